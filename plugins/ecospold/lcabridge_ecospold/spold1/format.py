"""EcoSpold 1 as lcabridge sees it; reader and writer load when they are wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import ClassVar

from pydantic import Field

from lcabridge.errors import LcabridgeError
from lcabridge.format import NO, Capabilities, Confidence, Evidence, Format, FormatOptions, Package, Session, Tool
from lcabridge.report import Report
from lcabridge.sources import Sink, Source
from lcabridge_ecospold.spold1 import issues as issues  # noqa: PLC0414  # registers the issue types

_ROOT = re.compile(
    rb"<(?:[A-Za-z_][\w.-]*:)?ecoSpold\s[^>]*http://www\.EcoInvent\.org/EcoSpold01(?:Impact|Elementary)?[\"']"
)
_HEAD = 4096
_LOOKED_AT = 12


class EcoSpold1Options(FormatOptions):
    """Options of writing."""

    strict: bool = Field(
        default=True,
        description="keep texts within the lengths and patterns of the XSD; without it, they stay whole, as openLCA writes them",
    )
    plain: bool = Field(
        default=False,
        description="for tools that link by name and know products only, as openLCA's importer: a product of several "
        "processes is named with its process, waste is the service of treating it, an avoided product a negative input",
    )


class EcoSpold1(Format):
    """EcoSpold 1: processes, impact methods and elementary flows."""

    id: ClassVar[str] = "ecospold1"
    title: ClassVar[str] = "EcoSpold 1"
    versions: ClassVar[tuple[str, ...]] = ("1.0", "1.1")
    suffixes: ClassVar[tuple[str, ...]] = (".zip", ".xml", ".spold")
    Options: ClassVar[type[FormatOptions]] = EcoSpold1Options
    suits: ClassVar[Mapping[Tool, Mapping[str, object]]] = {"openlca": {"plain": True, "strict": False}}
    whole: ClassVar[bool] = True

    @property
    def keeps(self) -> Capabilities:
        """See Format.keeps."""
        from lcabridge_ecospold.spold1.keeps import capabilities  # noqa: PLC0415

        return capabilities()

    def sniff(self, source: Source) -> Evidence:
        """See Format.sniff."""
        try:
            names = [name for name in source.names() if name.lower().endswith((".xml", ".spold"))]
            names = names or list(source.names())[:1] if len(source.names()) == 1 else names
            for name in names[:_LOOKED_AT]:
                if _ROOT.search(source.head(name, _HEAD).replace(b"\0", b"")):
                    return Evidence(Confidence.YES, f"{name} is ecoSpold in the namespace of EcoSpold 1")
        except LcabridgeError:
            # A damaged entry is no evidence; opening the package will say what is wrong with it.
            return NO
        return NO

    def open(self, source: Source, options: FormatOptions) -> Session:
        """See Format.open."""
        del options
        from lcabridge_ecospold.spold1.session import Spold1Session  # noqa: PLC0415

        return Spold1Session(source)

    def write(self, package: Package, sink: Sink, options: FormatOptions, report: Report) -> None:
        """See Format.write: a file per process and impact category, and one of elementary flows."""
        from lcabridge_ecospold.spold1.writer import Writer  # noqa: PLC0415

        assert isinstance(options, EcoSpold1Options)  # the pipeline gives a format its own
        Writer(package, sink, report, strict=options.strict, plain=options.plain).run()
