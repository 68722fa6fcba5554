"""MasterData files: flows, contacts, sources and locations of a package, and the tables that were kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lcabridge.model import Contact, Entity, Flow, Json, Location, Source, Text, pick
from lcabridge_ecospold.spold2.flows import SOURCE_CODES, citation, class_value
from lcabridge_ecospold.spold2.names import (
    COMPARTMENTS,
    EXTENSION_NS,
    FORMAT,
    NS,
    OURS,
    PLACEHOLDER_SHORT,
    derived,
    unit_id,
    uuid_of,
)
from lcabridge_ecospold.spold2.tables import compartment_of, listed_synonyms, native_cas, raw_id
from lcabridge_ecospold.spold2.texts import laid_out, write_pieces, write_texts
from lcabridge_ecospold.spold2.trees import written
from lcabridge_ecospold.spold2.write_activity import classification
from lcabridge_ecospold.spold2.write_exchanges import compartment
from lcabridge_ecospold.spold2.xmlout import cut, element, escape, start, texts

Extra = dict[str, Any]


def _extra(entity: Entity) -> Extra:
    return entity.extra.get(FORMAT, {})


def flow(entity: Flow, unit: str) -> str:
    """Return an elementary or intermediate exchange of MasterData."""
    extra = _extra(entity)
    elementary = entity.flow_type == "elementary"
    attrs: Extra = {
        "id": raw_id(entity),
        "unitId": extra.get("unitId") or unit_id(unit or "unit"),
        "casNumber": native_cas(entity) or None,
    }
    if elementary:
        attrs["formula"] = entity.formula if entity.formula and len(entity.formula) <= 40 else None
    attrs.update(extra.get("attributes") or {})
    out = [
        texts("name", entity.name, 120) or texts("name", {"en": entity.uuid}),
        texts("unitName", extra.get("unitName") or {"en": unit or "unit"}, 40),
    ]
    if elementary:
        kept = extra.get("compartment")
        out.append(
            _compartment(kept) if isinstance(kept, dict) and kept.get("names") else compartment(compartment_of(entity))
        )
    else:
        out += _classifications(entity, extra)
    out.append(write_texts("comment", entity.description))
    out.append(
        "".join(
            f'<synonym xml:lang="{escape(lang)}">{escape(cut(text, 80))}</synonym>'
            for lang, text in listed_synonyms(entity)
            if text
        )
    )
    out += [written(node) for node in extra.get("property", ())]
    out += [written(node) for node in extra.get("*", ())]
    return _entry("elementaryExchange" if elementary else "intermediateExchange", attrs, out)


def _entry(name: str, attrs: Extra, content: Iterable[str]) -> str:
    """Return an entry without its end tag's place taken: the extension is put before it."""
    return element(name, attrs, content) if any(content) else f"{start(name, attrs)}</{name}>"


def extended(entry: str, text: str, *, stub: bool = False) -> str:
    """Return an entry with its extension."""
    if not text and not stub:
        return entry
    attrs = ' stub="true"' if stub else ""
    more = f'<x:entity xmlns:x="{EXTENSION_NS}"{attrs}>{escape(text)}</x:entity>'
    if entry.endswith("/>"):
        name = entry[1 : entry.index(" ")]
        return f"{entry[:-2]}>{more}</{name}>"
    cut_at = entry.rindex("</")
    return f"{entry[:cut_at]}{more}{entry[cut_at:]}"


def _compartment(kept: Extra) -> str:
    attrs = {key[1:]: value for key, value in kept.items() if key.startswith("@")}
    top, sub = kept["names"]
    return element("compartment", attrs, texts("compartment", top, 40) + texts("subcompartment", sub, 40))


def _classifications(entity: Flow, extra: Extra) -> list[str]:
    kept: list[Json] = extra.get("classification") or []
    own = [entry for entry in entity.classifications if entry.system != COMPARTMENTS]
    out, position = [], 0
    for rest in kept:
        if rest.get("value") and not (rest.get("system") and rest.get("value")):
            out.append(classification(None, rest))
            continue
        out.append(classification(own[position] if position < len(own) else None, rest))
        position += 1
    systems = {entry.system for entry in own[:position]}
    values = {class_value(entry) for entry in own[:position]}
    for entry in own[position:]:
        value = class_value(entry) if entry.classes else ""
        # The XSD wants each system and each value once; the extension has what is left out.
        if value and entry.system and entry.system not in systems and value not in values:
            systems.add(entry.system)
            values.add(value)
            out.append(classification(entry, {"@classificationId": derived("classification", entry.system)}))
    return out


