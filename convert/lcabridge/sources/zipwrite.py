"""Writing zip archives whose bytes depend on nothing but names and contents."""

from __future__ import annotations

import struct
from array import array
from pathlib import Path
from typing import BinaryIO

from lcabridge.sources import atomic
from lcabridge.sources.sink import (
    DEFAULT_LEVEL,
    DEFLATED,
    Packed,
    Sink,
    close_quietly,
    pack,
    put_in_place,
    refuse_folder,
)

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_END64 = struct.Struct("<4sQ2H2I4Q")
_LOCATOR64 = struct.Struct("<4sIQI")
_VERSION, _VERSION64 = 20, 45
_MADE_BY_UNIX = 3 << 8  # for the permissions below; the same on every system
_UTF8_NAMES = 0x0800
_DATE_1980_01_01 = 0x0021
_REGULAR_FILE_0644 = 0o100644 << 16
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_BUFFER = 1 << 20


class ZipSink(Sink):
    """A zip archive with sorted entries, date 1980-01-01, fixed attributes, UTF-8 names, zip64 where needed.

    Entries are spooled as they come, in the form that they have in the archive. If they came in sorted
    order, as the pipeline sends them, the spool is the archive; else they are copied once in order. The
    bytes are the same in both cases, and memory holds some hundred bytes per entry.
    """

    _file: BinaryIO
    _sorted: BinaryIO | None

    def __init__(self, target: Path, level: int = DEFAULT_LEVEL) -> None:
        self._level = level
        self._raw: list[bytes] = []
        self._starts = array("Q")
        self._stored = array("Q")
        self._sizes = array("Q")
        self._crcs = array("Q")
        self._methods = array("B")
        self._position = 0
        self._in_order = True
        self._sorted = None
        super().__init__(target)

    def _check_target(self) -> None:
        refuse_folder(self._target, self.path)

    def _start(self) -> None:
        self._file = atomic.temporary(self._target, "spool").open("w+b", buffering=_BUFFER)

    def _add(self, name: str, data: bytes) -> None:
        self._add_packed(name, pack(data, self._level))

    def _add_packed(self, name: str, packed: Packed) -> None:
        # Order of UTF-8 bytes is order of code points, so that names() of the reader has the same order.
        raw = name.encode("utf-8")
        if self._raw and raw < self._raw[-1]:
            self._in_order = False
        self._raw.append(raw)
        self._starts.append(self._position)
        self._stored.append(len(packed.data))
        self._sizes.append(packed.size)
        self._crcs.append(packed.crc)
        self._methods.append(packed.method)
        header = self._local_header(len(self._raw) - 1)
        self._file.write(header)
        self._file.write(packed.data)
        self._position += len(header) + len(packed.data)

    def _commit(self) -> None:
        order = range(len(self._raw)) if self._in_order else sorted(range(len(self._raw)), key=self._raw.__getitem__)
        new = atomic.temporary(self._target, "new")
        file = self._file
        offsets: array[int] | list[int] = self._starts
        if not self._in_order:
            file = self._sorted = new.open("wb", buffering=_BUFFER)
            offsets = self._copy(order, file)
        self._write_directory(file, order, offsets)
        atomic.flush(file)
        self._close()
        if self._in_order:
            atomic.temporary(self._target, "spool").rename(new)
        put_in_place(self._target)

    def _copy(self, order: range | list[int], file: BinaryIO) -> list[int]:
        self._file.flush()
        offsets = [0] * len(self._raw)
        position = 0
        for index in order:
            offsets[index] = position
            header = self._local_header(index)
            length = len(header) + self._stored[index]
            self._file.seek(self._starts[index])
            if length <= _BUFFER:
                file.write(self._file.read(length))
            else:
                self._copy_large(length, file)
            position += length
        self._position = position
        return offsets

    def _copy_large(self, length: int, file: BinaryIO) -> None:
        while length:
            length -= file.write(self._file.read(min(length, _BUFFER)))

    def _local_header(self, index: int) -> bytes:
        raw, size, stored = self._raw[index], self._sizes[index], self._stored[index]
        large = size >= _FULL32 or stored >= _FULL32
        # In a local header the zip64 field holds both sizes (APPNOTE 4.5.3).
        extra = struct.pack("<2H2Q", 1, 16, size, stored) if large else b""
        version, flags, method = self._kind(index, large=large)
        return (
            _LOCAL.pack(
                b"PK\x03\x04", version, flags, method, 0, _DATE_1980_01_01, self._crcs[index],
                _FULL32 if large else stored, _FULL32 if large else size, len(raw), len(extra),
            )
            + raw
            + extra
        )  # fmt: skip

    def _central_header(self, index: int, offset: int) -> bytes:
        raw, size, stored = self._raw[index], self._sizes[index], self._stored[index]
        large = size >= _FULL32 or stored >= _FULL32
        fields = [size, stored] if large else []
        if offset >= _FULL32:
            fields.append(offset)
        extra = struct.pack(f"<2H{len(fields)}Q", 1, 8 * len(fields), *fields) if fields else b""
        version, flags, method = self._kind(index, large=bool(fields))
        return (
            _CENTRAL.pack(
                b"PK\x01\x02", _MADE_BY_UNIX | version, version, flags, method, 0, _DATE_1980_01_01,
                self._crcs[index], _FULL32 if large else stored, _FULL32 if large else size, len(raw), len(extra),
                0, 0, 0, _REGULAR_FILE_0644, min(offset, _FULL32),
            )
            + raw
            + extra
        )  # fmt: skip

    def _kind(self, index: int, *, large: bool) -> tuple[int, int, int]:
        flags = 0 if self._raw[index].isascii() else _UTF8_NAMES
        method = DEFLATED if self._methods[index] else 0
        return (_VERSION64 if large else _VERSION), flags, method

    def _write_directory(self, file: BinaryIO, order: range | list[int], offsets: array[int] | list[int]) -> None:
        start = self._position
        length = 0
        for index in order:
            length += file.write(self._central_header(index, offsets[index]))
        count = len(self._raw)
        if count >= _FULL16 or length >= _FULL32 or start >= _FULL32:
            file.write(_END64.pack(b"PK\x06\x06", _END64.size - 12, _MADE_BY_UNIX | _VERSION64, _VERSION64, 0, 0,
                                   count, count, length, start))  # fmt: skip
            file.write(_LOCATOR64.pack(b"PK\x06\x07", 0, start + length, 1))
        short = min(count, _FULL16)
        file.write(_END.pack(b"PK\x05\x06", 0, 0, short, short, min(length, _FULL32), min(start, _FULL32), 0))

    def _close(self) -> None:
        close_quietly(self._file)
        if self._sorted is not None:
            close_quietly(self._sorted)
