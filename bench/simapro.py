"""SimaPro CSV: our reader beside csv.reader and bw_simapro_csv, on the same generated file, in turn.

    python -m bench.simapro [--processes 1000] [--repeats 3]

CPU time of one process, best of the repeats. Each task visits every amount; the checksum (their sum) shows that it did.
bw_simapro_csv runs in the environment that LCABRIDGE_BW_SIMAPRO_CSV names (docs/install.md), without its import time.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bench.run import Measurements, Row
from lcabridge.model import Process
from lcabridge.pipeline import convert, open_package
from lcabridge.registry import registry

HEAD = """{{SimaPro 9.5.0.0}}
{{processes}}
{{Date: 01/01/2024}}
{{Time: 00:00:00}}
{{Project: bench}}
{{CSV Format version: 9.0.0}}
{{CSV separator: Semicolon}}
{{Decimal separator: .}}
{{Date separator: /}}
{{Short date format: dd/MM/yyyy}}

"""
TEXTS = """Process

Category type
material

Process identifier
Bench{n:012}

Type
Unit process

Process name
Process {n}

Infrastructure
No

Date
01/01/2024

Comment
Made by a generator; the figures mean nothing.

Products
Product {n};kg;1;100;not defined;Bench;;

"""
UNITS = "Quantities\nMass;Yes\n\nEnd\n\nUnits\nkg;Mass;1;kg\ng;Mass;0.001;kg\n\nEnd\n"
PEER = """
import json, sys, time
from pathlib import Path
from bw_simapro_csv import SimaProCSV
from bw_simapro_csv.blocks import Process
start = time.process_time()
read = SimaProCSV(Path(sys.argv[1]), encoding="utf-8", stderr_logs=False, write_logs=False)
total = 0.0
count = 0
for block in read.blocks:
    if isinstance(block, Process):
        for part in block.blocks.values():
            for row in part.parsed:
                if "unit" in row:
                    total += row["amount"]
                    count += 1
print(json.dumps([time.process_time() - start, total, count]))
"""


def write_file(path: Path, processes: int, seed: int = 5) -> None:
    """Write a file of processes with 20 inputs and 30 emissions each."""
    dice = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD.format())
        for n in range(processes):
            file.write(TEXTS.format(n=n))
            file.write("Materials/fuels\n")
            for _ in range(20):
                amount = dice.random()
                other = dice.randrange(processes)
                file.write(f"Product {other};kg;{amount!r};Lognormal;1.21;0;0;(1,2,3,1,1)given;\n")
            file.write("\nEmissions to air\n")
            for _ in range(30):
                amount = dice.random()
                file.write(f"Substance {dice.randrange(1500)};low. pop.;kg;{amount!r};Undefined;0;0;0;;\n")
            file.write("\nEnd\n\n")
        file.write(UNITS)


def floor(path: Path) -> tuple[float, int]:
    """Split every line with the csv module and sum what is a number in the third and fourth cell."""
    total, count = 0.0, 0
    with path.open(encoding="utf-8", newline="") as file:
        for cells in csv.reader(file, delimiter=";"):
            if len(cells) >= 8 and cells[1] == "kg":
                total += float(cells[2])
                count += 1
            elif len(cells) >= 9 and cells[2] == "kg":
                total += float(cells[3])
                count += 1
    return total, count


def ours(path: Path) -> tuple[float, int]:
    """Read the package, both passes, and sum the amounts of all exchanges."""
    total, count = 0.0, 0
    with open_package(path, registry(), format_id="simapro") as opened:
        opened.build_index()
        for entity in opened.entities():
            if isinstance(entity, Process):
                for exchange in entity.exchanges:
                    total += exchange.amount or 0.0
                    count += 1
    return total, count


def peer(path: Path, python: str) -> tuple[float, float, int]:
    """Let bw_simapro_csv read the file; return its own CPU time, sum and count."""
    run = subprocess.run([python, "-c", PEER, str(path)], capture_output=True, check=True)
    seconds, total, count = json.loads(run.stdout.splitlines()[-1])
    return seconds, total, count


def timed(task: Callable[[Path], tuple[float, int]], path: Path) -> tuple[float, float, int]:
    """Return the CPU time of a task with its result."""
    start = time.process_time()
    total, count = task(path)
    return time.process_time() - start, total, count


def measure(out: Measurements, repeats: int, processes: int = 1000) -> None:
    """Add the rows of SimaPro CSV to the table of ``bench.run``."""
    python = os.environ.get("LCABRIDGE_BW_SIMAPRO_CSV", "")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.csv"
        write_file(path, processes)
        best: dict[str, tuple[float, float, int]] = {}
        tasks: dict[str, Callable[[Path], tuple[float, float, int]]] = {
            "csv.reader": lambda p: timed(floor, p),
            "lcabridge": lambda p: timed(ours, p),
        }
        if python:
            tasks["bw_simapro_csv"] = lambda p: peer(p, python)
        else:
            print("no bw_simapro_csv (set LCABRIDGE_BW_SIMAPRO_CSV): it is not measured")
        for _ in range(repeats):
            for name, task in tasks.items():
                best[name] = min(best.get(name, (float("inf"), 0.0, 0)), task(path))
        start = time.process_time()
        convert(path, Path(folder) / "copy.csv", registry=registry(), from_="simapro", to="simapro")
        writing = time.process_time() - start
    base = best["csv.reader"][0]
    for name, (seconds, total, count) in best.items():
        note = f"{count} amounts, sum {total:.6f}"
        out.add(Row(f"SimaPro CSV: {name} reads", seconds, "s", seconds / base, "csv.reader", note=note))
    out.add(Row("SimaPro CSV: read, written, read back", writing, "s", writing / base, "csv.reader"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--processes", type=int, default=1000)
    parser.add_argument("--repeats", type=int, default=3)
    options = parser.parse_args()
    measure(Measurements(), options.repeats, options.processes)


if __name__ == "__main__":
    main()
