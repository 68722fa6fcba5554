"""A model entity to a document: what EcoSpold 1 says of it, before the limits of the XSD."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Protocol

from lcabridge.model import (
    Administration,
    AllocationFactor,
    Classification,
    Contact,
    Entity,
    Exchange,
    Flow,
    ImpactCategory,
    ImpactFactor,
    Place,
    Process,
    Ref,
    Review,
    Source,
    Text,
    Time,
    pick,
)
from lcabridge.sources import format_number
from lcabridge_ecospold.spold1 import values as write
from lcabridge_ecospold.spold1.catalog import FORMAT
from lcabridge_ecospold.spold1.document import Document, Line, Share, Values
from lcabridge_ecospold.spold1.groups import group_of, plain_group_of
from lcabridge_ecospold.spold1.languages import choose
from lcabridge_ecospold.spold1.names import ENDS, MARK, NUMBER_ALIAS, STARTS
from lcabridge_ecospold.spold1.people import person, put, source
from lcabridge_ecospold.spold1.reading import ACCESS, INCLUDED, METHODS, NACE, STATUS, shared_ids

_STATUS = {word: code for code, word in STATUS.items()}
_ACCESS = {word: code for code, word in ACCESS.items()}
_METHOD: dict[str, str] = {str(word): code for code, word in METHODS.items()}
_PROCESS_TYPE = {"partly_terminated_system": "0", "lci_result": "2"}
_ROOTS = frozenset({"elementary flows", "emissions"})
_MARKED = 72
"""Characters that a name keeps before its mark: the XSD allows 80 in all."""
_YEAR = 4
_MONTH = 7


class Lookup(Protocol):
    """Where references lead, as the writer needs it; ``is_plain`` is ``EcoSpold1Options.plain``."""

    is_plain: bool

    def flow(self, ref: Ref | None) -> Flow | None:
        """Return the flow."""

    def contact(self, ref: Ref) -> Contact | None:
        """Return the contact."""

    def source(self, ref: Ref) -> Source | None:
        """Return the source."""

    def number(self, ref: Ref) -> int | None:
        """Return the number of a process data set."""

    def supplies(self, exchange: Exchange) -> bool:
        """Tell whether the supplier that an exchange declares does supply its flow."""

    def native(self, exchange: Exchange | ImpactFactor, flow: Flow | None) -> tuple[float, str]:
        """Return what the amount is to be multiplied by, and the unit it is then in."""

    def code(self, place: Place | None) -> str:
        """Return the code of a place."""

    def unit(self, flow: Flow) -> str:
        """Return the reference unit of a flow."""

    def method(self, category: ImpactCategory) -> str:
        """Return the name of a method that the category belongs to."""

    def mark(self, entity: Flow | Process | None) -> str:
        """Return what tells a flow or process from another of its name, "" where the name does."""

    def maker(self, exchange: Exchange, consumer: Entity) -> str:
        """Return the process that a product is to be named with, "" where its own name tells it from others."""


def flag(value: bool | None) -> str | None:  # the value itself
    """Return a truth value as XML has it."""
    return None if value is None else "true" if value else "false"


def number(value: float | None) -> str | None:
    """Return a number as text."""
    return None if value is None else format_number(value)


class Planner:
    """One document in the making.

    Args:
        entity: what it says.
        lookup: where references lead.
        chosen: languages to use; by default those of the name.
    """

    def __init__(self, entity: Entity, lookup: Lookup, chosen: tuple[str, str] | None = None) -> None:
        self.entity = entity
        self.lookup = lookup
        self.language, self.local = chosen or choose(entity)
        self.document = Document(values={}, lists={}, times={}, synonyms=[], exchanges=[], allocations=[])
        self._numbers: dict[tuple[str, str], str] = {}

    def say(self, text: Text) -> str | None:
        """Return what the data set's language can hold of a text."""
        return write.say(text, self.language)

    def local_name(self, name: Text, said: str | None) -> str | None:
        """Return the local name."""
        if self.local == self.language:
            return name.get(f"{self.language}-x-2") or said
        return name.get(self.local)

    def values(self, element: str) -> Values:
        """Return the attributes of an element, which is made."""
        return self.document.values.setdefault(element, {})

    def person(self, ref: Ref | None) -> str | None:
        """List a person and return its number."""
        if ref is None:
            return None
        contact = self.lookup.contact(ref) or Contact(uuid=ref.uuid, name=ref.name)
        return self._list("person", contact, person(contact, self.language))

    def source(self, ref: Ref | None) -> str | None:
        """List a source and return its number."""
        if ref is None:
            return None
        source_ = self.lookup.source(ref) or Source(uuid=ref.uuid, name=ref.name)
        return self._list("source", source_, source(source_, self.language))

    def _list(self, element: str, entity: Entity, values: Values) -> str:
        number_ = self._numbers.get((element, entity.uuid))
        if number_ is None:
            members = self.document.lists.setdefault(element, [])
            taken = {member["number"] for member in members}
            own = alias(entity)
            number_ = own if own and own not in taken else _free(taken)
            self._numbers[element, entity.uuid] = number_
            members.append({"number": number_, **values})
        return number_

    def head(self, category: tuple[str, str]) -> None:
        """Plan what every data set has."""
        entity = self.entity
        information = self.values("dataSetInformation")
        values = self.values("referenceFunction")
        said = self.say(entity.name) or pick(entity.name, "en") or None
        mark = self.lookup.mark(entity) if isinstance(entity, Process) else ""
        if said and mark:
            said = f"{said[:_MARKED]} ~{mark}"
        put(
            values, name=said, localName=self.local_name(entity.name, said), generalComment=self.say(entity.description)
        )
        put(
            values,
            category=category[0],
            subCategory=category[1],
            localCategory=category[0],
            localSubCategory=category[1],
        )
        put(information, timestamp=entity.last_change, version=entity.version)
        put(information, impactAssessmentResult="false", internalVersion="0.0", energyValues="0")
        put(information, languageCode=self.language, localLanguageCode=self.local)
        self.document.synonyms = (self.say(entity.synonyms) or "").split("; ") if entity.synonyms else []
        administration = entity.administration or Administration()
        put(self.values("dataset"), number=alias(entity), timestamp=administration.time_stamp or entity.last_change)

    def administration(self, made: Administration | None) -> None:
        """Plan who made, entered and published the data set."""
        self.values("dataEntryBy")
        values = self.values("dataGeneratorAndPublication")
        if made is None:
            return
        put(self.values("dataEntryBy"), person=self.person(made.entered_by))
        for position, ref in enumerate(made.generators[:1]):
            put(values, person=self.person(ref) if position == 0 else None)
        put(values, dataPublishedIn=_STATUS.get(made.status), copyright=flag(made.copyright))
        put(values, accessRestrictedTo=_ACCESS.get(pick(made.access_restrictions, "en")))
        put(values, referenceToPublishedSource=self.source(made.publication))
        if made.publication is not None and made.publication.sections:
            put(values, pageNumbers=made.publication.sections[0])

    def review(self, reviews: list[Review]) -> None:
        """Plan the first review."""
        if reviews:
            values = self.values("validation")
            put(
                values,
                proofReadingDetails=self.say(reviews[0].details),
                otherDetails=self.say(reviews[0].other_details),
            )
            put(values, proofReadingValidator=self.person(next(iter(reviews[0].reviewers), None)))

    def time(self, time: Time | None) -> None:
        """Plan the period of validity."""
        put(self.values("timePeriod"), dataValidForEntirePeriod="true")
        if time is None:
            return
        put(self.values("timePeriod"), text=self.say(time.description))
        for tags, text in ((STARTS, time.valid_from), (ENDS, time.valid_until)):
            if text:
                self.document.times[tags[0 if len(text) <= _YEAR else 1 if len(text) <= _MONTH else 2]] = text


