"""What people write into cells, read without guessing: numbers, whole numbers, yes and no, dates, words of a list.

Full-width signs, per cents and stray blanks are understood. A comma in a number is an error unless the reader was told
what it means, since ``1,234`` is one number in London and another in Berlin.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, TypeVar

from lcabridge.errors import LcabridgeError
from lcabridge.sources import parse_number
from lcabridge.sources.sheets.cells import CellValue, Day, Fault, Percent, Uncomputed, as_text

T = TypeVar("T")

# Full-width forms of ASCII, the ideographic space, and the typographic minus; not NFKC, which makes 10⁵ into 105.
_NARROW = {0x3000: " ", 0x2212: "-", **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}}
_YEAR = re.compile(r"([12][0-9]{3})\s*年?")
_YES = frozenset(("true", "yes", "y", "1", "x", "是", "对", "真", "√", "✓"))
_NO = frozenset(("false", "no", "n", "0", "否", "不", "假", "×", "-"))


class NotSo(Exception):  # noqa: N818  # it is caught in this package and becomes an issue, never an error for the user
    """The cell holds something else; says what was expected, in English and Chinese."""

    def __init__(self, expected: str, expected_zh: str) -> None:
        super().__init__(expected)
        self.expected = expected
        self.expected_zh = expected_zh


class Signs(NamedTuple):
    """What the user declared of numbers written as text.

    Attributes:
        decimal: decimal sign.
        thousands: sign between groups of three digits, "" for none.
    """

    decimal: str = "."
    thousands: str = ""


PLAIN = Signs()


class Found(NamedTuple):
    """A value, and whether its spelling had to be mended."""

    value: object
    mended: bool = False


def narrow(text: str) -> str:
    """Return the text with full-width letters, digits and signs as ASCII, without outer blanks."""
    return text.translate(_NARROW).strip()


def number(value: CellValue, signs: Signs) -> Found:
    """Read a number.

    Raises:
        NotSo: it is none, or its separators were not declared.
    """
    if isinstance(value, float) and not isinstance(value, bool):
        return Found(float(value), mended=False)
    if isinstance(value, Day):
        raise NotSo(
            "a number but a date: the spreadsheet program turned it into one", "数字，而是日期（被表格软件自动转换）"
        )
    _refuse(value)
    if isinstance(value, bool) or value is None:
        raise NotSo("a number", "数字")
    text = narrow(value)
    percent = text.endswith("%")
    plain = _grouped(text.removesuffix("%").rstrip(), signs)
    try:
        result = parse_number(plain)
    except LcabridgeError:
        if "," in text or re.search(r"[0-9]['\u00a0 \u2009][0-9]", text):
            raise NotSo(
                "a number: say what the separators are with --read decimal=… and --read thousands=…",
                "数字：请用 --read decimal=… 和 --read thousands=… 说明分隔符",
            ) from None
        raise NotSo("a number", "数字") from None
    if percent:
        result = float(Decimal(plain) / 100)
    return Found(result, mended=percent or text != value.strip())


def _grouped(text: str, signs: Signs) -> str:
    """Return a number with declared separators in the plain form, or the text as it is."""
    if signs == PLAIN:
        return text
    decimal, group = re.escape(signs.decimal), re.escape(signs.thousands) if signs.thousands else None
    whole = rf"[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[0-9]+" if group else "[0-9]+"
    form = rf"([+-]?(?:{whole})?)(?:{decimal}([0-9]*))?((?:[eE][+-]?[0-9]+)?)"
    match = re.fullmatch(form, text)
    if match is None:
        return f"{text}?"  # declared otherwise: refused, whatever it would mean without the declaration
    head = match.group(1).replace(signs.thousands, "") if signs.thousands else match.group(1)
    return f"{head}.{match.group(2)}{match.group(3)}" if match.group(2) is not None else head + match.group(3)


def whole(value: CellValue, signs: Signs) -> Found:
    """Read a whole number.

    Raises:
        NotSo: it is none.
    """
    found, mended = number(value, signs)
    if isinstance(found, float) and found.is_integer() and abs(found) < 1 << 53:
        return Found(int(found), mended)
    raise NotSo("a whole number", "整数")


def year(value: CellValue, signs: Signs) -> Found:
    """Read a year; of a date its year.

    Raises:
        NotSo: it is none.
    """
    if isinstance(value, Day):
        return Found(int(value[:4]), mended=True)
    if isinstance(value, str) and (match := _YEAR.fullmatch(narrow(value))):
        return Found(int(match.group(1)), mended=match.group(1) != value.strip())
    try:
        return whole(value, signs)
    except NotSo:
        raise NotSo("a year", "年份") from None


def truth(value: CellValue) -> Found:
    """Read yes or no.

    Raises:
        NotSo: it is neither.
    """
    if isinstance(value, bool):
        return Found(value)
    word = narrow(as_text(value)).casefold()
    if word in _YES or word in _NO:
        return Found(word in _YES)
    raise NotSo("yes or no", "“是”或“否”")


def word_of(value: CellValue, words: Mapping[str, T]) -> T:
    """Read a word of a list, given by its spellings in lower case.

    Raises:
        NotSo: it is not in the list.
    """
    text = narrow(as_text(value)).casefold()
    if text in words:
        return words[text]
    raise NotSo(f"one of {', '.join(words)}", f"以下之一：{'、'.join(words)}")


def plain_text(value: CellValue) -> str:
    """Return a cell as text, exactly.

    Raises:
        NotSo: it is an error cell, or a formula whose result was not stored.
    """
    _refuse(value)
    return as_text(float(value) if isinstance(value, Percent) else value)


def _refuse(value: CellValue) -> None:
    if isinstance(value, Fault):
        raise NotSo("a value but an error of the spreadsheet program", "有效值，而是表格软件的错误值")
    if isinstance(value, Uncomputed):
        raise NotSo(
            "a value but a formula without a stored result: calculate and save the workbook",
            "有效值，而是没有存储结果的公式：请计算后保存工作簿",
        )
