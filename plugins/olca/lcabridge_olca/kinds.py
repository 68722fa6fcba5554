"""Kinds of values: how one is read from JSON and written into it. Each kind states both directions of one fact."""

# ruff: noqa: ARG002  # the kinds share one signature
from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from lcabridge.model import EntityType, pick
from lcabridge_olca.context import At, Read
from lcabridge_olca.structs import Structs

if TYPE_CHECKING:
    from lcabridge_olca.reading import Reading
    from lcabridge_olca.shapes import Shape
    from lcabridge_olca.writing import Writing

Write = Callable[[Any], Any]
"""Writes a model value that says something; marks ``Writing.inexact`` where reading it again gives another value."""


class Plain(NamedTuple):
    """How a value of a kind is told to be usual, and taken, without a call (``fastpath``).

    In the expressions ``value`` is the decoded value (None where the key is absent), ``absent`` what an absent key means,
    ``words`` the constant of that name.

    Attributes:
        type: what the JSON value is decoded as.
        unusual: true for a value that only the reader can judge; "" if there is none.
        result: the model value.
        english: holds only where texts are English.
        words: a constant.
    """

    type: Any
    unusual: str
    result: str
    english: bool = False
    words: Mapping[str, str] | None = None


class Kind:
    """A kind of value.

    Attributes:
        plain: see Plain; None if every value needs the reader.
    """

    plain: Plain | None = None

    def reader(self, c: Reading, attr: str) -> Read:
        """Return the function that reads a value for the model attribute ``attr``."""
        raise TypeError(f"{type(self).__name__} is read with its owner")

    def writer(self, w: Writing, attr: str) -> Write:
        """Return the function that writes a value of the model attribute ``attr``."""
        return _same


def _same(value: Any) -> Any:
    return value


class TextKind(Kind):
    """A text without language tag."""

    plain = Plain(
        str,
        "value is not None and not (value and value.isascii())",
        '{"en": value} if value else {}',
        english=True,
    )

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""
        english = c.lang == "en"

        def read(value: Any, at: At, key: str) -> Any:
            if value.__class__ is str and value:
                return {"en": value} if english and value.isascii() else c.text(value)
            found = c.string(value, at, key, attr)
            return None if found is None else c.text(found)

        return read

    def writer(self, w: Writing, attr: str) -> Write:
        """See Kind."""
        lang = w.lang

        def write(value: dict[str, str]) -> str:
            text = pick(value, lang, "zh")
            if len(value) > 1 or not ((lang == "en" and text.isascii() and "en" in value) or w.text(text) == value):
                w.inexact = True
            return text

        return write


class StringKind(Kind):
    """A word, code, date or formula: the same in all languages."""

    plain = Plain(str, 'value == ""', 'value or ""')

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""

        def read(value: Any, at: At, key: str) -> Any:
            return value if value.__class__ is str and value else c.string(value, at, key, attr)

        return read


class NumberKind(Kind):
    """A float64."""

    # An integer beyond 2^53 loses digits as a float, which the reader reports.
    plain = Plain(float, "value is not None and not -9e15 < value < 9e15", "absent if value is None else value")

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""

        def read(value: Any, at: At, key: str) -> Any:
            return value if value.__class__ is float else c.number(value, at, key, attr)

        return read


class IntegerKind(Kind):
    """A whole number."""

    plain = Plain(int, "", "absent if value is None else value")

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""

        def read(value: Any, at: At, key: str) -> Any:
            return value if value.__class__ is int else c.integer(value, at, key, attr)

        return read


class BooleanKind(Kind):
    """True or false."""

    plain = Plain(bool, "", "absent if value is None else value")

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""

        def read(value: Any, at: At, key: str) -> Any:
            return value if value is True or value is False else c.boolean(value, at, key, attr)

        return read


class DirectionKind(Kind):
    """``isInput``: true is an input, false an output."""

    plain = Plain(bool, "", '"input" if value else absent if value is None else "output"')

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""

        def read(value: Any, at: At, key: str) -> Any:
            if value is True:
                return "input"
            if value is False:
                return "output"
            found = c.boolean(value, at, key, attr)
            return None if found is None else ("input" if found else "output")

        return read

    def writer(self, w: Writing, attr: str) -> Write:
        """See Kind."""
        return "input".__eq__


class EnumKind(Kind):
    """A word of a closed list.

    Args:
        words: openLCA's word to ours.
        coarser: our words that openLCA has no word for, to the nearest of openLCA's.
    """

    def __init__(self, words: Mapping[str, str], coarser: Mapping[str, str] | None = None) -> None:
        self.words = words
        self.coarser = coarser or {}
        self.native = {ours: theirs for theirs, ours in words.items()}
        self.plain = Plain(str, "value is not None and value not in words", "words.get(value, absent)", words=words)

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""
        get = self.words.get

        def read(value: Any, at: At, key: str) -> Any:
            if value.__class__ is str:
                found = get(value)
                if found is not None:
                    return found
                if value:
                    c.carry(at, key, value)
                    return None
            c.bad(at, key, attr, value, "a word of the schema")
            return None

        return read

    def writer(self, w: Writing, attr: str) -> Write:
        """See Kind."""

        def write(value: str) -> Any:
            word = self.native.get(value)
            if word is None:
                word = self.coarser.get(value)
                w.inexact = True
                if word is not None:
                    w.degraded(attr, value, word)
            return word

        return write


