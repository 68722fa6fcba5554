"""Exchanges: ILCD's amounts in the reference unit and the model's declared ones; openLCA's extension attributes.

ILCD amounts are in the reference unit of the flow's reference flow property. With a variable, meanAmount × variable =
resultingAmount. openLCA writes the declared unit, property and amount beside them as attributes of its own name space;
so do we in XML, so that openLCA reads them back.
"""

from __future__ import annotations

import math
from typing import Any

from lcabridge.errors import UnitError
from lcabridge.model import Direction, EntityType, Exchange, Index, Parameter, Process, Ref, UnitRef
from lcabridge.report import catalogue
from lcabridge.sources import format_number
from lcabridge_ilcd import issues
from lcabridge_ilcd.reading import Reading, Values
from lcabridge_ilcd.rows import Shape
from lcabridge_ilcd.spread import read_uncertainty, write_uncertainty
from lcabridge_ilcd.writing import Writing

TEMPORARY = "temp_olca_param"
SAME = 1e-9
"""Relative difference below which the native amount and the declared one say the same."""
TURNED: dict[Direction | None, Direction | None] = {"input": "output", "output": "input", None: None}
"""Direction of an avoided product: ILCD holds it as openLCA writes it, as the output that it would be, so that a reader
without openLCA's attribute does not take the credit for a burden (openLCA, ExchangeConversion and MappedExchange)."""


def _build(values: Values, reading: Reading) -> Exchange:
    mean = values.pop("mean", None)
    amount = values.get("amount")
    if amount is None:
        values["amount"] = mean
    elif mean is not None and (mean != amount or "variable" in values):
        values["mean_amount"] = mean
    if "distribution" in values or "minimum" in values or "maximum" in values or "spread" in values:
        found = read_uncertainty(values, reading)
        if found is not None:
            values["uncertainty"] = found
    allocations = values.pop("allocations", None)
    if allocations:
        reading.scratch.setdefault("allocations", []).append((reading.members[-1][1], allocations))
    if "olca_unit" in values or "olca_property" in values or "olca_amount" in values:
        _declared(values, reading)
    if values.get("is_avoided"):
        values["direction"] = TURNED[values.get("direction")]
    provider = values.pop("provider_id", None)
    if provider is not None:
        values["provider"] = named(reading.index, "process", provider)
    if "mode" in values:
        _mode(values, reading)
    return Exchange(**values)


def _mode(values: Values, reading: Reading) -> None:
    """Put openLCA's most likely value into the triangular distribution that it belongs to."""
    mode = values.pop("mode")
    if mode is None:
        return
    if "uncertainty" in values and values["uncertainty"].distribution == "triangular":
        values["uncertainty"] = _with(values["uncertainty"], mode=mode)
    else:
        reading.carry("@olca:mostLikelyValue", repr(mode))


def named(index: Index, type_: EntityType, uuid: str) -> Ref:
    """Return a reference to what only a UUID stands for, with the name that the package has for it."""
    target = index.get(type_, uuid)
    if target is None and type_ == "process":
        target = index.get("model", uuid)
    if target is None:
        return Ref(type=type_, uuid=uuid)
    return Ref(type=target.type, uuid=uuid, name=target.name)


def _with(uncertainty: Any, **changes: Any) -> Any:
    from msgspec.structs import replace  # noqa: PLC0415  # only for triangular distributions

    return replace(uncertainty, **changes)


def _declared(values: Values, reading: Reading) -> None:
    """Put unit, property and amount of openLCA's attributes in the place of the native ones, if they agree."""
    unit = values.pop("olca_unit", None)
    property_ = values.pop("olca_property", None)
    declared = values.pop("olca_amount", None)
    native = values.get("amount")
    flow = values.get("flow")
    if unit is None or property_ is None or declared is None:
        for key, value in (("unitId", unit), ("propertyId", property_), ("amount", declared)):
            if value is not None:
                reading.carry(f"@olca:{key}", value if isinstance(value, str) else repr(value))
        return
    scale = 1.0
    if flow is not None:
        try:
            scale = reading.index.reference_scale(flow.uuid, property_, unit)
        except UnitError:
            scale = native / declared if native and declared else 1.0
    if native is not None and not math.isclose(declared * scale, native, rel_tol=SAME, abs_tol=0.0):
        if flow is None or not _is_openlca_square(declared, native, flow.uuid, property_, unit, reading.index):
            reading.note(catalogue.STALE_EXTENSION, "@olca:amount", attr="amount", value=declared)
            return
        reading.note(issues.OPENLCA_AMOUNT, "resultingAmount", attr="amount", value=native, amount=declared)
    values["amount"] = declared
    group = reading.index.unit_group_of(property_)
    name = next((u.name for u in group.units if u.uuid == unit), "") if group else ""
    values["unit"] = UnitRef(name=name, uuid=unit)
    values["property"] = named(reading.index, "flow_property", property_)
    uncertainty = values.get("uncertainty")
    if uncertainty is not None and scale not in (0.0, 1.0):
        changes = {
            part: value / scale
            for part in ("minimum", "maximum", "sd")
            if (value := getattr(uncertainty, part)) is not None
        }
        values["uncertainty"] = _with(uncertainty, **changes)


def _is_openlca_square(declared: float, native: float, flow: str, property_: str, unit: str, index: Index) -> bool:
    """Tell whether the native amount is openLCA's wrong one: multiplied by the property factor (reference openlca §1.2)."""
    unit_factor = index.unit_factor(property_, unit)
    factor = index.property_factor(flow, property_)
    if unit_factor is None or factor is None:
        return False
    return math.isclose(declared * unit_factor * factor, native, rel_tol=SAME)


