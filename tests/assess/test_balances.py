"""Balances against hand calculation; the working is in docs/assess.md, "Balances by hand"."""

import math

import pytest

from lcabridge.assess.contents import composition
from lcabridge.model import LifeCycleModel, Process, ProcessInstance, Ref
from tests.assess.build import AIR, FROM_AIR, FROM_WATER, GROUND, NCV, assessed, exchange, flow, quantities

EXACT = 1e-12

# Atomic weights of IUPAC 2021, abridged; written out here, so that the table of the package is checked too.
C, H, O = 12.011, 1.008, 15.999  # noqa: E741  # symbols
CH4, O2, CO2, H2O, H2 = C + 4 * H, 2 * O, C + 2 * O, 2 * H + O, 2 * H

electricity = flow("electricity", reference=NCV)
heat = flow("heat", reference=NCV)


def process(word, *exchanges):
    return Process(
        uuid=flow(word).uuid, version="01.00.000", name={"en": word, "zh": f"{word}过程"}, exchanges=list(exchanges)
    )


def closures(check, *entities):
    """Return the rows of a balance: quantity to row, for one process or model."""
    outcome = assessed([*quantities(), *entities], only=[check]).outcome(check)
    return outcome, {row["quantity"]: row for row in outcome.tables.get("closure", [])}


def methane():
    """1 mol CH4 + 2 mol O2 → 1 mol CO2 + 2 mol H2O, in grams as kilograms."""
    gas = flow("methane, fossil", fossil=C / CH4, ncv=50.03)
    oxygen = flow("oxygen", "elementary", category=FROM_AIR)
    dioxide = flow("carbon dioxide, fossil", "elementary", category=AIR)
    vapour = flow("water vapour", "elementary", category=AIR)
    flows = [heat, gas, oxygen, dioxide, vapour]
    made = process(
        "methane combustion",
        exchange(heat, 50.03 * CH4, "output", is_reference=True),
        exchange(gas, CH4, "input"),
        exchange(oxygen, 2 * O2, "input"),
        exchange(dioxide, CO2, "output"),
        exchange(vapour, 2 * H2O, "output"),
    )
    return flows, made


def test_methane_closes_in_mass_carbon_and_elements():
    flows, made = methane()
    for check, quantity, expected in (
        ("balance.mass", "mass", CH4 + 2 * O2),
        ("balance.carbon", "carbon", C),
        ("balance.carbon-fossil", "fossil carbon", C),
    ):
        outcome, rows = closures(check, *flows, made)
        assert outcome.verdict == "pass"
        assert rows[quantity]["inputs"] == pytest.approx(expected, rel=EXACT)
        assert rows[quantity]["outputs"] == pytest.approx(expected, rel=EXACT)
        assert rows[quantity]["coverage"] == pytest.approx(1.0, rel=EXACT)
    _, rows = closures("balance.elements", *flows, made)
    assert rows["H"]["inputs"] == pytest.approx(4 * H, rel=EXACT)
    assert rows["H"]["outputs"] == pytest.approx(4 * H, rel=EXACT)
    assert rows["O"]["inputs"] == pytest.approx(4 * O, rel=EXACT)
    assert rows["O"]["outputs"] == pytest.approx(4 * O, rel=EXACT)
    outcome, rows = closures("balance.energy", *flows, made)
    assert outcome.verdict == "pass"
    assert rows["energy"]["closure"] == pytest.approx(1.0, rel=EXACT)


def test_lost_carbon_is_found():
    flows, made = methane()
    made.exchanges[3].amount = CO2 / 2
    outcome, rows = closures("balance.carbon", *flows, made)
    assert outcome.verdict == "finding"
    assert rows["carbon"]["closure"] == pytest.approx(0.5, rel=EXACT)
    assert outcome.findings[0].uuid == made.uuid


def test_combustion_without_air_has_no_mass_balance():
    flows, made = methane()
    del made.exchanges[2]
    outcome, rows = closures("balance.mass", *flows, made)
    assert outcome.verdict == "not_assessable"
    assert outcome.skipped == 1
    assert not rows
    assert "oxygen" in outcome.tables["not_assessable"][0]["reason"]["en"]
    outcome, _ = closures("balance.carbon", *flows, made)
    assert outcome.verdict == "pass"


