"""What reading one block needs: the file's signs, the register, values of parameters, and where issues go."""

from __future__ import annotations

from typing import NamedTuple

from lcabridge.errors import FormulaError, LcabridgeError
from lcabridge.formula import Definition, Resolved, Scope, evaluate, parse, resolve_parameters
from lcabridge.model import Parameter, Ref, UnitRef
from lcabridge.report import Report, catalogue
from lcabridge_simapro.issues import CELLS_LEFT, NO_VALUE
from lcabridge_simapro.register import Register
from lcabridge_simapro.rows import Row
from lcabridge_simapro.values import Signs


class Amount(NamedTuple):
    """What an amount cell says: a number, or a formula in openLCA's dialect with the value it has."""

    value: float | None
    formula: str = ""


class Context:
    """The state of reading, used for one block after the other.

    Args:
        register: of the package.
        signs: of the file.
        report: takes issues.
        file: name of the file for issues.
    """

    def __init__(self, register: Register, signs: Signs, report: Report, file: str) -> None:
        self.register = register
        self.signs = signs
        self.report = report
        self.file = file
        self.globals = resolve_parameters(register.definitions(), "openlca")
        self.scope: Scope = self.globals.scope
        self._units: dict[str, tuple[UnitRef | None, Ref | None]] = {}
        self._flows: dict[str, Ref] = {}

    def enter(self, parameters: list[Parameter]) -> Resolved:
        """Work out the parameters of a process; formulas are in its scope from here on."""
        definitions = [Definition(name=p.name, value=p.value, formula=p.formula) for p in parameters]
        resolved = resolve_parameters(definitions, "openlca", self.globals.scope)
        self.scope = resolved.scope
        return resolved

    def settle(self, parameters: list[Parameter], resolved: Resolved, path: str, lines: list[int]) -> None:
        """Give calculated parameters their values; one that has none is an issue."""
        for number, parameter in enumerate(parameters):
            if parameter.is_input:
                continue
            parameter.value = resolved.values.get(parameter.name)
            error = resolved.errors.get(parameter.name)
            if error is not None and parameter.formula:
                self.no_value(f"{path}[{number}].formula", lines[number], parameter.formula, error)

    def no_value(self, path: str, line: int, text: str, error: FormulaError) -> None:
        """Say that a formula has no value."""
        self.report.add(NO_VALUE, path=path, line=line, value=text, reason=error.en)

    def amount(self, text: str, path: str, line: int) -> Amount:
        """Return what an amount cell says; anything that is no number and no formula is an issue."""
        body = text.strip()
        if not body:
            return Amount(None)
        try:
            return Amount(self.signs.number(body))
        except LcabridgeError:
            pass  # no number: perhaps a formula
        try:
            tree = parse(body, self.signs.dialect)
            formula = self.signs.to_openlca(body)
        except FormulaError as error:
            self.bad(
                path, line, text, f"a number with the decimal sign {self.signs.decimal!r}, or a formula ({error.en})"
            )
            return Amount(None)
        try:
            return Amount(evaluate(tree, self.scope, self.signs.dialect), formula)
        except FormulaError as error:
            self.no_value(path, line, body, error)
            return Amount(None, formula)

    def bad(self, path: str, line: int, value: str, expected: str) -> None:
        """Say that a cell holds a value of the wrong kind."""
        self.report.add(catalogue.BAD_VALUE, path=path, line=line, value=value, expected=expected)

    def stray(self, rows: list[Row]) -> None:
        """Say which rows belong to nothing."""
        for row in rows:
            shown = self.signs.separator.join(row.cells).strip(self.signs.separator)
            self.report.add(catalogue.UNREAD, path=f"line {row.line}", line=row.line, value=shown)

    def no_more(self, row: Row, columns: int, path: str) -> None:
        """Say that a row has cells beyond its last column."""
        rest = [cell for cell in row.cells[columns:] if cell.strip()]
        if rest:
            self.report.add(CELLS_LEFT, path=path, line=row.line, value=self.signs.separator.join(rest))

    def unit(self, name: str) -> tuple[UnitRef | None, Ref | None]:
        """Return references to a unit and to the flow property it measures; the same objects each time."""
        found = self._units.get(name)
        if found is None:
            measure = self.register.measure(name)
            own = (measure.unit_ref(name) if measure else UnitRef(name=name)) if name else None
            found = self._units[name] = (own, measure.property_ref() if measure else None)
        return found

    def flow(self, uuid: str) -> Ref:
        """Return a reference to a flow; the same object each time."""
        found = self._flows.get(uuid)
        if found is None:
            found = self._flows[uuid] = Ref(type="flow", uuid=uuid)
        return found

    def document(self, kind: str, name: str) -> Ref:
        """Return a reference to a document that a row names."""
        return Ref(type="source", uuid=self.register.documents[kind, name].uuid)

    def contact(self, text: str) -> Ref:
        """Return a reference to who is named in a text."""
        return Ref(type="contact", uuid=self.register.contacts[text])
