"""Flow data set (ILCD_FlowDataSet.xsd)."""

from __future__ import annotations

from typing import Any

from lcabridge.model import Classification, Flow, FlowPropertyFactor
from lcabridge_ilcd import issues
from lcabridge_ilcd.fields.common import (
    ADMINISTRATION,
    COMMENT,
    SYNONYMS,
    UUID,
    classifications,
    compliance,
    root_attributes,
    short_administration,
)
from lcabridge_ilcd.internal import assign_ids
from lcabridge_ilcd.names import EC_NUMBER, FLOW_TYPES
from lcabridge_ilcd.rows import OTHER, DataSet, Group, Items, Leaf, Shape, group, lang, ref, refs, text
from lcabridge_ilcd.shapes import CLASS, chained, fields, struct_shape
from lcabridge_ilcd.spread import distribution_rows, read_uncertainty, write_uncertainty

NAMESPACE = "http://lca.jrc.it/ILCD/Flow"
SCHEMA = "ILCD_FlowDataSet.xsd"
_REFERENCE = "flowInformation/quantitativeReference/referenceToReferenceFlowProperty"

ELEMENTARY = "ILCD elementary"
"""System of a path that stands in ``elementaryFlowCategorization``; a name given there follows behind a colon."""


def _build_category(values: dict[str, Any], _reading: Any) -> Classification:
    name = values.pop("system", "")
    system = f"{ELEMENTARY}:{name}" if name else ELEMENTARY
    return Classification(**{"system": system, "classes": [], **values})


def _split_category(struct: Classification, _writing: Any) -> dict[str, Any]:
    return {**fields(struct), "system": struct.system.removeprefix(ELEMENTARY).removeprefix(":")}


def _after(values: dict[str, Any], reading: Any) -> None:
    # The XSD has the categorization first, then the classifications.
    paths = [*values.pop("categories", ()), *values.pop("classifications", ())]
    if paths:
        values["classifications"] = paths
    reference = values.pop("reference_property", None)
    found = False
    for factor in values.get("properties", ()):
        if reference is not None and factor.id == reference and not found:
            factor.is_reference = found = True
    if reference is not None and not found:
        reading.carry(_REFERENCE, str(reference))
        reading.note(issues.NO_MEMBER, _REFERENCE, value=str(reference))


def _before(values: dict[str, Any], _writing: Any) -> None:
    paths = values["classifications"]
    values["categories"] = [path for path in paths if _is_category(path)]
    values["classifications"] = [path for path in paths if not _is_category(path)]
    factors, ids = values["properties"], assign_ids(values["properties"], 99_999)
    values["properties"] = list(zip(factors, ids, strict=True))
    values["reference_property"] = next(
        (i for factor, i in zip(factors, ids, strict=True) if factor.is_reference), None
    )


def _is_category(path: Classification) -> bool:
    return path.system == ELEMENTARY or path.system.startswith(f"{ELEMENTARY}:")


_FACTOR = struct_shape(FlowPropertyFactor, needs=("property",))


def _build_factor(values: dict[str, Any], reading: Any) -> FlowPropertyFactor:
    uncertainty = read_uncertainty(values, reading, bounds=False)
    factor: FlowPropertyFactor = _FACTOR.build(values, reading)
    factor.uncertainty = uncertainty
    return factor


def _split_factor(pair: tuple[FlowPropertyFactor, int], writing: Any) -> dict[str, Any]:
    factor, number = pair
    values = {**_FACTOR.split(factor, writing), "id": number}
    write_uncertainty(factor.uncertainty, values, writing)
    return values


FLOW = DataSet(
    type="flow",
    root="flowDataSet",
    folder="flows",
    namespace=NAMESPACE,
    schema=SCHEMA,
    reference_type="flow data set",
    attributes=root_attributes(NAMESPACE, SCHEMA, locations="../ILCDLocations.xml"),
    json_attributes={"@xmlns:ecn": EC_NUMBER},
    rows=(
        group(
            "flowInformation",
            group(
                "dataSetInformation",
                UUID,
                group(
                    "name",
                    lang("baseName", "name"),
                    lang("treatmentStandardsRoutes", "treatment"),
                    lang("mixAndLocationTypes", "mix_and_location"),
                    lang("flowProperties", "quantitative_properties"),
                ),
                SYNONYMS,
                group(
                    "classificationInformation",
                    Items(
                        key="common:elementaryFlowCategorization",
                        attr="categories",
                        rows=(
                            text("@name", "system", json=""),
                            text("@categories", "uri", json=""),
                            Items(
                                key="common:category",
                                attr="classes",
                                rows=(
                                    text("@level", "level", "word"),
                                    text("@catId", "id"),
                                    text("#text", "name", "word"),
                                ),
                                shape=CLASS,
                            ),
                            OTHER,
                        ),
                        shape=Shape(_build_category, _split_category),
                    ),
                    classifications(named=True),
                    other=False,
                ),
                text("CASNumber", "cas", "cas"),
                text("sumFormula", "formula"),
                COMMENT,
                Group(
                    key="common:other",
                    rows=(Leaf(key="ecn:ECNumber", attr="ec_number", kind="word"),),
                    open=True,
                ),
                other=False,
            ),
            group("quantitativeReference", text("referenceToReferenceFlowProperty", "reference_property", "integer")),
            group("geography", text("locationOfSupply", "place", "place_text")),
            group(
                "technology",
                lang("technologicalApplicability", "technological_applicability"),
                refs("referenceToTechnicalSpecification", "technical_specifications", "source"),
            ),
        ),
        group(
            "modellingAndValidation",
            group("LCIMethod", text("typeOfDataSet", "flow_type", "word", words=FLOW_TYPES)),
            compliance(aspects=False),
        ),
        short_administration("flow", entered_by=True),
        group(
            "flowProperties",
            Items(
                key="flowProperty",
                attr="properties",
                rows=(
                    text("@dataSetInternalID", "id", "integer"),
                    ref("referenceToFlowPropertyDataSet", "property", "flow_property"),
                    text("meanValue", "factor", "real"),
                    *distribution_rows("minimumValue", "maximumValue"),
                    text("dataDerivationTypeStatus", "derivation", "word"),
                    lang("generalComment", "comment"),
                    OTHER,
                ),
                shape=Shape(_build_factor, _split_factor),
            ),
        ),
        OTHER,
    ),
    shape=chained(struct_shape(Flow, parts=ADMINISTRATION), _after, _before),
)
