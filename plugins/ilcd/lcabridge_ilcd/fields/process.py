"""Process data set (ILCD_ProcessDataSet.xsd)."""

from __future__ import annotations

from typing import Any

from lcabridge.model import (
    Administration,
    Completeness,
    DataSources,
    Geography,
    ImpactResult,
    Modelling,
    Process,
    SubPlace,
    Technology,
    Time,
)
from lcabridge_ilcd import issues
from lcabridge_ilcd.allocation import APPROACHES, read_allocation, read_shares, write_allocation, write_shares
from lcabridge_ilcd.epd import lift
from lcabridge_ilcd.exchanges import EXCHANGE, formula_variables, take_formulas
from lcabridge_ilcd.fields.common import (
    ASPECT,
    COMMENT,
    COMMISSIONER,
    CONVERTED_FROM,
    COPYRIGHT,
    ENTERED_BY,
    EXCLUSIVE,
    FORMATS,
    INDICATORS,
    LAST_REVISION,
    LICENSE,
    OWNER,
    REGISTRATION,
    REPUBLICATION,
    RESTRICTIONS,
    REVIEW_DETAILS,
    STATUS,
    SYNONYMS,
    TIME_STAMP,
    USE_APPROVALS,
    UUID,
    classification_information,
    compliance,
    generator,
    review,
    root_attributes,
    scopes,
    version_rows,
)
from lcabridge_ilcd.internal import assign_ids
from lcabridge_ilcd.names import DIRECTIONS, PROCESS_TYPES
from lcabridge_ilcd.parameters import PARAMETER
from lcabridge_ilcd.rows import OTHER, Custom, DataSet, Items, Shape, group, lang, ref, refs, text
from lcabridge_ilcd.shapes import chained, fields, struct_shape
from lcabridge_ilcd.spread import SPREAD_ROWS, distribution_rows, read_uncertainty, write_uncertainty

NAMESPACE = "http://lca.jrc.it/ILCD/Process"
SCHEMA = "ILCD_ProcessDataSet.xsd"
_REFERENCES = "processInformation/quantitativeReference/referenceToReferenceFlow"

PARTS: dict[str, type[Any]] = {
    "administration": Administration,
    "modelling": Modelling,
    "time": Time,
    "geography": Geography,
    "technology": Technology,
    "data_sources": DataSources,
    "completeness": Completeness,
}
REFERENCE_FLOWS = "Reference flow(s)"


def _after(values: dict[str, Any], reading: Any) -> None:
    wanted = values.pop("reference_ids", None)
    if wanted:
        missing = set(wanted)
        for exchange in values.get("exchanges", ()):
            if exchange.id in missing:
                exchange.is_reference = True
                missing.discard(exchange.id)
        if missing:
            reading.carry(_REFERENCES, [str(number) for number in wanted])
            for number in sorted(missing):
                reading.note(issues.NO_MEMBER, _REFERENCES, value=str(number))
    lift(values, reading.extra)
    take_formulas(values)
    read_allocation(values, reading)


def _split(process: Process, writing: Any) -> dict[str, Any]:
    values = _PROCESS.split(process, writing)
    exchanges = process.exchanges
    ids = assign_ids(exchanges, 999_999)
    shares = write_allocation(process, ids, writing)
    variables = {} if writing.json else formula_variables(process, ids)
    if variables:
        values["parameters"] = [*process.parameters, *variables.values()]
    values["exchanges"] = [
        (exchange, number, shares.get(i, ()), variables[i].name if i in variables else "")
        for i, (exchange, number) in enumerate(zip(exchanges, ids, strict=True))
    ]
    references = [number for exchange, number in zip(exchanges, ids, strict=True) if exchange.is_reference]
    values["reference_ids"] = references
    if references and not process.reference_type and process.process_type != "epd":
        values["reference_type"] = REFERENCE_FLOWS
    if process.process_type == "unit_process":
        # openLCA and EcoSpold do not tell which kind of unit process it is; openLCA's own export writes this one.
        values["process_type"] = "unit_process_black_box"
    if not values.get("modelling.approaches"):
        word = next((w for w, method in APPROACHES.items() if method == process.default_allocation), None)
        if word:
            values["modelling.approaches"] = [word]
    if process.time is not None and process.time.reference_year is None:
        values["time.reference_year"] = _year(process.time.valid_from)
    return values


def epd_order(content: dict[str, Any]) -> None:
    """Put the date of the last revision where the XSD of EPDs has it: behind version, preceding versions and URI.

    The only place where the order of elements differs between ILCD_ProcessDataSet.xsd of ILCD 1.1 and that of ILCD+EPD.
    """
    part = content.get("administrativeInformation", {}).get("publicationAndOwnership")
    if not isinstance(part, dict) or (date := part.pop("common:dateOfLastRevision", None)) is None:
        return
    first = {key: part.pop(key) for key in _BEFORE_DATE if key in part}
    rest = dict(part)
    part.clear()
    part.update({**first, "common:dateOfLastRevision": date, **rest})


