"""The extension: what EcoSpold 2 itself cannot say, as differences from what our reader finds natively (DESIGN §2).

``{"lcabridge": 1, "order": […], "ids": […], "absent": {…}, "refs": [[native, exact], …], "patches": [[path, native,
exact], …]}``. ``order`` says where the exchanges stood (EcoSpold 2 wants intermediate ones first), ``absent`` holds
exchanges that it cannot say at all. A patch holds only while the native value still is what it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, TypeVar

import msgspec
import orjson

from lcabridge.model import Entity, Exchange, Process, Ref, redirect
from lcabridge.report import Report, catalogue
from lcabridge_ecospold.spold2.issues import EXTENSION_BROKEN

VERSION = 1
E = TypeVar("E", bound=Entity)
Path = list[Any]


def make(native: Entity, exact: Entity, order: list[int] | None = None) -> str:
    """Return the extension that turns ``native`` into ``exact``, "" if they are equal.

    Args:
        native: what the reader finds without extension.
        exact: what was to be written.
        order: for each native exchange of a process its position in ``exact``; None for all, in order.
    """
    document: dict[str, Any] = {}
    if isinstance(native, Process) and isinstance(exact, Process) and order is not None:
        native = _arranged(native, exact, order, document)
    refs: dict[str, list[Any]] = {}
    for one, other in _ref_pairs(native, exact):
        refs.setdefault(orjson.dumps(_plain(one)).decode(), [_plain(one), _plain(other)])
    replaced = _replace(native, list(refs.values()))[0]
    patches = [[path, _plain(one), _plain(other)] for path, one, other in _differences(replaced, exact, [])]
    if refs:
        document["refs"] = list(refs.values())
    if patches:
        document["patches"] = patches
    if not document:
        return ""
    # JSON with escapes instead of control characters, so that XML can hold every text.
    text = orjson.dumps({"lcabridge": VERSION, **document}).decode()
    return "".join(ch if ch == "\n" or " " <= ch < "\ufffe" or ch > "\uffff" else f"\\u{ord(ch):04x}" for ch in text)


def _arranged(native: Process, exact: Process, order: list[int], document: dict[str, Any]) -> Process:
    count = len(exact.exchanges)
    absent = sorted(set(range(count)) - set(order))
    if absent:
        document["absent"] = {str(i): _plain(exact.exchanges[i]) for i in absent}
    if order != list(range(count)):
        document["order"] = order
    ids = [exact.exchanges[i].id for i in order]
    if ids != [exchange.id for exchange in native.exchanges]:
        document["ids"] = ids
    return _rearrange(native, document)


def _rearrange(process: Process, document: dict[str, Any]) -> Process:
    """Put exchanges where they stood, with their ids, and those back that EcoSpold 2 cannot say."""
    exchanges: list[Exchange] = list(process.exchanges)
    ids, order = document.get("ids"), document.get("order")
    if ids is not None and len(ids) == len(exchanges):
        names = {str(old.id): str(new) for old, new in zip(exchanges, ids, strict=True)}
        exchanges = [msgspec.structs.replace(old, id=new) for old, new in zip(exchanges, ids, strict=True)]
        process = _renamed(process, names)
    placed: dict[int, Exchange] = {}
    if order is not None and len(order) == len(exchanges):
        placed = dict(zip(order, exchanges, strict=True))
    else:
        placed = dict(enumerate(exchanges))
    for position, value in document.get("absent", {}).items():
        placed.setdefault(int(position), msgspec.convert(value, Exchange))
    return msgspec.structs.replace(process, exchanges=[placed[i] for i in sorted(placed)])


def _renamed(process: Process, names: dict[str, str]) -> Process:
    """Return the process with what is kept per exchange under the exchanges' ids."""
    extra = {key: dict(value) for key, value in process.extra.items()}
    for value in extra.values():
        kept = value.get("exchanges")
        if isinstance(kept, dict):
            value["exchanges"] = {names.get(key, key): rest for key, rest in kept.items()}
    return msgspec.structs.replace(process, extra=extra)


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
        if one is other or (one == other and repr(one) == repr(other)):
            continue
        here = [*path, name]
        if name == "extra":
            keys = [k for k in {**one, **other} if one.get(k) != other.get(k) and (one.get(k) or other.get(k))]
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


