"""Data quality rating (DQR) of a score: indicator scores of its processes, weighted by what they contribute."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lcabridge.calc.contributions import Contribution
from lcabridge.model import Process, Text

_ENTRY = re.compile(r"\(([^)]*)\)")


@dataclass(slots=True, frozen=True, kw_only=True)
class Quality:
    """A rating.

    Attributes:
        rating: mean over indicators of the weighted scores, 1 best; None where no process states a quality entry.
        indicators: weighted score of each indicator.
        coverage: part of the contributions (absolute) whose processes state one.
    """

    rating: float | None
    indicators: tuple[float, ...]
    coverage: float

    def text(self) -> Text:
        """Return the rating as a sentence."""
        if self.rating is None:
            return {
                "en": "Data quality rating: no process of the chain states quality scores.",
                "zh": "数据质量评级（DQR）：供应链中没有过程声明质量评分。",
            }
        scores = ", ".join(f"{s:.2f}" for s in self.indicators)
        return {
            "en": f"Data quality rating {self.rating:.2f} (1 best; indicators {scores}), mean of the processes' declared "
            f"scores weighted by contribution; {self.coverage:.0%} of the score is covered.",
            "zh": f"数据质量评级（DQR）{self.rating:.2f}（1为最佳；各指标 {scores}），按贡献加权的过程声明评分均值；"
            f"覆盖结果的 {self.coverage:.0%}。",
        }


def scores_of(entry: str) -> list[float] | None:
    """Return the numbers of an entry such as ``(2;3;1;1;3)``; None if it is none, or an indicator is not scored."""
    match = _ENTRY.search(entry)
    parts = match[1].split(";") if match else []
    try:
        return [float(part) for part in parts] or None
    except ValueError:
        return None


def quality(parts: Sequence[Contribution], processes: Mapping[str, Process]) -> Quality:
    """Return the rating of a score.

    DQR = mean over indicators k of Σ w_i · s_ik ÷ Σ w_i, with w_i = |contribution| of process i that declares scores s_i
    (process level). Processes of another number of indicators than the most weighty one are left out.

    Args:
        parts: contributions by process.
        processes: by UUID.
    """
    rated = []
    total = sum(abs(part.score) for part in parts)
    for part in parts:
        process = processes.get(part.id)
        scores = scores_of(process.dq_entry) if process else None
        if scores and part.score:
            rated.append((abs(part.score), scores))
    if not rated or not total:
        return Quality(rating=None, indicators=(), coverage=0.0)
    length = len(rated[0][1])
    rated = [(w, s) for w, s in rated if len(s) == length]
    weight = sum(w for w, _ in rated)
    indicators = tuple(sum(w * s[k] for w, s in rated) / weight for k in range(length))
    return Quality(rating=sum(indicators) / length, indicators=indicators, coverage=weight / total)
