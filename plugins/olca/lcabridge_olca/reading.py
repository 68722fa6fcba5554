"""Objects read by their tables: the tables are compiled once into closures, with references seen before at hand."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from lcabridge.codes import keygen
from lcabridge.model import (
    ClassEntry,
    Classification,
    EntityType,
    FlowType,
    Json,
    Place,
    Ref,
    RefSummary,
    Summary,
    Text,
    UnitRef,
)
from lcabridge.report import catalogue
from lcabridge_olca import finish
from lcabridge_olca.context import At, Context, Read
from lcabridge_olca.fastpath import member_reader
from lcabridge_olca.issues import CATEGORY_DIFFERS
from lcabridge_olca.kinds import InlineKind
from lcabridge_olca.names import (
    BY_CLASS,
    BY_TYPE,
    CATEGORY_SYSTEM,
    FLOW_TYPES,
    PROCESS_TYPES,
    is_uuid,
    uuid_of,
)
from lcabridge_olca.shapes import Shape
from lcabridge_olca.tables import DOCUMENTATION, OLD_REVIEW

REMEMBERED = 20_000
"""References kept per type of target; beyond that the memory starts anew, so that it never grows with the package."""

ReadObject = Callable[[dict[str, Json], At], Any]


class Reading(Context):
    """A context that reads objects by their tables. See Context for the arguments."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._objects: dict[int, ReadObject] = {}
        self._members: dict[int, Callable[[Any, At], Any]] = {}
        self._refs: dict[tuple[str, tuple[str, ...]], dict[str, tuple[Json, Ref]]] = {}
        self._category_cache: dict[str, tuple[Json, list[ClassEntry]]] = {}

    def object_reader(self, shape: Shape) -> ReadObject:
        """Return the function that reads objects of a shape, compiled at its first use."""
        known = self._objects.get(id(shape))
        if known is None:
            known = self._objects[id(shape)] = self._compile(shape)
        return known

    def _compile(self, shape: Shape) -> ReadObject:
        fields = self._fields(shape)
        model, groups, absent = shape.model, _grouping(shape), shape.absent.items()
        end = finish.STEPS.get(shape.finish)
        c = self

        def read(document: dict[str, Json], at: At) -> Any:
            found = c.gather(fields, document, at)
            for attr, default in absent:
                found.setdefault(attr, default)
            if groups:
                _group(found, groups, shape.groups)
            if end is not None and not end(found, document, c, at):
                return None
            return model(**found)

        if shape.many:
            self._members[id(shape)] = member_reader(self, shape, fields, read)
        return read

    def gather(self, fields: dict[str, tuple[Read, str]], document: dict[str, Json], at: At) -> dict[str, Any]:
        """Return the attributes that the members of an object give; what gives none is reported by its reader."""
        found: dict[str, Any] = {}
        find = fields.get
        for key, value in document.items():
            field = find(key)
            if field is None:
                self.unknown(key, value, at)
                continue
            read_value, attr = field
            if value is None:
                self.empty(at, key, attr, None)
                continue
            result = read_value(value, at, key)
            if result is None:
                continue
            if not attr:
                found.update(result)
            elif attr in found:
                self.carry(at, key, value)
            else:
                found[attr] = result
        return found

    def member_reader(self, shape: Shape) -> ReadObject | None:
        """Return the function that reads decoded structs of a shape (``fastpath``), None if there is none."""
        self.object_reader(shape)
        return self._members.get(id(shape))

    def _fields(self, shape: Shape) -> dict[str, tuple[Read, str]]:
        fields: dict[str, tuple[Read, str]] = {"@type": (_skip, ""), "@context": (_skip, "")}
        rows = [*shape.rows, *(OLD_REVIEW.values() if shape is DOCUMENTATION else ())]
        for row in rows:
            field = (
                (self._inline(row.kind.shape), "")
                if isinstance(row.kind, InlineKind)
                else (
                    row.kind.reader(self, row.attr),
                    row.attr,
                )
            )
            fields[row.key] = field
            if row.old:
                fields[row.old] = field
        return fields

    def _inline(self, shape: Shape) -> Read:
        fields = self._fields(shape)
        c = self

        def read(document: Any, at: At, key: str) -> Any:
            if document.__class__ is dict and document:
                return c.gather(fields, document, (at, key, ""))
            c.bad(at, key, "", document, "an object")
            return None

        return read

    def unknown(self, key: str, value: Json, at: At) -> None:
        """Keep a member that no table has, unless it is empty."""
        if value is None or value in ("", [], {}):
            self.empty(at, key, key, value)
        else:
            self.carry(at, key, value)

    # -- references -----------------------------------------------------------------------------------------------

    def ref_reader(self, expected: EntityType, others: tuple[EntityType, ...], attr: str) -> Read:
        """Return the function that reads references; equal ones are one object (a package says the same 32,000 times)."""
        seen = self._refs.setdefault((expected, others), {})
        get = seen.get
        c = self

        def read(value: Any, at: At, key: str) -> Any:
            try:
                known = get(value["@id"])
            except (KeyError, TypeError):
                known = None
            if known is not None and known[0] == value:
                return known[1]
            if value.__class__ is not dict or not value:
                c.bad(at, key, attr, value, "a reference")
                return None
            ident = value.get("@id")
            if ident.__class__ is not str or not ident:
                c.carry(at, key, value)
                return None
            before = c.noted
            ref = c.make_ref(value, expected, others, (at, key, attr))
            if c.noted == before:
                if len(seen) >= REMEMBERED:
                    seen.clear()
                seen[ident] = (value, ref)
            return ref

        return read

    def make_ref(self, value: dict[str, Json], expected: EntityType, others: tuple[EntityType, ...], at: At) -> Ref:
        """Return a reference, without what its target says of itself."""
        type_ = self._ref_type(value, expected, others, at)
        uuid = self.identity(type_, value["@id"], at)
        told = self._told(value, type_, at)
        name: Text = told.pop("name", {})
        target = self.index.get(type_, uuid)
        if type_ == "category":
            self._category_ref(told, name, target, value, at)
        if target is not None:
            if name and next(iter(name.values())) in target.name.values():
                name = {}
            self._forget_repeated(told, target)
        flow_type = told.pop("flow_type", None)
        if flow_type is not None:
            self._flow_type(told, flow_type, target, at)
        return Ref(type=type_, uuid=uuid, name=name, summary=RefSummary(**told) if told else None)

    def _told(self, value: dict[str, Json], type_: EntityType, at: At) -> dict[str, Any]:
        """Return what a reference says of its target, by the attributes of RefSummary, and the name."""
        told: dict[str, Any] = {}
        for key, member in value.items():
            if key in _SYNTAX or (key == "categoryType" and type_ == "category"):
                continue
            field = _REF_FIELDS.get(key)
            if field is None:
                self.unknown(key, member, at)
            elif not member:
                self.empty(at, key, field, member)
            elif key == "categoryPath" and isinstance(member, list):
                told[field] = tuple(str(name) for name in member)
            elif not isinstance(member, str):
                self.bad(at, key, field, member, "a text")
            else:
                told[field] = self.text(member) if key == "name" else member
        if isinstance(told.get("category"), str):
            told["category"] = tuple(told["category"].split("/"))
        return told

    def _ref_type(
        self, value: dict[str, Json], expected: EntityType, others: tuple[EntityType, ...], at: At
    ) -> EntityType:
        word = value.get("@type")
        if word is None:
            if "@type" in value:
                self.empty(at, "@type", "type", None)
            return expected
        known = BY_CLASS.get(word) if isinstance(word, str) else None
        if known is not None and (known.type == expected or known.type in others):
            return known.type
        self.repaired(at, "@type", "type", word, BY_TYPE[expected].name)
        return expected

    def identity(self, type_: EntityType, text: str, at: At) -> str:
        """Return the UUID that an ``@id`` stands for; reports an ``@id`` that is none."""
        uuid = uuid_of(type_, text)
        if uuid != text:
            if is_uuid(text.lower()):
                self.repaired(at, "@id", "uuid", text, uuid)
            else:
                self.issue(catalogue.NOT_UUID, at, "@id", "uuid", text, uuid=uuid)
        return uuid

    def _forget_repeated(self, told: dict[str, Any], target: Summary) -> None:
        if told.get("category") == target.category:
            del told["category"]
        if "location" in told and target.place and told["location"] in self.location_texts(target.place):
            del told["location"]
        if "unit" in told and told["unit"] == self.reference_unit(target.type, target.uuid):
            del told["unit"]
        if "process_type" in told and PROCESS_TYPES.get(told["process_type"]) == target.process_type:
            del told["process_type"]

    def _flow_type(self, told: dict[str, Any], word: str, target: Summary | None, at: At) -> None:
        flow_type = FLOW_TYPES.get(word)
        if flow_type is None:
            self.carry(at, "flowType", word)
        elif target is None or target.flow_type != flow_type:
            told["flow_type"] = _flow_word(flow_type)

    def _category_ref(
        self, told: dict[str, Any], name: Text, target: Summary | None, value: dict[str, Json], at: At
    ) -> None:
        # openLCA 1: categoryPath holds the classes above, categoryType the kind of tree.
        own = next(iter(name.values()), "")
        if target is not None and (*told.get("category", ()), own) == target.category:
            told.pop("category", None)
        word = value.get("categoryType")
        if word is not None and word not in BY_CLASS:
            self.carry(at, "categoryType", word)

    # -- units, places, categories ----------------------------------------------------------------------------------

    def unit_reader(self, attr: str) -> Read:
        """Return the function that reads references to units."""
        seen: dict[str, tuple[Json, UnitRef]] = {}
        c = self

        def read(value: Any, at: At, key: str) -> Any:
            try:
                known = seen.get(value["@id"])
            except (KeyError, TypeError):
                known = None
            if known is not None and known[0] == value:
                return known[1]
            if value.__class__ is not dict or not value:
                c.bad(at, key, attr, value, "a unit")
                return None
            before, here = c.noted, (at, key, attr)
            found = {"name": "", "uuid": ""}
            for name, member in value.items():
                field = _UNIT_FIELDS.get(name)
                if field is None:
                    if name not in ("@type", "@context"):
                        c.unknown(name, member, here)
                elif isinstance(member, str) and member:
                    found[field] = member
                else:
                    c.bad(here, name, field, member, "a text")
            unit = UnitRef(**found)
            if c.noted == before and unit.uuid:
                seen[unit.uuid] = (value, unit)
            return unit

        return read

    def place_reader(self, attr: str) -> Read:
        """Return the function that reads references to Locations as places."""
        read_ref = self.ref_reader("location", (), f"{attr}.ref")

        def read(value: Any, at: At, key: str) -> Any:
            ref = read_ref(value, at, key)
            return None if ref is None else Place(ref=ref)

        return read

    def category_reader(self, attr: str) -> Read:
        """Return the function that reads categories."""
        seen = self._category_cache
        c = self

        def read(value: Any, at: At, key: str) -> Any:
            if value.__class__ is str and value:
                classes = [ClassEntry(name=name) for name in value.split("/")]
                return [Classification(system=CATEGORY_SYSTEM, classes=classes)]
            if value.__class__ is not dict or not isinstance(value.get("@id"), str):
                c.bad(at, key, attr, value, "a category")
                return None
            known = seen.get(value["@id"])
            if known is None or known[0] != value:
                before = c.noted
                known = (value, c.old_category(value, (at, key, f"{attr}[0]")))
                if c.noted == before:
                    seen[value["@id"]] = known
            return [Classification(system=CATEGORY_SYSTEM, classes=list(known[1]))] if known[1] else None

        return read

    def old_category(self, value: dict[str, Json], at: At) -> list[ClassEntry]:
        """Return the classes that an openLCA 1 category object names; its own file is the authority for the path."""
        ident, own, above = value["@id"], value.get("name"), value.get("categoryPath", [])
        shown = tuple(str(n) for n in [*above, own] if isinstance(n, str)) if isinstance(above, list) else ()
        path = self.categories.get(ident) or shown
        kind = BY_CLASS.get(str(value.get("categoryType")))
        for key, member in value.items():
            if key in ("@id", "@type", "@context") or (key == "categoryType" and kind is not None):
                continue
            if key not in ("name", "categoryPath"):
                self.unknown(key, member, at)
            elif path != shown:
                self.issue(catalogue.SUMMARY_DIFFERS, at, key, "classes", member, target="/".join(path))
        classes = [ClassEntry(name=name) for name in path]
        if classes and (kind is None or keygen(kind.tree, *path) != ident):
            classes[-1] = ClassEntry(name=path[-1], id=ident)
            self.issue(CATEGORY_DIFFERS, at, "@id", "classes", ident)
        return classes


