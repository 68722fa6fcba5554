"""Packages with errors: the process and the exchange are named, nothing is guessed silently, the rest is calculated."""

import pytest

from lcabridge.calc import Calculator
from lcabridge.errors import UsageError
from lcabridge.model import Parameter
from lcabridge.report import message
from tests.calc.hand import UNITS, Package, co2, flow, inp, out, process, share


def findings(package, code, **rules):
    calculator = Calculator(package, **rules)
    issues = [i for i in calculator.system.report.issues if i.code == code]
    for issue in issues:
        assert message(issue, "zh")
        assert issue.entity is not None
    return calculator, [message(i, "en") for i in issues]


def _with(*bad, **more):
    """x is sound; a is broken; user needs a."""
    return Package(
        *UNITS, flow("steel"), flow("power"), flow("x"), flow("y"), co2(),
        process("a", *bad, **more),
        process("x", out("x", 1.0, ref=True), out("co2", 2.0)),
        process("user", out("y", 1.0, ref=True), inp("steel", 1.0), inp("x", 1.0)),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("code", "exchanges", "more", "words"),
    [
        ("CALC-001", [out("steel", 1.0)], {}, "a: no exchange"),
        ("CALC-002", [out("steel", 0.0, ref=True)], {}, "a, exchange 1 (steel): the reference amount is 0"),
        ("CALC-003", [out("steel", 1.0, ref=True), inp("power", 2.0, unit="furlong")], {}, "exchange 2 (power): unit 'furlong'"),
        ("CALC-003", [out("steel", 1.0, ref=True), inp("power", 2.0, unit="MJ", prop="energy")], {}, "exchange 2 (power)"),
        ("CALC-003", [out("steel", 1.0, ref=True), inp("power", 2.0, unit="kWh")], {}, "unit 'kWh'"),
        ("CALC-004", [out("steel", 1.0, ref=True), inp("power", 2.0, formula="missing * 2")], {}, "'missing'"),
        ("CALC-004", [out("steel", 1.0, ref=True), inp("power", 2.0, formula="p")],
         {"parameters": [Parameter(name="p", formula="q", is_input=False), Parameter(name="q", formula="p", is_input=False)]}, "circle"),
        ("CALC-005", [out("steel", 1.0, ref=True), inp("power", None)], {}, "exchange 2 (power): neither"),
    ],
    ids=["no reference", "zero reference", "unknown unit", "no such property", "other dimension", "missing parameter", "cycle", "no amount"],
)  # fmt: skip
def test_named_and_contained(code, exchanges, more, words):
    package = _with(*exchanges, **more)
    calculator, said = findings(package, code)
    assert len(said) == 1
    assert words in said[0]
    scores = calculator.gwp()
    by_name = {calculator.activity(c).name["en"]: c for c in range(len(scores.values))}
    assert not scores.incomplete[by_name["x"]]
    assert scores.values[by_name["x"]] == 2.0
    # user depends on a: by a link to its column, or by a cut-off of a flow that only a would supply
    reasons = {c.product for c in calculator.system.cut_offs}
    assert scores.incomplete[by_name["user"]] or by_name["user"] in reasons


def test_formula_that_disagrees_with_its_amount():
    package = Package(
        *UNITS, flow("steel"), co2(), process("a", out("steel", 1.0, ref=True), out("co2", 5.0, formula="2 * 3"))
    )
    calculator, said = findings(package, "CALC-011")
    assert "5.0 is stated, the formula gives 6.0" in said[0]
    assert calculator.gwp().values[0] == 6.0


def test_missing_allocation_factor_counts_one_and_is_told():
    package = Package(
        *UNITS, flow("power"), flow("heat"), co2(),
        process("a", out("power", 1.0, ref=True), out("heat", 1.0), out("co2", 10.0),
                allocation=[share("physical", "power", 0.6)], default="physical"),
    )  # fmt: skip
    calculator, said = findings(package, "CALC-008")
    assert "2 (heat): no physical factor" in said[0]
    assert list(calculator.gwp().values) == [6.0, 10.0]
    assert findings(package, "CALC-009")[1]


def test_unknown_rules_are_refused():
    package = Package(*UNITS)
    with pytest.raises(UsageError, match="linking rule 'guess'"):
        Calculator(package, linking="guess")
    with pytest.raises(UsageError, match="allocation rule 'weight'"):
        Calculator(package, allocation="weight")


def test_command_line_offers_the_rules_there_are():
    from lcabridge.calc.gwp import DEFAULT_SET
    from lcabridge.calc.linking import LINKINGS
    from lcabridge.cli import calc

    assert tuple(LINKINGS) == calc.LINKINGS
    assert calc.GWP_SET == DEFAULT_SET
