"""Names whose words were cut off with a point ("GLYPHOSATE ISO. SALT"), and names of organisms with their strain."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable

from lcabridge.flowmap.names import plain

_WORD = re.compile(r"[a-z0-9']+\.?")
_SURE = 3
"""Letters from which on the start of a word says enough; a shorter one needs two whole words beside it."""

_RANKS = frozenset(
    {"strain", "strains", "isolate", "ssp", "subsp", "subspecies", "sub", "var", "variety", "serovar", "sp", "spp"}
)
"""Words of taxonomy that databases write or leave out."""

_GENERA = {"bt": ("bacillus", "thuringiensis")}
"""What agriculture calls an organism by its initials."""


def words(name: str) -> tuple[str, ...]:
    """Return the words of a name in lower case; one that is cut off keeps its point."""
    return tuple(_WORD.findall(plain(name)))


def is_shortened(name: str) -> bool:
    """Tell whether a word of the name is cut off with a point."""
    return any(word.endswith(".") and word[:-1].isalpha() for word in words(name))


def organism(name: str) -> tuple[str, ...]:
    """Return the words of an organism's name without those of rank, initials spelled out."""
    found: list[str] = []
    for word in (word.rstrip(".") for word in words(name)):
        found += _GENERA.get(word, () if word in _RANKS else (word,))
    return tuple(found)


def says_strain(name: str) -> bool:
    """Tell whether a name says a rank below the species."""
    return any(word.rstrip(".") in _RANKS for word in words(name))


class Shortened:
    """An index of names by their words.

    Args:
        names: name and number of what it names.
    """

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        self._names: list[tuple[tuple[str, ...], int]] = []
        self._organisms: dict[tuple[str, ...], list[int]] = {}
        for name, number in names:
            self._names.append((tuple(word.rstrip(".") for word in words(name)), number))
            if says_strain(name):
                self._organisms.setdefault(organism(name), []).append(number)
        self._names.sort()

    def find(self, name: str) -> list[int]:
        """Return what the name may be short for: as many words, each the same or going on where it was cut off."""
        if not is_shortened(name):
            return []
        wanted = words(name)
        whole = sum(not word.endswith(".") for word in wanted)
        if whole < 2 and any(len(word) <= _SURE for word in wanted if word.endswith(".")):
            return []
        first = wanted[0].rstrip(".")
        place = bisect_left(self._names, ((first,), -1))
        found = []
        for theirs, number in self._names[place:]:
            if not theirs or not theirs[0].startswith(first):
                break
            if len(theirs) == len(wanted) and all(_goes_on(a, b) for a, b in zip(wanted, theirs, strict=True)):
                found.append(number)
        return found

    def organisms(self, name: str) -> list[int]:
        """Return the organisms of this name, whatever is said of their rank."""
        own = organism(name)
        return self._organisms.get(own, []) if len(own) > 1 else []


def _goes_on(word: str, other: str) -> bool:
    return other.startswith(word[:-1]) if word.endswith(".") else word == other
