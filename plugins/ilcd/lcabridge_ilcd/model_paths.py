"""Canonical model paths of places in a document, by the field table: what a report names is the same for every format."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Final

from lcabridge_ilcd.fields import ROOTS
from lcabridge_ilcd.rows import Custom, Group, Items, Leaf, Row
from lcabridge_ilcd.shapes import COMPLIANCE_ASPECTS
from lcabridge_ilcd.tidas_rules import rule_table

ALIASES: Final = {
    "mean": "amount",
    "reference_ids": "exchanges[*].is_reference",
    "reference_property": "properties[*].is_reference",
    "reference_unit": "units[*].is_reference",
    "reference_process": "instances[*].is_reference",
    "categories": "classifications",
    "allocations": "allocation[*].value",
    "connections": "links",
    "level": "",
    "distribution": "uncertainty.distribution",
    "spread": "uncertainty",
    "minimum": "uncertainty.minimum",
    "maximum": "uncertainty.maximum",
    "mode": "uncertainty.mode",
    "olca_unit": "unit",
    "olca_property": "property",
    "olca_amount": "amount",
    "provider_id": "provider",
    **dict.fromkeys(COMPLIANCE_ASPECTS, "aspects[*].value"),
}
"""What the rows call by another name than the model: values that a shape turns into model fields."""

FROM_ROOT: Final = frozenset(
    {"reference_ids", "reference_property", "reference_unit", "reference_process", "allocations", "connections"}
)
"""Those whose alias is a path from the entity, wherever in the document they stand."""

GROUPS: Final = {"classificationInformation": "classifications"}
"""Elements that only hold others, but are one value to the schemas."""

REFERENCE: Final = {
    "@type": "type",
    "@refObjectId": "uuid",
    "@version": "version",
    "@uri": "uri",
    "common:subReference": "sections",
    "common:shortDescription": "name",
}
"""Members of a reference, and what the model calls them."""

_STEP = re.compile(r"(?P<name>[^\[]*)(?P<at>(\[[^\]]*\])?)")


@dataclass(slots=True)
class _Place:
    attr: str = ""
    many: bool = False
    reference: bool = False
    below: dict[str, _Place] = field(default_factory=dict)


@cache
def _tree(module: str) -> _Place:
    root = _Place()
    _fill(root, ROOTS[rule_table().modules[module].name].rows)
    return root


def _fill(place: _Place, rows: tuple[Row, ...]) -> None:
    for row in rows:
        below = _Place()
        match row:
            case Group():
                below.attr = GROUPS.get(row.key, "")
                _fill(below, row.rows)
            case Items():
                below.attr, below.many = row.attr, True
                _fill(below, row.rows)
            case Leaf():
                below.attr, below.reference = row.attr, row.kind in {"ref", "refs"}
                below.many = row.kind in {"refs", "words", "texts"}
            case Custom():
                below.attr = row.attr
        place.below[row.json or row.key] = below


@lru_cache(maxsize=16384)
def model_path(module: str, path: str) -> str:
    """Return the canonical model path of a place in a document.

    Args:
        module: folder of the document.
        path: from the data set's root; ``*`` or ``[n]`` for the members of a list.

    Returns:
        Such as ``exchanges[*].derivation``; the path as it is where the model has no field for the place.
    """
    place = _tree(module)
    parts: list[str] = []
    steps = path.split("/")
    for n, step in enumerate(steps):
        if step == "*":
            parts[-1:] = [f"{parts[-1]}[*]"] if parts else []
            continue
        found = _STEP.match(step)
        name, at = (found["name"], found["at"]) if found else (step, "")
        below = place.below.get(name)
        if below is None:
            if place.below:
                return path
            if place.reference and name in REFERENCE:
                parts.append(REFERENCE[name])
            break
        place = below
        if below.attr in FROM_ROOT:
            return ALIASES[below.attr]
        if name in GROUPS and n + 1 < len(steps):
            continue  # said again by the list in it
        if attr := ALIASES.get(below.attr, below.attr):
            listed = below.many and not at and (n + 1 == len(steps) or steps[n + 1] != "*")
            parts.append(attr + (at or ("[0]" if listed and n + 1 < len(steps) else "")))
    return ".".join(parts) or path
