"""Systems that are worked out on paper in docs/calculator.md; every expected number here is from there."""

import math

import pytest

from lcabridge.calc import Calculator, SingularSystemError
from lcabridge.calc.contributions import contributions, tree_rows, upstream
from lcabridge.model import Parameter, Ref
from tests.calc.hand import UNITS, Package, co2, flow, inp, out, process, share, uid

EXACT = 1e-12


def scores(package, **rules):
    """Score per reference unit by (process, product) word."""
    calculator = Calculator(package, **rules)
    found = calculator.gwp("cn-inventory")
    assert found.check.is_good
    names = {uid(w): w for w in _WORDS}
    return {
        (names[calculator.activity(c).uuid], names[p.flow]): found.values[c]
        for c, p in enumerate(calculator.system.products)
    }


_WORDS = ["a", "b", "c", "d", "e", "w", "steel", "power", "heat", "scrap", "waste", "gas", "ash", "fuel", "x", "y"]


def close(value):
    return pytest.approx(value, rel=EXACT, abs=0.0)


def test_chain_with_unit_conversion():
    # 1 t steel needs 500 kWh power and emits 1,800 kg; 1 MJ of power emits 0.2 kg: 1800 + 500 x 3.6 x 0.2 = 2160 kg per t
    package = Package(
        *UNITS, flow("steel"), flow("power", prop="energy"), co2(),
        process("a", out("steel", 1.0, ref=True, unit="t"), inp("power", 500.0, unit="kWh"), out("co2", 1.8, unit="t")),
        process("b", out("power", 1.0, ref=True), out("co2", 0.2)),
    )  # fmt: skip
    assert scores(package) == {("a", "steel"): close(2.16), ("b", "power"): close(0.2)}


def test_waste_treatment():
    # 1 kg steel leaves 0.3 kg waste; treating 2 kg waste emits 5 kg: 1 + 0.3 x 2.5 = 1.75; the treatment of 1 kg: 2.5
    package = Package(
        *UNITS, flow("steel"), flow("waste", "waste"), co2(),
        process("a", out("steel", 1.0, ref=True), out("waste", 0.3), out("co2", 1.0)),
        process("w", inp("waste", 2.0, ref=True), out("co2", 5.0)),
    )  # fmt: skip
    assert scores(package) == {("a", "steel"): close(1.75), ("w", "waste"): close(2.5)}


def test_waste_treatment_as_a_negative_product():
    # EcoSpold 2 writes the same as a reference product of -2 and an input of -0.3: same scores, per unit treated
    package = Package(
        *UNITS, flow("steel"), flow("waste"), co2(),
        process("a", out("steel", 1.0, ref=True), inp("waste", -0.3), out("co2", 1.0)),
        process("w", out("waste", -2.0, ref=True), out("co2", 5.0)),
    )  # fmt: skip
    assert scores(package) == {("a", "steel"): close(1.75), ("w", "waste"): close(2.5)}


@pytest.mark.parametrize("side", [inp, out], ids=["openLCA 1: input", "openLCA 2: output"])
def test_avoided_product(side):
    # 1 kg steel gives 0.5 kg heat that replaces b's, 4 kg each: 3 - 0.5 x 4 = 1
    package = Package(
        *UNITS, flow("steel"), flow("heat"), co2(),
        process("a", out("steel", 1.0, ref=True), side("heat", 0.5, avoided=True), out("co2", 3.0)),
        process("b", out("heat", 1.0, ref=True), out("co2", 4.0)),
    )  # fmt: skip
    assert scores(package) == {("a", "steel"): close(1.0), ("b", "heat"): close(4.0)}


def test_avoided_waste_treatment():
    # 1 kg steel takes 0.5 kg waste that w would have treated at 4 kg each, booked as avoided: 3 - 2 = 1
    package = Package(
        *UNITS, flow("steel"), flow("waste", "waste"), co2(),
        process("a", out("steel", 1.0, ref=True), inp("waste", 0.5, avoided=True), out("co2", 3.0)),
        process("w", inp("waste", 1.0, ref=True), out("co2", 4.0)),
    )  # fmt: skip
    assert scores(package)["a", "steel"] == close(1.0)


def test_loop():
    # steel = 2 + 0.5 power; power = 1 + 0.4 steel -> steel = 2.5 / 0.8 = 3.125, power = 1 + 0.4 x 3.125 = 2.25
    package = Package(
        *UNITS, flow("steel"), flow("power"), co2(),
        process("a", out("steel", 1.0, ref=True), inp("power", 0.5), out("co2", 2.0)),
        process("b", out("power", 1.0, ref=True), inp("steel", 0.4), out("co2", 1.0)),
    )  # fmt: skip
    assert scores(package) == {("a", "steel"): close(3.125), ("b", "power"): close(2.25)}


def test_own_use():
    # a plant makes 10, uses 2 itself, emits 4: 4 / 8 = 0.5
    package = Package(
        *UNITS, flow("power"), co2(), process("a", out("power", 10.0, ref=True), inp("power", 2.0), out("co2", 4.0))
    )
    assert scores(package) == {("a", "power"): close(0.5)}


