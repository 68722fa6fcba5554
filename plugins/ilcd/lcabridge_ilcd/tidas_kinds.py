"""The leaf kinds of the TIDAS schemas: is a value of the kind, and the nearest value that is.

Every kind is a pair of pure functions. ``ok(value)`` says whether the schema takes the value. ``fit(value)`` returns the
nearest value that it takes, or DROP where nothing true can be said in the kind; ``fits(native, original)`` says whether
``native`` is still what ``fit`` made of ``original`` (then the original holds on reading: DESIGN §2, coarser targets).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import cache, lru_cache
from importlib import resources
from typing import Any, Final

from lcabridge.codes import NearestCode, PlaceSystem, translate
from lcabridge.model import base_language, has_cjk, true_language


class _Drop:
    """Nothing true can be said in this kind."""

    def __repr__(self) -> str:
        return "DROP"


DROP: Final = _Drop()

LANG = "@xml:lang"
TEXT = "#text"

LANGUAGES: Final = frozenset(
    (  # noqa: SIM905  # 185 quoted words would hide the list
        "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de "
        "dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id "
        "ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu "
        "lv mg mh mi mk ml mn mo mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt "
        "qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to "
        "tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu "
    ).split()
)

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
VERSION = re.compile(r"[0-9]{2}\.[0-9]{2}(\.[0-9]{3})?")
_REAL = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?")
_FACTOR = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?")
_PERC = re.compile(r"[+-]?([0-9]{1,5}|[0-9]{1,4}\.[0-9]|[0-9]{1,3}\.[0-9]{2}|[0-9]{1,2}\.[0-9]{3})")
_INT5 = re.compile(r"0|[1-9][0-9]{0,4}")
_INT6 = re.compile(r"0|[1-9][0-9]{0,5}")
_INTID = re.compile(r"-?[0-9]+")
_CAS = re.compile(r"[0-9]{2,7}-[0-9]{2}-[0-9]")
_DATETIME = re.compile(
    r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)
_DATE = re.compile(
    r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?(?:[T ]([0-9:]{5,8}(?:\.[0-9]+)?))?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]*")
_GIS = re.compile(
    r"\s*[+-]?((90(\.0+)?)|([0-8]?[0-9](\.[0-9]+)?))\s*;\s*[+-]?((180(\.0+)?)|((1[0-7][0-9]|[0-9]?[0-9])(\.[0-9]+)?))\s*"
)
_PRODUCTION = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([Ee][+-]?[0-9]+)?\s+\S.*")
_OTHER_KEY = re.compile(r"(?!(common|xmlns):)([A-Za-z_][A-Za-z0-9_.-]*:)?[A-Za-z_][A-Za-z0-9_.-]*")
_XMLNS_KEY = re.compile(r"@xmlns(:[A-Za-z_][A-Za-z0-9_.-]*)?")
PRODUCTION_AS_TEXT = "0 [lcabridge:text] "
"""Prefix of a production volume that does not start with a number, where the schema insists on one."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One leaf kind."""

    ok: Callable[[Any], Any]
    fit: Callable[[Any], Any]
    fits: Callable[[Any, Any], bool]


# Strings ------------------------------------------------------------------------------------------------------------


def plain(value: Any) -> str | None:
    """Return the one string a value stands for: of a list its first, of an element with attributes its text."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return plain(value.get(TEXT))
    if isinstance(value, list):
        return next((text for text in map(plain, value) if text is not None), None)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else None


def cut(text: str, limit: int) -> str:
    """Return the text cut to ``limit`` characters, the last one an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def _string(limit: int, least: int) -> Kind:
    def ok(value: Any) -> bool:
        return type(value) is str and least <= len(value) <= limit

    def fit(value: Any) -> Any:
        text = plain(value)
        return DROP if text is None or len(text) < least else cut(text, limit)

    return _pure(ok, fit)


def _pure(ok: Callable[[Any], Any], fit: Callable[[Any], Any]) -> Kind:
    return Kind(ok, fit, lambda native, original: bool(fit(original) == native))


def _pattern(pattern: re.Pattern[str], repair: Callable[[str], str]) -> Kind:
    match = pattern.fullmatch

    def ok(value: Any) -> bool:
        return type(value) is str and match(value) is not None

    def fit(value: Any) -> Any:
        text = plain(value)
        text = repair(text.strip()) if text is not None else ""
        return text if match(text) else DROP

    return _pure(ok, fit)


