"""Seeded defects: at least 95 % of those planted are found where they are, and clean packages stay clean."""

import random

import pytest

from tests.assess.build import assessed
from tests.assess.clean import clean
from tests.assess.defects import DEFECTS

ROUNDS = 4
"""Packages a kind of defect."""
CLEAN = 20


@pytest.mark.parametrize("kind", DEFECTS, ids=lambda kind: kind.word)
def test_every_kind_is_found(kind):
    """Each kind, in packages of their own seeds; the finding names the data set that it was planted in."""
    missed = []
    for seed in range(ROUNDS):
        package = clean(1000 * seed + DEFECTS.index(kind))
        where = kind.plant(package, random.Random(seed))
        found = assessed(package.entities, "national", kind.checks, today=2026)
        named = {f.uuid for o in found.outcomes for f in o.findings}
        if where not in named:
            missed.append(seed)
    assert len(missed) <= 0.05 * ROUNDS, f"{kind.word} was missed with the seeds {missed}"


def test_there_are_40_kinds():
    assert len(DEFECTS) >= 40


def test_clean_packages_are_clean():
    """At most one finding per 100 data sets, and no check that crashes."""
    count, findings = 0, []
    for seed in range(CLEAN):
        entities = clean(seed).entities
        found = assessed(entities, "national", today=2026)
        assert not found.summary.crashed
        count += len(entities)
        findings += [(seed, f.check, f.message["en"]) for o in found.outcomes for f in o.findings]
    assert len(findings) <= count / 100, findings
