"""Writing Brightway's inventory tables, with an account of what they do not hold: every row is read again at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import msgspec

from lcabridge.format import Package
from lcabridge.model import (
    Entity,
    Flow,
    GlobalParameter,
    Index,
    Process,
    Source,
    diff,
    iter_refs,
    leaves,
    untagged,
    version_key,
)
from lcabridge.report import EntityKey, Report, catalogue
from lcabridge.sources import FileSink, Sink
from lcabridge.sources.sheets import measures
from lcabridge.sources.sheets.cells import CellValue
from lcabridge.sources.sheets.csvgrid import csv_bytes
from lcabridge.sources.sheets.xlsxwrite import Look, XlsxWriter
from lcabridge_brightway.blocks import Block, Inventory, Line, rows_of
from lcabridge_brightway.cells import ID, formula_in, one, parameter_in, parameter_out, unit_out
from lcabridge_brightway.issues import ALLOCATION_ORDER, IMPLIED, IN_FLOW_UNIT
from lcabridge_brightway.lines import Flowing, block_out, linked_by_names
from lcabridge_brightway.meaning import (
    Context,
    Numbers,
    database_uuid,
    mentioned,
    node_type,
    parameter_uuid,
    process_in,
)
from lcabridge_brightway.native import Links, cut_off, expand, stub
from lcabridge_brightway.overlay import DATABASE, exchange_type, overlay, restore
from lcabridge_brightway.package import write_package


class _Done(NamedTuple):
    key: tuple[str, str, tuple[int, ...]]
    item: Any


def write_direct(package: Package, sink: Sink, report: Report, database: str) -> None:
    """Write a package that ``bw2io.BW2Package`` imports."""
    writer = _Writer(package, report, database, is_direct=True)
    pieces = write_package(writer.inventory())
    if not isinstance(sink, FileSink):
        sink.add("package.bw2package", b"".join(pieces))
        return
    for piece in pieces:
        sink.append(piece)


def write_inventory(package: Package, sink: Sink, report: Report, database: str, *, as_csv: bool) -> None:
    """Write a package as a workbook or CSV file that bw2io reads."""
    writer = _Writer(package, report, database)
    rows = list(rows_of(writer.inventory()))
    if as_csv:
        sink.add("inventory.csv", csv_bytes(rows, guarded=False))
        return
    book = XlsxWriter()
    book.add(_title(writer.database), rows, Look(widths=(40.0, 24.0, 14.0, 18.0, 14.0, 18.0, 30.0, 16.0)))
    book.write_to(sink)


def _title(name: str) -> str:
    return "".join("_" if sign in "[]:*?/\\'" else sign for sign in name)[:31].strip() or DATABASE


class _Writer:
    def __init__(self, package: Package, report: Report, database: str, *, is_direct: bool = False) -> None:
        self._is_direct = is_direct
        self._elementary: dict[str, Line] = {}
        self._package = package
        self._index: Index = package.index
        self._report = report
        self.database = database or self._named() or DATABASE
        self._context = Context(self.database, None, self._index)
        self._mentions: dict[str, Flowing] = {}
        self._units: dict[str, None] = {}  # of all mentions, in order
        self._unit_data: dict[tuple[str, str], Entity] | None = None
        self._links = Links(package.index, [e for e in package.entities("parameter") if isinstance(e, GlobalParameter)])
        self._cut_offs: dict[str, tuple[str, str]] = {}
        self._flow_codes: dict[str, str] = {}

    def _named(self) -> str:
        names = {
            str(entity.extra.get(ID, {}).get("database", ""))
            for entity in self._package.entities("process", "parameter")
        }
        return min(names - {""}, default="")

    def inventory(self) -> Inventory:
        """Return all blocks."""
        self._look()
        processes = sorted(self._processes(), key=lambda done: done.key)
        rest = sorted(self._others(), key=lambda done: done.key)
        lines: dict[str, list[Line]] = {"project": [], "database": []}
        fields: dict[str, CellValue] = {}
        nodes = []
        for done in rest:
            match done.item:
                case Block():
                    nodes.append(done.item)
                case (str(scope), Line() as line):
                    lines[scope].append(line)
                case dict():
                    fields.update(done.item)
        return Inventory(
            database=Block(name=self.database, fields=Line(cells=fields)),
            project=lines["project"],
            shared=lines["database"],
            activities=[
                *(block for done in processes for block in done.item),
                *(cut_off(flow, *told, self.database) for flow, told in sorted(self._cut_offs.items())),
                *(
                    stub(flow, line)
                    for flow, line in sorted(self._elementary.items())
                    if not self._index.get("flow", flow)
                ),
                *nodes,
            ],
        )

    def _look(self) -> None:
        """Learn who supplies what, and under which codes."""
        for entity in self._package.entities("process", "flow"):
            if isinstance(entity, Process):
                self._links.take(entity, _code(entity))
            elif entity.aliases and (code := _own_code(entity)):
                self._flow_codes[entity.uuid] = code

    def _done(self, entity: Entity, item: Any, there: Entity) -> _Done:
        moved = self._moved(entity, there)
        reordered = _is_reordered(entity, there)
        if reordered:
            self._report.add(ALLOCATION_ORDER, path="allocation", value=None)
        for change in diff(entity, there):
            position = _EXCHANGE.match(change.path)
            kind = catalogue.DROPPED_VALUE
            if position and int(position[1]) in moved:
                kind = IN_FLOW_UNIT
            elif change.left in (None, ""):
                kind = IMPLIED
            if reordered and change.path.startswith("allocation["):
                continue
            self._report.add(kind, path=change.path, value=msgspec.to_builtins(change.left))
        for _, ref in iter_refs(there):
            self._index.find(ref)
        self._report.count_written(entity.type)
        return _Done((one(entity.name), entity.uuid, version_key(entity.version)), item)

    def _moved(self, entity: Entity, there: Entity) -> set[int]:
        """Return the positions of exchanges whose amounts are in another unit than declared."""
        if not isinstance(entity, Process) or not isinstance(there, Process):
            return set()
        pairs = enumerate(zip(entity.exchanges, there.exchanges, strict=False))
        return {n for n, (one_, other) in pairs if one_.unit and other.unit and one_.unit.name != other.unit.name}

    def _processes(self) -> Iterator[_Done]:
        silent = Report(cap=0)
        for process in self._package.entities("process"):
            if not isinstance(process, Process):
                continue
            regular = block_out(process, self._index, converts=True if self._is_direct else None)
            block = _laid_over(process, regular, self.database, self._report)
            there = process_in(block, self._context, silent, "")
            again = block_out(there, self._index, converts=False)  # a reader knows no factors
            overlay(there, block, again, self.database)
            for line in block.exchanges:
                type_ = exchange_type(line)
                if type_:
                    named = self._context.flow(line, type_)
                    self._mentions.setdefault(named.uuid, named)
                    self._units[named.unit] = None
            if linked_by_names(process) and not self._is_direct:
                yield self._done(process, [block], there)
                continue
            block.is_linked = there.extra.get(ID, {}).pop("links", None) is not None
            if not there.extra.get(ID):
                there.extra.pop(ID, None)
            done = self._done(process, [block], there)
            whole = expand(process, block, self._links, self.database, self._flow_codes)
            self._cut_offs.update(whole.cut_offs)
            for flow, line in whole.elementary.items():
                self._elementary.setdefault(flow, line)
            yield done._replace(item=whole.blocks)

    def _others(self) -> Iterator[_Done]:
        write: dict[type[Entity], Callable[[Any], _Done | None]] = {
            Flow: self._flow,
            GlobalParameter: self._parameter,
            Source: self._source,
        }
        for entity in self._package.entities():
            if isinstance(entity, Process):
                continue
            told = self._derived().get((entity.type, entity.uuid))
            if told is not None:
                yield self._done(entity, None, told)
                continue
            done = write[type(entity)](entity) if type(entity) in write else None
            if done is not None:
                yield done
            else:
                self._report.about(EntityKey(entity.type, entity.uuid, entity.version))
                self._report.add(catalogue.DROPPED_ENTITY, leaves=sum(1 for _ in leaves(entity)))

    def _derived(self) -> dict[tuple[str, str], Entity]:
        """Return the unit data that a reader makes of the units of the flows."""
        if self._unit_data is None:
            units = {unit: None for unit in self._units if unit}
            # Elementary flows that no exchange mentions get a node of their own, with their unit.
            unmentioned = (s.uuid for s in self._index.of_type("flow") if s.flow_type == "elementary")
            units |= dict.fromkeys(filter(None, map(self._unit, (u for u in unmentioned if u not in self._mentions))))
            self._unit_data = {(entity.type, entity.uuid): entity for entity in measures.entities_for(units)}
        return self._unit_data

    def _unit(self, flow: str) -> str:
        """Return the name of a flow's reference unit, "" where it has none."""
        prop = self._index.reference_property(flow)
        group = self._index.unit_group_of(prop.uuid) if prop else None
        return group.units[0].name if group and group.units else ""

    def _flow(self, flow: Flow) -> _Done | None:
        mention = self._mentions.get(flow.uuid)
        node = flow.extra.get(ID, {}).get("node")
        only_named = flow.uuid not in self._elementary
        if (
            mention is not None
            and not node
            and only_named
            and (flow.flow_type != "elementary" or flow == mentioned(mention))
        ):
            return self._done(flow, None, mentioned(mention))
        if flow.flow_type != "elementary" and not node:
            return None
        categories = tuple(entry.name for entry in flow.classifications[0].classes) if flow.classifications else ()
        fields: dict[str, CellValue] = {
            "code": flow.uuid,
            "version": flow.version,
            "type": node or node_type(flow.flow_type, categories),
            "categories": "::".join(categories),
            "unit": unit_out(self._unit(flow.uuid) or (mention.unit if mention else "")),
            "CAS number": flow.cas,
            "chemical formula": flow.formula,
            "comment": one(flow.description),
            **flow.extra.get(ID, {}).get("fields", {}),
        }
        if code := _own_code(flow):
            fields["code"] = code
        block = Block(
            name=one(flow.name) or flow.uuid,
            fields=Line(cells={k: v for k, v in fields.items() if v not in ("", None)}),
        )
        return self._done(flow, block, self._context.node(block))

    def _parameter(self, entity: GlobalParameter) -> _Done:
        kept = entity.extra.get(ID, {})
        cells = parameter_out(entity.parameter)
        restore(cells, kept.get("cells", {}), "parameter", self._report)
        scope = "project" if kept.get("scope") == "project" else "database"
        line = Line(cells=cells)
        parameter = parameter_in(
            {**Numbers(Report(cap=0)).cells(line, ""), "name": line.text("name")},
            formula_in(line.text("formula")) if line.text("formula") else None,
        )
        if entity.uuid != parameter_uuid(self.database, scope, parameter.name):
            cells["uuid"] = entity.uuid
        if entity.version:
            cells["version"] = entity.version
        there = GlobalParameter(
            uuid=entity.uuid,
            version=entity.version,
            name={"en": parameter.name},
            parameter=parameter,
            extra=entity.extra,
        )
        return self._done(entity, (scope, line), there)

    def _source(self, source: Source) -> _Done | None:
        fields = source.extra.get(ID, {}).get("fields")
        if not fields or source.uuid != database_uuid(self.database):
            return None
        there = Source(uuid=source.uuid, name=untagged(self.database), extra={ID: {"fields": fields}})
        return self._done(source, dict(fields), there)


