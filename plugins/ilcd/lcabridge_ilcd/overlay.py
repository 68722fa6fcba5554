"""Carried content back at its place: what ``extra`` holds by pointer is put into the document, in XSD order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lcabridge.model import Entity
from lcabridge_ilcd.names import ABSENT
from lcabridge_ilcd.reading import EXTRA
from lcabridge_ilcd.rows import SPREAD, Carry, Custom, DataSet, Group, Items, Leaf, Row
from lcabridge_ilcd.xmldoc import DECLARED, as_xml, declares, is_name

Document = dict[str, Any]

TOLD = frozenset({"@refObjectId", "@xml:lang", "common:UUID"})
"""Keys whose carried value says more than what stands there."""


@dataclass(slots=True)
class Spot:
    """What the field table says of one key: its name, its place in the order, and what may stand below.

    Attributes:
        name: key in the document.
        order: position of each key below.
        below: spots of the keys below.
        free: True where anything may stand (carried elements).
        group: True where the element may be made if it is not there.
    """

    name: str
    order: dict[str, int] = field(default_factory=dict)
    below: dict[str, Spot] = field(default_factory=dict)
    free: bool = False
    group: bool = False


def spots(data_set: DataSet, *, json: bool) -> Spot:
    """Return the tree of places of a data set type."""
    root = Spot(data_set.root, group=True)
    _fill(root, data_set.rows, json=json)
    return root


def _fill(spot: Spot, rows: tuple[Row, ...], *, json: bool) -> None:
    for position, row in enumerate(rows):
        if json and row.json == "":
            continue
        name = (row.json or row.key) if json else row.key
        below = Spot(name)
        spot.order[name] = position
        spot.below[row.key] = below
        match row:
            case Carry():
                below.free = True
            case Group():
                below.group = True
                below.free = row.open
                _fill(below, row.rows, json=json)
            case Items():
                _fill(below, row.rows, json=json)
            case Leaf() | Custom():
                pass


def lay(document: Document, extra: Mapping[str, Any], root: Spot, *, json: bool) -> None:
    """Put carried values into a document where their places are there; in JSON only where the schema allows them.

    What finds no place is not lost: the extension holds all that a reader of the document would miss.
    """
    declared = DECLARED | {pointer.removeprefix("/@xmlns:") for pointer in extra if pointer.startswith("/@xmlns:")}
    for pointer in sorted(extra, key=_natural):
        steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
        if not steps:
            continue
        value = extra[pointer]
        if not json and steps[-1] not in TOLD:
            scope = declared | declares(value)
            try:
                value = as_xml(value, declared)
            except ValueError:
                # What XML cannot hold stands in the extension only.
                continue
            if not all(step.isdecimal() or is_name(step, scope) for step in steps):
                continue
        _put(document, steps, value, root, json=json)


def _natural(pointer: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in pointer.split("/")]


def _put(  # noqa: C901, PLR0912  # one walk down the steps of a pointer, each kind of step a branch
    document: Document, steps: list[str], value: Any, root: Spot, *, json: bool
) -> None:
    here: Document = document
    spot: Spot | None = root
    free = False
    for i, step in enumerate(steps[:-1]):
        if step.isdecimal():
            continue
        below = spot.below.get(step) if spot else None
        free = free or bool(below and below.free)
        name = below.name if below else step
        position = steps[i + 1] if steps[i + 1].isdecimal() else None
        there = here.get(name)
        if position is not None:
            last = i + 2 == len(steps)
            members = there if isinstance(there, list) else [] if there is None else [there]
            at = int(position)
            if last:
                if at <= len(members) and not (json and not free):
                    members.insert(at, value)
                    _set(here, name, members, spot)
                return
            if at >= len(members):
                return
            if not isinstance(members[at], dict):
                members[at] = {"#text": members[at]}
            here[name] = members if isinstance(there, list) else members[0]
            here = members[at]
        else:
            if isinstance(there, list) and there:
                there = there[0]
            if there is None:
                if below is not None and not below.group:
                    return
                there = {}
                _set(here, name, there, spot)
            elif not isinstance(there, dict):
                there = {"#text": there}
                here[name] = there
            here = there
        spot = below
    if steps[-1].isdecimal():
        return
    below = spot.below.get(steps[-1]) if spot else None
    free = free or bool(below and below.free) or bool(spot and spot.free)
    if json and not free and not (steps[-1] == SPREAD and below is not None and isinstance(value, str)):
        # A spread without the distribution that gives it a meaning is a number all the same, which JSON has a place for.
        return
    if steps[-1] in ("@refObjectId", "common:UUID") and isinstance(value, list):
        _identifier(here, steps[-1], value)
    elif steps[-1] == "@xml:lang":
        _language(here, value)
    else:
        _set(here, below.name if below else steps[-1], value, spot)


def _language(here: Document, value: Any) -> None:
    """Put back a language tag that the source has not, or empty, if the text still is in the language assumed."""
    if str(here.get("@xml:lang")).partition("-x-")[0] != "en":
        return
    if value == ABSENT:
        del here["@xml:lang"]
    else:
        here["@xml:lang"] = value


def _identifier(here: Document, key: str, told: list[Any]) -> None:
    """Put back what stood in the place of a UUID, if it still is the one derived from that."""
    derived, given = told[:2]
    if here.get(key) != derived:
        return
    if given is None:
        del here[key]
        if derived in str(here.get("@uri")):
            del here["@uri"]
    else:
        here[key] = given


def nil_file(entity: Entity) -> str:
    """Return the file name that tells a data set with the nil UUID from others, "" for any other data set."""
    for pointer, told in entity.extra.get(EXTRA, {}).items():
        if pointer.endswith("/common:UUID") and isinstance(told, list) and told[0] == entity.uuid:
            return str(told[-1])
    return ""


def _set(here: Document, name: str, value: Any, spot: Spot | None) -> None:
    new = name not in here
    here[name] = value
    if new and spot is not None and spot.order:
        order = spot.order
        last = order.get("common:other", len(order))
        # Unknown elements stand before common:other, which is the last of its parent.
        items = sorted(here.items(), key=lambda item: (order.get(item[0], last - 0.5), 0))
        here.clear()
        here.update(items)
