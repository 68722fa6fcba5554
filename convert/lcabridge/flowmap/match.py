"""The matcher: from a flow of any list to one of a target list, by rules that say which of them decided (reference B.5).

An index over names, synonyms and CAS numbers makes it linear in both lists. Rules are asked in a fixed order; the first that
names exactly one flowable decides, several are ambiguous and left to a person. Formula, CAS number and origin of carbon
are vetoes. Nothing crosses media.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

import msgspec

from lcabridge.flowmap.contexts import Node, is_exact, native, parents, resolve, same_medium
from lcabridge.flowmap.lists import Flowable, FlowList, SourceFlow
from lcabridge.flowmap.names import (
    ELEMENTS,
    LOCANTS,
    ONE_ION,
    adds_word,
    atoms,
    contains,
    is_abbreviation,
    is_group,
    key,
    keys,
    land,
    locants,
    origin,
    own_ore,
    plain,
)
from lcabridge.flowmap.shortened import Shortened
from lcabridge.flowmap.table import NOT_AVAILABLE, MapRow, Side
from lcabridge.flowmap.thesaurus import Thesaurus
from lcabridge.flowmap.unitfactor import factor_between
from lcabridge_mappings import tables

Status = Literal["matched", "ambiguous", "no context", "none"]

RULES: dict[str, tuple[str, str, str]] = {
    # rule: (GLAD MapType, confidence, SSSOM justification)
    "name": ("NAME", "A", "semapv:LexicalMatching"),
    "key": ("NAME", "A", "semapv:LexicalMatching"),
    "origin": ("NAME", "A", "semapv:LexicalMatching"),
    "form": ("NAME", "A", "semapv:LexicalMatching"),
    "cas": ("CAS", "A", "semapv:DatabaseCrossReferenceMatching"),
    "land use": ("NAME", "A", "semapv:LexicalMatching"),
    "uptake": ("NAME", "B", "semapv:LexicalMatching"),
    "element": ("NAME (PROXY)", "B", "semapv:LexicalMatching"),
    "cut name": ("NAME", "B", "semapv:LexicalMatching"),
    "short words": ("NAME", "B", "semapv:LexicalMatching"),
    "organism": ("NAME", "B", "semapv:LexicalMatching"),
    "usual name": ("SYNONYM_TO_NAME", "A", "semapv:LexicalMatching"),
    "former name": ("SYNONYM_TO_NAME", "A", "semapv:LexicalMatching"),
    "synonym": ("NAME_TO_SYNONYM", "B", "semapv:LexicalMatching"),
    "own synonym": ("SYNONYM_TO_NAME", "B", "semapv:LexicalMatching"),
    "thesaurus": ("CAS", "B", "semapv:MappingChaining"),
    "unsaid origin": ("NAME (PROXY)", "B", "semapv:LexicalMatching"),
    "general": ("NAME (PROXY)", "B", "semapv:LexicalMatching"),
}


_OTHER_ORIGIN = frozenset(
    {
        ("uptake", "", "biogenic"),
        ("uptake", "air", "biogenic"),
        ("general", "fossil", ""),
        ("unsaid origin", "", "fossil"),
    }
)
_FOSSIL_UNLESS_SAID = frozenset({"carbondioxide", "carbonmonoxide", "methane"})
"""Gases whose lists without origins mean the fossil one; GWP sets count them so too. Never the other way round."""
_LAND_UNITS = frozenset({"m2", "m2*a"})
_CONDITIONS = {"element": "<", "general": "<", "unsaid origin": ">"}
_BY_NAME = frozenset({"name", "key"})
_BY_OTHERS = frozenset({"synonym", "own synonym", "thesaurus"})


CUT = 20
"""Characters after which databases of agricultural statistics cut names off."""

NOT_ALONE = frozenset({"7727-37-9"})
"""CAS numbers that lists also give to something else: N2's to nitrogen bound in any form."""


class Found(NamedTuple):
    """Flowables that a rule names."""

    rule: str
    flowables: tuple[Flowable, ...]
    detail: str = ""


