"""Exchanges as checks need them: amount in the flow's reference unit, kind, what the index knows. Worked out once a process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from lcabridge.calc.amounts import Amounts
from lcabridge.errors import FormulaError, UnitError
from lcabridge.formula import Scope
from lcabridge.model import Direction, Entity, Exchange, FlowType, Index, LifeCycleModel, Process, Summary

T = TypeVar("T")


@dataclass(slots=True)
class Line:
    """One exchange.

    Attributes:
        number: position in ``Process.exchanges``.
        exchange: the exchange.
        uuid: of its flow, "" if it names none.
        known: summary of the flow, None if it is not in the package.
        kind: type of the flow, as the package or else the reference says.
        direction: input or output; None if not stated.
        amount: in the flow's reference unit, sign as declared; None where amount or unit is not known.
    """

    number: int
    exchange: Exchange
    uuid: str
    known: Summary | None
    kind: FlowType | None
    direction: Direction | None
    amount: float | None

    @property
    def path(self) -> str:
        """Canonical path of the exchange."""
        return f"exchanges[{self.number}]"


_Known = tuple[Summary | None, FlowType | None, float | None]


class Last(Generic[T]):
    """Keeps what was worked out for the process at hand."""

    def __init__(self) -> None:
        self._owner: Process | None = None
        self._made: T | None = None

    def of(self, owner: Process, make: Callable[[], T]) -> T:
        """Return what ``make`` returns, made once for each process in turn."""
        if self._owner is not owner or self._made is None:
            self._owner, self._made = owner, make()
        return self._made


class Lines:
    """Makes lines; keeps those of the last process, since many checks ask for the same.

    Args:
        index: of the package.
    """

    def __init__(self, index: Index) -> None:
        self.index = index
        self._amounts = Amounts(index)
        self._known: dict[tuple[str, str, str], _Known] = {}
        self._last: Last[list[Line]] = Last()

    def of(self, process: Process) -> list[Line]:
        """Return the lines of a process."""
        return self._last.of(process, lambda: self._make(process))

    def _make(self, process: Process) -> list[Line]:
        made, scope = [], None
        for number, exchange in enumerate(process.exchanges):
            flow = exchange.flow
            if flow is None:
                made.append(Line(number, exchange, "", None, None, exchange.direction, None))
                continue
            unit = exchange.unit
            key = (
                flow.uuid,
                exchange.property.uuid if exchange.property else "",
                (unit.uuid or unit.name) if unit else "",
            )
            found = self._known.get(key)
            if found is None:
                found = self._known[key] = self._look(exchange)
            amount = exchange.amount
            if amount is None and exchange.formula:
                scope = scope or self._scope(process)
                amount = self._value(exchange, scope)
            known, kind, scale = found
            if kind is None and flow.summary is not None:
                kind = flow.summary.flow_type
            inside = None if amount is None or scale is None else amount * scale
            made.append(Line(number, exchange, flow.uuid, known, kind, exchange.direction, inside))
        return made

    def _look(self, exchange: Exchange) -> _Known:
        flow = exchange.flow
        known = self.index.get("flow", flow.uuid, flow.version) if flow else None
        try:
            scale: float | None = self._amounts.scale(exchange)
        except (UnitError, KeyError):
            scale = None  # the check of units says so
        return known, known.flow_type if known else None, scale

    def _scope(self, process: Process) -> Scope | None:
        try:
            return self._amounts.scope(process).scope
        except FormulaError:
            return None  # the calculation says so

    def _value(self, exchange: Exchange, scope: Scope | None) -> float | None:
        try:
            return self._amounts.amount(exchange, scope)
        except FormulaError:
            return None


class ModelFlows:
    """Keeps what life cycle models need of processes: net flows, inputs positive, in reference units; and the models.

    Args:
        lines: makes the lines.
        index: tells whether there are models at all; without any nothing is kept.
    """

    def __init__(self, lines: Lines, index: Index) -> None:
        self._lines = lines
        self._wanted = next(iter(index.of_type("model")), None) is not None
        self.flows: dict[str, dict[str, float]] = {}
        """UUID of the process to flow to net amount; under "" what has no amount or direction."""
        self.models: list[LifeCycleModel] = []

    def take(self, entity: Entity) -> None:
        """Note a process or a model."""
        if isinstance(entity, LifeCycleModel):
            self.models.append(entity)
        elif self._wanted and isinstance(entity, Process):
            self.flows[entity.uuid] = self._net(entity)

    def _net(self, process: Process) -> dict[str, float]:
        flows: dict[str, float] = {}
        for line in self._lines.of(process):
            if line.amount is None or line.direction is None:
                flows[""] = 1.0  # nothing certain can be said of a model with this process
                continue
            is_input = line.direction == "input" and not line.exchange.is_avoided
            flows[line.uuid] = flows.get(line.uuid, 0.0) + (line.amount if is_input else -line.amount)
        return flows
