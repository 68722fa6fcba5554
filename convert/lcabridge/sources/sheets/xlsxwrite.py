"""Writing SpreadsheetML: rows come one by one, memory holds the compressed sheets, and the bytes depend on the content alone.

A text is always a text: cells are inline strings, never formulas, and one that begins like a formula carries
``quotePrefix``, so that it stays text when somebody edits it.
"""

from __future__ import annotations

import re
import tempfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from lcabridge.sources import FileSink, Packed, Sink, ZipSink
from lcabridge.sources.sheets.cells import CellValue, column_letters

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LARGEST, _SMALLEST = 9.99999999999999e307, 2.2250738585072014e-308
"""Beyond these Excel calls a file damaged, or takes the number for zero: such a number is written as text."""
# What XML 1.0 cannot say or would change (§2.2, §2.11), and what looks like the escape for it.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")

TEXT, QUOTED, HEADER, TITLE, NOTE = 1, 2, 3, 4, 5
_STYLES = f"""{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="4"><font><sz val="11"/><name val="Calibri"/></font>\
<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font>\
<font><b/><sz val="14"/><name val="Calibri"/></font>\
<font><i/><sz val="10"/><color rgb="FF666666"/><name val="Calibri"/></font></fonts>\
<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>\
<fill><patternFill patternType="solid"><fgColor rgb="FF1F5C7A"/><bgColor indexed="64"/></patternFill></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="6"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>\
<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>\
<xf numFmtId="49" fontId="1" fillId="2" borderId="0" xfId="0" applyFont="1" applyFill="1" applyAlignment="1">\
<alignment vertical="center" wrapText="1"/></xf>\
<xf numFmtId="49" fontId="2" fillId="0" borderId="0" xfId="0" applyFont="1"/>\
<xf numFmtId="49" fontId="3" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1">\
<alignment vertical="top" wrapText="1"/></xf></cellXfs>\
<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>"""


class Choice(NamedTuple):
    """A list that a column offers.

    Attributes:
        column: from 0.
        first: first row that offers it.
        formula: range of the words, ``Lists!$A$1:$A$4``.
        prompt: what a selected cell says.
    """

    column: int
    first: int
    formula: str
    prompt: str = ""


class Look(NamedTuple):
    """How a worksheet looks.

    Attributes:
        widths: of the columns, in characters.
        texts: columns whose empty cells take what is typed as text (so that 007 stays 007).
        styles: style of whole rows, by row number.
        frozen: rows that stay in view.
        choices: lists.
        hidden: not shown.
    """

    widths: Sequence[float] = ()
    texts: frozenset[int] = frozenset()
    styles: Mapping[int, int] = {}
    frozen: int = 0
    choices: Sequence[Choice] = ()
    hidden: bool = False


