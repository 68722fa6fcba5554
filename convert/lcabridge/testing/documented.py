"""Sample packages of documentation: who, when, where, how, how good, and who says so."""

from __future__ import annotations

from lcabridge.model import (
    Administration,
    Aspect,
    ClassEntry,
    Classification,
    Completeness,
    Compliance,
    Contact,
    DataSources,
    DQIndicator,
    DQScore,
    DQSystem,
    Entity,
    Geography,
    Modelling,
    Place,
    Process,
    Review,
    ReviewScope,
    Source,
    SubPlace,
    Technology,
    Time,
)
from lcabridge.testing.basics import (
    CO2,
    ELECTRICITY,
    ENERGY,
    ENERGY_UNITS,
    MASS,
    MASS_UNITS,
    VERSION,
    exchange,
    sample_id,
    text,
)


def quality() -> list[Entity]:
    """Return a package with a pedigree matrix and data quality entries on process and exchanges."""
    system = DQSystem(
        uuid=sample_id("dq_system", "two by three"),
        version=VERSION,
        name=text("Two indicators, three scores"),
        has_uncertainties=True,
        indicators=[
            DQIndicator(
                position=place,
                name=name,
                scores=[
                    DQScore(position=1, label="good", description=text("measured"), uncertainty=1.0),
                    DQScore(position=2, label="fair", description=text("calculated"), uncertainty=1.05),
                    DQScore(position=3, label="poor", description=text("guessed"), uncertainty=1.2),
                ],
            )
            for place, name in ((1, "Reliability"), (2, "Completeness"))
        ],
    )
    process = Process(
        uuid=sample_id("process", "rated"),
        version=VERSION,
        name=text("Electricity, rated", "已评级的电力"),
        process_type="unit_process",
        dq_system=system.ref(),
        exchange_dq_system=system.ref(),
        dq_entry="(1;2)",
        exchanges=[
            exchange(1, ELECTRICITY, "output", 1.0, "kWh", ENERGY, is_reference=True),
            exchange(2, CO2, "output", 0.5, "kg", MASS),
        ],
        last_exchange_id=2,
    )
    process.exchanges[1].dq_entry = "(3;n.a.)"
    process.exchanges[1].base_uncertainty = 1.05
    return [MASS_UNITS, MASS, ENERGY_UNITS, ENERGY, CO2, ELECTRICITY, system, process]


def documentation() -> list[Entity]:
    """Return a package in which one process says all that ILCD and openLCA both have places for."""
    institute = Contact(
        uuid=sample_id("contact", "institute"),
        version=VERSION,
        name=text("Institute", "研究所"),
        address=text("1 Example Road", "示例路1号"),
        city="Exampleton",
        zip_code="00100",
        country="US",
        telephone="+1 555 0100",
        email="office@example.org",
        website="https://example.org",
    )
    study = Source(
        uuid=sample_id("source", "study"),
        version=VERSION,
        name=text("Study 2023", "2023年研究"),
        citation=text("Institute: Electricity in 2023. Exampleton 2024."),
        url="https://example.org/study",
        year=2024,
    )
    scheme = Source(uuid=sample_id("source", "scheme"), version=VERSION, name=text("ILCD Data Network - Entry-level"))
    process = Process(
        uuid=sample_id("process", "documented"),
        version=VERSION,
        name=text("Electricity, documented", "有完整文档的电力"),
        synonyms=text("power; current", "电能"),
        description=text("Two lines,\nthe second one here.", "两行，\n此为第二行。"),
        classifications=[
            Classification(system="openLCA", classes=[ClassEntry(name="Utilities"), ClassEntry(name="Electricity")]),
            Classification(
                system="GB/T 4754-2017",
                classes=[ClassEntry(name="电力、热力、燃气及水生产和供应业", id="D"), ClassEntry(name="电力生产", id="441")],
            ),
        ],
        tags=["sample"],
        last_change="2024-03-01T08:30:00Z",
        process_type="unit_process",
        time=Time(
            reference_year=2023, valid_from="2023-01-01", valid_until="2025-12-31", description=text("Yearly mean.")
        ),
        geography=Geography(
            place=Place(code="CN"),
            description=text("Mainland.", "大陆地区。"),
            sub_places=[SubPlace(place=Place(code="CN-BJ"), description=text("Beijing", "北京"))],
        ),
        technology=Technology(
            description=text("Turbines.", "汽轮机。"), applicability=text("Base load.")
        ),
        modelling=Modelling(principle="Attributional", constants=text("None."), description=text("By the book.")),
        data_sources=DataSources(
            cut_off=text("1 %"), selection=text("Own survey."), treatment=text("Averaged."), sampling=text("All plants."),
            collection_period=text("2023"), use_advice=text("For grids only."), sources=[study.ref()],
        ),
        completeness=Completeness(
            product_model="All relevant flows quantified",
            elementary_flows=[Aspect(name="Climate change", value="All relevant flows quantified")],
        ),
        reviews=[
            Review(
                type="Independent external review",
                scopes=[ReviewScope(name="Raw data", methods=["Validation of data sources"])],
                details=text("Nothing found."),
                reviewers=[institute.ref()],
                report=study.ref(),
            )
        ],
        compliance=[
            Compliance(
                system=scheme.ref(), aspects=[Aspect(name="approvalOfOverallCompliance", value="Fully compliant")]
            )
        ],
        administration=Administration(
            project=text("Sample"),
            intended_applications=text("Tests.", "测试。"),
            generators=[institute.ref()],
            entered_by=institute.ref(),
            owner=institute.ref(),
            publication=study.ref(),
            copyright=True,
            access_restrictions=text("None.", "无。"),
        ),
        exchanges=[
            exchange(1, ELECTRICITY, "output", 1.0, "kWh", ENERGY, is_reference=True),
            exchange(2, CO2, "output", 0.5, "kg", MASS),
        ],
        last_exchange_id=2,
    )  # fmt: skip
    process.exchanges[1].comment = text("Measured at the stack.", "烟囱处测量。")
    return [MASS_UNITS, MASS, ENERGY_UNITS, ENERGY, CO2, ELECTRICITY, institute, study, scheme, process]
