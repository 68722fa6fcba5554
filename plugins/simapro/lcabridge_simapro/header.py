"""The head of a file: who wrote it, and which signs separate cells, decimals and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from lcabridge.errors import Location, MalformedSourceError
from lcabridge_simapro.tables import BLOCKS

SEPARATORS = {"semicolon": ";", "tab": "\t", "comma": ","}
SEPARATOR_WORDS = {sign: word.capitalize() for word, sign in SEPARATORS.items()}
KINDS = {
    "processes": ("processes", "process", "processus", "processen", "processi", "prozesse", "procesos", "processos"),  # codespell:ignore processus
    "methods": ("methods", "method", "méthodes", "methoden", "metodi", "métodos"),  # codespell:ignore methoden
    "product stages": (
        "product stages", "étapes du produit", "productfasen", "fasi del prodotto", "produktphasen",
    ),
}  # fmt: skip
"""Content of the file in the languages of SimaPro's interface."""
_KIND_OF = {word: kind for kind, words in KINDS.items() for word in words}
PROJECTS = frozenset(
    {
        "project", "projekt", "progetto", "proyecto", "projeto", "heijastaa", "tionscadal",
        "projet",  # codespell:ignore projet
    }
)  # fmt: skip
YES = frozenset({"yes", "y", "true", "ja", "oui", "si", "sí", "sì", "sim", "kyllä", "tá", "是"})
NO = frozenset({"no", "n", "false", "nein", "non", "nee", "não", "nej", "nei", "ei", "níl", "否"})
_OLD = re.compile(r"SimaPro [^\t;,{}]*([\t;,])[^{}]*Date:", re.IGNORECASE)
_MAX_LINES = 200


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What the head of a file says.

    Attributes:
        style: ``braces``: one entry in braces per line; ``plain``: the two lines of exports before CSV format 7,
            where amounts stand before units and texts beside their titles.
        version: of SimaPro, as written.
        kind: ``processes``, ``methods`` or ``product stages``; "" where it does not say.
        separator: sign between cells.
        decimal: decimal sign; "" where the head does not say.
        date_format: such as ``dd.MM.yyyy``; "" where it does not say.
        lines: how many lines the head has.
        entries: the other entries, by the word before the colon.
    """

    style: Literal["braces", "plain"] = "braces"
    version: str = ""
    kind: str = ""
    separator: str = ";"
    decimal: str = ""
    date_format: str = ""
    lines: int = 0
    entries: dict[str, str] = {}


def looks_like(head: str) -> str:
    """Return why the first lines are those of a SimaPro CSV file, "" if they are not."""
    text = head.lstrip("\ufeff \r\n")
    first = text.split("\n", 1)[0].strip().strip('"')
    if first.startswith("{SimaPro"):
        return f"starts with {first.rstrip(';, ')}"
    if first.startswith("{") and "{CSV separator:" in text and "{CSV Format version:" in text:
        return "has the head of a SimaPro CSV file"
    if _OLD.match(first):
        return f"starts with {first.split(chr(9))[0].split(';')[0]}"
    return ""


def is_headless(head: str) -> bool:
    """Tell whether a file starts with a block: a piece of an export, without its head."""
    first, _, rest = head.lstrip("\ufeff \r\n").partition("\n")
    return first.strip() in BLOCKS and "\nEnd" in rest


def parse_header(lines: Sequence[str], at: str) -> Header:
    """Read the head.

    Args:
        lines: the first lines of the file.
        at: name of the file for messages.

    Raises:
        MalformedSourceError: it is none, or it declares signs that cannot be.
    """
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    first = lines[start].strip().lstrip("\ufeff").strip('"') if lines else ""
    if not first.startswith("{"):
        return _plain(lines, start, at)
    found: dict[str, str] = {}
    version = kind = ""
    end = start
    for end in range(start, min(len(lines), start + _MAX_LINES)):  # its last value is the end of the head
        entry = _entry(lines[end])
        if entry is None:
            break
        word, colon, value = entry.partition(":")
        word = word.strip()
        if entry.lower() in _KIND_OF:
            kind = _KIND_OF[entry.lower()]
        elif not colon and word.startswith("SimaPro"):
            version = word[7:].strip()
        elif not colon:
            found.setdefault(word, "")
        else:
            found[word] = value.strip()
    else:
        end += 1
    return Header(
        version=version,
        kind=kind,
        separator=_separator(found.pop("CSV separator", ""), at, start),
        decimal=_decimal(found.pop("Decimal separator", ""), at, start),
        date_format=found.pop("Short date format", ""),
        lines=end,
        entries=found,
    )


def _entry(line: str) -> str | None:
    text = line.strip().lstrip("\ufeff").rstrip(";,\t ").strip('"')
    return text[1:-1].strip() if text.startswith("{") and text.endswith("}") else None


def _separator(word: str, at: str, line: int) -> str:
    sign = SEPARATORS.get(word.lower(), word) if word else ";"
    if len(sign) == 1 and not sign.isalnum() and sign not in "\"'{}.\n\r":
        return sign
    raise MalformedSourceError(
        f"the head declares the separator {word!r}, which is none",
        f"文件头声明的分隔符 {word!r} 无效",
        at=Location(file=at, line=line + 1),
        hint_en="it should be Semicolon, Tab, Comma or one sign",
        hint_zh="应为 Semicolon、Tab、Comma 或单个符号",
    )


def _decimal(sign: str, at: str, line: int) -> str:
    if sign in ("", ".", ",", "'", "٫"):
        return sign
    raise MalformedSourceError(
        f"the head declares the decimal sign {sign!r}",
        f"文件头声明的小数点为 {sign!r}",
        at=Location(file=at, line=line + 1),
        hint_en="it should be . or ,",
        hint_zh="应为 . 或 ,",
    )


def _plain(lines: Sequence[str], start: int, at: str) -> Header:
    first = lines[start].strip().lstrip("\ufeff") if lines else ""
    match = _OLD.match(first)
    if match is None and first in BLOCKS:
        return Header(lines=start)
    if match is None:
        raise MalformedSourceError(
            "this is not the head of a SimaPro CSV file",
            "这不是 SimaPro CSV 的文件头",
            at=Location(file=at, line=start + 1),
            hint_en="the first line should be {SimaPro ...}; export the data as CSV once more",
            hint_zh="首行应为 {SimaPro ...}；请重新导出为 CSV",
        )
    separator = match[1]
    cells = [cell.strip() for cell in first.split(separator)]
    found = {cell.rstrip(":"): cells[n + 1] for n, cell in enumerate(cells[:-1]) if cell.endswith(":")}
    count = start + 1
    if count < len(lines):
        second = [cell.strip() for cell in lines[count].split(separator)]
        if second[0].lower() in PROJECTS:
            found["Project"] = second[1] if len(second) > 1 else ""
            count += 1
    return Header(
        style="plain",
        version=cells[0].removeprefix("SimaPro").strip(),
        kind=_KIND_OF.get(cells[1].lower(), "") if len(cells) > 1 else "",
        separator=separator,
        lines=count,
        entries=found,
    )


def project(header: Header) -> str:
    """Return the name of the project, whatever language the head is in."""
    return next((value for word, value in header.entries.items() if word.lower() in PROJECTS and value), "")
