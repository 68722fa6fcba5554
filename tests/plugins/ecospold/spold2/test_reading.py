"""What EcoSpold 2 says, read into the model; expectations by hand from the schema and DESIGN §2."""

import math

import pytest

from lcabridge.model import Flow, Process
from lcabridge.report import Report
from tests.plugins.ecospold.spold2.documents import (
    ACTIVITY,
    CO2,
    NS,
    PARENT,
    PERSON,
    PLACE,
    POWER,
    STEEL,
    WASTE,
    activity,
    elementary,
    intermediate,
)  # fmt: skip
from tests.plugins.ecospold.spold2.helpers import by_uuid, codes, process, read

LOGNORMAL = """<uncertainty><lognormal meanValue="2.5" mu="0.9162907318741551" variance="0.04"
 varianceWithPedigreeUncertainty="0.09"/><pedigreeMatrix reliability="2" completeness="3" temporalCorrelation="1"
 geographicalCorrelation="1" furtherTechnologyCorrelation="5"/><comment xml:lang="en">guess</comment></uncertainty>"""


def spread(inner):
    return f"<uncertainty>{inner}</uncertainty>"


def only_exchange(tmp_path, more):
    found, _ = process(tmp_path, activity([intermediate(), elementary(more=more)]))
    return found.exchanges[1]


def test_a_lognormal_takes_the_variance_with_pedigree(tmp_path):
    # ln(gsd)² = 0.09, so gsd = e^0.3; without pedigree ln(gsd)² = 0.04, so gsd² = (e^0.2)² = e^0.4
    exchange = only_exchange(tmp_path, LOGNORMAL)
    assert exchange.uncertainty.distribution == "lognormal"
    assert exchange.uncertainty.median == 2.5
    assert exchange.uncertainty.gsd == pytest.approx(1.3498588075760032, rel=1e-15)
    assert exchange.base_uncertainty == pytest.approx(1.4918246976412703, rel=1e-15)
    assert exchange.dq_entry == "(2;3;1;1;5)"


def test_a_normal_takes_the_root_of_its_variance(tmp_path):
    exchange = only_exchange(
        tmp_path, spread('<normal meanValue="7" varianceWithPedigreeUncertainty="6.25" variance="4"/>')
    )
    assert (exchange.uncertainty.mean, exchange.uncertainty.sd) == (7.0, 2.5)


def test_triangular_and_uniform_keep_their_corners(tmp_path):
    one = only_exchange(tmp_path, spread('<triangular minValue="1" mostLikelyValue="2.5" maxValue="4"/>')).uncertainty
    other = only_exchange(tmp_path, spread('<uniform minValue="2" maxValue="3"/>')).uncertainty
    assert (one.minimum, one.mode, one.maximum) == (1.0, 2.5, 4.0)
    assert (other.distribution, other.minimum, other.maximum) == ("uniform", 2.0, 3.0)


@pytest.mark.parametrize(
    "inner",
    [
        '<beta minValue="1" mostFrequentValue="2" maxValue="3"/>',
        '<gamma shape="2" scale="1" minValue="0"/>',
        '<binomial n="10" p="0.5"/>',
    ],
)
def test_distributions_that_the_model_does_not_have_are_named(tmp_path, inner):
    found, report = process(tmp_path, activity([intermediate(), elementary(more=spread(inner))]))
    assert found.exchanges[1].uncertainty is None
    assert "ES2-008" in codes(report)


def test_groups_give_direction_and_reference(tmp_path):
    exchanges = [
        intermediate(group="outputGroup:0"),
        intermediate(POWER, group="inputGroup:5", number=2, name="power", unit="kWh"),
        intermediate(POWER, group="outputGroup:2", number=3, name="power", unit="kWh"),
        elementary(group="inputGroup:4"),
    ]
    found, _ = process(tmp_path, activity(exchanges))
    assert [(e.direction, e.is_reference) for e in found.exchanges] == [
        ("output", True), ("input", False), ("output", False), ("input", False),
    ]  # fmt: skip


