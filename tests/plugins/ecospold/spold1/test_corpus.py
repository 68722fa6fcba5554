"""Public EcoSpold 1 files: read with every deviation named, written again without an unexplained leaf, read by others."""

import json
import os
import subprocess
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from lcabridge.pipeline import convert
from lcabridge.registry import registry
from lcabridge.testing.roundtrip import read_package
from tests.audit.ecospold1 import unexplained

SAMPLES = ("samples/olca-modules/example.xml", "samples/pyecospold", "samples/bw2io")
ALL = (*SAMPLES, pytest.param("uslci-fy20_q3.zip", marks=pytest.mark.slow))
BRIGHTWAY = "LCABRIDGE_BRIGHTWAY"
"""Environment variable: the Python of an environment with bw2io (docs/install.md)."""
_BW2IO = """
import json, sys
from bw2io.extractors.ecospold1 import Ecospold1DataExtractor
data = Ecospold1DataExtractor.extract(sys.argv[1], "db", use_mp=False)
print("RESULT" + json.dumps([[d["name"], sorted(e["amount"] for e in d["exchanges"] if "amount" in e and e.get("uncertainty type", 0) < 4)] for d in data]))
"""


@pytest.mark.parametrize(
    ("name", "types"),
    [
        ("samples/olca-modules/example.xml", {"process": 1, "contact": 2, "source": 1, "flow": 2}),
        ("samples/pyecospold", {"process": 3, "contact": 1, "source": 1, "flow": 55}),
        ("samples/bw2io", {"process": 2, "contact": 2, "source": 3, "flow": 750}),
        pytest.param(
            "uslci-fy20_q3.zip", {"process": 627, "contact": 75, "source": 518, "flow": 3605}, marks=pytest.mark.slow
        ),
    ],
)
def test_reads(name, types, corpus):
    entities, report = read_package(registry().format("ecospold1"), corpus / "ecospold1" / name)
    found = Counter(entity.type for entity in entities)
    assert {kind: found[kind] for kind in types} == types
    assert "READ-003" not in report.issue_counts


def test_uuid_of_openlca_s_own_example(corpus):
    """openLCA imports its example under this UUID (run with its importer)."""
    entities, _ = read_package(registry().format("ecospold1"), corpus / "ecospold1" / SAMPLES[0])
    (process,) = [e for e in entities if e.type == "process"]
    assert process.uuid == "6eb2e5dd-e568-3c00-ba3c-ce7f524c4202"


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("name", ALL)
def test_no_leaf_is_unexplained(name, strict, corpus, tmp_path):
    source, target = corpus / "ecospold1" / name, tmp_path / "back.zip"
    options = {"strict": strict}
    formats = registry()
    report = convert(
        source, target, registry=formats, to="ecospold1", cap=None, mapping=False, write_options=options
    ).report
    total, gaps = unexplained(source, target, report)
    assert total > 100
    assert gaps == []


def test_the_audit_sees_a_loss(corpus, tmp_path):
    source, target = corpus / "ecospold1" / SAMPLES[0], tmp_path / "back.zip"
    report = convert(source, target, registry=registry(), to="ecospold1", cap=None, mapping=False).report
    broken = tmp_path / "broken.zip"
    with zipfile.ZipFile(target) as old, zipfile.ZipFile(broken, "w") as new:
        for entry in old.namelist():
            new.writestr(entry, old.read(entry).replace(b'meanValue="0.15"', b'meanValue="0.16"'))
    _, gaps = unexplained(source, broken, report)
    assert [leaf[1:] for _, leaf, _ in gaps] == [("meanValue", 0.15)]


@pytest.mark.parametrize("name", ALL)
def test_written_files_are_valid(name, corpus, tmp_path):
    target = tmp_path / "back.zip"
    convert(corpus / "ecospold1" / name, target, registry=registry(), to="ecospold1", mapping=False)
    schema = etree.XMLSchema(etree.parse(str(corpus / "schemas" / "ecospold1-xsd" / "EcoSpold01Dataset.xsd")))
    with zipfile.ZipFile(target) as archive:
        names = [entry for entry in archive.namelist() if entry.startswith("EcoSpold01/")]
        for entry in names:
            schema.assertValid(etree.fromstring(archive.read(entry)))
    assert names


@pytest.mark.interop
@pytest.mark.parametrize("source", ["ecospold1/samples/pyecospold", "jsonld/us-fpl.zip", "jsonld/uslci-2020q3.zip"])
def test_brightway_loads_what_we_write(source, corpus, tmp_path):
    python = os.environ.get(BRIGHTWAY)
    if not python:
        pytest.skip(f"{BRIGHTWAY} names no Python with bw2io")
    target = tmp_path / "spold"
    convert(corpus / source, target, registry=registry(), to="ecospold1", mapping=False)
    folder = target / "EcoSpold01"
    run = subprocess.run(  # the tool that the tester names
        [python, "-c", _BW2IO, str(folder)],
        capture_output=True,
        check=False,
        env={**os.environ, "BRIGHTWAY2_DIR": str(tmp_path)},
    )
    assert run.returncode == 0, run.stderr.decode(errors="replace")[-2000:]
    line = next(line for line in run.stdout.decode().splitlines() if line.startswith("RESULT"))
    theirs = Counter(
        (" ".join(name.split()), tuple(amounts)) for name, amounts in json.loads(line.removeprefix("RESULT"))
    )
    ours = Counter()
    for path in sorted(Path(folder).iterdir()):
        dataset = etree.parse(str(path)).getroot()[0]
        # bw2io makes a mean of its own for triangular and uniform distributions.
        plain = [e for e in dataset.iter("{*}exchange") if e.get("uncertaintyType") not in ("3", "4")]
        amounts = sorted(float(e.get("meanValue")) for e in plain)
        ours[" ".join(dataset.find(".//{*}referenceFunction").get("name").split()), tuple(amounts)] += 1
    assert theirs == ours
