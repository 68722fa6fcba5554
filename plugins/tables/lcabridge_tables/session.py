"""Reading the template: one part an entity type, rows one after another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lcabridge.codes import is_uuid
from lcabridge.errors import DuplicateIdError, Location, MalformedSourceError
from lcabridge.format import Part, Session
from lcabridge.model import Alias, Entity, EntityType, FlowPropertyFactor, Index, Text, untagged
from lcabridge.report import EntityKey, Report, catalogue
from lcabridge.sources import Source
from lcabridge.sources.sheets import measures
from lcabridge.sources.sheets.books import AnySheet, sheets_of
from lcabridge.sources.sheets.cells import CellValue, as_text, is_empty
from lcabridge.sources.sheets.csvgrid import SUFFIXES
from lcabridge.sources.sheets.scalars import PLAIN, Signs
from lcabridge.sources.sheets.xlsxread import is_workbook
from lcabridge_tables.headings import Table, by_title, find_table
from lcabridge_tables.issues import (
    DERIVED_ID,
    FILLED_DOWN,
    NO_HEADER,
    NOTES_SKIPPED,
    ORPHAN_ROW,
    TWIN_COLUMN,
    UNIT_MADE,
    UNIT_TAKEN,
    UNIT_UNKNOWN,
    UNKNOWN_COLUMN,
    UNKNOWN_SHEET,
)
from lcabridge_tables.layout import BY_ID, ENTITIES, MEMBERS, SHEETS, SheetOf
from lcabridge_tables.names import SYSTEM, Directory, plain, uuid_of
from lcabridge_tables.rows import Record, RowReader, records

READ_ME = frozenset(("readme", "说明", "lists", "词表"))
"""Sheets of the template that hold no data."""
Owner = tuple[str, str]
"""UUID and version of the entity that a row belongs to."""
Members = dict[Owner, dict[str, list[Any]]]
_ORDER: tuple[EntityType, ...] = (
    "contact", "source", "location", "unit_group", "flow_property", "flow", "currency", "impact_category", "impact_method", "parameter",
    "process",
)  # fmt: skip
_SHOWN = 200
"""Cells of an unknown column that an issue quotes; further ones are counted."""


class TableSession(Session):
    """An opened workbook, CSV file, or set of CSV files.

    Args:
        source: what was opened.
        signs: of numbers written as text.
        encoding: of CSV files, "" to find out.
        separator: of CSV files, "" to find out.

    Raises:
        ReadError: it cannot be read, or no sheet is of the template.
    """

    def __init__(self, source: Source, signs: Signs = PLAIN, encoding: str = "", separator: str = "") -> None:
        self.source = source
        self.signs = signs
        self._sheets = sheets_of(source, encoding=encoding, separator=separator)
        self.tables: dict[str, list[Table]] = {}
        self._strange: list[AnySheet] = []
        for sheet in self._sheets:
            table = find_table(sheet)
            if table is None:
                self._strange.append(sheet)
            else:
                self.tables.setdefault(table.of.id, []).append(table)
        if not self.tables and not any(_is_ours(sheet) for sheet in self._sheets):
            raise _no_table(source)
        self._parts = self._plan()
        self.names = Directory(self._known, self.unit_names)
        self._unit_names: frozenset[str] | None = None
        self._unversioned: dict[EntityType, frozenset[str]] = {}

    def parts(self) -> Sequence[Part]:
        """Return one part per entity type that has a sheet, and one for the units that flows are measured in."""
        return self._parts

    def _plan(self) -> list[Part]:
        found = []
        for number, type_ in enumerate(_ORDER):
            tables = self._of(type_)
            if tables:
                names = tuple(dict.fromkeys(table.sheet.entry for table in tables))
                size = sum(self.source.size(name) for name in names)
                found.append(Part(key=f"{number:02d} {type_}", names=names, size=size))
        if any(
            heading.column.en == "Unit" and not heading.column.attr for t in self._of("flow") for heading in t.headings
        ):
            names = tuple(table.sheet.entry for table in self.tables["flows"])
            found.append(Part(key="99 units", names=names))
        return found

    def _of(self, type_: EntityType) -> list[Table]:
        sheets = [ENTITIES[type_].id, *(sheet.id for sheet in MEMBERS[type_])]
        if type_ == "parameter":
            sheets.append("parameters")
        return [table for sheet in sheets for table in self.tables.get(sheet, ())]

    def notes(self, report: Report) -> None:
        """Name the sheets and files that mean nothing here."""
        for sheet in self._strange:
            count = sum(1 for _, cells in sheet.rows() for cell in cells if not is_empty(cell))
            if count and not _is_read_me(sheet.name):
                kind = NO_HEADER if by_title(sheet.name) else UNKNOWN_SHEET
                report.add(
                    kind, file=sheet.at, pointer=sheet.address(1, 0), value=sheet.name, sheet=sheet.name, count=count
                )
        if not is_workbook(self.source):
            for name in self.source.names():
                if self.source.kind != "file" and not name.lower().endswith(SUFFIXES):
                    report.add(catalogue.IGNORED_FILE, file=self.source.locate(name), value=name)

    def read(self, part: Part, index: Index, report: Report) -> Iterator[Entity]:  # noqa: ARG002  # the sheets say it all
        """Yield the entities of one type."""
        kind = part.key.partition(" ")[2]
        if kind == "units":
            yield from self._units(report)
            return
        yield from _Reading(self, next(type_ for type_ in _ORDER if type_ == kind), report).entities()

    def _units(self, report: Report) -> Iterator[Entity]:
        there = {uuid for type_ in ("flow_property", "unit_group") for uuid, _ in self._known(type_)}
        units = dict.fromkeys(unit for unit in self._flow_units() if unit)
        for entity in measures.entities_for(units):
            if entity.uuid not in there:
                report.about(entity, str(self.source.path))
                report.add(UNIT_MADE, name=next(iter(entity.name.values()), ""))
                yield entity

    def _flow_units(self) -> Iterator[str]:
        measured = {owner for owner, _ in self._owners(self.tables.get("flow_measures", ()))}
        for table in self.tables.get("flows", ()):
            for record in records(table, {}):
                unit = unit_cell(record)
                if unit and self.identity(record, Report(cap=0))[0] not in measured:
                    yield as_text(unit[0]).strip()

    def _owners(self, tables: Sequence[Table]) -> Iterator[Owner]:
        reader = RowReader(Report(cap=0), self.names, self.signs)
        for table in tables:
            for record in records(table, {}):
                yield self.owner(record, reader) or ("", "")

    def _known(self, type_: EntityType) -> Iterator[tuple[str, Text]]:
        if type_ not in ENTITIES:
            return
        silent = Report(cap=0)
        reader = RowReader(silent, self.names, self.signs)
        for table in self.tables.get(ENTITIES[type_].id, ()):
            for record in records(table, {}):
                yield self.identity(record, silent)[0], reader.text(record, "name")

    def unversioned(self, type_: EntityType) -> frozenset[str]:
        """Return the UUIDs of the data sets that have no version: rows without a version belong to them alone."""
        if type_ not in self._unversioned:
            rows = (record for table in self.tables.get(ENTITIES[type_].id, ()) for record in records(table, {}))
            told = (self.identity(record, Report(cap=0)) for record in rows)
            self._unversioned[type_] = frozenset(uuid for uuid, version, _ in told if not version)
        return self._unversioned[type_]

    def unit_names(self) -> frozenset[str]:
        """Return the names of the units that the table brings itself."""
        if self._unit_names is None:
            rows = (record for table in self.tables.get("units", ()) for record in records(table, {}))
            self._unit_names = frozenset(as_text(record.value_of("name")).strip() for record in rows)
        return self._unit_names

    def identity(self, record: Record, report: Report) -> tuple[str, str, str]:
        """Return UUID, version and the code that an entity's row gives, which is empty where it gives a UUID."""
        code = as_text(record.value_of("uuid")).strip()
        version = as_text(record.value_of("version")).strip()
        given = code
        if not code:
            names = [as_text(v) for column, _, v, _ in record.cells if column.attr in ("name", "parameter.name")]
            code = plain(next((name for name in names if name.strip()), f"row {record.row} of {record.of.id}"))
        uuid = uuid_of(record.of.type, code)
        if not is_uuid(given):
            report.add(
                DERIVED_ID, entity=EntityKey(record.of.type, uuid, version), path="uuid", pointer=record.place_of("uuid"),
                file=record.table.sheet.at if record.table else "", value=given or code, cell=record.place_of("uuid"), uuid=uuid,
            )  # fmt: skip
        return uuid, version, "" if is_uuid(given) else given

    def owner(self, record: Record, reader: RowReader) -> Owner | None:
        """Return which entity a row belongs to, None where it does not say."""
        code = as_text(record.value_of("@uuid")).strip()
        if code:
            return uuid_of(record.of.type, code), as_text(record.value_of("@version")).strip()
        name = reader.text(record, "@name")
        if not name:
            return None
        found = self.names.find(record.of.type, name)
        if len(found) == 1:
            return found[0], as_text(record.value_of("@version")).strip()
        return self.names.identify(record.of.type, "", name, lambda: record.place_of("@name"), reader.report), ""


