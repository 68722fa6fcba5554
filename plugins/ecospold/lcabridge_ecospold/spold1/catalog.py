"""What the data sets of a package share: flows, persons, sources, quantities, methods; EcoSpold 1 repeats them in each.

UUIDs are derived from names as openLCA derives them, so that both meet (reference: openLCA's KeyGen).
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from lcabridge.codes import keygen
from lcabridge.model import (
    Alias,
    ClassEntry,
    Classification,
    Contact,
    Entity,
    Flow,
    FlowPropertyFactor,
    FlowType,
    ImpactMethod,
    Place,
    Ref,
    Source,
    Text,
    version_key,
)
from lcabridge_ecospold.spold1 import values as read
from lcabridge_ecospold.spold1.document import Document, Values
from lcabridge_ecospold.spold1.names import NUMBER_ALIAS, PRODUCT_GROUPS
from lcabridge_ecospold.spold1.quantities import group_key, is_base, property_ref, quantity_entities

FORMAT = "ecospold1"
FlowKey = tuple[str, ...]


class Seen(msgspec.Struct, kw_only=True):
    """What the exchanges say of one flow; the first that says something holds."""

    is_elementary: bool
    name: Text
    category: str = ""
    sub_category: str = ""
    local: Values = {}
    cas: str = ""
    formula: str = ""
    place: str = ""
    infrastructure: str | None = None
    units: list[str] = []
    is_treated: bool = False
    groups: set[str] = set()
    is_known: bool = False
    document: Document | None = None
    entity: Flow | None = None


class DataSet(msgspec.Struct):
    """A process or impact data set: identity, what links name it by, the flow of its first reference, all it supplies."""

    uuid: str
    version: str
    name: str
    number: str
    flow: FlowKey | None
    same_as: str = ""
    text: Text = {}
    place: str = ""
    is_process: bool = True
    process_type: str = ""
    category: tuple[str, ...] = ()
    supplies: frozenset[FlowKey] = frozenset()


def key_of(values: Values, group: str) -> FlowKey | None:
    """Return what makes exchanges name the same flow; None for an exchange without name.

    Elementary flows: category, sub-category, name, quantity. Others: location and infrastructure too. Two units of one
    quantity (kWh, MJ) are one flow: openLCA would make two, although it wrote one.
    """
    name = values.get("name", "").strip().lower()
    if not name:
        return None
    first = values.get("category", "").strip().lower()
    second = values.get("subCategory", "").strip().lower()
    quantity = group_key(values.get("unit", ""))
    if group.endswith(" 4"):
        return ("E", first, second, name, quantity)
    place = values.get("location", "").strip().lower() or "glo"
    infrastructure = "true" if read.flag(values.get("infrastructureProcess")) else "false"
    return ("P", first, second, name, quantity, place, infrastructure)


def _supplied(document: Document) -> frozenset[FlowKey]:
    """Return the flows of the products of a data set: references and by-products."""
    keys = (key_of(line.values, line.group) for line in document.exchanges if line.group in PRODUCT_GROUPS)
    return frozenset(key for key in keys if key is not None)


def contact_key(values: Values) -> str:
    """Return the UUID of a person."""
    return keygen(values.get("name"), values.get("address"))


def source_key(values: Values) -> str:
    """Return the UUID of a source."""
    return keygen(values.get("firstAuthor"), values.get("title"), values.get("year"))


class Catalog:
    """Everything that is shared, gathered from all data sets in the order of the parts."""

    def __init__(self) -> None:
        self.seen: dict[FlowKey, Seen] = {}
        self.contacts: dict[str, tuple[Values, str]] = {}
        self.sources: dict[str, tuple[Values, str]] = {}
        self.data_sets: dict[tuple[str, int], DataSet] = {}
        self.by_number: dict[str, DataSet] = {}
        self.methods: dict[str, tuple[str, str, list[Ref]]] = {}
        self._ids: dict[tuple[str, str, tuple[int, ...]], str] = {}
        self._flows: dict[str, Flow] = {}
        self._numbers: dict[tuple[str, str], int] = {}
        self._documents: dict[str, Document] = {}
        self._sources: dict[str, Source] = {}
        self._contacts: dict[str, Contact] = {}

    def take(self, document: Document) -> None:
        """Add what a data set says."""
        language, local = read.languages(document)
        for position, values in enumerate(document.lists.get("person", []), 1):
            self.contacts.setdefault(contact_key(values), (_told(values, position), language))
        for position, values in enumerate(document.lists.get("source", []), 1):
            self.sources.setdefault(source_key(values), (_told(values, position), language))
        if document.content == "elementary":
            self._take_flow(document, language, local)
            return
        reference: FlowKey | None = None
        first_by_product: FlowKey | None = None
        for exchange in document.exchanges:
            values, group = exchange.values, exchange.group
            key = key_of(values, group if document.content == "process" else "inputGroup 4")
            if key is None:
                continue
            if group == "outputGroup 0" and reference is None:
                reference = key
            elif group == "outputGroup 2" and first_by_product is None:
                first_by_product = key
            self._see(key, values, group, language, local)
            if not document.is_ours or values.get("unit") or values.get("category"):
                self.seen[key].is_known = True  # our writer has no more than a name for a flow that the package lacks
        self._take_data_set(document, reference or first_by_product, language, local)

    def _see(self, key: FlowKey, values: Values, group: str, language: str, local: str) -> None:
        seen = self.seen.get(key)
        if seen is None:
            place = values.get("location", "").strip() if key[0] == "P" else ""
            name = read.bilingual(values["name"], values.get("localName"), language, local)
            self.seen[key] = seen = Seen(
                is_elementary=key[0] == "E",
                name=name,
                category=values.get("category", ""),
                sub_category=values.get("subCategory", ""),
                local={a: values[a] for a in ("localCategory", "localSubCategory") if values.get(a)},
                place=place,
                infrastructure=values.get("infrastructureProcess"),
                units=[],
            )
        elif "localName" in values:
            for tag, word in read.bilingual(values["name"], values["localName"], language, local).items():
                seen.name.setdefault(tag, word)
        unit = values.get("unit", "")
        if unit not in seen.units:
            seen.units.append(unit)
        if not seen.cas:
            text = values.get("CASNumber", "")
            seen.cas = read.cas(text) or text
        if not seen.formula:
            seen.formula = values.get("formula", "")
        if group == "outputGroup 0" and (values.get("meanValue") or "").lstrip().startswith("-"):
            seen.is_treated = True
        seen.groups.add(group)

    def _take_flow(self, document: Document, language: str, local: str) -> None:
        values = document.values.get("referenceFunction", {})
        relates = read.flag(values.get("datasetRelatesToProduct"))
        key = key_of(values, "outputGroup 0" if relates else "inputGroup 4")
        if key is not None:
            self._see(key, values, "", language, local)
            seen = self.seen[key]
            seen.is_known = True
            if seen.document is None:
                seen.document = document

    def _take_data_set(self, document: Document, reference: FlowKey | None, language: str, local: str) -> None:
        values = document.values.get("referenceFunction", {})
        information = document.values.get("dataSetInformation", {})
        is_process = document.content == "process"
        place = document.values.get("geography", {}).get("location", "").strip()
        names = [values.get(a) for a in ("category", "subCategory", "name", "unit")]
        kind = information.get("type", "").strip()
        if is_process:
            infrastructure = "true" if read.flag(values.get("infrastructureProcess")) else "false"
            uuid = keygen(*names, place or "GLO", infrastructure, "U" if kind == "1" else "S")
        else:
            uuid = keygen(*names[1:])
        version = information.get("version", "").strip()
        identity = (document.content, uuid, version_key(version))
        first = self._ids.get(identity)
        number = document.number
        if first is not None:
            uuid = keygen(uuid, number, f"{document.file}:{document.line}" if first == number else "")
        self._ids[document.content, uuid, version_key(version)] = number
        name = read.bilingual(values.get("name"), values.get("localName"), language, local)
        entry = DataSet(
            uuid, version, values.get("name", ""), number, reference, first or "", name, place, is_process, kind,
            tuple(v for v in names[:2] if v), _supplied(document) if is_process else frozenset(),
        )  # fmt: skip
        self.data_sets[document.file, document.line] = entry
        if is_process:
            self.by_number.setdefault(number, entry)
        elif values.get("category"):
            ref = Ref(type="impact_category", uuid=uuid, version=version, name=name)
            self.methods.setdefault(keygen(values["category"]), (values["category"], language, []))[2].append(ref)

    def flow(self, key: FlowKey) -> Flow:
        """Return a flow; to be called when all data sets are in."""
        seen = self.seen[key]
        if seen.entity is None:
            self._make_flows()
        assert seen.entity is not None  # made by now, like all others
        return seen.entity

    def _make_flows(self) -> None:
        taken: set[str] = set()
        for key, seen in self.seen.items():
            seen.entity = flow = _flow(seen)
            if flow.uuid in taken:  # openLCA's keys do not escape "/", and know nothing of quantities
                flow.uuid = keygen(flow.uuid, *key)
            taken.add(flow.uuid)

    def flows(self) -> dict[str, Flow]:
        """Return all flows by UUID."""
        if not self._flows:
            self._flows = {flow.uuid: flow for flow in map(self.flow, self.seen)}
        return self._flows

    def numbers(self) -> dict[tuple[str, str], int]:
        """Return the numbers of the processes by UUID and version."""
        if not self._numbers:
            own = [e for e in self.data_sets.values() if e.is_process and e.number.isascii() and e.number.isdecimal()]
            self._numbers = {(e.uuid, e.version): int(e.number) for e in own}
        return self._numbers

    def document(self, flow: Flow) -> Document | None:
        """Return the data set that describes a flow, if it has one of its own."""
        if not self._documents:
            self._documents = {s.entity.uuid: s.document for s in self.seen.values() if s.document and s.entity}
        return self._documents.get(flow.uuid)

    def source(self, uuid: str) -> Source:
        """Return a source."""
        found = self._sources.get(uuid)
        if found is None:
            self._sources[uuid] = found = read_source(uuid, *self.sources[uuid])
        return found

    def contact(self, uuid: str) -> Contact:
        """Return a person."""
        found = self._contacts.get(uuid)
        if found is None:
            self._contacts[uuid] = found = read_contact(uuid, *self.contacts[uuid])
        return found

    def entities(self) -> Iterator[Entity]:
        """Yield all shared data sets but quantities, by type and UUID."""
        made: list[Entity] = [self.flow(key) for key, seen in self.seen.items() if seen.is_known]
        made += [self.source(uuid) for uuid in self.sources]
        made += [self.contact(uuid) for uuid in self.contacts]
        made += [method(uuid, *self.methods[uuid]) for uuid in self.methods]
        yield from sorted(made, key=lambda entity: (entity.type, entity.uuid))

    def quantities(self) -> list[tuple[Entity, str]]:
        """Return unit groups and flow properties, each with the unit that it is for."""
        return quantity_entities({unit for seen in self.seen.values() for unit in seen.units})


def _told(values: Values, position: int) -> Values:
    """Return the attributes of a member without its number, where that is its position: the number says nothing then."""
    if values.get("number", "").strip() != str(position):
        return values
    return {name: value for name, value in values.items() if name != "number"}


def _flow(seen: Seen) -> Flow:
    units = [unit for unit in seen.units if is_base(unit)] or seen.units
    parts = [seen.category, seen.sub_category, next(iter(seen.name.values()), ""), units[0]]
    flow_type: FlowType = "elementary"
    if not seen.is_elementary:
        infrastructure = read.flag(seen.infrastructure)
        parts += [seen.place or "GLO", "true" if infrastructure else "false"]
        # What is treated is waste, unless others have it as a by-product: a product whose input a process is there for.
        is_treated = seen.is_treated and "outputGroup 2" not in seen.groups
        flow_type = "waste" if is_treated or "outputGroup 3" in seen.groups else "product"
    flow = Flow(
        uuid=keygen(*parts),
        name=seen.name,
        flow_type=flow_type,
        cas=seen.cas,
        formula=seen.formula,
        is_infrastructure=read.flag(seen.infrastructure),
        place=Place(code=seen.place) if seen.place else None,
        classifications=classified(seen.category, seen.sub_category),
        properties=[FlowPropertyFactor(property=property_ref(units[0]), factor=1.0, is_reference=True)],
    )
    if seen.local:
        flow.extra[FORMAT] = dict(seen.local)
    if seen.document is not None:
        _document(flow, seen.document)
    return flow


def _document(flow: Flow, document: Document) -> None:
    language, _ = read.languages(document)
    values = document.values.get("referenceFunction", {})
    information = document.values.get("dataSetInformation", {})
    flow.version = information.get("version", "").strip()
    flow.last_change = information.get("timestamp", "")
    flow.synonyms = joined(document.synonyms, language)
    flow.description = read.text(values.get("generalComment"), language)
    if document.number and not document.is_ours:
        flow.aliases = [Alias(system=NUMBER_ALIAS, id=document.number)]


def classified(category: str | None, sub_category: str | None) -> list[Classification]:
    """Return the path of category and sub-category."""
    names = [name for name in (category, sub_category) if name]
    return [Classification(system="EcoSpold 1", classes=[ClassEntry(name=name) for name in names])] if names else []


def joined(synonyms: list[str], language: str) -> Text:
    """Return synonyms as the model has them: one text, ``; `` between."""
    words = [word for word in synonyms if word.strip()]
    return read.text("; ".join(words), language)


def read_contact(uuid: str, values: Values, language: str) -> Contact:
    """Return a person of its attributes."""
    contact = Contact(
        uuid=uuid,
        name=read.text(values.get("name"), language),
        address=read.text(values.get("address"), language),
        telephone=values.get("telephone", ""),
        telefax=values.get("telefax", ""),
        email=values.get("email", ""),
        country=values.get("countryCode", ""),
    )
    if values.get("number"):
        contact.aliases = [Alias(system=NUMBER_ALIAS, id=values["number"].strip())]
    if values.get("companyCode"):
        contact.extra[FORMAT] = {"companyCode": values["companyCode"]}
    return contact


SOURCE_TYPES = {
    "1": "Article in periodical",
    "2": "Chapter in anthology",
    "3": "Monograph",
    "4": "Direct measurement",
    "5": "Oral communication",
    "6": "Personal written communication",
    "7": "Questionnaire",
}
"""``sourceType`` as ILCD's publicationType says it; ILCD has no word for the last one."""
SOURCE_REST = (
    "additionalAuthors", "pageNumbers", "nameOfEditors", "titleOfAnthology", "placeOfPublications", "publisher",
    "journal", "volumeNo", "issueNo",
)  # fmt: skip