def alias(entity: Entity) -> str:
    """Return the number that an entity has in EcoSpold 1, or ""."""
    return next((a.id for a in entity.aliases if a.system == NUMBER_ALIAS and a.id.isascii() and a.id.isdecimal()), "")


def _free(taken: Iterable[str]) -> str:
    used = {int(text) for text in taken}
    return str(next(n for n in range(1, len(used) + 2) if n not in used))


def path_of(classifications: list[Classification], *, is_flow: bool = False) -> tuple[str, str]:
    """Return category and sub-category: the first two levels, deeper ones joined to the second.

    The roots of openLCA ("Elementary flows", as openLCA does) and ILCD ("Emissions") are left out: category and sub-category
    are the compartment.
    """
    own = [c for c in classifications if c.system != NACE]
    names = [entry.name for entry in own[0].classes] if own else []
    if is_flow and len(names) > 1 and names[0].strip().lower() in _ROOTS:
        names = names[1:]
    return (names[0] if names else "", " / ".join(names[1:]))


def plan_process(process: Process, lookup: Lookup) -> Document:
    """Return the document of a process."""
    planner = Planner(process, lookup)
    planner.head(path_of(process.classifications))
    document = planner.document
    values = planner.values("referenceFunction")
    code = next((c.classes[0].id for c in process.classifications if c.system == NACE and c.classes), None)
    put(values, datasetRelatesToProduct="true", infrastructureProcess=flag(process.is_infrastructure))
    put(values, statisticalClassification=code)
    description = process.technology.description if process.technology else {}
    text, _, included = (planner.say(description) or "").partition(INCLUDED)
    put(values, includedProcesses=included)
    put(planner.values("technology"), text=text)
    planner.time(process.time)
    if process.geography is not None:
        put(planner.values("geography"), location=lookup.code(process.geography.place))
        put(planner.values("geography"), text=planner.say(process.geography.description))
    if process.data_sources is not None:
        for ref in process.data_sources.sources:
            planner.source(ref)
        data = process.data_sources
        rest: Values = {}
        put(rest, percent=number(data.share_covered), productionVolume=planner.say(data.annual_volume))
        put(rest, samplingProcedure=planner.say(data.sampling), extrapolations=planner.say(data.treatment))
        put(rest, uncertaintyAdjustments=planner.say(data.uncertainty_adjustments))
        if rest:
            document.values["representativeness"] = rest
    planner.administration(process.administration)
    planner.review(process.reviews)
    _plan_exchanges(process, planner)
    # Whoever reads the file applies whatever factors there are: factors that the process does not apply stay out.
    if process.allocation and process.default_allocation != "none":
        document.allocations = _plan_allocation(process, document)
    products = sum(line.group in ("outputGroup 0", "outputGroup 2") for line in document.exchanges)
    kind = _PROCESS_TYPE.get(process.process_type or "", "5" if products > 1 else "1")
    put(planner.values("dataSetInformation"), type=kind if process.process_type else None)
    _plan_reference(process, document)
    return document


