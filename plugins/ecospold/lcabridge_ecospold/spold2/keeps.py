"""Which model fields survive: everything, much of it in the extension."""

from __future__ import annotations

from functools import cache

from lcabridge.format import Capabilities

_NATIVE = """
flow.uuid
process.uuid
"""
_CARRIED = (
    "unit_group", "flow_property", "flow", "process", "model", "impact_category", "source", "contact", "impact_method",
    "parameter", "location", "category", "dq_system", "currency", "social_indicator", "project", "result", "epd",
)  # fmt: skip


@cache
def capabilities() -> Capabilities:
    """Return what is native (survives without extension) and what only the extension or a side file has."""
    return Capabilities(native=frozenset(_NATIVE.split()), carried=frozenset(_CARRIED))
