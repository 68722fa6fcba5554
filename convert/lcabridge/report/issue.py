"""One finding: what happened to which value of which entity, and where (DESIGN §4)."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import msgspec

from lcabridge.errors import Location
from lcabridge.model import EntityType
from lcabridge.report.words import in_chinese


class Severity(StrEnum):
    """How much a finding matters."""

    ERROR = "ERROR"
    WARNING = "WARNING"
    INFO = "INFO"


class Loss(StrEnum):
    """What happened to a value: each member is one way in which the target differs from the source."""

    DROPPED = "DROPPED"
    """It is not in the target."""
    DEGRADED = "DEGRADED"
    """The target holds it less precisely."""
    ASSUMED = "ASSUMED"
    """The target needs a value that the source does not have; a marked placeholder or a stated default stands there."""
    REPAIRED = "REPAIRED"
    """The source is certainly wrong, and the target holds what was certainly meant."""
    REMAPPED = "REMAPPED"
    """An identifier was replaced; references follow."""
    CONVERTED = "CONVERTED"
    """Exact conversion of unit or spelling: counted, never listed."""


class Stage(StrEnum):
    """Which step found it."""

    READ = "READ"
    INDEX = "INDEX"
    MAP = "MAP"
    CHECK = "CHECK"
    WRITE = "WRITE"


class EntityKey(msgspec.Struct, frozen=True, gc=False):
    """Which entity an issue is about."""

    type: EntityType
    uuid: str
    version: str = ""


class IssueType(msgspec.Struct, frozen=True, kw_only=True):
    """An entry of the catalogue: everything that all issues of one code share.

    Attributes:
        code: stable and never reused: family prefix and number, ``READ-003``.
        severity: how much it matters.
        loss: what it means for the value, None for a pure finding.
        title_en: short name in English.
        title_zh: short name in Chinese.
        en: message template; ``{value}``, ``{path}``, ``{file}`` and the names given to ``Report.add`` are filled in.
        zh: the same in Chinese.
    """

    code: str
    severity: Severity
    loss: Loss | None = None
    title_en: str
    title_zh: str
    en: str
    zh: str


class Issue(msgspec.Struct, kw_only=True, omit_defaults=True, gc=False):
    """One finding.

    Attributes:
        code: code of its IssueType.
        stage: step that found it.
        entity: the data set, None for the package.
        path: canonical model path in the entity, "" for the whole entity.
        file: source file (and archive entry).
        line: line in it, if known.
        pointer: JSON pointer, XPath or cell in it.
        value: the old value (DROPPED, DEGRADED, REPAIRED, REMAPPED), or the one assumed (ASSUMED); None where a text says it all.
        data: words for the message template.
    """

    code: str
    stage: Stage
    entity: EntityKey | None = None
    path: str = ""
    file: str = ""
    line: int | None = None
    pointer: str = ""
    value: Any = None
    data: dict[str, Any] = {}

    @property
    def at(self) -> Location:
        """Return the place in the source."""
        return Location(file=self.file, line=self.line, pointer=self.pointer)


CATALOGUE: dict[str, IssueType] = {}
"""Every issue type of the engine and of the plugins that are loaded, by code."""


def issue_type(
    code: str,
    severity: Severity,
    loss: Loss | None,
    title: tuple[str, str],
    template: tuple[str, str],
) -> IssueType:
    """Register an issue type and return it; title and template are given as (English, Chinese).

    Raises:
        ValueError: the code is taken by another type.
    """
    entry = IssueType(
        code=code, severity=severity, loss=loss, title_en=title[0], title_zh=title[1], en=template[0], zh=template[1]
    )
    if CATALOGUE.setdefault(code, entry) != entry:
        raise ValueError(f"issue code {code} is registered twice")
    return entry


class _Blank(dict[str, Any]):
    """Fills names that a template asks for and an issue does not have."""

    def __missing__(self, key: str) -> str:
        return "?"


def message(issue: Issue, lang: str = "en") -> str:
    """Return the issue's sentence in English or Chinese."""
    entry = CATALOGUE[issue.code]
    template, data = (entry.zh, in_chinese(issue.data)) if lang == "zh" else (entry.en, issue.data)
    return template.format_map(_Blank(data, value=issue.value, path=issue.path, file=issue.file))