def _plan_reference(process: Process, document: Document) -> None:
    pairs = zip(process.exchanges, document.exchanges, strict=True)
    line = next((line for exchange, line in pairs if exchange.is_reference), None)
    if line is not None:
        amount, unit = line.values.get("meanValue"), line.values.get("unit")
        values = document.values["referenceFunction"]
        put(values, amount=amount, unit=unit)
        put(values, CASNumber=line.values.get("CASNumber"), formula=line.values.get("formula"))


def _plan_exchanges(process: Process, planner: Planner) -> None:
    numbers = _exchange_numbers(process, planner.lookup)
    several = sum(exchange.is_reference for exchange in process.exchanges) > 1
    for exchange, own in zip(process.exchanges, numbers, strict=True):
        flow = planner.lookup.flow(exchange.flow)
        planner.document.exchanges.append(_plan_exchange(exchange, flow, str(own), planner, several=several))


def _exchange_numbers(process: Process, lookup: Lookup) -> list[int]:
    """Return a number per exchange: that of its supplier, else its own; each stands once in a data set.

    Where several exchanges have one supplier, its number goes to one that it does supply: a reader believes no other.
    """
    found: list[int | None] = [None] * len(process.exchanges)
    taken: set[int] = set()
    linked = [(position, exchange) for position, exchange in enumerate(process.exchanges) if exchange.provider]
    for position, exchange in sorted(linked, key=lambda link: not lookup.supplies(link[1])):
        supplier = lookup.number(exchange.provider) if exchange.provider else None
        if supplier is not None and supplier not in taken:
            found[position] = supplier
            taken.add(supplier)
    for position, exchange in enumerate(process.exchanges):
        if found[position] is None and exchange.id is not None and exchange.id > 0 and exchange.id not in taken:
            found[position] = exchange.id
            taken.add(exchange.id)
    free = max(taken, default=0)
    complete: list[int] = []
    for number_ in found:
        if number_ is None:
            free += 1
        complete.append(free if number_ is None else number_)
    return complete


