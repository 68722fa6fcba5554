"""Which model fields survive in Brightway's tables."""

from __future__ import annotations

_PARAMETER = ("name", "value", "formula", "is_input", "description", "uncertainty")
_EXCHANGE = (
    "id", "flow.type", "flow.uuid", "flow.version", "flow.name", "direction", "amount", "unit.name", "is_reference", "is_avoided",
    "provider.type", "provider.uuid", "provider.version", "provider.name", "provider.summary.location", "formula", "uncertainty",
    "comment",
)  # fmt: skip
_FLOW = (
    "uuid", "version", "name", "flow_type", "classifications.system", "classifications.classes.name", "cas", "formula",
    "description", "properties.is_reference", "properties.property.type", "properties.property.name",
)  # fmt: skip

_FACTOR = (
    "method", "product.type", "product.uuid", "product.version", "product_id", "exchange_id", "exchange_flow.type",
    "exchange_flow.uuid", "exchange_flow.version", "exchange_flow.name", "value", "formula",
)  # fmt: skip

NATIVE = frozenset(
    {f"process.{field}" for field in ("uuid", "version", "name", "description", "process_type", "geography.place.code")}
    | {f"process.exchanges.{field}" for field in _EXCHANGE}
    | {"process.default_allocation"}
    | {f"process.allocation.{field}" for field in _FACTOR}
    | {f"process.parameters.{field}" for field in _PARAMETER}
    | {f"parameter.parameter.{field}" for field in _PARAMETER}
    | {f"parameter.{field}" for field in ("uuid", "version", "name")}
    | {f"flow.{field}" for field in _FLOW}
)
CARRIED = frozenset({f"{type_}.extra" for type_ in ("process", "flow", "parameter", "source")})
