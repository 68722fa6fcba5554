"""A source as sheets: a workbook, one CSV file, or a folder or zip of them."""

from __future__ import annotations

from lcabridge.sources import Source
from lcabridge.sources.sheets.csvgrid import SUFFIXES, CsvSheet
from lcabridge.sources.sheets.xlsxread import XlsxBook, XlsxSheet, is_workbook

AnySheet = XlsxSheet | CsvSheet


def sheets_of(source: Source, *, encoding: str = "", separator: str = "", guarded: bool = True) -> list[AnySheet]:
    """Return the sheets in their order; CSV files by name.

    Args:
        source: what was opened.
        encoding: of CSV files, "" to find out.
        separator: of CSV files, "" to find out.
        guarded: whether the texts of CSV files were guarded against formula injection.

    Raises:
        ReadError: a workbook is broken.
    """
    if is_workbook(source):
        return [*XlsxBook(source).sheets]
    names = [name for name in source.names() if source.kind == "file" or name.lower().endswith(SUFFIXES)]
    return [CsvSheet(source, name, encoding=encoding, separator=separator, guarded=guarded) for name in names]
