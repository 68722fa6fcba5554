"""Which product of one side is which of the other."""

from tests.calc.hand import UNITS, Package, flow, out, process
from tests.compare.build import run


def database(*products, suffix=""):
    """Processes (word, process name, product name, place); UUIDs differ with the suffix."""
    members = []
    for word, name, product, place in products:
        members.append(flow(word + suffix, name=product))
        made = process("p" + word + suffix, out(word + suffix, 1.0, ref=True), place=place)
        made.name = {"en": name}
        members.append(made)
    return Package(*UNITS, *members)


def rules(a, b):
    return {(p.a.name["en"], p.a.place, p.b.place): p.by for p in run(a, b).pairs}


def test_same_uuid_wins_over_names():
    a = database(("x", "Old name", "Steel", "CN"))
    b = database(("x", "New name", "Steel coil", "DE"))
    assert rules(a, b) == {("Old name", "CN", "DE"): "uuid"}


def test_names_meet_whatever_case_signs_and_place_list():
    # HUB-CN is TianGong's code of Hubei, CN-HB that of ISO
    a = database(("x", "Steel, at plant", "Steel", "HUB-CN"))
    b = database(("y", "steel; at Plant", "STEEL", "CN-HB"), suffix="2")
    assert rules(a, b) == {("Steel, at plant", "HUB-CN", "CN-HB"): "name"}


def test_products_meet_where_process_names_differ():
    a = database(
        ("x", "Electricity, at grid", "Electricity, SRVC", "US"),
        ("y", "Electricity, at grid", "Electricity, NPCC", "US"),
    )
    b = database(
        ("v", "Electricity, SRVC, 2010", "Electricity, SRVC", "US"),
        ("w", "Electricity, NPCC, 2010", "Electricity, NPCC", "US"),
        suffix="2",
    )
    found = run(a, b)
    assert [(p.a.product["en"], p.b.product["en"], p.by) for p in found.pairs] == [
        ("Electricity, SRVC", "Electricity, SRVC", "product"), ("Electricity, NPCC", "Electricity, NPCC", "product"),
    ]  # fmt: skip


def test_another_place_is_said():
    a, b = database(("x", "Steel making", "Steel", "CN")), database(("y", "Making of steel", "Steel", "DE"), suffix="2")
    assert rules(a, b) == {("Steel making", "CN", "DE"): "product, other place"}


def test_a_name_that_two_have_pairs_none():
    a = database(("x", "Roundwood", "Roundwood, north", "US"), ("y", "Roundwood", "Roundwood, south", "US"))
    b = database(("v", "Roundwood", "Roundwood, east", "US"), ("w", "Roundwood", "Roundwood, west", "US"), suffix="2")
    assert rules(a, b) == {}


def test_similar_names_are_suggested_and_no_evidence():
    a = database(("x", "Petroleum coke, at refinery", "Petroleum coke, at refinery", "US"))
    b = database(("y", "Petroleum coke", "Petroleum coke, green", "CN"), suffix="2")
    found = run(a, b)
    assert [
        (p.by, p.similarity) for p in found.pairs
    ] == []  # {petroleum, coke, refinery} and {petroleum, coke, green}: 2 of 4
    c = database(("y", "Petroleum coke", "Petroleum coke", "CN"), suffix="2")
    found = run(a, c)
    assert [p.by for p in found.pairs] == ["similar"]  # 2 of 3 words
    assert next(p for p in found.points if p.id == "cross-check").verdict == "unknown"


def test_units_that_do_not_convert_are_counted_not_paired():
    a = database(("x", "Heat", "Heat", "CN"))
    b = Package(*UNITS, flow("y", prop="energy", name="Heat"), process("Heat", out("y", 1.0, ref=True), place="CN"))
    found = run(a, b)
    assert found.pairs == []
    unit = next(p for p in found.points if p.id == "functional-unit")
    assert unit.verdict == "not convertible"
    assert any((e.a, e.b) == ("kg", "MJ") for e in unit.evidence)
