"""Single values: text with language, numbers, uncertainty, CAS numbers; and when two spellings mean the same."""

from __future__ import annotations

import math
import re
from decimal import Decimal

from lcabridge.errors import LcabridgeError
from lcabridge.model import Text, Uncertainty, true_language
from lcabridge.sources import format_number, parse_number
from lcabridge_ecospold.spold1.document import Document, Values
from lcabridge_ecospold.spold1.names import KINDS, Kind

_CAS = re.compile(r"0*([1-9][0-9]{1,6}-[0-9]{2}-[0-9])")
_FLAGS = {"true": True, "1": True, "false": False, "0": False}
_DIGITS = 17


def number(text: str | None) -> float | None:
    """Return a number, None if there is none or it is not one."""
    if text is None:
        return None
    try:
        return parse_number(text)
    except LcabridgeError:
        return None


def flag(text: str | None) -> bool | None:
    """Return a truth value, None if there is none."""
    return None if text is None else _FLAGS.get(text.strip())


def cas(text: str | None) -> str:
    """Return a CAS number without leading zeros, "" for anything else."""
    found = _CAS.fullmatch(text.strip()) if text else None
    return found.group(1) if found else ""


def same(kind: Kind, one: str | None, other: str | None) -> bool:
    """Tell whether two spellings of an attribute mean the same; none and empty both say nothing."""
    if one == other or not (one or other):
        return True
    if not one or not other:
        return False
    if kind in ("number", "single", "percent", "integer"):
        left, right = number(one), number(other)
        return left is not None and left == right and math.copysign(1, left) == math.copysign(1, right or 0.0)
    if kind == "flag":
        return flag(one) is not None and flag(one) is flag(other)
    return kind == "cas" and bool(cas(one)) and cas(one) == cas(other)


def is_readable(kind: Kind, text: str) -> bool:
    """Tell whether a value is of its kind."""
    if kind in ("number", "single", "percent"):
        return number(text) is not None
    if kind == "integer":
        return re.fullmatch(r"[+-]?[0-9]{1,18}", text.strip()) is not None
    return kind != "flag" or flag(text) is not None


EXPECTED = {
    "number": "a number",
    "single": "a number",
    "percent": "a number",
    "integer": "a whole number",
    "flag": "true or false",
}


def languages(document: Document) -> tuple[str, str]:
    """Return the language of a data set and its local language (the XSD's defaults: English and German)."""
    values = document.values.get("dataSetInformation", {})
    return values.get("languageCode", "").strip() or "en", values.get("localLanguageCode", "").strip() or "de"


def text(value: str | None, language: str) -> Text:
    """Return a text under its language; Chinese characters under ``en`` are Chinese."""
    return {true_language(language, value): value} if value else {}


def bilingual(value: str | None, local_value: str | None, language: str, local: str) -> Text:
    """Return a name in the language of the data set and in the local one."""
    found = text(value, language)
    if local_value and not (local == language and local_value == value):
        tag = true_language(local, local_value)
        if tag not in found:
            found[tag] = local_value
        elif found[tag] != local_value:
            found[f"{tag}-x-2"] = local_value
    return found


def say(value: Text, language: str) -> str | None:
    """Return what an attribute of a data set in ``language`` can hold of a text: only what is read back as the same."""
    if language in value and true_language(language, value[language]) == language:
        return value[language]
    return next((v for tag, v in value.items() if true_language(language, v) == tag), None)


def square(root: float) -> float:
    """Return the shortest number whose square root is ``root``, so that 1.22 is written and not 1.2200000000000002."""
    exact = root * root
    for digits in range(1, _DIGITS):
        rounded = float(f"{exact:.{digits}g}")
        if math.sqrt(rounded) == root:
            return rounded
    return exact


def fraction_of(text: str | None) -> float | None:
    """Return a percentage as a fraction, in decimal arithmetic: ``66.6`` is 0.666 and not 0.6659999999999999."""
    if number(text) is None or text is None:
        return None
    return float(Decimal(text.strip()).scaleb(-2))


def percent(fraction: float) -> str:
    """Return a fraction as the percentage that ``fraction_of`` reads as the same number, to the last bit."""
    exact = Decimal(repr(fraction)).scaleb(2)
    return format(exact.normalize(), "f") if -_DIGITS < exact.adjusted() < _DIGITS else str(exact)


