"""Documents made by ``complete`` are valid against the TIDAS schema files, without a key they do not know (corpus)."""

import copy
import json
import random
import zipfile
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from lcabridge.model import Index
from lcabridge.report import Report
from lcabridge.sources.schemas import SchemaSet
from lcabridge_ilcd.placeholders import complete, find_faults, frame
from lcabridge_ilcd.profile import PLACEHOLDER_DATA_SET
from lcabridge_ilcd.schemas import json_validator, unknown_keys
from lcabridge_ilcd.stripping import strip
from lcabridge_ilcd.tidas_rules import MODULES, root_constants, rule_table
from tests.plugins.ilcd import documents
from tests.plugins.ilcd.documents import flow, minimal

PREFIXES = {
    "http://lca.jrc.it/ILCD/Common": "common:",
    "http://www.w3.org/2001/XMLSchema-instance": "xsi:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
}
YEARS = ("common:referenceYear", "common:dataSetValidUntil")


@pytest.fixture(scope="module")
def schemas(corpus):
    return tidas(corpus)


def tidas(corpus):
    folder = corpus / "schemas" / "tidas-json" / "schemas"
    return SchemaSet("tidas", "corpus", {path.name: path.read_bytes() for path in folder.glob("*.json")})


def check(schemas, doc, module):
    """Assert that a completed document is valid, has no unknown key, and comes back by ``strip``."""
    root = doc[rule_table().modules[module].name]
    for key in [key for key in root if key.startswith("@")]:
        del root[key]
    root.update(root_constants(module))
    before = copy.deepcopy(doc)
    complete(doc, module, None, Index(), Report())
    assert [error.message for error in json_validator(schemas, module).iter_errors(doc)] == []
    assert unknown_keys(doc, schemas, module) == []
    assert find_faults(doc, module) == []
    read = json.loads(json.dumps(doc))
    strip(read, module)
    assert read == before


def naive(element, home):
    """Turn XML into a document as xmltodict would: attributes, text, lists where repeated."""
    out = {f"@{name(key, home)}": value for key, value in element.attrib.items()}
    for child in element:
        if not isinstance(child.tag, str):
            continue
        key, value = name(child.tag, home), naive(child, home)
        if key in YEARS and isinstance(value, str) and value.isdigit():
            value = int(value)
        if key in out:
            out[key] = [*(out[key] if isinstance(out[key], list) else [out[key]]), value]
        else:
            out[key] = value
    text = (element.text or "").strip()
    if text and not out:
        return text
    return {**out, "#text": text} if text else out or None


def name(tag, home):
    q = etree.QName(tag)
    return q.localname if q.namespace in (None, home) else PREFIXES.get(q.namespace, "x:") + q.localname


def documents_in(path):
    """Yield (module, document) of every ILCD data set in a folder or zip."""
    roots = {rule.name: module for module, rule in rule_table().modules.items()}
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            files = [archive.read(n) for n in sorted(archive.namelist()) if n.endswith(".xml")]
    else:
        files = [p.read_bytes() for p in sorted(path.rglob("*.xml"))]
    for data in files:
        element = etree.fromstring(data)
        q = etree.QName(element)
        if q.localname in roots:
            yield roots[q.localname], {q.localname: naive(element, q.namespace)}


@pytest.mark.parametrize("module", MODULES)
def test_bare_documents(schemas, module):
    assert not json_validator(schemas, module).is_valid(minimal(module))
    check(schemas, minimal(module), module)


@pytest.mark.parametrize("module", documents.RICH)
def test_rich_documents(schemas, module):
    check(schemas, documents.RICH[module](), module)


@pytest.mark.parametrize(
    ("package", "count"),
    [
        ("ilcd/tiangong-dev.zip", 663),
        ("ilcd/sdk-samples", 17),
        ("ilcd/elcd-sample", 7),
        ("lcia/ef31-climate.zip", 26),
    ],
)
def test_naive_documents_of_packages(schemas, corpus, package, count):
    seen = 0
    for module, doc in documents_in(corpus / Path(package)):
        check(schemas, doc, module)
        seen += 1
    assert seen == count


def test_tidas_examples_with_faults(schemas, corpus):
    roots = {rule.name: module for module, rule in rule_table().modules.items()}
    for path in sorted((corpus / "tidas" / "examples").glob("*.json")):
        doc = json.loads(path.read_text(encoding="utf-8"))
        module = roots[next(iter(doc))]
        assert find_faults(doc, module)
        assert not json_validator(schemas, module).is_valid(doc)
        check(schemas, doc, module)


