"""The openLCA plugin: JSON-LD packages of openLCA 1 and 2."""

# ruff: noqa: ARG002  # the signatures are those of Format
from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

import pydantic

from lcabridge import hookimpl
from lcabridge.format import NO, Capabilities, Confidence, Evidence, Format, FormatOptions, Session
from lcabridge.model import Entity, Index, Ref
from lcabridge.report import Report
from lcabridge.sources import Source
from lcabridge_olca import issues as issues  # noqa: PLC0414  # registers the issue types


class OlcaOptions(FormatOptions):
    """Options of openLCA JSON-LD."""

    lang: str = pydantic.Field(
        default="en",
        pattern="^[a-z]{2,3}$",
        description=(
            "language of texts: assumed when reading, since the format names none (Chinese is recognised); "
            "written natively where a text has several"
        ),
    )


class OlcaJsonLd(Format):
    """openLCA JSON-LD (olca-schema 2, and the layout of openLCA 1)."""

    id: ClassVar[str] = "olca-jsonld"
    title: ClassVar[str] = "openLCA JSON-LD"
    versions: ClassVar[tuple[str, ...]] = ("1", "2")
    suffixes: ClassVar[tuple[str, ...]] = (".zip", ".json")
    Options: ClassVar[type[FormatOptions]] = OlcaOptions
    one_version: ClassVar[bool] = True

    @property
    def keeps(self) -> Capabilities:
        """See Format.keeps: what the tables have a row for is native, all else stands in the side file."""
        from lcabridge_olca.keeps import capabilities  # noqa: PLC0415  # the tables are loaded when they are needed

        return capabilities()

    def sniff(self, source: Source) -> Evidence:
        """See Format.sniff."""
        from lcabridge_olca.session import looks_like  # noqa: PLC0415

        reason = looks_like(source)
        return Evidence(Confidence.YES, reason) if reason else NO

    def open(self, source: Source, options: FormatOptions) -> Session:
        """See Format.open."""
        from lcabridge_olca.session import OlcaSession  # noqa: PLC0415

        return OlcaSession(source, _lang(options))

    def encode(
        self, entity: Entity, index: Index, options: FormatOptions, report: Report
    ) -> Iterable[tuple[str, bytes]]:
        """See Format.encode."""
        from lcabridge_olca.writer import encode  # noqa: PLC0415

        return encode(entity, index, _lang(options), report)

    def frame(self, index: Index, options: FormatOptions, report: Report) -> Iterable[tuple[str, bytes]]:
        """See Format.frame."""
        from lcabridge_olca.writer import frame  # noqa: PLC0415

        return frame()

    def complete(
        self, missing: Sequence[Ref], index: Index, options: FormatOptions, report: Report
    ) -> Iterable[tuple[str, bytes]]:
        """See Format.complete."""
        from lcabridge_olca.stubs import stubs  # noqa: PLC0415

        return stubs(missing, index, _lang(options), report)


def _lang(options: FormatOptions) -> str:
    return options.lang if isinstance(options, OlcaOptions) else "en"


@hookimpl
def lcabridge_register_formats() -> Iterable[Format]:
    """Return the formats of the plugin."""
    return [OlcaJsonLd()]
