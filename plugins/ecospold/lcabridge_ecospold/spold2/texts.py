"""Texts in several languages, and the paragraphs, images and variables of ``TTextAndImage``.

A text of the model joins the paragraphs of a language by line feeds, in the order of ``@index``, with ``{{variables}}``
filled in. Where that does not tell how the source wrote it, its *layout* is kept: one list per piece with the length of
its text in place of the text, or the texts themselves where variables stand in them. A layout is used again only if it
still gives the model's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from lcabridge.model import Json, Text, put
from lcabridge_ecospold.spold2 import xmlout
from lcabridge_ecospold.spold2.names import XML_LANG, Q
from lcabridge_ecospold.spold2.numbers import whole
from lcabridge_ecospold.spold2.trees import Element, tree, written

Piece = list[Any]
"""``[kind, language, index or name, text]``; kinds are text, start, end, imageUrl, variable, and other (a tree as text)."""

_VARIABLE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_RANK = {"start": 0, "end": 1, "text": 2}
_LIMIT = 32000


def read_texts(nodes: Iterable[Element], default: str = "en") -> Text:
    """Return the text of elements that repeat per language; one without ``xml:lang`` comes after those with."""
    text: Text = {}
    untagged = []
    for node in nodes:
        value = node.text
        if not value:
            continue
        lang = node.get(XML_LANG)
        if lang is None:
            untagged.append(value)
        else:
            put(text, lang.strip() or default, value)
    for value in untagged:
        put(text, default, value)
    return text


def write_texts(name: str, text: Text, limit: int = _LIMIT) -> str:
    """Return one element per language; a second text of a language has no ``xml:lang``, as the XSD wants each once."""
    out = []
    seen = set()
    for tag, value in text.items():
        lang = xmlout.language(tag)
        body = xmlout.escape(xmlout.cut(value, limit))
        if not body:
            continue
        said = "" if lang in seen else f' xml:lang="{lang}"'
        seen.add(lang)
        out.append(f"<{name}{said}>{body}</{name}>")
    return "".join(out)


def pieces_of(node: Element | None, default: str = "en") -> list[Piece]:
    """Return what stands in a ``TTextAndImage`` element, in document order."""
    pieces: list[Piece] = []
    for child in node if node is not None else ():
        tag = child.tag
        if not isinstance(tag, str):
            continue
        lang = (child.get(XML_LANG) or default).strip()
        if tag == f"{Q}text":
            pieces.append(["text", lang, whole(child.get("index") or ""), child.text or ""])
        elif tag == f"{Q}imageUrl":
            pieces.append(["imageUrl", "", whole(child.get("index") or ""), child.text or ""])
        elif tag == f"{Q}variable":
            pieces.append(["variable", lang, child.get("name") or "", child.text or ""])
        else:
            pieces.append(["other", "", None, tree(child)])
    return pieces


def joined(pieces: Sequence[Piece]) -> Text:
    """Return the text that pieces give."""
    words = {(lang, name): value for kind, lang, name, value in pieces if kind == "variable"}
    paragraphs: dict[str, list[str]] = {}
    for kind, lang, _, value in _ordered(pieces):
        paragraphs.setdefault(lang, []).append(_filled(value, lang, words) if words and kind == "text" else value)
    found = {lang: "\n".join(parts) for lang, parts in paragraphs.items()}
    return {lang: value for lang, value in found.items() if value}


def _ordered(pieces: Sequence[Piece]) -> list[Piece]:
    said = [piece for piece in pieces if piece[0] in _RANK]
    return sorted(said, key=lambda piece: (_RANK[piece[0]], piece[2] if isinstance(piece[2], int) else 0))


def _filled(value: str, lang: str, words: dict[tuple[str, str], str]) -> str:
    def word(match: re.Match[str]) -> str:
        name = match.group(1)
        return words.get((lang, name), next((w for (_, n), w in words.items() if n == name), match.group(0)))

    return _VARIABLE.sub(word, value)


def canonical(text: Text) -> list[Piece]:
    """Return the pieces that a text is written as where no layout says otherwise: one paragraph per line."""
    pieces: list[Piece] = []
    for tag, value in text.items():
        for line in value.split("\n"):
            for part in [line[i : i + _LIMIT] for i in range(0, len(line), _LIMIT)] or [""]:
                pieces.append(["text", xmlout.language(tag), len(pieces) + 1, part])
    return pieces


def layout(pieces: list[Piece], text: Text) -> Json:
    """Return what tells how the source wrote a text, None where the text alone tells it."""
    if pieces == canonical(text):
        return None
    if any(piece[0] == "variable" for piece in pieces):
        return pieces
    return [[kind, lang, at, len(value) if kind in _RANK else value] for kind, lang, at, value in pieces]


def laid_out(text: Text, plan: Json) -> tuple[list[Piece], bool]:
    """Return the pieces of a text, and whether the plan (see ``layout``) still fits it."""
    if plan is None:
        return canonical(text), True
    try:
        pieces = [list(piece) for piece in plan]
        if not any(piece[0] == "variable" for piece in pieces):
            left = dict(text)
            for piece in _ordered(pieces):
                rest = left.get(piece[1], "")
                piece[3], left[piece[1]] = rest[: piece[3]], rest[piece[3] + 1 :]
        if joined(pieces) == text:
            return pieces, True
    except (TypeError, ValueError, IndexError, KeyError, AttributeError):
        pass  # a plan that somebody spoilt does not fit
    return canonical(text), False


def write_pieces(name: str, pieces: Sequence[Piece]) -> str:
    """Return a ``TTextAndImage`` element, nothing for no pieces."""
    out = []
    for kind, lang, at, value in pieces:
        if kind == "text":
            index = 0 if at is None else at
            out.append(f'<text xml:lang="{lang}" index="{index}">{xmlout.escape(xmlout.cut(value, _LIMIT))}</text>')
        elif kind == "imageUrl":
            out.append(f'<imageUrl index="{0 if at is None else at}">{xmlout.escape(value)}</imageUrl>')
        elif kind == "variable":
            out.append(xmlout.element("variable", {"name": at, "xml:lang": lang}, xmlout.escape(value)))
        elif kind == "other":
            out.append(written(value))
    return f"<{name}>{''.join(out)}</{name}>" if out else ""
