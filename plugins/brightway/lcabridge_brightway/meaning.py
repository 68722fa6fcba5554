"""Lines of Brightway's tables as processes and flows: what a line means beyond itself, and what it becomes."""

from __future__ import annotations

from typing import Any

import msgspec

from lcabridge.codes import is_uuid
from lcabridge.model import (
    Alias,
    Exchange,
    Flow,
    FlowPropertyFactor,
    Geography,
    Index,
    Parameter,
    Place,
    Process,
    Ref,
    untagged,
)
from lcabridge.report import Report
from lcabridge.sources.sheets import measures
from lcabridge.sources.sheets.cells import as_text
from lcabridge.sources.sheets.scalars import PLAIN, NotSo, number
from lcabridge_brightway.allocation import allocation_in
from lcabridge_brightway.blocks import Block, Inventory, Line
from lcabridge_brightway.cells import (
    EMISSION,
    ID,
    RESOURCE,
    UNCERTAINTY,
    activity_uuid,
    classification,
    code_uuid,
    flow_uuid,
    formula_in,
    is_resource,
    parameter_in,
    unit_in,
    words,
)
from lcabridge_brightway.issues import (
    BAD_CELL,
    DISTRIBUTION,
    MENDED_CELL,
    NO_EXCHANGE_TYPE,
)
from lcabridge_brightway.lines import NOBODY, Flowing, exchange_in, external, flow_of
from lcabridge_brightway.native import MADE_FOR
from lcabridge_brightway.overlay import exchange_type, plain

NODES = {
    EMISSION: "elementary",
    RESOURCE: "elementary",
    "product": "product",
    "waste": "waste",
    "inventory indicator": "other",
    "economic": "other",
    "social": "other",
}
"""Types of activities that are flows."""
_NUMBERS = ("amount", *UNCERTAINTY[:-1])


class Numbers:
    """Reads the numbers of a line; what is none is an issue, and stands in no field.

    Args:
        report: takes the issues.
    """

    def __init__(self, report: Report) -> None:
        self._report = report

    def cells(self, line: Line, path: str) -> dict[str, Any]:
        """Return the cells of a line with numbers as numbers, and those that mean nothing left out."""
        found: dict[str, Any] = dict(line.cells)
        factors = [name for name in found if name.startswith("allocation ") and not name.endswith(" formula")]
        for name in (*_NUMBERS, *factors):
            if name not in found:
                continue
            try:
                found[name], _ = number(found[name], PLAIN)
            except NotSo as error:
                self._report.add(
                    BAD_CELL, path=f"{path}.{name}", pointer=line.address(name), value=as_text(found.pop(name)),
                    cell=line.address(name), expected=error.expected, expected_zh=error.expected_zh,
                )  # fmt: skip
        kind = found.get("uncertainty type")
        if isinstance(kind, float):
            found["uncertainty type"] = int(kind)
        found["negative"] = as_text(found.get("negative")).strip().lower() in ("true", "1")
        return found


def is_made(block: Block) -> bool:
    """Tell whether an activity was made for Brightway alone, of a process that the file has too."""
    return any(block.fields.text(field) for field in MADE_FOR)


class Context:
    """What a line means beyond itself: which activities and flows are in the file.

    Args:
        database: name of the database.
        found: the file; None to know nothing but codes.
        index: of a package that is being written, instead of a file.
    """

    def __init__(self, database: str, found: Inventory | None, index: Index | None = None) -> None:
        self.database = database
        self._index = index
        self._processes: dict[tuple[str, str], list[Block]] = {}
        self._nodes: dict[tuple[str, tuple[str, ...]], Flow] = {}
        self._makers: dict[str, list[Block]] = {}
        self._names: dict[str, str] = {}
        for block in found.activities if found else ():
            if is_made(block):
                continue
            if block.fields.text("type") in NODES:
                flow = self.node(block)
                self._nodes[block.name.strip().lower(), words(block.fields.cells.get("categories"))] = flow
                continue
            self._names[self.uuid(block)] = block.name
            self._processes.setdefault((block.name.strip().lower(), block.fields.text("location").lower()), []).append(
                block
            )
            for line in block.exchanges:
                if exchange_type(line) == "production":
                    self._makers.setdefault((line.text("reference product") or line.text("name")).lower(), []).append(
                        block
                    )

    def uuid(self, block: Block) -> str:
        """Return the UUID of an activity."""
        code = block.fields.text("code")
        if code:
            return code_uuid(block.database or self.database, code)
        fields = block.fields
        return activity_uuid(
            self.database,
            block.name,
            fields.text("reference product"),
            unit_in(fields.text("unit")),
            fields.text("location"),
        )

    def node(self, block: Block) -> Flow:
        """Return the flow that an activity of such a type is."""
        fields = block.fields
        categories = words(fields.cells.get("categories"))
        unit = unit_in(fields.text("unit"))
        code = fields.text("code")
        kind = NODES[fields.text("type")]
        flow = Flow(
            uuid=code_uuid(block.database or self.database, code)
            if code
            else flow_uuid(kind, block.name, unit, categories),
            version=fields.text("version"),
            name=untagged(block.name),
            flow_type=kind,  # type: ignore[arg-type]  # the words of NODES
            classifications=classification(categories),
            cas=fields.text("CAS number"),
            formula=as_text(fields.cells.get("chemical formula")),
            description=untagged(as_text(fields.cells["comment"])) if "comment" in fields.cells else {},
            properties=[FlowPropertyFactor(property=measures.measure_of(unit).property, is_reference=True)]
            if unit
            else [],
        )
        if code and not is_uuid(code):
            flow.aliases = [Alias(system=ID, id=code)]
        known = {"code", "version", "type", "unit", "categories", "CAS number", "chemical formula", "comment"}
        rest = {key: plain(value) for key, value in fields.cells.items() if key not in known}
        kept = {"node": fields.text("type")} if flow.flow_type != "elementary" else {}
        if rest or kept:
            flow.extra = {ID: {**kept, **({"fields": rest} if rest else {})}}
        return flow

    def flow(self, line: Line, type_: str) -> Flowing:
        """Return the flow that an exchange names: by its UUID, as a node of the file, or by what the line says."""
        found = flow_of(line, type_)
        if line.text("flow uuid"):
            return found
        if type_ == "biosphere":
            node = self._nodes.get((found.name.lower(), found.categories))
        else:
            node = self._nodes.get((line.text("name").lower(), ())) or self._nodes.get((found.name.lower(), ()))
        return found._replace(uuid=node.uuid) if node is not None else found

    def provider(self, line: Line) -> Ref | None:
        """Return the activity that a technosphere exchange names."""
        code = line.text("provider code")
        if code == NOBODY:
            return None
        if code:
            uuid = code_uuid(line.text("database") or self.database, code)
            return (
                Ref(type="process", uuid=uuid, version=line.text("provider version"), name=untagged(line.text("name")))
                if self._there(uuid)
                else external(self.database, line)
            )
        other = line.text("database")
        if other and other != self.database:
            return external(self.database, line)
        matches = self._processes.get((line.text("name").lower(), line.text("location").lower()), [])
        for heading in ("reference product", "unit"):
            same = [block for block in matches if block.fields.text(heading).lower() == line.text(heading).lower()]
            matches = same or matches
        if not matches:
            matches = self._makers.get(line.text("name").lower(), [])
        if len(matches) == 1:
            return Ref(type="process", uuid=self.uuid(matches[0]), name=untagged(matches[0].name))
        if not line.text("name"):
            return None
        return external(self.database, line)

    def _there(self, uuid: str) -> bool:
        return uuid in self._names or (self._index is not None and self._index.get("process", uuid) is not None)


