"""Reading: values, the openLCA 1 layout, and the account of what is not as it should be."""

import pytest

from lcabridge.errors import DuplicateIdError, MalformedSourceError
from lcabridge.model import Ref, UnitRef
from tests.plugins.olca.packages import KG, MASS, MILL, MINE, ORE, STEEL, TONNE, UNITS, base, exchange, flow, ref

PLACE, MONEY, PERSON, PAPER, QUALITY = (f"{digit}1111111-0000-4000-8000-000000000000" for digit in "12345")


def mill(package):
    return package[f"processes/{MILL}.json"]


def read_exchange(workshop, **fields):
    package = base()
    mill(package)["exchanges"][1] |= fields
    read = workshop.read(package)
    return read.entities[MILL].exchanges[1], read


def test_exchange_fields(workshop):
    found, read = read_exchange(
        workshop,
        amountFormula="2*x", baseUncertainty=1.05, dqEntry="(2;3;1;1;3)", costValue=4.5, costFormula="c*2",
        currency=ref("Currency", MONEY, name="Euro"), location=ref("Location", PLACE, name="Ulm"),
        description="from the yard", isAvoidedProduct=True, defaultProvider=ref("Process", MINE, name="Mine"),
        uncertainty={"@type": "Uncertainty", "distributionType": "LOG_NORMAL_DISTRIBUTION", "geomMean": 1.6,
                     "geomSd": 1.2},
    )  # fmt: skip
    assert (found.id, found.direction, found.amount, found.formula) == (2, "input", 1.6, "2*x")
    assert found.unit == UnitRef(name="kg", uuid=KG)
    assert (found.property.uuid, found.flow, found.is_avoided) == (MASS, Ref(type="flow", uuid=ORE), True)
    assert found.provider == Ref(type="process", uuid=MINE, name={"en": "Mine"})
    assert (found.base_uncertainty, found.dq_entry, found.comment) == (1.05, "(2;3;1;1;3)", {"en": "from the yard"})
    assert (found.cost.value, found.cost.formula, found.cost.currency.uuid) == (4.5, "c*2", MONEY)
    assert found.place.ref == Ref(type="location", uuid=PLACE, name={"en": "Ulm"})
    assert (found.uncertainty.distribution, found.uncertainty.median, found.uncertainty.gsd) == ("lognormal", 1.6, 1.2)
    assert read.report.losses() == {"ASSUMED": 1}  # the language


@pytest.mark.parametrize(
    ("written", "distribution", "values"),
    [
        ({"distributionType": "NORMAL_DISTRIBUTION", "mean": 2.0, "sd": 0.5}, "normal", {"mean": 2.0, "sd": 0.5}),
        (
            {"distributionType": "TRIANGLE_DISTRIBUTION", "minimum": 1.0, "mode": 2.0, "maximum": 4.0},
            "triangular",
            {"minimum": 1.0, "mode": 2.0, "maximum": 4.0},
        ),
        (
            {"distributionType": "UNIFORM_DISTRIBUTION", "minimum": 1.0, "maximum": 4.0},
            "uniform",
            {"minimum": 1.0, "maximum": 4.0},
        ),
        ({"distributionType": "NO_DISTRIBUTION"}, "none", {}),
        ({"@type": "Uncertainty"}, "undefined", {}),
    ],
)
def test_uncertainty(workshop, written, distribution, values):
    found, _ = read_exchange(workshop, uncertainty=written)
    assert found.uncertainty.distribution == distribution
    for name in ("median", "gsd", "mean", "sd", "minimum", "mode", "maximum"):
        assert getattr(found.uncertainty, name) == values.get(name)


def test_an_absent_is_input_is_an_output(workshop):
    package = base()
    del mill(package)["exchanges"][1]["isInput"]
    assert workshop.read(package).entities[MILL].exchanges[1].direction == "output"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_script_tells_the_language_of_chinese_and_english_texts(workshop, lang):
    package = base()
    mill(package)["name"], mill(package)["description"] = "轧钢厂", "Rolls steel"
    process = workshop.read(package, lang=lang).entities[MILL]
    assert (process.name, process.description) == ({"zh": "轧钢厂"}, {"en": "Rolls steel"})


