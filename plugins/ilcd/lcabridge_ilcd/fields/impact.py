"""LCIA method data set (ILCD_LCIAMethodDataSet.xsd): one indicator with its factors, the model's ImpactCategory."""

from __future__ import annotations

from typing import Any

from lcabridge.model import Administration, ImpactCategory, ImpactFactor, Place, Ref, Time
from lcabridge.report import catalogue
from lcabridge_ilcd.fields.common import (
    COMMENT,
    COMMISSIONER,
    CONVERTED_FROM,
    COPYRIGHT,
    ENTERED_BY,
    FORMATS,
    LAST_REVISION,
    NAME,
    OWNER,
    REPUBLICATION,
    RESTRICTIONS,
    REVIEW_DETAILS,
    STATUS,
    TIME_STAMP,
    UUID,
    classification_information,
    compliance,
    generator,
    review,
    root_attributes,
    scopes,
    version_rows,
)
from lcabridge_ilcd.fields.source import read_untagged, write_untagged
from lcabridge_ilcd.names import ABSENT, DIRECTIONS, NO_VERSION
from lcabridge_ilcd.profile import PLACEHOLDER_NAME, placeholder_uuid
from lcabridge_ilcd.reading import is_empty
from lcabridge_ilcd.rows import OTHER, Carry, Custom, DataSet, Items, Shape, group, lang, ref, refs, text
from lcabridge_ilcd.shapes import chained, fields, struct_shape
from lcabridge_ilcd.spread import distribution_rows, read_uncertainty, write_uncertainty
from lcabridge_ilcd.values import whole

NAMESPACE = "http://lca.jrc.it/ILCD/LCIAMethod"
SCHEMA = "ILCD_LCIAMethodDataSet.xsd"


def _read_year(value: Any, reading: Any, _key: str) -> int | None:
    """Read the reference year, which this type alone has as text in languages."""
    members = value if isinstance(value, list) else [value]
    year = None
    for i, member in enumerate(members):
        content = member.get("#text") if isinstance(member, dict) else member
        if is_empty(content):
            continue
        if year is None and i == 0:
            year = whole(str(content))
            language = member.get("@xml:lang", ABSENT) if isinstance(member, dict) else ABSENT
            if language != "en":
                reading.carry("referenceYear/0/@xml:lang", language)
        else:
            reading.carry(f"referenceYear/{i}", member)
    return year


def _write_year(year: int, _writing: Any) -> list[dict[str, str]]:
    return [{"@xml:lang": "en", "#text": str(year)}]


def _read_location(value: Any, reading: Any, _key: str) -> Place | None:
    """Read a place that is an element with its code as text and its coordinates beside it."""
    if isinstance(value, dict):
        for name, content in value.items():
            if name != "#text":
                reading.carry(f"interventionLocation/{name}", content)
        value = value.get("#text")
    return None if is_empty(value) else Place(code=str(value))


def _write_location(place: Place, writing: Any) -> str | None:
    return writing.place(place) or None


def _build_factor(values: dict[str, Any], reading: Any) -> ImpactFactor:
    uncertainty = read_uncertainty(values, reading)
    return ImpactFactor(uncertainty=uncertainty, **values)


def _split_factor(factor: ImpactFactor, writing: Any) -> dict[str, Any]:
    values = fields(factor)
    unit, property_, flow = factor.unit, factor.property, factor.flow
    scale = 1.0
    if unit is not None or property_ is not None:
        # Category units per declared unit: per reference unit it is as many times less as the unit is larger.
        per = writing.scale(flow.uuid if flow else "", property_.uuid if property_ else "", unit, factor.value)
        scale = 1.0 / per if per else 1.0
    if factor.value is not None and scale != 1.0:
        values["value"], scale = writing.scaled(factor.value, scale)
    write_uncertainty(factor.uncertainty, values, writing, scale)
    if factor.direction is None and not writing.json:
        # The XSD demands one; resources go in, all else goes out, and the extension says that the source says nothing.
        values["direction"] = _likely_direction(flow, writing)
        writing.report.add(catalogue.PLACEHOLDER, path=writing.path("direction"), value=values["direction"])
    return values


def _likely_direction(flow: Ref | None, writing: Any) -> str:
    target = writing.index.get(flow.type, flow.uuid) if flow else None
    words = " ".join(target.category).casefold() if target else ""
    return "input" if "resource" in words or "land use" in words or words.startswith("input") else "output"


def _before(values: dict[str, Any], writing: Any) -> None:
    if writing.json or values.get("administration.generators"):
        return
    # The XSD demands a generator; its placeholder is told by its UUID, and taken out again on reading.
    values["administration.generators"] = [
        Ref(type="contact", uuid=placeholder_uuid("contact"), version=NO_VERSION, name=PLACEHOLDER_NAME)
    ]
    values["version"] = values["version"] or NO_VERSION
    writing.report.add(catalogue.PLACEHOLDER, path="administration.generators", value=placeholder_uuid("contact"))


