"""All measurements in one run: `python -m bench.run [--quick] [--json OUT.json] [--check]`.

Every ratio is taken against a floor measured in the same run, in turn with the task, so that a slow or busy machine
slows both. Work of one process is judged by its CPU time (best of the repeats), which other load on the machine disturbs
least; on an idle machine it equals the wall time, which is printed beside it. Several workers are judged by wall time.
Noise is (worst - best) / best.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from bench.generate import Size, write_jsonld
from bench.memory import Peak, Watch

ROOT = Path(__file__).resolve().parent.parent
USLCI = Path("jsonld") / "uslci-2020q3.zip"
FULL = Size(processes=20_000, exchanges=50, flows=100_000, comments=3)
LARGE = Size(processes=4_000, exchanges=50, flows=20_000, comments=3)
SMALL = Size(processes=300, exchanges=50, flows=1_500, comments=3)
MEMORY_LIMIT_MB = 1536
MATCH_SECONDS, MATCH_MB = 10, 1024
PARTS = ["speed", "ilcd", "spold", "peer", "workers", "memory", "mapping", "assess"]


@dataclass(slots=True)
class Row:
    """One line of the table: a measured value, what it is compared to, and the target for the ratio."""

    name: str
    value: float | None
    unit: str
    ratio: float | None = None
    of: str = ""
    target: str = ""
    good: bool | None = None
    note: str = ""


@dataclass(slots=True)
class Measurements:
    """Rows of a run, and the machine it ran on."""

    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Add a row and print it."""
        self.rows.append(row)
        value = "-" if row.value is None else f"{row.value:,.2f} {row.unit}"
        ratio = "" if row.ratio is None else f"{row.ratio:.2f} x {row.of}"
        verdict = {True: "ok", False: "MISSED", None: ""}[row.good]
        print(f"{row.name:<44}{value:>14}  {ratio:<18}{row.target:<12}{verdict:<8}{row.note}", flush=True)


def corpus() -> Path:
    """Return the folder of public packages (LCABRIDGE_CORPUS, default ../shared/data)."""
    return Path(os.environ.get("LCABRIDGE_CORPUS", ROOT.parent / "shared" / "data"))


class TaskFailedError(Exception):
    """A measured task ended with an error; the text is what it said."""


def task(name: str, *arguments: str | Path) -> dict[str, Any]:
    """Run a task in a fresh process and return what it reports."""
    command = [sys.executable, "-m", "bench.task", name, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False)
    if done.returncode:
        raise TaskFailedError(
            done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit {done.returncode}"
        )
    facts: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return facts


