"""Runs the judges and writes docs/compatibility.md: ``python -m tests.interop.publish [--tool T] [--package P] [--format F]``.

What is not run keeps its row of the last run, in docs/compatibility.json. Each judge is a function of this module's
`JUDGES`: it yields a row's key and what gives its verdict.
"""

# ruff: noqa: T201  # a command that says how far it is
from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from tests.conftest import ROOT
from tests.interop import bright, brightway_runs, openlca_runs
from tests.interop.judge import NoJudgeError, judge
from tests.interop.packages import PACKAGES
from tests.interop.verdict import SHOWN, Tally, Verdict

PAGE = ROOT / "docs" / "compatibility.md"
ROWS = ROOT / "docs" / "compatibility.json"
CORPUS = Path(os.environ.get("LCABRIDGE_CORPUS", ROOT.parent / "shared" / "data"))
LIMITS = {**openlca_runs.LIMITS, **getattr(brightway_runs, "LIMITS", {})}


class Key(NamedTuple):
    """What tells a row: one package in one format before one tool."""

    tool: str
    package: str
    format: str
    options: str = ""


Run = Callable[[Path], Verdict]


def openlca() -> Iterator[tuple[Key, Run]]:
    """Yield the runs of openLCA."""
    for name in PACKAGES:
        for run in openlca_runs.RUNS:

            def verdict(folder: Path, name: str = name, run: openlca_runs.Run = run) -> Verdict:
                return openlca_runs.judged(judge(), name, run, CORPUS, folder)

            yield Key("openLCA", name, run.format, run.said), verdict


def brightway() -> Iterator[tuple[Key, Run]]:
    """Yield the runs of Brightway."""
    for name in PACKAGES:
        for format_id in brightway_runs.FORMATS:

            def verdict(folder: Path, name: str = name, format_id: str = format_id) -> Verdict:
                if not bright.python():
                    raise NoJudgeError(f"set {bright.PYTHON} to a Python that has bw2io and bw2calc")
                return brightway_runs.judged(name, format_id, CORPUS, folder)

            yield Key("Brightway", name, format_id), verdict


JUDGES: dict[str, Callable[[], Iterator[tuple[Key, Run]]]] = {"openlca": openlca, "brightway": brightway}


def told(tally: Tally) -> dict[str, Any]:
    """Return a tally as JSON."""
    return {
        "compared": tally.compared,
        "equal": tally.equal,
        "excused": dict(sorted(tally.excused.items())),
        "failed": len(tally.failed),
        "examples": tally.failed[:SHOWN],
    }


def row(key: Key, verdict: Verdict) -> dict[str, Any]:
    """Return a row of the page as JSON."""
    parts = {name: told(getattr(verdict, name)) for name in ("stored", "beyond", "scores")}
    return {**key._asdict(), "version": verdict.tool, "errors": verdict.errors[:SHOWN], **parts}


def load() -> dict[Key, dict[str, Any]]:
    """Return the rows of the last run."""
    rows = json.loads(ROWS.read_text("utf-8"))["rows"] if ROWS.exists() else []
    return {Key(*(one[name] for name in Key._fields)): one for one in rows}


def page(rows: dict[Key, dict[str, Any]], day: str) -> str:
    """Return the page."""
    lines = [
        "# Compatibility",
        "",
        f"What other tools make of the files that lcabridge writes; run on {day}. `python -m tests.interop.publish` makes this",
        "page, [interop.md](interop.md) says how to get the tools and what is compared, `make interop` runs the same as tests.",
        "",
        "* **Opened**: the tool's importer says no error, but for what the source refers to and does not hold.",
        "* **Stored**: exchanges in the tool's database that are as the source says: flow, direction, amount in the reference",
        "  unit, supplier, distribution. **Besides**: flows, allocation, parameters, formulas, data quality, texts, models.",
        "* **Scores**: products whose scores, calculated by the tool with impact categories that came with the package, equal",
        "  those of the built-in calculator on the source to 1e-9.",
        "",
        "Each cell: equal / compared; then what differs for a named [limit](#limits), and what differs without one (failed).",
        "",
        "| Tool | Format | Package | Written with | Opened | Stored | Besides | Scores |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for key, one in sorted(
        rows.items(), key=lambda item: (item[0].tool, item[0].format, item[0].package, item[0].options)
    ):
        cells = [cell(one[name]) for name in ("stored", "beyond", "scores")]
        opened = "yes" if not one["errors"] else "with errors"
        written = f"`{key.options}`" if key.options.startswith("--") else key.options
        lines.append(
            f"| {one['version']} | {key.format} | {key.package} | {written} | {opened} | {' | '.join(cells)} |"
        )
    used = {name for one in rows.values() for part in ("stored", "beyond", "scores") for name in one[part]["excused"]}
    lines += [
        "",
        "## Limits",
        "",
        "What a format cannot say, and what a tool gets wrong; each has a test that shows it.",
        "",
    ]
    lines += [f"* `{name}`: {LIMITS[name]}" for name in sorted(used)]
    failed = [
        f"* {key.tool}, {key.format}, {key.package}: `{example[:200].replace('`', chr(39))}`"
        for key, one in sorted(rows.items())
        for example in [*one["errors"], *(e for part in ("stored", "beyond", "scores") for e in one[part]["examples"])]
    ]
    if failed:
        lines += ["", "## Failed", "", f"At most {SHOWN} of each.", "", *failed]
    return "\n".join(lines) + "\n"


def cell(part: dict[str, Any]) -> str:
    """Return how a tally is shown."""
    if not part["compared"]:
        return "—"
    text = f"{part['equal']:,} / {part['compared']:,}"
    text += "".join(f"; {count:,} `{name}`" for name, count in part["excused"].items())
    return text + (f"; {part['failed']:,} failed" if part["failed"] else "")


def main() -> int:
    """Run what is asked for, and write rows and page after each."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("tool", "package", "format"):
        parser.add_argument(f"--{name}", action="append", default=[])
    chosen = parser.parse_args()
    rows = load()
    every = [pair for name in JUDGES if name in (chosen.tool or JUDGES) for pair in JUDGES[name]()]
    for key, verdict in every:
        if key.package not in (chosen.package or [key.package]) or key.format not in (chosen.format or [key.format]):
            continue
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            try:
                rows[key] = row(key, verdict(Path(folder)))
            except NoJudgeError as reason:
                print(f"{' '.join(key)}: not run: {reason}", flush=True)
                continue
        parts = ", ".join(f"{name} {cell(rows[key][name])}" for name in ("stored", "beyond", "scores"))
        print(f"{' '.join(key)}: {parts} ({time.monotonic() - start:.0f} s)", flush=True)
        write(rows, dt.date.today().isoformat())  # noqa: DTZ011  # the date of the run, where it was run
    return 0


def write(rows: dict[Key, dict[str, Any]], day: str) -> None:
    """Write rows and page."""
    listed = [rows[key] for key in sorted(rows)]
    text = json.dumps({"run": day, "rows": listed}, indent=1, ensure_ascii=False)
    ROWS.write_text(f"{text}\n", encoding="utf-8", newline="\n")
    PAGE.write_text(page(rows, day), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    sys.exit(main())
