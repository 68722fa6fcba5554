"""``complete`` and ``strip``: facts one by one, on documents written by hand. Validity itself: test_placeholders_schema.py."""

import copy
import json

import pytest

from lcabridge.model import Index, Summary
from lcabridge.report import Loss, Report
from lcabridge.report.catalogue import DEGRADED_VALUE, PLACEHOLDER
from lcabridge_ilcd.marks import MARKS_KEY, pack, unpack
from lcabridge_ilcd.placeholders import complete, frame
from lcabridge_ilcd.profile import MARKERS, NO_YEAR, PLACEHOLDER_DATA_SET, placeholder_uuid
from lcabridge_ilcd.stripping import is_placeholder_data_set, strip
from lcabridge_ilcd.tidas_rules import MODULES
from tests.plugins.ilcd import documents
from tests.plugins.ilcd.documents import data, exchange, flow, minimal, process, reference, rich_process, root, text


def completed(doc, module="processes", index=None, report=None):
    return root(complete(doc, module, None, index or Index(), report or Report()), module)


def at(value, path):
    for step in path.split("/"):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def paths(report, code):
    return {issue.path for issue in report if issue.code == code}


@pytest.mark.parametrize("module", MODULES)
def test_a_bare_document_gets_only_marked_placeholders_and_loses_them_again(module):
    doc = minimal(module)
    before = copy.deepcopy(doc)
    report = Report()
    complete(doc, module, None, Index(), report)
    assert doc != before
    assert report.losses().keys() == {Loss.ASSUMED}
    written = json.loads(json.dumps(doc))
    taken = strip(written, module)
    assert written == before
    assert {one.what for one in taken} <= {"placeholder", "derived"}


@pytest.mark.parametrize("module", documents.RICH)
def test_a_rich_document_keeps_all_it_has(module):
    doc = documents.RICH[module]()
    before = copy.deepcopy(doc)
    complete(doc, module, None, Index(), Report())
    kept(before, doc)
    strip(doc, module)
    assert doc == before


def kept(before, after):
    if isinstance(before, dict):
        for key, value in before.items():
            kept(value, after[key])
    elif isinstance(before, list):
        assert len(before) == len(after)
        for one, other in zip(before, after, strict=True):
            kept(one, other)
    else:
        assert before == after


def test_texts_begin_with_a_marker_in_both_languages():
    inside = completed(minimal("processes"))
    comment = at(inside, "processInformation/dataSetInformation/common:generalComment")
    assert [item["@xml:lang"] for item in comment] == ["en", "zh"]
    assert all(item["#text"].startswith(MARKERS) for item in comment)


def test_no_plausible_year_owner_or_place_is_invented():
    inside = completed(minimal("processes"))
    assert at(inside, "processInformation/time/common:referenceYear") == NO_YEAR == 1000
    assert at(inside, "processInformation/geography/locationOfOperationSupplyOrProduction/@location") == "NULL"
    owner = at(inside, "administrativeInformation/publicationAndOwnership/common:referenceToOwnershipOfDataSet")
    assert owner["@refObjectId"] == placeholder_uuid("contact")
    assert is_placeholder_data_set(owner["@refObjectId"])
    assert at(inside, "modellingAndValidation/validation/review/@type") == "Not reviewed"


def test_each_placeholder_is_one_issue_however_many_exchanges_have_it():
    report = Report()
    completed(process(*(exchange(str(n)) for n in range(40))), report=report)
    issue = next(i for i in report if i.path == "exchanges[*].derivation")
    assert issue.code == PLACEHOLDER.code
    assert issue.value == "Unknown derivation"
    assert issue.data["count"] == 40


def test_what_the_source_has_is_no_placeholder_even_if_it_looks_like_one():
    doc = process(exchange("0", dataDerivationTypeStatus="Unknown derivation"), exchange("1"))
    completed(doc)
    strip(doc, "processes")
    first, second = root(doc, "processes")["exchanges"]["exchange"]
    assert first["dataDerivationTypeStatus"] == "Unknown derivation"
    assert "dataDerivationTypeStatus" not in second