def _plan_exchange(exchange: Exchange, flow: Flow | None, own: str, planner: Planner, *, several: bool) -> Line:
    kind = flow.flow_type if flow else None
    factor, unit = planner.lookup.native(exchange, flow)
    if planner.lookup.is_plain:
        group, sign = plain_group_of(exchange, kind, several=several)
    else:
        group = group_of(exchange, kind, several=several)
        sign = -1.0 if group == "outputGroup 0" and exchange.direction == "input" else 1.0
    values: Values = {"number": own}
    _plan_flow(values, exchange.flow, flow, planner)
    mark = planner.lookup.mark(flow)
    if mark and values.get("name"):
        values["name"] = f"{values['name'][:_MARKED]} ~{mark}"
    maker = planner.lookup.maker(exchange, planner.entity)
    if maker:
        values["name"] = f"{values['name']}| {maker}"
    amount = exchange.amount
    if amount is not None and not math.isfinite(amount * factor):
        # Beyond a 64-bit float: as declared, in the declared unit; what reads back otherwise is reported.
        factor, unit = 1.0, exchange.unit.name if exchange.unit else unit
    if amount is not None:
        amount = amount * factor * sign
    put(values, unit=unit, meanValue=number(amount))
    values.update(write.write_uncertainty(write.scaled(exchange.uncertainty, factor), sign))
    comment = planner.say(exchange.comment)
    put(values, generalComment=write.join_pedigree(exchange.dq_entry, comment) if exchange.dq_entry else comment)
    for ref in exchange.sources[:1]:
        put(values, referenceToSource=planner.source(ref), pageNumbers=next(iter(ref.sections), None))
    if flow is None or flow.flow_type != "elementary":
        put(values, location=planner.lookup.code(flow.place) if flow else planner.lookup.code(exchange.place))
    else:
        put(values, location=planner.lookup.code(exchange.place))
    return Line(values, group)


def _plan_flow(values: Values, ref: Ref | None, flow: Flow | None, planner: Planner) -> None:
    name = flow.name if flow else ref.name if ref else {}
    said = pick(name, "en") or (MARK if ref is None else ref.uuid)
    put(values, name=said)
    if planner.local != planner.language:
        put(values, localName=name.get(planner.local))
    if flow is None:
        return
    category = path_of(flow.classifications, is_flow=True)
    put(values, category=category[0], subCategory=category[1])
    extra = flow.extra.get(FORMAT, {})
    put(values, localCategory=extra.get("localCategory"), localSubCategory=extra.get("localSubCategory"))
    put(values, CASNumber=flow.cas, formula=flow.formula, infrastructureProcess=flag(flow.is_infrastructure))


