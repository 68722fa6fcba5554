"""The parts that entities share: identity, references, places, units, classifications, uncertainty.

All model types are msgspec structs: typed, keyword-only, slotted (bench/README.md: cheapest to build, to pickle and
to write as JSON of all candidates). ``None`` and empty values mean "the source says nothing".
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from lcabridge.model.text import Text

EntityType = Literal[
    "unit_group",
    "flow_property",
    "flow",
    "process",
    "model",
    "impact_category",
    "source",
    "contact",
    "impact_method",
    "parameter",
    "location",
    "category",
    "dq_system",
    "currency",
    "social_indicator",
    "project",
    "result",
    "epd",
]
"""The eight modules of the national structure first, then the supporting tables (DESIGN §2)."""

FlowType = Literal["elementary", "product", "waste", "other"]
ProcessType = Literal[
    "unit_process",
    "unit_process_single_operation",
    "unit_process_black_box",
    "lci_result",
    "partly_terminated_system",
    "avoided_product_system",
    "epd",
]
"""ILCD ``typeOfDataSet``; ``unit_process`` where the source (openLCA, EcoSpold) does not tell which kind."""

EpdType = Literal["generic", "representative", "average", "specific", "template"]
AllocationMethod = Literal["none", "default", "physical", "economic", "causal"]
Direction = Literal["input", "output"]


class Struct(msgspec.Struct, kw_only=True, omit_defaults=True):
    """Base of all model types."""


class Value(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True, gc=False):
    """Base of small immutable values that are shared between many owners."""


class RefSummary(Value, frozen=True):
    """What a reference says about its target beyond the name, kept where the target itself does not say the same.

    Attributes:
        category: category path from the root.
        location: code or name of the target's place.
        flow_type: for a flow.
        process_type: for a process, as the source spells it.
        unit: name of the target's reference unit.
        library: name of the library that holds the target (openLCA).
    """

    category: tuple[str, ...] = ()
    location: str = ""
    flow_type: FlowType | None = None
    process_type: str = ""
    unit: str = ""
    library: str = ""


class Ref(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True):
    """A reference to an entity: identity is UUID and version; no version means the highest present.

    Attributes:
        type: type of the target.
        uuid: its UUID, or the foreign text that stands in its place (reported as such).
        version: version as the source spells it, or "".
        name: what the reference itself calls the target (ILCD shortDescription, openLCA name).
        summary: see RefSummary.
        uri: only where it is not the one that the writer would derive from type, UUID and version.
        sections: ILCD ``subReference`` entries (pages, chapters).
    """

    type: EntityType
    uuid: str
    version: str = ""
    name: Text = msgspec.field(default_factory=dict)
    summary: RefSummary | None = None
    uri: str = ""
    sections: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[EntityType, str, str]:
        """Return (type, uuid, version)."""
        return (self.type, self.uuid, self.version)


class UnitRef(Value, frozen=True):
    """A unit by name, and by UUID where the source has one; the unit group follows from the flow property."""

    name: str
    uuid: str = ""


class Place(msgspec.Struct, kw_only=True, omit_defaults=True, frozen=True):
    """A place: by code (ILCD, EcoSpold, SimaPro) or by reference to a Location (openLCA); ``Index.place`` fills the rest."""

    code: str = ""
    ref: Ref | None = None


class ClassEntry(Value, frozen=True):
    """One level of a classification path."""

    name: str
    id: str = ""


class Classification(Struct):
    """A path in a named classification system, from the root.

    Attributes:
        system: name of the system (``openLCA`` for openLCA's category tree, ``ILCD``, ``ISIC``, ``GB/T 4754-2017`` …).
        classes: the levels, root first.
        uri: where the system is defined (ILCD ``@classes``), if the source says.
    """

    system: str
    classes: list[ClassEntry]
    uri: str = ""


class Alias(Value, frozen=True):
    """An identifier that another system gives to the same thing."""

    system: str
    id: str


class Uncertainty(Value, frozen=True):
    """A distribution with named parameters, in the unit of the amount it belongs to (DESIGN §2, Uncertainty).

    ``gsd`` is the geometric standard deviation (dimensionless, ≥ 1), ``sd`` the absolute standard deviation. ILCD
    ``relativeStandardDeviation95In``, EcoSpold 1 ``standardDeviation95`` and SimaPro hold gsd² (lognormal) or 2·sd (normal);
    EcoSpold 2 holds variances: ln(gsd)² and sd²; openLCA holds gsd and sd.
    """

    distribution: Literal["undefined", "none", "lognormal", "normal", "triangular", "uniform"]
    median: float | None = None
    gsd: float | None = None
    mean: float | None = None
    sd: float | None = None
    minimum: float | None = None
    mode: float | None = None
    maximum: float | None = None


class Parameter(Struct):
    """A named number or formula.

    Attributes:
        name: identifier used in formulas.
        uuid: where the source gives one.
        value: number; for a calculated parameter the source's last value, if it gives one.
        formula: in openLCA's dialect; None for an input parameter.
        is_input: True for an input parameter, False for a calculated one.
        uncertainty: distribution of ``value``.
        minimum: lower bound that the source states, same unit as ``value``.
        maximum: upper bound.
        description: text.
        classifications: openLCA category of a global parameter.
    """

    name: str
    uuid: str = ""
    value: float | None = None
    formula: str = ""
    is_input: bool = True
    uncertainty: Uncertainty | None = None
    minimum: float | None = None
    maximum: float | None = None
    description: Text = msgspec.field(default_factory=dict)
    version: str = ""
    last_change: str = ""
    tags: list[str] = msgspec.field(default_factory=list)
    classifications: list[Classification] = msgspec.field(default_factory=list)


class ParameterRedefinition(Struct):
    """A value that replaces a parameter's in one context (a process, an impact category, or everywhere)."""

    name: str
    value: float | None = None
    context: Ref | None = None
    uncertainty: Uncertainty | None = None
    description: Text = msgspec.field(default_factory=dict)
    is_protected: bool = False


class Aspect(Value, frozen=True):
    """A named statement: a quality indicator, a compliance aspect, a flow completeness."""

    name: str
    value: str = ""


class ReviewScope(Struct):
    """What a review covered and by which methods (ILCD names)."""

    name: str
    methods: list[str] = msgspec.field(default_factory=list)


class Review(Struct):
    """One review of a data set, as the source declares it."""

    type: str = ""
    scopes: list[ReviewScope] = msgspec.field(default_factory=list)
    indicators: list[Aspect] = msgspec.field(default_factory=list)
    details: Text = msgspec.field(default_factory=dict)
    other_details: Text = msgspec.field(default_factory=dict)
    reviewers: list[Ref] = msgspec.field(default_factory=list)
    report: Ref | None = None


class Compliance(Struct):
    """A declaration of compliance with a system; aspects by ILCD element name (``approvalOfOverallCompliance`` …)."""

    system: Ref | None = None
    aspects: list[Aspect] = msgspec.field(default_factory=list)
    comment: Text = msgspec.field(default_factory=dict)


class Administration(Struct):
    """Who made, entered, published and owns a data set (ILCD administrativeInformation)."""

    commissioners: list[Ref] = msgspec.field(default_factory=list)
    project: Text = msgspec.field(default_factory=dict)
    intended_applications: Text = msgspec.field(default_factory=dict)
    generators: list[Ref] = msgspec.field(default_factory=list)
    created: str = ""
    time_stamp: str = ""
    formats: list[Ref] = msgspec.field(default_factory=list)
    converted_from: Ref | None = None
    entered_by: Ref | None = None
    use_approvals: list[Ref] = msgspec.field(default_factory=list)
    recommended_by: list[Ref] = msgspec.field(default_factory=list)
    last_revision: str = ""
    preceding_versions: list[Ref] = msgspec.field(default_factory=list)
    permanent_uri: str = ""
    status: str = ""
    publication: Ref | None = None
    registration_authority: Ref | None = None
    registration_number: str = ""
    owner: Ref | None = None
    copyright: bool | None = None
    exclusive_access: list[Ref] = msgspec.field(default_factory=list)
    license_type: str = ""
    access_restrictions: Text = msgspec.field(default_factory=dict)


Json = Any
"""A JSON value; only ``extra`` holds such."""


class Entity(msgspec.Struct, kw_only=True, omit_defaults=True, tag_field="type"):
    """What every data set has.

    Attributes:
        uuid: lower-case UUID.
        version: as the source spells it (``01.00`` equals ``01.00.000``), "" if it has none.
        name: name, or base name where the source splits names.
        synonyms: one text per language, as the source joins them.
        description: general comment.
        classifications: paths in any number of systems.
        tags: free labels.
        last_change: time stamp as the source spells it.
        aliases: identifiers in other systems.
        compliance: declarations of compliance.
        administration: who made, entered, published it.
        extra: what only one format can say: ``extra[format][place in that format] = JSON value`` (DESIGN §2). Never repeats
            a model field.
    """

    uuid: str
    version: str = ""
    name: Text = msgspec.field(default_factory=dict)
    synonyms: Text = msgspec.field(default_factory=dict)
    description: Text = msgspec.field(default_factory=dict)
    classifications: list[Classification] = msgspec.field(default_factory=list)
    tags: list[str] = msgspec.field(default_factory=list)
    last_change: str = ""
    aliases: list[Alias] = msgspec.field(default_factory=list)
    compliance: list[Compliance] = msgspec.field(default_factory=list)
    administration: Administration | None = None
    extra: dict[str, dict[str, Json]] = msgspec.field(default_factory=dict)

    @property
    def type(self) -> EntityType:
        """Return the entity's type, the same word that references use."""
        return self.__struct_config__.tag  # type: ignore[return-value]  # the tag is one of EntityType

    def ref(self) -> Ref:
        """Return a reference to this entity."""
        return Ref(type=self.type, uuid=self.uuid, version=self.version, name=self.name)
