"""The extension: what a data set's native fields cannot say, as patches from what they say to what is meant.

It is made by comparison, so that nothing can be forgotten: the document is read again, and every field in which that
differs from the entity becomes a patch. Form of the text in ``common:other/lcabridge:data`` (canonical JSON):

``{"v": 1, "set": [[path, native, exact], …], "columns": [[path, field, [[native, exact, positions], …]], …],
"tables": [[path, digest, rows, {field: [[value, positions], …]}], …]}``

* ``set``: one field. ``path`` is a JSON pointer into the canonical model, without the leading slash.
* ``columns``: one field of many members of a list; ``positions`` as in ``0-3,7``.
* ``tables``: a whole list whose order or length differs natively; ``digest`` is that of the native list.

A patch holds only while the native value is the one it was made for; otherwise somebody changed the data set since, the
native value counts, and the issue STALE_EXTENSION says so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, get_type_hints

import msgspec

from lcabridge.model import Entity, to_json
from lcabridge.report import Report, catalogue

VERSION = 1
Patch = dict[str, Any]
MISSING: Any = None


def difference(native: Entity, exact: Entity) -> Patch:
    """Return the patch that turns what the native fields say into the entity; {} if they say it all."""
    out: Patch = {"set": [], "columns": [], "tables": []}
    for name in exact.__struct_fields__:
        _compare(name, getattr(native, name), getattr(exact, name), out)
    return {"v": VERSION, **{key: value for key, value in out.items() if value}} if any(out.values()) else {}


def _compare(path: str, native: Any, exact: Any, out: Patch) -> None:
    if _equal(native, exact):
        return
    if isinstance(exact, msgspec.Struct) and type(native) is type(exact):
        for name in exact.__struct_fields__:
            _compare(f"{path}/{name}", getattr(native, name), getattr(exact, name), out)
    elif isinstance(exact, dict) and isinstance(native, dict) and (path == "extra" or path.startswith("extra/")):
        _compare_extra(path, native, exact, out)
    elif isinstance(exact, list) and isinstance(native, list) and exact and isinstance(exact[0], msgspec.Struct):
        if len(native) == len(exact) and path not in _TABLES:
            _columns(path, native, exact, out)
        elif len(exact) >= _TABLE_LENGTH:
            _table(path, native, exact, out)
        else:
            _leaf(path, native, exact, out)
    else:
        _leaf(path, native, exact, out)


def _compare_extra(path: str, native: dict[str, Any], exact: dict[str, Any], out: Patch) -> None:
    for key in sorted({*native, *exact}):
        step = str(key).replace("~", "~0").replace("/", "~1")
        if path.count("/") == 0:
            _compare(f"{path}/{step}", native.get(key, {}), exact.get(key, {}), out)
        elif key not in native or key not in exact or native[key] != exact[key]:
            _leaf(f"{path}/{step}", native.get(key), exact.get(key), out)


_TABLES = frozenset({"allocation", "links"})
"""Lists whose native order is that of other lists, so that members do not stand opposite each other."""

_TABLE_LENGTH = 4


def _equal(left: Any, right: Any) -> bool:
    if left is right:
        return True
    if isinstance(left, dict) and isinstance(right, dict):
        # The order of languages is part of a text.
        return bool(left == right) and list(left) == list(right)
    if type(left) is not type(right) and not (isinstance(left, int | float) and isinstance(right, int | float)):
        return _empty(left) and _empty(right)
    return bool(left == right) and (not isinstance(left, bool) or left is right)


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], {}, ())


def _leaf(path: str, native: Any, exact: Any, out: Patch) -> None:
    out["set"].append([path, plain(native), plain(exact)])


def _columns(path: str, native: list[Any], exact: list[Any], out: Patch) -> None:
    columns: dict[str, dict[Any, tuple[Any, Any, list[int]]]] = {}
    for i, (left, right) in enumerate(zip(native, exact, strict=True)):
        if left == right:
            continue
        for name, before, after in _fields("", left, right):
            column = columns.get(name)
            if column is None:
                column = columns[name] = {}
            key = (_key(before), _key(after))
            entry = column.get(key)
            if entry is None:
                entry = column[key] = (plain(before), plain(after), [])
            entry[2].append(i)
    for name, entries in columns.items():
        out["columns"].append([path, name, [[a, b, _positions(at)] for a, b, at in entries.values()]])


def _fields(prefix: str, left: Any, right: Any) -> Iterator[tuple[str, Any, Any]]:
    for name in right.__struct_fields__:
        a, b = getattr(left, name), getattr(right, name)
        if a is b or (a.__class__ is b.__class__ and a.__class__ in _PLAIN and a == b) or _equal(a, b):
            continue
        here = f"{prefix}{name}"
        if isinstance(b, msgspec.Struct) and type(a) is type(b):
            yield from _fields(f"{here}/", a, b)
        else:
            yield here, a, b


def _table(path: str, native: list[Any], exact: list[Any], out: Patch) -> None:
    columns: dict[str, dict[Any, tuple[Any, list[int]]]] = {}
    for i, member in enumerate(exact):
        for name in member.__struct_fields__:
            value = getattr(member, name)
            if value is None or value is False or (value.__class__ not in _NUMBERS and _empty(value)):
                continue
            column = columns.get(name)
            if column is None:
                column = columns[name] = {}
            key = _key(value)
            entry = column.get(key)
            if entry is None:
                entry = column[key] = (plain(value), [])
            entry[1].append(i)
    packed = {name: [[value, _positions(at)] for value, at in entries.values()] for name, entries in columns.items()}
    out["tables"].append([path, digest(native), len(exact), packed])


def _key(value: Any) -> Any:
    """Return what is the same for values that read the same, and for no others (``0.0`` and ``-0.0`` do not)."""
    kind = value.__class__
    if kind is str or value is None or (kind in _NUMBERS and value):
        return kind, value
    return to_json(value)


def digest(value: Any) -> str:
    """Return a short digest of a model value."""
    return hashlib.sha256(to_json(value)).hexdigest()[:16]


def plain(value: Any) -> Any:
    """Return a model value as JSON types."""
    if value is None or value.__class__ in _PLAIN:
        return value
    return msgspec.to_builtins(value)


_PLAIN = frozenset({str, int, float, bool})
_NUMBERS = frozenset({int, float})


def _positions(at: list[int]) -> str:
    parts: list[str] = []
    start = previous = at[0]
    for position in [*at[1:], None]:
        if position is not None and position == previous + 1:
            previous = position
            continue
        parts.append(str(start) if start == previous else f"{start}-{previous}")
        if position is not None:
            start = previous = position
    return ",".join(parts)


def _spelled(positions: str, length: int) -> Iterator[int]:
    for part in positions.split(","):
        start, _, end = part.partition("-")
        first, last = int(start), int(end or start)
        if not 0 <= first <= last < length:
            raise ValueError(positions)
        yield from range(first, last + 1)


# ---------------------------------------------------------------------------------------------------------------------
# Applying


def apply(entity: Entity, patch: Patch, report: Report, *, pointer: str, only: frozenset[str] | None = None) -> None:
    """Apply a patch to what the native fields said.

    Args:
        entity: changed in place.
        patch: as `difference` makes it, from a file: anything may stand there.
        report: gets STALE_EXTENSION for each patch that does not hold any more.
        pointer: place of the extension in the file.
        only: names of the top fields to patch; None for all.
    """
    if not isinstance(patch, dict) or patch.get("v") != VERSION:
        report.add(catalogue.STALE_EXTENSION, path="", pointer=pointer, value=None)
        return
    for kind, job in _JOBS.items():
        entries = patch.get(kind, [])
        for entry in entries if isinstance(entries, list) else [entries]:
            path = str(entry[0]) if isinstance(entry, list) and entry else ""
            if only is not None and path.partition("/")[0] not in only:
                continue
            try:
                job(entity, entry, report, pointer)
            except (LookupError, ValueError, TypeError, AttributeError):
                # The extension is text that anybody may have edited: what cannot be applied is stale.
                report.add(catalogue.STALE_EXTENSION, path=path, pointer=pointer, value=entry)


def _apply_set(entity: Entity, entry: list[Any], report: Report, pointer: str) -> None:
    path, native, exact = entry
    _change(entity, path, native, exact, report, pointer)


def _change(entity: Any, path: str, native: Any, exact: Any, report: Report, pointer: str) -> None:
    first, _, rest = path.partition("/")
    if not rest:
        setattr(entity, first, _checked(getattr(entity, first), native, exact, type(entity), first))
    elif first == "extra":
        _change_extra(entity, rest, native, exact)
    else:
        part = getattr(entity, first)
        setattr(entity, first, _changed(part, rest, native, exact))
    del report, pointer  # what does not fit raises; the caller reports it


def _change_extra(entity: Entity, rest: str, native: Any, exact: Any) -> None:
    name, _, key = rest.partition("/")
    if not key:
        raise ValueError(rest)
    part = entity.extra.setdefault(name, {})
    key = key.replace("~1", "/").replace("~0", "~")
    if plain(part.get(key)) != native:
        raise ValueError(rest)
    if exact is None:
        part.pop(key, None)
    else:
        part[key] = exact


def _changed(struct: Any, path: str, native: Any, exact: Any) -> Any:
    """Return a struct in which one field below is changed."""
    name, _, rest = path.partition("/")
    current = getattr(struct, name)
    value = _changed(current, rest, native, exact) if rest else _checked(current, native, exact, type(struct), name)
    return msgspec.structs.replace(struct, **{name: value})


def _checked(current: Any, native: Any, exact: Any, owner: type[Any], name: str) -> Any:
    if not _same(plain(current), native):
        raise ValueError(name)
    if exact is None:
        return _default(owner, name)
    return msgspec.convert(exact, _type(owner, name), strict=True)


def _same(left: Any, right: Any) -> bool:
    return bool(left == right) or (_empty(left) and _empty(right))


@cache
def _hints(owner: type[Any]) -> dict[str, Any]:
    return get_type_hints(owner)


def _type(owner: type[Any], name: str) -> Any:
    return _hints(owner)[name]  # type: ignore[arg-type]  # a class is hashable


@cache
def _defaults(owner: type[Any]) -> dict[str, msgspec.structs.FieldInfo]:
    return {info.name: info for info in msgspec.structs.fields(owner)}


def _default(owner: type[Any], name: str) -> Any:
    info = _defaults(owner)[name]  # type: ignore[arg-type]  # same
    if info.default_factory is not msgspec.NODEFAULT:
        return info.default_factory()
    return None if info.default is msgspec.NODEFAULT else info.default


def _apply_column(entity: Entity, entry: list[Any], report: Report, pointer: str) -> None:
    path, name, entries = entry
    members = _list(entity, path)
    for native, exact, positions in entries:
        for i in _spelled(positions, len(members)):
            try:
                members[i] = _changed(members[i], name, native, exact)
            except (LookupError, ValueError, AttributeError):
                report.add(
                    catalogue.STALE_EXTENSION,
                    path=f"{path}[{i}].{name.replace('/', '.')}",
                    pointer=pointer,
                    value=exact,
                )


def _list(entity: Any, path: str) -> list[Any]:
    here = entity
    for step in path.split("/"):
        here = getattr(here, step)
    if not isinstance(here, list):
        raise TypeError(path)
    return here


def _apply_table(entity: Entity, entry: list[Any], report: Report, pointer: str) -> None:
    path, native, length, columns = entry
    parent, _, name = path.rpartition("/")
    owner: Any = entity
    for step in parent.split("/") if parent else ():
        owner = getattr(owner, step)
    if digest(getattr(owner, name)) != native:
        raise ValueError(path)
    if not 0 <= length <= _LONGEST:
        raise ValueError(length)
    rows: list[dict[str, Any]] = [{} for _ in range(length)]
    for column, entries in columns.items():
        for value, positions in entries:
            for i in _spelled(positions, length):
                rows[i][column] = value
    setattr(owner, name, msgspec.convert(rows, _type(type(owner), name)))
    del report, pointer  # what does not fit raises; the caller reports it


_LONGEST = 10_000_000
"""More rows than any data set has; a damaged number must not take the memory."""

_JOBS: dict[str, Callable[[Entity, Any, Report, str], None]] = {
    "set": _apply_set,
    "columns": _apply_column,
    "tables": _apply_table,
}
