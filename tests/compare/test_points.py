"""Every point on small packages: the verdict, and the counts behind it."""

import pytest

from lcabridge.assess.compare import POINTS
from lcabridge.assess.compare.judgemethod import known_set
from lcabridge.model import (
    Administration,
    ClassEntry,
    Classification,
    DataSources,
    Modelling,
    Review,
    Technology,
    Time,
    Uncertainty,
)
from tests.calc.hand import AIR, UNITS, Package, co2, flow, inp, out, process
from tests.compare.build import METHANE, package, point, run


def mill(*more, **fields):
    made = process("mill", out("steel", 1.0, ref=True), out("co2", 1.0), *more)
    for name, value in fields.items():
        setattr(made, name, value)
    return made


def judged(id_, a, b, **rest):
    return point(run(a, b, **rest), id_)


def count(found, words):
    """(A, B) of the evidence that has these words."""
    return next((e.a, e.b) for e in found.evidence if words in e.what["en"])


def test_there_are_27_points_each_with_evidence_and_both_languages():
    found = run(package(mill()), package(mill()))
    assert [p.number for p in found.points] == list(range(1, 28))
    assert [p.id for p in found.points] == [p.id for p in POINTS]
    for p in found.points:
        assert p.evidence, p.id
        assert p.verdict in ("consistent", "convertible", "not convertible", "unknown")
        for text in (p.title, p.reason, p.method, *(e.what for e in p.evidence)):
            assert text["en"]
            assert text["zh"]
        assert bool(p.rule) == (p.verdict == "convertible"), p.id


def test_a_package_is_consistent_with_itself_in_numbers():
    found = run(package(mill()), package(mill()))
    assert {
        p.verdict for p in found.points if p.id in ("functional-unit", "flow-list", "identifiers", "cross-check")
    } == {"consistent"}


def test_an_empty_package_makes_no_point_known_and_no_error():
    found = run(Package(), package(mill()))
    assert len(found.points) == 27
    assert point(found, "cross-check").verdict == "unknown"
    assert point(found, "gwp-set").verdict == "unknown"


@pytest.mark.parametrize(
    ("id_", "same", "other"),
    [
        ("boundary", {"description": {"en": "Cradle-to-gate."}}, {"description": {"zh": "从摇篮到坟墓。"}}),
        ("cut-off", {"data_sources": DataSources(cut_off={"en": "flows below 1 % of mass"})}, {"data_sources": DataSources(cut_off={"en": "less than 5 %"})}),
        ("capital-goods", {"description": {"en": "Infrastructure is excluded."}}, {"description": {"en": "This includes the capital goods."}}),
        ("waste", {"description": {"en": "circular footprint formula"}}, {"description": {"en": "recycled content approach"}}),
        ("goal", {"administration": Administration(intended_applications={"en": "Product carbon footprint"})},
         {"administration": Administration(intended_applications={"en": "policy support"})}),
        ("technology", {"technology": Technology(description={"en": "industry-wide"})}, {"technology": Technology(description={"zh": "某厂数据"})}),
        ("review", {"reviews": [Review(type="Independent external review")]}, {"reviews": [Review(type="Dependent internal review")]}),
        ("licence", {"administration": Administration(license_type="Free of charge")}, {"administration": Administration(license_type="Other")}),
    ],
)  # fmt: skip
def test_statements(id_, same, other):
    said, else_, silent = package(mill(**same)), package(mill(**other)), package(mill())
    assert judged(id_, said, said).verdict == "consistent"
    assert judged(id_, said, silent).verdict != "consistent"
    # the boundary converts: both sides are unit processes; the other choices are made for good
    assert judged(id_, said, else_).verdict == ("not convertible")
    if id_ != "boundary":
        assert judged(id_, said, silent).verdict == "unknown"


def test_a_boundary_converts_where_both_sides_are_unit_processes():
    a = package(mill(description={"en": "cradle-to-gate"}, process_type="unit_process"))
    b = package(mill(description={"en": "gate-to-gate"}, process_type="unit_process"))
    assert judged("boundary", a, b).verdict == "convertible"
    c = package(mill(description={"en": "cradle-to-gate"}, process_type="lci_result"))
    assert judged("boundary", b, c).verdict == "not convertible"


