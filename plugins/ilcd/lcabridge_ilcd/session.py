"""An opened package of the family."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lcabridge.errors import Location, MalformedSourceError
from lcabridge.format import Part, Session
from lcabridge.model import Entity, Index, Summary, from_json, summarise
from lcabridge.report import Report, Stage, catalogue
from lcabridge.sources import Source
from lcabridge_ilcd import issues
from lcabridge_ilcd.codec import decode, open_file
from lcabridge_ilcd.package import SIDE, sort_entries
from lcabridge_ilcd.stripping import is_placeholder_data_set


class IlcdSession(Session):
    """A package of ILCD XML or of TIDAS JSON: one part per file.

    Args:
        source: the package.
        json: True for JSON.
    """

    def __init__(self, source: Source, *, json: bool) -> None:
        self.source = source
        self.json = json
        entries, self._others = sort_entries(source, json=json)
        self._parts = sorted(
            (Part(key=entry.name, names=(entry.name,), size=source.size(entry.name)) for entry in entries),
            key=lambda part: part.key,
        )

    def parts(self) -> Sequence[Part]:
        """See Session.parts."""
        return self._parts

    def notes(self, report: Report) -> None:
        """Name the files that are no data sets."""
        stage, report.stage = report.stage, Stage.READ
        for name in self._others:
            report.add(catalogue.IGNORED_FILE, file=self.source.locate(name), name=name)
        report.stage = stage

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
            if opened.json != self.json:
                raise MalformedSourceError(
                    "JSON where XML is expected, or the reverse", "应为 XML 处出现 JSON，或相反", at=Location(file=at),
                    hint_en="put each into a package of its own", hint_zh="请分别放入各自的数据包",
                )  # fmt: skip
            entity = decode(opened, index, report, file=at, head_only=head_only)
        if is_placeholder_data_set(entity.uuid):
            # What stood in for a missing data set is none; its reference was taken out with the placeholder.
            return
        yield entity
