"""The calculator: a package, one way of linking, scores for any indicator."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from lcabridge.calc import gwp
from lcabridge.calc.amounts import Formulas
from lcabridge.calc.assemble import assemble
from lcabridge.calc.impact import Indicator, MethodIndex, gwp_indicator
from lcabridge.calc.precise import burdens as burdens_of
from lcabridge.calc.solve import Check, Solver, Way
from lcabridge.calc.system import Activity, System, Vector
from lcabridge.errors import UsageError
from lcabridge.format import Package
from lcabridge.model import pick
from lcabridge.report import Report


@dataclass(kw_only=True)
class Scores:
    """Scores of all products for one indicator.

    Attributes:
        indicator: what was measured.
        values: score per reference unit of each product (of treating one unit of a waste), one per column.
        split: the same for the indicator's columns.
        check: of the solution.
        incomplete: True where a process with an error is in the supply chain.
        cut_offs: number of cut-offs in each column itself.
    """

    indicator: Indicator
    values: Vector
    split: dict[str, Vector] = field(default_factory=dict)
    check: Check
    incomplete: npt.NDArray[np.bool_]
    cut_offs: npt.NDArray[np.int64]

    def to_numpy(self) -> Vector:
        """Return the scores, one per column of the system."""
        return self.values


class Calculator:
    """A linked package, ready to be scored.

    Args:
        package: an opened package (``lcabridge.read``).
        linking: rule of ``calc.linking.LINKINGS``.
        allocation: rule of ``calc.allocation.ALLOCATIONS``, or ``property:UUID``.
        formulas: whether formulas or the amounts stated beside them count.
        redefined: parameter values by context (UUID of a process, "" for everywhere) and lower-case name.
        way: how to solve, see ``Solver``.
        system: instead of assembling one (a life cycle model, another scenario).
        report: takes the findings.

    Raises:
        SingularSystemError: the system has no unique solution.
        ReadError: the package cannot be read.

    Example:
        >>> with lcabridge.read("package.zip") as package:  # doctest: +SKIP
        ...     calculator = Calculator(package)
        ...     scores = calculator.gwp("cn-inventory")
        ...     print(calculator.frame(scores))
    """

    def __init__(
        self,
        package: Package,
        *,
        linking: str = "default",
        allocation: str = "declared",
        formulas: Formulas = "evaluate",
        redefined: Mapping[str, Mapping[str, float]] | None = None,
        way: Way = "auto",
        system: System | None = None,
        report: Report | None = None,
    ) -> None:
        self.package = package
        self.system = system or assemble(
            package, linking=linking, allocation=allocation, formulas=formulas, redefined=redefined, report=report
        )
        self.technosphere = self.system.technosphere()
        self.interventions = self.system.interventions()
        self.solver = Solver(self.technosphere, way, self.system)
        amounts = [product.amount for product in self.system.products]
        self.signs = np.where(np.array(amounts, dtype=np.float64) < 0.0, -1.0, 1.0)
        self._incomplete = self.system.incomplete()
        self._cut_offs = np.bincount(
            np.array([c.product for c in self.system.cut_offs], np.int64), minlength=len(self.system.products)
        )

    def gwp(self, name: str = gwp.DEFAULT_SET, horizon: int = 100) -> Scores:
        """Return the scores of all products by a GWP set.

        Raises:
            UsageError: no such set.
        """
        return self.scores(gwp_indicator(self.system, self.package, name, horizon))

    def method(self, wanted: str, methods: Package | None = None) -> list[Scores]:
        """Return the scores by an impact category, or by each category of a method.

        Args:
            wanted: name, code or UUID.
            methods: package that has it, if it is another one.

        Raises:
            UsageError: there is none.
        """
        known = MethodIndex(methods or self.package)
        return [
            self.scores(known.indicator(category, self.system, self.package.index)) for category in known.find(wanted)
        ]

    def scores(self, indicator: Indicator) -> Scores:
        """Return the scores of all products: one transposed solve for the total and its columns together."""
        names = list(indicator.columns)
        factors = np.column_stack([indicator.factors, *(indicator.columns[name] for name in names)])
        burdens = burdens_of(self.interventions, factors)
        found, check = self.solver.solve_transposed(burdens if names else burdens[:, 0])
        table = (found if names else found[:, None]) * self.signs[:, None]
        return Scores(
            indicator=indicator,
            values=table[:, 0],
            split={name: table[:, k] for k, name in enumerate(names, 1)},
            check=check,
            incomplete=self._incomplete,
            cut_offs=self._cut_offs,
        )

    def demand(self, column: int, amount: float | None = None) -> Vector:
        """Return the demand vector of a product: ``amount`` reference units, or one run of its process."""
        product = self.system.products[column]
        f = np.zeros(len(self.system.products))
        f[column] = abs(product.amount) * self.signs[column] if amount is None else amount * self.signs[column]
        return f

    def scaling(self, column: int, amount: float = 1.0) -> tuple[Vector, Check]:
        """Return how often each process runs for ``amount`` reference units of a product."""
        return self.solver.solve(self.demand(column, amount))

    def inventory(self, column: int, amount: float = 1.0) -> Vector:
        """Return the amounts of the elementary flows for ``amount`` reference units of a product, cradle to gate."""
        scaling, _ = self.scaling(column, amount)
        found: Vector = np.asarray(self.interventions @ scaling)
        return found

    def columns(self, wanted: str = "") -> list[int]:
        """Return the columns that a word means: UUID, name, or part of the name of a process; all for "".

        Raises:
            UsageError: it means none.
        """
        everything = range(len(self.system.products))
        if not wanted:
            return list(everything)
        word = wanted.casefold()
        by_uuid = [c for c in everything if self.activity(c).uuid == word or self.system.products[c].flow == word]
        if by_uuid:
            return by_uuid
        names = {c: [t.casefold() for t in self.activity(c).name.values()] for c in everything}
        same = [c for c in everything if word in names[c]]
        found = same or [c for c in everything if any(word in name for name in names[c])]
        if not found:
            raise UsageError(
                f"no process is called {wanted!r}",
                f"没有名为 {wanted!r} 的过程",
                hint_en="lcabridge inspect SRC --list process shows them",
                hint_zh="用 lcabridge inspect SRC --list process 查看",
            )
        return found

    def activity(self, column: int) -> Activity:
        """Return the process of a column."""
        return self.system.activities[self.system.products[column].activity]

    def rows(
        self, results: Sequence[Scores], columns: Sequence[int] | None = None, lang: str = "en"
    ) -> list[dict[str, Any]]:
        """Return one row a product: names, reference, and the score of each result.

        A score stands per reference unit of the flow, and under ``stated`` per unit that the process states its amount in.
        """
        found = []
        for column in self.columns() if columns is None else columns:
            product, activity = self.system.products[column], self.activity(column)
            row: dict[str, Any] = {
                "process": activity.uuid,
                "version": activity.version,
                "instance": activity.instance,
                "name": pick(activity.name, lang) or activity.uuid,
                "place": activity.place,
                "flow": product.flow,
                "product": pick(product.flow_name, lang),
                "amount": product.amount,
                "unit": product.unit,
                "stated unit": product.stated_unit,
                "stated scale": product.stated_scale,
                "allocation": activity.method or "none",
                "share": product.share,
            }
            for scores in results:
                key = _key(scores.indicator)
                value = float(scores.values[column])
                row[key] = value
                row[f"{key} unit"] = f"{scores.indicator.unit}/{product.unit}"
                row[f"{key} stated"] = value * product.stated_scale
                for name, values in scores.split.items():
                    row[f"{key} {name}"] = float(values[column])
                row["complete"] = not bool(scores.incomplete[column])
                row["cut-offs"] = int(scores.cut_offs[column])
            found.append(row)
        return found

    def frame(self, results: Scores | Sequence[Scores], lang: str = "en") -> Any:
        """Return the rows as a pandas DataFrame (pandas must be installed)."""
        pandas = importlib.import_module("pandas")  # optional: only who asks for frames needs it

        given = [results] if isinstance(results, Scores) else list(results)
        return pandas.DataFrame(self.rows(given, lang=lang))


def _key(indicator: Indicator) -> str:
    if indicator.horizon is not None:
        return f"{indicator.id} {indicator.horizon}a"
    return pick(indicator.name, "en") or indicator.id