def test_stoichiometry_of_a_default_fuel():
    """1 kg of diesel: 43.0 MJ/kg x 20.2 kg/GJ = 0.8686 kg C, 3.1826 kg CO2 (IPCC 2006)."""
    diesel = flow("diesel")
    dioxide = flow("carbon dioxide, fossil", "elementary", category=AIR)
    carbon = 43.0 * 20.2 / 1000
    made = process(
        "diesel, burnt",
        exchange(heat, 40.0, "output", is_reference=True),
        exchange(diesel, 1.0, "input"),
        exchange(dioxide, carbon * CO2 / C, "output"),
    )
    outcome, rows = closures("balance.carbon", heat, diesel, dioxide, made)
    assert outcome.verdict == "pass"
    assert rows["carbon"]["inputs"] == pytest.approx(carbon, rel=EXACT)
    assert rows["carbon"]["outputs"] == pytest.approx(carbon, rel=EXACT)
    assert rows["carbon"]["defaults"] == ["diesel"]
    made.exchanges[2].amount *= 3
    for check in ("balance.carbon", "plausibility.stoichiometry"):
        outcome, _ = closures(check, heat, diesel, dioxide, made)
        assert outcome.verdict == "finding", check


def kiln():
    """1 t of raw meal with 0.35 t C-free rest: fossil carbon of limestone and coal, biogenic carbon of wood."""
    limestone = flow("limestone meal", fossil=C / (40.078 + C + 3 * O), biogenic=0.0)
    coal = flow("kiln coal", fossil=0.65, biogenic=0.0, ncv=25.8)
    wood = flow("kiln wood", fossil=0.0, biogenic=0.45, ncv=15.6)
    oxygen = flow("oxygen", "elementary", category=FROM_AIR)
    clinker = flow("clinker made", fossil=0.0, biogenic=0.0)
    fossil = flow("carbon dioxide, fossil", "elementary", category=AIR)
    biogenic = flow("carbon dioxide, biogenic", "elementary", category=AIR)
    return limestone, coal, wood, oxygen, clinker, fossil, biogenic


def test_cement_kiln_keeps_fossil_and_biogenic_carbon_apart():
    limestone, coal, wood, oxygen, clinker, fossil, biogenic = kiln()
    stone = 1250.0 * C / (40.078 + C + 3 * O)  # kg C of 1250 kg CaCO3
    in_fossil, in_biogenic = stone + 80.0 * 0.65, 40.0 * 0.45
    made = process(
        "clinker burning",
        exchange(clinker, 1000.0, "output", is_reference=True),
        exchange(limestone, 1250.0, "input"),
        exchange(coal, 80.0, "input"),
        exchange(wood, 40.0, "input"),
        exchange(oxygen, 200.0, "input"),
        exchange(fossil, in_fossil * CO2 / C, "output"),
        exchange(biogenic, in_biogenic * CO2 / C, "output"),
    )
    entities = [limestone, coal, wood, oxygen, clinker, fossil, biogenic, made]
    outcome, rows = closures("balance.carbon-fossil", *entities)
    assert outcome.verdict == "pass"
    assert rows["fossil carbon"]["inputs"] == pytest.approx(in_fossil, rel=EXACT)
    assert rows["fossil carbon"]["closure"] == pytest.approx(1.0, rel=EXACT)
    outcome, rows = closures("balance.carbon-biogenic", *entities)
    assert outcome.verdict == "pass"
    assert rows["biogenic carbon"]["inputs"] == pytest.approx(18.0, rel=EXACT)
    assert rows["biogenic carbon"]["closure"] == pytest.approx(1.0, rel=EXACT)
    # all carbon as fossil: the total still closes, the origins do not
    made.exchanges[5].amount += made.exchanges[6].amount
    made.exchanges[6].amount = 0.0
    assert closures("balance.carbon", *entities)[0].verdict == "pass"
    assert closures("balance.carbon-biogenic", *entities)[0].verdict == "finding"
    outcome, rows = closures("balance.carbon-fossil", *entities)
    assert outcome.verdict == "finding"
    assert rows["fossil carbon"]["closure"] == pytest.approx((in_fossil + 18.0) / in_fossil, rel=EXACT)


