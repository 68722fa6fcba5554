"""An opened package of SimaPro CSV files: found, looked through once, and read block by block."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence

import msgspec

from lcabridge.errors import Location, MalformedSourceError
from lcabridge.format import Part, Session
from lcabridge.model import Entity, ImpactMethod, Index, Process, Summary, summarise
from lcabridge.report import Report, catalogue
from lcabridge.sources import Source, decode_text
from lcabridge_simapro import documents
from lcabridge_simapro.blocks import Block, Stray, cut
from lcabridge_simapro.context import Context
from lcabridge_simapro.header import Header, is_headless, looks_like, parse_header
from lcabridge_simapro.issues import NO_END, NO_HEAD, OPEN_QUOTE, STRAY
from lcabridge_simapro.methods import MethodReader
from lcabridge_simapro.processes import ProcessReader
from lcabridge_simapro.register import Register
from lcabridge_simapro.rows import Row, split_rows
from lcabridge_simapro.scan import Scanner
from lcabridge_simapro.tables import LITERATURE, METHOD, PROCESS, STAGE, SYSTEM
from lcabridge_simapro.values import Signs

PART_BYTES = 1 << 18
"""Blocks are grouped into parts of about this size: small enough to stream, large enough to share out."""
SHARED = ("0 units", "1 flows", "2 documents", "3 parameters")
"""Keys of the parts that are read from the register."""
_HEAD = 1 << 12
_SNIFFED = 12
_EVIDENCE = 4 << 20
_COMMA = re.compile(rb"[;\t]-?\d+,\d+(?=[;\t\r\n])")
_POINT = re.compile(rb"[;\t]-?\d+\.\d+(?=[;\t\r\n])")
_READ = frozenset({PROCESS, STAGE, METHOD, LITERATURE, SYSTEM})


def recognise(source: Source) -> str:
    """Return why a source is of this format, "" if it is not; looks at a few heads only."""
    if source.kind == "file":
        names = list(source.names())
    else:
        names = [n for n in source.names() if n.lower().endswith((".csv", ".txt"))][:_SNIFFED]
    for name in names:
        reason = looks_like(_readable(source.head(name, _HEAD)))
        if reason:
            return f"{name} {reason}"
    return ""


def headless(source: Source) -> bool:
    """Tell whether a single file is a piece of an export without its head."""
    return source.kind == "file" and is_headless(_readable(source.head(source.names()[0], _HEAD)))


def _readable(head: bytes) -> str:
    """Return the start of a file for a look: its keywords are ASCII in every encoding but UTF-16."""
    if _is_wide(head):
        return head[: len(head) & ~1].decode("utf-16", errors="replace")
    if head[:3] == b"\xef\xbb\xbf":
        return head[3:].decode("utf-8", errors="replace")
    if head[:4] == b"\x84\x31\x95\x33":
        return head[4:].decode("gb18030", errors="replace")
    return head.decode("latin-1")


class File(msgspec.Struct):
    """One file of the package.

    Attributes:
        name: entry of the source.
        header: its head.
        signs: how it writes numbers.
        encoding: of its texts, as ``content`` returns them.
        wide: whether it is UTF-16, so that offsets are those of its content as UTF-8.
        evidence: why that one.
        blocks: those that are read one by one.
        strays: lines outside of blocks.
    """

    name: str
    header: Header
    signs: Signs
    encoding: str
    evidence: str
    wide: bool = False
    blocks: list[Block] = []
    strays: list[Stray] = []


class SimaProSession(Session):
    """See Session.

    Args:
        source: the files.
        encoding: named by the user, else by evidence.
        decimal: decimal sign where the head does not say.
    """

    def __init__(self, source: Source, encoding: str = "", decimal: str = "") -> None:
        self.source = source
        self.register = Register()
        self.files: list[File] = []
        self.report = Report(cap=None)
        self._ignored: list[str] = []
        for name in source.names():
            if source.kind == "file" or looks_like(_readable(source.head(name, _HEAD))):
                self.files.append(self._look(name, encoding, decimal))
            else:
                self._ignored.append(name)
        self.register.settle(self.report)
        self._parts = self._cut()

    def _look(self, name: str, encoding: str, decimal: str) -> File:
        """Look through one file: its head, its encoding, its blocks, and what they name."""
        at = self.source.locate(name)
        data = content(self.source, name)
        head = _readable(data[:_HEAD]).split("\n")
        header = parse_header(head, at)
        used, evidence = _encoding(data, encoding, at)
        file = File(name, header, Signs.of(header, decimal or _decimal(data, header)), used, evidence)
        file.wide = _is_wide(self.source.head(name, _HEAD))
        scanner = Scanner(self.register, self.report, file.signs, at)
        self.report.file = at
        for found in cut(io.BytesIO(data), header.lines, file.signs.separator.encode()):
            if isinstance(found, Stray):
                file.strays.append(found)
                continue
            key = part_key(len(self.files), found)
            scanner.block(found.kind, self._rows(file, data, found), key)
            file.blocks.append(found)
        return file

    def _rows(self, file: File, data: bytes, block: Block, report: Report | None = None) -> list[Row]:
        text = _text(data[block.offset : block.offset + block.length], file, block, self.source.locate(file.name))

        def odd(line: int) -> None:
            if report is not None:
                report.add(OPEN_QUOTE, line=line, file=self.source.locate(file.name), value='"')

        rows = list(split_rows(text, file.signs.separator, block.line, odd))[1:]
        return rows[:-1] if rows and block.ended else rows

    def notes(self, report: Report) -> None:
        """See Session.notes."""
        report.merge(self.report)
        for name in self._ignored:
            report.add(catalogue.IGNORED_FILE, file=self.source.locate(name))
        for file in self.files:
            at = self.source.locate(file.name)
            if not file.header.version and not file.header.entries:
                report.add(NO_HEAD, file=at, line=1, value=f"{file.signs.separator} {file.signs.decimal}")
            for stray in file.strays:
                report.add(STRAY, file=at, line=stray.line, value=stray.text)
            for block in file.blocks:
                if not block.ended and not file.signs.plain:
                    report.add(NO_END, file=at, line=block.line, block=block.kind)
            report.add(catalogue.LANGUAGE_ASSUMED, file=at, value="en")

    def _cut(self) -> list[Part]:
        first = self.files[0].name if self.files else ""
        parts = [Part(key=key, names=(first,)) for key in SHARED] if self.files else []
        for number, file in enumerate(self.files):
            group: list[Block] = []
            for block in file.blocks:
                if block.kind not in _READ:
                    continue
                if group and block.offset + block.length - group[0].offset > PART_BYTES:
                    parts.append(_part(number, file, group))
                    group = []
                group.append(block)
            if group:
                parts.append(_part(number, file, group))
        return parts

    def parts(self) -> Sequence[Part]:
        """See Session.parts."""
        return self._parts

    def read(self, part: Part, index: Index, report: Report) -> Iterator[Entity]:  # noqa: ARG002  # names are in the register
        """See Session.read."""
        file = next(f for f in self.files if f.name == part.names[0])
        at = self.source.locate(file.name)
        report.about(None, at)
        context = Context(self.register, file.signs, report, at)
        if part.key in SHARED:
            yield from self._shared(part.key, context, at)
            return
        for own, block, data, key in self._blocks(part):
            yield from self._block(own, block, data, key, context)

    def summaries(self, part: Part, report: Report) -> Iterator[Summary]:
        """See Session.summaries: of processes only names and products are looked at."""
        if part.key in SHARED:
            yield from super().summaries(part, report)
            return
        quiet = Report(cap=0)
        for file, block, data, key in self._blocks(part):
            context = self._context(file, quiet)
            rows = self._rows(file, data, block)
            if block.kind in (PROCESS, STAGE):
                yield summarise(
                    ProcessReader(context, block.kind, Process(uuid=self.register.processes[key])).look(rows)
                )
            else:
                yield from map(summarise, read_block(self.register, block.kind, key, rows, context))

    def _blocks(self, part: Part) -> Iterator[tuple[File, Block, bytes, str]]:
        """Yield the blocks of a part with the bytes of the part, in which their offsets count."""
        file = next(f for f in self.files if f.name == part.names[0])
        start, end = part.offset, part.offset + (part.length or 0)
        data = self._slice(file, start, end - start)
        for block in file.blocks:
            if start <= block.offset < end and block.kind in _READ:
                moved = msgspec.structs.replace(block, offset=block.offset - start)
                yield file, moved, data, part_key(self.files.index(file), block)

    def _context(self, file: File, report: Report) -> Context:
        return Context(self.register, file.signs, report, self.source.locate(file.name))

    def _slice(self, file: File, offset: int, length: int) -> bytes:
        if file.wide:
            return content(self.source, file.name)[offset : offset + length]
        with self.source.open(file.name) as stream:
            if self.source.kind == "zip":
                left = offset
                while left > 0:
                    left -= len(stream.read(min(left, 1 << 20))) or left
            else:
                stream.seek(offset)
            return stream.read(length)

    def _shared(self, key: str, context: Context, at: str) -> Iterator[Entity]:
        report = context.report
        made: Iterator[Entity]
        match key:
            case "0 units":
                made = documents.measures(self.register)
            case "1 flows":
                made = documents.flows(self.register, report, at)
            case "2 documents":
                made = iter([*documents.people(self.register), *documents.named_documents(self.register)])
            case _:
                made = documents.parameters(context)
        for entity in made:
            report.about(entity, None)
            yield entity

    def _block(self, file: File, block: Block, data: bytes, key: str, context: Context) -> Iterator[Entity]:
        report = context.report
        rows = self._rows(file, data, block, report)
        yield from read_block(self.register, block.kind, key, rows, context)


def read_block(register: Register, kind: str, key: str, rows: list[Row], context: Context) -> Iterator[Entity]:
    """Yield the entities of one block."""
    if kind in (PROCESS, STAGE):
        process = Process(uuid=register.processes[key])
        context.report.about(process)
        yield ProcessReader(context, kind, process).read(rows)
    elif kind == METHOD:
        method = ImpactMethod(uuid=register.methods[key])
        context.report.about(method)
        yield from MethodReader(context, method).read(rows)
    else:
        uuid = next(document.uuid for document in register.documents.values() if document.block == key)
        yield documents.literature(context, rows, uuid) if kind == LITERATURE else documents.system(context, rows, uuid)


def part_key(file: int, block: Block) -> str:
    """Return the name of a block: file and line, so that keys sort as blocks stand."""
    return f"5:{file:06}:line {block.line:010}"


def _part(number: int, file: File, group: list[Block]) -> Part:
    start, end = group[0].offset, group[-1].offset + group[-1].length
    return Part(
        key=f"5 {number:06} {start:012}", names=(file.name,), size=end - start, offset=start, length=end - start
    )


def content(source: Source, name: str) -> bytes:
    """Return a file's bytes; UTF-16, whose bytes are no ASCII, as UTF-8."""
    data = source.read(name)
    if _is_wide(data):
        text, _, _ = decode_text(data, at=source.locate(name))
        return text.encode()
    return data


