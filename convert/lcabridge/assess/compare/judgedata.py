"""Judges of the data and their description: units, places, time, quality, uncertainty, documents, identity, factors."""

from __future__ import annotations

from collections import Counter
from statistics import median

from lcabridge.assess.compare.context import (
    COVERED,
    FIELDS,
    NEAR,
    SAME,
    STATED,
    Answer,
    Context,
    both,
    overlap,
    row,
    shares,
    unstated,
)
from lcabridge.assess.compare.facts import SYSTEMS, Facts

YEARS = 3
"""Difference of the median years that still counts as the same time (PEF: 2 to 4 years beyond validity cost one score)."""


def units(context: Context) -> Answer:
    """Judge units and flow properties: common ones, calorific basis, moisture, state of gas volumes."""
    sides = (context.a.properties, context.b.properties)
    names = sorted(set(sides[0]) | set(sides[1]), key=lambda name: -(sides[0][name] + sides[1][name]))
    evidence = [
        row("flow properties", "流属性", len(sides[0]), len(sides[1])),
        *(row(f"flows with {name}", f"具有 {name} 的流", sides[0][name], sides[1][name]) for name in names[:6]),
        *shares(context, "calorific_property", both("product flows with a", "产品流的")),
        *shares(context, "calorific", both("calorific basis in words", "热值基准（文字）")),
        *shares(context, "moisture", both("moisture basis in words", "干湿基（文字）")),
        *shares(context, "gas_volume", both("gas volume", "气体体积"), 2),
        row(
            "matched products whose units do not convert",
            "单位不可换算的匹配产品",
            len(context.refused),
            len(context.refused),
        ),
    ]
    if len(context.refused) > (1 - SAME) * (len(context.sure) + len(context.refused)):
        return Answer(
            "not convertible", both("units of matched products do not convert", "匹配产品的单位不可换算"), {}, evidence
        )
    bases = [_bases(facts) for facts in (context.a, context.b)]
    if not bases[0] or not bases[1]:
        which = " and ".join(name for name, basis in zip("AB", bases, strict=True) if not basis)
        return Answer("unknown", both(f"{which}: calorific basis not stated", f"{which}：未说明热值基准"), {}, evidence)
    if len(bases[0]) == 1 and bases[0] == bases[1]:
        word = next(iter(bases[0]))
        return Answer("consistent", both(f"both: {word} calorific value", f"两侧均为 {word} 热值"), {}, evidence)
    if len(bases[0]) == 1 and len(bases[1]) == 1:
        rule = both("ratio of net to gross calorific value by fuel", "按燃料的低/高位热值比换算")
        return Answer("convertible", both("one side net, the other gross", "一侧低位，另一侧高位"), rule, evidence)
    reason = both("net and gross calorific values stand side by side on one side", "一侧同时使用低位与高位热值")
    return Answer("unknown", reason, {}, evidence)


def _bases(facts: Facts) -> set[str]:
    words = facts.tally("calorific_property").counts + facts.tally("calorific").counts
    return {word.split()[0] for word in words}


def places(context: Context) -> Answer:
    """Judge place codes: one list for both, or lists that translate."""
    sides = (context.a, context.b)
    evidence = [
        *shares(context, "place", both("place", "地点")),
        *shares(context, "place_kind", both("granularity", "粒度")),
    ]
    evidence += [
        e
        for s in SYSTEMS
        for e in shares(context, f"places {s}", both(f"codes of the list {s}", f"属于清单 {s} 的代码"), 0)
    ]
    stated = unstated(context, "place")
    if stated is not None:
        return Answer("unknown", stated, {}, evidence)
    common = [s for s in SYSTEMS if all(_resolved(f, s) >= COVERED for f in sides)]
    if common:
        return Answer(
            "consistent",
            both(f"both use codes of the list {common[0]}", f"两侧代码均属于清单 {common[0]}"),
            {},
            evidence,
        )
    known = [f.tally("place_kind").share for f in sides]
    reason = both(
        f"codes that a known list has: {known[0]:.0%} of A, {known[1]:.0%} of B",
        f"已知清单中的代码：A {known[0]:.0%}，B {known[1]:.0%}",
    )
    if min(known) >= COVERED:
        rule = both(
            "table of place codes, list by list (a code is never compared as a string)",
            "按清单逐一转换的地点代码表（不按字符串比较）",
        )
        return Answer("convertible", reason, rule, evidence)
    return Answer("not convertible", reason, {}, evidence)


