"""``lcabridge validate SRC``: does a package keep the rules of its format, or of a profile?"""

from __future__ import annotations

from pathlib import Path

import click

from lcabridge import __version__
from lcabridge.check import Verdict
from lcabridge.cli.language import Command, Option, current, say
from lcabridge.cli.shared import (
    as_json,
    open_source,
    print_json,
    print_table,
    reading_options,
    source_argument,
)
from lcabridge.errors import ExitCode
from lcabridge.pipeline import PROFILES, Checked, validate
from lcabridge.registry import checks, registry
from lcabridge.report import Report, Severity, message
from lcabridge.report.render import check_report_path, write_report

ORDER = (Severity.INFO, Severity.WARNING, Severity.ERROR)
SHOWN = 20
VERDICTS = {
    Verdict.PASS: ("pass", "通过"),
    Verdict.FINDING: ("finding", "有发现"),
    Verdict.NOT_ASSESSABLE: ("not assessable", "无法评定"),
}
REQUIREMENT_VERDICTS = VERDICTS | {Verdict.PASS: ("met", "满足"), Verdict.FINDING: ("not met", "未满足")}
"""Of requirements, which are checks that serve a clause."""


@click.command(
    "validate",
    cls=Command,
    help="Check SRC against the rules of its format or a profile. Exit code 1 if there are findings at --fail-on or above.",
    help_zh="按其格式或某一规范检查 SRC。若有达到 --fail-on 级别的发现，退出码为 1。",
)
@source_argument
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    default="structure",
    show_default=True,
    cls=Option,
    help="structure: references and required fields; schema: the official schemas; strict: all aspects of the format's own "
    "validation (schema, links, categories, locations, languages, archive) as errors; national: the national profile.",
    help_zh="structure：引用与必填字段；schema：官方模式；strict：格式自身校验的各方面（模式、链接、分类、地点、语言、归档）均按错误计；"
    "national：国家规范。",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "info", "never"]),
    default="error",
    show_default=True,
    cls=Option,
    help="Severity from which findings give exit code 1.",
    help_zh="达到此级别的发现令退出码为 1。",
)
@click.option(
    "--report",
    "report_path",
    type=click.Path(path_type=Path),
    cls=Option,
    help="Write all findings to this .json, .html or .txt file.",
    help_zh="将全部发现写入此 .json、.html 或 .txt 文件。",
)
@reading_options
@as_json
def command(
    *,
    src: Path,
    profile: str,
    fail_on: str,
    report_path: Path | None,
    from_: str | None,
    read_options: tuple[str, ...],
    limits: tuple[str, ...],
    workers: int,
    json_output: bool,
) -> int:
    """Validate a package."""
    if report_path is not None:
        check_report_path(report_path)
    report = Report()
    with open_source(src, from_, read_options, limits, report) as (opened, progress):
        opened.build_index(workers, progress)
        results = validate(opened, checks(registry()), profile, report, progress)
        source = {"path": src.name, "format": opened.format.id, "evidence": opened.evidence.reason}
    if report_path is not None:
        write_report(report.to_dict(__version__, source, None), report_path, current())
    if json_output:
        print_json({"profile": profile, "source": source, "checks": [r.to_dict() for r in results]})
    else:
        _print(results, report)
    return _exit_code(report, fail_on)


def _print(results: list[Checked], report: Report) -> None:
    lang = current()
    print_table(
        [
            say("check", "检查"),
            say("clause", "条款"),
            say("verdict", "结论"),
            say("findings / examined", "发现 / 检查数"),
            say("question", "内容"),
        ],
        [
            [
                r.check.id,
                r.check.clause,
                say(*(REQUIREMENT_VERDICTS if r.check.clause else VERDICTS)[r.outcome.verdict]),
                f"{r.issues} / {r.outcome.examined}" if r.outcome.examined else str(r.issues),
                (r.check.title_zh if lang == "zh" else r.check.title_en)
                + (f" ({say(*r.outcome.missing)})" if r.outcome.missing[0] else ""),
            ]
            for r in results
        ],
    )
    for issue in report.issues[:SHOWN]:
        whose = f"{issue.entity.type} {issue.entity.uuid}: " if issue.entity else ""
        click.echo(f"{issue.code} {issue.at}: {whose}{message(issue, lang)}")
    more = sum(report.issue_counts.values()) - min(SHOWN, len(report.issues))
    if more > 0:
        click.echo(say(f"… and {more} more (--report)", f"……另有 {more} 条（--report）"))


def _exit_code(report: Report, fail_on: str) -> ExitCode:
    worst = report.worst()
    if fail_on == "never" or worst is None:
        return ExitCode.DONE
    return ExitCode.FINDINGS if ORDER.index(worst) >= ORDER.index(Severity(fail_on.upper())) else ExitCode.DONE
