"""The account of a mapping: nine sections (reference B.7), from the very plan that was applied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from lcabridge import __version__
from lcabridge.flowmap.algebra import Finding, invert
from lcabridge.flowmap.apply import Counts, Tally
from lcabridge.flowmap.contexts import resolve
from lcabridge.flowmap.plan import STATES, Decision, Plan
from lcabridge.flowmap.table import cardinality
from lcabridge.flowmap.unitfactor import factor_between
from lcabridge.units.defaults import reference

REPORT_VERSION = 1
EXCLUSIONS = {"blocked": "not to be mapped", "not convertible": "unit not convertible"}
"""GLAD's three exclusions told apart; every other state without a target is "not mappable"."""
_TOP = 20


def account(
    plan: Plan,
    counts: Counts | None = None,
    impact: dict[str, tuple[float, float]] | None = None,
    *,
    source: str = "",
    chain: Iterable[Finding] = (),
) -> dict[str, Any]:
    """Return the report as a dictionary (JSON contract: docs/mapping.md).

    Args:
        plan: what becomes of each flow.
        counts: how often each flow is used; None where only lists are compared.
        impact: kg CO2 equivalents per source unit, before and after, by flow.
        source: name of the package or list.
        chain: where a chain of tables differs from a direct one.
    """
    used = counts or Counts()
    rows = [
        _row(ident, decision, used.flows.get(ident), (impact or {}).get(ident))
        for ident, decision in plan.decisions.items()
    ]
    rows.sort(key=lambda r: (STATES.index(r["state"]), -r["exchanges"], r["name"], r["context"], r["uuid"]))
    return {
        "mapping_report_version": REPORT_VERSION,
        "tool": "lcabridge",
        "version": __version__,
        "source": source,
        "target": plan.target,
        "counts": _counts(rows),
        "amounts": _amounts(rows),
        "impact": _impacts(rows, used),
        "quality": _quality(rows),
        "lossy": _lossy(rows, plan),
        "units": _units(rows),
        "chain": [_finding(f) for f in chain],
        "inverse": _inverse(plan),
        "provenance": plan.tables,
        "flows": rows,
    }


def _row(ident: str, decision: Decision, tally: Tally | None, impact: tuple[float, float] | None) -> dict[str, Any]:
    side = decision.source
    node = resolve(side.context, side.unit)
    tally = tally or Tally()
    return {
        "uuid": ident,
        "name": side.name,
        "context": side.context,
        "medium": node.medium if node else "?",
        "unit": side.unit,
        "cas": side.cas,
        "state": decision.state,
        "exclusion": EXCLUSIONS.get(decision.state, "" if decision.state in ("mapped", "already") else "not mappable"),
        "exchanges": tally.exchanges,
        "unscaled": tally.unscaled,
        "amount": tally.amount,
        "impact": tally.amount * impact[0] if impact else 0.0,
        "targets": [
            {
                "uuid": row.target.uuid,
                "name": row.target.name,
                "context": row.target.context,
                "unit": row.target.unit,
                "condition": row.relation,
                "factor": row.factor or "1",
                "share": row.share,
                "context_relation": row.context_relation,
                "rule": row.rule,
                "map_type": row.map_type,
                "confidence": row.confidence,
                "origin": row.origin,
                "cited": row.memo_mapper,
            }
            for row in decision.rows
        ],
        "candidates": [
            {"rule": rule, "name": c.name, "context": c.context, "uuid": c.uuid} for rule, c in decision.candidates[:5]
        ],
    }


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _is_mapped(row: dict[str, Any]) -> bool:
    return row["state"] in ("mapped", "already")


def _share(rows: list[dict[str, Any]], weight: str) -> float | None:
    return _ratio(sum(r[weight] for r in rows if _is_mapped(r)), sum(r[weight] for r in rows))


def _counts(rows: list[dict[str, Any]]) -> dict[str, Any]:
    media: dict[str, dict[str, Any]] = {}
    for medium in sorted({row["medium"] for row in rows}):
        own = [row for row in rows if row["medium"] == medium]
        media[medium] = {
            "flows": len(own),
            "mapped": sum(_is_mapped(r) for r in own),
            "exchanges": sum(r["exchanges"] for r in own),
            "exchanges_mapped": sum(r["exchanges"] for r in own if _is_mapped(r)),
        }
    states = {state: {"flows": 0, "exchanges": 0} for state in STATES}
    for row in rows:
        states[row["state"]]["flows"] += 1
        states[row["state"]]["exchanges"] += row["exchanges"]
    return {
        "flows": len(rows),
        "exchanges": sum(row["exchanges"] for row in rows),
        "coverage_flows": _ratio(sum(_is_mapped(r) for r in rows), len(rows)),
        "coverage_exchanges": _share(rows, "exchanges"),
        "states": states,
        "media": media,
    }


def _dimension(unit: str) -> str:
    hits = reference().find(unit)
    return reference().group(hits[0].group).reference.name if len(hits) == 1 else unit or "?"


