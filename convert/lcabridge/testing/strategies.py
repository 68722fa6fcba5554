"""Hypothesis strategies for the canonical model: values, entities, and small packages whose references hold.

Everything drawn is a valid model value that some reader could return: UUIDs are UUIDs, numbers are finite, texts have
a language, references of ``packages()`` lead somewhere unless ``dangling`` is asked for.
"""

from __future__ import annotations

import datetime as dt
import uuid
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

from lcabridge.model import (
    AllocationFactor,
    ClassEntry,
    Classification,
    Contact,
    Currency,
    DQIndicator,
    DQScore,
    DQSystem,
    Entity,
    EntityType,
    Exchange,
    Flow,
    FlowProperty,
    FlowPropertyFactor,
    Geography,
    GlobalParameter,
    ImpactCategory,
    ImpactFactor,
    ImpactMethod,
    Index,
    LifeCycleModel,
    Location,
    Parameter,
    Place,
    Process,
    ProcessInstance,
    Ref,
    SocialIndicator,
    Source,
    Text,
    Time,
    Uncertainty,
    Unit,
    UnitGroup,
    UnitRef,
    summarise,
)
from lcabridge.testing.extremes import NUMBERS, TEXTS

E = TypeVar("E")

uuids = st.uuids(version=4).map(str)
versions = st.sampled_from(["", "01.00", "01.00.000", "00.00.001", "02.11.000"])
numbers = st.one_of(
    st.sampled_from(NUMBERS), st.floats(allow_nan=False, allow_infinity=False), st.integers(-1000, 1000).map(float)
)
"""Amounts: any finite double, with the difficult ones more often."""
positive = st.floats(min_value=1e-6, max_value=1e6)
"""Factors of units and properties, of which a format may take the inverse."""

plain_words = st.one_of(
    st.sampled_from(["Electricity", "steel, cold rolled", "Transport; lorry", "CO2"]),
    st.text("abcdefghijklmnopqrstuvwxyz ABC-(),/%", min_size=1, max_size=30).map(str.strip).filter(bool),
)
chinese_words = st.sampled_from(["电力", "冷轧钢", "卡车运输（平均车队）", "二氧化碳，化石"])
nasty = st.one_of(
    st.sampled_from(sorted(TEXTS.values())),
    # Surrogates are no characters: no reader can return them, no encoding can say them.
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip),
)
"""Texts with quotes, markup, control characters and all of Unicode."""


@cache
def texts(*, always: bool = False, difficult: bool = True) -> st.SearchStrategy[Text]:
    """Return texts in English, Chinese or both.

    Args:
        always: never empty.
        difficult: with the nasty ones.
    """
    english = st.one_of(plain_words, nasty.filter(_latin)) if difficult else plain_words
    both = st.tuples(english, chinese_words).map(lambda pair: {"en": pair[0], "zh": pair[1]})
    choices: list[st.SearchStrategy[Text]] = [english.map(lambda t: {"en": t}), chinese_words.map(lambda t: {"zh": t})]
    nothing: list[st.SearchStrategy[Text]] = [] if always else [st.builds(dict)]
    return st.one_of(*nothing, *choices, both)


def _latin(value: str) -> bool:
    # Text whose script contradicts its language is re-tagged on reading: a repair, not the matter here.
    return not any("\u2e80" <= char <= "\ufaff" or char >= "\U00020000" for char in value)


_NAMES: tuple[Text, ...] = (
    {"en": "Electricity, at grid", "zh": "电网电力"},
    {"en": "steel (cold rolled); 1 t/m2"},
    {"zh": "卡车运输，平均车队"},
    {"en": 'CO2 <fossil> & "biogenic"'},
)
# Drawn very often, so from a list; the texts that are hard stand in descriptions and comments.
names = st.sampled_from(_NAMES).map(dict)

