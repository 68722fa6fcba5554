"""``complete``: makes a document one that the TIDAS schemas take, and remembers how, so that ``strip`` undoes it.

One walk with the compiled rule table. What is required and absent gets a marked placeholder; what the schema does not take
is fitted: the nearest value it takes stands natively, the original in the marks; what has no place moves there whole.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import orjson

from lcabridge.model import Entity, Index, pick
from lcabridge.report import IssueType, Report
from lcabridge.report.catalogue import DEGRADED_VALUE, PLACEHOLDER
from lcabridge_ilcd.categories import classification_ok, fit_classification, same_classes
from lcabridge_ilcd.internal_ids import INTERNAL_IDS, renumber
from lcabridge_ilcd.marks import ALL, MARKS_KEY, NAMESPACE_KEY, member_ids
from lcabridge_ilcd.meaning import Places, meant
from lcabridge_ilcd.model_paths import model_path
from lcabridge_ilcd.names import LCABRIDGE
from lcabridge_ilcd.profile import (
    DERIVED,
    FITTED,
    LOCATION_MARKER,
    NO_PLACE,
    PLACE_ASSUMED,
    PLACE_TRANSLATED,
    PLACEHOLDER_DATA_SET,
    placeholder_document,
    placeholder_uuid,
)
from lcabridge_ilcd.referring import Referring
from lcabridge_ilcd.tidas_kinds import (
    DROP,
    KINDS,
    TEXT,
    enumeration_kind,
    plain,
    round_percentages,
    text_items,
)
from lcabridge_ilcd.tidas_nodes import (
    OTHER,
    SHORT,
    Node,
    clone,
    compiled,
)
from lcabridge_ilcd.tidas_rules import MODULES, rule_table

REVIEWED = (
    "common:scope",
    "common:reviewDetails",
    "common:referenceToNameOfReviewerAndInstitution",
    "common:referenceToCompleteReviewReport",
)
"""What the schemas demand of a review that took place."""

NOT_REVIEWED = "Not reviewed"

SPELLINGS = frozenset(["uuid", "version", "cas", "int5", "int6", "factor", "enum", "uri", "boolean", "integer", "year"])
"""Kinds whose ``fit`` changes the spelling of a single value, never its meaning."""


CLASSES = "classificationInformation"
TEXTS = frozenset(["t500", "t1000", "text"])
"""Kinds of text in languages."""


def complete(
    doc: dict[str, Any],
    module: str,
    entity: Entity | None,  # noqa: ARG001  # part of the contract: levels above ``structure`` look at it
    index: Index,
    report: Report,
    *,
    places: Places = "auto",
) -> dict[str, Any]:
    """Make a document valid against the TIDAS schema of its module, in place.

    Args:
        doc: the document, ``{"processDataSet": {…}}``; keys in XSD order stay so.
        module: folder name of the module.
        entity: the data set, None for a document that has no entity.
        index: names and versions of targets of references.
        report: gets an issue for each placeholder (one per path, however many members of a list have it) and for each
            value that was fitted (one per value), with the canonical model path, and the place in the document as pointer.
        places: list that the place codes are of.

    Returns:
        The same document.
    """
    _Walk(doc, module, index, places).run(report)
    return doc


class _Walk(Referring):
    """One walk over one document."""

    def __init__(self, doc: dict[str, Any], module: str, index: Index, places: Places = "auto") -> None:
        super().__init__(module, index)
        self.places = places
        self.unsure: list[tuple[str, str, str]] = []
        self.translated: list[tuple[str, str, str, str]] = []
        self.constants: list[str] = []
        self._positions: dict[str, dict[str, str]] = {}
        self.root: dict[str, Any] = doc[rule_table().modules[module].name]
        self.flow_type = ""
        if module == "flows":
            test = enumeration_kind(rule_table().enumerations["flow"].members)
            kind = test.fit(_get(self.root, "modellingAndValidation", "LCIMethod", "typeOfDataSet"))
            self.flow_type = "" if kind is DROP else kind
        self.node = compiled(module, elementary=self.flow_type == "Elementary flow")

    def run(self, report: Report) -> None:
        self._renumber()
        self._walk(self.node, self.root, "", "")
        self._report(report)
        if self.marks:
            other = self.root.setdefault(OTHER, {})
            other[NAMESPACE_KEY] = LCABRIDGE
            other[MARKS_KEY] = self.marks.to_text()

    # Objects ----------------------------------------------------------------------------------------------------------

    def _walk(self, node: Node, value: dict[str, Any], path: str, spot: str) -> None:
        tests = node.tests
        doubtful = [key for key, member in value.items() if (ok := tests.get(key)) is None or not ok(member)]
        for key in doubtful:
            self._mend(node, value, key, path, spot)
        missing = [key for key in node.required if key not in value]
        if node.rule.name == "review" and "@type" in node.children and value.get("@type", NOT_REVIEWED) != NOT_REVIEWED:
            missing += [key for key in REVIEWED if key not in value]
        if missing:
            order = node.order
            last = max((order[key] for key in value), default=-1)
            for key in missing:
                self._fill(node.children[key], value, path, spot)
            if order[missing[0]] < last or len(missing) > 1:
                _sort(value, node)

    def _fill(self, child: Node, value: dict[str, Any], path: str, spot: str) -> None:
        key = child.rule.name
        value[key] = orjson.loads(child.packed) if child.packed else child.default
        if child.rule.kind == "const" or (key[0] == "@" and not path):
            self.constants.append(key)
            return  # a root attribute: part of the format, says nothing about the data
        if key == "exchangeDirection" and self.module == "lciamethods":
            value[key] = self._factor_direction(value)
            self.derive(f"{path}/{key}", spot, value[key])
            return
        self.marks.placeholders.setdefault(f"{path}/{key}" if path else key, []).append(spot)
        self.references.update(child.references)

    def _mend(self, node: Node, value: dict[str, Any], key: str, path: str, spot: str) -> None:
        child = node.children.get(key)
        here = f"{path}/{key}" if path else key
        if child is None:
            self.remove(value, key, here, spot)
        elif child.rule.kind == "":
            self._descend(child, value, key, here, spot)
        elif child.rule.kind == "ref":
            self.mend_reference(child, value, key, here, spot)
        elif child.rule.kind == "tree":
            self._classify(value, key, here, spot)
        elif child.rule.kind == "const":
            value[key] = child.rule.arg
            self.constants.append(key)
        elif child.kind is not None:
            self._fit(value, key, child, here, spot)

    def _descend(self, child: Node, value: dict[str, Any], key: str, path: str, spot: str) -> None:
        member = value[key]
        if isinstance(member, list):
            objects = [m for m in member if isinstance(m, dict) and child.can_hold(m)]
            if child.rule.many == "one" and len(objects) == len(member) == 1:
                value[key] = objects[0]
                self.marks.unwrapped.setdefault(path, []).append(spot)
                self._walk(child, objects[0], path, spot)
                return
            if child.rule.many == "one":
                objects = objects[:1]
            if not objects and (member or child.rule.many == "one" or key in _NEEDS_ONE):
                self.remove(value, key, path, spot)
                return
            if len(objects) != len(member) or child.rule.many == "one":
                # The original keeps all members, so the one that stays is a copy.
                native = clone(objects[0]) if child.rule.many == "one" else clone(objects)
                self.replace(value, key, native, path, spot, tell=False)
                kept = objects[:1] if child.rule.many == "one" else objects
                self.fitted += [
                    (f"{path}[{n}]", spot, m, None) for n, m in enumerate(member) if not any(m is k for k in kept)
                ]
        elif not isinstance(member, dict) or not child.can_hold(member):
            self.remove(value, key, path, spot)
            return
        elif child.rule.many == "list":
            value[key] = [member]
            self.marks.wrapped.setdefault(path, []).append(spot)
        self._enter(child, value[key], path, spot)
        if key == "allocations":
            self._balance(value[key], path, spot)

    def _enter(self, child: Node, member: Any, path: str, spot: str) -> None:
        if isinstance(member, dict):
            self._walk(child, member, path, spot)
            return
        path = f"{path}/{ALL}"
        if not spot:
            self.marks.counts[path] = len(member)
        doubtful = [n for n, entry in enumerate(member) if not child.whole(entry)]
        if doubtful:
            ids = member_ids(member)
            for n in doubtful:
                self._walk(child, member[n], path, f"{spot},{ids[n]}" if spot else ids[n])

    # Leaves -----------------------------------------------------------------------------------------------------------

    def _locate(self, value: dict[str, Any], key: str, path: str, spot: str) -> None:
        original = value[key]
        code = (plain(original) or "").strip()
        if not code:
            self.remove(value, key, path, spot)
            return
        native, exact, sure = meant(code, self.places, self.index)
        if not sure:
            self.unsure.append((path, spot, code))
        if native == original:
            return
        value[key] = native
        self.marks.originals.setdefault(path, {})[spot] = original
        if exact and isinstance(original, str):
            self.translated.append((path, spot, original, native))
            return
        self.fitted.append((path, spot, original, native))
        if not exact and "descriptionOfRestrictions" not in value and key[0] == "@":
            self._tell_location(value, code, path.rpartition("/")[0], spot)

    def _fit(self, value: dict[str, Any], key: str, child: Node, path: str, spot: str) -> None:
        if child.rule.kind == "location":
            self._locate(value, key, path, spot)
            return
        original = value[key]
        native = child.kind.fit(original) if child.kind is not None else DROP
        if native is DROP or native is None:
            self.remove(value, key, path, spot)
            return
        value[key] = native
        self.marks.originals.setdefault(path, {})[spot] = original
        if child.rule.kind in TEXTS:
            self.tell_text(path, spot, original, text_items(native))
            return
        said = original[0] if isinstance(original, list) and original else original
        if isinstance(original, list):
            # One stands natively; each of the others is a value of its own.
            self.fitted += [(f"{path}[{n}]", spot, other, None) for n, other in enumerate(original) if n]
        exact = native == said or child.rule.kind in SPELLINGS
        if exact and not isinstance(said, dict | list):
            self.respelled += 1
        else:
            self.fitted.append((path, spot, original, native))

    def _tell_location(self, value: dict[str, Any], code: str, path: str, spot: str) -> None:
        # The wider place stands in the code; a reader without our extension finds the narrower one in words.
        place = self.index.location_by_code(code)
        name = pick(place.name, "en", "zh") if place else ""
        text = KINDS["text"].fit({TEXT: f"{LOCATION_MARKER} {code}{f' ({name})' if name else ''}"})
        value["descriptionOfRestrictions"] = text
        self.derive(f"{path}/descriptionOfRestrictions", spot, text)

    def _classify(self, value: dict[str, Any], key: str, path: str, spot: str) -> None:
        elementary = self.flow_type == "Elementary flow"
        packed, same = _fitted_classes(
            self.module, orjson.dumps(value[key]), self._quantity() if elementary else "", elementary=elementary
        )
        if packed is None:
            return
        if not packed:
            self.remove(value, key, path, spot)
            return
        self.replace(value, key, orjson.loads(packed), path, spot, tell=not same)
        self.respelled += same

    def _quantity(self) -> str:
        """Return the name of the flow property that the flow is measured in."""
        wanted = _get(self.root, "flowInformation", "quantitativeReference", "referenceToReferenceFlowProperty")
        found = _get(self.root, "flowProperties", "flowProperty")
        members = [m for m in (found if isinstance(found, list) else [found]) if isinstance(m, dict)]
        chosen = next((m for m in members if m.get("@dataSetInternalID") == wanted), None)
        return plain(_get(chosen, "referenceToFlowPropertyDataSet", SHORT)) or ""

    def _balance(self, allocations: dict[str, Any], path: str, spot: str) -> None:
        """Let fractions that were rounded sum to 100 as the originals do (DESIGN §2)."""
        members = allocations.get("allocation")
        here = f"{path}/allocation/{ALL}/@allocatedFraction"
        exact = self.marks.originals.get(here, {})
        if not isinstance(members, list) or not exact:
            return
        spots = [f"{spot},{id_}" if spot else id_ for id_ in member_ids(members)]
        if not any(s in exact for s in spots):
            return
        wanted = [exact.get(s, m.get("@allocatedFraction")) for s, m in zip(spots, members, strict=True)]
        balanced = round_percentages(wanted)
        for member, s, text, original in zip(members, spots, balanced, wanted, strict=True):
            if text is not None and text != member.get("@allocatedFraction"):
                member["@allocatedFraction"] = text
                exact.setdefault(s, original)

    def _factor_direction(self, factor: dict[str, Any]) -> str:
        ref = factor.get("referenceToFlowDataSet")
        flow = self.index.get("flow", ref.get("@refObjectId", "")) if isinstance(ref, dict) else None
        path = " ".join(flow.category).casefold() if flow else ""
        return "Input" if "resource" in path or "land use" in path or path.startswith("input") else "Output"

    def _renumber(self) -> None:
        for old, new in renumber(self.root, self.module).items():
            outer, inner, _ = INTERNAL_IDS[self.module]
            path = f"{outer}/{inner}/{ALL}/@dataSetInternalID"
            self.marks.ids[new] = old
            self.fitted.append((path, new, old, new))

    # Report -----------------------------------------------------------------------------------------------------------

    def _report(self, report: Report) -> None:
        if self.respelled:
            report.convert("spelling that the TIDAS schema asks for", self.respelled)
        for path, spots in self.marks.placeholders.items():
            for here, pointer, value in _places(self.module, path):
                report.add(PLACEHOLDER, path=here, pointer=pointer, value=value, count=len(spots))
        for path, (spots, values) in self.marks.derived.items():
            self._say(report, DERIVED, path, _shown(values[0]), count=len(spots))
        self._report_places(report)
        for type_, count in sorted(self.references.items()):
            report.add(PLACEHOLDER_DATA_SET[type_], value=placeholder_uuid(type_), count=count)
        for path, spot, original, native in self.fitted:
            place = self.spelled(path, spot)
            if native is None:
                # A classification is one value, a path; of all else each value is named by itself.
                for here, value in [(place, original)] if place.endswith(CLASSES) else _values(original, place):
                    self._say(report, NO_PLACE, here, value)
            else:
                number = path.endswith(("@allocatedFraction", "relativeStandardDeviation95In"))
                self._say(report, DEGRADED_VALUE if number else FITTED, place, original, native=native)

    def _report_places(self, report: Report) -> None:
        for path, spot, code in self.unsure:
            self._say(report, PLACE_ASSUMED, self.spelled(path, spot), code)
        for path, spot, code, native in self.translated:
            self._say(report, PLACE_TRANSLATED, self.spelled(path, spot), code, native=native)

    def _say(self, report: Report, kind: IssueType, path: str, value: Any, **words: Any) -> None:
        report.add(kind, path=model_path(self.module, path), pointer=_pointer(self.module, path), value=value, **words)

    def spelled(self, path: str, spot: str) -> str:
        """Return a path with the positions of the members that a spot names."""
        for member in spot.split(",") if spot else ():
            position = member[1:] if member.startswith("i") else self._position(path.partition(f"/{ALL}")[0], member)
            path = path.replace(f"/{ALL}", f"[{position}]", 1)
        return path

    def _position(self, path: str, member: str) -> str:
        if path not in self._positions:
            found = _get(self.root, *path.split("/"))
            ids = member_ids(found) if isinstance(found, list) else []
            self._positions[path] = {id_: str(n) for n, id_ in enumerate(ids)}
        return self._positions[path].get(member, member)


@lru_cache(maxsize=4096)
def _places(module: str, path: str) -> tuple[tuple[str, str, Any], ...]:
    """Return model path, pointer and value of each field of a placeholder."""
    return tuple(
        (model_path(module, path + below), _pointer(module, path + below), value)
        for below, value in find_node(module, path).fields
    )


def _pointer(module: str, path: str) -> str:
    return f"/{compiled(module).rule.name}/{path}"


def find_faults(doc: dict[str, Any], module: str) -> list[tuple[str, str]]:
    """Return where a document is not what the TIDAS schema takes, as (path, reason), by our own rule table.

    The document is left as it is. Without the schema files this is what ``validate`` has; a test compares the two.
    """
    root = compiled(module).rule.name
    if not isinstance(doc.get(root), dict):
        return [("/", f"{root!r} is missing")]
    walk = _Walk(clone(doc), module, Index())
    walk.run(Report(cap=0))
    faults = [(f"/{root}/{key}", "is required") for key in walk.constants]
    for path, spots in walk.marks.placeholders.items():
        faults += [(f"/{root}/{walk.spelled(path, spot)}", "is required") for spot in spots]
    for path, (spots, _) in walk.marks.derived.items():
        faults += [(f"/{root}/{walk.spelled(path, spot)}", "is required") for spot in spots]
    for path, originals in walk.marks.originals.items():
        faults += [
            (f"/{root}/{walk.spelled(path, spot)}", f"{str(old)[:80]!r} is not taken")
            for spot, old in originals.items()
        ]
    faults += [(f"/{root}/{path}", "is not a list") for path in walk.marks.wrapped]
    return faults + [(f"/{root}/{path}", "is a list") for path in walk.marks.unwrapped]


@lru_cache(maxsize=4096)
def _fitted_classes(module: str, packed: bytes, quantity: str, *, elementary: bool) -> tuple[bytes | None, bool]:
    """Return what the schema takes of a classification (None: all of it, b"": nothing), and whether that says the same.

    Compartments and classes are few and their flows many: each is fitted once.
    """
    value = orjson.loads(packed)
    if classification_ok(module, value, elementary=elementary):
        return None, True
    native = fit_classification(module, value, elementary=elementary, quantity=quantity)
    return (b"", False) if native is DROP else (orjson.dumps(native), same_classes(value, native))


_NEEDS_ONE = frozenset(["compliance", "LCIAResult", "referenceToDigitalFile"])
"""Lists that the schema does not take empty."""


@lru_cache(maxsize=4096)
def find_node(module: str, path: str) -> Node:
    """Return the compiled rule that a path leads to."""
    node = compiled(module)
    for step in path.split("/"):
        if step != ALL:
            node = node.children[step]
    return node


def frame(report: Report) -> list[tuple[str, dict[str, Any]]]:
    """Return the placeholder data sets that a package needs, as (module, bare document), by what its report counts."""
    needed = {type_ for type_, kind in PLACEHOLDER_DATA_SET.items() if report.issue_counts[kind.code]}
    if "flow" in needed:
        needed.add("flow_property")
    if "flow_property" in needed:
        needed.add("unit_group")
    if needed:
        needed |= {"contact", "source"}
    return [(module, placeholder_document(module)) for module, type_ in MODULES.items() if type_ in needed]


def _values(value: Any, path: str) -> list[tuple[str, Any]]:
    """Return the single values in a JSON value, with their paths."""
    if isinstance(value, dict):
        return [pair for key, member in value.items() for pair in _values(member, f"{path}/{key}")]
    if isinstance(value, list):
        return [pair for n, member in enumerate(value) for pair in _values(member, f"{path}[{n}]")]
    return [(path, value)]


def _get(value: Any, *keys: str) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _sort(value: dict[str, Any], node: Node) -> None:
    """Bring the members of an object into XSD order, in place."""
    members = [(key, value[key]) for key in node.children if key in value]
    value.clear()
    value.update(members)


def _shown(value: Any) -> Any:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return value[0].get("#text", "…")
    return value if isinstance(value, str | int) else "…"
