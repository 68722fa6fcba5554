"""Files that openLCA wrote: its export's known errors are repaired, and nobody else's."""

from __future__ import annotations

import zipfile

import pytest

from lcabridge.model import LifeCycleModel, Process
from lcabridge.registry import registry
from lcabridge.testing.roundtrip import read_package
from tests.plugins.ilcd.written import ENERGY, FUEL, PROCESS

OLCA = 'xmlns:olca="http://openlca.org/ilcd-extensions"'
COMMON = 'xmlns:common="http://lca.jrc.it/ILCD/Common"'
MJ = "52765a6c-3896-43c2-b2f4-c679acf13efe"
OPENLCA = ('<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', 'xmlns:ns11="http://openlca.org/epd_ilcd"')
OTHERS = ('<?xml version="1.0" encoding="UTF-8"?>', "")

UNITS = f"""<unitGroupDataSet xmlns="http://lca.jrc.it/ILCD/UnitGroup" {COMMON} version="1.1"><unitGroupInformation>
<dataSetInformation><common:UUID>00000000-0000-4000-8000-0000000000a1</common:UUID></dataSetInformation>
<quantitativeReference><referenceToReferenceUnit>0</referenceToReferenceUnit></quantitativeReference></unitGroupInformation>
<units><unit dataSetInternalID="0" xmlns:olca="http://openlca.org/ilcd-extensions" olca:unitId="{MJ}"><name>MJ</name>
<meanValue>1.0</meanValue></unit></units></unitGroupDataSet>"""
MASS = "00000000-0000-4000-8000-0000000000b1"


def property_xml(uuid, group):
    return f"""<flowPropertyDataSet xmlns="http://lca.jrc.it/ILCD/FlowProperty" {COMMON} version="1.1">
<flowPropertiesInformation><dataSetInformation><common:UUID>{uuid}</common:UUID></dataSetInformation><quantitativeReference>
<referenceToReferenceUnitGroup type="unit group data set" refObjectId="{group}" uri="../unitgroups/{group}.xml"/>
</quantitativeReference></flowPropertiesInformation></flowPropertyDataSet>"""


FLOW = f"""<flowDataSet xmlns="http://lca.jrc.it/ILCD/Flow" {COMMON} version="1.1"><flowInformation><dataSetInformation>
<common:UUID>{FUEL}</common:UUID><name><baseName xml:lang="en">Fuel</baseName></name></dataSetInformation>
<quantitativeReference><referenceToReferenceFlowProperty>0</referenceToReferenceFlowProperty></quantitativeReference>
</flowInformation><modellingAndValidation><LCIMethod><typeOfDataSet>Product flow</typeOfDataSet></LCIMethod>
</modellingAndValidation><flowProperties>
<flowProperty dataSetInternalID="0"><referenceToFlowPropertyDataSet type="flow property data set" refObjectId="{MASS}"
uri="../flowproperties/{MASS}.xml"/><meanValue>1.0</meanValue></flowProperty>
<flowProperty dataSetInternalID="1"><referenceToFlowPropertyDataSet type="flow property data set" refObjectId="{ENERGY}"
uri="../flowproperties/{ENERGY}.xml"/><meanValue>10.0</meanValue></flowProperty></flowProperties></flowDataSet>"""


def process_xml(by, distribution):
    """Return a process with an input of 20 MJ of a fuel that has 10 MJ/kg: 2 kg."""
    prolog, mark = by
    return f"""{prolog}
<processDataSet xmlns="http://lca.jrc.it/ILCD/Process" {COMMON} {mark} version="1.1"><processInformation>
<dataSetInformation><common:UUID>{PROCESS}</common:UUID><name><baseName xml:lang="en">Boiler</baseName></name>
</dataSetInformation></processInformation><exchanges><exchange dataSetInternalID="1" {OLCA} olca:unitId="{MJ}"
olca:propertyId="{ENERGY}" olca:amount="20.0"><referenceToFlowDataSet type="flow data set" refObjectId="{FUEL}"
uri="../flows/{FUEL}.xml"/><exchangeDirection>Input</exchangeDirection><meanAmount>2.0</meanAmount>
<resultingAmount>2.0</resultingAmount>{distribution}</exchange></exchanges></processDataSet>"""


def package(tmp_path, **files):
    path = tmp_path / "p.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(f"ILCD/{name.replace('__', '/')}.xml", text)
    return read_package(registry().format("ilcd"), path)


