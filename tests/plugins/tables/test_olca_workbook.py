"""openLCA's process workbook: what each cell of a hand-made one means."""

import pytest

import lcabridge
from lcabridge.model import ClassEntry, Uncertainty
from tests.plugins.tables import books


@pytest.fixture
def opened(tmp_path):
    with lcabridge.read(books.workbook(tmp_path / "process.xlsx", books.OLCA)) as package:
        yield list(package), package


@pytest.fixture
def process(opened):
    return next(entity for entity in opened[0] if entity.type == "process")


def test_it_is_recognised(opened):
    assert opened[1].format.id == "olca-excel"


def test_head(process):
    assert (process.uuid, process.version) == ("00000005-0000-4000-8000-000000000000", "01.02.003")
    assert process.name == {"en": "Rolling of steel"}
    assert process.classifications[0].classes == [ClassEntry(name="Metals"), ClassEntry(name="Steel")]
    assert process.process_type == "lci_result"
    assert process.time.valid_from == "2023-01-01"
    assert process.geography.place.ref.uuid == "00000008-0000-4000-8000-000000000000"
    assert process.dq_entry == "(1;2)"
    assert process.data_sources.sources[0].uuid == "0000000a-0000-4000-8000-000000000000"
    assert process.administration.owner.uuid == "00000009-0000-4000-8000-000000000000"
    assert process.administration.copyright is True
    assert process.reviews[0].type == "Independent external review"
    assert process.reviews[0].reviewers[0].uuid == "00000009-0000-4000-8000-000000000000"


def test_exchanges(process):
    gas, scrap, steel = process.exchanges
    assert (gas.flow.uuid, gas.direction, gas.unit.name) == (books.GAS, "input", "kg")
    # burn = base + 2 * load = 3 + 1 = 4, and the amount is twice that.
    assert (gas.formula, gas.amount) == ("2 * burn", 8.0)
    assert (gas.cost.value, gas.cost.currency.uuid) == (3.5, "0000000b-0000-4000-8000-000000000000")
    assert gas.uncertainty == Uncertainty(distribution="lognormal", median=4.0, gsd=1.2)
    assert gas.provider.uuid == books.GRID
    assert (scrap.amount, scrap.unit.name, scrap.is_avoided) == (0.25, "t", True)
    assert scrap.uncertainty == Uncertainty(distribution="triangular", mode=0.2, minimum=0.1, maximum=0.3)
    assert (steel.direction, steel.is_reference, steel.comment) == ("output", True, {"en": "The product."})


def test_parameters_and_allocation(opened, process):
    base, burn = process.parameters
    assert (base.value, base.is_input, base.description) == (3.0, True, {"en": "kg per hour"})
    assert base.uncertainty == Uncertainty(distribution="uniform", minimum=2.0, maximum=4.0)
    assert (burn.formula, burn.is_input) == ("base + 2 * load", False)
    shared = next(entity for entity in opened[0] if entity.type == "parameter")
    assert (shared.parameter.name, shared.parameter.value) == ("load", 0.5)
    assert process.default_allocation == "physical"
    assert [(a.method, a.product.uuid, a.value) for a in process.allocation] == [
        ("physical", books.STEEL, 0.75),
        ("economic", books.STEEL, 0.9),
    ]


def test_units_and_flows(opened):
    group = next(entity for entity in opened[0] if entity.type == "unit_group")
    assert [(u.name, u.factor, u.is_reference) for u in group.units] == [("kg", 1.0, True), ("t", 1000.0, False)]
    steel = next(entity for entity in opened[0] if entity.uuid == books.STEEL)
    assert (steel.flow_type, steel.properties[0].property.uuid, steel.properties[0].is_reference) == (
        "product", books.MASS, True,
    )  # fmt: skip


def test_what_is_not_understood_is_named_with_its_cells(opened):
    (left,) = [issue for issue in opened[1].report if issue.code == "TAB-040"]
    assert left.value == {
        "'General information'!A17": "A section of the user's",
        "'General information'!A18": "Mood",
        "'General information'!B18": "good",
    }
