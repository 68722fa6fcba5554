"""A comparison as a page, a one-page summary and sheets of a workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from lcabridge.assess.compare.judgeflows import LISTED
from lcabridge.assess.compare.model import VERDICTS, Comparison, Evidence, Pair, Part, PointResult, Release
from lcabridge.assess.compare.products import RULES, SURE
from lcabridge.model import Text, pick
from lcabridge.report.render.sheet import (
    Block,
    Cell,
    Chart,
    Chip,
    Column,
    Detail,
    Figure,
    Lines,
    Section,
    Sheet,
    Table,
    Tone,
)
from lcabridge.report.render.svg import Bar, Dot, Segment, bars, scatter

TONES: dict[str, Tone] = {"consistent": "good", "convertible": "warn", "not convertible": "bad", "unknown": "soft"}
_PARTS: dict[str, tuple[str, Text]] = {
    "gwp": ("first", {"en": "GWP set", "zh": "GWP 系数集"}),
    "allocation": ("second", {"en": "allocation", "zh": "分配"}),
    "mapping": ("third", {"en": "flow mapping", "zh": "流映射"}),
    "data": ("fourth", {"en": "data", "zh": "数据"}),
}
_CHART_ROWS = 18
UNIT = "kg CO2-eq"


def _t(en: str, zh: str) -> Text:
    return {"en": en, "zh": zh}


def compare_sheet(c: Comparison, made: str) -> Sheet:
    """Return the page of a comparison."""
    sections = [
        Section("points", _t("Points of consistency", "一致性要点"), [_points(c.points)]),
        Section("factors", _t("Factors side by side", "因子并列比较"), list(_factors(c))),
        Section("mapping", _t("Elementary flows: coverage and mapping", "基本流：覆盖与映射"), list(_mapping(c))),
    ]
    if c.release is not None:
        sections.append(
            Section("release", _t("What changed, data set by data set", "逐数据集的变化"), list(_release(c.release)))
        )
    if c.notes:
        sections.append(Section("notes", _t("What could not be done", "未能完成的部分"), [Lines(c.notes, "warn")]))
    return Sheet(
        title=_t("Comparison of two databases", "两个数据库的比较"),
        ends=_ends(c),
        figures=_figures(c),
        sections=sections,
        made=made,
    )


def compare_summary(c: Comparison, made: str) -> Sheet:
    """Return the summary that fits one printed page: verdicts, what does not convert, what is unknown, the factors."""
    by_verdict: dict[str, list[PointResult]] = {}
    for point in c.points:
        by_verdict.setdefault(point.verdict, []).append(point)
    sections = []
    heads = {
        "not convertible": _t("Differences that cannot be converted away", "无法转换消除的差异"),
        "convertible": _t("Differences that convert, and by which rule", "可转换的差异及规则"),
        "unknown": _t("Unknown: to be asked of the owners", "未知：需向所有者询问"),
        "consistent": _t("Consistent", "一致"),
    }
    for verdict, head in heads.items():
        points = by_verdict.get(verdict, [])
        if points and verdict in ("unknown", "consistent"):
            sections.append(Section(f"v-{verdict}", head, [Lines([_joined(points)])]))
        elif points:
            sections.append(
                Section("v-" + verdict.replace(" ", "-"), head, [Lines([_sentence(point) for point in points])])
            )
    sections.append(Section("factors", _t("Factors", "因子"), [Lines(list(_numbers(c)))]))
    return Sheet(
        title=_t("Comparison of two databases: summary", "两个数据库的比较：摘要"),
        ends=_ends(c), figures=_figures(c), sections=sections, made=made, short=True,
    )  # fmt: skip


def _sentence(point: PointResult) -> Text:
    return {
        lang: f"{point.title[lang]}: {point.reason.get(lang, '')}" + (f" → {point.rule[lang]}" if point.rule else "")
        for lang in ("en", "zh")
    }


def _joined(points: Sequence[PointResult]) -> Text:
    return {"en": "; ".join(p.title["en"] for p in points), "zh": "；".join(p.title["zh"] for p in points)}


def _numbers(c: Comparison) -> Iterator[Text]:
    sure = [pair for pair in c.pairs if pair.by in SURE]
    known = [pair for pair in sure if pair.split is not None]
    yield _t(
        f"{len(sure)} products are on both sides, {len(known)} with a factor; {c.unmatched_a} of A and {c.unmatched_b} of B have no partner.",
        f"两侧共有 {len(sure)} 个产品，其中 {len(known)} 个有因子；A 有 {c.unmatched_a} 个、B 有 {c.unmatched_b} 个没有对应。",
    )
    totals = _totals(known)
    if totals:
        yield _t(
            "Mean share of the differences (absolute): "
            + ", ".join(f"{_PARTS[k][1]['en']} {v:.0%}" for k, v in totals.items()),
            "差异的平均构成（绝对值）：" + "，".join(f"{_PARTS[k][1]['zh']} {v:.0%}" for k, v in totals.items()),
        )
    if c.release is not None:
        n = {k: sum(getattr(t, k) for t in c.release.types) for k in ("added", "removed", "changed", "same")}
        yield _t(
            f"Data sets: {n['added']} added, {n['removed']} removed, {n['changed']} changed, {n['same']} the same; {c.release.total} fields differ.",
            f"数据集：新增 {n['added']}，删除 {n['removed']}，变更 {n['changed']}，相同 {n['same']}；共 {c.release.total} 处字段不同。",
        )


def _totals(pairs: Sequence[Pair]) -> dict[str, float]:
    sums = dict.fromkeys(_PARTS, 0.0)
    n = 0
    for pair in pairs:
        split = pair.split
        if split is None:
            continue
        parts = {key: abs(getattr(split, key)) for key in _PARTS}
        whole = sum(parts.values())
        if whole:
            n += 1
            for key, value in parts.items():
                sums[key] += value / whole
    return {key: value / n for key, value in sums.items()} if n else {}


def _ends(c: Comparison) -> list[tuple[Text, str, str]]:
    ends = []
    for label, side in ((_t("A", "A"), c.a), (_t("B", "B"), c.b)):
        more = (
            f"{side.format} · {side.counts.get('process', 0):,} processes / 过程 · GWP {side.gwp} · {side.allocation}"
        )
        ends.append((label, side.name, more + (f" · → {side.mapping}" if side.mapping else "")))
    return ends


def _figures(c: Comparison) -> list[Figure]:
    counts = c.counts()
    found = [Figure(str(counts[verdict]), VERDICTS[verdict], TONES[verdict]) for verdict in VERDICTS]
    sure = sum(pair.by in SURE for pair in c.pairs)
    return [*found, Figure(f"{sure:,}", _t("matched products", "匹配产品"))]


def _points(points: Sequence[PointResult]) -> Table:
    columns = [
        Column(_t("no.", "序号"), number=True),
        Column(_t("point", "要点")),
        Column(_t("verdict", "结论"), filter=True),
        Column(_t("why", "理由"), wide=True),
        Column(_t("converts by", "转换规则"), wide=True),
        Column(_t("clause", "条款")),
    ]
    rows: list[list[Cell]] = []
    details = []
    for point in points:
        chip = Chip(VERDICTS[point.verdict], TONES[point.verdict])
        rows.append([point.number, point.title, chip, point.reason, point.rule, point.clause])
        text = {lang: f"{_JUDGED[lang]}{point.method[lang]}" for lang in ("en", "zh")}
        details.append([Detail(text, _EVIDENCE_HEAD, [_evidence(e) for e in point.evidence])])
    return Table(
        "points", columns, rows, details, _t("Open a row for the evidence of both sides.", "点击行可查看两侧证据。")
    )


_JUDGED = _t("Judged by: ", "判断依据：")
_EVIDENCE_HEAD = [
    _t("evidence", "证据"), _t("A", "A"), _t("of", "共"), _t("B", "B"), _t("of", "共"), _t("found in A", "A 中出处"), _t("found in B", "B 中出处"),
]  # fmt: skip


def _evidence(e: Evidence) -> list[Cell]:
    return [e.what, e.a, e.of_a or None, e.b, e.of_b or None, _example(e, "a"), _example(e, "b")]


def _example(e: Evidence, side: str) -> str:
    found = e.examples.get(side)  # type: ignore[call-overload]  # one of the sides
    if found is None:
        return ""
    text = f": {found.text}" if found.text else ""
    return f"{pick(found.name, 'en')} [{found.type} {found.uuid}] {found.path}{text}"


def _factors(c: Comparison) -> Iterator[Block]:
    known = [pair for pair in c.pairs if pair.split is not None]
    dots = [_dot(pair) for pair in known]
    shown = [dot for dot in dots if dot is not None]
    if shown:
        left = len(known) - sum(d.x > 0 and d.y > 0 for d in shown)
        yield Chart(
            _t(f"Factor of B against factor of A, {UNIT} per unit (line: 1:1, band: ±10 %)", f"B 与 A 的因子，{UNIT}/单位（线：1:1，带：±10%）"),
            scatter(
                shown, _t("factors of matched products", "匹配产品的因子"), _t(f"A, {UNIT} per unit", f"A，{UNIT}/单位"),
                _t(f"B, {UNIT} per unit", f"B，{UNIT}/单位"),
            ),
            _t(f"{left} pairs with a factor of zero or below are not drawn.", f"{left} 对因子为零或负，未绘出。"),
            [("good", _t("within 10 %", "相差 10% 以内")), ("bad", _t("further apart", "相差更大")), ("soft", _t("suggested pair", "建议的配对"))],
        )  # fmt: skip
        yield _split_chart(known)
    columns = [
        Column(_t("product of A", "A 的产品"), wide=True),
        Column(_t("product of B", "B 的产品"), wide=True),
        Column(_t("place A / B", "地点 A / B")),
        Column(_t("matched by", "匹配依据"), filter=True),
        Column(_t("unit", "单位"), filter=True),
        Column(_t("factor A", "因子 A"), number=True),
        Column(_t("factor B", "因子 B"), number=True),
        Column(_t("B ÷ A", "B ÷ A"), number=True),
        *(Column(_t(f"by {label['en']}", f"{label['zh']}部分"), number=True) for _, label in _PARTS.values()),
    ]
    yield Table(
        "pairs", columns, [_pair(pair) for pair in c.pairs], [list(_pair_details(pair)) for pair in c.pairs],
        _t(
            f"Factors in {UNIT} per unit of A. The four parts are recalculations with one change at a time and sum to B − A.",
            f"因子以 {UNIT}/A 的单位表示。四个部分由逐项改变重算得到，其和等于 B − A。",
        ),
    )  # fmt: skip


def _dot(pair: Pair) -> Dot | None:
    if pair.factor_a is None or pair.factor_b is None:
        return None
    ratio = pair.ratio or 0.0
    tone = "soft" if pair.by not in SURE else "good" if abs(ratio - 1) <= 0.1 else "bad"
    name = {lang: f"{pick(pair.a.product, lang)}: {pair.factor_a:.5g} / {pair.factor_b:.5g}" for lang in ("en", "zh")}
    return Dot(pair.factor_a, pair.factor_b, tone, name)


def _split_chart(known: Sequence[Pair]) -> Chart:
    def weight(pair: Pair) -> float:
        a, b = pair.factor_a or 0.0, pair.factor_b or 0.0
        return abs(b - a) / (max(abs(a), abs(b)) or 1.0)

    top = sorted((p for p in known if p.by in SURE and weight(p) > 0), key=lambda p: -weight(p))[:_CHART_ROWS]
    rows = []
    for pair in top:
        largest = max(abs(pair.factor_a or 0.0), abs(pair.factor_b or 0.0)) or 1.0
        segments = [
            Segment(
                abs(getattr(pair.split, key)) / largest,
                tone,
                {lang: f"{label[lang]} {getattr(pair.split, key):.4g}" for lang in ("en", "zh")},
            )
            for key, (tone, label) in _PARTS.items()
        ]
        label = {lang: pick(pair.a.product, lang) for lang in ("en", "zh")}
        rows.append(Bar(label, segments, f"{pair.ratio:.3g}×" if pair.ratio is not None else "–"))
    return Chart(
        _t(
            "Largest differences and their parts (share of the larger factor, absolute; right: B ÷ A)",
            "最大差异及其构成（占较大因子之比，绝对值；右：B÷A）",
        ),
        bars(rows, _t("parts of the differences", "差异构成")) if rows else "",
        legend=[(tone, label) for tone, label in _PARTS.values()],
    )


def _pair(pair: Pair) -> list[Cell]:
    split = pair.split
    return [
        pair.a.product or pair.a.name,
        pair.b.product or pair.b.name,
        f"{pair.a.place} / {pair.b.place}",
        Chip(RULES[pair.by], "" if pair.by in SURE else "soft"),
        pair.unit or pair.a.unit,
        pair.factor_a,
        pair.factor_b,
        pair.ratio,
        *(getattr(split, key) if split is not None else None for key in _PARTS),
    ]


def _pair_details(pair: Pair) -> Iterator[Detail]:
    head = [_t("", ""), _t("process", "过程"), _t("UUID", "UUID"), _t("version", "版本"), _t("allocation", "分配")]
    rows: list[list[Cell]] = [
        [name, side.name, side.uuid, side.version, side.allocation] for name, side in (("A", pair.a), ("B", pair.b))
    ]
    yield Detail(pair.missing, head, rows)
    if pair.common_a is not None and pair.common_b is not None:
        yield Detail(
            _t(
                f"By one method (B's GWP set and allocation, one flow list): A {pair.common_a:.6g}, B {pair.common_b:.6g}.",
                f"同一方法（B 的 GWP 系数集与分配、同一流清单）：A {pair.common_a:.6g}，B {pair.common_b:.6g}。",
            )
        )
    if pair.by_process:
        head = [
            _t("process", "过程"),
            _t("A", "A"),
            _t("B", "B"),
            _t("change", "变化"),
            _t("own emissions", "自身排放"),
            _t("amount used", "用量"),
            _t("on", "所在侧"),
        ]
        yield Detail(
            _t("What moved it, by process", "变化来源：过程"), head, [_part(p, own=True) for p in pair.by_process]
        )
    if pair.by_flow:
        head = [_t("gas", "气体"), _t("A", "A"), _t("B", "B"), _t("change", "变化")]
        yield Detail(_t("What moved it, by gas", "变化来源：气体"), head, [_part(p, own=False) for p in pair.by_flow])


def _part(part: Part, *, own: bool) -> list[Cell]:
    cells: list[Cell] = [part.name, part.a, part.b, part.change]
    if own:
        where = "A, B" if part.uuid_a and part.uuid_b else "A" if part.uuid_a else "B" if part.uuid_b else ""
        cells += [part.own, part.amount, where] if where == "A, B" else [None, None, where]
    return cells


def _mapping(c: Comparison) -> Iterator[Block]:
    point = next((p for p in c.points if p.id == "flow-list"), None)
    if point is None:
        return
    rows = []
    for e in point.evidence:
        if e.what["en"].startswith(LISTED["en"]):
            continue  # what the lists have, used or not
        for side, value, of in (("A", e.a, e.of_a), ("B", e.b, e.of_b)):
            if of and isinstance(value, int | float):
                label = {lang: f"{side} · {text}" for lang, text in e.what.items()}
                rows.append(
                    Bar(label, [Segment(value / of, "first" if side == "A" else "second", label)], f"{value / of:.1%}")
                )
    yield Lines([point.reason, *([point.rule] if point.rule else [])])
    if rows:
        yield Chart(
            _t("Coverage", "覆盖率"), bars(rows, _t("coverage", "覆盖率"), most=1.0),
            legend=[("first", _t("A", "A")), ("second", _t("B", "B"))],
        )  # fmt: skip


def _release(release: Release) -> Iterator[Block]:
    columns = [
        Column(_t("type", "类型")), *(Column(label, number=True) for label in (
            _t("A", "A"), _t("B", "B"), _t("the same", "相同"), _t("changed", "变更"), _t("removed", "删除"), _t("added", "新增"))),
    ]  # fmt: skip
    yield Table("types", columns, [[t.type, t.a, t.b, t.same, t.changed, t.removed, t.added] for t in release.types])
    yield Table(
        "fields", [Column(_t("field", "字段")), Column(_t("values that differ", "不同的值"), number=True)],
        [[path, count] for path, count in release.fields.items()],
    )  # fmt: skip
    head = [_t("field", "字段"), _t("A", "A"), _t("B", "B")]
    yield Table(
        "changed",
        [Column(_t("changed data set", "变更的数据集"), wide=True), Column(_t("type", "类型"), filter=True), Column(_t("same by", "对应依据"), filter=True),
         Column(_t("changes", "变化数"), number=True)],
        [[s.name, s.type, s.by, s.count] for s in release.changed],
        [[Detail({}, head, [[f.path, _value(f.a), _value(f.b)] for f in s.changes])] for s in release.changed],
    )  # fmt: skip
    columns = [
        Column(_t("data set", "数据集"), wide=True),
        Column(_t("type", "类型"), filter=True),
        Column(_t("what", "情况"), filter=True),
        Column(_t("UUID", "UUID")),
    ]
    notes = [(n, Chip(_t("added", "新增"), "good")) for n in release.added] + [
        (n, Chip(_t("removed", "删除"), "bad")) for n in release.removed
    ]
    yield Table("moved", columns, [[n.name, n.type, chip, n.uuid] for n, chip in notes])


def _value(value: Any) -> str | float | int | None:
    return value if isinstance(value, str | float | int) or value is None else str(value)
