"""Where an elementary flow goes or comes from: category paths of openLCA, FEDEFL, ecoinvent and SimaPro as ILCD categories.

Never across media: what the table does not know gets no category at all, not "air, unspecified".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from lcabridge.codes.classifications import code_list
from lcabridge_mappings import tables

Medium = Literal["", "water", "soil", "air", "ground", "biosphere", "land"]
"""What takes the emission or gives the resource; "" where the path stops before saying so."""

_MEDIA: dict[str, Medium] = {
    "1.1": "water",
    "1.2": "soil",
    "1.3": "air",
    "1.4": "soil",
    "2.1": "ground",
    "2.2": "water",
    "2.3": "air",
    "2.4": "biosphere",
    "3": "land",
    "3.1": "land",
    "3.2": "land",
}
_ROOTS = frozenset({"elementary flows", "elementary flow"})
_QUANTITIES = {
    "area*time": "area*time",
    "m2*a": "area*time",
    "m2a": "area*time",
    "area": "area",
    "m2": "area",
}


@dataclass(frozen=True, slots=True)
class Compartment:
    """An ILCD category of elementary flows.

    Attributes:
        id: such as ``1.3.4``.
        ids: ids from the top: ``1``, ``1.3``, ``1.3.4``.
        names: English names from the top; the last is the category's own.
        medium: see ``Medium``.
        exact: False where the path says more, less or something near (``troposphere/high``).
    """

    id: str
    ids: tuple[str, ...]
    names: tuple[str, ...]
    medium: Medium
    exact: bool

    @property
    def is_emission(self) -> bool:
        """True for an emission, False for a resource, land use or other elementary flow."""
        return self.ids[0] == "1"


_Row = tuple[str, bool, str, bool]


@lru_cache(maxsize=1)
def _rows() -> dict[tuple[str, str], _Row]:
    return {
        (row["path"], row["quantity"]): (row["id"], row["exact"] == "1", row["ilcd11_id"], row["ilcd11_exact"] == "1")
        for row in tables.rows("codes/compartments.csv")
    }


@lru_cache(maxsize=1)
def _by_names() -> dict[tuple[str, ...], str]:
    listed = code_list("ilcd-elementary")
    return {tuple(entry.name_en.casefold() for entry in listed.path(code)): code for code in listed.classes}


@lru_cache(maxsize=1)
def _ilcd11() -> frozenset[str]:
    return frozenset(row["code"] for row in tables.rows("codes/ilcd-elementary.csv") if row["ilcd_1_1"] == "1")


def compartment(id_: str, *, exact: bool = True) -> Compartment | None:
    """Return the ILCD category of an id, or None."""
    listed = code_list("ilcd-elementary")
    if listed.get(id_) is None:
        return None
    path = listed.path(id_)
    ids = tuple(entry.code for entry in path)
    media = [_MEDIA[code] for code in reversed(ids) if code in _MEDIA]
    return Compartment(ids[-1], ids, tuple(entry.name_en for entry in path), media[0] if media else "", exact)


def ilcd_compartment(path: Sequence[str] | str, quantity: str = "", *, extended: bool = True) -> Compartment | None:
    """Return the ILCD category of an elementary flow's category path.

    Args:
        path: names from the root, as in the source, or one text with ``/`` between them; a root such as
            "Elementary flows" may be there or not.
        quantity: what the flow is measured in (unit or flow property: ``m2*a``, ``Area*time``, ``m2``, ``Area``);
            it tells land occupation from transformation. Others change nothing.
        extended: True to use the ten categories that EF 3.1 and TIDAS add (indoor air, stack heights, industrial
            soil); False for the 55 of ILCD 1.1.

    Returns:
        The category of the same medium, or None where the path is of no known style. Deeper levels than the table
        has are dropped, and the result is then not exact.
    """
    parts = path.split("/") if isinstance(path, str) else path
    return _ilcd_compartment(tuple(parts), _QUANTITIES.get(quantity.strip().lower(), ""), extended)


@lru_cache(maxsize=4096)
def _ilcd_compartment(path: tuple[str, ...], quantity: str, extended: bool) -> Compartment | None:
    words = [word for word in (name.strip().casefold() for name in path) if word]
    if words and words[0] in _ROOTS:
        words = words[1:]
    if not words:
        return None
    own = _by_names().get(tuple(words))
    if own is not None:
        return compartment(own) if extended or own in _ilcd11() else compartment(_without_extension()[own], exact=False)
    found = _land(words, quantity) or _nearest(words)
    if found is None:
        return None
    id_, exact, id11, exact11 = found
    return compartment(id_, exact=exact) if extended else compartment(id11, exact=exact11)


def _land(words: list[str], quantity: str) -> _Row | None:
    """Return occupation or transformation: what a resource is measured in decides, at whatever depth its path stops."""
    if not quantity:
        return None
    rows = _rows()
    found = rows.get(("/".join(words), quantity))
    if found is not None:
        return found
    found = rows.get((words[0], quantity))
    return None if found is None else (found[0], False, found[2], False)


def _nearest(words: list[str]) -> _Row | None:
    rows = _rows()
    for depth in range(len(words), 0, -1):
        found = rows.get(("/".join(words[:depth]), ""))
        if found is not None:
            return found if depth == len(words) else (found[0], False, found[2], False)
    return None


@lru_cache(maxsize=1)
def _without_extension() -> dict[str, str]:
    """Category that EF 3.1 adds to the one of ILCD 1.1 that its flows would stand in."""
    found = {id_: id11 for id_, _, id11, _ in _rows().values() if id_ not in _ilcd11()}
    return {**found, "1.4": found["1.4.1"]}
