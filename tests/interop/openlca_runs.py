"""openLCA's verdict on our packages: what it opens, stores and calculates; the catalogue of its limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lcabridge.model import Process
from tests.interop import beyond, scores
from tests.interop.judge import Judge, Stored
from tests.interop.packages import Case, Made, by_way_of, case, reference_data, write
from tests.interop.stored import ByName, ByUuid, Expected, Row, as_meant, as_openlca_reads_ilcd, exchanges, flows
from tests.interop.verdict import Tally, Verdict

LIMITS = {
    "ilcd-distributions": "openLCA reads no distribution of an ILCD exchange that has its own attributes for unit, property "
    "and amount, and elsewhere takes `relativeStandardDeviation95In` for the standard deviation, though the XSD says gsd² "
    "and 2·sd (`MappedExchange`). The file is right; use JSON-LD where distributions matter.",
    "ilcd-parameters": "openLCA reads no value of a calculated parameter and drops formulas that are plain numbers.",
    "ilcd-texts": "openLCA's ILCD importer has no field for some texts of the documentation.",
    "ecospold1-fractions": "openLCA rounds the fractions of EcoSpold 1 allocation to four decimals of a per cent "
    "(`EcoSpold01Import.mapAllocations`): scores of co-products differ from the seventh digit.",
    "no-supply": "The source's process has for its reference an elementary flow, an input of a product or an output of "
    "waste: openLCA has no product to calculate.",
    "own-product": "A process takes in its own product and declares no provider: openLCA takes it from the process itself, "
    "lcabridge cuts it off where only declared providers count.",
    "by-name": "The format has no UUIDs: flows and products of one name are one, and inputs find suppliers by name. "
    "openLCA calculates what lcabridge calculates of the same file; docs/score-matrix.md tells more.",
    "by-products": "An input without a supplier is made by one process, as a by-product that it shares nothing with: openLCA "
    "takes it from there, lcabridge counts it as a cut-off.",
    "simapro-encoding": "openLCA reads every SimaPro CSV as windows-1252. Where a text has other signs (≤, Chinese) the file is "
    "UTF-8, and openLCA shows these names garbled; amounts and links are right.",
    "ilcd-own-flow": "openLCA tells products by their flow: a share of an input of the same flow counts as the product's own.",
    "simapro-spread": "SimaPro CSV has no mode of a triangular distribution: openLCA takes the amount.",
    "empty-spread": "A distribution without width or without its numbers is none there.",
}
"""Why openLCA's answer may be another than ours: its defects, and what formats cannot say; each with a reproducer."""
VERSIONS = {"io": "openLCA 2.6.0", "core": "olca-core 2.3.0"}


@dataclass(frozen=True)
class Run:
    """One format as the judge sees it.

    Attributes:
        format: what openLCA imports.
        options: of writing, as ``--for openlca`` sets them.
        via: a format on the way there.
        said: how a user writes it so.
    """

    format: str
    options: tuple[tuple[str, object], ...] = ()
    via: str = ""
    said: str = ""


RUNS = (
    Run("olca-jsonld"),
    Run("olca-jsonld", via="national", said="by way of national"),
    Run("ilcd", (("fractions", "exact"),), said="--for openlca"),
    Run("ecospold1", (("plain", True), ("strict", False)), said="--for openlca"),
    Run("simapro", (("unallocated", "each"),), said="--for openlca"),
)
ILCD: dict[str, Callable[[Process], str]] = {
    "parameters": lambda _: "ilcd-parameters",
    "texts": lambda _: "ilcd-texts",
    "allocation": beyond.own_flow_taken_in,
}
"""What may differ of an ILCD process besides its exchanges."""
BY_NAME = ("ecospold1", "simapro")


def judged(judge: Judge, name: str, run: Run, corpus: Path, folder: Path) -> Verdict:
    """Write a package, put it before openLCA, and compare."""
    source = case(name, corpus)
    made = write(source.entities, run.via or run.format, folder, **dict(run.options))
    if made.merged:
        # What the format cannot tell apart is no measure of what the tool calculates.
        source = source.without(made.merged)
        made = write(source.entities, run.format, folder, **dict(run.options))
    if run.via:
        made = by_way_of(made, run.format, folder)
    linking = "link" if run.format in BY_NAME else "calc"
    # Their own folder: every database of a user has openLCA's units.
    units = folder / "units"
    units.mkdir(exist_ok=True)
    stored = judge.hear(
        run.format, made.path, folder / f"{run.format}.jsonl", "with", str(reference_data(units)), linking
    )
    return compared(source, run, made, stored, VERSIONS[judge.profile])


def compared(source: Case, run: Run, made: Made, stored: Stored, tool: str) -> Verdict:
    """Return the verdict on what openLCA stored and calculated."""
    expected = Expected(source.entities)
    verdict = Verdict(tool, run.format, source.name, run.said)
    # The errors that the source deserves name what it refers to and does not hold.
    absent = expected.missing_flows() | MISSING.get(source.name, set())
    verdict.errors = [e for e in stored.errors() if not any(uuid in e for uuid in absent)]
    verdict.stored, verdict.beyond = _stored(source, run, made, expected, stored)
    verdict.scores = _scores(source, run, made, stored)
    return verdict