_REF_FIELDS = {
    "name": "name",
    "category": "category",
    "categoryPath": "category",
    "location": "location",
    "flowType": "flow_type",
    "processType": "process_type",
    "refUnit": "unit",
    "library": "library",
}
_SYNTAX = ("@id", "@type", "@context")
_UNIT_FIELDS = {"@id": "uuid", "name": "name"}


def _skip(*_: Any) -> None:
    """Read what is syntax only."""


def _group(found: dict[str, Any], groups: list[tuple[str, str, str]], types: dict[str, Any]) -> None:
    """Put attributes with a dot into the structs they belong to."""
    for attr, group, name in groups:
        if attr in found:
            found.setdefault(group, {})[name] = found.pop(attr)
    for group, type_ in types.items():
        if group in found:
            found[group] = type_(**found[group])


def _flow_word(word: str) -> FlowType:
    return "elementary" if word == "elementary" else "product" if word == "product" else "waste"


def _grouping(shape: Shape) -> list[tuple[str, str, str]]:
    attrs = [row.attr for row in shape.rows]
    attrs += [
        row.attr for inline in shape.rows if isinstance(inline.kind, InlineKind) for row in inline.kind.shape.rows
    ]
    found = []
    for attr in attrs:
        group, dot, name = attr.partition(".")
        if dot:
            found.append((attr, group, name))
    return sorted(found, key=itemgetter(0))
