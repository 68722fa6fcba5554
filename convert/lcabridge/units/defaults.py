"""openLCA's reference unit groups, units and flow properties, for packages that refer to them without having them.

The table is read on first use. What a package brings itself always wins over it.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from lcabridge.model import FlowProperty, Index, Ref, Unit, UnitGroup
from lcabridge.units.dimensions import Dimension
from lcabridge.units.table import TableGroup, TableUnit, UnitTable
from lcabridge_mappings import tables

REFERENCE_TAG = "lcabridge:reference-data"
"""Tag of unit data that a writer adds to a package that lacks it; readers leave tagged data sets out again."""


class ReferenceProperty(NamedTuple):
    """A flow property of the reference data.

    Attributes:
        name: English name.
        unit_group: UUID of its unit group.
        reference_unit: name of the group's reference unit.
    """

    name: str
    unit_group: str
    reference_unit: str


@lru_cache(maxsize=1)
def reference() -> UnitTable:
    """Return the reference unit groups with their units and dimensions."""
    units: dict[str, list[TableUnit]] = {}
    for row in tables.rows("units/units.csv"):
        factor = float(row["factor"]) if row["factor"] else None
        synonyms = tuple(row["synonyms"].split(";")) if row["synonyms"] else ()
        unit = TableUnit(row["name"], factor, row["group_uuid"], row["unit_uuid"], synonyms)
        units.setdefault(unit.group, []).append(unit)
    groups = {}
    for row in tables.rows("units/unit_groups.csv"):
        own = tuple(units[row["uuid"]])
        base = next(unit for unit in own if unit.uuid == row["reference_unit_uuid"])
        dimension = Dimension.parse(row["dimension"])
        groups[row["uuid"]] = TableGroup(row["uuid"], row["name"], own, base, dimension, row["default_property_uuid"])
    return UnitTable(groups)


@lru_cache(maxsize=1)
def reference_properties() -> dict[str, ReferenceProperty]:
    """Return the reference flow properties by UUID."""
    groups = reference().groups
    return {
        row["uuid"]: ReferenceProperty(row["name"], row["group_uuid"], groups[row["group_uuid"]].reference.name)
        for row in tables.rows("units/flow_properties.csv")
    }


def reference_unit_group(uuid: str) -> TableGroup | None:
    """Return a reference unit group by UUID, or None."""
    return reference().groups.get(uuid)


def reference_flow_property(uuid: str) -> ReferenceProperty | None:
    """Return a reference flow property by UUID, or None."""
    return reference_properties().get(uuid)


def reference_property_of(unit: str) -> str:
    """Return the UUID of the flow property that a unit name stands for by default (``kg``: mass), or ""."""
    hits = reference().find(unit)
    return reference().groups[hits[0].group].default_property if len(hits) == 1 else ""


def unit_group_entity(uuid: str) -> UnitGroup | None:
    """Return a reference unit group as an entity of the model, or None; units without a certain factor are left out."""
    group = reference_unit_group(uuid)
    if group is None:
        return None
    prop = reference_properties()[group.default_property]
    return UnitGroup(
        uuid=uuid,
        name={"en": group.name},
        units=[
            Unit(
                name=unit.name,
                factor=unit.factor,
                is_reference=unit is group.reference,
                uuid=unit.uuid,
                synonyms=list(unit.synonyms),
            )
            for unit in group.units
            if unit.factor is not None
        ],
        default_property=Ref(type="flow_property", uuid=group.default_property, name={"en": prop.name}),
    )


def flow_property_entity(uuid: str) -> FlowProperty | None:
    """Return a reference flow property as an entity of the model, or None."""
    prop = reference_flow_property(uuid)
    if prop is None:
        return None
    group = reference().groups[prop.unit_group]
    is_money = group.dimension == Dimension.parse("currency")
    return FlowProperty(
        uuid=uuid,
        name={"en": prop.name},
        unit_group=Ref(type="unit_group", uuid=group.uuid, name={"en": group.name}),
        property_type="economic" if is_money else "physical",
    )


def reference_data(missing: Iterable[Ref], index: Index) -> list[FlowProperty | UnitGroup]:
    """Return the flow properties and unit groups among the missing data sets, with what they refer to in turn.

    A flow whose property is not in the package has no unit in most tools. Where openLCA's reference data has the UUID,
    a writer adds it, tagged with ``REFERENCE_TAG``.
    """
    found: dict[str, FlowProperty | UnitGroup] = {}
    open_ones = list(missing)
    while open_ones:
        ref = open_ones.pop(0)
        if ref.uuid in found or index.get(ref.type, ref.uuid) is not None:
            continue
        entity, further = _known(ref)
        if entity is None:
            continue
        entity.tags = [REFERENCE_TAG]
        found[ref.uuid] = entity
        if further is not None:
            open_ones.append(further)
    return list(found.values())


def _known(ref: Ref) -> tuple[FlowProperty | UnitGroup | None, Ref | None]:
    if ref.type == "flow_property":
        prop = flow_property_entity(ref.uuid)
        return prop, prop.unit_group if prop else None
    if ref.type == "unit_group":
        group = unit_group_entity(ref.uuid)
        return group, group.default_property if group else None
    return None, None
