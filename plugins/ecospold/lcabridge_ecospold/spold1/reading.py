"""A document to a process, an impact category: what the attributes mean."""

from __future__ import annotations

from lcabridge.model import (
    Administration,
    Alias,
    AllocationFactor,
    AllocationMethod,
    ClassEntry,
    Classification,
    DataSources,
    Direction,
    Exchange,
    Geography,
    ImpactCategory,
    ImpactFactor,
    Place,
    Process,
    ProcessType,
    Ref,
    Review,
    Technology,
    Time,
)
from lcabridge.report import Report
from lcabridge_ecospold.spold1 import issues
from lcabridge_ecospold.spold1 import values as read
from lcabridge_ecospold.spold1.catalog import (
    Catalog,
    DataSet,
    FlowKey,
    classified,
    contact_key,
    joined,
    key_of,
    source_key,
)
from lcabridge_ecospold.spold1.document import Document, Line, Values
from lcabridge_ecospold.spold1.names import ENDS, NUMBER_ALIAS, PRODUCT_GROUPS, STARTS
from lcabridge_ecospold.spold1.quantities import property_ref, unit_ref

INCLUDED = "\n\nIncluded processes: "
PROCESS_TYPES: dict[str, ProcessType] = {
    "0": "partly_terminated_system",
    "1": "unit_process",
    "2": "lci_result",
    "5": "unit_process",
}
STATUS = {
    "0": "Data set finalised; unpublished",
    "1": "Data set finalised; subsystems published",
    "2": "Data set finalised; entirely published",
}
"""``dataPublishedIn`` in ILCD's words."""
ACCESS = {"0": "Public", "1": "ETH Domain", "2": "ecoinvent 2000", "3": "Institute"}
METHODS: dict[str, AllocationMethod] = {"0": "physical", "1": "economic"}
NACE = "NACE"


class Reading:
    """One data set being read.

    Args:
        document: placeholders are out.
        catalog: complete.
        report: takes the issues.
    """

    def __init__(self, document: Document, catalog: Catalog, report: Report) -> None:
        self.document = document
        self.catalog = catalog
        self.report = report
        self.language, self.local = read.languages(document)
        self.entry: DataSet = catalog.data_sets[document.file, document.line]
        self.persons = {v.get("number", "").strip(): contact_key(v) for v in document.lists.get("person", [])}
        self.suppliers: dict[str, DataSet] = {}
        self.sources = {v.get("number", "").strip(): source_key(v) for v in document.lists.get("source", [])}

    def values(self, element: str) -> Values:
        """Return the attributes of an element that stands once."""
        return self.document.values.get(element, {})

    def text(self, element: str, attribute: str) -> dict[str, str]:
        """Return a text attribute with the language of the data set."""
        return read.text(self.values(element).get(attribute), self.language)

    def person(self, element: str, attribute: str, path: str) -> Ref | None:
        """Return the person whose number stands in an attribute."""
        uuid = self._numbered(element, attribute, path, self.persons, "person")
        return self.catalog.contact(uuid).ref() if uuid else None

    def source(self, number: str) -> Ref | None:
        """Return the source of a number."""
        uuid = self.sources.get(number.strip())
        return self.catalog.source(uuid).ref() if uuid else None

    def published(self) -> Ref | None:
        """Return the source that the data set is published in, with the pages there."""
        element, attribute = "dataGeneratorAndPublication", "referenceToPublishedSource"
        uuid = self._numbered(element, attribute, "administration.publication", self.sources, "source")
        if not uuid:
            return None
        pages = self.values(element).get("pageNumbers")
        source = self.catalog.source(uuid)
        return Ref(type="source", uuid=uuid, name=source.name, sections=(pages,) if pages else ())

    def _numbered(self, element: str, attribute: str, path: str, known: dict[str, str], what: str) -> str:
        number = self.values(element).get(attribute, "").strip()
        uuid = known.get(number, "")
        if number and not uuid:
            self.report.add(
                issues.UNKNOWN_NUMBER,
                path=path,
                pointer=f"{element}/@{attribute}",
                line=self.document.line,
                value=number,
                what=what,
            )
        return uuid

    def administration(self) -> Administration | None:
        """Return who made, entered and published the data set."""
        values = self.values("dataGeneratorAndPublication")
        generator = self.person("dataGeneratorAndPublication", "person", "administration.generators")
        access = ACCESS.get(values.get("accessRestrictedTo", "").strip())
        made = Administration(
            entered_by=self.person("dataEntryBy", "person", "administration.entered_by"),
            generators=[generator] if generator else [],
            time_stamp=self._exported(),
            status=STATUS.get(values.get("dataPublishedIn", "").strip(), ""),
            publication=self.published(),
            copyright=read.flag(values.get("copyright")),
            access_restrictions={"en": access} if access else {},
        )
        return made if made != Administration() else None

    def _exported(self) -> str:
        """Return when the file was made, if that is not when the data set was changed last."""
        made = self.values("dataset").get("timestamp", "")
        return "" if made == self.values("dataSetInformation").get("timestamp") else made

    def reviews(self) -> list[Review]:
        """Return the review, if there is one."""
        if "validation" not in self.document.values:
            return []
        reviewer = self.person("validation", "proofReadingValidator", "reviews[0].reviewers")
        made = Review(
            details=self.text("validation", "proofReadingDetails"),
            other_details=self.text("validation", "otherDetails"),
            reviewers=[reviewer] if reviewer else [],
        )
        return [made]

    def time(self) -> Time | None:
        """Return the period of validity, dates as they are spelled."""
        times = self.document.times
        made = Time(
            valid_from=next((times[tag] for tag in STARTS if times.get(tag)), ""),
            valid_until=next((times[tag] for tag in ENDS if times.get(tag)), ""),
            description=self.text("timePeriod", "text"),
        )
        return made if made != Time() else None

    def all_sources(self) -> list[Ref]:
        """Return the sources of the data set in order."""
        found = [self.catalog.source(uuid).ref() for uuid in self.sources.values()]
        return list({ref.uuid: ref for ref in found}.values())

    def aliases(self) -> list[Alias]:
        """Return the number of the data set."""
        return [Alias(system=NUMBER_ALIAS, id=self.document.number)] if self.document.number else []


