"""What the audit must know of a whole openLCA package: category paths, names of targets, units, exchanges by number."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from tests.audit.leaves import About, Key, scalar
from tests.audit.olca_schema_facts import model_type

Exchange = tuple[Hashable, ...]


def _id(value: object) -> str:
    return str(value.get("@id", "-")) if isinstance(value, dict) else "-"


class Index:
    """Facts gathered in one pass over a package.

    Attributes:
        current: UUID of the process that is being walked, for references without a process of their own.
        unit_factors: conversion factor of every unit by UUID.
    """

    def __init__(self) -> None:
        """Start empty."""
        self.current = ""
        self.unit_factors: dict[str, float] = {}
        self.unit_names: dict[str, str] = {}
        self.property_factors: dict[str, dict[str, float]] = {}
        self.location_codes: dict[str, str] = {}
        self._categories: dict[str, dict[str, Any]] = {}
        self._category_of: dict[Key, object] = {}
        self._fields: dict[Key, dict[str, Any]] = {}
        self._ref_units: dict[str, str] = {}
        self._unit_groups: dict[str, str] = {}
        self._ref_properties: dict[str, str] = {}
        self._exchanges: dict[str, dict[object, list[Exchange]]] = {}
        self._used_paths: set[tuple[str, str]] = set()

    def add(self, key: Key, document: dict[str, Any]) -> None:
        """Take what is needed from one data set."""
        kind, identity = key
        if kind == "Category":
            self._categories[identity] = document
            return
        names = ("name", "flowType", "processType", "code", "refUnit", "referenceUnitName")
        facts = {name: document[name] for name in names if name in document}
        facts["location"] = _id(document.get("location"))
        self._fields[key] = facts
        if document.get("category"):
            self._category_of[key] = document["category"]
        if kind == "UnitGroup":
            self._add_units(identity, document)
        elif kind == "FlowProperty":
            self._unit_groups[identity] = _id(document.get("unitGroup"))
        elif kind == "Flow":
            self._add_flow(identity, document)
        elif kind == "Location":
            self.location_codes[identity] = str(document.get("code") or document.get("name") or identity)
        elif kind == "Process":
            by_number: dict[object, list[Exchange]] = {}
            self._exchanges[identity] = by_number
            for exchange in document.get("exchanges") or ():
                by_number.setdefault(exchange.get("internalId"), []).append(signature(exchange))

    def _add_units(self, identity: str, document: dict[str, Any]) -> None:
        for unit in document.get("units") or ():
            self.unit_names[_id(unit)] = str(unit.get("name"))
            self.unit_factors[_id(unit)] = float(unit.get("conversionFactor", 1.0))
            if unit.get("isRefUnit", unit.get("referenceUnit")):
                self._ref_units[identity] = str(unit.get("name"))

    def _add_flow(self, identity: str, document: dict[str, Any]) -> None:
        factors = self.property_factors[identity] = {}
        for factor in document.get("flowProperties") or ():
            factors[_id(factor.get("flowProperty"))] = float(factor.get("conversionFactor", 1.0))
            if factor.get("isRefFlowProperty", factor.get("referenceFlowProperty")):
                self._ref_properties[identity] = _id(factor.get("flowProperty"))

    def finish(self) -> None:
        """Derive what needs the whole: the category paths in use, with all their prefixes."""
        for (kind, _), value in self._category_of.items():
            path = self.path_of(value)
            for end in range(1, len(path) + 1):
                self._used_paths.add((model_type(kind), "/".join(path[:end])))

    def path_of(self, category: object) -> list[str]:
        """Return the category path of a data set, given as a path or as a layout 1 reference."""
        if isinstance(category, str):
            return category.split("/")
        if isinstance(category, dict):
            shown = [*(category.get("categoryPath") or ()), str(category.get("name"))]
            return self.category_path(_id(category)) or shown
        return []

    def category_path(self, identity: str) -> list[str]:
        """Return the path of a layout 1 category from the category files, [] if its file is missing."""
        path: list[str] = []
        seen: set[str] = set()
        while identity in self._categories and identity not in seen:
            seen.add(identity)
            path.insert(0, str(self._categories[identity].get("name")))
            parent = self._categories[identity].get("category")
            if isinstance(parent, dict) and _id(parent) not in self._categories:
                return [*(parent.get("categoryPath") or ()), str(parent.get("name")), *path]
            identity = _id(parent)
        return path

    def exchanges(self, process: str) -> dict[object, list[Exchange]]:
        """Return the exchanges of a process (the current one for "") by internal id."""
        return self._exchanges.get(process or self.current, {})

    def ref_unit(self, kind: str, identity: str) -> str | None:
        """Return the reference unit of a flow, flow property or unit group."""
        if kind == "Flow":
            return self.ref_unit("FlowProperty", self._ref_properties.get(identity, "-"))
        if kind == "FlowProperty":
            return self.ref_unit("UnitGroup", self._unit_groups.get(identity, "-"))
        return self._ref_units.get(identity)

    def holds(self, about: About, value: Hashable) -> bool:
        """Say whether a repeated statement stands at its own place in this package."""
        if about.kind == "category":
            return (about.type, about.id) in self._used_paths or self._holds_category(about)
        return value in self._statements(about)

    def _statements(self, about: About) -> list[Hashable]:
        """List the values that the target of a reference gives for a displayed field."""
        if about.type == "Unit":
            return [scalar(self.unit_names.get(about.id))] if about.field == "name" else []
        key = (about.type, about.id)
        facts = self._fields.get(key)
        if facts is None:
            return []
        if about.field == "category":
            return [("text", "/".join(self.path_of(self._category_of.get(key))))]
        if about.field == "location":
            place = facts["location"]
            name = self._fields.get(("Location", place), {}).get("name")
            return [scalar(self.location_codes.get(place)), scalar(name)]
        if about.field == "refUnit" and about.type in {"Flow", "FlowProperty", "UnitGroup"}:
            return [scalar(self.ref_unit(about.type, about.id))]
        return [scalar(facts[about.field])] if about.field in facts else []

    def _holds_category(self, about: About) -> bool:
        return any(
            str(document.get("modelType")) == about.type and "/".join(self.category_path(identity)) == about.id
            for identity, document in self._categories.items()
        )


def signature(exchange: dict[str, Any]) -> Exchange:
    """Identify an exchange by what it says: flow, direction, amount, unit, provider."""
    return (
        _id(exchange.get("flow")),
        "in" if exchange.get("isInput", exchange.get("input", False)) else "out",
        scalar(exchange.get("amount")),
        _id(exchange.get("unit")),
        _id(exchange.get("defaultProvider")),
    )
