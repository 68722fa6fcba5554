"""Writing and reading packages of one format, as the conformance suite does it."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import ModuleType
from typing import BinaryIO

from lcabridge import hookimpl
from lcabridge.format import Format
from lcabridge.model import Entity, Index, from_json, summarise, to_json
from lcabridge.pipeline import open_package, write_entities
from lcabridge.registry import Registry
from lcabridge.report import Report
from lcabridge.sources import Source


def alone(*formats: Format) -> Registry:
    """Return a registry that knows these formats only."""
    found = Registry([("under test", plugin_of(*formats))], installed=False)
    broken = found.broken()
    assert not broken, f"the format cannot be registered: {broken[0].error}"
    return found


def plugin_of(*formats: Format) -> ModuleType:
    """Return a plugin that registers these formats."""

    @hookimpl
    def lcabridge_register_formats() -> Iterable[Format]:
        return formats

    plugin = ModuleType("under_test")
    setattr(plugin, lcabridge_register_formats.__name__, lcabridge_register_formats)
    return plugin


def copies(entities: Iterable[Entity]) -> list[Entity]:
    """Return deep copies."""
    return [from_json(to_json(entity)) for entity in entities]


def target_path(fmt: Format, folder: Path, stem: str = "package") -> Path:
    """Return where a package of this format is written: with the suffix that its layout has."""
    if fmt.layout == "file" or fmt.single_file:
        return folder / f"{stem}{fmt.suffixes[0] if fmt.suffixes else '.dat'}"
    return folder / (f"{stem}.zip" if fmt.layout == "zip" else stem)


def write_package(fmt: Format, entities: Sequence[Entity], path: Path, **options: object) -> Report:
    """Write entities and return the full report."""
    index = Index(summarise(entity) for entity in entities)
    return write_entities(
        entities, index, path, registry=alone(fmt), to=fmt.id, write_options=options, report=Report(cap=None)
    )


def read_package(fmt: Format, path: Path, **options: object) -> tuple[list[Entity], Report]:
    """Read a package, both passes, and return its entities and the full report."""
    report = Report(cap=None)
    with open_package(path, alone(fmt), format_id=fmt.id, options=options, report=report) as opened:
        opened.build_index()
        return list(opened.entities()), report


class CountingSource(Source):
    """A source that counts how much content is asked of it; names and sizes are free.

    Args:
        inner: the source that does the work.
    """

    def __init__(self, inner: Source) -> None:
        self.inner = inner
        self.path = inner.path
        self.limits = inner.limits
        self.ignored = inner.ignored
        self.kind = inner.kind  # type: ignore[misc]  # a class variable of each kind of source; this one takes any
        self.bytes_read = 0

    def names(self) -> Sequence[str]:
        """See `Source.names`."""
        return self.inner.names()

    def size(self, name: str) -> int:
        """See `Source.size`."""
        return self.inner.size(name)

    def open(self, name: str) -> BinaryIO:
        """See `Source.open`; counts what is read from the stream."""
        return io.BufferedReader(_CountingStream(self.inner.open(name), self), 8192)

    def read(self, name: str) -> bytes:
        """See `Source.read`."""
        data = self.inner.read(name)
        self.bytes_read += len(data)
        return data

    def head(self, name: str, n: int = 1 << 16) -> bytes:
        """See `Source.head`."""
        data = self.inner.head(name, n)
        self.bytes_read += len(data)
        return data

    def locate(self, name: str) -> str:
        """See `Source.locate`."""
        return self.inner.locate(name)

    def close(self) -> None:
        """See `Source.close`."""
        self.inner.close()

    def _read(self, name: str) -> bytes:
        return self.read(name)


class _CountingStream(io.RawIOBase):
    def __init__(self, stream: BinaryIO, owner: CountingSource) -> None:
        self._stream = stream
        self._owner = owner

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]  # RawIOBase promises a writable buffer
        data = self._stream.read(len(view))
        view[: len(data)] = data
        self._owner.bytes_read += len(data)
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._stream.close()
        super().close()
