"""Impact assessment: GWP sets with their split, and the categories of any package."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

import numpy as np

from lcabridge.calc import gwp, issues
from lcabridge.calc.amounts import Amounts, definition, number
from lcabridge.calc.assemble import describe
from lcabridge.calc.system import FlowRow, System, Vector
from lcabridge.errors import LcabridgeError, UnitError, UsageError
from lcabridge.format import Package
from lcabridge.formula import Scope, resolve_parameters
from lcabridge.model import (
    Entity,
    EntityType,
    GlobalParameter,
    ImpactCategory,
    ImpactFactor,
    ImpactMethod,
    Index,
    Summary,
    Text,
    pick,
)
from lcabridge.report import EntityKey, Report


@dataclass(kw_only=True)
class Indicator:
    """What a score is measured by: one factor for each row of the interventions.

    Attributes:
        id: ``cn-inventory`` or the UUID of a category.
        name: for people.
        unit: of the score.
        factors: score per reference unit of each flow.
        columns: further rows that split or stand beside the total, by name (``gwp.SPLIT``).
        horizon: years, for GWP sets.
        source: where the factors are from.
        without: flows that this indicator should know but has no factor for, with the reason.
    """

    id: str
    name: Text
    unit: str
    factors: Vector
    columns: dict[str, Vector] = field(default_factory=dict)
    horizon: int | None = None
    source: str = ""
    without: list[tuple[FlowRow, Text]] = field(default_factory=list)


_NO_MASS: Text = {"en": "it is not measured in mass", "zh": "未以质量计量"}
_NO_FACTOR: Text = {"en": "the category has no factor for this flow", "zh": "该影响类别没有此流的因子"}
_CLIMATE = re.compile(r"co2|climate change|global warming", re.IGNORECASE)
"""Unit or name of a category in which a greenhouse gas without a factor is worth a word."""
_NOT_LISTED: Text = {
    "en": "the name looks like a greenhouse gas that is in no table",
    "zh": "名称似温室气体，但不在系数表中",
}


def gwp_indicator(system: System, package: Package, name: str = gwp.DEFAULT_SET, horizon: int = 100) -> Indicator:
    """Return the indicator of a GWP set over the flows of a system.

    Every flow to or from the air whose name or CAS number is of a gas gets its factor, in whichever air compartment; gases
    without one are in ``without`` and in the system's report.

    Args:
        system: its flows are described first (CAS, mass).
        package: the package the system is from.
        name: id of the set.
        horizon: years.

    Raises:
        UsageError: no such set.
    """
    chosen = gwp.gwp_set(name, horizon)
    describe(system, package)
    n = len(system.flows)
    found = Indicator(
        id=chosen.id,
        name=chosen.title,
        unit="kg CO2-eq",
        factors=np.zeros(n),
        columns={column: np.zeros(n) for column in gwp.SPLIT},
        horizon=horizon,
        source=chosen.source,
    )
    for i, row in enumerate(system.flows):
        _characterise(found, i, row, chosen, system.report)
    return found


def _characterise(found: Indicator, i: int, row: FlowRow, chosen: gwp.GwpSet, report: Report) -> None:
    names = [*row.name.values(), *row.synonyms]
    matched = gwp.match(names, row.cas, row.category, len(row.name))
    if matched is None:
        return
    label = pick(row.name, "en") or row.uuid
    total, split = gwp.total_factor(matched, chosen), gwp.split_factor(matched, chosen)
    reason: Text | None = None
    if matched.gas is None:
        reason = _NOT_LISTED
    elif total is None or split is None:
        reason = {
            "en": f"{chosen.id} has no value for {matched.gas.id} over {chosen.horizon} years",
            "zh": f"{chosen.id} 没有 {matched.gas.id} 的 {chosen.horizon} 年系数",
        }
    elif row.mass_factor is None:
        reason = _NO_MASS
    if reason is not None or total is None or split is None or row.mass_factor is None or matched.gas is None:
        reason = reason or _NOT_LISTED
        found.without.append((row, reason))
        key = EntityKey("flow", row.uuid)
        report.add(
            issues.GAS_WITHOUT_FACTOR, entity=key, file="", name=label, reason=reason["en"], reason_zh=reason["zh"]
        )
        return
    if matched.by == "cas":
        report.add(
            issues.BY_CAS, entity=EntityKey("flow", row.uuid), file="", name=label, gas=matched.gas.id, value=row.cas
        )
    # An emission booked as input, or an uptake booked as output, takes back.
    natural = "input" if matched.uptake else "output"
    sign = row.mass_factor if row.direction == natural else -row.mass_factor
    found.factors[i] = total * sign
    found.columns[split[0]][i] = split[1] * sign


class MethodIndex:
    """The impact methods and categories of a package, found by name, code or UUID.

    Args:
        package: that has them; may be another than the one calculated.
    """

    def __init__(self, package: Package) -> None:
        self.package = package
        entities = list(package.entities("impact_category", "impact_method", "parameter"))
        self.categories = {e.uuid: e for e in entities if isinstance(e, ImpactCategory)}
        self.methods = [e for e in entities if isinstance(e, ImpactMethod)]
        self._parameters = [e for e in entities if isinstance(e, GlobalParameter)]

    def names(self) -> list[tuple[str, Text]]:
        """Return UUID and name of every method and category."""
        return [(e.uuid, e.name) for e in (*self.methods, *self.categories.values())]

    def find(self, wanted: str) -> list[ImpactCategory]:
        """Return the categories a word means: one category, or all of a method.

        Raises:
            UsageError: nothing has that name, code or UUID.
        """
        categories = [c for c in self.categories.values() if _is_called(c, wanted)]
        if categories:
            return categories[:1]
        method = next((m for m in self.methods if _is_called(m, wanted)), None)
        if method is not None:
            return [self.categories[ref.uuid] for ref in method.categories if ref.uuid in self.categories]
        known = "; ".join(pick(name, "en") for _, name in self.names()[:8]) or "-"
        raise UsageError(
            f"there is no impact method or category {wanted!r}",
            f"没有影响评价方法或类别 {wanted!r}",
            hint_en=f"there are: {known}; or a GWP set with --gwp",
            hint_zh=f"可用：{known}；或用 --gwp 选择 GWP 系数集",
        )

    def indicator(self, category: ImpactCategory, system: System, index: Index) -> Indicator:
        """Return a category's indicator over the flows of a system.

        A factor with a direction holds for amounts in it and, unless the category has another one for the other direction,
        with the opposite sign for those in the other; a factor without one holds for the direction in which the flow is
        mostly used. Factors for a place are left out, as in openLCA's calculation without regions.

        Args:
            category: with its factors.
            system: whose flows are characterised.
            index: of the system's package, for units.
        """
        rows: dict[str, list[int]] = {}
        for i, row in enumerate(system.flows):
            rows.setdefault(row.uuid, []).append(i)
        amounts = Amounts(_Joined(index, self.package.index), self._parameters)
        scope = resolve_parameters([definition(p, {}) for p in category.parameters], outer=amounts.globals.scope).scope
        found = Indicator(
            id=category.uuid,
            name=category.name,
            unit=category.unit or (pick(category.reference_quantity.name, "en") if category.reference_quantity else ""),
            factors=np.zeros(len(system.flows)),
            source=pick(category.name, "en"),
        )
        by_flow = self._factors(category, rows, amounts, scope, system.report)
        for uuid, factors in by_flow.items():
            for i in rows[uuid]:
                found.factors[i] = _directed(factors, system.flows[i], category)
        if category.factors and system.flows and not by_flow:
            count = len(category.factors)
            _unused(
                system.report,
                category,
                f"none of its {count} factors is for an elementary flow of this package; map the flows first (convert --map)",
                f"其 {count} 个因子均不对应本数据包的基本流；请先映射基本流（convert --map）",
            )
        if _CLIMATE.search(found.unit) or _CLIMATE.search(pick(category.name, "en")):
            describe(system, self.package)
            found.without = _gases_left_out(system, found.factors)
        return found

    def _factors(
        self, category: ImpactCategory, rows: Container[str], amounts: Amounts, scope: Scope, report: Report
    ) -> dict[str, list[tuple[ImpactFactor, float]]]:
        """Return the factors for flows of the system, per reference unit."""
        found: dict[str, list[tuple[ImpactFactor, float]]] = {}
        placed = 0
        for factor in category.factors:
            if factor.flow is None or factor.flow.uuid not in rows:
                continue
            if factor.place is not None and (factor.place.code or factor.place.ref):
                placed += 1
                continue
            try:
                value = number(factor.formula, scope) if factor.formula else factor.value
                scale = _scale(factor, amounts)
            except LcabridgeError as error:
                _unused(report, category, error.en, error.zh)
                continue
            if value is not None:
                found.setdefault(factor.flow.uuid, []).append((factor, value / scale))
        if placed:
            _unused(report, category, f"{placed} factors are for a place", f"{placed} 个因子限定地点")
        return found


def _gases_left_out(system: System, factors: Vector) -> list[tuple[FlowRow, Text]]:
    """Return greenhouse gases of a system that a climate category has no factor for, and tell them."""
    known = gwp.gwp_set("ar6")
    found: list[tuple[FlowRow, Text]] = []
    for row, value in zip(system.flows, factors, strict=True):
        matched = gwp.match([*row.name.values(), *row.synonyms], row.cas, row.category, len(row.name))
        if value == 0.0 and matched is not None and (matched.gas is None or gwp.total_factor(matched, known)):
            found.append((row, _NO_FACTOR))
            label = pick(row.name, "en") or row.uuid
            system.report.add(
                issues.GAS_WITHOUT_FACTOR,
                entity=EntityKey("flow", row.uuid),
                file="",
                name=label,
                reason=_NO_FACTOR["en"],
                reason_zh=_NO_FACTOR["zh"],
            )
    return found


def _scale(factor: ImpactFactor, amounts: Amounts) -> float:
    unit = (factor.unit.uuid or factor.unit.name) if factor.unit else ""
    spelled = factor.unit.name if factor.unit else ""
    flow = factor.flow.uuid if factor.flow else ""
    try:
        return amounts.scale_of(flow, factor.property, unit, spelled)
    except KeyError:
        if unit or factor.property:
            raise UnitError(f"flow {flow} is not in the package", f"数据包中没有流 {flow}") from None
        return 1.0


def _unused(report: Report, category: ImpactCategory, en: str, zh: str) -> None:
    key = EntityKey("impact_category", category.uuid)
    name = pick(category.name, "en") or category.uuid
    report.add(issues.FACTOR_UNUSED, entity=key, file="", name=name, reason=en, reason_zh=zh)


def _directed(factors: Iterable[tuple[ImpactFactor, float]], row: FlowRow, category: ImpactCategory) -> float:
    opposite = 0.0
    for factor, value in factors:
        direction = factor.direction or category.direction or row.natural
        if direction == row.direction:
            return value
        opposite = -value
    return opposite


def _is_called(entity: Entity, wanted: str) -> bool:
    code = getattr(entity, "code", "")
    names = {entity.uuid.casefold(), str(code).casefold(), *(text.casefold() for text in entity.name.values())}
    return bool(wanted) and wanted.casefold() in names


class _Joined(Index):
    """Looks in the system's package first, then in the one of the method."""

    def __init__(self, first: Index, second: Index) -> None:
        super().__init__()
        self._first, self._second = first, second
        self.fallback = first.fallback or second.fallback

    def get(self, type_: EntityType, uuid: str, version: str = "") -> Summary | None:
        """Return a summary of either package."""
        return self._first.get(type_, uuid, version) or self._second.get(type_, uuid, version)