def read_process(document: Document, catalog: Catalog, report: Report) -> Process:
    """Return a process data set."""
    reading = Reading(document, catalog, report)
    values = reading.values("referenceFunction")
    entry = reading.entry
    process = Process(
        uuid=entry.uuid,
        version=entry.version,
        name=entry.text,
        synonyms=joined(document.synonyms, reading.language),
        description=reading.text("referenceFunction", "generalComment"),
        classifications=_classifications(values),
        last_change=reading.values("dataSetInformation").get("timestamp", ""),
        aliases=reading.aliases(),
        administration=reading.administration(),
        process_type=PROCESS_TYPES.get(reading.values("dataSetInformation").get("type", "").strip()),
        is_infrastructure=read.flag(values.get("infrastructureProcess")),
        time=reading.time(),
        geography=_geography(reading),
        technology=_technology(reading),
        data_sources=_data_sources(reading),
        reviews=reading.reviews(),
    )
    report.about(process, document.file)
    ids = _ids(document, report)
    groups = [line.group for line in document.exchanges]
    # Ours alone in group 2 was no reference in the source: one is written in group 0, several in group 2.
    alone = "outputGroup 0" not in groups and not (document.is_ours and groups.count("outputGroup 2") == 1)
    process.exchanges = [
        _exchange(
            line,
            ident,
            reading,
            is_reference=line.group == "outputGroup 0" or (alone and line.group == "outputGroup 2"),
        )
        for line, ident in zip(document.exchanges, ids, strict=True)
    ]
    if process.exchanges:
        process.last_exchange_id = max(ids)
        _share_providers(process.exchanges, [key_of(v.values, v.group) for v in document.exchanges], reading)
    if document.allocations:
        _allocate(process, reading)
    if not process.exchanges:
        report.add(issues.NO_EXCHANGES, line=document.line, number=document.number, name=entry.name)
    elif not any(exchange.is_reference for exchange in process.exchanges):
        report.add(
            issues.NO_REFERENCE, line=document.line,
            value=f"{values.get('amount', '')} {values.get('unit', '')} {values.get('name', '')}",
        )  # fmt: skip
    return process


def _classifications(values: Values) -> list[Classification]:
    found = classified(values.get("category"), values.get("subCategory"))
    code = values.get("statisticalClassification", "").strip()
    if code:
        found.append(Classification(system=NACE, classes=[ClassEntry(name=code, id=code)]))
    return found


def _geography(reading: Reading) -> Geography | None:
    code = reading.values("geography").get("location", "").strip()
    description = reading.text("geography", "text")
    if not code and not description:
        return None
    return Geography(place=Place(code=code) if code else None, description=description)


def _technology(reading: Reading) -> Technology | None:
    text = reading.values("technology").get("text") or ""
    included = reading.values("referenceFunction").get("includedProcesses")
    if included:
        text = f"{text}{INCLUDED}{included}"
    return Technology(description=read.text(text, reading.language)) if text else None