_TYPES = {"0": "undefined", "1": "lognormal", "2": "normal", "3": "triangular", "4": "uniform"}
_CODES = {name: code for code, name in _TYPES.items()}


def read_uncertainty(values: Values, sign: float) -> Uncertainty | None:
    """Return the distribution of an exchange (XSD documentation of ``uncertaintyType`` and ``standardDeviation95``).

    Lognormal is the default where only ``standardDeviation95`` (gsd², or 2·sd) is given; a triangular one without
    ``mostLikelyValue`` has mode = 3·mean - min - max. ``sign`` is -1 where the amount was turned round.
    """
    code = values.get("uncertaintyType", "").strip()
    wide = number(values.get("standardDeviation95"))
    low, high = number(values.get("minValue")), number(values.get("maxValue"))
    mean = number(values.get("meanValue"))
    if not code:
        if wide is None:
            return None
        code = "1"
    kind = _TYPES.get(code)
    if kind is None:
        return None
    if sign < 0:
        low, high, mean = _turned(high), _turned(low), _turned(mean)
    bounds = {"minimum": low, "maximum": high}
    if kind == "lognormal":
        gsd = math.sqrt(wide) if wide is not None and wide >= 0 else None
        return Uncertainty(distribution="lognormal", median=mean, gsd=gsd, **bounds)
    if kind == "normal":
        return Uncertainty(distribution="normal", mean=mean, sd=None if wide is None else wide / 2, **bounds)
    if kind == "triangular":
        mode = number(values.get("mostLikelyValue"))
        if mode is not None and sign < 0:
            mode = -mode
        if mode is None and mean is not None and low is not None and high is not None:
            mode = 3 * mean - low - high
        return Uncertainty(distribution="triangular", mode=mode, **bounds)
    return Uncertainty(distribution="uniform" if kind == "uniform" else "undefined", **bounds)


def write_uncertainty(uncertainty: Uncertainty | None, sign: float) -> Values:
    """Return the attributes of a distribution; the amount is ``meanValue`` in every case."""
    if uncertainty is None or uncertainty.distribution not in _CODES:
        return {}
    low, high, mode = uncertainty.minimum, uncertainty.maximum, uncertainty.mode
    if sign < 0:
        low, high, mode = _turned(high), _turned(low), _turned(mode)
    wide = None
    if uncertainty.distribution == "lognormal" and uncertainty.gsd is not None:
        wide = square(uncertainty.gsd)
    elif uncertainty.distribution == "normal" and uncertainty.sd is not None:
        wide = uncertainty.sd * 2
    numbers = {"standardDeviation95": wide, "minValue": low, "maxValue": high, "mostLikelyValue": mode}
    found = {"uncertaintyType": _CODES[uncertainty.distribution]}
    found.update(
        {name: format_number(value) for name, value in numbers.items() if value is not None and math.isfinite(value)}
    )
    return found


def _turned(value: float | None) -> float | None:
    return None if value is None else -value


_PEDIGREE = re.compile(r"\(((?:[1-5]|na|n\.a\.)(?:,(?:[1-5]|na|n\.a\.)){4,5})\)")


def split_pedigree(comment: str | None) -> tuple[str, str | None]:
    """Return the data quality entry that a comment starts with (``(2,3,1,1,3)``, XSD: generalComment), and the rest."""
    found = _PEDIGREE.match(comment) if comment else None
    if found is None or comment is None:
        return "", comment
    return f"({found.group(1).replace(',', ';')})", comment[found.end() :] or None


def join_pedigree(entry: str, comment: str | None) -> str | None:
    """Return a comment with its data quality entry before it, as ``split_pedigree`` reads it."""
    joined = entry.replace(";", ",") + (comment or "")
    return joined if entry and split_pedigree(joined)[0] == entry else comment


def element_kind(element: str, attribute: str) -> Kind:
    """Return the kind of an attribute."""
    return KINDS[element][attribute].kind


def scaled(uncertainty: Uncertainty | None, factor: float) -> Uncertainty | None:
    """Return a distribution in another unit: gsd stays, everything else is multiplied (DESIGN §2)."""
    if uncertainty is None or factor == 1.0:
        return uncertainty
    names = ("median", "mean", "sd", "minimum", "mode", "maximum")
    given = {name: getattr(uncertainty, name) for name in names}
    return Uncertainty(
        distribution=uncertainty.distribution,
        gsd=uncertainty.gsd,
        **{name: value if value is None else value * factor for name, value in given.items()},
    )
