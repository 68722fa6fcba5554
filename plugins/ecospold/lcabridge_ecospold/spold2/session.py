"""An opened EcoSpold 2 package: the scan of its files, and the two passes."""

# ruff: noqa: ARG002  # the signatures are those of Session
from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from lcabridge.format import Part, Session
from lcabridge.model import DQIndicator, DQScore, DQSystem, Entity, Index, Process, Summary, from_json, summarise
from lcabridge.report import Report, Stage, catalogue
from lcabridge.sources import Source, decode_text, parse_xml
from lcabridge_ecospold.spold2 import extension, master
from lcabridge_ecospold.spold2.activity import Reader
from lcabridge_ecospold.spold2.document import normalise
from lcabridge_ecospold.spold2.inherit import is_partial, resolve
from lcabridge_ecospold.spold2.issues import ENCODING, INHERITED, NO_PARENT, PEDIGREE_TAKEN, UNITS_TAKEN
from lcabridge_ecospold.spold2.names import (
    CHILD_NS,
    DATASETS,
    FORMAT,
    INDICATORS,
    PEDIGREE,
    SIDE_FOLDER,
    Q,
    derived,
    uuid_of,
)
from lcabridge_ecospold.spold2.plain import divide, read_plain
from lcabridge_ecospold.spold2.scan import DataSet, Survey, datasets_of, scan
from lcabridge_ecospold.spold2.sniffing import SUFFIXES, kind_of
from lcabridge_ecospold.spold2.tables import FlowFacts, Tables, facts_of, measures, property_of
from lcabridge_ecospold.spold2.trees import Element

_HEAD = 4 << 10
_BATCH = 400
_SHARED = "~shared"
"""Key of parts that stand for what many files name: flows, people, places, units."""


