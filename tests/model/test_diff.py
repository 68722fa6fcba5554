"""The structural difference and the leaves, against differences counted by hand."""

import math

import pytest

from lcabridge.model import (
    Change,
    Exchange,
    Flow,
    FlowPropertyFactor,
    Parameter,
    Process,
    Ref,
    Uncertainty,
    UnitGroup,
    diff,
    leaves,
)

MASS = Ref(type="flow_property", uuid="m", name={"en": "Mass"})


def test_equal_values_do_not_differ():
    assert diff(Flow(uuid="a", name={"en": "x", "zh": "甲"}), Flow(uuid="a", name={"zh": "甲", "en": "x"})) == []


def test_paths_name_lists_texts_and_nested_values():
    left = Process(
        uuid="a",
        name={"en": "old"},
        exchanges=[
            Exchange(amount=1.0),
            Exchange(amount=2.0, uncertainty=Uncertainty(distribution="lognormal", gsd=1.2)),
        ],
    )
    right = Process(
        uuid="a",
        name={"en": "new"},
        exchanges=[
            Exchange(amount=1.0),
            Exchange(amount=2.5, uncertainty=Uncertainty(distribution="lognormal", gsd=1.3)),
        ],
    )
    assert sorted(diff(left, right)) == [
        Change("exchanges[1].amount", 2.0, 2.5),
        Change("exchanges[1].uncertainty.gsd", 1.2, 1.3),
        Change("name['en']", "old", "new"),
    ]


def test_what_is_gone_is_named_leaf_by_leaf():
    gone = FlowPropertyFactor(property=MASS, factor=2.5)
    left, right = Flow(uuid="a", properties=[gone]), Flow(uuid="a")
    expected = [
        ("properties[0].property.type", "flow_property"),
        ("properties[0].property.uuid", "m"),
        ("properties[0].property.name['en']", "Mass"),
        ("properties[0].factor", 2.5),
    ]
    assert diff(left, right) == [Change(path, value, None) for path, value in expected]
    assert diff(right, left) == [Change(path, None, value) for path, value in expected]


@pytest.mark.parametrize(("one", "other"), [(None, ""), ({}, None), ([], ()), ("", [])])
def test_nothing_said_equals_nothing_said(one, other):
    assert diff(one, other) == []


@pytest.mark.parametrize(("one", "other"), [(1, 1.0), (0.0, 0), (True, True)])
def test_equal_numbers(one, other):
    assert diff(one, other) == []


@pytest.mark.parametrize(
    ("one", "other"), [(0.0, -0.0), (1, True), (0, False), (0.1, math.nextafter(0.1, 1)), (0.0, None), (False, None)]
)
def test_numbers_that_look_alike_differ(one, other):
    assert diff(one, other) == [Change("", one, other)]


def test_a_flag_that_changes_is_a_difference():
    assert diff(Exchange(is_avoided=True), Exchange()) == [Change("is_avoided", True, False)]


def test_entities_of_two_types_differ_as_wholes():
    (change,) = diff(Flow(uuid="a"), UnitGroup(uuid="a"))
    assert change.path == ""


def test_leaves_are_what_was_said():
    process = Process(uuid="p", name={"en": "P"}, exchanges=[Exchange(amount=0.0, is_reference=True)])
    assert dict(leaves(process)) == {
        "uuid": "p",
        "name['en']": "P",
        "exchanges[0].amount": 0.0,
        "exchanges[0].is_reference": True,
    }


def test_a_default_is_no_leaf():
    # is_input is True unless said otherwise, a factor 1 unless said otherwise.
    assert dict(leaves(Parameter(name="a"))) == {"name": "a"}
    assert dict(leaves(Parameter(name="a", is_input=False))) == {"name": "a", "is_input": False}
    assert "factor" not in dict(leaves(FlowPropertyFactor(property=MASS)))


def test_extra_has_leaves_too():
    flow = Flow(uuid="a", extra={"x": {"k": [1, {"deep": "v"}]}})
    assert dict(leaves(flow))["extra['x']['k'][1]['deep']"] == "v"
