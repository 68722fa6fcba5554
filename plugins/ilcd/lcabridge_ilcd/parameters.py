"""Variables and parameters of a process: ILCD ``variableParameter`` and the model's Parameter."""

from __future__ import annotations

from lcabridge.errors import FormulaError
from lcabridge.formula import translate
from lcabridge.model import Parameter
from lcabridge_ilcd.reading import Reading, Values
from lcabridge_ilcd.rows import Shape
from lcabridge_ilcd.shapes import NotBuildableError, fields
from lcabridge_ilcd.spread import read_uncertainty, write_uncertainty
from lcabridge_ilcd.writing import Writing


def _build(values: Values, reading: Reading) -> Parameter:
    if "name" not in values:
        raise NotBuildableError("complete without name")
    uncertainty = read_uncertainty(values, reading, bounds=False)
    formula = values.get("formula")
    if formula:
        values["formula"] = formula_in(formula, reading)
    return Parameter(uncertainty=uncertainty, is_input=not formula, **values)


def formula_in(formula: str, reading: Reading) -> str:
    """Return a formula of ILCD in the model's dialect: only the comma between arguments is spelled differently."""
    if "," not in formula:
        return formula
    try:
        ours = translate(formula, "ilcd", "openlca")
    except FormulaError:
        # No formula that can be read: kept as it stands; calc says so when it is evaluated.
        return formula
    reading.report.convert("formula")
    return ours


def _split(parameter: Parameter, writing: Writing) -> Values:
    values = fields(parameter)
    write_uncertainty(parameter.uncertainty, values, writing)
    return values


PARAMETER = Shape(_build, _split)
