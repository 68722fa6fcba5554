"""Tables as rows of texts with their line numbers, from CSV and XLSX; and back, whole or not at all."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from lcabridge.errors import Location
from lcabridge.flowmap.problems import FlowMapError
from lcabridge.sources import DEFAULT_LIMITS, Limits, decode_text, open_sink, open_source

Grid = Iterator[tuple[int, list[str]]]
"""Line (or sheet row) from 1, and its cells."""

ZIP_MAGIC = b"PK\x03\x04"
GZIP_MAGIC = b"\x1f\x8b"
_EPOCH = dt.datetime(1980, 1, 1)  # noqa: DTZ001  # the zip format's own first day; XLSX knows no time zone
MAX_FIELD = 16 * 2**20


def read_bytes(path: Path, limits: Limits = DEFAULT_LIMITS) -> bytes:
    """Return the bytes of a file that is read as one.

    Raises:
        ReadError: it is not there, not readable, or too large.
    """
    with contextlib.suppress(OSError), path.open("rb") as file:
        if file.read(2) == GZIP_MAGIC:  # one packed table, as randonneur_data has them; unpacked within the limits
            return GZIP_MAGIC + file.read(limits.file_bytes)
    with open_source(path, limits) as source:
        names = source.names()
        if len(names) == 1 and source.locate(names[0]) == str(path):
            return source.read(names[0])
    # open_source has looked at the archive's entries (an XLSX file is one) and found them safe.
    return path.read_bytes()


def grid(data: bytes, file: str, delimiter: str = "") -> Grid:
    """Return the rows of a CSV or XLSX file, blank ones left out.

    Args:
        data: the file.
        file: its name for messages.
        delimiter: of CSV; found in the first line if not given.

    Raises:
        FlowMapError: it is no table.
    """
    if data.startswith(ZIP_MAGIC):
        return _sheet(data, file)
    text = decode_text(data, at=file)[0]
    return _csv(text, file, delimiter or _delimiter(text))


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _csv(text: str, file: str, delimiter: str) -> Grid:
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error as error:
            raise FlowMapError(
                f"this line is no CSV: {error}",
                f"此行不是有效的 CSV：{error}",
                at=Location(file=file, line=reader.line_num),
                hint_en="check the quotation marks",
                hint_zh="请检查引号",
            ) from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield start, cells
        start = reader.line_num + 1


def _sheet(data: bytes, file: str) -> Grid:
    import openpyxl  # noqa: PLC0415  # heavy, and most maps are CSV

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book[book.sheetnames[0]]
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            texts = [_cell(value) for value in cells]
            if any(texts):
                yield number, texts
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise FlowMapError(
            f"the workbook cannot be read: {error}",
            f"无法读取该工作簿：{error}",
            at=Location(file=file),
            hint_en="save it again as .xlsx",
            hint_zh="请重新另存为 .xlsx",
        ) from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dt.datetime):
        return value.isoformat() if value.time() != dt.time(0) else value.date().isoformat()
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    return str(value).strip()


def csv_bytes(rows: Iterable[Sequence[str]], delimiter: str = ",", *, bom: bool = False) -> bytes:
    """Return rows as CSV in UTF-8 with line feeds."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig" if bom else "utf-8")


def xlsx_bytes(sheets: Iterable[tuple[str, Sequence[Sequence[Any]]]]) -> bytes:
    """Return sheets (name, rows) as a workbook: bold frozen header, filter, texts never as formulas."""
    import openpyxl  # noqa: PLC0415  # heavy, and most maps are CSV
    from openpyxl.styles import Font  # noqa: PLC0415  # same
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  # same

    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.created = book.properties.modified = _EPOCH
    for name, rows in sheets:
        sheet = book.create_sheet(name[:31])
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row, 1):
                cell = sheet.cell(number, column)
                if isinstance(value, str):
                    # openpyxl stores a text that starts with "=" as a formula unless told (reference competitors C.2).
                    cell.value = _sayable(value)
                    cell.data_type = "s"
                else:
                    cell.value = value
                if number == 1:
                    cell.font = Font(bold=True)
        sheet.freeze_panes = "A2"
        if rows:
            sheet.auto_filter.ref = sheet.dimensions
            for column, title in enumerate(rows[0], 1):
                letter = get_column_letter(column)
                widest = max(len(str(row[column - 1])) for row in rows[:200] if column <= len(row))
                sheet.column_dimensions[letter].width = min(max(10, len(str(title)) + 2, widest), 60)
    out = io.BytesIO()
    book.save(out)
    return _fixed_times(out.getvalue())


_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters that XML, and so XLSX, cannot say."""


def _sayable(text: str) -> str:
    return _ILLEGAL.sub("", text)[:32767]


def _fixed_times(data: bytes) -> bytes:
    """Return the archive with fixed entry times and no clock in its properties, so that the same table gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist()):
            content = old.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content)
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, content)
    return out.getvalue()


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file: the old one or the whole new one.

    Raises:
        WriteError: the place is not there or not writable.
    """
    with open_sink(path, "file") as sink:
        sink.add(path.name, data)
        sink.commit()
