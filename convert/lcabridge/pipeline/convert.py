"""The conversion: index, read, encode, write, and the account of it (DESIGN §3)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import msgspec

from lcabridge import __version__
from lcabridge.errors import LossRefusedError
from lcabridge.flowmap.apply import Counts
from lcabridge.flowmap.undo import Undo
from lcabridge.format import Capabilities, Part, Session, Tool
from lcabridge.model import Entity, Index, leaves, summarise
from lcabridge.pipeline.executor import Executor, chunks, run
from lcabridge.pipeline.mapping import MapName, Mapped, prepare, prepare_undo
from lcabridge.pipeline.opened import Opened, Progress, Skip, format_options, open_package, read_part
from lcabridge.pipeline.target import Missed, Target, layout, merge_missed
from lcabridge.registry import Registry
from lcabridge.report import Loss, Report, Stage, catalogue
from lcabridge.sources import Limits, Packed, Sink, open_sink, pack

OnLoss = Literal["report", "refuse"]
REFUSED = (Loss.DROPPED, Loss.DEGRADED)
"""Kinds of loss that ``--on-loss refuse`` refuses: what an assumption adds or a repair mends is not lost."""


class Conversion(msgspec.Struct, kw_only=True):
    """What ``convert`` returns.

    Attributes:
        report: the account.
        source: path, format and evidence of the source.
        target: path and format of the target, None after a dry run.
        mapped: what became of the elementary flows, None where nothing was mapped.
    """

    report: Report
    source: dict[str, Any]
    target: dict[str, Any] | None
    mapped: Mapped | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the report as its JSON contract."""
        return self.report.to_dict(__version__, self.source, self.target)


class _Job(msgspec.Struct, kw_only=True):
    """What a worker needs for pass 2."""

    session: Session
    index: Index
    skip: Skip
    target: Target
    cap: int | None
    dry_run: bool


class _Work(msgspec.Struct, kw_only=True):
    """How pass 2 is run: the opened source, the job, who does it, and where the account goes."""

    opened: Opened
    job: _Job
    report: Report
    workers: int
    progress: Progress | None
    executor: Executor | None


class _Done(msgspec.Struct):
    """What a worker returns for one chunk."""

    files: list[tuple[str, Packed]]
    report: Report
    missed: Missed
    fates: Counter[str]
    counts: Counts


def convert(
    src: str | Path,
    dst: str | Path | None,
    *,
    registry: Registry,
    to: str,
    from_: str | None = None,
    read_options: dict[str, object] | None = None,
    write_options: dict[str, object] | None = None,
    limits: Limits | None = None,
    workers: int = 1,
    on_loss: OnLoss = "report",
    dry_run: bool = False,
    overwrite: bool = False,
    cap: int | None = Report().cap,
    progress: Progress | None = None,
    executor: Executor | None = None,
    maps: Sequence[MapName] = (),
    mapping: bool = True,
    models: Literal["each", "reference"] | None = None,
    tool: Tool | None = None,
    undo: bool = False,
) -> Conversion:
    """Convert a package.

    Args:
        src: file, folder or zip of any readable format.
        dst: target; ``.zip`` makes a zip, another name what is usual for the format. None means ``dry_run``.
        registry: the formats.
        to: id of the target format.
        from_: id of the source format, instead of detection.
        read_options: options of the source format.
        write_options: options of the target format.
        limits: safety limits.
        workers: processes; the result does not depend on it.
        on_loss: ``refuse`` writes nothing if a value would be dropped or degraded.
        dry_run: read everything, write nothing, and report the expected loss from the target's ``keeps``.
        overwrite: replace an existing folder that is not empty.
        cap: issues kept in detail per code, None for all.
        progress: see Progress.
        executor: instead of a process pool.
        maps: flow maps for the elementary flows, the first that knows a flow decides; none given means the list that
            packages of the target format use, if they use one.
        mapping: False keeps every elementary flow as it is.
        models: also write life cycle models made of the links between processes: of each process with suppliers, or of
            those that supply nobody else.
        tool: write what this tool reads as it is meant (``Format.suits``); ``write_options`` win.
        undo: undo the mapping that the source has been through, instead of mapping it.

    Raises:
        LcabridgeError: the source cannot be read, the target not written, or ``on_loss`` refuses. The target is untouched.
    """
    report = Report(cap=cap)
    fmt = registry.format(to)
    options = format_options(fmt, {**(fmt.suits.get(tool, {}) if tool else {}), **(write_options or {})})
    with open_package(src, registry, format_id=from_, options=read_options, limits=limits, report=report) as opened:
        opened.build_index(workers, progress, executor)
        index, back = prepare_undo(opened) if undo else (opened.index, [])
        target = Target(format=fmt, options=options, index=index, mapping=Undo() if undo else None, added=back)
        target.make_room(report)
        wanted = (maps or ((fmt.flow_list,) if fmt.flow_list else ())) if mapping and not undo else ()
        mapped = prepare(opened, target, wanted, report) if wanted else None
        if models is not None:
            _add_models(opened, target, models)
        job = _Job(
            session=opened.session,
            index=opened.index,
            skip=opened.skip,
            target=target,
            cap=cap,
            dry_run=dry_run or dst is None,
        )
        work = _Work(opened=opened, job=job, report=report, workers=workers, progress=progress, executor=executor)
        source = {"path": Path(src).name, "format": opened.format.id, "evidence": opened.evidence.reason}
        if dry_run or dst is None:
            _expect(work)
            report.take_names(opened.index)
            return Conversion(report=report, source=source, target=None)
        path = Path(dst)
        with open_sink(path, layout(path, fmt), overwrite=overwrite) as sink:
            counts = _write(work, sink)
            if mapped is not None:
                mapped.counts.merge(counts)
            report.take_names(opened.index)
            result = Conversion(
                report=report, source=source, target={"path": path.name, "format": fmt.id}, mapped=mapped
            )
            _judge(result, on_loss)
            sink.commit()
        return result


