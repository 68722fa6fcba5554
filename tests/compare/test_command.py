"""``lcabridge compare`` and its files."""

import json

import openpyxl
import pytest

import lcabridge
from tests.calc.hand import UNITS, co2, flow, out, process


@pytest.fixture(scope="module")
def sides(tmp_path_factory):
    folder = tmp_path_factory.mktemp("sides")
    for name, emission in (("a", 1.0), ("b", 1.5)):
        mill = process("mill", out("steel", 1.0, ref=True), out("co2", emission), place="CN")
        mill.name = {"en": "<b>Steel</b> </script> mill"}
        lcabridge.write(
            [*UNITS, flow("steel", name="Steel & more"), co2(), mill], folder / f"{name}.zip", to="olca-jsonld"
        )
    return folder / "a.zip", folder / "b.zip"


def test_text_says_every_point_and_the_factors(cli, sides):
    code, text, err = cli("compare", *sides, "--no-map")
    assert (code, err) == (0, "")
    assert "27\tNumerical cross-check" in text
    assert "Steel & more\tUUID\tkg\t1\t1.5\t1.5\t0\t0\t0\t0.5" in text
    assert "process\t1\t1\t0\t1\t0\t0" in text  # one data set with the UUID on both sides: changed


def test_chinese(cli, sides):
    text = cli("--lang", "zh", "compare", *sides, "--no-map")[1]
    assert "匹配产品的数值交叉比对" in text
    assert "不可转换" in text


def test_json_on_the_terminal_and_in_a_file_are_the_same(cli, sides, tmp_path):
    code, text, _ = cli("compare", *sides, "--no-map", "--json", "-o", tmp_path / "c.json")
    found = json.loads(text)
    assert code == 0
    assert found == json.loads((tmp_path / "c.json").read_text("utf-8"))
    assert found["comparison_version"] == 1
    assert len(found["points"]) == 27
    assert sum(found["verdicts"].values()) == 27
    assert found["pairs"][0]["split"] == {"gwp": 0.0, "allocation": 0.0, "mapping": 0.0, "data": 0.5}
    assert "/" not in found["a"]["name"]


def test_a_mapped_flow_keeps_its_weight(cli, sides):
    found = json.loads(cli("compare", *sides, "--json")[1])
    assert found["a"]["mapping"] == "EF 3.1"
    assert (found["pairs"][0]["common_a"], found["pairs"][0]["common_b"]) == (1.0, 1.5)
    assert json.loads(cli("compare", *sides, "--json", "--no-map")[1])["a"]["mapping"] == ""


def test_workbook_has_the_points_their_evidence_and_the_pairs(cli, sides, tmp_path):
    cli("compare", *sides, "--no-map", "-o", tmp_path / "c.xlsx")
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert book.sheetnames[:5] == ["summary", "points", "points details", "pairs", "pairs details"]
    assert [row[0].value for row in book["points"].iter_rows(min_row=2)] == list(range(1, 28))
    row = next(book["pairs"].iter_rows(min_row=2, values_only=True))
    assert row[5:7] == (1, 1.5)


def test_the_same_comparison_gives_the_same_files(cli, sides, tmp_path):
    for name in ("x", "y"):
        cli(
            "compare",
            *sides,
            "--no-map",
            "-o",
            tmp_path / f"{name}.html",
            "-o",
            tmp_path / f"{name}.xlsx",
            "-o",
            tmp_path / f"{name}.json",
        )
    for kind in ("html", "xlsx", "json"):
        assert (tmp_path / f"x.{kind}").read_bytes() == (tmp_path / f"y.{kind}").read_bytes()


def test_fail_on(cli, sides):
    assert cli("compare", *sides, "--no-map", "--fail-on", "not-convertible")[0] == 1
    assert cli("compare", *sides, "--no-map", "--fail-on", "never")[0] == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["-o", "x.pdf"], 2, "end it with .html, .xlsx, .json"),
        (["--summary", "x.xlsx"], 2, "end it with .html"),
        (["--gwp", "ar99"], 2, "there is no GWP set"),
        (["--allocation-b", "luck"], 2, "there is no allocation rule"),
        (["--map", "nothing.csv"], 3, "nothing.csv"),
    ],
)
def test_what_cannot_be_done_is_one_line(cli, sides, words, code, said):
    found, _, err = cli("compare", *sides, *([] if "--map" in words else ["--no-map"]), *words)
    assert found == code
    assert said in err
    assert len(err.strip().splitlines()) == 1


def test_bad_packages_end_in_one_line(cli, sides, tmp_path):
    (tmp_path / "bad.zip").write_bytes(b"PK\x03\x04 nothing")
    code, _, err = cli("compare", sides[0], tmp_path / "bad.zip")
    assert code == 3
    assert "Traceback" not in err
    code, _, err = cli("compare", sides[0], tmp_path / "absent.zip")
    assert code == 3


def test_python(sides):
    found = lcabridge.compare(*sides, maps=())
    assert found.pairs[0].factor_b == 1.5
    assert found.release is not None
