"""The extension: what EcoSpold 2 itself cannot say, as differences from what our reader finds natively (DESIGN §2).

``{"lcabridge": 1, "order": […], "ids": […], "absent": {…}, "refs": [[native, exact], …], "patches": [[path, native,
exact], …]}``. ``order`` says where the exchanges stood (EcoSpold 2 wants intermediate ones first), ``absent`` holds
exchanges that it cannot say at all; ``refs`` and ``patches`` are those of `lcabridge.model.patches`.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec
import orjson

from lcabridge.model import Entity, Exchange, Process, Ref, patches
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
    refs = patches.reference_pairs(native, exact)
    replaced, _ = patches.replace_references(native, refs)
    rest = patches.differences(replaced, exact, _anchor, _same)
    if refs:
        document["refs"] = refs
    if rest:
        document["patches"] = rest
    if not document:
        return ""
    # JSON with escapes instead of control characters, so that XML can hold every text.
    text = orjson.dumps({"lcabridge": VERSION, **document}).decode()
    return "".join(ch if ch == "\n" or " " <= ch < "\ufffe" or ch > "\uffff" else f"\\u{ord(ch):04x}" for ch in text)


def _arranged(native: Process, exact: Process, order: list[int], document: dict[str, Any]) -> Process:
    count = len(exact.exchanges)
    absent = sorted(set(range(count)) - set(order))
    if absent:
        document["absent"] = {str(i): patches.plain(exact.exchanges[i]) for i in absent}
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


def _same(one: Any, other: Any) -> bool:
    # What is equal and spelled otherwise is put back too: a negative zero, the order of languages.
    return bool(one == other) and repr(one) == repr(other)


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
        result, unused = patches.replace_references(result, document.get("refs", []))
        for _, exact in unused:
            report.add(catalogue.STALE_EXTENSION, path="refs", value=exact, file=file)
        found = [(patch, patches.owner_of(result, patch[0], _anchor)) for patch in document.get("patches", [])]
        stale = {
            id(owner) for (path, native, _), owner in found if path[-1] in _QUANTITY and not _fits(owner, path, native)
        }
        for (path, native, exact), owner in found:
            # Amount, unit and direction hold together: where one was changed, none of them is put back.
            hindered = id(owner) in stale and path[-1] in _QUANTITY
            if owner is None or hindered or not patches.put(owner, path[-1], native, exact):
                report.add(catalogue.STALE_EXTENSION, path=patches.spell(path), value=exact, file=file)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, msgspec.ValidationError) as error:
        report.add(EXTENSION_BROKEN, path="extension", file=file, reason=f"{type(error).__name__}: {error}")
        return entity
    return result  # type: ignore[no-any-return]  # the same type as it came


_HEAD = frozenset({"name", "classifications", "process_type", "geography"})


def head(process: Process, text: str) -> Process:
    """Return a process of which only the head is known with what its extension says of that; ``apply`` reports the rest."""
    try:
        document = orjson.loads(text)
        if document["lcabridge"] != VERSION:
            return process
        result, _ = patches.replace_references(process, document.get("refs", []))
        for path, native, exact in document.get("patches", []):
            owner = patches.owner_of(result, path, _anchor) if path[0] in _HEAD else None
            if owner is not None:
                patches.put(owner, path[-1], native, exact)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError, msgspec.ValidationError):
        return process
    return result


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
    return owner is not None and (isinstance(owner, dict) or patches.plain(getattr(owner, path[-1])) == native)
