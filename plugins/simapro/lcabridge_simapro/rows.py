"""Lines to rows of cells, with line numbers; cells to lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

_ODD = re.compile(r"\x7f\r?\n|\r\n|\x7f|\r")
_LONGEST = 400
"""Lines that a quoted cell may span; a mark that stays open for longer is a character of the text."""


class Row(NamedTuple):
    """One row.

    Attributes:
        line: number of its first line in the file, from 1.
        cells: without quotation marks.
        quoted: whether the first cell stood in quotation marks: then it is no keyword.
    """

    line: int
    cells: list[str]
    quoted: bool = False

    @property
    def is_blank(self) -> bool:
        """Tell whether no cell says anything."""
        cells = self.cells
        if cells[0] and not cells[0].isspace():
            return False
        return not any(cell and not cell.isspace() for cell in cells)

    @property
    def word(self) -> str:
        """Return the first cell if it stands alone, as titles do, else ""."""
        cells = self.cells
        if self.quoted or (len(cells) > 1 and any(cells[1:])):
            return ""
        return cells[0].strip()

    def cell(self, position: int) -> str:
        """Return a cell, "" where the row is shorter."""
        return self.cells[position] if position < len(self.cells) else ""


def split_rows(text: str, separator: str, line: int = 1, odd: Callable[[int], None] = lambda _: None) -> Iterator[Row]:
    """Yield the rows of a text.

    Args:
        text: whole lines.
        separator: sign between cells.
        line: number of the first line.
        odd: called with the line of a quotation mark that is never closed.
    """
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    at = 0
    while at < len(lines):
        raw = lines[at].removesuffix("\r")
        if '"' not in raw:
            yield Row(line + at, raw.split(separator))
            at += 1
            continue
        row, used = _quoted(lines, at, separator, line, odd)
        yield row
        at += used


def _quoted(lines: list[str], at: int, separator: str, line: int, odd: Callable[[int], None]) -> tuple[Row, int]:
    """Return the row that starts at a line with quotation marks, and how many lines it takes."""
    used = 1
    text = lines[at].removesuffix("\r")
    while True:
        cells, is_open = _cells(text, separator)
        if not is_open:
            return Row(line + at, cells, text.startswith('"')), used
        following = at + used
        if used >= _LONGEST or following >= len(lines) or lines[following].strip() == "End":
            odd(line + at)
            plain = lines[at].removesuffix("\r").split(separator)
            return Row(line + at, plain), 1
        text += "\n" + lines[following].removesuffix("\r")
        used += 1


def _cells(text: str, separator: str) -> tuple[list[str], bool]:
    """Return the cells of one row, and whether its last quotation mark is still open."""
    cells: list[str] = []
    position = 0
    while True:
        if text.startswith('"', position):
            cell, position, closed = _inside(text, position + 1)
            if not closed:
                return cells, True
            end = text.find(separator, position)
            tail = text[position:] if end < 0 else text[position:end]
            # What follows the closing mark belongs to the cell: SimaPro does not double marks within a text.
            cells.append(cell + tail if not tail or tail.isspace() else f'"{cell}"{tail}')
        else:
            end = text.find(separator, position)
            cells.append(text[position:] if end < 0 else text[position:end])
        if end < 0:
            return cells, False
        position = end + len(separator)


def _inside(text: str, position: int) -> tuple[str, int, bool]:
    parts = []
    while True:
        end = text.find('"', position)
        if end < 0:
            return "", position, False
        parts.append(text[position:end])
        if text.startswith('""', end):
            parts.append('"')
            position = end + 2
            continue
        return "".join(parts), end + 1, True


def lines_of(cell: str) -> str:
    """Return the text of a cell: SimaPro writes DEL (7F) for a line break within a cell."""
    return _ODD.sub("\n", cell) if "\x7f" in cell or "\r" in cell else cell


_BREAKS = re.compile(r"\r\n|\n|\r")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def join_cells(cells: list[str], separator: str, words: frozenset[str] = frozenset()) -> str:
    """Return one line; texts that are keywords where they stand first are put in quotation marks."""
    made = [_written(cell, separator) for cell in cells]
    if made and (made[0].strip() in words or made[0].startswith("{")) and not any(made[1:]):
        made[0] = f'"{made[0]}"'
    return separator.join(made)


def _written(cell: str, separator: str) -> str:
    if not cell:
        return cell
    text = _CONTROLS.sub("", _BREAKS.sub("\x7f", cell))
    if separator in text or '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return text
