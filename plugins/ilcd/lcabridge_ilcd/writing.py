"""Writing: the rows of the field table, compiled into functions that turn model values into a document.

The order of the rows is the order of the XSD, so that a document is in order by construction. XML and JSON have their own
compiled writers: JSON takes what the TIDAS schemas know, in their names; the rest goes to the extension by comparison.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from lcabridge.errors import UnitError
from lcabridge.model import Entity, Index, Place, Ref, UnitRef, base_language
from lcabridge.report import Report, catalogue
from lcabridge_ilcd.foretelling import compile_spelled
from lcabridge_ilcd.names import FOLDERS, LIMITS, OTHER_FILE, REFERENCE_TYPES, REPEATING
from lcabridge_ilcd.rows import Carry, Custom, DataSet, Group, Items, Leaf, Row

Values = dict[str, Any]
Document = dict[str, Any]
Writer = Callable[[Values, Document, "Writing"], None]


_NOTHING: tuple[object, ...] = ([], (), {}, "")


class Writing:
    """What writing one data set needs.

    Args:
        index: of the package.
        report: gets the issues.
        json: True for TIDAS and national.
        exact_fractions: allocated fractions keep all their digits, which the XSD does not allow.
        carried: content that the source has beyond the model, by pointer; None where nothing is to be foretold.

    ``foretold`` holds what reading a member back gives, where that is known beforehand, by identity of what was written.
    """

    __slots__ = ("_carried", "_scales", "exact_fractions", "foretold", "index", "json", "members", "report")

    def __init__(
        self,
        index: Index,
        report: Report,
        *,
        json: bool,
        exact_fractions: bool = False,
        carried: Mapping[str, Any] | None = None,
    ) -> None:
        self.index = index
        self.report = report
        self.json = json
        self.exact_fractions = exact_fractions
        self.members: list[tuple[str, int]] = []
        self.foretold: dict[int, Any] = {}
        self._carried = carried
        self._scales: dict[tuple[str, str, UnitRef | None], float] = {}

    def bare(self, pointer: str) -> Callable[[int], bool]:
        """Return the function that tells of the members at a pointer by position whether nothing is carried in them."""
        if self._carried is None:
            return lambda _i: False
        start = f"{pointer}/"
        places = [key[len(start) :].partition("/") for key in self._carried if key.startswith(start)]
        if not all(below for _, below, _ in places):
            return lambda _i: False  # a member is carried as a whole: the positions are not those of the model
        taken = {position for position, _, _ in places}
        return lambda i: str(i) not in taken

    def path(self, attr: str) -> str:
        """Return the canonical model path of an attribute at the place that is written."""
        return ".".join([*(f"{name}[{i}]" for name, i in self.members), *([attr] if attr else [])])

    def scale(self, flow: str, property_: str, unit: UnitRef | None, amount: float | None) -> float:
        """Return reference units per one declared unit; 1 and an issue where it cannot be known."""
        key = (flow, property_, unit)
        found = self._scales.get(key)
        if found is None:
            try:
                found = self._scale(flow, property_, unit)
            except UnitError as error:
                self.report.add(catalogue.FACTOR_MISSING, path=self.path("amount"), value=amount, reason=error.en)
                return 1.0
            self._scales[key] = found
        return found

    def scaled(self, amount: float, scale: float) -> tuple[float, float]:
        """Return an amount in the reference unit, and the scale that it got: 1 where a double cannot hold the result."""
        inverse = 1.0 / scale if scale else 0.0
        # Through the whole number that a factor such as 0.1 stands for: 28.8 MJ at 10 MJ/kg are 2.88 kg, to the last digit.
        result = amount / inverse if inverse.is_integer() and inverse else amount * scale
        if math.isfinite(result) and (result != 0.0 or amount == 0.0):
            self.report.convert("unit")
            return result, scale
        reason = "the amount in the reference unit is beyond the range of a 64-bit float"
        self.report.add(catalogue.FACTOR_MISSING, path=self.path("amount"), value=amount, reason=reason)
        return amount, 1.0

    def _scale(self, flow: str, property_: str, unit: UnitRef | None) -> float:
        if unit is None:
            return self.index.reference_scale(flow, property_, "")
        if unit.uuid and unit.name:
            prop = property_ or (found.reference if (found := self.index.get("flow", flow)) else "")
            if self.index.unit_factor(prop, unit.uuid) is None:
                return self.index.reference_scale(flow, property_, unit.name)
        return self.index.reference_scale(flow, property_, unit.uuid or unit.name)

    def reference(self, ref: Ref) -> Document:
        """Return a reference as ILCD writes it; what TIDAS demands beyond that is filled in ``placeholders.py``."""
        out: Document = {
            "@type": REFERENCE_TYPES.get(ref.type, OTHER_FILE),
            "@refObjectId": ref.uuid,
        }
        if ref.version:
            out["@version"] = ref.version
        out["@uri"] = ref.uri or f"../{FOLDERS.get(ref.type, ref.type)}/{ref.uuid}.xml"
        if ref.sections:
            out["common:subReference"] = list(ref.sections)
        if ref.name and (name := self.texts("common:shortDescription", "name", ref.name)):
            out["common:shortDescription"] = name
        return out

    def texts(self, key: str, attr: str, text: dict[str, str]) -> list[Document]:
        """Return text in languages as the format writes it.

        A second text of one language has its own tag in the model (``en-x-2``), which XML keeps, since the XSD wants each
        language once; TIDAS knows only plain languages and takes them twice.
        """
        plain = self.json or key in REPEATING
        out = []
        for tag, value in text.items():
            if not value or value.isspace():
                continue  # says nothing; the extension keeps it
            content = self.fit(key, attr, value)
            out.append({"@xml:lang": base_language(tag) if plain and "-x-" in tag else tag, "#text": content})
        return out

    def fit(self, key: str, attr: str, value: str) -> str:
        """Return a text as long as the XSD allows; the whole one stands in the extension."""
        limit = LIMITS.get(key)
        if limit is None or len(value) <= limit or self.json:
            return value
        cut = value[: limit - 1] + "…"
        self.report.add(catalogue.DEGRADED_VALUE, path=self.path(attr), value=value, native=cut)
        return cut

    def place(self, place: Place) -> str:
        """Return the code of a place."""
        return place.code or self.index.place_code(place)


def compile_writer(data_set: DataSet, *, json: bool) -> Callable[[Entity, Writing], Document]:
    """Return the function that writes an entity as the content of its root element."""
    writers = compile_writers(data_set.rows, json=json, pointer="")
    split = data_set.shape.split
    attributes = {**data_set.attributes, **(data_set.json_attributes if json else {})}

    def write(entity: Entity, writing: Writing) -> Document:
        out: Document = dict(attributes)
        values = split(entity, writing)
        for writer in writers:
            writer(values, out, writing)
        return out

    return write


def compile_writers(rows: tuple[Row, ...], *, json: bool, pointer: str) -> list[Writer]:
    """Return the writers of one element, in order."""
    return [
        _compile(row, json=json, pointer=f"{pointer}/{row.key}")
        for row in rows
        if not isinstance(row, Carry) and not (json and row.json == "")
    ]


def _compile(row: Row, *, json: bool, pointer: str) -> Writer:
    from lcabridge_ilcd.spelling import leaf_writer  # noqa: PLC0415  # spelling needs Writing, which needs the spelling

    key = (row.json or row.key) if json else row.key
    match row:
        case Leaf():
            return leaf_writer(row, key, json=json)
        case Group():
            return _group(row, key, json=json, pointer=pointer)
        case Items():
            return _items(row, key, json=json, pointer=pointer)
        case Custom():
            return _custom(row, key)
    raise TypeError(row)


def _group(row: Group, key: str, *, json: bool, pointer: str) -> Writer:
    writers, always = compile_writers(row.rows, json=json, pointer=pointer), row.always

    def write(values: Values, out: Document, writing: Writing) -> None:
        sub: Document = {}
        for writer in writers:
            writer(values, sub, writing)
        if sub or always:
            out[key] = sub

    return write


def _items(row: Items, key: str, *, json: bool, pointer: str) -> Writer:
    attr, split, plain = row.attr, row.shape.split, row.shape.plain
    writers = compile_writers(row.rows, json=json, pointer=f"{pointer}/*")
    spelled = compile_spelled(row, pointer.count("/"))

    def write(values: Values, out: Document, writing: Writing) -> None:
        members = values.get(attr)
        if not members:
            return
        found: list[Any] = []
        bare = writing.bare(pointer) if plain is not None else None
        for i, member in enumerate(members):
            told = plain(member) if plain is not None and bare is not None and bare(i) else None
            text = spelled(told[0]) if told is not None else None
            if told is not None and text is not None and not json:
                writing.foretold[id(text)] = told[1]
                found.append(text)
                continue
            writing.members.append((attr, i))
            sub: Document = {}
            parts = split(member, writing)
            for writer in writers:
                writer(parts, sub, writing)
            found.append(sub)
            writing.members.pop()
            if told is not None and text is not None:
                writing.foretold[id(sub)] = told[1]
        out[key] = found

    return write


def _custom(row: Custom, key: str) -> Writer:
    attr, convert = row.attr, row.write

    def write(values: Values, out: Document, writing: Writing) -> None:
        value = values.get(attr)
        if value is None or value in _NOTHING:
            return
        got = convert(value, writing)
        if got is not None:
            out[key] = got

    return write
