"""Processes of the model to blocks of processes and product stages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from lcabridge.errors import FormulaError, UnitError
from lcabridge.model import Exchange, Parameter, Process, Ref, Uncertainty, method_of
from lcabridge.report import Report, catalogue
from lcabridge_simapro.issues import CREDITED, FORMULA_LOST, NOT_WRITTEN, OPPOSITE
from lcabridge_simapro.plan import Plan, products_of, rows_title
from lcabridge_simapro.process_texts import PLATFORM
from lcabridge_simapro.rows import join_cells
from lcabridge_simapro.tables import (
    BLOCKS,
    BY_SECTION,
    ENUMERATED,
    FORMAT,
    LIST_TITLES,
    PARAMETERS,
    PROCESS,
    PROCESS_LISTS,
    PROCESS_ROWS,
    STAGE,
    STAGE_ROWS,
    SUPPLY_TYPES,
    SYSTEM,
    TEXT_TITLES,
)
from lcabridge_simapro.values import Signs, pedigree_text, uncertainty_cells
from lcabridge_simapro.write_texts import Texts, text_of

WORDS = BLOCKS | {"End"} | frozenset().union(*TEXT_TITLES.values(), *LIST_TITLES.values())
"""Words that a text has to be quoted for where it stands alone."""


class Written(msgspec.Struct):
    """A block.

    Attributes:
        lines: with the title, without the end.
        order: positions of the source's exchanges in the order of the rows.
    """

    lines: list[str]
    order: list[int]


class ParameterWriter:
    """Writes formulas and parameters.

    Args:
        plan: names.
        signs: of the file.
        report: takes issues.
        names: of the parameters that formulas may name.
    """

    def __init__(self, plan: Plan, signs: Signs, report: Report, names: list[str]) -> None:
        self.plan = plan
        self.signs = signs
        self.report = report
        self.names = names

    def formula(self, text: str, path: str) -> str:
        """Return a formula in SimaPro's dialect, "" where it cannot say it."""
        try:
            return self.signs.from_openlca(text, self.names)
        except FormulaError as error:
            self.report.add(FORMULA_LOST, path=path, value=text, reason=error.en)
            return ""

    def cells(self, parameter: Parameter, path: str, *, hidden: bool) -> tuple[str, list[str]]:
        """Return the section and the cells of a parameter."""
        comment = self.plan.text(parameter.description)
        formula = "" if parameter.is_input else self.formula(parameter.formula, f"{path}.formula")
        if formula:
            return PARAMETERS[1], [parameter.name, formula, comment]
        value = 0.0 if parameter.value is None else parameter.value
        return PARAMETERS[0], [
            parameter.name,
            self.signs.written(value),
            *uncertainty_cells(parameter.uncertainty, self.signs),
            "Yes" if hidden else "No",
            comment,
        ]


