"""All entities of the model, and their union (DESIGN §2)."""

from __future__ import annotations

from lcabridge.model.impact import ImpactCategory, ImpactFactor, ImpactMethod, NormalisationFactor, NormalisationSet
from lcabridge.model.lifecycle import LifeCycleModel, ModelGroup, ParameterSet, ProcessInstance, ProcessLink
from lcabridge.model.process import (
    AllocationFactor,
    Completeness,
    Cost,
    DataSources,
    Exchange,
    Geography,
    ImpactResult,
    MappedFrom,
    Modelling,
    ModuleValue,
    Process,
    SocialAspect,
    SubPlace,
    Technology,
    Time,
)
from lcabridge.model.quantities import Flow, FlowProperty, FlowPropertyFactor, Unit, UnitGroup
from lcabridge.model.tables import (
    CarriedEntity,
    Category,
    Contact,
    Currency,
    DQIndicator,
    DQScore,
    DQSystem,
    Epd,
    EpdModule,
    GlobalParameter,
    Location,
    Project,
    Result,
    SocialIndicator,
    Source,
)

AnyEntity = (
    UnitGroup
    | FlowProperty
    | Flow
    | Process
    | LifeCycleModel
    | ImpactCategory
    | Source
    | Contact
    | ImpactMethod
    | GlobalParameter
    | Location
    | Category
    | DQSystem
    | Currency
    | SocialIndicator
    | Project
    | Result
    | Epd
)

__all__ = [
    "AllocationFactor",
    "AnyEntity",
    "CarriedEntity",
    "Category",
    "Completeness",
    "Contact",
    "Cost",
    "Currency",
    "DQIndicator",
    "DQScore",
    "DQSystem",
    "DataSources",
    "Epd",
    "EpdModule",
    "Exchange",
    "Flow",
    "FlowProperty",
    "FlowPropertyFactor",
    "Geography",
    "GlobalParameter",
    "ImpactCategory",
    "ImpactFactor",
    "ImpactMethod",
    "ImpactResult",
    "LifeCycleModel",
    "Location",
    "MappedFrom",
    "ModelGroup",
    "Modelling",
    "ModuleValue",
    "NormalisationFactor",
    "NormalisationSet",
    "ParameterSet",
    "Process",
    "ProcessInstance",
    "ProcessLink",
    "Project",
    "Result",
    "SocialAspect",
    "SocialIndicator",
    "Source",
    "SubPlace",
    "Technology",
    "Time",
    "Unit",
    "UnitGroup",
]
