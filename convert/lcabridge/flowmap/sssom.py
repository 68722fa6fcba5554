"""SSSOM tables (schema 1.1): TSV with a commented YAML head; factor, share and units as declared extension slots."""

from __future__ import annotations

import uuid

from lcabridge.errors import Location
from lcabridge.flowmap.glad import OWN, fields_of, row_of
from lcabridge.flowmap.grid import Grid
from lcabridge.flowmap.problems import FlowMapError
from lcabridge.flowmap.table import FlowMap, MapRow, Side

_KEYED = uuid.UUID("6b2f3c1e-53c4-5c33-9a63-0d1a4d9d7a10")
PREDICATES = {
    "=": "skos:exactMatch",
    ">": "skos:narrowMatch",
    "<": "skos:broadMatch",
    "<>": "skos:relatedMatch",
    "~": "skos:closeMatch",
    "none": "skos:exactMatch",
}
"""GLAD's ``>`` (source is a superset) means that the object is narrower (reference competitors B.4)."""

NO_TERM = "sssom:NoTermFound"
_CONDITIONS = {predicate: condition for condition, predicate in PREDICATES.items() if condition != "none"}
_SLOTS = (
    ("subject_label", "source.name"),
    ("object_label", "target.name"),
    ("mapping_justification", "justification"),
    ("author_label", "mapper"),
    ("reviewer_label", "verifier"),
    ("mapping_date", "updated"),
    ("review_date", "reviewed"),
    ("similarity_score", "similarity"),
    ("subject_match_field", "match_fields"),
    ("comment", "comment"),
)
_OURS = {
    field: "ext_" + column.lower()
    for column, field in OWN
    if field not in {f for _, f in _SLOTS} | {"condition", "source.uuid", "target.uuid"}
}
_FIXED = ("subject_id", "predicate_id", "object_id")
_SPELLED, _BLANK = "ext_matchcondition", "blank"
"""Slot for a condition that no predicate says: none written, or an unknown one."""

DEFAULT_JUSTIFICATION = "semapv:UnspecifiedMatching"


def write(table: FlowMap) -> tuple[list[list[str]], dict[str, int]]:
    """Return the lines (cells joined by tabs), and how many values of which field have no slot."""
    used = {field for row in table.rows for field in fields_of(row)}
    slots = [(slot, field) for slot, field in _SLOTS if field in used or slot == "mapping_justification"]
    ours = [(slot, field) for field, slot in _OURS.items() if field in used]
    extra = sorted({name for row in table.rows for name in row.extra})
    names = {name: f"ext_more_{number}" for number, name in enumerate(extra)}
    spelled = any(row.condition not in PREDICATES for row in table.rows)
    head = [
        f"#mapping_set_id: https://w3id.org/lcabridge/{_word(table.id) or 'map'}",
        f"#mapping_set_title: {_quoted(table.name)}",
        f"#mapping_set_version: {_quoted(table.version)}",
        f"#license: {_quoted(table.licence or 'unspecified')}",
        f"#subject_source: {_quoted(table.source_list)}",
        f"#object_source: {_quoted(table.target_list)}",
        f"#mapping_set_description: {_quoted(table.description)}",
        "#curie_map:",
        '#  flow: "urn:uuid:"',
        '#  key: "urn:lcabridge:key:"',
        "#extension_definitions:",
    ]
    for slot, field in ours:
        head += [f"#  - slot_name: {slot}", f"#    property: lcabridge:{field}", "#    type_hint: xsd:string"]
    for name, slot in names.items():
        head += [
            f"#  - slot_name: {slot}",
            f"#    property: {_quoted('lcabridge:extra:' + name)}",
            "#    type_hint: xsd:string",
        ]
    if spelled:
        head += [f"#  - slot_name: {_SPELLED}", "#    property: lcabridge:condition", "#    type_hint: xsd:string"]
    lines = [[line] for line in head]
    titles = [*_FIXED, *(slot for slot, _ in slots), *(slot for slot, _ in ours), *names.values()]
    lines.append([*titles, _SPELLED] if spelled else titles)
    for row in table.rows:
        values = fields_of(row)
        values.setdefault("justification", DEFAULT_JUSTIFICATION)
        condition = row.relation
        cells = [_id(row.source), PREDICATES.get(condition, "skos:relatedMatch"), _id(row.target)]
        cells += [_cell(values.get(field, "")) for _, field in [*slots, *ours]]
        cells += [_cell(row.extra.get(name, "")) for name in extra]
        if spelled:
            cells.append("" if row.condition in PREDICATES else row.condition or _BLANK)
        lines.append(cells)
    return lines, {}


