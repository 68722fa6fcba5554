"""What Brightway makes of our packages: stored exchanges against the model, scores against our calculator on the source."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from lcabridge.model import Exchange, Process, pick
from lcabridge.pipeline import convert
from lcabridge.registry import registry
from tests.interop import bright, scores
from tests.interop.packages import Case, case, source_of
from tests.interop.stored import Expected, rounded
from tests.interop.verdict import Tally, Verdict

SUFFIX = {"brightway": "package.bw2package", "brightway-excel": "package.xlsx"}
FORMATS = tuple(SUFFIX)
_KINDS = {"lognormal": 2, "normal": 3, "uniform": 4, "triangular": 5}
"""Numbers of stats_arrays."""
NOTHING = 1e-9
"""Scores of less than this, where ours is 0, are what the solver leaves of sums that cancel."""
Row = tuple[Any, ...]


def judged(name: str, format_id: str, corpus: Path, folder: Path) -> Verdict:
    """Write a package for Brightway, have it imported, and compare."""
    path = folder / SUFFIX[format_id]
    convert(source_of(name, corpus), path, registry=registry(), to=format_id, mapping=False, overwrite=True)
    source = case(name, corpus)
    stored = bright.hear(format_id, path, folder / "stored.jsonl")
    asked = _codes(source, stored.nodes)
    said = bright.hear(format_id, path, folder / "scores.jsonl", *asked)
    verdict = Verdict(tool=stored.said["tool"], format=format_id, package=name)
    verdict.errors = [f"not linked: {exchange}" for exchange in stored.said.get("unlinked", ())]
    verdict.stored = _stored(source, stored.nodes)
    theirs: scores.Scores = {}
    amounts = _amounts(source)
    for code, uuid in asked.items():
        flows = {row[0]: row[-1] for row in said.inventories.get(code, ())}
        theirs[uuid] = {
            indicator: amounts[uuid] * sum(factors.get(flow, 0.0) * amount for flow, amount in flows.items())
            for indicator, factors in source.factors.items()
        }
    ours = scores.of_calculator(source.calculator("default"), source.factors)
    for uuid, said_ in theirs.items():
        # Sums that cancel to exactly nothing leave the solver's rounding in one order or the other.
        told = ours.get(uuid, {})
        theirs[uuid] = {k: 0.0 if told.get(k) == 0.0 and abs(v) < NOTHING else v for k, v in said_.items()}
    verdict.scores = scores.compare(source, theirs, "default", {})
    return verdict


def _amounts(source: Case) -> dict[str, float]:
    """Return the amount of each process's reference, in the unit of its flow."""
    model = Expected(source.entities)
    found = {}
    for process in source.of(Process):
        reference = next((e for e in process.exchanges if e.is_reference), None)
        if reference is not None:
            found[process.uuid] = abs(model.in_reference(reference) or 0.0)
    return found


def _codes(source: Case, nodes: dict[str, dict[str, Any]]) -> dict[str, str]:
    """Return the process of each node that makes its (last) reference product."""
    parts = {
        (node.get("allocated from"), str(node.get("reference product")).strip()): code for code, node in nodes.items()
    }
    flows = {flow.uuid: flow for flow in source.entities if flow.type == "flow"}
    found = {}
    for process in source.of(Process):
        references = [e for e in process.exchanges if e.is_reference and e.flow]
        if not references or not references[-1].amount:
            continue
        flow = flows.get(references[-1].flow.uuid)
        product = pick((flow or references[-1].flow).name, "en", "zh").strip()
        found[parts.get((process.uuid, product), process.uuid)] = process.uuid
    return found


def _stored(source: Case, nodes: dict[str, dict[str, Any]]) -> Tally:
    model = Expected(source.entities)
    tally = Tally()
    for uuid, process in sorted(model.processes.items()):
        wanted = Counter(_meant(exchange, model) for exchange in process.exchanges)
        found = Counter(_row(row, nodes) for row in nodes.get(uuid, {}).get("exchanges", ()))
        tally.compared += wanted.total()
        tally.equal += (wanted & found).total()
        tally.failed += [
            f"{uuid}: {row} is not stored so; stored: {sorted(found - wanted, key=str)[:2]}"
            for row in (wanted - found).elements()
        ]
    return tally


def _meant(exchange: Exchange, model: Expected) -> Row:
    """Return name, amount in the unit of the flow and distribution; the scores judge signs and links."""
    flow = model.flows.get(exchange.flow.uuid) if exchange.flow else None
    name = pick(flow.name if flow else exchange.flow.name if exchange.flow else {}, "en", "zh")
    u = exchange.uncertainty
    amount = model.in_reference(exchange)
    return (
        name.strip(),
        rounded(abs(amount)) if amount is not None else None,
        _KINDS.get(u.distribution, 0) if u else 0,
    )


def _row(row: dict[str, Any], nodes: dict[str, dict[str, Any]]) -> Row:
    other = nodes[row["input"][1]]
    name = other["name"] if row["type"] == "biosphere" else row.get("reference product", "")
    kind = row.get("uncertainty type", 0)
    amount = None if row.get("no amount") else rounded(abs(row["amount"]))
    return (str(name).strip(), amount, kind if kind > 1 else 0)
