"""Exchanges read from the text and through the parser are the same, down to the issues; the parser judges the unusual."""

import pytest

from lcabridge.errors import MalformedSourceError
from lcabridge.model import Process, Ref
from lcabridge.sources import Limits
from lcabridge.testing.roundtrip import read_package
from lcabridge_ecospold.spold2 import plain, session
from tests.plugins.ecospold.spold2.documents import CO2, POWER, activity, elementary, intermediate
from tests.plugins.ecospold.spold2.helpers import fmt, read

PEDIGREE = (
    '<pedigreeMatrix reliability="1" completeness="2" temporalCorrelation="3" geographicalCorrelation="4" '
    'furtherTechnologyCorrelation="5" />'
)
LOGNORMAL = (
    '<uncertainty><lognormal meanValue="2.5" mu="0.9163" variance="0.0006" varianceWithPedigreeUncertainty="0.0008" />'
    f'{PEDIGREE}<comment xml:lang="en">spread</comment></uncertainty>'
)
NORMAL = '<uncertainty><normal meanValue="2.5" variance="0.04" varianceWithPedigreeUncertainty="0.09" /></uncertainty>'
PROPERTY = (
    '<property propertyId="38f94dd1-d5aa-41b8-b182-c0c42985d9dc" amount="0.25" unitId="577e242a-461f-44a7-922c-d8e1c3d2bf45">'
    '<name xml:lang="en">water content</name><unitName xml:lang="en">dimensionless</unitName>{}</property>'
)
CLASS = (
    '<classification classificationId="5a9475a0-67a2-4902-aaf5-7c1c4e7ed90a"><classificationSystem xml:lang="en">CPC'
    '</classificationSystem><classificationValue xml:lang="en">41200: {}</classificationValue></classification>'
)
CASES = {
    "nothing else": "",
    "comment": '<comment xml:lang="en">a &amp; b &lt; c</comment>',
    "comments in two languages": '<comment xml:lang="en">a</comment><comment xml:lang="de">b</comment>',
    "two comments in one language": '<comment xml:lang="en">a</comment><comment xml:lang="en">b</comment>',
    "comment with a character reference": '<comment xml:lang="en">1 &#956;m</comment>',
    "comment without a language": "<comment>a</comment>",
    "empty comment": '<comment xml:lang="en"></comment>',
    "lognormal": LOGNORMAL,
    "lognormal of another amount": LOGNORMAL.replace('"2.5"', '"2.75"'),
    "lognormal without a number": LOGNORMAL.replace('mu="0.9163" ', ""),
    "pedigree that is none": LOGNORMAL.replace('reliability="1"', 'reliability="9"'),
    "normal": NORMAL,
    "triangular": NORMAL.replace("normal meanValue", "triangular mostLikelyValue").replace(
        'variance="0.04" varianceWithPedigreeUncertainty="0.09"', 'minValue="1" maxValue="4"'
    ),
    "gamma": '<uncertainty><gamma shape="2" scale="3" minValue="0"/></uncertainty>',
    "distribution with a word for a number": NORMAL.replace("0.04", "little"),
    "properties": PROPERTY.format("") + PROPERTY.format('<comment xml:lang="en">wet &gt; dry</comment>'),
    "property with a formula": PROPERTY.format("").replace("amount=", 'variableName="w" mathematicalRelation="0.5^2" amount='),
    "property without an amount": PROPERTY.format("").replace('amount="0.25"', ""),
    "property with a distribution": PROPERTY.format(NORMAL),
    "an element of nobody": "<strange>x</strange>",
    "synonym": '<synonym xml:lang="en">electric power</synonym>',
    "tag": "<tag>x</tag>",
}  # fmt: skip
ATTRIBUTES = {
    "number with a comma": 'productionVolumeAmount="1,5"',
    "volume": 'productionVolumeAmount="1.5E3" productionVolumeVariableName="volume"',
    "formula": 'variableName="used" mathematicalRelation="2*1.25"',
    "link": 'activityLinkId="0f6b3b5e-7c0e-4c4e-9a6a-0d3c5b1f2a55"',
    "link that is no UUID": 'activityLinkId="other"',
    "CAS number": 'casNumber="000124-38-9"',
    "unknown attribute": 'colour="red"',
    "source": 'sourceId="71272329-1b17-415b-9f9b-299ebfbce109" sourceYear="2007" sourceFirstAuthor="Sutter" pageNumbers="7"',
}


