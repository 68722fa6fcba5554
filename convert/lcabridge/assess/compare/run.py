"""A comparison from two opened packages: counts, factors, points, releases."""

from __future__ import annotations

from collections.abc import Callable

from lcabridge.assess.compare.context import Context
from lcabridge.assess.compare.factors import Side, Steps, moved, split_pair, steps
from lcabridge.assess.compare.facts import Facts
from lcabridge.assess.compare.model import Comparison, Pair, SideFacts
from lcabridge.assess.compare.points import judge_all
from lcabridge.assess.compare.products import SURE, Entry, match
from lcabridge.assess.compare.releases import compare_releases
from lcabridge.calc.system import System
from lcabridge.errors import ModelError
from lcabridge.model import Index, Text
from lcabridge.report import Report

DETAILED = 100
"""Pairs for which is shown what moved the factor, those with the largest difference first."""
PREVAILS = 0.5
"""Part of the processes with several products whose method is taken for the database's own."""
METHODS = ("physical", "economic", "causal")

Tell = Callable[[str, int, int], None]


def compare(
    a: Side,
    b: Side,
    *,
    release: bool = False,
    detailed: int = DETAILED,
    report: Report | None = None,
    progress: Tell | None = None,
) -> Comparison:
    """Compare two packages.

    Args:
        a: first side.
        b: second side, the later release if ``release``.
        release: also compare data set by data set.
        detailed: pairs with what moved their factor.
        report: takes the findings of the calculation.
        progress: called with (step, done, total).

    Raises:
        UsageError: no such GWP set or allocation rule.
        ReadError: a part of a package cannot be read.
    """
    told = progress or _silent
    told("compare", 0, 5)
    facts = (Facts(a.package), Facts(b.package))
    told("compare", 1, 5)
    account = report if report is not None else Report()
    method, why = _common_method(facts, a, b)
    notes: list[Text] = [why] if why else []
    context = Context(a=facts[0], b=facts[1], gwp=(a.gwp, b.gwp), plans=(a.plan, b.plan), method=method)
    pairs: list[Pair] = []
    try:
        found = steps(a, b, method, account)
    except ModelError as error:
        notes.append({"en": f"no factors: {error.en}", "zh": f"无因子：{error.zh}"})
    else:
        told("compare", 2, 5)
        pairs = _pairs(found, context, detailed)
    told("compare", 3, 5)
    context.pairs = pairs
    changes = None
    if release:
        changes = compare_releases(a.package, b.package, [(p.a.uuid, p.b.uuid) for p in pairs if p.by in SURE])
    told("compare", 4, 5)
    points = judge_all(context)
    told("compare", 5, 5)
    return Comparison(
        a=_side(a),
        b=_side(b),
        points=points,
        pairs=pairs,
        unmatched_a=context.products[0] - len(pairs),
        unmatched_b=context.products[1] - len(pairs),
        release=changes,
        notes=notes,
    )


def _silent(step: str, done: int, total: int) -> None:
    """Say nothing."""


def _side(side: Side) -> SideFacts:
    index: Index = side.package.index
    return SideFacts(
        name=side.name,
        format=side.format,
        counts={t: sum(1 for s in index.of_type(t) if not s.is_stub) for t in index.types()},
        gwp=side.gwp,
        allocation=side.allocation,
        mapping=side.plan.target if side.plan is not None else "",
    )


def _common_method(facts: tuple[Facts, Facts], a: Side, b: Side) -> tuple[str, Text]:
    """Return B's prevailing allocation method if A has factors of it and asks for another; and why there is none."""
    if a.allocation != "declared" or b.allocation != "declared":
        return "", {}
    tallies = [side.tally("allocation") for side in facts]
    if not tallies[0].asked or not tallies[1].asked:
        return "", {}
    word, count = tallies[1].counts.most_common(1)[0]
    if word not in METHODS or count < PREVAILS * tallies[1].asked:
        return "", {
            "en": "B's processes with several products have no prevailing allocation method: an effect of allocation stands under data",
            "zh": "B 的多产品过程没有主导的分配方法：分配的影响计入数据部分",
        }
    if tallies[0].counts[word] == tallies[0].asked:
        return "", {}
    if tallies[0].counts["not stated"] == tallies[0].asked:
        return "", {
            "en": f"A has no allocation factors: the effect of B's {word} allocation stands under data",
            "zh": f"A 没有分配因子：B 的 {word} 分配影响计入数据部分",
        }
    return word, {}


def _pairs(found: Steps, context: Context, detailed: int) -> list[Pair]:
    """Return the matched products with factors and split, the largest differences with what moved them."""
    first, second = found.first, found.second
    matched, refused = match(first.columns, second.columns)
    context.products = (len(first.columns), len(second.columns))
    context.refused = [(one.unit, other.unit) for one, other, _, _ in refused]
    context.cut_offs = (_cut_offs(first.calculator.system), _cut_offs(second.calculator.system))
    partners = {}
    rows: list[tuple[Entry, Entry, Pair]] = []
    for one, other, by, similarity in matched:
        pair = Pair(by=by, similarity=similarity, a=one.row, b=other.row)
        split_pair(found, one, other, pair)
        rows.append((one, other, pair))
        column = found.allocated.same(one)
        if by in SURE and column is not None:
            partners[column] = other.column
    rows.sort(key=lambda r: (r[2].by not in SURE, -_difference(r[2])))
    for one, other, pair in rows[:detailed]:
        if _difference(pair) > 0.0:
            moved(found, one, other, partners, pair)
    return [pair for _, _, pair in rows]


def _difference(pair: Pair) -> float:
    """Return the difference relative to the larger factor, 0 where there is none."""
    if pair.factor_a is None or pair.factor_b is None:
        return 0.0
    largest = max(abs(pair.factor_a), abs(pair.factor_b))
    return abs(pair.factor_b - pair.factor_a) / largest if largest else 0.0


def _cut_offs(system: System) -> int:
    return len(system.cut_offs)
