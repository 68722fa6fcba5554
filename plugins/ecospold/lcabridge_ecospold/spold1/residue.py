"""What a file says beyond the model: whatever the plan of an entity does not say itself, kept in ``extra["ecospold1"]``.

An entry is [value in the file, value of the plan]: it is laid over the plan again when the plan is still the same, that
is, when none of the fields that it depends on has changed.
"""

from __future__ import annotations

from typing import Any

from lcabridge.report import Report, catalogue
from lcabridge_ecospold.spold1 import issues
from lcabridge_ecospold.spold1.catalog import contact_key, source_key
from lcabridge_ecospold.spold1.document import Document, Line, Share, Values
from lcabridge_ecospold.spold1.names import ATTRIBUTES, KINDS, LISTS, SINGLES
from lcabridge_ecospold.spold1.values import EXPECTED, is_readable, same

Residue = dict[str, Any]
_PAIR = 2
_KEYS = {"person": contact_key, "source": source_key}
_CODES = {
    ("dataSetInformation", "type"): 6,
    ("dataSetInformation", "energyValues"): 3,
    ("source", "sourceType"): 8,
    ("dataGeneratorAndPublication", "dataPublishedIn"): 3,
    ("dataGeneratorAndPublication", "accessRestrictedTo"): 4,
    ("exchange", "uncertaintyType"): 5,
}
"""Attributes that hold one of the first so many whole numbers."""
_GROUPS = frozenset({*(f"inputGroup {n}" for n in range(1, 6)), *(f"outputGroup {n}" for n in range(5))})


class Comparison:
    """What is left of a document when its plan is taken away.

    Args:
        document: as read.
        plan: of the entity that was made of it.
        report: takes values that are none of their kind.
    """

    def __init__(self, document: Document, plan: Document, report: Report) -> None:
        self.document = document
        self.plan = plan
        self.report = report
        self.found: Residue = {}

    def run(self, ids: list[int]) -> Residue:
        """Return the residue; ``ids`` are those of the exchanges."""
        document, plan = self.document, self.plan
        for element in ("dataset", *SINGLES):
            there = document.values.get(element)
            planned = plan.values.get(element, {})
            if there is None:
                continue
            self._values(element, element, there, planned, document.line)
            self._missing(element, there, document.line)
        if document.synonyms != plan.synonyms:
            self.found["referenceFunction/synonym"] = [document.synonyms, plan.synonyms]
        for tag in {**document.times, **plan.times}:
            one, other = document.times.get(tag), plan.times.get(tag)
            if one != other:
                self.found[f"timePeriod/{tag}"] = [one, other]
        for element in LISTS:
            self._members(element)
        for line, planned_line, ident in zip(document.exchanges, plan.exchanges, ids, strict=True):
            self._exchange(line, planned_line, ident)
        self._allocations()
        return self.found

    def _exchange(self, line: Line, planned: Line, ident: int) -> None:
        if line.values != planned.values:
            self._values("exchange", f"exchange/{ident}", line.values, planned.values, line.line)
        if not (line.values.get("name") and line.values.get("meanValue") and line.values.get("unit")):
            self._missing("exchange", line.values, line.line)
        if line.group != planned.group:
            self.found[f"exchange/{ident}/group"] = [line.group, planned.group]
        if line.group and line.group not in _GROUPS:
            self._bad(f"exchange/{ident}/group", line.group, line.line, "a group of the XSD")

    def _values(self, element: str, key: str, there: Values, planned: Values, line: int) -> None:
        kinds = KINDS[element]
        for name in {**there, **planned}:
            one, other = there.get(name), planned.get(name)
            if one == other:
                continue
            kind = kinds[name].kind
            if same(kind, one, other) or (element == "exchange" and name == "number"):  # told by ES1-002
                continue
            if one and not is_readable(kind, one):
                self._bad(f"{key}/@{name}", one, line, EXPECTED[kind])
                continue
            bound = _CODES.get((element, name))
            if bound and one and not (one.strip().isdecimal() and int(one) < bound):
                self._bad(f"{key}/@{name}", one, line, f"one of 0 to {bound - 1}")
                continue
            self.found[f"{key}/@{name}"] = [one or None, other]

    def _bad(self, place: str, value: str, line: int, expected: str) -> None:
        path = f"extra['ecospold1'][{place!r}]"
        self.report.add(catalogue.BAD_VALUE, path=path, pointer=place, line=line, value=value, expected=expected)

    def _missing(self, element: str, there: Values, line: int) -> None:
        for attr in ATTRIBUTES[element]:
            if attr.required and not there.get(attr.name) and not self.document.is_ours:
                self.report.add(
                    issues.MISSING, pointer=f"{element}/@{attr.name}", line=line, attribute=f"{element}/@{attr.name}"
                )

    def _members(self, element: str) -> None:
        key_of = _KEYS[element]
        planned: dict[str, Values] = {}
        for values in self.plan.lists.get(element, []):
            planned.setdefault(key_of(values), values)
        rest = []
        seen: set[str] = set()
        for values in self.document.lists.get(element, []):
            key = key_of(values)
            self._missing(element, values, self.document.line)
            if key in planned and key not in seen:
                self._values(element, f"{element}/{key}", values, planned[key], self.document.line)
            else:
                rest.append(dict(values))
            seen.add(key)
        if rest:
            self.found[f"{element}/+"] = [rest, None]

    def _allocations(self) -> None:
        there = [[dict(share.values), share.references] for share in self.document.allocations]
        planned = [[dict(share.values), share.references] for share in self.plan.allocations]
        if [refs for _, refs in there] == [refs for _, refs in planned]:
            for position, (one, other) in enumerate(zip(self.document.allocations, self.plan.allocations, strict=True)):
                self._values("allocation", f"allocation/{position}", one.values, other.values, one.line)
        else:
            self.found["allocation"] = [there, planned]


