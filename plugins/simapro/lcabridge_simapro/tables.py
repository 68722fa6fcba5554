"""What SimaPro CSV is made of: blocks, sections, cells. One table each, for reading and for writing.

Sources: the format description of olca-simapro-csv (public documentation) and exports of SimaPro 7 to 9.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple

from lcabridge.model import Direction

FORMAT = "simapro"
"""Key of what only SimaPro can say in ``Entity.extra``."""

PROCESS, STAGE, METHOD = "Process", "Product stage", "Method"
END = "End"

Flavour = Literal["product", "treatment", "scenario", "stage product", "technosphere", "elementary", "fraction"]
"""Which cells a row of exchanges has."""

CELLS: Mapping[Flavour, tuple[str, ...]] = {
    "product": ("name", "unit", "amount", "allocation", "waste type", "category", "comment", "platform"),
    "treatment": ("name", "unit", "amount", "waste type", "category", "comment", "platform"),
    "scenario": ("name", "unit", "amount", "waste type", "category", "comment", "platform"),
    "stage product": ("name", "unit", "amount", "category", "comment", "platform"),
    "technosphere": ("name", "unit", "amount", "kind", "p1", "p2", "p3", "comment", "platform"),
    "elementary": ("name", "sub", "unit", "amount", "kind", "p1", "p2", "p3", "comment", "platform"),
    "fraction": ("name", "waste type", "percent", "comment"),
}
"""Cells of a row; exports before CSV format 7 have amount and unit the other way round."""
INPUT_PARAMETER = ("name", "value", "kind", "p1", "p2", "p3", "hidden", "comment")
CALCULATED_PARAMETER = ("name", "formula", "comment")
SUBSTANCE = ("name", "unit", "cas", "comment", "platform")
FACTOR = ("compartment", "sub", "name", "cas", "factor", "unit")


class Rows(NamedTuple):
    """A section of exchanges.

    Attributes:
        flavour: cells of its rows.
        direction: of the exchanges.
        avoided: whether they are avoided products.
    """

    flavour: Flavour
    direction: Direction
    avoided: bool = False


class Compartment(NamedTuple):
    """A medium under its three names: section of a process, block of substances, word in an impact method."""

    section: str
    block: str
    word: str
    direction: Direction


COMPARTMENTS = (
    Compartment("Resources", "Raw materials", "Raw", "input"),
    Compartment("Emissions to air", "Airborne emissions", "Air", "output"),
    Compartment("Emissions to water", "Waterborne emissions", "Water", "output"),
    Compartment("Emissions to soil", "Emissions to soil", "Soil", "output"),
    Compartment("Final waste flows", "Final waste flows", "Waste", "output"),
    Compartment("Non material emissions", "Non material emissions", "Non mat.", "output"),
    Compartment("Social issues", "Social issues", "Social", "output"),
    Compartment("Economic issues", "Economic issues", "Economic", "output"),
)
BY_SECTION = {c.section: c for c in COMPARTMENTS}
BY_BLOCK = {c.block: c for c in COMPARTMENTS}
BY_WORD = {c.word.casefold(): c for c in COMPARTMENTS}

TREATMENT, SCENARIO = "Waste treatment", "Waste scenario"
PROCESS_ROWS: Mapping[str, Rows] = {
    "Products": Rows("product", "output"),
    TREATMENT: Rows("treatment", "input"),
    SCENARIO: Rows("scenario", "input"),
    "Avoided products": Rows("technosphere", "input", avoided=True),
    "Resources": Rows("elementary", "input"),
    "Materials/fuels": Rows("technosphere", "input"),
    "Electricity/heat": Rows("technosphere", "input"),
    "Emissions to air": Rows("elementary", "output"),
    "Emissions to water": Rows("elementary", "output"),
    "Emissions to soil": Rows("elementary", "output"),
    "Final waste flows": Rows("elementary", "output"),
    "Non material emissions": Rows("elementary", "output"),
    "Social issues": Rows("elementary", "output"),
    "Economic issues": Rows("elementary", "output"),
    "Waste to treatment": Rows("technosphere", "output"),
    "Separated waste": Rows("fraction", "output"),
    "Remaining waste": Rows("fraction", "output"),
}
"""Sections of a process in the order in which SimaPro writes them."""
STAGE_ROWS: Mapping[str, Rows] = {
    "Products": Rows("stage product", "output"),
    "Assembly": Rows("technosphere", "input"),
    "Reference assembly": Rows("technosphere", "input"),
    "Materials/assemblies": Rows("technosphere", "input"),
    "Processes": Rows("technosphere", "input"),
    "Waste/Disposal scenario": Rows("technosphere", "output"),
    "Additional life cycles": Rows("technosphere", "input"),
    "Disposal scenarios": Rows("technosphere", "output"),
    "Waste scenarios": Rows("technosphere", "output"),
    "Disassemblies": Rows("technosphere", "output"),
    "Reuses": Rows("technosphere", "output"),
}
"""Sections of a product stage; one row only in the assembly and scenario sections of a life cycle."""
WASTE_SECTIONS = frozenset(
    {"Waste to treatment", "Separated waste", "Remaining waste", "Waste/Disposal scenario", "Disposal scenarios"}
    | {"Waste scenarios", "Disassemblies", "Reuses"}
)
"""Sections whose rows name something that takes what is discarded."""
ALIASES = {"Non material emission": "Non material emissions", "Materials and assemblies": "Materials/assemblies"}

PARAMETERS = ("Input parameters", "Calculated parameters")
PARAMETER_BLOCKS: Mapping[str, tuple[str, bool]] = {
    "Database Input parameters": ("database", True),
    "Database Calculated parameters": ("database", False),
    "Project Input parameters": ("project", True),
    "Project Calculated parameters": ("project", False),
}
"""Block to its scope, and whether it has input parameters."""

ENUMERATED = (
    "Time period",
    "Geography",
    "Technology",
    "Representativeness",
    "Multiple output allocation",
    "Substitution allocation",
    "Waste treatment allocation",
    "Cut off rules",
    "Capital goods",
    "Boundary with nature",
)
"""Sections whose text is one of SimaPro's own list."""
PROCESS_TEXTS = (
    "PlatformId",
    "Category type",
    "Process identifier",
    "Type",
    "Process name",
    "Status",
    *ENUMERATED,
    "Infrastructure",
    "Date",
    "Record",
    "Generator",
    "Collection method",
    "Data treatment",
    "Verification",
    "Comment",
    "Allocation rules",
)
PROCESS_LISTS = ("External documents", "Literature references", "System description")
METHOD_TEXTS = (
    "Name",
    "Version",
    "Comment",
    "Category",
    "Use Damage Assessment",
    "Use Normalization",
    "Use Weighting",
    "Use Addition",
    "Weighting unit",
)
METHOD_LISTS = (
    "Impact category",
    "Substances",
    "Damage category",
    "Impact categories",
    "Normalization-Weighting set",
    "Normalization",
    "Weighting",
)
LITERATURE, SYSTEM = "Literature reference", "System description"
LITERATURE_TEXTS = ("Name", "Documentation link", "Category", "Description")
SYSTEM_TEXTS = (
    "Name",
    "Category",
    "Description",
    "Sub-systems",
    "Cut-off rules",
    "Energy model",
    "Transport model",
    "Waste model",
    "Other assumptions",
    "Other information",
    "Allocation rules",
)

