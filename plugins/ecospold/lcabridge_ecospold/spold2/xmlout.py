"""XML as text: elements with escaped attributes and content, limited to what the XSD's string types take."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lcabridge.model import Text, base_language
from lcabridge.sources import format_number

_BAD = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*").fullmatch


def sayable(text: str) -> str:
    """Return the text without characters that XML 1.0 cannot hold."""
    return _BAD.sub("", text)


def escape(text: str) -> str:
    """Return text as element content; a carriage return would be read as a line feed, so it is written as a reference."""
    text = _BAD.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace("\r", "&#13;") if "\r" in text else text


def attribute(text: str) -> str:
    """Return text as attribute value; white space other than blanks would be read as blanks, so it is written as references."""
    text = escape(text).replace('"', "&quot;")
    return text.replace("\n", "&#10;").replace("\t", "&#9;") if "\n" in text or "\t" in text else text


def spell(value: Any) -> str:
    """Return a number, truth value or text as XML spells it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        return format_number(value) if isinstance(value, float) else str(value)
    return str(value)


def start(name: str, attrs: dict[str, Any]) -> str:
    """Return a start tag; attributes that are None are left out."""
    said = "".join(f' {key}="{attribute(spell(value))}"' for key, value in attrs.items() if value is not None)
    return f"<{name}{said}>"


def element(name: str, attrs: dict[str, Any] | None = None, content: str | Iterable[str] = "") -> str:
    """Return an element; ``content`` is XML already."""
    inner = content if isinstance(content, str) else "".join(content)
    opening = start(name, attrs or {})
    return f"{opening}{inner}</{name}>" if inner else f"{opening[:-1]}/>"


def texts(name: str, text: Text | None, limit: int = 32000) -> str:
    """Return one element per language; a second text of a language follows the first in the same element."""
    if not text:
        return ""
    merged: dict[str, list[str]] = {}
    for tag, value in text.items():
        if sayable(value):
            merged.setdefault(language(tag), []).append(value)
    return "".join(
        f'<{name} xml:lang="{tag}">{escape(cut(chr(10).join(values), limit))}</{name}>'
        for tag, values in merged.items()
    )


def language(tag: str) -> str:
    """Return a language as ``xml:lang`` takes it: that of a second text is that of the first."""
    found = base_language(tag) if "-x-" in tag else tag
    return found if _LANGUAGE(found) else "en"


def cut(text: str, limit: int) -> str:
    """Return the text as long as the XSD allows (characters)."""
    text = sayable(text)
    return text if len(text) <= limit else text[:limit]
