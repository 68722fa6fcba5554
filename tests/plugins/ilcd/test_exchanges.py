"""Amounts, uncertainty and openLCA's attributes of exchanges; every number is calculated by hand."""

from __future__ import annotations

import math

import pytest

from lcabridge.model import Exchange, Process, Ref, Uncertainty, UnitRef, diff
from tests.plugins.ilcd.written import (
    ENERGY,
    FUEL,
    KG,
    MASS,
    MJ,
    PROCESS,
    codes,
    elements,
    exchange_xml,
    fuel_index,
    process_xml,
    read,
    texts,
    write,
)

FUEL_REF = Ref(type="flow", uuid=FUEL)
IN_MJ = {"unit": UnitRef(name="MJ", uuid=MJ), "property": Ref(type="flow_property", uuid=ENERGY, name={"en": "Energy"})}


def one(**members):
    exchange = Exchange(flow=FUEL_REF, direction="input", id=1, **members)
    return Process(uuid=PROCESS, version="01.00.000", name={"en": "Boiler"}, exchanges=[exchange])


@pytest.mark.parametrize("json", [False, True])
def test_twenty_megajoules_of_ten_per_kilogram_are_two_kilograms(json):
    data, _ = write(one(amount=20.0, **IN_MJ), fuel_index(), json=json)
    if not json:
        assert texts(data, "exchanges/exchange/meanAmount") == ["2"]
        assert texts(data, "exchanges/exchange/resultingAmount") == ["2"]
    else:
        assert b'"resultingAmount":"2"' in data


@pytest.mark.parametrize("json", [False, True])
def test_the_declared_amount_comes_back(json):
    process = one(amount=20.0, **IN_MJ)
    data, _ = write(process, fuel_index(), json=json)
    back, _ = read(data, fuel_index())
    assert diff(process, back) == []


def test_openlca_reads_unit_property_and_amount():
    data, _ = write(one(amount=20.0, **IN_MJ), fuel_index())
    (exchange,) = elements(data, "exchanges/exchange")
    olca = "{http://openlca.org/ilcd-extensions}"
    assert exchange.get(f"{olca}amount") == "20"
    assert exchange.get(f"{olca}unitId") == MJ
    assert exchange.get(f"{olca}propertyId") == ENERGY


def test_an_amount_edited_since_holds_and_is_named():
    data, _ = write(one(amount=20.0, **IN_MJ), fuel_index())
    edited = data.replace(b"<resultingAmount>2</resultingAmount>", b"<resultingAmount>3</resultingAmount>")
    process, report = read(edited.replace(b"<meanAmount>2<", b"<meanAmount>3<"), fuel_index())
    assert process.exchanges[0].amount == 3.0
    assert process.exchanges[0].unit is None
    assert "READ-012" in codes(report)


def test_openlcas_wrong_amount_is_recognised():
    # openLCA multiplies by the property factor: 20 MJ x 10 = 200 stands where 2 kg is meant.
    data = process_xml(
        exchanges=exchange_xml(
            inside="<meanAmount>200</meanAmount><resultingAmount>200</resultingAmount>",
            attributes=f'olca:unitId="{MJ}" olca:propertyId="{ENERGY}" olca:amount="20"',
        )
    )
    process, report = read(data, fuel_index())
    assert process.exchanges[0].amount == 20.0
    assert process.exchanges[0].unit == UnitRef(name="MJ", uuid=MJ)
    assert "ILCD-004" in codes(report)


