"""``lcabridge assess SRC``: is a package consistent, complete, plausible, and how do we know?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lcabridge import __version__
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
from lcabridge.registry import registry

if TYPE_CHECKING:
    from lcabridge.assess.model import Assessment, Finding
    from lcabridge.model import Index

SHOWN = 3
"""Findings of a check that the text shows; JSON has all that are listed."""
VERDICTS = {
    "pass": ("pass", "通过"),
    "finding": ("finding", "有发现"),
    "not_assessable": ("not assessable", "无法评定"),
}
SEVERITIES = {"block": ("blocks", "阻断"), "warn": ("warns", "警告"), "inform": ("informs", "提示")}


@click.command(
    "assess",
    cls=Command,
    help="Assess SRC: references, balances, completeness, data quality, nomenclature, plausibility. Exit code 1 if there are "
    "findings at --fail-on or above.",
    help_zh="评估 SRC：引用、平衡、完整性、数据质量、命名与合理性。若有达到 --fail-on 级别的发现，退出码为 1。",
)
@source_argument
@click.option(
    "--profile",
    default="internal",
    show_default=True,
    metavar="NAME|FILE",
    cls=Option,
    help="Severity profile: internal, national, ilcd-entry-level, or a YAML file.",
    help_zh="严重程度规范：internal、national、ilcd-entry-level，或一个 YAML 文件。",
)
@click.option(
    "--fail-on",
    type=click.Choice(["block", "warn", "inform", "never"]),
    default="block",
    show_default=True,
    cls=Option,
    help="Severity from which findings give exit code 1.",
    help_zh="达到此级别的发现令退出码为 1。",
)
@click.option(
    "--check",
    "wanted",
    multiple=True,
    metavar="ID|GROUP",
    cls=Option,
    help="Only these checks, or all of a group; repeatable.",
    help_zh="仅运行这些检查，或某一组的全部检查；可重复。",
)
@click.option(
    "--all-findings",
    is_flag=True,
    cls=Option,
    help="List every finding, not the first 200 of each check.",
    help_zh="列出全部发现，而不是每项检查的前 200 条。",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    cls=Option,
    help="Write the assessment to this .html, .xlsx or .json file; repeatable.",
    help_zh="将评估结果写入此 .html、.xlsx 或 .json 文件，可重复。",
)
@click.option(
    "--summary",
    type=click.Path(path_type=Path),
    cls=Option,
    help="Write a summary of one page to this .html file.",
    help_zh="将一页摘要写入此 .html 文件。",
)
@click.option(
    "--review-template",
    "form",
    type=click.Path(path_type=Path),
    cls=Option,
    help="Write a review form filled with the checks to this .xlsx or .docx file (lcabridge review reads it back).",
    help_zh="将已填入检查结果的审查表写入此 .xlsx 或 .docx 文件（由 lcabridge review 读回）。",
)
@reading_options
@as_json
def command(
    *,
    src: Path,
    profile: str,
    fail_on: str,
    wanted: tuple[str, ...],
    all_findings: bool,
    outputs: tuple[Path, ...],
    summary: Path | None,
    form: Path | None,
    from_: str | None,
    read_options: tuple[str, ...],
    limits: tuple[str, ...],
    workers: int,
    json_output: bool,
) -> int:
    """Assess a package."""
    # numpy and scipy take longer to load than the rest of the command line
    from lcabridge.assess.profile import load  # noqa: PLC0415
    from lcabridge.pipeline.assess import assess_package  # noqa: PLC0415

    chosen = load(profile)
    _check_names(outputs, summary, form)
    with open_source(src, from_, read_options, limits) as (opened, progress):
        found = assess_package(
            opened,
            registry(),
            profile=chosen,
            only=wanted,
            workers=workers,
            cap=None if all_findings else 200,
            progress=progress,
        )
        _write(found, opened.index, outputs, summary, form)
    if json_output:
        print_json(found.to_dict())
    else:
        show(found)
    return exit_code(found, fail_on)


def _check_names(outputs: tuple[Path, ...], summary: Path | None, form: Path | None) -> None:
    from lcabridge.assess.pages.output import check_output  # noqa: PLC0415  # as in command
    from lcabridge.assess.review.form import SUFFIXES  # noqa: PLC0415

    for path in outputs:
        check_output(path)
    if summary is not None:
        check_output(summary, (".html", ".htm"))
    if form is not None:
        check_output(form, SUFFIXES)


def _write(found: Assessment, index: Index, outputs: tuple[Path, ...], summary: Path | None, form: Path | None) -> None:
    from lcabridge.assess.pages.assesspage import assess_sheet, assess_summary  # noqa: PLC0415  # as in command
    from lcabridge.assess.pages.output import write_output  # noqa: PLC0415
    from lcabridge.assess.review import write_form  # noqa: PLC0415

    made = f"lcabridge {__version__}"
    for path in outputs:
        write_output(path, found.to_dict(), assess_sheet(found, made), current())
    if summary is not None:
        write_output(summary, found.to_dict(), assess_summary(found, made), current())
    if form is not None:
        write_form(found, index, form)


def show(found: Assessment) -> None:
    """Print an assessment as text."""
    lang = current()
    print_table(
        [
            say("check", "检查"),
            say("clause", "条款"),
            say("verdict", "结论"),
            say("weight", "级别"),
            say("found / seen", "发现 / 检查数"),
            say("question", "内容"),
        ],
        [
            [
                o.check,
                found.checks[o.check].clause,
                say(*VERDICTS[o.verdict]),
                say(*SEVERITIES[o.severity]) if o.verdict == "finding" else "",
                f"{o.count} / {o.seen}",
                found.checks[o.check].title[lang]
                + (f" ({say('missing', '缺少')}: {o.missing[lang]})" if o.missing else ""),
            ]
            for o in found.outcomes
        ],
    )
    for outcome in found.outcomes:
        if outcome.verdict != "finding":
            continue
        info = found.checks[outcome.check]
        click.echo(f"\n{outcome.check} [{info.clause}] {info.title[lang]}")
        for finding in outcome.findings[:SHOWN]:
            click.echo(f"  - {_line(finding, lang)}")
        if outcome.count > SHOWN:
            click.echo(say(f"  … and {outcome.count - SHOWN} more", f"  ……另有 {outcome.count - SHOWN} 条"))
        click.echo(f"  {say('why', '原因')}: {info.rationale[lang]}")
        click.echo(f"  {say('mend', '修正')}: {info.mend[lang]}")
    numbers = found.summary.findings
    click.echo(
        say(
            f"\n{numbers['block']} blocking, {numbers['warn']} warning, {numbers['inform']} informing findings; "
            f"{found.summary.verdicts['not_assessable']} checks not assessable",
            f"\n阻断 {numbers['block']} 条，警告 {numbers['warn']} 条，提示 {numbers['inform']} 条；"
            f"{found.summary.verdicts['not_assessable']} 项检查无法评定",
        )
    )


def _line(finding: Finding, lang: str) -> str:
    names: Any = finding.name
    name = names.get(lang) or next(iter(names.values()), "")
    owner = f"{finding.type} {finding.uuid} {name}".strip() if finding.type else ""
    where = f" {finding.path}" if finding.path else ""
    joint = "：" if lang == "zh" else ": "
    return f"{owner}{where}{joint if owner or where else ''}{finding.message.get(lang, '')}"


def exit_code(found: Assessment, fail_on: str) -> ExitCode:
    """Return the exit code: a finding at ``fail_on`` or above, or a check that failed itself, is not success."""
    from lcabridge.assess.model import SEVERITIES as ORDER  # noqa: PLC0415  # see above

    if found.summary.crashed:
        return ExitCode.BUG
    worst = found.worst()
    if fail_on == "never" or worst is None:
        return ExitCode.DONE
    return ExitCode.FINDINGS if ORDER.index(worst) >= [*ORDER].index(fail_on) else ExitCode.DONE  # type: ignore[arg-type]  # click gives one of them
