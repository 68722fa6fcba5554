"""Factor data sets, the development report, files, and the command line."""

import csv
import io
import json
import zipfile
from xml.etree import ElementTree as ET

import pytest

import lcabridge
from lcabridge.calc import Calculator
from lcabridge.calc.publish import publish
from lcabridge.calc.quality import scores_of
from lcabridge.cli import run
from lcabridge.errors import ExitCode
from lcabridge.model import Administration, Index, LifeCycleModel, Process, summarise
from lcabridge.pipeline import write_entities
from lcabridge.registry import registry
from tests.calc.hand import UNITS, Package, co2, flow, inp, out, process
from tests.conftest import ROOT

DEMO = ROOT / "demo" / "foreign-package"
PROFILE = "Aluminium profile, extrusion"
HEADS = [
    "1 目标和范围",
    "2 单元过程",
    "3 归一化",
    "4 产品生命周期模型",
    "5 生命周期清单",
    "6 碳足迹因子",
    "7 次级数据",
    "8 数据质量",
]


def _package(**admin):
    return Package(
        *UNITS, flow("steel"), flow("power", prop="energy"), co2(),
        process("a", out("steel", 1.0, ref=True, unit="t"), inp("power", 100.0, unit="kWh"), out("co2", 500.0), dq_entry="(1;2)"),
        process("b", out("power", 1.0, ref=True), out("co2", 0.5), dq_entry="(3;4)",
                administration=Administration(**admin) if admin else None),
    )  # fmt: skip


def _publish(package, **options):
    calculator = Calculator(package)
    return calculator, publish(calculator, calculator.gwp(), [0], **options)


def test_factor_data_set():
    _, made = _publish(_package())
    (factor,) = made.factors
    # per t: 500 + 100 x 3.6 x 0.5 = 680
    assert factor.score == pytest.approx(680.0, rel=1e-12)
    assert factor.unit == "kg CO2-eq/t"
    data = factor.process
    assert data.process_type == "lci_result"
    reference, *inventory = data.exchanges
    assert (reference.amount, reference.unit.name, reference.is_reference) == (1.0, "t", True)
    assert [(e.amount, e.direction) for e in inventory] == [(pytest.approx(680.0), "output")]
    assert data.impact_results[0].amount == factor.score
    assert "cn-inventory" in data.impact_results[0].comment["en"]
    assert {r.name["en"] for r in data.technology.included_processes} == {"a", "b"}
    # DQR weighted by contribution: 500 kg of (1;2), 180 kg of (3;4)
    assert factor.quality.indicators == pytest.approx([(500 + 540) / 680, (1000 + 720) / 680])
    assert factor.quality.coverage == 1.0
    kinds = [type(e) for e in made.entities]
    assert kinds.count(Process) == 3
    assert kinds.count(LifeCycleModel) == 1
    assert next(e for e in made.entities if isinstance(e, LifeCycleModel)).resulting_processes == [data.ref()]


@pytest.mark.parametrize(
    ("licence", "closed"),
    [("Free of charge for all users and uses", False), ("", False), ("License fee", True), ("Other", True)],
)
def test_access_class_decides_whether_unit_processes_are_handed_on(licence, closed):
    _, made = _publish(_package(license_type=licence))
    assert made.factors[0].aggregated is closed
    assert sum(isinstance(e, Process) for e in made.entities) == (1 if closed else 3)
    assert bool(made.factors[0].process.technology.included_processes) is not closed


def test_aggregated_on_request():
    _, made = _publish(_package(), aggregated=True)
    assert sum(isinstance(e, Process) for e in made.entities) == 1


@pytest.mark.parametrize("target", ["national", "ilcd", "olca-jsonld", "tidas"])
def test_published_factor_scores_the_same_in_every_format(target, tmp_path):
    _, made = _publish(_package())
    index = Index(summarise(e) for e in made.entities)
    path = tmp_path / "factor.zip"
    write_entities(made.entities, index, path, registry=registry(), to=target)
    with lcabridge.read(path) as package:
        calculator = Calculator(package)
        columns = [c for c in calculator.columns() if calculator.activity(c).process_type == "lci_result"]
        rows = calculator.rows([calculator.gwp()], columns)
    assert [row["cn-inventory 100a"] for row in rows] == [pytest.approx(0.68, rel=1e-12)]


