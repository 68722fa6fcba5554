"""The report: exact counts, capped details, mergeable across workers, and its JSON contract (DESIGN §4)."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from lcabridge.model import Entity, EntityType, Index, Text
from lcabridge.report.issue import CATALOGUE, EntityKey, Issue, IssueType, Loss, Severity, Stage, message

REPORT_VERSION = 1
DEFAULT_CAP = 20_000
"""Issues kept in detail per code; all are counted, and a digest covers the values beyond (``--report-all`` lifts it)."""


class Overflow(msgspec.Struct):
    """What stands for the issues of one code beyond the cap: how many, and a digest over their places and values.

    The digest is the sum of the SHA-256 of each, modulo 2^256: the same whatever chunks the workers got.
    """

    count: int = 0
    digest: str = "0" * 64

    def take(self, text: str) -> None:
        """Count one more and add it to the digest."""
        self.merge(Overflow(1, hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()))

    def merge(self, other: Overflow) -> None:
        """Add what another one stands for."""
        self.count += other.count
        self.digest = f"{(int(self.digest, 16) + int(other.digest, 16)) % 2**256:064x}"


class Report:
    """What one call read, wrote, changed and lost. Append-only.

    Args:
        cap: issues kept in detail per code, None for all.

    ``entity`` and ``file`` are the context of ``add``: readers and writers set them once per data set. ``source`` is the
    path of the source as it was opened: ``to_dict`` names files in it without the folders above it, so that the report
    is the same on every machine.
    """

    def __init__(self, cap: int | None = DEFAULT_CAP) -> None:
        self.cap = cap
        self.issues: list[Issue] = []
        self.issue_counts: Counter[str] = Counter()
        self.overflow: dict[str, Overflow] = {}
        self.read: Counter[str] = Counter()
        self.written: Counter[str] = Counter()
        self.converted: Counter[str] = Counter()
        self.names: dict[str, dict[str, Text]] = {}
        self.source: str = ""
        self.stage: Stage = Stage.READ
        self.entity: EntityKey | None = None
        self.file: str = ""

    def about(self, entity: Entity | EntityKey | None, file: str | None = None) -> None:
        """Set the context of the issues to come."""
        self.entity = EntityKey(entity.type, entity.uuid, entity.version) if isinstance(entity, Entity) else entity
        if file is not None:
            self.file = file

    def add(
        self,
        issue_type: IssueType,
        *,
        path: str = "",
        pointer: str = "",
        line: int | None = None,
        value: Any = None,
        entity: EntityKey | None = None,
        file: str | None = None,
        **data: Any,
    ) -> None:
        """Add one finding about the current entity (or the one given).

        Args:
            issue_type: entry of the catalogue.
            path: canonical model path.
            pointer: JSON pointer, XPath or cell in the file.
            line: line in the file.
            value: the old value, or the one assumed. JSON-able.
            entity: instead of the current one.
            file: instead of the current one.
            **data: words that the message template asks for.
        """
        if issue_type.loss is Loss.CONVERTED:
            self.converted[issue_type.code] += 1
            return
        self._keep(
            Issue(
                code=issue_type.code,
                stage=self.stage,
                entity=entity or self.entity,
                path=path,
                file=self.file if file is None else file,
                line=line,
                pointer=pointer,
                value=value,
                data=data,
            )
        )

    def _keep(self, issue: Issue) -> None:
        self.issue_counts[issue.code] += 1
        if self.cap is not None and self.issue_counts[issue.code] > self.cap:
            overflow = self.overflow.setdefault(issue.code, Overflow())
            overflow.take(f"{issue.entity}|{issue.path}|{issue.pointer}|{issue.value!r}")
        else:
            self.issues.append(issue)

    def convert(self, kind: str, count: int = 1) -> None:
        """Count exact conversions (unit, spelling), which are not listed."""
        self.converted[kind] += count

    def merge(self, other: Report) -> None:
        """Append what another report holds, in its order."""
        for issue in other.issues:
            self._keep(issue)
        for code, overflow in other.overflow.items():
            self.issue_counts[code] += overflow.count
            self.overflow.setdefault(code, Overflow()).merge(overflow)
        self.read.update(other.read)
        self.written.update(other.written)
        self.converted.update(other.converted)
        for type_, names in other.names.items():
            self.names.setdefault(type_, {}).update(names)

    def take_names(self, index: Index) -> None:
        """Note the names of the data sets that issues are about, so that the views can show them."""
        for issue in self.issues:
            key = issue.entity
            if key is not None and (summary := index.get(key.type, key.uuid, key.version)) and summary.name:
                self.names.setdefault(key.type, {}).setdefault(key.uuid, summary.name)

    def count_read(self, type_: EntityType, n: int = 1) -> None:
        """Count data sets read."""
        self.read[type_] += n

    def count_written(self, type_: EntityType, n: int = 1) -> None:
        """Count data sets written."""
        self.written[type_] += n

    def losses(self) -> Counter[Loss]:
        """Return how many issues there are of each kind of loss."""
        found: Counter[Loss] = Counter()
        for code, count in self.issue_counts.items():
            loss = CATALOGUE[code].loss
            if loss is not None:
                found[loss] += count
        return found

    def worst(self) -> Severity | None:
        """Return the highest severity present."""
        present = {CATALOGUE[code].severity for code in self.issue_counts}
        return next((s for s in (Severity.ERROR, Severity.WARNING, Severity.INFO) if s in present), None)

    def __iter__(self) -> Iterator[Issue]:
        return iter(self.issues)

    def to_dict(self, tool_version: str, source: dict[str, Any], target: dict[str, Any] | None) -> dict[str, Any]:
        """Return the report as the stable JSON contract of DESIGN §4 describes it; no clock in it."""
        types = sorted({*self.read, *self.written})
        return {
            "report_version": REPORT_VERSION,
            "tool": "lcabridge",
            "version": tool_version,
            "source": source,
            "target": target,
            "counts": {t: {"read": self.read[t], "written": self.written[t]} for t in types},
            "converted": dict(sorted(self.converted.items())),
            "issue_counts": dict(sorted(self.issue_counts.items())),
            "beyond_cap": {c: {"count": o.count, "digest": o.digest} for c, o in sorted(self.overflow.items())},
            "names": {t: dict(sorted(names.items())) for t, names in sorted(self.names.items())},
            "issues": [issue_dict(self._portable(issue)) for issue in self.issues],
        }

    def _portable(self, issue: Issue) -> Issue:
        name = Path(self.source).name
        if not name or name == self.source:
            return issue

        def short(value: Any) -> Any:
            if not isinstance(value, str) or not value.startswith(self.source):
                return value
            rest = value[len(self.source) :]
            return name + rest.replace(os.sep, "/") if not rest or rest[0] in ("!", "/", os.sep) else value

        data = {key: short(value) for key, value in issue.data.items()}
        return msgspec.structs.replace(issue, file=short(issue.file), data=data)


def issue_dict(issue: Issue) -> dict[str, Any]:
    """Return one issue in the form of the JSON contract."""
    entry = CATALOGUE[issue.code]
    key = issue.entity
    return {
        "code": issue.code,
        "severity": entry.severity,
        "loss": entry.loss,
        "stage": issue.stage,
        "entity": {"type": key.type, "uuid": key.uuid, "version": key.version} if key else None,
        "path": issue.path,
        "at": {"file": issue.file, "line": issue.line, "pointer": issue.pointer},
        "value": issue.value,
        "message": {"en": message(issue, "en"), "zh": message(issue, "zh")},
    }
