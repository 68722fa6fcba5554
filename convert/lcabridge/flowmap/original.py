"""What a mapped exchange was before: made when a map is applied, read when it is undone.

It is a field of the model (``Exchange.mapped_from``). Formats that have no place for it get the same as one line of text
in the exchange's comment, so that a mapping can be undone from every format that has comments.
"""

from __future__ import annotations

from typing import Any

import msgspec

from lcabridge.flowmap.table import MapRow
from lcabridge.model import Exchange, Index, MappedFrom, Process, Ref, UnitRef

MARK = "[lcabridge map] "
ADDED = f"{MARK}added "
"""Begin of the description of a data set that a mapping added to the package."""

_TOLERANCE = 1e-12
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(MappedFrom).decode


class UnreadableError(ValueError):
    """A line in a comment that looks like ours and cannot be read."""


def original(exchange: Exchange, row: MapRow, factor: float, part: int, parts: int) -> MappedFrom:
    """Return what an exchange is, for the exchange that takes its place.

    Args:
        exchange: before the mapping.
        row: that is applied.
        factor: what the amount is multiplied by, units included.
        part: number of the exchange, where several take its place.
        parts: how many take its place.
    """
    return MappedFrom(
        flow=exchange.flow,
        context=row.source.context,
        amount=exchange.amount,
        unit=exchange.unit,
        property=exchange.property,
        formula=exchange.formula,
        mean_amount=exchange.mean_amount,
        uncertainty=exchange.uncertainty,
        factor=factor,
        condition="" if row.relation == "=" else row.relation,
        by=row.origin or row.rule,
        part=part,
        parts=parts if parts > 1 else 0,
    )


def spelled(process: Process, index: Index) -> Process:
    """Return a process whose exchanges say in their comments what they were, for formats without a place for the field.

    Such formats keep no flow that no exchange uses: name, unit and property of the original are said too.
    """
    if not any(exchange.mapped_from is not None for exchange in process.exchanges):
        return process
    exchanges = [
        exchange if exchange.mapped_from is None else _spelled(exchange, _whole(exchange.mapped_from, index))
        for exchange in process.exchanges
    ]
    return msgspec.structs.replace(process, exchanges=exchanges)


def _whole(before: MappedFrom, index: Index) -> MappedFrom:
    summary = index.get("flow", before.flow.uuid, before.flow.version) if before.flow else None
    if summary is None or before.flow is None:
        return before
    prop = before.property or (Ref(type="flow_property", uuid=summary.reference) if summary.reference else None)
    group = index.unit_group_of(prop.uuid) if prop else None
    unit = before.unit or (UnitRef(name=group.units[0].name) if group and group.units else None)
    flow = msgspec.structs.replace(before.flow, name=before.flow.name or summary.name)
    return msgspec.structs.replace(before, flow=flow, property=prop, unit=unit)


def _spelled(exchange: Exchange, before: MappedFrom) -> Exchange:
    line = MARK + _encode(before).decode()
    language = "en" if "en" in exchange.comment else next(iter(exchange.comment), "en")
    text = exchange.comment.get(language)
    comment = {**exchange.comment, language: f"{text}\n{line}" if text else line}
    return msgspec.structs.replace(exchange, comment=comment, mapped_from=None)


def told(exchange: Exchange) -> MappedFrom | None:
    """Return what an exchange was, from its field or its comment; None where it was not mapped.

    Raises:
        UnreadableError: the line in the comment was changed.
    """
    if exchange.mapped_from is not None:
        return exchange.mapped_from
    for text in exchange.comment.values():
        start = text.rfind(MARK)
        if start >= 0:
            try:
                return _decode(text[start + len(MARK) :])
            except (msgspec.DecodeError, ValueError) as error:
                raise UnreadableError(str(error)) from error
    return None


def is_changed(exchange: Exchange, before: MappedFrom) -> bool:
    """Tell whether somebody changed the amount after the mapping."""
    if exchange.amount is None or before.amount is None:
        return exchange.amount is not before.amount
    expected = before.amount * before.factor
    return abs(exchange.amount - expected) > _TOLERANCE * abs(expected)


def restored(exchange: Exchange, before: MappedFrom) -> Exchange:
    """Return the exchange as it was."""
    changes: dict[str, Any] = {
        name: getattr(before, name)
        for name in ("flow", "amount", "unit", "property", "formula", "mean_amount", "uncertainty")
    }
    return msgspec.structs.replace(exchange, **changes, comment=_unspelled(exchange.comment), mapped_from=None)


def _unspelled(comment: dict[str, str]) -> dict[str, str]:
    kept = {}
    for language, text in comment.items():
        start = text.rfind(MARK)
        rest = text[:start].removesuffix("\n") if start >= 0 else text
        if rest:
            kept[language] = rest
    return kept
