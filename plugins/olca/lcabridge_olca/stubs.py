"""Placeholders for missing data sets: openLCA drops a reference that leads nowhere without a word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from lcabridge.model import Index, Ref, RefSummary, pick
from lcabridge.report import EntityKey, Report, catalogue
from lcabridge_olca.names import BY_TYPE, FLOW_TYPES, STUB_TAG, uuid_of

DESCRIPTION = (
    "Placeholder of lcabridge: the source refers to this data set but does not hold it. "
    "lcabridge 占位数据集：来源引用了该数据集，但数据包中没有其内容。"
)
_WITHOUT_STUB = frozenset({"category"})
_FLOW_WORDS = {ours: theirs for theirs, ours in FLOW_TYPES.items()}


def stubs(missing: Sequence[Ref], index: Index, lang: str, report: Report) -> Iterator[tuple[str, bytes]]:
    """Yield a marked placeholder for each missing data set, and report it."""
    for ref in missing:
        if ref.type in _WITHOUT_STUB:
            continue
        uuid = uuid_of(ref.type, ref.uuid)
        key = EntityKey(ref.type, ref.uuid, ref.version)
        report.add(
            catalogue.STUB, entity=key, path=ref.type, value=ref.uuid, type=ref.type, uuid=ref.uuid, name=pick(ref.name)
        )
        yield f"{BY_TYPE[ref.type].folder}/{uuid}.json", orjson.dumps(_stub(ref, uuid, lang))


def _stub(ref: Ref, uuid: str, lang: str) -> dict[str, Any]:
    told = ref.summary or RefSummary()
    document: dict[str, Any] = {"@type": BY_TYPE[ref.type].name, "@id": uuid}
    document["name"] = pick(ref.name, lang, "zh") or told.location or uuid
    document["description"] = DESCRIPTION
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
