"""Brightway's packages (``.bw2package``): what ``bw2io.BW2Package`` writes and imports, as blocks and back.

A package is JSON in bzip2: a list of objects, each with its name, its metadata, its class of bw2data and its data. JSON has
no tuples and no keys but text, so a dict stands as ``{"__dict__": true, "keys": […], "values": […]}`` and a tuple as
``{"__tuple__": true, "data": […]}`` (bw2data, ``JsonSanitizer``).
"""

from __future__ import annotations

import bz2
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeGuard

from lcabridge.errors import LimitError, Location, MalformedSourceError
from lcabridge.sources import Source, load_json
from lcabridge_brightway.blocks import Block, Inventory, Line
from lcabridge_brightway.cells import code_uuid

DATABASES = "bw2data.backends"
METHODS = "bw2data.method"
_BACKEND = {"module": "bw2data.backends.base", "name": "SQLiteBackend"}
_SCALARS = (str, int, float, bool)
_NOT_A_NUMBER = re.compile(rb'"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)')
_LEVEL = 1
"""Blocks of 100 kB, so that the beginning can be looked into without reading the whole."""
SHARED, PROJECT = "database_parameters", "project_parameters"
"""Keys of a database's metadata that hold parameters: bw2data keeps them elsewhere, and a package cannot."""
OURS = ("format", "lcabridge")
"""Metadata of every database that is written here; it says nothing of the data."""
NO_AMOUNT = "no amount"
"""Key of an exchange that the process has without an amount; Brightway needs one."""
_COUNTS = ("uncertainty type",)


class Stored(NamedTuple):
    """An object of a package.

    Attributes:
        kind: module of its class.
        name: of the database, or the parts of a method's name.
        metadata: as stored.
        data: as stored.
    """

    kind: str
    name: Any
    metadata: dict[str, Any]
    data: Any


class Read(NamedTuple):
    """What a package holds.

    Attributes:
        inventory: its databases as one.
        methods: its impact methods.
        others: objects of other classes.
        gaps: numbers that are none (NaN).
    """

    inventory: Inventory
    methods: list[Stored]
    others: list[Stored]
    gaps: int


class Place(NamedTuple):
    """Where a line stands: a path in the package instead of a sheet."""

    name: str

    def address(self, row: int, column: int) -> str:  # noqa: ARG002  # see sheets.cells.Sheet: a package has no columns
        """Return the place of an exchange, counted from 1."""
        return f"{self.name} exchange {row}" if row else self.name


def head_of(data: bytes) -> str:
    """Return the beginning of the JSON in the first bytes of a package, "" if they do not hold a whole block."""
    try:
        return bz2.BZ2Decompressor().decompress(data, 8 << 10).decode("utf-8", errors="ignore")
    except (OSError, ValueError, EOFError):
        return ""


def read_package(source: Source) -> Read:
    """Read a package.

    Raises:
        MalformedSourceError: it is none, or is cut off.
        LimitError: it is too large.
    """
    name = source.names()[0]
    at = source.locate(name)
    text, gaps = _plain_numbers(_inflated(source.read(name), source, at))
    limits = source.limits.model_copy(update={"file_bytes": max(source.limits.file_bytes, len(text))})
    raw = _restored(load_json(text, at, limits), at)
    objects = [_stored(value, at) for value in (raw if isinstance(raw, list) else [raw])]
    databases = [found for found in objects if found.kind.startswith(DATABASES)]
    methods = [found for found in objects if found.kind == METHODS]
    others = [found for found in objects if found not in databases and found not in methods]
    return Read(_inventory(databases, at), methods, others, gaps)


