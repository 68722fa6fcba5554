"""The one sign rule between EcoSpold 2 and the model.

**Waste changes sides.** EcoSpold 2 writes the treatment of 1 kg of waste as a reference product of −1 kg (output group
0), and an activity that hands 1 kg over to treatment as an input of −1 kg. openLCA, ILCD and the model say the same as an
*input* of +1 kg of a waste flow, and an *output* of +1 kg. So an exchange of a waste flow with a negative amount is turned:
the other direction, the other sign, the formula negated, the distribution mirrored. Nothing else is ever turned.

A flow is waste if an activity of the package has it as a reference product with a negative amount, if its by-product
classification says so, or if the package it comes from says so. On writing, the direction of an exchange decides:
the reference input of waste becomes output group 0, an output of waste becomes an input, both with the other sign.
An avoided product, which EcoSpold 2 does not mark, is an input of −1; avoided treatment of waste an input of +1.
"""

from __future__ import annotations

from lcabridge.errors import LcabridgeError
from lcabridge.formula import negate, parse, render
from lcabridge.model import Direction, Exchange
from lcabridge_ecospold.spold2.distributions import mirrored
from lcabridge_ecospold.spold2.tables import FlowFacts

OTHER: dict[Direction, Direction] = {"input": "output", "output": "input"}


def turn(exchange: Exchange) -> None:
    """Turn an exchange: the other direction, the other sign."""
    if exchange.direction is not None:
        exchange.direction = OTHER[exchange.direction]
    if exchange.amount is not None:
        exchange.amount = -exchange.amount
    if exchange.uncertainty is not None:
        exchange.uncertainty = mirrored(exchange.uncertainty)
    if exchange.formula:
        exchange.formula = negated(exchange.formula)


def negated(formula: str) -> str:
    """Return the negative of a formula in openLCA's dialect; one that cannot be parsed is put in brackets."""
    try:
        return render(negate(parse(formula)))
    except LcabridgeError:
        return f"-({formula})"


def default_group(exchange: Exchange, facts: FlowFacts | None) -> str:
    """Return the group that an exchange is written in where nothing else is kept (see ``signs`` for waste)."""
    if facts is not None and facts.elementary:
        return "o4" if exchange.direction == "output" else "i4"
    waste = facts is not None and facts.waste
    if exchange.direction == "output":
        if exchange.is_reference:
            return "o0"
        return "i5" if waste else "o2"
    return "o0" if exchange.is_reference else "i5"