def test_treatment_of_minus_one_is_an_input_of_plus_one(tmp_path):
    """The sign rule: reference product −1 and input −0.2 of waste are input +1 and output +0.2."""
    treatment = activity([intermediate(WASTE, "-1", name="scrap")], name="treatment of scrap")
    factory = activity(
        [intermediate(number=2), intermediate(WASTE, "-0.2", "inputGroup:5", 3, "scrap", more=spread(
            '<triangular minValue="-0.3" mostLikelyValue="-0.2" maxValue="-0.1"/>'))],
        id_=PARENT,
    )  # fmt: skip
    entities, _ = read(tmp_path, treatment, factory)
    found = by_uuid(entities)
    assert found[WASTE].flow_type == "waste"
    assert found[STEEL].flow_type == "product"
    (treated,) = found[ACTIVITY].exchanges
    assert (treated.direction, treated.amount, treated.is_reference) == ("input", 1.0, True)
    given = found[PARENT].exchanges[1]
    assert (given.direction, given.amount) == ("output", 0.2)
    assert (given.uncertainty.minimum, given.uncertainty.mode, given.uncertainty.maximum) == (0.1, 0.2, 0.3)


def test_a_negative_input_of_a_product_stays_as_it_is(tmp_path):
    found, _ = process(
        tmp_path, activity([intermediate(), intermediate(POWER, "-3", "inputGroup:5", 2, "power", "kWh")])
    )
    assert (found.exchanges[1].direction, found.exchanges[1].amount) == ("input", -3.0)


def test_a_link_leads_to_the_activity_that_supplies(tmp_path):
    supplier = activity([intermediate(POWER, name="power", unit="kWh")], id_=PARENT, name="power plant")
    user = activity(
        [
            intermediate(),
            intermediate(POWER, "2", "inputGroup:5", 2, "power", "kWh", attrs=f'activityLinkId="{PARENT}"'),
        ]
    )
    entities, _ = read(tmp_path, supplier, user)
    found = by_uuid(entities)
    assert found[ACTIVITY].exchanges[1].provider.uuid == PARENT
    assert isinstance(found[PARENT], Process)


def test_an_activity_with_several_products_gets_the_ids_of_openlca(tmp_path):
    """MD5 of "activity/product" with the bits of a UUID of version 3, as KeyGen does it."""
    import hashlib
    import uuid

    one = activity([intermediate(STEEL)])
    other = activity([intermediate(POWER, name="power", unit="kWh")])
    user = activity([intermediate(WASTE, name="x"), intermediate(
        POWER, "2", "inputGroup:5", 2, "power", "kWh", attrs=f'activityLinkId="{ACTIVITY}"')], id_=PARENT)  # fmt: skip
    entities, _ = read(tmp_path, one, other, user)

    def keygen(product):
        return str(uuid.UUID(bytes=hashlib.md5(f"{ACTIVITY}/{product}".encode()).digest(), version=3))

    processes = {e.uuid for e in entities if isinstance(e, Process)}
    assert processes == {keygen(STEEL), keygen(POWER), PARENT}
    assert by_uuid(entities)[PARENT].exchanges[1].provider.uuid == keygen(POWER)


def test_paragraphs_come_in_the_order_of_their_index(tmp_path):
    comment = """<text xml:lang="en" index="16">third</text><text xml:lang="en" index="5">first</text>
      <text xml:lang="de" index="7">zweiter</text><imageUrl index="6">http://example.org/a.png</imageUrl>
      <text xml:lang="en" index="8">second</text>"""
    found, _ = process(tmp_path, activity(comment=comment))
    assert found.description == {"en": "first\nsecond\nthird", "de": "zweiter"}


def test_variables_stand_in_their_text(tmp_path):
    comment = """<text xml:lang="en" index="1">Made in {{where}} by {{who}}.</text>
      <variable xml:lang="en" name="where">Wuhan</variable>"""
    found, _ = process(tmp_path, activity(comment=comment))
    assert found.description == {"en": "Made in Wuhan by {{who}}."}


def test_two_comments_of_which_one_has_no_language_are_both_kept(tmp_path):
    more = '<comment>EcoSpold01Location=CH</comment><comment xml:lang="en">Literature value.</comment>'
    found, _ = process(tmp_path, activity([intermediate(more=more)]))
    assert list(found.exchanges[0].comment.values()) == ["Literature value.", "EcoSpold01Location=CH"]


