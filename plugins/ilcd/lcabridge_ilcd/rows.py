"""The vocabulary of the field table: what a row can say.

A row says where a value stands in a data set (key and parents), how often, what kind of value it is, and which model
attribute holds it. The order of the rows is the order of the XSD sequence. The same rows serve reading and writing of
XML and of JSON (``reading.py`` and ``writing.py`` compile them); nothing about a mapping is said twice.

Keys are spelled as TIDAS and xmltodict spell them: ``@name`` for an attribute, ``common:`` for ILCD's common name space,
``olca:`` for openLCA's extension attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from lcabridge.model import EntityType

Kind = Literal[
    "text",  # one string, kept as it stands
    "version",
    "cas",  # CAS number; XML takes only the pattern of the XSD
    "word",  # one string without white space around it (enumerations, identifiers)
    "texts",  # a string, repeated
    "words",  # a word, repeated
    "lang",  # text in languages
    "ref",  # a reference
    "refs",  # references
    "real",  # xs:double
    "perc",  # ILCD Perc: at most 5 digits, 3 of them decimals
    "integer",  # whole number
    "integers",  # whole numbers
    "year",  # four digits
    "date_year",  # a year here, a date or year as text in the model
    "boolean",
    "place",  # code of a place
    "place_text",  # code of a place, in XML as text with a language
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Base of all rows.

    Attributes:
        key: name of the element or attribute.
        json: name in JSON where it differs; "" where the TIDAS schemas have no such member.
    """

    key: str
    json: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf(Row):
    """A value.

    Attributes:
        attr: model attribute; ``part.name`` for an attribute of a part such as ``administration``.
        kind: kind of value.
        target: type of a reference's target.
        words: for kinds ``word`` and ``words``: spelling in the format to word of the model, where they differ.
        number: True where JSON writes a number or boolean instead of a string.
        once: True where the XSD takes a text in one language only.
    """

    attr: str
    kind: Kind = "text"
    target: EntityType | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    number: bool = False
    once: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Row):
    """An element that only holds others.

    Attributes:
        rows: its attributes and children.
        always: True where the XSD demands the element even if nothing stands in it.
        open: True where anything else may stand in it too (``common:other``), which is carried.
    """

    rows: tuple[Row, ...]
    always: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Items(Row):
    """A repeated element, each a model struct in a list.

    Attributes:
        attr: model attribute that holds the list.
        rows: attributes and children of one.
        shape: how rows become the struct and back.
    """

    attr: str
    rows: tuple[Row, ...]
    shape: Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Carry(Row):
    """An element that the XSD knows and the model does not: carried in ``extra`` and written back at its place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Custom(Row):
    """A place whose form is not that of any kind.

    Attributes:
        attr: model attribute, or key of the values given to the shape.
        read: (value, reading, key) → model value, or None if nothing stands there; raises ValueError for what it cannot read.
        write: (model value, writing) → value of the document, or None.
    """

    attr: str
    read: Callable[[Any, Any, str], Any]
    write: Callable[[Any, Any], Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """How the values of one element's rows become a struct, and a struct the values of its rows.

    Attributes:
        build: (values by attribute, reading) → struct.
        split: (struct, writing) → values by attribute.
        plain: struct → the same values, of a struct of the plain form of which the native fields say all if they say each of
            these (``foretelling.py``); None for any other. With it the struct itself, which ``split`` may get with more.
        struct: type of the struct, where ``direct`` is given.
        direct: attributes of rows that ``build`` puts into fields of the struct as they are, if there are no others; two that
            have one field have to agree.
    """

    build: Callable[[dict[str, Any], Any], Any]
    split: Callable[[Any, Any], dict[str, Any]]
    plain: Callable[[Any], tuple[dict[str, Any], Any] | None] | None = None
    struct: type[Any] | None = None
    direct: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A data set type.

    Attributes:
        type: entity type.
        root: name of the root element.
        folder: folder in a package.
        namespace: of the root element.
        schema: file name of its XSD.
        rows: attributes and children of the root.
        shape: see Shape.
        attributes: root attributes that every file has.
        json_attributes: those that the TIDAS schemas demand besides.
        reference_type: ``@type`` of references to it.
    """

    type: EntityType
    root: str
    folder: str
    namespace: str
    schema: str
    rows: tuple[Row, ...]
    shape: Shape
    attributes: Mapping[str, str] = field(default_factory=dict)
    json_attributes: Mapping[str, str] = field(default_factory=dict)
    reference_type: str


OTHER = Carry(key="common:other")
SPREAD = "relativeStandardDeviation95In"
"""Key of the spread of a distribution, whose meaning hangs on the distribution (``spread.py``)."""


def text(key: str, attr: str, kind: Kind = "text", **more: Any) -> Leaf:
    """Return a row of plain text (or of the kind given)."""
    return Leaf(key=key, attr=attr, kind=kind, **more)


def lang(key: str, attr: str, **more: Any) -> Leaf:
    """Return a row of text in languages."""
    return Leaf(key=key, attr=attr, kind="lang", **more)


def ref(key: str, attr: str, target: EntityType, **more: Any) -> Leaf:
    """Return a row of one reference."""
    return Leaf(key=key, attr=attr, kind="ref", target=target, **more)


def refs(key: str, attr: str, target: EntityType, **more: Any) -> Leaf:
    """Return a row of references."""
    return Leaf(key=key, attr=attr, kind="refs", target=target, **more)


def group(key: str, *rows: Row, always: bool = False, other: bool = True, json: str | None = None) -> Group:
    """Return a row of an element that only holds others, by default with ``common:other`` at its end."""
    return Group(key=key, rows=(*rows, OTHER) if other else rows, always=always, json=json)
