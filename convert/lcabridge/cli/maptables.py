"""``lcabridge map check | convert | compare | invert | compose``: what is done with tables alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from lcabridge.cli.language import Command, Option, current, say
from lcabridge.cli.mapshared import load_table, out_option, print_findings, report_losses, table_argument
from lcabridge.cli.shared import as_json, print_json, print_table
from lcabridge.errors import ExitCode
from lcabridge.flowmap import read_map, write_map
from lcabridge.flowmap.algebra import Finding, compare, compose, invert
from lcabridge.flowmap.checks import check_targets, check_units
from lcabridge.flowmap.coverage import account
from lcabridge.flowmap.lists import shipped
from lcabridge.flowmap.problems import BAD
from lcabridge.flowmap.render import check_suffix, write
from lcabridge.pipeline.mapping import Mapped, plan_of, source_flows
from lcabridge.pipeline.opened import open_package
from lcabridge.registry import registry

_SHOWN = 40


@click.command(
    "check",
    cls=Command,
    help="Say what is wrong with a mapping TABLE, with line and column. Exit code 1 if a row must not be applied.",
    help_zh="检查映射表 TABLE，指出行与列。若有不可应用的行，退出码为 1。",
)
@click.argument("table", type=click.Path(path_type=Path))
@click.option(
    "--list",
    "list_",
    metavar="LIST",
    cls=Option,
    help="List that the targets must be in.",
    help_zh="目标流所属的清单。",
)
@as_json
def check_command(*, table: Path, list_: str | None, json_output: bool) -> int:
    """Check a table."""
    found, problems = read_map(table)
    problems += check_units(found)
    if list_ is not None:
        problems += check_targets(found, shipped(list_.lower()))
    problems.sort(key=lambda p: (p.line, p.column, p.code))
    if json_output:
        print_json(
            [
                {"line": p.line, "column": p.column, "code": p.code, "severity": p.severity, "en": p.en, "zh": p.zh}
                for p in problems
            ]
        )
    else:
        for problem in problems:
            click.echo(f"{problem.severity}: {problem.message(current(), str(table))}")
        click.echo(
            say(f"{len(found.rows)} rows, {len(problems)} findings", f"{len(found.rows)} 行，{len(problems)} 处发现")
        )
    return ExitCode.FINDINGS if any(problem.severity == BAD for problem in problems) else ExitCode.DONE


@click.command(
    "convert",
    cls=Command,
    help="Write a mapping TABLE in another format: GLAD, FEDEFL, openLCA, randonneur, SSSOM, or our own.",
    help_zh="将映射表 TABLE 写成其他格式：GLAD、FEDEFL、openLCA、randonneur、SSSOM 或本工具格式。",
)
@table_argument
@out_option
@click.option(
    "--as", "kind", default="", metavar="FORMAT", cls=Option, help="Format of the output.", help_zh="输出格式。"
)
def convert_command(*, table: str, out: Path, kind: str) -> None:
    """Convert a table."""
    report_losses(write_map(load_table(table), out, kind), out)


@click.command(
    "invert",
    cls=Command,
    help="Write the map from target to source; what has no certain inverse is listed.",
    help_zh="写出从目标到来源的反向映射，并列出没有确定反向的行。",
)
@table_argument
@out_option
def invert_command(*, table: str, out: Path) -> None:
    """Invert a table."""
    inverse, findings = invert(load_table(table))
    write_map(inverse, out)
    print_findings(findings, _SHOWN)
    click.echo(say(f"{len(inverse.rows)} rows in {out}", f"{out}：{len(inverse.rows)} 行"))


@click.command(
    "compose",
    cls=Command,
    help="Write the map A to C of FIRST (A to B) and SECOND (B to C); what is uncertain is refused and listed.",
    help_zh="由 FIRST（A 到 B）与 SECOND（B 到 C）写出 A 到 C 的映射；不确定的组合被拒绝并列出。",
)
@click.argument("first")
@click.argument("second")
@out_option
@click.option(
    "--direct",
    metavar="TABLE",
    cls=Option,
    help="A direct table to compare with; it is never replaced.",
    help_zh="用于比较的直接映射表，绝不会被替换。",
)
def compose_command(*, first: str, second: str, out: Path, direct: str | None) -> None:
    """Compose two tables."""
    chain, findings = compose(load_table(first), load_table(second), load_table(direct) if direct else None)
    write_map(chain, out)
    print_findings(findings, _SHOWN)
    click.echo(say(f"{len(chain.rows)} rows in {out}", f"{out}：{len(chain.rows)} 行"))


@click.command(
    "compare",
    cls=Command,
    help="Compare two tables (A B), or report what mapping a package would do (SRC --map TABLE -o report.html).",
    help_zh="比较两个映射表（A B），或报告对数据包的映射结果（SRC --map TABLE -o report.html）。",
)
@click.argument("first")
@click.argument("second", required=False)
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="TABLE",
    cls=Option,
    help="Table or list (ef31, fedefl); repeatable, the first that knows a flow decides.",
    help_zh="映射表或清单（ef31、fedefl），可重复，先认识该流者优先。",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    cls=Option,
    help="Report: .json, .csv, .xlsx or .html.",
    help_zh="报告：.json、.csv、.xlsx 或 .html。",
)
@as_json
def compare_command(*, first: str, second: str | None, maps: Sequence[str], out: Path | None, json_output: bool) -> int:
    """Compare tables, or a package before and after."""
    if out is not None:
        check_suffix(out)
    if second is not None:
        findings = compare(load_table(first), load_table(second))
        if json_output:
            print_json([_as_dict(finding) for finding in findings])
        else:
            print_findings(findings, _SHOWN)
        return ExitCode.FINDINGS if findings else ExitCode.DONE
    mapped = _mapped(Path(first), maps or ("ef31",))
    report = account(mapped.plan, mapped.counts, mapped.impact, source=Path(first).name)
    if out is not None:
        write(report, out, current())
    if json_output:
        print_json({key: report[key] for key in ("counts", "amounts", "impact")})
    else:
        show_coverage(report)
    return ExitCode.DONE


def _mapped(src: Path, maps: Sequence[str]) -> Mapped:
    from lcabridge.pipeline.mapping import count_uses  # noqa: PLC0415  # only here

    with open_package(src, registry()) as opened:
        opened.build_index()
        return count_uses(opened, plan_of(source_flows(opened), maps))


def show_coverage(report: dict[str, object]) -> None:
    """Print the figures of a mapping report."""
    counts: dict[str, dict[str, dict[str, int]]] = report["counts"]  # type: ignore[assignment]  # made by account()
    rows = [
        [state, str(entry["flows"]), str(entry["exchanges"])]
        for state, entry in counts["states"].items()
        if entry["flows"]
    ]
    print_table([say("state", "状态"), say("flows", "流"), say("exchanges", "交换")], rows)
    impact: dict[str, float | None] = report["impact"]  # type: ignore[assignment]  # made by account()
    for title, value in (
        (say("coverage of flows", "按流覆盖率"), report["counts"]["coverage_flows"]),  # type: ignore[index]  # made by account()
        (say("coverage of exchanges", "按交换覆盖率"), report["counts"]["coverage_exchanges"]),  # type: ignore[index]  # same
        (say("coverage of impact (cn-inventory)", "按影响覆盖率（cn-inventory）"), impact["coverage"]),
    ):
        click.echo(f"{title}: {'–' if value is None else f'{100 * value:.2f} %'}")


def _as_dict(finding: Finding) -> dict[str, str]:
    return {
        "kind": finding.kind,
        "flow": finding.source.name,
        "uuid": finding.source.uuid,
        "first": finding.first,
        "second": finding.second,
    }
