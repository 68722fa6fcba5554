"""The review loop, the report in all its forms, and the page in a real browser."""

import csv
import io
import json
import sys
from pathlib import Path

import openpyxl
import pytest

from lcabridge.cli.main import run
from lcabridge.flowmap import FlowMapError, MapRow, Side, read_map
from lcabridge.flowmap.apply import Counts, Tally
from lcabridge.flowmap.coverage import account
from lcabridge.flowmap.plan import Decision, Plan
from lcabridge.flowmap.render import html, lines, write
from lcabridge.flowmap.render.sankey import sankey
from lcabridge.flowmap.review import read_review, review_bytes

A, B, C, D = (f"00000000-0000-4000-8000-00000000000{x}" for x in "abcd")


def side(uuid, name="a", unit="kg", context="air/unspecified"):
    return Side(uuid=uuid, name=name, unit=unit, context=context, list_name="S")


def plan():
    rows = [
        MapRow(
            source=side(A),
            target=side(D, "<b>&'\"", context="Emissions/x"),
            condition="~",
            confidence="B",
            rule="cas",
            context_relation="parent",
        )
    ]
    return Plan(
        target="T",
        decisions={
            A: Decision(source=side(A), state="mapped", rows=rows),
            B: Decision(source=side(B, "=cmd()", "MJ", "natural resource/in ground"), state="none"),
            C: Decision(source=side(C, "c"), state="ambiguous", candidates=[("name", side(D, "d"))]),
        },
        tables=[{"id": "t", "name": "T by hand", "sha256": "0" * 64}],
    )


def report():
    counts = Counts(flows={A: Tally(3, 6.0), B: Tally(1, 4.0), C: Tally(1, 2.0)}, impacts={D: (10.0, 9.0)})
    return account(plan(), counts, {A: (2.0, 2.0), C: (4.0, 0.0)}, source="s.zip")


def test_figures_by_hand():
    found = report()
    assert found["counts"]["coverage_flows"] == pytest.approx(1 / 3)
    assert found["counts"]["coverage_exchanges"] == pytest.approx(3 / 5)
    # kg and MJ stand apart: 6 of 8 kg, 0 of 4 MJ.
    assert {u: (a["mapped"], a["total"]) for u, a in found["amounts"].items()} == {"MJ": (0.0, 4.0), "kg": (6.0, 8.0)}
    # |6 · 2| of |6 · 2| + |2 · 4|
    assert found["impact"]["coverage"] == pytest.approx(12 / 20)
    assert found["impact"]["change"] == pytest.approx(-0.1)
    assert [(f["name"], f["share"]) for f in found["impact"]["top_lost"]] == [("c", pytest.approx(0.4))]
    assert [e["name"] for e in found["lossy"]["proxies"]] == [e["name"] for e in found["lossy"]["context"]] == ["a"]
    assert found["quality"]["on_proxies"]["impact"] == pytest.approx(12 / 20)
    assert {f["state"]: f["exclusion"] for f in found["flows"]} == {
        "mapped": "",
        "ambiguous": "not mappable",
        "none": "not mappable",
    }


def test_every_form_is_written(tmp_path):
    for suffix in ("json", "csv", "xlsx", "html"):
        write(report(), tmp_path / f"r.{suffix}", "zh")
    assert json.loads((tmp_path / "r.json").read_bytes())["target"] == "T"
    table = list(csv.reader(io.StringIO((tmp_path / "r.csv").read_text("utf-8-sig"))))
    assert table == lines(report())
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    cell = next(c for row in book["Flows"].iter_rows() for c in row if c.value == "=cmd()")
    assert cell.data_type == "s"


