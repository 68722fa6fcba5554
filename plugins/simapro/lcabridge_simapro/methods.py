"""Blocks of impact methods to methods and categories of the model."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from lcabridge.codes import keygen
from lcabridge.errors import LcabridgeError
from lcabridge.model import (
    Entity,
    ImpactCategory,
    ImpactFactor,
    ImpactMethod,
    NormalisationFactor,
    NormalisationSet,
    Ref,
    UnitRef,
    pick,
    untagged,
)
from lcabridge_simapro.blocks import Section, sections
from lcabridge_simapro.context import Context
from lcabridge_simapro.issues import AGGREGATED, CAS_DIFFERS, CAS_ODD
from lcabridge_simapro.processes import classification
from lcabridge_simapro.rows import Row
from lcabridge_simapro.tables import BY_WORD, FACTOR, FORMAT, METHOD
from lcabridge_simapro.values import cas_of, inverse

SWITCHES = ("Use Damage Assessment", "Use Normalization", "Use Weighting", "Use Addition")


class Damage(NamedTuple):
    """A damage category: the impact categories that it is summed from, with their factors."""

    category: ImpactCategory
    parts: list[tuple[str, float]]


class MethodReader:
    """Reads one block.

    Args:
        context: what is shared.
        method: what is filled.
    """

    def __init__(self, context: Context, method: ImpactMethod) -> None:
        self.context = context
        self.method = method
        self.extra: dict[str, Any] = {}
        self.categories: dict[str, ImpactCategory] = {}
        self.damages: dict[str, Damage] = {}
        self.weighting_unit = ""
        self.word = ""
        self.cells: list[str] = []

    def read(self, rows: list[Row]) -> Iterator[Entity]:
        """Yield the categories, then the method."""
        stray: list[Row] = []
        for section in list(sections(METHOD, rows, stray, plain=self.context.signs.plain)):
            if section.is_text:
                self._text(section)
            else:
                self._list(section)
        self.context.stray(stray)
        for damage in self.damages.values():
            self._aggregate(damage)
        for found in self.method.normalisation_sets:
            found.unit = self.weighting_unit
        if not self.method.normalisation_sets and self.weighting_unit:
            self.extra["Weighting unit"] = self.weighting_unit
        if self.extra:
            self.method.extra[FORMAT] = self.extra
        yield from self.categories.values()
        yield from (damage.category for damage in self.damages.values())
        yield self.method

    def _text(self, section: Section) -> None:
        text = section.text(self.context.signs.separator)
        if section.title != "Comment":
            text = text.strip()
        if not text:
            return
        match section.title:
            case "Name":
                self.method.name = untagged(text)
            case "Version":
                self.method.version = ".".join(part.strip() for part in text.split(self.context.signs.separator))
            case "Comment":
                self.method.description = untagged(text)
            case "Category":
                self.method.classifications = classification(tuple(p for p in text.split("\\") if p.strip()))
            case "Weighting unit":
                self.weighting_unit = text
            case _:
                self.extra[section.title] = text

    def _list(self, section: Section) -> None:
        rows = section.rows
        match section.title:
            case "Impact category" | "Damage category" | "Normalization-Weighting set":
                for row in rows[:1]:
                    self._open(section.title, row)
                self.context.stray(rows[1:])
            case "Substances" if self.word == "Impact category":
                for row in rows:
                    self._factor(row)
            case "Impact categories" if self.word == "Damage category":
                parts = self.damages[self.cells[0]].parts
                for row in rows:
                    parts.append((row.cells[0].strip(), self._number(row, "factors")))
            case "Normalization" | "Weighting" if self.word == "Normalization-Weighting set":
                for row in rows:
                    self._weight(section.title, row)
            case _:
                self.context.stray(rows)

    def _open(self, word: str, row: Row) -> None:
        self.word = word
        self.cells = [cell.strip() for cell in row.cells] + [""]
        name, unit = self.cells[0], self.cells[1]
        if word == "Normalization-Weighting set":
            self.method.normalisation_sets.append(
                NormalisationSet(uuid=keygen(self.method.uuid, name), name=untagged(name))
            )
            return
        self.context.no_more(row, 2, "categories")
        category = ImpactCategory(
            uuid=keygen("SimaPro CSV", pick(self.method.name), self.method.version, name),
            name=untagged(name),
            unit=unit,
        )
        taken = self.categories if word == "Impact category" else self.damages
        if name in self.categories or name in self.damages:
            category.uuid = keygen(category.uuid, word, str(len(self.categories) + len(self.damages)))
            self.cells[0] = name = f"{name}\0{len(taken)}"
        if word == "Impact category":
            self.categories[name] = category
        else:
            self.damages[name] = Damage(category, [])
        self.method.categories.append(Ref(type="impact_category", uuid=category.uuid))

    def _factor(self, row: Row) -> None:
        category = self.categories[self.cells[0]]
        path = f"factors[{len(category.factors)}]"
        self.context.report.about(category)
        cells = {name: row.cell(number).strip() for number, name in enumerate(FACTOR)}
        self.context.no_more(row, len(FACTOR), path)
        medium = BY_WORD.get(cells["compartment"].casefold())
        if medium is None:
            self.context.bad(path, row.line, cells["compartment"], "a compartment of SimaPro's")
            return
        flow = self.context.register.flow_of(medium.section, cells["sub"], cells["name"], cells["unit"])
        measure = self.context.register.measure(cells["unit"])
        value = self.context.amount(cells["factor"], f"{path}.value", row.line)
        if cells["cas"] and not cas_of(cells["cas"]):
            self.context.report.add(CAS_ODD, path=path, line=row.line, value=cells["cas"])
        elif cells["cas"] and flow is not None and cas_of(cells["cas"]) != cas_of(flow.cas):
            self.context.report.add(CAS_DIFFERS, path=path, line=row.line, value=cells["cas"], other=flow.cas)
        category.factors.append(
            ImpactFactor(
                flow=Ref(type="flow", uuid=flow.uuid) if flow else None,
                value=value.value,
                formula=value.formula,
                unit=measure.unit_ref(cells["unit"]) if measure else None,
                property=measure.property_ref() if measure else None,
            )
        )

    def _number(self, row: Row, path: str) -> float:
        text = row.cell(1)
        try:
            return self.context.signs.number(text)
        except LcabridgeError:
            self.context.bad(path, row.line, text, f"a number with the decimal sign {self.context.signs.decimal!r}")
            return math.nan

    def _weight(self, title: str, row: Row) -> None:
        found = self.method.normalisation_sets[-1]
        path = f"normalisation_sets[{len(self.method.normalisation_sets) - 1}]"
        self.context.report.about(self.method)
        name = row.cells[0].strip()
        value = self._number(row, path)
        if math.isnan(value):
            return
        category = self.damages[name].category if name in self.damages else self.categories.get(name)
        if category is None:
            self.context.bad(path, row.line, name, "a category of this method")
            return
        factor = next((f for f in found.factors if f.category and f.category.uuid == category.uuid), None)
        if factor is None:
            factor = NormalisationFactor(category=Ref(type="impact_category", uuid=category.uuid))
            found.factors.append(factor)
        if title == "Weighting":
            factor.weighting = value
        elif value:
            # SimaPro multiplies a result by the factor, the model divides by it.
            try:
                factor.normalisation = inverse(self.context.signs.decimal_text(row.cell(1)))
            except ValueError:
                self.context.bad(path, row.line, row.cell(1), "a factor whose inverse is a number")
        else:
            # Excluded from the normalised result: no number to divide by says so.
            self.extra.setdefault("not normalised", []).append([found.uuid, category.uuid])

    def _aggregate(self, damage: Damage) -> None:
        """Sum the factors of the impact categories: a damage category is their weighted sum."""
        sums: dict[tuple[str, str, str], float] = {}
        for name, share in damage.parts:
            part = self.categories.get(name)
            if part is None or math.isnan(share):
                if part is None:
                    self.context.report.about(damage.category)
                    self.context.bad("factors", 0, name, "a category of this method")
                continue
            for factor in part.factors:
                if factor.flow is None or factor.value is None:
                    continue
                key = (
                    factor.flow.uuid,
                    factor.unit.name if factor.unit else "",
                    factor.property.uuid if factor.property else "",
                )
                sums[key] = sums.get(key, 0.0) + share * factor.value
        damage.category.extra[FORMAT] = {
            "damage": [[name, share] for name, share in damage.parts if not math.isnan(share)]
        }
        for (flow, unit, prop), value in sums.items():
            measure = self.context.register.measure(unit)
            damage.category.factors.append(
                ImpactFactor(
                    flow=Ref(type="flow", uuid=flow),
                    value=value,
                    unit=measure.unit_ref(unit) if measure else UnitRef(name=unit) if unit else None,
                    property=Ref(type="flow_property", uuid=prop) if prop else None,
                )
            )
        self.context.report.add(AGGREGATED, path="factors", name=pick(damage.category.name))
