"""Leaves of the ILCD family: ILCD XML and its JSON spelling (TIDAS and the national structure), under one set of names.

An attribute is `@name`, text is `#text`, elements of ILCD's common name space carry `common:`; elements of other name
spaces are named `{uri}local`. Numbers in numeric fields are compared by value, date-times by their instant.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

from lxml import etree

from tests.audit.files import Files
from tests.audit.leaves import About, Key, Leaf, Node, number

_ILCD = "http://lca.jrc.it/ILCD/"
_PREFIXES = {
    "http://lca.jrc.it/ILCD/Common": "common:",
    "http://www.w3.org/XML/1998/namespace": "xml:",
    "http://www.w3.org/2001/XMLSchema-instance": "xsi:",
    "http://lca.jrc.it/ILCD/Categories": "",
    "http://eplca.jrc.ec.europa.eu/ILCD/LifeCycleModel/2017": "",
}
_ROOTS = {
    "processDataSet", "flowDataSet", "flowPropertyDataSet", "unitGroupDataSet", "LCIAMethodDataSet", "sourceDataSet",
    "contactDataSet", "lifeCycleModelDataSet", "CategorySystem", "ILCDLocations",
}  # fmt: skip
_ROOT_BOOKKEEPING = {"@version", "@locations", "@xsi:schemaLocation"}
_NUMBERS = {
    "meanAmount", "resultingAmount", "minimumAmount", "maximumAmount", "meanValue", "minimumValue", "maximumValue",
    "relativeStandardDeviation95In", "@allocatedFraction", "percentageSupplyOrProductionCovered", "@level",
    "common:referenceYear", "common:dataSetValidUntil", "@dataSetInternalID", "@internalReferenceToCoProduct",
    "referenceToReferenceFlow", "referenceToReferenceFlowProperty", "referenceToReferenceUnit", "@multiplicationFactor",
    "referenceYear", "{http://www.iai.kit.edu/EPD/2013}amount",
}  # fmt: skip
_DATE_TIMES = {"common:timeStamp", "common:dateOfLastRevision"}
_BOOLEANS = {"common:copyright"}


@dataclass(slots=True)
class Element:
    """An element, from XML or JSON: attributes, text and children, with its place in the file."""

    name: str
    pointer: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str | None = None
    children: list[Element] = field(default_factory=list)

    def find(self, *names: str) -> Element | None:
        """Return the first descendant along child names."""
        here: Element | None = self
        for name in names:
            here = next((c for c in here.children if c.name == name), None) if here else None
        return here

    def text_of(self, *names: str) -> str:
        """Return the stripped text of a descendant, "" if absent."""
        found = self.find(*names)
        return (found.text or "").strip() if found else ""


def _spelled(tag: str) -> str:
    """Name an XML tag or attribute: known name spaces by prefix, ILCD's own by the local name, others in full."""
    if not tag.startswith("{"):
        return tag
    uri, _, local = tag[1:].partition("}")
    if uri in _PREFIXES:
        return _PREFIXES[uri] + local
    return local if uri.startswith(_ILCD) else tag


def from_xml(node: Any, pointer: str, notes: Counter[str]) -> Element:
    """Turn an lxml element into an `Element`."""
    name = _spelled(node.tag)
    element = Element(name, pointer)
    element.attributes = {"@" + _spelled(k): v for k, v in node.attrib.items()}
    if "@xml:lang" in element.attributes:
        # xs:language collapses white space: "de " is "de".
        element.attributes["@xml:lang"] = element.attributes["@xml:lang"].strip()
    counts = Counter(_spelled(child.tag) for child in node if isinstance(child.tag, str))
    seen: Counter[str] = Counter()
    texts = [node.text or ""]
    for child in node:
        texts.append(child.tail or "")
        if not isinstance(child.tag, str):
            notes["comments and processing instructions"] += 1
            continue
        label = _spelled(child.tag)
        seen[label] += 1
        place = f"{pointer}/{label}" + (f"[{seen[label]}]" if counts[label] > 1 else "")
        element.children.append(from_xml(child, place, notes))
    text = "".join(texts)
    element.text = text if text.strip() else None
    return element


def from_json(value: object, name: str, pointer: str, spaces: dict[str, str]) -> Element:
    """Turn one JSON value of the TIDAS spelling into an `Element`."""
    element = Element(name, pointer)
    if not isinstance(value, dict):
        element.text = _json_text(value)
        return element
    spaces = spaces | {k[7:]: str(v) for k, v in value.items() if k.startswith("@xmlns:")}
    for key, part in value.items():
        if key.startswith("@xmlns"):
            continue
        where = f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}"
        if key == "#text":
            element.text = _json_text(part)
        elif key.startswith("@"):
            element.attributes["@" + _resolved(key[1:], spaces)] = _json_text(part) or ""
        elif isinstance(part, list):
            element.children += [
                from_json(p, _resolved(key, spaces), f"{where}/{i}", spaces) for i, p in enumerate(part)
            ]
        else:
            element.children.append(from_json(part, _resolved(key, spaces), where, spaces))
    return element