classifications = st.lists(
    st.lists(plain_words, min_size=1, max_size=3).map(
        lambda words: Classification(system="openLCA", classes=[ClassEntry(name=w) for w in words])
    ),
    max_size=1,
)


def _lognormal(median: float, gsd: float) -> Uncertainty:
    return Uncertainty(distribution="lognormal", median=median, gsd=gsd)


def _ordered(values: list[float]) -> list[float]:
    return sorted(values)


uncertainties = st.one_of(
    st.none(),
    st.builds(_lognormal, positive, st.floats(1.0, 10.0)),
    st.tuples(positive, positive).map(lambda v: Uncertainty(distribution="normal", mean=v[0], sd=v[1])),
    st.lists(positive, min_size=3, max_size=3, unique=True)
    .map(_ordered)
    .map(lambda v: Uncertainty(distribution="triangular", minimum=v[0], mode=v[1], maximum=v[2])),
    st.lists(positive, min_size=2, max_size=2, unique=True)
    .map(_ordered)
    .map(lambda v: Uncertainty(distribution="uniform", minimum=v[0], maximum=v[1])),
)

days = st.dates(dt.date(1990, 1, 1), dt.date(2049, 12, 31)).map(dt.date.isoformat)


def refs(type_: EntityType) -> st.SearchStrategy[Ref]:
    """Return references to data sets of one type that are in no package."""
    return st.builds(Ref, type=st.just(type_), uuid=uuids, version=st.just("01.00.000"), name=names)


def _optional(strategy: st.SearchStrategy[E]) -> st.SearchStrategy[E | None]:
    return st.one_of(st.none(), strategy)


def _one(draw: st.DrawFn, members: list[E]) -> E:
    return draw(st.sampled_from(members))


@st.composite
def unit_groups(draw: st.DrawFn) -> UnitGroup:
    """Return a unit group with one reference unit."""
    words = draw(
        st.lists(st.sampled_from(["kg", "g", "t", "lb", "m3", "kWh", "吨"]), min_size=1, max_size=3, unique=True)
    )
    units = [
        Unit(
            name=word,
            uuid=draw(uuids),
            factor=1.0 if place == 0 else draw(positive),
            is_reference=place == 0,
            description=draw(texts(difficult=False)),
        )
        for place, word in enumerate(words)
    ]
    return UnitGroup(uuid=draw(uuids), version="01.00.000", name=draw(names), units=units)


@st.composite
def flow_properties(draw: st.DrawFn, groups: list[UnitGroup]) -> FlowProperty:
    """Return a flow property measured in one of the unit groups."""
    return FlowProperty(
        uuid=draw(uuids),
        version="01.00.000",
        name=draw(names),
        unit_group=_one(draw, groups).ref(),
        property_type=draw(st.sampled_from(["physical", "economic"])),
        description=draw(texts()),
    )


@st.composite
def flows(draw: st.DrawFn, properties: list[FlowProperty]) -> Flow:
    """Return a flow with one reference property and perhaps others."""
    chosen = draw(st.lists(st.sampled_from(range(len(properties))), min_size=1, max_size=2, unique=True))
    return Flow(
        uuid=draw(uuids),
        version=draw(versions),
        name=draw(names),
        description=draw(texts()),
        classifications=draw(classifications),
        flow_type=draw(st.sampled_from(["elementary", "product", "waste"])),
        cas=draw(st.sampled_from(["", "124-38-9"])),
        formula=draw(st.sampled_from(["", "CO2"])),
        properties=[
            FlowPropertyFactor(
                property=properties[number].ref(), factor=1.0 if place == 0 else draw(positive), is_reference=place == 0
            )
            for place, number in enumerate(chosen)
        ],
    )


