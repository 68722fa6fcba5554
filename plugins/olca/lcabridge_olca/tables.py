"""The field tables: JSON key ↔ model attribute ↔ kind. One row serves reading, writing, and ``keeps``.

The classes are those of olca-schema 2; ``old`` is what openLCA 1 called the field (olca-schema CHANGES.md).
"""

from __future__ import annotations

from lcabridge.model import (
    Administration,
    AllocationFactor,
    Aspect,
    Category,
    Completeness,
    Compliance,
    Contact,
    Cost,
    Currency,
    DataSources,
    DQIndicator,
    DQScore,
    DQSystem,
    Exchange,
    Flow,
    FlowProperty,
    FlowPropertyFactor,
    Geography,
    GlobalParameter,
    ImpactCategory,
    ImpactFactor,
    ImpactMethod,
    Location,
    Modelling,
    NormalisationFactor,
    NormalisationSet,
    Parameter,
    ParameterRedefinition,
    ParameterSet,
    Process,
    Project,
    Review,
    ReviewScope,
    SocialAspect,
    SocialIndicator,
    Source,
    Technology,
    Time,
    Uncertainty,
    Unit,
    UnitGroup,
)
from lcabridge_olca import names
from lcabridge_olca.kinds import (
    BOOLEAN,
    CATEGORY,
    DIRECTION,
    INTEGER,
    JSON,
    NUMBER,
    PLACE,
    STRING,
    STRINGS,
    TEXT,
    UNIT,
    EnumKind,
    FirstKind,
    InlineKind,
    ListKind,
    ObjectKind,
    RefKind,
)
from lcabridge_olca.shapes import Row, Shape


def _list(shape: Shape) -> ListKind:
    return ListKind(ObjectKind(shape))


ACTOR = RefKind("contact")
SOURCE_REF = RefKind("source")
FLOW_REF = RefKind("flow")
PROPERTY_REF = RefKind("flow_property")
DQ_REF = RefKind("dq_system")
PROVIDER = RefKind("process", "model", "result")
CONTEXT = RefKind("process", "impact_category", "impact_method", "model")
ALLOCATION = EnumKind(names.ALLOCATION_TYPES)

# What every root entity has, in openLCA's order.
ROOT = (
    Row("@id", "uuid", STRING),
    Row("name", "name", TEXT),
    Row("description", "description", TEXT),
    Row("category", "classifications", CATEGORY),
    Row("version", "version", STRING),
    Row("lastChange", "last_change", STRING),
    Row("tags", "tags", STRINGS),
)

UNCERTAINTY = Shape(
    "Uncertainty", Uncertainty,
    Row("distributionType", "distribution", EnumKind(names.DISTRIBUTIONS)),
    Row("geomMean", "median", NUMBER),
    Row("geomSd", "gsd", NUMBER),
    Row("mean", "mean", NUMBER),
    Row("sd", "sd", NUMBER),
    Row("minimum", "minimum", NUMBER),
    Row("mode", "mode", NUMBER),
    Row("maximum", "maximum", NUMBER),
    absent={"distribution": "undefined"},
    many=True,
)  # fmt: skip
SPREAD = Row("uncertainty", "uncertainty", ObjectKind(UNCERTAINTY))

