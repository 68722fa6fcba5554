"""The side file: what openLCA's JSON cannot say, as differences from what our reader finds natively (DESIGN §2).

``{"lcabridge": 1, "refs": [[native, exact], …], "patches": [[path, native, exact], …]}``, as in `lcabridge.model.patches`; a
member of a list is found again after another tool put the list in another order. ``"quantities": "unit"`` says that
flow property and UUID of the unit stand in the exchanges only because openLCA wants them there, and are those of the flow;
``"reference"`` says it of the unit too.
"""

from __future__ import annotations

from typing import Any

import msgspec
import orjson

from lcabridge.model import Entity, Index, Process, Ref, UnitRef, patches
from lcabridge.report import Report, catalogue
from lcabridge_olca.issues import SIDE_FILE_BROKEN

VERSION = 1
ANCHORS = (
    "id", "uuid", "name", "flow", "property", "product", "product_id", "exchange_id", "category", "position",
    "provider", "consumer", "process", "system", "indicator", "context", "direction", "method",
)  # fmt: skip
"""Attributes that tell what a list member is."""


def make(native: Entity, exact: Entity, index: Index) -> bytes | None:
    """Return the side file that turns ``native`` into ``exact``, None if they are equal; ``native`` is changed."""
    repeated = _repeated(exact) if native != exact else ""
    if repeated and isinstance(native, Process):
        _leave_out(native, repeated, index)
    refs = patches.reference_pairs(native, exact)
    replaced, _ = patches.replace_references(native, refs)
    rest = patches.differences(replaced, exact, _anchor)
    if not refs and not rest and not repeated:
        return None
    said = {"quantities": repeated} if repeated else {}
    return orjson.dumps({"lcabridge": VERSION, **said, "refs": refs, "patches": rest})


def _repeated(exact: Entity) -> str:
    """Return what most exchanges leave to their flows: the property (``unit``), and the unit too (``reference``)."""
    if not isinstance(exact, Process) or 2 * sum(e.property is None for e in exact.exchanges) <= len(exact.exchanges):
        return ""
    return "reference" if 2 * sum(e.unit is None for e in exact.exchanges) > len(exact.exchanges) else "unit"


def _leave_out(process: Process, repeated: str, index: Index) -> None:
    """Leave out of the exchanges what they repeat of their flows."""
    names: dict[str, UnitRef] = {}
    for exchange in process.exchanges:
        flow = index.get("flow", exchange.flow.uuid, exchange.flow.version) if exchange.flow is not None else None
        if flow is None or exchange.property is None or exchange.property.uuid != flow.reference:
            continue
        group = index.unit_group_of(flow.reference) if repeated == "reference" else None
        exchange.property = None
        if exchange.unit is None:
            continue
        name = exchange.unit.name
        if group is not None and group.units and group.units[0].name == name:
            exchange.unit = None
        elif repeated == "unit":
            exchange.unit = names.setdefault(name, UnitRef(name=name))


def _anchor(member: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in ANCHORS:
        value = getattr(member, name, None)
        if isinstance(value, Ref):
            found[name] = value.uuid
        elif isinstance(value, str | int) and value != "":
            found[name] = value
    return found


def apply(entity: Entity, data: bytes, file: str, index: Index, report: Report) -> Entity:
    """Return the entity with what its side file adds; what does not fit any more is reported and left out."""
    try:
        document = orjson.loads(data)
        if document["lcabridge"] != VERSION:
            reason = f"version {document['lcabridge']!r} is not {VERSION}"
            report.add(SIDE_FILE_BROKEN, path="extension", pointer="/lcabridge", file=file, reason=reason)
            return entity
        if document.get("quantities") in ("unit", "reference") and isinstance(entity, Process):
            _leave_out(entity, document["quantities"], index)
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
