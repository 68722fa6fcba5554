"""The JSON report against its published schema."""

import copy
import json

import jsonschema
import orjson
import pytest

from lcabridge.model import EntityType
from lcabridge.report import Loss, Report, Severity, Stage
from lcabridge.report import catalogue as c
from lcabridge.report.render import json_bytes
from tests.conftest import ROOT
from tests.report.sample import GRID, SOURCE, TARGET, small, small_dict

SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def validator():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    return jsonschema.Draft202012Validator(SCHEMA)


def _round(report_dict):
    return orjson.loads(json_bytes(report_dict))


def test_report_is_valid(validator):
    validator.validate(_round(small_dict()))


def test_empty_report_without_target_is_valid(validator):
    validator.validate(_round(Report().to_dict("0.1.0", SOURCE, None)))


def test_report_beyond_the_cap_is_valid(validator):
    report = Report(cap=2)
    for n in range(5):
        report.add(c.DROPPED_VALUE, entity=GRID, path="process.name", value=n)
    result = _round(report.to_dict("0.1.0", SOURCE, TARGET))
    validator.validate(result)
    assert result["beyond_cap"]["WRITE-004"]["count"] == 3
    assert len(result["issues"]) == 2


def test_schema_knows_every_word_of_the_code():
    issue = SCHEMA["$defs"]["issue"]["properties"]
    assert set(issue["severity"]["enum"]) == set(Severity)
    assert set(issue["stage"]["enum"]) == set(Stage)
    assert set(issue["loss"]["enum"]) == {None, *Loss} - {Loss.CONVERTED}
    assert set(SCHEMA["$defs"]["entityType"]["enum"]) == set(EntityType.__args__)


def _at(document, path):
    for step in path:
        document = document[step]
    return document


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("report_version",), 2),
        (("version",), ""),
        (("counts", "process", "read"), -1),
        (("counts", "widget"), {"read": 1, "written": 1}),
        (("issue_counts", "READ-003"), 0),
        (("beyond_cap", "READ-003"), {"count": 1, "digest": "abc"}),
        (("issues", 0, "severity"), "FATAL"),
        (("issues", 0, "loss"), "CONVERTED"),
        (("issues", 0, "stage"), "read"),
        (("issues", 0, "entity", "type"), "Process"),
        (("issues", 0, "at", "line"), 0),
        (("issues", 0, "message", "zh"), ""),
        (("issues", 0, "surplus"), 1),
        (("surplus",), 1),
    ],
)
def test_schema_refuses_what_breaks_the_contract(validator, path, value):
    document = copy.deepcopy(_round(small_dict()))
    _at(document, path[:-1])[path[-1]] = value
    assert not validator.is_valid(document)


@pytest.mark.parametrize("key", SCHEMA["required"])
def test_schema_asks_for_every_member(validator, key):
    document = _round(small_dict())
    del document[key]
    assert not validator.is_valid(document)


@pytest.mark.parametrize("key", SCHEMA["$defs"]["issue"]["required"])
def test_schema_asks_for_every_member_of_an_issue(validator, key):
    document = _round(small_dict())
    del document["issues"][0][key]
    assert not validator.is_valid(document)


def test_one_issue_in_full():
    assert _round(small().to_dict("0.1.0", SOURCE, TARGET))["issues"][0] == {
        "code": "READ-003",
        "severity": "ERROR",
        "loss": "DROPPED",
        "stage": "READ",
        "entity": {"type": "process", "uuid": "11111111-1111-4111-8111-111111111111", "version": "01.00.000"},
        "path": "process.exchanges.amount",
        "at": {"file": "sample.zip!processes/1111.json", "line": None, "pointer": "/exchanges/3/amount"},
        "value": "1,5",
        "message": {
            "en": "process.exchanges.amount: '1,5' is not a number",
            "zh": "process.exchanges.amount：'1,5' 不是数字",
        },
    }


def test_counts_and_converted():
    result = small().to_dict("0.1.0", SOURCE, TARGET)
    assert result["counts"] == {"flow": {"read": 5, "written": 4}, "process": {"read": 3, "written": 3}}
    assert result["converted"] == {"unit spelling": 7}
    assert result["issue_counts"]["WRITE-004"] == 3
