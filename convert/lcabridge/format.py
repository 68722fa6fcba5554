"""The contract of a format: how it is recognised, read and written (DESIGN §3)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from typing import ClassVar, Literal, Protocol, get_args

import msgspec
import pydantic

from lcabridge.errors import UnsupportedOperationError
from lcabridge.model import Entity, EntityType, Index, Ref, Summary, summarise
from lcabridge.report import Report
from lcabridge.sources import Sink, Source

API_VERSION = 1
Tool = Literal["openlca", "brightway", "simapro"]
TOOLS: tuple[Tool, ...] = get_args(Tool)
"""Tools that a file can be written for, see ``Format.suits``."""


class Confidence(IntEnum):
    """How sure a format is that a source is its own."""

    NO = 0
    MAYBE = 1
    YES = 2


class Evidence(msgspec.Struct, frozen=True):
    """The answer of ``sniff``: how sure, and why, in words for the user."""

    confidence: Confidence
    reason: str = ""


NO = Evidence(Confidence.NO)


class FormatOptions(pydantic.BaseModel):
    """Options of a format; subclasses add fields, which become command-line options and documentation.

    Each field has a description; unknown names are refused.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Capabilities(msgspec.Struct, frozen=True):
    """Which model fields survive a write.

    Attributes:
        native: field paths with a place of their own in the format (``process.exchanges.formula``). A path covers all
            that lies below it.
        carried: field paths that only the format's extension or side file holds.

    What is in neither is dropped, and ``--dry-run`` says so beforehand.
    """

    native: frozenset[str] = frozenset()
    carried: frozenset[str] = frozenset()

    def fate(self, path: str) -> Literal["native", "carried", "dropped"]:
        """Return what happens to a field path such as ``process.exchanges.uncertainty.gsd``."""
        parts = path.split(".")
        for end in range(len(parts), 0, -1):
            prefix = ".".join(parts[:end])
            if prefix in self.native:
                return "native"
            if prefix in self.carried:
                return "carried"
        return "dropped"


class Part(msgspec.Struct, frozen=True):
    """An independent piece of a source: the unit of parallel work.

    Attributes:
        key: sort key; parts are processed and written in its order, whatever the order in the source.
        names: entries of the source that belong to it.
        size: bytes, for cutting even chunks.
        offset: start in the entry, for a block of a large single file.
        length: length of that block; None for the whole entry.
    """

    key: str
    names: tuple[str, ...]
    size: int = 0
    offset: int = 0
    length: int | None = None


class Attachment(msgspec.Struct, frozen=True):
    """A file of a source that is no data set and travels with the package: a document, a picture, a category system.

    Attributes:
        name: where it stands in a package of the source's format, whatever folders the source has above that.
        entry: the entry of the source that holds it.
    """

    name: str
    entry: str


class Session(ABC):
    """An opened source of one format: picklable shared context, built once (master data, project parameters).

    Worker processes get it by pickling (Windows) or fork; it must not hold open files outside ``source``.
    """

    source: Source

    @abstractmethod
    def parts(self) -> Sequence[Part]:
        """Return the parts, sorted by key."""

    @abstractmethod
    def read(self, part: Part, index: Index, report: Report) -> Iterator[Entity]:
        """Yield the entities of one part (second pass).

        Sets ``report.about(entity, file)`` before it adds issues. A part that cannot be read at all raises a ReadError;
        everything else is an issue.
        """

    def notes(self, report: Report) -> None:
        """Add the issues that concern the package as a whole, once: files that are no data sets, an assumed language."""

    def place_names(self) -> dict[str, str]:
        """Return the names that the package itself has for place codes which are no data sets of their own."""
        return {}

    def attachments(self) -> Sequence[Attachment]:
        """Return the files that travel with the package, byte by byte, to formats that have a place for them."""
        return ()

    def summaries(self, part: Part, report: Report) -> Iterator[Summary]:
        """Yield the summaries of one part (first pass). Formats override it with a scan that reads less.

        Issues of this pass belong to it alone: ``read`` reports the rest, so that nothing is reported twice.
        """
        for entity in self.read(part, Index(), Report(cap=0)):
            yield summarise(entity)


