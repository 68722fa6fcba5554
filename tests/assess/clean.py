"""A clean package that depends on a seed: a balanced, documented, bilingual supply chain of bricks, fuels, wood and power."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from lcabridge.model import (
    Administration,
    AllocationFactor,
    Aspect,
    Compliance,
    Contact,
    DataSources,
    Entity,
    Exchange,
    Flow,
    Geography,
    ImpactCategory,
    ImpactFactor,
    LifeCycleModel,
    Modelling,
    Place,
    Process,
    ProcessInstance,
    ProcessLink,
    Ref,
    Review,
    Source,
    Technology,
    Time,
    UnitRef,
)
from tests.assess.build import (
    AIR,
    FROM_AIR,
    FROM_WATER,
    GROUND,
    NCV,
    SOIL,
    TRANSPORT,
    classes,
    exchange,
    flow,
    name_uuid,
    quantities,
)

C, O2, CO2, H2O = 12.011, 31.998, 44.009, 18.015
BRICKS = 7
"""Brick works: enough of one class for a range of factors."""
PLACES = (
    ("CN-HB", "Hubei", "湖北"),
    ("CN-HE", "Hebei", "河北"),
    ("CN-GD", "Guangdong", "广东"),
    ("CN", "China", "中国"),
)

V = "01.00.000"


@dataclass
class Package:
    """Entities by word, in order; ``entities`` is what is assessed."""

    by_word: dict[str, Entity] = field(default_factory=dict)

    def add(self, word: str, entity: Entity) -> Entity:
        self.by_word[word] = entity
        return entity

    @property
    def entities(self) -> list[Entity]:
        return list(self.by_word.values())

    def process(self, word: str) -> Process:
        found = self.by_word[word]
        assert isinstance(found, Process)
        return found

    def flow(self, word: str) -> Flow:
        found = self.by_word[word]
        assert isinstance(found, Flow)
        return found

    def processes(self) -> list[Process]:
        return [e for e in self.by_word.values() if isinstance(e, Process)]


ISIC = {
    "power": (("D", "Electricity, gas, steam and air conditioning supply"), ("35", "Electricity, gas, steam and air conditioning supply"), ("351", "Electric power generation, transmission and distribution"), ("3510", "Electric power generation, transmission and distribution")),
    "forest": (("A", "Agriculture, forestry and fishing"), ("02", "Forestry and logging"), ("022", "Logging"), ("0220", "Logging")),
    "sawmill": (("C", "Manufacturing"), ("16", "Manufacture of wood"), ("161", "Sawmilling and planing of wood"), ("1610", "Sawmilling and planing of wood")),
    "clay": (("B", "Mining and quarrying"), ("08", "Other mining and quarrying"), ("081", "Quarrying of stone, sand and clay"), ("0810", "Quarrying of stone, sand and clay")),
    "brick": (("C", "Manufacturing"), ("23", "Manufacture of other non-metallic mineral products"), ("239", "Manufacture of non-metallic mineral products n.e.c."), ("2392", "Manufacture of clay building materials")),
    "machine": (("C", "Manufacturing"), ("28", "Manufacture of machinery and equipment n.e.c."), ("281", "Manufacture of general-purpose machinery"), ("2815", "Manufacture of ovens, furnaces and furnace burners")),
    "waste": (("E", "Water supply; sewerage, waste management and remediation activities"), ("38", "Waste collection, treatment and disposal activities; materials recovery"), ("382", "Waste treatment and disposal"), ("3821", "Treatment and disposal of non-hazardous waste")),
    "gas": (("B", "Mining and quarrying"), ("06", "Extraction of crude petroleum and natural gas"), ("062", "Extraction of natural gas"), ("0620", "Extraction of natural gas")),
    "transport": (("H", "Transportation and storage"), ("49", "Land transport and transport via pipelines"), ("492", "Other land transport"), ("4923", "Freight transport by road")),
}  # fmt: skip


def clean(seed: int) -> Package:
    """Return the package of a seed."""
    draw = random.Random(seed)
    package = Package()
    for entity in quantities():
        package.add(entity.name["en"], entity)
    owner = package.add(
        "owner", Contact(uuid=name_uuid("owner"), version=V, name={"en": "Test Institute", "zh": "测试机构"})
    )
    source = package.add(
        "source",
        Source(
            uuid=name_uuid("source"),
            version=V,
            name={"en": "Plant survey", "zh": "工厂调查"},
            citation={"en": "Plant survey of 2023, volume 2", "zh": "2023 年工厂调查，第二卷"},
            year=2023,
        ),
    )
    _flows(package)
    _processes(package, draw, owner.ref(), source.ref())
    _model(package)
    _method(package)
    return package


def _flows(package: Package) -> None:
    def add(word: str, kind: str = "product", **more: object) -> None:
        package.add(word, flow(word, kind, **more))

    dry = {"fossil": 0.0, "biogenic": 0.0, "water": 0.0, "ncv": 0.0}
    add("electricity", zh="电力", reference=NCV)
    add("process heat", zh="工艺热", reference=NCV)
    add("road transport", zh="公路运输", reference=TRANSPORT)
    add("natural gas, processed", zh="加工天然气", fossil=0.74, biogenic=0.0, water=0.0, ncv=48.0)
    add("diesel oil, low sulfur", zh="低硫柴油", fossil=0.86, biogenic=0.0, water=0.0, ncv=43.0)
    add("wood, wet", zh="湿木材", fossil=0.0, biogenic=0.25, water=0.5, ncv=8.0)
    add("wood, dried", zh="干木材", fossil=0.0, biogenic=0.25 / 0.6, water=0.1 / 0.6, ncv=14.0)
    add("clay", zh="黏土", **dry)
    add("fired brick", zh="烧结砖", **dry)
    add("kiln equipment", zh="窑炉设备", **dry)
    add("sawn timber", zh="锯材", fossil=0.0, biogenic=0.25, water=0.5, ncv=8.0)
    add("bark", zh="树皮", fossil=0.0, biogenic=0.25, water=0.5, ncv=8.0)
    add("kiln rubble", "waste", zh="窑渣", **dry)
    natural = {"fossil": 0.0, "biogenic": 0.0}
    add("clay in ground", "elementary", zh="地下黏土", category=GROUND, cas="1332-58-7", **dry)
    add(
        "gas in ground",
        "elementary",
        zh="地下天然气",
        category=GROUND,
        cas="8006-14-2",
        fossil=0.74,
        biogenic=0.0,
        water=0.0,
        ncv=48.0,
    )
    add(
        "petroleum in ground",
        "elementary",
        zh="地下石油",
        category=GROUND,
        cas="8002-05-9",
        fossil=0.86,
        biogenic=0.0,
        water=0.0,
        ncv=43.0,
    )
    add("rubble, deposited", "elementary", zh="填埋渣土", category=SOIL, cas="14808-60-7", **dry)
    add("oxygen", "elementary", zh="氧气", category=FROM_AIR, cas="7782-44-7")
    add("water", "elementary", zh="水", category=FROM_WATER, cas="7732-18-5", water=1.0, **natural)
    add(
        "carbon dioxide, fossil",
        "elementary",
        zh="二氧化碳（化石源）",
        category=AIR,
        cas="124-38-9",
        uuid="08a91e70-3ddc-11dd-923d-0050c2490048",
    )
    add(
        "carbon dioxide, biogenic",
        "elementary",
        zh="二氧化碳（生物源）",
        category=AIR,
        cas="124-38-9",
        uuid="08a91e70-3ddc-11dd-9c15-0050c2490048",
    )
    add(
        "methane, fossil",
        "elementary",
        zh="甲烷（化石源）",
        category=AIR,
        cas="74-82-8",
        uuid="08a91e70-3ddc-11dd-9610-0050c2490048",
    )
    add(
        "nitrous oxide",
        "elementary",
        zh="氧化亚氮",
        category=AIR,
        cas="10024-97-2",
        uuid="08a91e70-3ddc-11dd-94c3-0050c2490048",
    )
    add(
        "water vapour",
        "elementary",
        zh="水蒸气",
        category=AIR,
        cas="7732-18-5",
        uuid="fe0acd60-3ddc-11dd-ac04-0050c2490048",
        water=1.0,
        **natural,
    )
    add(
        "oxygen, released",
        "elementary",
        zh="释放的氧气",
        category=AIR,
        cas="7782-44-7",
        fossil=0.0,
        biogenic=0.0,
        water=0.0,
    )
    add("carbon dioxide, in air", "elementary", zh="空气中的二氧化碳", category=FROM_AIR, cas="124-38-9")
    add("waste heat", "elementary", zh="废热", category=AIR, reference=NCV)
    package.flow("waste heat").formula = "-"
    for word in ("oxygen", "oxygen, released"):
        package.flow(word).formula = "O2"


class _Maker:
    """Makes processes that share their documentation."""

    def __init__(self, package: Package, draw: random.Random, owner: Ref, source: Ref) -> None:
        self.package, self.draw, self.owner, self.source = package, draw, owner, source

    def x(self, word: str, amount: float, direction: str, unit: str = "", **more: object) -> Exchange:
        return exchange(self.package.flow(word), amount, direction, unit, data_source_type="Primary", **more)

    def make(self, word: str, zh: str, class_: str, *exchanges: Exchange) -> Process:
        code, place, place_zh = self.draw.choice(PLACES)
        year = self.draw.randint(2019, 2024)
        quality = self.draw.choice(["Very good", "Good"])
        made = Process(
            uuid=name_uuid(f"process {word}"),
            version=V,
            name={"en": word, "zh": zh},
            treatment={"en": f"{word}, usual route", "zh": f"{zh}，常规工艺"},
            mix_and_location={"en": f"production mix, at plant, {place}", "zh": f"生产混合，出厂，{place_zh}"},
            functional_unit={"en": f"1 unit of {word}", "zh": f"1 单位{zh}"},
            description={"en": f"Measured at a plant in {place}.", "zh": f"在{place_zh}的工厂实测。"},
            process_type="unit_process_single_operation",
            classifications=[classes("ISIC rev.4", ISIC[class_])],
            time=Time(reference_year=year, valid_until=str(year + 5), description={"en": "One year.", "zh": "一年。"}),
            geography=Geography(
                place=Place(code=code), description={"en": f"One plant in {place}.", "zh": f"{place_zh}一家工厂。"}
            ),
            technology=Technology(
                description={"en": f"{word} as usual.", "zh": f"常规{zh}。"},
                applicability={"en": "Building products.", "zh": "建材产品。"},
            ),
            modelling=Modelling(principle="Attributional", approaches=["Not applicable"]),
            data_sources=DataSources(
                sources=[self.source],
                cut_off={"en": "Below 1 % of mass.", "zh": "质量低于 1 %。"},
                treatment={"en": "Yearly means.", "zh": "年平均值。"},
                selection={"en": "All inputs.", "zh": "全部输入。"},
            ),
            administration=Administration(
                owner=self.owner, license_type="Free of charge", intended_applications={"en": "Tests.", "zh": "测试。"}
            ),
            reviews=[
                Review(
                    type="Independent external review",
                    reviewers=[self.owner],
                    indicators=[
                        Aspect(name=f"{name} representativeness", value=quality)
                        for name in ("Technological", "Geographical", "Time")
                    ]
                    + [Aspect(name="Precision", value="Good")],
                )
            ],
            compliance=[
                Compliance(
                    system=self.source, aspects=[Aspect(name="approvalOfOverallCompliance", value="Fully compliant")]
                )
            ],
            exchanges=list(exchanges),
        )
        for number, one in enumerate(made.exchanges):
            one.id = number
        self.package.add(f"process {word}", made)
        return made


def _burn(maker: _Maker, fuel: str, kilograms: float, heat: float, *, kind: str = "fossil") -> list[Exchange]:
    """Return fuel, oxygen and gases of a complete combustion, and the heat that leaves as waste heat (MJ)."""
    share = {"natural gas, processed": 0.74, "diesel oil, low sulfur": 0.86, "wood, dried": 0.25 / 0.6}[fuel]
    water = 0.1 / 0.6 * kilograms if fuel == "wood, dried" else 0.0
    carbon = kilograms * share
    gas = carbon * CO2 / C
    # what is neither carbon nor water leaves as water vapour too: its hydrogen takes 8 times its mass of oxygen
    rest = kilograms - carbon - water
    vapour = water + rest * 9.0
    oxygen = gas + vapour - kilograms
    return [
        maker.x(fuel, kilograms, "input"),
        maker.x("oxygen", oxygen, "input"),
        maker.x(f"carbon dioxide, {kind}", gas, "output"),
        maker.x("water vapour", vapour, "output"),
        maker.x("waste heat", heat, "output"),
    ]


def _processes(package: Package, draw: random.Random, owner: Ref, source: Ref) -> None:
    maker = _Maker(package, draw, owner, source)
    x = maker.x
    leak = draw.uniform(0.001, 0.01)
    maker.make(
        "natural gas production",
        "天然气生产",
        "gas",
        x("natural gas, processed", 1.0, "output", is_reference=True),
        x("gas in ground", 1.0 + leak / 0.74 * C / 16.043, "input"),
        x("methane, fossil", leak, "output"),
        x("water vapour", leak / 0.74 * C / 16.043 - leak, "output"),
        x("electricity", 0.01, "input", "kWh"),
    )
    maker.make(
        "diesel production",
        "柴油生产",
        "gas",
        x("diesel oil, low sulfur", 1.0, "output", is_reference=True),
        x("petroleum in ground", 1.0, "input"),
        x("electricity", 0.02, "input", "kWh"),
        x("methane, fossil", 1e-6, "output"),
    )
    efficiency = draw.uniform(0.45, 0.58)
    gas = 3.6 / 48.0 / efficiency
    maker.make(
        "electricity from gas",
        "燃气发电",
        "power",
        x("electricity", 1.0, "output", "kWh", is_reference=True),
        *_burn(maker, "natural gas, processed", gas, gas * 48.0 - 3.6),
    )
    load = draw.uniform(0.015, 0.03)
    maker.make(
        "lorry transport",
        "货车运输",
        "transport",
        x("road transport", 1.0, "output", is_reference=True),
        *_burn(maker, "diesel oil, low sulfur", load, load * 43.0),
    )
    carbon = 0.25 * CO2 / C
    maker.make(
        "logging",
        "伐木",
        "forest",
        x("wood, wet", 1.0, "output", is_reference=True),
        x("carbon dioxide, in air", carbon, "input"),
        x("water", 0.5 + 0.27, "input"),
        x("oxygen, released", carbon + 0.77 - 1.0, "output"),
    )
    maker.make(
        "wood drying",
        "木材干燥",
        "sawmill",
        x("wood, dried", 0.6, "output", is_reference=True),
        x("wood, wet", 1.0, "input"),
        x("water vapour", 0.4, "output"),
        x("process heat", 1.1, "input"),
        x("electricity", 0.05, "input", "kWh"),
    )
    stove = draw.uniform(0.75, 0.9)
    wood = 1.0 / 14.0 / stove
    maker.make(
        "heat from wood",
        "木材供热",
        "power",
        x("process heat", 1.0, "output", is_reference=True),
        *_burn(maker, "wood, dried", wood, wood * 14.0 - 1.0, kind="biogenic"),
    )
    share = draw.uniform(0.6, 0.9)
    sawing = maker.make(
        "sawing",
        "锯切",
        "sawmill",
        x("sawn timber", share, "output", is_reference=True),
        x("bark", 1.0 - share, "output"),
        x("wood, wet", 1.0, "input"),
        x("electricity", 0.03, "input", "kWh"),
    )
    sawing.default_allocation = "physical"
    sawing.allocation = [
        AllocationFactor(method="physical", product=package.flow(word).ref(), product_id=number, value=value)
        for number, (word, value) in enumerate((("sawn timber", share), ("bark", 1.0 - share)))
    ]
    maker.make(
        "kiln equipment making",
        "窑炉设备制造",
        "machine",
        x("kiln equipment", 1.0, "output", is_reference=True),
        x("clay", 1.0, "input"),
        x("electricity", 0.04, "input", "kWh"),
    )
    maker.make(
        "clay quarrying",
        "黏土开采",
        "clay",
        x("clay", 1.0, "output", is_reference=True),
        x("clay in ground", 1.0, "input"),
        x("electricity", draw.uniform(0.005, 0.02), "input", "kWh"),
        x("road transport", draw.uniform(0.005, 0.02), "input"),
    )
    maker.make(
        "landfill of rubble",
        "渣土填埋",
        "waste",
        x("kiln rubble", 1.0, "input", is_reference=True),
        x("rubble, deposited", 1.0, "output"),
        x("road transport", draw.uniform(0.01, 0.05), "input"),
    )
    for number in range(BRICKS):
        waste = draw.uniform(0.02, 0.06)
        fuel = draw.uniform(0.04, 0.06)
        power = draw.uniform(0.03, 0.05)
        maker.make(
            f"brick firing, works {number + 1}",
            f"砖厂{number + 1}烧制",
            "brick",
            x("fired brick", 1.0, "output", is_reference=True),
            x("clay", 1.0 + waste, "input"),
            *_burn(maker, "natural gas, processed", fuel, fuel * 48.0 + power * 3.6),
            x("electricity", power, "input", "kWh"),
            x("road transport", draw.uniform(0.05, 0.2), "input"),
            x("kiln rubble", waste, "output"),
            x("kiln equipment", 0.0004, "input"),
        )


def _model(package: Package) -> None:
    """One brick works with its clay: the instances' factors are what the links ask for."""
    works, quarry = package.process("process brick firing, works 1"), package.process("process clay quarrying")
    clay = works.exchanges[1]
    package.add(
        "model",
        LifeCycleModel(
            uuid=name_uuid("model"),
            version=V,
            name={"en": "brick from clay", "zh": "黏土砖"},
            reference_instance=1,
            reference_exchange=0,
            instances=[
                ProcessInstance(id=1, process=works.ref(), factor=1.0),
                ProcessInstance(id=2, process=quarry.ref(), factor=clay.amount),
            ],
            links=[ProcessLink(provider=2, consumer=1, flow=clay.flow)],
        ),
    )


def _method(package: Package) -> None:
    """Global warming potentials of AR6 (table 7.15)."""
    values = {"carbon dioxide, fossil": 1.0, "methane, fossil": 29.8, "nitrous oxide": 273.0}
    package.add(
        "method",
        ImpactCategory(
            uuid=name_uuid("method"),
            version=V,
            name={"en": "Climate change, GWP 100", "zh": "气候变化，GWP 100"},
            unit="kg CO2 eq",
            factors=[
                ImpactFactor(flow=package.flow(word).ref(), value=value, unit=UnitRef(name="kg"), direction="output")
                for word, value in values.items()
            ],
        ),
    )