def _inflated(data: bytes, source: Source, at: str) -> bytes:
    limit = source.limits.zip_entry_bytes
    found = bytearray()
    rest = data
    try:
        while rest:
            inflater = bz2.BZ2Decompressor()
            found += inflater.decompress(rest, limit + 1 - len(found))
            if len(found) > limit:
                raise LimitError(
                    f"the package inflates to more than {limit:,} bytes", f"数据包解压后超过 {limit:,} 字节", at=Location(file=at),
                    hint_en="if you trust the file, raise the limit with --limit zip_entry_bytes=N",
                    hint_zh="如果信任该文件，可用 --limit zip_entry_bytes=N 提高上限",
                )  # fmt: skip
            if not inflater.eof:
                raise _broken("it is cut off", "文件不完整", at)
            rest = inflater.unused_data
    except OSError as error:
        raise _broken("it is no bzip2 file, or is damaged", "不是 bzip2 文件或已损坏", at) from error
    return bytes(found)


def _plain_numbers(text: bytes) -> tuple[bytes, int]:
    """Return the JSON with null where Python wrote NaN or Infinity, which JSON does not have, and how many there were."""
    if b"NaN" not in text and b"Infinity" not in text:
        return text, 0
    found = 0

    def null(match: re.Match[bytes]) -> bytes:
        nonlocal found
        if match.group().startswith(b'"'):
            return match.group()
        found += 1
        return b"null"

    return _NOT_A_NUMBER.sub(null, text), found


def _broken(en: str, zh: str, at: str, pointer: str = "") -> MalformedSourceError:
    return MalformedSourceError(
        f"this is no package of Brightway's: {en}", f"不是 Brightway 数据包：{zh}", at=Location(file=at, pointer=pointer),
        hint_en="export it again with bw2io.BW2Package.export_obj", hint_zh="请用 bw2io.BW2Package.export_obj 重新导出",
    )  # fmt: skip


