"""The N x N score matrix: every product's score before and after a conversion to each format, `--no-map`.

`python -m tests.calc.matrix [SOURCE...]` prints the table of docs/score-matrix.md.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import lcabridge
from lcabridge.calc import Calculator
from lcabridge.calc.proof import prove
from lcabridge.errors import LcabridgeError
from lcabridge.registry import registry
from tests.conftest import ROOT

HAND_MADE = {"demo": ROOT / "demo" / "foreign-package", "demo-grid": ROOT / "demo" / "national-grid"}
PUBLIC = {
    "uslci": "jsonld/uslci-2020q3.zip",
    "tiangong": "ilcd/tiangong-dev.zip",
    "flcac-transport": "jsonld/flcac-transport.zip",
}
SHARE = 0.01
"""Largest part of a pair's products that excuses may cover."""


@dataclass(frozen=True)
class Excuse:
    """A cause for which a format cannot keep a score; each has a hand-made reproducer in test_excuses.py."""

    cause: str
    formats: tuple[str, ...]
    why: str


EXCUSES = {
    "rounding": Excuse(
        "conditioning",
        (),
        "the system magnifies the order of sums (nearly singular loop); any format that stores exchanges in another order",
    ),
}


@dataclass
class Pair:
    """One cell of the matrix."""

    source: str
    format: str
    products: int = 0
    equal: int = 0
    excused: Counter[str] = field(default_factory=Counter)
    failed: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    error: str = ""

    @property
    def verdict(self) -> str:
        """equal, excused or failed."""
        if self.error or self.failed:
            return "failed"
        if self.excused.total() > SHARE * self.products:
            return "failed"
        return "excused" if self.excused else "equal"

    def row(self) -> str:
        """One line of the table."""
        causes = ", ".join(f"{n} {c}" for c, n in (self.excused + self.failed).items())
        note = self.error or causes
        return f"| {self.source} | {self.format} | {self.products} | {self.equal} | {self.excused.total()} | {self.failed.total()} | {self.verdict} | {note} |"


def writable() -> list[str]:
    """Every format that can be read back after writing, whatever is installed."""
    return [id_ for id_, fmt in registry().formats.items() if fmt.keeps.native or fmt.keeps.carried]


def excuse_of(format_id: str, cause: str) -> str:
    """Return the code of the excuse for a cause in a format, or ""."""
    return next(
        (code for code, e in EXCUSES.items() if e.cause == cause and (not e.formats or format_id in e.formats)), ""
    )


def compare(source: str, path: Path, format_id: str) -> Pair:
    """Convert a package to a format, read it back, and compare all products by three measures."""
    pair = Pair(source, format_id)
    fmt = registry().format(format_id)
    with tempfile.TemporaryDirectory() as folder:
        name = "package" + (fmt.suffixes[0] if fmt.single_file and fmt.suffixes else ".zip")
        try:
            lcabridge.convert(path, Path(folder) / name, to=format_id, mapping=False)
            (target,) = Path(folder).iterdir()
            with lcabridge.read(path) as before, lcabridge.read(target, format=format_id) as after:
                proofs = prove(Calculator(before), Calculator(after))
        except LcabridgeError as error:
            pair.error = f"{type(error).__name__}: {error.en[:80]}"
            return pair
    pair.products = proofs[0].compared
    seen: dict[tuple[str, str, str, float], str] = {}
    for proof in proofs:
        for change in proof.differences:
            key = (change.process, change.version, next(iter(change.product.values()), ""), 0.0)
            seen.setdefault(key, change.cause)
            pair.examples.append(
                f"{proof.measure} {change.cause}: {change.name} {change.before} {change.after} {change.detail}"
            )
    pair.equal = pair.products - len(seen)
    for cause in seen.values():
        code = excuse_of(format_id, cause)
        (pair.excused if code else pair.failed)[code or cause] += 1
    return pair


def main(wanted: list[str]) -> None:
    """Print the matrix."""
    corpus = ROOT.parent / "shared" / "data"
    sources = {**HAND_MADE, **{name: corpus / path for name, path in PUBLIC.items()}}
    sys.stdout.write(
        "| source | format | products | equal | excused | failed | verdict | causes |\n|---|---|---|---|---|---|---|---|"
    )
    for source, path in sources.items():
        if wanted and source not in wanted:
            continue
        for format_id in writable():
            sys.stdout.write(compare(source, path, format_id).row() + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
