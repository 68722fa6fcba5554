"""What can be read: one file, a folder, or a zip archive, told apart by content."""

from __future__ import annotations

import os
import stat
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, ClassVar, Literal, Self

from lcabridge.errors import Location, MalformedSourceError, ReadError, UnsafeContentError
from lcabridge.sources import names as entry_names
from lcabridge.sources.limits import Limits, exceeded

Kind = Literal["file", "folder", "zip"]
CACHE_BYTES = 64 << 20
HEAD_BYTES = 1 << 16


class Source(ABC):
    """The entries of a file, folder or archive, read-only and within limits.

    A source can be pickled: a worker gets path and limits and opens it again. It is a context manager
    and not for use by several threads at once.

    Attributes:
        path: what was opened.
        kind: ``file``, ``folder`` or ``zip``.
        limits: what is enforced.
        ignored: names of folders and of operating-system junk (``__MACOSX``, ``.DS_Store``, ``Thumbs.db`` …),
            sorted; they are not among `names`.
    """

    kind: ClassVar[Kind]
    ignored: tuple[str, ...] = ()

    def __init__(self, path: Path, limits: Limits, cache_bytes: int) -> None:
        self.path = path
        self.limits = limits
        self._cache_bytes = cache_bytes
        self._cache: dict[str, bytes] = {}
        self._identity = _identity(path)

    @abstractmethod
    def names(self) -> Sequence[str]:
        """Return the names of all entries, with ``/`` between folders, sorted by code point."""

    @abstractmethod
    def size(self, name: str) -> int:
        """Return the inflated size of an entry in bytes."""

    def _total(self) -> int:
        """Return the inflated size of all entries in bytes."""
        return sum(map(self.size, self.names()))

    @abstractmethod
    def open(self, name: str) -> BinaryIO:
        """Return an entry as a stream; limits, size and checksum are enforced while it is read."""

    @abstractmethod
    def _read(self, name: str) -> bytes:
        """Return an entry whole, without cache and without the check of ``file_bytes``."""

    def read(self, name: str) -> bytes:
        """Return an entry whole; a small package is inflated once, however often it is read.

        Raises:
            LimitError: it is larger than ``file_bytes``.
            MalformedSourceError: the archive is broken there.
            ReadError: there is no such entry, or the disk fails.
        """
        cached = self._cache.get(name)
        if cached is not None:
            return cached
        size = self.size(name)
        if size > self.limits.file_bytes:
            raise exceeded(
                "file_bytes", "the file is too large to be read whole", "文件过大，无法整体读取",
                Location(file=self.locate(name)), found=size, limit=self.limits.file_bytes,
            )  # fmt: skip
        data = self._read(name)
        if self._is_cached:
            self._cache[name] = data
        return data

    @cached_property
    def _is_cached(self) -> bool:
        # All or nothing: of a large package two passes would find little in a cache, which each worker pays for.
        return self._total() <= self._cache_bytes

    def head(self, name: str, n: int = HEAD_BYTES) -> bytes:
        """Return up to ``n`` bytes from the start of an entry without reading the rest."""
        cached = self._cache.get(name)
        if cached is not None:
            return cached[:n]
        if self.size(name) <= min(n, self.limits.file_bytes):
            return self.read(name)
        with self.open(name) as stream:
            return stream.read(n)

    def locate(self, name: str) -> str:
        """Return how messages name an entry: ``folder/name`` or ``package.zip!name``."""
        return f"{self.path}!{name}"

    def close(self) -> None:
        """Let go of open files and the cache."""
        self._cache.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __reduce__(self) -> tuple[Callable[..., Source], tuple[object, ...]]:
        return _reopen, (type(self), self.path, self.limits, self._cache_bytes, self._identity)

    def _open_file(self) -> BinaryIO:
        try:
            return self.path.open("rb")
        except OSError as error:
            raise failed(error, str(self.path)) from error

    def _unknown(self, name: str) -> ReadError:
        return ReadError(
            f"there is no entry {name!r}", f"没有名为 {name!r} 的条目", at=Location(file=str(self.path)),
            hint_en="check the name; it is case-sensitive", hint_zh="请检查名称；名称区分大小写",
        )  # fmt: skip


class FileSource(Source):
    """One plain file; its only entry has the file's own name."""

    kind = "file"

    def names(self) -> Sequence[str]:
        """See `Source.names`."""
        return (self.path.name,)

    def size(self, name: str) -> int:
        """See `Source.size`."""
        self._check(name)
        try:
            return self.path.stat().st_size
        except OSError as error:
            raise failed(error, str(self.path)) from error

    def open(self, name: str) -> BinaryIO:
        """See `Source.open`."""
        self._check(name)
        return self._open_file()

    def locate(self, name: str) -> str:
        """Return the path; there is only one entry."""
        self._check(name)
        return str(self.path)

    def _read(self, name: str) -> bytes:
        self._check(name)
        return _read_file(self.path, self.limits)

    def _check(self, name: str) -> None:
        if name != self.path.name:
            raise self._unknown(name)


