"""Blocks of processes and product stages to processes of the model."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import zip_longest
from typing import Any

from lcabridge.model import (
    AllocationFactor,
    AllocationMethod,
    ClassEntry,
    Classification,
    DataSources,
    Exchange,
    Geography,
    Modelling,
    Place,
    Process,
    Ref,
    untagged,
)
from lcabridge_simapro.blocks import Section, sections
from lcabridge_simapro.context import Context
from lcabridge_simapro.issues import FRACTION, METHOD_ASSUMED
from lcabridge_simapro.parameters import calculated_parameter, input_parameter, read_uncertainty
from lcabridge_simapro.process_texts import TEXTS
from lcabridge_simapro.register import Product, place_in
from lcabridge_simapro.rows import Row, lines_of
from lcabridge_simapro.scan import is_swapped
from lcabridge_simapro.tables import (
    ANY_WASTE,
    CELLS,
    ENUMERATED,
    FORMAT,
    KNOWN,
    PARAMETERS,
    PROCESS,
    PROCESS_ROWS,
    STAGE,
    STAGE_ROWS,
    SUPPLY_TYPES,
    SYSTEM,
    UNSPECIFIED,
    Rows,
)
from lcabridge_simapro.values import pedigree

CATEGORY_SYSTEM = "openLCA"
"""Plain trees of folders have this name in the model."""


_OWN = frozenset({"product", "treatment", "scenario", "stage product"})


def classification(parts: tuple[str, ...]) -> list[Classification]:
    """Return a path of folders as a classification."""
    return [Classification(system=CATEGORY_SYSTEM, classes=[ClassEntry(name=p) for p in parts])] if parts else []


class ProcessReader:
    """Reads one block.

    Args:
        context: what is shared.
        kind: ``Process`` or ``Product stage``.
        process: what is filled.
    """

    def __init__(self, context: Context, kind: str, process: Process) -> None:
        self.context = context
        self.kind = kind
        self.process = process
        self.extra: dict[str, Any] = {"block": STAGE} if kind == STAGE else {}
        self.layouts = PROCESS_ROWS if kind == PROCESS else STAGE_ROWS
        self.products: list[tuple[Exchange, Row, str]] = []
        self.shares: list[tuple[float, str]] = []

    def look(self, rows: list[Row]) -> Process:
        """Read what the index needs: names and products, no other exchanges."""
        for section in sections(self.kind, rows, [], plain=self.context.signs.plain):
            layout = self.layouts.get(section.title)
            if layout is not None and layout.flavour in _OWN:
                self._exchanges(section, layout)
            elif section.title in ("Process name", "Type"):
                self._text(section)
        self._name()
        return self.process

    def read(self, rows: list[Row]) -> Process:
        """Read all sections."""
        stray: list[Row] = []
        found = list(sections(self.kind, rows, stray, plain=self.context.signs.plain))
        self.context.stray(stray)
        self._parameters(found)
        for section in found:
            layout = self.layouts.get(section.title)
            if layout is not None:
                self._exchanges(section, layout)
            elif section.is_text:
                self._text(section)
            elif section.title not in PARAMETERS:
                self._documents(section)
        self._allocate()
        self._name()
        if self.extra:
            self.process.extra[FORMAT] = self.extra
        return self.process

    def _name(self) -> None:
        first = self.products[0][1].cells[0].strip() if self.products else ""
        if not self.process.name and first:
            self.process.name = untagged(first)
        code = place_in(first)
        if code:
            geography = self.process.geography or Geography()
            geography.place = Place(code=code)
            self.process.geography = geography

    def _text(self, section: Section) -> None:
        text = section.text(self.context.signs.separator)
        if section.title != "Comment":
            text = text.strip()
        if not text or (section.title in ENUMERATED and text == UNSPECIFIED):
            return
        take = TEXTS.get(section.title)
        if section.title in KNOWN and not KNOWN[section.title].fullmatch(text):
            take = None
        if take is None or not take(self.process, self.context, text, section.value_line):
            self.extra[section.title] = text

    def _parameters(self, found: list[Section]) -> None:
        lines: list[int] = []
        for section in found:
            if section.title not in PARAMETERS:
                continue
            read = input_parameter if section.title == PARAMETERS[0] else calculated_parameter
            for row in section.rows:
                path = f"parameters[{len(self.process.parameters)}]"
                parsed = read(row, self.context.signs, self.context.report, path)
                if parsed.hidden:
                    self.extra.setdefault("hidden parameters", []).append(parsed.parameter.name)
                self.process.parameters.append(parsed.parameter)
                lines.append(row.line)
        self.context.settle(self.process.parameters, self.context.enter(self.process.parameters), "parameters", lines)

    def _exchanges(self, section: Section, layout: Rows) -> None:
        cells = CELLS[layout.flavour]
        at = {name: number for number, name in enumerate(cells)}
        for row in section.rows:
            if not row.cells[0].strip():
                self._continue(row, at)
                continue
            number = len(self.process.exchanges)
            path = f"exchanges[{number}]"
            self.context.no_more(row, len(cells), path)
            row_cells = dict(zip_longest(cells, row.cells[: len(cells)], fillvalue=""))
            if "unit" in at and is_swapped(row_cells["unit"].strip(), row_cells["amount"].strip(), self.context.signs):
                row_cells["unit"], row_cells["amount"] = row_cells["amount"], row_cells["unit"]
            match layout.flavour:
                case "technosphere":
                    exchange = self._technosphere(section, layout, row, row_cells, path)
                case "elementary":
                    exchange = self._elementary(section, layout, row, row_cells, path)
                case "fraction":
                    exchange = self._fraction(section, layout, row, row_cells, path)
                case _:
                    exchange = self._product(section, layout, row, row_cells, path)
            exchange.id = number + 1
            self.process.exchanges.append(exchange)

    def _continue(self, row: Row, at: Mapping[str, int]) -> None:
        """Add to the comment of the row before: exports before CSV format 7 break comments into rows."""
        text = " ".join(cell.strip() for cell in row.cells if cell.strip())
        if not self.process.exchanges or "comment" not in at:
            self.context.stray([row])
            return
        exchange = self.process.exchanges[-1]
        tag = next(iter(exchange.comment), None)
        exchange.comment = untagged(f"{exchange.comment[tag]}\n{text}" if tag else text)

    def _exchange(self, layout: Rows, row: Row, cells: Mapping[str, str], path: str) -> Exchange:
        amount = self.context.amount(cells["amount"], f"{path}.amount", row.line)
        unit, measured = self.context.unit(cells["unit"].strip())
        return Exchange(
            direction=layout.direction,
            amount=amount.value,
            formula=amount.formula,
            unit=unit,
            property=measured,
            is_avoided=layout.avoided,
        )

    def _comment(self, exchange: Exchange, text: str) -> None:
        exchange.dq_entry, rest = pedigree(lines_of(text))
        if rest.strip():
            exchange.comment = untagged(rest)

    def _technosphere(self, section: Section, layout: Rows, row: Row, cells: Mapping[str, str], path: str) -> Exchange:
        product = self.context.register.products[cells["name"].strip()]
        exchange = self._uncertain(layout, row, cells, path)
        exchange.flow = self.context.flow(product.flow)
        if product.process:
            exchange.provider = Ref(type="process", uuid=product.process)
        if self.kind == STAGE or default_section(exchange, product) != section.title:
            self._note("sections", section.title)
        return exchange

    def _elementary(self, section: Section, layout: Rows, row: Row, cells: Mapping[str, str], path: str) -> Exchange:
        exchange = self._uncertain(layout, row, cells, path)
        flow = self.context.register.flow_of(section.title, cells["sub"], cells["name"].strip(), cells["unit"].strip())
        if flow is not None:
            exchange.flow = self.context.flow(flow.uuid)
        return exchange

    def _uncertain(self, layout: Rows, row: Row, cells: Mapping[str, str], path: str) -> Exchange:
        exchange = self._exchange(layout, row, cells, path)
        kinds = [cells[name] for name in ("kind", "p1", "p2", "p3")]
        exchange.uncertainty = read_uncertainty(
            kinds, exchange.amount, self.context.signs, self.context.report, f"{path}.uncertainty", row.line
        )
        self._comment(exchange, cells["comment"])
        return exchange

    def _product(self, section: Section, layout: Rows, row: Row, cells: Mapping[str, str], path: str) -> Exchange:
        exchange = self._exchange(layout, row, cells, path)
        product = self.context.register.products[cells["name"].strip()]
        exchange.flow = self.context.flow(product.flow)
        exchange.is_reference = not self.products
        if cells["comment"].strip():
            exchange.comment = untagged(lines_of(cells["comment"]))
        waste = cells.get("waste type", "").strip()
        if waste.lower() not in ANY_WASTE:
            self._note("waste types", waste)
        parts = tuple(part for part in cells["category"].split("\\") if part.strip())
        if exchange.is_reference:
            self.process.classifications = classification(parts)
        elif classification(parts) != self.process.classifications:
            self._note("categories", cells["category"])
        self.products.append((exchange, row, cells.get("allocation", "")))
        if section.title != "Products" and self.kind == PROCESS and not exchange.is_reference:
            self._note("sections", section.title)
        return exchange

    def _fraction(self, section: Section, layout: Rows, row: Row, cells: Mapping[str, str], path: str) -> Exchange:
        product = self.context.register.products[cells["name"].strip()]
        reference = self.products[0][0] if self.products else None
        percent = self.context.amount(cells["percent"].strip().removesuffix("%"), f"{path}.amount", row.line)
        share = None if percent.value is None else percent.value / 100
        waste = cells["waste type"].strip()
        whole = reference.amount if reference else None
        amount = None
        if share is not None and whole is not None:
            amount = whole * share
            if section.title == "Remaining waste":
                amount *= 1 - sum(value for value, kind in self.shares if kind.lower() in ANY_WASTE)
            else:
                self.shares.append((share, waste))
        if waste.lower() not in ANY_WASTE:
            self.context.report.add(FRACTION, path=path, line=row.line, value=waste, percent=percent.value)
        fractions = self.extra.setdefault("fractions", {})
        fractions[str(len(self.process.exchanges) + 1)] = [
            section.title,
            percent.formula or percent.value,
            waste,
            amount,
        ]
        exchange = Exchange(
            flow=self.context.flow(product.flow),
            direction=layout.direction,
            amount=amount,
            unit=reference.unit if reference else None,
            property=reference.property if reference else None,
            provider=Ref(type="process", uuid=product.process) if product.process else None,
        )
        if cells["comment"].strip():
            exchange.comment = untagged(lines_of(cells["comment"]))
        return exchange

    def _note(self, word: str, value: str) -> None:
        """Keep what one row says beyond the model, by the id of its exchange."""
        self.extra.setdefault(word, {})[str(len(self.process.exchanges) + 1)] = value

    def _allocate(self) -> None:
        """Turn the percentages of several products into allocation factors."""
        cells = [cell.strip().removesuffix("%") for _, _, cell in self.products]
        if len(self.products) == 1 and cells[0] in ("", "100"):
            return
        shares = set(cells[1:])
        if not any(cells) or (cells[0] == "100" and shares in ({"0"}, {"100"})):
            return  # the reference, or each product, carries all: nothing is allocated
        method: AllocationMethod = "physical"
        if self.process.default_allocation in ("physical", "economic"):
            method = self.process.default_allocation
        elif self.process.default_allocation is None:
            self.process.default_allocation = method
            self.extra.setdefault("Multiple output allocation", UNSPECIFIED)
            self.context.report.add(
                METHOD_ASSUMED, path="default_allocation", line=self.products[0][1].line, value=method
            )
        for (exchange, row, _), cell in zip(self.products, cells, strict=True):
            path = f"allocation[{len(self.process.allocation)}].value"
            share = self.context.amount(cell, path, row.line)
            self.process.allocation.append(
                AllocationFactor(
                    method=method,
                    product=exchange.flow,
                    value=None if share.value is None else share.value / 100,
                    formula=f"({share.formula}) / 100" if share.formula else "",
                )
            )

    def _documents(self, section: Section) -> None:
        kind = {"Literature references": "literature", "External documents": "external", SYSTEM: "system"}[
            section.title
        ]
        for row in section.rows:
            name, comment = row.cells[0].strip(), lines_of(row.cell(1))
            self.context.no_more(row, 2, section.title)
            if not name:
                if comment.strip():
                    self.context.stray([row])
                continue
            ref = self.context.document(kind, name)
            if comment.strip():
                self.extra.setdefault("comments", {})[f"{kind} {ref.uuid}"] = comment
            _DOCUMENTS[kind](self.process, ref)


def default_section(exchange: Exchange, product: Product) -> str:
    """Return the section in which SimaPro lists a product, by what its process is; "" where nothing tells."""
    if exchange.is_avoided:
        return "Avoided products"
    if exchange.direction == "output":
        return "Waste to treatment" if product.is_waste else ""
    return "Electricity/heat" if product.supply in SUPPLY_TYPES else "Materials/fuels"


def _literature(process: Process, ref: Ref) -> None:
    process.data_sources = process.data_sources or DataSources()
    process.data_sources.sources.append(ref)


def _external(process: Process, ref: Ref) -> None:
    process.external_documentation.append(ref)


def _system(process: Process, ref: Ref) -> None:
    process.modelling = process.modelling or Modelling()
    process.modelling.method_details.append(ref)


_DOCUMENTS: Mapping[str, Callable[[Process, Ref], None]] = {
    "literature": _literature,
    "external": _external,
    "system": _system,
}
