"""What the shipped checks share: a visitor with its tally, and how a check is declared."""

from __future__ import annotations

from collections.abc import Iterable

from lcabridge.assess.model import Check, CheckInfo, Group, Outcome, Setting, Severity, Tally
from lcabridge.model import Entity, EntityType, Process, Text

Pair = tuple[str, str]
"""English, Chinese."""


def text(pair: Pair) -> Text:
    """Return a pair as a text."""
    return {"en": pair[0], "zh": pair[1]}


class Look:
    """A visitor: ``see`` notes what it finds in ``tally``.

    Args:
        setting: of the run.
        check: id of the check.
    """

    missing: Pair = ("data sets of the type in question", "相应类型的数据集")
    """What is missing where nothing was examined."""
    partly: Pair | None = None
    """Why some things could not be examined."""

    def __init__(self, setting: Setting, check: str) -> None:
        self.setting = setting
        self.index = setting.index
        self.profile = setting.profile
        self.tally = Tally(check, setting.cap)
        self.prepare()

    def prepare(self) -> None:
        """Set up what the check keeps."""

    def see(self, entity: Entity) -> None:
        """Look at one data set."""

    def close(self) -> None:
        """Draw what can only be drawn at the end."""

    def end(self) -> Outcome:
        """Return the outcome."""
        self.close()
        return self.tally.outcome(*self.missing, partly=text(self.partly) if self.partly else None)


class ProcessLook(Look):
    """A visitor of processes."""

    missing = ("processes", "过程数据集")

    def see(self, entity: Entity) -> None:
        """Look at one process."""
        if isinstance(entity, Process):
            self.process(entity)

    def process(self, process: Process) -> None:
        """Look at one process."""


def declare(
    look: type[Look],
    id_: str,
    title: Pair,
    *,
    clause: str,
    rationale: Pair,
    mend: Pair,
    severity: Severity = "warn",
    types: Iterable[EntityType] = (),
    needs: Iterable[str] = (),
) -> Check:
    """Return a check; its group is the first word of its id, its visitor is made for each run."""
    group: Group = id_.partition(".")[0]  # type: ignore[assignment]  # a test goes through all
    given = types or (("process",) if issubclass(look, ProcessLook) else ())
    return Check(
        info=CheckInfo(
            id=id_,
            title=text(title),
            group=group,
            clause=clause,
            rationale=text(rationale),
            mend=text(mend),
            severity=severity,
            needs=frozenset(needs),
        ),
        types=frozenset(given),
        start=lambda setting: look(setting, id_),
    )


def is_unit_process(process: Process) -> bool:
    """Tell whether a process is one whose inputs and outputs belong to one place: no system result, EPD or credit."""
    return process.process_type not in ("lci_result", "avoided_product_system", "epd", "partly_terminated_system")


def shown(amount: float | None) -> str:
    """Return an amount for a message."""
    return "?" if amount is None else f"{amount:.6g}"