def read_source(uuid: str, values: Values, language: str) -> Source:
    """Return a source of its attributes: the first author is what people call it."""
    year = values.get("year", "").strip()
    place = values.get("placeOfPublications", "")
    number_of_year = int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None
    source = Source(
        uuid=uuid,
        name=read.text(values.get("firstAuthor"), language),
        citation=read.text(values.get("title"), language),
        publication_type=SOURCE_TYPES.get(values.get("sourceType", "").strip(), ""),
        year=number_of_year,
        url=place if is_url(place) else "",
        description=read.text(values.get("text"), language),
    )
    if values.get("number"):
        source.aliases = [Alias(system=NUMBER_ALIAS, id=values["number"].strip())]
    rest = {name: values[name] for name in SOURCE_REST if values.get(name)}
    if source.url:
        del rest["placeOfPublications"]
    if rest:
        source.extra[FORMAT] = rest
    return source


def is_url(text: str) -> bool:
    """Tell whether a place of publication is an address ("if available via the web add the web-address", XSD)."""
    return text.startswith(("http://", "https://"))


def method(uuid: str, name: str, language: str, categories: list[Ref]) -> ImpactMethod:
    """Return an impact method: the data sets of one category of reference function."""
    return ImpactMethod(uuid=uuid, name=read.text(name, language), categories=categories)
