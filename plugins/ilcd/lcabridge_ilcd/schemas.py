"""Schemas that we may not ship: found in the package itself, in the user's store, or in an installed package (DESIGN §5).

The store is a folder of the user (``LCABRIDGE_SCHEMAS`` overrides it), one folder a family; ``lcabridge schemas add`` fills it.
Nothing is fetched from a network.
"""

from __future__ import annotations

import importlib.util
import io
import os
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import jsonschema
import orjson
import referencing
from lxml import etree
from referencing.jsonschema import DRAFT7

from lcabridge.errors import Location, ReadError, UsageError
from lcabridge.sources import Source, open_source
from lcabridge_ilcd.tidas_kinds import KINDS

ENVIRONMENT: Final = "LCABRIDGE_SCHEMAS"
SUFFIXES: Final = (".xsd", ".json")


@dataclass(frozen=True, slots=True)
class Family:
    """A family of schemas that belong together, told by one file that only it has.

    Attributes:
        id: name of its folder in the store.
        title: for people.
        marker: file name.
        packages: importable packages that are known to bring it.
    """

    id: str
    title: str
    marker: str
    packages: tuple[str, ...] = ()


FAMILIES: Final = (
    Family("tidas", "TIDAS JSON Schema", "tidas_processes.json", ("tidas_tools", "tidas_sdk")),
    Family("ilcd", "ILCD 1.1 / eILCD XSD", "ILCD_LifeCycleModelDataSet.xsd", ("tidas_tools",)),
    Family("ilcd-epd", "ILCD+EPD XSD", "EPD_DataSet.xsd"),
    Family("ecospold1", "EcoSpold 1 XSD", "EcoSpold01Dataset.xsd"),
    Family("ecospold2", "EcoSpold 2 XSD", "EcoSpold02.xsd"),
)


@dataclass(frozen=True)
class SchemaSet:
    """The files of one family.

    Attributes:
        family: which.
        origin: where they were found, for the output.
        files: content by base name.
    """

    family: str
    origin: str
    files: Mapping[str, bytes] = field(repr=False)

    def __hash__(self) -> int:
        return hash((self.family, self.origin))


def family(id_: str) -> Family:
    """Return a family by id.

    Raises:
        UsageError: there is none of that id.
    """
    for known in FAMILIES:
        if known.id == id_:
            return known
    names = ", ".join(known.id for known in FAMILIES)
    raise UsageError(f"no schema family {id_!r}; there are {names}", f"没有模式族 {id_!r}；现有 {names}")


def store() -> Path:
    """Return the folder of the user's schemas; it need not exist."""
    if told := os.environ.get(ENVIRONMENT):
        return Path(told)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "lcabridge" / "schemas"


def add(path: Path) -> list[SchemaSet]:
    """Copy the schemas in a folder or zip into the store; return what was found.

    Raises:
        ReadError: the path does not exist, or holds no schema that we know.
    """
    found: list[SchemaSet] = []
    with open_source(path) as source:
        found = [one for known in FAMILIES if (one := _in_source(known, source)) is not None]
    if not found:
        markers = ", ".join(known.marker for known in FAMILIES)
        raise ReadError(
            "no schema that lcabridge knows is in it", "其中没有 lcabridge 认识的模式",
            at=Location(file=str(path)),
            hint_en=f"give a folder or zip that holds one of {markers}", hint_zh=f"请给出含有以下之一的文件夹或 zip：{markers}",
        )  # fmt: skip
    for one in found:
        folder = store() / one.family
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in one.files.items():
            beside = folder / f".{name}.new"
            beside.write_bytes(data)
            beside.replace(folder / name)
    return found


def find(id_: str, source: Source | None = None) -> SchemaSet | None:
    """Return the schemas of a family: the package's own, else those of the store, else of an installed package."""
    known = family(id_)
    if source is not None and (inside := _in_source(known, source)) is not None:
        return inside
    return _in_folder(known, store() / known.id) or _installed(known)


def listing() -> list[tuple[Family, SchemaSet | None]]:
    """Return every family with the schemas that are there without a package."""
    return [(known, find(known.id)) for known in FAMILIES]


def _in_source(known: Family, source: Source) -> SchemaSet | None:
    marker = next((name for name in source.names() if name.rpartition("/")[2] == known.marker), None)
    if marker is None:
        return None
    folder = marker[: len(marker) - len(known.marker)]
    names = [n for n in source.names() if n.startswith(folder) and "/" not in n[len(folder) :] and n.endswith(SUFFIXES)]
    return SchemaSet(known.id, source.locate(marker), {name[len(folder) :]: source.read(name) for name in names})


def _in_folder(known: Family, folder: Path) -> SchemaSet | None:
    if not (folder / known.marker).is_file():
        return None
    files = sorted(path for path in folder.iterdir() if path.suffix in SUFFIXES)
    return SchemaSet(known.id, str(folder), {path.name: path.read_bytes() for path in files})


def _installed(known: Family) -> SchemaSet | None:
    for package in known.packages:
        spec = importlib.util.find_spec(package)
        for place in (spec.submodule_search_locations or []) if spec else []:
            marker = next(Path(place).rglob(known.marker), None)
            if marker is not None:
                return _in_folder(known, marker.parent)
    return None


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
