"""openLCA's process workbook: one process in sheets of sections and tables, with the data sets that it needs.

Data sets refer to each other by name (flows and providers by name and category), an amount that is a text is a formula. Layout as
openLCA 2 exports it (reference openlca §1.7). Every cell that says something is read, or named in the report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from lcabridge.errors import Location, MalformedSourceError
from lcabridge.format import Part, Session
from lcabridge.formula import Scope
from lcabridge.model import Entity, EntityType, Flow, FlowPropertyFactor, Index, Ref, Text, UnitGroup, untagged
from lcabridge.report import Report
from lcabridge.sources import Source
from lcabridge.sources.sheets.books import sheets_of
from lcabridge.sources.sheets.cells import as_text
from lcabridge.sources.sheets.scalars import PLAIN, NotSo, number
from lcabridge.sources.sheets.xlsxread import XlsxSheet
from lcabridge_tables.issues import BAD_CELL, UNREAD_CELLS
from lcabridge_tables.layout import BY_ID, ENTITIES, SheetOf
from lcabridge_tables.names import Directory, plain, uuid_of
from lcabridge_tables.olcacells import ENTITY_SHEETS
from lcabridge_tables.olcagrid import Grid, Placed, spelled
from lcabridge_tables.rows import Cell, Record, RowReader

_ORDER: tuple[EntityType, ...] = ("unit_group", "flow_property", "location", "contact", "source", "currency", "flow")
_NAMED = {"process": "Providers"} | {type_: sheet for sheet, (type_, _) in ENTITY_SHEETS.items()}


class OlcaBookSession(Session):
    """An opened workbook.

    Raises:
        ReadError: it is no process workbook.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.at = str(source.path)
        sheets = [sheet for sheet in sheets_of(source) if isinstance(sheet, XlsxSheet)]
        self.grids = {sheet.name: Grid(sheet) for sheet in sheets}
        if "General information" not in self.grids:
            raise MalformedSourceError(
                "there is no sheet 'General information'", "没有工作表“General information”", at=Location(file=self.at),
                hint_en="export the process from openLCA as an Excel file", hint_zh="请在 openLCA 中将过程导出为 Excel 文件",
            )  # fmt: skip
        self.names = Directory(self._known, frozenset)
        self.entities = list(_book(self, Report(cap=0)))

    def parts(self) -> Sequence[Part]:
        """Return one part: everything hangs together."""
        return [Part(key="book", names=tuple(self.source.names()[:1]))]

    def read(self, part: Part, index: Index, report: Report) -> Iterator[Entity]:  # noqa: ARG002  # one part
        """Yield the data sets."""
        for grid in self.grids.values():
            grid.taken.clear()
        yield from _book(self, report)
        report.about(None, self.at)
        for name, grid in self.grids.items():
            left = grid.left()
            if left:
                shown = dict(list(left.items())[:200])
                report.add(UNREAD_CELLS, pointer=next(iter(left)), value=shown, sheet=name, count=len(left))

    def _known(self, type_: EntityType) -> Iterator[tuple[str, Text]]:
        grid = self.grids.get(_NAMED.get(type_, ""))
        if grid is None:
            return
        for row, names in grid.table(1, whole=True):
            name = as_text(grid.take(row, names["name"])) if "name" in names else ""
            code = as_text(grid.take(row, names["uuid"])).strip() if "uuid" in names else ""
            if name:
                yield uuid_of(type_, code or plain(name)), untagged(name)


