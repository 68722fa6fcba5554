"""Proof that a conversion kept the score: two packages, one rule, every product, and the cause of each difference.

Three measures are compared, so that nothing hides behind a zero: a GWP set (or another method), the sum of all elementary
flows (less those that go against their compartment), and the sum of all cut-offs, each with everything upstream.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import NAMESPACE_OID, uuid5

import numpy as np

from lcabridge.calc import issues
from lcabridge.calc.calculator import Calculator
from lcabridge.calc.impact import Indicator, gwp_indicator
from lcabridge.calc.precise import burdens as burdens_of
from lcabridge.calc.solve import Solver
from lcabridge.calc.system import Activity, System, Vector
from lcabridge.codes import name_mark
from lcabridge.model import Text, pick, version_key
from lcabridge.report import EntityKey, Report, Stage

TOLERANCE = 1e-9
"""Relative difference that counts as the same score."""

Cause = Literal["missing", "allocation", "links", "cut-offs", "flows", "amounts", "upstream", "conditioning", "unknown"]
CAUSES: dict[str, tuple[str, str]] = {
    "missing": ("the product is not in the target", "目标中没有该产品"),
    "allocation": ("another allocation is applied", "采用的分配不同"),
    "links": ("it is linked to other suppliers", "连接的供应过程不同"),
    "cut-offs": ("other inputs find no supplier", "截断的输入不同"),
    "flows": ("an elementary flow is recognised on one side only", "基本流仅在一侧被识别"),
    "amounts": ("amounts of its own exchanges differ", "自身交换的数值不同"),
    "upstream": ("a supplier differs", "上游过程不同"),
    "conditioning": (
        "nothing differs but the order of sums, and the system magnifies rounding to this",
        "仅求和次序不同，而方程组将舍入误差放大至此",
    ),
    "unknown": ("cause not found", "原因未明"),
}


@dataclass(slots=True, kw_only=True)
class Difference:
    """A product whose score changed.

    Attributes:
        process: UUID in the source.
        version: version in the source.
        name: of the process.
        product: name of the product.
        before: score per reference unit in the source.
        after: in the target, None where the product is not there.
        cause: why.
        detail: what exactly, in English.
    """

    process: str
    version: str
    name: Text
    product: Text
    before: float
    after: float | None
    cause: Cause
    detail: str = ""


@dataclass(slots=True, kw_only=True)
class Proof:
    """The comparison by one measure.

    Attributes:
        measure: ``cn-inventory``, ``elementary flows``, ``cut-offs``.
        compared: products of the source.
        equal: how many have the same score.
        differences: the others.
    """

    measure: str
    compared: int
    equal: int
    differences: list[Difference] = field(default_factory=list)


def prove(
    before: Calculator,
    after: Calculator,
    indicator: Callable[[Calculator], Indicator] | None = None,
    tolerance: float = TOLERANCE,
) -> list[Proof]:
    """Compare all products of two packages.

    Args:
        before: the source, linked by the same rules as ``after``.
        after: the target.
        indicator: makes the indicator of a calculator; the default GWP set if not given.
        tolerance: relative difference that counts as equal.
    """
    make = indicator or _default
    partner = match_products(before.system, after.system)
    found = []
    measures: list[tuple[str, Vector, Vector]] = []
    first, second = make(before), make(after)
    measures.append((first.id, _scores(before, first.factors), _scores(after, second.factors)))
    ones = [_scores(c, _directions(c)) for c in (before, after)]
    measures.append(("elementary flows", ones[0], ones[1]))
    cuts = [_cut_scores(c) for c in (before, after)]
    measures.append(("cut-offs", cuts[0], cuts[1]))
    causes = _Causes(before, after, partner, first.factors, second.factors, tolerance)
    for name, mine, other in measures:
        proof = Proof(measure=name, compared=len(mine), equal=0)
        for column, value in enumerate(mine):
            there = partner.get(column)
            if there is not None and is_same(float(value), float(other[there]), tolerance):
                proof.equal += 1
                continue
            change = _difference(before, column, float(value), other, there, causes)
            if change.cause == "unknown" and causes.is_rounding(column, change):
                change.cause = "conditioning"
            proof.differences.append(change)
        found.append(proof)
    return found


def _default(calculator: Calculator) -> Indicator:
    return gwp_indicator(calculator.system, calculator.package)


def is_same(one: float, other: float, tolerance: float = TOLERANCE) -> bool:
    """Tell whether two scores agree."""
    return abs(one - other) <= tolerance * max(abs(one), abs(other))


def _directions(calculator: Calculator) -> Vector:
    """Return 1 for each flow, −1 for one that goes against its compartment: an emission that is taken in takes back."""
    return np.array([1.0 if row.direction == row.natural else -1.0 for row in calculator.system.flows])


def _scores(calculator: Calculator, factors: Vector) -> Vector:
    found, _ = calculator.solver.solve_transposed(burdens_of(calculator.interventions, factors))
    return found * calculator.signs


def _cut_scores(calculator: Calculator) -> Vector:
    burdens = np.zeros(len(calculator.system.products))
    for cut in calculator.system.cut_offs:
        burdens[cut.product] += cut.amount
    found, _ = calculator.solver.solve_transposed(burdens)
    return found * calculator.signs


def _difference(
    before: Calculator, column: int, value: float, other: Vector, there: int | None, causes: _Causes
) -> Difference:
    activity, product = before.activity(column), before.system.products[column]
    cause, detail = causes.of(column)
    return Difference(
        process=activity.uuid,
        version=activity.version,
        name=activity.name,
        product=product.flow_name,
        before=value,
        after=None if there is None else float(other[there]),
        cause=cause,
        detail=detail,
    )


def match_products(before: System, after: System) -> dict[int, int]:
    """Return columns of the source with their partners in the target.

    By UUIDs of process and flow; then, for formats without UUIDs, by names of process and product with the place, without
    it, by the beginnings of names with the amount; a key must mean one column on both sides.
    """
    found: dict[int, int] = {}
    taken: set[int] = set()
    for key in _KEYS:
        ours, theirs = _unique(before, key, set(found)), _unique(after, key, taken)
        for words, column in ours.items():
            there = theirs.get(words)
            if there is not None:
                found[column] = there
                taken.add(there)
    return found


def _unique(
    system: System, key: Callable[[System, int], tuple[str, ...]], done: set[int]
) -> dict[tuple[str, ...], int]:
    columns: dict[tuple[str, ...], int | None] = {}
    for column in range(len(system.products)):
        if column not in done:
            words = key(system, column)
            columns[words] = None if words in columns else column
    return {words: column for words, column in columns.items() if column is not None}


def _by_ids(system: System, column: int) -> tuple[str, ...]:
    product = system.products[column]
    activity = system.activities[product.activity]
    return (activity.uuid, activity.version, str(activity.instance), product.flow, str(product.exchange))


def _by_uuids(system: System, column: int) -> tuple[str, ...]:
    product = system.products[column]
    activity = system.activities[product.activity]
    return (_moved(system, activity), str(activity.instance), product.flow, str(product.exchange))


def _by_uuids_alone(system: System, column: int) -> tuple[str, ...]:
    product = system.products[column]
    activity = system.activities[product.activity]
    return (_moved(system, activity), str(activity.instance), product.flow)


def _moved(system: System, activity: Activity) -> str:
    """Return the UUID a process has where only one version of each can stand (DESIGN §2): lower versions get their own."""
    versions = [a.version for a in system.by_uuid()[activity.uuid]]
    highest = max(versions, key=version_key)
    if version_key(activity.version) == version_key(highest):
        return activity.uuid
    return str(uuid5(NAMESPACE_OID, activity.uuid + activity.version))


def _by_names(system: System, column: int) -> tuple[str, ...]:
    product = system.products[column]
    activity = system.activities[product.activity]
    return (_word(activity.name), activity.place, _word(product.flow_name))


def _by_name(system: System, column: int) -> tuple[str, ...]:
    product = system.products[column]
    return (_word(system.activities[product.activity].name), _word(product.flow_name))


def _by_start(system: System, column: int) -> tuple[str, ...]:
    """Formats that cut names keep at least 70 characters of them (EcoSpold 1: 80 with a mark, some of them blanks)."""
    product = system.products[column]
    names = (_unmarked(text)[0] for text in (system.activities[product.activity].name, product.flow_name))
    return (*names, f"{product.amount:.12g}", product.direction)


def _unmarked(text: Text) -> tuple[str, str]:
    """Return the beginning of a name, and the mark that formats that know names only put behind it (``name ~1a2b3``)."""
    word = _word(text)
    found = _MARK(word)
    return (word[: found.start()][:70].strip(), found[1]) if found else (word[:70].strip(), "")


_MARK = re.compile(r" ~([0-9a-f]{5})$").search


def _by_mark(system: System, column: int) -> tuple[str, ...]:
    """A mark is made of the UUID of what is marked (`lcabridge.codes.name_mark`)."""
    activity = system.activities[system.products[column].activity]
    return (*_by_start(system, column), _unmarked(activity.name)[1] or name_mark(activity.uuid))


def _by_exchange(system: System, column: int) -> tuple[str, ...]:
    """Products of one process, flow and amount are told apart by the numbers of their exchanges."""
    return (*_by_start(system, column), str(system.products[column].exchange))


def _by_process(system: System, column: int) -> tuple[str, ...]:
    product = system.products[column]
    return (system.activities[product.activity].uuid, str(product.is_reference))


def _word(text: Text) -> str:
    return " ".join(pick(text, "en", "zh").split()).casefold()


_KEYS = (_by_ids, _by_uuids, _by_uuids_alone, _by_names, _by_name, _by_mark, _by_start, _by_exchange, _by_process)


class _Causes:
    """Finds why a product differs, from its own column outwards."""

    def __init__(
        self,
        before: Calculator,
        after: Calculator,
        partner: dict[int, int],
        first: Vector,
        second: Vector,
        tolerance: float,
    ) -> None:
        self.before, self.after, self.partner, self.tolerance = before, after, partner, tolerance
        self._burdens = (
            burdens_of(before.interventions, first),
            burdens_of(after.interventions, second),
        )
        self._sums: tuple[Vector, Vector] = (
            burdens_of(before.interventions, _directions(before)),
            burdens_of(after.interventions, _directions(after)),
        )
        self._cuts = (_cuts(before), _cuts(after))
        self._known: dict[int, tuple[Cause, str]] = {}
        self._factors = first
        self._wobble: Vector | None = None

    def of(self, column: int) -> tuple[Cause, str]:
        """Return the cause and its detail."""
        found = self._known.get(column)
        if found is None:
            found = self._known[column] = self._find(column)
        return found

    def is_rounding(self, column: int, change: Difference) -> bool:
        """Tell whether a difference is what errors of the last digit of the amounts make of the score.

        The source's own amounts are changed by up to 4 units in the last place, three times; the largest change of the score
        times ten is the bound.
        """
        if change.after is None:
            return False
        if self._wobble is None:
            self._wobble = _wobble(self.before, self._factors)
        return abs(change.after - change.before) <= 10.0 * float(self._wobble[column])

    def _find(self, column: int) -> tuple[Cause, str]:
        own = self._own(column)
        if own is not None:
            return own
        seen, level = {column}, [column]
        matrix = self.before.technosphere
        while level:
            following = []
            for c in level:
                for supplier in matrix.indices[matrix.indptr[c] : matrix.indptr[c + 1]]:
                    s = int(supplier)
                    if s in seen:
                        continue
                    seen.add(s)
                    theirs = self._own(s)
                    if theirs is not None:
                        return "upstream", f"{self.before.system.label(s)}: {theirs[0]} {theirs[1]}".strip()
                    following.append(s)
            level = following
        return "unknown", ""

    def _own(self, column: int) -> tuple[Cause, str] | None:
        there = self.partner.get(column)
        if there is None:
            return "missing", ""
        one, other = self.before.system.products[column], self.after.system.products[there]
        methods = [c.activity(k).method or "none" for c, k in ((self.before, column), (self.after, there))]
        if not self._same(one.share, other.share) or ("none" in methods and methods[0] != methods[1]):
            return "allocation", f"{methods[0]}, share {one.share!r}; {methods[1]}, share {other.share!r}"
        per = (one.amount, other.amount)
        return self._supply(column, there, per) or self._direct(column, there, per)

    def _supply(self, column: int, there: int, per: tuple[float, float]) -> tuple[Cause, str] | None:
        ours, theirs = self._cells(self.before, column), self._cells(self.after, there)
        mapped = {self.partner.get(s, -1 - s): v for s, v in ours.items()}
        if mapped.keys() != theirs.keys():
            lost = [self.before.system.label(s) for s in ours if self.partner.get(s) not in theirs]
            new = [self.after.system.label(s) for s in theirs if s not in mapped]
            return "links", f"only before: {lost[:3]}; only after: {new[:3]}"
        for supplier, value in mapped.items():
            if not self._same(value / per[0], theirs[supplier] / per[1]):
                return "amounts", f"of {self.after.system.label(supplier)}: {value!r}, {theirs[supplier]!r}"
        return None

    def _direct(self, column: int, there: int, per: tuple[float, float]) -> tuple[Cause, str] | None:
        tests: tuple[tuple[Cause, str, tuple[Vector, Vector]], ...] = (
            ("cut-offs", "cut-offs sum to", self._cuts),
            ("amounts", "elementary flows sum to", self._sums),
            ("flows", "direct score", self._burdens),
        )
        for cause, words, (ours, theirs) in tests:
            if not self._same(ours[column] / per[0], theirs[there] / per[1]):
                return cause, f"{words} {ours[column]!r}, {theirs[there]!r}"
        return None

    def _same(self, one: float, other: float) -> bool:
        return is_same(float(one), float(other), self.tolerance)

    def _cells(self, calculator: Calculator, column: int) -> dict[int, float]:
        matrix = calculator.technosphere
        here = slice(int(matrix.indptr[column]), int(matrix.indptr[column + 1]))
        cells = zip(matrix.indices[here], matrix.data[here], strict=True)
        return {int(row): float(value) for row, value in cells if value != 0.0}


def _wobble(calculator: Calculator, factors: Vector) -> Vector:
    system = calculator.system
    random = np.random.default_rng(0)
    n = len(system.products)
    kept = _scores(calculator, factors)
    largest = np.zeros(n)
    for _ in range(3):
        amounts = system.amounts * (1.0 + random.uniform(-4.0, 4.0, len(system.amounts)) * np.finfo(np.float64).eps)
        solver = Solver(system.technosphere_entries.matrix(amounts, (n, n)), "auto", system)
        found, _ = solver.solve_transposed(burdens_of(system.interventions(amounts), factors))
        largest = np.maximum(largest, np.abs(found * calculator.signs - kept))
    return largest


def _cuts(calculator: Calculator) -> Vector:
    found = np.zeros(len(calculator.system.products))
    for cut in calculator.system.cut_offs:
        found[cut.product] += cut.amount
    return found


def tell(proofs: Sequence[Proof], report: Report) -> None:
    """Put a proof into a report: one line a measure, and every difference with both scores and its cause."""
    report.stage = Stage.CHECK
    report.about(None, "")
    for proof in proofs:
        report.add(issues.SCORE_KEPT, value=proof.equal, measure=proof.measure, compared=proof.compared, path="")
        for change in proof.differences:
            en, zh = CAUSES[change.cause]
            report.add(
                issues.SCORE_CHANGED,
                entity=EntityKey("process", change.process, change.version),
                file="",
                value=change.before,
                name=pick(change.name, "en") or change.process,
                product=pick(change.product, "en"),
                measure=proof.measure,
                after="-" if change.after is None else repr(change.after),
                reason=en,
                reason_zh=zh,
                detail=change.detail,
            )