def test_documentation(workshop):
    package = base()
    mill(package)["processDocumentation"] = {
        "@type": "ProcessDocumentation", "validFrom": "2020-01-01", "validUntil": "2024-12-31",
        "timeDescription": "t", "geographyDescription": "g", "technologyDescription": "te",
        "completenessDescription": "c", "dataGenerator": ref("Actor", PERSON, name="Ann"),
        "sources": [ref("Source", PAPER, name="Paper")], "isCopyrightProtected": False,
        "reviews": [{"@type": "Review", "reviewType": "Independent external review", "details": "fine",
                     "reviewers": [ref("Actor", PERSON, name="Ann")],
                     "scopes": [{"name": "Raw data", "methods": ["Sample tests"]}],
                     "assessment": [{"aspect": "Completeness", "value": "Good"}]}],
        "complianceDeclarations": [{"system": ref("Source", PAPER, name="Paper"),
                                    "aspects": [{"aspect": "Overall compliance", "value": "Fully compliant"}]}],
        "flowCompleteness": [{"aspect": "Climate change", "value": "All relevant flows quantified"}],
    }  # fmt: skip
    process = workshop.read(package).entities[MILL]
    assert (process.time.valid_from, process.time.valid_until) == ("2020-01-01", "2024-12-31")
    assert process.geography.description == {"en": "g"}
    assert process.technology.description == {"en": "te"}
    assert process.data_sources.cut_off == {"en": "c"}
    assert [r.uuid for r in process.data_sources.sources] == [PAPER]
    assert process.administration.copyright is False
    assert [r.uuid for r in process.administration.generators] == [PERSON]
    review = process.reviews[0]
    assert (review.type, review.details) == ("Independent external review", {"en": "fine"})
    assert (review.scopes[0].name, review.scopes[0].methods) == ("Raw data", ["Sample tests"])
    assert (review.indicators[0].name, review.indicators[0].value) == ("Completeness", "Good")
    assert process.compliance[0].aspects[0].value == "Fully compliant"
    assert process.completeness.elementary_flows[0].name == "Climate change"


def old():
    """Return the same package as openLCA 1 spells it."""
    renamed = {
        "isInput": "input", "isAvoidedProduct": "avoidedProduct", "isQuantitativeReference": "quantitativeReference",
        "isRefUnit": "referenceUnit", "isRefFlowProperty": "referenceFlowProperty",
    }  # fmt: skip

    def spell(value):
        if isinstance(value, dict):
            return {renamed.get(key, key): spell(member) for key, member in value.items()}
        return [spell(member) for member in value] if isinstance(value, list) else value

    package = spell(base())
    del package["olca-schema.json"]
    return package


def test_old_names_mean_the_same(workshop):
    new, former = workshop.read(base()), workshop.read(old())
    assert new.entities == former.entities
    assert former.entities[UNITS].units[1].is_reference


def test_old_category_objects_are_paths(workshop):
    package = old()
    # openLCA derives category ids: KeyGen("FLOW", "materials", "metals") and KeyGen("FLOW", "materials").
    top, leaf = "7f2a3c24-0000-4000-8000-000000000001", "7f2a3c24-0000-4000-8000-000000000002"
    package[f"categories/{top}.json"] = {"@type": "Category", "@id": top, "name": "materials", "modelType": "FLOW"}
    package[f"categories/{leaf}.json"] = {
        "@type": "Category", "@id": leaf, "name": "metals", "modelType": "FLOW",
        "category": ref("Category", top, name="materials", categoryType="Flow"),
    }  # fmt: skip
    package[f"flows/{ORE}.json"]["category"] = ref(
        "Category", leaf, name="metals", categoryPath=["materials"], categoryType="Flow"
    )
    read = workshop.read(package)
    classes = read.entities[ORE].classifications[0].classes
    assert [entry.name for entry in classes] == ["materials", "metals"]
    assert classes[1].id == leaf  # not the derived one, so it is kept
    assert read.entities[leaf].path == ["materials", "metals"]


def test_old_reviewer_is_a_review(workshop):
    package = old()
    mill(package)["processDocumentation"] = {
        "reviewer": ref("Actor", PERSON, name="Ann"),
        "reviewDetails": "checked",
        "copyright": True,
    }
    process = workshop.read(package).entities[MILL]
    assert [r.uuid for r in process.reviews[0].reviewers] == [PERSON]
    assert process.reviews[0].details == {"en": "checked"}
    assert process.administration.copyright is True


def test_old_normalisation_sets_stand_in_their_method(workshop):
    method, used, orphan, climate = (f"{digit}2222222-0000-4000-8000-000000000000" for digit in "1234")
    factor = {"impactCategory": ref("ImpactCategory", climate), "normalisationFactor": 2.0, "weightingFactor": 0.5}
    package = {
        f"lcia_methods/{method}.json": {
            "@type": "ImpactMethod", "@id": method, "name": "M", "nwSets": [ref("NwSet", used, name="World")],
        },
        f"nw_sets/{used}.json": {"@type": "NwSet", "@id": used, "name": "World", "weightedScoreUnit": "pt",
                                 "factors": [factor]},
        f"nw_sets/{orphan}.json": {"@type": "NwSet", "@id": orphan, "name": "Alone"},
    }  # fmt: skip
    read = workshop.read(package)
    found = read.entities[method].normalisation_sets[0]
    assert (found.uuid, found.unit, found.factors[0].normalisation, found.factors[0].weighting) == (
        used,
        "pt",
        2.0,
        0.5,
    )
    assert [issue.file.rpartition("!")[2] for issue in read.issues("OLCA-003")] == [f"nw_sets/{orphan}.json"]