_BEFORE_DATE = (
    "common:dataSetVersion",
    "common:referenceToPrecedingDataSetVersion",
    "common:permanentDataSetURI",
)


def _year(date: str) -> int | None:
    return int(date[:4]) if date[:4].isdecimal() and len(date) >= 4 else None


_PROCESS = struct_shape(Process, parts=PARTS)


def _build_result(values: dict[str, Any], reading: Any) -> ImpactResult:
    uncertainty = read_uncertainty(values, reading)
    return ImpactResult(uncertainty=uncertainty, **values)


def _split_result(result: ImpactResult, writing: Any) -> dict[str, Any]:
    values = fields(result)
    write_uncertainty(result.uncertainty, values, writing)
    return values


PROCESS = DataSet(
    type="process",
    root="processDataSet",
    folder="processes",
    namespace=NAMESPACE,
    schema=SCHEMA,
    reference_type="process data set",
    attributes=root_attributes(NAMESPACE, SCHEMA, locations="../ILCDLocations.xml"),
    rows=(
        group(
            "processInformation",
            group(
                "dataSetInformation",
                UUID,
                group(
                    "name",
                    lang("baseName", "name"),
                    lang("treatmentStandardsRoutes", "treatment"),
                    lang("mixAndLocationTypes", "mix_and_location"),
                    lang("functionalUnitFlowProperties", "quantitative_properties"),
                ),
                text("identifierOfSubDataSet", "sub_identifier"),
                SYNONYMS,
                group(
                    "complementingProcesses",
                    refs("referenceToComplementingProcess", "complementing_processes", "process"),
                    other=False,
                ),
                classification_information(named=True),
                COMMENT,
                refs("referenceToExternalDocumentation", "external_documentation", "source"),
            ),
            group(
                "quantitativeReference",
                text("@type", "reference_type", "word"),
                text("referenceToReferenceFlow", "reference_ids", "integers"),
                lang("functionalUnitOrOther", "functional_unit"),
            ),
            group(
                "time",
                text("common:referenceYear", "time.reference_year", "year", number=True),
                text("common:dataSetValidUntil", "time.valid_until", "date_year", number=True),
                lang("common:timeRepresentativenessDescription", "time.description"),
            ),
            group(
                "geography",
                group(
                    "locationOfOperationSupplyOrProduction",
                    text("@location", "geography.place", "place"),
                    text("@latitudeAndLongitude", "geography.coordinates"),
                    lang("descriptionOfRestrictions", "geography.description"),
                ),
                Items(
                    key="subLocationOfOperationSupplyOrProduction",
                    attr="geography.sub_places",
                    rows=(
                        text("@subLocation", "place", "place"),
                        text("@latitudeAndLongitude", "coordinates"),
                        lang("descriptionOfRestrictions", "description"),
                        OTHER,
                    ),
                    shape=struct_shape(SubPlace),
                ),
            ),
            group(
                "technology",
                lang("technologyDescriptionAndIncludedProcesses", "technology.description"),
                refs("referenceToIncludedProcesses", "technology.included_processes", "process"),
                lang("technologicalApplicability", "technology.applicability"),
                ref("referenceToTechnologyPictogramme", "technology.pictogram", "source"),
                refs("referenceToTechnologyFlowDiagrammOrPicture", "technology.pictures", "source"),
            ),
            group(
                "mathematicalRelations",
                lang("modelDescription", "model_description"),
                Items(
                    key="variableParameter",
                    attr="parameters",
                    rows=(
                        text("@name", "name"),
                        text("@olca:uuid", "uuid", "word", json=""),
                        text("formula", "formula"),
                        text("meanValue", "value", "real"),
                        *distribution_rows("minimumValue", "maximumValue"),
                        lang("comment", "description"),
                        OTHER,
                    ),
                    shape=PARAMETER,
                ),
            ),
        ),
        group(
            "modellingAndValidation",
            group(
                "LCIMethodAndAllocation",
                text("typeOfDataSet", "process_type", "word", words=PROCESS_TYPES),
                text("LCIMethodPrinciple", "modelling.principle", "word"),
                lang("deviationsFromLCIMethodPrinciple", "modelling.principle_deviations"),
                text("LCIMethodApproaches", "modelling.approaches", "words"),
                lang("deviationsFromLCIMethodApproaches", "modelling.approach_deviations"),
                lang("modellingConstants", "modelling.constants"),
                lang("deviationsFromModellingConstants", "modelling.constants_deviations"),
                refs("referenceToLCAMethodDetails", "modelling.method_details", "source"),
            ),
            group(
                "dataSourcesTreatmentAndRepresentativeness",
                lang("dataCutOffAndCompletenessPrinciples", "data_sources.cut_off"),
                lang("deviationsFromCutOffAndCompletenessPrinciples", "data_sources.cut_off_deviations"),
                lang("dataSelectionAndCombinationPrinciples", "data_sources.selection"),
                lang("deviationsFromSelectionAndCombinationPrinciples", "data_sources.selection_deviations"),
                lang("dataTreatmentAndExtrapolationsPrinciples", "data_sources.treatment"),
                lang("deviationsFromTreatmentAndExtrapolationPrinciples", "data_sources.treatment_deviations"),
                refs("referenceToDataHandlingPrinciples", "data_sources.handling_principles", "source"),
                refs("referenceToDataSource", "data_sources.sources", "source"),
                text("percentageSupplyOrProductionCovered", "data_sources.share_covered", "perc"),
                lang("annualSupplyOrProductionVolume", "data_sources.annual_volume"),
                lang("samplingProcedure", "data_sources.sampling"),
                lang("dataCollectionPeriod", "data_sources.collection_period"),
                lang("uncertaintyAdjustments", "data_sources.uncertainty_adjustments"),
                lang("useAdviceForDataSet", "data_sources.use_advice"),
            ),
            group(
                "completeness",
                text("completenessProductModel", "completeness.product_model", "word"),
                refs("referenceToSupportedImpactAssessmentMethods", "completeness.impact_methods", "impact_category"),
                Items(
                    key="completenessElementaryFlows",
                    attr="completeness.elementary_flows",
                    rows=(text("@type", "name", "word"), text("@value", "value", "word")),
                    shape=ASPECT,
                ),
                lang("completenessOtherProblemField", "completeness.other_problem_fields"),
            ),
            group(
                "validation",
                review(
                    text("@type", "type", "word"),
                    scopes("common:scope", "common:method"),
                    INDICATORS,
                    *REVIEW_DETAILS,
                ),
            ),
            compliance(aspects=True),
        ),
        group(
            "administrativeInformation",
            COMMISSIONER,
            generator(),
            group("dataEntryBy", TIME_STAMP, FORMATS, CONVERTED_FROM, ENTERED_BY, USE_APPROVALS),
            group(
                "publicationAndOwnership",
                LAST_REVISION,
                *version_rows("process"),
                STATUS,
                REPUBLICATION,
                *REGISTRATION,
                OWNER,
                COPYRIGHT,
                EXCLUSIVE,
                LICENSE,
                RESTRICTIONS,
            ),
        ),
        group(
            "exchanges",
            Items(
                key="exchange",
                attr="exchanges",
                rows=(
                    text("@dataSetInternalID", "id", "integer"),
                    text("@olca:unitId", "olca_unit", "word", json=""),
                    text("@olca:propertyId", "olca_property", "word", json=""),
                    text("@olca:amount", "olca_amount", "real", json=""),
                    text("@olca:mostLikelyValue", "mode", "real", json=""),
                    text("@olca:formula", "formula", json=""),
                    text("@olca:pedigreeUncertainty", "dq_entry", json=""),
                    text("@olca:baseUncertainty", "base_uncertainty", "real", json=""),
                    text("@olca:defaultProvider", "provider_id", "word", json=""),
                    text("@olca:avoidedProduct", "is_avoided", "boolean", json=""),
                    ref("referenceToFlowDataSet", "flow", "flow"),
                    text("location", "place", "place"),
                    text("functionType", "function_type", "word"),
                    text("exchangeDirection", "direction", "word", words=DIRECTIONS),
                    text("referenceToVariable", "variable"),
                    text("meanAmount", "mean", "real"),
                    text("resultingAmount", "amount", "real"),
                    *distribution_rows("minimumAmount", "maximumAmount"),
                    group(
                        "allocations",
                        Custom(key="allocation", attr="allocations", read=read_shares, write=write_shares),
                        other=False,
                    ),
                    text("dataSourceType", "data_source_type", "word"),
                    text("dataDerivationTypeStatus", "derivation", "word"),
                    group("referencesToDataSource", refs("referenceToDataSource", "sources", "source")),
                    lang("generalComment", "comment"),
                    OTHER,
                ),
                shape=EXCHANGE,
            ),
        ),
        group(
            "LCIAResults",
            Items(
                key="LCIAResult",
                attr="impact_results",
                rows=(
                    ref("referenceToLCIAMethodDataSet", "category", "impact_category"),
                    text("meanAmount", "amount", "real"),
                    *SPREAD_ROWS,
                    lang("generalComment", "comment"),
                    OTHER,
                ),
                shape=Shape(_build_result, _split_result),
            ),
        ),
        OTHER,
    ),
    shape=chained(Shape(_PROCESS.build, _split), _after, lambda _values, _writing: None),
)
