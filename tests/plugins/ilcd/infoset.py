"""The information of an XML file in document order, for comparison: what stands where, whatever the spelling of the syntax.

Normalised (plugins/ilcd/README.md has the same list): comments and processing instructions, white space around tokens and
between elements, the spelling of numbers, name space prefixes, ``xsi:schemaLocation`` and the attributes of the root that every
file has, elements that say nothing, the URI of a reference that follows from its type and UUID, and a resulting amount that repeats the
mean amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_ROOT_SYNTAX = {"version", "locations"}
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")

Item = tuple[str, tuple[tuple[str, Any], ...], Any]


def value(text: str) -> Any:
    """Return what a text says: a number by value, any other text without white space around it."""
    stripped = text.strip()
    return float(stripped) if _NUMBER.fullmatch(stripped) else stripped


def items(data: bytes) -> list[Item]:
    """Return (path, attributes, text) of every element in document order."""
    root = etree.fromstring(data)
    return list(_walk(root, "", is_root=True))


def _walk(element: Any, above: str, *, is_root: bool = False) -> Iterator[Item]:
    if not isinstance(element.tag, str):
        return
    path = f"{above}/{element.tag}"
    attributes = tuple(
        sorted(
            (name, value(text))
            for name, text in element.attrib.items()
            if not name.startswith(_XSI)
            and not (is_root and name in _ROOT_SYNTAX)
            and not (name == "uri" and text.endswith(f"/{element.get('refObjectId')}.xml"))
        )
    )
    text = "".join([element.text or "", *(child.tail or "" for child in element)])
    if path.endswith("}resultingAmount") and _repeats_mean(element):
        return
    below = [item for child in element for item in _walk(child, path)]
    if attributes or below or text.strip():
        yield path, attributes, value(text)
        yield from below


def _repeats_mean(element: Any) -> bool:
    mean = element.getparent().find("{*}meanAmount")
    return mean is not None and value(mean.text or "") == value(element.text or "")
