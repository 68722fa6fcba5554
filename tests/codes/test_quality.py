"""Data quality ratings: formulas by hand, and what counts as a stated rating."""

from __future__ import annotations

import pytest

from lcabridge.codes.quality import criterion, ratings, score, stated


def test_rating_by_the_three_criteria_of_the_guideline():
    (rating,) = ratings({"technology": 2.0, "geography": 1.0, "time": 3.0})
    assert rating.value == 2.0
    assert rating.method.formula == "DQR = (TeR + GR + TiR) / 3"


def test_rating_of_the_environmental_footprint_needs_precision():
    first, *rest = ratings({"technology": 2.0, "geography": 1.0, "time": 3.0, "precision": 1.0})
    assert first.value == 1.75
    assert first.method.name["en"] == "EF / PEF"
    assert [r.value for r in rest] == [2.0]


def test_rating_of_the_ilcd_handbook_counts_the_worst_score_four_times_more():
    scores = {"technology": 2.0, "geography": 1.0, "time": 2.0, "completeness": 3.0, "precision": 2.0, "method": 1.0}
    # (2 + 1 + 2 + 3 + 2 + 1 + 4 x 3) / (6 + 4) = 23 / 10
    assert ratings(scores)[0].value == pytest.approx(2.3)


def test_two_criteria_are_no_rating():
    assert ratings({"technology": 2.0, "geography": 1.0}) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Technological representativeness", "technology"),
        ("Time representativeness", "time"),
        ("Further technological correlation", "technology"),
        ("TiR", "time"),
        ("Reliability", None),
    ],
)
def test_names_of_indicators(name, expected):
    assert criterion(name) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("Very good", 1.0), ("very poor", 5.0), ("2.5", 2.5), ("Not applicable", None), ("7", None), ("5.5", None)],
)
def test_scores(word, expected):
    assert score(word) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DQR 1.75 (1 best)", (1.75, 0.005)),
        ("DQR = (TeR+GR+TiR+P)/4 = 1.8", (1.8, 0.05)),
        ("数据质量评级 DQR 为 2", (2.0, 0.5)),
        ("DQR = (TeR + GR + TiR + P) / 4", None),
        ("rated by DQR", None),
    ],
)
def test_stated_rating(text, expected):
    assert stated(text) == expected


def test_a_rating_says_scores_method_and_formula_in_both_languages():
    text = ratings({"technology": 2.0, "geography": 1.0, "time": 3.0})[0].text()
    for words in text.values():
        assert "DQR 2.00" in words
        assert "TeR 2, GR 1, TiR 3" in words
        assert "DQR = (TeR + GR + TiR) / 3" in words
    assert stated(text["en"]) == stated(text["zh"]) == (2.0, 0.005)
