"""Exchanges and activities of Brightway as lines, and lines as exchanges: one rule for each direction of each type.

Signs stay as declared where Brightway has the same place for the exchange. Two rules change a sign, both ways alike:
a waste that leaves a process is Brightway's technosphere exchange with the opposite sign, and the waste that a treatment
takes in as its reference is its production with the opposite sign (ecoinvent's −1). The column ``direction`` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lcabridge.codes import is_uuid
from lcabridge.model import Direction, Exchange, FlowType, Index, Process, Ref, RefSummary, UnitRef, untagged
from lcabridge.sources.sheets.cells import CellValue
from lcabridge_brightway.allocation import allocation_out
from lcabridge_brightway.blocks import Block, Line
from lcabridge_brightway.cells import (
    ID,
    activity_uuid,
    code_uuid,
    flow_uuid,
    formula_out,
    is_resource,
    one,
    parameter_out,
    uncertainty_in,
    uncertainty_out,
    unit_in,
    unit_out,
    words,
)
from lcabridge_brightway.sign import INPUT, TURNED, WHOLE, is_known, reference_unit, scale_of, scaled, turn

TYPES = ("production", "technosphere", "substitution", "biosphere")
UNKNOWN = "unknown"
"""Type of a flow that the package refers to and does not have."""
NOBODY = "-"
"""Provider code of an exchange that names no activity: one of the same name is not meant."""
_IMPLIED: Mapping[str, Direction] = {"production": "output", "technosphere": "input", "substitution": "input"}


class Flowing(NamedTuple):
    """A flow that an exchange names.

    Attributes:
        uuid: its UUID.
        kind: of the flow; None for one that the package does not have.
        name: as named.
        unit: as the unit groups spell it.
        categories: of an elementary flow.
        version: as the exchange says.
    """

    uuid: str
    kind: FlowType | None
    name: str
    unit: str
    categories: tuple[str, ...]
    version: str = ""


def flow_of(line: Line, type_: str) -> Flowing:
    """Return the flow of an exchange."""
    unit = unit_in(line.text("unit"))
    told = line.text("flow type")
    if type_ == "biosphere" or told == "elementary":
        categories = words(line.cells.get("categories"))
        name = (line.text("reference product") if type_ == "production" else "") or line.text("name")
        uuid = line.text("flow uuid") or flow_uuid("biosphere", name, unit, categories)
        return Flowing(uuid, "elementary", name, unit, categories, line.text("flow version"))
    name = line.text("reference product") or line.text("name")
    kind: FlowType | None = (
        None if told == UNKNOWN else "waste" if told == "waste" else "other" if told == "other" else "product"
    )
    uuid = line.text("flow uuid") or flow_uuid("product", name, unit, ())
    return Flowing(uuid, kind, name, unit, (), line.text("flow version"))


def direction_of(line: Line, type_: str) -> Direction:
    """Return the direction that the type of an exchange, its category, or the column for it says."""
    said = line.text("direction")
    if said in ("input", "output"):
        return "input" if said == "input" else "output"
    return implied(type_, words(line.cells.get("categories")))


def implied(type_: str, categories: tuple[str, ...]) -> Direction:
    """Return the direction that Brightway gives to an exchange of a type; in the other one its amount is turned."""
    if type_ == "biosphere":
        return "input" if is_resource(categories) else "output"
    return _IMPLIED[type_]


def unturned(line: Line) -> Line:
    """Return a line with the amount as the process declares it, and without what stands in it for Brightway alone."""
    type_ = line.text("type")
    found = Line(
        cells={k: v for k, v in line.cells.items() if k not in (INPUT, TURNED)},
        row=line.row,
        columns=line.columns,
        sheet=line.sheet,
    )
    if type_ in TYPES and (line.text(TURNED) == "yes"):
        turn(found)
    return found


def exchange_in(
    line: Line, type_: str, number: int, cells: Mapping[str, Any], formula: str, provider: Callable[[Line], Ref | None]
) -> Exchange:
    """Return the exchange of a line.

    Args:
        line: the line.
        type_: one of ``TYPES``.
        number: id of the exchange.
        cells: its cells with numbers as numbers.
        formula: in the model's dialect.
        provider: finds the activity that a technosphere exchange names.
    """
    flow = flow_of(line, type_)
    direction = direction_of(line, type_)
    if direction != implied(type_, flow.categories):
        told = Line(cells={**cells, "formula": formula})
        turn(told)
        cells, formula = told.cells, told.text("formula")
    ident = line.text("exchange id")
    return Exchange(
        id=int(ident) if ident.isascii() and ident.isdigit() else number,
        flow=Ref(
            type="flow",
            uuid=flow.uuid,
            version=line.text("flow version"),
            name=untagged(flow.name) if flow.name else {},
        ),
        direction=direction,
        amount=cells.get("amount"),
        unit=UnitRef(name=flow.unit) if flow.unit else None,
        is_reference=type_ == "production" and line.text("co-product") != "yes",
        is_avoided=type_ == "substitution",
        provider=provider(line) if type_ in ("technosphere", "substitution") else None,
        formula=formula,
        uncertainty=uncertainty_in(cells),
        comment=untagged(str(cells["comment"])) if "comment" in cells else {},
    )


def exchange_out(
    exchange: Exchange, process: Process, index: Index, number: int, *, converts: bool
) -> dict[str, CellValue]:
    """Return the cells of an exchange, the ``number``-th of its process from 1."""
    flow = index.get("flow", exchange.flow.uuid, exchange.flow.version) if exchange.flow else None
    kind = flow.flow_type if flow else _told_kind(exchange)
    name = one(flow.name if flow and flow.name else exchange.flow.name if exchange.flow else {})
    type_ = _type(exchange, kind)
    categories = (
        flow.category if flow else (exchange.flow.summary.category if exchange.flow and exchange.flow.summary else ())
    )
    cells: dict[str, CellValue] = {"name": name, "type": type_, "unit": _unit(exchange, index, converts=converts)}
    if exchange.amount is not None:
        cells["amount"] = exchange.amount
    if kind == "elementary":
        cells["categories"] = "::".join(categories)
    if type_ != "biosphere":
        cells |= _activity_cells(exchange, process, type_, name, index)
    if exchange.formula:
        cells["formula"] = formula_out(exchange.formula)
    if exchange.comment:
        cells["comment"] = one(exchange.comment)
    cells |= uncertainty_out(exchange.uncertainty)
    cells = {key: value for key, value in cells.items() if value not in ("", None)}
    cells = scaled(cells, scale_of(exchange, index)) if converts else cells
    if exchange.direction is not None and exchange.direction != implied(type_, categories):
        line = Line(cells=cells)
        turn(line)
        cells = line.cells
    _explicit(cells, exchange, type_, kind, number)
    return cells


def linked_by_names(process: Process) -> bool:
    """Tell whether a process is from an inventory of Brightway's whose exchanges name what they lead to, and stays so."""
    return bool(process.extra.get(ID, {}).get("links") == "names")


