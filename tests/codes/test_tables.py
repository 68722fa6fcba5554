"""Every shipped table says where it is from, and is the file its provenance describes."""

import hashlib
from importlib.resources import files

import pytest

from lcabridge_mappings import tables

NAMES = tables.names()


def test_there_are_tables():
    assert "units/units.csv" in NAMES
    assert "codes/cpc-3.0.csv.gz" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_provenance(name):
    meta = tables.meta(name)
    assert set(meta) >= {"title", "table", "rows", "sha256", "licence", "sources", "derivation", "notes"}
    assert name.endswith(meta["table"])
    data = files("lcabridge_mappings").joinpath(*name.split("/")).read_bytes()
    assert hashlib.sha256(data).hexdigest() == meta["sha256"]
    assert len(tables.rows(name)) == meta["rows"] > 0
    assert b"\r" not in data or name.endswith(".gz")
    for source in meta["sources"]:
        assert source["name"]
        assert source["origin"]
        assert source["licence"]
    # Flow lists and maps are large by nature: 94,000 flows of EF 3.1 with random UUIDs are 2 MB packed.
    assert len(data) <= (2_100_000 if name.startswith(("flows/", "maps/")) else 200_000)
