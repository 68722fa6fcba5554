"""How an operation that a dialect lacks is said with others: same value (to rounding), one table."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from lcabridge.formula.dialects import Dialect
from lcabridge.formula.expressions import Binary, Call, Chain, Expr, If, Number, Unary, binary

_Args = tuple[Expr, ...]

_ONE, _TWO, _TEN = Number(1.0), Number(2.0), Number(10.0)


def _call(op: str, *args: Expr) -> Expr:
    return Call(op, args)


def _join(op: str, args: _Args) -> Expr:
    first, *rest = args
    for arg in rest:
        first = binary(first, op, arg)
    return first


def _total(args: _Args) -> Expr:
    return _join("add", args) if args else Number(0.0)


def _mean(args: _Args) -> Expr:
    return binary(_total(args), "div", Number(float(len(args)))) if args else Number(0.0)


def _logarithm(args: _Args) -> Expr:
    x, base = args if len(args) == 2 else (args[0], _TEN)
    return _call("log10", x) if base == _TEN else binary(_call("ln", x), "div", _call("ln", base))


def _trunc(args: _Args) -> Expr:
    (x,) = args
    return If(Binary("lt", x, Number(0.0)), _call("ceil", x), _call("floor", x))


def _sign(args: _Args) -> Expr:
    (x,) = args
    zero = Number(0.0)
    return If(Binary("gt", x, zero), _ONE, If(Binary("lt", x, zero), Number(-1.0), zero))


def _round_half_up(args: _Args) -> Expr:
    return _call("floor", binary(args[0], "add", Number(0.5)))


def _round_half_away(args: _Args) -> Expr | None:
    if len(args) == 2 and args[1] != Number(0.0):
        return None
    x = args[0]
    return binary(_call("sign", x), "mul", _call("floor", binary(_call("abs", x), "add", Number(0.5))))


def _remainder(a: Expr, b: Expr, whole: str) -> Expr:
    return binary(a, "sub", binary(b, "mul", _call(whole, binary(a, "div", b))))


_EQUIVALENTS: Mapping[str, Callable[[_Args], Expr | None]] = {
    "avg": _mean,
    "ceil": lambda a: Unary("neg", _call("floor", Unary("neg", a[0]))),
    "cosh": lambda a: binary(binary(_call("exp", a[0]), "add", _call("exp", Unary("neg", a[0]))), "div", _TWO),
    "cot": lambda a: binary(_ONE, "div", _call("tan", a[0])),
    "degrees": lambda a: binary(binary(a[0], "mul", Number(180.0)), "div", _call("pi")),
    "e": lambda _: _call("exp", _ONE),
    "floor": lambda a: _call("int_floor", a[0]),
    "floordiv": lambda a: _call("floor", binary(a[0], "div", a[1])),
    "frac": lambda a: binary(a[0], "sub", _call("trunc", a[0])),
    "int_floor": lambda a: _call("floor", a[0]),
    "intdiv": lambda a: _call("trunc", binary(_call("round", a[0]), "div", _call("round", a[1]))),
    "ipow": lambda a: Binary("pow", a[0], _call("trunc", a[1])),
    "log": _logarithm,
    "log10": lambda a: binary(_call("ln", a[0]), "div", _call("ln", _TEN)),
    "log2": lambda a: binary(_call("ln", a[0]), "div", _call("ln", _TWO)),
    "mod": lambda a: _remainder(a[0], a[1], "trunc"),
    "mod_floor": lambda a: _remainder(a[0], a[1], "floor"),
    "pi": lambda _: Number(math.pi),
    "radians": lambda a: binary(binary(a[0], "mul", _call("pi")), "div", Number(180.0)),
    "round": _round_half_up,
    "round_half_away": _round_half_away,
    "sign": _sign,
    "sqr": lambda a: Binary("pow", a[0], _TWO),
    "sum": _total,
    "trunc": _trunc,
    "xor": lambda a: binary(_join("or", a), "and", Unary("not", _join("and", a))),
}
"""Operation to what says the same; an operation that is absent has no equivalent."""

# Pairs that stand for each other: where the dialect has neither, none of them helps.
_MUTUAL = {"floor": "int_floor", "int_floor": "floor"}


def equivalent(expr: Expr, rules: Dialect) -> Expr | None:
    """Return an expression of the same value without the outermost operation, or None where there is none."""
    if isinstance(expr, Call):
        op, args = expr.op, expr.args
    elif isinstance(expr, Chain):
        op = expr.ops[-1]
        rest: Expr = Chain(expr.ops[:-1], expr.args[:-1]) if len(expr.ops) > 1 else expr.args[0]
        args = (rest, expr.args[-1])
    else:
        return None
    make = _EQUIVALENTS.get(op)
    if make is None or _MUTUAL.get(op, "") not in ("", *rules.written_functions):
        return None
    return make(args)
