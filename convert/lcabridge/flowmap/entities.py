"""Data sets that a mapped package needs: the target flows with their properties and unit groups, marked so that undo finds them."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from lcabridge.codes.compartments import compartment
from lcabridge.flowmap.contexts import native, resolve
from lcabridge.flowmap.original import ADDED, UnreadableError, told
from lcabridge.flowmap.table import Side
from lcabridge.model import ClassEntry, Classification, Entity, Flow, FlowPropertyFactor, Index, Process, Ref, pick
from lcabridge.units.defaults import (
    flow_property_entity,
    reference_flow_property,
    reference_property_of,
    unit_group_entity,
)


def target_entities(sides: Iterable[Side], index: Index) -> list[Entity]:
    """Return the data sets that the index lacks, for the flows of a target list."""
    found: dict[tuple[str, str], Entity] = {}
    for side in sides:
        if not side.uuid or index.get("flow", side.uuid) is not None or ("flow", side.uuid) in found:
            continue
        prop = side.flow_property or reference_property_of(side.unit)
        found["flow", side.uuid] = _flow(side, prop)
        # What the package refers to without having it stays assumed, as it was: its own flows lack it just the same.
        assumed = index.fallback is not None and index.fallback.get("flow_property", prop) is not None
        if not assumed and index.get("flow_property", prop) is None and ("flow_property", prop) not in found:
            _measure(prop, index, found)
    return [found[key] for key in sorted(found)]


def original_flows(entities: Iterable[Entity], index: Index) -> list[Entity]:
    """Return the flows that undoing brings back and that a package without unused flows has not kept."""
    found: dict[str, Entity] = {}
    exchanges = (exchange for entity in entities if isinstance(entity, Process) for exchange in entity.exchanges)
    for exchange in exchanges:
        try:
            before = told(exchange)
        except UnreadableError:
            continue  # undo names it
        flow = before.flow if before else None
        if before is None or flow is None or flow.uuid in found or index.get("flow", flow.uuid) is not None:
            continue
        unit = before.unit.name if before.unit else ""
        prop = before.property.uuid if before.property else reference_property_of(unit)
        side = Side(uuid=flow.uuid, name=pick(flow.name, "en"), context=before.context, unit=unit)
        found[flow.uuid] = msgspec.structs.replace(
            _flow(side, prop), name=flow.name, version=flow.version, description={}
        )
    return [found[uuid] for uuid in sorted(found)]


def _measure(prop: str, index: Index, found: dict[tuple[str, str], Entity]) -> None:
    known = reference_flow_property(prop)
    entity = flow_property_entity(prop)
    if known is None or entity is None:
        return
    found["flow_property", prop] = _added(entity)
    group = unit_group_entity(known.unit_group)
    if group is not None and index.get("unit_group", group.uuid) is None:
        found.setdefault(("unit_group", group.uuid), _added(group))


def _added(entity: Entity) -> Entity:
    return msgspec.structs.replace(entity, description={"en": f"{ADDED}{entity.type}"})


def _flow(side: Side, prop: str) -> Flow:
    node = resolve(side.context, side.unit)
    place = compartment(native(node, "ef31")) if node else None
    levels = side.context.split("/")
    classes = [ClassEntry(name=name) for name in levels if name]
    if place is not None and len(place.names) == len(classes):
        classes = [ClassEntry(name=name, id=id_) for name, id_ in zip(place.names, place.ids, strict=True)]
    properties = [
        FlowPropertyFactor(property=Ref(type="flow_property", uuid=prop), factor=1.0, is_reference=True, id=0)
    ]
    return Flow(
        uuid=side.uuid,
        name={"en": side.name},
        flow_type="elementary",
        cas=side.cas,
        description={"en": f"{ADDED}flow of {side.list_name}"},
        classifications=[Classification(system="ILCD", classes=classes)] if classes else [],
        properties=properties if prop else [],
    )
