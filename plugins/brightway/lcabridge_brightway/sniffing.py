"""Which of Brightway's files a source is, from at most 64 KiB."""

from __future__ import annotations

import re

from lcabridge.format import NO, Confidence, Evidence
from lcabridge.sources import Source
from lcabridge.sources.sheets.xlsxread import is_workbook, titles
from lcabridge_brightway.package import head_of

_HEAD = 16 << 10
_OTHERS = (
    {"General information", "Inputs", "Outputs"},
    {"Processes", "Flows"},
    {"过程", "流"},
    {"Read me 说明"},
    {"说明 Read me"},
)
"""Worksheets of workbooks that are not Brightway's: openLCA's, and the template of ``tables``."""
_FIRST_CELL = re.compile(rb"[>\s](Activity|Database|Project parameters)<")
_CSV_FACTORS = re.compile(r'\s*"?name"?[,;\t]"?categories"?[,;\t]"?amount"?\s')
_FACTORS = re.compile(rb">name<(?:[^>]*>){1,8}categories<(?:[^>]*>){1,8}amount<")
_METHOD = "the headings are those of factors of an impact method for bw2io"
_CSV_MORE = re.compile(r'(?m)^\s*"?(Exchanges|code|Database)"?\s*(?:[,;\t]|$)')
_CSV_HEAD = re.compile(r'(?m)^\s*"?(Activity|Database|Project parameters|Database parameters)"?\s*(?:[,;\t]|$)')


def inventory(source: Source) -> str:
    """Return why a source is an inventory in Brightway's layout, "" if it is not."""
    if is_workbook(source):
        return "" if any(set(titles(source)) >= others for others in _OTHERS) else _workbook(source)
    if source.kind != "file":
        return ""
    head = source.head(source.names()[0], _HEAD).decode("utf-8-sig", errors="ignore")
    if _CSV_FACTORS.match(head):
        return _METHOD
    line = _CSV_HEAD.search(head)
    told = line is not None and _CSV_MORE.search(head) is not None
    return f"a line begins with {line.group(1)}" if line and told else ""


def _workbook(source: Source) -> str:
    names = [
        name for name in source.names() if name == "xl/sharedStrings.xml" or name.startswith("xl/worksheets/sheet")
    ]
    for name in sorted(names, key=lambda name: "worksheets" in name)[:3]:
        # The words stand in cells of their own: shared strings, or inline ones.
        head = source.head(name, _HEAD)
        found = _FIRST_CELL.search(head)
        if found:
            return f"a cell of the workbook says {found.group(1).decode()}"
        if _FACTORS.search(head):
            return _METHOD
    return ""


def package(source: Source) -> Evidence:
    """Say whether a source is a package of bw2io's."""
    if source.kind != "file":
        return NO
    name = source.names()[0]
    head = source.head(name)
    if not head.startswith(b"BZh"):
        return NO
    text = head_of(head)
    if '"__dict__"' in text and '"keys"' in text:
        return Evidence(Confidence.YES, "bzip2 with the JSON of bw2data's sanitizer in it")
    if not text and source.size(name) > len(head):
        return Evidence(Confidence.MAYBE, "bzip2 whose first block is too large to be looked into")
    return NO
