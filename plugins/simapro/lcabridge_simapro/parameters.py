"""Rows of input and calculated parameters, of a process, the project or the database."""

from __future__ import annotations

import msgspec

from lcabridge.errors import FormulaError, LcabridgeError
from lcabridge.model import Parameter, Uncertainty, untagged
from lcabridge.report import Report, catalogue
from lcabridge_simapro.rows import Row, lines_of
from lcabridge_simapro.tables import CALCULATED_PARAMETER, INPUT_PARAMETER
from lcabridge_simapro.values import Signs, truth, uncertainty


class ParameterRow(msgspec.Struct):
    """A parameter as a row has it.

    Attributes:
        parameter: without the value of a formula.
        hidden: whether SimaPro hides it.
    """

    parameter: Parameter
    hidden: bool = False


def input_parameter(row: Row, signs: Signs, report: Report, path: str) -> ParameterRow:
    """Return the input parameter of a row; values that are none are issues."""
    cells = {name: row.cell(number) for number, name in enumerate(INPUT_PARAMETER)}
    value: float | None = None
    try:
        value = signs.number(cells["value"])
    except LcabridgeError:
        report.add(catalogue.BAD_VALUE, path=f"{path}.value", line=row.line, value=cells["value"], expected="a number")
    hidden = truth(cells["hidden"])
    if hidden is None and cells["hidden"].strip():
        report.add(
            catalogue.BAD_VALUE, path=f"{path}.hidden", line=row.line, value=cells["hidden"], expected="yes or no"
        )
    comment = lines_of("\n".join(cell for cell in row.cells[len(INPUT_PARAMETER) - 1 :] if cell))
    return ParameterRow(
        Parameter(
            name=cells["name"].strip(),
            value=value,
            uncertainty=read_uncertainty(
                [cells[name] for name in ("kind", "p1", "p2", "p3")],
                value,
                signs,
                report,
                f"{path}.uncertainty",
                row.line,
            ),
            description=untagged(comment) if comment else {},
        ),
        hidden=bool(hidden),
    )


def calculated_parameter(row: Row, signs: Signs, report: Report, path: str) -> ParameterRow:
    """Return the calculated parameter of a row; a text that is no formula is an issue."""
    cells = {name: row.cell(number) for number, name in enumerate(CALCULATED_PARAMETER)}
    comment = lines_of("\n".join(cell for cell in row.cells[2:] if cell))
    text = cells["formula"].strip()
    formula = ""
    try:
        formula = signs.to_openlca(text)
    except FormulaError as error:
        report.add(
            catalogue.BAD_VALUE, path=f"{path}.formula", line=row.line, value=text, expected=f"a formula ({error.en})"
        )
    return ParameterRow(
        Parameter(
            name=cells["name"].strip(),
            formula=formula,
            is_input=False,
            description=untagged(comment) if comment else {},
        ),
    )


def read_uncertainty(
    cells: list[str], amount: float | None, signs: Signs, report: Report, path: str, line: int
) -> Uncertainty | None:
    """Return the distribution of four cells; numbers that make none are an issue."""
    kind, *places = (cell.strip() for cell in cells)
    if not kind or kind.lower() == "undefined":
        return None
    try:
        return uncertainty(
            kind.lower(), [0.0 if place in ("0", "") else signs.number(place) for place in places], amount
        )
    except (LcabridgeError, ValueError):
        report.add(
            catalogue.BAD_VALUE, path=path, line=line, value=";".join(cells), expected="a distribution of SimaPro's"
        )
    return None
