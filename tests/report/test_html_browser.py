"""The HTML page in headless Chromium: what a reader does with it."""

import csv
import io
import json
import os
import time

import pytest

from lcabridge.report import Report
from lcabridge.report import catalogue as c
from lcabridge.report.render import render_html, write_report
from tests.report.browser import Browser, chromium
from tests.report.sample import GRID, NAMES, SOURCE, STEEL, TARGET, large, small_dict

pytestmark = pytest.mark.skipif(
    os.name != "posix" or chromium() is None,
    reason="no Chromium here (its debugging pipe needs POSIX): apt-get install chromium",
)


@pytest.fixture(scope="module")
def downloads(tmp_path_factory):
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="module")
def browser(downloads):
    one = Browser(downloads)
    yield one
    one.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    write_report(small_dict(), folder / "small.html")
    write_report(small_dict(), folder / "small-zh.html", "zh")
    return folder


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    path = tmp_path_factory.mktemp("many") / "large.html"
    write_report(large(60_000), path)
    return path


@pytest.fixture
def page(browser, pages):
    browser.view(1440, 1000)
    browser.open(pages / "small.html")
    yield browser
    assert browser.complaints() == []
    assert all(url.startswith(("file:", "blob:", "about:")) for url in browser.requests())


def _status(page):
    return page.js("document.getElementById('status').textContent")


def _choose(page, field, value):
    page.js(
        f"{{const f = document.getElementById('{field}'); f.value = {json.dumps(value)}; f.dispatchEvent(new Event('change'))}}"
    )


def _type(page, words):
    page.js("document.getElementById('q').select()")
    page.call("Input.insertText", text=words)
    time.sleep(0.3)


def _codes(page):
    return page.js("[...document.querySelectorAll('tr.issue code')].map(c => c.textContent)")


def test_shows_every_issue_with_all_that_it_says(page):
    assert _status(page) == "9 issues"
    row = page.rows()[0].replace("\n", " ")
    for part in ("Error", "Dropped", "Value of the wrong kind", "READ-003", "process.exchanges.amount: '1,5' is not a number", "Process",
                 "Electricity, at grid", GRID.uuid, "01.00.000", "sample.zip!processes/1111.json", "/exchanges/3/amount"):  # fmt: skip
        assert part in row


def test_language_switches_the_whole_page(page):
    page.js("document.querySelector('button[data-lang=zh]').click()")
    assert page.js("document.documentElement.lang") == "zh-CN"
    assert page.js("document.title") == "转换报告"
    assert _status(page) == "9 个问题"
    row = page.rows()[0]
    for part in ("错误", "丢失", "取值类型错误", "不是数字", "电网电力"):
        assert part in row
    seen = page.js(
        "[...document.querySelectorAll('h1, h2, label > span, th, button:not(.link), .tile-name, .tile-meaning, .kind-title, option, #status')]"
        ".filter(n => !n.closest('.languages')).map(n => n.textContent.trim())"
    )
    # Codes, numbers and names of the report stay; no other word is left in Latin letters.
    known = ("CSV", "UUID", "openLCA", "sample")
    left = [
        w
        for w in seen
        if not any("\u4e00" <= ch <= "\u9fff" for ch in w) and any(ch.isalpha() for ch in w) and not w.startswith(known)
    ]
    assert left == []
    page.js("document.querySelector('button[data-lang=en]').click()")
    assert _status(page) == "9 issues"


def test_opens_in_chinese(browser, pages):
    browser.open(pages / "small-zh.html")
    assert _status(browser) == "9 个问题"


@pytest.mark.parametrize(
    ("field", "value", "count"),
    [
        ("severity", "ERROR", 1),
        ("severity", "INFO", 2),
        ("loss", "DROPPED", 4),
        ("loss", "NONE", 1),
        ("stage", "WRITE", 5),
        ("code", "WRITE-004", 3),
        ("type", "flow", 2),
        ("type", "process", 7),
    ],
)
def test_each_filter(page, field, value, count):
    _choose(page, field, value)
    assert len(page.rows()) == count
    assert _status(page) == f"{count} of 9 issues"
    assert f"{field}={value}" in page.js("location.hash")


