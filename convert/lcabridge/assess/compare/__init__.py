"""Comparison of two databases, or of two releases of one: points with evidence, factors side by side (docs/compare.md)."""

from lcabridge.assess.compare.factors import Side
from lcabridge.assess.compare.model import VERDICTS, Comparison, Evidence, Pair, PointResult, Release, Split
from lcabridge.assess.compare.points import POINTS
from lcabridge.assess.compare.run import compare

__all__ = ["POINTS", "VERDICTS", "Comparison", "Evidence", "Pair", "PointResult", "Release", "Side", "Split", "compare"]