def _split(parts: tuple[Exchange, int, list[dict[str, Any]], str], writing: Writing) -> Values:
    exchange, number, allocations, variable = parts
    flow, unit, property_ = exchange.flow, exchange.unit, exchange.property
    scale = 1.0
    if unit is not None or property_ is not None:
        scale = writing.scale(flow.uuid if flow else "", property_.uuid if property_ else "", unit, exchange.amount)
    amount, wanted = exchange.amount, scale
    if amount is not None and scale != 1.0:
        amount, scale = writing.scaled(amount, scale)
    values: Values = {
        "id": number,
        "flow": flow,
        "place": exchange.place,
        "function_type": exchange.function_type,
        "direction": TURNED[exchange.direction] if exchange.is_avoided else exchange.direction,
        "variable": exchange.variable,
        "mean": amount if exchange.mean_amount is None else exchange.mean_amount,
        "amount": amount,
        "allocations": allocations,
        "data_source_type": exchange.data_source_type,
        "derivation": exchange.derivation,
        "sources": exchange.sources,
        "comment": exchange.comment,
    }
    if exchange.uncertainty is not None:
        write_uncertainty(exchange.uncertainty, values, writing, scale)
    if exchange.is_avoided:
        writing.report.add(issues.AVOIDED_TURNED, path=writing.path("direction"), value=exchange.direction)
    if not writing.json:
        _openlca(exchange, values, agrees=scale == wanted)
        if variable and amount is not None:
            # The variable has the formula in the declared unit; the mean amount brings it to the reference unit.
            values["variable"], values["mean"] = variable, scale
    return values


def _openlca(exchange: Exchange, values: Values, *, agrees: bool) -> None:
    """Add openLCA's attributes; unit and property only if the native amount agrees with the declared one."""
    unit, property_ = exchange.unit, exchange.property
    if agrees and unit is not None and unit.uuid and property_ is not None and exchange.amount is not None:
        values["olca_unit"] = unit.uuid
        values["olca_property"] = property_.uuid
        values["olca_amount"] = exchange.amount
        if exchange.uncertainty is not None and exchange.uncertainty.distribution == "triangular":
            values["mode"] = exchange.uncertainty.mode
    if exchange.provider is not None:
        values["provider_id"] = exchange.provider.uuid
    values["formula"] = exchange.formula
    values["dq_entry"] = exchange.dq_entry
    values["base_uncertainty"] = exchange.base_uncertainty
    values["is_avoided"] = exchange.is_avoided or None


def formula_variables(process: Process, ids: list[int]) -> dict[int, Parameter]:
    """Return the variables that say the formulas of exchanges natively, by position of the exchange.

    ILCD has no formula in an exchange, only a variable that the mean amount is multiplied by. openLCA calls such variables
    ``temp_olca_param…`` and leaves them out when it reads; so do we.
    """
    if any(parameter.name.startswith(TEMPORARY) for parameter in process.parameters):
        return {}
    return {
        i: Parameter(name=f"{TEMPORARY}{number}", formula=exchange.formula, value=exchange.amount, is_input=False)
        for i, (exchange, number) in enumerate(zip(process.exchanges, ids, strict=True))
        if exchange.formula and not exchange.variable and exchange.mean_amount is None and exchange.amount is not None
    }


def take_formulas(values: Values) -> None:
    """Put the formulas of such variables back into the exchanges, and leave the variables out."""
    parameters = values.get("parameters")
    if not parameters:
        return
    temporary = {p.name: p for p in parameters if p.name.startswith(TEMPORARY) and p.formula}
    if not temporary:
        return
    used: set[str] = set()
    for exchange in values.get("exchanges", ()):
        variable = temporary.get(exchange.variable)
        if variable is None:
            continue
        used.add(exchange.variable)
        if not exchange.formula:
            factor = exchange.mean_amount
            exact = factor is None or factor == 1.0
            exchange.formula = variable.formula if exact else f"({variable.formula}) * {format_number(factor)}"
        exchange.variable, exchange.mean_amount = "", None
    values["parameters"] = [p for p in parameters if p.name not in used]


def _plain(parts: tuple[Exchange, int, list[dict[str, Any]], str]) -> tuple[Values, Exchange] | None:
    """Return the values of an exchange in the reference unit, with no more than flow, amount and a few words about it."""
    exchange, number, allocations, variable = parts
    amount = exchange.amount
    if (
        allocations
        or variable
        or exchange.id != number
        or amount is None
        or exchange.unit is not None
        or exchange.property is not None
        or exchange.is_avoided
        or exchange.provider is not None
        or exchange.formula
        or exchange.mean_amount is not None
        or exchange.variable
        or exchange.uncertainty is not None
        or exchange.base_uncertainty is not None
        or exchange.dq_entry
        or exchange.cost is not None
        or exchange.sources
        or exchange.mapped_from is not None
        or exchange.modules
    ):
        return None
    return {
        "id": number,
        "flow": exchange.flow,
        "place": exchange.place,
        "function_type": exchange.function_type,
        "direction": exchange.direction,
        "mean": amount,
        "amount": amount,
        "data_source_type": exchange.data_source_type,
        "derivation": exchange.derivation,
        "comment": exchange.comment,
    }, exchange


_DIRECT = {
    **{
        name: name
        for name in (
            "id", "flow", "place", "function_type", "direction", "amount", "data_source_type", "derivation", "comment",
        )
    },
    "mean": "amount",
}  # fmt: skip

EXCHANGE = Shape(_build, _split, _plain, Exchange, _DIRECT)
