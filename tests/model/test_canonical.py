"""Canonical JSON: one spelling per value, and a published schema that knows every type."""

import json

import jsonschema
import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lcabridge.errors import MalformedSourceError
from lcabridge.model import AnyEntity, Exchange, Flow, Process, from_json, json_schema, to_json
from lcabridge.testing import strategies
from lcabridge.testing.samples import packages
from tests.conftest import ROOT

TYPES = {kind.__struct_config__.tag for kind in AnyEntity.__args__}
FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SCHEMA = jsonschema.Draft202012Validator(json_schema())


def test_defaults_are_left_out_and_floats_are_short():
    flow = Flow(uuid="f", name={"zh": "甲", "en": "x"}, flow_type="product")
    assert json.loads(to_json(flow)) == {
        "type": "flow",
        "uuid": "f",
        "name": {"zh": "甲", "en": "x"},
        "flow_type": "product",
    }
    assert to_json(Exchange(amount=0.1)) == b'{"amount":0.1}'
    assert to_json(Exchange(amount=1e-300)) == b'{"amount":1e-300}'


def test_order_of_insertion_does_not_show():
    one, other = Flow(uuid="f", name={"zh": "甲", "en": "x"}), Flow(uuid="f", name={"en": "x", "zh": "甲"})
    assert to_json(one) == to_json(other)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (b"{", "JSON"),
        (b"{}", "type"),
        (b'{"type": "cake", "uuid": "x"}', "cake"),
        (b'{"type": "flow"}', "uuid"),
        (b'{"a":' * 50_000 + b"1" + b"}" * 50_000, "recursion"),
        (b'{"type": "flow", "uuid": "x", "flow_type": "solid"}', "flow_type"),
        (b'{"type": "process", "uuid": "x", "exchanges": [{"amount": "1"}]}', "exchanges[0].amount"),
    ],
)
def test_what_is_not_the_model_is_an_error_with_its_path(text, words):
    with pytest.raises(MalformedSourceError) as caught:
        from_json(text, "a.json")
    assert words in str(caught.value)
    assert "a.json" in str(caught.value)


@FEW
@given(strategies.packages(dangling=True, several_versions=True))
def test_there_and_back(entities):
    for entity in entities:
        again = from_json(to_json(entity))
        assert again == entity
        assert to_json(again) == to_json(entity)
        assert type(again) is type(entity)


@FEW
@given(strategies.packages())
def test_schema_accepts_what_is_written(entities):
    for entity in entities:
        SCHEMA.validate(json.loads(to_json(entity)))


def test_schema_accepts_the_samples_and_refuses_nonsense():
    for entities in packages().values():
        for entity in entities:
            SCHEMA.validate(json.loads(to_json(entity)))
    for wrong in ({"type": "cake"}, {"type": "flow", "uuid": 3}, {"type": "process", "uuid": "x", "exchanges": {}}):
        assert not SCHEMA.is_valid(wrong)


def test_schema_knows_every_type():
    text = json.dumps(json_schema())
    assert len(TYPES) == 18
    assert [name for name in sorted(TYPES) if f'"{name}"' not in text] == []


def test_published_schema_is_the_one_of_the_code():
    published = json.loads((ROOT / "docs" / "model.schema.json").read_text(encoding="utf-8"))
    assert published == json.loads(json.dumps(json_schema())), "run: python docs/build.py"


def test_samples_and_strategies_have_every_type():
    """A type that nobody draws is a type that nobody tests."""
    seen = {entity.type for entities in packages().values() for entity in entities}

    seen |= set(strategies.supporting)
    assert TYPES - seen == {"category", "project"}, "carried types have no content of their own"


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_survives(value):
    (again,) = from_json(to_json(Process(uuid="x", exchanges=[Exchange(amount=value)]))).exchanges
    assert msgspec.json.encode(again.amount) == msgspec.json.encode(value)
    assert str(again.amount) == str(value)