def best(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what the runs found, with the lowest CPU time and the lowest wall time and the noise of both."""
    facts = dict(runs[0])
    for clock in ("cpu", "wall"):
        times = [run[clock] for run in runs]
        facts |= {clock: min(times), f"{clock} noise": (max(times) - min(times)) / max(min(times), 1e-9)}
    return facts


def in_turn(repeats: int, tasks: dict[str, tuple[str | Path, ...]]) -> dict[str, dict[str, Any]]:
    """Run several tasks in turn, `repeats` times, and return the best of each; a task that fails has an `error`."""
    runs: dict[str, list[dict[str, Any]]] = {label: [] for label in tasks}
    failed: dict[str, dict[str, Any]] = {}
    for _ in range(repeats):
        for label, (name, *arguments) in tasks.items():
            if label not in failed:
                try:
                    runs[label].append(task(str(name), *arguments))
                except TaskFailedError as error:
                    failed[label] = {"error": str(error)}
    return {label: failed.get(label) or best(found) for label, found in runs.items()}


def line(title: str, found: dict[str, Any], floor: dict[str, Any], of: str, limit: float | None = None) -> Row:
    """Return a row of CPU time and its ratio to a floor; ``limit`` is the target for the ratio."""
    if "error" in found:
        return Row(title, None, "s", note=found["error"][:80], good=False if limit else None)
    ratio = found["cpu"] / floor["cpu"]
    good, target = (None, "") if limit is None else (ratio <= limit, f"<= {limit:g}")
    facts = " ".join(f"{k}={v}" for k, v in found.items() if k not in {"wall", "cpu", "wall noise", "cpu noise"})
    wall = f"wall {found['wall']:.2f} s ({found['wall'] / floor['wall']:.2f} x)"
    note = f"{wall}, noise {found['cpu noise']:.0%}/{found['wall noise']:.0%}, {facts}"
    return Row(title, found["cpu"], "s", ratio, of, target, good, note)


def speed(out: Measurements, source: Path, scratch: Path, repeats: int, to: str) -> None:
    """Measure reading and JSON-LD to JSON-LD against the floor, on one worker."""
    found = in_turn(repeats, {
        "floor": ("floor", source),
        "read": ("read", source),
        "convert": ("convert", source, scratch / "same.zip", "olca-jsonld", "1"),
        "other": ("convert", source, scratch / "other.zip", to, "1"),
    })  # fmt: skip
    floor = found["floor"]
    out.add(line(f"floor: unzip + orjson.loads, {source.name}", floor, floor, "floor"))
    out.add(line("read, every field visited", found["read"], floor, "floor", 2.5))
    out.add(line("JSON-LD -> JSON-LD, 1 worker", found["convert"], floor, "floor", 5.0))
    out.add(line(f"JSON-LD -> {to}, 1 worker", found["other"], floor, "floor"))


def workers(out: Measurements, source: Path, scratch: Path, repeats: int) -> None:
    """Measure one worker against two on a large package."""
    found = in_turn(repeats, {
        "floor": ("floor", source),
        "1": ("convert", source, scratch / "one.zip", "olca-jsonld", "1"),
        "2": ("convert", source, scratch / "two.zip", "olca-jsonld", "2"),
    })  # fmt: skip
    one, two = found["1"], found["2"]
    out.add(line(f"floor, generated package ({source.name})", found["floor"], found["floor"], "floor"))
    out.add(line("JSON-LD -> JSON-LD, 1 worker", one, found["floor"], "floor"))
    row = line("JSON-LD -> JSON-LD, 2 workers", two, found["floor"], "floor")
    if "error" not in one and "error" not in two:
        row.ratio, row.of, row.target = one["wall"] / two["wall"], "faster", ">= 1.6"
        row.good = row.ratio >= 1.6
        row.note = f"by wall; CPU {two['cpu'] / one['cpu']:.2f} x of one worker; {row.note}"
    out.add(row)


def peer(out: Measurements, source: Path, repeats: int) -> None:
    """Compare reading with the format's own Python package."""
    found = in_turn(repeats, {
        "floor": ("floor", source), "peer": ("peer-olca-schema", source), "read": ("read", source),
    })  # fmt: skip
    out.add(line(f"peer: olca-schema reads {source.name}", found["peer"], found["floor"], "floor"))
    out.add(line("lcabridge reads it", found["read"], found["floor"], "floor"))


def watched(command: list[str]) -> tuple[float, Peak]:
    """Run a command and return its wall time and the peak memory of its process tree."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=ROOT)
    watch = Watch(process.pid)
    watch.start()
    _, said = process.communicate()
    peak = watch.stop()
    if process.returncode:
        lines = said.decode(errors="replace").strip().splitlines()
        raise TaskFailedError(lines[-1] if lines else f"exit {process.returncode}")
    return time.perf_counter() - start, peak


def memory(out: Measurements, source: Path, scratch: Path, count: int, to: str) -> None:
    """Measure the peak memory of the command line."""
    command = str(Path(sysconfig.get_path("scripts")) / ("lcabridge.exe" if os.name == "nt" else "lcabridge"))
    target = scratch / "memory.zip"
    arguments = [command, "convert", str(source), str(target), "--to", to, "--workers", str(count)]
    title = f"{source.name} -> {to}, {count} worker{'s' if count > 1 else ''}"
    try:
        wall, peak = watched(arguments)
    except TaskFailedError as error:
        out.add(Row(title, None, "MiB", note=str(error)[:80], good=False, target=f"<= {MEMORY_LIMIT_MB}"))
        return
    good = None if peak.rss is None else peak.rss <= MEMORY_LIMIT_MB
    pss = "-" if peak.pss is None else f"{peak.pss:,.0f}"
    note = (
        f"sum of RSS; sum of PSS {pss} MiB; {peak.processes} processes; {wall:.1f} s; {target.stat().st_size:,} bytes"
    )
    out.add(Row(title, peak.rss, "MiB", target=f"<= {MEMORY_LIMIT_MB}", good=good, note=note))


def mapping(out: Measurements, source: Path, size: tuple[int, int, int, int]) -> None:
    """Measure applying a map against reading, as the processes come, and matching of large lists.

    Args:
        out: takes the rows.
        source: package whose processes are read.
        size: rows of the map, how often the package is read; flows that are matched, flowables to match them to.
    """
    rows, rounds, flows, flowables = size
    try:
        applied, matched = (
            task("apply-map", source, str(rows), str(rounds)),
            task("match-flows", str(flows), str(flowables)),
        )
    except TaskFailedError as error:
        out.add(Row("mapping", None, "s", note=str(error)[:80], good=False))
        return
    title = f"apply {applied['rows']:,} rows, {applied['exchanges']:,} exchanges"
    note = f"reading {applied['reading']:.1f} s, {rounds} times {source.name}; {applied['mapped']:,} exchanges mapped"
    out.add(Row(title, applied["applying"], "s", applied["applying"] / applied["reading"], "reading", note=note))
    peak = matched["MiB"]
    good = matched["matching"] <= MATCH_SECONDS and (peak is None or peak <= MATCH_MB)
    note = f"{matched['matched']:,} matched; peak RSS {'-' if peak is None else f'{peak:,.0f}'} (<= {MATCH_MB}) MiB"
    target = f"<= {MATCH_SECONDS} s"
    out.add(
        Row(f"match {flows:,} flows to {flowables:,}", matched["matching"], "s", target=target, good=good, note=note)
    )


def ilcd(out: Measurements, keep: Path, repeats: int, *, quick: bool) -> None:
    """Measure reading and writing ILCD XML, and `ILCD -> national` of a large package without mapping."""
    from bench import ilcd_xml, national  # noqa: PLC0415  # they add rows to the table that is defined here

    if not (corpus() / ilcd_xml.PACKAGE).exists():
        print(f"{ilcd_xml.PACKAGE} is not there (set LCABRIDGE_CORPUS): ILCD is not measured")
        return
    ilcd_xml.measure(out, corpus(), repeats)
    copies, flows = (2, 2_000) if quick else (national.COPIES, national.FLOWS)
    try:
        national.measure(out, national.package(keep, copies, flows), mapped=False)
    except TaskFailedError as error:
        out.add(Row("ILCD -> national", None, "s", note=str(error)[:80], good=False))


def spold(out: Measurements, keep: Path, scratch: Path, repeats: int, *, quick: bool) -> None:
    """Measure EcoSpold 2, and EcoSpold 1 and SimaPro CSV beside the packages that read them."""
    from bench import simapro, spold1, spold2  # noqa: PLC0415  # they add rows to the table that is defined here

    spold2.measure(out, keep, scratch, repeats, quick=quick)
    spold1.measure(out, repeats, datasets=60 if quick else 600)
    simapro.measure(out, repeats, processes=100 if quick else 1000)


def families(out: Measurements, wanted: Sequence[str], keep: Path, scratch: Path, repeats: int, *, quick: bool) -> None:
    """Measure the formats that have a floor of their own."""
    if "ilcd" in wanted:
        ilcd(out, keep, repeats, quick=quick)
    if "spold" in wanted:
        spold(out, keep, scratch, repeats, quick=quick)


def generated(name: str, size: Size, keep: Path) -> Path:
    """Write a generated package unless it is there from an earlier run."""
    path = keep / f"{name}-{size.processes}x{size.exchanges}-{size.flows}-{size.comments}-{size.seed}.zip"
    if not path.exists():
        print(f"generating {path.name} ...", flush=True)
        partial = path.with_suffix(".part")
        write_jsonld(partial, size)
        partial.replace(path)
    return path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__.split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="small packages, one repeat: to see that everything runs")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--only", action="append", choices=PARTS)
    parser.add_argument("--to", default="national", help="format of the memory test and of the second conversion")
    parser.add_argument("--keep", type=Path, default=ROOT / "bench" / "out", help="folder of the generated packages")
    parser.add_argument("--json", type=Path, help="write the rows to this file")
    parser.add_argument("--check", action="store_true", help="exit 1 if a target is missed")
    options = parser.parse_args(arguments)
    options.keep.mkdir(parents=True, exist_ok=True)
    wanted = options.only or PARTS
    repeats = 1 if options.quick else options.repeats
    out = Measurements()
    small = generated("small", SMALL, options.keep)
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    print(f"{os.cpu_count()} CPUs{load}, Python {sys.version.split()[0]}, best of {repeats}")
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        uslci = corpus() / USLCI
        if not uslci.exists():
            print(f"{uslci.name} is not there (set LCABRIDGE_CORPUS): a generated package takes its place")
        if "speed" in wanted:
            speed(out, uslci if uslci.exists() else small, scratch, repeats, options.to)
        families(out, wanted, options.keep, scratch, repeats, quick=options.quick)
        if "peer" in wanted:
            peer(out, small, repeats)
        if "workers" in wanted:
            large = small if options.quick else generated("large", LARGE, options.keep)
            workers(out, large, scratch, repeats)
        if "memory" in wanted:
            full = small if options.quick else generated("full", FULL, options.keep)
            for count in (1, 2):
                memory(out, full, scratch, count, options.to)
        if "mapping" in wanted:
            full = small if options.quick else generated("full", FULL, options.keep)  # a million exchanges
            mapping(out, full, (1_000, 1, 2_000, 500) if options.quick else (50_000, 10, 100_000, 5_000))
    if "assess" in wanted:
        from bench.assess import FULL as CHAINS  # noqa: PLC0415  # it measures with this module
        from bench.assess import QUICK, measure  # noqa: PLC0415

        measure(out, QUICK if options.quick else CHAINS)
    if options.json:
        document = {"cpus": os.cpu_count(), "python": sys.version.split()[0], "rows": [asdict(row) for row in out.rows]}
        options.json.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    return int(options.check and any(row.good is False for row in out.rows))


if __name__ == "__main__":
    sys.exit(main())
