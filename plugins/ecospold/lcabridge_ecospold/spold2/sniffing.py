"""Recognising EcoSpold 2 by content: the root element and its namespace."""

from __future__ import annotations

import re

from lcabridge.errors import LcabridgeError
from lcabridge.sources import Source

_NAMESPACE = re.compile(rb"""["']http://www\.EcoInvent\.org/EcoSpold02(?:Child)?["']""", re.IGNORECASE)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(ecoSpold|valid[A-Z]\w+|activityIndex)[\s>/]")
_DATASET = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?(?:childActivityDataset|activityDataset)[\s>/]")
SUFFIXES = (".spold", ".xml")
_FILES, _BYTES = 12, 4 << 10


def kind_of(head: bytes) -> str:
    """Return ``activity`` or ``master`` by the first bytes of a file, "" where it is no EcoSpold 2."""
    text = head.replace(b"\x00", b"")  # UTF-16 reads as ASCII with zeros
    root = _ROOT.search(text)
    if root is None:
        return ""
    if root.group(1) == b"ecoSpold":
        return "activity" if _NAMESPACE.search(text) or _DATASET.search(text) else ""
    return "master" if _NAMESPACE.search(text) else ""


def looks_like(source: Source) -> str:
    """Return why the source is EcoSpold 2, "" if it is not."""
    names = [name for name in source.names() if name.lower().endswith(SUFFIXES)]
    names.sort(key=lambda name: not name.lower().endswith(".spold"))
    names = names or (list(source.names()) if source.kind == "file" else [])
    for name in names[:_FILES]:
        try:
            kind = kind_of(source.head(name, _BYTES))
        except LcabridgeError:
            continue  # a broken entry is no evidence for or against
        if kind == "activity":
            return f"{name} is an EcoSpold 2 document"
        if kind == "master":
            return f"{name} is an EcoSpold 2 master data file"
    return ""
