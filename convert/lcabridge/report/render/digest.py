"""What the views show first: counts by data set type, by kind of loss, by code. Taken from the dictionary of a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from lcabridge.report.issue import CATALOGUE
from lcabridge.report.render.labels import LOSSES, SEVERITIES, TYPES

_SEVERITY_RANK = {name: rank for rank, name in enumerate(SEVERITIES)}
_LOSS_RANK = {name: rank for rank, name in enumerate(LOSSES)}
_TYPE_RANK = {name: rank for rank, name in enumerate(TYPES)}


class TypeCount(msgspec.Struct, frozen=True):
    """Data sets of one type."""

    type: str
    read: int
    written: int

    @property
    def difference(self) -> int:
        """Return written − read."""
        return self.written - self.read


class CodeFacts(msgspec.Struct, frozen=True):
    """Issues of one code.

    Attributes:
        code: of the catalogue.
        severity: of the code.
        loss: kind of loss, "" for a pure finding.
        titles: (English, Chinese); the code itself where the catalogue has it not, as for a plugin that is not installed.
        count: issues counted.
        beyond: those of them that are beyond the cap, and not listed.
    """

    code: str
    severity: str
    loss: str
    titles: tuple[str, str]
    count: int
    beyond: int


class Digest(msgspec.Struct, frozen=True):
    """The counts of a report.

    Attributes:
        types: data sets by type, in the order of the model.
        losses: kind of loss → values, all kinds, worst first; CONVERTED counts exact conversions.
        notes: issues without a loss.
        severities: severity → issues, worst first.
        codes: by severity, then by count, worst first.
        has_target: False if the source was only read.
    """

    types: tuple[TypeCount, ...]
    losses: dict[str, int]
    notes: int
    severities: dict[str, int]
    codes: tuple[CodeFacts, ...]
    has_target: bool

    @property
    def read(self) -> int:
        """Return the data sets read."""
        return sum(t.read for t in self.types)

    @property
    def written(self) -> int:
        """Return the data sets written."""
        return sum(t.written for t in self.types)

    @property
    def issues(self) -> int:
        """Return the issues counted, those beyond the cap among them."""
        return sum(c.count for c in self.codes)

    @property
    def lost(self) -> bool:
        """Return whether the target differs from the source in any value."""
        return any(count for loss, count in self.losses.items() if loss != "CONVERTED")


def digest(report: Mapping[str, Any]) -> Digest:
    """Count what a report (the dictionary of ``Report.to_dict``) says."""
    codes = _codes(report)
    losses = dict.fromkeys(LOSSES, 0)
    losses["CONVERTED"] = sum(report.get("converted", {}).values())
    severities = dict.fromkeys(SEVERITIES, 0)
    notes = 0
    for facts in codes:
        severities[facts.severity] += facts.count
        if facts.loss:
            losses[facts.loss] += facts.count
        else:
            notes += facts.count
    counts = report["counts"]
    types = sorted(counts, key=lambda t: (_TYPE_RANK.get(t, len(_TYPE_RANK)), t))
    return Digest(
        types=tuple(TypeCount(t, counts[t]["read"], counts[t]["written"]) for t in types),
        losses=losses,
        notes=notes,
        severities=severities,
        codes=codes,
        has_target=report.get("target") is not None,
    )


def _codes(report: Mapping[str, Any]) -> tuple[CodeFacts, ...]:
    # A saved report may hold codes of a plugin that is not installed now: its issues say severity and loss themselves.
    seen: dict[str, Mapping[str, Any]] = {}
    for issue in report["issues"]:
        seen.setdefault(issue["code"], issue)
    beyond = report.get("beyond_cap", {})
    found = []
    for code, count in report["issue_counts"].items():
        entry, first = CATALOGUE.get(code), seen.get(code, {})
        severity = first.get("severity") or (entry.severity if entry else "INFO")
        loss = first["loss"] if first else (entry.loss if entry else None)
        found.append(
            CodeFacts(
                code=code,
                severity=str(severity),
                loss=str(loss or ""),
                titles=(entry.title_en, entry.title_zh) if entry else (code, code),
                count=count,
                beyond=beyond.get(code, {}).get("count", 0),
            )
        )
    found.sort(key=lambda f: (_SEVERITY_RANK[f.severity], _LOSS_RANK.get(f.loss, len(_LOSS_RANK)), -f.count, f.code))
    return tuple(found)
