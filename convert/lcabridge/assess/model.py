"""What a check is, what it finds, and what an assessment says: shared by command line, reports and API.

A verdict is never a pass for want of data: a check that lacks what it needs says ``not_assessable`` and what is missing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol

import msgspec

from lcabridge.assess.balances import Ledger
from lcabridge.assess.contents import Contents
from lcabridge.assess.lines import Last, Lines
from lcabridge.assess.profile import Profile
from lcabridge.assess.walk import Walk
from lcabridge.calc.calculator import Calculator, Scores
from lcabridge.model import Entity, EntityType, Index, Text
from lcabridge.model import Summary as Known
from lcabridge.report import Issue

VERSION = 1
"""Of the JSON form of an assessment; raised when a member changes its meaning or goes."""

Verdict = Literal["pass", "finding", "not_assessable"]
Severity = Literal["block", "warn", "inform"]
Group = Literal["structure", "balance", "completeness", "quality", "nomenclature", "plausibility"]
GROUPS: dict[Group, Text] = {
    "structure": {"en": "References and structure", "zh": "引用与结构"},
    "balance": {"en": "Balances", "zh": "平衡"},
    "completeness": {"en": "Completeness", "zh": "完整性"},
    "quality": {"en": "Data quality", "zh": "数据质量"},
    "nomenclature": {"en": "Nomenclature", "zh": "命名"},
    "plausibility": {"en": "Plausibility", "zh": "合理性"},
}
SEVERITIES: tuple[Severity, ...] = ("inform", "warn", "block")
"""From the least to the most."""


class CheckInfo(msgspec.Struct, kw_only=True, frozen=True):
    """What a reader must know of a check.

    Attributes:
        id: stable name, group and word: ``structure.reference-flow``.
        title: the question it answers.
        group: see ``GROUPS``.
        clause: clause of the guideline (``A8``), or of the standard it serves.
        rationale: why it matters.
        mend: how to mend a finding.
        severity: unless the profile says another.
        needs: what it needs beyond the data sets themselves: ``scores`` (the calculation), words for people otherwise.
    """

    id: str
    title: Text
    group: Group
    clause: str
    rationale: Text
    mend: Text
    severity: Severity = "warn"
    needs: frozenset[str] = frozenset()


class Finding(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One thing found.

    Attributes:
        check: id of the check.
        type: type of the data set it is about; None for the package as a whole.
        uuid: its UUID.
        version: its version.
        name: its name.
        path: canonical path inside the data set (``exchanges[3].amount``).
        value: what stands there.
        message: what is wrong, in ``en`` and ``zh``.
    """

    check: str
    type: EntityType | None = None
    uuid: str = ""
    version: str = ""
    name: Text = msgspec.field(default_factory=dict)
    path: str = ""
    value: str | float | None = None
    message: Text = msgspec.field(default_factory=dict)


class Outcome(msgspec.Struct, kw_only=True):
    """What a check found.

    Attributes:
        check: its id.
        verdict: see ``Verdict``.
        findings: the first of them, in the order of the package (``Setting.cap``).
        count: how many there are.
        seen: how many things were examined (data sets, exchanges, flows: as the check's title says).
        missing: what is missing, where the verdict is ``not_assessable``.
        partly: how many of the things that belong to the question could not be examined, and why; ``seen`` excludes them.
        skipped: their number.
        tables: rows for charts and lists, by name; values are numbers, texts and ``Text``.
        error: the check's own failure, where it crashed; the verdict is then ``not_assessable``.
        severity: in the profile used.
    """

    check: str
    verdict: Verdict
    findings: list[Finding] = msgspec.field(default_factory=list)
    count: int = 0
    seen: int = 0
    missing: Text = msgspec.field(default_factory=dict)
    partly: Text = msgspec.field(default_factory=dict)
    skipped: int = 0
    tables: dict[str, list[dict[str, Any]]] = msgspec.field(default_factory=dict)
    error: str = ""
    severity: Severity = "warn"


