"""The first pass: what a file holds and which flows, people, sources and places it names, without reading it whole.

An activity file repeats the description of every flow in every exchange. The scan looks at bytes for ids that it has not
met and parses the few elements that bring one; a file that is written in an unusual way (comments, prefixes, line breaks
inside tags, other encodings) is parsed whole instead. Both ways give the same.
"""

from __future__ import annotations

import re
from typing import Any

import msgspec
from lxml import etree

from lcabridge.model import Contact, Flow, Geography, Location, Place, Process, Ref, Source, Summary, summarise
from lcabridge.sources import Limits, parse_xml
from lcabridge_ecospold.spold2 import extension
from lcabridge_ecospold.spold2.document import normalise
from lcabridge_ecospold.spold2.flows import brief_source, contact_of, flow_of, location_of, unit_name
from lcabridge_ecospold.spold2.head import TYPES, activity_classes, activity_name, version_of
from lcabridge_ecospold.spold2.names import DATASETS, EXTENSION, NOBODY, NS, Q, uuid_of
from lcabridge_ecospold.spold2.trees import Element

_REFERENCE = re.compile(rb"<outputGroup>\s*0\s*</outputGroup>")
_AMOUNT = re.compile(rb'\samount="\s*([^"]*)"')
_PARSER = {"resolve_entities": False, "no_network": True, "load_dtd": False}
_KINDS = (b"intermediateExchange", b"elementaryExchange")
_PERSON = ("person", "reviewer")


class DataSet(msgspec.Struct):
    """One activity data set.

    Attributes:
        activity: id as the source spells it.
        product: UUID of its reference product, "" for none.
        summary: for the index; its uuid is set when the whole package is known.
        parent: id of the parent activity.
    """

    activity: str
    product: str
    summary: Summary
    parent: str = ""


class Survey(msgspec.Struct):
    """What all files of a package name, by id as the source spells it, with the file that named it first."""

    datasets: dict[str, list[DataSet]] = {}
    flows: dict[str, tuple[Flow, str]] = {}
    contacts: dict[str, tuple[Contact, str]] = {}
    sources: dict[str, tuple[Source, str]] = {}
    locations: dict[str, tuple[Location, str]] = {}
    waste: set[str] = set()
    """Flows that an activity has as a reference product with a negative amount."""
    pedigree: bool = False
    units: dict[str, str] = {}
    """Unit of a flow."""
    ours: bool = False
    """True where lcabridge wrote the package, and so says of each flow what it is."""
    tables: dict[str, tuple[Source, str]] = {}
    """MasterData files as a whole, by UUID."""
    stubs: set[tuple[str, str]] = set()
    """Entries that our writer made for references without a target, by type and UUID."""
    extensions: dict[tuple[str, str], str] = {}
    """What our extension adds to entries of MasterData, by type and UUID."""


def scan(survey: Survey, name: str, data: bytes, at: str, limits: Limits) -> None:
    """Add what one activity file names.

    Raises:
        MalformedSourceError: it is no well-formed XML.
    """
    if not survey.pedigree and b"pedigreeMatrix" in data:
        survey.pedigree = True
    if not _quick(survey, name, data, at):
        root = normalise(parse_xml(data, at, limits, on_repair=_ignore))[0]
        for dataset in datasets_of(root):
            _whole(survey, name, dataset, at)


def _ignore(encoding: str, evidence: str) -> None:
    """Leave it to the second pass to report a wrong declaration."""


def datasets_of(root: Element) -> list[Element]:
    """Return the activity data sets of a document."""
    return [node for node in root if node.tag in (f"{Q}{DATASETS[0]}", f"{Q}{DATASETS[1]}")]


