"""Internal ids: what ILCD needs to point within a data set, and what is made up where the model has none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def assign_ids(members: Iterable[Any], largest: int) -> list[int]:
    """Return an id for each member: its own where it is usable and unique, else the smallest free one.

    Args:
        members: structs with an ``id``.
        largest: what the format allows (``Int5``: 99,999; ``Int6``: 999,999).
    """
    wanted = [member.id for member in members]
    taken: set[int] = set()
    ids: list[int | None] = []
    for number in wanted:
        if number is None or number in taken or not 0 <= number <= largest:
            ids.append(None)
        else:
            taken.add(number)
            ids.append(number)
    free = 0
    out: list[int] = []
    for number in ids:
        if number is not None:
            out.append(number)
            continue
        while free in taken:
            free += 1
        taken.add(free)
        out.append(free)
    return out
