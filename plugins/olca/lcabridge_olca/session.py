"""An opened openLCA package: which entry is what, the first pass, the second pass."""

# ruff: noqa: ARG002  # the signatures are those of Session
from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

import msgspec
import orjson

from lcabridge.errors import LcabridgeError, MalformedSourceError
from lcabridge.format import Part, Session
from lcabridge.model import Alias, Entity, EntityType, Index, Json, Summary, leaves, summarise
from lcabridge.report import EntityKey, Report, Stage, catalogue
from lcabridge.sources import Source
from lcabridge.units import REFERENCE_TAG
from lcabridge_olca import epds, heads, sidecar, upgrade
from lcabridge_olca.issues import FILE_NAME, ID_MISSING, ORPHAN_SET, TYPE_MISMATCH
from lcabridge_olca.names import (
    BIN,
    BY_CLASS,
    BY_FOLDER,
    FORMAT,
    NW_SETS,
    PACKAGE_FILES,
    SIDE_FILE,
    STUB_DESCRIPTION,
    STUB_TAG,
    ClassName,
    is_uuid,
    uuid_of,
)
from lcabridge_olca.reading import Reading
from lcabridge_olca.systems import SHAPES

SNIFFED_FILES, SNIFFED_BYTES = 16, 4 << 10
CARRIED_FILE_BYTES = 4 << 20
"""Attached files up to this size travel with their data set; larger ones are named and left behind."""


class _Peek(msgspec.Struct, gc=False):
    type: str = msgspec.field(name="@type", default="")
    id: str = msgspec.field(name="@id", default="")


class _Layout(NamedTuple):
    """What the entries of a package are.

    Attributes:
        entries: data sets: name to class.
        sets: normalisation sets of openLCA 1.
        attached: files under ``bin/`` by folder and id.
        ignored: what is none of these.
    """

    entries: dict[str, ClassName]
    sets: list[str]
    attached: dict[tuple[str, str], list[str]]
    ignored: list[str]


def _stem(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".json")


def _layout(source: Source) -> _Layout:
    found = _Layout({}, [], {}, [])
    for name in source.names():
        steps = name.split("/")
        folder = steps[-2] if len(steps) > 1 else ""
        if BIN in steps[:-3]:
            at = steps.index(BIN)
            found.attached.setdefault((steps[at + 1], steps[at + 2]), []).append(name)
        elif not name.endswith(".json"):
            if steps[-1] not in PACKAGE_FILES:
                found.ignored.append(name)
        elif folder in BY_FOLDER:
            found.entries[name] = BY_FOLDER[folder]
        elif folder == NW_SETS:
            found.sets.append(name)
        elif steps[-1] not in PACKAGE_FILES:
            class_name = _peek(source, name)
            if class_name is None:
                found.ignored.append(name)
            else:
                found.entries[name] = class_name
    if found.attached:
        _ignore_ownerless(found)
    return found


def _ignore_ownerless(found: _Layout) -> None:
    known = {(class_name.folder, _stem(name)) for name, class_name in found.entries.items()}
    for owner in sorted(found.attached.keys() - known):
        found.ignored.extend(found.attached.pop(owner))


def _peek(source: Source, name: str) -> ClassName | None:
    try:
        head = msgspec.json.decode(source.read(name), type=_Peek)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return BY_CLASS.get(head.type) if head.id else None


