"""Flows, contacts, sources and locations: as exchanges and activities repeat them, and as MasterData has them."""

from __future__ import annotations

from typing import Any

from lcabridge.model import (
    Alias,
    ClassEntry,
    Classification,
    Contact,
    Flow,
    FlowPropertyFactor,
    FlowType,
    Json,
    Location,
    Ref,
    Source,
    Text,
)
from lcabridge_ecospold.spold2.names import (
    BY_PRODUCT,
    COMPARTMENTS,
    FORMAT,
    ID_ALIAS,
    NOBODY,
    PLACEHOLDER_EMAIL,
    PLACEHOLDER_SHORT,
    WASTE,
    XML_LANG,
    Q,
    unit_id,
    uuid_of,
)
from lcabridge_ecospold.spold2.numbers import number
from lcabridge_ecospold.spold2.tables import property_of, reference_unit
from lcabridge_ecospold.spold2.texts import joined, layout, pieces_of, read_texts
from lcabridge_ecospold.spold2.trees import Element, attributes, local, tree

Extra = dict[str, Json]


def identity(raw: str) -> tuple[str, list[Alias]]:
    """Return the UUID of an id, with the id itself where it is none."""
    uuid = uuid_of(raw)
    return uuid, [] if uuid == raw.strip().lower() else [Alias(system=ID_ALIAS, id=raw)]


def children(node: Element, name: str) -> list[Element]:
    """Return the children of one name."""
    return node.findall(Q + name)


def classification(node: Element) -> tuple[Classification | None, Json]:
    """Return a classification and what it says beyond system and path."""
    systems, values = (
        read_texts(children(node, "classificationSystem")),
        read_texts(children(node, "classificationValue")),
    )
    system, value = next(iter(systems.values()), ""), next(iter(values.values()), "")
    rest: Extra = {f"@{key}": text for key, text in attributes(node).items()}
    others = [tree(c) for c in node if local(c.tag) not in ("classificationSystem", "classificationValue", "")]
    if others:
        rest["*"] = others
    if not value or not system:
        rest["system"], rest["value"] = systems, values
        return None, rest
    found = Classification(system=system, classes=classes(system, value))
    if len(systems) > 1 or len(values) > 1 or "en" not in systems or "en" not in values or class_value(found) != value:
        rest["system"], rest["value"] = systems, values
    return found, rest


def classes(system: str, value: str) -> list[ClassEntry]:
    """Return the levels of a classification value: ``2011:Manufacture …`` is a code with its name, ``a/b`` a path."""
    code, colon, name = value.partition(":")
    if colon and name.strip() and code.strip() and len(code) <= 12 and code[:1].isalnum() and " " not in code.strip():
        return [ClassEntry(name=name.strip(), id=code.strip())]
    if system == "EcoSpold01Categories":
        return [ClassEntry(name=part) for part in value.split("/")]
    return [ClassEntry(name=value)]


def class_value(found: Classification) -> str:
    """Return the value that a classification is written as."""
    last = found.classes[-1] if found.classes else ClassEntry(name="")
    if last.id and len(found.classes) == 1:
        colon = ": " if found.system == "CPC" else ":"
        return f"{last.id}{colon}{last.name}"
    return "/".join(entry.name for entry in found.classes)


def synonyms(nodes: list[Element]) -> tuple[Text, Json]:
    """Return synonyms joined per language, and the list where joining does not tell it."""
    said = [[node.get(XML_LANG) or "en", node.text] for node in nodes if node.text]
    text: Text = {}
    for lang, value in said:
        text[str(lang)] = f"{text[str(lang)]}; {value}" if lang in text else str(value)
    return text, (said if split_synonyms(text) != said else None)


def split_synonyms(text: Text) -> list[list[str]]:
    """Return synonyms as they are written where no list says otherwise."""
    return [[tag, part] for tag, value in text.items() for part in value.split("; ")]


_FLOW_CHILDREN = frozenset(
    {"name", "unitName", "synonym", "compartment", "classification"}
    | {"comment", "uncertainty", "property", "transferCoefficient", "tag", "inputGroup", "outputGroup"}
    | {"productionVolumeComment", "productionVolumeUncertainty"}
)


