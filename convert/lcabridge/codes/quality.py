"""Data quality rating (DQR): what each scheme calls its criteria, their verbal scores, and the formulas of one rating.

The only place of these formulas: the calculator rates supply chains with it, the national profile checks declared ratings.
Scores run from 1 (best) to 5.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import fmean
from typing import Final, Literal

from lcabridge.model import Text

Criterion = Literal["technology", "geography", "time", "precision", "completeness", "method"]

CRITERIA: Final[Mapping[str, Criterion]] = {
    "technological representativeness": "technology",
    "geographical representativeness": "geography",
    "time representativeness": "time",
    "temporal representativeness": "time",
    "precision": "precision",
    "completeness": "completeness",
    "methodological appropriateness and consistency": "method",
    # Pedigree (ecoinvent, US EPA); its reliability is not the precision of EF and ILCD.
    "further technological correlation": "technology",
    "technological correlation": "technology",
    "geographical correlation": "geography",
    "temporal correlation": "time",
    # EF and PACT
    "ter": "technology",
    "gr": "geography",
    "tir": "time",
    "p": "precision",
    "technologicaldqr": "technology",
    "geographicaldqr": "geography",
    "temporaldqr": "time",
}
"""Names of indicators in the schemes (ILCD dataQualityIndicator names first), in lower case."""

VERBAL: Final[Mapping[str, float]] = {"very good": 1.0, "good": 2.0, "fair": 3.0, "poor": 4.0, "very poor": 5.0}
"""ILCD's quality words as scores (ILCD Handbook 2010, Annex A); words such as ``Not applicable`` are no scores."""

SYMBOLS: Final[Mapping[Criterion, str]] = {
    "technology": "TeR",
    "geography": "GR",
    "time": "TiR",
    "precision": "P",
    "completeness": "C",
    "method": "M",
}
REPRESENTATIVE: Final[tuple[Criterion, ...]] = ("technology", "geography", "time")
"""The three criteria that the guideline asks for (item 5, appendix 8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A formula.

    Attributes:
        name: of the method, with its origin.
        formula: as it is written.
        needs: criteria that must be scored.
        value: scores of ``needs`` → rating.
    """

    name: Text
    formula: str
    needs: tuple[Criterion, ...]
    value: Callable[[list[float]], float]


METHODS: Final = (
    Method(
        name={"en": "ILCD Handbook, Annex A", "zh": "ILCD 手册附录 A"},
        formula="DQR = (TeR + GR + TiR + C + P + M + 4·Xw) / (i + 4)",
        needs=(*REPRESENTATIVE, "completeness", "precision", "method"),
        value=lambda scores: (sum(scores) + 4 * max(scores)) / (len(scores) + 4),
    ),
    Method(
        name={"en": "EF / PEF", "zh": "EF / PEF"},
        formula="DQR = (TeR + GR + TiR + P) / 4",
        needs=(*REPRESENTATIVE, "precision"),
        value=fmean,
    ),
    Method(
        name={"en": "mean of the guideline's three criteria", "zh": "指引三项准则的均值"},
        formula="DQR = (TeR + GR + TiR) / 3",
        needs=REPRESENTATIVE,
        value=fmean,
    ),
)
"""The methods (reference china §4), the one that uses most criteria first. Xw is the worst score, i the number of criteria."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A rating with the method that made it."""

    value: float
    method: Method
    scores: tuple[tuple[Criterion, float], ...]

    def text(self) -> Text:
        """Return the rating as a sentence that names scores, method and formula."""
        scores = ", ".join(f"{SYMBOLS[criterion]} {score:.3g}" for criterion, score in self.scores)
        return {
            "en": f"DQR {self.value:.2f} (1 best; {scores}) by {self.method.formula}, {self.method.name['en']}",
            "zh": f"DQR {self.value:.2f}（1为最佳；{scores}），公式 {self.method.formula}（{self.method.name['zh']}）",
        }


def criterion(name: str) -> Criterion | None:
    """Return what an indicator's name stands for; None for indicators that no formula uses."""
    return CRITERIA.get(name.strip().casefold())


def score(value: str) -> float | None:
    """Return the score of a word of ILCD or of a number from 1 to 5; None for what is no score."""
    value = value.strip()
    if value.casefold() in VERBAL:
        return VERBAL[value.casefold()]
    return float(value) if re.fullmatch(r"[1-5](\.[0-9]+)?", value) and float(value) <= 5 else None


def ratings(scores: Mapping[Criterion, float]) -> list[Rating]:
    """Return the rating by each method whose criteria are scored, the method that uses most of them first."""
    return [
        Rating(
            value=method.value([scores[c] for c in method.needs]),
            method=method,
            scores=tuple((c, scores[c]) for c in method.needs),
        )
        for method in METHODS
        if all(c in scores for c in method.needs)
    ]


_STATED = (
    re.compile(r"\bDQR\b\s*(?:is|为|[:=：])?\s*([1-5](?:\.[0-9]+)?)(?![0-9.]*\s*[+*/·])"),
    re.compile(r"\bDQR\b[^=]*=[^=]*[)/][^=]*=\s*([1-5](?:\.[0-9]+)?)"),
)


def stated(text: str) -> tuple[float, float] | None:
    """Return the DQR that a text states and half its last place, None if it states none."""
    for pattern in _STATED:
        if found := pattern.search(text):
            decimals = len(found[1].partition(".")[2])
            return float(found[1]), 0.5 * 10.0**-decimals
    return None
