"""The suite bound to the formats of tables; tests/conformance does so too, with the others."""

import pytest

from lcabridge.testing.conformance import FormatConformance
from lcabridge_tables.plugin import Tables


class TestTables(FormatConformance):
    @pytest.fixture
    def fmt(self):
        return Tables()
