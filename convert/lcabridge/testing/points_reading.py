"""Points 4, 5 and 6: reading gives what the golden sources mean, lazily, and only valid entities."""

from __future__ import annotations

import gc
import os
import shutil
from pathlib import Path

import msgspec
import pytest

from lcabridge.errors import LcabridgeError
from lcabridge.format import Format
from lcabridge.model import Entity, Index, from_json, to_json
from lcabridge.report import Report
from lcabridge.sources import open_source
from lcabridge.testing.account import explain, unnamed_danglers
from lcabridge.testing.binding import needs_both, needs_reading
from lcabridge.testing.extremes import many
from lcabridge.testing.roundtrip import CountingSource, read_package, target_path, write_package
from lcabridge.testing.samples import packages

UPDATE_GOLDEN = "LCABRIDGE_UPDATE_GOLDEN"


class ReadingPoints:
    """The way in."""

    def test_04_golden_sources(self, fmt: Format, golden: Path | None) -> None:
        """Each golden source is read into the model, and with the issues, that stand beside it."""
        if golden is None:
            pytest.skip("the plugin has no golden sources")
        needs_reading(fmt)
        update = bool(os.environ.get(UPDATE_GOLDEN))
        sources = [
            path for path in sorted(golden.iterdir()) if not path.name.endswith((".jsonl", ".issues.txt", ".md"))
        ]
        assert sources, f"{golden} holds no source"
        for path in sources:
            entities, report = read_package(fmt, path)
            found = b"".join(to_json(entity) + b"\n" for entity in entities)
            issues = _issue_lines(report)
            model, listed = (path.with_name(path.name.split(".")[0] + ending) for ending in (".jsonl", ".issues.txt"))
            if update:
                model.write_bytes(found)
                listed.write_text(issues, encoding="utf-8", newline="\n")
                continue
            assert found == model.read_bytes(), f"{path.name} no longer means what {model.name} says"
            assert issues == listed.read_text(encoding="utf-8"), f"{path.name} has other issues than {listed.name}"
        assert not update, f"golden files written anew; unset {UPDATE_GOLDEN} and look at the difference"

    def test_05_reader_is_lazy(self, fmt: Format, tmp_path: Path) -> None:
        """Once the parts are known, the first entity is there before half of a large package is read."""
        needs_both(fmt)
        path = target_path(fmt, tmp_path)
        write_package(fmt, many(flows=1500, exchanges=1), path)
        with open_source(path) as source:
            counting = CountingSource(source)
            total = sum(counting.size(name) for name in counting.names())
            session = fmt.open(counting, fmt.Options())
            parts = session.parts()
            counting.bytes_read = 0
            next(entity for part in parts for entity in session.read(part, Index(), Report(cap=None)))
        assert counting.bytes_read < total / 2, f"{counting.bytes_read:,} of {total:,} bytes for the first entity"

    def test_05_reader_closes_its_files(self, fmt: Format, tmp_path: Path) -> None:
        """After a package is closed nothing holds it: it can be removed, on Windows too."""
        needs_both(fmt)
        path = target_path(fmt, tmp_path)
        write_package(fmt, packages()["supply chain"], path)
        gc.collect()
        before = _open_files()
        read_package(fmt, path)
        assert _open_files() == before, "a file stays open"
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()

    def test_06_entities_are_valid(self, fmt: Format, sample: list[Entity], tmp_path: Path) -> None:
        """Every entity read is one of the canonical model: types, literals, UUIDs."""
        needs_both(fmt)
        path = target_path(fmt, tmp_path)
        write_package(fmt, sample, path)
        for entity in read_package(fmt, path)[0]:
            try:
                again = from_json(to_json(entity))
            except (LcabridgeError, msgspec.MsgspecError, TypeError) as error:
                raise AssertionError(f"{entity.type} {entity.uuid} is no valid entity: {error}") from error
            assert again == entity, f"{entity.type} {entity.uuid} changes in canonical JSON: a value of the wrong type"
            assert entity.uuid == entity.uuid.lower(), f"{entity.uuid} is not lower case"

    def test_06_references_resolve_or_are_named(self, fmt: Format, sample: list[Entity], tmp_path: Path) -> None:
        """A reference without a target is named when the package is written."""
        needs_both(fmt)
        report = write_package(fmt, sample, target_path(fmt, tmp_path))
        gaps = unnamed_danglers(sample, report)
        assert not gaps, explain(gaps, "references lead nowhere, and no issue says so")

    def test_06_counts_are_exact(self, fmt: Format, sample: list[Entity], tmp_path: Path) -> None:
        """``written`` counts the data sets that are there, stubs and helpers of the format aside."""
        needs_both(fmt)
        path = target_path(fmt, tmp_path)
        report = write_package(fmt, sample, path)
        entities, _ = read_package(fmt, path)
        ours = {(entity.type, entity.uuid) for entity in sample}
        for type_ in {entity.type for entity in sample}:
            there = sum(1 for entity in entities if entity.type == type_ and (type_, entity.uuid) in ours)
            wanted = sum(1 for entity in sample if entity.type == type_)
            assert there <= report.written[type_], f"{type_}: counted {report.written[type_]}, {there} are there"
            assert there == wanted or report.written[type_] < wanted or report.issue_counts, (
                f"{type_}: {report.written[type_]} counted as written, {there} of {wanted} are there"
            )


def _issue_lines(report: Report) -> str:
    lines = [f"{i.code} {i.entity.type if i.entity else '-'} {i.path or i.pointer or '-'}\n" for i in report]
    return "".join(lines)


def _open_files() -> int | None:
    """Return how many files this process has open, where the system tells."""
    try:
        return len(os.listdir("/proc/self/fd"))  # noqa: PTH208  # only a count of numbers
    except OSError:
        return None
