import json
import re
import zipfile

import pytest

from tests.cli.packages import MILL, entries, write


@pytest.fixture
def package(tmp_path):
    return write(tmp_path / "steel.zip", entries())


def test_formats_lists_what_is_installed(cli):
    code, out, _ = cli("formats", "--json")
    assert code == 0
    assert {"olca-jsonld", "ilcd", "tidas", "national"} <= {f["id"] for f in json.loads(out)}


def test_plugins_are_all_sound(cli):
    code, out, _ = cli("plugins", "--json")
    assert code == 0
    assert not [p for p in json.loads(out) if p["error"]]


def test_inspect_says_format_evidence_and_counts(cli, package):
    code, out, _ = cli("inspect", package, "--json", "--deep")
    found = json.loads(out)
    assert code == 0
    assert found["format"] == "olca-jsonld"
    assert found["evidence"]
    assert found["counts"] == {"flow": 1, "flow_property": 1, "process": 1, "unit_group": 1}
    assert found["inside"] == {"process.exchanges": 1}
    assert found["dangling"] == []


def test_inspect_lists_one_type(cli, package):
    code, out, _ = cli("inspect", package, "--list", "process", "--json")
    assert code == 0
    assert [row["uuid"] for row in json.loads(out)] == [MILL]


def test_convert_there_and_back_with_a_report(cli, package, tmp_path):
    code, out, err = cli("convert", package, tmp_path / "n.zip", "--to", "national", "--report", tmp_path / "n.html")
    assert (code, err) == (0, "")
    assert "Processes" in out
    assert "<html" in (tmp_path / "n.html").read_text(encoding="utf-8")
    code, _, _ = cli(
        "convert", tmp_path / "n.zip", tmp_path / "b.zip", "--to", "olca-jsonld", "--report", tmp_path / "b.json"
    )
    assert code == 0
    counts = json.loads((tmp_path / "b.json").read_text(encoding="utf-8"))["counts"]
    assert counts["process"] == {"read": 1, "written": 1}


def test_dry_run_writes_nothing_and_names_the_expected_loss(cli, package, tmp_path):
    before = sorted(tmp_path.iterdir())
    code, out, _ = cli("convert", package, "--to", "national", "--dry-run")
    assert code == 0
    assert sorted(tmp_path.iterdir()) == before
    assert "CHECK-00" in out


def test_refusing_loss_leaves_the_target_and_exits_4(cli, package, tmp_path):
    files = entries()
    files[f"processes/{MILL}.json"]["exchanges"][0]["amount"] = "many"
    source = write(tmp_path / "lossy.zip", files)
    target = tmp_path / "t.zip"
    code, out, err = cli("convert", source, target, "--to", "olca-jsonld", "--on-loss", "refuse")
    assert code == 4
    assert "nothing was written" in err
    assert "READ-003" in out
    assert not target.exists()


def test_validate_counts_findings_in_the_exit_code(cli, package, tmp_path):
    assert cli("validate", package)[0] == 0
    files = entries()
    del files[f"flow_properties/{'93a60a56-a3c8-11da-a746-0800200b9a66'}.json"]
    gap = write(tmp_path / "gap.zip", files)
    assert cli("validate", gap)[0] == 0, "a missing target is a warning"
    code, out, _ = cli("validate", gap, "--fail-on", "warning", "--json")
    assert code == 1
    verdicts = {c["id"]: c["verdict"] for c in json.loads(out)["checks"]}
    assert verdicts["references"] == "FINDING"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["convert", "{src}", "--to", "national"], "DST"),
        (["convert", "{src}", "{out}", "--to", "nonsense"], "formats:"),
        (["convert", "{src}", "{out}", "--to", "national", "--report", "x.docx"], ".html"),
        (["convert", "{src}", "{out}", "--to", "national", "--limit", "zip_ratio"], "NAME=VALUE"),
        (["convert", "{src}", "{out}", "--to", "national", "--limit", "speed=1"], "zip_ratio"),
        (["convert", "{src}", "{out}", "--to", "national", "--write", "colour=red"], "options of national"),
        (["convert", "{src}"], "--to"),
        (["conver"], "conver"),
    ],
)
def test_wrong_usage_is_one_line_with_a_hint(cli, package, tmp_path, words, hint):
    code, _, err = cli(*[w.format(src=package, out=tmp_path / "o.zip") for w in words])
    assert code in {2, 3}
    assert hint in err
    assert "Traceback" not in err


@pytest.mark.parametrize("command", ["convert", "formats", "inspect", "plugins", "validate", "schemas"])
def test_help_speaks_both_languages(cli, command):
    english = cli("--lang", "en", command, "--help")[1]
    chinese = cli("--lang", "zh", command, "--help")[1]
    assert not any("\u4e00" <= c <= "\u9fff" for c in english)
    assert any("\u4e00" <= c <= "\u9fff" for c in chinese)


def test_written_for_openlca(cli, tmp_path):
    # EcoSpold 1 without the XSD's length of names, as openLCA takes them; what the user says himself wins.
    name = "Steel mill" + " of a long name" * 10
    mill = entries()[f"processes/{MILL}.json"] | {"name": name}
    source = write(tmp_path / "long.zip", entries() | {f"processes/{MILL}.json": mill})
    target = tmp_path / "out.zip"
    for words, length in (((), len(name)), (("--write", "strict=true"), 80)):
        assert cli("convert", source, target, "--to", "ecospold1", "--no-map", "--for", "openlca", *words)[0] == 0
        with zipfile.ZipFile(target) as made:
            text = made.read("EcoSpold01/100001.xml").decode()
        assert len(re.search(r'<referenceFunction[^>]* name="([^"]*)"', text)[1]) == length


def test_no_such_tool(cli, package, tmp_path):
    code, _, err = cli("convert", package, tmp_path / "x.zip", "--to", "ecospold1", "--for", "gabi")
    assert code == 2
    assert "openlca" in err