TEXT_TITLES: Mapping[str, frozenset[str]] = {
    PROCESS: frozenset(PROCESS_TEXTS),
    STAGE: frozenset({"PlatformId", "Category type", "Status"}),
    METHOD: frozenset(METHOD_TEXTS),
    LITERATURE: frozenset(LITERATURE_TEXTS),
    SYSTEM: frozenset(SYSTEM_TEXTS),
}
"""Block to its sections of one text each."""
LIST_TITLES: Mapping[str, frozenset[str]] = {
    PROCESS: frozenset({*PROCESS_ROWS, *PROCESS_LISTS, *PARAMETERS}),
    STAGE: frozenset({*STAGE_ROWS, *PARAMETERS}),
    METHOD: frozenset(METHOD_LISTS),
    LITERATURE: frozenset(),
    SYSTEM: frozenset(),
}
"""Block to its sections of rows."""
ROW_BLOCKS = frozenset({"Quantities", "Units", *PARAMETER_BLOCKS, *(c.block for c in COMPARTMENTS)})
"""Blocks that are rows from first to last."""
BLOCKS = frozenset({*TEXT_TITLES, *ROW_BLOCKS})

CATEGORY_TYPES = ("material", "energy", "transport", "processing", "use", "waste scenario", "waste treatment")
STAGE_TYPES = ("assembly", "disassembly", "disposal scenario", "life cycle", "reuse")
SUPPLY_TYPES = frozenset({"energy", "transport", "processing", "use"})
"""Category types whose products stand under Electricity/heat; those of the others under Materials/fuels."""
TYPES = {"unit process": "unit_process", "system": "lci_result"}
"""Process › Type to the model's word; what has no row is kept as it is."""
TYPE_WORDS = {"unit_process": "Unit process", "lci_result": "System"}
ALLOCATIONS = {"physical causality": "physical", "socio-economic causality": "economic", "not applicable": "none"}
ALLOCATION_WORDS = {
    "physical": "Physical causality",
    "economic": "Socio-economic causality",
    "none": "Not applicable",
}
DISTRIBUTIONS = ("Undefined", "Lognormal", "Normal", "Triangle", "Uniform")
UNSPECIFIED = "Unspecified"
KNOWN: Mapping[str, re.Pattern[str]] = {
    "Time period": re.compile(
        r"Unknown|Mixed data|(19|20)\d\d-(19|20)\d\d|(19|20)\d\d and (before|after)", re.IGNORECASE
    ),
    "Geography": re.compile(
        r"Unknown|Mixed data|World|Europe, (Western|Eastern)|North America|South and Central America"
        r"|Asia, (former USSR|Japan|Korea|Middle East|South East|China|Indian region)|Africa|Australia|Oceans"
        r"|Arctic regions",
        re.IGNORECASE,
    ),
    "Technology": re.compile(
        r"Unknown|Mixed data|Worst case|(Outdated|Average|Modern|Best available|Future) technology", re.IGNORECASE
    ),
    "Cut off rules": re.compile(
        r"Unknown|Not applicable|Less than \d+% \((physical criteria|socio[- ]economic( criteria)?"
        r"|environmental relevance)\)",
        re.IGNORECASE,
    ),
}
"""Words of SimaPro's own lists that the model has a text for; others are kept as they are."""
ANY_WASTE = frozenset({"", "all waste types", "not defined"})
"""Waste types that restrict nothing."""
NO_SUB = frozenset({"", "(unspecified)"})

