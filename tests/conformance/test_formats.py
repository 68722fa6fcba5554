"""The suite, bound to every format that is installed, with the official schemas where there are any."""

from functools import partial

import pytest

from lcabridge.registry import registry
from lcabridge.testing.conformance import FormatConformance
from tests.conformance import official

FORMATS = sorted(registry().formats)


def test_no_plugin_is_broken():
    assert {info.name: info.error for info in registry().broken()} == {}


def test_there_are_formats():
    assert FORMATS, "no format is installed: pip install -e ."


class TestInstalled(FormatConformance):
    @pytest.fixture(params=FORMATS)
    def fmt(self, request):
        return registry().format(request.param)

    @pytest.fixture
    def validator(self, fmt, request):
        check = official.VALIDATORS.get(fmt.id)
        return partial(check, request.getfixturevalue("corpus")) if check else None

    @pytest.fixture
    def strip(self):
        return official.strip
