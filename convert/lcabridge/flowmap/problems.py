"""What is wrong with a mapping table: each finding names line and column, in English and Chinese."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from lcabridge.errors import Language, LcabridgeError, Location, MalformedSourceError
from lcabridge.flowmap.table import CONDITIONS, NOT_AVAILABLE, SHARE_TOLERANCE, FlowMap, MapRow, number

BAD = "error"
DOUBT = "warning"


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """A finding.

    Attributes:
        code: stable short name (``factor-zero``).
        severity: ``error`` keeps the row from being applied, ``warning`` does not.
        line: of the file, from 1; 0 for the whole table.
        column: name of the column.
        en: what is wrong and what to do.
        zh: the same in Chinese.
        value: what stands there.
    """

    code: str
    severity: str
    line: int
    column: str
    en: str
    zh: str
    value: str = ""

    def message(self, lang: Language = "en", file: str = "") -> str:
        """Return one line: place, what is wrong."""
        place = str(Location(file=file, line=self.line or None, pointer=self.column))
        return f"{place}: {self.zh if lang == 'zh' else self.en}"


class FlowMapError(MalformedSourceError):
    """A mapping table that cannot be used."""


def refuse(code: str, en: str, zh: str, *, file: str = "", line: int | None = None, column: str = "") -> FlowMapError:
    """Return the error of a table that cannot be read at all."""
    error = FlowMapError(en, zh, at=Location(file=file, line=line, pointer=column))
    error.args = (en, code)
    return error


class DirtyMapError(LcabridgeError):
    """A table with rows that must not be applied.

    Attributes:
        problems: the findings.
    """

    problems: Sequence[Problem] = ()


# Each code with severity, English and Chinese text.
_TEXTS: dict[str, tuple[str, str, str]] = {
    "condition-unknown": (
        BAD,
        "{value!r} is no match condition; use one of = > < <> ~",
        "{value!r} 不是匹配条件；请使用 = > < <> ~ 之一",
    ),
    "factor-text": (
        BAD,
        "{value!r} is not a number; write it with a decimal point, or N/A where no conversion is possible",
        "{value!r} 不是数字；请使用小数点，无法换算时写 N/A",
    ),
    "factor-zero": (
        BAD,
        "the factor is 0, which would delete the amount; write N/A if the flow cannot be converted",
        "换算系数为 0，会删除该数量；无法换算时请写 N/A",
    ),
    "factor-negative": (
        DOUBT,
        "the factor {value} is negative and turns the sign around; check that this is meant",
        "换算系数 {value} 为负，会改变符号；请确认",
    ),
    "share-text": (BAD, "the share {value!r} is no number between 0 and 1", "份额 {value!r} 不是 0 到 1 之间的数"),
    "share-sum": (
        BAD,
        "the shares of this source flow sum to {value}, not to 1",
        "该源流的份额之和为 {value}，而不是 1",
    ),
    "share-missing": (
        BAD,
        "other rows of this source flow have a share, this one has none",
        "该源流的其他行有份额，此行没有",
    ),
    "source-missing": (BAD, "the row names no source flow", "此行没有源流"),
    "target-missing": (
        DOUBT,
        "the row names no target flow: it is read as 'looked for, not there'",
        "此行没有目标流：按“已查找，不存在”处理",
    ),
    "target-without-id": (
        BAD,
        "the target flow has no UUID, and its list is not known here",
        "目标流没有 UUID，且其清单未知",
    ),
    "uuid-form": (BAD, "{value!r} is not a UUID", "{value!r} 不是 UUID"),
    "row-twice": (
        DOUBT,
        "the same row stands in line {value} already; it counts once",
        "相同的行已在第 {value} 行；只计一次",
    ),
    "rows-conflict": (
        BAD,
        "line {value} gives the same source and target another factor or condition",
        "第 {value} 行为相同的源和目标给出了不同的系数或条件",
    ),
    "self-map": (
        BAD,
        "the flow maps to itself with the factor {value}; each application would change the amount",
        "该流以系数 {value} 映射到自身；每次应用都会改变数量",
    ),
    "cycle": (
        DOUBT,
        "source and target stand the other way round in line {value}: a chain of maps would not end",
        "第 {value} 行中源与目标相反：映射链不会终止",
    ),
    "fan-out": (
        DOUBT,
        "{value} rows give this source flow to different targets without shares: fit for characterisation factors, refused for exchanges",
        "{value} 行将该源流指向不同目标且没有份额：可用于特征化因子，不可用于交换",
    ),
    "list-name": (
        DOUBT,
        "the list name {value!r} differs from that of the first row",
        "清单名 {value!r} 与首行不同",
    ),
    "target-unknown": (BAD, "the target flow {value} is not in the target list", "目标清单中没有流 {value}"),
    "target-name": (
        DOUBT,
        "the target list calls this flow {value!r}",
        "目标清单中此流名为 {value!r}",
    ),
    "unit-dimension": (
        BAD,
        "the units measure different things ({value}) and no property is named; write N/A or name the property in a memo",
        "单位量纲不同（{value}）且未注明流属性；请写 N/A 或在备注中注明流属性",
    ),
    "unit-factor": (
        DOUBT,
        "the factor of these two units is {value}",
        "这两个单位之间的换算系数应为 {value}",
    ),
    "unit-unknown": (
        DOUBT,
        "the unit {value!r} is not known; the factor cannot be checked",
        "单位 {value!r} 未知，无法核对系数",
    ),
    "medium": (
        BAD,
        "source and target are in different media ({value})",
        "源与目标属于不同介质（{value}）",
    ),
}


def problem(code: str, line: int, column: str, value: object = "") -> Problem:
    """Return a finding of a known kind."""
    severity, en, zh = _TEXTS[code]
    return Problem(
        code=code,
        severity=severity,
        line=line,
        column=column,
        en=en.format(value=value),
        zh=zh.format(value=value),
        value=str(value),
    )


def check_rows(table: FlowMap) -> list[Problem]:
    """Return the findings of a table that need nothing but the table, in line order."""
    found: list[Problem] = []
    for row in table.rows:
        found += _check_row(row)
    first = table.rows[0] if table.rows else None
    seen: dict[tuple[tuple[str, ...], tuple[str, ...]], MapRow] = {}
    for row in table.rows:
        if first is not None:
            if row.source.list_name != first.source.list_name:
                found.append(problem("list-name", row.line, "SourceListName", row.source.list_name))
            if row.target.list_name != first.target.list_name and not row.is_blocked:
                found.append(problem("list-name", row.line, "TargetListName", row.target.list_name))
        key = (row.source.key, row.target.key)
        there = seen.setdefault(key, row)
        if there is not row:
            same = (there.relation, there.value, there.share) == (row.relation, row.value, row.share)
            found.append(problem("row-twice" if same else "rows-conflict", row.line, "ConversionFactor", there.line))
        back = seen.get((row.target.key, row.source.key))
        if back is not None and back is not row and not row.is_blocked:
            found.append(problem("cycle", row.line, "TargetFlowUUID", back.line))
    for rows in table.by_source().values():
        found += _check_split(rows)
    found.sort(key=lambda p: (p.line, p.column, p.code))
    return found


def _check_row(row: MapRow) -> list[Problem]:
    found = []
    if row.source.is_empty:
        found.append(problem("source-missing", row.line, "SourceFlowName"))
    if row.condition and row.condition not in CONDITIONS:
        found.append(problem("condition-unknown", row.line, "MatchCondition", row.condition))
    if row.target.is_empty:
        if row.condition != "none":
            found.append(problem("target-missing", row.line, "TargetFlowName"))
        return found
    found += _check_factor(row)
    share = number(row.share, 1.0)
    if share is None or not 0.0 < share <= 1.0:
        found.append(problem("share-text", row.line, "Share", row.share))
    same = row.source.uuid and row.source.key == row.target.key
    if same and row.source.unit == row.target.unit and row.value not in (None, 1.0):
        found.append(problem("self-map", row.line, "TargetFlowUUID", row.factor))
    for side, column in ((row.source, "SourceFlowUUID"), (row.target, "TargetFlowUUID")):
        if side.uuid and not _is_uuid(side.uuid):
            found.append(problem("uuid-form", row.line, column, side.uuid))
    return found


def _check_factor(row: MapRow) -> list[Problem]:
    if not row.factor or row.factor == NOT_AVAILABLE:
        return []
    value = number(row.factor)
    if value is None:
        return [problem("factor-text", row.line, "ConversionFactor", row.factor)]
    if value > 0.0:
        return []
    return [problem("factor-zero" if value == 0.0 else "factor-negative", row.line, "ConversionFactor", row.factor)]


def _check_split(rows: list[MapRow]) -> list[Problem]:
    live = [row for row in rows if row.is_convertible]
    targets = {row.target.key for row in live}
    if len(targets) < 2 and not any(row.share for row in live):
        return []
    if any(row.share for row in live):
        found = [problem("share-missing", row.line, "Share") for row in live if not row.share]
        total = sum(number(row.share, 0.0) or 0.0 for row in live)
        if abs(total - 1.0) > SHARE_TOLERANCE:
            found.append(problem("share-sum", live[-1].line, "Share", f"{total:.12g}"))
        return found
    total = sum(row.value or 0.0 for row in live)
    if abs(total - 1.0) <= SHARE_TOLERANCE and all(0.0 < (row.value or 0.0) < 1.0 for row in live):
        return []
    return [problem("fan-out", live[0].line, "TargetFlowUUID", len(live))]


def _is_uuid(text: str) -> bool:
    parts = text.split("-")
    return [len(part) for part in parts] == [8, 4, 4, 4, 12] and all(
        c in "0123456789abcdefABCDEF" for part in parts for c in part
    )
