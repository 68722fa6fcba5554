"""The central directory of a zip archive, read strictly (PKWARE APPNOTE 6.3.10).

Python's zipfile believes the directory: it takes the last of two equal names, inflates any ratio and keeps
600 bytes per entry. Here every rule is checked before an entry is touched, and entries are kept as columns.
"""

from __future__ import annotations

import os
import stat
import struct
import zlib
from array import array
from dataclasses import dataclass
from typing import BinaryIO

from lcabridge.errors import Location, MalformedSourceError, UnsafeContentError
from lcabridge.sources import names as entry_names
from lcabridge.sources.limits import Limits, exceeded

STORED, DEFLATED = 0, 8
LOCAL = struct.Struct("<4s5H3I2H")
LOCAL_MAGIC = b"PK\x03\x04"
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_CENTRAL_MAGIC = b"PK\x01\x02"
_END = struct.Struct("<4s4H2IH")
_END_MAGIC = b"PK\x05\x06"
_END64 = struct.Struct("<4sQ2H2I4Q")
_END64_MAGIC = b"PK\x06\x06"
_LOCATOR64 = struct.Struct("<4sIQI")
_LOCATOR64_MAGIC = b"PK\x06\x07"
_MAX_COMMENT = 0xFFFF
_FULL16, _FULL32 = 0xFFFF, 0xFFFFFFFF
_EXTRA_ZIP64, _EXTRA_UNICODE_PATH = 0x0001, 0x7075
_FLAG_ENCRYPTED, _FLAG_STRONG, _FLAG_UTF8, _FLAG_MASKED = 0x0001, 0x0040, 0x0800, 0x2000
_METHODS = {1: "shrink", 6: "implode", 9: "deflate64", 12: "bzip2", 14: "lzma", 93: "zstd", 95: "xz", 98: "ppmd"}


@dataclass(slots=True)
class Directory:
    """The data entries of an archive in name order, one column per fact.

    Attributes:
        names: decoded names, sorted.
        raw: the names as bytes, to be compared with the local headers.
        offsets: byte offset of the local header.
        ends: byte offset where the next entry or the directory starts; an entry may not reach beyond.
        stored: stored (compressed) size in bytes.
        sizes: inflated size in bytes.
        crcs: CRC-32 of the content.
        methods: `STORED` or `DEFLATED`.
        ignored: names of folders and operating-system junk, sorted.
        encoding: how names without UTF-8 flag were decoded.
    """

    names: list[str]
    raw: list[bytes]
    offsets: array[int]
    ends: array[int]
    stored: array[int]
    sizes: array[int]
    crcs: array[int]
    methods: array[int]
    ignored: tuple[str, ...]
    encoding: str


def malformed(en: str, zh: str, at: str) -> MalformedSourceError:
    """Return the error for an archive whose structure is broken."""
    return MalformedSourceError(
        f"the zip archive is broken: {en}",
        f"zip 压缩包已损坏：{zh}",
        at=Location(file=at),
        hint_en="get the file again, or repack it",
        hint_zh="请重新获取该文件，或重新打包",
    )


def overlapping(at: str) -> UnsafeContentError:
    """Return the error for an entry that shares bytes with another."""
    return UnsafeContentError(
        "the entry overlaps another one", "条目与其他条目重叠", at=Location(file=at),
        hint_en="do not unpack it; ask its sender for a clean package",
        hint_zh="请勿解压；请向提供者索取正常的数据包",
    )  # fmt: skip


