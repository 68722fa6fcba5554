"""A check: one question asked of a package, for ``validate``, ``assess``, reports and the API alike (DESIGN §3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Protocol

import msgspec

from lcabridge.model import Entity, EntityType, Index
from lcabridge.report import Report, Severity
from lcabridge.sources import Source


class Verdict(StrEnum):
    """The answer of a check; never a pass for want of data."""

    PASS = "PASS"  # noqa: S105  # a verdict, not a password
    FINDING = "FINDING"
    NOT_ASSESSABLE = "NOT_ASSESSABLE"


class Subject(Protocol):
    """What a check looks at: an opened package."""

    source: Source
    index: Index

    def entities(self, *types: EntityType) -> Iterator[Entity]:
        """Yield the entities, all types if none is named."""


class Outcome(msgspec.Struct):
    """What a check found; its issues are in the report that it was given.

    Attributes:
        verdict: the answer.
        missing: what is missing, as (English, Chinese), where the verdict is NOT_ASSESSABLE.
        examined: how many things were looked at.
    """

    verdict: Verdict
    missing: tuple[str, str] = ("", "")
    examined: int = 0


class Check(msgspec.Struct, kw_only=True, frozen=True):
    """One check.

    Attributes:
        id: stable name, lower-case with dots (``ilcd.schema``).
        title_en: what it asks.
        title_zh: the same in Chinese.
        profiles: profiles of ``validate`` that contain it; formats whose sources it applies to are in ``formats``.
        formats: format ids it applies to, empty for all.
        clause: clause of the guideline or standard it serves ("" if none).
        severity: of its findings.
        run: looks at the subject, adds issues, returns the outcome.
    """

    id: str
    title_en: str
    title_zh: str
    profiles: tuple[str, ...]
    formats: tuple[str, ...] = ()
    clause: str = ""
    severity: Severity = Severity.ERROR
    run: Callable[[Subject, Report], Outcome]


def applies(check: Check, profile: str, format_id: str) -> bool:
    """Tell whether a check belongs to a profile and fits a format."""
    return profile in check.profiles and (not check.formats or format_id in check.formats)