def _data_sources(reading: Reading) -> DataSources | None:
    element = "representativeness"
    made = DataSources(
        sources=reading.all_sources(),
        share_covered=read.number(reading.values(element).get("percent")),
        annual_volume=reading.text(element, "productionVolume"),
        sampling=reading.text(element, "samplingProcedure"),
        treatment=reading.text(element, "extrapolations"),
        uncertainty_adjustments=reading.text(element, "uncertaintyAdjustments"),
    )
    return made if made != DataSources() else None


def _ids(document: Document, report: Report) -> list[int]:
    """Return a number for each exchange: its own, or the next free one where it is no number or stands for another."""
    wanted: list[int | None] = []
    for line in document.exchanges:
        text = line.values.get("number", "").strip()
        wanted.append(int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None)
    free = max((n for n in wanted if n is not None), default=0)
    taken: set[int] = set()
    found = []
    for position, number in enumerate(wanted):
        if number is None or number in taken:
            free += 1
            line = document.exchanges[position]
            report.add(
                issues.NUMBER_TWICE, path=f"exchanges[{position}].id", pointer="exchange/@number", line=line.line,
                value=line.values.get("number", ""), repaired=free,
            )  # fmt: skip
            found.append(free)
        else:
            found.append(number)
        taken.add(found[-1])
    return found


def flip(line: Line) -> float:
    """Return -1 for a reference of output group 0 with a negative amount: the treatment of an input of waste."""
    return (
        -1.0 if line.group == "outputGroup 0" and (line.values.get("meanValue") or "").lstrip().startswith("-") else 1.0
    )


def _exchange(line: Line, ident: int, reading: Reading, *, is_reference: bool) -> Exchange:
    values = line.values
    get = values.get
    sign = flip(line)
    amount = read.number(get("meanValue"))
    group = line.group
    direction: Direction | None = "input" if group.startswith("i") else "output" if group else None
    is_avoided = group == "outputGroup 1"
    if sign < 0 or is_avoided:
        direction = "input"
    key = key_of(values, group)
    unit = get("unit")
    exchange = Exchange(
        id=ident,
        flow=reading.catalog.flow(key).ref() if key else None,
        amount=amount if amount is None or sign > 0 else -amount,
        direction=direction,
        unit=unit_ref(unit) if unit else None,
        property=property_ref(unit) if unit else None,
        is_reference=is_reference,
        is_avoided=is_avoided,
    )
    if key and key[0] == "P" and not is_reference:
        exchange.provider = _provider(values, key, reading)
    if "uncertaintyType" in values or "standardDeviation95" in values:
        exchange.uncertainty = read.read_uncertainty(values, sign)
    comment = get("generalComment")
    if comment:
        exchange.dq_entry, comment = read.split_pedigree(comment)
        exchange.comment = read.text(comment, reading.language)
    number = get("referenceToSource")
    if number:
        source = reading.source(number)
        pages = get("pageNumbers")
        if source is None:
            reading.report.add(
                issues.UNKNOWN_NUMBER, path="exchanges.sources", pointer="exchange/@referenceToSource", line=line.line,
                value=number, what="source",
            )  # fmt: skip
        else:
            exchange.sources = [
                Ref(type="source", uuid=source.uuid, name=source.name, sections=(pages,) if pages else ())
            ]
    place = get("location")
    if place and key and key[0] == "E":
        exchange.place = Place(code=place.strip())
    return exchange


def _provider(values: Values, key: tuple[str, ...], reading: Reading) -> Ref | None:
    """Return the supplier: the data set with the exchange's number, if it has its name or supplies its flow."""
    entry = reading.catalog.by_number.get(values.get("number", "").strip())
    if entry is None or entry is reading.entry:
        return None
    if key not in entry.supplies and entry.name.strip().lower() != values.get("name", "").strip().lower():
        return None
    reading.suppliers[entry.uuid] = entry
    return Ref(type="process", uuid=entry.uuid, version=entry.version, name=entry.text)


def _share_providers(exchanges: list[Exchange], keys: list[FlowKey | None], reading: Reading) -> None:
    """Give inputs without a number to follow the supplier that another input names, if it alone supplies both.

    A number stands once in a data set, so that of several inputs from one data set only one can have it.
    """
    suppliers: dict[FlowKey, set[str]] = {}
    for entry in reading.suppliers.values():
        for key in entry.supplies:
            suppliers.setdefault(key, set()).add(entry.uuid)
    named = {e.provider.uuid: e.provider for e in exchanges if e.provider is not None}
    for exchange, own in zip(exchanges, keys, strict=True):
        if own is None or exchange.provider is not None or exchange.is_reference or exchange.direction != "input":
            continue
        found = suppliers.get(own, set())
        if len(found) == 1:
            exchange.provider = named[next(iter(found))]