def _unit(exchange: Exchange, index: Index, *, converts: bool) -> str:
    """Return the unit that the amount of an exchange is written in: that of its flow, since Brightway converts nothing."""
    reference = reference_unit(exchange.flow.uuid, index) if exchange.flow else ""
    if exchange.unit is None:
        return unit_out(reference)
    declared = exchange.unit.name
    return unit_out(
        reference if converts and reference and reference != declared and is_known(exchange, index) else declared
    )


def _activity_cells(
    exchange: Exchange, process: Process, type_: str, product: str, index: Index
) -> dict[str, CellValue]:
    if type_ == "production":
        place = process.geography.place if process.geography else None
        name = one(process.name) if exchange.is_reference else product
        return {"name": name or product, "reference product": product, "location": index.place_code(place)}
    provider = exchange.provider
    if provider is None:
        return {"reference product": product}
    found = index.get("process", provider.uuid, provider.version) if provider.type == "process" else None
    name = one(found.name if found and found.name else provider.name)
    location = _code_of(found.place, index) if found else (provider.summary.location if provider.summary else "")
    return {"name": name or product, "reference product": product, "location": location}


def _code_of(place: str, index: Index) -> str:
    """Return the code of a place that an index names by code or by the UUID of its data set."""
    location = index.get("location", place)
    return location.code if location else ("" if is_uuid(place) else place)


