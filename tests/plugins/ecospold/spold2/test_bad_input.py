"""Bad input: every case is refused or reported with its place, in both languages, and never ends in a traceback."""

import pytest

from lcabridge.errors import LcabridgeError
from lcabridge.report import CATALOGUE, message
from tests.plugins.ecospold.spold2.documents import ACTIVITY, NS, PARENT, STEEL, activity, elementary, intermediate
from tests.plugins.ecospold.spold2.helpers import read

GOOD = activity([intermediate(), elementary(more='<comment xml:lang="en">fine</comment>')])


def swapped(old, new):
    assert old in GOOD, old
    return GOOD.replace(old, new, 1)


REFUSED = {
    "empty file": b"",
    "cut in a tag": GOOD[:600].encode(),
    "cut at the end": GOOD.rstrip()[:-6].encode(),
    "cut in a character": (activity(name="钢铁").encode()[: activity(name="钢铁").encode().index("钢".encode()) + 1]),
    "no XML": b'ecoSpold http://www.EcoInvent.org/EcoSpold02 "http://www.EcoInvent.org/EcoSpold02" <ecoSpold ',
    "two roots": GOOD.encode() + b"<ecoSpold/>",
    "tag not closed": swapped("</flowData>", "").encode(),
    "tags crossed": swapped("</name><unitName", "</unitName><unitName").encode(),
    "attribute twice": swapped('amount="1"', 'amount="1" amount="2"').encode(),
    "attribute without quotes": swapped('amount="1"', "amount=1").encode(),
    "bare ampersand": swapped("steel production", "steel & production").encode(),
    "bare less-than": swapped("steel production", "steel < iron").encode(),
    "unknown entity": swapped("steel production", "steel &nbsp; production").encode(),
    "document type": GOOD.replace("<ecoSpold", "<!DOCTYPE ecoSpold><ecoSpold", 1).encode(),
    "external entity": GOOD.replace(
        "<ecoSpold", '<!DOCTYPE ecoSpold [<!ENTITY x SYSTEM "file:///etc/passwd">]><ecoSpold', 1
    ).encode(),
    "entity bomb": GOOD.replace(
        "<ecoSpold", '<!DOCTYPE e [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><ecoSpold', 1
    ).encode(),
    "bytes that are no UTF-8": GOOD.encode().replace(b"steel production", b"steel \xff\xfe\xfa production"),
    "control character": GOOD.encode().replace(b"steel production", b"steel \x01 production"),
    "prefix without namespace": GOOD.replace("<flowData>", "<x:flowData>", 1).replace("</flowData>", "</x:flowData>").encode(),
    "encoding that is none": GOOD.replace('encoding="utf-8"', 'encoding="klingon"').encode(),
}  # fmt: skip

BAD_NUMBERS = [
    "1,5",
    "1_000",
    "٣",
    "1.2.3",
    "0x10",
    "nan",
    "INF",
    "1e400",
    "",
    "  ",
    "12 kg",
    "−5",
    "1e",
    "½",
    "1e-400",
]