class Package(Protocol):
    """A whole package as a writer of a single-file format sees it."""

    @property
    def index(self) -> Index:
        """Return the index."""

    def entities(self, *types: EntityType) -> Iterator[Entity]:
        """Yield the entities of the given types (all if none is given), in part order; reads the source again."""


class Format(ABC):
    """A file format: one object without state, registered by ``lcabridge_register_formats``.

    Attributes:
        id: lower-case word used on the command line.
        title: name for people.
        versions: versions of the format that are understood.
        suffixes: usual file name endings: a hint, never proof.
        keeps: which model fields survive a write.
        Options: options of reading and writing.
        one_version: True if the target holds one version per UUID.
        layout: what ``open_sink`` makes for a target without a telling suffix.
        single_file: True if ``write`` makes one file of the whole package instead of ``encode`` one per data set.
        flow_list: id of the flow list that packages of this format use; elementary flows are mapped to it by default.
        whole: True if ``write`` makes the files of a zip or folder, because a file needs more than its own data set.
        suits: by tool (``openlca``), the options of writing for a file that the tool reads as it is meant, where the
            default is read otherwise.
    """

    api_version: ClassVar[int] = API_VERSION
    id: ClassVar[str]
    title: ClassVar[str]
    versions: ClassVar[tuple[str, ...]] = ()
    suffixes: ClassVar[tuple[str, ...]] = ()
    Options: ClassVar[type[FormatOptions]] = FormatOptions
    one_version: ClassVar[bool] = False
    layout: ClassVar[Literal["zip", "folder", "file"]] = "zip"
    single_file: ClassVar[bool] = False
    whole: ClassVar[bool] = False
    flow_list: ClassVar[str] = ""
    suits: ClassVar[Mapping[Tool, Mapping[str, object]]] = {}
    can_read: ClassVar[bool] = True
    can_write: ClassVar[bool] = True

    @property
    def keeps(self) -> Capabilities:
        """Return which model fields survive a write."""
        return Capabilities()

    @abstractmethod
    def sniff(self, source: Source) -> Evidence:
        """Say whether the source is of this format, from entry names and at most 64 KiB of content. Never raises."""

    @abstractmethod
    def open(self, source: Source, options: FormatOptions) -> Session:
        """Open a source.

        Raises:
            ReadError: it is not readable as this format.
        """

    def encode(
        self, entity: Entity, index: Index, options: FormatOptions, report: Report
    ) -> Iterable[tuple[str, bytes]]:
        """Return the files of one data set as (name, content). Pure: the same input gives the same bytes.

        Counts ``report.count_written`` for what it writes and adds an issue for all that it does not.
        References are resolved with ``index.find``, which remembers those without a target.

        Raises:
            UnsupportedOperationError: the format does not write data set by data set.
        """
        raise self._cannot("write")

    def frame(self, index: Index, options: FormatOptions, report: Report) -> Iterable[tuple[str, bytes]]:
        """Return the files that every package of the format has (manifest, context, category file)."""
        return ()

    def complete(
        self, missing: Sequence[Ref], index: Index, options: FormatOptions, report: Report
    ) -> Iterable[tuple[str, bytes]]:
        """Return stubs for missing data sets, where tools drop references that lead nowhere; reports each."""
        return ()

    def attach(self, attachment: Attachment) -> str:
        """Return the name under which a written package holds an attached file, "" where the format has no place for it."""
        return ""

    def write(self, package: Package, sink: Sink, options: FormatOptions, report: Report) -> None:
        """Write a whole package: into one file (``sink.append``), or the files of a zip or folder (``sink.add``).

        Raises:
            UnsupportedOperationError: the format is neither ``single_file`` nor ``whole``.
        """
        raise self._cannot("write")

    def _cannot(self, verb: str) -> UnsupportedOperationError:
        return UnsupportedOperationError(
            f"format {self.id!r} does not {verb}", f"格式 {self.id!r} 不支持该操作（{verb}）"
        )
