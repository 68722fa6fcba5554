"""Validators from the schemas of the ILCD family: TIDAS JSON Schema and ILCD XSD, wherever they were found (DESIGN §5)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

import jsonschema
import orjson
import referencing
from lxml import etree
from referencing.jsonschema import DRAFT7

from lcabridge.errors import Location, ReadError
from lcabridge.sources.schemas import SchemaSet
from lcabridge_ilcd.tidas_kinds import KINDS

# JSON Schema -----------------------------------------------------------------------------------------------------------

_formats = jsonschema.FormatChecker(())
for _name, _kind in (("date-time", "datetime"), ("uri", "uri"), ("email", "email")):
    _formats.checks(_name)(lambda value, ok=KINDS[_kind].ok: not isinstance(value, str) or bool(ok(value)))


@lru_cache(maxsize=4)
def json_registry(schemas: SchemaSet) -> referencing.Registry[Any]:
    """Return the schemas by base name, with and without ``./``, as they refer to each other."""
    registry: referencing.Registry[Any] = referencing.Registry()
    for name, data in schemas.files.items():
        resource = DRAFT7.create_resource(orjson.loads(data))
        registry = registry.with_resource(name, resource).with_resource(f"./{name}", resource)
    return registry


@lru_cache(maxsize=32)
def json_validator(schemas: SchemaSet, module: str) -> jsonschema.Draft7Validator:
    """Return the validator of a TIDAS module; formats (date-time, uri, email) are checked."""
    schema = orjson.loads(schemas.files[f"tidas_{module}.json"])
    return jsonschema.Draft7Validator(schema, registry=json_registry(schemas), format_checker=_formats)


def unknown_keys(doc: Any, schemas: SchemaSet, module: str) -> list[str]:
    """Return the paths of keys that the schema does not know (it allows them, and no reader looks at them)."""
    registry = json_registry(schemas)
    name = f"tidas_{module}.json"
    found: list[str] = []
    _unknown(doc, [(registry.resolver(base_uri=name), orjson.loads(schemas.files[name]))], "", found)
    return found


_Place = tuple[Any, dict[str, Any]]


def _flat(places: Iterable[_Place]) -> Iterable[_Place]:
    """Yield schemas and all that they refer to or combine: a key that one branch knows is known."""
    for resolver, schema in places:
        if "$ref" in schema:
            resolved = resolver.lookup(schema["$ref"])
            yield from _flat([(resolved.resolver, resolved.contents)])
            continue  # draft-07: what stands beside $ref does not count
        yield resolver, schema
        for word in ("anyOf", "allOf", "oneOf"):
            yield from _flat((resolver, branch) for branch in schema.get(word, ()))
        for word in ("then", "else"):
            if isinstance(schema.get(word), dict):
                yield from _flat([(resolver, schema[word])])


def _unknown(value: Any, places: list[_Place], path: str, found: list[str]) -> None:
    flat = list(_flat(places))
    if isinstance(value, dict):
        for key, member in value.items():
            inner = [(r, sub) for r, s in flat if s.get("type", "object") == "object" for sub in _of_key(s, key)]
            if inner:
                _unknown(member, inner, f"{path}/{key}", found)
            else:
                found.append(f"{path}/{key}")
    elif isinstance(value, list):
        for n, member in enumerate(value):
            inner = [(r, sub) for r, s in flat if s.get("type", "array") == "array" for sub in _of_item(s, n)]
            _unknown(member, inner, f"{path}/{n}", found)


def _of_key(schema: dict[str, Any], key: str) -> Iterable[dict[str, Any]]:
    if key in schema.get("properties", {}):
        yield schema["properties"][key]
        return
    for pattern, sub in schema.get("patternProperties", {}).items():
        if re.search(pattern, key):
            yield sub
    if isinstance(schema.get("additionalProperties"), dict):
        yield schema["additionalProperties"]


def _of_item(schema: dict[str, Any], n: int) -> Iterable[dict[str, Any]]:
    items = schema.get("items")
    if isinstance(items, dict):
        yield items
    elif isinstance(items, list) and n < len(items):
        yield items[n]


# XSD -------------------------------------------------------------------------------------------------------------------

XML_XSD: Final = b"""<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/XML/1998/namespace">
  <xs:attribute name="lang"><xs:simpleType><xs:union memberTypes="xs:language">
    <xs:simpleType><xs:restriction base="xs:string"><xs:enumeration value=""/></xs:restriction></xs:simpleType>
  </xs:union></xs:simpleType></xs:attribute>
  <xs:attribute name="space"><xs:simpleType><xs:restriction base="xs:NCName">
    <xs:enumeration value="default"/><xs:enumeration value="preserve"/>
  </xs:restriction></xs:simpleType></xs:attribute>
  <xs:attribute name="base" type="xs:anyURI"/>
  <xs:attribute name="id" type="xs:ID"/>
  <xs:attributeGroup name="specialAttrs">
    <xs:attribute ref="xml:base"/><xs:attribute ref="xml:lang"/><xs:attribute ref="xml:space"/><xs:attribute ref="xml:id"/>
  </xs:attributeGroup>
</xs:schema>
"""
"""The attributes of the ``xml`` name space, written for this project; schemas import them from where they please."""

ROOT_SCHEMAS: Final = {
    "contactDataSet": "ILCD_ContactDataSet.xsd",
    "sourceDataSet": "ILCD_SourceDataSet.xsd",
    "unitGroupDataSet": "ILCD_UnitGroupDataSet.xsd",
    "flowPropertyDataSet": "ILCD_FlowPropertyDataSet.xsd",
    "flowDataSet": "ILCD_FlowDataSet.xsd",
    "processDataSet": "ILCD_ProcessDataSet.xsd",
    "LCIAMethodDataSet": "ILCD_LCIAMethodDataSet.xsd",
    "lifeCycleModelDataSet": "ILCD_LifeCycleModelDataSet.xsd",
}
"""XSD of each ILCD root element."""


class _Resolver(etree.Resolver):
    """Answers every include and import from the set itself, by base name; never from a network."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__()
        self.files = files

    # lxml calls it with a context, which lxml-stubs leaves out.
    def resolve(self, system_url: str, _public_id: str, context: Any) -> Any:  # type: ignore[override]
        name = system_url.replace("\\", "/").rpartition("/")[2]
        if name == "xml.xsd":
            return self.resolve_string(XML_XSD, context, base_url=name)
        data = self.files.get(name, b"<missing/>")
        return self.resolve_string(data, context, base_url=name)


@lru_cache(maxsize=32)
def xml_schema(schemas: SchemaSet, name: str) -> etree.XMLSchema:
    """Return a compiled XSD of a set.

    Raises:
        ReadError: the set is not whole or not valid.
    """
    parser = etree.XMLParser(no_network=True, resolve_entities=False, load_dtd=False)
    parser.resolvers.add(_Resolver(schemas.files))
    try:
        return etree.XMLSchema(etree.parse(io.BytesIO(schemas.files[name]), parser, base_url=name))
    except (KeyError, etree.XMLSchemaParseError, etree.XMLSyntaxError) as error:
        raise ReadError(
            f"the schema {name} does not compile: {error}", f"模式 {name} 无法编译：{error}",
            at=Location(file=schemas.origin),
            hint_en="add the whole schema folder again (lcabridge schemas add)",
            hint_zh="请重新添加完整的模式文件夹（lcabridge schemas add）",
        ) from error  # fmt: skip
