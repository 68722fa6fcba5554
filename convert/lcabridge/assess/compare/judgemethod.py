"""Judges of method: functional unit, boundary, multifunctionality, electricity, GWP set, methane, biogenic carbon, land use, gases."""

from __future__ import annotations

import re
from collections.abc import Callable

from lcabridge.assess.compare.context import (
    SAME,
    STATED,
    Answer,
    Context,
    both,
    examples,
    overlap,
    row,
    shares,
    unstated,
)
from lcabridge.assess.compare.facts import Facts
from lcabridge.assess.compare.model import Evidence
from lcabridge.calc import gwp

UNIT_PROCESS = ("unit_process", "unit_process_single_operation", "unit_process_black_box")
_RELINK = both(
    "recalculate both sides' unit processes with one linking rule (calc --linking) to one boundary",
    "按同一连接规则（calc --linking）将两侧单元过程重算到同一边界",
)
_ORIGIN = re.compile(r"fossil|biogenic|non-fossil|land use|land transformation|biomass|生物|化石|土地", re.IGNORECASE)


def functional_unit(context: Context) -> Answer:
    """Judge the reference flows and units of matched products."""
    sure = context.sure
    same = sum(pair.a.unit == pair.b.unit for pair in sure)
    evidence = [
        row("products", "产品", context.products[0], context.products[1]),
        row("matched products", "匹配的产品", len(sure), len(sure), of=context.products),
        row("of these with the same reference unit", "其中参考单位相同", same, same, of=(len(sure), len(sure))),
        row(
            "products of the same name whose units do not convert",
            "同名但单位不可换算的产品",
            len(context.refused),
            len(context.refused),
        ),
        *shares(context, "reference", both("reference property", "基准流属性")),
        *shares(context, "functional_unit", both("functional unit", "功能单位")),
    ]
    for unit_a, unit_b in list(dict.fromkeys(context.refused))[:3]:
        evidence.append(row("units that do not convert", "不可换算的单位", unit_a, unit_b))
    if not sure and not context.refused:
        return Answer("unknown", both("no product is on both sides", "两侧没有共同产品"), {}, evidence)
    n, bad = len(sure) + len(context.refused), len(context.refused)
    if bad > (1 - SAME) * n:
        return Answer(
            "not convertible",
            both(f"the units of {bad} of {n} products do not convert", f"{n} 个产品中 {bad} 个单位不可换算"),
            {},
            evidence,
        )
    if same == n:
        return Answer(
            "consistent", both("all matched products have the same unit", "匹配产品的单位全部相同"), {}, evidence
        )
    return Answer(
        "convertible",
        both(
            f"{same} of {n} have the same unit, {bad} do not convert", f"{n} 个中 {same} 个单位相同，{bad} 个不可换算"
        ),
        both("unit factor of the unit groups", "按单位组换算系数"),
        evidence,
    )


def boundary(context: Context) -> Answer:
    """Judge stated boundaries; else whether both have unit processes from which one boundary can be calculated."""
    evidence = [*shares(context, "boundary"), *shares(context, "process_type", both("type", "类型"))]
    evidence += shares(context, "linked", both("link", "连接"), 2)
    evidence += shares(context, "stages", both("life cycle models", "生命周期模型"), 2)
    evidence.append(
        row(
            "inputs without a supplier in the package (cut off)",
            "包内无供应而被截断的输入",
            *(_known(n) for n in context.cut_offs),
        )
    )
    why = unstated(context, "boundary")
    a, b = context.tallies("boundary")
    if why is None and overlap(a.counts, b.counts) >= SAME:
        return Answer("consistent", both("both state the same boundaries", "两侧说明的边界相同"), {}, evidence)
    parts = [_unit_share(side) for side in (context.a, context.b)]
    reason = both(
        f"unit processes: {parts[0]:.0%} of A, {parts[1]:.0%} of B", f"单元过程占比：A {parts[0]:.0%}，B {parts[1]:.0%}"
    )
    if min(parts) >= SAME:
        return Answer("convertible", reason, _RELINK, evidence)
    if max(parts) >= SAME and min(parts) < 1 - SAME:
        return Answer("not convertible", reason, {}, evidence)
    if why is None:
        return Answer("not convertible", reason, {}, evidence)
    return Answer("unknown", {lang: f"{why[lang]}; {reason[lang]}" for lang in ("en", "zh")}, {}, evidence)