class Match(msgspec.Struct, kw_only=True):
    """What the matcher says of one source flow.

    Attributes:
        source: the flow.
        status: matched, ambiguous, no context (substance known, not in this medium), none.
        row: of the map, where matched.
        candidates: every flow that a rule named, best rule first, with the rule.
    """

    source: SourceFlow
    status: Status
    row: MapRow | None = None
    candidates: list[tuple[str, Side]] = msgspec.field(default_factory=list)


class Matcher:
    """Matches flows to one target list.

    Args:
        target: the list.
        thesaurus: names and CAS numbers of lists other than the target; None for none.
    """

    def __init__(self, target: FlowList, thesaurus: Thesaurus | None = None) -> None:
        self.target = target
        self.thesaurus = thesaurus
        self._plain: dict[str, list[int]] = {}
        self._keys: dict[str, list[int]] = {}
        self._forms: dict[str, list[int]] = {}
        self._synonyms: dict[str, list[int]] = {}
        self._origins: dict[tuple[str, str], list[int]] = {}
        self._cas: dict[str, list[int]] = {}
        self._land: dict[str, list[int]] = {}
        self._cache: dict[tuple[object, ...], tuple[Found, ...]] = {}
        for number, flowable in enumerate(target.flowables):
            self._index(number, flowable)
        self._sorted = sorted(self._plain)
        self._shortened = Shortened(
            (name, number) for number, f in enumerate(target.flowables) for name in (f.name, *f.synonyms)
        )
        self._several: frozenset[str] = frozenset()
        self._usual = self._usual_names()

    def _usual_names(self) -> dict[str, tuple[int, ...]]:
        """Return the flowables of each usual name ("PM2.5", "COD"): those that the list calls by any name of the same thing."""
        found: dict[str, tuple[int, ...]] = {}
        for row in tables.rows("flows/general-names.csv"):
            forms = [form for name in row["names"].split(";") for form in keys(name)[:1]]
            if row["id"].startswith("!"):
                self._several = frozenset(forms)
                continue
            # The names stand in order of preference: a list may have more than one of them.
            numbers = next((tuple(self._keys[form]) for form in forms if form in self._keys), ())
            for form in forms:
                found[form] = numbers
        return found

    def _index(self, number: int, flowable: Flowable) -> None:
        self._plain.setdefault(plain(flowable.name), []).append(number)
        own = keys(flowable.name)
        self._keys.setdefault(own[0] if own else "", []).append(number)
        for form in own[1:]:
            self._forms.setdefault(form, []).append(number)
        for synonym in flowable.synonyms:
            for form in keys(synonym):
                numbers = self._synonyms.setdefault(form, [])
                if not numbers or numbers[-1] != number:
                    numbers.append(number)
        if flowable.unit in _LAND_UNITS:
            self._land.setdefault(land(flowable.name), []).append(number)
        base, meaning = origin(flowable.name)
        self._origins.setdefault((base, meaning), []).append(number)
        if flowable.cas:
            self._cas.setdefault(flowable.cas, []).append(number)

    def substances(self, flow: SourceFlow) -> tuple[Found, ...]:
        """Return what each rule names, in the order of the rules; the same substance is looked up once."""
        node = resolve(flow.side.context, flow.side.unit)
        medium = node.medium if node else ""
        ident = (flow.side.name, flow.side.cas, flow.synonyms, flow.former, flow.formula, flow.side.unit, medium)
        found = self._cache.get(ident)
        if found is None:
            found = self._cache[ident] = tuple(self._substances(flow, medium))
        return found

    def _substances(self, flow: SourceFlow, medium: str) -> Iterable[Found]:
        name, cas = _name(flow), flow.side.cas
        own = keys(name)
        base, meaning = origin(name)
        by_name = [
            self._named("name", self._plain.get(plain(name), ()), flow),
            self._named("key", self._keys.get(own[0], ()) if own else (), flow),
            self._named("origin", self._origins.get((base, meaning), ()) if meaning else (), flow),
            self._named("form", self._by_forms(own), flow),
            self._named("land use", self._land.get(land(name), ()) if medium.startswith("land") else (), flow),
            self._named("usual name", self._usual.get(own[0], ()) if own else (), flow),
        ]
        by_cas = self._named("cas", self._cas.get(cas, ()), flow, cas)
        # A list may give a common name to one salt of it: where names and number disagree, the number is what counts.
        first = next((found for found in by_name[:3] if found.flowables), None)
        if first and by_cas.flowables and cas not in {f.cas for f in first.flowables} and own[0] not in ELEMENTS:
            yield Found("cas", tuple(f for f in by_cas.flowables if not _other_isomer(name, f.name)), cas)
        yield from by_name
        yield by_cas
        for former in flow.former:
            forms = keys(former)
            numbers = [*self._keys.get(forms[0], ()), *self._by_forms(forms)] if forms else ()
            if not _other_isomer(former, name):
                yield self._named("former name", numbers, flow)
        yield self._named("cut name", self._by_cut_name(name), flow)
        yield self._named("organism", self._shortened.organisms(name), flow)
        yield self._named("short words", self._shortened.find(name), flow)
        # What the list itself calls by this name is not what it calls so besides.
        others = [n for form in own if form not in self._keys for n in self._synonyms.get(form, ())]
        yield self._named("synonym", others, flow)
        yield self._named("own synonym", self._by_own_synonyms(flow), flow)
        if self.thesaurus is not None and not cas:
            for number in self.thesaurus.cas_of(own):
                yield self._named("thesaurus", self._cas.get(number, ()), flow, number)
        if meaning == "fossil":
            yield self._named("general", self._origins.get((base, ""), ()), flow)
        if base == "carbondioxide" and meaning in ("", "air") and medium.startswith("resource"):
            yield self._named("uptake", self._origins.get((base, "biogenic"), ()), flow)
        yield self._named("element", self._by_element(own[0]) if own else (), flow)
        if not meaning and base in _FOSSIL_UNLESS_SAID:
            yield self._named("unsaid origin", self._origins.get((base, "fossil"), ()), flow)

    def _by_cut_name(self, name: str) -> list[int]:
        """Return the one flowable whose name goes on where a name of exactly 20 characters was cut off by its database."""
        if len(name) != CUT:
            return []
        start = plain(name)
        place = bisect_left(self._sorted, start)
        hits = self._sorted[place : place + 2]
        if not hits or not hits[0].startswith(start) or (len(hits) > 1 and hits[1].startswith(start)):
            return []
        inside = start[-1].isalpha() and hits[0][len(start) : len(start) + 1].isalpha()
        return self._plain[hits[0]] if inside else []

    def _by_element(self, own: str) -> list[int]:
        """Return what an ion of an element is called where the list has no such ion: its only ion, or the element itself."""
        element = own.partition("|ox")[0].removesuffix("ion")
        if element not in ELEMENTS or element == own:
            return []
        ions = [self._keys[f"{element}|ox{state}"] for state in range(1, 9) if f"{element}|ox{state}" in self._keys]
        if not ions:
            return self._keys.get(element, [])
        if not own.endswith("ion"):
            return []
        return ions[0] if len(ions) == 1 and element in ONE_ION else self._keys.get(element, [])

    def _by_forms(self, own: Sequence[str]) -> list[int]:
        for form in own[1:]:
            if form in self._keys:
                return self._keys[form]
        return next((self._forms[form] for form in own if form in self._forms), [])

    def _by_own_synonyms(self, flow: SourceFlow) -> list[int]:
        return [n for synonym in flow.synonyms for n in self._keys.get(key(synonym), ())]

    def _named(self, rule: str, numbers: Iterable[int], flow: SourceFlow, detail: str = "") -> Found:
        flowables = [self.target.flowables[n] for n in dict.fromkeys(numbers)]
        kept = tuple(f for f in flowables if self._agrees(rule, flow, f))
        return Found(rule, kept, detail)

    def _agrees(self, rule: str, flow: SourceFlow, flowable: Flowable) -> bool:  # noqa: PLR0911  # one return a veto
        """Veto: another origin of carbon, isomer, sum formula, CAS number, or dimension; the weaker the rule, the more."""
        name = _name(flow)
        if own_ore(name) and rule != "cas":
            return False
        if rule not in _BY_NAME and contains(name) != contains(flowable.name):
            return False
        mine, its = origin(name)[1], origin(flowable.name)[1]
        if mine != its and (rule, mine, its) not in _OTHER_ORIGIN:
            return False
        if rule in _BY_NAME:
            return True
        if (
            flow.side.unit
            and factor_between(flow.side.unit, flowable.unit) is None
            and by_property(flow, flowable.unit)[0] is None
        ):
            return False
        if flow.side.cas and flowable.cas and flow.side.cas != flowable.cas:
            return False
        if rule in ("cas", *_BY_OTHERS) and flowable.cas in NOT_ALONE:
            return False
        if rule == "cas" and locants(name) and locants(flowable.name) and _other_isomer(name, flowable.name):
            return False  # the lists' own CAS numbers are wrong now and then
        one, other = atoms(flow.formula), atoms(flowable.formula)
        if one is not None and other is not None and one != other:
            return False
        return rule not in _BY_OTHERS or self._is_safe(rule, name, flowable)

    def _is_safe(self, rule: str, name: str, flowable: Flowable) -> bool:  # noqa: PLR0911  # one return a veto
        """Tell whether a match by somebody's synonym may stand: no group, no abbreviation, no isomer, no ion of an element."""
        own, its_key = key(name), key(flowable.name)
        if is_group(name) or own in self._several:
            return False
        told = self.thesaurus.cas_of(keys(name)) if self.thesaurus is not None else ()
        if is_abbreviation(name) and (rule == "thesaurus" or flowable.cas not in told):
            return False
        if plain(name).endswith("s") and not its_key.endswith("s"):
            return False
        if own != its_key and its_key.startswith(own) and len(its_key) - len(own) < 3:
            return False
        if own.endswith("ion") != its_key.endswith("ion") and "|ox" not in its_key:
            return False
        if _other_isomer(name, flowable.name):
            return False
        if rule == "thesaurus":
            return True
        if told and flowable.cas:
            return flowable.cas in told
        return not adds_word(name, flowable.name)

    def match(self, flow: SourceFlow) -> Match:
        """Match one flow."""
        node = resolve(flow.side.context, flow.side.unit)
        candidates: list[tuple[str, Side]] = []
        status: Status = "none"
        for found in self.substances(flow):
            if not found.flowables:
                continue
            if status == "none":
                status = "no context"
            places = [(f, *place) for f in found.flowables if (place := self._place(f, node)) is not None]
            best = [p for p in places if p[0].preferred] or places
            candidates += [
                (found.rule, self.target.side_of(f, compartment, ident)) for f, compartment, ident, _ in places
            ]
            if len({ident for _, _, ident, _ in best}) == 1 and node is not None:
                flowable, compartment, ident, relation = best[0]
                row = self._row(flow, flowable, compartment, ident, relation, found)
                return Match(source=flow, status="matched", row=row, candidates=candidates)
            if len(best) > 1:
                return Match(source=flow, status="ambiguous", candidates=candidates)
            if found.rule in _BY_NAME:
                near = self._only_one(found.flowables, node)
                if near is None and _key_of(flow) in _FOSSIL_UNLESS_SAID:
                    continue  # the list has it without origin in other media only
                if near is None:
                    break  # the list has this very name, elsewhere: weaker rules would only find something else
                flowable, compartment, ident = near
                relation = "lost" if node and node.long_term else "proxy"
                row = self._row(flow, flowable, compartment, ident, relation, found)
                return Match(source=flow, status="matched", row=row, candidates=[(found.rule, row.target)])
        return Match(source=flow, status=status, candidates=candidates)

    def _place(self, flowable: Flowable, node: Node | None) -> tuple[str, str, str] | None:
        """Return compartment, UUID and relation of the flow of a flowable that is nearest to a compartment."""
        if node is None:
            return None
        there: dict[str, list[str]] = {}
        for compartment, ident in flowable.flows:
            there.setdefault(compartment, []).append(ident)
        system = self.target.system
        for step, id_ in enumerate([node.id, *parents(node)]):
            wanted = native(id_, system) if system else id_
            hits = [c for c in there if _fits(c, wanted, system)]
            if len(hits) == 1:
                relation = "same" if step == 0 and (not system or is_exact(node, system)) else "parent"
                if node.long_term and "long-term" not in id_:
                    relation = "lost"
                # A list may hold one flow twice, with two UUIDs: the last, of the highest version, stands for both.
                return hits[0], there[hits[0]][-1], relation
            if hits:
                return None
        return None

    def _only_one(self, flowables: Sequence[Flowable], node: Node | None) -> tuple[Flowable, str, str] | None:
        """Return the one flow that the flowables have in a medium, neither indoor nor long-term; None for none or several."""
        if node is None:
            return None
        found = []
        for flowable in flowables:
            for compartment, ident in flowable.flows:
                there = resolve(self.target.path(compartment), flowable.unit)
                if there and same_medium(node, there) and not there.long_term and not there.id.endswith("/indoor"):
                    found.append((flowable, compartment, ident))
        return found[0] if len(found) == 1 else None

    def _row(
        self, flow: SourceFlow, flowable: Flowable, compartment: str, ident: str, relation: str, found: Found
    ) -> MapRow:
        map_type, confidence, justification = RULES[found.rule]
        factor = factor_between(flow.side.unit, flowable.unit)
        cited = ""
        if factor is None:
            factor, cited = by_property(flow, flowable.unit)
        return MapRow(
            source=flow.side,
            target=self.target.side_of(flowable, compartment, ident),
            condition=_CONDITIONS.get(found.rule, "~" if relation == "proxy" else "="),
            factor=NOT_AVAILABLE if factor is None else factor,
            map_type=map_type,
            rule=found.rule,
            match_fields="+".join(part for part in (found.rule, found.detail) if part),
            confidence="B" if relation in ("parent", "lost", "proxy") else confidence,
            context_relation=relation,
            justification=justification,
            memo_mapper=cited,
        )


