"""The first pass: what the index needs of a data set, decoded without building the rest."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from sys import intern
from typing import Any

import msgspec

from lcabridge.model import EntityType, FlowType, PropertyFactor, Summary, UnitFactor, untagged
from lcabridge.units import REFERENCE_TAG
from lcabridge_olca.epds import TAG as DERIVED
from lcabridge_olca.names import FLOW_TYPES, PROCESS_TYPES, STUB_TAG, uuid_of


class _Ref(msgspec.Struct, gc=False):
    id: str = msgspec.field(name="@id", default="")


class _Category(msgspec.Struct, gc=False):
    id: str = msgspec.field(name="@id", default="")
    name: str = ""
    path: list[str] = msgspec.field(name="categoryPath", default_factory=list)


class _Unit(msgspec.Struct, gc=False):
    id: str = msgspec.field(name="@id", default="")
    name: str = ""
    factor: float = msgspec.field(name="conversionFactor", default=1.0)
    is_ref: bool = msgspec.field(name="isRefUnit", default=False)
    was_ref: bool = msgspec.field(name="referenceUnit", default=False)
    synonyms: list[str] = []


class _Factor(msgspec.Struct, gc=False):
    property: _Ref | None = msgspec.field(name="flowProperty", default=None)
    factor: float = msgspec.field(name="conversionFactor", default=1.0)
    is_ref: bool = msgspec.field(name="isRefFlowProperty", default=False)
    was_ref: bool = msgspec.field(name="referenceFlowProperty", default=False)


class _Exchange(msgspec.Struct, gc=False):
    flow: _Ref | None = None
    is_ref: bool = msgspec.field(name="isQuantitativeReference", default=False)
    was_ref: bool = msgspec.field(name="quantitativeReference", default=False)


class _Head(msgspec.Struct, kw_only=True):
    id: str = msgspec.field(name="@id")
    type: str = msgspec.field(name="@type", default="")
    name: str = ""
    version: str = ""
    category: str | _Category | None = None
    tags: list[str] = []


class _UnitGroup(_Head, kw_only=True):
    units: list[_Unit] = []


class _FlowProperty(_Head, kw_only=True):
    group: _Ref | None = msgspec.field(name="unitGroup", default=None)


class _Flow(_Head, kw_only=True):
    flow_type: str = msgspec.field(name="flowType", default="")
    location: _Ref | None = None
    properties: list[_Factor] = msgspec.field(name="flowProperties", default_factory=list)


class _Process(_Head, kw_only=True):
    process_type: str = msgspec.field(name="processType", default="")
    location: _Ref | None = None
    exchanges: list[_Exchange] = []


class _Location(_Head, kw_only=True):
    code: str = ""


_DECODERS: dict[str, msgspec.json.Decoder[Any]] = {
    "unit_group": msgspec.json.Decoder(_UnitGroup),
    "flow_property": msgspec.json.Decoder(_FlowProperty),
    "flow": msgspec.json.Decoder(_Flow),
    "process": msgspec.json.Decoder(_Process),
    "location": msgspec.json.Decoder(_Location),
}
_PLAIN: msgspec.json.Decoder[_Head] = msgspec.json.Decoder(_Head)


def scan(
    data: bytes, type_: EntityType, class_name: str, lang: str, categories: Mapping[str, tuple[str, ...]]
) -> Summary | None:
    """Return the summary of a data set; equal to ``summarise`` of the data set read whole.

    None means: read it whole, something is not as usual (another type than its folder's, a stub, a wrong value).
    """
    try:
        head = _DECODERS.get(type_, _PLAIN).decode(data)
    except (msgspec.DecodeError, RecursionError):
        return None
    if (head.type and head.type != class_name) or STUB_TAG in head.tags or REFERENCE_TAG in head.tags or not head.id:
        return None
    if any(tag.startswith(DERIVED) for tag in head.tags):
        return None
    uuid = uuid_of(type_, head.id)
    fields: dict[str, Any] = {}
    if isinstance(head, _UnitGroup):
        fields["units"] = _units(head)
    elif isinstance(head, _FlowProperty):
        fields["reference"] = _target("unit_group", head.group)
    elif isinstance(head, _Flow):
        factors = [f for f in head.properties if f.property is not None and f.property.id]
        reference = next((f.property for f in factors if f.is_ref or f.was_ref), None)
        fields["flow_type"] = _flow_type(head.flow_type)
        fields["place"] = _target("location", head.location)
        fields["properties"] = tuple(
            _shared_property(_target("flow_property", f.property), f.factor, is_reference=f.is_ref or f.was_ref)
            for f in factors
        )
        fields["reference"] = _target("flow_property", reference)
    elif isinstance(head, _Process):
        fields["process_type"] = PROCESS_TYPES.get(head.process_type, "")
        fields["place"] = _target("location", head.location)
        flows = (e.flow for e in head.exchanges if (e.is_ref or e.was_ref) and e.flow is not None and e.flow.id)
        fields["reference"] = _target("flow", next(flows, None))
    elif isinstance(head, _Location):
        fields["code"] = head.code
    return Summary(
        type=type_,
        uuid=uuid,
        version=intern(head.version),
        name=untagged(head.name, lang) if head.name else {},
        category=_path(head, type_, uuid, categories),
        **fields,
    )


def _path(head: _Head, type_: EntityType, uuid: str, categories: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    if type_ == "category":
        return categories.get(uuid) or ((head.name,) if head.name else ())
    category = head.category
    if isinstance(category, str):
        return _shared_path(*category.split("/")) if category else ()
    if category is None:
        return ()
    known = categories.get(category.id)
    return known or _shared_path(*category.path, *([category.name] if category.name else []))


def _units(head: _UnitGroup) -> tuple[UnitFactor, ...]:
    units = sorted(head.units, key=lambda unit: not (unit.is_ref or unit.was_ref))
    return tuple(UnitFactor(u.name, u.id, u.factor, tuple(u.synonyms)) for u in units)


def _target(type_: EntityType, ref: _Ref | None) -> str:
    return _shared_uuid(type_, ref.id) if ref is not None and ref.id else ""


# Of what most data sets repeat, the index of a large package holds one copy.
_shared_uuid = lru_cache(maxsize=1024)(uuid_of)


@lru_cache(maxsize=1024)
def _shared_property(uuid: str, factor: float, *, is_reference: bool) -> PropertyFactor:
    return PropertyFactor(uuid, factor, is_reference)


@lru_cache(maxsize=1024)
def _shared_path(*path: str) -> tuple[str, ...]:
    return path


def _flow_type(word: str) -> FlowType | None:
    ours = FLOW_TYPES.get(word)
    return "elementary" if ours == "elementary" else "product" if ours == "product" else "waste" if ours else None