def _resolved(facts: Facts, system: str) -> float:
    return facts.tally(f"places {system}").share


def time(context: Context) -> Answer:
    """Judge reference years."""
    sides = (context.a.years, context.b.years)
    middle = [median(sorted(years.elements())) if years else None for years in sides]
    evidence = [
        row(
            "data sets with a year",
            "有年份的数据集",
            sum(sides[0].values()),
            sum(sides[1].values()),
            of=(context.a.processes, context.b.processes),
        ),
        row("median year", "中位年份", middle[0], middle[1]),
        row("first year", "最早年份", *(min(years) if years else None for years in sides)),
        row("last year", "最晚年份", *(max(years) if years else None for years in sides)),
        *shares(context, "validity", both("validity", "有效期"), 2),
    ]
    why = unstated(context, "year")
    if why is not None or middle[0] is None or middle[1] is None:
        return Answer("unknown", why or both("a side states no year", "一侧未说明年份"), {}, evidence)
    gap = abs(middle[0] - middle[1])
    reason = both(f"median years {middle[0]:g} and {middle[1]:g}", f"中位年份 {middle[0]:g} 与 {middle[1]:g}")
    return Answer("consistent" if gap <= YEARS else "not convertible", reason, {}, evidence)


def quality(context: Context) -> Answer:
    """Judge the scheme of data quality scores; scores of different schemes are never mixed."""
    evidence = [
        *shares(context, "quality"),
        *shares(context, "dq_system", both("scheme in the package", "包内质量体系")),
    ]
    why = unstated(context, "quality")
    if why is not None:
        return Answer("unknown", why, {}, evidence)
    a, b = context.tallies("quality")
    common = overlap(a.counts, b.counts)
    reason = both(f"common part of the schemes: {common:.0%}", f"质量体系的共同部分：{common:.0%}")
    return Answer("consistent" if common >= SAME else "not convertible", reason, {}, evidence)


def uncertainty(context: Context) -> Answer:
    """Judge how many exchanges have a distribution, and of which kind."""
    sides = (context.a, context.b)
    part = [facts.uncertain / facts.exchanges if facts.exchanges else 0.0 for facts in sides]
    kinds = [facts.tally("distribution").counts for facts in sides]
    evidence = [
        row(
            "exchanges with a distribution",
            "有分布的交换",
            context.a.uncertain,
            context.b.uncertain,
            of=(context.a.exchanges, context.b.exchanges),
        ),
        *(
            row(f"distribution: {k}", f"分布：{k}", kinds[0][k], kinds[1][k])
            for k in sorted(set(kinds[0]) | set(kinds[1]))
        ),
    ]
    reason = both(
        f"{part[0]:.1%} of A's exchanges, {part[1]:.1%} of B's", f"A 交换的 {part[0]:.1%}，B 的 {part[1]:.1%}"
    )
    if not part[0] and not part[1]:
        return Answer("unknown", both("neither side states uncertainty", "两侧均未说明不确定性"), {}, evidence)
    if not part[0] or not part[1]:
        return Answer("not convertible", reason, {}, evidence)
    if abs(part[0] - part[1]) <= NEAR and overlap(Counter(kinds[0]), Counter(kinds[1])) >= SAME:
        return Answer("consistent", reason, {}, evidence)
    rule = both(
        "parameters of the distributions convert exactly (docs/glossary.md); what has none stays without",
        "分布参数可精确换算；没有分布者保持没有",
    )
    return Answer("convertible", reason, rule, evidence)