def spread(by, distribution, tmp_path):
    entities, report = package(
        tmp_path,
        unitgroups__a=UNITS,
        flowproperties__e=property_xml(ENERGY, "00000000-0000-4000-8000-0000000000a1"),
        flowproperties__m=property_xml(MASS, "00000000-0000-4000-8000-0000000000a1"),
        flows__f=FLOW,
        processes__p=process_xml(by, distribution),
    )
    (process,) = [entity for entity in entities if isinstance(entity, Process)]
    assert process.exchanges[0].amount == 20.0
    return process.exchanges[0].uncertainty, [(i.code, i.path) for i in report.issues if i.code == "ILCD-015"]


LOGNORMAL = """<uncertaintyDistributionType>log-normal</uncertaintyDistributionType>
<relativeStandardDeviation95In>2.25</relativeStandardDeviation95In>"""
NORMAL = """<uncertaintyDistributionType>normal</uncertaintyDistributionType>
<relativeStandardDeviation95In>3.0</relativeStandardDeviation95In>"""
UNIFORM = """<minimumAmount>10.0</minimumAmount><maximumAmount>30.0</maximumAmount>
<uncertaintyDistributionType>uniform</uncertaintyDistributionType>"""


def test_openlca_means_the_deviation_itself(tmp_path):
    found, repaired = spread(OPENLCA, LOGNORMAL, tmp_path)
    assert (found.gsd, repaired) == (2.25, [("ILCD-015", "exchanges[0].uncertainty.gsd")])
    # Of others it is the square: 1.5 squared.
    found, repaired = spread(OTHERS, LOGNORMAL, tmp_path)
    assert (found.gsd, repaired) == (1.5, [])


def test_openlca_means_its_own_unit(tmp_path):
    # 3 MJ, not the half of 3 kg in MJ.
    assert spread(OPENLCA, NORMAL, tmp_path)[0].sd == 3.0
    assert spread(OTHERS, NORMAL, tmp_path)[0].sd == 15.0


def test_bounds_of_openlca_are_in_its_own_unit(tmp_path):
    found, repaired = spread(OPENLCA, UNIFORM, tmp_path)
    assert (found.minimum, found.maximum) == (10.0, 30.0)
    assert [path for _, path in repaired] == ["exchanges[0].uncertainty.minimum", "exchanges[0].uncertainty.maximum"]
    found, _ = spread(OTHERS, UNIFORM, tmp_path)
    assert (found.minimum, found.maximum) == (100.0, 300.0)


def model_xml(mark, factors):
    instances = "".join(
        f'<processInstance dataSetInternalID="{i}" multiplicationFactor="{factor}"><referenceToProcess '
        f'type="process data set" refObjectId="{PROCESS}" uri="../processes/{PROCESS}.xml"/></processInstance>'
        for i, factor in enumerate(factors)
    )
    return f"""<lifeCycleModelDataSet xmlns="http://eplca.jrc.ec.europa.eu/ILCD/LifeCycleModel/2017" {COMMON}
xmlns:ns10="http://openlca.org/ilcd-extensions" version="1.1" {mark}><lifeCycleModelInformation><dataSetInformation>
<common:UUID>00000000-0000-4000-8000-0000000000c1</common:UUID><name><baseName xml:lang="en">Heat</baseName></name>
</dataSetInformation><quantitativeReference><referenceToReferenceProcess>0</referenceToReferenceProcess>
</quantitativeReference><technology><processes>{instances}</processes></technology></lifeCycleModelInformation>
</lifeCycleModelDataSet>"""


@pytest.mark.parametrize(
    ("mark", "factors", "expected"),
    [
        ('ns10:origin="openLCA"', ("0.0", "0.0"), [None, None]),
        ('ns10:origin="openLCA"', ("0.0", "2.0"), [0.0, 2.0]),
        ("", ("0.0", "0.0"), [0.0, 0.0]),
    ],
)
def test_factors_that_openlca_does_not_know(mark, factors, expected, tmp_path):
    entities, report = package(tmp_path, lifecyclemodels__m=model_xml(mark, factors))
    (model,) = [entity for entity in entities if isinstance(entity, LifeCycleModel)]
    assert [instance.factor for instance in model.instances] == expected
    repaired = [i.path for i in report.issues if i.code == "ILCD-016"]
    assert repaired == [f"instances[{n}].factor" for n, factor in enumerate(expected) if factor is None]