def _json_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value)


def _resolved(name: str, spaces: dict[str, str]) -> str:
    prefix, colon, local = name.partition(":")
    if not colon or prefix in ("common", "xml", "xsi"):
        return name
    uri = spaces.get(prefix)
    return _spelled(f"{{{uri}}}{local}") if uri else name


class IlcdPackage:
    """An ILCD, TIDAS or national package as leaves.

    `derived` is what a report says of identifiers that are no UUIDs: the UUID that stands for each from then on.
    """

    def __init__(self, files: Files) -> None:
        """Find the data sets of the package."""
        self.files = files
        self.bookkeeping: Counter[str] = Counter()
        self.derived: dict[str, str] = {}
        found: dict[Key, list[tuple[str, str]]] = {}
        for name in files:
            root = self._parse(name, Counter())
            key = self._key(root, name) if root else ("file", name.removeprefix("ILCD/"))
            found.setdefault(key, []).append((_version(root) if root else "", name))
        self._entries: dict[Key, str] = {}
        for (kind, identity), members in found.items():
            # The highest version is the data set; the others are told apart by version, and by file name.
            (_, first), *others = sorted(members, key=lambda m: (_parts(m[0]), m[1]), reverse=True)
            self._entries[kind, identity] = first
            for version, name in others:
                key = (kind, f"{identity} {version}")
                self._entries[key if key not in self._entries else (kind, f"{key[1]} {name}")] = name

    @staticmethod
    def matches(files: Files) -> bool:
        """Say whether any file is a data set of the family."""
        return any(IlcdPackage._root_name(files, name) in _ROOTS for name in files)

    @staticmethod
    def _root_name(files: Files, name: str) -> str:
        try:
            if name.endswith(".xml"):
                return _spelled(etree.fromstring(files.read(name)).tag)
            if name.endswith(".json"):
                document = json.loads(files.read(name).decode("utf-8-sig"))
                return next((k for k in document if k in _ROOTS), "") if isinstance(document, dict) else ""
        except (etree.XMLSyntaxError, ValueError):
            return ""
        return ""

    def _parse(self, name: str, notes: Counter[str]) -> Element | None:
        root_name = self._root_name(self.files, name)
        if root_name not in _ROOTS:
            return None
        if name.endswith(".xml"):
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            return from_xml(etree.fromstring(self.files.read(name), parser), f"/{root_name}", notes)
        document = json.loads(self.files.read(name).decode("utf-8-sig"))
        return from_json(document[root_name], root_name, f"/{root_name}", {})

    @staticmethod
    def _key(root: Element, name: str) -> Key:
        for child in root.children:
            identity = child.text_of("dataSetInformation", "common:UUID")
            if identity:
                return (root.name, identity)
        return (root.name, PurePosixPath(name).stem)

    def identities(self) -> list[Key]:
        """List the data sets and supporting files."""
        return sorted(self._entries)

    def file_of(self, key: Key) -> str:
        """Name the file of a data set."""
        return self._entries[key]

    def close(self) -> None:
        """Release the archive."""
        self.files.close()

    def holds(self, about: About, value: Hashable) -> bool:
        """Nothing is looked up elsewhere: every leaf of the family stands at its own place."""
        return False

    def tree(self, key: Key) -> Node | None:
        """Build the leaves of a data set."""
        name = self._entries.get(key)
        if name is None:
            return None
        if key[0] == "file":
            digest = sha256(self.files.read(name)).hexdigest()
            return Node([Leaf("content", ("sha256", digest), "", "file", digest)])
        root = self._parse(name, self.bookkeeping)
        node = Node()
        if root is not None:
            root = self.normalised(root)
            for attribute in _ROOT_BOOKKEEPING & root.attributes.keys():
                self.bookkeeping[attribute] += 1
                del root.attributes[attribute]
            self._walk(root, root.name, node, _flows_by_number(root))
        return node

    def normalised(self, root: Element) -> Element:
        """Return the content that is compared: here all of it."""
        return root

    def _walk(self, element: Element, path: str, node: Node, flows: dict[str, str]) -> None:
        for name, text in element.attributes.items():
            node.leaves.append(_leaf(f"{path}.{name}", name, text, f"{element.pointer}/{name}"))
        if element.text is not None:
            node.leaves.append(_leaf(path, element.name, element.text, element.pointer))
        elif not element.children and not element.attributes:
            node.leaves.append(Leaf(path, ("empty element",), element.pointer, "empty", ""))
        for child in element.children:
            identity = _identity(child, flows)
            for given, uuid in self.derived.items():
                identity = identity.replace(given, uuid)
            group = f"{path}.{child.name}[{identity}]"
            member = Node()
            self._walk(child, group, member, flows)
            node.groups.setdefault(group, []).append(member)


