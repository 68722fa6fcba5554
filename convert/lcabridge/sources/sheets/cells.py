"""Cells: what stands in one, and how its place is called.

A value is a text, a number, a truth value or nothing; the subclasses below say what else the workbook tells about it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple, Protocol

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""What a worksheet holds (Excel; ECMA-376 leaves it open)."""
MAX_TEXT = 32_767
"""UTF-16 units of text in one cell of Excel; longer texts make it call the file damaged."""


class Percent(float):
    """A number shown in per cent: the cell shows 5 %, the value is 0.05."""


class Day(str):
    """A date cell as ISO 8601 text (``2024-03-01`` or ``2024-03-01T12:00:00``)."""

    __slots__ = ()


class Fault(str):
    """An error that the spreadsheet program shows: ``#N/A``, ``#DIV/0!``."""

    __slots__ = ()


class Uncomputed(str):
    """A cell formula whose result was never stored; the text is the formula."""

    __slots__ = ()


CellValue = str | float | bool | None
Row = tuple[int, list[CellValue]]
"""Row number from 1, and its cells from column A; trailing empty cells may be missing."""


class Merged(NamedTuple):
    """A merged range: first and last row (from 1) and column (from 0)."""

    top: int
    left: int
    bottom: int
    right: int


class Sheet(Protocol):
    """A worksheet, or a CSV file.

    Attributes:
        name: title of the worksheet, stem of the file.
        at: the file in messages.
    """

    name: str
    at: str

    def rows(self) -> Iterator[Row]:
        """Yield the rows that have a cell, from the top; reads the file again at every call."""

    def address(self, row: int, column: int) -> str:
        """Return how the place of a cell is called in messages; the column counts from 0."""


def column_letters(column: int) -> str:
    """Return the letters of a column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """Return the number of a column from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


_PLAIN_TITLE = re.compile(r"[A-Za-z_][A-Za-z0-9_.]*")


def cell_address(sheet: str, row: int, column: int) -> str:
    """Return the address of a cell as spreadsheet programs write it: ``Flows!B7``, ``'my sheet'!B7``."""
    title = sheet if _PLAIN_TITLE.fullmatch(sheet) else "'" + sheet.replace("'", "''") + "'"
    return f"{title}!{column_letters(column)}{row}"


def is_empty(value: CellValue) -> bool:
    """Tell whether a cell says nothing: no value, or blanks only."""
    return value is None or (isinstance(value, str) and not value.strip())


def as_text(value: CellValue) -> str:
    """Return a cell as text: whole numbers without a point, truth values as TRUE and FALSE."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return repr(float(value)).removesuffix(".0")
    return str(value)
