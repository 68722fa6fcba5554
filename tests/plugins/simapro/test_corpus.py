"""SimaPro CSV on public files: nothing is lost, and what others read of it is what we wrote."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from lcabridge.pipeline import convert, open_package
from lcabridge.registry import registry
from lcabridge.report import Report
from lcabridge.testing.account import explain, silent, unfounded
from lcabridge.testing.roundtrip import read_package
from lcabridge_simapro.plugin import SimaProCsv
from tests.audit.audit import audit, render
from tests.audit.files import Files
from tests.audit.simapro import LineCover, SimaProPackage

FILES = [
    "bw-simapro-csv/allocation.csv", "bw-simapro-csv/cas_missing_check_number.csv", "bw-simapro-csv/comments.txt",
    "bw-simapro-csv/damagecategory.txt", "bw-simapro-csv/empty.txt",
    "bw-simapro-csv/external_documents_and_literature_references.csv", "bw-simapro-csv/inventory.csv",
    "bw-simapro-csv/metadata.txt", "bw-simapro-csv/method.csv", "bw-simapro-csv/method_end.csv",
    "bw-simapro-csv/missing-project.csv", "bw-simapro-csv/missing.txt", "bw-simapro-csv/multioutput.txt",
    "bw-simapro-csv/new-order.csv", "bw-simapro-csv/process.csv", "bw-simapro-csv/process_identifiers.csv",
    "bw-simapro-csv/process_with_invalid_lognormal_scale.csv", "bw-simapro-csv/project_params.csv",
    "bw-simapro-csv/python_builtin_as_unit_name.csv", "bw-simapro-csv/simple.txt", "bw-simapro-csv/stages.csv",
    "bw-simapro-csv/waste.csv", "bw-simapro-csv/waste_scenario.csv", "bw-simapro-csv/weird_units.csv",
    "olca-simapro-csv/method.csv", "olca-simapro-csv/process.csv", "olca-simapro-csv/stages.csv",
]  # fmt: skip
ORACLE = "LCABRIDGE_BW_SIMAPRO_CSV"
"""Python interpreter of an environment that has bw_simapro_csv (docs/install.md)."""

_AS_BRIGHTWAY = """
import json, sys
from pathlib import Path
from bw_simapro_csv import SimaProCSV
from bw_simapro_csv.blocks import Process
read = SimaProCSV(Path(sys.argv[1]), encoding=sys.argv[2], stderr_logs=False, write_logs=False)
found = {}
for block in read.blocks:
    if isinstance(block, Process):
        rows = [row for part in block.blocks.values() for row in part.parsed if "unit" in row]
        found[block.parsed["metadata"]["PlatformId"]] = sorted([row["name"], row["amount"]] for row in rows)