REPORTED = {
    **{f"amount {text!r}": (swapped('amount="2.5"', f'amount="{text}"'), {"READ-003", "READ-009"}) for text in BAD_NUMBERS},
    "no amount": (activity([intermediate(amount=None)]), {"ES2-002"}),
    "variance in words": (
        activity([intermediate(), elementary(more='<uncertainty><lognormal meanValue="1" mu="0" variance="0.1" '
                 'varianceWithPedigreeUncertainty="large"/></uncertainty>')]), {"READ-003"}),
    "mean missing": (
        activity([intermediate(), elementary(more='<uncertainty><normal varianceWithPedigreeUncertainty="1"/></uncertainty>')]),
        {"ES2-002"}),
    "pedigree out of range": (
        activity([intermediate(), elementary(more='<uncertainty><uniform minValue="1" maxValue="2"/><pedigreeMatrix '
                 'reliability="7" completeness="1" temporalCorrelation="1" geographicalCorrelation="1" '
                 'furtherTechnologyCorrelation="1"/></uncertainty>')]), {"READ-002"}),
    "property amount": (
        activity([intermediate(more='<property propertyId="a" amount="much"><name>p</name></property>')]), {"READ-003"}),
    "production volume": (activity([intermediate(attrs='productionVolumeAmount="lots"')]), {"READ-003"}),
    "transfer coefficient": (
        activity([intermediate(more='<transferCoefficient exchangeId="x" amount="half"/>')]), {"READ-003"}),
    "percent": (
        activity(modelling='<representativeness percent="all" systemModelId="x"><systemModelName>m</systemModelName>'
                 "</representativeness>"), {"READ-003"}),
    "copyright in words": (swapped('isCopyrightProtected="false"', 'isCopyrightProtected="no"'), {"READ-003"}),
    "release in words": (swapped('majorRelease="3"', 'majorRelease="three"'), {"READ-003"}),
    "type of activity": (swapped('type="1"', 'type="9"'), {"READ-003"}),
    "date": (swapped('startDate="2015-01-01"', 'startDate="spring 2015"'), {"READ-001"}),
    "date with time": (swapped('startDate="2015-01-01"', 'startDate="2015-01-01T00:00:00Z"'), {"READ-004"}),
    "no flow id": (swapped(f'intermediateExchangeId="{STEEL}"', ""), {"ES2-002"}),
    "flow id that is no UUID": (GOOD.replace(STEEL, "steel-1"), {"READ-007"}),
    "activity id that is no UUID": (GOOD.replace(f'id="{ACTIVITY}"', 'id="my activity"'), {"READ-007"}),
    "no activity id": (GOOD.replace(f'id="{ACTIVITY}"', ""), {"ES2-018"}),
    "no unit": (swapped('<unitName xml:lang="en">kg</unitName>', ""), {"ES2-002"}),
    "no name": (swapped('<name xml:lang="en">steel</name>', ""), {"ES2-002"}),
    "no activity name": (swapped('<activityName xml:lang="en">steel production</activityName>', ""), {"ES2-002"}),
    "no group": (swapped("<outputGroup>0</outputGroup>", ""), {"ES2-006"}),
    "group that is none": (swapped("<outputGroup>0</outputGroup>", "<outputGroup>7</outputGroup>"), {"ES2-005"}),
    "group in words": (swapped("<outputGroup>4</outputGroup>", "<outputGroup>air</outputGroup>"), {"ES2-005"}),
    "no geography": (
        swapped('<geography geographyId="0723d252-7e2a-11de-9820-0019e336be3a"><shortname xml:lang="en">CN</shortname>'
                "</geography>", ""), {"ES2-002"}),
    "no exchanges": (activity([]), {"ES2-003"}),
    "no reference product": (activity([intermediate(group="inputGroup:5")]), {"ES2-004"}),
    "link that is no UUID": (activity([intermediate(), intermediate(
        PARENT, "1", "inputGroup:5", 2, attrs='activityLinkId="the mill"')]), {"READ-007"}),
    "element nobody knows": (swapped("<flowData>", "<flowData><surprise>1</surprise>"), {"READ-002"}),
    "attribute nobody knows": (swapped('amount="1"', 'amount="1" colour="red"'), {"READ-002"}),
    "no namespace": (GOOD.replace(f' xmlns="{NS}"', ""), {"ES2-001"}),
    "declared encoding is wrong": (
        GOOD.replace("steel production", "钢铁生产炼钢厂").encode("gb18030"), {"ES2-019"}),
}  # fmt: skip


def test_there_are_enough_cases():
    assert len(REFUSED) + len(REPORTED) >= 40


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_document_is_refused_with_its_place(tmp_path, name):
    with pytest.raises(LcabridgeError) as caught:
        read(tmp_path, REFUSED[name])
    error = caught.value
    assert error.at is not None
    assert "0." in str(error.at), error.at
    assert error.en
    assert error.zh
    assert error.en != error.zh


@pytest.mark.parametrize("name", REPORTED)
def test_what_deviates_is_read_and_reported_with_its_place(tmp_path, name):
    document, wanted = REPORTED[name]
    _, report = read(tmp_path, document)
    found = [issue for issue in report if issue.code in wanted]
    assert found, [issue.code for issue in report]
    issue = found[0]
    assert issue.file.endswith("0.spold")
    assert issue.pointer.startswith("/ecoSpold") or issue.code == "ES2-019", issue
    assert message(issue, "en") != message(issue, "zh")
    assert CATALOGUE[issue.code].title_zh


STRICT = [
    "amount '1,5'",
    "no amount",
    "no unit",
    "element nobody knows",
    "group that is none",
    "no exchanges",
    "no namespace",
]


@pytest.mark.parametrize("name", STRICT)
def test_a_strict_reader_refuses(tmp_path, name):
    with pytest.raises(LcabridgeError) as caught:
        read(tmp_path, REPORTED[name][0], strict=True)
    assert caught.value.at is not None
    assert "strict" in caught.value.hint_en


def test_a_strict_reader_takes_what_is_right(tmp_path):
    entities, _ = read(tmp_path, GOOD, strict=True)
    assert [e.uuid for e in entities if e.type == "process"] == [ACTIVITY]


def test_a_broken_extension_costs_only_itself(tmp_path):
    inner = (
        '<x:dataset xmlns:x="https://lcabridge.org/ns/ecospold2-extension/1">{"lcabridge": 1, "patches": 7}</x:dataset>'
    )
    entities, report = read(tmp_path, activity(after=inner))
    assert [e.uuid for e in entities if e.type == "process"] == [ACTIVITY]
    assert "ES2-017" in {issue.code for issue in report}
