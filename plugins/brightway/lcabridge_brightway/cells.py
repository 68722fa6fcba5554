"""Cells of Brightway's tables and values of the model: both directions, side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal

from lcabridge.codes import HOME, ilcd_compartment, is_uuid, keygen
from lcabridge.errors import FormulaError
from lcabridge.formula import parse, translate
from lcabridge.model import ClassEntry, Classification, Parameter, Text, Uncertainty, pick, untagged
from lcabridge.sources.sheets.cells import CellValue
from lcabridge.sources.sheets.measures import symbol

ID = "brightway"
Distribution = Literal["undefined", "none", "lognormal", "normal", "triangular", "uniform"]
UNITS = {
    "kg": "kilogram", "g": "gram", "t": "ton", "kWh": "kilowatt hour", "Wh": "watt hour", "MJ": "megajoule", "kJ": "kilojoule",
    "GJ": "gigajoule", "m2": "square meter", "m3": "cubic meter", "m": "meter", "km": "kilometer", "ha": "hectare", "l": "litre",
    "t*km": "ton kilometer", "kg*km": "kilogram kilometer", "p*km": "person kilometer", "v*km": "vehicle kilometer", "h": "hour",
    "d": "day", "a": "year", "m2*a": "square meter-year", "m3*a": "cubic meter-year", "kBq": "kilo Becquerel", "Item(s)": "unit",
}  # fmt: skip
"""Our units to Brightway's words (bw2io, ``UNITS_NORMALIZATION``)."""
_SYMBOLS = {word: unit for unit, word in UNITS.items()}
EMISSION, RESOURCE = "emission", "natural resource"
_KINDS: Mapping[int, Distribution] = {
    0: "undefined",
    1: "none",
    2: "lognormal",
    3: "normal",
    4: "uniform",
    5: "triangular",
}
"""Uncertainty types of stats_arrays that the model has; others (6 to 12) are carried."""
_NUMBERS = {name: number for number, name in _KINDS.items()}
UNCERTAINTY = ("uncertainty type", "loc", "scale", "shape", "minimum", "maximum", "negative")


def unit_in(word: str) -> str:
    """Return Brightway's unit as the unit groups spell it."""
    return _SYMBOLS.get(word) or symbol(word)


def unit_out(unit: str) -> str:
    """Return a unit in Brightway's words."""
    return UNITS.get(unit, unit)


def code_uuid(database: str, code: str) -> str:
    """Return the UUID of an activity by its code."""
    return code.lower() if is_uuid(code) else keygen("brightway", database, code)


def activity_uuid(database: str, name: str, product: str, unit: str, location: str) -> str:
    """Return the UUID of an activity without a code, or in another database."""
    return keygen("brightway", database, name, product, unit, location)


def flow_uuid(kind: str, name: str, unit: str, categories: tuple[str, ...]) -> str:
    """Return the UUID of a flow that exchanges name."""
    return keygen("brightway flow", kind, name, unit_in(unit), *categories)


def words(value: CellValue) -> tuple[str, ...]:
    """Return a tuple as the tables spell it: ``air::urban``."""
    return tuple(str(value).split("::")) if value is not None else ()


def is_resource(categories: tuple[str, ...]) -> bool:
    """Tell whether an elementary flow comes from nature: Brightway has no direction, the category says it."""
    if any("resource" in word.lower() for word in categories[:2]):
        return True
    place = ilcd_compartment(categories)  # land use, in the words of other nomenclatures
    return place is not None and not place.is_emission


def classification(categories: tuple[str, ...]) -> list[Classification]:
    """Return a category path as the model has it."""
    return [Classification(system=HOME, classes=[ClassEntry(name=word) for word in categories])] if categories else []


def formula_in(text: str) -> str | None:
    """Return a formula in the model's dialect, None where it cannot be said there."""
    return _said(text, ID, "openlca")


def formula_out(text: str) -> str | None:
    """Return a formula of the model in Python's dialect, None where it cannot be said there."""
    return _said(text, "openlca", ID)


def _said(text: str, source: str, target: str) -> str | None:
    try:
        if parse(text, source) == _tree(text, target):
            return text  # both read it alike: no reason to space it otherwise
        return translate(text, source, target)
    except FormulaError:
        return None


def _tree(text: str, dialect: str) -> object:
    try:
        return parse(text, dialect)
    except FormulaError:
        return None


def uncertainty_in(cells: Mapping[str, Any]) -> Uncertainty | None:
    """Return the distribution of a row, with numbers only in its cells; None where there is none of the model's.

    Brightway (stats_arrays): lognormal has ``loc`` = ln(median) and ``scale`` = ln(gsd); normal mean and sd;
    triangular its mode in ``loc``.
    """
    kind = _KINDS.get(cells.get("uncertainty type", -1))
    if kind is None or cells.get("negative"):
        return None
    loc, scale = cells.get("loc"), cells.get("scale")
    low, high = cells.get("minimum"), cells.get("maximum")
    if kind == "lognormal":
        return Uncertainty(distribution=kind, median=_exp(loc), gsd=_exp(scale))
    if kind == "normal":
        return Uncertainty(distribution=kind, mean=loc, sd=scale)
    if kind == "triangular":
        return Uncertainty(distribution=kind, mode=loc, minimum=low, maximum=high)
    if kind == "uniform":
        return Uncertainty(distribution=kind, minimum=low, maximum=high)
    return Uncertainty(distribution="undefined" if kind == "undefined" else "none")


def uncertainty_out(found: Uncertainty | None) -> dict[str, CellValue]:
    """Return the cells of a distribution; see `uncertainty_in`."""
    if found is None:
        return {}
    cells: dict[str, CellValue] = {"uncertainty type": float(_NUMBERS[found.distribution])}
    values: dict[str, float | None] = {}
    match found.distribution:
        case "lognormal":
            values = {"loc": _log(found.median), "scale": _log(found.gsd)}
        case "normal":
            values = {"loc": found.mean, "scale": found.sd}
        case "triangular":
            values = {"loc": found.mode, "minimum": found.minimum, "maximum": found.maximum}
        case "uniform":
            values = {"minimum": found.minimum, "maximum": found.maximum}
    return cells | {name: value for name, value in values.items() if value is not None}


def _exp(value: float | None) -> float | None:
    return None if value is None or value > 700 else math.exp(value)


def _log(value: float | None) -> float | None:
    return None if value is None or value <= 0 else math.log(value)


def parameter_in(cells: Mapping[str, Any], formula: str | None) -> Parameter:
    """Return a parameter of a row whose numbers are numbers."""
    return Parameter(
        name=str(cells["name"]),
        value=cells.get("amount"),
        formula=formula or "",
        is_input=not formula,
        uncertainty=uncertainty_in(cells),
        description=untagged(str(cells["comment"])) if "comment" in cells else {},
    )


def parameter_out(found: Parameter) -> dict[str, CellValue]:
    """Return the cells of a parameter."""
    cells: dict[str, CellValue] = {"name": found.name}
    if found.value is not None:
        cells["amount"] = found.value
    if found.formula and (formula := formula_out(found.formula)) is not None:
        cells["formula"] = formula
    if found.description:
        cells["comment"] = one(found.description)
    return cells | uncertainty_out(found.uncertainty)


def one(text: Text) -> str:
    """Return the text in the language that Brightway's users read: English, else what there is."""
    return pick(text, "en", "zh")
