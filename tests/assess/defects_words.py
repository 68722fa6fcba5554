"""Defects of time, place, GWP sets, words, quality statements and flow lists."""

from __future__ import annotations

import msgspec

from lcabridge.model import FlowPropertyFactor, Place
from tests.assess.build import AIR, flow, name_uuid
from tests.assess.planting import defect, line, some, works

# time, place, sets


@defect("plausibility.year")
def year_2108(package, draw):
    process = some(package, draw)
    process.time.reference_year = 2108
    return process.uuid


@defect("plausibility.year")
def validity_that_ends_before_it_begins(package, draw):
    process = some(package, draw)
    process.time.valid_until = "2001"
    return process.uuid


@defect("plausibility.age")
def data_of_1985(package, draw):
    process = some(package, draw)
    process.time.reference_year, process.time.valid_until = 1985, ""
    return process.uuid


@defect("plausibility.place")
def hebei_read_as_hubei(package, draw):
    process = some(package, draw)
    process.geography.place = Place(code="CN-HB")
    process.geography.description = {"en": "One plant in Hebei.", "zh": "河北一家工厂。"}
    process.mix_and_location = {"en": "production mix, at plant, Hebei", "zh": "生产混合，出厂，河北"}
    return process.uuid


@defect("nomenclature.places")
def place_unknown(package, draw):
    process = some(package, draw)
    process.geography.place = Place(code="ZZ-99")
    return process.uuid


@defect("plausibility.gwp-set")
def gwp_sets_mixed(package, draw):
    method = package.by_word["method"]
    method.factors[draw.choice([1, 2])].value = draw.choice([25.0, 30.0])
    method.factors[2].value = 273.0 if method.factors[2].value < 100 else 298.0
    method.factors[1].value = 25.0 if method.factors[2].value == 273.0 else 29.8
    return method.uuid


@defect("completeness.gases")
def gas_of_the_industry_missing(package, draw):
    process = package.process("process natural gas production")
    process.exchanges.remove(line(process, "methane, fossil"))
    return process.uuid


# words


@defect("nomenclature.languages")
def chinese_under_english(package, draw):
    process = some(package, draw)
    process.technology.description["en"] = process.technology.description["zh"]
    return process.uuid


@defect("nomenclature.languages")
def english_under_chinese(package, draw):
    process = some(package, draw)
    process.description["zh"] = process.description["en"]
    return process.uuid


@defect("completeness.languages")
def name_in_one_language(package, draw):
    process = some(package, draw)
    del process.name["zh"]
    return process.uuid


@defect("nomenclature.placeholders")
def not_a_number_as_text(package, draw):
    process = some(package, draw)
    process.description = {"en": "nan", "zh": "nan"}
    return process.uuid


@defect("nomenclature.placeholders")
def entity_escaped_twice(package, draw):
    process = some(package, draw)
    process.description["en"] = "Coal &amp; coke."
    return process.uuid


@defect("completeness.required")
def required_field_empty(package, draw):
    process = some(package, draw)
    process.administration.owner = None
    return process.uuid


@defect("nomenclature.process-names")
def route_missing(package, draw):
    process = some(package, draw)
    process.treatment = {}
    return process.uuid


@defect("nomenclature.classes")
def class_unknown(package, draw):
    process = some(package, draw)
    found = process.classifications[0]
    found.classes[-1] = msgspec.structs.replace(found.classes[-1], id="9999")
    return process.uuid


@defect("nomenclature.classes")
def class_under_the_wrong_parent(package, draw):
    process = works(package, draw)
    found = process.classifications[0]
    found.classes[-1] = msgspec.structs.replace(found.classes[-1], id="0111")
    return process.uuid


@defect("quality.traceability", "completeness.required")
def sources_emptied(package, draw):
    process = some(package, draw)
    process.data_sources.sources = []
    return process.uuid


@defect("quality.rigour")
def review_removed(package, draw):
    process = some(package, draw)
    process.reviews = []
    return process.uuid


@defect("quality.scales")
def score_off_its_scale(package, draw):
    process = some(package, draw)
    process.exchanges[0].dq_entry = "(1;2;9;1;1)"
    return process.uuid


@defect("quality.representativeness", "quality.rating")
def quality_very_poor(package, draw):
    process = package.process("process electricity from gas")
    review = process.reviews[0]
    review.indicators = [msgspec.structs.replace(i, value="Very poor") for i in review.indicators]
    return process.uuid


# flow lists


@defect("nomenclature.redundant")
def flow_twice(package, draw):
    one = package.flow("methane, fossil")
    twin = package.add("twin", msgspec.structs.replace(one, uuid=name_uuid("twin")))
    return twin.uuid


@defect("nomenclature.one-spelling")
def flow_spelled_two_ways(package, draw):
    one = package.flow("methane, fossil")
    name = {"en": "Methane,  fossil", "zh": one.name["zh"]}
    twin = package.add("twin", msgspec.structs.replace(one, uuid=name_uuid("twin"), name=name))
    return twin.uuid


@defect("nomenclature.compartment", "nomenclature.side")
def compartment_missing(package, draw):
    one = package.flow("nitrous oxide")
    one.classifications = []
    return one.uuid


@defect("nomenclature.plain-name")
def compartment_in_the_name(package, draw):
    one = package.flow("nitrous oxide")
    one.name["en"] = "nitrous oxide, to air"
    return one.uuid


@defect("nomenclature.characters")
def invisible_character(package, draw):
    one = package.flow("nitrous oxide")
    one.name["en"] = "nitrous\u00a0oxide"
    return one.uuid


@defect("nomenclature.identifiers")
def identifier_no_uuid(package, draw):
    one = package.add("odd", flow("odd", "elementary", category=AIR, cas="7440-37-1"))
    one.uuid = "Cement 325"
    return one.uuid


@defect("nomenclature.defined")
def substance_without_definition(package, draw):
    one = package.add("odd", flow("stuff of works", "elementary", category=AIR))
    return one.uuid


@defect("nomenclature.elementary")
def transport_as_elementary_flow(package, draw):
    one = package.flow("nitrous oxide")
    moved = package.flow("road transport").properties[0].property
    one.properties = [FlowPropertyFactor(property=moved, factor=1.0, is_reference=True)]
    return one.uuid
