"""Which model fields survive in SimaPro CSV; all natively, for the format has no place for extensions."""

from __future__ import annotations

from lcabridge.format import Capabilities

_FIELDS = {
    "contact": "uuid name",
    "flow": (
        "uuid name flow_type cas formula classifications.system classifications.classes.name properties.is_reference "
        "properties.property.type properties.property.uuid"
    ),
    "flow_property": "uuid name property_type unit_group.type unit_group.uuid",
    "impact_category": (
        "uuid name unit factors.value factors.unit.name factors.flow.type factors.flow.uuid factors.property.type "
        "factors.property.uuid"
    ),
    "impact_method": (
        "uuid version name categories.type categories.uuid normalisation_sets.name normalisation_sets.unit "
        "normalisation_sets.factors.category.type normalisation_sets.factors.category.uuid "
        "normalisation_sets.factors.normalisation normalisation_sets.factors.weighting"
    ),
    "parameter": "uuid name parameter.name parameter.value parameter.description",
    "process": (
        "uuid name description process_type classifications.system classifications.classes.name geography.place.code "
        "default_allocation allocation.method allocation.value allocation.product.type allocation.product.uuid "
        "administration.entered_by.type administration.entered_by.uuid administration.generators.type "
        "administration.generators.uuid data_sources.sampling data_sources.treatment data_sources.sources.type "
        "data_sources.sources.uuid reviews.details parameters.name parameters.value parameters.formula "
        "parameters.is_input parameters.description parameters.uncertainty.distribution "
        "parameters.uncertainty.minimum parameters.uncertainty.mode parameters.uncertainty.maximum "
        "exchanges.id exchanges.amount exchanges.formula exchanges.comment exchanges.direction exchanges.is_reference "
        "exchanges.is_avoided exchanges.flow.type exchanges.flow.uuid exchanges.property.type exchanges.property.uuid "
        "exchanges.provider.type exchanges.provider.uuid exchanges.unit.name exchanges.uncertainty"
    ),
    "source": "uuid name url description",
    "unit_group": (
        "uuid name default_property.type default_property.uuid units.name units.factor units.is_reference"
    ),
}  # fmt: skip


def capabilities() -> Capabilities:
    """Return what survives."""
    return Capabilities(native=frozenset(f"{kind}.{field}" for kind, text in _FIELDS.items() for field in text.split()))