def documentation(context: Context) -> Answer:
    """Judge which documentation fields are filled, and in which languages."""
    sides = (context.a, context.b)
    evidence, far = [], []
    for key, title in FIELDS:
        n = [facts.filled[key] for facts in sides]
        evidence.append(
            row(
                f"filled: {title['en']}",
                f"已填：{title['zh']}",
                n[0],
                n[1],
                of=(sides[0].processes, sides[1].processes),
            )
        )
        if abs(_rate(n[0], sides[0].processes) - _rate(n[1], sides[1].processes)) > NEAR:
            far.append(title)
    rates = [sum(facts.filled[key] for key, _ in FIELDS) / (len(FIELDS) * facts.processes or 1) for facts in sides]
    evidence.append(
        row("fill rate of all fields, %", "全部字段填充率，%", round(100 * rates[0], 1), round(100 * rates[1], 1))
    )
    for lang in ("en", "zh"):
        for key in ("name", "description"):
            n = [facts.in_language[lang][key] for facts in sides]
            evidence.append(
                row(f"{key} in {lang}", f"{key}（{lang}）", n[0], n[1], of=(sides[0].processes, sides[1].processes))
            )
    if not sides[0].processes or not sides[1].processes:
        return Answer("unknown", both("a side has no process", "一侧没有过程"), {}, evidence)
    if not far:
        return Answer(
            "consistent", both("all fields within 10 points", "各字段填充率相差不超过 10 个百分点"), {}, evidence
        )
    listed_en, listed_zh = ", ".join(t["en"] for t in far), "、".join(t["zh"] for t in far)
    reason = both(f"fill rates differ by more than 10 points: {listed_en}", f"填充率相差超过 10 个百分点：{listed_zh}")
    return Answer("not convertible", reason, {}, evidence)


def _rate(n: int, of: int) -> float:
    return n / of if of else 0.0


_BRIDGES = ({"ISIC", "ISIC rev. 4", "ISIC Rev.4"}, {"GB/T 4754-2017", "GB/T 4754"})
"""Classification systems between which a table of the standard leads (GB/T 4754-2017, annex C)."""


def naming(context: Context) -> Answer:
    """Judge classification systems and classes."""
    systems, classes = context.tallies("classification"), context.tallies("class")
    evidence = [
        *shares(context, "classification", both("system", "分类体系")),
        *shares(context, "class", both("class", "类别")),
    ]
    why = unstated(context, "classification")
    if why is not None:
        return Answer("unknown", why, {}, evidence)
    common = overlap(systems[0].counts, systems[1].counts)
    same_classes = overlap(classes[0].counts, classes[1].counts)
    reason = both(
        f"common part of the systems {common:.0%}, of the classes {same_classes:.0%}",
        f"分类体系共同部分 {common:.0%}，类别共同部分 {same_classes:.0%}",
    )
    if same_classes >= SAME:
        return Answer("consistent", reason, {}, evidence)
    names = [set(tally.counts) for tally in systems]
    if any(names[0] & one and names[1] & other for one, other in (_BRIDGES, _BRIDGES[::-1])):
        return Answer("convertible", reason, both("GB/T 4754-2017, annex C", "GB/T 4754-2017 附录 C"), evidence)
    return Answer("not convertible", reason, {}, evidence)


