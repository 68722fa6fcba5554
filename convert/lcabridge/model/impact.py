"""Impact categories with their factors, and the methods that group them."""

from __future__ import annotations

import msgspec

from lcabridge.model.base import Direction, Entity, Parameter, Place, Ref, Review, Struct, Uncertainty, UnitRef
from lcabridge.model.process import Time
from lcabridge.model.text import Text


class ImpactFactor(Struct):
    """A characterisation factor: category units per one ``unit`` of ``property`` of the flow.

    ``direction`` is the direction the factor applies to, where the source tells it.
    """

    flow: Ref | None = None
    value: float | None = None
    unit: UnitRef | None = None
    property: Ref | None = None
    direction: Direction | None = None
    place: Place | None = None
    formula: str = ""
    uncertainty: Uncertainty | None = None
    deviating_recommendation: str = ""
    derivation: str = ""
    comment: Text = msgspec.field(default_factory=dict)


class ImpactCategory(Entity, tag="impact_category"):
    """One indicator with its factors (openLCA ImpactCategory = ILCD LCIAMethodDataSet).

    ``mapped_from`` holds the factors as they were before their flows were mapped to another list, all of them and in
    their order; empty where nothing was mapped.
    """

    code: str = ""
    unit: str = ""
    direction: Direction | None = None
    reference_quantity: Ref | None = None
    source: Ref | None = None
    parameters: list[Parameter] = msgspec.field(default_factory=list)
    factors: list[ImpactFactor] = msgspec.field(default_factory=list)
    methodologies: list[str] = msgspec.field(default_factory=list)
    impact_categories: list[str] = msgspec.field(default_factory=list)
    areas_of_protection: list[str] = msgspec.field(default_factory=list)
    indicator: str = ""
    dataset_type: str = ""
    principle: str = ""
    time: Time | None = None
    duration: Text = msgspec.field(default_factory=dict)
    place: Place | None = None
    place_description: Text = msgspec.field(default_factory=dict)
    model_name: Text = msgspec.field(default_factory=dict)
    model_description: Text = msgspec.field(default_factory=dict)
    uses_normalisation: bool | None = None
    uses_weighting: bool | None = None
    data_sources: list[Ref] = msgspec.field(default_factory=list)
    reviews: list[Review] = msgspec.field(default_factory=list)
    mapped_from: list[ImpactFactor] = msgspec.field(default_factory=list)


class NormalisationFactor(Struct):
    """Normalisation and weighting of one category: result ÷ normalisation × weighting."""

    category: Ref | None = None
    normalisation: float | None = None
    weighting: float | None = None


class NormalisationSet(Struct):
    """A named set of normalisation and weighting factors."""

    uuid: str = ""
    name: Text = msgspec.field(default_factory=dict)
    description: Text = msgspec.field(default_factory=dict)
    unit: str = ""
    version: str = ""
    last_change: str = ""
    factors: list[NormalisationFactor] = msgspec.field(default_factory=list)


class ImpactMethod(Entity, tag="impact_method"):
    """A grouping of impact categories."""

    code: str = ""
    source: Ref | None = None
    categories: list[Ref] = msgspec.field(default_factory=list)
    normalisation_sets: list[NormalisationSet] = msgspec.field(default_factory=list)
