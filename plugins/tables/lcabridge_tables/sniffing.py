"""Which kind of table a source is: from names of sheets and a few cells, never more than 64 KiB."""

from __future__ import annotations

import html
import re

from lcabridge.sources import Source
from lcabridge.sources.sheets.csvgrid import SUFFIXES
from lcabridge.sources.sheets.xlsxread import is_workbook, titles
from lcabridge_tables.headings import by_title, recognise
from lcabridge_tables.layout import SHEETS

_HEAD = 16 << 10
_OURS = {sheet.id for sheet in SHEETS}
OLCA = frozenset(("General information", "Inputs", "Outputs"))


def template(source: Source) -> str:
    """Return why a source is our template, "" if it is not."""
    if is_workbook(source):
        found = titles(source)
        if set(found) >= OLCA:
            return ""
        known = [sheet for title in found if (sheet := by_title(title))]
        marked = any(title in ("Read me 说明", "说明 Read me") for title in found)
        enough = {"processes", "flows"} <= {sheet.id for sheet in known} or (marked and known)
        return f"the workbook has the sheets {', '.join(found[:4])} …" if enough else ""
    names = [name for name in source.names() if source.kind == "file" or name.lower().endswith(SUFFIXES)]
    if source.kind != "file":
        known_names = [name for name in names if name.rpartition("/")[2].rpartition(".")[0] in _OURS]
        return next((reason for name in known_names[:3] if (reason := _headed(source, name))), "")
    return _headed(source, names[0])


def _headed(source: Source, name: str) -> str:
    """Return why the first lines of a CSV file are headings of the template."""
    head = source.head(name, 8 << 10)
    try:
        lines = head.decode("utf-8-sig", errors="ignore").splitlines()[:3]
    except UnicodeDecodeError:
        return ""
    for line in lines:
        for separator in ",;\t":
            cells = [cell.strip().strip('"') for cell in line.split(separator)]
            for sheet in SHEETS:
                found, unknown, _ = recognise(cells, sheet)
                if len(found) >= 4 and len(found) > 2 * len(unknown):
                    return f"{name} has the headings of the template's sheet {sheet.en}"
    return ""


def process_workbook(source: Source) -> str:
    """Return why a source is openLCA's process workbook, "" if it is not."""
    if is_workbook(source) and set(titles(source)) >= OLCA:
        return "the workbook has the sheets General information, Inputs and Outputs"
    return ""


_WORDS = re.compile(r">([^<>]{1,60})</(?:\w+:)?t>")


def factor_list(source: Source) -> str:
    """Return the ready-made mapping whose columns a table has, "" if it has those of none."""
    from lcabridge_tables.factormap import ready_made  # noqa: PLC0415  # imports pydantic models, needed by this format alone
    from lcabridge_tables.factors import columns_of  # noqa: PLC0415  # same

    rows: list[list[str]] = []
    if is_workbook(source):
        names = [name for name in source.names() if name in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml")]
        text = "".join(source.head(name, _HEAD).decode("utf-8", errors="ignore") for name in names)
        rows.append([html.unescape(word) for word in _WORDS.findall(text)[:200]])
    elif source.kind == "file":
        head = source.head(source.names()[0], _HEAD)
        for encoding in ("utf-8-sig", "gb18030"):
            lines = head.decode(encoding, errors="ignore").splitlines()[:20]
            rows += [[cell.strip(' "') for cell in re.split("[,;\t]", line)] for line in lines]
    best = ("", 3)
    for name, rules in ready_made().items():
        for row in rows:
            found = set(columns_of(row, rules)[0].values())
            if {"value", "unit"} <= found and {"name", "name_zh", "name_en"} & found and len(found) > best[1]:
                best = (name, len(found))
    return best[0]
