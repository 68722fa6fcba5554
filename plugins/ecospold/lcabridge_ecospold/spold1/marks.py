"""Placeholders: what a required field gets that the source leaves empty, and their removal on reading."""

from __future__ import annotations

from lcabridge_ecospold.spold1.document import Document, Values
from lcabridge_ecospold.spold1.names import MARK, MARK_COUNTRY, MARK_SHORT, MARK_TIME, MARK_YEAR

GENERATOR = "lcabridge"
MARK_VERSION = "0"
_MARKS = {
    ("dataset", "generator"): GENERATOR,
    ("dataset", "timestamp"): MARK_TIME,
    ("dataSetInformation", "timestamp"): MARK_TIME,
    ("dataSetInformation", "version"): MARK_VERSION,
    ("source", "year"): MARK_YEAR,
    ("person", "countryCode"): MARK_COUNTRY,
    ("person", "companyCode"): MARK_SHORT,
    ("geography", "location"): MARK_SHORT,
    ("referenceFunction", "unit"): MARK_SHORT,
    ("exchange", "unit"): MARK_SHORT,
}


def mark_of(element: str, attribute: str) -> str:
    """Return the placeholder of a required text."""
    return _MARKS.get((element, attribute), MARK)


def unmark(document: Document) -> None:
    """Take the placeholders out of a document that lcabridge wrote."""
    if not document.is_ours:
        return
    document.times = {tag: text for tag, text in document.times.items() if not text.startswith(MARK_YEAR)}
    gone: dict[str, set[str]] = {}
    for name, members in document.lists.items():
        empty = {"person": ("name",), "source": ("firstAuthor", "title")}[name]
        kept = []
        for values in members:
            if all(values.get(attribute) == MARK for attribute in empty):
                gone.setdefault(name, set()).add(values.get("number", ""))
            else:
                _strip(name, values)
                kept.append(values)
        document.lists[name] = kept
    for element, values in document.values.items():
        _strip(element, values)
    for exchange in document.exchanges:
        _strip("exchange", exchange.values)
    persons = (
        ("dataEntryBy", "person"),
        ("dataGeneratorAndPublication", "person"),
        ("validation", "proofReadingValidator"),
    )
    for element, attribute in persons:
        _unlink(document, element, attribute, gone.get("person", set()))
    _unlink(document, "dataGeneratorAndPublication", "referenceToPublishedSource", gone.get("source", set()))


def _unlink(document: Document, element: str, attribute: str, gone: set[str]) -> None:
    values = document.values.get(element)
    if values is not None and values.get(attribute) in gone:
        del values[attribute]


def _strip(element: str, values: Values) -> None:
    for attribute in [a for a, v in values.items() if v == mark_of(element, a)]:
        del values[attribute]
