"""The second audit: what must survive natively, without extensions and side files, and amounts modulo units.

Restricted to names, amounts, units, directions, references, uncertainty, allocation, time, place and classification,
and among these to what ILCD and its national profile can say in fields of their own:

* An exchange is its flow, direction and **reference amount** = amount x unit factor / flow property factor, each side
  with the unit groups and flows of its own package; so is a characterisation factor. Spreads that carry the unit
  (sd, minimum, maximum) scale alike, the geometric standard deviation does not.
* An avoided product, which ILCD has no word for, is looked for on the other side; its own direction has to be there or named.
* Units are named, not numbered; a place is its code; time is the year of validity.
* An allocation factor is product, exchange and value. ILCD holds one fraction per product and exchange, so of several
  methods the process's default one counts; without one, the causal factors and those of one method for the whole
  process, the physical before the economic. A share of the whole process stands in ILCD on the product's own exchange
  and is compared as that; the same factor stated twice counts once.
* Blanks around the slashes of a category path do not count.
* Not looked for: providers of exchanges, formulas, internal ids, costs, data quality entries, other texts, and types of
  data set without an ILCD counterpart (locations, currencies, DQ systems, categories, impact methods, projects).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree

from tests.audit.files import Files, write_files
from tests.audit.jsonld import JsonLdPackage
from tests.audit.leaves import Key, Leaf, Node, number, scalar
from tests.audit.olca_identity import reference_id
from tests.audit.olca_schema_facts import EXACT_UNITS

_TYPES = {"UnitGroup", "FlowProperty", "Flow", "Process", "ProductSystem", "ImpactCategory", "Source", "Actor"}
_ALWAYS = {"name", "category"}
_FIELDS: dict[str, set[str]] = {
    "FlowProperty": {"unitGroup"},
    "Flow": {"location"},
    "Process": {"location"},
    "ImpactCategory": {"refUnit"},
    "ProductSystem": {"refProcess", "processes"},
}
_DOCUMENTATION = {
    "dataDocumentor", "dataGenerator", "dataSetOwner", "publication", "sources", "reviewer", "reviews",
    "validFrom", "validUntil", "timeDescription", "geographyDescription",
}  # fmt: skip
_SCALED = ("sd", "minimum", "maximum")
_KEPT_UNCERTAINTY = ("distributionType", "geomSd", *_SCALED)
_DIGITS = 1e-9
_WHOLE_PROCESS = {"PHYSICAL_ALLOCATION", "ECONOMIC_ALLOCATION"}


class StrippedJsonLd(JsonLdPackage):
    """A JSON-LD package reduced to what must survive natively."""

    def identities(self) -> list[Key]:
        """List the data sets that have a native counterpart."""
        return [key for key in super().identities() if key[0] in _TYPES]

    def tree(self, key: Key) -> Node | None:
        """Build the reduced leaves of a data set."""
        if key not in self._entries:
            return None
        document = json.loads(self.files.read(self._entries[key]).decode("utf-8-sig"))
        self.index.current = key[1] if key[0] == "Process" else ""
        node = Node()
        for name in document:
            if name in _ALWAYS or name in _FIELDS.get(key[0], ()):
                self._plain_field(document, name, key[0], node)
            elif name == "referenceProcess" and key[0] == "ProductSystem":
                self._plain_field(document, name, key[0], node, "refProcess")
            elif name == "processDocumentation":
                self._documentation(document[name], node)
        parts = {
            "UnitGroup": self._units, "Flow": self._properties, "Process": self._process,
            "ImpactCategory": self._factors,
        }  # fmt: skip
        if key[0] in parts:
            parts[key[0]](document, node)
        return node

    def _plain_field(self, item: dict[str, Any], name: str, owner: str, node: Node, as_name: str = "") -> None:
        whole = Node()
        self.walk({k: v for k, v in item.items() if k in (name, "@id", "modelType")}, owner, "", "", whole)
        as_name = as_name or name
        for leaf in whole.leaves:
            if leaf.path == "@id" or leaf.kind in ("reference summary", "empty"):
                continue
            if name == "location":
                code = self.index.location_codes.get(str(leaf.raw), str(leaf.raw))
                node.leaves.append(Leaf("location", ("text", code), leaf.pointer, "place", code))
            elif name == "category" and isinstance(leaf.raw, str):
                path = "/".join(part.strip() for part in leaf.raw.split("/"))
                node.leaves.append(leaf._replace(value=("text", path)))
            elif leaf.path.split(".")[0] == as_name:
                node.leaves.append(leaf)
        for group, members in whole.groups.items():
            for member in members:
                member.leaves = [m for m in member.leaves if m.kind not in ("reference summary", "empty")]
            node.groups.setdefault(group, []).extend(members)

    def _documentation(self, item: dict[str, Any], node: Node) -> None:
        kept = {k: v for k, v in item.items() if k in _DOCUMENTATION}
        for name in ("validFrom", "validUntil"):
            if text := kept.pop(name, None):
                at = f"/processDocumentation/{name}"
                node.leaves.append(Leaf(f"processDocumentation.{name}", ("text", str(text)[:4]), at, "time", text))
        whole = Node()
        self.walk(kept, "ProcessDocumentation", "processDocumentation", "/processDocumentation", whole)
        node.leaves += [leaf for leaf in whole.leaves if leaf.kind not in ("reference summary", "empty")]
        for group, members in whole.groups.items():
            node.groups[group] = [_only_references(member) for member in members]

    def _units(self, document: dict[str, Any], node: Node) -> None:
        for position, unit in enumerate(document.get("units") or ()):
            place, at = f"units[{unit.get('name')}]", f"/units/{position}"
            factor = unit.get("conversionFactor", 1.0)
            leaves = [
                Leaf(f"{place}.name", scalar(unit.get("name")), f"{at}/name", "unit", unit.get("name")),
                Leaf(f"{place}.conversionFactor", number(factor), f"{at}/conversionFactor", "unit", factor),
            ]
            if unit.get("isRefUnit", unit.get("referenceUnit")):
                leaves.append(Leaf(f"{place}.isRefUnit", ("bool", True), f"{at}/isRefUnit", "unit", True))
            node.groups.setdefault(place, []).append(Node(leaves))

    def _properties(self, document: dict[str, Any], node: Node) -> None:
        for position, item in enumerate(document.get("flowProperties") or ()):
            target = reference_id(item.get("flowProperty"))
            place, at = f"flowProperties[{target}]", f"/flowProperties/{position}"
            factor = item.get("conversionFactor", 1.0)
            leaves = [
                Leaf(f"{place}.@id", scalar(target), f"{at}/flowProperty/@id", "reference", target),
                Leaf(f"{place}.conversionFactor", number(factor), f"{at}/conversionFactor", "unit", factor),
            ]
            if item.get("isRefFlowProperty", item.get("referenceFlowProperty")):
                leaves.append(Leaf(f"{place}.isRef", ("bool", True), f"{at}/isRefFlowProperty", "reference", True))
            node.groups.setdefault(place, []).append(Node(leaves))

    def scale(self, item: dict[str, Any]) -> float | None:
        """Return reference unit per unit of an exchange: unit factor / flow property factor; None if unknown."""
        unit = self.index.unit_factors.get(reference_id(item.get("unit")))
        if unit is None and not self.index.unit_factors:
            unit = EXACT_UNITS.get(str((item.get("unit") or {}).get("name")))
        factors = self.index.property_factors.get(reference_id(item.get("flow")), {})
        factor = factors.get(reference_id(item.get("flowProperty")))
        return unit / factor if unit is not None and factor else None

    def _amount(self, item: dict[str, Any], name: str, place: str, at: str, invert: bool) -> Iterator[Leaf]:
        value = item.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool):
            return
        scale = self.scale(item)
        if scale is None:
            unit = self.index.unit_names.get(reference_id(item.get("unit"))) or (item.get("unit") or {}).get("name")
            yield Leaf(f"{place}.{name} in {unit}", number(value), f"{at}/{name}", "amount", value)
            return
        amount = value / scale if invert else value * scale
        yield Leaf(f"{place}.reference amount", number(amount), f"{at}/{name}", "amount", value)
        spread = item.get("uncertainty") or {}
        for part in _KEPT_UNCERTAINTY:
            if part not in spread:
                continue
            raw = spread[part]
            shown = raw * (1 / scale if invert else scale) if part in _SCALED else raw
            yield Leaf(f"{place}.uncertainty.{part}", scalar(shown), f"{at}/uncertainty/{part}", "uncertainty", raw)

    def _process(self, document: dict[str, Any], node: Node) -> None:
        for position, item in enumerate(document.get("exchanges") or ()):
            flow, is_input = reference_id(item.get("flow")), bool(item.get("isInput", item.get("input", False)))
            is_avoided = bool(item.get("isAvoidedProduct", item.get("avoidedProduct", False)))
            place, at = f"exchanges[{flow}|{'in' if is_input != is_avoided else 'out'}]", f"/exchanges/{position}"
            said = "input" if is_input else "output"
            leaves = [
                Leaf(f"{place}.flow", scalar(flow), f"{at}/flow/@id", "reference", flow),
                Leaf(f"{place}.direction", scalar(said), f"{at}/isInput", "direction", said),
                *self._amount(item, "amount", place, at, invert=False),
            ]
            if item.get("isQuantitativeReference", item.get("quantitativeReference")):
                where = f"{at}/isQuantitativeReference"
                leaves.append(Leaf(f"{place}.isQuantitativeReference", ("bool", True), where, "reference", True))
            node.groups.setdefault(place, []).append(Node(leaves))
        default = document.get("defaultAllocationMethod")
        items = list(enumerate(document.get("allocationFactors") or ()))
        said = {item.get("allocationType") for _, item in items}
        methods = {default} if default in said else {"CAUSAL_ALLOCATION", *_WHOLE_PROCESS.intersection(said)}
        if len(methods & _WHOLE_PROCESS) > 1:
            methods.discard("ECONOMIC_ALLOCATION")
        seen: set[tuple[object, ...]] = set()
        for position, item in ((i, a) for i, a in items if a.get("allocationType") in methods):
            product = reference_id(item.get("product"))
            statement = (product, (item.get("exchange") or {}).get("internalId"), item.get("value"))
            if statement in seen:
                continue
            seen.add(statement)
            target = self.exchange_key("", item["exchange"])[:2] if item.get("exchange") else (product, "out")
            place = f"allocationFactors[{product}|{'|'.join(map(str, target))}]"
            at = f"/allocationFactors/{position}/value"
            leaf = Leaf(f"{place}.value", scalar(item.get("value")), at, "allocation", item.get("value"))
            node.groups.setdefault(place, []).append(Node([leaf]))

    def _factors(self, document: dict[str, Any], node: Node) -> None:
        for position, item in enumerate(document.get("impactFactors") or ()):
            flow = reference_id(item.get("flow"))
            place, at = f"impactFactors[{flow}|{reference_id(item.get('location'))}]", f"/impactFactors/{position}"
            leaves = list(self._amount(item, "value", place, at, invert=True))
            node.groups.setdefault(place, []).append(Node(leaves))


def _only_references(node: Node) -> Node:
    node.leaves = [leaf for leaf in node.leaves if leaf.kind in ("reference", "time", "place")]
    for members in node.groups.values():
        for member in members:
            _only_references(member)
    return node


TOLERANCE = _DIGITS
"""Relative difference allowed between two reference amounts: two roundings of a product and a quotient."""

_KEPT_PREFIXES = {"common", "xml", "xmlns", "xsi"}
_KEPT_URIS = (
    "http://lca.jrc.it/ILCD/",
    "http://eplca.jrc.ec.europa.eu/ILCD/",
    "http://www.EcoInvent.org/",
    "http://www.w3.org/XML/1998/namespace",
    "http://www.w3.org/2001/XMLSchema-instance",
)


def strip_extensions(package_in: str | Path, package_out: str | Path) -> int:
    """Copy a package without its extensions and side files.

    Removed: in ILCD XML every `common:other` and every element and attribute of a foreign name space; in TIDAS JSON
    the keys of the same meaning; in EcoSpold 2 every element of a foreign name space and every file under `lcabridge/`;
    in JSON-LD every file under `bin/`.

    Args:
        package_in: zip, folder or single file.
        package_out: zip (by its name) or folder to write.

    Returns:
        How many elements, attributes, keys and files were removed.
    """
    files = Files(Path(package_in))
    removed = 0
    kept: list[tuple[str, bytes]] = []
    for name in files:
        data = files.read(name)
        if name.startswith(("bin/", "lcabridge/")) or "/bin/" in name:
            removed += 1
            continue
        if name.endswith((".xml", ".spold")):
            data, count = _strip_xml(data)
            removed += count
        elif name.endswith(".json"):
            document = json.loads(data.decode("utf-8-sig"))
            if isinstance(document, dict) and "@id" not in document:
                count = _strip_json(document)
                removed += count
                data = json.dumps(document, ensure_ascii=False).encode() if count else data
        kept.append((name, data))
    files.close()
    write_files(Path(package_out), kept)
    return removed


def _strip_xml(data: bytes) -> tuple[bytes, int]:
    root = etree.fromstring(data)
    removed = 0
    gone: set[Any] = set()
    for element in list(root.iter(etree.Element)):
        if element.getparent() in gone:
            gone.add(element)
            continue
        name = etree.QName(element)
        foreign = bool(name.namespace) and not str(name.namespace).startswith(_KEPT_URIS)
        parent = element.getparent()
        if parent is not None and (foreign or name.localname == "other"):
            gone.add(element)
            removed += 1
            continue
        for attribute in list(element.attrib):
            space = etree.QName(attribute).namespace
            if space and not str(space).startswith(_KEPT_URIS):
                del element.attrib[attribute]
                removed += 1
    for element in gone:
        if element.getparent() not in gone:
            element.getparent().remove(element)
    return (etree.tostring(root, xml_declaration=True, encoding="utf-8") if removed else data), removed


def _strip_json(value: Any) -> int:
    removed = 0
    if isinstance(value, list):
        return sum(_strip_json(part) for part in value)
    if not isinstance(value, dict):
        return 0
    for key in list(value):
        prefix, colon, _ = key.lstrip("@").partition(":")
        if key == "common:other" or (colon and prefix not in _KEPT_PREFIXES):
            del value[key]
            removed += 1
        else:
            removed += _strip_json(value[key])
    return removed