def _leaf(path: str, name: str, text: str, pointer: str) -> Leaf:
    value: Hashable = ("text", text)
    if name in _NUMBERS:
        try:
            value = number(float(text))
        except ValueError:
            value = ("text", text)
    elif name in _DATE_TIMES:
        value = _instant(text.strip())
    elif name in _BOOLEANS:
        value = ("bool", {"true": True, "1": True, "false": False, "0": False}.get(text.strip(), text))
    return Leaf(path, value, pointer, _kind(path, name, value), text)


def _instant(text: str) -> Hashable:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return ("text", text)
    if when.tzinfo is None or "T" not in text:
        return ("text", text)
    return ("instant", when.astimezone(UTC).isoformat())


_KINDS: dict[str, str] = {
    "meanAmount": "amount", "resultingAmount": "amount", "exchangeDirection": "direction", "@refObjectId": "reference",
    "minimumAmount": "uncertainty", "maximumAmount": "uncertainty", "relativeStandardDeviation95In": "uncertainty",
    "uncertaintyDistributionType": "uncertainty", "@allocatedFraction": "allocation",
    "@internalReferenceToCoProduct": "allocation", "@uri": "reference summary", "@type": "reference summary",
    "@version": "reference summary", "@location": "place", "location": "place", "common:referenceYear": "time",
    "common:dataSetValidUntil": "time", "common:timeStamp": "time", "common:dateOfLastRevision": "time",
    "baseName": "name", "name": "name", "common:name": "name", "common:shortName": "name",
}  # fmt: skip
_KINDS_INSIDE = (
    (".common:shortDescription", "reference summary"),
    (".common:class[", "classification"),
    (".common:category[", "classification"),
)
_KINDS_OF_VALUES = {"number": "number", "bool": "boolean"}


def _kind(path: str, name: str, value: Hashable) -> str:
    inside = next((kind for part, kind in _KINDS_INSIDE if part in path), None)
    typed = _KINDS_OF_VALUES.get(str(value[0]), "text") if isinstance(value, tuple) else "text"
    return inside or _KINDS.get(name) or typed


def _parts(version: str) -> tuple[int, ...]:
    """Order versions: `01.00` equals `01.00.000`."""
    parts = [int(part) for part in version.split(".") if part.isdecimal()]
    return (*parts, *[0] * (3 - len(parts)))


def _version(root: Element) -> str:
    return next(_texts(root, "common:dataSetVersion"), "")


def _texts(element: Element, name: str) -> Iterator[str]:
    if element.name == name:
        yield (element.text or "").strip()
    for child in element.children:
        yield from _texts(child, name)


def _flows_by_number(root: Element) -> dict[str, str]:
    exchanges = root.find("exchanges")
    return {
        e.attributes.get("@dataSetInternalID", ""): _target(e, "referenceToFlowDataSet")
        for e in (exchanges.children if exchanges else [])
    }


def _target(element: Element, name: str) -> str:
    reference = element.find(name)
    return reference.attributes.get("@refObjectId", "-") if reference else "-"


def _exchange(element: Element, flows: dict[str, str]) -> str:
    return f"{_target(element, 'referenceToFlowDataSet')}|{element.text_of('exchangeDirection')}"


_IDENTITY: dict[str, Callable[[Element, dict[str, str]], str]] = {
    "exchange": _exchange,
    "factor": lambda e, _: f"{_target(e, 'referenceToFlowDataSet')}|{e.text_of('exchangeDirection')}",
    "flowProperty": lambda e, _: _target(e, "referenceToFlowPropertyDataSet"),
    "unit": lambda e, _: e.text_of("name"),
    "variableParameter": lambda e, _: e.attributes.get("@name", ""),
    "LCIAResult": lambda e, _: _target(e, "referenceToLCIAMethodDataSet"),
    "common:class": lambda e, _: e.attributes.get("@level", ""),
    "common:category": lambda e, _: e.attributes.get("@level", ""),
    "common:classification": lambda e, _: e.attributes.get("@name", ""),
    "allocation": lambda e, flows: flows.get(e.attributes.get("@internalReferenceToCoProduct", ""), "-"),
    "processInstance": lambda e, _: e.attributes.get("@dataSetInternalID", ""),
    "outputExchange": lambda e, _: e.attributes.get("@flowUUID", ""),
    "category": lambda e, _: e.attributes.get("@id", ""),
    "location": lambda e, _: e.attributes.get("@value", ""),
}


def _identity(element: Element, flows: dict[str, str]) -> str:
    """Name an element by what it is: a rule of its own, its target, its language, or nothing."""
    rule = _IDENTITY.get(element.name)
    if rule:
        return rule(element, flows)
    return element.attributes.get("@refObjectId") or element.attributes.get("@xml:lang") or ""
