"""``strip``: takes out of a document what ``complete`` put into it, and puts the originals back.

Only what still stands as it was written is taken out or back: a value that was changed since is the truth now.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import orjson

from lcabridge.report import Report
from lcabridge_ilcd.internal_ids import follow, members
from lcabridge_ilcd.marks import (
    ALL,
    MARKS_KEY,
    NAMESPACE_KEY,
    OTHER,
    PREFIX,
    Spot,
    Written,
    digest,
    read_marks,
    unpack,
)
from lcabridge_ilcd.meaning import could_mean
from lcabridge_ilcd.placeholders import find_node
from lcabridge_ilcd.profile import MARKERS, PLACEHOLDER_UUIDS, STALE_MARK
from lcabridge_ilcd.tidas_nodes import Node, compiled

LARGE = frozenset(["exchanges", "characterisationFactors", "units", "flowProperties"])
"""Parts that hold no placeholder that could be told without the marks."""


@dataclass(frozen=True, slots=True)
class Stripped:
    """One thing that was taken out or put back.

    Attributes:
        path: in the document, from the data set's root; ``*`` stands for the members of a list.
        what: ``placeholder`` taken out, ``derived`` member taken out, ``original`` put back, ``stale``: changed since, left.
        count: how many.
        value: the original, where it was left out because its place changed.
    """

    path: str
    what: Literal["placeholder", "derived", "original", "stale"]
    count: int = 1
    value: Any = None


def strip(doc: dict[str, Any], module: str) -> list[Stripped]:
    """Undo ``complete`` in place; return what was done.

    Documents without marks (another tool dropped them, or wrote the document) lose the placeholders that can be told by
    themselves: marker texts and references to placeholder data sets.
    """
    root = doc.get(compiled(module).rule.name)
    if not isinstance(root, dict):
        return []
    text = _take_marks(root)
    marks = read_marks(text) if text is not None else None
    if marks is not None:
        return _Undo(root, module, marks).run()
    stale = [Stripped(f"{OTHER}/{MARKS_KEY}", "stale", value=text)] if text is not None else []
    return stale + _strip_unmarked(root, "")


def report_stripped(stripped: list[Stripped], report: Report) -> None:
    """Count the placeholders that were taken out, and add an issue for each mark that no longer fits.

    Where placeholders stand, the check ``national.placeholders`` lists; on reading they are no news.
    """
    removed = 0
    for one in stripped:
        if one.what == "stale":
            report.add(STALE_MARK, path=one.path, pointer=one.path, value=one.value)
        elif one.what != "original":
            removed += one.count
    if removed:
        report.convert("placeholder of an earlier conversion left out", removed)


def is_placeholder_data_set(uuid: str) -> bool:
    """Say whether a UUID is that of one of our placeholder data sets, which are no data and are not read."""
    return uuid in PLACEHOLDER_UUIDS


def _take_marks(root: dict[str, Any]) -> str | None:
    other = root.get(OTHER)
    if not isinstance(other, dict) or MARKS_KEY not in other:
        return None
    text = other.pop(MARKS_KEY)
    if not any(key.startswith(f"{PREFIX}:") for key in other):
        other.pop(NAMESPACE_KEY, None)
    if not other:
        del root[OTHER]
    return text if isinstance(text, str) else orjson.dumps(text).decode()


class _Undo:
    def __init__(self, root: dict[str, Any], module: str, marks: Written) -> None:
        self.root = root
        self.module = module
        self.marks = marks
        self.spot = Spot(root)
        self.done: list[Stripped] = []

    def run(self) -> list[Stripped]:
        containers = self._containers()
        self._take_placeholders()
        self._take_derived()
        self._put_back()
        for holder, key, original in containers:
            holder[key] = original
        for path, word in self.marks.wrapped.items():
            for place, key in self._places(path, word):
                if isinstance(place[key], list) and len(place[key]) == 1:
                    place[key] = place[key][0]
        for path, word in self.marks.unwrapped.items():
            for place, key in self._places(path, word):
                place[key] = [place[key]]
        if self.marks.ids:
            follow(self.root, members(self.root, self.module), self.marks.ids)
        return self.done

    def _spots(self, path: str, word: str) -> list[str]:
        return list(self.spot.every(path)) if word == ALL else unpack(word)

    def _node(self, path: str) -> Node | None:
        try:
            return find_node(self.module, path)
        except KeyError:
            return None

    def _places(self, path: str, word: str) -> list[tuple[dict[str, Any], str]]:
        found = (self.spot.holder(path, spot) for spot in self._spots(path, word))
        return [(place, key) for place, key in found if place is not None and key in place]

    def _containers(self) -> list[tuple[dict[str, Any], str, Any]]:
        """Return the containers to put back; decided before anything is taken out, put back after everything."""
        found = []
        for path, digests in self.marks.digests.items():
            originals = self.marks.originals.get(path, {})
            for spot, wanted in digests.items():
                holder, key = self.spot.holder(path, spot)
                if holder is not None and spot in originals:
                    original = originals.pop(spot)
                    if key in holder and digest(holder[key]) == wanted:
                        found.append((holder, key, original))
                        self.done.append(Stripped(path, "original"))
                    else:
                        self.done.append(Stripped(path, "stale", value=original))
        return found

    def _take_placeholders(self) -> None:
        for path, word in self.marks.placeholders.items():
            node = self._node(path)
            if node is None:
                self.done.append(Stripped(path, "stale"))
                continue
            template = node.default
            taken = 0
            for holder, key in self._places(path, word):
                rest = _subtract(holder[key], template)
                if rest is _NOTHING:
                    del holder[key]
                    taken += 1
                else:
                    holder[key] = rest
            if taken:
                self.done.append(Stripped(path, "placeholder", taken))

    def _take_derived(self) -> None:
        # All members of a path have one digest: where one of them was changed, all stay, and say what they say.
        for path, (word, wanted) in self.marks.derived.items():
            places = self._places(path, word)
            if digest([place[key] for place, key in places]) == wanted:
                for place, key in places:
                    del place[key]
                self.done.append(Stripped(path, "derived", len(places)))
            else:
                self.done.append(Stripped(path, "stale"))

    def _put_back(self) -> None:
        for path, originals in self.marks.originals.items():
            node = self._node(path)
            kind = node.kind if node is not None else None  # none: a member that the schema does not know had to go
            put = 0
            for spot, original in originals.items():
                holder, key = self.spot.holder(path, spot)
                if holder is not None and (
                    key not in holder
                    or (kind is not None and kind.fits(holder[key], original))
                    or (node is not None and node.rule.kind == "location" and could_mean(original, holder[key]))
                ):
                    holder[key] = original
                    put += 1
                else:
                    self.done.append(Stripped(path, "stale", value=original))
            if put:
                self.done.append(Stripped(path, "original", put))


class _Nothing:
    """Nothing is left."""


_NOTHING = _Nothing()


def _subtract(value: Any, template: Any) -> Any:
    """Return what of a value is not the placeholder's: someone may have filled in a part of it."""
    if isinstance(value, dict) and isinstance(template, dict):
        for key in [key for key in value if key in template]:
            rest = _subtract(value[key], template[key])
            if rest is _NOTHING:
                del value[key]
            else:
                value[key] = rest
        return value or _NOTHING
    if isinstance(value, list) and isinstance(template, list):
        rest = [member for member in value if member not in template]
        return rest or _NOTHING
    return _NOTHING if value == template else value


def _strip_unmarked(value: dict[str, Any], path: str) -> list[Stripped]:
    done: list[Stripped] = []
    for key in list(value):
        member = value[key]
        here = f"{path}/{key}" if path else key
        if key in LARGE:
            continue
        if isinstance(member, list):
            rest = [m for m in member if not _is_marked(m)]
            if len(rest) < len(member):
                done.append(Stripped(here, "placeholder", len(member) - len(rest)))
                if rest:
                    value[key] = rest
                else:
                    del value[key]
            for m in rest:
                if isinstance(m, dict):
                    done += _strip_unmarked(m, f"{here}/{ALL}")
        elif _is_marked(member):
            del value[key]
            done.append(Stripped(here, "placeholder"))
        elif isinstance(member, dict):
            done += _strip_unmarked(member, here)
    return done


def _is_marked(value: Any) -> bool:
    if isinstance(value, dict):
        text, target = value.get("#text"), value.get("@refObjectId")
        return (isinstance(text, str) and text.startswith(MARKERS)) or (
            isinstance(target, str) and is_placeholder_data_set(target)
        )
    return isinstance(value, str) and value.startswith(MARKERS)
