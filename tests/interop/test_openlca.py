"""What openLCA itself stores and calculates of the packages that lcabridge writes; `openlca_runs.py` says how."""

import pytest

import lcabridge
from tests.interop.openlca_runs import LIMITS, RUNS, Run, judged
from tests.interop.packages import PACKAGES, case, source_of
from tests.interop.publish import Key, load
from tests.interop.stored import ByUuid, Expected, exchanges

pytestmark = pytest.mark.interop

SLOW = ("tiangong", "uslci", "flcac-transport", "flcac-rail", "sdk-samples")
CASES = [
    pytest.param(name, run, id=f"{name}-{run.via or ''}{run.format}", marks=[pytest.mark.slow] if name in SLOW else [])
    for name in PACKAGES
    for run in RUNS
]
LEAST = 50
"""Products that a package with so many must have compared."""


def converted(source, target, to):
    lcabridge.convert(source, target, to=to, mapping=False, overwrite=True)
    return target


@pytest.mark.parametrize(("name", "run"), CASES)
def test_openlca_has_what_the_source_says(name, run, openlca, corpus, tmp_path):
    if run.format != "olca-jsonld" and openlca.profile != "io":
        pytest.skip("olca-io is not in Maven's repository (docs/interop.md says how to build it)")
    verdict = judged(openlca, name, run, corpus, tmp_path)
    # What docs/compatibility.md names as failed may not become more, and is to be run again when it becomes less.
    published = load().get(Key("openLCA", name, run.format, run.said), {})
    allowed = sum(published.get(part, {}).get("failed", 0) for part in ("stored", "beyond", "scores"))
    assert allowed or verdict.failures == []
    assert published.get("errors") or verdict.errors == []
    failed = [*verdict.stored.failed, *verdict.beyond.failed, *verdict.scores.failed]
    assert len(failed) <= allowed, failed[:10]
    assert {*verdict.stored.excused, *verdict.beyond.excused, *verdict.scores.excused} <= LIMITS.keys()
    products = len(case(name, corpus).calculator("declared").system.activities)
    assert verdict.scores.compared >= min(products, LEAST)
    assert verdict.stored.failed or verdict.stored.equal + verdict.stored.excused.total() == verdict.stored.compared


def test_the_judge_is_not_easily_pleased(openlca, corpus, tmp_path):
    # The demo, read by openLCA, against a model in which one amount is another.
    source = source_of("demo", corpus)
    stored = openlca.hear(
        "olca-jsonld", converted(source, tmp_path / "demo.zip", "olca-jsonld"), tmp_path / "out.jsonl"
    )
    expected = Expected(case("demo", corpus).entities)
    assert exchanges(expected, stored, ByUuid()).failed == []
    process = next(iter(expected.processes.values()))
    before = process.exchanges[0].amount
    process.exchanges[0].amount = 7.5
    try:
        assert len(exchanges(expected, stored, ByUuid()).failed) == 2
    finally:
        process.exchanges[0].amount = before


def test_the_usual_ecospold_1_is_not_what_openlca_understands(openlca_io, corpus, tmp_path):
    # Why --for openlca exists: openLCA links by name, and treats no waste of a negative reference.
    usual = judged(openlca_io, "demo", Run("ecospold1"), corpus, tmp_path)
    assert usual.scores.failed
