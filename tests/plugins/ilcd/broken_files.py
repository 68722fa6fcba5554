"""One small good ILCD file of each type, written by hand, and ways to break them."""

from __future__ import annotations

from typing import NamedTuple

U = "00000000-0000-4000-8000-0000000000{}"
SPACES = {
    "process": "http://lca.jrc.it/ILCD/Process",
    "flow": "http://lca.jrc.it/ILCD/Flow",
    "flow_property": "http://lca.jrc.it/ILCD/FlowProperty",
    "unit_group": "http://lca.jrc.it/ILCD/UnitGroup",
    "impact_category": "http://lca.jrc.it/ILCD/LCIAMethod",
    "source": "http://lca.jrc.it/ILCD/Source",
    "contact": "http://lca.jrc.it/ILCD/Contact",
    "model": "http://eplca.jrc.ec.europa.eu/ILCD/LifeCycleModel/2017",
}
ROOTS = {
    "process": ("processDataSet", "processInformation"),
    "flow": ("flowDataSet", "flowInformation"),
    "flow_property": ("flowPropertyDataSet", "flowPropertiesInformation"),
    "unit_group": ("unitGroupDataSet", "unitGroupInformation"),
    "impact_category": ("LCIAMethodDataSet", "LCIAMethodInformation"),
    "source": ("sourceDataSet", "sourceInformation"),
    "contact": ("contactDataSet", "contactInformation"),
    "model": ("lifeCycleModelDataSet", "lifeCycleModelInformation"),
}
VERSION = (
    "<administrativeInformation><publicationAndOwnership>"
    "<common:dataSetVersion>01.00.000</common:dataSetVersion></publicationAndOwnership></administrativeInformation>"
)


def _name(type_: str) -> str:
    if type_ in {"process", "flow", "model"}:
        return '<name><baseName xml:lang="en">Thing</baseName></name>'
    tag = "common:shortName" if type_ in {"source", "contact"} else "common:name"
    return f'<{tag} xml:lang="en">Thing</{tag}>'


def reference(tag: str, kind: str, number: str) -> str:
    return f'<{tag} type="{kind} data set" refObjectId="{U.format(number)}" uri="../x/{U.format(number)}.xml"/>'


def _file(type_: str, *, data: str = "", information: str = "", modelling: str = "", rest: str = "") -> bytes:
    root, first = ROOTS[type_]
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{SPACES[type_]}" '
        f'xmlns:common="http://lca.jrc.it/ILCD/Common" version="1.1"><{first}><dataSetInformation>'
        f"<common:UUID>{U.format('a1')}</common:UUID>{_name(type_)}{data}</dataSetInformation>{information}</{first}>"
        f"{modelling}{VERSION}{rest}</{root}>"
    ).encode()


def _exchange(number: int, flow: str, inside: str = "") -> str:
    return (
        f'<exchange dataSetInternalID="{number}">{reference("referenceToFlowDataSet", "flow", flow)}'
        f"<exchangeDirection>Output</exchangeDirection><meanAmount>1.5</meanAmount>"
        f"<resultingAmount>1.5</resultingAmount>{inside}</exchange>"
    )


_ALLOCATION = '<allocations><allocation internalReferenceToCoProduct="0" allocatedFraction="40"/></allocations>'
_SPREAD = (
    "<uncertaintyDistributionType>log-normal</uncertaintyDistributionType>"
    "<relativeStandardDeviation95In>1.44</relativeStandardDeviation95In>"
)
_OUTPUT = (
    f'<connections><outputExchange flowUUID="{U.format("f1")}" version="01.00.000">'
    f'<downstreamProcess id="2" flowUUID="{U.format("f1")}" version="01.00.000" dominant="true"/></outputExchange></connections>'
)

