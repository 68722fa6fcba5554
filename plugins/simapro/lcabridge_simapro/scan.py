"""First look at the blocks of a file: everything that others refer to by name goes into the register."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import msgspec

from lcabridge.codes import keygen
from lcabridge.errors import LcabridgeError
from lcabridge.report import EntityKey, Report, catalogue
from lcabridge_simapro.blocks import Section, sections
from lcabridge_simapro.issues import PARAMETER_HIDDEN, SAME_NAME, UNIT_UNUSED
from lcabridge_simapro.parameters import calculated_parameter, input_parameter
from lcabridge_simapro.register import Document, GlobalRow, Product, Register, Substance, UnitRow
from lcabridge_simapro.rows import Row, lines_of
from lcabridge_simapro.tables import (
    BY_BLOCK,
    BY_WORD,
    CELLS,
    LITERATURE,
    METHOD,
    NO_SUB,
    PARAMETER_BLOCKS,
    PROCESS,
    PROCESS_ROWS,
    STAGE,
    STAGE_ROWS,
    SYSTEM,
    WASTE_SECTIONS,
    Rows,
)
from lcabridge_simapro.values import Signs, uuid_of

_PLAIN_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")


class Scanner(msgspec.Struct):
    """The state of the first look.

    Attributes:
        register: what is filled.
        report: takes issues.
        signs: of the file.
        file: its name for issues.
    """

    register: Register
    report: Report
    signs: Signs
    file: str

    def block(self, kind: str, rows: list[Row], key: str) -> None:
        """Take a block in.

        Args:
            kind: its title.
            rows: all but the title and the end.
            key: names the block for the second look.
        """
        if kind in (PROCESS, STAGE):
            self._process(kind, rows, key)
        elif kind == METHOD:
            self._method(rows, key)
        elif kind in (LITERATURE, SYSTEM):
            self._document(kind, rows, key)
        elif kind in BY_BLOCK:
            self._substances(BY_BLOCK[kind].section, rows)
        elif kind in PARAMETER_BLOCKS:
            self._parameters(kind, rows)
        else:
            _TABLES[kind](self, rows)

    def _quantities(self, rows: list[Row]) -> None:
        for row in rows:
            if not row.is_blank:
                self.register.quantities.setdefault(row.cells[0].strip(), row.cell(1).strip())

    def _units(self, rows: list[Row]) -> None:
        for row in rows:
            if row.is_blank:
                continue
            name, quantity, factor, base = (row.cell(n).strip() for n in range(4))
            try:
                value = self.signs.number(factor)
            except LcabridgeError:
                value = 0.0
            if value <= 0:
                self._bad(row, "factor", factor, "a positive number")
                continue
            entry = UnitRow(name, quantity or name, value, base, row.line, self.file)
            first = self.register.unit_rows.setdefault(name, entry)
            if first is not entry and (first.quantity, first.factor) != (entry.quantity, entry.factor):
                self.report.add(UNIT_UNUSED, file=self.file, line=row.line, value=name)

    def _bad(self, row: Row, path: str, value: str, expected: str) -> None:
        self.report.add(catalogue.BAD_VALUE, path=path, file=self.file, line=row.line, value=value, expected=expected)

    def _substances(self, section: str, rows: list[Row]) -> None:
        for row in rows:
            if row.is_blank:
                continue
            name, unit, cas, comment, platform = (row.cell(n) for n in range(5))
            key = (section, name.strip())
            self.register.use_unit(unit.strip(), row.line, self.file)
            there = self.register.substances.get(key)
            if there is None or there.is_factor:
                self.register.substances[key] = Substance(
                    name.strip(), unit.strip(), cas.strip(), lines_of(comment), platform.strip(), row.line
                )

    def _parameters(self, kind: str, rows: list[Row]) -> None:
        scope, is_input = PARAMETER_BLOCKS[kind]
        for row in rows:
            if row.is_blank:
                continue
            self.report.file = self.file
            read = input_parameter if is_input else calculated_parameter
            found = read(row, self.signs, self.report, "parameter")
            uuid = keygen("simapro.csv/parameter", scope, found.parameter.name)
            twin = next(
                (p for p in self.register.parameters if p.parameter.name.lower() == found.parameter.name.lower()), None
            )
            entry = GlobalRow(scope, found.parameter, uuid, found.hidden, row.line, self.file)
            if twin is not None and twin.scope != scope:
                self.report.add(
                    PARAMETER_HIDDEN, entity=EntityKey("parameter", uuid), file=self.file, line=row.line,
                    name=found.parameter.name, first=twin.line,
                )  # fmt: skip
            elif twin is not None:
                self._same(row.line, found.parameter.name, twin.line)
                continue
            self.register.parameters.append(entry)

    def _same(self, line: int, name: str, first: int) -> None:
        self.report.add(SAME_NAME, file=self.file, line=line, name=name, first=first)

    def _process(self, kind: str, rows: list[Row], key: str) -> None:
        found = list(sections(kind, rows, [], plain=self.signs.plain))
        texts = {section.title: section.text(self.signs.separator).strip() for section in found if section.is_text}
        name = texts.get("Process name", "")
        products: list[Product] = []
        for section in found:
            layout = (PROCESS_ROWS if kind == PROCESS else STAGE_ROWS).get(section.title)
            if layout is not None:
                products += self._rows(section, layout, texts.get("Category type", ""))
            else:
                self._mentions(section, texts)
        uuid = uuid_of(texts.get("PlatformId", ""))
        if not uuid:
            name = name or next((product.name for product in products), "")
            uuid = keygen("simapro.csv/process", name)
            taken = set(self.register.processes.values())
            if uuid in taken:
                word = next((product.name for product in products), "") or texts.get("Process identifier", "") or key
                uuid = keygen("simapro.csv/process", name, word)
            while uuid in taken:
                uuid = keygen("simapro.csv/process", uuid, key)
        self.register.processes[key] = uuid
        for product in products:
            if not product.process:
                product.process = uuid
        for title in ("Record", "Generator"):
            if texts.get(title):
                self.register.contacts.setdefault(texts[title], keygen("simapro.csv/contact", texts[title]))

    def _mentions(self, section: Section, _texts: Mapping[str, str]) -> None:
        kind = {"Literature references": "literature", "External documents": "external", SYSTEM: "system"}.get(
            section.title
        )
        for row in section.rows if kind else ():
            name = row.cells[0].strip()
            if name:
                self.mention(kind or "", name)

    def mention(self, kind: str, name: str) -> None:
        """Note a document that a row names."""
        uuid = keygen(name, "") if kind == "literature" else keygen(f"simapro.csv/{kind}", name)
        self.register.documents.setdefault((kind, name), Document(kind, name, uuid))

    def _rows(self, section: Section, layout: Rows, supply: str) -> list[Product]:
        cells = CELLS[layout.flavour]
        at = {name: number for number, name in enumerate(cells)}
        made = []
        for row in section.rows:
            name = row.cells[0].strip()
            if not name:
                continue
            unit = unit_cell(row, at, self.signs)
            self.register.use_unit(unit, row.line, self.file)
            if layout.flavour == "elementary":
                sub = row.cell(at["sub"]).strip()
                self.register.named.setdefault(
                    (section.title, "" if sub.lower() in NO_SUB else sub, name, unit),
                    row.cell(at["platform"]).strip(),
                )
                continue
            platform = row.cell(at["platform"]).strip() if "platform" in at else ""
            is_own = layout.flavour in ("product", "treatment", "scenario", "stage product")
            is_waste = layout.flavour in ("treatment", "scenario") or (
                not is_own and (section.title in WASTE_SECTIONS or layout.flavour == "fraction")
            )
            product = self._product(name, unit, platform, row, is_waste=is_waste, is_own=is_own, supply=supply)
            if is_own:
                category = row.cell(at["category"])
                product.category = product.category or tuple(part for part in category.split("\\") if part.strip())
                made.append(product)
        return made

    def _product(
        self, name: str, unit: str, platform: str, row: Row, *, is_waste: bool, is_own: bool, supply: str
    ) -> Product:
        product = self.register.products.get(name)
        if product is None:
            product = Product(name, unit, is_waste, platform, line=row.line)
            self.register.products[name] = product
        elif is_own and product.supply:
            self._same(row.line, name, product.line)
        elif is_own:
            # Its own row knows best what was only named before.
            product.unit, product.is_waste, product.line = unit, is_waste, row.line
        product.platform = product.platform or platform
        product.unit = product.unit or unit
        if is_own and not product.supply:
            product.supply = supply or "material"
        return product

    def _document(self, kind: str, rows: list[Row], key: str) -> None:
        texts = {
            s.title: s.text(self.signs.separator).strip() for s in sections(kind, rows, [], plain=self.signs.plain)
        }
        name = texts.get("Name", "")
        word = "literature" if kind == LITERATURE else "system"
        category = texts.get("Category", "")
        if word == "literature":
            uuid = keygen(name or texts.get("Documentation link", ""), category if name else "")
        else:
            uuid = keygen("simapro.csv/system", name)
        there = self.register.documents.get((word, name or key))
        if there is not None and there.block:
            first = there.block
            self.report.add(
                SAME_NAME, file=self.file, line=rows[0].line if rows else 0, name=name, first=first.rpartition(":")[2]
            )
            uuid = keygen(uuid, key)
            name = f"{name}\0{key}"
        self.register.documents[word, name or key] = Document(word, name, uuid, key)

    def _method(self, rows: list[Row], key: str) -> None:
        texts: dict[str, str] = {}
        for section in sections(METHOD, rows, [], plain=self.signs.plain):
            if section.is_text:
                texts.setdefault(section.title, section.text(self.signs.separator).strip())
            elif section.title == "Substances":
                for row in section.rows:
                    self._factor(row)
        version = ".".join(part.strip() for part in texts.get("Version", "").split(self.signs.separator))
        uuid = keygen("SimaPro CSV", texts.get("Name", ""), version)
        while uuid in self.register.methods.values():
            uuid = keygen(uuid, key)
        self.register.methods[key] = uuid

    def _factor(self, row: Row) -> None:
        medium = BY_WORD.get(row.cells[0].strip().casefold())
        if medium is None:
            return
        sub, name, cas, unit = row.cell(1).strip(), row.cell(2).strip(), row.cell(3).strip(), row.cell(5).strip()
        self.register.use_unit(unit, row.line, self.file)
        self.register.named.setdefault((medium.section, "" if sub.lower() in NO_SUB else sub, name, unit), "")
        if cas and (medium.section, name) not in self.register.substances:
            self.register.substances[medium.section, name] = Substance(name, unit, cas, line=row.line, is_factor=True)


def unit_cell(row: Row, at: Mapping[str, int], signs: Signs) -> str:
    """Return the unit of a row: exports before CSV format 7 have the amount first, and some later ones, too."""
    if "unit" not in at:
        return ""
    first, second = row.cell(at["unit"]).strip(), row.cell(at["amount"]).strip()
    return second if is_swapped(first, second, signs) else first


def is_swapped(first: str, second: str, signs: Signs) -> bool:
    """Tell whether the cells of unit and amount hold amount and unit; no unit is a number."""
    if _is_number(second, signs):
        return False
    return signs.plain or _is_number(first, signs)


def _is_number(text: str, signs: Signs) -> bool:
    return _PLAIN_NUMBER.fullmatch(text.replace(signs.decimal, ".")) is not None


_TABLES: Mapping[str, Callable[[Scanner, list[Row]], None]] = {
    "Quantities": Scanner._quantities,  # noqa: SLF001  # a table of its own methods
    "Units": Scanner._units,  # noqa: SLF001  # same
}
