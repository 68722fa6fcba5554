"""Factors between units by name, exact as decimal text; nothing where the dimensions differ."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from lcabridge.errors import UnitError
from lcabridge.units.defaults import reference

_SPELLINGS = {
    "m2*year": "m2*a", "m2a": "m2*a", "m2y": "m2*a", "m2*yr": "m2*a", "m2 a": "m2*a", "ha a": "ha*a", "m3a": "m3*a", "m3*year": "m3*a",
    "kg*year": "kg*a", "acres": "ac", "acre": "ac", "tn.l": "t", "metric ton": "t", "tonne": "t", "gal": "gal (US liq)",
    "square meter": "m2", "cubic meter": "m3", "kilogram": "kg", "kilobecquerel": "kBq", "becquerel": "Bq", "megajoule": "MJ",
}  # fmt: skip


@lru_cache(maxsize=4096)
def factor_between(source: str, target: str) -> str | None:
    """Return target units per one source unit as text ("" for 1), None where they do not measure the same or are unknown."""
    one, other = _known(source), _known(target)
    if one == other:
        return ""
    table = reference()
    first, second = table.find(one), table.find(other)
    if len(first) != 1 or len(second) != 1:
        return None
    try:
        value = table.convert(1.0, first[0], second[0])
    except UnitError:
        return None
    text = str(Decimal(repr(value)).normalize())
    return "" if text == "1" else format(Decimal(text), "f") if len(text) < 24 else text


def _known(unit: str) -> str:
    text = unit.strip()
    return _SPELLINGS.get(text, _SPELLINGS.get(text.lower(), text))


def is_known(unit: str) -> bool:
    """Tell whether the unit's dimension is known."""
    return bool(reference().find(_known(unit)))
