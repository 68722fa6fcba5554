"""A linked product system as matrices, and what it was made of."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from lcabridge.codes import ilcd_compartment
from lcabridge.model import Direction, FlowType, Parameter, Text, Uncertainty, pick
from lcabridge.report import Report

Vector = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(slots=True, kw_only=True)
class Activity:
    """A process as it stands in the system; a model may use one process several times.

    Attributes:
        uuid: of the process.
        version: of the process.
        name: of the process.
        place: its place, as a code where there is one.
        category: names of its first classification, root first.
        process_type: canonical word, or "".
        instance: id in the model, 0 outside models.
        stages: names of the model's groups the instance belongs to.
        is_broken: True if an error keeps part of it out of the matrices.
        method: allocation applied: ``none``, ``physical`` … or "" for a single product.
        parameters: of the process, where formulas use them.
        changed: parameter values of this instance, names in lower case.
    """

    uuid: str
    version: str = ""
    name: Text
    place: str = ""
    category: tuple[str, ...] = ()
    process_type: str = ""
    instance: int = 0
    stages: tuple[str, ...] = ()
    is_broken: bool = False
    method: str = ""
    parameters: list[Parameter] = field(default_factory=list)
    changed: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Product:
    """What a column of the technosphere supplies: a product, or the treatment of a waste.

    Attributes:
        activity: position of the process in ``System.activities``.
        flow: UUID of the flow.
        flow_name: its name.
        flow_type: its type.
        unit: its reference unit.
        amount: output (or waste input) of one run of the process, in ``unit``, sign as declared.
        direction: of the exchange: ``input`` for the treatment of a waste.
        stated_unit: unit that the process states its amount in (kWh where ``unit`` is MJ).
        stated_scale: reference units per one ``stated_unit``.
        exchange: number of the exchange in the process.
        is_reference: True for the quantitative reference.
        share: part of the process that this product carries under the allocation applied (1 if causal or not allocated).
    """

    activity: int
    flow: str
    flow_name: Text
    flow_type: FlowType | None
    unit: str
    amount: float
    direction: Direction
    stated_unit: str
    stated_scale: float
    exchange: int
    is_reference: bool
    share: float = 1.0


@dataclass(slots=True, kw_only=True)
class FlowRow:
    """A row of the interventions: an elementary flow in one direction, amounts positive as declared.

    Attributes:
        uuid: of the flow.
        name: its name.
        direction: input (resource, uptake) or output (emission).
        unit: its reference unit.
        category: its category path.
        cas: CAS number, filled by ``describe``.
        synonyms: filled by ``describe``.
        mass_factor: kg per reference unit, None where the flow is not measured in mass; filled by ``describe``.
    """

    uuid: str
    name: Text
    direction: Direction
    unit: str
    category: tuple[str, ...] = ()
    cas: str = ""
    synonyms: tuple[str, ...] = ()
    mass_factor: float | None = None

    @property
    def natural(self) -> Direction:
        """Direction that the flow's compartment says: input for resources, output for emissions; else its own."""
        place = ilcd_compartment("/".join(self.category))
        if place is None:
            return self.direction
        return "output" if place.is_emission else "input"


@dataclass(slots=True, frozen=True)
class FlowFacts:
    """What the data set of an elementary flow says beyond the index: name, CAS number, synonyms, kg per reference unit."""

    name: Text
    cas: str
    synonyms: tuple[str, ...]
    mass_factor: float | None


@dataclass(slots=True, kw_only=True)
class CutOff:
    """An input, a waste or a credit that nobody in the system supplies, treats or replaces.

    Attributes:
        product: column that needs it.
        flow: UUID of the flow.
        name: its name.
        amount: per run of the column's process, in ``unit``; negative for a credit.
        unit: reference unit of the flow.
        direction: of the exchange.
        reason: English and Chinese.
        code: ``none``, ``several``, ``absent`` (declared provider not in the package), ``other`` (it supplies another flow).
    """

    product: int
    flow: str
    name: Text
    amount: float
    unit: str
    direction: Direction
    code: str
    reason: Text


