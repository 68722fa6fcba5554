"""What SimaPro CSV means, checked by numbers worked out by hand."""

import math

import pytest

from lcabridge.codes import keygen
from lcabridge.errors import LcabridgeError
from lcabridge.model import Exchange, Flow, FlowPropertyFactor, ImpactMethod, Process, Uncertainty, UnitRef, method_of
from lcabridge.pipeline import convert
from lcabridge.registry import registry
from lcabridge.testing.basics import MASS, MASS_UNITS
from lcabridge.testing.roundtrip import read_package, write_package
from lcabridge_simapro.plugin import SimaProCsv
from tests.plugins.simapro.sheets import HEAD, PROCESS, SUBSTANCES, UNITS, WHOLE

COMMA = {
    "{Decimal separator: .}": "{Decimal separator: ,}",
    "2.1;": "2,1;",
    "1.21;": "1,21;",
    "0.5;": "0,5;",
    "0.001": "0,001",
    "load;1.5;": "load;1,5;",
}


def read(tmp_path, text, written="utf-8", **options):
    path = tmp_path / "sheet.csv"
    path.write_bytes(text.encode(written))
    entities, report = read_package(SimaProCsv(), path, **options)
    return {entity.uuid: entity for entity in entities}, report


def process_of(entities):
    return next(entity for entity in entities.values() if entity.type == "process")


def check_whole(entities):
    process = process_of(entities)
    assert process.uuid == "0b3a1f6e-9d3c-4c58-8a53-2f4f8a3f9a11"
    assert process.administration.created == "2024-02-29"
    product, ingot, low, other = process.exchanges
    assert (product.amount, product.direction, product.is_reference) == (2.0, "output", True)
    assert (ingot.amount, ingot.direction, ingot.dq_entry) == (2.1, "input", "(2;3;1;1;3)")
    assert ingot.comment == {"en": "rolled"}
    # SimaPro holds gsd²: 1.21 is a gsd of 1.1.
    assert ingot.uncertainty == Uncertainty(distribution="lognormal", median=2.1, gsd=math.sqrt(1.21))
    assert (low.amount, low.unit.name) == (0.5, "kg")
    # load * 2 with load = 1.5
    assert (other.amount, other.unit.name, other.formula) == (3.0, "g", "load*2")
    assert other.uncertainty == Uncertainty(distribution="triangular", minimum=1.0, mode=3.0, maximum=5.0)
    assert [(p.name, p.value, p.is_input) for p in process.parameters] == [("load", 1.5, True), ("twice", 3.0, False)]
    # The same substance in two sub-compartments is two flows, measured in openLCA's mass.
    flows = [entities[e.flow.uuid] for e in (low, other)]
    assert [flow.cas for flow in flows] == ["124-38-9", "124-38-9"]
    assert [flow.formula for flow in flows] == ["CO2", "CO2"]
    assert [flow.classifications[0].classes[-1].name for flow in flows] == ["low. pop.", "unspecified"]
    mass = flows[0].properties[0].property.uuid
    assert mass == "93a60a56-a3c8-11da-a746-0800200b9a66"
    assert flows[0].uuid == keygen("elementary flow", "Emissions to air", "low. pop.", "Carbon dioxide", mass)
    units = entities[entities[mass].unit_group.uuid].units
    assert {unit.name: unit.factor for unit in units} == {"kg": 1.0, "g": 0.001}


def test_a_process_with_its_flows(tmp_path):
    check_whole(read(tmp_path, WHOLE)[0])


def test_decimal_comma(tmp_path):
    text = WHOLE
    for old, new in COMMA.items():
        text = text.replace(old, new)
    check_whole(read(tmp_path, text)[0])


@pytest.mark.parametrize(("word", "sign"), [("Tab", "\t"), ("Comma", ","), ("|", "|")])
def test_any_separator(tmp_path, word, sign):
    head, _, body = WHOLE.partition("\n\n")
    body = body.replace("(2,3,1,1,3)", '"(2,3,1,1,3)').replace("rolled;", 'rolled";') if sign == "," else body
    text = f"{head.replace('Semicolon', word)}\n\n{body.replace(';', sign)}"
    check_whole(read(tmp_path, text)[0])


