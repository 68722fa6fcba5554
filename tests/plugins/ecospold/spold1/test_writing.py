"""Files of ours: valid, exact, placeholders marked and taken out again."""

import zipfile

import pytest
from lxml import etree

from lcabridge.model import AllocationFactor, Process
from lcabridge.testing.roundtrip import copies, read_package, write_package
from lcabridge.testing.samples import packages
from lcabridge_ecospold.spold1.format import EcoSpold1
from lcabridge_ecospold.spold1.names import MARK

N = {"e": "http://www.EcoInvent.org/EcoSpold01"}


def written(entities, path, **options):
    report = write_package(EcoSpold1(), copies(entities), path, **options)
    with zipfile.ZipFile(path) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}, report


def of(documents, name):
    """Return the data set of a process by name."""
    return next(
        root[0]
        for file, root in documents.items()
        if file.startswith("EcoSpold01/") and root.find(".//e:referenceFunction", N).get("name") == name
    )


def schema(corpus, name):
    return etree.XMLSchema(etree.parse(str(corpus / "schemas" / "ecospold1-xsd" / name)))


@pytest.mark.parametrize("name", sorted(packages()))
def test_valid_by_the_xsd(name, corpus, tmp_path):
    documents, _ = written(packages()[name], tmp_path / "p.zip")
    schemas = {
        "EcoSpold01": schema(corpus, "EcoSpold01Dataset.xsd"),
        "EcoSpold01Impact": schema(corpus, "EcoSpold01ImpactDataset.xsd"),
    }
    for file, root in documents.items():
        check = schemas.get(file.partition("/")[0])
        if check is not None:
            check.assertValid(root)


def test_elementary_flows_are_valid_by_a_mended_xsd(corpus, tmp_path):
    """The official XSD does not compile: it restricts an attribute and leaves the others out. Ours is of its shape."""
    documents, _ = written(packages()["supply chain"], tmp_path / "p.zip")
    root = documents["EcoSpold01Elementary/flows.xml"]
    space = "{http://www.EcoInvent.org/EcoSpold01Elementary}"
    text = (corpus / "schemas" / "ecospold1-xsd" / "EcoSpold01MetaInformation.xsd").read_bytes()
    xsd = etree.fromstring(text)
    required = {
        kind: {a.get("name") for a in xsd.iter("{*}attribute") if a.get("use") == "required" and _owner(a) == kind}
        for kind in ("TReferenceFunction", "TDataSetInformation")
    }
    for dataset in root:
        assert [c.tag for c in dataset] == [f"{space}metaInformation"]
        information = dataset[0][0]
        assert [c.tag for c in information] == [f"{space}referenceFunction", f"{space}dataSetInformation"]
        assert required["TReferenceFunction"] <= set(information[0].attrib)
        assert required["TDataSetInformation"] <= set(information[1].attrib)
        assert information[1].get("type") == "3"


def _owner(element):
    return next(e.get("name") for e in element.iterancestors("{*}complexType") if e.get("name"))


def test_supplier_stands_as_number(tmp_path):
    documents, _ = written(packages()["supply chain"], tmp_path / "p.zip")
    rolling, grid = of(documents, "Steel, cold rolled, at plant"), of(documents, "Electricity, at grid, US")
    uses = rolling.xpath(".//e:exchange[@name='Electricity, AC, 120 V'][e:inputGroup]", namespaces=N)
    assert [e.get("number") for e in uses] == [grid.get("number")]