def test_property_conversion():
    # fuel is measured in kg, 1 kg = 40 MJ; 80 MJ are 80 / 40 = 2 kg (multiplying would give 3200)
    package = Package(
        *UNITS, flow("heat", prop="energy"), flow("fuel", also={"energy": 40.0}), co2(),
        process("a", out("heat", 1.0, ref=True), inp("fuel", 80.0, unit="MJ", prop="energy")),
        process("b", out("fuel", 1.0, ref=True), out("co2", 3.0)),
    )  # fmt: skip
    assert scores(package) == {("a", "heat"): close(6.0), ("b", "fuel"): close(3.0)}


def test_formula_and_redefinition():
    # emission = load * f = 4 x 0.25 = 1; with load = 10: 2.5
    package = Package(
        *UNITS, flow("steel"), co2(),
        process(
            "a", out("steel", 1.0, ref=True), out("co2", 1.0, formula="load * f"),
            parameters=[Parameter(name="load", value=4.0), Parameter(name="f", formula="1/4", is_input=False)],
        ),
    )  # fmt: skip
    assert scores(package)["a", "steel"] == close(1.0)
    assert scores(package, redefined={uid("a"): {"load": 10.0}})["a", "steel"] == close(2.5)
    assert scores(package, redefined={"": {"load": 10.0}}, formulas="stated")["a", "steel"] == close(1.0)


def _cogeneration(default, also=()):
    # 100 kg CO2 (exchange 3) and 10 kg ash (exchange 4, landfilled at 2 kg each) for 30 power and 60 heat
    factors = [
        share("physical", "power", 1 / 3), share("physical", "heat", 2 / 3),
        share("economic", "power", 0.6), share("economic", "heat", 0.4),
        share("causal", "power", 0.75, 3), share("causal", "heat", 0.25, 3),
        share("causal", "power", 0.1, 4), share("causal", "heat", 0.9, 4),
    ]  # fmt: skip
    return Package(
        *UNITS, flow("power", also={"energy": 4.0}), flow("heat", also={"energy": 1.0}), flow("ash", "waste"), co2(),
        process(
            "a", out("power", 30.0, ref=True), out("heat", 60.0), out("co2", 100.0), out("ash", 10.0),
            allocation=factors, default=default,
        ),
        process("w", inp("ash", 1.0, ref=True), out("co2", 2.0)),
        *also,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("method", "power", "heat"),
    [
        ("physical", 120 / 3 / 30, 120 * 2 / 3 / 60),  # 4/3 and 4/3
        ("economic", 120 * 0.6 / 30, 120 * 0.4 / 60),  # 2.4 and 0.8
        ("causal", (75 + 2) / 30, (25 + 18) / 60),
        ("none", 120 / 30, 120 / 60),  # each carries everything
        (f"property:{uid('energy')}", 120 * (120 / 180) / 30, 120 * (60 / 180) / 60),  # 30 x 4 MJ and 60 x 1 MJ
    ],
)
def test_allocation(method, power, heat):
    found = scores(_cogeneration("none"), allocation=method)
    assert found == {("a", "power"): close(power), ("a", "heat"): close(heat), ("w", "ash"): close(2.0)}


@pytest.mark.parametrize("method", ["physical", "economic", "causal", "none"])
def test_allocation_as_declared(method):
    package = _cogeneration(method)
    assert scores(package) == scores(package, allocation=method)


def test_substitution():
    # the 60 heat replace boilers at 0.5 kg each: (120 - 60 x 0.5) / 30 = 3
    boiler = process("b", out("heat", 1.0, ref=True), out("co2", 0.5))
    found = scores(_cogeneration("none", [boiler]), allocation="substitution")
    assert found == {("a", "power"): close(3.0), ("b", "heat"): close(0.5), ("w", "ash"): close(2.0)}


def test_allocated_co_product_is_linked():
    # with physical allocation the heat of a is a product of its own: x needs 3 heat at 4/3 each
    user = process("x", out("x", 1.0, ref=True), inp("heat", 3.0, provider="a"))
    assert scores(_cogeneration("physical", [flow("x"), user]))["x", "x"] == close(4.0)


def test_negative_amounts():
    # a takes -0.5 power (it gives some back) and emits -1 kg: 2 - 1 - 0.5 x 3 = -0.5
    package = Package(
        *UNITS, flow("steel"), flow("power"), co2(), co2("up", "Carbon dioxide (fossil)"),
        process("a", out("steel", 1.0, ref=True), inp("power", -0.5), out("co2", 2.0), out("up", -1.0)),
        process("b", out("power", 1.0, ref=True), out("co2", 3.0)),
    )  # fmt: skip
    assert scores(package)["a", "steel"] == close(-0.5)


