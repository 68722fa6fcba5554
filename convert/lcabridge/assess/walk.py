"""One walk over a data set for all checks: its references and its texts, with their places."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import msgspec

from lcabridge.model import Entity, EntityType, Exchange, Index, Process, Ref, Text

Where = str | tuple[int, str]
"""Canonical path; of an exchange its number and member, since most paths are never shown."""
_LEFT_OUT = frozenset({"extra", "geometry", "uuid", "version", "exchanges"})
"""Foreign JSON, identity, and exchanges, which are walked by their known members."""
_SCALARS = (
    msgspec.inspect.StrType,
    msgspec.inspect.IntType,
    msgspec.inspect.FloatType,
    msgspec.inspect.BoolType,
    msgspec.inspect.NoneType,
    msgspec.inspect.LiteralType,
)


def path_of(where: Where) -> str:
    """Return the path of a place."""
    return where if isinstance(where, str) else f"exchanges[{where[0]}].{where[1]}"


@dataclass(slots=True)
class Found:
    """What a data set holds, in its order.

    Attributes:
        refs: references and where they are.
        absent: those of them without a target.
        doubtful: those whose target is there, and not certainly in the version meant.
        texts: multilingual texts and where they are.
    """

    refs: list[tuple[Ref, Where]] = field(default_factory=list)
    absent: list[tuple[Ref, Where]] = field(default_factory=list)
    doubtful: list[tuple[Ref, Where]] = field(default_factory=list)
    texts: list[tuple[Text, Where]] = field(default_factory=list)


_FINE, _ABSENT, _DOUBTFUL = 0, 1, 2


class Walk:
    """Walks data sets, keeping what it found in the last one, and what it knows of every target.

    Args:
        index: of the package.

    ``used`` has type and UUID of everything that another data set refers to.
    """

    def __init__(self, index: Index) -> None:
        self.used: set[tuple[EntityType, str]] = set()
        self._index = index
        self._known: dict[tuple[EntityType, str, str], int] = {}
        self._owner: Entity | None = None
        self._found = Found()

    def of(self, entity: Entity) -> Found:
        """Return what a data set holds."""
        if self._owner is not entity:
            self._owner, self._found = entity, Found()
            _walk(entity, "", self._found)
            if isinstance(entity, Process):
                _exchanges(entity.exchanges, self._found)
            self._judge(entity)
        return self._found

    def _judge(self, entity: Entity) -> None:
        found, known = self._found, self._known
        for place in found.refs:
            ref = place[0]
            key = (ref.type, ref.uuid, ref.version)
            fate = known.get(key)
            if fate is None:
                if ref.uuid == entity.uuid:  # who refers to itself is not used by that
                    fate = self._fate(ref)
                else:
                    self.used.add((ref.type, ref.uuid))
                    fate = known[key] = self._fate(ref)
            if fate:
                (found.absent if fate == _ABSENT else found.doubtful).append(place)

    def _fate(self, ref: Ref) -> int:
        there = self._index.versions(ref.type, ref.uuid)
        if not there:
            return _ABSENT
        if len(there) == 1 and (not ref.version or ref.version == there[0].version):
            return _FINE
        return _DOUBTFUL


def _walk(value: Any, path: str, found: Found) -> None:
    for name in _fields(value.__class__):
        member = getattr(value, name)
        if not member:
            continue
        where = f"{path}.{name}" if path else name
        if isinstance(member, Ref):
            found.refs.append((member, where))
        elif isinstance(member, dict):
            found.texts.append((member, where))
        elif isinstance(member, msgspec.Struct):
            _walk(member, where, found)
        else:
            _members(member, where, found)


def _members(members: Any, where: str, found: Found) -> None:
    for number, part in enumerate(members):
        if isinstance(part, Ref):
            found.refs.append((part, f"{where}[{number}]"))
        elif isinstance(part, msgspec.Struct):
            _walk(part, f"{where}[{number}]", found)


def _exchanges(exchanges: list[Exchange], found: Found) -> None:
    refs = found.refs
    for number, exchange in enumerate(exchanges):
        if exchange.flow is not None:
            refs.append((exchange.flow, (number, "flow")))
        if exchange.provider is not None:
            refs.append((exchange.provider, (number, "provider")))
        if exchange.property is not None:
            refs.append((exchange.property, (number, "property")))
        if exchange.sources:
            refs += [(source, (number, f"sources[{n}]")) for n, source in enumerate(exchange.sources)]
        if exchange.comment:
            found.texts.append((exchange.comment, (number, "comment")))


@lru_cache(maxsize=256)
def _fields(kind: Any) -> tuple[str, ...]:
    """Return the fields of a model type that may hold references or texts: all but scalars."""
    if kind is Ref:
        return ()  # the name in a reference is the target's, not the data set's own
    info = msgspec.inspect.type_info(kind)
    if not isinstance(info, msgspec.inspect.StructType):
        return ()
    return tuple(f.name for f in info.fields if f.name not in _LEFT_OUT and not _is_scalar(f.type))


def _is_scalar(kind: msgspec.inspect.Type) -> bool:
    if isinstance(kind, msgspec.inspect.UnionType):
        return all(_is_scalar(member) for member in kind.types)
    if isinstance(kind, msgspec.inspect.ListType | msgspec.inspect.VarTupleType):
        return _is_scalar(kind.item_type)
    return isinstance(kind, _SCALARS)
