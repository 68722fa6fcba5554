"""What people and programs do to Brightway's files: each case is one clear error or issue, with its place."""

import bz2
import json

import pytest

import lcabridge
from lcabridge.errors import LcabridgeError, LimitError, MalformedSourceError
from lcabridge.sources import Limits, open_source
from lcabridge_brightway.package import read_package
from tests.plugins.tables.books import workbook

NUMBERS = {
    "comma": "1,5", "thousands": "1,234.5", "underscore": "1_000", "Arabic digits": "١٢", "superscript": "10⁵",
    "hexadecimal": "0x10", "not a number": "nan", "infinity": "inf", "beyond a double": "1e400", "blank inside": "1 234",
    "apostrophe": "1'234", "two points": "1.2.3", "unit inside": "5 kg", "word": "many", "two signs": "+-5",
}  # fmt: skip


def issues(path, code, format_):
    with lcabridge.read(path, format=format_) as package:
        entities = list(package)
    return [issue for issue in package.report if issue.code == code], entities


# Packages


def packed(value):
    """Return a value as bw2data's sanitizer writes it."""
    if isinstance(value, tuple):
        return {"__tuple__": True, "data": [packed(member) for member in value]}
    if isinstance(value, dict):
        return {"__dict__": True, "keys": [packed(k) for k in value], "values": [packed(v) for v in value.values()]}
    return [packed(member) for member in value] if isinstance(value, list) else value


SELF = {"input": ("db", "a"), "amount": 1.0, "type": "production", "name": "Steel", "unit": "kilogram"}


def package(*exchanges, **changes):
    node = {"name": "Rolling", "unit": "kilogram", "exchanges": [SELF, *exchanges]}
    kind = {"module": "bw2data.backends.base", "name": "SQLiteBackend"}
    return {"name": "db", "metadata": {}, "class": kind, "data": {("db", "a"): node}} | changes


def stored(path, value, *, change=lambda data: data):
    path.write_bytes(change(bz2.compress(json.dumps(packed([value]) if isinstance(value, dict) else value).encode())))
    return path


def test_the_package_of_these_tests_is_good(tmp_path):
    found, entities = issues(stored(tmp_path / "a.bw2package", package()), "BW-006", "brightway")
    (process,) = [entity for entity in entities if entity.type == "process"]
    assert not found
    assert [(e.amount, e.is_reference, e.unit.name) for e in process.exchanges] == [(1.0, True, "kg")]


NODE = {("db", "a"): {"name": "Rolling"}}
NO_PACKAGE = {
    "no bzip2": (b"[1, 2]", "no bzip2"),
    "an empty list of nothing": (bz2.compress(b""), "JSON"),
    "text": (bz2.compress(b"hello"), ""),
    "another encoding": (bz2.compress("[]".encode("utf-16")), ""),
    "no object of the sanitizer": (bz2.compress(b'[{"a": 1}]'), "__dict__"),
    "more keys than values": (bz2.compress(b'[{"__dict__": true, "keys": ["a"], "values": []}]'), "keys"),
    "values that are no list": (bz2.compress(b'[{"__dict__": true, "keys": ["a"], "values": 3}]'), "keys"),
    "a tuple of no data": (bz2.compress(b'[{"__tuple__": true}]'), "__dict__"),
    "a key twice": (bz2.compress(b'[{"__dict__": true, "keys": ["a", "a"], "values": [1, 2]}]'), "twice"),
    "a key that is a list": (bz2.compress(b'[{"__dict__": true, "keys": [[1]], "values": [2]}]'), "key"),
    "the same JSON key twice": (
        bz2.compress(b'[{"__dict__": true, "__dict__": true, "keys": [], "values": []}]'),
        "twice",
    ),
    "cut off JSON": (bz2.compress(b'[{"__dict__": true, "keys": ["a"]'), ""),
    "a word as the whole": (bz2.compress(b'"package"'), "name, class"),
    "a number in the list": (bz2.compress(b"[3]"), "name, class"),
    "a number beyond a double": (bz2.compress(b"[1e999]"), ""),
    "too deep": (bz2.compress(b"[" * 5000 + b"]" * 5000), ""),
}


