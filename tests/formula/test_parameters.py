"""Sets of parameters: scopes, order, cycles, errors that stay where they belong."""

import pickle
import time

import pytest

from lcabridge.errors import FormulaError
from lcabridge.formula import Definition, Scope, dialect, evaluate, parse, resolve_parameters


def define(**formulas):
    return [
        Definition(name=name, formula=value) if isinstance(value, str) else Definition(name=name, value=value)
        for name, value in formulas.items()
    ]


def test_order_does_not_matter():
    resolved = resolve_parameters(define(c="a*b", a="b+1", b=2.0))
    assert resolved.values == {"c": 6.0, "a": 3.0, "b": 2.0}
    assert resolved.errors == {}


def test_names_compare_without_case_and_keep_their_spelling():
    assert resolve_parameters(define(Total="MASS*2", Mass=4.0)).values == {"Total": 8.0, "Mass": 4.0}


def test_brightway_distinguishes_case():
    resolved = resolve_parameters(define(Total="MASS*2", Mass=4.0), "brightway")
    assert resolved.values == {"Mass": 4.0}
    assert "MASS" in resolved.errors["Total"].en


def test_the_inner_scope_hides_the_outer():
    outer = resolve_parameters(define(x=1.0, y="x*10")).scope
    inner = resolve_parameters(define(x=5.0, z="x + y"), outer=outer)
    # y belongs to the outer scope and keeps seeing the outer x
    assert inner.values == {"x": 5.0, "z": 15.0}
    assert evaluate(parse("x*y"), inner.scope) == 50.0


def test_a_cycle_is_named_with_its_path():
    resolved = resolve_parameters(define(a="b+1", b="c", c="a*2", free=1.0, after="a+free"))
    assert resolved.values == {"free": 1.0}
    assert set(resolved.errors) == {"a", "b", "c", "after"}
    assert "a → b → c → a" in resolved.errors["a"].en
    assert "a → b → c → a" in resolved.errors["after"].zh


def test_a_parameter_of_itself():
    assert "x → x" in resolve_parameters(define(x="x+1")).errors["x"].en


def test_a_parameter_named_like_one_outside_does_not_mean_that_one():
    outer = resolve_parameters(define(x=1.0)).scope
    assert "x → x" in resolve_parameters(define(x="x+1"), outer=outer).errors["x"].en


def test_a_branch_never_taken_makes_no_cycle():
    resolved = resolve_parameters(define(a="if(use > 0; 1; b)", b="a + 1", use=1.0))
    assert resolved.values == {"a": 1.0, "b": 2.0, "use": 1.0}
    resolved = resolve_parameters(define(b="a + 1", a="if(use > 0; b; 1)", use=0.0))
    assert resolved.values == {"b": 2.0, "a": 1.0, "use": 0.0}
    resolved = resolve_parameters(define(b="a + 1", a="if(use > 0; b; 1)", use=1.0))
    assert set(resolved.errors) == {"a", "b"}


def test_dependencies_tried_ahead_of_need_do_not_hide_values():
    # r names both; c needs a, a never takes its branch to c
    resolved = resolve_parameters(define(r="a + c", a="if(1 > 2; c; 7)", c="a*2"))
    assert resolved.values == {"r": 21.0, "a": 7.0, "c": 14.0}


def test_a_hundred_in_a_circle_and_ten_thousand_in_a_row():
    ring = {f"p{n}": f"p{(n + 1) % 100}" for n in range(100)}
    errors = resolve_parameters(define(**ring)).errors
    assert len(errors) == 100
    assert "p0 → p1" in errors["p0"].en
    assert len(errors["p0"].en) < 300
    started = time.perf_counter()
    row = {f"p{n}": f"p{n + 1} + 1" for n in range(10_000)}
    values = resolve_parameters(define(**row, p10000=0.0)).values
    assert values["p0"] == 10_000
    assert time.perf_counter() - started < 10


def test_one_bad_parameter_leaves_the_others():
    resolved = resolve_parameters(define(bad="1/0", worse="2 +", ok="3*2", uses="bad + ok"))
    assert resolved.values == {"ok": 6.0}
    assert resolved.errors["bad"].en == "Parameter 'bad': Division by zero."
    assert "Parameter 'worse': Formula '2 +'" in resolved.errors["worse"].en
    assert resolved.errors["uses"].en == "Parameter 'bad': Division by zero."
    assert resolved.errors["uses"].zh == "参数 'bad'：除数为零。"


def test_the_last_of_two_definitions_counts_and_both_are_known():
    resolved = resolve_parameters([*define(x=1.0, y="x"), *define(X=2.0)])
    assert resolved.values == {"X": 2.0, "y": 2.0}
    assert resolved.duplicates == ("X",)


def test_neither_value_nor_formula():
    assert "neither a value nor a formula" in resolve_parameters([Definition(name="x")]).errors["x"].en


def test_a_value_that_is_no_number():
    with pytest.raises(FormulaError, match="'x' is nan"):
        Scope(dialect("openlca")).define("x", float("nan"))


def test_scopes_and_errors_cross_processes():
    resolved = resolve_parameters(define(a=2.0, b="a^3", c="d"))
    again = pickle.loads(pickle.dumps(resolved))
    assert again.values == {"a": 2.0, "b": 8.0}
    assert again.errors["c"].zh == resolved.errors["c"].zh
    assert evaluate(parse("a + b"), again.scope) == 10.0
