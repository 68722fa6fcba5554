"""randonneur data packages (reference competitors B.3): JSON with verbs; each row may use other labels."""

from __future__ import annotations

import json
from typing import Any

from lcabridge.flowmap.glad import fields_of
from lcabridge.flowmap.table import FlowMap, MapRow, Side

VERBS = ("create", "replace", "update", "delete", "disaggregate")
_IDS = ("uuid", "identifier")
_PLAIN = {"name": "name", "unit": "unit", "unit_name": "unit", "location": "location", "CAS number": "cas"}
"""Label and field; UUID and context have rules of their own."""


def is_randonneur(document: Any) -> bool:
    """Tell whether a JSON value is a data package of randonneur."""
    return isinstance(document, dict) and "mapping" in document and any(verb in document for verb in VERBS)


def read(document: dict[str, Any]) -> FlowMap:
    """Read a data package; ``line`` of a row is its number in the file."""
    licences = [str(entry.get("name", "")) for entry in document.get("licenses", [])]
    table = FlowMap(
        id=str(document.get("name", "")),
        name=str(document.get("name", "")),
        version=str(document.get("version", "")),
        source_list=str(document.get("source_id", "")),
        target_list=str(document.get("target_id", "")),
        licence=", ".join(licences),
        description=str(document.get("description", "")),
        creators=[str(entry.get("title", "")) for entry in document.get("contributors", [])],
    )
    # What has no field of its own is kept as it is, so that the package can be written again.
    table.extra = {
        key: json.dumps(value, ensure_ascii=False)
        for key, value in document.items()
        if key not in VERBS and key not in {"name", "version", "source_id", "target_id", "description"}
    }
    line = 0
    for verb in VERBS:
        for entry in document.get(verb, []):
            line += 1
            targets = entry.get("targets") if verb == "disaggregate" else [entry.get("target") or {}]
            for target in targets or [{}]:
                table.rows.append(_row(verb, entry, target, line, table))
    return table


def _row(verb: str, entry: dict[str, Any], target: dict[str, Any], line: int, table: FlowMap) -> MapRow:
    rest = {key: value for key, value in entry.items() if key not in ("source", "target", "targets", "comment")}
    factor = rest.pop("conversion_factor", None)
    goal = dict(target)
    inner = goal.pop("conversion_factor", None)  # the factor may stand in the row or in the target
    share = goal.pop("allocation", None)
    extra: dict[str, str] = {"verb": verb}
    if inner is not None and factor is None:
        factor = inner
        extra["factor in target"] = "1"
    source = dict(entry.get("source") or {})
    if verb == "create":
        source, goal = {}, goal or source
    one = _side(source, "source", extra, table.source_list)
    other = _side(goal, "target", extra, table.target_list)
    if rest:
        extra["row"] = json.dumps(rest, ensure_ascii=False)
    return MapRow(
        source=one,
        target=other,
        condition="none" if verb == "delete" else "",
        factor="" if factor is None else repr(factor),
        share="" if share is None else repr(share),
        comment=str(entry.get("comment", "")),
        extra=extra,
        line=line,
    )


def _side(values: dict[str, Any], word: str, extra: dict[str, str], name: str) -> Side:
    found: dict[str, str] = {}
    labels = {}
    for key in [*_IDS, *_PLAIN]:
        field = "uuid" if key in _IDS else _PLAIN[key]
        if isinstance(values.get(key), str) and field not in found:
            found[field] = values[key]
            labels[field] = key
    context = values.get("context")
    rest = {key: value for key, value in values.items() if key not in (*labels.values(), "context")}
    if isinstance(context, list):
        found["context"] = "/".join(str(level) for level in context)
        if any("/" in str(level) for level in context):
            rest["context"] = context
        labels["context"] = "levels"
    elif isinstance(context, str):
        found["context"] = context
    if rest:
        extra[word] = json.dumps(rest, ensure_ascii=False)
    usual = {
        "uuid": "uuid",
        "name": "name",
        "unit": "unit",
        "location": "location",
        "cas": "CAS number",
        "context": "levels",
    }
    odd = {field: label for field, label in labels.items() if usual[field] != label}
    if "context" in found and "context" not in labels:
        odd["context"] = "text"
    if odd:
        extra[f"{word} labels"] = json.dumps(odd)
    return Side(list_name=name, **found)


