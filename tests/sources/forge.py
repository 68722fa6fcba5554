"""Zip archives written byte by byte, so that a test can make one header lie."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field


@dataclass
class Forged:
    """One entry; what is None follows from the content."""

    name: bytes
    content: bytes = b"{}"
    method: int = 8
    flags: int = 0
    mode: int = 0o100644
    crc: int | None = None
    size: int | None = None
    local_name: bytes | None = None
    offset: int | None = None
    extra: bytes = b""
    packed: bytes | None = None
    local_extra: bytes = field(default=b"")


def deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def archive(*entries: Forged, count: int | None = None, comment: bytes = b"", tail: bytes = b"") -> bytes:
    """Return the bytes of an archive of these entries (APPNOTE 4.3)."""
    body, directory = b"", b""
    for entry in entries:
        packed = entry.packed
        if packed is None:
            packed = deflate(entry.content) if entry.method == 8 else entry.content
        crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
        size = len(entry.content) if entry.size is None else entry.size
        offset = len(body) if entry.offset is None else entry.offset
        local_name = entry.name if entry.local_name is None else entry.local_name
        body += struct.pack(
            "<4s5H3I2H", b"PK\x03\x04", 20, entry.flags, entry.method, 0, 0x21, crc, len(packed), size,
            len(local_name), len(entry.local_extra),
        ) + local_name + entry.local_extra + packed  # fmt: skip
        directory += struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", 0x314, 20, entry.flags, entry.method, 0, 0x21, crc, len(packed), size,
            len(entry.name), len(entry.extra), 0, 0, 0, entry.mode << 16, offset,
        ) + entry.name + entry.extra  # fmt: skip
    number = len(entries) if count is None else count
    end = struct.pack(
        "<4s4H2IH", b"PK\x05\x06", 0, 0, number, number, len(directory), len(body), len(comment)
    )  # fmt: skip
    return body + directory + end + comment + tail
