"""Sources and contacts, and the supporting tables (DESIGN §2)."""

from __future__ import annotations

import msgspec

from lcabridge.model.base import Entity, EpdType, Json, Parameter, Place, Ref, Struct, UnitRef
from lcabridge.model.process import Exchange, ImpactResult
from lcabridge.model.text import Text


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


class Result(Entity, tag="result"):
    """Results of something: an inventory and scores, that may supply processes (openLCA) or be a module of an EPD.

    Attributes:
        system: product system that it was calculated from.
        method: impact method of the scores.
        exchanges: the inventory; the reference is what the results are for.
        impact_results: the scores.
    """

    system: Ref | None = None
    method: Ref | None = None
    exchanges: list[Exchange] = msgspec.field(default_factory=list)
    impact_results: list[ImpactResult] = msgspec.field(default_factory=list)


class EpdModule(Struct):
    """A module of an EPD: its result times ``multiplier``."""

    name: str = ""
    result: Ref | None = None
    multiplier: float | None = None


class Epd(Entity, tag="epd"):
    """An EPD as openLCA has it: a product with a result for each module. ILCD's are processes of type ``epd``.

    Attributes:
        product: the declared product and its amount.
        modules: in the order of the source.
        manufacturer: of the product.
        program_operator: who published the declaration.
        verifier: who verified it.
        data_generator: who calculated it.
        pcr: product category rules.
        original: the declaration itself.
        urn: where it comes from.
        registration_id: its number at the programme operator.
        epd_type: what it stands for.
        valid_from: date, as spelled.
        valid_until: date, as spelled.
        place: market or place of production.
        manufacturing: how the product is made.
        product_usage: what it is for.
        use_advice: on the use of the data set.
    """

    product: Exchange | None = None
    modules: list[EpdModule] = msgspec.field(default_factory=list)
    manufacturer: Ref | None = None
    program_operator: Ref | None = None
    verifier: Ref | None = None
    data_generator: Ref | None = None
    pcr: Ref | None = None
    original: Ref | None = None
    urn: str = ""
    registration_id: str = ""
    epd_type: EpdType | None = None
    valid_from: str = ""
    valid_until: str = ""
    place: Place | None = None
    manufacturing: Text = msgspec.field(default_factory=dict)
    product_usage: Text = msgspec.field(default_factory=dict)
    use_advice: Text = msgspec.field(default_factory=dict)