def process_in(block: Block, context: Context, report: Report, at: str) -> Process:
    """Return the process of a block, without what only Brightway says."""
    fields = block.fields
    version = fields.text("version")
    process = Process(uuid=context.uuid(block), version=version, name=untagged(block.name), process_type="unit_process")
    report.about(process, at)
    code = fields.text("code")
    if code and not is_uuid(code):
        process.aliases = [Alias(system=ID, id=code)]
    if fields.text("location"):
        process.geography = Geography(place=Place(code=fields.text("location")))
    if "comment" in fields.cells:
        process.description = untagged(as_text(fields.cells["comment"]))
    for line in block.parameters:
        path = f"parameters[{len(process.parameters)}]"
        if line.text("name"):
            process.parameters.append(parameter_of(line, report, path))
        else:
            _left_out(line, path, report)
    read = []
    for line in block.exchanges:
        path = f"exchanges[{len(process.exchanges)}]"
        if exchange_type(line):
            cells = Numbers(report).cells(line, path)
            read.append(cells)
            process.exchanges.append(_exchange(line, cells, path, len(process.exchanges) + 1, context, report))
        else:
            _left_out(line, path, report)
    allocation_in(process, read, fields)
    return process


def _exchange(line: Line, cells: dict[str, Any], path: str, ident: int, context: Context, report: Report) -> Exchange:
    type_ = exchange_type(line)
    if line.text("type") != as_text(line.cells["type"]):
        cell = line.address("type")
        report.add(MENDED_CELL, path=path, pointer=cell, value=as_text(line.cells["type"]), cell=cell, read=type_)
    formula = formula_in(line.text("formula")) if line.text("formula") else ""
    exchange = exchange_in(line, type_, ident, cells, formula or "", context.provider)
    if exchange.flow is not None:
        exchange.flow = msgspec.structs.replace(exchange.flow, uuid=context.flow(line, type_).uuid)
    if cells.get("uncertainty type", 0) not in (0, 1) and exchange.uncertainty is None:
        cell = line.address("uncertainty type")
        report.add(DISTRIBUTION, path=f"{path}.uncertainty", pointer=cell, value=cells["uncertainty type"], cell=cell)
    return exchange


def parameter_of(line: Line, report: Report, path: str) -> Parameter:
    """Return the parameter of a line."""
    cells = {**Numbers(report).cells(line, path), "name": line.text("name")}
    return parameter_in(cells, formula_in(line.text("formula")) if line.text("formula") else None)


def _left_out(line: Line, path: str, report: Report) -> None:
    values = {line.address(name): as_text(value) for name, value in line.cells.items()}
    report.add(NO_EXCHANGE_TYPE, path=path, pointer=line.address(), value=values, cell=line.address("type"))


def mentioned(flow: Flowing) -> Flow:
    """Return a flow that only exchanges name."""
    return Flow(
        uuid=flow.uuid,
        version=flow.version,
        name=untagged(flow.name) if flow.name else {},
        flow_type=flow.kind,
        classifications=classification(flow.categories),
        properties=[FlowPropertyFactor(property=measures.measure_of(flow.unit).property, is_reference=True)]
        if flow.unit
        else [],
        extra={ID: {"node": ""}} if flow.kind == "elementary" else {},
    )


def node_type(flow_type: str | None, categories: tuple[str, ...]) -> str:
    """Return the type of the activity that a flow becomes."""
    return RESOURCE if flow_type == "elementary" and is_resource(categories) else EMISSION


def database_uuid(name: str) -> str:
    """Return the UUID of the source that stands for a database."""
    return activity_uuid("database", name, "", "", "")


def parameter_uuid(database: str, scope: str, name: str) -> str:
    """Return the UUID of a parameter."""
    return activity_uuid(database if scope == "database" else "", f"parameter {scope}", name, "", "")
