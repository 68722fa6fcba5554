"""Two small formats without loss, for tests of the engine: one file per data set, and one file for all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from pydantic import Field

from lcabridge.errors import Location, MalformedSourceError
from lcabridge.format import NO, Capabilities, Confidence, Evidence, Format, FormatOptions, Part, Session
from lcabridge.model import Entity, Index, from_json, iter_refs, to_json, version_key
from lcabridge.report import Report
from lcabridge.sources import FileSink, Source, load_json

ALL_TYPES = [
    "unit_group",
    "flow_property",
    "flow",
    "process",
    "model",
    "impact_category",
    "source",
    "contact",
    "impact_method",
    "parameter",
    "location",
    "category",
    "dq_system",
    "currency",
    "social_indicator",
    "project",
    "result",
    "epd",
]
HEADER = b"toy lines 1\n"


class ToyOptions(FormatOptions):
    suffix: str = Field(".toy", description="suffix of the files in a toybox")


class ToyboxSession(Session):
    def __init__(self, source: Source, suffix: str = ".toy") -> None:
        self.source = source
        self._parts = [
            Part(key=name, names=(name,), size=source.size(name)) for name in source.names() if name.endswith(suffix)
        ]

    def parts(self) -> Sequence[Part]:
        return self._parts

    def read(self, part: Part, index: Index, report: Report) -> Iterator[Entity]:
        name = part.names[0]
        data = self.source.read(name)
        load_json(data, self.source.locate(name))
        entity = from_json(data, self.source.locate(name))
        report.about(entity, self.source.locate(name))
        yield entity


class Toybox(Format):
    """A zip of canonical JSON, one file per data set."""

    id = "toybox"
    title = "Box of toys"
    versions = ("1",)
    suffixes = (".zip",)
    Options = ToyOptions

    @property
    def keeps(self) -> Capabilities:
        return Capabilities(native=frozenset(ALL_TYPES))

    def sniff(self, source: Source) -> Evidence:
        names = [name for name in source.names() if name.endswith(".toy")]
        if source.kind != "file" and names and source.head(names[0], 8).startswith(b'{"'):
            return Evidence(Confidence.YES, f"has {names[0]}")
        return NO

    def open(self, source: Source, options: FormatOptions) -> Session:
        return ToyboxSession(source, options.suffix)

    def encode(self, entity, index, options, report):
        for _, ref in iter_refs(entity):
            index.find(ref)
        report.count_written(entity.type)
        version = ".".join(str(n) for n in version_key(entity.version))
        return [(f"{entity.type}/{entity.uuid}_{version}{options.suffix}", to_json(entity))]


class LinesSession(Session):
    def __init__(self, source: Source) -> None:
        self.source = source
        self._name = source.names()[0]
        with source.open(self._name) as stream:
            if stream.read(len(HEADER)) != HEADER:
                raise MalformedSourceError(
                    "no toy lines", "不是 toy lines", at=Location(file=source.locate(self._name), line=1)
                )

    def parts(self) -> Sequence[Part]:
        # One part per kilobyte and more: the blocks of a large single file.
        parts, start, position = [], len(HEADER), len(HEADER)
        with self.source.open(self._name) as stream:
            stream.read(len(HEADER))
            for line in stream:
                position += len(line)
                if position - start > 1024:
                    parts.append(self._part(start, position))
                    start = position
        return [*parts, self._part(start, position)] if position > start else parts

    def _part(self, start: int, end: int) -> Part:
        return Part(key=f"{start:020}", names=(self._name,), size=end - start, offset=start, length=end - start)

    def read(self, part: Part, index: Index, report: Report) -> Iterator[Entity]:
        with self.source.open(self._name) as stream:
            left = part.offset
            while left:
                left -= len(stream.read(min(left, 1 << 16)))
            block = stream.read(part.length)
        for line in block.splitlines():
            at = self.source.locate(self._name)
            load_json(line, at)
            entity = from_json(line, at)
            report.about(entity, at)
            yield entity


class Lines(Format):
    """One file, one line of canonical JSON per data set."""

    id = "lines"
    title = "Toy lines"
    versions = ("1",)
    suffixes = (".lines",)
    layout = "file"
    single_file = True

    @property
    def keeps(self) -> Capabilities:
        return Capabilities(native=frozenset(ALL_TYPES))

    def sniff(self, source: Source) -> Evidence:
        if source.kind == "file" and source.head(source.names()[0], len(HEADER)) == HEADER:
            return Evidence(Confidence.YES, "starts with its header")
        return NO

    def open(self, source: Source, options: FormatOptions) -> Session:
        return LinesSession(source)

    def write(self, package, sink, options, report):
        assert isinstance(sink, FileSink)
        sink.append(HEADER)
        for entity in sorted(package.entities(), key=lambda e: (e.type, e.uuid, version_key(e.version))):
            report.about(entity)
            for _, ref in iter_refs(entity):
                package.index.find(ref)
            report.count_written(entity.type)
            sink.append(msgspec.json.encode(entity, order="deterministic") + b"\n")
