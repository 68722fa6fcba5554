"""Compartments: one table for all systems, never across media (``flows/contexts.csv``, assigned by hand from their definitions).

A path of any known style is resolved to a node of the table; the node names the compartment of each target system. What
the path says beyond the table makes the match inexact; what the table does not know has no node.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from lcabridge_mappings import tables

ROOTS = frozenset({"elementary flows", "elementary flow"})
_FILLERS = frozenset({"unspecified", "(unspecified)", ""})
_AREA_TIME = frozenset({"m2*a", "m2a", "m2*year", "m2*yr", "area*time", "ha*a", "m2y"})
_AREA = frozenset({"m2", "area", "ha"})
_RESOURCE_TAILS = {
    "in ground": "resource-ground", "ground": "resource-ground", "ground-": "resource-ground",
    "in water": "resource-water", "water": "resource-water",
    "in air": "resource-air", "air": "resource-air",
    "biotic": "resource-biotic",
    "land": "land",
    "fossil well": "resource-water/fossil",
}  # fmt: skip


_DEPOSITS = frozenset({"resource-air/subterranean", "resource-water/subterranean"})
"""FEDEFL's compartments of gases and liquids below ground: what others call resources from ground."""


class Node(NamedTuple):
    """A compartment.

    Attributes:
        id: of the table: medium, then detail behind ``/``.
        exact: False where the path says more or less than the node.
    """

    id: str
    exact: bool

    @property
    def medium(self) -> str:
        """Return the medium: air, water, soil, land, resource or one of its kinds (resource-ground)."""
        return self.id.partition("/")[0]

    @property
    def long_term(self) -> bool:
        """Tell whether emissions after 100 years are meant."""
        return self.id.endswith("long-term")


class _Table(NamedTuple):
    rows: dict[str, dict[str, str]]
    heads: dict[str, str]
    tails: dict[tuple[str, str], str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    rows = {row["id"]: row for row in tables.rows("flows/contexts.csv")}
    heads: dict[str, str] = {}
    tails: dict[tuple[str, str], str] = {}
    for id_, row in rows.items():
        medium, slash, _ = id_.partition("/")
        for alias in row["aliases"].split(";"):
            if slash and not alias.startswith("emissions/"):
                tails[medium, alias] = id_
            else:
                heads[alias] = id_
    return _Table(rows, heads, tails)


@lru_cache(maxsize=8192)
def resolve(path: str, unit: str = "") -> Node | None:
    """Return the compartment of a path, None where its style is unknown.

    Args:
        path: levels with ``/`` between them; a root such as "Elementary flows" may be there or not.
        unit: of the flow; it tells land occupation from transformation.
    """
    table = _table()
    levels = [level.strip().lower() for level in path.split("/") if level.strip()]
    while levels and (
        levels[0] in ROOTS or levels[0].endswith(" elementary flows") or levels[0].endswith("_elementary_flows")
    ):
        levels = levels[1:]
    if levels and "[" in levels[-1]:
        levels = [levels[-1].rpartition("[")[2].rstrip("]")]
    for size in range(min(3, len(levels)), 0, -1):
        head = table.heads.get("/".join(levels[:size]))
        if head is not None:
            return _below(head, levels[size:], unit.strip().lower(), table)
    return None


def _below(head: str, tail: list[str], unit: str, table: _Table) -> Node:
    if head in ("resource", "land", "resource-ground", "land-occupation", "land-transformation"):
        if unit in _AREA_TIME:
            return Node("land-occupation", exact=True)
        if unit in _AREA:
            return Node("land-transformation", exact=True)
    if head == "resource" and tail:
        found = _RESOURCE_TAILS.get(tail[0])
        if found is not None:
            return _below(found, tail[1:], unit, table) if "/" not in found else Node(found, exact=True)
    words = [level for level in tail if level not in _FILLERS]
    for size in range(len(words), 0, -1):
        found = table.tails.get((head.partition("/")[0], "/".join(words[:size])))
        if found is not None:
            return Node(found, exact=size == len(words))
    return Node(head, exact=not words)


def native(node: Node | str, system: str) -> str:
    """Return a compartment's path (``ef31``: id) in a system: ``ef31``, ``fedefl``, ``ecoinvent``, ``simapro``."""
    row = _table().rows.get(node if isinstance(node, str) else node.id, {})
    return row.get(system, "")


def is_exact(node: Node, system: str) -> bool:
    """Tell whether the system says the same as the node: no level, no time scale lost."""
    return node.exact and _table().rows[node.id].get(f"{system}_exact", "1") == "1"


def chinese(node: Node) -> str:
    """Return the Chinese name of a compartment."""
    return _table().rows[node.id]["name_zh"]


def parents(node: Node) -> list[str]:
    """Return the ids to try after the node's own, nearest first, always of the same medium and never indoor or long-term.

    A long-term emission may become one without time (time is lost); nothing becomes long-term or indoor that was not.
    """
    medium, slash, detail = node.id.partition("/")
    found = []
    if medium == "air" and slash and detail not in ("long-term", "indoor", "stratosphere"):
        density = detail.partition("-")[0]
        if density in ("urban", "rural") and detail != density:
            found.append(f"air/{density}")
    if medium == "water" and detail in ("river", "lake", "surface"):
        found.append("water/fresh")
    if node.id == "water/ground-long-term":
        found += ["water/long-term", "water/ground"]
    if node.id in ("soil/industrial", "soil/forestry", "soil/urban"):
        found.append("soil/non-agricultural")
    if slash:
        found.append(medium)
    if node.id in _DEPOSITS:
        found.append("resource-ground")
    return found


def same_medium(one: Node, other: Node) -> bool:
    """Tell whether two compartments are of one medium; an unspecified resource fits every resource but land."""
    a, b = ("resource-ground" if node.id in _DEPOSITS else node.medium for node in (one, other))
    if one.medium == other.medium:
        return True
    if a == b or (a.startswith("land") and b.startswith("land")):
        return True
    return "resource" in (a, b) and a.startswith("resource") and b.startswith("resource")
