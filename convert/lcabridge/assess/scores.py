"""Quality scores of a package, collected once for all checks: by scheme, by process, by exchange.

Scores of different schemes are kept apart: a scheme is a data quality system of the package, or the words of ILCD reviews.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from lcabridge.assess.lines import Lines
from lcabridge.calc.calculator import Calculator, Scores
from lcabridge.calc.quality import scores_of
from lcabridge.model import DQSystem, Entity, Process, pick

ILCD_WORDS = {"very good": 1.0, "good": 2.0, "fair": 3.0, "poor": 4.0, "very poor": 5.0}
ILCD = "ILCD review indicators"
CRITERIA: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("TeR", re.compile(r"techn|技术", re.IGNORECASE)),
    ("GR", re.compile(r"geogr|地理|地域", re.IGNORECASE)),
    ("TiR", re.compile(r"tempor|time|时间", re.IGNORECASE)),
    ("P", re.compile(r"precision|reliab|可靠|精度|不确定", re.IGNORECASE)),
    ("C", re.compile(r"complet|完整", re.IGNORECASE)),
    ("M", re.compile(r"method|consisten|方法|一致", re.IGNORECASE)),
)
"""Criterion by what an indicator is called."""
REPRESENTATIVENESS = ("TeR", "GR", "TiR")


@dataclass(slots=True, frozen=True)
class Method:
    """A way to make one number of several scores.

    Attributes:
        id: name.
        formula: in words, for the table.
        needs: criteria without which it is not that method; empty for any.
        rate: scores by criterion to the rating.
    """

    id: str
    formula: str
    needs: tuple[str, ...]
    rate: Callable[[Mapping[str, float]], float]


def _mean(scores: Mapping[str, float]) -> float:
    return sum(scores.values()) / len(scores)


def _pef(scores: Mapping[str, float]) -> float:
    return sum(scores[name] for name in ("TeR", "GR", "TiR", "P")) / 4.0


def _ilcd(scores: Mapping[str, float]) -> float:
    return (sum(scores.values()) + 4.0 * max(scores.values())) / (len(scores) + 4.0)


PEF, ILCD_METHOD, PEDIGREE = METHODS = (
    Method("PEF/CIFA", "DQR = (TeR + GR + TiR + P) / 4", ("TeR", "GR", "TiR", "P"), _pef),
    Method("ILCD", "DQR = (sum of scores + 4 x worst) / (number + 4)", (), _ilcd),
    Method("pedigree mean", "DQR = mean of the indicator scores", (), _mean),
)
"""Rating methods (reference china section 4): PEF guidance 6.3 and CIFA chapter 5; ILCD Handbook annex A; mean."""
_PEF_SCHEME = re.compile(r"\bP?EF\b|CIFA|environmental footprint|环境足迹", re.IGNORECASE)


def method_of(scheme: str, name: str, rated: Mapping[str, float]) -> Method:
    """Return the method that belongs to a scheme: scores of one scale are not rated by the formula of another.

    Args:
        scheme: id of the scheme.
        name: its name.
        rated: the criteria that have a score.
    """
    if scheme == ILCD:
        return ILCD_METHOD
    return PEF if _PEF_SCHEME.search(name) and set(PEF.needs) <= set(rated) else PEDIGREE


@dataclass(slots=True)
class Scheme:
    """A scale of scores.

    Attributes:
        name: for people.
        criteria: of its indicators in order, "" for one that is none of ours.
        worst: highest score of the scale.
    """

    name: str
    criteria: tuple[str, ...]
    worst: float = 5.0


def criterion(name: str) -> str:
    """Return the criterion of an indicator's name, "" for none."""
    return next((word for word, form in CRITERIA if form.search(name)), "")


@dataclass(slots=True)
class Schemes:
    """The data quality systems seen; processes may come first."""

    known: dict[str, Scheme] = field(default_factory=dict)

    def take(self, system: DQSystem) -> None:
        """Note a system."""
        indicators = sorted(system.indicators, key=lambda i: i.position or 0)
        worst = max((float(s.position or 0) for i in indicators for s in i.scores), default=5.0)
        self.known[system.uuid] = Scheme(
            pick(system.name, "en") or system.uuid, tuple(criterion(i.name) for i in indicators), worst or 5.0
        )

    def of(self, uuid: str, length: int) -> Scheme:
        """Return a scheme; for a system that is not there, the five indicators of the pedigree matrix in their order."""
        found = self.known.get(uuid)
        if found is None:
            usual = ("P", "C", "TiR", "GR", "TeR") if length == 5 else ("",) * length
            found = Scheme(f"scheme {uuid or 'without a system'}", usual)
        return found


@dataclass(slots=True)
class Entry:
    """Scores of a process as it states them."""

    scheme: str
    scores: tuple[float, ...]
    words: dict[str, float] = field(default_factory=dict)


def _ilcd_scores(process: Process) -> dict[str, float]:
    """Return the scores of a process's review indicators; the review with most indicators counts."""
    best: dict[str, float] = {}
    for review in process.reviews:
        found: dict[str, float] = {}
        for aspect in review.indicators:
            score = ILCD_WORDS.get(aspect.value.strip().casefold())
            word = criterion(aspect.name) if "overall" not in aspect.name.casefold() else ""
            if score is not None and word:
                found[word] = score
        if len(found) > len(best):
            best = found
    return best


