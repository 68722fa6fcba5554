"""What one data set has to know of the package: its flows, and which activities stand in it more than once."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from lcabridge.codes import keygen
from lcabridge.model import Entity, Flow, FlowProperty, Index, Ref, Text, Unit, UnitGroup, UnitRef
from lcabridge.units import flow_property_entity, reference, reference_property_of, unit_group_entity
from lcabridge_ecospold.spold2.names import COMPARTMENT_IDS, COMPARTMENTS, FORMAT, ID_ALIAS, UNITS, derived, uuid_of
from lcabridge_ecospold.spold2.xmlout import cut, sayable


class FlowFacts(msgspec.Struct, gc=False):
    """What exchanges repeat of a flow.

    Attributes:
        ref: reference to it; its name stands with the flow.
        unit: unit in which all its exchanges are written.
        elementary: False for what EcoSpold 2 calls intermediate.
        waste: True where the sign rule holds (see ``signs``).
        cas: CAS number.
        formula: chemical formula.
        synonyms: as ``[language, text]`` pairs.
        compartment: id and names of the subcompartment.
        name: the name that the package gives it.
        english: the same where it has one in English only.
        raw: its id as EcoSpold 2 spells it.
    """

    ref: Ref
    name: Text
    unit: str
    elementary: bool
    waste: bool
    cas: str = ""
    formula: str = ""
    synonyms: Any = None
    compartment: tuple[str, ...] = ()
    english: str | None = None
    raw: str = ""


class Tables:
    """Shared by all data sets of a package.

    Args:
        flows: by id as the source spells it.
        shared: UUIDs of activities that several data sets have: one per reference product (system models).
        openlca_ids: True to derive every process UUID as openLCA does.
        sources: year and first author of a source, by UUID.
        places: code of a location, by UUID.
        emails: e-mail address of a contact, by UUID.
    """

    def __init__(
        self,
        flows: dict[str, FlowFacts],
        shared: frozenset[str],
        *,
        openlca_ids: bool = False,
        sources: dict[str, tuple[str, str]] | None = None,
        places: dict[str, str] | None = None,
        emails: dict[str, str] | None = None,
    ) -> None:
        self.flows = flows
        self.shared = shared
        self.sources = sources or {}
        self.places = places or {}
        self.emails = emails or {}
        self.openlca_ids = openlca_ids

    def process(self, activity: str, product: str) -> str:
        """Return the UUID of the process that an activity and its reference product are.

        It is the activity's own where one data set has it; else what openLCA derives: ``keygen(activity, product)``.
        """
        if product and (self.openlca_ids or activity in self.shared):
            return keygen(activity, product)
        return activity


def facts_of(flow: Flow, unit: str) -> FlowFacts:
    """Return what exchanges repeat of a flow."""
    return FlowFacts(
        ref=Ref(type="flow", uuid=flow.uuid),
        name=flow.name,
        unit=unit,
        elementary=flow.flow_type == "elementary",
        waste=flow.flow_type == "waste",
        cas=native_cas(flow),
        formula=flow.formula if len(flow.formula) <= 40 and flow.formula == sayable(flow.formula) else "",
        synonyms=listed_synonyms(flow),
        compartment=compartment_of(flow),
        raw=raw_id(flow),
        english=flow.name["en"] if list(flow.name) == ["en"] else None,
    )


def raw_id(entity: Entity) -> str:
    """Return the id that the source gave, where it stands for the UUID."""
    said = next((alias.id for alias in entity.aliases if alias.system == ID_ALIAS), "")
    return said if said and uuid_of(said) == entity.uuid else entity.uuid


_CAS = re.compile(r"[0-9]{1,7}-[0-9]{2}-[0-9]").fullmatch


def native_cas(flow: Flow) -> str:
    """Return the CAS number as the XSD takes it, "" where it is none (``TCasNumber``)."""
    return flow.cas if _CAS(flow.cas) and len(flow.cas) <= 12 else ""


def listed_synonyms(flow: Entity) -> list[list[str]]:
    """Return synonyms as they are written: the list that is kept, or what the joined text tells."""
    kept = flow.extra.get(FORMAT, {}).get("synonyms")
    return kept or [[tag, part] for tag, text in flow.synonyms.items() for part in text.split("; ")]


def compartment_of(flow: Flow) -> tuple[str, ...]:
    """Return id, compartment and subcompartment of an elementary flow as its exchanges repeat them, () for others.

    Where the flow has none of EcoSpold 2, they are made of its category: the medium, and the last level.
    """
    if flow.flow_type != "elementary":
        return ()
    kept = flow.extra.get(FORMAT, {}).get("compartment")
    path = next((c for c in flow.classifications if c.system == COMPARTMENTS), None)
    if isinstance(kept, dict) and path is not None and path.classes:
        return () if kept.get("names") else (str(kept.get("@subcompartmentId", "")), *(e.name for e in path.classes))
    names = [entry.name for entry in flow.classifications[0].classes] if flow.classifications else []
    words = [name for name in names if name.strip().lower() not in _ROOTS]
    medium = next((found for word in words for start, found in _MEDIA if word.strip().lower().startswith(start)), "")
    top = medium or (words[0] if words else "unspecified")
    sub = words[-1] if len(words) > 1 else "unspecified"
    top, sub = cut(top, 40) or "unspecified", cut(sub, 40) or "unspecified"
    return (COMPARTMENT_IDS.get((top, sub)) or derived("compartment", top, sub), top, sub)


_ROOTS = frozenset({"elementary flows", "elementary flow", "emissions", "emission"})
_MEDIA = (
    ("emissions to air", "air"), ("emission to air", "air"), ("air", "air"), ("emissions to water", "water"),
    ("emissions to fresh water", "water"), ("emissions to sea water", "water"), ("emission to water", "water"),
    ("water", "water"), ("emissions to soil", "soil"), ("emission to soil", "soil"), ("emission to ground", "soil"),
    ("soil", "soil"), ("resource", "natural resource"), ("natural resource", "natural resource"),
    ("land use", "natural resource"),
)  # fmt: skip


def unit_of(flow: Flow, index: Index) -> str:
    """Return the unit in which the exchanges of a flow are written: the one EcoSpold 2 gave it, else its reference unit."""
    own = flow.extra.get(FORMAT, {}).get("unit")
    if isinstance(own, str) and own:
        return own
    reference_property = next((p.property.uuid for p in flow.properties if p.is_reference), "")
    group = index.unit_group_of(reference_property) if reference_property else None
    return group.units[0].name if group and group.units else ""


def property_of(unit: str) -> str:
    """Return the UUID of the flow property that a unit measures: of openLCA's reference data, or one of its own."""
    known = UNITS.get(unit, unit)
    return reference_property_of(known) or keygen("FLOW_PROPERTY", unit)