def flow_of(node: Element, raw: str, *, master: bool) -> Flow:
    """Return the flow that an exchange element (``master``: an entry of MasterData) describes."""
    uuid, aliases = identity(raw)
    elementary = local(node.tag) == "elementaryExchange"
    kind: FlowType = "elementary" if elementary else "product"
    flow = Flow(uuid=uuid, name=read_texts(children(node, "name")), flow_type=kind, aliases=aliases)
    flow.cas, flow.formula = (node.get("casNumber") or "").strip(), node.get("formula") or ""
    extra: Extra = {}
    flow.synonyms, listed = synonyms(children(node, "synonym"))
    if listed is not None:
        extra["synonyms"] = listed
    units = read_texts(children(node, "unitName"))
    unit = unit_name(node)
    if unit:
        _measure(flow, extra, unit, node.get("unitId") or "")
        if len(units) > 1 or "en" not in units:
            extra["unitName"] = units
    _classify(flow, extra, node)
    if master:
        flow.description = read_texts(children(node, "comment"))
        _master_rest(flow, extra, node)
    if extra:
        flow.extra[FORMAT] = extra
    return flow


def unit_name(node: Element) -> str:
    """Return the unit that an exchange element names."""
    units = read_texts(children(node, "unitName"))
    return units.get("en") or next(iter(units.values()), "")


def _measure(flow: Flow, extra: Extra, unit: str, given: str) -> None:
    uuid = property_of(unit)
    if unit != reference_unit(unit):
        extra["unit"] = unit
    if given and given != unit_id(unit):
        extra["unitId"] = given
    flow.properties = [FlowPropertyFactor(property=Ref(type="flow_property", uuid=uuid), factor=1.0, is_reference=True)]


def _classify(flow: Flow, extra: Extra, node: Element) -> None:
    place = node.find(f"{Q}compartment")
    if place is not None:
        names = [read_texts(children(place, name)) for name in ("compartment", "subcompartment")]
        path = [next(iter(text.values()), "") for text in names]
        entries = [ClassEntry(name=name) for name in path if name]
        flow.classifications.append(Classification(system=COMPARTMENTS, classes=entries))
        rest: Extra = {f"@{key}": value for key, value in attributes(place).items()}
        if any(len(text) != 1 or "en" not in text for text in names):
            rest["names"] = names
        extra["compartment"] = rest
    kept = []
    for entry in children(node, "classification"):
        found, rest = classification(entry)
        if found is not None:
            flow.classifications.append(found)
        kept.append(rest)
    if kept:
        extra["classification"] = kept
    if any(c.system == BY_PRODUCT and class_value(c) == WASTE for c in flow.classifications):
        flow.flow_type = "waste"


def _master_rest(flow: Flow, extra: Extra, node: Element) -> None:
    known = {"id", "unitId", "casNumber", "formula"}
    rest = {key: value for key, value in attributes(node).items() if key not in known}
    if rest:
        extra["attributes"] = rest
    properties = [tree(child) for child in children(node, "property")]
    if properties:
        extra["property"] = properties
    flow.tags = [child.text for child in children(node, "tag") if child.text]
    others = [tree(c) for c in node if isinstance(c.tag, str) and local(c.tag) not in _FLOW_CHILDREN and not _ours(c)]
    if others:
        extra["*"] = others


def _ours(node: Element) -> bool:
    from lcabridge_ecospold.spold2.names import EXTENSION_NS  # noqa: PLC0415

    return str(node.tag).startswith(f"{{{EXTENSION_NS}}}")


def location_of(node: Element, raw: str, *, master: bool) -> Location:
    """Return the location that an activity's geography or an entry of MasterData describes."""
    uuid, aliases = identity(raw)
    short = read_texts(children(node, "shortname"))
    code = short.get("en") or next(iter(short.values()), "")
    names = read_texts(children(node, "name")) if master else short
    found = Location(uuid=uuid, code=code, name=names or short, aliases=aliases)
    extra: Extra = {}
    if list(short) != ["en"] and short:
        extra["shortname"] = short
    if master:
        found.latitude, found.longitude = _degrees(node, "latitude", extra), _degrees(node, "longitude", extra)
        pieces = pieces_of(node.find(f"{Q}comment"))
        found.description = joined(pieces)
        plan = layout(pieces, found.description)
        if plan is not None:
            extra["comment"] = plan
        rest = {k: v for k, v in attributes(node).items() if k not in ("id", "latitude", "longitude")}
        if rest:
            extra["attributes"] = rest
        _others(node, ("name", "shortname", "comment"), extra)
        if not names:
            extra["unnamed"] = True
    if extra:
        found.extra[FORMAT] = extra
    return found


def _degrees(node: Element, name: str, extra: Extra) -> float | None:
    said = node.get(name)
    value = number(said) if said else None
    if said and value is None:
        extra[f"@{name}"] = said
    return value


