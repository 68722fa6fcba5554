"""Reading Brightway's inventory tables.

What Brightway says and the model has no field for (columns and fields of anybody's own, other spellings of units and
formulas) stands in ``extra["brightway"]`` as pairs: what would be written without it, and what stood there. A pair counts
only as long as the first still holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lcabridge.errors import DuplicateIdError, Location, MalformedSourceError
from lcabridge.format import Part, Session
from lcabridge.model import (
    Entity,
    GlobalParameter,
    Index,
    Process,
    summarise,
    untagged,
)
from lcabridge.model import (
    Source as SourceEntity,
)
from lcabridge.report import EntityKey, Report
from lcabridge.sources import Source
from lcabridge.sources.sheets import measures
from lcabridge.sources.sheets.books import sheets_of
from lcabridge.sources.sheets.cells import as_text
from lcabridge_brightway.blocks import Block, Inventory, inventory_of
from lcabridge_brightway.cells import (
    ID,
    parameter_out,
    unit_in,
)
from lcabridge_brightway.issues import (
    CARRIED,
    FLOW_MADE,
    LOOSE,
    MADE,
    NO_NUMBERS,
    NOT_READ,
    SKIPPED,
    UNIT_MADE,
    UNIT_TAKEN,
    UNIT_UNKNOWN,
)
from lcabridge_brightway.lines import Flowing, block_out, regular_block
from lcabridge_brightway.meaning import (
    NODES,
    Context,
    database_uuid,
    is_made,
    mentioned,
    parameter_of,
    parameter_uuid,
    process_in,
)
from lcabridge_brightway.overlay import DATABASE, exchange_type, overlay, pairs_of, plain
from lcabridge_brightway.package import read_package

FACTORS = ("name", "categories", "amount")
"""Headings of the tables of impact methods that bw2io reads."""


class BrightwaySession(Session):
    """Blocks of Brightway's as data sets.

    Args:
        source: what was opened.
        found: its blocks.
    """

    def __init__(self, source: Source, found: Inventory) -> None:
        self.source = source
        self.at = str(source.path)
        self.inventory = found
        found.activities = [regular_block(block) for block in found.activities]
        self.database = found.database.name if found.database else DATABASE
        self.context = Context(self.database, found)
        self._parts = [
            Part(key=key, names=tuple(source.names()[:1]), size=1)
            for key in ("1 parameters", "2 sources", "3 flows", "4 processes", "5 units")
        ]

    def parts(self) -> Sequence[Part]:
        """Return one part per kind of data set."""
        return self._parts

    def notes(self, report: Report) -> None:
        """Name the rows that belong to no block, and what only Brightway gets back."""
        made = sum(1 for block in self.inventory.activities if is_made(block))
        if made:
            report.add(MADE, file=self.at, value=made, count=made)
        for sheet, count in self.inventory.skipped:
            report.add(SKIPPED, file=self.at, pointer=sheet.address(1, 0), sheet=sheet.name, count=count)
        for line in (*self.inventory.loose, *self.inventory.twice):
            values = {line.address(name): as_text(value) for name, value in line.cells.items()}
            report.add(LOOSE, file=self.at, pointer=line.address(), value=values or line.address(), cell=line.address())
        carried: dict[str, tuple[int, str]] = {}
        for process in self._processes(Report(cap=0)):
            kept = process.extra.get(ID, {})
            for section, lines in (("field", {"": kept.get("fields", {})}), ("column", kept.get("exchanges", {}))):
                for pairs in lines.values():
                    for name, (regular, _) in pairs.items():
                        if regular is None:
                            count, first = carried.get(f"{section} {name}", (0, process.uuid))
                            carried[f"{section} {name}"] = (count + 1, first)
        for name, (count, first) in sorted(carried.items()):
            report.add(CARRIED, file=self.at, path=name, value=first, count=count)

    def read(self, part: Part, index: Index, report: Report) -> Iterator[Entity]:  # noqa: ARG002  # the file says it all
        """Yield the data sets of one kind."""
        kind = part.key.partition(" ")[2]
        if kind == "parameters":
            yield from self._parameters(report)
        elif kind == "sources":
            yield from self._sources(report)
        elif kind == "flows":
            yield from self._flows(report)
        elif kind == "processes":
            yield from self._processes(report)
        else:
            units = dict.fromkeys(flow.unit for flow in self._named().values() if flow.unit)
            for entity in measures.entities_for(units):
                report.about(entity, self.at)
                report.add(UNIT_MADE, name=next(iter(entity.name.values()), ""))
                yield entity

    def _sources(self, report: Report) -> Iterator[Entity]:
        block = self.inventory.database
        if block is not None and block.fields.cells:
            fields = {key: plain(value) for key, value in block.fields.cells.items()}
            source = SourceEntity(
                uuid=database_uuid(block.name), name=untagged(block.name), extra={ID: {"fields": fields}}
            )
            report.about(source, self.at)
            yield source

    def _parameters(self, report: Report) -> Iterator[Entity]:
        for scope, lines in (("project", self.inventory.project), ("database", self.inventory.shared)):
            for line in lines:
                if not line.text("name"):
                    report.add(LOOSE, file=self.at, pointer=line.address(), value=line.address(), cell=line.address())
                    continue
                uuid = line.text("uuid") or parameter_uuid(self.database, scope, line.text("name"))
                report.about(EntityKey("parameter", uuid, line.text("version")), self.at)
                parameter = parameter_of(line, report, "parameter")
                entity = GlobalParameter(
                    uuid=uuid, version=line.text("version"), name={"en": parameter.name}, parameter=parameter
                )
                pairs = pairs_of(
                    line.cells,
                    parameter_out(parameter),
                    drop=("uuid", "version"),
                )
                kept: dict[str, Any] = {} if scope == "database" else {"scope": scope}
                if pairs:
                    kept["cells"] = pairs
                if self.database != DATABASE and scope == "database":
                    kept["database"] = self.database
                if kept:
                    entity.extra = {ID: kept}
                yield entity

    def _flows(self, report: Report) -> Iterator[Entity]:
        seen: dict[str, str] = {}
        for block in self.inventory.activities:
            if block.fields.text("type") in NODES:
                flow = self.context.node(block)
                self._claim(seen, flow.uuid, block)
                report.about(flow, self.at)
                self._measured(unit_in(block.fields.text("unit")), report, block.fields.address())
                yield flow
        for uuid, named in self._named().items():
            if uuid not in seen:
                flow = mentioned(named)
                report.about(flow, self.at)
                report.add(FLOW_MADE, value=named.name)
                self._measured(named.unit, report, "")
                yield flow

    @staticmethod
    def _measured(unit: str, report: Report, cell: str) -> None:
        if unit:
            found = measures.measure_of(unit)
            name = next(iter(found.property.name.values()))
            report.add(
                UNIT_TAKEN if found.known else UNIT_UNKNOWN,
                path="properties",
                pointer=cell,
                value=unit,
                cell=cell or "unit",
                name=name,
            )

    def _named(self) -> dict[str, Flowing]:
        """Return the flows that exchanges name, by UUID."""
        found: dict[str, Flowing] = {}
        for block in self.inventory.activities:
            for line in block.exchanges if not is_made(block) else ():
                type_ = exchange_type(line)
                if type_ and block.fields.text("type") not in NODES:
                    named = self.context.flow(line, type_)
                    if named.kind is None:
                        continue
                    if named.uuid not in found or (named.unit and not found[named.uuid].unit):
                        found[named.uuid] = named
            if block.fields.text("type") in NODES:
                node = self.context.node(block)
                unit = unit_in(block.fields.text("unit"))
                found.setdefault(node.uuid, Flowing(node.uuid, node.flow_type or "other", block.name, unit, ()))
        return found

    def _processes(self, report: Report) -> Iterator[Process]:
        seen: dict[str, str] = {}
        native = Index(summarise(process) for process in self._native(Report(cap=0)))
        for flow in (
            *(self.context.node(b) for b in self.inventory.activities if b.fields.text("type") in NODES),
            *map(mentioned, self._named().values()),
        ):
            native.add(summarise(flow))
        for block, process in zip(self._blocks(), self._native(report), strict=True):
            self._claim(seen, process.uuid, block)
            overlay(process, block, block_out(process, native), block.database or self.database)
            yield process

    def _blocks(self) -> Iterator[Block]:
        return (b for b in self.inventory.activities if b.fields.text("type") not in NODES and not is_made(b))

    def _native(self, report: Report) -> Iterator[Process]:
        for block in self._blocks():
            yield process_in(block, self.context, report, self.at)

    def _claim(self, seen: dict[str, str], uuid: str, block: Block) -> None:
        here = block.fields.address()
        if seen.setdefault(uuid, here) != here:
            raise DuplicateIdError(
                f"two activities have one identity: {seen[uuid]} and {here}", f"两个活动标识相同：{seen[uuid]} 与 {here}",
                at=Location(file=self.at, pointer=here),
                hint_en="give one of them another code, or another name or location", hint_zh="请为其中之一更换 code、名称或地点",
            )  # fmt: skip


class PackageSession(BrightwaySession):
    """An opened package.

    Args:
        source: what was opened.

    Raises:
        ReadError: it is no package of Brightway's, or is damaged.
    """

    def __init__(self, source: Source) -> None:
        read = read_package(source)
        self._left_out = [*read.methods, *read.others]
        self._gaps = read.gaps
        super().__init__(source, read.inventory)

    def notes(self, report: Report) -> None:
        """Name what of the package is not read."""
        for stored in self._left_out:
            report.add(
                NOT_READ,
                file=self.at,
                pointer=str(stored.name),
                value=stored.kind,
                name=str(stored.name),
                kind=stored.kind,
            )
        if self._gaps:
            report.add(NO_NUMBERS, file=self.at, value=self._gaps, count=self._gaps)
        super().notes(report)


def open_tables(source: Source, encoding: str = "") -> BrightwaySession:
    """Open a workbook or CSV file in Brightway's layout.

    Args:
        source: what was opened.
        encoding: of a CSV file, "" to find out.

    Raises:
        ReadError: it cannot be read, or holds no block.
    """
    found = inventory_of(sheets_of(source, encoding=encoding, guarded=False))
    first = next((cells for line in found.loose[:1] for cells in [tuple(line.cells.values())]), ())
    if first[:3] == FACTORS and not found.activities and not found.database:
        raise MalformedSourceError(
            "these are factors of an impact method (for bw2io's ExcelLCIAImporter), which are not read",
            "这是影响评价方法的因子（供 bw2io 的 ExcelLCIAImporter 使用），不读取",
            at=Location(file=str(source.path), pointer=found.loose[0].address()),
            hint_en="put them into the sheets of impact categories of the template (lcabridge template OUT.xlsx)",
            hint_zh="请填入模板的影响类别工作表（lcabridge template OUT.xlsx）",
        )
    if not (found.activities or found.database or found.project or found.shared or found.skipped):
        raise MalformedSourceError(
            "there is no block of Brightway's in it (Activity, Database, Project parameters)",
            "其中没有 Brightway 的数据块（Activity、Database、Project parameters）",
            at=Location(file=str(source.path)),
            hint_en="the word has to stand in the first column, the name beside it",
            hint_zh="该词应位于首列，名称在其右侧",
        )
    return BrightwaySession(source, found)
