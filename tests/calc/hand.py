"""Small packages built by hand, for systems that are calculated on paper (docs/calculator.md)."""

from __future__ import annotations

from lcabridge.model import (
    AllocationFactor,
    Exchange,
    Flow,
    FlowProperty,
    FlowPropertyFactor,
    Geography,
    Index,
    Place,
    Process,
    Ref,
    Unit,
    UnitGroup,
    UnitRef,
    summarise,
)

AIR = "Elementary flows/Emission to air/unspecified"


def uid(word):
    """A UUID-shaped id that shows the word it stands for."""
    text = word.encode().hex()[:12].ljust(12, "0")
    return f"00000000-0000-4000-8000-{text}"


class Package:
    """Entities with an index, as ``assemble`` takes them."""

    def __init__(self, *entities):
        self.members = list(entities)
        self.index = Index(summarise(entity) for entity in entities)

    def entities(self, *types):
        return (entity for entity in self.members if not types or entity.type in types)


def group(word, units):
    """Unit group of {name: factor}, the first being the reference."""
    first = next(iter(units))
    return UnitGroup(
        uuid=uid(f"g{word}"),
        name={"en": f"Units of {word}"},
        units=[Unit(name=name, factor=factor, is_reference=name == first) for name, factor in units.items()],
    )


def quantity(word):
    return FlowProperty(uuid=uid(word), name={"en": word}, unit_group=Ref(type="unit_group", uuid=uid(f"g{word}")))


MASS = (group("mass", {"kg": 1.0, "t": 1000.0, "g": 0.001}), quantity("mass"))
ENERGY = (group("energy", {"MJ": 1.0, "kWh": 3.6}), quantity("energy"))
UNITS = (*MASS, *ENERGY)


def flow(word, kind="product", prop="mass", also=None, category="", cas="", name=""):
    """A flow; ``also`` gives further properties: {"energy": 10.0} is 10 MJ per kg."""
    properties = [FlowPropertyFactor(property=Ref(type="flow_property", uuid=uid(prop)), factor=1.0, is_reference=True)]
    for other, factor in (also or {}).items():
        properties.append(FlowPropertyFactor(property=Ref(type="flow_property", uuid=uid(other)), factor=factor))
    from lcabridge.model import ClassEntry, Classification

    path = [ClassEntry(name=part) for part in category.split("/")] if category else []
    return Flow(
        uuid=uid(word),
        name={"en": name or word},
        flow_type=kind,
        properties=properties,
        cas=cas,
        classifications=[Classification(system="openLCA", classes=path)] if path else [],
    )


def co2(word="co2", name="Carbon dioxide, fossil"):
    return flow(word, "elementary", category=AIR, name=name)


def ex(
    word, amount, direction, *, ref=False, unit="", prop="", provider="", avoided=False, formula="", number=None, **more
):
    return Exchange(
        id=number,
        flow=Ref(type="flow", uuid=uid(word), name={"en": word}),
        amount=amount,
        direction=direction,
        is_reference=ref,
        unit=UnitRef(name=unit) if unit else None,
        property=Ref(type="flow_property", uuid=uid(prop)) if prop else None,
        provider=Ref(type="process", uuid=uid(provider)) if provider else None,
        is_avoided=avoided,
        formula=formula,
        **more,
    )


def out(word, amount, **more):
    return ex(word, amount, "output", **more)


def inp(word, amount, **more):
    return ex(word, amount, "input", **more)


def process(word, *exchanges, place="", allocation=(), default=None, parameters=(), **more):
    for number, exchange in enumerate(exchanges, 1):
        if exchange.id is None:
            exchange.id = number
    return Process(
        uuid=uid(word),
        name={"en": word},
        exchanges=list(exchanges),
        geography=Geography(place=Place(code=place)) if place else None,
        allocation=list(allocation),
        default_allocation=default,
        parameters=list(parameters),
        **more,
    )


def share(method, product, value, exchange=None):
    return AllocationFactor(
        method=method, product=Ref(type="flow", uuid=uid(product)), value=value, exchange_id=exchange
    )