def test_filters_work_together_and_are_taken_away_one_by_one(page):
    _choose(page, "loss", "DROPPED")
    _choose(page, "type", "flow")
    assert _codes(page) == ["WRITE-004"]
    page.js("document.querySelector('.chip').click()")
    assert len(page.rows()) == 2
    page.js("document.getElementById('clear').click()")
    assert len(page.rows()) == 9
    assert page.js("location.hash") == ""


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("wrong kind", 1),
        ("WRITE-004", 3),
        (GRID.uuid[:13], 7),
        ("steel rolled", 2),
        ("steel cost", 0),
        ("电网电力", 7),
        ("/exchanges/3", 1),
        ("warmband", 1),
        ("33.33333", 1),
        ("2222.json", 3),
    ],
)
def test_search_finds_words_in_every_part(page, words, count):
    _type(page, words)
    assert len(page.rows()) == count
    assert page.js("document.getElementById('empty').hidden") == (count > 0)


def test_no_row_says_so(page):
    _type(page, "nosuchword")
    assert page.js("document.getElementById('empty').innerText") == "No issue fits these filters."
    assert page.js("document.getElementById('csv').disabled")


def test_tiles_and_kinds_filter_and_a_second_press_takes_it_back(page):
    page.js("document.querySelector('a[data-loss=DROPPED]').click()")
    assert len(page.rows()) == 4
    page.js("document.querySelector('a[data-code=\"WRITE-005\"]').click()")
    assert _codes(page) == ["WRITE-005"]
    assert page.js("[...document.querySelectorAll('[aria-current]')].map(n => n.dataset.code)") == ["WRITE-005"]
    page.js("document.querySelector('a[data-code=\"WRITE-005\"]').click()")
    assert len(page.rows()) == 9


def test_name_of_a_data_set_shows_only_its_issues(page):
    page.js("[...document.querySelectorAll('tr.issue .link')].find(b => b.textContent.includes('Steel')).click()")
    assert len(page.rows()) == 2
    assert all("Steel, hot rolled" in row for row in page.rows())
    assert page.js("decodeURIComponent(location.hash)") == f"#entity=flow/{STEEL.uuid}/01.00"


def test_columns_sort_both_ways(page):
    def column():
        return page.js("[...document.querySelectorAll('tr.issue')].map(r => r.cells[3].innerText.trim())")

    page.js("document.querySelector('th[data-sort=path] button').click()")
    up = column()
    assert up == sorted(up)
    assert page.js("document.querySelector('th[data-sort=path]').getAttribute('aria-sort')") == "ascending"
    page.js("document.querySelector('th[data-sort=path] button').click()")
    assert column() == sorted(up, reverse=True)
    assert page.js("document.querySelectorAll('[aria-sort]').length") == 1


def test_values_sort_as_numbers(browser, tmp_path):
    report = Report()
    for value in (10, 9, -1.5, "abc", 1e-3, 200):
        report.add(c.DROPPED_VALUE, value=value)
    write_report(report.to_dict("1", SOURCE, TARGET), tmp_path / "v.html")
    browser.open(tmp_path / "v.html", "#sort=value")
    values = browser.js("[...document.querySelectorAll('tr.issue')].map(r => r.cells[5].innerText.trim())")
    assert values == ["-1.5", "0.001", "9", "10", "200", "abc"]


def test_groups_by_code(page):
    _choose(page, "group", "code")
    groups = page.js(
        "[...document.querySelectorAll('.group button')].map(b => b.innerText.replace(/\\s+/g, ' ').trim())"
    )
    assert len(groups) == 7
    assert "Value that the target cannot hold WRITE-004 3" in groups
    assert page.rows() == []
    page.js(
        "[...document.querySelectorAll('.group')].find(g => g.dataset.key === 'WRITE-004').querySelector('button').click()"
    )
    assert _codes(page) == ["WRITE-004"] * 3
    assert page.js("document.activeElement.getAttribute('aria-expanded')") == "true"


def test_groups_by_data_set(page):
    _choose(page, "group", "entity")
    counts = page.js("[...document.querySelectorAll('.group-count')].map(b => b.textContent)")
    names = page.js("[...document.querySelectorAll('.group-name')].map(b => b.textContent)")
    assert dict(zip(names, counts, strict=True)) == {"Electricity, at grid": "7", "Steel, hot rolled": "2"}


