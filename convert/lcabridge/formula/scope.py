"""Scopes of parameters and their values: lazy branches, named cycles, no recursion over long chains."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from lcabridge.errors import FormulaError
from lcabridge.formula.compute import compute
from lcabridge.formula.dialects import Dialect, dialect
from lcabridge.formula.expressions import Expr, Number, names
from lcabridge.formula.functions import FUNCTIONS
from lcabridge.formula.parser import parse

_CYCLE_SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A parameter as a format states it.

    Attributes:
        name: as written.
        value: of an input parameter; of a dependent one, what the file states (never used to compute).
        formula: of a dependent parameter; empty for an input parameter.
    """

    name: str
    value: float | None = None
    formula: str = ""


@dataclass(frozen=True, slots=True)
class Resolved:
    """The parameters of one scope.

    Attributes:
        values: name as written in its definition to value.
        errors: name to why it has no value.
        duplicates: names defined more than once, in the dialect's sense; the last definition counts (as in openLCA).
        scope: to evaluate formulas in.
    """

    values: dict[str, float]
    errors: dict[str, FormulaError]
    duplicates: tuple[str, ...]
    scope: Scope


class _Waiting(Exception):  # noqa: N818 -- a signal inside this module, not an error
    """A name was needed that has no value yet."""

    def __init__(self, scope: Scope, key: str) -> None:
        super().__init__(key)
        self.scope = scope
        self.key = key


class _Failed(Exception):  # noqa: N818 -- likewise
    """A name was needed that cannot have a value; carries the error of the parameter at fault."""

    def __init__(self, error: FormulaError) -> None:
        super().__init__(error.en)
        self.error = error


@dataclass(slots=True)
class Entry:
    """What a scope knows of a name: its value, or the formula to compute it, or why that failed."""

    name: str
    value: float | None = None
    formula: str = ""
    error: FormulaError | None = None


@dataclass(slots=True)
class _Frame:
    scope: Scope
    key: str
    eager: bool
    expr: Expr


@dataclass(eq=False)
class Scope:
    """Names with values or formulas, inside an outer scope.

    A formula sees the names of the scope it was defined in, not of the scope it is used from: a global dependent
    parameter does not see a process parameter of the same name as its input (openLCA does the same).

    Attributes:
        rules: dialect of the formulas defined here; says whether case matters.
        outer: where names that are not defined here are looked up (global for process and impact scopes).
        entries: compared name to what is known of it; filled by ``define``.
    """

    rules: Dialect
    outer: Scope | None = None
    entries: dict[str, Entry] = field(default_factory=dict, repr=False)

    def define(self, name: str, value: float | None = None, formula: str = "") -> bool:
        """Define a name here; return False if it had been defined before (the new definition counts).

        Raises:
            FormulaError: the value is not finite.
        """
        if value is not None and not math.isfinite(value):
            raise FormulaError(f"Parameter {name!r} is {value}.", f"参数 {name!r} 的值为 {value}。")
        key = self.rules.key(name)
        known = key in self.entries
        self.entries[key] = Entry(name.strip(), None if formula.strip() else value, formula.strip())
        return not known

    def find(self, name: str) -> Scope | None:
        """Return the innermost scope that defines the name, or None."""
        scope: Scope | None = self
        while scope is not None and scope.rules.key(name) not in scope.entries:
            scope = scope.outer
        return scope

    def value(self, name: str) -> float:
        """Return the value of a name, computing what it depends on.

        Raises:
            FormulaError: the name or one it needs is unknown, circular, or cannot be evaluated.
        """
        owner = self.find(name)
        if owner is None:
            return _constant(self.rules, name)
        return _settle(owner, owner.rules.key(name))

    def look_up(self, name: str) -> float:
        """Return a value that is already known; for use during computation only."""
        owner = self.find(name)
        if owner is None:
            return _constant(self.rules, name)
        key = owner.rules.key(name)
        entry = owner.entries[key]
        if entry.value is not None:
            return entry.value
        if entry.error is not None:
            raise _Failed(entry.error)
        raise _Waiting(owner, key)


def evaluate(expr: Expr, scope: Scope | Mapping[str, float] | None = None, which: str | Dialect = "openlca") -> float:
    """Compute an expression.

    Args:
        expr: the expression.
        scope: a scope, or names with values.
        which: dialect that says how names and truth values compare, where ``scope`` is not a ``Scope``.

    Returns:
        A finite number.

    Raises:
        FormulaError: an unknown or circular name, a division by zero, a value outside a function's domain, a
            result that is no finite number, or a function that cannot be evaluated (``random``).
    """
    if not isinstance(scope, Scope):
        rules, given = dialect(which), scope or {}
        scope = Scope(rules)
        for name, value in given.items():
            scope.define(name, value)
    while True:
        try:
            return compute(expr, scope)
        except _Waiting as signal:
            _settle(signal.scope, signal.key)
        except _Failed as signal:
            raise signal.error from None


