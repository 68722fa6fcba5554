"""Which model fields survive a write; tested against what happens (conformance suite, point 10)."""

from __future__ import annotations

from functools import cache

from lcabridge.format import Capabilities

_FIELDS = {
    "contact": "address country email name telephone telefax uuid aliases extra",
    "source": "citation name uuid year url publication_type aliases extra",
    "flow": (
        "cas classifications.classes.name flow_type formula name is_infrastructure place.code uuid version synonyms description"
        " last_change aliases extra properties.is_reference properties.property.name properties.property.type"
        " properties.property.uuid"
    ),
    "flow_property": "name property_type unit_group.name unit_group.type unit_group.uuid uuid",
    "unit_group": (
        "default_property.name default_property.type default_property.uuid name units.is_reference units.name uuid"
    ),
    "impact_category": (
        "factors.flow factors.property.name factors.property.type factors.property.uuid factors.uncertainty factors.unit.name"
        " factors.value factors.direction factors.comment factors.place.code name unit uuid version synonyms description"
        " last_change aliases methodologies impact_categories time place.code place_description data_sources reviews.details"
        " reviews.other_details reviews.reviewers administration extra"
    ),
    "impact_method": "categories name uuid",
    "process": (
        "administration.copyright administration.entered_by administration.generators administration.publication.type"
        " administration.publication.uuid administration.publication.name administration.publication.sections"
        " administration.time_stamp administration.status aliases extra"
        " allocation.exchange_flow allocation.exchange_id allocation.method allocation.product allocation.value"
        " allocation.product_id classifications.classes.name data_sources.sampling data_sources.sources.type"
        " data_sources.sources.uuid data_sources.sources.name data_sources.treatment data_sources.share_covered"
        " data_sources.annual_volume data_sources.uncertainty_adjustments default_allocation description exchanges.amount"
        " exchanges.comment exchanges.direction exchanges.flow exchanges.id exchanges.is_avoided exchanges.is_reference"
        " exchanges.property.name exchanges.property.type exchanges.property.uuid exchanges.provider exchanges.uncertainty"
        " exchanges.unit.name exchanges.sources exchanges.place.code geography.description geography.place.code"
        " is_infrastructure last_change last_exchange_id name process_type reviews.details reviews.other_details"
        " reviews.reviewers synonyms technology.description time.description time.valid_from time.valid_until uuid version"
    ),
}


@cache
def capabilities() -> Capabilities:
    """Return the fields that EcoSpold 1 has a place for; it has no extension."""
    return Capabilities(
        native=frozenset(f"{kind}.{field}" for kind, fields in _FIELDS.items() for field in fields.split())
    )