def test_placeholder_data_sets(schemas):
    report = Report()
    for kind in PLACEHOLDER_DATA_SET.values():
        report.add(kind, count=1)
    made = frame(report)
    assert {module for module, _ in made} == set(MODULES) - {"lifecyclemodels"}
    for module, doc in made:
        check(schemas, doc, module)


COMPARTMENTS = [
    (["Emissions", "Emissions to air", "Emissions to air, unspecified"], "1.3.4"),
    (["Resources", "Resources from ground"], "2.1"),
    (["Land use", "Land occupation"], "3.1"),
]


@pytest.mark.parametrize(("path", "id_"), COMPARTMENTS)
def test_ilcd_compartments_get_their_ids(schemas, path, id_):
    members = [{"@level": str(n), "#text": word} for n, word in enumerate(path)]
    wrapped = {"common:elementaryFlowCategorization": {"common:category": members}}
    doc = flow("Elementary flow", classificationInformation=wrapped)
    complete(doc, "flows", None, Index(), Report())
    found = documents.data(doc, "flows")["classificationInformation"]["common:elementaryFlowCategorization"]
    assert found["common:category"][-1]["@catId"] == id_
    assert not any(json_validator(schemas, "flows").iter_errors(doc))


def test_unknown_compartments_stay_readable_and_are_never_guessed(schemas):
    members = [{"@level": "0", "@classId": "", "#text": "Weird"}, {"@level": "1", "@classId": "", "#text": "Place"}]
    wrapped = {"common:classification": [{"@name": "openLCA", "common:class": members}]}
    doc = flow("Elementary flow", classificationInformation=wrapped)
    complete(doc, "flows", None, Index(), Report())
    assert documents.data(doc, "flows")["classificationInformation"] == wrapped
    assert not any(json_validator(schemas, "flows").iter_errors(doc))


JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**7),
    st.text(max_size=600),
    st.sampled_from(["", "NaN", "1e400", "2020", "水泥", "CN-GD", "99999.9", "-0", "00.00.0000"]),
    st.lists(st.text(max_size=3), max_size=3),
    st.dictionaries(st.sampled_from(["#text", "@xml:lang", "@level", "common:class", "x"]), st.text(max_size=3)),
)


@pytest.mark.parametrize("module", documents.RICH)
@given(seed=st.integers(0, 2**32), junk=st.lists(JUNK, min_size=1, max_size=6))
@settings(max_examples=20, deadline=None)
def test_whatever_breaks_a_document_it_is_made_valid_and_comes_back(corpus, module, seed, junk):
    random_ = random.Random(seed)
    doc = documents.RICH[module]()
    for value in junk:
        places = list(holders(doc[rule_table().modules[module].name]))
        holder, key = random_.choice(places)
        if random_.random() < 0.3:
            del holder[key]
        else:
            holder[key] = copy.deepcopy(value)
    check(_CACHE.setdefault("schemas", tidas(corpus)), doc, module)


_CACHE = {}


def holders(value):
    """Yield every place of a document that can be broken, the identity aside."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, member in pairs:
        if key != "common:UUID":
            yield value, key
            if isinstance(member, dict | list):
                yield from holders(member)


def test_formats_are_checked(schemas):
    doc = minimal("processes")
    complete(doc, "processes", None, Index(), Report())
    doc["processDataSet"]["administrativeInformation"]["dataEntryBy"]["common:timeStamp"] = "yesterday"
    with pytest.raises(jsonschema.ValidationError, match="date-time"):
        json_validator(schemas, "processes").validate(doc)
    assert find_faults(doc, "processes")


def test_unknown_keys_are_found(schemas):
    doc = minimal("processes")
    complete(doc, "processes", None, Index(), Report())
    root = doc["processDataSet"]
    root["processInformation"]["novelty"] = "x"
    root["administrativeInformation"]["dataEntryBy"]["common:referenceToDataSetFormat"]["@weight"] = "1"
    assert unknown_keys(doc, schemas, "processes") == [
        "/processDataSet/processInformation/novelty",
        "/processDataSet/administrativeInformation/dataEntryBy/common:referenceToDataSetFormat/@weight",
    ]
