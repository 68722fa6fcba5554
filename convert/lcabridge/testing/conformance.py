"""The conformance suite: what every format has to do, whoever wrote it.

Bind it with one fixture; the methods and hooks of ``Binding`` say more about the format where there is more to say:

    from lcabridge.testing.conformance import FormatConformance

    class TestMyFormat(FormatConformance):
        @pytest.fixture
        def fmt(self):
            return MyFormat()

The numbers in the names of the tests are those of docs/write-a-format.md.
"""

from __future__ import annotations

from lcabridge.testing.binding import Binding
from lcabridge.testing.points_account import AccountPoints
from lcabridge.testing.points_descriptor import DescriptorPoints
from lcabridge.testing.points_hostile import HostilePoints
from lcabridge.testing.points_reading import ReadingPoints
from lcabridge.testing.points_sniffing import SniffingPoints
from lcabridge.testing.points_writing import WritingPoints


class FormatConformance(
    DescriptorPoints, SniffingPoints, ReadingPoints, WritingPoints, AccountPoints, HostilePoints, Binding
):
    """All points together; subclasses give the fixture ``fmt``."""


__all__ = ["FormatConformance"]
