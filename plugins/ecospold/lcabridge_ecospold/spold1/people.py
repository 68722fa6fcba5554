"""Persons and sources as data sets repeat them."""

from __future__ import annotations

from lcabridge.model import Contact, Source, pick
from lcabridge_ecospold.spold1 import values as write
from lcabridge_ecospold.spold1.catalog import FORMAT, SOURCE_REST, SOURCE_TYPES, is_url
from lcabridge_ecospold.spold1.document import Values
from lcabridge_ecospold.spold1.names import KINDS

_TYPE_OF_SOURCE = {word: code for code, word in SOURCE_TYPES.items()}


def put(values: Values, **given: str | None) -> None:
    """Add the attributes that have something to say."""
    for name, value in given.items():
        if value:
            values[name] = value


def person(contact: Contact, language: str) -> Values:
    """Return the attributes of a person but its number."""
    values: Values = {}
    put(
        values,
        name=write.say(contact.name, language) or pick(contact.name),
        address=write.say(contact.address, language),
    )
    put(values, telephone=contact.telephone, telefax=contact.telefax, email=contact.email, countryCode=contact.country)
    put(values, companyCode=contact.extra.get(FORMAT, {}).get("companyCode"))
    return values


def source(entity: Source, language: str) -> Values:
    """Return the attributes of a source but its number."""
    values: Values = {}
    name = write.say(entity.name, language) or pick(entity.name)
    year = str(entity.year) if entity.year is not None else None
    put(values, firstAuthor=name, year=year)
    put(values, title=write.say(entity.citation, language), text=write.say(entity.description, language))
    put(values, sourceType=_TYPE_OF_SOURCE.get(entity.publication_type, "0"))
    rest = entity.extra.get(FORMAT, {})
    put(values, **{name: rest.get(name) for name in SOURCE_REST})
    if is_url(entity.url) and len(entity.url) <= KINDS["source"]["placeOfPublications"].limit:
        put(values, placeOfPublications=entity.url)
    return values
