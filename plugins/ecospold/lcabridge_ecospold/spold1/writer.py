"""A package to EcoSpold 1 files, and the account of it: every file is read back, and what differs is reported."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator

from lcabridge.codes import name_mark
from lcabridge.errors import UnitError
from lcabridge.format import Package
from lcabridge.model import (
    Contact,
    Direction,
    Entity,
    Exchange,
    Flow,
    ImpactCategory,
    ImpactFactor,
    ImpactMethod,
    Index,
    Place,
    Process,
    Ref,
    Source,
    iter_refs,
    pick,
    version_key,
)
from lcabridge.report import EntityKey, Report
from lcabridge.sources import Sink
from lcabridge_ecospold.spold1 import issues
from lcabridge_ecospold.spold1.account import Account
from lcabridge_ecospold.spold1.blocks import parse_one
from lcabridge_ecospold.spold1.catalog import FORMAT, Catalog
from lcabridge_ecospold.spold1.document import TAIL, Document, head, write_document
from lcabridge_ecospold.spold1.fit import fit
from lcabridge_ecospold.spold1.marks import unmark
from lcabridge_ecospold.spold1.names import Content
from lcabridge_ecospold.spold1.planning import alias, path_of, plan_category, plan_flow, plan_process
from lcabridge_ecospold.spold1.quantities import group_key
from lcabridge_ecospold.spold1.residue import lay_over

FOLDERS: dict[Content, str] = {
    "process": "EcoSpold01",
    "impact": "EcoSpold01Impact",
    "elementary": "EcoSpold01Elementary",
}
FIRST_NUMBER = 100_001
"""Numbers of data sets that have none start here, so that they do not meet those of exchanges."""
_Identity = tuple[str, str, tuple[int, ...]]


def identity(entity: Entity | Ref) -> _Identity:
    """Return type, UUID and version."""
    return (entity.type, entity.uuid, version_key(entity.version))


class Held:
    """The entities that data sets repeat, and the numbers of the data sets: the planner's lookup.

    Args:
        package: what is to be written.
        plain: see ``EcoSpold1Options.plain``.
    """

    def __init__(self, package: Package, *, plain: bool) -> None:
        self.index: Index = package.index
        self.is_plain = plain
        suppliers: dict[tuple[str, Direction], dict[str, str]] = {}
        self._supplied: dict[str, set[str]] = {}
        processes: list[tuple[str, tuple[object, ...]]] = []
        self.entities: dict[_Identity, Entity] = {}
        self._latest: dict[tuple[str, str], Entity] = {}
        self._methods: dict[str, str] = {}
        wishes: dict[Content, list[tuple[_Identity, str]]] = {"process": [], "impact": [], "elementary": []}
        for entity in package.entities():
            key = identity(entity)
            if isinstance(entity, Process):
                wishes["process"].append((key, alias(entity)))
                where = self.code(entity.geography.place) if entity.geography else ""
                if not alias(entity):  # what has a number of EcoSpold 1 had its name there
                    processes.append((entity.uuid, ("process", *_named(entity), where.strip().lower() or "glo")))
                supplied = _supplied_by(entity)
                self._supplied.setdefault(entity.uuid, set()).update(flow for flow, _ in supplied)
                if plain:
                    for supply in supplied:
                        suppliers.setdefault(supply, {})[entity.uuid] = pick(entity.name, "en")
            elif isinstance(entity, ImpactCategory):
                wishes["impact"].append((key, alias(entity)))
            else:
                self._hold(key, entity)
                if isinstance(entity, Flow) and entity.flow_type == "elementary":
                    wishes["elementary"].append((key, alias(entity)))
        self._marks = self._marked(processes)
        order = _order_of_categories(self.entities)
        self.numbers = {content: _numbered(wished, order) for content, wished in wishes.items()}
        self._first: dict[str, int] = {}
        for key, number in sorted(self.numbers["process"].items(), reverse=True):
            self._first.setdefault(key[1], number)
        self._makers = {
            flow: self._told_apart(made)
            for (flow, direction), made in suppliers.items()
            if len(made) > 1 and direction == self._supplied_as(flow)
        }

    def _marked(self, processes: Iterable[tuple[str, tuple[object, ...]]]) -> dict[str, str]:
        """Return a mark for all but one of the products, wastes and processes that EcoSpold 1 would take for one.

        Args:
            processes: UUID, and what makes a process the same in EcoSpold 1.
        """
        alike: dict[tuple[object, ...], set[str]] = {}
        for uuid, key in processes:
            alike.setdefault(key, set()).add(uuid)
        for entity in self._latest.values():
            if isinstance(entity, Flow) and entity.flow_type != "elementary":
                place = self.code(entity.place).strip().lower() or "glo"
                key = ("flow", *_named(entity), group_key(self.unit(entity)), place, bool(entity.is_infrastructure))
                alike.setdefault(key, set()).add(entity.uuid)
        return {uuid: name_mark(uuid) for uuids in alike.values() for uuid in sorted(uuids)[1:]}

    def _supplied_as(self, flow: str) -> Direction | None:
        """Return the direction in which a process supplies a flow: it puts out a product, and takes in waste."""
        found = self._latest.get(("flow", flow))
        kind = found.flow_type if isinstance(found, Flow) else None
        return None if kind == "elementary" else "input" if kind == "waste" else "output"

    def _told_apart(self, made: dict[str, str]) -> dict[str, str]:
        names = Counter(made.values())
        return {
            process: name if name and names[name] == 1 else f"{name} {self._first.get(process, '')}".strip()
            for process, name in made.items()
        }

    def _hold(self, key: _Identity, entity: Entity) -> None:
        self.entities[key] = entity
        there = self._latest.get(key[:2])
        if there is None or version_key(there.version) < key[2]:
            self._latest[key[:2]] = entity
        if isinstance(entity, ImpactMethod):
            for ref in entity.categories:
                self._methods.setdefault(ref.uuid, pick(entity.name, "en"))

    def _find(self, ref: Ref) -> Entity | None:
        return self.entities.get(identity(ref)) or self._latest.get((ref.type, ref.uuid))

    def flow(self, ref: Ref | None) -> Flow | None:
        """See Lookup.flow."""
        found = self._find(ref) if ref else None
        return found if isinstance(found, Flow) else None

    def contact(self, ref: Ref) -> Contact | None:
        """See Lookup.contact."""
        found = self._find(ref)
        return found if isinstance(found, Contact) else None

    def source(self, ref: Ref) -> Source | None:
        """See Lookup.source."""
        found = self._find(ref)
        return found if isinstance(found, Source) else None

    def number(self, ref: Ref) -> int | None:
        """See Lookup.number."""
        if ref.type != "process":
            return None
        return self.numbers["process"].get(identity(ref), self._first.get(ref.uuid))

    def supplies(self, exchange: Exchange) -> bool:
        """See Lookup.supplies."""
        if exchange.provider is None or exchange.flow is None:
            return False
        return exchange.flow.uuid in self._supplied.get(exchange.provider.uuid, ())

    def code(self, place: Place | None) -> str:
        """See Lookup.code."""
        if place is None:
            return ""
        return place.code or self.index.place_code(place)

    def unit(self, flow: Flow) -> str:
        """See Lookup.unit."""
        prop = next((p.property.uuid for p in flow.properties if p.is_reference), "")
        group = self.index.unit_group_of(prop)
        return group.units[0].name if group and group.units else ""

    def method(self, category: ImpactCategory) -> str:
        """See Lookup.method."""
        return self._methods.get(category.uuid, "")

    def mark(self, entity: Flow | Process | None) -> str:
        """See Lookup.mark."""
        return self._marks.get(entity.uuid, "") if entity is not None else ""

    def maker(self, exchange: Exchange, consumer: Entity) -> str:
        """See Lookup.maker: that of a product's own process, or of the supplier that an input declares."""
        made = self._makers.get(exchange.flow.uuid) if exchange.flow else None
        if not made or not exchange.flow:
            return ""
        own = _supply(exchange)
        if own is not None and own[1] == self._supplied_as(exchange.flow.uuid):
            return made.get(consumer.uuid, "")
        return made.get(exchange.provider.uuid, "") if exchange.provider else ""

    def native(self, exchange: Exchange | ImpactFactor, flow: Flow | None) -> tuple[float, str]:
        """See Lookup.native: the unit stays, unless it measures something else than the flow's reference property."""
        unit = exchange.unit.name if exchange.unit else ""
        if flow is None:
            return 1.0, unit
        base = self.unit(flow)
        reference = next((p.property.uuid for p in flow.properties if p.is_reference), "")
        is_reference = exchange.property is None or exchange.property.uuid == reference
        if not unit and is_reference:
            return 1.0, base
        if not base or (is_reference and group_key(unit) == group_key(base)):
            return 1.0, unit or base
        prop = exchange.property.uuid if exchange.property else ""
        try:
            scale = self.index.reference_scale(
                flow.uuid, prop, exchange.unit.uuid if exchange.unit and exchange.unit.uuid else unit
            )
        except UnitError:
            return 1.0, unit or base
        return (scale, base) if scale else (1.0, unit)


