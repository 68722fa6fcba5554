"""Every cell of a table that went through the model stands in the table that comes back, or an issue names it."""

from collections import Counter

import pytest

import lcabridge
from lcabridge.testing.samples import packages
from tests.audit.tables import cells, table

NAMING = ("TAB-003", "BW-001", "BW-004")
NOT_INVENTORIES = {"empty.xlsx", "lcia.xlsx", "lcia.csv", "with_formulas.xlsx", "basic_all_cutoff.xlsx"}


def named(report):
    return Counter(
        str(value).strip()
        for i in report
        if i.code in NAMING and isinstance(i.value, dict)
        for value in i.value.values()
    )


def unexplained(before, after, report):
    words = named(report)
    lost = []
    for leaf, count in before.items():
        for _ in range(count - after[leaf]):
            if words[str(leaf[-1])]:
                words[str(leaf[-1])] -= 1
            else:
                lost.append(leaf)
    return lost


def test_public_inventories(corpus, tmp_path):
    checked = 0
    for path in sorted((corpus / "xlsx" / "brightway").glob("*/*")):
        if path.name in NOT_INVENTORIES:
            continue
        report = lcabridge.convert(path, tmp_path / path.name, to="brightway-excel", cap=None).report
        before, after = cells(path), cells(tmp_path / path.name)
        assert unexplained(before, after, report) == [], path.name
        checked += before.total()
    assert checked > 50_000


@pytest.mark.parametrize("name", ["a.xlsx", "a.zip"])
def test_the_template(name, tmp_path):
    sample = [
        entity for made in ("supply chain", "parameters", "uncertainty", "documentation") for entity in packages()[made]
    ]
    entities = list({(e.type, e.uuid): e for e in sample}.values())
    (tmp_path / "back").mkdir()
    lcabridge.write(entities, tmp_path / name, to="tables")
    report = lcabridge.convert(tmp_path / name, tmp_path / "back" / name, to="tables", cap=None).report
    before, after = table(tmp_path / name), table(tmp_path / "back" / name)
    assert before.total() > 500
    assert unexplained(before, after, report) == []


def test_the_audit_sees_a_lost_cell(corpus):
    path = corpus / "xlsx" / "brightway" / "bw2io-csv" / "complicated.csv"
    before = cells(path)
    assert before["activity An activity | exchanges", "formula", "foo * bar + 4"] == 1
    less = before.copy()
    less["activity An activity | exchanges", "formula", "foo * bar + 4"] -= 1
    assert unexplained(before, less, ()) == [("activity An activity | exchanges", "formula", "foo * bar + 4")]
