"""Sample packages, made by hand: each shows one thing that a format has to keep or to report.

``packages()`` returns them by name. They are small, valid and deterministic, so that a loss found with one of them can
be named in a sentence. Figures are made up unless a comment says otherwise.
"""

from __future__ import annotations

from lcabridge.model import (
    AllocationFactor,
    Cost,
    Currency,
    Entity,
    Flow,
    Geography,
    GlobalParameter,
    ImpactCategory,
    ImpactFactor,
    ImpactMethod,
    LifeCycleModel,
    Location,
    ModelGroup,
    NormalisationFactor,
    NormalisationSet,
    Parameter,
    ParameterRedefinition,
    ParameterSet,
    Place,
    Process,
    ProcessInstance,
    ProcessLink,
    SocialAspect,
    SocialIndicator,
    Time,
    Uncertainty,
    UnitRef,
    from_json,
    to_json,
)
from lcabridge.testing import declared, documented, extremes
from lcabridge.testing.basics import (
    CO2,
    COAL_IN_GROUND,
    ELECTRICITY,
    ENERGY,
    ENERGY_UNITS,
    FREIGHT,
    MASS,
    MASS_UNITS,
    SCRAP,
    STEEL,
    TRANSPORT,
    UNITS,
    VERSION,
    exchange,
    make_flow,
    nowhere,
    path,
    sample_id,
    text,
)


def packages() -> dict[str, list[Entity]]:
    """Return all sample packages by name; every call makes new objects."""
    made = {
        "empty": [],
        "no processes": [*UNITS, CO2],
        "one exchange": [ENERGY_UNITS, ENERGY, ELECTRICITY, GRID_BARE],
        "supply chain": [*UNITS, CO2, COAL_IN_GROUND, ELECTRICITY, STEEL, FREIGHT, *PLACES, GRID, LORRY, ROLLING],
        "several products": [*UNITS, CO2, COAL_IN_GROUND, ELECTRICITY, STEAM, *PLACES, GRID, COGENERATION, BY_CAUSE],
        "waste and credit": [
            *UNITS,
            CO2,
            COAL_IN_GROUND,
            ELECTRICITY,
            STEEL,
            SCRAP,
            *PLACES,
            GRID,
            INCINERATION,
            SHREDDING,
        ],
        "parameters": [*UNITS, CO2, FREIGHT, DIESEL_SHARE, PARAMETRIC, CALCULATED],
        "uncertainty": [MASS_UNITS, MASS, ENERGY_UNITS, ENERGY, CO2, ELECTRICITY, UNCERTAIN],
        "quality": documented.quality(),
        "documentation": documented.documentation(),
        "model": [*UNITS, CO2, COAL_IN_GROUND, ELECTRICITY, STEEL, FREIGHT, *PLACES, GRID, LORRY, ROLLING, STEEL_MODEL],
        "impact method": [*UNITS, CO2, COAL_IN_GROUND, WARMING, DEPLETION, METHOD],
        "declared results": [*UNITS, CO2, COAL_IN_GROUND, STEEL, WARMING, *declared.declared(STEEL, CO2, WARMING)],
        "money": [*UNITS, CO2, STEEL, *CURRENCIES, PRICED],
        "social": [*UNITS, STEEL, RISK, SOCIAL],
        "missing data sets": [ENERGY_UNITS, ENERGY, ELECTRICITY, ORPHAN],
        "two versions": [ENERGY_UNITS, ENERGY, ELECTRICITY, *TWO_VERSIONS],
        "texts": extremes.texts(),
        "numbers": extremes.numbers(),
    }
    return {name: [from_json(to_json(entity)) for entity in entities] for name, entities in made.items()}


PLACES: list[Entity] = [
    Location(
        uuid=sample_id("location", "US"), version=VERSION, name=text("United States", "美国"), code="US",
        latitude=39.622, longitude=-98.606,
    ),
    Location(
        uuid=sample_id("location", "CN"), version=VERSION, name=text("China", "中国"), code="CN",
        latitude=33.42, longitude=106.514,
    ),
]  # fmt: skip

