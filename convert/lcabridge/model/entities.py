"""The entities: the eight modules of the national structure and the supporting tables (DESIGN §2)."""

from __future__ import annotations

from typing import Literal

import msgspec

from lcabridge.model.base import (
    AllocationMethod,
    Aspect,
    Direction,
    Entity,
    FlowType,
    Json,
    Parameter,
    ParameterRedefinition,
    Place,
    ProcessType,
    Ref,
    Review,
    Struct,
    Uncertainty,
    UnitRef,
)
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


class Cost(Struct):
    """Money that an exchange costs, in ``currency``."""

    value: float | None = None
    formula: str = ""
    currency: Ref | None = None


class Exchange(Struct):
    """One input or output of a process. Direction and sign stay as declared; an amount is never made positive.

    Attributes:
        id: internal id, unique in the process (openLCA ``internalId``, ILCD ``dataSetInternalID``).
        flow: what is exchanged.
        direction: input or output. A resource uptake is an input with a positive amount.
        amount: in ``unit`` of ``property``; the value that counts (ILCD resultingAmount).
        unit: None means the reference unit of ``property``.
        property: None means the flow's reference flow property.
        formula: of ``amount``, in openLCA's dialect.
        mean_amount: ILCD meanAmount where it differs from the resulting amount; reference unit, before ``variable``.
        variable: ILCD referenceToVariable.
        is_reference: True if it is (one of) the process's quantitative reference(s).
        is_avoided: avoided product: the product is credited.
        provider: the process (or model, result) that supplies or treats it.
        base_uncertainty: gsd² without pedigree (openLCA, ecoinvent).
        dq_entry: data quality entry ``(2;3;1;1;3)`` in the process's exchange DQ system.
    """

    flow: Ref | None = None
    amount: float | None = None
    direction: Direction | None = None
    id: int | None = None
    unit: UnitRef | None = None
    property: Ref | None = None
    is_reference: bool = False
    is_avoided: bool = False
    provider: Ref | None = None
    formula: str = ""
    mean_amount: float | None = None
    variable: str = ""
    uncertainty: Uncertainty | None = None
    base_uncertainty: float | None = None
    dq_entry: str = ""
    comment: Text = msgspec.field(default_factory=dict)
    place: Place | None = None
    cost: Cost | None = None
    function_type: str = ""
    data_source_type: str = ""
    derivation: str = ""
    sources: list[Ref] = msgspec.field(default_factory=list)


class AllocationFactor(Struct):
    """The share of a process (or, causal, of one exchange) that a product carries.

    Attributes:
        method: physical, economic or causal.
        product: the flow that carries the share.
        product_id: id of the product's exchange where the source tells it (ILCD); None means the exchange of ``product``.
        exchange_id: id of the exchange that is allocated (causal); None for the whole process.
        exchange_flow: flow of that exchange, where the source names it.
        value: fraction (0.25 for 25 %), dimensionless.
        formula: of ``value``.
    """

    method: AllocationMethod | None = None
    product: Ref | None = None
    product_id: int | None = None
    exchange_id: int | None = None
    exchange_flow: Ref | None = None
    value: float | None = None
    formula: str = ""


class Time(Struct):
    """Validity (ILCD: years; openLCA: dates, spelled as in the source)."""

    reference_year: int | None = None
    valid_from: str = ""
    valid_until: str = ""
    description: Text = msgspec.field(default_factory=dict)


class Geography(Struct):
    """Where the process runs."""

    place: Place | None = None
    coordinates: str = ""
    description: Text = msgspec.field(default_factory=dict)
    sub_places: list[SubPlace] = msgspec.field(default_factory=list)


class SubPlace(Struct):
    """A part of the place (ILCD subLocationOfOperationSupplyOrProduction)."""

    place: Place | None = None
    coordinates: str = ""
    description: Text = msgspec.field(default_factory=dict)


