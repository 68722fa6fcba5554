"""What the commands share: option parsing, progress, output, and the road from an error to an exit code."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
import orjson
import pydantic
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from lcabridge.cli.language import Option, current, say
from lcabridge.errors import UsageError
from lcabridge.pipeline import Opened, open_package
from lcabridge.pipeline import Progress as ProgressCallback
from lcabridge.registry import registry
from lcabridge.report import Report
from lcabridge.report.render import render_text
from lcabridge.sources import Limits

F = TypeVar("F", bound=Callable[..., Any])

STEPS = {
    "index": ("indexing", "索引"),
    "convert": ("converting", "转换"),
    "check": ("checking", "检查"),
    "compare": ("comparing", "比较"),
    "assess": ("assessing", "评估"),
}


def as_json(command: F) -> F:
    """Add ``--json`` to a listing."""
    return click.option("--json", "json_output", is_flag=True, cls=Option, help="Print JSON.", help_zh="输出 JSON。")(
        command
    )


def source_argument(command: F) -> F:
    """Add the SRC argument."""
    return click.argument("src", type=click.Path(path_type=Path))(command)


def reading_options(command: F) -> F:
    """Add the options of every command that reads a package."""
    for option in (
        click.option(
            "--workers",
            type=click.IntRange(1),
            default=1,
            show_default=True,
            cls=Option,
            help="Worker processes; the result does not depend on it.",
            help_zh="工作进程数，结果与之无关。",
        ),
        click.option(
            "--limit",
            "limits",
            multiple=True,
            metavar="NAME=VALUE",
            cls=Option,
            help="Raise a safety limit (docs/safety.md); repeatable.",
            help_zh="调整安全限制（见 docs/safety.md），可重复。",
        ),
        click.option(
            "--read",
            "read_options",
            multiple=True,
            metavar="NAME=VALUE",
            cls=Option,
            help="Option of the source format (lcabridge formats); repeatable.",
            help_zh="来源格式的选项（见 lcabridge formats），可重复。",
        ),
        click.option(
            "--from",
            "from_",
            metavar="FORMAT",
            cls=Option,
            help="Format of SRC, instead of detection by content.",
            help_zh="SRC 的格式，代替按内容识别。",
        ),
    ):
        command = option(command)
    return command


def pairs(given: Sequence[str], option: str) -> dict[str, object]:
    """Return NAME=VALUE words as a dict.

    Raises:
        UsageError: a word without "=".
    """
    result: dict[str, object] = {}
    for word in given:
        name, equals, value = word.partition("=")
        if not equals or not name:
            raise UsageError(f"{option} {word}: NAME=VALUE is expected", f"{option} {word}：应为 NAME=VALUE")
        result[name.strip()] = value
    return result


def limits_of(given: Sequence[str]) -> Limits:
    """Return the safety limits with those given replaced.

    Raises:
        UsageError: no such limit, or no number.
    """
    try:
        return Limits.model_validate(pairs(given, "--limit"))
    except pydantic.ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"])
        known = ", ".join(Limits.model_fields)
        raise UsageError(
            f"--limit {name}: {first['msg']}",
            f"--limit {name}：{first['msg']}",
            hint_en=f"limits: {known}",
            hint_zh=f"可用限制：{known}",
        ) from None


def print_json(value: Any) -> None:
    """Print a value as indented JSON."""
    click.echo(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode())


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table: drawn on a terminal, tab-separated into a pipe or file."""
    if not sys.stdout.isatty():
        for row in [columns, *rows]:
            click.echo("\t".join(row))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def show_account(account: dict[str, Any], full_report: Path | None = None) -> None:
    """Print the summary of a report."""
    terminal = sys.stdout.isatty()
    text = render_text(
        account,
        current(),
        shutil.get_terminal_size().columns if terminal else 100,
        full_report=str(full_report or ""),
        color=terminal and "NO_COLOR" not in os.environ,
    )
    click.echo(text, nl=False)


@contextmanager
def open_source(
    src: Path, from_: str | None, read_options: Sequence[str], limits: Sequence[str], report: Report | None = None
) -> Iterator[tuple[Opened, ProgressCallback | None]]:
    """Open SRC as `reading_options` say; yield it, not yet indexed, and what shows progress.

    Raises:
        UsageError: an option is wrong.
        ReadError: it cannot be read.
        FormatError: no format fits.
    """
    options = pairs(read_options, "--read")
    with (
        open_package(
            src, registry(), format_id=from_, options=options, limits=limits_of(limits), report=report
        ) as opened,
        progress_bar() as progress,
    ):
        yield opened, progress


@contextmanager
def progress_bar() -> Iterator[ProgressCallback | None]:
    """Show progress on a terminal; yield None where there is none."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    # No refresh thread: worker processes are forked while the bar is up.
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, auto_refresh=False) as bar:
        tasks = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(say(*STEPS.get(step, (step, step))), total=total)
            bar.update(tasks[step], completed=done)
            bar.refresh()

        yield show
