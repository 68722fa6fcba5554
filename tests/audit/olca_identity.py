"""By what a member of a list in openLCA JSON-LD is known, whatever its position."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Rule = Callable[[dict[str, Any]], str]


def reference_id(value: object) -> str:
    """Return the `@id` of a reference object, or `-`."""
    return str(value.get("@id", "-")) if isinstance(value, dict) else "-"


def exchange_identity(member: dict[str, Any]) -> str:
    """An exchange is known by its flow and direction; several may share both."""
    is_input = member.get("isInput", member.get("input", False))
    return f"{reference_id(member.get('flow'))}|{'in' if is_input else 'out'}"


def _by(*names: str) -> Rule:
    """Identify a member by fields; a reference counts by its target."""

    def rule(member: dict[str, Any]) -> str:
        parts = (member.get(name) for name in names)
        return "|".join(reference_id(part) if isinstance(part, dict) else str(part) for part in parts)

    return rule


IDENTITY: dict[str, Rule] = {
    "Exchange": exchange_identity,
    "FlowResult": exchange_identity,
    "FlowPropertyFactor": _by("flowProperty"),
    "Unit": _by("@id"),
    "Parameter": _by("name"),
    "ParameterRedef": _by("name", "context"),
    "ImpactFactor": _by("flow", "location"),
    "ImpactResult": _by("indicator"),
    "NwFactor": _by("impactCategory"),
    "DQIndicator": _by("position"),
    "DQScore": _by("position"),
    "ProcessLink": _by("process", "provider", "flow"),
    "SocialAspect": _by("socialIndicator"),
    "EpdModule": _by("name"),
    "ProjectVariant": _by("name"),
}
