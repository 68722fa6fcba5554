"""Files of an assessment or a comparison: JSON, HTML, XLSX by the suffix of the name; a summary of one page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from lcabridge.errors import Language, Location, UsageError
from lcabridge.flowmap.grid import write_bytes, xlsx_bytes
from lcabridge.report.render.plain import json_value
from lcabridge.report.render.sheet import Lines, Sheet, Table, plain_cell, render_sheet

SUFFIXES = (".html", ".htm", ".xlsx", ".json")


def check_output(path: Path, suffixes: tuple[str, ...] = SUFFIXES) -> None:
    """Refuse a name that says no kind of file, before any work is done.

    Raises:
        UsageError: the suffix is not one of ``suffixes``.
    """
    if path.suffix.lower() not in suffixes:
        kinds = ", ".join(s for s in suffixes if s != ".htm")
        raise UsageError(
            "this file name says no kind of report",
            "无法从文件名判断报告类型",
            at=Location(file=str(path)),
            hint_en=f"end it with {kinds}",
            hint_zh=f"请以 {kinds} 结尾",
        )


def write_output(path: Path, data: Mapping[str, Any], sheet: Sheet, lang: Language = "en") -> None:
    """Write a result by the suffix of the file's name.

    Args:
        path: target.
        data: JSON form of the result.
        sheet: the same as a page; its tables are the sheets of the workbook.
        lang: in which the page opens and the workbook is.

    Raises:
        UsageError: another suffix.
        WriteError: the file system refuses.
    """
    check_output(path)
    match path.suffix.lower():
        case ".json":
            content = orjson.dumps(json_value(data), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
        case ".xlsx":
            content = xlsx_bytes(sheets(sheet, lang))
        case _:
            content = render_sheet(sheet, lang).encode()
    write_bytes(path, content)


def sheets(sheet: Sheet, lang: Language) -> list[tuple[str, list[list[Any]]]]:
    """Return the tables of a page as (name, rows), the figures first; what a row shows when opened has a table of its own."""

    def say(text: Mapping[str, str]) -> str:
        return text.get(lang) or text.get("en", "")

    head = [
        ["", say(sheet.title)],
        *([say(label), f"{name} ({more})" if more else name] for label, name, more in sheet.ends),
    ]
    found: list[tuple[str, list[list[Any]]]] = [
        ("summary", [*head, *([say(f.label), f.value] for f in sheet.figures), ["", sheet.made]])
    ]
    for section in sheet.sections:
        for block in section.blocks:
            if isinstance(block, Lines):
                found[0][1].extend([say(section.title), say(row)] for row in block.rows)
            if isinstance(block, Table):
                rows = [[plain_cell(cell, lang) for cell in row] for row in block.rows]
                found.append((block.id, [[say(column.name) for column in block.columns], *rows]))
                more = [
                    [
                        plain_cell(block.rows[i][0], lang),
                        plain_cell(block.rows[i][1], lang),
                        say(detail.text),
                        *(plain_cell(c, lang) for c in row),
                    ]
                    for i, details in enumerate(block.details)
                    for detail in details
                    for row in (detail.rows or [()])
                ]
                if more:
                    width = max(len(row) for row in more)
                    titles = [say(block.columns[0].name), say(block.columns[1].name), "", *([""] * (width - 3))]
                    found.append((f"{block.id} details", [titles, *more]))
    return found
