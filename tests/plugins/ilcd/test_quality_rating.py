"""The national profile on declared quality scores: the rating is computed, and a stated one is checked."""

import pytest

from lcabridge.model import Aspect, Process, Review
from lcabridge_ilcd.requirements import REQUIREMENTS

RATING = next(requirement for requirement in REQUIREMENTS if requirement.id == "quality-rating")


def rated(details="", **words) -> Process:
    names = {"tech": "Technological representativeness", "place": "Geographical representativeness",
             "time": "Time representativeness", "precision": "Precision"}  # fmt: skip
    indicators = [Aspect(name=names[key], value=word) for key, word in words.items()]
    review = Review(
        type="Independent external review", indicators=indicators, details={"en": details} if details else {}
    )
    return Process(uuid="00000000-0000-4000-8000-0000000000a1", reviews=[review])


@pytest.mark.parametrize(
    ("details", "met"),
    [
        ("DQR = (TeR+GR+TiR)/3 = 2", True),  # (2 + 1 + 3) / 3
        ("DQR 2.0", True),
        ("DQR 1.5", False),
        ("no number", None),
    ],
)
def test_a_stated_rating_is_compared_to_its_formula(details, met):
    assert RATING.met(rated(details, tech="Good", place="Very good", time="Fair")) is met


def test_the_rating_by_any_of_the_formulas_holds():
    # (2 + 1 + 3 + 2) / 4 = 2; without precision (2 + 1 + 3) / 3 = 2 as well, so take other scores: 1, 1, 1, 5
    process = rated("DQR 1.0", tech="Very good", place="Very good", time="Very good", precision="Very poor")
    assert RATING.met(process) is True  # three criteria
    process.reviews[0].details = {"en": "DQR 2.0"}
    assert RATING.met(process) is True  # four
    process.reviews[0].details = {"en": "DQR 1.5"}
    assert RATING.met(process) is False


def test_the_rating_is_shown_where_none_is_stated():
    shown = RATING.shows(rated(tech="Good", place="Very good", time="Fair"))
    assert "DQR 2.00" in shown["en"]
    assert "指引三项准则的均值" in shown["zh"]


def test_words_that_are_no_scores_give_no_rating():
    assert RATING.shows(rated(tech="Good", place="Not applicable", time="Fair")) == {}