class Calculated(Protocol):
    """The calculation of a run: made once, after the pass over the data sets; shared by all checks.

    Attributes:
        calculator: the linked package.
        scores: of all products by the profile's GWP set.
    """

    calculator: Calculator
    scores: Scores

    def weighted(self, rows: Any) -> Any:
        """Return, for every product, the sums over its chain of columns given per process run (one transposed solve)."""


class Setting(msgspec.Struct, kw_only=True):
    """What a check may look at beside the data sets that it sees.

    Attributes:
        index: of the package, complete before the first data set is seen.
        format: id of the package's format.
        profile: severities, tolerances, required fields.
        cap: how many findings an outcome lists; None for all.
        today: year of the assessment, for questions of time.
        calculated: the calculation, for ``end`` only; None where the package cannot be calculated.
        why_not: why there is none.
        facts: what the run tells checks: unreadable files, duplicates of the index pass.
        issues: what the readers reported, for ``end`` only.
        issue_counts: how many of each code, beyond those listed too.
        lines: exchanges worked out, shared by all checks.
        contents: what flows contain, shared by all checks.
        ledgers: flows of the process at hand, ready to be balanced.
        walk: references and texts of the data set at hand.
        shared: what several checks collect together, by name.
    """

    index: Index
    format: str = ""
    profile: Profile = msgspec.field(default_factory=Profile)
    cap: int | None = 200
    today: int = 2026
    calculated: Calculated | None = None
    why_not: Text = msgspec.field(default_factory=dict)
    facts: dict[str, list[Finding]] = msgspec.field(default_factory=dict)
    issues: list[Issue] = msgspec.field(default_factory=list)
    issue_counts: dict[str, int] = msgspec.field(default_factory=dict)
    lines: Lines = msgspec.field(default_factory=lambda: Lines(Index()))
    contents: Contents = msgspec.field(default_factory=lambda: Contents(Index()))
    ledgers: Last[Ledger] = msgspec.field(default_factory=Last)
    walk: Walk = msgspec.field(default_factory=lambda: Walk(Index()))
    shared: dict[str, Any] = msgspec.field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lines, self.contents = Lines(self.index), Contents(self.index)
        self.walk = Walk(self.index)


class Visitor(Protocol):
    """One run of a check."""

    def see(self, entity: Entity) -> None:
        """Look at one data set; it must not be kept."""

    def end(self) -> Outcome:
        """Return what was found."""


class Check(msgspec.Struct, kw_only=True, frozen=True):
    """A check as a plug-in registers it (``lcabridge_register_checks``).

    Attributes:
        info: what a reader must know of it.
        types: types of data sets it sees; empty for all.
        formats: ids of formats it is for; empty for all.
        start: makes the visitor of one run.
    """

    info: CheckInfo
    types: frozenset[EntityType] = frozenset()
    formats: frozenset[str] = frozenset()
    start: Callable[[Setting], Visitor]

    @property
    def id(self) -> str:
        """The check's id."""
        return self.info.id


