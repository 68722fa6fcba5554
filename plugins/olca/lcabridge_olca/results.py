"""The field tables of results and EPDs."""

from __future__ import annotations

from lcabridge.model import Epd, EpdModule, Exchange, ImpactResult, Result
from lcabridge_olca import names
from lcabridge_olca.kinds import (
    BOOLEAN,
    DIRECTION,
    NUMBER,
    PLACE,
    STRING,
    TEXT,
    UNIT,
    EnumKind,
    ListKind,
    ObjectKind,
    RefKind,
)
from lcabridge_olca.shapes import Row, Shape
from lcabridge_olca.tables import ACTOR, FLOW_REF, PROPERTY_REF, ROOT, SOURCE_REF

FLOW_RESULT = Shape(
    "FlowResult", Exchange,
    Row("isInput", "direction", DIRECTION),
    Row("isRefFlow", "is_reference", BOOLEAN),
    Row("flow", "flow", FLOW_REF),
    Row("amount", "amount", NUMBER),
    Row("unit", "unit", UNIT),
    Row("flowProperty", "property", PROPERTY_REF),
    Row("location", "place", PLACE),
    Row("description", "comment", TEXT),
    absent={"direction": "output"},
    many=True,
)  # fmt: skip
IMPACT_RESULT = Shape(
    "ImpactResult", ImpactResult,
    Row("indicator", "category", RefKind("impact_category")),
    Row("amount", "amount", NUMBER),
    Row("description", "comment", TEXT),
)  # fmt: skip
RESULT = Shape(
    "Result", Result, *ROOT,
    Row("productSystem", "system", RefKind("model")),
    Row("impactMethod", "method", RefKind("impact_method")),
    Row("flowResults", "exchanges", ListKind(ObjectKind(FLOW_RESULT))),
    Row("impactResults", "impact_results", ListKind(ObjectKind(IMPACT_RESULT))),
)  # fmt: skip
EPD_MODULE = Shape(
    "EpdModule", EpdModule,
    Row("name", "name", STRING),
    Row("result", "result", RefKind("result")),
    Row("multiplier", "multiplier", NUMBER),
)  # fmt: skip
EPD_PRODUCT = Shape(
    "EpdProduct", Exchange,
    Row("flow", "flow", FLOW_REF),
    Row("amount", "amount", NUMBER),
    Row("unit", "unit", UNIT),
    Row("flowProperty", "property", PROPERTY_REF),
)  # fmt: skip
EPD = Shape(
    "Epd", Epd, *ROOT,
    Row("epdType", "epd_type", EnumKind(names.EPD_TYPES)),
    Row("product", "product", ObjectKind(EPD_PRODUCT)),
    Row("modules", "modules", ListKind(ObjectKind(EPD_MODULE))),
    Row("manufacturer", "manufacturer", ACTOR),
    Row("programOperator", "program_operator", ACTOR),
    Row("verifier", "verifier", ACTOR),
    Row("dataGenerator", "data_generator", ACTOR),
    Row("pcr", "pcr", SOURCE_REF),
    Row("originalEpd", "original", SOURCE_REF),
    Row("urn", "urn", STRING),
    Row("registrationId", "registration_id", STRING),
    Row("validFrom", "valid_from", STRING),
    Row("validUntil", "valid_until", STRING),
    Row("location", "place", PLACE),
    Row("manufacturing", "manufacturing", TEXT),
    Row("productUsage", "product_usage", TEXT),
    Row("useAdvice", "use_advice", TEXT),
)  # fmt: skip
