"""Cutting an EcoSpold 1 file into blocks of whole data sets, so that each can be read on its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec
from lxml import etree

from lcabridge.errors import Location, MalformedSourceError
from lcabridge.sources import Limits, decode_text, parse_xml
from lcabridge_ecospold.spold1.document import Document, Strange, foreign_leaves, line_of, local, read_document
from lcabridge_ecospold.spold1.names import NAMESPACES, PROLOG, Content

BLOCK_BYTES = 1 << 20
_NAME = rb"(?:[A-Za-z_][\w.-]*:)?"
_TAG = rb"""(?:\s+[^\s=<>]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*"""
_TOKEN = re.compile(
    rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(/)?" + _NAME + rb"dataset(?![\w.:-])(" + _TAG + rb"(/)?>)?", re.DOTALL
)
_ROOT = re.compile(rb"<" + _NAME + rb"ecoSpold(?![\w.:-])" + _TAG + rb"(/)?>")
_DECLARATION = re.compile(rb"""\s*<\?xml\s[^>]*?\?>""")
_ENCODING = re.compile(rb"""\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_OURS = re.compile(rb"<\?" + PROLOG.encode() + rb"\s")


class File(msgspec.Struct):
    """A file cut into blocks.

    Attributes:
        name: entry of the source.
        content: what its namespace says it holds.
        opening: start tag of the root, on one line.
        closing: its end tag.
        blocks: (offset, end, line) of runs of data sets in the UTF-8 text.
        is_ours: True if lcabridge wrote it.
        strange: leaves outside of the data sets.
    """

    name: str
    content: Content
    opening: bytes
    closing: bytes
    blocks: list[tuple[int, int, int]]
    is_ours: bool
    strange: list[Strange]


def as_utf8(data: bytes, at: str) -> bytes:
    """Return the text in UTF-8 with its XML declaration blanked out, so that offsets stay.

    Raises:
        MalformedSourceError: it is not in the encoding that it declares.
    """
    found = _DECLARATION.match(data[:512].removeprefix(b"\xef\xbb\xbf"))
    named = _ENCODING.search(found.group()) if found else None
    declared = named.group(1).decode() if named else "utf-8"
    text, _, _ = decode_text(data, declared, at=at)
    utf8 = text.encode("utf-8", errors="surrogatepass")
    found = _DECLARATION.match(utf8[:512])
    return b" " * found.end() + utf8[found.end() :] if found else utf8


def content_of(head: bytes) -> Content | None:
    """Return what the start of a file says that it holds; None if it is no EcoSpold 1."""
    root = re.search(rb"<" + _NAME + rb"ecoSpold[\s>]", head)
    if root is None:
        return None
    found = re.search(rb"""xmlns(?::[\w.-]+)?\s*=\s*["']([^"']*EcoSpold01[^"']*)["']""", head[root.start() :])
    space = found.group(1).decode("ascii", errors="replace") if found else ""
    return NAMESPACES.get(space)  # type: ignore[return-value]  # the values are the literals of Content


def cut(name: str, utf8: bytes, at: str, limits: Limits) -> File:
    """Cut a file; its frame is parsed, the data sets are not.

    Raises:
        ReadError: not well-formed, a document type, no EcoSpold 1, or a limit.
    """
    spans = list(_spans(utf8, at))
    frame, end = [], 0
    for first, last in spans:
        # What the lines of a data set were is kept, so that the place of an error is right.
        frame += [utf8[end:first], b"\n" * utf8.count(b"\n", first, last)]
        end = last
    frame.append(utf8[end:])
    root = parse_xml(b"".join(frame), at, limits)
    space = root.tag.rpartition("}")[0].removeprefix("{")
    start = _ROOT.search(utf8)
    if local(root) != "ecoSpold" or space not in NAMESPACES or start is None:
        raise MalformedSourceError(
            f"the root element is {root.tag}, not ecoSpold of EcoSpold 1", f"根元素为 {root.tag}，不是 EcoSpold 1 的 ecoSpold",
            at=Location(file=at, line=line_of(root)),
            hint_en="only files of the namespaces http://www.EcoInvent.org/EcoSpold01… belong here",
            hint_zh="仅支持命名空间为 http://www.EcoInvent.org/EcoSpold01… 的文件",
        )  # fmt: skip
    opening = start.group().replace(b"\n", b" ").replace(b"\r", b" ")
    closing = b"</" + opening[1:].split(None, 1)[0].rstrip(b">") + b">"
    strange = [Strange(f"ecoSpold/@{k!s}", line_of(root), str(v)) for k, v in root.items() if "}" not in str(k)]
    for child in root:
        if local(child):
            strange += [Strange(*leaf) for leaf in foreign_leaves(child, f"ecoSpold/{local(child)}")]
    content: Content = NAMESPACES[space]  # type: ignore[assignment]  # the values are the literals of Content
    is_ours = _OURS.search(utf8, 0, start.start()) is not None
    return File(name, content, opening, closing, list(_blocks(utf8, spans)), is_ours, strange)


def _spans(utf8: bytes, at: str) -> Iterator[tuple[int, int]]:
    depth = start = 0
    for token in _TOKEN.finditer(utf8):
        closes, tag, empty = token.groups()
        if tag is None:
            continue
        if closes:
            depth -= 1
            if depth < 0:
                raise _unbalanced(utf8, token.start(), at)
            if depth == 0:
                yield start, token.end()
        elif depth == 0 and empty:
            yield token.start(), token.end()
        elif not empty:
            if depth == 0:
                start = token.start()
            depth += 1
    if depth:
        raise _unbalanced(utf8, start, at)


def _unbalanced(utf8: bytes, position: int, at: str) -> MalformedSourceError:
    return MalformedSourceError(
        "a data set is not closed, or closed twice", "数据集未闭合，或重复闭合",
        at=Location(file=at, line=utf8.count(b"\n", 0, position) + 1),
        hint_en="correct the document there, or get it again if it was cut off",
        hint_zh="请更正该处；如文件被截断，请重新获取",
    )  # fmt: skip


def _blocks(utf8: bytes, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    line, counted, first = 1, 0, -1
    for number, (start, end) in enumerate(spans):
        if first < 0:
            line += utf8.count(b"\n", counted, start)
            first = counted = start
        is_last = number + 1 == len(spans)
        if is_last or end - first >= BLOCK_BYTES:
            yield first, end, line
            first = -1


def documents(file: File, block: bytes, line: int, at: str, limits: Limits) -> Iterator[Document]:
    """Yield the data sets of a block.

    Raises:
        ReadError: not well-formed, or a limit; the line is that of the file.
    """
    try:
        root = parse_xml(file.opening + block + file.closing, at, limits)
    except MalformedSourceError as error:
        where = error.at or Location(file=at)
        moved = Location(file=at, line=(where.line or 1) + line - 1, column=where.column)
        raise MalformedSourceError(error.en, error.zh, at=moved, hint_en=error.hint_en, hint_zh=error.hint_zh) from None
    for child in root:
        if isinstance(child.tag, str) and local(child) == "dataset":
            yield read_document(child, file.content, file=at, base=line - 1, is_ours=file.is_ours)
            child.clear()


def parse_one(data: bytes, content: Content, at: str) -> Document:
    """Return the only data set of a file of ours, as reading it would."""
    root: etree._Element = parse_xml(data, at)
    return read_document(root[0], content, file=at, base=0, is_ours=True)
