"""Rows to structs of the model. What does not fit becomes an issue with the address of its cell, and is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from lcabridge.model import EntityType, Text, put, true_language, untagged
from lcabridge.report import Report, catalogue
from lcabridge.sources.sheets.cells import CellValue, is_empty
from lcabridge.sources.sheets.scalars import NotSo, Signs
from lcabridge_tables import columns as c
from lcabridge_tables import lists
from lcabridge_tables.columns import Column, Node
from lcabridge_tables.headings import Heading, Table, is_note
from lcabridge_tables.issues import BAD_CELL, DISTRIBUTION_ASSUMED, INCOMPLETE, MENDED_CELL
from lcabridge_tables.layout import SheetOf, ref_types

_TELLING = (("lognormal", {"gsd"}), ("normal", {"sd"}), ("triangular", {"mode"}), ("uniform", {"minimum", "maximum"}))
"""Distribution to the parameters that tell it where the cell for its name is empty."""


Cell = tuple[Column, str, CellValue, int]
"""Column, language, value, number of the column."""


class Record(NamedTuple):
    """A row, by columns.

    Attributes:
        of: meaning of its sheet.
        cells: see ``Cell``.
        row: its number.
        table: where it stands, None for a row that was never in a file.
    """

    of: SheetOf
    cells: list[Cell]
    row: int = 0
    table: Table | None = None

    def address(self, index: int) -> str:
        """Return the address of a cell of the row."""
        return self.table.sheet.address(self.row, index) if self.table else ""

    def place_of(self, attr: str) -> str:
        """Return the address of the cell for an attribute, or for what lies below it, else of the first cell."""
        found = [
            index for column, _, _, index in self.cells if column.attr == attr or column.attr.startswith(f"{attr}.")
        ]
        return self.address((found or [self.cells[0][3] if self.cells else 0])[0])

    def value_of(self, attr: str) -> CellValue:
        """Return the value of the first cell for an attribute."""
        return next((value for column, _, value, _ in self.cells if column.attr == attr), None)


class Names(Protocol):
    """Knows which UUID a code or a name stands for."""

    def identify(self, type_: EntityType, code: str, name: Text, cell: Callable[[], str], report: Report) -> str:
        """Return the UUID; adds issues where it is not certain."""

    def unit(self, name: str) -> str:
        """Return a unit as the unit groups spell it."""


class RowReader:
    """Reads records.

    Args:
        report: takes the issues.
        names: the data sets and units of the table.
        signs: of numbers written as text.
    """

    def __init__(self, report: Report, names: Names, signs: Signs) -> None:
        self.report = report
        self.names = names
        self.signs = signs

    def struct(self, record: Record, given: Mapping[str, Any]) -> Any:
        """Return the struct of a record, with further attributes; None where it cannot be built."""
        tree = self.tree(record)
        refs = ref_types(record.of)
        for path, type_ in refs.items():
            self._resolve(tree, path, type_, record)
        self._distribution(tree, record)
        self._unit(tree, record)
        tree.update(given)

        def lack(path: str, field: str) -> None:
            self._add(
                INCOMPLETE, record.place_of(path), record.value_of(path) or path or record.of.en, path,
                expected=f"its {field}", expected_zh=f"其 {field}",
            )  # fmt: skip

        return c.build(record.of.model, tree, refs, lack)

    def tree(self, record: Record) -> Node:
        """Return the attributes of a record."""
        tree = Node()
        for column, tag, value, index in record.cells:
            if column.attr.startswith("@") or not column.attr:
                continue
            try:
                self._cell(tree, column, tag, value, record, index)
            except NotSo as error:
                self._add(
                    BAD_CELL, record.address(index), value, column.attr,
                    expected=error.expected, expected_zh=error.expected_zh,
                )  # fmt: skip
        return tree

    def text(self, record: Record, attr: str) -> Text:
        """Return the text of a column in its languages."""
        tree = Node()
        for column, tag, value, index in record.cells:
            if column.attr == attr:
                try:
                    self._cell(tree, column, tag, value, record, index)
                except NotSo as error:
                    self._add(
                        BAD_CELL,
                        record.address(index),
                        value,
                        attr,
                        expected=error.expected,
                        expected_zh=error.expected_zh,
                    )
        found = c.tree_get(tree, attr)
        return found if isinstance(found, dict) else {}

    def _cell(self, tree: Node, column: Column, tag: str, value: CellValue, record: Record, index: int) -> None:
        if column.kind is c.REFS:
            text = str(column.kind.read(value, self.signs).value)
            type_ = column.type or "source"
            found = lists.refs_in(
                text,
                type_,
                lambda kind, code, name: self.names.identify(
                    kind, code, name, lambda: record.address(index), self.report
                ),
            )
            c.put(tree, column.attr, found)
            return
        read, mended = column.kind.read(value, self.signs)
        if mended:
            self._add(MENDED_CELL, record.address(index), value, column.attr, read=read)
        if column.kind is c.TEXT:
            self._text(tree, column.attr, tag, str(read), record, index)
        elif read != "":
            c.put(tree, column.attr, read)

    def _text(self, tree: Node, attr: str, tag: str, text: str, record: Record, index: int) -> None:
        slot = c.tree_get(tree, attr)
        if not isinstance(slot, dict):
            slot = {}
            c.put(tree, attr, slot)
        if not tag:
            for language, value in untagged(text).items():
                put(slot, language, value)
            return
        true = true_language(tag, text)
        if true != tag:
            self._add(catalogue.LANGUAGE, record.address(index), text, attr, old=tag, new=true)
        put(slot, true, text)

    def _resolve(self, tree: Node, path: str, type_: EntityType, record: Record) -> None:
        node = c.tree_get(tree, path)
        if not isinstance(node, Node):
            return
        kind = node.get("type", type_)
        node["uuid"] = self.names.identify(
            kind, str(node.get("uuid", "")), node.get("name", {}), lambda: record.place_of(path), self.report
        )

    def _unit(self, tree: Node, record: Record) -> None:
        node = tree.get("unit")
        if isinstance(node, Node) and "name" in node:
            known = self.names.unit(node["name"])
            if known != node["name"]:
                self._add(MENDED_CELL, record.place_of("unit.name"), node["name"], "unit.name", read=known)
                node["name"] = known

    def _distribution(self, tree: Node, record: Record) -> None:
        for path in ("uncertainty", "parameter.uncertainty"):
            node = c.tree_get(tree, path)
            if not isinstance(node, Node) or "distribution" in node:
                continue
            told = next((name for name, needs in _TELLING if needs <= node.keys()), "")
            if told:
                node["distribution"] = told
                self._add(DISTRIBUTION_ASSUMED, record.place_of(path), told, f"{path}.distribution")

    def _add(self, kind: Any, address: str, value: object, path: str, **words: Any) -> None:
        shown = value if isinstance(value, str | int | float | bool | None) else str(value)
        self.report.add(kind, path=path, pointer=address, value=shown, cell=address or path, **words)


def records(table: Table, skipped: dict[int, list[tuple[int, CellValue]]]) -> Iterator[Record]:
    """Yield the rows of a table below its headings.

    Args:
        table: the table.
        skipped: collects the cells of columns that mean nothing, by column; under -1 the rows of notes.
    """
    merged = _fills(table)
    known = {heading.number for heading in table.headings}
    for number, cells in table.sheet.rows():
        if number <= table.row or is_note(cells):
            if number != table.row:
                skipped.setdefault(-1, []).append((number, None))
            continue
        width = len(cells)
        found: list[Cell] = [
            (column, tag, cells[index], index)
            for index, column, tag in table.headings
            if index < width and not is_empty(cells[index])
        ]
        if merged is not None:
            merged.fill(number, found)
        for index, value in enumerate(cells):
            if index not in known and not is_empty(value):
                skipped.setdefault(index, []).append((number, value))
        if found:
            yield Record(table.of, found, number, table)


class _Merged:
    """Cells under a merged one: they show its value. Numbers are not repeated: an amount counts once.

    Args:
        headings: columns by number.
        ends: last row of a merged range, by its first row and its column.
    """

    def __init__(self, headings: Mapping[int, Heading], ends: Mapping[tuple[int, int], int]) -> None:
        self._headings = headings
        self._ends = ends
        self._below: dict[tuple[int, int], CellValue] = {}

    def fill(self, row: int, cells: list[Cell]) -> None:
        """Add what merged cells above show in this row."""
        there = {cell[3] for cell in cells}
        for _, _, value, index in cells:
            for below in range(row + 1, self._ends.get((row, index), row) + 1):
                self._below[below, index] = value
        for index, heading in self._headings.items():
            if index not in there and (row, index) in self._below:
                cells.append((heading.column, heading.tag, self._below[row, index], index))


def _fills(table: Table) -> _Merged | None:
    headings = {heading.number: heading for heading in table.headings if not heading.column.kind.numeric}
    ends = {
        (found.top, found.left): min(found.bottom, found.top + 10_000)
        for found in table.sheet.merged()
        if found.top > table.row and found.bottom > found.top and found.left in headings
    }
    return _Merged(headings, ends) if ends else None
