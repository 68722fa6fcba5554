"""Headings: what a column is called, and how a row of headings is found among titles, notes and data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from lcabridge.sources.sheets.books import AnySheet
from lcabridge.sources.sheets.cells import CellValue, is_empty
from lcabridge.sources.sheets.scalars import narrow
from lcabridge_tables import columns as c
from lcabridge_tables.columns import Column
from lcabridge_tables.layout import SHEETS, SheetOf, all_columns

NOTE = "##"
"""A row whose first cell begins so is a note, in the template and in anybody's sheet."""
_LOOKED_AT = 40
"""Rows among which the headings are looked for."""
_LANGUAGE = re.compile(r"\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9-]+)?|中文|英文|chinese|english)\s*\)\s*$")
_LANGUAGES = {"中文": "zh", "chinese": "zh", "zh-cn": "zh", "zh-hans": "zh", "英文": "en", "english": "en"}
_UNIT = re.compile(r"\s*[\[(][^\])]*[\])]\s*$")
_COUNTER = re.compile(r"[\s_-]*\(?[0-9]*\)?$")


class Heading(NamedTuple):
    """A column of a sheet with its place.

    Attributes:
        number: of the column, from 0.
        column: what it means.
        tag: language of a text, "" where the heading names none.
    """

    number: int
    column: Column
    tag: str


class Table(NamedTuple):
    """A sheet whose meaning is known.

    Attributes:
        sheet: its cells.
        of: its meaning.
        row: row of the headings.
        headings: the columns that mean something.
        unknown: columns that do not, with their headings.
        twins: columns that mean what another one means already, with that one.
    """

    sheet: AnySheet
    of: SheetOf
    row: int
    headings: tuple[Heading, ...]
    unknown: dict[int, str]
    twins: dict[int, Heading]


def title(column: Column, tag: str, lang: str) -> str:
    """Return the heading of a column: the asked language first, the other behind a slash."""
    first, second = (column.zh, column.en) if lang == "zh" else (column.en, column.zh)
    both = first if first == second else f"{first} / {second}"
    return f"{both} ({tag})" if tag else both


def sheet_title(sheet: SheetOf, lang: str) -> str:
    """Return the title of a worksheet (31 characters at most, and no slash)."""
    return f"{sheet.zh} {sheet.en}" if lang == "zh" else f"{sheet.en} {sheet.zh}"


def _plain(text: str) -> str:
    return re.sub(r"[\s*:]+", "", narrow(text)).casefold()


@cache
def _names(sheet_id: str) -> dict[str, Column]:
    sheet = next(sheet for sheet in SHEETS if sheet.id == sheet_id)
    found: dict[str, Column] = {}
    for column in all_columns(sheet):
        for name in (column.attr, column.en, column.zh):
            if name:
                found.setdefault(_plain(name), column)
    return found


@cache
def _titles() -> dict[str, SheetOf]:
    found = {}
    for sheet in SHEETS:
        for name in (sheet.id, sheet.en, sheet.zh, sheet_title(sheet, "en"), sheet_title(sheet, "zh")):
            found[_plain(name)] = sheet
    return found


def by_title(name: str) -> SheetOf | None:
    """Return what a sheet of that title means; a number behind it ("Exchanges 2") changes nothing."""
    return _titles().get(_plain(name)) or _titles().get(_plain(_COUNTER.sub("", name)))


def recognise(cells: Sequence[CellValue], sheet: SheetOf) -> tuple[list[Heading], dict[int, str], dict[int, Heading]]:
    """Return what a row means as the headings of a sheet: columns, unknown ones, and those that come twice."""
    names = _names(sheet.id)
    found: list[Heading] = []
    unknown: dict[int, str] = {}
    twins: dict[int, Heading] = {}
    seen: dict[tuple[str, str], Heading] = {}
    for index, cell in enumerate(cells):
        if is_empty(cell):
            continue
        text = narrow(str(cell))
        column, tag = _column(text, names)
        if column is None:
            unknown[index] = str(cell).strip()
            continue
        heading = Heading(index, column, tag)
        key = (column.attr or column.en, tag)
        if key in seen:
            twins[index] = seen[key]
        else:
            seen[key] = heading
            found.append(heading)
    return found, unknown, twins


def _column(text: str, names: dict[str, Column]) -> tuple[Column | None, str]:
    tag = ""
    match = _LANGUAGE.search(text)
    if match:
        tag = match.group(1).lower()
        tag = _LANGUAGES.get(tag, tag)
    for form in (text[: match.start()] if match else text, text, _UNIT.sub("", text)):
        for piece in re.split(r"[/|\n]", form):
            column = names.get(_plain(piece))
            if column is not None:
                return column, tag if column.kind is c.TEXT else ""
    return None, ""


def find_table(sheet: AnySheet) -> Table | None:
    """Return what a sheet means, by its title or else by its headings; None if it is none of ours."""
    named = by_title(sheet.name)
    rows = [(number, cells) for number, cells in _first(sheet) if not is_note(cells)]
    best: Table | None = None
    for of in (named,) if named else SHEETS:
        for number, cells in rows:
            found, unknown, twins = recognise(cells, of)
            # Without the title's word the headings have to be most of the row, and several.
            enough = len(found) >= 2 if named else len(found) >= 4 and len(found) > 2 * len(unknown)
            if enough and (best is None or len(found) > len(best.headings)):
                best = Table(sheet, of, number, tuple(found), unknown, twins)
    return best


def _first(sheet: AnySheet) -> Iterator[tuple[int, list[CellValue]]]:
    for looked_at, (number, cells) in enumerate(sheet.rows()):
        if looked_at >= _LOOKED_AT:
            return
        yield number, cells


def is_note(cells: Sequence[CellValue]) -> bool:
    """Tell whether a row is a note."""
    return bool(cells) and isinstance(cells[0], str) and cells[0].startswith(NOTE)
