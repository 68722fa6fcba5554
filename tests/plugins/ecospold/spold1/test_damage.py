"""Bad input: an error with its place, or an issue with its place; never a traceback, never silence."""

import pytest

from lcabridge.errors import LcabridgeError
from lcabridge.report import message
from lcabridge.testing.roundtrip import read_package
from lcabridge_ecospold.spold1.format import EcoSpold1
from tests.plugins.ecospold.spold1.documents import CO2, REFERENCE, STEEL, dataset, spold

GOOD = spold()
VALID = "<validation proofReadingDetails='seen' proofReadingValidator='{}'/>"
SHARE = '<allocation referenceToCoProduct="{}" fraction="{}"><referenceToInputOutput>{}</referenceToInputOutput></allocation>'


def co2(old, new):
    assert old in CO2
    return spold(dataset(STEEL + CO2.replace(old, new)))


REFUSED = {
    "empty file": "",
    "text": "steel;1,5;kg",
    "cut in the prolog": GOOD[:20],
    "cut in the first data set": GOOD[:900],
    "cut before the end tag of the root": GOOD.replace("</ecoSpold>", ""),
    "cut in the end tag": GOOD.rstrip()[:-3],
    "end tag of a data set missing": GOOD.replace("</dataset>", ""),
    "data set closed twice": GOOD.replace("</dataset>", "</dataset></dataset>"),
    "tags crossed": GOOD.replace("<outputGroup>0</outputGroup></exchange>", "<outputGroup>0</exchange></outputGroup>"),
    "attribute twice": co2('unit="kg"', 'unit="kg" unit="g"'),
    "attribute without quotes": co2('unit="kg"', "unit=kg"),
    "less-than in an attribute": co2("measured", "a < b"),
    "ampersand alone": co2("measured", "a & b"),
    "unknown entity": co2("measured", "&nbsp;"),
    "control character": co2("measured", "&#1;"),
    "two roots": GOOD + GOOD.partition("\n")[2],
    "document type": GOOD.replace("<ecoSpold", '<!DOCTYPE ecoSpold SYSTEM "x.dtd"><ecoSpold'),
    "entity that reads a file": GOOD.replace("<ecoSpold", '<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/hostname">]><ecoSpold'),
    "other root": GOOD.replace("ecoSpold", "ecoSpould"),
    "EcoSpold 2": GOOD.replace("EcoSpold01", "EcoSpold02"),
    "no namespace": GOOD.replace(' xmlns="http://www.EcoInvent.org/EcoSpold01"', ""),
    "bytes that are no UTF-8": GOOD.encode().replace(b"furnace", b"furn\x81ce \xff\xfe"),
    "declared UTF-16, is UTF-8 cut": GOOD.replace("UTF-8", "nonsense-8").encode(),
}  # fmt: skip

