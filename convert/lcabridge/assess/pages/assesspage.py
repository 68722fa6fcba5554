"""An assessment as a page, a one-page summary and sheets of a workbook."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from lcabridge.assess.model import GROUPS, SEVERITIES, Assessment, CheckInfo, Finding, Outcome
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
from lcabridge.report.render.svg import Bar, Segment, bars, radar


def _t(en: str, zh: str) -> Text:
    return {"en": en, "zh": zh}


VERDICT_CHIPS: dict[str, Chip] = {
    "pass": Chip(_t("pass", "通过"), "good"),
    "finding": Chip(_t("finding", "有发现"), "bad"),
    "not_assessable": Chip(_t("not assessable", "无法评定"), "soft"),
}
SEVERITY_CHIPS: dict[str, Chip] = {
    "block": Chip(_t("blocks", "阻断"), "bad"),
    "warn": Chip(_t("warns", "警告"), "warn"),
    "inform": Chip(_t("informs", "提示"), "soft"),
}
_MOST_BARS = 15
_MOST_LINES = 12


def assess_sheet(a: Assessment, made: str) -> Sheet:
    """Return the page of an assessment."""
    sections = [
        Section("checks", _t("Checks", "检查项"), [_checks(a)]),
        Section("findings", _t("Findings", "发现"), list(_findings(a))),
        Section("balances", _t("Balances", "平衡"), list(_balances(a))),
        Section("quality", _t("Data quality", "数据质量"), list(_quality(a))),
        Section("completeness", _t("Completeness", "完整性"), list(_completeness(a))),
    ]
    return Sheet(
        title=_t("Assessment of a package", "数据包评估"), ends=_ends(a), figures=_figures(a),
        sections=[s for s in sections if s.blocks], made=made,
    )  # fmt: skip


def assess_summary(a: Assessment, made: str) -> Sheet:
    """Return the summary that fits one printed page: what blocks, what warns, what could not be assessed."""
    sections = []
    for severity, head in (("block", _t("What blocks", "阻断项")), ("warn", _t("What warns", "警告项"))):
        rows = [_found(o, a.checks[o.check]) for o in a.outcomes if o.verdict == "finding" and o.severity == severity]
        if rows:
            sections.append(Section(severity, head, [Lines(_cut(rows))]))
    missing = [o for o in a.outcomes if o.verdict == "not_assessable"]
    if missing:
        rows = [_why(o, a.checks[o.check]) for o in missing]
        sections.append(
            Section("missing", _t("Not assessable, and what is missing", "无法评定及所缺内容"), [Lines(_cut(rows))])
        )
    sections.append(Section("groups", _t("Checks by group", "各组检查"), [_groups(a)]))
    return Sheet(
        title=_t("Assessment: summary", "评估摘要"), ends=_ends(a), figures=_figures(a), sections=sections, made=made, short=True
    )  # fmt: skip


def _found(o: Outcome, info: CheckInfo) -> Text:
    return {
        "en": f"{info.title['en']}: {o.count:,} findings [{info.clause}]. {info.mend['en']}",
        "zh": f"{info.title['zh']}：{o.count:,} 条发现 [{info.clause}]。{info.mend['zh']}",
    }


def _why(o: Outcome, info: CheckInfo) -> Text:
    return {
        "en": f"{info.title['en']}: {o.missing.get('en', '')}",
        "zh": f"{info.title['zh']}：{o.missing.get('zh', '')}",
    }


def _cut(rows: Sequence[Text]) -> list[Text]:
    if len(rows) <= _MOST_LINES:
        return list(rows)
    more = len(rows) - _MOST_LINES
    return [*rows[:_MOST_LINES], _t(f"… and {more} more: see the full report", f"……另有 {more} 项，见完整报告")]


def _ends(a: Assessment) -> list[tuple[Text, str, str]]:
    sets = ", ".join(f"{count:,} {type_}" for type_, count in a.summary.datasets.items())
    return [
        (
            _t("Source", "来源"),
            a.source.get("path", ""),
            " · ".join(p for p in (a.source.get("format", ""), sets) if p),
        ),
        (_t("Profile", "规范"), a.profile, str(a.calculation.get("gwp", ""))),
    ]


def _figures(a: Assessment) -> list[Figure]:
    tones: dict[str, Tone] = {"block": "bad", "warn": "warn", "inform": "soft"}
    names = {
        "block": _t("blocking findings", "阻断发现"),
        "warn": _t("warning findings", "警告发现"),
        "inform": _t("informing findings", "提示发现"),
    }
    found = [Figure(f"{a.summary.findings.get(s, 0):,}", names[s], tones[s]) for s in reversed(SEVERITIES)]
    verdicts = {
        "pass": _t("checks passed", "通过的检查"),
        "not_assessable": _t("checks not assessable", "无法评定的检查"),
    }
    found += [Figure(str(a.summary.verdicts.get(v, 0)), text, VERDICT_CHIPS[v].tone) for v, text in verdicts.items()]
    return found


def _checks(a: Assessment) -> Table:
    columns = [
        Column(_t("check", "检查"), wide=True), Column(_t("group", "分组"), filter=True), Column(_t("clause", "条款")),
        Column(_t("verdict", "结论"), filter=True), Column(_t("severity", "级别"), filter=True),
        Column(_t("findings", "发现"), number=True), Column(_t("examined", "检查数"), number=True),
        Column(_t("could not be examined", "无法检查"), number=True), Column(_t("what is missing", "缺少的内容"), wide=True),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    details = []
    for o in a.outcomes:
        info = a.checks[o.check]
        severity: Cell = SEVERITY_CHIPS[o.severity] if o.verdict == "finding" else ""
        rows.append(
            [
                info.title,
                GROUPS[info.group],
                info.clause,
                VERDICT_CHIPS[o.verdict],
                severity,
                o.count,
                o.seen,
                o.skipped or None,
                o.missing or o.partly or o.error,
            ]
        )
        why: list[list[Cell]] = [
            [_t("why it matters", "为何重要"), info.rationale],
            [_t("how to mend it", "如何修正"), info.mend],
            ["id", info.id],
        ]
        details.append([Detail({}, [], why)])
    return Table("checks", columns, rows, details)


def _groups(a: Assessment) -> Chart:
    counts = Counter[tuple[str, str]]((a.checks[o.check].group, o.verdict) for o in a.outcomes)
    order = ("pass", "finding", "not_assessable")
    rows = []
    for group, title in GROUPS.items():
        segments = [
            Segment(
                counts[group, v],
                VERDICT_CHIPS[v].tone,
                {lang: f"{text}: {counts[group, v]}" for lang, text in VERDICT_CHIPS[v].text.items()},
            )
            for v in order
        ]
        total = sum(counts[group, v] for v in order)
        if total:
            rows.append(Bar(title, segments, str(total)))
    legend = [(VERDICT_CHIPS[v].tone, VERDICT_CHIPS[v].text) for v in order]
    return Chart(_t("Checks by verdict", "检查结论"), bars(rows, _t("checks by verdict", "检查结论")), legend=legend)


def _findings(a: Assessment) -> Iterator[Block]:
    columns = [
        Column(_t("severity", "级别"), filter=True), Column(_t("check", "检查"), filter=True, wide=True), Column(_t("what is wrong", "问题"), wide=True),
        Column(_t("data set", "数据集"), wide=True), Column(_t("type", "类型"), filter=True), Column(_t("path", "路径")),
    ]  # fmt: skip
    rows: list[list[Cell]] = []
    details = []
    hidden = 0
    for o in sorted((o for o in a.outcomes if o.verdict == "finding"), key=lambda o: -SEVERITIES.index(o.severity)):
        info = a.checks[o.check]
        hidden += o.count - len(o.findings)
        for f in o.findings:
            rows.append([SEVERITY_CHIPS[o.severity], info.title, f.message, f.name or f.uuid, f.type or "", f.path])
            details.append([Detail({}, [], _finding(f, info))])
    note = (
        _t(
            f"{hidden:,} more findings are counted, not listed (--all-findings).",
            f"另有 {hidden:,} 条发现仅计数未列出（--all-findings）。",
        )
        if hidden
        else {}
    )
    yield _groups(a)
    yield Table("findings", columns, rows, details, note)


def _finding(f: Finding, info: CheckInfo) -> list[list[Cell]]:
    return [
        [_t("value", "值"), f.value],
        [_t("data set", "数据集"), f"{f.type or ''} {f.uuid} {f.version}".strip()],
        [_t("clause", "条款"), info.clause],
        [_t("why it matters", "为何重要"), info.rationale],
        [_t("how to mend it", "如何修正"), info.mend],
    ]


def _tables(a: Assessment, name: str) -> Iterator[tuple[Outcome, list[dict[str, Any]]]]:
    for o in a.outcomes:
        if o.tables.get(name):
            yield o, o.tables[name]


def _balances(a: Assessment) -> Iterator[Block]:
    coverage = []
    for o in a.outcomes:
        if a.checks[o.check].group != "balance" or not o.seen + o.skipped:
            continue
        bad = min(o.count, o.seen)
        good, whole = o.seen - bad, o.seen + o.skipped
        coverage.append(
            Bar(
                a.checks[o.check].title,
                [
                    Segment(good / whole, "good", _t(f"closes: {good}", f"闭合：{good}")),
                    Segment(
                        (o.seen - good) / whole,
                        "bad",
                        _t(f"does not close: {o.seen - good}", f"不闭合：{o.seen - good}"),
                    ),
                    Segment(o.skipped / whole, "soft", _t(f"not assessable: {o.skipped}", f"无法评定：{o.skipped}")),
                ],
                f"{o.seen} / {whole}",
            )
        )
    if coverage:
        yield Chart(
            _t("Coverage of the balances (assessed / all)", "平衡检查的覆盖（已评定/全部）"), bars(coverage, _t("coverage of the balances", "平衡检查的覆盖"), most=1.0),
            legend=[("good", _t("closes", "闭合")), ("bad", _t("does not close", "不闭合")), ("soft", _t("not assessable", "无法评定"))],
        )  # fmt: skip
    table: list[list[Cell]] = []
    for o, rows in _tables(a, "closure"):
        yield _closure(a.checks[o.check].title, rows, {f.uuid for f in o.findings})
        table += [
            [
                r["name"],
                r["quantity"],
                r["inputs"],
                r["outputs"],
                r["closure"],
                r["coverage"],
                ", ".join(r.get("defaults", [])),
            ]
            for r in rows
        ]
    if table:
        columns = [
            Column(_t("process", "过程"), wide=True), Column(_t("quantity", "量"), filter=True), Column(_t("in", "输入"), number=True), Column(_t("out", "输出"), number=True),
            Column(_t("out ÷ in", "输出÷输入"), number=True), Column(_t("mass covered", "质量覆盖"), number=True), Column(_t("default contents used", "采用的默认含量"), wide=True),
        ]  # fmt: skip
        yield Table("closure", columns, table)


def _closure(title: Text, rows: Sequence[dict[str, Any]], found: set[str]) -> Chart:
    known = [r for r in rows if r.get("closure") is not None]
    worst = sorted(known, key=lambda r: -abs(r["closure"] - 1))[:_MOST_BARS]
    shown = []
    for r in worst:
        label = {lang: pick(r["name"], lang) for lang in ("en", "zh")}
        value = f"{r['closure']:.4g}"
        tone = "bad" if r["uuid"] in found else "good"
        shown.append(Bar(label, [Segment(max(r["closure"], 0.0), tone, {"en": value, "zh": value})], value))
    return Chart(
        {lang: f"{title[lang]} – {_WORST[lang]}" for lang in ("en", "zh")},
        bars(shown, title, most=2.0, lines=[(1.0, _t("1", "1"))]) if shown else "",
        legend=[("good", _t("no finding", "无发现")), ("bad", _t("does not close", "不闭合"))],
    )


_WORST = _t("out ÷ in, the worst; the bar ends at 2", "输出÷输入，最差者；条形以 2 为限")


def _quality(a: Assessment) -> Iterator[Block]:
    for name, head in (
        (
            "representativeness",
            _t(
                "Representativeness, weighted by contribution (mean of the factors)", "代表性，按贡献加权（各因子均值）"
            ),
        ),
        ("rating", _t("Data quality rating by criterion (mean of the factors)", "各准则数据质量评分（各因子均值）")),
    ):
        for _, every in _tables(a, name):
            rows = [r for r in every if r["scores"]]
            by_scheme: dict[str, list[dict[str, Any]]] = {}
            for r in rows:
                by_scheme.setdefault(
                    pick(r["scheme"], "en") if isinstance(r["scheme"], dict) else str(r["scheme"]), []
                ).append(r)
            for scheme, same in by_scheme.items():  # scores of different schemes are never mixed
                axes = _means(same)
                if len(axes) > 2:
                    chart = radar(
                        [(_CRITERIA.get(key, {"en": key, "zh": key}), mean) for key, mean in axes.items()], head
                    )
                    note = _t(
                        f"{scheme}; {len(same)} factors; 1 (rim) is best",
                        f"{scheme}；{len(same)} 个因子；1（外缘）为最佳",
                    )
                    yield Chart(head, chart, note)
            columns = [
                Column(_t("factor", "因子"), wide=True), Column(_t("scheme", "体系"), filter=True), Column(_t("scores", "评分"), wide=True),
                Column(_t("rating", "评级"), number=True), Column(_t("method", "方法"), filter=True), Column(_t("part of the result covered", "覆盖结果"), number=True),
            ]  # fmt: skip
            if rows:
                yield Table(name, columns, [_rated(r) for r in rows])


_CRITERIA: dict[str, Text] = {
    "TeR": _t("technology (TeR)", "技术 (TeR)"),
    "GR": _t("place (GR)", "地理 (GR)"),
    "TiR": _t("time (TiR)", "时间 (TiR)"),
    "P": _t("precision (P)", "精度 (P)"),
    "C": _t("completeness (C)", "完整性 (C)"),
    "M": _t("method (M)", "方法 (M)"),
}


def _means(rows: Sequence[dict[str, Any]]) -> dict[str, float]:
    sums: dict[str, list[float]] = {}
    for r in rows:
        for key, value in r["scores"].items():
            sums.setdefault(str(key), []).append(float(value))
    return {key: sum(values) / len(values) for key, values in sums.items()}


def _rated(r: dict[str, Any]) -> list[Cell]:
    scores = ", ".join(f"{key} {value:.2f}" for key, value in r["scores"].items())
    return [r["name"] or r["uuid"], r["scheme"], scores, r.get("rating"), r.get("method", ""), r["coverage"]]


def _completeness(a: Assessment) -> Iterator[Block]:
    for name, head, key in (
        ("fill_rate", _t("Documentation fields filled", "文档字段填充"), "field"),
        ("activities", _t("Processes with", "含以下活动的过程"), "kind"),
    ):
        for _, rows in _tables(a, name):
            shown = []
            for r in rows:
                label = r[key] if isinstance(r[key], dict) else {"en": str(r[key]), "zh": str(r[key])}
                count, of = r.get("filled", r.get("processes", 0)), r["of"]
                part = count / of if of else 0.0
                shown.append(Bar(label, [Segment(part, "first", label)], f"{part:.0%} ({count} / {of})"))
            yield Chart(head, bars(shown, head, most=1.0))
