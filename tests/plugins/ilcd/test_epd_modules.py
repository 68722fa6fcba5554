"""EPDs: values of indicators by module and scenario, read, written and changed."""

import orjson
import pytest
from lxml import etree

from lcabridge.cli import run
from lcabridge.model import ModuleValue, from_json, to_json
from tests.plugins.ilcd.test_epd_extension import put
from tests.plugins.ilcd.written import codes, read, write

NS = "http://www.iai.kit.edu/EPD/2013"
UNIT_GROUP = f'<e:referenceToUnitGroupDataSet xmlns:e="{NS}" type="unit group data set" refObjectId="93a60a57-a3c8-11da-a746-0800200c9a66"/>'


def amount(module, text, scenario="", prefix="e"):
    more = f' {prefix}:scenario="{scenario}"' if scenario else ""
    return f'<{prefix}:amount xmlns:{prefix}="{NS}" {prefix}:module="{module}"{more}>{text}</{prefix}:amount>'


def amounts(data):
    root = etree.fromstring(data)
    return [(a.get(f"{{{NS}}}module"), a.get(f"{{{NS}}}scenario"), a.text) for a in root.iter(f"{{{NS}}}amount")]


GIVEN = amount("A1-A3", "5.5") + amount("C3", "-0.25", "Recycling") + amount("B6", "ND") + UNIT_GROUP


def test_values_by_module_are_read():
    entity, report = read(put("process", "</exchange>", GIVEN))
    assert entity.exchanges[0].modules == (
        ModuleValue(module="A1-A3", amount=5.5),
        ModuleValue(module="C3", scenario="Recycling", amount=-0.25),
        ModuleValue(module="B6", text="ND"),
    )
    assert codes(report) == set()
    assert entity.extra["ilcd"].keys() == {"/exchanges/exchange/0/common:other"}
    assert "amount" not in str(entity.extra)


@pytest.mark.parametrize("json", [False, True])
def test_values_by_module_are_written(json):
    entity, _ = read(put("process", "</exchange>", GIVEN))
    entity.exchanges[0].modules = (ModuleValue(module="D", amount=1e-9), *entity.exchanges[0].modules[1:])
    data = write(entity, json=json)[0]
    if not json:
        assert amounts(data) == [("D", None, "1e-09"), ("C3", "Recycling", "-0.25"), ("B6", None, "ND")]
    assert read(data)[0].exchanges[0].modules == entity.exchanges[0].modules


def test_what_is_no_value_of_a_module_stays_as_it_stands():
    odd = f'<e:amount xmlns:e="{NS}">5</e:amount>'
    entity, _ = read(put("process", "</exchange>", odd))
    assert entity.exchanges[0].modules == ()
    assert amounts(write(entity)[0]) == [(None, None, "5")]


def test_amount_of_another_name_space_is_none():
    entity, _ = read(put("process", "</exchange>", GIVEN.replace(NS, "urn:example:other")))
    assert entity.exchanges[0].modules == ()


@pytest.mark.parametrize("word", ["generic", "representative", "average", "specific", "template"])
def test_what_an_epd_stands_for(word):
    sub_type = f'<epd:subType xmlns:epd="{NS}">{word} dataset</epd:subType>'
    entity, _ = read(put("process", "</LCIMethodAndAllocation>", sub_type))
    assert entity.epd_type == word
    assert f">{word} dataset</epd:subType>".encode() in write(entity)[0]


def test_the_model_as_json_shows_the_values():
    entity, _ = read(put("process", "</exchange>", GIVEN))
    shown = orjson.loads(to_json(entity))["exchanges"][0]["modules"]
    assert shown[1] == {"module": "C3", "scenario": "Recycling", "amount": -0.25}
    assert from_json(to_json(entity)) == entity


def test_every_value_of_the_samples_is_read(corpus):
    data = (corpus / "ilcd" / "sdk-samples" / "epd-v1.3-example.xml").read_bytes()
    process, _ = read(data)
    members = [*process.exchanges, *process.impact_results]
    expected = [(m, s, float(text)) for m, s, text in amounts(data)]
    assert [(v.module, v.scenario or None, v.amount) for x in members for v in x.modules] == expected
    assert len(expected) > 300
    assert [(m, s, float(text)) for m, s, text in amounts(write(process)[0])] == expected


def test_inspect_shows_the_values_by_module(tmp_path, capsys):
    text = (
        put("process", "</exchange>", GIVEN)
        .decode()
        .replace("LCI result", "EPD")
        .replace("Unit process, single operation", "EPD")
    )
    (tmp_path / "epd.xml").write_text(text, "utf-8")
    assert read(text.encode())[0].process_type == "epd"
    assert run(["inspect", str(tmp_path / "epd.xml"), "--deep", "--json"]) == 0
    (epd,) = orjson.loads(capsys.readouterr().out)["epds"]
    assert epd["modules"] == ["A1-A3", "C3 - Recycling", "B6"]
    assert list(epd["values"].values()) == [{"A1-A3": 5.5, "C3 - Recycling": -0.25, "B6": "ND"}]
    assert run(["inspect", str(tmp_path / "epd.xml"), "--deep"]) == 0
    assert "C3 - Recycling" in capsys.readouterr().out
