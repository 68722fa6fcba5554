"""Leaves of openLCA JSON-LD packages, layout 1.x and 2, brought to one set of names.

What is normalised because it is provably the same statement: field names of layout 1 (table `RENAMES`), the category
object of layout 1 against the path string of layout 2, `categoryPath` lists against `category` strings in references,
`reviewer` and `reviewDetails` against one entry of `reviews`, `parameterRedefs` of product systems against a
parameter set, normalisation sets in files of their own against embedded ones, date-times with a zone by their instant,
and an exchange reference by the exchange it points to instead of by its number.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from tests.audit.files import Files
from tests.audit.leaves import About, Key, Leaf, Node, scalar
from tests.audit.olca_identity import IDENTITY, reference_id
from tests.audit.olca_index import Index
from tests.audit.olca_schema_facts import (
    BOOKKEEPING_FILES,
    CHILD,
    DATE_TIMES,
    POLYMORPHIC,
    RENAMES,
    key_gen,
    kind_of,
    model_type,
)

_SYNTAX = ("@context", "@type")
_EXCHANGE_REFS = {("AllocationFactor", "exchange"), ("ProcessLink", "exchange"), ("ProductSystem", "refExchange")}


class Spot(NamedTuple):
    """A field that is being walked.

    Attributes:
        item: the object that has the field.
        value: the value of the field.
        owner: class of the object.
        name: name of the field in layout 2.
        place: identity path of the field.
        at: JSON pointer of the field.
        node: where its leaves go.
    """

    item: dict[str, Any]
    value: Any
    owner: str
    name: str
    place: str
    at: str
    node: Node


def load(data: bytes) -> Any:
    """Parse JSON as the standard library does (NaN accepted, a byte order mark skipped)."""
    return json.loads(data.decode("utf-8-sig"))


def token(part: str) -> str:
    """Escape one token of a JSON pointer (RFC 6901)."""
    return part.replace("~", "~0").replace("/", "~1")


class JsonLdPackage:
    """An openLCA JSON-LD package as leaves."""

    def __init__(self, files: Files) -> None:
        """Index the package: one pass over all files."""
        self.files = files
        self.bookkeeping: Counter[str] = Counter()
        self.index = Index()
        self._entries: dict[Key, str] = {}
        self._embedded: dict[Key, tuple[str, int]] = {}
        for name in files:
            self._register(name)
        self.index.finish()

    @staticmethod
    def matches(files: Files) -> bool:
        """Say whether a package holds JSON objects with `@type` and `@id`."""
        for name in files:
            if name.endswith(".json") and not name.startswith("bin/") and name not in BOOKKEEPING_FILES:
                document = load(files.read(name))
                return isinstance(document, dict) and "@id" in document and "@type" in document
        return False

    def _register(self, name: str) -> None:
        if name in BOOKKEEPING_FILES:
            self.bookkeeping[f"file {name}"] += 1
            return
        if not name.endswith(".json") or name.startswith("bin/"):
            self._entries["file", name] = name
            return
        document = load(self.files.read(name))
        if not isinstance(document, dict) or "@id" not in document:
            self._entries["file", name] = name
            return
        key = (str(document.get("@type", name.split("/", maxsplit=1)[0])), str(document["@id"]))
        self._entries[key] = name
        self.index.add(key, document)
        for position, nw_set in enumerate(document.get("nwSets") or ()):
            if isinstance(nw_set, dict) and len(nw_set.keys() - {"@type", "@id", "name", "categoryPath"}) > 0:
                self._embedded["NwSet", reference_id(nw_set)] = (name, position)

    def identities(self) -> list[Key]:
        """List the data sets and supporting files."""
        return sorted({*self._entries, *self._embedded})

    def file_of(self, key: Key) -> str:
        """Name the file of a data set."""
        return self._entries.get(key) or self._embedded[key][0]

    def close(self) -> None:
        """Release the archive."""
        self.files.close()

    def tree(self, key: Key) -> Node | None:
        """Build the leaves of a data set."""
        name = self._entries.get(key)
        node = Node()
        if name is None:
            if key not in self._embedded:
                return None
            name, position = self._embedded[key]
            document = load(self.files.read(name))["nwSets"][position]
            self.walk(document, "NwSet", "", f"/nwSets/{position}", node)
            return node
        data = self.files.read(name)
        if key[0] == "file":
            digest = hashlib.sha256(data).hexdigest()
            node.leaves.append(Leaf("content", ("sha256", digest), "", "file", digest))
            return node
        self.index.current = key[1] if key[0] == "Process" else ""
        self.walk(load(data), key[0], "", "", node)
        return node

    def holds(self, about: About, value: Hashable) -> bool:
        """Say whether the package states `value` at the place that `about` names."""
        return self.index.holds(about, value)

    # -- walking ------------------------------------------------------------------------------------------------

    def walk(self, item: dict[str, Any], owner: str, path: str, pointer: str, node: Node) -> None:
        """Add the leaves of an object of class `owner` to `node`."""
        for key, value in item.items():
            if key in _SYNTAX:
                self.bookkeeping[key] += 1
                continue
            name = RENAMES.get((owner, key), key)
            place, at = f"{path}.{name}" if path else name, f"{pointer}/{token(key)}"
            spot = Spot(item, value, owner, name, place, at, node)
            special = _SPECIAL.get((owner, name)) or _SPECIAL.get(("", name))
            if special is None or not special(self, spot):
                self.field(spot)

    def field(self, spot: Spot) -> None:
        """Add the leaves of one field."""
        value, owner, name, place, at, node = spot[1:]
        if isinstance(value, dict):
            child = CHILD.get((owner, name))
            if not value:
                node.leaves.append(Leaf(place, ("empty object",), at, "empty", value))
            elif (owner, name) in _EXCHANGE_REFS:
                self._exchange_ref(spot)
            elif child is None and "@id" in value:
                self.reference(spot)
            else:
                self.walk(value, child or name, place, at, node)
        elif isinstance(value, list):
            self._list(spot)
        else:
            node.leaves.append(Leaf(place, self.value(name, value), at, kind_of(owner, name, value), value))

    @staticmethod
    def value(name: str, value: object) -> Hashable:
        """Normalise a scalar; a date-time field with a zone is its instant."""
        if name in DATE_TIMES and isinstance(value, str) and "T" in value:
            return _instant(value)
        return scalar(value)

    def reference(self, spot: Spot) -> None:
        """Add the leaves of a reference: its target, and the fields that repeat the target for display."""
        value, owner, name, place, at, node = spot[1:]
        target, target_type = reference_id(value), str(value.get("@type", ""))
        kind = "provider" if name in {"defaultProvider", "provider"} else "reference"
        if name == "location":
            kind = "place"
        for key, part in value.items():
            where = f"{at}/{token(key)}"
            if key == "@id" or (key == "@type" and (owner, name) in POLYMORPHIC):
                node.leaves.append(Leaf(f"{place}.{key}", scalar(part), where, kind, part))
            elif key in _SYNTAX:
                self.bookkeeping[key] += 1
            elif isinstance(part, list) and key == "categoryPath":
                about, shown = About("summary", target_type, target, "category"), "/".join(map(str, part))
                leaf = Leaf(f"{place}.category", _joined(part), where, "reference summary", shown, about)
                node.leaves.append(leaf)
            elif isinstance(part, dict | list):
                self.field(Spot(value, part, "Ref", key, f"{place}.{key}", where, node))
            else:
                about = About("summary", target_type, target, key)
                node.leaves.append(Leaf(f"{place}.{key}", scalar(part), where, "reference summary", part, about))

    def _list(self, spot: Spot) -> None:
        item, values, owner, name, place, at, node = spot
        if not values:
            node.leaves.append(Leaf(f"{place}[]", ("empty list",), at, "empty", values))
        child = CHILD.get((owner, name))
        positional = bool(values) and all(isinstance(v, int | float | list) and not isinstance(v, bool) for v in values)
        for position, value in enumerate(values):
            where = f"{at}/{position}"
            if isinstance(value, dict):
                member = Node()
                if child is None and "@id" in value:
                    group = f"{place}[{reference_id(value)}]"
                    self.reference(Spot(item, value, owner, name, group, where, member))
                else:
                    group = f"{place}[{self.identity(child or name, value)}]"
                    self.walk(value, child or name, group, where, member)
                node.groups.setdefault(group, []).append(member)
            elif isinstance(value, list):
                self._list(Spot(item, value, owner, name, f"{place}[{position}]", where, node))
            else:
                inside = f"{place}[{position}]" if positional else f"{place}[]"
                node.leaves.append(Leaf(inside, scalar(value), where, kind_of(owner, name, value), value))

    def identity(self, owner: str, member: dict[str, Any]) -> str:
        """Name a list member by what it is; `*` where only its content can tell."""
        if owner == "AllocationFactor":
            target = self.exchange_key("", member.get("exchange"))
            exchange = "|".join(map(str, target[:2]))
            return f"{member.get('allocationType')}|{reference_id(member.get('product'))}|{exchange}"
        rule = IDENTITY.get(owner)
        return rule(member) if rule else "*"

    # -- references to exchanges ----------------------------------------------------------------------------------

    def exchange_key(self, process: str, reference: object, flow: str = "-") -> tuple[Hashable, ...]:
        """Resolve a reference by internal id to the exchange it means: flow, direction, amount, unit, provider."""
        if not isinstance(reference, dict):
            return ("none",)
        named = reference_id(reference.get("flow"))
        number = reference.get("internalId")
        found = self.index.exchanges(process).get(number, [])
        wanted = named if named != "-" else flow
        fitting = [entry for entry in found if entry[0] == wanted] or found
        if len(set(fitting)) != 1:
            return ("unresolved", len(fitting), scalar(number), named)
        return fitting[0]

    def _exchange_ref(self, spot: Spot) -> None:
        item, value, owner, _, place, at, node = spot
        process, flow = _process_of(item, owner)
        target = self.exchange_key(process, value, flow)
        kind = "allocation" if owner == "AllocationFactor" else "reference"
        node.leaves.append(Leaf(place, ("exchange", *target), f"{at}/internalId", kind, value.get("internalId")))
        for key, part in value.items():
            where = f"{at}/{token(key)}"
            inside = Spot(value, part, "ExchangeRef", key, f"{place}.{key}", where, node)
            if key in _SYNTAX:
                self.bookkeeping[key] += 1
            elif key == "name":
                about = About("summary", "Flow", str(target[0]), "name")
                node.leaves.append(Leaf(f"{place}.name", scalar(part), where, "reference summary", part, about))
            elif key == "flow" and isinstance(part, dict):
                self._shown_flow(inside, agreed=reference_id(part) == target[0])
            elif key != "internalId":
                self.field(inside)

    def _shown_flow(self, spot: Spot, *, agreed: bool) -> None:
        """Add a flow shown with an exchange reference; its id is no leaf of its own if the target above says it."""
        member = Node()
        self.reference(spot._replace(node=member))
        spot.node.leaves += [leaf for leaf in member.leaves if not (agreed and leaf.path.endswith(".@id"))]

    # -- fields that differ between the layouts ---------------------------------------------------------------------

    def category_id(self, spot: Spot) -> bool:
        """The id of a category is derived from its path; it is a statement of its own only where it is not."""
        if spot.owner != "Category" or spot.place != "@id":
            return False
        kind, path = str(spot.item.get("modelType")), self.index.category_path(str(spot.value))
        about = None
        if path and key_gen(kind, *path) == spot.value:
            about = About("category", kind, "/".join(path), "@id")
        spot.node.leaves.append(Leaf(spot.place, scalar(spot.value), spot.at, "identity", spot.value, about))
        return True

    def category(self, spot: Spot) -> bool:
        """Layout 1 has an object (id, name, parents), layout 2 the path as one text."""
        item, value, owner, _, place, at, node = spot
        if not isinstance(value, dict):
            return False
        shown = [*map(str, value.get("categoryPath") or ()), str(value.get("name"))]
        path = self.index.category_path(reference_id(value)) or shown
        kind = str(item.get("modelType")) if owner == "Category" else model_type(owner)
        about = None
        if owner == "Category":
            about = About("category", kind, "/".join([*path, str(item.get("name"))]), "category")
        node.leaves.append(Leaf(place, _joined(path), f"{at}/@id", "classification", "/".join(path), about))
        repeated = {"@id": key_gen(kind, *path), "name": path[-1], "categoryPath": path[:-1], "categoryType": kind}
        for key, part in value.items():
            said = model_type(str(part)) if key == "categoryType" else part
            if key in _SYNTAX:
                self.bookkeeping[key] += 1
            elif key in repeated and said == repeated[key]:
                self.bookkeeping["category object of layout 1 repeating its path"] += 1
            else:
                self.field(Spot(value, part, "CategoryRef", key, f"{place}.{key}", f"{at}/{token(key)}", node))
        return True

    def category_field(self, spot: Spot) -> bool:
        """What a category file says beside its id stands in the path of every data set below it."""
        path = self.index.category_path(reference_id(spot.item))
        about = About("category", str(spot.item.get("modelType")), "/".join(path), spot.name) if path else None
        kind = kind_of(spot.owner, spot.name, spot.value)
        spot.node.leaves.append(Leaf(spot.place, scalar(spot.value), spot.at, kind, spot.value, about))
        return True

    def old_review(self, spot: Spot) -> bool:
        """Layout 1 has one reviewer and one text; layout 2 a list of reviews."""
        group = f"{spot.place.rpartition('.')[0]}.reviews[*]"
        members = spot.node.groups.setdefault(group, [])
        if not members:
            members.append(Node())
        review = members[0]
        if spot.name == "reviewDetails":
            self.field(spot._replace(owner="Review", name="details", place=f"{group}.details", node=review))
            return True
        inside, reviewer = f"{group}.reviewers[{reference_id(spot.value)}]", Node()
        self.field(spot._replace(owner="Review", name="reviewers", place=inside, node=reviewer))
        review.groups.setdefault(inside, []).append(reviewer)
        return True

    def old_redefinitions(self, spot: Spot) -> bool:
        """Layout 1 lists the redefinitions of a product system; layout 2 has sets of them."""
        if not isinstance(spot.value, list) or not spot.value:
            return False
        group, parameters = "parameterSets[*]", Node()
        spot.node.groups.setdefault(group, []).append(parameters)
        place = f"{group}.parameters"
        self._list(spot._replace(owner="ParameterRedefSet", name="parameters", place=place, node=parameters))
        return True

    def nw_sets(self, spot: Spot) -> bool:
        """Name the sets here; their content is a data set of its own on both sides."""
        if not isinstance(spot.value, list) or not spot.value:
            return False
        for position, nw_set in enumerate(spot.value):
            shown = {k: v for k, v in nw_set.items() if k in {"@id", "@type", "name"}}
            group, member = f"{spot.place}[{reference_id(nw_set)}]", Node()
            self.reference(spot._replace(value=shown, place=group, at=f"{spot.at}/{position}", node=member))
            spot.node.groups.setdefault(group, []).append(member)
        return True


def _process_of(item: dict[str, Any], owner: str) -> tuple[str, str]:
    """Name the process whose exchange `item` refers to ("": the one being walked), and the flow if the item says it."""
    if owner == "AllocationFactor":
        return "", "-"
    if owner == "ProcessLink":
        return reference_id(item.get("process")), reference_id(item.get("flow"))
    return reference_id(item.get("refProcess", item.get("referenceProcess"))), "-"


def _joined(path: list[Any]) -> Hashable:
    """Spell a category path; one whose segments hold a slash is not the same as its joined text."""
    if any("/" in str(part) for part in path):
        return ("path", *map(str, path))
    return ("text", "/".join(map(str, path)))


def _instant(text: str) -> Hashable:
    fraction = text.partition(".")[2]
    digits = len(fraction) - len(fraction.lstrip("0123456789"))
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return ("text", text)
    if when.tzinfo is None or digits > 6:
        return ("text", text)
    return ("instant", when.astimezone(UTC).isoformat())


_Special = Callable[[JsonLdPackage, Spot], bool]
_SPECIAL: dict[tuple[str, str], _Special] = {
    ("", "@id"): JsonLdPackage.category_id,
    ("", "category"): JsonLdPackage.category,
    ("Category", "name"): JsonLdPackage.category_field,
    ("Category", "modelType"): JsonLdPackage.category_field,
    ("ProcessDocumentation", "reviewer"): JsonLdPackage.old_review,
    ("ProcessDocumentation", "reviewDetails"): JsonLdPackage.old_review,
    ("ProductSystem", "parameterRedefs"): JsonLdPackage.old_redefinitions,
    ("ImpactMethod", "nwSets"): JsonLdPackage.nw_sets,
}
