"""EcoSpold 2 as lcabridge sees it; reader and writer load when they are wanted."""

# ruff: noqa: ARG002  # the signatures are those of Format
from __future__ import annotations

from typing import ClassVar

from lcabridge.format import NO, Evidence, Format, FormatOptions, Session
from lcabridge.sources import Source


class EcoSpold2(Format):
    """EcoSpold 2: activity files (``.spold``) and MasterData files."""

    id: ClassVar[str] = "ecospold2"
    title: ClassVar[str] = "EcoSpold 2"
    versions: ClassVar[tuple[str, ...]] = ("2.0",)
    suffixes: ClassVar[tuple[str, ...]] = (".zip", ".spold", ".xml")
    can_read: ClassVar[bool] = False
    can_write: ClassVar[bool] = False

    def sniff(self, source: Source) -> Evidence:
        """See Format.sniff."""
        return NO

    def open(self, source: Source, options: FormatOptions) -> Session:
        """See Format.open."""
        raise self._cannot("read")
