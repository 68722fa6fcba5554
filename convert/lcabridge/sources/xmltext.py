"""XML without its dangerous parts: no document type, no entities, no network, bounded size."""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from lcabridge.errors import LcabridgeError, Location, MalformedSourceError, UnsafeContentError
from lcabridge.sources.limits import DEFAULT_LIMITS, Limits, exceeded
from lcabridge.sources.text import decode

_DECLARATION = re.compile(rb"""<\?xml\s[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]+)["'][^>]*\?>""")
_DECLARATION_BYTES = 512
# What may stand before the root element or a document type: white space, comments, processing instructions.
_PROLOG_PART = re.compile(rb"\s+|<!--.*?-->|<\?.*?\?>", re.DOTALL)
_DOCTYPE = b"<!DOCTYPE"
_LIBXML_DEPTH = 256
_LIBXML_TEXT = 10 << 20

# libxml2's messages for its own bounds, and the option that lifts each.
_BOUNDS = (("depth", "xml_depth"), ("text node", "xml_text"), ("buffer size", "xml_text"), ("attvalue", "xml_text"))


def parse_xml(
    data: bytes,
    at: str,
    limits: Limits = DEFAULT_LIMITS,
    *,
    on_repair: Callable[[str, str], None] | None = None,
    layout: bool = True,
) -> etree._Element:
    """Parse one XML document and return its root element; comments and processing instructions are kept.

    Args:
        data: the bytes of the document, in any encoding that it declares or marks.
        at: name of the document for messages (`Source.locate`).
        limits: ``file_bytes`` and the ``xml_…`` limits count.
        on_repair: called with (encoding, evidence) when the declared encoding is wrong and another one has
            evidence; the caller reports it. Without it such a document is refused.
        layout: False to leave out the white space between elements, which is faster; a text of blanks alone stays.

    Raises:
        UnsafeContentError: any document type declaration; no LCA format needs one, and with entities left
            unexpanded a name such as ``&co; fossil`` would lose its text silently.
        MalformedSourceError: not well-formed, empty, or not in the declared encoding; with line and column.
        LimitError: too large, too deep, too many elements, too long a text.
    """
    where = Location(file=at)
    if len(data) > limits.file_bytes:
        raise exceeded(
            "file_bytes", "the XML document is too large", "XML 文档过大", where,
            found=len(data), limit=limits.file_bytes,
        )  # fmt: skip
    utf8 = _as_utf8(data, at, on_repair)
    _refuse_doctype(utf8, at)
    _bound_elements(utf8, where, limits)
    parser = etree.XMLParser(
        encoding="utf-8",  # overrides the declaration: the bytes are UTF-8 by now
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        remove_blank_text=not layout,
        huge_tree=limits.xml_huge,
    )
    try:
        root = etree.fromstring(utf8, parser)
    except etree.XMLSyntaxError as error:
        raise _syntax_error(error, at, limits) from error
    # The prolog check above is ours; this is libxml2's own view of the same.
    if root.getroottree().docinfo.internalDTD is not None:
        raise _doctype(Location(file=at))
    if limits.xml_huge or limits.xml_depth < _LIBXML_DEPTH or limits.xml_text < _LIBXML_TEXT:
        _check_bounds(root, at, limits)
    return root


def _as_utf8(data: bytes, at: str, on_repair: Callable[[str, str], None] | None) -> bytes:
    declaration = _DECLARATION.match(data[:_DECLARATION_BYTES].removeprefix(b"\xef\xbb\xbf"))
    declared = declaration.group(1).decode("ascii") if declaration else "utf-8"
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4]
    if declared.lower() in ("utf-8", "utf8") and not wide:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass  # decided below, by evidence
        else:
            return data.removeprefix(b"\xef\xbb\xbf")
    decoded = decode(data, declared, at=at)
    # UTF-16 names its encoding inside what could not be read before; its mark or zero bytes are proof enough.
    if decoded.contradicts and not decoded.encoding.startswith("utf-16"):
        if on_repair is None:
            raise MalformedSourceError(
                f"the document declares {declared}, but its bytes are {decoded.encoding} ({decoded.evidence})",
                f"文档声明编码为 {declared}，但其字节为 {decoded.encoding}",
                at=Location(file=at, line=1),
                hint_en="correct the encoding in its first line",
                hint_zh="请更正首行中的编码声明",
            )
        on_repair(decoded.encoding, decoded.evidence)
    return decoded.text.encode("utf-8")