def _enumeration(members: Iterable[str]) -> Kind:
    allowed = frozenset(members)
    folded = {member.casefold(): member for member in allowed}

    def ok(value: Any) -> bool:
        return type(value) is str and value in allowed

    def fit(value: Any) -> Any:
        return folded.get((plain(value) or "").strip().casefold(), DROP)

    return _pure(ok, fit)


def _integer(text: str) -> str:
    return str(int(text)) if text.isdecimal() else text


def _version(text: str) -> str:
    parts = text.split(".")
    if not 1 <= len(parts) <= 3 or not all(part.isdecimal() for part in parts):
        return text
    numbers = [int(part) for part in parts] + [0] * (3 - len(parts))
    return f"{numbers[0]:02}.{numbers[1]:02}.{numbers[2]:03}"


def _cas(text: str) -> str:
    parts = text.split("-")
    return f"{parts[0].lstrip('0'):0>2}-{parts[1]}-{parts[2]}" if len(parts) == 3 else text


def _date_time(text: str) -> str:
    # xs:dateTime without a zone, xs:date and a year alone are no RFC 3339 times; the zone is then taken as UTC.
    found = _DATE.fullmatch(text)
    if not found:
        return text
    year, month, day, time, zone = found.groups()
    time = f"{time}:00" if time and time.count(":") == 1 else time
    if zone and ":" not in zone and zone != "Z":
        zone = f"{zone[:3]}:{zone[3:]}"
    return f"{year}-{month or '01'}-{day or '01'}T{time or '00:00:00'}{zone or 'Z'}"


def _uri(text: str) -> str:
    if ":" not in text:
        return text
    return "".join(c if _URI.fullmatch(f"a:{c}") else "".join(f"%{b:02X}" for b in c.encode()) for c in text)


def _factor(text: str) -> str:
    try:
        return str(Decimal(text)) if _REAL.fullmatch(text) else text
    except InvalidOperation:
        return text


# Percentages (ILCD Perc: 5 digits, 3 decimals) ------------------------------------------------------------------------


def round_percentage(value: Decimal) -> str | None:
    """Return the nearest Perc text, None if the number has more than five digits before the point."""
    for decimals in (3, 2, 1, 0):
        text = format(value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN), "f")
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        if _PERC.fullmatch(text):
            return "0" if text == "-0" else text
    return None


def _decimal(value: Any) -> Decimal | None:
    text = (plain(value) or "").strip()
    if not _REAL.fullmatch(text):
        return None
    number = Decimal(text)
    return number if abs(number) < 1_000_000 else None


def _fit_percentage(value: Any) -> Any:
    number = _decimal(value)
    text = round_percentage(number) if number is not None else None
    return DROP if text is None else text


def round_percentages(values: list[Any]) -> list[str | None]:
    """Return the Perc text of each fraction, nudged by last places so that they sum to 100 where the originals do."""
    numbers = [_decimal(value) for value in values]
    known = [number for number in numbers if number is not None]
    texts = [round_percentage(number) if number is not None else None for number in numbers]
    if abs(sum(known, Decimal(0)) - 100) > Decimal("0.0000001") or any(text is None for text in texts):
        return texts
    rest = Decimal(100) - sum((Decimal(text) for text in texts if text is not None), Decimal(0))
    # The largest fraction below 100 takes the rest: relatively, it changes least.
    largest = max((n for n, number in enumerate(known) if abs(number) < 100), key=lambda n: known[n], default=None)
    if rest and largest is not None and (text := round_percentage(Decimal(texts[largest] or 0) + rest)):
        texts[largest] = text
    return texts


def _percentage_fits(native: Any, original: Any) -> bool:
    # Two last places of tolerance: fractions are nudged so that they sum to 100.
    ours, theirs = _decimal(native), _decimal(original)
    if ours is None or theirs is None:
        return False
    place = Decimal("0.001") if abs(theirs) < 100 else Decimal("0.01") if abs(theirs) < 1000 else Decimal("0.1")
    return abs(ours - theirs) <= (2 * place if abs(theirs) < 10_000 else 2)


# Multilingual text ----------------------------------------------------------------------------------------------------


def _text_item_ok(item: Any, limit: int | None) -> bool:
    if type(item) is not dict or len(item) != 2:
        return False
    tag, text = item.get(LANG), item.get(TEXT)
    if (
        type(text) is not str
        or type(tag) is not str
        or tag not in LANGUAGES
        or (limit is not None and len(text) > limit)
    ):
        return False
    if tag == "en":
        return text.isascii() or not has_cjk(text)
    return tag != "zh" or has_cjk(text)