def read_directory(file: BinaryIO, at: str, limits: Limits) -> Directory:
    """Read and check the directory of an open archive.

    Raises:
        MalformedSourceError: truncated, inconsistent, overlapping entries, unknown compression.
        UnsafeContentError: encrypted entries, links and devices, unsafe or equal names.
        LimitError: too many entries, or too large inflated.
    """
    count, size, start = _locate(file, at)
    where = Location(file=at)
    if count > limits.zip_entries:
        raise exceeded(
            "zip_entries", "the archive has too many entries", "压缩包条目过多", where,
            found=count, limit=limits.zip_entries,
        )  # fmt: skip
    if size > limits.zip_directory_bytes:
        raise exceeded(
            "zip_directory_bytes", "the archive's directory is too large", "压缩包目录过大", where,
            found=size, limit=limits.zip_directory_bytes,
        )  # fmt: skip
    file.seek(start)
    table = file.read(size)
    return _Reader(table, start, at, limits).read(count)


def _locate(file: BinaryIO, at: str) -> tuple[int, int, int]:
    """Return number of entries, size and offset of the central directory."""
    end = file.seek(0, os.SEEK_END)
    tail_start = max(0, end - _END.size - _MAX_COMMENT)
    file.seek(tail_start)
    tail = file.read()
    # The record counts only if its comment ends exactly with the file; otherwise another record could hide
    # behind it and two programs would see two different packages.
    position = tail.rfind(_END_MAGIC)
    while position >= 0:
        if position + _END.size <= len(tail):
            fields = _END.unpack_from(tail, position)
            if position + _END.size + fields[7] == len(tail):
                break
        position = tail.rfind(_END_MAGIC, 0, position)
    else:
        raise malformed("its end is missing, it was probably cut off", "缺少结尾部分，可能被截断", at)
    _, disk, first_disk, here, count, size, start, _ = fields
    record = tail_start + position
    if _FULL16 in (count, here) or _FULL32 in (size, start):
        found = _locate64(file, record, at)
        if found is not None:
            disk, first_disk, here, count, size, start, record = found
    if disk or first_disk or here != count:
        raise malformed("it is one part of several", "它是分卷压缩包的一部分", at)
    if start + size != record:
        raise malformed("the directory is not where its end says", "目录位置与结尾记录不符", at)
    return count, size, start


def _locate64(file: BinaryIO, end_record: int, at: str) -> tuple[int, int, int, int, int, int, int] | None:
    if end_record < _LOCATOR64.size:
        return None
    file.seek(end_record - _LOCATOR64.size)
    magic, disk, record, disks = _LOCATOR64.unpack(file.read(_LOCATOR64.size))
    if magic != _LOCATOR64_MAGIC:
        return None  # exactly 65,535 entries need no zip64 record
    if disk or disks > 1 or record + _END64.size > end_record:
        raise malformed("its zip64 locator is wrong", "zip64 定位记录有误", at)
    file.seek(record)
    fields = _END64.unpack(file.read(_END64.size))
    if fields[0] != _END64_MAGIC or record + 12 + fields[1] != end_record - _LOCATOR64.size:
        raise malformed("its zip64 end record is wrong", "zip64 结尾记录有误", at)
    return fields[4], fields[5], fields[6], fields[7], fields[8], fields[9], record


