"""Dimensions: what kind of quantity a unit measures, as exponents of base quantities."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lcabridge.errors import UnitError

BASE = ("length", "mass", "time", "amount", "items", "persons", "vehicles", "activity", "currency")
"""Base quantities. Items, persons and vehicles are counted apart, so that t·km, p·km and v·km never convert into
each other; activity (becquerel) is kept apart from 1/time; currency has no fixed rate but is no other quantity."""

_TERM = re.compile(r"([a-z]+)(?:\^(-?[0-9]+))?\Z")


@dataclass(frozen=True, slots=True)
class Dimension:
    """Exponents in the order of ``BASE``."""

    exponents: tuple[int, ...]

    @classmethod
    def parse(cls, text: str) -> Dimension:
        """Read ``mass length^2 time^-2``; an empty text is the dimensionless one.

        Raises:
            UnitError: a word is no base quantity.
        """
        powers = dict.fromkeys(BASE, 0)
        for word in text.split():
            match = _TERM.match(word)
            if match is None or match[1] not in powers:
                raise UnitError(f"{word!r} is no base quantity.", f"{word!r} 不是基本量。")
            powers[match[1]] += int(match[2] or 1)
        return cls(tuple(powers.values()))

    def __mul__(self, other: Dimension) -> Dimension:
        return Dimension(tuple(a + b for a, b in zip(self.exponents, other.exponents, strict=True)))

    def __truediv__(self, other: Dimension) -> Dimension:
        return Dimension(tuple(a - b for a, b in zip(self.exponents, other.exponents, strict=True)))

    def __pow__(self, power: int) -> Dimension:
        return Dimension(tuple(a * power for a in self.exponents))

    def __str__(self) -> str:
        parts = [
            name if power == 1 else f"{name}^{power}" for name, power in zip(BASE, self.exponents, strict=True) if power
        ]
        return " ".join(parts) or "1"


ONE = Dimension((0,) * len(BASE))
