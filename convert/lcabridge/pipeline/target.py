"""The writing end of a conversion: a format, its options and the index, and what is written once per package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from lcabridge.format import Format, FormatOptions
from lcabridge.model import Entity, EntityType, Index, Ref, version_key
from lcabridge.pipeline.opened import format_options
from lcabridge.registry import Registry
from lcabridge.report import EntityKey, Report, Stage, catalogue
from lcabridge.sources import Sink, open_sink

HOLDERS_SHOWN = 50
Holder = tuple[EntityType, str]
Missed = dict[Holder, tuple[Ref, dict[Holder, int]]]
"""References without a target: (type, UUID) of the target → the reference, and how often each data set holds it."""


class Target(msgspec.Struct, kw_only=True):
    """Where entities go."""

    format: Format
    options: FormatOptions
    index: Index

    def encode(self, entity: Entity, report: Report) -> Iterable[tuple[str, bytes]]:
        """Return the files of one data set; sets the context of index and report."""
        self.index.current = (entity.type, entity.uuid)
        report.stage = Stage.WRITE
        report.about(entity)
        return self.format.encode(entity, self.index, self.options, report)

    def finish(self, sink: Sink, missed: Missed, report: Report) -> None:
        """Report dangling references, and write what the package as a whole needs."""
        report.stage = Stage.INDEX
        report.about(None, "")
        for (type_, ident), (ref, holders) in sorted(missed.items()):
            dangling(report, EntityKey(type_, ident, ref.version), ref, holders)
        report.stage = Stage.WRITE
        missing = [ref for _, (ref, _) in sorted(missed.items())]
        for name, data in self.format.frame(self.index, self.options, report):
            sink.add(name, data)
        for name, data in self.format.complete(missing, self.index, self.options, report):
            sink.add(name, data)


def layout(path: Path, target: Format) -> Literal["zip", "folder", "file"]:
    """Return what is written under a path: by its suffix, else as the format usually is."""
    if target.layout == "file" or target.single_file:
        return "file"
    if path.suffix.lower() == ".zip":
        return "zip"
    return "folder" if path.is_dir() or not path.suffix else target.layout


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
    path = Path(dst)
    with open_sink(path, layout(path, fmt), overwrite=overwrite) as sink:
        if fmt.single_file:
            fmt.write(Memory(index, list(entities)), sink, target.options, report)
        else:
            for entity in sorted(entities, key=lambda e: (e.type, e.uuid, version_key(e.version))):
                for name, data in target.encode(entity, report):
                    sink.add(name, data)
            target.finish(sink, index.missed, report)
        sink.commit()
    return report
