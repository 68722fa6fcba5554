"""The index: versions, places, what is missing, and the unit arithmetic against sums done by hand."""

import pytest

from lcabridge.errors import UnitError
from lcabridge.model import (
    Exchange,
    Flow,
    FlowProperty,
    FlowPropertyFactor,
    Geography,
    Index,
    Location,
    Place,
    Process,
    Ref,
    Unit,
    UnitGroup,
    summarise,
    version_key,
)

MASS_UNITS = UnitGroup(
    uuid="gm",
    units=[
        Unit(name="t", uuid="u-t", factor=1000.0, synonyms=["tonne"]),
        Unit(name="kg", uuid="u-kg", is_reference=True),
    ],
)
ENERGY_UNITS = UnitGroup(
    uuid="ge", units=[Unit(name="MJ", uuid="u-mj", is_reference=True), Unit(name="kWh", uuid="u-kwh", factor=3.6)]
)
MASS = FlowProperty(uuid="pm", unit_group=MASS_UNITS.ref())
ENERGY = FlowProperty(uuid="pe", unit_group=ENERGY_UNITS.ref())
COAL = Flow(
    uuid="coal",
    flow_type="elementary",
    properties=[
        FlowPropertyFactor(property=ENERGY.ref(), factor=10.0),  # 1 kg has 10 MJ
        FlowPropertyFactor(property=MASS.ref(), is_reference=True),
    ],
)
# A reference property whose own factor is not 1: 2 kg of it are one reference amount.
ODD = Flow(
    uuid="odd",
    properties=[
        FlowPropertyFactor(property=MASS.ref(), factor=2.0, is_reference=True),
        FlowPropertyFactor(property=ENERGY.ref(), factor=5.0),
    ],
)
ZERO = Flow(
    uuid="zero",
    properties=[
        FlowPropertyFactor(property=MASS.ref(), is_reference=True),
        FlowPropertyFactor(property=ENERGY.ref(), factor=0.0),
    ],
)


@pytest.fixture
def index():
    return Index(summarise(entity) for entity in (MASS_UNITS, ENERGY_UNITS, MASS, ENERGY, COAL, ODD, ZERO))


@pytest.mark.parametrize(
    ("flow", "prop", "unit", "scale"),
    [
        ("coal", "pm", "kg", 1.0),
        ("coal", "pm", "t", 1000.0),  # 2 t = 2000 kg
        ("coal", "pm", "tonne", 1000.0),  # by its synonym
        ("coal", "pm", "u-t", 1000.0),  # by its UUID
        ("coal", "", "", 1.0),
        ("coal", "", "t", 1000.0),
        ("coal", "pe", "MJ", 0.1),  # 20 MJ ÷ 10 MJ/kg = 2 kg
        ("coal", "pe", "", 0.1),
        ("coal", "pe", "kWh", 0.36),  # 10 kWh = 36 MJ = 3.6 kg
        ("odd", "pe", "MJ", 0.4),  # 10 MJ × 1 ÷ 5 × 2 = 4
    ],
)
def test_amounts_come_to_the_reference_unit(index, flow, prop, unit, scale):
    assert index.reference_scale(flow, prop, unit) == pytest.approx(scale, rel=1e-15)


@pytest.mark.parametrize(
    ("flow", "prop", "unit"),
    [("coal", "pm", "lb"), ("coal", "px", "kg"), ("nothing", "pm", "kg"), ("zero", "pe", "MJ"), ("coal", "", "lb")],
)
def test_without_a_factor_nothing_is_guessed(index, flow, prop, unit):
    with pytest.raises(UnitError) as caught:
        index.reference_scale(flow, prop, unit)
    assert caught.value.message("zh")


def test_lookups_name_unit_group_and_property(index):
    assert index.reference_property("coal").uuid == "pm"
    assert index.unit_group_of("pe").uuid == "ge"
    assert index.unit_factor("pe", "kWh") == 3.6
    assert index.unit_factor("pe", "kg") is None
    assert index.property_factor("coal", "pe") == 10.0
    assert index.property_factor("coal", "px") is None
    assert index.reference_property("nothing") is None
    assert index.unit_group_of("nothing") is None


