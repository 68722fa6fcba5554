"""``lcabridge inspect SRC``: what a package is and holds."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import click

from lcabridge.cli.language import Command, Option, current, say
from lcabridge.cli.shared import (
    as_json,
    open_source,
    print_json,
    print_table,
    reading_options,
    source_argument,
)
from lcabridge.model import EntityType, Exchange, ImpactResult, Process, iter_refs, pick
from lcabridge.pipeline import Opened


def survey(opened: Opened, *, deep: bool) -> dict[str, Any]:
    """Return counts by type, languages, and (deep) exchanges, parameters and references that lead nowhere, EPDs by module."""
    counts: Counter[str] = Counter()
    languages: Counter[str] = Counter()
    for summary in opened.index:
        counts[summary.type] += 1
        languages.update(summary.name.keys())
    found: dict[str, Any] = {
        "path": opened.source.path.name,
        "format": opened.format.id,
        "evidence": opened.evidence.reason,
        "counts": dict(sorted(counts.items())),
        "name_languages": dict(languages.most_common()),
    }
    if deep:
        found |= _contents(opened)
    return found


def _contents(opened: Opened) -> dict[str, Any]:
    inside: Counter[str] = Counter()
    epds: list[dict[str, Any]] = []
    missing: dict[tuple[EntityType, str], int] = {}
    for entity in opened.entities():
        if isinstance(entity, Process) and entity.process_type == "epd":
            epds.append(_epd(entity))
        for name in ("exchanges", "impact_results", "parameters", "allocation", "factors", "instances", "links"):
            members = getattr(entity, name, None)
            if members:
                inside[f"{entity.type}.{name}"] += len(members)
        for _, ref in iter_refs(entity):
            if opened.index.get(ref.type, ref.uuid) is None:
                missing[(ref.type, ref.uuid)] = missing.get((ref.type, ref.uuid), 0) + 1
    return {
        "inside": dict(sorted(inside.items())),
        "epds": epds,
        "dangling": [{"type": t, "uuid": u, "references": n} for (t, u), n in sorted(missing.items())],
        "issue_counts": dict(sorted(opened.report.issue_counts.items())),
    }


def _epd(process: Process) -> dict[str, Any]:
    """Return an EPD's indicators with their values by module (``A4 - scenario``)."""
    lang = current()
    values: dict[str, dict[str, float | str]] = {}
    members: list[Exchange | ImpactResult] = [*process.exchanges, *process.impact_results]
    for member in members:
        target = member.flow if isinstance(member, Exchange) else member.category
        by_module = {
            f"{m.module} - {m.scenario}" if m.scenario else m.module: m.text if m.amount is None else m.amount
            for m in member.modules
        }
        if by_module:
            values[(pick(target.name, lang) or target.uuid) if target else "?"] = by_module
    modules = list(dict.fromkeys(module for by_module in values.values() for module in by_module))
    return {"uuid": process.uuid, "name": pick(process.name, lang), "modules": modules, "values": values}


@click.command(
    "inspect",
    cls=Command,
    help="Say what SRC is, how it was recognised and what it holds.",
    help_zh="说明 SRC 的格式、识别依据与内容。",
)
@source_argument
@click.option(
    "--deep",
    is_flag=True,
    cls=Option,
    help="Read every data set: count exchanges, list missing targets.",
    help_zh="读取每个数据集：统计交换，列出缺失的引用目标。",
)
@click.option(
    "--list",
    "list_type",
    metavar="TYPE",
    cls=Option,
    help="List the data sets of a type (process, flow …).",
    help_zh="列出某类数据集（process、flow 等）。",
)
@reading_options
@as_json
def command(
    *,
    src: Path,
    deep: bool,
    list_type: str | None,
    from_: str | None,
    read_options: tuple[str, ...],
    limits: tuple[str, ...],
    workers: int,
    json_output: bool,
) -> None:
    """Inspect a package."""
    with open_source(src, from_, read_options, limits) as (opened, progress):
        opened.build_index(workers, progress)
        if list_type:
            _list(opened, list_type, json_output=json_output)
            return
        found = survey(opened, deep=deep)
    if json_output:
        print_json(found)
        return
    click.echo(
        say(
            f"{found['path']}: {found['format']} ({found['evidence']})",
            f"{found['path']}：{found['format']}（{found['evidence']}）",
        )
    )
    rows = [[name, str(n)] for name, n in [*found["counts"].items(), *found.get("inside", {}).items()]]
    print_table([say("data sets", "数据集"), say("count", "数量")], rows)
    for epd in found.get("epds", []):
        _show_epd(epd)
    for gap in found.get("dangling", []):
        click.echo(
            say(
                f"missing: {gap['type']} {gap['uuid']} ({gap['references']} references)",
                f"缺失：{gap['type']} {gap['uuid']}（{gap['references']} 处引用）",
            )
        )


def _show_epd(epd: dict[str, Any]) -> None:
    click.echo(f"EPD {epd['uuid']} {epd['name']}")
    rows = [
        [indicator, *("" if (v := values.get(module)) is None else str(v) for module in epd["modules"])]
        for indicator, values in epd["values"].items()
    ]
    print_table([say("indicator", "指标"), *epd["modules"]], rows)


def _list(opened: Opened, list_type: str, *, json_output: bool) -> None:
    rows = [s for s in opened.index if s.type == list_type]
    if json_output:
        print_json(
            [
                {"uuid": s.uuid, "version": s.version, "name": s.name, "category": list(s.category), "place": s.place}
                for s in rows
            ]
        )
        return
    lang = current()
    print_table(
        ["uuid", say("version", "版本"), say("name", "名称"), say("category", "类别")],
        [[s.uuid, s.version, pick(s.name, lang), "/".join(s.category)] for s in rows],
    )
