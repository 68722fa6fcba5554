"""Running checks: one pass over the data sets for all of them and for the calculation, then one solve, then the verdicts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from lcabridge.assess.model import Assessment, Check, Finding, Outcome, Setting, Visitor, summarise
from lcabridge.assess.profile import Profile
from lcabridge.calc.assemble import assemble
from lcabridge.calc.calculator import Calculator, Scores
from lcabridge.calc.system import Vector
from lcabridge.errors import LcabridgeError
from lcabridge.format import Part
from lcabridge.model import Entity, EntityType, Index
from lcabridge.report import Issue, Report

Progress = Callable[[str, int, int], None]
UNREADABLE = "unreadable"
"""Name in ``Setting.facts`` of what could not be read."""
COPIES = "copies"
"""Name in ``Setting.facts`` of data sets of one identity and different content, as the index pass found them."""


class Subject(Protocol):
    """What is assessed: an opened package with its index."""

    index: Index
    report: Report

    def parts(self) -> Sequence[Part]:
        """Return the parts in their fixed order."""

    def read(self, part: Part, report: Report) -> Iterator[Entity]:
        """Yield the entities of one part."""


class _Runner:
    """A check at work; what it raises ends it, and nothing else."""

    def __init__(self, check: Check, setting: Setting) -> None:
        self.check = check
        self.error = ""
        self.visitor: Visitor | None = None
        try:
            self.visitor = check.start(setting)
        except Exception as error:  # noqa: BLE001  # a check is foreign code: it is named, the others go on
            self.error = _words(error, "at the start")

    def see(self, entity: Entity) -> None:
        if self.visitor is not None:
            try:
                self.visitor.see(entity)
            except Exception as error:  # noqa: BLE001  # same
                self.error = _words(error, f"at {entity.type} {entity.uuid}")
                self.visitor = None

    def end(self) -> Outcome:
        if self.visitor is not None:
            try:
                return self.visitor.end()
            except Exception as error:  # noqa: BLE001  # same
                self.error = _words(error, "at the end")
        return Outcome(
            check=self.check.id,
            verdict="not_assessable",
            error=self.error,
            missing={
                "en": f"the check itself failed ({self.error}); please report it",
                "zh": f"检查程序自身出错（{self.error}），请反馈",
            },
        )


def _words(error: Exception, where: str) -> str:
    return f"{type(error).__name__}: {error} {where}"


class Pass:
    """The one pass: what the calculation reads, the checks see too.

    Args:
        subject: the package.
        runners: the checks.
        facts: takes what cannot be read.
        progress: called with the parts done.
    """

    def __init__(
        self, subject: Subject, runners: Sequence[_Runner], facts: dict[str, list[Finding]], progress: Progress | None
    ) -> None:
        self.subject = subject
        self.index = subject.index
        self.facts = facts
        self.progress = progress
        self.read: Counter[str] = Counter()
        self.issues = Report(cap=subject.report.cap)
        self._by_type: dict[EntityType, list[_Runner]] = {}
        self._runners = runners
        self._stream: Iterator[Entity] | None = None

    def entities(self, *types: EntityType) -> Iterator[Entity]:
        """Yield entities to the calculation. The first walk over processes is the pass of the checks."""
        if "process" in types and self._stream is None:
            self._stream = self._walk(True)
            stream = self._stream
        else:
            stream = self._walk(False)
        for entity in stream:
            if not types or entity.type in types:
                yield entity

    def finish(self) -> None:
        """Walk what is left, if the calculation stopped early or was never made."""
        self._stream = self._stream or self._walk(True)
        for _ in self._stream:
            pass  # the checks see it on the way

    def _walk(self, shown: bool) -> Iterator[Entity]:
        parts = self.subject.parts()
        told = self.issues if shown else Report(cap=0)
        for done, part in enumerate(parts, 1):
            stream = self.subject.read(part, told)
            while True:
                try:
                    entity = next(stream, None)
                except LcabridgeError as error:
                    if shown:
                        self._unreadable(part, error)
                    break
                if entity is None:
                    break
                if shown:
                    self.read[entity.type] += 1
                    for runner in self._of(entity.type):
                        runner.see(entity)
                yield entity
            if shown and self.progress:
                self.progress("assess", done, len(parts))

    def _of(self, type_: EntityType) -> list[_Runner]:
        found = self._by_type.get(type_)
        if found is None:
            found = [r for r in self._runners if not r.check.types or type_ in r.check.types]
            self._by_type[type_] = found
        return found

    def _unreadable(self, part: Part, error: LcabridgeError) -> None:
        self.facts.setdefault(UNREADABLE, []).append(
            Finding(
                check="structure.readable",
                path=part.names[0] if part.names else part.key,
                message={"en": error.message("en"), "zh": error.message("zh")},
            )
        )


class Solved:
    """The calculation of a run; see ``Calculated``."""

    def __init__(self, calculator: Calculator, scores: Scores) -> None:
        self.calculator = calculator
        self.scores = scores

    def weighted(self, rows: Vector) -> Vector:
        """Return Σ over the chain of each product of ``rows`` (one row a column of the system, per run of its process).

        Args:
            rows: (columns, k): k values per run of each process.

        Returns:
            (columns, k): per reference unit of each product.
        """
        found, _ = self.calculator.solver.solve_transposed(np.ascontiguousarray(rows))
        table: Vector = np.asarray(found) * self.calculator.signs[:, None]
        return table


def assess(
    subject: Subject,
    checks: Iterable[Check],
    profile: Profile,
    *,
    format_id: str = "",
    source: dict[str, str] | None = None,
    facts: dict[str, list[Finding]] | None = None,
    cap: int | None = 200,
    today: int = 2026,
    progress: Progress | None = None,
) -> Assessment:
    """Run the checks of a profile over a package.

    Args:
        subject: an indexed package.
        checks: all that are registered; those that the profile turns off, or of other formats, are left out.
        profile: severities and tolerances.
        format_id: format of the package.
        source: what the assessment says of it.
        facts: findings of the index pass.
        cap: findings listed per check; None for all.
        today: year of the assessment.
        progress: called with (step, done, total).
    """
    chosen = [
        check
        for check in checks
        if profile.level(check.id, check.info.severity) != "off" and (not check.formats or format_id in check.formats)
    ]
    setting = Setting(
        index=subject.index,
        format=format_id,
        profile=profile,
        cap=cap,
        today=today,
        facts=facts if facts is not None else {},
    )
    runners = [_Runner(check, setting) for check in chosen]
    walk = Pass(subject, runners, setting.facts, progress)
    calculation = _calculate(walk, setting)
    walk.finish()
    setting.issues = [*subject.report.issues, *walk.issues.issues]
    setting.issue_counts = {**subject.report.issue_counts}
    for code, count in walk.issues.issue_counts.items():
        setting.issue_counts[code] = setting.issue_counts.get(code, 0) + count
    outcomes = []
    for runner in runners:
        outcome = runner.end()
        level = profile.level(runner.check.id, runner.check.info.severity)
        outcome.severity = level if level != "off" else outcome.severity
        outcomes.append(outcome)
    _make_portable(outcomes, subject.report.source)
    return Assessment(
        source=source or {},
        profile=profile.id,
        checks={check.id: check.info for check in chosen},
        outcomes=outcomes,
        summary=summarise(outcomes, walk.read),
        calculation=calculation,
    )


def _make_portable(outcomes: Iterable[Outcome], source: str) -> None:
    """Name files without the folders above the package, so that an assessment is the same on every machine."""
    name = Path(source).name
    if not name or name == source:
        return
    for finding in (finding for outcome in outcomes for finding in outcome.findings):
        finding.path = finding.path.replace(source, name)
        if isinstance(finding.value, str):
            finding.value = finding.value.replace(source, name)
        finding.message = {language: text.replace(source, name) for language, text in finding.message.items()}


def _calculate(walk: Pass, setting: Setting) -> dict[str, Any]:
    """Assemble on the way of the pass and solve; whatever hinders it is told to the checks."""
    try:
        system = assemble(walk)
        walk.finish()
        if not system.products:
            setting.why_not = {"en": "no process supplies anything", "zh": "没有过程供应任何产品"}
        else:
            calculator = Calculator(walk, system=system)
            setting.calculated = Solved(calculator, calculator.gwp(setting.profile.gwp))
    except LcabridgeError as error:
        setting.why_not = {"en": error.message("en"), "zh": error.message("zh")}
    except (ArithmeticError, LookupError, TypeError, ValueError) as error:  # half-filled data sets; never a traceback
        setting.why_not = {
            "en": _words(error, "in the calculation"),
            "zh": f"计算出错：{type(error).__name__}: {error}",
        }
    if setting.calculated is None:
        return {"made": False, "reason": setting.why_not}
    solved = setting.calculated
    return {
        "made": True,
        "gwp": setting.profile.gwp,
        "rules": solved.calculator.system.rules,
        "products": len(solved.calculator.system.products),
        "solved": {"forward_error": solved.scores.check.forward, "residual": solved.scores.check.residual},
    }


__all__ = ["COPIES", "UNREADABLE", "Issue", "Pass", "Solved", "Subject", "assess"]
