"""Structural difference of two model values, naming paths (``exchanges[3].uncertainty.gsd``)."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache
from itertools import zip_longest
from typing import Any, NamedTuple

import msgspec

ABSENT: Any = None
"""Value of a side that has nothing at a path."""


class Change(NamedTuple):
    """One leaf that differs.

    Attributes:
        path: canonical path; list members by position.
        left: value on the left, None where there is none.
        right: value on the right.
    """

    path: str
    left: Any
    right: Any


def diff(left: Any, right: Any) -> list[Change]:
    """Return every leaf in which two model values (entities, structs, lists, plain values) differ.

    Numbers are equal when their float values are (so 1 equals 1.0; nan never occurs in a model). Empty containers,
    empty text and None all mean "nothing said" and are equal.
    """
    return list(_diff(left, right, ""))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every leaf (path, value) of a model value that says something: what canonical JSON would write."""
    if isinstance(value, msgspec.Struct):
        for name, default in _defaults(type(value)):
            member = getattr(value, name)
            if member is not default and (default is None or member != default):
                yield from leaves(member, f"{path}.{name}" if path else name)
    elif isinstance(value, dict):
        for key, member in value.items():
            yield from leaves(member, f"{path}[{key!r}]" if path else str(key))
    elif isinstance(value, list | tuple):
        for i, member in enumerate(value):
            yield from leaves(member, f"{path}[{i}]")
    elif value is not None and value != "":
        yield path, value


@cache
def _defaults(kind: type[msgspec.Struct]) -> tuple[tuple[str, Any], ...]:
    """Return the fields of a model type with their defaults; a flag that is off says nothing."""
    return tuple((info.name, info.default) for info in msgspec.structs.fields(kind))


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left == right and math.copysign(1, left) == math.copysign(1, right)
    return bool(left == right)


def _empty(value: Any) -> bool:
    return value is None or value == "" or (isinstance(value, list | tuple | dict) and not value)


def _diff(left: Any, right: Any, path: str) -> Iterator[Change]:
    if left is right:
        return
    pairs = _members(left, right, path)
    if pairs is not None:
        for member, one, other in pairs:
            yield from _diff(one, other, member)
    elif _empty(left) and _empty(right):
        return
    elif _empty(right) and not _is_leaf(left):
        yield from (Change(p, v, ABSENT) for p, v in leaves(left, path))
    elif _empty(left) and not _is_leaf(right):
        yield from (Change(p, ABSENT, v) for p, v in leaves(right, path))
    elif not _same(left, right):
        yield Change(path, left, right)


def _members(left: Any, right: Any, path: str) -> Iterator[tuple[str, Any, Any]] | None:
    """Return the members of two containers of one kind side by side, None if they are no such pair."""
    if isinstance(left, msgspec.Struct) and type(left) is type(right):
        dot = f"{path}." if path else ""
        return ((dot + name, getattr(left, name), getattr(right, name)) for name in left.__struct_fields__)
    if isinstance(left, dict) and isinstance(right, dict):
        keys = [*left, *(key for key in right if key not in left)]
        return ((f"{path}[{key!r}]" if path else str(key), left.get(key), right.get(key)) for key in keys)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        rows = zip_longest(left, right, fillvalue=ABSENT)
        return ((f"{path}[{i}]", one, other) for i, (one, other) in enumerate(rows))
    return None


def _is_leaf(value: Any) -> bool:
    return not isinstance(value, msgspec.Struct | dict | list | tuple)
