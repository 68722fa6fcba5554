"""GLAD flow mapping tables (19 and 20 columns), FEDEFL's variant of them, and our own superset, as CSV and XLSX.

Columns: GLAD ``Formats/FlowMapping.csv``; ``MapType`` is the twentieth, of the published workbooks (Deliverable 1.3, table 3).
Our own table is GLAD's with more columns behind, so that what reads GLAD reads ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from lcabridge.errors import Location
from lcabridge.flowmap.grid import Grid
from lcabridge.flowmap.problems import FlowMapError
from lcabridge.flowmap.table import FlowMap, MapRow, Side

_SIDES = ("source", "target")
GLAD: tuple[tuple[str, str], ...] = (
    ("SourceListName", "source.list_name"),
    ("SourceFlowName", "source.name"),
    ("SourceFlowUUID", "source.uuid"),
    ("SourceFlowContext", "source.context"),
    ("SourceUnit", "source.unit"),
    ("MatchCondition", "condition"),
    ("ConversionFactor", "factor"),
    ("TargetListName", "target.list_name"),
    ("TargetFlowName", "target.name"),
    ("TargetFlowUUID", "target.uuid"),
    ("TargetFlowContext", "target.context"),
    ("TargetUnit", "target.unit"),
    ("Mapper", "mapper"),
    ("Verifier", "verifier"),
    ("LastUpdated", "updated"),
    ("MemoMapper", "memo_mapper"),
    ("MemoVerifier", "memo_verifier"),
    ("MemoSource", "memo_source"),
    ("MemoTarget", "memo_target"),
    ("MapType", "map_type"),
)
"""Column and field; the first 19 are the template's."""

_FEDEFL_OUT = {"TargetListName", "MemoMapper", "MemoVerifier", "MemoSource", "MemoTarget", "MapType"}
OWN: tuple[tuple[str, str], ...] = (
    *GLAD,
    ("Share", "share"),
    ("Use", "use"),
    ("Confidence", "confidence"),
    ("ContextRelation", "context_relation"),
    ("Rule", "rule"),
    ("MatchFields", "match_fields"),
    ("Similarity", "similarity"),
    ("Justification", "justification"),
    ("Reviewed", "reviewed"),
    ("Origin", "origin"),
    ("Comment", "comment"),
    ("SourceCAS", "source.cas"),
    ("SourceLocation", "source.location"),
    ("SourceProperty", "source.flow_property"),
    ("SourceUnitUUID", "source.unit_uuid"),
    ("SourceProvider", "source.provider"),
    ("TargetCAS", "target.cas"),
    ("TargetLocation", "target.location"),
    ("TargetProperty", "target.flow_property"),
    ("TargetUnitUUID", "target.unit_uuid"),
    ("TargetProvider", "target.provider"),
)
VARIANTS: dict[str, tuple[tuple[str, str], ...]] = {
    "glad": GLAD[:19],
    "glad20": GLAD,
    "fedefl": tuple(pair for pair in GLAD if pair[0] not in _FEDEFL_OUT),
    "own": OWN,
}
"""Columns of each variant."""

_BLANK = " \t\r\n"
"""What is cut off around a value; a no-break space belongs to the name."""
_UUID = re.compile(r"^[0-9A-Fa-f-]{36}$")
REQUIRED = ("SourceFlowName", "SourceFlowContext", "SourceUnit", "TargetFlowName", "TargetFlowUUID")
_FIELDS = {_name.lower(): _field for _name, _field in OWN}
_META = ("id", "name", "version", "source_list", "target_list", "licence", "description")


def _plain(header: str) -> str:
    return "".join(header.split()).replace("_", "").lower()


def is_glad(header: Iterable[str]) -> bool:
    """Tell whether a header line is one of GLAD's."""
    names = {_plain(cell) for cell in header}
    return "sourceflowname" in names and ("targetflowname" in names or "targetflowuuid" in names)


def read(rows: Grid, file: str) -> FlowMap:
    """Read a table; headers match without case and blanks, trailing empty columns do not matter.

    Raises:
        FlowMapError: no header, or a required column is missing or stands twice.
    """
    table = FlowMap()
    header: list[str] | None = None
    places: dict[int, str] = {}
    extra: dict[int, str] = {}
    for line, cells in rows:
        if header is None:
            if cells[0].startswith("#"):
                _meta(table, cells)
                continue
            header = cells
            places, extra = _columns(cells, file, line)
            continue
        table.rows.append(_row(cells, places, extra, line))
    if header is None:
        raise _error("the table is empty", "表为空", file, 1, "SourceFlowName")
    if table.rows:
        table.source_list = table.source_list or table.rows[0].source.list_name
        table.target_list = table.target_list or table.rows[0].target.list_name
    return table