_PARAMETER = (
    Row("value", "value", NUMBER),
    Row("formula", "formula", STRING),
    Row("isInputParameter", "is_input", BOOLEAN, "inputParameter"),
    SPREAD,
)
PARAMETER = Shape(
    "Parameter", Parameter,
    Row("@id", "uuid", STRING),
    Row("name", "name", STRING),
    Row("description", "description", TEXT),
    Row("category", "classifications", CATEGORY),
    Row("version", "version", STRING),
    Row("lastChange", "last_change", STRING),
    Row("tags", "tags", STRINGS),
    *_PARAMETER,
    Row("parameterScope", "@scope", STRING),
    absent={"name": ""}, finish="parameter", fill="parameter",
)  # fmt: skip
GLOBAL_PARAMETER = Shape(
    "Parameter", GlobalParameter,
    *(row for row in ROOT if row.key != "name"),
    Row("name", "parameter.name", STRING),
    *(row._replace(attr=f"parameter.{row.attr}") for row in _PARAMETER),
    Row("parameterScope", "@scope", STRING),
    groups={"parameter": Parameter}, absent={"parameter.name": ""}, finish="global_parameter", fill="global_parameter",
)  # fmt: skip
REDEFINITION = Shape(
    "ParameterRedef", ParameterRedefinition,
    Row("name", "name", STRING),
    Row("description", "description", TEXT),
    Row("value", "value", NUMBER),
    Row("context", "context", CONTEXT),
    Row("isProtected", "is_protected", BOOLEAN),
    SPREAD,
    absent={"name": ""},
)  # fmt: skip
PARAMETER_SET = Shape(
    "ParameterRedefSet", ParameterSet,
    Row("name", "name", STRING),
    Row("description", "description", TEXT),
    Row("isBaseline", "is_baseline", BOOLEAN),
    Row("parameters", "parameters", _list(REDEFINITION)),
)  # fmt: skip

UNIT_SHAPE = Shape(
    "Unit", Unit,
    Row("@id", "uuid", STRING),
    Row("name", "name", STRING),
    Row("description", "description", TEXT),
    Row("conversionFactor", "factor", NUMBER),
    Row("isRefUnit", "is_reference", BOOLEAN, "referenceUnit"),
    Row("synonyms", "synonyms", STRINGS),
    # openLCA 1 alone has these two of a unit; openLCA 2 passes over them.
    Row("version", "version", STRING),
    Row("lastChange", "last_change", STRING),
    absent={"name": ""},
)  # fmt: skip
UNIT_GROUP = Shape(
    "UnitGroup", UnitGroup, *ROOT,
    Row("defaultFlowProperty", "default_property", PROPERTY_REF),
    Row("units", "units", _list(UNIT_SHAPE)),
    fill="unit_group",
)  # fmt: skip
FLOW_PROPERTY = Shape(
    "FlowProperty", FlowProperty, *ROOT,
    Row("flowPropertyType", "property_type", EnumKind(names.PROPERTY_TYPES)),
    Row("unitGroup", "unit_group", RefKind("unit_group")),
)  # fmt: skip
FLOW_PROPERTY_FACTOR = Shape(
    "FlowPropertyFactor", FlowPropertyFactor,
    Row("flowProperty", "property", PROPERTY_REF),
    Row("conversionFactor", "factor", NUMBER),
    Row("isRefFlowProperty", "is_reference", BOOLEAN, "referenceFlowProperty"),
    finish="flow_property_factor",
)  # fmt: skip
FLOW = Shape(
    "Flow", Flow, *ROOT,
    Row("flowType", "flow_type", EnumKind(names.FLOW_TYPES, names.COARSER_FLOW_TYPES)),
    Row("cas", "cas", STRING),
    Row("formula", "formula", STRING),
    Row("synonyms", "synonyms", TEXT),
    Row("isInfrastructureFlow", "is_infrastructure", BOOLEAN, "infrastructureFlow"),
    Row("location", "place", PLACE),
    Row("flowProperties", "properties", _list(FLOW_PROPERTY_FACTOR)),
    fill="name_parts",
)  # fmt: skip