def _named(entity: Flow | Process) -> tuple[str, ...]:
    """Return name and categories as EcoSpold 1 compares them."""
    path = path_of(entity.classifications, is_flow=isinstance(entity, Flow))
    return tuple(word.strip().lower() for word in (pick(entity.name, "en"), *path))


def _supply(exchange: Exchange) -> tuple[str, Direction] | None:
    """Return what an exchange may be a supply of: an output of its flow, or the input that a process is there for."""
    if exchange.flow is None or (exchange.direction == "input" and not exchange.is_reference):
        return None
    return (exchange.flow.uuid, exchange.direction or "output")


def _supplied_by(process: Process) -> set[tuple[str, Direction]]:
    return {supply for exchange in process.exchanges if (supply := _supply(exchange)) is not None}


def _order_of_categories(entities: dict[_Identity, Entity]) -> dict[str, int]:
    """Return the rank of impact categories in their methods."""
    methods = [entity for _, entity in sorted(entities.items()) if isinstance(entity, ImpactMethod)]
    listed = dict.fromkeys(ref.uuid for method in methods for ref in method.categories)
    return {uuid: rank for rank, uuid in enumerate(listed)}


def _numbered(wished: list[tuple[_Identity, str]], order: dict[str, int]) -> dict[_Identity, int]:
    """Return a number per data set: its own where nobody else has it, else one by rank."""
    found: dict[_Identity, int] = {}
    taken: set[int] = set()
    rest = []
    for key, text in sorted(wished, key=lambda wish: (wish[1] == "", order.get(wish[0][1], 0), wish[0])):
        number = int(text) if text and len(text) <= 9 else 0  # an xs:int
        if number > 0 and number not in taken:
            found[key] = number
            taken.add(number)
        else:
            rest.append(key)
    free = FIRST_NUMBER
    for key in rest:
        while free in taken:
            free += 1
        found[key] = free
        taken.add(free)
    return found


