"""Brightway's tables: hand-checked facts, public workbooks there and back, and what bw2io itself finds."""

import json
import math
import os
import subprocess

import pytest

import lcabridge
from lcabridge.model import Uncertainty
from lcabridge.testing.samples import packages
from tests.audit.tables import cells
from tests.plugins.tables.books import workbook

ORACLE = "LCABRIDGE_BRIGHTWAY"
"""Environment variable: a Python interpreter that has bw2io (docs/excel.md)."""
SHEET = [
    ["Database", "metals"],
    ["format", "by hand"],
    [],
    ["Database parameters"],
    ["name", "amount", "formula"],
    ["load", 0.5, None],
    [],
    ["Activity", "Rolling"],
    ["code", "rolling"],
    ["location", "CN"],
    ["unit", "kilogram"],
    ["reference product", "Steel, rolled"],
    ["mood", "good"],
    ["Parameters", "own"],
    ["name", "amount", "formula"],
    ["burn", 4, "load ** 2 * 16"],
    [],
    ["Exchanges"],
    ["name", "reference product", "amount", "unit", "location", "categories", "type", "formula", "uncertainty type", "loc", "scale",
     "minimum", "maximum", "colour"],
    ["Rolling", "Steel, rolled", 1, "kilogram", "CN", None, "production"],
    ["Grid", "Electricity", 2, "kilowatt hour", "CN", None, "technosphere", "burn / 2", 2, 0.5, 0.25],
    ["market for gas", "gas", 3, "cubic meter", "RER", None, "technosphere", None, 5, 3, None, 2, 4, "blue"],
    ["Carbon dioxide, fossil", None, 4, "kilogram", None, "air::urban air", "biosphere", None, 4, None, None, 3, 5],
    ["Water", None, 5, "cubic meter", None, "natural resource::in water", "biosphere", None, 3, 5, 0.5],
    ["Grid", "Electricity", 6, "kilowatt hour", "CN", None, "substitution"],
    [],
    ["Activity", "Grid"],
    ["location", "CN"],
    ["unit", "kilowatt hour"],
    ["reference product", "Electricity"],
    ["Exchanges"],
    ["name", "reference product", "amount", "unit", "location", "type"],
    ["Grid", "Electricity", 1, "kilowatt hour", "CN", "production"],
]  # fmt: skip


@pytest.fixture
def entities(tmp_path):
    with lcabridge.read(workbook(tmp_path / "bw.xlsx", {"S": SHEET})) as package:
        assert package.format.id == "brightway-excel"
        return list(package)


@pytest.fixture
def rolling(entities):
    return next(e for e in entities if e.type == "process" and e.name == {"en": "Rolling"})


def test_types_directions_and_providers(entities, rolling):
    grid = next(e for e in entities if e.type == "process" and e.name == {"en": "Grid"})
    steel, power, gas, co2, water, credit = rolling.exchanges
    assert [(e.direction, e.is_reference, e.is_avoided) for e in rolling.exchanges] == [
        ("output", True, False), ("input", False, False), ("input", False, False), ("output", False, False),
        ("input", False, False), ("input", False, True),
    ]  # fmt: skip
    assert power.provider.uuid == credit.provider.uuid == grid.uuid
    assert power.flow.uuid == grid.exchanges[0].flow.uuid
    # an activity of another database: named with its place, and in no data set of this file
    assert (gas.provider.name, gas.provider.summary.location) == ({"en": "market for gas"}, "RER")
    assert gas.provider.uuid not in {e.uuid for e in entities}
    assert [e.unit.name for e in rolling.exchanges] == ["kg", "kWh", "m3", "kg", "m3", "kWh"]
    flows = {e.uuid: e for e in entities if e.type == "flow"}
    assert [c.name for c in flows[co2.flow.uuid].classifications[0].classes] == ["air", "urban air"]
    assert flows[co2.flow.uuid].flow_type == flows[water.flow.uuid].flow_type == "elementary"
    assert flows[steel.flow.uuid].name == {"en": "Steel, rolled"}


