"""Packages: what is recognised, which names files get, what is left out and named."""

from __future__ import annotations

import json
import zipfile

import pytest

from lcabridge.format import Confidence
from lcabridge.model import Category, Index, Process, summarise
from lcabridge.pipeline import convert
from lcabridge.registry import registry
from lcabridge.report import Report
from lcabridge.sources import open_source
from lcabridge_ilcd.plugin import Ilcd, National, Tidas
from tests.plugins.ilcd.written import PROCESS, codes, process_xml

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


DOCUMENTS = {
    "ILCD/ILCDLocations.xml": b"<ILCDLocations xmlns='http://lca.jrc.it/ILCD/Locations'>"
    b"<location value='XX'>Somewhere</location></ILCDLocations>",
    "ILCD/external_docs/Bericht 1.pdf": b"%PDF",
    "ILCD/schemas/ILCD_Common.xsd": b"<xs/>",
    "ILCD/stylesheets/process2html.xsl": b"<xsl/>",
    "META-INF/MANIFEST.MF": b"Manifest-Version: 1.0",
}


def _converted(source, target, to):
    """Convert by the engine and return the files of the target."""
    result = convert(source, target, registry=registry(), to=to, cap=None)
    with zipfile.ZipFile(target) as file:
        return {name: file.read(name) for name in file.namelist()}, result.report


def test_files_that_are_no_data_sets_travel_with_the_package(tmp_path):
    path = package(tmp_path / "p.zip", {"ILCD/processes/x.xml": process_xml(), **DOCUMENTS})
    files, report = _converted(path, tmp_path / "ilcd.zip", "ilcd")
    assert {name: files.get(name) for name in DOCUMENTS} == DOCUMENTS
    assert "READ-010" not in codes(report)


@pytest.mark.parametrize("to", ["tidas", "national"])
def test_files_travel_through_json_and_back(tmp_path, to):
    path = package(tmp_path / "p.zip", {"ILCD/processes/x.xml": process_xml(), **DOCUMENTS})
    there, _ = _converted(path, tmp_path / "there.zip", to)
    assert there["external_docs/Bericht 1.pdf"] == b"%PDF"
    back, report = _converted(tmp_path / "there.zip", tmp_path / "back.zip", "ilcd")
    assert {name: back.get(name) for name in DOCUMENTS} == DOCUMENTS
    assert "READ-010" not in codes(report)


def test_folders_above_the_package_do_not_matter(tmp_path):
    files = {f"Data 2024/{name}": data for name, data in DOCUMENTS.items() if name.startswith("ILCD/")}
    path = package(tmp_path / "p.zip", {"Data 2024/ILCD/Processes/x.xml": process_xml(), **files})
    there, _ = _converted(path, tmp_path / "ilcd.zip", "ilcd")
    assert there["ILCD/external_docs/Bericht 1.pdf"] == b"%PDF"
    assert there["ILCD/schemas/ILCD_Common.xsd"] == b"<xs/>"


def test_a_package_without_root_gets_one(tmp_path):
    files = {"processes/x.xml": process_xml(), "external_docs/a.pdf": b"%PDF"}
    there, _ = _converted(package(tmp_path / "p.zip", files), tmp_path / "ilcd.zip", "ilcd")
    assert there["ILCD/external_docs/a.pdf"] == b"%PDF"


def test_a_format_without_a_place_names_the_files_it_leaves_out(tmp_path):
    path = package(tmp_path / "p.zip", {"ILCD/processes/x.xml": process_xml(), **DOCUMENTS})
    _, report = _converted(path, tmp_path / "olca.zip", "olca-jsonld")
    assert {issue.file.rpartition("!")[2] for issue in report if issue.code == "READ-010"} == set(DOCUMENTS)


def test_openlca_gets_the_names_of_places_from_the_package(tmp_path):
    geography = "<geography><locationOfOperationSupplyOrProduction location='XX'/></geography><mathematicalRelations/>"
    files = {"ILCD/processes/x.xml": process_xml(relations=geography), **DOCUMENTS}
    there, _ = _converted(package(tmp_path / "p.zip", files), tmp_path / "olca.zip", "olca-jsonld")
    (location,) = [json.loads(data) for name, data in there.items() if name.startswith("locations/")]
    assert (location["code"], location["name"]) == ("XX", "Somewhere")


def test_a_broken_list_of_places_is_named_and_travels(tmp_path):
    files = {"ILCD/processes/x.xml": process_xml(), "ILCD/ILCDLocations.xml": b"<ILCDLocations>"}
    there, report = _converted(package(tmp_path / "p.zip", files), tmp_path / "ilcd.zip", "ilcd")
    assert there["ILCD/ILCDLocations.xml"] == b"<ILCDLocations>"
    assert "ILCD-014" in codes(report)


SOURCE = """<sourceDataSet xmlns="http://lca.jrc.it/ILCD/Source" xmlns:common="http://lca.jrc.it/ILCD/Common" version="1.1">
<sourceInformation><dataSetInformation><common:UUID>00000000-0000-4000-8000-0000000000c1</common:UUID>
<common:shortName xml:lang="en">Report</common:shortName>
<referenceToDigitalFile uri="../external_docs/Bericht%201.pdf"/>
<referenceToDigitalFile uri="../external_docs/gone.pdf"/>
<referenceToDigitalFile uri="https://example.org/report.pdf"/></dataSetInformation></sourceInformation></sourceDataSet>"""


def test_documents_that_are_not_there_are_named(tmp_path):
    path = package(tmp_path / "p.zip", {"ILCD/sources/s.xml": SOURCE.encode(), **DOCUMENTS})
    _, report = _converted(path, tmp_path / "ilcd.zip", "ilcd")
    assert [issue.value for issue in report if issue.code == "ILCD-013"] == ["../external_docs/gone.pdf"]


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
