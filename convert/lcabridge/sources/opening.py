"""Opening a path: what it is, is told by its first bytes."""

from __future__ import annotations

import stat
from pathlib import Path

from lcabridge.errors import Location, MalformedSourceError, SourceMissingError, UnsafeContentError
from lcabridge.sources.atomic import interrupted_remains
from lcabridge.sources.limits import DEFAULT_LIMITS, Limits
from lcabridge.sources.source import CACHE_BYTES, FileSource, FolderSource, Source, failed
from lcabridge.sources.zipread import ZipSource

_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
_BZIP2, _BZIP2_NAMES = b"BZh", (".bz2", ".tbz", ".tbz2")
"""Brightway's packages are bzip2 files of their own kind; a name that says no more than bzip2 is refused."""
_ARCHIVES = (
    (b"PK\x07\x08", "a zip archive in several parts", "分卷 zip 压缩包"),
    (b"\x1f\x8b", "a gzip file", "gzip 文件"),
    (_BZIP2, "a bzip2 file", "bzip2 文件"),
    (b"\xfd7zXZ\x00", "an xz file", "xz 文件"),
    (b"(\xb5/\xfd", "a zstd file", "zstd 文件"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "7z 压缩包"),
    (b"Rar!\x1a\x07", "a RAR archive", "RAR 压缩包"),
)
_HEAD = 512


def open_source(path: Path, limits: Limits = DEFAULT_LIMITS, *, cache_bytes: int = CACHE_BYTES) -> Source:
    """Open a file, folder or zip archive for reading; the suffix of its name proves nothing.

    Args:
        path: what to read.
        limits: what it may ask of the machine.
        cache_bytes: `Source.read` keeps the entries of a package up to this size, none of a larger one.

    Raises:
        SourceMissingError: nothing is there.
        MalformedSourceError: an empty file, a broken zip, an archive of another kind, a ``.zip`` that is none.
        UnsafeContentError: a device or pipe, or an archive with dangerous entries.
        LimitError: a limit is exceeded.
        ReadError: the disk or its permissions refuse.
    """
    path = Path(path)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError as error:
        raise _missing(path) from error
    except OSError as error:
        raise failed(error, str(path)) from error
    except ValueError as error:  # a NUL in the path
        raise _missing(path) from error
    if stat.S_ISDIR(mode):
        return FolderSource(path, limits, cache_bytes)
    if not stat.S_ISREG(mode):
        raise UnsafeContentError(
            "this is not a regular file", "这不是普通文件", at=Location(file=str(path)),
            hint_en="give a file, folder or zip archive", hint_zh="请指定文件、文件夹或 zip 压缩包",
        )  # fmt: skip
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as error:
        raise failed(error, str(path)) from error
    if head.startswith(_ZIP_MAGICS):
        return ZipSource(path, limits, cache_bytes)
    _refuse_head(path, head)
    return FileSource(path, limits, cache_bytes)


def _refuse_head(path: Path, head: bytes) -> None:
    where = Location(file=str(path))
    if not head:
        raise MalformedSourceError(
            "the file is empty", "文件为空", at=where, hint_en="get the file again", hint_zh="请重新获取该文件"
        )
    for magic, en, zh in _ARCHIVES:
        if head.startswith(magic) and (magic != _BZIP2 or path.suffix.lower() in _BZIP2_NAMES):
            raise MalformedSourceError(
                f"this is {en}, which is not read", f"这是{zh}，无法读取", at=where,
                hint_en="unpack it first, or repack it as zip", hint_zh="请先解压，或重新打包为 zip",
            )  # fmt: skip
    if path.suffix.lower() == ".zip":
        page = b"<html" in head.lower() or b"<!doctype html" in head.lower()
        raise MalformedSourceError(
            "this is not a zip archive" + (" but a web page" if page else ""),
            "这不是 zip 压缩包" + ("，而是网页" if page else ""),
            at=where,
            hint_en="the download probably failed; get the file again" if page else "get the file again, or rename it",
            hint_zh="下载可能失败，请重新获取该文件" if page else "请重新获取该文件，或更正其扩展名",
        )


def _missing(path: Path) -> SourceMissingError:
    remains = interrupted_remains(path)
    if remains is not None:
        return SourceMissingError(
            "the folder is missing because writing it was interrupted", "写入被中断，文件夹缺失",
            at=Location(file=str(path)),
            hint_en=f"its content is in {remains}: run the conversion again, or rename that folder",
            hint_zh=f"其内容位于 {remains}：请重新运行转换，或重命名该文件夹",
        )  # fmt: skip
    return SourceMissingError(
        "there is no such file or folder", "文件或文件夹不存在", at=Location(file=str(path)),
        hint_en="check the path", hint_zh="请检查路径",
    )  # fmt: skip
