"""What can happen in this format and in no other; what others have too is in ``lcabridge.report.catalogue``."""

from __future__ import annotations

from lcabridge.report import Loss, Severity, issue_type

NOT_ON_CARD = issue_type(
    "CARD-001",
    Severity.WARNING,
    Loss.DROPPED,
    ("A card has no line for this", "卡片上没有此项"),
    ("{path}: cards have no place for {value!r}", "{path}：卡片上没有 {value!r} 的位置"),
)
