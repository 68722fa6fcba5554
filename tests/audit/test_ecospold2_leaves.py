"""The audit of EcoSpold 2: it accepts what means the same, and catches every planted loss."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.audit.hand_made import compare, issue

SPOLD = """<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold02"><activityDataset><activityDescription>
<activity id="a1" activityNameId="n1" type="1" specialActivityType="0"><activityName xml:lang="en">Steel</activityName>
</activity><technology technologyLevel="3"/></activityDescription><flowData>
<intermediateExchange id="x1" unitId="u" amount="1.0" intermediateExchangeId="f1"><name xml:lang="en">steel</name>
<property propertyId="p1" amount="0.5"/><comment/><outputGroup>0</outputGroup></intermediateExchange>
<intermediateExchange id="x2" unitId="u" amount="2.50" intermediateExchangeId="f2"><name xml:lang="en">coke</name>
<inputGroup>5</inputGroup></intermediateExchange></flowData></activityDataset></ecoSpold>"""
SAME = [
    ('amount="2.50"', 'amount="2.5"'),
    ('technologyLevel="3"', ""),
    (
        'amount="2.50" intermediateExchangeId="f2"',
        'intermediateExchangeId="f2" isCalculatedAmount="false" amount="2.5e0"',
    ),
]
LOST = [
    ('amount="2.50"', 'amount="2.51"'),
    ("<inputGroup>5</inputGroup>", "<outputGroup>5</outputGroup>"),
    ('intermediateExchangeId="f1"', 'intermediateExchangeId="f3"'),
    ('technologyLevel="3"', 'technologyLevel="2"'),
    (">coke<", ">coal<"),
    ('<property propertyId="p1" amount="0.5"/>', ""),
    ("<comment/>", ""),
    ('type="1"', 'type="2"'),
]


@pytest.mark.parametrize(("text", "other"), SAME)
def test_another_spelling_is_no_loss(tmp_path: Path, text: str, other: str) -> None:
    assert text in SPOLD
    result = compare(tmp_path, {"a.spold": SPOLD.encode()}, {"b.spold": SPOLD.replace(text, other).encode()})
    assert result.clean
    assert result.total["amount"] == 3


@pytest.mark.parametrize(("text", "other"), LOST)
def test_a_planted_loss_is_caught(tmp_path: Path, text: str, other: str) -> None:
    assert text in SPOLD
    assert not compare(tmp_path, {"a.spold": SPOLD.encode()}, {"b.spold": SPOLD.replace(text, other).encode()}).clean


def test_a_reported_loss_is_covered_by_its_place(tmp_path: Path) -> None:
    back = {"a.spold": SPOLD.replace('amount="2.50" ', "").encode()}
    place = {"pointer": "/ecoSpold/activityDataset/flowData/intermediateExchange[2]/@amount"}
    told = issue(entity={"uuid": "a1"}, stage="READ", path="exchanges[1].amount", at=place)
    assert compare(tmp_path, {"a.spold": SPOLD.encode()}, back, told).clean
    elsewhere = issue(entity={"uuid": "a1"}, stage="READ", path="x", at={"pointer": "/ecoSpold/x"})
    assert not compare(tmp_path, {"a.spold": SPOLD.encode()}, back, elsewhere).clean


def test_an_entry_of_master_data_is_a_data_set(tmp_path: Path) -> None:
    text = """<validPersons xmlns="http://www.EcoInvent.org/EcoSpold02" majorRelease="3">
      <person id="p1" name="A" email="a@example.org"/></validPersons>"""
    assert compare(tmp_path, {"P.xml": text.encode()}, {"Persons.xml": text.encode()}).clean
    assert not compare(
        tmp_path, {"P.xml": text.encode()}, {"P.xml": text.replace('name="A"', 'name="B"').encode()}
    ).clean
