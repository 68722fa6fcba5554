"""Which part of a process each of its products carries, as the data set itself declares it (ISO 14044, 4.3.4)."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from lcabridge.errors import FormulaError
from lcabridge.model.process import AllocationFactor, Exchange, Process

_PREFERRED = ("causal", "physical", "economic", None)


class Shares(msgspec.Struct):
    """Shares of one product.

    Attributes:
        whole: of every exchange that has no share of its own.
        single: exchange id to its share (causal).
    """

    whole: float = 1.0
    single: dict[int, float] = {}

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


def share_of(
    process: Process, exchange: Exchange, products: int, method: str, evaluate: Callable[[str], float]
) -> Shares | None:
    """Return what one product carries under a method, None where the process has no factor for it.

    Args:
        process: the process.
        exchange: the product's exchange.
        products: how many products the process has.
        method: from ``method_of``; "" for factors of no method.
        evaluate: value of a formula in the process's scope.

    Raises:
        FormulaError: a factor's formula cannot be evaluated, and it has no value.
    """
    own = [f for f in process.allocation if (f.method or "") == method and _is_of(f, exchange, products)]
    if not own:
        return None
    share = Shares()
    for factor in own:
        if factor.exchange_id is None:
            share.whole = _value(factor, evaluate)
        else:
            share.single[factor.exchange_id] = _value(factor, evaluate)
    return share


def _value(factor: AllocationFactor, evaluate: Callable[[str], float]) -> float:
    if factor.formula:
        try:
            return evaluate(factor.formula)
        except FormulaError:
            if factor.value is None:
                raise
    return 1.0 if factor.value is None else factor.value


def _is_of(factor: AllocationFactor, exchange: Exchange, products: int) -> bool:
    if factor.product_id is not None and exchange.id is not None:
        return factor.product_id == exchange.id
    if factor.product is None:
        return products == 1
    return exchange.flow is not None and factor.product.uuid == exchange.flow.uuid