class Technology(Struct):
    """How the process works."""

    description: Text = msgspec.field(default_factory=dict)
    applicability: Text = msgspec.field(default_factory=dict)
    included_processes: list[Ref] = msgspec.field(default_factory=list)
    pictogram: Ref | None = None
    pictures: list[Ref] = msgspec.field(default_factory=list)


class Modelling(Struct):
    """LCI method (ILCD LCIMethodAndAllocation)."""

    principle: str = ""
    principle_deviations: Text = msgspec.field(default_factory=dict)
    approaches: list[str] = msgspec.field(default_factory=list)
    approach_deviations: Text = msgspec.field(default_factory=dict)
    constants: Text = msgspec.field(default_factory=dict)
    constants_deviations: Text = msgspec.field(default_factory=dict)
    method_details: list[Ref] = msgspec.field(default_factory=list)
    description: Text = msgspec.field(default_factory=dict)


class DataSources(Struct):
    """Data sources, treatment and representativeness (ILCD section of that name)."""

    cut_off: Text = msgspec.field(default_factory=dict)
    cut_off_deviations: Text = msgspec.field(default_factory=dict)
    selection: Text = msgspec.field(default_factory=dict)
    selection_deviations: Text = msgspec.field(default_factory=dict)
    treatment: Text = msgspec.field(default_factory=dict)
    treatment_deviations: Text = msgspec.field(default_factory=dict)
    handling_principles: list[Ref] = msgspec.field(default_factory=list)
    sources: list[Ref] = msgspec.field(default_factory=list)
    share_covered: float | None = None
    annual_volume: Text = msgspec.field(default_factory=dict)
    sampling: Text = msgspec.field(default_factory=dict)
    collection_period: Text = msgspec.field(default_factory=dict)
    uncertainty_adjustments: Text = msgspec.field(default_factory=dict)
    use_advice: Text = msgspec.field(default_factory=dict)


class Completeness(Struct):
    """What the inventory covers."""

    product_model: str = ""
    impact_methods: list[Ref] = msgspec.field(default_factory=list)
    elementary_flows: list[Aspect] = msgspec.field(default_factory=list)
    other_problem_fields: Text = msgspec.field(default_factory=dict)


class ImpactResult(Struct):
    """A characterised result that the data set itself declares (ILCD LCIAResult), in the category's unit."""

    category: Ref | None = None
    amount: float | None = None
    uncertainty: Uncertainty | None = None
    comment: Text = msgspec.field(default_factory=dict)


class SocialAspect(Struct):
    """A social indicator's state in a process (openLCA)."""

    indicator: Ref | None = None
    activity_value: float | None = None
    raw_amount: str = ""
    risk_level: str = ""
    comment: Text = msgspec.field(default_factory=dict)
    source: Ref | None = None
    quality: str = ""


class Process(Entity, tag="process"):
    """A unit process, a system result, or an EPD.

    ``functional_unit`` is the text that names what the reference stands for; ``reference_type`` is ILCD's
    quantitativeReference type; ``default_allocation`` is the method that the data set itself asks for.
    """

    treatment: Text = msgspec.field(default_factory=dict)
    mix_and_location: Text = msgspec.field(default_factory=dict)
    quantitative_properties: Text = msgspec.field(default_factory=dict)
    sub_identifier: str = ""
    process_type: ProcessType | None = None
    is_infrastructure: bool | None = None
    reference_type: str = ""
    functional_unit: Text = msgspec.field(default_factory=dict)
    complementing_processes: list[Ref] = msgspec.field(default_factory=list)
    external_documentation: list[Ref] = msgspec.field(default_factory=list)
    time: Time | None = None
    geography: Geography | None = None
    technology: Technology | None = None
    model_description: Text = msgspec.field(default_factory=dict)
    parameters: list[Parameter] = msgspec.field(default_factory=list)
    modelling: Modelling | None = None
    default_allocation: AllocationMethod | None = None
    data_sources: DataSources | None = None
    completeness: Completeness | None = None
    reviews: list[Review] = msgspec.field(default_factory=list)
    dq_entry: str = ""
    dq_system: Ref | None = None
    exchange_dq_system: Ref | None = None
    social_dq_system: Ref | None = None
    exchanges: list[Exchange] = msgspec.field(default_factory=list)
    last_exchange_id: int | None = None
    allocation: list[AllocationFactor] = msgspec.field(default_factory=list)
    impact_results: list[ImpactResult] = msgspec.field(default_factory=list)
    social_aspects: list[SocialAspect] = msgspec.field(default_factory=list)


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
    """One indicator with its factors (openLCA ImpactCategory = ILCD LCIAMethodDataSet)."""

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


