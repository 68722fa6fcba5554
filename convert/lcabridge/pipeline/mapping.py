"""The mapping step of a conversion: which tables, the plan for this source, the data sets that it adds (DESIGN §7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from lcabridge.errors import UsageError
from lcabridge.flowmap.apply import Application, Counts
from lcabridge.flowmap.entities import original_flows, target_entities
from lcabridge.flowmap.files import read_map
from lcabridge.flowmap.installed import table_path
from lcabridge.flowmap.lists import SHIPPED, SourceFlow, of_flows, shipped
from lcabridge.flowmap.match import Matcher
from lcabridge.flowmap.plan import Decision, Plan, make_plan
from lcabridge.flowmap.problems import BAD, DirtyMapError
from lcabridge.flowmap.shipped import curated_for, is_shipped, load
from lcabridge.flowmap.table import FlowMap, Side
from lcabridge.flowmap.thesaurus import thesaurus_without
from lcabridge.flowmap.undo import is_added
from lcabridge.flowmap.unitfactor import factor_between
from lcabridge.model import Entity, Flow, Index, Process, summarise
from lcabridge.pipeline.executor import apart
from lcabridge.pipeline.opened import Identity, Opened, identity
from lcabridge.pipeline.target import Target, holds_original
from lcabridge.report import Report

MapName = str | Path | FlowMap
"""A table (file, one that is shipped, or ``randonneur:NAME`` of the installed ``randonneur_data``), or ``ef31`` and ``fedefl`` for the matcher with the shipped tables."""


MANY_FLOWS = 10_000
"""From here on, flows are matched in a process of its own; fewer are done before one has loaded its lists."""


class Mapped(msgspec.Struct, kw_only=True):
    """What a conversion mapped: the plan, and what applying it counted."""

    plan: Plan
    counts: Counts = msgspec.field(default_factory=Counts)
    impact: dict[str, tuple[float, float]] = msgspec.field(default_factory=dict)


def prepare(opened: Opened, target: Target, maps: Sequence[MapName], report: Report) -> Mapped | None:
    """Make the plan for a source and give it to the target; None where the source has no elementary flow.

    Raises:
        ReadError: a table cannot be read.
        DirtyMapError: a table has rows that must not be applied.
    """
    flows = source_flows(opened)
    if not flows:
        return None
    # The lists and indexes of matching take 300 MB, which every worker of a large conversion would have on its account.
    application = apart(_application, flows, maps) if len(flows) > MANY_FLOWS else _application(flows, maps)
    plan, impact = application.plan, application.impact
    application.report_flows(report)
    states = {"mapped", "fan-out"} if next(opened.index.of_type("impact_category"), None) else {"mapped"}
    sides = [row.target for decision in plan.decisions.values() if decision.state in states for row in decision.rows]
    target.mapping = application
    target.added = target_entities(sides, opened.index)
    for entity in target.added:
        opened.index.add(summarise(entity))
    return Mapped(plan=plan, impact=impact)


def _application(flows: Sequence[SourceFlow], maps: Sequence[MapName]) -> Application:
    return _application_of(plan_of(flows, maps))


def _application_of(plan: Plan) -> Application:
    impact = {ident: pair for ident, decision in plan.decisions.items() if (pair := _impact(decision)) is not None}
    return Application(plan, impact)


def plan_of(flows: Sequence[SourceFlow], maps: Sequence[MapName]) -> Plan:
    """Return the plan of flows by tables and lists, in their order of precedence."""
    tables: list[FlowMap] = []
    matcher: Matcher | None = None
    for name in maps:
        if isinstance(name, FlowMap):
            tables.append(name)
        elif str(name) in SHIPPED:
            listed = shipped(str(name))
            tables += curated_for([flow.side for flow in flows], listed.id)
            matcher = Matcher(listed, thesaurus_without(listed.id))
        elif is_shipped(str(name)):
            tables.append(load(str(name)))
        else:
            tables.append(read_clean(table_path(str(name))))
    return make_plan(flows, tables, matcher)


def read_clean(path: Path) -> FlowMap:
    """Return a table that may be applied.

    Raises:
        ReadError: it cannot be read.
        DirtyMapError: it has rows that must not be applied.
    """
    table, problems = read_map(path)
    bad = [problem for problem in problems if problem.severity == BAD]
    if bad:
        error = DirtyMapError(
            f"{bad[0].message('en', str(path))} ({len(bad)} such rows)",
            f"{bad[0].message('zh', str(path))}（共 {len(bad)} 处）",
            hint_en="lcabridge map check lists them all",
            hint_zh="用 lcabridge map check 查看全部",
        )
        error.problems = bad
        raise error
    if not table.rows:
        raise UsageError(f"{path}: the table has no rows", f"{path}：表中没有行")
    return table


def count_uses(opened: Opened, plan: Plan) -> Mapped:
    """Return what applying a plan to a package would count, without writing anything."""
    application = _application_of(plan)
    for entity in opened.entities("process"):
        application.apply(entity, opened.index, Report(cap=0))
    return Mapped(plan=plan, counts=application.take_counts(), impact=application.impact)


def prepare_undo(opened: Opened) -> tuple[Index, list[Entity]]:
    """Let what a mapping added be left out when a package is read.

    Returns:
        The index of the package as it will be (reading needs that of the package as it is), and the flows that it needs
        again and that the package has not kept.
    """
    processes: list[Entity] = []
    added: set[tuple[str, Identity, int]] = set()
    for part in opened.parts():
        seen: Counter[Identity] = Counter()
        for entity in opened.session.read(part, opened.index, Report(cap=0)):
            key = identity(entity)
            if is_added(entity):
                added.add((part.key, key, seen[key]))
            seen[key] += 1
            if isinstance(entity, Process) and not holds_original(opened.format):
                processes.append(entity)
    gone = {key for _, key, _ in added}
    index = Index(summary for summary in opened.index if identity(summary) not in gone)
    index.place_names, index.fallback = opened.index.place_names, opened.index.fallback
    opened.skip = opened.skip | added
    flows = original_flows(processes, index)
    for flow in flows:
        index.add(summarise(flow))
    return index, flows


def source_flows(opened: Opened) -> list[SourceFlow]:
    """Return the elementary flows of an opened package, with unit."""
    units = {summary.uuid: _unit(opened.index, summary.reference) for summary in opened.index.of_type("flow")}
    found: list[SourceFlow] = []
    quiet = Report(cap=0)
    for part in opened.flow_parts:
        flows = [e for e in opened.session.read(part, opened.index, quiet) if isinstance(e, Flow)]
        found += of_flows(flows, opened.source.path.name, units)
    seen: set[str] = set()
    return [flow for flow in found if not (flow.side.uuid in seen or seen.add(flow.side.uuid))]  # type: ignore[func-returns-value]  # add returns None on purpose


def _unit(index: Index, prop: str) -> str:
    group = index.unit_group_of(prop)
    return group.units[0].name if group and group.units else ""


def _impact(decision: Decision) -> tuple[float, float] | None:
    """Return kg CO2 equivalents (national inventory) per source unit, before and after; None for what is no greenhouse gas."""
    before = _factor(decision.source)
    after = 0.0
    for row in decision.rows if decision.state == "mapped" else ():
        after += (row.value or 0.0) * (_factor(row.target) or 0.0)
    if before is None and not after:
        return None
    scale = factor_between(decision.rows[0].source.unit, decision.source.unit) if decision.rows else ""
    return (before or 0.0) * float(scale or 1.0), after


def _factor(side: Side) -> float | None:
    from lcabridge.calc.gwp import gwp_set, match, total_factor  # noqa: PLC0415  # loads numpy and scipy

    found = match([side.name], side.cas, side.context.split("/"))
    if found is None:
        return None
    factor = total_factor(found, gwp_set())
    to_kg = factor_between(side.unit, "kg")
    return None if factor is None or to_kg is None else factor * float(to_kg or 1.0)
