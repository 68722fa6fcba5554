"""Which issues cover a leaf, and which cover too little or too much."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.audit.audit import audit
from tests.audit.cover import Cover
from tests.audit.hand_made import (
    ACTOR,
    PROCESS,
    SUPPLIER,
    Documents,
    compare,
    drop_empty_text,
    drop_false,
    drop_text,
    issue,
    package,
    the_process,
    write,
)
from tests.audit.leaves import open_package


def _without_text() -> Documents:
    back = copy.deepcopy(package())
    drop_text(back)
    return back


TEXT_AT = {"file": f"processes/{PROCESS}.json", "pointer": "/processDocumentation/technologyDescription"}
COVERS = [
    issue(path="technology.description", value="Electric arc furnace"),
    issue(path="technology.description", stage="READ", at=TEXT_AT),
    issue(path="technology.description", stage="READ", at=TEXT_AT, value="Electric arc furnace"),
    issue(),
]
TOO_BROAD = [
    issue(path="documentation"),
    issue(path="technology.description"),
    issue(path="technology.description", value="electric arc furnace"),
    issue(path="documentation", stage="READ", at={"pointer": "/processDocumentation"}),
    issue(path="technology.description", value="Electric arc furnace", entity={"uuid": SUPPLIER}),
    issue(path="exchanges[0].description", value="Electric arc furnace"),
    issue(path="technology.description", stage="READ", at=TEXT_AT, value="another text"),
    issue(entity={}),
    issue(loss="CONVERTED"),
    issue(path="technology.description", value="Electric arc furnace", loss="ASSUMED"),
]


@pytest.mark.parametrize("cover", COVERS, ids=["old value", "place", "place and value", "dropped data set"])
def test_a_loss_that_is_named_is_covered(tmp_path: Path, cover: dict[str, Any]) -> None:
    result = compare(tmp_path, package(), _without_text(), cover)
    assert result.clean
    assert sum(result.covered.values()) == 1


@pytest.mark.parametrize("cover", TOO_BROAD)
def test_a_cover_that_does_not_name_the_leaf_is_rejected(tmp_path: Path, cover: dict[str, Any]) -> None:
    assert not compare(tmp_path, package(), _without_text(), cover).clean


def test_one_issue_covers_one_leaf(tmp_path: Path) -> None:
    back = copy.deepcopy(package())
    for position in (1, 3):
        del the_process(back)["exchanges"][position]["isAvoidedProduct"]
    one = issue(path="exchanges[1].avoided", value=False)
    assert len(compare(tmp_path, package(), back, one).unexplained) == 1
    two = issue(path="exchanges[3].avoided", value=False)
    assert compare(tmp_path, package(), back, one, two).clean


def test_issues_beyond_the_cap_cover_their_number_of_the_listed_fields(tmp_path: Path) -> None:
    back = copy.deepcopy(package())
    for position in range(3):
        del the_process(back)["exchanges"][position]["isAvoidedProduct"]
    listed = issue(path="exchanges[0].isAvoidedProduct", value=False)
    report = {"issues": [listed], "beyond_cap": {"dropped-text": {"count": 1, "digest": "0"}}}
    opened = [open_package(write(tmp_path / n, d)) for n, d in (("a.zip", package()), ("b.zip", back))]
    assert len(audit(opened[0], opened[1], Cover([report])).unexplained) == 1
    report["beyond_cap"] = {"dropped-text": {"count": 2, "digest": "0"}}
    assert audit(opened[0], opened[1], Cover([report])).clean
    report["issues"] = [issue(path="exchanges[0].amount", value=False)]
    assert len(audit(opened[0], opened[1], Cover([report])).unexplained) == 2
    for part in opened:
        part.close()


def test_a_second_copy_that_is_dropped_covers_nothing_of_the_first(tmp_path: Path) -> None:
    assert not compare(tmp_path, package(), _without_text(), issue(stage="INDEX")).clean


def test_an_issue_without_loss_covers_empty_values_only(tmp_path: Path) -> None:
    back = copy.deepcopy(package())
    drop_empty_text(back)
    at = {"file": f"actors/{ACTOR}.json", "pointer": "/email"}
    empty = issue(loss=None, stage="READ", path="email", at=at, entity={"type": "Contact", "uuid": ACTOR})
    assert compare(tmp_path, package(), back, empty).clean
    carried = issue(loss=None, stage="READ", path="technology.description", at=TEXT_AT)
    assert not compare(tmp_path, package(), _without_text(), carried).clean


def test_a_false_value_is_not_covered_by_zero(tmp_path: Path) -> None:
    back = copy.deepcopy(package())
    drop_false(back)
    assert not compare(tmp_path, package(), back, issue(path="publication.copyright", value=0)).clean
    assert compare(tmp_path, package(), back, issue(path="publication.copyright", value=False)).clean