def test_an_unknown_key_is_carried_with_its_place(workshop):
    _, read = read_exchange(workshop, colour="red")
    assert read.entities[MILL].extra == {"olca-jsonld": {"/exchanges/1/colour": "red"}}
    assert read.pointers("READ-002") == ["/exchanges/1/colour"]


def test_empty_values_are_named_one_by_one(workshop):
    _, read = read_exchange(workshop, description="", dqEntry=None)
    assert {(issue.pointer, issue.value) for issue in read.issues("READ-009")} == {
        ("/exchanges/1/description", ""),
        ("/exchanges/1/dqEntry", None),
    }


@pytest.mark.parametrize(
    ("key", "value", "attribute", "read_as"),
    [
        ("isInput", "TRUE", "direction", "input"),
        ("amount", "2.5", "amount", 2.5),
        ("internalId", 2.0, "id", 2),
        ("dqEntry", 5, "dq_entry", "5"),
    ],
)
def test_a_wrong_type_with_a_certain_meaning_is_repaired(workshop, key, value, attribute, read_as):
    found, read = read_exchange(workshop, **{key: value})
    assert getattr(found, attribute) == read_as
    repairs = read.issues("READ-004")
    assert [(i.pointer, i.value) for i in repairs] == ([] if key == "internalId" else [(f"/exchanges/1/{key}", value)])


@pytest.mark.parametrize(("key", "value"), [("isInput", "perhaps"), ("amount", "much"), ("internalId", 2.5)])
def test_a_wrong_type_without_meaning_is_an_error(workshop, key, value):
    _, read = read_exchange(workshop, **{key: value})
    assert [(i.pointer, i.value) for i in read.issues("READ-003")] == [(f"/exchanges/1/{key}", value)]


def test_a_word_outside_the_schema_is_carried(workshop):
    package = base()
    mill(package)["processType"] = "HALF_PROCESS"
    process = workshop.read(package).entities[MILL]
    assert process.process_type is None
    assert process.extra["olca-jsonld"] == {"/processType": "HALF_PROCESS"}


def test_a_reference_repeats_its_target_or_says_it_differently(workshop):
    package = base()
    mill(package)["exchanges"][1]["flow"] = ref(
        "Flow", ORE, name="Ore", category="materials/metals", flowType="ELEMENTARY_FLOW", refUnit="kg"
    )
    mill(package)["exchanges"][0]["flow"] = ref("Flow", STEEL, name="Iron", category="materials/metals", refUnit="t")
    steel, ore = (e.flow for e in workshop.read(package).entities[MILL].exchanges)
    assert ore == Ref(type="flow", uuid=ORE)
    assert (steel.name, steel.summary.category, steel.summary.unit) == ({"en": "Iron"}, (), "t")


def test_an_internal_id_used_twice_is_made_unique_and_factors_follow_the_flow(workshop):
    package = base()
    coal = "71111111-0000-4000-8000-000000000000"
    package[f"flows/{coal}.json"] = flow(coal, "Coal", "PRODUCT_FLOW")
    mill(package)["exchanges"].append(exchange(2, coal, 0.5))
    factor = {"allocationType": "CAUSAL_ALLOCATION", "product": ref("Flow", STEEL), "value": 0.7}
    mill(package)["allocationFactors"] = [
        {**factor, "exchange": {"internalId": 2, "flow": ref("Flow", coal)}},
        {**factor, "exchange": {"internalId": 2, "flow": ref("Flow", ORE)}},
    ]
    read = workshop.read(package)
    process = read.entities[MILL]
    assert [e.id for e in process.exchanges] == [1, 2, 3]
    assert [f.exchange_id for f in process.allocation] == [3, 2]
    assert [(i.pointer, i.value) for i in read.issues("OLCA-002")] == [("/exchanges/2/internalId", 2)]


