"""How the sheets look: which columns stand where, lists to choose from, the page of instructions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from lcabridge.sources.sheets.cells import CellValue, column_letters
from lcabridge.sources.sheets.xlsxwrite import HEADER, TITLE, Choice, Look
from lcabridge.sources.sheets.xlsxwrite import NOTE as NOTE_STYLE
from lcabridge_tables import columns as c
from lcabridge_tables.columns import Column
from lcabridge_tables.headings import NOTE, sheet_title, title
from lcabridge_tables.layout import SHEETS, SheetOf, all_columns

READ_ME = {"en": "Read me 说明", "zh": "说明 Read me"}
LISTS = {"en": "Lists 词表", "zh": "词表 Lists"}
_WIDTHS = {
    "text": 30.0,
    "id": 16.0,
    "paths": 30.0,
    "references": 30.0,
    "number": 12.0,
    "whole number": 10.0,
    "yes or no": 10.0,
    "year": 10.0,
}
_UNITS = (
    "kg",
    "t",
    "g",
    "kWh",
    "MWh",
    "MJ",
    "GJ",
    "m3",
    "Nm3",
    "l",
    "m2",
    "m2*a",
    "m",
    "km",
    "t*km",
    "p*km",
    "v*km",
    "h",
    "d",
    "a",
    "Item(s)",
    "kBq",
)
_LANGUAGES = {"en": ("en", "zh"), "zh": ("zh", "en")}

_TEXTS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "LCA data in tables: template of lcabridge",
        "1. One sheet per kind of data set. Fill in Processes, Exchanges and Flows; the other sheets where you have something to say.",
        "2. The row of headings says what a column is. Their order does not matter; columns that you do not need may be deleted, columns of your own may be added (they are reported and not read).",
        f"3. Rows whose first cell begins with {NOTE} are notes; the grey rows under the headings are such notes.",
        "4. Data sets refer to each other by name. Where two have the same name, give IDs: any code that is unique here, or a UUID.",
        "5. Numbers as 1234.5 or 1.2345e3. With other separators: lcabridge convert … --read decimal=, --read thousands=.",
        "6. Amounts are in the unit of their row; the sign stays as you write it. A resource that is taken from nature is an input.",
        "7. Text in two languages stands in two columns: (zh) and (en). Further languages: add a column, such as Name (de).",
        "8. Formulas are texts without = in front, such as 2 * mass / 1000; decimal point, semicolon between arguments.",
        "9. Convert: lcabridge convert table.xlsx package.zip --to national --report report.html. The report names the cell of every finding.",
    ),
    "zh": (
        "以表格填写 LCA 数据：lcabridge 模板",
        "1. 每类数据集一张工作表。请填写“过程”“交换”“流”，其他工作表按需填写。",
        "2. 列的含义由标题行决定，顺序无关；不需要的列可删除，也可自行增加列（会在报告中说明，不读取）。",
        f"3. 首个单元格以 {NOTE} 开头的行是说明；标题下的灰色行即为说明。",
        "4. 数据集之间按名称引用；同名时请填写 ID：本表内唯一的任意代码，或 UUID。",
        "5. 数字写成 1234.5 或 1.2345e3。使用其他分隔符时：lcabridge convert … --read decimal=, --read thousands=.",
        "6. 数量以本行的单位计，符号照录。取自自然界的资源是输入。",
        "7. 双语文本分两列填写：(zh) 和 (en)。其他语言可增加列，如 名称 (de)。",
        "8. 公式为不带等号的文本，如 2 * mass / 1000；使用小数点，参数之间用分号。",
        "9. 转换：lcabridge convert 表格.xlsx 数据包.zip --to national --report 报告.html。报告会指出每个问题所在的单元格。",
    ),
}  # fmt: skip


class Frame(NamedTuple):
    """A sheet as it is written.

    Attributes:
        sheet: its meaning.
        columns: column and language, from A.
        keys: how the rows call them.
        headings: what they are called.
    """

    sheet: SheetOf
    columns: tuple[tuple[Column, str], ...]
    keys: tuple[str, ...]
    headings: tuple[str, ...]

    @classmethod
    def of(cls, sheet: SheetOf, used: Iterable[str], lang: str) -> Frame:
        """Return the frame of a sheet: the columns of the template that the sheet needs always, and those in use."""
        there = set(used)
        chosen: list[tuple[Column, str]] = []
        for column in all_columns(sheet):
            if column.kind is c.TEXT:
                tags = [tag for tag in _LANGUAGES[lang] if f"{column.attr} {tag}" in there]
                more = sorted(key.partition(" ")[2] for key in there if key.partition(" ")[0] == column.attr)
                tags += [tag for tag in more if tag not in tags]
                chosen += [(column, tag) for tag in tags or (["en"] if column.attr == "name" else [])]
            elif column.attr in there or (column.basic and column.attr in ("uuid", "@uuid", "amount", "direction")):
                chosen.append((column, ""))
        return cls._named(sheet, chosen, lang)

    @classmethod
    def empty(cls, sheet: SheetOf, lang: str) -> Frame:
        """Return the frame of a sheet of the empty template."""
        chosen: list[tuple[Column, str]] = []
        for column in all_columns(sheet):
            if column.basic:
                tags = (_LANGUAGES[lang] if column.both else _LANGUAGES[lang][:1]) if column.kind is c.TEXT else ("",)
                chosen += [(column, tag) for tag in tags]
        return cls._named(sheet, chosen, lang)

    @classmethod
    def _named(cls, sheet: SheetOf, chosen: Sequence[tuple[Column, str]], lang: str) -> Frame:
        keys = tuple(f"{column.attr} {tag}" if tag else column.attr for column, tag in chosen)
        return cls(sheet, tuple(chosen), keys, tuple(title(column, tag, lang) for column, tag in chosen))

    def row(self, cells: Mapping[str, CellValue]) -> list[CellValue]:
        """Return a row in the order of the columns."""
        return [cells.get(key) for key in self.keys]


class Words:
    """The sheet of lists that columns offer.

    Args:
        lang: language of the words.
    """

    def __init__(self, lang: str) -> None:
        self._lang = lang
        self._lists: dict[tuple[str, ...], str] = {}

    def range_of(self, words: tuple[str, ...]) -> str:
        """Return where a list stands, adding it if it is new."""
        if words not in self._lists:
            letters = column_letters(len(self._lists))
            self._lists[words] = f"'{LISTS[self._lang]}'!${letters}$1:${letters}${len(words)}"
        return self._lists[words]

    def sheet(self) -> tuple[str, list[list[CellValue]], Look]:
        """Return title, rows and look of the sheet."""
        height = max((len(words) for words in self._lists), default=0)
        rows: list[list[CellValue]] = [
            [words[number] if number < len(words) else None for words in self._lists] for number in range(height)
        ]
        return LISTS[self._lang], rows, Look(hidden=True)


def lists_sheet(frames: Sequence[Frame], lang: str) -> Words:
    """Return the lists that the sheets offer."""
    words = Words(lang)
    for frame in frames:
        for column, _ in frame.columns:
            offered(column, lang, words)
    return words


def offered(column: Column, lang: str, words: Words) -> str:
    """Return the range of the list that a column offers, "" for none."""
    if column.kind.words:
        return words.range_of(tuple(names[lang == "zh"] for names in column.kind.words.values()))
    if column.kind is c.BOOL:
        return words.range_of(("是", "否") if lang == "zh" else ("yes", "no"))
    if column.basic and (column.attr == "unit.name" or not column.attr):
        return words.range_of(_UNITS)
    return ""


def look_of(frame: Frame, words: Words, heading_row: int, lang: str, styles: Mapping[int, int] | None = None) -> Look:
    """Return how a sheet of the template looks."""
    choices = []
    for number, (column, _) in enumerate(frame.columns):
        area = offered(column, lang, words)
        prompt = column.help_zh if lang == "zh" else column.help_en
        if area or prompt:
            choices.append(Choice(number, heading_row + 1, area, prompt))
    return Look(
        widths=[_WIDTHS.get(column.kind.id, 16.0) for column, _ in frame.columns],
        texts=frozenset(number for number, (column, _) in enumerate(frame.columns) if not column.kind.numeric),
        styles={heading_row: HEADER, **(styles or {})},
        frozen=heading_row,
        choices=choices,
    )


def read_me(lang: str) -> tuple[str, list[list[CellValue]], Look]:
    """Return title, rows and look of the page of instructions."""
    rows: list[list[CellValue]] = [[text] for text in _TEXTS[lang]]
    rows.append([])
    rows.extend([sheet_title(sheet, lang), sheet.help_zh if lang == "zh" else sheet.help_en] for sheet in SHEETS)
    return (
        READ_ME[lang],
        rows,
        Look(widths=(40.0, 80.0), styles={1: TITLE, **dict.fromkeys(range(2, len(_TEXTS[lang]) + 1), NOTE_STYLE)}),
    )
