"""Reading XML elements straight into model values: the rows of the field table, compiled a second time.

Nearly everything in a file is regular: each element once, with the attributes and children that its row knows, text that
is text. These functions take that from lxml's elements as it stands. Whatever needs a second look (something empty,
repeated, foreign, of the wrong kind, with white space around it) they refuse; it is turned into the document form and goes
to the functions of ``reading.py``, which alone decide and report. A function that refuses has changed nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any

from lcabridge.model import Entity, EntityType, Place, Ref, Text
from lcabridge_ilcd.kinds import is_undoubted
from lcabridge_ilcd.names import COMMON, FOLDERS, PREFIXES, REFERENCE_TYPES, XML
from lcabridge_ilcd.patterns import LONG, compile_list
from lcabridge_ilcd.reading import Reading, Unknown, Values, compile_member, compile_rows, finisher, unknown_at_root
from lcabridge_ilcd.rows import Carry, DataSet, Group, Items, Leaf, Row
from lcabridge_ilcd.values import NIL, UUID, number, truth, whole

Part = Any
"""What stands under one tag: an element, or several in a list."""

Take = Callable[[Values, Part, Reading], bool]
"""Takes a part into the values, or refuses."""

Convert = Callable[[str], Any]
"""Text that is not blank → model value; None or ValueError where it needs a second look."""

_NAMESPACES = {prefix: namespace for namespace, prefix in PREFIXES.items()}
_LANG = f"{{{XML}}}lang"
_SHORT = f"{{{COMMON}}}shortDescription"


def compile_root(data_set: DataSet) -> Callable[[Any, dict[str, Any], Reading], Entity | None]:
    """Return the function that reads a root element.

    It takes the element, a document of what counts in the place of elements under the root, by key, and the reading. It
    returns None, and has changed nothing, where the whole has to be read from its document form.
    """
    frame = _frame(data_set.rows, data_set.namespace, unknown_at_root(data_set))
    finish = finisher(data_set)

    def read(root: Any, instead: dict[str, Any], reading: Reading) -> Entity | None:
        values: Values = {}
        return finish(values, reading) if frame(values, root, reading, instead) else None

    return read


def _frame(  # noqa: C901, PLR0915  # one pass over the element, in one function: the hot path
    rows: tuple[Row, ...], namespace: str, unknown: Unknown
) -> Callable[..., bool]:
    """Return the function that takes what stands in one element."""
    takes: dict[str, Take] = {}
    converts: dict[str, tuple[str, Convert]] = {}
    for row in rows:
        if row.key[0] in "@#":
            if isinstance(row, Leaf) and row.kind in _CONVERT:
                converts[_attribute_name(row.key)] = row.attr, _CONVERT[row.kind](row)
        elif (take := _take(row, namespace)) is not None:
            takes[_tag(row.key, namespace)] = take
    handlers = compile_rows(rows)
    known = {_tag(row.key, namespace) for row in rows if row.key[0] not in "@#"}

    def read(  # noqa: C901, PLR0912  # same
        values: Values, element: Any, reading: Reading, late: dict[str, Any] | None = None
    ) -> bool:
        parts: dict[Any, Any] = {}
        strange = False
        text = element.text
        if text is not None and (not text.isspace() if len(element) else "#text" not in converts):
            return False
        for child in element:
            tag = child.tag
            if tag in parts:
                there = parts[tag]
                if there.__class__ is list:
                    there.append(child)
                else:
                    parts[tag] = [there, child]
            else:
                parts[tag] = child
                if tag not in known:
                    strange = True
            if child.tail is not None and not child.tail.isspace():
                return False
        if strange and not _apart(parts, known, handlers):
            return False
        given = element.items()
        if not parts and not given and late is None:
            return False
        if late:
            late = {key: value for key, value in late.items() if parts.pop(_tag(key, namespace), None) is not None}
        for name, value in given:
            convert = converts.get(name)
            if convert is None or not _put(values, convert, value):
                if late is None:
                    late = {}
                late[reading.xml.attribute(element, name, late)] = value
        if text is not None and not parts and not _put(values, converts["#text"], text):
            if late is None:
                late = {}
            late["#text"] = text
        for tag, part in parts.items():
            take = takes.get(tag)
            if take is None or not take(values, part, reading):
                if late is None:
                    late = {}
                for child in _members(part):
                    reading.xml.take(child, late)
        if late:
            for key, value in late.items():
                handler = handlers.get(key)
                if handler is not None:
                    handler(values, value, reading)
                else:
                    unknown(reading, key, value)
        return True

    return read


def _apart(parts: dict[Any, Part], known: set[str], keys: Container[str]) -> bool:
    """Tell whether what no row knows is in the way of nothing: it has a key of its own in the document form."""
    for tag in parts.keys() - known:
        if isinstance(tag, str):
            local = tag.rpartition("}")[2]
            for child in _members(parts[tag]):
                if (f"{child.prefix}:{local}" if child.prefix else local) in keys:
                    return False
    # Comments alone leave an element empty.
    return any(isinstance(tag, str) for tag in parts)


def _members(part: Part) -> Any:
    return part if part.__class__ is list else (part,)


def _put(values: Values, target: tuple[str, Convert], text: str) -> bool:
    attr, convert = target
    if not text or text.isspace():
        return False
    try:
        value = convert(text)
    except ValueError:
        return False
    if value is None:
        return False
    values[attr] = value
    return True


def _tag(key: str, namespace: str) -> str:
    prefix, _, local = key.rpartition(":")
    return f"{{{_NAMESPACES[prefix] if prefix else namespace}}}{local}"


def _attribute_name(key: str) -> str:
    prefix, _, local = key.removeprefix("@").rpartition(":")
    return f"{{{_NAMESPACES[prefix]}}}{local}" if prefix else local


def _take(row: Row, namespace: str) -> Take | None:
    """Return the function that takes what stands under the tag of a row; None where the document form always decides."""
    match row:
        case Group():
            return _group(row, namespace)
        case Items():
            return _items(row, namespace)
        case Leaf() if row.kind in _TAKE:
            return _TAKE[row.kind](row)
        case Leaf() if row.kind in _CONVERT:
            return _plain(row.attr, _CONVERT[row.kind](row))
    return None


def _group(row: Group, namespace: str) -> Take:
    key = row.key
    frame = _frame(row.rows, namespace, Reading.carry if row.open else Reading.unknown)
    first, *others = row.rows
    as_list: Take | None = None
    if isinstance(first, Items) and all(isinstance(other, Carry) for other in others):
        converts = {
            part.key: (part.attr, _CONVERT[part.kind](part))
            for part in first.rows
            if isinstance(part, Leaf) and part.kind in _CONVERT and part.kind not in _TAKE
        }
        as_list = compile_list(first, namespace, converts, _member(first, namespace))

    def take(values: Values, part: Part, reading: Reading) -> bool:
        if part.__class__ is list:
            return False
        reading.steps.append(key)
        taken = (as_list is not None and len(part) >= LONG and as_list(values, part, reading)) or frame(
            values, part, reading
        )
        reading.steps.pop()
        return taken

    return take


def _items(row: Items, namespace: str) -> Take:
    key, attr, one = row.key, row.attr, _member(row, namespace)

    def take(values: Values, part: Part, reading: Reading) -> bool:
        found = values.get(attr)
        if found is None:
            found = values[attr] = []
        reading.steps.append(key)
        for i, element in enumerate(_members(part)):
            one(found, i, element, reading)
        reading.steps.pop()
        return True

    return take


def _member(row: Items, namespace: str) -> Callable[[list[Any], int, Any, Reading], None]:
    """Return the function that reads one of a repeated element, at a position, and adds what it is to those found."""
    attr, build = row.attr, row.shape.build
    frame = _frame(row.rows, namespace, Reading.unknown)
    second_look = compile_member(row)

    def read(found: list[Any], i: int, element: Any, reading: Reading) -> None:
        reading.steps.append(str(i))
        reading.members.append((attr, len(found)))
        values: Values = {}
        taken = frame(values, element, reading)
        why: str | None = None
        if taken:
            try:
                found.append(build(values, reading))
            except ValueError as error:
                why = str(error)
        reading.steps.pop()
        reading.members.pop()
        if not taken:
            second_look(found, i, reading.xml.content(element), reading)
        elif why is not None:
            reading.odd(str(i), attr, reading.xml.content(element), (why, why))

    return read


def _plain(attr: str, convert: Convert) -> Take:
    def take(values: Values, part: Part, _reading: Reading) -> bool:
        if part.__class__ is list or len(part) or part.items():
            return False
        text = part.text
        if text is None or text.isspace():
            return False
        try:
            value = convert(text)
        except ValueError:
            return False
        if value is None:
            return False
        values[attr] = value
        return True

    return take


def _text(row: Leaf) -> Convert:
    del row  # a text is what it is
    return lambda text: text


def _word(row: Leaf) -> Convert:
    words = row.words
    if words:
        return words.get
    return lambda text: text if text.strip() == text else None


def _place(row: Leaf) -> Convert:
    del row  # a code is what it is
    return lambda text: Place(code=text)


_CONVERT: dict[str, Callable[[Leaf], Convert]] = {
    "text": _text,
    "word": _word,
    "real": lambda _row: number,
    "perc": lambda _row: number,
    "integer": lambda _row: whole,
    "year": lambda _row: whole,
    "version": lambda _row: str.strip,
    "cas": lambda _row: str.strip,
    "date_year": lambda _row: str.strip,
    "boolean": lambda _row: truth,
    "place": _place,
}


def _languages(part: Part) -> Text | None:
    """Return text in languages of which nothing needs a second look."""
    found: Text = {}
    for element in _members(part):
        given = element.items()
        if len(given) != 1 or len(element):
            return None
        name, tag = given[0]
        text = element.text
        if name != _LANG or text is None or text.isspace() or tag in found:
            return None
        if not is_undoubted(tag, text):
            return None
        found[tag] = text
    return found


def _lang(row: Leaf) -> Take:
    attr = row.attr

    def take(values: Values, part: Part, _reading: Reading) -> bool:
        found = _languages(part)
        if found is None:
            return False
        values[attr] = found
        return True

    return take


def _reference(  # noqa: PLR0911  # each return another reason to refuse
    element: Any, target: EntityType, word: str | None
) -> Ref | None:
    """Return a reference of which nothing needs a second look."""
    given = dict(element.items())
    uuid, uri, version = given.get("refObjectId"), given.get("uri"), given.get("version")
    if given.get("type") != word or not uuid or not UUID.fullmatch(uuid) or uuid == NIL:
        return None
    if len(given) != 2 + (uri is not None) + (version is not None) or uri == "" or version == "":
        return None
    name: Text = {}
    if len(element):
        if element.text is not None and not element.text.isspace():
            return None
        shorts = element[:]
        for child in shorts:
            if child.tag != _SHORT or (child.tail is not None and not child.tail.isspace()):
                return None
        found = _languages(shorts)
        if found is None:
            return None
        name = found
    elif element.text is not None:
        return None
    if uri is None or uri == f"../{FOLDERS.get(target)}/{uuid}.xml":
        uri = ""
    return Ref(type=target, uuid=uuid, version=version or "", name=name, uri=uri)


def _ref(row: Leaf) -> Take:
    attr, target = row.attr, row.target
    assert target is not None  # the table gives one for every reference
    word = REFERENCE_TYPES.get(target)

    def take(values: Values, part: Part, _reading: Reading) -> bool:
        found = _reference(part, target, word) if part.__class__ is not list else None
        if found is None:
            return False
        values[attr] = found
        return True

    return take


def _refs(row: Leaf) -> Take:
    attr, target = row.attr, row.target
    assert target is not None  # the table gives one for every reference
    word = REFERENCE_TYPES.get(target)

    def take(values: Values, part: Part, _reading: Reading) -> bool:
        found = []
        for element in _members(part):
            one = _reference(element, target, word)
            if one is None:
                return False
            found.append(one)
        values[attr] = found
        return True

    return take


_TAKE: dict[str, Callable[[Leaf], Take]] = {"lang": _lang, "ref": _ref, "refs": _refs}
