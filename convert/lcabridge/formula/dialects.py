"""How each format writes formulas: operators by rank, functions, constants, separators. One table, no code.

Sources: openLCA: grammar and function list of olca-formula 2.0 and the openLCA manual. EcoSpold 2: names are
case-insensitive (XSD note of ``variableName``), ``;`` separates arguments; functions as the ecoEditor shares them
with openLCA. ILCD fixes no grammar (``MatR`` is text): what openLCA writes, and ``,`` accepted beside ``;`` as
openLCA's importer does. SimaPro: the functions of SimaPro's expression help; separators are set in the file's
header, hence ``Dialect.with_separators``. Brightway: Python as evaluated by asteval/bw2parameters, where ``log``
is the natural logarithm. Excel: cell formulas without references; comparison of ``=`` ranks lowest.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from lcabridge.errors import FormulaError

Associativity = Literal["left", "right", "none", "prefix"]


@dataclass(frozen=True, slots=True)
class Rank:
    """Operators of one precedence.

    Attributes:
        side: how a row of them groups; ``none`` refuses a row (``1 < x < 2``), ``prefix`` stands before its operand.
        spellings: spelling to operation; the first spelling of an operation is the one written.
    """

    side: Associativity
    spellings: Mapping[str, str]


@dataclass(frozen=True, eq=False)  # compared by identity: tables are not hashable, and each dialect exists once
class Dialect:
    """One way of writing formulas.

    Attributes:
        id: name used in ``parse`` and ``render``.
        ranks: from the operators that bind least to those that bind most.
        functions: spelling to operation; the first spelling of an operation is the one written.
        constants: names that mean an operation without arguments unless a parameter has that name.
        booleans: spellings of false and true; empty where the dialect has none.
        case_sensitive: whether ``a`` and ``A`` are two parameters (functions compare the same way).
        decimal: decimal sign.
        separator: sign between arguments, as written.
        separators: all that are read.
        lead: text before a formula that is dropped on reading and written again (Excel ``=``).
        ternary: True for Python's ``a if c else b`` instead of a function.
        numeric_truth: True where a number counts as true unless it is zero, and true as 1.
        name_pattern: what the format's own tools accept as a parameter name.
        name_lexeme: pattern of a name while reading; wider than ``name_pattern``, so that names in other
            scripts (ILCD parameters in Chinese) are evaluated although openLCA would not take them.
        quotes: signs that enclose a text argument.
    """

    id: str
    ranks: tuple[Rank, ...]
    functions: Mapping[str, str]
    constants: Mapping[str, str] = field(default_factory=dict)
    booleans: tuple[str, str] | tuple[()] = ("false", "true")
    case_sensitive: bool = False
    decimal: str = "."
    separator: str = ";"
    separators: str = ";"
    lead: str = ""
    ternary: bool = False
    numeric_truth: bool = False
    name_pattern: re.Pattern[str] = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
    name_lexeme: str = r"(?:[^\W\d]|\$)(?:\w|\$)*"
    quotes: str = ""

    def key(self, name: str) -> str:
        """Return the form in which names are compared."""
        name = name.strip()
        return name if self.case_sensitive else name.lower()

    def with_separators(self, *, decimal: str, separator: str) -> Dialect:
        """Return the dialect with other signs, such as SimaPro's decimal comma.

        Args:
            decimal: ``.`` or ``,``.
            separator: sign between arguments; must differ from ``decimal``.

        Raises:
            FormulaError: both are the same sign.
        """
        if decimal == separator:
            raise FormulaError(
                f"The decimal sign and the argument separator are both {decimal!r}.",
                f"小数点与参数分隔符同为 {decimal!r}。",
            )
        return replace(self, decimal=decimal, separator=separator, separators=separator)

    @cached_property
    def infix(self) -> Mapping[str, tuple[int, str]]:
        """Spelling of an infix operator to its rank and operation."""
        return {
            spelling: (number, op)
            for number, rank in enumerate(self.ranks)
            if rank.side != "prefix"
            for spelling, op in rank.spellings.items()
        }

    @cached_property
    def prefix(self) -> Mapping[str, tuple[int, str]]:
        """Spelling of a prefix operator to its rank and operation."""
        return {
            spelling: (number, op)
            for number, rank in enumerate(self.ranks)
            if rank.side == "prefix"
            for spelling, op in rank.spellings.items()
        }

    @cached_property
    def calls(self) -> Mapping[str, str]:
        """Function name in the form of ``key`` to its operation."""
        return {self.key(spelling): op for spelling, op in self.functions.items()}

    @cached_property
    def truth(self) -> Mapping[str, bool]:
        """Truth value in the form of ``key`` to its meaning."""
        return {self.key(word): bool(number) for number, word in enumerate(self.booleans)}

    @cached_property
    def written(self) -> Mapping[str, tuple[int, str]]:
        """Operation to its rank and the operator that is written for it."""
        found: dict[str, tuple[int, str]] = {}
        for number, rank in enumerate(self.ranks):
            for spelling, op in rank.spellings.items():
                found.setdefault(op, (number, spelling))
        return found

    @cached_property
    def written_functions(self) -> Mapping[str, str]:
        """Operation to the function name that is written for it."""
        found: dict[str, str] = {}
        for spelling, op in self.functions.items():
            found.setdefault(op, spelling)
        return found

    @cached_property
    def words(self) -> frozenset[str]:
        """Operators spelled as words, which no parameter may be named after."""
        ternary = {"if", "else"} if self.ternary else set()
        return frozenset(s for s in (*self.infix, *self.prefix) if s[0].isalpha()) | ternary

    @cached_property
    def reserved(self) -> frozenset[str]:
        """Words that a parameter cannot be named: operators and truth values."""
        return self.words | set(self.truth)

    @cached_property
    def signs(self) -> tuple[str, ...]:
        """Operators spelled as signs, longest first."""
        return tuple(sorted((s for s in {*self.infix, *self.prefix} if not s[0].isalpha()), key=lambda s: (-len(s), s)))


_NEGATION = Rank("prefix", {"-": "neg", "+": "plus"})
_SUM = Rank("left", {"+": "add", "-": "sub"})
_POWER = Rank("left", {"^": "pow"})
_COMPARISON = {"<": "lt", "<=": "le", "=": "eq", "==": "eq", "<>": "ne", "!=": "ne", ">": "gt", ">=": "ge"}

# Negation binds more than the power: -2^2 is 4 in openLCA and in Excel.
_OPENLCA_RANKS = (
    Rank("left", {"|": "or", "||": "or"}),
    Rank("left", {"xor": "xor"}),
    Rank("left", {"&": "and", "&&": "and"}),
    Rank("left", _COMPARISON),
    _SUM,
    Rank("left", {"*": "mul", "/": "div", "div": "intdiv", "mod": "mod"}),
    _POWER,
    _NEGATION,
)

_TRIGONOMETRY = {name: name for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh")}

_OPENLCA_FUNCTIONS = {
    **{name: name for name in ("abs", "avg", "ceil", "floor", "frac", "max", "min", "round", "sqr", "sqrt", "sum")},
    "mean": "avg", "trunc": "trunc", "int": "trunc", "random": "random", "rand": "random",
    "exp": "exp", "ln": "ln", "log": "log10", "lg": "log10", "ipower": "ipow", "power": "pow", "pow": "pow",
    **_TRIGONOMETRY,
    "acos": "acos", "arccos": "acos", "asin": "asin", "arcsin": "asin", "atan": "atan", "arctan": "atan",
    "cotan": "cot", "cot": "cot",
    "pi": "pi", "e": "e", "true": "true", "false": "false",
    "if": "if", "iff": "if", "iif": "if", "not": "not", "and": "and", "or": "or",  # codespell:ignore iif
}  # fmt: skip

_ECOSPOLD2_FUNCTIONS = {
    **_OPENLCA_FUNCTIONS,
    "log10": "log10",
    "sign": "sign",
    "unitconversion": "unit_conversion",
    "ref": "ref",
    "livelink": "livelink",
}

_OPENLCA_CONSTANTS = {"pi": "pi", "e": "e"}
_OPENLCA_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")

_SIMAPRO_FUNCTIONS = {
    **{name: name for name in ("abs", "exp", "ln", "sqr", "sqrt", "frac", "trunc", "round", "ceil", "floor")},
    **{name: name for name in ("max", "min", "sum", "sign", "log2")},
    "int": "trunc", "log10": "log10", "log": "log10", "power": "pow", "pow": "pow", "intpower": "ipow",
    "ipower": "ipow",
    **_TRIGONOMETRY,
    "arccos": "acos", "acos": "acos", "arcsin": "asin", "asin": "asin", "arctan": "atan", "atan": "atan",
    "cotan": "cot", "pi": "pi", "true": "true", "false": "false",
    "iff": "if", "if": "if", "iif": "if", "not": "not", "and": "and", "or": "or",  # codespell:ignore iif
}  # fmt: skip

_EXCEL_FUNCTIONS = {
    **{name.upper(): name for name in ("abs", "exp", "ln", "sqrt", "sum", "max", "min", "sign", "atan2", "degrees")},
    **{name.upper(): name for name in (*_TRIGONOMETRY, "acos", "asin", "atan", "cot", "pi", "radians")},
    "AVERAGE": "avg", "INT": "int_floor", "TRUNC": "trunc", "ROUND": "round_half_away", "LOG": "log",
    "LOG10": "log10", "POWER": "pow", "MOD": "mod_floor", "RAND": "random",
    "IF": "if", "AND": "and", "OR": "or", "XOR": "xor", "NOT": "not", "TRUE": "true", "FALSE": "false",
}  # fmt: skip

_PYTHON_FUNCTIONS = {
    **{name: name for name in ("abs", "ceil", "exp", "floor", "max", "min", "sign", "sqrt", "trunc", "log2")},
    **_TRIGONOMETRY,
    "arccos": "acos", "acos": "acos", "arcsin": "asin", "asin": "asin", "arctan": "atan", "atan": "atan",
    "arctan2": "atan2", "atan2": "atan2", "log": "ln", "ln": "ln", "log10": "log10", "round": "round_half_even",
    "rint": "round_half_even", "pow": "pow", "square": "sqr", "degrees": "degrees",
    "radians": "radians", "random": "random", "where": "if",
}  # fmt: skip

_PYTHON_RANKS = (
    Rank("left", {"or": "or"}),
    Rank("left", {"and": "and"}),
    Rank("prefix", {"not": "not"}),
    Rank("none", {"<": "lt", "<=": "le", "==": "eq", "!=": "ne", ">": "gt", ">=": "ge"}),
    _SUM,
    Rank("left", {"*": "mul", "/": "div", "//": "floordiv", "%": "mod_floor"}),
    _NEGATION,
    Rank("right", {"**": "pow"}),
)

DIALECTS: Mapping[str, Dialect] = {
    dialect.id: dialect
    for dialect in (
        Dialect("openlca", _OPENLCA_RANKS, _OPENLCA_FUNCTIONS, _OPENLCA_CONSTANTS, name_pattern=_OPENLCA_NAME),
        Dialect(
            "ilcd",
            _OPENLCA_RANKS,
            {**_OPENLCA_FUNCTIONS, "log10": "log10"},
            _OPENLCA_CONSTANTS,
            separators=";,",
            name_pattern=re.compile(r"(?:[^\W\d]|\$)(?:\w|\$)*\Z"),
        ),
        Dialect(
            "ecospold2",
            _OPENLCA_RANKS,
            _ECOSPOLD2_FUNCTIONS,
            _OPENLCA_CONSTANTS,
            quotes="'\"",
        ),
        Dialect(
            "simapro",
            (
                Rank("left", {"or": "or"}),
                Rank("left", {"xor": "xor"}),
                Rank("left", {"and": "and"}),
                Rank("left", _COMPARISON),
                _SUM,
                Rank("left", {"*": "mul", "/": "div", "div": "intdiv", "mod": "mod", "%": "mod"}),
                _POWER,
                _NEGATION,
            ),
            _SIMAPRO_FUNCTIONS,
            {"pi": "pi"},
        ),
        Dialect(
            "brightway",
            _PYTHON_RANKS,
            _PYTHON_FUNCTIONS,
            {"pi": "pi", "e": "e"},
            booleans=("False", "True"),
            case_sensitive=True,
            separator=", ",
            separators=",",
            ternary=True,
            numeric_truth=True,
        ),
        Dialect(
            "excel",
            (
                Rank("left", {"=": "eq", "<>": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}),
                _SUM,
                Rank("left", {"*": "mul", "/": "div"}),
                _POWER,
                _NEGATION,
            ),
            _EXCEL_FUNCTIONS,
            booleans=("FALSE", "TRUE"),
            separator=",",
            separators=",;",
            lead="=",
            numeric_truth=True,
            name_pattern=re.compile(r"[A-Za-z_\\][A-Za-z0-9_.]*\Z"),
            name_lexeme=r"(?:[^\W\d]|\\)(?:\w|\.)*",
        ),
    )
}
"""Id to dialect."""


def dialect(which: str | Dialect) -> Dialect:
    """Return a dialect by id; a dialect is returned as it is.

    Raises:
        FormulaError: no dialect has that id.
    """
    if isinstance(which, Dialect):
        return which
    try:
        return DIALECTS[which]
    except KeyError:
        known = ", ".join(DIALECTS)
        raise FormulaError(
            f"Unknown formula dialect {which!r}.",
            f"未知的公式方言 {which!r}。",
            hint_en=f"known: {known}",
            hint_zh=f"已知：{known}",
        ) from None