class ProcessWriter:
    """Writes one process.

    Args:
        plan: names.
        signs: of the file.
        report: takes issues.
        process: the process.
    """

    def __init__(self, plan: Plan, signs: Signs, report: Report, process: Process) -> None:
        self.plan = plan
        self.signs = signs
        self.report = report
        self.process = process
        extra = process.extra.get(FORMAT)
        self.extra: Mapping[str, Any] = extra if isinstance(extra, dict) else {}
        self.kind = STAGE if self.extra.get("block") == STAGE else PROCESS
        names = [parameter.name for parameter in process.parameters]
        names += [row.parameter.name for row in plan.parameters.values()]
        self.formulas = ParameterWriter(plan, signs, report, names)
        self.supply = plan.heads[process.uuid].supply
        listed = products_of(process, plan.index)
        self.products = [next(n for n, e in enumerate(process.exchanges) if e is one) for one in listed]
        self.about = Texts(plan, process, self.extra, self.supply)
        self.rows: dict[str, list[tuple[int, list[str]]]] = {}

    def write(self) -> Written:
        """Return the block."""
        layouts = PROCESS_ROWS if self.kind == PROCESS else STAGE_ROWS
        self._sort_exchanges(layouts)
        lines = [self.kind, ""]
        for title in TEXT_TITLES_IN_ORDER if self.kind == PROCESS else ("PlatformId", "Category type", "Status"):
            if title in PROCESS_LISTS:
                lines += [title, *self._document_rows(title), ""]
            else:
                text = text_of(self.about, title)
                if title in _NOT_EMPTY and not text:
                    continue
                lines += [title, join_cells([text], self.signs.separator, WORDS), ""]
        order: list[int] = []
        for title in layouts:
            rows = self.rows.get(title, [])
            if not rows and title not in _ALWAYS:
                continue
            lines += [title, *(join_cells(cells, self.signs.separator, WORDS) for _, cells in rows), ""]
            order += [number for number, _ in rows]
        lines += self._parameter_rows()
        return Written(lines, order)

    # Exchanges

    def _sort_exchanges(self, layouts: Mapping[str, Any]) -> None:
        title = rows_title(self.process, self.supply) if self.kind == PROCESS else "Products"
        for place, number in enumerate(self.products):
            exchange = self.process.exchanges[number]
            row = self._product_row(number, exchange, title, first=place == 0)
            self.rows.setdefault(title, []).append((number, row))
        sections = self.extra.get("sections") or {}
        fractions = self.extra.get("fractions") or {}
        for number, exchange in enumerate(self.process.exchanges):
            if number in self.products:
                continue
            path = f"exchanges[{number}]"
            if exchange.flow is None:
                self._skip(path, "it names no flow", "未指明流")
                continue
            fraction = fractions.get(str(exchange.id))
            if fraction and self.kind == PROCESS and self.supply == "waste scenario" and fraction[3] == exchange.amount:
                self.rows.setdefault(str(fraction[0]), []).append((number, self._fraction_row(exchange, fraction)))
            elif self.plan.flow_type(exchange.flow) == "elementary":
                if self.kind == STAGE:
                    self._skip(path, "product stages have no elementary flows", "产品阶段没有基本流")
                    continue
                self._elementary(number, exchange, path)
            else:
                wanted = sections.get(str(exchange.id))
                layout = layouts.get(wanted) if isinstance(wanted, str) else None
                fits = (
                    layout is not None and layout.flavour == "technosphere" and layout.direction == exchange.direction
                )
                self._technosphere(number, exchange, path, str(wanted) if fits else "")

    def _skip(self, path: str, reason: str, reason_zh: str) -> None:
        self.report.add(NOT_WRITTEN, path=path, reason=reason, reason_zh=reason_zh)

    def _measured(self, exchange: Exchange, path: str) -> Exchange:
        """Return the exchange in the property that its flow is measured in: SimaPro knows no other."""
        flow = exchange.flow
        if flow is None or exchange.property is None:
            return exchange
        own = self.plan.reference_property(flow)
        if not own or exchange.property.uuid == own:
            return exchange
        unit = exchange.unit
        try:
            scale = self.plan.index.reference_scale(
                flow.uuid, exchange.property.uuid, (unit.uuid or unit.name) if unit else ""
            )
        except UnitError as error:
            try:
                if unit is None:
                    raise
                scale = self.plan.index.reference_scale(flow.uuid, exchange.property.uuid, unit.name)
            except UnitError:
                self.report.add(catalogue.FACTOR_MISSING, path=f"{path}.amount", value=exchange.amount, reason=error.en)
                return exchange
        if self.plan.group_of(own) == self.plan.group_of(exchange.property.uuid):
            factor = self.plan.index.unit_factor(own, (unit.uuid or unit.name) if unit else "")
            if unit is not None and factor == scale:
                return exchange  # the same unit and the same number of it
        if exchange.amount is not None and not math.isfinite(exchange.amount * scale):
            reason = "the amount in the reference unit is beyond the range of a 64-bit float"
            self.report.add(catalogue.FACTOR_MISSING, path=f"{path}.amount", value=exchange.amount, reason=reason)
            return exchange
        return _scaled(exchange, scale)

    def _unit(self, exchange: Exchange) -> str:
        own = self.plan.reference_property(exchange.flow) if exchange.flow else ""
        prop = exchange.property.uuid if exchange.property else own
        return self.plan.unit(exchange.unit, prop)

    def _amount(self, exchange: Exchange, path: str) -> str:
        if exchange.formula:
            text = self.formulas.formula(exchange.formula, f"{path}.formula")
            if text:
                return text
        return "" if exchange.amount is None else self.signs.written(exchange.amount)

    def _comment(self, exchange: Exchange) -> str:
        entry = pedigree_text(exchange.dq_entry) if exchange.dq_entry else ""
        text = self.plan.text(exchange.comment)
        return f"{entry}\x7f{text}" if entry and text else entry or text

    def _product_row(self, number: int, exchange: Exchange, title: str, *, first: bool) -> list[str]:
        path = f"exchanges[{number}]"
        measured = self._measured(exchange, path)
        flow = exchange.flow or Ref(type="flow", uuid="")
        name = self.plan.products.get((flow.uuid, self.process.uuid), flow.uuid)
        kind = (self.extra.get("waste types") or {}).get(str(exchange.id))
        category = (self.extra.get("categories") or {}).get(str(exchange.id)) or self._category(flow)
        cells = [name, self._unit(measured), self._amount(measured, path)]
        if self.kind == STAGE:
            return [*cells, category, self.plan.text(exchange.comment), flow.uuid]
        if title == "Products":
            cells += [self._share(flow, first=first), kind or "not defined"]
        else:
            cells.append(kind or "All waste types")
        return [*cells, category, self.plan.text(exchange.comment), flow.uuid]

    def _category(self, flow: Ref) -> str:
        """Return the category of the process, or of its product: SimaPro has one tree for both."""
        own = self.plan.flows.get(flow.uuid)
        chosen = next(iter([*self.process.classifications, *(own.classifications if own else ())]), None)
        return "\\".join(entry.name for entry in chosen.classes) if chosen else "Others"

    def _share(self, flow: Ref, *, first: bool) -> str:
        """Return the percentage of a product: of the method that the process asks for, else of the first there is."""
        factors = [f for f in self.process.allocation if f.exchange_id is None and f.exchange_flow is None]
        wanted = self.process.default_allocation
        methods = [f.method for f in factors]
        method = wanted if wanted in methods else next(iter(methods), None)
        factor = next((f for f in factors if f.method == method and f.product and f.product.uuid == flow.uuid), None)
        if len(self.products) == 1 and (factor is None or factor.value == 1.0):
            return "100"
        if self.plan.each_carries_all and method_of(self.process, "declared") == "none":
            return "100"
        if factor is None:
            return "100" if first and not factors else "0"
        if factor.formula:
            number = self.process.allocation.index(factor)
            text = factor.formula
            whole = text.startswith("(") and text.endswith(") / 100")
            made = self.formulas.formula(text[1:-7] if whole else f"({text}) * 100", f"allocation[{number}].formula")
            if made:
                return made
        return self.signs.written(percent(factor.value or 0.0))

    def _technosphere(self, number: int, exchange: Exchange, path: str, wanted: str) -> None:
        flow = exchange.flow or Ref(type="flow", uuid="")
        is_waste = self.plan.flow_type(flow) == "waste"
        # What SimaPro said itself stays as it was said: percentages of a scenario are of no unit of its product.
        measured = exchange if wanted else self._measured(exchange, path)
        title = wanted or self._section(exchange, is_waste=is_waste)
        if not wanted and title == "Waste to treatment" and exchange.direction == "input":
            self.report.add(OPPOSITE, path=path, value=exchange.amount, section=title)
            measured = _scaled(measured, -1.0, keep_unit=True)
        if title == "Avoided products" and not exchange.is_avoided:
            self.report.add(CREDITED, path=path, value=self.plan.flow_name(flow.uuid, flow))
        cells = [
            self.plan.product_name(flow, exchange.provider),
            self._unit(measured),
            self._amount(measured, path),
            *uncertainty_cells(measured.uncertainty, self.signs),
            self._comment(exchange),
            self.plan.platform(flow, exchange.provider),
        ]
        self.rows.setdefault(title, []).append((number, cells))

    def _section(self, exchange: Exchange, *, is_waste: bool) -> str:
        if self.kind == STAGE:
            return "Processes" if exchange.direction == "input" else "Waste scenarios"
        if exchange.is_avoided:
            return "Avoided products"
        if is_waste:
            return "Waste to treatment"
        if exchange.direction == "output":
            return "Avoided products"
        head = self.plan.heads.get(exchange.provider.uuid) if exchange.provider else None
        if head is None and exchange.flow is not None:
            made = self.plan.producers.get(exchange.flow.uuid, [])
            head = self.plan.heads[made[0]] if len(made) == 1 else None
        return "Electricity/heat" if head and head.supply in SUPPLY_TYPES else "Materials/fuels"

    def _elementary(self, number: int, exchange: Exchange, path: str) -> None:
        flow = exchange.flow or Ref(type="flow", uuid="")
        spot = self.plan.spots.get(flow.uuid)
        if spot is None:
            self._skip(path, "its elementary flow is not in the package", "数据包中没有该基本流")
            return
        measured = self._measured(exchange, path)
        if BY_SECTION[spot.section].direction != (exchange.direction or BY_SECTION[spot.section].direction):
            self.report.add(OPPOSITE, path=path, value=exchange.amount, section=spot.section)
            measured = _scaled(measured, -1.0, keep_unit=True)
        platform = next((a.id for a in self.plan.flows[flow.uuid].aliases if a.system == PLATFORM), "")
        cells = [
            self.plan.flow_name(flow.uuid),
            spot.sub,
            self._unit(measured),
            self._amount(measured, path),
            *uncertainty_cells(measured.uncertainty, self.signs),
            self._comment(exchange),
            platform,
        ]
        self.rows.setdefault(spot.section, []).append((number, cells))

    def _fraction_row(self, exchange: Exchange, fraction: list[Any]) -> list[str]:
        flow = exchange.flow or Ref(type="flow", uuid="")
        share = fraction[1]
        text = share if isinstance(share, str) else "" if share is None else self.signs.written(float(share))
        return [
            self.plan.product_name(flow, exchange.provider),
            str(fraction[2]),
            text,
            self.plan.text(exchange.comment),
        ]

    def _document_rows(self, title: str) -> list[str]:
        kind, refs = self._documents(title)
        comments = self.extra.get("comments") or {}
        rows = []
        for ref in refs:
            source = self.plan.sources.get(ref.uuid)
            is_kind = source is None or (source.extra.get(FORMAT) or {}).get("kind", "literature") == kind
            name = self.plan.documents.get(ref.uuid) or self.plan.line(ref.name) or ref.uuid
            if is_kind or kind != "system":
                comment = comments.get(f"{kind} {ref.uuid}", "")
                rows.append(join_cells([name, str(comment)], self.signs.separator, WORDS))
        return rows

    def _documents(self, title: str) -> tuple[str, list[Ref]]:
        process = self.process
        if title == SYSTEM:
            return "system", process.modelling.method_details if process.modelling else []
        if title == "External documents":
            return "external", process.external_documentation
        return "literature", process.data_sources.sources if process.data_sources else []

    # Parameters

    def _parameter_rows(self) -> list[str]:
        hidden = set(self.extra.get("hidden parameters") or ())
        made: dict[str, list[str]] = {title: [] for title in PARAMETERS}
        for number, parameter in enumerate(self.process.parameters):
            title, cells = self.formulas.cells(parameter, f"parameters[{number}]", hidden=parameter.name in hidden)
            made[title].append(join_cells(cells, self.signs.separator, WORDS))
        return [line for title, rows in made.items() for line in (title, *rows, "")]


