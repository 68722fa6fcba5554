"""Point 3: a format recognises its own packages, and nothing else."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Sequence
from pathlib import Path

from lcabridge.errors import LcabridgeError
from lcabridge.format import Confidence, Evidence, Format
from lcabridge.model import Entity
from lcabridge.sources import open_source
from lcabridge.testing.binding import needs_both, needs_reading
from lcabridge.testing.extremes import many
from lcabridge.testing.roundtrip import CountingSource, target_path, write_package
from lcabridge.testing.samples import packages

SNIFF_BYTES = 1 << 16
_STRANGERS: dict[str, bytes] = {
    "one zero": b"\x00",
    "text": "A letter.\n一封信。\n".encode(),
    "brace": b"{",
    "JSON of something else": b'{"@context": "https://schema.org", "@type": "Person", "name": "x"}',
    "JSON list": b"[]",
    "XML of something else": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "XML cut off": b'<?xml version="1.0" encoding="UTF-8"?><process',
    "table": b"name;amount;unit\nsteel;1,5;kg\n",
    "UTF-16": "name\n".encode("utf-16"),
    "not UTF-8": b"\xff\xfe\xfa\xfb" * 40,
    "PNG": b"\x89PNG\r\n\x1a\n" + bytes(64),
}


def _sniff(fmt: Format, path: Path) -> Evidence:
    with open_source(path) as source:
        return fmt.sniff(source)


class SniffingPoints:
    """Recognition by content."""

    def test_03_own_samples_are_recognised(self, fmt: Format, tmp_path: Path) -> None:
        """What the format writes, it recognises for sure, and says why; the name of the file does not matter."""
        needs_both(fmt)
        for number, (name, sample) in enumerate(packages().items()):
            if not sample or not write_package(fmt, sample, target_path(fmt, tmp_path, f"own{number}")).written:
                continue
            path = target_path(fmt, tmp_path, f"own{number}")
            if path.is_file():
                path = path.rename(tmp_path / f"renamed{number}")
            evidence = _sniff(fmt, path)
            assert evidence.confidence == Confidence.YES, f"{name}: {evidence}"
            assert evidence.reason, "the evidence has no words for the user"

    def test_03_other_formats_are_not_claimed(self, fmt: Format, others: Sequence[Format], tmp_path: Path) -> None:
        """What another format writes and is sure of, this one is not sure of."""
        needs_reading(fmt)
        for other in others:
            path = target_path(other, tmp_path, f"of {other.id}")
            if not write_package(other, packages()["supply chain"], path).written:
                continue
            evidence = _sniff(fmt, path)
            assert evidence.confidence < Confidence.YES, f"claims a package of {other.id}: {evidence.reason}"

    def test_03_strangers_are_refused_without_raising(self, fmt: Format, tmp_path: Path) -> None:
        """Foreign, broken and empty content is never claimed, and never an exception."""
        needs_reading(fmt)
        strangers = dict(_STRANGERS)
        noise = random.Random(7)  # noqa: S311  # the same noise every time
        strangers |= {f"noise {size}": noise.randbytes(size) for size in (3, 100, 5000)}
        for name, data in strangers.items():
            self._refuses(fmt, _plain(tmp_path / "file", data), f"file of {name}")
            self._refuses(fmt, _zipped(tmp_path / "file.zip", {"data": data, "flows/x.json": data}), f"zip of {name}")
        self._refuses(fmt, _zipped(tmp_path / "none.zip", {}), "zip without entries")
        (tmp_path / "folder").mkdir()
        self._refuses(fmt, tmp_path / "folder", "empty folder")

    @staticmethod
    def _refuses(fmt: Format, path: Path, name: str) -> None:
        evidence = _sniff(fmt, path)
        assert evidence.confidence < Confidence.YES, f"claims a {name}: {evidence.reason}"

    def test_03_truncated_samples_do_not_raise(self, fmt: Format, tmp_path: Path) -> None:
        """Content that stops anywhere is sniffed without an exception."""
        needs_both(fmt)
        path = target_path(fmt, tmp_path)
        write_package(fmt, packages()["one exchange"], path)
        with open_source(path) as source:
            entries = {name: source.read(name) for name in source.names()}
        for part in (0.01, 0.3, 0.6, 0.99):
            cut = {name: data[: int(len(data) * part) or 1] for name, data in entries.items()}
            if path.is_file() and path.suffix != ".zip":
                sources = [_plain(tmp_path / "cut", data) for data in cut.values()]
            else:
                sources = [_zipped(tmp_path / "cut.zip", cut)]
            for source_path in sources:
                try:
                    _sniff(fmt, source_path)
                except LcabridgeError as error:
                    raise AssertionError(f"sniff raises at {part:.0%}: {error}") from error

    def test_03_sniffing_reads_little(self, fmt: Format, tmp_path: Path) -> None:
        """At most 64 KiB of content are looked at, however large the package is."""
        needs_both(fmt)
        path = target_path(fmt, tmp_path)
        sample: list[Entity] = many(flows=300, exchanges=2000)
        write_package(fmt, sample, path)
        with open_source(path) as source:
            counting = CountingSource(source)
            fmt.sniff(counting)
        assert counting.bytes_read <= SNIFF_BYTES, f"sniff reads {counting.bytes_read:,} bytes"


def _plain(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path