def _refuse_doctype(utf8: bytes, at: str) -> None:
    position = 0
    while (part := _PROLOG_PART.match(utf8, position)) is not None:
        position = part.end()
    if utf8[position : position + len(_DOCTYPE)].upper() == _DOCTYPE:
        raise _doctype(Location(file=at, line=utf8.count(b"\n", 0, position) + 1))


def _doctype(where: Location) -> UnsafeContentError:
    return UnsafeContentError(
        "a document type declaration (DOCTYPE) is not allowed",
        "不允许文档类型声明（DOCTYPE）",
        at=where,
        hint_en="remove the DOCTYPE line; no LCA format needs one",
        hint_zh="请删除 DOCTYPE 行；LCA 数据格式均不需要它",
    )


def _bound_elements(utf8: bytes, where: Location, limits: Limits) -> None:
    # An upper bound (a '<' in a CDATA section counts too), so that the tree is never built to be counted.
    if len(utf8) <= 4 * limits.xml_elements:
        return
    elements = utf8.count(b"<") - utf8.count(b"</")
    if elements > limits.xml_elements:
        raise exceeded(
            "xml_elements", "the XML document has too many elements", "XML 文档中的元素过多", where,
            found=elements, limit=limits.xml_elements,
        )  # fmt: skip


def _check_bounds(root: etree._Element, at: str, limits: Limits) -> None:
    depth = 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            depth += 1
            if depth > limits.xml_depth:
                raise _bound("xml_depth", Location(file=at, line=element.sourceline), limits)
        texts = [element.text, element.tail] if event != "end" else []
        if event == "start":
            texts += [str(value) for value in element.attrib.values()]
        if any(text is not None and len(text) > limits.xml_text for text in texts):
            raise _bound("xml_text", Location(file=at, line=element.sourceline), limits)
        if event == "end":
            depth -= 1


def _syntax_error(error: etree.XMLSyntaxError, at: str, limits: Limits) -> LcabridgeError:
    text = (error.msg or "").split(", line ")[0].strip()
    line, column = error.position
    where = Location(file=at, line=line or None, column=column or None)
    if "XML_PARSE_HUGE" in (error.msg or ""):
        option = next((name for word, name in _BOUNDS if word in text.lower()), "xml_text")
        return _bound(option, where, limits)
    return MalformedSourceError(
        f"not well-formed XML: {text}",
        f"XML 格式不正确：{text}",
        at=where,
        hint_en="correct the document there, or get it again if it was cut off",
        hint_zh="请更正该处；如文件被截断，请重新获取",
    )


def _bound(option: str, where: Location, limits: Limits) -> LcabridgeError:
    # libxml2's fixed bounds give way only to xml_huge.
    fixed = not limits.xml_huge and (
        (option == "xml_depth" and limits.xml_depth >= _LIBXML_DEPTH)
        or (option == "xml_text" and limits.xml_text >= _LIBXML_TEXT)
    )
    if option == "xml_depth":
        en, zh = f"the elements are nested deeper than {limits.xml_depth} levels", f"元素嵌套超过 {limits.xml_depth} 层"
    else:
        en, zh = f"a text is longer than {limits.xml_text:,} bytes", f"文本长度超过 {limits.xml_text:,} 字节"
    return exceeded("xml_huge" if fixed else option, en, zh, where)