def percent(share: float) -> float:
    """Return the shortest number whose hundredth is ``share`` to the last bit, if there is one."""
    whole = share * 100
    near = (whole, math.nextafter(whole, math.inf), math.nextafter(whole, -math.inf))
    exact = [number for number in near if number / 100 == share]
    return min(exact, key=lambda number: len(repr(number))) if exact else whole


def _scaled(exchange: Exchange, factor: float, *, keep_unit: bool = False) -> Exchange:
    """Return the exchange multiplied; in the reference unit of its flow unless the unit is kept."""
    return msgspec.structs.replace(
        exchange,
        amount=None if exchange.amount is None else exchange.amount * factor,
        formula=f"({exchange.formula}) * ({factor!r})" if exchange.formula else "",
        uncertainty=_scaled_uncertainty(exchange.uncertainty, factor),
        unit=exchange.unit if keep_unit else None,
        property=exchange.property if keep_unit else None,
    )


def _scaled_uncertainty(found: Uncertainty | None, factor: float) -> Uncertainty | None:
    """Return the distribution of the multiplied amount; a negative factor mirrors it."""
    if found is None:
        return None

    def times(value: float | None) -> float | None:
        return None if value is None else value * factor

    low, high = (found.minimum, found.maximum) if factor > 0 else (found.maximum, found.minimum)
    return msgspec.structs.replace(
        found,
        median=times(found.median),
        mean=times(found.mean),
        mode=times(found.mode),
        sd=None if found.sd is None else found.sd * abs(factor),
        minimum=times(low),
        maximum=times(high),
    )


TEXT_TITLES_IN_ORDER: tuple[str, ...] = (
    "PlatformId", "Category type", "Process identifier", "Type", "Process name", "Status", *ENUMERATED,
    "Infrastructure", "Date", "Record", "Generator", "External documents", "Literature references",
    "Collection method", "Data treatment", "Verification", "Comment", "Allocation rules", SYSTEM,
)  # fmt: skip
"""Sections of a process before its exchanges, in the order in which SimaPro writes them."""
_NOT_EMPTY = frozenset({"Date"})
"""Sections that readers (bw_simapro_csv) take for broken where they are empty."""
_ALWAYS = frozenset(PROCESS_ROWS) - {"Waste treatment", "Waste scenario", "Separated waste", "Remaining waste"}
"""Sections that stand there empty, too."""


def block_lines(title: str, sections: Iterable[tuple[str, Iterable[list[str]]]], separator: str) -> list[str]:
    """Return a block of sections."""
    lines = [title, ""]
    for name, rows in sections:
        lines += [name, *(join_cells(row, separator, WORDS) for row in rows), ""]
    return lines
