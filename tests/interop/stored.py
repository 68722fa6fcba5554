"""Compares what openLCA stored with the model, exchange by exchange; the arithmetic is this module's own."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lcabridge.model import Entity, Exchange, Flow, FlowProperty, Process, UnitGroup, pick
from tests.interop.judge import Stored
from tests.interop.verdict import Tally

Row = tuple[Any, ...]
Spread = Callable[[Exchange], Row]
TYPES = {"elementary": "ELEMENTARY_FLOW", "product": "PRODUCT_FLOW", "waste": "WASTE_FLOW"}
ABSENT_UNITS = {
    "838aaa20-0117-11db-92e3-0800200c9a66": {"kg*km": 0.001, "t*km": 1.0},
    "93a60a56-a3c8-22da-a746-0800200c9a66": {"gal (US fl)": 0.003785411784},
}
"""Units of properties that the FLCAC packages refer to without having them: goods transport in t·km, volume in m³ (a US
gallon is 231 cubic inches of 2.54 cm)."""
DIGITS = 12
"""Significant digits that amounts are compared to: a conversion of units costs the last bits of a double."""


def rounded(value: float | None) -> float | None:
    if value is None or value == 0 or not math.isfinite(value):
        return value
    return float(f"{value:.{DIGITS - 1}e}")


class Expected:
    """The model of a package as openLCA should have stored it."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.flows: dict[str, Flow] = {}
        self.processes: dict[str, Process] = {}
        self.references: dict[str, str] = {}
        self._units: dict[str, dict[str, float]] = {}
        self._groups: dict[str, str] = {}
        for entity in entities:
            if isinstance(entity, Flow):
                self.flows[entity.uuid] = entity
            elif isinstance(entity, Process):
                self.processes[entity.uuid] = entity
            elif isinstance(entity, UnitGroup):
                self.references[entity.uuid] = next((unit.name for unit in entity.units if unit.is_reference), "")
                self._units[entity.uuid] = {unit.name: unit.factor for unit in entity.units if unit.factor is not None}
            elif isinstance(entity, FlowProperty) and entity.unit_group:
                self._groups[entity.uuid] = entity.unit_group.uuid

    def reference_unit(self, flow: Flow) -> str:
        """Return the unit that amounts of a flow are compared in."""
        prop = next((p.property.uuid for p in flow.properties if p.is_reference), "")
        return self.references.get(self._groups.get(prop, ""), "")

    def missing_flows(self) -> set[str]:
        """Return the UUIDs of flows that exchanges refer to and the package does not have."""
        used = {e.flow.uuid for process in self.processes.values() for e in process.exchanges if e.flow}
        return used - self.flows.keys()

    def in_reference(self, exchange: Exchange) -> float | None:
        """Return the amount in the reference unit of the flow's reference property."""
        if exchange.amount is None or exchange.flow is None:
            return exchange.amount
        flow = self.flows.get(exchange.flow.uuid)
        factor = 1.0
        property_ = exchange.property.uuid if exchange.property else ""
        if flow is not None:
            own = [p for p in flow.properties if p.property is not None]
            reference = next((p.property.uuid for p in own if p.is_reference and p.property), "")
            property_ = property_ or reference
            if property_ != reference:
                factor = next((p.factor or 1.0 for p in own if p.property and p.property.uuid == property_), 1.0)
        units = self._units.get(self._groups.get(property_, ""), ABSENT_UNITS.get(property_, {}))
        return exchange.amount * (units.get(exchange.unit.name, 1.0) if exchange.unit else 1.0) / factor


def _in_reference(row: dict[str, Any], stored: Stored) -> float:
    flow = stored.of("flow").get(row["flow"], {})
    factor = flow.get("properties", {}).get(row["property"], 1.0)
    own = flow.get("properties", {}).get(flow.get("reference"), 1.0)
    group = stored.of("unit_group").get(stored.of("flow_property").get(row["property"], {}).get("unit_group"), {})
    return float(row["amount"] * group.get("units", {}).get(row["unit"], 1.0) / factor * own)


def as_meant(exchange: Exchange) -> Row:
    """Return an exchange's distribution with its parameters."""
    u = exchange.uncertainty
    if u is None or u.distribution in ("none", "undefined"):
        return ()
    values = {
        "lognormal": (u.gsd,), "normal": (u.sd,), "uniform": (u.minimum, u.maximum),
        "triangular": (u.minimum, u.mode, u.maximum),
    }[u.distribution]  # fmt: skip
    return (u.distribution, *map(rounded, values))


