"""The field table against the official schemas: every element and attribute has a row, in the order of the XSD."""

from __future__ import annotations

import json

import pytest

from lcabridge_ilcd.fields import DATA_SETS
from lcabridge_ilcd.rows import Carry, Custom, Group, Items
from tests.plugins.ilcd.xsd_tree import Schemas

ROOT_ATTRIBUTES = {"@version", "@locations", "@metaDataOnly", "@LCIAMethodologies"}
"""Of the root element: written from ``DataSet.attributes``, carried where a source differs."""

INSIDE_CUSTOM = {
    "exchanges/exchange/allocations/allocation/",
    "LCIAMethodInformation/geography/interventionLocation/",
    "lifeCycleModelInformation/technology/processes/processInstance/connections/outputExchange/",
}
"""Elements whose inside a function reads, not rows."""


def rows_of(rows, prefix, *, json_names=False):
    for row in rows:
        name = (row.json if row.json is not None else row.key) if json_names else row.key
        if not name or name == "#text":
            continue
        yield f"{prefix}{name}", row
        if isinstance(row, Group | Items):
            yield from rows_of(row.rows, f"{prefix}{name}/", json_names=json_names)


@pytest.fixture(scope="module")
def schemas(corpus):
    return Schemas(corpus / "schemas" / "eilcd-xsd" / "schemas")


@pytest.mark.parametrize("type_", sorted(DATA_SETS))
def test_every_element_of_the_xsd_has_a_row(schemas, type_):
    data_set = DATA_SETS[type_]
    there = dict(rows_of(data_set.rows, ""))
    carried = tuple(f"{path}/" for path, row in there.items() if isinstance(row, Carry))
    missing = [
        path
        for path in schemas.paths(data_set.root)
        if path not in there
        and path not in ROOT_ATTRIBUTES
        and not path.startswith(carried)
        and not path.startswith(tuple(INSIDE_CUSTOM))
        and not path.startswith(tuple(f"{c.removesuffix('/')}@" for c in carried))
    ]
    assert missing == []


@pytest.mark.parametrize("type_", sorted(DATA_SETS))
def test_rows_are_in_the_order_of_the_xsd(schemas, type_):
    data_set = DATA_SETS[type_]
    order = [path for path in schemas.paths(data_set.root) if "@" not in path]
    ours = [path for path, _ in rows_of(data_set.rows, "") if "@" not in path]
    known = [path for path in ours if path in set(order)]
    assert known == [path for path in order if path in set(known)]


@pytest.mark.parametrize("type_", sorted(DATA_SETS))
def test_no_row_is_unknown_to_the_xsd(schemas, type_):
    data_set = DATA_SETS[type_]
    official = set(schemas.paths(data_set.root))
    ours = {path for path, row in rows_of(data_set.rows, "") if not isinstance(row, Custom)}
    extensions = {path for path in ours if "olca:" in path or "ecn:" in path}
    assert ours - official - extensions == set()


def names_of(schema, found):
    if isinstance(schema, dict):
        for key, value in schema.items():
            if key == "properties":
                found.update(value)
            names_of(value, found)
    elif isinstance(schema, list):
        for value in schema:
            names_of(value, found)
    return found


@pytest.mark.parametrize("type_", sorted(DATA_SETS))
def test_json_names_are_those_of_tidas(corpus, type_):
    data_set = DATA_SETS[type_]
    folder = corpus / "schemas" / "tidas-json" / "schemas"
    known = names_of(json.loads((folder / f"tidas_{data_set.folder}.json").read_text(encoding="utf-8")), set())
    known |= {"@name", "@level", "@classId", "@catId", "@classes", "ecn:ECNumber", "common:other"}
    ours = {path.rpartition("/")[2] for path, _ in rows_of(data_set.rows, "", json_names=True)}
    assert ours - known == set()
