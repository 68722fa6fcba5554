"""What people and programs do to tables: each case is one clear error or issue, with the cell it is about."""

import datetime as dt
import zipfile

import pytest

import lcabridge
from lcabridge.errors import LcabridgeError, LimitError, MalformedSourceError, UnsafeContentError, UsageError
from tests.plugins.tables.books import workbook

FLOWS = ["ID", "Name (en)", "Flow type", "Unit"]
LINES = ["Process", "Direction", "Flow", "Amount", "Unit", "Reference"]
STEEL = ["F1", "Steel", "product flow", "kg"]


def template(**sheets):
    """Return the sheets of a small package with some of them replaced."""
    usual = {
        "Processes": [["ID", "Name (en)", "Reference year"], ["P1", "Rolling", 2024]],
        "Exchanges": [LINES, ["Rolling", "output", "Steel", 1, "kg", "yes"]],
        "Flows": [FLOWS, STEEL],
    }
    return {**usual, **sheets}


def issues(path, code, **options):
    with lcabridge.read(path, **options) as package:
        entities = list(package)
    return [issue for issue in package.report if issue.code == code], entities


NUMBERS = {
    "comma": "1,5",
    "thousands": "1,234.5",
    "underscore": "1_000",
    "Arabic digits": "١٢",
    "superscript": "10⁵",
    "hexadecimal": "0x10",
    "not a number": "nan",
    "infinity": "inf",
    "beyond a double": "1e400",
    "blank inside": "1 234",
    "apostrophe": "1'234",
    "two points": "1.2.3",
    "unit inside": "5 kg",
    "word": "many",
    "two signs": "+-5",
}


@pytest.mark.parametrize("text", NUMBERS.values(), ids=NUMBERS)
def test_what_is_no_number_is_named_and_left_out(text, tmp_path):
    path = workbook(tmp_path / "a.xlsx", template(Exchanges=[LINES, ["Rolling", "output", "Steel", text, "kg", "yes"]]))
    (found,), entities = issues(path, "TAB-003")
    assert (found.pointer, found.value, found.path) == ("Exchanges!D2", text, "amount")
    (process,) = [entity for entity in entities if entity.type == "process"]
    assert process.exchanges[0].amount is None


@pytest.mark.parametrize(
    ("sheet", "heading", "value", "pointer"),
    [
        ("Processes", "Reference year", "last year", "Processes!C2"),
        ("Processes", "Reference year", 2024.5, "Processes!C2"),
        ("Processes", "Process type", "factory", "Processes!C2"),
        ("Flows", "Flow type", "liquid", "Flows!C2"),
        ("Processes", "Infrastructure", "perhaps", "Processes!C2"),
        ("Processes", "Default allocation", "by taste", "Processes!C2"),
    ],
)
def test_a_cell_of_the_wrong_kind_is_named_with_its_address(sheet, heading, value, pointer, tmp_path):
    path = workbook(tmp_path / "a.xlsx", template(**{sheet: [["ID", "Name (en)", heading], ["X", "Rolling", value]]}))
    found, _ = issues(path, "TAB-003")
    assert [issue.pointer for issue in found] == [pointer]


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!"])
def test_error_cells_are_no_values(error, tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", template(Exchanges=[LINES, ["Rolling", "output", "Steel", error, "kg", "yes"]])
    )
    (found,), _ = issues(path, "TAB-003")
    assert found.pointer == "Exchanges!D2"
    assert "error of the spreadsheet" in found.data["expected"]


def test_a_formula_without_a_stored_result_is_no_value(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", template(Exchanges=[LINES, ["Rolling", "output", "Steel", "=1+1", "kg", "yes"]])
    )
    (found,), _ = issues(path, "TAB-003")
    assert (found.pointer, found.value) == ("Exchanges!D2", "1+1")


def test_a_number_that_the_program_made_a_date_is_named(tmp_path):
    day = dt.date(2024, 2, 1)
    path = workbook(tmp_path / "a.xlsx", template(Exchanges=[LINES, ["Rolling", "output", "Steel", day, "kg", "yes"]]))
    (found,), _ = issues(path, "TAB-003")
    assert (found.pointer, found.value) == ("Exchanges!D2", "2024-02-01")


