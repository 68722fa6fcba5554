"""The tests of what level ``factor`` asks of a factor data set: a process of type LCI result (DESIGN §7)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from lcabridge.codes.nomenclature import gwp_sets
from lcabridge.codes.quality import Criterion, Rating, criterion, ratings, score, stated
from lcabridge.model import Entity, Process, Text
from lcabridge_ilcd.asked import Test

_BOUNDARY: Final = re.compile(r"cradle|gate|grave|system boundar|系统边界|摇篮|大门|坟墓", re.IGNORECASE)
_HORIZON: Final = re.compile(r"GWP\D{0,3}\d{2,3}|\b(?:20|100|500)\s*(?:a\b|years?\b|年)", re.IGNORECASE)
_ASSESSMENT_REPORT: Final = re.compile(r"\bS?AR[1-6]?\b|IPCC", re.IGNORECASE)


def _factor(test: Callable[[Process], bool | None]) -> Test:
    def of_results(entity: Entity) -> bool | None:
        return test(entity) if isinstance(entity, Process) and entity.process_type == "lci_result" else None

    return of_results


def _texts(*texts: Text) -> Iterator[str]:
    for text in texts:
        yield from text.values()


def _has_inventory(process: Process) -> bool:
    return any(e.is_reference and e.amount for e in process.exchanges) and any(
        not e.is_reference and e.amount is not None for e in process.exchanges
    )


def _names_gwp(process: Process) -> bool | None:
    if not process.impact_results:
        return None
    sets = gwp_sets()
    for result in process.impact_results:
        words = " ".join(_texts(result.comment, result.category.name if result.category else {}))
        if _HORIZON.search(words) and (any(id_ in words for id_ in sets) or _ASSESSMENT_REPORT.search(words)):
            return True
    return False


def _says_boundary(process: Process) -> bool:
    technology = process.technology.description if process.technology else {}
    return any(_BOUNDARY.search(text) for text in _texts(process.description, process.model_description, technology))


def _says_allocation(process: Process) -> bool:
    return bool(process.modelling and process.modelling.approaches)


def declared_scores(process: Process) -> dict[Criterion, float]:
    """Return the scores that the reviews of a process declare, by criterion."""
    found: dict[Criterion, float] = {}
    for review in process.reviews:
        for aspect in review.indicators:
            known, value = criterion(aspect.name), score(aspect.value)
            if known is not None and value is not None:
                found.setdefault(known, value)
    return found


def stated_rating(process: Process) -> tuple[float, float] | None:
    """Return the DQR that the data set states anywhere in its quality texts, and half its last place."""
    reviews = [text for review in process.reviews for text in (review.details, review.other_details)]
    treatment = process.data_sources.treatment if process.data_sources else {}
    return next(filter(None, map(stated, _texts(*reviews, treatment, process.description))), None)


def computed_ratings(process: Process) -> list[Rating]:
    """Return the DQR by each formula whose scores the reviews of a process declare."""
    return ratings(declared_scores(process))


def rating_holds(entity: Entity) -> bool | None:
    """The stated DQR is what one of the formulas gives of the declared scores; None where either is missing."""
    if not isinstance(entity, Process):
        return None
    said, computed = stated_rating(entity), computed_ratings(entity)
    if said is None or not computed:
        return None
    value, tolerance = said
    return any(abs(rating.value - value) <= tolerance + 1e-9 for rating in computed)


def rating_text(entity: Entity) -> Text:
    """Return the DQR that follows from the declared scores, with method and formula; {} where they do not suffice."""
    computed = computed_ratings(entity) if isinstance(entity, Process) else []
    return computed[0].text() if computed else {}


inventory: Test = _factor(_has_inventory)
impact_result: Test = _factor(lambda p: any(r.category and r.amount is not None for r in p.impact_results))
gwp_named: Test = _factor(_names_gwp)
functional_unit: Test = _factor(lambda p: bool(p.functional_unit))
boundary: Test = _factor(_says_boundary)
allocation: Test = _factor(_says_allocation)
cut_off: Test = _factor(lambda p: bool(p.data_sources and p.data_sources.cut_off))
rating: Test = _factor(lambda p: stated_rating(p) is not None)