def reference_unit(unit: str) -> str:
    """Return the reference unit of the property that a unit measures."""
    prop = flow_property_entity(property_of(unit))
    group = reference().groups.get(prop.unit_group.uuid) if prop and prop.unit_group else None
    return group.reference.name if group else unit


def measures(units: list[str]) -> list[UnitGroup | FlowProperty]:
    """Return the unit groups and flow properties of all units that a package names; a spelling becomes a synonym."""
    groups: dict[str, UnitGroup] = {}
    properties: dict[str, FlowProperty] = {}
    for unit in sorted(set(units)):
        uuid = property_of(unit)
        prop = flow_property_entity(uuid)
        group = unit_group_entity(prop.unit_group.uuid) if prop and prop.unit_group else None
        if prop is None or group is None:
            group = UnitGroup(
                uuid=keygen("UNIT_GROUP", unit),
                name={"en": f"Units of {unit}"},
                units=[Unit(name=unit, is_reference=True, uuid=keygen("UNIT", unit))],
                default_property=Ref(type="flow_property", uuid=uuid, name={"en": unit}),
            )
            prop = FlowProperty(
                uuid=uuid,
                name={"en": unit},
                unit_group=Ref(type="unit_group", uuid=group.uuid, name=group.name),
                property_type="physical",
            )
        group = groups.setdefault(group.uuid, group)
        properties.setdefault(uuid, prop)
        known = UNITS.get(unit)
        for entry in group.units:
            if entry.name == known and unit not in (entry.name, *entry.synonyms):
                entry.synonyms.append(unit)
    wanted: list[UnitGroup | FlowProperty] = [*groups.values(), *properties.values()]
    missing = {g.default_property.uuid for g in groups.values() if g.default_property} - properties.keys()
    return [*wanted, *(prop for uuid in sorted(missing) if (prop := flow_property_entity(uuid)))]


_units: dict[str, UnitRef] = {}


def unit_ref(name: str) -> UnitRef:
    """Return the reference to a unit; few units, shared by all exchanges."""
    found = _units.get(name)
    if found is None:
        found = _units[name] = UnitRef(name=name)
    return found