def text_items(value: Any) -> list[Any]:
    """Return the items of a multilingual text, single or in a list."""
    return value if isinstance(value, list) else [value]


def _fit_item(item: Any, limit: int | None) -> dict[str, str] | None:
    text = plain(item)
    if not text:
        return None
    tag = item.get(LANG) if isinstance(item, dict) else None
    tag = base_language(tag.replace("_", "-")).lower() if isinstance(tag, str) and tag else "en"
    if limit is not None:
        text = cut(text, limit)
    tag = true_language(tag, text)
    if tag == "zh" and not has_cjk(text):
        tag = "en"  # figures and signs alone: the schema takes them under any tag but zh
    return {LANG: tag, TEXT: text} if tag in LANGUAGES else None


def _multilingual(limit: int | None) -> Kind:
    def ok(value: Any) -> bool:
        if type(value) is not list:
            return _text_item_ok(value, limit)
        if len(value) == 1:
            return _text_item_ok(value[0], limit)
        if not value or not all(_text_item_ok(item, limit) for item in value):
            return False
        if len(value) == 2:
            return bool(value[0] != value[1])
        return len({(item[LANG], item[TEXT]) for item in value}) == len(value)

    def fit(value: Any) -> Any:
        native: list[dict[str, str]] = []
        for item in text_items(value):
            fitted = _fit_item(item, limit)
            if fitted and fitted not in native:
                native.append(fitted)
        return native or DROP

    return _pure(ok, fit)


def _production() -> Kind:
    text = _multilingual(500)

    def ok(value: Any) -> bool:
        return text.ok(value) and all(_PRODUCTION.fullmatch(item[TEXT]) for item in text_items(value))

    def fit(value: Any) -> Any:
        items = text.fit(value)
        if items is DROP:
            return DROP
        for item in items:
            if not _PRODUCTION.fullmatch(item[TEXT]):
                item[TEXT] = cut(PRODUCTION_AS_TEXT + " ".join(item[TEXT].split()), 500)
        return text.fit(items)

    return _pure(ok, fit)


# Others ---------------------------------------------------------------------------------------------------------------


