"""What is written: valid, in EcoSpold 2's own terms, and all of it back; expectations by hand."""

import zipfile

import pytest
from lxml import etree

from lcabridge.model import (
    Administration,
    Contact,
    Exchange,
    Flow,
    FlowProperty,
    FlowPropertyFactor,
    Parameter,
    Process,
    Ref,
    Time,
    Uncertainty,
    Unit,
    UnitGroup,
    UnitRef,
    diff,
)  # fmt: skip
from lcabridge.testing.roundtrip import copies, read_package, write_package
from tests.conformance.official import ecospold2 as complaints
from tests.plugins.ecospold.spold2.documents import (
    ACTIVITY,
    NS,
    PARENT,
    PERSON,
    POWER,
    STEEL,
    WASTE,
    activity,
    elementary,
    intermediate,
)  # fmt: skip
from tests.plugins.ecospold.spold2.helpers import by_uuid, fmt, there_and_back

MASS, ENERGY = "93a60a56-a3c8-11da-a746-0800200b9a66", "f6811440-ee37-11de-8a39-0800200c9a66"
GROUPS = ("93a60a57-a4c8-11da-a746-0800200c9a66", "93a60a57-a3c8-11da-a746-0800200c9a66")


def measures():
    return [
        UnitGroup(
            uuid=GROUPS[0],
            name={"en": "mass"},
            units=[Unit(name="kg", is_reference=True), Unit(name="t", factor=1000.0)],
        ),
        UnitGroup(uuid=GROUPS[1], name={"en": "energy"}, units=[Unit(name="MJ", is_reference=True)]),
        FlowProperty(uuid=MASS, name={"en": "Mass"}, unit_group=Ref(type="unit_group", uuid=GROUPS[0])),
        FlowProperty(uuid=ENERGY, name={"en": "Energy"}, unit_group=Ref(type="unit_group", uuid=GROUPS[1])),
    ]


def flow(uuid, name, kind="product"):
    """1 kg of it has 10 MJ."""
    factors = [
        FlowPropertyFactor(property=Ref(type="flow_property", uuid=MASS), factor=1.0, is_reference=True),
        FlowPropertyFactor(property=Ref(type="flow_property", uuid=ENERGY), factor=10.0),
    ]
    return Flow(uuid=uuid, name={"en": name}, flow_type=kind, properties=factors)


def exchange(uuid, amount, direction="input", **more):
    return Exchange(flow=Ref(type="flow", uuid=uuid), amount=amount, direction=direction, **more)


def written(tmp_path, *entities):
    """Write a package; return its data sets as trees by name, and the account."""
    path = tmp_path / "written.zip"
    report = write_package(fmt(), [*measures(), *entities], path)
    with zipfile.ZipFile(path) as archive:
        trees = {n: etree.fromstring(archive.read(n)) for n in archive.namelist() if n.endswith((".spold", ".xml"))}
    return trees, report


def only(tmp_path, process, *entities):
    trees, _ = written(tmp_path, process, *entities)
    (tree,) = [tree for name, tree in trees.items() if name.startswith("datasets/")]
    return tree


def said(tree, flow_uuid):
    """Return amount, group and unit of the exchange of a flow."""
    (node,) = tree.xpath(f"//*[@intermediateExchangeId='{flow_uuid}' or @elementaryExchangeId='{flow_uuid}']")
    (group,) = node.xpath("*[local-name()='inputGroup' or local-name()='outputGroup']")
    unit = node.findtext(f"{{{NS}}}unitName")
    return float(node.get("amount")), f"{etree.QName(group).localname}:{group.text}", unit


def test_amounts_are_in_the_unit_of_the_flow(tmp_path):
    """20 MJ at 10 MJ/kg are 2 kg; 3 t are 3000 kg."""
    process = Process(
        uuid=ACTIVITY,
        name={"en": "steel"},
        exchanges=[
            exchange(STEEL, 3.0, "output", is_reference=True, unit=UnitRef(name="t")),
            exchange(POWER, 20.0, unit=UnitRef(name="MJ"), property=Ref(type="flow_property", uuid=ENERGY)),
        ],
    )
    tree = only(tmp_path, process, flow(STEEL, "steel"), flow(POWER, "coke"))
    assert said(tree, STEEL) == (3000.0, "outputGroup:0", "kg")
    assert said(tree, POWER) == (2.0, "inputGroup:5", "kg")


