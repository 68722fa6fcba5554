"""What people do to tables and what is understood all the same: each fact by a hand-made workbook."""

import csv
import io
import zipfile

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.worksheet.merge import MergedCellRange

import lcabridge
from lcabridge.model import ClassEntry, Classification, Uncertainty
from lcabridge.sources.sheets.cells import cell_address, column_letters, column_number
from lcabridge.sources.sheets.csvgrid import guard, unguard
from lcabridge.testing.samples import packages
from tests.plugins.tables.books import workbook
from tests.plugins.tables.test_bad_input import FLOWS, LINES, STEEL, issues, template


def process_of(path, **options):
    with lcabridge.read(path, **options) as package:
        return next(iter(package.entities("process"))), package


def amount(text, tmp_path, **options):
    path = workbook(tmp_path / "a.xlsx", template(Exchanges=[LINES, ["Rolling", "output", "Steel", text, "kg", "yes"]]))
    return process_of(path, **options)[0].exchanges[0].amount


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (2.5, 2.5), ("2.5", 2.5), (" 2.5 ", 2.5), ("2.5e3", 2500.0), ("１２．５", 12.5), ("5%", 0.05), ("１２．５％", 0.125),
        ("−3", -3.0), ("+4", 4.0), (0, 0.0),
    ],
)  # fmt: skip
def test_numbers_that_are_certain(text, value, tmp_path):
    assert amount(text, tmp_path) == value


@pytest.mark.parametrize(
    ("text", "options", "value"),
    [
        ("1,234.5", {"thousands": ","}, 1234.5),
        ("1.234,5", {"thousands": ".", "decimal": ","}, 1234.5),
        ("1 234 567", {"thousands": " "}, 1234567.0),
        ("1,5", {"decimal": ","}, 1.5),
        ("1'234", {"thousands": "'"}, 1234.0),
    ],
)
def test_numbers_with_declared_separators(text, options, value, tmp_path):
    assert amount(text, tmp_path, **options) == value


def test_a_cell_shown_in_per_cent_holds_its_fraction(tmp_path):
    def per_cent(book):
        book["Exchanges"]["D2"].number_format = "0.0%"

    lines = [LINES, ["Rolling", "output", "Steel", 0.05, "kg", "yes"]]
    path = workbook(tmp_path / "a.xlsx", template(Exchanges=lines), change=per_cent)
    assert process_of(path)[0].exchanges[0].amount == 0.05


def test_titles_notes_order_and_language_of_headings(tmp_path):
    flows = [
        ["各种流（2024 版）"],
        ["last edited by nobody"],
        [],
        ["流类型", "单位", "名称（中文）", "Name (en)", "名称 (de)", "ID"],
        ["## a note", None, "not a flow"],
        ["产品流", "千克", "钢", "Steel", "Stahl", "F1"],
    ]
    path = workbook(tmp_path / "a.xlsx", template(Flows=flows), change=lambda book: book["Flows"].merge_cells("A1:F1"))
    with lcabridge.read(path) as package:
        (flow,) = package.entities("flow")
    assert flow.name == {"zh": "钢", "en": "Steel", "de": "Stahl"}
    assert flow.flow_type == "product"
    # kg, the unit that 千克 is: mass of openLCA's reference data
    assert flow.properties[0].property.uuid == "93a60a56-a3c8-11da-a746-0800200b9a66"


def test_a_process_may_stand_in_the_first_row_of_its_block_only(tmp_path):
    lines = [LINES, ["Rolling", "output", "Steel", 1, "kg", "yes"], [None, "input", "Steel", 2, "kg"]]
    path = workbook(tmp_path / "a.xlsx", template(Exchanges=lines))
    process, package = process_of(path)
    assert [line.amount for line in process.exchanges] == [1.0, 2.0]
    assert [issue.pointer for issue in package.report if issue.code == "TAB-009"] == ["Exchanges!A3"]


def test_merged_cells_repeat_words_but_not_numbers(tmp_path):
    lines = [LINES, ["Rolling", "output", "Steel", 7, "kg"], [None, "output", "Steel", None, None]]

    def merge(book):
        for area in ("D2:D3", "E2:E3"):
            book["Exchanges"].merged_cells.add(MergedCellRange(book["Exchanges"], area))

    process, _ = process_of(workbook(tmp_path / "a.xlsx", template(Exchanges=lines), change=merge))
    assert [(line.amount, line.unit.name) for line in process.exchanges] == [(7.0, "kg"), (None, "kg")]


def test_dates_become_years_and_iso_days(tmp_path):
    import datetime as dt

    rows = [
        ["ID", "Name (en)", "Reference year", "Valid from"],
        ["P1", "Rolling", dt.date(2023, 7, 1), dt.date(2023, 7, 1)],
    ]
    process, package = process_of(workbook(tmp_path / "a.xlsx", template(Processes=rows)))
    assert (process.time.reference_year, process.time.valid_from) == (2023, "2023-07-01")
    assert [issue.pointer for issue in package.report if issue.code == "TAB-004"] == ["Processes!C2"]


