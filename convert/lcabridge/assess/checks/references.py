"""References: do they lead somewhere, to one thing, and is everything referred to."""

from __future__ import annotations

from collections.abc import Callable

from lcabridge.assess.look import Look, declare
from lcabridge.assess.run import COPIES, UNREADABLE
from lcabridge.assess.walk import path_of
from lcabridge.model import Entity, EntityType, Source, pick, version_key
from lcabridge.report import CATALOGUE, Severity, message

LANGUAGE_CODES = frozenset({"READ-005"})
"""Issues of readers that ``nomenclature.languages`` shows."""


class _Dangling(Look):
    def see(self, entity: Entity) -> None:
        found = self.setting.walk.of(entity)
        self.tally.seen += found.refs
        for ref, where in found.absent:
            self.tally.add(
                entity,
                path_of(where),
                ref.uuid,
                "refers to {kind} {value} ({name}), which is not in the package",
                "引用的 {kind} {value}（{name}）不在数据包中",
                kind=ref.type,
                name=pick(ref.name, "en") or "no name",
            )


class _Versions(Look):
    def see(self, entity: Entity) -> None:
        found = self.setting.walk.of(entity)
        self.tally.seen += found.refs - len(found.absent)
        for ref, where in found.doubtful:
            there = self.index.versions(ref.type, ref.uuid)
            path = path_of(where)
            if not ref.version:
                if len(there) > 1:
                    self.tally.add(
                        entity,
                        path,
                        ref.uuid,
                        "names no version of {kind} {value}, of which there are {count}",
                        "未注明 {kind} {value} 的版本，而包内有 {count} 个版本",
                        kind=ref.type,
                        count=len(there),
                    )
                continue
            if version_key(ref.version) not in {version_key(s.version) for s in there}:
                self.tally.add(
                    entity,
                    path,
                    ref.version,
                    "asks for version {value} of {kind} {uuid}; the package has {known}",
                    "引用 {kind} {uuid} 的版本 {value}，而包内为 {known}",
                    kind=ref.type,
                    uuid=ref.uuid,
                    known=", ".join(s.version or "-" for s in there),
                )


_SERVANTS: tuple[EntityType, ...] = ("flow", "flow_property", "unit_group", "source", "contact")


class _Unreferenced(Look):
    def prepare(self) -> None:
        self._files: set[str] = set()

    def see(self, entity: Entity) -> None:
        self.setting.walk.of(entity)
        if isinstance(entity, Source) and entity.extra:
            self._files.add(entity.uuid)  # a file of the package that a reader keeps, not a document

    def close(self) -> None:
        if not any(True for _ in self.index.of_type("process")):
            return  # a package of flows or units alone serves others
        used = self.setting.walk.used
        for type_ in _SERVANTS:
            for summary in self.index.of_type(type_):
                self.tally.seen += 1
                if (type_, summary.uuid) not in used and summary.uuid not in self._files:
                    self.tally.add(
                        summary, "", summary.uuid, "nothing in the package refers to it", "包内没有任何数据集引用它"
                    )


class _Everything(Look):
    """Counts what is read; the findings come from the run and the readers."""

    def see(self, entity: Entity) -> None:  # noqa: ARG002  # whatever it is, it counts
        self.tally.seen += 1


class _Readable(_Everything):
    def close(self) -> None:
        for found in self.setting.facts.get(UNREADABLE, []):
            self.tally.take(found)


class _AsWritten(_Everything):
    """What a reader had to repair, replace or give up, as its issues say."""

    def close(self) -> None:
        take_issues(self, lambda code: code not in LANGUAGE_CODES)


def take_issues(look: Look, wanted: Callable[[str], bool]) -> None:
    """Add readers' warnings and errors as findings; what was counted and not listed counts too.

    Args:
        look: the check.
        wanted: which codes.
    """
    listed: dict[str, int] = {}
    for issue in look.setting.issues:
        if not wanted(issue.code) or CATALOGUE[issue.code].severity is Severity.INFO:
            continue
        listed[issue.code] = listed.get(issue.code, 0) + 1
        key = issue.entity
        value = (
            issue.value if isinstance(issue.value, str | float) else None if issue.value is None else str(issue.value)
        )
        look.tally.add(
            look.index.get(key.type, key.uuid, key.version) if key else None,
            issue.path or issue.pointer or issue.file,
            value,
            "{code}: {said}",
            "{code}：{said_zh}",
            code=issue.code,
            said=message(issue, "en"),
            said_zh=message(issue, "zh"),
        )
    for code, count in listed.items():
        look.tally.count += max(look.setting.issue_counts.get(code, count) - count, 0)


class _Copies(_Everything):
    def close(self) -> None:
        for found in self.setting.facts.get(COPIES, []):
            self.tally.take(found)


CHECKS = (
    declare(
        _Readable,
        "structure.readable",
        ("Every part of the package can be read", "数据包的各部分均可读取"),
        clause="A9",
        rationale=(
            "What cannot be read is in no result and in no other check.",
            "无法读取的内容不会进入任何结果，也无法接受其他检查。",
        ),
        mend=("Repair or replace the file named.", "修复或替换所指文件。"),
        severity="block",
    ),
    declare(
        _AsWritten,
        "structure.as-written",
        ("Values stand as the format asks", "取值符合格式要求"),
        clause="A9",
        rationale=(
            "A value that a reader has to repair may be read differently by the next tool.",
            "需要修正才能读取的值，其他软件可能读出不同结果。",
        ),
        mend=(
            "Write the value as the format asks; the message says what was read.",
            "按格式要求书写，消息中给出读取结果。",
        ),
    ),
    declare(
        _Copies,
        "structure.copies",
        ("One identity stands for one content", "同一标识只对应一份内容"),
        clause="A9",
        rationale=(
            "Two contents of one UUID and version make every result depend on which one a tool happens to take.",
            "同一 UUID 和版本对应两份内容时，结果取决于软件偶然读取了哪一份。",
        ),
        mend=("Remove one, or give one another UUID or version.", "删除其一，或更换其一的 UUID 或版本。"),
        severity="block",
    ),
    declare(
        _Dangling,
        "structure.references",
        ("Every reference leads to a data set of the package", "每处引用都指向包内的数据集"),
        clause="A9",
        rationale=(
            "A factor is traceable only if what it refers to is there; a missing flow has no unit and no name.",
            "引用对象齐全，因子才可追溯；缺失的流没有单位，也没有名称。",
        ),
        mend=("Add the data set, or correct the identifier.", "补充该数据集，或更正标识符。"),
        severity="block",
    ),
    declare(
        _Versions,
        "structure.versions",
        ("Every reference means one version that is there", "每处引用都对应包内唯一的版本"),
        clause="A9",
        rationale=(
            "A reference to a version that is not there, or to any of several, may be resolved differently by each tool.",
            "引用不存在的版本或未指明多个版本之一时，各软件的解析结果可能不同。",
        ),
        mend=("State the version that is in the package, or add the one meant.", "注明包内的版本，或补充所指版本。"),
        severity="inform",
    ),
    declare(
        _Unreferenced,
        "structure.unreferenced",
        ("Every supporting data set is used", "每个辅助数据集都被使用"),
        clause="A9",
        rationale=(
            "A flow, source or contact that nothing refers to is a leftover, or the reference to it is missing.",
            "无人引用的流、来源或联系人可能是残留，也可能是引用缺失。",
        ),
        mend=("Remove it, or refer to it where it belongs.", "删除之，或在应引用处补充引用。"),
        severity="inform",
    ),
)