class EcoSpold2Session(Session):
    """A package of EcoSpold 2 files.

    Args:
        source: its files.
        strict: refuse deviations from the schema.
        openlca_ids: derive every process UUID as openLCA does.
    """

    def __init__(self, source: Source, *, strict: bool, openlca_ids: bool) -> None:
        self.source = source
        self.strict = strict
        self.survey = Survey()
        self._ignored: list[str] = []
        self._side: list[str] = []
        self._files: dict[str, str] = {}
        self._scan()
        self._shared: list[tuple[Entity, str]] = []
        self.tables = self._tables(openlca_ids=openlca_ids)
        self._name_processes()
        self._parts = self._cut()
        self._reader: Reader | None = None

    def __getstate__(self) -> dict[str, Any]:
        # Workers build their own memory of references.
        return {**self.__dict__, "_reader": None}

    def _scan(self) -> None:
        activities: list[str] = []
        masters: list[str] = []
        lone = self.source.kind == "file"
        for name in self.source.names():
            head = self.source.head(name, _HEAD) if lone or name.lower().endswith(SUFFIXES) else b""
            kind = kind_of(head)
            if not kind and name.lower().endswith(SUFFIXES[0]) and b"<" not in head:
                kind = "activity"  # empty or overwritten: parsing it says what is wrong
            if kind:
                (activities if kind == "activity" else masters).append(name)
            elif f"/{SIDE_FOLDER}/" in f"/{name}" and name.endswith(".json"):
                self._side.append(name)
            else:
                self._ignored.append(name)
        for name in masters:  # first, because what they say of a flow is more than what exchanges repeat
            at = self.source.locate(name)
            root = normalise(parse_xml(self.source.read(name), at, self.source.limits, on_repair=_later))[0]
            master.take(self.survey, root, name, at)
        for name in activities:
            scan(self.survey, name, self.source.read(name), self.source.locate(name), self.source.limits)
            for dataset in self.survey.datasets.get(name, ()):
                if dataset.activity:
                    self._files.setdefault(dataset.activity, name)

    def _tables(self, *, openlca_ids: bool) -> Tables:
        survey = self.survey
        waste = set() if survey.ours else {uuid_of(raw) for raw in survey.waste}
        facts: dict[str, FlowFacts] = {}
        known: dict[str, FlowFacts] = {}
        units = set()
        for raw in sorted(survey.flows):
            flow, file = survey.flows[raw]
            if flow.uuid not in known:
                if flow.uuid in waste and (flow.type, flow.uuid) not in survey.extensions:
                    flow.flow_type = "waste"
                unit = survey.units.get(raw, "")
                exact = self._exact(flow, file)
                if unit and any(p.property.uuid == property_of(unit) for p in exact.properties):
                    units.add(unit)
                known[flow.uuid] = facts_of(exact, unit)
                if (flow.type, flow.uuid) not in survey.stubs:
                    self._shared.append((flow, file))
            facts[raw] = known[flow.uuid]
        for table in (survey.contacts, survey.sources, survey.locations):
            seen: set[str] = set()
            for _, (entity, file) in sorted(table.items()):
                if entity.uuid not in seen and (entity.type, entity.uuid) not in survey.stubs:
                    seen.add(entity.uuid)
                    self._shared.append((entity, file))
        self._shared += [survey.tables[uuid] for uuid in sorted(survey.tables)]
        beside = {tuple(name.split("/")[-2:]) for name in self._side}
        made: list[Entity] = list(measures(sorted(units)))
        if survey.pedigree:
            made.append(pedigree_system())
        at = str(self.source.path)
        self._shared += [(entity, at) for entity in made if (entity.type, f"{entity.uuid}.json") not in beside]
        counts = Counter(uuid_of(d.activity) for found in survey.datasets.values() for d in found if d.activity)
        return Tables(
            facts,
            frozenset(activity for activity, count in counts.items() if count > 1),
            openlca_ids=openlca_ids,
            sources={s.uuid: brief(s) for s, _ in survey.sources.values()},
            places={p.uuid: p.code for p, _ in survey.locations.values()},
            emails={c.uuid: c.email for c, _ in survey.contacts.values()},
        )

    def _exact(self, entity: Any, file: str, report: Report | None = None) -> Any:
        text = self.survey.extensions.get((entity.type, entity.uuid))
        if text is None:
            return entity
        # A copy: the first pass and the second each apply the extension to what the file says.
        copied = from_json(msgspec.json.encode(entity))
        return extension.apply(copied, text, file, report or Report(cap=0))

    def _name_processes(self) -> None:
        for name, datasets in self.survey.datasets.items():
            for number, dataset in enumerate(datasets):
                activity = uuid_of(dataset.activity) if dataset.activity else derived("activity", name, str(number))
                uuid = self.tables.process(activity, dataset.product)
                dataset.summary = msgspec.structs.replace(dataset.summary, uuid=uuid, reference=dataset.product)

    def _cut(self) -> list[Part]:
        names = sorted(self.survey.datasets)
        parts = [Part(key=name, names=(name,), size=self.source.size(name)) for name in names]
        parts += [Part(key=name, names=(name,), size=self.source.size(name)) for name in self._side]
        anchor = (names or list(self.source.names()))[:1]
        for start in range(0, len(self._shared), _BATCH):
            key = f"{_SHARED}/{start:09}"
            parts.append(Part(key=key, names=tuple(anchor), offset=start, length=_BATCH, size=_BATCH * 500))
        return sorted(parts, key=lambda part: part.key)

    def parts(self) -> Sequence[Part]:
        """See Session.parts."""
        return self._parts

    def notes(self, report: Report) -> None:
        """See Session.notes."""
        stage, report.stage = report.stage, Stage.READ
        for name in sorted(self._ignored):
            report.add(catalogue.IGNORED_FILE, file=self.source.locate(name))
        report.stage = stage

    def summaries(self, part: Part, report: Report) -> Iterator[Summary]:
        """See Session.summaries."""
        if part.key.startswith(f"{_SHARED}/"):
            for entity, file in self._shared[part.offset : part.offset + _BATCH]:
                yield summarise(self._exact(entity, file))
        elif part.names[0] in self.survey.datasets:
            yield from (dataset.summary for dataset in self.survey.datasets[part.names[0]])
        else:
            yield summarise(self._side_file(part.names[0]))

    def read(self, part: Part, index: Index, report: Report) -> Iterator[Entity]:
        """See Session.read."""
        if part.key.startswith(f"{_SHARED}/"):
            yield from self._read_shared(part, report)
            return
        name = part.names[0]
        at = self.source.locate(name)
        if name not in self.survey.datasets:
            entity = self._side_file(name)
            report.about(entity, at)
            yield entity
            return
        if self._reader is None:
            self._reader = Reader(self.tables, strict=self.strict)
        data = self.source.read(name)
        known = self.survey.datasets[name]
        process = self._read_plain(data, name, known[0], report) if len(known) == 1 else None
        if process is not None:
            yield process
            return
        root, namespace, wrong = self._open(name, data)
        rest = [node for node in root if isinstance(node.tag, str)]
        for number, dataset in enumerate(datasets_of(root)):
            rest.remove(dataset)
            inherited = self._inherit(dataset)
            fallback = derived("activity", name, str(number))
            process = self._reader.read(dataset, fallback, report, at, namespace=namespace)
            if wrong:
                report.add(ENCODING, value=wrong)
            self._tell_inherited(report, *inherited)
            if number == 0 and rest:
                last = [node for node in root if isinstance(node.tag, str) and node not in datasets_of(root)]
                if last:
                    process.extra.setdefault(FORMAT, {})["document/*"] = [self._reader.carried(n, report) for n in last]
            yield process

    def _read_plain(self, data: bytes, name: str, known: DataSet, report: Report) -> Process | None:
        """Return the process of a document whose exchanges are written in the usual way, None for any other."""
        divided = divide(data, self.source.limits)
        exchanges = read_plain(divided[1], known.summary.uuid, self.tables) if divided else None
        if divided is None or exchanges is None or self._reader is None:
            return None
        root, namespace, wrong = self._open(name, divided[0])
        nodes = [node for node in root if isinstance(node.tag, str)]
        if wrong or len(nodes) != 1 or nodes[0].find(f"{Q}flowData") is None or is_partial(nodes[0], amounts=False):
            return None
        return self._reader.read(
            nodes[0],
            derived("activity", name, "0"),
            report,
            self.source.locate(name),
            namespace=namespace,
            product=known.product,
            plain=exchanges,
        )

    def _side_file(self, name: str) -> Entity:
        """Return the data set of a side file, which is UTF-8."""
        at = self.source.locate(name)
        text, _, _ = decode_text(self.source.read(name), forced="utf-8", at=at)
        return from_json(text.encode(), at)

    def _open(self, name: str, data: bytes) -> tuple[Element, str, str]:
        wrong: list[str] = []
        root = parse_xml(
            data,
            self.source.locate(name),
            self.source.limits,
            on_repair=lambda encoding, evidence: wrong.append(f"{encoding} ({evidence})"),
        )
        return (*normalise(root, child=CHILD_NS.encode() in data), wrong[0] if wrong else "")

    def _inherit(self, dataset: Element) -> tuple[list[str], str, bool]:
        if dataset.tag != f"{Q}{DATASETS[1]}":
            return [], "", True
        activity = dataset.find(f"{Q}activityDescription/{Q}activity")
        known = activity is not None and (activity.get("parentActivityId") or "") in self._files
        return resolve(dataset, self._parent) if is_partial(dataset, amounts=known) else ([], "", True)

    def _parent(self, activity: str) -> Element | None:
        name = self._files.get(activity)
        if name is None:
            return None
        for dataset in datasets_of(self._open(name, self.source.read(name))[0]):
            node = dataset.find("{*}activityDescription/{*}activity")
            if node is not None and node.get("id") == activity:
                return dataset
        return None

    def _tell_inherited(self, report: Report, paths: list[str], parent: str, found: bool) -> None:
        for path in paths:
            report.add(INHERITED, path=f"extra.{FORMAT}.inherited", pointer=path, parent=parent)
        if parent and not found:
            report.add(NO_PARENT, path="", value=parent)

    def _read_shared(self, part: Part, report: Report) -> Iterator[Entity]:
        for entity, file in self._shared[part.offset : part.offset + _BATCH]:
            report.about(entity, file)
            if entity.type in ("unit_group", "flow_property", "dq_system"):
                kind = PEDIGREE_TAKEN if entity.type == "dq_system" else UNITS_TAKEN
                report.add(kind, value=entity.uuid, name=next(iter(entity.name.values()), ""))
            yield self._exact(entity, file, report)


def _later(encoding: str, evidence: str) -> None:
    """Leave it to the second pass to report a wrong declaration."""


def brief(source: Any) -> tuple[str, str]:
    """Return year and first author of a source as exchanges repeat them."""
    said = source.extra.get(FORMAT, {}).get("source")
    if isinstance(said, dict):
        return str(said.get("year", "")), str(said.get("firstAuthor", ""))
    return (str(source.year) if source.year else ""), ""


def pedigree_system() -> DQSystem:
    """Return the data quality system that pedigree matrices refer to: five indicators with scores from 1 to 5."""
    names = (
        "Reliability",
        "Completeness",
        "Temporal correlation",
        "Geographical correlation",
        "Further technological correlation",
    )
    assert len(names) == len(INDICATORS)  # one name per attribute of pedigreeMatrix
    return DQSystem(
        uuid=PEDIGREE,
        name={"en": "Pedigree matrix of EcoSpold 2"},
        indicators=[
            DQIndicator(
                position=i, name=name, scores=[DQScore(position=score, label=str(score)) for score in range(1, 6)]
            )
            for i, name in enumerate(names, 1)
        ],
    )
