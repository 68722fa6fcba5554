"""Strict JSON: one meaning or an error with its place."""

from __future__ import annotations

import re
import threading
from typing import Any

import orjson

from lcabridge.errors import LcabridgeError, Location, MalformedSourceError
from lcabridge.sources import jsonscan
from lcabridge.sources.limits import DEFAULT_LIMITS, Limits, exceeded

# Nesting at which orjson.dumps gives up (254 in orjson 3); measured once, so that no assumption can go stale.
_DUMP_DEPTH_PROBE = 2000

_COLON_ESCAPE = re.compile(rb"\\u003[aA]")

# A double of less than 1e-307 may underflow to zero; the scan then decides. The minus stands first because the
# engine searches one literal byte five times as fast as a class.
_TINY = re.compile(rb"-(?<=[0-9.][eE]-)0*(?:3[0-9]{2}|[4-9][0-9]{2}|[1-9][0-9]{3})(?![0-9a-fA-F-])")

_BOMS = ((b"\xef\xbb\xbf", "UTF-8"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))
_NOT_NUMBERS = ("NaN", "nan", "Infinity", "-Infinity", "inf", "-inf", "-NaN")


def load_json(data: bytes, at: str, limits: Limits = DEFAULT_LIMITS, *, checked: bool = False) -> Any:
    """Parse UTF-8 JSON that has exactly one meaning.

    Args:
        data: the bytes of one document.
        at: name of the document for messages (`Source.locate`).
        limits: ``file_bytes``, ``json_depth`` and ``json_values`` count.
        checked: the same bytes passed this function before (pass 2 of a conversion), so that uniqueness of keys,
            depth and underflow need no second proof.

    Returns:
        The document as dict, list, str, int, float, bool or None.

    Raises:
        MalformedSourceError: a syntax error, NaN or infinities, ``1e999``, ``1e-400`` (it would become 0),
            the same key twice in one object, a byte order mark, another encoding, a lone surrogate, or
            anything behind the document. The location has line, column and JSON pointer.
        LimitError: too large, too deep, or too many values.
    """
    size = len(data)
    if size > limits.file_bytes:
        raise exceeded(
            "file_bytes", "the JSON document is too large", "JSON 文档过大", Location(file=at),
            found=size, limit=limits.file_bytes,
        )  # fmt: skip
    # A value takes at least two bytes ('1,'), so that small documents need no count.
    if size > 2 * limits.json_values:
        values = data.count(b",") + data.count(b"[") + data.count(b"{")
        if values > limits.json_values:
            raise exceeded(
                "json_values", "the JSON document has too many values", "JSON 文档中的值过多", Location(file=at),
                found=values, limit=limits.json_values,
            )  # fmt: skip
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise _syntax_error(data, at, limits, error) from error
    if not checked and not _proved_clean(data, document, limits.json_depth):
        _scan(data, at, limits)
    return document


def _proved_clean(data: bytes, document: Any, depth: int) -> bool:
    """Return whether depth, unique keys and absence of underflow are proved without a scan.

    Proof for the keys: a colon outside strings stands behind a key and nowhere else, so the text holds
    K + S colons (K keys, S within strings) and the document, written again, D + S' (D distinct keys).
    A key that came twice makes K > D, and its dropped value can only make S > S'; strings that are kept
    have equal colons unless one is spelled as an escape. Without that escape, equal counts mean K = D.
    Writing again takes a fifth of the parsing time (bench in tests/sources/test_json.py).
    """
    outer, inner = _NESTS.of(depth)
    inner[0] = document
    try:
        again = orjson.dumps(outer)
    except orjson.JSONEncodeError:
        return False
    finally:
        inner[0] = None
    if data.count(b":") != again.count(b":"):
        return False
    if b"\\" in data and _COLON_ESCAPE.search(data) is not None:
        return False
    return _TINY.search(data) is None


class _Nests(threading.local):
    """Nested lists around a document: orjson refuses to write them exactly if the document is too deep.

    orjson writes at most `_dump_depth` levels. A document inside ``_dump_depth - limit`` lists is
    therefore refused if and only if it is deeper than ``limit``, which costs next to nothing.
    """

    def __init__(self) -> None:
        self._made: dict[int, tuple[list[Any], list[Any]]] = {}
        self._dump_depth = 0

    def of(self, limit: int) -> tuple[list[Any], list[Any]]:
        made = self._made.get(limit)
        if made is None:
            if not self._dump_depth:
                self._dump_depth = _measure_dump_depth()
            inner: list[Any] = [None]
            outer = inner
            # inner is itself one level; a limit beyond what orjson writes leaves only that level, and the
            # scan decides on everything that orjson then refuses.
            for _ in range(self._dump_depth - limit - 1):
                outer = [outer]
            made = self._made[limit] = (outer, inner)
        return made


