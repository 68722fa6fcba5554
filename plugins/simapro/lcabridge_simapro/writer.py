"""A package to one SimaPro CSV file.

Three passes. The first gives everything its name, for SimaPro links by name. The second writes the blocks into a
spool and looks through them as a reader would. The third reads each block back and reports what differs.
"""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING

import msgspec

from lcabridge.codes import keygen
from lcabridge.errors import WriteError
from lcabridge.format import Package
from lcabridge.model import (
    Entity,
    EntityType,
    ImpactCategory,
    ImpactMethod,
    Process,
    Source,
    from_json,
    leaves,
    to_json,
)
from lcabridge.report import Report, catalogue
from lcabridge.sources import FileSink, Sink, decode_text
from lcabridge_simapro import documents
from lcabridge_simapro.account import Account, Key
from lcabridge_simapro.context import Context
from lcabridge_simapro.issues import TWO_KINDS
from lcabridge_simapro.plan import Plan
from lcabridge_simapro.register import Register
from lcabridge_simapro.rows import Row, split_rows
from lcabridge_simapro.scan import Scanner
from lcabridge_simapro.session import read_block
from lcabridge_simapro.tables import FORMAT, PARAMETER_BLOCKS
from lcabridge_simapro.values import Signs
from lcabridge_simapro.write_process import ProcessWriter
from lcabridge_simapro.write_shared import (
    Lines,
    method_block,
    parameter_blocks,
    source_block,
    substance_blocks,
    unit_blocks,
)

if TYPE_CHECKING:
    from lcabridge_simapro.plugin import SimaProOptions

NEWLINE = "\r\n"
_CP1252 = "cp1252"
_EVIDENCE = 4 << 20


class Spooled(msgspec.Struct):
    """A block in the spool.

    Attributes:
        key: names it for the register.
        kind: its title.
        lines: without the end.
        entities: what it was written from, as canonical JSON.
        order: see ``Written.order``.
        skipped: positions of exchanges that have no row.
    """

    key: str
    kind: str
    lines: list[str]
    entities: list[bytes] = []
    order: list[int] | None = None
    skipped: list[int] = []