@lru_cache(maxsize=65_536)
def scores(entry: str) -> tuple[float, ...] | None:
    """Return the numbers of an entry such as ``(2;3;1;1;3)``; None if it is none, or an indicator is not scored."""
    found = scores_of(entry) if entry else None
    return tuple(found) if found else None


@dataclass(slots=True)
class _Span:
    """The exchanges of a process, as places in the arrays of a collector."""

    scheme: str
    start: int
    end: int


class Collector:
    """Collects scores; what several checks show it is taken once.

    Args:
        lines: makes the lines of processes.
    """

    def __init__(self, lines: Lines) -> None:
        self.schemes = Schemes()
        self.entries: dict[str, Entry] = {}
        self._lines = lines
        self._last: Entity | None = None
        self._spans: dict[str, _Span] = {}
        self._names: dict[str, int] = {"": 0}
        self._values: list[tuple[float, ...]] = [()]
        self._codes: dict[tuple[float, ...], int] = {(): 0}
        self._flows, self._providers = array("l"), array("l")
        self._inputs, self._scores = array("b"), array("l")
        self._amounts = array("d")
        self._rated = False

    def take(self, entity: Entity) -> None:
        """Look at a data set."""
        if entity is self._last:
            return
        self._last = entity
        if isinstance(entity, DQSystem):
            self.schemes.take(entity)
        elif isinstance(entity, Process):
            self._process(entity)

    def _process(self, process: Process) -> None:
        own = scores(process.dq_entry)
        if own:
            self.entries[process.uuid] = Entry(process.dq_system.uuid if process.dq_system else "", own)
        elif any(exchange.dq_entry for exchange in process.exchanges):
            self._spans[process.uuid] = self._span(process)
        elif process.reviews:
            words = _ilcd_scores(process)
            if words:
                self.entries[process.uuid] = Entry(ILCD, (), words)

    def _span(self, process: Process) -> _Span:
        start, names = len(self._amounts), self._names
        for line in self._lines.of(process):
            exchange = line.exchange
            if exchange.is_reference or line.amount is None:
                continue
            found = scores(exchange.dq_entry) or ()
            code = self._codes.setdefault(found, len(self._codes))
            if code == len(self._values):
                self._values.append(found)
            provider = exchange.provider.uuid if exchange.provider else ""
            self._flows.append(names.setdefault(line.uuid, len(names)))
            self._providers.append(names.setdefault(provider, len(names)))
            self._inputs.append(line.direction == "input")
            self._amounts.append(line.amount)
            self._scores.append(code)
        return _Span(process.exchange_dq_system.uuid if process.exchange_dq_system else "", start, len(self._amounts))

    def criteria(self, entry: Entry) -> dict[str, float]:
        """Return the scores of an entry by criterion."""
        if entry.scheme == ILCD:
            return entry.words
        names = self.schemes.of(entry.scheme, len(entry.scores)).criteria
        return {name: score for name, score in zip(names, entry.scores, strict=False) if name}

    def title(self, scheme: str) -> str:
        """Return the name of a scheme."""
        return ILCD if scheme == ILCD else self.schemes.of(scheme, 5).name

    @property
    def has_scores(self) -> bool:
        """True if anything is scored."""
        return bool(self.entries or self._spans)

    def rate_exchanges(self, calculator: Calculator, results: Scores, least: float) -> None:
        """Turn exchange scores into process scores, weighted by |amount x factor| of what each exchange brings.

        Args:
            calculator: the linked package.
            results: factors of all products.
            least: part of a process's weight that must be scored.
        """
        if self._rated:
            return
        self._rated = True
        names = self._names
        elementary: dict[tuple[int, int], float] = {}
        for row, factor in zip(calculator.system.flows, results.indicator.factors, strict=True):
            if row.uuid in names:
                elementary[names[row.uuid], row.direction == "input"] = abs(float(factor))
        supplied: dict[tuple[int, int], float] = {}
        for column, product in enumerate(calculator.system.products):
            if product.flow in names:
                score = abs(float(results.values[column]))
                uuid = calculator.system.activities[product.activity].uuid
                if uuid in names:
                    supplied[names[uuid], names[product.flow]] = score
                supplied.setdefault((0, names[product.flow]), score)
        for uuid, span in self._spans.items():
            found = self._mean(span, elementary, supplied, least)
            if found is not None:
                self.entries[uuid] = Entry(span.scheme, found)
        self._spans = {}

    def _mean(
        self,
        span: _Span,
        elementary: Mapping[tuple[int, int], float],
        supplied: Mapping[tuple[int, int], float],
        least: float,
    ) -> tuple[float, ...] | None:
        total, covered, sums = 0.0, 0.0, np.zeros(0)
        for k in range(span.start, span.end):
            flow, provider = self._flows[k], self._providers[k]
            factor = elementary.get((flow, self._inputs[k]))
            if factor is None:
                factor = supplied.get((provider, flow), supplied.get((0, flow), 0.0))
            weight = abs(self._amounts[k]) * factor
            total += weight
            values = self._values[self._scores[k]]
            if values and weight and len(sums) in (0, len(values)):
                sums = (sums if len(sums) else np.zeros(len(values))) + weight * np.array(values)
                covered += weight
        if not covered or covered < least * total:
            return None
        return tuple(float(x) for x in sums / covered)
