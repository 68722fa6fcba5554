"""One entity as its differences from another, and back (DESIGN §2, extra and extensions).

A writer compares what its reader will find natively with what was to be written, and lets the format's carrier hold the
rest. References come first, as pairs ``[native, exact]``, for one reference stands in many places; then patches ``[path,
native, exact]``. A path is a list of attributes; a member of a list is ``[position, anchor]``, where the anchor names it by
what it is. A patch holds only while the native value still is what it was. All values are plain JSON.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeVar

import msgspec
import orjson

from lcabridge.model.base import Entity, Ref, RefSummary
from lcabridge.model.refs import holders, redirect

E = TypeVar("E", bound=Entity)
Path = list[Any]
Anchor = Callable[[Any], Any]
"""What a list member is, as plain JSON; members that are the same thing have the same anchor."""


def plain(value: Any) -> Any:
    """Return a value of the model as plain JSON."""
    return orjson.loads(msgspec.json.encode(value))


def reference_pairs(native: Entity, exact: Entity) -> list[list[Any]]:
    """Return the references that differ, as pairs of native and exact.

    Where one native reference stands for two exact ones, the second is left to a patch.
    """
    found: dict[bytes, list[Any]] = {}
    for one, other in _references(native, exact):
        key = msgspec.json.encode(one)
        if key not in found:
            found[key] = [plain(one), plain(other)]
    return list(found.values())


def _references(one: Any, other: Any) -> Iterator[tuple[Ref, Ref]]:
    if one is other:
        return
    if isinstance(one, Ref):
        if isinstance(other, Ref) and one != other:
            yield one, other
    elif isinstance(one, msgspec.Struct) and type(one) is type(other):
        if one == other:
            return
        for name in holders(type(one)):
            yield from _references(getattr(one, name), getattr(other, name))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for left, right in zip(one, other, strict=True):
            yield from _references(left, right)


def replace_references(entity: E, pairs: list[Any]) -> tuple[E, list[Any]]:
    """Replace native references by exact ones; return the entity and the pairs whose native reference stands nowhere.

    Raises:
        msgspec.ValidationError: a pair holds no references.
    """
    if not pairs:
        return entity, []
    by_target: dict[tuple[str, str], list[tuple[Ref, Ref, Any]]] = {}
    for pair in pairs:
        native, exact = (msgspec.convert(value, Ref) for value in pair)
        by_target.setdefault((native.type, native.uuid), []).append((native, exact, pair))
    used: set[int] = set()

    def exact_of(ref: Ref) -> Ref:
        candidates = by_target.get((ref.type, ref.uuid), [])
        fitting = [c for c in candidates if c[0] == ref] or [c for c in candidates if _says_less(ref, c[0])]
        if not fitting:
            return ref
        _, exact, pair = fitting[0]
        used.add(id(pair))
        return exact

    result: E = redirect(entity, exact_of)
    return result, [pair for pair in pairs if id(pair) not in used]


def _says_less(ref: Ref, native: Ref) -> bool:
    """Tell whether a reference is the native one but for what was left out of it.

    Readers leave out what a reference only repeats of its target. A writer cannot always foretell it: the source's index
    may know less of the target than the written package (a category that an extension holds). What the reference does say
    must be what the native one says, so that nothing that another tool wrote is overwritten.
    """
    if msgspec.structs.replace(ref, name=native.name, summary=native.summary) != native:
        return False
    said, known = ref.summary or RefSummary(), native.summary or RefSummary()
    values = [(ref.name, native.name)] + [(getattr(said, f), getattr(known, f)) for f in said.__struct_fields__]
    return all(not value or value == whole for value, whole in values)


def differences(
    native: Entity, exact: Entity, anchor: Anchor, same: Callable[[Any, Any], bool] = operator.eq
) -> list[list[Any]]:
    """Return the patches that turn ``native`` into ``exact``.

    Args:
        native: what the reader finds.
        exact: what was to be written.
        anchor: what a list member is.
        same: whether two values need no patch.
    """
    found = _differences(native, exact, [], anchor, same)
    return [[path, plain(one), plain(other)] for path, one, other in found]


def _differences(
    native: Any, exact: Any, path: Path, anchor: Anchor, same: Callable[[Any, Any], bool]
) -> Iterator[tuple[Path, Any, Any]]:
    for name in native.__struct_fields__:
        one, other = getattr(native, name), getattr(exact, name)
        if one is other or same(one, other):
            continue
        here = [*path, name]
        if name == "extra":
            keys = [k for k in {**one, **other} if one.get(k) != other.get(k) and (one.get(k) or other.get(k))]
            yield from (([*here, key], one.get(key), other.get(key)) for key in keys)
        elif _open(one) and type(one) is type(other):
            yield from _differences(one, other, here, anchor, same)
        elif isinstance(one, list) and isinstance(other, list) and _parallel(one, other):
            for i, (left, right) in enumerate(zip(one, other, strict=True)):
                if left is right or same(left, right):
                    continue
                yield from _differences(left, right, [*here, [i, anchor(left)]], anchor, same)
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


def owner_of(entity: Entity, path: Path, anchor: Anchor, *, moved: bool = False) -> Any:
    """Return what holds the last step of a path, None where a list member is not what it was.

    Args:
        entity: the entity to be patched.
        path: of a patch.
        anchor: what a list member is.
        moved: True takes the one member with the anchor at any position, if it is not at its own.
    """
    owner: Any = entity
    for step in path[:-1]:
        if isinstance(step, list):
            position, wanted = step
            owner = _member(owner, position, wanted, anchor, moved=moved)
        else:
            owner = getattr(owner, step)
        if owner is None:
            return None
    return owner


def _member(members: list[Any], position: int, wanted: Any, anchor: Anchor, *, moved: bool) -> Any:
    if position < len(members) and anchor(members[position]) == wanted:
        return members[position]
    fitting = [member for member in members if anchor(member) == wanted] if moved else []
    return fitting[0] if len(fitting) == 1 else None


def put(owner: Any, name: str, native: Any, exact: Any) -> bool:
    """Put the exact value in the place of the native one; return False where the native value is another by now."""
    if isinstance(owner, dict):
        if (owner.get(name) or None) != (native or None):
            return False
        if exact is None:
            owner.pop(name, None)
        else:
            owner[name] = exact
        return True
    if plain(getattr(owner, name)) != native:
        return False
    setattr(owner, name, msgspec.convert(exact, _types(owner.__class__)[name]))
    return True


@cache
def _types(owner: Any) -> dict[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(owner)}


def spell(path: Path) -> str:
    """Return a path as reports have it: ``exchanges[3].comment``."""
    steps = (f"[{step[0]}]" if isinstance(step, list) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")
