"""Leaves of tables, by openpyxl and the csv module: nothing of our readers and writers is in it.

`cells` gives the cells of an inventory in Brightway's layout by block and heading, `table` those of the template by the ID
of the row and the heading. Two files are compared as multisets: the second may say more, never less.
"""

import csv
import io
import warnings
import zipfile
from collections import Counter
from pathlib import Path

import openpyxl

_UNKNOWN = ("(Unknown)", "")
_BLOCKS = ("activity", "database")
_SHARED = ("project parameters", "database parameters")
_INNER = ("parameters", "exchanges")


def sheets(path):
    """Yield title and rows of each sheet of a workbook, CSV file, or zip of CSV files."""
    path = Path(path)
    if path.suffix == ".csv":
        yield path.stem, _rows(path.read_bytes())
        return
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield Path(name).stem, _rows(archive.read(name))
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not know every extension that Excel writes
        book = openpyxl.load_workbook(path, data_only=True)
    for sheet in book:
        yield sheet.title, [list(row) for row in sheet.iter_rows(values_only=True)]


def _rows(data):
    return [list(row) for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]


def cells(path):
    """Return the cells of an inventory as a count of (block, heading, value)."""
    found = Counter()
    for _, rows in sheets(path):
        first = _word(rows[0]) if rows else ""
        if first != "skip":
            cut = int(rows[0][1]) if first == "cutoff" else None
            _Blocks(found).take([[None if v in _UNKNOWN else v for v in row[:cut]] for row in rows])
    return found


def _word(row):
    return str(row[0]).strip().lower() if row and row[0] is not None else ""


class _Blocks:
    def __init__(self, found):
        self.found = found
        self.block, self.head = "", None

    def take(self, rows):
        for row in rows:
            word = _word(row)
            if word in _BLOCKS + _SHARED + _INNER:
                self._begin(word, row[1] if len(row) > 1 else None)
            elif self.head == []:
                self.head = [str(value).strip() if value is not None else None for value in row]
            elif self.head is not None:
                self._line(row)
            elif self.block and len(row) > 1 and word and row[1] is not None:
                self.found[self.block, str(row[0]).strip(), spelled(row[1])] += 1

    def _begin(self, word, name):
        if word in _BLOCKS:
            self.block, self.head = f"{word} {name}", None
        elif word in _SHARED:
            self.block, self.head = word, []
        else:
            self.block, self.head = f"{self.block.split(' | ')[0]} | {word}", []
        if name is not None:
            self.found[self.block, "#name", spelled(name)] += 1

    def _line(self, row):
        for name, value in zip(self.head, row, strict=False):
            if value is not None and name is not None:
                self.found[self.block, name, spelled(value)] += 1


def table(path):
    """Return the cells of the template as a count of (sheet, ID of the row, heading, value)."""
    found = Counter()
    for title, rows in sheets(path):
        head = [str(value) for value in rows[0]] if rows else []
        own = next((n for n, name in enumerate(head) if name.split(" / ")[0].endswith("ID")), None)
        if own is None:
            continue
        for row in rows[1:]:
            for name, value in zip(head, row, strict=False):
                if value not in (None, ""):
                    found[title, str(row[own]), name, spelled(value)] += 1
    return found


def spelled(value):
    """Return a value as it is compared: numbers by their value, texts without outer blanks."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float):
        return repr(float(value))
    try:
        return repr(float(str(value)))
    except ValueError:
        return str(value).strip()
