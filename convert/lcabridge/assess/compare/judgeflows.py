"""The judge of elementary flows: one list on both sides, or maps of both to one."""

from __future__ import annotations

from collections import Counter

from lcabridge.assess.compare.context import COVERED, Answer, Context, both, row, shares
from lcabridge.assess.compare.facts import Facts
from lcabridge.assess.compare.model import Evidence
from lcabridge.assess.compare.wording import STATE_ZH
from lcabridge.flowmap.plan import STATES, Plan

LISTED = both("flows of the list by medium", "清单中流的介质")


def flow_list(context: Context) -> Answer:
    """Judge the elementary flows: the same identifiers, or a map to one list."""
    sides = (context.a, context.b)
    used = [{uuid for uuid in facts.uses if uuid in facts.flows} for facts in sides]
    shared = used[0] & used[1]
    exchanges = [sum(facts.uses[uuid] for uuid in own) for facts, own in zip(sides, used, strict=True)]
    common = [sum(facts.uses[uuid] for uuid in shared) for facts in sides]
    evidence = [
        row("elementary flows used", "使用的基本流", len(used[0]), len(used[1])),
        row(
            "of these with the same UUID on both sides",
            "其中两侧 UUID 相同",
            len(shared),
            len(shared),
            of=(len(used[0]), len(used[1])),
        ),
        row(
            "exchanges with flows of the same UUID",
            "使用相同 UUID 流的交换",
            common[0],
            common[1],
            of=(exchanges[0], exchanges[1]),
        ),
        *_same_names(sides, used),
        *shares(context, "compartment", LISTED),
        *_mapping(context, used, exchanges),
        *(_relations(context, used) if None not in context.plans else []),
    ]
    if not exchanges[0] or not exchanges[1]:
        return Answer("unknown", both("a side has no elementary flow", "一侧没有基本流"), {}, evidence)
    if all(n >= COVERED * total for n, total in zip(common, exchanges, strict=True)):
        return Answer("consistent", both("the same flow list", "同一基本流清单"), {}, evidence)
    plans = context.plans
    if plans[0] is None or plans[1] is None:
        return Answer("unknown", both("no common list was asked for (--map)", "未指定共同清单（--map）"), {}, evidence)
    gas = [_gas_coverage(facts, plan) for facts, plan in zip(sides, plans, strict=True) if plan is not None]
    reason = both(
        f"exchanges of greenhouse gases that a map brings to {plans[0].target}: {gas[0]:.1%} of A, {gas[1]:.1%} of B",
        f"可映射到 {plans[0].target} 的温室气体交换：A {gas[0]:.1%}，B {gas[1]:.1%}",
    )
    if min(gas) >= COVERED:
        tables = "; ".join(dict.fromkeys(t.get("id", "") for plan in plans if plan for t in plan.tables))
        return Answer("convertible", reason, both(f"flow maps: {tables}", f"基本流映射：{tables}"), evidence)
    return Answer("not convertible", reason, {}, evidence)


def _same_names(sides: tuple[Facts, Facts], used: list[set[str]]) -> list[Evidence]:
    keys = [
        {(f.flows[u].name.casefold(), f.flows[u].compartment) for u in own} for f, own in zip(sides, used, strict=True)
    ]
    n = len(keys[0] & keys[1])
    return [
        row(
            "of these with the same name and compartment",
            "其中名称与排放去向相同",
            n,
            n,
            of=(len(keys[0]), len(keys[1])),
        )
    ]


def _mapping(context: Context, used: list[set[str]], exchanges: list[int]) -> list[Evidence]:
    plans = context.plans
    if plans[0] is None or plans[1] is None:
        return []
    rows = []
    for state in STATES:
        flows, weights = [], []
        for facts, plan, own in zip((context.a, context.b), plans, used, strict=True):
            inside = [
                u for u in own if plan is not None and (d := plan.decisions.get(u)) is not None and d.state == state
            ]
            flows.append(len(inside))
            weights.append(sum(facts.uses[u] for u in inside))
        if any(flows):
            rows.append(
                row(
                    f"on {plans[0].target}: flows {state}",
                    f"对 {plans[0].target}：流（{STATE_ZH[state]}）",
                    flows[0],
                    flows[1],
                    of=(len(used[0]), len(used[1])),
                )
            )
            rows.append(
                row(
                    f"on {plans[0].target}: exchanges {state}",
                    f"对 {plans[0].target}：交换（{STATE_ZH[state]}）",
                    weights[0],
                    weights[1],
                    of=(exchanges[0], exchanges[1]),
                )
            )
    return rows


_RELATIONS = {
    "=": both("exactly", "完全对应"),
    "~": both("by a proxy", "替代流"),
    "<": both("to a wider flow", "泛化"),
    ">": both("to a narrower flow", "特化"),
}
"""GLAD's match conditions in words."""
_LOST = 5
"""Greenhouse gases without a counterpart that are named."""


def _relations(context: Context, used: list[set[str]]) -> list[Evidence]:
    """Return how the flows in use are mapped, and the gases that are not."""
    counts: list[Counter[str]] = []
    lost: list[Counter[str]] = []
    for facts, plan, own in zip((context.a, context.b), context.plans, used, strict=True):
        relations, gases = Counter[str](), Counter[str]()
        for uuid in own:
            decision = plan.decisions.get(uuid) if plan is not None else None
            state = decision.state if decision is not None else "none"
            if decision is not None and state == "mapped":
                relations[decision.rows[0].relation] += 1
            elif state != "already" and facts.flows[uuid].gas:
                gases[facts.flows[uuid].name] += facts.uses[uuid]
        counts.append(relations)
        lost.append(gases)
    rows = [
        row(
            f"flows mapped {words['en']}",
            f"映射的流：{words['zh']}",
            counts[0][sign],
            counts[1][sign],
            of=(len(used[0]), len(used[1])),
        )
        for sign, words in _RELATIONS.items()
        if counts[0][sign] or counts[1][sign]
    ]
    for name, _ in (lost[0] + lost[1]).most_common(_LOST):
        en, zh = f"gas without a counterpart, exchanges: {name}", f"无对应流的温室气体（交换数）：{name}"
        rows.append(row(en, zh, lost[0][name], lost[1][name]))
    return rows


def _gas_coverage(facts: Facts, plan: Plan) -> float:
    total = mapped = 0
    for uuid, count in facts.uses.items():
        flow = facts.flows.get(uuid)
        if flow is None or not flow.gas:
            continue
        decision = plan.decisions.get(uuid)
        total += count
        mapped += count if decision is not None and decision.state in ("mapped", "already") else 0
    return mapped / total if total else 0.0
