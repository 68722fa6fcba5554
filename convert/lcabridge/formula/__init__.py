"""Formulas: parsed into one tree, written in each format's dialect, evaluated with limits. Never ``eval``.

>>> from lcabridge.formula import evaluate, parse, translate
>>> evaluate(parse("if(load > 10; load^2; 0)"), {"LOAD": 12.0})
144.0
>>> translate("sqr(mass) mod 7", "openlca", "brightway")
'square(mass) - 7*trunc(square(mass)/7)'
"""

from lcabridge.formula.dialects import DIALECTS, Dialect, Rank, dialect
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
    binary,
    names,
    negate,
    rename,
    rewrite,
    scaled,
    walk,
)
from lcabridge.formula.functions import FUNCTIONS, Function
from lcabridge.formula.parser import DEFAULT_LIMITS, Limits, parse
from lcabridge.formula.render import number_text, render, translate
from lcabridge.formula.scope import Definition, Resolved, Scope, evaluate, resolve_parameters

__all__ = [
    "DEFAULT_LIMITS",
    "DIALECTS",
    "FUNCTIONS",
    "Binary",
    "Boolean",
    "Call",
    "Chain",
    "Definition",
    "Dialect",
    "Expr",
    "Function",
    "If",
    "Limits",
    "Name",
    "Number",
    "Rank",
    "Resolved",
    "Scope",
    "Text",
    "Unary",
    "binary",
    "dialect",
    "evaluate",
    "names",
    "negate",
    "number_text",
    "parse",
    "rename",
    "render",
    "resolve_parameters",
    "rewrite",
    "scaled",
    "translate",
    "walk",
]