print(json.dumps(found))
"""


def _entities(path):
    report = Report(cap=None)
    with open_package(path, registry(), report=report) as opened:
        opened.build_index()
        return list(opened.entities()), report


def _round_trip(source, folder):
    """Convert to SimaPro CSV and back to JSON-LD; return both packages and all reports."""
    first = convert(source, folder / "there.csv", registry=registry(), to="simapro", cap=None)
    second = convert(folder / "there.csv", folder / "back.zip", registry=registry(), to="olca-jsonld", cap=None)
    before, _ = _entities(source)
    after, last = _entities(folder / "back.zip")
    return before, after, (first.report, second.report, last)


@pytest.mark.parametrize("name", FILES)
def test_every_cell_comes_back_or_is_named(corpus, tmp_path, name):
    source, back, report = corpus / "simapro" / name, tmp_path / "back.csv", tmp_path / "report.json"
    done = convert(source, back, registry=registry(), from_="simapro", to="simapro", cap=None)
    report.write_text(json.dumps(done.to_dict()), encoding="utf-8")
    result = audit(SimaProPackage(Files(source)), SimaProPackage(Files(back)), LineCover([report]))
    assert sum(result.total.values()) >= 4
    assert result.clean, render(result, 20)


def test_the_leaf_reader_sees_a_change(corpus, tmp_path):
    """The audit is worth something: one digit, one unit, one comment changed in a copy is unexplained."""
    source = corpus / "simapro" / "olca-simapro-csv" / "process.csv"
    report = tmp_path / "report.json"
    report.write_text('{"issues": []}', encoding="utf-8")
    for old, new in ((b"kg;0,5;100", b"kg;0,51;100"), (b"kWh;0,1;", b"MJ;0,1;"), (b"with comment", b"with remark")):
        assert old in source.read_bytes()
        changed = tmp_path / "changed.csv"
        changed.write_bytes(source.read_bytes().replace(old, new))
        result = audit(SimaProPackage(Files(source)), SimaProPackage(Files(changed)), LineCover([report]))
        assert len(result.unexplained) == 1, render(result, 20)


@pytest.mark.parametrize("piece", ["header.csv", "header_translations.csv", "minimal_header.csv"])
def test_heads_alone_are_packages_of_nothing(corpus, piece):
    entities, _ = read_package(SimaProCsv(), corpus / "simapro" / "bw-simapro-csv" / piece)
    assert entities == []


def test_a_piece_without_head_is_read_and_said(corpus):
    entities, report = read_package(SimaProCsv(), corpus / "simapro" / "olca-simapro-csv" / "literature.csv")
    assert [entity.type for entity in entities] == ["source"] * len(entities)
    assert entities
    assert report.issue_counts["SIMAPRO-016"] == 1


@pytest.mark.parametrize(
    "name",
    [
        "beef-cattle",
        "us-fpl",
        pytest.param("flcac-transport", marks=pytest.mark.slow),
        pytest.param("uslci-2020q3", marks=pytest.mark.slow),
    ],
)
def test_json_ld_through_simapro_differs_by_what_the_reports_say(corpus, tmp_path, name):
    before, after, reports = _round_trip(corpus / "jsonld" / f"{name}.zip", tmp_path)
    gaps = silent(before, after, *reports)
    assert not gaps, explain(gaps, "differences that no issue names")
    invented = [f"{i.code} {i.entity} {i.path} {i.value!r}" for i in unfounded(before, after, *reports)]
    assert not invented, explain(invented, "issues that say DROPPED of what is still there")


@pytest.mark.interop
@pytest.mark.parametrize("name", ["beef-cattle", "us-fpl", "uslci-2020q3"])
def test_bw_simapro_csv_reads_the_same_amounts(corpus, tmp_path, name):
    """The amount of every row, evaluated by bw_simapro_csv, is that of our own reader."""
    python = os.environ.get(ORACLE)
    if not python:
        pytest.skip(f"{ORACLE} names no Python with bw_simapro_csv")
    target = tmp_path / "there.csv"
    convert(corpus / "jsonld" / f"{name}.zip", target, registry=registry(), to="simapro",
            write_options={"encoding": "utf-8"})  # fmt: skip
    command = [python, "-c", _AS_BRIGHTWAY, str(target), "utf-8"]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    theirs = json.loads(run.stdout.splitlines()[-1])
    entities, _ = _entities(target)
    # bw_simapro_csv brings every amount to the base unit of its quantity.
    factors = {unit.name: unit.factor for entity in entities if entity.type == "unit_group" for unit in entity.units}
    processes = {entity.uuid: entity for entity in entities if entity.type == "process"}
    assert theirs.keys() == processes.keys()
    for uuid, rows in theirs.items():
        ours = sorted((e.amount or 0.0) * factors.get(e.unit.name, 1.0) for e in processes[uuid].exchanges)
        assert sorted(amount for _, amount in rows) == pytest.approx(ours, rel=1e-12, abs=0), uuid


def test_oracle_is_documented():
    root = Path(__file__).resolve().parents[3]
    assert ORACLE in (root / "docs" / "install.md").read_text("utf-8")