def _known(count: int) -> int | None:
    return count if count >= 0 else None


def _unit_share(facts: Facts) -> float:
    tally = facts.tally("process_type")
    return sum(tally.counts[word] for word in UNIT_PROCESS) / tally.asked if tally.asked else 0.0


def multifunctionality(context: Context) -> Answer:
    """Judge the allocation that processes with several products ask for, and the modelling principle."""
    a, b = context.tallies("allocation")
    evidence = [
        *shares(context, "multifunctional", both("processes", "过程"), 2),
        *shares(context, "allocation", both("allocation", "分配")),
        *shares(context, "avoided", both("processes", "过程"), 2),
        *shares(context, "principle", both("principle", "建模原则")),
        *shares(context, "system_model", both("system model", "系统模型")),
        *shares(context, "allocation_text", both("in words", "文字说明")),
    ]
    models = [set(t.counts) & {"attributional", "consequential"} for t in context.tallies("system_model")]
    if models[0] and models[1] and not models[0] & models[1]:
        return Answer(
            "not convertible",
            both("one side is attributional, the other consequential", "一侧为归因模型，另一侧为归果模型"),
            {},
            evidence,
        )
    if not a.asked and not b.asked:
        return Answer("consistent", both("no process has several products", "没有多产品过程"), {}, evidence)
    silent = [t.counts["not stated"] / t.asked if t.asked else 0.0 for t in (a, b)]
    if max(silent) > 1 - STATED:
        reason = both(
            f"processes with several products that state no allocation: {silent[0]:.0%} of A, {silent[1]:.0%} of B",
            f"未说明分配方法的多产品过程：A {silent[0]:.0%}，B {silent[1]:.0%}",
        )
        return Answer("unknown", reason, {}, evidence)
    common = overlap(a.counts, b.counts)
    reason = both(f"common part of the methods: {common:.0%}", f"方法的共同部分：{common:.0%}")
    if common >= SAME or not (a.asked and b.asked):
        return Answer("consistent", reason, {}, evidence)
    if context.method:
        rule = both(
            f"recalculate A with its {context.method} factors (calc --allocation {context.method})",
            f"按 A 自带的 {context.method} 因子重算（calc --allocation {context.method}）",
        )
        return Answer("convertible", reason, rule, evidence)
    return Answer("not convertible", reason, {}, evidence)


def electricity(context: Context) -> Answer:
    """Judge by which grid electricity inputs are supplied."""
    a, b = context.tallies("electricity_input")
    evidence = [
        *shares(context, "electricity_input", both("processes with electricity input", "有电力输入的过程")),
        *shares(context, "electricity", both("in words", "文字说明")),
    ]
    known = [_said(t.counts) / t.asked if t.asked else 0.0 for t in (a, b)]
    if min(known) < STATED:
        reason = both(
            f"the grid of electricity inputs is told by {known[0]:.0%} of A's processes and {known[1]:.0%} of B's",
            f"可知电网的电力输入：A {known[0]:.0%}，B {known[1]:.0%}",
        )
        return Answer("unknown", reason, {}, evidence)
    common = overlap(a.counts, b.counts)
    reason = both(f"common part: {common:.0%}", f"共同部分：{common:.0%}")
    if common >= SAME:
        return Answer("consistent", reason, {}, evidence)
    if min(_unit_share(context.a), _unit_share(context.b)) >= STATED:
        rule = both(
            "link the electricity inputs of the unit processes to the grid process wanted, recalculate",
            "将单元过程的电力输入改接到所需电网过程后重算",
        )
        return Answer("convertible", reason, rule, evidence)
    return Answer("not convertible", reason, {}, evidence)


def _said(counts: dict[str, int]) -> int:
    total = sum(counts.values())
    return total - counts.get("not stated", 0)


