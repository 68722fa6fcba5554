"""From processes to columns, elementary cells and open demands: everything but the links."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lcabridge.calc import issues
from lcabridge.calc.allocation import shares
from lcabridge.calc.amounts import Amounts, number
from lcabridge.calc.system import Activity, FlowRow, Formula, Product, System
from lcabridge.errors import FormulaError, LcabridgeError, UnitError
from lcabridge.formula import Scope
from lcabridge.model import Direction, Exchange, FlowType, Index, Process, Ref, Shares, Summary, method_of, pick
from lcabridge.report import EntityKey, IssueType, Report

_DIFFERS = 1e-9
"""Relative difference between a stated amount and its formula's above which it is reported."""


@dataclass(slots=True)
class Demand:
    """What a column needs from another one, per run.

    Attributes:
        column: who needs it.
        flow: UUID of the product or waste.
        name: its name.
        coefficient: times the amount of the exchange = reference units needed; negative for a credit.
        exchange: position in ``System.amounts``.
        provider: as declared.
        direction: of the exchange.
        number: number of the exchange in its process.
        maybe_elementary: True if nothing says that the flow is a product (its data set is missing).
    """

    column: int
    flow: str
    name: Mapping[str, str]
    coefficient: float
    exchange: int
    provider: Ref | None
    direction: Direction
    number: int
    maybe_elementary: bool


@dataclass(slots=True)
class _Used:
    """An exchange with its amount worked out."""

    exchange: Exchange
    position: int
    scale: float
    flow_type: FlowType | None
    known: Summary | None

    @property
    def flow(self) -> str:
        return self.exchange.flow.uuid if self.exchange.flow else ""


