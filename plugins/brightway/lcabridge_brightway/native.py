"""What Brightway would calculate: one activity for each product, linked inputs, amounts in the unit of the flow.

Brightway's matrices have one product in a column and know neither allocation nor units. So a process of several products
stands twice: whole, as a node of type ``multifunctional`` that no matrix takes in, and once for each product as an activity
that carries its share (fields ``allocated from`` and ``allocation share``). An input without a supplier leads to an activity
that makes it out of nothing (field ``cut-off``). Who supplies is decided by lcabridge's default rule: the declared provider;
where none is declared, the only process that supplies the flow.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from lcabridge.codes import keygen
from lcabridge.errors import FormulaError
from lcabridge.formula import Definition, Scope, dialect, evaluate, parse, resolve_parameters
from lcabridge.model import Exchange, FlowType, GlobalParameter, Index, Process, Shares, method_of, share_of
from lcabridge.sources.sheets.cells import CellValue
from lcabridge_brightway.blocks import Block, Line
from lcabridge_brightway.sign import INPUT, TURNED, WHOLE, scaled, turn

ALLOCATED, SHARE, CUT_OFF, STUB = "allocated from", "allocation share", "cut-off", "stub"
MADE_FOR = (ALLOCATED, CUT_OFF, STUB)
"""Fields of activities that are made for Brightway alone: readers take the process that they were made from."""
_OURS = frozenset(
    ("flow uuid", "flow version", "direction", "co-product", "provider code", "provider version", TURNED, "exchange id")
)


class Column(NamedTuple):
    """A product of a process: a column of the matrix.

    Attributes:
        process: UUID of the process.
        flow: UUID of the product, or of the waste that is treated.
        code: of the activity in Brightway.
        position: of its exchange.
        turned: True if it is an input, so that its production is negative.
        is_supply: True if inputs without a provider may find it.
    """

    process: str
    flow: str
    code: str
    position: int
    turned: bool
    is_supply: bool


class Links:
    """Who supplies what in a package.

    Args:
        index: of the package.
        parameters: global ones, for formulas of allocation factors.
    """

    def __init__(self, index: Index, parameters: Iterable[GlobalParameter]) -> None:
        self.index = index
        self._globals = resolve_parameters(
            [
                Definition(name=p.parameter.name, value=p.parameter.value, formula=p.parameter.formula)
                for p in parameters
            ]
        ).scope
        self._by_process: dict[str, dict[str, list[Column]]] = {}
        self._by_flow: dict[str, list[Column]] = {}
        self._codes: dict[str, str] = {}

    def take(self, process: Process, code: str) -> None:
        """Learn the products of a process; ``code`` is that of its activity."""
        self._codes[process.uuid] = code
        for column in self.columns(process):
            self._by_process.setdefault(process.uuid, {}).setdefault(column.flow, []).append(column)
            if column.is_supply:
                self._by_flow.setdefault(column.flow, []).append(column)

    def columns(self, process: Process) -> list[Column]:
        """Return the products of a process."""
        found = [
            (position, exchange)
            for position, exchange in enumerate(process.exchanges)
            if exchange.flow and exchange.direction and exchange.amount and self._supplies(exchange)
        ]
        allocated = len(found) > 1 and method_of(process, "declared") != "none"
        code = self._codes.get(process.uuid, process.uuid)
        return [
            Column(
                process.uuid,
                exchange.flow.uuid,
                code
                if len(found) == 1
                else keygen("brightway product", process.uuid, exchange.flow.uuid, str(position)),
                position,
                exchange.direction == "input",
                exchange.is_reference or allocated,
            )
            for position, exchange in found
            if exchange.flow
        ]

    def _supplies(self, exchange: Exchange) -> bool:
        if exchange.is_reference:
            return True
        if exchange.is_avoided or (exchange.amount or 0.0) < 0.0:
            return False
        kind = self.kind(exchange)
        return (kind == "product" and exchange.direction == "output") or (
            kind == "waste" and exchange.direction == "input"
        )

    def kind(self, exchange: Exchange) -> FlowType | None:
        """Return the type of an exchange's flow, None where nothing says it."""
        flow = self.index.get("flow", exchange.flow.uuid, exchange.flow.version) if exchange.flow else None
        if flow is not None and flow.flow_type:
            return flow.flow_type
        return exchange.flow.summary.flow_type if exchange.flow and exchange.flow.summary else None

    def supplier(self, exchange: Exchange) -> Column | None:
        """Return who supplies an input, or treats a waste; None for a cut-off."""
        flow = exchange.flow.uuid if exchange.flow else ""
        if exchange.provider is not None:
            found = self._by_process.get(exchange.provider.uuid, {}).get(flow)
            return found[0] if found else None
        found = self._by_flow.get(flow, [])
        return found[0] if len(found) == 1 else None

    def shares(self, process: Process, columns: list[Column]) -> list[Shares]:
        """Return what each product of a process carries."""
        method = method_of(process, "declared")
        if len(columns) < 2 or method == "none":
            return [Shares() for _ in columns]
        scope = resolve_parameters(
            [Definition(name=p.name, value=p.value, formula=p.formula) for p in process.parameters], outer=self._globals
        ).scope
        found = []
        for column in columns:
            exchange = process.exchanges[column.position]
            try:
                share = share_of(process, exchange, len(columns), method, lambda text: _value(text, scope))
            except FormulaError:
                share = None
            found.append(share or Shares())
        return found


