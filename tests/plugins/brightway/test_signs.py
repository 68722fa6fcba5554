"""Signs, shares and units that Brightway needs, calculated by hand; the same from a workbook, from CSV and from a package."""

import bz2
import json

import pytest

import lcabridge
from lcabridge.calc import Calculator
from lcabridge.calc.proof import prove
from lcabridge.model import AllocationFactor, Index, Uncertainty, UnitRef, summarise
from lcabridge.pipeline import write_entities
from lcabridge.registry import registry
from tests.calc.hand import UNITS, Package, co2, flow, inp, out, process

TARGETS = [("brightway", "x.bw2package"), ("brightway-excel", "x.xlsx"), ("brightway-excel", "x.csv")]


def system():
    """Steel makes 2 kg of dross, which a landfill takes in; a plant makes power and steam, shared 3 to 1."""
    treatment = process("landfill", inp("dross", 1.0, ref=True), out("co2", 0.5))
    steel = process("steel", out("steel", 1.0, ref=True), out("dross", 2.0), inp("power", 3.0), inp("ore", 5.0))
    steel.exchanges[2].uncertainty = Uncertainty(distribution="lognormal", median=3.0, gsd=1.5)
    plant = process("plant", out("power", 4.0, ref=True), out("steam", 8.0), out("co2", 16.0))
    plant.default_allocation = "physical"
    plant.allocation = [
        AllocationFactor(method="physical", product=plant.exchanges[0].flow, value=0.75),
        AllocationFactor(method="physical", product=plant.exchanges[1].flow, value=0.25),
    ]
    waste = flow("dross")
    waste.flow_type = "waste"
    return Package(
        *UNITS, flow("steel"), flow("power"), flow("steam"), flow("ore"), waste, co2(), treatment, steel, plant
    )


def written(package, format_id, path):
    index = Index(summarise(entity) for entity in package.members)
    write_entities(package.members, index, path, registry=registry(), to=format_id)
    return path


def plain(value):
    if isinstance(value, list):
        return [plain(member) for member in value]
    if isinstance(value, dict) and "__dict__" in value:
        return {str(plain(k)): plain(v) for k, v in zip(value["keys"], value["values"], strict=True)}
    return tuple(plain(member) for member in value["data"]) if isinstance(value, dict) else value


def nodes(path):
    """Return the nodes of a package by name and product, without any code of ours."""
    (database,) = plain(json.loads(bz2.decompress(path.read_bytes())))
    return {(node["name"], node.get("reference product", "")): node for node in database["data"].values()}


@pytest.mark.parametrize(("format_id", "name"), TARGETS)
def test_every_score_is_the_same_when_it_is_read_again(format_id, name, tmp_path):
    package = system()
    path = written(package, format_id, tmp_path / name)
    with lcabridge.read(path, format=format_id) as again:
        found = prove(Calculator(package), Calculator(again))
    assert [(proof.compared, proof.equal) for proof in found] == [(4, 4)] * 3


@pytest.mark.parametrize(("format_id", "name"), TARGETS)
def test_exchanges_come_back_as_they_were_declared(format_id, name, tmp_path):
    package = system()
    path = written(package, format_id, tmp_path / name)
    with lcabridge.read(path, format=format_id) as again:
        found = {e.name["en"]: e for e in again.entities("process")}
    assert [(e.direction, e.amount) for e in found["steel"].exchanges] == [
        ("output", 1.0), ("output", 2.0), ("input", 3.0), ("input", 5.0),
    ]  # fmt: skip
    spread = found["steel"].exchanges[2].uncertainty
    assert (spread.distribution, spread.gsd, spread.median) == ("lognormal", pytest.approx(1.5), pytest.approx(3.0))
    assert [(e.direction, e.amount) for e in found["landfill"].exchanges] == [("input", 1.0), ("output", 0.5)]
    assert [(f.method, f.value) for f in found["plant"].allocation] == [("physical", 0.75), ("physical", 0.25)]
    assert found["plant"].default_allocation == "physical"


def test_each_product_has_an_activity_with_its_share(tmp_path):
    there = nodes(written(system(), "brightway", tmp_path / "x.bw2package"))
    assert there["plant", ""]["type"] == "multifunctional"
    amounts = {
        product: [(e["type"], e["amount"]) for e in there["plant", product]["exchanges"]]
        for product in ("power", "steam")
    }
    assert amounts == {
        "power": [("production", 4.0), ("biosphere", 12.0)],
        "steam": [("production", 8.0), ("biosphere", 4.0)],
    }


def test_a_treatment_makes_minus_one_and_waste_is_a_negative_input(tmp_path):
    there = nodes(written(system(), "brightway", tmp_path / "x.bw2package"))
    landfill, steel = there["landfill", "dross"], there["steel", "steel"]
    assert [(e["type"], e["amount"]) for e in landfill["exchanges"]] == [("production", -1.0), ("biosphere", 0.5)]
    assert [(e["type"], e["amount"]) for e in steel["exchanges"]] == [
        ("production", 1.0), ("technosphere", -2.0), ("technosphere", 3.0), ("technosphere", 5.0),
    ]  # fmt: skip
    leads = [e["input"] for e in steel["exchanges"]]
    made = {e["input"] for node in there.values() for e in node.get("exchanges", ()) if e["type"] == "production"}
    assert set(leads) <= made, "an exchange leads to nothing that is made"


def test_amounts_stand_in_the_unit_of_their_flow(tmp_path):
    package = system()
    grams = next(e for e in package.members if e.name.get("en") == "steel" and e.type == "process").exchanges[3]
    grams.amount, grams.unit = 5000.0, UnitRef(name="g")
    there = nodes(written(package, "brightway", tmp_path / "x.bw2package"))
    ore = there["steel", "steel"]["exchanges"][3]
    assert (ore["amount"], ore["unit"]) == (5.0, "kilogram")
