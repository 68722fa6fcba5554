"""Names of openLCA's JSON-LD: classes, folders, enumerations, and the words that openLCA 1 spelled otherwise."""

from __future__ import annotations

import re
from typing import NamedTuple

from lcabridge.codes import keygen
from lcabridge.model import EntityType


class ClassName(NamedTuple):
    """One class of data sets: its name in ``@type``, our type, its folder, and its name as category tree."""

    name: str
    type: EntityType
    folder: str
    tree: str


CLASSES = (
    ClassName("Actor", "contact", "actors", "ACTOR"),
    ClassName("Category", "category", "categories", "CATEGORY"),
    ClassName("Currency", "currency", "currencies", "CURRENCY"),
    ClassName("DQSystem", "dq_system", "dq_systems", "DQ_SYSTEM"),
    ClassName("Epd", "epd", "epds", "EPD"),
    ClassName("Flow", "flow", "flows", "FLOW"),
    ClassName("FlowProperty", "flow_property", "flow_properties", "FLOW_PROPERTY"),
    ClassName("ImpactCategory", "impact_category", "lcia_categories", "IMPACT_CATEGORY"),
    ClassName("ImpactMethod", "impact_method", "lcia_methods", "IMPACT_METHOD"),
    ClassName("Location", "location", "locations", "LOCATION"),
    ClassName("Parameter", "parameter", "parameters", "PARAMETER"),
    ClassName("Process", "process", "processes", "PROCESS"),
    ClassName("ProductSystem", "model", "product_systems", "PRODUCT_SYSTEM"),
    ClassName("Project", "project", "projects", "PROJECT"),
    ClassName("Result", "result", "results", "RESULT"),
    ClassName("SocialIndicator", "social_indicator", "social_indicators", "SOCIAL_INDICATOR"),
    ClassName("Source", "source", "sources", "SOURCE"),
    ClassName("UnitGroup", "unit_group", "unit_groups", "UNIT_GROUP"),
)
BY_CLASS = {c.name: c for c in CLASSES}
BY_FOLDER = {c.folder: c for c in CLASSES}
BY_TYPE: dict[str, ClassName] = {c.type: c for c in CLASSES}

NW_SETS = "nw_sets"
"""Folder of normalisation sets in openLCA 1; in openLCA 2 they stand in their method."""
BIN = "bin"
SIDE_FILE = "lcabridge.json"
PACKAGE_FILES = frozenset({"olca-schema.json", "openlca.json", "context.json", "meta.info"})
"""Files that say which tool and version wrote a package, and nothing about data sets."""

FORMAT = "olca-jsonld"
CATEGORY_SYSTEM = "openLCA"
STUB_TAG = "lcabridge:missing"
STUB_DESCRIPTION = (
    "Placeholder of lcabridge: the source refers to this data set but does not hold it. "
    "lcabridge 占位数据集：来源引用了该数据集，但数据包中没有其内容。"
)

FLOW_TYPES = {"ELEMENTARY_FLOW": "elementary", "PRODUCT_FLOW": "product", "WASTE_FLOW": "waste"}
PROCESS_TYPES = {"UNIT_PROCESS": "unit_process", "LCI_RESULT": "lci_result"}
EPD_TYPES = {
    "GENERIC_DATASET": "generic",
    "REPRESENTATIVE_DATASET": "representative",
    "AVERAGE_DATASET": "average",
    "SPECIFIC_DATASET": "specific",
    "TEMPLATE_DATASET": "template",
}
ALLOCATION_TYPES = {
    "NO_ALLOCATION": "none",
    "USE_DEFAULT_ALLOCATION": "default",
    "PHYSICAL_ALLOCATION": "physical",
    "ECONOMIC_ALLOCATION": "economic",
    "CAUSAL_ALLOCATION": "causal",
}
DISTRIBUTIONS = {
    "NO_DISTRIBUTION": "none",
    "LOG_NORMAL_DISTRIBUTION": "lognormal",
    "NORMAL_DISTRIBUTION": "normal",
    "TRIANGLE_DISTRIBUTION": "triangular",
    "UNIFORM_DISTRIBUTION": "uniform",
}
PROPERTY_TYPES = {"PHYSICAL_QUANTITY": "physical", "ECONOMIC_QUANTITY": "economic"}
SCOPES = {"process": "PROCESS_SCOPE", "impact_category": "IMPACT_SCOPE", "parameter": "GLOBAL_SCOPE"}
"""``parameterScope`` by the type of data set that holds the parameter."""
DIRECTIONS = {"INPUT": "input", "OUTPUT": "output"}

COARSER_PROCESS_TYPES = {
    "unit_process_single_operation": "UNIT_PROCESS",
    "unit_process_black_box": "UNIT_PROCESS",
    "partly_terminated_system": "LCI_RESULT",
    "avoided_product_system": "LCI_RESULT",
    "epd": "LCI_RESULT",
}
"""What openLCA's own ILCD import makes of the other types (reference openlca §1.1)."""
COARSER_FLOW_TYPES = {"other": "PRODUCT_FLOW"}

RENAMED = {
    "parameterRedefs": "parameterSets/0/parameters",
    "referenceCurrency": "refCurrency",
    "referenceExchange": "refExchange",
    "referenceProcess": "refProcess",
    "reviewer": "reviews/0/reviewers/0",
}
"""Objects that stand elsewhere in openLCA 2: what is carried of them keeps its place (olca-schema CHANGES.md)."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_uuid(text: str) -> bool:
    """Tell whether a text is a UUID in canonical spelling."""
    return _UUID.fullmatch(text) is not None


def uuid_of(type_: str, text: str) -> str:
    """Return the UUID of a data set: the text itself in lower case, or one derived from a text that is no UUID."""
    if is_uuid(text):
        return text
    lower = text.lower()
    return lower if is_uuid(lower) else keygen(BY_TYPE[type_].tree if type_ in BY_TYPE else type_, text)
