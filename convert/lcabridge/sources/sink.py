"""Where a package is written: a zip archive, a folder or one file, whole or not at all."""

from __future__ import annotations

import contextlib
import zlib
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Literal, NamedTuple, Self

from lcabridge.errors import Location, WriteError
from lcabridge.sources import atomic
from lcabridge.sources import names as entry_names

SinkKind = Literal["zip", "folder", "file"]
STORED, DEFLATED = 0, 8
DEFAULT_LEVEL = 6


class Packed(NamedTuple):
    """The content of one entry, compressed already; workers make it, so that the sink only copies.

    Attributes:
        method: 8 for raw deflate, 0 where deflating gains nothing.
        crc: CRC-32 of the content.
        size: bytes of the content.
        data: bytes to be stored.
    """

    method: int
    crc: int
    size: int
    data: bytes


def pack(data: bytes, level: int = DEFAULT_LEVEL) -> Packed:
    """Compress the content of one entry; the same data and level give the same bytes with one zlib build."""
    deflater = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = deflater.compress(data) + deflater.flush()
    if len(packed) >= len(data):
        return Packed(STORED, zlib.crc32(data), len(data), data)
    return Packed(DEFLATED, zlib.crc32(data), len(data), packed)


def unpack(packed: Packed) -> bytes:
    """Return the content that `pack` compressed."""
    return packed.data if packed.method == STORED else zlib.decompress(packed.data, -zlib.MAX_WBITS, packed.size)


class Sink(ABC):
    """Takes entries in any order and puts them in place of the target on `commit`.

    As a context manager it commits at the end of the block, and leaves the target untouched if the block
    raises. Any failure of disk or permissions is one `WriteError`; the target is the old one or the whole
    new one, also when the process is killed.
    """

    def __init__(self, target: Path) -> None:
        self.path = target
        self._target = atomic.check_place(target)
        self._names: dict[str, str] = {}
        self._open = True
        self._lock = atomic.TargetLock(self._target)
        try:
            with atomic.writing(target):
                atomic.recover(self._target)
                self._check_target()
                self._start()
        except BaseException:
            self._lock.release()
            raise

    def add(self, name: str, data: bytes) -> None:
        """Add one entry.

        Raises:
            WriteError: the name is unsafe, or taken (also in another case), or the disk refuses.
        """
        self._register(name)
        with atomic.writing(self.path):
            self._add(name, data)

    def add_packed(self, name: str, packed: Packed) -> None:
        """Add one entry that `pack` has compressed; see `add`."""
        self._register(name)
        with atomic.writing(self.path):
            self._add_packed(name, packed)

    def commit(self) -> None:
        """Put everything in place of the target.

        Raises:
            WriteError: the disk refuses; the target is as it was.
        """
        self._must_be_open()
        try:
            with atomic.writing(self.path):
                self._commit()
        finally:
            self._finish()

    def abort(self) -> None:
        """Throw everything away; the target stays as it was. After a commit or abort this does nothing."""
        if self._open:
            self._finish()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self._open:
            self.commit()
        else:
            self.abort()

    @abstractmethod
    def _check_target(self) -> None:
        """Refuse a target that may not be replaced."""

    @abstractmethod
    def _start(self) -> None:
        """Create the temporaries."""

    @abstractmethod
    def _add(self, name: str, data: bytes, /) -> None: ...

    @abstractmethod
    def _add_packed(self, name: str, packed: Packed, /) -> None: ...

    @abstractmethod
    def _commit(self) -> None: ...

    @abstractmethod
    def _close(self) -> None:
        """Close what is open, so that it can be removed."""

    def _finish(self) -> None:
        self._open = False
        try:
            self._close()
            for role in ("new", "spool", "old"):
                # What cannot be removed now (held open on Windows) is removed by the next write to this target;
                # whether this one succeeded was decided before.
                with contextlib.suppress(OSError):
                    atomic.remove(atomic.temporary(self._target, role))
        finally:
            self._lock.release()

    def _must_be_open(self) -> None:
        if not self._open:
            raise ValueError("the sink is closed")

    def _register(self, name: str) -> None:
        self._must_be_open()
        kind = entry_names.flaw(name)
        if kind is not None:
            en, zh = entry_names.flaw_text(kind)
            raise self._bad_name(f"the entry name {name!a} {en}", f"条目名称 {name!a} {zh}")
        folded = entry_names.fold(name)
        first = self._names.get(folded)
        if first is not None:
            raise self._bad_name(
                f"two entries would have the name {name!r} (the other: {first!r})",
                f"两个条目将同名：{name!r}（另一个：{first!r}）",
            )
        self._names[folded] = name

    def _bad_name(self, en: str, zh: str) -> WriteError:
        return WriteError(
            en, zh, at=Location(file=str(self.path)),
            hint_en="rename the data set in the source, or report it if the name is not from there",
            hint_zh="请在源数据中重命名该数据集；如名称并非来自源数据，请反馈",
        )  # fmt: skip


class FileSink(Sink):
    """One file; its single entry may have any name, which does not matter for the target."""

    _file: BinaryIO

    def _check_target(self) -> None:
        refuse_folder(self._target, self.path)

    def _start(self) -> None:
        self._file = atomic.temporary(self._target, "new").open("wb")

    def append(self, data: bytes) -> None:
        """Continue the file without holding it in memory; may follow `add` or stand alone."""
        self._must_be_open()
        self._names.setdefault("", "")
        with atomic.writing(self.path):
            self._file.write(data)

    def _register(self, name: str) -> None:
        super()._register(name)
        if len(self._names) > 1:
            raise self._bad_name(
                f"a single file cannot hold a second entry ({name!r})", f"单个文件不能包含第二个条目（{name!r}）"
            )

    def _add(self, _: str, data: bytes) -> None:
        self._file.write(data)

    def _add_packed(self, _: str, packed: Packed) -> None:
        self._file.write(unpack(packed))

    def _commit(self) -> None:
        atomic.flush(self._file)
        self._file.close()
        put_in_place(self._target)

    def _close(self) -> None:
        close_quietly(self._file)


def put_in_place(target: Path) -> None:
    """Rename the finished new file over the target and bring that to the disk."""
    new = atomic.temporary(target, "new")
    atomic.keep_mode(target, new)
    atomic.replace(new, target)
    atomic.flush_folder(target.parent)


def refuse_folder(target: Path, shown: Path) -> None:
    """Raise `WriteError` if a file would replace a folder."""
    if target.is_dir():
        raise WriteError(
            "the target is a folder", "目标是文件夹", at=Location(file=str(shown)),
            hint_en="give a file name in it, or remove the folder", hint_zh="请指定其中的文件名，或移除该文件夹",
        )  # fmt: skip


def close_quietly(file: BinaryIO) -> None:
    """Close a temporary that is thrown away; what cannot be flushed any more does not matter."""
    if not file.closed:
        try:
            file.close()
        except OSError:
            # A full disk fails the last flush of the buffer; the descriptor is closed all the same.
            return