@pytest.mark.parametrize(
    ("address", "count"),
    [
        ("#code=READ-003", 1),
        ("#loss=DROPPED&type=process", 3),
        ("#q=%E7%94%B5%E7%BD%91", 7),
        ("#lang=zh&severity=WARNING", 6),
        ("#code=NO-SUCH-CODE", 0),
        ("#sort=nonsense&size=7&page=99&group=x", 9),
        ("#%00%ff=&&==", 9),
    ],
)
def test_address_leads_to_the_same_rows(page, pages, address, count):
    page.open(pages / "small.html", address)
    assert len(page.rows()) == count


def test_changing_the_address_changes_the_rows(page):
    page.js("location.hash = '#loss=REPAIRED'")
    time.sleep(0.1)
    assert _codes(page) == ["READ-005"]


def _download(page, downloads):
    for old in downloads.iterdir():
        old.unlink()
    page.js("document.getElementById('csv').click()")
    for _ in range(200):
        found = [f for f in downloads.iterdir() if f.suffix == ".csv"]
        if found and found[0].stat().st_size:
            return found[0]
        time.sleep(0.02)
    raise AssertionError("no download")


def test_csv_has_the_filtered_rows(page, downloads):
    _choose(page, "loss", "DROPPED")
    file = _download(page, downloads)
    assert file.name == "lcabridge-issues.csv"
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert [row["code"] for row in rows] == ["READ-003", "WRITE-004", "WRITE-004", "WRITE-004"]
    assert rows[0] == {
        "code": "READ-003", "severity": "ERROR", "loss": "DROPPED", "stage": "READ", "type": "process", "uuid": GRID.uuid, "version": "01.00.000",
        "name": "Electricity, at grid", "path": "process.exchanges.amount", "file": "sample.zip!processes/1111.json", "line": "",
        "pointer": "/exchanges/3/amount", "value": "1,5", "message": "process.exchanges.amount: '1,5' is not a number",
    }  # fmt: skip
    assert rows[1]["value"] == "12.5"
    assert rows[2]["value"] == "'=2*x"


DANGEROUS = (
    "=1+1",
    "+1+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\x00=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "|calc",
)
HARMLESS = ("1,5", "-1.5", "+3", "1e-5", "-2E+10", "text = 1", "a\nb", 'say "x"', "中文", "")


def test_csv_holds_no_formula(browser, downloads, tmp_path):
    report = Report()
    for value in (*DANGEROUS, *HARMLESS):
        report.add(c.DROPPED_VALUE, path="flow.name", value=value, file=value, pointer=value)
    write_report(report.to_dict("1", SOURCE, TARGET), tmp_path / "x.html")
    browser.open(tmp_path / "x.html")
    text = _download(browser, downloads).read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [r["value"] for r in rows] == ["'" + v for v in DANGEROUS] + list(HARMLESS)
    assert [r["file"] for r in rows] == [r["value"] for r in rows]


HOSTILE = (
    "</script><script>window.hit=1</script>",
    "<img src=x onerror=window.hit=1>",
    "\"'><svg onload=window.hit=1>",
    "<!--<script>",
    "\u202egnp.exe",
    "\u2066a\u2028b\u2029c\x00d\x1b[2J",
    "[red]&lt;b&gt;&amp;",
    "__proto__",
    "constructor",
)


