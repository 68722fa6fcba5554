"""What reading a package shares: where we are, what is wrong there, and references seen before."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from lcabridge.errors import MalformedSourceError
from lcabridge.model import EntityType, Index, Json, Text, untagged
from lcabridge.report import IssueType, Report, catalogue
from lcabridge.sources import parse_number
from lcabridge_olca.issues import NOT_A_NUMBER
from lcabridge_olca.names import FORMAT, RENAMED

At = tuple[Any, str | int, str] | None
"""Where an object stands: (where its owner stands, its key or position, its model attribute); None at the root."""

Read = Callable[[Any, At, str], Any]
"""Reads a JSON value: (value, where its owner stands, its key) → model value, None for nothing."""

TRUE_WORDS = {"true": True, "false": False}


def escape(key: str | int) -> str:
    """Return a key or position as a token of a JSON pointer."""
    return str(key).replace("~", "~0").replace("/", "~1")


class Context:
    """The state of reading: one for a package and an index, used for one data set after the other.

    Args:
        index: of the package, for what references repeat of their targets.
        lang: language of texts.
        categories: paths of openLCA 1 categories by UUID.
        sets: documents of openLCA 1 normalisation sets by UUID, with their files.
    """

    def __init__(
        self,
        index: Index,
        lang: str,
        categories: Mapping[str, tuple[str, ...]],
        sets: Mapping[str, tuple[str, Json]],
    ) -> None:
        self.index = index
        self.lang = lang
        self.categories = categories
        self.sets = sets
        self.report = Report(cap=0)
        self.type: EntityType = "process"
        self.extra: dict[str, Json] = {}
        self.prefix = ""
        self.lenient = False
        self.noted = 0

    def begin(self, type_: EntityType, report: Report, *, lenient: bool) -> None:
        """Start a data set.

        Args:
            type_: its type.
            report: takes the issues.
            lenient: NaN stood in its texts and was taken for null (see ``upgrade.loads``).
        """
        self.type = type_
        self.report = report
        self.extra = {}
        self.prefix = ""
        self.lenient = lenient

    def text(self, value: str) -> Text:
        """Return a text without language tag in the language it is in."""
        return untagged(value, self.lang)

    def pointer(self, at: At, key: str | int) -> str:
        """Return the JSON pointer in the source."""
        tokens = [escape(key)]
        while at is not None:
            tokens.append(escape(at[1]))
            at = at[0]
        return "/" + "/".join(reversed(tokens))

    def place(self, at: At, key: str | int) -> str:
        """Return the JSON pointer in the openLCA 2 layout."""
        tokens = [escape(key)]
        while at is not None:
            token = at[1]
            tokens.append(RENAMED.get(token, escape(token)) if isinstance(token, str) else str(token))
            at = at[0]
        return self.prefix + "/" + "/".join(reversed(tokens))

    def path(self, at: At, attr: str) -> str:
        """Return the canonical model path."""
        path = attr
        while at is not None:
            token, name = at[1], at[2]
            step = f"[{token}]" if isinstance(token, int) else name
            path = f"{step}{'' if path.startswith('[') or not path or not step else '.'}{path}"
            at = at[0]
        return path

    def issue(self, kind: IssueType, at: At, key: str | int, attr: str, value: Any = None, **data: Any) -> None:
        """Add an issue about one value; a reference with one is not remembered, so that each place is reported."""
        self.noted += 1
        self.report.add(kind, path=self.path(at, attr), pointer=self.pointer(at, key), value=value, **data)

    def empty(self, at: At, key: str | int, attr: str, value: Any) -> None:
        """Say that a value is empty."""
        if isinstance(key, int):
            # A member that went missing would move those behind it away from what is carried of them.
            self.carry(at, key, value)
            return
        if value is None and self.lenient:
            self.issue(NOT_A_NUMBER, at, key, attr)
            return
        self.issue(catalogue.EMPTY, at, key, attr, value)

    def carry(self, at: At, key: str | int, value: Json) -> None:
        """Keep what the model has no field for, for the way back into the same format."""
        place = self.place(at, key)
        self.noted += 1
        for below in [known for known in self.extra if known.startswith(f"{place}/")]:
            del self.extra[below]
        self.extra[place] = value
        self.report.add(
            catalogue.CARRIED, path=f"extra.{FORMAT}.{place}", pointer=self.pointer(at, key), value=_scalar(value)
        )

    def bad(self, at: At, key: str | int, attr: str, value: Any, expected: str) -> None:
        """Report a value of the wrong kind; an object, list or member of a list is carried, a scalar is left out."""
        if isinstance(key, int) or (isinstance(value, dict | list) and value):
            self.carry(at, key, value)
            return
        if value == "" or isinstance(value, dict | list) or value is None:
            self.empty(at, key, attr, value)
            return
        self.issue(catalogue.BAD_VALUE, at, key, attr, value, expected=expected)

    def repaired(self, at: At, key: str, attr: str, value: Any, repaired: Any) -> None:
        """Report a value that was spelled wrongly and whose meaning is certain."""
        self.issue(catalogue.REPAIRED_VALUE, at, key, attr, value, repaired=repaired)

    def number(self, value: Any, at: At, key: str, attr: str) -> float | None:
        """Read a number that is not a float: an integer, or digits in a string."""
        if isinstance(value, int) and not isinstance(value, bool):
            number = float(value)
            if number != value:
                self.repaired(at, key, attr, value, number)
            return number
        if isinstance(value, str) and value.strip():
            try:
                number = parse_number(value)
            except MalformedSourceError:
                self.bad(at, key, attr, value, "a number")
                return None
            self.repaired(at, key, attr, value, number)
            return number
        self.bad(at, key, attr, value, "a number")
        return None

    def integer(self, value: Any, at: At, key: str, attr: str) -> int | None:
        """Read a whole number that is not an int."""
        number = value if isinstance(value, float) else self.number(value, at, key, attr)
        if number is None:
            return None
        if math.isfinite(number) and number == int(number):
            return int(number)
        self.bad(at, key, attr, value, "a whole number")
        return None

    def boolean(self, value: Any, at: At, key: str, attr: str) -> bool | None:
        """Read a truth value that is not a bool: ``"TRUE"`` and ``"false"`` are certain, nothing else is."""
        found = TRUE_WORDS.get(value.strip().lower()) if isinstance(value, str) else None
        if found is None:
            self.bad(at, key, attr, value, "true or false")
            return None
        self.repaired(at, key, attr, value, found)
        return found

    def string(self, value: Any, at: At, key: str, attr: str) -> str | None:
        """Read a text that is not a non-empty string: a number is taken as its digits."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            self.repaired(at, key, attr, value, str(value))
            return str(value)
        self.bad(at, key, attr, value, "a text")
        return None

    def location_texts(self, uuid: str) -> tuple[str, ...]:
        """Return how a reference may name a place: code, names or UUID of the Location."""
        location = self.index.get("location", uuid)
        return (uuid,) if location is None else (location.code, *location.name.values(), uuid)

    def reference_unit(self, type_: EntityType, uuid: str) -> str:
        """Return the name of the reference unit of a flow, property or unit group, "" where it is not known."""
        index = self.index
        if type_ == "flow":
            flow = index.get("flow", uuid)
            group = index.unit_group_of(flow.reference) if flow else None
        elif type_ == "flow_property":
            group = index.unit_group_of(uuid)
        else:
            group = index.get("unit_group", uuid) if type_ == "unit_group" else None
        return group.units[0].name if group and group.units else ""


def _scalar(value: Json) -> Json:
    return value if not isinstance(value, dict | list) else None


def joined(path: Sequence[str]) -> str:
    """Return a category path as openLCA 2 spells it."""
    return "/".join(path)
