"""Uncertainty: ILCD's distribution, spread and bounds, and the model's distribution with named parameters.

ILCD names the spread ``relativeStandardDeviation95In``. By its XSD documentation it holds the square of the geometric
standard deviation (log-normal), twice the standard deviation (normal, absolute in spite of the name), and nothing for the
others. The bounds are absolute, in the unit of the amount.
"""

from __future__ import annotations

import math
from typing import Any

from lcabridge.model import Uncertainty
from lcabridge.report import catalogue
from lcabridge_ilcd.names import DISTRIBUTIONS
from lcabridge_ilcd.reading import Reading, Values
from lcabridge_ilcd.rows import SPREAD, Leaf, Row, text
from lcabridge_ilcd.values import perc
from lcabridge_ilcd.writing import Writing


def distribution_rows(minimum: str, maximum: str) -> tuple[Row, ...]:
    """Return the rows of bounds, distribution and spread, in XSD order."""
    return (
        text(minimum, "minimum", "real"),
        text(maximum, "maximum", "real"),
        *SPREAD_ROWS,
    )


SPREAD_ROWS: tuple[Leaf, ...] = (
    text("uncertaintyDistributionType", "distribution", "word", words=DISTRIBUTIONS),
    text(SPREAD, "spread", "word"),
)


def read_uncertainty(values: Values, reading: Reading, *, bounds: bool = True) -> Uncertainty | None:
    """Take distribution, spread and bounds out of ``values`` and return what they mean.

    Args:
        values: of the rows; the keys used are removed.
        reading: gets the spread where the distribution gives it no meaning.
        bounds: False to leave the bounds in ``values`` unless the distribution is defined by them.
    """
    distribution = values.pop("distribution", None)
    given = values.pop("spread", None)
    gsd = sd = None
    if given is not None:
        number = _spread(given, reading)
        if number is None:
            pass
        elif distribution == "lognormal" and number >= 0:
            gsd = math.sqrt(number)
        elif distribution == "normal" and number >= 0:
            sd = number / 2
        else:
            reading.carry(SPREAD, given)
    minimum = maximum = None
    if bounds or distribution in ("triangular", "uniform"):
        minimum, maximum = values.pop("minimum", None), values.pop("maximum", None)
    if distribution is None:
        if minimum is None and maximum is None:
            return None
        distribution = "none"
    return Uncertainty(distribution=distribution, gsd=gsd, sd=sd, minimum=minimum, maximum=maximum)


def _spread(given: str, reading: Reading) -> float | None:
    from lcabridge_ilcd.kinds import NUMBER  # noqa: PLC0415  # kinds import reading, which this module needs first
    from lcabridge_ilcd.values import number  # noqa: PLC0415

    try:
        return number(given)
    except ValueError:
        reading.odd(SPREAD, "uncertainty", given, NUMBER)
        return None


def write_uncertainty(  # noqa: C901  # the distributions of ILCD, side by side
    uncertainty: Uncertainty | None, values: dict[str, Any], writing: Writing, scale: float = 1.0
) -> None:
    """Put distribution, spread and bounds into ``values``, for an amount that is written ``scale`` times as large.

    A negative scale mirrors: the bounds change places. The geometric deviation does not scale.
    """
    if uncertainty is None:
        return
    if uncertainty.distribution != "none":
        values["distribution"] = uncertainty.distribution
    minimum, maximum = uncertainty.minimum, uncertainty.maximum
    if scale < 0:
        minimum, maximum = maximum, minimum
    for name, bound in (("minimum", minimum), ("maximum", maximum)):
        if bound is not None and math.isfinite(bound * scale):
            values[name] = bound * scale
    spread = None
    if uncertainty.distribution == "lognormal" and uncertainty.gsd is not None:
        spread = uncertainty.gsd * uncertainty.gsd
    elif uncertainty.distribution == "normal" and uncertainty.sd is not None:
        spread = 2 * uncertainty.sd * abs(scale)
    if spread is not None and math.isfinite(spread):
        text, exact = perc(round(spread, 12))
        if not exact:
            writing.report.add(catalogue.DEGRADED_VALUE, path=writing.path("uncertainty"), value=spread, native=text)
        if text is not None:
            values["spread"] = text
