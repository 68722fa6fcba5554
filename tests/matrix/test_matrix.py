"""Every ordered pair of formats: in CI those with openLCA, the format that holds most; all of them in ``make interop``."""

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from lcabridge.testing import strategies
from tests.matrix.pairs import INSTALLED, PAIRS, everything, of_corpus, of_entities

HUB = "olca-jsonld"
SAMPLED = [pair for pair in PAIRS if HUB in pair]


def test_the_pairs_are_all_there():
    assert len(PAIRS) == len(INSTALLED) * (len(INSTALLED) - 1)
    assert {HUB, "ilcd", "ecospold1", "ecospold2"} <= set(INSTALLED)


@pytest.mark.parametrize(("first", "second"), SAMPLED)
def test_samples_by_way_of_openlca(first, second, tmp_path):
    outcome = of_entities(first, second, everything(), tmp_path)
    assert outcome.entities
    assert not outcome.findings, str(outcome)


@pytest.mark.interop
@pytest.mark.parametrize(("first", "second"), [pair for pair in PAIRS if pair not in SAMPLED])
def test_samples(first, second, tmp_path):
    outcome = of_entities(first, second, everything(), tmp_path)
    assert not outcome.findings, str(outcome)


@pytest.mark.interop
@pytest.mark.parametrize(("first", "second"), PAIRS)
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(entities=strategies.packages(dangling=True, several_versions=True))
def test_generated(first, second, entities):
    with tempfile.TemporaryDirectory() as folder:
        outcome = of_entities(first, second, entities, Path(folder))
    assert not outcome.findings, str(outcome)


@pytest.mark.interop
@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_public_packages(first, second, corpus, tmp_path):
    outcome = of_corpus(first, second, corpus, tmp_path)
    assert outcome.entities
    assert not outcome.findings, str(outcome)