def as_openlca_reads_ilcd(exchange: Exchange) -> Row:
    """Return what openLCA 2.6 makes of an ILCD distribution; what is right is `as_meant`.

    * It reads none where its own attributes for unit, property and amount are there (MappedExchange).
    * Elsewhere it takes ``relativeStandardDeviation95In`` for the standard deviation, though the XSD says gsd²
      (lognormal) and 2 · sd (normal), and it needs an attribute of its own for the mode of a triangle.
    """
    if exchange.unit and exchange.unit.uuid and exchange.property:
        return ()
    name, *values = as_meant(exchange) or ("",)
    if None in values:
        return ()
    if name == "lognormal":
        return (name, rounded(values[0] ** 2))
    if name == "normal":
        return (name, rounded(values[0] * 2))
    return (name, *values) if name == "uniform" else ()


def _stored_spread(row: dict[str, Any]) -> Row:
    u = row.get("uncertainty")
    if not u:
        return ()
    name = {"LOG_NORMAL": "lognormal", "NORMAL": "normal", "UNIFORM": "uniform", "TRIANGLE": "triangular"}[u["type"]]
    values = {"lognormal": ("p2",), "normal": ("p2",), "uniform": ("p1", "p2"), "triangular": ("p1", "p2", "p3")}[name]
    return (name, *(rounded(u.get(value)) for value in values))


def flows(expected: Expected, stored: Stored, lang: str = "en") -> Tally:
    """Compare the flows that have UUIDs on both sides: name and type."""
    tally = Tally(compared=len(expected.flows))
    for uuid, flow in sorted(expected.flows.items()):
        row = stored.of("flow").get(uuid)
        if row is None:
            tally.failed.append(f"flow {uuid}: not there")
        elif row["type"] != TYPES.get(flow.flow_type or "", row["type"]):
            tally.failed.append(f"flow {uuid}: type {row['type']}, not {flow.flow_type}")
        elif row["name"].strip() != pick(flow.name, lang).strip() and not _has_parts(flow):
            tally.failed.append(f"flow {uuid}: name {row['name']!r}, not {pick(flow.name, lang)!r}")
        else:
            tally.equal += 1
    return tally


def _has_parts(flow: Flow) -> bool:
    """Tell whether openLCA's one name is made of several."""
    return bool(flow.treatment or flow.mix_and_location or flow.quantitative_properties)


@dataclass
class ByUuid:
    """Exchanges of a format that keeps UUIDs and properties, as rows on both sides.

    Attributes:
        spread: what distribution the tool should have.
    """

    spread: Spread = as_meant

    def process(self, uuid: str) -> str:
        return uuid

    def ours(self, process: Process, expected: Expected, stored: Stored) -> Iterator[Row]:
        for e in process.exchanges:
            # What leads to a flow that no package has is left out by openLCA: those are counted by `missing_flows`.
            if e.flow and (e.flow.uuid in expected.flows or e.flow.uuid in stored.of("flow")):
                provider = e.provider.uuid if e.provider and e.provider.uuid in expected.processes else None
                amount = rounded(expected.in_reference(e))
                yield (e.flow.uuid, e.direction == "input", e.is_avoided, amount, provider, self.spread(e))

    def theirs(self, row: Mapping[str, Any], expected: Expected, stored: Stored) -> Iterator[Row]:
        for e in row["exchanges"]:
            # A stub stands for a provider that the source does not have either.
            provider = e["provider"] if e["provider"] in expected.processes else None
            amount = rounded(_in_reference(e, stored))
            yield (e["flow"], e["input"], e["avoided"], amount, provider, _stored_spread(e))