class Source(Entity, tag="source"):
    """A document: report, review, standard, data file."""

    citation: Text = msgspec.field(default_factory=dict)
    publication_type: str = ""
    url: str = ""
    year: int | None = None
    files: list[str] = msgspec.field(default_factory=list)
    contacts: list[Ref] = msgspec.field(default_factory=list)
    logo: Ref | None = None


class Contact(Entity, tag="contact"):
    """A person or organisation. ``full_name`` is the long form where ``name`` is a short name (ILCD)."""

    full_name: Text = msgspec.field(default_factory=dict)
    address: Text = msgspec.field(default_factory=dict)
    city: str = ""
    zip_code: str = ""
    country: str = ""
    telephone: str = ""
    telefax: str = ""
    email: str = ""
    website: str = ""
    contact_point: Text = msgspec.field(default_factory=dict)
    contacts: list[Ref] = msgspec.field(default_factory=list)
    logo: Ref | None = None


class GlobalParameter(Entity, tag="parameter"):
    """A parameter of the whole package; ``parameter.name`` equals the identifier used in formulas."""

    parameter: Parameter


class Location(Entity, tag="location"):
    """A place with code and coordinates (degrees, WGS 84); ``geometry`` is GeoJSON."""

    code: str = ""
    latitude: float | None = None
    longitude: float | None = None
    geometry: Json = None


class Category(Entity, tag="category"):
    """A node of a category tree that the source keeps as a data set of its own (openLCA 1).

    Attributes:
        target: openLCA model type that the tree is for, as spelled there (``FLOW``).
        path: names from the root to this node.
        parent: the node above, None at the root.
    """

    target: str = ""
    path: list[str] = msgspec.field(default_factory=list)
    parent: Ref | None = None


class DQScore(Struct):
    """One score of an indicator; ``uncertainty`` is the gsd² contribution that openLCA stores."""

    position: int | None = None
    label: str = ""
    description: Text = msgspec.field(default_factory=dict)
    uncertainty: float | None = None


class DQIndicator(Struct):
    """One indicator of a data quality system."""

    position: int | None = None
    name: str = ""
    scores: list[DQScore] = msgspec.field(default_factory=list)


class DQSystem(Entity, tag="dq_system"):
    """A data quality system (pedigree matrix)."""

    has_uncertainties: bool | None = None
    source: Ref | None = None
    indicators: list[DQIndicator] = msgspec.field(default_factory=list)


class Currency(Entity, tag="currency"):
    """A currency; ``factor`` is reference currency per one of this."""

    code: str = ""
    factor: float | None = None
    reference: Ref | None = None


class SocialIndicator(Entity, tag="social_indicator"):
    """An indicator for social aspects (openLCA)."""

    activity_variable: str = ""
    activity_quantity: Ref | None = None
    activity_unit: UnitRef | None = None
    unit_of_measurement: str = ""
    evaluation_scheme: str = ""


class CarriedEntity(Entity):
    """Base of data sets that are carried whole, not interpreted: everything but identity stands in ``extra``."""


class Project(CarriedEntity, tag="project"):
    """An openLCA project."""


class Result(CarriedEntity, tag="result"):
    """An openLCA result."""


class Epd(CarriedEntity, tag="epd"):
    """An openLCA EPD."""


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