def _allocate(process: Process, reading: Reading) -> None:
    """Read the allocation factors: one for each exchange, or one for the process if it holds for all that is shared out.

    A factor of physical or economic causality (0, 1) that is given for every exchange but the products is that of the
    whole process; everything else is a factor by cause.
    """
    by_number: dict[str, Exchange] = {}
    for line, exchange in zip(reading.document.exchanges, process.exchanges, strict=True):
        by_number.setdefault(line.values.get("number", "").strip(), exchange)
    shared = shared_ids(reading.document.exchanges, process.exchanges)
    for position, share in enumerate(reading.document.allocations):
        product = by_number.get(share.values.get("referenceToCoProduct", "").strip())
        if product is None or product.id is None:
            _unknown(
                reading, position, share.line, share.values.get("referenceToCoProduct", ""), "@referenceToCoProduct"
            )
            continue
        value = read.fraction_of(share.values.get("fraction"))
        targets = [by_number.get(number) for number in share.references]
        code = share.values.get("allocationMethod", "").strip()
        if code in METHODS and [t.id for t in targets if t] == shared:
            process.allocation.append(
                AllocationFactor(method=METHODS[code], product=product.flow, product_id=product.id, value=value)
            )
            continue
        for number, target in zip(share.references, targets, strict=True):
            if target is None:
                _unknown(reading, position, share.line, number, "referenceToInputOutput")
                continue
            process.allocation.append(
                AllocationFactor(
                    method="causal", product=product.flow, product_id=product.id, exchange_id=target.id,
                    exchange_flow=target.flow, value=value,
                )
            )  # fmt: skip
    methods = {factor.method for factor in process.allocation}
    if methods:
        process.default_allocation = next(m for m in ("causal", "physical", "economic") if m in methods)


def shared_ids(lines: list[Line], exchanges: list[Exchange]) -> list[int | None]:
    """Return the ids of the exchanges that are shared out: all but the products (output groups 0 and 2)."""
    return [e.id for line, e in zip(lines, exchanges, strict=True) if line.group not in PRODUCT_GROUPS]


def _unknown(reading: Reading, position: int, line: int, number: str, attribute: str) -> None:
    reading.report.add(
        issues.UNKNOWN_NUMBER, path=f"allocation[{position}]", pointer=f"allocation/{attribute}", line=line, value=number,
        what="exchange",
    )  # fmt: skip


def read_category(document: Document, catalog: Catalog, report: Report) -> ImpactCategory:
    """Return an impact data set."""
    reading = Reading(document, catalog, report)
    values = reading.values("referenceFunction")
    entry = reading.entry
    sources = reading.all_sources()
    place = reading.values("geography").get("location", "").strip()
    category = ImpactCategory(
        uuid=entry.uuid,
        version=entry.version,
        name=entry.text,
        synonyms=joined(document.synonyms, reading.language),
        description=reading.text("referenceFunction", "generalComment"),
        last_change=reading.values("dataSetInformation").get("timestamp", ""),
        aliases=reading.aliases(),
        administration=reading.administration(),
        unit=values.get("unit", ""),
        methodologies=[values["category"]] if values.get("category") else [],
        impact_categories=[values["subCategory"]] if values.get("subCategory") else [],
        time=reading.time(),
        place=Place(code=place) if place else None,
        place_description=reading.text("geography", "text"),
        data_sources=sources,
        reviews=reading.reviews(),
    )
    report.about(category, document.file)
    category.factors = [_factor(line, reading) for line in document.exchanges]
    if not category.factors:
        report.add(issues.NO_EXCHANGES, line=document.line, number=document.number, name=entry.name)
    return category


def _factor(line: Line, reading: Reading) -> ImpactFactor:
    values = line.values
    key = key_of(values, "inputGroup 4")
    place = values.get("location", "").strip()
    unit = values.get("unit")
    direction: dict[str, Direction] = {"inputGroup 4": "input", "outputGroup 4": "output"}
    return ImpactFactor(
        flow=reading.catalog.flow(key).ref() if key else None,
        value=read.number(values.get("meanValue")),
        unit=unit_ref(unit) if unit else None,
        property=property_ref(unit) if unit else None,
        direction=direction.get(line.group),
        place=Place(code=place) if place else None,
        uncertainty=read.read_uncertainty(values, 1.0),
        comment=read.text(values.get("generalComment"), reading.language),
    )
