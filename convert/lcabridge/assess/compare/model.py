"""The result of a comparison: points with evidence, matched products, what moved each factor, data sets added and removed."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from lcabridge.model import Text

COMPARISON_VERSION = 1
"""Of the JSON that ``Comparison.to_dict`` gives; rises when a member changes its meaning."""

Verdict = Literal["consistent", "convertible", "not convertible", "unknown"]
VERDICTS: dict[Verdict, Text] = {
    "consistent": {"en": "consistent", "zh": "一致"},
    "convertible": {"en": "convertible", "zh": "可转换"},
    "not convertible": {"en": "not convertible", "zh": "不可转换"},
    "unknown": {"en": "unknown", "zh": "未知"},
}
SideName = Literal["a", "b"]


class Example(msgspec.Struct, kw_only=True, frozen=True):
    """Where a statement was found.

    Attributes:
        type: of the data set.
        uuid: its UUID.
        name: its name.
        path: canonical path in it.
        text: what stands there, cut.
    """

    type: str
    uuid: str
    name: Text
    path: str = ""
    text: str = ""


class Evidence(msgspec.Struct, kw_only=True):
    """One count or value of both sides.

    Attributes:
        what: what is counted.
        a: of the first side; None where it has none.
        b: of the second.
        of_a: number of things that were asked on the first side, 0 where the value is no count.
        of_b: the same of the second.
        examples: where it was found, by side.
    """

    what: Text
    a: float | int | str | None
    b: float | int | str | None
    of_a: int = 0
    of_b: int = 0
    examples: dict[SideName, Example] = msgspec.field(default_factory=dict)


class PointResult(msgspec.Struct, kw_only=True):
    """The answer to one point.

    Attributes:
        id: stable word.
        number: in the list of a consistency report (docs/compare.md).
        title: of the point.
        clause: guideline or standard that asks for it.
        method: how it is judged.
        verdict: the answer.
        reason: why.
        rule: by which rule it converts, where the verdict is ``convertible``.
        evidence: counts of both sides, never empty.
    """

    id: str
    number: int
    title: Text
    clause: str
    method: Text
    verdict: Verdict
    reason: Text
    rule: Text = msgspec.field(default_factory=dict)
    evidence: list[Evidence] = msgspec.field(default_factory=list)


class Part(msgspec.Struct, kw_only=True):
    """A part of the difference between two factors: what one process or one flow has on either side.

    Attributes:
        name: of the process or flow.
        a: its contribution on the first side.
        b: on the second.
        uuid_a: its data set there, "" where it is on the second side only.
        uuid_b: the same of the second.
        own: part of b − a that its own emissions per unit make.
        amount: part that the amount used makes.
    """

    name: Text
    a: float
    b: float
    uuid_a: str = ""
    uuid_b: str = ""
    own: float = 0.0
    amount: float = 0.0

    @property
    def change(self) -> float:
        """Return b − a."""
        return self.b - self.a


class Split(msgspec.Struct, kw_only=True):
    """Where the difference b − a comes from; the four parts sum to it.

    Every part is a recalculation with one change: GWP set, allocation, flow mapping, data, in that order.
    """

    gwp: float
    allocation: float
    mapping: float
    data: float


class Product(msgspec.Struct, kw_only=True):
    """A product of one side."""

    uuid: str
    version: str
    name: Text
    product: Text
    place: str
    unit: str
    category: list[str]
    allocation: str = ""


class Pair(msgspec.Struct, kw_only=True):
    """A product that both sides have.

    Attributes:
        by: how it was matched, a word of ``products.RULES``.
        similarity: of the names, 1 where they are the same.
        a: product of the first side.
        b: of the second.
        unit: that both factors are stated per (the first side's).
        factor_a: kg CO2-eq per unit, by the first side's method; None where it cannot be compared.
        factor_b: by the second side's.
        ratio: factor_b ÷ factor_a by own methods.
        common_a: with one method: the second side's GWP set, flows mapped to one list.
        common_b: the same.
        split: of factor_b − factor_a.
        by_process: largest parts of the data's share.
        by_flow: the same by elementary flow.
        missing: why there is no factor.
    """

    by: str
    similarity: float
    a: Product
    b: Product
    unit: str = ""
    factor_a: float | None = None
    factor_b: float | None = None
    ratio: float | None = None
    common_a: float | None = None
    common_b: float | None = None
    split: Split | None = None
    by_process: list[Part] = msgspec.field(default_factory=list)
    by_flow: list[Part] = msgspec.field(default_factory=list)
    missing: Text = msgspec.field(default_factory=dict)


class FieldChange(msgspec.Struct, kw_only=True, frozen=True):
    """A leaf that differs between two releases of a data set."""

    path: str
    a: Any
    b: Any


class ChangedSet(msgspec.Struct, kw_only=True):
    """A data set that both sides have with different content; ``changes`` is capped, ``count`` is not."""

    type: str
    uuid_a: str
    uuid_b: str
    name: Text
    by: str
    count: int
    changes: list[FieldChange]


class SetNote(msgspec.Struct, kw_only=True, frozen=True):
    """A data set that one side only has."""

    type: str
    uuid: str
    version: str
    name: Text


class TypeChange(msgspec.Struct, kw_only=True):
    """Data sets of one type: how many are on each side, the same, changed, removed (in A only), added (in B only)."""

    type: str
    a: int
    b: int
    same: int = 0
    changed: int = 0
    removed: int = 0
    added: int = 0


class Release(msgspec.Struct, kw_only=True):
    """The second package as a later release of the first.

    Attributes:
        types: counts by type.
        fields: general path (``process.exchanges.amount``) to the number of changed leaves.
        changed: data sets with their changes, capped.
        added: data sets in the second only, capped.
        removed: data sets in the first only, capped.
        total: changed leaves in all.
    """

    types: list[TypeChange] = msgspec.field(default_factory=list)
    fields: dict[str, int] = msgspec.field(default_factory=dict)
    changed: list[ChangedSet] = msgspec.field(default_factory=list)
    added: list[SetNote] = msgspec.field(default_factory=list)
    removed: list[SetNote] = msgspec.field(default_factory=list)
    total: int = 0


class SideFacts(msgspec.Struct, kw_only=True):
    """What is compared: one side as the result names it."""

    name: str
    format: str
    counts: dict[str, int]
    gwp: str
    allocation: str
    mapping: str = ""


class Comparison(msgspec.Struct, kw_only=True):
    """A whole comparison.

    Attributes:
        a: first side.
        b: second side.
        points: all points, in their order.
        pairs: products that both sides have.
        unmatched_a: products without a partner.
        unmatched_b: the same of the second side.
        release: data sets added, removed, changed; None where the two are not compared as releases.
        notes: what could not be done, with the reason.
    """

    a: SideFacts
    b: SideFacts
    points: list[PointResult]
    pairs: list[Pair]
    unmatched_a: int = 0
    unmatched_b: int = 0
    release: Release | None = None
    notes: list[Text] = msgspec.field(default_factory=list)

    def counts(self) -> dict[str, int]:
        """Return the number of points by verdict."""
        found = dict.fromkeys(VERDICTS, 0)
        for point in self.points:
            found[point.verdict] += 1
        return {str(key): count for key, count in found.items()}

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON values (contract: docs/compare.md)."""
        return {
            "comparison_version": COMPARISON_VERSION,
            "verdicts": self.counts(),
            **msgspec.to_builtins(self),
        }
