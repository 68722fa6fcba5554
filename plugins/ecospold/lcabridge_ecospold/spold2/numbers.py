"""Numbers and truth values of a document: strict, quick for the usual case."""

from __future__ import annotations

import re

from lcabridge.errors import MalformedSourceError
from lcabridge.sources import parse_number

_QUICK = re.compile(r"[+-]?(?:[0-9]{1,300}(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,2})?").fullmatch
_COMMON = {"0": 0.0, "1": 1.0}
_TRUTH = {"true": True, "1": True, "false": False, "0": False}


def number(text: str) -> float | None:
    """Return the number that a text spells, None if it spells none."""
    known = _COMMON.get(text)
    if known is not None:
        return known
    if _QUICK(text) is not None:
        value = float(text)
        if value != 0.0 and value - value == 0.0:  # neither zero nor infinite
            return value
    try:
        return parse_number(text)
    except MalformedSourceError:
        return None


def truth(text: str) -> bool | None:
    """Return the truth value that a text spells (xs:boolean), None if it spells none."""
    return _TRUTH.get(text.strip())


def whole(text: str) -> int | None:
    """Return the whole number that a text spells (xs:integer), None if it spells none."""
    body = text.strip()
    digits = body[1:] if body[:1] in ("+", "-") else body
    return int(body) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else None