def _anchor(member: Any) -> str:
    """Return what a list member is, so that a patch never meets another one."""
    for name in ("flow", "property", "product", "category", "name", "uuid"):
        value = getattr(member, name, None)
        if isinstance(value, Ref):
            return value.uuid
        if isinstance(value, str) and value:
            return value
    return ""


def apply(entity: E, text: str, file: str, report: Report) -> E:
    """Return the entity with what its extension adds; what does not fit any more is reported and left out."""
    try:
        document = orjson.loads(text)
        if document["lcabridge"] != VERSION:
            reason = f"version {document['lcabridge']!r} is not {VERSION}"
            report.add(EXTENSION_BROKEN, path="extension", file=file, reason=reason)
            return entity
        result: Any = entity
        if isinstance(result, Process):
            result = _rearrange(result, document)
        result, unused = _replace(result, document.get("refs", []))
        for _, exact in unused:
            report.add(catalogue.STALE_EXTENSION, path="refs", value=exact, file=file)
        patches = [(patch, _owner(result, patch[0])) for patch in document.get("patches", [])]
        stale = {
            id(owner)
            for (path, native, _), owner in patches
            if path[-1] in _QUANTITY and not _fits(owner, path, native)
        }
        for (path, native, exact), owner in patches:
            # Amount, unit and direction hold together: where one was changed, none of them is put back.
            hindered = id(owner) in stale and path[-1] in _QUANTITY
            if owner is None or hindered or not _patch(owner, path[-1], native, exact):
                report.add(catalogue.STALE_EXTENSION, path=_spell(path), value=exact, file=file)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, msgspec.ValidationError) as error:
        report.add(EXTENSION_BROKEN, path="extension", file=file, reason=f"{type(error).__name__}: {error}")
        return entity
    return result  # type: ignore[no-any-return]  # the same type as it came


_QUANTITY = frozenset(
    {
        "amount",
        "unit",
        "property",
        "direction",
        "uncertainty",
        "base_uncertainty",
        "formula",
        "is_avoided",
        "mean_amount",
    }
)
"""Fields of an exchange that say one thing together."""


def _fits(owner: Any, path: Path, native: Any) -> bool:
    return owner is not None and (isinstance(owner, dict) or _plain(getattr(owner, path[-1])) == native)


def _replace(entity: Any, pairs: list[Any]) -> tuple[Any, list[Any]]:
    """Replace references; return the entity and the pairs whose native reference stands nowhere."""
    if not pairs:
        return entity, []
    by_target: dict[tuple[str, str], list[tuple[Ref, Ref, Any]]] = {}
    for pair in pairs:
        native, exact = (msgspec.convert(value, Ref) for value in pair)
        by_target.setdefault((native.type, native.uuid), []).append((native, exact, pair))
    used: set[int] = set()

    def exact_of(ref: Ref) -> Ref:
        for native, exact, pair in by_target.get((ref.type, ref.uuid), ()):
            if native == ref:
                used.add(id(pair))
                return exact
        return ref

    result = redirect(entity, exact_of)
    return result, [pair for pair in pairs if id(pair) not in used]


def _owner(entity: Any, path: Path) -> Any:
    owner: Any = entity
    for step in path[:-1]:
        if isinstance(step, list):
            position, anchor = step
            owner = owner[position] if position < len(owner) and _anchor(owner[position]) == anchor else None
        else:
            owner = getattr(owner, step)
        if owner is None:
            return None
    return owner


def _patch(owner: Any, name: str, native: Any, exact: Any) -> bool:
    if isinstance(owner, dict):
        if (owner.get(name) or None) != (native or None):
            return False
        if exact is None:
            owner.pop(name, None)
        else:
            owner[name] = exact
        return True
    if _plain(getattr(owner, name)) != native:
        return False
    setattr(owner, name, msgspec.convert(exact, _types(owner.__class__)[name]))
    return True


@cache
def _types(owner: Any) -> dict[str, Any]:
    return {field.name: field.type for field in msgspec.structs.fields(owner)}


def _spell(path: Path) -> str:
    steps = (f"[{step[0]}]" if isinstance(step, list) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")