EXCHANGE = Shape(
    "Exchange", Exchange,
    Row("internalId", "id", INTEGER),
    Row("isInput", "direction", DIRECTION, "input"),
    Row("isQuantitativeReference", "is_reference", BOOLEAN, "quantitativeReference"),
    Row("isAvoidedProduct", "is_avoided", BOOLEAN, "avoidedProduct"),
    Row("flow", "flow", FLOW_REF),
    Row("amount", "amount", NUMBER),
    Row("amountFormula", "formula", STRING),
    Row("unit", "unit", UNIT),
    Row("flowProperty", "property", PROPERTY_REF),
    Row("defaultProvider", "provider", PROVIDER),
    Row("location", "place", PLACE),
    Row("uncertainty", "uncertainty", ObjectKind(UNCERTAINTY)),
    Row("baseUncertainty", "base_uncertainty", NUMBER),
    Row("dqEntry", "dq_entry", STRING),
    Row("costValue", "cost.value", NUMBER),
    Row("costFormula", "cost.formula", STRING),
    Row("currency", "cost.currency", RefKind("currency")),
    Row("description", "comment", TEXT),
    groups={"cost": Cost},
    # openLCA reads an absent isInput as false.
    absent={"direction": "output"},
    fill="exchange",
    many=True,
)  # fmt: skip
EXCHANGE_REF = Shape(
    "ExchangeRef", None,
    Row("internalId", "exchange_id", INTEGER),
    # openLCA 1 names the flow too; openLCA 2 passes over it.
    Row("flow", "exchange_flow", FLOW_REF),
)  # fmt: skip
ALLOCATION_FACTOR = Shape(
    "AllocationFactor", AllocationFactor,
    Row("allocationType", "method", ALLOCATION),
    Row("product", "product", FLOW_REF),
    Row("value", "value", NUMBER),
    Row("formula", "formula", STRING),
    Row("exchange", "", InlineKind(EXCHANGE_REF)),
    many=True,
)  # fmt: skip
SOCIAL_ASPECT = Shape(
    "SocialAspect", SocialAspect,
    Row("socialIndicator", "indicator", RefKind("social_indicator")),
    Row("activityValue", "activity_value", NUMBER),
    Row("rawAmount", "raw_amount", STRING),
    Row("riskLevel", "risk_level", STRING),
    Row("comment", "comment", TEXT),
    Row("source", "source", SOURCE_REF),
    Row("quality", "quality", STRING),
)  # fmt: skip
ASPECT = Shape("AspectValue", Aspect, Row("aspect", "name", STRING), Row("value", "value", STRING), absent={"name": ""})
REVIEW_SCOPE = Shape(
    "ReviewScope", ReviewScope, Row("name", "name", STRING), Row("methods", "methods", STRINGS), absent={"name": ""}
)
REVIEW = Shape(
    "Review", Review,
    Row("reviewType", "type", STRING),
    Row("scopes", "scopes", _list(REVIEW_SCOPE)),
    Row("assessment", "indicators", _list(ASPECT)),
    Row("details", "details", TEXT),
    Row("reviewers", "reviewers", ListKind(ACTOR)),
    Row("report", "report", SOURCE_REF),
)  # fmt: skip
COMPLIANCE = Shape(
    "ComplianceDeclaration", Compliance,
    Row("system", "system", SOURCE_REF),
    Row("aspects", "aspects", _list(ASPECT)),
    Row("comment", "comment", TEXT),
)  # fmt: skip
DOCUMENTATION = Shape(
    "ProcessDocumentation", None,
    Row("validFrom", "time.valid_from", STRING),
    Row("validUntil", "time.valid_until", STRING),
    Row("timeDescription", "time.description", TEXT),
    Row("geographyDescription", "geography.description", TEXT),
    Row("technologyDescription", "technology.description", TEXT),
    Row("inventoryMethodDescription", "modelling.description", TEXT),
    Row("modelingConstantsDescription", "modelling.constants", TEXT),
    Row("completenessDescription", "data_sources.cut_off", TEXT),
    Row("dataSelectionDescription", "data_sources.selection", TEXT),
    Row("dataTreatmentDescription", "data_sources.treatment", TEXT),
    Row("samplingDescription", "data_sources.sampling", TEXT),
    Row("dataCollectionDescription", "data_sources.collection_period", TEXT),
    Row("useAdvice", "data_sources.use_advice", TEXT),
    Row("sources", "data_sources.sources", ListKind(SOURCE_REF)),
    Row("flowCompleteness", "completeness.elementary_flows", _list(ASPECT)),
    Row("reviews", "reviews", _list(REVIEW)),
    Row("complianceDeclarations", "compliance", _list(COMPLIANCE)),
    Row("projectDescription", "administration.project", TEXT),
    Row("intendedApplication", "administration.intended_applications", TEXT),
    Row("dataGenerator", "administration.generators", FirstKind(ACTOR)),
    Row("creationDate", "administration.created", STRING),
    Row("dataDocumentor", "administration.entered_by", ACTOR),
    Row("publication", "administration.publication", SOURCE_REF),
    Row("dataSetOwner", "administration.owner", ACTOR),
    Row("isCopyrightProtected", "administration.copyright", BOOLEAN, "copyright"),
    Row("restrictionsDescription", "administration.access_restrictions", TEXT),
)  # fmt: skip
# openLCA 1 has one reviewer and one text; ``reading.FINISH`` makes a review of them.
OLD_REVIEW = {"reviewer": Row("reviewer", "@reviewer", ACTOR), "reviewDetails": Row("reviewDetails", "@details", TEXT)}

