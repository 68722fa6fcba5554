"""An opened EcoSpold 1 package: files cut into blocks, and a catalogue of what the data sets share."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lcabridge.errors import Location, MalformedSourceError
from lcabridge.format import Part, Session
from lcabridge.model import (
    Contact,
    Entity,
    Exchange,
    Flow,
    ImpactCategory,
    ImpactFactor,
    Index,
    Place,
    Process,
    Ref,
    Source,
    Summary,
    summarise,
)
from lcabridge.report import EntityKey, Report, Stage, catalogue
from lcabridge.sources import Source as Files
from lcabridge_ecospold.spold1 import issues
from lcabridge_ecospold.spold1.blocks import File, as_utf8, content_of, cut, documents
from lcabridge_ecospold.spold1.catalog import FORMAT, Catalog
from lcabridge_ecospold.spold1.document import Document
from lcabridge_ecospold.spold1.marks import unmark
from lcabridge_ecospold.spold1.planning import plan_category, plan_process
from lcabridge_ecospold.spold1.reading import read_category, read_process
from lcabridge_ecospold.spold1.residue import Comparison

TABLES = "0 shared"
HEAD = 4096
_CATEGORIES = b"http://www.EcoInvent.org/Categories"


def file_names(source: Files) -> tuple[list[str], list[str]]:
    """Return the EcoSpold 1 files, and all others."""
    found: list[str] = []
    others: list[str] = []
    for name in sorted(source.names()):
        is_xml = name.lower().endswith((".xml", ".spold")) or len(source.names()) == 1
        is_ours = is_xml and content_of(source.head(name, HEAD).replace(b"\0", b"")) is not None
        (found if is_ours else others).append(name)
    return found, others


class Spold1Session(Session):
    """A package of EcoSpold 1 files.

    The first look at the parts reads everything once and keeps what the data sets share; the data sets are read block
    by block afterwards.

    Args:
        source: file, folder or zip.
    """

    def __init__(self, source: Files) -> None:
        self.source = source
        self._names, self._others = file_names(source)
        if not self._names and self._others:
            raise MalformedSourceError(
                "there is no EcoSpold 1 file in it", "其中没有 EcoSpold 1 文件", at=Location(file=str(source.path)),
                hint_en="EcoSpold 1 files have the root element ecoSpold in the namespace http://www.EcoInvent.org/EcoSpold01",
                hint_zh="EcoSpold 1 文件的根元素为 ecoSpold，命名空间为 http://www.EcoInvent.org/EcoSpold01",
            )  # fmt: skip
        self.catalog = Catalog()
        self.files: dict[str, File] = {}
        self._parts: list[Part] | None = None
        self._held: tuple[str, bytes] = ("", b"")

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_held": ("", b"")}

    def parts(self) -> Sequence[Part]:
        """See Session.parts."""
        if self._parts is None:
            parts = [Part(key=TABLES, names=(self._names[0],), size=0)] if self._names else []
            for name in self._names:
                file = self._cut(name)
                for offset, end, _ in file.blocks:
                    key = f"{name} {offset:012d}"
                    part = Part(key=key, names=(name,), size=end - offset, offset=offset, length=end - offset)
                    parts.append(part)
                    for document in self._documents(part):
                        self.catalog.take(document)
            self._parts = parts
        return self._parts

    def notes(self, report: Report) -> None:
        """Name the files and leaves that are no data sets."""
        self.parts()
        stage, report.stage = report.stage, Stage.READ
        for name in self._others:
            report.add(catalogue.IGNORED_FILE, file=self.source.locate(name), name=name)
        for file in self.files.values():
            for leaf in file.strange:
                report.add(
                    catalogue.UNREAD, path=leaf.pointer, pointer=leaf.pointer, line=leaf.line, value=leaf.value,
                    file=self.source.locate(file.name),
                )  # fmt: skip
        report.stage = stage

    def summaries(self, part: Part, report: Report) -> Iterator[Summary]:
        """See Session.summaries: from the catalogue, without reading again."""
        del report  # what is found is told by ``read``
        self.parts()
        if part.key == TABLES:
            for entity in self._tables(Report(cap=0)):
                yield summarise(entity)
            return
        name, start, end = part.names[0], part.offset, part.offset + (part.length or 0)
        at = self.source.locate(name)
        first = next(line for offset, _, line in self.files[name].blocks if offset == start)
        after = [line for offset, _, line in self.files[name].blocks if offset >= end]
        for (file, line), entry in self.catalog.data_sets.items():
            if file == at and first <= line and not (after and line >= after[0]):
                yield Summary(
                    type="process" if entry.is_process else "impact_category",
                    uuid=entry.uuid,
                    version=entry.version,
                    name=entry.text,
                    category=entry.category if entry.is_process else (),
                    place=entry.place if entry.is_process else "",
                    process_type="",
                    reference=self.catalog.flow(entry.flow).uuid if entry.flow and entry.is_process else "",
                )

    def read(self, part: Part, index: Index, report: Report) -> Iterator[Entity]:
        """See Session.read."""
        del index
        self.parts()
        if part.key == TABLES:
            yield from self._tables(report)
            return
        for document in self._documents(part):
            if document.content != "elementary":
                yield read_data_set(document, self.catalog, report)

    def _tables(self, report: Report) -> Iterator[Entity]:
        at = self.source.locate(self._names[0])
        for entity, unit in self.catalog.quantities():
            report.about(entity, at)
            report.add(issues.UNIT_ONLY, value=unit, name=next(iter(entity.name.values()), ""))
            yield entity
        for entity in self.catalog.entities():
            report.about(entity, at)
            document = self.catalog.document(entity) if isinstance(entity, Flow) else None
            if document is not None:
                name_strange(document, report)
            yield entity

    def _documents(self, part: Part) -> Iterator[Document]:
        name = part.names[0]
        data = self._text(name)[part.offset : part.offset + (part.length or 0)]
        line = next(line for offset, _, line in self.files[name].blocks if offset == part.offset)
        for document in documents(self.files[name], data, line, self.source.locate(name), self.source.limits):
            unmark(document)
            yield document

    def _cut(self, name: str) -> File:
        at = self.source.locate(name)
        self.files[name] = cut(name, self._text(name), at, self.source.limits)
        return self.files[name]

    def _text(self, name: str) -> bytes:
        """Return a file in UTF-8; the last one is held, because its blocks are wanted one after the other."""
        if self._held[0] != name:
            self._held = (name, as_utf8(self.source.read(name), self.source.locate(name)))
        return self._held[1]


def name_strange(document: Document, report: Report) -> None:
    """Report the leaves that the format does not know."""
    for leaf in document.strange:
        path = f"extra['{FORMAT}']['strange/{leaf.pointer}']"
        report.add(catalogue.UNREAD, path=path, pointer=leaf.pointer, line=leaf.line, value=leaf.value)


def read_data_set(document: Document, catalog: Catalog, report: Report) -> Process | ImpactCategory:
    """Return the entity of a document, with what only EcoSpold 1 can say in ``extra``; sets the report's context."""
    entry = catalog.data_sets[document.file, document.line]
    type_: Any = "process" if entry.is_process else "impact_category"
    report.about(EntityKey(type_, entry.uuid, entry.version), document.file)
    if entry.same_as:
        report.add(
            issues.SAME_NAMES,
            path="uuid",
            line=document.line,
            value=entry.uuid,
            number=entry.number,
            first=entry.same_as,
        )
    name_strange(document, report)
    found = _Found(catalog)
    entity: Process | ImpactCategory
    if document.content == "process":
        entity = process = read_process(document, catalog, report)
        plan = plan_process(process, found)
        ids = [exchange.id or 0 for exchange in process.exchanges]
    else:
        entity = category = read_category(document, catalog, report)
        plan = plan_category(category, found)
        ids = list(range(1, len(category.factors) + 1))
    residue = Comparison(document, plan, report).run(ids)
    if residue:
        entity.extra[FORMAT] = residue
    return entity


