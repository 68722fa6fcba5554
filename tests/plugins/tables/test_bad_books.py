"""Lists of factors and openLCA's workbook with what people do to them: each case is named with its cell."""

import copy

import pytest

import lcabridge
from lcabridge.errors import LcabridgeError, MalformedSourceError
from tests.plugins.tables import books

NUMBERS = {
    "comma": "1,5", "thousands": "1,234.5", "underscore": "1_000", "Arabic digits": "١٢", "superscript": "10⁵",
    "hexadecimal": "0x10", "not a number": "nan", "infinity": "inf", "beyond a double": "1e400", "blank inside": "1 234",
    "apostrophe": "1'234", "two points": "1.2.3", "unit inside": "5 kg", "word": "many", "two signs": "+-5",
}  # fmt: skip


def read(path, code, format_):
    with lcabridge.read(path, format=format_) as package:
        entities = list(package)
    return [issue for issue in package.report if issue.code == code], entities


HEAD = ["产品名称", "碳足迹", "单位", "数据年份", "功能单位"]


def listed(tmp_path, *rows):
    return books.workbook(tmp_path / "list.xlsx", {"T": [HEAD, ["铝", 2, "kgCO2e/kg", 2020, "1 kg"], *rows]})


@pytest.mark.parametrize("text", NUMBERS.values(), ids=NUMBERS)
def test_a_factor_that_is_no_number(text, tmp_path):
    (found,), entities = read(listed(tmp_path, ["钢", text, "kgCO2e/kg", 2020, "1 kg"]), "TAB-003", "factors")
    assert (found.pointer, found.value["T!B3"]) == ("T!B3", text)
    assert [e.name for e in entities if e.type == "process"] == [{"zh": "铝"}], "the row says nothing and is left out"


UNITS = [
    "%",
    "kg",
    "tC/TJ",
    "m3/kg",
    "kgCO2e",
    "CO2",
    "/",
    "kgCO2e/",
    "/kg",
    "kgCO2e//kg",
    "1",
    "每吨",
    "kWh/kgCO2e",
    "?",
]


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_that_is_no_factor(unit, tmp_path):
    (found,), entities = read(listed(tmp_path, ["钢", 1, unit, 2020, None]), "TAB-030", "factors")
    assert found.pointer == "T!A3"
    assert [e.name for e in entities if e.type == "process"] == [{"zh": "铝"}]


@pytest.mark.parametrize("year", ["last year", "20x3", "9", "0", "12345", "二〇二三年"])
def test_a_year_that_is_none(year, tmp_path):
    (found,), entities = read(listed(tmp_path, ["钢", 1, "kgCO2e/kg", year, "1 kg"]), "TAB-003", "factors")
    assert (found.pointer, found.value) == ("T!D3", year)
    assert len([e for e in entities if e.type == "process"]) == 2, "the factor stands without its year"


FOREIGN = {
    "no headings": [["1", "2"], ["3", "4"]],
    "no value": [["产品名称", "单位"], ["钢", "kgCO2e/kg"]],
    "no name": [["碳足迹", "单位"], [1, "kgCO2e/kg"]],
    "headings alone in another sheet of words": [["a", "b", "c"]],
}


@pytest.mark.parametrize("rows", FOREIGN.values(), ids=FOREIGN)
def test_a_table_without_the_columns_is_one_error(rows, tmp_path):
    with pytest.raises(LcabridgeError) as caught:
        read(books.workbook(tmp_path / "list.xlsx", {"T": rows}), "", "factors")
    assert "list.xlsx" in str(caught.value.at)
    assert caught.value.zh


def book(tmp_path, sheet, row, column, value):
    """Write openLCA's workbook with one cell changed; row and column count from 0."""
    sheets = copy.deepcopy(books.OLCA)
    cells = sheets[sheet][row]
    cells.extend([None] * (column + 1 - len(cells)))
    cells[column] = value
    return books.workbook(tmp_path / "process.xlsx", sheets)


CELLS = {
    "value of a parameter": ("Parameters", 2, 1),
    "share of a product": ("Allocation", 3, 2),
    "factor of a unit": ("Units", 2, 5),
}


@pytest.mark.parametrize("text", NUMBERS.values(), ids=NUMBERS)
@pytest.mark.parametrize(("sheet", "row", "column"), CELLS.values(), ids=CELLS)
def test_a_cell_of_openlca_s_workbook_that_is_no_number(sheet, row, column, text, tmp_path):
    found, entities = read(book(tmp_path, sheet, row, column, text), "TAB-003", "olca-excel")
    assert {(issue.pointer, issue.value) for issue in found} == {(f"{sheet}!{'ABCDEF'[column]}{row + 1}", text)}
    assert any(entity.type == "process" for entity in entities)


@pytest.mark.parametrize("missing", ["General information"])
def test_openlca_s_workbook_without_its_first_sheet(missing, tmp_path):
    sheets = {name: rows for name, rows in books.OLCA.items() if name != missing}
    with pytest.raises(MalformedSourceError, match="General information") as caught:
        read(books.workbook(tmp_path / "process.xlsx", sheets), "", "olca-excel")
    assert caught.value.zh


def test_cells_of_nobody_in_openlca_s_workbook(tmp_path):
    found, _ = read(book(tmp_path, "Currencies", 1, 9, "stray"), "TAB-040", "olca-excel")
    assert any("stray" in issue.value.values() for issue in found)
