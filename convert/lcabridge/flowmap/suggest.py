"""Similar names for a person to look at; never applied: one in four of such matches is wrong (reference B.6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lcabridge.flowmap.lists import FlowList
from lcabridge.flowmap.names import plain
from lcabridge.flowmap.table import Side

MINIMUM = 0.6
BEST = 3
_SIZE = 3


def _grams(text: str) -> frozenset[str]:
    padded = f"  {text} "
    return frozenset(padded[i : i + _SIZE] for i in range(len(padded) - _SIZE + 1))


def suggestions(flows: Iterable[Side], target: FlowList) -> Iterator[tuple[Side, str, float]]:
    """Yield (flow, name in the target list, Dice similarity of their trigrams), the best three of each flow above 0.6."""
    names = sorted({flowable.name for flowable in target.flowables})
    grams = [_grams(plain(name)) for name in names]
    where: dict[str, list[int]] = {}
    for number, own in enumerate(grams):
        for gram in own:
            where.setdefault(gram, []).append(number)
    for side in flows:
        mine = _grams(plain(side.name))
        shared: dict[int, int] = {}
        for gram in mine:
            for number in where.get(gram, ()):
                shared[number] = shared.get(number, 0) + 1
        ranked = sorted(((2 * n / (len(mine) + len(grams[i])), names[i]) for i, n in shared.items()), reverse=True)
        for score, name in ranked[:BEST]:
            if score >= MINIMUM:
                yield side, name, score
