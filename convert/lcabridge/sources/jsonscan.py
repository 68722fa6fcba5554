"""A slow, exact look at a JSON text: only to say where something is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import orjson

from lcabridge.errors import Location

_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[][{}:,]|[^][{}:,"\s]+', re.DOTALL)
_NUMBER_STARTS = frozenset(b"%c" % byte for byte in b"-0123456789")


class Finding(NamedTuple):
    """Something about the text at a byte offset.

    Attributes:
        kind: ``duplicate`` (a key twice in one object), ``depth`` or ``underflow``.
        offset: byte offset into the text.
        pointer: JSON pointer of the member or container.
        text: the key, or the number's text.
    """

    kind: str
    offset: int
    pointer: str
    text: str


class _Frame:
    """One open array or object: the keys met so far, or the position."""

    __slots__ = ("key", "keys", "position")

    def __init__(self, *, is_object: bool) -> None:
        self.keys: set[str] | None = set() if is_object else None
        self.key: str | None = None
        self.position = 0

    def next(self) -> None:
        self.position += 1
        self.key = None

    def repeats(self, key: str) -> bool:
        """Take a key; return whether the object has it already."""
        self.key = key
        if self.keys is None or key in self.keys:
            return self.keys is not None
        self.keys.add(key)
        return False

    def step(self) -> str:
        if self.keys is None:
            return str(self.position)
        return (self.key or "").replace("~", "~0").replace("/", "~1")


class _Path:
    """The open arrays and objects while tokens pass by."""

    def __init__(self) -> None:
        self.frames: list[_Frame] = []
        self._expect_key = False

    def take(self, token: bytes) -> bool:
        """Follow one token; return whether it is a key that its object already has."""
        first = token[:1]
        if first in (b"{", b"["):
            self.frames.append(_Frame(is_object=first == b"{"))
            self._expect_key = first == b"{"
        elif not self.frames:
            return False
        elif first in (b"}", b"]"):
            self.frames.pop()
            self._expect_key = False
        elif first == b",":
            self.frames[-1].next()
            self._expect_key = self.frames[-1].keys is not None
        elif first == b'"' and self._expect_key:
            self._expect_key = False
            return self.frames[-1].repeats(_text(token))
        return False

    def pointer(self) -> str:
        return "".join(f"/{frame.step()}" for frame in self.frames)


def find(data: bytes, depth: int) -> Iterator[Finding]:
    """Yield duplicate keys, nesting beyond ``depth`` and numbers that underflow to zero.

    ``data`` must already have been accepted by a JSON parser; for broken text see `pointer_at`.
    """
    path = _Path()
    for match in _TOKEN.finditer(data):
        token = match.group()
        if path.take(token):
            yield Finding("duplicate", match.start(), path.pointer(), path.frames[-1].key or "")
        elif len(path.frames) > depth:
            path.frames.pop()
            yield Finding("depth", match.start(), path.pointer(), "")
            return
        elif token[:1] in _NUMBER_STARTS and _underflows(token):
            yield Finding("underflow", match.start(), path.pointer(), token.decode("ascii"))


def pointer_at(data: bytes, offset: int) -> str:
    """Return the JSON pointer of the value that is open at ``offset`` of a text that may be broken there."""
    path = _Path()
    for match in _TOKEN.finditer(data, 0, offset):
        path.take(match.group())
    if path.frames and path.frames[-1].keys is not None and path.frames[-1].key is None:
        path.frames.pop()
    return path.pointer()


def place(data: bytes, offset: int, at: str, pointer: str = "") -> Location:
    """Return file, line, column (in characters, from 1) and pointer of a byte offset."""
    start = data.rfind(b"\n", 0, offset) + 1
    column = len(data[start:offset].decode("utf-8", "replace")) + 1
    return Location(file=at, line=data.count(b"\n", 0, offset) + 1, column=column, pointer=pointer)


def _text(token: bytes) -> str:
    try:
        return str(orjson.loads(token))
    except orjson.JSONDecodeError:
        # Only in a broken text, where the pointer is best effort.
        return token[1:-1].decode("utf-8", "backslashreplace")


def _underflows(token: bytes) -> bool:
    mantissa = re.split(rb"[eE]", token)[0]
    return float(token) == 0.0 and re.search(rb"[1-9]", mantissa) is not None
