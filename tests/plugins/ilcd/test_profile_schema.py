"""The published JSON Schema of the national profile, and its requirements."""

import copy

import jsonschema
import orjson
import pytest

import lcabridge
from lcabridge.model import Index
from lcabridge.report import Report
from lcabridge_ilcd.placeholders import complete, frame
from lcabridge_ilcd.profile_schema import profile_schema
from lcabridge_ilcd.requirements import REQUIREMENTS
from lcabridge_ilcd.tidas_rules import MODULES, rule_table
from tests.plugins.ilcd import documents
from tests.plugins.ilcd.documents import data, minimal, root


@pytest.fixture(scope="module")
def validators():
    schema = profile_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    definitions = schema["$defs"]
    return {
        module: jsonschema.Draft202012Validator({"$ref": f"#/$defs/{module}", "$defs": definitions})
        for module in rule_table().modules
    }


def faults(validator, doc):
    return [f"{error.json_path}: {error.message[:150]}" for error in validator.iter_errors(doc)][:3]


@pytest.mark.parametrize("module", MODULES)
def test_completed_documents_are_valid_and_bare_ones_are_not(validators, module):
    doc = minimal(module)
    assert faults(validators[module], doc)
    complete(doc, module, None, Index(), Report())
    assert faults(validators[module], doc) == []


@pytest.mark.parametrize("module", documents.RICH)
def test_rich_documents_are_valid(validators, module):
    doc = complete(documents.RICH[module](), module, None, Index(), Report())
    assert faults(validators[module], doc) == []


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("common:generalComment", [{"@xml:lang": "zh", "#text": "no Chinese"}]),
        ("common:generalComment", [{"@xml:lang": "en", "#text": "水泥"}]),
        ("common:generalComment", [{"@xml:lang": "klingon", "#text": "x"}]),
        ("common:UUID", "not a UUID"),
        ("novelty", "x"),
    ],
)
def test_what_the_profile_does_not_take_is_found(validators, place, value):
    doc = complete(minimal("processes"), "processes", None, Index(), Report())
    broken = copy.deepcopy(doc)
    data(broken, "processes")[place] = value
    assert faults(validators["processes"], broken)
    del root(doc, "processes")["exchanges"]
    assert faults(validators["processes"], doc)


def test_placeholder_data_sets_are_valid(validators):
    report = Report()
    complete(minimal("processes"), "processes", None, Index(), report)
    made = frame(report)
    assert made
    for module, doc in made:
        assert faults(validators[module], complete(doc, module, None, Index(), Report())) == []


def test_requirements_have_ids_of_their_own_and_clauses_of_the_guideline():
    ids = [entry.id for entry in REQUIREMENTS]
    assert len(set(ids)) == len(ids)
    clauses = {f"G{n}" for n in range(1, 12)} | {f"A{n}" for n in range(1, 10)}
    assert {entry.clause for entry in REQUIREMENTS} <= clauses
    assert {entry.level for entry in REQUIREMENTS} == {"structure", "mapped", "factor"}


@pytest.mark.slow
def test_a_public_package_is_valid_whole(validators, corpus, tmp_path):
    lcabridge.convert(corpus / "ilcd" / "tiangong-dev.zip", tmp_path / "out", to="national")
    seen = 0
    for path in (tmp_path / "out").glob("*/*.json"):
        if path.parent.name in validators:
            assert faults(validators[path.parent.name], orjson.loads(path.read_bytes())) == [], path.name
            seen += 1
    assert seen > 660
