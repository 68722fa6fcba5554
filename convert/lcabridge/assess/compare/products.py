"""Which product of one side is which of the other: by identifier, names, place, unit and class; every product at most once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from lcabridge.assess.compare.model import Product
from lcabridge.calc.system import System
from lcabridge.codes import Place, PlaceSystem, resolve, resolve_openlca_uuid
from lcabridge.flowmap.unitfactor import factor_between
from lcabridge.model import Text

RULES: dict[str, Text] = {
    "uuid": {"en": "UUID", "zh": "UUID"},
    "name": {"en": "process name, product, place", "zh": "过程名称、产品、地点"},
    "product": {"en": "product name, place", "zh": "产品名称、地点"},
    "product, other place": {"en": "product name, other place", "zh": "产品名称、地点不同"},
    "class": {"en": "suggested: class, place, similar name", "zh": "建议：分类、地点、名称相近"},
    "similar": {"en": "suggested: similar name", "zh": "建议：名称相近"},
}
"""How a pair was found, the surest first; the last two are suggestions and no evidence."""
SURE = ("uuid", "name", "product", "product, other place")
LEAST = 0.5
"""Least similarity of names (Jaccard index of their words) of a suggestion within a class."""
LEAST_ANYWHERE = 0.6
"""The same where nothing but the unit agrees."""

_RARE = 6
"""Words of a name that candidates are looked for by."""
_WORD = re.compile(r"[a-z0-9]+|[\u3400-\u9fff]")
_SAID_OFTEN = frozenset(
    [
        "at",
        "the",
        "of",
        "from",
        "and",
        "in",
        "for",
        "a",
        "to",
        "by",
        "plant",
        "production",
        "mill",
        "generic",
        "average",
        "us",
        "rna",
        "cn",
    ]
)
_SYSTEMS: tuple[PlaceSystem, ...] = ("iso", "ilcd", "tidas", "openlca", "ecoinvent", "tiangong", "openlca1")


class Entry:
    """A product of a system, with what it is matched by.

    Args:
        system: it is of.
        column: its column.
    """

    def __init__(self, system: System, column: int) -> None:
        product = system.products[column]
        activity = system.activities[product.activity]
        self.column = column
        self.uuid, self.version, self.flow = activity.uuid, activity.version, product.flow
        self.unit, self.amount = product.unit, product.amount
        self.name, self.product_name = activity.name, product.flow_name
        self.names = frozenset(plain(text) for text in activity.name.values() if plain(text))
        self.products = frozenset(plain(text) for text in product.flow_name.values() if plain(text))
        self.place = place_key(activity.place)
        self.category = activity.category
        self.words = {
            language: found
            for language in ("en", "zh")
            if (found := frozenset(words(product.flow_name.get(language) or activity.name.get(language) or "")))
        }
        self.row = Product(
            uuid=activity.uuid,
            version=activity.version,
            name=activity.name,
            product=product.flow_name,
            place=activity.place,
            unit=product.unit,
            category=list(activity.category),
            allocation=activity.method,
        )

    def similarity(self, other: Entry) -> float:
        """Return the Jaccard index of the words of the products' names, in the language in which they are most alike."""
        shared = self.words.keys() & other.words.keys()
        return max((_jaccard(self.words[lang], other.words[lang]) for lang in shared), default=0.0)

    def fits(self, other: Entry) -> bool:
        """Tell whether amounts of both convert into each other."""
        return factor_between(other.unit, self.unit) is not None


