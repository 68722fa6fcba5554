"""What ``lcabridge calc`` does with a calculator: choose, score, print, write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from lcabridge.calc import Calculator, Scores
from lcabridge.calc.charts import bars, page, sankey
from lcabridge.calc.contributions import (
    By,
    Node,
    contribution_rows,
    contributions,
    tree_rows,
    upstream,
)
from lcabridge.calc.document import check_document_path, write_document
from lcabridge.calc.gwp import DEFAULT_SET
from lcabridge.calc.models import assemble_model, find_models
from lcabridge.calc.montecarlo import MonteCarlo
from lcabridge.calc.outputs import check_path, write_file, write_tables
from lcabridge.calc.publish import publish
from lcabridge.cli.calcprint import print_results, score_key, text_of
from lcabridge.cli.language import current, say
from lcabridge.cli.shared import print_json, print_table
from lcabridge.errors import ExitCode, UsageError
from lcabridge.model import Index, pick, summarise
from lcabridge.pipeline import Opened, open_package, write_entities
from lcabridge.registry import registry
from lcabridge.report import Report
from lcabridge.report.render import write_report

MOST = 50
"""Products whose details (contributions, trees …) one call shows."""


@dataclass(kw_only=True)
class Request:
    """What the command line asks for; see the options of the command."""

    gwp_name: str | None = None
    horizon: int = 100
    methods: tuple[str, ...] = ()
    processes: tuple[str, ...] = ()
    model: str | None = None
    amount: float = 1.0
    linking: str = "default"
    allocation: str = "declared"
    formulas: Any = "evaluate"
    values: dict[str, float] = field(default_factory=dict)
    scenario: dict[str, float] = field(default_factory=dict)
    split: bool = False
    by: tuple[By, ...] = ()
    inventory: bool = False
    tree: float | None = None
    runs: int | None = None
    seed: int = 0
    output: Path | None = None
    publish: Path | None = None
    target: str = "national"
    aggregated: bool = False
    document: Path | None = None
    report_path: Path | None = None
    json_output: bool = False
    version: str = ""

    def check(self) -> None:
        """Refuse what cannot be done before any work is done.

        Raises:
            UsageError: a file name of no known kind.
        """
        if self.output is not None:
            check_path(self.output)
        if self.document is not None:
            check_document_path(self.document)

    @property
    def wants_details(self) -> bool:
        """True if something is asked for that is shown product by product."""
        return bool(self.by or self.inventory or self.tree is not None or self.runs or self.publish or self.document)


def run(request: Request, opened: Opened, methods_from: Path | None, compare_to: Path | None) -> int:
    """Calculate and show; return the exit code: 1 if a score lacks part of its supply chain because of an error."""
    if request.model is not None:
        return _models(request, opened, methods_from)
    calculator = _calculator(request, opened, request.values)
    results = _score(request, calculator, methods_from)
    columns = _columns(request, calculator)
    rows = calculator.rows(results, columns, current())
    for extra in _scenarios(request, opened, compare_to, methods_from):
        _compare(rows, extra, results)
    details = _details(request, calculator, results, columns)
    report = calculator.system.report
    if request.publish is not None or request.document is not None:
        _publish(request, calculator, results[0], columns)
    meta = _meta(request, opened, calculator, results)
    if request.output is not None:
        _write(request, calculator, results, columns, rows, details, meta)
    if request.report_path is not None:
        source = {"path": opened.source.path.name, "format": opened.format.id, "evidence": opened.evidence.reason}
        report.take_names(opened.index)
        write_report(report.to_dict(request.version, source, None), request.report_path, current())
    if request.json_output:
        print_json({**meta, "products": rows, **details})
    else:
        print_results(request.split, results, rows, details, report, meta)
    wanted = [bool(results[0].incomplete[c]) for c in columns] if results else []
    return ExitCode.FINDINGS if any(wanted) else ExitCode.DONE


def _calculator(request: Request, opened: Opened, values: dict[str, float], report: Report | None = None) -> Calculator:
    return Calculator(
        opened,
        linking=request.linking,
        allocation=request.allocation,
        formulas=request.formulas,
        redefined={"": values},
        report=report if report is not None else opened.report,
    )


def _score(request: Request, calculator: Calculator, methods_from: Path | None) -> list[Scores]:
    found = []
    if request.gwp_name is not None or not request.methods:
        found.append(calculator.gwp(request.gwp_name or DEFAULT_SET, request.horizon))
    if request.methods and methods_from is not None:
        with open_package(methods_from, registry()) as methods:
            methods.build_index()
            for word in request.methods:
                found += calculator.method(word, methods)
    else:
        for word in request.methods:
            found += calculator.method(word)
    return found


def _columns(request: Request, calculator: Calculator) -> list[int]:
    columns = [c for word in request.processes for c in calculator.columns(word)] or calculator.columns()
    columns = list(dict.fromkeys(columns))
    if request.wants_details and len(columns) > MOST:
        raise UsageError(
            f"{len(columns)} products are too many to show in detail",
            f"{len(columns)} 个产品过多，无法逐一显示明细",
            hint_en="choose some with --process",
            hint_zh="请用 --process 选择",
        )
    lang = current()
    return sorted(columns, key=lambda c: (calculator.system.label(c, lang), c))


def _scenarios(
    request: Request, opened: Opened, compare_to: Path | None, methods_from: Path | None
) -> list[tuple[Calculator, list[Scores]]]:
    found = []
    if request.scenario:
        other = _calculator(request, opened, {**request.values, **request.scenario}, Report(cap=0))
        found.append((other, _score(request, other, methods_from)))
    if compare_to is not None:
        with open_package(compare_to, registry(), report=Report(cap=0)) as second:
            second.build_index()
            other = _calculator(request, second, request.values, Report(cap=0))
            found.append((other, _score(request, other, methods_from)))
    return found


def _compare(rows: list[dict[str, Any]], scenario: tuple[Calculator, list[Scores]], results: Sequence[Scores]) -> None:
    calculator, scores = scenario
    there = {(r["process"], r["flow"]): r for r in calculator.rows(scores)}
    for row in rows:
        other = there.get((row["process"], row["flow"]))
        for mine in results:
            key = score_key(mine)
            value = other.get(key) if other else None
            row[f"{key} (2)"] = value
            row[f"{key} difference"] = None if value is None else value - row[key]


def _details(
    request: Request, calculator: Calculator, results: Sequence[Scores], columns: Sequence[int]
) -> dict[str, list[dict[str, Any]]]:
    details: dict[str, list[dict[str, Any]]] = {}
    lang = current()
    for column in columns if request.wants_details else ():
        name = calculator.system.label(column, lang)
        for scores in results:
            about = {"product": name, "indicator": score_key(scores)}
            for by in request.by:
                parts = contributions(calculator, scores, column, by, request.amount)
                details.setdefault(f"contributions by {by}", []).extend(
                    {**about, **row} for row in contribution_rows(parts, lang)
                )
            if request.tree is not None:
                root = upstream(calculator, scores, column, amount=request.amount, cut_off=request.tree, lang=lang)
                details.setdefault("upstream tree", []).extend({**about, **row} for row in _tree(root))
            if request.runs:
                (spread,) = MonteCarlo(calculator, request.seed).run(scores, [column], request.runs)
                details.setdefault("Monte Carlo", []).append({**about, **spread.row()})
        if request.inventory:
            details.setdefault("inventory", []).extend(_inventory(calculator, column, request.amount, name, lang))
    return details


def _publish(request: Request, calculator: Calculator, scores: Scores, columns: Sequence[int]) -> None:
    made = publish(calculator, scores, columns, aggregated=request.aggregated)
    if request.document is not None:
        write_document(request.document, calculator, scores, made.factors)
    if request.publish is None:
        return
    fmt = registry().format(request.target)
    options: dict[str, object] = {"level": "factor"} if "level" in fmt.Options.model_fields else {}
    index = Index(summarise(entity) for entity in made.entities)
    report = write_entities(
        made.entities, index, request.publish, registry=registry(), to=request.target, write_options=options
    )
    closed = sum(factor.aggregated for factor in made.factors)
    issues = sum(report.issue_counts.values())
    click.echo(
        say(
            f"{request.publish.name}: {len(made.factors)} factors ({closed} aggregated), {len(made.entities)} data sets, "
            f"{issues} remarks on writing",
            f"{request.publish.name}：{len(made.factors)} 个因子（{closed} 个仅汇总），{len(made.entities)} 个数据集，"
            f"写出时 {issues} 条说明",
        ),
        err=True,
    )


def _models(request: Request, opened: Opened, methods_from: Path | None) -> int:
    """Calculate life cycle models by their own links."""
    rows, code = [], ExitCode.DONE
    lang = current()
    for model in find_models(opened, request.model or "all"):
        made = assemble_model(
            opened, model, allocation=request.allocation, formulas=request.formulas, report=opened.report
        )
        calculator = Calculator(opened, system=made.system)
        for scores in _score(request, calculator, methods_from):
            column = made.column
            row: dict[str, Any] = {
                "model": pick(model.name, lang) or model.uuid,
                "uuid": model.uuid,
                "amount": made.amount if column is not None else None,
                "unit": made.system.products[column].unit if column is not None else "",
                "indicator": score_key(scores),
                "score": float(scores.values[column]) * made.amount if column is not None else None,
                "score unit": scores.indicator.unit,
                "cut-offs": len(made.system.cut_offs),
            }
            rows.append(row)
            if column is None or scores.incomplete[column]:
                code = ExitCode.FINDINGS
    if request.output is not None and request.output.suffix.lower() != ".html":
        write_tables(request.output, {"models": rows}, {"tool": "lcabridge", "version": request.version})
    if request.json_output:
        print_json(rows)
    else:
        columns = list(rows[0]) if rows else []
        print_table(columns, [["" if row[c] is None else text_of(row[c]) for c in columns] for row in rows])
    return code


def _tree(root: Node) -> list[dict[str, Any]]:
    return [
        {
            "level": level,
            "name": node.name,
            "amount": node.amount,
            "unit": node.unit,
            "score": node.score,
            "direct": node.direct,
            "left out": node.rest,
        }
        for level, node in tree_rows(root)
    ]


def _inventory(calculator: Calculator, column: int, amount: float, name: str, lang: str) -> list[dict[str, Any]]:
    found = calculator.inventory(column, amount)
    return [
        {
            "product": name,
            "direction": row.direction,
            "name": pick(row.name, lang) or row.uuid,
            "category": "/".join(row.category),
            "amount": float(value),
            "unit": row.unit,
            "flow": row.uuid,
        }
        for row, value in zip(calculator.system.flows, found, strict=True)
        if value != 0.0
    ]


def _meta(request: Request, opened: Opened, calculator: Calculator, results: Sequence[Scores]) -> dict[str, Any]:
    system = calculator.system
    return {
        "tool": "lcabridge",
        "version": request.version,
        "source": opened.source.path.name,
        "format": opened.format.id,
        "rules": system.rules,
        "parameters": {**request.values, **({"(2)": request.scenario} if request.scenario else {})},
        "indicators": [
            {
                "id": s.indicator.id,
                "name": pick(s.indicator.name, current()),
                "unit": s.indicator.unit,
                "source": s.indicator.source,
                "gases without a factor": [
                    {"flow": row.uuid, "name": pick(row.name, current()), "reason": pick(why, current())}
                    for row, why in s.indicator.without
                ],
                "check": {"residual": s.check.residual, "forward error": s.check.forward, "way": s.check.way},
            }
            for s in results
        ],
        "counts": {
            "products": len(system.products),
            "flows": len(system.flows),
            "cut-offs": len(system.cut_offs),
            "largest cycle": calculator.solver.core,
        },
    }


def _write(
    request: Request,
    calculator: Calculator,
    results: Sequence[Scores],
    columns: Sequence[int],
    rows: list[dict[str, Any]],
    details: dict[str, list[dict[str, Any]]],
    meta: dict[str, Any],
) -> None:
    path = request.output
    if path is None:
        return
    if path.suffix.lower() != ".html":
        cut_offs = [
            {
                "process": calculator.system.label(c.product, current()),
                "flow": pick(c.name, current()) or c.flow,
                "direction": c.direction,
                "amount": c.amount,
                "unit": c.unit,
                "reason": pick(c.reason, current()),
            }
            for c in calculator.system.cut_offs
        ]
        write_tables(path, {"products": rows, **details, "cut-offs": cut_offs}, meta)
        return
    if len(columns) != 1:
        raise UsageError(
            f"the HTML page shows one product, {len(columns)} are chosen",
            f"HTML 页面只显示一个产品，当前选中 {len(columns)} 个",
            hint_en="choose one with --process",
            hint_zh="请用 --process 选择一个",
        )
    write_file(path, _page(request, calculator, results, columns[0], meta).encode())


def _page(
    request: Request, calculator: Calculator, results: Sequence[Scores], column: int, meta: dict[str, Any]
) -> str:
    lang = current()
    scores = results[0]
    unit = scores.indicator.unit
    charts = []
    words = {"process": ("Processes", "过程"), "flow": ("Flows", "基本流"), "stage": ("Stages", "阶段")}
    by: By
    for by in ("process", "flow", "stage"):
        parts = contributions(calculator, scores, column, by, request.amount)
        charts.append((f"{say(*words[by])} ({unit})", bars(parts, lang)))
    root = upstream(
        calculator, scores, column, amount=request.amount, cut_off=request.tree or 0.01, depth=6, limit=60, lang=lang
    )
    charts.append((say("Supply chain", "供应链"), sankey(root, unit)))
    about = [
        (say("Indicator", "指标"), pick(scores.indicator.name, lang)),
        (say("Rules", "规则"), ", ".join(f"{k}: {v}" for k, v in meta["rules"].items())),
        (say("Check", "检验"), f"residual {scores.check.residual:.1e}, forward error {scores.check.forward:.1e}"),
        (say("Cut-offs in the package", "数据包中的截断"), str(meta["counts"]["cut-offs"])),
    ]
    product = calculator.system.products[column]
    title = f"{calculator.system.label(column, lang)}: {request.amount:g} {product.unit}"
    return page(title, float(scores.values[column]) * request.amount, unit, about, charts, lang)
