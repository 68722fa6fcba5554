"""What can happen with EcoSpold 1 and with no other format."""

from __future__ import annotations

from lcabridge.report import Loss, Severity, issue_type

SAME_NAMES = issue_type(
    "ES1-001",
    Severity.WARNING,
    Loss.REMAPPED,
    ("Data sets that their names do not tell apart", "名称无法区分的数据集"),
    (
        "data set {number} has the name, unit, location and category of {first}; its UUID is derived from its number too",
        "数据集 {number} 的名称、单位、地点和类别与 {first} 相同；其 UUID 由编号参与派生",
    ),
)
NUMBER_TWICE = issue_type(
    "ES1-002",
    Severity.INFO,
    Loss.REPAIRED,
    ("Exchange number used twice", "交换编号重复"),
    (
        "{path}: the number {value} stands for an earlier exchange of the data set; this one is {repaired} in it",
        "{path}：编号 {value} 已用于该数据集中先前的交换；此处改为 {repaired}",
    ),
)
NO_REFERENCE = issue_type(
    "ES1-003",
    Severity.WARNING,
    None,
    ("Process without reference product", "过程没有基准产品"),
    (
        "no exchange of output group 0 or 2; the reference function ({value}) names no exchange",
        "没有输出组 0 或 2 的交换；基准功能（{value}）未对应任何交换",
    ),
)
UNIT_ONLY = issue_type(
    "ES1-004",
    Severity.INFO,
    Loss.ASSUMED,
    ("Quantity derived from a unit", "由单位推定的物理量"),
    (
        "the format has unit names only; what {value} measures is taken to be {name}",
        "该格式只有单位名称；单位 {value} 的物理量按 {name} 处理",
    ),
)
NO_EXCHANGES = issue_type(
    "ES1-005",
    Severity.WARNING,
    None,
    ("Data set without exchanges", "没有交换的数据集"),
    ("data set {number} ({name}) has no exchange", "数据集 {number}（{name}）没有任何交换"),
)
UNKNOWN_NUMBER = issue_type(
    "ES1-006",
    Severity.WARNING,
    Loss.DROPPED,
    ("Number that stands for nothing", "编号无对应内容"),
    ("{path}: no {what} of the data set has the number {value}", "{path}：数据集中没有编号为 {value} 的{what}"),
)
CHANGED = issue_type(
    "ES1-010",
    Severity.INFO,
    Loss.DEGRADED,
    ("Value that EcoSpold 1 says in another way", "EcoSpold 1 以其他方式表达的值"),
    ("{path}: {value!r} is {native!r} there", "{path}：{value!r} 在该格式中为 {native!r}"),
)
ADDED = issue_type(
    "ES1-011",
    Severity.INFO,
    Loss.ASSUMED,
    ("Value that EcoSpold 1 adds", "EcoSpold 1 增加的值"),
    (
        "{path}: the source says nothing; in EcoSpold 1 it is {value!r}",
        "{path}：来源未说明；在 EcoSpold 1 中为 {value!r}",
    ),
)
SHARED = issue_type(
    "ES1-012",
    Severity.WARNING,
    Loss.DROPPED,
    ("Data sets that became one", "合并为一的数据集"),
    (
        "nothing that EcoSpold 1 can say tells it from {uuid}; both are one there",
        "EcoSpold 1 所能表达的内容无法将其与 {uuid} 区分；两者合并",
    ),
)
NEW = issue_type(
    "ES1-013",
    Severity.INFO,
    Loss.ASSUMED,
    ("Data set that EcoSpold 1 implies", "EcoSpold 1 隐含的数据集"),
    ("read again, there is a data set {name} that the source does not have", "再次读取时出现来源中没有的数据集 {name}"),
)
REFERENCE_FIRST = issue_type(
    "ES1-014",
    Severity.INFO,
    Loss.REMAPPED,
    ("Reference put before other products", "参考产品移到其他产品之前"),
    (
        "{path}: in the file they are number {shown} of the source, so that tools take the right product for the reference",
        "{path}：文件中依次为来源的第 {shown} 个，以便其他软件认出正确的参考产品",
    ),
)
MISSING = issue_type(
    "ES1-007",
    Severity.WARNING,
    None,
    ("Required attribute without value", "必填属性缺失"),
    ("{attribute} is missing or empty", "{attribute} 缺失或为空"),
)
