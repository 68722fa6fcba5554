"""Entry names: what is safe, what is junk, what is the same name, and how bytes become a name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from lcabridge.errors import Location, UnsafeContentError
from lcabridge.sources.evidence import is_chinese, is_utf8_by_chance

FOLDER_MARKER = ".lcabridge-folder"
"""File in a folder that lcabridge wrote; it proves on the next write that the folder may be replaced."""

_JUNK_FOLDERS = frozenset({"__macosx", ".git", "$recycle.bin", "system volume information"})
_JUNK_FILES = frozenset({".ds_store", "thumbs.db", "desktop.ini", ".directory", FOLDER_MARKER})
_FLAWS = (
    ("empty", re.compile(r"\A\Z")),
    ("control", re.compile(r"[\x00-\x1f\x7f]")),
    ("backslash", re.compile(r"\\")),
    ("absolute", re.compile(r"\A/")),
    ("drive", re.compile(r"\A[A-Za-z]:")),
    ("parent", re.compile(r"(?:\A|/)\.\.(?:/|\Z)")),
    ("dot", re.compile(r"(?:\A|/)\.?(?:/|\Z)")),
)

_REASONS = {
    "empty": ("is empty", "为空"),
    "absolute": ("is an absolute path", "是绝对路径"),
    "drive": ("names a drive", "含有盘符"),
    "parent": ("leads out of the package", "指向数据包之外"),
    "dot": ("has an empty or '.' part", "含有空的或“.”路径段"),
    "backslash": ("contains a backslash", "含有反斜杠"),
    "control": ("contains a control character", "含有控制字符"),
}


def fold(name: str) -> str:
    """Return the name under which Windows and macOS would store an entry: equal folds are one file there."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def is_junk(name: str) -> bool:
    """Return whether an entry is left behind by an operating system and holds no data of the package."""
    folder, _, last = name.rpartition("/")
    return last.lower() in _JUNK_FILES or _is_junk_folder(folder)


@lru_cache(maxsize=4096)  # a package has many files and few folders
def _is_junk_folder(folder: str) -> bool:
    return not _JUNK_FOLDERS.isdisjoint(folder.lower().split("/"))


def flaw(name: str) -> str | None:
    """Return why a name is unsafe as a relative path on any system, or None if it is safe."""
    # One cheap look clears the ordinary name; the table says what is wrong with another.
    if (
        name.isprintable()
        and "\\" not in name
        and "/." not in name
        and "//" not in name
        and name[:1] not in ("", ".", "/")
        and name[1:2] != ":"
        and name[-1] != "/"
    ):
        return None
    return next((kind for kind, pattern in _FLAWS if pattern.search(name)), None)


def flaw_text(kind: str) -> tuple[str, str]:
    """Return what `flaw` found as the end of a sentence, in English and Chinese."""
    return _REASONS[kind]


def refuse_unsafe(name: str, container: str) -> None:
    """Raise `UnsafeContentError` if an entry's name could lead a program out of the package."""
    kind = flaw(name)
    if kind is not None:
        en, zh = _REASONS[kind]
        raise UnsafeContentError(
            f"the entry name {name[:200]!a} {en}",
            f"条目名称 {name[:200]!a} {zh}",
            at=Location(file=container),
            hint_en="do not unpack it; ask its sender for a clean package",
            hint_zh="请勿解压；请向提供者索取正常的数据包",
        )


def refuse_twins(names: Iterable[str], container: str) -> None:
    """Raise `UnsafeContentError` if two names are one file on a system that ignores case."""
    seen: dict[str, str] = {}
    for name in names:
        folded = fold(name)
        first = seen.get(folded)
        if first is None:
            seen[folded] = name
        else:
            same = first == name
            raise UnsafeContentError(
                f"two entries have the name {name!r}" if same else f"{first!r} and {name!r} differ only in case",
                f"两个条目同名：{name!r}" if same else f"{first!r} 与 {name!r} 仅大小写不同",
                at=Location(file=container),
                hint_en="remove or rename one of the two; which one counts cannot be known",
                hint_zh="请删除或重命名其中一个；无法判断以哪一个为准",
            )


def decode_names(raw: Sequence[bytes]) -> tuple[list[str], str]:
    """Decode entry names that carry no UTF-8 flag, all by one encoding.

    Chinese Windows writes GBK here without saying so; others write UTF-8 or code page 437.

    Returns:
        The names, and the encoding: ``ascii``, ``utf-8``, ``gb18030`` (frequent Chinese characters) or
        ``cp437``, which the zip specification sets as default (APPNOTE 4.4.17, appendix D).
    """
    together = b"\n".join(raw)
    if together.isascii():
        return [name.decode("ascii") for name in raw], "ascii"
    for encoding in ("utf-8", "gb18030"):
        try:
            names = [name.decode(encoding) for name in raw]
        except UnicodeDecodeError:
            continue
        joined = "\n".join(names)
        if is_chinese(joined) if encoding == "gb18030" else not is_utf8_by_chance(together, joined):
            return names, encoding
    return [name.decode("cp437") for name in raw], "cp437"
