"""Public databases compared: every point with evidence, every split sums to its difference."""

import math

import pytest

import lcabridge
from lcabridge.assess.compare.products import SURE
from lcabridge.calc import Calculator

pytestmark = pytest.mark.slow

TOLERANCE = 1e-9


def _sound(found):
    assert [p.number for p in found.points] == list(range(1, 28))
    for point in found.points:
        assert point.evidence, point.id
        assert point.reason["en"], point.id
        assert point.reason["zh"], point.id
    for pair in found.pairs:
        if pair.split is None:
            assert pair.missing
            continue
        split = pair.split
        difference = pair.factor_b - pair.factor_a
        largest = max(abs(pair.factor_a), abs(pair.factor_b), abs(pair.common_a), abs(pair.common_b))
        parts = math.fsum([split.gwp, split.allocation, split.mapping, split.data])
        assert abs(parts - difference) <= TOLERANCE * largest
        for moved in (pair.by_process, pair.by_flow):
            if moved:
                assert abs(math.fsum(part.change for part in moved) - split.data) <= TOLERANCE * largest


@pytest.fixture(scope="module")
def releases(corpus):
    """USLCI as EcoSpold 1 (fy20 q3) and as JSON-LD (2020 Q3), with other GWP sets on either side."""
    return lcabridge.compare(
        corpus / "ecospold1" / "uslci-fy20_q3.zip", corpus / "jsonld" / "uslci-2020q3.zip", gwp=("ar5", "cn-inventory"), release=True
    )  # fmt: skip


def test_two_releases_of_uslci(releases):
    _sound(releases)
    verdicts = {point.id: point.verdict for point in releases.points}
    # PROVENANCE: the same release; EcoSpold 1 has no provider links, no allocation factors, no UUIDs of its own
    assert verdicts["functional-unit"] == verdicts["time"] == verdicts["documentation"] == "consistent"
    assert verdicts["identifiers"] == verdicts["flow-list"] == "convertible"
    assert sum(pair.by in SURE for pair in releases.pairs) > 300
    types = {t.type: t for t in releases.release.types}
    assert (types["process"].a, types["process"].b) == (626, 629)
    assert releases.release.fields["process.allocation"] > 30_000


def test_the_parts_of_method_are_what_calc_gives(releases, corpus):
    # the part of the GWP set is the difference of two plain calculations of A; allocation changes nothing: A has no factors
    with lcabridge.read(corpus / "ecospold1" / "uslci-fy20_q3.zip") as package:
        calculator = Calculator(package)
        before, after = calculator.gwp("ar5").values, calculator.gwp("cn-inventory").values
        columns = {
            (calculator.activity(c).uuid, p.flow_name["en"]): c for c, p in enumerate(calculator.system.products)
        }
    pairs = [pair for pair in releases.pairs if pair.split is not None]
    for pair in pairs:
        column = columns[pair.a.uuid, pair.a.product["en"]]
        assert pair.factor_a == pytest.approx(before[column], rel=TOLERANCE)
        assert pair.split.gwp == pytest.approx(
            after[column] - before[column], rel=TOLERANCE, abs=TOLERANCE * abs(pair.factor_a)
        )
    assert all(pair.split.allocation == 0.0 for pair in pairs)
    assert sum(pair.split.gwp < 0 for pair in pairs) > 200  # fossil methane: 30 in ar5, 28 in the inventory


def test_uslci_and_tiangong(corpus):
    found = lcabridge.compare(corpus / "jsonld" / "uslci-2020q3.zip", corpus / "ilcd" / "tiangong-dev.zip")
    _sound(found)
    verdicts = {point.id: point.verdict for point in found.points}
    assert verdicts["geography"] == verdicts["flow-list"] == verdicts["gwp-set"] == "convertible"
    # USLCI has 2009 as its median year, TianGong 2018
    assert verdicts["time"] == "not convertible"
    assert found.release is None
