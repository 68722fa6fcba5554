"""Tables of an installed ``randonneur_data``, read in place: a stand-in package, and what is said where there is none."""

import importlib
import json

import pytest

from lcabridge.cli.main import run
from lcabridge.errors import UsageError
from lcabridge.flowmap import read_map
from lcabridge.flowmap.installed import installed_names, table_path

TABLE = {
    "name": "a-b",
    "version": "1.0.0",
    "description": "A to B",
    "licenses": [{"name": "CC BY 4.0"}],
    "contributors": [{"title": "nobody", "path": "", "role": "author"}],
    "graph_context": ["edges"],
    "mapping": {
        "source": {"expression language": "like JSONPath", "labels": {"uuid": "uuid"}},
        "target": {"expression language": "like JSONPath", "labels": {"uuid": "uuid"}},
    },
    "replace": [
        {"source": {"uuid": "u", "name": "one"}, "target": {"uuid": "v", "name": "two"}, "conversion_factor": 2.0}
    ],
}


@pytest.fixture
def collection(tmp_path, monkeypatch):
    folder = tmp_path / "site" / "randonneur_data"
    (folder / "data").mkdir(parents=True)
    (folder / "__init__.py").write_text("raise AssertionError('its code is not run')", "utf-8")
    (folder / "data" / "a-b.json").write_text(json.dumps(TABLE), "utf-8")
    facts = {key: value for key, value in TABLE.items() if key not in ("replace", "mapping")}
    registry = {"a-b": {**facts, "filename": "a-b.json"}, "evil": {**facts, "filename": "../a-b.json"}}
    (folder / "data" / "registry.json").write_text(json.dumps(registry), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    importlib.invalidate_caches()


@pytest.mark.usefixtures("collection")
def test_tables_are_read_in_place(capsys):
    assert list(installed_names()) == ["randonneur:a-b", "randonneur:evil"]
    table, _ = read_map(table_path("randonneur:a-b"))
    assert [(r.source.uuid, r.target.uuid, r.value) for r in table.rows] == [("u", "v", 2.0)]
    assert run(["map", "list", "--json"]) == 0
    listed = {entry["id"]: entry for entry in json.loads(capsys.readouterr().out)}
    assert listed["randonneur:a-b"]["licence"] == "CC BY 4.0"


@pytest.mark.usefixtures("collection")
@pytest.mark.parametrize("name", ["randonneur:c", "randonneur:evil", "randonneur:"])
def test_unknown_table_is_named(name):
    with pytest.raises(UsageError, match="has no table"):
        table_path(name)


def test_without_the_package_it_says_how_to_get_it(capsys, monkeypatch):
    monkeypatch.setattr("lcabridge.flowmap.installed.find_spec", lambda _: None)
    assert installed_names() == {}
    assert run(["map", "convert", "randonneur:a-b", "-o", "x.csv"]) == 2
    assert "pip install randonneur_data" in capsys.readouterr().err


def test_a_plain_name_is_a_path(tmp_path):
    assert table_path(str(tmp_path / "t.csv")) == tmp_path / "t.csv"
