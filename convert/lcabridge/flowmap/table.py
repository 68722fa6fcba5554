"""One mapping object for all interchange formats (reference competitors B.5): rows of a flow map, and the map.

Texts of numbers are kept as they were written, so that a table comes back out as it went in. ``factor`` is target units per
one source unit: target amount = factor × source amount; a characterisation factor is divided by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Literal

import msgspec

from lcabridge.model import Ref

CONDITIONS = ("=", ">", "<", "<>", "~", "none")
"""Source equals target; source is a superset; a subset; they overlap; proxy; looked for and not there."""

Use = Literal["", "exchange", "cf", "both"]
NOT_AVAILABLE = "N/A"
SHARE_TOLERANCE = 1e-9


class Side(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One end of a row: a flow as a list names it.

    Attributes:
        uuid: of the flow, "" where the list has none.
        name: as the list spells it.
        context: compartment path, ``/`` between the levels.
        unit: in which the factor counts.
        location: code, where the flow is regional.
        cas: registry number.
        list_name: name of the flow list with its version.
        flow_property: UUID of the flow property the unit is of, "" for the flow's reference property.
        unit_uuid: of the unit.
        provider: UUID of a provider (openLCA maps of product flows).
    """

    uuid: str = ""
    name: str = ""
    context: str = ""
    unit: str = ""
    location: str = ""
    cas: str = ""
    list_name: str = ""
    flow_property: str = ""
    unit_uuid: str = ""
    provider: str = ""

    @property
    def key(self) -> tuple[str, ...]:
        """Return what identifies the flow: its UUID, else name, context, unit and place in lower case."""
        if self.uuid:
            return (self.uuid.lower(),)
        return (self.name.lower(), self.context.lower(), self.unit.lower(), self.location.lower())

    @property
    def is_empty(self) -> bool:
        """Tell whether no flow is named."""
        return not (self.uuid or self.name)


NOTHING = Side()


class MapRow(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One row: what a source flow becomes.

    Attributes:
        source: flow of the source list.
        target: flow of the target list; empty where none was found.
        condition: one of ``CONDITIONS``; "" means ``=``.
        factor: target units per source unit as text; "" means 1, ``N/A`` means not convertible.
        share: part of the source amount that goes to this target, as text, where a source is split over several rows.
        use: what the row may be applied to; "" means both.
        map_type: GLAD's word for how it was found.
        rule: which rule of the matcher, or which table, made it.
        match_fields: what agreed (name, synonym, cas, uuid …).
        similarity: of the names, for suggestions.
        confidence: A, B, C or a fraction as text; apart from ``condition``.
        context_relation: same, parent, child, proxy, lost (time or level).
        justification: SSSOM ``mapping_justification``.
        mapper: who made it.
        verifier: who looked at it.
        updated: date as spelled.
        reviewed: date of the review.
        origin: id of the map the row comes from, with ``+`` between those of a chain.
        extra: what only one format says, by its column name.
        line: line in the file it was read from, 0 if none.
    """

    source: Side
    target: Side = NOTHING
    condition: str = ""
    factor: str = ""
    share: str = ""
    use: Use = ""
    map_type: str = ""
    rule: str = ""
    match_fields: str = ""
    similarity: str = ""
    confidence: str = ""
    context_relation: str = ""
    justification: str = ""
    mapper: str = ""
    verifier: str = ""
    updated: str = ""
    reviewed: str = ""
    memo_mapper: str = ""
    memo_verifier: str = ""
    memo_source: str = ""
    memo_target: str = ""
    comment: str = ""
    origin: str = ""
    extra: dict[str, str] = msgspec.field(default_factory=dict)
    line: int = 0

    @property
    def relation(self) -> str:
        """Return the condition, ``=`` where none is written, ``none`` where there is no target."""
        if self.target.is_empty:
            return "none"
        return self.condition or "="

    @property
    def is_blocked(self) -> bool:
        """Tell whether the row says that there is no target."""
        return self.relation == "none"

    @property
    def is_convertible(self) -> bool:
        """Tell whether the row has a target and a usable factor."""
        return not self.is_blocked and self.value is not None

    @property
    def value(self) -> float | None:
        """Return factor × share as a number: None for ``N/A`` or what is no finite number other than 0."""
        factor = number(self.factor, 1.0)
        share = number(self.share, 1.0)
        if factor is None or share is None or factor == 0.0:
            return None
        return factor * share


def number(text: str, blank: float | None = None) -> float | None:
    """Return a number text as float; ``blank`` for an empty one, None for what is no finite number."""
    if not text:
        return blank
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    # Decimal takes "1_000" and "NaN"; a table with those is wrong.
    return float(value) if value.is_finite() and "_" not in text and text.isascii() else None


class FlowMap(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A flow map.

    Attributes:
        id: short name, unique among the maps in use.
        name: title.
        version: of the map.
        source_list: list with version that the source flows are of.
        target_list: the same of the targets.
        licence: SPDX id or name.
        source_ref: reference to the list in openLCA's JSON, where the file had one.
        target_ref: the same of the target.
        creators: who made it.
        derived_from: where the rows come from (title, address, hash).
        description: text.
        sha256: of the file it was read from.
        extra: what only one format says about the whole.
        rows: in the order of the file.
    """

    id: str = ""
    name: str = ""
    version: str = ""
    source_list: str = ""
    target_list: str = ""
    licence: str = ""
    source_ref: Ref | None = None
    target_ref: Ref | None = None
    creators: list[str] = msgspec.field(default_factory=list)
    derived_from: list[str] = msgspec.field(default_factory=list)
    description: str = ""
    sha256: str = ""
    extra: dict[str, str] = msgspec.field(default_factory=dict)
    rows: list[MapRow] = msgspec.field(default_factory=list)

    def by_source(self) -> dict[tuple[str, ...], list[MapRow]]:
        """Return the rows of each source flow, in file order."""
        found: dict[tuple[str, ...], list[MapRow]] = {}
        for row in self.rows:
            found.setdefault(row.source.key, []).append(row)
        return found


Cardinality = Literal["single", "split", "fan-out", "none"]


def cardinality(rows: list[MapRow]) -> Cardinality:
    """Tell what several rows of one source mean.

    One target: ``single``. Several with shares that sum to 1 (or, in openLCA's way, factors below 1 that do, in one
    unit): ``split``, the amount is divided. Otherwise ``fan-out``: each target gets all of it, which fits
    characterisation factors and would multiply an emission.
    """
    live = [row for row in rows if row.is_convertible]
    targets = {row.target.key for row in live}
    if not live:
        return "none"
    if len(targets) == 1:
        return "single"
    if all(row.share for row in live):
        total = sum(number(row.share) or 0.0 for row in live)
        return "split" if abs(total - 1.0) <= SHARE_TOLERANCE else "fan-out"
    if any(row.share for row in live):
        return "fan-out"
    factors = [row.value or 0.0 for row in live]
    same_unit = len({row.target.unit for row in live}) == 1
    if same_unit and all(0.0 < f < 1.0 for f in factors) and abs(sum(factors) - 1.0) <= SHARE_TOLERANCE:
        return "split"
    return "fan-out"


def sources(rows: Iterable[MapRow]) -> Iterator[Side]:
    """Yield each source flow once, in order."""
    seen = set()
    for row in rows:
        if row.source.key not in seen:
            seen.add(row.source.key)
            yield row.source
