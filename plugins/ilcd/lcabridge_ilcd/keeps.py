"""Which model fields survive, computed from the field table."""

from __future__ import annotations

from functools import cache

from lcabridge.format import Capabilities
from lcabridge_ilcd.fields import DATA_SETS
from lcabridge_ilcd.rows import Carry, Custom, Group, Items, Leaf, Row

ALSO: dict[str, tuple[str, ...]] = {
    "process": (
        "exchanges.is_reference", "allocation.method", "allocation.product", "allocation.exchange_id",
        "allocation.value", "default_allocation",
    ),
    "flow": ("properties.is_reference",),
    "unit_group": ("units.is_reference",),
    "model": ("links.provider", "links.consumer", "links.flow", "links.consumer_flow", "links.place",
              "links.is_dominant"),
}  # fmt: skip
"""What shapes and not rows write, by type."""

ELSEWHERE: dict[str, str] = {
    "exchanges.mean": "exchanges.mean_amount",
    "exchanges.provider_id": "exchanges.provider",
    "exchanges.olca_unit": "exchanges.unit",
    "exchanges.olca_property": "exchanges.property",
    "categories": "classifications",
}
"""Rows whose value the shape puts into another attribute."""

TEMPORARY = frozenset({
    "exchanges.allocations", "exchanges.olca_amount", "exchanges.mode", "reference_ids", "reference_unit",
    "reference_property", "instances.connections",
})  # fmt: skip
_SPREAD = ("distribution", "spread", "minimum", "maximum")
_NOT_NATIVE = ("summary",)


@cache
def capabilities(*, json: bool) -> Capabilities:
    """Return what has a row (native), and the types as a whole (carried: the extension has the rest)."""
    from typing import get_args  # noqa: PLC0415

    from lcabridge.model import EntityType  # noqa: PLC0415

    native: set[str] = set()
    carried: set[str] = set(get_args(EntityType))
    for type_, data_set in DATA_SETS.items():
        paths = {path for row in data_set.rows for path in _paths(row, "", json=json)}
        paths |= set(ALSO.get(type_, ()))
        native |= {f"{type_}.{path}" for path in paths if not path.endswith("!")}
        carried |= {f"{type_}.{path[:-1]}" for path in paths if path.endswith("!")}
    return Capabilities(native=frozenset(native), carried=frozenset(carried))


def _paths(row: Row, prefix: str, *, json: bool) -> set[str]:  # noqa: PLR0911  # one return a kind of row
    """Return native model paths; one that ends in ``!`` is carried although its parent is native."""
    if json and row.json == "":
        return set()
    if row.key.startswith("@olca:"):  # openLCA's extension: other tools do not read it
        return {f"{path}!" for path in _leaf(row, prefix)} if isinstance(row, Leaf) else set()
    match row:
        case Group():
            return {path for member in row.rows for path in _paths(member, prefix, json=json)}
        case Items():
            inner = f"{prefix}{ELSEWHERE.get(row.attr, row.attr)}"
            found = {path for member in row.rows for path in _paths(member, f"{inner}.", json=json)}
            plain = {f"{inner}.name", f"{inner}.id", f"{inner}.uri"}
            return {inner} if found and found <= plain and row.attr in _PLAIN_LISTS else found
        case Leaf() | Custom():
            return _leaf(row, prefix)
        case Carry():
            return set()
    return set()


_PLAIN_LISTS = frozenset({"methods", "files"})


def _leaf(row: Leaf | Custom, prefix: str) -> set[str]:
    attr = f"{prefix}{row.attr}"
    if attr in TEMPORARY or row.attr == "level":
        return set()
    attr = ELSEWHERE.get(attr, attr)
    if row.attr in _SPREAD and prefix:
        return {f"{prefix}uncertainty.{name}" for name in ("distribution", "gsd", "sd", "minimum", "maximum")}
    if isinstance(row, Leaf) and row.kind in ("ref", "refs"):
        return {attr, *(f"{attr}.{name}!" for name in _NOT_NATIVE)}
    if isinstance(row, Leaf) and row.kind in ("place", "place_text"):
        return {attr, f"{attr}.ref!"}
    if "aspects" not in attr and prefix.endswith("compliance.") and row.attr != "system":
        return {f"{prefix}aspects"}
    return {attr}
