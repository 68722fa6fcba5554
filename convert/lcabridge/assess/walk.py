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
        refs: number of references.
        absent: those of them without a target.
        doubtful: those whose target is there, and not certainly in the version meant.
        texts: multilingual texts and where they are.
    """

    refs: int = 0
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
            places: list[tuple[Ref, Where]] = []
            _walk(entity, "", self._found, places)
            for ref, where in places:
                self._judge(ref, where)
            if isinstance(entity, Process):
                self._exchanges(entity.exchanges)
        return self._found

    def _exchanges(self, exchanges: list[Exchange]) -> None:
        """Walk exchanges by their known members; of a reference in order no place is made."""
        known, judge, found = self._known, self._judge, self._found
        fine = 0
        for number, exchange in enumerate(exchanges):
            for member in ("flow", "property", "provider"):
                ref = getattr(exchange, member)
                if ref is None:
                    continue
                if known.get((ref.type, ref.uuid, ref.version)) == _FINE:
                    fine += 1
                else:
                    judge(ref, (number, member))
            for place, source in enumerate(exchange.sources):
                judge(source, (number, f"sources[{place}]"))
            if exchange.comment:
                found.texts.append((exchange.comment, (number, "comment")))
        found.refs += fine

    def _judge(self, ref: Ref, where: Where) -> None:
        found = self._found
        found.refs += 1
        key = (ref.type, ref.uuid, ref.version)
        fate = self._known.get(key)
        if fate is None:
            fate = self._fate(ref)
            if self._owner is None or ref.uuid != self._owner.uuid:  # who refers to itself is not used by that
                self.used.add((ref.type, ref.uuid))
                self._known[key] = fate
        if fate:
            (found.absent if fate == _ABSENT else found.doubtful).append((ref, where))

    def _fate(self, ref: Ref) -> int:
        there = self._index.versions(ref.type, ref.uuid)
        if not there:
            return _ABSENT
        if len(there) == 1 and (not ref.version or ref.version == there[0].version):
            return _FINE
        return _DOUBTFUL


def _walk(value: Any, path: str, found: Found, places: list[tuple[Ref, Where]]) -> None:
    for name in _fields(value.__class__):
        member = getattr(value, name)
        if not member:
            continue
        where = f"{path}.{name}" if path else name
        if isinstance(member, Ref):
            places.append((member, where))
        elif isinstance(member, dict):
            found.texts.append((member, where))
        elif isinstance(member, msgspec.Struct):
            _walk(member, where, found, places)
        else:
            for number, part in enumerate(member):
                if isinstance(part, Ref):
                    places.append((part, f"{where}[{number}]"))
                elif isinstance(part, msgspec.Struct):
                    _walk(part, f"{where}[{number}]", found, places)


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