def _others(node: Element, known: tuple[str, ...], extra: Extra) -> None:
    others = [tree(c) for c in node if isinstance(c.tag, str) and local(c.tag) not in known and not _ours(c)]
    if others:
        extra["*"] = others


_PERSON = {"telephone": "telephone", "telefax": "telefax", "email": "email"}


def person_of(node: Element) -> Contact:
    """Return a person or company of MasterData."""
    uuid, aliases = identity(node.get("id") or "")
    found = Contact(uuid=uuid, aliases=aliases)
    extra: Extra = {}
    if local(node.tag) == "company":
        found.name = read_texts(children(node, "name"))
        found.website = node.get("website") or ""
        found.description = read_texts(children(node, "comment"))
        extra["code"] = node.get("code") or ""
        known = {"id", "website", "code"}
        parts: tuple[str, ...] = ("name", "comment")
    else:
        found.name = {"en": node.get("name") or ""} if node.get("name") else {}
        for theirs, ours in _PERSON.items():
            setattr(found, ours, node.get(theirs) or "")
        found.address = {"en": node.get("address") or ""} if node.get("address") else {}
        company = node.get("companyId")
        if company:
            found.contacts = [
                Ref(type="contact", uuid=uuid_of(company), name=read_texts(children(node, "companyName")))
            ]
            if uuid_of(company) != company:
                extra["companyId"] = company
        known = {"id", "name", "address", "companyId", *_PERSON}
        parts = ("companyName",) if company else ()
    rest = {key: value for key, value in attributes(node).items() if key not in known}
    if rest:
        extra["attributes"] = rest
    _others(node, parts, extra)
    if extra:
        found.extra[FORMAT] = extra
    return found


def contact_of(raw: str, name: str, email: str) -> Contact | None:
    """Return the contact that an activity names; None for the placeholder."""
    if raw == NOBODY or (name in (PLACEHOLDER_SHORT, "") and email in (PLACEHOLDER_EMAIL, "")):
        return None
    uuid, aliases = identity(raw)
    mail = "" if email == PLACEHOLDER_EMAIL else email
    return Contact(
        uuid=uuid, name={"en": name} if name and name != PLACEHOLDER_SHORT else {}, email=mail, aliases=aliases
    )


_SOURCE_TYPES = {
    "0": "Undefined (default)", "1": "Article", "2": "Chapters in anthology", "3": "Separate publication",
    "4": "Measurement on site", "5": "Oral communication", "6": "Personal written communication",
    "7": "Questionnaire",
}  # fmt: skip
SOURCE_CODES = {word: code for code, word in _SOURCE_TYPES.items()}


def source_of(node: Element) -> Source:
    """Return a source of MasterData; the citation is put together from what it says, and each part is kept."""
    uuid, aliases = identity(node.get("id") or "")
    said = {key: value for key, value in attributes(node).items() if key != "id"}
    found = Source(uuid=uuid, aliases=aliases, description=read_texts(children(node, "comment")))
    found.name = {"en": said.get("shortName") or said.get("title") or uuid}
    found.citation = citation(said)
    found.publication_type = _SOURCE_TYPES.get(said.get("sourceType", "0"), "")
    year = said.get("year", "").strip()
    if year.isascii() and year.isdecimal() and len(year) == 4:
        found.year = int(year)
    extra: Extra = {"source": said}
    _others(node, ("comment",), extra)
    found.extra[FORMAT] = extra
    return found


def citation(said: dict[str, Any]) -> Text:
    """Return authors, year, title and where it was published as one text."""
    authors = "; ".join(str(said[key]) for key in ("firstAuthor", "additionalAuthors") if said.get(key))
    parts = [authors, f"({said['year']})" if said.get("year") else ""]
    head = " ".join(part for part in parts if part)
    tail = [str(said[key]) for key in ("title", "titleOfAnthology", "journal", "publisher") if said.get(key)]
    text = ". ".join(part for part in (head, *tail) if part)
    return {"en": text} if text else {}


def brief_source(raw: str, year: str, author: str) -> Source:
    """Return the source that an exchange or activity names by id, year and first author."""
    uuid, aliases = identity(raw)
    said = {key: value for key, value in (("year", year), ("firstAuthor", author)) if value}
    text = " ".join(part for part in (author, f"({year})" if year else "") if part)
    found = Source(uuid=uuid, aliases=aliases, name={"en": text or uuid}, citation=citation(said))
    if year.isascii() and year.isdecimal() and len(year) == 4:
        found.year = int(year)
    if said:
        found.extra[FORMAT] = {"source": said}
    return found