def test_mean_times_variable_is_the_resulting_amount():
    # 28.8 MJ at 10 MJ/kg: variable 28.8, mean 0.1 kg per MJ, result 2.88 kg.
    data = process_xml(
        relations='<mathematicalRelations><variableParameter name="heat"><meanValue>28.8</meanValue>'
        "</variableParameter></mathematicalRelations>",
        exchanges=exchange_xml(
            inside="<referenceToVariable>heat</referenceToVariable>"
            "<meanAmount>0.1</meanAmount><resultingAmount>2.88</resultingAmount>"
        ),
    )
    process, _ = read(data)
    (exchange,) = process.exchanges
    assert (exchange.amount, exchange.mean_amount, exchange.variable) == (2.88, 0.1, "heat")
    assert process.parameters[0].value == 28.8
    again, _ = write(process)
    assert texts(again, "exchanges/exchange/meanAmount") == ["0.1"]
    assert texts(again, "exchanges/exchange/resultingAmount") == ["2.88"]
    assert texts(again, "exchanges/exchange/referenceToVariable") == ["heat"]


def spread(uncertainty, **members):
    data, report = write(one(amount=5.0, uncertainty=uncertainty, **members), fuel_index())
    return data, report


def test_lognormal_spread_is_the_square_of_the_geometric_deviation():
    data, _ = spread(Uncertainty(distribution="lognormal", gsd=1.2))
    assert texts(data, "exchanges/exchange/relativeStandardDeviation95In") == ["1.44"]
    assert texts(data, "exchanges/exchange/uncertaintyDistributionType") == ["log-normal"]


def test_lognormal_spread_is_read_as_its_root():
    inside = (
        "<meanAmount>5</meanAmount><uncertaintyDistributionType>log-normal</uncertaintyDistributionType>"
        "<relativeStandardDeviation95In>1.44</relativeStandardDeviation95In>"
    )
    process, _ = read(process_xml(exchanges=exchange_xml(inside=inside)))
    assert process.exchanges[0].uncertainty.gsd == pytest.approx(1.2, rel=1e-15)


def test_normal_spread_is_twice_the_deviation_and_scales():
    # 3 MJ deviation at 10 MJ/kg is 0.3 kg; twice that is 0.6.
    data, _ = spread(Uncertainty(distribution="normal", mean=5.0, sd=3.0), **IN_MJ)
    assert texts(data, "exchanges/exchange/relativeStandardDeviation95In") == ["0.6"]


def test_bounds_are_in_the_reference_unit():
    data, _ = spread(Uncertainty(distribution="uniform", minimum=10.0, maximum=30.0), **IN_MJ)
    assert texts(data, "exchanges/exchange/minimumAmount") == ["1"]
    assert texts(data, "exchanges/exchange/maximumAmount") == ["3"]


def test_a_spread_too_fine_is_rounded_named_and_kept():
    uncertainty = Uncertainty(distribution="lognormal", median=5.0, gsd=1.0744)
    data, report = spread(uncertainty)
    assert texts(data, "exchanges/exchange/relativeStandardDeviation95In") == ["1.154"]  # 1.15433536
    assert "WRITE-005" in codes(report)
    back, _ = read(data, fuel_index())
    assert back.exchanges[0].uncertainty == uncertainty


def test_a_missing_factor_is_named_and_the_amount_written_as_it_is():
    data, report = write(one(amount=20.0, **IN_MJ))
    assert texts(data, "exchanges/exchange/resultingAmount") == ["20"]
    assert "WRITE-007" in codes(report)


def test_provider_avoided_and_quality_are_openlcas_attributes():
    provider = Ref(type="process", uuid=PROCESS)
    process = one(
        amount=1.0, provider=provider, is_avoided=True, dq_entry="(1;2)", base_uncertainty=1.05, formula="2*x"
    )
    data, _ = write(process, fuel_index())
    attributes = {k.rpartition("}")[2]: v for k, v in elements(data, "exchanges/exchange")[0].attrib.items()}
    assert attributes == {
        "dataSetInternalID": "1", "defaultProvider": PROCESS, "avoidedProduct": "true",
        "pedigreeUncertainty": "(1;2)", "baseUncertainty": "1.05", "formula": "2*x",
    }  # fmt: skip
    assert diff(process, read(data, fuel_index())[0]) == []


