"""Public packages as national ones and back (issue 3's list): valid whole, every placeholder listed, none left behind."""

import re

import orjson
import pytest

import lcabridge
from lcabridge.report import Report
from lcabridge_ilcd.placeholders import complete, find_faults
from lcabridge_ilcd.profile import MARKERS, PLACEHOLDER_UUIDS
from lcabridge_ilcd.schemas import SchemaSet, json_validator, unknown_keys
from lcabridge_ilcd.tidas_rules import MODULES, rule_table

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def schemas(corpus):
    folder = next((corpus / "schemas" / "tidas-json").rglob("tidas_processes.json")).parent
    return SchemaSet("tidas", "corpus", {path.name: path.read_bytes() for path in folder.glob("*.json")})


@pytest.fixture(scope="module")
def converted(corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("national")
    result = lcabridge.convert(corpus / "ilcd" / "tiangong-dev.zip", folder / "national", to="national", cap=None)
    return folder, result.report


def documents(folder):
    for path in sorted((folder / "national").glob("*/*.json")):
        if path.parent.name in MODULES:
            yield path, orjson.loads(path.read_bytes())


def test_every_document_is_valid_and_every_key_known(converted, schemas):
    seen = 0
    for path, doc in documents(converted[0]):
        module = path.parent.name
        errors = [error.message[:120] for error in json_validator(schemas, module).iter_errors(doc)]
        assert errors == [], path.name
        assert unknown_keys(doc, schemas, module) == [], path.name
        seen += 1
    assert seen >= 663


def _markers(value, path=""):
    """Yield the paths of texts that begin with a marker, and of references to placeholder data sets."""
    if isinstance(value, dict):
        if value.get("@refObjectId") in PLACEHOLDER_UUIDS:
            yield path
            return
        for key, member in value.items():
            if key != "common:other":
                yield from _markers(member, f"{path}/{key}")
    elif isinstance(value, list):
        for member in value:
            yield from _markers(member, path)
    elif isinstance(value, str) and value.startswith(MARKERS):
        yield path.removesuffix("/#text")


def test_every_placeholder_is_listed(converted):
    folder, report = converted
    listed = {(i.entity.uuid, i.pointer) for i in report if i.code in {"WRITE-006", "TIDAS-003"}}
    seen = 0
    for path, doc in documents(folder):
        if path.stem in PLACEHOLDER_UUIDS:
            continue
        for place in set(_markers(doc)):
            plain = {(uuid, re.sub(r"/\*", "", pointer)) for uuid, pointer in listed if uuid == path.stem}
            assert any(place.startswith(pointer) or pointer.startswith(place) for _, pointer in plain), (
                path.stem,
                place,
            )
            seen += 1
    assert seen > 1000


def test_nothing_of_ours_is_left_on_the_way_back(converted, corpus):
    folder, _ = converted
    lcabridge.convert(folder / "national", folder / "ilcd", to="ilcd")
    for path in (folder / "ilcd").rglob("*.xml"):
        text = path.read_text(encoding="utf-8")
        assert not any(marker in text for marker in MARKERS), path.name
        assert path.stem not in PLACEHOLDER_UUIDS
        assert not any(uuid in text for uuid in PLACEHOLDER_UUIDS), path.name


EXAMPLES = (("contact", "contacts"), ("flow", "flows"), ("model", "lifecyclemodels"), ("process", "processes"))


@pytest.mark.parametrize(("name", "module"), EXAMPLES)
def test_each_fault_of_the_public_tidas_examples_is_named(corpus, schemas, name, module):
    path = corpus / "tidas" / "examples" / f"tidas-example-{name}.json"
    doc = orjson.loads(path.read_bytes())
    errors = ["/" + "/".join(map(str, e.absolute_path)) for e in json_validator(schemas, module).iter_errors(doc)]
    assert errors, "the provenance says that it is not valid"
    faults = [re.sub(r"\[(\d+)\]", r"/\1", fault) for fault, _ in find_faults(doc, module)]
    for error in errors:
        # A fault is named where it is, which may be below what the schema calls wrong, or at the list that holds it.
        assert any(fault.startswith(error) or error.startswith(fault) for fault in faults), error
    with lcabridge.read(path) as package:
        (entity,) = list(package)
    assert entity.name
    complete(doc, module, entity, package.index, Report())
    assert not list(json_validator(schemas, module).iter_errors(doc))
    assert rule_table().modules[module].name in doc