def test_hostile_values_are_shown_and_never_run(browser, tmp_path):
    report = Report()
    for text in HOSTILE:
        report.about(GRID, text)
        report.add(c.BAD_VALUE, path=text, pointer=text, value=text, expected=text)
    result = report.to_dict("1", {"path": HOSTILE[0], "format": HOSTILE[1], HOSTILE[2]: HOSTILE[0]}, TARGET)
    result["names"] = {"process": {GRID.uuid: {"en": HOSTILE[0], "zh": HOSTILE[1]}}}
    (tmp_path / "x.html").write_text(render_html(result), "utf-8")
    for address in (
        "",
        "#group=entity",
        "#q=<img+src=x+onerror=window.hit=1>",
        "#entity=%3Csvg%20onload%3Dwindow.hit%3D1%3E",
        "#lang=zh",
    ):
        browser.open(tmp_path / "x.html", address)
        time.sleep(0.05)
        assert browser.js("window.hit === undefined")
        assert browser.js("document.querySelectorAll('img, svg, script:not([id])').length") == 1
        assert browser.complaints() == []
    browser.open(tmp_path / "x.html")
    values = browser.js("[...document.querySelectorAll('tr.issue')].map(r => r.cells[5].textContent)")
    assert values[:4] == list(HOSTILE[:4])
    assert values[4] == "⟨U+202E⟩gnp.exe"
    assert values[5] == "⟨U+2066⟩a⟨U+2028⟩b⟨U+2029⟩c⟨U+0000⟩d⟨U+001B⟩[2J"
    assert values[7:] == ["__proto__", "constructor"]


def test_policy_stops_a_script_that_is_not_of_the_page(browser, tmp_path):
    text = render_html(small_dict()).replace(
        "</body>", "<script>window.hit=1</script><img src=x onerror='window.hit=2'></body>"
    )
    (tmp_path / "x.html").write_text(text, "utf-8")
    browser.open(tmp_path / "x.html")
    assert browser.js("window.hit === undefined")
    assert browser.complaints()


def test_right_to_left_text_does_not_turn_its_neighbours(browser, tmp_path):
    report = Report()
    report.add(c.DROPPED_VALUE, entity=GRID, path="process.name", value="כהרבא 123")
    result = {**report.to_dict("1", SOURCE, TARGET), "names": NAMES}
    write_report(result, tmp_path / "r.html")
    browser.open(tmp_path / "r.html")
    assert browser.js("[...document.querySelectorAll('tr.issue bdi')].some(b => b.textContent === 'כהרבא 123')")
    assert browser.js("getComputedStyle(document.querySelector('tr.issue')).direction") == "ltr"


def test_sixty_thousand_issues_open_in_three_seconds_and_stay_usable(browser, many):
    browser.view(1440, 1000)
    assert browser.open(many) < 3
    assert _status(browser) == "60,000 issues"
    assert len(browser.rows()) == 50
    assert browser.js("document.querySelectorAll('*').length") < 4000
    start = time.monotonic()
    _type(browser, "steel aluminium")
    assert "of 60,000" in _status(browser)
    browser.js("document.querySelector('th[data-sort=value] button').click()")
    _choose(browser, "group", "entity")
    browser.js("document.getElementById('clear').click()")
    assert time.monotonic() - start < 6
    assert _status(browser) == "60,000 issues"


def test_pages_turn(browser, many):
    browser.open(many, "#sort=place")
    first = browser.rows()
    assert browser.js("document.getElementById('page').textContent") == "Page 1 of 1,200"
    assert browser.js("document.getElementById('previous').disabled")
    browser.js("document.getElementById('next').click()")
    assert browser.js("document.getElementById('page').textContent") == "Page 2 of 1,200"
    assert browser.rows() != first
    browser.js("document.getElementById('previous').click()")
    assert browser.rows() == first
    browser.open(many, "#page=1200&sort=place")
    assert browser.js("document.getElementById('next').disabled")


def test_counts_beyond_the_cap_are_named(browser, tmp_path):
    report = Report(cap=2)
    for n in range(5):
        report.add(c.DROPPED_VALUE, value=n)
    report.add(c.EMPTY, path="flow.name")
    write_report(report.to_dict("1", SOURCE, TARGET), tmp_path / "r.html")
    browser.open(tmp_path / "r.html")
    assert "3 more are counted here but not listed" in browser.js("document.getElementById('beyond').innerText")
    browser.js("location.hash = '#code=READ-009'")
    time.sleep(0.1)
    assert browser.js("document.getElementById('beyond').hidden")


