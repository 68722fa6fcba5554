"""Scores and contributions as files: CSV that Excel opens, JSON, XLSX."""

from __future__ import annotations

import csv
import importlib
import io
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from lcabridge.errors import UsageError
from lcabridge.sources import atomic

SUFFIXES = (".csv", ".json", ".xlsx", ".html")
Table = Sequence[Mapping[str, Any]]


def check_path(path: Path) -> None:
    """Refuse a path whose suffix names no kind of file that can be written.

    Raises:
        UsageError: another suffix.
    """
    if path.suffix.lower() not in SUFFIXES:
        kinds = ", ".join(SUFFIXES)
        raise UsageError(
            f"{path.name}: results are written as {kinds}",
            f"{path.name}：结果可写为 {kinds}",
        )


def columns_of(table: Table) -> list[str]:
    """Return every key of the rows, in the order of first appearance."""
    return list(dict.fromkeys(key for row in table for key in row))


def csv_bytes(table: Table) -> bytes:
    """Return a table as CSV: UTF-8 with BOM (Excel needs it), comma, CRLF."""
    text = io.StringIO(newline="")
    names = columns_of(table)
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows([{key: _safe(value) for key, value in row.items()} for row in table])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def json_bytes(value: Any) -> bytes:
    """Return a value as JSON; what is no number becomes null."""
    return orjson.dumps(_plain(value), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def xlsx_bytes(sheets: Mapping[str, Table]) -> bytes:
    """Return tables as a workbook, one sheet each, header bold and frozen."""
    # Loaded here, because it takes 0.2 s that only who asks for a workbook should pay; it has no types.
    book: Any = importlib.import_module("openpyxl").Workbook()
    bold = importlib.import_module("openpyxl.styles").Font(bold=True)
    book.remove(book.worksheets[0])
    for name, table in sheets.items():
        sheet = book.create_sheet(name[:31])
        names = columns_of(table)
        sheet.append(names)
        for cell in sheet[1]:
            cell.font = bold
        sheet.freeze_panes = "A2"
        for row in table:
            sheet.append([_cell(row.get(key)) for key in names])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def write_tables(path: Path, sheets: Mapping[str, Table], meta: Mapping[str, Any]) -> None:
    """Write tables to a file by its suffix; a CSV holds the first, JSON all with ``meta``.

    Raises:
        UsageError: another suffix.
        WriteError: the file cannot be written.
    """
    check_path(path)
    kind = path.suffix.lower()
    if kind == ".csv":
        data = csv_bytes(next(iter(sheets.values())))
    elif kind == ".json":
        data = json_bytes({**meta, **{name: list(table) for name, table in sheets.items()}})
    else:
        about = [{"key": key, "value": str(value)} for key, value in meta.items()]
        data = xlsx_bytes({**sheets, "about": about})
    write_file(path, data)


def write_file(path: Path, data: bytes) -> None:
    """Write a file: the old one or the whole new one, never a part.

    Raises:
        WriteError: the file system refuses.
    """
    with atomic.writing(path):
        part = atomic.temporary(path, "part")
        try:
            with part.open("wb") as file:
                file.write(data)
                atomic.flush(file)
            atomic.replace(part, path)
        finally:
            part.unlink(missing_ok=True)


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Mapping):
        return {str(key): _plain(member) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member) for member in value]
    return value


def _safe(value: Any) -> Any:
    """Keep a name from being taken for a formula by a spreadsheet."""
    if isinstance(value, str) and value[:1] in ("=", "+", "@", "\t", "\r"):
        return "'" + value
    return "" if isinstance(value, float) and math.isnan(value) else value


def _cell(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return _safe(value) if isinstance(value, str) else value
