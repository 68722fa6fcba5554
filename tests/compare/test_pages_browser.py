"""The pages of a comparison and of an assessment in headless Chromium: what a reader does with them."""

import csv
import json
import os
import time

import pytest

from lcabridge.assess.model import Assessment, CheckInfo, Finding, Outcome, summarise
from lcabridge.assess.pages.assesspage import assess_sheet, assess_summary
from lcabridge.assess.pages.comparepage import compare_sheet, compare_summary
from lcabridge.report.render.sheet import render_sheet
from tests.calc.hand import UNITS, Package, co2, flow, inp, out, process
from tests.compare.build import run
from tests.report.browser import Browser, chromium

pytestmark = pytest.mark.skipif(
    os.name != "posix" or chromium() is None,
    reason="no Chromium here (its debugging pipe needs POSIX): apt-get install chromium",
)

EVIL = "<img src=x onerror=alert(1)></script>\"&'"


def database(factor):
    steels = [flow(f"s{k}", name=f"Steel {k}" if k else EVIL) for k in range(12)]
    power = flow("power", prop="energy", name="Electricity")
    plant = process("plant", out("power", 1.0, ref=True), out("co2", 0.5 * factor))
    mills = [
        process(f"m{k}", out(f"s{k}", 1.0, ref=True), inp("power", 1.0 + k), out("co2", 1.0 + k * (factor - 1)))
        for k in range(12)
    ]
    return Package(*UNITS, *steels, power, co2(), plant, *mills)


@pytest.fixture(scope="module")
def comparison():
    return run(database(1.0), database(2.0), release=True)


def assessment():
    info = {
        "balance.mass": CheckInfo(id="balance.mass", title={"en": "Mass is balanced", "zh": "质量平衡"}, group="balance", clause="A8",
                                  rationale={"en": "why", "zh": "为何"}, mend={"en": "how", "zh": "如何"}),
        "quality.rating": CheckInfo(id="quality.rating", title={"en": "Rating", "zh": "评级"}, group="quality", clause="G5",
                                    rationale={"en": "why", "zh": "为何"}, mend={"en": "how", "zh": "如何"}),
        "structure.units": CheckInfo(id="structure.units", title={"en": "Units", "zh": "单位"}, group="structure", clause="A9",
                                     rationale={"en": "why", "zh": "为何"}, mend={"en": "how", "zh": "如何"}),
    }  # fmt: skip
    findings = [
        Finding(check="balance.mass", type="process", uuid=f"u{k}", name={"en": f"Mill {k}"}, path="exchanges", value=2.0,
                message={"en": f"{EVIL} {k}", "zh": f"不平衡 {k}"})
        for k in range(30)
    ]  # fmt: skip
    closure = [
        {"type": "process", "uuid": f"u{k}", "name": {"en": f"Mill {k}"}, "quantity": "mass", "inputs": 1.0, "outputs": 1.0 + k / 10,
         "closure": 1.0 + k / 10, "coverage": 1.0, "defaults": []}
        for k in range(20)
    ]  # fmt: skip
    rating = [{"uuid": "u1", "name": {"en": "Mill 1"}, "scheme": "ILCD", "method": "PEF", "formula": "mean", "rating": 2.0, "coverage": 0.9,
               "scores": {"TeR": 1.0, "GR": 2.0, "TiR": 3.0, "P": 2.0}}]  # fmt: skip
    outcomes = [
        Outcome(check="balance.mass", verdict="finding", findings=findings, count=31, seen=40, skipped=10, severity="block", tables={"closure": closure}),
        Outcome(check="quality.rating", verdict="pass", seen=1, tables={"rating": rating}),
        Outcome(check="structure.units", verdict="not_assessable", missing={"en": "units", "zh": "单位"}),
    ]  # fmt: skip
    return Assessment(
        source={"path": "x.zip", "format": "ilcd"}, profile="internal", checks=info, outcomes=outcomes,
        summary=summarise(outcomes, {"process": 40}),
    )  # fmt: skip


@pytest.fixture(scope="module")
def downloads(tmp_path_factory):
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def browser(downloads):
    one = Browser(downloads)
    yield one
    one.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory, comparison):
    folder = tmp_path_factory.mktemp("pages")
    a = assessment()
    for name, sheet in {
        "compare": compare_sheet(comparison, "lcabridge"), "compare-summary": compare_summary(comparison, "lcabridge"),
        "assess": assess_sheet(a, "lcabridge"), "assess-summary": assess_summary(a, "lcabridge"),
    }.items():  # fmt: skip
        (folder / f"{name}.html").write_text(render_sheet(sheet), "utf-8")
        (folder / f"{name}-zh.html").write_text(render_sheet(sheet, "zh"), "utf-8")
    return folder


@pytest.fixture
def page(browser, pages):
    browser.view(1440, 1000)
    yield browser
    assert browser.complaints() == []
    assert all(url.startswith(("file:", "blob:", "about:")) for url in browser.requests())


def rows(page, table):
    return page.js(
        f"[...document.querySelectorAll('[data-table={table}] tbody tr:not(.detail)')].map(r => r.innerText)"
    )


def box(table, rest):
    return f"document.querySelector('[data-table={table}] {rest}')"


@pytest.mark.parametrize("name", ["compare", "compare-summary", "assess", "assess-summary"])
def test_nothing_of_the_data_becomes_part_of_the_page(page, pages, name):
    page.open(pages / f"{name}.html")
    assert page.js("document.querySelectorAll('img').length") == 0
    assert page.js("[...document.querySelectorAll('[style]')].length") == 0


