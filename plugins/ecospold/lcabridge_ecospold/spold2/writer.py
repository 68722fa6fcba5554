"""A package as EcoSpold 2 files: ``datasets/`` with one file per process, ``MasterData/`` with what they share."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
from lxml import etree

from lcabridge.errors import WriteError
from lcabridge.format import Package
from lcabridge.model import (
    Contact,
    Entity,
    EntityType,
    Flow,
    FlowProperty,
    Index,
    Location,
    Place,
    Process,
    Ref,
    Source,
    UnitGroup,
    diff,
    iter_refs,
    to_json,
)
from lcabridge.report import EntityKey, Report, catalogue
from lcabridge.sources import Sink
from lcabridge_ecospold.spold2 import extension, write_master
from lcabridge_ecospold.spold2.activity import Reader
from lcabridge_ecospold.spold2.flows import citation, flow_of, location_of, person_of, source_of
from lcabridge_ecospold.spold2.issues import NATIVE_DIFFERS, SIDE_FILE
from lcabridge_ecospold.spold2.master import ENTRIES
from lcabridge_ecospold.spold2.names import (
    ACTIVITY_ALIAS,
    EXTENSION_NS,
    FORMAT,
    NS,
    OURS,
    PEDIGREE,
    SIDE_FOLDER,
    derived,
    uuid_of,
)
from lcabridge_ecospold.spold2.session import brief, pedigree_system
from lcabridge_ecospold.spold2.tables import FlowFacts, Tables, facts_of, measures, unit_of
from lcabridge_ecospold.spold2.trees import written
from lcabridge_ecospold.spold2.write_activity import ActivityWriter
from lcabridge_ecospold.spold2.xmlout import escape, sayable, texts

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_SHARED: tuple[EntityType, ...] = ("flow", "contact", "source", "location")


class Book:
    """What the data sets of a package share, gathered before the first of them is written."""

    def __init__(self, package: Package) -> None:
        self.index: Index = package.index
        self.entities: dict[tuple[EntityType, str], Entity] = {}
        self.others: list[Entity] = []
        self.units: dict[str, str] = {}
        self.activities: dict[str, str] = {}
        self.stubs: dict[tuple[EntityType, str], Entity] = {}
        counts: Counter[str] = Counter()
        refs: dict[tuple[EntityType, str], Ref] = {}
        units: dict[str, str] = {}
        places: set[str] = set()
        for entity in package.entities():
            if isinstance(entity, Process):
                said = next((a.id for a in entity.aliases if a.system == ACTIVITY_ALIAS), "")
                if said:
                    self.activities[entity.uuid] = said
                counts[uuid_of(said) if said else entity.uuid] += 1
                _named(entity, refs, units, places)
            elif entity.type in _SHARED:
                self.entities[entity.type, entity.uuid] = entity
            else:
                self.others.append(entity)
        for (type_, uuid), ref in sorted(refs.items()):
            if (type_, uuid) not in self.entities:
                self.stubs[type_, uuid] = _stub(ref, units.get(uuid, ""))
        for code in sorted(places):
            uuid = derived("place", code)
            self.stubs["location", uuid] = Location(uuid=uuid, code=code, name={"en": code})
        flows: dict[str, FlowFacts] = {}
        for (type_, uuid), found in (self.entities | self.stubs).items():
            if isinstance(found, Flow):
                unit = unit_of(found, self.index) or units.get(uuid, "")
                self.units[uuid] = unit
                flows[uuid] = facts_of(found, unit)
                flows[flows[uuid].raw] = flows[uuid]
            del type_
        everything = [*self.entities.values(), *self.stubs.values()]
        self.tables = Tables(
            flows,
            frozenset(activity for activity, count in counts.items() if count > 1),
            sources={s.uuid: brief(s) for s in everything if isinstance(s, Source)},
            places={p.uuid: p.code for p in everything if isinstance(p, Location)},
            emails={c.uuid: c.email for c in everything if isinstance(c, Contact)},
        )


def _named(process: Process, refs: dict[tuple[EntityType, str], Ref], units: dict[str, str], places: set[str]) -> None:
    """Note what a process refers to in a way that EcoSpold 2 repeats in the data set."""
    for exchange in process.exchanges:
        if exchange.flow is not None:
            refs.setdefault(("flow", exchange.flow.uuid), exchange.flow)
            if exchange.unit is not None:
                units.setdefault(exchange.flow.uuid, exchange.unit.name)
        for ref in exchange.sources[:1]:
            refs.setdefault(("source", ref.uuid), ref)
    found = process.administration
    people = [found.entered_by, *found.generators[:1], *found.exclusive_access[:1]] if found else []
    people += [review.reviewers[0] for review in process.reviews if review.reviewers]
    for person in people:
        if person is not None:
            refs.setdefault(("contact", person.uuid), person)
    if found and found.publication is not None:
        refs.setdefault(("source", found.publication.uuid), found.publication)
    place: Place | None = process.geography.place if process.geography else None
    if place is not None and place.ref is not None:
        refs.setdefault(("location", place.ref.uuid), place.ref)
    elif place is not None and place.code:
        places.add(place.code)


def _stub(ref: Ref, unit: str) -> Entity:
    told = ref.summary
    if ref.type == "flow":
        flow = Flow(uuid=ref.uuid, name=ref.name, flow_type=(told.flow_type if told else None) or "product")
        if told and told.unit and not unit:
            unit = told.unit
        if unit:
            flow.extra[FORMAT] = {"unit": unit}
        return flow
    if ref.type == "location":
        return Location(
            uuid=ref.uuid, name=ref.name, code=(told.location if told else "") or next(iter(ref.name.values()), "")
        )
    return Contact(uuid=ref.uuid, name=ref.name) if ref.type == "contact" else Source(uuid=ref.uuid, name=ref.name)


def write(package: Package, sink: Sink, report: Report) -> None:
    """Write a package.

    Raises:
        WriteError: a number is not finite.
    """
    book = Book(package)
    reader = Reader(book.tables)
    pedigree = False
    taken: set[str] = set()
    for entity in package.entities("process"):
        if isinstance(entity, Process):
            data, activity = _process(entity, book, reader, report)
            pedigree = pedigree or b"pedigreeMatrix" in data
            product = next((e.flow.uuid for e in entity.exchanges if e.is_reference and e.flow), "")
            name = (
                f"datasets/{_file(activity)}_{_file(product)}.spold" if product else f"datasets/{_file(activity)}.spold"
            )
            if name in taken:
                name = f"datasets/{entity.uuid}_{len(taken)}.spold"
            taken.add(name)
            sink.add(name, data)
            report.count_written("process")
    _shared(book, sink, report)
    _beside(book, sink, report, pedigree=pedigree)


def _file(text: str) -> str:
    return "".join(ch if ch.isascii() and (ch.isalnum() or ch in "-_") else "_" for ch in text)


def _process(process: Process, book: Book, reader: Reader, report: Report) -> tuple[bytes, str]:
    writer = ActivityWriter(process, book.tables, book.index, book.activities, report)
    before, after, order = writer.write()
    outside = "".join(written(node) for node in process.extra.get(FORMAT, {}).get("document/*", ()))
    plain = f'{_HEAD}<ecoSpold xmlns="{NS}">{before}{after}{outside}</ecoSpold>\n'.encode()
    root = etree.fromstring(plain, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    missed, book.index.missed = book.index.missed, {}
    native = reader.read(root[0], process.uuid, Report(cap=0), "")
    book.index.missed = missed
    if outside:
        native.extra.setdefault(FORMAT, {})["document/*"] = process.extra[FORMAT]["document/*"]
    exact = extension.make(native, process, order)
    if not exact:
        return plain, writer.activity_id()
    _tell(native, process, report)
    carrier = f'<x:dataset xmlns:x="{EXTENSION_NS}">{escape(exact)}</x:dataset>'
    return (
        f'{_HEAD}<ecoSpold xmlns="{NS}">{before}{carrier}{after}{outside}</ecoSpold>\n'.encode(),
        writer.activity_id(),
    )


def _tell(native: Entity, exact: Entity, report: Report) -> None:
    """Say what the extension has that other tools do not read: texts cut to the XSD's length by name, the rest by number."""
    changes = diff(exact, native)
    cut = [
        c
        for c in changes
        if isinstance(c.left, str) and isinstance(c.right, str) and c.right and c.left.startswith(c.right)
    ]
    for change in cut:
        report.add(catalogue.DEGRADED_VALUE, path=change.path, value=change.left, native=change.right)
    if len(changes) > len(cut):
        report.add(NATIVE_DIFFERS, path="extension", count=len(changes) - len(cut))


