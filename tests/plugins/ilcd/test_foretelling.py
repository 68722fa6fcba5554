"""What is foretold of plain exchanges is what writing and reading them the long way gives, byte by byte."""

from __future__ import annotations

import pytest

from lcabridge.model import Exchange, Index, Place, Process, Ref, RefSummary, Uncertainty, UnitRef, diff
from lcabridge.report import Report
from lcabridge_ilcd.codec import encode
from lcabridge_ilcd.exchanges import EXCHANGE
from lcabridge_ilcd.writing import Writing
from tests.plugins.ilcd.test_corpus import load
from tests.plugins.ilcd.written import FUEL, PROCESS, fuel_index, read

FLOW = Ref(type="flow", uuid=FUEL)
CASES = {
    "plain": {},
    "zero": {"amount": 0.0},
    "negative zero": {"amount": -0.0},
    "small": {"amount": 5e-324},
    "whole number": {"amount": 3},
    "no amount": {"amount": None},
    "no flow": {"flow": None},
    "no direction": {"direction": None},
    "reference": {"is_reference": True},
    "names": {"flow": Ref(type="flow", uuid=FUEL, name={"en": "a & b", "zh": "甲<乙"}, version="01.00.000")},
    "wrong language": {"flow": Ref(type="flow", uuid=FUEL, name={"en": "甲", "zh": "abc"})},
    "second text": {"flow": Ref(type="flow", uuid=FUEL, name={"en": "a", "en-x-2": "b"})},
    "odd tag": {"flow": Ref(type="flow", uuid=FUEL, name={" de": "a", "": "b"})},
    "blank": {"flow": Ref(type="flow", uuid=FUEL, name={"en": " "}), "comment": {"en": ""}},
    "long": {"comment": {"en": "x" * 501}},
    "long name": {"flow": Ref(type="flow", uuid=FUEL, name={"en": "x" * 1001})},
    "line ends": {"comment": {"en": " a\r\n\tb "}},
    "control": {"comment": {"en": "a\x01b"}},
    "not a UUID": {"flow": Ref(type="flow", uuid="abc")},
    "nil": {"flow": Ref(type="flow", uuid="00000000-0000-0000-0000-000000000000")},
    "upper case": {"flow": Ref(type="flow", uuid=FUEL.upper())},
    "address": {"flow": Ref(type="flow", uuid=FUEL, uri="http://x")},
    "sections": {"flow": Ref(type="flow", uuid=FUEL, sections=("1",))},
    "summary": {"flow": Ref(type="flow", uuid=FUEL, summary=RefSummary(category=("a",)))},
    "other type": {"flow": Ref(type="process", uuid=FUEL)},
    "version": {"flow": Ref(type="flow", uuid=FUEL, version=' 1"\n')},
    "words": {"derivation": "Measured", "data_source_type": "Mixed", "function_type": "General reminder flow"},
    "spaced words": {"derivation": " Measured "},
    "blank words": {"derivation": " ", "function_type": "  "},
    "place": {"place": Place(code="CN")},
    "blank place": {"place": Place(code=" ")},
    "place by reference": {"place": Place(code="CN", ref=Ref(type="location", uuid=FUEL))},
    "no id": {"id": None},
    "same id": {"id": 1},
    "large id": {"id": 10**9},
    "unit": {"unit": UnitRef(name="kg")},
    "formula": {"formula": "1+1"},
    "variable": {"variable": "v", "mean_amount": 2.0},
    "mean": {"mean_amount": 2.0},
    "avoided": {"is_avoided": True},
    "provider": {"provider": Ref(type="process", uuid=PROCESS)},
    "uncertainty": {"uncertainty": Uncertainty(distribution="lognormal", gsd=1.2)},
    "quality": {"dq_entry": "(1;2)", "base_uncertainty": 1.1},
    "sources": {"sources": [Ref(type="source", uuid=FUEL)]},
    "carried": {"extra": {"/exchanges/exchange/1/common:other": {"x": "y"}}},
    "carried whole": {"extra": {"/exchanges/exchange/0": "x", "/exchanges/exchange/2/common:other": {"x": "y"}}},
}


def process(case: dict[str, object]) -> Process:
    usual = {"flow": FLOW, "amount": 1.5, "direction": "output"}
    extra = case.get("extra")
    members = {**usual, **{name: value for name, value in case.items() if name != "extra"}}
    exchanges = [Exchange(id=n, **usual) for n in range(4)]
    exchanges[2] = Exchange(**{"id": 2, **members})
    return Process(uuid=PROCESS, name={"en": "x"}, exchanges=exchanges, extra={"ilcd": extra} if extra else {})


def written(entity: Process, index: Index, json: bool) -> tuple[bytes, list[str]]:
    report = Report(cap=None)
    data = encode(entity, index, report, json=json)
    return data, [repr((i.code, i.path, i.value, i.data)) for i in report]


@pytest.mark.parametrize("json", [False, True], ids=["xml", "json"])
@pytest.mark.parametrize("case", CASES)
def test_foretold_is_what_the_long_way_gives(case, json, monkeypatch):
    entity, index = process(CASES[case]), fuel_index()
    foretold = written(entity, index, json)
    monkeypatch.setattr(Writing, "bare", lambda _writing, _pointer: lambda _i: False)
    assert foretold == written(entity, index, json)


@pytest.mark.parametrize("json", [False, True], ids=["xml", "json"])
@pytest.mark.parametrize("case", CASES)
def test_exchanges_come_back(case, json):
    entity = process(CASES[case])
    back, _ = read(encode(entity, fuel_index(), Report(), json=json), fuel_index())
    assert diff(entity, back) == []


def test_every_field_of_an_exchange_is_plain_or_looked_at():
    looked_at = {
        "unit", "property", "is_avoided", "provider", "formula", "mean_amount", "variable", "uncertainty", "cost",
        "base_uncertainty", "dq_entry", "sources", "mapped_from", "modules",
    }  # fmt: skip
    values, _ = EXCHANGE.plain((Exchange(id=1, amount=1.0), 1, (), ""))
    assert {*values, *looked_at, "is_reference"} - {"mean"} == set(Exchange.__struct_fields__)


@pytest.mark.parametrize("json", [False, True], ids=["xml", "json"])
@pytest.mark.parametrize("package", ["ilcd/tiangong-dev.zip", "ilcd/elcd-sample", "ilcd/sdk-samples"])
def test_packages_are_written_the_same(package, json, corpus, monkeypatch):
    found, index = load(corpus / package)
    processes = [entity for _, _, _, entity in found if isinstance(entity, Process)]
    assert processes
    foretold = [written(entity, index, json) for entity in processes]
    monkeypatch.setattr(Writing, "bare", lambda _writing, _pointer: lambda _i: False)
    assert foretold == [written(entity, index, json) for entity in processes]
