"""Facts about openLCA's JSON-LD schema that the audit needs, as tables.

The renames are those of olca-schema's `CHANGES.md` ("Changes in version 2"); member classes and identities follow the
class definitions of olca-schema 2. Nothing here comes from lcabridge.
"""

from __future__ import annotations

import hashlib
import uuid

RENAMES: dict[tuple[str, str], str] = {
    ("Currency", "referenceCurrency"): "refCurrency",
    ("Exchange", "avoidedProduct"): "isAvoidedProduct",
    ("Exchange", "input"): "isInput",
    ("Exchange", "quantitativeReference"): "isQuantitativeReference",
    ("Flow", "infrastructureFlow"): "isInfrastructureFlow",
    ("FlowPropertyFactor", "referenceFlowProperty"): "isRefFlowProperty",
    ("ImpactCategory", "referenceUnitName"): "refUnit",
    ("Parameter", "inputParameter"): "isInputParameter",
    ("Process", "infrastructureProcess"): "isInfrastructureProcess",
    ("ProcessDocumentation", "copyright"): "isCopyrightProtected",
    ("ProductSystem", "referenceExchange"): "refExchange",
    ("ProductSystem", "referenceProcess"): "refProcess",
    ("Unit", "referenceUnit"): "isRefUnit",
}

CHILD: dict[tuple[str, str], str] = {
    ("Process", "exchanges"): "Exchange",
    ("Process", "allocationFactors"): "AllocationFactor",
    ("Process", "parameters"): "Parameter",
    ("Process", "processDocumentation"): "ProcessDocumentation",
    ("Process", "socialAspects"): "SocialAspect",
    ("ProcessDocumentation", "reviews"): "Review",
    ("ProcessDocumentation", "complianceDeclarations"): "ComplianceDeclaration",
    ("ProcessDocumentation", "flowCompleteness"): "AspectValue",
    ("Review", "scopes"): "ReviewScope",
    ("Review", "assessment"): "AspectValue",
    ("ComplianceDeclaration", "aspects"): "AspectValue",
    ("Exchange", "uncertainty"): "Uncertainty",
    ("ImpactFactor", "uncertainty"): "Uncertainty",
    ("Parameter", "uncertainty"): "Uncertainty",
    ("ParameterRedef", "uncertainty"): "Uncertainty",
    ("Flow", "flowProperties"): "FlowPropertyFactor",
    ("UnitGroup", "units"): "Unit",
    ("ImpactCategory", "impactFactors"): "ImpactFactor",
    ("ImpactCategory", "parameters"): "Parameter",
    ("NwSet", "factors"): "NwFactor",
    ("DQSystem", "indicators"): "DQIndicator",
    ("DQIndicator", "scores"): "DQScore",
    ("ProductSystem", "processLinks"): "ProcessLink",
    ("ProductSystem", "parameterSets"): "ParameterRedefSet",
    ("ProductSystem", "analysisGroups"): "AnalysisGroup",
    ("ParameterRedefSet", "parameters"): "ParameterRedef",
    ("Project", "variants"): "ProjectVariant",
    ("ProjectVariant", "parameterRedefs"): "ParameterRedef",
    ("Result", "flowResults"): "FlowResult",
    ("Result", "impactResults"): "ImpactResult",
    ("Epd", "modules"): "EpdModule",
    ("Epd", "product"): "EpdProduct",
    ("Location", "geometry"): "GeoJSON",
}

# References whose target may be of several types: here the type is part of the statement, elsewhere the field says it.
POLYMORPHIC = {
    ("Exchange", "defaultProvider"),
    ("ProcessLink", "provider"),
    ("ProcessLink", "process"),
    ("ProductSystem", "processes"),
    ("ProductSystem", "refProcess"),
    ("ParameterRedef", "context"),
    ("AnalysisGroup", "processes"),
}

DATE_TIMES = {"lastChange", "creationDate", "lastModificationDate"}

_KIND_OF_CLASS = {
    "Uncertainty": "uncertainty",
    "AllocationFactor": "allocation",
    "GeoJSON": "place",
    "Unit": "unit",
}
_KIND_OF_FIELD = {
    ("Exchange", "amount"): "amount",
    ("ImpactFactor", "value"): "amount",
    ("Flow", "formula"): "text",
    ("Location", "code"): "place",
    ("", "latitude"): "place",
    ("", "longitude"): "place",
    ("", "location"): "place",
    ("", "geographyDescription"): "place",
    ("", "lastChange"): "time",
    ("", "creationDate"): "time",
    ("", "lastModificationDate"): "time",
    ("", "validFrom"): "time",
    ("", "validUntil"): "time",
    ("", "year"): "time",
    ("", "timeDescription"): "time",
    ("", "dqEntry"): "data quality",
    ("", "baseUncertainty"): "data quality",
    ("", "amountFormula"): "formula",
    ("", "formula"): "formula",
    ("", "costFormula"): "formula",
    ("", "@id"): "identity",
    ("", "name"): "name",
    ("", "category"): "classification",
    ("", "internalId"): "internal id",
    ("Parameter", "value"): "parameter",
    ("Parameter", "name"): "parameter",
    ("ParameterRedef", "value"): "parameter",
    ("ParameterRedef", "name"): "parameter",
}

# Units of openLCA's reference unit groups for packages that hold none: reference units per unit, from the definitions of
# the units (SI prefixes; international yard and pound of 1959; US liquid gallon = 231 cubic inches; kWh = 3.6 MJ).
EXACT_UNITS = {
    "kg": 1.0, "g": 1e-3, "mg": 1e-6, "t": 1e3, "lb av": 0.45359237, "sh tn": 907.18474,
    "MJ": 1.0, "kJ": 1e-3, "J": 1e-6, "GJ": 1e3, "kWh": 3.6, "MWh": 3600.0,
    "m3": 1.0, "l": 1e-3, "gal (US fl)": 0.003785411784, "cu ft": 0.028316846592,
    "m2": 1.0, "ha": 1e4, "m": 1.0, "km": 1e3, "Item(s)": 1.0, "kBq": 1.0, "Bq": 1e-3,
    "t*km": 1.0, "kg*km": 1e-3, "t*mi": 1.609344,
}  # fmt: skip

BOOKKEEPING_FILES = {"olca-schema.json", "context.json", "meta.info", "openlca.json"}


def kind_of(owner: str, name: str, value: object) -> str:
    """Name the coarse kind of a scalar field `name` of the class `owner`."""
    if value is None or value == "":
        return "empty"
    if isinstance(value, bool):
        return "boolean"
    known = _KIND_OF_CLASS.get(owner) or _KIND_OF_FIELD.get((owner, name)) or _KIND_OF_FIELD.get(("", name))
    if known:
        return known
    if isinstance(value, int | float):
        return "number"
    return "type" if str(value).isupper() and "_" in str(value) else "text"


def key_gen(*parts: str) -> str:
    """Derive the UUID that openLCA derives from a path: version 3 of the MD5 of the lower-case joined parts."""
    text = "/".join(part.strip().lower() for part in parts)
    return str(uuid.UUID(bytes=hashlib.md5(text.encode()).digest(), version=3))


def model_type(class_name: str) -> str:
    """Spell a class name as openLCA's `ModelType`, e.g. `UnitGroup` as `UNIT_GROUP`."""
    if class_name == "DQSystem":
        return "DQ_SYSTEM"
    return "".join("_" + c if c.isupper() and i else c for i, c in enumerate(class_name)).upper()
