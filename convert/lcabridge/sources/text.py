"""Bytes to text without guessing: mark, declaration, UTF-8, then evidence (DESIGN §5)."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from lcabridge.errors import Location, MalformedSourceError
from lcabridge.sources.evidence import is_chinese, is_utf8_by_chance, is_western

# Longest first: the UTF-32 mark starts with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UTF = frozenset({"utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"})
_UNICODE_OR_ASCII = frozenset({"ascii", "utf-8", "utf-8-sig", "utf-16", "utf-32"})
_GB = frozenset({"gb2312", "gbk", "gb18030", "cp936"})
_SINGLE_BYTE = frozenset(
    {f"iso8859-{part}" for part in range(1, 17)}
    | {f"cp125{page}" for page in range(9)}
    | {"koi8-r", "koi8-u", "cp437", "cp850", "cp852", "mac-roman"}
)
_MULTI_BYTE = frozenset({"big5", "big5hkscs", "cp950", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949"})
_SUPPORTED = _UTF | _GB | _SINGLE_BYTE | _MULTI_BYTE | {"ascii"}
_C1 = frozenset(range(0x80, 0xA0))


class Decoded(NamedTuple):
    """Text with how it was read.

    Attributes:
        text: the text without byte order mark.
        encoding: Python's name of the encoding used.
        evidence: why that one, in English.
        contradicts: whether it is another encoding than the declared one.
    """

    text: str
    encoding: str
    evidence: str
    contradicts: bool


def decode_text(
    data: bytes, declared: str | None = None, *, forced: str | None = None, at: str = ""
) -> tuple[str, str, str]:
    """Decode bytes by mark, declaration, UTF-8, and only then by evidence in the text itself.

    There is no default single-byte encoding: latin-1 accepts every byte and would turn Chinese into
    nonsense. windows-1252 is used only where every byte above 7F makes sense in western text.

    Args:
        data: the whole file or field; a cut may split a character.
        declared: encoding that the file itself names (XML declaration, header line).
        forced: encoding that the user names; nothing else is tried.
        at: name of the file for messages.

    Returns:
        The text, the encoding used, and the evidence for it.

    Raises:
        MalformedSourceError: no encoding has evidence, or the bytes contradict the only candidate.
    """
    decoded = decode(data, declared, forced=forced, at=at)
    return decoded.text, decoded.encoding, decoded.evidence


def decode(data: bytes, declared: str | None = None, *, forced: str | None = None, at: str = "") -> Decoded:
    """Decode as `decode_text` does, and say whether the result contradicts the declaration."""
    if forced is not None:
        name = _known(forced, at)
        return Decoded(_strict(_without_mark(data, name), name, at), name, "named by the user", contradicts=False)
    for mark, name in _MARKS:
        if data.startswith(mark):
            text = _strict(data[len(mark) :], name, at)
            return Decoded(text, name, "byte order mark", contradicts=False)
    wide = _wide(data)
    if wide is not None:
        text = _strict(data, wide, at)
        return Decoded(text, wide, "every other byte is zero", _differs(wide, declared))
    if declared is not None:
        by_declaration = _declared(data, _known(declared, at), at)
        if by_declaration is not None:
            return by_declaration
    return _by_evidence(data, declared, at)


def _declared(data: bytes, name: str, at: str) -> Decoded | None:
    """Read as declared, unless the bytes speak against it; None leaves the decision to the evidence."""
    if name in _UNICODE_OR_ASCII:
        text = _try(data, "utf-8")
        # A UTF-16 declaration in a file without its zero bytes can only be wrong (XML 1.0, 4.3.3).
        wrong = name in ("utf-16", "utf-32")
        return None if text is None else Decoded(text, "utf-8", "valid UTF-8" if wrong else "declared", wrong)
    if data.isascii() and b"\x1b$" not in data:
        return Decoded(data.decode("ascii"), name, "declared", contradicts=False)
    as_utf8 = _utf8(data)
    if name in _GB:
        text = _try(data, "gb18030")  # the superset of all three
        agrees = text is not None and (as_utf8 is None or is_chinese(text))
        return Decoded(text, "gb18030", "declared", contradicts=False) if text is not None and agrees else None
    if as_utf8 is not None:
        return Decoded(as_utf8, "utf-8", f"valid UTF-8, although {name} is declared", contradicts=True)
    western = _western(data, name, at) if name in ("iso8859-1", "cp1252") else None
    return western or Decoded(_strict(data, name, at), name, "declared", contradicts=False)


def _western(data: bytes, name: str, at: str) -> Decoded | None:
    """Return what a declaration of the usual western encoding hides, if its bytes show something else."""
    chinese = _chinese(data)
    if chinese is not None:
        return chinese._replace(contradicts=True)
    if name == "iso8859-1" and not _C1.isdisjoint(data):
        # Bytes 80 to 9F are invisible controls in ISO 8859-1; whoever declares it means windows-1252.
        text = _strict(data, "cp1252", at)
        return Decoded(text, "cp1252", "bytes 80-9F, although iso8859-1 is declared", contradicts=True)
    return None


def _by_evidence(data: bytes, declared: str | None, at: str) -> Decoded:
    contradicts = declared is not None
    if b"\x1b$" in data:
        raise _undecided(at, "it uses escape sequences (ISO 2022)", "使用了 ISO 2022 转义序列")
    if data.isascii():
        return Decoded(data.decode("ascii"), "ascii", "no byte above 7F", contradicts=False)
    text = _utf8(data)
    if text is not None:
        return Decoded(text, "utf-8", "valid UTF-8", contradicts)
    chinese = _chinese(data)
    if chinese is not None:
        return chinese._replace(contradicts=contradicts)
    if is_western(data):
        text = data.decode("cp1252")
        return Decoded(text, "cp1252", "every byte above 7F makes sense in western text", contradicts)
    if declared is not None:
        raise _undecided(at, f"its bytes contradict the declared {declared}", f"字节内容与声明的 {declared} 矛盾")
    raise _undecided(at, "no encoding has evidence", "没有任何编码有充分依据")


def _utf8(data: bytes) -> str | None:
    text = _try(data, "utf-8")
    return None if text is None or is_utf8_by_chance(data, text) else text


def _chinese(data: bytes) -> Decoded | None:
    text = _try(data, "gb18030")
    if text is None or not is_chinese(text):
        return None
    return Decoded(text, "gb18030", "valid GB18030 of frequent Chinese characters", contradicts=False)


def _wide(data: bytes) -> str | None:
    """Return UTF-16 without mark: ASCII at the start, with the zero bytes where it puts them."""
    head = data[:4]
    if len(head) < 4 or len(data) % 2:
        return None
    if head[1] == 0 and head[3] == 0 and head[0] and head[2]:
        return "utf-16-le"
    if head[0] == 0 and head[2] == 0 and head[1] and head[3]:
        return "utf-16-be"
    return None


def _known(label: str, at: str) -> str:
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        name = ""
    if name not in _SUPPORTED:
        raise MalformedSourceError(
            f"the encoding {label!r} is not supported",
            f"不支持编码 {label!r}",
            at=Location(file=at) if at else None,
            hint_en="save the file as UTF-8",
            hint_zh="请将文件另存为 UTF-8",
        )
    return name


def _differs(name: str, declared: str | None) -> bool:
    return declared is not None and declared.lower().replace("_", "-") not in (name, name[:6])


def _without_mark(data: bytes, name: str) -> bytes:
    for mark, owner in _MARKS:
        if owner == name and data.startswith(mark):
            return data[len(mark) :]
    return data


def _try(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        return None


def _strict(data: bytes, name: str, at: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError as error:
        raise MalformedSourceError(
            f"the bytes are not valid {name} (byte {error.start:,})",
            f"字节不是有效的 {name}（第 {error.start:,} 字节）",
            at=Location(file=at, line=data.count(b"\n", 0, error.start) + 1),
            hint_en="save the file as UTF-8, or name its real encoding",
            hint_zh="请将文件另存为 UTF-8，或指明其真实编码",
        ) from error


def _undecided(at: str, en: str, zh: str) -> MalformedSourceError:
    return MalformedSourceError(
        f"the text encoding cannot be told: {en}",
        f"无法判断文本编码：{zh}",
        at=Location(file=at) if at else None,
        hint_en="save the file as UTF-8, or name its encoding (for example gb18030 or windows-1252)",
        hint_zh="请将文件另存为 UTF-8，或指明其编码（例如 gb18030 或 windows-1252）",
    )
