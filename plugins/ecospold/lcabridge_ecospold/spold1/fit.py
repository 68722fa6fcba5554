"""Making a document fit the XSD: required attributes get placeholders, texts their lengths, codes their patterns."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

from lcabridge_ecospold.spold1.document import Document, Values
from lcabridge_ecospold.spold1.languages import codes, countries
from lcabridge_ecospold.spold1.marks import mark_of
from lcabridge_ecospold.spold1.names import ATTRIBUTES, ENDS, LISTS, MARK, MARK_YEAR, SINGLES, STARTS, Attr
from lcabridge_ecospold.spold1.values import cas, flag, is_readable, number

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAIL = 5
_VERSION = re.compile(r"\d{1,2} ?\.?\d{0,2}", re.ASCII)
_INTERNAL = re.compile(r"\d{1,2}\.\d{1,2}", re.ASCII)
_STAMP = re.compile(
    r"-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})?",
    re.ASCII,
)
_DAY = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])", re.ASCII)
_TIMES = {
    "Year": re.compile(r"\d{4}", re.ASCII),
    "YearMonth": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.ASCII),
    "Date": re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?:Z|[+-]\d{2}:\d{2})?", re.ASCII),
}
_YEAR = re.compile(r"\d{4}", re.ASCII)
_CAS_WIDTH = 11
_GROUP = re.compile("inputGroup [1-5]|outputGroup [0-4]")
_KEYS = ("name", "category", "subCategory", "localCategory", "localSubCategory")
"""Texts that tell data sets apart: cut short they keep a mark of the whole."""
_REQUIRED_CODES = {
    "datasetRelatesToProduct": "true",
    "infrastructureProcess": "false",
    "dataValidForEntirePeriod": "true",
    "impactAssessmentResult": "false",
    "copyright": "false",
    "internalVersion": "0.0",
    "energyValues": "0",
    "type": "1",
    "amount": "1",
    "meanValue": "0",
    "fraction": "0",
}
_BOUNDS = {
    "type": (0, 5), "energyValues": (0, 2), "sourceType": (0, 7), "dataPublishedIn": (0, 2), "accessRestrictedTo": (0, 3),
    "uncertaintyType": (0, 4), "allocationMethod": (-1, 2),
}  # fmt: skip
_OF_CONTENT = {
    "process": frozenset(SINGLES),
    "impact": frozenset(SINGLES) - {"technology", "representativeness"},
    "elementary": frozenset({"referenceFunction", "dataSetInformation"}),
}


def fit(document: Document, *, strict: bool) -> None:
    """Make a document valid; without ``strict`` lengths and patterns of texts stay as they are."""
    allowed = _OF_CONTENT[document.content]
    document.values = {k: v for k, v in document.values.items() if k in allowed or k == "dataset"}
    for element in ("referenceFunction", "dataSetInformation"):
        document.values.setdefault(element, {})
    if document.content == "elementary":
        document.lists = {}
    else:
        _complete(document)
    if document.content == "elementary" or (document.content == "impact" and not document.values.get("timePeriod")):
        document.values.pop("timePeriod", None)
        document.times = {}
    else:
        _fit_times(document)
    _fit_values(document, strict=strict)
    document.synonyms = [clean(word)[: 80 if strict else None] for word in document.synonyms if word]
    if not document.values.get("representativeness", {"": ""}):
        del document.values["representativeness"]


def _fit_values(document: Document, *, strict: bool) -> None:
    for element, values in document.values.items():
        _fit(element, values, strict=strict)
    for element in LISTS:
        for member in document.lists.get(element, []):
            _fit(element, member, strict=strict)
    for line in document.exchanges:
        _fit("exchange", line.values, strict=strict)
        if not _GROUP.fullmatch(line.group):
            line.group = ""
    for share in document.allocations:
        _fit("allocation", share.values, strict=strict)


def _complete(document: Document) -> None:
    """Add the elements that a process or impact data set must have, and the persons that they name."""
    values = document.values
    for element in ("geography", "dataEntryBy", "dataGeneratorAndPublication"):
        values.setdefault(element, {})
    if document.content == "process":
        values.setdefault("technology", {})
        values.setdefault("timePeriod", {})
    if not document.lists.get("source"):
        document.lists["source"] = [{"number": "1", "firstAuthor": MARK, "title": MARK}]
    persons = document.lists.setdefault("person", [])
    known = {person["number"] for person in persons}
    links = [(values["dataEntryBy"], "person"), (values["dataGeneratorAndPublication"], "person")]
    if "validation" in values:
        links.append((values["validation"], "proofReadingValidator"))
    missing = [(holder, name) for holder, name in links if holder.get(name) not in known]
    if missing or not persons:
        free = str(next(n for n in range(1, len(known) + 2) if str(n) not in known))
        persons.append({"number": free, "name": MARK})
        for holder, name in missing:
            holder[name] = free
    sources = {source["number"] for source in document.lists["source"]}
    publication = values["dataGeneratorAndPublication"]
    if publication.get("referenceToPublishedSource", "") not in sources:
        publication.pop("referenceToPublishedSource", None)
    for line in document.exchanges:
        if line.values.get("referenceToSource", "") not in sources:
            line.values.pop("referenceToSource", None)


def _fit_times(document: Document) -> None:
    times = document.times
    for tags in (STARTS, ENDS):
        good = [
            tag
            for tag in tags
            if tag in times and _TIMES[tag.removeprefix("start").removeprefix("end")].fullmatch(times[tag])
        ]
        days = [times[tag][:10] for tag in tags if tag in times and _DAY.match(times[tag])]
        kept = {good[0]: times[good[0]]} if good else {tags[2]: days[0]} if days else {tags[0]: MARK_YEAR}
        for tag in tags:
            times.pop(tag, None)
        times.update(kept)
    document.times = {tag: times[tag] for tag in (*STARTS, *ENDS) if tag in times}


def _fit(element: str, values: Values, *, strict: bool) -> None:
    for attr in ATTRIBUTES[element]:
        text = values.get(attr.name)
        if text is not None:
            text = _fitted(element, attr, clean(text), strict=strict)
        if text is None or (text == "" and attr.required):
            values.pop(attr.name, None)
            if not attr.required:
                continue
            text = _REQUIRED_CODES.get(attr.name) or (values.get("name") if attr.name == "localName" else None)
            if text is None:
                text = _short(mark_of(element, attr.name), attr, element, strict=strict)
        values[attr.name] = text


def _fitted(element: str, attr: Attr, text: str, *, strict: bool) -> str | None:
    """Return what can be written of a value, None for nothing."""
    if attr.kind == "cas":
        short = cas(text)
        if short:
            return short.zfill(_CAS_WIDTH) if len(short) <= _CAS_WIDTH else None
        return text if text and not strict else None
    if not is_readable(attr.kind, text):
        return None
    spell = _SPELLINGS.get(attr.kind)
    if spell is not None:
        return spell(attr, text)
    spelled = _PATTERNS[attr.name](text) if attr.name in _PATTERNS else text
    return None if spelled is None else _short(spelled, attr, element, strict=strict)


def _flag(attr: Attr, text: str) -> str:
    del attr
    return "true" if flag(text) else "false"


def _percent(attr: Attr, text: str) -> str | None:
    del attr
    value = number(text)
    return f"{value:.1f}" if value is not None and 0 <= value <= 100 else None  # per cent


def _integer(attr: Attr, text: str) -> str | None:
    value = int(text)
    low, high = _BOUNDS.get(attr.name, (0, 2**31 - 1))
    text = str(value)
    return text if low <= value <= high and not (attr.limit and len(text) > attr.limit) else None


_SPELLINGS: dict[str, Callable[[Attr, str], str | None]] = {"flag": _flag, "percent": _percent, "integer": _integer}


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    return lambda text: text if pattern.fullmatch(text) else None


def _version(text: str) -> str | None:
    short = ".".join(text.split(".")[:2])
    return next((spelled for spelled in (text, short) if _VERSION.fullmatch(spelled)), None)


def _stamp(text: str) -> str | None:
    return next((spelled for spelled in (text, f"{text}T00:00:00") if _STAMP.fullmatch(spelled)), None)


def _language(text: str) -> str | None:
    return text if text in codes() else None


def _country(text: str) -> str | None:
    return text if text in countries() else None


_PATTERNS: dict[str, Callable[[str], str | None]] = {
    "version": _version,
    "internalVersion": _matching(_INTERNAL),
    "timestamp": _stamp,
    "languageCode": _language,
    "localLanguageCode": _language,
    "year": _matching(_YEAR),
    "countryCode": _country,
}


def _short(text: str, attr: Attr, element: str, *, strict: bool) -> str:
    if not strict or not attr.limit or len(text) <= attr.limit:
        return text
    if attr.name in _KEYS or element == "source" or attr.name == "unit":
        return shorten(text, attr.limit)
    return text[: attr.limit]


def shorten(text: str, limit: int) -> str:
    """Cut a text to ``limit`` characters; what it ends with is made of the whole, so that two texts stay two."""
    if len(text) <= limit:
        return text
    mark = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:_TAIL]
    return f"{text[: limit - _TAIL - 1]}~{mark}"


def clean(text: str) -> str:
    """Return a text without the characters that XML cannot hold."""
    return _ILLEGAL.sub("", text)
