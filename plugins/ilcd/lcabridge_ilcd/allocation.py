"""Allocation: ILCD's fractions on exchanges and the model's factors.

ILCD writes, on an exchange, which share of it each co-product carries. A share of an input is a causal factor. A share on
the product's own exchange is read as the product's share of the whole process where these shares sum to 100 % over the
products (so openLCA writes and reads physical and economic factors); where they do not, it says only that the exchange
belongs to that product, and is causal like the others.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from lcabridge.model import AllocationFactor, AllocationMethod, Exchange, Process
from lcabridge.report import catalogue
from lcabridge.sources import format_number
from lcabridge_ilcd.reading import Reading, Values, is_empty
from lcabridge_ilcd.values import number, perc, whole
from lcabridge_ilcd.writing import Writing

APPROACHES: dict[str, AllocationMethod] = {
    "Allocation - market value": "economic",
    "Allocation - physical causality": "physical",
    "Allocation - other explicit assignment": "causal",
}
"""``LCIMethodApproaches`` that openLCA writes for, and reads as, its default allocation method."""

_SHARE = frozenset({"@internalReferenceToCoProduct", "@allocatedFraction"})
_WHOLE = 100.0
_ROUNDING = 0.5
"""Percentage points by which rounded shares may miss 100."""


def read_allocation(values: Values, reading: Reading) -> None:
    """Turn the fractions that the exchanges hold into factors."""
    found = reading.scratch.pop("allocations", None)
    approaches = values.get("modelling.approaches") or ()
    if approaches and approaches[0] in APPROACHES:
        values["default_allocation"] = APPROACHES[approaches[0]]
    if not found:
        return
    exchanges: list[Exchange] = values["exchanges"]
    by_id: dict[int | None, Exchange] = {}
    for exchange in exchanges:
        by_id.setdefault(exchange.id, exchange)
    own = sum(
        fraction or 0.0
        for i, shares in found
        for product, fraction in shares
        if product is not None and product == exchanges[i].id
    )
    whole_process = abs(own - _WHOLE) <= _ROUNDING
    method: AllocationMethod = "economic" if values.get("default_allocation") == "economic" else "physical"
    factors: list[AllocationFactor] = []
    for i, shares in found:
        number = exchanges[i].id
        for product, fraction in shares:
            target = by_id.get(product) if product is not None else None
            of_process = whole_process and product is not None and product == number
            factors.append(
                AllocationFactor(
                    method=method if of_process else "causal",
                    product=target.flow if target else None,
                    product_id=product,
                    exchange_id=None if of_process else number,
                    value=None if fraction is None else fraction / 100,
                )
            )
    values["allocation"] = factors


def read_shares(value: Any, reading: Reading, _key: str) -> list[tuple[int | None, float | None]] | None:
    """Read the ``allocation`` elements of one exchange: (id of the co-product, per cent)."""
    found: list[tuple[int | None, float | None]] = []
    for i, member in enumerate(value if isinstance(value, list) else [value]):
        if is_empty(member):
            reading.note(catalogue.EMPTY, f"allocation/{i}", attr="allocation")
            continue
        try:
            product = member.get("@internalReferenceToCoProduct")
            fraction = member.get("@allocatedFraction")
            share = (None if product is None else whole(product), None if fraction is None else number(fraction))
        except (ValueError, AttributeError):
            reading.odd(f"allocation/{i}", "allocation", member, ("a share", "分配份额"))
            continue
        for name, content in member.items():
            if name not in _SHARE:
                reading.unknown(f"allocation/{i}/{name}", content)
        found.append(share)
    return found or None


def write_shares(value: list[dict[str, Any]], _writing: Writing) -> list[dict[str, Any]]:
    """Write the ``allocation`` elements that `write_allocation` made."""
    return value


def write_allocation(  # noqa: C901, PLR0912  # the cases of reference openlca §1.1, side by side
    process: Process, ids: Sequence[int], writing: Writing
) -> dict[int, list[dict[str, Any]]]:
    """Return the ``allocation`` elements of each exchange (by position)."""
    if not process.allocation:
        return {}
    exchanges = process.exchanges
    position: dict[int, int] = {}
    by_flow: dict[str, int] = {}
    for i, exchange in enumerate(exchanges):
        if exchange.id is not None:
            position.setdefault(exchange.id, i)
        if exchange.flow is not None and (
            exchange.flow.uuid not in by_flow
            or (exchange.is_reference and not exchanges[by_flow[exchange.flow.uuid]].is_reference)
        ):
            by_flow[exchange.flow.uuid] = i
    method = _process_method(process)
    shares: dict[int, list[tuple[int, int, float]]] = {}
    whole: list[tuple[int, int, float]] = []
    for n, factor in enumerate(process.allocation):
        product = _product(factor, position, by_flow)
        if product is None or factor.value is None or not math.isfinite(factor.value * 100):
            continue
        if factor.exchange_id is None:
            if factor.method == method:
                whole.append((n, product, factor.value))
        elif factor.method == "causal" and factor.exchange_id in position:
            # A source may give two shares for one pair; which one counts cannot be known here, so both are written.
            shares.setdefault(position[factor.exchange_id], []).append((n, product, factor.value))
    out: dict[int, list[dict[str, Any]]] = {}
    texts = _percentages([(n, value) for n, _, value in whole], writing)
    for (_, product, _), text in zip(whole, texts, strict=True):
        if text is not None:
            out.setdefault(product, []).append(_element(ids[product], text))
    for i, found in shares.items():
        taken = {share["@internalReferenceToCoProduct"] for share in out.get(i, ())}
        texts = _percentages([(n, value) for n, _, value in found], writing)
        for (_, product, _), text in zip(found, texts, strict=True):
            if text is not None and str(ids[product]) not in taken:
                out.setdefault(i, []).append(_element(ids[product], text))
    return out


def _element(number: int, text: str) -> dict[str, Any]:
    return {"@internalReferenceToCoProduct": str(number), "@allocatedFraction": text}


def _process_method(process: Process) -> AllocationMethod:
    present = {factor.method for factor in process.allocation if factor.exchange_id is None}
    if process.default_allocation in ("physical", "economic") and process.default_allocation in present:
        return process.default_allocation
    return "economic" if "economic" in present and "physical" not in present else "physical"


def _product(factor: AllocationFactor, position: dict[int, int], by_flow: dict[str, int]) -> int | None:
    if factor.product_id is not None:
        return position.get(factor.product_id)
    return by_flow.get(factor.product.uuid) if factor.product else None


def _percentages(shares: list[tuple[int, float]], writing: Writing) -> list[str | None]:
    """Return the spellings of shares; rounded ones still sum to 100 where the exact ones do (largest remainder)."""
    exact = [value * 100 for _, value in shares]
    if writing.exact_fractions:
        return [format_number(float(Decimal(repr(value)) * 100)) for _, value in shares]
    out: list[str | None] = []
    loose: list[int] = []
    for i, value in enumerate(exact):
        text, is_exact = perc(round(value, 12))
        out.append(text)
        if not is_exact:
            loose.append(i)
    if loose and abs(sum(exact) - _WHOLE) < 1e-6 and all(0 <= value <= _WHOLE for value in exact):
        fixed = sum(round(float(text or 0) * 1000) for i, text in enumerate(out) if i not in set(loose))
        floors = {i: math.floor(exact[i] * 1000 + 1e-9) for i in loose}
        missing = 100_000 - fixed - sum(floors.values())
        for i in sorted(loose, key=lambda i: (floors[i] - exact[i] * 1000, i)):
            if missing <= 0:
                break
            floors[i] += 1
            missing -= 1
        for i in loose:
            out[i] = perc(floors[i] / 1000)[0]
    for i in loose:
        n, value = shares[i]
        writing.report.add(catalogue.DEGRADED_VALUE, path=f"allocation[{n}].value", value=value, native=f"{out[i]} %")
    return out
