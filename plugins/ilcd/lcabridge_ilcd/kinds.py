"""The kinds of values: how each is read from a document. ``spelling.py`` is the other direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lcabridge.model import EntityType, Place, Ref, Text, has_cjk, put, true_language
from lcabridge.report import catalogue
from lcabridge_ilcd import issues
from lcabridge_ilcd.names import ABSENT, ENTITY_TYPES, FOLDERS, OTHER_FILE, REFERENCE_TYPES, REPEATING
from lcabridge_ilcd.reading import Handler, Reading, Values, is_empty
from lcabridge_ilcd.rows import Leaf
from lcabridge_ilcd.values import NIL, UUID, derived_uuid, file_of, number, truth, whole

DEFAULT_LANGUAGE = "en"
"""ILCD: a text without ``xml:lang`` is English."""

_REFERENCE_KEYS = frozenset(
    {"@type", "@refObjectId", "@version", "@uri", "common:shortDescription", "common:subReference"}
)
_TEXT_KEYS = frozenset({"#text", "@xml:lang"})
_SCRIPTED = frozenset({"en", "zh"})

NUMBER = ("a number", "数字")
WHOLE = ("a whole number", "整数")
TRUTH = ("true or false", "true 或 false")
ONE_OF = ("one of the words of the format", "格式规定的词")


def leaf_reader(row: Leaf) -> Handler:
    """Return the function that reads a leaf."""
    if row.kind in _PLAIN:
        convert, expected = _PLAIN[row.kind]
        return _plain_reader(row, convert, expected)
    return _READERS[row.kind](row)


def quick_text(value: Any) -> Text | None:
    """Return text in languages where nothing about it needs a second look, each language once.

    None for all else, which is for `read_text`.
    """
    found: Text = {}
    for item in value if value.__class__ is list else (value,):
        if item.__class__ is not dict or len(item) != 2:
            return None
        tag: Any = item.get("@xml:lang")
        content = item.get("#text")
        if content.__class__ is not str or not content or content.isspace() or tag in found:
            return None
        if not is_undoubted(tag, content):
            return None
        found[tag] = content
    return found


def is_undoubted(tag: Any, text: str) -> bool:
    """Tell whether a text is in the language that it says, as far as its script can tell."""
    if tag == "en":
        return text.isascii() or not has_cjk(text)
    if tag == "zh":
        return has_cjk(text)
    return isinstance(tag, str) and tag != "" and tag.strip() == tag


def read_text(  # noqa: C901, PLR0912  # one pass over the element, in one function: the hot path
    into: Text, key: str, attr: str, value: Any, reading: Reading
) -> None:
    """Read text in languages into ``into``: one text or a list, each bare or with ``@xml:lang``."""
    many = value.__class__ is list
    for i, item in enumerate(value if many else (value,)):
        here = f"{key}/{i}" if many else key
        given = None
        content = item
        if item.__class__ is dict:
            content = item.get("#text")
            given = item.get("@xml:lang")
            if len(item) > (content is not None) + (given is not None):
                for name, member in item.items():
                    if name not in _TEXT_KEYS:
                        reading.unknown(f"{here}/{name}", member)
        if content.__class__ is not str or not content or content.isspace():
            if is_empty(content):
                reading.note(catalogue.EMPTY, here, attr=attr)
                if given is not None:
                    reading.note(issues.EMPTY_TEXT, f"{here}/@xml:lang", attr=attr, value=given)
                continue
            if not isinstance(content, int | float):
                reading.odd(here, attr, content, ("text", "文本"))
                continue
            content = str(content)
        tag = given
        if tag not in _SCRIPTED:
            tag = _language(key, here, attr, given, len(into), reading)
            if many and tag != given and _stands(tag, value):
                # A text that names its language keeps the plain tag, wherever it stands.
                tag = f"{tag}-x-2"
        if tag in _SCRIPTED:
            true = true_language(tag, content)
            if true != tag:
                # Two leaves change: the text gets another tag, and the tag another value.
                reading.note(catalogue.LANGUAGE, here, attr=attr, value=content, old=tag, new=true)
                if given is not None:
                    reading.note(catalogue.REPAIRED_VALUE, f"{here}/@xml:lang", attr=attr, value=given, repaired=true)
                tag = true
        if tag in into:
            slot = put(into, tag, content)
            if reading.xpath and key not in REPEATING and tag == given:
                reading.note(catalogue.REPAIRED_VALUE, f"{here}/@xml:lang", attr=attr, value=given, repaired=slot)
        else:
            into[tag] = content


def _stands(tag: str, items: list[Any]) -> bool:
    return any(item.__class__ is dict and item.get("@xml:lang") == tag for item in items)


def _language(key: str, here: str, attr: str, given: Any, position: int, reading: Reading) -> str:
    """Return the language of a text whose tag is missing or odd; an absent tag stays absent for the family."""
    if not isinstance(given, str) or not given.strip():
        reading.note(issues.LANGUAGE_DEFAULT, here, attr=attr, value=DEFAULT_LANGUAGE)
        reading.carry(f"{key}/{position}/@xml:lang", ABSENT if given is None else given)
        return DEFAULT_LANGUAGE
    tag = given.strip()
    if tag != given:
        reading.note(catalogue.REPAIRED_VALUE, f"{here}/@xml:lang", attr=attr, value=given, repaired=tag)
    return tag


def read_ref(  # noqa: C901, PLR0912  # one pass over the element, in one function: the hot path
    key: str, attr: str, value: Any, target: EntityType, reading: Reading
) -> Ref | None:
    """Read a reference; None where nothing stands there."""
    if value.__class__ is not dict:
        reading.unknown(key, value)
        return None
    name: Text = {}
    description = value.get("common:shortDescription")
    if description is not None:
        quick = quick_text(description)
        if quick is not None:
            name = quick
        else:
            if description.__class__ is str:
                description = {"#text": description}
            read_text(name, f"{key}/common:shortDescription", f"{attr}.name", description, reading)
    version = value.get("@version") or ""
    given_uri = value.get("@uri") or ""
    type_ = target
    word = value.get("@type")
    if word != REFERENCE_TYPES.get(target):
        type_ = _reference_type(key, word, target, reading)
    identifier = value.get("@refObjectId")
    if identifier is None or identifier == NIL or not UUID.fullmatch(identifier):
        uuid = _reference_uuid(key, attr, identifier, type_, given_uri, name, reading)
        if uuid is None:
            return None
    else:
        uuid = identifier
    sections: tuple[str, ...] = ()
    for member, content in value.items():
        if member not in _REFERENCE_KEYS:
            reading.unknown(f"{key}/{member}", content)
        elif member == "common:subReference":
            parts = content if isinstance(content, list) else [content]
            sections = tuple(part for part in parts if isinstance(part, str) and part)
            if len(sections) < len(parts):
                reading.unknown(f"{key}/{member}", None)
        elif not content:
            reading.carry(f"{key}/{member}", content)
    if given_uri and (given_uri == f"../{FOLDERS.get(type_, type_)}/{uuid}.xml"):
        given_uri = ""
    return Ref(type=type_, uuid=uuid, version=version, name=name, uri=given_uri, sections=sections)


def _reference_type(key: str, word: str | None, target: EntityType, reading: Reading) -> EntityType:
    known = ENTITY_TYPES.get((word or "").strip())
    if known is not None:
        return known
    if target in REFERENCE_TYPES or word != OTHER_FILE:
        reading.carry(f"{key}/@type", word)
    return target


def _reference_uuid(
    key: str, attr: str, identifier: Any, type_: EntityType, uri: str, name: Text, reading: Reading
) -> str | None:
    if identifier:
        text = str(identifier)
        lower = text.strip().lower()
        if lower == NIL and uri and NIL not in uri:
            # Only the file name tells data sets with the nil UUID apart.
            uuid = derived_uuid(type_, file_of(uri))
            reading.note(catalogue.NOT_UUID, f"{key}/@refObjectId", attr=attr, value=text, uuid=uuid)
            reading.carry(f"{key}/@refObjectId", [uuid, identifier])
            return uuid
        if text == NIL:
            return text
        if UUID.fullmatch(lower):
            reading.note(catalogue.REPAIRED_VALUE, f"{key}/@refObjectId", attr=attr, value=text, repaired=lower)
            return lower
        uuid = derived_uuid(type_, text)
        reading.note(catalogue.NOT_UUID, f"{key}/@refObjectId", attr=attr, value=text, uuid=uuid)
    else:
        text = uri or next(iter(name.values()), "")
        if not text:
            reading.note(catalogue.EMPTY, key, attr=attr)
            return None
        uuid = derived_uuid(type_, text)
        reading.note(issues.ASSUMED_REFERENCE, key, attr=attr, value=uuid)
    # What stood there comes back as long as the reference still is the one derived from it.
    reading.carry(f"{key}/@refObjectId", [uuid, identifier])
    return uuid


def _plain_reader(row: Leaf, convert: Callable[[str], Any], expected: tuple[str, str]) -> Handler:
    key, attr = row.key, row.attr

    def read(values: Values, value: Any, reading: Reading) -> None:
        if value.__class__ is not str or not value or value.isspace():
            value = reading.plain(key, attr, value)
            if value is None:
                return
        try:
            values[attr] = convert(value)
        except ValueError:
            reading.odd(key, attr, value, expected)

    return read


def _text(row: Leaf) -> Handler:
    key, attr = row.key, row.attr

    def read(values: Values, value: Any, reading: Reading) -> None:
        if value.__class__ is not str or not value or value.isspace():
            value = reading.plain(key, attr, value)
            if value is None:
                return
        values[attr] = value

    return read


def _word(row: Leaf) -> Handler:
    key, attr, words = row.key, row.attr, row.words

    def read(values: Values, value: Any, reading: Reading) -> None:
        if words:
            known = words.get(value) if value.__class__ is str else None
            if known is not None:
                values[attr] = known
                return
        value = reading.plain(key, attr, value)
        if value is None:
            return
        word = value.strip()
        if word != value:
            reading.note(catalogue.REPAIRED_VALUE, key, attr=attr, value=value, repaired=word)
        if not words:
            values[attr] = word
        elif word in words:
            values[attr] = words[word]
        else:
            reading.odd(key, attr, value, ONE_OF)

    return read


def _texts(row: Leaf) -> Handler:
    key, attr, words, strip = row.key, row.attr, row.words, row.kind == "words"

    def read(values: Values, value: Any, reading: Reading) -> None:
        found = values.setdefault(attr, [])
        for i, member in enumerate(value if isinstance(value, list) else [value]):
            text = reading.plain(f"{key}/{i}", attr, member)
            if text is not None:
                word = text.strip() if strip else text
                if word != text:
                    reading.note(catalogue.REPAIRED_VALUE, f"{key}/{i}", attr=attr, value=text, repaired=word)
                found.append(words.get(word, word))

    return read


def _lang(row: Leaf) -> Handler:
    key, attr = row.key, row.attr

    def read(values: Values, value: Any, reading: Reading) -> None:
        text = values.get(attr)
        if text is None:
            text = quick_text(value)
            if text:
                values[attr] = text
                return
            text = {}
        read_text(text, key, attr, value, reading)
        if text:
            values[attr] = text

    return read


def _ref(row: Leaf) -> Handler:
    key, attr, target = row.key, row.attr, row.target
    assert target is not None  # the table gives one for every reference

    def read(values: Values, value: Any, reading: Reading) -> None:
        if value.__class__ is list and value:
            value = reading.first(key, attr, value)
        found = read_ref(key, attr, value, target, reading)
        if found is not None:
            values[attr] = found

    return read


def _refs(row: Leaf) -> Handler:
    key, attr, target = row.key, row.attr, row.target
    assert target is not None  # the table gives one for every reference

    def read(values: Values, value: Any, reading: Reading) -> None:
        found = values.setdefault(attr, [])
        for i, member in enumerate(value if value.__class__ is list else [value]):
            got = read_ref(f"{key}/{i}", f"{attr}[{i}]", member, target, reading)
            if got is not None:
                found.append(got)

    return read


def _integers(row: Leaf) -> Handler:
    key, attr = row.key, row.attr

    def read(values: Values, value: Any, reading: Reading) -> None:
        found = values.setdefault(attr, [])
        for i, member in enumerate(value if isinstance(value, list) else [value]):
            text = reading.plain(f"{key}/{i}", attr, member)
            if text is None:
                continue
            try:
                found.append(whole(text))
            except ValueError:
                reading.odd(f"{key}/{i}", attr, text, WHOLE)

    return read


def _place_text(row: Leaf) -> Handler:
    key, attr = row.key, row.attr

    def read(values: Values, value: Any, reading: Reading) -> None:
        members = value if isinstance(value, list) else [value]
        for i, member in enumerate(members):
            text = member.get("#text") if isinstance(member, dict) else member
            if is_empty(text):
                reading.note(catalogue.EMPTY, f"{key}/{i}", attr=attr)
            elif attr in values:
                reading.unknown(f"{key}/{i}", member)
            else:
                values[attr] = Place(code=str(text))
                for name, content in member.items() if isinstance(member, dict) else ():
                    if name != "#text" and (name, content) != ("@xml:lang", DEFAULT_LANGUAGE):
                        reading.carry(f"{key}/{i}/{name}", content)

    return read


def _year(text: str) -> int:
    return whole(text)


_PLAIN: dict[str, tuple[Callable[[str], Any], tuple[str, str]]] = {
    "real": (number, NUMBER),
    "perc": (number, NUMBER),
    "integer": (whole, WHOLE),
    "year": (_year, ("a year", "年份")),
    "version": (str.strip, ("a version", "版本")),
    "cas": (str.strip, ("a CAS number", "CAS 号")),
    "date_year": (str.strip, ("a year", "年份")),
    "boolean": (truth, TRUTH),
    "place": (lambda text: Place(code=text), ("a code", "代码")),
}

_READERS: dict[str, Callable[[Leaf], Handler]] = {
    "text": _text,
    "word": _word,
    "texts": _texts,
    "words": _texts,
    "lang": _lang,
    "ref": _ref,
    "refs": _refs,
    "integers": _integers,
    "place_text": _place_text,
}
