"""Processes: exchanges, allocation and the documentation of a unit process or system result."""

from __future__ import annotations

import msgspec

from lcabridge.model.base import (
    AllocationMethod,
    Aspect,
    Direction,
    Entity,
    EpdType,
    Parameter,
    Place,
    ProcessType,
    Ref,
    Review,
    Struct,
    Uncertainty,
    UnitRef,
    Value,
)
from lcabridge.model.text import Text


class Cost(Struct):
    """Money that an exchange costs, in ``currency``."""

    value: float | None = None
    formula: str = ""
    currency: Ref | None = None


class ModuleValue(Value, frozen=True):
    """What an indicator of an EPD is in one module of EN 15804 (ILCD+EPD ``epd:amount``, openLCA ``EpdModule`` with its result).

    Attributes:
        module: as declared, such as ``A1-A3`` or ``D``.
        scenario: name of the scenario that the value holds for, "" for none.
        amount: per declared unit of the product, in the indicator's unit; sign as declared.
        text: what stands instead of a number (``ND``, ``MND``).
    """

    module: str
    scenario: str = ""
    amount: float | None = None
    text: str = ""


class MappedFrom(Struct):
    """What an exchange was before its elementary flow was mapped to another list; ``map undo`` brings it back.

    Attributes:
        flow: the original flow; its data set stays in the package.
        context: compartment path of that flow, for readers without the data set.
        amount: original amount, in ``unit`` of ``property``; sign as it was declared.
        unit: None means the reference unit of ``property``.
        property: None means the original flow's reference property.
        formula: of ``amount``.
        mean_amount: as in an exchange.
        uncertainty: of ``amount``.
        factor: what the amount was multiplied by, units included: amount of the exchange = amount here x factor.
        condition: how the flows relate, in GLAD's signs (``<``: the original is a subset); "" for equal ones.
        by: table, or rule of the matcher, that chose the flow.
        part: number of this part, where the original was split over several exchanges; the first is 0.
        parts: how many exchanges it was split over; 0 for no split.
    """

    flow: Ref | None = None
    context: str = ""
    amount: float | None = None
    unit: UnitRef | None = None
    property: Ref | None = None
    formula: str = ""
    mean_amount: float | None = None
    uncertainty: Uncertainty | None = None
    factor: float = 1.0
    condition: str = ""
    by: str = ""
    part: int = 0
    parts: int = 0


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
        mapped_from: what it was before its flow was mapped to another list; None where it was not.
        modules: of an EPD, where the exchange is an indicator of the inventory: its value in each module.
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
    mapped_from: MappedFrom | None = None
    modules: tuple[ModuleValue, ...] = ()


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
    """A characterised result that the data set itself declares (ILCD LCIAResult), in the category's unit.

    ``modules`` are the values of an EPD by module.
    """

    category: Ref | None = None
    amount: float | None = None
    uncertainty: Uncertainty | None = None
    comment: Text = msgspec.field(default_factory=dict)
    modules: tuple[ModuleValue, ...] = ()


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

    ``epd_type`` says what an EPD stands for: one product (specific), several (average, representative), or none in particular.
    ``functional_unit`` is the text that names what the reference stands for; ``reference_type`` is ILCD's
    quantitativeReference type; ``default_allocation`` is the method that the data set itself asks for.
    """

    treatment: Text = msgspec.field(default_factory=dict)
    mix_and_location: Text = msgspec.field(default_factory=dict)
    quantitative_properties: Text = msgspec.field(default_factory=dict)
    sub_identifier: str = ""
    process_type: ProcessType | None = None
    epd_type: EpdType | None = None
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
