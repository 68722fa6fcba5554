"""Reading the entries of a zip archive; declared sizes are a promise that inflating must keep."""

from __future__ import annotations

import bisect
import io
import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from lcabridge.errors import MalformedSourceError
from lcabridge.sources.source import Source, failed
from lcabridge.sources.zipdirectory import (
    DEFLATED,
    LOCAL,
    LOCAL_MAGIC,
    Directory,
    malformed,
    overlapping,
    read_directory,
)

if TYPE_CHECKING:
    from lcabridge.sources.limits import Limits

_CHUNK = 1 << 16
_EXTRA_GUESS = 64  # local headers carry up to some 40 bytes of time stamps and owners


class ZipSource(Source):
    """A zip archive; archives inside it are plain bytes and are not entered."""

    kind = "zip"

    def __init__(self, path: Path, limits: Limits, cache_bytes: int) -> None:
        super().__init__(path, limits, cache_bytes)
        self._file: BinaryIO = self._open_file()
        self._pid = os.getpid()
        try:
            self._directory: Directory = read_directory(self._file, str(path), limits)
        except OSError as error:
            self._file.close()
            raise failed(error, str(path)) from error
        except BaseException:
            self._file.close()
            raise
        self.ignored = self._directory.ignored

    @property
    def name_encoding(self) -> str:
        """How entry names without UTF-8 flag were decoded: ascii, utf-8, gb18030 or cp437."""
        return self._directory.encoding

    def names(self) -> Sequence[str]:
        """See `Source.names`."""
        return self._directory.names

    def size(self, name: str) -> int:
        """See `Source.size`."""
        return self._directory.sizes[self._index(name)]

    def _total(self) -> int:
        return sum(self._directory.sizes)

    def close(self) -> None:
        """See `Source.close`."""
        super().close()
        self._file.close()

    def open(self, name: str) -> BinaryIO:
        """See `Source.open`."""
        index = self._index(name)
        file = self._open_file()
        try:
            file.seek(self._data_start(file, index))
        except BaseException:
            file.close()
            raise
        return io.BufferedReader(_Inflating(file, self._directory, index, self.locate(name)), _CHUNK)

    def _read(self, name: str) -> bytes:
        index = self._index(name)
        directory = self._directory
        offset, stored, size = directory.offsets[index], directory.stored[index], directory.sizes[index]
        header = LOCAL.size + len(directory.raw[index])
        try:
            file = self._handle()
            file.seek(offset)
            block = file.read(min(header + _EXTRA_GUESS + stored, directory.ends[index] - offset))
            start = self._check_local(block, index) - offset
            missing = start + stored - len(block)
            if missing > 0:
                block += file.read(missing)
        except OSError as error:
            raise failed(error, self.locate(name)) from error
        packed = memoryview(block)[start : start + stored]
        if len(packed) != stored:
            raise malformed("the entry is cut off", "条目不完整", self.locate(name))
        data = self._inflate(packed, size, name) if directory.methods[index] == DEFLATED else bytes(packed)
        if zlib.crc32(data) != directory.crcs[index]:
            raise malformed("the checksum of the entry is wrong", "条目校验和错误", self.locate(name))
        return data

    def _handle(self) -> BinaryIO:
        # Forked workers share the file position of an inherited handle: each process reads through one of its own.
        if self._pid != os.getpid():
            self._file.close()
            self._file, self._pid = self._open_file(), os.getpid()
        return self._file

    def _inflate(self, packed: memoryview, size: int, name: str) -> bytes:
        inflater = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            # One byte more than promised is enough to know that the promise is broken.
            data = inflater.decompress(packed, size + 1)
        except zlib.error as error:
            raise malformed("the entry does not inflate", "条目无法解压", self.locate(name)) from error
        if len(data) != size or not inflater.eof or inflater.unused_data:
            raise malformed("the size of the entry is not the declared one", "条目大小与声明不符", self.locate(name))
        return data

    def _index(self, name: str) -> int:
        names = self._directory.names
        index = bisect.bisect_left(names, name)
        if index == len(names) or names[index] != name:
            raise self._unknown(name)
        return index

    def _data_start(self, file: BinaryIO, index: int) -> int:
        file.seek(self._directory.offsets[index])
        return self._check_local(file.read(LOCAL.size + len(self._directory.raw[index])), index)

    def _check_local(self, block: bytes, index: int) -> int:
        """Return the offset of the data; the local header must say what the directory says."""
        directory = self._directory
        raw = directory.raw[index]
        if len(block) < LOCAL.size + len(raw):
            raise self._broken(index, "the entry is cut off", "条目不完整")
        magic, _, flags, method, _, _, _, _, _, name_length, extra_length = LOCAL.unpack_from(block)
        if magic != LOCAL_MAGIC:
            raise self._broken(index, "the entry is not where the directory says", "条目位置与目录不符")
        name = block[LOCAL.size : LOCAL.size + len(raw)]
        if name_length != len(raw) or name != raw or method != directory.methods[index] or flags & 1:
            raise self._broken(index, "the entry's header contradicts the directory", "条目头与目录矛盾")
        start = directory.offsets[index] + LOCAL.size + int(name_length) + int(extra_length)
        if start + directory.stored[index] > directory.ends[index]:
            raise overlapping(self.locate(directory.names[index]))
        return start

    def _broken(self, index: int, en: str, zh: str) -> MalformedSourceError:
        return malformed(en, zh, self.locate(self._directory.names[index]))


