"""Public packages through each format of the family and back: the same model, valid files, summaries that agree."""

from __future__ import annotations

import pytest
from lxml import etree

from lcabridge.model import Index, diff, summarise
from lcabridge.report import Report
from lcabridge.sources import DEFAULT_LIMITS, open_source
from lcabridge_ilcd.codec import decode, encode
from lcabridge_ilcd.opening import open_file
from tests.plugins.ilcd.written import read

PACKAGES = [
    "ilcd/tiangong-dev.zip", "ilcd/sdk-samples", "ilcd/elcd-sample", "ilcd/epd-indata.zip", "lcia/ef31-climate.zip",
    "tidas/examples",
]  # fmt: skip


def load(path):
    """Return (name, bytes, entity) of every data set of a package, and its index."""
    found = []
    with open_source(path) as source:
        for name in source.names():
            if not name.endswith((".xml", ".json")):
                continue
            data = source.read(name)
            opened = open_file(data, name, DEFAULT_LIMITS, Report(), head_only=True)
            if not isinstance(opened, str):
                found.append((name, data, summarise(decode(opened, Index(), Report(), file=name))))
    index = Index(summary for _, _, summary in found)
    return [(name, data, summary, read(data, index, file=name)[0]) for name, data, summary in found], index


@pytest.fixture(scope="module", params=PACKAGES)
def package(request, corpus):
    loaded = load(corpus / request.param)
    assert loaded[0], "no data set was found"
    return loaded


def test_summaries_agree_with_the_data_sets(package):
    for name, _, summary, entity in package[0]:
        assert summary == summarise(entity), name


@pytest.mark.parametrize("json", [False, True], ids=["xml", "json"])
def test_nothing_changes_on_the_way_and_back(package, json):
    found, index = package
    for name, _, _, entity in found:
        data = encode(entity, index, Report(), json=json)
        back, report = read(data, index, file=name)
        assert diff(entity, back) == [], name
        assert not [i for i in report if i.code in {"READ-012", "TIDAS-004"}], name


class _Local(etree.Resolver):
    """The XSD import the schema of xml:lang from the network; the folder has it."""

    def __init__(self, folder):
        super().__init__()
        self.folder = folder

    def resolve(self, url, public_id, context):
        return self.resolve_filename(str(self.folder / "xml.xsd"), context) if url.endswith("xml.xsd") else None


@pytest.fixture(scope="module")
def schemas(corpus):
    folder = corpus / "schemas" / "eilcd-xsd" / "schemas"
    cache = {}

    def faults(data):
        root = etree.fromstring(data)
        name = etree.QName(root).localname
        if name not in cache:
            parser = etree.XMLParser()
            parser.resolvers.add(_Local(folder))
            stem = name[0].upper() + name[1:]
            cache[name] = etree.XMLSchema(etree.parse(str(folder / f"ILCD_{stem}.xsd"), parser))
        cache[name].validate(root)
        return [error.message for error in cache[name].error_log]

    return faults


def test_files_are_valid_where_the_source_was(package, schemas):
    found, index = package
    for name, data, _, entity in found:
        if name.endswith(".xml") and not schemas(data):
            assert schemas(encode(entity, index, Report(), json=False)) == [], name