class OlcaSession(Session):
    """A package of openLCA JSON-LD, version 1 or 2.

    Args:
        source: its files.
        lang: language of texts, where their script does not prove another.
    """

    def __init__(self, source: Source, lang: str) -> None:
        self.source = source
        self.lang = lang
        layout = _layout(source)
        self._entries = layout.entries
        self._attached = layout.attached
        self._ignored = sorted(layout.ignored)
        self._parts = self._cut(layout)
        self._categories = upgrade.category_paths(self._documents("category"))
        self._sets: dict[str, tuple[str, Json]] = {}
        for name in layout.sets:
            document, _ = upgrade.loads(source, name)
            self._sets[str(document.get("@id", _stem(name)))] = (source.locate(name), document)
        self._orphans = self._without_method() if self._sets else frozenset()
        self._reading: Reading | None = None

    def __getstate__(self) -> dict[str, Any]:
        # Workers build their own tables and memory of references.
        return {**self.__dict__, "_reading": None}

    def _cut(self, layout: _Layout) -> list[Part]:
        parts = [
            Part(key=f"{class_name.folder}/{_stem(name)}", names=(name,), size=self.source.size(name))
            for name, class_name in layout.entries.items()
        ]
        parts += [Part(key=f"{NW_SETS}/{_stem(n)}", names=(n,), size=self.source.size(n)) for n in layout.sets]
        return sorted(parts, key=lambda part: (part.key, part.names))

    def _documents(self, type_: EntityType) -> dict[str, dict[str, Json]]:
        names = (name for name, class_name in self._entries.items() if class_name.type == type_)
        documents = ((name, upgrade.loads(self.source, name)[0]) for name in names)
        return {str(document.get("@id", _stem(name))): document for name, document in documents}

    def _without_method(self) -> frozenset[str]:
        methods = self._documents("impact_method").values()
        used = {str(s.get("@id")) for m in methods for s in m.get("nwSets") or () if isinstance(s, dict)}
        return frozenset(self._sets.keys() - used)

    def parts(self) -> Sequence[Part]:
        """See Session.parts."""
        return self._parts

    def notes(self, report: Report) -> None:
        """See Session.notes."""
        # What is said here is about the source as it is read, and pass 1 is where it can be said once.
        stage, report.stage = report.stage, Stage.READ
        if self._parts:
            report.add(catalogue.LANGUAGE_ASSUMED, value=self.lang, file=str(self.source.path))
        for name in self._ignored:
            report.add(catalogue.IGNORED_FILE, file=self.source.locate(name))
        for name in self.source.names():
            if name in PACKAGE_FILES and name.endswith(("schema.json", "openlca.json")):
                document, _ = upgrade.loads(self.source, name)
                more = {k: v for k, v in document.items() if k not in ("version", "schemaVersion") and v}
                if more:
                    report.add(catalogue.IGNORED_FILE, path="package", file=self.source.locate(name), value=more)
        report.stage = stage

    def summaries(self, part: Part, report: Report) -> Iterator[Summary]:
        """See Session.summaries."""
        name = part.names[0]
        class_name = self._entries.get(name)
        if class_name is None:
            return
        summary = None
        if self._side_file(class_name, _stem(name)) is None:
            summary = heads.scan(self.source.read(name), class_name.type, class_name.name, self.lang, self._categories)
        if summary is not None:
            yield summary
            return
        for entity in self.read(part, Index(), Report(cap=0)):
            yield summarise(entity)

    def read(self, part: Part, index: Index, report: Report) -> Iterator[Entity]:
        """See Session.read."""
        name = part.names[0]
        class_name = self._entries.get(name)
        if class_name is None:
            self._note_orphan(name, report)
            return
        reading = self._reading
        if reading is None or reading.index is not index:
            reading = self._reading = Reading(index, self.lang, self._categories, self._sets)
        document, lenient = upgrade.loads(self.source, name, class_name.type)
        reading.begin(class_name.type, report, lenient=lenient)
        try:
            entity = self._entity(reading, name, class_name, document)
        except MalformedSourceError:
            # An object that was left unparsed is broken: read whole, the error has its place in the file.
            upgrade.loads(self.source, name)
            raise
        if entity is not None:
            yield entity

    def _note_orphan(self, name: str, report: Report) -> None:
        document, _ = upgrade.loads(self.source, name)
        if str(document.get("@id", _stem(name))) in self._orphans:
            report.about(None, self.source.locate(name))
            report.add(ORPHAN_SET, name=document.get("name", "?"), leaves=sum(1 for _ in leaves(document)))

    def _entity(self, c: Reading, name: str, folder: ClassName, document: dict[str, Json]) -> Entity | None:
        stem, report = _stem(name), c.report
        word = document.get("@type")
        class_name = BY_CLASS.get(word, folder) if isinstance(word, str) else folder
        type_ = class_name.type
        ident = document.get("@id")
        told = isinstance(ident, str) and bool(ident)
        text = ident if isinstance(ident, str) and ident else stem
        key = EntityKey(type_, uuid_of(type_, text), str(document.get("version") or ""))
        report.about(key, self.source.locate(name))
        if is_placeholder(document):
            report.add(catalogue.PLACEHOLDER_REMOVED, path=type_)
            return None
        if epds.is_derived(document):
            return None
        c.type = type_
        if not told:
            document = {**document, "@id": text}
            report.add(ID_MISSING, path="uuid", pointer="/@id", value=key.uuid)
        elif stem != text:
            report.add(FILE_NAME, path="uuid", pointer="/@id", uuid=text)
        if word is not None and word != folder.name:
            if isinstance(word, str) and word in BY_CLASS:
                report.add(TYPE_MISMATCH, path="type", pointer="/@type", value=word, folder=folder.folder)
            else:
                c.repaired(None, "@type", "type", word, folder.name)
        uuid = c.identity(type_, text, None)
        entity: Entity = c.object_reader(SHAPES[type_])(document, None)
        entity.uuid = uuid
        if uuid != text and not is_uuid(text.lower()):
            entity.aliases.append(Alias(system="openLCA", id=text))
        side = self._attach(c, class_name, stem, report)
        if c.extra:
            entity.extra = {FORMAT: c.extra}
        if side is None:
            return entity
        return sidecar.apply(entity, self.source.read(side), self.source.locate(side), c.index, report)

    def _side_file(self, class_name: ClassName, stem: str) -> str | None:
        names = self._attached.get((class_name.folder, stem), ())
        return next((name for name in names if name.rpartition("/")[2] == SIDE_FILE), None)

    def _attach(self, c: Reading, class_name: ClassName, stem: str, report: Report) -> str | None:
        """Carry the files of a data set; return the name of our side file."""
        side = self._side_file(class_name, stem)
        for name in self._attached.get((class_name.folder, stem), ()):
            if name == side:
                continue
            if self.source.size(name) > CARRIED_FILE_BYTES:
                report.add(catalogue.IGNORED_FILE, entity=EntityKey(class_name.type, stem), path=name,
                           file=self.source.locate(name))  # fmt: skip
                continue
            place = f"{BIN}/{name.split(f'{BIN}/{class_name.folder}/{stem}/', 1)[1]}"
            c.extra[place] = base64.b64encode(self.source.read(name)).decode("ascii")
            report.add(catalogue.CARRIED, path=f"extra.{FORMAT}.{place}", file=self.source.locate(name))
        return side


