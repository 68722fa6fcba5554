"""openLCA's process workbook: the process itself, with its parameters, exchanges and allocation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from lcabridge.codes import keygen
from lcabridge.errors import FormulaError
from lcabridge.formula import Scope, dialect, evaluate, parse
from lcabridge.model import (
    AllocationFactor,
    Entity,
    Exchange,
    GlobalParameter,
    Parameter,
    Process,
    Ref,
    RefSummary,
    untagged,
)
from lcabridge.sources.sheets.cells import as_text, is_empty
from lcabridge_tables.issues import AMOUNT_COMPUTED
from lcabridge_tables.layout import BY_ID, SheetOf
from lcabridge_tables.names import plain, uuid_of
from lcabridge_tables.olcabook import Book
from lcabridge_tables.olcacells import EXCHANGE, INFO, PARAMETER, SECTIONS
from lcabridge_tables.olcagrid import Grid, spelled
from lcabridge_tables.rows import Cell


class Inventory(Book):
    """Reads parameters, exchanges and allocation."""

    def process(self) -> Iterator[Entity]:
        """Yield the process and the global parameters."""
        of = BY_ID["processes"]
        columns = {column.attr: column for column in of.columns if column.attr}
        cells: list[Cell] = []
        main = self.grids["General information"]
        for name, rules in INFO.items():
            grid = self.grids.get(name)
            if grid is None:
                continue
            for section, starts in grid.sections(SECTIONS).items():
                for row in (row for start in starts for row in grid.block(start)):
                    attr = rules.get((section, as_text(grid.rows[row][0]).strip().casefold()))
                    if attr is None:
                        continue
                    grid.taken.add((row, 0))
                    value = grid.take(row, 1)
                    if value is not None:
                        cells.append((columns[attr], "", spelled(columns[attr], value), 1))
        code = next((as_text(value).strip() for column, _, value, _ in cells if column.attr == "uuid"), "")
        name = next((as_text(value) for column, _, value, _ in cells if column.attr == "name"), "")
        uuid = uuid_of("process", code or plain(name) or "process")
        self.report.about(Process(uuid=uuid), self.session.at)
        process: Process | None = self.struct(of, cells, main, 1, {"uuid": uuid})
        process = process if process is not None else Process(uuid=uuid)
        parameters = list(self._parameters(process))
        self._computed(process, parameters)
        for sheet, direction in (("Inputs", "input"), ("Outputs", "output")):
            if sheet in self.grids:
                self._exchanges(process, self.grids[sheet], direction)
        self._allocation(process)
        self.document(process)
        yield process
        yield from parameters

    def _parameters(self, process: Process) -> Iterator[GlobalParameter]:
        grid = self.grids.get("Parameters")
        if grid is None:
            return
        of = BY_ID["parameters"]
        for section, starts in grid.sections(SECTIONS).items():
            for start in starts:
                for row, names in grid.table(start + 1):
                    cells = self._uncertain(self.record(of, grid, row, names, PARAMETER), of, grid, row, names)
                    parameter: Parameter | None = self.struct(
                        of, cells, grid, row, {"is_input": "calculated" not in section}
                    )
                    if parameter is None:
                        continue
                    if not section.startswith("global"):
                        process.parameters.append(parameter)
                        continue
                    uuid = keygen("parameter", parameter.name)
                    yield GlobalParameter(uuid=uuid, name={"en": parameter.name}, parameter=parameter)

    def _computed(self, process: Process, shared: Sequence[GlobalParameter]) -> None:
        """Make the values of the parameters known to the formulas of amounts, whose results the workbook does not hold."""
        rules = dialect("openlca")
        scope: Scope | None = None
        for found in ([entity.parameter for entity in shared], process.parameters):
            scope = Scope(rules, scope)
            for parameter in found:
                scope.define(parameter.name, parameter.value, parameter.formula)
        self.scope = scope

    def _uncertain(self, cells: list[Cell], of: SheetOf, grid: Grid, row: int, names: Mapping[str, int]) -> list[Cell]:
        """Add the distribution: which parameter a column holds depends on its type."""
        place = names.get("uncertainty")
        kind = as_text(grid.take(row, place)).strip().casefold() if place is not None else ""
        rules = {
            "normal": {"(g)mean | mode": "mean", "sd | gsd": "sd"},
            "log-normal": {"(g)mean | mode": "median", "sd | gsd": "gsd"},
            "triangular": {"(g)mean | mode": "mode", "minimum": "minimum", "maximum": "maximum"},
            "uniform": {"minimum": "minimum", "maximum": "maximum"},
        }.get(kind)
        if rules is None or place is None:
            return cells
        told = self.record(of, grid, row, names, {heading: f"uncertainty.{attr}" for heading, attr in rules.items()})
        column = next(column for column in of.columns if column.attr == "uncertainty.distribution")
        return [*cells, (column, "", kind.replace("log-normal", "lognormal"), place), *told]

    def _exchanges(self, process: Process, grid: Grid, direction: str) -> None:
        of = BY_ID["exchanges"]
        providers = self._providers()
        for row, names in grid.table(1, whole=True):
            cells = self._uncertain(self.record(of, grid, row, names, EXCHANGE), of, grid, row, names)
            cells = [self._flow_cell(cell, grid, row, names, of) for cell in cells]
            path = f"exchanges[{len(process.exchanges)}]"
            exchange: Exchange | None = self.struct(
                of, cells, grid, row, {"direction": direction, "id": len(process.exchanges) + 1}
            )
            if exchange is None:
                continue
            self._amounts(exchange, grid, row, names, path)
            summary = providers.get(exchange.provider.uuid) if exchange.provider else None
            if exchange.provider is not None and summary is not None:
                exchange.provider = msgspec.structs.replace(exchange.provider, summary=summary)
            process.exchanges.append(exchange)
        process.last_exchange_id = len(process.exchanges) or None

    def _providers(self) -> dict[str, RefSummary]:
        """Return what the workbook says of the providers, which are no data sets of it."""
        grid = self.grids.get("Providers")
        found = {}
        for row, names in grid.table(1, whole=True) if grid else ():
            cells = (
                {heading: as_text(grid.take(row, place)).strip() for heading, place in names.items()} if grid else {}
            )
            uuid = uuid_of("process", cells.get("uuid", "") or plain(cells.get("name", "")))
            category = tuple(part for part in cells.get("category", "").split("/") if part)
            found[uuid] = RefSummary(category=category, location=cells.get("location", ""))
        return found

    def _flow_cell(self, cell: Cell, grid: Grid, row: int, names: Mapping[str, int], of: SheetOf) -> Cell:
        """Return the flow by its UUID where name and category tell one flow among several of its name."""
        column, tag, value, place = cell
        if column.attr != "flow.name":
            return cell
        category = as_text(grid.take(row, names["category"])).strip() if "category" in names else ""
        same = [
            flow
            for flow in self.flows.values()
            if plain(as_text(value)) in {plain(text) for text in flow.name.values()}
        ]
        if len(same) < 2:
            return cell
        exact = [
            flow
            for flow in same
            if "/".join(e.name for found in flow.classifications[:1] for e in found.classes) == category
        ]
        if len(exact) != 1:
            return cell
        ids = next(other for other in of.columns if other.attr == "flow.uuid")
        return ids, tag, exact[0].uuid, place

    def _amounts(self, exchange: Exchange, grid: Grid, row: int, names: Mapping[str, int], path: str) -> None:
        place = names.get("amount")
        value = grid.take(row, place) if place is not None else None
        if isinstance(value, str) and place is not None:
            exchange.formula = value.strip()
            exchange.amount = self._result(exchange.formula)
            cell = grid.sheet.address(row, place)
            self.report.add(
                AMOUNT_COMPUTED,
                path=f"{path}.amount",
                pointer=cell,
                value=exchange.amount,
                cell=cell,
                formula=exchange.formula,
            )
        elif place is not None:
            exchange.amount = self.number_at(grid, row, place)
        costs = names.get("costs/revenues")
        money = grid.take(row, costs) if costs is not None else None
        if exchange.cost is not None and isinstance(money, str):
            exchange.cost.formula = money.strip()
        elif exchange.cost is not None and costs is not None:
            exchange.cost.value = self.number_at(grid, row, costs)
        self._other_property(exchange)

    def _result(self, formula: str) -> float | None:
        try:
            return evaluate(parse(formula), self.scope)
        except FormulaError:
            return None

    def _other_property(self, exchange: Exchange) -> None:
        """Say the flow property where the unit is none of the flow's reference property."""
        flow = self.flows.get(exchange.flow.uuid) if exchange.flow else None
        if flow is None or exchange.unit is None:
            return
        for factor in flow.properties:
            group = self.groups.get(self.group_of(factor.property.uuid))
            if group is not None and any(unit.name == exchange.unit.name for unit in group.units):
                if not factor.is_reference:
                    exchange.property = factor.property
                return

    def group_of(self, prop: str) -> str:
        """Return the UUID of the unit group of a flow property, "" where the workbook does not say."""
        if not self.properties:
            grid = self.grids.get("Flow properties")
            for row, names in grid.table(1, whole=True) if grid else ():
                code = as_text(grid.take(row, names["uuid"])).strip() if grid and "uuid" in names else ""
                name = as_text(grid.take(row, names["unit group"])) if grid and "unit group" in names else ""
                found = self.session.names.find("unit_group", untagged(name)) if name else []
                if code and found:
                    self.properties[code.lower()] = found[0]
        return self.properties.get(prop, "")

    def _allocation(self, process: Process) -> None:
        grid = self.grids.get("Allocation")
        if grid is None:
            return
        for row, cells in grid.rows.items():
            if as_text(cells[0] if cells else None).strip().casefold() == "default allocation method":
                word = as_text(grid.take(row, 1)).strip().casefold()
                grid.taken.add((row, 0))
                process.default_allocation = word if word in ("physical", "economic", "causal", "none") else None  # type: ignore[assignment]  # one of the words
        for section, starts in grid.sections(SECTIONS).items():
            for start in starts:
                if section.startswith("physical"):
                    self._simple(process, grid, start)
                elif section.startswith("causal"):
                    self._causal(process, grid, start)

    def _product(self, name: str, grid: Grid, row: int) -> Ref:
        text = untagged(name)
        cell = grid.sheet.address(row, 0)
        return Ref(
            type="flow", uuid=self.session.names.identify("flow", "", text, lambda: cell, self.report), name=text
        )

    def _simple(self, process: Process, grid: Grid, start: int) -> None:
        for row, names in grid.table(start + 1):
            product = self._product(as_text(grid.take(row, names.get("product", 0))), grid, row)
            grid.take(row, names.get("category", 1))
            for method in ("physical", "economic"):
                value = self.number_at(grid, row, names[method]) if method in names else None
                if value is not None:
                    process.allocation.append(AllocationFactor(method=method, product=product, value=value))

    def _causal(self, process: Process, grid: Grid, start: int) -> None:
        head = grid.rows.get(start + 1, [])
        products = {
            column: self._product(as_text(cell), grid, start + 1)
            for column, cell in enumerate(head)
            if column >= 4 and not is_empty(cell)
        }
        for row, names in grid.table(start + 1):
            flow = self._product(as_text(grid.take(row, names.get("flow", 0))), grid, row)
            for heading in ("category", "amount"):
                grid.take(row, names.get(heading, 1))
            direction = as_text(grid.take(row, names.get("direction", 2))).strip().casefold()
            own = [e for e in process.exchanges if e.flow and e.flow.uuid == flow.uuid and e.direction == direction]
            for column, product in products.items():
                value = self.number_at(grid, row, column)
                if value is not None:
                    ident = own[0].id if len(own) == 1 else None
                    process.allocation.append(
                        AllocationFactor(
                            method="causal", product=product, exchange_id=ident, exchange_flow=flow, value=value
                        )
                    )

    def document(self, process: Process) -> None:
        """Read what documents the process; see ``olcadocs``."""