class FolderSource(Source):
    """All files under a folder; links are not followed but refused."""

    kind = "folder"

    def __init__(self, path: Path, limits: Limits, cache_bytes: int) -> None:
        super().__init__(path, limits, cache_bytes)
        found: list[str] = []
        ignored: list[str] = []
        total = 0
        for name, entry in _walk(path):
            if entry is None or entry_names.is_junk(name):
                ignored.append(name)
                continue
            found.append(name)
            total += entry.st_size
            if len(found) > limits.zip_entries:
                raise exceeded(
                    "zip_entries", "the folder has too many files", "文件夹中的文件过多", Location(file=str(path)),
                    found=len(found), limit=limits.zip_entries,
                )  # fmt: skip
            if total > limits.zip_total_bytes:
                raise exceeded(
                    "zip_total_bytes", "the folder is too large", "文件夹过大", Location(file=str(path)),
                    found=total, limit=limits.zip_total_bytes,
                )  # fmt: skip
        entry_names.refuse_twins(found, str(path))
        self._bytes = total
        self._names = sorted(found)
        self._known = frozenset(found)
        self.ignored = tuple(sorted(ignored))

    def names(self) -> Sequence[str]:
        """See `Source.names`."""
        return self._names

    def _total(self) -> int:
        return self._bytes

    def size(self, name: str) -> int:
        """See `Source.size`."""
        try:
            return self._path(name).stat().st_size
        except OSError as error:
            raise failed(error, self.locate(name)) from error

    def open(self, name: str) -> BinaryIO:
        """See `Source.open`."""
        try:
            return self._path(name).open("rb")
        except OSError as error:
            raise failed(error, self.locate(name)) from error

    def locate(self, name: str) -> str:
        """See `Source.locate`."""
        return str(self.path / name)

    def _read(self, name: str) -> bytes:
        return _read_file(self._path(name), self.limits)

    def _path(self, name: str) -> Path:
        if name not in self._known:
            raise self._unknown(name)
        return self.path / name


def failed(error: OSError, at: str) -> ReadError:
    """Return the error for a disk or permission failure while reading."""
    reason = error.strerror or str(error)
    return ReadError(
        f"cannot be read: {reason}", f"无法读取：{reason}", at=Location(file=at),
        hint_en="check that the file is there, that you may read it, and that no other program holds it",
        hint_zh="请确认文件存在、有读取权限且未被其他程序占用",
    )  # fmt: skip


def _walk(root: Path) -> list[tuple[str, os.stat_result | None]]:
    """Return relative names with their status; None stands for a folder, whose name ends with ``/``."""
    found: list[tuple[str, os.stat_result | None]] = []
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        folder = root / prefix
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    name = prefix + entry.name
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISDIR(status.st_mode):
                        found.append((f"{name}/", None))
                        waiting.append(f"{name}/")
                    elif stat.S_ISREG(status.st_mode):
                        # A surrogate stands for bytes that are no text; such a name cannot be said anywhere.
                        found.append((_sayable(name, root), status))
                    elif not entry_names.is_junk(name):
                        raise _not_a_file(str(folder / entry.name), link=stat.S_ISLNK(status.st_mode))
        except OSError as error:
            raise failed(error, str(folder)) from error
    return found


def _sayable(name: str, root: Path) -> str:
    try:
        name.encode("utf-8")
    except UnicodeEncodeError as error:
        raise UnsafeContentError(
            f"the file name {name!a} is not valid text", f"文件名 {name!a} 不是有效文本",
            at=Location(file=str(root)), hint_en="rename the file", hint_zh="请重命名该文件",
        ) from error  # fmt: skip
    return name


def _not_a_file(at: str, *, link: bool) -> UnsafeContentError:
    return UnsafeContentError(
        "this is a link, not a file" if link else "this is not a regular file",
        "这是链接，不是文件" if link else "这不是普通文件",
        at=Location(file=at),
        hint_en="put the file itself there, or remove it",
        hint_zh="请放入文件本身，或将其移除",
    )


def _read_file(path: Path, limits: Limits) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
    except OSError as error:
        raise failed(error, str(path)) from error
    if len(data) > limits.file_bytes:
        raise exceeded(
            "file_bytes", "the file grew while it was read", "文件在读取过程中变大", Location(file=str(path)),
            found=len(data), limit=limits.file_bytes,
        )  # fmt: skip
    return data


def _identity(path: Path) -> tuple[int, int]:
    """Return what shows that a file was replaced between two openings: its size and time of change."""
    try:
        status = path.stat()
    except OSError as error:
        raise failed(error, str(path)) from error
    return (0, 0) if stat.S_ISDIR(status.st_mode) else (status.st_size, status.st_mtime_ns)


def _reopen(
    kind: Callable[[Path, Limits, int], Source], path: Path, limits: Limits, cache_bytes: int, identity: tuple[int, int]
) -> Source:
    if _identity(path) != identity:
        raise MalformedSourceError(
            "the file changed while it was read", "文件在读取过程中发生变化", at=Location(file=str(path)),
            hint_en="run again when no other program writes it", hint_zh="请在没有其他程序写入时重新运行",
        )  # fmt: skip
    return kind(path, limits, cache_bytes)
