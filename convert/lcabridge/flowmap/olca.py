"""openLCA flow maps: CSV of 21 or 23 columns (``;``, no header) and the JSON of ``FlowMap`` (reference competitors B.2)."""

from __future__ import annotations

import json
from typing import Any

from lcabridge.errors import Location
from lcabridge.flowmap.glad import fields_of
from lcabridge.flowmap.grid import Grid
from lcabridge.flowmap.problems import FlowMapError
from lcabridge.flowmap.table import FlowMap, MapRow, Side
from lcabridge.model import Ref

_COLUMNS = (
    "source.uuid", "target.uuid", "factor",
    "source.name", "source.context", "source.location",
    "target.name", "target.context", "target.location",
    "source.flow_property", "source property name", "target.flow_property", "target property name",
    "source.unit_uuid", "source.unit", "target.unit_uuid", "target.unit",
    "target.provider", "provider name", "provider category", "provider location",
    "source status", "target status",
)  # fmt: skip
"""Field (with a dot or of the row) or name under which the value is kept in ``extra``."""

STATUS = 21


def read_csv(rows: Grid, file: str) -> FlowMap:
    """Read a CSV map; the first three columns are required.

    Raises:
        FlowMapError: a line is too short.
    """
    table = FlowMap()
    for line, cells in rows:
        if len(cells) < 3:
            raise FlowMapError(
                "an openLCA flow map has at least source UUID; target UUID; factor",
                "openLCA 流映射至少有：源 UUID；目标 UUID；系数",
                at=Location(file=file, line=line, pointer=f"column {len(cells) + 1}"),
            )
        sides: dict[str, dict[str, str]] = {"source": {}, "target": {}}
        extra: dict[str, str] = {}
        factor = ""
        for name, cell in zip(_COLUMNS, cells, strict=False):
            value = cell.strip()
            side, dot, attribute = name.partition(".")
            if not value:
                continue
            if dot:
                sides[side][attribute] = value
            elif name == "factor":
                factor = value
            else:
                extra[name] = value
        for place, cell in enumerate(cells[len(_COLUMNS) :], len(_COLUMNS)):
            if cell:
                extra[f"column {place}"] = cell
        table.rows.append(
            MapRow(
                source=Side(**sides["source"]), target=Side(**sides["target"]), factor=factor, extra=extra, line=line
            )
        )
    return table


def write_csv(table: FlowMap) -> tuple[list[list[str]], dict[str, int]]:
    """Return the lines, and how many values of which field have no column. Rows that say "no target" or N/A are left out."""
    lines = []
    lost: dict[str, int] = {}
    status = any(name in row.extra for row in table.rows for name in _COLUMNS[STATUS:])
    names = _COLUMNS if status else _COLUMNS[:STATUS]
    for row in table.rows:
        if not row.is_convertible:
            lost["rows without conversion"] = lost.get("rows without conversion", 0) + 1
            continue
        values = _fields(row)
        factor = row.factor or "1"
        values["factor"] = repr(row.value) if row.share else factor
        lines.append([values.pop(name, "") for name in names])
        for name in values:
            lost[name] = lost.get(name, 0) + 1
    return lines, lost


def _fields(row: MapRow) -> dict[str, str]:
    return {**fields_of(row), **row.extra}


def is_json(document: Any) -> bool:
    """Tell whether a JSON value is a flow map of openLCA."""
    return isinstance(document, dict) and isinstance(document.get("mappings"), list)


def read_json(document: dict[str, Any]) -> FlowMap:
    """Read the JSON of openLCA's ``FlowMap``."""
    table = FlowMap(
        id=_text(document, "@id"),
        name=_text(document, "name"),
        version=_text(document, "version"),
        description=_text(document, "description"),
        source_list=_text(document.get("source"), "name"),
        target_list=_text(document.get("target"), "name"),
        source_ref=_ref(document.get("source")),
        target_ref=_ref(document.get("target")),
    )
    known = {"@type", "@id", "name", "version", "description", "source", "target", "mappings", "@context"}
    table.extra = {key: json.dumps(value) for key, value in document.items() if key not in known}
    for number_, entry in enumerate(document["mappings"], 1):
        table.rows.append(_mapping(entry, number_))
    return table


def _mapping(entry: dict[str, Any], line: int) -> MapRow:
    factor = entry.get("conversionFactor")
    extra: dict[str, str] = {}
    sides = []
    for word in ("from", "to"):
        side = entry.get(word) or {}
        flow = side.get("flow") or {}
        path = flow.get("categoryPath") or ([flow["category"]] if isinstance(flow.get("category"), str) else [])
        sides.append(
            Side(
                uuid=_text(flow, "@id"),
                name=_text(flow, "name"),
                context="/".join(path),
                location=_text(flow, "location"),
                unit=_text(side.get("unit"), "name") or _text(flow, "refUnit"),
                unit_uuid=_text(side.get("unit"), "@id"),
                flow_property=_text(side.get("flowProperty"), "@id"),
                provider=_text(side.get("provider"), "@id"),
            )
        )
        if entry.get(word):
            extra[word] = json.dumps(entry[word], ensure_ascii=False)
    text = "" if factor is None else repr(factor).removesuffix(".0")
    return MapRow(source=sides[0], target=sides[1], factor=text, extra=extra, line=line)


def write_json(table: FlowMap) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the JSON document, and how many values of which field have no place in it."""
    lost: dict[str, int] = {}
    mappings = []
    for row in table.rows:
        if not row.is_convertible:
            lost["rows without conversion"] = lost.get("rows without conversion", 0) + 1
            continue
        entry: dict[str, Any] = {}
        for word, side in (("from", row.source), ("to", row.target)):
            entry[word] = json.loads(row.extra[word]) if word in row.extra else _side(side)
        if row.factor or row.share:
            entry["conversionFactor"] = row.value
        mappings.append(entry)
        for name in _fields(row).keys() - {"from", "to", "factor", "share"}:
            if not name.startswith(("source.", "target.")):
                lost[name] = lost.get(name, 0) + 1
    document: dict[str, Any] = {"@type": "FlowMap", "@id": table.id, "name": table.name, "version": table.version}
    document["description"] = table.description
    for key, ref, name in (
        ("source", table.source_ref, table.source_list),
        ("target", table.target_ref, table.target_list),
    ):
        if ref is not None:
            document[key] = {"@type": "FlowMap", "@id": ref.uuid, "name": next(iter(ref.name.values()), name)}
        elif name:
            document[key] = {"name": name}
    document = {key: value for key, value in document.items() if value}
    document.update({key: json.loads(value) for key, value in table.extra.items() if _is_json(value)})
    return {**document, "mappings": mappings}, lost


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _side(side: Side) -> dict[str, Any]:
    flow = {"@type": "Flow", "@id": side.uuid, "name": side.name, "location": side.location}
    result: dict[str, Any] = {"flow": {key: value for key, value in flow.items() if value}}
    if side.context:
        result["flow"]["categoryPath"] = side.context.split("/")
    if side.flow_property:
        result["flowProperty"] = {"@type": "FlowProperty", "@id": side.flow_property}
    if side.unit:
        result["unit"] = {"@type": "Unit", "@id": side.unit_uuid, "name": side.unit}
    if side.provider:
        result["provider"] = {"@type": "Process", "@id": side.provider}
    return result


def _text(value: Any, key: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def _ref(value: Any) -> Ref | None:
    uuid = _text(value, "@id")
    return Ref(type="source", uuid=uuid, name={"en": _text(value, "name")}) if uuid else None
