"""The meta-test: a suite that accepts everything proves nothing, so each deliberately broken format must fail."""

import inspect

import pytest

from lcabridge.testing.conformance import FormatConformance
from tests.conformance import broken
from tests.conformance.broken import REJECTED
from tests.toys import Toybox


class _Bound(FormatConformance):
    """Bound by hand, so that pytest does not collect it."""

    __test__ = False


def _run(fmt, point, tmp_path):
    """Call one point of the suite as pytest would, for every sample; raise what it raises."""
    suite = _Bound()
    method = getattr(suite, point)
    given = {"fmt": fmt, "others": [Toybox()], "golden": None, "validator": None, "strip": None}
    wanted = [name for name in inspect.signature(method).parameters if name != "sample"]
    if "sample" not in inspect.signature(method).parameters:
        method(**{name: tmp_path if name == "tmp_path" else given[name] for name in wanted})
        return
    for number, sample in enumerate(suite.samples().values()):
        folder = tmp_path / str(number)
        folder.mkdir()
        method(sample=sample, **{name: folder if name == "tmp_path" else given[name] for name in wanted})


@pytest.mark.parametrize(("kind", "point"), REJECTED.items(), ids=lambda value: getattr(value, "__name__", value))
def test_broken_format_is_rejected(kind, point, tmp_path):
    with pytest.raises((AssertionError, pytest.fail.Exception)) as caught:
        _run(kind(), point, tmp_path)
    assert str(caught.value), "rejected without a word of why"


@pytest.mark.parametrize("point", sorted(set(REJECTED.values())))
def test_the_same_point_accepts_the_sound_format(point, tmp_path):
    _run(Toybox(), point, tmp_path)


def test_every_broken_format_is_in_the_table():
    kinds = {
        kind
        for _, kind in inspect.getmembers(broken, inspect.isclass)
        if issubclass(kind, Toybox | broken.Lines) and kind.__module__ == broken.__name__
    }
    assert kinds == set(REJECTED)
