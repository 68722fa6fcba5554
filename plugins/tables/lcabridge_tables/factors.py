"""Lists of single factors: each row becomes a process with its result, its product, and where it is from.

A factor given as CO2 equivalents is a declared result of the process. One given as a gas (kg CH4 per t) is an emission of
that gas, since its result depends on whose GWP counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from lcabridge.codes import HOME, keygen, places
from lcabridge.errors import Location, MalformedSourceError
from lcabridge.format import Part, Session
from lcabridge.model import (
    Alias,
    ClassEntry,
    Classification,
    DataSources,
    Entity,
    Exchange,
    Flow,
    FlowPropertyFactor,
    Geography,
    ImpactCategory,
    ImpactResult,
    Index,
    Place,
    Process,
    Ref,
    Text,
    Time,
    UnitRef,
    untagged,
)
from lcabridge.model import Source as SourceEntity
from lcabridge.report import Report
from lcabridge.sources import Source
from lcabridge.sources.sheets import measures
from lcabridge.sources.sheets.books import AnySheet, sheets_of
from lcabridge.sources.sheets.cells import CellValue, as_text, is_empty
from lcabridge.sources.sheets.scalars import NotSo, Signs, narrow, number, plain_text, year
from lcabridge_tables.factormap import FactorMap, Field
from lcabridge_tables.issues import BAD_CELL, DERIVED_ID, FACTOR_UNIT, PLACE_UNKNOWN, UNIT_MADE, UNKNOWN_COLUMN
from lcabridge_tables.names import plain

_LOOKED_AT = 40
_MASS = {
    "kg": "1",
    "g": "0.001",
    "mg": "0.000001",
    "t": "1000",
    "千克": "1",
    "公斤": "1",
    "克": "0.001",
    "吨": "1000",
    "ton": "1000",
    "tonne": "1000",
    "万吨": "10000000",
}
"""Mass units of a numerator, in kg."""
_GASES = {
    "CO2": ("Carbon dioxide", "二氧化碳", "124-38-9"),
    "CH4": ("Methane", "甲烷", "74-82-8"),
    "N2O": ("Nitrous oxide", "氧化亚氮", "10024-97-2"),
    "SF6": ("Sulfur hexafluoride", "六氟化硫", "2551-62-4"),
    "NF3": ("Nitrogen trifluoride", "三氟化氮", "7783-54-2"),
    "CF4": ("Tetrafluoromethane", "四氟化碳", "75-73-0"),
    "C2F6": ("Hexafluoroethane", "六氟乙烷", "76-16-4"),
}
_SMALL = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_AMOUNT = re.compile(r"(mg|kg|g|tonne|ton|t|千克|公斤|万吨|克|吨)\s*(.*)", re.IGNORECASE)
_EQUIVALENT = re.compile(r"co2[\s-]*(?:e|eq|eqv|equiv\w*|当量)\.?", re.IGNORECASE)


class Measured(NamedTuple):
    """What a unit such as ``tCO2e/MWh`` says.

    Attributes:
        kilograms: kg per one unit of the numerator, as decimal text.
        gas: formula of the gas, "" for CO2 equivalents.
        per: unit of the denominator, as written.
    """

    kilograms: str
    gas: str
    per: str


def measured(unit: str, per: str = "", gas: str = "") -> Measured | None:
    """Return what the unit of a factor says, None where it is no mass of a greenhouse gas per something.

    Args:
        unit: ``kgCO2e/kWh``, or the numerator alone.
        per: the denominator, where it has a column of its own.
        gas: the gas, where it has a column of its own; what the unit says counts first.
    """
    head, slash, tail = narrow(unit).translate(_SMALL).replace("每", "/").partition("/")
    below = tail.strip(" ()") if slash else per.strip()
    match = _AMOUNT.fullmatch(head.strip(" ()"))
    if match is None or not below or below.startswith("/"):
        return None
    mass = _MASS.get(match.group(1)) or _MASS.get(match.group(1).lower())
    what = match.group(2).strip(" -()") or narrow(gas).translate(_SMALL)
    if mass is None:
        return None
    if _EQUIVALENT.fullmatch(what):
        return Measured(mass, "", below)
    found = next((name for name in _GASES if name.lower() == what.lower()), None)
    return Measured(mass, found, below) if found else None


def _data_year(told: str, signs: Signs) -> int:
    """Return the year of a factor, or raise NotSo; nobody measured carbon footprints before 1900."""
    found = int(str(year(told, signs).value))
    if not 1900 <= found < 2200:
        raise NotSo("a year", "年份")
    return found


class FactorSession(Session):
    """An opened list, a workbook or CSV file.

    Args:
        source: it.
        rules: its mapping.
        encoding: of a CSV file, "" to find out.

    Raises:
        ReadError: no sheet has the headings.
    """

    def __init__(self, source: Source, rules: FactorMap, encoding: str = "") -> None:
        self.source = source
        self.rules = rules
        self.at = str(source.path)
        self._signs = Signs(rules.decimal, rules.thousands)
        self.sheet, self.row, self.columns, self.unknown = self._find(
            sheets_of(source, encoding=encoding, guarded=False)
        )
        names = (self.sheet.entry,)
        self._parts = [Part(key=key, names=names) for key in ("1 list", "2 flows", "3 processes", "4 units")]
        self._places: dict[str, str] | None = None

    def _find(self, sheets: Sequence[AnySheet]) -> tuple[AnySheet, int, dict[int, Field], dict[int, str]]:
        for sheet in sheets:
            if self.rules.sheet and plain(sheet.name) != plain(self.rules.sheet):
                continue
            for looked_at, (row, cells) in enumerate(sheet.rows()):
                if looked_at >= _LOOKED_AT:
                    break
                found, unknown = columns_of(cells, self.rules)
                if "value" in found.values() and {"name", "name_zh", "name_en"} & set(found.values()):
                    return sheet, row, found, unknown
        raise MalformedSourceError(
            "no sheet has the columns that the mapping names", "没有工作表包含映射所列的列", at=Location(file=self.at),
            hint_en=f"value is called one of {', '.join(self.rules.columns['value'])}; give a mapping of your own: --read map=FILE.yaml",
            hint_zh=f"数值列应为 {'、'.join(self.rules.columns['value'])} 之一；可用 --read map=文件.yaml 指定自己的映射",
        )  # fmt: skip

    def parts(self) -> Sequence[Part]:
        """Return one part per kind of data set."""
        return self._parts

    def notes(self, report: Report) -> None:
        """Name the columns that the mapping does not know."""
        lost: dict[int, dict[str, str]] = {}
        for row, cells in self.sheet.rows():
            for place, cell in enumerate(cells if row > self.row else ()):
                if place not in self.columns and not is_empty(cell):
                    lost.setdefault(place, {})[self.sheet.address(row, place)] = as_text(cell)
        for place, values in sorted(lost.items()):
            cell = self.sheet.address(self.row, place)
            shown = dict(list(values.items())[:200])
            report.add(
                UNKNOWN_COLUMN,
                file=self.at,
                pointer=cell,
                value=shown,
                cell=cell,
                heading=self.unknown.get(place, ""),
                count=len(values),
            )

    def read(self, part: Part, index: Index, report: Report) -> Iterator[Entity]:  # noqa: ARG002  # the list says it all
        """Yield the data sets of one kind."""
        kind = part.key.partition(" ")[2]
        if kind == "list":
            yield from self._list(report)
            return
        silent = Report(cap=0)
        if kind == "processes":
            for factor in self._factors(report):
                yield self._process(factor, report)
            return
        factors = self._factors(silent)
        if kind == "flows":
            seen: set[str] = set()
            for factor in factors:
                for flow in self._flows(factor):
                    if flow.uuid not in seen:
                        seen.add(flow.uuid)
                        yield flow
        else:
            units = dict.fromkeys(
                unit for factor in factors for unit in (factor.measured.per, "kg" if factor.measured.gas else "")
            )
            for entity in measures.entities_for(unit for unit in units if unit):
                report.about(entity, self.at)
                report.add(UNIT_MADE, name=next(iter(entity.name.values()), ""))
                yield entity

    def _list(self, report: Report) -> Iterator[Entity]:
        about = self.rules.source
        own = SourceEntity(
            uuid=self._uuid("source", ""), name=about.name, url=about.url, citation=about.citation, year=about.year
        )
        report.about(own, self.at)
        yield own
        yield ImpactCategory(
            uuid=self._uuid("impact", ""),
            name=self.rules.impact.name,
            unit=self.rules.impact.unit,
            code=self.rules.impact.code,
            source=own.ref(),
        )
        named = dict.fromkeys(factor.text("source") for factor in self._factors(Report(cap=0)))
        for name in named:
            if name:
                yield SourceEntity(uuid=self._uuid("source", name), name=untagged(name))

    def _uuid(self, kind: str, *what: str) -> str:
        return keygen("lcabridge factors", self.rules.id, kind, *what)

    def _factors(self, report: Report) -> Iterator[Factor]:
        seen: dict[str, int] = {}
        for row, cells in self.sheet.rows():
            if row <= self.row or not any(not is_empty(cells[place]) for place in self.columns if place < len(cells)):
                continue
            values: dict[Field, list[tuple[int, CellValue]]] = {}
            for place, field in self.columns.items():
                if place < len(cells) and not is_empty(cells[place]):
                    values.setdefault(field, []).append((place, cells[place]))
            factor = self._factor(row, values, report)
            if factor is not None:
                count = seen[factor.key] = seen.get(factor.key, 0) + 1
                yield factor._replace(key=f"{factor.key} #{count}") if count > 1 else factor

    def _factor(self, row: int, values: dict[Field, list[tuple[int, CellValue]]], report: Report) -> Factor | None:
        report.about(None, self.at)
        first = self.sheet.address(row, min(self.columns))
        name: Text = {}
        for field, tag in (("name_zh", "zh"), ("name_en", "en")):
            for _, value in values.get(field, ())[:1]:  # type: ignore[call-overload]  # one of the fields
                name[tag] = as_text(value).strip()
        for _, value in values.get("name", ())[:1]:
            name = untagged(as_text(value).strip()) | name
        unit = self._said(values, "unit")
        told = measured(unit, self._said(values, "per"), self._said(values, "gas"))
        place, value = values["value"][0] if "value" in values else (min(self.columns), None)
        cell = self.sheet.address(row, place)
        try:
            amount = number(value if name else None, self._signs).value
        except NotSo as error:
            shown = {self.sheet.address(row, p): as_text(v) for found in values.values() for p, v in found}
            report.add(
                BAD_CELL, pointer=cell, value=shown, cell=cell, expected=error.expected, expected_zh=error.expected_zh
            )
            return None
        if told is None:
            shown = {self.sheet.address(row, p): as_text(v) for found in values.values() for p, v in found}
            report.add(FACTOR_UNIT, pointer=first, value=shown, cell=first, unit=unit)
            return None
        texts = {field: [(p, plain_or_empty(v)) for p, v in found] for field, found in values.items()}
        factor = Factor(row, name, float(amount) if isinstance(amount, float) else 0.0, unit, told, texts, "", self)
        code = factor.text("id")
        return factor._replace(
            key=code
            or "|".join(
                [
                    *name.values(),
                    told.per,
                    told.gas,
                    factor.text("year"),
                    factor.text("place"),
                    *factor.texts("category"),
                ]
            )
        )

    def _said(self, values: Mapping[Field, list[tuple[int, CellValue]]], field: Field) -> str:
        found = values.get(field)
        return as_text(found[0][1]).strip() if found else self.rules.defaults.get(field, "")

    def _process(self, factor: Factor, report: Report) -> Process:
        product = self._product(factor)
        process = Process(uuid=self._uuid("process", factor.key), name=factor.name, process_type="lci_result")
        report.about(process, self.at)
        cell = self.sheet.address(factor.row, min(self.columns))
        report.add(DERIVED_ID, path="uuid", pointer=cell, value=factor.key, cell=cell, uuid=process.uuid)
        if factor.text("id"):
            process.aliases = [Alias(system=self.rules.id, id=factor.text("id"))]
        per = measures.measure_of(factor.measured.per).unit
        process.exchanges = [
            Exchange(
                id=1, flow=product.ref(), direction="output", amount=1.0, unit=UnitRef(name=per), is_reference=True
            )
        ]
        process.last_exchange_id = 1
        kilograms = float(Decimal(repr(factor.amount)) * Decimal(factor.measured.kilograms))
        published = f"{as_text(factor.amount)} {factor.unit}"
        if factor.measured.gas:
            process.exchanges.append(
                Exchange(
                    id=2,
                    flow=self._gas(factor.measured.gas).ref(),
                    direction="output",
                    amount=kilograms,
                    unit=UnitRef(name="kg"),
                    comment={"en": published},
                )
            )
            process.last_exchange_id = 2
        else:
            category = Ref(type="impact_category", uuid=self._uuid("impact", ""), name=self.rules.impact.name)
            process.impact_results = [ImpactResult(category=category, amount=kilograms, comment={"en": published})]
        if factor.measured.kilograms != "1":
            report.convert("factor to kg")
        self._describe(process, factor, report)
        return process

    def _describe(self, process: Process, factor: Factor, report: Report) -> None:
        levels = factor.texts("category")
        if levels:
            entries = [ClassEntry(name=part) for level in levels for part in re.split(r"\s*[>/\\]\s*", level) if part]
            process.classifications = [Classification(system=HOME, classes=entries)]
        if factor.text("functional_unit"):
            process.functional_unit = untagged(factor.text("functional_unit"))
        cells = factor.cells.get("year", [])
        told = factor.text("year")
        if told:
            try:
                process.time = Time(reference_year=_data_year(told, self._signs))
            except NotSo as error:
                process.time = Time(description=untagged(told))
                cell = self.sheet.address(factor.row, cells[0][0]) if cells else ""
                report.add(
                    BAD_CELL, path="time.reference_year", pointer=cell, value=told, cell=cell, expected=error.expected,
                    expected_zh=error.expected_zh,
                )  # fmt: skip
        self._locate(process, factor, report)
        sources = [Ref(type="source", uuid=self._uuid("source", ""), name=self.rules.source.name)]
        if factor.text("source"):
            sources.append(
                Ref(
                    type="source",
                    uuid=self._uuid("source", factor.text("source")),
                    name=untagged(factor.text("source")),
                )
            )
        process.data_sources = DataSources(sources=sources)
        headings = self.headings
        notes = [f"{headings.get(place, '')}: {text}" for place, text in factor.cells.get("notes", []) if text]
        gas = [f"{headings.get(place, '')}: {text}" for place, text in factor.cells.get("gas", []) if text]
        if notes or gas:
            process.description = untagged("\n".join(gas + notes))

    @property
    def headings(self) -> dict[int, str]:
        """Return the headings by column."""
        cells = next((cells for row, cells in self.sheet.rows() if row == self.row), [])
        return {place: as_text(cell).strip() for place, cell in enumerate(cells) if not is_empty(cell)}

    def _locate(self, process: Process, factor: Factor, report: Report) -> None:
        told = factor.text("place") or self.rules.defaults.get("place", "")
        if not told:
            return
        code = self.rules.places.get(told) or self._place_codes().get(plain(told))
        if code:
            process.geography = Geography(place=Place(code=code))
            return
        process.geography = Geography(description=untagged(told))
        cells = factor.cells.get("place", [])
        cell = self.sheet.address(factor.row, cells[0][0]) if cells else ""
        report.add(PLACE_UNKNOWN, path="geography.place", pointer=cell, value=told, cell=cell)

    def _place_codes(self) -> dict[str, str]:
        if self._places is None:
            found: dict[str, str] = {}
            for entry in places():
                code = entry.codes.get("iso") or entry.codes.get("tidas") or entry.id
                for name in (entry.name_zh, entry.name_en, code):
                    found.setdefault(plain(name), code)
                    for ending in ("省", "市", "壮族自治区", "回族自治区", "维吾尔自治区", "自治区"):
                        found.setdefault(plain(name.removesuffix(ending)), code)
            found[plain("全国")] = "CN"
            self._places = found
        return self._places

    def _flows(self, factor: Factor) -> Iterator[Flow]:
        yield self._product(factor)
        if factor.measured.gas:
            yield self._gas(factor.measured.gas)

    def _product(self, factor: Factor) -> Flow:
        unit = factor.measured.per
        measure = measures.measure_of(unit)
        return Flow(
            uuid=self._uuid("flow", next(iter(factor.name.values())), measure.unit),
            name=factor.name,
            flow_type="product",
            properties=[FlowPropertyFactor(property=measure.property, is_reference=True)],
        )

    def _gas(self, formula: str) -> Flow:
        en, zh, cas = _GASES[formula]
        path = ("Elementary flows", "Emission to air", "unspecified")
        return Flow(
            uuid=keygen("lcabridge factors", "gas", formula),
            name={"en": en, "zh": zh},
            flow_type="elementary",
            classifications=[Classification(system=HOME, classes=[ClassEntry(name=word) for word in path])],
            cas=cas,
            formula=formula,
            properties=[FlowPropertyFactor(property=measures.measure_of("kg").property, is_reference=True)],
        )


class Factor(NamedTuple):
    """A row of a list.

    Attributes:
        row: its number.
        name: what it is a factor of.
        amount: as published.
        unit: as published.
        measured: what the unit says.
        cells: texts by field, with their columns.
        key: what tells it from the other rows.
        session: the list.
    """

    row: int
    name: Text
    amount: float
    unit: str
    measured: Measured
    cells: dict[Field, list[tuple[int, str]]]
    key: str
    session: FactorSession

    def text(self, field: Field) -> str:
        """Return the first text of a field."""
        return next((text for _, text in self.cells.get(field, ())), "")

    def texts(self, field: Field) -> list[str]:
        """Return all texts of a field."""
        return [text for _, text in self.cells.get(field, ())]


def plain_or_empty(value: CellValue) -> str:
    """Return a cell as trimmed text, "" for an error cell."""
    try:
        return plain_text(value).strip()
    except NotSo:
        return ""


def columns_of(cells: Sequence[CellValue], rules: FactorMap) -> tuple[dict[int, Field], dict[int, str]]:
    """Return which columns of a row of headings are which fields, and the headings that are none."""
    names: dict[str, tuple[Field, int]] = {}
    for field, headings in rules.columns.items():
        for order, heading in enumerate(headings):
            names.setdefault(_heading(heading), (field, order))
    found: dict[int, tuple[Field, int]] = {}
    unknown: dict[int, str] = {}
    for place, cell in enumerate(cells):
        if is_empty(cell):
            continue
        told = names.get(_heading(as_text(cell)))
        if told:
            found[place] = told
        else:
            unknown[place] = as_text(cell).strip()
    columns: dict[int, Field] = {}
    for field in rules.columns:
        places_ = sorted((order, place) for place, (name, order) in found.items() if name == field)
        many = field in ("category", "notes")
        for number_, (_, place) in enumerate(places_):
            if many or number_ == 0:
                columns[place] = field
            else:
                unknown[place] = as_text(cells[place]).strip()
    return dict(sorted(columns.items())), unknown


def _heading(text: Any) -> str:
    return re.sub(r"\s+", "", narrow(str(text))).casefold()
