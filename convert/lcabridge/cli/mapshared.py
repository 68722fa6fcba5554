"""What the mapping commands share: tables by path or id, output, findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from lcabridge.cli.language import Option, current, say
from lcabridge.cli.shared import print_table
from lcabridge.flowmap.algebra import Finding
from lcabridge.flowmap.installed import table_path
from lcabridge.flowmap.review import is_review_file, read_review
from lcabridge.flowmap.shipped import is_shipped, load
from lcabridge.flowmap.table import FlowMap
from lcabridge.pipeline.mapping import read_clean

F = TypeVar("F", bound=Callable[..., Any])


def table_argument(command: F) -> F:
    """Add the TABLE argument."""
    return click.argument("table")(command)


def out_option(command: F) -> F:
    """Add ``-o``."""
    return click.option(
        "-o",
        "--out",
        required=True,
        type=click.Path(path_type=Path),
        cls=Option,
        help="File to write; its suffix tells the format (.csv, .xlsx, .json, .tsv).",
        help_zh="输出文件，由后缀决定格式（.csv、.xlsx、.json、.tsv）。",
    )(command)


def load_table(name: str) -> FlowMap:
    """Return a table by the id of a shipped one or ``randonneur:NAME``, or from a file (a reviewed workbook too).

    Raises:
        ReadError: it cannot be read, or has rows that must not be applied.
    """
    if is_shipped(name):
        return load(name)
    path = table_path(name)
    return read_review(path) if is_review_file(path) else read_clean(path)


def print_findings(findings: Sequence[Finding], most: int) -> None:
    """Print findings of an operation, at most ``most`` of them, and how many there are of each kind."""
    lang = current()
    rows = [
        [f.kind, f.source.name or f.source.uuid, f.source.context, f.detail or f.first, f.second]
        for f in findings[:most]
    ]
    if rows:
        print_table([say("kind", "类型"), say("flow", "流"), say("compartment", "排放去向"), "A", "B"], rows)
    if len(findings) > most:
        click.echo(f"… {len(findings) - most} " + ("more" if lang == "en" else "条未显示"))


def report_losses(lost: dict[str, int], out: Path) -> None:
    """Say which values have no place in the format that was written."""
    for field, count in sorted(lost.items()):
        click.echo(
            say(f"{out}: no place for {field} ({count} values)", f"{out}：没有 {field} 的位置（{count} 个值）"),
            err=True,
        )