def _restored(value: Any, at: str, pointer: str = "") -> Any:
    """Return what bw2data's sanitizer was given: lists and tuples as lists; dicts with keys that are no text as pairs."""
    if isinstance(value, list):
        return [_restored(member, at, f"{pointer}/{n}") for n, member in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if "__tuple__" in value and isinstance(value.get("data"), list):
        return tuple(_restored(member, at, f"{pointer}/data/{n}") for n, member in enumerate(value["data"]))
    keys, values = value.get("keys"), value.get("values")
    if (
        "__dict__" not in value
        or not isinstance(keys, list)
        or not isinstance(values, list)
        or len(keys) != len(values)
    ):
        raise _broken(
            "an object is neither __dict__ nor __tuple__, or has not as many keys as values",
            "对象既非 __dict__ 也非 __tuple__，或键与值数量不等", at, pointer,
        )  # fmt: skip
    found = {}
    for n, (key, member) in enumerate(zip(keys, values, strict=True)):
        name = _restored(key, at, f"{pointer}/keys/{n}")
        try:
            twice = name in found
        except TypeError:
            raise _broken(
                "a key of a dict is a list or dict", "字典的键是列表或字典", at, f"{pointer}/keys/{n}"
            ) from None
        if twice:
            raise _broken(f"the key {name!r} stands twice", f"键 {name!r} 重复", at, f"{pointer}/keys/{n}")
        found[name] = _restored(member, at, f"{pointer}/values/{n}")
    return found


def _stored(value: Any, at: str) -> Stored:
    kind = value.get("class") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(kind, dict) or "name" not in value or "data" not in value:
        raise _broken("an object has no name, class or data", "对象缺少 name、class 或 data", at)
    metadata = value.get("metadata")
    if not isinstance(metadata, dict):
        raise _broken(f"{value['name']!r} has no metadata", f"{value['name']!r} 没有 metadata", at)
    return Stored(str(kind.get("module", "")), value["name"], metadata, value["data"])


def _inventory(databases: list[Stored], at: str) -> Inventory:
    found = Inventory(project=[], shared=[], activities=[], loose=[], twice=[], skipped=[])
    nodes = {key: node for one in databases for key, node in _nodes(one, at)}
    for stored in databases:
        name = str(stored.name)
        fields = {
            str(k): _cell(str(k), v)
            for k, v in stored.metadata.items()
            if k not in (SHARED, PROJECT) and v is not None and (k, v) != OURS
        }
        place = Place(name)
        block = Block(name=name, fields=Line(cells=fields, sheet=place))
        if found.database is None:
            found.database = block
        else:
            found.twice.append(block.fields)
        found.shared += _parameters(stored.metadata.get(SHARED), place)
        found.project += _parameters(stored.metadata.get(PROJECT), place)
        for key, node in _nodes(stored, at):
            found.activities.append(_block(key, node, nodes, at))
    return found


def _nodes(stored: Stored, at: str) -> Iterator[tuple[tuple[str, str], dict[str, Any]]]:
    data = stored.data
    if not isinstance(data, dict):
        raise _broken(f"the data of {stored.name!r} is no dict", f"{stored.name!r} 的 data 不是字典", at)
    for key, node in data.items():
        if not _is_key(key) or not isinstance(node, dict):
            raise _broken(
                f"{key!r} in {stored.name!r} is no (database, code) of a node",
                f"{stored.name!r} 中的 {key!r} 不是节点的（数据库, 代码）",
                at,
            )
        yield (str(key[0]), str(key[1])), node


def _is_key(value: Any) -> TypeGuard[Sequence[str]]:
    return isinstance(value, tuple | list) and len(value) == 2 and all(isinstance(part, str | int) for part in value)


def _block(
    key: tuple[str, str], node: dict[str, Any], nodes: Mapping[tuple[str, str], dict[str, Any]], at: str
) -> Block:
    place = Place(f"{key[0]} {key[1]}")
    skipped = ("name", "exchanges", "parameters", "database")
    fields = {str(k): _cell(str(k), v) for k, v in node.items() if k not in skipped and v is not None}
    fields["code"] = key[1]
    exchanges = node.get("exchanges") or []
    if not isinstance(exchanges, list | tuple):
        raise _broken(f"the exchanges of {key!r} are no list", f"{key!r} 的 exchanges 不是列表", at)
    lines = []
    for number, exchange in enumerate(exchanges, 1):
        if not isinstance(exchange, dict):
            raise _broken(f"exchange {number} of {key!r} is no dict", f"{key!r} 的第 {number} 个交换不是字典", at)
        lines.append(_line(exchange, key, nodes, place, number))
    return Block(
        name=str(node.get("name") or key[1]),
        fields=Line(cells=fields, sheet=place),
        parameters=_parameters(node.get("parameters"), place),
        exchanges=lines,
        database=key[0],
    )


def _line(
    exchange: dict[str, Any],
    own: tuple[str, str],
    nodes: Mapping[tuple[str, str], dict[str, Any]],
    place: Place,
    number: int,
) -> Line:
    cells = {
        str(k): _cell(str(k), v)
        for k, v in exchange.items()
        if v is not None and not (k == "output" and _is_key(v) and (str(v[0]), str(v[1])) == own)
    }
    if cells.pop(NO_AMOUNT, None):
        cells.pop("amount", None)
    leads = exchange.get("input")
    node = nodes.get((str(leads[0]), str(leads[1]))) if _is_key(leads) else None
    # Exchanges of other tools may name nothing but the node.
    is_bare = "name" not in cells and "reference product" not in cells
    for name in ("name", "unit", "location", "reference product", "categories"):
        if is_bare and name not in cells and node is not None and node.get(name) is not None:
            cells[name] = _cell(name, node[name])
    if _is_key(leads):
        _name_target(cells, (str(leads[0]), str(leads[1])), own[0])
    return Line(cells=cells, row=number, sheet=place)


def _name_target(cells: dict[str, Any], leads: tuple[str, str], own: str) -> None:
    """Say in columns of ours where an exchange leads, as far as the package of another tool says it by the node alone."""
    if cells.get("type") == "biosphere":
        cells.setdefault("flow uuid", code_uuid(*leads))
    elif "provider code" not in cells and cells.get("type") != "production":
        cells["provider code"] = leads[1]
        if leads[0] != own:
            cells["database"] = leads[0]


def _parameters(found: Any, place: Place) -> list[Line]:
    """Return parameters: a dict by name, or a list of dicts."""
    rows = (
        [{"name": name, **row} for name, row in found.items() if isinstance(row, dict)]
        if isinstance(found, dict)
        else found
    )
    if not isinstance(rows, list | tuple):
        return []
    return [
        Line(cells={str(k): _cell(str(k), v) for k, v in row.items() if v is not None}, row=n, sheet=place)
        for n, row in enumerate(rows, 1)
        if isinstance(row, dict)
    ]


def _cell(name: str, value: Any) -> Any:
    """Return a value as a cell has it: numbers as float, ``categories`` and keys of nodes as one text."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return float(value)
    if (
        isinstance(value, tuple | list)
        and name in ("input", "output", "categories")
        and all(isinstance(p, str | int) for p in value)
    ):
        return "::".join(map(str, value))
    return _listed(value)


def _listed(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _listed(member) for key, member in value.items()}
    return [_listed(member) for member in value] if isinstance(value, tuple | list) else value


def write_package(found: Inventory) -> Iterator[bytes]:
    """Yield the package of an inventory piece by piece."""
    packer = bz2.BZ2Compressor(_LEVEL)
    for piece in _pieces(found):
        yield packer.compress(piece.encode())
    yield packer.flush()


def _pieces(found: Inventory) -> Iterator[str]:
    """Yield the JSON piece by piece: the data of a database may be large."""
    name = found.database.name if found.database else ""
    metadata: dict[str, Any] = {OURS[0]: OURS[1], **(found.database.fields.cells if found.database else {})}
    for key, lines in ((SHARED, found.shared), (PROJECT, found.project)):
        if lines:
            metadata[key] = dict(_parameter(line) for line in lines)
    keys = [(name, str(block.fields.cells["code"])) for block in found.activities]
    head = {"metadata": metadata, "name": name, "class": _BACKEND}
    text = _json({**head, "data": None}).removesuffix("null]}")
    yield f'[{text}{{"__dict__": true, "keys": {_json(keys)}, "values": ['
    for number, block in enumerate(found.activities):
        yield (", " if number else "") + _json(_node(block))
    yield "]}]}]"


def _node(block: Block) -> dict[str, Any]:
    node: dict[str, Any] = {"name": block.name}
    node |= {key: _value(key, value) for key, value in sorted(block.fields.cells.items()) if key != "code"}
    if block.parameters:
        node["parameters"] = dict(_parameter(line) for line in block.parameters)
    node["exchanges"] = [_exchange(line) for line in block.exchanges]
    return node


def _exchange(line: Line) -> dict[str, Any]:
    found = {key: _value(key, value) for key, value in line.cells.items()}
    if not isinstance(found.get("amount"), float):
        found |= {"amount": 0.0, NO_AMOUNT: True}
    return found


def _parameter(line: Line) -> tuple[str, dict[str, Any]]:
    cells = {key: _value(key, value) for key, value in line.cells.items() if key != "name"}
    return line.text("name"), cells


def _value(name: str, value: Any) -> Any:
    if name in _COUNTS and isinstance(value, float):
        return int(value)
    if name == "input" and isinstance(value, str):
        return tuple(value.rsplit("::", 1))
    if name == "categories" and isinstance(value, str):
        return tuple(value.split("::"))
    return value


def _json(value: Any) -> str:
    return json.dumps(_sanitized(value), ensure_ascii=False, allow_nan=False)


def _sanitized(value: Any) -> Any:
    if isinstance(value, tuple):
        return {"__tuple__": True, "data": [_sanitized(member) for member in value]}
    if isinstance(value, dict):
        return {
            "__dict__": True,
            "keys": [_sanitized(k) for k in value],
            "values": [_sanitized(v) for v in value.values()],
        }
    if isinstance(value, list):
        return [_sanitized(member) for member in value]
    return value if isinstance(value, _SCALARS) or value is None else str(value)
