"""The side file: what openLCA's JSON cannot say, as differences from what our reader finds natively (DESIGN §2).

``{"lcabridge": 1, "refs": [[native, exact], …], "patches": [[path, native, exact], …]}``. A path is a list of attributes;
a member of a list is ``[position, anchor]``, where the anchor names it by what it is, so that it is found again after
another tool put the list in another order. A patch holds only while the native value still is what it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
import orjson

from lcabridge.model import Entity, Ref, redirect
from lcabridge.report import Report, catalogue
from lcabridge_olca.issues import SIDE_FILE_BROKEN

VERSION = 1
ANCHORS = (
    "id", "uuid", "name", "flow", "property", "product", "product_id", "exchange_id", "category", "position",
    "provider", "consumer", "process", "system", "indicator", "context", "direction", "method",
)  # fmt: skip
"""Attributes that tell what a list member is."""

Path = list[Any]


def make(native: Entity, exact: Entity) -> bytes | None:
    """Return the side file that turns ``native`` into ``exact``, None if they are equal."""
    refs: dict[str, list[Any]] = {}
    for one, other in _ref_pairs(native, exact):
        # Where one native reference stands for two exact ones, the second is left to a patch.
        refs.setdefault(orjson.dumps(_plain(one)).decode(), [_plain(one), _plain(other)])
    replaced = _replace(native, list(refs.values()))[0]
    patches = [[path, _plain(one), _plain(other)] for path, one, other in _differences(replaced, exact, [])]
    if not refs and not patches:
        return None
    return orjson.dumps({"lcabridge": VERSION, "refs": list(refs.values()), "patches": patches})


def _plain(value: Any) -> Any:
    return orjson.loads(msgspec.json.encode(value))


def _ref_pairs(one: Any, other: Any) -> Iterator[tuple[Ref, Ref]]:
    if one is other:
        return
    if isinstance(one, Ref):
        if isinstance(other, Ref) and one != other:
            yield one, other
    elif isinstance(one, msgspec.Struct) and type(one) is type(other):
        for name in one.__struct_fields__:
            if name != "extra":
                yield from _ref_pairs(getattr(one, name), getattr(other, name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for left, right in zip(one, other, strict=True):
            yield from _ref_pairs(left, right)


def _differences(native: Any, exact: Any, path: Path) -> Iterator[tuple[Path, Any, Any]]:
    for name in native.__struct_fields__:
        one, other = getattr(native, name), getattr(exact, name)
        if one is other or one == other:
            continue
        here = [*path, name]
        if name == "extra":
            keys = [
                key for key in {**one, **other} if one.get(key) != other.get(key) and (one.get(key) or other.get(key))
            ]
            yield from (([*here, key], one.get(key), other.get(key)) for key in keys)
        elif _open(one) and type(one) is type(other):
            yield from _differences(one, other, here)
        elif isinstance(one, list) and isinstance(other, list) and _parallel(one, other):
            for i, (left, right) in enumerate(zip(one, other, strict=True)):
                yield from _differences(left, right, [*here, [i, _anchor(left)]])
        else:
            yield here, one, other


def _open(value: Any) -> bool:
    return isinstance(value, msgspec.Struct) and not value.__struct_config__.frozen


def _parallel(one: list[Any], other: list[Any]) -> bool:
    return (
        len(one) == len(other)
        and all(_open(member) for member in one)
        and all(type(left) is type(right) for left, right in zip(one, other, strict=True))
    )


def _anchor(member: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ANCHORS:
        value = getattr(member, name, None)
        if isinstance(value, Ref):
            found[name] = value.uuid
        elif isinstance(value, str | int) and value != "":
            found[name] = value
    return found


def apply(entity: Entity, data: bytes, file: str, report: Report) -> Entity:
    """Return the entity with what its side file adds; what does not fit any more is reported and left out."""
    try:
        document = orjson.loads(data)
        if document["lcabridge"] != VERSION:
            reason = f"version {document['lcabridge']!r} is not {VERSION}"
            report.add(SIDE_FILE_BROKEN, path="extension", pointer="/lcabridge", file=file, reason=reason)
            return entity
        result, unused = _replace(entity, document["refs"])
        for _, exact in unused:
            report.add(catalogue.STALE_EXTENSION, path="refs", value=exact, file=file)
        # Every place is found before anything changes: a patch may change what anchors another.
        patches = [(patch, _owner(result, patch[0])) for patch in document["patches"]]
        for (path, native, exact), owner in patches:
            if owner is None or not _patch(owner, path[-1], native, exact):
                report.add(catalogue.STALE_EXTENSION, path=_spell(path), value=exact, file=file)
    except (ValueError, KeyError, TypeError, AttributeError, msgspec.ValidationError) as error:
        report.add(
            SIDE_FILE_BROKEN, path="extension", pointer="/", file=file, reason=f"{type(error).__name__}: {error}"
        )
        return entity
    return result


def _replace(entity: Entity, pairs: list[Any]) -> tuple[Entity, list[Any]]:
    """Replace references; return the entity and the pairs whose native reference stands nowhere."""
    if not pairs:
        return entity, []
    by_target: dict[tuple[str, str], list[tuple[Ref, Ref, Any]]] = {}
    for pair in pairs:
        native, exact = (msgspec.convert(value, Ref) for value in pair)
        by_target.setdefault((native.type, native.uuid), []).append((native, exact, pair))
    used: set[int] = set()

    def exact_of(ref: Ref) -> Ref:
        candidates = by_target.get((ref.type, ref.uuid), [])
        for native, exact, pair in candidates:
            if native == ref:
                used.add(id(pair))
                return exact
        # What a reference repeats of its target is left out on reading. A writer cannot always foretell it: the source's
        # index may know less of the target than the written package (a category that an extension holds).
        if len(candidates) == 1 and _bare(candidates[0][0]) == _bare(ref):
            used.add(id(candidates[0][2]))
            return candidates[0][1]
        return ref

    result = redirect(entity, exact_of)
    return result, [pair for pair in pairs if id(pair) not in used]


def _bare(ref: Ref) -> Ref:
    return msgspec.structs.replace(ref, name={}, summary=None)


def _owner(entity: Entity, path: Path) -> Any:
    owner: Any = entity
    for step in path[:-1]:
        owner = _member(owner, *step) if isinstance(step, list) else getattr(owner, step)
        if owner is None:
            return None
    return owner


def _patch(owner: Any, name: str, native: Any, exact: Any) -> bool:
    if isinstance(owner, dict):
        if owner.get(name) != native:
            return False
        owner[name] = exact
        return True
    if _plain(getattr(owner, name)) != native:
        return False
    setattr(owner, name, msgspec.convert(exact, _types(owner.__class__)[name]))
    return True


def _member(members: list[Any], position: int, anchor: dict[str, Any]) -> Any:
    if position < len(members) and _anchor(members[position]) == anchor:
        return members[position]
    fitting = [member for member in members if _anchor(member) == anchor]
    return fitting[0] if len(fitting) == 1 else None


@cache
def _types(owner: Any) -> dict[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(owner)}


def _spell(path: Path) -> str:
    steps = (f"[{step[0]}]" if isinstance(step, list) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")