def test_a_placeholder_that_someone_filled_in_stays():
    doc = minimal("processes")
    inside = completed(doc)
    inside["processInformation"]["time"]["common:referenceYear"] = 2024
    comment = inside["processInformation"]["dataSetInformation"]["common:generalComment"]
    comment[1] = {"@xml:lang": "zh", "#text": "真实说明"}
    strip(doc, "processes")
    assert inside["processInformation"]["time"] == {"common:referenceYear": 2024}
    left = inside["processInformation"]["dataSetInformation"]["common:generalComment"]
    assert left == [{"@xml:lang": "zh", "#text": "真实说明"}]
    assert "administrativeInformation" not in inside


def test_marks_follow_exchanges_that_were_sorted():
    doc = process(exchange("0", dataDerivationTypeStatus="Measured"), exchange("7"), exchange("9"))
    inside = completed(doc)
    inside["exchanges"]["exchange"].reverse()
    strip(doc, "processes")
    found = {e["@dataSetInternalID"]: e.get("dataDerivationTypeStatus") for e in inside["exchanges"]["exchange"]}
    assert found == {"0": "Measured", "7": None, "9": None}


def test_other_extensions_stay_beside_the_marks():
    doc = minimal("processes")
    root(doc, "processes")["common:other"] = {"@xmlns:lcabridge": "x", "lcabridge:extra": "{}"}
    before = copy.deepcopy(doc)
    inside = completed(doc)
    assert inside["common:other"][MARKS_KEY]
    assert inside["common:other"]["lcabridge:extra"] == "{}"
    inside["common:other"]["@xmlns:lcabridge"] = "x"
    strip(doc, "processes")
    assert doc == before


def test_without_marks_the_placeholders_that_tell_themselves_are_taken_out():
    doc = process(exchange("0"))
    inside = completed(doc)
    del inside["common:other"]
    taken = strip(doc, "processes")
    assert {one.what for one in taken} == {"placeholder"}
    assert "common:generalComment" not in inside["processInformation"]["dataSetInformation"]
    ownership = inside["administrativeInformation"]["publicationAndOwnership"]
    assert "common:referenceToOwnershipOfDataSet" not in ownership


@pytest.mark.parametrize(
    "text_",
    [
        "",
        "{",
        "[]",
        '{"version":2}',
        '{"version":1,"derived":{"a":{"b":"c"}}}',
        '{"version":1,"novelty":{}}',
        7,
        {"#text": "x"},
    ],
)
def test_marks_that_are_none_are_named_and_harm_nothing(text_):
    doc = process(exchange("0"))
    inside = completed(doc)
    inside["common:other"][MARKS_KEY] = text_
    taken = strip(doc, "processes")
    assert [one.path for one in taken if one.what == "stale"] == [f"common:other/{MARKS_KEY}"]
    assert "common:generalComment" not in inside["processInformation"]["dataSetInformation"]
    assert inside["exchanges"]["exchange"][0]["meanAmount"] == "1.5"


@pytest.mark.parametrize(
    "marks",
    [
        {"placeholders": {"no/such/place": "", "exchanges/exchange/*/meanAmount": "0-999999999999", "*/*/*": "i9"}},
        {"derived": {"processInformation": ["", "0"], "exchanges/exchange/*/meanAmount": ["*", "0"]}},
        {"originals": {"exchanges/exchange/*/meanAmount": {"0": "7", "i77": "8", "": "9"}, "": {"": 1}}},
        {"digests": {"exchanges": {"": "0"}}, "originals": {"exchanges": {"": []}}},
        {"wrapped": {"exchanges/exchange": "*"}, "unwrapped": {"nowhere/*/x": "*"}},
    ],
)
def test_marks_that_do_not_fit_change_no_data(marks):
    doc = process(exchange("0"), exchange("1"))
    before = copy.deepcopy(doc)
    root(doc, "processes")["common:other"] = {MARKS_KEY: json.dumps({"version": 1, **marks})}
    strip(doc, "processes")
    assert root(doc, "processes").pop("", None) in (None, 1)
    assert doc == before


def test_text_is_cut_natively_and_whole_again_on_reading():
    long = "x" * 501
    doc = process(exchange("0", generalComment=text(long)))
    report = Report()
    inside = completed(doc, report=report)
    native = inside["exchanges"]["exchange"][0]["generalComment"][0]["#text"]
    assert len(native) == 500
    assert native == "x" * 499 + "…"
    assert [i.value for i in report if i.path == "exchanges[0].comment"] == [long]
    strip(doc, "processes")
    assert inside["exchanges"]["exchange"][0]["generalComment"] == text(long)