def test_wet_and_dry_wood():
    """100 kg of wet wood with half its mass water are dried to 60 kg: 10 kg of water stay, 40 kg go to the air."""
    wet = flow("wood, wet", water=0.5, biogenic=0.25, fossil=0.0)
    dry = flow("wood, dried", water=10.0 / 60.0, biogenic=25.0 / 60.0, fossil=0.0)
    vapour = flow("water vapour", "elementary", category=AIR)
    made = process(
        "wood drying",
        exchange(dry, 60.0, "output", is_reference=True),
        exchange(wet, 100.0, "input"),
        exchange(vapour, 40.0, "output"),
        exchange(heat, 110.0, "input"),
    )
    oxygen = flow("oxygen", "elementary", category=FROM_AIR)  # air passes through: in and out, so that it is modelled
    released = flow("oxygen released", "elementary", category=AIR)
    entities = [wet, dry, vapour, heat, oxygen, released, made]
    for check, quantity, expected in (
        ("balance.dry-mass", "dry mass", 50.0),
        ("balance.carbon-biogenic", "biogenic carbon", 25.0),
    ):
        outcome, rows = closures(check, *entities)
        assert outcome.verdict == "pass", check
        assert rows[quantity]["inputs"] == pytest.approx(expected, rel=EXACT)
        assert rows[quantity]["outputs"] == pytest.approx(expected, rel=EXACT)
    # the same wood with its water content forgotten: wet mass closes no more than dry mass does
    forgotten = flow("wood, dried", water=0.0, biogenic=25.0 / 60.0, fossil=0.0)
    outcome, rows = closures("balance.dry-mass", wet, forgotten, vapour, heat, made)
    assert outcome.verdict == "finding"
    assert rows["dry mass"]["outputs"] == pytest.approx(60.0, rel=EXACT)


def test_electrolysis():
    """2 H2O → 2 H2 + O2: 9 kg of water a kg of hydrogen; 119.95 MJ of 180 MJ stay in it, the rest is waste heat."""
    water = flow("deionised water")
    hydrogen = flow("hydrogen")
    oxygen = flow("oxygen, made", mass=1.0)
    oxygen.name = {"en": "oxygen", "zh": "氧气"}
    lost = flow("waste heat", "elementary", reference=NCV, category=AIR)
    per = H2O / H2
    made = process(
        "electrolysis",
        exchange(hydrogen, 1.0, "output", is_reference=True),
        exchange(water, per, "input"),
        exchange(electricity, 50.0, "input", "kWh"),
        exchange(oxygen, O / H2, "output"),
        exchange(lost, 180.0 - 119.95, "output"),
    )
    entities = [water, hydrogen, oxygen, lost, electricity, made]
    outcome, rows = closures("balance.mass", *entities)
    assert outcome.verdict == "pass"
    assert rows["mass"]["inputs"] == pytest.approx(per, rel=EXACT)
    assert rows["mass"]["closure"] == pytest.approx(1.0, rel=EXACT)
    outcome, rows = closures("balance.energy", *entities)
    assert outcome.verdict == "pass"
    assert rows["energy"]["inputs"] == pytest.approx(180.0, rel=EXACT)
    assert rows["energy"]["closure"] == pytest.approx(1.0, rel=EXACT)
    _, rows = closures("balance.elements", *entities)
    assert rows["H"]["closure"] == pytest.approx(1.0, rel=EXACT)
    assert rows["O"]["closure"] == pytest.approx(1.0, rel=EXACT)
    # without the waste heat: less out than in is a loss that is not stated, more out than in cannot be
    del made.exchanges[4]
    assert closures("balance.energy", *entities)[0].verdict == "pass"
    made.exchanges[2].amount = 20.0
    assert closures("balance.energy", *entities)[0].verdict == "finding"


def test_unknown_contents_are_not_taken_as_zero():
    known = flow("stone", fossil=0.0, biogenic=0.0)
    unknown = flow("mystery mix")
    product = flow("brick", fossil=0.0, biogenic=0.0)
    made = process(
        "brick making",
        exchange(product, 10.0, "output", is_reference=True),
        exchange(known, 8.9, "input"),
        exchange(unknown, 1.1, "input"),
    )
    entities = [known, unknown, product, made]
    assert closures("balance.mass", *entities)[0].verdict == "pass"
    outcome, _ = closures("balance.carbon", *entities)  # 89 % of the mass is known
    assert outcome.verdict == "not_assessable"
    assert outcome.missing["en"]
    assert outcome.missing["zh"]
    row = outcome.tables["not_assessable"][0]
    assert row["flows"] == ["mystery mix"]
    assert "89%" in row["reason"]["en"]
    made.exchanges[1].amount, made.exchanges[2].amount = 9.1, 0.9  # 91 %: nothing but traces of carbon to balance
    assert closures("balance.carbon", *entities)[0].skipped == 0


