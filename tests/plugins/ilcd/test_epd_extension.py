"""The ILCD+EPD extension: everything its schemas know, in any place for other content, through ILCD, TIDAS and openLCA."""

from __future__ import annotations

import itertools

import pytest
from lxml import etree

from lcabridge.model import diff
from tests.plugins.ilcd.broken_files import GOOD
from tests.plugins.ilcd.infoset import items
from tests.plugins.ilcd.test_models import convert_file
from tests.plugins.ilcd.written import codes, read, write

XS = "{http://www.w3.org/2001/XMLSchema}"
SCHEMAS = ["EPD_Extensions_2013", "EPD_Extensions_2019", "EPD_Extensions_2024", "Contact_Extensions_2024"]
DEEPEST = 5
PLACES = {
    "process": ["</dataSetInformation>", "</quantitativeReference>", "</exchange>", "</processDataSet>"],
    "flow": ["</flowProperty>", "</flowDataSet>"],
    "contact": ["</contactDataSet>", "</dataSetInformation>"],
    "source": ["</sourceDataSet>"],
    "impact_category": ["</factor>", "</LCIAMethodDataSet>"],
}
"""Type to ends of elements that may hold ``common:other`` as their last child."""


class Instances:
    """Makes an instance of every global element of a schema, with every attribute, and two of each child."""

    def __init__(self, schema):
        self.space = schema.get("targetNamespace")
        self.global_ = {e.get("name"): e for e in schema.iterfind(f"{XS}element")}
        self.types = {t.get("name"): t for t in schema.iterfind(f"{XS}complexType")}
        self.numbers = itertools.count(1)

    def all(self):
        return [self.one(element, 0) for element in self.global_.values()]

    def name(self, local):
        return f"{{{self.space}}}{local}"

    def one(self, declared, depth):
        declared = self.global_.get((declared.get("ref") or "").rpartition(":")[2], declared)
        made = etree.Element(self.name(declared.get("name")), nsmap={"x": self.space})
        type_ = declared.find(f"{XS}complexType")
        if type_ is None:
            type_ = self.types.get((declared.get("type") or "").rpartition(":")[2])
        children = []
        for found in type_.iter(f"{XS}attribute", f"{XS}element") if type_ is not None else ():
            if found.tag == f"{XS}attribute":
                made.set(
                    self.name((found.get("name") or found.get("ref")).rpartition(":")[2]), f"a{next(self.numbers)}"
                )
            elif depth < DEEPEST:
                children += [self.one(found, depth + 1) for _ in range(2)]
        if children:
            made.extend(children)
        else:
            made.text = f"text {next(self.numbers)}"
        return made


@pytest.fixture(scope="module", params=SCHEMAS)
def content(request, corpus):
    """Everything that a schema knows, as text."""
    schema = etree.parse(str(corpus / "schemas" / "ilcd-epd-xsd" / f"{request.param}.xsd")).getroot()
    made = Instances(schema).all()
    assert len(made) >= 2
    return "".join(etree.tostring(element, encoding="unicode") for element in made)


def put(type_, end, content):
    text = GOOD[type_].decode()
    assert end in text
    return text.replace(end, f"<common:other>{content}</common:other>{end}", 1).encode()


@pytest.mark.parametrize(("type_", "end"), [(type_, end) for type_, ends in PLACES.items() for end in ends])
def test_everything_the_extension_knows_comes_back_at_its_place(content, type_, end):
    data = put(type_, end, content)
    entity, report = read(data)
    assert codes(report) == set()
    written = iter(items(write(entity)[0]))
    # In order; LCIA methods get a placeholder that their XSD demands between.
    assert [item for item in items(data) if item not in written] == []
    assert diff(entity, read(write(entity, json=True)[0])[0]) == []


@pytest.mark.parametrize("through", ["olca-jsonld", "tidas", "national"])
def test_the_extension_goes_through_other_formats(content, tmp_path, through):
    data = put("process", "</exchange>", content)
    (tmp_path / "process.xml").write_bytes(data)
    convert_file(tmp_path / "process.xml", tmp_path / "there.zip", through)
    files = convert_file(tmp_path / "there.zip", tmp_path / "back.zip", "ilcd")
    (back,) = [data for name, data in files.items() if "/processes/" in name]
    wanted = [item for item in items(data) if "common" not in item[0].lower() or "/{http://www.i" in item[0]]
    there = items(back)
    assert [item for item in wanted if item not in there] == []


def test_an_epd_is_read_as_one(corpus):
    data = (corpus / "ilcd" / "sdk-samples" / "epd-v1.3-example.xml").read_bytes()
    process, _ = read(data)
    assert process.process_type == "epd"
    assert len(process.exchanges) == data.count(b"</exchange>")
    assert len(process.impact_results) == data.count(b"</LCIAResult>")


class _Local(etree.Resolver):
    def __init__(self, folder):
        super().__init__()
        self.folder = folder

    def resolve(self, url, _id, context):
        if url.startswith("http"):
            return self.resolve_filename(str(self.folder / "xml.xsd"), context)
        return None


def test_an_epd_stays_valid_against_the_schemas_of_the_extension(corpus):
    folder = corpus / "schemas" / "ilcd-epd-xsd"
    parser = etree.XMLParser()
    parser.resolvers.add(_Local(folder))
    schema = etree.XMLSchema(etree.parse(str(folder / "EPD_DataSet.xsd"), parser))
    # libxml2 gives up on the other sample: "default/fixed value on an attribute use was not precomputed".
    data = (corpus / "ilcd" / "sdk-samples" / "sdk_sample_epd.xml").read_bytes()
    assert schema.validate(etree.fromstring(data))
    assert schema.validate(etree.fromstring(write(read(data)[0])[0])), schema.error_log
