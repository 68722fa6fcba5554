"""Every reference of an entity, asked of the index once: also those that only the extension holds."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args, get_type_hints

import msgspec

from lcabridge.model import Entity, Index, Ref


def find_targets(entity: Entity, index: Index) -> None:
    """Look up the target of each reference; the index remembers those that have none (dangling references are named)."""
    _visit(entity, index)


def _visit(struct: Any, index: Index) -> None:
    for name in _holders(type(struct)):  # type: ignore[arg-type]  # a class is hashable
        value = getattr(struct, name)
        if value is None:
            continue
        if value.__class__ is Ref:
            index.find(value)
        elif value.__class__ is list:
            for member in value:
                if member.__class__ is Ref:
                    index.find(member)
                else:
                    _visit(member, index)
        else:
            _visit(value, index)


@cache
def _holders(cls: type[Any]) -> tuple[str, ...]:
    """Return the fields of a struct that hold references, at any depth."""
    if not isinstance(cls, type) or not issubclass(cls, msgspec.Struct):
        return ()
    return tuple(name for name, hint in get_type_hints(cls).items() if _holds(hint))


def _holds(hint: Any) -> bool:
    if hint is Ref:
        return True
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return bool(_holders(hint))
    return any(_holds(inner) for inner in get_args(hint))
