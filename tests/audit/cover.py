"""Reports of conversions, and which leaf an issue covers.

An issue is `{"code", "loss", "stage", "entity": {"type", "uuid", "version"}, "path", "at": {"file", "line", "pointer"},
"value", ...}`. Only an issue that names a loss of a value that was there covers: DROPPED, DEGRADED, REPAIRED or
REMAPPED. (ASSUMED speaks of a value that was not there; an issue without loss covers an empty leaf, nothing else; a
finding at stage INDEX, such as a second copy of a data set, covers nothing.) It covers a leaf that was not found by
one of these rules, tried in this order:

1. **Dropped data set**: `loss` is DROPPED, `entity.uuid` is the leaf's data set, `path` and `at.pointer` are empty.
   Covers all leaves of that data set. (Without entity, `at.file` names a supporting file that was dropped.)
2. **By place**: the first report, stage READ, with `at.pointer`: same `entity.uuid` (or, without entity, same file) and
   the pointer of the leaf in the source. A `value`, if given, must equal the leaf's value, JSON type included.
3. **By old value**: any other issue: same `entity.uuid`, and `value` equal to the leaf's value, JSON type included;
   a leaf inside `exchanges` needs an issue whose `path` starts with `exchanges`, and the reverse. An old value in
   ILCD's spelling (elements with `#text`) equals the leaf if its texts in document order, joined by slashes, do: that
   is how a category path is spelled there. A leaf of an ILCD data set, where each class and each id of such a path is a
   leaf, needs one of the scalars of the value, each of which covers one.
4. **Beyond the cap**: `beyond_cap` of a report says how many issues of a code it does not list. They cover up to that
   many leaves of fields that the listed issues of the same code name (last name of their `path` or pointer). Reports
   for an audit are better written in full (`--report-all`), then this rule has nothing to do.

A data set that an issue VERSION_REMAPPED gives another UUID (a target of one version per UUID) is looked for under that.

An issue of rules 2 and 3 covers **one** leaf and is then used up. An issue without value covers nothing by rule 3,
and an issue at an object or a list covers nothing inside it: one issue covers one path.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.audit.leaves import Key, Leaf, scalar

_INDEX = re.compile(r"\[[^\]]*\]")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_VERSION_MOVED = "MAP-001"
_NOT_UUID = "READ-007"
_NIL = "00000000-0000-0000-0000-000000000000"
_FIRST = re.compile(r"\[1\]")


_LOSSES = {"DROPPED", "DEGRADED", "REPAIRED", "REMAPPED"}


@dataclass(slots=True)
class Issue:
    """One issue of a report; `used` says that it has covered its leaf."""

    code: str
    loss: str
    stage: str
    uuid: str
    path: str
    file: str
    pointer: str
    value: object
    first: bool
    used: bool = False

    @property
    def drops_entity(self) -> bool:
        """Say whether the issue drops a whole data set or supporting file."""
        return self.loss == "DROPPED" and not self.path and not self.pointer

    @property
    def has_value(self) -> bool:
        """Say whether the issue states the old value."""
        return self.value is not None

    def may_cover(self, leaf: Leaf) -> bool:
        """Say whether an issue of this kind can speak of the leaf at all."""
        return not self.used and (self.loss in _LOSSES or (not self.loss and leaf.kind == "empty"))


@dataclass(slots=True)
class Capped:
    """The issues of one code that a report counts without listing them."""

    code: str
    left: int
    names: set[str]


def _issue(raw: dict[str, Any], *, first: bool) -> Issue:
    entity, at = raw.get("entity") or {}, raw.get("at") or {}
    return Issue(
        code=str(raw.get("code", "")),
        loss=str(raw.get("loss") or "").upper(),
        stage=str(raw.get("stage") or "").upper(),
        uuid=str(entity.get("uuid") or ""),
        path=str(raw.get("path") or ""),
        file=str(at.get("file") or ""),
        pointer=str(at.get("pointer") or ""),
        value=raw.get("value"),
        first=first,
    )


def _texts(value: object) -> list[str]:
    """List the `#text` of a value in ILCD's spelling, in document order."""
    if isinstance(value, dict):
        own = [str(value["#text"])] if "#text" in value else []
        return own + [text for part in value.values() for text in _texts(part)]
    return [text for part in value for text in _texts(part)] if isinstance(value, list) else []


def _scalars(value: object) -> list[object]:
    """List the scalars in a value."""
    if isinstance(value, dict):
        return [scalar for part in value.values() for scalar in _scalars(part)]
    return [scalar for part in value for scalar in _scalars(part)] if isinstance(value, list) else [value]


def _plain(value: object) -> Hashable:
    if isinstance(value, dict | list):
        texts = _texts(value)
        return scalar("/".join(texts)) if texts else json.dumps(value, sort_keys=True)
    return scalar(value)


def _top(path: str) -> str:
    return _INDEX.sub("", path).split(".")[0].split("/")[0]


def _last(path: str) -> str:
    names = [n for n in re.split(r"[./]", _INDEX.sub("", path)) if n and not n.isdigit()]
    return names[-1] if names else ""