class _Inflating(io.RawIOBase):
    """The content of one entry as a stream; size and checksum are checked as it passes."""

    def __init__(self, file: BinaryIO, directory: Directory, index: int, at: str) -> None:
        self._file = file
        self._at = at
        self._stored = directory.stored[index]
        self._left = directory.sizes[index]
        self._expected = directory.crcs[index]
        self._crc = 0
        self._inflater = zlib.decompressobj(-zlib.MAX_WBITS) if directory.methods[index] == DEFLATED else None
        self._pending = b""
        self._done = False

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        self._file.close()
        super().close()

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer).cast("B")  # type: ignore[arg-type]  # typeshed's Buffer is not importable before 3.12
        try:
            data = self._next(len(view))
        except OSError as error:
            raise failed(error, self._at) from error
        view[: len(data)] = data
        return len(data)

    def _next(self, wanted: int) -> bytes:
        while not self._done:
            data = self._step(wanted)
            if len(data) > self._left:
                raise self._wrong_size()
            self._left -= len(data)
            self._crc = zlib.crc32(data, self._crc)
            if self._done:
                if self._left:
                    raise self._wrong_size()
                if self._crc != self._expected:
                    raise malformed("the checksum of the entry is wrong", "条目校验和错误", self._at)
            if data:
                return data
        return b""

    def _step(self, wanted: int) -> bytes:
        inflater = self._inflater
        if inflater is None:
            data = self._raw(min(wanted, self._stored))
            self._done = not self._stored
            return data
        if not self._pending and self._stored:
            self._pending = self._raw(min(_CHUNK, self._stored))
        try:
            data = inflater.decompress(self._pending, wanted)
        except zlib.error as error:
            raise malformed("the entry does not inflate", "条目无法解压", self._at) from error
        self._pending = inflater.unconsumed_tail
        if inflater.eof:
            if inflater.unused_data or self._stored:
                raise self._wrong_size()
            self._done = True
        elif not data and not self._pending and not self._stored:
            raise malformed("the entry is cut off", "条目不完整", self._at)
        return data

    def _raw(self, count: int) -> bytes:
        data = self._file.read(count)
        if len(data) != count:
            raise malformed("the entry is cut off", "条目不完整", self._at)
        self._stored -= count
        return data

    def _wrong_size(self) -> MalformedSourceError:
        return malformed("the size of the entry is not the declared one", "条目大小与声明不符", self._at)
