"""Whatever a package holds, or lacks, a comparison of it ends in 27 answers."""

import pytest

from lcabridge.assess.pages.comparepage import compare_sheet, compare_summary
from lcabridge.assess.pages.output import sheets
from lcabridge.model import Exchange, Process, Ref, summarise
from lcabridge.report.render.sheet import render_sheet
from lcabridge.testing.samples import packages
from tests.calc.hand import Package
from tests.compare.build import run

SAMPLES = packages()


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_every_sample_against_a_supply_chain_and_itself(name):
    one, other = Package(*SAMPLES[name]), Package(*SAMPLES["supply chain"])
    for a, b in ((one, other), (other, one), (one, one)):
        found = run(a, b, release=True)
        assert len(found.points) == 27
        assert all(point.evidence for point in found.points)
        for pair in found.pairs:
            assert (pair.split is None) == bool(pair.missing)
        for lang in ("en", "zh"):
            assert render_sheet(compare_sheet(found, "x"), lang)
            assert render_sheet(compare_summary(found, "x"), lang)
            assert sheets(compare_sheet(found, "x"), lang)
    assert found.release.total == 0, name  # a package does not differ from itself


@pytest.mark.parametrize(
    "broken",
    [
        Process(uuid="p", name={}, exchanges=[Exchange()]),
        Process(uuid="p", name={"zh": "只有中文"}, exchanges=[Exchange(flow=Ref(type="flow", uuid="absent"), direction="output", is_reference=True)]),
        Process(uuid="p", name={"en": "x"}, exchanges=[Exchange(flow=Ref(type="flow", uuid="absent"), amount=0.0, direction="output", is_reference=True)]),
    ],
)  # fmt: skip
def test_half_filled_processes(broken):
    package = Package(broken)
    assert summarise(broken).uuid == "p"
    assert len(run(package, Package(*SAMPLES["supply chain"]), release=True).points) == 27
    assert len(run(package, package, release=True).points) == 27