class Spool:
    """Blocks on disk, in the order in which they were added."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(Spooled)

    def add(self, block: Spooled) -> None:
        """Add a block."""
        data = self._encoder.encode(block)
        self._file.write(len(data).to_bytes(8, "big"))
        self._file.write(data)

    def __iter__(self) -> Iterator[Spooled]:
        self._file.seek(0)
        while size := self._file.read(8):
            yield self._decoder.decode(self._file.read(int.from_bytes(size, "big")))
        self._file.seek(0, os.SEEK_END)


class Writer:
    """Writes one package.

    Args:
        package: what is written.
        options: of the format.
        report: takes issues.
        spool: where blocks wait until all are known.
    """

    def __init__(self, package: Package, options: SimaProOptions, report: Report, spool: Spool) -> None:
        self.package = package
        self.options = options
        self.report = report
        self.spool = spool
        separator = {"Semicolon": ";", "Tab": "\t", "Comma": ","}[options.separator]
        decimal = options.decimal or "."
        if separator == decimal:
            raise WriteError(
                "cells and decimals cannot be separated by the same sign",
                "单元格分隔符与小数点不能相同",
                hint_en="choose another separator or decimal",
                hint_zh="请另选 separator 或 decimal",
            )
        self.signs = Signs(separator, decimal, "dd/MM/yyyy")
        self.plan = Plan(package.index, options.lang, each_carries_all=options.unallocated == "each")
        self.register = Register()
        self.quiet = Report(cap=0)
        self.scanner = Scanner(self.register, self.quiet, self.signs, "")
        self.lossy = ""
        self.fits = True
        self.count = 0
        self.kept: dict[str, bytes] = {}

    def run(self) -> None:
        """Do all passes but the last, which copies the spool into the sink."""
        self._plan()
        self._write()
        self.register.settle(self.quiet)
        self._account()

    # First pass

    def _wanted(self, type_: EntityType) -> bool:
        if type_ in ("impact_category", "impact_method"):
            return self.options.content != "processes"
        return type_ != "process" or self.options.content != "methods"

    def _plan(self) -> None:
        for entity in self.package.entities():
            if isinstance(entity, ImpactCategory) and self._wanted("impact_category"):
                self.kept[entity.uuid] = to_json(entity)
            elif not self._wanted(entity.type) or not self.plan.take(entity):
                self.report.add(catalogue.DROPPED_ENTITY, leaves=sum(1 for _ in leaves(entity)))
        self.plan.settle(self.report)

    # Second pass

    def _add(self, lines: Lines, entities: list[Entity] | None = None, **more: list[int]) -> None:
        if self.lossy:
            lines = [line.encode(self.lossy, errors="replace").decode(self.lossy) for line in lines]
        elif self.fits:
            self.fits = _fits(lines)
        self.count += 1
        kind = lines[0]
        block = Spooled(f"{self.count:08}", kind, lines, [to_json(e) for e in entities or ()], **more)
        self.scanner.block(kind, self._rows(block), block.key)
        self.spool.add(block)

    def _rows(self, block: Spooled) -> list[Row]:
        return list(split_rows("\n".join(block.lines) + "\n", self.signs.separator))[1:]

    def _write(self) -> None:
        if self.options.encoding:
            self.lossy = self.options.encoding
        for process in sorted(self._processes(), key=lambda p: p.uuid) if self._small() else self._processes():
            self.report.about(process)
            found = ProcessWriter(self.plan, self.signs, self.report, process).write()
            skipped = sorted(set(range(len(process.exchanges))) - set(found.order))
            self._add(found.lines, [process], order=found.order, skipped=skipped)
        self._methods()
        for uuid in sorted(self.plan.sources):
            source = self.plan.sources[uuid]
            lines = source_block(self.plan, source, self.signs)
            if lines:
                self._add(lines, [source])
        for lines in unit_blocks(self.plan, self.signs):
            self._add(lines)
        for lines in substance_blocks(self.plan, self.signs):
            self._add(lines)
        for lines in parameter_blocks(self.plan, self.signs, self.report):
            self._add(lines)

    def _small(self) -> bool:
        """Tell whether processes may be sorted in memory, so that their order in the source does not matter."""
        return len(self.plan.heads) <= 100_000

    def _processes(self) -> Iterator[Process]:
        if not self._wanted("process"):
            return
        for entity in self.package.entities("process"):
            if isinstance(entity, Process):
                yield entity

    def _methods(self) -> None:
        rest = dict(self.kept)
        both = bool(self.plan.heads) and bool(rest or self.plan.methods)
        for uuid in sorted(self.plan.methods):
            method = self.plan.methods[uuid]
            own = [rest.pop(ref.uuid) for ref in method.categories if ref.uuid in rest]
            self._method(method, own)
        for uuid in sorted(rest):
            category = _category(rest[uuid])
            made = ImpactMethod(uuid=keygen("simapro.csv/method of", uuid), name=category.name)
            made.categories.append(category.ref())
            self._method(made, [rest[uuid]])
        if both and self.options.content == "all":
            self.report.about(None)
            self.report.add(TWO_KINDS)

    def _method(self, method: ImpactMethod, own: list[bytes]) -> None:
        self.report.about(method)
        categories = [_category(data) for data in own]
        lines = method_block(self.plan, method, categories, self.signs)
        known = [method] if method.uuid in self.plan.methods else []
        self._add(lines, [*categories, *known])

    # Third pass

    def _account(self) -> None:
        context = Context(self.register, self.signs, self.quiet, "")
        shared: list[Entity] = [
            *documents.measures(self.register),
            *documents.flows(self.register, self.quiet, ""),
            *documents.people(self.register),
            *documents.named_documents(self.register),
            *documents.parameters(context),
        ]
        there = {(entity.type, entity.uuid): entity for entity in shared}
        renames, rivals = self._renames(there)
        for block in self.spool:
            self._rename_block(block, renames)
        account = Account(self.package.index, self.report, renames)
        self._settle_shared(account, there, renames, rivals)
        for block in self.spool:
            self._settle_block(block, account)
        account.made(shared)

    def _renames(self, there: dict[Key, Entity]) -> tuple[dict[Key, tuple[str, str]], dict[Key, str]]:
        """Return where shared data sets went, and the names of those whose place another one took."""
        renames: dict[Key, tuple[str, str]] = {}
        rivals: dict[Key, str] = {}
        taken: dict[Key, str] = {}
        for key, new in self._places():
            spot = (key[0], new)
            if spot not in there:
                continue
            if spot in taken:
                rivals[key] = taken[spot]
                continue
            taken[spot] = key[1]
            renames[key] = (new, there[spot].version)
        return renames, rivals

    def _places(self) -> Iterator[tuple[Key, str]]:
        """Yield type and UUID of each shared data set with the UUID that its name gives."""
        plan = self.plan
        for uuid, quantity in plan.quantities.items():
            measure = self.register.measures.get(quantity)
            if measure is not None:
                yield ("unit_group", uuid), measure.group
                if uuid in plan.chosen:
                    yield ("flow_property", plan.chosen[uuid]), measure.property
        for uuid, flow in sorted(plan.flows.items()):
            if flow.flow_type != "elementary":
                yield ("flow", uuid), uuid
                continue
            spot = plan.spots[uuid]
            unit = plan.unit(None, next((p.property.uuid for p in flow.properties if p.is_reference), ""))
            found = self.register.flow_of(spot.section, spot.sub, plan.flow_name(uuid), unit)
            if found is not None:
                yield ("flow", uuid), found.uuid
        yield from self._document_places()

    def _document_places(self) -> Iterator[tuple[Key, str]]:
        plan = self.plan
        for uuid in sorted(plan.used_contacts & plan.contacts.keys()):
            text = plan.text(plan.contacts[uuid].name) or uuid
            yield ("contact", uuid), self.register.contacts.get(text.strip(), "")
        for uuid, source in sorted(plan.sources.items()):
            kind = (source.extra.get(FORMAT) or {}).get("kind", "literature")
            document = self.register.documents.get((str(kind), plan.documents[uuid]))
            if document is not None:
                yield ("source", uuid), document.uuid
        by_name = {row.parameter.name.lower(): row.uuid for row in self.register.parameters}
        for uuid, row in sorted(plan.parameters.items()):
            yield ("parameter", uuid), by_name.get(row.parameter.name.strip().lower(), "")

    def _rename_block(self, block: Spooled, renames: dict[Key, tuple[str, str]]) -> None:
        if block.key in self.register.processes:
            before = from_json(block.entities[0])
            renames["process", before.uuid] = (self.register.processes[block.key], "")
            return
        for data, entity in zip(block.entities, self._read(block), strict=False):
            before = from_json(data)
            if before.type == entity.type:
                renames[before.type, before.uuid] = (entity.uuid, entity.version)

    def _read(self, block: Spooled) -> list[Entity]:
        """Return the data sets of a block, as a reader gets them."""
        if block.kind in PARAMETER_BLOCKS or not block.entities:
            return []
        context = Context(self.register, self.signs, self.quiet, "")
        return list(read_block(self.register, block.kind, block.key, self._rows(block), context))

    def _settle_shared(
        self,
        account: Account,
        there: dict[Key, Entity],
        renames: dict[Key, tuple[str, str]],
        rivals: dict[Key, str],
    ) -> None:
        plan = self.plan
        shared: list[Entity] = [
            *plan.groups.values(), *plan.properties.values(), *plan.flows.values(), *plan.contacts.values(),
            *plan.parameters.values(),
        ]  # fmt: skip
        shared += [s for s in plan.sources.values() if not self._has_block(s)]
        for entity in sorted(shared, key=lambda e: (e.type, e.uuid)):
            key: Key = (entity.type, entity.uuid)
            new = renames.get(key)
            account.settle(entity, there.get((entity.type, new[0])) if new else None, other=rivals.get(key, ""))

    def _has_block(self, source: Source) -> bool:
        return (source.extra.get(FORMAT) or {}).get("kind") != "external"

    def _settle_block(self, block: Spooled, account: Account) -> None:
        read = self._read(block)
        before = [from_json(data) for data in block.entities]
        for entity, after in zip(before, read, strict=False):
            order = block.order if entity.type == "process" else None
            account.settle(entity, after, order=order, skipped=block.skipped)
        account.made(read)


def _category(data: bytes) -> ImpactCategory:
    made = from_json(data)
    if not isinstance(made, ImpactCategory):
        raise TypeError(made.type)
    return made


def _fits(lines: Lines) -> bool:
    try:
        for line in lines:
            if not line.isascii():
                line.encode(_CP1252)
    except UnicodeEncodeError:
        return False
    return True


def write(package: Package, sink: Sink, options: SimaProOptions, report: Report) -> None:
    """Write a package."""
    with tempfile.TemporaryFile() as file:
        writer = Writer(package, options, report, Spool(file))
        writer.run()
        encoding, mark = _encoding(writer)
        head = _head(writer)
        _put(sink, mark + _bytes(head, encoding))
        for block in writer.spool:
            _put(sink, _bytes([*block.lines, "End", ""], encoding))


def _put(sink: Sink, data: bytes) -> None:
    if isinstance(sink, FileSink):
        sink.append(data)
    else:
        raise WriteError(
            "SimaPro CSV is one file", "SimaPro CSV 为单个文件",
            hint_en="give a target that ends in .csv", hint_zh="请指定以 .csv 结尾的目标",
        )  # fmt: skip


def _bytes(lines: Lines, encoding: str) -> bytes:
    return (NEWLINE.join(lines) + NEWLINE).encode(encoding, errors="replace")


def _encoding(writer: Writer) -> tuple[str, bytes]:
    """Return the encoding and the mark: SimaPro's own (windows-1252) where readers can tell it, else UTF-8."""
    if writer.lossy:
        return writer.lossy, b""
    sample: list[str] = []
    size = 0
    for block in writer.spool:
        for line in block.lines:
            if not line.isascii() and size < _EVIDENCE:
                sample.append(line)
                size += len(line)
    text = "\n".join(sample)
    if not text:
        return "ascii", b""
    if writer.fits and _reads_back(text, _CP1252):
        return _CP1252, b""
    return "utf-8", b"" if _reads_back(text, "utf-8") else b"\xef\xbb\xbf"


