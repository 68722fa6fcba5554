"""The public EcoSpold 2 files: read with every deviation named, written so that nothing is lost and others read it."""

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from lcabridge.model import Flow, Process
from lcabridge.pipeline import convert
from lcabridge.registry import registry
from lcabridge.report import Report
from lcabridge.testing.roundtrip import read_package, write_package
from lcabridge_ecospold.spold2.names import NOBODY
from tests.audit.audit import audit_files, render
from tests.conformance.official import ecospold2 as complaints
from tests.plugins.ecospold.spold2.helpers import fmt

SAMPLES = [
    "pyecospold/v2_1.xml", "pyecospold/v2_2.spold", "olca-ecospold-2/sample_ecospold2.xml",
    "olca-ecospold-2/sample_child_ecospold2.xml", "olca-ecospold-2/text_variables_test.spold",
    "olca-ecospold-2/Persons.xml", "olca-ecospold-2/Sources.xml", "olca-ecospold-2/properties.xml",
    "olca-ecospold-2/intermediate_exchanges.xml", "ecospold2matrix",
    "bw2io/00000_11111111-2222-3333-4444-555555555555_66666666-7777-8888-9999-000000000000.spold",
    "bw2io/00000_11111111-2222-3333-4444-555555555555_66666666-7777-8888-9999-000000000000_with_synonyms.spold",
]  # fmt: skip
BROKEN = "ecospold2/uslci-fy18_q3-broken.zip"
BRIGHTWAY = "LCABRIDGE_BRIGHTWAY"
"""Environment variable: a Python that has bw2io."""


def through(source: Path, target: Path, to: str = "ecospold2") -> Path:
    """Convert and return the full report."""
    done = convert(source, target, registry=registry(), to=to, cap=None)
    path = target.with_suffix(".json")
    path.write_text(json.dumps(done.to_dict()), encoding="utf-8")
    return path


@pytest.mark.parametrize("name", SAMPLES)
def test_nothing_is_lost_from_a_sample(corpus, tmp_path, name):
    source = corpus / "ecospold2" / "samples" / name
    report = through(source, tmp_path / "back.zip")
    result = audit_files(source, tmp_path / "back.zip", [report])
    assert sum(result.total.values()) >= 10
    assert result.clean, render(result, 20)


@pytest.mark.parametrize("name", [name for name in SAMPLES if "matrix" not in name and "intermediate" not in name])
def test_a_sample_is_written_valid(corpus, tmp_path, name):
    through(corpus / "ecospold2" / "samples" / name, tmp_path / "back.zip")
    assert complaints(corpus, tmp_path / "back.zip") == []


def test_the_broken_export_gets_a_clear_account(corpus, tmp_path):
    """PROVENANCE: 726 of 771 activities have no exchange at all."""
    entities, report = read_package(fmt(), corpus / BROKEN)
    processes = {e.uuid: e for e in entities if isinstance(e, Process)}
    empty = {issue.entity.uuid for issue in report if issue.code == "ES2-003"}
    assert (len(processes), len(empty)) == (771, 726)
    assert empty == {uuid for uuid, process in processes.items() if not process.exchanges}


@pytest.mark.slow
def test_nothing_is_lost_from_the_broken_export(corpus, tmp_path):
    report = through(corpus / BROKEN, tmp_path / "back.zip")
    result = audit_files(corpus / BROKEN, tmp_path / "back.zip", [report])
    assert result.clean, render(result, 20)


def test_numbers_of_the_linked_sample(corpus):
    """The amounts that ecospold2matrix publishes beside its files (PRO.csv and inflows.csv)."""
    folder = corpus / "ecospold2" / "samples" / "ecospold2matrix"
    entities, _ = read_package(fmt(), folder)
    furnace = next(e for e in entities if isinstance(e, Process) and "furnace" in e.name["en"])
    names = {e.uuid: e.name["en"] for e in entities if isinstance(e, Flow)}
    amounts = {names[e.flow.uuid]: e.amount for e in furnace.exchanges}
    assert amounts["straw, organic"] == 1.81284
    assert amounts["transport, pipeline, offshore, long distance, natural gas"] == 0.42
    links = {e.provider.uuid for e in furnace.exchanges if e.provider}
    assert links <= {e.uuid for e in entities if isinstance(e, Process)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "home"), [("ilcd/tiangong-dev.zip", "ilcd"), ("jsonld/uslci-2020q3.zip", "olca-jsonld")]
)
def test_another_format_comes_back_whole(corpus, tmp_path, name, home):
    there = through(corpus / name, tmp_path / "there.zip")
    back = through(tmp_path / "there.zip", tmp_path / "back.zip", home)
    result = audit_files(corpus / name, tmp_path / "back.zip", [there, back])
    assert result.clean, render(result, 20)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ilcd/tiangong-dev.zip", "jsonld/uslci-2020q3.zip"])
def test_another_format_is_written_valid(corpus, tmp_path, name):
    through(corpus / name, tmp_path / "there.zip")
    assert complaints(corpus, tmp_path / "there.zip") == []


_LOAD = """
import json, sys
from bw2io.extractors import Ecospold2DataExtractor
data = Ecospold2DataExtractor.extract(sys.argv[1], "x", use_mp=False)
print("RESULT" + json.dumps({a["activity"]: sorted([e.get("flow") or "", e["amount"]] for e in a["exchanges"]) for a in data}))
"""


@pytest.fixture
def brightway():
    python = os.environ.get(BRIGHTWAY)
    if not python:
        pytest.skip(f"no Brightway: set {BRIGHTWAY} to a Python that has bw2io")
    if subprocess.run([python, "-c", "import bw2io"], capture_output=True, check=False).returncode:
        pytest.skip(f"{BRIGHTWAY} has no bw2io")
    return python


@pytest.mark.interop
@pytest.mark.parametrize("name", ["ilcd/tiangong-dev.zip", "ecospold2/samples/pyecospold/v2_2.spold", BROKEN])
def test_brightway_loads_what_we_write(corpus, tmp_path, brightway, name):
    through(corpus / name, tmp_path / "there.zip")
    with zipfile.ZipFile(tmp_path / "there.zip") as archive:
        archive.extractall(tmp_path / "there")
    run = subprocess.run(
        [brightway, "-c", _LOAD, str(tmp_path / "there" / "datasets")],
        capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "BRIGHTWAY2_DIR": str(tmp_path)},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout.split("RESULT")[1])
    entities, _ = read_package(fmt(), tmp_path / "there.zip")
    processes = [e for e in entities if isinstance(e, Process)]
    assert len(found) == len(processes)
    for process in processes:
        written = [e for e in process.exchanges if e.flow and e.amount is not None]
        # The XSD wants an intermediate exchange; what stands in for none is not the process's own.
        assert len([flow for flow, _ in found[process.uuid] if flow != NOBODY]) == len(written)


def test_writing_twice_gives_the_same(corpus, tmp_path):
    entities, _ = read_package(fmt(), corpus / "ecospold2" / "samples" / "pyecospold" / "v2_2.spold")
    write_package(fmt(), entities, tmp_path / "a.zip")
    again, _ = read_package(fmt(), tmp_path / "a.zip")
    write_package(fmt(), again, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_two_workers_read_the_same(corpus, tmp_path):
    source = corpus / "ecospold2" / "samples" / "ecospold2matrix"
    for workers in (1, 2):
        convert(
            source,
            tmp_path / f"{workers}.zip",
            registry=registry(),
            to="olca-jsonld",
            workers=workers,
            cap=Report().cap,
        )
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes()
