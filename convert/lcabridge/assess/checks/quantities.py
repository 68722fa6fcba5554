"""Units, flow properties and flows: can amounts be converted, and do the factors agree with what the units are."""

from __future__ import annotations

import math
from collections import Counter
from functools import lru_cache

from lcabridge.assess.look import Look, ProcessLook, declare, shown
from lcabridge.model import Entity, Flow, FlowProperty, Process, UnitGroup
from lcabridge.units import reference

_FACTOR_TOLERANCE = 1e-3
"""Relative; packages of 2020 hold the pound as 0.45 kg (0.8 % off), which is found, and 0.4536 (2e-5), which is not."""

_OTHER_MEANINGS = frozenset({("kt", 0.0002)})
"""ILCD's reference unit group of mass calls the metric carat kt."""


class _Units(ProcessLook):
    partly = ("their flow is not in the package", "其流不在数据包中")

    def process(self, process: Process) -> None:
        for line in self.setting.lines.of(process):
            exchange = line.exchange
            if line.known is None or exchange.amount is None:
                self.tally.skipped += line.known is None
                continue
            self.tally.seen += 1
            if line.amount is not None:
                continue
            self.tally.add(
                process,
                f"{line.path}.unit",
                exchange.unit.name if exchange.unit else "",
                "the amount {amount} {value} cannot be turned into the reference unit of its flow: unit and flow property "
                "do not fit",
                "数值 {amount} {value} 无法换算为流的参考单位：单位与流属性不匹配",
                amount=shown(exchange.amount),
            )


@lru_cache(maxsize=4096)
def _known_factor(unit: str, base: str) -> float | None:
    """Return ``base`` units per one ``unit`` where both names mean one thing of one group in the reference data."""
    table = reference()
    one, other = table.find(unit), table.find(base)
    if len(one) != 1 or len(other) != 1 or one[0].group != other[0].group:
        return None
    if one[0].factor is None or not other[0].factor or str(table.group(one[0].group).dimension) == "currency":
        return None  # unknown, or a rate of exchange, of which there are many
    return one[0].factor / other[0].factor


class _Groups(Look):
    missing = ("unit groups, flow properties or flows", "单位组、流属性或流")

    def see(self, entity: Entity) -> None:
        self.tally.seen += 1
        if isinstance(entity, UnitGroup):
            self._group(entity)
        elif isinstance(entity, FlowProperty):
            if entity.unit_group is None:
                self.tally.add(entity, "unit_group", None, "has no unit group", "没有单位组")
        elif isinstance(entity, Flow):
            self._flow(entity)

    def _group(self, group: UnitGroup) -> None:
        references = [unit for unit in group.units if unit.is_reference]
        if len(references) != 1:
            self.tally.add(
                group,
                "units",
                len(references),
                "has {value} reference units instead of one",
                "有 {value} 个参考单位，应为一个",
            )
        for name, count in Counter(unit.name for unit in group.units).items():
            if count > 1:
                self.tally.add(
                    group, "units", name, "has the unit {value} {n} times", "单位 {value} 出现 {n} 次", n=count
                )
        for number, unit in enumerate(group.units):
            path = f"units[{number}].factor"
            if not math.isfinite(unit.factor) or unit.factor <= 0.0:
                self.tally.add(
                    group,
                    path,
                    unit.factor,
                    "{unit} has the factor {value}",
                    "{unit} 的换算系数为 {value}",
                    unit=unit.name,
                )
            elif unit.is_reference and unit.factor != 1.0:
                self.tally.add(
                    group,
                    path,
                    unit.factor,
                    "the reference unit {unit} has the factor {value} instead of 1",
                    "参考单位 {unit} 的换算系数为 {value}，应为 1",
                    unit=unit.name,
                )
            elif len(references) == 1:
                self._compare(group, path, unit.name, unit.factor, references[0].name)

    def _compare(self, group: UnitGroup, path: str, name: str, factor: float, base: str) -> None:
        true = _known_factor(name, base)
        if (name, factor) in _OTHER_MEANINGS or true is None or abs(factor / true - 1.0) <= _FACTOR_TOLERANCE:
            return
        self.tally.add(
            group,
            path,
            factor,
            "1 {name} is stated as {value} {base}; it is {true}",
            "1 {name} 标为 {value} {base}，实为 {true}",
            name=name,
            base=base,
            true=f"{true:.9g}",
        )

    def _flow(self, flow: Flow) -> None:
        references = [p for p in flow.properties if p.is_reference]
        if len(references) != 1:
            self.tally.add(
                flow,
                "properties",
                len(references),
                "has {value} reference flow properties instead of one",
                "有 {value} 个参考流属性，应为一个",
            )
        for number, prop in enumerate(flow.properties):
            if not math.isfinite(prop.factor) or (prop.is_reference and prop.factor == 0.0) or prop.factor < 0.0:
                self.tally.add(
                    flow,
                    f"properties[{number}].factor",
                    prop.factor,
                    "a flow property has the factor {value}",
                    "流属性的换算系数为 {value}",
                )


CHECKS = (
    declare(
        _Units,
        "structure.units",
        ("Every amount has a unit that fits its flow", "每个数值的单位与其流相符"),
        clause="A3; A9",
        rationale=(
            "An amount that cannot be brought to the reference unit of its flow is in no calculation.",
            "无法换算为流参考单位的数值不能参与计算。",
        ),
        mend=(
            "Use a unit of the flow property's unit group, or give the flow the property that the unit belongs to.",
            "使用该流属性单位组中的单位，或为流补充该单位所属的流属性。",
        ),
        severity="block",
    ),
    declare(
        _Groups,
        "structure.quantities",
        ("Units, flow properties and flows can be converted", "单位、流属性与流可以换算"),
        clause="A9",
        rationale=(
            "One wrong factor in a unit group shifts every amount that uses the unit.",
            "单位组中一个系数有误，会使所有使用该单位的数值偏移。",
        ),
        mend=(
            "Correct the factor; the message has the right one where it is certain.",
            "更正系数；确定时消息中给出正确值。",
        ),
        severity="block",
        types=("unit_group", "flow_property", "flow"),
    ),
)
