"""Balances of a process or a life cycle model: what goes in against what comes out, and how much of it is known.

closure = out ÷ in. A side's coverage is the part of its mass whose content is known. Below the least coverage, or with a flow
whose mass is not known, a balance is not assessable: the deviation may lie in what is not known.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lcabridge.assess.contents import Content
from lcabridge.model import Ref, Summary, Text, pick

TRACE = 1e-3
"""Part of the total mass (kg per kg; MJ per MJ of energy) below which a quantity is a trace and is not balanced."""
_AIR = {"O": "oxygen", "N": "nitrogen"}
"""Element to the substance of the air that brings it (rows of substances.csv)."""


@dataclass(slots=True)
class Entry:
    """One flow of a balance.

    Attributes:
        content: per reference unit; None where the flow is not known.
        amount: reference units, positive.
        is_input: side.
        flow: the flow, for its name where one is asked for.
        is_air: True for an emission to air or a resource from air.
        is_elementary: True for an elementary flow.
    """

    content: Content | None
    amount: float
    is_input: bool
    flow: Summary | Ref | None
    is_air: bool = False
    is_elementary: bool = False

    @property
    def name(self) -> str:
        """Name of the flow for a message."""
        return (pick(self.flow.name, "en") or self.flow.uuid) if self.flow is not None else "?"


@dataclass(slots=True)
class Balance:
    """A balance that could be drawn.

    Attributes:
        quantity: what was balanced.
        inputs: kg or MJ.
        outputs: kg or MJ.
        coverage: least part of the mass of a side that is known.
        spread: absolute half width that default values bring.
        defaults: flows that default values were used for.
    """

    quantity: str
    inputs: float
    outputs: float
    coverage: float
    spread: float = 0.0
    defaults: tuple[str, ...] = ()

    @property
    def closure(self) -> float:
        """Return out ÷ in; infinite where nothing goes in."""
        if self.inputs == 0.0:
            return 1.0 if self.outputs == 0.0 else math.inf
        return self.outputs / self.inputs

    def closes(self, tolerance: float) -> bool:
        """Tell whether out equals in, within the tolerance and what default values leave open."""
        return abs(self.outputs - self.inputs) <= tolerance * max(self.inputs, self.outputs) + self.spread


@dataclass(slots=True)
class Reason:
    """Why a balance cannot be drawn, for people; ``names`` are the flows that hinder."""

    text: Text
    names: tuple[str, ...] = ()


_Value = Callable[[Content], float | None]


def _energy(content: Content) -> float | None:
    if content.weightless:
        return content.energy
    return content.ncv


def _dry(content: Content) -> float | None:
    if content.mass is None or content.water is None:
        return None
    return content.mass - content.water


VALUES: dict[str, _Value] = {
    "mass": lambda c: c.mass,
    "dry mass": _dry,
    "carbon": lambda c: c.carbon,
    "fossil carbon": lambda c: None if c.unspecified else c.fossil,
    "biogenic carbon": lambda c: None if c.unspecified else c.biogenic,
    "energy": _energy,
}
"""Quantities, and what a content says of each (per reference unit; None if it does not)."""


def element(symbol: str) -> _Value:
    """Return what a content says of an element: 0 where all others are known by formula."""

    def value(content: Content) -> float | None:
        found = content.elements.get(symbol)
        return 0.0 if found is None and content.complete else found

    return value


@dataclass(slots=True)
class Ledger:
    """The flows of one process or model, ready to be balanced.

    Attributes:
        entries: flows with an amount other than zero.
        unknown: flows whose mass is not known.
        inputs: kg that go in.
        outputs: kg that come out.
    """

    entries: list[Entry]
    unknown: list[str] = field(default_factory=list)
    inputs: float = 0.0
    outputs: float = 0.0

    @classmethod
    def of(cls, entries: Iterable[Entry]) -> Ledger:
        """Return the ledger of some flows."""
        made = cls([e for e in entries if e.amount != 0.0])
        sides: tuple[list[float], list[float]] = ([], [])
        for entry in made.entries:
            content = entry.content
            if content is None or (content.mass is None and not content.weightless):
                made.unknown.append(entry.name)
            elif content.mass is not None and not content.weightless:
                sides[entry.is_input].append(content.mass * entry.amount)
        made.outputs, made.inputs = math.fsum(sides[0]), math.fsum(sides[1])
        return made

    @property
    def has_mass(self) -> bool:
        """True if anything in it has a mass."""
        return self.inputs > 0.0 or self.outputs > 0.0 or bool(self.unknown)

    def symbols(self) -> set[str]:
        """Return the elements that something on either side states."""
        return {symbol for e in self.entries if e.content for symbol in e.content.elements}

    def balance(self, quantity: str, least: float, value: _Value | None = None) -> Balance | Reason | None:
        """Draw a balance.

        Args:
            quantity: of ``VALUES``, or a name for ``value``.
            least: coverage below which it is not assessable.
            value: what a content says of the quantity, for one that is not in ``VALUES``.

        Returns:
            The balance; a reason why it cannot be drawn; None where there is nothing to balance.
        """
        if self.unknown:
            return _unknown_mass(self.unknown)
        if quantity != "energy" and not (self.inputs and self.outputs):
            return _one_sided(has_inputs=self.inputs > 0.0) if self.has_mass else None
        if quantity in ("mass", "O", "N"):
            hindered = self._missing_air("N" if quantity == "N" else "O")
            if hindered is not None:
                return hindered
        if quantity == "dry mass" and any(e.is_air and e.content and _reacts(e.content) for e in self.entries):
            return Reason(
                {
                    "en": "it burns or takes up gases, which makes or uses water: dry mass does not stay",
                    "zh": "过程中有气体燃烧或吸收，会生成或消耗水，干质量不守恒",
                }
            )
        return self._draw(quantity, least, value or VALUES[quantity])

    def _draw(self, quantity: str, least: float, value: _Value) -> Balance | Reason | None:
        sums: tuple[list[float], list[float]] = ([], [])
        masses: tuple[list[float], list[float]] = ([], [])
        blind: list[str] = []
        spread, defaults = 0.0, []
        for entry in self.entries:
            content = entry.content
            if content is None or (content.weightless and quantity != "energy"):
                continue
            found = value(content)
            if found is None:
                blind.append(entry.name)
                continue
            sums[entry.is_input].append(found * entry.amount)
            masses[entry.is_input].append((content.mass or 0.0) * entry.amount)
            if content.by == "default":
                defaults.append(entry.name)
                spread += abs(found * entry.amount) * content.spread
        known = [
            math.fsum(mass) / total if total else 1.0
            for mass, total in zip(masses, (self.outputs, self.inputs), strict=True)
        ]
        coverage = min(known)
        if coverage < least:
            return _uncovered(quantity, coverage, blind)
        outputs, inputs = math.fsum(sums[0]), math.fsum(sums[1])
        scale = max(self.inputs, self.outputs)
        if max(abs(inputs), abs(outputs)) <= TRACE * scale * (1.0 if quantity != "energy" else 0.0):
            return None
        return Balance(quantity, inputs, outputs, coverage, spread, tuple(defaults))

    def _missing_air(self, symbol: str) -> Reason | None:
        """Return why mass, oxygen or nitrogen cannot close: gases made of air (or taken up into it) that is no input."""
        taken: tuple[list[float], list[float]] = ([], [])
        modelled = {True: False, False: False}
        for entry in self.entries:
            content = entry.content
            if content is None or content.mass is None:
                continue
            if content.substance == _AIR[symbol]:
                modelled[entry.is_input] = True
            elif entry.is_air and symbol in content.elements and len(content.elements) > 1:
                taken[entry.is_input].append(content.elements[symbol] * entry.amount)
        for side in (False, True):
            if math.fsum(taken[side]) > TRACE * max(self.inputs, self.outputs) and not modelled[not side]:
                return Reason(
                    {
                        "en": "its gases hold oxygen or nitrogen of the air, which is not among its flows",
                        "zh": "气体中含有来自空气的氧或氮，但空气未列入其流",
                    }
                )
        return None


def _reacts(content: Content) -> bool:
    """Tell whether a flow from or to the air is a gas of a reaction: of known formula, and not water alone."""
    return content.complete and content.substance != "water" and bool(content.mass)


def _unknown_mass(names: list[str]) -> Reason:
    return Reason({"en": "the mass of some flows is not known", "zh": "部分流的质量未知"}, tuple(dict.fromkeys(names)))


def _one_sided(*, has_inputs: bool) -> Reason:
    """Return why a service counted in kilograms, or an inventory of one side, is not balanced."""
    side, side_zh = ("out", "输出") if has_inputs else ("in", "输入")
    return Reason({"en": f"nothing that has a mass goes {side}", "zh": f"{side_zh}侧没有任何有质量的流"})


def _uncovered(quantity: str, coverage: float, blind: list[str]) -> Reason:
    return Reason(
        {
            "en": f"the content of {quantity} is known for {coverage:.0%} of the mass only",
            "zh": f"仅 {coverage:.0%} 的质量已知其{QUANTITY_ZH.get(quantity, quantity)}含量",
        },
        tuple(dict.fromkeys(blind)),
    )


QUANTITY_ZH = {
    "mass": "质量",
    "dry mass": "干质量",
    "carbon": "碳",
    "fossil carbon": "化石碳",
    "biogenic carbon": "生物碳",
    "energy": "能量",
}