@pytest.mark.parametrize(
    ("pattern", "text"), [("M/d/yyyy", "2/29/2024"), ("yyyy-MM-dd", "2024-02-29"), ("dd.MM.yy", "29.02.24")]
)
def test_any_date_format(tmp_path, pattern, text):
    changed = WHOLE.replace("dd/MM/yyyy", pattern).replace("Date\n29/02/2024", f"Date\n{text}")
    check_whole(read(tmp_path, changed)[0])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_names_in_any_encoding(tmp_path, encoding):
    text = WHOLE.replace("Rolling", "冷轧钢板的生产过程").replace(
        "Made by hand.", "数据来自中国的一家钢铁厂，含电力消耗。"
    )
    entities, _ = read(tmp_path, text, encoding)
    assert process_of(entities).name == {"zh": "冷轧钢板的生产过程"}
    assert process_of(entities).description == {"zh": "数据来自中国的一家钢铁厂，含电力消耗。"}
    check_whole(entities)


def test_western_accents_are_no_chinese(tmp_path):
    entities, _ = read(tmp_path, WHOLE.replace("Rolling", "Laminage à froid, café, 25 µg"), "cp1252")
    assert process_of(entities).name == {"en": "Laminage à froid, café, 25 µg"}


def test_an_encoding_without_evidence_is_an_error_not_a_guess(tmp_path):
    text = WHOLE.replace("Rolling", "Прокатка стали и чугуна")
    with pytest.raises(LcabridgeError, match="encoding"):
        read(tmp_path, text, "cp1251")
    entities, _ = read(tmp_path, text, "cp1251", encoding="cp1251")
    assert process_of(entities).name == {"en": "Прокатка стали и чугуна"}


WASTE = """Process

Category type
waste scenario

Waste scenario
Collection;kg;10;All waste types;Others;

Separated waste
Recycling;All waste types;30;
Pyrolysis;Plastics;50;

Remaining waste
Landfill;;80;

End

"""


def test_fractions_of_a_waste_scenario(tmp_path):
    entities, report = read(tmp_path, HEAD + WASTE + UNITS)
    process = process_of(entities)
    # 30 % of 10 kg; of plastics alone 50 %; 80 % of the 70 % that are left.
    amounts = [exchange.amount for exchange in process.exchanges]
    assert amounts == [10.0, 3.0, 5.0, pytest.approx(5.6)]
    assert [exchange.direction for exchange in process.exchanges] == ["input", "output", "output", "output"]
    assert all(entities[e.flow.uuid].flow_type == "waste" for e in process.exchanges)
    assert [issue.value for issue in report if issue.code == "SIMAPRO-011"] == ["Plastics"]


PARTS = """Process

Category type
energy

Multiple output allocation
Socio-economic causality

Products
Power {CN};kg;1;75;not defined;Energy;;
Heat {CN};kg;3;25%;not defined;Energy;;

Avoided products
Power {CN};kg;0.1;Undefined;0;0;0;

Waste to treatment
Ash;kg;0.2;Normal;0.02;0;0;

End

"""


def test_products_avoided_products_and_waste(tmp_path):
    entities, _ = read(tmp_path, HEAD + PARTS + UNITS)
    process = process_of(entities)
    power, heat, avoided, ash = process.exchanges
    assert process.geography.place.code == "CN"
    assert entities[power.flow.uuid].name == {"en": "Power"}
    assert [(factor.method, factor.value) for factor in process.allocation] == [("economic", 0.75), ("economic", 0.25)]
    assert (avoided.direction, avoided.is_avoided, avoided.provider.uuid) == ("input", True, process.uuid)
    assert (heat.is_reference, power.is_reference) == (False, True)
    # Normal holds two standard deviations.
    assert ash.uncertainty == Uncertainty(distribution="normal", mean=0.2, sd=0.01)
    assert entities[ash.flow.uuid].flow_type == "waste"


