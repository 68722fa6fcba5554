"""From a readable package to a linked system."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

import numpy as np

from lcabridge.calc.allocation import ALLOCATIONS
from lcabridge.calc.amounts import Amounts, Formulas
from lcabridge.calc.collect import Collector
from lcabridge.calc.linking import LINKINGS, link
from lcabridge.calc.system import FlowFacts, System
from lcabridge.errors import UsageError
from lcabridge.format import Package
from lcabridge.model import Flow, GlobalParameter, Process
from lcabridge.report import Report, Stage
from lcabridge.units import known_factor, reference

MASS = "93a60a56-a3c8-11da-a746-0800200b9a66"
"""Flow property Mass of the ILCD and openLCA reference data."""


def assemble(
    package: Package,
    *,
    linking: str = "default",
    allocation: str = "declared",
    formulas: Formulas = "evaluate",
    redefined: Mapping[str, Mapping[str, float]] | None = None,
    report: Report | None = None,
) -> System:
    """Read the processes of a package and link them.

    Args:
        package: an opened package with its index.
        linking: rule of ``LINKINGS``.
        allocation: rule of ``ALLOCATIONS``, or ``property:UUID``.
        formulas: whether formulas or the amounts stated beside them count.
        redefined: parameter values by context (UUID of a process, "" for everywhere) and lower-case name.
        report: takes the findings.

    Raises:
        UsageError: an unknown rule.
        ReadError: a part of the package cannot be read.
    """
    _check_rule("linking", linking, LINKINGS)
    if not allocation.startswith("property:"):
        _check_rule("allocation", allocation, ALLOCATIONS)
    system = System(report=report if report is not None else Report())
    system.report.stage = Stage.CHECK
    system.rules = {"linking": linking, "allocation": allocation, "formulas": formulas}
    amounts = Amounts(package.index, global_parameters(package), redefined, formulas)
    collector = Collector(system, amounts, allocation)
    # Every pass reads the whole source: what is asked of the flows later is noted on the way.
    for entity in package.entities("process", "flow"):
        if isinstance(entity, Process):
            system.report.stage = Stage.CHECK
            collector.take(entity)
        elif isinstance(entity, Flow) and entity.flow_type not in ("product", "waste"):
            system.facts[entity.uuid] = _facts(entity, package)
    finish(system, collector)
    link(system, collector, linking)
    return system


def global_parameters(package: Package) -> list[GlobalParameter]:
    """Return the global parameters; the source is read for them only if it has some."""
    if next(iter(package.index.of_type("parameter")), None) is None:
        return []
    return [e for e in package.entities("parameter") if isinstance(e, GlobalParameter)]


def finish(system: System, collector: Collector) -> None:
    """Freeze what a collector has gathered into its system; links come after."""
    system.report.stage = Stage.CHECK
    system.amounts = np.array(collector.values, dtype=np.float64)
    system.global_parameters = collector.amounts.parameters
    system.global_values = dict(collector.amounts.redefined.get("", {}))


def _check_rule(kind: str, name: str, known: Iterable[str]) -> None:
    if name not in known:
        choice = ", ".join(known)
        raise UsageError(
            f"there is no {kind} rule {name!r}",
            f"没有 {kind} 规则 {name!r}",
            hint_en=f"rules: {choice}",
            hint_zh=f"可用：{choice}",
        )


def describe(system: System, package: Package) -> None:
    """Fill CAS number, synonyms and mass factor of the system's elementary flows.

    The mass factor is kg per reference unit: 1 for a flow in kg, 10 for one in m3 with 10 kg/m3 among its properties.
    """
    if any(row.uuid not in system.facts and package.index.get("flow", row.uuid) for row in system.flows):
        wanted = {row.uuid for row in system.flows}
        for flow in package.entities("flow"):
            if isinstance(flow, Flow) and flow.uuid in wanted:
                system.facts[flow.uuid] = _facts(flow, package)
    for row in system.flows:
        row.mass_factor = _kilograms(row.unit)
        facts = system.facts.get(row.uuid)
        if facts is not None:
            row.cas, row.synonyms = facts.cas, facts.synonyms
            row.name = facts.name or row.name
            if row.mass_factor is None:
                row.mass_factor = facts.mass_factor


def _facts(flow: Flow, package: Package) -> FlowFacts:
    return FlowFacts(flow.name, flow.cas, tuple(flow.synonyms.values()), _mass_per_unit(flow, package))


@cache
def _kilograms(unit: str) -> float | None:
    table = reference()
    hits = [hit for hit in table.find(unit) if hit.group in _mass_groups()] if unit else []
    return known_factor(hits[0]) if len(hits) == 1 and hits[0].factor is not None else None


@cache
def _mass_groups() -> frozenset[str]:
    return frozenset(uuid for uuid, group in reference().groups.items() if str(group.dimension) == "mass")


def _mass_per_unit(flow: Flow, package: Package) -> float | None:
    own = next((p.factor for p in flow.properties if p.is_reference), None)
    if not own:
        return None
    for prop in flow.properties:
        group = package.index.unit_group_of(prop.property.uuid)
        kilograms = _kilograms(group.units[0].name) if group and group.units else None
        if kilograms is not None and not prop.is_reference:
            return prop.factor / own * kilograms
    return None
