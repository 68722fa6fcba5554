"""Which model fields survive: all of them; here is what other tools find too, and what only the extension has.

Flows, contacts, sources and locations stand in MasterData natively, but without their version, which is part of their
identity: so they count as carried.
"""

from __future__ import annotations

from functools import cache

from lcabridge.format import Capabilities

_NATIVE = """
process.uuid process.version process.name process.synonyms process.description process.tags process.last_change
process.process_type process.classifications.system
process.time.valid_from process.time.valid_until process.time.description
process.geography.place.ref.type process.geography.place.ref.uuid process.geography.description
process.technology.description process.data_sources.sampling process.data_sources.treatment
process.reviews.details process.reviews.reviewers.type process.reviews.reviewers.uuid
process.administration.copyright
process.administration.entered_by.type process.administration.entered_by.uuid
process.administration.generators.type process.administration.generators.uuid
process.administration.publication.type process.administration.publication.uuid
process.parameters.name process.parameters.uuid process.parameters.value process.parameters.is_input
process.parameters.description process.parameters.uncertainty
process.exchanges.id process.exchanges.flow.type process.exchanges.flow.uuid process.exchanges.direction
process.exchanges.amount process.exchanges.unit.name process.exchanges.is_reference process.exchanges.comment
process.exchanges.uncertainty process.exchanges.provider.type process.exchanges.provider.uuid
"""
_CARRIED = (
    "unit_group", "flow_property", "flow", "process", "model", "impact_category", "source", "contact", "impact_method",
    "parameter", "location", "category", "dq_system", "currency", "social_indicator", "project", "result", "epd",
)  # fmt: skip


@cache
def capabilities() -> Capabilities:
    """Return what is native (survives without extension) and what only the extension or a side file has."""
    return Capabilities(native=frozenset(_NATIVE.split()), carried=frozenset(_CARRIED))