def _plan_allocation(process: Process, document: Document) -> list[Share]:
    """Return the allocation elements of one method: EcoSpold 1 has room for one set of factors."""
    methods = [factor.method for factor in process.allocation]
    order = (process.default_allocation, "causal", "physical", "economic")
    method = next((m for m in order if m in methods), None)
    ids: dict[int | None, str] = {}
    for exchange, line in zip(process.exchanges, document.exchanges, strict=True):
        ids.setdefault(exchange.id, line.values["number"])
    shares: list[Share] = []
    last: tuple[str | None, float | None] | None = None
    for factor in process.allocation:
        if factor.method != method:
            continue
        product = _product_number(factor, process, ids)
        if product is None:
            continue
        fraction = None if factor.value is None else write.percent(factor.value)
        if method == "causal":
            target = ids.get(factor.exchange_id)
            if target is None:
                continue
            if last == (product, factor.value) and target not in shares[-1].references:
                shares[-1].references.append(target)
                continue
            references = [target]
        else:
            shared = shared_ids(document.exchanges, process.exchanges)
            references = [ids[ident] for ident in shared if ident in ids]
        values: Values = {"referenceToCoProduct": product}
        put(values, fraction=fraction, allocationMethod=_METHOD.get(str(method), "-1"))
        shares.append(Share(values, references))
        last = (product, factor.value)
    return shares


def _product_number(factor: AllocationFactor, process: Process, ids: dict[int | None, str]) -> str | None:
    if factor.product_id is not None:
        return ids.get(factor.product_id)
    if factor.product is None:
        return None
    wanted = factor.product.uuid
    own = [e for e in process.exchanges if e.flow is not None and e.flow.uuid == wanted]
    found = next((e for e in own if e.is_reference), None) or next((e for e in own if e.direction == "output"), None)
    return ids.get(found.id) if found else None


def plan_category(category: ImpactCategory, lookup: Lookup) -> Document:
    """Return the document of an impact category."""
    planner = Planner(category, lookup)
    first = category.methodologies[0] if category.methodologies else lookup.method(category)
    planner.head((first, category.impact_categories[0] if category.impact_categories else ""))
    document = planner.document
    document.content = "impact"
    values = planner.values("referenceFunction")
    put(values, datasetRelatesToProduct="false", infrastructureProcess="false", amount="1", unit=category.unit)
    put(planner.values("dataSetInformation"), type="4")
    put(planner.values("geography"), location=lookup.code(category.place), text=planner.say(category.place_description))
    if category.time is not None:
        planner.time(category.time)
    for ref in category.data_sources:
        planner.source(ref)
    planner.source(category.source)
    planner.administration(category.administration)
    planner.review(category.reviews)
    for position, factor in enumerate(category.factors, 1):
        document.exchanges.append(_plan_factor(factor, str(position), planner))
    return document


def _plan_factor(factor: ImpactFactor, own: str, planner: Planner) -> Line:
    flow = planner.lookup.flow(factor.flow)
    scale, unit = planner.lookup.native(factor, flow)
    values: Values = {"number": own}
    _plan_flow(values, factor.flow, flow, planner)
    # A factor is per unit: it gets smaller where the unit gets larger.
    put(values, unit=unit, meanValue=number(factor.value if factor.value is None else factor.value / scale))
    values.update(write.write_uncertainty(write.scaled(factor.uncertainty, 1 / scale), 1.0))
    put(values, generalComment=planner.say(factor.comment), location=planner.lookup.code(factor.place))
    group = f"{factor.direction}Group 4" if factor.direction else ""
    return Line(values, group)


def plan_flow(flow: Flow, lookup: Lookup) -> Document:
    """Return the document of an elementary flow (XSD: EcoSpold01ElementaryDataset)."""
    planner = Planner(flow, lookup)
    planner.head(path_of(flow.classifications, is_flow=True))
    document = planner.document
    document.content = "elementary"
    values = planner.values("referenceFunction")
    values["name"] = pick(flow.name, "en") or MARK
    extra = flow.extra.get(FORMAT, {})
    for name in ("localCategory", "localSubCategory"):
        put(values, **{name: extra.get(name)})
    put(values, datasetRelatesToProduct="false", infrastructureProcess=flag(flow.is_infrastructure), amount="1")
    put(values, unit=lookup.unit(flow), CASNumber=flow.cas, formula=flow.formula)
    put(planner.values("dataSetInformation"), type="3")
    return document