def gwp_set(context: Context) -> Answer:
    """Judge the GWP set: stated, seen in the package's own climate category, or recalculated from gases."""
    gases = [facts.gas_uses() for facts in (context.a, context.b)]
    evidence = [
        *shares(context, "gwp", both("in words", "文字说明")),
        row("set used in this comparison", "本次比较采用的系数集", *context.gwp),
        row("greenhouse gases inventoried", "清单中的温室气体种数", len(gases[0]), len(gases[1])),
        row("exchanges with them", "相应的交换数", *(sum(sum(g.values()) for g in side.values()) for side in gases)),
        *_categories(context),
    ]
    told = [_stated_sets(facts) for facts in (context.a, context.b)]
    if told[0] and told[1] and told[0] == told[1]:
        return Answer(
            "consistent",
            both(f"both: {', '.join(sorted(told[0]))}", f"两侧均为 {'、'.join(sorted(told[0]))}"),
            {},
            evidence,
        )
    if all(gases):
        reason = both(
            "both sides have gas by gas inventories; the sets stated differ or are not stated",
            "两侧均有逐气体清单；所述系数集不同或未说明",
        )
        rule = both(
            "recalculate the inventories with one GWP set (calc --gwp)", "按同一 GWP 系数集重算清单（calc --gwp）"
        )
        return Answer("convertible", reason, rule, evidence)
    which = "A" if not gases[0] else "B"
    reason = both(f"{which} has no greenhouse gas in its inventories", f"{which} 的清单没有温室气体")
    return Answer("not convertible" if any(told) else "unknown", reason, {}, evidence)


def _stated_sets(facts: Facts) -> frozenset[str]:
    tally = facts.tally("gwp")
    stated = {word for word in tally.counts if tally.share >= STATED}
    return frozenset(stated | {name for values in facts.gwp_values.values() if (name := known_set(values))})


def known_set(values: dict[str, float]) -> str:
    """Return the GWP set that a category's values of methane and nitrous oxide are of, "" if of none or several."""
    wanted = {gas: values[gas] for gas in ("CH4 fossil", "N2O") if gas in values}
    found = {
        id_
        for (id_, years), table in gwp.gwp_sets().items()
        if years == 100 and wanted and all(table.values.get(gas) == value for gas, value in wanted.items())
    }
    return found.pop() if len(found) == 1 else ""


def _categories(context: Context) -> list[Evidence]:
    rows = []
    for name in dict.fromkeys([*context.a.gwp_values, *context.b.gwp_values]):
        cells = []
        for facts in (context.a, context.b):
            values = facts.gwp_values.get(name)
            cells.append(
                None
                if values is None
                else known_set(values) or f"CH4 {values.get('CH4 fossil', '?')}, N2O {values.get('N2O', '?')}"
            )
        rows.append(row(f"factors of the category {name}", f"影响类别 {name} 的因子", *cells))
    return rows


def methane(context: Context) -> Answer:
    """Judge whether methane is told by origin."""
    evidence, plain = [], []
    for facts in (context.a, context.b):
        uses = facts.gas_uses()
        plain.append(_unspecified(facts, "CH4"))
        evidence.append((_emitted(uses, "CH4 fossil"), _emitted(uses, "CH4 biogenic"), plain[-1]))
    (fossil_a, biogenic_a, plain_a), (fossil_b, biogenic_b, plain_b) = evidence
    rows = [
        row("exchanges counted as fossil methane", "计为化石甲烷的交换", fossil_a, fossil_b),
        row("exchanges counted as biogenic methane", "计为生物源甲烷的交换", biogenic_a, biogenic_b),
        row("of them without an origin in their name", "其中名称未说明来源", plain_a, plain_b),
    ]
    rows[0].examples = examples(context.a.gas_example("CH4 fossil"), context.b.gas_example("CH4 fossil"))
    rows[1].examples = examples(context.a.gas_example("CH4 biogenic"), context.b.gas_example("CH4 biogenic"))
    if not fossil_a + biogenic_a or not fossil_b + biogenic_b:
        return Answer("unknown", both("a side has no methane", "一侧没有甲烷"), {}, rows)
    if not plain_a and not plain_b:
        return Answer("consistent", both("all methane is told by origin", "甲烷均区分来源"), {}, rows)
    reason = both(
        f"methane without an origin: {plain_a} exchanges of A, {plain_b} of B",
        f"未区分来源的甲烷：A {plain_a} 个交换，B {plain_b} 个",
    )
    sets = [gwp.gwp_set(name).values for name in context.gwp]
    if all(values.get("CH4 fossil") == values.get("CH4 biogenic") for values in sets):
        rule = both(
            f"methane without an origin counts as fossil; {context.gwp[0]} has one value for both origins, so no score depends on it",
            f"未区分来源的甲烷按化石计；{context.gwp[0]} 两种来源取值相同，结果不受影响",
        )
        return Answer("convertible", reason, rule, rows)
    return Answer("not convertible", reason, {}, rows)


