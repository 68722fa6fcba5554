"""The list of what ``complete`` added and changed in a document: it travels in ``common:other``, ``strip`` undoes it by it.

A path names keys from the data set's root, ``*`` a member of a list. Members are told by ``@dataSetInternalID`` where all
have one of their own, else by position (``i0``), so that the list survives re-ordering of exchanges.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import msgspec
import orjson

from lcabridge_ilcd.names import LCABRIDGE, PREFIXES

PREFIX = PREFIXES[LCABRIDGE]
NAMESPACE_KEY = f"@xmlns:{PREFIX}"
MARKS_KEY = f"{PREFIX}:placeholders"
OTHER = "common:other"
INTERNAL_ID = "@dataSetInternalID"
ALL = "*"
LONGEST = 1_000_000
"""Longest run of spots that is believed."""

Spots = dict[str, list[str]]
"""Path to the members of the lists on it, one word per spot (``""`` where the path has no list)."""


def member_ids(members: list[Any]) -> list[str]:
    """Return what tells the members of a list apart."""
    ids = [member.get(INTERNAL_ID) if isinstance(member, dict) else None for member in members]
    if all(isinstance(id_, str) and id_.isdecimal() for id_ in ids) and len(set(ids)) == len(ids):
        return ids  # type: ignore[return-value]  # all are strings, as just checked
    return [f"i{n}" for n in range(len(members))]


class Marks:
    """What was added to and changed in one document.

    Attributes:
        placeholders: where placeholders stand.
        derived: where members of references were taken from elsewhere: path, spots, values.
        originals: path, spot, the value before it was fitted.
        holders: where the fitted value of a container stands, for its digest.
        ids: new internal ids and those they replace.
        wrapped: where a single object was put into a list.
        unwrapped: where a list of one was replaced by its member.
        counts: number of members of lists, by path.
    """

    def __init__(self) -> None:
        self.placeholders: Spots = {}
        self.derived: dict[str, tuple[list[str], list[Any]]] = {}
        self.originals: dict[str, dict[str, Any]] = {}
        self.holders: dict[tuple[str, str], tuple[dict[str, Any], str]] = {}
        self.ids: dict[str, str] = {}
        self.wrapped: Spots = {}
        self.unwrapped: Spots = {}
        self.counts: dict[str, int] = {}

    def __bool__(self) -> bool:
        return bool(self.placeholders or self.derived or self.originals or self.ids or self.wrapped or self.unwrapped)

    def to_text(self) -> str:
        """Return the marks as JSON, the same for the same marks."""
        data: dict[str, Any] = {"version": 1}
        if self.placeholders:
            data["placeholders"] = {path: self._pack(path, spots) for path, spots in self.placeholders.items()}
        if self.derived:
            data["derived"] = {
                path: [self._pack(path, spots), digest(values)] for path, (spots, values) in self.derived.items()
            }
        if self.originals:
            data["originals"] = self.originals
        if self.holders:
            digests: dict[str, dict[str, str]] = {}
            for (path, spot), (holder, key) in self.holders.items():
                digests.setdefault(path, {})[spot] = digest(holder.get(key))
            data["digests"] = digests
        if self.ids:
            data["ids"] = self.ids
        for name, places in (("wrapped", self.wrapped), ("unwrapped", self.unwrapped)):
            if places:
                data[name] = {path: self._pack(path, spots) for path, spots in places.items()}
        return orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode()

    def _pack(self, path: str, spots: list[str]) -> str:
        if spots == [""]:
            return ""
        if path.count(ALL) == 1 and len(spots) == self.counts.get(path[: path.index(ALL) + 1]):
            return ALL
        return pack(spots)


class Written(msgspec.Struct, forbid_unknown_fields=True):
    """Marks as they stand in a document; fields as in `Marks`, spots packed into words."""

    version: Literal[1]
    placeholders: dict[str, str] = {}
    derived: dict[str, tuple[str, str]] = {}
    originals: dict[str, dict[str, Any]] = {}
    digests: dict[str, dict[str, str]] = {}
    ids: dict[str, str] = {}
    wrapped: dict[str, str] = {}
    unwrapped: dict[str, str] = {}


def read_marks(text: str) -> Written | None:
    """Return the marks that a text holds, None if it is none of ours: somebody edited it, or a later version wrote it."""
    try:
        return msgspec.json.decode(text, type=Written)
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


def digest(value: Any) -> str:
    """Return a short digest of a JSON value."""
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def pack(spots: Iterable[str]) -> str:
    """Return spots as one word, runs of numbers as ranges: ``0-3 7 i2,0``."""
    words: list[str] = []
    first = last = None
    for spot in spots:
        number = int(spot) if spot.isdecimal() and str(int(spot)) == spot else None
        if number is not None and last is not None and number == last + 1:
            last = number
            continue
        if first is not None:
            words.append(str(first) if first == last else f"{first}-{last}")
        first = last = number
        if number is None:
            words.append(spot)
    if first is not None:
        words.append(str(first) if first == last else f"{first}-{last}")
    return " ".join(words)


def unpack(word: str) -> list[str]:
    """Return the spots that ``pack`` put into a word; ``*`` is the caller's."""
    spots: list[str] = []
    for part in word.split(" "):
        first, dash, last = part.partition("-")
        if dash and first.isdecimal() and last.isdecimal() and int(last) - int(first) < LONGEST:
            spots.extend(str(n) for n in range(int(first), int(last) + 1))
        else:
            spots.append(part)
    return spots


class Spot:
    """Finds the places that paths and spots name in one document."""

    def __init__(self, root: dict[str, Any]) -> None:
        self._root = root
        # By identity; the list itself is kept with its table, so that its identity is not given to another.
        self._lists: dict[int, tuple[list[Any], dict[str, Any]]] = {}

    def holder(self, path: str, spot: str) -> tuple[dict[str, Any] | None, str]:
        """Return the object and the key that a path and spot name; None where the way there is gone."""
        *way, key = path.split("/")
        members = iter(spot.split(",")) if spot else iter(())
        place: Any = self._root
        for step in way:
            if step == ALL:
                place = self._member(place, next(members, ""))
            else:
                place = place.get(step) if isinstance(place, dict) else None
            if place is None:
                return None, key
        return (place, key) if isinstance(place, dict) else (None, key)

    def _member(self, members: Any, id_: str) -> Any:
        if not isinstance(members, list):
            return None
        if id(members) not in self._lists:
            self._lists[id(members)] = (members, dict(zip(member_ids(members), members, strict=True)))
        table = self._lists[id(members)][1]
        if id_ not in table and id_.startswith("i") and id_[1:].isdecimal() and int(id_[1:]) < len(members):
            return members[int(id_[1:])]
        return table.get(id_)

    def every(self, path: str) -> Iterator[str]:
        """Yield the spot of every member of the only list on a path."""
        way, _, _ = path.partition(f"/{ALL}")
        holder, key = self.holder(way, "")
        members = holder.get(key) if holder is not None else None
        if isinstance(members, list):
            yield from member_ids(members)
