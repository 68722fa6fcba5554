"""The format as lcabridge sees it. Light on purpose: ``lcabridge formats`` imports this module and nothing else of ours."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import Field

from lcabridge import hookimpl
from lcabridge.format import NO, Capabilities, Confidence, Evidence, Format, FormatOptions, Session
from lcabridge.model import Entity, Index
from lcabridge.report import Report
from lcabridge.sources import Source

SUFFIX = ".card"
_START = re.compile(rb'\s*\{\s*"card"\s*:')


class CardOptions(FormatOptions):
    """Options become command-line options; the description is their help."""

    comments: bool = Field(default=True, description="write comments; without them the cards are shorter")


class Cards(Format):
    """Data cards: a zip or folder with one small JSON file per unit group, flow property, flow and process."""

    id = "cards"
    title = "Data cards"
    versions = ("1",)
    suffixes = (".zip",)
    Options = CardOptions

    @property
    def keeps(self) -> Capabilities:
        """What the table of shapes names; nothing is carried beside it."""
        from lcabridge_template.shapes import kept_fields  # noqa: PLC0415  # keeps the descriptor light

        return Capabilities(native=kept_fields())

    def sniff(self, source: Source) -> Evidence:
        """Sure if an entry has our suffix and starts as cards start; a few bytes are enough."""
        name = next((name for name in source.names() if name.endswith(SUFFIX)), None)
        if name is None or not _START.match(source.head(name, 64)):
            return NO
        return Evidence(Confidence.YES, f'{name} starts with "card"')

    def open(self, source: Source, options: FormatOptions) -> Session:  # noqa: ARG002  # cards need none to be read
        """Return the session that reads the cards."""
        from lcabridge_template.reader import CardSession  # noqa: PLC0415  # same

        return CardSession(source)

    def encode(
        self, entity: Entity, index: Index, options: FormatOptions, report: Report
    ) -> Iterable[tuple[str, bytes]]:
        """Return the card of one data set."""
        from lcabridge_template.writer import write_card  # noqa: PLC0415  # same

        comments = not isinstance(options, CardOptions) or options.comments
        return write_card(entity, index, report, comments=comments)


@hookimpl
def lcabridge_register_formats() -> Iterable[Format]:
    """Register the format."""
    return [Cards()]
