"""Files and folders, and what a path turns out to be."""

from __future__ import annotations

import os
import pickle
import sys

import pytest

from lcabridge.errors import LimitError, MalformedSourceError, ReadError, SourceMissingError, UnsafeContentError
from lcabridge.sources import Limits, open_source


def test_one_file_is_one_entry(tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(b"{SimaPro 9}")
    with open_source(path) as source:
        assert source.kind == "file"
        assert list(source.names()) == ["x.csv"]
        assert source.read("x.csv") == b"{SimaPro 9}"
        assert source.head("x.csv", 3) == b"{Si"
        assert source.locate("x.csv") == str(path)
        with pytest.raises(ReadError, match="no entry"):
            source.read("y.csv")
        with pickle.loads(pickle.dumps(source)) as again:
            assert again.size("x.csv") == 11


def test_a_folder_lists_its_files_sorted(tmp_path):
    for name in ("b/x.json", "a.json", "b/c/y.json", ".DS_Store", "b/Thumbs.db", ".git/config"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    with open_source(tmp_path) as source:
        assert source.kind == "folder"
        assert list(source.names()) == ["a.json", "b/c/y.json", "b/x.json"]
        assert source.ignored == (".DS_Store", ".git/", ".git/config", "b/", "b/Thumbs.db", "b/c/")
        assert source.read("b/c/y.json") == b"b/c/y.json"
        assert source.locate("a.json") == str(tmp_path / "a.json")
        with pytest.raises(ReadError):
            source.read("../x")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
@pytest.mark.parametrize("goal", ["file", "folder", "nothing"])
def test_links_in_a_folder_are_refused(tmp_path, goal):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "secret").write_text("s", encoding="utf-8")
    (tmp_path / "in").mkdir()
    target = {"file": "out/secret", "folder": "out", "nothing": "none"}[goal]
    (tmp_path / "in" / "link").symlink_to(tmp_path / target)
    with pytest.raises(UnsafeContentError, match="link"):
        open_source(tmp_path / "in")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes there")
def test_pipes_are_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnsafeContentError, match="regular"):
        open_source(tmp_path / "pipe")
    with pytest.raises(UnsafeContentError, match="regular"):
        open_source(tmp_path)


def test_two_files_that_differ_in_case_are_refused(tmp_path):
    (tmp_path / "a.json").write_text("1", encoding="utf-8")
    (tmp_path / "A.json").write_text("2", encoding="utf-8")
    if len(list(tmp_path.iterdir())) == 1:
        pytest.skip("this file system ignores case itself")
    with pytest.raises(UnsafeContentError, match="case"):
        open_source(tmp_path)


@pytest.mark.parametrize(
    ("name", "data", "word"),
    [
        ("x.zip", b"<!DOCTYPE html><html>404</html>", "web page"),
        ("x.zip", b'{"a": 1}', "not a zip"),
        ("x.json", b"", "empty"),
        ("x.zip", b"", "empty"),
        ("x.zip", b"\x1f\x8b\x08\x00", "gzip"),
        ("x.7z", b"7z\xbc\xaf\x27\x1c", "7z"),
        ("x.rar", b"Rar!\x1a\x07\x00", "RAR"),
        ("x.json", b"PK\x03\x04 no archive", "broken"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_named(tmp_path, name, data, word):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(MalformedSourceError, match=word) as caught:
        open_source(tmp_path / name)
    assert name in str(caught.value)
    assert caught.value.hint_zh


def test_a_zip_under_another_suffix_is_a_zip(tmp_path, forge):
    (tmp_path / "x.dat").write_bytes(forge.archive(forge.Forged(b"a.json")))
    with open_source(tmp_path / "x.dat") as source:
        assert source.kind == "zip"


@pytest.mark.parametrize("name", ["none.zip", "none/x.zip", "nul\x00.zip"])
def test_a_missing_path_is_named(tmp_path, name):
    with pytest.raises(SourceMissingError, match="no such"):
        open_source(tmp_path / name)


def test_limits_hold_for_folders_and_files(tmp_path):
    for number in range(3):
        (tmp_path / f"{number}.json").write_bytes(b"x" * 100)
    with pytest.raises(LimitError, match="zip_entries"):
        open_source(tmp_path, Limits(zip_entries=2))
    with pytest.raises(LimitError, match="zip_total_bytes"):
        open_source(tmp_path, Limits(zip_total_bytes=299))
    with open_source(tmp_path / "0.json", Limits(file_bytes=99)) as source:
        with pytest.raises(LimitError, match="file_bytes"):
            source.read("0.json")
        assert source.head("0.json", 4) == b"xxxx"


def test_limits_are_checked_options():
    with pytest.raises(ValueError, match="extra"):
        Limits(zip_entires=5)
    with pytest.raises(ValueError, match="greater"):
        Limits(zip_entries=0)
