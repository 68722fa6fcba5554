"""What EcoSpold 1 means, checked with numbers worked out by hand."""

import math
import zipfile

import pytest

from lcabridge.codes import keygen
from lcabridge.testing.roundtrip import read_package
from lcabridge_ecospold.spold1.format import EcoSpold1
from tests.plugins.ecospold.spold1.documents import CO2, IMPACT, REFERENCE, STEEL, dataset, spold

KG = "20aadc24-a391-41cf-b340-3e4529f44bde"
"""openLCA's UUID of the kilogram."""


@pytest.fixture
def read(tmp_path):
    def of(text, name="file.xml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        entities, report = read_package(EcoSpold1(), path)
        return entities, report

    return of


def only(entities, kind):
    (found,) = [entity for entity in entities if entity.type == kind]
    return found


def flow(entities, name):
    return next(e for e in entities if e.type == "flow" and name in e.name.values())


def exchange(values, group, inner=""):
    tag, code = group.split()
    return f"<exchange {values}>{inner}<{tag}>{code}</{tag}></exchange>"


def test_meta_information(read):
    entities, report = read(spold())
    process = only(entities, "process")
    assert process.uuid == keygen("metals", "extraction", "steel, at plant", "kg", "DE", "false", "U")
    assert process.name == {"en": "steel, at plant", "de": "Stahl, ab Werk"}
    assert process.version == "1.3"
    assert process.synonyms == {"en": "mild steel"}
    assert [entry.name for entry in process.classifications[0].classes] == ["metals", "extraction"]
    assert (process.time.valid_from, process.time.valid_until) == ("1999", "2001")
    assert (process.geography.place.code, process.geography.description) == ("DE", {"en": "one site"})
    assert process.technology.description == {"en": "furnace"}
    assert process.data_sources.share_covered == 75.0
    assert process.data_sources.sampling == {"en": "asked"}
    assert process.process_type == "unit_process"
    made = process.administration
    assert made.entered_by.uuid == made.generators[0].uuid == keygen("A. Author", "Street 1")
    assert made.publication.uuid == keygen("Author A.", "On steel", "2003")
    assert made.copyright is True
    assert made.status == "Data set finalised; entirely published"
    assert made.access_restrictions == {"en": "Public"}
    assert {i.code for i in report} == {"ES1-004"}


def test_known_uuid_of_openlca(read):
    """openLCA gives the EcoSpold 1 flow carbon dioxide / air / unspecified / kg this UUID (its shipped flow map)."""
    named = CO2.replace("Carbon dioxide, fossil", "Carbon dioxide")
    entities, _ = read(spold(dataset(STEEL + named)))
    assert flow(entities, "Carbon dioxide").uuid == "5e738bf0-6bfe-3acd-8dcb-c74fe4f18b53"


def test_exchange(read):
    entities, _ = read(spold())
    steel, co2 = only(entities, "process").exchanges
    assert (steel.id, steel.amount, steel.direction, steel.is_reference) == (1, 1.0, "output", True)
    assert (co2.amount, co2.unit.name, co2.unit.uuid, co2.direction) == (0.25, "kg", KG, "output")
    assert co2.dq_entry == "(2;3;1;1;1;5)"
    assert co2.comment == {"en": " measured"}
    emission = flow(entities, "Carbon dioxide, fossil")
    assert (emission.cas, emission.formula, emission.flow_type) == ("124-38-9", "CO2", "elementary")


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        # gsd² = 1.21, so that the geometric standard deviation is 1.1; the mean value is the median.
        ('uncertaintyType="1" standardDeviation95="1.21"', {"distribution": "lognormal", "median": 0.25, "gsd": 1.1}),
        # Lognormal is the default where no type is named.
        ('standardDeviation95="1.44"', {"distribution": "lognormal", "median": 0.25, "gsd": 1.2}),
        # 2·sd = 0.1
        ('uncertaintyType="2" standardDeviation95="0.1"', {"distribution": "normal", "mean": 0.25, "sd": 0.05}),
        # mode = 3·0.25 - 0.1 - 0.5 = 0.15
        ('uncertaintyType="3" minValue="0.1" maxValue="0.5"', {"distribution": "triangular", "minimum": 0.1, "mode": 0.15, "maximum": 0.5}),
        (
            'uncertaintyType="3" minValue="0.1" mostLikelyValue="0.2" maxValue="0.5"',
            {"distribution": "triangular", "minimum": 0.1, "mode": 0.2, "maximum": 0.5},
        ),
        ('uncertaintyType="4" minValue="0.1" maxValue="0.5"', {"distribution": "uniform", "minimum": 0.1, "maximum": 0.5}),
        ('uncertaintyType="0"', {"distribution": "undefined"}),
    ],
)  # fmt: skip
def test_uncertainty_by_definition(read, attributes, wanted):
    line = exchange(f'number="2" name="CO2" category="air" unit="kg" meanValue="0.25" {attributes}', "outputGroup 4")
    entities, _ = read(spold(dataset(STEEL + line)))
    found = only(entities, "process").exchanges[1].uncertainty
    for name in ("median", "gsd", "mean", "sd", "minimum", "mode", "maximum"):
        value = getattr(found, name)
        assert (value is None) == (name not in wanted), name
        assert value is None or math.isclose(value, wanted[name], rel_tol=1e-12), name
    assert found.distribution == wanted["distribution"]


