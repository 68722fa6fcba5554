"""How ``lcabridge calc`` prints results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from lcabridge.calc import Scores
from lcabridge.cli.language import current, say
from lcabridge.cli.shared import print_table
from lcabridge.model import pick
from lcabridge.report import CATALOGUE, Report, Severity, message

SHOWN = 12


def score_key(scores: Scores) -> str:
    """Return the name of a result's column in ``Calculator.rows``."""
    indicator = scores.indicator
    return f"{indicator.id} {indicator.horizon}a" if indicator.horizon else pick(indicator.name, "en") or indicator.id


def print_results(
    split: bool,
    results: Sequence[Scores],
    rows: list[dict[str, Any]],
    details: dict[str, list[dict[str, Any]]],
    report: Report,
    meta: dict[str, Any],
) -> None:
    """Print scores, details and notes; scores are shown per stated unit."""
    keys = [k for s in results for k in _shown_keys(s, rows, split=split)]
    heads = [say("process", "过程"), say("product", "产品"), say("place", "地点"), say("per", "单位"), *keys, ""]
    lines = []
    for row in rows:
        mark = "" if row["complete"] else say("incomplete", "不完整")
        scale = row["stated scale"]
        shown = ["" if row.get(k) is None else f"{row[k] * scale:.6g}" for k in keys]
        lines.append([row["name"], row["product"], row["place"], row["stated unit"], *shown, mark])
    print_table(heads, lines)
    for name, table in details.items():
        click.echo(f"\n{name}")
        columns = list(table[0]) if table else []
        print_table(columns, [[text_of(row[c]) for c in columns] for row in table])
    _notes(results, report, meta)


def _shown_keys(scores: Scores, rows: list[dict[str, Any]], *, split: bool) -> list[str]:
    key = score_key(scores)
    more = [f"{key} (2)", f"{key} difference"] if rows and f"{key} difference" in rows[0] else []
    return [key, *([f"{key} {name}" for name in scores.split] if split else []), *more]


def text_of(value: Any) -> str:
    """Return a cell as text."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _notes(results: Sequence[Scores], report: Report, meta: dict[str, Any]) -> None:
    lang = current()
    for scores in results:
        title, check = pick(scores.indicator.name, lang), scores.check
        click.echo(
            say(
                f"{score_key(scores)}: {title}; {scores.indicator.unit}; residual {check.residual:.1e}, "
                f"forward error {check.forward:.1e} ({check.way})",
                f"{score_key(scores)}：{title}；{scores.indicator.unit}；残差 {check.residual:.1e}，"
                f"前向误差 {check.forward:.1e}（{check.way}）",
            ),
            err=True,
        )
        known = int((scores.indicator.factors != 0.0).sum())
        if not known and len(scores.indicator.factors):
            click.echo(
                say("no elementary flow of the package has a factor", "数据包中没有任何基本流有对应因子"), err=True
            )
        if scores.indicator.without:
            names = ", ".join(pick(row.name, lang) for row, _ in scores.indicator.without[:SHOWN])
            count = len(scores.indicator.without)
            click.echo(
                say(
                    f"{count} greenhouse gas flows without a factor: {names}", f"{count} 个温室气体流没有因子：{names}"
                ),
                err=True,
            )
    rules = ", ".join(f"{k} {v}" for k, v in meta["rules"].items())
    cut_offs = meta["counts"]["cut-offs"]
    click.echo(
        say(f"rules: {rules}; {cut_offs} cut-offs (-o lists them)", f"规则：{rules}；{cut_offs} 处截断（-o 列出）"),
        err=True,
    )
    errors = [i for i in report.issues if i.code.startswith("CALC-") and _is_error(i.code)]
    for issue in errors[:SHOWN]:
        click.echo(f"{issue.code} {issue.entity.uuid if issue.entity else ''}: {message(issue, lang)}", err=True)


def _is_error(code: str) -> bool:
    return CATALOGUE[code].severity is Severity.ERROR
