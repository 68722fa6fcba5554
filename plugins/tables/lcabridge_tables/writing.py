"""Entities to rows of the template.

A row is read again as soon as it is made: what differs is what the template cannot hold, and is reported. So nothing can
be forgotten.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import IO, Any, NamedTuple

import msgspec

from lcabridge.format import Package
from lcabridge.model import Change, Entity, EntityType, Index, Text, diff, iter_refs, leaves, version_key
from lcabridge.report import Report, catalogue
from lcabridge.sources import Sink, ZipSink
from lcabridge.sources.sheets.cells import MAX_ROWS, MAX_TEXT, CellValue
from lcabridge.sources.sheets.csvgrid import csv_bytes
from lcabridge.sources.sheets.scalars import PLAIN
from lcabridge.sources.sheets.xlsxwrite import XlsxWriter, pour
from lcabridge_tables import columns as c
from lcabridge_tables.columns import Column
from lcabridge_tables.headings import NOTE, sheet_title
from lcabridge_tables.issues import LONG_TEXT
from lcabridge_tables.layout import ENTITIES, MEMBERS, SHEETS, SheetOf, all_columns
from lcabridge_tables.names import uuid_of
from lcabridge_tables.rows import Record, RowReader
from lcabridge_tables.sheets import Frame, lists_sheet, look_of, read_me

Cells = dict[str, CellValue]
"""Cell by column: ``amount``, ``name zh``."""
_FIRST_LANGUAGES = {"en": ("en", "zh"), "zh": ("zh", "en")}
_SILENT = {"is_reference": False, "is_avoided": False, "is_input": True, "provider.type": "process"}
"""What an empty cell means."""


class _AsWritten:
    """Codes and units as they are: what is written is what is read."""

    def identify(self, type_: EntityType, code: str, name: Text, cell: Callable[[], str], report: Report) -> str:  # noqa: ARG002  # see rows.Names
        return uuid_of(type_, code)

    def unit(self, name: str) -> str:
        return name


def write_tables(package: Package, sink: Sink, report: Report, lang: str, *, as_csv: bool) -> None:
    """Write a package as a workbook, or as a zip of CSV files."""
    with tempfile.TemporaryFile(prefix="lcabridge-") as spool:
        store = _Store(spool)
        for entity in package.entities():
            store.take(entity, report, lang, package.index)
        frames = store.frames(lang)
        if as_csv:
            _write_csv(store, frames, sink)
        else:
            _write_xlsx(store, frames, sink, lang)


def _write_csv(store: _Store, frames: Sequence[Frame], sink: Sink) -> None:
    with tempfile.TemporaryDirectory(prefix="lcabridge-") as folder:
        path = Path(folder) / "tables.zip"
        with ZipSink(path) as archive:
            for frame in frames:
                rows = [frame.headings, *(frame.row(cells) for cells in store.rows(frame.sheet))]
                archive.add(f"{frame.sheet.id}.csv", csv_bytes(rows, guarded=True))
        pour(path, sink)


def _write_xlsx(store: _Store, frames: Sequence[Frame], sink: Sink, lang: str) -> None:
    book = XlsxWriter()
    words = lists_sheet(frames, lang)
    book.add(*read_me(lang))
    for frame in frames:
        rows = iter(store.rows(frame.sheet))
        left, number = store.count(frame.sheet), 1
        while number == 1 or left > 0:
            name = sheet_title(frame.sheet, lang) + (f" {number}" if number > 1 else "")
            block = min(left, MAX_ROWS - 1)
            book.add(name, _block(frame, rows, block), look_of(frame, words, 1, lang))
            left, number = left - block, number + 1
    book.add(*words.sheet())
    book.write_to(sink)


def _block(frame: Frame, rows: Iterator[Cells], count: int) -> Iterator[Sequence[CellValue]]:
    yield frame.headings
    for _ in range(count):
        yield frame.row(next(rows))


class _Entry(NamedTuple):
    key: tuple[Any, ...]
    offset: int
    size: int


class _Store:
    """Rows on disk, so that they can be put in order without holding the package.

    Args:
        file: a temporary file.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._end = 0
        self._entries: dict[EntityType, list[_Entry]] = {type_: [] for type_ in ENTITIES}
        self._counts: dict[str, int] = {}
        self._used: dict[str, dict[str, None]] = {}
        self._encoder = msgspec.msgpack.Encoder()
        self._decoder = msgspec.msgpack.Decoder(dict[str, list[dict[str, bool | float | str]]])

    def take(self, entity: Entity, report: Report, lang: str, index: Index) -> None:
        """Add the rows of an entity, and report what they do not hold."""
        if entity.type not in ENTITIES:
            report.add(catalogue.DROPPED_ENTITY, leaves=sum(1 for _ in leaves(entity)))
            return
        rows = rows_of(entity, lang, report)
        there = read_back(entity, rows)
        for change in diff(entity, there):
            _report(change, report)
        for _, ref in iter_refs(there):
            index.find(ref)
        report.count_written(entity.type)
        data = self._encoder.encode(rows)
        self._file.seek(self._end)
        self._file.write(data)
        names = tuple(sorted(entity.name.items()))
        key = (names, entity.uuid, version_key(entity.version), entity.version)
        self._entries[entity.type].append(_Entry(key, self._end, len(data)))
        self._end += len(data)
        for sheet, found in rows.items():
            self._counts[sheet] = self._counts.get(sheet, 0) + len(found)
            used = self._used.setdefault(sheet, {})
            for cells in found:
                used.update(dict.fromkeys(cells))

    def frames(self, lang: str) -> list[Frame]:
        """Return the sheets that have rows, with the columns that are used."""
        for entries in self._entries.values():
            entries.sort()
        return [
            Frame.of(sheet, self._used.get(sheet.id, {}), lang)
            for sheet in SHEETS
            if self._counts.get(sheet.id) or (sheet.basic and sheet.id in ("processes", "exchanges", "flows"))
        ]

    def count(self, sheet: SheetOf) -> int:
        """Return how many rows a sheet has."""
        return self._counts.get(sheet.id, 0)

    def rows(self, sheet: SheetOf) -> Iterator[Cells]:
        """Yield the rows of a sheet: entities by name, their members in their own order."""
        for entry in self._entries[sheet.type]:
            self._file.seek(entry.offset)
            yield from self._decoder.decode(self._file.read(entry.size)).get(sheet.id, ())  # type: ignore[misc]  # cells are such values


