"""Issues, the loss ledger and its rendering (DESIGN §4)."""

from lcabridge.report import catalogue
from lcabridge.report.issue import (
    CATALOGUE,
    EntityKey,
    Issue,
    IssueType,
    Loss,
    Severity,
    Stage,
    issue_type,
    message,
)
from lcabridge.report.report import REPORT_VERSION, Report, issue_dict

__all__ = [
    "CATALOGUE",
    "REPORT_VERSION",
    "EntityKey",
    "Issue",
    "IssueType",
    "Loss",
    "Report",
    "Severity",
    "Stage",
    "catalogue",
    "issue_dict",
    "issue_type",
    "message",
]
