"""The packages that are put before other tools: a source with impact categories of ours, written in any format."""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import msgspec

from lcabridge.calc import Calculator
from lcabridge.calc.impact import gwp_indicator
from lcabridge.codes import keygen
from lcabridge.model import Entity, Flow, ImpactCategory, ImpactFactor, ImpactMethod, Index, Process, Ref, summarise
from lcabridge.pipeline import convert, open_package, write_entities
from lcabridge.registry import registry
from lcabridge.report import Report
from lcabridge.testing.roundtrip import target_path
from lcabridge.units.defaults import flow_property_entity, reference, reference_properties, unit_group_entity
from tests.conftest import ROOT

PACKAGES: dict[str, tuple[Path | None, str]] = {
    "demo": (ROOT / "demo" / "foreign-package", ""),
    "sdk-samples": (None, "ilcd/sdk-samples"),
    "flcac-rail": (None, "jsonld/flcac-rail.zip"),
    "flcac-transport": (None, "jsonld/flcac-transport.zip"),
    "tiangong": (None, "ilcd/tiangong-dev.zip"),
    "uslci": (None, "jsonld/uslci-2020q3.zip"),
}
"""Each package with its path: in the repository, or in the corpus."""
MERGED = ("ES1-012", "SIMAPRO-053")
"""Issues that name a data set that is another one's in the target."""
GWP, ALL = "Judge GWP", "Judge all flows"
"""The two impact categories: the GWP set cn-inventory, and every elementary flow with a factor of its own."""


@dataclass(frozen=True)
class Made:
    """A package written in one format.

    Attributes:
        path: of the package.
        flows: UUIDs that the target gives to the flows of the source, where it gives others.
        processes: the same of processes.
        issues: how often each issue stands in the report.
        merged: flows of the source that are one there.
    """

    path: Path
    flows: dict[str, str] = field(default_factory=dict)
    processes: dict[str, str] = field(default_factory=dict)
    issues: dict[str, int] = field(default_factory=dict)
    merged: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Case:
    """A source as the calculator and the judges see it.

    Attributes:
        name: key of `PACKAGES`.
        entities: everything in it, and the judge's impact method.
        factors: by impact category, the factor of each elementary flow per its reference unit.
        calculators: by linking rule.
    """

    name: str
    path: Path
    entities: Sequence[Entity]
    factors: dict[str, dict[str, float]]

    def calculator(self, linking: str) -> Calculator:
        return _calculator(self.path, linking)

    def without(self, flows: Iterable[str]) -> Case:
        """Return the case with impact categories that do not know these flows."""
        gone = set(flows)
        entities = [
            msgspec.structs.replace(e, factors=[f for f in e.factors if f.flow is None or f.flow.uuid not in gone])
            if isinstance(e, ImpactCategory) and e.name.get("en") in self.factors
            else e
            for e in self.entities
        ]
        factors = {
            name: {uuid: value for uuid, value in table.items() if uuid not in gone}
            for name, table in self.factors.items()
        }
        return replace(self, entities=entities, factors=factors)

    def of(self, kind: type[Entity]) -> list[Entity]:
        return [entity for entity in self.entities if isinstance(entity, kind)]


@lru_cache(maxsize=4)
def _calculator(path: Path, linking: str) -> Calculator:
    opened = open_package(path, registry())
    opened.build_index()
    return Calculator(opened, linking=linking)


def source_of(name: str, corpus: Path) -> Path:
    """Return where a package is."""
    own, path = PACKAGES[name]
    return own or corpus / path


@lru_cache(maxsize=2)
def case(name: str, corpus: Path) -> Case:
    """Read a package and give it the judge's impact method."""
    path = source_of(name, corpus)
    with open_package(path, registry(), report=Report(cap=0)) as opened:
        opened.build_index()
        entities = list(opened.entities())
    factors = _factors(_calculator(path, "declared"))
    flows = {entity.uuid: entity for entity in entities if isinstance(entity, Flow)}
    made = [_category(number, name_, factors[name_], flows) for number, name_ in enumerate(factors, 1)]
    method = ImpactMethod(
        uuid="5a0d6a3e-0000-4000-8000-000000000000",
        version="01.00.000",
        name={"en": "Judge"},
        categories=[Ref(type="impact_category", uuid=one.uuid, version=one.version, name=one.name) for one in made],
    )
    return Case(name, path, [*entities, *made, method], factors)


