"""The development report (研制报告) of published factors, with the guideline's chapters (环办气候函〔2025〕468号, appendices 1–8)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from lcabridge.calc.blocks import Block, Heading, Paragraph, Table, docx, html
from lcabridge.calc.calculator import Calculator, Scores
from lcabridge.calc.charts import number
from lcabridge.calc.contributions import contributions
from lcabridge.calc.gwp import SPLIT
from lcabridge.calc.outputs import write_file
from lcabridge.calc.publish import SPLIT_WORDS, Factor
from lcabridge.errors import UsageError
from lcabridge.model import Process, Text, pick

SHOWN = 30
_NOT_STATED: Text = {"zh": "来源未说明。", "en": "Not stated by the source."}
TITLE: Text = {"zh": "产品碳足迹因子研制报告", "en": "Development report of product carbon footprint factors"}


def check_document_path(path: Path) -> None:
    """Refuse a name that says neither HTML nor Word.

    Raises:
        UsageError: another suffix.
    """
    if path.suffix.lower() not in (".html", ".docx"):
        raise UsageError(
            f"{path.name}: the development report is written as .html or .docx",
            f"{path.name}：研制报告可写为 .html 或 .docx",
        )


def write_document(path: Path, calculator: Calculator, scores: Scores, factors: Sequence[Factor]) -> None:
    """Write the report of some factors to an HTML or Word file.

    Raises:
        UsageError: another suffix.
        WriteError: the file system refuses.
    """
    check_document_path(path)
    blocks = list(report_blocks(calculator, scores, factors))
    if path.suffix.lower() == ".docx":
        write_file(path, docx(TITLE, blocks))
    else:
        write_file(path, html(TITLE, blocks).encode())


def report_blocks(calculator: Calculator, scores: Scores, factors: Sequence[Factor]) -> Iterable[Block]:
    """Yield the blocks of the report: chapters 1 to 8 for each factor, then what concerns all."""
    processes = {p.uuid: p for p in calculator.package.entities("process") if isinstance(p, Process)}
    for factor in factors:
        unit = processes.get(calculator.activity(factor.column).uuid)
        yield Heading(2, factor.process.name)
        yield from _scope(calculator, factor, unit)
        yield from _unit_processes(calculator, scores, factor, processes)
        yield from _model(calculator, factor)
        yield from _inventory(factor)
        yield from _factor(calculator, scores, factor)
        yield from _secondary(factor, processes)
        yield from _review(scores, factor, unit)
    yield Heading(2, {"zh": "附录", "en": "Annex"})
    yield from _annex(calculator, scores)


def _said(text: Text) -> Paragraph:
    return Paragraph(text or _NOT_STATED)


def _scope(calculator: Calculator, factor: Factor, unit: Process | None) -> Iterable[Block]:
    product = calculator.system.products[factor.column]
    process = factor.process
    yield Heading(3, {"zh": "1 目标和范围（附录1）", "en": "1 Goal and scope (A1)"})
    yield Paragraph(
        {
            "zh": f"产品：{pick(product.flow_name, 'zh')}；功能单位：{pick(process.functional_unit, 'zh')}；"
            f"基准流：1 {product.stated_unit}。",
            "en": f"Product: {pick(product.flow_name, 'en')}; functional unit: {pick(process.functional_unit, 'en')}; "
            f"reference flow: 1 {product.stated_unit}.",
        }
    )
    yield Paragraph(
        {
            "zh": "系统边界：从摇篮到大门，含数据包中连接到的全部上游单元过程。",
            "en": "System boundary: cradle to gate, with every upstream unit process that the package links to.",
        }
    )
    activity = calculator.activity(factor.column)
    time = process.time
    years = f"{time.reference_year or time.valid_from or '-'} – {time.valid_until or '-'}" if time else "-"
    yield Paragraph(
        {
            "zh": f"地理范围：{activity.place or '-'}；时间范围：{years}。",
            "en": f"Place: {activity.place or '-'}; time: {years}.",
        }
    )
    yield _said(unit.description if unit else {})
    yield Paragraph({"zh": "取舍准则：", "en": "Cut-off:"})
    yield _said(process.data_sources.cut_off if process.data_sources else {})


def _unit_processes(
    calculator: Calculator, scores: Scores, factor: Factor, processes: dict[str, Process]
) -> Iterable[Block]:
    yield Heading(3, {"zh": "2 单元过程数据（附录2）", "en": "2 Unit process data (A2)"})
    scale = calculator.system.products[factor.column].stated_scale
    rows = []
    for part in contributions(calculator, scores, factor.column, "process", scale)[:SHOWN]:
        process = processes.get(part.id)
        sources = process.data_sources.sources if process and process.data_sources else []
        rows.append(
            [
                pick(part.name, "zh"),
                part.place,
                number(part.amount),
                number(part.score),
                f"{part.share:.1%}",
                "; ".join(pick(ref.name, "zh") for ref in sources[:3]) or "-",
            ]
        )
    yield Table(
        [
            {"zh": "过程", "en": "Process"},
            {"zh": "地点", "en": "Place"},
            {"zh": "运行次数", "en": "Runs"},
            {"zh": "贡献", "en": "Contribution"},
            {"zh": "占比", "en": "Share"},
            {"zh": "数据来源", "en": "Sources"},
        ],
        rows,
    )
    yield Heading(3, {"zh": "3 归一化与分配（附录3）", "en": "3 Normalisation and allocation (A3)"})
    modelling = factor.process.modelling
    yield _said(modelling.description if modelling else {})


def _model(calculator: Calculator, factor: Factor) -> Iterable[Block]:
    yield Heading(3, {"zh": "4 产品生命周期模型（附录4）", "en": "4 Life cycle model (A4)"})
    matrix = calculator.technosphere
    column = factor.column
    product = calculator.system.products[column]
    rows = []
    for k in range(int(matrix.indptr[column]), int(matrix.indptr[column + 1])):
        row = int(matrix.indices[k])
        if row != column and matrix.data[k] != 0.0:
            need = -float(matrix.data[k]) / product.amount * product.stated_scale
            rows.append([calculator.system.label(row, "zh"), number(need), calculator.system.products[row].unit])
    count = len(factor.chain)
    yield Paragraph(
        {
            "zh": f"模型含 {count} 个过程；最大循环含 {calculator.solver.core} 个过程。直接供应过程：",
            "en": f"The model has {count} processes; the largest cycle of the package has {calculator.solver.core}. "
            "Direct suppliers:",
        }
    )
    heads: list[Text] = [
        {"zh": "供应过程", "en": "Supplier"},
        {"zh": "用量", "en": "Amount"},
        {"zh": "单位", "en": "Unit"},
    ]
    yield Table(heads, rows[:SHOWN])


def _inventory(factor: Factor) -> Iterable[Block]:
    yield Heading(3, {"zh": "5 生命周期清单（附录5）", "en": "5 Life cycle inventory (A5)"})
    exchanges = factor.process.exchanges[1:]
    rows = [
        [
            {"input": "输入 / input", "output": "输出 / output"}[e.direction or "output"],
            pick(e.flow.name, "zh") if e.flow else "-",
            number(e.amount or 0.0),
            e.unit.name if e.unit else "",
        ]
        for e in sorted(exchanges, key=lambda e: -abs(e.amount or 0.0))[:SHOWN]
    ]
    yield Paragraph(
        {
            "zh": f"共 {len(exchanges)} 条基本流，数值最大者如下；完整清单见因子数据集。",
            "en": f"{len(exchanges)} elementary flows, the largest amounts below; the data set has all.",
        }
    )
    heads: list[Text] = [
        {"zh": "方向", "en": "Direction"},
        {"zh": "基本流", "en": "Elementary flow"},
        {"zh": "数量", "en": "Amount"},
        {"zh": "单位", "en": "Unit"},
    ]
    yield Table(heads, rows)


def _factor(calculator: Calculator, scores: Scores, factor: Factor) -> Iterable[Block]:
    indicator = scores.indicator
    yield Heading(3, {"zh": "6 碳足迹因子（附录6）", "en": "6 Carbon footprint factor (A6)"})
    yield Paragraph(
        {
            "zh": f"{number(factor.score)} {factor.unit}；GWP 系数集：{pick(indicator.name, 'zh')}。",
            "en": f"{number(factor.score)} {factor.unit}; GWP set: {pick(indicator.name, 'en')} ({indicator.source}).",
        }
    )
    rows = [[" / ".join(SPLIT_WORDS[n].values()), number(factor.split[n])] for n in SPLIT if n in factor.split]
    yield Table([{"zh": "组成", "en": "Part"}, {"zh": factor.unit, "en": ""}], rows)
    scale = calculator.system.products[factor.column].stated_scale
    gases = contributions(calculator, scores, factor.column, "flow", scale)[:SHOWN]
    heads: list[Text] = [
        {"zh": "温室气体", "en": "Greenhouse gas"},
        {"zh": "排放量", "en": "Amount"},
        {"zh": "单位", "en": "Unit"},
        {"zh": "贡献", "en": "Contribution"},
    ]
    yield Table(heads, [[pick(g.name, "zh"), number(g.amount), g.unit, number(g.score)] for g in gases])


def _secondary(factor: Factor, processes: dict[str, Process]) -> Iterable[Block]:
    yield Heading(3, {"zh": "7 次级数据的选择（附录7）", "en": "7 Choice of secondary data (A7)"})
    told = 0
    for uuid in factor.chain[:SHOWN]:
        process = processes.get(uuid)
        selection = process.data_sources.selection if process and process.data_sources else {}
        if process and selection:
            told += 1
            yield Paragraph({lang: f"{pick(process.name, lang)}: {text}" for lang, text in selection.items()})
    if not told:
        yield Paragraph(_NOT_STATED)


def _review(scores: Scores, factor: Factor, unit: Process | None) -> Iterable[Block]:
    yield Heading(3, {"zh": "8 数据质量与审查（附录8）", "en": "8 Data quality and review (A8)"})
    yield Paragraph(factor.quality.text())
    check = scores.check
    yield Paragraph(
        {
            "zh": f"求解检验：残差 {check.residual:.1e}，前向误差 {check.forward:.1e}。",
            "en": f"Check of the solution: residual {check.residual:.1e}, forward error {check.forward:.1e}.",
        }
    )
    reviews = unit.reviews if unit else []
    if not reviews:
        yield Paragraph({"zh": "来源没有审查记录。", "en": "The source has no review on record."})
    for review in reviews:
        yield _said(review.details)


def _annex(calculator: Calculator, scores: Scores) -> Iterable[Block]:
    cuts = calculator.system.cut_offs
    yield Paragraph(
        {
            "zh": f"未供应而截断的输入与废物：{len(cuts)} 处。",
            "en": f"Inputs and wastes cut off for want of a supplier: {len(cuts)}.",
        }
    )
    if cuts:
        heads: list[Text] = [
            {"zh": "过程", "en": "Process"},
            {"zh": "流", "en": "Flow"},
            {"zh": "数量", "en": "Amount"},
            {"zh": "原因", "en": "Reason"},
        ]
        rows = [
            [
                calculator.system.label(c.product, "zh"),
                pick(c.name, "zh"),
                f"{number(c.amount)} {c.unit}",
                " / ".join(c.reason.values()),
            ]
            for c in cuts[:SHOWN]
        ]
        yield Table(heads, rows)
    without = scores.indicator.without
    yield Paragraph(
        {
            "zh": f"没有因子的温室气体流：{len(without)} 个"
            + ("：" + "、".join(pick(r.name, "zh") for r, _ in without[:SHOWN]) if without else "。"),
            "en": f"Greenhouse gas flows without a factor: {len(without)}"
            + (": " + ", ".join(pick(r.name, "en") for r, _ in without[:SHOWN]) if without else "."),
        }
    )


__all__ = ["TITLE", "check_document_path", "report_blocks", "write_document"]