def _whole(survey: Survey, name: str, dataset: Element, at: str) -> None:
    for node in dataset.iter(f"{Q}intermediateExchange", f"{Q}elementaryExchange"):
        key = "intermediateExchangeId" if node.tag.endswith("intermediateExchange") else "elementaryExchangeId"
        _flow(survey, node, node.get(key) or "", at)
    products = []
    for node in dataset.iter(f"{Q}intermediateExchange"):
        group = node.find(f"{Q}outputGroup")
        if group is not None and (group.text or "").strip() == "0":
            products.append((node.get("intermediateExchangeId") or "", (node.get("amount") or "").strip()))
    for node in dataset.iter():
        _source(survey, node, at)
    description = dataset.find(f"{Q}activityDescription")
    modelling, administration = (
        dataset.find(f"{Q}{part}") for part in ("modellingAndValidation", "administrativeInformation")
    )
    exact = dataset.find(EXTENSION)
    said = (exact.text or "") if exact is not None else ""
    _describe(survey, name, description, [modelling, administration], products, at, said)


def _quick(survey: Survey, name: str, data: bytes, at: str) -> bool:  # noqa: PLR0911  # one return per unusual thing
    """Add what the file names by looking at its bytes; return False where only parsing is certain."""
    if (b"!" in data and b"<!" in data) or b'"utf-16' in data[:120].lower():
        return False
    head_start = data.find(b"<activityDescription>")
    head_end = data.find(b"</activityDescription>", head_start)
    tail_end = data.rfind(b"</administrativeInformation>")
    tail_start = data.rfind(b"<modellingAndValidation", 0, tail_end)
    if tail_start < 0:
        tail_start = data.rfind(b"<administrativeInformation", 0, tail_end)
    if not 0 <= head_start < head_end < tail_start < tail_end:
        return False
    if data.count(b"<activity ", 0, head_end) != 1 or data.find(b"<flowData>", head_end, tail_start) < 0:
        return False
    if data.find(b"</flowData>", data.rfind(b"Exchange>", head_end, tail_start), tail_start) < 0:
        return False  # another data set stands between
    pieces = data[head_end:tail_start].split(b'ExchangeId="')
    exchanges = data.count(b"<intermediateExchange ", head_end, tail_start)
    exchanges += data.count(b"<elementaryExchange ", head_end, tail_start)
    if len(pieces) - 1 != exchanges or data.count(b"Dataset>", tail_end) != 1:
        return False
    try:
        head = _snippet(data[head_start : head_end + 22])[0]
        tail = _snippet(data[tail_start : tail_end + 28])
        products = _new_flows(survey, data[head_end:tail_start], pieces, at)
        _new_sources(survey, data, at)
        exact = _extension(data, tail_end)
    except (etree.XMLSyntaxError, IndexError, ValueError):  # as where a closing tag is missing
        return False
    _describe(survey, name, head, list(tail), products, at, exact)
    return True


def _extension(data: bytes, start: int) -> str:
    """Return the text of our extension, which stands behind the last section, "" where there is none."""
    found = data.find(b"<x:dataset ", start)
    if found < 0:
        return ""
    closing = b"</x:dataset>"
    return _snippet(data[found : data.index(closing, found) + len(closing)])[0].text or ""


def _snippet(data: bytes) -> Element:
    parser = etree.XMLParser(**_PARSER)  # type: ignore[arg-type]  # all three are flags
    return etree.fromstring(b'<r xmlns="' + NS.encode() + b'">' + data + b"</r>", parser)


def _new_flows(survey: Survey, data: bytes, pieces: list[bytes], at: str) -> list[tuple[str, str]]:
    """Add flows that are not known yet; return id and amount of the reference products."""
    position = 0
    known = survey.flows
    products = []
    for number in range(1, len(pieces)):
        before = pieces[number - 1]
        position += len(before) + (12 if number > 1 else 0)
        piece = pieces[number]
        raw = piece[: piece.index(b'"')].decode()
        if before.endswith(b"intermediate") and _REFERENCE.search(piece):
            start = data.rindex(b"<", 0, position)
            amount = _AMOUNT.search(data[start : data.index(b">", position)])
            products.append((raw, amount.group(1).decode().strip() if amount else ""))
        if raw in known:
            continue
        start = data.rindex(b"<", 0, position)
        kind = _KINDS[0] if data.startswith(b"<intermediate", start) else _KINDS[1]
        tag_end = data.index(b">", position)
        closing = b"</" + kind + b">"
        end = tag_end + 1 if data[tag_end - 1 : tag_end] == b"/" else data.index(closing, tag_end) + len(closing)
        _flow(survey, _snippet(data[start:end])[0], raw, at)
    return products