@cache
def locations() -> frozenset[str]:
    """Return the codes of the TIDAS location list."""
    codes: set[str] = set()
    text = resources.files(__package__).joinpath("tidas_locations.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        words = line.split()
        if line.startswith("CN-"):
            codes.update([words[0], *(f"{words[0]}-{word}" for word in words[1:])])
        elif not line.startswith("#"):
            codes.update(words)
    return frozenset(codes)


NO_LOCATION = "NULL"
"""The location list's own word for "none"."""


OTHER_LISTS: Final[tuple[PlaceSystem, ...]] = ("tiangong", "openlca", "ilcd")
"""Lists whose codes are looked up where TIDAS does not have the code; none uses a TIDAS code for another place."""


@lru_cache(maxsize=4096)
def _translated(code: str) -> NearestCode | None:
    found = (translate(code, system, "tidas") for system in OTHER_LISTS)
    return next((near for near in found if near is not None and near.code in locations()), None)


def is_same_place(code: Any, native: Any) -> bool:
    """Say whether a code of another list and a TIDAS code stand for one place (``HUB-CN`` and ``CN-HB``)."""
    found = _translated(code) if isinstance(code, str) else None
    return found is not None and found.exact and found.code == native


@lru_cache(maxsize=4096)
def nearest_location(code: str) -> str:
    """Return the code itself, else that of the same or the next larger place (``US-CA`` → ``US``), else ``NULL``."""
    known = locations()
    if code in known:
        return code
    if found := _translated(code):
        return found.code
    parts = code.split("-")
    for end in range(len(parts) - 1, 0, -1):
        if "-".join(parts[:end]) in known:
            return "-".join(parts[:end])
    if len(parts) > 1 and len(parts[-1]) == 2 and parts[-1] in known:
        return parts[-1]
    return NO_LOCATION


def _location() -> Kind:
    known = locations()

    def ok(value: Any) -> bool:
        return type(value) is str and value in known

    def fit(value: Any) -> Any:
        code = (plain(value) or "").strip()
        return nearest_location(code) if code else DROP

    return _pure(ok, fit)


def _place_ok(value: Any) -> bool:
    if isinstance(value, dict):
        gis = value.get("@latitudeAndLongitude", "0;0")
        known = value.keys() <= {TEXT, "@latitudeAndLongitude"}
        return (
            known and isinstance(value.get(TEXT, ""), str) and isinstance(gis, str) and _GIS.fullmatch(gis) is not None
        )
    return type(value) is str


def _fit_place(value: Any) -> Any:
    text = plain(value)
    return DROP if text is None else text


def _year_ok(value: Any) -> bool:
    return type(value) is int and 1000 <= value <= 9999


def _fit_year(value: Any) -> Any:
    text = (plain(value) or "").strip()
    return int(text) if text.isdecimal() and _year_ok(int(text)) else DROP


def _fit_boolean(value: Any) -> Any:
    return {"true": True, "1": True, "false": False, "0": False}.get((plain(value) or "").strip(), DROP)


def _fit_integer(value: Any) -> Any:
    text = (plain(value) or "").strip()
    return int(text) if _INTID.fullmatch(text) else DROP


def _any_xml_ok(value: Any) -> bool:
    if isinstance(value, list):
        return bool(value) and all(map(_any_xml_ok, value))
    return all(map(_any_xml_ok, value.values())) if isinstance(value, dict) else True


def other_ok(value: Any) -> bool:
    """Say whether a ``common:other`` container is one for the schema: foreign elements only, and at least one."""
    if type(value) is not dict:
        return False
    content = [key for key in value if not _XMLNS_KEY.fullmatch(key)]
    return bool(content) and all(_OTHER_KEY.fullmatch(key) for key in content) and _any_xml_ok(value)


def fit_other(value: Any) -> Any:
    """Return the part of a ``common:other`` container that the schema takes."""
    if isinstance(value, list):
        value = next((member for member in value if isinstance(member, dict)), None)
    if not isinstance(value, dict):
        return DROP
    kept = {k: v for k, v in value.items() if (_OTHER_KEY.fullmatch(k) or _XMLNS_KEY.fullmatch(k)) and _any_xml_ok(v)}
    return kept if other_ok(kept) else DROP


def _same(text: str) -> str:
    return text


KINDS: Final[dict[str, Kind]] = {
    "str": _string(1_000_000_000, 0),
    "st": _string(1000, 0),
    "string": _string(500, 1),
    "t500": _multilingual(500),
    "t1000": _multilingual(1000),
    "text": _multilingual(None),
    "production": _production(),
    "uuid": _pattern(UUID, str.lower),
    "version": _pattern(VERSION, _version),
    "int5": _pattern(_INT5, _integer),
    "int6": _pattern(_INT6, _integer),
    "intid": _pattern(_INTID, _same),
    "real": _pattern(_REAL, _same),
    "factor": _pattern(_FACTOR, _factor),
    "cas": _pattern(_CAS, _cas),
    "datetime": _pattern(_DATETIME, _date_time),
    "uri": _pattern(_URI, _uri),
    "gis": _pattern(_GIS, _same),
    "email": _pattern(re.compile(r"[^\n]{0,250}@[^\n]{0,249}"), _same),
    "location": _location(),
    "place": _pure(_place_ok, _fit_place),
    "perc": Kind(_pattern(_PERC, _same).ok, _fit_percentage, _percentage_fits),
    "year": _pure(_year_ok, _fit_year),
    "boolean": _pure(lambda value: type(value) is bool, _fit_boolean),
    "integer": _pure(lambda value: type(value) is int, _fit_integer),
    "other": _pure(other_ok, fit_other),
}
"""Every kind that needs no argument."""

PATTERNS: Final = {
    "uuid": UUID, "version": VERSION, "int5": _INT5, "int6": _INT6, "intid": _INTID, "real": _REAL, "factor": _FACTOR,
    "cas": _CAS, "datetime": _DATETIME, "uri": _URI, "gis": _GIS, "perc": _PERC, "production": _PRODUCTION,
}  # fmt: skip
"""Patterns of kinds, for the published schema."""


@lru_cache(maxsize=256)
def enumeration_kind(members: tuple[str, ...]) -> Kind:
    """Return the kind of an enumeration."""
    return _enumeration(members)


@lru_cache(maxsize=64)
def constant_kind(value: str) -> Kind:
    """Return the kind of a constant: whatever stands there, the constant belongs there."""
    return _pure(lambda found: found == value, lambda _found: value)