GOOD: dict[str, bytes] = {
    "process": _file(
        "process",
        information='<quantitativeReference type="Reference flow(s)"><referenceToReferenceFlow>0</referenceToReferenceFlow>'
        "</quantitativeReference><time><common:referenceYear>2020</common:referenceYear></time>"
        '<geography><locationOfOperationSupplyOrProduction location="CN"/></geography>'
        '<mathematicalRelations><variableParameter name="a"><formula>b*2</formula><meanValue>4</meanValue>'
        "</variableParameter></mathematicalRelations>",
        modelling="<modellingAndValidation><LCIMethodAndAllocation><typeOfDataSet>LCI result</typeOfDataSet>"
        "</LCIMethodAndAllocation></modellingAndValidation>",
        rest=f"<exchanges>{_exchange(0, 'f1', _SPREAD)}{_exchange(1, 'f2', _ALLOCATION)}</exchanges>",
    ),
    "flow": _file(
        "flow",
        data="<CASNumber>124-38-9</CASNumber>",
        information="<quantitativeReference><referenceToReferenceFlowProperty>0</referenceToReferenceFlowProperty>"
        "</quantitativeReference>",
        modelling="<modellingAndValidation><LCIMethod><typeOfDataSet>Product flow</typeOfDataSet></LCIMethod>"
        "</modellingAndValidation>",
        rest='<flowProperties><flowProperty dataSetInternalID="0">'
        + reference("referenceToFlowPropertyDataSet", "flow property", "b1")
        + "<meanValue>1</meanValue></flowProperty></flowProperties>",
    ),
    "flow_property": _file(
        "flow_property",
        information="<quantitativeReference>"
        + reference("referenceToReferenceUnitGroup", "unit group", "c1")
        + "</quantitativeReference>",
    ),
    "unit_group": _file(
        "unit_group",
        information="<quantitativeReference><referenceToReferenceUnit>0</referenceToReferenceUnit></quantitativeReference>",
        rest='<units><unit dataSetInternalID="0"><name>kg</name><meanValue>1</meanValue></unit>'
        '<unit dataSetInternalID="1"><name>t</name><meanValue>1000</meanValue></unit></units>',
    ),
    "impact_category": _file(
        "impact_category",
        modelling="<modellingAndValidation><LCIAMethodNormalisationAndWeighting><normalisation>false</normalisation>"
        "</LCIAMethodNormalisationAndWeighting></modellingAndValidation>",
        rest="<characterisationFactors><factor>"
        + reference("referenceToFlowDataSet", "flow", "f1")
        + "<exchangeDirection>Output</exchangeDirection><meanValue>28</meanValue></factor></characterisationFactors>",
    ),
    "source": _file("source", data="<sourceCitation>A report</sourceCitation>"),
    "contact": _file("contact", data="<email>office@example.org</email>"),
    "model": _file(
        "model",
        information="<quantitativeReference><referenceToReferenceProcess>2</referenceToReferenceProcess>"
        "</quantitativeReference><technology><processes>"
        f'<processInstance dataSetInternalID="1" multiplicationFactor="0.5">{reference("referenceToProcess", "process", "d1")}'
        f'{_OUTPUT}</processInstance><processInstance dataSetInternalID="2" multiplicationFactor="1">'
        f"{reference('referenceToProcess', 'process', 'd2')}</processInstance></processes></technology>",
    ),
}


class Broken(NamedTuple):
    """A way to break a good file.

    Attributes:
        type: of the good file.
        old: what is replaced there.
        new: what stands instead.
        code: of the issue that names it.
        place: end of the XPath that the issue gives; "" where the issue concerns the whole data set.
        kept: what must stand in the file that is written again, or in an issue.
    """

    type: str
    old: str
    new: str
    code: str
    place: str
    kept: str


ODD, EMPTY, SURPLUS, CARRIED, REPAIRED = "ILCD-001", "READ-009", "ILCD-002", "READ-002", "READ-004"
NONE = "ILCD-021"
EXCHANGE = "exchanges/exchange[1]"
F1, UUID = U.format("f1"), U.format("a1")