def test_text_changed_after_writing_holds():
    doc = process(exchange("0", generalComment=text("x" * 501)))
    inside = completed(doc)
    inside["exchanges"]["exchange"][0]["generalComment"] = text("short")
    taken = strip(doc, "processes")
    assert inside["exchanges"]["exchange"][0]["generalComment"] == text("short")
    assert [one.value for one in taken if one.what == "stale"] == [text("x" * 501)]


@pytest.mark.parametrize(
    ("tag", "value", "native"),
    [
        ("en", "水泥", "zh"),
        ("zh", "cement", "en"),
        ("zh", "42.5", "en"),
        ("en-x-2", "second", "en"),
        ("zh-CN", "水泥", "zh"),
        ("DE", "Zement", "de"),
        ("ja", "セメント", "ja"),
    ],
)
def test_language_tags_natively(tag, value, native):
    doc = minimal("processes")
    given = [{"@xml:lang": tag, "#text": value}]
    data(doc, "processes")["common:generalComment"] = given
    completed(doc)
    assert data(doc, "processes")["common:generalComment"] == [{"@xml:lang": native, "#text": value}]
    strip(doc, "processes")
    assert data(doc, "processes")["common:generalComment"] == [{"@xml:lang": tag, "#text": value}]


def test_a_text_that_stands_natively_under_another_tag_is_no_loss():
    doc = minimal("processes")
    data(doc, "processes")["common:generalComment"] = [
        {"@xml:lang": "en", "#text": "水泥"},
        {"@xml:lang": "en", "#text": "same"},
        {"@xml:lang": "en", "#text": "same"},
    ]
    report = Report()
    completed(doc, report=report)
    assert data(doc, "processes")["common:generalComment"] == text("same", "水泥")[::-1]
    assert Loss.DEGRADED not in report.losses()


def test_a_language_that_tidas_does_not_know_stays_in_the_extension():
    doc = minimal("processes")
    given = [{"@xml:lang": "tlh", "#text": "nuqneH"}]
    data(doc, "processes")["common:synonyms"] = given
    completed(doc)
    assert "common:synonyms" not in data(doc, "processes")
    strip(doc, "processes")
    assert data(doc, "processes")["common:synonyms"] == given


@pytest.mark.parametrize(
    ("exact", "native"),
    [
        ("33.33333333333333", "33.333"),
        ("1.4400000000000002", "1.44"),
        ("123.4567", "123.46"),
        ("1234.567", "1234.6"),
        ("99.99996", "100"),
        ("1e1", "10"),
        ("0.0001", "0"),
        ("12345.6", "12346"),
    ],
)
def test_percentages_round_to_five_digits(exact, native):
    doc = process(exchange("0", relativeStandardDeviation95In=exact))
    report = Report()
    inside = completed(doc, report=report)
    assert inside["exchanges"]["exchange"][0]["relativeStandardDeviation95In"] == native
    assert [i.value for i in report if i.code == DEGRADED_VALUE.code] == [exact]
    strip(doc, "processes")
    assert inside["exchanges"]["exchange"][0]["relativeStandardDeviation95In"] == exact


def test_a_percentage_of_six_digits_has_no_native_form():
    doc = process(exchange("0", relativeStandardDeviation95In="123456"))
    inside = completed(doc)
    assert "relativeStandardDeviation95In" not in inside["exchanges"]["exchange"][0]
    strip(doc, "processes")
    assert inside["exchanges"]["exchange"][0]["relativeStandardDeviation95In"] == "123456"


def test_rounded_fractions_sum_to_100():
    third = "33.333333333333336"
    fractions = [{"@internalReferenceToCoProduct": str(n), "@allocatedFraction": third} for n in range(3)]
    doc = process(exchange("0", allocations={"allocation": fractions}), exchange("1"), exchange("2"))
    inside = completed(doc)
    native = [a["@allocatedFraction"] for a in inside["exchanges"]["exchange"][0]["allocations"]["allocation"]]
    assert sorted(native) == ["33.333", "33.333", "33.334"]
    strip(doc, "processes")
    exact = [a["@allocatedFraction"] for a in inside["exchanges"]["exchange"][0]["allocations"]["allocation"]]
    assert exact == [third] * 3


