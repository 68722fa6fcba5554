"""Brightway's formats as lcabridge sees them."""

# the signatures are those of Format
from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

import pydantic

from lcabridge import hookimpl
from lcabridge.format import NO, Capabilities, Confidence, Evidence, Format, FormatOptions, Package, Session
from lcabridge.report import Report
from lcabridge.sources import Sink, Source
from lcabridge_brightway import issues as issues  # noqa: PLC0414  # registers the issue types


class ExcelOptions(FormatOptions):
    """Options of Brightway's tables."""

    database: str = pydantic.Field(
        default="", description="writing: name of the database (default: the source's, or lcabridge)"
    )
    layout: Literal["auto", "xlsx", "csv"] = pydantic.Field(
        default="auto", description="writing: a workbook or a CSV file (auto: csv where the target ends with .csv)"
    )
    encoding: str = pydantic.Field(default="", description="reading: encoding of a CSV file, if it cannot be found out")


class BrightwayExcel(Format):
    """Inventory tables as bw2io reads and writes them."""

    id: ClassVar[str] = "brightway-excel"
    title: ClassVar[str] = "Brightway inventory (Excel, CSV)"
    versions: ClassVar[tuple[str, ...]] = ("bw2io 0.9",)
    suffixes: ClassVar[tuple[str, ...]] = (".xlsx", ".csv")
    Options: ClassVar[type[FormatOptions]] = ExcelOptions
    layout: ClassVar[Literal["zip", "folder", "file"]] = "file"
    single_file: ClassVar[bool] = True
    one_version: ClassVar[bool] = True

    @property
    def keeps(self) -> Capabilities:
        """See Format.keeps."""
        from lcabridge_brightway.keeps import CARRIED, NATIVE  # noqa: PLC0415  # loaded when it is needed

        return Capabilities(native=NATIVE, carried=CARRIED)

    def sniff(self, source: Source) -> Evidence:
        """See Format.sniff."""
        from lcabridge_brightway.sniffing import inventory  # noqa: PLC0415  # same

        reason = inventory(source)
        return Evidence(Confidence.YES, reason) if reason else NO

    def open(self, source: Source, options: FormatOptions) -> Session:
        """See Format.open."""
        from lcabridge_brightway.session import open_tables  # noqa: PLC0415  # same

        return open_tables(source, options.encoding if isinstance(options, ExcelOptions) else "")

    def write(self, package: Package, sink: Sink, options: FormatOptions, report: Report) -> None:
        """See Format.write."""
        from lcabridge_brightway.writer import write_inventory  # noqa: PLC0415  # same

        given = options if isinstance(options, ExcelOptions) else ExcelOptions()
        as_csv = given.layout == "csv" or (given.layout == "auto" and sink.path.suffix.lower() == ".csv")
        write_inventory(package, sink, report, given.database, as_csv=as_csv)


class BrightwayOptions(FormatOptions):
    """Options of Brightway's packages."""

    database: str = pydantic.Field(
        default="", description="writing: name of the database (default: the source's, or lcabridge)"
    )


class Brightway(Format):
    """Packages that bw2data imports as they are."""

    id: ClassVar[str] = "brightway"
    title: ClassVar[str] = "Brightway package (bw2package)"
    versions: ClassVar[tuple[str, ...]] = ("bw2data 4",)
    suffixes: ClassVar[tuple[str, ...]] = (".bw2package",)
    Options: ClassVar[type[FormatOptions]] = BrightwayOptions
    layout: ClassVar[Literal["zip", "folder", "file"]] = "file"
    single_file: ClassVar[bool] = True
    one_version: ClassVar[bool] = True

    @property
    def keeps(self) -> Capabilities:
        """See Format.keeps."""
        from lcabridge_brightway.keeps import CARRIED, NATIVE  # noqa: PLC0415  # loaded when it is needed

        return Capabilities(native=NATIVE, carried=CARRIED)

    def sniff(self, source: Source) -> Evidence:
        """See Format.sniff."""
        from lcabridge_brightway.sniffing import package  # noqa: PLC0415  # same

        return package(source)

    def open(self, source: Source, options: FormatOptions) -> Session:  # noqa: ARG002  # none of them is for reading
        """See Format.open."""
        from lcabridge_brightway.session import PackageSession  # noqa: PLC0415  # same

        return PackageSession(source)

    def write(self, package: Package, sink: Sink, options: FormatOptions, report: Report) -> None:
        """See Format.write."""
        from lcabridge_brightway.writer import write_direct  # noqa: PLC0415  # same

        given = options if isinstance(options, BrightwayOptions) else BrightwayOptions()
        write_direct(package, sink, report, given.database)


@hookimpl
def lcabridge_register_formats() -> Iterable[Format]:
    """Return the formats of the plugin."""
    return [Brightway(), BrightwayExcel()]