class XlsxWriter:
    """Collects worksheets; `write_to` makes the file of them."""

    def __init__(self) -> None:
        self._sheets: list[tuple[str, Packed, bool]] = []

    def add(self, title: str, rows: Iterable[Sequence[CellValue]], look: Look | None = None) -> None:
        """Add a worksheet: its rows from the top."""
        look = look or Look()
        packer = _Packer()
        packer.write(_before(look))
        for number, row in enumerate(rows, 1):
            packer.write(_row(number, row, look.styles.get(number, 0)))
        packer.write(_behind(look))
        self._sheets.append((title, packer.packed(), look.hidden))

    def write_to(self, sink: Sink) -> None:
        """Write the workbook into a single-file sink, through the archive writer that fixes order and dates."""
        with tempfile.TemporaryDirectory(prefix="lcabridge-") as folder:
            path = Path(folder) / "book.zip"
            with ZipSink(path) as archive:
                for name, text in self._frame().items():
                    archive.add(name, text.encode())
                for number, (_, packed, _) in enumerate(self._sheets, 1):
                    archive.add_packed(f"xl/worksheets/sheet{number}.xml", packed)
            pour(path, sink)

    def _frame(self) -> dict[str, str]:
        sheets = links = types = ""
        for number, (title, _, hidden) in enumerate(self._sheets, 1):
            state = ' state="hidden"' if hidden else ""
            sheets += f'<sheet name={quoteattr(title)} sheetId="{number}"{state} r:id="rId{number}"/>'
            links += f'<Relationship Id="rId{number}" Type="{_LINKS}/worksheet" Target="worksheets/sheet{number}.xml"/>'
            types += (
                f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
                'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            )
        styles = f'<Relationship Id="rId{len(self._sheets) + 1}" Type="{_LINKS}/styles" Target="styles.xml"/>'
        main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        return {
            "[Content_Types].xml": (
                f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
                '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                '<Default Extension="xml" ContentType="application/xml"/>'
                f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
                f'<Override PartName="/xl/styles.xml" ContentType="{main}.styles+xml"/>{types}</Types>'
            ),
            "_rels/.rels": (
                f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
                f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
            ),
            "xl/_rels/workbook.xml.rels": (
                f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{links}{styles}</Relationships>'
            ),
            "xl/styles.xml": _STYLES,
            "xl/workbook.xml": (
                f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><bookViews><workbookView activeTab="0"/></bookViews>'
                f"<sheets>{sheets}</sheets></workbook>"
            ),
        }


def pour(path: Path, sink: Sink) -> None:
    """Copy a finished file into a single-file sink."""
    with path.open("rb") as file:
        if not isinstance(sink, FileSink):
            sink.add(path.name, file.read())
            return
        step = min(max(path.stat().st_size // 8, 1 << 10), 1 << 20)
        while chunk := file.read(step):
            sink.append(chunk)


class _Packer:
    def __init__(self) -> None:
        self._deflater = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._parts: list[bytes] = []
        self._waiting: list[str] = []
        self._length = self._size = self._crc = 0

    def write(self, text: str) -> None:
        self._waiting.append(text)
        self._length += len(text)
        if self._length > 1 << 18:
            self._flush()

    def packed(self) -> Packed:
        self._flush()
        self._parts.append(self._deflater.flush())
        return Packed(8, self._crc, self._size, b"".join(self._parts))

    def _flush(self) -> None:
        data = "".join(self._waiting).encode()
        self._waiting, self._length = [], 0
        self._crc = zlib.crc32(data, self._crc)
        self._size += len(data)
        self._parts.append(self._deflater.compress(data))


def _before(look: Look) -> str:
    view = ""
    if look.frozen:
        top = f'<pane ySplit="{look.frozen}" topLeftCell="A{look.frozen + 1}" activePane="bottomLeft" state="frozen"/>'
        view = f'<sheetViews><sheetView workbookViewId="0">{top}</sheetView></sheetViews>'
    columns = ""
    for number, width in enumerate(look.widths, 1):
        style = f' style="{TEXT}"' if number - 1 in look.texts else ""
        columns += f'<col min="{number}" max="{number}" width="{width:g}" customWidth="1"{style}/>'
    cols = f"<cols>{columns}</cols>" if columns else ""
    return f'{_HEAD}<worksheet xmlns="{_MAIN}">{view}{cols}<sheetData>'


def _behind(look: Look) -> str:
    lists = ""
    if look.choices:
        rules = "".join(_choice(choice) for choice in look.choices)
        lists = f'<dataValidations count="{len(look.choices)}">{rules}</dataValidations>'
    return f"</sheetData>{lists}</worksheet>"


def _choice(choice: Choice) -> str:
    letters = column_letters(choice.column)
    prompt = f' showInputMessage="1" prompt={quoteattr(choice.prompt[:255])}' if choice.prompt else ""
    kind = 'type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1"' if choice.formula else 'type="none"'
    formula = f"<formula1>{escape(choice.formula)}</formula1>" if choice.formula else ""
    area = f"{letters}{choice.first}:{letters}1048576"
    return f'<dataValidation {kind}{prompt} sqref="{area}">{formula}</dataValidation>'


def _row(number: int, row: Sequence[CellValue], style: int) -> str:
    cells = "".join([_cell(value, number, column, style) for column, value in enumerate(row) if value is not None])
    return f'<row r="{number}">{cells}</row>' if cells else ""


def _cell(value: CellValue, row: int, column: int, style: int) -> str:
    place = f"{column_letters(column)}{row}"
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, float):
        size = abs(value)
        if size == 0 or _SMALLEST <= size <= _LARGEST:
            return f'<c r="{place}"><v>{repr(value).removesuffix(".0")}</v></c>'
        value = repr(value)
    text = str(value)
    chosen = style or (QUOTED if text.startswith(_LIKE_FORMULA) else TEXT)
    return f'<c r="{place}" s="{chosen}" t="inlineStr"><is><t xml:space="preserve">{_escaped(text)}</t></is></c>'


def _escaped(text: str) -> str:
    return escape(_ODD.sub(lambda match: f"_x{ord(match.group()):04X}_", text))