@pytest.mark.parametrize(
    ("code", "native"),
    [("CN-GD", "CN-GD"), ("US-CA", "US"), ("XYZ-CN", "CN"), ("CN-GD-XYZ", "CN-GD"), ("Mars", "NULL")],
)
def test_places_natively(code, native):
    doc = process(exchange("0"))
    root(doc, "processes")["processInformation"]["geography"] = {
        "locationOfOperationSupplyOrProduction": {"@location": code}
    }
    place = completed(doc)["processInformation"]["geography"]["locationOfOperationSupplyOrProduction"]
    assert place["@location"] == native
    told = place.get("descriptionOfRestrictions", [{"#text": ""}])[0]["#text"]
    assert (code in told) == (code != native)
    strip(doc, "processes")
    assert place == {"@location": code}


def test_another_spelling_of_the_same_place_is_no_loss():
    # TianGong's HUB-CN is Hubei, TIDAS' and ISO 3166-2's CN-HB (reference china §3.4).
    doc = process(exchange("0"))
    place = {"@location": "HUB-CN"}
    root(doc, "processes")["processInformation"]["geography"] = {"locationOfOperationSupplyOrProduction": place}
    report = Report()
    completed(doc, report=report)
    assert place == {"@location": "CN-HB"}
    assert Loss.DEGRADED not in report.losses()
    strip(doc, "processes")
    assert place == {"@location": "HUB-CN"}


def test_internal_ids_that_do_not_fit_are_renumbered_with_their_references():
    allocation = [{"@internalReferenceToCoProduct": "1234567", "@allocatedFraction": "100"}]
    doc = process(exchange("1234567"), exchange("0", allocations={"allocation": allocation}))
    inside = root(doc, "processes")
    inside["processInformation"]["quantitativeReference"]["referenceToReferenceFlow"] = "1234567"
    before = copy.deepcopy(doc)
    completed(doc)
    first, second = inside["exchanges"]["exchange"]
    assert first["@dataSetInternalID"] == "1"
    assert second["allocations"]["allocation"][0]["@internalReferenceToCoProduct"] == "1"
    assert inside["processInformation"]["quantitativeReference"]["referenceToReferenceFlow"] == "1"
    strip(doc, "processes")
    assert doc == before


def test_a_list_where_the_schema_takes_one_keeps_the_first_natively():
    parameters = [{"@name": "a", "meanValue": "1"}, {"@name": "b", "relativeStandardDeviation95In": "1.23456"}]
    doc = process(exchange("0"))
    relations = {"variableParameter": copy.deepcopy(parameters)}
    root(doc, "processes")["processInformation"]["mathematicalRelations"] = relations
    report = Report()
    completed(doc, report=report)
    assert relations["variableParameter"] == parameters[0]
    lost = {i.path: i.value for i in report if i.code == "TIDAS-002"}
    assert lost == {"parameters[1].name": "b", "parameters[1].uncertainty": "1.23456"}
    strip(doc, "processes")
    assert relations["variableParameter"] == parameters


def test_a_changed_container_holds_and_the_original_is_named():
    doc = process(exchange("0"))
    relations = {"variableParameter": [{"@name": "a"}, {"@name": "b"}]}
    root(doc, "processes")["processInformation"]["mathematicalRelations"] = relations
    completed(doc)
    relations["variableParameter"]["@name"] = "c"
    taken = strip(doc, "processes")
    assert relations["variableParameter"] == {"@name": "c"}
    assert [one.value for one in taken if one.what == "stale"] == [[{"@name": "a"}, {"@name": "b"}]]


def test_members_that_the_schema_does_not_know_move_to_the_extension():
    doc = process(exchange("0", novelty="x"))
    report = Report()
    inside = completed(doc, report=report)
    assert "novelty" not in inside["exchanges"]["exchange"][0]
    assert "exchanges/exchange[0]/novelty" in paths(report, "TIDAS-002")
    strip(doc, "processes")
    assert inside["exchanges"]["exchange"][0]["novelty"] == "x"