class Entries:
    """Cells of a matrix, each = coefficient x amount of an exchange, so that new amounts give new matrices."""

    __slots__ = ("_plan", "coefficients", "columns", "exchanges", "rows")

    def __init__(self) -> None:
        self.rows: array[int] = array("q")
        self.columns: array[int] = array("q")
        self.coefficients: array[float] = array("d")
        self.exchanges: array[int] = array("q")
        self._plan: tuple[Ints, Ints, Ints, Ints] | None = None

    def add(self, row: int, column: int, coefficient: float, exchange: int) -> None:
        """Add a cell; cells of one place are summed."""
        self.rows.append(row)
        self.columns.append(column)
        self.coefficients.append(coefficient)
        self.exchanges.append(exchange)

    def matrix(self, amounts: Vector, shape: tuple[int, int]) -> sp.csc_array[np.float64]:
        """Return the matrix for these amounts."""
        if not self.rows:
            return sp.csc_array(shape, dtype=np.float64)
        order, starts, rows, columns = self._places()
        values = np.frombuffer(self.coefficients, dtype=np.float64) * amounts[np.frombuffer(self.exchanges, np.int64)]
        # Summed in extended precision: the order in which a format stores exchanges shall not show.
        sums = np.add.reduceat(values[order].astype(np.longdouble), starts).astype(np.float64)
        return sp.csc_array((sums, (rows, columns)), shape=shape)

    def _places(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Return the order of the cells by column and row, where each place starts, and the places; kept for the next time."""
        if self._plan is None or len(self._plan[0]) != len(self.rows):
            rows, columns = np.array(self.rows, np.int64), np.array(self.columns, np.int64)
            order = np.lexsort((rows, columns)).astype(np.int64)
            rows, columns = rows[order], columns[order]
            starts = np.flatnonzero(np.r_[True, (rows[1:] != rows[:-1]) | (columns[1:] != columns[:-1])]).astype(
                np.int64
            )
            self._plan = (order, starts, rows[starts], columns[starts])
        return self._plan


@dataclass(slots=True)
class Formula:
    """An exchange whose amount a formula gives.

    Attributes:
        exchange: position in ``System.amounts``.
        activity: position of its process.
        text: the formula.
    """

    exchange: int
    activity: int
    text: str


@dataclass(kw_only=True)
class System:
    """Matrices of a product system.

    Sign convention: ``technosphere`` has what a column supplies positive on its own row (products as output, wastes as
    treatment) and what it needs negative; ``interventions`` has elementary flows positive as declared, per direction.
    Column j stands for one run of its process: scaling s with A s = f, inventory B s.

    Attributes:
        activities: processes.
        products: columns (and rows of the technosphere).
        flows: rows of the interventions.
        amounts: amount of every exchange used, in its own unit.
        technosphere_entries: cells of A.
        intervention_entries: cells of B.
        cut_offs: what is missing.
        rules: how it was linked, allocated and evaluated: recorded in every result.
        report: findings.
        formulas: exchanges with formulas.
        facts: of elementary flows, by UUID; see ``describe``.
        uncertain: (position in ``amounts``, distribution).
        global_parameters: of the package.
        global_values: values given for them, names in lower case.
    """

    activities: list[Activity] = field(default_factory=list)
    products: list[Product] = field(default_factory=list)
    flows: list[FlowRow] = field(default_factory=list)
    amounts: Vector = field(default_factory=lambda: np.zeros(0))
    technosphere_entries: Entries = field(default_factory=Entries)
    intervention_entries: Entries = field(default_factory=Entries)
    cut_offs: list[CutOff] = field(default_factory=list)
    rules: dict[str, str] = field(default_factory=dict)
    report: Report = field(default_factory=Report)
    formulas: list[Formula] = field(default_factory=list)
    facts: dict[str, FlowFacts] = field(default_factory=dict)
    uncertain: list[tuple[int, Uncertainty]] = field(default_factory=list)
    global_parameters: list[Parameter] = field(default_factory=list)
    global_values: dict[str, float] = field(default_factory=dict)
    _by_uuid: dict[str, list[Activity]] = field(default_factory=dict, repr=False)

    def technosphere(self, amounts: Vector | None = None) -> sp.csc_array[np.float64]:
        """Return A (n x n) for the system's amounts, or for others."""
        n = len(self.products)
        return self.technosphere_entries.matrix(self.amounts if amounts is None else amounts, (n, n))

    def interventions(self, amounts: Vector | None = None) -> sp.csc_array[np.float64]:
        """Return B (flows x n) for the system's amounts, or for others."""
        shape = (len(self.flows), len(self.products))
        return self.intervention_entries.matrix(self.amounts if amounts is None else amounts, shape)

    def by_uuid(self) -> dict[str, list[Activity]]:
        """Return the activities by UUID of their process."""
        if not self._by_uuid:
            for activity in self.activities:
                self._by_uuid.setdefault(activity.uuid, []).append(activity)
        return self._by_uuid

    def label(self, column: int, lang: str = "en") -> str:
        """Return the name of a column for people: process, its product where there are several, place."""
        product = self.products[column]
        activity = self.activities[product.activity]
        name = pick(activity.name, lang) or activity.uuid
        return f"{name} [{activity.place}]" if activity.place else name

    def incomplete(self) -> npt.NDArray[np.bool_]:
        """Tell for each column whether a process with an error is in its supply chain."""
        broken = np.array([self.activities[p.activity].is_broken for p in self.products], dtype=bool)
        if not broken.any():
            return broken
        pattern = self.technosphere()
        # A column depends on the rows of its cells; errors travel from rows to columns.
        users = sp.csr_array((np.ones(pattern.nnz), pattern.indices, pattern.indptr), shape=pattern.shape)
        reached = broken.copy()
        while True:
            more = reached | ((users @ reached.astype(np.float64)) > 0)
            if (more == reached).all():
                return reached
            reached = more
