"""XML is read straight from its elements; what that makes of a file is what the document form makes of it, always."""

from __future__ import annotations

import copy

import pytest
from lxml import etree

from lcabridge.model import Index, to_json
from lcabridge.report import Report
from lcabridge.sources import DEFAULT_LIMITS, open_source
from lcabridge_ilcd.codec import decode
from lcabridge_ilcd.opening import open_file
from tests.plugins.ilcd.broken_files import GOOD, VARIANTS
from tests.plugins.ilcd.written import FUEL, exchange_xml, fuel_index, process_xml

PACKAGES = [
    "ilcd/tiangong-dev.zip",
    "ilcd/sdk-samples",
    "ilcd/elcd-sample",
    "ilcd/epd-indata.zip",
    "lcia/ef31-climate.zip",
]
COMMON = "{http://lca.jrc.it/ILCD/Common}"
FULL = process_xml(
    information=(
        '<common:synonyms xml:lang="en">kettle</common:synonyms><common:synonyms xml:lang="zh">锅炉</common:synonyms>'
        '<classificationInformation><common:classification name="x"><common:class level="0" classId="a">A</common:class>'
        '<common:class level="1">B</common:class></common:classification></classificationInformation>'
        '<common:generalComment xml:lang="de">Kessel &lt; 1</common:generalComment>'
        '<referenceToExternalDocumentation type="source data set" refObjectId="00000000-0000-4000-8000-0000000000d1" '
        'version="01.00.000" uri="http://x"><common:shortDescription xml:lang="en">Doc</common:shortDescription>'
        "<common:subReference>p. 3</common:subReference></referenceToExternalDocumentation>"
    ),
    reference=(
        '<quantitativeReference type="Reference flow(s)"><referenceToReferenceFlow>1</referenceToReferenceFlow>'
        "</quantitativeReference><time><common:referenceYear>2020</common:referenceYear></time>"
        '<geography><locationOfOperationSupplyOrProduction location="CN" latitudeAndLongitude="1;2"/></geography>'
    ),
    relations=(
        '<mathematicalRelations><variableParameter name="p"><formula>1+1</formula><meanValue>2</meanValue>'
        "</variableParameter></mathematicalRelations>"
    ),
    modelling="<LCIMethodAndAllocation><typeOfDataSet>LCI result</typeOfDataSet></LCIMethodAndAllocation>",
    exchanges=(
        exchange_xml(1, inside="<meanAmount>1.5</meanAmount><resultingAmount>1.5</resultingAmount>")
        + exchange_xml(
            2,
            inside=(
                "<location>CN</location><meanAmount>2e-3</meanAmount><resultingAmount>4</resultingAmount>"
                "<uncertaintyDistributionType>log-normal</uncertaintyDistributionType>"
                "<relativeStandardDeviation95In>1.44</relativeStandardDeviation95In>"
                '<allocations><allocation internalReferenceToCoProduct="1" allocatedFraction="40"/></allocations>'
                "<dataDerivationTypeStatus>Measured</dataDerivationTypeStatus>"
                '<generalComment xml:lang="en">a &amp; b</generalComment>'
                '<common:other><my:thing a="1">x</my:thing></common:other>'
            ),
        )
    ),
)


def both(data: bytes, index: Index) -> list[tuple[bytes, list[str]]]:
    """Return entity and issues, read from the elements and read from the document form."""
    found = []
    for by_document in (False, True):
        report = Report(cap=None)
        opened = open_file(data, "file", DEFAULT_LIMITS, report)
        if isinstance(opened, str):
            return []
        if by_document:
            assert opened.content is not None
        try:
            told = to_json(decode(opened, index, report, file="file"))
        except Exception as error:  # noqa: BLE001  # whatever one of them says the other has to say
            told = repr(error).encode()
        issues = sorted(repr((i.code, i.path, i.line, i.pointer, i.value, i.data)) for i in report)
        found.append((told, issues))
    return found


def assert_same(data: bytes, index: Index, what: str = "") -> None:
    found = both(data, index)
    if found:
        elements, document = found
        assert elements[0] == document[0], what
        assert elements[1] == document[1], what


def empty(element):
    for child in list(element):
        element.remove(child)
    element.text = None
    element.attrib.clear()


