"""An opened source: detected, indexed (pass 1), ready to be read (pass 2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

import pydantic

from lcabridge.detect import detect
from lcabridge.errors import DuplicateIdError, LcabridgeError, Location, UsageError
from lcabridge.format import Confidence, Evidence, Format, FormatOptions, Part, Session
from lcabridge.model import Entity, EntityType, Index, Summary, diff, version_key
from lcabridge.pipeline.assumed import assume_units
from lcabridge.pipeline.executor import Executor, chunks, run
from lcabridge.registry import Registry
from lcabridge.report import EntityKey, Report, Stage, catalogue
from lcabridge.sources import Limits, Source, open_source

Progress = Callable[[str, int, int], None]
"""Called with (step, done, total) as work goes on; ``step`` is ``index`` or ``convert``."""

Identity = tuple[EntityType, str, tuple[int, ...]]
Skip = frozenset[tuple[str, Identity, int]]
"""Second copies of data sets, as (part key, identity, how many of that identity come before it in the part)."""


def identity(entity: Entity | Summary) -> Identity:
    """Return what makes a data set the same: type, UUID, version (``01.00`` equals ``01.00.000``)."""
    return (entity.type, entity.uuid, version_key(entity.version))


class Opened:
    """A source with its format, session and index.

    Also what a single-file writer sees of a package (``Package``). Use as a context manager.

    Args:
        source: the opened files.
        fmt: its format.
        evidence: why it is of that format.
        session: the format's session.
        report: takes the issues of pass 1.
    """

    def __init__(self, source: Source, fmt: Format, evidence: Evidence, session: Session, report: Report) -> None:
        self.source = source
        self.format = fmt
        self.evidence = evidence
        self.session = session
        self.report = report
        self.index = Index()
        self.skip: Skip = frozenset()
        """What pass 2 leaves out."""
        self.flow_parts: list[Part] = []
        """Parts with elementary flows, in order."""
        self._told: set[str] = set()  # parts whose issues are in a report already

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.source.close()

    def parts(self) -> Sequence[Part]:
        """Return the parts in their fixed order."""
        return self.session.parts()

    def build_index(self, workers: int = 1, progress: Progress | None = None, executor: Executor | None = None) -> None:
        """Run pass 1.

        Raises:
            DuplicateIdError: two data sets of one identity differ.
            ReadError: a part cannot be read.
        """
        self.report.stage = Stage.INDEX
        self.session.notes(self.report)
        parts = self.parts()
        found: dict[Identity, Part] = {}
        skip = set()
        seen: Counter[tuple[str, Identity]] = Counter()
        done = 0
        for summaries, report in run(_summarise, self.session, chunks(parts), workers, executor):
            self.report.merge(report)
            for part, summary in summaries:
                key = identity(summary)
                if summary.flow_type == "elementary" and (not self.flow_parts or self.flow_parts[-1] is not part):
                    self.flow_parts.append(part)
                nth = seen[part.key, key]
                seen[part.key, key] += 1
                if self.index.add(summary) is None:
                    found[key] = part
                else:
                    self.check_copy(found[key], part, nth, summary)
                    skip.add((part.key, key, nth))
            done += len({part.key for part, _ in summaries})
            if progress:
                progress("index", done, len(parts))
        self.skip = frozenset(skip)
        self.index.place_names = self.session.place_names()
        assume_units(self.index, self.report)

    def check_copy(self, first: Part, second: Part, nth: int, summary: Summary) -> None:
        """Compare the second copy of a data set with the first; equal ones are reported.

        Raises:
            DuplicateIdError: they differ.
            ReadError: one cannot be read.
        """
        one, other = self._read_one(first, summary, 0), self._read_one(second, summary, nth)
        changes = diff(one, other)
        key = EntityKey(summary.type, summary.uuid, summary.version)
        where = self.source.locate(first.names[0])
        if changes:
            raise DuplicateIdError(
                f"{summary.type} {summary.uuid} {summary.version} stands in {where} too, with other content "
                f"(first difference: {changes[0].path})",
                f"{summary.type} {summary.uuid} {summary.version} 也在 {where} 中，但内容不同（首个差异：{changes[0].path}）",
                at=Location(file=self.source.locate(second.names[0])),
                hint_en="remove one of the two, or give one of them another UUID or version",
                hint_zh="请删除其一，或为其中之一更换 UUID 或版本",
            )
        self.report.add(catalogue.DUPLICATE_SAME, entity=key, file=self.source.locate(second.names[0]), first=where)

    def _read_one(self, part: Part, summary: Summary, nth: int) -> Entity | None:
        wanted = identity(summary)
        entities = self.session.read(part, self.index, Report(cap=0))
        return next(islice((entity for entity in entities if identity(entity) == wanted), nth, None), None)

    def read(self, part: Part, report: Report) -> Iterator[Entity]:
        """Yield the entities of one part, second copies left out; its issues go into ``report``."""
        self._told.add(part.key)
        yield from read_part(self.session, part, self.index, self.skip, report)

    def entities(self, *types: EntityType) -> Iterator[Entity]:
        """Yield the entities (of the given types), in part order; every call reads the source again.

        Issues found while reading a part go into ``report`` once, however often it is read.
        """
        # Reports of its own, so that who writes meanwhile keeps the context of the report for what is written.
        told, untold = Report(cap=0), Report(cap=self.report.cap)
        try:
            for part in self.parts():
                for entity in self.read(part, told if part.key in self._told else untold):
                    if not types or entity.type in types:
                        yield entity
        finally:
            self.report.merge(untold)

    def read_rest(self) -> None:
        """Read the parts that nobody has read, so that the account is of the whole source."""
        for part in self.parts():
            if part.key not in self._told:
                report = Report(cap=self.report.cap)
                for _ in self.read(part, report):
                    pass  # only its issues and counts are wanted
                self.report.merge(report)

    def __iter__(self) -> Iterator[Entity]:
        return self.entities()


def read_part(session: Session, part: Part, index: Index, skip: Skip, report: Report) -> Iterator[Entity]:
    """Yield the entities of one part in pass 2 and count them."""
    entities = session.read(part, index, report)
    seen: dict[Identity, int] = {}
    while True:
        report.stage = Stage.READ
        entity = next(entities, None)
        if entity is None:
            return
        if skip:
            key = identity(entity)
            nth = seen.get(key, 0)
            seen[key] = nth + 1
            if (part.key, key, nth) in skip:
                continue
        report.count_read(entity.type)
        yield entity


def _summarise(session: Session, batch: Sequence[Part]) -> tuple[list[tuple[Part, Summary]], Report]:
    report = Report(cap=None)
    report.stage = Stage.INDEX
    return [(part, summary) for part in batch for summary in session.summaries(part, report)], report


def open_package(
    path: str | Path,
    registry: Registry,
    *,
    format_id: str | None = None,
    options: FormatOptions | dict[str, object] | None = None,
    limits: Limits | None = None,
    report: Report | None = None,
) -> Opened:
    """Open a source: find its format, build its session; the index comes with ``build_index``.

    Args:
        path: file, folder or zip.
        registry: the formats.
        format_id: instead of detection.
        options: of the format; a dict is validated.
        limits: safety limits.
        report: takes the issues.

    Raises:
        ReadError: it cannot be read.
        FormatError: no format fits.
    """
    source = open_source(Path(path), limits or Limits())
    try:
        if format_id:
            fmt, evidence = registry.format(format_id), Evidence(Confidence.YES, "named by the caller")
        else:
            fmt, evidence = detect(source, registry)
        session = fmt.open(source, format_options(fmt, options))
    except LcabridgeError:
        source.close()
        raise
    account = report if report is not None else Report()
    account.source = str(source.path)
    return Opened(source, fmt, evidence, session, account)


def format_options(fmt: Format, options: FormatOptions | dict[str, object] | None) -> FormatOptions:
    """Return validated options of a format.

    Raises:
        UsageError: an unknown option or a value of the wrong kind.
    """
    if isinstance(options, FormatOptions):
        return options
    try:
        return fmt.Options.model_validate(options or {})
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(p) for p in first["loc"])
        known = ", ".join(fmt.Options.model_fields) or "none"
        raise UsageError(
            f"option {name!r} of format {fmt.id}: {first['msg']}",
            f"格式 {fmt.id} 的选项 {name!r}：{first['msg']}",
            hint_en=f"options of {fmt.id}: {known}",
            hint_zh=f"{fmt.id} 的选项：{known}",
        ) from None
