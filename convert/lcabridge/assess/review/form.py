"""The form that a reviewer gets: what was checked and found, and what is to be filled in, as XLSX or Word."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lcabridge.assess.model import GROUPS, SEVERITIES, Assessment, Finding
from lcabridge.assess.pages.assesspage import SEVERITY_CHIPS, VERDICT_CHIPS
from lcabridge.assess.pages.output import check_output
from lcabridge.calc.blocks import Block, Heading, Paragraph, Table, both, docx
from lcabridge.flowmap.grid import write_bytes, xlsx_bytes
from lcabridge.model import Index, Text, pick

SUFFIXES = (".xlsx", ".docx")
PER_CHECK = 20
"""Findings of a check that the form lists; it says how many there are."""
TITLE: Text = {"en": "Record of a review", "zh": "数据集审查记录"}
REVIEW_TYPES = (
    "Dependent internal review",
    "Independent internal review",
    "Independent external review",
    "Accredited third party review",
    "Independent review panel",
    "Not reviewed",
)
"""Types of review that ILCD knows, spelled as there."""
CONCLUSIONS: dict[str, Text] = {
    "accepted": {"en": "accepted", "zh": "通过"},
    "accepted with conditions": {"en": "accepted with conditions", "zh": "修改后通过"},
    "not accepted": {"en": "not accepted", "zh": "不通过"},
}


@dataclass(frozen=True)
class FormField:
    """A line of the form.

    Attributes:
        key: by which it is found again.
        label: what it is.
        hint: what may stand there.
        required: True if a signed form must have it.
    """

    key: str
    label: Text
    hint: Text
    required: bool = False


def _t(en: str, zh: str) -> Text:
    return {"en": en, "zh": zh}


_NOTHING: Text = {}
FIELDS: tuple[FormField, ...] = (
    FormField("package", _t("Package", "数据包"), _NOTHING),
    FormField("fingerprint", _t("Fingerprint of the data sets", "数据集指纹"), _t("do not change", "请勿修改")),
    FormField("profile", _t("Profile of the checks", "检查规范"), _NOTHING),
    FormField("reviewer.name", _t("Reviewer", "审查人"), _NOTHING, required=True),
    FormField("reviewer.organisation", _t("Organisation", "机构"), _NOTHING),
    FormField("reviewer.email", _t("E-mail", "电子邮箱"), _NOTHING),
    FormField("review.date", _t("Date", "日期"), _t("YYYY-MM-DD", "YYYY-MM-DD"), required=True),
    FormField("review.type", _t("Type of review", "审查类型"), _t("; ".join(REVIEW_TYPES), "; ".join(REVIEW_TYPES)), required=True),
    FormField("review.scope", _t("Scope", "审查范围"), _t("scopes of ILCD, with ; between them", "ILCD 的审查范围，以 ; 分隔")),
    FormField("review.methods", _t("Methods", "审查方法"), _t("methods of ILCD, with ; between them", "ILCD 的审查方法，以 ; 分隔")),
    FormField("opinion.representativeness", _t("Representativeness: technology, place, time", "代表性：技术、地理、时间"), _t("A8, quantitative", "附录8，定量评价")),
    FormField("opinion.rigour", _t("Scientific rigour", "科学严谨性"), _t("A8, qualitative", "附录8，定性评价")),
    FormField("opinion.traceability", _t("Traceability", "可追溯性"), _t("A8, qualitative", "附录8，定性评价")),
    FormField("opinion", _t("Opinion and revisions asked for", "审查意见与修改要求"), _NOTHING),
    FormField(
        "conclusion", _t("Conclusion", "审查结论"),
        _t("; ".join(CONCLUSIONS), "; ".join(text["zh"] for text in CONCLUSIONS.values())), required=True,
    ),
    FormField("signature", _t("Signed by", "签字"), _NOTHING, required=True),
)  # fmt: skip
"""Lines of the form, in their order."""

_METHODS: dict[str, str] = {
    "balance.mass": "Mass balance",
    "balance.energy": "Energy balance",
    "balance.carbon": "Element balance",
    "balance.elements": "Element balance",
    "plausibility.factors": "Cross-check with other data set",
    "quality.traceability": "Validation of data sources",
    "completeness.documentation": "Documentation",
    "structure.calculable": "Sample tests on calculations",
}
"""Check to the review method of ILCD that it is a part of."""
HEAD: tuple[Text, ...] = (_t("key", "键"), _t("item", "项目"), _t("to fill in", "填写"), _t("may be", "可填内容"))


def fingerprint(index: Index) -> str:
    """Return a digest of which data sets, in which versions, a package has: a signed form belongs to these."""
    lines = sorted(f"{s.type} {s.uuid} {s.version}" for s in index if not s.is_stub)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def values(found: Assessment, mark: str) -> dict[str, str]:
    """Return what is filled in beforehand."""
    done = dict.fromkeys(
        method for o in found.outcomes if o.seen and not o.error and (method := _METHODS.get(o.check)) is not None
    )
    return {
        "package": f"{found.source.get('path', '')} ({found.source.get('format', '')})",
        "fingerprint": mark,
        "profile": found.profile,
        "review.scope": "Documentation; Life cycle inventory methods",
        "review.methods": "; ".join(done),
    }


def write_form(found: Assessment, index: Index, path: Path) -> None:
    """Write the form for an assessment as XLSX or Word, by the suffix.

    Raises:
        UsageError: another suffix.
        WriteError: the file system refuses.
    """
    check_output(path, SUFFIXES)
    filled = values(found, fingerprint(index))
    write_bytes(
        path, docx(TITLE, _blocks(found, filled)) if path.suffix.lower() == ".docx" else _workbook(found, filled)
    )


def _label(text: Text) -> str:
    return " / ".join(both(text)) if text else ""


def _form(filled: dict[str, str]) -> list[list[str]]:
    return [
        [
            field.key,
            _label(field.label) + (" *" if field.required else ""),
            filled.get(field.key, ""),
            _label(field.hint),
        ]
        for field in FIELDS
    ]


_CHECK_HEAD: tuple[Text, ...] = (
    _t("check", "检查"), _t("group", "分组"), _t("clause", "条款"), _t("verdict", "结论"), _t("severity", "级别"),
    _t("findings", "发现"), _t("examined", "检查数"), _t("missing", "缺少"), _t("reviewer's remark", "审查人意见"),
)  # fmt: skip
_FINDING_HEAD: tuple[Text, ...] = (
    _t("check", "检查"), _t("data set", "数据集"), _t("path", "路径"), _t("value", "值"), _t("what is wrong", "问题"),
    _t("how to mend it", "修正建议"), _t("reviewer's remark", "审查人意见"),
)  # fmt: skip


def _checks(found: Assessment) -> list[list[Any]]:
    rows = []
    for o in found.outcomes:
        info = found.checks[o.check]
        severity = _label(dict(SEVERITY_CHIPS[o.severity].text)) if o.verdict == "finding" else ""
        rows.append(
            [
                _label(info.title), _label(GROUPS[info.group]), info.clause, _label(dict(VERDICT_CHIPS[o.verdict].text)),
                severity, o.count, o.seen, _label(o.missing or o.partly), "",
            ]
        )  # fmt: skip
    return rows


def _findings(found: Assessment) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for o in sorted((o for o in found.outcomes if o.verdict == "finding"), key=lambda o: -SEVERITIES.index(o.severity)):
        info = found.checks[o.check]
        rows += [
            [_label(info.title), _owner(f), f.path, _shown(f.value), _label(f.message), _label(info.mend), ""]
            for f in o.findings[:PER_CHECK]
        ]
        if o.count > PER_CHECK:
            more = _t(f"and {o.count - PER_CHECK:,} more findings", f"另有 {o.count - PER_CHECK:,} 条发现")
            rows.append([_label(info.title), "", "", "", _label(more), "", ""])
    return rows


def _owner(f: Finding) -> str:
    return f"{pick(f.name, 'zh')} [{f.type} {f.uuid} {f.version}]" if f.type else ""


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 300 else text[:300] + "…"


def _workbook(found: Assessment, filled: dict[str, str]) -> bytes:
    sheets: list[tuple[str, Sequence[Sequence[Any]]]] = [
        ("review 审查", [[_label(h) for h in HEAD], *_form(filled)]),
        ("checks 检查", [[_label(h) for h in _CHECK_HEAD], *_checks(found)]),
        ("findings 发现", [[_label(h) for h in _FINDING_HEAD], *_findings(found)]),
    ]
    return xlsx_bytes(sheets)


def _blocks(found: Assessment, filled: dict[str, str]) -> list[Block]:
    def texts(rows: list[list[Any]]) -> list[list[str]]:
        return [[str(cell) for cell in row] for row in rows]

    return [
        Paragraph(
            _t(
                "Fill in the third column, lines with * at least, and sign; lcabridge review writes the record into the package.",
                "请填写第三列（带 * 者必填）并签字；lcabridge review 将审查记录写入数据包。",
            )
        ),
        Heading(2, _t("1 Review", "1 审查")),
        Table(HEAD, _form(filled)),
        Heading(2, _t("2 Checks done", "2 已做检查")),
        Table(_CHECK_HEAD, texts(_checks(found))),
        Heading(2, _t("3 Findings", "3 发现")),
        Table(_FINDING_HEAD, texts(_findings(found))),
    ]