def _shared(book: Book, sink: Sink, report: Report) -> None:
    files: dict[str, list[tuple[str, str]]] = {}
    heads: dict[str, Source] = {}
    taken: set[tuple[str, ...]] = set()
    for key in sorted({**book.entities, **book.stubs}):
        entity = book.entities.get(key) or book.stubs[key]
        stub = key not in book.entities
        report.about(entity)
        if isinstance(entity, Source) and "table" in entity.extra.get(FORMAT, {}):
            _table(entity, heads, sink, report)
            continue
        root, entry = _entry(_distinct(entity, taken, report), book)
        if stub:
            _tell_stub(entity, report)
            exact = ""
        else:
            for _, ref in iter_refs(entity):
                book.index.find(ref)
            exact = _exact(entry, entity, report)
            report.count_written(entity.type)
        files.setdefault(root, []).append((entity.uuid, write_master.extended(entry, exact, stub=stub)))
    for root in sorted({*files, *heads}):
        entries = [entry for _, entry in sorted(files.get(root, []))]
        head = heads.get(root)
        if head is None:
            sink.add(f"MasterData/{root.removeprefix('valid')}.xml", write_master.document(root, entries))
        else:
            _write_table(head, entries, sink)


def _distinct(entity: Entity, taken: set[tuple[str, ...]], report: Report) -> Entity:
    """Return a flow or source under a name of its own: MasterData wants each once (``pkProductName``, ``pkSourceNameYearType``).

    The exact name stands in the extension.
    """
    mark = f" [{entity.uuid[:8]}]"
    if isinstance(entity, Flow) and entity.flow_type != "elementary":
        name = {}
        for lang, text in (entity.name or {"en": entity.uuid}).items():
            said = sayable(text)[:120]
            if ("flow", said) in taken:
                said = said[: 120 - len(mark)] + mark
            while ("flow", said) in taken:  # the same words in another language
                said = said[:-1] + f" {lang[:2]}]" if len(said) < 116 else said[4:]
            if said != sayable(text)[:120]:
                report.add(catalogue.DEGRADED_VALUE, path=f"name[{lang!r}]", value=text, native=said)
            taken.add(("flow", said))
            name[lang] = said
        return entity if name == entity.name else msgspec.structs.replace(entity, name=name)
    if isinstance(entity, Source):
        title, year, kind = write_master.source_key(entity)
        if ("source", title, year, kind) in taken:
            parts = {**(entity.extra.get(FORMAT, {}).get("source") or {}), "title": title[: 255 - len(mark)] + mark}
            parts.setdefault("year", year)
            report.add(catalogue.DEGRADED_VALUE, path="citation", value=title, native=parts["title"])
            extra = {**entity.extra, FORMAT: {**entity.extra.get(FORMAT, {}), "source": parts}}
            return msgspec.structs.replace(entity, extra=extra, citation=citation(parts))
        taken.add(("source", title, year, kind))
    return entity


