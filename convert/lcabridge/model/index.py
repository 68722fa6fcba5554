"""The index of a package: what the second pass must know of every entity, and no more (DESIGN §3, two passes)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from lcabridge.errors import UnitError
from lcabridge.model.base import Entity, EntityType, FlowType, Place, Ref
from lcabridge.model.entities import Category, Flow, FlowProperty, Location, Process, UnitGroup
from lcabridge.model.text import Text


class UnitFactor(msgspec.Struct, frozen=True, gc=False):
    """A unit of a group: name, UUID, reference units per one of it."""

    name: str
    uuid: str
    factor: float
    synonyms: tuple[str, ...] = ()


class PropertyFactor(msgspec.Struct, frozen=True, gc=False):
    """A property of a flow: UUID, amount of it per reference amount of the flow, whether it is the reference."""

    uuid: str
    factor: float
    is_reference: bool


class Summary(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What the index holds of one entity.

    Attributes:
        type: entity type.
        uuid: its UUID.
        version: as spelled in the source.
        name: its name in all languages.
        category: the first classification path, as names; of a category its own path.
        place: code or UUID of its place.
        flow_type: of a flow.
        process_type: of a process, canonical word.
        reference: UUID of what it is measured by: property of a flow, unit group of a property, reference flow of a process.
        units: units of a unit group, the reference unit first.
        properties: properties of a flow.
        code: of a location.
        is_stub: True for a placeholder that stands for a missing data set.
    """

    type: EntityType
    uuid: str
    version: str = ""
    name: Text = msgspec.field(default_factory=dict)
    category: tuple[str, ...] = ()
    place: str = ""
    flow_type: FlowType | None = None
    process_type: str = ""
    reference: str = ""
    units: tuple[UnitFactor, ...] = ()
    properties: tuple[PropertyFactor, ...] = ()
    code: str = ""
    is_stub: bool = False

    def ref(self) -> Ref:
        """Return a reference to the entity."""
        return Ref(type=self.type, uuid=self.uuid, version=self.version, name=self.name)


@lru_cache(maxsize=4096)
def version_key(version: str) -> tuple[int, ...]:
    """Return the sort key of a version: ``01.00`` equals ``01.00.000``; what is no version sorts lowest."""
    parts = version.split(".") if version else []
    if not all(part.isdecimal() for part in parts):
        return (-1,)
    numbers = [int(part) for part in parts]
    return tuple(numbers + [0] * (3 - len(numbers)))


def _place_text(place: Place | None) -> str:
    if place is None:
        return ""
    return place.code or (place.ref.uuid if place.ref else "")


def summarise(entity: Entity) -> Summary:
    """Return the summary of an entity that has been read whole."""
    path = entity.classifications[0].classes if entity.classifications else []
    fields: dict[str, object] = {"category": tuple(c.name for c in path)} if path else {}
    match entity:
        case UnitGroup():
            units = sorted(entity.units, key=lambda unit: not unit.is_reference)
            fields["units"] = tuple(UnitFactor(u.name, u.uuid, u.factor, tuple(u.synonyms)) for u in units)
        case FlowProperty() if entity.unit_group:
            fields["reference"] = entity.unit_group.uuid
        case Flow():
            fields["flow_type"] = entity.flow_type
            fields["place"] = _place_text(entity.place)
            fields["properties"] = tuple(
                PropertyFactor(p.property.uuid, p.factor, p.is_reference) for p in entity.properties
            )
            fields["reference"] = next((p.property.uuid for p in entity.properties if p.is_reference), "")
        case Process():
            fields["process_type"] = entity.process_type or ""
            fields["place"] = _place_text(entity.geography.place if entity.geography else None)
            fields["reference"] = next((e.flow.uuid for e in entity.exchanges if e.is_reference and e.flow), "")
        case Location():
            fields["code"] = entity.code
        case Category():
            fields["category"] = tuple(entity.path)
    return Summary(type=entity.type, uuid=entity.uuid, version=entity.version, name=entity.name, **fields)  # type: ignore[arg-type]  # built per type above


