"""EcoSpold 1: our reader beside lxml and bw2io, on the same generated file, in turn.

    python -m bench.spold1 [--datasets 600] [--repeats 3]

CPU time of one process, best of the repeats. Each task visits every amount; the checksum (their sum) shows that it did.
bw2io runs in the environment that LCABRIDGE_BRIGHTWAY names (docs/install.md), without its import time; it does not take
amounts with uncertainty apart, so the file has lognormal ones only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from lxml import etree

from bench.run import Measurements, Row
from lcabridge.model import Process
from lcabridge.pipeline import convert, open_package
from lcabridge.registry import registry

EXCHANGES = 50
HEAD = (
    '<dataset number="{n}" generator="bench" timestamp="2024-01-01T00:00:00"><metaInformation><processInformation>'
    '<referenceFunction datasetRelatesToProduct="true" name="product {n}" localName="product {n}" infrastructureProcess="false"'
    ' amount="1" unit="kg" category="goods" subCategory="made" localCategory="goods" localSubCategory="made"'
    ' generalComment="Made by a generator; the figures mean nothing."/><geography location="GLO"/><technology/>'
    '<timePeriod dataValidForEntirePeriod="true"><startYear>2023</startYear><endYear>2024</endYear></timePeriod>'
    '<dataSetInformation type="1" impactAssessmentResult="false" timestamp="2024-01-01T00:00:00" version="1.0"'
    ' internalVersion="1.0" energyValues="0" languageCode="en" localLanguageCode="en"/></processInformation>'
    '<modellingAndValidation><source number="1" firstAuthor="Bench" year="2024" title="None" placeOfPublications="-"/>'
    '</modellingAndValidation><administrativeInformation><dataEntryBy person="1"/><dataGeneratorAndPublication person="1"'
    ' copyright="false"/><person number="1" name="Bench" address="-" telephone="-" companyCode="-" countryCode="CH"/>'
    '</administrativeInformation></metaInformation><flowData><exchange number="{n}" name="product {n}" location="GLO" unit="kg"'
    ' meanValue="1" infrastructureProcess="false"><outputGroup>0</outputGroup></exchange>'
)
LINE = (
    '<exchange number="{i}" category="air" subCategory="unspecified" name="substance {s}" unit="kg" meanValue="{v!r}"'
    ' uncertaintyType="1" standardDeviation95="1.2" generalComment="(2,3,1,1,1,5)"><outputGroup>4</outputGroup></exchange>'
)
PEER = """
import json, sys, time
from bw2io.extractors.ecospold1 import Ecospold1DataExtractor
start = time.process_time()
data = Ecospold1DataExtractor.extract(sys.argv[1], "db", use_mp=False)
total = sum(e["amount"] for d in data for e in d["exchanges"])
print("RESULT" + json.dumps([time.process_time() - start, total]))
"""


def generate(path: Path, datasets: int) -> None:
    """Write a file of process data sets."""
    dice = random.Random(1)  # the same file every time
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<ecoSpold xmlns="http://www.EcoInvent.org/EcoSpold01">\n')
        for n in range(1, datasets + 1):
            file.write(HEAD.format(n=n))
            for i in range(EXCHANGES):
                file.write(LINE.format(i=100000 + i, s=dice.randrange(400), v=dice.lognormvariate(0, 3)))
            file.write("</flowData></dataset>\n")
        file.write("</ecoSpold>\n")


def floor(path: Path) -> float:
    """Parse with lxml and sum the amounts."""
    return sum(float(e.get("meanValue", "0")) for e in etree.parse(str(path)).iter("{*}exchange"))


def read(path: Path) -> float:
    """Read whole, both passes, and sum the amounts."""
    with open_package(path, registry(), format_id="ecospold1") as opened:
        opened.build_index()
        return sum(e.amount or 0.0 for p in opened.entities("process") if isinstance(p, Process) for e in p.exchanges)


def timed(task: Callable[[Path], float], path: Path) -> tuple[float, float]:
    """Return CPU seconds and checksum."""
    start = time.process_time()
    total = task(path)
    return time.process_time() - start, total


def peer(path: Path) -> tuple[float, float] | None:
    """Return the same of bw2io, None where there is none."""
    python = os.environ.get("LCABRIDGE_BRIGHTWAY")
    if not python:
        return None
    run = subprocess.run(  # the tool that the tester names
        [python, "-c", PEER, str(path)],
        capture_output=True,
        check=True,
        env={**os.environ, "BRIGHTWAY2_DIR": str(path.parent)},
    )
    line = next(line for line in run.stdout.decode().splitlines() if line.startswith("RESULT"))
    seconds, total = json.loads(line.removeprefix("RESULT"))
    return float(seconds), float(total)


def compared(datasets: int, repeats: int) -> tuple[dict[str, tuple[float, float]], float]:
    """Return CPU seconds and checksum of each reader, best of the repeats, and the seconds of writing the file again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.xml"
        generate(path, datasets)
        best: dict[str, tuple[float, float]] = {}
        for _ in range(repeats):
            for name, found in (("lxml", timed(floor, path)), ("lcabridge", timed(read, path)), ("bw2io", peer(path))):
                if found is not None:
                    best[name] = min(best.get(name, found), found)
        start = time.process_time()
        convert(path, Path(folder) / "out.zip", registry=registry(), to="ecospold1", mapping=False)
        return best, time.process_time() - start


def measure(out: Measurements, repeats: int, datasets: int = 600) -> None:
    """Add the rows of EcoSpold 1 to the table of ``bench.run``."""
    best, writing = compared(datasets, repeats)
    base = best["lxml"][0]
    for name, (seconds, total) in best.items():
        out.add(Row(f"EcoSpold 1: {name} reads", seconds, "s", seconds / base, "lxml", note=f"checksum {total:.6g}"))
    if "bw2io" not in best:
        print("no Brightway (set LCABRIDGE_BRIGHTWAY): bw2io is not measured")
    out.add(Row("EcoSpold 1: read, written, read back", writing, "s", writing / base, "lxml"))


def main() -> None:
    """Print one line per task."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, default=600)
    parser.add_argument("--repeats", type=int, default=3)
    chosen = parser.parse_args()
    measure(Measurements(), chosen.repeats, chosen.datasets)


if __name__ == "__main__":
    main()