def test_summary_puts_the_reference_unit_first():
    assert [unit.name for unit in summarise(MASS_UNITS).units] == ["kg", "t"]


def test_summary_of_a_process_names_its_reference_flow_and_place():
    process = Process(
        uuid="p",
        process_type="lci_result",
        geography=Geography(place=Place(code="CN")),
        exchanges=[
            Exchange(flow=Ref(type="flow", uuid="x")),
            Exchange(flow=Ref(type="flow", uuid="coal"), is_reference=True),
        ],
    )
    summary = summarise(process)
    assert (summary.reference, summary.place, summary.process_type) == ("coal", "CN", "lci_result")


@pytest.mark.parametrize(
    ("lower", "higher"),
    [("01.00", "01.00.001"), ("1.9", "1.10"), ("09.00.000", "10.00.000"), ("", "00.00.001"), ("draft", "00.00.000")],
)
def test_versions_are_compared_by_number(lower, higher):
    assert version_key(lower) < version_key(higher)


def test_spellings_of_one_version_are_one():
    assert version_key("01.00") == version_key("01.00.000") == version_key("1")


def test_highest_version_stands_for_a_reference_without():
    index = Index(summarise(Flow(uuid="f", version=v, name={"en": v})) for v in ("01.00", "03.00", "02.00"))
    assert index.get("flow", "f").version == "03.00"
    assert index.get("flow", "f", "02.00.000").version == "02.00"
    assert index.get("flow", "f", "09.00").version == "03.00"
    assert [s.version for s in index.versions("flow", "f")] == ["03.00", "02.00", "01.00"]
    assert len(index) == 3


def test_a_second_of_one_identity_is_returned_and_not_added():
    index = Index()
    assert index.add(summarise(Flow(uuid="f", version="01.00", name={"en": "first"}))) is None
    assert index.add(summarise(Flow(uuid="f", version="01.00.000"))).name == {"en": "first"}
    assert index.add(summarise(Process(uuid="f", version="01.00"))) is None, "another type is another data set"
    assert len(index) == 2


def test_missed_references_are_counted_by_holder(index):
    gone = Ref(type="process", uuid="gone", version="01.00", name={"en": "Gone"})
    for holder, times in ((("process", "a"), 2), (("model", "b"), 1)):
        index.current = holder
        for _ in range(times):
            assert index.find(gone) is None
    assert index.find(COAL.ref()).uuid == "coal"
    assert index.missed == {("process", "gone"): (gone, {("process", "a"): 2, ("model", "b"): 1})}


def test_places_by_code_and_by_reference():
    china = Location(uuid="l-cn", code="CN", name={"en": "China"})
    index = Index([summarise(china), summarise(Location(uuid="l-zz", code="CN"))])
    assert index.place_code(None) == ""
    assert index.place_code(Place(code="US")) == "US"
    assert index.place_code(Place(ref=china.ref())) == "CN"
    assert index.place_code(Place(code="X", ref=china.ref())) == "X"
    assert index.location_by_code("CN").uuid == "l-cn"
    assert index.location_by_code("XX") is None
    assert index.place_code(Place(ref=Ref(type="location", uuid="gone"))) == ""
    assert ("location", "gone") in index.missed


def test_iteration_is_sorted_whatever_the_order_of_adding():
    entities = [COAL, MASS, ODD, MASS_UNITS]
    one, other = (Index(summarise(e) for e in order) for order in (entities, entities[::-1]))
    assert [(s.type, s.uuid) for s in one] == [(s.type, s.uuid) for s in other]
    assert [s.uuid for s in one.of_type("flow")] == ["coal", "odd"]
    assert one.types() == ["flow", "flow_property", "unit_group"]
