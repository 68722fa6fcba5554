"""The review loop: a workbook in which an expert accepts, changes or rejects each row, and the map that comes back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from lcabridge.errors import Location
from lcabridge.flowmap.glad import OWN, fields_of, row_of
from lcabridge.flowmap.grid import grid, read_bytes, write_bytes, xlsx_bytes
from lcabridge.flowmap.lists import FlowList
from lcabridge.flowmap.plan import Plan
from lcabridge.flowmap.problems import FlowMapError
from lcabridge.flowmap.suggest import suggestions
from lcabridge.flowmap.table import FlowMap, MapRow, Side

DECISIONS = ("accept", "reject", "change")
_FIRST = ("Decision", "Reviewer", "Date", "Note", "State")
_SHOWN = (
    "SourceFlowName", "SourceFlowContext", "SourceUnit", "MatchCondition", "ConversionFactor", "TargetFlowName",
    "TargetFlowContext", "TargetUnit", "Confidence", "Rule", "ContextRelation",
)  # fmt: skip
_REST = tuple(name for name, _ in OWN if name not in _SHOWN)
COLUMNS = (*_FIRST, *_SHOWN, *_REST)
_FIELDS = dict(OWN)
HELP = (
    ("Column", "What to do · 怎么填"),
    (
        "Decision",
        "accept, reject or change; empty means not reviewed yet · accept 接受，reject 拒绝，change 修改；空白表示尚未审核",
    ),
    ("Reviewer", "Who decided · 审核人"),
    ("Date", "Day of the decision, 2026-01-31 · 审核日期"),
    (
        "change",
        "Write the right TargetFlowUUID (and factor, condition) into the row · 在该行填写正确的 TargetFlowUUID（以及系数、条件）",
    ),
    ("Candidates", "Other flows that came into question · 其他候选流"),
    ("Suggestions", "Similar names, never applied by themselves · 名称相似的建议，绝不自动采用"),
)


def review_bytes(plan: Plan, target: FlowList | None = None) -> bytes:
    """Return the workbook: rows, candidates, suggestions for what was not found, and help."""
    lines: list[list[str]] = [list(COLUMNS)]
    candidates: list[list[str]] = [
        ["SourceFlowUUID", "SourceFlowName", "Rule", "TargetFlowUUID", "TargetFlowName", "TargetFlowContext"]
    ]
    open_flows: list[Side] = []
    for decision in plan.decisions.values():
        if decision.state == "already":
            continue
        proposed = decision.rows or [MapRow(source=decision.source, condition="none", map_type="NO_MAPPING")]
        lines += [_line(row, decision.state) for row in proposed]
        if decision.state in ("ambiguous", "none", "no context"):
            open_flows.append(decision.source)
        shown = decision.candidates if decision.state != "mapped" else []
        own = [decision.source.uuid, decision.source.name]
        candidates += [[*own, rule, side.uuid, side.name, side.context] for rule, side in shown]
    suggested = [["SourceFlowUUID", "SourceFlowName", "SourceFlowContext", "Suggestion", "Similarity"]]
    if target is not None:
        for side, name, score in suggestions(open_flows, target):
            suggested.append([side.uuid, side.name, side.context, name, f"{score:.2f}"])
    sheets = [
        ("Mapping", lines),
        ("Candidates", candidates),
        ("Suggestions", suggested),
        ("Help", [list(line) for line in HELP]),
    ]
    return xlsx_bytes(sheets)


def _line(row: MapRow, state: str) -> list[str]:
    values = fields_of(row)
    return ["", "", "", "", state, *(values.get(_FIELDS[name], "") for name in (*_SHOWN, *_REST))]


def write_review(plan: Plan, path: Path, target: FlowList | None = None) -> None:
    """Write the workbook."""
    write_bytes(path, review_bytes(plan, target))


def is_review(header: Sequence[str]) -> bool:
    """Tell whether a table's header is that of a review."""
    return tuple(header[: len(_FIRST)]) == _FIRST


def is_review_file(path: Path) -> bool:
    """Tell whether a file is a review workbook."""
    if path.suffix.lower() != ".xlsx" or not path.is_file():
        return False
    first = next(iter(grid(read_bytes(path), str(path))), None)
    return first is not None and is_review(first[1])


def read_review(path: Path, *, unreviewed: bool = False) -> FlowMap:
    """Return the map that a reviewed workbook says: accepted and changed rows, with verifier and date.

    Args:
        path: the workbook.
        unreviewed: take rows without a decision too (as they were proposed).

    Raises:
        FlowMapError: no review, an unknown decision, or a decision without a reviewer.
    """
    file = str(path)
    table = FlowMap(id=path.stem)
    header: list[str] = []
    for line, cells in grid(read_bytes(path), file):
        if not header:
            header = [cell.strip() for cell in cells]
            if not is_review(header):
                raise FlowMapError(
                    "this is no review workbook",
                    "这不是审核工作簿",
                    at=Location(file=file, line=line, pointer="Decision"),
                )
            continue
        row = _reviewed(dict(zip(header, cells, strict=False)), file, line, unreviewed=unreviewed)
        if row is not None:
            table.rows.append(row)
    if table.rows:
        table.source_list, table.target_list = table.rows[0].source.list_name, table.rows[0].target.list_name
    return table


def _reviewed(cells: dict[str, str], file: str, line: int, *, unreviewed: bool) -> MapRow | None:
    decision = cells.get("Decision", "").strip().lower()
    if decision and decision not in DECISIONS:
        raise FlowMapError(
            f"{decision!r} is no decision",
            f"{decision!r} 不是有效的决定",
            at=Location(file=file, line=line, pointer="Decision"),
            hint_en="accept, reject or change",
            hint_zh="accept、reject 或 change",
        )
    if decision and not cells.get("Reviewer", "").strip():
        raise FlowMapError(
            "the decision has no reviewer", "决定缺少审核人", at=Location(file=file, line=line, pointer="Reviewer")
        )
    values = {_FIELDS[name]: value.strip() for name, value in cells.items() if name in _FIELDS and value.strip()}
    row = row_of(values, line)
    if not decision:
        return row if unreviewed and row.is_convertible else None
    reviewer, date, note = (cells.get(name, "").strip() for name in ("Reviewer", "Date", "Note"))
    if decision == "reject":
        row = msgspec.structs.replace(row, target=Side(), condition="none", factor="")
    changed = (
        {"map_type": "FLOWNAME_MANUAL", "justification": "semapv:ManualMappingCuration"} if decision == "change" else {}
    )
    return msgspec.structs.replace(
        row, verifier=reviewer, reviewed=date, memo_verifier=note or row.memo_verifier, **changed
    )
