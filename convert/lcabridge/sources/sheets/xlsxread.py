"""Reading SpreadsheetML (ECMA-376 part 1, §18): the cells of a workbook, streamed, within the limits of the source.

Only what says something is read: values, stored results of formulas, number formats that make a date or a per cent.
"""

from __future__ import annotations

import datetime as dt
import html
import math
import posixpath
import re
from collections.abc import Callable, Iterator
from typing import IO, NamedTuple

from lxml import etree

from lcabridge.errors import LcabridgeError, LimitError, Location, MalformedSourceError, UnsafeContentError
from lcabridge.sources import Source, parse_xml
from lcabridge.sources.sheets.cells import (
    MAX_COLUMNS,
    MAX_ROWS,
    CellValue,
    Day,
    Fault,
    Merged,
    Percent,
    Row,
    Uncomputed,
    cell_address,
    column_number,
)

WORKBOOK = "xl/workbook.xml"
_ROW_BYTES = 64 << 20
"""One row of a worksheet: no honest one is larger."""
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RANGE = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_PERCENTS = frozenset((9, 10))
"""Built-in number formats (§18.8.30): dates and times, among them those of East Asian systems; per cents."""
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001  # a cell has no time zone


class _Styles(NamedTuple):
    dates: frozenset[int]
    percents: frozenset[int]
    epoch: dt.datetime


def is_workbook(source: Source) -> bool:
    """Tell whether the source is an .xlsx file."""
    return source.kind != "file" and WORKBOOK in source.names()


class XlsxSheet:
    """A worksheet; holds where it is, not what is in it."""

    def __init__(self, book: XlsxBook, name: str, entry: str, *, hidden: bool) -> None:
        self.name = name
        self.entry = entry
        self.hidden = hidden
        self.at = str(book.source.path)
        self._book = book

    def address(self, row: int, column: int) -> str:
        """See `Sheet.address`."""
        return cell_address(self.name, row, column)

    def rows(self) -> Iterator[Row]:
        """See `Sheet.rows`."""
        return self._book.rows(self.entry)

    def merged(self) -> list[Merged]:
        """Return the merged ranges."""
        return self._book.merged(self.entry)