# Text, the code of the issue, the place in the file.
REPORTED = {
    "decimal comma": (co2("0.25", "0,25"), "READ-003", "exchange/2/@meanValue"),
    "underscore": (co2("0.25", "1_000"), "READ-003", "exchange/2/@meanValue"),
    "Arabic digits": (co2("0.25", "\u0661\u0662"), "READ-003", "exchange/2/@meanValue"),
    "full-width digits": (co2("0.25", "\uff11\uff12"), "READ-003", "exchange/2/@meanValue"),
    "not a number": (co2("0.25", "NaN"), "READ-003", "exchange/2/@meanValue"),
    "infinity": (co2("0.25", "INF"), "READ-003", "exchange/2/@meanValue"),
    "beyond a double": (co2("0.25", "1e999"), "READ-003", "exchange/2/@meanValue"),
    "hexadecimal": (co2("0.25", "0x10"), "READ-003", "exchange/2/@meanValue"),
    "unit in the number": (co2("0.25", "0.25 kg"), "READ-003", "exchange/2/@meanValue"),
    "deviation that is a word": (co2("1.21", "wide"), "READ-003", "exchange/2/@standardDeviation95"),
    "uncertainty type 7": (co2('uncertaintyType="1"', 'uncertaintyType="7"'), "READ-003", "exchange/2/@uncertaintyType"),
    "uncertainty type a word": (co2('uncertaintyType="1"', 'uncertaintyType="lognormal"'), "READ-003", "exchange/2/@uncertaintyType"),
    "output group 9": (co2("<outputGroup>4", "<outputGroup>9"), "READ-003", "exchange/2/group"),
    "empty group": (co2("<outputGroup>4", "<outputGroup>"), "READ-003", "exchange/2/group"),
    "two groups": (co2("</outputGroup>", "</outputGroup><inputGroup>4</inputGroup>"), "READ-001", "flowData/exchange[2]/inputGroup"),
    "flag that is a word": (spold(dataset(reference=REFERENCE.replace('infrastructureProcess="false"', 'infrastructureProcess="maybe"'))), "READ-003", "referenceFunction/@infrastructureProcess"),
    "number twice": (co2('number="2"', 'number="1"'), "ES1-002", "exchange/@number"),
    "number that is a word": (co2('number="2"', 'number="two"'), "ES1-002", "exchange/@number"),
    "negative number": (co2('number="2"', 'number="-2"'), "ES1-002", "exchange/@number"),
    "no number": (co2('number="2"', ""), "ES1-002", "exchange/@number"),
    "no amount": (co2('meanValue="0.25"', ""), "ES1-007", "exchange/@meanValue"),
    "no unit": (co2('unit="kg"', ""), "ES1-007", "exchange/@unit"),
    "no name": (co2('name="Carbon dioxide, fossil"', ""), "ES1-007", "exchange/@name"),
    "unknown attribute": (co2('unit="kg"', 'unit="kg" colour="grey"'), "READ-001", "exchange/@colour"),
    "unknown element": (co2("</outputGroup>", "</outputGroup><note>x</note>"), "READ-001", "flowData/exchange[2]/note"),
    "foreign element": (spold(dataset(extra='<x:y xmlns:x="urn:x">z</x:y>')), "READ-001", "dataset/{urn:x}y"),
    "element between data sets": (GOOD.replace("\n</ecoSpold>", "<stray>x</stray>\n</ecoSpold>"), "READ-001", "ecoSpold/stray"),
    "person that is not there": (GOOD.replace('<dataEntryBy person="7"/>', '<dataEntryBy person="8"/>'), "ES1-006", "dataEntryBy/@person"),
    "source that is not there": (GOOD.replace('referenceToPublishedSource="3"', 'referenceToPublishedSource="4"'), "ES1-006", "dataGeneratorAndPublication/@referenceToPublishedSource"),
    "validator that is not there": (spold(dataset(validation=VALID.format(9))), "ES1-006", "validation/@proofReadingValidator"),
    "source of an exchange that is not there": (co2('unit="kg"', 'unit="kg" referenceToSource="9"'), "ES1-006", "exchange/@referenceToSource"),
    "allocation to no product": (spold(dataset(allocation=SHARE.format(9, 100, 2))), "ES1-006", "allocation/@referenceToCoProduct"),
    "allocation of no exchange": (spold(dataset(allocation=SHARE.format(1, 100, 9))), "ES1-006", "allocation/referenceToInputOutput"),
    "fraction with a comma": (spold(dataset(allocation=SHARE.format(1, "33,3", 2))), "READ-003", "allocation/0/@fraction"),
    "type 9": (GOOD.replace('type="1" impact', 'type="9" impact'), "READ-003", "dataSetInformation/@type"),
    "percent with its sign": (GOOD.replace('percent="75.0"', 'percent="75%"'), "READ-003", "representativeness/@percent"),
    "amount of the reference with a comma": (GOOD.replace('amount="1"', 'amount="1,0"'), "READ-003", "referenceFunction/@amount"),
    "no exchange": (spold(dataset("")), "ES1-005", ""),
    "no reference product": (spold(dataset(CO2)), "ES1-003", ""),
    "year that is missing": (GOOD.replace('year="2003" ', ""), "ES1-007", "source/@year"),
    "second geography": (GOOD.replace("<technology", '<geography location="CH"/><technology'), "READ-001", "dataset/metaInformation/processInformation/geography/@location"),
}  # fmt: skip


def place(tmp_path, text):
    path = tmp_path / "bad.xml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_enough_cases():
    assert len(REFUSED) + len(REPORTED) >= 40


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_refused(name, tmp_path):
    with pytest.raises(LcabridgeError) as caught:
        read_package(EcoSpold1(), place(tmp_path, REFUSED[name]))
    assert "bad.xml" in str(caught.value)
    assert caught.value.zh


@pytest.mark.parametrize("name", sorted(REPORTED))
def test_reported(name, tmp_path):
    text, code, pointer = REPORTED[name]
    _, report = read_package(EcoSpold1(), place(tmp_path, text))
    found = [i for i in report if i.code == code and (i.pointer or "") == pointer]
    assert found, [(i.code, i.pointer) for i in report]
    assert found[0].line
    assert "bad.xml" in found[0].file
    for language in ("en", "zh"):
        assert "?" not in message(found[0], language)


def test_the_line_is_that_of_the_file(tmp_path):
    text = spold(*(dataset(number=n, reference=REFERENCE.replace("steel,", f"steel {n},")) for n in range(1, 40)))
    lines = text.splitlines()
    lines[20] = lines[20].replace("<technology", "<technology broken")
    with pytest.raises(LcabridgeError) as caught:
        read_package(EcoSpold1(), place(tmp_path, "\n".join(lines)))
    assert caught.value.at.line == 21
