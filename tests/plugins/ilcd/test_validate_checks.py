"""The checks of the family, on packages of a few documents."""

import copy
import json

import pytest

from lcabridge.check import Verdict
from lcabridge.model import Index
from lcabridge.pipeline import open_package, validate
from lcabridge.registry import checks, registry
from lcabridge.report import Report, message
from lcabridge_ilcd.placeholders import complete
from lcabridge_ilcd.requirements import REQUIREMENTS
from lcabridge_ilcd.validate import CHECKS
from tests.plugins.ilcd.documents import UUID, data, exchange, flow, process, reference, rich_process, root, text


@pytest.fixture(autouse=True)
def _no_schemas_of_the_user(monkeypatch, tmp_path):
    monkeypatch.setenv("LCABRIDGE_SCHEMAS", str(tmp_path / "no-store"))


def package(folder, *documents):
    """Write a national package of (module, document, UUID digit)."""
    for module, doc, n in documents:
        data(doc, module)["common:UUID"] = UUID.format(n)
        place = folder / module / f"{UUID.format(n)}.json"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(doc), encoding="utf-8")
    return folder


def made(doc, module):
    return module, complete(doc, module, None, Index(), Report())


def run(folder, profile):
    report = Report()
    with open_package(folder, registry(), format_id="national", report=Report()) as opened:
        opened.build_index()
        results = validate(opened, checks(registry()), profile, report)
    return {r.check.id: r for r in results}, report


def test_checks_are_registered():
    ids = [check.id for check in CHECKS]
    assert len(set(ids)) == len(ids)
    assert set(ids) <= {check.id for check in checks(registry())}
    assert all(check.title_en and check.title_zh and check.profiles for check in CHECKS)


def test_a_completed_package_passes_the_rule_table(tmp_path):
    folder = package(tmp_path, (*made(rich_process(), "processes"), 1), (*made(flow("Product flow"), "flows"), 5))
    results, report = run(folder, "structure")
    assert results["tidas.schema"].outcome.verdict is Verdict.PASS
    assert results["tidas.schema"].outcome.examined == 2
    told = next(issue for issue in report if issue.code == "TIDAS-012")
    assert "rule table" in message(told, "en")


def test_the_schema_files_of_the_user_are_used_if_they_are_there(tmp_path, corpus, monkeypatch):
    monkeypatch.setenv("LCABRIDGE_SCHEMAS", str(tmp_path / "store"))
    from lcabridge.sources.schemas import add

    add(corpus / "schemas" / "tidas-json")
    folder = package(tmp_path / "package", (*made(rich_process(), "processes"), 1))
    results, report = run(folder, "schema")
    assert results["tidas.schema"].outcome.verdict is Verdict.PASS
    assert results["tidas.keys"].outcome.verdict is Verdict.PASS
    assert "store" in next(issue.value for issue in report if issue.code == "TIDAS-012")


def test_a_fault_is_named_with_file_and_path(tmp_path):
    module, doc = made(rich_process(), "processes")
    root(doc, module)["processInformation"]["time"]["common:referenceYear"] = "2023"
    del root(doc, module)["exchanges"]["exchange"][1]["exchangeDirection"]
    results, report = run(package(tmp_path, (module, doc, 1)), "structure")
    assert results["tidas.schema"].outcome.verdict is Verdict.FINDING
    found = {issue.path: issue for issue in report if issue.code == "TIDAS-010"}
    assert set(found) == {
        "/processDataSet/processInformation/time/common:referenceYear",
        "/processDataSet/exchanges/exchange[1]/exchangeDirection",
    }
    assert all(issue.file.endswith(f"{UUID.format(1)}.json") for issue in found.values())
    assert all(issue.entity.uuid == UUID.format(1) for issue in found.values())


def test_each_fault_names_its_own_file(tmp_path):
    faulty = []
    for n in (1, 2):
        module, doc = made(rich_process(), "processes")
        del root(doc, module)["exchanges"]["exchange"][0]["meanAmount"]
        faulty.append((module, doc, n))
    _, report = run(package(tmp_path, *faulty), "structure")
    files = [issue.file for issue in report if issue.code == "TIDAS-010"]
    assert [file.endswith(f"{UUID.format(n)}.json") for n, file in zip((1, 2), files, strict=True)] == [True, True]


def test_keys_cannot_be_checked_without_the_schema_files(tmp_path):
    results, _ = run(package(tmp_path, (*made(rich_process(), "processes"), 1)), "schema")
    outcome = results["tidas.keys"].outcome
    assert outcome.verdict is Verdict.NOT_ASSESSABLE
    assert "lcabridge schemas add" in outcome.missing[0]


def test_a_version_that_is_not_there_is_a_finding(tmp_path):
    there = flow("Product flow")
    root(there, "flows")["administrativeInformation"] = {
        "publicationAndOwnership": {"common:dataSetVersion": "02.00.000"}
    }
    user = process({**exchange("0"), "referenceToFlowDataSet": reference("flow data set", 5)})
    folder = package(tmp_path, (*made(user, "processes"), 1), (*made(there, "flows"), 5))
    results, report = run(folder, "structure")
    assert results["references.versions"].outcome.verdict is Verdict.FINDING
    (found,) = [issue for issue in report if issue.code == "INDEX-004"]
    assert (found.path, found.value, found.data["wanted"]) == ("exchanges[0].flow", "02.00.000", "01.00.000")