def test_waste_takes_the_sign_of_ecospold(tmp_path):
    """Treating 1 kg of waste is a reference product of −1, giving 0.2 kg to treatment an input of −0.2."""
    treatment = Process(uuid=ACTIVITY, name={"en": "treatment"}, exchanges=[exchange(WASTE, 1.0, is_reference=True)])
    tree = only(tmp_path, treatment, flow(WASTE, "scrap", "waste"))
    assert said(tree, WASTE) == (-1.0, "outputGroup:0", "kg")
    (tmp_path / "b").mkdir()
    factory = Process(
        uuid=PARENT,
        name={"en": "factory"},
        exchanges=[
            exchange(STEEL, 1.0, "output", is_reference=True),
            exchange(WASTE, 0.2, "output", uncertainty=Uncertainty(distribution="uniform", minimum=0.1, maximum=0.3)),
        ],
    )
    tree = only(tmp_path / "b", factory, flow(WASTE, "scrap", "waste"), flow(STEEL, "steel"))
    assert said(tree, WASTE) == (-0.2, "inputGroup:5", "kg")
    (uniform,) = tree.iter(f"{{{NS}}}uniform")
    assert (uniform.get("minValue"), uniform.get("maxValue")) == ("-0.3", "-0.1")


@pytest.mark.parametrize(("kind", "direction", "amount"), [
    ("product", "input", -4.0), ("product", "output", -4.0), ("waste", "output", 4.0),
])  # fmt: skip
def test_what_is_avoided_is_credited(tmp_path, kind, direction, amount):
    """A product as an input of −4; waste, whose treatment has a reference product of −1, as an input of +4."""
    process = Process(
        uuid=ACTIVITY,
        name={"en": "plant"},
        exchanges=[exchange(STEEL, 1.0, "output", is_reference=True), exchange(POWER, 4.0, direction, is_avoided=True)],
    )
    assert said(only(tmp_path, process, flow(STEEL, "steel"), flow(POWER, "coke", kind)), POWER) == (
        amount, "inputGroup:5", "kg",
    )  # fmt: skip


def test_a_lognormal_is_written_as_variances(tmp_path):
    """gsd = e^0.3: ln(gsd)² = 0.09; gsd² without pedigree = e^0.4: 0.04."""
    spread = Uncertainty(distribution="lognormal", median=2.0, gsd=1.3498588075760032)
    process = Process(
        uuid=ACTIVITY,
        name={"en": "plant"},
        exchanges=[
            exchange(STEEL, 1.0, "output", is_reference=True),
            exchange(POWER, 2.0, uncertainty=spread, base_uncertainty=1.4918246976412703, dq_entry="(1;2;3;4;5)"),
        ],
    )
    tree = only(tmp_path, process, flow(STEEL, "steel"), flow(POWER, "coke"))
    (node,) = tree.iter(f"{{{NS}}}lognormal")
    assert float(node.get("varianceWithPedigreeUncertainty")) == pytest.approx(0.09, rel=1e-14)
    assert float(node.get("variance")) == pytest.approx(0.04, rel=1e-14)
    assert float(node.get("mu")) == pytest.approx(0.6931471805599453, rel=1e-15)
    (pedigree,) = tree.iter(f"{{{NS}}}pedigreeMatrix")
    assert list(pedigree.attrib.values()) == ["1", "2", "3", "4", "5"]


def rich():
    """A process of another format that EcoSpold 2 can say only in part."""
    return Process(
        uuid=ACTIVITY,
        version="01.00",
        name={"zh": "钢", "en": "s" * 130},
        time=Time(reference_year=2015, valid_until="2019"),
        administration=Administration(owner=Ref(type="contact", uuid=PERSON)),
        parameters=[Parameter(name="x" * 60, value=1.0), Parameter(name="y", value=2.0, formula="2^2", is_input=False)],
        exchanges=[
            exchange("7a1f2f5c-0a58-4f0e-8c5e-2f1f6d7c8b55", 5.0, "output", id=7),
            exchange(STEEL, 3.0, "output", is_reference=True, unit=UnitRef(name="t"), id=4),
            Exchange(amount=1.0, id=9),
            exchange(POWER, 4.0, is_avoided=True, id=2, formula="2*y"),
        ],
    )


def test_what_ecospold_cannot_say_comes_back_from_the_extension(tmp_path, corpus):
    gas = flow("7a1f2f5c-0a58-4f0e-8c5e-2f1f6d7c8b55", "gas", "elementary")
    entities = [*measures(), rich(), flow(STEEL, "steel"), flow(POWER, "coke"), gas]
    entities.append(Contact(uuid=PERSON, name={"en": "Somebody"}, email="a@example.org", city="Wuhan"))
    path = tmp_path / "written.zip"
    before = copies(entities)
    write_package(fmt(), entities, path)
    assert complaints(corpus, path) == []
    after = by_uuid(read_package(fmt(), path)[0])
    for entity in before:
        assert diff(entity, after[entity.uuid]) == []
    assert set(after) == {entity.uuid for entity in before}


