"""Inverse, chain, comparison and merging of maps, by hand."""

import pytest

from lcabridge.flowmap import FlowMap, MapRow, Side
from lcabridge.flowmap.algebra import compare, compose, composed_condition, invert, merge

IDS = {x: f"00000000-0000-4000-8000-00000000000{i:x}" for i, x in enumerate("abcdef")}


def row(source, target, condition="=", factor="", units=("kg", "kg"), **fields):
    one, other = (Side(uuid=IDS[x], name=x, unit=u) for x, u in zip((source, target), units, strict=True))
    return MapRow(source=one, target=other, condition=condition, factor=factor, **fields)


def table(*rows, id="t"):  # noqa: A002
    return FlowMap(id=id, source_list="S", target_list="T", rows=list(rows))


def test_inverse_turns_condition_and_factor():
    inverse, found = invert(table(row("a", "b", ">", "4"), row("c", "d", "~"), row("e", "f", "<", "0.5")))
    assert found == []
    assert [(r.source.name, r.target.name, r.condition, r.value) for r in inverse.rows] == [
        ("b", "a", "<", 0.25), ("d", "c", "~", 1.0), ("f", "e", ">", 2.0),
    ]  # fmt: skip


def test_many_to_one_has_no_inverse():
    inverse, found = invert(table(row("a", "c"), row("b", "c"), row("d", "e")))
    assert [r.target.name for r in inverse.rows] == ["d"]
    assert [(f.kind, f.detail) for f in found] == [("merged", "a, b")]


def test_split_and_not_convertible_have_no_inverse():
    inverse, found = invert(table(row("a", "b", share="0.5"), row("a", "c", share="0.5"), row("d", "e", factor="N/A")))
    assert inverse.rows == []
    assert sorted(f.kind for f in found) == ["ambiguous", "ambiguous", "not convertible"]


CONDITIONS = ["=", ">", "<", "<>", "~", "none"]
TABLE = {  # reference B.7, row then column; None: may be disjoint
    "=": ["=", ">", "<", "<>", "~", "none"],
    ">": [">", ">", "<>", None, "~", "none"],
    "<": ["<", None, "<", None, "~", "none"],
    "<>": ["<>", None, None, None, "~", "none"],
    "~": ["~", "~", "~", "~", "~", "none"],
    "none": ["none"] * 6,
}


@pytest.mark.parametrize("one", CONDITIONS)
def test_composition_of_conditions(one):
    assert [composed_condition(one, other) for other in CONDITIONS] == TABLE[one]


def test_chain_multiplies_factors_and_units():
    # a [kg] → b [g]: 2000; b counted in kg by the second table: 1 kg of b → 3 MJ of c. 1 kg a = 2000 g = 2 kg b = 6 MJ c.
    first, second = (
        table(row("a", "b", "=", "2000", ("kg", "g")), id="x"),
        table(row("b", "c", ">", "3", ("kg", "MJ")), id="y"),
    )
    chain, found = compose(first, second)
    assert found == []
    assert (chain.rows[0].value, chain.rows[0].condition, chain.rows[0].origin) == (6.0, ">", "x+y")


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (row("a", "b", "<"), row("b", "c", ">"), "condition"),
        (row("a", "b", units=("kg", "kg")), row("b", "c", units=("MJ", "MJ")), "dimension"),
        (row("a", "b", factor="N/A"), row("b", "c"), "not convertible"),
        (row("a", "b"), row("d", "c"), "gap"),
    ],
)
def test_what_is_uncertain_is_refused(first, second, kind):
    chain, found = compose(table(first), table(second))
    assert chain.rows == []
    assert [f.kind for f in found] == [kind]


def test_a_direct_table_is_compared_and_not_used():
    direct = table(row("a", "d"))
    chain, found = compose(table(row("a", "b")), table(row("b", "c")), direct)
    assert chain.rows[0].target.name == "c"
    assert [(f.kind, f.source.name) for f in found] == [("differs", "a")]


def test_compare():
    found = compare(
        table(row("a", "b"), row("c", "d", factor="2"), row("e", "f")),
        table(row("a", "c"), row("c", "d"), row("e", "f", "~"), row("b", "f")),
    )
    assert [(f.kind, f.source.name) for f in found] == [
        ("target differs", "a"), ("factor differs", "c"), ("condition differs", "e"), ("only second", "b"),
    ]  # fmt: skip


def test_merge_takes_the_first_and_names_the_rest():
    merged, found = merge([table(row("a", "b"), id="x"), table(row("a", "c"), row("d", "e"), id="y")])
    assert [(r.source.name, r.target.name, r.origin) for r in merged.rows] == [("a", "b", "x"), ("d", "e", "y")]
    assert [f.kind for f in found] == ["overridden"]


def test_published_baselines_of_inverse_and_chain(corpus):
    """Reference B.6: 21.6 % of the sources of ecoinvent 3.9.1 → EF 3.1 have no unique inverse."""
    from lcabridge.flowmap.shipped import load

    gold = load("ecoinvent-3.9.1-ef31")
    inverse, _ = invert(gold)
    assert 1 - len(inverse.rows) / len(gold.rows) == pytest.approx(0.216, abs=0.001)
