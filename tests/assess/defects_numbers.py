"""Defects of amounts, units, contents, references and structure."""

from __future__ import annotations

import math

import msgspec

from lcabridge.model import Ref, UnitRef
from tests.assess.build import flow, name_uuid
from tests.assess.planting import burner, defect, line, some, works

# amounts and units


@defect("balance.mass")
def amount_times_1000(package, draw):
    process = works(package, draw)
    line(process, "clay").amount *= 1000
    return process.uuid


@defect("balance.carbon", "plausibility.stoichiometry")
def emission_over_1000(package, draw):
    process = burner(package, draw)
    gas = next(e for e in process.exchanges if e.flow.name["en"].startswith("carbon dioxide"))
    gas.amount /= 1000
    return process.uuid


@defect("balance.mass", "balance.carbon")
def kilograms_as_tonnes(package, draw):
    process = works(package, draw)
    line(process, "natural gas, processed").unit = UnitRef(name="t")
    return process.uuid


@defect("plausibility.factors", "balance.energy")
def power_times_1000(package, draw):
    process = works(package, draw)
    line(process, "electricity").amount *= 1000
    return process.uuid


@defect("structure.units")
def unit_of_another_quantity(package, draw):
    process = works(package, draw)
    line(process, "clay").unit = UnitRef(name="kWh")
    return process.uuid


@defect("structure.quantities")
def tonne_of_100_kg(package, draw):
    group = package.by_word["Units of mass"]
    group.units[2].factor = 100.0
    return group.uuid


@defect("structure.quantities")
def two_reference_units(package, draw):
    group = package.by_word["Units of energy"]
    group.units[1].is_reference = True
    return group.uuid


@defect("structure.quantities")
def flow_without_reference_property(package, draw):
    one = package.flow("clay")
    one.properties[0].is_reference = False
    return one.uuid


@defect("structure.quantities")
def property_of_zero(package, draw):
    one = package.flow("road transport")
    one.properties[0].factor = 0.0
    return one.uuid


@defect("structure.zero-amounts")
def amount_zero(package, draw):
    process = works(package, draw)
    line(process, "road transport").amount = 0.0
    return process.uuid


@defect("structure.amounts")
def amount_missing(package, draw):
    process = works(package, draw)
    line(process, "clay").amount = None
    return process.uuid


@defect("structure.amounts")
def amount_not_a_number(package, draw):
    process = works(package, draw)
    line(process, "road transport").amount = draw.choice([math.nan, math.inf])
    return process.uuid


@defect("structure.amounts")
def direction_missing(package, draw):
    process = works(package, draw)
    line(process, "clay").direction = None
    return process.uuid


# carbon, water, energy


@defect("balance.carbon", "plausibility.stoichiometry")
def carbon_lost(package, draw):
    process = burner(package, draw)
    process.exchanges.remove(next(e for e in process.exchanges if e.flow.name["en"].startswith("carbon dioxide")))
    return process.uuid


@defect("balance.carbon-fossil", "balance.carbon-biogenic")
def biogenic_as_fossil(package, draw):
    process = package.process("process heat from wood")
    gas = line(process, "carbon dioxide, biogenic")
    gas.flow = package.flow("carbon dioxide, fossil").ref()
    return process.uuid


@defect("balance.carbon", "balance.carbon-biogenic")
def carbon_content_doubled(package, draw):
    one = package.flow("wood, dried")
    next(p for p in one.properties if p.factor == 0.25 / 0.6).factor *= 2
    return package.process("process wood drying").uuid


@defect("balance.dry-mass")
def water_content_forgotten(package, draw):
    one = package.flow("wood, dried")
    next(p for p in one.properties if p.factor == 0.1 / 0.6).factor = 0.4
    return package.process("process wood drying").uuid


@defect("balance.energy")
def calorific_value_times_10(package, draw):
    one = package.flow("wood, dried")
    next(p for p in one.properties if p.factor == 14.0).factor = 140.0
    return package.process("process wood drying").uuid


@defect("balance.mass")
def waste_forgotten(package, draw):
    process = works(package, draw)
    line(process, "clay").amount += 0.3
    return process.uuid


@defect("structure.models")
def model_factor_times_10(package, draw):
    model = package.by_word["model"]
    model.instances[1].factor *= 10
    return model.uuid


