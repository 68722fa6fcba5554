"""Files to blocks, blocks to sections: where each starts, and what belongs to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from lcabridge_simapro.rows import Row, lines_of
from lcabridge_simapro.tables import ALIASES, BLOCKS, END, LIST_TITLES, PROCESS, STAGE, TEXT_TITLES

_MARKS = {name.encode(): name for name in BLOCKS}
_END = END.encode()


class Block(msgspec.Struct, frozen=True):
    """A block of a file.

    Attributes:
        kind: its title.
        line: number of its title's line, from 1.
        offset: byte at which that line starts.
        length: bytes up to its ``End``, that line included if there is one.
        ended: whether there is one.
    """

    kind: str
    line: int
    offset: int
    length: int
    ended: bool = True


class Stray(msgspec.Struct, frozen=True):
    """A line outside of all blocks."""

    line: int
    text: str


def cut(lines: Iterable[bytes], start: int, separator: bytes) -> Iterator[Block | Stray]:
    """Cut a file into blocks.

    Args:
        lines: all lines with their line ends, in an encoding that keeps ASCII as it is.
        start: how many lines the head has.
        separator: sign between cells.
    """
    found: tuple[str, int, int] | None = None
    seen: set[bytes] = set()
    blank = True
    position = offset = 0
    for number, line in enumerate(lines):
        offset, position = position, position + len(line)
        if number < start:
            continue
        word = line.strip(b"\r\n \t" + separator)
        if word == _END:
            if found:
                yield Block(found[0], found[1], found[2], position - found[2])
            found = None
        elif word in _MARKS and (found is None or _starts(found[0], word, seen, blank=blank)):
            if found:
                yield Block(found[0], found[1], found[2], offset - found[2], ended=False)
            found = (_MARKS[word], number + 1, offset)
            seen = set()
        elif word and found is None:
            yield Stray(number + 1, line.decode("utf-8", errors="replace").strip())
        elif word:
            seen.add(word)
        blank = not word
    if found:
        yield Block(found[0], found[1], found[2], position - found[2], ended=False)


def _starts(kind: str, word: bytes, seen: set[bytes], *, blank: bool) -> bool:
    """Tell whether a title within a block starts another one: exports before CSV format 7 have no ends.

    Names such as ``Emissions to soil`` are sections of a process and blocks: the second of a process is a block.
    """
    if not blank:
        return False
    name = _MARKS[word]
    if name in TEXT_TITLES.get(kind, ()) or name in LIST_TITLES.get(kind, ()):
        return word in seen
    return kind in (PROCESS, STAGE) or name in (PROCESS, STAGE)


class Section(msgspec.Struct):
    """A section of a block.

    Attributes:
        title: as in the tables.
        line: of the title.
        rows: its rows; for a text those that hold it.
        is_text: whether it holds one text.
    """

    title: str
    line: int
    rows: list[Row]
    is_text: bool = False

    def text(self, separator: str) -> str:
        """Return the text of the section, with the separators that stood in it."""
        return "\n".join(lines_of(separator.join(_trimmed(row.cells))) for row in self.rows).rstrip("\n")

    @property
    def value_line(self) -> int:
        """Return the line of its first value."""
        return self.rows[0].line if self.rows else self.line


def _trimmed(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def sections(kind: str, rows: Iterable[Row], stray: list[Row], *, plain: bool) -> Iterator[Section]:
    """Yield the sections of a block.

    Args:
        kind: its title, whose row is not among ``rows``.
        rows: up to the end.
        stray: takes the rows that belong to no section.
        plain: whether a text stands beside its title (exports before CSV format 7).
    """
    texts, lists = TEXT_TITLES[kind], LIST_TITLES[kind]
    current: Section | None = None
    previous_is_title = False
    for row in rows:
        if row.is_blank:
            yield from () if current is None else (current,)
            current, previous_is_title = None, False
            continue
        title = _title(row, texts, lists, plain=plain)
        if title and previous_is_title and current is not None and current.is_text and not current.rows and not plain:
            title = ""  # the text of the section before happens to be a title
        if title:
            yield from () if current is None else (current,)
            current = Section(title, row.line, [], is_text=title in texts)
            if plain and current.is_text and row.cell(1):
                current.rows.append(Row(row.line, row.cells[1:]))
            previous_is_title = True
            continue
        previous_is_title = False
        if current is None:
            stray.append(row)
        elif plain and current.is_text:
            current.rows.append(Row(row.line, row.cells[1:] if not row.cells[0] else row.cells))
        else:
            current.rows.append(row)
    yield from () if current is None else (current,)


def _title(row: Row, texts: frozenset[str], lists: frozenset[str], *, plain: bool) -> str:
    first = row.cells[0].strip()
    word = ALIASES.get(first, first)
    if word not in lists and word not in texts:
        return ""
    if not (plain and not row.quoted) and not row.word:
        return ""
    if word in lists:
        return word if row.word or not any(row.cells[1:]) else ""
    return word if word in texts else ""
