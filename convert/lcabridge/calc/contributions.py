"""What a score is made of: processes, flows, stages, and the tree of what a product needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from lcabridge.calc.calculator import Calculator, Scores
from lcabridge.calc.precise import burdens as burdens_of
from lcabridge.calc.system import Vector
from lcabridge.errors import ModelError
from lcabridge.model import Text, pick

By = Literal["process", "flow", "stage"]
SUM_TOLERANCE = 1e-9
"""Largest |Σ contributions − score| ÷ Σ |contributions| that counts as equal."""


@dataclass(slots=True, frozen=True, kw_only=True)
class Contribution:
    """One part of a score.

    Attributes:
        id: UUID of the process or flow; name of the stage.
        name: for people.
        place: of the process; direction of the flow.
        amount: runs of the process, amount of the flow, or nan for a stage.
        unit: of ``amount``.
        score: its part.
        share: score ÷ total; nan where the total is 0.
    """

    id: str
    name: Text
    place: str = ""
    amount: float
    unit: str
    score: float
    share: float


def contributions(
    calculator: Calculator, scores: Scores, column: int, by: By = "process", amount: float = 1.0
) -> list[Contribution]:
    """Return the parts of a product's score, largest first.

    Args:
        calculator: that made the scores.
        scores: of one indicator.
        column: the product.
        by: what the parts are.
        amount: reference units of the product.

    Raises:
        ModelError: the parts do not sum to the score (they always should).
    """
    scaling, _ = calculator.scaling(column, amount)
    total = float(scores.values[column]) * amount
    made = _MAKERS[by](calculator, scores, scaling, total)
    _check(made, total)
    return sorted(made, key=lambda part: (-abs(part.score), part.id))


def _check(parts: list[Contribution], total: float) -> None:
    found = sum(part.score for part in parts)
    bound = sum(abs(part.score) for part in parts) or abs(total)
    if abs(found - total) > SUM_TOLERANCE * bound:
        raise ModelError(
            f"the contributions sum to {found!r}, the score is {total!r}",
            f"各贡献之和为 {found!r}，而结果为 {total!r}",
        )


def _share(part: float, total: float) -> float:
    return part / total if total else float("nan")


def _by_process(calculator: Calculator, scores: Scores, scaling: Vector, total: float) -> list[Contribution]:
    burdens = burdens_of(calculator.interventions, scores.indicator.factors) * scaling
    found = []
    for c in np.flatnonzero(burdens):
        activity = calculator.activity(int(c))
        score = float(burdens[c])
        found.append(
            Contribution(
                id=activity.uuid,
                name=activity.name,
                place=activity.place,
                amount=float(scaling[c]),
                unit="runs",
                score=score,
                share=_share(score, total),
            )
        )
    return found


def _by_flow(calculator: Calculator, scores: Scores, scaling: Vector, total: float) -> list[Contribution]:
    inventory = np.asarray(calculator.interventions @ scaling)
    parts = inventory * scores.indicator.factors
    found = []
    for i in np.flatnonzero(parts):
        row = calculator.system.flows[int(i)]
        score = float(parts[i])
        found.append(
            Contribution(
                id=row.uuid,
                name=row.name,
                place=row.category[-1] if row.category else row.direction,
                amount=float(inventory[i]),
                unit=row.unit,
                score=score,
                share=_share(score, total),
            )
        )
    return found


def _by_stage(calculator: Calculator, scores: Scores, scaling: Vector, total: float) -> list[Contribution]:
    """Stages are the groups of a life cycle model; without one, the first level of the processes' classification."""
    burdens = burdens_of(calculator.interventions, scores.indicator.factors) * scaling
    sums: dict[str, float] = {}
    for c in np.flatnonzero(burdens):
        activity = calculator.activity(int(c))
        stage = " / ".join(activity.stages) or (activity.category[0] if activity.category else "")
        sums[stage] = sums.get(stage, 0.0) + float(burdens[c])
    nothing: Text = {"en": "without a stage", "zh": "未分阶段"}
    return [
        Contribution(
            id=stage,
            name={"en": stage} if stage else nothing,
            amount=float("nan"),
            unit="",
            score=score,
            share=_share(score, total),
        )
        for stage, score in sums.items()
    ]


_MAKERS = {"process": _by_process, "flow": _by_flow, "stage": _by_stage}


@dataclass(slots=True, kw_only=True)
class Node:
    """A product in the upstream tree.

    Attributes:
        column: its column.
        name: of its process.
        amount: reference units needed by the node above.
        unit: of ``amount``.
        score: of that amount, with everything upstream.
        direct: of the process itself.
        children: what it needs, largest first.
        rest: score of the children left out.
    """

    column: int
    name: str
    amount: float
    unit: str
    score: float
    direct: float
    children: list[Node] = field(default_factory=list)
    rest: float = 0.0


def upstream(
    calculator: Calculator,
    scores: Scores,
    column: int,
    *,
    amount: float = 1.0,
    cut_off: float = 0.01,
    depth: int = 10,
    limit: int = 500,
    lang: str = "en",
) -> Node:
    """Return the tree of what a product needs. score = direct + Σ children + rest at every node that is expanded.

    Args:
        calculator: that made the scores.
        scores: of one indicator.
        column: the product.
        amount: reference units of it.
        cut_off: part of the root's score below which a branch is left out (0.01 = 1 %).
        depth: levels below the root.
        limit: nodes in all; loops are followed until a limit ends them.
        lang: language of the names.
    """
    matrix = calculator.technosphere
    burdens = burdens_of(calculator.interventions, scores.indicator.factors)
    per_unit = scores.values * calculator.signs
    diagonal = matrix.diagonal()

    def node(c: int, need: float) -> Node:
        product = calculator.system.products[c]
        return Node(
            column=c,
            name=calculator.system.label(c, lang),
            amount=need,
            unit=product.unit,
            score=float(per_unit[c]) * need,
            direct=float(burdens[c]) * need / float(diagonal[c]),
        )

    root = node(column, amount * float(calculator.signs[column]))
    least = abs(root.score) * cut_off
    level, count = [root], 1
    for _ in range(depth):
        following: list[Node] = []
        for parent in level:
            runs = parent.amount / float(diagonal[parent.column])
            cells = range(matrix.indptr[parent.column], matrix.indptr[parent.column + 1])
            needs = [
                node(int(matrix.indices[k]), -float(matrix.data[k]) * runs)
                for k in cells
                if matrix.indices[k] != parent.column and matrix.data[k] != 0.0
            ]
            for child in sorted(needs, key=lambda n: -abs(n.score)):
                if abs(child.score) < least or count >= limit or child.score == 0.0:
                    parent.rest += child.score
                    continue
                parent.children.append(child)
                following.append(child)
                count += 1
        level = following
    return root


def tree_rows(root: Node) -> list[tuple[int, Node]]:
    """Return the tree as (depth, node), top down."""
    found: list[tuple[int, Node]] = []
    stack = [(0, root)]
    while stack:
        depth, node = stack.pop()
        found.append((depth, node))
        stack += [(depth + 1, child) for child in reversed(node.children)]
    return found


def contribution_rows(parts: list[Contribution], lang: str = "en") -> list[dict[str, object]]:
    """Return contributions as rows for tables and files."""
    return [
        {
            "id": part.id,
            "name": pick(part.name, lang),
            "place": part.place,
            "amount": part.amount,
            "unit": part.unit,
            "score": part.score,
            "share": part.share,
        }
        for part in parts
    ]
