"""Packages made in memory for tests of checks: short names for the model's types, and a subject to assess."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Sequence

from lcabridge.assess.catalogue import catalogue, select
from lcabridge.assess.model import Assessment
from lcabridge.assess.profile import Profile, load
from lcabridge.assess.run import assess
from lcabridge.format import Part
from lcabridge.model import (
    ClassEntry,
    Classification,
    Entity,
    Exchange,
    Flow,
    FlowProperty,
    FlowPropertyFactor,
    Index,
    Ref,
    Unit,
    UnitGroup,
    UnitRef,
    summarise,
)
from lcabridge.report import Report

MASS = "93a60a56-a3c8-11da-a746-0800200b9a66"
NCV = "93a60a56-a3c8-11da-a746-0800200c9a66"
WATER = "7ec8d70e-4ffc-4024-86b7-6141cc0a2bf5"
FOSSIL = "64b8e725-b0ba-4837-abb9-62dc0e7b9f6f"
BIOGENIC = "62e503ce-544a-4599-b2ad-bcea15a7bf20"
TRANSPORT = "838aaa20-0117-11db-92e3-0800200c9a66"
KILOGRAMS = "93a60a57-a4c8-11da-a746-0800200c9a66"
MEGAJOULES = "93a60a57-a3c8-11da-a746-0800200c9a66"
TONNE_KILOMETRES = "838aaa21-0117-11db-92e3-0800200c9a66"

PROPERTIES = {
    MASS: ("Mass", "质量", KILOGRAMS),
    NCV: ("Net calorific value", "净热值", MEGAJOULES),
    WATER: ("Water content (mass)", "含水量", KILOGRAMS),
    FOSSIL: ("Carbon content (fossil)", "化石碳含量", KILOGRAMS),
    BIOGENIC: ("Carbon content (biogenic)", "生物碳含量", KILOGRAMS),
    TRANSPORT: ("Goods transport (mass*distance)", "货物运输", TONNE_KILOMETRES),
}
GROUPS = {
    KILOGRAMS: ("Units of mass", "质量单位", (("kg", 1.0), ("g", 0.001), ("t", 1000.0))),
    MEGAJOULES: ("Units of energy", "能量单位", (("MJ", 1.0), ("kWh", 3.6))),
    TONNE_KILOMETRES: ("Units of mass*length", "质量距离单位", (("t*km", 1.0), ("kg*km", 0.001))),
}
UNITS = {MASS: "kg", NCV: "MJ", TRANSPORT: "t*km"}
AIR = (("1", "Emissions"), ("1.3", "Emissions to air"), ("1.3.4", "Emissions to air, unspecified"))
SOIL = (("1", "Emissions"), ("1.2", "Emissions to soil"), ("1.2.2", "Emissions to non-agricultural soil"))
GROUND = (
    ("2", "Resources"),
    ("2.1", "Resources from ground"),
    ("2.1.1", "Non-renewable material resources from ground"),
)
FROM_AIR = (("2", "Resources"), ("2.3", "Resources from air"), ("2.3.6", "Renewable material resources from air"))
FROM_WATER = (("2", "Resources"), ("2.2", "Resources from water"), ("2.2.6", "Renewable material resources from water"))


def name_uuid(word: str) -> str:
    """Return a UUID that depends on a word alone."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"lcabridge test {word}"))


def classes(system: str, path: Iterable[tuple[str, str]]) -> Classification:
    return Classification(system=system, classes=[ClassEntry(name=name, id=code) for code, name in path])


def quantities() -> list[Entity]:
    """Return the unit groups and flow properties."""
    groups: list[Entity] = [
        UnitGroup(
            uuid=key,
            version="01.00.000",
            name={"en": en, "zh": zh},
            units=[Unit(name=name, factor=factor, is_reference=factor == 1.0) for name, factor in units],
        )
        for key, (en, zh, units) in GROUPS.items()
    ]
    return groups + [
        FlowProperty(
            uuid=key,
            version="01.00.000",
            name={"en": en, "zh": zh},
            unit_group=Ref(type="unit_group", uuid=group, version="01.00.000"),
        )
        for key, (en, zh, group) in PROPERTIES.items()
    ]


def flow(
    word: str,
    kind: str = "product",
    *,
    zh: str = "",
    uuid: str = "",
    reference: str = MASS,
    category: tuple[tuple[str, str], ...] = (),
    cas: str = "",
    **contents: float,
) -> Flow:
    """Return a flow; contents are per reference unit: ``fossil=0.75, ncv=50`` (kg, MJ)."""
    keys = {"mass": MASS, "ncv": NCV, "water": WATER, "fossil": FOSSIL, "biogenic": BIOGENIC}
    own = FlowPropertyFactor(
        property=Ref(type="flow_property", uuid=reference, version="01.00.000"), factor=1.0, is_reference=True
    )
    more = [
        FlowPropertyFactor(property=Ref(type="flow_property", uuid=keys[key], version="01.00.000"), factor=value)
        for key, value in contents.items()
    ]
    return Flow(
        uuid=uuid or name_uuid(word),
        version="01.00.000",
        name={"en": word, "zh": zh or f"{word} 流"},
        synonyms={"en": f"{word} (synonym)"},
        flow_type=kind,
        cas=cas,
        properties=[own, *more],
        classifications=[classes("ILCD", category or (("1", "Materials production"),))],
    )


def exchange(of: Flow, amount: float, direction: str, unit: str = "", *, number: int = 0, **more: object) -> Exchange:
    """Return an exchange in the flow's reference unit, or in ``unit``."""
    own = next(p for p in of.properties if p.is_reference).property
    return Exchange(
        id=number,
        flow=Ref(type="flow", uuid=of.uuid, version=of.version, name=of.name),
        amount=amount,
        direction=direction,
        unit=UnitRef(name=unit or UNITS[own.uuid]),
        property=own,
        **more,
    )


class Memory:
    """A package in memory, as a run of checks sees it; entities are read in the order given."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self.members = list(entities)
        self.index = Index(summarise(entity) for entity in self.members)
        self.report = Report()

    def parts(self) -> Sequence[Part]:
        return [Part(key="all", names=("all",))]

    def read(self, part: Part, report: Report) -> Iterator[Entity]:
        yield from self.members


def assessed(
    entities: Iterable[Entity], profile: Profile | str = "internal", only: Sequence[str] = (), **more: object
) -> Assessment:
    """Assess entities by the shipped checks."""
    chosen = load(profile) if isinstance(profile, str) else profile
    more = {"format_id": "tidas", "cap": None, **more}
    return assess(Memory(entities), select(catalogue(), only), chosen, **more)
