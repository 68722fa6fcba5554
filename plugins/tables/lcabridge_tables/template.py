"""The empty template: sheets with headings, help, lists to choose from, and an example; and the command that makes it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import click

from lcabridge.errors import Location, TargetExistsError
from lcabridge.sources import Sink, ZipSink, open_sink
from lcabridge.sources.sheets.cells import CellValue
from lcabridge.sources.sheets.csvgrid import csv_bytes
from lcabridge.sources.sheets.xlsxwrite import NOTE as NOTE_STYLE
from lcabridge.sources.sheets.xlsxwrite import XlsxWriter, pour
from lcabridge_tables import columns as c
from lcabridge_tables.example import ROWS
from lcabridge_tables.headings import NOTE, sheet_title
from lcabridge_tables.layout import SHEETS
from lcabridge_tables.sheets import Frame, lists_sheet, look_of, read_me

Language = Literal["en", "zh"]


def write_template(sink: Sink, lang: Language, *, filled: bool, as_csv: bool) -> None:
    """Write the template into a single-file sink.

    Args:
        sink: where to.
        lang: language that headings begin with, of help and lists.
        filled: True makes the example rows data; False leaves them as notes.
        as_csv: True writes a zip of CSV files instead of a workbook.
    """
    frames = [Frame.empty(sheet, lang) for sheet in SHEETS if sheet.basic]
    if as_csv:
        with tempfile.TemporaryDirectory(prefix="lcabridge-") as folder:
            path = Path(folder) / "tables.zip"
            with ZipSink(path) as archive:
                for frame in frames:
                    archive.add(f"{frame.sheet.id}.csv", csv_bytes(_rows(frame, lang, filled=filled), guarded=True))
            pour(path, sink)
        return
    book = XlsxWriter()
    words = lists_sheet(frames, lang)
    book.add(*read_me(lang))
    for frame in frames:
        rows = list(_rows(frame, lang, filled=filled))
        notes = range(2, 3 if filled else len(rows) + 1)
        look = look_of(frame, words, 1, lang, dict.fromkeys(notes, NOTE_STYLE))
        book.add(sheet_title(frame.sheet, lang), rows, look)
    book.add(*words.sheet())
    book.write_to(sink)


def _rows(frame: Frame, lang: Language, *, filled: bool) -> Iterator[Sequence[CellValue]]:
    yield frame.headings
    help_row: list[CellValue] = [
        (column.help_zh if lang == "zh" else column.help_en) or None for column, _ in frame.columns
    ]
    yield _noted(help_row)
    for cells in ROWS.get(frame.sheet.id, ()):
        row = [_cell(cells.get(key), column, lang) for key, (column, _) in zip(frame.keys, frame.columns, strict=True)]
        yield row if filled else _noted(row)


def _noted(row: list[CellValue]) -> list[CellValue]:
    return [f"{NOTE} {row[0] or ''}".rstrip(), *row[1:]]


def _cell(value: Any, column: c.Column, lang: Language) -> CellValue:
    if column.kind.words and isinstance(value, str):
        return column.kind.words[value][lang == "zh"]
    if isinstance(value, bool):
        return {"en": ("no", "yes"), "zh": ("否", "是")}[lang][value]
    return float(value) if isinstance(value, int) else value


class _Command(click.Command):
    """A command with help in Chinese too; the root command knows the language."""

    def __init__(self, *args: Any, help_zh: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.help_zh = help_zh

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help text in the current language."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(self.help_zh if _language(ctx) == "zh" else self.help or "")

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the one-line help in the current language."""
        ctx = click.get_current_context(silent=True)
        return self.help_zh if ctx and _language(ctx) == "zh" else super().get_short_help_str(limit)


def _language(ctx: click.Context) -> Language:
    root = ctx.find_root().obj
    return "zh" if isinstance(root, dict) and root.get("lang") == "zh" else "en"


@click.command(
    "template",
    cls=_Command,
    help="Write an empty workbook (.xlsx) or set of CSV files (.zip) to be filled in and converted.",
    help_zh="生成可供填写并转换的空白工作簿（.xlsx）或一组 CSV 文件（.zip）。",
)
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(["en", "zh"]), help="Language of headings and help. / 标题与说明的语言。")
@click.option("--example", is_flag=True, help="With the example as data, not as notes. / 示例作为数据而非说明。")
@click.option("--overwrite", is_flag=True, help="Replace a file that is there. / 替换已有文件。")
@click.pass_context
def command(ctx: click.Context, out: Path, lang: Language | None, example: bool, overwrite: bool) -> None:
    """Write the template."""
    chosen = lang or _language(ctx)
    if out.exists() and not overwrite:
        raise TargetExistsError(
            "the file is there already", "文件已存在", at=Location(file=str(out)),
            hint_en="use --overwrite, or another name", hint_zh="请使用 --overwrite，或更换名称",
        )  # fmt: skip
    with open_sink(out, "file") as sink:
        write_template(sink, chosen, filled=example, as_csv=out.suffix.lower() == ".zip")
    text = {"en": f"{out}: fill it in, then: lcabridge convert {out} package.zip --to national",
            "zh": f"{out}：填写后运行：lcabridge convert {out} 数据包.zip --to national"}  # fmt: skip
    click.echo(text[chosen])
