"""Flow lists: flowables with the compartments they come in. Shipped ones, those of a package, and those a table names."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from lcabridge.errors import UsageError
from lcabridge.flowmap.contexts import ROOTS
from lcabridge.flowmap.names import cas_of, plain
from lcabridge.flowmap.table import Side
from lcabridge.model import Flow, pick
from lcabridge_mappings import tables

SHIPPED = ("ef31", "fedefl")


class Flowable(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """A substance, energy or area as one list names it.

    Attributes:
        name: as the list spells it.
        cas: without leading zeros, "" if none or wrong.
        formula: as spelled.
        synonyms: other names.
        unit: reference unit.
        flow_property: UUID of the reference flow property.
        group: class of the list (FEDEFL), "" if none.
        flows: compartment (path; of EF 3.1 the ILCD category id) and UUID of each flow.
        others: flows of the same substance and compartment under another spelling.
        preferred: whether the list itself prefers it.
    """

    name: str
    cas: str = ""
    formula: str = ""
    synonyms: tuple[str, ...] = ()
    unit: str = ""
    flow_property: str = ""
    group: str = ""
    flows: tuple[tuple[str, str], ...] = ()
    others: tuple[tuple[str, str], ...] = ()
    preferred: bool = True


class SourceFlow(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """A flow to be matched: what its own list says of it.

    Attributes:
        side: the flow.
        synonyms: other names in its list.
        former: names that earlier versions of its list gave to the same UUID, oldest first.
        formula: as spelled.
        alternatives: other units: unit, how much of it one of the flow's unit is, who says so.
    """

    side: Side
    synonyms: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    formula: str = ""
    alternatives: tuple[tuple[str, str, str], ...] = ()


class FlowList:
    """A list of flows.

    Args:
        id: short name.
        title: with version.
        system: column of the compartment table that its compartments are of, "" for paths of any style.
        flowables: its content.
    """

    def __init__(self, id: str, title: str, system: str, flowables: list[Flowable]) -> None:  # noqa: A002  # the field is called so everywhere
        self.id = id
        self.title = title
        self.system = system
        self.flowables = flowables
        self._by_uuid: dict[str, tuple[Flowable, str]] | None = None

    def by_uuid(self) -> dict[str, tuple[Flowable, str]]:
        """Return flowable and compartment of each UUID."""
        if self._by_uuid is None:
            self._by_uuid = {
                ident: (flowable, compartment)
                for flowable in self.flowables
                for compartment, ident in (*flowable.flows, *flowable.others)
            }
        return self._by_uuid

    def __len__(self) -> int:
        return sum(len(flowable.flows) for flowable in self.flowables)

    def side(self, ident: str) -> Side | None:
        """Return a flow as the side of a row, None if the list has it not."""
        found = self.by_uuid().get(ident)
        return None if found is None else self.side_of(found[0], found[1], ident)

    def side_of(self, flowable: Flowable, compartment: str, ident: str) -> Side:
        """Return a flow of the list, known by its flowable, compartment and UUID, as the side of a row."""
        return Side(
            uuid=ident,
            name=flowable.name,
            context=self.path(compartment),
            unit=flowable.unit,
            cas=flowable.cas,
            list_name=self.title,
            flow_property=flowable.flow_property,
        )

    def path(self, compartment: str) -> str:
        """Return a compartment as the path that people read."""
        return _ef_path(compartment) if self.system == "ef31" else compartment

    def sources(self) -> Iterator[SourceFlow]:
        """Yield every flow as one to be matched."""
        for flowable in self.flowables:
            for compartment, ident in flowable.flows:
                side = self.side_of(flowable, compartment, ident)
                yield SourceFlow(side=side, synonyms=flowable.synonyms, formula=flowable.formula)


@lru_cache(maxsize=256)
def _ef_path(id_: str) -> str:
    listed = {row["code"]: row for row in tables.rows("codes/ilcd-elementary.csv")}
    names: list[str] = []
    code = id_
    while code in listed:
        names.append(listed[code]["name_en"])
        code = listed[code]["parent"]
    return "/".join(reversed(names))


@lru_cache(maxsize=4)
def shipped(id_: str) -> FlowList:
    """Return a list that comes with lcabridge: ``ef31`` or ``fedefl``.

    Raises:
        UsageError: there is no such list.
    """
    if id_ == "ef31":
        return FlowList("ef31", tables.meta("flows/ef31-flows.csv.gz")["list"], "ef31", _ef31())
    if id_ == "fedefl":
        return FlowList("fedefl", tables.meta("flows/fedefl-flowables.csv.gz")["list"], "fedefl", _fedefl())
    raise UsageError(
        f"there is no flow list {id_!r}",
        f"没有流清单 {id_!r}",
        hint_en="lists: " + ", ".join(SHIPPED),
        hint_zh="可用清单：" + "、".join(SHIPPED),
    )


def _ef31() -> list[Flowable]:
    flows: dict[str, list[tuple[str, str]]] = {}
    for row in tables.rows("flows/ef31-flows.csv.gz"):
        flows.setdefault(row["flowable"], []).append((row["compartment"], row["uuid"]))
    # The list names some substances twice, in two spellings of case with other compartments: they are one flowable.
    merged: dict[tuple[str, ...], list[Flowable]] = {}
    for row in tables.rows("flows/ef31-flowables.csv.gz"):
        flowable = Flowable(
            name=row["name"],
            cas=row["cas"],
            formula=row["formula"],
            synonyms=tuple(row["synonyms"].split(";")) if row["synonyms"] else (),
            unit=row["unit"],
            flow_property=row["flow_property"],
            flows=tuple(flows.get(row["id"], ())),
        )
        merged.setdefault((plain(row["name"]), row["cas"], row["unit"], row["flow_property"]), []).append(flowable)
    return [_merged(group) for group in merged.values()]


def _merged(group: list[Flowable]) -> Flowable:
    """Return one flowable of several spellings; in each compartment the flow of the spelling that has most of them."""
    if len(group) == 1:
        return group[0]
    ranked = sorted(group, key=lambda f: (-len(f.flows), f.name))
    taken: dict[str, list[str]] = {}
    for flowable in ranked:
        own: dict[str, list[str]] = {}
        for compartment, ident in flowable.flows:
            own.setdefault(compartment, []).append(ident)
        for compartment, idents in own.items():
            taken.setdefault(compartment, idents)
    flows = tuple((compartment, ident) for compartment, idents in sorted(taken.items()) for ident in idents)
    others = tuple(
        (compartment, ident) for f in ranked for compartment, ident in f.flows if ident not in {i for _, i in flows}
    )
    synonyms = tuple(dict.fromkeys(s for f in ranked for s in f.synonyms))
    return msgspec.structs.replace(ranked[0], flows=flows, others=others, synonyms=synonyms)


def known_names() -> dict[str, dict[str, list[str]]]:
    """Return what ecoinvent's versions call each of its flows: UUID to names, cas, synonyms, oldest first."""
    return {
        row["uuid"]: {field: row[field].split("|") if row[field] else [] for field in ("names", "cas", "synonyms")}
        for row in tables.rows("flows/ecoinvent-names.csv.gz")
    }


