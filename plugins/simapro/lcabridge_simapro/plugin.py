"""The SimaPro plugin: SimaPro CSV as SimaPro 7 to 9 export it."""

# the signatures are those of Format
from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import ClassVar, Literal

import pydantic

from lcabridge import hookimpl
from lcabridge.format import NO, Capabilities, Confidence, Evidence, Format, FormatOptions, Package, Session, Tool
from lcabridge.report import Report
from lcabridge.sources import Sink, Source
from lcabridge_simapro import issues as issues  # noqa: PLC0414  # registers the issue types


class SimaProOptions(FormatOptions):
    """Options of SimaPro CSV."""

    encoding: str = pydantic.Field(
        default="",
        description=(
            "text encoding, such as windows-1252, utf-8 or gb18030: when reading instead of the evidence in the file, "
            "when writing instead of windows-1252, or UTF-8 where that cannot hold the texts"
        ),
    )
    decimal: Literal["", ".", ","] = pydantic.Field(
        default="", description="decimal sign: read where the head of an old export does not say; written (default: .)"
    )
    separator: Literal["Semicolon", "Tab", "Comma"] = pydantic.Field(
        default="Semicolon", description="sign between cells, when writing"
    )
    content: Literal["all", "processes", "methods"] = pydantic.Field(
        default="all", description="what is written: SimaPro itself imports processes and impact methods separately"
    )
    lang: str = pydantic.Field(
        default="en", pattern="^[a-z]{2,3}$", description="language that is written where a text has several"
    )
    unallocated: Literal["reference", "each"] = pydantic.Field(
        default="reference",
        description="percentages of products among which a process shares nothing, when writing; reference: 100 for the "
        "reference and 0 for the others, which sum to 100 as SimaPro asks; each: 100 for each, as openLCA and lcabridge "
        "calculate it",
    )
    project: str = pydantic.Field(default="lcabridge", description="name of the project in the head, when writing")


class SimaProCsv(Format):
    """SimaPro CSV."""

    id: ClassVar[str] = "simapro"
    title: ClassVar[str] = "SimaPro CSV"
    versions: ClassVar[tuple[str, ...]] = ("7", "8", "9")
    suffixes: ClassVar[tuple[str, ...]] = (".csv", ".txt")
    Options: ClassVar[type[FormatOptions]] = SimaProOptions
    one_version: ClassVar[bool] = True
    layout: ClassVar[Literal["zip", "folder", "file"]] = "file"
    single_file: ClassVar[bool] = True
    suits: ClassVar[Mapping[Tool, Mapping[str, object]]] = {"openlca": {"unallocated": "each"}}

    @property
    def keeps(self) -> Capabilities:
        """See Format.keeps."""
        from lcabridge_simapro.keeps import capabilities  # noqa: PLC0415  # the tables are loaded when they are needed

        return capabilities()

    def sniff(self, source: Source) -> Evidence:
        """See Format.sniff."""
        from lcabridge_simapro.session import headless, recognise  # noqa: PLC0415

        reason = recognise(source)
        if reason:
            return Evidence(Confidence.YES, reason)
        return (
            Evidence(Confidence.MAYBE, "starts with a block of SimaPro CSV, without a head") if headless(source) else NO
        )

    def open(self, source: Source, options: FormatOptions) -> Session:
        """See Format.open."""
        from lcabridge_simapro.session import SimaProSession  # noqa: PLC0415

        chosen = options if isinstance(options, SimaProOptions) else SimaProOptions()
        return SimaProSession(source, chosen.encoding, chosen.decimal)

    def write(self, package: Package, sink: Sink, options: FormatOptions, report: Report) -> None:
        """See Format.write."""
        from lcabridge_simapro.writer import write  # noqa: PLC0415

        write(package, sink, options if isinstance(options, SimaProOptions) else SimaProOptions(), report)


@hookimpl
def lcabridge_register_formats() -> Iterable[Format]:
    """Return the formats of the plugin."""
    return [SimaProCsv()]
