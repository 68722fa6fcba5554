"""Writing what is known to read back as it is: members of long lists of which the native fields say all.

What a data set's native fields cannot say is found by reading back what was written (``extension.py``). Of the exchanges of a
process nearly all are of one plain form, of which the outcome is known beforehand: each value of the usual kind, in a text
that the reader takes as it stands. Such a member is spelled at once, and reading back gives the member itself.
``tests/plugins/ilcd/test_foretelling.py`` holds what is foretold here against what is written and read the long way.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from lcabridge.model import Ref, Text
from lcabridge.sources import format_number
from lcabridge_ilcd.kinds import is_undoubted
from lcabridge_ilcd.names import LIMITS, REFERENCE_TYPES, REPEATING, uri
from lcabridge_ilcd.rows import Items, Leaf
from lcabridge_ilcd.values import NIL, UUID
from lcabridge_ilcd.xmldoc import Spelled, layout, spell_attribute, spell_text

Values = dict[str, Any]
Spell = Callable[[Any], str | None]
"""Model value → XML; None where what a reader makes of it is not certain."""

_SILENT = frozenset({type(None), str, dict})
"""Kinds whose empty value is not written."""
_SHORT = "common:shortDescription"


def compile_spelled(row: Items, depth: int) -> Callable[[Values], Spelled | None]:
    """Return the function that spells a member by its values, None where what a reader makes of it is not certain.

    Args:
        row: of the repeated element.
        depth: of the element below the root.
    """
    leaves = [part for part in row.rows if isinstance(part, Leaf) and not part.once]
    attributes = [
        (leaf.attr, leaf.key[1:], _plain(leaf)) for leaf in leaves if leaf.key[0] == "@" and leaf.kind == "integer"
    ]
    children = [
        (leaf.attr, _CHILDREN[leaf.kind](leaf, layout(depth + 1)))
        for leaf in leaves
        if leaf.key[0] != "@" and leaf.kind in _CHILDREN and leaf.key not in REPEATING
    ]
    known = {attr for attr, *_ in [*attributes, *children]}
    start, end = f"{layout(depth)}<{row.key}", f"{layout(depth)}</{row.key}>"

    def spelled(values: Values) -> Spelled | None:
        if not values.keys() <= known:
            return None
        out = start
        for attr, name, spell in attributes:
            value = values.get(attr)
            if value is not None and value != "":
                text = spell(value)
                if text is None:
                    return None
                out += f' {name}="{text}"'
        inner = ""
        for attr, spell in children:
            value = values.get(attr)
            if not value and value.__class__ in _SILENT:
                continue
            text = spell(value)
            if text is None:
                return None
            inner += text
        return Spelled(f"{out}>{inner}{end}") if inner else None

    return spelled


def _plain(leaf: Leaf) -> Spell:
    """Return the function that spells a plain value, not yet escaped."""
    limit = LIMITS.get(leaf.key, math.inf)
    if leaf.kind == "integer":
        return lambda value: str(value) if value.__class__ is int else None
    if leaf.kind == "real":
        return _real
    if leaf.kind == "place":
        return lambda place: place.code if place.ref is None and place.code and not place.code.isspace() else None
    if leaf.words:
        return {word: spelling for spelling, word in reversed(tuple(leaf.words.items()))}.get
    if leaf.kind == "word":
        return lambda value: value if value.strip() == value else None
    return lambda value: value if len(value) <= limit and not value.isspace() else None


@lru_cache(maxsize=256)  # mean and resulting amount follow each other
def _spell_number(value: float) -> str | None:
    return format_number(value) if math.isfinite(value) else None


def _real(value: Any) -> str | None:
    # Minus zero equals zero: it is no key.
    return (_spell_number(value) if value else format_number(value)) if value.__class__ is float else None


def _value(leaf: Leaf, indent: str) -> Spell:
    plain, key = _plain(leaf), leaf.key

    def spell(value: Any) -> str | None:
        text = plain(value)
        return None if text is None else f"{indent}<{key}>{spell_text(text)}</{key}>"

    return spell


def _lang(leaf: Leaf, indent: str) -> Spell:
    key = leaf.key
    return lambda value: _texts(key, value, indent)


def _texts(key: str, text: Text, indent: str) -> str | None:
    limit = LIMITS.get(key, math.inf)
    out = ""
    for tag, content in text.items():
        if not content or content.isspace() or len(content) > limit or "-" in tag or not is_undoubted(tag, content):
            return None
        out += f'{indent}<{key} xml:lang="{spell_attribute(tag)}">{spell_text(content)}</{key}>'
    return out


def _ref(leaf: Leaf, indent: str) -> Spell:
    key, target = leaf.key, leaf.target
    assert target is not None  # the table gives one for every reference
    start = f'{indent}<{key} type="{REFERENCE_TYPES[target]}" refObjectId="'

    def spell(ref: Ref) -> str | None:
        uuid, version = ref.uuid, ref.version
        if ref.type != target or ref.uri or ref.sections or ref.summary or uuid == NIL or not UUID.fullmatch(uuid):
            return None
        name = _texts(_SHORT, ref.name, f"{indent}  ")
        if name is None:
            return None
        told = f' version="{spell_attribute(version)}"' if version else ""
        out = f'{start}{uuid}"{told} uri="{uri(target, uuid)}"'
        return f"{out}>{name}{indent}</{key}>" if name else f"{out}/>"

    return spell


_CHILDREN: dict[str, Callable[[Leaf, str], Spell]] = {
    "ref": _ref,
    "lang": _lang,
    **dict.fromkeys(("text", "word", "real", "place"), _value),
}