GRID_BARE = Process(
    uuid=sample_id("process", "grid, bare"),
    version=VERSION,
    name=text("Electricity at grid", "电网电力"),
    process_type="unit_process",
    exchanges=[exchange(1, ELECTRICITY, "output", 1.0, "kWh", ENERGY, is_reference=True)],
    last_exchange_id=1,
)
GRID = Process(
    uuid=sample_id("process", "grid"),
    version=VERSION,
    name=text("Electricity, at grid, US", "美国电网电力"),
    description=text("Average of the year.", "全年平均。"),
    classifications=path("Utilities", "Electricity"),
    process_type="lci_result",
    time=Time(reference_year=2023, valid_from="2023-01-01", valid_until="2023-12-31"),
    geography=Geography(place=Place(ref=PLACES[0].ref()), description=text("All states.", "全部各州。")),
    exchanges=[
        exchange(1, ELECTRICITY, "output", 1.0, "kWh", ENERGY, is_reference=True),
        exchange(2, CO2, "output", 0.367, "kg", MASS),
        # A resource uptake is an input with a positive amount, here measured in its second property.
        exchange(3, COAL_IN_GROUND, "input", 2.95, "MJ", ENERGY),
    ],
    last_exchange_id=3,
)
LORRY = Process(
    uuid=sample_id("process", "lorry"),
    version=VERSION,
    name=text("Transport, lorry, average fleet", "卡车运输，平均车队"),
    process_type="unit_process",
    exchanges=[
        exchange(1, FREIGHT, "output", 1.0, "t*km", TRANSPORT, is_reference=True),
        exchange(2, CO2, "output", 107.3, "g", MASS),
    ],
    last_exchange_id=2,
)
ROLLING = Process(
    uuid=sample_id("process", "rolling"),
    version=VERSION,
    name=text("Steel, cold rolled, at plant", "冷轧钢，出厂"),
    process_type="unit_process",
    exchanges=[
        exchange(1, STEEL, "output", 1.0, "t", MASS, is_reference=True),
        exchange(2, ELECTRICITY, "input", 150.0, "kWh", ENERGY, provider=GRID.ref()),
        exchange(3, FREIGHT, "input", 230.5, "t*km", TRANSPORT, provider=LORRY.ref()),
        exchange(4, CO2, "output", 41.0, "kg", MASS),
    ],
    last_exchange_id=4,
)
ROLLING.exchanges[1].comment = text("Rolling and annealing.", "轧制与退火。")

STEAM = make_flow("steam", "product", ENERGY, text("Steam", "蒸汽"), "Utilities", "Heat")
COGENERATION = Process(
    uuid=sample_id("process", "cogeneration"),
    version=VERSION,
    name=text("Cogeneration of electricity and steam", "热电联产"),
    process_type="unit_process",
    default_allocation="physical",
    exchanges=[
        exchange(1, ELECTRICITY, "output", 1.0, "kWh", ENERGY, is_reference=True),
        exchange(2, STEAM, "output", 5.4, "MJ", ENERGY),
        exchange(3, CO2, "output", 0.9, "kg", MASS),
    ],
    last_exchange_id=3,
    allocation=[
        # By energy: 3.6 MJ of 9 MJ are electricity.
        AllocationFactor(method="physical", product=ELECTRICITY.ref(), value=0.4),
        AllocationFactor(method="physical", product=STEAM.ref(), value=0.6),
        # Three digits after the point in per cent are not enough for a third (DESIGN §2, coarser targets).
        AllocationFactor(method="economic", product=ELECTRICITY.ref(), value=2 / 3),
        AllocationFactor(method="economic", product=STEAM.ref(), value=1 / 3),
        AllocationFactor(
            method="causal", product=ELECTRICITY.ref(), exchange_id=3, exchange_flow=CO2.ref(), value=0.125
        ),
        AllocationFactor(method="causal", product=STEAM.ref(), exchange_id=3, exchange_flow=CO2.ref(), value=0.875),
    ],
)