class Writer:
    """One package on its way into a sink.

    Args:
        package: what is to be written.
        sink: takes the files.
        report: takes the account.
        strict: keep to the lengths and patterns of the XSD.
        plain: write for tools that know no more than products and names.
    """

    def __init__(self, package: Package, sink: Sink, report: Report, *, strict: bool, plain: bool) -> None:
        self.package = package
        self.sink = sink
        self.report = report
        self.strict = strict
        self.plain = plain
        self._written: dict[tuple[Content, int], tuple[str, bytes]] = {}
        self._orders: dict[tuple[Content, int], list[int]] = {}

    def run(self) -> None:
        """Write all files, read them back, and report what differs."""
        held = Held(self.package, plain=self.plain)
        flows: list[bytes] = []
        for document in self._planned(held):
            if document.content == "elementary":
                flows.append(write_document(document))
            else:
                self._add(document)
        if flows:
            self.sink.add(f"{FOLDERS['elementary']}/flows.xml", head("elementary") + b"".join(flows) + TAIL)
        catalog = self._catalog(flows)
        account = Account(held.entities, held.numbers["elementary"], catalog, self.report)
        for pair in (account.claim, account.compare):
            for entity in self.package.entities("process", "impact_category"):
                content: Content = "process" if isinstance(entity, Process) else "impact"
                number = held.numbers[content][identity(entity)]
                pair(entity, self._in_order(content, number))
            if pair == account.claim:
                account.settle()
        account.finish()
        for entity in held.entities.values():
            held.index.current = (entity.type, entity.uuid)
            _find_all(entity, held.index)

    def _planned(self, held: Held) -> Iterator[Document]:
        elementary = [
            held.entities[key] for key in sorted(held.numbers["elementary"], key=held.numbers["elementary"].__getitem__)
        ]
        for flow in elementary:
            assert isinstance(flow, Flow)  # numbered as such
            document = plan_flow(flow, held)
            self._finish(document, held.numbers["elementary"][identity(flow)])
            yield document
        for entity in self.package.entities("process", "impact_category"):
            held.index.current = (entity.type, entity.uuid)
            _find_all(entity, held.index)
            residue = entity.extra.get(FORMAT, {})
            if isinstance(entity, Process):
                document = plan_process(entity, held)
                lay_over(document, residue, [exchange.id for exchange in entity.exchanges])
                number = held.numbers["process"][identity(entity)]
                self._finish(document, number)
                if self.plain:
                    self._put_reference_first(document, number)
                    self._tell_order(entity, number)
            elif isinstance(entity, ImpactCategory):
                document = plan_category(entity, held)
                lay_over(document, residue, list(range(1, len(entity.factors) + 1)))
                self._finish(document, held.numbers["impact"][identity(entity)])
            yield document

    def _finish(self, document: Document, number: int) -> None:
        document.values.setdefault("dataset", {})["number"] = str(number)
        fit(document, strict=self.strict)

    def _add(self, document: Document) -> None:
        number = int(document.values["dataset"]["number"])
        name = f"{FOLDERS[document.content]}/{number}.xml"
        data = head(document.content) + write_document(document) + TAIL
        self.sink.add(name, data)
        self._written[document.content, number] = (name, zlib.compress(data, 1))

    def _put_reference_first(self, document: Document, number: int) -> None:
        """Put the reference before other products: who knows only products takes the first for the reference."""
        lines = document.exchanges
        order = sorted(range(len(lines)), key=lambda i: lines[i].group != "outputGroup 0")
        if order != list(range(len(lines))):
            document.exchanges = [lines[i] for i in order]
            self._orders[document.content, number] = order

    def _tell_order(self, process: Process, number: int) -> None:
        order = self._orders.get(("process", number))
        if order is not None:
            shown = " ".join(str(i + 1) for i in order[:10]) + (" …" if len(order) > 10 else "")
            key = EntityKey("process", process.uuid, process.version)
            self.report.add(issues.REFERENCE_FIRST, entity=key, path="exchanges", value=order, shown=shown)

    def _in_order(self, content: Content, number: int) -> Document:
        """Return what was written, with the exchanges in the order of the source."""
        document = self._back(content, self._written[content, number])
        order = self._orders.get((content, number))
        if order is not None:
            lines = dict(zip(order, document.exchanges, strict=True))
            document.exchanges = [lines[i] for i in range(len(order))]
        return document

    def _back(self, content: Content, entry: tuple[str, bytes]) -> Document:
        document = parse_one(zlib.decompress(entry[1]), content, entry[0])
        unmark(document)
        return document

    def _catalog(self, flows: list[bytes]) -> Catalog:
        """Return what a reader gathers of the files: those of each folder in the order of their names."""
        catalog = Catalog()
        for (content, _), entry in sorted(self._written.items(), key=lambda item: item[1][0]):
            if content == "process":
                catalog.take(self._back(content, entry))
        for data in flows:
            document = parse_one(head("elementary") + data + TAIL, "elementary", f"{FOLDERS['elementary']}/flows.xml")
            unmark(document)
            catalog.take(document)
        for (content, _), entry in sorted(self._written.items(), key=lambda item: item[1][0]):
            if content == "impact":
                catalog.take(self._back(content, entry))
        return catalog


def _find_all(entity: Entity, index: Index) -> None:
    """Look up every reference, so that those without a target are named."""
    for _, ref in iter_refs(entity):
        index.find(ref)
