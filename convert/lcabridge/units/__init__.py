"""Units: dimensions, groups with factors, conversion, openLCA's reference data, and the amount rule."""

from lcabridge.units.amounts import exchange_amount, reference_amount
from lcabridge.units.defaults import (
    REFERENCE_TAG,
    ReferenceProperty,
    flow_property_entity,
    reference,
    reference_data,
    reference_flow_property,
    reference_properties,
    reference_property_of,
    reference_unit_group,
    unit_group_entity,
)
from lcabridge.units.dimensions import BASE, ONE, Dimension
from lcabridge.units.table import TableGroup, TableUnit, UnitTable, known_factor

__all__ = [
    "BASE",
    "ONE",
    "REFERENCE_TAG",
    "Dimension",
    "ReferenceProperty",
    "TableGroup",
    "TableUnit",
    "UnitTable",
    "exchange_amount",
    "flow_property_entity",
    "known_factor",
    "reference",
    "reference_amount",
    "reference_data",
    "reference_flow_property",
    "reference_properties",
    "reference_property_of",
    "reference_unit_group",
    "unit_group_entity",
]