def _meta(table: FlowMap, cells: list[str]) -> None:
    key, _, value = ",".join(cells).lstrip("# ").partition(":")
    key, value = key.strip(), value.strip().rstrip(",")
    if key in _META:
        setattr(table, key, value)
    elif key == "creator":
        table.creators.append(value)
    elif key == "derived_from":
        table.derived_from.append(value)
    elif value:
        table.extra[key] = value


def _columns(header: list[str], file: str, line: int) -> tuple[dict[int, str], dict[int, str]]:
    places: dict[int, str] = {}
    extra: dict[int, str] = {}
    for place, cell in enumerate(header):
        field = _FIELDS.get(_plain(cell))
        if field is None:
            if cell.strip():
                extra[place] = cell.strip()
        elif field in places.values():
            raise _error(f"the column {cell} stands twice", f"列 {cell} 重复", file, line, cell)
        else:
            places[place] = field
    for name in REQUIRED:
        if _FIELDS[name.lower()] not in places.values():
            raise _error(f"the column {name} is missing", f"缺少列 {name}", file, line, name)
    return places, extra


def _error(en: str, zh: str, file: str, line: int, column: str) -> FlowMapError:
    return FlowMapError(
        en,
        zh,
        at=Location(file=file, line=line, pointer=column),
        hint_en="a mapping table has the columns " + ", ".join(REQUIRED),
        hint_zh="映射表须有以下列：" + "、".join(REQUIRED),
    )


def _row(cells: list[str], places: dict[int, str], extra: dict[int, str], line: int) -> MapRow:
    fields: dict[str, Any] = {}
    sides: dict[str, dict[str, str]] = {"source": {}, "target": {}}
    for place, field in places.items():
        value = cells[place].strip(_BLANK) if place < len(cells) else ""
        if not value:
            continue
        side, dot, attribute = field.partition(".")
        if dot:
            sides[side][attribute] = value.lower() if attribute == "uuid" and _UUID.match(value) else value
        else:
            fields[field] = value
    more = {name: cells[place] for place, name in extra.items() if place < len(cells) and cells[place]}
    target = sides["target"]
    if not (target.get("uuid") or target.get("name")):
        fields.setdefault("condition", "none" if fields.get("map_type") == "NO_MAPPING" else "")
    return MapRow(source=Side(**sides["source"]), target=Side(**target), extra=more, line=line, **fields)


def write(table: FlowMap, variant: str) -> tuple[list[list[str]], dict[str, int]]:
    """Return the lines of a table, header first, and how many values of which field have no column in the variant.

    A share stands in no column of GLAD's: there the factor is multiplied by it, as openLCA's users write a split.
    """
    columns = VARIANTS[variant]
    kept = {field for _, field in columns}
    extra = sorted({name for row in table.rows for name in row.extra}) if variant == "own" else []
    lines: list[list[str]] = []
    lost: dict[str, int] = {}
    for row in table.rows:
        values = fields_of(row)
        if "share" not in kept and row.share and row.value is not None:
            values["factor"] = repr(row.value)
        lines.append([values.get(field, "") for _, field in columns] + [row.extra.get(name, "") for name in extra])
        for field in values.keys() - kept:
            lost[field] = lost.get(field, 0) + 1
        for name in () if variant == "own" else row.extra:
            lost[name] = lost.get(name, 0) + 1
    head: list[list[str]] = []
    if variant == "own":
        head = [[f"# {key}: {value}"] for key in _META if (value := getattr(table, key))]
        head += [[f"# creator: {value}"] for value in table.creators]
        head += [[f"# derived_from: {value}"] for value in table.derived_from]
        head += [[f"# {key}: {value}"] for key, value in sorted(table.extra.items())]
    return [*head, [name for name, _ in columns] + extra, *lines], lost


def fields_of(row: MapRow) -> dict[str, str]:
    """Return every text of a row that is not empty, by field (``source.name``, ``factor`` …)."""
    found: dict[str, str] = {}
    for side in _SIDES:
        part: Side = getattr(row, side)
        for attribute in Side.__struct_fields__:
            value = getattr(part, attribute)
            if value:
                found[f"{side}.{attribute}"] = value
    for attribute in MapRow.__struct_fields__:
        value = getattr(row, attribute)
        if isinstance(value, str) and value:
            found[attribute] = value
    return found


def row_of(values: dict[str, str], line: int = 0, extra: dict[str, str] | None = None) -> MapRow:
    """Return the row of texts by field: the inverse of ``fields_of``."""
    sides: dict[str, dict[str, str]] = {"source": {}, "target": {}}
    rest: dict[str, Any] = {}
    for field, value in values.items():
        side, dot, attribute = field.partition(".")
        if dot:
            sides[side][attribute] = value
        else:
            rest[field] = value
    return MapRow(source=Side(**sides["source"]), target=Side(**sides["target"]), line=line, extra=extra or {}, **rest)
