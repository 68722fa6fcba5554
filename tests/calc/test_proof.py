"""The proof of a conversion: what differs is found with its cause; each excuse of the score matrix has its reproducer here."""

import json

import pytest

from lcabridge.calc import Calculator
from lcabridge.calc.proof import CAUSES, prove
from lcabridge.cli import run
from lcabridge.errors import ExitCode
from lcabridge.pipeline.verify import verify_score
from lcabridge.registry import registry
from lcabridge.report import Report
from tests.calc.hand import UNITS, Package, co2, flow, inp, out, process, share
from tests.calc.matrix import EXCUSES
from tests.conftest import ROOT

DEMO = ROOT / "demo" / "foreign-package"


def _package():
    return Package(
        *UNITS, flow("steel"), flow("power"), flow("heat"), flow("fuel"), co2(),
        process("a", out("steel", 1.0, ref=True), inp("power", 2.0, provider="b"), inp("fuel", 1.0)),
        process("b", out("power", 1.0, ref=True), out("heat", 1.0), out("co2", 3.0), default="physical",
                allocation=[share("physical", "power", 0.5), share("physical", "heat", 0.5)]),
        process("c", out("power", 1.0, ref=True), out("co2", 4.0)),
    )  # fmt: skip


def _changed(change):
    package = _package()
    members = package.members
    a, b = members[-3], members[-2]
    change(a, b, members)
    return Package(*members)


def _causes(change):
    before, after = Calculator(_package()), Calculator(_changed(change))
    return {d.name["en"]: d.cause for proof in prove(before, after) for d in proof.differences}


def test_equal_packages_are_equal():
    for proof in prove(Calculator(_package()), Calculator(_package())):
        assert (proof.compared, proof.equal, proof.differences) == (4, 4, [])


def _other_provider(a, b, members):
    a.exchanges[1].provider = members[-1].ref()


def _amount(a, b, members):
    b.exchanges[2].amount = 3.5


def _need(a, b, members):
    a.exchanges[1].amount = 2.5


def _no_allocation(a, b, members):
    b.default_allocation = "none"


def _unknown_gas(a, b, members):
    gas = next(m for m in members if m.type == "flow" and m.flow_type == "elementary")
    gas.name = {"en": "some gas"}


def _fuel_gone(a, b, members):
    del a.exchanges[2]


def _removed(a, b, members):
    del members[-2]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (_other_provider, {"a": "links"}),
        (_amount, {"a": "upstream", "b": "amounts"}),
        (_need, {"a": "amounts"}),
        (_no_allocation, {"a": "upstream", "b": "allocation"}),
        (_unknown_gas, {"a": "upstream", "b": "flows", "c": "flows"}),
        (_fuel_gone, {"a": "cut-offs"}),
        (_removed, {"a": "links", "b": "missing"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_causes(change, expected):
    assert _causes(change) == expected


def test_rounding_that_the_system_magnifies():
    """Excuse ``rounding``: steel = 1 - (1 + 4e-13) of it comes back; the order of two additions is worth 1e-3 of the score."""

    def loop(back):
        return Package(
            *UNITS, flow("steel"), flow("power"), co2(),
            process("a", out("steel", 1.0, ref=True), inp("power", 1.0), out("co2", 1.0)),
            process("b", out("power", 1.0, ref=True), *[inp("steel", x) for x in back]),
        )  # fmt: skip

    parts = [0.1, 0.2, 0.3, 0.4 - 1e-12]
    found = prove(Calculator(loop(parts)), Calculator(loop(list(reversed(parts)))))
    causes = {d.cause for proof in found for d in proof.differences}
    assert causes <= {"conditioning"}
    assert EXCUSES["rounding"].cause == "conditioning"


def test_every_cause_and_excuse_is_catalogued():
    assert {e.cause for e in EXCUSES.values()} <= set(CAUSES)
    assert "unknown" not in {e.cause for e in EXCUSES.values()}


def test_command_line_puts_both_scores_into_the_report(tmp_path, capsys):
    report = tmp_path / "r.json"
    code = run(
        [
            "convert",
            str(DEMO),
            str(tmp_path / "x.zip"),
            "--to",
            "ilcd",
            "--verify-score",
            "cn-inventory",
            "--report",
            str(report),
        ]
    )
    assert code == ExitCode.DONE
    issues = [i for i in json.loads(report.read_text("utf-8"))["issues"] if i["code"] == "SCORE-001"]
    assert [i["value"] for i in issues] == [6, 6, 6]
    assert "6 of 6 products have the same score" in issues[0]["message"]["en"]


def test_a_changed_target_is_found(tmp_path):
    code = run(["convert", str(DEMO), str(tmp_path / "x"), "--to", "olca-jsonld"])
    assert code == ExitCode.DONE
    path = next(p for p in (tmp_path / "x" / "processes").iterdir() if "11c059d1" in p.name)
    path.write_text(
        path.read_text("utf-8").replace('"amount":0.16', '"amount":0.17').replace('"amount": 0.16', '"amount": 0.17'),
        "utf-8",
    )
    report = Report()
    proofs = verify_score(DEMO, tmp_path / "x", registry=registry(), method="ar5", report=report)
    (change,) = proofs[0].differences
    assert (change.cause, change.after - change.before) == ("amounts", pytest.approx(0.01, rel=1e-9))
    assert report.issue_counts["SCORE-002"] == 2


def test_models_of_links_are_written(tmp_path):
    import lcabridge

    assert (
        run(["convert", str(DEMO), str(tmp_path / "x.zip"), "--to", "ilcd", "--models", "reference"]) == ExitCode.DONE
    )
    with lcabridge.read(tmp_path / "x.zip") as package:
        models = {m.name["en"] for m in package.entities("model")}
    assert models == {"Aluminium profile, cradle to gate", "Aluminium profile, extrusion"}
