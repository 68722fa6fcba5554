"""The nil UUID of templates and samples: any number of data sets have it, and their file names tell them apart."""

from __future__ import annotations

import zipfile

from lcabridge.model import Index
from lcabridge.sources import open_source
from lcabridge_ilcd.plugin import Ilcd
from lcabridge_ilcd.values import NIL
from tests.plugins.ilcd.written import PROCESS, codes, document, elements, exchange_xml, process_xml, read, write

TEMPLATE = process_xml().replace(PROCESS.encode(), NIL.encode())


def test_two_templates_are_two_data_sets():
    one, report = read(TEMPLATE, file="ILCD/processes/one.xml")
    other, _ = read(TEMPLATE, file="ILCD/processes/other.xml")
    assert NIL not in {one.uuid, other.uuid}
    assert one.uuid != other.uuid
    assert "READ-007" in codes(report)


def test_a_template_keeps_uuid_and_file_name_in_ilcd():
    template, _ = read(TEMPLATE, file="ILCD/processes/one.xml")
    fmt = Ilcd()
    ((name, data),) = fmt.encode(template, Index(), fmt.Options(), read(TEMPLATE)[1])
    assert name == "ILCD/processes/one.xml"
    assert elements(data, "processInformation/dataSetInformation/UUID")[0].text == NIL
    assert read(data, file=name)[0] == template


def test_json_has_a_uuid_that_tells_it_apart():
    template, _ = read(TEMPLATE, file="one.xml")
    data, _ = write(template, json=True)
    assert document(data)["processInformation"]["dataSetInformation"]["common:UUID"] == template.uuid
    assert read(data)[0] == template


def test_a_reference_finds_its_template_by_the_file_name():
    exchange = exchange_xml(flow=NIL).replace(f"../flows/{NIL}.xml", "../flows/one.xml")
    process, report = read(process_xml(exchanges=exchange))
    flow, _ = read(FLOW, file="ILCD/flows/one.xml")
    assert process.exchanges[0].flow.uuid == flow.uuid
    assert "READ-007" in codes(report)
    back = elements(write(process)[0], "exchanges/exchange/referenceToFlowDataSet")[0]
    assert (back.get("refObjectId"), back.get("uri")) == (NIL, "../flows/one.xml")


def test_a_reference_to_the_nil_uuid_alone_stays_as_it_is():
    process, _ = read(process_xml(exchanges=exchange_xml(flow=NIL)))
    assert process.exchanges[0].flow.uuid == NIL


def test_a_package_of_templates_is_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as file:
        file.writestr("ILCD/processes/one.xml", TEMPLATE)
        file.writestr("ILCD/processes/two.xml", TEMPLATE)
    with open_source(tmp_path / "p.zip") as source:
        session = Ilcd().open(source, Ilcd().Options())
        parts = [list(session.read(part, Index(), read(TEMPLATE)[1])) for part in session.parts()]
    assert len({entity.uuid for (entity,) in parts}) == 2


FLOW = f"""<flowDataSet xmlns="http://lca.jrc.it/ILCD/Flow" xmlns:common="http://lca.jrc.it/ILCD/Common" version="1.1">
<flowInformation><dataSetInformation><common:UUID>{NIL}</common:UUID><name><baseName>x</baseName></name>
</dataSetInformation></flowInformation></flowDataSet>""".encode()
