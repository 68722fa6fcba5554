"""Bad input ends in one clear line with file, place and hint, the right exit code, and an untouched target (issue 2)."""

import zipfile

import pytest

from tests.cli.packages import KG, MILL, STEEL, entries, write

OLD = b"the target that was there"


def flow(**changes):
    files = entries()
    files[f"flows/{STEEL}.json"] |= changes
    return files


def raw(name, text):
    return entries() | {name: text}


def missing(path):
    return path / "nowhere.zip"


def wrong_zip(path):
    target = path / "holiday.zip"
    return write(target, {"photo.jpg": b"\xff\xd8\xff\xe0", "list.txt": "milk"})


def truncated_zip(path):
    whole = write(path / "whole.zip", entries()).read_bytes()
    cut = path / "cut.zip"
    cut.write_bytes(whole[: len(whole) // 2])
    return cut


def malformed_json(path):
    return write(path / "bad.zip", raw(f"flows/{STEEL}.json", '{"@type": "Flow",\n "@id": "x", }'))


def not_a_number(path):
    text = f'{{"@type": "Process", "@id": "{MILL}", "exchanges": [{{"amount": NaN}}]}}'
    return write(path / "nan.zip", raw(f"processes/{MILL}.json", text))


def duplicate_keys(path):
    text = f'{{"@type": "Flow", "@id": "{STEEL}", "name": "Steel", "name": "Iron"}}'
    return write(path / "twice.zip", raw(f"flows/{STEEL}.json", text))


def two_contents_of_one_uuid(path):
    files = entries()
    other = dict(files[f"flows/{STEEL}.json"], name="Iron")
    return write(path / "double.zip", files | {"flows/other.json": other})


def doctype(path):
    text = '<!DOCTYPE processDataSet [<!ENTITY co "CO">]><processDataSet xmlns="http://lca.jrc.it/ILCD/Process">&co;</processDataSet>'
    return write(path / "doctype.zip", {f"ILCD/processes/{MILL}.xml": text})


def bomb(path):
    return write(path / "bomb.zip", entries() | {"flows/zeros.json": b"0" * 60_000_000})


def climbing_name(path):
    return write(path / "climb.zip", entries() | {"../flows/evil.json": "{}"})


@pytest.mark.filterwarnings("ignore:Duplicate name")
def two_entries_of_one_name(path):
    target = write(path / "names.zip", entries())
    with zipfile.ZipFile(target, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr(f"flows/{STEEL}.json", "{}")
    return target


CASES = {
    missing: (3, "nowhere.zip", "no such file"),
    wrong_zip: (3, "holiday.zip", "no format"),
    truncated_zip: (3, "cut.zip", "zip"),
    malformed_json: (3, "bad.zip!flows/", ":2:"),
    not_a_number: (3, "nan.zip!processes/", "NaN"),
    duplicate_keys: (3, "twice.zip!flows/", "name"),
    two_contents_of_one_uuid: (3, "double.zip!flows/", "name"),
    doctype: (4, "doctype.zip!", "DOCTYPE"),
    bomb: (4, "bomb.zip!flows/zeros.json", "zip_ratio"),
    climbing_name: (4, "climb.zip", "../flows/evil.json"),
    two_entries_of_one_name: (4, "names.zip", "flows/1"),
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
@pytest.mark.parametrize("to", ["olca-jsonld", "national"])
def test_one_clear_line_and_an_untouched_target(cli, tmp_path, case, to):
    code, place, word = CASES[case]
    source = case(tmp_path)
    target = tmp_path / "target.zip"
    target.write_bytes(OLD)
    before = sorted(p.name for p in tmp_path.iterdir())
    got, _, err = cli("convert", source, target, "--to", to)
    assert got == code, err
    assert err.count("\n") == 1, err
    assert place in err
    assert word in err
    assert "Traceback" not in err
    assert target.read_bytes() == OLD
    assert sorted(p.name for p in tmp_path.iterdir()) == before


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_line_speaks_chinese_too(cli, tmp_path, case):
    code, place, _ = CASES[case]
    got, _, err = cli("--lang", "zh", "convert", case(tmp_path), tmp_path / "t.zip", "--to", "olca-jsonld")
    assert got == code
    assert place in err
    assert any("\u4e00" <= c <= "\u9fff" for c in err)


def test_a_dangling_reference_is_named_and_kept(cli, tmp_path):
    files = entries()
    lost = "99999999-9999-4999-8999-999999999999"
    files[f"processes/{MILL}.json"]["exchanges"].append(
        {"internalId": 2, "amount": 2.0, "isInput": True, "flow": {"@type": "Flow", "@id": lost, "name": "Coke"},
         "unit": {"@type": "Unit", "@id": KG, "name": "kg"}}
    )  # fmt: skip
    source = write(tmp_path / "dangling.zip", files)
    code, out, err = cli("convert", source, tmp_path / "out.zip", "--to", "national", "--report", tmp_path / "r.txt")
    assert code == 0, err
    assert "INDEX-002" in out
    assert cli("inspect", tmp_path / "out.zip", "--deep")[1].count(lost) == 1


def test_a_text_in_the_place_of_a_number_is_named_with_its_pointer(cli, tmp_path):
    files = entries()
    files[f"processes/{MILL}.json"]["exchanges"][0]["amount"] = "1,5"
    source = write(tmp_path / "comma.zip", files)
    code, _, err = cli("convert", source, tmp_path / "out.zip", "--to", "national", "--report", tmp_path / "r.json")
    assert code == 0, err
    report = (tmp_path / "r.json").read_text(encoding="utf-8")
    assert "/exchanges/0/amount" in report
    assert '"1,5"' in report
