"""Random expressions that a dialect can say with its own words."""

from hypothesis import strategies as st

from lcabridge.formula import DIALECTS, FUNCTIONS, Binary, Boolean, Call, If, Name, Number, Text, Unary, binary, negate

NAMES = ("a", "b_2", "mass", "Load")
BINARY = ("add", "sub", "mul", "div", "intdiv", "floordiv", "mod", "mod_floor", "pow")
COMPARISONS = ("lt", "le", "eq", "ne", "ge", "gt")

numbers = st.floats(allow_nan=False, allow_infinity=False).map(Number)


def has(dialect, op):
    return op in dialect.written or op in dialect.written_functions


def expressions(dialect_id):
    dialect = DIALECTS[dialect_id]
    arithmetic = [op for op in BINARY if has(dialect, op)]
    logic = [op for op in ("and", "or", "xor") if has(dialect, op)]
    calls = [op for op in dialect.written_functions if op in FUNCTIONS]

    def deeper(parts):
        truth = st.builds(Binary, st.sampled_from(COMPARISONS), parts, parts) | st.booleans().map(Boolean)
        logical = truth | st.builds(binary, truth, st.sampled_from(logic), truth)
        return st.one_of(
            st.builds(binary, parts, st.sampled_from(arithmetic), parts),
            parts.map(negate),
            st.builds(If, logical | logical.map(lambda t: Unary("not", t)), parts, parts),
            st.sampled_from(calls).flatmap(lambda op: call(op, parts, dialect)),
        )

    leaves = numbers | st.sampled_from(NAMES).map(Name)
    return st.recursive(leaves, deeper, max_leaves=25)


def call(op, parts, dialect):
    known = FUNCTIONS[op]
    most = known.most if known.most is not None else known.least + 3
    arg = parts | st.just(Text("kg")) if dialect.quotes and known.compute is None else parts
    return st.lists(arg, min_size=known.least, max_size=most).map(lambda args: Call(op, tuple(args)))
