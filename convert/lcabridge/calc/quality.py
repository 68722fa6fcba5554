"""Data quality rating (DQR) of a score: indicator scores of its processes, weighted by what they contribute."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lcabridge.calc.contributions import Contribution
from lcabridge.codes.quality import Criterion, criterion, ratings, score
from lcabridge.model import DQSystem, Process, Text

_ENTRY = re.compile(r"\(([^)]*)\)")
Scores = dict[str, float]
"""Score of each indicator of a process, by its name (or position, where nothing names it)."""


@dataclass(slots=True, frozen=True, kw_only=True)
class Quality:
    """A rating.

    Attributes:
        rating: of the weighted scores, 1 best, by the formula that ``text`` names; None where no process states scores.
        indicators: weighted score of each indicator.
        coverage: part of the contributions (absolute) whose processes state one.
        method: sentence that names scores, method and formula.
    """

    rating: float | None
    indicators: tuple[float, ...]
    coverage: float
    method: Text = field(default_factory=dict)

    def text(self) -> Text:
        """Return the rating as a sentence."""
        if self.rating is None:
            return {
                "en": "Data quality rating: no process of the chain states quality scores.",
                "zh": "数据质量评级（DQR）：供应链中没有过程声明质量评分。",
            }
        return {
            "en": f"Data quality rating: {self.method['en']}; scores are the processes' declared ones weighted by "
            f"contribution; {self.coverage:.0%} of the score is covered.",
            "zh": f"数据质量评级：{self.method['zh']}；评分为过程声明值按贡献加权；覆盖结果的 {self.coverage:.0%}。",
        }


def scores_of(entry: str) -> list[float] | None:
    """Return the numbers of an entry such as ``(2;3;1;1;3)``; None if it is none, or an indicator is not scored."""
    match = _ENTRY.search(entry)
    parts = match[1].split(";") if match else []
    try:
        return [float(part) for part in parts] or None
    except ValueError:
        return None


def declared(process: Process, systems: Mapping[str, DQSystem]) -> Scores:
    """Return the scores that a process declares: its entry in a quality system, else the indicators of its reviews."""
    numbers = scores_of(process.dq_entry)
    if numbers is None:
        words = {a.name: score(a.value) for review in process.reviews for a in review.indicators}
        return {name: value for name, value in words.items() if value is not None}
    system = systems.get(process.dq_system.uuid) if process.dq_system else None
    named = sorted(system.indicators, key=lambda i: i.position or 0) if system else []
    names = [i.name for i in named] if len(named) == len(numbers) else [str(n + 1) for n in range(len(numbers))]
    return dict(zip(names, numbers, strict=True))


def quality(
    parts: Sequence[Contribution], processes: Mapping[str, Process], systems: Mapping[str, DQSystem] | None = None
) -> Quality:
    """Return the rating of a score.

    The score of indicator k is Σ w_i · s_ik ÷ Σ w_i, with w_i = |contribution| of process i that declares scores s_i (process
    level). Processes of other indicators than the most weighty one are left out. The formula is the first of
    ``codes.quality.METHODS`` whose criteria are there; indicators that nothing names have their mean.

    Args:
        parts: contributions by process.
        processes: by UUID.
        systems: data quality systems by UUID, which name the indicators.
    """
    rated: list[tuple[float, Scores]] = []
    total = sum(abs(part.score) for part in parts)
    for part in parts:
        process = processes.get(part.id)
        scores = declared(process, systems or {}) if process else {}
        if scores and part.score:
            rated.append((abs(part.score), scores))
    if not rated or not total:
        return Quality(rating=None, indicators=(), coverage=0.0)
    names = list(rated[0][1])
    rated = [(w, s) for w, s in rated if s.keys() == rated[0][1].keys()]
    weight = sum(w for w, _ in rated)
    weighted = {name: sum(w * s[name] for w, s in rated) / weight for name in names}
    value, method = _rate(weighted)
    return Quality(rating=value, indicators=tuple(weighted.values()), coverage=weight / total, method=method)


def _rate(scores: Scores) -> tuple[float, Text]:
    known: dict[Criterion, float] = {c: value for name, value in scores.items() if (c := criterion(name))}
    if found := ratings(known):
        return found[0].value, found[0].text()
    value = sum(scores.values()) / len(scores)
    listed = ", ".join(f"{s:.2f}" for s in scores.values())
    return value, {
        "en": f"DQR {value:.2f} (1 best; indicators {listed}), mean of the indicators",
        "zh": f"DQR {value:.2f}（1为最佳；各指标 {listed}），各指标均值",
    }
