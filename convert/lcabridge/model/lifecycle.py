"""Life cycle models: instances of processes and the links between them."""

from __future__ import annotations

import msgspec

from lcabridge.model.base import Entity, ParameterRedefinition, Place, Ref, Review, Struct, UnitRef
from lcabridge.model.process import Modelling
from lcabridge.model.text import Text


class ProcessInstance(Struct):
    """One use of a process in a model; the same process may be used more than once.

    Attributes:
        id: unique in the model.
        process: the process (or nested model, or result) used.
        factor: how many times its reference the model uses it (ILCD multiplicationFactor).
        groups: ids of the groups it belongs to.
        parameters: values that hold in this instance only.
    """

    id: int
    process: Ref | None = None
    factor: float | None = None
    groups: list[int] = msgspec.field(default_factory=list)
    parameters: list[ParameterRedefinition] = msgspec.field(default_factory=list)


class ProcessLink(Struct):
    """A flow from one instance to another.

    Attributes:
        provider: id of the instance that provides (or treats).
        consumer: id of the instance that receives.
        flow: flow on the provider's side.
        consumer_flow: flow on the consumer's side where it is another one.
        exchange_id: id of the consumer's exchange, where the source tells it.
        place: place of the connection.
        is_dominant: ILCD dominant.
    """

    provider: int | None = None
    consumer: int | None = None
    flow: Ref | None = None
    consumer_flow: Ref | None = None
    exchange_id: int | None = None
    place: Place | None = None
    is_dominant: bool | None = None


class ModelGroup(Struct):
    """A named group of instances: a life cycle stage, an analysis group."""

    id: int
    name: Text = msgspec.field(default_factory=dict)
    color: str = ""


class ParameterSet(Struct):
    """A named set of parameter values of a model; the baseline holds unless another is chosen."""

    name: str = ""
    description: Text = msgspec.field(default_factory=dict)
    is_baseline: bool = False
    parameters: list[ParameterRedefinition] = msgspec.field(default_factory=list)


class LifeCycleModel(Entity, tag="model"):
    """Processes and the links between them (eILCD life cycle model, openLCA product system)."""

    treatment: Text = msgspec.field(default_factory=dict)
    mix_and_location: Text = msgspec.field(default_factory=dict)
    quantitative_properties: Text = msgspec.field(default_factory=dict)
    reference_instance: int | None = None
    reference_exchange: int | None = None
    target_amount: float | None = None
    target_unit: UnitRef | None = None
    target_property: Ref | None = None
    resulting_processes: list[Ref] = msgspec.field(default_factory=list)
    instances: list[ProcessInstance] = msgspec.field(default_factory=list)
    links: list[ProcessLink] = msgspec.field(default_factory=list)
    groups: list[ModelGroup] = msgspec.field(default_factory=list)
    parameter_sets: list[ParameterSet] = msgspec.field(default_factory=list)
    modelling: Modelling | None = None
    reviews: list[Review] = msgspec.field(default_factory=list)
    external_documentation: list[Ref] = msgspec.field(default_factory=list)
