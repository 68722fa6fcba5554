"""`ILCD -> national` of a large package: peak memory, and two workers against one.

    python -m bench.national [--copies 40] [--flows 97000] [--map] [--check]

The package is that of `bench.large_ilcd`, kept in `bench/out/`. Memory is the sum of RSS over the processes, as in
`bench.run`; the times are wall times, so run it on an idle machine with two free cores.
"""

from __future__ import annotations

import argparse
import os
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.large_ilcd import write_ilcd
from bench.run import ROOT, Measurements, Row, corpus, watched

COPIES, FLOWS = 40, 97_000
LIMIT_MB = 1200
FASTER = 1.7


def package(keep: Path, copies: int, flows: int) -> Path:
    """Return the generated package; it is written unless it is there from an earlier run."""
    path = keep / f"large-ilcd-{copies}-{flows}.zip"
    if not path.exists():
        print(f"generating {path.name} ...", flush=True)
        keep.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".part")
        write_ilcd(partial, corpus(), copies, flows)
        partial.replace(path)
    return path


def measure(out: Measurements, source: Path, *, mapped: bool) -> None:
    """Convert with one worker and with two; add a row for each, and one for the ratio."""
    command = str(Path(sysconfig.get_path("scripts")) / ("lcabridge.exe" if os.name == "nt" else "lcabridge"))
    walls: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for count in (1, 2):
            target = Path(folder) / f"{count}.zip"
            arguments = [command, "convert", str(source), str(target), "--to", "national", "--workers", str(count)]
            walls[count], peak = watched([*arguments, *([] if mapped else ["--no-map"])])
            note = f"sum of RSS; PSS {peak.pss or 0:,.0f} MiB; {peak.processes} processes; {walls[count]:.1f} s"
            good = None if peak.rss is None else peak.rss <= LIMIT_MB
            out.add(
                Row(f"{source.name}, {count} worker(s)", peak.rss, "MiB", target=f"<= {LIMIT_MB}", good=good, note=note)
            )
    ratio = walls[1] / walls[2]
    out.add(Row("two workers against one", walls[2], "s", ratio, "faster", f">= {FASTER:g}", ratio >= FASTER))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.national", description=__doc__.split("\n")[0])
    parser.add_argument("--copies", type=int, default=COPIES)
    parser.add_argument("--flows", type=int, default=FLOWS)
    parser.add_argument("--map", action="store_true", help="map elementary flows too")
    parser.add_argument("--keep", type=Path, default=ROOT / "bench" / "out")
    parser.add_argument("--check", action="store_true", help="exit 1 if a target is missed")
    options = parser.parse_args(arguments)
    out = Measurements()
    measure(out, package(options.keep, options.copies, options.flows), mapped=options.map)
    return int(options.check and any(row.good is False for row in out.rows))


if __name__ == "__main__":
    sys.exit(main())