IMPACT_CATEGORY = DataSet(
    type="impact_category",
    root="LCIAMethodDataSet",
    folder="lciamethods",
    namespace=NAMESPACE,
    schema=SCHEMA,
    reference_type="LCIA method data set",
    attributes=root_attributes(NAMESPACE, SCHEMA),
    rows=(
        group(
            "LCIAMethodInformation",
            group(
                "dataSetInformation",
                text("@olca:olca_category_unit", "unit", json=""),
                UUID,
                NAME,
                text("methodology", "methodologies", "texts"),
                classification_information(named=False),
                text("impactCategory", "impact_categories", "words"),
                text("areaOfProtection", "areas_of_protection", "words"),
                text("impactIndicator", "indicator"),
                COMMENT,
                Carry(key="referenceToExternalDocumentation"),
            ),
            group("quantitativeReference", ref("referenceQuantity", "reference_quantity", "flow_property")),
            group(
                "time",
                Custom(key="referenceYear", attr="time.reference_year", read=_read_year, write=_write_year),
                lang("duration", "duration"),
                lang("timeRepresentativenessDescription", "time.description"),
            ),
            group(
                "geography",
                Custom(key="interventionLocation", attr="place", read=_read_location, write=_write_location),
                Carry(key="interventionSubLocation", json="intervensionSubLocation"),
                Carry(key="impactLocation"),
                lang("geographicalRepresentativenessDescription", "place_description"),
                always=True,
            ),
            group(
                "impactModel",
                Custom(
                    key="modelName",
                    attr="model_name",
                    read=read_untagged,
                    write=write_untagged("modelName", "model_name"),
                ),
                lang("modelDescription", "model_description"),
                Carry(key="referenceToModelSource"),
                Carry(key="referenceToIncludedMethods"),
                Carry(key="consideredMechanisms"),
                Carry(key="referenceToMethodologyFlowChart"),
            ),
            always=True,
        ),
        group(
            "modellingAndValidation",
            Carry(key="useAdviceForDataSet"),
            group(
                "LCIAMethodNormalisationAndWeighting",
                text("typeOfDataSet", "dataset_type", "word"),
                text("LCIAMethodPrinciple", "principle", "word"),
                Carry(key="deviationsFromLCIAMethodPrinciple"),
                text("normalisation", "uses_normalisation", "boolean", number=True),
                Carry(key="referenceToUsableNormalisationDataSets"),
                Carry(key="normalisationDescription"),
                Carry(key="referenceToIncludedNormalisationDataSets"),
                text("weighting", "uses_weighting", "boolean", number=True),
                Carry(key="referenceToUsableWeightingDataSets"),
                Carry(key="weightingDescription"),
                Carry(key="referenceToIncludedWeightingDataSets"),
                other=False,
            ),
            group("dataSources", refs("referenceToDataSource", "data_sources", "source")),
            group("completeness", Carry(key="completenessImpactCoverage"), Carry(key="inventoryItems"), other=False),
            group(
                "validation",
                review(text("@type", "type", "word"), scopes("scope", "method"), *REVIEW_DETAILS),
            ),
            compliance(aspects=True),
            always=True,
        ),
        group(
            "administrativeInformation",
            COMMISSIONER,
            generator(),
            group(
                "dataEntryBy",
                TIME_STAMP,
                FORMATS,
                CONVERTED_FROM,
                ENTERED_BY,
                group(
                    "recommendationBy",
                    refs("referenceToEntity", "administration.recommended_by", "contact"),
                    Carry(key="level"),
                    Carry(key="meaning"),
                    other=False,
                ),
                always=True,
            ),
            group(
                "publicationAndOwnership",
                LAST_REVISION,
                *version_rows("impact_category"),
                STATUS,
                REPUBLICATION,
                OWNER,
                COPYRIGHT,
                RESTRICTIONS,
            ),
        ),
        group(
            "characterisationFactors",
            Items(
                key="factor",
                attr="factors",
                rows=(
                    ref("referenceToFlowDataSet", "flow", "flow"),
                    text("location", "place", "place"),
                    text("exchangeDirection", "direction", "word", words=DIRECTIONS),
                    text("meanValue", "value", "real"),
                    *distribution_rows("minimumValue", "maximumValue"),
                    text("dataDerivationTypeStatus", "derivation", "word"),
                    text("deviatingRecommendation", "deviating_recommendation", "word"),
                    Carry(key="referencesToDataSource", json=""),
                    lang("generalComment", "comment"),
                    OTHER,
                ),
                shape=Shape(_build_factor, _split_factor),
            ),
        ),
        OTHER,
    ),
    shape=chained(
        struct_shape(ImpactCategory, parts={"administration": Administration, "time": Time}),
        lambda _values, _reading: None,
        _before,
    ),
)
