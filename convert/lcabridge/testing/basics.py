"""What all sample packages share: stable identifiers, units, properties and common flows."""

from __future__ import annotations

import uuid

from lcabridge.model import (
    ClassEntry,
    Classification,
    Direction,
    Entity,
    EntityType,
    Exchange,
    Flow,
    FlowProperty,
    FlowPropertyFactor,
    FlowType,
    Ref,
    Text,
    Unit,
    UnitGroup,
    UnitRef,
)

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:lcabridge:samples")
VERSION = "01.00.000"


def sample_id(kind: str, word: str) -> str:
    """Return the UUID of a sample: the same word gives the same UUID on every machine."""
    return str(uuid.uuid5(_NAMESPACE, f"{kind}/{word}"))


def text(en: str, zh: str = "") -> Text:
    """Return a text in English and, if given, Chinese."""
    return {"en": en, "zh": zh} if zh else {"en": en}


def path(*names: str) -> list[Classification]:
    """Return one classification path in openLCA's category tree."""
    return [Classification(system="openLCA", classes=[ClassEntry(name=name) for name in names])]


def nowhere(type_: EntityType, word: str) -> Ref:
    """Return a reference to a data set that is in no sample package."""
    return Ref(type=type_, uuid=sample_id(f"missing {type_}", word), version=VERSION, name=text(word))


MASS_UNITS = UnitGroup(
    uuid=sample_id("unit_group", "mass"),
    version=VERSION,
    name=text("Units of mass", "质量单位"),
    classifications=path("Technical unit groups"),
    units=[
        Unit(name="kg", uuid=sample_id("unit", "kg"), is_reference=True, description=text("kilogram", "千克")),
        Unit(name="g", uuid=sample_id("unit", "g"), factor=0.001),
        Unit(name="t", uuid=sample_id("unit", "t"), factor=1000.0, synonyms=["metric ton"]),
    ],
    default_property=Ref(
        type="flow_property", uuid=sample_id("flow_property", "mass"), version=VERSION, name=text("Mass", "质量")
    ),
)
ENERGY_UNITS = UnitGroup(
    uuid=sample_id("unit_group", "energy"),
    version=VERSION,
    name=text("Units of energy", "能量单位"),
    classifications=path("Technical unit groups"),
    units=[
        Unit(name="MJ", uuid=sample_id("unit", "MJ"), is_reference=True),
        Unit(name="kWh", uuid=sample_id("unit", "kWh"), factor=3.6),
    ],
)
TRANSPORT_UNITS = UnitGroup(
    uuid=sample_id("unit_group", "transport"),
    version=VERSION,
    name=text("Units of mass*length", "货物周转量单位"),
    units=[Unit(name="t*km", uuid=sample_id("unit", "t*km"), is_reference=True)],
)


def _property(word: str, units: UnitGroup, en: str, zh: str) -> FlowProperty:
    return FlowProperty(
        uuid=sample_id("flow_property", word),
        version=VERSION,
        name=text(en, zh),
        classifications=path("Technical flow properties"),
        unit_group=units.ref(),
        property_type="physical",
    )


MASS = _property("mass", MASS_UNITS, "Mass", "质量")
ENERGY = _property("energy", ENERGY_UNITS, "Net calorific value", "净热值")
TRANSPORT = _property("transport", TRANSPORT_UNITS, "Goods transport (mass*distance)", "货物周转量")
UNITS: list[Entity] = [MASS_UNITS, ENERGY_UNITS, TRANSPORT_UNITS, MASS, ENERGY, TRANSPORT]


def make_flow(
    word: str,
    flow_type: FlowType,
    prop: FlowProperty,
    name: Text,
    *categories: str,
    also: tuple[tuple[FlowProperty, float], ...] = (),
) -> Flow:
    """Return a flow.

    Args:
        word: seed of its UUID.
        flow_type: elementary, product or waste.
        prop: reference property, factor 1.
        name: name.
        *categories: category path.
        also: further properties with their factors (amount of it per reference amount).
    """
    return Flow(
        uuid=sample_id("flow", word),
        version=VERSION,
        name=name,
        flow_type=flow_type,
        classifications=path(*categories) if categories else [],
        properties=[
            FlowPropertyFactor(property=prop.ref(), factor=1.0, is_reference=True),
            *(FlowPropertyFactor(property=p.ref(), factor=f) for p, f in also),
        ],
    )


CO2 = make_flow(
    "co2",
    "elementary",
    MASS,
    text("Carbon dioxide, fossil", "二氧化碳（化石）"),
    "Elementary flows",
    "Emission to air",
    "unspecified",
)
CO2.cas = "124-38-9"
CO2.formula = "CO2"
COAL_IN_GROUND = make_flow(
    "coal in ground",
    "elementary",
    MASS,
    text("Coal, hard, in ground", "硬煤（地下）"),
    "Elementary flows",
    "Resource",
    "in ground",
    also=((ENERGY, 27.91),),
)
ELECTRICITY = make_flow(
    "electricity", "product", ENERGY, text("Electricity, AC, 120 V", "电力，交流，120 V"), "Utilities", "Electricity"
)
STEEL = make_flow("steel", "product", MASS, text("Steel, cold rolled", "冷轧钢"), "Metals")
FREIGHT = make_flow("freight", "product", TRANSPORT, text("Transport, lorry", "卡车运输"), "Transport")
SCRAP = make_flow("scrap", "waste", MASS, text("Scrap, mixed", "混合废料"), "Waste")


def exchange(  # the columns of a table of exchanges, in their usual order
    ident: int,
    flow: Flow,
    direction: Direction,
    amount: float,
    unit: str,
    prop: FlowProperty,
    *,
    is_reference: bool = False,
    provider: Ref | None = None,
) -> Exchange:
    """Return an exchange with unit and property stated, as openLCA states them."""
    return Exchange(
        id=ident,
        flow=flow.ref(),
        direction=direction,
        amount=amount,
        unit=UnitRef(name=unit, uuid=sample_id("unit", unit)),
        property=prop.ref(),
        is_reference=is_reference,
        provider=provider,
    )
