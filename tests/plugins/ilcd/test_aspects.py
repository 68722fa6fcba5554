"""The aspects of ILCD validation, on packages of a few files: lenient as warnings, strict as errors."""

import pytest

from lcabridge.check import Verdict
from lcabridge.pipeline import open_package, validate
from lcabridge.registry import checks, registry
from lcabridge.report import Report, Severity, message
from tests.plugins.ilcd.written import PROCESS, exchange_xml, process_xml

CLASSES = """<CategorySystem name="ILCD" xmlns="http://lca.jrc.it/ILCD/Categories">
<categories dataType="Process"><category id="1" name="Energy"><category id="1.1" name="Electricity"/></category></categories>
</CategorySystem>"""
LOCATIONS = """<ILCDLocations xmlns="http://lca.jrc.it/ILCD/Locations"><location value="XX-MARS">Mars</location></ILCDLocations>"""


def classified(*names):
    levels = "".join(f'<common:class level="{n}">{name}</common:class>' for n, name in enumerate(names))
    return (
        "<classificationInformation><common:classification>"
        f"{levels}</common:classification></classificationInformation>"
    )


def run(folder, files, profile="structure"):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    report = Report()
    with open_package(folder, registry(), format_id="ilcd", report=Report()) as opened:
        opened.build_index()
        results = validate(opened, checks(registry()), profile, report)
    return {r.check.id: r.outcome.verdict for r in results}, report


PLACE = f"ILCD/processes/{PROCESS}.xml"


@pytest.mark.parametrize(
    ("names", "verdict"),
    [
        (("Energy", "Electricity"), Verdict.PASS),
        (("energy",), Verdict.PASS),
        (("Energy", "Steam"), Verdict.FINDING),
        (("Electricity",), Verdict.FINDING),
    ],
)
def test_classes_are_looked_up_in_the_package_s_own_file(tmp_path, names, verdict):
    files = {PLACE: process_xml(information=classified(*names)), "ILCD/ILCDClassification.xml": CLASSES}
    verdicts, report = run(tmp_path, files)
    assert verdicts["ilcd.categories"] is verdict
    assert [i.path for i in report if i.code == "ILCD-101"] == ["classifications[0]"] * (verdict is Verdict.FINDING)


def test_without_a_category_file_nothing_is_said_of_classes(tmp_path):
    verdicts, _ = run(tmp_path, {PLACE: process_xml(information=classified("Anything"))})
    assert verdicts["ilcd.categories"] is Verdict.NOT_ASSESSABLE


@pytest.mark.parametrize(
    ("code", "files", "verdict"),
    [
        ("CN", {}, Verdict.PASS),
        ("XX-MARS", {}, Verdict.FINDING),
        ("XX-MARS", {"ILCD/ILCDLocations.xml": LOCATIONS}, Verdict.PASS),
    ],
)
def test_places_are_looked_up_in_the_lists(tmp_path, code, files, verdict):
    exchange = exchange_xml(inside=f"<location>{code}</location><meanAmount>1</meanAmount>").replace(
        f"<exchangeDirection>Output</exchangeDirection><location>{code}</location>",
        f"<location>{code}</location><exchangeDirection>Output</exchangeDirection>",
    )
    verdicts, report = run(tmp_path, {PLACE: process_xml(exchanges=exchange), **files})
    assert verdicts["ilcd.locations"] is verdict
    found = [i for i in report if i.code == "ILCD-101"]
    assert [(i.path, i.value) for i in found] == [("exchanges[0].place", code)] * (verdict is Verdict.FINDING)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('<common:synonyms xml:lang="en">heater</common:synonyms>', None),
        ('<common:synonyms xml:lang="xq">heater</common:synonyms>', "ISO 639-1"),
    ],
)
def test_languages_are_known(tmp_path, text, said):
    _, report = run(tmp_path, {PLACE: process_xml(information=text)})
    found = [message(i) for i in report if i.code == "ILCD-101"]
    assert len(found) == (said is not None)
    assert all(said in line for line in found)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (f"ILCD/Processes/{PROCESS}.xml", "spelled processes"),
        ("ILCD/processes/boiler.xml", "no UUID"),
        ("ILCD/processes/notes.txt", "no data set"),
        (f"ILCD/processes/{PROCESS.upper()}_01.00.000.xml", None),
    ],
)
def test_archives_are_laid_out_as_ilcd_asks(tmp_path, name, said):
    content = b"notes" if name.endswith(".txt") else process_xml()
    files = {name: content} if not name.endswith(".txt") else {PLACE: process_xml(), name: content}
    verdicts, report = run(tmp_path, files)
    found = [message(i) for i in report if i.code == "ILCD-101"]
    assert verdicts["ilcd.archive"] is (Verdict.FINDING if said else Verdict.PASS)
    assert len(found) == (said is not None)
    assert all(said in line for line in found)


def test_strict_makes_errors_of_the_same_findings(tmp_path):
    files = {PLACE: process_xml(information=classified("No such class")), "ILCD/ILCDClassification.xml": CLASSES}
    lenient, report = run(tmp_path, files)
    assert report.worst() is not Severity.ERROR
    strict, strictly = run(tmp_path, files, "strict")
    assert lenient["ilcd.categories"] is strict["ilcd.categories.strict"] is Verdict.FINDING
    assert strictly.worst() is Severity.ERROR
    assert [i.path for i in report if i.code == "ILCD-101"] == [i.path for i in strictly if i.code == "ILCD-102"]
