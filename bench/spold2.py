"""EcoSpold 2: reading and conversion beside `lxml.etree.parse`, in fresh processes, in turn. Part `spold` of `bench.run`.

The files come from the generator that LCABRIDGE_SPOLD_GENERATOR names (default ``../generators/gen_spold.py`` beside the
corpus): a script that writes schema-valid activities with every feature that published ones have, from a fixed seed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bench.run import Measurements, Row, corpus, in_turn, line

GENERATOR = "LCABRIDGE_SPOLD_GENERATOR"
MEMORY_LIMIT_MB = 400
READ_LIMIT, CONVERT_LIMIT, WORKERS_LIMIT = 3.5, 5.0, 1.7


def generated(keep: Path, files: int) -> Path | None:
    """Return a folder of generated activities, None where there is no generator."""
    script = Path(os.environ.get(GENERATOR) or corpus().parent / "generators" / "gen_spold.py")
    if not script.exists():
        return None
    folder = keep / f"spold-{files}" / "datasets"
    if not folder.exists():
        print(f"generating {files} EcoSpold 2 files ...", flush=True)
        partial = keep / f"spold-{files}.part"
        subprocess.run([sys.executable, str(script), str(partial / "datasets"), str(files)], check=True, text=True)
        partial.replace(folder.parent)
    return folder


def measure(out: Measurements, keep: Path, scratch: Path, repeats: int, *, quick: bool) -> None:
    """Add the rows of EcoSpold 2."""
    source = generated(keep, 100 if quick else 2000)
    if source is None:
        print(f"no generator of EcoSpold 2 files (set {GENERATOR}): EcoSpold 2 is not measured")
        return
    found = in_turn(repeats, {
        "floor": ("floor-xml", source),
        "read": ("read-amounts", source),
        "1": ("convert", source, scratch / "one.zip", "olca-jsonld", "1"),
        "2": ("convert", source, scratch / "two.zip", "olca-jsonld", "2"),
    })  # fmt: skip
    floor = found["floor"]
    out.add(line("EcoSpold 2: lxml.etree.parse", floor, floor, "parse"))
    out.add(line("EcoSpold 2: read, streamed, every field", found["read"], floor, "parse", READ_LIMIT))
    peak = found["read"].get("MiB")
    if peak is not None:
        good, target = peak <= MEMORY_LIMIT_MB, f"<= {MEMORY_LIMIT_MB}"
        out.add(Row("EcoSpold 2: peak RSS of that", peak, "MiB", target=target, good=good))
    out.add(line("EcoSpold 2 -> JSON-LD, 1 worker", found["1"], floor, "parse", CONVERT_LIMIT))
    row = line("EcoSpold 2 -> JSON-LD, 2 workers", found["2"], floor, "parse")
    if "error" not in found["1"] and "error" not in found["2"]:
        row.ratio, row.of, row.target = found["1"]["wall"] / found["2"]["wall"], "faster", f">= {WORKERS_LIMIT:g}"
        row.good = row.ratio >= WORKERS_LIMIT
    out.add(row)