def _add_models(opened: Opened, target: Target, which: Literal["each", "reference"]) -> None:
    from lcabridge.pipeline.verify import link_models  # noqa: PLC0415  # see there

    made = link_models(opened, which)
    for model in made:
        opened.index.add(summarise(model))
    target.added = [*target.added, *made]


def _convert_chunk(job: _Job, batch: Sequence[Part]) -> _Done:
    report = Report(cap=job.cap)
    job.target.index.missed = {}
    files: list[tuple[str, Packed]] = []
    fates: Counter[str] = Counter()
    for part in batch:
        for entity in read_part(job.session, part, job.index, job.skip, report):
            if job.dry_run:
                _count_fates(entity, job.target.format.keeps, fates)
                continue
            files += [(name, pack(data)) for name, data in job.target.encode(entity, report)]
    return _Done(files, report, job.target.index.missed, fates, _counted(job.target))


def _counted(target: Target) -> Counts:
    return target.mapping.take_counts() if target.mapping is not None else Counts()


_STEPS = re.compile(r"\[[^\]]*\]")


def _count_fates(entity: Entity, keeps: Capabilities, fates: Counter[str]) -> None:
    for path, _ in leaves(entity):
        field = f"{entity.type}.{_STEPS.sub('', path)}"
        fate = keeps.fate(field)
        if fate != "native":
            fates[f"{fate} {field}"] += 1


def _run(work: _Work) -> Iterator[_Done]:
    parts = work.opened.parts()
    batches = chunks(parts)
    done = 0
    results = run(_convert_chunk, work.job, batches, work.workers, work.executor)
    for batch, result in zip(batches, results, strict=True):
        work.report.merge(result.report)
        done += len(batch)
        if work.progress:
            work.progress("convert", done, len(parts))
        yield result


def _expect(work: _Work) -> None:
    fates: Counter[str] = Counter()
    for result in _run(work):
        fates.update(result.fates)
    work.report.stage = Stage.CHECK
    work.report.about(None, "")
    for key, count in sorted(fates.items()):
        fate, path = key.split(" ", 1)
        kind = catalogue.EXPECTED_DROP if fate == "dropped" else catalogue.EXPECTED_CARRY
        work.report.add(kind, path=path, value=count, count=count)
    _attach(work, None)


def _write(work: _Work, sink: Sink) -> Counts:
    job = work.job
    counts = Counts()
    if job.target.format.single_file or job.target.format.whole:
        job.target.write(work.opened, sink, work.report)
        work.opened.read_rest()
        _attach(work, sink)
        return _counted(job.target)
    missed: Missed = {}
    for result in _run(work):
        for name, packed in result.files:
            sink.add_packed(name, packed)
        merge_missed(missed, result.missed)
        counts.merge(result.counts)
    for entity in job.target.added:
        for name, data in job.target.encode(entity, work.report):
            sink.add(name, data)
    job.target.finish(sink, missed, work.report)
    _attach(work, sink)
    return counts


def _attach(work: _Work, sink: Sink | None) -> None:
    """Copy the files that travel with the package, and name those that the target has no place for."""
    source, fmt = work.opened.source, work.job.target.format
    work.report.stage = Stage.WRITE
    for attachment in sorted(work.opened.session.attachments(), key=lambda attachment: attachment.name):
        name = fmt.attach(attachment)
        if not name:
            work.report.about(None, source.locate(attachment.entry))
            work.report.add(catalogue.IGNORED_FILE, file=source.locate(attachment.entry), name=attachment.entry)
        elif sink is not None:
            sink.add(name, source.read(attachment.entry))


def _judge(result: Conversion, on_loss: OnLoss) -> None:
    if on_loss != "refuse":
        return
    lost = {loss: n for loss, n in result.report.losses().items() if loss in REFUSED}
    if lost:
        what = ", ".join(f"{n} {loss}" for loss, n in sorted(lost.items()))
        error = LossRefusedError(
            f"the conversion would lose something ({what}); nothing was written",
            f"转换会有损失（{what}），未写出任何内容",
            hint_en="see the report (--report), or convert with --on-loss report",
            hint_zh="请查看报告（--report），或使用 --on-loss report",
        )
        error.account = msgspec.structs.replace(result, target=None).to_dict()
        raise error