MISSING = {
    "tiangong": {"798466cf-e290-42e2-8a78-d9f7af251e4c", "Cement\xa0325"},
    "flcac-rail": {"89199bb4-8aaf-4be7-a200-3cd0c1a1fc00", "38e67478-a915-43d9-ad67-e25db79a4acc"},
}
"""Data sets other than flows that a source refers to and does not hold (PROVENANCE.md of the corpus)."""


def _stored(source: Case, run: Run, made: Made, expected: Expected, stored: Stored) -> tuple[Tally, Tally]:
    if run.format in BY_NAME:
        base: Callable[[str], str] = simapro_base if run.format == "simapro" else ecospold1_base
        side = ByName(made.processes, base, plain=run.format == "ecospold1")
        excuses = {"empty-spread": _is_empty, "simapro-spread": lambda row: row[3][:1] == ("triangular",)}
        tally = exchanges(expected, stored, side, excuses)
        if run.format == "simapro":
            names = {uuid for uuid, flow in stored.of("flow").items() if unmangled(flow["name"]) != flow["name"]}
            rows = [e["flow"] in names for process in stored.of("process").values() for e in process["exchanges"]]
            _excuse(tally, "simapro-encoding", sum(rows))
        return tally, Tally()
    ilcd = run.format == "ilcd"
    tally = exchanges(expected, stored, ByUuid(as_openlca_reads_ilcd if ilcd else as_meant))
    if ilcd:
        known = [e for process in expected.processes.values() for e in process.exchanges if e.flow]
        _excuse(tally, "ilcd-distributions", sum(as_meant(e) != as_openlca_reads_ilcd(e) for e in known))
    more = flows(expected, stored)
    looks = dict(beyond.LOOKS)
    if ilcd:
        looks["allocation"] = beyond.one_allocation
    for part in (
        beyond.compare(expected, stored, looks, ILCD if ilcd else {}),
        beyond.systems(source.entities, stored),
    ):
        more = Tally(
            more.compared + part.compared,
            more.equal + part.equal,
            more.excused + part.excused,
            more.failed + part.failed,
        )
    return tally, more


def _excuse(tally: Tally, limit: str, count: int) -> None:
    """Say that some of what is equal is so but for a limit."""
    if count:
        tally.equal -= count
        tally.excused[limit] += count


def _is_empty(row: Row) -> bool:
    return bool({None, 0.0} & set(row[3][1:]))


def simapro_base(name: str) -> str:
    """Return the flow's own name: without ``{place}``, ``| process`` and the number of another flow of its name."""
    return re.sub(r" \(\d+\)$", "", unmangled(name).partition("| ")[0].partition(" {")[0])


def unmangled(name: str) -> str:
    """Return UTF-8 that was read as windows-1252 as what it was."""
    try:
        return name.encode("windows-1252").decode("utf-8")
    except UnicodeError:
        return name


def ecospold1_base(name: str) -> str:
    """Return the flow's own name: without ``| process`` and the mark of another flow of its name."""
    return re.sub(r" ?~[0-9a-f]{5}$", "", name).partition("| ")[0]


def _scores(source: Case, run: Run, made: Made, stored: Stored) -> Tally:
    back = {there: uuid for uuid, there in made.processes.items()}
    theirs: scores.Scores = {}
    for uuid, said in stored.inventories.items():
        found = said.get("scores", {})
        theirs[back.get(uuid, uuid)] = (
            {name: next((value for key, value in found.items() if name in key), 0.0) for name in source.factors}
            if "error" not in said
            else {}
        )
    linking = "default" if run.format in BY_NAME else "declared"
    without = scores.no_supply(source)
    itself = scores.uses_itself(source)
    excuses: dict[str, scores.Excuse] = {
        "no-supply": lambda uuid, _: uuid in without,
        "own-product": lambda uuid, _: uuid in itself,
    }
    if run.format in BY_NAME:
        excuses |= _by_name(source, run, made)
    return scores.compare(source, theirs, linking, excuses)


def _by_name(source: Case, run: Run, made: Made) -> dict[str, scores.Excuse]:
    factors = scores.renamed(source, made)
    tables: dict[str, list[scores.Scores]] = {
        "by-name": [],
        "ecospold1-fractions": [],
        "by-products": [],
        "simapro-merged": [],
    }
    for linking in ("default", "unique"):
        members = scores.read_back(made.path, providers=linking == "default")
        tables["by-name"].append(scores.of_entities(members, factors, linking))
        if run.format == "ecospold1":
            for entity in members:
                if isinstance(entity, Process):
                    _round_fractions(entity)
            tables["ecospold1-fractions"].append(scores.of_entities(members, factors, linking))
        if linking == "default":
            scores.take_any_maker(members)
            tables["by-products"].append(scores.of_entities(members, factors, linking))

    def same(limit: str, uuid: str, said: Mapping[str, float]) -> bool:
        found = [table.get(uuid) or table.get(made.processes.get(uuid, "")) for table in tables[limit]]
        return bool(said) and any(ours is not None and scores.agree(ours, said) for ours in found)

    return {limit: partial(same, limit) for limit in tables}


def _round_fractions(process: Process) -> None:
    """Round as openLCA does: Math.round(per cent * 10000) / 1000000."""
    for factor in process.allocation:
        if factor.value is not None:
            factor.value = int(factor.value * 100 * 10_000 + 0.5) / 1_000_000