METHOD = """Method

Name
Two steps

Version
1;04

Weighting unit
Pt

Impact category
Warming;kg CO2-eq

Substances
Air;(unspecified);Methane;000074-82-8;28;kg
Air;low. pop.;Methane;000074-82-8;30;kg

Impact category
Noise;p

Substances
Air;(unspecified);Methane;000074-82-8;2;kg

Damage category
Health;DALY

Impact categories
Warming;0.5
Noise;4

Normalization-Weighting set
World

Normalization
Health;0.008

Weighting
Health;250

End

"""


def test_an_impact_method_with_damage_categories(tmp_path):
    entities, _ = read(tmp_path, HEAD.replace("{processes}", "{methods}") + METHOD + UNITS)
    method = next(entity for entity in entities.values() if entity.type == "impact_method")
    assert (method.version, method.uuid) == ("1.04", keygen("SimaPro CSV", "Two steps", "1.04"))
    categories = [entities[ref.uuid] for ref in method.categories]
    assert [category.name["en"] for category in categories] == ["Warming", "Noise", "Health"]
    # 0.5 · 28 + 4 · 2 and 0.5 · 30
    assert [factor.value for factor in categories[2].factors] == [22.0, 15.0]
    (found,) = method.normalisation_sets
    # SimaPro multiplies by 0.008, the model divides by 125.
    assert (found.factors[0].normalisation, found.factors[0].weighting, found.unit) == (125.0, 250.0, "Pt")


@pytest.mark.parametrize(
    ("version", "written"), [("01.00.000", "01;00"), ("1.04", "1;04"), ("3", "3;0"), ("2024-beta", None), ("", None)]
)
def test_the_version_of_a_method_is_two_whole_numbers(version, written, tmp_path):
    # openLCA 2.6 imports nothing of a file whose method has another version.
    method = ImpactMethod(uuid="2f1e9d1c-53d5-4f0a-9c7b-6a0d4b8d6d11", version=version, name={"en": "Two steps"})
    path = tmp_path / "method.csv"
    write_package(SimaProCsv(), [method], path)
    lines = path.read_text(encoding="utf-8").splitlines()
    assert (lines[lines.index("Version") + 1] if "Version" in lines else None) == written


def test_parameters_of_project_database_and_process(tmp_path):
    more = (
        "Database Input parameters\nbase;2;Undefined;0;0;0;No;of the database\n\nEnd\n\n"
        "Project Calculated parameters\ntotal;base*10;of the project\n\nEnd\n"
    )
    text = HEAD + PROCESS.replace("twice;load*2;", "twice;load*TOTAL;") + UNITS + SUBSTANCES + more
    entities, _ = read(tmp_path, text)
    assert process_of(entities).parameters[1].value == 30.0
    rows = {e.parameter.name: e for e in entities.values() if e.type == "parameter"}
    assert rows["total"].parameter.value == 20.0
    assert rows["total"].extra["simapro"] == {"scope": "project"}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('"Iff(load=1.5; 10; 20)"', 10.0),
        ('"Iff(Load>1.5; 10; 20)"', 20.0),
        ("Sqr(load)", 2.25),
        ("Sqrt(2.25)", 1.5),
        ('"IntPower(2; 3)"', 8.0),
        ("Ln(Exp(2))", 2.0),
        ("7 mod 4", 3.0),
        ("7 div 4", 1.0),
        ("2^3", 8.0),
        ("Trunc(2.7)+Frac(2.5)", 2.5),
        ('"Max(1; 5)-Min(1; 5)"', 4.0),
    ],
)
def test_functions_of_simapro(tmp_path, formula, value):
    entities, _ = read(tmp_path, WHOLE.replace("Ingot;kg;2.1;", f"Ingot;kg;{formula};"))
    assert process_of(entities).exchanges[1].amount == pytest.approx(value, rel=1e-15)


