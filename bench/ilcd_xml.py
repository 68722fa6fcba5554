"""Reading and writing ILCD process XML against floors in the same run: `python -m bench.ilcd_xml [--repeats N]`.

Reading is compared with `lxml.etree.parse` of the same bytes, which keeps nothing; writing with a plain join of the strings
of the same elements, which knows them already. Both are CPU time of this process, best of the repeats, taken in turn, without
the garbage collector. Every field is visited after reading, and the digest of what was written is printed.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import io
import sys
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from bench.run import Measurements, Row, corpus
from lcabridge.model import Entity, Index, leaves, summarise
from lcabridge.report import Report
from lcabridge.sources import DEFAULT_LIMITS
from lcabridge_ilcd.codec import decode, encode
from lcabridge_ilcd.opening import open_file

PACKAGE = Path("ilcd") / "tiangong-dev.zip"
SINGLE = Path("ilcd") / "elcd-sample" / "process.xml"
READ_LIMIT, WRITE_LIMIT = 3.5, 2.0

File = tuple[str, bytes]


def files(folder: Path) -> tuple[list[File], Index]:
    """Return the process files of the corpus and the index of their package."""
    index = Index()
    found: list[File] = []
    with zipfile.ZipFile(folder / PACKAGE) as package:
        for name in sorted(package.namelist()):
            if not name.endswith(".xml") or name.count("/") != 2:
                continue
            data = package.read(name)
            opened = open_file(data, name, DEFAULT_LIMITS, Report(), head_only=True)
            if isinstance(opened, str):
                continue
            index.add(summarise(decode(opened, Index(), Report(), file=name)))
            if "/processes/" in name:
                found.append((name, data))
    return [*found, (SINGLE.name, (folder / SINGLE).read_bytes())], index


def read(found: list[File], index: Index) -> list[Entity]:
    """Read the files, with a report each."""
    entities = []
    for name, data in found:
        report = Report()
        opened = open_file(data, name, DEFAULT_LIMITS, report)
        if not isinstance(opened, str):
            entities.append(decode(opened, index, report, file=name))
    return entities


def flat(root: Any) -> list[tuple[str, dict[str, str] | None, str | None]]:
    """Return the starts and ends of the elements of a tree, in order; an end has no attributes."""
    name = etree.QName(root).localname
    out: list[tuple[str, dict[str, str] | None, str | None]] = [
        (name, {str(key): str(value) for key, value in root.attrib.items()}, root.text)
    ]
    for child in root:
        out += flat(child)
    return [*out, (name, None, None)]


def join(elements: list[tuple[str, dict[str, str] | None, str | None]]) -> bytes:
    """Write elements that are known already."""
    out: list[str] = []
    for name, attributes, text in elements:
        if attributes is None:
            out.append(f"</{name}>\n")
        else:
            spelled = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
            out.append(f"<{name}{spelled}>{escape(text) if text else ''}")
    return "".join(out).encode()


def cpu(repeats: int, *works: Callable[[], object]) -> list[float]:
    """Return the least CPU seconds of each work, taken in turn."""
    least = [float("inf")] * len(works)
    for _ in range(repeats):
        for i, work in enumerate(works):
            gc.collect()
            gc.disable()
            start = time.process_time()
            work()
            least[i] = min(least[i], time.process_time() - start)
            gc.enable()
    return least


def measure(out: Measurements, folder: Path, repeats: int) -> None:
    """Add the rows of reading and writing."""
    found, index = files(folder)
    entities = read(found, index)
    written = [encode(entity, index, Report(), json=False) for entity in entities]
    elements = [flat(etree.fromstring(data)) for data in written]
    parsed, reading, joined, writing = cpu(
        repeats,
        lambda: [etree.parse(io.BytesIO(data)) for _, data in found],
        lambda: read(found, index),
        lambda: [join(known) for known in elements],
        lambda: [encode(entity, index, Report(), json=False) for entity in entities],
    )
    size = sum(len(data) for _, data in found)
    fields = sum(1 for entity in entities for _ in leaves(entity))
    digest = hashlib.sha256(b"".join(written)).hexdigest()[:16]
    note = f"{len(found)} files, {size:,} bytes, {fields:,} fields visited"
    out.add(Row("floor: lxml.etree.parse, ILCD processes", parsed * 1000, "ms", 1.0, "floor", note=note))
    out.add(_row("read ILCD XML, every field kept", reading, parsed, "parse", READ_LIMIT, note))
    out.add(Row("floor: plain join of the same elements", joined * 1000, "ms", 1.0, "floor"))
    out.add(_row("write ILCD XML, ledger on", writing, joined, "join", WRITE_LIMIT, f"sha256 {digest}"))


def _row(name: str, value: float, floor: float, of: str, limit: float, note: str) -> Row:
    ratio = value / floor
    return Row(name, value * 1000, "ms", ratio, of, f"<= {limit:g}", ratio <= limit, note)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.ilcd_xml", description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args(arguments)
    measure(Measurements(), corpus(), options.repeats)
    return 0


if __name__ == "__main__":
    sys.exit(main())
