"""Reports as files."""

import json
import os
import re

import pytest

from lcabridge.errors import UsageError, WriteError
from lcabridge.report import Report
from lcabridge.report import catalogue as c
from lcabridge.report.render import json_bytes, render_html, render_text, write_report
from tests.report.sample import GRID, SOURCE, TARGET, small_dict


@pytest.mark.parametrize("name", ["r.json", "r.JSON", "r.html", "r.htm", "r.txt"])
def test_suffix_says_what_is_written(tmp_path, name):
    write_report(small_dict(), tmp_path / name, "zh")
    data = (tmp_path / name).read_bytes()
    wanted = {
        "json": json_bytes(small_dict()),
        "html": render_html(small_dict(), "zh").encode(),
        "htm": render_html(small_dict(), "zh").encode(),
        "txt": render_text(small_dict(), "zh", 120).encode(),
    }
    assert data == wanted[name.rpartition(".")[2].lower()]
    assert [f.name for f in tmp_path.iterdir()] == [name]


@pytest.mark.parametrize("name", ["r.pdf", "r", "json"])
def test_unknown_suffix_is_a_usage_error_and_writes_nothing(tmp_path, name):
    with pytest.raises(UsageError, match=r"\.json, \.html or \.txt"):
        write_report(small_dict(), tmp_path / name)
    assert [f.name for f in tmp_path.iterdir()] == []


def test_missing_folder_is_a_write_error(tmp_path):
    with pytest.raises(WriteError) as caught:
        write_report(small_dict(), tmp_path / "absent" / "r.json")
    assert "r.json" in str(caught.value)
    assert "无法写出报告" in caught.value.message("zh")


def test_failure_leaves_the_old_file_and_no_other(tmp_path):
    target = tmp_path / "r.json"
    target.write_text("old", "utf-8")
    broken = {**small_dict(), "issues": [{"value": object()}]}
    with pytest.raises(TypeError):
        write_report(broken, target)
    assert target.read_text("utf-8") == "old"
    assert [f.name for f in tmp_path.iterdir()] == ["r.json"]


def test_replaces_what_is_there(tmp_path):
    target = tmp_path / "r.json"
    target.write_text("old" * 100_000, "utf-8")
    write_report(small_dict(), target)
    assert target.read_bytes() == json_bytes(small_dict())


@pytest.mark.skipif(os.name != "posix", reason="permission bits are POSIX")
def test_permissions_are_those_of_any_new_file(tmp_path):
    (tmp_path / "plain").touch()
    write_report(small_dict(), tmp_path / "r.json")
    assert (tmp_path / "r.json").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_json_is_the_dictionary_with_one_issue_a_line():
    data = json_bytes(small_dict())
    assert json.loads(data) == json.loads(json.dumps(small_dict()))
    assert len(re.findall(rb"^\{\"code\"", data, re.MULTILINE)) == 9
    assert data.endswith(b"\n")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (float("nan"), "nan"),
        (float("-inf"), "-inf"),
        (2**63 - 1, 2**63 - 1),
        (10**30, "1" + "0" * 30),
        (0.1 + 0.2, 0.30000000000000004),
        (5e-324, 5e-324),
        (True, True),
        ("\ud800x", "⟨U+D800⟩x"),
        ({"a": [float("inf")]}, {"a": ["inf"]}),
        ((1, "二"), [1, "二"]),
        (GRID, {"type": "process", "uuid": GRID.uuid, "version": "01.00.000"}),
    ],
)
def test_no_value_is_lost_in_json(value, written):
    report = Report()
    report.add(c.DROPPED_VALUE, path="flow.name", value=value)
    data = json_bytes(report.to_dict("0.1.0", SOURCE, TARGET))
    assert json.loads(data)["issues"][0]["value"] == written


def test_nothing_of_the_clock_or_the_machine(tmp_path, monkeypatch):
    monkeypatch.setattr("time.time", lambda: 0.0)
    first = (render_html(small_dict()), json_bytes(small_dict()), render_text(small_dict()))
    monkeypatch.setattr("time.time", lambda: 4e9)
    monkeypatch.chdir(tmp_path)
    assert (render_html(small_dict()), json_bytes(small_dict()), render_text(small_dict())) == first
    for view in (first[0], first[1].decode(), first[2]):
        assert str(tmp_path) not in view