def test_a_row_of_a_process_that_is_not_there(tmp_path):
    path = workbook(tmp_path / "a.xlsx", template(Exchanges=[LINES, ["Smelting", "output", "Steel", 1, "kg", "yes"]]))
    found, _ = issues(path, "TAB-006")
    assert [issue.pointer for issue in found] == ["Exchanges!A2"]


def test_a_row_before_any_process_is_named(tmp_path):
    path = workbook(tmp_path / "a.xlsx", template(Exchanges=[LINES, [None, "output", "Steel", 1, "kg", "yes"]]))
    (found,), _ = issues(path, "TAB-006")
    assert found.value["Exchanges!C2"] == "Steel"


def test_a_flow_that_is_not_there(tmp_path):
    path = workbook(tmp_path / "a.xlsx", template(Exchanges=[LINES, ["Rolling", "output", "Iron", 1, "kg", "yes"]]))
    (found,), _ = issues(path, "TAB-007")
    assert (found.pointer, found.value) == ("Exchanges!C2", "Iron")


def test_a_name_that_two_flows_have(tmp_path):
    path = workbook(tmp_path / "a.xlsx", template(Flows=[FLOWS, STEEL, ["F2", "steel ", "waste flow", "kg"]]))
    (found,), _ = issues(path, "TAB-008")
    assert (found.pointer, found.data["count"]) == ("Exchanges!C2", 2)


def test_two_data_sets_of_one_id(tmp_path):
    path = workbook(tmp_path / "a.xlsx", template(Flows=[FLOWS, STEEL, ["F1", "Iron", "product flow", "kg"]]))
    with pytest.raises(LcabridgeError) as caught:
        issues(path, "")
    assert "Flows!A2" in str(caught.value)
    assert "Flows!A3" in str(caught.value)


def test_two_data_sets_of_one_name_and_no_id(tmp_path):
    flows = [FLOWS[1:], ["Steel", "product flow", "kg"], ["Steel", "waste flow", "kg"]]
    path = workbook(tmp_path / "a.xlsx", template(Flows=flows))
    with pytest.raises(LcabridgeError, match="Flows!A3"):
        issues(path, "")


def test_an_unknown_column_is_named_with_its_cells(tmp_path):
    path = workbook(tmp_path / "a.xlsx", template(Flows=[[*FLOWS, "Price"], [*STEEL, 4.5]]))
    (found,), _ = issues(path, "TAB-001")
    assert (found.pointer, found.value) == ("Flows!E1", {"Flows!E2": "4.5"})


def test_a_column_that_comes_twice_is_named(tmp_path):
    path = workbook(tmp_path / "a.xlsx", template(Flows=[[*FLOWS, "单位"], [*STEEL, "t"]]))
    (found,), _ = issues(path, "TAB-012")
    assert (found.pointer, found.value) == ("Flows!E1", {"Flows!E2": "t"})


def test_an_unknown_sheet_is_named(tmp_path):
    path = workbook(tmp_path / "a.xlsx", template(Thoughts=[["nice"]]))
    (found,), _ = issues(path, "TAB-002")
    assert (found.value, found.data["count"]) == ("Thoughts", 1)


def test_a_sheet_without_headings_is_named(tmp_path):
    path = workbook(tmp_path / "a.xlsx", template(Sources=[["Study 2023", "2023"]]))
    (found,), _ = issues(path, "TAB-011")
    assert found.value == "Sources"


def test_an_unknown_unit_gets_a_group_of_its_own_and_is_named(tmp_path):
    path = workbook(tmp_path / "a.xlsx", template(Flows=[FLOWS, ["F1", "Steel", "product flow", "bushel of steel"]]))
    (found,), entities = issues(path, "TAB-013")
    assert found.pointer == "Flows!D2"
    (group,) = [entity for entity in entities if entity.type == "unit_group" and "bushel" in entity.units[0].name]
    assert group.units[0].is_reference


def test_uncertainty_without_a_distribution_to_be_told(tmp_path):
    lines = [[*LINES, "Median"], ["Rolling", "output", "Steel", 1, "kg", "yes", 4]]
    path = workbook(tmp_path / "a.xlsx", template(Exchanges=lines))
    (found,), _ = issues(path, "TAB-016")
    assert found.pointer == "Exchanges!G2"


