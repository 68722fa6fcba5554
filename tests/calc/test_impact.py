"""Impact categories of packages: units, directions, formulas, places, and factors that fit nothing."""

import pytest

import lcabridge
from lcabridge.calc import Calculator
from lcabridge.errors import UsageError
from lcabridge.model import ImpactCategory, ImpactFactor, ImpactMethod, Parameter, Place, Ref, UnitRef
from tests.calc.hand import AIR, UNITS, Package, flow, inp, out, process, uid


def factor(word, value, **more):
    return ImpactFactor(flow=Ref(type="flow", uuid=uid(word)), value=value, **more)


def category(*factors, name="Impact", unit="pt", **more):
    return ImpactCategory(uuid=uid(name), name={"en": name}, unit=unit, factors=list(factors), **more)


def package(*more):
    return Package(
        *UNITS,
        flow("x"),
        flow("gas", "elementary", category=AIR, name="Carbon dioxide, fossil", also={"energy": 4.0}),
        flow("ore", "elementary", category="Elementary flows/Resource/in ground"),
        flow("sand", "elementary", category="somewhere"),
        process("a", out("x", 1.0, ref=True), out("gas", 2.0), inp("ore", 3.0), inp("sand", 5.0), inp("gas", 0.5)),
        *more,
    )


def score(*factors, **more):
    made = category(*factors, **more)
    (found,) = Calculator(package(made)).method(made.uuid)
    return found.values[0]


@pytest.mark.parametrize(
    ("factors", "expected"),
    [
        # without a direction the compartment decides: emitted 2, taken back 0.5
        ([factor("gas", 10.0)], 10.0 * (2.0 - 0.5)),
        ([factor("ore", 10.0)], 30.0),
        ([factor("sand", 10.0)], 50.0),
        ([factor("gas", 10.0, direction="output")], 15.0),
        # a factor of its own for the other direction holds there
        ([factor("gas", 10.0, direction="output"), factor("gas", 1.0, direction="input")], 20.0 + 0.5),
        # 10 per t = 0.01 per kg; 10 per MJ with 4 MJ per kg = 40 per kg; per kWh = 40 / 3.6
        ([factor("ore", 10.0, unit=UnitRef(name="t"))], 0.03),
        ([factor("gas", 10.0, direction="output", unit=UnitRef(name="kWh"), property=Ref(type="flow_property", uuid=uid("energy")))],
         10.0 * 4.0 / 3.6 * 1.5),
        # factors for a place are left out
        ([factor("ore", 99.0, place=Place(code="CN")), factor("ore", 10.0)], 30.0),
    ],
)  # fmt: skip
def test_factors(factors, expected):
    assert score(*factors) == pytest.approx(expected, rel=1e-12)


def test_formula_of_a_factor():
    made = score(factor("ore", None, formula="2 * k"), parameters=[Parameter(name="k", value=3.0)])
    assert made == pytest.approx(18.0, rel=1e-12)


def test_method_means_all_its_categories():
    first, second = category(factor("ore", 1.0), name="One"), category(factor("ore", 2.0), name="Two")
    method = ImpactMethod(uuid=uid("method"), name={"en": "Both"}, categories=[first.ref(), second.ref()])
    found = Calculator(package(first, second, method)).method("both")
    assert [s.values[0] for s in found] == [3.0, 6.0]
    with pytest.raises(UsageError, match="there are: Both; One; Two"):
        Calculator(package(first, second, method)).method("other")


def test_category_that_fits_no_flow_is_told():
    made = category(factor("else", 1.0), name="Climate change")
    calculator = Calculator(package(made))
    (found,) = calculator.method("Climate change")
    assert found.values[0] == 0.0
    told = [i.data["reason"] for i in calculator.system.report.issues if i.code == "CALC-016"]
    assert "none of its 1 factors" in told[0]
    assert {row.name["en"] for row, _ in found.indicator.without} == {"Carbon dioxide, fossil"}


def test_method_of_another_package_over_mapped_flows(corpus):
    """EF 3.1 climate change over TianGong's EF flows equals the GWP set it is made of, product by product."""
    with (
        lcabridge.read(corpus / "ilcd" / "tiangong-dev.zip") as opened,
        lcabridge.read(corpus / "lcia" / "ef31-climate.zip") as methods,
    ):
        calculator = Calculator(opened)
        (theirs,) = calculator.method("Climate change", methods)
        ours = calculator.gwp("ar6-7.15")
    differing = {
        row.name["en"]
        for row, a, b in zip(calculator.system.flows, theirs.indicator.factors, ours.indicator.factors, strict=True)
        if a != b
    }
    # EF 3.1 leaves ethane out, which AR6 has with 0.437
    assert differing <= {"ethane"}
    same = abs(theirs.values - ours.values) <= 1e-6 * abs(ours.values)
    assert same.mean() > 0.9
