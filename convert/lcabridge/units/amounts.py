"""The one rule that turns an amount of an exchange into the amount of its flow (DESIGN §2)."""

from __future__ import annotations

import math

from lcabridge.errors import UnitError


def reference_amount(
    amount: float, unit_factor: float = 1.0, property_factor: float = 1.0, reference_factor: float = 1.0
) -> float:
    """Return an amount in the reference unit of the flow's reference property.

    reference amount = amount × unit factor ÷ property factor × the reference property's own factor.

    Worked example: a flow measured in mass, of which 1 kg has 10 MJ. 20 MJ of it are
    20 × 1 ÷ 10 × 1 = 2 kg; 5.5555… kWh (unit factor 3.6) are the same 2 kg. Multiplying instead of dividing (as
    openLCA's ILCD export does) gives 200.

    Args:
        amount: in the unit of the exchange.
        unit_factor: reference units of the unit's group per one unit (kWh: 3.6 MJ).
        property_factor: of the exchange's property in the flow: how much of it one reference amount has (10).
        reference_factor: of the flow's reference property itself, normally 1.

    Raises:
        UnitError: a factor is zero or not finite, so that nothing certain can be said.
    """
    for factor in (unit_factor, property_factor, reference_factor):
        if not math.isfinite(factor) or factor == 0.0:
            raise UnitError(f"A conversion factor is {factor}.", f"换算系数为 {factor}。")
    return amount * unit_factor / property_factor * reference_factor


def exchange_amount(
    reference: float, unit_factor: float = 1.0, property_factor: float = 1.0, reference_factor: float = 1.0
) -> float:
    """Return the amount in the unit of the exchange: the inverse of ``reference_amount`` (2 kg are 20 MJ)."""
    return reference / reference_amount(1.0, unit_factor, property_factor, reference_factor)