def by_property(flow: SourceFlow, unit: str) -> tuple[str | None, str]:
    """Return the factor by a property that the source list gives the flow (heating value, density), and where it is from."""
    for other, amount, cited in flow.alternatives:
        factor = factor_between(other, unit)
        if factor is not None:
            value = Decimal(amount) * Decimal(factor or "1")
            return format(value.normalize(), "f"), f"1 {flow.side.unit} = {amount} {other}: {cited}"
    return None, ""


def _key_of(flow: SourceFlow) -> str:
    return key(_name(flow))


def _other_isomer(name: str, other: str) -> bool:
    """Tell whether two names say other positions, or one says none where the other says some of the same substance."""
    mine, its = locants(name), locants(other)
    if mine and its:
        letters = {"o", "m", "p"}
        if letters.isdisjoint(mine) != letters.isdisjoint(its):
            return False  # o- and 1,2- cannot be compared here; CAS number or synonym decide
        return mine != its
    if mine or its:
        return key(LOCANTS.sub("", plain(name))) == key(LOCANTS.sub("", plain(other)))
    return False


def _name(flow: SourceFlow) -> str:
    """Return the name to match by: where a list only added the usual charge to an element ("Aluminium III"), its former one.

    The UUID stayed, so the flow still means the element in whatever state it comes.
    """
    current = key(flow.side.name)
    element = current.partition("|ox")[0]
    if element != current or current.endswith("ion"):
        for former in flow.former:
            if key(former) in (element, current.removesuffix("ion")):
                return former
    return flow.side.name


def _fits(compartment: str, wanted: str, system: str) -> bool:
    if compartment == wanted:
        return True
    # A path says "Resources from ground"; only the substance tells the ILCD category below it.
    return system == "ef31" and wanted[:1] in "23" and compartment.startswith(f"{wanted}.")