@st.composite
def exchanges(
    draw: st.DrawFn, ident: int, choices: list[Flow], index: Index, providers: list[Ref], *, is_reference: bool = False
) -> Exchange:
    """Return an exchange of one of the flows, in a unit of one of its properties."""
    flow = _one(draw, choices)
    prop = _one(draw, flow.properties).property
    group = index.unit_group_of(prop.uuid)
    unit = _one(draw, list(group.units)) if group else None
    made = Exchange(
        id=ident,
        flow=flow.ref(),
        direction=draw(st.sampled_from(["input", "output"])),
        amount=draw(numbers),
        unit=UnitRef(name=unit.name, uuid=unit.uuid) if unit else None,
        property=prop,
        is_reference=is_reference,
    )
    if not is_reference:
        made.uncertainty = draw(uncertainties)
        made.comment = draw(texts())
        made.provider = draw(st.sampled_from([None, *providers]))
        made.is_avoided = draw(st.sampled_from([False, False, True])) if flow.flow_type == "product" else False
        made.formula = draw(st.sampled_from(["", "a * 2", "if(a > 1; a; 0)"]))
    return made


parameters = st.lists(
    st.builds(
        Parameter,
        name=st.sampled_from(["a", "b", "mass_kg", "Share2"]),
        uuid=uuids,
        value=numbers,
        uncertainty=uncertainties,
        description=texts(),
    ),
    max_size=3,
    unique_by=lambda parameter: parameter.name,
)


times = _optional(st.builds(Time, reference_year=st.none(), valid_from=days, valid_until=days))
geographies = _optional(st.builds(Geography, place=st.builds(Place, code=st.sampled_from(["CN", "US", "RER"]))))


@st.composite
def processes(draw: st.DrawFn, choices: list[Flow], index: Index, providers: list[Ref]) -> Process:
    """Return a process with a reference exchange, perhaps parameters and allocation."""
    count = draw(st.integers(1, 4))
    lines = [draw(exchanges(1, choices, index, [], is_reference=True))]
    lines += [draw(exchanges(number, choices, index, providers)) for number in range(2, count + 1)]
    made = Process(
        uuid=draw(uuids),
        version=draw(versions),
        name=draw(names),
        description=draw(texts()),
        classifications=draw(classifications),
        process_type=draw(st.sampled_from(["unit_process", "lci_result"])),
        time=draw(times),
        geography=draw(geographies),
        parameters=draw(parameters),
        exchanges=lines,
        last_exchange_id=count,
    )
    reference = lines[0].flow
    if reference is not None and draw(st.booleans()):
        made.default_allocation = draw(st.sampled_from(["physical", "economic"]))
        made.allocation = [AllocationFactor(method="economic", product=reference, value=draw(st.floats(0, 1)))]
    return made


def impact_categories(choices: list[Flow]) -> st.SearchStrategy[ImpactCategory]:
    """Return impact categories with factors for some of the flows."""
    factor = st.builds(
        lambda flow, value: ImpactFactor(flow=flow.ref(), value=value), st.sampled_from(choices), numbers
    )
    return st.builds(
        ImpactCategory,
        uuid=uuids,
        version=st.just("01.00.000"),
        name=names,
        description=texts(),
        unit=st.sampled_from(["kg CO2e", "MJ", "points"]),
        factors=st.lists(factor, max_size=3),
    )


def impact_methods(categories: list[ImpactCategory]) -> st.SearchStrategy[ImpactMethod]:
    """Return a method of all the categories."""
    members = [category.ref() for category in categories]
    return st.builds(ImpactMethod, uuid=uuids, version=st.just("01.00.000"), name=names, categories=st.just(members))


@st.composite
def models(draw: st.DrawFn, members: list[Ref]) -> LifeCycleModel:
    """Return a model of some of the processes, the first of which is its reference; one may stand in it twice."""
    chosen = draw(st.lists(st.sampled_from(members), min_size=1, max_size=3))
    instances = [
        ProcessInstance(id=number, process=process, factor=draw(positive)) for number, process in enumerate(chosen, 1)
    ]
    return LifeCycleModel(
        uuid=draw(uuids),
        version="01.00.000",
        name=draw(names),
        description=draw(texts()),
        reference_instance=1,
        instances=instances,
    )


