"""Leaves of EcoSpold 2: activity data sets and MasterData entries, read from the XML alone.

An attribute is `@name`, text is the element itself. Numbers are compared by value, truth values by meaning; an optional
attribute that is absent means the default that the XSD gives it. An element without content, or with a language only,
says nothing: it counts as one empty leaf.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator
from typing import Any

from lxml import etree

from tests.audit.files import Files
from tests.audit.leaves import About, Key, Leaf, Node, number

_NS = "http://www.EcoInvent.org/EcoSpold02"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_EXTENSION = "{https://lcabridge.org/"
_ACTIVITIES = ("activityDataset", "childActivityDataset")
_NUMBERS = {
    "amount", "meanValue", "mu", "variance", "varianceWithPedigreeUncertainty", "minValue", "maxValue", "mostLikelyValue",
    "mostFrequentValue", "shape", "scale", "n", "p", "standardDeviation95", "productionVolumeAmount", "percent",
    "latitude", "longitude", "majorRelease", "minorRelease", "majorRevision", "minorRevision", "index", "inheritanceDepth",
}  # fmt: skip
_TRUTHS = {
    "isCalculatedAmount", "isDefiningValue", "isActiveAuthor", "isCopyrightProtected", "isDataValidForEntirePeriod",
    "sourceIdOverwrittenByChild", "activityLinkIdOverwrittenByChild",
}  # fmt: skip
_DEFAULTS: dict[str, dict[str, str]] = {
    "activity": {"inheritanceDepth": "0", "energyValues": "0"},
    "technology": {"technologyLevel": "3"},
    "dataEntryBy": {"isActiveAuthor": "false"},
    "dataGeneratorAndPublication": {"dataPublishedIn": "0", "accessRestrictedTo": "0"},
    "fileAttributes": {"defaultLanguage": "en"},
    "intermediateExchange": {"isCalculatedAmount": "false"},
    "elementaryExchange": {"isCalculatedAmount": "false"},
    "property": {"isCalculatedAmount": "false", "isDefiningValue": "false"},
}
_IDENTITY = {
    "intermediateExchange": "id", "elementaryExchange": "id", "parameter": "parameterId", "property": "propertyId",
    "classification": "classificationId", "transferCoefficient": "exchangeId", "impactIndicator": "impactIndicatorId",
    "review": "reviewerId", "text": "index", "imageUrl": "index", "variable": "name",
}  # fmt: skip
_KINDS = {
    "@amount": "amount", "@productionVolumeAmount": "amount", "inputGroup": "direction", "outputGroup": "direction",
    "@intermediateExchangeId": "reference", "@elementaryExchangeId": "reference", "@activityLinkId": "reference",
    "@unitId": "unit", "unitName": "unit", "name": "name", "activityName": "name", "@xml:lang": "language",
    "@startDate": "time", "@endDate": "time", "@geographyId": "place", "shortname": "place",
    "@mathematicalRelation": "formula", "@variableName": "formula",
}  # fmt: skip


def _spelled(tag: str) -> str:
    if tag.startswith(f"{{{_NS}}}"):
        return tag[len(_NS) + 2 :]
    return f"xml:{tag[len(_XML) :]}" if tag.startswith(_XML) else tag


def _value(name: str, text: str) -> Hashable:
    if name in _NUMBERS:
        try:
            return number(float(text))
        except ValueError:
            return ("text", text)
    if name in _TRUTHS:
        return ("bool", {"true": True, "1": True, "false": False, "0": False}.get(text.strip(), text))
    return ("text", text)


class EcoSpold2Package:
    """An EcoSpold 2 package: activity files and MasterData."""

    def __init__(self, files: Files) -> None:
        """Index the data sets of a package."""
        self.files = files
        self.bookkeeping: Counter[str] = Counter()
        self._entries: dict[Key, tuple[str, Any]] = {}
        for name in files:
            root = self._root(name)
            if root is not None:
                self._index(name, root)

    @classmethod
    def matches(cls, files: Files) -> bool:
        """Say whether the package has a document of EcoSpold 2."""
        return any(_NS.encode() in files.read(name)[:4096] for name in files if name.endswith((".spold", ".xml")))

    def _root(self, name: str) -> Any:
        if not name.endswith((".spold", ".xml")):
            return None
        try:
            root = etree.fromstring(self.files.read(name), etree.XMLParser(resolve_entities=False, no_network=True))
        except etree.XMLSyntaxError:
            return None
        return root if root.tag.startswith(f"{{{_NS}}}") else None

    def _index(self, name: str, root: Any) -> None:
        kind = _spelled(root.tag)
        if kind == "ecoSpold":
            first: Key | None = None
            for child in root:
                if isinstance(child.tag, str) and _spelled(child.tag) in _ACTIVITIES:
                    key = self._activity_key(child, name)
                    self._entries[key] = (name, child)
                    first = first or key
                elif isinstance(child.tag, str) and first is not None:
                    self._entries[("beside", first[1])] = (name, child)
            return
        rest = etree.Element(root.tag, dict(root.attrib))
        for child in root:
            if not isinstance(child.tag, str):
                continue
            if child.get("id"):
                self._entries[(_spelled(child.tag), str(child.get("id")))] = (name, child)
            else:
                rest.append(child)
        self._entries[("file", kind)] = (name, rest)

    def _activity_key(self, dataset: Any, name: str) -> Key:
        activity = dataset.find(f".//{{{_NS}}}activity")
        id_ = str(activity.get("id") if activity is not None else name)
        key = ("activity", id_)
        number_ = 1
        while key in self._entries:
            number_ += 1
            key = ("activity", f"{id_} {number_}")
        return key

    def identities(self) -> list[Key]:
        """List the data sets."""
        return sorted(self._entries)

    def file_of(self, key: Key) -> str:
        """Name the file of a data set."""
        return self._entries[key][0]

    def close(self) -> None:
        """Release the archive."""
        self.files.close()

    def holds(self, about: About, value: Hashable) -> bool:
        """Nothing is looked up elsewhere: every leaf stands at its own place."""
        return False

    def tree(self, key: Key) -> Node | None:
        """Build the leaves of a data set."""
        found = self._entries.get(key)
        if found is None:
            return None
        node = Node()
        _walk(found[1], _spelled(found[1].tag) if key[0] != "activity" else "activity", node)
        return node


def _pointer(element: Any, attribute: str = "") -> str:
    steps = [f"@{attribute}"] if attribute else []
    while element is not None:
        parent = element.getparent()
        twins = [t for t in parent if t.tag == element.tag] if parent is not None else [element]
        place = f"[{twins.index(element) + 1}]" if len(twins) > 1 else ""
        steps.append(_spelled(element.tag) + place)
        element = parent
    return "/" + "/".join(reversed(steps))


def _attributes(element: Any) -> Iterator[tuple[str, str]]:
    said = {_spelled(key): value for key, value in element.attrib.items()}
    yield from said.items()
    for name, value in _DEFAULTS.get(_spelled(element.tag), {}).items():
        if name not in said:
            yield name, value


def _walk(element: Any, path: str, node: Node) -> None:
    children = [child for child in element if isinstance(child.tag, str) and not child.tag.startswith(_EXTENSION)]
    text = "".join([element.text or "", *(child.tail or "" for child in element)])
    said = text if text.strip() else None
    attributes = list(_attributes(element))
    if said is None and not children and all(name == "xml:lang" for name, _ in attributes):
        node.leaves.append(Leaf(path, ("empty element",), _pointer(element), "empty", ""))
        return
    for name, value in attributes:
        kind = _KINDS.get(f"@{name}", "uncertainty" if ".uncertainty" in path else "text")
        node.leaves.append(Leaf(f"{path}.@{name}", _value(name, value), _pointer(element, name), kind, value))
    if said is not None:
        name = _spelled(element.tag)
        node.leaves.append(Leaf(path, ("text", said), _pointer(element), _KINDS.get(name, "text"), said))
    for child in children:
        name = _spelled(child.tag)
        identity = child.get(_IDENTITY[name], "") if name in _IDENTITY else ""
        group = f"{path}.{name}[{identity}]"
        member = Node()
        _walk(child, group, member)
        node.groups.setdefault(group, []).append(member)