def _factors(calculator: Calculator) -> dict[str, dict[str, float]]:
    """Return the factors per flow; a flow has none that somewhere goes against its compartment.

    openLCA counts a flow in the direction in which it meets it first, and formats with compartments have no other.
    """
    rows = calculator.system.flows
    gwp = gwp_indicator(calculator.system, calculator.package).factors  # describes the rows
    against = {row.uuid for row in rows if row.direction != row.natural}
    single = [(row, float(value)) for row, value in zip(rows, gwp, strict=True) if row.uuid not in against]
    return {
        GWP: {row.uuid: value for row, value in single if value},
        ALL: {row.uuid: weight(row.name.get("en", "") or row.uuid) for row, _ in single},
    }


def weight(name: str) -> float:
    """Return a factor made of a flow's name, so that flows that a format cannot tell apart have the same."""
    return 1.0 + zlib.crc32(name.strip().lower().encode()) % 97 / 97


def _category(number: int, name: str, factors: dict[str, float], flows: dict[str, Flow]) -> ImpactCategory:
    rows = []
    for uuid, value in sorted(factors.items()):
        flow = flows.get(uuid)
        if flow is not None:
            prop = next((p.property for p in flow.properties if p.is_reference), None)
            ref = Ref(type="flow", uuid=uuid, version=flow.version, name=flow.name)
            rows.append(ImpactFactor(flow=ref, value=value, property=prop))
    return ImpactCategory(
        uuid=f"5a0d6a3e-0000-4000-8000-{number:012}",
        version="01.00.000",
        name={"en": name},
        unit="points",
        factors=rows,
    )


def write(entities: Sequence[Entity], format_id: str, folder: Path, **options: object) -> Made:
    """Write entities in a format."""
    fmt = registry().format(format_id)
    path = target_path(fmt, folder, format_id)
    if fmt.layout != "file" and not fmt.single_file:
        path = path.with_suffix(".zip")
    report = Report(cap=None)
    index = Index(summarise(entity) for entity in entities)
    write_entities(
        entities, index, path, registry=registry(), to=format_id, write_options=dict(options), report=report,
        overwrite=True,
    )  # fmt: skip
    renamed: dict[str, dict[str, str]] = {"flow": {}, "process": {}}
    for issue in report.issues:
        if issue.code == "WRITE-009" and issue.entity is not None and issue.entity.type in renamed:
            renamed[issue.entity.type][issue.entity.uuid] = issue.data["uuid"]
    lost = {i.entity.uuid: i.data.get("uuid", "") for i in report.issues if i.code in MERGED and i.entity is not None}
    winners = set(lost.values())
    merged = lost.keys() | {uuid for uuid, there in renamed["flow"].items() if there in winners or uuid in winners}
    if format_id == "simapro":
        renamed["process"] = simapro_processes(path)
    return Made(path, renamed["flow"], renamed["process"], dict(report.issue_counts), frozenset(merged))


def read_as_openlca(path: Path) -> str:
    """Return the text of a SimaPro CSV as openLCA reads it, which is windows-1252 whatever the file says."""
    return path.read_bytes().decode("windows-1252", errors="replace")


def simapro_processes(path: Path) -> dict[str, str]:
    """Return the UUID that openLCA makes of each process's first product, by the platform id that is ours."""
    found = {}
    lines = read_as_openlca(path).splitlines()
    ident = ""
    for title, line in pairwise(lines):
        if title == "PlatformId":
            ident = line
        elif title in ("Products", "Waste treatment") and line and ident:
            found[ident] = keygen("simapro.csv/process", next(csv.reader([line], delimiter=";"))[0])
            ident = ""
    return found


def by_way_of(made: Made, format_id: str, folder: Path) -> Made:
    """Convert what was written to another format, without a flow map."""
    path = folder / f"{format_id}-again.zip"
    convert(made.path, path, registry=registry(), to=format_id, mapping=False, overwrite=True)
    return Made(path)


@lru_cache(maxsize=1)
def reference_data(folder: Path) -> Path:
    """Write openLCA's reference units and flow properties as JSON-LD: what every database of a user has."""
    entities: list[Entity | None] = [unit_group_entity(uuid) for uuid in reference().groups]
    entities += [flow_property_entity(uuid) for uuid in reference_properties()]
    known = [entity for entity in entities if entity is not None]
    for entity in known:
        entity.version = "01.00.000"
    return write(known, "olca-jsonld", folder).path


def processes(entities: Iterable[Entity]) -> dict[str, Process]:
    """Return the processes by UUID."""
    return {entity.uuid: entity for entity in entities if isinstance(entity, Process)}
