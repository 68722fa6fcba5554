"""Undoing a mapping: exchanges and factors become what they were; data sets that the mapping added go."""

from __future__ import annotations

import msgspec

from lcabridge.flowmap.apply import Counts
from lcabridge.flowmap.issues import CHANGED_SINCE, NOT_UNDONE
from lcabridge.flowmap.original import ADDED, UnreadableError, is_changed, restored, told
from lcabridge.model import Entity, Exchange, ImpactCategory, Index, MappedFrom, Process, Ref
from lcabridge.report import IssueType, Report, Stage


def is_added(entity: Entity) -> bool:
    """Tell whether a data set is one that a mapping added."""
    return any(text.startswith(ADDED) for text in entity.description.values())


class Undo:
    """Undoes a mapping, data set by data set; stands where `Application` stands when a mapping is applied."""

    def apply(self, entity: Entity, _: Index, report: Report) -> Entity:
        """Return the entity as it was before the mapping."""
        if isinstance(entity, Process):
            return _process(entity, report)
        if isinstance(entity, ImpactCategory) and entity.mapped_from:
            return msgspec.structs.replace(entity, factors=entity.mapped_from, mapped_from=[])
        return entity

    def take_counts(self) -> Counts:
        """Return that nothing was mapped."""
        return Counts()


def _process(process: Process, report: Report) -> Process:
    found = {n: before for n in range(len(process.exchanges)) if (before := _before(process, n, report)) is not None}
    if not found:
        return process
    stay = _broken(process, found, report)
    exchanges: list[Exchange] = []
    back: dict[str, Ref] = {}
    for number, exchange in enumerate(process.exchanges):
        before = found.get(number)
        if before is None or number in stay:
            exchanges.append(exchange)
            continue
        if exchange.flow and before.flow:
            back[exchange.flow.uuid] = before.flow
        if not before.part:  # the first part of a split has all of the original
            exchanges.append(restored(exchange, before))
    allocation = [
        msgspec.structs.replace(a, exchange_flow=_original(a.exchange_flow, a.exchange_id, exchanges, back))
        if a.exchange_flow is not None and a.exchange_flow.uuid in back
        else a
        for a in process.allocation
    ]
    return msgspec.structs.replace(process, exchanges=exchanges, allocation=allocation)


def _before(process: Process, number: int, report: Report) -> MappedFrom | None:
    """Return what an exchange was, None where it was not mapped or where what it says of that cannot be read."""
    try:
        return told(process.exchanges[number])
    except UnreadableError as error:
        _report(process, NOT_UNDONE, f"exchanges[{number}].comment", str(error), report)
        return None


def _broken(process: Process, found: dict[int, MappedFrom], report: Report) -> set[int]:
    """Return the exchanges that are not what the mapping made of them any more, with the other parts of their splits."""
    groups: list[list[int]] = []
    open_: dict[str, list[int]] = {}
    for number, before in found.items():
        flow = before.flow.uuid if before.flow else ""
        if before.part and flow in open_:
            open_[flow].append(number)
        else:
            groups.append([number])
            open_[flow] = groups[-1]
    stay: set[int] = set()
    for group in groups:
        parts = max(found[group[0]].parts, 1)
        changed = [n for n in group if is_changed(process.exchanges[n], found[n])]
        if changed or [found[n].part for n in group] != list(range(parts)):
            number = (changed or group)[0]
            amount = process.exchanges[number].amount
            _report(process, CHANGED_SINCE, f"exchanges[{number}].amount", amount, report)
            stay.update(group)
    return stay


def _report(process: Process, kind: IssueType, path: str, value: object, report: Report) -> None:
    report.stage = Stage.MAP
    report.about(process)
    report.add(kind, path=path, value=value)


def _original(ref: Ref, exchange_id: int | None, exchanges: list[Exchange], back: dict[str, Ref]) -> Ref:
    old = back[ref.uuid]
    if exchange_id is not None:
        old = next((e.flow for e in exchanges if e.id == exchange_id and e.flow is not None), old)
    return old if ref.name else msgspec.structs.replace(old, name={})
