"""The mapping, once: which key of a card is which attribute of the model. Reader, writer and ``keeps`` all use it.

A card looks like this::

    {"card": "flow", "id": "2d1f…", "version": "01.00.000",
     "name": {"en": "Steel", "zh": "钢"},
     "kind": "product",
     "measured_by": [{"property": {"id": "9c30…", "name": {"en": "Mass"}}, "factor": 1.0, "is_reference": true}]}
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from lcabridge.model import (
    ClassEntry,
    Classification,
    Direction,
    EntityType,
    Exchange,
    Flow,
    FlowProperty,
    FlowPropertyFactor,
    FlowType,
    Geography,
    Place,
    Process,
    Ref,
    Text,
    Time,
    Unit,
    UnitGroup,
    UnitRef,
)


class Field(NamedTuple):
    """One key of a card.

    Attributes:
        key: in the card.
        attribute: in the model.
        kind: a Python type, ``Text``, a Literal, an entity type (a reference to such), or a Shape.
        many: a list of them.
    """

    key: str
    attribute: str
    kind: Any
    many: bool = False


class Shape(NamedTuple):
    """A JSON object and the model type that it means."""

    model: type[Any]
    fields: tuple[Field, ...]


class To(NamedTuple):
    """A reference to an entity of a type: ``{"id": …, "version": …, "name": …}``."""

    type: EntityType


REFERENCE = Shape(Ref, (Field("id", "uuid", str), Field("version", "version", str), Field("name", "name", Text)))
_UNIT = Shape(
    Unit,
    (
        Field("name", "name", str),
        Field("id", "uuid", str),
        Field("factor", "factor", float),
        Field("is_reference", "is_reference", bool),
    ),
)
_UNIT_REFERENCE = Shape(UnitRef, (Field("name", "name", str), Field("id", "uuid", str)))
_MEASURE = Shape(
    FlowPropertyFactor,
    (
        Field("property", "property", To("flow_property")),
        Field("factor", "factor", float),
        Field("is_reference", "is_reference", bool),
    ),
)
_LINE = Shape(
    Exchange,
    (
        Field("number", "id", int),
        Field("flow", "flow", To("flow")),
        Field("direction", "direction", Direction),
        Field("amount", "amount", float),
        Field("unit", "unit", _UNIT_REFERENCE),
        Field("property", "property", To("flow_property")),
        Field("is_reference", "is_reference", bool),
        Field("is_avoided", "is_avoided", bool),
        Field("provider", "provider", To("process")),
        Field("comment", "comment", Text),
    ),
)
_TIME = Shape(
    Time, (Field("year", "reference_year", int), Field("from", "valid_from", str), Field("until", "valid_until", str))
)
_PLACE = Shape(Geography, (Field("place", "place", Shape(Place, (Field("code", "code", str),))),))
_PATH = Shape(
    Classification,
    (Field("system", "system", str), Field("path", "classes", Shape(ClassEntry, (Field("name", "name", str),)), True)),
)
_HEAD = (
    Field("id", "uuid", str),
    Field("version", "version", str),
    Field("name", "name", Text),
    Field("comment", "description", Text),
    Field("classes", "classifications", _PATH, True),
)
CARDS: dict[EntityType, Shape] = {
    "unit_group": Shape(
        UnitGroup,
        (*_HEAD, Field("units", "units", _UNIT, True), Field("default", "default_property", To("flow_property"))),
    ),
    "flow_property": Shape(FlowProperty, (*_HEAD, Field("units", "unit_group", To("unit_group")))),
    "flow": Shape(
        Flow,
        (
            *_HEAD,
            Field("kind", "flow_type", FlowType),
            Field("cas", "cas", str),
            Field("measured_by", "properties", _MEASURE, True),
        ),
    ),
    "process": Shape(
        Process,
        (
            *_HEAD,
            Field("time", "time", _TIME),
            Field("where", "geography", _PLACE),
            Field("lines", "exchanges", _LINE, True),
            Field("last_number", "last_exchange_id", int),
        ),
    ),
}
"""The data sets that have cards; the others are dropped, with an issue."""


def kept_fields() -> frozenset[str]:
    """Return the model fields that a card holds, as ``Capabilities`` names them."""
    return frozenset(path for type_, shape in CARDS.items() for path in _paths(shape, type_))


def _paths(shape: Shape, prefix: str) -> Iterator[str]:
    for field in shape.fields:
        path = f"{prefix}.{field.attribute}"
        if isinstance(field.kind, Shape):
            yield from _paths(field.kind, path)
        elif isinstance(field.kind, To):
            yield f"{path}.type"
            yield from _paths(REFERENCE, path)
        else:
            yield path