def test_paths_lists_and_references_in_one_cell(tmp_path):
    rows = [
        ["ID", "Name (en)", "Category", "Tags", "Sources"],
        ["P1", "Rolling", "Metals > Steel\nGB/T 4754-2017: 制造业 [C] > 钢 [31]", "a; b；c", "Study\n[S2]"],
    ]
    sources = [["ID", "Name (en)"], ["S1", "Study"], ["S2", "Other"]]
    process, _ = process_of(workbook(tmp_path / "a.xlsx", template(Processes=rows, Sources=sources)))
    assert process.classifications == [
        Classification(system="openLCA", classes=[ClassEntry(name="Metals"), ClassEntry(name="Steel")]),
        Classification(
            system="GB/T 4754-2017", classes=[ClassEntry(name="制造业", id="C"), ClassEntry(name="钢", id="31")]
        ),
    ]
    assert process.tags == ["a", "b", "c"]
    assert len({ref.uuid for ref in process.data_sources.sources}) == 2


def test_a_distribution_is_told_by_its_parameters(tmp_path):
    lines = [[*LINES, "Geometric standard deviation"], ["Rolling", "output", "Steel", 1, "kg", "yes", 1.2]]
    process, package = process_of(workbook(tmp_path / "a.xlsx", template(Exchanges=lines)))
    assert process.exchanges[0].uncertainty == Uncertainty(distribution="lognormal", gsd=1.2)
    assert "TAB-017" in package.report.issue_counts


def test_a_parameter_without_a_process_holds_everywhere(tmp_path):
    rows = [["Process", "Parameter", "Value"], [None, "load", 0.5], ["Rolling", "share", "50%"]]
    path = workbook(tmp_path / "a.xlsx", template(Parameters=rows))
    process, package = process_of(path)
    (shared,) = package.entities("parameter")
    assert (shared.parameter.name, shared.parameter.value) == ("load", 0.5)
    assert [(p.name, p.value) for p in process.parameters] == [("share", 0.5)]


