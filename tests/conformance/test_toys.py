"""The suite accepts the formats of which we know that they are right."""

import pytest

from lcabridge.testing.conformance import FormatConformance
from tests.toys import Lines, Toybox


class TestToys(FormatConformance):
    @pytest.fixture(params=[Toybox, Lines])
    def fmt(self, request):
        return request.param()

    @pytest.fixture
    def others(self, fmt):
        return [other() for other in (Toybox, Lines) if other is not type(fmt)]
