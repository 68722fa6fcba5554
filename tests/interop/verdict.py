"""What a tool made of one package in one format: the row of docs/compatibility.md, whichever tool judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

SHOWN = 5
"""Failures that a row shows."""


@dataclass
class Tally:
    """How many of a kind are as they should be.

    Attributes:
        compared: how many there are.
        equal: how many are as the source says.
        excused: how many are otherwise for a cause of the catalogue of limits, by its name.
        failed: what is otherwise without an excuse, one line each.
    """

    compared: int = 0
    equal: int = 0
    excused: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        causes = "".join(f", {n} {cause}" for cause, n in sorted(self.excused.items()))
        return f"{self.equal} of {self.compared} equal{causes}, {len(self.failed)} failed"


@dataclass
class Verdict:
    """One package in one format before one tool.

    Attributes:
        tool: name with version.
        format: id of the format.
        package: name of the package.
        options: what the package was written with, as a user would say it.
        errors: what the tool called an error, without those that the source deserves.
        stored: exchanges as the tool stored them.
        beyond: what it stored besides exchanges: flows, allocation, parameters, texts, product systems.
        scores: scores of products as the tool calculated them.
    """

    tool: str
    format: str
    package: str
    options: str = ""
    errors: list[str] = field(default_factory=list)
    stored: Tally = field(default_factory=Tally)
    beyond: Tally = field(default_factory=Tally)
    scores: Tally = field(default_factory=Tally)

    @property
    def failures(self) -> list[str]:
        """Return everything that speaks against the package."""
        return [*self.errors, *self.stored.failed, *self.beyond.failed, *self.scores.failed]