def _table(entity: Source, heads: dict[str, Source], sink: Sink, report: Report) -> None:
    """Write a MasterData file that was kept as it is; the head of one that has entries waits for them."""
    report.count_written(entity.type)
    kind = entity.extra[FORMAT]["table"][0]
    if kind in ENTRIES and kind not in heads:
        heads[kind] = entity
    else:
        _write_table(entity, [], sink)


def _write_table(entity: Source, entries: list[str], sink: Sink) -> None:
    kind, attrs, content = entity.extra[FORMAT]["table"]
    head = {key: value for key, value in attrs.items() if not key.startswith("{")}
    before = "".join(written(node) for node in content if node[0] in ("contextName", "requiredContext"))
    after = "".join(written(node) for node in content if node[0] not in ("contextName", "requiredContext"))
    if kind != "activityIndex" and not any(node[0] == "contextName" for node in content):
        before = texts("contextName", {"en": OURS}) + before  # required; our reader takes it out again
        head.setdefault("contextId", derived("context"))
    name = entity.files[0] if entity.files else f"{kind.removeprefix('valid')}.xml"
    sink.add(f"MasterData/{name}", write_master.document(kind, [before, *entries, after], head))


def _entry(entity: Entity, book: Book) -> tuple[str, str]:
    if isinstance(entity, Flow):
        root = "validElementaryExchanges" if entity.flow_type == "elementary" else "validIntermediateExchanges"
        return root, write_master.flow(entity, book.units.get(entity.uuid, ""))
    if isinstance(entity, Contact):
        return write_master.contact(entity)
    if isinstance(entity, Source):
        return "validSources", write_master.source(entity)
    if isinstance(entity, Location):
        return "validGeographies", write_master.location(entity)
    raise WriteError(f"{entity.type} has no master data", f"{entity.type} 没有主数据")