def test_the_same_report_gives_the_same_bytes(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write(report(), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_names_cannot_break_the_page():
    page = html(report())
    assert "<b>&'" not in page
    assert "</script>" not in page.partition('id="data">')[2].partition("</script>")[0]


def test_diagram_weighs_by_impact():
    # |6 · 2| of a, mapped to a proxy, and |2 · 4| of c, ambiguous: 60 % and 40 % of 300 units of height.
    drawn = sankey(report())
    assert drawn.weight == "impact"
    assert [(b.label[0], b.height, b.share) for b in drawn.left] == [("a", 180.0, "60.00 %"), ("c", 120.0, "40.00 %")]
    assert [(b.label, b.kind) for b in drawn.right] == [
        (("<b>&'\"",) * 2, "unequal"),
        (("ambiguous", "有歧义"), "ambiguous"),
    ]
    assert [(b.kind, b.says[1]) for b in drawn.ribbons] == [
        ("unequal", "a → <b>&'\": 60.00 %"),
        ("ambiguous", "c → 有歧义: 40.00 %"),
    ]


def test_diagram_without_impact_weighs_by_exchanges_and_of_lists_by_flows():
    counts = Counts(flows={A: Tally(3, 6.0), B: Tally(1, 4.0), C: Tally(1, 2.0)})
    drawn = sankey(account(plan(), counts))
    assert (drawn.weight, [b.share for b in drawn.left]) == ("exchanges", ["60.00 %", "20.00 %", "20.00 %"])
    assert [b.height for b in sankey(account(plan())).left] == [100.0, 100.0, 100.0]
    assert sankey(account(Plan(target="T"))) is None


def test_diagram_divides_a_split_and_groups_what_weighs_little():
    names = [side(f"{n:032x}", f"s{n:02}") for n in range(14)]
    rows = [
        MapRow(source=names[0], target=side(D, "d"), share="0.25"),
        MapRow(source=names[0], target=side(C, "e"), share="0.75"),
    ]
    decisions = {names[0].uuid: Decision(source=names[0], state="mapped", rows=rows)}
    decisions |= {one.uuid: Decision(source=one, state="none") for one in names[1:]}
    tallies = {one.uuid: Tally(100 if n == 0 else 1, 0.0) for n, one in enumerate(names)}
    drawn = sankey(account(Plan(target="T", decisions=decisions), Counts(flows=tallies)))
    assert [b.label[0] for b in drawn.left] == [*(f"s{n:02}" for n in range(9)), "5 others"]
    assert drawn.left[-1].label[1] == "其余 5 种"
    shares = {b.label[0]: b.share for b in drawn.right}
    assert shares == {"e": "66.37 %", "d": "22.12 %", "no counterpart": "11.50 %"}  # 75, 25 and 13 of 113


def filled(tmp_path, *decisions):
    path = tmp_path / "review.xlsx"
    path.write_bytes(review_bytes(plan()))
    book = openpyxl.load_workbook(path)
    sheet = book["Mapping"]
    head = [cell.value for cell in sheet[1]]
    for line, values in decisions:
        for name, value in values.items():
            sheet.cell(line, head.index(name) + 1).value = value
    book.save(path)
    return path


def test_review_brings_back_what_was_decided(tmp_path):
    path = filled(
        tmp_path,
        (2, {"Decision": "accept", "Reviewer": "R", "Date": "2026-01-31"}),
        (
            3,
            {
                "Decision": "Change",
                "Reviewer": "R",
                "TargetFlowUUID": C,
                "TargetFlowName": "right",
                "MatchCondition": "=",
            },
        ),
        (4, {"Decision": "reject", "Reviewer": "R", "Note": "no such flow"}),
    )
    rows = read_review(path).rows
    assert [(r.source.uuid, r.target.uuid, r.verifier, r.reviewed) for r in rows] == [
        (A, D, "R", "2026-01-31"),
        (B, C, "R", ""),
        (C, "", "R", ""),
    ]
    assert rows[2].is_blocked
    assert rows[2].memo_verifier == "no such flow"
    assert rows[1].justification == "semapv:ManualMappingCuration"


def test_unreviewed_rows_are_not_taken(tmp_path):
    path = filled(tmp_path)
    assert read_review(path).rows == []
    assert [r.source.uuid for r in read_review(path, unreviewed=True).rows] == [A]


@pytest.mark.parametrize(
    ("values", "column"), [({"Decision": "yes"}, "Decision"), ({"Decision": "accept"}, "Reviewer")]
)
def test_wrong_decisions_name_the_cell(tmp_path, values, column):
    with pytest.raises(FlowMapError) as error:
        read_review(filled(tmp_path, (2, values)))
    assert f":2 {column}" in str(error.value)


def test_commands(tmp_path, corpus, capsys):
    source = str(corpus / "jsonld" / "beef-cattle.zip")
    assert run(["map", "match", source, "--to", "EF31", "-o", str(tmp_path / "m.csv")]) == 0
    table, problems = read_map(tmp_path / "m.csv")
    assert len(table.rows) == 18
    assert [p for p in problems if p.severity == "error"] == []
    assert run(["map", "compare", source, "--map", str(tmp_path / "m.csv"), "-o", str(tmp_path / "r.html")]) == 0
    assert run(["map", "apply", source, str(tmp_path / "out.zip"), "--map", str(tmp_path / "m.csv")]) == 0
    assert run(["map", "undo", str(tmp_path / "out.zip"), str(tmp_path / "back.zip")]) == 0
    assert run(["map", "invert", str(tmp_path / "m.csv"), "-o", str(tmp_path / "i.json")]) == 0
    assert run(["map", "check", str(corpus / "mappings/fedefl/DMR.csv")]) == 1
    assert run(["map", "apply", source, str(tmp_path / "x.zip"), "--map", str(corpus / "mappings/fedefl/DMR.csv")]) == 3
    assert "DMR.csv:454 MatchCondition" in capsys.readouterr().err
    assert not (tmp_path / "x.zip").exists()


@pytest.fixture
def browser():
    sys.path.insert(0, str(Path(__file__).parents[1] / "report"))
    import browser as tool

    sys.path.pop(0)
    if tool.chromium() is None:
        pytest.skip("no chromium here")
    one = tool.Browser()
    yield one
    one.close()


@pytest.mark.slow
def test_page_in_a_browser(tmp_path, browser):
    path = tmp_path / "r.html"
    write(report(), path)
    browser.view(1280, 800)
    browser.open(path)
    assert browser.complaints() == []
    assert browser.requests() == [path.as_uri()]
    assert browser.js("document.getElementById('rows').rows.length") == 3
    browser.js(
        "(() => { const q = document.getElementById('q'); q.value = 'cmd'; q.dispatchEvent(new Event('input')); })()"
    )
    assert browser.js("document.getElementById('rows').rows.length") == 1
    browser.js("document.getElementById('clear').click()")
    browser.js(
        "(() => { const s = document.getElementById('state'); s.value = 'ambiguous'; s.dispatchEvent(new Event('input')); })()"
    )
    assert browser.js("document.getElementById('rows').rows[0].innerText").startswith("ambiguous")
    browser.js("document.getElementById('clear').click(); document.querySelector('[data-sort=\"7\"]').click()")
    assert "3" in browser.js("document.getElementById('rows').rows[0].cells[5].textContent")
    browser.js("document.querySelector('button[data-lang=zh]').click()")
    assert browser.js("document.querySelector('h1').textContent") == "基本流映射报告"
    assert browser.js("document.documentElement.scrollWidth <= innerWidth")
    assert browser.js(
        "[...document.querySelectorAll('#sankey text tspan:first-of-type')].map((e) => e.textContent)"
    ) == [
        "a",
        "c",
        "<b>&'\"",
        "有歧义",
    ]
    assert browser.js(
        "[...document.querySelectorAll('#sankey text')].every((e) => { const b = e.getBBox(); return b.x >= 0 && b.x + b.width <= 900; })"
    )
    assert browser.js("document.querySelectorAll('#sankey .ribbon').length") == 2
    browser.view(390, 800, mobile=True)
    assert browser.js("document.documentElement.scrollWidth <= innerWidth")
    browser.pdf(tmp_path / "r.pdf")
    assert (tmp_path / "r.pdf").stat().st_size > 10_000
    assert browser.complaints() == []
