"""The suite, bound to every format that is installed; what it needs to know of one beyond that stands in ``KNOWN``."""

import pytest

from lcabridge.registry import registry
from lcabridge.testing.conformance import FormatConformance

FORMATS = sorted(registry().formats)


def test_no_plugin_is_broken():
    assert {info.name: info.error for info in registry().broken()} == {}


def test_there_are_formats():
    assert FORMATS, "no format is installed: pip install -e ."


class TestInstalled(FormatConformance):
    @pytest.fixture(params=FORMATS)
    def fmt(self, request):
        return registry().format(request.param)