class XlsxBook:
    """A workbook: its worksheets in their order.

    Args:
        source: a zip or folder with the parts of the workbook.

    Raises:
        ReadError: a part is missing or broken.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        root = self._xml(WORKBOOK)
        targets = self._targets(WORKBOOK)
        self.sheets: list[XlsxSheet] = []
        for element in root.iterfind("{*}sheets/{*}sheet"):
            link = next((str(v) for k, v in element.attrib.items() if str(k).endswith("}id")), "")
            entry = targets.get(link, "")
            if "/worksheets/" not in f"/{entry}" and entry not in source.names():
                continue  # a chart sheet, or a sheet without content
            title = str(element.get("name") or "")
            self.sheets.append(XlsxSheet(self, title, entry, hidden=element.get("state", "visible") != "visible"))
        properties = root.find("{*}workbookPr")
        self._is_1904 = properties is not None and properties.get("date1904") in ("1", "true")
        self._loaded: tuple[list[str], _Styles] | None = None
        self._merged: dict[str, list[Merged]] = {}

    def rows(self, entry: str) -> Iterator[Row]:
        """Yield the rows of a worksheet."""
        shared, styles = self._load()
        at = self.source.locate(entry)
        number = 0
        with self.source.open(entry) as file:
            counter = _Counting(file, at)
            try:
                context = etree.iterparse(
                    counter, events=("end",), tag="{*}row", resolve_entities=False, no_network=True
                )
                for _, element in context:
                    counter.since_row = 0
                    if element.getroottree().docinfo.internalDTD is not None:
                        raise _doctype(at)
                    number = _row_number(element, number, at)
                    yield number, _cells(element, shared, styles, at)
                    element.clear()
                    parent = element.getparent()
                    while element.getprevious() is not None and parent is not None:
                        del parent[0]
                root = context.root
                if root is not None and root.getroottree().docinfo.internalDTD is not None:
                    raise _doctype(at)
            except etree.XMLSyntaxError as error:
                raise _broken(at, error.msg or "XML", error.position[0]) from error

    def merged(self, entry: str) -> list[Merged]:
        """Return the merged ranges of a worksheet; they stand behind its cells, so it is read once for them."""
        if entry not in self._merged:
            found = []
            rest = b""
            with self.source.open(entry) as file:
                while chunk := file.read(1 << 20):
                    block = rest + chunk
                    for match in _RANGE.finditer(block):
                        left, top, right, bottom = (part.decode() for part in match.groups())
                        found.append(Merged(int(top), column_number(left), int(bottom), column_number(right)))
                    rest = block[-64:] if b"<mergeCell" not in block[-64:] else block[block.rfind(b"<mergeCell") :]
            self._merged[entry] = list(dict.fromkeys(found))
        return self._merged[entry]

    def _load(self) -> tuple[list[str], _Styles]:
        if self._loaded is None:
            parts = set(self._targets(WORKBOOK).values())
            strings = next((part for part in parts if part.endswith("haredStrings.xml")), "")
            styles = next((part for part in parts if part.endswith("styles.xml")), "")
            names = self.source.names()
            shared = [_text(item) for item in self._xml(strings).iterfind("{*}si")] if strings in names else []
            found = self._styles(styles) if styles in names else _Styles(frozenset(), frozenset(), self._epoch)
            self._loaded = (shared, found)
        return self._loaded

    @property
    def _epoch(self) -> dt.datetime:
        return _EPOCH_1904 if self._is_1904 else _EPOCH

    def _styles(self, part: str) -> _Styles:
        root = self._xml(part)
        codes = {
            _whole(element.get("numFmtId")): str(element.get("formatCode") or "")
            for element in root.iterfind("{*}numFmts/{*}numFmt")
        }
        dates, percents = set(), set()
        for number, element in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
            ident = _whole(element.get("numFmtId"))
            code = _NOT_CODE.sub("", codes.get(ident, "")).split(";")[0].lower()
            if ident in _DATES or any(letter in code for letter in "ymdhs"):
                dates.add(number)
            elif ident in _PERCENTS or "%" in code:
                percents.add(number)
        return _Styles(frozenset(dates), frozenset(percents), self._epoch)

    def _targets(self, part: str) -> dict[str, str]:
        folder, _, name = part.rpartition("/")
        links = f"{folder}/_rels/{name}.rels"
        if links not in self.source.names():
            raise _broken(self.source.locate(part), f"{links} is missing", None)
        found = {}
        for element in self._xml(links).iterfind("{*}Relationship"):
            target = str(element.get("Target") or "")
            # An absolute target is from the root of the package (OPC, §9.3).
            path = target[1:] if target.startswith("/") else posixpath.normpath(f"{folder}/{target}")
            found[str(element.get("Id"))] = path
        return found

    def _xml(self, part: str) -> etree._Element:
        return parse_xml(self.source.read(part), self.source.locate(part), self.source.limits)

    def __getstate__(self) -> dict[str, object]:
        return {**self.__dict__, "_loaded": None}


class _Counting:
    """A stream that refuses a row without end."""

    def __init__(self, file: IO[bytes], at: str) -> None:
        self._file = file
        self._at = at
        self.since_row = 0

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self.since_row += len(data)
        if self.since_row > _ROW_BYTES:
            raise LimitError(
                "a row of the worksheet, or what stands around its rows, is larger than 64 MiB",
                "工作表的一行或行外内容超过 64 MiB",
                at=Location(file=self._at),
                hint_en="remove what is no data from the sheet",
                hint_zh="请删除工作表中的非数据内容",
            )
        return data


def _row_number(element: etree._Element, last: int, at: str) -> int:
    number = _whole(element.get("r")) or last + 1
    if number > MAX_ROWS or number <= last:
        raise _broken(at, f"row {number} behind row {last}", element.sourceline)
    return number


def _cells(row: etree._Element, shared: list[str], styles: _Styles, at: str) -> list[CellValue]:
    found: list[CellValue] = []
    for cell in row.iterchildren("{*}c"):
        match = _REFERENCE.fullmatch(cell.get("r") or "")
        column = column_number(match.group(1)) if match else len(found)
        if column >= MAX_COLUMNS:
            raise _broken(at, f"column {cell.get('r')}", row.sourceline)
        value = _value(cell, shared, styles, at)
        if value is None:
            continue
        if column > len(found):
            found.extend([None] * (column - len(found)))
        if column < len(found):
            found[column] = value
        else:
            found.append(value)
    return found


def _value(cell: etree._Element, shared: list[str], styles: _Styles, at: str) -> CellValue:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        inline = cell.find("{*}is")
        return None if inline is None else _text(inline)
    raw = cell.findtext("{*}v")
    if raw is None or raw == "":
        formula = cell.findtext("{*}f")
        return Uncomputed(formula) if formula else None
    if kind == "s":
        number = _whole(raw)
        if not raw.strip().isdecimal() or number >= len(shared):
            line = cell.sourceline
            raise _broken(
                at, f"cell {cell.get('r')}: no shared string {raw!r}", line if isinstance(line, int) else None
            )
        return shared[number]
    stored = _STORED.get(kind)
    return stored(raw) if stored else _number(raw.strip(), _whole(cell.get("s")), styles)


def _number(raw: str, style: int, styles: _Styles) -> CellValue:
    # What is no number by the strict grammar, or lies beyond a double, stays text, and the column's own rule names it.
    value = float(raw) if _NUMBER.fullmatch(raw) else math.inf
    if not math.isfinite(value):
        return raw
    if style in styles.dates:
        day = _day(value, styles.epoch)
        return value if day is None else day
    return Percent(value) if style in styles.percents else value


def _day(serial: float, epoch: dt.datetime) -> Day | None:
    if serial < 0 or serial >= 2_958_466:  # 9999-12-31
        return None
    if epoch is _EPOCH and serial < 60:
        serial += 1  # Lotus' 29 February 1900, which Excel keeps
    moment = epoch + dt.timedelta(days=int(serial), seconds=round(serial % 1 * 86_400))
    return Day(moment.date().isoformat() if serial == int(serial) else moment.isoformat())


def _text(element: etree._Element) -> str:
    if len(element) == 1 and not len(element[0]):
        return _unescape(element[0].text or "")
    # Runs of rich text are joined; phonetic runs (rPh: furigana, pinyin) are no part of the text (§18.4.6).
    parts = [
        child.findtext("{*}t") if _local(child) == "r" else child.text for child in element if _local(child) in "rt"
    ]
    return _unescape("".join(part for part in parts if part))


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else "-"


def _unescape(text: str) -> str:
    # ST_Xstring (§22.9.2.19): what XML cannot say stands as _xHHHH_, and a literal one as _x005F_xHHHH_.
    return _ESCAPE.sub(_character, text) if "_x" in text else text


def _character(match: re.Match[str]) -> str:
    code = int(match.group(1), 16)
    return match.group() if 0xD800 <= code < 0xE000 else chr(code)  # half a character is none


def _whole(text: str | None) -> int:
    digits = (text or "").strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def _doctype(at: str) -> UnsafeContentError:
    return UnsafeContentError(
        "a document type declaration (DOCTYPE) is not allowed", "不允许文档类型声明（DOCTYPE）", at=Location(file=at),
        hint_en="save the workbook anew with a spreadsheet program", hint_zh="请用电子表格软件重新保存工作簿",
    )  # fmt: skip


def _broken(at: str, what: str, line: object) -> LcabridgeError:
    return MalformedSourceError(
        f"the workbook is damaged: {what}", f"工作簿已损坏：{what}", at=Location(file=at, line=line if isinstance(line, int) else None),
        hint_en="open it in a spreadsheet program, repair it and save it anew",
        hint_zh="请用电子表格软件打开、修复并重新保存",
    )  # fmt: skip


_STORED: dict[str, Callable[[str], CellValue]] = {
    "str": _unescape,
    "b": lambda raw: raw.strip() in ("1", "true"),
    "e": lambda raw: Fault(raw.strip()),
    "d": lambda raw: Day(raw.strip().removesuffix("T00:00:00").removesuffix("Z")),
}
"""Kind of cell to how its value is stored (§18.18.11), besides numbers and shared strings."""


_TITLES = re.compile(rb'<(?:\w+:)?sheet\s[^>]*?name="([^"]*)"')
_HEAD = 16 << 10


def titles(source: Source) -> list[str]:
    """Return the titles of the worksheets, from the beginning of the workbook part alone."""
    found = _TITLES.findall(source.head(WORKBOOK, _HEAD))
    return [html.unescape(title.decode("utf-8", errors="replace")) for title in found]
