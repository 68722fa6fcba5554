"""What stands in files and not in tables: odd content, languages, references, identities, comments, carried elements."""

from __future__ import annotations

import pytest
from lxml import etree

from lcabridge.errors import LcabridgeError, MalformedSourceError, UnsafeContentError
from lcabridge.model import Alias, Entity, Ref, diff
from tests.plugins.ilcd.written import (
    FUEL,
    PROCESS,
    codes,
    document,
    elements,
    exchange_xml,
    process_xml,
    read,
    texts,
    write,
)


def information(text: str) -> tuple[Entity, object]:
    return read(process_xml(information=text))


def test_unknown_elements_are_named_carried_and_come_back_at_their_place():
    process, report = information("<colour>green</colour><common:generalComment>x</common:generalComment>")
    pointer = "/processInformation/dataSetInformation/colour"
    assert process.extra["ilcd"][pointer] == "green"
    (issue,) = [i for i in report if i.code == "READ-002"]
    assert issue.pointer == "/processDataSet/processInformation/dataSetInformation/colour"
    data, _ = write(process)
    assert texts(data, "processInformation/dataSetInformation/colour") == ["green"]


def test_foreign_content_of_common_other_comes_back_with_its_name_space():
    inner = '<my:a kind="k"><my:b>1</my:b><my:b>2</my:b></my:a>'
    process, report = information(f"<common:other>{inner}</common:other>")
    assert codes(report) == set()
    data, _ = write(process)
    (other,) = elements(data, "processInformation/dataSetInformation/other")
    assert [(e.tag, e.text) for e in other.iter("{urn:example:my}b")] == [
        ("{urn:example:my}b", "1"), ("{urn:example:my}b", "2"),
    ]  # fmt: skip
    assert other[0].get("kind") == "k"
    assert diff(process, read(data)[0]) == []


def test_carried_content_goes_through_json():
    process, _ = information("<colour>green</colour><common:other><my:a>1</my:a></common:other>")
    data, _ = write(process, json=True)
    content = document(data)
    # What the TIDAS schemas do not know stands in the extension only.
    assert "colour" not in content["processInformation"]["dataSetInformation"]
    assert diff(process, read(data)[0]) == []


def test_comments_are_named():
    _, report = information("<!-- made by hand -->")
    assert [i.value for i in report if i.code == "ILCD-008"] == ["made by hand"]


def test_text_between_elements_is_named():
    _, report = information("stray words")
    (issue,) = [i for i in report if i.code == "READ-001"]
    assert issue.value == "stray words"


def test_chinese_under_english_is_retagged_and_both_leaves_are_named():
    process, report = information('<common:synonyms xml:lang="en">电力</common:synonyms>')
    assert process.synonyms == {"zh": "电力"}
    assert codes(report) == {"READ-005", "READ-004"}


def test_a_second_text_of_one_language_keeps_its_own_tag():
    process, report = information(
        '<common:synonyms xml:lang="en">one</common:synonyms><common:synonyms xml:lang="en">two</common:synonyms>'
    )
    assert process.synonyms == {"en": "one", "en-x-2": "two"}
    assert "READ-004" in codes(report)
    data, _ = write(process)
    tags = [
        e.get("{http://www.w3.org/XML/1998/namespace}lang")
        for e in elements(data, "processInformation/dataSetInformation/synonyms")
    ]
    assert tags == ["en", "en-x-2"]


def test_a_text_without_language_is_english_and_stays_without():
    process, report = information("<common:synonyms>steam</common:synonyms>")
    assert process.synonyms == {"en": "steam"}
    assert codes(report) == {"ILCD-011"}
    (element,) = elements(write(process)[0], "processInformation/dataSetInformation/synonyms")
    assert element.attrib == {}


def test_empty_elements_are_named():
    process, report = information('<common:generalComment xml:lang="en"> </common:generalComment>')
    assert process.description == {}
    assert codes(report) == {"READ-009", "ILCD-012"}


def test_a_reference_that_is_no_uuid_is_derived_named_and_comes_back():
    # The blank is U+00A0, as in a real package.
    process, report = read(process_xml(exchanges=exchange_xml(flow="Cement\u00a0325")))
    uuid = process.exchanges[0].flow.uuid
    assert uuid == read(process_xml(exchanges=exchange_xml(flow="Cement\u00a0325")))[0].exchanges[0].flow.uuid
    assert "READ-007" in codes(report)
    data, _ = write(process)
    assert [e.get("refObjectId") for e in elements(data, "exchanges/exchange/referenceToFlowDataSet")] == [
        "Cement\u00a0325"
    ]