def _amounts(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Per dimension, in the reference unit of each; kg and MJ are never added up."""
    found: dict[str, dict[str, float]] = {}
    for row in rows:
        unit = _dimension(row["unit"])
        factor = factor_between(row["unit"], unit)
        amount = row["amount"] * float(factor or 1.0) if factor is not None else row["amount"]
        entry = found.setdefault(unit, {"total": 0.0, "mapped": 0.0})
        entry["total"] += amount
        entry["mapped"] += amount if _is_mapped(row) else 0.0
    return {
        unit: {**entry, "coverage": _ratio(entry["mapped"], entry["total"])} for unit, entry in sorted(found.items())
    }


def _impacts(rows: list[dict[str, Any]], counts: Counts) -> dict[str, Any]:
    weighted = [{**row, "impact": abs(row["impact"])} for row in rows]
    lost = sorted((r for r in weighted if not _is_mapped(r) and r["impact"]), key=lambda r: -r["impact"])
    total = sum(r["impact"] for r in weighted)
    before, after = (sum(pair[i] for pair in counts.impacts.values()) for i in (0, 1))
    changed = [
        {"process": ident, "before": pair[0], "after": pair[1], "change": _ratio(pair[1] - pair[0], pair[0])}
        for ident, pair in sorted(counts.impacts.items())
        if abs(pair[1] - pair[0]) > 1e-9 * abs(pair[0])
    ]
    return {
        "set": "cn-inventory",
        "unit": "kg CO2 eq, each process's own exchanges",
        "coverage": _share(weighted, "impact"),
        "before": before,
        "after": after,
        "change": _ratio(after - before, before),
        "processes": len(counts.impacts),
        "changed": changed,
        "top_lost": [
            {
                "name": r["name"],
                "context": r["context"],
                "uuid": r["uuid"],
                "state": r["state"],
                "share": _ratio(r["impact"], total),
            }
            for r in lost[:_TOP]
        ],
    }


def _quality(rows: list[dict[str, Any]]) -> dict[str, Any]:
    by: dict[str, Counter[str]] = {
        key: Counter() for key in ("condition", "rule", "confidence", "context_relation", "origin")
    }
    weights: dict[str, Counter[str]] = {key: Counter() for key in by}
    proxies = [r for r in rows if any(t["condition"] == "~" for t in r["targets"])]
    for row in rows:
        if row["state"] != "mapped":
            continue
        for target in row["targets"]:
            for key, counter in by.items():
                value = target[key] or (target["origin"] if key == "rule" else "") or "–"
                counter[value] += 1
                weights[key][value] += row["exchanges"]
    return {
        **{key: {v: {"rows": n, "exchanges": weights[key][v]} for v, n in sorted(c.items())} for key, c in by.items()},
        "on_proxies": {
            "flows": _ratio(len(proxies), len(rows)),
            "impact": _ratio(sum(abs(r["impact"]) for r in proxies), sum(abs(r["impact"]) for r in rows)),
        },
    }


def _lossy(rows: list[dict[str, Any]], plan: Plan) -> dict[str, Any]:
    mapped = [row for row in rows if row["state"] == "mapped"]
    by_target: dict[str, list[dict[str, Any]]] = {}
    for row in mapped:
        for target in row["targets"]:
            by_target.setdefault(target["uuid"], []).append(row)

    def those(test: Any) -> list[dict[str, str]]:
        return [
            {"name": r["name"], "context": r["context"], "target": t["name"], "target_context": t["context"], "what": t["condition"] if t["condition"] != "=" else t["context_relation"]}
            for r in mapped
            for t in r["targets"]
            if test(t)
        ]  # fmt: skip

    splits = [d for d in plan.decisions.values() if d.state == "mapped" and cardinality(d.rows) == "split"]
    return {
        "context": those(lambda t: t["context_relation"] not in ("", "same")),
        "generalised": those(lambda t: t["condition"] == "<"),
        "specialised": those(lambda t: t["condition"] == ">"),
        "proxies": those(lambda t: t["condition"] in ("~", "<>")),
        "merged": [
            {
                "target": next(t["name"] for t in group[0]["targets"] if t["uuid"] == ident),
                "uuid": ident,
                "sources": [
                    {"name": r["name"], "context": r["context"], "amount": r["amount"], "unit": r["unit"]}
                    for r in group
                ],
            }
            for ident, group in sorted(by_target.items())
            if len(group) > 1
        ],
        "split": [
            {"name": d.source.name, "parts": [{"target": r.target.name, "share": r.share or r.factor} for r in d.rows]}
            for d in splits
        ],
        "fan_out": [{"name": r["name"], "targets": len(r["targets"])} for r in rows if r["state"] == "fan-out"],
        "sign": [
            {"name": r["name"], "factor": t["factor"]}
            for r in mapped
            for t in r["targets"]
            if t["factor"].startswith("-")
        ],
    }


def _units(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {"spelling": [], "factor": [], "property": [], "refused": []}
    for row in rows:
        for target in row["targets"]:
            if row["unit"] == target["unit"]:
                continue
            entry = {
                "name": row["name"],
                "source": row["unit"],
                "target": target["unit"],
                "factor": target["factor"],
                "cited": target["cited"],
            }
            if target["factor"] == "N/A":
                kind = "refused"
            elif factor_between(row["unit"], target["unit"]) is None:
                kind = "property"
            else:
                kind = "spelling" if target["factor"] == "1" else "factor"
            found[kind].append(entry)
    return found


def _inverse(plan: Plan) -> dict[str, Any]:
    inverse, findings = invert(plan.as_map())
    kinds = Counter(finding.kind for finding in findings)
    return {"unique": len(inverse.rows), **dict(sorted(kinds.items())), "findings": [_finding(f) for f in findings]}


def _finding(finding: Finding) -> dict[str, str]:
    return {
        "kind": finding.kind,
        "name": finding.source.name or finding.source.uuid,
        "context": finding.source.context,
        "detail": finding.detail,
        "first": finding.first,
        "second": finding.second,
    }
