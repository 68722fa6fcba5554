"""Whatever can be said in a dialect is read back the same; and what it is worth, Python agrees with."""

import math
import pickle
import re
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lcabridge.errors import FormulaError
from lcabridge.formula import DIALECTS, Binary, If, Name, Number, binary, evaluate, names, negate, parse, render

sys.path.insert(0, str(Path(__file__).parent))
from formula_strategies import COMPARISONS, expressions

quick = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("dialect_id", sorted(DIALECTS))
def test_what_is_written_reads_back_the_same(dialect_id):
    @quick
    @given(expressions(dialect_id))
    def check(expr):
        text = render(expr, dialect_id)
        assert parse(text, dialect_id) == expr
        assert pickle.loads(pickle.dumps(expr)) == expr

    check()


def test_simapro_with_a_decimal_comma_reads_back_the_same():
    comma = DIALECTS["simapro"].with_separators(decimal=",", separator=";")

    @quick
    @given(expressions("simapro"))
    def check(expr):
        assert parse(render(expr, comma), comma) == expr

    check()


# An independent oracle: the same expression with every parenthesis, for Python to compute.
small = st.floats(min_value=-100, max_value=100, allow_nan=False).map(lambda x: round(x, 3))


@st.composite
def pairs(draw, depth=4):
    kind = draw(st.integers(0, 8)) if depth else 0
    if kind <= 1:
        if draw(st.booleans()):
            name = draw(st.sampled_from(("x", "y")))
            return Name(name), name
        value = draw(small)
        return Number(value), f"({value!r})"
    left, left_text = draw(pairs(depth=depth - 1))
    right, right_text = draw(pairs(depth=depth - 1))
    if kind == 2:
        return negate(left), f"(-{left_text})"
    if kind == 3:
        op = draw(st.sampled_from(COMPARISONS))
        sign = dict(zip(COMPARISONS, ("<", "<=", "==", "!=", ">=", ">"), strict=True))[op]
        other, other_text = draw(pairs(depth=depth - 1))
        return If(
            Binary(op, left, right), left, other
        ), f"({left_text} if {left_text} {sign} {right_text} else {other_text})"
    if kind == 4:
        return Binary("pow", left, right), f"power({left_text}, {right_text})"
    op, sign = draw(st.sampled_from((("add", "+"), ("sub", "-"), ("mul", "*"), ("div", "/"), ("mod_floor", "%"))))
    return binary(left, op, right), f"({left_text} {sign} {right_text})"


class Step(float):
    """A float whose every step must stay finite, as ours must."""


def step(compute):
    def checked(left, right):
        value = compute(float(left), float(right))
        if not math.isfinite(value):
            raise OverflowError
        return Step(value)

    return checked


for method, compute in {
    "__add__": lambda a, b: a + b,
    "__sub__": lambda a, b: a - b,
    "__mul__": lambda a, b: a * b,
    "__truediv__": lambda a, b: a / b,
    "__mod__": lambda a, b: a % b,
}.items():
    setattr(Step, method, step(compute))
Step.__pow__ = step(math.pow)
Step.__neg__ = lambda self: Step(-float(self))


def by_python(text, values):
    """Return what Python's own parser and arithmetic make of the text, or None where a step fails."""
    text = re.sub(r"(?<![\w.])[0-9.]+(?:e[+-]?[0-9]+)?", lambda m: f"Step({m.group()})", text)
    known = {"__builtins__": {}, "Step": Step, "power": step(math.pow), "math": math}
    try:
        return float(eval(text, known, {name: Step(value) for name, value in values.items()}))
    except (ZeroDivisionError, OverflowError, ValueError):
        return None


@quick
@given(pairs(), small, small)
def test_the_value_is_what_python_computes(pair, x, y):
    expr, text = pair
    expected = by_python(text, {"x": x, "y": y})
    try:
        got = evaluate(expr, {"x": x, "y": y})
    except FormulaError:
        got = None
    assert got == expected


@quick
@given(pairs(), small, small)
def test_python_reads_our_brightway_text_as_we_mean_it(pair, x, y):
    expr, _ = pair
    try:
        expected = evaluate(expr, {"x": x, "y": y})
    except FormulaError:
        expected = None
    assert by_python(render(expr, "brightway"), {"x": x, "y": y}) == expected


@quick
@given(st.text(max_size=40))
def test_any_text_is_a_formula_or_a_formula_error(text):
    for dialect_id, dialect in DIALECTS.items():
        try:
            expr = parse(text, dialect_id)
        except FormulaError:
            continue
        if all(dialect.name_pattern.match(name) for name in names(expr)):
            assert parse(render(expr, dialect_id), dialect_id) == expr


@quick
@given(
    st.lists(
        st.sampled_from(["1", "a", "2.5", "+", "-", "*", "/", "^", "(", ")", "if", ";", "sqrt", "<", " mod ", "&"]),
        max_size=20,
    )
)
def test_any_row_of_tokens_is_a_formula_or_a_formula_error(parts):
    try:
        expr = parse("".join(parts), "openlca")
    except FormulaError:
        return
    assert parse(render(expr)) == expr
