"""For authors of formats: the conformance suite, sample packages and hypothesis strategies.

Needs pytest and hypothesis. A plugin binds the suite in three lines:

    class TestMyFormat(FormatConformance):
        @pytest.fixture
        def fmt(self):
            return MyFormat()
"""
