"""Assessing: `python -m bench.assess [--quick]`.

A generated openLCA package of 20,000 processes (`--quick`: 2,000) with 50 exchanges each, about half of them with suppliers.
The read time is opening, indexing and reading every data set; an assessment may take twice that and one solve. CPU seconds,
each in a process of its own; memory is the peak of the assessment against the peak of reading.
"""

from __future__ import annotations

import argparse
import gc
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.generate import Size, write_jsonld
from bench.run import Measurements, Row

FULL = Size(processes=20_000, exchanges=50, flows=100_000, comments=3, near=200)
QUICK = Size(processes=2_000, exchanges=50, flows=10_000, comments=3, near=200)
LIMIT = 2.0
MEMORY_MB = 2048


def work(what: str, path: str) -> dict[str, float]:
    """Read or assess a package, and say what it took."""
    import resource  # noqa: PLC0415  # not there on Windows

    import lcabridge  # noqa: PLC0415  # measured in its own process
    from lcabridge.assess.profile import load  # noqa: PLC0415
    from lcabridge.calc import Calculator  # noqa: PLC0415
    from lcabridge.pipeline import open_package  # noqa: PLC0415
    from lcabridge.pipeline.assess import assess_package  # noqa: PLC0415
    from lcabridge.registry import registry  # noqa: PLC0415

    gc.set_threshold(200_000, 20, 50)  # as the command line does
    registry()
    found = {}
    start = time.process_time()
    if what == "assess":
        with open_package(path, registry()) as opened:
            result = assess_package(opened, registry(), profile=load("internal"))
        found["findings"] = sum(o.count for o in result.outcomes)
    elif what == "solve":
        with lcabridge.read(path) as package:
            calculator = Calculator(package)
            start = time.process_time()
            Calculator(package, system=calculator.system).gwp()
    else:
        with lcabridge.read(path) as package:
            found["entities"] = sum(1 for _ in package)
    found["cpu"] = time.process_time() - start
    found["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found


def apart(what: str, path: Path) -> dict[str, float]:
    """Do it in a process of its own."""
    command = [sys.executable, "-m", "bench.assess", "--work", what, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure(rows: Measurements, size: Size) -> None:
    """Add the rows of assessing a package of a size."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.zip"
        write_jsonld(path, size)
        read, solve, done = (apart(what, path) for what in ("read", "solve", "assess"))
        rest = done["cpu"] - solve["cpu"]
        ratio = rest / read["cpu"]
        name = f"assess {size.processes:,} processes"
        note = f"{done['cpu']:.1f} s, of which one solve {solve['cpu']:.1f} s; read {read['cpu']:.1f} s"
        rows.add(Row(name, rest, "s CPU", ratio, "read", f"<= {LIMIT:.1f} x", ratio <= LIMIT, note))
        good = done["peak"] <= MEMORY_MB
        note = f"reading alone {read['peak']:.0f} MB"
        rows.add(
            Row(
                f"{name}: memory",
                done["peak"],
                "MB",
                done["peak"] / read["peak"],
                "read",
                f"<= {MEMORY_MB} MB",
                good,
                note,
            )
        )


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--work", nargs=2, metavar=("WHAT", "PATH"))
    given = parser.parse_args()
    if given.work:
        print(json.dumps(work(*given.work)))
        return
    rows = Measurements()
    measure(rows, QUICK if given.quick else FULL)
    sys.exit(any(row.good is False for row in rows.rows))


if __name__ == "__main__":
    main()
