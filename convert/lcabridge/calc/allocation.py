"""Which part of a process each of its products carries (ISO 14044, 4.3.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

from lcabridge.calc import issues
from lcabridge.model import Exchange, Index, Process, Shares, pick, share_of
from lcabridge.report import Report

Allocation = Literal["declared", "physical", "economic", "causal", "substitution", "none"]
"""Rules by word; ``property:UUID`` allocates by the amounts of a flow property.

``declared`` takes what each process asks for (``default_allocation``); where it asks for nothing but has factors of
one method, that one; where it says ``none`` or has no factors, none.
"""
ALLOCATIONS = ("declared", "physical", "economic", "causal", "substitution", "none")

_SUM_TOLERANCE = 1e-6


def shares(
    process: Process,
    products: Sequence[tuple[Exchange, float]],
    method: str,
    index: Index,
    report: Report,
    evaluate: Callable[[str], float],
) -> list[Shares]:
    """Return the shares of each product under a method.

    Args:
        process: the process.
        products: its product exchanges with their amounts in reference units.
        method: from ``method_of``.
        index: for amounts in other properties.
        report: takes what is missing.
        evaluate: value of a formula in the process's scope.

    Raises:
        FormulaError: a factor's formula cannot be evaluated.
    """
    name = pick(process.name, "en") or process.uuid
    if method.startswith("property:"):
        return _by_property(process, products, method.removeprefix("property:"), index, report)
    found = []
    for exchange, _ in products:
        share = share_of(process, exchange, len(products), method, evaluate)
        if share is None:
            share = Shares()
            report.add(
                issues.ALLOCATION_MISSING, name=name, exchange=_of(exchange), method=method or "?", value=exchange.id
            )
        found.append(share)
    _check_sum(found, name, method, report)
    return found


def _check_sum(found: list[Shares], name: str, method: str, report: Report) -> None:
    if any(share.single for share in found):
        return
    total = sum(share.whole for share in found)
    if abs(total - 1.0) > _SUM_TOLERANCE:
        report.add(issues.ALLOCATION_SUM, name=name, method=method or "?", value=total)


def _by_property(
    process: Process, products: Sequence[tuple[Exchange, float]], prop: str, index: Index, report: Report
) -> list[Shares]:
    parts = []
    for exchange, amount in products:
        factor = index.property_factor(exchange.flow.uuid, prop) if exchange.flow else None
        if factor is None:
            report.add(
                issues.ALLOCATION_MISSING,
                name=pick(process.name, "en") or process.uuid,
                exchange=_of(exchange),
                method=f"property {prop}",
                value=exchange.id,
            )
            return [Shares() for _ in products]
        parts.append(abs(amount) * factor)
    total = sum(parts)
    return [Shares(part / total) if total else Shares() for part in parts]


def _of(exchange: Exchange) -> str:
    name = pick(exchange.flow.name, "en") if exchange.flow else ""
    return f"{exchange.id if exchange.id is not None else '?'} ({name})" if name else str(exchange.id)
