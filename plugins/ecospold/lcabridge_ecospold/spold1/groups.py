"""In which group an exchange is written."""

from __future__ import annotations

from lcabridge.model import Exchange


def group_of(exchange: Exchange, flow_type: str | None, *, several: bool) -> str:
    """Return the input or output group of an exchange (XSD: TExchange)."""
    if exchange.direction is None:
        return ""
    if flow_type == "elementary" and not exchange.is_reference:  # what a process is there for is a product
        return f"{exchange.direction}Group 4"
    if exchange.is_reference:
        return "outputGroup 2" if several and exchange.direction == "output" else "outputGroup 0"
    if exchange.is_avoided:
        return "outputGroup 1"
    if exchange.direction == "input":
        return "inputGroup 5"
    return "outputGroup 3" if flow_type == "waste" else "outputGroup 2"


def plain_group_of(exchange: Exchange, flow_type: str | None, *, several: bool) -> tuple[str, float]:
    """Return the group in a plain file, and the sign of the amount.

    Waste goes the other way: who has it treated takes in the service, who treats it puts it out. What is credited is a
    negative input.
    """
    if flow_type in ("elementary", None) or exchange.direction is None:
        return group_of(exchange, flow_type, several=several), 1.0
    supplies = exchange.direction == ("input" if flow_type == "waste" else "output")
    if exchange.is_avoided and not exchange.is_reference:
        return "inputGroup 5", -1.0
    if exchange.is_reference:
        return ("outputGroup 2", 1.0) if several and supplies else ("outputGroup 0", 1.0 if supplies else -1.0)
    return ("outputGroup 2" if supplies else "inputGroup 5"), 1.0
