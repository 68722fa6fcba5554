"""Entities to cards, with an issue for every value that a card cannot hold."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
import orjson

from lcabridge.model import Entity, Index, diff, iter_refs, leaves, version_key
from lcabridge.report import Report, catalogue
from lcabridge_template.issues import NOT_ON_CARD
from lcabridge_template.plugin import SUFFIX
from lcabridge_template.reader import read_card
from lcabridge_template.shapes import CARDS, REFERENCE, Shape, To


def write_card(entity: Entity, index: Index, report: Report, *, comments: bool) -> Iterable[tuple[str, bytes]]:
    """Return name and content of the card of one data set; report what it does not hold."""
    shape = CARDS.get(entity.type)
    if shape is None:
        report.add(catalogue.DROPPED_ENTITY, leaves=sum(1 for _ in leaves(entity)))
        return []
    card = {"card": entity.type, **_object(entity if comments else _without_comments(entity), shape)}
    data = orjson.dumps(card, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    # The card is read again at once: whatever differs is lost, and the report says so. Nothing can be forgotten.
    there = read_card(orjson.loads(data), "", Report(cap=0))
    for change in diff(entity, there):
        report.add(NOT_ON_CARD, path=change.path, value=msgspec.to_builtins(change.left))
    for _, ref in iter_refs(there):
        index.find(ref)  # notes the references whose targets are missing
    report.count_written(entity.type)
    # The version belongs to the identity, and so to the name; as numbers, since it may be spelled in any way.
    version = ".".join(str(number) for number in version_key(entity.version))
    return [(f"{entity.type}/{entity.uuid}_{version}{SUFFIX}", data)]


def _object(value: Any, shape: Shape) -> dict[str, Any]:
    card = {}
    for field in shape.fields:
        member = getattr(value, field.attribute)
        if member is None or member is False or member in ("", [], {}):
            continue  # says nothing; a zero does
        card[field.key] = [_member(m, field.kind) for m in member] if field.many else _member(member, field.kind)
    return card


def _member(value: Any, kind: Any) -> Any:
    if isinstance(kind, To):
        return _object(value, REFERENCE)
    return _object(value, kind) if isinstance(kind, Shape) else value


def _without_comments(entity: Entity) -> Entity:
    fields: dict[str, Any] = {"description": {}}
    exchanges = getattr(entity, "exchanges", None)
    if exchanges is not None:
        fields["exchanges"] = [msgspec.structs.replace(line, comment={}) for line in exchanges]
    return msgspec.structs.replace(entity, **fields)
