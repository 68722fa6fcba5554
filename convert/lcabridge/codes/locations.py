"""Places and their codes, system by system.

A code means something only within its system: ``CN-HB`` is Hubei in ISO 3166-2, TIDAS and openLCA 2, but Hebei in
ecoinvent and openLCA 1. So nothing here compares codes of two systems as strings.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from lcabridge.codes.identity import keygen
from lcabridge.errors import UsageError
from lcabridge_mappings import tables

PlaceSystem = Literal["iso", "gbt2260", "tidas", "ilcd", "openlca", "openlca1", "ecoinvent", "tiangong"]
"""``iso``: 3166-1 alpha-2 and 3166-2:CN letters; ``gbt2260``: six digits, province level; ``openlca``: openLCA 2;
``openlca1``: location list of openLCA 1 (ecoinvent's province letters); ``tiangong``: HUB-CN, WH-HUB-CN."""

PlaceKind = Literal["region", "country", "province", "prefecture", "grid"]

_SYSTEMS: tuple[PlaceSystem, ...] = get_args(PlaceSystem)


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the world.

    Attributes:
        id: our own key.
        kind: what it is.
        name_en: English name.
        name_zh: Chinese name.
        parent: id of the place it lies in, "" for the world.
        codes: system to its code there.
    """

    id: str
    kind: PlaceKind
    name_en: str
    name_zh: str
    parent: str
    codes: Mapping[PlaceSystem, str]


class NearestCode(NamedTuple):
    """A code in another system.

    Attributes:
        code: the code there.
        exact: False where it stands for a larger place, because the system has none for the place itself.
        place: the place that the code stands for.
    """

    code: str
    exact: bool
    place: Place


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, Place], dict[str, dict[str, Place]]]:
    by_id: dict[str, Place] = {}
    by_code: dict[str, dict[str, Place]] = {system: {} for system in _SYSTEMS}
    for row in tables.rows("codes/places.csv"):
        codes = {system: row[system] for system in _SYSTEMS if row[system]}
        place = Place(row["id"], _kind(row["kind"]), row["name_en"], row["name_zh"], row["parent"], codes)
        by_id[place.id] = place
        for system, code in codes.items():
            by_code[system][code] = place
        if row["iso_alias"]:
            by_code["iso"][row["iso_alias"]] = place
        if place.kind == "province":
            # ISO 3166-2:CN were the first two digits of GB/T 2260 until November 2017 (reference china §3.4).
            by_code["iso"][f"CN-{codes['gbt2260'][:2]}"] = place
    return by_id, by_code


def _kind(text: str) -> PlaceKind:
    return next(kind for kind in get_args(PlaceKind) if kind == text)


def resolve(code: str, system: PlaceSystem) -> Place | None:
    """Return the place that a code stands for in one system, or None where that system's list has no such code.

    Args:
        code: as the source spells it; case counts.
        system: the list it is from.

    Raises:
        UsageError: there is no such system.
    """
    known = _tables()[1]
    if system not in known:
        systems = ", ".join(_SYSTEMS)
        raise UsageError(
            f"Unknown system of place codes {system!r}.", f"未知的地点编码体系 {system!r}。", hint_en=systems
        )
    return known[system].get(code.strip())


def place(id_: str) -> Place | None:
    """Return a place by our own key, or None."""
    return _tables()[0].get(id_)


def places() -> tuple[Place, ...]:
    """Return all places, in the order of the table."""
    return tuple(_tables()[0].values())


def lineage(start: Place) -> tuple[Place, ...]:
    """Return the place and what it lies in, from the smallest to the world."""
    known, path = _tables()[0], [start]
    while path[-1].parent:
        path.append(known[path[-1].parent])
    return tuple(path)


def nearest(start: Place, system: PlaceSystem) -> NearestCode | None:
    """Return the code of a place in a system, or else that of the smallest place around it that has one.

    A grid of ecoinvent becomes ``CN`` in TIDAS, with ``exact`` False. Other lists than ``GLO`` have no code for the
    world; then there may be none.
    """
    for around in lineage(start):
        code = around.codes.get(system)
        if code:
            return NearestCode(code, around is start, around)
    return None


def translate(code: str, source: PlaceSystem, target: PlaceSystem) -> NearestCode | None:
    """Return what a code of one system is in another; None where the source's list does not have it.

    ``translate("CN-HB", "ecoinvent", "tidas")`` is ``CN-HE``, Hebei.
    """
    found = resolve(code, source)
    return None if found is None else nearest(found, target)


def openlca_uuid(where: Place) -> str:
    """Return the UUID of a place in openLCA's own location list, or "" where the list does not have it.

    It is ``keygen`` of the code that the place had in openLCA 1. openLCA 2 gave the Chinese provinces their ISO
    letters but kept the UUIDs, so a UUID always means one place, whatever its letters: Hebei is
    ``keygen("CN-HB")`` in both, although its code is ``CN-HE`` today. (``keygen("CN-HE")`` is Henan; openLCA's ILCD
    and EcoSpold imports derive the UUID from the code they read, and so put ``CN-HE`` of an ISO file there.)
    """
    code = where.codes.get("openlca1") or where.codes.get("openlca")
    return keygen(code) if code else ""


@lru_cache(maxsize=1)
def _by_openlca_uuid() -> Mapping[str, Place]:
    return {uuid: entry for entry in places() if (uuid := openlca_uuid(entry))}


def resolve_openlca_uuid(uuid: str) -> Place | None:
    """Return the place of a location UUID of openLCA 1 or 2, or None where it is none of the list's."""
    return _by_openlca_uuid().get(uuid.strip().lower())