def _emitted(uses: dict[str, dict[str, int]], gas: str) -> int:
    return sum(uses.get(gas, {}).values())


def _unspecified(facts: Facts, start: str) -> int:
    """Return exchanges of a gas whose flow's name does not tell the origin."""
    return sum(
        count
        for uuid, count in facts.uses.items()
        if (flow := facts.flows.get(uuid)) is not None and flow.gas.startswith(start) and not _ORIGIN.search(flow.name)
    )


def biogenic(context: Context) -> Answer:
    """Judge how biogenic carbon dioxide is booked: uptake and release, release only, or not at all."""
    words = []
    rows_: list[tuple[int, int, int]] = []
    for facts in (context.a, context.b):
        uses = facts.gas_uses().get("CO2 biogenic", {"emission": 0, "uptake": 0})
        plain = _unspecified(facts, "CO2")
        rows_.append((uses["emission"], uses["uptake"], plain))
        words.append(
            "both"
            if uses["uptake"] and uses["emission"]
            else "release"
            if uses["emission"]
            else "uptake"
            if uses["uptake"]
            else ""
        )
    titles = (
        ("exchanges of biogenic CO2 released", "生物源 CO2 排放的交换"),
        ("exchanges of CO2 taken up from the air", "从空气吸收 CO2 的交换"),
        ("exchanges of CO2 without an origin in their name", "名称未说明来源的 CO2 交换"),
    )
    evidence = [row(en, zh, rows_[0][k], rows_[1][k]) for k, (en, zh) in enumerate(titles)]
    for k, uptake in ((0, False), (1, True)):
        found = [facts.gas_example("CO2 biogenic", uptake=uptake) for facts in (context.a, context.b)]
        evidence[k].examples = examples(found[0], found[1])
    evidence += shares(context, "biogenic", both("in words", "文字说明"))
    evidence += shares(context, "storage", both("storage, delayed emission", "碳储存、延迟排放"), 2)
    named = {
        "both": both("uptake and release", "吸收与排放"), "release": both("release only", "仅排放"),
        "uptake": both("uptake only", "仅吸收"), "": both("none", "无"),
    }  # fmt: skip
    reason = {lang: f"A: {named[words[0]][lang]}; B: {named[words[1]][lang]}" for lang in ("en", "zh")}
    if not all(words):
        return Answer("unknown", reason, {}, evidence)
    if words[0] == words[1]:
        return Answer("consistent", reason, {}, evidence)
    rule = both(
        "count biogenic CO2 as 0 in both directions (0/0), as the sets here do; −1/+1 cannot be made from releases alone",
        "生物源 CO2 两个方向均计 0（0/0），与此处系数集一致；仅有排放时无法转换为 −1/+1",
    )
    return Answer("convertible", reason, rule, evidence)


