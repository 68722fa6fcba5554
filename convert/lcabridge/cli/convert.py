"""``lcabridge convert SRC DST``: the conversion and its account."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from lcabridge.cli.language import Command, Option, current
from lcabridge.cli.mapapply import map_options
from lcabridge.cli.shared import limits_of, pairs, progress_bar, reading_options, show_account, source_argument
from lcabridge.errors import ExitCode, LossRefusedError, UsageError
from lcabridge.flowmap.coverage import account
from lcabridge.flowmap.render import check_suffix, write
from lcabridge.format import TOOLS, Tool
from lcabridge.pipeline import convert
from lcabridge.registry import registry
from lcabridge.report.render import check_report_path, write_report
from lcabridge.report.report import DEFAULT_CAP


@click.command(
    "convert",
    cls=Command,
    help="Convert SRC (file, folder or zip, of any format) to DST and say what was kept, changed and lost.",
    help_zh="将 SRC（任意格式的文件、文件夹或 zip）转换为 DST，并说明保留、改变与损失的内容。",
)
@source_argument
@click.argument("dst", type=click.Path(path_type=Path), required=False)
@click.option("--to", metavar="FORMAT", required=True, cls=Option, help="Format of DST.", help_zh="DST 的格式。")
@click.option(
    "--write",
    "write_options",
    multiple=True,
    metavar="NAME=VALUE",
    cls=Option,
    help="Option of the target format; repeatable.",
    help_zh="目标格式的选项，可重复。",
)
@click.option(
    "--for",
    "tool",
    type=click.Choice(TOOLS),
    cls=Option,
    help="Write what this tool reads as it is meant, where it reads the usual file otherwise; the report says what it cost.",
    help_zh="按此软件能正确理解的方式写出（若其对常规文件理解有误）；报告说明由此造成的损失。",
)
@click.option(
    "--report",
    "report_path",
    type=click.Path(path_type=Path),
    cls=Option,
    help="Write the account to this .json, .html or .txt file.",
    help_zh="将完整报告写入此 .json、.html 或 .txt 文件。",
)
@click.option(
    "--report-all",
    is_flag=True,
    cls=Option,
    help="List every issue, without a cap per code.",
    help_zh="逐条列出所有问题，不设每类上限。",
)
@click.option(
    "--on-loss",
    type=click.Choice(["report", "refuse"]),
    default="report",
    show_default=True,
    cls=Option,
    help="refuse: write nothing if a value would be dropped or degraded.",
    help_zh="refuse：若有值会丢失或降级则不写出任何内容。",
)
@click.option(
    "--dry-run",
    is_flag=True,
    cls=Option,
    help="Write nothing; say what would be lost.",
    help_zh="不写出，仅说明将会损失什么。",
)
@click.option(
    "--overwrite",
    is_flag=True,
    cls=Option,
    help="Replace a target folder that is not empty.",
    help_zh="替换非空的目标文件夹。",
)
@click.option(
    "--models",
    type=click.Choice(["each", "reference"]),
    cls=Option,
    help="Also write life cycle models made of the links: of each process with suppliers, or of those that supply nobody else.",
    help_zh="另由过程间连接生成生命周期模型：each 为每个有供应过程的过程，reference 为不供应其他过程的过程。",
)
@click.option(
    "--verify-score",
    metavar="METHOD",
    cls=Option,
    help="Calculate SRC and DST by this GWP set or impact category and put every difference into the report; exit code 1 if any.",
    help_zh="以此 GWP 系数集或影响类别计算 SRC 与 DST，将每处差异写入报告；有差异时退出码为 1。",
)
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="TABLE",
    cls=Option,
    help="Map elementary flows: table, reviewed workbook, or list (ef31, fedefl); repeatable. Default for national: ef31.",
    help_zh="映射基本流：映射表、审核工作簿或清单（ef31、fedefl），可重复。national 默认 ef31。",
)
@click.option(
    "--no-map", is_flag=True, cls=Option, help="Keep every elementary flow as it is.", help_zh="保持所有基本流不变。"
)
@click.option(
    "--map-report",
    type=click.Path(path_type=Path),
    cls=Option,
    help="Write the mapping report to this .json, .csv, .xlsx or .html file.",
    help_zh="将映射报告写入此 .json、.csv、.xlsx 或 .html 文件。",
)
@reading_options
def command(
    *,
    src: Path,
    dst: Path | None,
    to: str,
    write_options: tuple[str, ...],
    tool: Tool | None,
    report_path: Path | None,
    report_all: bool,
    on_loss: Any,
    dry_run: bool,
    overwrite: bool,
    models: Any,
    verify_score: str | None,
    from_: str | None,
    read_options: tuple[str, ...],
    limits: tuple[str, ...],
    workers: int,
    maps: tuple[str, ...],
    no_map: bool,
    map_report: Path | None,
) -> int:
    """Convert a package."""
    if dst is None and not dry_run:
        raise UsageError("DST is missing", "缺少 DST", hint_en="or use --dry-run", hint_zh="或使用 --dry-run")
    if report_path is not None:
        check_report_path(report_path)
    if map_report is not None:
        check_suffix(map_report)
    if no_map and maps:
        raise UsageError("--map and --no-map exclude each other", "--map 与 --no-map 不能同时使用")
    try:
        with progress_bar() as progress:
            result = convert(
                src,
                dst,
                registry=registry(),
                to=to,
                from_=from_,
                read_options=pairs(read_options, "--read"),
                write_options=pairs(write_options, "--write"),
                tool=tool,
                limits=limits_of(limits),
                workers=workers,
                on_loss=on_loss,
                dry_run=dry_run,
                overwrite=overwrite,
                cap=None if report_all else DEFAULT_CAP,
                progress=progress,
                maps=map_options(maps),
                mapping=not no_map,
                models=models,
            )
    except LossRefusedError as error:
        _show(error.account, report_path)
        raise
    changed = False
    if verify_score is not None and result.target is not None and dst is not None:
        from lcabridge.pipeline.verify import verify_score as verify  # noqa: PLC0415  # loads numpy and scipy

        proofs = verify(
            src,
            dst,
            registry=registry(),
            method=verify_score,
            report=result.report,
            from_=from_,
            to=to,
            read_options=pairs(read_options, "--read"),
            limits=limits_of(limits),
        )
        changed = any(proof.differences for proof in proofs)
    if map_report is not None and result.mapped is not None:
        mapped = result.mapped
        write(account(mapped.plan, mapped.counts, mapped.impact, source=src.name), map_report, current())
    _show(result.to_dict(), report_path)
    return ExitCode.FINDINGS if changed else ExitCode.DONE


def _show(account: dict[str, Any], report_path: Path | None) -> None:
    if report_path is not None:
        write_report(account, report_path, current())
    show_account(account, report_path)
