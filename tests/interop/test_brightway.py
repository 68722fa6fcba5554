"""What Brightway itself stores and calculates of our packages and workbooks for it."""

import pytest

from tests.interop import bright
from tests.interop.brightway_runs import FORMATS, judged

pytestmark = pytest.mark.interop
PACKAGES = [
    "demo",
    "flcac-transport",
    pytest.param("tiangong", marks=pytest.mark.slow),
    pytest.param("uslci", marks=pytest.mark.slow),
]


@pytest.fixture(autouse=True)
def _judge():
    if not bright.python():
        pytest.skip(f"set {bright.PYTHON} to a Python that has bw2io and bw2calc")


@pytest.mark.parametrize("format_id", FORMATS)
@pytest.mark.parametrize("name", PACKAGES)
def test_brightway_stores_and_calculates_the_same(name, format_id, corpus, tmp_path):
    verdict = judged(name, format_id, corpus, tmp_path)
    assert verdict.failures == []
    assert verdict.stored.equal == verdict.stored.compared > 0
    assert verdict.scores.equal == verdict.scores.compared > 0