@defect("plausibility.stoichiometry", "balance.carbon")
def emission_above_stoichiometry(package, draw):
    process = burner(package, draw)
    next(e for e in process.exchanges if e.flow.name["en"].startswith("carbon dioxide")).amount *= 44.0 / 12.0
    return process.uuid


@defect("balance.models")
def model_with_a_forged_process(package, draw):
    process = package.process("process brick firing, works 1")
    line(process, "clay").amount *= 2
    package.by_word["model"].instances[1].factor *= 2
    return package.by_word["model"].uuid


@defect("structure.models")
def model_link_to_nowhere(package, draw):
    model = package.by_word["model"]
    model.links[0].provider = 77
    return model.uuid


# references and structure


@defect("structure.references")
def reference_dropped(package, draw):
    process = works(package, draw)
    one = line(process, "clay")
    one.flow = Ref(type="flow", uuid=name_uuid("nowhere"), version="01.00.000", name=one.flow.name)
    return process.uuid


@defect("structure.references")
def provider_elsewhere(package, draw):
    process = works(package, draw)
    line(process, "electricity").provider = Ref(type="process", uuid=name_uuid("no process"))
    return process.uuid


@defect("structure.references")
def source_removed(package, draw):
    del package.by_word["source"]
    return some(package, draw).uuid


@defect("structure.versions")
def version_not_there(package, draw):
    process = works(package, draw)
    one = line(process, "clay")
    one.flow = msgspec.structs.replace(one.flow, version="07.00.000")
    return process.uuid


@defect("structure.unreferenced")
def flow_left_over(package, draw):
    one = package.add("left over", flow("left over", fossil=0.0, biogenic=0.0))
    return one.uuid


@defect("structure.reference-flow")
def reference_unmarked(package, draw):
    process = works(package, draw)
    process.exchanges[0].is_reference = False
    return process.uuid


@defect("structure.reference-flow")
def reference_of_zero(package, draw):
    process = works(package, draw)
    process.exchanges[0].amount = 0.0
    return process.uuid


@defect("structure.reference-flow")
def reference_on_the_input_side(package, draw):
    process = works(package, draw)
    process.exchanges[0].direction = "input"
    return process.uuid


@defect("structure.reference-flow")
def process_emptied(package, draw):
    process = works(package, draw)
    process.exchanges = []
    return process.uuid


@defect("structure.allocation")
def allocation_of_90_percent(package, draw):
    process = package.process("process sawing")
    factor = draw.choice(process.allocation)
    factor.value -= 0.1
    return process.uuid


@defect("structure.allocation")
def allocation_removed(package, draw):
    process = package.process("process sawing")
    process.allocation = []
    return process.uuid


@defect("structure.direction")
def flow_of_the_wrong_medium(package, draw):
    process = burner(package, draw)
    gas = next(e for e in process.exchanges if e.flow.name["en"].startswith("carbon dioxide"))
    gas.flow = package.flow("carbon dioxide, in air").ref()
    return process.uuid


@defect("structure.direction")
def emission_as_input(package, draw):
    process = burner(package, draw)
    line(process, "water vapour").direction = "input"
    return process.uuid


@defect("structure.direction")
def emission_negative(package, draw):
    process = burner(package, draw)
    line(process, "water vapour").amount *= -1
    return process.uuid


@defect("structure.doubles")
def process_twice(package, draw):
    process = works(package, draw)
    twin = msgspec.structs.replace(process, uuid=name_uuid("twin"))
    package.add("twin", twin)
    return twin.uuid


@defect("structure.circular", "structure.calculable")
def process_that_eats_itself(package, draw):
    process = package.process("process clay quarrying")
    own = msgspec.structs.replace(process.exchanges[0], direction="input", is_reference=False, id=99, amount=1.5)
    own.provider = process.ref()
    process.exchanges.append(own)
    return process.uuid


@defect("structure.cut-offs")
def supplier_removed(package, draw):
    del package.by_word["process clay quarrying"]
    del package.by_word["model"]
    return works(package, draw).uuid


@defect("structure.calculable")
def formula_broken(package, draw):
    process = works(package, draw)
    line(process, "clay").formula = "2 * (missing_parameter"
    return process.uuid