def lay_over(plan: Document, residue: Residue, ids: list[int | None]) -> None:
    """Lay the residue over a plan; entries whose fields have changed since are left out."""
    exchanges: dict[str, Line] = {str(ident): line for ident, line in zip(ids, plan.exchanges, strict=True)}
    members = {
        (element, _KEYS[element](values)): values
        for element in LISTS
        for values in reversed(plan.lists.get(element, []))
    }
    for place, entry in residue.items():
        if not isinstance(entry, list) or len(entry) != _PAIR:
            continue
        value, planned = entry
        element, _, rest = place.partition("/")
        holder, _, name = rest.partition("/")
        if place in ("referenceFunction/synonym", "allocation") or rest == "+":
            _lay_list(plan, place, value, planned)
        elif element == "timePeriod" and not rest.startswith("@"):
            _lay(plan.times, rest, value, planned, "text")
        elif element == "exchange" and name == "group":
            line = exchanges.get(holder)
            if line is not None and line.group == planned:
                line.group = value
        elif element in KINDS:
            values = _holder(plan, element, holder, exchanges, members)
            attribute = KINDS[element].get((name or holder).removeprefix("@"))
            if values is not None and attribute is not None:
                _lay(values, attribute.name, value, planned, attribute.kind)


def _holder(
    plan: Document, element: str, holder: str, exchanges: dict[str, Line], members: dict[tuple[str, str], Values]
) -> Values | None:
    """Return the attributes that an entry belongs to, None if they are not there any more."""
    if element == "exchange":
        return exchanges[holder].values if holder in exchanges else None
    if element in LISTS:
        return members.get((element, holder))
    if element == "allocation":
        return (
            plan.allocations[int(holder)].values if holder.isdecimal() and int(holder) < len(plan.allocations) else None
        )
    return plan.values.setdefault(element, {})


def _lay(values: Values, name: str, value: Any, planned: Any, kind: Any) -> None:
    if not same(kind, values.get(name), planned):
        return
    if value is None:
        values.pop(name, None)
    elif isinstance(value, str):
        values[name] = value


def _lay_list(plan: Document, place: str, value: Any, planned: Any) -> None:
    if place == "referenceFunction/synonym":
        if plan.synonyms == planned:
            plan.synonyms = [str(word) for word in value]
    elif place == "allocation":
        if [[dict(share.values), share.references] for share in plan.allocations] == planned:
            plan.allocations = [Share(dict(values), list(references)) for values, references in value]
    else:
        element = place.partition("/")[0]
        taken = {values["number"] for values in plan.lists.get(element, [])}
        for values in value:
            if values.get("number") not in taken:
                plan.lists.setdefault(element, []).append(dict(values))
