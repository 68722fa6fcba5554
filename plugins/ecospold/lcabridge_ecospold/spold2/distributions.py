"""Uncertainty: variances in EcoSpold 2, geometric or absolute standard deviations in the model (DESIGN §2).

lognormal: ``meanValue`` is the median, ``varianceWithPedigreeUncertainty`` = ln(gsd)², ``variance`` the same without
pedigree (the model keeps it as ``base_uncertainty`` = gsd²), ``mu`` = ln(median). normal: variance = sd².
What the model's numbers do not give back to the last bit is kept beside them, and used again only if it still means the
same.
"""

from __future__ import annotations

import math
from typing import Any

from lcabridge.model import Uncertainty
from lcabridge_ecospold.spold2.names import INDICATORS

Numbers = dict[str, float]
_FIELDS = {
    "triangular": (("minValue", "minimum"), ("mostLikelyValue", "mode"), ("maxValue", "maximum")),
    "uniform": (("minValue", "minimum"), ("maxValue", "maximum")),
    "undefined": (("minValue", "minimum"), ("maxValue", "maximum")),
}
REQUIRED = {
    "lognormal": ("meanValue", "mu", "varianceWithPedigreeUncertainty"),
    "normal": ("meanValue", "varianceWithPedigreeUncertainty"),
    "triangular": ("minValue", "mostLikelyValue", "maxValue"),
    "uniform": ("minValue", "maxValue"),
    "beta": ("minValue", "mostFrequentValue", "maxValue"),
    "gamma": ("shape", "scale", "minValue"),
    "binomial": ("n", "p"),
    "undefined": ("minValue", "maxValue", "standardDeviation95"),
}
KINDS = tuple(REQUIRED)
_TOP = 26.0
"""Square root of the largest ln(gsd)² that is no overflow when it comes back as gsd² (exp(2·26) is a fine number)."""


def gsd_of(variance: float) -> float | None:
    """Return the geometric standard deviation of a variance of logarithms."""
    return math.exp(math.sqrt(variance)) if 0.0 <= variance <= _TOP * _TOP else None


def log_variance(gsd: float) -> float:
    """Return the variance of logarithms: ln(gsd)²."""
    return math.log(gsd) ** 2


def base_of(variance: float) -> float | None:
    """Return gsd² of a variance without pedigree."""
    return math.exp(2.0 * math.sqrt(variance)) if 0.0 <= variance <= _TOP * _TOP else None


def base_variance(base: float) -> float:
    """Return the variance of logarithms of a gsd²."""
    return (math.log(base) / 2.0) ** 2


def to_model(kind: str, said: Numbers) -> tuple[Uncertainty | None, float | None, Numbers]:
    """Return distribution, base uncertainty, and the numbers that these two do not give back."""
    if kind == "lognormal":
        median, spread = said.get("meanValue"), said.get("varianceWithPedigreeUncertainty")
        base = base_of(said["variance"]) if "variance" in said else None
        found = Uncertainty(distribution="lognormal", median=median, gsd=gsd_of(spread) if spread is not None else None)
    elif kind == "normal":
        spread = said.get("varianceWithPedigreeUncertainty")
        base = None
        sd = math.sqrt(spread) if spread is not None and spread >= 0.0 else None
        found = Uncertainty(distribution="normal", mean=said.get("meanValue"), sd=sd)
    elif kind in _FIELDS:
        base = None
        values: dict[str, Any] = {ours: said.get(theirs) for theirs, ours in _FIELDS[kind]}
        found = Uncertainty(distribution=kind, **values)  # type: ignore[arg-type]  # the keys of _FIELDS are distributions
    else:
        return None, None, said
    back = to_numbers(found, base)
    rest = {name: value for name, value in said.items() if back.get(name) != value}
    if "mu" in rest and not _close(said.get("meanValue", 0.0), rest["mu"]):
        rest["of"] = said.get("meanValue", 0.0)
    return found, base, rest


