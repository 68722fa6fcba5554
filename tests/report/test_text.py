"""The terminal summary."""

import pytest
from rich.cells import cell_len

from lcabridge.report import Report
from lcabridge.report import catalogue as c
from lcabridge.report.render import render_text
from tests.report.sample import GRID, SOURCE, TARGET, small_dict

ENGLISH = """\
Source  sample.zip (olca-jsonld)
Target  sample-national.zip (national)

Data sets  Read  Written  Difference
Flows         5        4          −1
Processes     3        3           0
Total         8        7          −1

4  Dropped    not in the target
1  Degraded   held less precisely
1  Assumed    the source did not say it
1  Repaired   wrong in the source, meaning certain
1  Remapped   identifier replaced, references follow
7  Converted  exactly; counted, not listed
1  Notes      findings that change nothing

Error        READ-003   1  Value of the wrong kind
Warning      WRITE-004  3  Value that the target cannot hold
Warning      READ-005   1  Text under a wrong language tag
Warning      MAP-001    1  Several versions of one UUID
Warning      INDEX-002  1  Reference to a data set that is not in the package
Information  WRITE-005  1  Native value is coarser
Information  WRITE-006  1  Placeholder in a required field

Full report: out/report.html
"""


def test_summary_in_full():
    assert render_text(small_dict(), "en", 80, full_report="out/report.html") == ENGLISH


def test_chinese_has_the_same_numbers_and_chinese_words():
    text = render_text(small_dict(), "zh", 80, full_report="out/report.html")
    for line in (
        "流         5     4    −1",
        "4  丢失      目标中没有",
        "警告  WRITE-004  3  目标格式无法容纳的值",
        "完整报告：out/report.html",
    ):
        assert line in text.splitlines()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width", [40, 60, 100])
def test_no_line_is_wider_than_the_terminal(lang, width):
    text = render_text(small_dict(), lang, width, full_report="a/long/path/" * 12 + "r.html")
    assert max(cell_len(line) for line in text.splitlines()) <= width


def test_worst_come_first_and_the_rest_is_counted():
    text = render_text(small_dict(), "en", 80, top=2)
    assert text.index("READ-003") < text.index("WRITE-004")
    assert "READ-005" not in text
    assert "5 more kinds" in text


def test_nothing_lost_is_said():
    report = Report()
    report.count_read("flow", 1)
    report.count_written("flow", 1)
    assert "Nothing was lost." in render_text(report.to_dict("1", SOURCE, TARGET))
    assert "没有任何损失。" in render_text(report.to_dict("1", SOURCE, TARGET), "zh")
    assert "Nothing was lost." not in render_text(small_dict())


def test_without_target_nothing_is_said_of_writing():
    report = Report()
    report.count_read("flow", 12345)
    text = render_text(report.to_dict("1", SOURCE, None))
    assert "12,345" in text
    assert not any(word in text for word in ("Target", "Written", "Difference", "Nothing was lost."))


def test_counts_beyond_the_cap_are_counted():
    report = Report(cap=1)
    for n in range(5):
        report.add(c.DROPPED_VALUE, entity=GRID, value=n)
    assert "5  Dropped" in render_text(report.to_dict("1", SOURCE, TARGET))


def test_plain_by_default_and_coloured_on_request():
    assert "\x1b" not in render_text(small_dict())
    coloured = render_text(small_dict(), color=True)
    assert "\x1b[" in coloured


def test_names_cannot_steer_the_terminal():
    source = {"path": "\x1b[2J[red]evil[/red]\u202egnp.zip\n\ud800", "format": "olca-jsonld"}
    text = render_text({**small_dict(), "source": source}, "en", 120, full_report="\x1b]0;title\x07")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "⟨U+001B⟩[2J[red]evil[/red]⟨U+202E⟩gnp.zip" in text
    text.encode()


def test_codes_that_the_catalogue_does_not_have_are_shown():
    report = small_dict()
    report["issues"][0]["code"] = "OTHER-001"
    report["issue_counts"]["OTHER-001"] = report["issue_counts"].pop("READ-003")
    assert "Error        OTHER-001  1  OTHER-001" in render_text(report)
    assert "4  Dropped" in render_text(report)
