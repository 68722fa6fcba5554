"""Unit data for packages that refer to openLCA's reference units without having them (flcac-* and other JSON-LD exports)."""

from __future__ import annotations

from functools import cache

from lcabridge.model import EntityType, Index, pick, summarise
from lcabridge.report import EntityKey, Report, Stage, catalogue
from lcabridge.units import flow_property_entity, reference, reference_properties, unit_group_entity


@cache
def reference_index() -> Index:
    """Return an index of openLCA's reference unit groups and flow properties."""
    groups = (unit_group_entity(uuid) for uuid in reference().groups)
    properties = (flow_property_entity(uuid) for uuid in reference_properties())
    return Index(summarise(entity) for entity in (*groups, *properties) if entity is not None)


def assume_units(index: Index, report: Report) -> None:
    """Let the index fall back on openLCA's reference units where it needs them, and report each: once, as ASSUMED."""
    wanted: set[tuple[EntityType, str]] = {
        ("flow_property", p.uuid) for flow in index.of_type("flow") for p in flow.properties
    }
    wanted |= {("unit_group", prop.reference) for prop in index.of_type("flow_property")}
    absent = sorted((type_, uuid) for type_, uuid in wanted if index.get(type_, uuid) is None)
    if not absent:
        return
    index.fallback = reference_index()
    report.stage = Stage.INDEX
    for type_, uuid in absent:
        assumed = index.fallback.get(type_, uuid)
        if assumed is None:
            continue
        report.add(
            catalogue.UNITS_ASSUMED,
            entity=EntityKey(type_, uuid),
            file="",
            value=uuid,
            type=type_,
            uuid=uuid,
            name=pick(assumed.name, "en"),
        )
