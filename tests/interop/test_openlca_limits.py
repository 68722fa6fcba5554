"""Each limit of openLCA, and of a format before it, on a package of a few processes: the right number, and openLCA's."""

import pytest

from lcabridge.model import (
    AllocationFactor,
    Exchange,
    Flow,
    FlowPropertyFactor,
    Geography,
    ImpactCategory,
    ImpactFactor,
    ImpactMethod,
    Parameter,
    Place,
    Process,
    Technology,
    Uncertainty,
    UnitRef,
)
from lcabridge.testing.basics import path
from lcabridge.units.defaults import flow_property_entity, reference_property_of, unit_group_entity
from tests.interop.openlca_runs import RUNS, unmangled
from tests.interop.packages import reference_data, write

pytestmark = pytest.mark.interop
MASS = flow_property_entity(reference_property_of("kg"))
KILOGRAMS = unit_group_entity(MASS.unit_group.uuid)
KG = next(UnitRef(name=unit.name, uuid=unit.uuid) for unit in KILOGRAMS.units if unit.name == "kg")


def flow(number, name, kind="product"):
    reference = FlowPropertyFactor(property=MASS.ref(), is_reference=True)
    uuid = f"33333333-0000-4000-8000-{number:012}"
    return Flow(uuid=uuid, version="01.00.000", name={"en": name}, flow_type=kind, properties=[reference])


def line(of, amount, direction="output", **rest):
    return Exchange(flow=of.ref(), amount=amount, direction=direction, unit=KG, property=MASS.ref(), **rest)


def process(number, name, *lines, **rest):
    for i, one in enumerate(lines, 1):
        one.id = i
    uuid = f"44444444-0000-4000-8000-{number:012}"
    # Without category and place the file has placeholders there, and openLCA makes the UUID of them.
    place = Geography(place=Place(code="US"))
    kind = path("Tests", "Limits")
    return Process(
        uuid=uuid, version="01.00.000", name={"en": name}, exchanges=list(lines), geography=place, classifications=kind,
        is_infrastructure=False, process_type="unit_process", **rest,
    )  # fmt: skip


CO2 = flow(1, "Carbon dioxide", "elementary")
DUST = flow(2, "Dust, ≤ 10 µm", "elementary")
STEEL, SLAG, COAL, HEAT = flow(3, "Steel"), flow(4, "Slag cement"), flow(5, "Coal"), flow(6, "Heat")
THIRD = Uncertainty(distribution="triangular", minimum=1.0, mode=2.5, maximum=3.0)
SHARES = [
    AllocationFactor(method="physical", product=of.ref(), value=value) for of, value in ((STEEL, 1 / 3), (SLAG, 2 / 3))
]
MILL = process(
    1, "Mill", line(STEEL, 1.0, is_reference=True), line(SLAG, 1.0), line(CO2, 3.0), allocation=SHARES,
    default_allocation="physical",
)  # fmt: skip
MINE = process(2, "Mine", line(COAL, 1.0, is_reference=True), line(COAL, 0.2, "input"), line(CO2, 1.0))
FIRE = process(3, "Fire", line(CO2, 5.0, is_reference=True))
BOILER = process(
    4,
    "Boiler",
    line(HEAT, 1.0, is_reference=True),
    line(CO2, 2.0, uncertainty=THIRD),
    line(DUST, 1.0, uncertainty=Uncertainty(distribution="lognormal", gsd=1.5)),
    parameters=[Parameter(name="half", formula="0.5", is_input=False, value=0.5)],
    technology=Technology(description={"en": "Grate."}, applicability={"en": "Where there is coal."}),
)
GWP = ImpactCategory(
    uuid="55555555-0000-4000-8000-000000000001",
    version="01.00.000",
    name={"en": "Judge GWP"},
    unit="kg",
    factors=[ImpactFactor(flow=CO2.ref(), value=1.0, property=MASS.ref())],
)
METHOD = ImpactMethod(
    uuid="55555555-0000-4000-8000-000000000002", version="01.00.000", name={"en": "Judge"}, categories=[GWP.ref()]
)
EVERYTHING = [KILOGRAMS, MASS, CO2, DUST, STEEL, SLAG, COAL, HEAT, MILL, MINE, FIRE, BOILER, GWP, METHOD]


@pytest.fixture(scope="module")
def heard(openlca_io, tmp_path_factory):
    """Return what openLCA says of the package in a format: (stored, score of a process, stored process)."""
    known = {}

    def hear(format_id):
        if format_id not in known:
            folder = tmp_path_factory.mktemp(format_id)
            run = next(run for run in RUNS if run.format == format_id)
            made = write(EVERYTHING, format_id, folder, **dict(run.options))
            units = folder / "units"
            units.mkdir()
            words = ("with", str(reference_data(units)), "calc" if format_id == "ilcd" else "link")
            known[format_id] = made, openlca_io.hear(format_id, made.path, folder / "out.jsonl", *words)
        return known[format_id]

    return hear


def score(heard, of):
    made, stored = heard
    said = stored.inventories[made.processes.get(of.uuid, of.uuid)]["scores"]
    return next(value for name, value in said.items() if "Judge GWP" in name)


def row(heard, of):
    made, stored = heard
    return stored.of("process")[made.processes.get(of.uuid, of.uuid)]


def test_ecospold1_fractions(heard):
    # A third of 3 kg is 1 kg; openLCA takes 33.3333 %.
    assert score(heard("ecospold1"), MILL) == pytest.approx(3 * 0.333333, rel=1e-12)
    assert score(heard("ilcd"), MILL) == pytest.approx(1.0, rel=1e-12)
    assert score(heard("simapro"), MILL) == pytest.approx(1.0, rel=1e-12)


def test_own_product(heard):
    # Of 1 kg coal 0.2 kg are used: 1 kg CO2 for 0.8 kg. No provider is declared: 1 kg, and 0.2 kg coal from elsewhere.
    assert score(heard("ilcd"), MINE) == pytest.approx(1.25, rel=1e-12)


def test_no_supply(heard):
    assert score(heard("ilcd"), FIRE) == 0.0


def test_ilcd_distributions(heard):
    assert [e["uncertainty"] for e in row(heard("ilcd"), BOILER)["exchanges"]] == [None, None, None]
    (dust,) = [
        e for e in row(heard("ecospold1"), BOILER)["exchanges"] if (e["uncertainty"] or {}).get("type") == "LOG_NORMAL"
    ]
    assert dust["uncertainty"]["p2"] == pytest.approx(1.5, rel=1e-12)


def test_ilcd_parameters_and_texts(heard):
    there = row(heard("ilcd"), BOILER)
    assert [(p["name"], p["formula"]) for p in there["parameters"]] != [("half", "0.5")]
    assert "Grate." in there["texts"].values()
    assert "Where there is coal." not in there["texts"].values()


def test_simapro_spread(heard):
    (found,) = [e["uncertainty"] for e in row(heard("simapro"), BOILER)["exchanges"] if e["amount"] == 2.0]
    assert (found["type"], found["p1"], found["p2"], found["p3"]) == ("TRIANGLE", 1.0, 2.0, 3.0)


def test_simapro_encoding(heard):
    names = [entity["name"] for entity in heard("simapro")[1].of("flow").values()]
    assert DUST.name["en"] not in names
    assert DUST.name["en"] in map(unmangled, names)
