"""What flows are measured in: unit groups, flow properties; and the flows."""

from __future__ import annotations

from typing import Literal

import msgspec

from lcabridge.model.base import Entity, FlowType, Place, Ref, Struct, Uncertainty
from lcabridge.model.text import Text


class Unit(Struct):
    """A unit of a group.

    Attributes:
        name: symbol or name as formats show it.
        factor: reference units per one of this unit (1 t = 1000 kg: factor 1000).
        is_reference: True for the group's reference unit.
        id: internal id (ILCD ``dataSetInternalID``).
        uuid: where the source gives one.
    """

    name: str
    factor: float = 1.0
    is_reference: bool = False
    id: int | None = None
    uuid: str = ""
    synonyms: list[str] = msgspec.field(default_factory=list)
    description: Text = msgspec.field(default_factory=dict)
    version: str = ""
    last_change: str = ""


class UnitGroup(Entity, tag="unit_group"):
    """Units that convert into each other."""

    units: list[Unit] = msgspec.field(default_factory=list)
    default_property: Ref | None = None


class FlowProperty(Entity, tag="flow_property"):
    """A quantity in which flows are measured: mass, net calorific value, goods transport."""

    unit_group: Ref | None = None
    property_type: Literal["physical", "economic"] | None = None


class FlowPropertyFactor(Struct):
    """How much of a property one reference amount of the flow has: 1 kg has 10 MJ → factor 10 (per reference property)."""

    property: Ref
    factor: float = 1.0
    is_reference: bool = False
    id: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    uncertainty: Uncertainty | None = None
    derivation: str = ""
    comment: Text = msgspec.field(default_factory=dict)


class Flow(Entity, tag="flow"):
    """An elementary, product or waste flow."""

    flow_type: FlowType | None = None
    treatment: Text = msgspec.field(default_factory=dict)
    mix_and_location: Text = msgspec.field(default_factory=dict)
    quantitative_properties: Text = msgspec.field(default_factory=dict)
    cas: str = ""
    ec_number: str = ""
    formula: str = ""
    is_infrastructure: bool | None = None
    place: Place | None = None
    properties: list[FlowPropertyFactor] = msgspec.field(default_factory=list)
    technological_applicability: Text = msgspec.field(default_factory=dict)
    technical_specifications: list[Ref] = msgspec.field(default_factory=list)