def _close(mean: float, mu: float) -> bool:
    """Tell whether mu is the logarithm of the mean, rounded; published data sets have others too."""
    return mean != 0.0 and abs(math.log(abs(mean)) - mu) <= 0.5


def to_numbers(found: Uncertainty, base: float | None) -> Numbers:
    """Return the numbers of a distribution as EcoSpold 2 has them; those that cannot be computed are left out."""
    numbers: dict[str, float | None] = {}
    if found.distribution == "lognormal":
        numbers["meanValue"] = found.median
        numbers["mu"] = math.log(abs(found.median)) if found.median else None
        numbers["variance"] = base_variance(base) if base is not None and base > 0.0 else None
        gsd = found.gsd
        numbers["varianceWithPedigreeUncertainty"] = log_variance(gsd) if gsd is not None and gsd > 0.0 else None
    elif found.distribution == "normal":
        numbers["meanValue"] = found.mean
        sd = found.sd
        numbers["varianceWithPedigreeUncertainty"] = sd * sd if sd is not None and abs(sd) < 1e150 else None
    else:
        for theirs, ours in _FIELDS.get(found.distribution, ()):
            numbers[theirs] = getattr(found, ours)
    return {name: value for name, value in numbers.items() if value is not None}


def exact_numbers(found: Uncertainty, base: float | None, kept: Numbers) -> Numbers:
    """Return the numbers to write: those kept from the source where they still mean what the model says."""
    numbers = to_numbers(found, base)
    if not kept:
        return numbers
    kept = dict(kept)
    of = kept.pop("of", None)
    mean = numbers.get("meanValue")
    if "mu" in kept and (mean != of if of is not None else not _close(mean or 0.0, kept["mu"])):
        del kept["mu"]  # it belongs to another mean
    trial = {**numbers, **kept}
    again, base_again, _ = to_model(found.distribution, trial)
    if again == found and (base_again == base or "variance" not in kept):
        return trial
    if "standardDeviation95" in kept:
        return {**numbers, "standardDeviation95": kept["standardDeviation95"]}
    return numbers


def mirrored(found: Uncertainty) -> Uncertainty:
    """Return the distribution of the negative amount: minimum and maximum change places, gsd and sd stay."""

    def minus(value: float | None) -> float | None:
        return None if value is None else -value

    return Uncertainty(
        distribution=found.distribution,
        median=minus(found.median),
        gsd=found.gsd,
        mean=minus(found.mean),
        sd=found.sd,
        minimum=minus(found.maximum),
        mode=minus(found.mode),
        maximum=minus(found.minimum),
    )


def scaled(found: Uncertainty, factor: float) -> Uncertainty:
    """Return the distribution in another unit (factor > 0); gsd is without unit."""

    def times(value: float | None) -> float | None:
        return None if value is None else value * factor

    return Uncertainty(
        distribution=found.distribution,
        median=times(found.median),
        gsd=found.gsd,
        mean=times(found.mean),
        sd=times(found.sd),
        minimum=times(found.minimum),
        mode=times(found.mode),
        maximum=times(found.maximum),
    )


def values(found: Uncertainty | None) -> list[float | None]:
    """Return the numbers of a distribution that are in the unit of the amount."""
    if found is None:
        return []
    return [found.median, found.mean, found.sd, found.minimum, found.mode, found.maximum]


def pedigree_entry(scores: dict[str, str]) -> str:
    """Return ``(2;3;1;1;3)`` of a pedigree matrix, "" where a score is missing or none of 1 to 5."""
    found = [scores.get(name, "").strip() for name in INDICATORS]
    return f"({';'.join(found)})" if all(score in _SCORES for score in found) else ""


_SCORES = frozenset("12345")


def pedigree_scores(entry: str) -> dict[str, str] | None:
    """Return the attributes of a pedigree matrix, None where the entry is none."""
    scores = entry.strip().removeprefix("(").removesuffix(")").split(";")
    if len(scores) != len(INDICATORS) or not all(score in _SCORES for score in scores):
        return None
    return dict(zip(INDICATORS, scores, strict=True))