def rows_of(entity: Entity, lang: str, report: Report) -> dict[str, list[Cells]]:
    """Return the rows of an entity by sheet."""
    main = ENTITIES[entity.type]
    found = {main.id: [_cells(entity, main.columns, lang, report, "")]}
    owner = _owner(entity, lang)
    for sheet in MEMBERS[entity.type]:
        members = getattr(entity, sheet.field)
        if members:
            found[sheet.id] = [
                {**owner, **_cells(member, sheet.columns, lang, report, f"{sheet.field}[{number}]")}
                for number, member in enumerate(members)
            ]
    return found


def _owner(entity: Entity, lang: str) -> Cells:
    cells: Cells = {}
    for tag in _FIRST_LANGUAGES[lang]:
        name = entity.name.get(tag, "")
        if name and not name.startswith(NOTE) and len(name) < MAX_TEXT:
            cells[f"@name {tag}"] = name
            break
    cells["@uuid"] = entity.uuid
    if entity.version:
        cells["@version"] = entity.version
    return cells


def _cells(value: Any, columns: Sequence[Column], lang: str, report: Report, path: str) -> Cells:
    cells: Cells = {}
    nested = None
    parent: Any = None
    for column in columns:
        if not column.attr:
            continue
        way, _, last = column.attr.rpartition(".")
        if way != nested:
            nested, parent = way, (c.get(value, way) if way else value)
        found = getattr(parent, last) if parent is not None else None
        if found is None or found in ("", [], {}) or _SILENT.get(column.attr, _SILENT.get(last)) == found:
            continue
        if column.kind is c.TEXT:
            for tag, text in found.items():
                cells[f"{column.attr} {tag}"] = _fitting(text, report, f"{path}.{column.attr}[{tag!r}]".lstrip("."))
            continue
        cell = column.kind.write(found, lang)
        cells[column.attr] = (
            _fitting(cell, report, f"{path}.{column.attr}".lstrip(".")) if isinstance(cell, str) else cell
        )
    return cells


def _fitting(text: str, report: Report, path: str) -> str:
    if len(text) <= MAX_TEXT // 2:
        return text
    units = text.encode("utf-16-le", errors="surrogatepass")
    if len(units) <= 2 * MAX_TEXT:
        return text
    kept = units[: 2 * MAX_TEXT].decode("utf-16-le", errors="ignore")
    report.add(LONG_TEXT, path=path, value=text[len(kept) :], length=len(text))
    return kept


def read_back(entity: Entity, rows: dict[str, list[Cells]]) -> Entity:
    """Return what the rows of an entity say."""
    reader = RowReader(Report(cap=0), _AsWritten(), PLAIN)
    given: dict[str, Any] = {"uuid": entity.uuid, "version": entity.version}
    for sheet in MEMBERS[entity.type]:
        members = [reader.struct(_record(sheet, cells), {}) for cells in rows.get(sheet.id, ())]
        if members:
            # A member that cannot be read keeps its place, so that the others are compared with themselves.
            given[sheet.field] = [member for member in members if member is not None]
    main = ENTITIES[entity.type]
    there: Entity | None = reader.struct(_record(main, rows[main.id][0]), given)
    return there if there is not None else type(entity)(uuid=entity.uuid, version=entity.version)


def _record(sheet: SheetOf, cells: Cells) -> Record:
    columns = _by_attr(sheet)
    return Record(
        sheet, [(columns[key.partition(" ")[0]], key.partition(" ")[2], value, 0) for key, value in cells.items()]
    )


_COLUMNS: dict[str, dict[str, Column]] = {}


def _by_attr(sheet: SheetOf) -> dict[str, Column]:
    if sheet.id not in _COLUMNS:
        _COLUMNS[sheet.id] = {column.attr: column for column in all_columns(sheet) if column.attr}
    return _COLUMNS[sheet.id]


def _report(change: Change, report: Report) -> None:
    if any(issue.code == LONG_TEXT.code and issue.path == change.path for issue in report.issues[-50:]):
        return
    report.add(catalogue.DROPPED_VALUE, path=change.path, value=msgspec.to_builtins(change.left))
