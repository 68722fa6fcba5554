"""The mapping report as JSON, CSV, XLSX and a self-contained HTML page (reference B.7)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from lcabridge.errors import Language, Location, UsageError
from lcabridge.flowmap.grid import csv_bytes, write_bytes, xlsx_bytes
from lcabridge.flowmap.plan import STATES as ORDER
from lcabridge.flowmap.render.labels import MEDIA, STATES, UI
from lcabridge.flowmap.render.sankey import sankey
from lcabridge.report.render.page import render

SUFFIXES = (".json", ".csv", ".xlsx", ".html", ".htm")
LIMIT = 60
"""Entries of one list that the page shows; the other forms have all."""

_HEAD = (
    "state", "exclusion", "name", "context", "unit", "uuid", "exchanges", "amount", "impact", "target", "target context", "target unit",
    "target uuid", "condition", "factor", "share", "context relation", "rule", "confidence", "origin", "cited",
)  # fmt: skip


def check_suffix(path: Path) -> None:
    """Refuse a name that says no kind of report.

    Raises:
        UsageError: the suffix is not one of ``SUFFIXES``.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UsageError(
            "this file name says no kind of report",
            "无法从文件名判断报告类型",
            at=Location(file=str(path)),
            hint_en="end it with .json, .csv, .xlsx or .html",
            hint_zh="请以 .json、.csv、.xlsx 或 .html 结尾",
        )


def write(report: Mapping[str, Any], path: Path, lang: Language = "en") -> None:
    """Write a mapping report by the suffix of its name.

    Raises:
        UsageError: another suffix.
        WriteError: the file system refuses.
    """
    check_suffix(path)
    match path.suffix.lower():
        case ".json":
            data = orjson.dumps(report, option=orjson.OPT_INDENT_2) + b"\n"
        case ".csv":
            data = csv_bytes(lines(report), bom=True)
        case ".xlsx":
            data = xlsx_bytes(_sheets(report))
        case _:
            data = html(report, lang).encode()
    write_bytes(path, data)


def lines(report: Mapping[str, Any]) -> list[list[str]]:
    """Return the flows as a table, one line a row of the map."""
    found = [list(_HEAD)]
    for flow in report["flows"]:
        own = [
            flow[key]
            for key in ("state", "exclusion", "name", "context", "unit", "uuid", "exchanges", "amount", "impact")
        ]
        for target in flow["targets"] or [{}]:
            more = (
                "name",
                "context",
                "unit",
                "uuid",
                "condition",
                "factor",
                "share",
                "context_relation",
                "rule",
                "confidence",
                "origin",
                "cited",
            )
            found.append([str(value) for value in own] + [str(target.get(key, "")) for key in more])
    return found


def _sheets(report: Mapping[str, Any]) -> list[tuple[str, list[list[Any]]]]:
    counts, impact = report["counts"], report["impact"]
    summary: list[list[Any]] = [
        ["figure", "value"],
        ["source", report["source"]],
        ["target", report["target"]],
        ["coverage of flows", counts["coverage_flows"]],
        ["coverage of exchanges", counts["coverage_exchanges"]],
        ["coverage of impact (cn-inventory)", impact["coverage"]],
        ["impact before, kg CO2 eq", impact["before"]],
        ["impact after, kg CO2 eq", impact["after"]],
        *([f"{state}: flows", entry["flows"]] for state, entry in counts["states"].items()),
    ]
    amounts = [["unit", "total", "mapped", "coverage"]]
    amounts += [[unit, a["total"], a["mapped"], a["coverage"]] for unit, a in report["amounts"].items()]
    lossy: list[list[Any]] = [["kind", "flow", "context", "what", "target", "target context"]]
    for kind in ("context", "generalised", "specialised", "proxies"):
        lossy += [
            [kind, e["name"], e["context"], e["what"], e["target"], e["target_context"]] for e in report["lossy"][kind]
        ]
    units: list[list[Any]] = [["kind", "flow", "source", "target", "factor", "cited"]]
    for kind, entries in report["units"].items():
        units += [[kind, e["name"], e["source"], e["target"], e["factor"], e["cited"]] for e in entries]
    lost: list[list[Any]] = [["flow", "context", "state", "share"]]
    lost += [[e["name"], e["context"], e["state"], e["share"]] for e in impact["top_lost"]]
    tables: list[list[Any]] = [["id", "name", "version", "licence", "sha256"]]
    tables += [[p.get(key, "") for key in ("id", "name", "version", "licence", "sha256")] for p in report["provenance"]]
    named = [("Summary", summary), ("Amounts", amounts), ("Flows", lines(report)), ("Lossy", lossy)]
    return [*named, ("Units", units), ("Top lost", lost), ("Tables", tables)]


def html(report: Mapping[str, Any], lang: Language = "en") -> str:
    """Return the page: loads nothing, runs no script but its own, holds no clock."""
    rows = [
        [
            flow["state"],
            flow["name"] or flow["uuid"],
            flow["context"],
            flow["medium"],
            "; ".join(f"{t['name'] or t['uuid']} · {t['context'].rpartition('/')[2]}" for t in flow["targets"]),
            ", ".join(dict.fromkeys(t["condition"] for t in flow["targets"])),
            ", ".join(dict.fromkeys(t["rule"] or t["origin"] for t in flow["targets"])),
            flow["exchanges"],
            flow["amount"],
            flow["unit"],
        ]
        for flow in report["flows"]
    ]
    data = {
        "ui": UI,
        "states": STATES,
        "media": {m: MEDIA.get(m, (m, m)) for m in report["counts"]["media"]},
        "rows": rows,
    }
    return render(
        "lcabridge.flowmap.render",
        "mapping.html.j2",
        "mapping.css",
        "mapping.js",
        data,
        r=report,
        lang=lang,
        n=1 if lang == "zh" else 0,
        ui=UI,
        states=STATES,
        media=MEDIA,
        bars=_bars(report),
        sankey=sankey(report),
        widest=max(abs(report["impact"]["before"]), abs(report["impact"]["after"])),
        limit=LIMIT,
    )


def _bars(report: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, float, float]], int]]:
    counts: dict[str, dict[str, int]] = {}
    weight = "exchanges" if report["counts"]["exchanges"] else ""
    for flow in report["flows"]:
        by_state = counts.setdefault(flow["medium"], {})
        by_state[flow["state"]] = by_state.get(flow["state"], 0) + (flow[weight] if weight else 1)
    bars = []
    for medium, by_state in sorted(counts.items(), key=lambda item: -sum(item[1].values())):
        total = sum(by_state.values())
        parts = []
        start = 0.0
        for state in ORDER if total else ():
            width = 100 * by_state.get(state, 0) / total
            if width:
                parts.append((state, round(start, 3), round(width, 3)))
            start += width
        bars.append((medium, parts, total))
    return bars
