"""A page of sections, figures, charts and tables, in English and Chinese: what assessment and comparison are shown with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from lcabridge.errors import Language
from lcabridge.report.render.page import BASE, render
from lcabridge.report.render.svg import Words

Tone = Literal["", "good", "soft", "warn", "bad"]
"""Colour of a word or bar; it never says anything that the word does not."""


@dataclass(frozen=True)
class Chip:
    """A word in a colour: a verdict, a severity."""

    text: Words
    tone: Tone = ""


Cell = str | float | int | None | Mapping[str, str] | Chip
"""What stands in a table: a name as it is, a number, a text in both languages, a chip."""


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        name: its head.
        number: True to align and sort as numbers.
        filter: True for a list to choose one of its values.
        wide: True for long texts.
    """

    name: Words
    number: bool = False
    filter: bool = False
    wide: bool = False


@dataclass(frozen=True)
class Detail:
    """What a row shows when it is opened: a text and a small table."""

    text: Words = field(default_factory=dict)
    head: Sequence[Words] = ()
    rows: Sequence[Sequence[Cell]] = ()


@dataclass(frozen=True)
class Table:
    """A table that can be searched, filtered and sorted; ``details`` has one list a row, or is empty."""

    id: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    details: Sequence[Sequence[Detail]] = ()
    note: Words = field(default_factory=dict)


@dataclass(frozen=True)
class Chart:
    """A picture made by ``svg``, with its legend: (tone, text)."""

    title: Words
    svg: str
    note: Words = field(default_factory=dict)
    legend: Sequence[tuple[str, Words]] = ()


@dataclass(frozen=True)
class Lines:
    """A list of sentences."""

    rows: Sequence[Words]
    tone: Tone = ""


Block = Table | Chart | Lines


@dataclass(frozen=True)
class Section:
    """A part of the page."""

    id: str
    title: Words
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Figure:
    """A number at the head of the page."""

    value: str
    label: Words
    tone: Tone = ""


@dataclass(frozen=True)
class Sheet:
    """A page.

    Attributes:
        title: of the page.
        ends: what it is about: label, name, further words.
        figures: numbers at its head.
        sections: its parts.
        made: tool and version.
        short: True for a summary that fits one printed sheet.
    """

    title: Words
    ends: Sequence[tuple[Words, str, str]]
    figures: Sequence[Figure]
    sections: Sequence[Section]
    made: str = ""
    short: bool = False


UI: dict[str, Words] = {
    "language": {"en": "Language", "zh": "语言"},
    "search": {"en": "Search", "zh": "搜索"},
    "all": {"en": "all", "zh": "全部"},
    "clear": {"en": "Clear", "zh": "清除"},
    "csv": {"en": "Save as CSV", "zh": "另存为 CSV"},
    "shown": {"en": "shown", "zh": "已显示"},
    "more": {"en": "show more", "zh": "显示更多"},
    "open": {"en": "details", "zh": "详情"},
    "script": {"en": "The tables need scripts: allow them, or use the XLSX or JSON file.", "zh": "表格需要启用脚本；也可使用 XLSX 或 JSON 文件。"},
    "skip": {"en": "Skip to the content", "zh": "跳到正文"},
    "nothing": {"en": "Nothing to show.", "zh": "无内容。"},
    "contents": {"en": "Contents", "zh": "目录"},
}  # fmt: skip


def render_sheet(sheet: Sheet, lang: Language = "en") -> str:
    """Return a sheet as one HTML page; it opens in ``lang`` and can be switched.

    The page loads nothing, holds no clock, and is the same for the same sheet.
    """
    tables = [b for section in sheet.sections for b in section.blocks if isinstance(b, Table)]
    data = {"ui": UI, "title": sheet.title, "tables": {t.id: _table(t) for t in tables}}
    return render(
        BASE,
        "sheet.html.j2",
        "sheet.css",
        "sheet.js",
        data,
        sheet=sheet,
        lang=lang,
        ui=UI,
        kind=lambda block: type(block).__name__,
        say=lambda text: text.get(lang) or text.get("en", ""),
    )


def _table(table: Table) -> dict[str, Any]:
    return {
        "columns": [{"name": c.name, "number": c.number, "filter": c.filter, "wide": c.wide} for c in table.columns],
        "rows": [[cell_value(cell) for cell in row] for row in table.rows],
        "details": [[_detail(d) for d in details] for details in table.details],
    }


def _detail(detail: Detail) -> dict[str, Any]:
    return {
        "text": dict(detail.text),
        "head": [dict(h) for h in detail.head],
        "rows": [[cell_value(cell) for cell in row] for row in detail.rows],
    }


def cell_value(cell: Cell) -> Any:
    """Return a cell as the page holds it: [en, zh] for a text, [en, zh, tone] for a chip."""
    if isinstance(cell, Chip):
        return [cell.text.get("en", ""), cell.text.get("zh", ""), cell.tone]
    if isinstance(cell, Mapping):
        en, zh = cell.get("en", ""), cell.get("zh", "")
        other = next(iter(cell.values()), "")
        return [en or zh or other, zh or en or other]
    if isinstance(cell, float) and cell != cell:  # noqa: PLR0124  # nan is no JSON number
        return None
    return cell


def plain_cell(cell: Cell, lang: Language) -> str | float | int | None:
    """Return a cell as a workbook holds it, in one language."""
    value = cell_value(cell)
    if isinstance(value, list):
        return str(value[1 if lang == "zh" else 0])
    return value  # type: ignore[no-any-return]  # str, number or None
