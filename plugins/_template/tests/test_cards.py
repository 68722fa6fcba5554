"""The conformance suite bound to this format, and the facts that are its own."""

from pathlib import Path

import pytest
from lcabridge_template.plugin import Cards
from lcabridge_template.reader import read_card

from lcabridge.errors import MalformedSourceError
from lcabridge.report import Report
from lcabridge.testing.conformance import FormatConformance
from lcabridge.testing.roundtrip import read_package, target_path, write_package
from lcabridge.testing.samples import packages


class TestCards(FormatConformance):
    @pytest.fixture
    def fmt(self):
        return Cards()

    @pytest.fixture
    def golden(self):
        return Path(__file__).with_name("golden")


def test_without_comments_each_comment_is_reported(tmp_path):
    sample = packages()["supply chain"]
    path = target_path(Cards(), tmp_path)
    report = write_package(Cards(), sample, path, comments=False)
    entities, _ = read_package(Cards(), path)
    assert not any(entity.description for entity in entities)
    paths = {issue.path for issue in report if issue.code == "CARD-001"}
    assert {"description['en']", "description['zh']", "exchanges[1].comment['zh']"} <= paths


def test_unknown_key_is_an_issue_with_its_place():
    report = Report()
    card = {"card": "flow", "id": "8f1c7a52-5b53-4c61-8f0e-0d5c3f1f9a10", "weight": 3}
    read_card(card, "steel.card", report)
    (issue,) = report
    assert (issue.code, issue.pointer, issue.value, issue.file) == ("READ-001", "/weight", 3, "steel.card")


@pytest.mark.parametrize(
    ("card", "pointer"), [({"card": "cake"}, "/card"), ([], "/card"), ({"card": "flow", "id": "x"}, "/id")]
)
def test_what_is_no_card_is_an_error_with_its_place(card, pointer):
    with pytest.raises(MalformedSourceError) as caught:
        read_card(card, "steel.card", Report())
    assert str(caught.value.at) == f"steel.card {pointer}"


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("name", "steel", "texts by language"),
        ("kind", "solid", "one of elementary"),
        ("measured_by", {}, "a list"),
        ("measured_by", [3], "an object"),
        ("measured_by", [{"factor": 2}], "complete"),
        ("cas", 7, "a text"),
    ],
)
def test_wrong_kind_of_value_is_named_and_left_out(key, value, expected):
    report = Report()
    entity = read_card({"card": "flow", "id": "8f1c7a52-5b53-4c61-8f0e-0d5c3f1f9a10", key: value}, "f", report)
    (issue,) = report
    assert issue.code == "READ-003"
    assert issue.pointer.startswith(f"/{key}")
    assert issue.data["expected"].startswith(expected)
    assert (entity.name, entity.flow_type, entity.properties, entity.cas) == ({}, None, [], "")