def _value(formula: str, scope: Scope) -> float:
    return evaluate(parse(formula, dialect("openlca")), scope)


class Expansion(msgspec.Struct):
    """What becomes of the block of a process: itself linked, and the activities of its products.

    Attributes:
        blocks: the block, then those of the products if there are several.
        cut_offs: flow UUID to name, unit of inputs that nobody supplies.
        elementary: flow UUID to a line of it.
    """

    blocks: list[Block]
    cut_offs: dict[str, tuple[str, str]]
    elementary: dict[str, Line]


def expand(process: Process, block: Block, links: Links, database: str, codes: dict[str, str]) -> Expansion:
    """Link the lines of a block, and add an activity for each of several products.

    Args:
        process: the process.
        block: its block; lines stand in the order of the exchanges.
        links: of the package.
        database: name of the database.
        codes: codes of elementary flows that are not their UUIDs.
    """
    columns = links.columns(process)
    own = {column.position: column for column in columns}
    found = Expansion(blocks=[block], cut_offs={}, elementary={})
    for position, (exchange, line) in enumerate(zip(process.exchanges, block.exchanges, strict=True)):
        flow = exchange.flow.uuid if exchange.flow else ""
        if position in own:
            code = own[position].code
        elif line.text("type") == "biosphere":
            code = codes.get(flow, flow)
            found.elementary.setdefault(flow, line)
        else:
            supplier = links.supplier(exchange)
            if supplier is None:
                code = cut_off_code(flow)
                found.cut_offs[flow] = (
                    line.text("reference product") or line.text("name"),
                    line.text("unit"),
                )
            else:
                code = supplier.code
                _sign(line, exchange, supplier, links.kind(exchange))
        line.cells[INPUT] = f"{database}::{code}"
    if len(columns) != 1:
        for name in ("reference product", "unit", "production amount"):
            block.fields.cells.pop(name, None)
        block.fields.cells["type"] = WHOLE
        for column, share in zip(columns, links.shares(process, columns), strict=True):
            found.blocks.append(_part(process, block, column, share, set(own)))
    return found


def _sign(line: Line, exchange: Exchange, supplier: Column, kind: FlowType | None) -> None:
    """Give the amount of a line the sign that its supplier's column needs (see `lines` for the sign it has).

    The matrix cell is the negative of what is needed: −amount, +amount for a credit. The row of a treatment is turned.
    """
    amount = exchange.amount
    now = line.cells.get("amount")
    if not amount or not isinstance(now, float):
        return
    returned = (
        exchange.is_avoided
        or (kind == "product" and exchange.direction == "output")
        or (kind == "waste" and exchange.direction == "input")
    )
    cell = (1.0 if returned else -1.0) * (-1.0 if supplier.turned else 1.0) * amount
    wanted = -cell if line.text("type") == "technosphere" else cell
    if (wanted < 0.0) != (now < 0.0):
        turn(line)
        line.cells[TURNED] = "yes"


def cut_off_code(flow: str) -> str:
    """Return the code of the activity that stands for an input which nobody supplies."""
    return keygen("brightway cut-off", flow)


def cut_off(flow: str, name: str, unit: str, database: str) -> Block:
    """Return the activity that makes an input out of nothing."""
    code = cut_off_code(flow)
    cells: dict[str, CellValue] = {
        "code": code,
        "reference product": name,
        "unit": unit,
        "type": "process",
        CUT_OFF: flow or "-",
    }
    line: dict[str, CellValue] = {
        "name": name, "reference product": name, "amount": 1.0, "unit": unit, "type": "production",
        INPUT: f"{database}::{code}",
    }  # fmt: skip
    return Block(
        name=name or flow,
        fields=Line(cells={k: v for k, v in cells.items() if v != ""}),
        exchanges=[Line(cells={k: v for k, v in line.items() if v != ""})],
    )


def stub(flow: str, line: Line) -> Block:
    """Return the node of an elementary flow that the package names and does not have."""
    kept: dict[str, CellValue] = {name: line.cells[name] for name in ("categories", "unit") if name in line.cells}
    return Block(
        name=line.text("name") or flow, fields=Line(cells={"code": flow, "type": "emission", **kept, STUB: "yes"})
    )


def _part(process: Process, block: Block, column: Column, share: Shares, products: set[int]) -> Block:
    own = block.exchanges[column.position].cells
    fields: dict[str, CellValue] = {
        "code": column.code,
        "location": block.fields.cells.get("location"),
        "reference product": own.get("reference product") or own.get("name"),
        "unit": own.get("unit"),
        "production amount": own.get("amount"),
        "type": "process",
        ALLOCATED: block.fields.cells.get("code"),
        SHARE: share.whole,
    }
    lines = []
    for position, (exchange, line) in enumerate(zip(process.exchanges, block.exchanges, strict=True)):
        if position != column.position and (position in products or not share.of(exchange)):
            continue
        cells = {
            name: value
            for name, value in line.cells.items()
            if name not in _OURS and not name.startswith("allocation ")
        }
        lines.append(Line(cells=cells if position == column.position else scaled(cells, share.of(exchange))))
    return Block(
        name=block.name,
        fields=Line(cells={k: v for k, v in fields.items() if v not in ("", None)}),
        parameters=[Line(cells={k: v for k, v in line.cells.items() if k != "uuid"}) for line in block.parameters],
        exchanges=lines,
    )
