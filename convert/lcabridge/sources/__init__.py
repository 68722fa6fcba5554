"""Safe reading of files, folders and archives, and writing that is whole or not at all (docs/safety.md)."""

from __future__ import annotations

from pathlib import Path

from lcabridge.sources.folderwrite import FolderSink
from lcabridge.sources.jsontext import load_json
from lcabridge.sources.limits import DEFAULT_LIMITS, Limits
from lcabridge.sources.numbers import format_decimal, format_number, parse_number
from lcabridge.sources.opening import open_source
from lcabridge.sources.sink import FileSink, Packed, Sink, SinkKind, pack, unpack
from lcabridge.sources.source import Source
from lcabridge.sources.text import decode_text
from lcabridge.sources.xmltext import parse_xml
from lcabridge.sources.zipwrite import ZipSink

__all__ = [
    "DEFAULT_LIMITS",
    "FileSink",
    "FolderSink",
    "Limits",
    "Packed",
    "Sink",
    "SinkKind",
    "Source",
    "ZipSink",
    "decode_text",
    "format_decimal",
    "format_number",
    "load_json",
    "open_sink",
    "open_source",
    "pack",
    "parse_number",
    "parse_xml",
    "unpack",
]


def open_sink(target: Path, kind: SinkKind, *, overwrite: bool = False) -> Sink:
    """Open a target for writing; nothing changes there before `Sink.commit`.

    Args:
        target: file or folder to be written; an existing file is replaced on commit.
        kind: ``zip``, ``folder`` or ``file``.
        overwrite: replace an existing folder even if it holds files that lcabridge did not write.

    Raises:
        TargetExistsError: the folder is there and not ours.
        WriteError: the place does not exist, is not writable, or another run is writing the target.
    """
    target = Path(target)
    if kind == "folder":
        return FolderSink(target, overwrite=overwrite)
    return ZipSink(target) if kind == "zip" else FileSink(target)
