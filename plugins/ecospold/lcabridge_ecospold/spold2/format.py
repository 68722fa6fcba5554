"""EcoSpold 2 as lcabridge sees it; reader and writer load when they are wanted."""

# ruff: noqa: ARG002  # the signatures are those of Format
from __future__ import annotations

from typing import ClassVar, Literal

import pydantic

from lcabridge.errors import LcabridgeError
from lcabridge.format import NO, Capabilities, Confidence, Evidence, Format, FormatOptions, Package, Session
from lcabridge.report import Report
from lcabridge.sources import Sink, Source
from lcabridge_ecospold.spold2 import issues as issues  # noqa: PLC0414  # registers the issue types


class EcoSpold2Options(FormatOptions):
    """Options of EcoSpold 2."""

    strict: bool = pydantic.Field(
        default=False, description="refuse a file that deviates from the schema, instead of reporting the deviation"
    )
    ids: Literal["activity", "openlca"] = pydantic.Field(
        default="activity",
        description=(
            "UUID of a process: 'activity' takes that of the activity, and what openLCA derives only where several data "
            "sets share one; 'openlca' always takes what openLCA derives from activity and reference product"
        ),
    )


class EcoSpold2(Format):
    """EcoSpold 2: activity files (``.spold``) and MasterData files."""

    id: ClassVar[str] = "ecospold2"
    title: ClassVar[str] = "EcoSpold 2"
    versions: ClassVar[tuple[str, ...]] = ("2.0",)
    suffixes: ClassVar[tuple[str, ...]] = (".zip", ".spold", ".xml")
    Options: ClassVar[type[FormatOptions]] = EcoSpold2Options
    one_version: ClassVar[bool] = True
    whole: ClassVar[bool] = True

    @property
    def keeps(self) -> Capabilities:
        """See Format.keeps."""
        from lcabridge_ecospold.spold2.keeps import capabilities  # noqa: PLC0415  # loaded when it is needed

        return capabilities()

    def sniff(self, source: Source) -> Evidence:
        """See Format.sniff."""
        from lcabridge_ecospold.spold2.sniffing import looks_like  # noqa: PLC0415

        try:
            reason = looks_like(source)
        except LcabridgeError:
            # A damaged entry is no evidence; opening the package will say what is wrong with it.
            return NO
        return Evidence(Confidence.YES, reason) if reason else NO

    def open(self, source: Source, options: FormatOptions) -> Session:
        """See Format.open."""
        from lcabridge_ecospold.spold2.session import EcoSpold2Session  # noqa: PLC0415

        chosen = options if isinstance(options, EcoSpold2Options) else EcoSpold2Options()
        return EcoSpold2Session(source, strict=chosen.strict, openlca_ids=chosen.ids == "openlca")

    def write(self, package: Package, sink: Sink, options: FormatOptions, report: Report) -> None:
        """See Format.write."""
        from lcabridge_ecospold.spold2.writer import write  # noqa: PLC0415

        write(package, sink, report)