def write(table: FlowMap) -> tuple[dict[str, Any], dict[str, int]]:
    """Return the JSON document, and how many values of which field have no place in it."""
    document: dict[str, Any] = {
        "name": table.id or table.name or "flow map",
        "description": table.description or table.name,
    }
    document["version"] = table.version or "1.0.0"
    document["licenses"] = [{"name": table.licence or "unknown"}]
    people = table.creators or ["unknown"]
    document["contributors"] = [{"title": who, "roles": ["author"], "path": ""} for who in people]
    document["graph_context"] = ["edges"]
    labels = {key: key for key in ("name", "unit", "uuid", "context", "location", "CAS number")}
    document["mapping"] = {
        side: {"expression language": "lcabridge", "labels": labels} for side in ("source", "target")
    }
    document.update({key: json.loads(value) for key, value in table.extra.items() if value[:1] in '[{"tfn0123456789-'})
    ends = {"source_id": table.source_list, "target_id": table.target_list}
    document.update({key: value for key, value in ends.items() if value})
    lost: dict[str, int] = {}
    open_rows: dict[tuple[int, tuple[str, ...]], dict[str, Any]] = {}
    for row in table.rows:
        verb = row.extra.get("verb") or ("delete" if row.is_blocked else "disaggregate" if row.share else "replace")
        document.setdefault(verb, [])
        _write_row(row, verb, document[verb], open_rows)
        for name in fields_of(row).keys() - {"factor", "share", "comment"}:
            known = name.startswith(("source.", "target.")) and name.partition(".")[2] in _KNOWN
            if not known and not (name == "condition" and row.condition in ("=", "none")):
                lost[name] = lost.get(name, 0) + 1
    return document, lost


_KNOWN = frozenset({"uuid", "name", "unit", "location", "cas", "context", "list_name"})


def _write_row(
    row: MapRow, verb: str, rows: list[dict[str, Any]], open_rows: dict[tuple[int, tuple[str, ...]], dict[str, Any]]
) -> None:
    target = _labelled(row.target, "target", row.extra)
    factor = json.loads(_json_number(row.factor)) if row.factor else None
    if verb == "disaggregate":
        entry = open_rows.get((row.line, row.source.key))
        if entry is None:
            entry = {"source": _labelled(row.source, "source", row.extra), "targets": []}
            open_rows[row.line, row.source.key] = entry
            rows.append(entry)
        if row.share:
            target["allocation"] = json.loads(_json_number(row.share))
        if factor is not None:
            target["conversion_factor"] = factor
        entry["targets"].append(target)
    else:
        entry = {} if verb == "create" else {"source": _labelled(row.source, "source", row.extra)}
        if not row.target.is_empty or target:
            entry["target"] = target
        if factor is not None:
            (target if "factor in target" in row.extra else entry)["conversion_factor"] = factor
        rows.append(entry)
    entry.update(json.loads(row.extra.get("row", "{}")))
    if row.comment:
        entry["comment"] = row.comment


def _json_number(text: str) -> str:
    try:
        float(text)
    except ValueError:
        return json.dumps(text)
    return text


def _labelled(side: Side, word: str, extra: dict[str, str]) -> dict[str, Any]:
    odd = json.loads(extra.get(f"{word} labels", "{}"))
    values: dict[str, Any] = {}
    for field, label in (
        ("name", "name"),
        ("unit", "unit"),
        ("uuid", "uuid"),
        ("location", "location"),
        ("cas", "CAS number"),
    ):
        value = getattr(side, field)
        if value:
            values[odd.get(field, label)] = value
    if side.context:
        values["context"] = side.context if odd.get("context") == "text" else side.context.split("/")
    values.update(json.loads(extra.get(word, "{}")))
    return values
