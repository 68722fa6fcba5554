"""Factors of matched products, and their difference split by recalculating with one change at a time.

x0 = A by its own GWP set, allocation and flows; x1 = x0 with B's GWP set; x2 = x1 with B's allocation; x3 = x2 with A's
elementary flows mapped to the common list; x4 = B by its own method with its flows mapped to that list; x5 = B by its own method.

GWP set = x1 − x0, allocation = x2 − x1, flow mapping = (x3 − x2) + (x5 − x4), data = x4 − x3; they sum to x5 − x0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec
import numpy as np

from lcabridge.assess.compare.model import Pair, Part, Split
from lcabridge.assess.compare.products import Entry, entries
from lcabridge.calc import gwp
from lcabridge.calc.calculator import Calculator, Scores
from lcabridge.calc.impact import Indicator, gwp_indicator
from lcabridge.calc.precise import burdens as burdens_of
from lcabridge.calc.system import FlowRow, Vector
from lcabridge.flowmap.plan import Decision, Plan
from lcabridge.flowmap.table import MapRow
from lcabridge.flowmap.unitfactor import factor_between
from lcabridge.format import Package
from lcabridge.model import Entity, EntityType, Index, Process, Text
from lcabridge.report import Report

HORIZON = 100
SHOWN = 12
"""Parts by process and by flow that a pair lists; the smaller ones are summed in the last."""


@dataclass(kw_only=True)
class Side:
    """One side of a comparison.

    Attributes:
        package: opened, with its index.
        name: of the package.
        format: id of its format.
        gwp: GWP set that it calculates with.
        allocation: allocation rule.
        plan: what becomes of its elementary flows on the common list; None where no mapping was asked for.
    """

    package: Package
    name: str
    format: str = ""
    gwp: str = gwp.DEFAULT_SET
    allocation: str = "declared"
    plan: Plan | None = None


class Allocated:
    """A package whose processes ask for one allocation method, where they have factors of it.

    Args:
        package: the package.
        method: ``physical``, ``economic`` or ``causal``.
    """

    def __init__(self, package: Package, method: str) -> None:
        self.package = package
        self.method = method
        self.changed = 0

    @property
    def index(self) -> Index:
        """Return the index of the package."""
        return self.package.index

    def entities(self, *types: EntityType) -> Iterator[Entity]:
        """Yield the entities, processes with the method."""
        for entity in self.package.entities(*types):
            if isinstance(entity, Process) and any(f.method == self.method for f in entity.allocation):
                self.changed += entity.default_allocation != self.method
                yield msgspec.structs.replace(entity, default_allocation=self.method)
            else:
                yield entity


@dataclass
class Calculated:
    """A side with its scores.

    Attributes:
        calculator: its linked system.
        own: by the GWP set given.
        mapped: the same with its flows on the common list; ``own`` where there is no plan.
        columns: products that can be matched.
        by_identity: the same by UUID and version of their process.
    """

    calculator: Calculator
    own: Scores
    mapped: Scores
    columns: list[Entry] = field(default_factory=list)
    by_identity: dict[tuple[str, str], list[Entry]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for entry in self.columns:
            self.by_identity.setdefault((entry.uuid, entry.version), []).append(entry)

    def same(self, entry: Entry) -> int | None:
        """Return the column of a product of another calculation of the same package."""
        found = self.by_identity.get((entry.uuid, entry.version), ())
        return next((other.column for other in found if other.flow == entry.flow), None)


def calculate(package: Package, allocation: str, set_: str, plan: Plan | None, report: Report) -> Calculated:
    """Calculate a side.

    Raises:
        SingularSystemError: it has no unique solution.
        UsageError: no such GWP set or allocation rule.
    """
    calculator = Calculator(package, allocation=allocation, report=report)
    own = calculator.gwp(set_, HORIZON)
    mapped = calculator.scores(mapped_indicator(calculator, own.indicator, set_, plan)) if plan is not None else own
    return Calculated(calculator, own, mapped, entries(calculator.system))


def mapped_indicator(calculator: Calculator, own: Indicator, set_: str, plan: Plan) -> Indicator:
    """Return what a GWP set makes of a system whose elementary flows stand on the common list.

    A flow that the list has, or that is no row of the plan, counts as it is; a mapped one as its targets do (factor by
    factor); one without a target counts 0: the list's own method has no factor for it.
    """
    chosen = gwp.gwp_set(set_, HORIZON)
    factors = own.factors.copy()
    for i, row in enumerate(calculator.system.flows):
        decision = plan.decisions.get(row.uuid)
        if decision is not None and decision.state != "already":
            factors[i] = _mapped(decision, row, chosen)
    return Indicator(id=own.id, name=own.name, unit=own.unit, factors=factors, horizon=own.horizon, source=own.source)


def _mapped(decision: Decision, row: FlowRow, chosen: gwp.GwpSet) -> float:
    if decision.state != "mapped":
        return 0.0
    return sum(_target(target, row, chosen) for target in decision.rows)


def _target(target: MapRow, row: FlowRow, chosen: gwp.GwpSet) -> float:
    side = target.target
    matched = gwp.match([side.name], side.cas, side.context.split("/"))
    total = gwp.total_factor(matched, chosen) if matched else None
    to_kg = factor_between(side.unit, "kg")
    to_source = factor_between(row.unit, target.source.unit) if target.source.unit else ""
    if matched is None or total is None or to_kg is None:
        return 0.0
    natural = "input" if matched.uptake else "output"
    sign = 1.0 if row.direction == natural else -1.0
    return sign * total * (target.value or 0.0) * float(to_kg or 1.0) * float(to_source or 1.0)


@lru_cache(maxsize=4096)
def per_unit(wanted: str, given: str) -> float | None:
    """Return what a score per ``given`` is multiplied by to stand per ``wanted``: given units in one wanted unit."""
    text = factor_between(wanted, given)
    return None if text is None else float(text or 1.0)


@dataclass
class Steps:
    """Scores of every step of the split, of both sides' columns.

    Attributes:
        first: A by its own method.
        set: A with B's GWP set.
        allocated: A with B's set and allocation (and mapped).
        second: B.
    """

    first: Calculated
    set: Scores
    allocated: Calculated
    second: Calculated


def steps(a: Side, b: Side, method: str, report: Report) -> Steps:
    """Calculate both sides and the steps between them.

    Args:
        a: first side.
        b: second side.
        method: allocation method of B that A has factors for too; "" where that step changes nothing.
        report: takes the findings of the calculation.
    """
    first = calculate(a.package, a.allocation, a.gwp, a.plan, report)
    second = calculate(b.package, b.allocation, b.gwp, b.plan, report)
    quiet = Report(cap=0)
    other_rule = b.allocation if b.allocation != a.allocation else ""
    if a.gwp == b.gwp:
        set_ = first.own
    else:
        set_ = first.calculator.scores(gwp_indicator(first.calculator.system, a.package, b.gwp, HORIZON))
    if other_rule:
        allocated = calculate(a.package, other_rule, b.gwp, a.plan, quiet)
    elif method:
        allocated = calculate(Allocated(a.package, method), "declared", b.gwp, a.plan, quiet)
    elif a.gwp == b.gwp:
        allocated = first
    else:
        again = first.calculator
        mapped = again.scores(mapped_indicator(again, set_.indicator, b.gwp, a.plan)) if a.plan is not None else set_
        allocated = Calculated(again, set_, mapped, first.columns)
    return Steps(first, set_, allocated, second)


def split_pair(found: Steps, a: Entry, b: Entry, pair: Pair) -> None:
    """Fill the factors of a pair and the split of their difference."""
    scale = per_unit(a.unit, b.unit)
    if scale is None:
        pair.missing = {"en": f"{a.unit} and {b.unit} do not convert", "zh": f"{a.unit} 与 {b.unit} 不可换算"}
        return
    if bool(found.first.own.incomplete[a.column]) or bool(found.second.own.incomplete[b.column]):
        pair.missing = {
            "en": "an exchange of its supply chain could not be calculated",
            "zh": "其供应链中有交换无法计算",
        }
        return
    column = found.allocated.same(a)
    if column is None:
        pair.missing = {"en": "the other allocation has no such product", "zh": "按另一分配方法没有此产品"}
        return
    x0, x1 = float(found.first.own.values[a.column]), float(found.set.values[a.column])
    x2, x3 = float(found.allocated.own.values[column]), float(found.allocated.mapped.values[column])
    x4, x5 = float(found.second.mapped.values[b.column]) * scale, float(found.second.own.values[b.column]) * scale
    pair.unit = a.unit
    pair.factor_a, pair.factor_b, pair.common_a, pair.common_b = x0, x5, x3, x4
    pair.ratio = x5 / x0 if x0 else None
    pair.split = Split(gwp=x1 - x0, allocation=x2 - x1, mapping=(x3 - x2) + (x5 - x4), data=x4 - x3)


def moved(found: Steps, a: Entry, b: Entry, partners: Mapping[int, int], pair: Pair) -> None:
    """Fill what makes the data's share of a difference: by process and by elementary flow.

    A process that both sides have contributes (own emissions per unit) × (units used); the change of that product is cut in
    two exactly: own = change of emissions × mean use, amount = change of use × mean emissions.

    Args:
        found: the steps.
        a: product of the first side.
        b: of the second.
        partners: column of the first side's allocated system to column of the second.
        pair: filled.
    """
    column, scale = found.allocated.same(a), per_unit(a.unit, b.unit)
    if column is None or scale is None:
        return
    left, right = _Chain(found.allocated, column, 1.0), _Chain(found.second, b.column, scale)
    back = {j: i for i, j in partners.items()}
    couples: list[tuple[int | None, int | None]] = [(i, partners.get(i)) for i in left.used]
    couples += [(back.get(j), j) for j in right.used if back.get(j) not in left.scored]
    pair.by_process = _largest([_part(left, right, i, j) for i, j in couples])
    pair.by_flow = _largest(_flows(left, right))


def _part(left: _Chain, right: _Chain, i: int | None, j: int | None) -> Part:
    if i is None or j is None:
        side, k = (left, i) if i is not None else (right, j)
        score, uuid = (side.score(k), side.uuid(k)) if k is not None else (0.0, "")
        name = side.name(k) if k is not None else {}
        if side is left:
            return Part(name=name, a=score, b=0.0, uuid_a=uuid)
        return Part(name=name, a=0.0, b=score, uuid_b=uuid)
    unit = per_unit(left.unit(i), right.unit(j)) or 1.0
    before, after = left.score(i), right.score(j)
    use_a, use_b = left.use(i), right.use(j) / unit
    own = (right.own(j) * unit - left.own(i)) * (use_a + use_b) / 2
    return Part(
        name=left.name(i),
        a=before,
        b=after,
        uuid_a=left.uuid(i),
        uuid_b=right.uuid(j),
        own=own,
        amount=after - before - own,
    )


class _Chain:
    """What the processes of a product's chain contribute, per reference unit of the product times ``scale``."""

    def __init__(self, side: Calculated, column: int, scale: float) -> None:
        self.side = side
        calculator = side.calculator
        scaling, _ = calculator.scaling(column)
        self.scaling: Vector = scaling * scale
        self.burdens = burdens_of(calculator.interventions, side.mapped.indicator.factors)
        self.scores: Vector = self.burdens * self.scaling
        self.used = [int(i) for i in np.flatnonzero(self.scores)]
        self.scored = frozenset(self.used)

    def score(self, i: int) -> float:
        return float(self.scores[i])

    def use(self, i: int) -> float:
        """Return reference units of the product of a process."""
        return float(self.scaling[i]) * self.side.calculator.system.products[i].amount

    def own(self, i: int) -> float:
        """Return its own emissions per reference unit."""
        amount = self.side.calculator.system.products[i].amount
        return float(self.burdens[i]) / amount if amount else 0.0

    def unit(self, i: int) -> str:
        return self.side.calculator.system.products[i].unit

    def uuid(self, i: int) -> str:
        return self.side.calculator.activity(i).uuid

    def name(self, i: int) -> Text:
        return self.side.calculator.activity(i).name

    def flows(self) -> dict[str, tuple[Text, float]]:
        """Return scores by gas, whatever compartment and list; a flow that is no known gas stands by its name."""
        system = self.side.calculator.system
        amounts = np.asarray(self.side.calculator.interventions @ self.scaling) * self.side.mapped.indicator.factors
        found: dict[str, tuple[Text, float]] = {}
        for i in np.flatnonzero(amounts):
            row = system.flows[int(i)]
            key, name = _gas(row)
            found[key] = (name, found.get(key, (name, 0.0))[1] + float(amounts[i]))
        return found