def test_a_statement_is_shown_with_its_place():
    text = "Made in 2012. The study is cradle-to-gate, packaging is left out."
    a = package(mill(description={"en": text}))
    found = judged("boundary", a, a)
    place = next(e for e in found.evidence if e.what["en"] == "cradle to gate").examples["a"]
    assert (place.type, place.uuid, place.path) == ("process", mill().uuid, "description['en']")
    assert "cradle-to-gate" in place.text


def test_consequential_does_not_convert_into_attributional():
    a = package(mill(modelling=Modelling(description={"en": "attributional"})))
    b = package(mill(modelling=Modelling(description={"en": "consequential"})))
    assert judged("multifunctionality", a, b).verdict == "not convertible"


def test_gwp_sets_convert_from_inventories_and_not_without():
    a, b = package(mill()), package(mill())
    assert judged("gwp-set", a, b).verdict == "convertible"
    bare = package(process("mill", out("steel", 1.0, ref=True)))
    assert judged("gwp-set", a, bare).verdict == "unknown"
    told = package(mill(description={"en": "GWP of IPCC 2013 (AR5)"}))
    assert judged("gwp-set", told, told).verdict == "consistent"


def test_a_category_tells_its_set_by_methane_and_nitrous_oxide():
    assert known_set({"CH4 fossil": 25.0, "N2O": 298.0}) == "ar4"
    assert known_set({"CH4 fossil": 36.0, "N2O": 298.0}) == "ar5-ccf"
    assert known_set({"CH4 fossil": 31.0, "N2O": 298.0}) == ""


def test_methane_without_origin_converts_only_where_both_origins_weigh_the_same():
    flows = (*UNITS, flow("steel"), co2(), flow("m", "elementary", category=AIR, name="Methane"))
    plain = Package(*flows, mill(out("m", 0.1)))
    assert judged("methane", plain, plain).verdict == "convertible"
    assert judged("methane", plain, plain, gwp=("ar6", "ar6")).verdict == "not convertible"
    told = package(mill(out("ch4", 0.1)), flows=(*UNITS, flow("steel"), co2(), METHANE))
    assert judged("methane", told, told, gwp=("ar6", "ar6")).verdict == "consistent"
    assert count(judged("methane", plain, told), "without an origin") == (1, 0)


def test_biogenic_carbon_with_uptake_and_without_converts_to_zero():
    bio = flow("bio", "elementary", category=AIR, name="Carbon dioxide, biogenic")
    up = flow("up", "elementary", category="Elementary flows/Resource/in air", name="Carbon dioxide, in air")
    base = (*UNITS, flow("steel"), co2(), bio, up)
    both = Package(*base, mill(out("bio", 1.0), inp("up", 1.0)))
    release = Package(*base, mill(out("bio", 1.0)))
    assert judged("biogenic-carbon", both, both).verdict == "consistent"
    assert judged("biogenic-carbon", both, release).verdict == "convertible"
    assert judged("biogenic-carbon", both, package(mill())).verdict == "unknown"


def test_land_use_change_on_one_side_is_stated_apart():
    luc = flow("luc", "elementary", category=AIR, name="Carbon dioxide (land use change)")
    a = Package(*UNITS, flow("steel"), co2(), luc, mill(out("luc", 1.0)))
    assert judged("land-use-change", a, a).verdict == "consistent"
    assert judged("land-use-change", a, package(mill())).verdict == "convertible"


def test_a_group_of_gases_that_is_not_inventoried_does_not_convert():
    a, b = package(mill(out("ch4", 1.0))), package(mill())
    found = judged("gases", a, b)
    assert found.verdict == "not convertible"
    assert "only in A: CH4" in found.reason["en"]


def test_emissions_into_the_upper_air_alone_do_not_tell_of_aviation():
    up = flow(
        "up",
        "elementary",
        category="Elementary flows/Emission to air/lower stratosphere + upper troposphere",
        name="Carbon dioxide, fossil",
    )
    a = Package(*UNITS, flow("steel"), co2(), up, mill(out("up", 1.0)))
    found = judged("aviation", a, a)
    assert found.verdict == "unknown"
    assert count(found, "upper air") == (1, 1)