def test_a_redirected_reference_does_not_get_its_old_text_back():
    process, _ = read(process_xml(exchanges=exchange_xml(flow="Cement\u00a0325")))
    process.exchanges[0].flow = Ref(type="flow", uuid=FUEL)
    data, _ = write(process)
    assert [e.get("refObjectId") for e in elements(data, "exchanges/exchange/referenceToFlowDataSet")] == [FUEL]


def test_a_uri_is_kept_only_where_it_is_not_the_usual_one():
    process, _ = read(process_xml(exchanges=exchange_xml()))
    assert process.exchanges[0].flow.uri == ""
    odd = exchange_xml().replace(f"../flows/{FUEL}.xml", "https://example.org/flow")
    process, _ = read(process_xml(exchanges=odd))
    assert process.exchanges[0].flow.uri == "https://example.org/flow"


def test_upper_case_uuids_are_repaired():
    data = process_xml().replace(PROCESS.encode(), PROCESS.upper().encode())
    process, report = read(data)
    assert process.uuid == PROCESS
    assert "READ-004" in codes(report)


def test_a_data_set_whose_id_is_no_uuid_keeps_it_as_an_alias():
    process, report = read(process_xml().replace(PROCESS.encode(), b"boiler 7"))
    assert Alias(system="ILCD", id="boiler 7") in process.aliases
    assert "READ-007" in codes(report)


def test_a_data_set_without_uuid_gets_one_from_its_file_name():
    data = process_xml().replace(f"<common:UUID>{PROCESS}</common:UUID>".encode(), b"")
    process, report = read(data)
    assert process.uuid == read(data)[0].uuid
    assert "ILCD-007" in codes(report)


def test_a_wrong_name_space_is_named_and_read():
    data = process_xml().replace(b"http://lca.jrc.it/ILCD/Process", b"http://lca.jrc.it/ILCD/Prozess")
    process, report = read(data)
    assert process.name == {"en": "Boiler"}
    assert "ILCD-009" in codes(report)


def test_an_odd_version_is_kept_in_xml_and_fitted_in_json():
    process, _ = read(process_xml().replace(b"01.00.000", b"00.01.05"))
    assert process.version == "00.01.05"
    data, report = write(process)
    path = "administrativeInformation/publicationAndOwnership/dataSetVersion"
    assert texts(data, path) == ["00.01.05"]
    assert "ILCD-005" in codes(report)
    data, _ = write(process, json=True)
    native = document(data)["administrativeInformation"]["publicationAndOwnership"]["common:dataSetVersion"]
    assert native != "00.01.05"
    assert read(data)[0].version == "00.01.05"


def test_texts_longer_than_the_schema_allows_are_cut_and_whole_in_the_extension():
    process, _ = information("")
    process.name = {"en": "n" * 600}
    data, report = write(process)
    (native,) = texts(data, "processInformation/dataSetInformation/name/baseName")
    assert len(native) == 500
    assert "WRITE-005" in codes(report)
    assert read(data)[0].name == {"en": "n" * 600}


def test_characters_that_xml_cannot_hold_come_back():
    process, _ = information("")
    process.description = {"en": "bell \x07, noncharacter \ufffe, carriage return \r."}
    data, _ = write(process)
    etree.fromstring(data)
    assert read(data)[0].description == process.description


def test_elements_out_of_order_are_written_in_order():
    process, _ = information(
        '<common:generalComment xml:lang="en">late</common:generalComment>'
        '<common:synonyms xml:lang="en">early</common:synonyms>'
    )
    (parent,) = elements(write(process)[0], "processInformation/dataSetInformation")
    names = [etree.QName(child).localname for child in parent]
    assert names.index("synonyms") < names.index("generalComment")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (process_xml()[:-40], MalformedSourceError),
        (b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><x>&e;</x>", UnsafeContentError),
        (b'{"processDataSet": {"@version": NaN}}', MalformedSourceError),
        (b'{"processDataSet": {"@version": "1.1", "@version": "1.2"}}', MalformedSourceError),
        (b"<processDataSet/>", MalformedSourceError),
        (b'{"processDataSet": {}}', MalformedSourceError),
    ],
)
def test_broken_files_are_one_clear_error(data, error):
    with pytest.raises(LcabridgeError) as caught:
        read(data)
    assert isinstance(caught.value, error)
    assert "file" in str(caught.value)
