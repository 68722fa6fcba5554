"""Running checks over an opened package (DESIGN §3: the same check serves command line, report and API)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from lcabridge.check import Check, Outcome, Subject, Verdict, applies
from lcabridge.model import EntityType, Ref, iter_refs
from lcabridge.pipeline.opened import Opened, Progress
from lcabridge.pipeline.target import Holder, dangling
from lcabridge.report import EntityKey, Report, Severity, Stage


class Checked(msgspec.Struct):
    """A check and what came of it."""

    check: Check
    outcome: Outcome
    issues: int

    def to_dict(self) -> dict[str, Any]:
        """Return it for JSON output."""
        return {
            "id": self.check.id,
            "title": {"en": self.check.title_en, "zh": self.check.title_zh},
            "clause": self.check.clause,
            "verdict": self.outcome.verdict,
            "examined": self.outcome.examined,
            "issues": self.issues,
            "missing": {"en": self.outcome.missing[0], "zh": self.outcome.missing[1]},
        }


def _reads(subject: Subject, report: Report) -> Outcome:
    if not isinstance(subject, Opened):
        return Outcome(Verdict.NOT_ASSESSABLE, ("an opened package", "已打开的数据包"))
    for part in subject.parts():
        for _ in subject.read(part, report):
            pass  # reading is the check: what does not fit becomes an issue
    return Outcome(Verdict.PASS, examined=sum(report.read.values()))


def _references(subject: Subject, report: Report) -> Outcome:
    missed: dict[tuple[EntityType, str], tuple[Ref, dict[Holder, int]]] = {}
    seen = 0
    for entity in subject.entities():
        for _, ref in iter_refs(entity):
            seen += 1
            if subject.index.get(ref.type, ref.uuid) is None:
                holders = missed.setdefault((ref.type, ref.uuid), (ref, {}))[1]
                holder = (entity.type, entity.uuid)
                holders[holder] = holders.get(holder, 0) + 1
    for (type_, ident), (ref, holders) in sorted(missed.items()):
        dangling(report, EntityKey(type_, ident, ref.version), ref, holders)
    return Outcome(Verdict.FINDING if missed else Verdict.PASS, examined=seen)


PROFILES = ("structure", "schema", "strict", "national")

GENERAL: tuple[Check, ...] = (
    Check(
        id="read",
        title_en="Everything can be read, and every value has its place",
        title_zh="全部内容可读，每个值都有对应位置",
        profiles=PROFILES,
        run=_reads,
    ),
    Check(
        id="references",
        title_en="Every reference leads to a data set of the package",
        title_zh="每处引用都指向包内的数据集",
        clause="A9",
        profiles=("structure", "strict", "national"),
        severity=Severity.WARNING,
        run=_references,
    ),
)
"""Checks that need nothing of a format."""


def validate(
    opened: Opened, checks: Iterable[object], profile: str, report: Report, progress: Progress | None = None
) -> list[Checked]:
    """Run the checks of a profile that fit the package's format.

    A check whose issues are all below its own severity still passes; one that adds an ERROR or WARNING while it says
    PASS is turned into a finding, so that no verdict contradicts the issues beside it.

    Args:
        opened: an indexed package.
        checks: those that plugins register; the general ones are added.
        profile: ``structure``, ``schema``, ``strict`` or ``national``.
        report: takes the issues.
        progress: called after each check.
    """
    # Plug-ins register checks of `assess` by the same hook.
    own = (c for c in (*GENERAL, *checks) if isinstance(c, Check))
    chosen = [c for c in own if applies(c, profile, opened.format.id)]
    results = []
    for n, check in enumerate(chosen, 1):
        mine = Report(cap=report.cap)
        mine.stage = Stage.CHECK
        outcome = check.run(opened, mine)
        worst = mine.worst()
        if outcome.verdict is Verdict.PASS and worst in {Severity.ERROR, Severity.WARNING}:
            outcome = msgspec.structs.replace(outcome, verdict=Verdict.FINDING)
        report.merge(mine)
        results.append(Checked(check, outcome, sum(mine.issue_counts.values())))
        if progress:
            progress("check", n, len(chosen))
    report.take_names(opened.index)
    return results
