"""The writing end of a conversion: a format, its options and the index, and what is written once per package."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Literal

import msgspec

from lcabridge.flowmap.apply import Application
from lcabridge.flowmap.original import spelled
from lcabridge.flowmap.undo import Undo
from lcabridge.format import Format, FormatOptions, Package
from lcabridge.model import Alias, Entity, EntityType, Index, Process, Ref, redirect, version_key
from lcabridge.pipeline.opened import Identity, format_options, identity
from lcabridge.registry import Registry
from lcabridge.report import EntityKey, Report, Stage, catalogue
from lcabridge.sources import Sink, open_sink

HOLDERS_SHOWN = 50
Holder = tuple[EntityType, str]
Missed = dict[Holder, tuple[Ref, dict[Holder, int]]]
"""References without a target: (type, UUID) of the target → the reference, and how often each data set holds it."""


class Target(msgspec.Struct, kw_only=True):
    """Where entities go.

    Attributes:
        format: format of the target.
        options: its options.
        index: index of the package.
        moved: UUIDs of versions that stand beside a higher one, where the format holds one version per UUID.
        mapping: of elementary flows, or its undoing; None for none.
        added: data sets that the mapping, or its undoing, needs and the source has not.
    """

    format: Format
    options: FormatOptions
    index: Index
    moved: dict[Identity, str] = {}
    mapping: Application | Undo | None = None
    added: list[Entity] = []

    def make_room(self, report: Report) -> None:
        """Give all but the highest version of a UUID one of their own, if the format holds one version per UUID."""
        if self.format.one_version:
            self.moved = _moves(self.index, report)

    def take(self, entity: Entity, report: Report) -> Entity:
        """Return the entity as it is to be written; sets the context of index and report to it."""
        here = _move(entity, self.moved) if self.moved else entity
        self.index.current = (here.type, here.uuid)
        if self.mapping is not None:
            report.about(here)
            here = self.mapping.apply(here, self.index, report)
        if isinstance(here, Process) and not holds_original(self.format):
            here = spelled(here, self.index)
        report.stage = Stage.WRITE
        report.about(here)
        return here

    def encode(self, entity: Entity, report: Report) -> Iterable[tuple[str, bytes]]:
        """Return the files of one data set."""
        return self.format.encode(self.take(entity, report), self.index, self.options, report)

    def write(self, package: Package, sink: Sink, report: Report) -> None:
        """Write a whole package, and report its dangling references."""
        self.index.missed = {}
        report.stage = Stage.WRITE
        self.format.write(_Taken(package, self, report), sink, self.options, report)
        self.name_missing(self.index.missed, report)

    def name_missing(self, missed: Missed, report: Report) -> None:
        """Report dangling references."""
        report.stage = Stage.INDEX
        report.about(None, "")
        for (type_, ident), (ref, holders) in sorted(missed.items()):
            if is_code_only(ref):
                continue
            dangling(report, EntityKey(type_, ident, ref.version), ref, holders)

    def finish(self, sink: Sink, missed: Missed, report: Report) -> None:
        """Report dangling references, and write what the package as a whole needs."""
        self.name_missing(missed, report)
        report.stage = Stage.WRITE
        missing = [ref for _, (ref, _) in sorted(missed.items())]
        for name, data in self.format.frame(self.index, self.options, report):
            sink.add(name, data)
        for name, data in self.format.complete(missing, self.index, self.options, report):
            sink.add(name, data)


@cache
def holds_original(fmt: Format) -> bool:
    """Tell whether a format has a place for what a mapped exchange was."""
    return fmt.keeps.fate("process.exchanges.mapped_from.flow.uuid") != "dropped"


class _Taken:
    """A package as a single-file writer sees it: the context is set before each entity comes."""

    def __init__(self, package: Package, target: Target, report: Report) -> None:
        self.index = target.index
        self._package = package
        self._target = target
        self._report = report

    def entities(self, *types: EntityType) -> Iterator[Entity]:
        added = (entity for entity in self._target.added if not types or entity.type in types)
        every = chain(self._package.entities(*types), added)
        return (self._target.take(entity, self._report) for entity in every)


def _moves(index: Index, report: Report) -> dict[Identity, str]:
    # DESIGN §2: the highest version keeps the UUID, the others get uuid5(uuid + version).
    moved: dict[Identity, str] = {}
    for summary in list(index):
        highest = index.get(summary.type, summary.uuid)
        if highest is None or highest is summary:
            continue
        new = str(uuid.uuid5(uuid.NAMESPACE_OID, summary.uuid + summary.version))
        moved[identity(summary)] = new
        index.add(msgspec.structs.replace(summary, uuid=new))
        report.stage = Stage.MAP
        report.add(
            catalogue.VERSION_REMAPPED,
            entity=EntityKey(summary.type, summary.uuid, summary.version),
            value=summary.uuid,
            version=summary.version,
            uuid=new,
        )
    return moved


def _move(entity: Entity, moved: dict[Identity, str]) -> Entity:
    def follow(ref: Ref) -> Ref:
        new = moved.get((ref.type, ref.uuid, version_key(ref.version))) if ref.version else None
        return msgspec.structs.replace(ref, uuid=new) if new else ref

    result: Entity = redirect(entity, follow)
    new = moved.get(identity(entity))
    if new:
        alias = Alias(system="version of", id=f"{entity.uuid} {entity.version}")
        result = msgspec.structs.replace(result, uuid=new, aliases=[*entity.aliases, alias])
    return result


def layout(path: Path, target: Format) -> Literal["zip", "folder", "file"]:
    """Return what is written under a path: by its suffix, else as the format usually is."""
    if target.layout == "file" or target.single_file:
        return "file"
    if path.suffix.lower() == ".zip":
        return "zip"
    return "folder" if path.is_dir() or not path.suffix else target.layout


def is_code_only(ref: Ref) -> bool:
    """Tell whether a writer made the reference from a place code: the source refers to no data set, so none is missing."""
    return ref.type == "location" and not ref.name and ref.summary is not None and bool(ref.summary.location)


def merge_missed(into: Missed, more: Missed) -> None:
    """Add one chunk's references without target to those of the chunks before."""
    for key, (ref, holders) in more.items():
        _, known = into.setdefault(key, (ref, {}))
        for holder, count in holders.items():
            known[holder] = known.get(holder, 0) + count


