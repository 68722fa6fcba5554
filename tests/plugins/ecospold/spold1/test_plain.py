"""Plain files: what tools that link by name, and know products only, make the same system of."""

import pytest

from lcabridge.model import AllocationFactor, Exchange, Flow, FlowPropertyFactor, Process, Ref, UnitRef
from lcabridge.testing.basics import MASS, MASS_UNITS
from tests.plugins.ecospold.spold1.test_writing import N, of, written

KG = UnitRef(name="kg")


def flow(number, name, kind):
    return Flow(
        uuid=f"11111111-0000-4000-8000-{number:012}",
        version="01.00.000",
        name={"en": name},
        flow_type=kind,
        properties=[FlowPropertyFactor(property=MASS.ref(), is_reference=True)],
    )


STEEL = flow(1, "Steel", "product")
SLAG = flow(2, "Slag", "waste")
SCRAP = flow(3, "Scrap", "product")


def process(number, name, *exchanges):
    return Process(
        uuid=f"22222222-0000-4000-8000-{number:012}",
        version="01.00.000",
        name={"en": name},
        exchanges=[
            Exchange(id=i, flow=f.ref(), unit=KG, property=MASS.ref(), **rest)
            for i, (f, rest) in enumerate(exchanges, 1)
        ],
    )


OLD = process(1, "Open hearth", (STEEL, {"amount": 1.0, "direction": "output", "is_reference": True}))
NEW = process(2, "Arc furnace", (STEEL, {"amount": 1.0, "direction": "output", "is_reference": True}))
TIP = process(3, "Landfill", (SLAG, {"amount": 2.0, "direction": "input", "is_reference": True}))
USER = process(
    4,
    "Beam",
    (flow(4, "Beam", "product"), {"amount": 1.0, "direction": "output", "is_reference": True}),
    (STEEL, {"amount": 3.0, "direction": "input", "provider": Ref(type="process", uuid=NEW.uuid, version="01.00.000")}),
    (STEEL, {"amount": 0.5, "direction": "input"}),
    (SLAG, {"amount": 0.25, "direction": "output"}),
    (SCRAP, {"amount": 0.125, "direction": "input", "is_avoided": True}),
)
PACKAGE = [MASS_UNITS, MASS, STEEL, SLAG, SCRAP, flow(4, "Beam", "product"), OLD, NEW, TIP, USER]


def lines(dataset):
    """Return (name, group, amount) of each exchange of a data set."""
    return [
        (e.get("name"), f"{e[0].tag.partition('}')[2]} {e[0].text}", float(e.get("meanValue")))
        for e in dataset.iterfind(".//e:exchange", N)
    ]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return written(PACKAGE, tmp_path_factory.mktemp("plain") / "p.zip", plain=True)


def test_a_product_of_two_processes_is_named_with_its_own(made):
    documents, _ = made
    assert lines(of(documents, "Open hearth")) == [("Steel| Open hearth", "outputGroup 0", 1.0)]
    assert lines(of(documents, "Arc furnace")) == [("Steel| Arc furnace", "outputGroup 0", 1.0)]
    # With a supplier it has the supplier's name; without one no process makes it.
    assert lines(of(documents, "Beam"))[1:3] == [
        ("Steel| Arc furnace", "inputGroup 5", 3.0),
        ("Steel", "inputGroup 5", 0.5),
    ]


def test_waste_is_the_service_of_treating_it(made):
    documents, _ = made
    assert lines(of(documents, "Landfill")) == [("Slag", "outputGroup 0", 2.0)]
    assert ("Slag", "inputGroup 5", 0.25) in lines(of(documents, "Beam"))


def test_an_avoided_product_is_a_negative_input(made):
    documents, _ = made
    assert ("Scrap", "inputGroup 5", -0.125) in lines(of(documents, "Beam"))


def test_the_report_says_what_it_cost(made):
    _, report = made
    changed = {(i.code, i.entity.uuid, i.path) for i in report.issues if i.entity and i.entity.type == "process"}
    assert {
        ("ES1-010", TIP.uuid, "exchanges[0].direction"),
        ("ES1-010", USER.uuid, "exchanges[3].direction"),
        ("ES1-010", USER.uuid, "exchanges[4].amount"),
    } <= changed
    assert any(path.startswith("exchanges[4].is_avoided") for _, uuid, path in changed if uuid == USER.uuid)


def test_factors_that_a_process_does_not_apply_are_left_out(tmp_path):
    both = process(
        5,
        "Mill",
        (STEEL, {"amount": 1.0, "direction": "output", "is_reference": True}),
        (SCRAP, {"amount": 1.0, "direction": "output"}),
    )
    both.allocation = [AllocationFactor(method="physical", product=f.ref(), value=0.5) for f in (STEEL, SCRAP)]
    for method, count in (("none", 0), ("physical", 2)):
        both.default_allocation = method
        documents, report = written([MASS_UNITS, MASS, STEEL, SCRAP, both], tmp_path / "p.zip", plain=True)
        assert len(of(documents, "Mill").findall(".//e:allocation", N)) == count
        dropped = {i.path for i in report.issues if i.code == "WRITE-004"}
        assert {"allocation[0]", "allocation[1]"} <= dropped or count


def test_the_reference_is_the_first_product(tmp_path):
    both = process(
        6,
        "Mill",
        (SCRAP, {"amount": 0.25, "direction": "output"}),
        (STEEL, {"amount": 1.0, "direction": "output", "is_reference": True}),
    )
    package = [MASS_UNITS, MASS, STEEL, SCRAP, both]
    documents, report = written(package, tmp_path / "p.zip", plain=True)
    assert lines(of(documents, "Mill")) == [("Steel", "outputGroup 0", 1.0), ("Scrap", "outputGroup 2", 0.25)]
    # The order is told once, and no exchange is taken for another.
    assert [(i.path, i.value) for i in report.issues if i.code == "ES1-014"] == [("exchanges", [1, 0])]
    assert not [i for i in report.issues if i.path.startswith("exchanges[") and i.path.endswith(".amount")]
    documents, _ = written(package, tmp_path / "q.zip")
    assert lines(of(documents, "Mill"))[0][0] == "Scrap"


def test_without_the_option_waste_and_credits_stay_what_they_are(tmp_path):
    documents, _ = written(PACKAGE, tmp_path / "p.zip")
    assert lines(of(documents, "Landfill")) == [("Slag", "outputGroup 0", -2.0)]
    assert lines(of(documents, "Beam"))[2:] == [
        ("Steel", "inputGroup 5", 0.5),
        ("Slag", "outputGroup 3", 0.25),
        ("Scrap", "outputGroup 1", 0.125),
    ]
