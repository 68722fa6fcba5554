"""Sections of one text each: what a process says of itself beside its exchanges."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lcabridge.model import (
    Administration,
    Alias,
    DataSources,
    Geography,
    Modelling,
    Process,
    Review,
    Technology,
    Time,
    untagged,
)
from lcabridge_simapro.context import Context
from lcabridge_simapro.issues import DATE_ODD
from lcabridge_simapro.tables import ALLOCATIONS, TYPES
from lcabridge_simapro.values import iso_date, truth, uuid_of

IDENTIFIER, PLATFORM = "SimaPro", "SimaPro platform"
"""Systems of aliases: process identifiers, ids of SimaPro's platform."""


def _platform(process: Process, _context: Context, text: str, _line: int) -> bool:
    if not uuid_of(text):
        process.aliases.append(Alias(system=PLATFORM, id=text))
    return True


def _identifier(process: Process, _context: Context, text: str, _line: int) -> bool:
    process.aliases.append(Alias(system=IDENTIFIER, id=text))
    return True


def _type(process: Process, _context: Context, text: str, _line: int) -> bool:
    process.process_type = TYPES.get(text.lower())  # type: ignore[assignment]  # values are ProcessType
    return process.process_type is not None


def _process_name(process: Process, _context: Context, text: str, _line: int) -> bool:
    process.name = untagged(text)
    return True


def _made_administration(process: Process) -> Administration:
    process.administration = process.administration or Administration()
    return process.administration


def _status(process: Process, _context: Context, text: str, _line: int) -> bool:
    _made_administration(process).status = text
    return True


def _date(process: Process, context: Context, text: str, line: int) -> bool:
    iso = iso_date(text, context.signs.date_format)
    if not iso:
        context.report.add(
            DATE_ODD, path="administration.created", line=line, value=text, format=context.signs.date_format
        )
    _made_administration(process).created = iso or text
    return True


def _record(process: Process, context: Context, text: str, _line: int) -> bool:
    _made_administration(process).entered_by = context.contact(text)
    return True


def _generator(process: Process, context: Context, text: str, _line: int) -> bool:
    _made_administration(process).generators = [context.contact(text)]
    return True


def _infrastructure(process: Process, context: Context, text: str, line: int) -> bool:
    found = truth(text)
    if found is None:
        context.bad("is_infrastructure", line, text, "yes or no")
    process.is_infrastructure = found
    return True


def _time(process: Process, _context: Context, text: str, _line: int) -> bool:
    process.time = Time(description=untagged(text))
    return True


def _geography(process: Process, _context: Context, text: str, _line: int) -> bool:
    process.geography = Geography(description=untagged(text))
    return True


def _technology(process: Process, _context: Context, text: str, _line: int) -> bool:
    process.technology = Technology(description=untagged(text))
    return True


def _allocation_method(process: Process, _context: Context, text: str, _line: int) -> bool:
    method = ALLOCATIONS.get(text.lower())
    if method is not None:
        process.default_allocation = method  # type: ignore[assignment]  # values are AllocationMethod
    return method is not None


def _made_sources(process: Process) -> DataSources:
    process.data_sources = process.data_sources or DataSources()
    return process.data_sources


def _cut_off(process: Process, _context: Context, text: str, _line: int) -> bool:
    _made_sources(process).cut_off = untagged(text)
    return True


def _sampling(process: Process, _context: Context, text: str, _line: int) -> bool:
    _made_sources(process).sampling = untagged(text)
    return True


def _treatment(process: Process, _context: Context, text: str, _line: int) -> bool:
    _made_sources(process).treatment = untagged(text)
    return True


def _verification(process: Process, _context: Context, text: str, _line: int) -> bool:
    process.reviews.append(Review(details=untagged(text)))
    return True


def _description(process: Process, _context: Context, text: str, _line: int) -> bool:
    process.description = untagged(text)
    return True


def _allocation_rules(process: Process, _context: Context, text: str, _line: int) -> bool:
    process.modelling = process.modelling or Modelling()
    process.modelling.approach_deviations = untagged(text)
    return True


TEXTS: Mapping[str, Callable[[Process, Context, str, int], bool]] = {
    "PlatformId": _platform,
    "Process identifier": _identifier,
    "Type": _type,
    "Process name": _process_name,
    "Status": _status,
    "Time period": _time,
    "Geography": _geography,
    "Technology": _technology,
    "Multiple output allocation": _allocation_method,
    "Cut off rules": _cut_off,
    "Infrastructure": _infrastructure,
    "Date": _date,
    "Record": _record,
    "Generator": _generator,
    "Collection method": _sampling,
    "Data treatment": _treatment,
    "Verification": _verification,
    "Comment": _description,
    "Allocation rules": _allocation_rules,
}
"""Section to what takes its text and tells whether it did; the rest is kept in ``extra``."""
