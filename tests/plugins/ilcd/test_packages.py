"""Packages: what is recognised, which names files get, what is left out and named."""

from __future__ import annotations

import json
import zipfile

import pytest

from lcabridge.format import Confidence
from lcabridge.model import Category, Index, Process, summarise
from lcabridge.report import Report
from lcabridge.sources import open_source
from lcabridge_ilcd.plugin import Ilcd, National, Tidas
from tests.plugins.ilcd.written import PROCESS, process_xml

FORMATS = {fmt.id: fmt for fmt in (Ilcd(), Tidas(), National())}


def package(path, entries):
    with zipfile.ZipFile(path, "w") as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return path


def claims(path):
    with open_source(path) as source:
        return {id_ for id_, fmt in FORMATS.items() if fmt.sniff(source).confidence is Confidence.YES}


def written(id_, *entities):
    fmt, index, report = FORMATS[id_], Index(map(summarise, entities)), Report()
    files = {name: data for e in entities for name, data in fmt.encode(e, index, fmt.Options(), report)}
    return {**files, **dict(fmt.frame(index, fmt.Options(), report))}


@pytest.fixture
def opened():
    """Open packages as ILCD, and close them after the test."""
    sources = []

    def session(path):
        sources.append(open_source(path))
        return FORMATS["ilcd"].open(sources[-1], FORMATS["ilcd"].Options())

    yield session
    for source in sources:
        source.close()


@pytest.mark.parametrize(
    "name",
    ["ILCD/processes/x.xml", "processes/x.xml", "My Data/ILCD/Processes/x.XML", "x.xml", "some/folder/boiler.xml"],
)
def test_ilcd_is_recognised_wherever_it_stands(tmp_path, opened, name):
    path = package(tmp_path / "p.zip", {name: process_xml()})
    assert claims(path) == {"ilcd"}
    assert [part.key for part in opened(path).parts()] == [name]


def test_one_file_is_a_package(tmp_path):
    (tmp_path / "boiler.xml").write_bytes(process_xml())
    assert claims(tmp_path / "boiler.xml") == {"ilcd"}


@pytest.mark.parametrize("id_", sorted(FORMATS))
def test_each_format_recognises_its_own_and_no_other(tmp_path, id_):
    process = Process(uuid=PROCESS, version="01.00.000", name={"en": "x"})
    assert claims(package(tmp_path / "p.zip", written(id_, process))) == {id_}


def test_tidas_of_other_tools_is_tidas(tmp_path):
    document = {"processDataSet": {"processInformation": {"dataSetInformation": {"common:UUID": PROCESS}}}}
    assert claims(package(tmp_path / "p.zip", {f"processes/{PROCESS}.json": json.dumps(document)})) == {"tidas"}


def test_names_of_files():
    process = Process(uuid=PROCESS, version="01.00.000", name={"en": "x"})
    old = Process(uuid=PROCESS, version="00.09.000", name={"en": "x"})
    category = Category(uuid=PROCESS, path=["a"])
    assert set(written("ilcd", process, old, category)) == {
        f"ILCD/processes/{PROCESS}.xml",
        f"ILCD/processes/{PROCESS}_00.09.000.xml",
        f"lcabridge/category/{PROCESS}.json",
        "lcabridge.json",
    }
    assert f"processes/{PROCESS}.json" in written("national", process)
    assert json.loads(written("national", process)["lcabridge.json"])["level"] == "structure"


def test_both_versions_of_one_uuid_are_read(tmp_path, opened):
    entities = [Process(uuid=PROCESS, version=v, name={"en": v}) for v in ("01.00.000", "00.09.000")]
    session = opened(package(tmp_path / "p.zip", written("ilcd", *entities)))
    read = [e for part in session.parts() for e in session.read(part, Index(), Report())]
    assert {e.version for e in read} == {"01.00.000", "00.09.000"}


def test_files_that_are_no_data_sets_are_named(tmp_path, opened):
    path = package(
        tmp_path / "p.zip",
        {
            "ILCD/processes/x.xml": process_xml(),
            "ILCD/ILCDLocations.xml": b"<ILCDLocations xmlns='http://lca.jrc.it/ILCD/Locations'/>",
            "ILCD/external_docs/report.pdf": b"%PDF",
        },
    )
    report = Report()
    opened(path).notes(report)
    assert {issue.file.rpartition("!")[2] for issue in report} == {
        "ILCD/ILCDLocations.xml",
        "ILCD/external_docs/report.pdf",
    }


def test_a_foreign_file_in_a_data_folder_is_named(tmp_path, opened):
    path = package(tmp_path / "p.zip", {"processes/x.xml": process_xml(), "processes/y.xml": b"<note/>"})
    session, report = opened(path), Report()
    for part in session.parts():
        list(session.read(part, Index(), report))
    assert [(i.code, i.data["found"]) for i in report if i.code == "ILCD-006"] == [("ILCD-006", "note")]


def test_summaries_say_what_the_data_sets_say(tmp_path, opened):
    exchanges = (
        '<exchange dataSetInternalID="3"><referenceToFlowDataSet type="flow data set" '
        'refObjectId="00000000-0000-4000-8000-000000000001"/><meanAmount>1</meanAmount></exchange>'
    )
    reference = "<quantitativeReference><referenceToReferenceFlow>3</referenceToReferenceFlow></quantitativeReference>"
    data = process_xml(reference=reference, exchanges=exchanges)
    session = opened(package(tmp_path / "p.zip", {"ILCD/processes/x.xml": data}))
    (part,) = session.parts()
    (summary,) = session.summaries(part, Report())
    (entity,) = session.read(part, Index(), Report())
    assert summary == summarise(entity)
    assert summary.reference == "00000000-0000-4000-8000-000000000001"
