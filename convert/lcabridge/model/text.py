"""Multilingual text: never a bare string (DESIGN §2)."""

from __future__ import annotations

import re

Text = dict[str, str]
"""Language tag (BCP 47: ``en``, ``zh``) to text, in the source's order.

A second text of one language keeps its place as ``en-x-2`` (private-use subtag), so nothing is overwritten.
"""

_CJK = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LATIN = re.compile("[A-Za-z]")


def has_cjk(text: str) -> bool:
    """Tell whether the text has a Chinese character (the ranges of the TIDAS schema, reference china §1.4)."""
    return _CJK.search(text) is not None


def base_language(tag: str) -> str:
    """Return the language of a slot: ``en`` for ``en-x-2``."""
    return tag.partition("-")[0]


def put(text: Text, tag: str, value: str) -> str:
    """Add ``value`` under ``tag``, beside what stands there already; return the tag it got."""
    slot, n = tag, 1
    while slot in text:
        n += 1
        slot = f"{tag}-x-{n}"
    text[slot] = value
    return slot


def true_language(tag: str, value: str) -> str:
    """Return the language that the script of ``value`` proves, else ``tag``.

    Chinese characters under ``en`` are Chinese; Latin letters without one Chinese character under ``zh`` are
    English (numbers and signs alone prove nothing). Other tags are left as they are: Japanese has the same characters.
    """
    if tag == "en" and has_cjk(value):
        return "zh"
    if tag == "zh" and not has_cjk(value) and _LATIN.search(value):
        return "en"
    return tag


def untagged(value: str, default: str = "en") -> Text:
    """Return a text whose source names no language: Chinese where the script proves it, else ``default``."""
    return {true_language(default, value): value}


def pick(text: Text | None, *preferred: str) -> str:
    """Return the text in the first language present of ``preferred``, else the first there is, else ``""``."""
    if not text:
        return ""
    for tag in preferred:
        if tag in text:
            return text[tag]
    return next(iter(text.values()))
