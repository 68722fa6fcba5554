"""The HTML page as text: what it holds, what it never holds, and its colours."""

import base64
import hashlib
import json
import re
from itertools import product

import pytest
from lxml import html as lxml_html

from lcabridge.report import Report
from lcabridge.report import catalogue as c
from lcabridge.report.render import render_html
from lcabridge.report.render.html import LONGEST, _pieces
from lcabridge.report.render.labels import LOSSES, ONE, SEVERITIES, STAGES, TYPES, UI
from tests.conftest import ROOT
from tests.report.sample import GRID, SOURCE, TARGET, small_dict

RENDER = ROOT / "convert" / "lcabridge" / "report" / "render"
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]><img src=x onerror=alert(1)>",
    "\"'><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7*7 }}{% raw %}",
    "\u202egnp.exe",
    "a\u2028b\u2029c\x00d\ud800e",
    "&lt;b&gt; &amp;",
)


def _page(text):
    # lxml knows no surrogates and no NUL, which a browser takes; neither may be in the page at all.
    return lxml_html.document_fromstring(text)


def _data(page):
    return json.loads(page.get_element_by_id("data").text)


def _hostile(lang="en"):
    report = Report()
    for text in HOSTILE:
        report.about(GRID, f"{text}.json")
        report.add(c.BAD_VALUE, path=f"process.{text}", pointer=text, value=text, expected=text)
    result = report.to_dict("0.1.0", {"path": HOSTILE[0], "format": HOSTILE[3], HOSTILE[1]: HOSTILE[2]}, TARGET)
    result["names"] = {"process": {GRID.uuid: {"en": HOSTILE[0], "zh": HOSTILE[6]}}}
    return result


def _row_texts(data):
    texts = data["texts"]
    for row in data["rows"]:
        value = "" if row[9] < 0 else texts[row[9]]
        path = texts[row[5]]
        messages = [path.join(value.join(part) for part in parts) for parts in data["messages"][row[10]]]
        yield path, value, messages


def test_messages_are_whole_again():
    report = small_dict()
    found = list(_row_texts(_data(_page(render_html(report)))))
    assert [m for _, _, m in found] == [[i["message"]["en"], i["message"]["zh"]] for i in report["issues"]]
    assert [p for p, _, _ in found] == [i["path"] for i in report["issues"]]


@pytest.mark.parametrize(("path", "value"), [("", ""), ("a", "aaaa"), ("aa", "bbbb"), ("b", "aabb"), ("aabb", "aabb")])
def test_cutting_a_message_loses_nothing(path, value):
    for letters in product("ab ", repeat=7):
        text = "".join(letters)
        assert path.join(value.join(part) for part in _pieces(text, path, value)) == text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_values_stay_text(lang):
    text = render_html(_hostile(), lang)
    page = _page(text)
    assert len(page.findall(".//script")) == 2
    assert page.findall(".//img") == []
    assert page.findall(".//svg") == []
    assert [a for node in page.iter() for a in node.attrib if a.startswith("on")] == []
    assert not re.search("[\u202e\x00\ud800-\udfff]", re.sub(r"<script[^>]*>.*?</script>", "", text, flags=re.DOTALL))
    text.encode()
    values = [value for _, value, _ in _row_texts(_data(page))]
    assert values == [v.replace("\ud800", "⟨U+D800⟩") for v in HOSTILE]


