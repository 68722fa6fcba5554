"""Points 7, 8 and 17: writing changes nothing but the target, gives the same bytes always, and is whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from lcabridge.format import Format
from lcabridge.model import Entity, Index, summarise, to_json
from lcabridge.report import Report
from lcabridge.sources import open_sink
from lcabridge.testing.binding import Validator, needs_writing
from lcabridge.testing.roundtrip import copies, target_path, write_package
from lcabridge.testing.samples import packages

_ELSEWHERE = """
import json, pickle, sys
sys.path[:] = json.loads(sys.argv[1])
from lcabridge.testing.points_writing import digests
fmt, folder = pickle.loads(sys.stdin.buffer.read())
print(json.dumps(digests(fmt, folder)))
"""
_ENVIRONMENTS: dict[str, dict[str, str]] = {
    "China, hash seed 1": {"TZ": "Asia/Shanghai", "PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0"},
    "Hawaii, hash seed 2": {"TZ": "Pacific/Honolulu", "PYTHONHASHSEED": "2", "LC_ALL": "C.UTF-8"},
}


class WritingPoints:
    """The way out."""

    def test_07_writing_leaves_its_input_alone(self, fmt: Format, sample: list[Entity], tmp_path: Path) -> None:
        """The entities are the same afterwards: another writer may need them."""
        needs_writing(fmt)
        before = [to_json(entity) for entity in sample]
        write_package(fmt, sample, target_path(fmt, tmp_path))
        for old, entity in zip(before, sample, strict=True):
            assert to_json(entity) == old, f"{entity.type} {entity.uuid} was changed by writing it"

    def test_07_same_bytes_twice_and_in_any_order(self, fmt: Format, sample: list[Entity], tmp_path: Path) -> None:
        """Neither a second run nor the order in which the entities come changes a byte or the account."""
        needs_writing(fmt)
        orders = [list(sample), list(sample), list(reversed(sample))]
        written = []
        for number, entities in enumerate(orders):
            path = target_path(fmt, tmp_path, f"run{number}")
            report = write_package(fmt, copies(entities), path)
            written.append((digest(path), sorted((i.code, str(i.entity), i.path) for i in report)))
        assert written[0][0] == written[1][0], "two runs give different bytes"
        assert written[0][0] == written[2][0], "the order of the entities changes the bytes"
        assert written[0][1] == written[1][1] == written[2][1], "the reports of two runs differ"

    def test_07_same_bytes_elsewhere(self, fmt: Format, tmp_path: Path) -> None:
        """Another process, time zone, locale and hash seed give the same bytes."""
        needs_writing(fmt)
        (tmp_path / "here").mkdir()
        here = digests(fmt, tmp_path / "here")
        for number, (name, change) in enumerate(_ENVIRONMENTS.items()):
            folder = tmp_path / str(number)
            folder.mkdir()
            run = subprocess.run(  # noqa: S603  # our own program
                [sys.executable, "-c", _ELSEWHERE, json.dumps(sys.path)],
                input=pickle.dumps((fmt, folder)),
                env={**os.environ, **change},
                capture_output=True,
                check=False,
            )
            assert run.returncode == 0, run.stderr.decode(errors="replace")
            there = json.loads(run.stdout)
            differ = [sample for sample, value in here.items() if there[sample] != value]
            assert not differ, f"other bytes in {name}: {differ}"

    def test_08_output_is_valid(
        self, fmt: Format, sample: list[Entity], validator: Validator | None, tmp_path: Path
    ) -> None:
        """What is written follows the official schema of the format."""
        needs_writing(fmt)
        if validator is None:
            pytest.skip("the binding gives no validator")
        path = target_path(fmt, tmp_path)
        write_package(fmt, sample, path)
        complaints = list(validator(path))
        assert not complaints, "\n".join(complaints[:10])

    def test_17_interrupted_writing_leaves_the_target(self, fmt: Format, tmp_path: Path) -> None:
        """Stopped at any entry, the old target is as it was, and nothing else is left beside it."""
        needs_writing(fmt)
        path = target_path(fmt, tmp_path)
        write_package(fmt, packages()["one exchange"], path)
        before = digest(path)
        for entries in range(4):
            with suppress(_Stop):
                _write_until(fmt, packages()["supply chain"], path, entries)
                pytest.fail("the target is written past the sink that the format was given")
            assert digest(path) == before, f"stopped after {entries} entries, the target has changed"
            left = {entry.name for entry in tmp_path.iterdir() if not entry.name.startswith(".lcabridge-lock")}
            assert left == {path.name}, f"left beside the target: {sorted(left - {path.name})}"


class _Stop(BaseException):
    """Like a keyboard interrupt: nothing should catch it."""


def _write_until(fmt: Format, entities: Sequence[Entity], path: Path, entries: int) -> None:
    index = Index(summarise(entity) for entity in entities)
    kind = "file" if fmt.single_file or fmt.layout == "file" else fmt.layout
    countdown = iter(range(entries))

    def stopping(method: Callable[..., None]) -> Callable[..., None]:
        def call(*args: Any) -> None:
            if next(countdown, None) is None:
                raise _Stop
            method(*args)

        return call

    with open_sink(path, kind) as sink:
        for name in ("add", "add_packed", "append", "commit"):
            if hasattr(sink, name):
                setattr(sink, name, stopping(getattr(sink, name)))
        if fmt.single_file or fmt.whole:
            fmt.write(_Memory(index, entities), sink, fmt.Options(), Report())
        else:
            for entity in entities:
                for name, data in fmt.encode(entity, index, fmt.Options(), Report()):
                    sink.add(name, data)
        sink.commit()


class _Memory:
    """A package in memory."""

    def __init__(self, index: Index, entities: Sequence[Entity]) -> None:
        self.index = index
        self._entities = entities

    def entities(self, *types: str) -> Iterator[Entity]:
        return (entity for entity in self._entities if not types or entity.type in types)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of all files of a folder with their names."""
    total = hashlib.sha256()
    for file in sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]:
        total.update(f"{file.relative_to(path).as_posix()}\0".encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def digests(fmt: Format, folder: Path) -> dict[str, str]:
    """Write every sample package into a folder and return its digest by name."""
    found = {}
    for number, (name, entities) in enumerate(packages().items()):
        path = target_path(fmt, folder, f"sample{number}")
        write_package(fmt, entities, path)
        found[name] = digest(path)
    return found
