"""Every reference that a model value holds: to visit, or to redirect."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from lcabridge.model.base import Ref


def iter_refs(value: Any, path: str = "") -> Iterator[tuple[str, Ref]]:
    """Yield every reference in a model value with its canonical path."""
    if isinstance(value, Ref):
        yield path, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            if name == "extra":
                continue
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
        for name in value.__struct_fields__:
            old = getattr(value, name)
            member = old if name == "extra" else redirect(old, change)
            if member is not old:
                new[name] = member
        return msgspec.structs.replace(value, **new) if new else value
    if isinstance(value, list | tuple):
        members = [redirect(member, change) for member in value]
        if all(a is b for a, b in zip(members, value, strict=True)):
            return value
        return type(value)(members)
    return value