def resolve_parameters(
    definitions: Iterable[Definition], which: str | Dialect = "openlca", outer: Scope | None = None
) -> Resolved:
    """Compute all parameters of a scope; one that fails leaves the others standing.

    Args:
        definitions: parameters in any order; a formula may name later ones and those of outer scopes.
        which: dialect of the formulas.
        outer: scope around this one (the global parameters).

    Returns:
        Values and, for every parameter without one, its FormulaError: that of the parameter at fault, also for
        those which only need it. A cycle is named: ``a → b → a``.
    """
    scope = Scope(dialect(which), outer)
    order: dict[str, str] = {}
    duplicates: dict[str, None] = {}
    for definition in definitions:
        key = scope.rules.key(definition.name)
        if not scope.define(definition.name, definition.value, definition.formula):
            duplicates[definition.name] = None
        order[key] = definition.name
    values: dict[str, float] = {}
    errors: dict[str, FormulaError] = {}
    for key, name in order.items():
        try:
            values[name] = _settle(scope, key)
        except FormulaError as error:
            errors[name] = error
    return Resolved(values, errors, tuple(duplicates), scope)


def _constant(rules: Dialect, name: str) -> float:
    op = rules.constants.get(rules.key(name))
    compute = FUNCTIONS[op].compute if op is not None else None
    if compute is None:
        raise FormulaError(
            f"Unknown parameter {name!r}.",
            f"未知参数 {name!r}。",
            hint_en="define it in the process or globally",
            hint_zh="请在过程或全局参数中定义",
        )
    return float(compute())


def _settle(scope: Scope, key: str) -> float:
    """Give the entry its value, without recursion: chains of parameters may be longer than Python's stack."""
    entry = scope.entries[key]
    if entry.value is not None:
        return entry.value
    stack: list[_Frame] = []
    tried = {(id(scope), key)}
    _push(stack, scope, key, eager=False)
    while stack:
        frame = stack[-1]
        current = frame.scope.entries[frame.key]
        if current.value is not None or current.error is not None:
            stack.pop()
        elif not _push_needed(stack, frame, tried):
            _attempt(stack, frame, current, tried)
    if entry.error is not None:
        raise entry.error
    if entry.value is None:
        raise _circular([entry.name])
    return entry.value


def _push(stack: list[_Frame], scope: Scope, key: str, *, eager: bool) -> None:
    entry = scope.entries[key]
    if not entry.formula:
        if entry.value is None and entry.error is None:
            entry.error = FormulaError(
                f"Parameter {entry.name!r} has neither a value nor a formula.",
                f"参数 {entry.name!r} 既无数值也无公式。",
            )
        expr: Expr = Number(0.0)
    else:
        try:
            expr = parse(entry.formula, scope.rules)
        except FormulaError as error:
            entry.error = _of_parameter(entry.name, error)
            expr = Number(0.0)
    stack.append(_Frame(scope, key, eager, expr))


def _push_needed(stack: list[_Frame], frame: _Frame, tried: set[tuple[int, str]]) -> bool:
    """Push what the formula names before it is evaluated; each name once, so that it stays linear."""
    pushed = False
    for name in names(frame.expr):
        owner = frame.scope.find(name)
        if owner is None:
            continue
        key = owner.rules.key(name)
        entry = owner.entries[key]
        mark = (id(owner), key)
        if entry.value is not None or entry.error is not None or mark in tried:
            continue
        tried.add(mark)
        _push(stack, owner, key, eager=True)
        pushed = True
    return pushed


def _attempt(stack: list[_Frame], frame: _Frame, entry: Entry, tried: set[tuple[int, str]]) -> None:
    try:
        entry.value = compute(frame.expr, frame.scope)
    except _Waiting as signal:
        tried.add((id(signal.scope), signal.key))
        _wait(stack, signal)
        return
    except _Failed as signal:
        entry.error = signal.error
    except FormulaError as error:
        entry.error = _of_parameter(entry.name, error)
    stack.pop()


def _wait(stack: list[_Frame], signal: _Waiting) -> None:
    """Go on with the name that is needed; a name that waits for itself through needed names only is a cycle."""
    at = next(
        (n for n, frame in enumerate(stack) if frame.scope is signal.scope and frame.key == signal.key),
        None,
    )
    if at is None:
        _push(stack, signal.scope, signal.key, eager=False)
        return
    above = stack[at + 1 :]
    eager = next((n for n, frame in enumerate(above) if frame.eager), None)
    if eager is not None:
        # Pushed ahead of need: perhaps the branch that names it is never taken. Dropped until somebody asks.
        del stack[at + 1 + eager :]
        return
    path = [frame.scope.entries[frame.key].name for frame in stack[at:]]
    error = _circular(path)
    for frame in stack[at:]:
        frame.scope.entries[frame.key].error = error
    del stack[at:]


def _circular(path: list[str]) -> FormulaError:
    shown = path if len(path) <= _CYCLE_SHOWN else [*path[: _CYCLE_SHOWN - 1], "…", path[-1]]
    text = " → ".join([*shown, path[0]])
    return FormulaError(
        f"Parameters depend on each other in a circle: {text}.",
        f"参数循环引用：{text}。",
        hint_en="give one of them a number instead of a formula",
        hint_zh="请将其中一个参数改为数值",
    )


def _of_parameter(name: str, error: FormulaError) -> FormulaError:
    return FormulaError(
        f"Parameter {name!r}: {error.en}",
        f"参数 {name!r}：{error.zh}",
        at=error.at,
        hint_en=error.hint_en,
        hint_zh=error.hint_zh,
    )
