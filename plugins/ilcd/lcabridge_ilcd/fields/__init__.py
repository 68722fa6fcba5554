"""The field table: one module per data set type, one row per element or attribute of the ILCD schemas."""

from __future__ import annotations

from lcabridge.model import EntityType
from lcabridge_ilcd.fields.contact import CONTACT
from lcabridge_ilcd.fields.flow import FLOW
from lcabridge_ilcd.fields.impact import IMPACT_CATEGORY
from lcabridge_ilcd.fields.lifecycle import MODEL
from lcabridge_ilcd.fields.process import PROCESS
from lcabridge_ilcd.fields.quantity import FLOW_PROPERTY, UNIT_GROUP
from lcabridge_ilcd.fields.source import SOURCE
from lcabridge_ilcd.rows import DataSet

DATA_SETS: dict[EntityType, DataSet] = {
    table.type: table for table in (CONTACT, SOURCE, UNIT_GROUP, FLOW_PROPERTY, FLOW, PROCESS, IMPACT_CATEGORY, MODEL)
}
ROOTS: dict[str, DataSet] = {table.root: table for table in DATA_SETS.values()}

__all__ = ["DATA_SETS", "ROOTS"]