BY_CAUSE = Process(
    uuid=sample_id("process", "by cause"),
    version=VERSION,
    name=text("Cogeneration, allocated by cause", "热电联产，按因果分配"),
    process_type="unit_process",
    default_allocation="causal",
    exchanges=[
        exchange(1, ELECTRICITY, "output", 2.0, "kWh", ENERGY, is_reference=True),
        exchange(2, STEAM, "output", 3.0, "MJ", ENERGY),
        exchange(3, CO2, "output", 1.5, "kg", MASS),
    ],
    last_exchange_id=3,
    allocation=[
        AllocationFactor(
            method="causal", product=ELECTRICITY.ref(), exchange_id=3, exchange_flow=CO2.ref(), value=0.75
        ),
        AllocationFactor(method="causal", product=STEAM.ref(), exchange_id=3, exchange_flow=CO2.ref(), value=0.25),
    ],
)

INCINERATION = Process(
    uuid=sample_id("process", "incineration"),
    version=VERSION,
    name=text("Incineration of scrap", "废料焚烧"),
    process_type="unit_process",
    exchanges=[
        # The reference of a waste treatment is the input of waste.
        exchange(1, SCRAP, "input", 1.0, "kg", MASS, is_reference=True),
        exchange(2, CO2, "output", 1.2, "kg", MASS),
        exchange(3, ELECTRICITY, "input", 0.3, "kWh", ENERGY, provider=GRID.ref()),
    ],
    last_exchange_id=3,
)
# The electricity that it makes is credited: an avoided product, an input in openLCA.
INCINERATION.exchanges[2].is_avoided = True
SHREDDING = Process(
    uuid=sample_id("process", "shredding"),
    version=VERSION,
    name=text("Shredding of steel", "钢材破碎"),
    process_type="unit_process",
    exchanges=[
        exchange(1, STEEL, "output", 1.0, "kg", MASS, is_reference=True),
        exchange(2, SCRAP, "output", 0.05, "kg", MASS, provider=INCINERATION.ref()),
        # Negative on purpose: a correction of a mass balance stays negative.
        exchange(3, CO2, "output", -0.002, "kg", MASS),
    ],
    # Higher than the last: an exchange was removed, and its number stays taken.
    last_exchange_id=7,
)

DIESEL_SHARE = GlobalParameter(
    uuid=sample_id("parameter", "share_of_diesel"),
    version=VERSION,
    name={"en": "share_of_diesel"},
    parameter=Parameter(
        name="share_of_diesel", uuid=sample_id("parameter", "share_of_diesel"), version=VERSION, value=0.85,
        description=text("Share of diesel lorries."),
    ),
)  # fmt: skip
PARAMETRIC = Process(
    uuid=sample_id("process", "parametric"),
    version=VERSION,
    name=text("Transport, lorry, with parameters", "带参数的卡车运输"),
    process_type="unit_process",
    parameters=[
        Parameter(
            name="payload", uuid=sample_id("parameter", "payload"), value=12.5,
            uncertainty=Uncertainty(distribution="triangular", minimum=5.0, mode=12.5, maximum=25.0),
            description=text("t per lorry", "每车吨数"),
        ),
        Parameter(name="burn", uuid=sample_id("parameter", "burn"), value=0.9),
        Parameter(
            name="co2", uuid=sample_id("parameter", "co2"), formula="burn * share_of_diesel / payload",
            value=0.0612, is_input=False,
        ),
    ],
    exchanges=[
        exchange(1, FREIGHT, "output", 1.0, "t*km", TRANSPORT, is_reference=True),
        exchange(2, CO2, "output", 0.0612, "kg", MASS),
    ],
    last_exchange_id=2,
)  # fmt: skip
PARAMETRIC.exchanges[1].formula = "co2 * 1"
CALCULATED = Process(
    uuid=sample_id("process", "calculated"),
    version=VERSION,
    name=text("Transport, lorry, with one calculated parameter"),
    process_type="unit_process",
    parameters=[Parameter(name="factor", value=1.7, formula="2 * share_of_diesel", is_input=False)],
    exchanges=[exchange(1, FREIGHT, "output", 1.0, "t*km", TRANSPORT, is_reference=True)],
    last_exchange_id=1,
)