def test_references_are_completed_from_their_targets():
    short = {"@type": "flow data set", "@refObjectId": documents.UUID.format(5)}
    doc = process({**exchange("0"), "referenceToFlowDataSet": dict(short)})
    index = Index(
        [Summary(type="flow", uuid=documents.UUID.format(5), version="02.00.001", name={"en": "steel", "zh": "钢"})]
    )
    report = Report()
    inside = completed(doc, index=index, report=report)
    found = inside["exchanges"]["exchange"][0]["referenceToFlowDataSet"]
    assert found["@version"] == "02.00.001"
    assert found["common:shortDescription"] == text("steel", "钢")
    assert found["@uri"] == f"../flows/{documents.UUID.format(5)}.xml"
    assert {i.code for i in report if i.path.startswith("exchanges[*].flow.")} == {"TIDAS-003"}
    strip(doc, "processes")
    assert inside["exchanges"]["exchange"][0]["referenceToFlowDataSet"] == short


def test_an_identifier_that_is_no_uuid_gets_a_derived_one():
    doc = process(
        {**exchange("0"), "referenceToFlowDataSet": {**reference("flow data set", 5), "@refObjectId": "Cement 325"}}
    )
    inside = completed(doc)
    derived = inside["exchanges"]["exchange"][0]["referenceToFlowDataSet"]["@refObjectId"]
    assert len(derived) == 36
    strip(doc, "processes")
    assert inside["exchanges"]["exchange"][0]["referenceToFlowDataSet"]["@refObjectId"] == "Cement 325"


def test_a_review_that_took_place_needs_what_the_schema_asks_of_it():
    doc = process(exchange("0"))
    review = {"@type": "Independent external review"}
    root(doc, "processes")["modellingAndValidation"] = {"validation": {"review": review}}
    completed(doc)
    assert review["common:scope"] == []
    assert review["common:referenceToNameOfReviewerAndInstitution"]["@refObjectId"] == placeholder_uuid("contact")
    strip(doc, "processes")
    assert review == {"@type": "Independent external review"}


def test_production_volume_needs_a_number_first():
    doc = process(exchange("0"))
    sources = {"annualSupplyOrProductionVolume": text("about 3 Mt")}
    root(doc, "processes")["modellingAndValidation"] = {"dataSourcesTreatmentAndRepresentativeness": sources}
    completed(doc)
    assert sources["annualSupplyOrProductionVolume"] == text("0 [lcabridge:text] about 3 Mt")
    strip(doc, "processes")
    assert sources == {"annualSupplyOrProductionVolume": text("about 3 Mt")}


@pytest.mark.parametrize(
    ("given", "native"),
    [
        ("2020-05-06T07:08:09", "2020-05-06T07:08:09Z"),
        ("2020-05-06", "2020-05-06T00:00:00Z"),
        ("2020-05-06T07:08:09.5+0800", "2020-05-06T07:08:09.5+08:00"),
    ],
)
def test_times_get_a_zone(given, native):
    doc = minimal("sources")
    entry = {"common:timeStamp": given}
    root(doc, "sources")["administrativeInformation"] = {"dataEntryBy": entry}
    completed(doc, "sources")
    assert entry["common:timeStamp"] == native
    strip(doc, "sources")
    assert entry == {"common:timeStamp": given}


def test_cas_numbers_lose_leading_zeros_only_where_the_pattern_asks():
    for given, native in (("0000124-38-9", "0000124-38-9"), ("00000124-38-9", "124-38-9"), ("124-38-9", "124-38-9")):
        doc = flow("Product flow", CASNumber=given)
        completed(doc, "flows")
        assert data(doc, "flows")["CASNumber"] == native
        strip(doc, "flows")
        assert data(doc, "flows")["CASNumber"] == given


def classified(doc, module="flows"):
    completed(doc, module)
    return data(doc, module)["classificationInformation"]


def openlca(*path):
    members = [{"@level": str(n), "#text": word} for n, word in enumerate(path)]
    return {"common:classification": [{"@name": "openLCA", "common:class": members}]}


