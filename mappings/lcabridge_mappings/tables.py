"""Reading the tables of this package: CSV (``.gz`` when large), each beside a ``.meta.json`` that says where it is from.

Every meta file has: ``title``, ``table``, ``rows``, ``sha256`` of the table, ``licence``, ``sources`` (name, origin,
licence, sha256 of what was read), ``derivation`` and ``notes``.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

_SUFFIXES = (".csv", ".csv.gz")


def _table(name: str) -> Traversable:
    folder: Traversable = files(__package__ or "lcabridge_mappings")
    for part in name.split("/"):
        folder = folder / part
    return folder


def read(name: str) -> bytes:
    """Return a table's file as it lies there.

    Args:
        name: folder and file, such as ``maps/x.csv.gz``.
    """
    return _table(name).read_bytes()


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of a table.

    Args:
        name: folder and file, such as ``units/units.csv``.
    """
    data = _table(name).read_bytes()
    if name.endswith(".gz"):
        data = gzip.decompress(data)
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def meta(name: str) -> dict[str, Any]:
    """Return provenance and licence of a table."""
    data: dict[str, Any] = json.loads(_table(f"{name}.meta.json").read_text("utf-8"))
    return data


def names() -> list[str]:
    """Return every table of the package, sorted."""
    found: list[str] = []

    def visit(folder: Traversable, prefix: str) -> None:
        for entry in folder.iterdir():
            if entry.is_dir():
                visit(entry, f"{prefix}{entry.name}/")
            elif entry.name.endswith(_SUFFIXES):
                found.append(prefix + entry.name)

    visit(files(__package__ or "lcabridge_mappings"), "")
    return sorted(found)