class _Reading:
    """Reads one part."""

    def __init__(self, session: TableSession, type_: EntityType, report: Report) -> None:
        self._session = session
        self._type = type_
        self._report = report
        self._reader = RowReader(report, session.names, session.signs)
        self._seen: dict[Owner, str] = {}
        self._places: dict[Owner, str] = {}

    def entities(self) -> Iterator[Entity]:
        members = self._members()
        for table in self._session.tables.get(ENTITIES[self._type].id, ()):
            for record in self._rows(table):
                entity = self._entity(record, members)
                if entity is not None:
                    yield entity
        if self._type == "parameter":
            for table in self._session.tables.get("parameters", ()):
                yield from self._globals(table)
        self._orphans(members)

    def _rows(self, table: Table, *, told: bool = True) -> Iterator[Record]:
        skipped: dict[int, list[tuple[int, CellValue]]] = {}
        yield from records(table, skipped)
        if told:
            self._skipped(table, skipped)

    def _entity(self, record: Record, members: Members) -> Entity | None:
        uuid, version, code = self._session.identity(record, self._report)
        self._claim((uuid, version), record)
        self._report.about(EntityKey(self._type, uuid, version), record.table.sheet.at if record.table else "")
        given: dict[str, Any] = {"uuid": uuid, "version": version, **members.pop((uuid, version), {})}
        if version and (uuid, "") in members and uuid not in self._session.unversioned(self._type):
            given.update(members.pop((uuid, "")))
        entity: Entity | None = self._reader.struct(record, given)
        if entity is None:
            return None
        if code and Alias(system=SYSTEM, id=code) not in entity.aliases:
            entity.aliases = [*entity.aliases, Alias(system=SYSTEM, id=code)]
        unit = unit_cell(record)
        if unit and self._type == "flow":
            self._measure(entity, unit, record)
        return entity

    def _measure(self, flow: Any, unit: tuple[CellValue, int], record: Record) -> None:
        if flow.properties:
            return  # the sheet of properties says more
        found = measures.measure_of(as_text(unit[0]).strip())
        cell = record.address(unit[1])
        flow.properties = [FlowPropertyFactor(property=found.property, is_reference=True)]
        kind = UNIT_TAKEN if found.known else UNIT_UNKNOWN
        name = next(iter(found.property.name.values()), "")
        self._report.add(kind, path="properties", pointer=cell, value=as_text(unit[0]).strip(), cell=cell, name=name)

    def _claim(self, key: Owner, record: Record) -> None:
        here = record.place_of("uuid")
        first = self._seen.setdefault(key, here)
        if first != here and record.table:
            raise DuplicateIdError(
                f"{first} and {here} are two data sets of one identity ({key[0]} {key[1]})".rstrip(),
                f"{first} 与 {here} 是同一标识（{key[0]} {key[1]}）的两个数据集",
                at=Location(file=record.table.sheet.at, pointer=here),
                hint_en="give one of them another ID, or another name where there is no ID",
                hint_zh="请为其中之一更换 ID；没有 ID 时请更换名称",
            )

    def _members(self) -> Members:
        found: Members = {}
        for sheet in MEMBERS[self._type]:
            for table in self._session.tables.get(sheet.id, ()):
                last: Owner | None = None
                for record in self._rows(table):
                    owner = self._session.owner(record, self._reader)
                    if owner is None and sheet.id == "parameters":
                        continue  # holds everywhere
                    if owner is None and last is not None:
                        self._report.about(EntityKey(self._type, *last), table.sheet.at)
                        self._report.add(
                            FILLED_DOWN, pointer=record.address(0), value=last[0], cell=record.address(0),
                            path=f"{sheet.field}[{len(found.get(last, {}).get(sheet.field, ()))}]",
                        )  # fmt: skip
                        owner = last
                    self._member(found, sheet, record, owner)
                    last = owner
        return found

    def _member(self, found: Members, sheet: SheetOf, record: Record, owner: Owner | None) -> None:
        at = record.table.sheet.at if record.table else ""
        self._report.about(EntityKey(self._type, *owner) if owner else None, at)
        member = self._reader.struct(record, {})
        if member is None:
            return
        if owner is None:
            self._orphan(record, "")
            return
        found.setdefault(owner, {}).setdefault(sheet.field, []).append(member)
        self._places.setdefault(owner, record.address(0))

    def _globals(self, table: Table) -> Iterator[Entity]:
        sheet = BY_ID["global_parameters"]
        for record in self._rows(table, told=False):
            if self._session.owner(record, self._reader) is not None:
                continue
            cells = [(column._replace(attr=f"parameter.{column.attr}"), *rest) for column, *rest in record.cells]
            moved = Record(sheet, cells, record.row, record.table)  # type: ignore[arg-type]  # the same members in order
            entity = self._entity(moved, {})
            if entity is not None:
                entity.name = entity.name or untagged(as_text(record.value_of("name")).strip())
                yield entity

    def _orphans(self, members: Members) -> None:
        for owner, fields in members.items():
            self._report.about(None, str(self._session.source.path))
            count = sum(len(rows) for rows in fields.values())
            self._report.add(
                ORPHAN_ROW, pointer=self._places.get(owner, ""), value=[owner[0], count], cell=self._places.get(owner, ""),
                type=self._type, owner=owner[0],
            )  # fmt: skip

    def _orphan(self, record: Record, owner: str) -> None:
        values = {record.address(index): as_text(value) for _, _, value, index in record.cells}
        self._report.about(None, record.table.sheet.at if record.table else "")
        self._report.add(
            ORPHAN_ROW, pointer=record.address(0), value=values, cell=record.address(0), type=self._type, owner=owner
        )

    def _skipped(self, table: Table, skipped: dict[int, list[tuple[int, CellValue]]]) -> None:
        sheet = table.sheet
        self._report.about(None, sheet.at)
        notes = skipped.pop(-1, [])
        if notes:
            self._report.add(NOTES_SKIPPED, pointer=sheet.address(notes[0][0], 0), sheet=sheet.name, count=len(notes))
        for index, cells in sorted(skipped.items()):
            address = sheet.address(table.row, index)
            values = {sheet.address(row, index): as_text(value) for row, value in cells[:_SHOWN]}
            twin = table.twins.get(index)
            first = sheet.address(table.row, twin.number) if twin else ""
            self._report.add(
                TWIN_COLUMN if twin else UNKNOWN_COLUMN, pointer=address, value=values, cell=address, first=first,
                heading=table.unknown.get(index) or (twin.column.en if twin else ""), count=len(cells),
            )  # fmt: skip


def unit_cell(record: Record) -> tuple[CellValue, int] | None:
    """Return the unit that a flow's row gives, with the number of its column."""
    return next(((value, index) for column, _, value, index in record.cells if not column.attr), None)


def _is_read_me(name: str) -> bool:
    return any(word in name.casefold().replace(" ", "") for word in READ_ME)


def _is_ours(sheet: AnySheet) -> bool:
    return by_title(sheet.name) is not None or sheet.name in ("Read me 说明", "说明 Read me")


def _no_table(source: Source) -> MalformedSourceError:
    titles = ", ".join(sheet.en for sheet in SHEETS[:4])
    return MalformedSourceError(
        "no sheet of it is one of the template's", "没有任何工作表属于模板", at=Location(file=str(source.path)),
        hint_en=f"name the sheets {titles} …; lcabridge template makes an empty workbook. Lists of factors: --from factors",
        hint_zh="请使用模板的工作表名称；lcabridge template 可生成空白模板。因子清单请用 --from factors",
    )  # fmt: skip