@pytest.mark.parametrize(
    ("group", "direction", "flow_type", "reference", "avoided"),
    [
        *((f"inputGroup {code}", "input", "product", False, False) for code in (1, 2, 3, 5)),
        ("inputGroup 4", "input", "elementary", False, False),
        ("outputGroup 1", "input", "product", False, True),
        ("outputGroup 2", "output", "product", False, False),
        ("outputGroup 3", "output", "waste", False, False),
        ("outputGroup 4", "output", "elementary", False, False),
    ],
)
def test_groups(read, group, direction, flow_type, reference, avoided):
    line = exchange('number="2" name="thing" unit="kg" meanValue="2"', group)
    entities, _ = read(spold(dataset(STEEL + line)))
    found = only(entities, "process").exchanges[1]
    assert (found.direction, found.is_reference, found.is_avoided) == (direction, reference, avoided)
    assert flow(entities, "thing").flow_type == flow_type


def test_negative_reference_is_the_treatment_of_waste(read):
    """Minus one kilogram of waste made is one kilogram of waste taken in."""
    line = exchange('number="1" name="scrap" unit="kg" meanValue="-1"', "outputGroup 0")
    entities, _ = read(spold(dataset(line)))
    found = only(entities, "process").exchanges[0]
    assert (found.amount, found.direction, found.is_reference) == (1.0, "input", True)
    assert flow(entities, "scrap").flow_type == "waste"


def test_supplier_by_number_of_its_data_set(read):
    iron = REFERENCE.replace("steel, at plant", "iron, at plant")
    iron_line = STEEL.replace("steel", "iron").replace('number="1"', 'number="20"')
    uses = exchange('number="20" name="iron, at plant" location="DE" unit="kg" meanValue="1.1"', "inputGroup 5")
    other = exchange('number="21" name="coal, at mine" location="DE" unit="kg" meanValue="3"', "inputGroup 5")
    text = spold(
        dataset(STEEL + uses + other), dataset(iron_line, number=20, reference=iron), dataset(STEEL, number=21)
    )
    entities, _ = read(text)
    first = next(e for e in entities if e.type == "process" and len(e.exchanges) == 3)
    supplier = next(e for e in entities if e.type == "process" and "iron, at plant" in e.name.values())
    assert first.exchanges[1].provider.uuid == supplier.uuid
    # Data set 21 makes steel: the number of the coal is a number like any other.
    assert first.exchanges[2].provider is None


def multi_output(allocation, method='allocationMethod="-1"'):
    heat = exchange('number="3" name="heat" unit="MJ" meanValue="4"', "outputGroup 2")
    return spold(dataset(STEEL + CO2 + heat, allocation=allocation.format(method=method)))


THIRDS = (
    '<allocation referenceToCoProduct="1" {method} fraction="66.66666666666666">'
    "<referenceToInputOutput>2</referenceToInputOutput></allocation>"
    '<allocation referenceToCoProduct="3" {method} fraction="33.33333333333333">'
    "<referenceToInputOutput>2</referenceToInputOutput></allocation>"
)


def test_allocation_in_full_precision(read):
    """openLCA rounds to four decimals of a per cent; two thirds stay two thirds here."""
    entities, _ = read(multi_output(THIRDS))
    process = only(entities, "process")
    assert [(f.method, f.product_id, f.exchange_id) for f in process.allocation] == [("causal", 1, 2), ("causal", 3, 2)]
    assert [f.value for f in process.allocation] == [2 / 3, 0.3333333333333333]
    assert process.default_allocation == "causal"