def land_use(context: Context) -> Answer:
    """Judge whether carbon of land use change is told apart, and land use inventoried."""
    luc, land = [], []
    for facts in (context.a, context.b):
        luc.append(sum(n for uuid, n in facts.uses.items() if (f := facts.flows.get(uuid)) and f.origin == "luc"))
        land.append(sum(n for uuid, n in facts.uses.items() if (f := facts.flows.get(uuid)) is not None and f.land))
    evidence = [
        row("exchanges of CO2 or methane from land use change", "土地利用变化 CO2 或甲烷的交换", luc[0], luc[1]),
        row("exchanges of land occupation or transformation", "土地占用或转化的交换", land[0], land[1]),
        *shares(context, "land_use_change", both("in words", "文字说明")),
    ]
    if luc[0] and luc[1]:
        return Answer(
            "consistent", both("both tell carbon of land use change apart", "两侧均单列土地利用变化碳"), {}, evidence
        )
    if luc[0] or luc[1]:
        which = "A" if luc[0] else "B"
        rule = both(
            "state land use change apart, compare without it (calc --split)",
            "单列土地利用变化，比较时剔除（calc --split）",
        )
        return Answer("convertible", both(f"only {which} has it", f"仅 {which} 有"), rule, evidence)
    return Answer(
        "unknown",
        both("neither side has such flows: left out, or not relevant", "两侧均无此类流：被略去或不相关"),
        {},
        evidence,
    )


def aviation(context: Context) -> Answer:
    """Judge whether both speak of effects of flight beyond carbon dioxide; emissions into the upper air alone do not tell."""
    counts = [
        sum(n for uuid, n in facts.uses.items() if (f := facts.flows.get(uuid)) is not None and f.origin == "aircraft")
        for facts in (context.a, context.b)
    ]
    evidence = [
        row("exchanges of gases into the upper air", "排入高空的温室气体交换", counts[0], counts[1]),
        *shares(context, "aviation", both("in words", "文字说明")),
    ]
    if all(tally.stated for tally in context.tallies("aviation")):
        return Answer("consistent", both("both speak of it", "两侧均有说明"), {}, evidence)
    reason = both("a side says nothing on effects other than CO2's", "一侧未说明非 CO2 效应")
    return Answer("unknown", reason, {}, evidence)


_GROUPS: dict[str, Callable[[str], bool]] = {
    "co2": lambda g: g == "co2", "ch4": lambda g: g == "ch4", "n2o": lambda g: g == "n2o", "hfc": lambda g: g == "hfc",
    "pfc": lambda g: g == "pfc", "sf6": lambda g: g == "sf6", "nf3": lambda g: g == "nf3",
}  # fmt: skip
"""The seven groups of the national inventory."""


def gases(context: Context) -> Answer:
    """Judge which of the seven groups of greenhouse gases are inventoried."""
    known = gwp.gases()
    sides = []
    for facts in (context.a, context.b):
        counts: dict[str, int] = {}
        for gas, uses in facts.gas_uses().items():
            group = known[gas].group
            counts[group] = counts.get(group, 0) + uses["emission"]
        sides.append(counts)
    evidence = [
        row(f"exchanges: {group.upper()}", f"交换：{group.upper()}", sides[0].get(group, 0), sides[1].get(group, 0))
        for group in _GROUPS
    ]
    evidence.append(row("gases in all", "气体总数", *(len(facts.gas_uses()) for facts in (context.a, context.b))))
    have = [{group for group in _GROUPS if counts.get(group)} for counts in sides]
    if not have[0] or not have[1]:
        return Answer("unknown", both("a side has no greenhouse gas", "一侧没有温室气体"), {}, evidence)
    if have[0] == have[1]:
        return Answer("consistent", both(f"both: {_listed(have[0])}", f"两侧均有 {_listed(have[0])}"), {}, evidence)
    only = [have[0] - have[1], have[1] - have[0]]
    reason = both(
        f"only in A: {_listed(only[0]) or 'none'}; only in B: {_listed(only[1]) or 'none'}; what is not inventoried cannot be calculated",
        f"仅 A 有：{_listed(only[0]) or '无'}；仅 B 有：{_listed(only[1]) or '无'}；未列入清单者无法计算",
    )
    return Answer("not convertible", reason, {}, evidence)


def _listed(groups: set[str]) -> str:
    return ", ".join(group.upper() for group in _GROUPS if group in groups)
