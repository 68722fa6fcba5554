"""Small ILCD files written by hand, and the way through the codec, for the tests beside."""

from __future__ import annotations

import orjson
from lxml import etree

from lcabridge.model import Flow, FlowProperty, FlowPropertyFactor, Index, Ref, Unit, UnitGroup, summarise
from lcabridge.report import Report
from lcabridge.sources import DEFAULT_LIMITS
from lcabridge_ilcd.codec import decode, encode
from lcabridge_ilcd.opening import open_file

MASS, ENERGY = "93a60a56-a3c8-11da-a746-0800200b9a66", "93a60a56-a3c8-11da-a746-0800200c9a66"
KILOGRAMS, JOULES = "93a60a57-a4c8-11da-a746-0800200c9a66", "93a60a57-a3c8-11da-a746-0800200c9a66"
FUEL = "00000000-0000-4000-8000-00000000f0e1"
PROCESS = "00000000-0000-4000-8000-0000000000a1"
KG, MJ = "20aadc24-a391-41cf-b340-3e4529f44bde", "52765a6c-3896-43c2-b2f4-c679acf13efe"

PROCESS_XML = """<?xml version="1.0" encoding="UTF-8"?>
<processDataSet xmlns="http://lca.jrc.it/ILCD/Process" xmlns:common="http://lca.jrc.it/ILCD/Common"
    xmlns:olca="http://openlca.org/ilcd-extensions" xmlns:my="urn:example:my" version="1.1">
  <processInformation>
    <dataSetInformation>
      <common:UUID>00000000-0000-4000-8000-0000000000a1</common:UUID>
      <name><baseName xml:lang="en">Boiler</baseName></name>
      {information}
    </dataSetInformation>
    {reference}
    {relations}
  </processInformation>
  {modelling}
  <administrativeInformation>
    <publicationAndOwnership><common:dataSetVersion>01.00.000</common:dataSetVersion></publicationAndOwnership>
  </administrativeInformation>
  {exchanges}
</processDataSet>
"""


def process_xml(*, information="", reference="", relations="", modelling="", exchanges="") -> bytes:
    return PROCESS_XML.format(
        information=information,
        reference=reference,
        relations=relations,
        modelling=f"<modellingAndValidation>{modelling}</modellingAndValidation>" if modelling else "",
        exchanges=f"<exchanges>{exchanges}</exchanges>" if exchanges else "",
    ).encode()


def exchange_xml(number=0, *, flow=FUEL, inside="<meanAmount>1</meanAmount>", attributes="") -> str:
    return (
        f'<exchange dataSetInternalID="{number}" {attributes}>'
        f'<referenceToFlowDataSet type="flow data set" refObjectId="{flow}" uri="../flows/{flow}.xml"/>'
        f"<exchangeDirection>Output</exchangeDirection>{inside}</exchange>"
    )


def fuel_index() -> Index:
    """A fuel in kg with 10 MJ per kg; MJ and kg are the reference units."""
    fuel = Flow(
        uuid=FUEL,
        name={"en": "Fuel"},
        flow_type="product",
        properties=[
            FlowPropertyFactor(property=Ref(type="flow_property", uuid=MASS), factor=1.0, is_reference=True),
            FlowPropertyFactor(property=Ref(type="flow_property", uuid=ENERGY), factor=10.0),
        ],
    )
    mass = FlowProperty(uuid=MASS, name={"en": "Mass"}, unit_group=Ref(type="unit_group", uuid=KILOGRAMS))
    energy = FlowProperty(uuid=ENERGY, name={"en": "Energy"}, unit_group=Ref(type="unit_group", uuid=JOULES))
    kilograms = UnitGroup(uuid=KILOGRAMS, units=[Unit(name="kg", uuid=KG, is_reference=True)])
    joules = UnitGroup(uuid=JOULES, units=[Unit(name="MJ", uuid=MJ, is_reference=True)])
    return Index(summarise(entity) for entity in (fuel, mass, energy, kilograms, joules))


def read(data: bytes, index: Index | None = None, *, file: str = "file"):
    """Return the entity and the report of reading one file."""
    report = Report(cap=None)
    opened = open_file(data, "file", DEFAULT_LIMITS, report)
    assert not isinstance(opened, str), f"no data set but {opened}"
    return decode(opened, index or Index(), report, file=file), report


def write(entity, index: Index | None = None, *, json=False):
    """Return the bytes and the report of writing one entity."""
    report = Report(cap=None)
    return encode(entity, index or Index(), report, json=json), report


def document(data: bytes):
    return next(iter(orjson.loads(data).values()))


def elements(data: bytes, path: str):
    """Return the elements that a path of local names leads to, whatever their name space."""
    root = etree.fromstring(data)
    return root.xpath("/*/" + "/".join(f"*[local-name()='{name}']" for name in path.split("/")))


def texts(data: bytes, path: str) -> list[str]:
    return [element.text for element in elements(data, path)]


def codes(report) -> set[str]:
    return {issue.code for issue in report}
