"""``lcabridge review SRC FORM -o DST``: the signed review form back into the package."""

from __future__ import annotations

from pathlib import Path

import click

from lcabridge import __version__
from lcabridge.cli.language import Command, Option, current, say
from lcabridge.cli.shared import open_source, reading_options, show_account, source_argument
from lcabridge.registry import registry
from lcabridge.report import Report
from lcabridge.report.render import check_report_path, write_report


@click.command(
    "review",
    cls=Command,
    help="Write SRC to DST with the signed review form FORM (assess --review-template): as source, file and review entries.",
    help_zh="将已签字的审查表 FORM（由 assess --review-template 生成）作为来源、附件和审查条目写入 SRC，输出到 DST。",
)
@source_argument
@click.argument("form", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--output",
    "dst",
    required=True,
    type=click.Path(path_type=Path),
    cls=Option,
    help="The package to write.",
    help_zh="要写出的数据包。",
)
@click.option(
    "--to",
    metavar="FORMAT",
    cls=Option,
    help="Format of DST; default: that of SRC.",
    help_zh="DST 的格式，默认与 SRC 相同。",
)
@click.option(
    "--process",
    "only",
    multiple=True,
    metavar="NAME|UUID",
    cls=Option,
    help="Only these processes or models were reviewed; repeatable.",
    help_zh="仅这些过程或模型经过审查，可重复。",
)
@click.option(
    "--force",
    is_flag=True,
    cls=Option,
    help="Accept a form that was made for other versions of the data sets.",
    help_zh="接受为其他版本数据集生成的审查表。",
)
@click.option(
    "--overwrite", is_flag=True, cls=Option, help="Replace a folder that is not empty.", help_zh="覆盖非空文件夹。"
)
@click.option(
    "--report",
    "report_path",
    type=click.Path(path_type=Path),
    cls=Option,
    help="Write the account to this .json, .html or .txt file.",
    help_zh="将报告写入此 .json、.html 或 .txt 文件。",
)
@reading_options
def command(
    *,
    src: Path,
    form: Path,
    dst: Path,
    to: str | None,
    only: tuple[str, ...],
    force: bool,
    overwrite: bool,
    report_path: Path | None,
    from_: str | None,
    read_options: tuple[str, ...],
    limits: tuple[str, ...],
    workers: int,
) -> None:
    """Write a review into a package."""
    from lcabridge.assess.review import read_form  # noqa: PLC0415  # numpy and scipy load with it
    from lcabridge.pipeline.reviewing import write_reviewed  # noqa: PLC0415  # same

    if report_path is not None:
        check_report_path(report_path)
    signed = read_form(form)
    report = Report()
    with open_source(src, from_, read_options, limits, report) as (opened, progress):
        opened.build_index(workers, progress)
        account, count = write_reviewed(
            opened,
            signed,
            dst,
            registry=registry(),
            to=to or "",
            only=only,
            force=force,
            overwrite=overwrite,
            report=report,
        )
        source = {"path": src.name, "format": opened.format.id, "evidence": opened.evidence.reason}
        found = account.to_dict(__version__, source, {"path": dst.name, "format": to or opened.format.id})
    if report_path is not None:
        write_report(found, report_path, current())
    show_account(found, report_path)
    click.echo(say(f"{count} data sets have the review entry", f"{count} 个数据集已写入审查条目"))