@pytest.mark.parametrize("value", [1 / 3, 2 / 3, 0.1, 0.475322442, 1e-7, 0.07, 1.0, 0.0, 0.123456789012345678])
def test_allocation_keeps_every_bit(value, tmp_path):
    entities = packages()["several products"]
    process = next(e for e in entities if isinstance(e, Process) and e.default_allocation == "causal")
    product, other = process.allocation[0].product, process.allocation[1].product
    process.allocation = [
        AllocationFactor(method="causal", product=product, exchange_id=3, value=value),
        AllocationFactor(method="causal", product=other, exchange_id=3, value=1 - value),
    ]
    write_package(EcoSpold1(), entities, tmp_path / "p.zip")
    back, _ = read_package(EcoSpold1(), tmp_path / "p.zip")
    name = process.name["en"]
    found = next(e for e in back if e.type == "process" and e.name.get("en") == name)
    assert [factor.value for factor in found.allocation] == [value, 1 - value]


def test_uncertainty_is_the_square_in_the_file(tmp_path):
    documents, _ = written(packages()["uncertainty"], tmp_path / "p.zip")
    lines = of(documents, "Electricity with every distribution").xpath(".//e:exchange[@uncertaintyType]", namespaces=N)
    said = [{k: e.get(k) for k in ("uncertaintyType", "standardDeviation95", "minValue", "maxValue")} for e in lines]
    # gsd 1.07: 1.07² = 1.1449; sd 0.0125: 2·sd = 0.025
    assert said == [
        {"uncertaintyType": "1", "standardDeviation95": "1.1449", "minValue": None, "maxValue": None},
        {"uncertaintyType": "2", "standardDeviation95": "0.025", "minValue": None, "maxValue": None},
        {"uncertaintyType": "3", "standardDeviation95": None, "minValue": "0.25", "maxValue": "1"},
        {"uncertaintyType": "4", "standardDeviation95": None, "minValue": "0.25", "maxValue": "0.75"},
    ]


def test_amount_in_another_property_is_brought_to_the_reference(tmp_path):
    """2.95 MJ of coal at 27.91 MJ a kilogram."""
    documents, _ = written(packages()["supply chain"], tmp_path / "p.zip")
    (coal,) = of(documents, "Electricity, at grid, US").xpath(".//e:exchange[starts-with(@name, 'Coal')]", namespaces=N)
    assert coal.get("unit") == "kg"
    assert float(coal.get("meanValue")) == pytest.approx(2.95 / 27.91, rel=1e-15)


def test_placeholders_are_marked_and_removed(tmp_path):
    documents, _ = written(packages()["one exchange"], tmp_path / "p.zip")
    (dataset,) = [root[0] for name, root in documents.items() if name.startswith("EcoSpold01/")]
    person, source = dataset.find(".//e:person", N), dataset.find(".//e:source", N)
    assert (person.get("name"), person.get("countryCode")) == (MARK, "FX")
    assert (source.get("title"), source.get("year")) == (MARK, "9999")
    back, _ = read_package(EcoSpold1(), tmp_path / "p.zip")
    assert {e.type for e in back} == {"process", "flow", "unit_group", "flow_property"}
    process = next(e for e in back if e.type == "process")
    assert process.time is None
    assert process.geography is None


def test_long_names_stay_two_names(tmp_path):
    entities = packages()["supply chain"]
    long = [e for e in entities if e.type == "process"][:2]
    for position, process in enumerate(long):
        process.name = {"en": "n" * 100 + str(position)}
    documents, report = written(entities, tmp_path / "p.zip")
    names = {
        root.find(".//e:referenceFunction", N).get("name")
        for f, root in documents.items()
        if f.startswith("EcoSpold01/")
    }
    cut = [name for name in names if name.startswith("nnn")]
    assert len(cut) == 2
    assert {len(name) for name in cut} == {80}
    kinds = [
        i.entity.type
        for i in report
        if i.code == "ES1-010" and i.path == "name['en']" and str(i.value).startswith("nnn")
    ]
    assert kinds == ["process", "process"]


def test_without_strict_long_texts_stay_whole(tmp_path):
    entities = packages()["one exchange"]
    process = next(e for e in entities if e.type == "process")
    process.name = {"en": "n" * 100}
    documents, _ = written(entities, tmp_path / "p.zip", strict=False)
    assert of(documents, "n" * 100) is not None
