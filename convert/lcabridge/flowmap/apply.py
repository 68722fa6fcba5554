"""Applying a plan to exchanges and characterisation factors, with the original kept in a form that can be undone.

A mapped exchange keeps what it was (`lcabridge.flowmap.original`), a mapped impact category all its factors; the original
flow data sets stay in the package.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from lcabridge.errors import UnitError
from lcabridge.flowmap.issues import (
    AMBIGUOUS,
    CF_CONFLICT,
    CONTEXT_LOST,
    FAN_OUT,
    GENERALISED,
    MAPPED,
    NOT_CONVERTIBLE,
    UNMAPPED,
)
from lcabridge.flowmap.original import original
from lcabridge.flowmap.plan import Decision, Plan
from lcabridge.flowmap.table import MapRow
from lcabridge.flowmap.unitfactor import factor_between
from lcabridge.model import (
    Entity,
    Exchange,
    ImpactCategory,
    ImpactFactor,
    Index,
    Process,
    Ref,
    Uncertainty,
    UnitRef,
)
from lcabridge.report import EntityKey, Report, Stage

_SHOWN_CANDIDATES = 3


class Tally(msgspec.Struct):
    """How a source flow is used: exchanges, and the sums of amounts in the unit of the row's source side.

    Attributes:
        exchanges: exchanges with the flow.
        amount: sum of absolute amounts.
        unscaled: exchanges whose amount could not be brought into that unit; they keep their flow.
    """

    exchanges: int = 0
    amount: float = 0.0
    unscaled: int = 0


class Counts(msgspec.Struct):
    """What applying a plan has counted.

    Attributes:
        flows: by UUID of the source flow.
        impacts: by UUID of the process: its own emissions' impact before and after, in kg CO2 equivalents.
    """

    flows: dict[str, Tally] = msgspec.field(default_factory=dict)
    impacts: dict[str, tuple[float, float]] = msgspec.field(default_factory=dict)

    def merge(self, more: Counts) -> None:
        """Add what another worker counted."""
        for ident, tally in more.flows.items():
            mine = self.flows.setdefault(ident, Tally())
            mine.exchanges += tally.exchanges
            mine.amount += tally.amount
            mine.unscaled += tally.unscaled
        self.impacts.update(more.impacts)


class Application:
    """Applies one plan; picklable, one for all workers.

    Args:
        plan: what becomes of each flow.
        impact: by UUID of the source flow: impact per unit of the row's source side, before and after (per source unit too).
    """

    def __init__(self, plan: Plan, impact: dict[str, tuple[float, float]] | None = None) -> None:
        self.plan = plan
        self.impact = impact or {}
        self.counts = Counts()

    def take_counts(self) -> Counts:
        """Return what was counted since the last call."""
        counts, self.counts = self.counts, Counts()
        return counts

    def apply(self, entity: Entity, index: Index, report: Report) -> Entity:
        """Return the entity with its elementary flows mapped; other entities as they are."""
        if isinstance(entity, Process):
            return self._process(entity, index, report)
        if isinstance(entity, ImpactCategory):
            return self._category(entity, index, report)
        return entity

    def _process(self, process: Process, index: Index, report: Report) -> Process:
        decisions = self.plan.decisions
        if not any(e.flow is not None and e.flow.uuid in decisions for e in process.exchanges):
            return process
        exchanges: list[Exchange] = []
        changed = 0
        highest = max((e.id or 0 for e in process.exchanges), default=0)
        highest = max(highest, process.last_exchange_id or 0)
        before = after = 0.0
        for exchange in process.exchanges:
            decision = decisions.get(exchange.flow.uuid) if exchange.flow is not None else None
            if decision is None:
                exchanges.append(exchange)
                continue
            scale = _in_row_unit(exchange, decision, index)
            new = _mapped(exchange, decision, scale)
            factors = self._count(exchange, decision, scale)
            before += factors[0]
            after += factors[1 if new is not None else 0]
            if new is None:
                exchanges.append(exchange)
                continue
            changed += 1
            for further in new[1:]:
                highest += 1
                further.id = highest
            exchanges += new
        if before or after:
            self.counts.impacts[process.uuid] = (before, after)
        if not changed:
            return process
        report.stage = Stage.MAP
        report.add(MAPPED, value=changed, count=changed)
        renamed = {e.flow.uuid: n.flow for e, n in zip(process.exchanges, exchanges, strict=False) if e.flow and n.flow}
        allocation = [
            msgspec.structs.replace(a, exchange_flow=_allocated(a.exchange_flow, decisions, renamed))
            if a.exchange_flow is not None
            else a
            for a in process.allocation
        ]
        return msgspec.structs.replace(process, exchanges=exchanges, allocation=allocation)

    def _count(self, exchange: Exchange, decision: Decision, scale: float | None) -> tuple[float, float]:
        ident = decision.source.uuid
        tally = self.counts.flows.setdefault(ident, Tally())
        tally.exchanges += 1
        if scale is None:
            tally.unscaled += 1
            return 0.0, 0.0
        amount = (exchange.amount or 0.0) * scale
        tally.amount += abs(amount)
        before, after = self.impact.get(ident, (0.0, 0.0))
        return amount * before, amount * after

    def _category(self, category: ImpactCategory, index: Index, report: Report) -> ImpactCategory:
        decisions = self.plan.decisions
        if not any(factor.flow is not None and factor.flow.uuid in decisions for factor in category.factors):
            return category
        factors: list[ImpactFactor] = []
        changed = False
        there: dict[str, ImpactFactor] = {}
        for factor in category.factors:
            if factor.flow is not None and factor.flow.uuid not in decisions:
                there[factor.flow.uuid] = factor
        for factor in category.factors:
            decision = decisions.get(factor.flow.uuid) if factor.flow is not None else None
            new = _mapped_factors(factor, decision, index) if decision else None
            if new is None:
                factors.append(factor)
                continue
            changed = True
            for one in new:
                known = there.setdefault(one.flow.uuid, one) if one.flow else one
                if known is one:
                    factors.append(one)
                elif known.value != one.value and decision:
                    report.stage = Stage.MAP
                    report.add(
                        CF_CONFLICT,
                        path="factors",
                        value=one.value,
                        name=decision.source.name,
                        counterpart=decision.rows[0].target.name,
                        kept=known.value,
                    )
        if not changed:
            return category
        return msgspec.structs.replace(category, factors=factors, mapped_from=category.mapped_from or category.factors)

    def report_flows(self, report: Report) -> None:
        """Add the issues of the flows themselves: one for each that is not mapped, or not to an equal one."""
        report.stage = Stage.MAP
        for ident, decision in self.plan.decisions.items():
            report.about(None, "")
            _report_flow(EntityKey("flow", ident), decision, self.plan.target, report)


def _report_flow(key: EntityKey, decision: Decision, target: str, report: Report) -> None:
    side = decision.source
    words: dict[str, Any] = {"name": side.name or side.uuid, "context": side.context, "target": target}
    match decision.state:
        case "none" | "no context" | "blocked":
            report.add(UNMAPPED, entity=key, value=side.name, **words)
        case "ambiguous":
            shown = ", ".join(f"{c.name} ({c.context})" for _, c in decision.candidates[:_SHOWN_CANDIDATES])
            report.add(
                AMBIGUOUS, entity=key, value=side.name, count=len(decision.candidates), candidates=shown, **words
            )
        case "not convertible":
            row = decision.rows[0]
            report.add(
                NOT_CONVERTIBLE,
                entity=key,
                value=side.name,
                source_unit=side.unit or row.source.unit,
                target_unit=row.target.unit,
                counterpart=row.target.name,
                **words,
            )
        case "fan-out":
            report.add(FAN_OUT, entity=key, value=side.name, count=len(decision.rows), **words)
        case "mapped":
            for row in decision.rows:
                _report_row(key, row, words, report)


def _report_row(key: EntityKey, row: MapRow, words: dict[str, Any], report: Report) -> None:
    if row.context_relation not in ("", "same"):
        report.add(
            CONTEXT_LOST,
            entity=key,
            path="context",
            value=row.source.context,
            new_context=row.target.context,
            relation=row.context_relation,
            **words,
        )
    if row.relation != "=":
        report.add(
            GENERALISED,
            entity=key,
            path="flow",
            value=row.source.name,
            counterpart=row.target.name,
            condition=row.relation,
            rule=row.rule or row.map_type or row.origin,
            **words,
        )


def _allocated(ref: Ref, decisions: dict[str, Decision], renamed: dict[str, Ref]) -> Ref:
    new = renamed.get(ref.uuid, ref) if ref.uuid in decisions else ref
    return new if ref.name else msgspec.structs.replace(new, name={})  # names stand where they stood


def _in_row_unit(thing: Exchange | ImpactFactor, decision: Decision, index: Index) -> float | None:
    """Return what turns an amount as declared into the unit of the row's source side; None where nothing certain can be said."""
    flow = thing.flow.uuid if thing.flow else ""
    wanted = decision.rows[0].source.unit if decision.rows else decision.source.unit
    unit = thing.unit.name if thing.unit else ""
    if not thing.property and unit and unit == wanted:
        return 1.0
    try:
        scale = index.reference_scale(flow, thing.property.uuid if thing.property else "", unit)
    except UnitError:
        return None
    reference = decision.source.unit
    if not wanted or not reference or wanted == reference:
        return scale
    factor = factor_between(reference, wanted)
    return None if factor is None else scale * float(factor or 1.0)