def test_rich_text_and_phonetic_hints(tmp_path):
    parts = {}
    with zipfile.ZipFile(workbook(tmp_path / "a.xlsx", template())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet3.xml"]
    rich = b"<is><r><t>St</t></r><r><rPr><b/></rPr><t>eel</t></r><rPh sb='0' eb='1'><t>gang</t></rPh></is>"
    parts["xl/worksheets/sheet3.xml"] = sheet.replace(b"<is><t>Steel</t></is>", rich)
    assert parts["xl/worksheets/sheet3.xml"] != sheet
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    with lcabridge.read(tmp_path / "b.xlsx") as package:
        assert [flow.name for flow in package.entities("flow")] == [{"en": "Steel"}]


@pytest.mark.parametrize(
    ("separator", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16"), (";", "gb18030")]
)
def test_csv_of_any_separator_and_encoding(separator, encoding, tmp_path):
    rows = [
        ["ID", "名称 (zh)", "流类型", "单位", "说明 (zh)"],
        ["F1", "冷轧钢", "产品流", "kg", "由热轧钢卷经酸洗和冷轧制成"],
    ]
    text = "\n".join(separator.join(row) for row in rows)
    (tmp_path / "flows.csv").write_bytes(text.encode(encoding))
    with lcabridge.read(tmp_path / "flows.csv", format="tables") as package:
        assert [flow.name for flow in package.entities("flow")] == [{"zh": "冷轧钢"}]


DANGEROUS = [
    "=1+1",
    "+1",
    "-1+2",
    "@SUM(A1)",
    "\t=1",
    "'=1",
    "''x",
    '=HYPERLINK("http://example.org")',
    "-(+)-limonene",
    "'80s",
]


@pytest.mark.parametrize("text", DANGEROUS)
def test_guarding_is_undone_on_reading(text):
    assert unguard(guard(text)) == text
    assert guard(text)[0] not in "=+-@\t\r"


def named(text):
    entities = packages()["one exchange"]
    entities[-1].name = {"en": text}
    return entities


@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_for_people_begins_like_a_formula(text, tmp_path):
    lcabridge.write(named(text), tmp_path / "a.xlsx", to="tables")
    lcabridge.write(named(text), tmp_path / "a.zip", to="tables")
    cells = [cell for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx") for row in sheet.iter_rows() for cell in row]
    assert text in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)
    assert all(cell.quotePrefix for cell in cells if cell.value == text and text[0] in "=+-@\t'")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        rows = csv.reader(io.StringIO(archive.read("processes.csv").decode("utf-8-sig"), newline=""))
        assert [cell for row in rows for cell in row if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []
    for name in ("a.xlsx", "a.zip"):
        assert process_of(tmp_path / name)[0].name == {"en": text}


def test_machine_csv_is_not_guarded(tmp_path):
    lcabridge.write(named("-(+)-limonene"), tmp_path / "a.csv", to="brightway-excel")
    assert b"Activity,-(+)-limonene\r\n" in (tmp_path / "a.csv").read_bytes()


def test_openpyxl_reads_what_we_write_cell_by_cell(tmp_path):
    """Every value of the exchanges, by a reader that is not ours."""
    sample = packages()["supply chain"]
    lcabridge.write(sample, tmp_path / "a.xlsx", to="tables")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["Exchanges 交换"]
    head, *rows = sheet.iter_rows(values_only=True)
    place = {str(heading).split(" / ")[0]: number for number, heading in enumerate(head)}
    found = {(row[place["Process ID"]], row[place["Number"]]): row for row in rows}
    for process in sample:
        if process.type != "process":
            continue
        for line in process.exchanges:
            row = found.pop((process.uuid, line.id))
            assert (row[place["Amount"]], row[place["Unit"]]) == (line.amount, line.unit.name)
            assert (row[place["Direction"]], row[place["Flow ID"]]) == (line.direction, line.flow.uuid)
    assert not found


def test_lists_to_choose_from_are_in_the_workbook(tmp_path):
    from click.testing import CliRunner

    from lcabridge_tables.template import command

    run = CliRunner().invoke(command, [str(tmp_path / "a.xlsx"), "--lang", "zh"])
    assert run.exit_code == 0, run.output
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert "过程 Processes" in book.sheetnames
    assert book["词表 Lists"].sheet_state == "hidden"
    rules = book["交换 Exchanges"].data_validations.dataValidation
    lists = [rule for rule in rules if rule.type == "list"]
    words = {cell.value for column in book["词表 Lists"].iter_cols() for cell in column}
    assert {"输入", "输出", "是", "否", "kg", "对数正态"} <= words
    assert len(lists) >= 4
    assert book["交换 Exchanges"]["A1"].font == Font(name="Calibri", sz=11, b=True, color="FFFFFFFF")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["a.xlsx", "a.zip"])
def test_the_example_of_the_template_is_a_package(lang, name, tmp_path):
    from click.testing import CliRunner

    from lcabridge_tables.template import command

    for target, more in ((tmp_path / name, ["--example"]), (tmp_path / f"empty-{name}", [])):
        run = CliRunner().invoke(command, [str(target), "--lang", lang, *more])
        assert run.exit_code == 0, run.output
    with lcabridge.read(tmp_path / name) as package:
        entities = list(package)
        assert {entity.type for entity in entities} == {
            "process", "flow", "source", "contact", "impact_category", "flow_property", "unit_group",
        }  # fmt: skip
        rolling = next(e for e in entities if e.type == "process" and e.exchanges[0].unit.name == "t")
        # 120 * load with load = 1.25 are the 150 kWh that stand there.
        assert (rolling.exchanges[1].amount, rolling.exchanges[1].formula) == (150.0, "120 * load")
        assert rolling.exchanges[1].provider.uuid in {e.uuid for e in entities}
        assert not [
            i for i in package.report if i.code in ("TAB-001", "TAB-003", "TAB-006", "TAB-007", "TAB-008", "TAB-016")
        ]
    with lcabridge.read(tmp_path / f"empty-{name}") as package:
        assert list(package) == []


def test_headings_are_unique_in_each_sheet():
    from lcabridge_tables.layout import SHEETS, all_columns

    for sheet in SHEETS:
        for side in ("en", "zh"):
            headings = [getattr(column, side) for column in all_columns(sheet)]
            assert len(headings) == len(set(headings)), (
                f"{sheet.id}: {sorted(h for h in headings if headings.count(h) > 1)}"
            )
            assert not [heading for heading in headings if set(heading) & set("/|()")]


def test_addresses():
    assert [column_letters(number) for number in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
    assert [column_number(word) for word in ("A", "Z", "AA", "ZZ", "AAA")] == [0, 25, 26, 701, 702]
    assert cell_address("my sheet", 7, 1) == "'my sheet'!B7"


def test_flows_that_only_the_tables_unit_tells_are_measured_once(tmp_path):
    path = workbook(tmp_path / "a.xlsx", template(Flows=[FLOWS, STEEL, ["F2", "Scrap", "waste flow", "t"]]))
    _, entities = issues(path, "")
    assert sorted(entity.type for entity in entities if entity.type in ("flow_property", "unit_group")) == [
        "flow_property", "unit_group",
    ]  # fmt: skip