_DISTRIBUTIONS = (
    Uncertainty(distribution="lognormal", median=0.5, gsd=1.07),
    Uncertainty(distribution="normal", mean=0.5, sd=0.0125),
    Uncertainty(distribution="triangular", minimum=0.25, mode=0.5, maximum=1.0),
    Uncertainty(distribution="uniform", minimum=0.25, maximum=0.75),
)
UNCERTAIN = Process(
    uuid=sample_id("process", "uncertain"),
    version=VERSION,
    name=text("Electricity with every distribution", "含各种分布的电力"),
    process_type="unit_process",
    exchanges=[
        exchange(1, ELECTRICITY, "output", 1.0, "kWh", ENERGY, is_reference=True),
        *(exchange(number, CO2, "output", 0.5, "kg", MASS) for number in range(2, 2 + len(_DISTRIBUTIONS))),
    ],
    last_exchange_id=1 + len(_DISTRIBUTIONS),
)
for _line, _distribution in zip(UNCERTAIN.exchanges[1:], _DISTRIBUTIONS, strict=True):
    _line.uncertainty = _distribution

STEEL_MODEL = LifeCycleModel(
    uuid=sample_id("model", "steel"),
    version=VERSION,
    name=text("Steel from two lines", "两条产线的钢"),
    description=text("One process stands twice in the model.", "同一过程在模型中出现两次。"),
    reference_instance=1,
    reference_exchange=1,
    target_amount=2.5,
    target_unit=UnitRef(name="t", uuid=sample_id("unit", "t")),
    target_property=MASS.ref(),
    instances=[
        ProcessInstance(id=1, process=ROLLING.ref(), factor=2.5, groups=[1]),
        ProcessInstance(id=2, process=GRID.ref(), factor=375.0, groups=[2]),
        ProcessInstance(id=3, process=LORRY.ref(), factor=576.25, groups=[2]),
        ProcessInstance(id=4, process=GRID.ref(), factor=0.0),
    ],
    links=[
        ProcessLink(provider=2, consumer=1, flow=ELECTRICITY.ref(), exchange_id=2),
        ProcessLink(provider=3, consumer=1, flow=FREIGHT.ref(), exchange_id=3),
    ],
    groups=[
        ModelGroup(id=1, name=text("Production", "生产"), color="#ff8800"),
        ModelGroup(id=2, name=text("Supply", "供应")),
    ],
    parameter_sets=[
        ParameterSet(
            name="Baseline", is_baseline=True,
            parameters=[ParameterRedefinition(name="payload", value=14.0, context=LORRY.ref())],
        )
    ],
)  # fmt: skip


def _factor(flow: Flow, value: float) -> ImpactFactor:
    return ImpactFactor(
        flow=flow.ref(), value=value, unit=UnitRef(name="kg", uuid=sample_id("unit", "kg")), property=MASS.ref()
    )


WARMING = ImpactCategory(
    uuid=sample_id("impact_category", "warming"),
    version=VERSION,
    name=text("Climate change, GWP 100", "气候变化，GWP 100"),
    code="GWP",
    unit="kg CO2e",
    factors=[_factor(CO2, 1.0)],
)
WARMING.factors[0].uncertainty = Uncertainty(distribution="uniform", minimum=0.9, maximum=1.1)
DEPLETION = ImpactCategory(
    uuid=sample_id("impact_category", "depletion"),
    version=VERSION,
    name=text("Depletion of fossil resources", "化石资源耗竭"),
    unit="MJ",
    factors=[_factor(COAL_IN_GROUND, 27.91)],
)
METHOD = ImpactMethod(
    uuid=sample_id("impact_method", "two categories"),
    version=VERSION,
    name=text("Two categories", "两个类别"),
    categories=[WARMING.ref(), DEPLETION.ref()],
    normalisation_sets=[
        NormalisationSet(
            uuid=sample_id("normalisation_set", "world"), name=text("World, 2010"), unit="points",
            factors=[
                NormalisationFactor(category=WARMING.ref(), normalisation=8095.53, weighting=0.2106),
                NormalisationFactor(category=DEPLETION.ref(), normalisation=65004.26, weighting=0.0832),
            ],
        )
    ],
)  # fmt: skip