def test_declared_provider_wins_over_the_only_producer():
    package = Package(
        *UNITS, flow("steel"), flow("power"), co2(),
        process("a", out("steel", 1.0, ref=True), inp("power", 1.0, provider="c")),
        process("b", out("power", 1.0, ref=True), out("co2", 3.0)),
        process("c", out("power", 1.0, ref=True), out("co2", 7.0)),
    )  # fmt: skip
    assert scores(package)["a", "steel"] == close(7.0)
    calculator = Calculator(package, linking="unique")
    assert [(c.code, c.amount) for c in calculator.system.cut_offs] == [("several", 1.0)]


def test_location_and_market_rules():
    package = Package(
        *UNITS, flow("steel"), flow("power"), co2(),
        process("a", out("steel", 1.0, ref=True), inp("power", 1.0), place="CN-HB"),
        process("b", out("power", 1.0, ref=True), out("co2", 3.0), place="CN"),
        process("c", out("power", 1.0, ref=True), out("co2", 7.0), place="GLO"),
        process("d", out("power", 1.0, ref=True), out("co2", 5.0), place="DE"),
    )  # fmt: skip
    assert scores(package, linking="location")["a", "steel"] == close(3.0)
    assert scores(package)["a", "steel"] == 0.0
    package.members[-1].name = {"en": "market for power"}
    assert scores(package, linking="market")["a", "steel"] == close(5.0)


def test_cut_offs_are_listed_with_their_reason():
    package = Package(
        *UNITS, flow("steel"), flow("power"), flow("heat"), flow("fuel"), co2(),
        process("a", out("steel", 1.0, ref=True), inp("power", 2.0), inp("heat", 3.0, provider="y"),
                inp("fuel", 4.0, provider="b"), inp("gas", 5.0, avoided=True)),
        process("b", out("heat", 1.0, ref=True), out("co2", 1.0)),
    )  # fmt: skip
    found = Calculator(package).system.cut_offs
    assert [(c.code, c.amount) for c in found] == [("none", 2.0), ("absent", 3.0), ("other", 4.0), ("none", -5.0)]


def test_contributions_and_tree_sum_to_the_score():
    package = Package(
        *UNITS, flow("steel"), flow("power"), co2(),
        process("a", out("steel", 1.0, ref=True), inp("power", 0.5), out("co2", 2.0)),
        process("b", out("power", 1.0, ref=True), inp("steel", 0.4), out("co2", 1.0)),
    )  # fmt: skip
    calculator = Calculator(package)
    found = calculator.gwp()
    parts = contributions(calculator, found, 0)
    # a runs 1 / 0.8 = 1.25 times (2.5 kg), b 0.625 times (0.625 kg)
    assert [part.score for part in parts] == [close(2.5), close(0.625)]
    root = upstream(calculator, found, 0, cut_off=0.1)
    for _, node in tree_rows(root):
        if node.children or node.rest:
            assert node.score == close(node.direct + sum(c.score for c in node.children) + node.rest)
    assert root.direct == close(2.0)


def test_singular_loop_names_its_processes():
    package = Package(
        *UNITS, flow("steel"), flow("power"), flow("x"), co2(),
        process("a", out("steel", 1.0, ref=True), inp("power", 2.0)),
        process("b", out("power", 1.0, ref=True), inp("steel", 0.5)),
        process("x", out("x", 1.0, ref=True), out("co2", 1.0)),
    )  # fmt: skip
    with pytest.raises(SingularSystemError, match=r"loop .*: a; b; ") as error:
        scores(package)
    assert "a; b" in error.value.zh


def test_process_that_uses_what_it_makes():
    package = Package(*UNITS, flow("power"), process("a", out("power", 1.0, ref=True), inp("power", 1.0)))
    with pytest.raises(SingularSystemError, match="on balance: a"):
        Calculator(package)


def test_empty_package():
    found = Calculator(Package(*UNITS)).gwp()
    assert found.values.shape == (0,)


def test_iterative_agrees_with_direct():
    package = Package(
        *UNITS, flow("steel"), flow("power"), co2(),
        process("a", out("steel", 1.0, ref=True), inp("power", 1.5), out("co2", 2.0)),
        process("b", out("power", 1.0, ref=True), inp("steel", 0.4), out("co2", 1.0)),
    )  # fmt: skip
    direct, iterative = (Calculator(package, way=way).gwp().values for way in ("direct", "iterative"))
    assert list(iterative) == pytest.approx(list(direct), rel=1e-11)


def test_references_may_hold_versions():
    package = Package(
        *UNITS, flow("steel"), flow("power"), co2(),
        process("a", out("steel", 1.0, ref=True), inp("power", 1.0)),
        process("b", out("power", 1.0, ref=True), out("co2", 3.0), version="01.00.000"),
        process("b", out("power", 1.0, ref=True), out("co2", 7.0), version="02.00.000"),
    )  # fmt: skip
    user = package.members[-3]
    for version, value in (("01.00", 3.0), ("02.00.000", 7.0), ("", 7.0)):
        user.exchanges[1].provider = Ref(type="process", uuid=uid("b"), version=version)
        assert Calculator(package).gwp().values[0] == close(value)
    assert math.isfinite(value)