class RefKind(Kind):
    """A reference.

    Args:
        type_: type of the target.
        others: further types that ``@type`` may name.
    """

    def __init__(self, type_: EntityType, *others: EntityType) -> None:
        self.type: EntityType = type_
        self.others = others

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""
        return c.ref_reader(self.type, self.others, attr)

    def writer(self, w: Writing, attr: str) -> Write:
        """See Kind."""
        return w.ref


class PlaceKind(Kind):
    """A reference to a Location."""

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""
        return c.place_reader(attr)

    def writer(self, w: Writing, attr: str) -> Write:
        """See Kind."""
        return w.place


class UnitKind(Kind):
    """A reference to a unit, which stands in its unit group."""

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""
        return c.unit_reader(attr)

    def writer(self, w: Writing, attr: str) -> Write:
        """See Kind."""
        return w.unit


class CategoryKind(Kind):
    """A category: a path (openLCA 2) or an object (openLCA 1)."""

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""
        return c.category_reader(attr)

    def writer(self, w: Writing, attr: str) -> Write:
        """See Kind."""
        return w.category


class JsonKind(Kind):
    """JSON that is kept as it is (a geometry)."""

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""

        def read(value: Any, at: At, key: str) -> Any:
            if value in ("", [], {}):
                c.empty(at, key, attr, value)
                return None
            return value

        return read


class ListKind(Kind):
    """A list of values of one kind.

    Args:
        member: kind of its members.
    """

    def __init__(self, member: Kind) -> None:
        self.member = member

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""
        read_member = self.member.reader(c, "")
        build = c.member_reader(self.member.shape) if isinstance(self.member, ObjectKind) else None

        def read(value: Any, at: At, key: str) -> Any:
            if value.__class__ is Structs and build is not None:
                here = (at, key, attr)
                made = [build(item, (here, i, "")) for i, item in enumerate(value)]
                return [item for item in made if item is not None] if None in made else made
            if value.__class__ is not list or not value:
                c.bad(at, key, attr, value, "a list")
                return None
            here = (at, key, attr)
            # The position is the key of a member; pointers and paths tell it from a name by its type.
            found = [read_member(item, here, i) for i, item in enumerate(value)]  # type: ignore[arg-type]
            return [item for item in found if item is not None] if None in found else found

        return read

    def writer(self, w: Writing, attr: str) -> Write:
        """See Kind."""
        write_member = self.member.writer(w, attr)

        def write(value: list[Any]) -> list[Any]:
            return [write_member(item) for item in value]

        return write


class FirstKind(Kind):
    """One value natively, where the model has a list: the first.

    Args:
        member: kind of the value.
    """

    def __init__(self, member: Kind) -> None:
        self.member = member

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""
        read_member = self.member.reader(c, attr)

        def read(value: Any, at: At, key: str) -> Any:
            found = read_member(value, at, key)
            return None if found is None else [found]

        return read

    def writer(self, w: Writing, attr: str) -> Write:
        """See Kind."""
        write_member = self.member.writer(w, attr)

        def write(value: list[Any]) -> Any:
            if len(value) > 1:
                w.inexact = True
            return write_member(value[0])

        return write


class ObjectKind(Kind):
    """An object that is a struct of the model.

    Args:
        shape: its table.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def reader(self, c: Reading, attr: str) -> Read:
        """See Kind."""
        read_object = c.object_reader(self.shape)

        def read(value: Any, at: At, key: str) -> Any:
            if value.__class__ is dict and value:
                return read_object(value, (at, key, attr))
            c.bad(at, key, attr, value, "an object")
            return None

        return read

    def writer(self, w: Writing, attr: str) -> Write:
        """See Kind."""
        return w.object_writer(self.shape)


class InlineKind(Kind):
    """An object whose members are attributes of its owner (``processDocumentation``).

    Args:
        shape: its table; attributes are the owner's.
    """

    def __init__(self, shape: Shape) -> None:
        self.shape = shape


TEXT, STRING, NUMBER, INTEGER, BOOLEAN = TextKind(), StringKind(), NumberKind(), IntegerKind(), BooleanKind()
DIRECTION, PLACE, UNIT, CATEGORY, JSON = DirectionKind(), PlaceKind(), UnitKind(), CategoryKind(), JsonKind()
STRINGS = ListKind(STRING)
