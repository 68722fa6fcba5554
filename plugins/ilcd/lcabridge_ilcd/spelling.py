"""The kinds of values: how each is written into a document. ``kinds.py`` is the other direction."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from lcabridge.report import catalogue
from lcabridge.sources import format_number
from lcabridge_ilcd import issues
from lcabridge_ilcd.rows import Leaf
from lcabridge_ilcd.values import CAS, VERSION, perc
from lcabridge_ilcd.writing import Document, Values, Writer, Writing

_YEAR = re.compile(r"\s*([0-9]{4})(?![0-9])")


def leaf_writer(row: Leaf, key: str, *, json: bool) -> Writer:
    """Return the function that writes a leaf under ``key``."""
    if row.kind in _MANY:
        return _many(row.attr, key, _MANY[row.kind](row))
    return _one(row.attr, key, _ONE[row.kind](row, json))


Spell = Callable[[Any, Writing], Any]
_SILENT = frozenset({type(None), str, dict})
"""Kinds whose empty value says nothing; 0 and False do."""


def _one(attr: str, key: str, spell: Spell) -> Writer:
    def write(values: Values, out: Document, writing: Writing) -> None:
        value = values.get(attr)
        if not value and value.__class__ in _SILENT:
            return
        got = spell(value, writing)
        if got is not None:
            out[key] = got

    return write


def _many(attr: str, key: str, spell: Spell) -> Writer:
    def write(values: Values, out: Document, writing: Writing) -> None:
        members = values.get(attr)
        if members:
            out[key] = [spell(member, writing) for member in members]

    return write


def _as_is(_row: Leaf, _json: bool) -> Spell:
    return lambda value, _writing: value


def _word(row: Leaf, _json: bool) -> Spell:
    if not row.words:
        return lambda value, _writing: value
    spelled = {word: spelling for spelling, word in reversed(tuple(row.words.items()))}
    return lambda value, _writing: spelled.get(value)


def _lang(row: Leaf, json: bool) -> Spell:
    key, attr = row.key, row.attr
    if json or not row.once:
        return lambda value, writing: writing.texts(key, attr, value) or None

    def spell(value: dict[str, str], writing: Writing) -> Any:
        written = writing.texts(key, attr, value)
        for other in written[1:]:
            writing.report.add(catalogue.DEGRADED_VALUE, path=writing.path(attr), value=other["#text"], native=None)
        return written[:1] or None

    return spell


def _version(row: Leaf, json: bool) -> Spell:
    attr = row.attr

    def spell(value: str, writing: Writing) -> str:
        if not json and not VERSION.fullmatch(value):
            writing.report.add(issues.SOURCE_INVALID, path=writing.path(attr), value=value, expected="00.00.000")
        return value

    return spell


def _cas(row: Leaf, json: bool) -> Spell:
    attr = row.attr

    def spell(value: str, writing: Writing) -> str | None:
        if json or CAS.fullmatch(value):
            return value
        writing.report.add(catalogue.DEGRADED_VALUE, path=writing.path(attr), value=value, native=None)
        return None

    return spell


def _number(row: Leaf, json: bool) -> Spell:
    if json and row.number:
        return lambda value, _writing: value
    return lambda value, _writing: format_number(value)


def _integer(row: Leaf, json: bool) -> Spell:
    if json and row.number:
        return lambda value, _writing: value
    return lambda value, _writing: str(value)


def _percentage(row: Leaf, _json: bool) -> Spell:
    attr = row.attr

    def spell(value: float, writing: Writing) -> str | None:
        text, exact = perc(value)
        if not exact:
            writing.report.add(catalogue.DEGRADED_VALUE, path=writing.path(attr), value=value, native=text)
        return text

    return spell


def _date_year(row: Leaf, json: bool) -> Spell:
    as_number = json and row.number

    def spell(value: str, _writing: Writing) -> str | int | None:
        found = _YEAR.match(value)
        if found is None:
            return None
        return int(found[1]) if as_number else found[1]

    return spell


def _boolean(row: Leaf, json: bool) -> Spell:
    if json and row.number:
        return lambda value, _writing: value
    return lambda value, _writing: "true" if value else "false"


def _place(_row: Leaf, _json: bool) -> Spell:
    return lambda value, writing: writing.place(value) or None


def _place_text(_row: Leaf, json: bool) -> Spell:
    def spell(value: Any, writing: Writing) -> Any:
        code = writing.place(value)
        if not code:
            return None
        return code if json else [{"@xml:lang": "en", "#text": code}]

    return spell


_ONE: dict[str, Callable[[Leaf, bool], Spell]] = {
    "text": lambda row, _json: lambda value, writing: writing.fit(row.key, row.attr, value),
    "version": _version,
    "cas": _cas,
    "word": _word,
    "lang": _lang,
    "ref": lambda _row, _json: lambda value, writing: writing.reference(value),
    "real": _number,
    "perc": _percentage,
    "integer": _integer,
    "year": _integer,
    "date_year": _date_year,
    "boolean": _boolean,
    "place": _place,
    "place_text": _place_text,
}

_MANY: dict[str, Callable[[Leaf], Spell]] = {
    "texts": lambda _row: lambda value, _writing: value,
    "words": lambda row: lambda value, _writing: {w: s for s, w in row.words.items()}.get(value, value),
    "refs": lambda _row: lambda value, writing: writing.reference(value),
    "integers": lambda _row: lambda value, _writing: str(value),
}