VARIANTS: dict[str, Broken] = {
    "text in an amount": Broken("process", "<meanAmount>1.5<", "<meanAmount>much<", ODD, "meanAmount", "much"),
    "decimal comma": Broken("process", "<resultingAmount>1.5<", "<resultingAmount>1,5<", ODD, "resultingAmount", "1,5"),
    "amount with unit": Broken("process", "<meanAmount>1.5<", "<meanAmount>1.5 kg<", ODD, "meanAmount", "1.5 kg"),
    "infinite amount": Broken("process", "<meanAmount>1.5<", "<meanAmount>1e999<", ODD, "meanAmount", "1e999"),
    "NaN": Broken("process", "<meanAmount>1.5<", "<meanAmount>NaN<", ODD, "meanAmount", "NaN"),
    "hexadecimal": Broken("process", "<meanAmount>1.5<", "<meanAmount>0x10<", ODD, "meanAmount", "0x10"),
    "empty amount": Broken("process", "<resultingAmount>1.5<", "<resultingAmount><", EMPTY, "resultingAmount", "1.5"),
    "unknown direction": Broken("process", ">Output<", ">Sideways<", ODD, "exchangeDirection", "Sideways"),
    "direction in lower case": Broken("process", ">Output<", ">output<", ODD, "exchangeDirection", "output"),
    "internal id that is no number": Broken(
        "process", 'dataSetInternalID="1"', 'dataSetInternalID="one"', ODD, "@dataSetInternalID", "one"
    ),
    "reference flow that is no number": Broken(
        "process", "Flow>0<", "Flow>first<", ODD, "referenceToReferenceFlow[1]", "first"
    ),
    "reference flow that is not there": Broken("process", "Flow>0<", "Flow>77<", NONE, "referenceToReferenceFlow", "77"),
    "year in words": Broken("process", ">2020<", ">last year<", ODD, "time/common:referenceYear", "last year"),
    "parameter without name": Broken("process", ' name="a"', "", ODD, "variableParameter[1]", "b*2"),
    "parameter value in words": Broken("process", "<meanValue>4<", "<meanValue>four<", ODD, "meanValue", "four"),
    "unknown distribution": Broken(
        "process", ">log-normal<", ">gamma<", ODD, f"{EXCHANGE}/uncertaintyDistributionType", "gamma"
    ),
    "spread in words": Broken("process", ">1.44<", ">wide<", ODD, f"{EXCHANGE}/relativeStandardDeviation95In", "wide"),
    "allocation in words": Broken("process", '"40"', '"forty"', ODD, "allocations/allocation[1]", "forty"),
    "allocation to no product": Broken(
        "process", 'internalReferenceToCoProduct="0"', 'internalReferenceToCoProduct="x"', ODD, "allocation[1]", "x"
    ),
    "kind of process unknown": Broken("process", ">LCI result<", ">LCI guess<", ODD, "typeOfDataSet", "LCI guess"),
    "second base name of one language": Broken(
        "process", "</baseName>", '</baseName><baseName xml:lang="en">Other</baseName>', REPAIRED, "@xml:lang", "Other"
    ),
    "second information section": Broken(
        "process", "</processInformation>", "</processInformation><processInformation><time/></processInformation>",
        SURPLUS, "processInformation", "time",
    ),
    "Chinese under English": Broken("process", ">Thing<", ">\u94a2\u6750<", "READ-005", "baseName", "\u94a2\u6750"),
    "text without language": Broken("process", ' xml:lang="en"', "", "ILCD-011", "baseName", "Thing"),
    "empty language": Broken("process", 'xml:lang="en"', 'xml:lang=""', "ILCD-011", "baseName", "Thing"),
    "language with blanks": Broken("process", 'xml:lang="en"', 'xml:lang="de "', REPAIRED, "@xml:lang", "Thing"),
    "flow reference that is no UUID": Broken(
        "process", f'refObjectId="{F1}"', 'refObjectId="steel 1"', "READ-007", "@refObjectId", "steel 1"
    ),
    "flow reference in capitals": Broken(
        "process", f'refObjectId="{F1}"', f'refObjectId="{F1.upper()}"', REPAIRED, "@refObjectId", F1
    ),
    "flow reference without identifier": Broken(
        "process", f'refObjectId="{F1}" ', "", "ILCD-003", "referenceToFlowDataSet", F1
    ),
    "unknown element in an exchange": Broken(
        "process", "<meanAmount>", "<price>12</price><meanAmount>", CARRIED, "price", "<price>12</price>"
    ),
    "unknown attribute of an exchange": Broken(
        "process", '<exchange dataSetInternalID="0"', '<exchange dataSetInternalID="0" colour="red"',
        CARRIED, "@colour", "red",
    ),
    "text between elements": Broken("process", "<exchanges>", "<exchanges>see below", "READ-001", "", "see below"),
    "kind of flow unknown": Broken("flow", ">Product flow<", ">Magic<", ODD, "typeOfDataSet", "Magic"),
    "CAS number that is none": Broken("flow", ">124-38-9<", ">CO2<", "WRITE-005", "", "CO2"),
    "flow property without reference": Broken(
        "flow", reference("referenceToFlowPropertyDataSet", "flow property", "b1"), "", ODD, "flowProperty[1]", ">1<"
    ),
    "flow property factor in words": Broken("flow", "<meanValue>1<", "<meanValue>one<", ODD, "meanValue", "one"),
    "unit group reference that is no UUID": Broken(
        "flow_property", f'refObjectId="{U.format("c1")}"', 'refObjectId="mass"', "READ-007", "@refObjectId", "mass"
    ),
    "two unit groups": Broken(
        "flow_property", "</quantitativeReference>",
        reference("referenceToReferenceUnitGroup", "unit group", "c2") + "</quantitativeReference>",
        SURPLUS, "referenceToReferenceUnitGroup", U.format("c2"),
    ),
    "two reference units": Broken(
        "unit_group", "</referenceToReferenceUnit>",
        "</referenceToReferenceUnit><referenceToReferenceUnit>1</referenceToReferenceUnit>",
        SURPLUS, "referenceToReferenceUnit", ">1<",
    ),
    "unit without name": Broken("unit_group", "<name>t</name>", "", ODD, "unit[2]", "1000"),
    "unit factor in words": Broken("unit_group", ">1000<", ">a thousand<", ODD, "meanValue", "a thousand"),
    "reference unit that is not there": Broken("unit_group", "Unit>0<", "Unit>9<", NONE, "referenceToReferenceUnit", "9"),
    "factor in words": Broken("impact_category", ">28<", ">high<", ODD, "meanValue", "high"),
    "normalisation maybe": Broken("impact_category", ">false<", ">maybe<", ODD, "normalisation", "maybe"),
    "factor of an unknown direction": Broken(
        "impact_category", ">Output<", ">Up<", ODD, "exchangeDirection", "Up"
    ),
    "citation twice": Broken(
        "source", "</sourceCitation>", "</sourceCitation><sourceCitation>Second</sourceCitation>",
        SURPLUS, "sourceCitation", "Second",
    ),
    "citation with elements": Broken(
        "source", "A report", "A <b>report</b>", CARRIED, "sourceCitation/b", "report"
    ),
    "email twice": Broken(
        "contact", "</email>", "</email><email>two@example.org</email>", SURPLUS, "email", "two@example.org"
    ),
    "blank email": Broken("contact", ">office@example.org<", ">  <", EMPTY, "email", "Thing"),
    "instance without number": Broken(
        "model", 'dataSetInternalID="1" ', "", ODD, "processInstance[1]", "0.5"
    ),
    "multiplication in words": Broken("model", '"0.5"', '"half"', ODD, "@multiplicationFactor", "half"),
    "connection to no number": Broken("model", 'id="2"', 'id="next"', ODD, "downstreamProcess[1]", "next"),
    "connection of a flow that is no UUID": Broken(
        "model", f'<outputExchange flowUUID="{F1}"', '<outputExchange flowUUID="heat"', ODD, "outputExchange[1]", "heat"
    ),
    "dominance maybe": Broken("model", 'dominant="true"', 'dominant="perhaps"', ODD, "downstreamProcess[1]", "perhaps"),
    "circular connection": Broken("model", 'id="2"', 'id="1"', "ILCD-022", "processInstance", 'id="1"'),
    "connection to an instance that is not there": Broken("model", 'id="2"', 'id="99"', NONE, "processInstance", 'id="99"'),
    "reference instance in words": Broken("model", "Process>2<", "Process>last<", ODD, "Process", "last"),
    "process of an instance that is no UUID": Broken(
        "model", f'refObjectId="{U.format("d1")}"', 'refObjectId="boiler"', "READ-007", "@refObjectId", "boiler"
    ),
    "reference property that is not there": Broken("flow", "Property>0<", "Property>4<", NONE, "FlowProperty", ">4<"),
    "property number in words": Broken(
        "flow", 'dataSetInternalID="0"', 'dataSetInternalID="zero"', ODD, "@dataSetInternalID", "zero"
    ),
    "property reference without identifier": Broken(
        "flow", f'refObjectId="{U.format("b1")}" ', "", "ILCD-003", "referenceToFlowPropertyDataSet", U.format("b1")
    ),
    "unit group reference without identifier": Broken(
        "flow_property", f'refObjectId="{U.format("c1")}" ', "", "ILCD-003", "referenceToReferenceUnitGroup", U.format("c1")
    ),
    "unit group as text": Broken(
        "flow_property", reference("referenceToReferenceUnitGroup", "unit group", "c1"),
        "<referenceToReferenceUnitGroup>mass</referenceToReferenceUnitGroup>", CARRIED, "", "mass",
    ),
    "unknown element of a flow property": Broken(
        "flow_property", "<quantitativeReference>", "<quantitativeReference><basis>dry</basis>", CARRIED, "basis", "dry"
    ),
    "unit number in words": Broken(
        "unit_group", 'dataSetInternalID="1"', 'dataSetInternalID="one"', ODD, "@dataSetInternalID", "one"
    ),
    "unit factor with a comma": Broken("unit_group", ">1000<", ">1,000<", ODD, "meanValue", "1,000"),
    "unit factor that is infinite": Broken("unit_group", ">1000<", ">INF<", ODD, "meanValue", "INF"),
    "unit factor twice": Broken(
        "unit_group", ">1000</meanValue>", ">1000</meanValue><meanValue>907</meanValue>", SURPLUS, "meanValue", "907"
    ),
    "unknown attribute of a unit": Broken(
        "unit_group", 'dataSetInternalID="1"', 'dataSetInternalID="1" symbol="T"', CARRIED, "@symbol", "T"
    ),
    "factor twice": Broken(
        "impact_category", ">28</meanValue>", ">28</meanValue><meanValue>25</meanValue>", SURPLUS, "meanValue", "25"
    ),
    "factor that is infinite": Broken("impact_category", ">28<", ">1e400<", ODD, "meanValue", "1e400"),
    "flow of a factor that is no UUID": Broken(
        "impact_category", f'refObjectId="{U.format("f1")}"', 'refObjectId="CH4"', "READ-007", "@refObjectId", "CH4"
    ),
    "unknown element of a factor": Broken(
        "impact_category", "<meanValue>28<", "<horizon>100</horizon><meanValue>28<", CARRIED, "horizon", "100"
    ),
    "direction of a factor twice": Broken(
        "impact_category", "</exchangeDirection>", "</exchangeDirection><exchangeDirection>Input</exchangeDirection>",
        SURPLUS, "exchangeDirection", "Input",
    ),
    "model that holds itself": Broken(
        "model", f'refObjectId="{U.format("d1")}"', f'refObjectId="{UUID}"', "ILCD-022", "processInstance", UUID
    ),
    "reference instance that is not there": Broken(
        "model", "Process>2<", "Process>9<", NONE, "referenceToReferenceProcess", ">9<"
    ),
    "instance number in words": Broken(
        "model", 'dataSetInternalID="1"', 'dataSetInternalID="first"', ODD, "@dataSetInternalID", "first"
    ),
    "unknown element of an instance": Broken(
        "model", "<connections>", "<hours>8</hours><connections>", CARRIED, "hours", ">8<"
    ),
    "file without name": Broken(
        "source", "</sourceCitation>", "</sourceCitation><referenceToDigitalFile kind='x'/>", CARRIED, "@kind", "x"
    ),
    "contact of a source that is no UUID": Broken(
        "source", "</sourceCitation>", "</sourceCitation>" + reference("referenceToContact", "contact", "e1").replace(
            U.format("e1"), "office"), "READ-007", "@refObjectId", "office",
    ),
    "unknown element of a source": Broken(
        "source", "<sourceCitation>", "<isbn>978-0</isbn><sourceCitation>", CARRIED, "isbn", "978-0"
    ),
    "telephone with elements": Broken(
        "contact", "<email>", "<telephone>+86 <b>10</b></telephone><email>", CARRIED, "telephone/b", "10"
    ),
    "unknown element of a contact": Broken("contact", "<email>", "<fax2>1</fax2><email>", CARRIED, "fax2", ">1<"),
    "logo that is no UUID": Broken(
        "contact", "</email>", "</email>" + reference("referenceToLogo", "source", "e2").replace(U.format("e2"), "logo.png"),
        "READ-007", "@refObjectId", "logo.png",
    ),
}  # fmt: skip
"""Broken contents: all are read, named with their place, and come back."""
