"""Objects written by their tables: the tables are compiled once into closures, with written references at hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import msgspec
import orjson

from lcabridge.codes import keygen
from lcabridge.model import (
    Category,
    Classification,
    Entity,
    EntityType,
    Index,
    Place,
    Ref,
    RefSummary,
    Summary,
    Text,
    UnitRef,
    pick,
    untagged,
)
from lcabridge.report import Report, catalogue
from lcabridge.units import reference_flow_property, reference_unit_group
from lcabridge_olca import fill
from lcabridge_olca.fastwrite import struct_writer
from lcabridge_olca.kinds import InlineKind, Write
from lcabridge_olca.names import BY_TYPE, CATEGORY_SYSTEM, FLOW_TYPES, PROCESS_TYPES, uuid_of
from lcabridge_olca.reading import Reading
from lcabridge_olca.shapes import Row, Shape

REMEMBERED = 50_000
"""Written references kept; beyond that the memory starts anew."""

_FLOW_WORDS = {ours: theirs for theirs, ours in FLOW_TYPES.items()}
_PROCESS_WORDS = {ours: theirs for theirs, ours in PROCESS_TYPES.items()}
_EMPTY: tuple[Any, ...] = ("", [], {}, ())


class _Known(msgspec.Struct):
    """A written reference: what it was made from, its bytes, and whether reading it gives the same."""

    ref: Ref
    text: orjson.Fragment
    target: bool
    exact: bool


class Writing:
    """The state of writing: one for an index and a language.

    Args:
        index: of the package.
        lang: language that is written natively where a text has several.

    Attributes:
        inexact: set where a value is written that reads back as another; the side file then tells the exact one.
    """

    def __init__(self, index: Index, lang: str) -> None:
        self.index = index
        self.lang = lang
        self.inexact = False
        self.report = Report(cap=0)
        self.type: EntityType = "process"
        self.reading = Reading(index, lang, {}, {})
        self._objects: dict[int, Write] = {}
        self._refs: dict[tuple[EntityType, str], _Known] = {}

    def begin(self, entity: Entity, report: Report) -> None:
        """Start a data set."""
        self.inexact = False
        self.report = report
        self.type = entity.type

    def text(self, value: str) -> Text:
        """Return a native text as our reader reads it."""
        return untagged(value, self.lang)

    def degraded(self, path: str, value: str, native: str) -> None:
        """Say that a word is written as a coarser one."""
        self.report.add(catalogue.DEGRADED_VALUE, path=path, value=value, native=native)

    def object_writer(self, shape: Shape) -> Write:
        """Return the function that writes structs of a shape, compiled at its first use."""
        known = self._objects.get(id(shape))
        if known is None:
            known = self._objects[id(shape)] = self._compile(shape)
        return known

    def _compile(self, shape: Shape) -> Write:
        name = shape.name
        own = self._fields([row for row in shape.rows if "." not in row.attr], "")
        inline = [
            (row.key, row.kind.shape, self._grouped(row.kind.shape))
            for row in shape.rows
            if isinstance(row.kind, InlineKind)
        ]
        grouped = self._grouped(shape)
        silent = [attrgetter(attr) for attr in _without_row(shape)]
        rest = [
            (attrgetter(group), [attrgetter(name) for name in names]) for group, names in group_rest(shape) if names
        ]
        step = fill.STEPS.get(shape.fill)
        w = self

        def write(value: Any) -> dict[str, Any]:
            written: dict[str, Any] = {"@type": name}
            for key, get, write_value in own:
                member = get(value)
                if member or member is False or (member is not None and member not in _EMPTY):
                    result = write_value(member)
                    if result is not None:
                        written[key] = result
            if grouped:
                _write_groups(value, grouped, written)
            for key, inner, fields in inline:
                document: dict[str, Any] = {"@type": inner.name}
                _write_groups(value, fields, document)
                if len(document) > 1:
                    written[key] = document
            if not w.inexact:
                w.inexact = _says(value, silent) or _group_says(value, rest)
            if step is not None:
                step(value, written, w)
            return written

        return struct_writer(w, shape, _without_row(shape), write, step) if shape.many else write

    def _fields(self, rows: list[Row], prefix: str) -> list[tuple[str, Callable[[Any], Any], Write]]:
        return [
            (row.key, attrgetter(row.attr.removeprefix(prefix)), row.kind.writer(self, row.attr))
            for row in rows
            if not isinstance(row.kind, InlineKind) and not row.attr.startswith("@")
        ]

    def _grouped(self, shape: Shape) -> list[Any]:
        """Return, in the order of the table, runs of rows with the struct of the owner that they belong to."""
        found: list[tuple[str, list[Row]]] = []
        inline = shape.model is None
        for row in shape.rows:
            group, dot, _ = row.attr.partition(".")
            if isinstance(row.kind, InlineKind) or not (dot or inline):
                continue
            group = group if dot else ""
            if not found or found[-1][0] != group:
                found.append((group, []))
            found[-1][1].append(row)
        return [
            (attrgetter(group) if group else None, self._fields(rows, f"{group}.") if group else self._fields(rows, ""))
            for group, rows in found
        ]

    # -- references -----------------------------------------------------------------------------------------------

    def ref(self, ref: Ref) -> orjson.Fragment:
        """Write a reference with what openLCA shows of its target."""
        key = (ref.type, ref.uuid)
        known = self._refs.get(key)
        if known is None or not (known.ref is ref or known.ref == ref):
            if len(self._refs) >= REMEMBERED:
                self._refs.clear()
            known = self._refs[key] = self._make_ref(ref)
        if not known.target:
            self.index.find(ref)
        if not known.exact:
            self.inexact = True
        return known.text

    def _make_ref(self, ref: Ref) -> _Known:
        target = self.index.get(ref.type, ref.uuid, ref.version)
        document = self.ref_document(ref, target)
        scratch = self.reading
        scratch.begin(self.type, Report(cap=0), lenient=False)
        exact = scratch.make_ref(document, ref.type, (), None) == ref
        return _Known(ref, orjson.Fragment(orjson.dumps(document)), target is not None, exact)

    def ref_document(self, ref: Ref, target: Summary | None) -> dict[str, Any]:
        """Return a reference as JSON: what it says itself, else what its target says."""
        said = ref.summary or RefSummary()
        name, category, flow_type, process_type = ref.name, said.category, said.flow_type, said.process_type
        location, unit = said.location, said.unit
        if target is not None:
            name = name or target.name
            category = category or target.category
            flow_type = flow_type or target.flow_type
            process_type = process_type or _PROCESS_WORDS.get(target.process_type, "")
            location = location or self._location_code(target.place)
            unit = unit or self.reading.reference_unit(target.type, target.uuid)
        if ref.type == "category":
            category = category[:-1] if not said.category else category
        members = (
            ("@type", BY_TYPE[ref.type].name),
            ("@id", uuid_of(ref.type, ref.uuid)),
            ("name", pick(name, self.lang, "zh")),
            ("category", "/".join(category)),
            ("flowType", _FLOW_WORDS.get(flow_type or "", "")),
            ("processType", process_type),
            ("location", location),
            ("refUnit", unit),
            ("library", said.library),
        )
        return {key: member for key, member in members if member}

    def _location_code(self, place: str) -> str:
        location = self.index.get("location", place) if place else None
        if location is None:
            return place
        return location.code or pick(location.name, self.lang, "zh")

    def unit(self, unit: UnitRef) -> dict[str, str]:
        """Write a reference to a unit."""
        written = {"@type": "Unit"}
        if unit.uuid:
            written["@id"] = unit.uuid
        if unit.name:
            written["name"] = unit.name
        return written

    def unit_of(self, property_: str, name: str) -> UnitRef | None:
        """Return a unit of a property with its UUID: by name, the reference unit for "".

        A property that is not in the package may be one of openLCA's reference data (``lcabridge.units``).
        """
        group = self.index.unit_group_of(property_)
        if group is not None:
            uuid, units = group.uuid, [(u.name, u.uuid, u.synonyms) for u in group.units]
        else:
            known = reference_flow_property(property_)
            table = reference_unit_group(known.unit_group) if known else None
            if table is None:
                return None
            ordered = sorted(table.units, key=lambda u: u is not table.reference)
            uuid, units = table.uuid, [(u.name, u.uuid, u.synonyms) for u in ordered]
        for own, ident, synonyms in units:
            if not name or name == own or name in synonyms:
                return UnitRef(name=name or own, uuid=ident or fill.unit_uuid(uuid, own))
        return None

    def place(self, place: Place) -> orjson.Fragment:
        """Write a place as a reference to its Location; one with a code only gets the UUID that openLCA derives."""
        if place.ref is not None:
            if place.code:
                self.inexact = True
            return self.ref(place.ref)
        self.inexact = True
        location = self.index.location_by_code(place.code)
        if location is not None:
            return self.ref(Ref(type="location", uuid=location.uuid))
        return self.ref(Ref(type="location", uuid=keygen(place.code), summary=RefSummary(location=place.code)))

    def category(self, classifications: list[Classification]) -> str | None:
        """Write the category path: openLCA's own system, else the first; a slash in a class becomes a bar, as there."""
        chosen = next((c for c in classifications if c.system == CATEGORY_SYSTEM), classifications[0])
        names = [entry.name for entry in chosen.classes]
        if len(classifications) > 1 or chosen.system != CATEGORY_SYSTEM or chosen.uri:
            self.inexact = True
        if any(entry.id for entry in chosen.classes):
            self.inexact = True
        if any("/" in name for name in names):
            self.inexact = True
            for name in names:
                if "/" in name:
                    self.degraded("classifications", name, name.replace("/", "|"))
        return "/".join(name.replace("/", "|") for name in names) or None

    def category_path(self, category: Category) -> tuple[str, ...]:
        """Return the path that our reader finds for a category: that of its parent and its own name."""
        parent = self.index.get("category", category.parent.uuid) if category.parent else None
        above = parent.category if parent else ()
        return (*above, *category.name.values())


