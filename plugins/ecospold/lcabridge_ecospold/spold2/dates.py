"""Dates and time stamps as XML Schema spells them."""

from __future__ import annotations

import re

_DATE = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])").fullmatch
_YEAR = re.compile(r"[0-9]{4}").fullmatch
_STAMP = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"
    r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])?"
).fullmatch
_SHORT_MONTHS = {"04", "06", "09", "11"}


def dated(text: str, rest: str) -> str:
    """Return a date as xs:date, from a date or a year; "" where it is neither."""
    said = text.strip()
    if _YEAR(said) and said != "0000":
        return f"{said}{rest}"
    day = said[:10]
    return day if _DATE(day) and day[:4] != "0000" and _is_day(day) else ""


def _is_day(day: str) -> bool:
    year, month, number = int(day[:4]), day[5:7], int(day[8:10])
    if month == "02":
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return number <= (29 if leap else 28)
    return number <= (30 if month in _SHORT_MONTHS else 31)


def stamped(text: str) -> bool:
    """Tell whether a time stamp is an xs:dateTime."""
    return bool(_STAMP(text)) and text[:4] != "0000" and _is_day(text[:10])
