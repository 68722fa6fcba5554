"""Leaves of a data set: what they are, how two data sets are compared, and how a package is opened.

A leaf is one scalar of a data set under its *identity path*: members of lists are named by what they are (an exchange
by its flow and direction, a factor by its flow, a parameter by its name), never by their position. Several members
may share one identity; then members of the two sides are paired one to one, the most similar first, so that a value
that moved from one such exchange to another is still seen. Inclusion is that of multisets: the second side may hold
more than the first, never less.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from tests.audit.files import Files

Key = tuple[str, str]
"""Identity of a data set: type and UUID (or another id); a supporting file has the type `file`."""


class About(NamedTuple):
    """What a leaf repeats from elsewhere: the `field` of another data set (`kind` names the rule)."""

    kind: str
    type: str
    id: str
    field: str


class Leaf(NamedTuple):
    """One scalar of a data set.

    Attributes:
        path: identity path, e.g. `exchanges[<flow>|in].amount`.
        value: normalised value; equal values are provably the same statement.
        pointer: JSON pointer or XPath of the scalar in its source file.
        kind: coarse kind used in the summary, e.g. `amount`, `boolean`, `reference`.
        raw: the value as it stands in the file (or the JSON scalar).
        about: where else the same statement stands, for display-only fields of references.
    """

    path: str
    value: Hashable
    pointer: str
    kind: str
    raw: object
    about: About | None = None


@dataclass(slots=True)
class Node:
    """A data set, or a member of one of its lists: its leaves and its groups of members by identity."""

    leaves: list[Leaf] = field(default_factory=list)
    groups: dict[str, list[Node]] = field(default_factory=dict)

    def all(self) -> Iterator[Leaf]:
        """Yield the leaves of the node and of all members below it."""
        yield from self.leaves
        for members in self.groups.values():
            for member in members:
                yield from member.all()

    def content(self) -> Counter[tuple[str, Hashable]]:
        """Count every (path, value) at and below the node."""
        return Counter((leaf.path, leaf.value) for leaf in self.all())


class Package(Protocol):
    """An opened package.

    Attributes:
        bookkeeping: counts of syntax-only scalars (`@context`, `@type`, name spaces), which the audit lists apart.
    """

    bookkeeping: Counter[str]

    def identities(self) -> list[Key]:
        """List the identities of all data sets and supporting files, sorted."""

    def file_of(self, key: Key) -> str:
        """Name the file that holds a data set."""

    def tree(self, key: Key) -> Node | None:
        """Build the leaves of one data set, or None where the package does not hold it."""

    def holds(self, about: About, value: Hashable) -> bool:
        """Say whether the statement that a display-only leaf repeats stands in this package at its own place."""

    def close(self) -> None:
        """Release file handles."""


def number(value: float) -> Hashable:
    """Normalise a JSON number: equal float values are equal, whatever their spelling; NaN equals itself."""
    if isinstance(value, int) and abs(value) > 2**53:
        return ("int", value)
    as_float = float(value)
    return ("number", "nan") if math.isnan(as_float) else ("number", as_float)


def scalar(value: object) -> Hashable:
    """Normalise a JSON scalar; a boolean never equals a number, a number never equals a text."""
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, int | float):
        return number(value)
    if value is None:
        return ("null",)
    if isinstance(value, str):
        return ("text", value)
    return ("other", repr(value))


def missing(source: Node, back: Node | None, tolerance: float = 0.0) -> list[Leaf]:
    """List the leaves of `source` that `back` lacks.

    Args:
        source: the data set (or member) that went in.
        back: its counterpart, or None if there is none.
        tolerance: relative difference up to which two numbers at one path count as equal (0: exactly equal).
    """
    if back is None:
        return list(source.all())
    lost = _missing_here(source.leaves, back.leaves, tolerance)
    for name, members in source.groups.items():
        others = back.groups.get(name, [])
        if len(members) == 1 and len(others) == 1:
            lost.extend(missing(members[0], others[0], tolerance))
        else:
            for member, other in _pair(members, others):
                lost.extend(missing(member, other, tolerance))
    return lost


def _missing_here(source: list[Leaf], back: list[Leaf], tolerance: float) -> list[Leaf]:
    have = Counter((leaf.path, leaf.value) for leaf in back)
    lost = []
    for leaf in source:
        place = (leaf.path, leaf.value)
        if have[place] > 0:
            have[place] -= 1
        else:
            lost.append(leaf)
    if not lost or not tolerance:
        return lost
    spare: dict[str, list[float]] = {}
    for (path, value), count in have.items():
        if count > 0 and _is_number(value):
            spare.setdefault(path, []).extend([_as_float(value)] * count)
    return [leaf for leaf in lost if not _take_close(leaf, spare.get(leaf.path, []), tolerance)]


def _is_number(value: Hashable) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and value[0] == "number" and isinstance(value[1], float)


def _as_float(value: Hashable) -> float:
    return float(value[1]) if isinstance(value, tuple) else math.nan


def _take_close(leaf: Leaf, spare: list[float], tolerance: float) -> bool:
    if not _is_number(leaf.value):
        return False
    wanted = _as_float(leaf.value)
    for index, candidate in enumerate(spare):
        if math.isclose(wanted, candidate, rel_tol=tolerance, abs_tol=0.0):
            del spare[index]
            return True
    return False


# Above this number of pairs the most similar pairing is not searched; members are paired by sorted content instead.
_MAX_PAIRS = 250_000


def _pair(members: list[Node], others: list[Node]) -> Iterator[tuple[Node, Node | None]]:
    """Pair members of one identity: equal content first, then by the number of leaves in common."""
    if not others:
        yield from ((member, None) for member in members)
        return
    contents = [(other.content(), other) for other in others]
    by_content: dict[frozenset[object], list[int]] = {}
    for index, (content, _) in enumerate(contents):
        by_content.setdefault(frozenset(content.items()), []).append(index)
    free = set(range(len(contents)))
    rest: list[tuple[Counter[tuple[str, Hashable]], Node]] = []
    for member in members:
        content = member.content()
        same = by_content.get(frozenset(content.items()))
        if same:
            index = same.pop()
            free.discard(index)
            yield member, contents[index][1]
        else:
            rest.append((content, member))
    yield from _pair_similar(rest, [contents[index] for index in sorted(free)])


def _pair_similar(
    rest: list[tuple[Counter[tuple[str, Hashable]], Node]], free: list[tuple[Counter[tuple[str, Hashable]], Node]]
) -> Iterator[tuple[Node, Node | None]]:
    if len(rest) * len(free) > _MAX_PAIRS:
        rest = sorted(rest, key=lambda pair: repr(sorted(map(repr, pair[0]))))
        free = sorted(free, key=lambda pair: repr(sorted(map(repr, pair[0]))))
        for position, (_, member) in enumerate(rest):
            yield member, free[position][1] if position < len(free) else None
        return
    scores = sorted(
        (-(mine & other).total(), i, j) for i, (mine, _) in enumerate(rest) for j, (other, _) in enumerate(free)
    )
    done: set[int] = set()
    used: set[int] = set()
    for _, i, j in scores:
        if i not in done and j not in used:
            done.add(i)
            used.add(j)
            yield rest[i][1], free[j][1]
    yield from ((member, None) for i, (_, member) in enumerate(rest) if i not in done)


def open_package(path: str | Path, *, stripped: bool = False) -> Package:
    """Open an openLCA JSON-LD, ILCD XML, TIDAS JSON or EcoSpold 2 package.

    Args:
        path: zip, folder or single file.
        stripped: build only the leaves that a format must say natively (JSON-LD: amounts in reference units).

    Raises:
        ValueError: the package holds none of the known formats.
    """
    from tests.audit.ecospold2 import EcoSpold2Package
    from tests.audit.ilcd import IlcdPackage
    from tests.audit.ilcd_stripped import StrippedIlcd
    from tests.audit.jsonld import JsonLdPackage
    from tests.audit.simapro import SimaProPackage
    from tests.audit.stripped import StrippedJsonLd

    files = Files(Path(path))
    if JsonLdPackage.matches(files):
        return StrippedJsonLd(files) if stripped else JsonLdPackage(files)
    if IlcdPackage.matches(files):
        return StrippedIlcd(files) if stripped else IlcdPackage(files)
    if EcoSpold2Package.matches(files):
        if stripped:
            raise ValueError(f"{path}: the stripped audit compares JSON-LD and ILCD packages only")
        return EcoSpold2Package(files)
    if SimaProPackage.matches(files):
        return SimaProPackage(files)
    raise ValueError(f"{path}: neither an openLCA JSON-LD nor an ILCD, TIDAS or EcoSpold 2 package")


def all_leaves(package: Package) -> Iterator[tuple[Key, Leaf]]:
    """Yield every leaf of a package with the identity of its data set."""
    for key in package.identities():
        tree = package.tree(key)
        if tree is not None:
            for leaf in tree.all():
                yield key, leaf
