"""The comparison of bytes is itself tested; the conversions it drives are in the pipeline's tests."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.audit.same_bytes import circumstances, sha256, shuffle


def _zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(9):
            archive.writestr(f"flows/{number}.json", f"{number}")
    return path


def test_a_shuffled_zip_has_the_same_content_in_another_order(tmp_path: Path) -> None:
    shuffle(_zip(tmp_path / "a.zip"), tmp_path / "b.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as old, zipfile.ZipFile(tmp_path / "b.zip") as new:
        assert old.namelist() != new.namelist()
        assert {n: old.read(n) for n in old.namelist()} == {n: new.read(n) for n in new.namelist()}


def test_hashes_tell_content_and_names(tmp_path: Path) -> None:
    for folder, name, text in (("a", "x", "1"), ("b", "x", "1"), ("c", "y", "1"), ("d", "x", "2")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    a, b, c, d = (sha256(tmp_path / folder) for folder in "abcd")
    assert a == b
    assert len({a, c, d}) == 3


def test_every_circumstance_of_the_promise_is_tried() -> None:
    tried = circumstances(2, fork=True)
    assert {c.workers for c in tried} == {1, 2}
    assert {c.environment.get("LCABRIDGE_START_METHOD") for c in tried} >= {"fork", "spawn"}
    assert any(c.shuffled for c in tried)
    assert any("TZ" in c.environment for c in tried)
    assert len({c.environment.get("PYTHONHASHSEED") for c in tried}) > 2
