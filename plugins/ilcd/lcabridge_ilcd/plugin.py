"""The ILCD plugin: ILCD XML, TIDAS JSON and the national profile."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Literal

from pydantic import Field

from lcabridge import hookimpl
from lcabridge.format import NO, Attachment, Capabilities, Confidence, Evidence, Format, FormatOptions, Session, Tool
from lcabridge.model import Entity, Index, Ref, pick, to_json
from lcabridge.report import Report, catalogue
from lcabridge.sources import Source
from lcabridge_ilcd import issues as issues  # noqa: PLC0414  # registers the issue types
from lcabridge_ilcd import profile as profile  # noqa: PLC0414  # the same
from lcabridge_ilcd.package import MANIFEST, FormatId, attached_name, evidence, file_name, manifest


class IlcdOptions(FormatOptions):
    """Options of ILCD XML."""

    fractions: Literal["schema", "exact"] = Field(
        "schema",
        description="digits of allocated fractions (writing); schema: five, at most three of them decimals, as the XSD "
        "allows, with the exact value in the extension; exact: all, as openLCA writes and reads them",
    )


class TidasOptions(FormatOptions):
    """Options of TIDAS and the national profile."""

    places: Literal["auto", "iso", "ecoinvent", "openlca", "openlca1", "tiangong"] = Field(
        "auto",
        description="list that the source's place codes are of (writing); auto: by the names of its locations, else ISO",
    )


class NationalOptions(TidasOptions):
    """Options of the national profile."""

    level: profile.Level = Field(
        "structure",
        description="level that the package claims (writing); factor: each LCI result is told what it lacks of a factor "
        "data set, and validate checks the claim",
    )


class _Family(Format):
    """What the three formats share; table and codec load when they are needed."""

    id: ClassVar[FormatId]
    json: ClassVar[bool] = True
    suffixes: ClassVar[tuple[str, ...]] = (".zip",)

    @property
    def keeps(self) -> Capabilities:
        """See Format.keeps: what the table has a row for is native, all else stands in extension or side file."""
        from lcabridge_ilcd.keeps import capabilities  # noqa: PLC0415

        return capabilities(json=self.json)

    def sniff(self, source: Source) -> Evidence:
        """See Format.sniff."""
        from lcabridge.errors import LcabridgeError  # noqa: PLC0415

        try:
            reason = evidence(source, self.id)
        except LcabridgeError:
            # A damaged entry is no evidence; opening the package will say what is wrong with it.
            return NO
        return Evidence(Confidence.YES, reason) if reason else NO

    def open(self, source: Source, options: FormatOptions) -> Session:
        """See Format.open."""
        del options
        from lcabridge_ilcd.session import IlcdSession  # noqa: PLC0415

        return IlcdSession(source, json=self.json)

    def encode(
        self, entity: Entity, index: Index, options: FormatOptions, report: Report
    ) -> Iterable[tuple[str, bytes]]:
        """See Format.encode: one file per data set; types that ILCD does not have become side files."""
        from lcabridge_ilcd.codec import encode  # noqa: PLC0415
        from lcabridge_ilcd.names import FOLDERS  # noqa: PLC0415

        report.count_written(entity.type)
        name = file_name(entity, index, self.id)
        if entity.type not in FOLDERS:
            yield name, to_json(entity)
            return
        places = options.places if isinstance(options, TidasOptions) else "auto"
        if isinstance(options, NationalOptions) and options.level == "factor":
            from lcabridge_ilcd.requirements import tell_lacks  # noqa: PLC0415  # only factors are looked at

            tell_lacks(entity, report)
        exact = isinstance(options, IlcdOptions) and options.fractions == "exact"
        yield name, encode(entity, index, report, json=self.json, places=places, exact_fractions=exact)

    def attach(self, attachment: Attachment) -> str:
        """See Format.attach: the family keeps every file of a package."""
        return attached_name(attachment.name, self.id)

    def frame(self, index: Index, options: FormatOptions, report: Report) -> Iterable[tuple[str, bytes]]:
        """See Format.frame: the manifest, and the placeholder data sets that references lead to."""
        yield MANIFEST, manifest(self.id, options.level if isinstance(options, NationalOptions) else "structure")
        if self.json:
            from lcabridge_ilcd.codec import placeholder_files  # noqa: PLC0415

            yield from placeholder_files(index, report)

    def complete(
        self, missing: Sequence[Ref], index: Index, options: FormatOptions, report: Report
    ) -> Iterable[tuple[str, bytes]]:
        """See Format.complete: unit data of openLCA's reference list; a flow without it has no unit in most tools."""
        from lcabridge.units import reference_data  # noqa: PLC0415

        for entity in reference_data(missing, index):
            report.about(entity)
            report.add(
                catalogue.REFERENCE_DATA, path=entity.type, value=entity.uuid, type=entity.type, uuid=entity.uuid,
                name=pick(entity.name, "en"),
            )  # fmt: skip
            silent, missed = Report(cap=0), index.missed
            index.missed = {}
            yield from self.encode(entity, index, options, silent)
            index.missed = missed
        report.about(None)


class Ilcd(_Family):
    """ILCD 1.1 and eILCD as XML."""

    id: ClassVar[FormatId] = "ilcd"
    title: ClassVar[str] = "ILCD XML"
    versions: ClassVar[tuple[str, ...]] = ("1.1",)
    suffixes: ClassVar[tuple[str, ...]] = (".zip", ".xml")
    json: ClassVar[bool] = False
    Options: ClassVar[type[FormatOptions]] = IlcdOptions
    suits: ClassVar[Mapping[Tool, Mapping[str, object]]] = {"openlca": {"fractions": "exact"}}


class Tidas(_Family):
    """TIDAS: the ILCD data sets as JSON."""

    id: ClassVar[FormatId] = "tidas"
    title: ClassVar[str] = "TIDAS JSON"
    versions: ClassVar[tuple[str, ...]] = ("0.2",)
    suffixes: ClassVar[tuple[str, ...]] = (".zip", ".json")
    one_version: ClassVar[bool] = True
    Options: ClassVar[type[FormatOptions]] = TidasOptions


class National(_Family):
    """The national profile on TIDAS (DESIGN §7): versioned, never called the official format."""

    id: ClassVar[FormatId] = "national"
    title: ClassVar[str] = "National profile (TIDAS-compatible)"
    versions: ClassVar[tuple[str, ...]] = ("1",)
    flow_list: ClassVar[str] = "ef31"
    one_version: ClassVar[bool] = True
    Options: ClassVar[type[FormatOptions]] = NationalOptions


@hookimpl
def lcabridge_register_formats() -> list[Format]:
    """Register ILCD, TIDAS and the national profile."""
    return [Ilcd(), Tidas(), National()]


@hookimpl
def lcabridge_register_checks() -> Iterable[Any]:
    """Register the checks of the family."""
    from lcabridge_ilcd.validate import checks  # noqa: PLC0415  # schemas load when somebody validates

    return checks()