def _package(**changes):
    product = Flow(
        uuid="2b3a1f6e-9d3c-4c58-8a53-2f4f8a3f9a11", name={"en": "=1+1;steel"}, flow_type="product",
        properties=[FlowPropertyFactor(property=MASS.ref(), is_reference=True)],
    )  # fmt: skip
    line = Exchange(
        id=1, flow=product.ref(), direction="output", unit=UnitRef(name="kg"), property=MASS.ref(), is_reference=True,
        **changes,
    )  # fmt: skip
    process = Process(uuid="3b3a1f6e-9d3c-4c58-8a53-2f4f8a3f9a11", name={"en": "@SUM(A1)"}, exchanges=[line])
    return [MASS_UNITS, MASS, product, process]


@pytest.mark.parametrize("amount", [0.1 + 0.2, 1 / 3, 5e-324, 1.7976931348623157e308, -0.0])
def test_amounts_are_written_with_all_digits(tmp_path, amount):
    path = tmp_path / "sheet.csv"
    write_package(SimaProCsv(), _package(amount=amount), path)
    assert f"kg;{repr(amount).removesuffix('.0').replace('e', 'E')};100;" in path.read_text("utf-8")


def test_what_a_spreadsheet_takes_for_a_formula_is_left_alone(tmp_path):
    path = tmp_path / "sheet.csv"
    write_package(SimaProCsv(), _package(amount=1.0), path)
    text = path.read_text("utf-8")
    assert '"=1+1;steel";kg;1;' in text
    assert "\n@SUM(A1)\n" in text


@pytest.mark.parametrize(
    "options", [{"decimal": ",", "separator": "Semicolon"}, {"separator": "Tab"}, {"separator": "Comma"}]
)
def test_written_with_other_signs_it_reads_the_same(tmp_path, options):
    path = tmp_path / "whole.csv"
    path.write_text(WHOLE, encoding="utf-8")
    target = tmp_path / "other.csv"
    convert(path, target, registry=registry(), to="simapro", write_options=options)
    check_whole({entity.uuid: entity for entity in read_package(SimaProCsv(), target)[0]})


def test_blocks_are_parts(tmp_path):
    """A large file is cut into parts, which are read alone and by several workers with the same result."""
    many = "".join(
        PROCESS.replace("0b3a1f6e", f"{number:08x}").replace("Steel;kg", f"Steel {number};kg") for number in range(900)
    )
    path = tmp_path / "many.csv"
    path.write_text(HEAD + many + UNITS + SUBSTANCES, encoding="utf-8")
    reports = []
    for workers in (1, 2):
        target = tmp_path / f"{workers}.zip"
        done = convert(path, target, registry=registry(), to="olca-jsonld", workers=workers)
        reports.append((target.read_bytes(), done.report.issue_counts))
    assert reports[0] == reports[1]
    assert reports[0][1]["READ-003"] == 0


@pytest.mark.parametrize(("option", "shares"), [("reference", ["100", "0"]), ("each", ["100", "100"])])
def test_products_that_share_nothing(tmp_path, option, shares):
    package = _package(amount=1.0)
    process = package[-1]
    other = Flow(
        uuid="2b3a1f6e-9d3c-4c58-8a53-2f4f8a3f9a12", name={"en": "slag"}, flow_type="product",
        properties=[FlowPropertyFactor(property=MASS.ref(), is_reference=True)],
    )  # fmt: skip
    process.exchanges.append(
        Exchange(id=2, flow=other.ref(), amount=0.5, direction="output", unit=UnitRef(name="kg"), property=MASS.ref())
    )
    path = tmp_path / "p.csv"
    write_package(SimaProCsv(), [*package[:-1], other, process], path, unallocated=option)
    lines = path.read_text(encoding="utf-8").splitlines()
    start = lines.index("Products") + 1
    assert [line.split(";")[-5] for line in lines[start : start + 2]] == shares
    back = next(e for e in read_package(SimaProCsv(), path)[0] if isinstance(e, Process))
    assert (back.allocation, method_of(back, "declared")) == ([], "none")
