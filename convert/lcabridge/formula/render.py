"""Tree to text, in any dialect that can say it.

Parentheses stand where the dialect's ranks need them, and nowhere else, with one exception: a negative right
operand or base is always enclosed (``a * (-2)``, ``(-2)^2``), because tools disagree on reading it without.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from typing import Any, NamedTuple, NoReturn

from lcabridge.errors import FormulaError
from lcabridge.formula.dialects import Dialect, dialect
from lcabridge.formula.equivalents import equivalent
from lcabridge.formula.expressions import (
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
    children,
    rewrite,
)
from lcabridge.formula.parser import parse


class _Piece(NamedTuple):
    text: str
    rank: int


def render(expr: Expr, which: str | Dialect = "openlca") -> str:
    """Write an expression in a dialect.

    Operations that the dialect lacks are written with others of the same value where that is possible
    (``sqr(x)`` as ``x^2``).

    Args:
        expr: the expression.
        which: dialect or its id.

    Raises:
        FormulaError: the dialect cannot say a function, or would not take a name; the message names it.
    """
    return _Renderer(dialect(which)).whole(expr)


def number_text(value: float, decimal: str = ".") -> str:
    """Return the shortest text that reads back as the same float.

    Raises:
        FormulaError: the value is not finite.
    """
    if not math.isfinite(value):
        raise FormulaError(f"{value} cannot stand in a formula.", f"{value} 不能出现在公式中。")
    text = repr(value)
    return text.removesuffix(".0").replace(".", decimal)


def translate(text: str, source: str | Dialect, target: str | Dialect, defined: Collection[str] = ()) -> str:
    """Rewrite a formula from one dialect to another.

    Args:
        text: the formula in the source's dialect.
        source: dialect it is written in.
        target: dialect wanted.
        defined: parameter names in scope; a name among them is never taken for a constant such as ``e``.

    Raises:
        FormulaError: the text is no formula, or the target cannot say it.
    """
    rules = dialect(source)
    keys = {rules.key(name) for name in defined}

    def constant(node: Expr) -> Expr | None:
        if not isinstance(node, Name):
            return None
        key = rules.key(node.name)
        op = rules.constants.get(key)
        return Call(op, ()) if op is not None and key not in keys else None

    expr = parse(text, rules)
    return render(expr if rules is dialect(target) else rewrite(expr, constant), target)


class _Renderer:
    def __init__(self, rules: Dialect) -> None:
        self.rules = rules
        self.top = len(rules.ranks)

    def whole(self, expr: Expr) -> str:
        return self.rules.lead + self.piece(expr).text

    def missing(self, en: str, zh: str) -> NoReturn:
        raise FormulaError(f"The {self.rules.id} dialect {en}.", f"{self.rules.id} 方言{zh}。")

    def piece(self, expr: Expr) -> _Piece:
        return _BY_NODE[type(expr)](self, expr)

    def number(self, expr: Number) -> _Piece:
        text = number_text(expr.value, self.rules.decimal)
        return _Piece(text, self.rules.written["neg"][0] if text.startswith("-") else self.top)

    def boolean(self, expr: Boolean) -> _Piece:
        if not self.rules.booleans:
            self.missing("has no truth values", "没有逻辑值")
        return _Piece(self.rules.booleans[expr.value], self.top)

    def call(self, expr: Call) -> _Piece:
        name = self.rules.written_functions.get(expr.op)
        return self.called(name, expr.args) if name is not None else self.piece(self.replacement(expr, expr.op))

    def chain(self, expr: Chain) -> _Piece:
        piece = self.piece(expr.args[0])
        for number, op in enumerate(expr.ops):
            whole = Chain(expr.ops[: number + 1], expr.args[: number + 2])
            piece = self.infix(op, piece, expr.args[number + 1], whole)
        return piece

    def replacement(self, expr: Expr, op: str) -> Expr:
        other = equivalent(expr, self.rules)
        if other is None:
            self.missing(f"cannot say {op!r}", f"无法表达 {op!r}")
        return other

    def name(self, expr: Name) -> _Piece:
        name = expr.name
        if not self.rules.name_pattern.match(name):
            self.missing(f"does not take the name {name!r}", f"不接受名称 {name!r}")
        if self.rules.key(name) in self.rules.reserved:
            self.missing(f"reserves the name {name!r}", f"保留名称 {name!r}")
        return _Piece(name, self.top)

    def quoted(self, expr: Text) -> _Piece:
        quote = next((quote for quote in self.rules.quotes if quote not in expr.value), None)
        if quote is None:
            self.missing(f"cannot quote {expr.value!r}", f"无法引用文本 {expr.value!r}")
        return _Piece(f"{quote}{expr.value}{quote}", self.top)

    def called(self, name: str, args: tuple[Expr, ...]) -> _Piece:
        return _Piece(f"{name}({self.rules.separator.join(self.piece(arg).text for arg in args)})", self.top)

    def unary(self, expr: Unary) -> _Piece:
        op, arg = expr.op, expr.arg
        if op not in self.rules.written:
            return self.called(self.rules.written_functions[op], (arg,))
        rank, sign = self.rules.written[op]
        inner = self.piece(arg)
        # A second prefix is enclosed: openLCA refuses --x, and so does every reader of ours that is strict.
        text = f"({inner.text})" if inner.rank <= rank else inner.text
        return _Piece(f"{sign} {text}" if sign.isalpha() else f"{sign}{text}", rank)

    def infix(self, op: str, left: _Piece, right: Expr, whole: Expr) -> _Piece:
        if op not in self.rules.written:
            return self.as_function(op, left, right, whole)
        rank, sign = self.rules.written[op]
        side = self.rules.ranks[rank].side
        second = self.piece(right)
        negation = self.rules.written["neg"][0]
        first = left.text
        if left.rank < rank or (left.rank == rank and side != "left") or (left.rank == negation and op == "pow"):
            first = f"({first})"
        last = second.text
        if second.rank < rank or (second.rank == rank and side != "right") or second.rank == negation:
            last = f"({last})"
        if sign in ("^", "**", "*", "/"):
            return _Piece(f"{first}{sign}{last}", rank)
        return _Piece(f"{first} {sign} {last}", rank)

    def as_function(self, op: str, left: _Piece, right: Expr, whole: Expr) -> _Piece:
        name = self.rules.written_functions.get(op)
        if name is None:
            return self.piece(self.replacement(whole, op))
        return _Piece(f"{name}({left.text}{self.rules.separator}{self.piece(right).text})", self.top)

    def binary(self, expr: Binary) -> _Piece:
        return self.infix(expr.op, self.piece(expr.left), expr.right, expr)

    def conditional(self, expr: If) -> _Piece:
        if not self.rules.ternary:
            return self.called(self.rules.written_functions["if"], children(expr))
        parts = []
        for part in (expr.then, expr.condition):
            text, rank = self.piece(part)
            parts.append(f"({text})" if rank < 0 else text)
        return _Piece(f"{parts[0]} if {parts[1]} else {self.piece(expr.otherwise).text}", -1)


_BY_NODE: dict[type, Callable[[_Renderer, Any], _Piece]] = {
    Number: _Renderer.number,
    Name: _Renderer.name,
    Boolean: _Renderer.boolean,
    Text: _Renderer.quoted,
    Call: _Renderer.call,
    Unary: _Renderer.unary,
    Binary: _Renderer.binary,
    Chain: _Renderer.chain,
    If: _Renderer.conditional,
}