def test_quality_entries():
    assert scores_of("(2;3;1)") == [2.0, 3.0, 1.0]
    assert scores_of("(2;n.a.;1)") is None
    assert scores_of("") is None


def test_development_report_has_the_chapters(tmp_path, capsys):
    for name in ("r.html", "r.docx"):
        assert run(["calc", str(DEMO), "--process", PROFILE, "--development-report", str(tmp_path / name)]) == 0
    page = (tmp_path / "r.html").read_text("utf-8")
    with zipfile.ZipFile(tmp_path / "r.docx") as archive:
        assert archive.testzip() is None
        word = "".join(ET.fromstring(archive.read("word/document.xml")).itertext())
        assert {"[Content_Types].xml", "_rels/.rels", "word/styles.xml"} <= set(archive.namelist())
    for text in (page, word):
        assert [head for head in HEADS if head not in text] == []
        assert "0.65736" in text
        assert "0.65736 kg CO2-eq/kg" in text


def test_same_document_is_the_same_bytes(tmp_path):
    for name in ("a.docx", "b.docx"):
        run(["calc", str(DEMO), "--process", PROFILE, "--development-report", str(tmp_path / name)])
    assert (tmp_path / "a.docx").read_bytes() == (tmp_path / "b.docx").read_bytes()


def test_results_as_files(tmp_path, capsys):
    from openpyxl import load_workbook

    for suffix in (".csv", ".json", ".xlsx", ".html"):
        path = str(tmp_path / f"r{suffix}")
        assert run(["calc", str(DEMO), "--process", PROFILE, "--contributions", "flow", "-o", path]) == 0
    data = (tmp_path / "r.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig")))
    assert float(row["cn-inventory 100a"]) == pytest.approx(0.6573612, rel=1e-9)
    found = json.loads((tmp_path / "r.json").read_text("utf-8"))
    assert found["products"][0]["complete"] is True
    assert sum(p["score"] for p in found["contributions by flow"]) == pytest.approx(0.6573612, rel=1e-9)
    assert len(found["cut-offs"]) == 6
    sheets = load_workbook(tmp_path / "r.xlsx")
    assert sheets.sheetnames == ["products", "contributions by flow", "cut-offs", "about"]
    page = (tmp_path / "r.html").read_text("utf-8")
    assert "<svg" in page
    assert "0.65736" in page


def test_command_line_speaks_chinese(capsys):
    assert run(["--lang", "zh", "calc", str(DEMO), "--split"]) == 0
    told = capsys.readouterr()
    assert "过程" in told.out
    assert "截断" in told.err


def test_scenarios_are_compared(capsys):
    lorry = "Transport, lorry, 28 t"
    with lcabridge.read(DEMO) as package:
        parameters = [p for e in package.entities("process") for p in e.parameters if p.is_input]
    name = parameters[0].name
    arguments = ["calc", str(DEMO), "--process", lorry, "--compare-with", f"{name}={2 * parameters[0].value}", "--json"]
    assert run(arguments) == 0
    (row,) = json.loads(capsys.readouterr().out)["products"]
    assert row["cn-inventory 100a difference"] == pytest.approx(row["cn-inventory 100a (2)"] - row["cn-inventory 100a"])
    assert row["cn-inventory 100a difference"] != 0.0


def test_national_grid_factors_are_those_published(capsys):
    grid = ROOT / "demo" / "national-grid"
    with lcabridge.read(grid) as package:
        (method,) = package.entities("impact_category")
    assert run(["calc", str(grid), "--method", method.uuid, "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)["products"]
    # announcements of 2025-01-17 and 2025-09-28: kg CO2e per kWh
    assert sorted(row[f"{method.name['en']} stated"] * 3.6 / row["stated scale"] for row in rows) == pytest.approx(
        [0.5777, 0.6205]
    )


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--gwp", "ar9"], "there is no GWP set"),
        (["--method", "nothing"], "there is no impact method"),
        (["--process", "nothing"], "no process is called"),
        (["-o", "x.pdf"], "results are written as"),
        (["--development-report", "x.pdf"], "written as .html or .docx"),
        (["--set", "a=b"], "is no number"),
        (["--linking", "guess"], "guess"),
    ],
)
def test_bad_calls_are_one_line(arguments, word, capsys):
    assert run(["calc", str(DEMO), *arguments]) == ExitCode.USAGE
    told = capsys.readouterr().err.strip().splitlines()
    assert word in told[-1]
    assert "Traceback" not in "".join(told)
