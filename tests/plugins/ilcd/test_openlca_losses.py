"""What openLCA's ILCD export loses or approximates (reference openlca §1.2), and the rest of its import's losses: named tests."""

from __future__ import annotations

import pytest

from lcabridge.model import (
    AllocationFactor,
    Cost,
    Exchange,
    ImpactCategory,
    ImpactFactor,
    Parameter,
    Process,
    Ref,
    SocialAspect,
    Uncertainty,
    diff,
)
from tests.plugins.ilcd.test_openlca_defects import COMMON, OTHER, flow_xml, reference_xml, there_and_back
from tests.plugins.ilcd.written import FUEL, PROCESS, exchange_xml, process_xml, read, texts, write

PRODUCT = Ref(type="flow", uuid=FUEL)


def _process(**fields) -> Process:
    product = Exchange(id=1, flow=PRODUCT, amount=1.0, direction="output", is_reference=True)
    return Process(uuid=PROCESS, version="01.00.000", name={"en": "Boiler"}, exchanges=[product], **fields)


def _priced() -> Process:
    process = _process()
    process.exchanges[0].cost = Cost(value=2.5, currency=Ref(type="currency", uuid=OTHER.format(1)))
    return process


LOST = {
    "allocation formulas": _process(
        allocation=[AllocationFactor(method="physical", product=PRODUCT, value=1.0, formula="x / (x + 1)")]
    ),
    "physical and economic allocation": _process(
        default_allocation="economic",
        allocation=[
            AllocationFactor(method="physical", product=PRODUCT, value=1.0),
            AllocationFactor(method="economic", product=PRODUCT, value=0.75),
        ],
    ),
    "mode of a triangular parameter": _process(
        parameters=[
            Parameter(
                name="x",
                value=2.0,
                uncertainty=Uncertainty(distribution="triangular", minimum=1.0, mode=2.5, maximum=4.0),
            )
        ]
    ),
    "social aspects": _process(
        social_aspects=[
            SocialAspect(
                indicator=Ref(type="social_indicator", uuid=OTHER.format(2)), raw_amount="740", risk_level="LOW_RISK"
            )
        ]
    ),
    "costs": _priced(),
    "data quality systems": _process(dq_entry="(1;2;3)", dq_system=Ref(type="dq_system", uuid=OTHER.format(3))),
    "formula and uncertainty of a factor": ImpactCategory(
        uuid=PROCESS,
        version="01.00.000",
        name={"en": "GWP"},
        factors=[
            ImpactFactor(
                flow=PRODUCT,
                value=28.0,
                formula="7 * 4",
                direction="output",
                uncertainty=Uncertainty(distribution="uniform", minimum=20.0, maximum=36.0),
            )
        ],
    ),
}


@pytest.mark.parametrize("json", [False, True], ids=["xml", "json"])
@pytest.mark.parametrize("name", LOST)
def test_what_openlcas_export_loses_comes_back(name, json):
    assert diff(LOST[name], read(write(LOST[name], json=json)[0])[0]) == []


def test_years_are_written_as_years_and_dates_come_back():
    time = "<time><common:referenceYear>2021</common:referenceYear><common:dataSetValidUntil>2025</common:dataSetValidUntil></time>"
    process = there_and_back(process_xml(relations=time))
    assert (process.time.reference_year, process.time.valid_until) == (2021, "2025")
    process.time.valid_until = "2025-06-30"
    data = write(process)[0]
    assert texts(data, "processInformation/time/dataSetValidUntil") == ["2025"]
    assert read(data)[0].time.valid_until == "2025-06-30"


def test_a_triangular_distribution_without_mode_is_kept():
    inside = (
        "<meanAmount>2</meanAmount><minimumAmount>1</minimumAmount><maximumAmount>5</maximumAmount>"
        "<uncertaintyDistributionType>triangular</uncertaintyDistributionType>"
    )
    process = there_and_back(process_xml(exchanges=exchange_xml(inside=inside)))
    spread = process.exchanges[0].uncertainty
    assert (spread.distribution, spread.minimum, spread.mode, spread.maximum) == ("triangular", 1.0, None, 5.0)


def test_every_level_of_an_elementary_categorisation_is_kept():
    levels = "".join(
        f'<common:category level="{n}" catId="1{".3" * n}">{name}</common:category>'
        for n, name in enumerate(["Emissions", "Emissions to air", "Emissions to air, unspecified"])
    )
    classes = (
        '<classificationInformation><common:elementaryFlowCategorization name="ILCD">'
        f"{levels}</common:elementaryFlowCategorization></classificationInformation>"
    )
    flow = there_and_back(flow_xml(information=classes, kind="Elementary flow"))
    (found,) = flow.classifications
    assert [(c.name, c.id) for c in found.classes] == [
        ("Emissions", "1"),
        ("Emissions to air", "1.3"),
        ("Emissions to air, unspecified", "1.3.3"),
    ]


def _model(downstream: str, target: str) -> bytes:
    return f"""<lifeCycleModelDataSet xmlns="http://eplca.jrc.ec.europa.eu/ILCD/LifeCycleModel/2017" {COMMON} version="1.1">
    <lifeCycleModelInformation><dataSetInformation><common:UUID>{PROCESS}</common:UUID>
    <name><baseName xml:lang="en">Chain</baseName></name></dataSetInformation>
    <quantitativeReference><referenceToReferenceProcess>2</referenceToReferenceProcess></quantitativeReference>
    <technology><processes><processInstance dataSetInternalID="1" multiplicationFactor="1">{target}
    <connections><outputExchange flowUUID="{FUEL}" version="01.00.000">{downstream}</outputExchange></connections>
    </processInstance><processInstance dataSetInternalID="2" multiplicationFactor="1">
    {reference_xml("referenceToProcess", "process", 1)}</processInstance></processes></technology>
    </lifeCycleModelInformation></lifeCycleModelDataSet>""".encode()


def test_different_flows_at_the_ends_of_a_link_need_no_connector_process():
    other = OTHER.format(5)
    data = _model(
        f'<downstreamProcess id="2" flowUUID="{other}" version="01.00.000"/>',
        reference_xml("referenceToProcess", "process", 1),
    )
    model = there_and_back(data)
    assert len(model.instances) == 2
    (link,) = model.links
    assert (link.flow.uuid, link.consumer_flow.uuid) == (FUEL, other)


def test_a_model_in_a_model_is_kept():
    # ILCD has no word for references to models (GlobalReferenceTypeValues): the extension says it.
    process = reference_xml("referenceToProcess", "process", 1)
    data = _model(f'<downstreamProcess id="2" flowUUID="{FUEL}" version="01.00.000"/>', process)
    model, _ = read(data)
    model.instances[0].process = Ref(type="model", uuid=OTHER.format(6), version="01.00.000")
    for json in (False, True):
        assert diff(model, read(write(model, json=json)[0])[0]) == []


def test_texts_longer_than_openlcas_names_are_whole():
    name = f'<name><baseName xml:lang="en">{"long " * 600}end</baseName></name>'
    data = process_xml().replace(b'<name><baseName xml:lang="en">Boiler</baseName></name>', name.encode())
    process = there_and_back(data)
    assert len(process.name["en"]) > 2024
    assert process.name["en"].endswith("end")