class _Found:
    """The catalogue as the planner's lookup."""

    is_plain = False

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        self.flows = catalog.flows()
        self.numbers = catalog.numbers()

    def flow(self, ref: Ref | None) -> Flow | None:
        return self.flows.get(ref.uuid) if ref else None

    def contact(self, ref: Ref) -> Contact | None:
        return self.catalog.contact(ref.uuid) if ref.uuid in self.catalog.contacts else None

    def source(self, ref: Ref) -> Source | None:
        return self.catalog.source(ref.uuid) if ref.uuid in self.catalog.sources else None

    def number(self, ref: Ref) -> int | None:
        return self.numbers.get((ref.uuid, ref.version))

    def supplies(self, exchange: Exchange) -> bool:
        return exchange.provider is not None

    def native(self, exchange: Exchange | ImpactFactor, flow: Flow | None) -> tuple[float, str]:
        del flow
        return 1.0, exchange.unit.name if exchange.unit else ""

    def code(self, place: Place | None) -> str:
        return place.code if place else ""

    def unit(self, flow: Flow) -> str:
        del flow
        return ""

    def method(self, category: ImpactCategory) -> str:
        del category
        return ""

    def mark(self, entity: Flow | Process | None) -> str:
        del entity
        return ""

    def maker(self, exchange: Exchange, consumer: Entity) -> str:
        del exchange, consumer
        return ""
