"""What a unit name measures: openLCA's reference data, or a group of the unit's own."""

from __future__ import annotations

from functools import cache

from lcabridge.codes import keygen
from lcabridge.model import Entity, FlowProperty, Ref, Unit, UnitGroup, UnitRef
from lcabridge.units import flow_property_entity, reference, reference_property_of, unit_group_entity


@cache
def property_ref(unit: str) -> Ref:
    """Return the flow property that a unit name stands for."""
    uuid = reference_property_of(unit)
    known = flow_property_entity(uuid) if uuid else None
    if known is not None:
        return known.ref()
    return Ref(type="flow_property", uuid=keygen("FLOW_PROPERTY", unit), name={"en": unit})


@cache
def group_key(unit: str) -> str:
    """Return what units of one quantity share."""
    return reference_property_of(unit) or f"unit {unit.strip().lower()}"


@cache
def is_base(unit: str) -> bool:
    """Tell whether the unit is the reference unit of openLCA's group."""
    hits = reference().find(unit)
    return len(hits) == 1 and reference().groups[hits[0].group].reference is hits[0]


@cache
def unit_ref(unit: str) -> UnitRef:
    """Return a unit with the UUID that it has in openLCA, or a derived one."""
    hits = reference().find(unit)
    return UnitRef(name=unit, uuid=hits[0].uuid if len(hits) == 1 else keygen("UNIT", unit))


def quantity_entities(units: set[str]) -> list[tuple[Entity, str]]:
    """Return the unit groups and flow properties that the units need, each with the unit it is for."""
    found: dict[tuple[str, str], tuple[Entity, str]] = {}
    for unit in sorted(units):
        uuid = reference_property_of(unit)
        prop = flow_property_entity(uuid) if uuid else None
        group = unit_group_entity(prop.unit_group.uuid) if prop is not None and prop.unit_group else None
        if prop is None or group is None:
            prop, group = _own(unit)
        for entity in (group, prop):
            found.setdefault((entity.type, entity.uuid), (entity, unit))
    return [found[key] for key in sorted(found)]


def _own(unit: str) -> tuple[FlowProperty, UnitGroup]:
    prop = property_ref(unit)
    group = UnitGroup(
        uuid=keygen("UNIT_GROUP", unit),
        name={"en": unit},
        units=[Unit(name=unit, is_reference=True, uuid=keygen("UNIT", unit))],
        default_property=prop,
    )
    return FlowProperty(uuid=prop.uuid, name={"en": unit}, unit_group=group.ref()), group