class Book:
    """Reads the data sets beside the process.

    Args:
        session: the workbook.
        report: takes the issues.
    """

    def __init__(self, session: OlcaBookSession, report: Report) -> None:
        self.session = session
        self.grids = session.grids
        self.report = report
        self.reader = RowReader(report, session.names, PLAIN)
        self.flows: dict[str, Flow] = {}
        self.groups: dict[str, UnitGroup] = {}
        self.properties: dict[str, str] = {}
        self.scope: Scope | None = None

    def all(self) -> Iterator[Entity]:
        """Yield every data set of the workbook."""
        self._units()
        for type_ in _ORDER:
            yield from self._entities(type_)
        yield from self.process()

    def process(self) -> Iterator[Entity]:
        """Yield the process, and what stands beside it; see ``olcaprocess``."""
        return iter(())

    def record(
        self, of: SheetOf, grid: Grid, row: int, names: Mapping[str, int], rules: Mapping[str, str]
    ) -> list[Cell]:
        """Return the cells of a row by the columns of the template; headings are in lower case."""
        columns = {column.attr: column for column in of.columns if column.attr}
        cells: list[Cell] = []
        for heading, attr in rules.items():
            place = names.get(heading)
            if place is None:
                continue
            value = grid.take(row, place)
            if value is not None:
                cells.append((columns[attr], "", spelled(columns[attr], value), place))
        return cells

    def struct(self, of: SheetOf, cells: list[Cell], grid: Grid, row: int, given: Mapping[str, Any]) -> Any:
        """Return the struct that the cells of a row make; see ``RowReader.struct``."""
        return self.reader.struct(Placed(of, cells, row, grid), given)  # type: ignore[arg-type]  # a record with a grid's addresses

    def _entities(self, type_: EntityType) -> Iterator[Entity]:
        sheet = next((name for name, (kind, _) in ENTITY_SHEETS.items() if kind == type_), "")
        grid = self.grids.get(sheet)
        if grid is None:
            return
        of, rules = ENTITIES[type_], ENTITY_SHEETS[sheet][1]
        for row, names in grid.table(1, whole=True):
            cells = self.record(of, grid, row, names, rules)
            named = Record(of, cells)
            code = as_text(named.value_of("uuid")).strip() or plain(as_text(named.value_of("name")))
            uuid = uuid_of(type_, code)
            entity = self.struct(of, cells, grid, row, {"uuid": uuid, **self._given(type_, uuid)})
            if isinstance(entity, Flow):
                self._measure(entity, grid, row, names)
                self.flows[entity.uuid] = entity
            if entity is not None:
                self.report.about(entity, self.session.at)
                yield entity

    def _given(self, type_: EntityType, uuid: str) -> dict[str, Any]:
        return {"units": self.groups[uuid].units} if type_ == "unit_group" and uuid in self.groups else {}

    def _units(self) -> None:
        """Read the units; they name their group."""
        grid, groups = self.grids.get("Units"), self.grids.get("Unit groups")
        if grid is None or groups is None:
            return
        references = {}
        for row, names in groups.table(1, whole=True):
            name = plain(as_text(groups.take(row, names.get("name", 0))))
            references[name] = (
                as_text(groups.take(row, names["reference unit"])).strip() if "reference unit" in names else ""
            )
        of = BY_ID["units"]
        rules = {
            "uuid": "uuid",
            "name": "name",
            "description": "description",
            "synonyms": "synonyms",
            "conversion factor": "factor",
        }
        for row, names in grid.table(1, whole=True):
            cells = self.record(of, grid, row, names, rules)
            group = as_text(grid.take(row, names["unit group"])) if "unit group" in names else ""
            found = self.session.names.find("unit_group", untagged(group))
            unit = self.struct(of, cells, grid, row, {}) if cells else None
            if unit is not None and found:
                unit.is_reference = unit.name == references.get(plain(group))
                self.groups.setdefault(found[0], UnitGroup(uuid=found[0])).units.append(unit)

    def _measure(self, flow: Flow, grid: Grid, row: int, names: Mapping[str, int]) -> None:
        place = names.get("reference flow property")
        name = as_text(grid.take(row, place)).strip() if place is not None else ""
        if name:
            flow.properties = [
                FlowPropertyFactor(property=self.property(name, grid.sheet.address(row, place or 0)), is_reference=True)
            ]
        factors = self.grids.get("Flow property factors")
        if factors is None:
            return
        own = plain(next(iter(flow.name.values()), ""))
        for number_, headings in factors.table(1, whole=True):
            if plain(as_text(factors.rows[number_][headings.get("flow", 0)])) != own:
                continue
            for heading in ("flow", "category", "reference unit"):
                factors.take(number_, headings.get(heading, 0))
            other = as_text(factors.take(number_, headings.get("flow property", 2))).strip()
            value = self.number_at(factors, number_, headings.get("conversion factor", 3))
            if other and value is not None:
                cell = factors.sheet.address(number_, headings.get("flow property", 2))
                flow.properties.append(FlowPropertyFactor(property=self.property(other, cell), factor=value))

    def property(self, name: str, cell: str) -> Ref:
        """Return the reference to a flow property by its name."""
        text = untagged(name)
        return Ref(
            type="flow_property",
            uuid=self.session.names.identify("flow_property", "", text, lambda: cell, self.report),
            name=text,
        )

    def number_at(self, grid: Grid, row: int, column: int) -> float | None:
        """Return the number in a cell, None where there is none; another value is an issue."""
        value = grid.take(row, column)
        if value is None:
            return None
        try:
            return float(str(number(value, PLAIN).value))
        except NotSo as error:
            cell = grid.sheet.address(row, column)
            self.report.add(
                BAD_CELL,
                pointer=cell,
                value=as_text(value),
                cell=cell,
                expected=error.expected,
                expected_zh=error.expected_zh,
            )
            return None


def _book(session: OlcaBookSession, report: Report) -> Iterator[Entity]:
    from lcabridge_tables.olcadocs import Documented  # noqa: PLC0415  # it extends what stands here

    return Documented(session, report).all()
