"""The flow maps that come with lcabridge, and which of them fit a source."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from lcabridge.flowmap.files import parse_map
from lcabridge.flowmap.table import FlowMap, Side
from lcabridge_mappings import tables

FOLDER = "maps/"
_SUFFIX = ".csv.gz"
MINIMUM = 0.2
"""Part of the source's flows that a table must know to be taken for the source's own list."""


def names() -> list[str]:
    """Return the ids of the shipped maps."""
    return sorted(name[len(FOLDER) : -len(_SUFFIX)] for name in tables.names() if name.startswith(FOLDER))


def is_shipped(name: str) -> bool:
    """Tell whether there is a shipped map of that id."""
    return name in names()


def about(name: str) -> dict[str, Any]:
    """Return title, lists, licence and sources of a shipped map."""
    return tables.meta(f"{FOLDER}{name}{_SUFFIX}")


@lru_cache(maxsize=8)
def load(name: str) -> FlowMap:
    """Return a shipped map."""
    table, _ = parse_map(tables.read(f"{FOLDER}{name}{_SUFFIX}"), f"{name}{_SUFFIX}")
    facts = about(name)
    table.id, table.name = name, facts["title"]
    table.sha256, table.licence = facts["sha256"], facts["licence"]
    table.derived_from = [f"{source['name']}: {source['origin']}" for source in facts["sources"]]
    return table


def curated_for(sides: Sequence[Side], target: str) -> list[FlowMap]:
    """Return the shipped maps to a list that know the source's flows by their UUIDs, the best first."""
    own = {side.uuid for side in sides if side.uuid}
    ranked = []
    for name in names():
        if about(name).get("target") != target:
            continue
        table = load(name)
        known = {row.source.uuid for row in table.rows}
        hits = len(own & known)
        if own and hits >= MINIMUM * len(own):
            ranked.append((-hits, name, table))
    return [table for _, _, table in sorted(ranked, key=lambda r: r[:2])]
