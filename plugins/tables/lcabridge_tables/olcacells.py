"""Headings of openLCA's process workbook, and which column of the template says the same."""

from __future__ import annotations

from collections.abc import Mapping

from lcabridge.model import EntityType

_HEAD = {
    "uuid": "uuid", "name": "name", "description": "description", "category": "classifications", "version": "version",
    "last change": "last_change", "tags": "tags",
}  # fmt: skip
ENTITY_SHEETS: Mapping[str, tuple[EntityType, Mapping[str, str]]] = {
    "Flows": (
        "flow",
        {**_HEAD, "type": "flow_type", "cas": "cas", "formula": "formula", "location": "place.ref.name", "synonyms": "synonyms"},
    ),
    "Flow properties": ("flow_property", {**_HEAD, "unit group": "unit_group.name", "type": "property_type"}),
    "Unit groups": ("unit_group", {**_HEAD, "default flow property": "default_property.name"}),
    "Locations": ("location", {**_HEAD, "code": "code", "latitude": "latitude", "longitude": "longitude"}),
    "Actors": (
        "contact",
        {**_HEAD, "address": "address", "city": "city", "zip code": "zip_code", "country": "country", "e-mail": "email",
         "telephone": "telephone", "telefax": "telefax", "website": "website"},
    ),
    "Sources": ("source", {**_HEAD, "url": "url", "text reference": "citation", "year": "year"}),
    "Currencies": ("currency", {**_HEAD, "code": "code", "conversion factor": "factor", "reference currency": "reference.name"}),
}  # fmt: skip
"""Sheet to the type of its data sets and their columns, in lower case."""

SECTIONS = (
    "General information", "Time", "Geography", "Technology", "Data quality", "LCI method", "Data source information",
    "Completeness", "Sources", "Administrative information", "Input parameters", "Calculated parameters",
    "Global input parameters", "Global calculated parameters", "Physical & economic allocation", "Causal allocation",
    "Review", "Reviewers", "Review methods", "Quality assessment",
)  # fmt: skip

INFO: Mapping[str, Mapping[tuple[str, str], str]] = {
    "General information": {
        **{("general information", heading): attr for heading, attr in _HEAD.items()},
        ("time", "valid from"): "time.valid_from",
        ("time", "valid until"): "time.valid_until",
        ("time", "description"): "time.description",
        ("geography", "location"): "geography.place.ref.name",
        ("geography", "description"): "geography.description",
        ("technology", "description"): "technology.description",
        ("data quality", "process schema"): "dq_system.name",
        ("data quality", "data quality entry"): "dq_entry",
        ("data quality", "flow schema"): "exchange_dq_system.name",
        ("data quality", "social schema"): "social_dq_system.name",
    },
    "Documentation": {
        ("lci method", "process type"): "process_type",
        ("lci method", "lci method"): "modelling.description",
        ("lci method", "modeling constants"): "modelling.constants",
        ("data source information", "data completeness"): "data_sources.cut_off",
        ("data source information", "data selection"): "data_sources.selection",
        ("data source information", "data treatment"): "data_sources.treatment",
        ("data source information", "sampling procedure"): "data_sources.sampling",
        ("data source information", "data collection period"): "data_sources.collection_period",
        ("data source information", "use advice"): "data_sources.use_advice",
        ("administrative information", "project"): "administration.project",
        ("administrative information", "intended application"): "administration.intended_applications",
        ("administrative information", "data set owner"): "administration.owner.name",
        ("administrative information", "data set generator"): "administration.generators",
        ("administrative information", "data set documentor"): "administration.entered_by.name",
        ("administrative information", "publication"): "administration.publication.name",
        ("administrative information", "creation date"): "administration.created",
        ("administrative information", "copyright"): "administration.copyright",
        ("administrative information", "access and use restrictions"): "administration.access_restrictions",
    },
}
"""Sheet, section and label to the column of the template's sheet of processes."""

EXCHANGE = {
    "is reference?": "is_reference", "flow": "flow.name", "unit": "unit.name", "currency": "cost.currency.name",
    "is avoided?": "is_avoided", "provider": "provider.name", "data quality entry": "dq_entry", "location": "place.ref.name",
    "description": "comment",
}  # fmt: skip
"""Amount, costs and uncertainty have rules of their own."""
PARAMETER = {"name": "name", "value": "value", "formula": "formula", "description": "description"}
