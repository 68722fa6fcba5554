"""Columns: which cell is which attribute of the model, and what kind of value stands in it.

A column serves both directions. A text has one cell per language; a nested attribute is a path (``time.reference_year``).
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec
import orjson

from lcabridge.model import EntityType, Ref, Unit, UnitRef
from lcabridge.sources.sheets import scalars
from lcabridge.sources.sheets.cells import CellValue, as_text
from lcabridge.sources.sheets.scalars import Found, Signs
from lcabridge_tables import lists

Words = Mapping[str, tuple[str, str]]
"""Model value to how it is called in English and Chinese."""


class Kind(NamedTuple):
    """A kind of cell.

    Attributes:
        id: its name.
        read: cell to value; raises `scalars.NotSo`.
        write: value to cell, in a language.
        numeric: numbers stand in it, so that the column is not a text column of the workbook.
        words: the list that it offers.
    """

    id: str
    read: Callable[[CellValue, Signs], Found]
    write: Callable[[Any, str], CellValue]
    numeric: bool = False
    words: Words = MappingProxyType({})


def _texts(reader: Callable[[str], Any], writer: Callable[[Any], str], ident: str) -> Kind:
    return Kind(ident, lambda value, _: Found(reader(scalars.plain_text(value))), lambda value, _: writer(value))


def _exact(value: CellValue, _: Signs) -> Found:
    return Found(scalars.plain_text(value))


def _trimmed(value: CellValue, _: Signs) -> Found:
    return Found(scalars.plain_text(value).strip())


def _number_out(value: Any, _: str) -> CellValue:
    return float(value)


TEXT = Kind("text", _exact, lambda value, _: str(value))
"""Multilingual: the value is the text of one language."""
NAME = Kind("name", _exact, lambda value, _: str(value))
STRING = Kind("string", _exact, lambda value, _: str(value))
CODE = Kind("code", _trimmed, lambda value, _: str(value))
ID = Kind("id", _trimmed, lambda value, _: str(value))
"""Identifies a data set: a UUID, or any code that the table uses for it."""
NUMBER = Kind("number", scalars.number, _number_out, numeric=True)
WHOLE = Kind("whole number", scalars.whole, _number_out, numeric=True)
YEAR = Kind("year", scalars.year, _number_out, numeric=True)
BOOL = Kind("yes or no", lambda value, _: scalars.truth(value), lambda value, _: bool(value), numeric=True)
WORDS = _texts(lists.words_in, lists.words_out, "list")
PATHS = _texts(lists.paths_in, lists.paths_out, "paths")
ALIASES = _texts(lists.aliases_in, lists.aliases_out, "aliases")
ASPECTS = _texts(lists.aspects_in, lists.aspects_out, "pairs")
SCOPES = _texts(lists.scopes_in, lists.scopes_out, "scopes")
REFS = Kind("references", _exact, lambda value, _: lists.refs_out(value))
"""Read by the reader of rows, which knows the names of the table."""


def _json(value: CellValue, _: Signs) -> Found:
    try:
        return Found(orjson.loads(scalars.plain_text(value)))
    except orjson.JSONDecodeError:
        raise scalars.NotSo("JSON", " JSON") from None


JSON = Kind("JSON", _json, lambda value, _: orjson.dumps(value).decode())


def choice(words: Words) -> Kind:
    """Return a kind that offers a list; read in either language, or as the model spells it."""
    spellings = {word.casefold(): value for value, names in words.items() for word in (value, *names)}
    return Kind(
        "choice",
        lambda value, _: Found(scalars.word_of(value, spellings)),
        lambda value, lang: words[value][lang == "zh"] if value in words else as_text(value),
        words=words,
    )


class Column(NamedTuple):
    """A column of a sheet.

    Attributes:
        attr: path of the attribute.
        kind: what stands in its cells.
        en: heading in English, without "/" and "(".
        zh: heading in Chinese.
        basic: part of the template; others appear where a data set uses them.
        help_en: what belongs there.
        help_zh: the same in Chinese.
        type: of the data sets that an ID or a list of references names.
        both: a text that the template asks for in two languages.
    """

    attr: str
    kind: Kind
    en: str
    zh: str
    basic: bool = False
    help_en: str = ""
    help_zh: str = ""
    type: EntityType | None = None
    both: bool = False


class Node(dict[str, Any]):
    """Attributes of a struct that is still to be built; a plain dict is a text in several languages."""


def put(tree: Node, attr: str, value: Any) -> None:
    """Set a value at a path."""
    *way, last = attr.split(".")
    for step in way:
        tree = tree.setdefault(step, Node())
    tree[last] = value


def get(value: Any, attr: str) -> Any:
    """Return the value at a path, None where there is none."""
    for step in attr.split("."):
        if value is None:
            return None
        value = getattr(value, step)
    return value


_STRUCTS: dict[tuple[Any, str], Any] = {}
_NAMELESS = (Unit, UnitRef)
"""What some sources leave without a name, and know by its UUID."""
_REQUIRED: dict[Any, tuple[str, ...]] = {}


def struct_at(model: type[Any], field: str) -> type[Any] | None:
    """Return the struct that an attribute of a struct holds, None if it is a plain value."""
    if (model, field) not in _STRUCTS:
        hint = typing.get_type_hints(model)[field]
        options = typing.get_args(hint) if isinstance(hint, types.UnionType) else (hint,)
        found = (kind for kind in options if isinstance(kind, type) and issubclass(kind, msgspec.Struct))
        _STRUCTS[model, field] = next(found, None)
    kind: type[Any] | None = _STRUCTS[model, field]
    return kind


def required(model: type[Any]) -> tuple[str, ...]:
    """Return the fields that a struct needs."""
    if model not in _REQUIRED:
        fields = msgspec.structs.fields(model)
        _REQUIRED[model] = tuple(f.name for f in fields if f.required and not (model is Ref and f.name == "type"))
    return _REQUIRED[model]


def build(
    model: type[Any], tree: Node, refs: Mapping[str, EntityType], lack: Callable[[str, str], None], path: str = ""
) -> Any:
    """Return a struct of the values in a tree, None where a field that it needs is missing.

    Args:
        model: the struct.
        tree: its attributes.
        refs: path of a reference to the type of what it names.
        lack: called with the path of a struct that cannot be built and the field it lacks.
        path: where the struct stands.
    """
    values: dict[str, Any] = {}
    for field, value in tree.items():
        if isinstance(value, Node):
            inner = struct_at(model, field)
            here = f"{path}.{field}" if path else field
            made = build(inner, value, refs, lack, here) if inner else None
            if made is not None:
                values[field] = made
        else:
            values[field] = value
    if model is Ref:
        values.setdefault("type", refs.get(path, "source"))
    for field in required(model):
        if field not in values and model in _NAMELESS:
            values[field] = ""
        elif field not in values:
            lack(path, field)
            return None
    return model(**values)


def tree_get(tree: Node, attr: str) -> Any:
    """Return what stands at a path of a tree, None where nothing does."""
    value: Any = tree
    for step in attr.split("."):
        if not isinstance(value, dict) or step not in value:
            return None
        value = value[step]
    return value
