"""Who supplies what: one rule a run, recorded in the result."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lcabridge.calc import issues
from lcabridge.calc.collect import Collector, Demand
from lcabridge.calc.system import CutOff, System
from lcabridge.codes import PlaceSystem, lineage, resolve
from lcabridge.model import Ref, Text, pick, version_key
from lcabridge.report import EntityKey

Linking = Literal["default", "declared", "unique", "location", "market"]
LINKINGS: dict[str, tuple[str, str]] = {
    "default": (
        "the declared provider; where none is declared, the only process that supplies the flow",
        "采用声明的供应过程；未声明时采用唯一供应该流的过程",
    ),
    "declared": ("declared providers only", "仅采用声明的供应过程"),
    "unique": (
        "the only process that supplies the flow, whatever provider is declared",
        "不论声明，采用唯一供应该流的过程",
    ),
    "location": (
        "as default; of several suppliers the one at the consumer's place, else in the smallest place around it",
        "同 default；有多个供应过程时取与使用过程同地点者，否则取包含该地点的最小区域",
    ),
    "market": (
        "as location; of several suppliers markets come first",
        "同 location；有多个供应过程时优先取市场过程",
    ),
}
"""Rules in words; ``models`` (links of life cycle models) is the sixth, see ``calc.models``."""

_REASONS: dict[str, tuple[str, str]] = {
    "none": ("nothing in the package supplies it", "数据包中没有供应过程"),
    "several": ("several processes supply it and the linking rule does not choose", "有多个供应过程，连接规则无法选定"),
    "absent": ("the declared provider is not in the package", "声明的供应过程不在数据包中"),
    "other": ("the declared provider does not supply this flow", "声明的供应过程不供应该流"),
    "undeclared": ("no provider is declared", "未声明供应过程"),
    "broken": ("its provider has an error", "其供应过程存在错误"),
}
_SYSTEMS: tuple[PlaceSystem, ...] = ("iso", "ecoinvent", "tidas", "openlca", "tiangong")
"""Lists that a place code is looked up in, in this order."""
_MARKETS = ("market for ", "market group for ", "market, ")


@dataclass(slots=True)
class _Producers:
    """Columns that a rule may choose from, by flow."""

    by_flow: dict[str, list[int]] = field(default_factory=dict)
    versions: dict[str, list[tuple[str, int]]] = field(default_factory=dict)


class Linker:
    """Links the demands of a collector by one rule; what finds no supplier becomes a cut-off, listed and reported.

    Of unallocated co-products only the declared provider counts; the rules by flow look at references and at products
    that carry an allocated share.
    """

    def __init__(self, system: System, collector: Collector, rule: str) -> None:
        self.system = system
        self.collector = collector
        self.rule = rule
        self.producers = _Producers()
        for column, product in enumerate(system.products):
            activity = system.activities[product.activity]
            if product.is_reference or activity.method not in ("", "none"):
                self.producers.by_flow.setdefault(product.flow, []).append(column)
        for uuid, version, instance in collector.columns:
            self.producers.versions.setdefault(uuid, []).append((version, instance))
        self._broken = {a.uuid for a in system.activities if a.is_broken}
        self._known: dict[tuple[str, str, str, str], int | str] = {}
        self._places: dict[str, tuple[str, ...]] = {}

    def run(self) -> None:
        """Link every demand."""
        entries = self.system.technosphere_entries
        amounts = self.system.amounts
        for demand in self.collector.demands:
            found = self._supplier(demand)
            if isinstance(found, int):
                entries.add(found, demand.column, -demand.coefficient, demand.exchange)
                continue
            if demand.maybe_elementary and found == "none" and demand.provider is None:
                # Its data set is missing, nobody supplies it: the impact method may still know its UUID.
                row = self.collector.elementary(demand.flow, dict(demand.name), demand.direction, "")
                self.system.intervention_entries.add(row, demand.column, demand.coefficient, demand.exchange)
                continue
            amount = float(amounts[demand.exchange])
            if amount != 0.0 or found == "broken":
                self._cut(demand, found, amount)

    def _supplier(self, demand: Demand) -> int | str:
        place = ""
        if self.rule in ("location", "market"):
            place = self.system.activities[self.system.products[demand.column].activity].place
        provider = demand.provider if self.rule != "unique" else None
        key = (demand.flow, provider.uuid if provider else "", provider.version if provider else "", place)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._search(demand.flow, provider, place)
        return found

    def _search(self, flow: str, provider: Ref | None, place: str) -> int | str:
        if provider is not None:
            return self._declared(flow, provider)
        if self.rule == "declared":
            return "undeclared"
        return self._choose(self.producers.by_flow.get(flow, []), place)

    def _declared(self, flow: str, provider: Ref) -> int | str:
        versions = self.producers.versions.get(provider.uuid)
        if not versions:
            return "broken" if provider.uuid in self._broken else "absent"
        wanted = version_key(provider.version) if provider.version else None
        same = [v for v in versions if version_key(v[0]) == wanted] if wanted else []
        version, instance = (same or sorted(versions, key=lambda v: version_key(v[0])))[-1]
        columns = self.collector.columns[provider.uuid, version, instance].get(flow)
        if columns:
            return columns[0]
        return "broken" if provider.uuid in self._broken else "other"

    def _choose(self, columns: Sequence[int], place: str) -> int | str:
        if not columns:
            return "none"
        if len(columns) == 1:
            return columns[0]
        if self.rule in ("location", "market"):
            return self._nearest(columns, place)
        return "several"

    def _nearest(self, columns: Sequence[int], place: str) -> int | str:
        if self.rule == "market":
            markets = [c for c in columns if self._name(c).casefold().startswith(_MARKETS)]
            columns = markets or columns
        for around in (*self._around(place), "GLO", "RoW"):
            here = [c for c in columns if self._place(c) == around]
            if len(here) == 1:
                return here[0]
            if here:
                return "several"
        return columns[0] if len(columns) == 1 else "several"

    def _around(self, place: str) -> tuple[str, ...]:
        found = self._places.get(place)
        if found is None:
            known = next((p for p in (resolve(place, system) for system in _SYSTEMS) if p is not None), None)
            wider = tuple(code for p in lineage(known) for code in p.codes.values()) if known is not None else ()
            found = self._places[place] = (place, *wider) if place else ()
        return found

    def _place(self, column: int) -> str:
        return self.system.activities[self.system.products[column].activity].place

    def _name(self, column: int) -> str:
        return pick(self.system.activities[self.system.products[column].activity].name, "en")

    def _cut(self, demand: Demand, code: str, amount: float) -> None:
        product = self.system.products[demand.column]
        activity = self.system.activities[product.activity]
        en, zh = _REASONS[code]
        reason: Text = {"en": en, "zh": zh}
        if code == "broken":
            activity.is_broken = True
        name: Text = dict(demand.name)
        self.system.cut_offs.append(
            CutOff(
                product=demand.column,
                flow=demand.flow,
                name=name,
                amount=demand.coefficient * amount,
                unit=self.collector.amounts.reference_unit(demand.flow),
                direction=demand.direction,
                code=code,
                reason=reason,
            )
        )
        self.system.report.add(
            issues.CUT_OFF,
            entity=EntityKey("process", activity.uuid, activity.version),
            file="",
            name=pick(activity.name, "en") or activity.uuid,
            exchange=f"{demand.number} ({pick(name, 'en') or demand.flow})",
            reason=en,
            reason_zh=zh,
            value=code,
        )


Rule = Callable[[System, Collector], None]
"""What links a collected system."""


def link(system: System, collector: Collector, rule: str) -> None:
    """Link a system by a rule of ``LINKINGS``."""
    Linker(system, collector, rule).run()