_NESTS = _Nests()


def _measure_dump_depth() -> int:
    nest: list[Any] = []
    for levels in range(1, _DUMP_DEPTH_PROBE):
        try:
            orjson.dumps(nest)
        except orjson.JSONEncodeError:
            return levels - 1
        nest = [nest]
    return _DUMP_DEPTH_PROBE


def _scan(data: bytes, at: str, limits: Limits) -> None:
    for finding in jsonscan.find(data, limits.json_depth):
        where = jsonscan.place(data, finding.offset, at, finding.pointer)
        raise _found(finding, where, limits)


def _found(finding: jsonscan.Finding, where: Location, limits: Limits) -> LcabridgeError:
    if finding.kind == "depth":
        return exceeded(
            "json_depth",
            f"the JSON document is nested deeper than {limits.json_depth} levels",
            f"JSON 文档嵌套超过 {limits.json_depth} 层",
            where,
        )
    if finding.kind == "duplicate":
        return MalformedSourceError(
            f"the key {finding.text!r} stands twice in one object",
            f"同一对象中键 {finding.text!r} 出现两次",
            at=where,
            hint_en="remove or rename one of the two; which one counts cannot be known",
            hint_zh="请删除或重命名其中一个；无法判断以哪一个为准",
        )
    return MalformedSourceError(
        f"the number {finding.text} is too small for a 64-bit float and would become 0",
        f"数字 {finding.text} 过小，超出 64 位浮点数范围，会变为 0",
        at=where,
        hint_en="correct the value, or use a smaller unit",
        hint_zh="请更正该值，或换用更小的单位",
    )


def _syntax_error(data: bytes, at: str, limits: Limits, error: orjson.JSONDecodeError) -> LcabridgeError:
    encoding = _foreign_encoding(data, at)
    if encoding is not None:
        return encoding
    text = data.decode("utf-8")
    if "recursion" in error.msg.lower() or "depth" in error.msg.lower():
        return _found(jsonscan.Finding("depth", 0, "", ""), Location(file=at), limits)
    position = error.pos
    offset = len(text[:position].encode("utf-8"))
    where = jsonscan.place(data, offset, at, jsonscan.pointer_at(data, offset))
    rest = text[position : position + 12]
    if not text.strip():
        return MalformedSourceError(
            "the JSON document is empty", "JSON 文档为空", at=where,
            hint_en="restore the file from its origin", hint_zh="请从来源重新获取该文件",
        )  # fmt: skip
    if rest.startswith(_NOT_NUMBERS) or "infinity" in error.msg:
        return MalformedSourceError(
            "NaN, Infinity and numbers beyond the range of a 64-bit float are not allowed in JSON",
            "JSON 中不允许 NaN、Infinity 以及超出 64 位浮点数范围的数字",
            at=where,
            hint_en="correct the value in the tool that wrote the file",
            hint_zh="请在生成该文件的工具中更正该值",
        )
    truncated = position >= len(text.rstrip())
    return MalformedSourceError(
        f"not valid JSON: {'the document ends too early' if truncated else error.msg.split(': line ')[0]}",
        f"不是有效的 JSON：{'文档提前结束' if truncated else error.msg.split(': line ')[0]}",
        at=where,
        hint_en="the file may be cut off; get it again" if truncated else "correct the text there",
        hint_zh="文件可能被截断，请重新获取" if truncated else "请更正该处的文本",
    )


def _foreign_encoding(data: bytes, at: str) -> MalformedSourceError | None:
    """Return an error if the bytes are not plain UTF-8."""
    found = next((name for mark, name in _BOMS if data.startswith(mark)), None)
    what_en, what_zh, where = "", "", Location(file=at)
    if found == "UTF-8":
        what_en, what_zh = "the file starts with a byte order mark", "文件以字节顺序标记（BOM）开头"
    elif found or data[:1] == b"\x00" or data[1:2] == data[3:4] == b"\x00":
        what_en, what_zh = "the file is not UTF-8 but UTF-16 or UTF-32", "文件不是 UTF-8，而是 UTF-16 或 UTF-32"
    else:
        try:
            data.decode("utf-8")
        except UnicodeDecodeError as error:
            where = jsonscan.place(data, error.start, at)
            what_en, what_zh = "the bytes are not valid UTF-8", "字节不是有效的 UTF-8"
        else:
            return None
    return MalformedSourceError(
        what_en, what_zh, at=where,
        hint_en="save it as UTF-8 without byte order mark", hint_zh="请另存为不带 BOM 的 UTF-8",
    )  # fmt: skip
