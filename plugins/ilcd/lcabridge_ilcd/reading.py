"""Reading: the rows of the field table, compiled into one function per key that turns a document into model values.

A document is the xmltodict form that TIDAS uses: attributes as ``@name``, text as ``#text``, a repeated element as a list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from lcabridge.model import Entity, Index
from lcabridge.report import IssueType, Report, catalogue
from lcabridge_ilcd import issues
from lcabridge_ilcd.names import EC_NUMBER, PREFIXES
from lcabridge_ilcd.rows import Carry, Custom, DataSet, Group, Items, Leaf, Row
from lcabridge_ilcd.xmldoc import Reader

Values = dict[str, Any]
Handler = Callable[[Values, Any, "Reading"], None]
Table = dict[str, Handler]
Unknown = Callable[["Reading", str, Any], None]
"""Takes what no row knows."""

_DECLARED = frozenset({"@xmlns", *PREFIXES.values()})

EXTRA = "ilcd"
"""Key of ``Entity.extra`` for what only the ILCD family can say."""


class Reading:
    """What reading one data set needs and collects.

    Args:
        report: gets the issues.
        index: of the package, for what a reference does not say itself.
        line: (pointer segments) → line in the file, where the source knows it.
        root: name of the root element.
        xpath: name places in the file by XPath instead of JSON pointer.
        xml: the `Reader` that gives the document form of elements, where the source is XML.
        foretold: structs that members of the document are known to say, by identity of the member (`Writing`).

    ``extra`` collects what the model has no field for, by pointer.
    """

    __slots__ = ("extra", "foretold", "index", "line", "members", "report", "root", "scratch", "steps", "xml", "xpath")

    def __init__(
        self,
        report: Report,
        index: Index,
        line: Callable[[list[str]], int | None] = lambda _steps: None,
        *,
        root: str = "",
        xpath: bool = False,
        xml: Any = None,
        foretold: Mapping[int, Any] | None = None,
    ) -> None:
        self.report = report
        self.index = index
        self.line = line
        self.root = root
        self.xpath = xpath
        self.xml: Reader = xml
        self.foretold = foretold or {}
        self.extra: dict[str, Any] = {}
        self.scratch: dict[str, Any] = {}
        self.steps: list[str] = []
        self.members: list[tuple[str, int]] = []

    def pointer(self, *more: str) -> str:
        """Return the JSON pointer of the place that is read, with further segments."""
        steps = [*self.steps, *more]
        plain = "/".join(steps)
        if plain.count("/") >= len(steps) or "~" in plain:
            plain = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
        return f"/{plain}" if steps else ""

    def place(self, *more: str) -> str:
        """Return where something stands in the file: XPath or JSON pointer, from the root element."""
        if not self.xpath:
            return f"/{self.root}{self.pointer(*more)}"
        out = f"/{self.root}"
        for step in (*self.steps, *more):
            if step.isdecimal():
                out += f"[{int(step) + 1}]"
            elif step != "#text":
                out += f"/{_spelled(step)}" if step.startswith("ecn:") else f"/{step}"
        return out

    def path(self, attr: str) -> str:
        """Return the canonical model path of an attribute at the place that is read."""
        return ".".join([*(f"{name}[{i}]" for name, i in self.members), *([attr] if attr else [])])

    def note(self, issue: IssueType, key: str, *, attr: str = "", value: Any = None, **words: Any) -> None:
        """Report something about a key of the element that is read."""
        steps = key.split("/") if key else []
        self.report.add(
            issue,
            path=self.path(attr) or self.pointer(*steps),
            pointer=self.place(*steps),
            line=self.line([*self.steps, *steps]),
            value=value,
            **words,
        )

    def carry(self, key: str, value: Any) -> None:
        """Keep a value for the ILCD family alone."""
        self.extra[self.pointer(*key.split("/"))] = value

    def unknown(self, key: str, value: Any) -> None:
        """Carry what no row knows, and say so."""
        if is_empty(value):
            self.note(catalogue.EMPTY, key)
            return
        self.note(catalogue.CARRIED, key, value=value if isinstance(value, str) else None)
        self.carry(key, value)

    def odd(self, key: str, attr: str, value: Any, expected: tuple[str, str]) -> None:
        """Carry a value of the wrong kind, and say so."""
        self.note(issues.ODD_VALUE, key, attr=attr, value=value, expected=expected[0], expected_zh=expected[1])
        self.carry(key, value)

    def plain(self, key: str, attr: str, value: Any) -> str | None:
        """Return the text of a value that should be one string and is not; report and carry the rest of it."""
        if is_empty(value):
            self.note(catalogue.EMPTY, key, attr=attr)
            return None
        if isinstance(value, str):
            return value
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, int | float):
            return repr(value)
        if isinstance(value, list):
            return self.plain(key, attr, self.first(key, attr, value))
        text = value.get("#text")
        for name, member in value.items():
            if name != "#text":
                self.unknown(f"{key}/{name}", member)
        return self.plain(key, attr, text) if text is not None or not value else None

    def first(self, key: str, attr: str, values: list[Any]) -> Any:
        """Return the first of several values where one is allowed, and carry the others."""
        if len(values) > 1:
            self.note(issues.SURPLUS, key, attr=attr, count=len(values))
            for i, member in enumerate(values[1:], 1):
                self.carry(f"{key}/{i}", member)
        return values[0]


def _spelled(step: str) -> str:
    return f"{{{EC_NUMBER}}}{step.removeprefix('ecn:')}"


def is_empty(value: Any) -> bool:
    """Tell whether a value of a document says nothing."""
    if isinstance(value, str):
        return not value or value.isspace()
    return value in (None, {}, [], [None])


def compile_reader(data_set: DataSet) -> Callable[[Any, Reading], Entity]:
    """Return the function that reads the content of a root element.

    It raises ValueError where no entity can be made of it.
    """
    table = compile_rows(data_set.rows)
    unknown = unknown_at_root(data_set)
    finish = finisher(data_set)

    def read(document: dict[str, Any], reading: Reading) -> Entity:
        values: Values = {}
        for key, value in document.items():
            handler = table.get(key)
            if handler is not None:
                handler(values, value, reading)
            else:
                unknown(reading, key, value)
        return finish(values, reading)

    return read


def unknown_at_root(data_set: DataSet) -> Unknown:
    """Return the function that takes what no row knows under a root element: all but what every file has is carried."""
    expected, json = data_set.attributes, data_set.json_attributes

    def take(reading: Reading, key: str, value: Any) -> None:
        if key.startswith("@xmlns") and key.rpartition(":")[2] in _DECLARED:
            return
        if value != expected.get(key) and value != json.get(key):
            reading.carry(key, value)

    return take


def finisher(data_set: DataSet) -> Callable[[Values, Reading], Entity]:
    """Return the function that makes the entity of the values of its root element."""
    build = data_set.shape.build

    def finish(values: Values, reading: Reading) -> Entity:
        entity: Entity = build(values, reading)
        if reading.extra:
            entity.extra.setdefault(EXTRA, {}).update(reading.extra)
        return entity

    return finish


def compile_rows(rows: tuple[Row, ...]) -> Table:
    """Return the functions for the keys of one element, under their XML and their JSON names."""
    table: Table = {}
    for row in rows:
        handler = _compile(row)
        for key in {row.key, row.json or row.key}:
            table[key] = handler
    return table


def _compile(row: Row) -> Handler:
    from lcabridge_ilcd.kinds import leaf_reader  # noqa: PLC0415  # kinds need Reading, and reading needs the kinds

    match row:
        case Leaf():
            return leaf_reader(row)
        case Group():
            return _group(row)
        case Items():
            return _items(row)
        case Custom():
            return _custom(row)
        case Carry():
            return _carry(row)
    raise TypeError(row)


def _group(row: Group) -> Handler:
    key, table, is_open = row.key, compile_rows(row.rows), row.open

    def read(values: Values, value: Any, reading: Reading) -> None:
        if value.__class__ is list and value:
            value = reading.first(key, "", value)
        if value.__class__ is not dict:
            reading.unknown(key, value)
            return
        reading.steps.append(key)
        for name, member in value.items():
            handler = table.get(name)
            if handler is not None:
                handler(values, member, reading)
            elif is_open:
                reading.carry(name, member)
            else:
                reading.unknown(name, member)
        reading.steps.pop()

    return read


def _items(row: Items) -> Handler:
    key, attr, read_member = row.key, row.attr, compile_member(row)

    def read(values: Values, value: Any, reading: Reading) -> None:
        found = values.get(attr)
        if found is None:
            found = values[attr] = []
        reading.steps.append(key)
        for i, given in enumerate(value if value.__class__ is list else (value,)):
            read_member(found, i, given, reading)
        reading.steps.pop()

    return read


def compile_member(row: Items) -> Callable[[list[Any], int, Any, Reading], None]:
    """Return the function that reads one of a repeated element, at a position, and adds what it is to those found."""
    attr, table, build = row.attr, compile_rows(row.rows), row.shape.build
    get = table.get

    def read(found: list[Any], i: int, member: Any, reading: Reading) -> None:
        if reading.foretold and (known := reading.foretold.get(id(member))) is not None:
            found.append(known)
            return
        if member.__class__ is not dict:
            if is_empty(member):
                reading.note(catalogue.EMPTY, str(i), attr=attr)
                return
            member = {"#text": member}
        elif not member:
            reading.note(catalogue.EMPTY, str(i), attr=attr)
            return
        steps, members = reading.steps, reading.members
        steps.append(str(i))
        members.append((attr, len(found)))
        sub: Values = {}
        for name, part in member.items():
            handler = get(name)
            if handler is None:
                reading.unknown(name, part)
            else:
                handler(sub, part, reading)
        why: str | None = None
        try:
            found.append(build(sub, reading))
        except ValueError as error:
            why = str(error)
        steps.pop()
        members.pop()
        if why is not None:
            reading.odd(str(i), attr, member, (why, why))

    return read


def _custom(row: Custom) -> Handler:
    key, attr, convert = row.key, row.attr, row.read

    def read(values: Values, value: Any, reading: Reading) -> None:
        try:
            got = convert(value, reading, key)
        except ValueError as error:
            reading.odd(key, attr, value, (str(error), str(error)))
            return
        if got is not None:
            values[attr] = got

    return read


def _carry(row: Carry) -> Handler:
    key = row.key

    def read(_values: Values, value: Any, reading: Reading) -> None:
        if is_empty(value):
            reading.note(catalogue.EMPTY, key)
        else:
            reading.carry(key, value)

    return read