def is_sssom(header: list[str]) -> bool:
    """Tell whether a header line is SSSOM's."""
    return "subject_id" in header and "object_id" in header


def read(rows: Grid, file: str) -> FlowMap:
    """Read a table.

    Raises:
        FlowMapError: a required slot is missing.
    """
    table = FlowMap()
    header: list[str] | None = None
    properties: dict[str, str] = {}
    slot = ""
    fields: dict[str, str] = {}
    for line, cells in rows:
        if header is None and cells[0].startswith("#"):
            slot = _head(table, "\t".join(cells)[1:], slot, properties)
            continue
        if header is None:
            header = cells
            for name in _FIXED:
                if name not in header:
                    raise FlowMapError(
                        f"the slot {name} is missing", f"缺少 {name}", at=Location(file=file, line=line, pointer=name)
                    )
            fields = dict(_SLOTS) | {slot: field for field, slot in _OURS.items()}
            continue
        table.rows.append(_row(dict(zip(header, cells, strict=False)), fields, properties, line))
    return table


def _head(table: FlowMap, text: str, slot: str, properties: dict[str, str]) -> str:
    key, _, raw = text.strip().removeprefix("- ").partition(": ")
    value = raw.strip().strip('"').replace('\\"', '"')
    if text.startswith(" "):
        if key == "slot_name":
            return value
        if key == "property" and value.startswith("lcabridge:extra:"):
            properties[slot] = value.removeprefix("lcabridge:extra:")
        return slot
    names = {
        "mapping_set_id": "id", "mapping_set_title": "name", "mapping_set_version": "version", "license": "licence",
        "subject_source": "source_list", "object_source": "target_list", "mapping_set_description": "description",
    }  # fmt: skip
    if key in names:
        setattr(
            table, names[key], value.removeprefix("https://w3id.org/lcabridge/") if key == "mapping_set_id" else value
        )
    return slot


def _row(cells: dict[str, str], fields: dict[str, str], properties: dict[str, str], line: int) -> MapRow:
    values = {fields[slot]: value for slot, value in cells.items() if slot in fields and value}
    if values.get("justification") == DEFAULT_JUSTIFICATION:
        del values["justification"]
    extra = {properties[slot]: value for slot, value in cells.items() if slot in properties and value}
    for word, side in (("subject_id", "source"), ("object_id", "target")):
        prefix, _, ident = cells[word].partition(":")
        if prefix == "flow":
            values[f"{side}.uuid"] = ident
        elif prefix not in ("key", "sssom"):
            values[f"{side}.uuid"] = cells[word]
    values["condition"] = (
        "none" if cells["object_id"] == NO_TERM else _CONDITIONS.get(cells["predicate_id"], cells["predicate_id"])
    )
    spelled = cells.pop(_SPELLED, "")
    if spelled:
        values["condition"] = "" if spelled == _BLANK else spelled
    more = {slot: value for slot, value in cells.items() if value and slot not in fields and slot not in properties}
    extra.update({slot: value for slot, value in more.items() if slot not in _FIXED})
    return row_of(values, line, extra)


def _id(side: Side) -> str:
    if side.is_empty:
        return NO_TERM
    return f"flow:{side.uuid}" if side.uuid else f"key:{uuid.uuid5(_KEYED, '|'.join(side.key))}"


def _cell(text: str) -> str:
    return " ".join(text.split()) if any(c in text for c in "\t\r\n") else text


def _word(text: str) -> str:
    return "".join(c if c.isalnum() or c in "-_." else "-" for c in text)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '\\"') + '"'