def documents():
    for name, more in CASES.items():
        yield name, intermediate() + intermediate(POWER, "2.5", "inputGroup:5", 2, "power", "kWh", more=more)
        yield f"{name}, elementary", intermediate() + elementary(more=more)
    for name, attrs in ATTRIBUTES.items():
        yield name, intermediate() + intermediate(POWER, "2.5", "inputGroup:5", 2, "power", "kWh", attrs=attrs)
    yield "classified", intermediate(more=CLASS.format("steel") + CLASS.format("iron"))
    yield (
        "compartment of another name",
        intermediate() + elementary() + elementary(number=10).replace("unspecified", "high"),
    )
    yield "unit of another name", intermediate() + intermediate(number=2, unit="kWh", group="inputGroup:5")
    yield "amount that is none", intermediate(amount="1_000")
    yield "no amount", intermediate() + intermediate(number=2, amount=None)
    yield "group of the other kind", intermediate() + elementary(group="inputGroup:5")
    yield (
        "sides",
        intermediate() + intermediate(number=2).replace("</outputGroup>", "</outputGroup><inputGroup>5</inputGroup>"),
    )


def flat(document):
    """The document as a program writes it: no line breaks inside tags."""
    return " ".join(document.split()).replace("> <", "><").replace(" >", ">")


@pytest.mark.parametrize("shape", [str, flat, lambda text: text.replace("\n", "\r\n")], ids=["lines", "flat", "CRLF"])
@pytest.mark.parametrize(("name", "exchanges"), [pytest.param(*case, id=case[0]) for case in documents()])
def test_text_and_parser_tell_the_same(tmp_path, monkeypatch, name, exchanges, shape):
    document = shape(activity([exchanges]))
    one, told = read(tmp_path, document)
    monkeypatch.setattr(session, "divide", lambda *_: None)
    other, parsed = read_package(fmt(), tmp_path / "source")
    assert one == other, name
    assert told.to_dict("", {}, None) == parsed.to_dict("", {}, None)


@pytest.mark.parametrize("more", [CASES["comment"], LOGNORMAL, CASES["triangular"], CASES["properties"]])
def test_what_is_written_in_the_usual_way_needs_no_parser(tmp_path, monkeypatch, more):
    def never(*_):
        raise AssertionError

    monkeypatch.setattr(plain, "_fragment", never)
    monkeypatch.setattr(session.EcoSpold2Session, "_inherit", never)  # the parser's way
    exchanges = intermediate(more=CLASS.format("steel")) + elementary(more=more)
    entities, _ = read(tmp_path, flat(activity([exchanges])))
    (process,) = [e for e in entities if isinstance(e, Process)]
    assert [exchange.amount for exchange in process.exchanges] == [1.0, 2.5]
    assert process.exchanges[1].flow == Ref(type="flow", uuid=CO2)


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda text: text.replace('<name xml:lang="en">steel</name>', '<name xml:lang="en">steel\x01</name>'),
        lambda text: text.replace('<name xml:lang="en">steel</name>', '<name xml:lang="en">steel]]></name>'),
        lambda text: text.replace("</outputGroup></intermediateExchange>", "</outputGroup></elementaryExchange>", 1),
        lambda text: text.replace('unitId="', 'unitId=" unitId="', 1),
        lambda text: text.replace('number=""', "", 1).replace(
            '<name xml:lang="en">steel', "<name xml:lang=en>steel", 1
        ),
        lambda text: text.replace(">steel<", ">iron & steel<", 1),
    ],
)
def test_what_is_not_well_formed_is_refused_as_by_the_parser(tmp_path, spoilt):
    with pytest.raises(MalformedSourceError):
        read(tmp_path, spoilt(flat(activity([intermediate() + elementary()]))))


def test_lines_behind_the_exchanges_are_counted_right(tmp_path):
    document = activity([intermediate("7A1F2F5C-0A58-4F0E-8C5E-2F1F6D7C8B01".lower())]).replace(
        "<fileAttributes ", '<fileAttributes colour="red" '
    )
    _, report = read(tmp_path, document)
    lines = {issue.line for issue in report if issue.pointer.endswith("@colour")}
    assert lines == {next(n for n, line in enumerate(document.split("\n"), 1) if "colour" in line)}


@pytest.mark.parametrize(
    "limits", [Limits(xml_depth=10), Limits(xml_text=20), Limits(xml_elements=5), Limits(xml_huge=True)]
)
def test_narrow_limits_are_left_to_the_parser(limits):
    data = flat(activity([intermediate()])).encode()
    assert plain.divide(data, Limits()) is not None
    assert plain.divide(data, limits) is None
