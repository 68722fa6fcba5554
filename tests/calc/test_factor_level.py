"""From a calculation to factor data sets of the national profile at level ``factor``, and what validates them."""

import json
import zipfile

import orjson
import pytest
from jsonschema import Draft202012Validator

from lcabridge.calc import Calculator
from lcabridge.calc.publish import publish
from lcabridge.cli import run
from lcabridge.model import DQIndicator, DQSystem, Ref
from tests.calc.hand import UNITS, Package, co2, flow, inp, out, process
from tests.calc.test_publish import DEMO, PROFILE
from tests.conftest import ROOT

SYSTEM = "00000000-0000-4000-8000-00000000dd01"
NAMES = ("Technological representativeness", "Geographical representativeness", "Time representativeness")


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    path = tmp_path_factory.mktemp("factor") / "factor.zip"
    assert run(["calc", str(DEMO), "--process", PROFILE, "--publish", str(path), "--to", "national"]) == 0
    return path


def _checks(path, capsys) -> dict[str, dict]:
    run(["validate", str(path), "--profile", "national", "--json"])
    return {check["id"]: check for check in json.loads(capsys.readouterr().out)["checks"]}


def test_the_published_package_claims_level_factor(published):
    with zipfile.ZipFile(published) as archive:
        assert orjson.loads(archive.read("lcabridge.json"))["level"] == "factor"


def test_a_published_factor_has_what_the_level_asks(published, capsys):
    found = _checks(published, capsys)
    named = {id_: check["verdict"] for id_, check in found.items() if id_.startswith("national.factor-")}
    assert len(named) == 8
    assert {id_: verdict for id_, verdict in named.items() if verdict != "PASS"} == {}
    # The flows of the demo are not those of EF 3.1.
    assert found["national.elementary"]["verdict"] == found["national.level"]["verdict"] == "FINDING"


def test_a_factor_of_a_mapped_package_is_of_the_level_that_it_claims(tmp_path, capsys):
    mapped, target = tmp_path / "mapped.zip", tmp_path / "factor.zip"
    run(["convert", str(DEMO), str(mapped), "--to", "national"])
    run(["calc", str(mapped), "--process", PROFILE, "--publish", str(target), "--to", "national"])
    capsys.readouterr()
    found = _checks(target, capsys)
    assert found["national.elementary"]["verdict"] == found["national.level"]["verdict"] == "PASS"


def test_a_published_factor_is_valid_against_the_published_schema(published):
    schema = json.loads((ROOT / "docs" / "national.schema.json").read_text("utf-8"))
    factor = Draft202012Validator({"$ref": "#/$defs/factor", "$defs": schema["$defs"]})
    with zipfile.ZipFile(published) as archive:
        processes = [orjson.loads(archive.read(n)) for n in archive.namelist() if n.startswith("processes/")]
    valid = [not list(factor.iter_errors(doc)) for doc in processes]
    types = [
        doc["processDataSet"]["modellingAndValidation"]["LCIMethodAndAllocation"]["typeOfDataSet"] for doc in processes
    ]
    assert valid == [type_ == "LCI result" for type_ in types]
    assert any(valid)
    assert not all(valid)


def test_a_conversion_claims_no_more_than_structure(tmp_path):
    run(["convert", str(DEMO), str(tmp_path / "n.zip"), "--to", "national", "--no-map"])
    with zipfile.ZipFile(tmp_path / "n.zip") as archive:
        assert orjson.loads(archive.read("lcabridge.json"))["level"] == "structure"


def test_a_claim_without_factors_is_found(tmp_path, capsys):
    target = tmp_path / "n.zip"
    run(["convert", str(DEMO), str(target), "--to", "national", "--no-map", "--write", "level=factor"])
    capsys.readouterr()
    assert _checks(target, capsys)["national.level"]["verdict"] == "FINDING"


def test_the_rating_names_method_and_formula_where_a_system_names_the_indicators():
    system = DQSystem(uuid=SYSTEM, indicators=[DQIndicator(position=n + 1, name=name) for n, name in enumerate(NAMES)])
    a = process(
        "a",
        out("steel", 1.0, ref=True, unit="t"),
        inp("power", 100.0, unit="kWh"),
        out("co2", 500.0),
        dq_entry="(1;2;3)",
    )
    b = process("b", out("power", 1.0, ref=True), out("co2", 0.5), dq_entry="(3;4;3)")
    for each in (a, b):
        each.dq_system = Ref(type="dq_system", uuid=SYSTEM)
    package = Package(*UNITS, flow("steel"), flow("power", prop="energy"), co2(), system, a, b)
    calculator = Calculator(package)
    (factor,) = publish(calculator, calculator.gwp(), [0]).factors
    # 500 kg CO2 of a, 180 kg of b: TeR 1040/680, GR 1720/680, TiR 3; DQR is their mean.
    assert factor.quality.rating == pytest.approx((1040 / 680 + 1720 / 680 + 3) / 3)
    assert "DQR = (TeR + GR + TiR) / 3" in factor.quality.text()["en"]
    assert "DQR 2.35" in factor.process.data_sources.treatment["zh"]


def test_the_functional_unit_is_chinese_only_with_a_chinese_name():
    package = Package(*UNITS, flow("steel"), co2(), process("a", out("steel", 1.0, ref=True), out("co2", 2.0)))
    calculator = Calculator(package)
    (plain,) = publish(calculator, calculator.gwp(), [0]).factors
    assert plain.process.functional_unit == {"en": "1 kg steel"}
    assert all(e.derivation == "Calculated" for e in plain.process.exchanges)
    named = flow("steel")
    named.name = {"en": "steel", "zh": "钢"}
    package = Package(*UNITS, named, co2(), process("a", out("steel", 1.0, ref=True), out("co2", 2.0)))
    calculator = Calculator(package)
    (both,) = publish(calculator, calculator.gwp(), [0]).factors
    assert both.process.functional_unit == {"en": "1 kg steel", "zh": "1 kg 钢"}
