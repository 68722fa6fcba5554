"""Internal ids of exchanges, units and flow properties: such as the schemas take, and the references to them."""

from __future__ import annotations

from typing import Any

from lcabridge_ilcd.tidas_kinds import KINDS

ID = "@dataSetInternalID"
CO_PRODUCT = "@internalReferenceToCoProduct"
INTERNAL_IDS = {
    "processes": ("exchanges", "exchange", "int6"),
    "unitgroups": ("units", "unit", "int5"),
    "flows": ("flowProperties", "flowProperty", "int5"),
}
"""Where the members with internal ids stand, and the kind of these ids."""


def members(root: dict[str, Any], module: str) -> list[dict[str, Any]]:
    """Return the members with internal ids."""
    outer, inner, _ = INTERNAL_IDS[module]
    holder = root.get(outer)
    found = holder.get(inner) if isinstance(holder, dict) else None
    return [m for m in (found if isinstance(found, list) else [found]) if isinstance(m, dict)]


def renumber(root: dict[str, Any], module: str) -> dict[str, str]:
    """Give members whose internal id the schema does not take one that is free; references follow. Return old → new."""
    if module not in INTERNAL_IDS:
        return {}
    found = members(root, module)
    ok = KINDS[INTERNAL_IDS[module][2]].ok
    bad = [m[ID] for m in found if isinstance(m.get(ID), str) and not ok(m[ID])]
    if not bad:
        return {}
    # An id that only a dangling reference uses is taken too: else the way back could not tell the two apart.
    taken = {str(place.get(key)) for place, key in _places(root, found)}
    free = (str(n) for n in range(100_000) if str(n) not in taken)
    moved = {old: next(free) for old in dict.fromkeys(bad)}
    follow(root, found, moved)
    return moved


def follow(root: dict[str, Any], found: list[dict[str, Any]], moved: dict[str, str]) -> None:
    """Replace internal ids and the references to them."""
    for place, key in _places(root, found):
        old = place.get(key)
        if isinstance(old, str) and old in moved:
            place[key] = moved[old]
        elif isinstance(old, list):
            place[key] = [moved.get(one, one) if isinstance(one, str) else one for one in old]


def _places(root: dict[str, Any], found: list[dict[str, Any]]) -> list[tuple[dict[str, Any], str]]:
    places: list[tuple[dict[str, Any], str]] = [(member, ID) for member in found]
    for key, information in root.items():
        if key.endswith("Information") and isinstance(information, dict):
            reference = information.get("quantitativeReference")
            if isinstance(reference, dict):
                places += [(reference, k) for k in reference if k.startswith("referenceTo")]
    for member in found:
        holder = member.get("allocations")
        entries = holder.get("allocation") if isinstance(holder, dict) else None
        places += [
            (entry, CO_PRODUCT)
            for entry in (entries if isinstance(entries, list) else [entries])
            if isinstance(entry, dict)
        ]
    return places
