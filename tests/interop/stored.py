"""Compares what openLCA stored with the model, exchange by exchange; the arithmetic is this module's own."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lcabridge.model import Entity, Exchange, Flow, FlowProperty, Process, UnitGroup, pick
from tests.interop.judge import Stored

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


def _round(value: float | None) -> float | None:
    if value is None or value == 0 or not math.isfinite(value):
        return value
    return float(f"{value:.{DIGITS - 1}e}")


class Expected:
    """The model of a package as openLCA should have stored it."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.flows: dict[str, Flow] = {}
        self.processes: dict[str, Process] = {}
        self._units: dict[str, dict[str, float]] = {}
        self._groups: dict[str, str] = {}
        for entity in entities:
            if isinstance(entity, Flow):
                self.flows[entity.uuid] = entity
            elif isinstance(entity, Process):
                self.processes[entity.uuid] = entity
            elif isinstance(entity, UnitGroup):
                self._units[entity.uuid] = {unit.name: unit.factor for unit in entity.units if unit.factor is not None}
            elif isinstance(entity, FlowProperty) and entity.unit_group:
                self._groups[entity.uuid] = entity.unit_group.uuid

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
    return (u.distribution, *map(_round, values))


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
        return (name, _round(values[0] ** 2))
    if name == "normal":
        return (name, _round(values[0] * 2))
    return (name, *values) if name == "uniform" else ()


def _stored_spread(row: dict[str, Any]) -> Row:
    u = row.get("uncertainty")
    if not u:
        return ()
    name = {"LOG_NORMAL": "lognormal", "NORMAL": "normal", "UNIFORM": "uniform", "TRIANGLE": "triangular"}[u["type"]]
    values = {"lognormal": ("p2",), "normal": ("p2",), "uniform": ("p1", "p2"), "triangular": ("p1", "p2", "p3")}[name]
    return (name, *(_round(u.get(value)) for value in values))


def differences(expected: Expected, stored: Stored, lang: str = "en", *, spread: Spread = as_meant) -> Iterator[str]:
    """Yield one line for each thing that openLCA stored otherwise.

    Args:
        expected: the model.
        stored: what openLCA has.
        lang: language of names in openLCA.
        spread: what distribution openLCA should have.
    """
    for uuid, flow in sorted(expected.flows.items()):
        row = stored.of("flow").get(uuid)
        if row is None:
            yield f"flow {uuid}: not there"
        elif row["type"] != TYPES.get(flow.flow_type or "", row["type"]):
            yield f"flow {uuid}: type {row['type']}, not {flow.flow_type}"
        elif row["name"].strip() != pick(flow.name, lang).strip() and not _has_parts(flow):
            yield f"flow {uuid}: name {row['name']!r}, not {pick(flow.name, lang)!r}"
    for uuid, process in sorted(expected.processes.items()):
        row = stored.of("process").get(uuid)
        if row is None:
            yield f"process {uuid}: not there"
            continue
        yield from (f"process {uuid}: {line}" for line in _exchanges(process, row, expected, stored, spread=spread))
        yield from (f"process {uuid}: {line}" for line in _parameters(process, row))


def _has_parts(flow: Flow) -> bool:
    """Tell whether openLCA's one name is made of several."""
    return bool(flow.treatment or flow.mix_and_location or flow.quantitative_properties)


def _exchanges(
    process: Process, row: dict[str, Any], expected: Expected, stored: Stored, *, spread: Spread
) -> Iterator[str]:
    def ours(e: Exchange) -> Row:
        provider = e.provider.uuid if e.provider and e.provider.uuid in expected.processes else None
        return (
            e.flow.uuid if e.flow else None, e.direction == "input", e.is_avoided, _round(expected.in_reference(e)),
            provider, spread(e),
        )  # fmt: skip

    def theirs(e: dict[str, Any]) -> Row:
        # A stub stands for a provider that the source does not have either.
        provider = e["provider"] if e["provider"] in expected.processes else None
        return (
            e["flow"], e["input"], e["avoided"], _round(_in_reference(e, stored)), provider,
            _stored_spread(e),
        )  # fmt: skip

    # What leads to a flow that no package has is left out by openLCA: those are counted apart, by `missing_flows`.
    known = [
        e for e in process.exchanges if e.flow and (e.flow.uuid in expected.flows or e.flow.uuid in stored.of("flow"))
    ]
    wanted, found = Counter(map(ours, known)), Counter(map(theirs, row["exchanges"]))
    for key, count in sorted((wanted - found).items(), key=str):
        yield f"exchange {key} × {count} is not stored so"
    for key, count in sorted((found - wanted).items(), key=str):
        yield f"exchange {key} × {count} is stored, not meant"


def _parameters(process: Process, row: dict[str, Any]) -> Iterator[str]:
    wanted = Counter((p.name, p.is_input, p.formula or "") for p in process.parameters)
    found = Counter((p["name"], p["input"], p["formula"] or "") for p in row["parameters"])
    for key, count in sorted((wanted - found).items(), key=str):
        yield f"parameter {key} × {count} is not stored so"
