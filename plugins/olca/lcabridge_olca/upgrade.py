"""What openLCA 1 keeps in files of their own and openLCA 2 does not: category trees and normalisation sets.

The fields that were only renamed stand in ``tables`` (``old``); objects that moved are handled in ``finish`` and
``systems``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lcabridge.errors import LcabridgeError, Location, MalformedSourceError
from lcabridge.model import Json
from lcabridge.sources import Source, load_json
from lcabridge_olca import fastpath
from lcabridge_olca.kinds import InlineKind, TextKind
from lcabridge_olca.shapes import Shape
from lcabridge_olca.tables import ENTITIES


def _text_keys(shapes: Iterable[Shape]) -> set[str]:
    found = set()
    for shape in shapes:
        for row in shape.rows:
            if isinstance(row.kind, InlineKind):
                found |= _text_keys([row.kind.shape])
            elif isinstance(row.kind, TextKind):
                found.add(row.key)
    return found


_NAN = re.compile(
    rb'("(?:' + b"|".join(key.encode() for key in sorted(_text_keys(ENTITIES.values()))) + rb')"\s*:\s*)NaN(?=\s*[,}])'
)


def loads(source: Source, name: str, type_: str = "") -> tuple[dict[str, Json], bool]:
    """Return an entry as a JSON object, and whether NaN stood in place of a text.

    Some writers (pandas) put NaN where a text is missing. That is no JSON, but its meaning is certain; NaN in the place
    of a number is an error like any other.

    Args:
        source: the package.
        name: the entry.
        type_: type of its data set; some have lists that are decoded into structs (``fastpath``).

    Raises:
        MalformedSourceError: the entry is not one JSON object.
    """
    data, at = source.read(name), source.locate(name)
    lenient = False
    if type_ in fastpath.MANY:
        try:
            quick = fastpath.loads(data, at, source.limits, fastpath.MANY[type_])
        except LcabridgeError:
            # Read whole, the error has its place in the file.
            quick = None
        if quick is not None:
            return quick, False
    try:
        document = load_json(data, at, source.limits)
    except MalformedSourceError:
        mended, count = _NAN.subn(rb"\1null", data)
        if not count:
            raise
        document, lenient = load_json(mended, at, source.limits), True
    if not isinstance(document, dict):
        raise MalformedSourceError(
            "this is not a data set: a JSON object is expected",
            "这不是数据集：应为 JSON 对象",
            at=Location(file=at),
            hint_en="remove the file, or restore it from its origin",
            hint_zh="请删除该文件，或从来源重新获取",
        )
    return document, lenient


def category_paths(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Return the path of every category from the tree that the files ``categories/*.json`` are.

    Args:
        documents: category objects by ``@id``.
    """
    paths: dict[str, tuple[str, ...]] = {}

    def path_of(ident: str, below: frozenset[str]) -> tuple[str, ...]:
        if ident in paths:
            return paths[ident]
        document = documents.get(ident)
        if document is None or ident in below:
            return ()
        parent = document.get("category")
        above: tuple[str, ...] = ()
        if isinstance(parent, dict):
            above = path_of(str(parent.get("@id")), below | {ident}) or _shown(parent)
        paths[ident] = (*above, str(document.get("name", "")))
        return paths[ident]

    for ident in documents:
        path_of(ident, frozenset())
    return paths


def _shown(reference: Mapping[str, Any]) -> tuple[str, ...]:
    above = reference.get("categoryPath")
    names = [str(name) for name in above] if isinstance(above, list) else []
    return (*names, str(reference.get("name", "")))
