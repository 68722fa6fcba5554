"""What stands in for missing data sets: openLCA drops a reference that leads nowhere without a word.

Flow properties and unit groups of openLCA's reference data are written as they are there, everything else as a
placeholder. Both are marked by a tag, and our reader leaves them out again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from lcabridge.codes import resolve
from lcabridge.model import Entity, Index, Ref, RefSummary, pick
from lcabridge.report import EntityKey, Report, catalogue
from lcabridge.units import reference_data
from lcabridge_olca.names import BY_TYPE, FLOW_TYPES, STUB_DESCRIPTION, STUB_TAG, uuid_of
from lcabridge_olca.systems import SHAPES
from lcabridge_olca.writer import writing_for

_WITHOUT_STUB = frozenset({"category"})
_FLOW_WORDS = {ours: theirs for theirs, ours in FLOW_TYPES.items()}


def stubs(missing: Sequence[Ref], index: Index, lang: str, report: Report) -> Iterator[tuple[str, bytes]]:
    """Yield a data set for each missing one, and report it."""
    reference = {entity.uuid: entity for entity in reference_data(missing, index)}
    for entity in reference.values():
        report.add(
            catalogue.REFERENCE_DATA,
            entity=EntityKey(entity.type, entity.uuid),
            path=entity.type,
            value=entity.uuid,
            type=entity.type,
            uuid=entity.uuid,
            name=pick(entity.name, "en"),
        )
        yield _name(entity.type, entity.uuid), _reference_data(entity, index, lang)
    for ref in missing:
        if ref.type in _WITHOUT_STUB or ref.uuid in reference:
            continue
        uuid = uuid_of(ref.type, ref.uuid)
        if ref.type == "location" and ref.summary is not None and ref.summary.location and not ref.name:
            yield _name(ref.type, uuid), orjson.dumps(_place(ref, uuid, index, lang, report))
            continue
        report.add(
            catalogue.STUB,
            entity=EntityKey(ref.type, ref.uuid, ref.version),
            path=ref.type,
            value=ref.uuid,
            type=ref.type,
            uuid=ref.uuid,
            name=pick(ref.name, lang, "zh"),
        )
        yield _name(ref.type, uuid), orjson.dumps(_stub(ref, uuid, lang))


def _name(type_: str, uuid: str) -> str:
    return f"{BY_TYPE[type_].folder}/{uuid}.json"


def _reference_data(entity: Entity, index: Index, lang: str) -> bytes:
    w = writing_for(index, lang)
    w.begin(entity, Report(cap=0))
    missed, index.missed = index.missed, {}
    document = w.object_writer(SHAPES[entity.type])(entity)
    index.missed = missed
    return orjson.dumps(document)


def _place(ref: Ref, uuid: str, index: Index, lang: str, report: Report) -> dict[str, Any]:
    """Return the data set of a place that the source names by code only; its own list or that of ILCD knows the name."""
    document = _stub(ref, uuid, lang)
    code = document["code"]
    known = resolve(code, "ilcd")
    if code in index.place_names:
        document["name"] = index.place_names[code]
    elif known is not None:
        document["name"] = (known.name_zh if lang == "zh" else known.name_en) or code
    report.add(
        catalogue.PLACE_FROM_CODE, entity=EntityKey("location", uuid), path="code", value=code, name=document["name"]
    )
    return document


def _stub(ref: Ref, uuid: str, lang: str) -> dict[str, Any]:
    told = ref.summary or RefSummary()
    document: dict[str, Any] = {"@type": BY_TYPE[ref.type].name, "@id": uuid}
    document["name"] = pick(ref.name, lang, "zh") or told.location or uuid
    document["description"] = STUB_DESCRIPTION
    if told.category:
        document["category"] = "/".join(told.category)
    document["tags"] = [STUB_TAG]
    if ref.type == "flow":
        document["flowType"] = _FLOW_WORDS.get(told.flow_type or "", "PRODUCT_FLOW")
    elif ref.type == "process":
        document["processType"] = told.process_type or "UNIT_PROCESS"
    elif ref.type == "location" and told.location:
        document["code"] = told.location
    return document
