"""Allocation factors: native fractions, their rounding, and what the extension keeps."""

from __future__ import annotations

import pytest

from lcabridge.model import AllocationFactor, Exchange, Index, Process, Ref, diff
from lcabridge.report import Report
from lcabridge_ilcd.codec import encode
from tests.plugins.ilcd.written import PROCESS, codes, elements, process_xml, read, write

PRODUCTS = [Ref(type="flow", uuid=f"00000000-0000-4000-8000-00000000000{n}") for n in range(3)]
INPUT = Ref(type="flow", uuid="00000000-0000-4000-8000-000000000009")


def process(allocation, default=None):
    outputs = [Exchange(flow=p, amount=1.0, direction="output", id=n + 1) for n, p in enumerate(PRODUCTS)]
    outputs[0].is_reference = True
    inputs = [Exchange(flow=INPUT, amount=1.0, direction="input", id=9)]
    return Process(
        uuid=PROCESS, name={"en": "x"}, exchanges=outputs + inputs, allocation=allocation, default_allocation=default
    )


def fractions(data):
    return [
        (e.getparent().getparent().get("dataSetInternalID"), e.get("internalReferenceToCoProduct"), e.get("allocatedFraction"))
        for e in elements(data, "exchanges/exchange/allocations/allocation")
    ]  # fmt: skip


def thirds(method):
    return [AllocationFactor(method=method, product=p, value=1 / 3) for p in PRODUCTS]


def test_thirds_sum_to_one_hundred_and_stay_exact():
    original = process(thirds("physical"))
    data, report = write(original)
    assert fractions(data) == [("1", "1", "33.334"), ("2", "2", "33.333"), ("3", "3", "33.333")]
    assert "WRITE-005" in codes(report)
    assert diff(original, read(data)[0]) == []


def test_exact_fractions_have_all_their_digits():
    original = process(thirds("physical"))
    report = Report(cap=None)
    data = encode(original, Index(), report, json=False, exact_fractions=True)
    # 100 / 3, to the digits of the double nearest to a third.
    assert fractions(data) == [(n, n, "33.33333333333333") for n in "123"]
    assert "WRITE-005" not in codes(report)
    assert diff(original, read(data)[0]) == []


@pytest.mark.parametrize("json", [False, True])
def test_methods_without_a_native_place_come_back(json):
    allocation = [*thirds("economic"), AllocationFactor(method="physical", product=PRODUCTS[0], value=1.0)]
    original = process(allocation, "economic")
    data, _ = write(original, json=json)
    assert diff(original, read(data)[0]) == []


def test_the_default_method_is_the_native_one():
    allocation = [
        *(AllocationFactor(method="physical", product=p, value=v) for p, v in zip(PRODUCTS, (0.5, 0.25, 0.25), strict=True)),
        *(AllocationFactor(method="economic", product=p, value=v) for p, v in zip(PRODUCTS, (0.8, 0.1, 0.1), strict=True)),
    ]  # fmt: skip
    data, _ = write(process(allocation, "economic"))
    assert [fraction for _, _, fraction in fractions(data)] == ["80", "10", "10"]


def test_causal_factors_stand_on_their_exchange():
    factors = [
        AllocationFactor(method="causal", product=p, exchange_id=9, value=v)
        for p, v in zip(PRODUCTS, (0.6, 0.3, 0.1), strict=True)
    ]
    data, _ = write(process(factors))
    assert fractions(data) == [("9", "1", "60"), ("9", "2", "30"), ("9", "3", "10")]


def share(number, inside):
    return (
        f'<exchange dataSetInternalID="{number}"><referenceToFlowDataSet type="flow data set" '
        f'refObjectId="{PRODUCTS[number].uuid}"/><meanAmount>1</meanAmount><allocations>{inside}</allocations></exchange>'
    )


def allocation(product, fraction):
    return f'<allocation internalReferenceToCoProduct="{product}" allocatedFraction="{fraction}"/>'


def test_own_shares_that_sum_to_one_hundred_are_those_of_the_process():
    data = process_xml(exchanges=share(0, allocation(0, 60)) + share(1, allocation(1, 40)))
    factors = read(data)[0].allocation
    assert [(f.method, f.product, f.exchange_id, f.value) for f in factors] == [
        ("physical", PRODUCTS[0], None, 0.6),
        ("physical", PRODUCTS[1], None, 0.4),
    ]


def test_products_that_belong_to_themselves_are_no_share_of_the_process():
    inputs = share(2, allocation(0, 60) + allocation(1, 40))
    data = process_xml(exchanges=share(0, allocation(0, 100)) + share(1, allocation(1, 100)) + inputs)
    factors = read(data)[0].allocation
    assert {f.method for f in factors} == {"causal"}
    assert [(f.product_id, f.exchange_id, f.value) for f in factors] == [
        (0, 0, 1.0), (1, 1, 1.0), (0, 2, 0.6), (1, 2, 0.4),
    ]  # fmt: skip


def test_the_approach_tells_the_method():
    modelling = (
        "<LCIMethodAndAllocation><LCIMethodApproaches>Allocation - market value</LCIMethodApproaches>"
        "</LCIMethodAndAllocation>"
    )
    process_, _ = read(process_xml(modelling=modelling, exchanges=share(0, allocation(0, 100))))
    assert process_.default_allocation == "economic"
    assert process_.allocation[0].method == "economic"
