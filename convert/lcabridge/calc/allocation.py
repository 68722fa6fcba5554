"""Which part of a process each of its products carries (ISO 14044, 4.3.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from lcabridge.calc import issues
from lcabridge.errors import FormulaError
from lcabridge.model import AllocationFactor, Exchange, Index, Process, pick
from lcabridge.report import Report

Allocation = Literal["declared", "physical", "economic", "causal", "substitution", "none"]
"""Rules by word; ``property:UUID`` allocates by the amounts of a flow property.

``declared`` takes what each process asks for (``default_allocation``); where it asks for nothing but has factors of
one method, that one; where it says ``none`` or has no factors, none.
"""
ALLOCATIONS = ("declared", "physical", "economic", "causal", "substitution", "none")

_SUM_TOLERANCE = 1e-6
_PREFERRED = ("causal", "physical", "economic", None)


@dataclass(slots=True)
class Shares:
    """Shares of one product.

    Attributes:
        whole: of every exchange that has no share of its own.
        single: exchange id to its share (causal).
    """

    whole: float = 1.0
    single: dict[int, float] = field(default_factory=dict)

    def of(self, exchange: Exchange) -> float:
        """Return the share of one exchange."""
        if not self.single or exchange.id is None:
            return self.whole
        return self.single.get(exchange.id, self.whole)


def method_of(process: Process, rule: str) -> str:
    """Return the method that a rule means for a process: ``physical``, ``economic``, ``causal``, ``""`` (unnamed), ``none``."""
    if rule != "declared":
        return rule
    declared = process.default_allocation
    if declared in ("physical", "economic", "causal", "none"):
        return declared
    methods = {factor.method for factor in process.allocation}
    found = next((m for m in _PREFERRED if m in methods), "none")
    return found or ""


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
    factors = [factor for factor in process.allocation if (factor.method or "") == method]
    found = []
    for exchange, _ in products:
        own = [factor for factor in factors if _is_of(factor, exchange, products)]
        share = Shares()
        whole = [factor for factor in own if factor.exchange_id is None]
        if whole:
            share.whole = _value(whole[-1], evaluate)
        for factor in own:
            if factor.exchange_id is not None:
                share.single[factor.exchange_id] = _value(factor, evaluate)
        if not own:
            report.add(
                issues.ALLOCATION_MISSING, name=name, exchange=_of(exchange), method=method or "?", value=exchange.id
            )
        found.append(share)
    _check_sum(found, name, method, report)
    return found


def _value(factor: AllocationFactor, evaluate: Callable[[str], float]) -> float:
    if factor.formula:
        try:
            return evaluate(factor.formula)
        except FormulaError:
            if factor.value is None:
                raise
    return 1.0 if factor.value is None else factor.value


def _is_of(factor: AllocationFactor, exchange: Exchange, products: Sequence[tuple[Exchange, float]]) -> bool:
    if factor.product_id is not None and exchange.id is not None:
        return factor.product_id == exchange.id
    if factor.product is None:
        return len(products) == 1
    return exchange.flow is not None and factor.product.uuid == exchange.flow.uuid


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
