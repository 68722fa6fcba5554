"""A child that writes one target over and over, until it is killed. Used by test_kill.py."""

from __future__ import annotations

import os
from pathlib import Path

from lcabridge.sources import open_sink

ENTRIES = 40


def contents(version: int) -> dict[str, bytes]:
    """Entries that all carry one version; a mixture of two versions is recognised."""
    return {f"d{n % 3}/{n}.json": f"{version}:{n} ".encode() * (50 + 37 * n) for n in range(ENTRIES)}


def write(target: Path, kind: str, version: int) -> None:
    with open_sink(target, kind) as sink:  # type: ignore[arg-type]  # the parent passes one of the three kinds
        entries = contents(version)
        if kind == "file":
            sink.add("all", b"".join(entries[name] for name in sorted(entries)))
        else:
            # Even versions come in order, odd ones reversed: both ways through the zip sink.
            for name in sorted(entries, reverse=bool(version % 2)):
                sink.add(name, entries[name])


def start(target: Path, kind: str, version: int) -> tuple[int, int]:
    """Fork a child that writes versions from ``version`` on until it is killed; return its id and a pipe.

    The pipe gives one line with the version before each write.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    try:
        while True:
            os.write(writing, b"%d\n" % version)
            write(target, kind, version)
            version += 1
    finally:
        os._exit(1)
