"""Writing a package with the record of its review: the form as source and file, the reviewer as contact, the review entries."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from lcabridge.assess.review import Record, Signed, fingerprint
from lcabridge.errors import Location, UsageError
from lcabridge.format import Attachment
from lcabridge.model import Entity, EntityType, pick, summarise
from lcabridge.pipeline.opened import Opened, format_options
from lcabridge.pipeline.target import Target, layout
from lcabridge.registry import Registry
from lcabridge.report import Report, Stage, catalogue
from lcabridge.sources import Sink, open_sink

DOCUMENTS = "ILCD/external_docs/"
"""Where documents stand in a package; formats that have another place, or none, say so (``Format.attach``)."""


def write_reviewed(
    opened: Opened,
    signed: Signed,
    dst: Path,
    *,
    registry: Registry,
    to: str = "",
    only: Sequence[str] = (),
    force: bool = False,
    overwrite: bool = False,
    report: Report | None = None,
) -> tuple[Report, int]:
    """Write an opened, indexed package with a signed form.

    Args:
        opened: the package that was reviewed.
        signed: the form.
        dst: target.
        registry: the formats.
        to: format of the target; that of the source if empty.
        only: UUIDs or names of the processes and models that were reviewed; all if empty.
        force: accept a form that was made for other data sets or versions.
        overwrite: replace a folder that is not empty.
        report: takes the account.

    Returns:
        The account, and how many data sets got the entry.

    Raises:
        UsageError: the form is for another package, or names no data set of this one.
        LcabridgeError: the target cannot be written; it is untouched.
    """
    account = report if report is not None else Report()
    _check(opened, signed, force)
    record = Record.of(signed, _wanted(opened, only))
    fmt = registry.format(to or opened.format.id)
    package = _Reviewed(opened, record)
    target = Target(
        format=fmt, options=format_options(fmt, None), index=opened.index, added=[record.contact, record.source]
    )
    for entity in target.added:
        opened.index.add(summarise(entity))
    target.make_room(account)
    opened.index.missed = {}
    with open_sink(dst, layout(dst, fmt), overwrite=overwrite) as sink:
        if fmt.single_file or fmt.whole:
            target.write(package, sink, account)
        else:
            for entity in chain(package.entities(), target.added):
                for name, data in target.encode(entity, account):
                    sink.add(name, data)
            target.finish(sink, opened.index.missed, account)
        _attach(opened, signed, target, sink, account)
        account.take_names(opened.index)
        sink.commit()
    return account, package.reviewed


def _check(opened: Opened, signed: Signed, force: bool) -> None:
    if signed.values["fingerprint"] == fingerprint(opened.index) or force:
        return
    raise UsageError(
        f"the form was made for other data sets or versions ({signed.values.get('package', '')})",
        f"该审查表对应的数据集或版本与此数据包不同（{signed.values.get('package', '')}）",
        at=Location(file=signed.file, pointer="fingerprint"),
        hint_en="give the package that was reviewed, or --force if the changes since then do not touch the review",
        hint_zh="请指定被审查的数据包；若其后的修改不影响审查，可用 --force",
    )


def _wanted(opened: Opened, only: Sequence[str]) -> frozenset[str]:
    found: set[str] = set()
    for word in only:
        plain = word.casefold()
        hits = {
            s.uuid
            for type_ in ("process", "model")
            for s in opened.index.of_type(type_)
            if s.uuid == plain or plain in {name.casefold() for name in s.name.values()}
        }
        if not hits:
            raise UsageError(
                f"no process or model is called {word!r}",
                f"没有名为 {word!r} 的过程或模型",
                hint_en="lcabridge inspect SRC --list process shows them",
                hint_zh="用 lcabridge inspect SRC --list process 查看",
            )
        found |= hits
    return frozenset(found)


class _Reviewed:
    """A package whose data sets have the review entry; a contact or source of the same form is replaced."""

    def __init__(self, opened: Opened, record: Record) -> None:
        self.index = opened.index
        self.reviewed = 0
        self._opened = opened
        self._record = record
        self._own = {("contact", record.contact.uuid), ("source", record.source.uuid)}

    def entities(self, *types: EntityType) -> Iterator[Entity]:
        for entity in self._opened.entities(*types):
            if (entity.type, entity.uuid) in self._own:
                continue
            changed = self._record.apply(entity)
            self.reviewed += changed is not entity
            yield changed


def _attach(opened: Opened, signed: Signed, target: Target, sink: Sink, report: Report) -> None:
    report.stage = Stage.WRITE
    form = Attachment(name=f"{DOCUMENTS}{signed.file}", entry=signed.file)
    here = {target.format.attach(form)}
    for attachment in sorted(opened.session.attachments(), key=lambda a: a.name):
        name = target.format.attach(attachment)
        if name in here and name:
            continue  # an earlier copy of the form
        if name:
            sink.add(name, opened.source.read(attachment.entry))
        else:
            at = opened.source.locate(attachment.entry)
            report.about(None, at)
            report.add(catalogue.IGNORED_FILE, file=at, name=attachment.entry)
    name = target.format.attach(form)
    if name:
        sink.add(name, signed.data)
    else:
        report.about(None, signed.file)
        report.add(catalogue.IGNORED_FILE, file=signed.file, name=pick({"en": signed.file}))
