"""What things are called in the file: SimaPro links by name, so every name has to be unique where the model has UUIDs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from lcabridge.codes import ilcd_compartment, place
from lcabridge.model import (
    Contact,
    Entity,
    Exchange,
    Flow,
    FlowProperty,
    GlobalParameter,
    ImpactMethod,
    Index,
    Process,
    Ref,
    Source,
    Text,
    UnitGroup,
    UnitRef,
    pick,
)
from lcabridge.report import EntityKey, Report
from lcabridge_simapro.documents import ROOT
from lcabridge_simapro.issues import COMPARTMENT_UNKNOWN, NAMED_APART
from lcabridge_simapro.tables import (
    BY_SECTION,
    FORMAT,
    PLACES_OF,
    SCENARIO,
    STAGE,
    SUBS_BY_WORD,
    TREATMENT,
)

_FALLBACK = {"input": "Resources", "output": "Non material emissions"}


class Head(msgspec.Struct):
    """What the plan keeps of a process.

    Attributes:
        name: in the language of the file.
        place: code that lcabridge knows, else "".
        products: flows of its products, the reference first.
        supply: category type.
    """

    name: str
    place: str
    products: list[str]
    supply: str


class Spot(msgspec.Struct, frozen=True):
    """Where an elementary flow stands: section and sub-compartment."""

    section: str
    sub: str


class Plan:
    """All names of one file.

    Args:
        index: of the package.
        lang: language that is written where a text has several.
        each_carries_all: products among which a process shares nothing have 100 % each.
    """

    def __init__(self, index: Index, lang: str, *, each_carries_all: bool = False) -> None:
        self.each_carries_all = each_carries_all
        self.index = index
        self.lang = lang
        self.flows: dict[str, Flow] = {}
        self.groups: dict[str, UnitGroup] = {}
        self.properties: dict[str, FlowProperty] = {}
        self.sources: dict[str, Source] = {}
        self.contacts: dict[str, Contact] = {}
        self.parameters: dict[str, GlobalParameter] = {}
        self.methods: dict[str, ImpactMethod] = {}
        self.heads: dict[str, Head] = {}
        self.directions: dict[str, str] = {}
        self.used_contacts: set[str] = set()
        self.quantities: dict[str, str] = {}
        self.chosen: dict[str, str] = {}
        self.unit_names: dict[tuple[str, str], str] = {}
        self.products: dict[tuple[str, str], str] = {}
        self.producers: dict[str, list[str]] = {}
        self.loose: dict[tuple[str, str], str] = {}
        self.spots: dict[str, Spot] = {}
        self.documents: dict[str, str] = {}
        self._taken: set[str] = set()

    def text(self, value: Text | None) -> str:
        """Return a text in the language of the file."""
        return pick(value, self.lang)

    def line(self, value: Text | None) -> str:
        """Return a name: one line without blanks around it."""
        return " ".join(self.text(value).replace("\x7f", " ").splitlines()).strip()

    def take(self, entity: Entity) -> bool:
        """Note what the names depend on; False for what SimaPro has no data set for."""
        match entity:
            case Flow():
                self.flows[entity.uuid] = entity
            case UnitGroup():
                self.groups[entity.uuid] = entity
            case FlowProperty():
                self.properties[entity.uuid] = entity
            case Source():
                self.sources[entity.uuid] = entity
            case Contact():
                self.contacts[entity.uuid] = entity
            case GlobalParameter():
                self.parameters[entity.uuid] = entity
            case ImpactMethod():
                self.methods[entity.uuid] = entity
            case Process():
                self._head(entity)
            case _:
                return False
        return True

    def _head(self, process: Process) -> None:
        listed = products_of(process, self.index)
        code = self.index.place_code(process.geography.place) if process.geography else ""
        self.heads[process.uuid] = Head(
            name=self.line(process.name),
            place=code if code and place(code) is not None else "",
            products=[e.flow.uuid for e in listed if e.flow],
            supply=category_type(process, listed, self.index),
        )
        for exchange in process.exchanges:
            if exchange.flow is not None:
                self.directions.setdefault(exchange.flow.uuid, exchange.direction or "output")
        if process.administration:
            people = [process.administration.entered_by, *process.administration.generators[:1]]
            self.used_contacts |= {ref.uuid for ref in people if ref}

    def settle(self, report: Report) -> None:
        """Give everything its name; the result does not depend on the order in which entities came."""
        self._settle_units()
        for uuid in sorted(self.heads):
            for flow in self.heads[uuid].products:
                if uuid not in self.producers.setdefault(flow, []):
                    self.producers[flow].append(uuid)
        # Names that need nothing added go first, so that an addition never takes one of them.
        for flow, makers in sorted(self.producers.items(), key=lambda item: (len(item[1]) > 1, item[0])):
            for process in makers:
                self.products[flow, process] = self._product_name(flow, process, report, several=len(makers) > 1)
        for uuid in sorted(self.flows):
            if self.flows[uuid].flow_type == "elementary":
                self.spots[uuid] = self._spot(self.flows[uuid], report)
        self._settle_documents()

    def _settle_documents(self) -> None:
        for uuid in sorted(self.sources):
            source = self.sources[uuid]
            kind = source.extra.get(FORMAT, {}).get("kind", "literature")
            name = source.url if kind == "external" and source.url else self.line(source.name)
            self.documents[uuid] = self._unique(f"\0{kind}\0{name or uuid}").rpartition("\0")[2]

    def _unique(self, name: str) -> str:
        made, number = name, 1
        while made.lower() in self._taken:
            number += 1
            made = f"{name} ({number})"
        self._taken.add(made.lower())
        return made

    def _product_name(self, flow: str, process: str, report: Report, *, several: bool) -> str:
        base = self.flow_name(flow)
        head = self.heads[process]
        name = f"{base} {{{head.place}}}" if head.place and "{" not in base else base
        if several or name.lower() in self._taken:
            name = f"{name}| {head.name or process}"
            report.add(NAMED_APART, entity=EntityKey("process", process), path="exchanges", value=base, name=name)
        return self._unique(name)

    def flow_name(self, uuid: str, ref: Ref | None = None) -> str:
        """Return the plain name of a flow; that of a reference where the flow is not in the package."""
        flow = self.flows.get(uuid)
        return self.line(flow.name if flow else ref.name if ref else None) or uuid

    def product_name(self, ref: Ref, provider: Ref | None) -> str:
        """Return how a row names a product: as its provider does, or plainly where none is known."""
        uuid = ref.uuid
        if provider is not None and (uuid, provider.uuid) in self.products:
            return self.products[uuid, provider.uuid]
        made = self.producers.get(uuid, [])
        if provider is None and len(made) == 1:
            return self.products[uuid, made[0]]
        # A provider that is not in the file has a product of its own name; without one the flow is meant as such.
        key = (uuid, provider.uuid if provider is not None and made else "")
        if key not in self.loose:
            name = self.flow_name(uuid, ref)
            if key[1] and provider is not None:
                summary = self.index.get("process", key[1])
                name = f"{name}| {self.line(summary.name if summary else provider.name) or key[1]}"
            self.loose[key] = self._unique(name)
        return self.loose[key]

    def platform(self, ref: Ref, provider: Ref | None) -> str:
        """Return the platform id of a row: the flow's, unless its provider is one that the file does not have."""
        made = self.producers.get(ref.uuid, [])
        return "" if provider is not None and made and provider.uuid not in made else ref.uuid

    def flow_type(self, ref: Ref) -> str:
        """Return the type of a flow, as far as the package says."""
        flow = self.flows.get(ref.uuid)
        found = flow.flow_type if flow else ref.summary.flow_type if ref.summary else None
        return found or "product"

    def _spot(self, flow: Flow, report: Report) -> Spot:
        path = [entry.name for entry in flow.classifications[0].classes] if flow.classifications else []
        own = [name for name in path if name.casefold() != ROOT.casefold()]
        if own and own[0] in BY_SECTION:
            return Spot(own[0], "" if len(own) < 2 or own[1] == "unspecified" else own[1])
        measured = self.properties.get(next((p.property.uuid for p in flow.properties if p.is_reference), ""))
        found = ilcd_compartment(path, self.text(measured.name) if measured else "")
        where = next((PLACES_OF[id_] for id_ in reversed(found.ids) if id_ in PLACES_OF), None) if found else None
        if where is None:
            section = _FALLBACK["input" if self.directions.get(flow.uuid) == "input" else "output"]
            report.add(
                COMPARTMENT_UNKNOWN, entity=EntityKey("flow", flow.uuid, flow.version), path="classifications",
                value="/".join(path), section=section,
            )  # fmt: skip
            return Spot(section, "")
        section, sub = where
        finer = next(
            (SUBS_BY_WORD[section, w.casefold()] for w in reversed(own) if (section, w.casefold()) in SUBS_BY_WORD), sub
        )
        return Spot(section, finer)

    def _settle_units(self) -> None:
        by_group: dict[str, list[FlowProperty]] = {}
        for uuid in sorted(self.properties):
            prop = self.properties[uuid]
            if prop.unit_group is not None:
                by_group.setdefault(prop.unit_group.uuid, []).append(prop)
        names: set[str] = set()
        units: set[str] = set()
        for uuid in sorted(self.groups):
            group = self.groups[uuid]
            own = by_group.get(uuid, [])
            wanted = group.default_property.uuid if group.default_property else ""
            chosen = next((prop for prop in own if prop.uuid == wanted), own[0] if own else None)
            name = self.line(chosen.name) if chosen else ""
            name = str((chosen.extra.get(FORMAT, {}).get("quantity") if chosen else "") or name)
            name = name or self.line(group.name).removeprefix("Units of ") or uuid
            while name in names:
                name = f"{name} ({uuid[:8]})"
            names.add(name)
            self.quantities[uuid] = name
            if chosen:
                self.chosen[uuid] = chosen.uuid
            for unit in group.units:
                made = " ".join(unit.name.split()) or unit.uuid or "?"
                made = made if made not in units else f"{made} ({name})"
                while made in units:
                    made += "'"
                units.add(made)
                self.unit_names[uuid, unit.name] = made

    def group_of(self, prop: str) -> str:
        """Return the UUID of the unit group of a flow property."""
        found = self.index.unit_group_of(prop)
        return found.uuid if found else ""

    def unit(self, ref: UnitRef | None, prop: str) -> str:
        """Return how a unit is called: by the property it measures; the reference unit where none is named."""
        group = self.index.unit_group_of(prop) if prop else None
        if group is None:
            return ref.name.strip() if ref else ""
        if ref is None:
            found = group.units[0].name if group.units else ""
        else:
            found = next(
                (u.name for u in group.units if ref.name == u.name or (ref.uuid and ref.uuid == u.uuid)),
                next((u.name for u in group.units if ref.name in u.synonyms), ref.name),
            )
        return self.unit_names.get((group.uuid, found), found.strip())

    def reference_property(self, ref: Ref) -> str:
        """Return the UUID of the property that a flow is measured in."""
        flow = self.index.get("flow", ref.uuid)
        return flow.reference if flow else ""


