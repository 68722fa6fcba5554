"""The published page of other tools: its rows are those that the judges have, and it is made of them."""

import json

from tests.interop.publish import JUDGES, LIMITS, PAGE, ROWS, load, page


def test_the_page_is_made_of_the_rows():
    assert PAGE.read_text("utf-8") == page(load(), json.loads(ROWS.read_text("utf-8"))["run"])


def test_no_row_is_of_a_run_that_is_no_more():
    known = {key for judge in JUDGES.values() for key, _ in judge()}
    assert load()
    assert load().keys() <= known


def test_each_limit_has_a_text():
    used = {name for row in load().values() for part in ("stored", "beyond", "scores") for name in row[part]["excused"]}
    assert used <= LIMITS.keys()
