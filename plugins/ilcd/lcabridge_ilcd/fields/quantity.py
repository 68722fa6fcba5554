"""Unit group and flow property data sets (ILCD_UnitGroupDataSet.xsd, ILCD_FlowPropertyDataSet.xsd)."""

from __future__ import annotations

from typing import Any

from lcabridge.model import FlowProperty, Unit, UnitGroup
from lcabridge_ilcd import issues
from lcabridge_ilcd.fields.common import (
    ADMINISTRATION,
    COMMENT,
    NAME,
    SYNONYMS,
    UUID,
    classification_information,
    compliance,
    root_attributes,
    short_administration,
)
from lcabridge_ilcd.internal import assign_ids
from lcabridge_ilcd.rows import OTHER, Carry, DataSet, Items, Shape, group, lang, ref, text
from lcabridge_ilcd.shapes import chained, struct_shape

UNIT_NAMESPACE = "http://lca.jrc.it/ILCD/UnitGroup"
UNIT_SCHEMA = "ILCD_UnitGroupDataSet.xsd"
PROPERTY_NAMESPACE = "http://lca.jrc.it/ILCD/FlowProperty"
PROPERTY_SCHEMA = "ILCD_FlowPropertyDataSet.xsd"
_REFERENCE = "unitGroupInformation/quantitativeReference/referenceToReferenceUnit"


def _after(values: dict[str, Any], reading: Any) -> None:
    reference = values.pop("reference_unit", None)
    found = False
    for unit in values.get("units", ()):
        if reference is not None and unit.id == reference and not found:
            unit.is_reference = found = True
    if reference is not None and not found:
        reading.carry(_REFERENCE, str(reference))
        reading.note(issues.NO_MEMBER, _REFERENCE, value=str(reference))


def _before(values: dict[str, Any], _writing: Any) -> None:
    units, ids = values["units"], assign_ids(values["units"], 99_999)
    values["units"] = list(zip(units, ids, strict=True))
    values["reference_unit"] = next((i for unit, i in zip(units, ids, strict=True) if unit.is_reference), None)


_UNIT = struct_shape(Unit, needs=("name",))


def _split_unit(pair: tuple[Unit, int], writing: Any) -> dict[str, Any]:
    unit, number = pair
    return {**_UNIT.split(unit, writing), "id": number}


UNIT_GROUP = DataSet(
    type="unit_group",
    root="unitGroupDataSet",
    folder="unitgroups",
    namespace=UNIT_NAMESPACE,
    schema=UNIT_SCHEMA,
    reference_type="unit group data set",
    attributes=root_attributes(UNIT_NAMESPACE, UNIT_SCHEMA),
    rows=(
        group(
            "unitGroupInformation",
            group("dataSetInformation", UUID, NAME, classification_information(named=False), COMMENT),
            group("quantitativeReference", text("referenceToReferenceUnit", "reference_unit", "integer")),
        ),
        group("modellingAndValidation", compliance(aspects=False)),
        short_administration("unit_group"),
        group(
            "units",
            Items(
                key="unit",
                attr="units",
                rows=(
                    text("@dataSetInternalID", "id", "integer"),
                    text("@olca:unitId", "uuid", "word", json=""),
                    text("name", "name"),
                    text("meanValue", "factor", "real"),
                    lang("generalComment", "description"),
                    OTHER,
                ),
                shape=Shape(_UNIT.build, _split_unit),
            ),
        ),
        OTHER,
    ),
    shape=chained(struct_shape(UnitGroup, parts=ADMINISTRATION), _after, _before),
)

FLOW_PROPERTY = DataSet(
    type="flow_property",
    root="flowPropertyDataSet",
    folder="flowproperties",
    namespace=PROPERTY_NAMESPACE,
    schema=PROPERTY_SCHEMA,
    reference_type="flow property data set",
    attributes=root_attributes(PROPERTY_NAMESPACE, PROPERTY_SCHEMA),
    rows=(
        group(
            "flowPropertiesInformation",
            group(
                "dataSetInformation",
                UUID,
                NAME,
                SYNONYMS,
                classification_information(named=False),
                COMMENT,
            ),
            group("quantitativeReference", ref("referenceToReferenceUnitGroup", "unit_group", "unit_group")),
        ),
        group(
            "modellingAndValidation",
            group(
                "dataSourcesTreatmentAndRepresentativeness",
                Carry(key="referenceToDataSource"),
            ),
            compliance(aspects=False, other=False),
        ),
        short_administration("flow_property"),
        OTHER,
    ),
    shape=struct_shape(FlowProperty, parts=ADMINISTRATION),
)
