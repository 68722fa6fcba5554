"""Packages of the TIDAS tools with side files, as their documentation describes them (reference china §1.3)."""

import json

import pytest

import lcabridge
from lcabridge.report import Report
from tests.plugins.ilcd.written import PROCESS, exchange_xml, process_xml

NAME = "data/processes/" + PROCESS


def package(folder, *, envelope=None, recovery=None, exchanges=""):
    place = folder / "data" / "processes"
    place.mkdir(parents=True)
    (place / f"{PROCESS}.xml").write_bytes(process_xml(exchanges=exchanges))
    for suffix, content in (("envelope", envelope), ("recovery", recovery)):
        if content is not None:
            text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
            (place / f"{PROCESS}.tidas-{suffix}.json").write_text(text, encoding="utf-8")
    return folder


def recovery(*entries):
    return {
        "schema_version": "tidas.eilcd-projection-recovery.v1",
        "source_semantic_sha256": "0" * 64,
        "adaptations": {"truncate-text": len(entries)},
        "restorations": [{"path": path, "original": original} for path, original in entries],
    }


def read(folder):
    with lcabridge.read(folder) as opened:
        report = Report()
        (found,) = [entity for part in opened.parts() for entity in opened.read(part, report)]
    return found, report


def test_recovered_fragments_stand_in_their_places(tmp_path):
    long = "x" * 700
    folder = package(
        tmp_path,
        exchanges=exchange_xml(0),
        recovery=recovery(
            ("/processDataSet/exchanges/exchange/0/generalComment", {"@xml:lang": "en", "#text": long}),
            (
                "/processDataSet/processInformation/technology/technologicalApplicability",
                {"@xml:lang": "en", "#text": "a"},
            ),
        ),
    )
    found, report = read(folder)
    assert found.exchanges[0].comment == {"en": long}
    assert found.technology.applicability == {"en": "a"}
    assert report.issue_counts["TIDAS-020"] == 2
    assert report.issue_counts["TIDAS-021"] == 0


def test_keys_beside_the_root_come_from_the_envelope(tmp_path):
    found, report = read(package(tmp_path, envelope={"json_tg": {"nodes": [1]}, "version": "9"}))
    assert found.extra["ilcd"]["//json_tg"] == {"nodes": [1]}
    assert found.extra["ilcd"]["//version"] == "9"
    assert report.issue_counts["TIDAS-020"] == 2


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "[]",
        {"schema_version": "another"},
        {"schema_version": "tidas.eilcd-projection-recovery.v1", "restorations": 3},
    ],
)
def test_a_file_that_is_none_is_named(tmp_path, content):
    found, report = read(package(tmp_path, recovery=content))
    assert found.name == {"en": "Boiler"}
    (issue,) = [i for i in report if i.code == "TIDAS-021"]
    assert issue.data["name"] == f"{NAME}.tidas-recovery.json"


def test_a_fragment_without_a_place_is_named_with_its_value(tmp_path):
    found, report = read(package(tmp_path, recovery=recovery(("/processDataSet/exchanges/exchange/7/meanAmount", "5"))))
    assert found.exchanges == []
    (issue,) = [i for i in report if i.code == "TIDAS-021"]
    assert (issue.path, issue.value) == ("/processDataSet/exchanges/exchange/7/meanAmount", "5")


def test_side_files_do_not_travel_on_beside_data_that_has_them(tmp_path):
    folder = package(tmp_path / "in", envelope={"version": "9"})
    result = lcabridge.convert(folder, tmp_path / "out", to="tidas")
    names = {path.name for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert not any("tidas-envelope" in name for name in names)
    assert result.report.issue_counts["READ-010"] == 0
