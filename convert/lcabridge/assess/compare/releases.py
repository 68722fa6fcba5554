"""Two packages as releases: data sets added, removed and changed, field by field, in bounded memory.

Data sets are the same by type and UUID, else by type, name, category and place where that is unique on both sides (a release
of another format derives other UUIDs). The first side's data sets wait in a temporary file while the second is read.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import IO, Any

import msgspec

from lcabridge.assess.compare.model import ChangedSet, FieldChange, Release, SetNote, TypeChange
from lcabridge.assess.compare.products import place_key, plain
from lcabridge.format import Package
from lcabridge.model import (
    Entity,
    EntityType,
    Exchange,
    Index,
    Place,
    Process,
    Ref,
    Summary,
    diff,
    from_json,
    pick,
    to_json,
)

TYPES: tuple[EntityType, ...] = (
    "process", "flow", "flow_property", "unit_group", "model", "impact_category", "impact_method", "source", "contact",
)  # fmt: skip
"""What a release is made of; frame data (locations, currencies, categories) is not compared."""
SHOWN_SETS = 400
"""Changed, added and removed data sets that are listed; all are counted."""
SHOWN_CHANGES = 40
"""Changes of one data set that are listed."""
_IGNORED = frozenset({"uuid", "version", "last_change", "extra", "aliases", "last_exchange_id"})
_PLACES = re.compile(r"\[[^\]]*\]")
_FIELD = re.compile(r"\['([a-z][a-z_]{2,})'\]")
_NOTHING: tuple[Any, ...] = (None, "", [], {}, False)
LONGEST = 300
"""Characters of a value that are listed."""

Key = tuple[str, str]


def compare_releases(a: Package, b: Package, pairs: Iterable[tuple[str, str]] = ()) -> Release:
    """Compare two packages as releases.

    Args:
        a: the earlier one.
        b: the later one.
        pairs: UUIDs of processes that are the same product (matched by name).
    """
    partner, by = _partners(a.index, b.index, dict(pairs))
    types = {t: TypeChange(type=t, a=_count(a.index, t), b=_count(b.index, t)) for t in TYPES}
    found = Release(types=[types[t] for t in TYPES if types[t].a or types[t].b])
    fields: Counter[str] = Counter()
    with tempfile.TemporaryFile(prefix="lcabridge-") as store:
        places = _store(a, store, set(partner.values()))
        newest = _versions(b.index)
        for entity in b.entities(*TYPES):
            key = (entity.type, entity.uuid)
            mine = partner.get(key)
            if mine is None or mine not in places or newest.get(key) != entity.version:
                continue
            start, length = places[mine]
            store.seek(start)
            old = from_json(store.read(length))
            changes = changed(old, entity, a.index, b.index)
            entry = types[entity.type]
            entry.same += not changes
            entry.changed += bool(changes)
            fields.update(f"{entity.type}.{_PLACES.sub('', c.path)}" for c in changes)
            found.total += len(changes)
            if changes and len(found.changed) < SHOWN_SETS:
                found.changed.append(
                    ChangedSet(
                        type=entity.type, uuid_a=old.uuid, uuid_b=entity.uuid, name=entity.name or old.name, by=by[key],
                        count=len(changes), changes=changes[:SHOWN_CHANGES],
                    )
                )  # fmt: skip
    found.fields = dict(sorted(fields.items(), key=lambda item: (-item[1], item[0])))
    theirs = set(partner.values())
    for index, known, notes, side in (
        (a.index, theirs, found.removed, "removed"),
        (b.index, set(partner), found.added, "added"),
    ):
        for t in TYPES:
            for summary in _newest(index, t):
                if (summary.type, summary.uuid) not in known:
                    setattr(types[t], side, getattr(types[t], side) + 1)
                    if len(notes) < SHOWN_SETS:
                        notes.append(SetNote(type=t, uuid=summary.uuid, version=summary.version, name=summary.name))
    return found


def _count(index: Index, type_: EntityType) -> int:
    return len(_newest(index, type_))


def _newest(index: Index, type_: EntityType) -> list[Summary]:
    """Return the newest version of each data set; placeholders are none."""
    found: dict[str, Summary] = {}
    for summary in index.of_type(type_):
        if not summary.is_stub:
            found.setdefault(summary.uuid, summary)
    return list(found.values())


def _partners(a: Index, b: Index, pairs: Mapping[str, str]) -> tuple[dict[Key, Key], dict[Key, str]]:
    """Return key of B to key of A, and by what they are the same."""
    partner: dict[Key, Key] = {}
    by: dict[Key, str] = {}
    back = {uuid_b: uuid_a for uuid_a, uuid_b in pairs.items()}
    for t in TYPES:
        left = {s.uuid: s for s in _newest(a, t)}
        right = {s.uuid: s for s in _newest(b, t)}
        for uuid in left.keys() & right.keys():
            partner[t, uuid], by[t, uuid] = (t, uuid), "uuid"
        rest_a = {u: s for u, s in left.items() if u not in right}
        rest_b = {u: s for u, s in right.items() if u not in left}
        if t == "process":
            for uuid in list(rest_b):
                mine = back.get(uuid)
                if mine in rest_a:
                    partner[t, uuid], by[t, uuid] = (t, mine), "product"
                    del rest_a[mine], rest_b[uuid]
        names = _by_name(rest_a.values(), a)
        for key, ones in _by_name(rest_b.values(), b).items():
            others = names.get(key, [])
            if len(ones) == 1 and len(others) == 1:
                partner[t, ones[0]], by[t, ones[0]] = (t, others[0]), "name"
    return partner, by


def _by_name(summaries: Iterable[Summary], index: Index) -> dict[tuple[str, ...], list[str]]:
    found: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for s in summaries:
        location = index.get("location", s.place) if s.place else None
        place = place_key(location.code if location else s.place)
        name = plain(pick(s.name, "en"))
        if name:
            found[
                s.type,
                name,
                plain(" ".join(s.category[-2:])) if s.flow_type == "elementary" else "",
                s.flow_type or "",
                place,
            ].append(s.uuid)
    return found


def _versions(index: Index) -> dict[Key, str]:
    return {(t, s.uuid): s.version for t in TYPES for s in _newest(index, t)}


def _store(package: Package, store: IO[bytes], wanted: set[Key]) -> dict[Key, tuple[int, int]]:
    places: dict[Key, tuple[int, int]] = {}
    at = 0
    newest = _versions(package.index)
    for entity in package.entities(*TYPES):
        key = (entity.type, entity.uuid)
        if key not in wanted or newest.get(key) != entity.version:
            continue
        data = to_json(entity)
        store.write(data)
        places[key] = (at, len(data))
        at += len(data)
    return places


def changed(old: Entity, new: Entity, index_a: Index, index_b: Index) -> list[FieldChange]:
    """Return every leaf in which two releases of a data set differ.

    Exchanges and allocation factors are compared by what they exchange, not by position; references by UUID where both sides
    have it, else by name; identity, time stamps and what only one format can say are left out.
    """
    shared = _Shared(index_a, index_b)
    left, right = comparable(old, index_a, shared), comparable(new, index_b, shared)
    return [
        FieldChange(path=_FIELD.sub(r".\1", c.path), a=_cut(c.left), b=_cut(c.right))
        for c in diff(left, right)
        if c.left != c.right
    ]


def _cut(value: Any) -> Any:
    return f"{value[:LONGEST]}… ({len(value)})" if isinstance(value, str) and len(value) > LONGEST else value


class _Shared:
    """Tells whether both sides have a data set."""

    def __init__(self, a: Index, b: Index) -> None:
        self.a, self.b = a, b

    def has(self, ref: Ref) -> bool:
        return self.a.get(ref.type, ref.uuid) is not None and self.b.get(ref.type, ref.uuid) is not None


def comparable(entity: Entity, index: Index, shared: _Shared) -> dict[str, Any]:
    """Return a data set as plain values that do not depend on positions, ids and other UUIDs."""
    found: dict[str, Any] = {}
    for name in entity.__struct_fields__:
        if name in _IGNORED or (isinstance(entity, Process) and name in ("exchanges", "allocation")):
            continue
        value = _plain(getattr(entity, name), index, shared)
        if value not in _NOTHING:
            found[name] = value
    if isinstance(entity, Process):
        found["exchanges"] = _exchanges(entity, index, shared)
        found["allocation"] = _allocation(entity, index)
    return found


def _exchanges(process: Process, index: Index, shared: _Shared) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for exchange in process.exchanges:
        key = f"{exchange.direction or '?'} {_flow(exchange.flow, index)}"
        nth = 1
        while (slot := key if nth == 1 else f"{key} #{nth}") in found:
            nth += 1
        values = {
            name: _plain(getattr(exchange, name), index, shared)
            for name in exchange.__struct_fields__
            if name not in ("id", "flow", "direction")
        }
        found[slot] = {name: value for name, value in values.items() if value not in _NOTHING}
    return found


def _allocation(process: Process, index: Index) -> dict[str, Any]:
    by_id: dict[int | None, Exchange] = {e.id: e for e in process.exchanges if e.id is not None}
    found = {}
    for factor in process.allocation:
        exchange = by_id.get(factor.exchange_id)
        of = (
            _flow(exchange.flow if exchange else factor.exchange_flow, index)
            if factor.exchange_id is not None
            else "all"
        )
        found[f"{factor.method}: {_flow(factor.product, index)}: {of}"] = factor.formula or factor.value
    return found


def _flow(ref: Ref | None, index: Index) -> str:
    if ref is None:
        return "?"
    summary = index.get("flow", ref.uuid)
    name = pick(summary.name if summary else ref.name, "en") or ref.uuid
    where = f" ({'/'.join(summary.category[-2:])})" if summary and summary.flow_type == "elementary" else ""
    return " ".join(f"{name}{where}".casefold().replace("[", "(").replace("]", ")").split())


def _plain(value: Any, index: Index, shared: _Shared) -> Any:
    if isinstance(value, Ref):
        return _target(value, index, shared)
    if isinstance(value, Place):  # by code or by reference: one meaning
        code = index.place_code(value)
        return place_key(code) if code else None
    if isinstance(value, msgspec.Struct):
        names = (name for name in value.__struct_fields__ if name != "uuid")
        members = {name: _plain(getattr(value, name), index, shared) for name in names}
        return {name: member for name, member in members.items() if member not in _NOTHING}
    if isinstance(value, dict):
        return {key: _plain(member, index, shared) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member, index, shared) for member in value]
    return value


def _target(ref: Ref, index: Index, shared: _Shared) -> str:
    summary = index.get(ref.type, ref.uuid)
    if ref.type == "location":
        return place_key(summary.code) if summary and summary.code else ref.uuid
    if shared.has(ref):
        return ref.uuid
    return plain(pick(summary.name if summary else ref.name, "en")) or ref.uuid