def test_reference_unit_needs_no_conversion():
    process = one(amount=7.5, unit=UnitRef(name="kg", uuid=KG), property=Ref(type="flow_property", uuid=MASS))
    data, report = write(process, fuel_index())
    assert texts(data, "exchanges/exchange/resultingAmount") == ["7.5"]
    assert report.converted == {}


def test_ids_are_given_where_the_model_has_none():
    process = one(amount=1.0)
    process.exchanges = [Exchange(flow=FUEL_REF, amount=float(n), is_reference=n == 1) for n in range(2)]
    data, _ = write(process)
    assert [e.get("dataSetInternalID") for e in elements(data, "exchanges/exchange")] == ["0", "1"]
    assert texts(data, "processInformation/quantitativeReference/referenceToReferenceFlow") == ["1"]
    assert diff(process, read(data)[0]) == []


def test_an_amount_that_is_no_number_is_named_and_carried():
    process, report = read(process_xml(exchanges=exchange_xml(inside="<meanAmount>many</meanAmount>")))
    assert process.exchanges[0].amount is None
    assert process.extra["ilcd"]["/exchanges/exchange/0/meanAmount"] == "many"
    (issue,) = [i for i in report if i.code == "ILCD-001"]
    assert issue.pointer == "/processDataSet/exchanges/exchange[1]/meanAmount"
    assert issue.line is not None
    assert texts(write(process)[0], "exchanges/exchange/meanAmount") == ["many"]


def test_huge_amounts_do_not_become_infinite():
    process = one(amount=1e308, **{**IN_MJ, "property": Ref(type="flow_property", uuid=MASS)})
    data, _ = write(process, fuel_index())
    assert math.isfinite(float(texts(data, "exchanges/exchange/resultingAmount")[0]))
    assert diff(process, read(data, fuel_index())[0]) == []


def test_a_formula_is_a_variable_that_gives_the_resulting_amount():
    # 3.6*8 = 28.8 MJ at 10 MJ/kg: variable 28.8 x mean 0.1 = 2.88 kg.
    process = one(amount=28.8, formula="3.6*8", **IN_MJ)
    data, _ = write(process, fuel_index())
    (name,) = texts(data, "exchanges/exchange/referenceToVariable")
    path = "processInformation/mathematicalRelations/variableParameter"
    assert [p.get("name") for p in elements(data, path)] == [name]
    assert texts(data, f"{path}/formula") == ["3.6*8"]
    mean, result = (float(texts(data, f"exchanges/exchange/{n}")[0]) for n in ("meanAmount", "resultingAmount"))
    assert float(texts(data, f"{path}/meanValue")[0]) * mean == pytest.approx(result, rel=1e-12)
    assert result == pytest.approx(2.88, rel=1e-12)
    assert diff(process, read(data, fuel_index())[0]) == []


def test_openlcas_formula_variable_is_read_as_a_formula():
    data = process_xml(
        relations='<mathematicalRelations><variableParameter name="temp_olca_param1"><formula>a*2</formula>'
        '<meanValue>8</meanValue></variableParameter><variableParameter name="a"><meanValue>4</meanValue>'
        "</variableParameter></mathematicalRelations>",
        exchanges=exchange_xml(
            inside="<referenceToVariable>temp_olca_param1</referenceToVariable>"
            "<meanAmount>0.1</meanAmount><resultingAmount>0.8</resultingAmount>"
        ),
    )
    process, _ = read(data)
    assert process.exchanges[0].formula == "(a*2) * 0.1"
    assert [p.name for p in process.parameters] == ["a"]


@pytest.mark.parametrize(("said", "written"), [("input", "Output"), ("output", "Input")])
def test_an_avoided_product_has_the_other_direction_as_openlca_writes_it(said, written):
    # openLCA 2.6, ExchangeConversion and MappedExchange: the credit is no burden for who does not know the attribute.
    process = one(amount=1.0, is_avoided=True)
    process.exchanges[0].direction = said
    data, _ = write(process, fuel_index())
    assert texts(data, "exchanges/exchange/exchangeDirection") == [written]
    assert diff(process, read(data, fuel_index())[0]) == []