def test_placeholders_are_listed(tmp_path):
    results, report = run(package(tmp_path, (*made(rich_process(), "processes"), 1)), "national")
    assert results["national.placeholders"].outcome.verdict is Verdict.FINDING
    listed = {issue.path for issue in report if issue.code == "TIDAS-013"}
    assert "administrativeInformation/common:commissionerAndGoal/common:referenceToCommissioner" in listed
    assert "processInformation/dataSetInformation/common:generalComment" not in listed


def test_requirements_are_met_or_not_with_their_clause(tmp_path):
    good = rich_process()
    good["processDataSet"]["processInformation"]["dataSetInformation"]["name"]["baseName"] = text("power", "电力")
    bare = process(exchange("0"))
    folder = package(tmp_path, (*made(good, "processes"), 1), (*made(bare, "processes"), 2))
    results, report = run(folder, "national")
    unmet = {(i.data["asked_en"], i.entity.uuid[-1]) for i in report if i.code == "TIDAS-014"}
    asked = {r.id: r.en for r in REQUIREMENTS}
    assert (asked["industry"], "2") in unmet
    assert (asked["industry"], "1") not in unmet
    assert (asked["name"], "2") in unmet
    assert (asked["name"], "1") not in unmet
    assert (asked["review"], "1") not in unmet
    assert (asked["balance"], "1") not in unmet
    assert (asked["time"], "2") in unmet
    assert results["national.industry"].check.clause == "G8"
    assert results["national.links"].outcome.verdict is Verdict.NOT_ASSESSABLE
    worded = message(next(i for i in report if i.code == "TIDAS-014"), "zh")
    assert "未满足" in worded


def test_a_placeholder_does_not_meet_a_requirement(tmp_path):
    # The placeholder name parts are bilingual, and a review of type "Not reviewed" stands there: neither counts.
    results, report = run(package(tmp_path, (*made(process(exchange("0")), "processes"), 1)), "national")
    for id_ in ("review", "rights", "cut-off", "technology", "place"):
        assert results[f"national.{id_}"].outcome.verdict is Verdict.FINDING, id_
    assert not any(i.code == "TIDAS-014" and i.data["clause"] == "" for i in report)


def test_ilcd_files_are_validated_with_the_xsd(tmp_path, corpus, monkeypatch):
    monkeypatch.setenv("LCABRIDGE_SCHEMAS", str(tmp_path / "store"))
    from lcabridge.sources.schemas import add

    add(corpus / "schemas" / "eilcd-xsd")
    contact = (corpus / "ilcd" / "elcd-sample" / "contact.xml").read_text(encoding="utf-8")
    broken = contact.replace("<email>", "<eMail>").replace("</email>", "</eMail>")
    assert broken != contact
    for name, content in (("good", contact), ("broken", broken)):
        place = tmp_path / name / "contacts" / "contact.xml"
        place.parent.mkdir(parents=True)
        place.write_text(content, encoding="utf-8")
        report = Report()
        with open_package(tmp_path / name, registry(), format_id="ilcd", report=Report()) as opened:
            opened.build_index()
            results = {r.check.id: r for r in validate(opened, checks(registry()), "schema", report)}
        verdict = results["ilcd.schema"].outcome.verdict
        assert verdict is (Verdict.PASS if name == "good" else Verdict.FINDING)
        if name == "broken":
            assert any(issue.line and "eMail" in issue.data.get("reason", "") for issue in report)


def test_sample_files_are_valid_as_their_provenance_says(corpus):
    # PROVENANCE.md: all seven files of the ELCD sample are valid; of the SDK samples eleven are, six are not.
    from lxml import etree

    from lcabridge_ilcd.schemas import ROOT_SCHEMAS, SchemaSet, xml_schema

    folder = corpus / "schemas" / "eilcd-xsd" / "schemas"
    schemas = SchemaSet("ilcd", "corpus", {path.name: path.read_bytes() for path in folder.glob("*.xsd")})

    def verdicts(files):
        for path in files:
            element = etree.parse(str(path)).getroot()
            schema = ROOT_SCHEMAS.get(etree.QName(element).localname)
            if schema:
                yield xml_schema(schemas, schema).validate(element)

    assert [*verdicts((corpus / "ilcd" / "elcd-sample").glob("*.xml"))] == [True] * 7
    assert sorted(verdicts((corpus / "ilcd" / "sdk-samples").glob("*.xml"))) == [False] * 6 + [True] * 11


def test_the_document_given_to_find_faults_is_left_alone():
    from lcabridge_ilcd.placeholders import find_faults

    doc = process(exchange("0"))
    before = copy.deepcopy(doc)
    assert find_faults(doc, "processes")
    assert doc == before
    assert find_faults({"flowDataSet": {}}, "processes") == [("/", "'processDataSet' is missing")]