def test_variables_become_parameters_and_formulas_their_names(tmp_path):
    exchanges = [
        intermediate(),
        intermediate(POWER, "6", "inputGroup:5", 2, "power", "kWh",
                     attrs='variableName="need" mathematicalRelation="eff * 3"'),
        elementary(attrs='mathematicalRelation="POWER(need;2)"'),
    ]  # fmt: skip
    parameter = """<parameter parameterId="b0000000-0000-4000-8000-000000000001" variableName="eff" amount="2">
      <name xml:lang="en">efficiency</name><comment xml:lang="en">measured</comment></parameter>"""
    found, _ = process(tmp_path, activity(exchanges, parameters=parameter))
    by_name = {p.name: p for p in found.parameters}
    assert (by_name["eff"].value, by_name["eff"].is_input, by_name["eff"].description) == (
        2.0,
        True,
        {"en": "measured"},
    )
    assert (by_name["need"].formula, by_name["need"].is_input, by_name["need"].value) == ("eff*3", False, 6.0)
    assert [e.formula for e in found.exchanges] == ["", "need", "need^2"]


@pytest.mark.parametrize("relation", ["LiveLink('x')", "UnitConversion(2;'kg';'t')", "Ref('a')*2", "1 +"])
def test_a_formula_that_nobody_else_can_say_is_named_and_kept(tmp_path, relation):
    found, report = process(tmp_path, activity([intermediate(attrs=f'mathematicalRelation="{relation}"')]))
    assert found.exchanges[0].formula == ""
    assert found.extra["ecospold2"]["exchanges"]["1"]["@mathematicalRelation"] == relation
    assert "ES2-007" in codes(report)


def test_what_a_data_set_says_of_itself(tmp_path):
    found, _ = process(
        tmp_path,
        activity(
            inside='<synonym xml:lang="en">mill</synonym><synonym xml:lang="en">works</synonym>'
            '<includedActivitiesStart xml:lang="en">From ore.</includedActivitiesStart>'
            '<includedActivitiesEnd xml:lang="en">To the gate.</includedActivitiesEnd>',
            modelling='<representativeness percent="45.5" systemModelId="8b738ea0-f89e-4627-8679-433616064e82">'
            '<systemModelName xml:lang="en">Undefined</systemModelName>'
            '<samplingProcedure xml:lang="en">survey</samplingProcedure></representativeness>'
            f'<review reviewerId="{PERSON}" reviewerName="A. Editor" reviewerEmail="editor@example.org"'
            ' reviewDate="2019-04-01" reviewedMajorRelease="3" reviewedMinorRelease="0" reviewedMajorRevision="1"'
            ' reviewedMinorRevision="0"><details><text xml:lang="en" index="1">fine</text></details></review>',
        ),
    )
    assert found.version == "03.01.012"
    assert found.synonyms == {"en": "mill; works"}
    assert found.technology.description == {"en": "From ore.\nTo the gate."}
    assert (found.time.valid_from, found.time.valid_until) == ("2015-01-01", "2020-12-31")
    assert found.geography.place.ref.uuid == PLACE
    assert (found.data_sources.share_covered, found.data_sources.sampling) == (45.5, {"en": "survey"})
    assert found.reviews[0].details == {"en": "fine"}
    assert found.reviews[0].reviewers[0].uuid == PERSON
    assert found.administration.entered_by.uuid == PERSON
    assert found.administration.copyright is False


def test_people_places_and_flows_become_data_sets(tmp_path):
    entities, _ = read(tmp_path, activity([intermediate(), elementary(attrs='casNumber="000124-38-9" formula="CO2"')]))
    found = by_uuid(entities)
    assert (found[PERSON].name, found[PERSON].email) == ({"en": "A. Editor"}, "editor@example.org")
    assert (found[PLACE].code, found[PLACE].type) == ("CN", "location")
    gas = found[CO2]
    assert isinstance(gas, Flow)
    assert (gas.flow_type, gas.cas, gas.formula) == ("elementary", "000124-38-9", "CO2")
    assert [level.name for level in gas.classifications[0].classes] == ["air", "unspecified"]
    mass = "93a60a56-a3c8-11da-a746-0800200b9a66"  # openLCA's reference flow property for kg
    assert [p.property.uuid for p in gas.properties] == [mass]
    assert found[mass].type == "flow_property"


def test_a_class_with_a_code_is_code_and_name(tmp_path):
    text = activity().replace(
        "<geography ",
        '<classification classificationId="a2cfa5cb-7e0a-4b16-88d6-75bececda629"><classificationSystem xml:lang="en">'
        'ISIC rev.4 ecoinvent</classificationSystem><classificationValue xml:lang="en">2410:Manufacture of basic iron'
        "</classificationValue></classification><geography ",
    )
    found, _ = process(tmp_path, text)
    (entry,) = found.classifications
    assert (entry.system, entry.classes[0].id, entry.classes[0].name) == (
        "ISIC rev.4 ecoinvent", "2410", "Manufacture of basic iron",
    )  # fmt: skip


