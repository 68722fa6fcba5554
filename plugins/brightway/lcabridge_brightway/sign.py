"""Amounts of a line times a number, or with the other sign: with their distribution and formula."""

from __future__ import annotations

import math
from collections.abc import Mapping

from lcabridge.errors import UnitError
from lcabridge.model import Exchange, Index
from lcabridge.sources.sheets.cells import CellValue
from lcabridge.sources.sheets.scalars import PLAIN, NotSo, number
from lcabridge_brightway.blocks import Line

INPUT, TURNED = "input", "turned"
"""Columns: the node that an exchange leads to; "yes" where its amount has the other sign for the sake of that node."""
WHOLE = "multifunctional"
"""Type of a node that no matrix of Brightway's takes in: a process of several products, as it was declared."""
_LOGNORMAL = 2.0
_MEASURED = ("amount", "loc", "scale", "minimum", "maximum")


def scale_of(exchange: Exchange, index: Index) -> float:
    """Return reference units of the flow per unit of the exchange; 1 where the package does not say."""
    return _scale(exchange, index) or 1.0


def is_known(exchange: Exchange, index: Index) -> bool:
    """Tell whether the package says how many reference units of the flow a unit of the exchange is."""
    return _scale(exchange, index) is not None


def _scale(exchange: Exchange, index: Index) -> float | None:
    found = _factor(exchange, index)
    # An amount beyond the range of a double stays as it was declared.
    return found if found is None or math.isfinite(found * (exchange.amount or 0.0)) else None


def _factor(exchange: Exchange, index: Index) -> float | None:
    unit = (exchange.unit.uuid, exchange.unit.name) if exchange.unit else ("",)
    prop = exchange.property.uuid if exchange.property else ""
    if exchange.flow is None or index.get("flow", exchange.flow.uuid) is None:
        return None
    for spelled in filter(None, unit) if any(unit) else unit:
        try:
            return index.reference_scale(exchange.flow.uuid, prop, spelled)
        except UnitError:
            continue  # a UUID of another package version: the name tells the same unit
    return None


def reference_unit(flow: str, index: Index) -> str:
    """Return the name of a flow's reference unit, "" where the package does not say."""
    prop = index.reference_property(flow)
    group = index.unit_group_of(prop.uuid) if prop else None
    return group.units[0].name if group and group.units else ""


def scaled(cells: Mapping[str, CellValue], factor: float) -> dict[str, CellValue]:
    """Return the cells of an exchange times a number other than 0."""
    found = dict(cells)
    if factor == 1.0:
        return found
    is_log = found.get("uncertainty type") == _LOGNORMAL
    for name in _MEASURED:
        value = found.get(name)
        if not isinstance(value, float) or (is_log and name == "scale"):
            continue
        found[name] = value + math.log(abs(factor)) if is_log and name == "loc" else value * abs(factor)
    if found.get("formula"):
        found["formula"] = f"({found['formula']}) * {abs(factor)!r}"
    if factor < 0.0:
        line = Line(cells=found)
        turn(line)
        return line.cells
    return found


def _number(value: CellValue) -> CellValue:
    """Return a number that stands as text, as it does in CSV, as a number."""
    if not isinstance(value, str):
        return value
    try:
        found = number(value, PLAIN).value
    except NotSo:
        return value  # the reader names the cell
    return found if isinstance(found, float) else value


def turn(line: Line) -> None:
    """Change the sign of a line; twice is as before."""
    cells = line.cells
    is_log = _number(cells.get("uncertainty type")) == _LOGNORMAL
    for name in ("amount",) if is_log else ("amount", "loc"):
        value = _number(cells.get(name))
        if isinstance(value, float):
            cells[name] = -value
    low, high = _number(cells.get("minimum")), _number(cells.get("maximum"))
    for name, bound in (("minimum", high), ("maximum", low)):
        cells.pop(name, None)
        if isinstance(bound, float):
            cells[name] = -bound
    if is_log:
        negative = str(cells.pop("negative", "")).strip().lower() in ("true", "1", "1.0")
        if not negative:
            cells["negative"] = True
    formula = line.text("formula")
    if formula:
        cells["formula"] = formula[2:-1] if _is_negated(formula) else f"-({formula})"


def _is_negated(formula: str) -> bool:
    """Tell whether a formula is ``-(…)`` as a whole."""
    if not (formula.startswith("-(") and formula.endswith(")")):
        return False
    depth = 0
    for place, sign in enumerate(formula):
        depth += (sign == "(") - (sign == ")")
        if depth == 0 and place > 0 and place < len(formula) - 1:
            return False
    return True