def _mapped(exchange: Exchange, decision: Decision, scale: float | None) -> list[Exchange] | None:
    if decision.state != "mapped" or scale is None or exchange.flow is None:
        return None
    values = [(row.value or 0.0) * scale for row in decision.rows]
    if any(value <= 0.0 for value in values) and exchange.uncertainty is not None:
        return None  # a distribution turned around is not guessed at
    result = []
    for number, (row, value) in enumerate(zip(decision.rows, values, strict=True)):
        new = _scaled(exchange, row, value)
        new.mapped_from = original(exchange, row, value, number, len(values))
        result.append(new)
    return result


def _scaled(exchange: Exchange, row: MapRow, value: float) -> Exchange:
    target = row.target
    flow = Ref(type="flow", uuid=target.uuid, name={"en": target.name} if target.name else {})
    changes: dict[str, Any] = {"flow": flow}
    if target.unit and (exchange.unit is None or exchange.unit.name != target.unit):
        changes["unit"] = UnitRef(name=target.unit, uuid=target.unit_uuid)
    wanted = target.flow_property
    if exchange.property is not None and exchange.property.uuid != wanted:
        changes["property"] = Ref(type="flow_property", uuid=wanted) if wanted else None
    if value != 1.0:
        times: Callable[[float | None], float | None] = lambda x: None if x is None else x * value  # noqa: E731  # used four times below
        changes["amount"] = times(exchange.amount)
        changes["mean_amount"] = times(exchange.mean_amount)
        if exchange.formula:
            changes["formula"] = f"({exchange.formula}) * {value!r}"
        if exchange.uncertainty is not None:
            changes["uncertainty"] = scale_uncertainty(exchange.uncertainty, value)
    return msgspec.structs.replace(exchange, **changes)


