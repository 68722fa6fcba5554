"""The generated packages of the benchmarks are what they claim: repeatable, closed, of the asked size and make-up."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import olca_schema
import pytest

from bench.generate import Size, write_jsonld

SIZE = Size(processes=120, exchanges=20, flows=900, comments=3)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("generated") / "a.zip"
    write_jsonld(path, SIZE)
    with zipfile.ZipFile(path) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def test_same_arguments_same_bytes(tmp_path: Path) -> None:
    digests = []
    for name, size in (("a", SIZE), ("b", SIZE), ("c", Size(120, 20, 900, 3, seed=2))):
        write_jsonld(tmp_path / name, size)
        digests.append(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())
    assert digests[0] == digests[1] != digests[2]


def test_the_size_is_the_one_asked_for(documents: dict[str, Any]) -> None:
    folders = Counter(name.split("/")[0] for name in documents)
    assert folders["processes"] == 120
    assert folders["flows"] == 900
    processes = [d for n, d in documents.items() if n.startswith("processes/")]
    assert {len(p["exchanges"]) for p in processes} == {20}
    assert sum("allocationFactors" in p for p in processes) == 6  # 5 %
    assert sum("parameters" in p for p in processes) == 12  # 10 %


def _references(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if "@id" in value and value["@type"] not in {"Unit", "Parameter"}:
            yield value["@type"], value["@id"]
        for part in value.values():
            yield from _references(part)
    elif isinstance(value, list):
        for part in value:
            yield from _references(part)


def test_every_reference_finds_its_target(documents: dict[str, Any]) -> None:
    present = {(d["@type"], d["@id"]) for n, d in documents.items() if "/" in n}
    assert {ref for document in documents.values() for ref in _references(document)} <= present


def test_units_properties_and_shares_fit(documents: dict[str, Any]) -> None:
    units = {u["@id"]: d["@id"] for n, d in documents.items() if n.startswith("unit_groups/") for u in d["units"]}
    groups = {d["@id"]: d["unitGroup"]["@id"] for n, d in documents.items() if n.startswith("flow_properties/")}
    properties = {
        d["@id"]: {f["flowProperty"]["@id"] for f in d["flowProperties"]}
        for n, d in documents.items()
        if n.startswith("flows/")
    }
    for name, process in documents.items():
        if not name.startswith("processes/"):
            continue
        assert [e["isQuantitativeReference"] for e in process["exchanges"]].count(True) == 1
        for exchange in process["exchanges"]:
            chosen = exchange["flowProperty"]["@id"]
            assert chosen in properties[exchange["flow"]["@id"]]
            assert units[exchange["unit"]["@id"]] == groups[chosen]
        shares: Counter[str] = Counter()
        for factor in process.get("allocationFactors", ()):
            shares[f"{factor['allocationType']} {factor.get('exchange')}"] += factor["value"]
        assert all(total == pytest.approx(1) for total in shares.values())


def test_the_schema_knows_every_field(documents: dict[str, Any]) -> None:
    kinds = {"Process": olca_schema.Process, "Flow": olca_schema.Flow, "UnitGroup": olca_schema.UnitGroup}
    seen = set()
    for name, document in documents.items():
        kind = kinds.get(document.get("@type", "")) if "/" in name else None
        if kind is not None:
            seen.add(kind)
            again = kind.from_dict(document).to_dict()
            assert document.keys() <= again.keys()
            for given, kept in zip(document.get("exchanges", ()), again.get("exchanges", ()), strict=True):
                assert given.keys() <= kept.keys()
    assert len(seen) == 3


def test_too_few_flows_are_refused() -> None:
    with pytest.raises(ValueError, match="more than"):
        Size(processes=100, exchanges=5, flows=100)