CURRENCIES: list[Entity] = [
    Currency(
        uuid=sample_id("currency", "USD"), version=VERSION, name=text("US dollar", "美元"), code="USD", factor=1.0,
    ),
    Currency(
        uuid=sample_id("currency", "CNY"), version=VERSION, name=text("Renminbi", "人民币"), code="CNY", factor=0.14,
    ),
]  # fmt: skip
for _money in CURRENCIES:
    if isinstance(_money, Currency):
        _money.reference = CURRENCIES[0].ref()
PRICED = Process(
    uuid=sample_id("process", "priced"),
    version=VERSION,
    name=text("Steel with its price", "带价格的钢"),
    process_type="unit_process",
    exchanges=[exchange(1, STEEL, "output", 1.0, "t", MASS, is_reference=True)],
    last_exchange_id=1,
)
PRICED.exchanges[0].cost = Cost(value=3850.0, currency=CURRENCIES[1].ref())

RISK = SocialIndicator(
    uuid=sample_id("social_indicator", "accidents"),
    version=VERSION,
    name=text("Accidents at work"),
    activity_variable="working hours",
    activity_quantity=MASS.ref(),
    activity_unit=UnitRef(name="kg", uuid=sample_id("unit", "kg")),
    unit_of_measurement="cases per 100 000 workers",
    evaluation_scheme="below 1000: low risk",
)
SOCIAL = Process(
    uuid=sample_id("process", "social"),
    version=VERSION,
    name=text("Steel with a social aspect"),
    process_type="unit_process",
    exchanges=[exchange(1, STEEL, "output", 1.0, "t", MASS, is_reference=True)],
    last_exchange_id=1,
    social_aspects=[
        SocialAspect(
            indicator=RISK.ref(), activity_value=0.02, raw_amount="740", risk_level="LOW_RISK",
            comment=text("From a survey."),
        )
    ],
)  # fmt: skip

ORPHAN = Process(
    uuid=sample_id("process", "orphan"),
    version=VERSION,
    name=text("Electricity from parts that are elsewhere", "数据缺失的电力"),
    process_type="unit_process",
    exchanges=[
        exchange(1, ELECTRICITY, "output", 1.0, "kWh", ENERGY, is_reference=True),
        exchange(2, ELECTRICITY, "input", 0.1, "kWh", ENERGY, provider=nowhere("process", "Grid of another package")),
    ],
    last_exchange_id=3,
)
ORPHAN.exchanges.append(exchange(3, CO2, "output", 0.4, "kg", MASS))
ORPHAN.exchanges[2].flow = nowhere("flow", "Methane of another package")
ORPHAN.exchanges[2].property = None
ORPHAN.exchanges[2].unit = None

_OLD = Process(
    uuid=sample_id("process", "two versions"),
    version="01.00.000",
    name=text("Electricity, first edition", "电力，第一版"),
    process_type="unit_process",
    exchanges=[exchange(1, ELECTRICITY, "output", 1.0, "kWh", ENERGY, is_reference=True)],
    last_exchange_id=1,
)
_NEW = Process(
    uuid=_OLD.uuid,
    version="02.00.000",
    name=text("Electricity, second edition", "电力，第二版"),
    process_type="unit_process",
    exchanges=[
        exchange(1, ELECTRICITY, "output", 1.0, "kWh", ENERGY, is_reference=True),
        exchange(2, ELECTRICITY, "input", 0.02, "kWh", ENERGY, provider=_OLD.ref()),
    ],
    last_exchange_id=2,
)
TWO_VERSIONS: list[Entity] = [_OLD, _NEW]

__all__ = ["packages"]