_EXCHANGE = re.compile(r"exchanges\[(\d+)\]\.(?:amount|unit|property|formula|uncertainty)\b")


def _code(process: Process) -> str:
    """Return the code that the activity of a process is written with."""
    regular, code = process.extra.get(ID, {}).get("fields", {}).get("code", (process.uuid, None))
    return str(code) if code and regular == process.uuid else process.uuid


def _own_code(entity: Entity) -> str:
    return next((alias.id for alias in entity.aliases if alias.system == ID), "")


def _is_reordered(entity: Entity, there: Entity) -> bool:
    """Tell whether two processes have the same allocation factors in another order."""
    if not isinstance(entity, Process) or not isinstance(there, Process) or entity.allocation == there.allocation:
        return False
    one_, other = ([msgspec.json.encode(f) for f in p.allocation] for p in (entity, there))
    return sorted(one_) == sorted(other)


def _laid_over(process: Process, regular: Block, database: str, report: Report) -> Block:
    """Return a block with what ``extra`` has of it, where that still fits."""
    kept = process.extra.get(ID, {})
    block = Block(
        name=regular.name,
        fields=regular.fields,
        group=kept.get("group", ""),
        parameters=regular.parameters,
        exchanges=regular.exchanges,
    )
    if "name" in kept and kept["name"][0] == regular.name:
        block.name = kept["name"][1]
    restore(block.fields.cells, kept.get("fields", {}), "fields", report)
    for line in block.parameters:
        restore(line.cells, kept.get("parameters", {}).get(line.text("name"), {}), "parameters", report)
    for exchange, line in zip(process.exchanges, block.exchanges, strict=True):
        restore(line.cells, kept.get("exchanges", {}).get(str(exchange.id), {}), "exchanges", report)
        if line.cells.get("database") == kept.get("database", DATABASE):
            line.cells["database"] = database
    return block
