"""Cells to values and back: numbers, dates, CAS numbers, yes and no, distributions."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Collection, Sequence
from decimal import Context, Decimal, localcontext
from functools import cached_property

import msgspec

from lcabridge.errors import FormulaError
from lcabridge.formula import DIALECTS, Dialect, Expr, parse, render, translate
from lcabridge.model import Uncertainty
from lcabridge.sources import format_number, parse_number
from lcabridge_simapro.header import NO, YES, Header

_INVERSES = Context(prec=50, Emin=-999_999, Emax=999_999)
_UUID = re.compile(r"\{?([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})\}?")
_CAS = re.compile(r"0*([0-9]{2,7}-[0-9]{2}-[0-9])")
_DECIMAL = re.compile(r"(\d),(\d)")
_FIELD = re.compile(r"d+|M+|y+")
_PEDIGREE = re.compile(r"\(\s*((?:[1-5]|n\.?\s?a\.?)(?:\s*[,;]\s*(?:[1-5]|n\.?\s?a\.?)){4,5})\s*\)", re.IGNORECASE)


class Signs(msgspec.Struct, frozen=True, dict=True):
    """How one file writes numbers, formulas and dates.

    Attributes:
        separator: between cells.
        decimal: decimal sign.
        date_format: SimaPro's notation, such as ``dd.MM.yyyy``.
        plain: whether amounts stand before units (exports before CSV format 7).
    """

    separator: str = ";"
    decimal: str = "."
    date_format: str = ""
    plain: bool = False

    @classmethod
    def of(cls, header: Header, decimal: str) -> Signs:
        """Return the signs that a head declares; ``decimal`` where it does not say."""
        return cls(header.separator, header.decimal or decimal, header.date_format, header.style == "plain")

    @cached_property
    def dialect(self) -> Dialect:
        """Formulas of the file: a cell's separator would end it, so arguments are separated by ``;`` always."""
        return DIALECTS["simapro"].with_separators(decimal=self.decimal, separator=";")

    def number(self, text: str) -> float:
        """Return the number in a cell.

        Raises:
            MalformedSourceError: it is none in this file's notation.
        """
        body = text.strip()
        if self.decimal != ".":
            # A point would be a separator of thousands, which SimaPro does not write.
            body = body.replace(".", "\0").replace(self.decimal, ".")
        return parse_number(body)

    def decimal_text(self, text: str) -> str:
        """Return the number in a cell with a decimal point.

        Raises:
            MalformedSourceError: it is none in this file's notation.
        """
        self.number(text)
        return text.strip().replace(self.decimal, ".")

    def to_openlca(self, text: str, defined: Collection[str] = ()) -> str:
        """Return a formula of the file in openLCA's dialect, spelled as it is where that means the same there.

        Raises:
            FormulaError: it is none.
        """
        tree = parse(text, self.dialect)
        plain = text.strip() if self.decimal == "." else _DECIMAL.sub(r"\1.\2", text.strip())
        return plain if _means(plain, "openlca", tree) else translate(text, self.dialect, "openlca", defined)

    def from_openlca(self, text: str, defined: Collection[str] = ()) -> str:
        """Return a formula of the model in the file's dialect, spelled as it is where that means the same there.

        Raises:
            FormulaError: SimaPro cannot say it.
        """
        tree = parse(text, "openlca")
        plain = text.strip() if self.decimal == "." else text.strip().replace(".", self.decimal)
        if _means(plain, self.dialect, tree) and render(tree, self.dialect):
            return plain
        return translate(text, "openlca", self.dialect, defined)

    def written(self, value: float) -> str:
        """Return the shortest text that reads back as the same number."""
        text = format_number(value).replace("e", "E")
        return text if self.decimal == "." else text.replace(".", self.decimal)


def _means(text: str, which: str | Dialect, tree: Expr) -> bool:
    try:
        return parse(text, which) == tree
    except FormulaError:
        return False


def uuid_of(text: str) -> str:
    """Return a platform id as UUID in lower case, "" if it is none."""
    found = _UUID.fullmatch(text.strip())
    return found[1].lower() if found else ""


def truth(text: str) -> bool | None:
    """Return what yes and no mean in any language of SimaPro's, None for anything else."""
    word = text.strip().lower()
    return True if word in YES else False if word in NO else None


def cas_of(text: str) -> str:
    """Return a CAS number without the zeros that SimaPro puts before it, "" if it is none."""
    found = _CAS.fullmatch(text.strip())
    return found[1] if found else ""


def cas_cell(cas: str) -> str:
    """Return a CAS number as SimaPro writes it, six digits first; "" for what is none: readers fail on it."""
    return cas.rjust(12, "0") if _CAS.fullmatch(cas) else ""


