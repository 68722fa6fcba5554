"""Scores that a tool calculated, against those of the built-in calculator on the source."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np

from lcabridge.calc import Calculator
from lcabridge.model import Entity, Flow, Index, Process, summarise
from lcabridge.pipeline import open_package
from lcabridge.pipeline.target import Memory
from lcabridge.registry import registry
from lcabridge.report import Report
from tests.interop.packages import Case, Made
from tests.interop.verdict import Tally

TOLERANCE = 1e-9
Scores = dict[str, dict[str, float]]
"""By process and impact category, for the amount that the process states of its reference."""


def of_calculator(calculator: Calculator, factors: Mapping[str, Mapping[str, float]]) -> Scores:
    """Return the scores of every reference product, for the amount that its process states."""
    system = calculator.system
    names = list(factors)
    table = np.array([[factors[name].get(row.uuid, 0.0) for row in system.flows] for name in names])
    burdens = calculator.interventions.T @ table.T
    found, _ = calculator.solver.solve_transposed(np.asarray(burdens))
    scores = {}
    for column, product in enumerate(system.products):
        if product.is_reference:
            demand = calculator.demand(column)[column]
            scores[calculator.activity(column).uuid] = {
                name: float(found[column, k]) * demand for k, name in enumerate(names)
            }
    return scores


def of_entities(entities: Iterable[Entity], factors: Mapping[str, Mapping[str, float]], linking: str) -> Scores:
    """Return the scores of entities in memory."""
    members = list(entities)
    index = Index(summarise(entity) for entity in members)
    return of_calculator(Calculator(Memory(index, members), linking=linking), factors)


def read_back(path: Path, *, providers: bool) -> list[Entity]:
    """Return what lcabridge reads of a package; without providers, nobody but the flow says who supplies."""
    with open_package(path, registry(), report=Report(cap=0)) as opened:
        opened.build_index()
        members = list(opened.entities())
    for entity in members:
        if isinstance(entity, Process):
            for exchange in entity.exchanges if not providers else ():
                exchange.provider = None
            _repair(entity)
    return members


def _repair(process: Process) -> None:
    """Drop what a process uses of its own product where it uses as much as it makes: openLCA makes such a 0 a 1."""
    for reference in [e for e in process.exchanges if e.is_reference and e.flow]:
        own = [e for e in process.exchanges if e.flow and reference.flow and e.flow.uuid == reference.flow.uuid]
        if len(own) > 1 and sum((e.amount or 0.0) * (-1 if e.direction == "input" else 1) for e in own) == 0:
            process.exchanges = [e for e in process.exchanges if e is reference or e not in own]


def take_any_maker(members: Iterable[Entity]) -> None:
    """Let inputs without a provider take the only process that makes their flow, be it as a by-product: as openLCA does."""
    processes = [entity for entity in members if isinstance(entity, Process)]
    makers: dict[str, list[Process]] = {}
    for process in processes:
        for flow in {e.flow.uuid for e in process.exchanges if e.flow and e.direction == "output"}:
            makers.setdefault(flow, []).append(process)
    for process in processes:
        for exchange in process.exchanges:
            found = makers.get(exchange.flow.uuid, []) if exchange.flow and exchange.direction == "input" else []
            if len(found) == 1 and exchange.provider is None:
                exchange.provider = found[0].ref()


def uses_itself(case: Case) -> set[str]:
    """Return the processes that take in their own reference product and declare no provider of it."""
    found = set()
    for process in case.of(Process):
        references = {e.flow.uuid for e in process.exchanges if e.is_reference and e.flow}
        if any(
            e.flow
            and e.flow.uuid in references
            and not e.is_reference
            and e.direction == "input"
            and e.provider is None
            for e in process.exchanges
        ):
            found.add(process.uuid)
    return found


def is_same(one: float, other: float) -> bool:
    return abs(one - other) <= TOLERANCE * max(abs(one), abs(other))


def agree(ours: Mapping[str, float], theirs: Mapping[str, float]) -> bool:
    """Tell whether all scores of a product agree."""
    return all(is_same(value, theirs.get(name, math.nan)) for name, value in ours.items())


Excuse = Callable[[str, Mapping[str, float]], bool]
"""Tells whether a cause explains what a tool says of a process: (UUID in the source, its scores)."""


def compare(case: Case, theirs: Scores, linking: str, excuses: Mapping[str, Excuse]) -> Tally:
    """Compare a tool's scores with ours on the source.

    Args:
        case: the source.
        theirs: by UUID of the process in the source.
        linking: our linking rule.
        excuses: causes for which a score may be otherwise, the first that holds counts.
    """
    tally = Tally()
    names = {entity.uuid: entity.name.get("en", "") for entity in case.of(Process)}
    for uuid, ours in sorted(of_calculator(case.calculator(linking), case.factors).items()):
        tally.compared += 1
        said = theirs.get(uuid, {})
        if agree(ours, said):
            tally.equal += 1
            continue
        cause = next((cause for cause, holds in excuses.items() if holds(uuid, said)), "")
        if cause:
            tally.excused[cause] += 1
        else:
            tally.failed.append(f"{uuid} {names.get(uuid, '')[:60]}: {said}, not {ours}")
    return tally


def renamed(case: Case, made: Made) -> dict[str, dict[str, float]]:
    """Return the factors by the UUIDs that the target gives to the flows."""
    return {
        name: {made.flows.get(uuid, uuid): value for uuid, value in factors.items()}
        for name, factors in case.factors.items()
    }


def no_supply(case: Case) -> set[str]:
    """Return the processes whose reference is no supply: an elementary flow, an input of a product, an output of waste."""
    kinds = {entity.uuid: entity.flow_type for entity in case.of(Flow)}
    found = set()
    for process in case.of(Process):
        for exchange in process.exchanges:
            if exchange.is_reference and exchange.flow is not None:
                kind = kinds.get(exchange.flow.uuid)
                supply = {"product": "output", "waste": "input"}.get(kind or "")
                if exchange.direction != supply:
                    found.add(process.uuid)
    return found