PROCESS = Shape(
    "Process", Process, *ROOT,
    Row("processType", "process_type", EnumKind(names.PROCESS_TYPES, names.COARSER_PROCESS_TYPES)),
    Row("defaultAllocationMethod", "default_allocation", ALLOCATION),
    Row("isInfrastructureProcess", "is_infrastructure", BOOLEAN, "infrastructureProcess"),
    Row("location", "geography.place", PLACE),
    Row("processDocumentation", "", InlineKind(DOCUMENTATION)),
    Row("lastInternalId", "last_exchange_id", INTEGER),
    Row("dqSystem", "dq_system", DQ_REF),
    Row("dqEntry", "dq_entry", STRING),
    Row("exchangeDqSystem", "exchange_dq_system", DQ_REF),
    Row("socialDqSystem", "social_dq_system", DQ_REF),
    Row("parameters", "parameters", _list(PARAMETER)),
    Row("exchanges", "exchanges", _list(EXCHANGE)),
    Row("socialAspects", "social_aspects", _list(SOCIAL_ASPECT)),
    Row("allocationFactors", "allocation", _list(ALLOCATION_FACTOR)),
    groups={
        "time": Time,
        "geography": Geography,
        "technology": Technology,
        "modelling": Modelling,
        "data_sources": DataSources,
        "completeness": Completeness,
        "administration": Administration,
    },
    finish="process", fill="process",
)  # fmt: skip