_score = st.builds(
    DQScore, position=st.just(1), label=plain_words, description=texts(difficult=False), uncertainty=positive
)
_indicator = st.builds(
    DQIndicator, position=st.just(1), name=plain_words, scores=st.lists(_score, min_size=1, max_size=1)
)
supporting: dict[EntityType, st.SearchStrategy[Entity]] = {
    "source": st.builds(
        Source, uuid=uuids, version=versions, name=names, description=texts(), citation=texts(),
        url=st.sampled_from(["", "https://example.org/a?b=c&d"]), year=_optional(st.integers(1950, 2050)),
    ),
    "contact": st.builds(
        Contact, uuid=uuids, version=versions, name=names, address=texts(difficult=False),
        city=st.sampled_from(["", "北京"]), email=st.sampled_from(["", "a@example.org"]),
    ),
    "location": st.builds(
        Location, uuid=uuids, version=st.just("01.00.000"), name=names, code=st.sampled_from(["CN", "US", "X-1"]),
        latitude=st.floats(-90, 90), longitude=st.floats(-180, 180),
    ),
    "social_indicator": st.builds(
        SocialIndicator, uuid=uuids, version=st.just("01.00.000"), name=names, description=texts(),
        unit_of_measurement=st.sampled_from(["", "cases"]), evaluation_scheme=plain_words,
    ),
    "currency": st.builds(
        Currency, uuid=uuids, version=st.just("01.00.000"), name=names, code=st.just("CNY"), factor=positive
    ),
    "dq_system": st.builds(
        DQSystem, uuid=uuids, version=st.just("01.00.000"), name=names, has_uncertainties=st.booleans(),
        indicators=st.lists(_indicator, max_size=1),
    ),
    "parameter": st.builds(
        lambda ident, name, value: GlobalParameter(
            uuid=ident, version="01.00.000", name={"en": name},
            parameter=Parameter(name=name, uuid=ident, version="01.00.000", value=value),
        ),
        uuids, st.sampled_from(["global_a", "share"]), numbers,
    ),
}  # fmt: skip
"""Entities that need no other, by type."""


@st.composite
def packages(draw: st.DrawFn, *, dangling: bool = False, several_versions: bool = False) -> list[Entity]:
    """Return a small linked package.

    Args:
        draw: given by hypothesis.
        dangling: with references to data sets that are not in it.
        several_versions: with two versions of one process.
    """
    groups = draw(st.lists(unit_groups(), min_size=1, max_size=2))
    properties = draw(st.lists(flow_properties(groups), min_size=1, max_size=2))
    choices = draw(st.lists(flows(properties), min_size=1, max_size=3))
    made: list[Entity] = [*groups, *properties, *choices]
    inside: list[Ref] = []
    index = Index(summarise(entity) for entity in made)
    providers: list[Ref] = [draw(refs("process"))] if dangling else []
    for _ in range(draw(st.integers(0, 2))):
        process = draw(processes(choices, index, providers))
        made.append(process)
        providers.append(process.ref())
        inside.append(process.ref())
        if several_versions:
            other = draw(processes(choices, index, providers))
            process.version, other.version, other.uuid = "01.00.000", "02.00.000", process.uuid
            made.append(other)
    if draw(st.booleans()) and inside:
        made.append(draw(models(inside)))
    categories = draw(st.lists(impact_categories(choices), max_size=1))
    made += categories
    if categories:
        made.append(draw(impact_methods(categories)))
    for kind in draw(st.lists(st.sampled_from(sorted(supporting)), max_size=2, unique=True)):
        made.append(draw(supporting[kind]))
    return made


def new_uuid(seed: str) -> str:
    """Return a UUID that depends on the seed alone, for tests that need one."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, seed))
