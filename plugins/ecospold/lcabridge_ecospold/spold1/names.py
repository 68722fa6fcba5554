"""Elements and attributes of EcoSpold 1, in the order and with the limits of its XSD (version 1.0)."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal["text", "number", "single", "integer", "flag", "cas", "percent"]
"""``single`` is an xs:float; ``percent`` has one digit after the point."""


class Attr(NamedTuple):
    """An attribute.

    Attributes:
        name: in the file.
        kind: what stands in it.
        limit: characters that the XSD allows, 0 for no limit.
        required: True if the XSD asks for it.
    """

    name: str
    kind: Kind = "text"
    limit: int = 0
    required: bool = False


LONG = 32000
NUMBER_ALIAS = "EcoSpold 1 number"
"""System of the alias that keeps the number of a data set, source or person."""

NAMESPACES = {
    "http://www.EcoInvent.org/EcoSpold01": "process",
    "http://www.EcoInvent.org/EcoSpold01Impact": "impact",
    "http://www.EcoInvent.org/EcoSpold01Elementary": "elementary",
}
Content = Literal["process", "impact", "elementary"]
MARK = "lcabridge: not stated"
"""What stands in a required text that the source does not have; left out again on reading."""
MARK_SHORT = "n.s."
"""The same where the XSD allows seven characters or so."""
MARK_YEAR = "9999"
MARK_COUNTRY = "FX"
"""A code of ISO 3166 that was withdrawn in 1997, and no place of today."""
MARK_TIME = "1970-01-01T00:00:00"
PROLOG = "lcabridge"
"""Target of the processing instruction that tells a file of ours, so that nobody else's words are taken for ours."""


def _texts(limit: int, *names: str) -> tuple[Attr, ...]:
    return tuple(Attr(name, "text", limit) for name in names)


