"""What the judges of the points look at, and the words they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from lcabridge.assess.compare.facts import FIELDS, OTHERS, Facts, Tally
from lcabridge.assess.compare.model import Evidence, Example, Pair, SideName, Verdict
from lcabridge.assess.compare.products import SURE
from lcabridge.assess.compare.wording import statement
from lcabridge.flowmap.plan import Plan
from lcabridge.model import Text

STATED = 0.5
"""Part of the data sets that must state something for it to be known of a database."""
SAME = 0.9
"""Common part of two distributions (Σ of the smaller shares) from which they count as the same."""
NEAR = 0.1
"""Largest relative difference of two factors, or difference of two fill rates, that counts as the same."""
COVERED = 0.95
"""Part of identifiers, codes or exchanges that must be common or convertible."""


@dataclass(kw_only=True)
class Context:
    """Both sides of a comparison.

    Attributes:
        a: counts of the first side.
        b: counts of the second.
        gwp: GWP set that each side calculates with.
        plans: what becomes of the elementary flows on the common list.
        pairs: matched products.
        refused: pairs whose units do not convert: (unit of A, unit of B).
        products: number of products of each side.
        cut_offs: inputs without a supplier, of each side; −1 where a side could not be calculated.
        method: allocation method that A has factors of and B uses, "" if none.
    """

    a: Facts
    b: Facts
    gwp: tuple[str, str] = ("", "")
    plans: tuple[Plan | None, Plan | None] = (None, None)
    pairs: Sequence[Pair] = ()
    refused: Sequence[tuple[str, str]] = ()
    products: tuple[int, int] = (0, 0)
    cut_offs: tuple[int, int] = (-1, -1)
    method: str = ""

    @property
    def sure(self) -> list[Pair]:
        """Pairs that are evidence: suggestions are not."""
        return [pair for pair in self.pairs if pair.by in SURE]

    def tallies(self, topic: str) -> tuple[Tally, Tally]:
        """Return the tallies of a topic of both sides."""
        return self.a.tally(topic), self.b.tally(topic)


class Answer(NamedTuple):
    """The answer of a judge; see ``PointResult``."""

    verdict: Verdict
    reason: Text
    rule: Text = {}  # noqa: RUF012  # never changed
    evidence: list[Evidence] = []  # noqa: RUF012  # never changed


Judge = Callable[[Context], Answer]


def both(en: str, zh: str) -> Text:
    """Return a text in both languages."""
    return {"en": en, "zh": zh}


def shares(context: Context, topic: str, what: Text | None = None, limit: int = 8) -> list[Evidence]:
    """Return the statements on a topic with their counts, the most frequent first; at least the number of those that state any."""
    a, b = context.tallies(topic)
    rows = []
    if a.asked or b.asked:
        rows.append(
            Evidence(
                what=_prefixed(what, both("data sets that state it", "作出说明的数据集")),
                a=a.stated,
                b=b.stated,
                of_a=a.asked,
                of_b=b.asked,
            )
        )
    total = a.counts + b.counts
    for word, _ in sorted(total.items(), key=lambda item: (-item[1], item[0]))[:limit]:
        rows.append(
            Evidence(
                what=_prefixed(what, statement("others" if word == OTHERS else word)),
                a=a.counts[word],
                b=b.counts[word],
                of_a=a.asked,
                of_b=b.asked,
                examples=examples(a.examples.get(word), b.examples.get(word)),
            )
        )
    return rows


def _prefixed(what: Text | None, label: Text) -> Text:
    if what is None:
        return label
    return {"en": f"{what['en']}: {label['en']}", "zh": f"{what['zh']}：{label['zh']}"}


def examples(a: Example | None, b: Example | None) -> dict[SideName, Example]:
    """Return the places where something was found."""
    found: dict[SideName, Example] = {}
    if a is not None:
        found["a"] = a
    if b is not None:
        found["b"] = b
    return found


def row(en: str, zh: str, *values: float | str | None, of: tuple[int, int] = (0, 0)) -> Evidence:
    """Return one count or value of both sides, first A's, then B's."""
    a, b = values
    return Evidence(what=both(en, zh), a=a, b=b, of_a=of[0], of_b=of[1])


def overlap(a: Counter[str], b: Counter[str]) -> float:
    """Return the common part of two distributions: Σ over statements of the smaller share, 1 if they are the same."""
    total_a, total_b = sum(a.values()), sum(b.values())
    if not total_a or not total_b:
        return 0.0
    return sum(min(a[word] / total_a, b[word] / total_b) for word in a.keys() & b.keys())


def unstated(context: Context, topic: str) -> Text | None:
    """Return why a topic is unknown: a side states it too seldom; None if both state it."""
    a, b = context.tallies(topic)
    if a.share >= STATED and b.share >= STATED:
        return None
    return both(
        f"stated by {a.stated} of {a.asked} data sets in A and {b.stated} of {b.asked} in B; known from {STATED:.0%} on",
        f"A 中 {a.asked} 个数据集有 {a.stated} 个说明，B 中 {b.asked} 个有 {b.stated} 个；达到 {STATED:.0%} 方为已知",
    )


def by_statement(topic: str, *, rule: Text | None = None, more: Sequence[tuple[str, Text]] = ()) -> Judge:
    """Return the judge of a point that stands in one topic.

    Args:
        topic: its tally.
        rule: by which differing statements convert; None if they do not.
        more: further topics that are shown as evidence, with their names.
    """

    def judge(context: Context) -> Answer:
        evidence = shares(context, topic)
        for other, name in more:
            evidence += shares(context, other, name, 4)
        why = unstated(context, topic)
        if why is not None:
            return Answer("unknown", why, {}, evidence)
        a, b = context.tallies(topic)
        common = overlap(a.counts, b.counts)
        reason = both(f"common part of the statements: {common:.0%}", f"两侧说明的共同部分：{common:.0%}")
        if common >= SAME:
            return Answer("consistent", reason, {}, evidence)
        if rule is not None:
            return Answer("convertible", reason, rule, evidence)
        return Answer("not convertible", reason, {}, evidence)

    return judge


@dataclass(frozen=True)
class Point:
    """One point of a consistency report.

    Attributes:
        id: stable word.
        number: of the list (docs/compare.md).
        title: what is compared.
        clause: of guideline or standard.
        method: how it is judged.
        judge: judges it.
    """

    id: str
    number: int
    title: Text
    clause: str
    method: Text
    judge: Judge = field(repr=False)


__all__ = [
    "COVERED", "FIELDS", "NEAR", "SAME", "STATED", "Answer", "Context", "Judge", "Point", "both", "by_statement", "examples",
    "overlap", "row", "shares", "unstated",
]  # fmt: skip
