"""Monte Carlo: exchanges and parameters sampled from their distributions, seeded, one solve a run."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from lcabridge.calc import issues
from lcabridge.calc.amounts import definition
from lcabridge.calc.calculator import Calculator, Scores
from lcabridge.calc.precise import burdens as burdens_of
from lcabridge.calc.solve import Solver
from lcabridge.calc.system import System, Vector
from lcabridge.errors import FormulaError, ModelError
from lcabridge.formula import Scope, evaluate, parse, resolve_parameters
from lcabridge.model import Parameter, Uncertainty

QUANTILES = (0.025, 0.05, 0.25, 0.5, 0.75, 0.95, 0.975)


@dataclass(slots=True, kw_only=True)
class Spread:
    """What a score is spread over.

    Attributes:
        column: product.
        runs: how many counted.
        failed: runs whose system had no solution or whose formulas failed; left out.
        seed: that gives the same samples again.
        deterministic: score without sampling, per reference unit.
        mean: of the runs.
        sd: standard deviation of the runs (n − 1).
        quantiles: by probability.
        samples: every run, in order.
    """

    column: int
    runs: int
    failed: int
    seed: int
    deterministic: float
    mean: float
    sd: float
    quantiles: dict[float, float]
    samples: Vector

    def row(self) -> dict[str, Any]:
        """Return the statistics as a row for tables."""
        return {
            "runs": self.runs,
            "failed": self.failed,
            "seed": self.seed,
            "deterministic": self.deterministic,
            "mean": self.mean,
            "sd": self.sd,
            **{f"{q:.1%}": value for q, value in self.quantiles.items()},
        }


Draw = Callable[[np.random.Generator], float]
"""Takes one sample."""


def sampler(uncertainty: Uncertainty, amount: float) -> Draw | None:
    """Return what samples a distribution; None where it lacks a parameter.

    The distribution is taken as stated, not moved to the deterministic amount; a lognormal one of a negative amount is
    mirrored. Lognormal: median · gsd^z. Triangular: minimum, mode, maximum. z is standard normal.

    Args:
        uncertainty: the distribution.
        amount: deterministic amount, median or mode where none is stated.
    """
    make = _SAMPLERS.get(uncertainty.distribution)
    return make(uncertainty, amount) if make is not None else None


def _lognormal(u: Uncertainty, amount: float) -> Draw | None:
    median = amount if u.median is None else u.median
    if not u.gsd or u.gsd <= 0.0 or median == 0.0:
        return None
    spread, size = math.log(u.gsd), abs(median) * (-1.0 if amount < 0.0 else 1.0)
    return lambda r: size * math.exp(spread * r.standard_normal())


def _normal(u: Uncertainty, amount: float) -> Draw | None:
    mean, sd = amount if u.mean is None else u.mean, u.sd
    return None if sd is None or sd < 0.0 else lambda r: float(r.normal(mean, sd))


def _triangular(u: Uncertainty, amount: float) -> Draw | None:
    low, high = u.minimum, u.maximum
    if low is None or high is None or low > high:
        return None
    mode = min(max(amount if u.mode is None else u.mode, low), high)
    return (lambda _: low) if low == high else lambda r: float(r.triangular(low, mode, high))


def _uniform(u: Uncertainty, _: float) -> Draw | None:
    low, high = u.minimum, u.maximum
    return None if low is None or high is None or low > high else lambda r: float(r.uniform(low, high))


_SAMPLERS: dict[str, Callable[[Uncertainty, float], Draw | None]] = {
    "lognormal": _lognormal,
    "normal": _normal,
    "triangular": _triangular,
    "uniform": _uniform,
}


class MonteCarlo:
    """Samples a calculator's system.

    Exchanges with a formula follow the sampled parameters; their own distribution, if any, is sampled too only where the
    formula needs no parameter. Parameters and exchanges are independent of each other. Allocation stays as it is.

    Args:
        calculator: whose products are sampled.
        seed: of the generator.
    """

    def __init__(self, calculator: Calculator, seed: int = 0) -> None:
        self.calculator = calculator
        self.seed = seed
        self.system: System = calculator.system
        self._random = np.random.default_rng(seed)
        amounts = self.system.amounts
        followed = {f.exchange for f in self.system.formulas}
        self._exchanges: list[tuple[int, Draw]] = []
        for position, uncertainty in self.system.uncertain:
            draw = sampler(uncertainty, float(amounts[position])) if position not in followed else None
            if draw is not None:
                self._exchanges.append((position, draw))
            elif position not in followed:
                self._tell(position, uncertainty)
        self._parameters = any(
            p.uncertainty is not None
            for p in [*self.system.global_parameters, *(p for a in self.system.activities for p in a.parameters)]
        )

    def _tell(self, position: int, uncertainty: Uncertainty) -> None:
        name = uncertainty.distribution
        self.system.report.add(
            issues.UNCERTAINTY,
            name="",
            exchange=f"#{position}",
            value=name,
            reason=f"the {name} distribution lacks a parameter",
            reason_zh=f"{name} 分布缺少参数",
        )

    @property
    def count(self) -> int:
        """Return the number of uncertain exchanges."""
        return len(self._exchanges)

    def run(self, scores: Scores, columns: list[int], runs: int) -> list[Spread]:
        """Return the spread of some products' scores.

        Args:
            scores: the deterministic ones.
            columns: products.
            runs: how many samples.

        Raises:
            ModelError: no run had a solution.
        """
        found: list[Vector] = []
        failed = 0
        n = len(self.system.products)
        for _ in range(runs):
            amounts = self.system.amounts.copy()
            for position, draw in self._exchanges:
                amounts[position] = draw(self._random)
            try:
                if self._parameters:
                    self._follow(amounts)
                matrix = self.system.technosphere_entries.matrix(amounts, (n, n))
                solver = Solver(matrix, "auto", self.system)
                burdens = burdens_of(self.system.interventions(amounts), scores.indicator.factors)
                per_unit, _ = solver.solve_transposed(burdens)
            except (ModelError, FormulaError):
                failed += 1
                continue
            found.append((per_unit * self.calculator.signs)[columns])
        if not found:
            raise ModelError(
                f"none of {runs} Monte Carlo runs has a solution",
                f"{runs} 次蒙特卡洛运行均无解",
            )
        samples = np.array(found)
        return [self._spread(scores, column, samples[:, k], failed) for k, column in enumerate(columns)]

    def _spread(self, scores: Scores, column: int, samples: Vector, failed: int) -> Spread:
        quantiles = np.quantile(samples, QUANTILES)
        return Spread(
            column=column,
            runs=len(samples),
            failed=failed,
            seed=self.seed,
            deterministic=float(scores.values[column]),
            mean=float(samples.mean()),
            sd=float(samples.std(ddof=1)) if len(samples) > 1 else 0.0,
            quantiles=dict(zip(QUANTILES, map(float, quantiles), strict=True)),
            samples=samples,
        )

    def _follow(self, amounts: Vector) -> None:
        """Put formulas' values for newly sampled parameters into the amounts."""
        drawn = {**self._draw(self.system.global_parameters), **self.system.global_values}
        outer = resolve_parameters([definition(p, drawn) for p in self.system.global_parameters]).scope
        scopes: dict[int, Scope] = {}
        for formula in self.system.formulas:
            scope = scopes.get(formula.activity)
            if scope is None:
                activity = self.system.activities[formula.activity]
                values = {**self._draw(activity.parameters), **activity.changed}
                scope = resolve_parameters([definition(p, values) for p in activity.parameters], outer=outer).scope
                scopes[formula.activity] = scope
            amounts[formula.exchange] = evaluate(parse(formula.text, scope.rules), scope)

    def _draw(self, parameters: list[Parameter]) -> dict[str, float]:
        found = {}
        for parameter in parameters:
            if parameter.uncertainty is None or parameter.formula:
                continue
            draw = sampler(parameter.uncertainty, parameter.value or 0.0)
            if draw is not None:
                found[parameter.name.lower()] = draw(self._random)
        return found