def _gas(row: FlowRow) -> tuple[str, Text]:
    matched = gwp.match([*row.name.values(), *row.synonyms], row.cas, row.category, len(row.name))
    if matched is None or matched.gas is None:
        return row.uuid, row.name
    key = f"{matched.gas.id} {matched.origin}{' uptake' if matched.uptake else ''}"
    return key, matched.gas.name


def _flows(left: _Chain, right: _Chain) -> list[Part]:
    one, other = left.flows(), right.flows()
    nothing: tuple[Text, float] = ({}, 0.0)
    return [
        Part(name=one.get(key, other.get(key, nothing))[0], a=one.get(key, nothing)[1], b=other.get(key, nothing)[1])
        for key in dict.fromkeys([*one, *other])
    ]


def _largest(parts: Sequence[Part]) -> list[Part]:
    """Return the largest changes; the smaller ones summed in one part at the end, so that all sum to the difference."""
    ranked = sorted(parts, key=lambda p: -abs(p.change))
    rest = ranked[SHOWN:]
    if not rest:
        return ranked
    count = len(rest)
    other = Part(
        name={"en": f"{count} others", "zh": f"其他 {count} 项"},
        a=sum(p.a for p in rest),
        b=sum(p.b for p in rest),
        own=sum(p.own for p in rest),
        amount=sum(p.amount for p in rest),
    )
    return [*ranked[:SHOWN], other]