IMPACT_FACTOR = Shape(
    "ImpactFactor", ImpactFactor,
    Row("flow", "flow", FLOW_REF),
    Row("value", "value", NUMBER),
    Row("formula", "formula", STRING),
    Row("unit", "unit", UNIT),
    Row("flowProperty", "property", PROPERTY_REF),
    Row("location", "place", PLACE),
    SPREAD,
    fill="quantity",
    many=True,
)  # fmt: skip
IMPACT_CATEGORY = Shape(
    "ImpactCategory", ImpactCategory, *ROOT,
    Row("code", "code", STRING),
    Row("refUnit", "unit", STRING, "referenceUnitName"),
    Row("direction", "direction", EnumKind(names.DIRECTIONS)),
    Row("source", "source", SOURCE_REF),
    Row("parameters", "parameters", _list(PARAMETER)),
    Row("impactFactors", "factors", _list(IMPACT_FACTOR)),
)  # fmt: skip
NW_FACTOR = Shape(
    "NwFactor", NormalisationFactor,
    Row("impactCategory", "category", RefKind("impact_category")),
    Row("normalisationFactor", "normalisation", NUMBER),
    Row("weightingFactor", "weighting", NUMBER),
)  # fmt: skip
NW_SET = Shape(
    "NwSet", NormalisationSet,
    Row("@id", "uuid", STRING),
    Row("name", "name", TEXT),
    Row("description", "description", TEXT),
    Row("weightedScoreUnit", "unit", STRING),
    # openLCA 1 alone has these two of a set; openLCA 2 passes over them.
    Row("version", "version", STRING),
    Row("lastChange", "last_change", STRING),
    Row("factors", "factors", _list(NW_FACTOR)),
    finish="nw_set",
)  # fmt: skip
IMPACT_METHOD = Shape(
    "ImpactMethod", ImpactMethod, *ROOT,
    Row("code", "code", STRING),
    Row("source", "source", SOURCE_REF),
    Row("impactCategories", "categories", ListKind(RefKind("impact_category"))),
    Row("nwSets", "normalisation_sets", _list(NW_SET)),
)  # fmt: skip
SOURCE = Shape(
    "Source", Source, *ROOT,
    Row("textReference", "citation", TEXT),
    Row("url", "url", STRING),
    Row("year", "year", INTEGER),
    Row("externalFile", "files", FirstKind(STRING)),
)  # fmt: skip
CONTACT = Shape(
    "Actor", Contact, *ROOT,
    Row("address", "address", TEXT),
    Row("city", "city", STRING),
    Row("zipCode", "zip_code", STRING),
    Row("country", "country", STRING),
    Row("email", "email", STRING),
    Row("telephone", "telephone", STRING),
    Row("telefax", "telefax", STRING),
    Row("website", "website", STRING),
)  # fmt: skip
LOCATION = Shape(
    "Location", Location, *ROOT,
    Row("code", "code", STRING),
    Row("latitude", "latitude", NUMBER),
    Row("longitude", "longitude", NUMBER),
    Row("geometry", "geometry", JSON),
)  # fmt: skip
CURRENCY = Shape(
    "Currency", Currency, *ROOT,
    Row("code", "code", STRING),
    Row("conversionFactor", "factor", NUMBER),
    Row("refCurrency", "reference", RefKind("currency"), "referenceCurrency"),
)  # fmt: skip
DQ_SCORE = Shape(
    "DQScore", DQScore,
    Row("position", "position", INTEGER),
    Row("label", "label", STRING),
    Row("description", "description", TEXT),
    Row("uncertainty", "uncertainty", NUMBER),
)  # fmt: skip
DQ_INDICATOR = Shape(
    "DQIndicator", DQIndicator,
    Row("position", "position", INTEGER),
    Row("name", "name", STRING),
    Row("scores", "scores", _list(DQ_SCORE)),
)  # fmt: skip
DQ_SYSTEM = Shape(
    "DQSystem", DQSystem, *ROOT,
    Row("hasUncertainties", "has_uncertainties", BOOLEAN),
    Row("source", "source", SOURCE_REF),
    Row("indicators", "indicators", _list(DQ_INDICATOR)),
)  # fmt: skip
SOCIAL_INDICATOR = Shape(
    "SocialIndicator", SocialIndicator, *ROOT,
    Row("activityVariable", "activity_variable", STRING),
    Row("activityQuantity", "activity_quantity", PROPERTY_REF),
    Row("activityUnit", "activity_unit", UNIT),
    Row("unitOfMeasurement", "unit_of_measurement", STRING),
    Row("evaluationScheme", "evaluation_scheme", STRING),
)  # fmt: skip
CATEGORY_SHAPE = Shape(
    "Category", Category, *(row for row in ROOT if row.key != "category"),
    Row("modelType", "target", STRING),
    Row("category", "parent", RefKind("category")),
    finish="category", fill="category",
)  # fmt: skip
PROJECT = Shape("Project", Project, *ROOT)  # the rest is carried whole

ENTITIES: dict[str, Shape] = {
    "contact": CONTACT,
    "category": CATEGORY_SHAPE,
    "currency": CURRENCY,
    "dq_system": DQ_SYSTEM,
    "flow": FLOW,
    "flow_property": FLOW_PROPERTY,
    "impact_category": IMPACT_CATEGORY,
    "impact_method": IMPACT_METHOD,
    "location": LOCATION,
    "parameter": GLOBAL_PARAMETER,
    "process": PROCESS,
    "project": PROJECT,
    "social_indicator": SOCIAL_INDICATOR,
    "source": SOURCE,
    "unit_group": UNIT_GROUP,
}
"""Every type but those of ``results`` and the product system, which ``systems`` reads and writes."""
