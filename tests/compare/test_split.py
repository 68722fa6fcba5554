"""The split of a factor's difference, worked out on paper."""

import pytest

from lcabridge.flowmap.plan import Decision, Plan
from lcabridge.flowmap.table import MapRow, Side
from tests.calc.hand import AIR, UNITS, Package, co2, flow, inp, out, process, share, uid
from tests.compare.build import package, pair, point, run

EXACT = 1e-12


def close(value):
    return pytest.approx(value, rel=EXACT, abs=1e-15)


def parts(found, word="steel"):
    split = pair(found, word).split
    return (split.gwp, split.allocation, split.mapping, split.data)


def test_gwp_set_and_data():
    # A: 1 kg CO2 + 0.1 kg fossil methane by ar5 (30): 4; the same by cn-inventory (28): 3.8; B: 2 + 0.1 x 28 = 4.8
    a = package(process("mill", out("steel", 1.0, ref=True), out("co2", 1.0), out("ch4", 0.1)))
    b = package(process("mill", out("steel", 1.0, ref=True), out("co2", 2.0), out("ch4", 0.1)))
    found = run(a, b, gwp=("ar5", "cn-inventory"))
    steel = pair(found, "steel")
    assert (steel.factor_a, steel.factor_b) == (close(4.0), close(4.8))
    assert parts(found) == (close(-0.2), 0.0, 0.0, close(1.0))
    assert (steel.common_a, steel.common_b) == (close(3.8), close(4.8))


def test_allocation_of_b_applied_to_a():
    # 10 kg CO2 for steel and power: physical 60/40, economic 80/20. A asks for physical (6), B for economic (8).
    def mill(method):
        return process(
            "mill", out("steel", 1.0, ref=True), out("power", 1.0), out("co2", 10.0), default=method,
            allocation=[share("physical", "steel", 0.6), share("physical", "power", 0.4),
                        share("economic", "steel", 0.8), share("economic", "power", 0.2)],
        )  # fmt: skip

    found = run(package(mill("physical")), package(mill("economic")))
    assert (pair(found, "steel").factor_a, pair(found, "steel").factor_b) == (close(6.0), close(8.0))
    assert parts(found) == (0.0, close(2.0), 0.0, 0.0)
    assert parts(found, "power") == (0.0, close(-2.0), 0.0, 0.0)


def test_allocation_that_a_has_no_factors_of_stands_under_data_and_is_said():
    a = package(process("mill", out("steel", 1.0, ref=True), out("power", 1.0), out("co2", 10.0)))
    b = package(
        process(
            "mill", out("steel", 1.0, ref=True), out("power", 1.0), out("co2", 10.0), default="economic",
            allocation=[share("economic", "steel", 0.8), share("economic", "power", 0.2)],
        )
    )  # fmt: skip
    found = run(a, b)
    assert parts(found) == (0.0, 0.0, 0.0, close(-2.0))
    assert any("no allocation factors" in note["en"] for note in found.notes)


def _plan(state, factor="1"):
    source = Side(uuid=uid("co2"), name="Carbon dioxide, fossil", context=AIR, unit="kg")
    target = Side(
        uuid=uid("t"), name="carbon dioxide (fossil)", unit="kg",
        context="Emissions/Emissions to air/Emissions to air, unspecified",
    )  # fmt: skip
    rows = [MapRow(source=source, target=target, factor=factor)] if state == "mapped" else []
    return Plan(target="list", decisions={uid("co2"): Decision(source=source, state=state, rows=rows)})


def test_what_a_map_loses_and_changes_is_the_mappings_part():
    # A's CO2 (1) has no counterpart on the common list: 0 there; B's (3) maps with factor 2: 6 there.
    # mapping = (0 - 1) + (3 - 6) = -4, data = 6 - 0, in all 3 - 1 = 2
    a = package(process("mill", out("steel", 1.0, ref=True), out("co2", 1.0)))
    b = package(process("mill", out("steel", 1.0, ref=True), out("co2", 3.0)))
    found = run(a, b, plans=(_plan("none"), _plan("mapped", "2")))
    assert (pair(found, "steel").common_a, pair(found, "steel").common_b) == (0.0, close(6.0))
    assert parts(found) == (0.0, 0.0, close(-4.0), close(6.0))