class Collector:
    """Takes processes one by one and fills a system; ``demands`` are linked afterwards.

    Args:
        system: to fill.
        amounts: amounts and scopes of the package.
        rule: allocation rule.
    """

    def __init__(self, system: System, amounts: Amounts, rule: str) -> None:
        self.system = system
        self.amounts = amounts
        self.index: Index = amounts.index
        self.report: Report = system.report
        self.rule = rule
        self.demands: list[Demand] = []
        self.columns: dict[tuple[str, str, int], dict[str, list[int]]] = {}
        """(process UUID, version, instance) to flow UUID to its columns."""
        self.values: array[float] = array("d")
        self._flows: dict[tuple[str, str], int] = {}
        self._units: dict[str, str] = {}
        self._name = ""
        self._key: EntityKey | None = None

    def take(
        self,
        process: Process,
        instance: int = 0,
        changed: Mapping[str, float] | None = None,
        stages: tuple[str, ...] = (),
    ) -> int:
        """Add a process; return its position in ``System.activities``.

        Args:
            process: the process.
            instance: id in a model.
            changed: parameter values of this instance, names in lower case.
            stages: names of the model's groups it belongs to.
        """
        values = {**self.amounts.redefined.get(process.uuid, {}), **(changed or {})}
        activity = self._activity(process, instance, values, stages)
        self._name = pick(process.name, "en") or process.uuid
        self._key = EntityKey("process", process.uuid, process.version)
        position = len(self.system.activities)
        self.system.activities.append(activity)
        scope = self._scope(process, activity)
        used = []
        for number_, exchange in enumerate(process.exchanges):
            found = self._use(exchange, number_, scope, position, activity)
            if found is not None:
                used.append(found)
        self._columns(process, position, used, scope)
        return position

    def _activity(
        self, process: Process, instance: int, changed: dict[str, float], stages: tuple[str, ...]
    ) -> Activity:
        where = process.geography.place if process.geography else None
        classes = process.classifications[0].classes if process.classifications else []
        return Activity(
            uuid=process.uuid,
            version=process.version,
            name=process.name,
            place=self.index.place_code(where),
            category=tuple(entry.name for entry in classes),
            process_type=process.process_type or "",
            instance=instance,
            stages=stages,
            changed=changed,
        )

    def _scope(self, process: Process, activity: Activity) -> Scope | None:
        needed = self.amounts.formulas == "evaluate" and (
            any(exchange.formula for exchange in process.exchanges)
            or any(factor.formula for factor in process.allocation)
        )
        if not needed:
            return None
        activity.parameters = process.parameters
        resolved = self.amounts.scope(process, activity.changed)
        return resolved.scope

    def _problem(self, kind: IssueType, activity: Activity, exchange: str, **words: str) -> None:
        activity.is_broken = True
        self.report.add(kind, entity=self._key, file="", name=self._name, exchange=exchange, **dict[str, Any](words))

    def _use(
        self, exchange: Exchange, number_: int, scope: Scope | None, position: int, activity: Activity
    ) -> _Used | None:
        label = f"{exchange.id if exchange.id is not None else number_ + 1}"
        flow = exchange.flow
        if flow is None or exchange.direction is None:
            reason = ("it names no flow or no direction", "未注明流或方向")
            self._problem(issues.UNIT, activity, label, reason=reason[0], reason_zh=reason[1])
            return None
        label = f"{label} ({pick(flow.name, 'en') or flow.uuid})"
        try:
            amount = self.amounts.amount(exchange, scope)
        except FormulaError as error:
            self._problem(issues.FORMULA, activity, label, **_reason(error))
            return None
        if amount is None:
            self._problem(issues.AMOUNT_MISSING, activity, label)
            return None
        known = self.index.get("flow", flow.uuid, flow.version)
        try:
            scale = self.amounts.scale(exchange)
        except KeyError:
            scale = 1.0
            self.report.add(
                issues.FLOW_MISSING, entity=self._key, file="", name=self._name, exchange=label, value=flow.uuid
            )
        except UnitError as error:
            self._problem(issues.UNIT, activity, label, **_reason(error))
            return None
        place = len(self.values)
        self.values.append(amount)
        if scope is not None and exchange.formula:
            self.system.formulas.append(Formula(place, position, exchange.formula))
            self._compare(exchange, amount, label)
        if exchange.uncertainty is not None and exchange.uncertainty.distribution not in ("none", "undefined"):
            self.system.uncertain.append((place, exchange.uncertainty))
        flow_type = (known.flow_type if known else None) or (flow.summary.flow_type if flow.summary else None)
        return _Used(exchange, place, scale, flow_type, known)

    def _compare(self, exchange: Exchange, amount: float, label: str) -> None:
        stated = exchange.amount
        if stated is not None and abs(stated - amount) > _DIFFERS * max(abs(stated), abs(amount)):
            self.report.add(
                issues.FORMULA_DIFFERS,
                entity=self._key,
                file="",
                name=self._name,
                exchange=label,
                value=stated,
                computed=amount,
            )

    def _columns(self, process: Process, position: int, used: list[_Used], scope: Scope | None) -> None:
        activity = self.system.activities[position]
        provided = [u for u in used if _supplies(u, self.values[u.position])]
        references = [u for u in provided if u.exchange.is_reference]
        if not any(exchange.is_reference for exchange in process.exchanges):
            self._problem(issues.NO_REFERENCE, activity, "")
        provided = [u for u in provided if self._is_usable(u, activity)]
        for u in references:
            if u.flow_type == "elementary" or (u.exchange.direction == "input" and u.flow_type == "product"):
                self.report.add(
                    issues.ODD_REFERENCE,
                    entity=self._key,
                    file="",
                    name=self._name,
                    exchange=self._label(u),
                    kind=u.flow_type,
                    direction=u.exchange.direction,
                )
        parts, credits_ = self._shares(process, position, provided, scope)
        for u, share in parts:
            self._column(position, u, share, used, provided, credits_)

    def _is_usable(self, u: _Used, activity: Activity) -> bool:
        if self.values[u.position] * u.scale != 0.0:
            return True
        if u.exchange.is_reference:
            self._problem(issues.ZERO_REFERENCE, activity, self._label(u))
        return False

    def _shares(
        self, process: Process, position: int, provided: list[_Used], scope: Scope | None
    ) -> tuple[list[tuple[_Used, Shares]], bool]:
        """Return the columns with their shares, and whether other products are credited."""
        activity = self.system.activities[position]
        if len(provided) < 2:
            return [(u, Shares()) for u in provided], False
        method = method_of(process, self.rule)
        activity.method = method or "declared"
        if method == "substitution":
            return [(u, Shares()) for u in provided if u.exchange.is_reference], True
        if method == "none":
            self.report.add(issues.NOT_ALLOCATED, entity=self._key, file="", name=self._name, count=len(provided))
            return [(u, Shares()) for u in provided], False
        inside = scope or self.amounts.globals.scope
        products = [(u.exchange, self.values[u.position] * u.scale) for u in provided]
        self.report.about(self._key, "")
        try:
            found = shares(process, products, method, self.index, self.report, lambda text: number(text, inside))
        except FormulaError as error:
            self._problem(issues.FORMULA, activity, "allocation", **_reason(error))
            return [], False
        return list(zip(provided, found, strict=True)), False

    def _column(
        self, position: int, u: _Used, share: Shares, used: list[_Used], provided: list[_Used], credits_: bool
    ) -> None:
        system = self.system
        column = len(system.products)
        exchange = u.exchange
        flow = exchange.flow
        if flow is None or exchange.direction is None:
            return
        system.products.append(
            Product(
                activity=position,
                flow=flow.uuid,
                flow_name=(u.known.name if u.known else {}) or flow.name,
                flow_type=u.flow_type,
                unit=self._unit(flow.uuid, exchange),
                amount=self.values[u.position] * u.scale,
                direction=exchange.direction,
                stated_unit=exchange.unit.name if exchange.unit else self._unit(flow.uuid, exchange),
                stated_scale=u.scale,
                exchange=exchange.id or 0,
                is_reference=exchange.is_reference,
                share=share.whole,
            )
        )
        activity = system.activities[position]
        key = (activity.uuid, activity.version, activity.instance)
        self.columns.setdefault(key, {}).setdefault(flow.uuid, []).append(column)
        system.technosphere_entries.add(column, column, u.scale, u.position)
        supplied = {id(other) for other in provided}
        for other in used:
            if other is u:
                continue
            if id(other) in supplied:
                if credits_:
                    self._demand(column, other, -1.0)
                continue
            part = share.of(other.exchange)
            if part != 0.0:
                self._cell(column, other, part)

    def _cell(self, column: int, u: _Used, part: float) -> None:
        exchange = u.exchange
        kind = u.flow_type
        if kind == "elementary":
            row = self._row(u)
            self.system.intervention_entries.add(row, column, part * u.scale, u.position)
            return
        if exchange.is_avoided:
            self._demand(column, u, -part)
            return
        is_output = exchange.direction == "output"
        # A negative product output is an input, a negative waste input an output (DESIGN §2: signs stay as declared).
        sign = -1.0 if (kind == "product" and is_output) or (kind == "waste" and not is_output) else 1.0
        self._demand(column, u, sign * part)

    def _demand(self, column: int, u: _Used, part: float) -> None:
        flow = u.exchange.flow
        if flow is None or u.exchange.direction is None:
            return
        self.demands.append(
            Demand(
                column=column,
                flow=flow.uuid,
                name=(u.known.name if u.known else None) or flow.name,
                coefficient=part * u.scale,
                exchange=u.position,
                provider=u.exchange.provider,
                direction=u.exchange.direction,
                number=u.exchange.id or 0,
                maybe_elementary=u.flow_type not in ("product", "waste") and not u.exchange.is_avoided,
            )
        )

    def _row(self, u: _Used) -> int:
        exchange = u.exchange
        key = (u.flow, exchange.direction or "output")
        row = self._flows.get(key)
        if row is None and exchange.flow is not None and exchange.direction is not None:
            row = self.elementary(u.flow, exchange.flow, exchange.direction, self._unit(u.flow, exchange))
        return row if row is not None else 0

    def elementary(self, uuid: str, ref: Mapping[str, str] | Ref, direction: Direction, unit: str) -> int:
        """Return the row of an elementary flow, new if it is not there."""
        key = (uuid, direction)
        row = self._flows.get(key)
        if row is None:
            known = self.index.get("flow", uuid)
            name = ref.name if isinstance(ref, Ref) else dict(ref)
            category: tuple[str, ...] = known.category if known else ()
            if not category and isinstance(ref, Ref) and ref.summary is not None:
                category = ref.summary.category
            row = self._flows[key] = len(self.system.flows)
            self.system.flows.append(
                FlowRow(
                    uuid=uuid,
                    name=(known.name if known else {}) or dict(name),
                    direction=direction,
                    unit=unit,
                    category=category,
                )
            )
        return row

    def _unit(self, flow: str, exchange: Exchange) -> str:
        unit = self._units.get(flow)
        if unit is None:
            unit = self.amounts.reference_unit(flow)
            self._units[flow] = unit
        return unit or (exchange.unit.name if exchange.unit else "")

    def _label(self, u: _Used) -> str:
        flow = u.exchange.flow
        name = pick(u.known.name if u.known else {}, "en") or (pick(flow.name, "en") if flow else "")
        return f"{u.exchange.id if u.exchange.id is not None else '?'} ({name or u.flow})"


def _supplies(u: _Used, amount: float) -> bool:
    """Tell whether an exchange is a product of its process: the reference, an output product, or a waste taken in."""
    exchange = u.exchange
    if exchange.is_reference:
        return True
    if exchange.is_avoided or amount < 0.0:
        return False
    return (u.flow_type == "product" and exchange.direction == "output") or (
        u.flow_type == "waste" and exchange.direction == "input"
    )


def _reason(error: LcabridgeError) -> dict[str, str]:
    return {"reason": error.en, "reason_zh": error.zh}


def changed_values(redefinitions: Mapping[str, float]) -> dict[str, float]:
    """Return parameter values by lower-case name."""
    return {name.lower(): value for name, value in redefinitions.items()}


__all__ = ["Collector", "Demand", "changed_values"]