def test_nan_is_no_text_but_an_error_as_a_number(workshop):
    package = base()
    text = '{"@type": "Flow", "@id": "%s", "name": "Ore", "description": %s, "flowProperties": [%s]}'
    factor = '{"conversionFactor": %s, "flowProperty": {"@id": "' + MASS + '"}}'
    package[f"flows/{ORE}.json"] = text % (ORE, "NaN", factor % "1.0")
    read = workshop.read(package)
    assert read.entities[ORE].description == {}
    assert read.pointers("OLCA-008") == ["/description"]
    package[f"flows/{ORE}.json"] = text % (ORE, '"x"', factor % "NaN")
    with pytest.raises(MalformedSourceError, match=f"flows/{ORE}.json:1:.*flowProperties/0/conversionFactor.*NaN"):
        workshop.read(package)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"@type": "Process", "@id": "%s", "name": "a", "name": "b"}', "/name.*twice"),
        (
            '{"@type": "Process", "@id": "%s", "exchanges": [{"amount": 1.0, "amount": 2.0}]}',
            "/exchanges/0/amount.*twice",
        ),
        (
            '{"@type": "Process", "@id": "%s", "exchanges": [{"flow": {"@id": "x", "@id": "y"}}]}',
            "/exchanges/0/flow/@id.*twice",
        ),
        ('{"@type": "Process", "@id": "%s", "exchanges": [{"amount": 1e-400}]}', "/exchanges/0/amount.*too small"),
        ('{"@type": "Process", "@id": "%s", ', "ends too early"),
        ('["%s"]', "a JSON object is expected"),
    ],
)
def test_broken_json_is_one_line_with_file_and_place(workshop, text, said):
    package = base()
    package[f"processes/{MILL}.json"] = text % MILL
    with pytest.raises(MalformedSourceError, match=f"processes/{MILL}.json.*{said}") as caught:
        workshop.read(package)
    assert "\n" not in str(caught.value)


def test_two_contents_of_one_id_are_an_error_and_a_copy_is_not(workshop):
    package = base()
    copy = {**mill(package)}
    package["processes/copy.json"] = copy
    assert workshop.read(package).report.issue_counts["INDEX-001"] == 1
    copy["description"] = "other"
    with pytest.raises(DuplicateIdError, match="description"):
        workshop.read(package)


def test_identifiers_that_are_no_uuids_meet_their_references(workshop):
    package = base()
    package["flows/ore.json"] = package.pop(f"flows/{ORE}.json") | {"@id": "ore"}
    mill(package)["exchanges"][1]["flow"] = ref("Flow", "ore")
    read = workshop.read(package)
    found = read.entities[MILL].exchanges[1].flow.uuid
    assert read.entities[found].aliases[0].id == "ore"
    assert [issue.value for issue in read.issues("READ-007")] == ["ore", "ore"]


def test_a_missing_id_and_a_foreign_type_are_named(workshop):
    package = base()
    del package[f"flows/{ORE}.json"]["@id"]
    package[f"sources/{STEEL}.json"] = package.pop(f"flows/{STEEL}.json")
    read = workshop.read(package)
    assert read.entities[ORE].type == "flow"
    assert read.entities[STEEL].type == "flow"
    assert read.report.issue_counts["OLCA-006"] == 1
    assert [issue.value for issue in read.issues("OLCA-001")] == ["Flow"]


def test_foreign_files_are_named(workshop):
    package = {**base(), "readme.txt": "hello", "notes/x.json": {"a": 1}, "bin/flows/gone/a.txt": "x"}
    read = workshop.read(package)
    files = [issue.file.rpartition("!")[2] for issue in read.issues("READ-010")]
    assert files == ["bin/flows/gone/a.txt", "notes/x.json", "readme.txt"]


def test_product_system(workshop):
    system = "81111111-0000-4000-8000-000000000000"
    package = base()
    package[f"product_systems/{system}.json"] = {
        "@type": "ProductSystem", "@id": system, "name": "Steel",
        "referenceProcess": ref("Process", MILL), "referenceExchange": {"internalId": 1, "name": "Steel"},
        "targetAmount": 2.0, "targetUnit": ref("Unit", TONNE, name="t"), "targetFlowProperty": ref("FlowProperty", MASS),
        "processes": [ref("Process", MINE, name="Mine"), ref("Process", MILL)],
        "processLinks": [{"provider": ref("Process", MINE, name="Mine"), "process": ref("Process", MILL),
                          "flow": ref("Flow", ORE), "exchange": {"internalId": 2, "name": "Ore"}}],
        "parameterRedefs": [{"name": "x", "value": 3.0, "context": ref("Process", MILL)}],
    }  # fmt: skip
    model = workshop.read(package).entities[system]
    assert [(i.id, i.process.uuid) for i in model.instances] == [(1, MINE), (2, MILL)]
    assert (model.reference_instance, model.reference_exchange) == (2, 1)
    assert (model.target_amount, model.target_unit.name) == (2.0, "t")
    link = model.links[0]
    assert (link.provider, link.consumer, link.flow.uuid, link.exchange_id) == (1, 2, ORE, 2)
    redefinition = model.parameter_sets[0].parameters[0]
    assert (redefinition.name, redefinition.value, redefinition.context.uuid) == ("x", 3.0, MILL)
    assert model.parameter_sets[0].is_baseline