def dangling(report: Report, target: EntityKey, ref: Ref, holders: dict[Holder, int]) -> None:
    """Add the issue of one missing target, with the data sets that refer to it."""
    shown = [f"{type_} {uuid}" for type_, uuid in sorted(holders)]
    report.add(
        catalogue.DANGLING,
        entity=target,
        value=shown[:HOLDERS_SHOWN],
        type=target.type,
        uuid=target.uuid,
        name=next(iter(ref.name.values()), "?"),
        count=sum(holders.values()),
        holders=", ".join(shown[:3]) + (f" … ({len(shown)})" if len(shown) > 3 else ""),
    )


class Memory:
    """Entities in memory, as a single-file writer sees a package."""

    def __init__(self, index: Index, entities: Sequence[Entity]) -> None:
        self.index = index
        self._entities = entities

    def entities(self, *types: EntityType) -> Iterator[Entity]:
        """Yield the entities of the given types, all if none is given."""
        return (entity for entity in self._entities if not types or entity.type in types)


def write_entities(
    entities: Iterable[Entity],
    index: Index,
    dst: str | Path,
    *,
    registry: Registry,
    to: str,
    write_options: dict[str, object] | None = None,
    overwrite: bool = False,
    report: Report | None = None,
) -> Report:
    """Write entities that are in memory; arguments as ``convert``.

    Raises:
        LcabridgeError: the target cannot be written; it is untouched.
    """
    fmt = registry.format(to)
    target = Target(format=fmt, options=format_options(fmt, write_options), index=index)
    report = report if report is not None else Report()
    target.make_room(report)
    index.missed = {}
    path = Path(dst)
    with open_sink(path, layout(path, fmt), overwrite=overwrite) as sink:
        if fmt.single_file or fmt.whole:
            target.write(Memory(index, list(entities)), sink, report)
        else:
            for entity in sorted(entities, key=lambda e: (e.type, e.uuid, version_key(e.version))):
                for name, data in target.encode(entity, report):
                    sink.add(name, data)
            target.finish(sink, index.missed, report)
        sink.commit()
    return report
