"""Allocation factors in columns of the lines: Brightway has no place of its own for them.

A share of the whole process stands in the product's line: ``allocation physical``. A share of one exchange stands in that
exchange's line, with the number of the product's line behind: ``allocation causal 2``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from lcabridge.model import AllocationFactor, AllocationMethod, Process, Ref
from lcabridge.sources.sheets.cells import CellValue
from lcabridge_brightway.blocks import Line
from lcabridge_brightway.cells import formula_in, formula_out

DEFAULT, NAMED = "default allocation", "allocation names"
"""Fields of an activity: the method it asks for; what its factors name beside the product ("id", "flow")."""
_HEADING = re.compile(r"allocation (\w+)(?: (\d+))?")
_METHODS = ("physical", "economic", "causal", "default", "none", "unnamed")


def allocation_out(process: Process, lines: Sequence[Line]) -> dict[str, CellValue]:
    """Put the factors of a process into its lines; return the fields that say more."""
    fields: dict[str, CellValue] = {}
    if process.default_allocation:
        fields[DEFAULT] = process.default_allocation
    if not process.allocation:
        return fields
    _factors_out(process, lines)
    if named := _named(process):
        fields[NAMED] = named
    return fields


def _factors_out(process: Process, lines: Sequence[Line]) -> None:
    by_id = {exchange.id: number for number, exchange in enumerate(process.exchanges, 1) if exchange.id is not None}
    by_flow: dict[str, int] = {}
    for number, exchange in enumerate(process.exchanges, 1):
        by_flow.setdefault(exchange.flow.uuid if exchange.flow else "", number)
    for factor in process.allocation:
        product = by_id.get(factor.product_id) if factor.product_id is not None else None
        if factor.product_id is None and factor.product is not None:
            product = by_flow.get(factor.product.uuid)
        target = product if factor.exchange_id is None else by_id.get(factor.exchange_id)
        if product is None or target is None:
            continue
        heading = f"allocation {factor.method or 'unnamed'}"
        if factor.exchange_id is not None:
            heading += f" {product}"
        if factor.value is not None:
            lines[target - 1].cells[heading] = factor.value
        if factor.formula and (formula := formula_out(factor.formula)):
            lines[target - 1].cells[f"{heading} formula"] = formula


def _named(process: Process) -> str:
    """Return what the factors name beside the flow of the product."""
    has_ids = all(factor.product_id is not None for factor in process.allocation)
    has_flows = any(factor.exchange_flow is not None for factor in process.allocation)
    return ", ".join(word for word, has in (("id", has_ids), ("flow", has_flows)) if has)


def allocation_in(process: Process, lines: Sequence[Mapping[str, Any]], fields: Line) -> None:
    """Read the factors of a process whose exchanges are those of the lines."""
    default = fields.text(DEFAULT)
    if default in get_args(AllocationMethod):
        process.default_allocation = default  # type: ignore[assignment]  # one of its words
    named = fields.text(NAMED)
    whole = [f for number, cells in enumerate(lines) for f in _factors(cells, process, number, "id" in named)]
    # Factors of the whole process first, method by method: the order in which most sources have them.
    whole.sort(key=lambda f: (f.exchange_id is not None, _METHODS.index(f.method or "unnamed")))
    if "flow" in named:
        flows = {exchange.id: exchange.flow for exchange in process.exchanges}
        for factor in whole:
            if factor.exchange_id is not None and (flow := flows.get(factor.exchange_id)) is not None:
                factor.exchange_flow = Ref(type="flow", uuid=flow.uuid, version=flow.version, name=flow.name)
    process.allocation = whole


def _factors(
    cells: Mapping[str, Any], process: Process, number: int, named: bool
) -> Iterator[AllocationFactor]:  # one of two shapes
    for heading, value in cells.items():
        match = _HEADING.fullmatch(heading)
        if match is None or match.group(1) not in _METHODS or not isinstance(value, float):
            continue
        product = int(match.group(2)) - 1 if match.group(2) else number
        if product >= len(process.exchanges):
            continue
        line = process.exchanges[product]
        formula = cells.get(f"{heading} formula")
        yield AllocationFactor(
            method=None if match.group(1) == "unnamed" else match.group(1),  # type: ignore[arg-type]  # one of its words
            product=Ref(type="flow", uuid=line.flow.uuid, version=line.flow.version) if line.flow else None,
            product_id=line.id if named else None,
            exchange_id=process.exchanges[number].id if match.group(2) else None,
            value=value,
            formula=(formula_in(str(formula)) or "") if formula else "",
        )