ATTRIBUTES: dict[str, tuple[Attr, ...]] = {
    "dataset": (
        Attr("number", "integer", 0, required=True),
        Attr("generator", "text", 255, required=True),
        Attr("timestamp", "text", 0, required=True),
        Attr("internalSchemaVersion"),
        Attr("validCompanyCodes"),
        Attr("validRegionalCodes"),
        Attr("validCategories"),
        Attr("validUnits"),
    ),
    "referenceFunction": (
        Attr("datasetRelatesToProduct", "flag", 0, required=True),
        Attr("name", "text", 80, required=True),
        Attr("localName", "text", 80, required=True),
        Attr("infrastructureProcess", "flag", 0, required=True),
        Attr("amount", "number", 0, required=True),
        Attr("unit", "text", 20, required=True),
        Attr("category", "text", 40, required=True),
        Attr("subCategory", "text", 40, required=True),
        Attr("localCategory", "text", 40, required=True),
        Attr("localSubCategory", "text", 40, required=True),
        *_texts(LONG, "includedProcesses", "generalComment"),
        Attr("infrastructureIncluded", "flag"),
        Attr("CASNumber", "cas", 11),
        Attr("statisticalClassification", "integer", 8),
        Attr("formula", "text", 40),
    ),
    "geography": (Attr("location", "text", 7, required=True), Attr("text", "text", LONG)),
    "technology": (Attr("text", "text", LONG),),
    "timePeriod": (Attr("dataValidForEntirePeriod", "flag", 0, required=True), Attr("text", "text", LONG)),
    "dataSetInformation": (
        Attr("type", "integer", 0, required=True),
        Attr("impactAssessmentResult", "flag", 0, required=True),
        Attr("timestamp", "text", 0, required=True),
        Attr("version", "text", 0, required=True),
        Attr("internalVersion", "text", 0, required=True),
        Attr("energyValues", "integer", 0, required=True),
        Attr("languageCode"),
        Attr("localLanguageCode"),
    ),
    "representativeness": (
        Attr("percent", "percent"),
        Attr("productionVolume", "text", 80),
        *_texts(LONG, "samplingProcedure", "extrapolations", "uncertaintyAdjustments"),
    ),
    "source": (
        Attr("number", "integer", 0, required=True),
        Attr("sourceType", "integer"),
        Attr("firstAuthor", "text", 40, required=True),
        Attr("additionalAuthors", "text", 255),
        Attr("year", "text", 0, required=True),
        Attr("title", "text", LONG, required=True),
        Attr("pageNumbers", "text", 15),
        Attr("nameOfEditors", "text", 40),
        Attr("titleOfAnthology", "text", 255),
        Attr("placeOfPublications", "text", 40, required=True),
        Attr("publisher", "text", 40),
        Attr("journal", "text", 40),
        Attr("volumeNo", "integer", 3),
        Attr("issueNo", "text", 40),
        Attr("text", "text", LONG),
    ),
    "validation": (
        Attr("proofReadingDetails", "text", LONG, required=True),
        Attr("proofReadingValidator", "integer", 0, required=True),
        Attr("otherDetails", "text", LONG),
    ),
    "dataEntryBy": (Attr("person", "integer", 0, required=True), Attr("qualityNetwork", "integer")),
    "dataGeneratorAndPublication": (
        Attr("person", "integer", 0, required=True),
        Attr("dataPublishedIn", "integer"),
        Attr("referenceToPublishedSource", "integer"),
        Attr("copyright", "flag", 0, required=True),
        Attr("accessRestrictedTo", "integer"),
        Attr("companyCode", "text", 7),
        Attr("countryCode", "text", 2),
        Attr("pageNumbers", "text", 30),
    ),
    "person": (
        Attr("number", "integer", 0, required=True),
        Attr("name", "text", 40, required=True),
        Attr("address", "text", 255, required=True),
        Attr("telephone", "text", 40, required=True),
        Attr("telefax", "text", 40),
        Attr("email", "text", 80),
        Attr("companyCode", "text", 7, required=True),
        Attr("countryCode", "text", 2, required=True),
    ),
    "exchange": (
        Attr("number", "integer", 0, required=True),
        *_texts(40, "category", "subCategory", "localCategory", "localSubCategory"),
        Attr("CASNumber", "cas", 11),
        Attr("name", "text", 80, required=True),
        Attr("location", "text", 7),
        Attr("unit", "text", 20, required=True),
        Attr("meanValue", "number", 0, required=True),
        Attr("uncertaintyType", "integer"),
        Attr("standardDeviation95", "number"),
        Attr("formula", "text", 40),
        Attr("referenceToSource", "integer"),
        Attr("pageNumbers", "text", 30),
        Attr("generalComment", "text", LONG),
        Attr("localName", "text", 80),
        Attr("infrastructureProcess", "flag"),
        Attr("minValue", "number"),
        Attr("maxValue", "number"),
        Attr("mostLikelyValue", "number"),
    ),
    "allocation": (
        Attr("referenceToCoProduct", "integer", 0, required=True),
        Attr("allocationMethod", "integer"),
        Attr("fraction", "single", 0, required=True),
        Attr("explanations", "text", LONG),
    ),
}
"""Attributes by element."""

KINDS: dict[str, dict[str, Attr]] = {
    element: {attr.name: attr for attr in attributes} for element, attributes in ATTRIBUTES.items()
}

SINGLES = (
    "referenceFunction", "geography", "technology", "timePeriod", "dataSetInformation",
    "representativeness", "validation", "dataEntryBy", "dataGeneratorAndPublication",
)  # fmt: skip
"""Elements that stand once in a data set."""
LISTS = ("source", "person")
STARTS = ("startYear", "startYearMonth", "startDate")
ENDS = ("endYear", "endYearMonth", "endDate")
LAYERS = ("metaInformation", "processInformation", "modellingAndValidation", "administrativeInformation", "flowData")
"""Elements that only hold others."""
PARENTS = {
    "referenceFunction": "processInformation",
    "geography": "processInformation",
    "technology": "processInformation",
    "timePeriod": "processInformation",
    "dataSetInformation": "processInformation",
    "representativeness": "modellingAndValidation",
    "source": "modellingAndValidation",
    "validation": "modellingAndValidation",
    "dataEntryBy": "administrativeInformation",
    "dataGeneratorAndPublication": "administrativeInformation",
    "person": "administrativeInformation",
    "exchange": "flowData",
    "allocation": "flowData",
}

PRODUCT_GROUPS = ("outputGroup 0", "outputGroup 2")
"""Groups of what a process supplies: references and by-products."""