def test_uncertainty_is_that_of_stats_arrays(rolling):
    _, power, gas, co2, water, _ = rolling.exchanges
    assert power.uncertainty == Uncertainty(distribution="lognormal", median=math.exp(0.5), gsd=math.exp(0.25))
    assert gas.uncertainty == Uncertainty(distribution="triangular", mode=3.0, minimum=2.0, maximum=4.0)
    assert co2.uncertainty == Uncertainty(distribution="uniform", minimum=3.0, maximum=5.0)
    assert water.uncertainty == Uncertainty(distribution="normal", mean=5.0, sd=0.5)


def test_formulas_are_in_the_models_dialect(entities, rolling):
    (burn,) = rolling.parameters
    assert burn.formula.replace(" ", "") == "load^2*16"
    assert rolling.exchanges[1].formula == "burn / 2"
    shared = next(e for e in entities if e.type == "parameter")
    assert (shared.parameter.name, shared.parameter.value) == ("load", 0.5)


def workbooks(corpus):
    return sorted((corpus / "xlsx" / "brightway").glob("*/*.xlsx"))


NOT_INVENTORIES = {"empty.xlsx", "lcia.xlsx", "with_formulas.xlsx", "basic_all_cutoff.xlsx"}


def test_writing_changes_only_what_was_changed(tmp_path):
    """A cell that only Brightway knows is dropped where the cell that it goes with was changed."""
    path = workbook(tmp_path / "bw.xlsx", {"S": SHEET})
    with lcabridge.read(path) as package:
        entities = list(package)
    rolling = next(e for e in entities if e.type == "process" and e.name == {"en": "Rolling"})
    rolling.exchanges[4].unit = lcabridge.model.UnitRef(name="l")
    lcabridge.write(entities, tmp_path / "out.xlsx", to="brightway-excel")
    after = cells(tmp_path / "out.xlsx")
    assert after["activity Rolling", "mood", "good"] == 1
    assert after["activity Rolling | exchanges", "colour", "blue"] == 1
    assert after["activity Rolling | exchanges", "unit", "litre"] == 1


def bw2io(path, *more):
    python = os.environ.get(ORACLE)
    if not python:
        pytest.skip(f"set {ORACLE} to a Python that has bw2io")
    run = subprocess.run([python, "-c", SCRIPT, str(path), *more], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout)


SCRIPT = """
import contextlib, io, json, os, sys, tempfile
os.environ["BRIGHTWAY2_DIR"] = tempfile.mkdtemp()
with contextlib.redirect_stdout(io.StringIO()):
    import bw2data
    from bw2io.importers.excel import CSVImporter, ExcelImporter
    bw2data.projects.set_current("lcabridge")
    bw2data.Database("biosphere3").write({})
    path = sys.argv[1]
    found = (CSVImporter if path.endswith(".csv") else ExcelImporter)(path)
    found.apply_strategies()
    if "self" in sys.argv:
        found.match_database(fields=["name", "unit", "categories"])
def plain(value):
    return list(value) if isinstance(value, tuple) else value
rows = [[str(d.get(k)) for k in ("name", "location", "reference product", "unit")]
        + [sorted(repr([plain(e.get(k)) for k in ("name", "amount", "unit", "type", "categories", "formula", "uncertainty type", "loc",
           "scale", "minimum", "comment")] + [bool(e.get("input"))]) for e in d["exchanges"])] for d in found.data]
print(json.dumps([found.db_name, sorted(rows, key=repr)], default=str))
"""


@pytest.mark.interop
def test_bw2io_finds_the_same_in_what_comes_back(corpus, tmp_path):
    for path in [*workbooks(corpus), corpus / "xlsx" / "brightway" / "bw2io-csv" / "complicated.csv"]:
        if path.name not in NOT_INVENTORIES:
            lcabridge.convert(path, tmp_path / path.name, to="brightway-excel")
            assert bw2io(tmp_path / path.name) == bw2io(path), path.name


@pytest.mark.interop
def test_bw2io_links_what_we_write_of_another_package(tmp_path):
    lcabridge.write(packages()["supply chain"], tmp_path / "a.xlsx", to="brightway-excel")
    _, rows = bw2io(tmp_path / "a.xlsx", "self")
    rolling = next(row for row in rows if row[0] == "Steel, cold rolled, at plant")
    assert len(rolling[4]) == 4
    assert [line for line in rolling[4] if not line.endswith("True]")] == []
