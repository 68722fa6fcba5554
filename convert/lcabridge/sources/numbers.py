"""Numbers as text: a strict grammar in, the shortest round-trip spelling out."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from lcabridge.errors import Location, MalformedSourceError, WriteError

# The common part of xs:double, xs:decimal and JSON, and a leading '+', '.5' and '5.', which XML allows.
# float() alone also takes '1_000', Arabic digits, 'nan', 'inf' and turns '1e400' into infinity.
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_MAX_CHARACTERS = 2000
_NONZERO_MANTISSA = re.compile(r"[1-9]")


def parse_number(text: str, at: Location | None = None) -> float:
    """Read a number that follows the strict grammar; white space around it is allowed, as in XML.

    Args:
        text: what stands in the file.
        at: place for the error message.

    Raises:
        MalformedSourceError: for anything else: empty text, ``1_000``, ``1,5``, ``0x10``, non-ASCII
            digits, ``nan``, ``inf``, a number beyond the range of a double in either direction.
    """
    body = text.strip(" \t\r\n")
    if len(body) > _MAX_CHARACTERS or _NUMBER.fullmatch(body) is None:
        raise _not_a_number(text, at)
    value = float(body)
    if math.isinf(value):
        raise _out_of_range(body, at)
    if value == 0.0 and _NONZERO_MANTISSA.search(re.split("[eE]", body)[0]):
        raise _out_of_range(body, at)
    return value


def format_number(x: float) -> str:
    """Return the shortest text that reads back as the same double.

    The result is valid as JSON number, ``xs:double`` and ``xs:float`` (``5``, ``0.1``, ``1e-07``, ``-0``).

    Raises:
        WriteError: for infinities and NaN, which no target format can say.
    """
    text = repr(_finite(x))
    return text.removesuffix(".0")


def format_decimal(x: float) -> str:
    """Return the shortest exact-round-trip text without an exponent, as ``xs:decimal`` demands.

    Raises:
        WriteError: for infinities and NaN.
    """
    text = format(Decimal(repr(_finite(x))), "f")
    return text.removesuffix(".0")


def _finite(x: float) -> float:
    value = float(x)
    if not math.isfinite(value):
        raise WriteError(
            f"the value {value} is not a finite number and cannot be written",
            f"数值 {value} 不是有限数，无法写出",
            hint_en="correct the value in the source",
            hint_zh="请在源数据中更正该值",
        )
    return value


def _not_a_number(text: str, at: Location | None) -> MalformedSourceError:
    shown = _shorten(text)
    comma = "," in text
    return MalformedSourceError(
        f"{shown} is not a number",
        f"{shown} 不是数字",
        at=at,
        hint_en="write it with a decimal point and without separators" if comma else "write it as 123.4 or 1.234e2",
        hint_zh="请使用小数点，不要使用分隔符" if comma else "请写成 123.4 或 1.234e2",
    )


def _out_of_range(text: str, at: Location | None) -> MalformedSourceError:
    shown = _shorten(text)
    return MalformedSourceError(
        f"the number {shown} is beyond the range of a 64-bit float",
        f"数字 {shown} 超出 64 位浮点数的范围",
        at=at,
        hint_en="correct the value, or use a larger or smaller unit",
        hint_zh="请更正该值，或换用更大或更小的单位",
    )


def _shorten(text: str) -> str:
    return ascii(text if len(text) <= 40 else text[:37] + "...")
