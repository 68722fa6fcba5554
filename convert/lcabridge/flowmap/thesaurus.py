"""What other lists call substances: from a name to the CAS number that they agree on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