def test_place_codes_of_lists_that_differ_convert():
    iso = package(process("mill", out("steel", 1.0, ref=True), out("co2", 1.0), place="CN-HB"))
    tiangong = package(process("mill", out("steel", 1.0, ref=True), out("co2", 1.0), place="HUB-CN"))
    odd = package(process("mill", out("steel", 1.0, ref=True), out("co2", 1.0), place="Atlantis"))
    assert judged("geography", iso, iso).verdict == "consistent"
    assert judged("geography", iso, tiangong).verdict == "convertible"
    assert judged("geography", iso, odd).verdict == "not convertible"


def test_years_are_compared_and_the_end_of_validity_stands_in_for_one():
    a = package(mill(time=Time(reference_year=2019)))
    b = package(mill(time=Time(valid_until="2020-12-31+08:00")))
    c = package(mill(time=Time(reference_year=2009)))
    assert judged("time", a, b).verdict == "consistent"
    assert judged("time", a, c).verdict == "not convertible"
    assert judged("time", a, package(mill())).verdict == "unknown"


def test_uncertainty_that_one_side_lacks_cannot_be_made():
    def with_(distribution):
        made = mill()
        for exchange in made.exchanges:
            exchange.uncertainty = Uncertainty(distribution=distribution, minimum=0.0, maximum=2.0, gsd=1.1, median=1.0)
        return package(made)

    assert judged("uncertainty", with_("lognormal"), with_("lognormal")).verdict == "consistent"
    assert judged("uncertainty", with_("lognormal"), with_("uniform")).verdict == "convertible"
    assert judged("uncertainty", with_("lognormal"), package(mill())).verdict == "not convertible"
    assert judged("uncertainty", package(mill()), package(mill())).verdict == "unknown"


def test_scores_of_different_schemes_are_never_mixed():
    five, three = package(mill(dq_entry="(1;2;3;4;5)")), package(mill(dq_entry="(1;2;3)"))
    assert judged("data-quality", five, five).verdict == "consistent"
    assert judged("data-quality", five, three).verdict == "not convertible"


def test_classes_of_isic_and_gbt4754_convert_by_the_standards_table():
    def in_(system, name):
        return package(mill(classifications=[Classification(system=system, classes=[ClassEntry(name=name)])]))

    assert (
        judged("naming", in_("ISIC rev. 4", "Basic metals"), in_("GB/T 4754-2017", "黑色金属冶炼")).verdict
        == "convertible"
    )
    assert judged("naming", in_("own", "Steel"), in_("other", "Metal")).verdict == "not convertible"
    assert judged("naming", in_("own", "Steel"), in_("other", "Steel")).verdict == "consistent"


def test_documentation_counts_fields_and_languages():
    a = package(mill(description={"en": "x", "zh": "y"}, functional_unit={"en": "1 kg"}))
    found = judged("documentation", a, package(mill()))
    assert found.verdict == "not convertible"
    assert count(found, "filled: functional unit") == (1, 0)
    assert count(found, "description in zh") == (1, 0)


def test_electricity_is_known_only_where_the_grid_is_told():
    grid = flow("e", prop="energy", name="Electricity, at eGrid, SRVC")
    base = (*UNITS, flow("steel"), co2(), grid)
    told = Package(*base, mill(inp("e", 1.0)))
    assert judged("electricity", told, told).verdict == "consistent"
    plain = Package(*UNITS, flow("steel"), co2(), flow("e", prop="energy", name="Electricity"), mill(inp("e", 1.0)))
    assert judged("electricity", plain, told).verdict == "unknown"


def test_calorific_basis():
    def burns(text):
        return package(mill(description={"en": text}))

    assert judged("units", burns("LHV"), burns("net calorific value")).verdict == "consistent"
    assert judged("units", burns("LHV"), burns("higher heating value")).verdict == "convertible"
    assert judged("units", burns("LHV"), burns("LHV and HHV")).verdict == "unknown"
    assert judged("units", burns("LHV"), burns("")).verdict == "unknown"
