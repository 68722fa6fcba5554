"""Single values of the ILCD family: numbers as ILCD allows them, references' identifiers, languages, words."""

from __future__ import annotations

import math
import re
import uuid
from decimal import ROUND_HALF_EVEN, Decimal

from lcabridge.errors import MalformedSourceError
from lcabridge.model import EntityType
from lcabridge.sources import parse_number

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
CAS = re.compile(r"[0-9]{2,7}-[0-9]{2}-[0-9]")
VERSION = re.compile(r"\d{2}\.\d{2}(\.\d{3})?")
_SHORT = 25
"""Length below which a number without an exponent is in the range of a double; hardly any is longer."""
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")

PERC_LIMIT = Decimal("99999.5")
"""From here on a percentage has more than the five digits that ILCD's ``Perc`` allows."""


def number(text: str) -> float:
    """Return the number that a text spells; plain ones, which nearly all are, without a second look.

    Raises:
        ValueError: it is none.
    """
    if len(text) < _SHORT and not text.strip("+-.0123456789Ee"):
        # Of these characters ``float`` takes what the strict grammar takes; only an exponent can lead out of range.
        value = float(text)
        if math.isfinite(value) and (value or not ("e" in text or "E" in text)):
            return value
    try:
        return parse_number(text)
    except MalformedSourceError as error:
        raise ValueError(text) from error


def whole(text: str) -> int:
    """Return the whole number that a text spells.

    Raises:
        ValueError: it is none.
    """
    stripped = text.strip()
    if not _WHOLE.fullmatch(stripped):
        raise ValueError(text)
    return int(stripped)


def truth(text: str) -> bool:
    """Return the value of an ``xs:boolean``.

    Raises:
        ValueError: it is none.
    """
    word = text.strip()
    if word in ("true", "1"):
        return True
    if word in ("false", "0"):
        return False
    raise ValueError(text)


def perc(value: float) -> tuple[str | None, bool]:
    """Return ILCD's ``Perc`` spelling (at most 5 digits, at most 3 of them decimals) and whether it is exact.

    ``None`` where the number is too large for five digits.
    """
    exact = Decimal(repr(float(value)))
    if abs(exact) >= PERC_LIMIT:
        return None, False
    whole_digits = len(str(int(abs(exact)))) if abs(exact) >= 1 else 1
    places = max(0, min(3, 5 - whole_digits))
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)
    if rounded and len(rounded.as_tuple().digits) > 5:  # 9.9999 became 10.000
        rounded = rounded.quantize(Decimal(1).scaleb(-places + 1))
    text = format(rounded, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if text == "-0":
        text = "0"
    return text, Decimal(text) == exact


NIL = "00000000-0000-0000-0000-000000000000"
"""Stands in templates and samples for a UUID that nobody has given yet: any number of data sets have it."""


def file_of(uri: str) -> str:
    """Return the last part of a file name or URI, which tells data sets apart that have no UUID."""
    return re.split(r"[/!\\]", uri)[-1]


def derived_uuid(type_: EntityType, text: str) -> str:
    """Return the UUID that stands for an identifier that is none: the same for a data set and for references to it."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://lcabridge.org/ilcd/{type_}/{text}"))