@pytest.mark.parametrize(("data", "word"), NO_PACKAGE.values(), ids=NO_PACKAGE)
def test_what_is_no_package_is_one_error(data, word, tmp_path):
    path = tmp_path / "bad.bw2package"
    path.write_bytes(data)
    with pytest.raises(LcabridgeError, match=word or None) as caught:
        issues(path, "", "brightway")
    assert "bad.bw2package" in str(caught.value.at)
    assert caught.value.zh


OBJECTS = {
    "no class": ({"name": "db", "metadata": {}, "data": {}}, "class"),
    "no name": ({"metadata": {}, "class": {}, "data": {}}, "name"),
    "no data": ({"name": "db", "metadata": {}, "class": {}}, "data"),
    "no metadata": (package(metadata=None), "metadata"),
    "data that is a list": (package(data=[1]), "dict"),
    "a key of one part": (package(data={("db",): {}}), "code"),
    "a key that is a word": (package(data={"a": {}}), "code"),
    "a node that is a word": (package(data={("db", "a"): "Rolling"}), "node"),
    "exchanges that are a word": (package(data={("db", "a"): {"exchanges": "many"}}), "exchanges"),
    "an exchange that is a number": (package(data={("db", "a"): {"exchanges": [3]}}), "exchange 1"),
    "class that is a word": (package() | {"class": "Database"}, "class"),
}


@pytest.mark.parametrize(("value", "word"), OBJECTS.values(), ids=OBJECTS)
def test_objects_that_are_none_are_one_error(value, word, tmp_path):
    with pytest.raises(MalformedSourceError, match=word) as caught:
        issues(stored(tmp_path / "bad.bw2package", value), "", "brightway")
    assert caught.value.zh


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_package_that_is_cut_off_is_one_error(share, tmp_path):
    path = stored(tmp_path / "bad.bw2package", package(), change=lambda data: data[: int(len(data) * share)])
    with pytest.raises(LcabridgeError) as caught:
        issues(path, "", "brightway")
    assert "bad.bw2package" in str(caught.value.at)


def test_a_damaged_block_is_one_error(tmp_path):
    def damage(data):
        middle = len(data) // 2
        return data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :]

    with pytest.raises(MalformedSourceError, match=r"damaged|cut off"):
        issues(stored(tmp_path / "bad.bw2package", package(), change=damage), "", "brightway")


def test_a_bomb_is_refused(tmp_path):
    path = tmp_path / "bomb.bw2package"
    path.write_bytes(bz2.compress(b" " * (2 << 20)))
    with open_source(path, Limits(zip_entry_bytes=1 << 20)) as source, pytest.raises(LimitError, match="inflates"):
        read_package(source)


@pytest.mark.parametrize("text", NUMBERS.values(), ids=NUMBERS)
def test_what_is_no_number_in_a_package_is_named(text, tmp_path):
    line = {"input": ("db", "a"), "amount": text, "type": "technosphere", "name": "Steel"}
    (found,), entities = issues(stored(tmp_path / "a.bw2package", package(line)), "BW-006", "brightway")
    assert (found.pointer, found.value, found.path) == ("db a exchange 2", text, "exchanges[1].amount")
    (process,) = [entity for entity in entities if entity.type == "process"]
    assert process.exchanges[1].amount is None


def test_python_s_nan_says_nothing(tmp_path):
    path = tmp_path / "a.bw2package"
    line = {"input": ("db", "a"), "amount": 2.0, "type": "technosphere", "name": "NaN, Infinity", "loc": float("nan")}
    path.write_bytes(bz2.compress(json.dumps(packed([package(line)])).encode()))
    (found,), entities = issues(path, "BW-017", "brightway")
    (process,) = [entity for entity in entities if entity.type == "process"]
    assert found.value == 1
    assert process.exchanges[1].amount == 2.0
    assert "NaN, Infinity" in {name for entity in entities for name in entity.name.values()}


