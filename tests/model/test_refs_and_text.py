"""References are all found and can be redirected; texts keep their language, and the script can prove it wrong."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lcabridge.model import (
    Exchange,
    Flow,
    Process,
    Ref,
    Review,
    base_language,
    has_cjk,
    iter_refs,
    pick,
    put,
    redirect,
    true_language,
    untagged,
)
from lcabridge.testing import strategies

FEW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
A, B = Ref(type="flow", uuid="a"), Ref(type="process", uuid="b")


def make():
    return Process(
        uuid="p",
        exchanges=[Exchange(flow=A, provider=B), Exchange(amount=1.0)],
        reviews=[Review(reviewers=[Ref(type="contact", uuid="c")], report=Ref(type="source", uuid="s"))],
        extra={"x": {"ref": {"type": "flow", "uuid": "not a reference"}}},
    )


def test_every_reference_is_found_with_its_path():
    assert {path: ref.uuid for path, ref in iter_refs(make())} == {
        "exchanges[0].flow": "a",
        "exchanges[0].provider": "b",
        "reviews[0].reviewers[0]": "c",
        "reviews[0].report": "s",
    }


def test_redirect_changes_what_it_is_told_and_shares_the_rest():
    before = make()
    after = redirect(before, lambda ref: B if ref == A else ref)
    assert after.exchanges[0].flow == B
    assert before.exchanges[0].flow == A, "the value itself is not changed"
    assert after.exchanges[1] is before.exchanges[1]
    assert after.reviews is before.reviews


def test_redirect_without_change_returns_the_same_object():
    process = make()
    assert redirect(process, lambda ref: ref) is process


@FEW
@given(strategies.packages(dangling=True))
def test_redirect_reaches_what_iter_refs_finds(entities):
    there = Ref(type="flow", uuid="there")
    for entity in entities:
        count = sum(1 for _ in iter_refs(entity))
        moved = redirect(entity, lambda _: there)
        assert [ref for _, ref in iter_refs(moved)] == [there] * count


@pytest.mark.parametrize(
    ("tag", "value", "language"),
    [
        ("en", "电力", "zh"),
        ("en", "Electricity 电力", "zh"),
        ("zh", "Electricity", "en"),
        ("zh", "Electricity 电力", "zh"),
        ("zh", "1.5 kg", "en"),
        ("zh", "1.5 %", "zh"),  # numbers and signs prove nothing
        ("zh", "…", "zh"),
        ("en", "électricité", "en"),
        ("ja", "電力", "ja"),
        ("de", "Strom", "de"),
        ("en", "", "en"),
    ],
)
def test_script_proves_the_language(tag, value, language):
    assert true_language(tag, value) == language


def test_second_text_of_a_language_keeps_its_place():
    text = {"en": "one"}
    assert put(text, "en", "two") == "en-x-2"
    assert put(text, "en", "three") == "en-x-3"
    assert put(text, "zh", "四") == "zh"
    assert text == {"en": "one", "en-x-2": "two", "en-x-3": "three", "zh": "四"}
    assert [base_language(tag) for tag in text] == ["en", "en", "en", "zh"]


def test_pick_takes_the_first_preferred_that_is_there():
    assert pick({"de": "Strom", "en": "power"}, "zh", "en") == "power"
    assert pick({"de": "Strom", "en": "power"}, "zh") == "Strom"
    assert pick({}, "en") == pick(None) == ""


def test_untagged_text_is_chinese_where_its_script_says_so():
    assert untagged("电力") == {"zh": "电力"}
    assert untagged("power") == {"en": "power"}
    assert untagged("Strom", "de") == {"de": "Strom"}


@given(st.text())
def test_cjk_is_told_by_code_point(value):
    ranges = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF))
    assert has_cjk(value) == any(low <= ord(char) <= high for char in value for low, high in ranges)


def test_ref_of_an_entity_says_type_version_and_name():
    ref = Flow(uuid="f", version="01.00", name={"en": "x"}).ref()
    assert ref == Ref(type="flow", uuid="f", version="01.00", name={"en": "x"})
    assert ref.key == ("flow", "f", "01.00")
