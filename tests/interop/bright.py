"""Brightway as a judge: runs ``brightway/program.py`` in a Python that has bw2io, and holds what it stored and calculated."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

PYTHON = "LCABRIDGE_BRIGHTWAY"
"""Environment variable: a Python interpreter that has bw2io, bw2data and bw2calc (docs/interop.md)."""
PROGRAM = Path(__file__).resolve().parent / "brightway" / "program.py"

Row = dict[str, Any]


@dataclass
class Imported:
    """What Brightway says of a package.

    Attributes:
        said: of the importer: name of the database, exchanges that nothing is linked to.
        nodes: by code, each with its exchanges under ``exchanges``.
        inventories: flows of one unit of a product, by what was asked for; rows of code, name, categories, unit, amount.
    """

    said: Row = field(default_factory=dict)
    nodes: dict[str, Row] = field(default_factory=dict)
    inventories: dict[str, list[list[Any]]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)


@cache
def python() -> str:
    """Return the interpreter, "" where there is none with bw2io."""
    found = os.environ.get(PYTHON, "")
    if not found:
        return ""
    known = subprocess.run(
        [found, "-c", "import bw2io, bw2calc"], capture_output=True, check=False
    )  # the user named it
    return found if known.returncode == 0 else ""


def hear(format_: str, path: Path, out: Path, *asked: str) -> Imported:
    """Import a package as Brightway, and return what it says.

    Args:
        format_: how it was written.
        path: the package.
        out: where the program puts its answer.
        asked: products whose inventories are wanted: codes, or name, product and place with tabs between.
    """
    command = [python(), str(PROGRAM), format_, str(path), str(out), *asked]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)  # same
    assert done.returncode == 0, done.stderr[-3000:]
    found = Imported()
    for line in out.read_text("utf-8").splitlines():
        row = json.loads(line)
        if "node" in row:
            found.nodes[row["node"]["code"]] = row["node"] | {"exchanges": row["exchanges"]}
        elif "error" in row:
            found.failed[row["asked"]] = row["error"]
        elif "asked" in row:
            found.inventories[row["asked"]] = row["flows"]
        else:
            found.said = row
    return found