PLACES_OF: Mapping[str, tuple[str, str]] = {
    "1": ("Emissions to air", ""),
    "1.1": ("Emissions to water", ""),
    "1.1.1": ("Emissions to water", "river"),
    "1.1.2": ("Emissions to water", "ocean"),
    "1.1.3": ("Emissions to water", ""),
    "1.1.4": ("Emissions to water", "groundwater, long-term"),
    "1.2": ("Emissions to soil", ""),
    "1.2.1": ("Emissions to soil", "agricultural"),
    "1.2.2": ("Emissions to soil", "urban, non industrial"),
    "1.2.3": ("Emissions to soil", ""),
    "1.2.4": ("Emissions to soil", ""),
    "1.3": ("Emissions to air", ""),
    "1.3.1": ("Emissions to air", "high. pop."),
    "1.3.2": ("Emissions to air", "low. pop."),
    "1.3.3": ("Emissions to air", "stratosphere + troposphere"),
    "1.3.4": ("Emissions to air", ""),
    "1.3.5": ("Emissions to air", "low. pop., long-term"),
    "1.3.6": ("Emissions to air", "indoor"),
    "1.3.7": ("Emissions to air", "high. pop."),
    "1.3.8": ("Emissions to air", "high. pop."),
    "1.3.9": ("Emissions to air", "high. pop."),
    "1.3.10": ("Emissions to air", "low. pop."),
    "1.3.11": ("Emissions to air", "low. pop."),
    "1.3.12": ("Emissions to air", "low. pop."),
    "1.3.13": ("Emissions to air", "low. pop."),
    "1.4": ("Emissions to soil", "industrial"),
    "1.4.1": ("Emissions to soil", "industrial"),
    "2": ("Resources", ""),
    "2.1": ("Resources", "in ground"),
    "2.2": ("Resources", "in water"),
    "2.3": ("Resources", "in air"),
    "2.4": ("Resources", "biotic"),
    "3": ("Resources", "land"),
    "4": ("Non material emissions", ""),
}
"""ILCD category of an elementary flow to section and sub-compartment; a deeper category has that of the one above."""
SUBS_BY_WORD: Mapping[tuple[str, str], str] = {
    ("Emissions to water", "lake"): "lake",
    ("Emissions to water", "river"): "river",
    ("Emissions to water", "ocean"): "ocean",
    ("Emissions to water", "groundwater"): "groundwater",
    ("Emissions to water", "ground-"): "groundwater",
    ("Emissions to water", "groundwater, long-term"): "groundwater, long-term",
    ("Emissions to water", "fossilwater"): "fossilwater",
    ("Emissions to water", "subterranean"): "groundwater",
    ("Emissions to soil", "forestry"): "forestry",
    ("Emissions to soil", "forest"): "forestry",
    ("Emissions to soil", "industrial"): "industrial",
}
"""Last word of a category path, where it is finer than ILCD's category."""