def _new_sources(survey: Survey, data: bytes, at: str) -> None:
    position = data.find(b'ourceId="')
    while position >= 0:
        start, end = data.rindex(b"<", 0, position), data.index(b">", position)
        tag = data[start:end].rstrip(b"/") + b"/>"
        _source(survey, _snippet(tag)[0], at)
        position = data.find(b'ourceId="', end)


def _flow(survey: Survey, node: Element, raw: str, at: str) -> None:
    if raw and raw != NOBODY and raw not in survey.flows:
        survey.flows[raw] = (flow_of(node, raw, master=False), at)
        survey.units[raw] = unit_name(node)


_SOURCES = (
    ("sourceId", "sourceYear", "sourceFirstAuthor"),
    ("publishedSourceId", "publishedSourceYear", "publishedSourceFirstAuthor"),
    ("productionVolumeSourceId", "productionVolumeSourceYear", "productionVolumeSourceFirstAuthor"),
)


def _source(survey: Survey, node: Element, at: str) -> None:
    for id_, year, author in _SOURCES:
        raw = node.get(id_)
        if raw and raw not in survey.sources:
            survey.sources[raw] = (brief_source(raw, node.get(year) or "", node.get(author) or ""), at)


def _contact(survey: Survey, node: Element | None, prefix: str, at: str) -> None:
    raw = node.get(f"{prefix}Id") if node is not None else None
    if node is None or not raw or raw in survey.contacts:
        return
    found = contact_of(raw, node.get(f"{prefix}Name") or "", node.get(f"{prefix}Email") or "")
    if found is not None:
        survey.contacts[raw] = (found, at)


def _describe(
    survey: Survey,
    name: str,
    description: Element | None,
    sections: list[Any],
    products: list[tuple[str, str]],
    at: str,
    exact: str,
) -> None:
    activity = description.find(f"{Q}activity") if description is not None else None
    geography = description.find(f"{Q}geography") if description is not None else None
    raw_place = (geography.get("geographyId") or "") if geography is not None else ""
    if geography is not None and raw_place not in ("", NOBODY) and raw_place not in survey.locations:
        survey.locations[raw_place] = (location_of(geography, raw_place, master=False), at)
    file_attributes = None
    for section in sections:
        if section is None:
            continue
        for tag, prefix in (
            ("dataEntryBy", "person"),
            ("dataGeneratorAndPublication", "person"),
            ("review", "reviewer"),
        ):
            for node in section.findall(Q + tag):
                _contact(survey, node, prefix, at)
        for node in section.findall(f"{Q}dataGeneratorAndPublication"):
            _company(survey, node, at)
            _source(survey, node, at)
        found = section.find(f"{Q}fileAttributes")
        file_attributes = found if found is not None else file_attributes
    survey.waste.update(flow for flow, amount in products if amount.startswith("-"))
    product = next((flow for flow, amount in products if flow and amount not in ("", "0", "0.0")), "")
    if not product:
        product = next((flow for flow, _ in products if flow), "")
    process = Process(
        uuid="",
        version=version_of(file_attributes),
        name=activity_name(activity),
        classifications=activity_classes(description)[0],
        process_type=TYPES.get((activity.get("type") or "").strip()) if activity is not None else None,
    )
    if raw_place not in ("", NOBODY):
        process.geography = Geography(place=Place(ref=Ref(type="location", uuid=uuid_of(raw_place))))
    survey.datasets.setdefault(name, []).append(
        DataSet(
            activity=(activity.get("id") or "") if activity is not None else "",
            product=uuid_of(product) if product else "",
            parent=(activity.get("parentActivityId") or "") if activity is not None else "",
            summary=summarise(extension.head(process, exact) if exact else process),
        )
    )


def _company(survey: Survey, node: Element, at: str) -> None:
    raw = node.get("companyId")
    if raw and raw not in survey.contacts:
        code = node.get("companyCode") or ""
        survey.contacts[raw] = (Contact(uuid=uuid_of(raw), name={"en": code} if code else {}), at)