class Index:
    """All summaries of a package, by type and UUID, highest version first.

    Args:
        summaries: of every entity; order does not matter.

    ``missed`` collects references that the index could not resolve, with the entities that hold them
    (``current`` is set by the pipeline before each entity). ``fallback`` holds unit groups and flow properties that are
    assumed where the package refers to them without having them: for unit arithmetic only, ``get`` and ``find`` do not see it.
    ``place_names`` holds the package's own names of place codes (ILCDLocations.xml).
    """

    def __init__(self, summaries: Iterable[Summary] = ()) -> None:
        self._by_type: dict[EntityType, dict[str, list[Summary]]] = {}
        self._codes: dict[str, Summary] | None = None
        self.fallback: Index | None = None
        self.place_names: dict[str, str] = {}
        self.missed: dict[tuple[EntityType, str], tuple[Ref, dict[tuple[EntityType, str], int]]] = {}
        self.current: tuple[EntityType, str] = ("process", "")
        for summary in summaries:
            self.add(summary)

    def add(self, summary: Summary) -> Summary | None:
        """Add a summary; return the one already there of the same identity, if any (which then stays)."""
        versions = self._by_type.setdefault(summary.type, {}).setdefault(summary.uuid, [])
        key = version_key(summary.version)
        for there in versions:
            if version_key(there.version) == key:
                return there
        versions.append(summary)
        if len(versions) > 1:
            versions.sort(key=lambda s: version_key(s.version), reverse=True)
        return None

    def versions(self, type_: EntityType, uuid: str) -> list[Summary]:
        """Return all versions of one UUID, highest first."""
        return self._by_type.get(type_, {}).get(uuid, [])

    def get(self, type_: EntityType, uuid: str, version: str = "") -> Summary | None:
        """Return the summary: of that version if it is there, else the highest; None if the UUID is not in the package."""
        versions = self._by_type.get(type_, {}).get(uuid)
        if not versions:
            return None
        if version and len(versions) > 1:
            key = version_key(version)
            for summary in versions:
                if version_key(summary.version) == key:
                    return summary
        return versions[0]

    def find(self, ref: Ref) -> Summary | None:
        """Return the summary of a reference's target; remember the reference in ``missed`` where there is none."""
        found = self.get(ref.type, ref.uuid, ref.version)
        if found is None:
            entry = self.missed.setdefault((ref.type, ref.uuid), (ref, {}))
            entry[1][self.current] = entry[1].get(self.current, 0) + 1
        return found

    def of_type(self, type_: EntityType) -> Iterator[Summary]:
        """Yield every summary of one type, sorted by UUID, highest version first."""
        by_uuid = self._by_type.get(type_, {})
        for uuid in sorted(by_uuid):
            yield from by_uuid[uuid]

    def types(self) -> list[EntityType]:
        """Return the types present."""
        return sorted(self._by_type)

    def __len__(self) -> int:
        return sum(len(v) for by_uuid in self._by_type.values() for v in by_uuid.values())

    def __iter__(self) -> Iterator[Summary]:
        for type_ in self.types():
            yield from self.of_type(type_)

    def place_code(self, place: Place | None) -> str:
        """Return the code of a place: its own, or that of the Location it refers to, else ""."""
        if place is None:
            return ""
        if place.code or place.ref is None:
            return place.code
        location = self.find(place.ref)
        return location.code if location else ""

    def location_by_code(self, code: str) -> Summary | None:
        """Return the Location with that code; the first by UUID where several share it."""
        if self._codes is None:
            self._codes = {}
            for summary in self.of_type("location"):
                self._codes.setdefault(summary.code, summary)
        return self._codes.get(code)

    def reference_property(self, flow_uuid: str) -> Summary | None:
        """Return the reference flow property of a flow, None where flow or property is not in the package."""
        flow = self.get("flow", flow_uuid)
        return self._measure("flow_property", flow.reference) if flow else None

    def _measure(self, type_: EntityType, uuid: str) -> Summary | None:
        return self.get(type_, uuid) or (self.fallback.get(type_, uuid) if self.fallback else None)

    def unit_group_of(self, property_uuid: str) -> Summary | None:
        """Return the unit group of a flow property."""
        prop = self._measure("flow_property", property_uuid)
        return self._measure("unit_group", prop.reference) if prop else None

    def unit_factor(self, property_uuid: str, unit: str) -> float | None:
        """Return reference units per one ``unit`` (name, synonym or UUID) of a property; None where unknown."""
        group = self.unit_group_of(property_uuid)
        if group is None:
            return None
        for entry in group.units:
            if unit in (entry.uuid, entry.name):
                return entry.factor
        return next((entry.factor for entry in group.units if unit in entry.synonyms), None)

    def property_factor(self, flow_uuid: str, property_uuid: str) -> float | None:
        """Return the factor of a property of a flow (property amount per reference amount); None where unknown."""
        flow = self.get("flow", flow_uuid)
        if flow is None:
            return None
        return next((p.factor for p in flow.properties if p.uuid == property_uuid), None)

    def reference_scale(self, flow_uuid: str, property_uuid: str, unit: str) -> float:
        """Return the factor that turns an amount in ``unit`` of ``property`` into the flow's reference amount.

        reference amount = amount × unit factor ÷ property factor × the reference property's own factor (DESIGN §2).
        With 1 kg = 10 MJ, 20 MJ → 20 × 1 ÷ 10 × 1 = 2 kg.

        Args:
            flow_uuid: the flow.
            property_uuid: property of the amount; "" means the flow's reference property.
            unit: name or UUID; "" means the reference unit of the property.

        Raises:
            UnitError: a factor is missing or zero, so that nothing certain can be said.
        """
        flow = self.get("flow", flow_uuid)
        prop = property_uuid or (flow.reference if flow else "")
        unit_factor = self.unit_factor(prop, unit) if unit else 1.0
        if unit_factor is None:
            raise UnitError(
                f"unit {unit!r} is not known for flow property {prop}",
                f"流属性 {prop} 没有单位 {unit!r}",
            )
        if flow is None or prop == flow.reference:
            if flow is None and property_uuid:
                raise UnitError(f"flow {flow_uuid} is not in the package", f"数据包中没有流 {flow_uuid}")
            return unit_factor
        factor = self.property_factor(flow_uuid, prop)
        own = self.property_factor(flow_uuid, flow.reference)
        if not factor or own is None:
            raise UnitError(
                f"flow {flow_uuid} has no usable factor for flow property {prop}",
                f"流 {flow_uuid} 没有流属性 {prop} 的有效换算系数",
            )
        return unit_factor / factor * own
