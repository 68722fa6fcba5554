"""Cards to entities. What is not understood becomes an issue; only what cannot be read at all is an exception."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any, get_args

from lcabridge.errors import Location, MalformedSourceError
from lcabridge.format import Part, Session
from lcabridge.model import Entity, Index, Text
from lcabridge.report import Report, catalogue
from lcabridge.sources import Source, load_json
from lcabridge_template.plugin import SUFFIX
from lcabridge_template.shapes import CARDS, REFERENCE, Shape, To

_EXPECTED = {str: "a text", int: "a whole number", float: "a number", bool: "true or false", Text: "texts by language"}


class CardSession(Session):
    """An opened package of cards; every card is a part, so that workers can share them out."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._parts = [
            Part(key=name, names=(name,), size=source.size(name)) for name in source.names() if name.endswith(SUFFIX)
        ]

    def parts(self) -> Sequence[Part]:
        """Return one part per card."""
        return self._parts

    def notes(self, report: Report) -> None:
        """Name the files that are no cards."""
        for name in self.source.names():
            if not name.endswith(SUFFIX):
                report.add(catalogue.IGNORED_FILE, file=self.source.locate(name), value=name)

    def read(self, part: Part, index: Index, report: Report) -> Iterator[Entity]:  # noqa: ARG002  # each card stands alone
        """Yield the entity of one card."""
        at = self.source.locate(part.names[0])
        yield read_card(load_json(self.source.read(part.names[0]), at, self.source.limits), at, report)


def read_card(card: Any, at: str, report: Report) -> Entity:
    """Return the entity that a card means.

    Raises:
        MalformedSourceError: it is no card, or of an unknown type, or has no UUID.
    """
    if not isinstance(card, dict) or card.get("card") not in CARDS:
        known = ", ".join(CARDS)
        raise MalformedSourceError(
            "this is not a card of a known type", "不是已知类型的卡片", at=Location(file=at, pointer="/card"),
            hint_en=f'"card" has to be one of {known}', hint_zh=f'"card" 应为 {known} 之一',
        )  # fmt: skip
    try:
        ident = str(uuid.UUID(card.get("id")))
    except (ValueError, TypeError, AttributeError):
        raise MalformedSourceError(
            "the card has no UUID", "卡片没有 UUID", at=Location(file=at, pointer="/id"),
            hint_en="give it one", hint_zh="请补上",
        ) from None  # fmt: skip
    shape = CARDS[card["card"]]
    report.about(shape.model(uuid=ident), at)
    content = {key: value for key, value in card.items() if key != "card"} | {"id": ident}
    entity: Entity = _Reading(report).object(content, shape, "", {})
    return entity


class _Reading:
    """Turns JSON values into model values; what does not fit becomes an issue at its place."""

    def __init__(self, report: Report) -> None:
        self._report = report

    def object(self, value: dict[str, Any], shape: Shape, place: str, given: dict[str, Any]) -> Any:
        fields = dict(given)
        keys = {field.key: field for field in shape.fields}
        for key, member in value.items():
            field = keys.get(key)
            if field is None:
                self._report.add(catalogue.UNREAD, path=f"{place}/{key}", pointer=f"{place}/{key}", value=member)
                continue
            found = self._value(member, field.kind, f"{place}/{key}", many=field.many)
            if found is not None:
                fields[field.attribute] = found
        try:
            return shape.model(**fields)
        except TypeError:  # a required attribute is missing
            return self._bad(value, place, f"complete: it needs {', '.join(shape.model.__struct_fields__[:2])}")

    def _value(self, value: Any, kind: Any, place: str, *, many: bool) -> Any:
        if not many:
            return self._single(value, kind, place)
        if not isinstance(value, list):
            return self._bad(value, place, "a list")
        members = [self._single(member, kind, f"{place}/{i}") for i, member in enumerate(value)]
        return [member for member in members if member is not None]

    def _single(self, value: Any, kind: Any, place: str) -> Any:
        if isinstance(kind, Shape | To):
            if not isinstance(value, dict):
                return self._bad(value, place, "an object")
            shape, given = (REFERENCE, {"type": kind.type}) if isinstance(kind, To) else (kind, {})
            return self.object(value, shape, place, given)
        if kind is Text:
            fits = isinstance(value, dict) and all(isinstance(text, str) for text in value.values())
        elif choices := get_args(kind):
            return value if value in choices else self._bad(value, place, f"one of {', '.join(choices)}")
        elif kind is float:
            value = float(value) if isinstance(value, int) and not isinstance(value, bool) else value
            fits = isinstance(value, float)
        else:
            fits = type(value) is kind
        return value if fits else self._bad(value, place, _EXPECTED[kind])

    def _bad(self, value: Any, place: str, expected: str) -> None:
        self._report.add(catalogue.BAD_VALUE, path=place, pointer=place, value=value, expected=expected)
