"""Every reference that a model value holds: to visit, or to redirect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, get_args, get_origin

import msgspec

from lcabridge.model.base import Ref


@cache
def holders(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the fields of a type of the model in which references can stand; ``extra`` is not of the model."""
    return tuple(f.name for f in msgspec.structs.fields(kind) if f.name != "extra" and _may_hold(f.type, frozenset()))


def _may_hold(kind: Any, above: frozenset[Any]) -> bool:
    """Tell whether a value of a type can hold a reference (``above``: the types around it, which may hold themselves)."""
    if kind in (Ref, Any):
        return True
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        within = above | {kind}
        return kind not in above and any(
            _may_hold(f.type, within) for f in msgspec.structs.fields(kind) if f.name != "extra"
        )
    return get_origin(kind) is not dict and any(_may_hold(part, above) for part in get_args(kind))


def iter_refs(value: Any, path: str = "") -> Iterator[tuple[str, Ref]]:
    """Yield every reference in a model value with its canonical path."""
    if isinstance(value, Ref):
        yield path, value
    elif isinstance(value, msgspec.Struct):
        for name in holders(type(value)):
            yield from iter_refs(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for i, member in enumerate(value):
            yield from iter_refs(member, f"{path}[{i}]")


def redirect(value: Any, change: Callable[[Ref], Ref]) -> Any:
    """Return the value with every reference replaced by ``change(ref)``; parts without references stay the same objects."""
    if isinstance(value, Ref):
        return change(value)
    if isinstance(value, msgspec.Struct):
        new = {}
        for name in holders(type(value)):
            old = getattr(value, name)
            member = redirect(old, change)
            if member is not old:
                new[name] = member
        return msgspec.structs.replace(value, **new) if new else value
    if isinstance(value, list | tuple):
        members = [redirect(member, change) for member in value]
        if all(a is b for a, b in zip(members, value, strict=True)):
            return value
        return type(value)(members)
    return value