def _reads_back(text: str, encoding: str) -> bool:
    try:
        return decode_text(text.encode(encoding))[0] == text
    except Exception:  # noqa: BLE001  # whatever it cannot tell, it cannot read
        return False


def _head(writer: Writer) -> Lines:
    moment = dt.datetime.fromtimestamp(int(os.environ.get("SOURCE_DATE_EPOCH", "0") or 0), dt.UTC)
    kind = "processes" if writer.plan.heads or not (writer.plan.methods or writer.kept) else "methods"
    project = writer.options.project.replace("}", ")")
    return [
        "{SimaPro 9.5.0.0}",
        f"{{{kind}}}",
        f"{{Date: {moment:%d/%m/%Y}}}",
        f"{{Time: {moment:%H:%M:%S}}}",
        f"{{Project: {project}}}",
        "{CSV Format version: 9.0.0}",
        f"{{CSV separator: {writer.options.separator}}}",
        f"{{Decimal separator: {writer.signs.decimal}}}",
        "{Date separator: /}",
        "{Short date format: dd/MM/yyyy}",
        "{Export platform IDs: Yes}",
        "{Skip empty fields: No}",
        "{Convert expressions to constants: No}",
        f"{{Selection: Selection ({len(writer.plan.heads) or len(writer.plan.methods)})}}",
        "{Related objects (system descriptions, substances, units, etc.): Yes}",
        "{Include sub product stages and processes: Yes}",
        f"{{Open project: '{project}'}}",
        "",
    ]
