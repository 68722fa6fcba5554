"""Names of the ILCD family: name spaces, types of references, words of enumerations that the model spells differently."""

from __future__ import annotations

from lcabridge.model import EntityType

COMMON = "http://lca.jrc.it/ILCD/Common"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
OPENLCA = "http://openlca.org/ilcd-extensions"
EC_NUMBER = "http://eplca.jrc.ec.europa.eu/ILCD/Extensions/2018/ECNumber"
LCABRIDGE = "https://lcabridge.org/ns/ilcd-extension/1"

PREFIXES: dict[str, str] = {
    COMMON: "common",
    XSI: "xsi",
    XML: "xml",
    OPENLCA: "olca",
    EC_NUMBER: "ecn",
    LCABRIDGE: "lcabridge",
}
"""Prefixes that always stand for these name spaces in a document of ours; others keep the source's prefix."""

REFERENCE_TYPES: dict[EntityType, str] = {
    "source": "source data set",
    "process": "process data set",
    "flow": "flow data set",
    "flow_property": "flow property data set",
    "unit_group": "unit group data set",
    "contact": "contact data set",
    "impact_category": "LCIA method data set",
}
"""``@type`` of a reference (ILCD ``GlobalReferenceTypeValues``); it has no word for life cycle models."""

ABSENT = "-"
"""Carried in the place of an attribute that the source does not have and our writers would add."""

OTHER_FILE = "other external file"
ENTITY_TYPES: dict[str, EntityType] = {word: type_ for type_, word in REFERENCE_TYPES.items()}

FOLDERS: dict[EntityType, str] = {
    "contact": "contacts",
    "source": "sources",
    "unit_group": "unitgroups",
    "flow_property": "flowproperties",
    "flow": "flows",
    "process": "processes",
    "impact_category": "lciamethods",
    "model": "lifecyclemodels",
}
"""Folder of each type, in ILCD and in TIDAS packages."""

DISTRIBUTIONS = {
    "undefined": "undefined",
    "log-normal": "lognormal",
    "normal": "normal",
    "triangular": "triangular",
    "uniform": "uniform",
}
DIRECTIONS = {"Input": "input", "Output": "output"}
FLOW_TYPES = {
    "Elementary flow": "elementary",
    "Product flow": "product",
    "Waste flow": "waste",
    "Other flow": "other",
}
PROCESS_TYPES = {
    "Unit process, single operation": "unit_process_single_operation",
    "Unit process, black box": "unit_process_black_box",
    "LCI result": "lci_result",
    "Partly terminated system": "partly_terminated_system",
    "Avoided product system": "avoided_product_system",
    "EPD": "epd",
}


def uri(type_: EntityType, uuid: str) -> str:
    """Return the ``@uri`` that a reference of ours has where the model gives none."""
    return f"../{FOLDERS.get(type_, type_)}/{uuid}.xml"


LIMITS: dict[str, int] = {
    **dict.fromkeys(
        (
            "baseName", "treatmentStandardsRoutes", "mixAndLocationTypes", "functionalUnitFlowProperties",
            "flowProperties", "functionalUnitOrOther", "comment", "annualSupplyOrProductionVolume",
            "dataCollectionPeriod", "common:project", "generalComment", "common:name", "common:shortName", "duration",
            "groupName", "identifierOfSubDataSet", "common:registrationNumber", "location", "@location", "sumFormula",
            "telephone", "telefax", "email", "name", "impactIndicator", "@subLocation",
        ),
        500,
    ),
    **dict.fromkeys(
        (
            "common:shortDescription", "contactAddress", "centralContactPoint", "contactDescriptionOrComment",
            "sourceCitation", "WWWAddress", "modelName",
        ),
        1000,
    ),
    "@name": 500,
}  # fmt: skip
"""Longest text that the XSD allows (``String``, ``ST`` and their kinds with languages), by key."""

REPEATING = frozenset({"functionalUnitOrOther"})
"""Texts that may stand several times in one language; elsewhere the XSD wants each language once."""

NO_VERSION = "00.00.000"
"""Version written where the schema demands one and nobody says which."""