def _is_wide(data: bytes) -> bool:
    return data[:2] in (b"\xff\xfe", b"\xfe\xff")


def _encoding(data: bytes, named: str, at: str) -> tuple[str, str]:
    """Return the encoding of a file and the evidence: SimaPro declares none, and writes in that of its computer."""
    if data.isascii():
        return "ascii", "no byte above 7F"
    text, used, evidence = decode_text(data, forced=named or None, at=at)
    del text
    return used, evidence


def _decimal(data: bytes, header: Header) -> str:
    """Return the decimal sign that numbers show, where the head does not say (exports before CSV format 7)."""
    if header.decimal:
        return header.decimal
    sample = data[:_EVIDENCE]
    return "," if len(_COMMA.findall(sample)) > len(_POINT.findall(sample)) else "."


def _text(data: bytes, file: File, block: Block, at: str) -> str:
    try:
        return data.decode(file.encoding)
    except UnicodeDecodeError as error:
        line = block.line + data.count(b"\n", 0, error.start)
        raise MalformedSourceError(
            f"the bytes are not valid {file.encoding}, as those before are ({file.evidence})",
            f"字节不是有效的 {file.encoding}，与前文不一致（{file.evidence}）",
            at=Location(file=at, line=line),
            hint_en="export the file again, or name its encoding with the option encoding",
            hint_zh="请重新导出该文件，或用选项 encoding 指明编码",
        ) from error
