"""Issues of mapping elementary flows."""

from __future__ import annotations

from lcabridge.report import Loss, Severity
from lcabridge.report.issue import issue_type

UNMAPPED = issue_type(
    "MAP-002",
    Severity.WARNING,
    None,
    ("Elementary flow without a counterpart", "没有对应项的基本流"),
    ("{name} ({context}): not in {target}; kept as it is", "{name}（{context}）：{target} 中没有对应流，保持原样"),
)
AMBIGUOUS = issue_type(
    "MAP-003",
    Severity.WARNING,
    None,
    ("Elementary flow with several possible counterparts", "有多个可能对应项的基本流"),
    (
        "{name} ({context}): {count} candidates in {target} ({candidates}); kept as it is, a person decides (map match -o review.xlsx)",
        "{name}（{context}）：{target} 中有 {count} 个候选（{candidates}）；保持原样，须由人工确定（map match -o review.xlsx）",
    ),
)
NOT_CONVERTIBLE = issue_type(
    "MAP-004",
    Severity.WARNING,
    None,
    ("Unit not convertible", "单位不可换算"),
    (
        "{name}: {source_unit} does not convert into {target_unit} of {counterpart}; kept as it is",
        "{name}：{source_unit} 不能换算为 {counterpart} 的 {target_unit}，保持原样",
    ),
)
CONTEXT_LOST = issue_type(
    "MAP-005",
    Severity.INFO,
    Loss.DEGRADED,
    ("Compartment said less exactly", "排放去向的精度降低"),
    ("{name}: {context} became {new_context} ({relation})", "{name}：{context} 变为 {new_context}（{relation}）"),
)
GENERALISED = issue_type(
    "MAP-006",
    Severity.INFO,
    Loss.DEGRADED,
    ("Flow mapped to another than an equal one", "映射到非等同的流"),
    (
        "{name} became {counterpart} (condition {condition}, rule {rule})",
        "{name} 变为 {counterpart}（条件 {condition}，规则 {rule}）",
    ),
)
FAN_OUT = issue_type(
    "MAP-007",
    Severity.ERROR,
    None,
    ("Fan-out row refused for exchanges", "扇出映射不可用于交换"),
    (
        "{name}: the table gives {count} targets without shares; applied to an amount it would be multiplied. Kept as it is",
        "{name}：映射表给出 {count} 个目标且没有份额；用于数量会成倍放大。保持原样",
    ),
)
MAPPED = issue_type(
    "MAP-008",
    Severity.INFO,
    Loss.CONVERTED,
    (
        "Flow of an exchange mapped; the exchange keeps what it was",
        "交换的流已映射，交换保留原始信息",
    ),
    ("{count} exchanges mapped", "{count} 个交换已映射"),
)
NOT_UNDONE = issue_type(
    "MAP-009",
    Severity.WARNING,
    None,
    ("Mapping mark that cannot be undone", "无法撤销的映射标记"),
    ("{path}: the mark cannot be read ({value})", "{path}：无法读取标记（{value}）"),
)
CF_CONFLICT = issue_type(
    "MAP-010",
    Severity.WARNING,
    Loss.DROPPED,
    ("Two characterisation factors for one mapped flow", "同一映射流有两个特征化因子"),
    (
        "{name}: maps to {counterpart}, which has the factor {kept} already; {value} is left out",
        "{name}：映射到 {counterpart}，后者已有因子 {kept}；舍去 {value}",
    ),
)
CHANGED_SINCE = issue_type(
    "MAP-011",
    Severity.WARNING,
    None,
    ("Amount changed after the mapping; not undone", "映射之后数量被改动，未撤销"),
    (
        "{path}: {value} is not what the mapping made of the original; the exchange stays mapped",
        "{path}：{value} 不是映射所得的数量，该交换保持映射后的状态",
    ),
)