@pytest.mark.parametrize(
    ("path", "id_"),
    [
        (("Elementary flows", "Emission to air", "unspecified"), "1.3.4"),
        (("Elementary flows", "Emission to water", "ocean"), "1.1.2"),
        (("Elementary flows", "Emission to soil", "agricultural"), "1.2.1"),
    ],
)
def test_openlca_categories_of_elementary_flows_become_ilcd_compartments(path, id_):
    doc = flow("Elementary flow", classificationInformation=openlca(*path))
    before = copy.deepcopy(doc)
    report = Report()
    found = root(complete(doc, "flows", None, Index(), report), "flows")
    native = at(
        found, "flowInformation/dataSetInformation/classificationInformation/common:elementaryFlowCategorization"
    )
    assert native["common:category"][-1]["@catId"] == id_
    assert [entry["@level"] for entry in native["common:category"]] == ["0", "1", "2"]
    assert [i.path for i in report if i.code == "TIDAS-001"] == ["classifications"]
    strip(doc, "flows")
    assert doc == before


def test_an_area_tells_land_occupation_from_transformation():
    for measure, id_ in (("Area*time", "3.1"), ("Area", "3.2")):
        doc = flow("Elementary flow", classificationInformation=openlca("Elementary flows", "Resource", "land"))
        properties = root(doc, "flows")["flowProperties"]["flowProperty"]
        properties[0]["referenceToFlowPropertyDataSet"]["common:shortDescription"] = text(measure)
        categories = classified(doc)["common:elementaryFlowCategorization"]["common:category"]
        assert categories[-1]["@catId"] == id_


def test_a_product_keeps_its_category_path_under_the_name_of_its_system():
    found = classified(flow("Product flow", classificationInformation=openlca("Energy", "Grid")))
    (system,) = found["common:classification"]
    assert system["@name"] == "openLCA"
    assert [(c["@level"], c["#text"]) for c in system["common:class"]] == [("0", "Energy"), ("1", "Grid")]


def test_a_class_outside_the_fixed_tree_is_never_guessed():
    doc = minimal("unitgroups")
    data(doc, "unitgroups")["classificationInformation"] = openlca("My units")
    before = copy.deepcopy(doc)
    native = classified(doc, "unitgroups")["common:classification"]["common:class"]
    assert native == {"@level": "0", "@classId": "4", "#text": "Other unit groups"}
    strip(doc, "unitgroups")
    assert doc == before


def test_a_class_of_the_fixed_tree_is_found_by_name():
    doc = minimal("contacts")
    data(doc, "contacts")["classificationInformation"] = openlca("Organisations", "Private companies")
    native = classified(doc, "contacts")["common:classification"]["common:class"]
    assert [entry["@classId"] for entry in native] == ["2", "2.1"]


def test_twelve_levels_fit_into_ten():
    names = [f"level {n}" for n in range(12)]
    (system,) = classified(flow("Product flow", classificationInformation=openlca(*names)))["common:classification"]
    assert len(system["common:class"]) == 10
    assert system["common:class"][-1]["#text"] == "level 9 / level 10 / level 11"


def test_members_stand_in_the_order_of_the_xsd():
    inside = completed(process(exchange("0", generalComment=text("c"), functionType="General reminder flow")))
    assert list(inside["exchanges"]["exchange"][0]) == [
        "@dataSetInternalID", "referenceToFlowDataSet", "functionType", "exchangeDirection", "meanAmount",
        "resultingAmount", "dataDerivationTypeStatus", "generalComment",
    ]  # fmt: skip
    assert list(inside)[-5:] == [
        "processInformation", "modellingAndValidation", "administrativeInformation", "exchanges", "common:other",
    ]  # fmt: skip


def test_the_same_document_gives_the_same_bytes():
    one, other = (json.dumps(complete(rich_process(), "processes", None, Index(), Report())) for _ in range(2))
    assert one == other


def test_the_frame_has_the_placeholder_data_sets_that_are_referred_to():
    report = Report()
    assert frame(report) == []
    completed(minimal("lciamethods"), "lciamethods", report=report)
    assert report.issue_counts[PLACEHOLDER_DATA_SET["flow_property"].code] == 1
    modules = [module for module, _ in frame(report)]
    assert sorted(modules) == ["contacts", "flowproperties", "sources", "unitgroups"]


@pytest.mark.parametrize(
    "spots", [["0"], ["0", "1", "2", "7"], ["3", "1"], ["i0", "i1"], ["0,i1", "0,i2"], ["007", "008"]]
)
def test_spots_come_back(spots):
    assert unpack(pack(spots)) == spots


def test_runs_of_spots_are_short():
    assert pack(str(n) for n in range(1000)) == "0-999"
