"""The side file: what openLCA's JSON cannot say, as differences from what our reader finds natively (DESIGN §2).

``{"lcabridge": 1, "refs": [[native, exact], …], "patches": [[path, native, exact], …]}``, as in `lcabridge.model.patches`; a
member of a list is found again after another tool put the list in another order.
"""

from __future__ import annotations

from typing import Any

import msgspec
import orjson

from lcabridge.model import Entity, Ref, patches
from lcabridge.report import Report, catalogue
from lcabridge_olca.issues import SIDE_FILE_BROKEN

VERSION = 1
ANCHORS = (
    "id", "uuid", "name", "flow", "property", "product", "product_id", "exchange_id", "category", "position",
    "provider", "consumer", "process", "system", "indicator", "context", "direction", "method",
)  # fmt: skip
"""Attributes that tell what a list member is."""


def make(native: Entity, exact: Entity) -> bytes | None:
    """Return the side file that turns ``native`` into ``exact``, None if they are equal."""
    refs = patches.reference_pairs(native, exact)
    replaced, _ = patches.replace_references(native, refs)
    rest = patches.differences(replaced, exact, _anchor)
    if not refs and not rest:
        return None
    return orjson.dumps({"lcabridge": VERSION, "refs": refs, "patches": rest})


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
        result, unused = patches.replace_references(entity, document["refs"])
        for _, exact in unused:
            report.add(catalogue.STALE_EXTENSION, path="refs", value=exact, file=file)
        # Every place is found before anything changes: a patch may change what anchors another.
        found = [(patch, patches.owner_of(result, patch[0], _anchor, moved=True)) for patch in document["patches"]]
        for (path, native, exact), owner in found:
            if owner is None or not patches.put(owner, path[-1], native, exact):
                report.add(catalogue.STALE_EXTENSION, path=patches.spell(path), value=exact, file=file)
    except (ValueError, KeyError, TypeError, AttributeError, msgspec.ValidationError) as error:
        report.add(
            SIDE_FILE_BROKEN, path="extension", pointer="/", file=file, reason=f"{type(error).__name__}: {error}"
        )
        return entity
    return result