@pytest.mark.parametrize(("code", "method"), [(0, "physical"), (1, "economic")])
def test_one_factor_for_all_is_the_process_s(read, code, method):
    entities, _ = read(multi_output(THIRDS, f'allocationMethod="{code}"'))
    process = only(entities, "process")
    assert [(f.method, f.exchange_id) for f in process.allocation] == [(method, None)] * 2
    assert process.default_allocation == method


def test_impact_method(read):
    reference = (
        'datasetRelatesToProduct="false" name="GWP 100a" localName="GWP 100a" infrastructureProcess="false" amount="1"'
        ' unit="kg CO2-Eq" category="IPCC" subCategory="climate change" localCategory="IPCC" localSubCategory="Klima"'
    )
    information = (
        'type="4" impactAssessmentResult="false" timestamp="2003-09-12T10:14:36" version="1.0" internalVersion="1.0"'
        ' energyValues="0" languageCode="en" localLanguageCode="en"'
    )
    factor = exchange(
        'number="1" category="air" subCategory="unspecified" name="Methane" unit="kg" meanValue="28"', "outputGroup 4"
    )
    entities, _ = read(spold(dataset(factor, reference=reference, information=information), space=IMPACT))
    category = only(entities, "impact_category")
    assert category.uuid == keygen("climate change", "GWP 100a", "kg CO2-Eq")
    assert (category.unit, category.factors[0].value, category.factors[0].direction) == ("kg CO2-Eq", 28.0, "output")
    method = only(entities, "impact_method")
    assert method.uuid == keygen("IPCC")
    assert [ref.uuid for ref in method.categories] == [category.uuid]


def test_units_of_one_quantity_are_one_flow(read):
    """openLCA writes electricity in kWh and in MJ; it is one flow all the same."""
    lines = exchange('number="4" name="power" unit="kWh" meanValue="1"', "inputGroup 5")
    lines += exchange('number="5" name="power" unit="MJ" meanValue="3.6"', "inputGroup 5")
    entities, _ = read(spold(dataset(STEEL + lines)))
    kwh, mj = only(entities, "process").exchanges[1:]
    assert kwh.flow.uuid == mj.flow.uuid == keygen("", "", "power", "MJ", "GLO", "false")
    assert (kwh.unit.name, mj.unit.name) == ("kWh", "MJ")


def test_folders_and_zips_and_both_namespaces(tmp_path):
    files = {
        "EcoSpold01/a.xml": spold(),
        "EcoSpold01/b.spold": spold(dataset(number=2, reference=REFERENCE.replace("steel", "tin"))),
    }
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
            path = tmp_path / "folder" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    zipped, _ = read_package(EcoSpold1(), tmp_path / "both.zip")
    unpacked, _ = read_package(EcoSpold1(), tmp_path / "folder")
    assert sorted(e.uuid for e in zipped) == sorted(e.uuid for e in unpacked)
    assert sum(e.type == "process" for e in zipped) == 2


def test_large_file_is_cut_into_blocks(read, tmp_path):
    """A file of three megabytes is read in several parts, with the right lines."""
    comment = "x" * 30_000
    many = [
        dataset(number=n, reference=REFERENCE.replace("steel, at plant", f"steel {n}") + f' generalComment="{comment}"')
        for n in range(1, 101)
    ]
    entities, _ = read(spold(*many))
    processes = [e for e in entities if e.type == "process"]
    assert len(processes) == 100
    assert {len(p.description["en"]) for p in processes} == {30_000}
    with EcoSpold1().open(_source(tmp_path / "file.xml"), EcoSpold1.Options()).source as source:
        parts = EcoSpold1().open(source, EcoSpold1.Options()).parts()
    assert len(parts) >= 4


def _source(path):
    from lcabridge.sources import open_source  # here only

    return open_source(path)


def test_data_sets_of_one_name_are_told_apart(read):
    entities, report = read(spold(dataset(number=1), dataset(number=2)))
    processes = [e for e in entities if e.type == "process"]
    assert len({p.uuid for p in processes}) == 2
    assert [i.data["first"] for i in report if i.code == "ES1-001"] == ["1"]


def test_prefixed_namespace_comments_and_cdata(read):
    text = spold(prolog="<!-- <dataset> is no data set here -->").replace(
        "<ecoSpold xmlns=", "<ecoSpold xmlns:q='u' xmlns="
    )
    text = text.replace("\n<dataset", "\n<!-- </dataset> --><dataset", 1)
    entities, _ = read(text)
    assert only(entities, "process").exchanges[1].amount == 0.25