@dataclass
class ByName:
    """Exchanges of a format that knows flows by their names; amounts in the source's reference unit, inputs negative.

    Attributes:
        processes: UUIDs of the processes there.
        base: makes the plain name of a product out of the one that the tool has.
        plain: waste is a service and avoided products are negative inputs (EcoSpold 1 for openLCA).
    """

    processes: Mapping[str, str]
    base: Callable[[str], str]
    plain: bool = False
    names: dict[str, Flow] = field(default_factory=dict)

    def process(self, uuid: str) -> str:
        return self.processes.get(uuid, uuid)

    def ours(self, process: Process, expected: Expected, stored: Stored) -> Iterator[Row]:
        del stored
        for e in process.exchanges:
            flow = expected.flows.get(e.flow.uuid) if e.flow else None
            if flow is None and e.flow is None:
                continue
            name = self.key(pick(flow.name if flow else e.flow.name, "en") if e.flow else "")
            name = name or (e.flow.uuid if e.flow else "")
            if flow is not None:
                self.names.setdefault(name, flow)
            sign = -1.0 if e.direction == "input" else 1.0
            avoided = e.is_avoided
            if self.plain and flow is not None and flow.flow_type in ("product", "waste"):
                sign = -sign if avoided or flow.flow_type == "waste" else sign
                avoided = False
            amount = expected.in_reference(e)
            factor = abs(amount / e.amount) if e.amount and amount else 1.0
            yield (name, rounded(amount * sign if amount is not None else None), avoided, _scaled(as_meant(e), factor))

    def theirs(self, row: Mapping[str, Any], expected: Expected, stored: Stored) -> Iterator[Row]:
        for e in row["exchanges"]:
            there = stored.of("flow")[e["flow"]]
            name = self.key(self.base(there["name"]))
            flow = self.names.get(name)
            group = stored.of("unit_group")[stored.of("flow_property")[e["property"]]["unit_group"]]["units"]
            factor = group[e["unit"]]
            if flow is not None:
                factor /= group.get(expected.reference_unit(flow), 1.0)
            amount = rounded(e["amount"] * factor * (-1.0 if e["input"] else 1.0))
            yield (name, amount, e["avoided"], _scaled(_stored_spread(e), abs(factor)))

    def key(self, name: str) -> str:
        return " ".join(name.split()).lower()


def _scaled(spread: Row, factor: float) -> Row:
    """Return a distribution in another unit; a geometric standard deviation has none."""
    if not spread or spread[0] == "lognormal" or factor == 1.0:
        return spread
    return (spread[0], *(rounded(value * factor) if value is not None else None for value in spread[1:]))


def exchanges(
    expected: Expected,
    stored: Stored,
    side: ByUuid | ByName,
    excuses: Mapping[str, Callable[[Row], bool]] | None = None,
) -> Tally:
    """Compare the exchanges of every process.

    Args:
        expected: the source.
        stored: what the tool has.
        side: how the format's exchanges are told.
        excuses: by name of a limit, whether it explains that a row is not stored so.
    """
    tally = Tally()
    for uuid, process in sorted(expected.processes.items()):
        row = stored.of("process").get(side.process(uuid))
        wanted = Counter(side.ours(process, expected, stored))
        tally.compared += wanted.total()
        if row is None:
            tally.failed.append(f"process {uuid}: not there")
            continue
        found = Counter(side.theirs(row, expected, stored))
        missing, more = wanted - found, found - wanted
        _pair(missing, more)
        tally.equal += wanted.total() - missing.total()
        lacking, over = Counter(missing), Counter(more)
        for key in sorted(missing, key=str):
            cause = next((name for name, holds in (excuses or {}).items() if holds(key)), "")
            if cause:
                tally.excused[cause] += lacking.pop(key)
        tally.failed += [f"{uuid}: {key} x {count} is not stored so" for key, count in sorted(lacking.items(), key=str)]
        if lacking or more.total() > missing.total():
            tally.failed += [f"{uuid}: {key} x {count} is stored" for key, count in sorted(over.items(), key=str)]
    return tally


def _pair(missing: Counter[Row], more: Counter[Row]) -> None:
    """Take out rows whose numbers differ by rounding only, at the edge of a digit."""
    for key in list(missing):
        other = next((there for there in more if _close(key, there)), None)
        if other is not None:
            both = min(missing[key], more[other])
            for rows, row in ((missing, key), (more, other)):
                rows[row] -= both
                if not rows[row]:
                    del rows[row]


def _close(one: Row, other: Row) -> bool:
    return len(one) == len(other) and all(
        _close(a, b)
        if isinstance(a, tuple) and isinstance(b, tuple)
        else math.isclose(a, b, rel_tol=10 ** (2 - DIGITS))
        if isinstance(a, float) and isinstance(b, float)
        else a == b
        for a, b in zip(one, other, strict=True)
    )