class Cover:
    """All issues of the reports of one chain of conversions, in order: the first report read the source."""

    def __init__(self, reports: Iterable[dict[str, Any]]) -> None:
        """Index the issues for the rules above."""
        self.dropped: set[str] = set()
        self.dropped_files: set[str] = set()
        self._moved: dict[str, str] = {}
        self.derived: dict[str, str] = {}
        self._by_place: dict[tuple[str, str], list[Issue]] = defaultdict(list)
        self._by_file: dict[str, list[Issue]] = defaultdict(list)
        self._by_value: dict[tuple[str, Hashable], list[Issue]] = defaultdict(list)
        self._scalars: dict[tuple[str, Hashable], list[Issue]] = defaultdict(list)
        self._capped: list[Capped] = []
        for position, report in enumerate(reports):
            for raw in report.get("issues", ()):
                if raw.get("code") == _VERSION_MOVED and (entity := raw.get("entity")):
                    self._moved[f"{entity['uuid']} {entity['version']}"] = _UUID.findall(str(raw.get("message")))[-1]
                elif raw.get("code") == _NOT_UUID and isinstance(given := raw.get("value"), str) and given != _NIL:
                    self.derived[given] = _UUID.findall(str(raw.get("message")))[-1]
            issues = [_issue(raw, first=position == 0) for raw in report.get("issues", ())]
            for issue in issues:
                self._add(issue)
            for code, rest in (report.get("beyond_cap") or {}).items():
                listed = [i for i in issues if i.code == code and i.loss in _LOSSES]
                names = {_last(text) for i in listed for text in (i.path, i.pointer)} - {""}
                self._capped.append(Capped(code, int(rest["count"]), names))

    @classmethod
    def from_files(cls, paths: Iterable[str | Path]) -> Cover:
        """Read reports from JSON files."""
        return cls(json.loads(Path(path).read_text(encoding="utf-8")) for path in paths)

    def _add(self, issue: Issue) -> None:
        if issue.stage == "INDEX":
            return
        if issue.drops_entity:
            (self.dropped if issue.uuid else self.dropped_files).add(issue.uuid or issue.file)
        elif issue.first and issue.stage == "READ" and issue.pointer:
            place = _FIRST.sub("", issue.pointer)
            if issue.uuid:
                self._by_place[issue.uuid, place].append(issue)
            else:
                self._by_file[place].append(issue)
        elif issue.has_value:
            self._by_value[issue.uuid, _plain(issue.value)].append(issue)
            for value in _scalars(issue.value) if isinstance(issue.value, dict | list) else ():
                self._scalars[issue.uuid, scalar(value)].append(replace(issue, value=value))

    def moved(self, key: Key) -> Key | None:
        """Return under which key a further version of a UUID stands where a format holds one version only."""
        new = self._moved.get(key[1])
        return (key[0], new) if new else None

    def take(self, key: Key, file: str, leaf: Leaf) -> str | None:
        """Use up an issue that covers the leaf; return its code, or None."""
        if key[0] != "file":
            key = (key[0], key[1].partition(" ")[0])  # without the version that tells two apart
        if key[1] in self.dropped or any(_same_file(name, file) for name in self.dropped_files):
            return "dropped"
        pointer = _FIRST.sub("", leaf.pointer)
        in_file = [i for i in self._by_file.get(pointer, []) if i.file and _same_file(i.file, file)]
        found = self._place([*self._by_place.get((key[1], pointer), []), *in_file], leaf) or self._value(key, leaf)
        if found is not None:
            found.used = True
            return found.code
        return self._beyond_cap(leaf)

    @staticmethod
    def _place(candidates: list[Issue], leaf: Leaf) -> Issue | None:
        for issue in candidates:
            if issue.may_cover(leaf) and (not issue.has_value or _plain(issue.value) == _plain(leaf.raw)):
                return issue
        return None

    def _value(self, key: Key, leaf: Leaf) -> Issue | None:
        candidates = self._by_value.get((key[1], _plain(leaf.raw)), [])
        if key[0].endswith("DataSet"):
            candidates = [*candidates, *self._scalars.get((key[1], scalar(leaf.raw)), [])]
        inside = _top(leaf.path) == "exchanges" or ".exchanges[" in leaf.path
        fitting = [i for i in candidates if i.may_cover(leaf) and (_top(i.path) == "exchanges") == inside]
        closest = [i for i in fitting if _last(i.path) == _last(leaf.path)]
        return next(iter([*closest, *fitting]), None)

    def _beyond_cap(self, leaf: Leaf) -> str | None:
        names = {_last(leaf.path), _last(leaf.pointer)}
        for capped in self._capped:
            if capped.left and names & capped.names:
                capped.left -= 1
                return f"{capped.code} (beyond cap)"
        return None


def _same_file(named: str, file: str) -> bool:
    """Compare the file of an issue (perhaps with the archive in front) to an entry name."""
    named = named.replace("\\", "/").replace("!", "/")
    return named == file or named.endswith("/" + file)
