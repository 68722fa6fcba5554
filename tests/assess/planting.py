"""How defects are planted: each changes one thing in a clean package, and says which checks may find it and where."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from lcabridge.model import Exchange, Process
from tests.assess.clean import Package

Plant = Callable[[Package, random.Random], str]
"""Plants the defect and returns the UUID of the data set that must be named ("" where the package as a whole is)."""


@dataclass(frozen=True)
class Defect:
    word: str
    checks: tuple[str, ...]
    plant: Plant


DEFECTS: list[Defect] = []


def defect(*checks: str) -> Callable[[Plant], Plant]:
    def note(plant: Plant) -> Plant:
        DEFECTS.append(Defect(plant.__name__, checks, plant))
        return plant

    return note


def line(process: Process, word: str, direction: str = "") -> Exchange:
    """Return the exchange of a flow."""
    return next(
        e for e in process.exchanges if e.flow.name["en"] == word and (not direction or e.direction == direction)
    )


def works(package: Package, draw: random.Random) -> Process:
    return package.process(f"process brick firing, works {draw.randint(1, 7)}")


def some(package: Package, draw: random.Random) -> Process:
    return draw.choice(package.processes())


BURNERS = ("electricity from gas", "lorry transport", "heat from wood")


def burner(package: Package, draw: random.Random) -> Process:
    return package.process(f"process {draw.choice(BURNERS)}")
