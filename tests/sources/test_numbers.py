"""Number text: a strict grammar in, the shortest round trip out (C.4, numbers)."""

from __future__ import annotations

import json
import math
import re
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lcabridge.errors import MalformedSourceError, WriteError
from lcabridge.sources import format_decimal, format_number, load_json, parse_number

XS_DOUBLE = re.compile(
    r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
)  # XML Schema 2, 3.2.5, without INF and NaN
XS_DECIMAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)")  # XML Schema 2, 3.2.3


@pytest.mark.parametrize(
    "text",
    ["", " ", "+", "-", ".", "e5", "1e", "1e+", "1_000", "1 000", "1,5", "1.234,5", "1.2.3", "0x10", "1f", "1d", "--1", "+-1",
     "\u0661\u0662", "\uff11", "\u22121", "1\u00a0000", "nan", "NaN", "inf", "-inf", "Infinity", "INF", "1e400", "-1e400",
     "1e-400", "0." + "0" * 400 + "1", "1\n2", "1;", "1" * 5000, "\u00bd", "1e5.0", "\x001"],
)  # fmt: skip
def test_what_is_no_plain_finite_number_is_refused(text):
    with pytest.raises(MalformedSourceError) as caught:
        parse_number(text)
    assert caught.value.hint_en
    assert caught.value.zh
    assert str(caught.value).isascii()


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0.0), ("-0", -0.0), ("5.", 5.0), (".5", 0.5), ("+1.5", 1.5), ("1E5", 1e5), (" 2 \t\n", 2.0), ("007", 7.0), ("0e-999", 0.0),
     ("0.1234567890123456789012345678901234567890", 0.1234567890123456789), ("5e-324", 5e-324), ("1.7976931348623157e308", 1.7976931348623157e308)],
)  # fmt: skip
def test_numbers_are_read_to_the_nearest_double(text, value):
    assert struct.pack("d", parse_number(text)) == struct.pack("d", value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_double_survives_its_text(x):
    text = format_number(x)
    assert struct.pack("d", parse_number(text)) == struct.pack("d", x)
    assert struct.pack("d", float(json.loads(text, parse_int=float))) == struct.pack("d", x)
    assert XS_DOUBLE.fullmatch(text)
    decimal = format_decimal(x)
    assert struct.pack("d", parse_number(decimal)) == struct.pack("d", x)
    assert XS_DECIMAL.fullmatch(decimal)


@pytest.mark.parametrize(
    ("x", "text", "decimal"),
    [(5.0, "5", "5"), (0.1, "0.1", "0.1"), (1e-7, "1e-07", "0.0000001"), (1e22, "1e+22", "1" + "0" * 22), (-0.0, "-0", "-0"), (1 / 3, "0.3333333333333333", "0.3333333333333333")],
)  # fmt: skip
def test_text_is_the_shortest(x, text, decimal):
    assert format_number(x) == text
    assert format_decimal(x) == decimal
    assert load_json(text.encode(), "x") == x


@pytest.mark.parametrize("x", [math.nan, math.inf, -math.inf])
def test_what_no_format_can_say_is_not_written(x):
    for write in (format_number, format_decimal):
        with pytest.raises(WriteError, match="finite"):
            write(x)
