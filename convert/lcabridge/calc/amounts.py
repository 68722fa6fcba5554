"""Amounts of exchanges in the reference unit of their flow: formulas with their scopes, units, flow properties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from lcabridge.errors import FormulaError, UnitError
from lcabridge.formula import Definition, Resolved, Scope, dialect, evaluate, parse, resolve_parameters
from lcabridge.model import Exchange, GlobalParameter, Index, Parameter, Process, Ref

Formulas = Literal["evaluate", "stated"]
"""Whether a formula counts, or the amount that the source states beside it."""


def definition(parameter: Parameter, changed: Mapping[str, float]) -> Definition:
    """Return a parameter as the formula engine takes it; a value in ``changed`` (by lower-case name) replaces a formula too."""
    value = changed.get(parameter.name.lower())
    if value is not None:
        return Definition(name=parameter.name, value=value)
    return Definition(name=parameter.name, value=parameter.value, formula=parameter.formula)


class Amounts:
    """Turns exchanges into amounts. One for a package; units and properties are looked up once each.

    Args:
        index: of the package.
        parameters: its global parameters.
        redefined: values that replace those of parameters, by context: UUID of a process or impact category, "" for
            everywhere; names in lower case.
        formulas: see ``Formulas``.
    """

    def __init__(
        self,
        index: Index,
        parameters: Iterable[GlobalParameter] = (),
        redefined: Mapping[str, Mapping[str, float]] | None = None,
        formulas: Formulas = "evaluate",
    ) -> None:
        self.index = index
        self.formulas = formulas
        self.parameters = [entity.parameter for entity in parameters]
        self.redefined: Mapping[str, Mapping[str, float]] = redefined or {}
        self.globals = self._resolve_globals({})
        self._scales: dict[tuple[str, str, str], float] = {}

    def _resolve_globals(self, changed: Mapping[str, float]) -> Resolved:
        values = {**self.redefined.get("", {}), **changed}
        return resolve_parameters([definition(p, values) for p in self.parameters])

    def with_globals(self, changed: Mapping[str, float]) -> Scope:
        """Return the global scope with some values replaced (by lower-case name)."""
        return self._resolve_globals(changed).scope

    def scope(
        self, process: Process, changed: Mapping[str, float] | None = None, outer: Scope | None = None
    ) -> Resolved:
        """Return the scope of a process: its parameters inside the global ones, redefinitions applied.

        Args:
            process: the process.
            changed: values in this use of the process only (lower-case names): instance of a model, Monte Carlo run.
            outer: instead of the package's global scope.
        """
        values = {**self.redefined.get("", {}), **self.redefined.get(process.uuid, {}), **(changed or {})}
        resolved = resolve_parameters(
            [definition(p, values) for p in process.parameters], outer=outer or self.globals.scope
        )
        for name, value in values.items():
            if resolved.scope.find(name) is None:
                resolved.scope.define(name, value)
        return resolved

    def amount(self, exchange: Exchange, scope: Scope | None) -> float | None:
        """Return the amount in the exchange's own unit, None where the source has none.

        Raises:
            FormulaError: the formula cannot be evaluated.
        """
        if exchange.formula and scope is not None and self.formulas == "evaluate":
            return evaluate(parse(exchange.formula, scope.rules), scope)
        return exchange.amount

    def scale(self, exchange: Exchange) -> float:
        """Return reference units of the flow per one unit of the exchange.

        Raises:
            UnitError: a unit or property factor is not known.
            KeyError: the flow is not in the package, and its unit says nothing without it.
        """
        flow = exchange.flow.uuid if exchange.flow else ""
        unit = (exchange.unit.uuid or exchange.unit.name) if exchange.unit else ""
        return self.scale_of(flow, exchange.property, unit, exchange.unit.name if exchange.unit else "")

    def scale_of(self, flow: str, prop: Ref | None, unit: str, name: str = "") -> float:
        """Return reference units of a flow per one ``unit`` of ``prop`` (see ``scale``)."""
        key = (flow, prop.uuid if prop else "", unit)
        found = self._scales.get(key)
        if found is None:
            if self.index.get("flow", flow) is None:
                raise KeyError(flow)
            try:
                found = self.index.reference_scale(*key)
            except UnitError:
                if not name or name == unit:
                    raise
                # A unit UUID of another package version: the name tells the same unit.
                found = self.index.reference_scale(key[0], key[1], name)
            self._scales[key] = found
        return found

    def reference_unit(self, flow: str) -> str:
        """Return the name of a flow's reference unit, "" where it is not known."""
        prop = self.index.get("flow", flow)
        group = self.index.unit_group_of(prop.reference) if prop else None
        return group.units[0].name if group and group.units else ""


def number(formula: str, scope: Scope) -> float:
    """Return the value of a formula in a scope.

    Raises:
        FormulaError: it cannot be evaluated.
    """
    return evaluate(parse(formula, dialect("openlca")), scope)


__all__ = ["Amounts", "FormulaError", "Formulas", "definition", "number"]
