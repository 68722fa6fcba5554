"""Issue types of the openLCA plugin."""

from __future__ import annotations

from lcabridge.report import Loss, Severity, issue_type

TYPE_MISMATCH = issue_type(
    "OLCA-001",
    Severity.WARNING,
    None,
    ("Data set in the folder of another type", "数据集位于其他类型的文件夹"),
    (
        "the folder is for {folder}, the data set says {value!r}; its own word holds",
        "文件夹用于 {folder}，数据集自称 {value!r}，以数据集为准",
    ),
)
INTERNAL_ID = issue_type(
    "OLCA-002",
    Severity.WARNING,
    Loss.REMAPPED,
    ("Internal id used twice in a process", "流程内部编号重复"),
    (
        "{path}: id {value} is taken by another exchange; this one is {new} from here on, and allocation factors follow",
        "{path}：编号 {value} 已被其他交换占用，改为 {new}，分配系数随之更新",
    ),
)
ORPHAN_SET = issue_type(
    "OLCA-003",
    Severity.WARNING,
    Loss.DROPPED,
    ("Normalisation set without a method", "不属于任何方法的归一化集"),
    (
        "{name}: no impact method refers to it, and it has no place of its own; {leaves} values dropped",
        "{name}：没有影响评价方法引用它，且没有独立位置，丢失 {leaves} 个值",
    ),
)
FILE_NAME = issue_type(
    "OLCA-004",
    Severity.INFO,
    None,
    ("File name is not the id", "文件名与标识符不同"),
    (
        "the file is named otherwise than its data set {uuid}; openLCA looks data sets up by file name",
        "文件名与数据集 {uuid} 不符；openLCA 按文件名查找数据集",
    ),
)
SIDE_FILE_BROKEN = issue_type(
    "OLCA-005",
    Severity.WARNING,
    Loss.DROPPED,
    ("Side file of lcabridge cannot be read", "lcabridge 附属文件无法读取"),
    (
        "{reason}; only what openLCA itself can say is left of this data set",
        "{reason}；该数据集仅保留 openLCA 自身可表达的内容",
    ),
)
ID_MISSING = issue_type(
    "OLCA-006",
    Severity.ERROR,
    Loss.ASSUMED,
    ("Data set without identifier", "数据集缺少标识符"),
    ("there is no @id; {value} is taken from the file name", "没有 @id，按文件名取 {value}"),
)
CATEGORY_DIFFERS = issue_type(
    "OLCA-007",
    Severity.INFO,
    None,
    ("Category with an id that openLCA would not derive", "类别标识符不同于 openLCA 的推导结果"),
    ("{path}: category id {value} is kept", "{path}：保留类别标识符 {value}"),
)
NOT_A_NUMBER = issue_type(
    "OLCA-008",
    Severity.WARNING,
    Loss.REPAIRED,
    ("NaN in the place of a text", "文本处为 NaN"),
    ("{path}: NaN stands there, which is no JSON; read as no text", "{path}：此处为 NaN，不是合法 JSON，按无文本读取"),
)
