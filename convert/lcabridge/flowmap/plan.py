"""What becomes of each elementary flow of a package: tables in their order, then the matcher; one object for all uses.

The plan serves the conversion, the coverage figures and the report alike, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from lcabridge.flowmap.lists import SourceFlow, enrich
from lcabridge.flowmap.match import Match, Matcher
from lcabridge.flowmap.table import FlowMap, MapRow, Side, cardinality

STATES = ("mapped", "already", "blocked", "not convertible", "ambiguous", "fan-out", "no context", "none")


class Decision(msgspec.Struct, kw_only=True, omit_defaults=True):
    """What becomes of one source flow.

    Attributes:
        source: the flow as its package or list names it.
        state: one of ``STATES``; ``already`` for a flow that the target list has.
        rows: rows that apply: one, or those of a split; for characterisation factors also of a fan-out.
        candidates: (rule, flow) of others that came into question.
    """

    source: Side
    state: str
    rows: list[MapRow] = msgspec.field(default_factory=list)
    candidates: list[tuple[str, Side]] = msgspec.field(default_factory=list)


class Plan(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Decisions for all elementary flows of a source.

    Attributes:
        target: name of the target list.
        decisions: by UUID of the source flow.
        tables: id, version, SHA-256, licence and title of each table and list used.
    """

    target: str = ""
    decisions: dict[str, Decision] = msgspec.field(default_factory=dict)
    tables: list[dict[str, str]] = msgspec.field(default_factory=list)

    def as_map(self) -> FlowMap:
        """Return the plan as one flow map: every row that applies, and a ``none`` row for what has no target."""
        rows: list[MapRow] = []
        for decision in self.decisions.values():
            if decision.rows:
                rows += decision.rows
            elif decision.state != "already":
                rows.append(
                    MapRow(source=decision.source, condition="none", map_type="NO_MAPPING", comment=decision.state)
                )
        return FlowMap(
            id="plan",
            name=f"{rows[0].source.list_name if rows else ''} to {self.target}",
            source_list=rows[0].source.list_name if rows else "",
            target_list=self.target,
            rows=rows,
        )


def make_plan(
    flows: Iterable[SourceFlow], maps: Sequence[FlowMap] = (), matcher: Matcher | None = None, target: str = ""
) -> Plan:
    """Decide for each flow.

    Args:
        flows: of the source.
        maps: tables, the first that knows a flow decides; a row "no target" decides too.
        matcher: for what no table knows; None for none.
        target: name of the target list, of the matcher or the first map if not given.
    """
    name = target or (matcher.target.title if matcher else maps[0].target_list if maps else "")
    plan = Plan(target=name, tables=[_about(table) for table in maps])
    if matcher is not None:
        plan.tables.append({"id": matcher.target.id, "name": f"{matcher.target.title}, matched by rules"})
    indexes = [_Index(table) for table in maps]
    known = matcher.target.by_uuid() if matcher else {side for index in indexes for side in index.targets}
    for flow in flows:
        if flow.side.uuid in known:
            plan.decisions[flow.side.uuid] = Decision(source=flow.side, state="already")
            continue
        rows = next((found for index in indexes if (found := index.find(flow.side))), None)
        if rows:
            plan.decisions[flow.side.uuid] = _by_table(flow.side, rows)
        elif matcher is not None:
            plan.decisions[flow.side.uuid] = _by_match(matcher.match(enrich(flow)))
        else:
            plan.decisions[flow.side.uuid] = Decision(source=flow.side, state="none")
    return plan


def _about(table: FlowMap) -> dict[str, str]:
    facts = {
        "id": table.id,
        "name": table.name,
        "version": table.version,
        "sha256": table.sha256,
        "licence": table.licence,
    }
    return {key: value for key, value in facts.items() if value}


class _Index:
    def __init__(self, table: FlowMap) -> None:
        self.table = table
        self.rows: dict[tuple[str, ...], list[MapRow]] = {}
        self.names: dict[tuple[str, ...], list[MapRow]] = {}
        self.targets = {row.target.uuid for row in table.rows if row.target.uuid}
        for row in table.rows:
            self.rows.setdefault(row.source.key, []).append(row)
            if row.source.uuid and not row.source.location:
                named = (row.source.name.lower(), row.source.context.lower(), row.source.unit.lower())
                self.names.setdefault(named, []).append(row)

    def find(self, side: Side) -> list[MapRow]:
        rows = self.rows.get((side.uuid.lower(),))
        if not rows:
            rows = self.rows.get((side.name.lower(), side.context.lower(), side.unit.lower(), side.location.lower()))
        return [msgspec.structs.replace(row, origin=row.origin or self.table.id) for row in rows or ()]


def _by_table(source: Side, rows: list[MapRow]) -> Decision:
    kind = cardinality(rows)
    if kind == "none":
        state = "blocked" if all(row.is_blocked for row in rows) else "not convertible"
        return Decision(source=source, state=state, rows=rows if state == "not convertible" else [])
    live = [row for row in rows if row.is_convertible]
    if kind == "single":
        return Decision(source=source, state="mapped", rows=live[:1])
    if kind == "split":
        return Decision(source=source, state="mapped", rows=live)
    return Decision(source=source, state="fan-out", rows=live)


def _by_match(match: Match) -> Decision:
    side = match.source.side
    if match.row is None:
        return Decision(source=side, state=match.status, candidates=match.candidates)
    state = "mapped" if match.row.is_convertible else "not convertible"
    return Decision(source=side, state=state, rows=[match.row], candidates=match.candidates)
