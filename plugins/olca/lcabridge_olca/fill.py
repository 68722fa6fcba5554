"""What writing an object needs beyond its table: one step a shape, named there.

A step gets (model value, document written so far, writing state), and marks ``inexact`` where what it writes reads back
as another value than the model's.
"""

# ruff: noqa: ARG001  # the steps share one signature
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lcabridge.codes import keygen
from lcabridge.model import (
    AllocationFactor,
    Category,
    Exchange,
    Flow,
    GlobalParameter,
    ImpactFactor,
    Parameter,
    Process,
    Ref,
    UnitGroup,
    pick,
)
from lcabridge.units import reference_unit_group
from lcabridge_olca import systems
from lcabridge_olca.names import ALLOCATION_TYPES, SCOPES

if TYPE_CHECKING:
    from lcabridge_olca.writing import Writing

Document = dict[str, Any]
Step = Callable[[Any, Document, "Writing"], None]

_ALLOCATION_WORDS = {ours: theirs for theirs, ours in ALLOCATION_TYPES.items()}


def _parameter(parameter: Parameter, document: Document, w: Writing) -> None:
    scope = SCOPES.get(w.type)
    if scope:
        document["parameterScope"] = scope


def _global_parameter(entity: GlobalParameter, document: Document, w: Writing) -> None:
    document["parameterScope"] = SCOPES["parameter"]
    name = entity.parameter.name
    if entity.name != (w.text(name) if name else {}):
        w.inexact = True


def _unit_group(group: UnitGroup, document: Document, w: Writing) -> None:
    for unit, written in zip(group.units, document.get("units", ()), strict=False):
        if not unit.uuid:
            written["@id"] = unit_uuid(group.uuid, unit.name)
            w.inexact = True


def unit_uuid(group: str, name: str) -> str:
    """Return the UUID of a unit that has none, for openLCA finds units by UUID: in a reference group the unit's own."""
    known = reference_unit_group(group)
    unit = next((u for u in known.units if u.name == name), None) if known else None
    return (unit.uuid if unit else "") or keygen("unit", group, name)


def _name_parts(entity: Flow | Process, document: Document, w: Writing) -> None:
    parts = (entity.treatment, entity.mix_and_location, entity.quantitative_properties)
    if any(parts):
        # One name as openLCA's ILCD import makes it (reference openlca §1.1).
        texts = [pick(part, w.lang, "zh") for part in (entity.name, *parts)]
        document["name"] = "; ".join(text for text in texts if text)
        w.inexact = True


def _quantity(value: Exchange | ImpactFactor, document: Document, w: Writing) -> None:
    """Write property and unit where the model means the flow's reference ones: openLCA shows them beside the amount."""
    unit = value.unit
    if value.property is not None and unit is not None and unit.uuid:
        return
    flow = w.index.get("flow", value.flow.uuid, value.flow.version) if value.flow else None
    uuid = value.property.uuid if value.property else (flow.reference if flow else "")
    if not uuid:
        return
    if value.property is None:
        document["flowProperty"] = w.ref(Ref(type="flow_property", uuid=uuid))
        w.inexact = True
    found = w.unit_of(uuid, unit.name if unit else "")
    if found is not None:
        document["unit"] = w.unit(found)
        w.inexact = True


def _process(process: Process, document: Document, w: Writing) -> None:
    _name_parts(process, document, w)
    time = process.time
    if time is not None and not time.valid_from and time.reference_year is not None:
        _years(process, document)
    ids = [e.id for e in process.exchanges if e.id]
    if ids and process.last_exchange_id is None:
        document["lastInternalId"] = max(ids)
    products: dict[int, Ref] | None = None
    for factor, written in zip(process.allocation, document.get("allocationFactors", ()), strict=False):
        if factor.product_id is not None and (factor.method is None or factor.product is None):
            if products is None:
                products = {e.id: e.flow for e in process.exchanges if e.id is not None and e.flow is not None}
            _allocation(process, factor, written, products, w)


def _years(process: Process, document: Document) -> None:
    # openLCA's ILCD import: the reference year from 1 January, valid until 31 December (reference openlca §1.1).
    time = process.time
    if time is None:
        return
    documentation = document.setdefault("processDocumentation", {"@type": "ProcessDocumentation"})
    documentation["validFrom"] = f"{time.reference_year:04d}-01-01"
    if len(time.valid_until) == len("2020") and time.valid_until.isdecimal():
        documentation["validUntil"] = f"{time.valid_until}-12-31"


def _allocation(
    process: Process, factor: AllocationFactor, written: Document, products: dict[int, Ref], w: Writing
) -> None:
    w.inexact = True
    if factor.product is None and factor.product_id in products:
        written["product"] = w.ref(products[factor.product_id])
    if factor.method is None:
        own = factor.exchange_id is None or factor.exchange_id == factor.product_id
        default = process.default_allocation
        method = (default if default in ("physical", "economic") else "physical") if own else "causal"
        written["allocationType"] = _ALLOCATION_WORDS[method]


def _category(category: Category, document: Document, w: Writing) -> None:
    if tuple(category.path) != w.category_path(category):
        w.inexact = True


def _system(model: Any, document: Document, w: Writing) -> None:
    parts = (model.treatment, model.mix_and_location, model.quantitative_properties)
    if any(parts):
        _name_parts(model, document, w)
    systems.fill(model, document, w)


STEPS: dict[str, Step] = {
    "parameter": _parameter,
    "global_parameter": _global_parameter,
    "unit_group": _unit_group,
    "name_parts": _name_parts,
    "exchange": _quantity,
    "quantity": _quantity,
    "process": _process,
    "category": _category,
    "system": _system,
}
WRITTEN_BY_STEP: dict[str, tuple[str, ...]] = {"global_parameter": ("name",), "category": ("path", "classifications")}
"""Attributes without a row whose exactness the step judges itself."""