def twice(element):
    element.addnext(copy.deepcopy(element))


def apart(element):
    element.getparent().append(copy.deepcopy(element))


def foreign_twin(element):
    local = etree.QName(element).localname
    element.addnext(etree.fromstring(f'<{local} xmlns="urn:x">1</{local}>'))


def prefixed_twin(element):
    local = etree.QName(element).localname
    element.addnext(etree.fromstring(f'<common:{local} xmlns:common="urn:x">1</common:{local}>'))


def spaced(element):
    if element.text and element.text.strip():
        element.text = f" {element.text}\n"


def attributes_spaced(element):
    for name, value in element.attrib.items():
        element.set(name, f"{value} ")


def stray(element):
    element.tail = "stray"


CHANGES = {
    "empty": empty,
    "twice": twice,
    "apart": apart,
    "foreign twin": foreign_twin,
    "prefixed twin": prefixed_twin,
    "spaced": spaced,
    "attributes spaced": attributes_spaced,
    "stray": stray,
    "removed": lambda element: element.getparent().remove(element),
    "blank": lambda element: setattr(element, "text", "  "),
    "text": lambda element: setattr(element, "text", "x&<中"),
    "comment before": lambda element: element.addprevious(etree.Comment("c")),
    "comment inside": lambda element: element.insert(0, etree.Comment("c")),
    "comment split": lambda element: element.append(etree.Comment("c")),
    "instruction": lambda element: element.append(etree.ProcessingInstruction("p", "x")),
    "unknown child": lambda element: etree.SubElement(element, "unknown"),
    "common child": lambda element: etree.SubElement(element, f"{COMMON}unknown", a="b"),
    "unknown attribute": lambda element: element.set("unknown", "1"),
    "foreign attribute": lambda element: element.set("{urn:x}lang", "1"),
    "no language": lambda element: element.attrib.pop("{http://www.w3.org/XML/1998/namespace}lang", None),
    "other language": lambda element: element.set("{http://www.w3.org/XML/1998/namespace}lang", "zh"),
    "odd language": lambda element: element.set("{http://www.w3.org/XML/1998/namespace}lang", " en-x-2"),
    "upper case": lambda element: setattr(element, "text", (element.text or "").upper()),
    "no identifier": lambda element: element.attrib.pop("refObjectId", None),
    "nil identifier": lambda element: element.set("refObjectId", "00000000-0000-0000-0000-000000000000"),
    "other type": lambda element: element.set("type", "contact data set"),
    "no address": lambda element: element.set("uri", ""),
    "number": lambda element: setattr(element, "text", "1_000"),
    "large": lambda element: setattr(element, "text", "1e999"),
    "tag": lambda element: setattr(element, "tag", f"{element.tag}x"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_any_change_of_any_element_is_read_the_same(change):
    index = fuel_index()
    count = sum(1 for _ in etree.fromstring(FULL).iter("*"))
    for n in range(1, count):
        root = etree.fromstring(FULL)
        element = list(root.iter("*"))[n]
        CHANGES[change](element)
        assert_same(etree.tostring(root), index, f"{change}, {n}: {element.tag}")


LONG = process_xml(
    exchanges="".join(
        exchange_xml(
            n,
            inside=(
                "<location>CN</location><meanAmount>2e-3</meanAmount><resultingAmount>4</resultingAmount>"
                "<dataDerivationTypeStatus>Measured</dataDerivationTypeStatus>"
                '<generalComment xml:lang="en">a &amp; b</generalComment><generalComment xml:lang="zh">甲</generalComment>'
                + ('<common:other><my:thing a="1">x</my:thing></common:other>' if n % 2 else "")
            ),
        )
        for n in range(10)
    )
)


EQUAL = LONG.replace(b"<resultingAmount>4<", b"<resultingAmount>2e-3<")
"""The same list of exchanges that are not calculated: all have one of two forms."""


@pytest.mark.parametrize("data", [LONG, EQUAL], ids=["calculated", "equal"])
@pytest.mark.parametrize("change", CHANGES)
def test_any_change_in_a_long_list_is_read_the_same(change, data):
    index = fuel_index()
    elements = list(etree.fromstring(data).iter("*"))
    first = next(n for n, element in enumerate(elements) if element.tag.endswith("}exchanges"))
    middle = [n for n, element in enumerate(elements) if element.tag.endswith("}exchange")][5]
    for n in [first, *range(middle, middle + 11)]:
        root = etree.fromstring(data)
        element = list(root.iter("*"))[n]
        CHANGES[change](element)
        assert_same(etree.tostring(root), index, f"{change}, {n}: {element.tag}")


NUMBERS = ["-0", "-0.0", "0", "00", "007", ".5", "5.", "+5", "-1.5E-3", "1e999", "1e-999", "1e99", "9007199254740993", "1.0", "NaN",
           "123456789012345678901234567890", "0.1000000000000000055511151231257827", " 1", "1,5", "０"]  # fmt: skip
TEXTS = ['a "quote"', "back\\slash", "%s", "100 %", "\\u0041", "\t", "a\nb", "\x7f", "\u2028", " a", "a ", "甲", "a甲", "\U00020000",
         "{x}", "é", "&quot;", "&#x9;"]  # fmt: skip


@pytest.mark.parametrize("last", [False, True], ids=["all", "one"])
@pytest.mark.parametrize("text", NUMBERS + TEXTS)
def test_values_in_a_long_list_are_read_the_same(text, last):
    for old, new in (
        ("2e-3", text),
        ("<meanAmount>2e-3", f"<meanAmount>{text}"),
        (">CN<", f">{text}<"),
        (">Measured<", f">{text}<"),
        (">a &amp; b<", f">{text}<"),
        (">甲<", f">{text}<"),
        ("dataSetInternalID=", f"dataSetInternalID='{text}' unused="),
        (f'refObjectId="{FUEL}"', f"refObjectId='{text}'"),
        ("type=", f"version='{text}' type="),
    ):
        whole = EQUAL.decode()
        head, tail = (whole[: whole.rindex("<exchange ")], whole[whole.rindex("<exchange ") :]) if last else ("", whole)
        assert old in tail
        assert_same((head + tail.replace(old, new)).encode(), fuel_index(), f"{old} -> {new}")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('dataSetInternalID="5"', 'dataSetInternalID="5" olca:amount="3"'),
        ('dataSetInternalID="5"', "dataSetInternalID='a\"b'"),
        ("a &amp; b", "&lt;/exchange&gt; &#13; &amp;lt;"),
        ("<location>CN</location>", "<location><![CDATA[<C&N>]]></location>"),
        ("</exchange>", "</exchange>stray"),
        ("</exchange>", "<!-- </exchange> --></exchange>"),
        ("</exchange>", "</exchange><!-- </exchange><exchange> -->"),
        ("<my:thing", '<exchange xmlns="urn:x"/><my:thing'),
        ('<my:thing a="1">x</my:thing>', '<exchange xmlns="urn:x"><a/></exchange>'),
        ("<common:other>", "<unknown/><common:other>"),
        ("</common:other>", "</common:other><common:other>2</common:other>"),
        ("<exchanges>", '<exchanges a="b">'),
        ("<exchanges>", "<exchanges><common:other>x</common:other>"),
        ("<exchanges>", '<exchanges xmlns:y="urn:y">'),
        ("<exchange ", "\n <exchange "),
    ],
)
def test_what_lists_may_hold_is_read_the_same(old, new):
    for data in (LONG, EQUAL):
        assert old in data.decode()
        for times in (1, -1):
            assert_same(data.decode().replace(old, new, times).encode(), fuel_index(), f"{old} -> {new}")


@pytest.mark.parametrize("type_", GOOD)
def test_every_type_is_read_the_same(type_):
    assert_same(GOOD[type_], fuel_index())


@pytest.mark.parametrize("name", VARIANTS)
def test_broken_files_are_read_the_same(name):
    broken = VARIANTS[name]
    assert_same(GOOD[broken.type].replace(broken.old.encode(), broken.new.encode()), fuel_index())


@pytest.mark.parametrize("package", PACKAGES)
def test_packages_are_read_the_same(package, corpus):
    read = 0
    with open_source(corpus / package) as source:
        for name in source.names():
            if name.endswith(".xml"):
                assert_same(source.read(name), Index(), name)
                read += 1
    assert read
