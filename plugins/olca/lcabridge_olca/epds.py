"""EPDs of other formats as openLCA has them: beside the process, an Epd with a Result for each module and scenario.

openLCA's own ILCD import makes the same of ILCD+EPD (reference openlca §1.1), identifiers included. The process stays the one
data set that says it all; Epd and Results are derived from it, marked by a tag with their digest, and left out again on reading
unless somebody changed them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

import orjson

from lcabridge.codes import keygen
from lcabridge.model import (
    Administration,
    DataSources,
    Entity,
    Epd,
    EpdModule,
    Exchange,
    ImpactResult,
    Modelling,
    ModuleValue,
    Process,
    Result,
    Technology,
    Text,
    Time,
)

TAG: Final = "lcabridge:derived:"
"""Begins the tag of a derived data set; the digest of the document without it follows."""

_Place = tuple[str, str]


def of_process(process: Process) -> list[Entity]:
    """Return the Epd and the Results of a process that is an EPD with values by module; [] for any other."""
    places = dict.fromkeys((m.module, m.scenario) for member in _members(process) for m in member.modules)
    if process.process_type != "epd" or not places:
        return []
    reference = next((e for e in process.exchanges if e.is_reference), None)
    results = {place: _result(process, place, reference) for place in places}
    return [_epd(process, reference, results), *results.values()]


def _members(process: Process) -> Iterator[Exchange | ImpactResult]:
    yield from process.exchanges
    yield from process.impact_results


def _name(place: _Place) -> str:
    module, scenario = place
    return f"{module} - {scenario}" if scenario else module


def _value(modules: tuple[ModuleValue, ...], place: _Place) -> float | None:
    return next((m.amount for m in modules if (m.module, m.scenario) == place), None)


def _result(process: Process, place: _Place, reference: Exchange | None) -> Result:
    flows = [Exchange(flow=reference.flow, amount=reference.amount, direction="output", unit=reference.unit,
                      property=reference.property, is_reference=True)] if reference else []  # fmt: skip
    for exchange in process.exchanges:
        amount = _value(exchange.modules, place)
        if amount is not None:
            flows.append(
                Exchange(
                    flow=exchange.flow,
                    amount=amount,
                    direction=exchange.direction,
                    unit=exchange.unit,
                    property=exchange.property,
                    comment=exchange.comment,
                )
            )
    scores = [
        ImpactResult(category=result.category, amount=amount, comment=result.comment)
        for result in process.impact_results
        if (amount := _value(result.modules, place)) is not None
    ]
    return Result(
        uuid=keygen(process.uuid, _name(place)),
        version=process.version,
        name={tag: f"{text} - {_name(place)}" for tag, text in process.name.items()} or {"en": _name(place)},
        classifications=process.classifications,
        exchanges=flows,
        impact_results=scores,
    )


def _epd(process: Process, reference: Exchange | None, results: dict[_Place, Result]) -> Epd:
    about = process.administration or Administration()
    modelling = process.modelling or Modelling()
    technology = process.technology or Technology()
    review = next(iter(process.reviews), None)
    product = reference and Exchange(
        flow=reference.flow, amount=reference.amount, unit=reference.unit, property=reference.property
    )
    return Epd(
        uuid=process.uuid,
        version=process.version,
        name=process.name,
        description=process.description,
        classifications=process.classifications,
        epd_type=process.epd_type,
        product=product,
        modules=[
            EpdModule(name=_name(place), result=result.ref(), multiplier=1.0) for place, result in results.items()
        ],
        manufacturer=about.owner,
        program_operator=about.registration_authority,
        registration_id=about.registration_number,
        data_generator=next(iter(about.generators), None),
        verifier=review.reviewers[0] if review and review.reviewers else None,
        pcr=next(iter(modelling.method_details), None),
        **_dates(process.time or Time()),
        place=process.geography.place if process.geography else None,
        manufacturing=technology.description,
        product_usage=technology.applicability,
        use_advice=_advice(process.data_sources),
    )


def _advice(sources: DataSources | None) -> Text:
    return sources.use_advice if sources else {}


def _dates(time: Time) -> dict[str, Any]:
    """Return first and last day; a year stands for all its days, as in openLCA's own import."""
    first = time.valid_from or (str(time.reference_year) if time.reference_year else "")
    return {
        "valid_from": f"{first}-01-01" if len(first) == 4 else first,
        "valid_until": f"{time.valid_until}-12-31" if len(time.valid_until) == 4 else time.valid_until,
    }


def mark(document: dict[str, Any]) -> bytes:
    """Return the file of a derived data set."""
    bare = {key: value for key, value in document.items() if key != "tags"}
    return orjson.dumps({**bare, "tags": [f"{TAG}{_digest(bare)}"]})


def is_derived(document: dict[str, Any]) -> bool:
    """Say whether a document is one of ours that nobody has changed."""
    tags = document.get("tags")
    own = next((t for t in tags if isinstance(t, str) and t.startswith(TAG)), "") if isinstance(tags, list) else ""
    return bool(own) and own == f"{TAG}{_digest({k: v for k, v in document.items() if k != 'tags'})}"


def _digest(document: dict[str, Any]) -> str:
    packed = orjson.dumps(document, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(packed).hexdigest()[:16]