def is_placeholder(document: dict[str, Json]) -> bool:
    """Tell whether a document stands in for a missing data set; one that was filled in since is a data set."""
    tags = document.get("tags")
    if not isinstance(tags, list) or not tags:
        return False
    if REFERENCE_TAG in tags:
        return True
    filled = any(isinstance(value, list) and value for key, value in document.items() if key != "tags")
    return STUB_TAG in tags and document.get("description") == STUB_DESCRIPTION and not filled


def looks_like(source: Source) -> str:
    """Return in words why a source is openLCA JSON-LD, "" if it is not; reads at most 64 KiB."""
    names = [
        name
        for name in source.names()
        if name.endswith(".json")
        and f"/{BIN}/" not in f"/{name}"
        and not name.startswith("lcabridge/")  # side files of the ILCD family
    ]
    in_folders = (name for name in names if "/" in name and name.split("/")[-2] in BY_FOLDER)
    loose = [name for name in names if name.rpartition("/")[2] not in PACKAGE_FILES]
    for name in list(islice(in_folders, 1)) or loose[:SNIFFED_FILES]:
        try:
            head = source.head(name, SNIFFED_BYTES)
        except LcabridgeError:
            continue
        if b'"@type"' in head and b'"@id"' in head and any(f'"{c}"'.encode() in head for c in BY_CLASS):
            return f"{name} has @type and @id of openLCA"
    if not loose and "olca-schema.json" in source.names():
        return "olca-schema.json"
    return ""


def from_document(writing_reading: Reading, type_: EntityType, data: bytes, uuid: str) -> Entity:
    """Return what our reader finds natively in a document that was just written."""
    writing_reading.begin(type_, Report(cap=0), lenient=False)
    entity: Entity = writing_reading.object_reader(SHAPES[type_])(orjson.loads(data), None)
    entity.uuid = uuid
    if writing_reading.extra:
        entity.extra = {FORMAT: writing_reading.extra}
    return entity
