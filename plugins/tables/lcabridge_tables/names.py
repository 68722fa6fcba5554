"""Which data set a code or a name of the table stands for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from lcabridge.codes import is_uuid, keygen
from lcabridge.model import EntityType, Text
from lcabridge.report import Report
from lcabridge.sources.sheets.measures import symbol
from lcabridge.sources.sheets.scalars import narrow
from lcabridge_tables.issues import AMBIGUOUS_NAME, UNKNOWN_NAME

SYSTEM = "tables"
"""Alias system of the codes that people give in tables."""

Known = Callable[[EntityType], Iterator[tuple[str, Text]]]
"""Yields UUID and name of the data sets of one type."""


def uuid_of(type_: EntityType, code: str) -> str:
    """Return a UUID as it is written in the model, and for any other code the one that is derived from it."""
    return code.lower() if is_uuid(code) else keygen("lcabridge tables", type_, code)


class Directory:
    """Names of the data sets of a table, looked up when a reference gives a name and no ID.

    Args:
        known: how the data sets of a type are found; asked once a type, when it is needed.
        units: names of the units that the table brings itself.
    """

    def __init__(self, known: Known, units: Callable[[], frozenset[str]]) -> None:
        self._known = known
        self._units = units
        self._names: dict[EntityType, dict[str, list[str]]] = {}

    def identify(self, type_: EntityType, code: str, name: Text, cell: Callable[[], str], report: Report) -> str:
        """Return the UUID that a code, or else a name, stands for; see `rows.Names`. ``cell`` returns the address."""
        if code:
            return uuid_of(type_, code)
        found = self.find(type_, name)
        shown = next(iter(name.values()), "")
        if not found:
            report.add(UNKNOWN_NAME, pointer=cell(), value=shown, cell=cell(), type=type_)
            return uuid_of(type_, plain(shown))
        if len(found) > 1:
            report.add(AMBIGUOUS_NAME, pointer=cell(), value=shown, cell=cell(), type=type_, count=len(found))
        return found[0]

    def unit(self, name: str) -> str:
        """Return a unit as the units of the table spell it, or else the reference units."""
        found = symbol(name)
        return name if found == name or name in self._units() else found

    def find(self, type_: EntityType, name: Text) -> list[str]:
        """Return the UUIDs of the data sets that have one of the names."""
        if type_ not in self._names:
            names: dict[str, list[str]] = {}
            for uuid, texts in self._known(type_):
                for text in {plain(text) for text in texts.values()} - {""}:
                    here = names.setdefault(text, [])
                    if uuid not in here:
                        here.append(uuid)
            self._names[type_] = names
        known = self._names[type_]
        for text in name.values():
            if plain(text) in known:
                return known[plain(text)]
        return []


def plain(name: str) -> str:
    """Return a name as names are compared: full-width signs narrow, blanks single, no case."""
    return re.sub(r"\s+", " ", narrow(name)).casefold()