def _exact(entry: str, entity: Any, report: Report) -> str:
    node = etree.fromstring(f'<r xmlns="{NS}">{entry}</r>'.encode())[0]
    native: Any
    if isinstance(entity, Flow):
        native = flow_of(node, node.get("id") or "", master=True)
    elif isinstance(entity, Contact):
        native = person_of(node)
    elif isinstance(entity, Source):
        native = source_of(node)
    else:
        native = location_of(node, node.get("id") or "", master=True)
    exact = extension.make(native, entity)
    if exact:
        _tell(native, entity, report)
    return exact


def _tell_stub(entity: Entity, report: Report) -> None:
    kind = catalogue.PLACE_FROM_CODE if entity.type == "location" else catalogue.STUB
    report.add(
        kind,
        entity=EntityKey(entity.type, entity.uuid),
        path="",
        value=entity.uuid,
        type=entity.type,
        uuid=entity.uuid,
        name=next(iter(entity.name.values()), "?"),
    )


def _beside(book: Book, sink: Sink, report: Report, *, pedigree: bool) -> None:
    """Write what EcoSpold 2 has no place for as side files, without what our reader makes of the files anyway."""
    units = sorted({unit for uuid, unit in book.units.items() if unit and ("flow", uuid) in book.entities})
    made: dict[tuple[str, str], Entity] = {(entity.type, entity.uuid): entity for entity in measures(units)}
    if pedigree:
        made["dq_system", PEDIGREE] = pedigree_system()
    told: Counter[str] = Counter()
    for entity in book.others:
        report.about(entity)
        for _, ref in iter_refs(entity):
            book.index.find(ref)
        report.count_written(entity.type)
        known = made.get((entity.type, entity.uuid))
        if known is not None and isinstance(known, UnitGroup | FlowProperty) and not diff(known, entity):
            continue
        if known is not None and entity.type == "dq_system" and not diff(known, entity):
            continue
        told[entity.type] += 1
        report.add(SIDE_FILE, path="", type=entity.type)
        sink.add(f"{SIDE_FOLDER}/{entity.type}/{entity.uuid}.json", to_json(entity))