def test_a_change_made_by_another_tool_wins_over_the_extension(tmp_path):
    path = tmp_path / "written.zip"
    write_package(fmt(), [*measures(), rich(), flow(STEEL, "steel"), flow(POWER, "coke")], path)
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(changed, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data.replace(b'amount="3000"', b'amount="5000"'))
    entities, report = read_package(fmt(), changed)
    process = by_uuid(entities)[ACTIVITY]
    assert [(e.amount, e.unit.name) for e in process.exchanges if e.is_reference] == [(5000.0, "kg")]
    stale = {issue.path for issue in report if issue.code == "READ-012"}
    assert stale == {"exchanges[1].amount", "exchanges[1].unit"}


def test_nobody_entered_the_data(tmp_path, corpus):
    """Other converters die of this: "No contact information for 'data entry by'"."""
    process = Process(uuid=ACTIVITY, name={"zh": "电"}, exchanges=[exchange(STEEL, 1.0, "output", is_reference=True)])
    path = tmp_path / "written.zip"
    report = write_package(fmt(), [*measures(), process, flow(STEEL, "steel")], path)
    assert complaints(corpus, path) == []
    assert "administration.dataEntryBy" in {i.path for i in report if i.code == "WRITE-006"}
    found = by_uuid(read_package(fmt(), path)[0])[ACTIVITY]
    assert found.administration is None
    assert found.time is None
    assert found.geography is None


def test_a_process_without_exchanges_is_valid_and_stays_empty(tmp_path, corpus):
    path = tmp_path / "written.zip"
    write_package(fmt(), [Process(uuid=ACTIVITY, name={"en": "idea"})], path)
    assert complaints(corpus, path) == []
    (found,) = read_package(fmt(), path)[0]
    assert found.exchanges == []


def test_what_was_read_is_written_and_read_the_same(tmp_path, corpus):
    documents = [
        activity(
            [
                intermediate(more="""<property propertyId="a9358458-9724-4f03-b622-106eda248916" amount="0.25"
                  unitId="577e242a-461f-44a7-922c-d8e1c3d2bf45"><name xml:lang="en">water content</name>
                  <unitName xml:lang="en">dimensionless</unitName><comment xml:lang="en">wet</comment></property>
                  <transferCoefficient exchangeId="e0000000-0000-4000-8000-000000000002" amount="0.5"/><tag>t</tag>
                  <productionVolumeComment xml:lang="en">of 2015</productionVolumeComment>""",
                             attrs='productionVolumeAmount="12.5"'),
                intermediate(WASTE, "-0.5", "inputGroup:5", 2, "scrap"),
                elementary(more='<uncertainty><beta minValue="1" mostFrequentValue="2" maxValue="3"/></uncertainty>'),
            ],
            comment='<text xml:lang="en" index="3">b</text><text xml:lang="en" index="1">a</text>',
            after='<own xmlns="http://example.org/own" x="1">data<deep/></own>',
        ),
        activity([intermediate(WASTE, "-1", name="scrap")], id_=PARENT),
    ]  # fmt: skip
    before, after, path = there_and_back(tmp_path, *documents)
    assert complaints(corpus, path) == []
    assert set(by_uuid(before)) == set(by_uuid(after))
    for uuid, entity in by_uuid(before).items():
        assert diff(entity, by_uuid(after)[uuid]) == []


def test_properties_and_volumes_are_written_in_their_own_elements(tmp_path):
    document = activity([intermediate(more="""<property propertyId="a9358458-9724-4f03-b622-106eda248916" amount="0.25">
      <name xml:lang="en">water content</name></property>""", attrs='productionVolumeAmount="12.5"')])  # fmt: skip
    *_, path = there_and_back(tmp_path, document)
    with zipfile.ZipFile(path) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".spold")]
        tree = etree.fromstring(archive.read(name))
    (node,) = tree.iter(f"{{{NS}}}property")
    assert (node.get("amount"), node.findtext(f"{{{NS}}}name")) == ("0.25", "water content")
    (node,) = tree.iter(f"{{{NS}}}intermediateExchange")
    assert node.get("productionVolumeAmount") == "12.5"


def test_master_data_of_the_source_is_written_again(tmp_path):
    units = f"""<validUnits xmlns="{NS}" majorRelease="3" minorRelease="0" contextId="{PARENT}">
      <contextName xml:lang="en">mine</contextName><unit id="{STEEL}"><name xml:lang="en">bushel</name></unit></validUnits>"""
    *_, path = there_and_back(tmp_path, activity(), units)
    with zipfile.ZipFile(path) as archive:
        tree = etree.fromstring(archive.read("MasterData/1.xml"))
    assert tree.get("contextId") == PARENT
    assert tree.findtext(f"{{{NS}}}unit/{{{NS}}}name") == "bushel"
