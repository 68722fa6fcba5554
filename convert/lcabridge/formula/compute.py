"""Value of one expression, given somebody who knows the names. No recursion into parameters: see ``scope``."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Protocol

from lcabridge.errors import FormulaError
from lcabridge.formula.dialects import Dialect
from lcabridge.formula.expressions import (
    COMPARISONS,
    Binary,
    Boolean,
    Call,
    Chain,
    Expr,
    If,
    Name,
    Number,
    Text,
    Unary,
)
from lcabridge.formula.functions import COMPARE, FUNCTIONS, OPERATIONS
from lcabridge.formula.parser import excerpt

Value = float | bool


class Names(Protocol):
    """Who knows what a name stands for."""

    @property
    def rules(self) -> Dialect:
        """Dialect that says whether numbers and truth values mix."""

    def look_up(self, name: str) -> float:
        """Return the value of a name, or raise."""


def compute(expr: Expr, known: Names) -> float:
    """Return the number that the expression stands for.

    Raises:
        FormulaError: as ``evaluate``; and whatever ``known.look_up`` raises.
    """
    try:
        return _as_number(_compute(expr, known), known.rules)
    except RecursionError:
        raise FormulaError("The formula is nested too deeply.", "公式嵌套过深。") from None


def _compute(expr: Expr, known: Names) -> Value:
    return _BY_NODE[type(expr)](expr, known)


def _as_number(value: Value, rules: Dialect) -> float:
    if isinstance(value, bool):
        if not rules.numeric_truth:
            raise FormulaError("A truth value stands where a number belongs.", "需要数值处出现了逻辑值。")
        return float(value)
    return value


def _as_truth(value: Value, rules: Dialect) -> bool:
    if isinstance(value, bool):
        return value
    if not rules.numeric_truth:
        raise FormulaError("A number stands where a truth value belongs.", "需要逻辑值处出现了数值。")
    return value != 0.0


def _binary(expr: Binary, known: Names) -> Value:
    first, second = _compute(expr.left, known), _compute(expr.right, known)
    if expr.op in COMPARISONS:
        return _compare(expr.op, first, second, known.rules)
    return _arithmetic(expr.op, _as_number(first, known.rules), _as_number(second, known.rules))


def _unary(expr: Unary, known: Names) -> Value:
    value = _compute(expr.arg, known)
    if expr.op == "not":
        return not _as_truth(value, known.rules)
    return -_as_number(value, known.rules)


def _if(expr: If, known: Names) -> Value:
    holds = _as_truth(_compute(expr.condition, known), known.rules)
    return _compute(expr.then if holds else expr.otherwise, known)


def _text(expr: Text, known: Names) -> Value:  # noqa: ARG001 -- every node has the same signature
    raise FormulaError(f"The text {excerpt(expr.value)!r} is no number.", f"文本 {excerpt(expr.value)!r} 不是数值。")


def _compare(op: str, left: Value, right: Value, rules: Dialect) -> bool:
    if isinstance(left, bool) != isinstance(right, bool) and not rules.numeric_truth:
        raise FormulaError("A number is compared with a truth value.", "数值与逻辑值相比较。")
    return COMPARE[op](left, right)


def _chain(expr: Chain, known: Names) -> Value:
    ops, args, rules = expr.ops, expr.args, known.rules
    if ops[0] in ("and", "or"):
        stop = ops[0] == "or"
        return stop if any(_as_truth(_compute(arg, known), rules) is stop for arg in args) else not stop
    first, *rest = (_compute(arg, known) for arg in args)
    if ops[0] == "xor":
        truth = _as_truth(first, rules)
        for arg in rest:
            truth = truth != _as_truth(arg, rules)
        return truth
    total = _as_number(first, rules)
    for op, arg in zip(ops, rest, strict=True):
        total = _arithmetic(op, total, _as_number(arg, rules))
    return total


def _arithmetic(op: str, left: float, right: float) -> float:
    try:
        return _finite(op, OPERATIONS[op](left, right))
    except ZeroDivisionError:
        raise FormulaError("Division by zero.", "除数为零。") from None
    except (ValueError, OverflowError):
        raise _outside(op, (left, right)) from None


def _call(expr: Call, known: Names) -> float:
    op = expr.op
    function = FUNCTIONS[op]
    if function.compute is None:
        en, zh = function.why
        raise FormulaError(f"{op!r} cannot be evaluated: {en}.", f"无法计算 {op!r}：{zh}。")
    values = tuple(_as_number(_compute(arg, known), known.rules) for arg in expr.args)
    try:
        return _finite(op, float(function.compute(*values)))
    except ZeroDivisionError:
        raise FormulaError("Division by zero.", "除数为零。") from None
    except (ValueError, OverflowError):
        raise _outside(op, values) from None


def _finite(op: str, value: float) -> float:
    if not math.isfinite(value):
        raise OverflowError(op)
    return value


def _outside(op: str, values: tuple[float, ...]) -> FormulaError:
    given = ", ".join(repr(value) for value in values)
    return FormulaError(f"{op!r} of {given} is no finite number.", f"{op!r}（{given}）的结果不是有限数值。")


_BY_NODE: dict[type, Callable[[Any, Names], Value]] = {
    Number: lambda expr, _: expr.value,
    Boolean: lambda expr, _: expr.value,
    Text: _text,
    Name: lambda expr, known: known.look_up(expr.name),
    Chain: _chain,
    Call: _call,
    Binary: _binary,
    Unary: _unary,
    If: _if,
}
