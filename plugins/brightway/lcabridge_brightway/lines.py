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
from lcabridge_brightway.blocks import Block, Line
from lcabridge_brightway.cells import (
    activity_uuid,
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

TYPES = ("production", "technosphere", "substitution", "biosphere")
NOBODY = "-"
"""Provider code of an exchange that names no activity: one of the same name is not meant."""
_IMPLIED: Mapping[str, Direction] = {"production": "output", "technosphere": "input", "substitution": "input"}


class Flowing(NamedTuple):
    """A flow that an exchange names.

    Attributes:
        uuid: its UUID.
        kind: elementary, product or waste.
        name: as named.
        unit: as the unit groups spell it.
        categories: of an elementary flow.
        version: as the exchange says.
    """

    uuid: str
    kind: FlowType
    name: str
    unit: str
    categories: tuple[str, ...]
    version: str = ""


def flow_of(line: Line, type_: str) -> Flowing:
    """Return the flow of an exchange."""
    unit = unit_in(line.text("unit"))
    if type_ == "biosphere":
        categories = words(line.cells.get("categories"))
        name = line.text("name")
        uuid = line.text("flow uuid") or flow_uuid("biosphere", name, unit, categories)
        return Flowing(uuid, "elementary", name, unit, categories, line.text("flow version"))
    name = line.text("reference product") or line.text("name")
    kind: FlowType = "waste" if line.text("flow type") == "waste" else "product"
    uuid = line.text("flow uuid") or flow_uuid("product", name, unit, ())
    return Flowing(uuid, kind, name, unit, (), line.text("flow version"))


def direction_of(line: Line, type_: str) -> Direction:
    """Return the direction that the type of an exchange, its category, or the column for it says."""
    said = line.text("direction")
    if said in ("input", "output"):
        return "input" if said == "input" else "output"
    if type_ == "biosphere":
        return "input" if is_resource(words(line.cells.get("categories"))) else "output"
    return _IMPLIED[type_]


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
    amount = cells.get("amount")
    turned = type_ != "biosphere" and direction != _IMPLIED[type_]
    return Exchange(
        id=number,
        flow=Ref(
            type="flow",
            uuid=flow.uuid,
            version=line.text("flow version"),
            name=untagged(flow.name) if flow.name else {},
        ),
        direction=direction,
        amount=-amount if turned and amount is not None else amount,
        unit=UnitRef(name=flow.unit) if flow.unit else None,
        is_reference=type_ == "production" and line.text("co-product") != "yes",
        is_avoided=type_ == "substitution",
        provider=provider(line) if type_ in ("technosphere", "substitution") else None,
        formula=("-(" + formula + ")" if turned and formula else formula),
        uncertainty=None if turned else uncertainty_in(cells),
        comment=untagged(str(cells["comment"])) if "comment" in cells else {},
    )


def exchange_out(exchange: Exchange, process: Process, index: Index) -> dict[str, CellValue]:
    """Return the cells of an exchange."""
    flow = index.get("flow", exchange.flow.uuid, exchange.flow.version) if exchange.flow else None
    kind = flow.flow_type if flow else _told_kind(exchange)
    name = one(flow.name if flow and flow.name else exchange.flow.name if exchange.flow else {})
    type_ = _type(exchange, kind)
    categories = (
        flow.category if flow else (exchange.flow.summary.category if exchange.flow and exchange.flow.summary else ())
    )
    turned = type_ != "biosphere" and exchange.direction is not None and exchange.direction != _IMPLIED[type_]
    unit = unit_out(exchange.unit.name) if exchange.unit else _reference_unit(exchange, index)
    cells: dict[str, CellValue] = {"name": name, "type": type_, "unit": unit}
    if exchange.amount is not None:
        cells["amount"] = -exchange.amount if turned else exchange.amount
    if type_ == "biosphere":
        cells["categories"] = "::".join(categories)
    else:
        cells |= _activity_cells(exchange, process, type_, name, index)
    formula = formula_out(exchange.formula) if exchange.formula else None
    if formula:
        cells["formula"] = f"-({formula})" if turned else formula
    if exchange.comment:
        cells["comment"] = one(exchange.comment)
    if not turned:
        cells |= uncertainty_out(exchange.uncertainty)
    cells = {key: value for key, value in cells.items() if value not in ("", None)}
    _explicit(cells, exchange, type_, kind)
    return cells


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


def _explicit(cells: dict[str, CellValue], exchange: Exchange, type_: str, kind: FlowType | None) -> None:
    """Add the columns that Brightway does not know, where the others would not lead to the same exchange."""
    line = Line(cells=cells)
    if exchange.flow and flow_of(line, type_).uuid != exchange.flow.uuid:
        cells["flow uuid"] = exchange.flow.uuid
    if exchange.flow and exchange.flow.version:
        cells["flow version"] = exchange.flow.version
    if kind == "waste":
        cells["flow type"] = "waste"
    if exchange.direction and direction_of(line, type_) != exchange.direction:
        cells["direction"] = exchange.direction
    if type_ == "production" and not exchange.is_reference:
        cells["co-product"] = "yes"
    if exchange.provider is None and type_ in ("technosphere", "substitution"):
        cells["provider code"] = NOBODY
    elif exchange.provider is not None and type_ in ("technosphere", "substitution"):
        cells["provider code"] = exchange.provider.uuid
        if exchange.provider.version:
            cells["provider version"] = exchange.provider.version


def _type(exchange: Exchange, kind: FlowType | None) -> str:
    if kind == "elementary":
        return "biosphere"
    if exchange.is_avoided:
        return "substitution"
    if exchange.is_reference or (exchange.direction == "output" and kind != "waste"):
        return "production"
    return "technosphere"


def _told_kind(exchange: Exchange) -> FlowType | None:
    return exchange.flow.summary.flow_type if exchange.flow and exchange.flow.summary else None


def _reference_unit(exchange: Exchange, index: Index) -> str:
    if exchange.property is not None:
        group = index.unit_group_of(exchange.property.uuid)
    else:
        prop = index.reference_property(exchange.flow.uuid) if exchange.flow else None
        group = index.unit_group_of(prop.uuid) if prop else None
    return unit_out(group.units[0].name) if group and group.units else ""


def block_out(process: Process, index: Index) -> Block:
    """Return the block of a process."""
    place = process.geography.place if process.geography else None
    fields: dict[str, CellValue] = {
        "code": process.uuid,
        "location": index.place_code(place),
        "comment": one(process.description),
    }
    reference = next((line for line in process.exchanges if line.is_reference), None)
    lines = [Line(cells=exchange_out(exchange, process, index)) for exchange in process.exchanges]
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


def external(database: str, line: Line) -> Ref:
    """Return the reference to an activity that is not in the file."""
    name, location = line.text("name"), line.text("location")
    product = line.text("reference product")
    uuid = activity_uuid(line.text("database") or database, name, product, unit_in(line.text("unit")), location)
    summary = RefSummary(location=location) if location else None
    return Ref(
        type="process", uuid=line.text("provider code") or uuid, name=untagged(name) if name else {}, summary=summary
    )