def test_long_values_open_on_request(browser, tmp_path):
    report = Report()
    report.add(c.DROPPED_VALUE, value="word " * 1000)
    write_report(report.to_dict("1", SOURCE, TARGET), tmp_path / "r.html")
    browser.view(1440, 1000)  # tests run in any order, and others look at narrow pages
    browser.open(tmp_path / "r.html")
    height = "document.querySelector('tr.issue').offsetHeight"
    before = browser.js(height)
    assert before < 200
    assert "5000 characters in the JSON report" in browser.js("document.querySelector('tr.issue').cells[5].textContent")
    browser.js("document.querySelector('.more').click()")
    assert browser.js(height) > 3 * before


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440])
def test_nothing_runs_over_the_edge(browser, many, width, lang):
    browser.view(width, 900, mobile=width < 760)
    browser.open(many, f"#lang={lang}&code=READ-003")
    assert browser.js("document.documentElement.scrollWidth") <= width
    browser.open(many, f"#lang={lang}&group=entity")
    assert browser.js("document.documentElement.scrollWidth") <= width


def test_touch_targets_on_a_phone_are_large_enough(browser, pages):
    browser.view(390, 844, mobile=True)
    browser.open(pages / "small.html")
    heights = browser.js(
        "[...document.querySelectorAll('#tools input, #tools select, #tools button')].filter(n => n.offsetParent).map(n => n.offsetHeight)"
    )
    assert len(heights) == 11
    assert min(heights) >= 44


def _press(page, key):
    codes = {"Tab": 9, "Enter": 13}
    for kind in ("keyDown", "keyUp"):
        text = {"text": "\r"} if key == "Enter" and kind == "keyDown" else {}
        page.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=codes[key], **text)


def test_keyboard_alone_reaches_and_works_everything(page):
    _press(page, "Tab")
    assert page.js("document.activeElement.className") == "skip"
    _press(page, "Enter")
    assert page.js("document.activeElement.id") == "issues"
    seen = []
    for _ in range(11):
        _press(page, "Tab")
        seen.append(page.js("(a => a.id || a.closest('th').dataset.sort)(document.activeElement)"))
    # "Clear filters" is off and the choice of the sort column hidden: the column heads do it.
    assert seen == ["q", "severity", "loss", "stage", "code", "type", "group", "size", "csv", "severity", "code"]
    _press(page, "Enter")
    assert page.js("document.querySelector('[aria-sort]').dataset.sort") == "code"


def test_every_control_has_a_name_for_screen_readers(page):
    page.call("Accessibility.enable")
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    roles = ("button", "link", "combobox", "searchbox", "table", "navigation", "image")
    bare = [
        n["role"]["value"]
        for n in nodes
        if not n.get("ignored") and n["role"]["value"] in roles and not n.get("name", {}).get("value")
    ]
    assert bare == []
    assert {"table", "main", "search"} <= {n["role"]["value"] for n in nodes}


def test_dark_follows_the_system(browser, pages):
    browser.view(1000, 800, dark=False)
    browser.open(pages / "small.html")
    assert browser.js("getComputedStyle(document.documentElement).backgroundColor") == "rgb(246, 246, 243)"
    browser.view(1000, 800, dark=True)
    assert browser.js("getComputedStyle(document.documentElement).backgroundColor") == "rgb(20, 23, 26)"


def test_print_shows_the_rows_of_the_filter_and_no_controls(browser, many):
    browser.view(1440, 1000)
    browser.open(many, "#code=READ-003")
    browser.js("dispatchEvent(new Event('beforeprint'))")
    assert len(browser.rows()) == 1000
    assert browser.js("document.getElementById('print-note').innerText") == "Printed: the first 1,000 rows."
    browser.js("dispatchEvent(new Event('afterprint'))")
    assert len(browser.rows()) == 50
    browser.call("Emulation.setEmulatedMedia", media="print")
    hidden = (
        "['#tools', '#pager', '.languages'].every(s => getComputedStyle(document.querySelector(s)).display === 'none')"
    )
    assert browser.js(hidden)
    browser.call("Emulation.setEmulatedMedia", media="")


def test_without_a_script_the_summary_is_there(browser, pages):
    browser.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        browser.open(pages / "small.html")
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
        text = browser.js("document.body.innerText")
        assert "The list of issues needs JavaScript" in text
        assert "Value that the target cannot hold" in text
    finally:
        browser.call("Emulation.setScriptExecutionDisabled", value=False)
