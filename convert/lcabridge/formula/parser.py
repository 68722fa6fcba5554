"""Text to tree: a Pratt parser with limits, driven by the dialect's table. Never ``eval``."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, NoReturn

from lcabridge.errors import FormulaError
from lcabridge.formula.dialects import Dialect, dialect
from lcabridge.formula.expressions import (
    RANKS,
    Boolean,
    Call,
    Chain,
    Expr,
    If,
    Name,
    Number,
    Text,
    Unary,
    binary,
    negate,
)
from lcabridge.formula.functions import FUNCTIONS


@dataclass(frozen=True, slots=True)
class Limits:
    """What a formula may cost (reference competitors C.2).

    Attributes:
        length: characters.
        depth: levels of nesting; a chain of operators of one rank is one level.
        nodes: numbers, names, operators and calls.
    """

    length: int = 10_000
    depth: int = 64
    nodes: int = 5_000


DEFAULT_LIMITS = Limits()

_SNIPPET = 60
# More than the deepest tree needs, less than Python's own stack: ranks of operators nest without parentheses.
_RECURSION_PER_LEVEL = 3

_ARITY: dict[str, tuple[int, int | None]] = {
    "if": (3, 3),
    "not": (1, 1),
    "and": (1, None),
    "or": (1, None),
    "xor": (2, None),
    "true": (0, 0),
    "false": (0, 0),
    "pow": (2, 2),
    "mod_floor": (2, 2),
}


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


class _Node(NamedTuple):
    expr: Expr
    height: int


def parse(text: str, which: str | Dialect = "openlca", limits: Limits = DEFAULT_LIMITS) -> Expr:
    """Parse a formula.

    Args:
        text: the formula as it stands in the file.
        which: dialect or its id.
        limits: length, depth and number of nodes allowed.

    Returns:
        The tree; the same text always gives the same (cached, immutable) tree.

    Raises:
        FormulaError: the text is no formula of the dialect, or exceeds a limit; the message names the character.
    """
    return _parse(text, dialect(which), limits)


@lru_cache(maxsize=4096)
def _parse(text: str, rules: Dialect, limits: Limits) -> Expr:
    if len(text) > limits.length:
        raise FormulaError(
            f"The formula has {len(text)} characters, more than the {limits.length} allowed.",
            f"公式有 {len(text)} 个字符，超过允许的 {limits.length} 个。",
        )
    return _Parser(text, rules, limits).whole()


def excerpt(text: str) -> str:
    """Return the formula for a message, cut where it is long."""
    text = " ".join(text.split())
    return text if len(text) <= _SNIPPET else text[: _SNIPPET - 1] + "…"


def _lexer(rules: Dialect) -> re.Pattern[str]:
    point = re.escape(rules.decimal)
    parts = [
        rf"(?P<number>(?:[0-9]+(?:{point}[0-9]*)?|{point}[0-9]+)(?:[eE][+-]?[0-9]+)?)",
        f"(?P<name>{rules.name_lexeme})",
        rf"(?P<separator>[{re.escape(rules.separators.strip())}])",
        r"(?P<open>\()",
        r"(?P<close>\))",
        f"(?P<sign>{'|'.join(re.escape(sign) for sign in rules.signs)})",
    ]
    if rules.quotes:
        parts.append("|".join(f"(?P<text{n}>{q}[^{q}]*{q})" for n, q in enumerate(map(re.escape, rules.quotes))))
    return re.compile("|".join(parts))


_lexer_of = lru_cache(maxsize=32)(_lexer)


class _Parser:
    def __init__(self, text: str, rules: Dialect, limits: Limits) -> None:
        self.text = text
        self.rules = rules
        self.limits = limits
        self.nodes = 0
        self.level = 0
        self.open = 0
        self.tokens = self.scan()
        self.next = 0

    def fail(self, at: int, en: str, zh: str, hint_en: str = "", hint_zh: str = "") -> NoReturn:
        raise FormulaError(
            f"Formula {excerpt(self.text)!r}: {en} at character {at + 1}.",
            f"公式 {excerpt(self.text)!r}：第 {at + 1} 个字符处{zh}。",
            hint_en=hint_en,
            hint_zh=hint_zh,
        )

    def scan(self) -> list[_Token]:
        pattern, at, tokens = _lexer_of(self.rules), 0, []
        lead = self.rules.lead
        if lead and self.text.lstrip().startswith(lead):
            at = self.text.index(lead) + len(lead)
        while at < len(self.text):
            if self.text[at] in " \t\r\n\u00a0":
                at += 1
                continue
            match = pattern.match(self.text, at)
            if match is None:
                self.fail(at, f"{self.text[at]!r} has no meaning", f"出现无意义的 {self.text[at]!r}")
            kind = str(match.lastgroup)
            word = match.group()
            if kind == "name" and not all(c.isascii() or c.isalpha() for c in word):
                # \w also takes digits of other scripts and superscripts, which are no letters of a name.
                self.fail(at, f"{word!r} is no name", f"{word!r} 不是名称")
            tokens.append(_Token(kind, word, at))
            at = match.end()
        tokens.append(_Token("end", "", len(self.text)))
        return tokens

    def whole(self) -> Expr:
        node = self.expression(0)
        rest = self.tokens[self.next]
        if rest.kind == "close":
            self.fail(rest.at, "a closing parenthesis has no opening one", "右括号没有对应的左括号")
        if rest.kind == "separator":
            self.fail(rest.at, f"{rest.text!r} stands outside a function", f"{rest.text!r} 出现在函数之外")
        if rest.kind != "end":
            self.fail(rest.at, f"an operator is missing before {rest.text!r}", f"{rest.text!r} 之前缺少运算符")
        return node.expr

    def made(self, expr: Expr, height: int, at: int) -> _Node:
        self.nodes += 1
        if self.nodes > self.limits.nodes:
            self.fail(at, f"more than {self.limits.nodes} parts", f"公式组成部分超过 {self.limits.nodes} 个")
        if height > self.limits.depth:
            self.too_deep(at)
        return _Node(expr, height)

    def too_deep(self, at: int) -> NoReturn:
        self.fail(at, f"nested more than {self.limits.depth} deep", f"嵌套超过 {self.limits.depth} 层")

    def joined(self, left: _Node, op: str, right: _Node, at: int) -> _Node:
        grows = not (isinstance(left.expr, Chain) and left.expr.ops[0] in RANKS.get(op, ()))
        height = max(left.height + grows, right.height + 1)
        return self.made(binary(left.expr, op, right.expr), height, at)

    def row(self, left: _Node, rank: int) -> _Node:
        """Read the rest of a row of operators that share a chain, joining them once: a long sum costs no square."""
        first = self.next_infix()
        chain = RANKS.get(first[1], frozenset()) if first else frozenset()
        ops, parts, height = [], [], left.height
        while (found := self.next_infix()) is not None and found[0] == rank and found[1] in chain:
            at = self.tokens[self.next].at
            self.next += 1
            right = self.expression(rank + 1)
            height = max(height, right.height)
            ops.append(found[1])
            parts.append(right.expr)
            self.made(right.expr, height + 1, at)
        expr = left.expr
        if isinstance(expr, Chain) and expr.ops[0] in chain:
            return _Node(Chain((*expr.ops, *ops), (*expr.args, *parts)), max(left.height, height + 1))
        return _Node(Chain(tuple(ops), (expr, *parts)), height + 1)

    def next_infix(self) -> tuple[int, str] | None:
        token = self.tokens[self.next]
        return self.rules.infix.get(self.rules.key(token.text)) if token.kind in ("sign", "name") else None

    def expression(self, lowest: int, *, ternary: bool = True) -> _Node:
        self.level += 1
        if self.level > _RECURSION_PER_LEVEL * self.limits.depth:
            self.too_deep(self.tokens[self.next].at)
        left = self.operand()
        while (found := self.next_infix()) is not None and found[0] >= lowest:
            rank, op = found
            side = self.rules.ranks[rank].side
            if op in RANKS and side == "left":
                left = self.row(left, rank)
                continue
            at = self.tokens[self.next].at
            self.next += 1
            left = self.joined(left, op, self.expression(rank if side == "right" else rank + 1), at)
            again = self.next_infix()
            if side == "none" and again is not None and again[0] == rank:
                at = self.tokens[self.next].at
                self.fail(at, "a row of comparisons needs parentheses", "连续比较需要括号")
        if ternary and self.rules.ternary and lowest == 0 and self.word("if"):
            at = self.tokens[self.next - 1].at
            condition = self.expression(0, ternary=False)
            if not self.word("else"):
                self.fail(self.tokens[self.next].at, "'else' is missing", "缺少 'else'")
            other = self.expression(0)
            height = 1 + max(left.height, condition.height, other.height)
            left = self.made(If(condition.expr, left.expr, other.expr), height, at)
        self.level -= 1
        return left

    def word(self, word: str) -> bool:
        token = self.tokens[self.next]
        if token.kind == "name" and token.text == word:
            self.next += 1
            return True
        return False

    def operand(self) -> _Node:
        token = self.tokens[self.next]
        self.next += 1
        if token.kind == "number":
            value = float(token.text.replace(self.rules.decimal, "."))
            if not math.isfinite(value):
                self.fail(token.at, f"{token.text} is too large", f"{token.text} 过大")
            return self.made(Number(value), 1, token.at)
        if token.kind == "open":
            return self.enclosed(token)
        if token.kind.startswith("text"):
            return self.made(Text(token.text[1:-1]), 1, token.at)
        if token.kind in ("sign", "name"):
            return self.named(token)
        return self.absent(token)

    def named(self, token: _Token) -> _Node:
        key = self.rules.key(token.text)
        prefix = self.rules.prefix.get(key)
        if prefix is not None:
            return self.prefixed(token, *prefix)
        if token.kind == "name" and self.tokens[self.next].kind == "open":
            return self.call(token)
        if token.kind == "name" and key not in self.rules.words:
            truth = self.rules.truth.get(key)
            return self.made(Name(token.text) if truth is None else Boolean(truth), 1, token.at)
        return self.absent(token)

    def absent(self, token: _Token) -> NoReturn:
        before = f" before {token.text!r}" if token.text else ""
        before_zh = f"{token.text!r} 之前" if token.text else ""
        self.fail(token.at, f"a value is missing{before}", f"{before_zh}缺少数值")

    def enclosed(self, token: _Token) -> _Node:
        self.open += 1
        if self.open > self.limits.depth:
            self.too_deep(token.at)
        node = self.expression(0)
        self.close(token)
        self.open -= 1
        return node

    def close(self, token: _Token) -> None:
        if self.tokens[self.next].kind != "close":
            at = self.tokens[self.next].at
            self.fail(
                at,
                f"the parenthesis of character {token.at + 1} is not closed",
                f"第 {token.at + 1} 个字符的括号未闭合",
            )
        self.next += 1

    def prefixed(self, token: _Token, rank: int, op: str) -> _Node:
        arg = self.expression(rank)
        if op == "plus":
            return arg
        if op == "neg":
            expr = negate(arg.expr)
            return self.made(expr, arg.height + (not isinstance(expr, Number)), token.at)
        return self.made(Unary(op, arg.expr), arg.height + 1, token.at)

    def call(self, token: _Token) -> _Node:
        op = self.rules.calls.get(self.rules.key(token.text))
        if op is None:
            allowed = ", ".join(sorted(self.rules.functions))
            self.fail(
                token.at,
                f"the {self.rules.id} dialect has no function {token.text!r}",
                f"{self.rules.id} 方言没有函数 {token.text!r}",
                f"allowed: {allowed}",
                f"可用：{allowed}",
            )
        bracket = self.tokens[self.next]
        self.next += 1
        self.open += 1
        if self.open > self.limits.depth:
            self.too_deep(token.at)
        args: list[_Node] = []
        if self.tokens[self.next].kind != "close":
            args.append(self.expression(0))
            while self.tokens[self.next].kind == "separator":
                self.next += 1
                args.append(self.expression(0))
        self.close(bracket)
        self.open -= 1
        known = FUNCTIONS.get(op)
        least, most = (known.least, known.most) if known else _ARITY[op]
        if len(args) < least or (most is not None and len(args) > most):
            wanted = f"{least}" if least == most else f"{least} to {most}" if most else f"at least {least}"
            wanted_zh = f"{least}" if least == most else f"{least} 至 {most}" if most else f"至少 {least}"
            self.fail(
                token.at,
                f"{token.text!r} takes {wanted} arguments, not {len(args)}",
                f"函数 {token.text!r} 需要 {wanted_zh} 个参数，实际为 {len(args)} 个",
            )
        return self.built(op, args, token.at)

    def built(self, op: str, args: list[_Node], at: int) -> _Node:
        exprs = [arg.expr for arg in args]
        height = 1 + max((arg.height for arg in args), default=0)
        if op in ("true", "false"):
            return self.made(Boolean(op == "true"), 1, at)
        if op == "if":
            return self.made(If(*exprs), height, at)
        if op == "not":
            return self.made(Unary("not", exprs[0]), height, at)
        if op in ("pow", "mod_floor", "and", "or", "xor"):
            node, *rest = args
            for arg in rest:
                node = self.joined(node, op, arg, at)
            return node
        return self.made(Call(op, tuple(exprs)), height, at)