def test_every_point_is_shown_and_opens_with_its_evidence(page, pages):
    page.open(pages / "compare.html")
    assert len(rows(page, "points")) == 27
    page.js(f"{box('points', 'tbody tr:nth-child(2)')}.click()")
    detail = page.js(f"{box('points', 'tr.detail')}.innerText")
    assert "matched products" in detail
    assert page.js(f"{box('points', 'tbody tr:nth-child(2)')}.getAttribute('aria-expanded')") == "true"


def test_search_filter_and_clear(page, pages):
    page.open(pages / "compare.html")
    page.js(f"{{const q = {box('points', 'input')}; q.value = 'methane'; q.dispatchEvent(new Event('input'))}}")
    assert any("Fossil and biogenic methane" in row for row in rows(page, "points"))
    assert len(rows(page, "points")) < 27
    page.js(f"{box('points', '[data-do=clear]')}.click()")
    page.js(f"{{const s = {box('points', 'select')}; s.value = 'unknown'; s.dispatchEvent(new Event('change'))}}")
    shown = rows(page, "points")
    assert shown
    assert all("unknown" in row for row in shown)
    page.js(f"{box('points', '[data-do=clear]')}.click()")
    assert len(rows(page, "points")) == 27


def test_sort_by_a_number_puts_empty_cells_last(page, pages):
    page.open(pages / "compare.html")
    page.js(f"{box('pairs', 'th:nth-child(6) button')}.click()")
    first = page.js(
        "[...document.querySelectorAll('[data-table=pairs] tbody tr:not(.detail) td:nth-child(6)')].map(c => c.innerText)"
    )
    numbers = [float(text.replace(",", "")) for text in first if text]
    assert numbers == sorted(numbers, reverse=True)
    assert page.js(f"{box('pairs', 'th:nth-child(6)')}.getAttribute('aria-sort')") == "descending"


@pytest.mark.parametrize("name", ["compare", "assess"])
def test_the_switch_speaks_chinese_everywhere_and_back(page, pages, name):
    page.open(pages / f"{name}.html")
    english = page.js("document.body.innerText")
    page.js("document.querySelector('.languages button[data-lang=zh]').click()")
    assert page.js("document.documentElement.lang") == "zh-CN"
    assert page.js("document.title") in ("两个数据库的比较", "数据包评估")
    left = page.js(
        "[...document.querySelectorAll('h1, h2, th, figcaption')].filter(e => e.innerText && !/[\\u4e00-\\u9fff]/.test(e.innerText)).map(e => e.innerText)"
    )
    assert [word for word in left if word not in ("A", "B", "UUID", "B ÷ A")] == []
    page.js("document.querySelector('.languages button[data-lang=en]').click()")
    assert page.js("document.body.innerText") == english


def test_a_chinese_page_opens_in_chinese(page, pages):
    page.open(pages / "compare-zh.html")
    assert "一致性要点" in page.js("document.body.innerText")


def test_charts_have_the_line_the_dots_and_the_parts(page, pages):
    page.open(pages / "compare.html")
    assert page.js("document.querySelectorAll('#factors svg circle').length") == 13
    assert page.js("document.querySelectorAll('#factors svg line.mark').length") == 1
    assert page.js("document.querySelectorAll('#factors svg rect.tone-fourth').length") > 5
    page.open(pages / "assess.html")
    assert page.js("document.querySelectorAll('#quality svg polygon.area').length") == 1
    assert page.js("document.querySelectorAll('#balances svg.chart').length") == 2


def test_findings_open_with_why_and_how(page, pages):
    page.open(pages / "assess.html")
    assert len(rows(page, "findings")) == 30
    page.js(f"{box('findings', 'tbody tr')}.focus()")
    page.js(f"{box('findings', 'tbody tr')}.dispatchEvent(new KeyboardEvent('keydown', {{key: 'Enter'}}))")
    assert "how to mend it" in page.js(f"{box('findings', 'tr.detail')}.innerText")


def test_csv_of_what_is_shown(page, pages, downloads):
    page.open(pages / "compare.html")
    page.js(f"{{const q = {box('pairs', 'input')}; q.value = 'steel 3'; q.dispatchEvent(new Event('input'))}}")
    page.js(f"{box('pairs', '[data-do=csv]')}.click()")
    path = downloads / "pairs.csv"
    for _ in range(100):
        if path.exists() and path.stat().st_size:
            break
        time.sleep(0.05)
    table = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    assert table[1][0] == "Steel 3"
    assert len(table) == 2
    # A: 1 + 4 x 0.5 = 3; B: 1 + 3 + 4 x 1 = 8
    assert [float(cell) for cell in table[1][5:7]] == [3.0, 8.0]


def test_the_summary_fits_one_printed_page(page, pages, tmp_path):
    for name in ("compare-summary", "assess-summary"):
        page.open(pages / f"{name}.html")
        page.pdf(tmp_path / "summary.pdf")
        assert (tmp_path / "summary.pdf").read_bytes().count(b"/Type /Page\n") == 1, name


@pytest.mark.parametrize("name", ["compare", "assess"])
def test_on_a_phone_and_in_the_dark_nothing_is_wider_than_the_screen(page, pages, name):
    page.view(390, 800, dark=True, mobile=True)
    page.open(pages / f"{name}.html")
    assert page.js("document.documentElement.scrollWidth") <= 390


def test_embedded_data_is_json_whatever_stands_in_it(page, pages):
    page.open(pages / "compare.html")
    data = json.loads(page.js("document.getElementById('data').textContent"))
    assert any(row[0] == [EVIL, EVIL] for row in data["tables"]["pairs"]["rows"])
