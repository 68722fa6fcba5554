"""The formats of tables as lcabridge sees them."""

# the signatures are those of Format
from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Literal

import click
import pydantic

from lcabridge import hookimpl
from lcabridge.format import NO, Capabilities, Confidence, Evidence, Format, FormatOptions, Package, Session
from lcabridge.report import Report
from lcabridge.sources import Sink, Source
from lcabridge_tables import issues as issues  # noqa: PLC0414  # registers the issue types


class TablesOptions(FormatOptions):
    """Options of the template."""

    lang: Literal["en", "zh"] = pydantic.Field(
        default="en", description="writing: language that headings begin with and lists offer"
    )
    layout: Literal["auto", "xlsx", "csv"] = pydantic.Field(
        default="auto",
        description="writing: a workbook, or a zip of CSV files (auto: csv where the target ends with .zip)",
    )
    decimal: Literal[".", ","] = pydantic.Field(
        default=".", description="reading: decimal sign of numbers written as text"
    )
    thousands: Literal["", ",", ".", " ", "'"] = pydantic.Field(
        default="", description="reading: sign between groups of three digits in numbers written as text"
    )
    encoding: str = pydantic.Field(default="", description="reading: encoding of CSV files, if it cannot be found out")
    separator: str = pydantic.Field(
        default="", max_length=1, description="reading: separator of CSV files, if it cannot be found out"
    )


class Tables(Format):
    """Our own template: a workbook, or CSV files."""

    id: ClassVar[str] = "tables"
    title: ClassVar[str] = "Excel and CSV template"
    versions: ClassVar[tuple[str, ...]] = ("1",)
    suffixes: ClassVar[tuple[str, ...]] = (".xlsx", ".csv", ".zip")
    Options: ClassVar[type[FormatOptions]] = TablesOptions
    layout: ClassVar[Literal["zip", "folder", "file"]] = "file"
    single_file: ClassVar[bool] = True

    @property
    def keeps(self) -> Capabilities:
        """See Format.keeps: what has a column."""
        from lcabridge_tables.layout import kept_fields  # noqa: PLC0415  # the tables are loaded when they are needed

        return Capabilities(native=frozenset(kept_fields()))

    def sniff(self, source: Source) -> Evidence:
        """See Format.sniff."""
        from lcabridge_tables.sniffing import template  # noqa: PLC0415  # same

        reason = template(source)
        return Evidence(Confidence.YES, reason) if reason else NO

    def open(self, source: Source, options: FormatOptions) -> Session:
        """See Format.open."""
        from lcabridge.sources.sheets.scalars import Signs  # noqa: PLC0415  # same
        from lcabridge_tables.session import TableSession  # noqa: PLC0415  # same

        given = options if isinstance(options, TablesOptions) else TablesOptions()
        return TableSession(source, Signs(given.decimal, given.thousands), given.encoding, given.separator)

    def write(self, package: Package, sink: Sink, options: FormatOptions, report: Report) -> None:
        """See Format.write."""
        from lcabridge_tables.writing import write_tables  # noqa: PLC0415  # same

        given = options if isinstance(options, TablesOptions) else TablesOptions()
        as_csv = given.layout == "csv" or (given.layout == "auto" and sink.path.suffix.lower() == ".zip")
        write_tables(package, sink, report, given.lang, as_csv=as_csv)


class FactorsOptions(FormatOptions):
    """Options of lists of factors."""

    map: str = pydantic.Field(
        default="",
        description="reading: mapping file (.yaml, .json) or ready-made mapping (ncsc, cpcd); without it the one that fits",
    )
    encoding: str = pydantic.Field(default="", description="reading: encoding of a CSV file, if it cannot be found out")


class Factors(Format):
    """Published lists of single factors, read through a mapping file."""

    id: ClassVar[str] = "factors"
    title: ClassVar[str] = "List of single factors (Excel, CSV)"
    versions: ClassVar[tuple[str, ...]] = ("1",)
    suffixes: ClassVar[tuple[str, ...]] = (".xlsx", ".csv")
    Options: ClassVar[type[FormatOptions]] = FactorsOptions
    can_write: ClassVar[bool] = False

    def sniff(self, source: Source) -> Evidence:
        """See Format.sniff: never sure, since any table may have such headings."""
        from lcabridge_tables.sniffing import factor_list  # noqa: PLC0415  # loaded when it is needed

        found = factor_list(source)
        return Evidence(Confidence.MAYBE, f"it has the columns of the mapping {found}") if found else NO

    def open(self, source: Source, options: FormatOptions) -> Session:
        """See Format.open."""
        from lcabridge_tables.factormap import load_map  # noqa: PLC0415  # same
        from lcabridge_tables.factors import FactorSession  # noqa: PLC0415  # same
        from lcabridge_tables.sniffing import factor_list  # noqa: PLC0415  # same

        given = options if isinstance(options, FactorsOptions) else FactorsOptions()
        return FactorSession(source, load_map(given.map or factor_list(source) or "cpcd"), given.encoding)


class OlcaBook(Format):
    """openLCA's process workbook."""

    id: ClassVar[str] = "olca-excel"
    title: ClassVar[str] = "openLCA process workbook (Excel)"
    versions: ClassVar[tuple[str, ...]] = ("2",)
    suffixes: ClassVar[tuple[str, ...]] = (".xlsx",)
    can_write: ClassVar[bool] = False

    def sniff(self, source: Source) -> Evidence:
        """See Format.sniff."""
        from lcabridge_tables.sniffing import process_workbook  # noqa: PLC0415  # loaded when it is needed

        reason = process_workbook(source)
        return Evidence(Confidence.YES, reason) if reason else NO

    def open(self, source: Source, options: FormatOptions) -> Session:  # noqa: ARG002  # it has none
        """See Format.open."""
        from lcabridge_tables.olcabook import OlcaBookSession  # noqa: PLC0415  # same

        return OlcaBookSession(source)


@hookimpl
def lcabridge_register_formats() -> Iterable[Format]:
    """Return the formats of the plugin."""
    return [Tables(), Factors(), OlcaBook()]


@hookimpl
def lcabridge_register_commands() -> Iterable[click.Command]:
    """Return ``lcabridge template``."""
    from lcabridge_tables.template import command  # noqa: PLC0415  # loaded when commands are listed

    return [command]