def iso_date(text: str, pattern: str) -> str:
    """Return a date as ``2024-02-29``, "" if it does not follow the pattern of the head."""
    fields = _FIELD.findall(pattern)
    numbers = re.findall(r"\d+", text.strip())
    if len(fields) != 3 or len(numbers) != 3 or re.sub(r"\d+", "", text.strip()) != _FIELD.sub("", pattern):
        return ""
    found = {field[0]: int(number) for field, number in zip(fields, numbers, strict=True)}
    year = found.get("y", 0)
    if len(numbers[[field[0] for field in fields].index("y")]) == 2 if "y" in found else False:
        year += 2000 if year < 70 else 1900
    try:
        return dt.date(year, found.get("M", 0), found.get("d", 0)).isoformat()
    except ValueError:
        return ""


def date_cell(iso: str) -> str:
    """Return a date as this plugin writes it (``dd/MM/yyyy``, as in its heads); "" where it is no date."""
    found = re.match(r"(\d{4})-(\d{2})-(\d{2})", iso)
    return f"{found[3]}/{found[2]}/{found[1]}" if found else ""


def pedigree(comment: str) -> tuple[str, str]:
    """Return the data quality entry at the start of a comment, as the model writes it, and the rest."""
    if not comment.lstrip().startswith("("):
        return "", comment
    found = _PEDIGREE.match(comment.lstrip())
    if found is None:
        return "", comment
    scores = [score.strip().lower() for score in re.split(r"[,;]", found[1])]
    entry = ";".join(score if score.isdigit() else "n.a." for score in scores)
    return f"({entry})", comment.lstrip()[found.end() :].lstrip(" \n")


def pedigree_text(entry: str) -> str:
    """Return a data quality entry as SimaPro's users write it before a comment: ``(2,3,na,1,3)``; "" if it is none."""
    text = entry.replace(";", ",").replace("n.a.", "na")
    return text if _PEDIGREE.fullmatch(text) else ""


def uncertainty(kind: str, numbers: Sequence[float], amount: float | None) -> Uncertainty | None:
    """Return a distribution.

    Lognormal holds gsd², normal 2·sd (SimaPro's "SD95"), triangle and uniform their bounds in the second and third
    place; the middle is the amount itself.

    Args:
        kind: SimaPro's word in lower case.
        numbers: the three numbers.
        amount: of the row; None if it is unknown.

    Raises:
        ValueError: the numbers make no such distribution.
    """
    first, low, high = numbers
    match kind:
        case "lognormal" if first > 0:
            return Uncertainty(distribution="lognormal", median=amount, gsd=math.sqrt(first))
        case "normal" if first >= 0:
            return Uncertainty(distribution="normal", mean=amount, sd=first / 2)
        case "triangle" if low <= high:
            return Uncertainty(distribution="triangular", minimum=low, mode=amount, maximum=high)
        case "uniform" if low <= high:
            return Uncertainty(distribution="uniform", minimum=low, maximum=high)
        case "undefined" | "":
            return None
    raise ValueError(kind)


def uncertainty_cells(found: Uncertainty | None, signs: Signs) -> list[str]:
    """Return the four cells of a distribution; ``Undefined`` where SimaPro has none such."""
    match found:
        case Uncertainty(distribution="lognormal", gsd=float(gsd)) if gsd > 0:
            return ["Lognormal", signs.written(_square(gsd)), "0", "0"]
        case Uncertainty(distribution="normal", sd=float(sd)):
            return ["Normal", signs.written(2 * sd) if math.isfinite(2 * sd) else "0", "0", "0"]
        case Uncertainty(distribution="triangular", minimum=float(low), maximum=float(high)):
            return ["Triangle", "0", signs.written(low), signs.written(high)]
        case Uncertainty(distribution="uniform", minimum=float(low), maximum=float(high)):
            return ["Uniform", "0", signs.written(low), signs.written(high)]
    return ["Undefined", "0", "0", "0"]


def _square(gsd: float) -> float:
    """Return the shortest number whose square root is ``gsd`` to the last bit, if there is one."""
    square = gsd * gsd
    up, down = math.nextafter(square, math.inf), math.nextafter(square, 0.0)
    near = [n for n in (square, up, down, math.nextafter(up, math.inf), math.nextafter(down, 0.0)) if math.isfinite(n)]
    exact = [n for n in near if math.sqrt(n) == gsd]
    return min(exact, key=lambda n: len(repr(n))) if exact else square if math.isfinite(square) else gsd


def inverse(text: str) -> float:
    """Return the inverse of a number: SimaPro multiplies by normalisation factors, the model divides.

    Raises:
        ValueError: it is zero, or the inverse is beyond a double.
    """
    with localcontext(_INVERSES):
        value = float(1 / Decimal(text)) if Decimal(text) else math.inf
    if not math.isfinite(value):
        raise ValueError(text)
    return value


def inverse_text(value: float) -> str:
    """Return the shortest number whose inverse is ``value`` to the last bit; more digits than a double has, if need be."""
    with localcontext(_INVERSES):
        exact = 1 / Decimal(repr(value))
        for digits in range(1, 41):
            text = f"{exact:.{digits}g}"
            if float(1 / Decimal(text)) == value:
                return text
    return f"{exact:.40g}"
