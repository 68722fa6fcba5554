"""Broken TIDAS documents: each ends in a clear line that names file and place, and what stood there is not lost."""

import json
from itertools import pairwise

import orjson
import pytest

import lcabridge
from lcabridge.errors import LcabridgeError
from lcabridge.model import to_json
from lcabridge.report import Report, message
from lcabridge_ilcd.package import MANIFEST, manifest
from tests.plugins.ilcd import documents
from tests.plugins.ilcd.documents import UUID, data, root

TOKEN = "token-4711"
EXCHANGE = ("exchanges", "exchange", 0)
INFORMATION = ("processInformation", "dataSetInformation")

WRONG = [
    ("text in a number", "processes", (*EXCHANGE, "meanAmount"), TOKEN),
    ("text in the resulting amount", "processes", (*EXCHANGE, "resultingAmount"), TOKEN),
    ("an object for a number", "processes", (*EXCHANGE, "meanAmount"), {"a": TOKEN}),
    ("a list for a number", "processes", (*EXCHANGE, "meanAmount"), ["1", TOKEN]),
    ("a decimal comma", "processes", (*EXCHANGE, "meanAmount"), "1,5"),
    ("a boolean for a number", "processes", (*EXCHANGE, "meanAmount"), True),
    ("an infinite number", "processes", (*EXCHANGE, "meanAmount"), "Infinity"),
    ("a direction of its own", "processes", (*EXCHANGE, "exchangeDirection"), TOKEN),
    ("an object for a direction", "processes", (*EXCHANGE, "exchangeDirection"), {"a": TOKEN}),
    ("text for a reference", "processes", (*EXCHANGE, "referenceToFlowDataSet"), TOKEN),
    ("a list for a reference", "processes", (*EXCHANGE, "referenceToFlowDataSet"), [{"@refObjectId": TOKEN}, {"@uri": TOKEN}]),
    ("a reference without identifier", "processes", (*EXCHANGE, "referenceToFlowDataSet"), {"@uri": TOKEN}),
    ("an unknown member of a reference", "processes", (*EXCHANGE, "referenceToFlowDataSet", "@colour"), TOKEN),
    ("text for an id", "processes", (*EXCHANGE, "@dataSetInternalID"), TOKEN),
    ("an unknown key", "processes", (*EXCHANGE, "novelty"), TOKEN),
    ("an unknown section", "processes", ("novelty",), {"a": TOKEN}),
    ("text for an exchange", "processes", (*EXCHANGE,), TOKEN),
    ("a number for an exchange", "processes", (*EXCHANGE,), 4711),
    ("text for all exchanges", "processes", ("exchanges",), TOKEN),
    ("a list for all exchanges", "processes", ("exchanges",), [TOKEN]),
    ("a fraction that is none", "processes", ("exchanges", "exchange", 1, "allocations", "allocation", 0, "@allocatedFraction"), TOKEN),
    ("text for allocations", "processes", ("exchanges", "exchange", 1, "allocations"), TOKEN),
    ("an uncertainty of its own", "processes", ("exchanges", "exchange", 1, "uncertaintyDistributionType"), TOKEN),
    ("text for a spread", "processes", ("exchanges", "exchange", 1, "relativeStandardDeviation95In"), TOKEN),
    ("text for a year", "processes", ("processInformation", "time"), {"common:referenceYear": TOKEN}),
    ("a year of five digits", "processes", ("processInformation", "time", "common:referenceYear"), 20244),
    ("text for a time", "processes", ("processInformation", "time"), TOKEN),
    ("text without a language", "processes", (*INFORMATION, "common:generalComment"), TOKEN),
    ("a language of its own", "processes", (*INFORMATION, "common:generalComment"), [{"@xml:lang": "klingon", "#text": TOKEN}]),
    ("a number for a language", "processes", (*INFORMATION, "common:generalComment"), [{"@xml:lang": 1, "#text": TOKEN}]),
    ("an object for a text", "processes", (*INFORMATION, "common:generalComment"), [{"@xml:lang": "en", "#text": {"a": TOKEN}}]),
    ("one language twice", "processes", (*INFORMATION, "common:generalComment"),
     [{"@xml:lang": "en", "#text": "a"}, {"@xml:lang": "en", "#text": TOKEN}]),
    ("text for a name", "processes", (*INFORMATION, "name"), TOKEN),
    ("a class without a level", "processes", (*INFORMATION, "classificationInformation"),
     {"common:classification": [{"@name": "x", "common:class": [{"#text": TOKEN}]}]}),
    ("text for a classification", "processes", (*INFORMATION, "classificationInformation"), TOKEN),
    ("a broken version", "processes", ("administrativeInformation", "publicationAndOwnership", "common:dataSetVersion"), TOKEN),
    ("a process type of its own", "processes", ("modellingAndValidation", "LCIMethodAndAllocation", "typeOfDataSet"), TOKEN),
    ("a review type of its own", "processes", ("modellingAndValidation", "validation", "review"), {"@type": TOKEN}),
    ("text for a review", "processes", ("modellingAndValidation", "validation", "review"), TOKEN),
    ("a flow type of its own", "flows", ("modellingAndValidation", "LCIMethod", "typeOfDataSet"), TOKEN),
    ("text for a factor", "flows", ("flowProperties", "flowProperty", "meanValue"), TOKEN),
    ("text for a CAS number", "flows", ("flowInformation", "dataSetInformation", "CASNumber"), TOKEN),
    ("text for a unit", "unitgroups", ("units", "unit"), TOKEN),
    ("a unit without a factor", "unitgroups", ("units", "unit", 0, "meanValue"), TOKEN),
    ("text for the reference unit", "unitgroups", ("unitGroupInformation", "quantitativeReference", "referenceToReferenceUnit"), TOKEN),
]  # fmt: skip


