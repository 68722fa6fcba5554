"""The extension: patches by comparison, their form, and what happens when the data set or the patch was edited."""

from __future__ import annotations

import orjson
import pytest

from lcabridge.model import AllocationFactor, Exchange, Process, Ref, UnitRef, diff
from lcabridge.report import Report
from lcabridge_ilcd.extension import apply, difference
from tests.plugins.ilcd.written import PROCESS, codes, elements, read, write

KG = UnitRef(name="kg", uuid="20aadc24-a391-41cf-b340-3e4529f44bde")


def process(n=6, **members):
    exchanges = [Exchange(id=i, amount=float(i), **members) for i in range(n)]
    return Process(uuid=PROCESS, name={"en": "x"}, exchanges=exchanges)


def patched(native, exact):
    patch = orjson.loads(orjson.dumps(difference(native, exact)))
    report = Report()
    apply(native, patch, report, pointer="/common:other/lcabridge:data")
    return patch, report


def test_equal_entities_need_no_patch():
    assert difference(process(), process()) == {}


def test_a_column_says_a_value_once():
    patch, report = patched(native := process(), exact := process(unit=KG))
    assert diff(native, exact) == []
    assert not report.issues
    ((path, field, entries),) = patch["columns"]
    assert (path, field) == ("exchanges", "unit")
    assert entries == [[None, {"name": "kg", "uuid": KG.uuid}, "0-5"]]


@pytest.mark.parametrize(
    "change",
    [
        {"name": {"en": "y", "zh": "二"}},
        {"tags": ["a", "b"]},
        {"default_allocation": "causal"},
        {"extra": {"olca": {"a/b~c": 1, "d": None}, "x": {"y": [1, {"z": "~"}]}}},
        {"exchanges": []},
        {"exchanges": [Exchange(id=1, flow=Ref(type="flow", uuid=PROCESS, name={"en": "f"}))]},
        {"allocation": [AllocationFactor(method="causal", exchange_id=i, value=i / 7) for i in range(9)]},
        {"parameters": []},
    ],
)
def test_every_change_comes_back(change):
    native, exact = process(), process()
    for name, value in change.items():
        setattr(exact, name, value)
    patched(native, exact)
    exact.extra = {f: {k: v for k, v in part.items() if v is not None} for f, part in exact.extra.items()}
    assert diff(native, exact) == []


def test_the_order_of_languages_is_kept():
    native, exact = process(), process()
    native.name, exact.name = {"en": "a", "zh": "甲"}, {"zh": "甲", "en": "a"}
    patched(native, exact)
    assert list(native.name) == ["zh", "en"]


def test_a_field_changed_since_holds_and_only_that():
    native, exact = process(), process()
    exact.exchanges[2].amount, exact.exchanges[3].amount = 20.5, 30.5
    patch = difference(native, exact)
    native.exchanges[2].amount = 7.0
    report = Report()
    apply(native, patch, report, pointer="p")
    assert [e.amount for e in native.exchanges[2:4]] == [7.0, 30.5]
    assert [i.path for i in report] == ["exchanges[2].amount"]


@pytest.mark.parametrize(
    "text",
    [
        "no JSON", "[]", '{"v": 99}', '{"v": 1, "set": [["exchanges/0", 1, 2]]}', '{"v": 1, "set": [["nowhere", null, 1]]}',
        '{"v": 1, "columns": [["exchanges", "amount", [[0.0, 1.0, "0-99999999999"]]]]}',
        '{"v": 1, "columns": [["exchanges", "amount", [[0.0, 1.0, "x"]]]]}',
        '{"v": 1, "tables": [["allocation", "0", 99999999999, {}]]}', '{"v": 1, "set": 7}', '{"v": 1, "set": [[1, 2, 3]]}',
        '{"v": 1, "set": [["uuid", "00000000-0000-4000-8000-0000000000a1", 5]]}',
    ],
)  # fmt: skip
def test_a_damaged_extension_is_named_and_changes_nothing(text):
    data, _ = write(process(unit=KG))
    (element,) = elements(data, "other/data")
    element.text = text
    from lxml import etree

    back, report = read(etree.tostring(element.getroottree()))
    assert "READ-012" in codes(report)
    assert [e.amount for e in back.exchanges] == [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]
