"""What Brightway's tables say and the model has no field for, kept as pairs in ``extra``: see ``bwread``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lcabridge.model import Process
from lcabridge.report import Report, catalogue
from lcabridge.sources.sheets.cells import CellValue, Percent, as_text
from lcabridge.sources.sheets.scalars import PLAIN, NotSo, number
from lcabridge_brightway.blocks import Block, Line
from lcabridge_brightway.cells import ID
from lcabridge_brightway.lines import TYPES

DATABASE = "lcabridge"
"""Name of a database that nobody has named."""
_SYNONYMS = {"generic production": "production", "generic consumption": "technosphere"}
Pairs = dict[str, list[Any]]


def exchange_type(line: Line) -> str:
    """Return the type of an exchange, "" where it has none of Brightway's."""
    said = line.text("type").lower()
    said = _SYNONYMS.get(said, said)
    return said if said in TYPES else ""


def overlay(process: Process, block: Block, regular: Block, database: str) -> None:
    """Keep in ``extra`` what the block says otherwise than what would be written."""
    kept: dict[str, Any] = {}
    if database != DATABASE:
        kept["database"] = database
    if block.name != regular.name:
        kept["name"] = [regular.name, block.name]
    if block.group:
        kept["group"] = block.group
    if not block.is_linked:
        kept["links"] = "names"
    named = [line for line in block.parameters if line.text("name")]
    parameters = {
        line.text("name"): pairs_of(line.cells, other.cells)
        for line, other in zip(named, regular.parameters, strict=True)
    }
    typed = [line for line in block.exchanges if exchange_type(line)]
    exchanges = {
        str(number): pairs_of(line.cells, other.cells)
        for number, (line, other) in enumerate(zip(typed, regular.exchanges, strict=True), 1)
    }
    kept["fields"] = pairs_of(block.fields.cells, regular.fields.cells)
    kept["parameters"] = {name: pairs for name, pairs in parameters.items() if pairs}
    kept["exchanges"] = {name: pairs for name, pairs in exchanges.items() if pairs}
    kept = {name: found for name, found in kept.items() if found}
    if kept:
        process.extra = {ID: kept}


def pairs_of(cells: Mapping[str, CellValue], regular: Mapping[str, CellValue], drop: Sequence[str] = ()) -> Pairs:
    """Return the cells that differ from what would be written, as pairs of both; None where one side has no cell."""
    names = dict.fromkeys((*cells, *regular))
    return {
        name: [plain(regular.get(name)), plain(cells.get(name))]
        for name in names
        if name not in drop and not same(regular.get(name), cells.get(name))
    }


def same(one: CellValue, other: CellValue) -> bool:
    """Tell whether two cells say the same: CSV writes numbers as text."""
    if one == other:
        return True
    if one is None or other is None:
        return False
    try:
        return number(one, PLAIN).value == number(other, PLAIN).value
    except NotSo:
        return as_text(one) == as_text(other)


def plain(value: CellValue) -> CellValue:
    """Return a cell as JSON has it."""
    if isinstance(value, Percent):
        return float(value)
    return str(value) if isinstance(value, str) else value


def restore(cells: dict[str, CellValue], pairs: Pairs, place: str, report: Report) -> None:
    """Put back what the pairs have, where it still fits."""
    for name, (regular, value) in pairs.items():
        if not same(cells.get(name), regular):
            report.add(catalogue.STALE_EXTENSION, path=f"extra['{ID}']['{place}']", value=value)
        elif value is None:
            cells.pop(name, None)
        else:
            cells[name] = value