class _Reader:
    """One pass over the bytes of a directory."""

    def __init__(self, table: bytes, start: int, at: str, limits: Limits) -> None:
        self._table = table
        self._start = start
        self._at = at
        self._limits = limits
        self._raw: list[bytes] = []
        self._names: list[str | None] = []
        self._columns = tuple(array(code) for code in "QQQLH")
        self._folders: set[int] = set()
        self._total = 0

    def read(self, count: int) -> Directory:
        position = 0
        for _ in range(count):
            position = self._entry(position)
        if position != len(self._table):
            raise malformed("its directory has more than its entries", "目录长度与条目数不符", self._at)
        encoding = self._decode_unflagged()
        names = [name or "" for name in self._names]
        for index, name in enumerate(names):
            entry_names.refuse_unsafe(name.rstrip("/") if index in self._folders else name, self._at)
        entry_names.refuse_twins((n for i, n in enumerate(names) if i not in self._folders), self._at)
        return self._directory(names, encoding)

    def _entry(self, position: int) -> int:
        table = self._table
        if position + _CENTRAL.size > len(table):
            raise malformed("its directory is cut off", "目录不完整", self._at)
        (magic, _, _, flags, method, _, _, crc, stored, size, name_length, extra_length, comment_length, disk, _,
         attributes, offset) = _CENTRAL.unpack_from(table, position)  # fmt: skip
        name_start = position + _CENTRAL.size
        extra_start = name_start + name_length
        end = extra_start + extra_length + comment_length
        if magic != _CENTRAL_MAGIC or end > len(table):
            raise malformed("its directory is damaged", "目录已损坏", self._at)
        raw = table[name_start:extra_start]
        extra = table[extra_start : extra_start + extra_length]
        name = raw.decode("ascii") if raw.isascii() else None
        if name is None:
            name = self._flagged_name(raw, flags, extra)
        if _FULL32 in (stored, size, offset) or disk == _FULL16:
            size, stored, offset = self._zip64(extra, size, stored, offset)
        shown = name if name is not None else ascii(raw)
        self._check_kind(shown, flags, method, attributes)
        if raw.endswith(b"/"):
            if size:
                raise malformed(f"the folder {shown!r} has content", f"文件夹 {shown!r} 含有内容", self._at)
            self._folders.add(len(self._raw))
        self._check_sizes(shown, method, stored, size)
        if offset + LOCAL.size + name_length + stored > self._start:
            raise malformed(f"the entry {shown!r} lies outside the file", f"条目 {shown!r} 超出文件范围", self._at)
        self._raw.append(raw)
        self._names.append(name)
        for column, value in zip(self._columns, (offset, stored, size, crc, method), strict=True):
            column.append(value)
        return int(end)

    def _flagged_name(self, raw: bytes, flags: int, extra: bytes) -> str | None:
        """Return the name if the archive says its encoding; None leaves it to `names.decode_names`."""
        if flags & _FLAG_UTF8:
            try:
                return raw.decode("utf-8")
            except UnicodeDecodeError:
                return None  # the flag lies; some Chinese programs set it on GBK names
        field = self._extra(extra, _EXTRA_UNICODE_PATH)
        # Version 1, CRC of the plain name, the name in UTF-8 (Info-ZIP, APPNOTE 4.6.9).
        if field is None or len(field) < 6 or field[0] != 1 or int.from_bytes(field[1:5], "little") != zlib.crc32(raw):
            return None
        try:
            return field[5:].decode("utf-8")
        except UnicodeDecodeError:
            return None

    def _decode_unflagged(self) -> str:
        open_ones = [index for index, name in enumerate(self._names) if name is None]
        names, encoding = entry_names.decode_names([self._raw[index] for index in open_ones])
        for index, name in zip(open_ones, names, strict=True):
            self._names[index] = name
        return encoding

    def _zip64(self, extra: bytes, size: int, stored: int, offset: int) -> tuple[int, int, int]:
        field = self._extra(extra, _EXTRA_ZIP64) or b""
        values = [size, stored, offset]
        position = 0
        for index, value in enumerate(values):
            if value == _FULL32:
                if position + 8 > len(field):
                    raise malformed("its zip64 sizes are missing", "缺少 zip64 大小字段", self._at)
                values[index] = int.from_bytes(field[position : position + 8], "little")
                position += 8
        return values[0], values[1], values[2]

    def _extra(self, extra: bytes, wanted: int) -> bytes | None:
        position = 0
        while position + 4 <= len(extra):
            kind, length = struct.unpack_from("<2H", extra, position)
            if kind == wanted:
                return extra[position + 4 : position + 4 + length]
            position += 4 + length
        return None

    def _check_kind(self, name: str, flags: int, method: int, attributes: int) -> None:
        if flags & (_FLAG_ENCRYPTED | _FLAG_STRONG | _FLAG_MASKED):
            raise UnsafeContentError(
                f"the entry {name!r} is encrypted", f"条目 {name!r} 已加密", at=Location(file=self._at),
                hint_en="repack the archive without a password", hint_zh="请取消密码后重新打包",
            )  # fmt: skip
        kind = stat.S_IFMT(int(attributes) >> 16)
        if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
            what = "link" if kind == stat.S_IFLNK else "device"
            raise UnsafeContentError(
                f"the entry {name!r} is a {what}, not a file",
                f"条目 {name!r} 是{'链接' if what == 'link' else '设备'}，不是文件",
                at=Location(file=self._at),
                hint_en="repack the archive with the file itself",
                hint_zh="请改为包含文件本身后重新打包",
            )
        if method not in (STORED, DEFLATED):
            method_name = _METHODS.get(method, f"method {method}")
            raise MalformedSourceError(
                f"the entry {name!r} is compressed by {method_name}, which is not supported",
                f"条目 {name!r} 使用了不支持的压缩方式 {method_name}",
                at=Location(file=self._at),
                hint_en="repack the archive with the ordinary method (deflate)",
                hint_zh="请使用普通压缩方式（deflate）重新打包",
            )

    def _check_sizes(self, name: str, method: int, stored: int, size: int) -> None:
        limits = self._limits
        if size > limits.zip_entry_bytes:
            raise exceeded(
                "zip_entry_bytes", "the entry is too large inflated", "条目解压后过大",
                Location(file=f"{self._at}!{name}"), found=size, limit=limits.zip_entry_bytes,
            )  # fmt: skip
        if size > limits.zip_ratio_grace and size > limits.zip_ratio * stored:
            raise exceeded(
                "zip_ratio", "the entry inflates too strongly", "条目压缩比过高",
                Location(file=f"{self._at}!{name}"), found=round(size / max(stored, 1)), limit=limits.zip_ratio,
            )  # fmt: skip
        self._total += size
        if self._total > limits.zip_total_bytes:
            raise exceeded(
                "zip_total_bytes", "the archive is too large inflated", "压缩包解压后总量过大",
                Location(file=self._at), found=self._total, limit=limits.zip_total_bytes,
            )  # fmt: skip
        if method == STORED and stored != size:
            raise malformed(f"the sizes of {name!r} differ", f"条目 {name!r} 的大小不一致", self._at)

    def _directory(self, names: list[str], encoding: str) -> Directory:
        offsets, stored, sizes, crcs, methods = self._columns
        ends = self._ends(names, offsets, stored)
        junk = {i for i, name in enumerate(names) if i not in self._folders and entry_names.is_junk(name)}
        left_out = junk | self._folders
        order = sorted((i for i in range(len(names)) if i not in left_out), key=names.__getitem__)
        return Directory(
            names=[names[i] for i in order],
            raw=[self._raw[i] for i in order],
            offsets=array("Q", (offsets[i] for i in order)),
            ends=array("Q", (ends[i] for i in order)),
            stored=array("Q", (stored[i] for i in order)),
            sizes=array("Q", (sizes[i] for i in order)),
            crcs=array("L", (crcs[i] for i in order)),
            methods=array("H", (methods[i] for i in order)),
            ignored=tuple(sorted(names[i] for i in left_out)),
            encoding=encoding,
        )

    def _ends(self, names: list[str], offsets: array[int], stored: array[int]) -> array[int]:
        """Return where each entry must end; two entries that share bytes are a bomb (Fifield 2019)."""
        by_offset = sorted(range(len(offsets)), key=offsets.__getitem__)
        ends = array("Q", bytes(8 * len(offsets)))
        following = self._start
        for index in reversed(by_offset):
            ends[index] = following
            least = offsets[index] + LOCAL.size + len(self._raw[index]) + stored[index]
            if least > following:
                raise overlapping(f"{self._at}!{names[index]}")
            following = offsets[index]
        return ends
