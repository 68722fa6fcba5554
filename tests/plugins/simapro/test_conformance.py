"""The conformance suite on SimaPro CSV."""

import pytest

from lcabridge.testing.conformance import FormatConformance
from lcabridge_simapro.plugin import SimaProCsv


class TestSimaPro(FormatConformance):
    @pytest.fixture
    def fmt(self):
        return SimaProCsv()
