"""What other lists call substances: from a name to the CAS number that they agree on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from lcabridge.flowmap.lists import SHIPPED, known_names, shipped
from lcabridge.flowmap.names import keys


class Thesaurus:
    """Names to CAS numbers, from lists that are not the target.

    A name that lists give to more than one number says nothing.
    """

    def __init__(self) -> None:
        self._cas: dict[str, set[str]] = {}
        self._weak: dict[str, set[str]] = {}

    def add(self, name: str, cas: str, synonyms: Iterable[str] = ()) -> None:
        """Add a substance."""
        if not cas:
            return
        for form in keys(name):
            self._cas.setdefault(form, set()).add(cas)
        for synonym in synonyms:
            for form in keys(synonym):
                self._weak.setdefault(form, set()).add(cas)

    def cas_of(self, forms: Sequence[str]) -> tuple[str, ...]:
        """Return the number that the forms of a name agree on, or nothing."""
        for table in (self._cas, self._weak):
            found = {number for form in forms for number in table.get(form, ())}
            if len(found) == 1:
                return tuple(found)
            if found:
                return ()
        return ()


@lru_cache(maxsize=4)
def thesaurus_without(target: str) -> Thesaurus:
    """Return the names of all lists but the target: the other shipped ones, and ecoinvent's names over its versions."""
    found = Thesaurus()
    for id_ in SHIPPED:
        if id_ != target:
            for flowable in shipped(id_).flowables:
                found.add(flowable.name, flowable.cas, flowable.synonyms)
    for entry in known_names().values():
        if entry["names"] and entry["cas"]:
            found.add(entry["names"][0], entry["cas"][0])
    return found
