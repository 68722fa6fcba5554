"""Undoing a mapping: every marked exchange becomes what it was; data sets that the mapping added go."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from lcabridge.flowmap.apply import ADDED, MARK
from lcabridge.flowmap.issues import NOT_UNDONE
from lcabridge.model import Entity, Exchange, Process, Ref, RefSummary, Uncertainty, UnitRef
from lcabridge.report import Report, Stage

_TYPES: dict[str, Any] = {"unit": UnitRef | None, "property": Ref | None, "uncertainty": Uncertainty | None}


def is_added(entity: Entity) -> bool:
    """Tell whether a data set is one that a mapping added."""
    return any(text.startswith(ADDED) for text in entity.description.values())


def undo(entities: Iterable[Entity], report: Report) -> Iterator[Entity]:
    """Yield the entities as they were before the mapping."""
    for entity in entities:
        if is_added(entity):
            continue
        yield _process(entity, report) if isinstance(entity, Process) else entity


def _process(process: Process, report: Report) -> Process:
    exchanges: list[Exchange] = []
    back: dict[str, Ref] = {}
    changed = False
    for number, exchange in enumerate(process.exchanges):
        facts = _facts(exchange)
        if facts is None:
            exchanges.append(exchange)
            continue
        changed = True
        if facts.get("part"):
            continue  # a further part of a split: the first has all of the original
        try:
            old = _restored(exchange, facts)
        except (msgspec.ValidationError, TypeError, KeyError) as error:
            report.stage = Stage.MAP
            report.about(process)
            report.add(NOT_UNDONE, path=f"exchanges[{number}].comment", value=str(error))
            exchanges.append(exchange)
            continue
        if exchange.flow and old.flow:
            back[exchange.flow.uuid] = old.flow
        exchanges.append(old)
    if not changed:
        return process
    allocation = [
        msgspec.structs.replace(a, exchange_flow=_original(a.exchange_flow, a.exchange_id, exchanges, back))
        if a.exchange_flow is not None and a.exchange_flow.uuid in back
        else a
        for a in process.allocation
    ]
    return msgspec.structs.replace(process, exchanges=exchanges, allocation=allocation)


def _original(ref: Ref, exchange_id: int | None, exchanges: list[Exchange], back: dict[str, Ref]) -> Ref:
    if exchange_id is not None:
        for exchange in exchanges:
            if exchange.id == exchange_id and exchange.flow is not None:
                return exchange.flow
    return back[ref.uuid]


def _facts(exchange: Exchange) -> dict[str, Any] | None:
    for text in exchange.comment.values():
        start = text.rfind(MARK)
        if start >= 0 and not text.startswith(ADDED):
            try:
                facts = json.loads(text[start + len(MARK) :])
            except ValueError:
                continue
            if isinstance(facts, dict) and "flow" in facts:
                return facts
    return None


def _restored(exchange: Exchange, facts: dict[str, Any]) -> Exchange:
    summary = msgspec.convert(facts["summary"], RefSummary) if "summary" in facts else None
    more = facts.get("ref", {})
    flow = Ref(
        type="flow",
        uuid=facts["flow"],
        version=facts.get("flowVersion", ""),
        name=facts.get("name", {}),
        summary=summary,
        uri=more.get("uri", ""),
        sections=tuple(more.get("sections", ())),
    )
    changes: dict[str, Any] = {"flow": flow, "comment": _comment(exchange)}
    for field in ("amount", "formula", "mean_amount"):
        if field in facts:
            changes[field] = facts[field]
    for field, type_ in _TYPES.items():
        if field in facts:
            changes[field] = msgspec.convert(facts[field], type_)
    return msgspec.structs.replace(exchange, **changes)


def _comment(exchange: Exchange) -> dict[str, str]:
    kept = {}
    for language, text in exchange.comment.items():
        start = text.rfind(MARK)
        rest = text[:start].removesuffix("\n") if start >= 0 else text
        if rest:
            kept[language] = rest
    return kept
