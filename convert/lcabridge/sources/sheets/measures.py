"""What a unit measures: the flow property that a flow has whose table gives a unit and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from lcabridge.codes import keygen
from lcabridge.model import Entity, FlowProperty, Ref, Unit, UnitGroup
from lcabridge.units import (
    flow_property_entity,
    reference,
    reference_flow_property,
    reference_property_of,
    unit_group_entity,
)


class Measure(NamedTuple):
    """What a unit measures.

    Attributes:
        property: reference to the flow property.
        unit: the unit's name in its group.
        known: False where the property was made for the unit.
    """

    property: Ref
    unit: str
    known: bool


# Spellings of tables that the reference units do not list; Brightway's are those of bw2io's normalize_units.
_SPELLINGS = {
    "kilogram": "kg", "gram": "g", "milligram": "mg", "ton": "t", "tonne": "t", "metric ton": "t", "kilowatt hour": "kWh",
    "watt hour": "Wh", "megajoule": "MJ", "kilojoule": "kJ", "gigajoule": "GJ", "joule": "J", "square meter": "m2",
    "hectare": "ha", "square kilometer": "km2", "cubic meter": "m3", "litre": "l", "liter": "l", "meter": "m", "kilometer": "km",
    "ton kilometer": "t*km", "tkm": "t*km", "kilogram kilometer": "kg*km", "person kilometer": "p*km", "vehicle kilometer": "v*km",
    "vkm": "v*km", "pkm": "p*km", "hour": "h", "day": "d", "year": "a", "second": "s", "minute": "min", "unit": "Item(s)", "item": "Item(s)",
    "square meter-year": "m2*a", "cubic meter-year": "m3*a", "hectare-year": "ha*a", "kilo Becquerel": "kBq", "guest night": "guest night",
    "千克": "kg", "公斤": "kg", "克": "g", "吨": "t", "千瓦时": "kWh", "度": "kWh", "兆焦": "MJ", "吉焦": "GJ", "立方米": "m3", "平方米": "m2",
    "升": "l", "米": "m", "千米": "km", "公里": "km", "吨公里": "t*km", "吨·公里": "t*km", "t·km": "t*km", "件": "Item(s)", "个": "Item(s)",
    "台": "Item(s)", "小时": "h", "kwh": "kWh", "KWH": "kWh", "Kg": "kg", "KG": "kg", "m³": "m3", "m²": "m2", "Nm3": "m3", "Nm³": "m3",
}  # fmt: skip


def symbol(unit: str) -> str:
    """Return the unit as the reference units spell it, or as it is."""
    if reference().find(unit):
        return unit
    return _SPELLINGS.get(unit) or _SPELLINGS.get(unit.lower()) or unit


def measure_of(unit: str) -> Measure:
    """Return the flow property that a unit stands for; one of its own where no reference unit group has it."""
    name = symbol(unit)
    uuid = reference_property_of(name)
    found = reference_flow_property(uuid) if uuid else None
    if found is not None:
        return Measure(Ref(type="flow_property", uuid=uuid, name={"en": found.name}), name, known=True)
    own = _own(unit)[1]
    return Measure(own.ref(), unit, known=False)


def _own(unit: str) -> tuple[UnitGroup, FlowProperty]:
    # The name of the group says whose it is, so that two tables with one unit meet.
    group = UnitGroup(
        uuid=keygen("lcabridge tables", "unit_group", unit),
        name={"en": f"Units of {unit}"},
        units=[Unit(name=unit, is_reference=True, uuid=keygen("lcabridge tables", "unit", unit))],
    )
    prop = FlowProperty(
        uuid=keygen("lcabridge tables", "flow_property", unit), name={"en": f"Number of {unit}"}, unit_group=group.ref()
    )
    return group, prop


def entities_for(units: Iterable[str]) -> Iterator[Entity]:
    """Yield the flow properties and unit groups of units, each once."""
    seen: set[str] = set()
    for unit in units:
        measure = measure_of(unit)
        prop: FlowProperty | None
        group: UnitGroup | None
        if measure.known:
            prop = flow_property_entity(measure.property.uuid)
            group = unit_group_entity(prop.unit_group.uuid) if prop and prop.unit_group else None
        else:
            group, prop = _own(unit)
        for entity in (prop, group):
            if entity is not None and entity.uuid not in seen:
                seen.add(entity.uuid)
                yield entity
