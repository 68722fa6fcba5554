"""The cells of openLCA's workbook: which were read, where sections and tables begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lcabridge.sources.sheets.cells import CellValue, as_text, is_empty
from lcabridge.sources.sheets.xlsxread import XlsxSheet
from lcabridge_tables import columns as c
from lcabridge_tables.columns import Column
from lcabridge_tables.layout import SheetOf
from lcabridge_tables.lists import masked
from lcabridge_tables.rows import Cell, Record


class Grid:
    """The cells of a sheet, with a note of which were read."""

    def __init__(self, sheet: XlsxSheet) -> None:
        self.sheet = sheet
        self.rows: dict[int, list[CellValue]] = dict(sheet.rows())
        self.taken: set[tuple[int, int]] = set()

    def take(self, row: int, column: int) -> CellValue:
        """Return a cell and count it as read."""
        self.taken.add((row, column))
        cells = self.rows.get(row, [])
        value = cells[column] if column < len(cells) else None
        return None if is_empty(value) else value

    def left(self) -> dict[str, str]:
        """Return the cells that nobody has read, by address."""
        return {
            self.sheet.address(row, column): as_text(value)
            for row, cells in self.rows.items()
            for column, value in enumerate(cells)
            if not is_empty(value) and (row, column) not in self.taken
        }

    def table(self, start: int, *, whole: bool = False) -> Iterator[tuple[int, dict[str, int]]]:
        """Yield the rows of a table whose headings stand in row ``start``: their number, and the columns by heading.

        Args:
            start: row of the headings.
            whole: True goes on to the end of the sheet, False to the first row that is missing or empty.
        """
        names: dict[str, int] = {}
        for column, cell in enumerate(self.rows.get(start, [])):
            if not is_empty(cell):
                names.setdefault(as_text(cell).strip().casefold(), column)
                self.taken.add((start, column))
        last = start
        for row in sorted(found for found in self.rows if found > start):
            if not whole and (row != last + 1 or is_empty((self.rows[row] or [None])[0])):
                return
            last = row
            if any(not is_empty(cell) for cell in self.rows[row]):
                yield row, names

    def sections(self, names: Sequence[str]) -> dict[str, list[int]]:
        """Return where sections begin, by their headings in lower case."""
        wanted = {name.casefold() for name in names}
        found: dict[str, list[int]] = {}
        for row, cells in self.rows.items():
            head = as_text(cells[0] if cells else None).strip().casefold()
            alone = all(is_empty(cell) for cell in cells[1:])
            if head in wanted and alone:
                found.setdefault(head, []).append(row)
                self.taken.add((row, 0))
        return found

    def block(self, start: int) -> Iterator[int]:
        """Yield the rows below a heading, to the first without a first cell."""
        row = start + 1
        while row in self.rows and not is_empty((self.rows[row] or [None])[0]):
            yield row
            row += 1


class Placed:
    """A record whose addresses are those of a grid; see ``rows.Record``."""

    def __init__(self, of: SheetOf, cells: list[Cell], row: int, grid: Grid) -> None:
        self.of = of
        self.cells = cells
        self.row = row
        self.table = None
        self._grid = grid
        self._record = Record(of, cells, row)

    def address(self, index: int) -> str:
        """See ``Record.address``."""
        return self._grid.sheet.address(self.row, index)

    def place_of(self, attr: str) -> str:
        """See ``Record.place_of``."""
        found = [
            index for column, _, _, index in self.cells if column.attr == attr or column.attr.startswith(f"{attr}.")
        ]
        return self.address(found[0] if found else 0)

    def value_of(self, attr: str) -> CellValue:
        """See ``Record.value_of``."""
        return self._record.value_of(attr)


def spelled(column: Column, value: CellValue) -> CellValue:
    """Return a cell as the template spells it: openLCA's paths have slashes."""
    if column.kind is c.PATHS:
        return " > ".join(masked(part, ":>[]") for part in as_text(value).split("/") if part)
    if column.kind is c.REFS:
        return masked(as_text(value), "|[]")
    return value