def test_a_parameter_without_a_name(tmp_path):
    path = workbook(tmp_path / "a.xlsx", template(Parameters=[["Process", "Parameter", "Value"], ["Rolling", None, 4]]))
    (found,), _ = issues(path, "TAB-016")
    assert found.pointer.startswith("Parameters!")


def test_declared_separators_make_another_spelling_an_error(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", template(Exchanges=[LINES, ["Rolling", "output", "Steel", "1.5", "kg", "yes"]])
    )
    (found,), _ = issues(path, "TAB-003", decimal=",")
    assert found.pointer == "Exchanges!D2"


def test_groups_that_are_no_groups_of_three(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", template(Exchanges=[LINES, ["Rolling", "output", "Steel", "12,34", "kg", "yes"]])
    )
    (found,), _ = issues(path, "TAB-003", thousands=",")
    assert found.value == "12,34"


CSV = "ID,Name (en),Flow type,Unit\nF1,Steel,product flow,kg\n"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b'ID,Name (en),Flow type,Unit\nF1,"Steel,product flow,kg\n', "CSV"),
        (b'ID,Name (en),Flow type,Unit\nF1,"St"eel,product flow,kg\n', "CSV"),
        (CSV.encode() + b"F2,\xff\xfe\xfa,product flow,kg\n", "encoding"),
        (CSV.encode() + b",".join([b"x"] * 20_000), "columns"),
        (b"one,two\n1,2\n", "template"),
    ],
    ids=["open quote", "quote inside", "no encoding", "too wide", "no headings"],
)
def test_broken_csv_is_one_error_with_its_place(data, word, tmp_path):
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    with pytest.raises(MalformedSourceError, match=word) as caught:
        issues(path, "", format="tables")
    assert "table.csv" in str(caught.value.at)