def _write_groups(value: Any, groups: list[Any], written: dict[str, Any]) -> None:
    for get_group, fields in groups:
        owner = value if get_group is None else get_group(value)
        if owner is None:
            continue
        for key, get, write_value in fields:
            member = get(owner)
            if member or member is False or (member is not None and member not in _EMPTY):
                result = write_value(member)
                if result is not None:
                    written[key] = result


def _says(owner: Any, attributes: Sequence[Callable[[Any], Any]]) -> bool:
    for get in attributes:
        member = get(owner)
        if member or member is False or (member is not None and member not in _EMPTY):
            return True
    return False


def _group_says(value: Any, rest: Sequence[tuple[Callable[[Any], Any], Sequence[Callable[[Any], Any]]]]) -> bool:
    for get_group, attributes in rest:
        owner = get_group(value)
        if owner is not None and _says(owner, attributes):
            return True
    return False


def covered(shape: Shape) -> set[str]:
    """Return the model attributes that the table has rows for."""
    rows = [*shape.rows]
    rows += [row for inline in shape.rows if isinstance(inline.kind, InlineKind) for row in inline.kind.shape.rows]
    return {row.attr for row in rows if row.attr and not row.attr.startswith("@")}


def _without_row(shape: Shape) -> list[str]:
    """Return the attributes of a struct that have no row: they go to the side file by construction."""
    if shape.model is None or shape.model is dict:
        return []
    rows = covered(shape)
    found = [name for name in shape.model.__struct_fields__ if name not in rows and name not in shape.groups]
    return [name for name in found if name not in fill.WRITTEN_BY_STEP.get(shape.fill, ())]


def group_rest(shape: Shape) -> list[tuple[str, list[str]]]:
    """Return, by group, the attributes of the group's struct without a row."""
    rows = covered(shape)
    return [
        (group, [name for name in type_.__struct_fields__ if f"{group}.{name}" not in rows])
        for group, type_ in shape.groups.items()
    ]