def _jaccard(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / len(a | b)


def plain(text: str) -> str:
    """Return a name without case, punctuation and repeated spaces."""
    return " ".join(_WORD.findall(text.casefold()))


def words(text: str) -> Iterable[str]:
    """Return the words of a name that tell products apart; a Chinese character is one."""
    return (
        word.removesuffix("s") if len(word) > 3 else word
        for word in _WORD.findall(text.casefold())
        if word not in _SAID_OFTEN
    )


def place_key(code: str) -> str:
    """Return our own key of a place, whatever list its code is of; the code itself where no list has it."""
    known: Place | None = resolve_openlca_uuid(code)
    known = known or next((p for s in _SYSTEMS if (p := resolve(code, s)) is not None), None)
    return known.id if known is not None else code


def entries(system: System) -> list[Entry]:
    """Return the products of a system that can be matched: references, and products that carry an allocated share."""
    return [
        Entry(system, column)
        for column, product in enumerate(system.products)
        if product.is_reference or system.activities[product.activity].method not in ("", "none")
    ]


Key = Callable[[Entry], Iterable[Hashable]]
_KEYS: dict[str, list[Key]] = {
    "uuid": [lambda e: [(e.uuid, e.flow)], lambda e: [(e.uuid, e.products)]],
    "name": [
        lambda e: [(n, p, e.place) for n in e.names for p in e.products],
        lambda e: [(n, e.flow, e.place) for n in e.names],
    ],
    "product": [lambda e: [(p, e.place) for p in e.products], lambda e: [(e.flow, e.place)]],
    "product, other place": [lambda e: list(e.products), lambda e: [e.flow]],
}


Match = tuple[Entry, Entry, str, float]


def match(a: Sequence[Entry], b: Sequence[Entry]) -> tuple[list[Match], list[Match]]:
    """Return pairs with the rule that found them and the similarity of their names; and pairs whose units do not convert.

    A rule pairs two products only if each is the only one of its side that is left with that key.
    """
    left, right = dict(enumerate(a)), dict(enumerate(b))
    found: list[Match] = []
    refused: list[Match] = []
    for rule, keys in _KEYS.items():
        for key in keys:
            for i, j in _unique(left, right, key):
                one, other = left.pop(i), right.pop(j)
                (found if one.fits(other) else refused).append((one, other, rule, 1.0))
    for rule, least in (("class", LEAST), ("similar", LEAST_ANYWHERE)):
        for i, j, score in _similar(left, right, rule == "class", least):
            found.append((left.pop(i), right.pop(j), rule, score))
    return found, refused


def _unique(left: dict[int, Entry], right: dict[int, Entry], key: Key) -> list[tuple[int, int]]:
    sides = []
    for side in (left, right):
        by_key: dict[Hashable, set[int]] = defaultdict(set)
        for i, entry in side.items():
            for k in key(entry):
                by_key[k].add(i)
        sides.append(by_key)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for k, ones in sides[0].items():
        others = sides[1].get(k, set())
        if len(ones) == 1 and len(others) == 1:
            i, j = next(iter(ones)), next(iter(others))
            if i not in pairs and j not in taken:
                pairs[i] = j
                taken.add(j)
    return sorted(pairs.items())


def _similar(
    left: dict[int, Entry], right: dict[int, Entry], in_class: bool, least: float
) -> list[tuple[int, int, float]]:
    """Return the best pairs of similar names, candidates share one of the rarest words of a name."""
    by_word: dict[str, set[int]] = defaultdict(set)
    for j, entry in right.items():
        for word in _all_words(entry):
            by_word[word].add(j)
    scored = []
    for i, entry in left.items():
        rare = sorted((word for word in _all_words(entry) if word in by_word), key=lambda w: (len(by_word[w]), w))[
            :_RARE
        ]
        for j in sorted(set[int]().union(*(by_word[word] for word in rare))):
            other = right[j]
            if in_class and not (_class(entry) & _class(other) and entry.place == other.place):
                continue
            score = entry.similarity(other)
            if score >= least and entry.fits(other):
                scored.append((score, i, j))
    return _unrivalled(scored)


def _unrivalled(scored: list[tuple[float, int, int]]) -> list[tuple[int, int, float]]:
    """Return the pairs that are the best of both their products, with no other as good: a tie tells nothing."""
    best: dict[tuple[str, int], list[float]] = defaultdict(list)
    for score, i, j in scored:
        best["a", i].append(score)
        best["b", j].append(score)
    for scores in best.values():
        scores.sort(reverse=True)
    return [
        (i, j, score)
        for score, i, j in scored
        if all(ranks[0] == score and ranks[1:2] != [score] for ranks in (best["a", i], best["b", j]))
    ]


def _all_words(entry: Entry) -> frozenset[str]:
    return frozenset[str]().union(*entry.words.values())


def _class(entry: Entry) -> set[str]:
    return {plain(name) for name in entry.category[-1:] if plain(name)}
