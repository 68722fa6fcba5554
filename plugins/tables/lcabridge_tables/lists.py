r"""Several things in one cell: paths, references, pairs. A backslash in front of a sign takes its meaning away.

Utilities > Electricity                          a path in openLCA's category tree
GB/T 4754-2017: 制造业 [C] > 钢铁 [31]            a path in another system, with codes; one path a line
Study 2023 [d605348e-…@01.00.000]                a reference; the name, or the ID, may stand alone
zh: 研究所 | en: Institute [9e79884d-…]          its name in several languages
Climate change = All relevant flows quantified   a pair; one a line
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from lcabridge.codes import HOME
from lcabridge.model import (
    Alias,
    Aspect,
    ClassEntry,
    Classification,
    EntityType,
    Ref,
    ReviewScope,
    Text,
    untagged,
)

_LANGUAGE = re.compile(r"([a-z]{2,3}(?:-[a-z0-9-]+)?): ")


def masked(text: str, signs: str) -> str:
    r"""Return the text with a backslash before each of the signs, and line ends as ``\n``."""
    escaped = re.sub(rf"[\\{re.escape(signs)}]", lambda match: f"\\{match.group()}", text)
    return escaped.replace("\n", "\\n").replace("\r", "\\r")


def bare(text: str) -> str:
    """Return what `masked` was given."""
    return re.sub(r"\\(.)", lambda match: {"n": "\n", "r": "\r"}.get(match.group(1), match.group(1)), text)


def cut(text: str, sign: str, most: int = 0) -> list[str]:
    """Return the pieces between signs that have no backslash in front; they are still masked, without outer blanks."""
    pieces: list[str] = []
    start = position = 0
    while position < len(text):
        if text[position] == "\\":
            position += 2
            continue
        if text.startswith(sign, position) and (not most or len(pieces) < most):
            pieces.append(text[start:position])
            position += len(sign)
            start = position
            continue
        position += 1
    return [piece.strip() for piece in (*pieces, text[start:])]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip()]


def words_in(text: str) -> list[str]:
    """Return the members of a list: between semicolons, also Chinese ones, or line ends."""
    return [bare(piece) for line in _lines(text.replace("；", ";")) for piece in cut(line, ";") if piece]


def words_out(words: Sequence[str]) -> str:
    """Return a list as `words_in` reads it."""
    return "; ".join(masked(word, ";；") for word in words)


def paths_in(text: str) -> list[Classification]:
    """Return the classifications of a cell, one a line."""
    found = []
    for line in _lines(text):
        head, *rest = cut(line, ": ", 1)
        system, levels = (bare(head), rest[0]) if rest else (HOME, head)
        system, uri = _bracketed(system, "<", ">") if rest and head.endswith(">") else (system, "")
        classes = []
        for level in cut(levels, ">"):
            name, code = _level(level)
            if name or code:
                classes.append(ClassEntry(name=name, id=code))
        found.append(Classification(system=system, classes=classes, uri=uri))
    return found


def _level(level: str) -> tuple[str, str]:
    pieces = cut(level, "[", 1)
    if len(pieces) == 2 and pieces[1].endswith("]"):
        return bare(pieces[0]), bare(pieces[1][:-1])
    return bare(level), ""


def _bracketed(text: str, opening: str, closing: str) -> tuple[str, str]:
    head, _, rest = text.rpartition(opening)
    return (head.strip(), rest.removesuffix(closing)) if head else (text, "")


def paths_out(found: Sequence[Classification]) -> str:
    """Return classifications as `paths_in` reads them."""
    lines = []
    for entry in found:
        levels = " > ".join(
            masked(level.name, ":>[]") + (f" [{masked(level.id, ':>[]')}]" if level.id else "")
            for level in entry.classes
        )
        uri = f" <{masked(entry.uri, ':')}>" if entry.uri else ""
        system = "" if entry.system == HOME and not uri else f"{masked(entry.system, ':<>')}{uri}: "
        lines.append(system + levels)
    return "\n".join(lines)


Identify = Callable[[EntityType, str, Text], str]
"""Returns the UUID that a code, or a name, of a type stands for."""


def refs_in(text: str, type_: EntityType, identify: Identify) -> list[Ref]:
    """Return the references of a cell, one a line: name, ID in brackets, or both."""
    found = []
    for line in _lines(text):
        pieces = cut(line, "[", 1)
        named, ident = (pieces[0], pieces[1][:-1]) if len(pieces) == 2 and pieces[1].endswith("]") else (line, "")
        ident, _, version = bare(ident).partition("@")
        name: Text = {}
        for piece in cut(named, "|") if named else ():
            match = _LANGUAGE.match(piece)
            name.update({match.group(1): bare(piece[match.end() :])} if match else untagged(bare(piece)))
        found.append(Ref(type=type_, uuid=identify(type_, ident, name), version=version, name=name))
    return found


def refs_out(found: Sequence[Ref]) -> str:
    """Return references as `refs_in` reads them."""
    lines = []
    for ref in found:
        name = " | ".join(f"{tag}: {masked(text, '|[]')}" for tag, text in ref.name.items())
        ident = masked(ref.uuid, "[]@") + (f"@{ref.version}" if ref.version else "")
        lines.append(f"{name} [{ident}]" if name else f"[{ident}]")
    return "\n".join(lines)


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(bare(head), bare(rest[0]) if rest else "") for head, *rest in (cut(line, "=", 1) for line in _lines(text))]


def _pair(name: str, value: str) -> str:
    return f"{masked(name, '=')} = {masked(value, '')}" if value else masked(name, "=")


def aliases_in(text: str) -> list[Alias]:
    """Return the aliases of a cell, ``system = id`` a line."""
    return [Alias(system=system, id=ident) for system, ident in _pairs(text)]


def aliases_out(found: Sequence[Alias]) -> str:
    """Return aliases as `aliases_in` reads them."""
    return "\n".join(_pair(alias.system, alias.id) for alias in found)


def aspects_in(text: str) -> list[Aspect]:
    """Return the aspects of a cell, ``name = value`` a line."""
    return [Aspect(name=name, value=value) for name, value in _pairs(text)]


def aspects_out(found: Sequence[Aspect]) -> str:
    """Return aspects as `aspects_in` reads them."""
    return "\n".join(_pair(aspect.name, aspect.value) for aspect in found)


def scopes_in(text: str) -> list[ReviewScope]:
    """Return the scopes of a review, ``scope = method; method`` a line."""
    return [
        ReviewScope(name=bare(head), methods=words_in(rest[0]) if rest else [])
        for head, *rest in (cut(line, "=", 1) for line in _lines(text))
    ]


def scopes_out(found: Sequence[ReviewScope]) -> str:
    """Return scopes as `scopes_in` reads them."""
    return "\n".join(
        masked(scope.name, "=") + (f" = {words_out(scope.methods)}" if scope.methods else "") for scope in found
    )