class Tally:
    """Collects the findings of one check: the first as they are, all as a number.

    Args:
        check: id.
        cap: how many are kept; None for all.
    """

    def __init__(self, check: str, cap: int | None) -> None:
        self.check = check
        self.cap = cap
        self.findings: list[Finding] = []
        self.count = 0
        self.seen = 0
        self.skipped = 0
        self.tables: dict[str, list[dict[str, Any]]] = {}

    def add(
        self,
        entity: Entity | Known | None,
        path: str,
        value: str | float | None,
        en: str,
        zh: str,
        **words: Any,
    ) -> None:
        """Add a finding; ``en`` and ``zh`` are templates that are filled from ``value`` and ``words`` if it is kept."""
        self.count += 1
        if self.cap is not None and len(self.findings) >= self.cap:
            return
        filled = {"value": value, **words}
        found = Finding(
            check=self.check, path=path, value=value, message={"en": en.format(**filled), "zh": zh.format(**filled)}
        )
        if entity is not None:
            found.type, found.uuid, found.version, found.name = entity.type, entity.uuid, entity.version, entity.name
        self.findings.append(found)

    def take(self, finding: Finding) -> None:
        """Add a finding made elsewhere."""
        self.count += 1
        if self.cap is None or len(self.findings) < self.cap:
            self.findings.append(finding)

    def row(self, table: str, limit: int = 2000, **cells: Any) -> None:
        """Add a row to a table for charts; beyond ``limit`` rows nothing is added."""
        rows = self.tables.setdefault(table, [])
        if len(rows) < limit:
            rows.append(cells)

    def outcome(self, missing_en: str = "", missing_zh: str = "", *, partly: Text | None = None) -> Outcome:
        """Return the outcome: a finding if there is one, ``not_assessable`` if nothing was examined, else a pass.

        Args:
            missing_en: what is missing where nothing was examined.
            missing_zh: the same in Chinese.
            partly: why ``skipped`` things could not be examined.
        """
        verdict: Verdict = "finding" if self.count else "pass" if self.seen else "not_assessable"
        none = verdict == "not_assessable"
        return Outcome(
            check=self.check,
            verdict=verdict,
            findings=self.findings,
            count=self.count,
            seen=self.seen,
            missing={"en": missing_en, "zh": missing_zh} if none else {},
            partly=(partly or {}) if self.skipped else {},
            skipped=self.skipped,
            tables=self.tables,
        )


class Summary(msgspec.Struct, kw_only=True):
    """An assessment in numbers.

    Attributes:
        verdicts: checks by verdict.
        findings: findings by severity.
        crashed: checks that failed themselves.
        datasets: data sets read, by type.
    """

    verdicts: dict[str, int] = msgspec.field(default_factory=dict)
    findings: dict[str, int] = msgspec.field(default_factory=dict)
    crashed: int = 0
    datasets: dict[str, int] = msgspec.field(default_factory=dict)


class Assessment(msgspec.Struct, kw_only=True):
    """The result of ``assess``: stable JSON.

    Attributes:
        version: of this form, see ``VERSION``.
        source: name, format and evidence of the format.
        profile: id of the severity profile.
        checks: the checks that were run, by id.
        outcomes: one per check, in the order of the catalogue.
        summary: in numbers.
        calculation: GWP set and rules of the one solve, or why there is none.
    """

    version: int = VERSION
    source: dict[str, str] = msgspec.field(default_factory=dict)
    profile: str = ""
    checks: dict[str, CheckInfo] = msgspec.field(default_factory=dict)
    outcomes: list[Outcome] = msgspec.field(default_factory=list)
    summary: Summary = msgspec.field(default_factory=Summary)
    calculation: dict[str, Any] = msgspec.field(default_factory=dict)

    def outcome(self, check: str) -> Outcome | None:
        """Return the outcome of a check."""
        return next((o for o in self.outcomes if o.check == check), None)

    def worst(self) -> Severity | None:
        """Return the gravest severity that has a finding; None where there is none."""
        found = {o.severity for o in self.outcomes if o.verdict == "finding"}
        return next((s for s in reversed(SEVERITIES) if s in found), None)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        found: dict[str, Any] = msgspec.to_builtins(self)
        return found

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Assessment:
        """Read the JSON form back.

        Raises:
            msgspec.ValidationError: it is none.
        """
        return msgspec.convert(data, cls)


def summarise(outcomes: list[Outcome], datasets: Mapping[str, int]) -> Summary:
    """Return outcomes in numbers."""
    verdicts = Counter({"pass": 0, "finding": 0, "not_assessable": 0})
    findings: Counter[str] = Counter(dict.fromkeys(SEVERITIES, 0))
    for outcome in outcomes:
        verdicts[outcome.verdict] += 1
        findings[outcome.severity] += outcome.count
    crashed = sum(bool(outcome.error) for outcome in outcomes)
    return Summary(verdicts=dict(verdicts), findings=dict(findings), crashed=crashed, datasets=dict(datasets))
