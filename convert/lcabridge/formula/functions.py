"""What each operation computes, on floats: one table, so that a dialect only spells them.

Sources: openLCA's formula interpreter (olca-formula 2.0; its documentation page "Formulas in openLCA") for the
functions that openLCA has, Excel's and Python's own definitions for the others. Deviation, on purpose: openLCA's
``int``/``trunc`` saturate at 2**31 - 1 and ``round``/``div`` at 2**63 - 1 (Java casts); here they do not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Function:
    """An operation with a fixed meaning.

    Attributes:
        least: fewest arguments.
        most: most arguments; None for any number.
        compute: the function; None for one that cannot be evaluated here (``why`` says the reason).
        why: English and Chinese reason.
    """

    least: int
    most: int | None
    compute: Callable[..., float] | None
    why: tuple[str, str] = ("", "")


def round_half_up(x: float) -> float:
    """Round to an integer, halves towards +infinity (Java's Math.round): -2.5 gives -2."""
    low = math.floor(x)
    return float(low + 1 if x - low >= 0.5 else low)


def round_half_away(x: float, digits: float = 0.0) -> float:
    """Round to decimal digits, halves away from zero (Excel's ROUND): -2.5 gives -3."""
    scale = 10.0 ** math.trunc(digits)
    return math.copysign(math.floor(abs(x) * scale + 0.5) / scale, x)


def _truncated(x: float) -> float:
    return float(math.trunc(x))


def _intdiv(a: float, b: float) -> float:
    # openLCA rounds both to whole numbers first and then divides towards zero.
    return _truncated(round_half_up(a) / round_half_up(b))


def _mod_floor(a: float, b: float) -> float:
    return a % b


def _floordiv(a: float, b: float) -> float:
    return float(math.floor(a / b))


def _sign(x: float) -> float:
    return math.copysign(1.0, x) if x else 0.0


def _mean(*args: float) -> float:
    return _total(*args) / len(args) if args else 0.0


def _total(*args: float) -> float:
    # Plain addition from the left, as every tool does; math.fsum would differ in the last digit.
    total = 0.0
    for arg in args:
        total += arg
    return total


def _least(*args: float) -> float:
    return min(args) if args else 0.0


def _greatest(*args: float) -> float:
    return max(args) if args else 0.0


def _log(x: float, base: float = 10.0) -> float:
    return math.log10(x) if base == 10.0 else math.log(x, base)


def _one(compute: Callable[[float], float]) -> Function:
    return Function(1, 1, compute)


_RANDOM = (
    "a random number changes with every run; it is kept as text and never evaluated",
    "随机数每次运行都不同；只保留文本，从不计算",
)
_FOREIGN = (
    "it needs another data set or the unit master data, which a formula alone does not have",
    "它需要其他数据集或单位主数据，仅凭公式无法得到",
)

FUNCTIONS: Mapping[str, Function] = {
    "abs": _one(abs),
    "acos": _one(math.acos),
    "asin": _one(math.asin),
    "atan": _one(math.atan),
    "atan2": Function(2, 2, math.atan2),
    "avg": Function(0, None, _mean),
    "ceil": _one(lambda x: float(math.ceil(x))),
    "cos": _one(math.cos),
    "cosh": _one(math.cosh),
    "cot": _one(lambda x: 1.0 / math.tan(x)),
    "degrees": _one(math.degrees),
    "e": Function(0, 0, lambda: math.e),
    "exp": _one(math.exp),
    "floor": _one(lambda x: float(math.floor(x))),
    "frac": _one(lambda x: x - _truncated(x)),
    "int_floor": _one(lambda x: float(math.floor(x))),
    "ipow": Function(2, 2, lambda x, n: math.pow(x, math.trunc(n))),
    "livelink": Function(0, None, None, _FOREIGN),
    "ln": _one(math.log),
    "log": Function(1, 2, _log),
    "log10": _one(math.log10),
    "log2": _one(math.log2),
    "max": Function(0, None, _greatest),
    "min": Function(0, None, _least),
    "pi": Function(0, 0, lambda: math.pi),
    "radians": _one(math.radians),
    "random": Function(0, 0, None, _RANDOM),
    "ref": Function(1, None, None, _FOREIGN),
    "round": _one(round_half_up),
    "round_half_away": Function(1, 2, round_half_away),
    "round_half_even": _one(lambda x: float(round(x))),
    "sign": _one(_sign),
    "sin": _one(math.sin),
    "sinh": _one(math.sinh),
    "sqr": _one(lambda x: x * x),
    "sqrt": _one(math.sqrt),
    "sum": Function(0, None, _total),
    "tan": _one(math.tan),
    "tanh": _one(math.tanh),
    "trunc": _one(_truncated),
    "unit_conversion": Function(3, 3, None, _FOREIGN),
}
"""Operation to its meaning. Angles are in radians."""

OPERATIONS: Mapping[str, Callable[[float, float], float]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "intdiv": _intdiv,
    "floordiv": _floordiv,
    "mod": math.fmod,
    "mod_floor": _mod_floor,
    "pow": math.pow,
}
"""Arithmetic of two numbers; errors come as ZeroDivisionError, ValueError or OverflowError."""

COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "eq": lambda a, b: a == b,
    "ne": lambda a, b: a != b,
    "ge": lambda a, b: a >= b,
    "gt": lambda a, b: a > b,
}
