"""CSV files as sheets: any usual separator, any encoding with evidence, cells guarded against formula injection."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from lcabridge.errors import Location, MalformedSourceError
from lcabridge.sources import Source, decode_text
from lcabridge.sources.sheets.cells import MAX_COLUMNS, MAX_ROWS, CellValue, Merged, Row, as_text, cell_address

SUFFIXES = (".csv", ".tsv", ".txt")
_SEPARATORS = ",;\t|"
_FIELD = 16 << 20
# A spreadsheet program takes a cell that begins so for a formula; "'" in front makes it text (OWASP, CSV injection).
_DANGER = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guard(text: str) -> str:
    """Return the text with ``'`` in front where a spreadsheet program would take it for a formula."""
    return f"'{text}" if _DANGER.match(text) else text


def unguard(text: str) -> str:
    """Return what `guard` was given."""
    return text[1:] if _GUARDED.match(text) else text


class CsvSheet:
    """A CSV file.

    Args:
        source: where it is.
        entry: its name there.
        encoding: as the user names it, "" to find out.
        separator: as the user names it, "" to find out.
        guarded: whether texts were written with `guard`.
    """

    hidden = False

    def __init__(
        self, source: Source, entry: str, *, encoding: str = "", separator: str = "", guarded: bool = True
    ) -> None:
        self.name = entry.rpartition("/")[2].rpartition(".")[0] or entry
        self.entry = entry
        self.at = source.locate(entry)
        self._source = source
        self._encoding = encoding
        self._separator = separator
        self._guarded = guarded

    def address(self, row: int, column: int) -> str:
        """See `Sheet.address`."""
        return cell_address(self.name, row, column)

    def merged(self) -> list[Merged]:
        """Return nothing: CSV has no merged cells."""
        return []

    def rows(self) -> Iterator[Row]:
        """See `Sheet.rows`."""
        text, _, _ = decode_text(self._source.read(self.entry), forced=self._encoding or None, at=self.at)
        separator = self._separator or _separator(text)
        csv.field_size_limit(_FIELD)  # one for the whole process; the module's own is 128 KiB
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        number = 0
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                raise self._broken(str(error), reader.line_num) from error
            if cells is None:
                return
            number += 1
            if number > MAX_ROWS or len(cells) > MAX_COLUMNS:
                raise self._broken(f"more than {MAX_ROWS:,} rows or {MAX_COLUMNS:,} columns", reader.line_num)
            values: list[CellValue] = [unguard(cell) if self._guarded else cell for cell in cells]
            if any(values):
                yield number, [value or None for value in values]

    def _broken(self, what: str, line: int) -> MalformedSourceError:
        return MalformedSourceError(
            f"this is no readable CSV: {what}", f"无法按 CSV 读取：{what}", at=Location(file=self.at, line=line),
            hint_en="correct the quotes there, or save the table anew as CSV (UTF-8)",
            hint_zh="请更正该处的引号，或将表格重新另存为 CSV（UTF-8）",
        )  # fmt: skip


def _separator(text: str) -> str:
    """Return the sign that occurs most, outside quotes, in the first 20 lines."""
    plain = re.sub(r'"[^"]*"', "", "\n".join(text[: 1 << 16].split("\n")[:20]))
    return max(_SEPARATORS, key=lambda sign: (plain.count(sign), -_SEPARATORS.index(sign)))


def csv_bytes(rows: Iterable[Sequence[CellValue]], *, guarded: bool) -> bytes:
    """Return rows as CSV that Excel opens: UTF-8 with its mark, commas, CRLF."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        cells = []
        for value in row:
            cell = as_text(value)
            cells.append(guard(cell) if guarded and isinstance(value, str) else cell)
        writer.writerow(cells)
    return b"\xef\xbb\xbf" + text.getvalue().encode()
