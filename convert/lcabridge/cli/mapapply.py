"""``lcabridge map apply`` and ``lcabridge map undo``: a package with other flows, and back."""

from __future__ import annotations

from pathlib import Path

import click

from lcabridge.cli.language import Command, Option, current
from lcabridge.cli.mapshared import load_table
from lcabridge.cli.maptables import show_coverage
from lcabridge.cli.shared import progress_bar, show_account, source_argument
from lcabridge.flowmap.coverage import account
from lcabridge.flowmap.lists import SHIPPED
from lcabridge.flowmap.render import check_suffix, write
from lcabridge.pipeline import convert
from lcabridge.pipeline.mapping import MapName
from lcabridge.pipeline.opened import open_package
from lcabridge.registry import registry


def map_options(maps: tuple[str, ...]) -> list[MapName]:
    """Return tables and lists of ``--map``, tables loaded."""
    return [name if name.lower() in SHIPPED else load_table(name) for name in maps]


@click.command(
    "apply",
    cls=Command,
    help="Write SRC with its elementary flows mapped (--map TABLE, reviewed workbook, or list) to DST; undo brings them back.",
    help_zh="将 SRC 的基本流按映射（--map 映射表、审核工作簿或清单）转换后写到 DST；可用 undo 还原。",
)
@source_argument
@click.argument("dst", type=click.Path(path_type=Path))
@click.option(
    "--map",
    "maps",
    multiple=True,
    required=True,
    metavar="TABLE",
    cls=Option,
    help="Table or list; repeatable.",
    help_zh="映射表或清单，可重复。",
)
@click.option(
    "--to",
    metavar="FORMAT",
    cls=Option,
    help="Format of DST; default: that of SRC.",
    help_zh="DST 的格式，默认与 SRC 相同。",
)
@click.option(
    "--map-report",
    type=click.Path(path_type=Path),
    cls=Option,
    help="Mapping report: .json, .csv, .xlsx or .html.",
    help_zh="映射报告：.json、.csv、.xlsx 或 .html。",
)
def apply_command(*, src: Path, dst: Path, maps: tuple[str, ...], to: str | None, map_report: Path | None) -> None:
    """Apply maps to a package."""
    if map_report is not None:
        check_suffix(map_report)
    format_id = to or _format_of(src)
    with progress_bar() as progress:
        result = convert(src, dst, registry=registry(), to=format_id, maps=map_options(maps), progress=progress)
    if result.mapped is not None:
        report = account(result.mapped.plan, result.mapped.counts, result.mapped.impact, source=src.name)
        if map_report is not None:
            write(report, map_report, current())
        show_coverage(report)
    show_account(result.to_dict(), None)


@click.command(
    "undo",
    cls=Command,
    help="Write SRC as it was before its elementary flows were mapped.",
    help_zh="写出基本流映射之前的 SRC。",
)
@source_argument
@click.argument("dst", type=click.Path(path_type=Path))
@click.option(
    "--to",
    metavar="FORMAT",
    cls=Option,
    help="Format of DST; default: that of SRC.",
    help_zh="DST 的格式，默认与 SRC 相同。",
)
def undo_command(*, src: Path, dst: Path, to: str | None) -> None:
    """Undo a mapping."""
    format_id = to or _format_of(src)
    with progress_bar() as progress:
        result = convert(src, dst, registry=registry(), to=format_id, undo=True, progress=progress)
    show_account(result.to_dict(), None)


def _format_of(src: Path) -> str:
    with open_package(src, registry()) as opened:
        return opened.format.id
