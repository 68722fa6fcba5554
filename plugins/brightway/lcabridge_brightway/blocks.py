"""The layout of Brightway's inventory tables: blocks of rows, as bw2io reads and writes them.

Database | name                  cutoff | 10           the columns from the 11th on are no data
field    | value                 skip                  this sheet is no data

Project parameters               Activity | name
name | amount | formula          code     | A
                                 Parameters | group
Database parameters              name | amount | formula
name | amount | formula          Exchanges
                                 name | amount | unit | type | …
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

import msgspec

from lcabridge.sources.sheets.books import AnySheet
from lcabridge.sources.sheets.cells import CellValue, Fault, Row, Uncomputed, as_text, is_empty

UNKNOWN = "(Unknown)"
"""Stands for no value (bw2io's ``csv_drop_unknown``)."""
HEADS = ("activity", "database", "project parameters", "database parameters", "parameters", "exchanges")


class Standing(Protocol):
    """Where a line stands: a worksheet, or a node of a package."""

    def address(self, row: int, column: int) -> str:
        """Return how the place of a cell is called in messages."""


class Line(msgspec.Struct):
    """A row of a table in a block.

    Attributes:
        cells: by heading.
        row: its number.
        columns: number of the column by heading, for addresses.
        sheet: where it stands.
    """

    cells: dict[str, CellValue]
    row: int = 0
    columns: dict[str, int] = {}
    sheet: Standing | None = None

    def address(self, heading: str = "") -> str:
        """Return the address of a cell of the line."""
        return self.sheet.address(self.row, self.columns.get(heading, 0)) if self.sheet else ""

    def text(self, heading: str) -> str:
        """Return a cell as trimmed text."""
        return as_text(self.cells.get(heading)).strip()


class Block(msgspec.Struct):
    """An activity, or the database.

    Attributes:
        name: of it.
        fields: pairs below the name.
        group: of its parameters.
        parameters: rows of the section Parameters.
        exchanges: rows of the section Exchanges.
        is_linked: True if rows name the node that they lead to (column ``input``).
        database: that it is of, "" for the one of the file.
    """

    name: str
    fields: Line
    group: str = ""
    parameters: list[Line] = []
    exchanges: list[Line] = []
    is_linked: bool = False
    database: str = ""


class Inventory(msgspec.Struct):
    """All blocks of a file.

    Attributes:
        database: the database.
        project: parameters of the project.
        shared: parameters of the database.
        activities: the activities.
        loose: rows that belong to no block.
        twice: further databases.
        skipped: sheets and columns that the file itself excludes, with the number of their cells.
    """

    database: Block | None = None
    project: list[Line] = []
    shared: list[Line] = []
    activities: list[Block] = []
    loose: list[Line] = []
    twice: list[Line] = []
    skipped: list[tuple[AnySheet, int]] = []


class _Rows(NamedTuple):
    sheet: AnySheet
    rows: list[Row]


def inventory_of(sheets: Sequence[AnySheet]) -> Inventory:
    """Return the blocks of the sheets."""
    found = Inventory(project=[], shared=[], activities=[], loose=[], twice=[], skipped=[])
    for sheet in sheets:
        rows = list(_kept(sheet, found))
        if rows:
            _Reader(found, sheet, rows).read()
    return found


def _kept(sheet: AnySheet, found: Inventory) -> Iterator[Row]:
    """Yield the rows of a sheet without the columns behind the cutoff."""
    cutoff: int | None = None
    lost = 0
    for place, (number, cells) in enumerate(sheet.rows()):
        first = as_text(cells[0] if cells else None).strip().lower()
        if place == 0 and number == 1 and first == "skip":
            found.skipped.append((sheet, sum(1 for _, row in sheet.rows() for cell in row if not is_empty(cell))))
            return
        if place == 0 and number == 1 and first == "cutoff" and len(cells) > 1:
            value = as_text(cells[1]).strip()
            cutoff = int(value) if value.isascii() and value.isdigit() and len(value) < 6 else None
        if cutoff is None:
            yield number, cells
            continue
        lost += sum(1 for cell in cells[cutoff:] if not is_empty(cell))
        yield number, cells[:cutoff]
    if lost:
        found.skipped.append((sheet, lost))


def _value(value: CellValue) -> CellValue:
    if isinstance(value, str) and not isinstance(value, Fault | Uncomputed) and value.strip() == UNKNOWN:
        return None
    return None if is_empty(value) else value


class _Reader:
    def __init__(self, found: Inventory, sheet: AnySheet, rows: list[Row]) -> None:
        self._found = found
        self._sheet = sheet
        self._rows = rows
        self._at = 0
        self._activity: Block | None = None

    def read(self) -> None:
        while self._at < len(self._rows):
            number, cells = self._rows[self._at]
            head = self._head(cells)
            self._at += 1
            second = as_text(cells[1]).strip() if len(cells) > 1 else ""
            if head == "activity" and second:
                self._activity = Block(name=as_text(cells[1]), fields=self._fields(number), parameters=[], exchanges=[])
                self._found.activities.append(self._activity)
            elif head == "database" and second:
                block = Block(name=second, fields=self._fields(number))
                if self._found.database is None:
                    self._found.database = block
                else:
                    self._found.twice.append(block.fields)
                self._activity = None
            elif head == "project parameters":
                self._found.project += self._table()
            elif head == "database parameters":
                self._found.shared += self._table()
            elif head == "parameters" and self._activity is not None:
                self._activity.group = second
                self._activity.parameters += self._table()
            elif head == "exchanges" and self._activity is not None:
                self._activity.exchanges += self._table(gaps=True)
            elif any(_value(cell) is not None for cell in cells):
                self._found.loose.append(self._line(number, cells, [str(place) for place in range(len(cells))]))

    def _head(self, cells: Sequence[CellValue]) -> str:
        word = as_text(cells[0] if cells else None).strip().lower()
        return word if word in HEADS else ""

    def _fields(self, start: int) -> Line:
        """Return the pairs below the name of a block; an empty row does not end them, the next head does."""
        line = Line(cells={}, row=start, columns={}, sheet=self._sheet)
        while self._at < len(self._rows):
            number, cells = self._rows[self._at]
            if self._head(cells) or (not cells or _value(cells[0]) is None):
                break
            key = as_text(cells[0]).strip()
            value = _value(cells[1]) if len(cells) > 1 else None
            if key in line.cells:
                self._found.loose.append(self._line(number, cells[:2], ["0", "1"]))
            elif value is not None:
                line.cells[key] = value
                line.columns[key] = number  # fields stand below each other: the number of the row
            self._at += 1
        return line

    def _table(self, *, gaps: bool = False) -> list[Line]:
        """Return the rows of a table: its headings, then rows until an empty one (in exchanges until the next head)."""
        if self._at >= len(self._rows) or self._head(self._rows[self._at][1]):
            return []
        number, headings = self._rows[self._at]
        names = [as_text(_value(cell)).strip() for cell in headings]
        self._at += 1
        found = []
        last = number
        while self._at < len(self._rows):
            number, cells = self._rows[self._at]
            if self._head(cells) or (not gaps and number != last + 1) or all(_value(cell) is None for cell in cells):
                break
            found.append(self._line(number, cells, names))
            last = number
            self._at += 1
        return found

    def _line(self, number: int, cells: Sequence[CellValue], names: Sequence[str]) -> Line:
        line = Line(cells={}, row=number, columns={}, sheet=self._sheet)
        for place, cell in enumerate(cells):
            value = _value(cell)
            name = names[place] if place < len(names) and names[place] else f"column {place + 1}"
            if value is None:
                continue
            key = name if name not in line.cells else f"{name} ({place + 1})"
            line.cells[key] = value
            line.columns[key] = place
        return line


_FIRST = (
    "name", "reference product", "amount", "database", "location", "unit", "categories", "type", "formula",
    "uncertainty type", "loc", "scale", "shape", "minimum", "maximum", "negative", "comment",
)  # fmt: skip


def _headings(lines: Sequence[Line]) -> list[str]:
    there = dict.fromkeys(name for line in lines for name in line.cells)
    return [name for name in _FIRST if name in there] + sorted(name for name in there if name not in _FIRST)


def _table_rows(lines: Sequence[Line]) -> list[list[CellValue]]:
    headings = _headings(lines)
    return [[*headings], *([line.cells.get(name) for name in headings] for line in lines)]


def rows_of(found: Inventory) -> Iterator[list[CellValue]]:
    """Yield the rows of an inventory, in the order in which bw2io writes them."""
    if found.project:
        yield ["Project parameters"]
        yield from _table_rows(found.project)
        yield []
    if found.database is not None:
        yield ["Database", found.database.name]
        yield from ([key, value] for key, value in sorted(found.database.fields.cells.items()))
        yield []
    if found.shared:
        yield ["Database parameters"]
        yield from _table_rows(found.shared)
        yield []
    for block in found.activities:
        yield ["Activity", block.name]
        yield from ([key, value] for key, value in sorted(block.fields.cells.items()))
        if block.parameters:
            yield ["Parameters", block.group or None]
            yield from _table_rows(block.parameters)
            yield []
        if block.exchanges:
            yield ["Exchanges"]
            yield from _table_rows(block.exchanges)
        yield []
