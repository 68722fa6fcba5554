"""Can it be: factors among their like, emissions against fuel, years, GWP sets."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from statistics import median

from lcabridge.assess.balances import Entry
from lcabridge.assess.checks.balances import ledger_of
from lcabridge.assess.checks.texts import lists_of
from lcabridge.assess.look import Look, ProcessLook, declare, is_unit_process
from lcabridge.calc.gwp import gases, gwp_sets, match
from lcabridge.model import Entity, ImpactCategory, ImpactFactor, Process, pick

_LEAST = 6
"""Members that a group needs for its spread to say something."""
_APART = 5.0
"""Least ratio to the median of an outlier: below it, spread between plants and places is usual."""


class _Factors(ProcessLook):
    """Factors per unit of comparable products: of one product flow, or of one class of a catalogue or industry list."""

    missing = (
        f"{_LEAST} or more comparable products (same product, or same class) with a factor",
        f"至少 {_LEAST} 个可比产品（同一产品或同一类别）的因子",
    )

    def prepare(self) -> None:
        self._classes: dict[str, str] = {}

    def process(self, process: Process) -> None:
        for classification in process.classifications:
            if lists_of(classification) and classification.classes and classification.classes[-1].id:
                self._classes[process.uuid] = f"{classification.system} {classification.classes[-1].id}"
                return

    def close(self) -> None:
        solved = self.setting.calculated
        if solved is None:
            return
        system, values = solved.calculator.system, solved.scores.values
        groups: dict[tuple[str, str], list[tuple[int, float]]] = defaultdict(list)
        for column, product in enumerate(system.products):
            value = float(values[column])
            if not product.is_reference or value <= 0.0 or not math.isfinite(value) or solved.scores.incomplete[column]:
                continue
            groups["product " + product.flow, product.unit].append((column, value))
            class_ = self._classes.get(system.activities[product.activity].uuid)
            if class_:
                groups[class_, product.unit].append((column, value))
        told: set[int] = set()
        for (group, unit), members in sorted(groups.items()):
            if len(members) >= _LEAST:
                self._group(group, unit, members, told)

    def _group(self, group: str, unit: str, members: list[tuple[int, float]], told: set[int]) -> None:
        self.tally.seen += len(members)
        logs = [math.log(value) for _, value in members]
        middle = median(logs)
        spread = median(abs(x - middle) for x in logs)
        label = group.removeprefix("product ")
        if group.startswith("product "):
            known = self.index.get("flow", label)
            label = pick(known.name, "en") if known else label
        self.tally.row(
            "ranges",
            group=label,
            unit=unit,
            members=len(members),
            median=math.exp(middle),
            low=math.exp(min(logs)),
            high=math.exp(max(logs)),
        )
        solved = self.setting.calculated
        if solved is None:
            return
        for (column, value), x in zip(members, logs, strict=True):
            ratio = math.exp(abs(x - middle))
            score = 0.6745 * abs(x - middle) / spread if spread else math.inf
            if column in told or ratio < _APART or score <= self.profile.tolerance("outlier"):
                continue
            told.add(column)
            activity = solved.calculator.activity(column)
            self.tally.add(
                self.index.get("process", activity.uuid, activity.version),
                "",
                value,
                "{value:.4g} kg CO2e/{unit} is {ratio:.3g} times {side} the median {middle:.4g} of {count} comparable products ({group})",
                "{value:.4g} kg CO2e/{unit}，{side_zh}{count} 个可比产品（{group}）中位数 {middle:.4g}，相差 {ratio:.3g} 倍",
                unit=unit,
                ratio=ratio,
                side="above" if x > middle else "below",
                side_zh="高于" if x > middle else "低于",
                middle=math.exp(middle),
                count=len(members),
                group=label,
            )


class _Stoichiometry(ProcessLook):
    """Carbon gases against fuel carbon, where fuels are what goes in and no material product comes out."""

    missing = (
        "processes that burn fuels whose carbon is known and make no material product",
        "燃烧含碳量已知的燃料且无物质产品的过程",
    )

    def process(self, process: Process) -> None:
        if not is_unit_process(process):
            return
        entries = [e for e in ledger_of(self, process).entries if e.content is None or not e.content.weightless]
        fuel = self._burnt([entry for entry in entries if entry.is_input])
        gas = _carbon_gases([entry for entry in entries if not entry.is_input])
        if fuel is None or gas is None:
            return
        burnt, spread = fuel
        self.tally.seen += 1
        if abs(gas - burnt) <= self.profile.tolerance("closure") * max(gas, burnt) + spread:
            return
        self.tally.add(
            process,
            "exchanges",
            gas * _CO2,
            "its fuels hold {carbon:.4g} kg C, which makes {expected:.4g} kg CO2; its carbon gases hold the carbon of "
            "{value:.4g} kg CO2",
            "燃料含碳 {carbon:.4g} kg，对应 {expected:.4g} kg CO2；其含碳气体折合 {value:.4g} kg CO2",
            carbon=burnt,
            expected=burnt * _CO2,
        )

    def _burnt(self, inputs: list[Entry]) -> tuple[float, float] | None:
        """Return the carbon that goes in and its half width, kg; None where it is not known, or too little to be fuel."""
        burnt = spread = mass = known = 0.0
        for entry in inputs:
            content = entry.content
            if content is None or content.mass is None:
                return None
            if content.substance in ("oxygen", "nitrogen"):
                continue
            mass += content.mass * entry.amount
            if content.carbon is not None:
                known += content.mass * entry.amount
                burnt += content.carbon * entry.amount
                spread += content.carbon * content.spread * entry.amount
        if not mass or known < self.profile.tolerance("coverage") * mass or burnt < _FUEL * mass:
            return None
        return burnt, spread


def _carbon_gases(outputs: list[Entry]) -> float | None:
    """Return the carbon of emissions to air, kg; None where carbon may leave in a product or a waste."""
    gas = 0.0
    for entry in outputs:
        content = entry.content
        if entry.is_air and content is not None and content.carbon is not None:
            gas += content.carbon * entry.amount
        elif not entry.is_elementary and (content is None or content.carbon is None or content.carbon > 0.0):
            return None
    return gas


_FUEL = 0.01
"""Carbon per kg that goes in below which nothing is called fuel."""
_CO2 = 44.009 / 12.011
"""kg CO2 per kg of carbon (atomic weights of properties/atomic-weights.csv)."""
_YEAR = re.compile(r"\d{4}")
FIRST_YEAR = 1950


class _Years(ProcessLook):
    missing = ("processes that state a year", "注明年份的过程")

    def process(self, process: Process) -> None:
        time = process.time
        if time is None:
            return
        start, end = _year(time.valid_from), _year(time.valid_until)
        reference = time.reference_year
        if reference is None and start is None and end is None:
            return
        self.tally.seen += 1
        for name, year in (("reference_year", reference), ("valid_from", start)):
            if year is not None and not FIRST_YEAR <= year <= self.setting.today + 1:
                self.tally.add(process, f"time.{name}", year, "the year is {value:.0f}", "年份为 {value:.0f}")
        first = start if start is not None else reference
        if first is not None and end is not None and end < first:
            self.tally.add(
                process,
                "time.valid_until",
                end,
                "it is valid until {value:.0f}, before it begins ({first})",
                "有效期至 {value:.0f} 年，早于起始年份（{first}）",
                first=first,
            )


class _Age(ProcessLook):
    missing = ("processes that state a year", "注明年份的过程")

    def process(self, process: Process) -> None:
        time = process.time
        years = [y for y in (time.reference_year, _year(time.valid_from), _year(time.valid_until)) if y] if time else []
        if not years:
            return
        self.tally.seen += 1
        newest = max(years)
        if self.setting.today - newest > self.profile.tolerance("age"):
            self.tally.add(
                process,
                "time",
                newest,
                "its latest year is {value:.0f}, {age} years ago",
                "最新年份为 {value:.0f}，距今 {age} 年",
                age=self.setting.today - newest,
            )


def _year(text: str) -> int | None:
    found = _YEAR.match(text)
    return int(found[0]) if found else None


_CLIMATE = re.compile(r"climate change|global warming|\bGWP|greenhouse|气候变化|全球增温|温室", re.IGNORECASE)
_KIND = re.compile(r"temperature|GTP", re.IGNORECASE)


class _GwpSets(Look):
    """Every characterisation factor of a climate category must be of one set."""

    missing = ("climate change categories with factors", "带因子的气候变化影响类型")

    def see(self, entity: Entity) -> None:
        if not isinstance(entity, ImpactCategory):
            return
        names = " ".join([*entity.name.values(), *entity.impact_categories])
        if not _CLIMATE.search(names) or _KIND.search(names):
            return
        found = [
            (number, gas, value)
            for number, factor in enumerate(entity.factors)
            if (hit := self._gas(factor))
            for gas, value in [hit]
        ]
        if len({gas for _, gas, _ in found if not gas.startswith("CO2")}) < 2:
            return
        self.tally.seen += 1
        fits = {
            key: sum(1 for _, gas, value in found if _same(value, known.values.get(gas)))
            for key, known in gwp_sets().items()
        }
        best = max(fits, key=lambda key: (fits[key], key[1] == 100))
        own = gwp_sets()[best]
        others = {key: known for key, known in gwp_sets().items() if key != best}
        self.tally.row("sets", category=entity.name, set=f"{best[0]} {best[1]} a", fits=fits[best], of=len(found))
        for number, gas, value in found:
            if _same(value, own.values.get(gas)) or own.values.get(gas) is None:
                continue
            where = [
                f"{name} {years} a" for (name, years), known in others.items() if _same(value, known.values.get(gas))
            ]
            if where:
                self.tally.add(
                    entity,
                    f"factors[{number}].value",
                    value,
                    "{gas} has {value:g}, which is of {where}; the other factors are of {best} ({right:g})",
                    "{gas} 为 {value:g}，属于 {where}；其余因子属于 {best}（{right:g}）",
                    gas=gas,
                    where=", ".join(where[:3]),
                    best=f"{best[0]} {best[1]} a",
                    right=own.values[gas],
                )

    def _gas(self, factor: ImpactFactor) -> tuple[str, float] | None:
        flow = factor.flow
        if flow is None or not factor.value or factor.value <= 0.0:
            return None
        known = self.index.get("flow", flow.uuid, flow.version)
        category = known.category if known else flow.summary.category if flow.summary else ()
        names = [*(known.name if known else flow.name).values(), *flow.name.values()]
        hit = match(names, "", category or ("air",))
        if (
            hit is None
            or hit.gas is None
            or hit.uptake
            or (factor.unit is not None and factor.unit.name not in ("", "kg"))
        ):
            return None
        return (hit.gas.id, factor.value) if hit.gas.id in gases() else None


def _same(value: float, other: float | None) -> bool:
    return other is not None and math.isclose(value, other, rel_tol=2e-3)


CHECKS = (
    declare(
        _Factors,
        "plausibility.factors",
        ("Factors lie among those of comparable products", "因子处于可比产品的范围内"),
        clause="A8",
        rationale=(
            "A factor several times off its like is more often a slip of unit or decimal point than a different plant.",
            "与同类相差数倍的因子，多为单位或小数点错误，而非工厂差异。",
        ),
        mend=("Compare units and inputs with those of the group.", "与同组比较单位和输入。"),
        needs=("scores",),
    ),
    declare(
        _Stoichiometry,
        "plausibility.stoichiometry",
        ("Emitted carbon is the carbon of the fuel", "排放的碳等于燃料的碳"),
        clause="A8",
        rationale=(
            "Burnt carbon becomes carbon dioxide: fuel carbon x 44/12. More cannot come out, less is missing.",
            "燃烧的碳生成二氧化碳：燃料碳 × 44/12。不会更多，更少则有遗漏。",
        ),
        mend=(
            "Correct fuel or emission, or state the carbon content of the fuel.",
            "更正燃料或排放，或给出燃料含碳量。",
        ),
    ),
    declare(
        _Years,
        "plausibility.year",
        ("Years can be", "年份合理"),
        clause="G5; A1",
        rationale=(
            "A year that cannot be makes time representativeness meaningless.",
            "不可能的年份使时间代表性失去意义。",
        ),
        mend=("Correct the year.", "更正年份。"),
    ),
    declare(
        _Age,
        "plausibility.age",
        ("Data are not outdated", "数据未过时"),
        clause="G4; G5",
        rationale=("Old technology and electricity mixes mislead.", "过时的技术和电力结构会造成误导。"),
        mend=("Renew the data, or say why they still hold.", "更新数据，或说明其仍然有效的理由。"),
        severity="inform",
    ),
    declare(
        _GwpSets,
        "plausibility.gwp-set",
        ("Climate factors are of one GWP set", "气候变化因子来自同一 GWP 系数集"),
        clause="A6",
        rationale=(
            "Methane of one report and nitrous oxide of another make a result that is comparable with neither.",
            "甲烷取自一份报告、氧化亚氮取自另一份，结果与两者均不可比。",
        ),
        mend=("Take all factors from the set named.", "全部采用所指系数集的因子。"),
        types=("impact_category",),
    ),
)
