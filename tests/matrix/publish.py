"""Runs the whole matrix and writes docs/matrix.md: ``python -m tests.matrix.publish [--examples N] [--only A,B] [--write]``."""

# ruff: noqa: T201  # a command that says how far it is
import argparse
import datetime as dt
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from lcabridge.errors import LcabridgeError
from lcabridge.testing import strategies
from tests.matrix.pairs import INSTALLED, PAIRS, Outcome, everything, of_corpus, of_entities

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "matrix.md"
CORPUS = Path(os.environ.get("LCABRIDGE_CORPUS", ROOT.parent / "shared" / "data"))
KINDS = ("samples", "generated", "corpus")


def generated(first, second, examples):
    """Return the outcomes for generated packages, the same at every run."""
    found = []

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(entities=strategies.packages(dangling=True, several_versions=True))
    def run(entities):
        with tempfile.TemporaryDirectory() as folder:
            found.append(guarded(of_entities, first, second, entities, Path(folder)))

    run()
    return found


def guarded(measure, *arguments):
    """Return the outcome; an error of lcabridge, and a crash, is a finding."""
    try:
        return measure(*arguments)
    except LcabridgeError as error:
        return Outcome([f"{type(error).__name__}: {error}"[:300]], [], [], 0, 0)
    except Exception as error:  # noqa: BLE001  # the matrix goes on; the page names the crash
        return Outcome([f"crash, {type(error).__name__}: {error}"[:300]], [], [], 0, 0)


def measure(first, second, examples):
    """Return the outcomes of one pair by kind."""
    outcomes = {}
    with tempfile.TemporaryDirectory() as folder:
        outcomes["samples"] = [guarded(of_entities, first, second, everything(), Path(folder))]
    outcomes["generated"] = generated(first, second, examples)
    if CORPUS.is_dir():
        with tempfile.TemporaryDirectory() as folder:
            outcomes["corpus"] = [guarded(of_corpus, first, second, CORPUS, Path(folder))]
    return outcomes


def page(results, examples, seconds):
    """Return the page."""
    ids = sorted({first for first, _ in results} | {second for _, second in results})
    clean = sum(all(o.findings == 0 for found in kinds.values() for o in found) for kinds in results.values())
    lines = [
        "# The cross-format matrix",
        "",
        f"Run on {dt.date.today().isoformat()}: {len(results)} ordered pairs of formats, {clean} without a finding.",  # noqa: DTZ011  # the date of the run, where it was run
        f"For each pair: all sample packages as one, {examples} generated packages, one public package of the first format;",
        f"{seconds / 60:.0f} minutes of CPU. `python -m tests.matrix.publish --write` makes this page; `make interop` runs the same as tests.",
        "",
        "A package of format A is converted to B and back (`--no-map`). A finding is a difference between before and after",
        "that neither report lists, or a loss that a report lists and that did not happen in that step.",
        "A cell counts them: samples / generated / public; `·` stands for none in any.",
        "",
        "| A ↓ B → | " + " | ".join(ids) + " |",
        "|---|" + "---|" * len(ids),
    ]
    for first in ids:
        cells = [cell(results.get((first, second))) for second in ids]
        lines.append(f"| **{first}** | " + " | ".join(cells) + " |")
    lines += [
        "",
        "## What was lost and listed",
        "",
        "Issues that the two reports list for the samples, and for the public package.",
        "",
    ]
    lines += ["| A ↓ B → | " + " | ".join(ids) + " |", "|---|" + "---|" * len(ids)]
    for first in ids:
        row = [listed(results.get((first, second))) for second in ids]
        lines.append(f"| **{first}** | " + " | ".join(row) + " |")
    found = details(results)
    if found:
        lines += ["", "## Findings", "", *found]
    return "\n".join(lines) + "\n"


def cell(kinds):
    """Return the findings of one pair."""
    if kinds is None:
        return "—"
    counts = [sum(o.findings for o in kinds.get(kind, [])) for kind in KINDS]
    return "·" if not any(counts) else " / ".join(map(str, counts))


def listed(kinds):
    """Return how many issues the reports of one pair list."""
    if kinds is None:
        return "—"
    return " / ".join(f"{sum(o.listed for o in kinds[kind]):,}" for kind in ("samples", "corpus") if kind in kinds)


def details(results):
    """Return the first findings of each pair."""
    lines = []
    for (first, second), kinds in sorted(results.items()):
        shown = defaultdict(list)
        for kind in KINDS:
            for outcome in kinds.get(kind, []):
                for name in ("silent", "untrue_there", "untrue_back"):
                    shown[kind, name] += getattr(outcome, name)
        for (kind, name), findings in shown.items():
            if findings:
                example = findings[0].replace("|", "\\|").replace("`", "'")[:160]
                lines.append(f"* {first} → {second}, {kind}, {len(findings)} {name.replace('_', ' ')}: `{example}`")
    return lines


def main():
    """Run, print, and write the page if asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=10)
    parser.add_argument("--only", default="", help="formats, separated by commas; pairs of others are left out")
    parser.add_argument("--write", action="store_true")
    chosen = parser.parse_args()
    only = set(chosen.only.split(",")) if chosen.only else set(INSTALLED)
    start = time.process_time()
    results = {}
    for first, second in PAIRS:
        if first in only and second in only:
            results[first, second] = measure(first, second, chosen.examples)
            print(f"{first} -> {second}: {cell(results[first, second])}", flush=True)
    text = page(results, chosen.examples, time.process_time() - start)
    print(text)
    if chosen.write:
        PAGE.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