def scale_uncertainty(uncertainty: Uncertainty, value: float) -> Uncertainty:
    """Return a distribution times a positive number: all its values scale, gsd (dimensionless) stays (DESIGN §2)."""
    scaled = {
        name: None if (old := getattr(uncertainty, name)) is None else old * value
        for name in ("median", "mean", "sd", "minimum", "mode", "maximum")
    }
    return msgspec.structs.replace(uncertainty, **scaled)


def _mapped_factors(factor: ImpactFactor, decision: Decision, index: Index) -> list[ImpactFactor] | None:
    """Return the factors of the targets: c_t = c_s ÷ f; None where the flow keeps its own."""
    if decision.state not in ("mapped", "fan-out") or (len(decision.rows) > 1 and decision.state == "mapped"):
        return None
    scale = _in_row_unit(factor, decision, index)
    if scale is None or factor.value is None:
        return None
    found = []
    for row in decision.rows:
        value = (row.value or 0.0) * scale
        if value <= 0.0 or row.use == "exchange":
            continue
        flow = Ref(type="flow", uuid=row.target.uuid, name={"en": row.target.name} if row.target.name else {})
        unit = UnitRef(name=row.target.unit, uuid=row.target.unit_uuid) if row.target.unit else factor.unit
        prop = Ref(type="flow_property", uuid=row.target.flow_property) if row.target.flow_property else None
        found.append(
            msgspec.structs.replace(
                factor,
                flow=flow,
                value=factor.value / value,
                unit=unit,
                property=prop,
                formula=f"({factor.formula}) / {value!r}" if factor.formula and value != 1.0 else factor.formula,
                uncertainty=scale_uncertainty(factor.uncertainty, 1.0 / value) if factor.uncertainty else None,
            )
        )
    return found or None