def test_flow_without_a_mass_hinders_every_balance():
    item = flow("machine", reference=NCV)
    item.name = {"en": "thing counted in energy", "zh": "以能量计的物品"}
    product = flow("brick", fossil=0.0, biogenic=0.0)
    made = process("brick making", exchange(product, 1.0, "output", is_reference=True), exchange(item, 1.0, "input"))
    for check in ("balance.mass", "balance.carbon", "balance.dry-mass"):
        assert closures(check, item, product, made)[0].verdict == "not_assessable", check


def test_water_in_cubic_metres_and_units_that_convert():
    stone = flow("stone", fossil=0.0, biogenic=0.0)
    product = flow("sorted stone", fossil=0.0, biogenic=0.0)
    made = process(
        "sorting", exchange(product, 1.0, "output", "t", is_reference=True), exchange(stone, 1_000_000.0, "input", "g")
    )
    _, rows = closures("balance.mass", stone, product, made)
    assert rows["mass"]["inputs"] == pytest.approx(1000.0, rel=EXACT)
    assert rows["mass"]["closure"] == pytest.approx(1.0, rel=EXACT)


def test_model_balances_its_net_flows():
    """Mine → burner: 2 runs of a mine of 5 kg coal feed a burner of 10 kg; the coal cancels, carbon in ground = in the gas."""
    ground = flow("coal in ground", "elementary", category=GROUND, fossil=0.8, biogenic=0.0, water=0.0)
    coal = flow("mined coal", fossil=0.8, biogenic=0.0)
    ash = flow("ash", "waste", fossil=0.0, biogenic=0.0)
    oxygen = flow("oxygen", "elementary", category=FROM_AIR)
    dioxide = flow("carbon dioxide, fossil", "elementary", category=AIR)
    mine = process("mine", exchange(coal, 5.0, "output", is_reference=True), exchange(ground, 5.0, "input"))
    burner = process(
        "burner",
        exchange(heat, 200.0, "output", is_reference=True),
        exchange(coal, 10.0, "input"),
        exchange(oxygen, 8.0 * CO2 / C - 8.0, "input"),
        exchange(dioxide, 8.0 * CO2 / C, "output"),
        exchange(ash, 2.0, "output"),
    )

    def model(factor):
        return LifeCycleModel(
            uuid=flow("model").uuid,
            version="01.00.000",
            name={"en": "heat from coal", "zh": "燃煤供热"},
            reference_instance=1,
            instances=[
                ProcessInstance(id=1, process=Ref(type="process", uuid=burner.uuid), factor=1.0),
                ProcessInstance(id=2, process=Ref(type="process", uuid=mine.uuid), factor=factor),
            ],
        )

    flows = [ground, coal, ash, oxygen, dioxide, heat, mine, burner]
    outcome, rows = closures("balance.models", *flows, model(2.0))
    assert outcome.verdict == "pass"
    assert rows["carbon"]["inputs"] == pytest.approx(8.0, rel=EXACT)
    assert rows["carbon"]["closure"] == pytest.approx(1.0, rel=EXACT)
    outcome, _ = closures("balance.models", *flows, model(None))
    assert outcome.verdict == "not_assessable"


def test_composition_follows_from_the_formula():
    shares = composition("CaCO3")
    assert shares["C"] == pytest.approx(C / (40.078 + C + 3 * O), rel=EXACT)
    assert math.fsum(shares.values()) == pytest.approx(1.0, rel=EXACT)


def test_uptake_of_water_and_gas_without_oxygen_given_back():
    tree = flow("tree", biogenic=0.45, fossil=0.0)
    dioxide = flow("carbon dioxide, in air", "elementary", category=FROM_AIR)
    water = flow("water", "elementary", category=FROM_WATER)
    made = process(
        "growing",
        exchange(tree, 1.0, "output", is_reference=True),
        exchange(dioxide, 0.45 * CO2 / C, "input"),
        exchange(water, 0.5, "input"),
    )
    assert closures("balance.mass", tree, dioxide, water, made)[0].verdict == "not_assessable"
    outcome, rows = closures("balance.carbon-biogenic", tree, dioxide, water, made)
    assert outcome.verdict == "pass"
    assert rows["biogenic carbon"]["inputs"] == pytest.approx(0.45, rel=EXACT)