def products_of(process: Process, index: Index) -> list[Exchange]:
    """Return the exchanges that SimaPro lists as products (or as the waste that is treated), the reference first."""
    reference = next((e for e in process.exchanges if e.is_reference and e.flow and not _is_elementary(e, index)), None)
    if reference is not None and reference.direction == "input":
        return [reference]
    extra = process.extra.get(FORMAT)
    own = extra if isinstance(extra, dict) else {}
    noted = own.get("sections") or {}
    if own.get("block") == STAGE and reference is not None:
        return [reference]
    others = [
        e
        for e in process.exchanges
        if e is not reference
        and str(e.id) not in noted
        and e.flow is not None
        and e.direction == "output"
        and not e.is_avoided
        and _flow_type(e, index) not in ("elementary", "waste")
    ]
    return ([reference] if reference is not None else []) + others


def _flow_type(exchange: Exchange, index: Index) -> str:
    if exchange.flow is None:
        return ""
    summary = index.get("flow", exchange.flow.uuid)
    found = summary.flow_type if summary else exchange.flow.summary.flow_type if exchange.flow.summary else None
    return found or "product"


def _is_elementary(exchange: Exchange, index: Index) -> bool:
    return _flow_type(exchange, index) == "elementary"


def category_type(process: Process, listed: Iterable[Exchange], index: Index) -> str:
    """Return the category type: the process's own, else what its reference suggests."""
    own = process.extra.get(FORMAT, {}).get("Category type")
    if isinstance(own, str):
        return own
    first = next(iter(listed), None)
    if first is None or first.flow is None:
        return "material"
    if first.direction == "input":
        return "waste treatment"
    unit = index.reference_property(first.flow.uuid)
    name = next(iter(unit.name.values()), "").lower() if unit else ""
    if "energy" in name or "calorific" in name:
        return "energy"
    return "transport" if "transport" in name else "material"


def rows_title(process: Process, supply: str) -> str:
    """Return the section in which a process lists what it makes or treats."""
    reference = next((e for e in process.exchanges if e.is_reference), None)
    if reference is None or reference.direction != "input":
        return "Products"
    return SCENARIO if supply == "waste scenario" else TREATMENT


def elementary_flows(plan: Plan) -> Iterator[tuple[Flow, Spot]]:
    """Yield the elementary flows with their places, by UUID."""
    for uuid, spot in plan.spots.items():
        yield plan.flows[uuid], spot
