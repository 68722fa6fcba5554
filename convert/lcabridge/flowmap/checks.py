"""Checks of a mapping table against units, compartments and a flow list."""

from __future__ import annotations

from decimal import Decimal

from lcabridge.flowmap.contexts import resolve, same_medium
from lcabridge.flowmap.lists import FlowList
from lcabridge.flowmap.names import plain
from lcabridge.flowmap.problems import Problem, problem
from lcabridge.flowmap.table import FlowMap, MapRow
from lcabridge.flowmap.unitfactor import factor_between, is_known

_CLOSE = 1e-2
"""Relative difference of a factor from that of its units which rounding may explain (3.79 litres a gallon)."""


def check_units(table: FlowMap) -> list[Problem]:
    """Return the findings on units and compartments, in line order."""
    found: list[Problem] = []
    for row in table.rows:
        if row.is_blocked or row.value is None:
            continue
        found += _unit(row)
        one, other = resolve(row.source.context, row.source.unit), resolve(row.target.context, row.target.unit)
        if one is not None and other is not None and not same_medium(one, other):
            found.append(problem("medium", row.line, "TargetFlowContext", f"{one.medium} → {other.medium}"))
    return found


def _unit(row: MapRow) -> list[Problem]:
    source, target = row.source.unit, row.target.unit
    if not source or not target or source == target:
        return []
    for unit, column in ((source, "SourceUnit"), (target, "TargetUnit")):
        if not is_known(unit):
            return [problem("unit-unknown", row.line, column, unit)]
    factor = factor_between(source, target)
    if factor is None:
        cited = row.memo_mapper or row.memo_source or row.memo_target or row.source.flow_property or row.comment
        return [] if cited else [problem("unit-dimension", row.line, "ConversionFactor", f"{source} → {target}")]
    given, right = float(row.factor or "1"), float(Decimal(factor or "1"))
    if abs(given - right) <= _CLOSE * right:
        return []
    return [problem("unit-factor", row.line, "ConversionFactor", f"{right:g} ({source} → {target})")]


def check_targets(table: FlowMap, target: FlowList) -> list[Problem]:
    """Return the rows whose target flow the list has not, or calls otherwise."""
    known = target.by_uuid()
    found = []
    for row in table.rows:
        if row.is_blocked or not row.target.uuid:
            continue
        flow = known.get(row.target.uuid)
        if flow is None:
            found.append(problem("target-unknown", row.line, "TargetFlowUUID", row.target.uuid))
        elif row.target.name and plain(flow[0].name) != plain(row.target.name):
            found.append(problem("target-name", row.line, "TargetFlowName", flow[0].name))
    return found
