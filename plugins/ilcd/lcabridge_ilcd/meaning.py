"""What place a code of the source means: five provinces of China have other letters in ecoinvent and openLCA 1 than in ISO.

``CN-HB`` is Hubei in ISO 3166-2 and TIDAS and Hebei in ecoinvent, so a code alone does not tell (reference china §3.4). The
package's own Location with that code does; without one ISO is assumed, and the report says so.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any, Final, Literal, get_args

from lcabridge.codes import Place, nearest, resolve, resolve_openlca_uuid
from lcabridge.codes.locations import PlaceSystem
from lcabridge.model import Index
from lcabridge_ilcd.tidas_kinds import is_same_place, locations, nearest_location

Places = Literal["auto", "iso", "ecoinvent", "openlca", "openlca1", "tiangong"]
"""List that the place codes of a source are of; ``auto``: by the names of its locations, else ISO."""

SYSTEMS: Final[tuple[PlaceSystem, ...]] = get_args(PlaceSystem)


@cache
def ambiguous() -> frozenset[str]:
    """Return the TIDAS codes that stand for another place in another list."""
    return frozenset(code for code in locations() if code.startswith("CN-") and len(_candidates(code)) > 1)


@lru_cache(maxsize=4096)
def _candidates(code: str) -> tuple[Place, ...]:
    found = {place.id: place for system in SYSTEMS if (place := resolve(code, system)) is not None}
    return tuple(found.values())


def certain(value: Any) -> bool:
    """Say whether a code is one of TIDAS that no list uses for another place."""
    return type(value) is str and value in locations() and value not in ambiguous()


def meant(code: str, system: Places, index: Index) -> tuple[str, bool, bool]:
    """Return the TIDAS code of the place that a code means, whether it is that very place, and whether that is sure."""
    code = code.strip()
    place = _place(code, system, index)
    if place is not None:
        found = nearest(place, "tidas")
        if found is not None and found.code in locations():
            return found.code, found.exact, True
    native = nearest_location(code)
    exact = native == code or is_same_place(code, native)
    return native, exact, system != "auto" or code not in ambiguous()


def _place(code: str, system: Places, index: Index) -> Place | None:
    if system != "auto":
        return resolve(code, system)
    candidates = _candidates(code)
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    location = index.location_by_code(code)
    if location is None:
        return None
    if (by_uuid := resolve_openlca_uuid(location.uuid)) in candidates:
        return by_uuid
    names = " ".join(location.name.values()).casefold()
    named = [
        place for place in candidates if place.name_en.casefold() in names or place.name_zh.removesuffix("省") in names
    ]
    return named[0] if len(named) == 1 else None


def could_mean(code: Any, native: Any) -> bool:
    """Say whether some list has the code for the place of a TIDAS code."""
    return isinstance(code, str) and any(
        (found := nearest(place, "tidas")) is not None and found.code == native for place in _candidates(code.strip())
    )
