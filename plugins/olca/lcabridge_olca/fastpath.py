"""Processes read without building dicts: exchanges and allocation factors come by the ten thousand.

msgspec decodes their lists into structs made from the tables, which leave references, units and other inner objects
unparsed (``Raw``). A reference that was met before, byte for byte, is looked up; a package says the same few thousand
references a hundred thousand times. From each struct a function generated from the table builds the model's struct.
Whatever is unusual (an empty text, a number in quotes, a key that no table has) goes to the general reader, object by
object or list by list, and is reported there.

That every key is unique is proved as ``sources.load_json`` does, by counting colons: a key that stood twice would be
missing when the structs are written again. What stays unparsed is proved by ``load_json`` when it is first parsed.

Measured on USLCI (54.9 MB of JSON, 32,496 exchanges, 47,388 factors), one core: reading 2.6 → 1.8 times the time of
unzip and ``orjson.loads``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from lcabridge.model import Json
from lcabridge.sources import Limits, load_json
from lcabridge_olca.context import At, Read
from lcabridge_olca.kinds import InlineKind, Kind, ObjectKind
from lcabridge_olca.shapes import Row, Shape
from lcabridge_olca.structs import Structs
from lcabridge_olca.tables import ALLOCATION_FACTOR, EXCHANGE, IMPACT_FACTOR

if TYPE_CHECKING:
    from lcabridge_olca.reading import Reading

MANY: dict[str, dict[str, Shape]] = {
    "process": {"exchanges": EXCHANGE, "allocationFactors": ALLOCATION_FACTOR},
    "impact_category": {"impactFactors": IMPACT_FACTOR},
}
"""Lists that are read this way, by type and key."""

_ESCAPED_COLON = re.compile(rb"\\u003[aA]")
# As in load_json: a number this small may underflow to zero, and then load_json says so. Two patterns, because the
# engine searches a literal start five times as fast as a class.
_TINY = [re.compile(e + rb"-0*(?:3[0-9]{2}|[4-9][0-9]{2}|[1-9][0-9]{3})(?![0-9a-fA-F-])") for e in (b"e", b"E")]
_MEMBERS: msgspec.json.Decoder[dict[str, msgspec.Raw]] = msgspec.json.Decoder(dict[str, msgspec.Raw])
_REMEMBERED = 50_000

Make = Callable[[Any, At], Any]


def loads(data: bytes, at: str, limits: Limits, lists: dict[str, Shape]) -> dict[str, Json] | None:
    """Return a document with its ``lists`` as Structs, None where the general reader must take it.

    Args:
        data: a JSON document.
        at: its name for messages.
        limits: safety limits.
        lists: shapes by key.

    Raises:
        LcabridgeError: a member outside the lists is not proper JSON; ``load_json`` of the whole says it with its place.
    """
    size = len(data)
    if size > limits.file_bytes or (size > limits.json_values and data.count(b",") > limits.json_values):
        return None
    if (b"\\" in data and _ESCAPED_COLON.search(data)) or any(tiny.search(data) for tiny in _TINY):
        return None
    try:
        members = _MEMBERS.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    document: dict[str, Json] = {}
    colons = 0
    rest = []
    for key, raw in members.items():
        text = bytes(raw)
        shape = lists.get(key)
        inside = text.count(b":") if shape is not None else 0
        structs = _decode(shape, text, inside) if shape is not None else None
        if structs is None:
            document[key] = None
            rest.append(msgspec.json.encode(key) + b":" + text)
        else:
            document[key] = structs
            colons += inside + key.count(":") + 1
    others = b"{" + b",".join(rest) + b"}"
    if colons + others.count(b":") != data.count(b":"):
        return None
    document |= load_json(others, at, limits)
    return document


def _decode(shape: Shape, text: bytes, colons: int) -> Structs | None:
    try:
        found = Structs(_typed(shape).decoder.decode(text))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    # An empty object says nothing, which the general reader reports.
    again = msgspec.json.encode(found)
    if not found or again.count(b":") != colons or b"{}" in again:
        return None
    return found


class _Typed:
    """The struct of one shape: a field for each row, and one for its old name; None where the key is absent."""

    def __init__(self, shape: Shape) -> None:
        members: list[Any] = [("t", str, msgspec.field(name="@type", default=None))]
        for i, row in enumerate(shape.rows):
            type_ = _member_type(row)
            members.append((f"f{i}", type_, msgspec.field(name=row.key, default=None)))
            if row.old:
                members.append((f"g{i}", type_, msgspec.field(name=row.old, default=None)))
        # A JSON null is none of these types, so that None always means an absent key.
        self.struct: Any = msgspec.defstruct(
            f"{shape.name}Members", members, forbid_unknown_fields=True, omit_defaults=True, gc=False
        )
        # Made at run time, so that no type checker can follow.
        self.decoder: msgspec.json.Decoder[list[Any]] = msgspec.json.Decoder(list.__class_getitem__(self.struct))


def _member_type(row: Row) -> Any:
    if row.kind.plain:
        return row.kind.plain.type
    if isinstance(row.kind, InlineKind) or (isinstance(row.kind, ObjectKind) and row.kind.shape.many):
        return _typed(row.kind.shape).struct
    return msgspec.Raw


_known: dict[int, _Typed] = {}


def _typed(shape: Shape) -> _Typed:
    found = _known.get(id(shape))
    if found is None:
        found = _known[id(shape)] = _Typed(shape)
    return found


def member_reader(c: Reading, shape: Shape, fields: dict[str, tuple[Read, str]], slow: Make) -> Make:
    """Return the function that builds the model's struct from a decoded one.

    For the keys ``internalId, isInput (input), flow`` this is generated::

        def make(o, at):
            x1 = o.f1 if o.g1 is None else o.g1
            if (o.f1 is not None and o.g1 is not None):
                return slow(again(o), at)
            return Model(id=o.f0, direction="input" if x1 else …, flow=None if o.f2 is None else read2(o.f2, at, "flow"))

    Args:
        c: the context.
        shape: the table, without a finishing step.
        fields: general readers by key.
        slow: the general reader of the object.
    """
    text = _Text(c, fields)
    defaults = {field.name: field.default for field in msgspec.structs.fields(shape.model)}
    for i, row in enumerate(shape.rows):
        text.add(row, f"{i}", f"o.f{i}", shape.absent.get(row.attr, defaults.get(row.attr)))
    body = [
        "def make(o, at):",
        *text.lines,
        f"    if {' or '.join(text.unusual) or 'False'}:",
        "        return slow(again(o), at)",
        f"    return Model({', '.join(f'{name}={expression}' for name, expression in text.arguments.items())})",
    ]
    scope = {**text.scope, "Model": shape.model, "slow": slow, "again": _again}
    # The text holds names and keys of our own tables only, nothing of the file.
    exec("\n".join(body), scope)  # noqa: S102  # see the module's docstring
    made: Make = scope["make"]
    return made


class _Text:
    """The text of a generated function in the making: see ``member_reader``."""

    def __init__(self, c: Reading, fields: dict[str, tuple[Read, str]], at: str = "at") -> None:
        self.c = c
        self.fields = fields
        self.at = at
        self.scope: dict[str, Any] = {}
        self.lines: list[str] = []
        self.unusual: list[str] = []
        self.arguments: dict[str, str] = {}

    def add(self, row: Row, n: str, value: str, absent: Any) -> None:
        """Add a row.

        Args:
            row: the row.
            n: what makes its names unique in the function.
            value: expression of the decoded value.
            absent: what an absent key means.
        """
        kind, key = row.kind, row.key
        if row.old:
            old = value.replace(".f", ".g")
            self.unusual.append(f"({value} is not None and {old} is not None)")
            self.lines.append(f"    x{n} = {value} if {old} is None else {old}")
            value = f"x{n}"
        if "." in row.attr:
            self.unusual.append(f"{value} is not None")
        elif isinstance(kind, InlineKind):
            readers = {r.key: (r.kind.reader(self.c, r.attr), r.attr) for r in kind.shape.rows}
            inner = _Text(self.c, readers, f"({self.at}, {key!r}, '')")
            for i, inner_row in enumerate(kind.shape.rows):
                inner.add(inner_row, f"{n}_{i}", f"{value}.f{i}", None)
            self._take(inner, value)
        elif kind.plain is not None:
            self._plain(kind, row.attr, n, value, absent)
        elif isinstance(kind, ObjectKind) and kind.shape.many:
            self.scope[f"make{n}"] = self.c.member_reader(kind.shape)
            self.arguments[row.attr] = (
                f"None if {value} is None else make{n}({value}, ({self.at}, {key!r}, {row.attr!r}))"
            )
        else:
            self.scope[f"read{n}"] = _raw_reader(self.c, self.fields[key][0])
            self.arguments[row.attr] = f"None if {value} is None else read{n}({value}, {self.at}, {key!r})"

    def _plain(self, kind: Kind, attr: str, n: str, value: str, absent: Any) -> None:
        plain = kind.plain
        if plain is None:
            return
        self.scope[f"words{n}"] = plain.words
        self.scope[f"absent{n}"] = absent
        test = plain.unusual if self.c.lang == "en" or not plain.english else "value is not None"
        if test:
            self.unusual.append(f"({_fill(test, value, n)})")
        self.arguments[attr] = _fill(plain.result, value, n)

    def _take(self, inner: _Text, value: str) -> None:
        """Take over the rows of an inline object: they hold where it is there."""
        self.scope |= inner.scope
        self.lines += inner.lines
        self.unusual += [f"({value} is not None and {test})" for test in inner.unusual]
        for attr, expression in inner.arguments.items():
            self.arguments[attr] = f"None if {value} is None else ({expression})"


def _fill(expression: str, value: str, n: str) -> str:
    return expression.replace("value", value).replace("words", f"words{n}").replace("absent", f"absent{n}")


def _again(members: Any) -> dict[str, Json]:
    """Return a decoded struct as the dict that the general reader takes."""
    document: dict[str, Json] = msgspec.json.decode(msgspec.json.encode(members))
    return document


def _raw_reader(c: Reading, read: Read) -> Read:
    """Return the function that reads an unparsed object; equal bytes are read once."""
    seen: dict[bytes, Any] = {}
    find = seen.get

    def read_raw(raw: msgspec.Raw, at: At, key: str) -> Any:
        text = bytes(raw)
        known = find(text)
        if known is not None:
            return known
        before = c.noted
        value = read(load_json(text, c.report.file), at, key)
        if c.noted == before and value is not None:
            if len(seen) >= _REMEMBERED:
                seen.clear()
            seen[text] = value
        return value

    return read_raw
