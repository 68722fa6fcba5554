"""The report as a file: JSON, HTML or text, by the ending of its name."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from lcabridge.errors import Language, Location, UsageError, WriteError
from lcabridge.report.render.html import render_html
from lcabridge.report.render.plain import json_value
from lcabridge.report.render.text import render_text

SUFFIXES = (".json", ".html", ".htm", ".txt")
_TEXT_WIDTH = 120


def json_bytes(report: Mapping[str, Any]) -> bytes:
    """Return a report as JSON: indented, with one issue a line, so that ``grep`` and ``diff`` read it."""
    return b"".join(_json_chunks(report))


def _json_chunks(report: Mapping[str, Any]) -> Iterator[bytes]:
    opening = b"{\n"
    for key, value in report.items():
        yield opening + orjson.dumps(key) + b": "
        if key == "issues" and value:
            joint = b"[\n"
            for issue in value:
                yield joint + orjson.dumps(json_value(issue))
                joint = b",\n"
            yield b"\n]"
        else:
            yield orjson.dumps(json_value(value), option=orjson.OPT_INDENT_2)
        opening = b",\n"
    yield b"\n}\n"


def write_report(report: Mapping[str, Any], path: Path | str, lang: Language = "en") -> None:
    """Write a report to a file: JSON, HTML or plain text by its suffix.

    The file is the old one or the whole new one: it is written beside the target and renamed.

    Args:
        report: the dictionary of ``Report.to_dict``.
        path: target; ``.json``, ``.html``, ``.htm`` or ``.txt``.
        lang: language of the text, and the one in which the HTML opens.

    Raises:
        UsageError: another suffix.
        WriteError: the file system refuses.
    """
    target = Path(path)
    check_report_path(target)
    match target.suffix.lower():
        case ".json":
            chunks: Iterator[bytes] = _json_chunks(report)
        case ".txt":
            chunks = iter([render_text(report, lang, _TEXT_WIDTH).encode()])
        case _:
            chunks = iter([render_html(report, lang).encode()])
    _replace(target, chunks)


def check_report_path(path: Path | str) -> None:
    """Refuse a report path with a suffix that says no known kind, before any work is done.

    Raises:
        UsageError: the suffix is not one of ``SUFFIXES``.
    """
    if Path(path).suffix.lower() not in SUFFIXES:
        raise UsageError(
            "this file name says no kind of report",
            "无法从文件名判断报告类型",
            at=Location(file=str(path)),
            hint_en="end it with .json, .html or .txt",
            hint_zh="请以 .json、.html 或 .txt 结尾",
        )


def _replace(target: Path, chunks: Iterator[bytes]) -> None:
    # report and sources are neighbours that may not import each other (DESIGN §1), hence not the sink of sources.
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with temporary.open("xb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except OSError as error:
        raise WriteError(
            f"the report cannot be written: {error.strerror or error}",
            f"无法写出报告：{error.strerror or error}",
            at=Location(file=str(target)),
            hint_en="check that the folder exists and is writable and that no program holds the file open",
            hint_zh="请检查目录存在且可写，并且文件未被其他程序占用",
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