@pytest.mark.parametrize("type_", ["magic", "", None, 3])
def test_an_exchange_of_no_type_is_left_out(type_, tmp_path):
    line = {"input": ("db", "a"), "amount": 2.0, "type": type_, "name": "Steel"}
    (found,), _ = issues(stored(tmp_path / "a.bw2package", package(line)), "BW-004", "brightway")
    assert found.pointer == "db a exchange 2"


def test_an_unknown_distribution_is_named(tmp_path):
    line = {"input": ("db", "a"), "amount": 2.0, "type": "technosphere", "name": "Steel", "uncertainty type": 8}
    (found,), _ = issues(stored(tmp_path / "a.bw2package", package(line)), "BW-003", "brightway")
    assert found.pointer == "db a exchange 2"


def test_impact_methods_are_named_and_not_read(tmp_path):
    method = {
        "name": ("IPCC", "GWP"), "metadata": {"unit": "kg"}, "data": [(("db", "a"), 1.0)],
        "class": {"module": "bw2data.method", "name": "Method"},
    }  # fmt: skip
    path = tmp_path / "a.bw2package"
    path.write_bytes(bz2.compress(json.dumps(packed([package(), method])).encode()))
    (found,), _ = issues(path, "BW-016", "brightway")
    assert "GWP" in found.pointer


# Workbooks

HEAD = ["name", "amount", "unit", "type", "uncertainty type", "loc", "input", "turned", "allocation physical"]
BOOK = [["Database", "db"], [], ["Activity", "Rolling"], ["unit", "kilogram"], ["Exchanges"], HEAD]
ROW = ["Rolling", 1, "kilogram", "production"]


@pytest.mark.parametrize("text", NUMBERS.values(), ids=NUMBERS)
@pytest.mark.parametrize(("column", "letter"), [("amount", "B"), ("loc", "F"), ("allocation physical", "I")])
def test_what_is_no_number_in_a_workbook_is_named(column, letter, text, tmp_path):
    row = ["Steel", 2, "kilogram", "technosphere", 2, 1, None, None, 1]
    row[HEAD.index(column)] = text
    path = workbook(tmp_path / "a.xlsx", {"S": [*BOOK, ROW, row]})
    (found,), _ = issues(path, "BW-006", "brightway-excel")
    assert (found.pointer, found.value, found.path) == (f"S!{letter}8", text, f"exchanges[1].{column}")


def test_a_word_for_turned_is_no_yes(tmp_path):
    row = ["Steel", 2, "kilogram", "technosphere", None, None, "db::x", "perhaps"]
    _, entities = issues(workbook(tmp_path / "a.xlsx", {"S": [*BOOK, ROW, row]}), "", "brightway-excel")
    (process,) = [entity for entity in entities if entity.type == "process"]
    assert process.exchanges[1].amount == 2.0


@pytest.mark.parametrize("word", ["Activity", "Exchanges", "Nothing"])
def test_a_workbook_without_a_block_is_one_error(word, tmp_path):
    with pytest.raises(MalformedSourceError, match="no block") as caught:
        issues(workbook(tmp_path / "a.xlsx", {"S": [[word], ["a", "b"]]}), "", "brightway-excel")
    assert caught.value.zh


@pytest.mark.parametrize("name", ["lcia.csv", "lcia.xlsx"])
def test_factors_of_an_impact_method_are_refused_by_what_they_are(name, tmp_path):
    rows = [["name", "categories", "amount"], ["Aluminium", "Resource::in ground", 42]]
    path = tmp_path / name
    if path.suffix == ".csv":
        path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding="utf-8-sig")
    else:
        workbook(path, {"S": rows})
    with pytest.raises(MalformedSourceError, match="factors of an impact method") as caught:
        lcabridge.read(path)
    assert caught.value.at.pointer.endswith("A1")
    assert caught.value.hint_zh