def _explicit(cells: dict[str, CellValue], exchange: Exchange, type_: str, kind: FlowType | None, number: int) -> None:
    """Add the columns that Brightway does not know, where the others would not lead to the same exchange."""
    line = Line(cells=cells)
    if exchange.flow and flow_of(line, type_).uuid != exchange.flow.uuid:
        cells["flow uuid"] = exchange.flow.uuid
    if exchange.flow and exchange.flow.version:
        cells["flow version"] = exchange.flow.version
    told = kind or UNKNOWN
    if type_ != "biosphere" and told != "product":
        cells["flow type"] = told
    if exchange.direction and direction_of(line, type_) != exchange.direction:
        cells["direction"] = exchange.direction
    if exchange.id is not None and exchange.id != number:
        cells["exchange id"] = float(exchange.id)
    if type_ == "production" and not exchange.is_reference:
        cells["co-product"] = "yes"
    if exchange.provider is None and type_ in ("technosphere", "substitution"):
        cells["provider code"] = NOBODY
    elif exchange.provider is not None and type_ in ("technosphere", "substitution"):
        cells["provider code"] = exchange.provider.uuid
        if exchange.provider.version:
            cells["provider version"] = exchange.provider.version


def _type(exchange: Exchange, kind: FlowType | None) -> str:
    if exchange.is_reference:
        return "production"
    if kind == "elementary":
        return "biosphere"
    if exchange.is_avoided:
        return "substitution"
    if exchange.direction == "output" and kind != "waste":
        return "production"
    return "technosphere"


def _told_kind(exchange: Exchange) -> FlowType | None:
    return exchange.flow.summary.flow_type if exchange.flow and exchange.flow.summary else None


def block_out(process: Process, index: Index, *, converts: bool | None = None) -> Block:
    """Return the block of a process.

    Args:
        process: the process.
        index: of its package.
        converts: whether amounts are written in the units of their flows; by default where Brightway's own names do not link.
    """
    turns_units = not linked_by_names(process) if converts is None else converts
    place = process.geography.place if process.geography else None
    fields: dict[str, CellValue] = {
        "code": process.uuid,
        "location": index.place_code(place),
        "comment": one(process.description),
    }
    reference = next((line for line in process.exchanges if line.is_reference), None)
    lines = [
        Line(cells=exchange_out(exchange, process, index, number, converts=turns_units))
        for number, exchange in enumerate(process.exchanges, 1)
    ]
    fields |= allocation_out(process, lines)
    if reference is not None:
        cells = lines[process.exchanges.index(reference)].cells
        fields |= {
            "reference product": cells.get("reference product"),
            "unit": cells.get("unit"),
            "production amount": cells.get("amount"),
        }
    fields |= {"type": "process", "version": process.version}
    return Block(
        name=one(process.name) or process.uuid,
        fields=Line(cells={key: value for key, value in fields.items() if value not in ("", None)}),
        parameters=[Line(cells=parameter_out(parameter)) for parameter in process.parameters],
        exchanges=lines,
    )


def regular_block(block: Block) -> Block:
    """Return a block without what stands in it for Brightway's matrices alone: inputs, signs, the whole of several products."""
    linked = any(INPUT in line.cells for line in block.exchanges)
    found = Block(
        name=block.name, fields=block.fields, group=block.group, parameters=block.parameters,
        exchanges=[unturned(line) for line in block.exchanges], is_linked=linked, database=block.database,
    )  # fmt: skip
    if block.fields.text("type") != WHOLE or not linked:
        return found
    reference = next(
        (line for line in found.exchanges if line.text("type") == "production" and line.text("co-product") != "yes"),
        None,
    )
    cells = {**block.fields.cells, "type": "process"}
    if reference is not None:
        told = (
            ("reference product", reference.cells.get("reference product")),
            ("unit", reference.cells.get("unit")),
            ("production amount", reference.cells.get("amount")),
        )
        cells |= {name: value for name, value in told if value is not None}
    found.fields = Line(cells=cells, row=block.fields.row, columns=block.fields.columns, sheet=block.fields.sheet)
    return found


def external(database: str, line: Line) -> Ref:
    """Return the reference to an activity that is not in the file."""
    name, location = line.text("name"), line.text("location")
    product = line.text("reference product")
    uuid = activity_uuid(line.text("database") or database, name, product, unit_in(line.text("unit")), location)
    summary = RefSummary(location=location) if location else None
    code = line.text("provider code")
    return Ref(
        type="process",
        uuid=code_uuid(line.text("database") or database, code) if code else uuid,
        name=untagged(name) if name else {},
        summary=summary,
    )