PARENT_TEXT = activity(
    [intermediate(), elementary(amount="5")],
    id_=PARENT,
    comment='<text xml:lang="en" index="1">In {{place}}.</text><variable xml:lang="en" name="place">Europe</variable>',
)


def child(inside="", flows="", attrs=f'parentActivityId="{PARENT}"'):
    return f"""<ecoSpold xmlns="{NS}"><childActivityDataset><activityDescription>
      <activity id="{ACTIVITY}" activityNameId="{ACTIVITY[:-2]}77" type="1" specialActivityType="0" {attrs}>{inside}</activity>
      </activityDescription><flowData>{flows}</flowData></childActivityDataset></ecoSpold>"""


def test_a_child_takes_from_its_parent_what_it_leaves_out(tmp_path):
    words = '<generalComment><variable xml:lang="en" name="place">China</variable></generalComment>'
    entities, report = read(tmp_path, PARENT_TEXT, child(words, elementary(amount="9")))
    found = by_uuid(entities)[ACTIVITY]
    assert found.name == {"en": "steel production"}
    assert found.description == {"en": "In China."}
    assert {e.flow.uuid: e.amount for e in found.exchanges} == {STEEL: 1.0, CO2: 9.0}
    assert found.geography.place.ref.uuid == PLACE
    assert found.extra["ecospold2"]["activity"]["@parentActivityId"] == PARENT
    inherited = {issue.pointer for issue in report if issue.code == "ES2-009"}
    assert "/activityDescription/activity/activityName" in inherited
    assert "/activityDescription/timePeriod" in inherited


def test_a_complete_child_takes_nothing(tmp_path):
    complete = activity(kind="childActivityDataset", attrs=f'parentActivityId="{PARENT}"')
    entities, report = read(tmp_path, PARENT_TEXT, complete)
    assert len(by_uuid(entities)[ACTIVITY].exchanges) == 1
    assert "ES2-009" not in codes(report)


def test_a_child_without_its_parent_is_told(tmp_path):
    _, report = read(tmp_path, child())
    assert {"ES2-010", "ES2-003"} <= set(codes(report))


def test_a_partial_child_of_itself_ends(tmp_path):
    _, report = read(tmp_path, child(attrs=f'parentActivityId="{ACTIVITY}"'))
    assert "ES2-003" in codes(report)


def test_ids_of_openlca_on_request(tmp_path):
    found, _ = process(tmp_path, activity(), ids="openlca")
    assert found.uuid != ACTIVITY
    assert [alias.id for alias in found.aliases] == [ACTIVITY]


def test_the_scan_of_bytes_and_the_parsing_of_trees_agree(tmp_path):
    """A comment in the file makes the first pass parse it whole; nothing else may differ."""
    plain = activity([intermediate(), elementary(attrs='casNumber="000124-38-9"')])
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    one, _ = read(tmp_path / "a", plain)
    other, _ = read(tmp_path / "b", plain.replace("<flowData>", "<!-- flows --><flowData>"))
    assert one == other


def test_summaries_are_those_of_the_entities(tmp_path):
    from lcabridge.model import Index, summarise
    from lcabridge.sources import open_source
    from tests.plugins.ecospold.spold2.helpers import fmt

    read(tmp_path, activity([intermediate(), elementary()]))
    session = fmt().open(open_source(tmp_path / "source"), fmt().Options())
    for part in session.parts():
        told = list(session.summaries(part, Report()))
        found = [summarise(entity) for entity in session.read(part, Index(), Report())]
        assert told == found


def test_the_logarithm_of_another_mean_is_kept_beside_it(tmp_path):
    inner = '<lognormal meanValue="2.5" mu="2.96" variance="0.04" varianceWithPedigreeUncertainty="0.09"/>'
    found, _ = process(tmp_path, activity([intermediate(), elementary(more=spread(inner))]))
    numbers = found.extra["ecospold2"]["exchanges"]["2"]["uncertainty"]["numbers"]
    assert numbers["mu"] == 2.96
    assert math.log(2.5) != numbers["mu"]
