"""Values and names as characters that do no harm in a terminal, a page or a JSON file."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Any

import msgspec

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
"""Characters that steer a terminal or a page instead of being seen: controls, direction overrides, lone surrogates."""

_SURROGATE = re.compile("[\ud800-\udfff]")
_LARGEST_INTEGER = 2**63 - 1
"""Integers beyond it have no JSON form that all readers keep."""


def visible(text: str) -> str:
    """Return the text with each steering character spelled out, ``⟨U+202E⟩``."""
    return _HIDDEN.sub(lambda m: f"⟨U+{ord(m[0]):04X}⟩", text)


def json_value(value: Any) -> Any:
    """Return a value that JSON can hold without losing what it says.

    NaN and the infinities become their names, integers beyond 64 bits their digits, lone surrogates ``⟨U+D800⟩``.
    """
    match value:
        case Mapping():
            return {json_value(str(k)): json_value(v) for k, v in value.items()}
        case list() | tuple():
            return [json_value(v) for v in value]
        case set() | frozenset():
            return sorted((json_value(v) for v in value), key=str)
        case None | bool() | str() | int() | float():
            return _scalar(value)
        case _:
            return json_value(msgspec.to_builtins(value))


def _scalar(value: str | float | None) -> str | float | None:
    if isinstance(value, str):
        return _SURROGATE.sub(lambda m: f"⟨U+{ord(m[0]):04X}⟩", value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, int) and abs(value) > _LARGEST_INTEGER:
        return str(value)
    return value