def contact(entity: Contact) -> tuple[str, str]:
    """Return the file's root and the entry of a person or company."""
    extra = _extra(entity)
    attrs: Extra = {"id": raw_id(entity)}
    others = "".join(written(node) for node in extra.get("*", ()))
    if "code" in extra:
        attrs["code"] = extra["code"]
        attrs["website"] = cut(entity.website, 255) or None
        attrs.update(extra.get("attributes") or {})
        content = (write_texts("name", entity.name, 255), write_texts("comment", entity.description), others)
        return "validCompanies", _entry("company", attrs, content)
    company = entity.contacts[0] if entity.contacts else None
    said = extra.get("companyId")
    attrs |= {
        "name": cut(pick(entity.name, "en"), 40) or PLACEHOLDER_SHORT,
        "address": cut(pick(entity.address, "en"), 255) or None,
        "telephone": cut(entity.telephone, 40) or None,
        "telefax": cut(entity.telefax, 40) or None,
        "email": cut(entity.email, 80),
        "companyId": (said if said and uuid_of(said) == company.uuid else company.uuid) if company else None,
    }
    attrs.update(extra.get("attributes") or {})
    return "validPersons", _entry("person", attrs, (texts("companyName", company.name if company else {}, 255), others))


def _source_attributes(entity: Source) -> Extra:
    said: Extra = dict(_extra(entity).get("source") or {})
    if citation(said) != entity.citation or not said:
        said = {key: value for key, value in said.items() if key not in ("title", "firstAuthor", "additionalAuthors")}
        said["title"] = pick(entity.citation, "en") or pick(entity.name, "en")
    return {
        "id": raw_id(entity),
        "sourceType": said.pop("sourceType", None) or SOURCE_CODES.get(entity.publication_type, "0"),
        "year": cut(str(said.pop("year", "") or entity.year or ""), 30),
        "firstAuthor": cut(str(said.pop("firstAuthor", "")), 40),
        "title": cut(str(said.pop("title", "")), 255),
        "shortName": cut(pick(entity.name, "en"), 80) or None,
        **said,
    }


def source_key(entity: Source) -> tuple[str, str, str]:
    """Return title, year and type of a source as MasterData has them."""
    attrs = _source_attributes(entity)
    return str(attrs["title"]), str(attrs["year"]), str(attrs["sourceType"])


def source(entity: Source) -> str:
    """Return a source of MasterData."""
    rest = "".join(written(node) for node in _extra(entity).get("*", ()))
    return _entry("source", _source_attributes(entity), (write_texts("comment", entity.description), rest))


def location(entity: Location) -> str:
    """Return a geography of MasterData."""
    extra = _extra(entity)
    attrs: Extra = {
        "id": raw_id(entity),
        "longitude": extra.get("@longitude") or entity.longitude,
        "latitude": extra.get("@latitude") or entity.latitude,
        **(extra.get("attributes") or {}),
    }
    short: Text = extra.get("shortname") or {"en": entity.code or pick(entity.name, "en") or PLACEHOLDER_SHORT}
    pieces, _ = laid_out(entity.description, extra.get("comment"))
    names = "" if extra.get("unnamed") else texts("name", entity.name, 255)
    content = (
        names or texts("name", short, 255),
        texts("shortname", short, 40),
        write_pieces("comment", pieces),
        "".join(written(node) for node in extra.get("*", ())),
    )
    return _entry("geography", attrs, content)


def document(root: str, entries: Iterable[str], head: Extra | None = None) -> bytes:
    """Return a MasterData file."""
    attrs: Extra = {"xmlns": NS}
    attrs.update(
        head or {"originalSource": OURS, "majorRelease": "0", "minorRelease": "0", "contextId": derived("context")}
    )
    context = "" if head is not None else texts("contextName", {"en": "lcabridge"})
    return f'<?xml version="1.0" encoding="utf-8"?>\n{element(root, attrs, (context, *entries))}\n'.encode()
