"""The immutable tree that every formula is parsed into, whatever dialect it was written in.

Names of operations are our own and mean one thing each: ``mod`` keeps the sign of the dividend (openLCA),
``mod_floor`` that of the divisor (Excel, Python). A dialect says how it spells them (``dialects``).

Two normal forms keep ``parse(render(e)) == e`` exact: a chain of operators of one rank is one flat node
(so that a sum of a thousand terms is not a thousand levels deep), and a negated number is a negative number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

SUM = frozenset({"add", "sub"})
PRODUCT = frozenset({"mul", "div", "intdiv", "floordiv", "mod", "mod_floor"})
RANKS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(SUM, SUM),
    **dict.fromkeys(PRODUCT, PRODUCT),
    **{op: frozenset({op}) for op in ("and", "or", "xor")},
}
"""Operation to the set it shares a chain with; an operation absent here is never chained."""

COMPARISONS = frozenset({"lt", "le", "eq", "ne", "ge", "gt"})


@dataclass(frozen=True, slots=True)
class Number:
    """A finite number."""

    value: float


@dataclass(frozen=True, slots=True)
class Boolean:
    """A truth value."""

    value: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A quoted string: only as an argument of functions of other data sets (EcoSpold 2 ``Ref('uuid')``)."""

    value: str


@dataclass(frozen=True, slots=True)
class Name:
    """A parameter or constant, spelled as in the source."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function of ``functions.FUNCTIONS`` with its arguments."""

    op: str
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """``neg`` or ``not``."""

    op: str
    arg: Expr


@dataclass(frozen=True, slots=True)
class Binary:
    """``pow`` or a comparison (``lt le eq ne ge gt``)."""

    op: str
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Chain:
    """Operators of one rank, from left to right: ``args[0] ops[0] args[1] ops[1] args[2] …``."""

    ops: tuple[str, ...]
    args: tuple[Expr, ...]


@dataclass(frozen=True, slots=True)
class If:
    """``then`` where the condition holds, else ``otherwise``; only the branch taken is evaluated."""

    condition: Expr
    then: Expr
    otherwise: Expr


Expr: TypeAlias = Number | Boolean | Text | Name | Call | Unary | Binary | Chain | If


def negate(arg: Expr) -> Expr:
    """Return ``-arg``; of a number, the negative number."""
    return Number(-arg.value) if isinstance(arg, Number) else Unary("neg", arg)


def binary(left: Expr, op: str, right: Expr) -> Expr:
    """Return ``left op right``, joined to the chain that ``left`` may be."""
    rank = RANKS.get(op)
    if rank is None:
        return Binary(op, left, right)
    if isinstance(left, Chain) and left.ops[0] in rank:
        return Chain((*left.ops, op), (*left.args, right))
    return Chain((op,), (left, right))


def scaled(expr: Expr, factor: float) -> Expr:
    """Return ``expr * factor``, for amounts that change their unit or their flow; a factor of 1 changes nothing."""
    return expr if factor == 1.0 else binary(expr, "mul", Number(factor))


def children(expr: Expr) -> tuple[Expr, ...]:
    """Return the direct parts of an expression, in the order in which they are written."""
    if isinstance(expr, Call | Chain):
        return expr.args
    if isinstance(expr, Unary):
        return (expr.arg,)
    if isinstance(expr, Binary):
        return (expr.left, expr.right)
    if isinstance(expr, If):
        return (expr.condition, expr.then, expr.otherwise)
    return ()


def walk(expr: Expr) -> Iterator[Expr]:
    """Yield every node, parents first, in the order in which they are written."""
    stack = [expr]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(reversed(children(node)))


def names(expr: Expr) -> tuple[str, ...]:
    """Return the names that occur, each spelling once, in order of first occurrence (constants included)."""
    return tuple(dict.fromkeys(node.name for node in walk(expr) if isinstance(node, Name)))


def rewrite(expr: Expr, replace: Callable[[Expr], Expr | None]) -> Expr:
    """Return the expression with each node for which ``replace`` returns something replaced by that.

    Parents are asked before their parts; what was put in is not asked again.
    """
    new = replace(expr)
    if new is not None:
        return new
    parts = [rewrite(part, replace) for part in children(expr)]
    return rebuild(expr, parts) if parts else expr


def rebuild(expr: Expr, parts: Sequence[Expr]) -> Expr:
    """Return the node with other parts (as many as ``children`` gave), in normal form."""
    match expr:
        case Call(op, _):
            return Call(op, tuple(parts))
        case Unary(op, _):
            return negate(parts[0]) if op == "neg" else Unary(op, parts[0])
        case Binary(op, _, _):
            return Binary(op, *parts)
        case If():
            return If(*parts)
        case Chain(ops, _):
            joined = parts[0]
            for op, part in zip(ops, parts[1:], strict=True):
                joined = binary(joined, op, part)
            return joined
        case _:
            return expr


def rename(expr: Expr, new_names: Mapping[str, str], *, case_sensitive: bool = False) -> Expr:
    """Return the expression with names replaced; functions are never renamed.

    Args:
        expr: any expression.
        new_names: old name to new name.
        case_sensitive: False compares as openLCA does.
    """
    table = dict(new_names) if case_sensitive else {old.lower(): new for old, new in new_names.items()}

    def replace(node: Expr) -> Expr | None:
        if not isinstance(node, Name):
            return None
        new = table.get(node.name if case_sensitive else node.name.lower())
        return None if new is None else Name(new)

    return rewrite(expr, replace)