def test_an_uptake_keeps_its_sign_through_a_map():
    # CO2 of land use change taken from the air counts -1 in both, mapped or not
    luc = flow("up", "elementary", category="Elementary flows/Resource/in air", name="Carbon dioxide (land use change)")
    a = Package(*UNITS, flow("steel"), luc, co2(), process("mill", out("steel", 1.0, ref=True), inp("up", 2.0)))
    source = Side(uuid=uid("up"), name="Carbon dioxide (land use change)", unit="kg")
    target = Side(
        uuid=uid("t"), name="carbon dioxide (land use change)", unit="kg",
        context="Resources/Resources from air/Renewable material resources from air",
    )  # fmt: skip
    plan = Plan(
        decisions={uid("up"): Decision(source=source, state="mapped", rows=[MapRow(source=source, target=target)])}
    )
    found = run(a, a, plans=(plan, plan))
    assert pair(found, "steel").factor_a == close(-2.0)
    assert pair(found, "steel").common_a == close(-2.0)


def test_units_of_both_sides_convert():
    # A per kg, B per MJ of the same product word is refused; kWh and MJ of power convert: B's 0.2 per MJ = A's 0.72 per kWh
    kilowatt = (flow("power", prop="energy"), co2())
    a = Package(*UNITS, *kilowatt, process("plant", out("power", 1.0, ref=True, unit="kWh"), out("co2", 0.9)))
    b = Package(*UNITS, *kilowatt, process("plant", out("power", 1.0, ref=True), out("co2", 0.2)))
    found = pair(run(a, b), "power")
    assert found.unit == "MJ"  # the reference unit of the flow on side A
    assert (found.factor_a, found.factor_b) == (close(0.25), close(0.2))


def test_what_moved_a_factor_is_own_emissions_and_amount_used():
    # A: 2 MJ power at 3 = 6; B: 4 MJ at 5 = 20. Own: (5 - 3) x mean use 3 = 6; amount: (4 - 2) x mean emission 4 = 8.
    def chain(need, emission):
        return package(
            process("mill", out("steel", 1.0, ref=True), inp("power", need), out("co2", 1.0)),
            process("plant", out("power", 1.0, ref=True), out("co2", emission)),
        )

    steel = pair(run(chain(2.0, 3.0), chain(4.0, 5.0)), "steel")
    assert steel.split.data == close(14.0)
    moved = {part.name["en"]: part for part in steel.by_process}
    assert (moved["plant"].own, moved["plant"].amount) == (close(6.0), close(8.0))
    assert moved["mill"].change == 0.0
    assert sum(part.change for part in steel.by_process) == close(14.0)
    assert sum(part.change for part in steel.by_flow) == close(14.0)


def test_a_supplier_that_one_side_only_has_is_named_so():
    a = package(
        process("mill", out("steel", 1.0, ref=True), inp("power", 2.0)),
        process("old", out("power", 1.0, ref=True), out("co2", 3.0)),
    )
    b = package(process("mill", out("steel", 1.0, ref=True), out("co2", 1.0)))
    moved = {p.name["en"]: p for p in pair(run(a, b), "steel").by_process}
    assert (moved["old"].a, moved["old"].b, moved["old"].uuid_b) == (close(6.0), 0.0, "")


def test_a_side_that_cannot_be_solved_leaves_the_points_and_says_why():
    # each needs as much of the other as it makes
    loop = package(
        process("mill", out("steel", 1.0, ref=True), inp("power", 1.0)),
        process("plant", out("power", 1.0, ref=True), inp("steel", 1.0)),
    )
    fine = package(process("mill", out("steel", 1.0, ref=True), out("co2", 1.0)))
    found = run(loop, fine)
    assert found.pairs == []
    assert len(found.points) == 27
    assert any(note["en"].startswith("no factors") for note in found.notes)


def test_a_process_with_an_error_has_no_factor():
    a = package(process("mill", out("steel", 1.0, ref=True), out("co2", 1.0), out("co2", None)))
    b = package(process("mill", out("steel", 1.0, ref=True), out("co2", 1.0)))
    found = pair(run(a, b), "steel")
    assert found.split is None
    assert "could not be calculated" in found.missing["en"]


def test_a_gas_that_the_map_loses_is_named():
    a = package(process("mill", out("steel", 1.0, ref=True), out("co2", 1.0)))
    found = point(run(a, a, plans=(_plan("none"), _plan("mapped", "2"))), "flow-list")
    rows = {e.what["en"]: (e.a, e.b) for e in found.evidence}
    assert rows["gas without a counterpart, exchanges: Carbon dioxide, fossil"] == (1, 0)
    assert rows["flows mapped exactly"] == (0, 1)
    # the same UUID on both sides: the list is one, whatever it maps to
    assert found.verdict == "consistent"
