"""An opened package of the family."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from urllib.parse import unquote

from lcabridge.errors import LcabridgeError, Location, MalformedSourceError
from lcabridge.format import Attachment, Part, Session
from lcabridge.model import Entity, Index, Summary, from_json, summarise
from lcabridge.model import Source as SourceDataSet
from lcabridge.report import Report
from lcabridge.sources import Source
from lcabridge.units import REFERENCE_TAG
from lcabridge_ilcd import issues
from lcabridge_ilcd.codec import decode
from lcabridge_ilcd.opening import open_file
from lcabridge_ilcd.openlca import repair
from lcabridge_ilcd.package import LOCATIONS, SIDE, attachments, place_names, sort_entries
from lcabridge_ilcd.sidecars import recover, side_files
from lcabridge_ilcd.stripping import is_placeholder_data_set
from lcabridge_ilcd.values import file_of


class IlcdSession(Session):
    """A package of ILCD XML or of TIDAS JSON: one part per file.

    Args:
        source: the package.
        json: True for JSON.
    """

    def __init__(self, source: Source, *, json: bool) -> None:
        self.source = source
        self.json = json
        entries, others = sort_entries(source, json=json)
        names = frozenset(source.names()) if not json and source.kind != "file" else frozenset[str]()
        self._sides = {entry.name: found for entry in entries if (found := side_files(entry.name, names))}
        taken = {name for found in self._sides.values() for name in found}
        others = [name for name in others if name not in taken]
        self._attachments = attachments(entries, others, json=json) if source.kind != "file" else []
        self._lists = [a.entry for a in self._attachments if a.name.rpartition("/")[2].lower() == LOCATIONS]
        self._documents = {a.name.rpartition("/")[2] for a in self._attachments}
        self._parts = sorted(
            (
                Part(key=entry.name, names=(entry.name, *self._sides.get(entry.name, ())), size=source.size(entry.name))
                for entry in entries
            ),
            key=lambda part: part.key,
        )

    def parts(self) -> Sequence[Part]:
        """See Session.parts."""
        return self._parts

    def notes(self, report: Report) -> None:
        """Name a list of places that cannot be read; its bytes travel with the package all the same."""
        for entry in self._lists:
            try:
                place_names(self.source.read(entry), entry, self.source.limits)
            except LcabridgeError as error:
                report.add(
                    issues.BAD_LIST, file=self.source.locate(entry), reason=error.en, reason_zh=error.zh, value=entry
                )

    def place_names(self) -> dict[str, str]:
        """See Session.place_names: those of ILCDLocations.xml."""
        found: dict[str, str] = {}
        for entry in self._lists:
            with suppress(LcabridgeError):  # told by ``notes``
                found |= place_names(self.source.read(entry), entry, self.source.limits)
        return found

    def attachments(self) -> Sequence[Attachment]:
        """See Session.attachments: all files that are no data sets."""
        return self._attachments

    def read(self, part: Part, index: Index, report: Report) -> Iterator[Entity]:
        """See Session.read."""
        yield from self._read(part, index, report, head_only=False)

    def summaries(self, part: Part, report: Report) -> Iterator[Summary]:
        """See Session.summaries; exchanges and factors are left out."""
        del report  # what is found here is found again, and told, by ``read``
        for entity in self._read(part, Index(), Report(cap=0), head_only=True):
            yield summarise(entity)

    def _read(self, part: Part, index: Index, report: Report, *, head_only: bool) -> Iterator[Entity]:
        name = part.names[0]
        at = self.source.locate(name)
        data = self.source.read(name)
        report.about(None, at)
        if name.startswith(f"{SIDE}/"):
            entity = from_json(data, at)
            report.about(entity, at)
        else:
            opened = open_file(data, at, self.source.limits, report, head_only=head_only)
            if isinstance(opened, str):
                report.add(issues.NO_DATA_SET, file=at, found=opened)
                return
            if (opened.xml is None) != self.json:
                raise MalformedSourceError(
                    "JSON where XML is expected, or the reverse", "应为 XML 处出现 JSON，或相反", at=Location(file=at),
                    hint_en="put each into a package of its own", hint_zh="请分别放入各自的数据包",
                )  # fmt: skip
            if name in self._sides:
                told = report if not head_only else Report(cap=0)
                recover(opened.content, opened.data_set.root, self.source, self._sides[name], told)
            entity = decode(opened, index, report, file=at)
            if not head_only and not self.json:
                repair(entity, data, index, report)
        if isinstance(entity, SourceDataSet) and not head_only and self.source.kind != "file":
            self._name_absent(entity, report)
        if is_placeholder_data_set(entity.uuid):
            # What stood in for a missing data set is none; its reference was taken out with the placeholder.
            return
        if REFERENCE_TAG in entity.tags:
            return  # added by us, to a package whose references led nowhere: they do so again
        yield entity

    def _name_absent(self, entity: SourceDataSet, report: Report) -> None:
        """Name the digital files that a source refers to within the package, and that are not there."""
        for i, uri in enumerate(entity.files):
            if "://" not in uri and unquote(file_of(uri)) not in self._documents:
                report.add(issues.ABSENT_DOCUMENT, path=f"files[{i}]", value=uri)