def test_policy_allows_exactly_the_script_and_style_of_the_page():
    page = _page(render_html(small_dict()))
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    own = [page.find(".//style").text, page.findall(".//script")[1].text]
    hashes = ["'sha256-" + base64.b64encode(hashlib.sha256(t.encode()).digest()).decode() + "'" for t in own]
    assert rules == {
        "default-src": "'none'",
        "style-src": hashes[0],
        "script-src": hashes[1],
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_page_names_no_other_place():
    page = _page(render_html(small_dict()))
    links = page.xpath("//@href | //@src | //@action")
    assert links
    assert all(link.startswith("#") for link in links)
    assert not re.search(r"https?:|url\(|@import|fetch\(|XMLHttp|WebSocket|innerHTML|outerHTML|insertAdjacent|document\.write|eval\(",
                         (RENDER / "report.js").read_text("utf-8") + (RENDER / "report.css").read_text("utf-8"))  # fmt: skip


def test_same_report_gives_the_same_bytes_and_does_not_depend_on_the_order_of_members():
    report = small_dict()
    assert render_html(report) == render_html(dict(reversed(report.items())))


@pytest.mark.parametrize(
    ("lang", "words"), [("en", ("Conversion report", "Dropped", "Processes")), ("zh", ("转换报告", "丢失", "过程"))]
)
def test_opens_in_the_language_asked_for(lang, words):
    page = _page(render_html(small_dict(), lang))
    assert page.get("data-lang") == lang
    for node in page.xpath("//script | //style | //noscript"):
        node.drop_tree()
    text = page.text_content()
    assert all(word in text for word in words)


def test_numbers_are_there_without_a_script():
    page = _page(render_html(small_dict()))
    tiles = {t.get("data-loss"): t.find_class("tile-count")[0].text for t in page.find_class("tile")}
    assert tiles == {
        "DROPPED": "4",
        "DEGRADED": "1",
        "ASSUMED": "1",
        "REPAIRED": "1",
        "REMAPPED": "1",
        "CONVERTED": "7",
        "NONE": "1",
    }
    rows = [
        [" ".join(cell.text_content().split()) for cell in tr] for tr in page.find_class("counts")[0].findall(".//tr")
    ]
    assert rows == [
        ["Type", "Read", "Written", "Difference"],
        ["Flows", "5", "4", "−1"],
        ["Processes", "3", "3", "0"],
        ["Total", "8", "7", "−1"],
    ]
    kinds = [(k.get("data-code"), k.find_class("kind-count")[0].text) for k in page.find_class("kind")]
    assert kinds[:2] == [("READ-003", "1"), ("WRITE-004", "3")]


def test_every_word_that_is_asked_for_is_there():
    text = render_html(small_dict())
    script = (RENDER / "report.js").read_text("utf-8")
    asked = set(re.findall(r'data-t(?:-\w+)?="ui:(\w+)"', text)) | set(re.findall(r'\bui\("(\w+)"', script))
    assert asked - set(UI) == set()
    assert len(asked) > 30


def test_every_word_has_two_languages():
    pairs = [
        *UI.values(),
        *TYPES.values(),
        *ONE.values(),
        *SEVERITIES.values(),
        *STAGES.values(),
        *(pair for pairs in LOSSES.values() for pair in pairs),
    ]
    assert all(en and zh and en != zh for en, zh in pairs)
    for en, zh in UI.values():
        assert sorted(re.findall(r"\{\w+\}", en)) == sorted(re.findall(r"\{\w+\}", zh))


def test_every_entity_type_has_a_word():
    from lcabridge.model import EntityType

    assert list(TYPES) == list(ONE) == list(EntityType.__args__)


def test_form_fields_have_labels_and_buttons_have_words():
    page = _page(render_html(small_dict()))
    for field in page.xpath("//input | //select"):
        assert field.xpath("ancestor::label//span/text()")
    for button in page.xpath("//button"):
        assert button.text_content().strip()
    headings = [int(h.tag[1]) for h in page.xpath("//h1 | //h2 | //h3")]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert page.xpath("//main")


def test_long_values_are_cut_and_say_so():
    report = Report()
    report.add(c.DROPPED_VALUE, value="长" * (LONGEST + 1))
    report.add(c.DROPPED_VALUE, value="长" * LONGEST)
    values = [v for _, v, _ in _row_texts(_data(_page(render_html(report.to_dict("1", SOURCE, TARGET)))))]
    assert values == ["长" * LONGEST + f"\ue000{LONGEST + 1}", "长" * LONGEST]


def test_report_without_issues_says_so():
    report = Report()
    report.count_read("flow", 1)
    report.count_written("flow", 1)
    page = _page(render_html(report.to_dict("1", SOURCE, TARGET)))
    assert "Nothing was lost." in page.text_content()
    assert "No issues: nothing was lost, changed or assumed." in page.text_content()
    assert page.xpath("//table[@id='table']") == []


def test_codes_that_the_catalogue_does_not_have_are_shown():
    report = small_dict()
    report["issues"][0]["code"] = "OTHER-001"
    report["issue_counts"]["OTHER-001"] = report["issue_counts"].pop("READ-003")
    page = _page(render_html(report))
    assert page.find_class("kind")[0].get("data-code") == "OTHER-001"
    assert page.find_class("tile-count")[0].text == "4"


def _luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one, other):
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _themes():
    css = (RENDER / "report.css").read_text("utf-8")
    blocks = re.findall(r":root \{(.*?)\}", css, re.DOTALL)
    themes = []
    for block in blocks:
        colours = {
            k: v if len(v) == 7 else "#" + "".join(d * 2 for d in v[1:])
            for k, v in re.findall(r"--([\w-]+): (#[0-9a-f]+);", block)
        }
        themes.append({**(themes[0] if themes else {}), **colours})
    return dict(zip(("light", "dark", "print"), themes, strict=True))


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_contrast_is_that_of_wcag_aa(theme):
    # WCAG 2.1: 1.4.3 text 4.5:1, 1.4.11 borders of controls 3:1.
    colours = _themes()[theme]
    inks = (
        "ink",
        "soft",
        "accent",
        "error",
        "warning",
        "info",
        "dropped",
        "degraded",
        "assumed",
        "repaired",
        "remapped",
        "plain",
    )
    for ink, ground in product(inks, ("ground", "sheet", "hover")):
        assert _contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    assert _contrast(colours["on-accent"], colours["accent"]) >= 4.5
    if theme != "print":
        assert _contrast(colours["field-line"], colours["ground"]) >= 3
