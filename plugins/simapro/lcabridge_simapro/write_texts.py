"""Texts of a process for its sections of one text each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from lcabridge.model import Process, Ref
from lcabridge_simapro.plan import Plan
from lcabridge_simapro.process_texts import IDENTIFIER, PLATFORM
from lcabridge_simapro.tables import ALLOCATION_WORDS, ENUMERATED, KNOWN, TYPE_WORDS, UNSPECIFIED
from lcabridge_simapro.values import date_cell


class Texts(NamedTuple):
    """What texts are taken from: the names of the file, the process, what only SimaPro says of it, its category type."""

    plan: Plan
    process: Process
    extra: Mapping[str, Any]
    supply: str


def text_of(writer: Texts, title: str) -> str:
    """Return the text of a section."""
    return TEXTS[title](writer) if title in TEXTS else _own(writer, title)


def _own(writer: Texts, title: str) -> str:
    text = writer.extra.get(title)
    return text if isinstance(text, str) else UNSPECIFIED if title in ENUMERATED else ""


def _platform(writer: Texts) -> str:
    return next((a.id for a in writer.process.aliases if a.system == PLATFORM), writer.process.uuid)


def _identifier(writer: Texts) -> str:
    return next((a.id for a in writer.process.aliases if a.system == IDENTIFIER), "")


def _type(writer: Texts) -> str:
    return TYPE_WORDS.get(writer.process.process_type or "", "") or _own(writer, "Type")


def _listed(writer: Texts, title: str, text: str) -> str:
    return text if KNOWN[title].fullmatch(text) else _own(writer, title)


def _person(writer: Texts, ref: Ref | None) -> str:
    contact = writer.plan.contacts.get(ref.uuid) if ref else None
    name = contact.name if contact else ref.name if ref else None
    return writer.plan.text(name) or (ref.uuid if ref else "")


def _date(writer: Texts) -> str:
    made = writer.process.administration.created if writer.process.administration else ""
    return date_cell(made) or made


def _method(writer: Texts) -> str:
    own = _own(writer, "Multiple output allocation")
    if own != UNSPECIFIED or "Multiple output allocation" in writer.extra:
        return own
    return ALLOCATION_WORDS.get(writer.process.default_allocation or "", UNSPECIFIED)


def _text(*path: str) -> Callable[[Texts], str]:
    """Return what takes a text of the process by its path."""

    def take(writer: Texts) -> str:
        value: Any = writer.process
        for name in path:
            value = getattr(value, name) if value is not None else None
        return writer.plan.text(value) if isinstance(value, dict) else str(value or "")

    return take


def _known(title: str, *path: str) -> Callable[[Texts], str]:
    take = _text(*path)
    return lambda writer: _listed(writer, title, take(writer))


def _verification(writer: Texts) -> str:
    return writer.plan.text(writer.process.reviews[0].details) if writer.process.reviews else ""


def _record(writer: Texts) -> str:
    made = writer.process.administration
    return _person(writer, made.entered_by) if made else ""


def _generator(writer: Texts) -> str:
    made = writer.process.administration
    return _person(writer, made.generators[0]) if made and made.generators else ""


TEXTS: Mapping[str, Callable[[Texts], str]] = {
    "PlatformId": _platform,
    "Category type": lambda writer: writer.supply,
    "Process identifier": _identifier,
    "Type": _type,
    "Process name": lambda writer: writer.plan.line(writer.process.name),
    "Status": _text("administration", "status"),
    "Time period": _known("Time period", "time", "description"),
    "Geography": _known("Geography", "geography", "description"),
    "Technology": _known("Technology", "technology", "description"),
    "Multiple output allocation": _method,
    "Cut off rules": _known("Cut off rules", "data_sources", "cut_off"),
    "Infrastructure": lambda writer: "Yes" if writer.process.is_infrastructure else "No",
    "Date": _date,
    "Record": _record,
    "Generator": _generator,
    "Collection method": _text("data_sources", "sampling"),
    "Data treatment": _text("data_sources", "treatment"),
    "Verification": _verification,
    "Comment": _text("description"),
    "Allocation rules": _text("modelling", "approach_deviations"),
}
"""Section to what gives its text."""