def put(doc, module, place, value):
    here = root(doc, module)
    for step, following in pairwise(place):
        here = here.setdefault(step, {}) if isinstance(here, dict) else here[step]
        if isinstance(here, list) and not isinstance(following, int):
            here = here[0]
    here[place[-1]] = value


def written(folder, module, content):
    path = folder / "in" / module / f"{UUID.format(1)}.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    (folder / "in" / MANIFEST).write_bytes(manifest("tidas"))  # so that the format does not have to be guessed
    return folder / "in"


def read(folder):
    with lcabridge.read(folder) as opened:
        report = Report()
        found = [entity for part in opened.parts() for entity in opened.read(part, report)]
    return found, report


@pytest.mark.parametrize(("what", "module", "place", "value"), WRONG, ids=[case[0] for case in WRONG])
def test_a_wrong_value_is_named_or_kept_and_harms_nothing_else(tmp_path, what, module, place, value):
    doc = documents.RICH[module]()
    data(doc, module)["common:UUID"] = UUID.format(1)
    put(doc, module, place, value)
    folder = written(tmp_path, module, orjson.dumps(doc))
    (entity,), report = read(folder)
    assert entity.uuid == UUID.format(1)
    sought = TOKEN if TOKEN in json.dumps(value) else json.dumps(value).strip('"')
    kept = to_json(entity).decode()
    told = json.dumps([[issue.value, message(issue)] for issue in report], ensure_ascii=False, default=str)
    assert sought in kept or sought in told
    assert all(message(issue, "zh") and message(issue, "en") for issue in report)
    # What is read can be written, and stands there or is named.
    result = lcabridge.convert(folder, tmp_path / "out", to="tidas")
    after = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "out").rglob("*.json"))
    told = json.dumps([[issue.value, message(issue)] for issue in result.report], ensure_ascii=False, default=str)
    assert sought in after or sought in told


BROKEN = [
    ("truncated", lambda good: good[: len(good) // 2]),
    ("a comma too many", lambda good: good[:-1] + b",}"),
    ("a number that is none", lambda good: good.replace(b'"1.5"', b"NaN", 1)),
    ("a key twice", lambda good: b'{"processDataSet": {},' + good[1:]),
    ("no text at all", lambda _: b""),
    ("an empty object", lambda _: b"{}"),
    ("a list", lambda good: b"[" + good + b"]"),
    ("a string", lambda _: b'"processDataSet"'),
    ("a root of its own", lambda good: good.replace(b"processDataSet", b"processesDataSet")),
    ("text for the root", lambda _: b'{"processDataSet": "x"}'),
    ("no information", lambda _: b'{"processDataSet": {"exchanges": {"exchange": []}}}'),
    ("nested too deep", lambda _: b'{"processDataSet": ' + b'{"a":' * 5000 + b"1" + b"}" * 5000 + b"}"),
    ("bytes that are no text", lambda good: good.replace(b"thing", b"\xff\xfe\xff")),
    ("XML", lambda _: b"<processDataSet/>"),
]


@pytest.mark.parametrize(("what", "broken"), BROKEN, ids=[case[0] for case in BROKEN])
def test_a_broken_file_ends_in_a_clear_line(tmp_path, what, broken):
    good = orjson.dumps(documents.rich_process())
    folder = written(tmp_path, "processes", broken(good))
    caught = None
    try:
        found, report = read(folder)
    except LcabridgeError as error:
        caught = error
    if caught is not None:
        assert caught.en
        assert caught.zh
        assert UUID.format(1) in str(caught)
        return
    assert found == [] or any(issue.code == "ILCD-007" for issue in report)
    named = [issue for issue in report if UUID.format(1) in (issue.file or "")]
    assert named, what
    assert all(message(issue, "zh") != message(issue, "en") for issue in named)


def test_a_document_without_a_uuid_gets_one_of_its_file_name(tmp_path):
    doc = documents.rich_process()
    del data(doc, "processes")["common:UUID"]
    (entity,), report = read(written(tmp_path, "processes", orjson.dumps(doc)))
    assert [issue.value for issue in report if issue.code == "ILCD-007"] == [entity.uuid]