def identifiers(context: Context) -> Answer:
    """Judge identifiers: shared UUIDs, or an alias table made of the matched products."""
    counts = [{s.uuid for s in facts.index.of_type("process") if not s.is_stub} for facts in (context.a, context.b)]
    shared = len(counts[0] & counts[1])
    least = min(len(counts[0]), len(counts[1]))
    evidence = [
        row("processes", "过程", len(counts[0]), len(counts[1])),
        row("of these with the same UUID", "其中 UUID 相同", shared, shared, of=(len(counts[0]), len(counts[1]))),
        row(
            "products matched by name or UUID",
            "按名称或 UUID 匹配的产品",
            len(context.sure),
            len(context.sure),
            of=context.products,
        ),
        *shares(context, "version", both("form of the version", "版本形式"), 3),
        *shares(context, "permanent_uri", both("permanent address", "永久地址"), 1),
    ]
    reason = both(f"{shared} of {least} processes have the same UUID", f"{least} 个过程中 {shared} 个 UUID 相同")
    if least and shared >= COVERED * least:
        return Answer("consistent", reason, {}, evidence)
    if least and len(context.sure) >= STATED * least:
        rule = both(
            "table of aliases: the matched products of this comparison (JSON, XLSX)",
            "别名表：本次比较的匹配产品（JSON、XLSX）",
        )
        return Answer("convertible", reason, rule, evidence)
    return Answer("not convertible", reason, {}, evidence)


def licence(context: Context) -> Answer:
    """Judge licences and the level of aggregation."""
    evidence = [*shares(context, "licence"), *shares(context, "process_type", both("type", "类型"))]
    why = unstated(context, "licence")
    if why is not None:
        return Answer("unknown", why, {}, evidence)
    a, b = context.tallies("licence")
    common = overlap(a.counts, b.counts)
    reason = both(f"common part of the statements: {common:.0%}", f"两侧说明的共同部分：{common:.0%}")
    return Answer("consistent" if common >= SAME else "not convertible", reason, {}, evidence)


def cross_check(context: Context) -> Answer:
    """Judge the factors of matched products, by own methods and by one method."""
    pairs = [p for p in context.sure if p.factor_a is not None and p.factor_b is not None]
    own = [_ratio(p.factor_a, p.factor_b) for p in pairs]
    one = [_ratio(p.common_a, p.common_b) for p in pairs]
    near = [sum(r is not None and abs(r - 1) <= NEAR for r in ratios) for ratios in (own, one)]
    n = len(pairs)
    evidence = [
        row("matched products with a factor", "有因子的匹配产品", n, n, of=context.products),
        row("within ±10 % by own methods", "按各自方法相差 ±10% 以内", near[0], near[0], of=(n, n)),
        row(
            "within ±10 % by one method (GWP set, flow list)",
            "按同一方法（GWP 系数集、流清单）相差 ±10% 以内",
            near[1],
            near[1],
            of=(n, n),
        ),
        row("median ratio B ÷ A by own methods", "各自方法下 B÷A 的中位数", None, _middle(own)),
        row("median ratio B ÷ A by one method", "同一方法下 B÷A 的中位数", None, _middle(one)),
        row("suggested pairs, no evidence", "建议的配对（不作证据）", len(context.pairs) - len(context.sure), None),
    ]
    if not n:
        return Answer("unknown", both("no product is on both sides with a factor", "两侧没有可比因子"), {}, evidence)
    reason = both(
        f"{near[0]} of {n} factors agree within 10 % by own methods, {near[1]} by one method",
        f"{n} 个因子中，按各自方法 {near[0]} 个、按同一方法 {near[1]} 个相差不超过 10%",
    )
    if near[0] >= SAME * n:
        return Answer("consistent", reason, {}, evidence)
    if near[1] >= SAME * n:
        return Answer(
            "convertible",
            reason,
            both("recalculate with one GWP set and flow list", "按同一 GWP 系数集与流清单重算"),
            evidence,
        )
    return Answer("not convertible", reason, {}, evidence)


def _ratio(a: float | None, b: float | None) -> float | None:
    if a is None or b is None:
        return None
    if a == b:
        return 1.0
    return b / a if a else None


def _middle(ratios: list[float | None]) -> float | None:
    known = sorted(r for r in ratios if r is not None)
    return round(median(known), 6) if known else None