@lru_cache(maxsize=1)
def _known() -> dict[str, dict[str, list[str]]]:
    return known_names()


def enrich(flow: SourceFlow) -> SourceFlow:
    """Return a flow with what its own list says elsewhere: former names, CAS numbers and synonyms by its UUID."""
    alternative = _fedefl_units().get((flow.side.name, flow.side.unit))
    if alternative and flow.side.uuid == fedefl_uuid(flow.side.name, _fedefl_path(flow.side.context), flow.side.unit):
        flow = msgspec.structs.replace(
            flow, alternatives=(*flow.alternatives, (*alternative, "FEDEFL 1.3.0, alternate unit"))
        )
    entry = _known().get(flow.side.uuid)
    if entry is None:
        return flow
    side = flow.side
    if not side.cas and entry["cas"]:
        side = msgspec.structs.replace(side, cas=entry["cas"][0])
    former = tuple(name for name in entry["names"] if name != side.name)
    synonyms = tuple(dict.fromkeys((*flow.synonyms, *entry["synonyms"])))
    return msgspec.structs.replace(flow, side=side, former=former, synonyms=synonyms)


@lru_cache(maxsize=1)
def _fedefl_units() -> dict[tuple[str, str], tuple[str, str]]:
    return {
        (row["name"], row["unit"]): (row["alt_unit"], row["alt_factor"])
        for row in tables.rows("flows/fedefl-flowables.csv.gz")
        if row["alt_unit"]
    }


def _fedefl_path(context: str) -> str:
    levels = context.split("/")
    return "/".join(levels[1:] if levels[0].lower() in ROOTS else levels)


def fedefl_uuid(flowable: str, context: str, unit: str) -> str:
    """Return the UUID that FEDEFL gives a flow: version 3 of the lower-case path in the OID namespace."""
    return str(uuid.uuid3(uuid.NAMESPACE_OID, f"{flowable}/{context}/{unit}".lower()))


def _fedefl() -> list[Flowable]:
    patterns = {row["id"]: tuple(row["contexts"].split(";")) for row in tables.rows("flows/fedefl-contexts.csv")}
    return [
        Flowable(
            name=row["name"],
            cas=row["cas"],
            formula=row["formula"],
            synonyms=tuple(row["synonyms"].split(";")) if row["synonyms"] else (),
            unit=row["unit"],
            group=row["class"],
            preferred=row["preferred"] != "0",
            flows=tuple(
                (context, fedefl_uuid(row["name"], context, row["unit"])) for context in patterns[row["contexts"]]
            ),
        )
        for row in tables.rows("flows/fedefl-flowables.csv.gz")
    ]


def of_flows(flows: Iterable[Flow], title: str, unit_of: dict[str, str] | None = None) -> list[SourceFlow]:
    """Return the elementary flows of a package as flows to be matched.

    Args:
        flows: entities; others than elementary flows are left out.
        title: name of the list for the rows.
        unit_of: name of the reference unit by UUID of the flow.
    """
    found = []
    for flow in flows:
        if flow.flow_type != "elementary":
            continue
        reference = next((p.property.uuid for p in flow.properties if p.is_reference), "")
        context = "/".join(entry.name for entry in flow.classifications[0].classes) if flow.classifications else ""
        synonyms = tuple(
            name.strip() for text in flow.synonyms.values() for name in text.split(";") if 2 < len(name.strip()) < 200
        )
        side = Side(
            uuid=flow.uuid,
            name=pick(flow.name, "en"),
            context=context,
            unit=(unit_of or {}).get(flow.uuid, ""),
            cas=cas_of(flow.cas),
            location=flow.place.code if flow.place else "",
            list_name=title,
            flow_property=reference,
        )
        found.append(SourceFlow(side=side, synonyms=synonyms, formula=flow.formula))
    return found