def parts_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def stored(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


DAMAGE = {
    "sheet cut off": ("xl/worksheets/sheet1.xml", lambda data: data[: len(data) // 2], MalformedSourceError),
    "sheet empty": ("xl/worksheets/sheet1.xml", lambda _: b"", LcabridgeError),
    "document type": (
        "xl/worksheets/sheet1.xml",
        lambda data: b'<!DOCTYPE a [<!ENTITY x "y">]>' + data.partition(b"?>")[2] if b"?>" in data[:60] else b"<!DOCTYPE a []>" + data,
        UnsafeContentError,
    ),
    "shared string that is not there": (
        "xl/worksheets/sheet1.xml", lambda data: data.replace(b't="inlineStr"><is><t>ID</t></is>', b't="s"><v>9</v>'), MalformedSourceError,
    ),
    "row numbers going back": (
        "xl/worksheets/sheet1.xml", lambda data: data.replace(b'<row r="2"', b'<row r="1"'), MalformedSourceError,
    ),
    "row number out of bounds": (
        "xl/worksheets/sheet1.xml", lambda data: data.replace(b'<row r="2"', b'<row r="9999999"'), MalformedSourceError,
    ),
    "relations missing": ("xl/_rels/workbook.xml.rels", None, MalformedSourceError),
    "styles broken": ("xl/styles.xml", lambda _: b"<a>", MalformedSourceError),
    "workbook broken": ("xl/workbook.xml", lambda data: data[:-20], LcabridgeError),
    "bomb": ("xl/worksheets/sheet1.xml", lambda _: bytes(64 << 20), LimitError),
}  # fmt: skip


@pytest.mark.parametrize(("part", "change", "error"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_workbook_is_one_error_with_its_place(part, change, error, tmp_path):
    parts = parts_of(workbook(tmp_path / "good.xlsx", template()))
    if change is None:
        del parts[part]
    else:
        changed = change(parts[part])
        assert changed != parts[part]
        parts[part] = changed
    path = stored(tmp_path / "bad.xlsx", parts)
    with pytest.raises(error) as caught:
        issues(path, "", format="tables")
    assert "bad.xlsx" in str(caught.value.at)
    assert caught.value.zh


def test_a_row_without_end_is_refused(tmp_path):
    parts = parts_of(workbook(tmp_path / "good.xlsx", template()))
    cells = "".join(f'<c t="inlineStr"><is><t>{n:032x}{n * 7919:032x}</t></is></c>' for n in range(600_000))
    parts["xl/worksheets/sheet1.xml"] = f"<worksheet><sheetData><row>{cells}</row></sheetData></worksheet>".encode()
    with pytest.raises(LcabridgeError):
        issues(stored(tmp_path / "bad.xlsx", parts), "", format="tables")


INVENTORY = [
    ["Database", "db"],
    [],
    ["Activity", "Rolling"],
    ["unit", "kilogram"],
    ["Exchanges"],
    ["name", "amount", "unit", "type"],
    ["Rolling", 1, "kilogram", "production"],
]


@pytest.mark.parametrize(
    ("row", "code", "pointer"),
    [
        (["Steel", "1,5", "kilogram", "technosphere"], "BW-006", "S!B8"),
        (["Steel", 1, "kilogram", None], "BW-004", "S!D8"),
        (["Steel", 1, "kilogram", "magic"], "BW-004", "S!D8"),
        (["Steel", 1, "kilogram", "technosphere "], "BW-007", "S!D8"),
    ],
)
def test_rows_of_brightway_that_are_off(row, code, pointer, tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"S": [*INVENTORY, row]})
    found, _ = issues(path, code, format="brightway-excel")
    pointers = {issue.pointer.replace("A8", "D8") if code == "BW-004" else issue.pointer for issue in found}
    assert pointers == {pointer}


def test_a_row_outside_the_blocks_of_brightway(tmp_path):
    path = workbook(tmp_path / "a.xlsx", {"S": [["Hello there", "you"], [], *INVENTORY]})
    found, _ = issues(path, "BW-001")
    assert [issue.pointer for issue in found] == ["S!A1"]


def test_an_unknown_uncertainty_type_of_brightway_is_named(tmp_path):
    rows = [
        *INVENTORY[:5],
        ["name", "amount", "unit", "type", "uncertainty type", "loc"],
        ["Rolling", 1, "kilogram", "production", 8, 2],
    ]
    (found,), _ = issues(workbook(tmp_path / "a.xlsx", {"S": rows}), "BW-003")
    assert found.pointer == "S!E7"


def test_two_activities_of_one_code(tmp_path):
    twice = [["Activity", "A"], ["code", "x"], [], ["Activity", "B"], ["code", "x"]]
    with pytest.raises(LcabridgeError, match="S!A"):
        issues(workbook(tmp_path / "a.xlsx", {"S": twice}), "", format="brightway-excel")


MAPS = {
    "no value": "id: a\nsource: {name: {en: x}}\ncolumns: {name: [n], unit: [u]}\n",
    "unknown field": "id: a\nsource: {name: {en: x}}\ncolumns: {name: [n], value: [v], unit: [u], colour: [c]}\n",
    "unknown key": "id: a\nsize: 3\nsource: {name: {en: x}}\ncolumns: {name: [n], value: [v], unit: [u]}\n",
    "no YAML": "a: [b\n",
    "alias": "id: &a x\nsource: {name: {en: *a}}\n",
    "not a table": "- a\n- b\n",
}


@pytest.mark.parametrize("text", MAPS.values(), ids=MAPS)
def test_a_wrong_mapping_file_is_one_error(text, tmp_path):
    table = tmp_path / "list.csv"
    table.write_text("n,v,u\na,1,kgCO2e/kg\n", encoding="utf-8")
    rules = tmp_path / "rules.yaml"
    rules.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        issues(table, "", format="factors", map=str(rules))
    assert caught.value.zh


@pytest.mark.parametrize("unit", ["%", "kg", "tC/TJ", "m3/kg", "kgCO2e"])
def test_a_unit_that_is_no_factor_is_named(unit, tmp_path):
    table = tmp_path / "list.csv"
    table.write_text(f"产品名称,碳足迹,单位,功能单位\n钢,1,{unit},1 kg\n", encoding="utf-8")
    (found,), entities = issues(table, "TAB-030")
    assert found.pointer == "list!A2"
    assert not [entity for entity in entities if entity.type == "process"]
