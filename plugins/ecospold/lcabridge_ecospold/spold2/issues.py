"""Issue types of EcoSpold 2."""

from __future__ import annotations

from lcabridge.report import Loss, Severity, issue_type

NAMESPACE = issue_type(
    "ES2-001",
    Severity.WARNING,
    Loss.REPAIRED,
    ("Elements in another namespace", "元素位于其他命名空间"),
    (
        "the elements are in {value!r}; read as EcoSpold 2 all the same",
        "元素位于命名空间 {value!r}，仍按 EcoSpold 2 读取",
    ),
)
MISSING = issue_type(
    "ES2-002",
    Severity.WARNING,
    None,
    ("Required content is missing", "缺少必需内容"),
    ("{path}: {name} is required by the schema and not there", "{path}：缺少架构要求的 {name}"),
)
EMPTY_ACTIVITY = issue_type(
    "ES2-003",
    Severity.ERROR,
    None,
    ("Activity without exchanges", "活动没有任何交换"),
    (
        "{name}: the data set has no exchange and no reference product; it computes to nothing",
        "{name}：该数据集没有交换，也没有参考产品，无法计算",
    ),
)
NO_REFERENCE = issue_type(
    "ES2-004",
    Severity.WARNING,
    None,
    ("Activity without reference product", "活动没有参考产品"),
    ("{name}: no exchange has output group 0", "{name}：没有输出组为 0 的交换"),
)
GROUP = issue_type(
    "ES2-005",
    Severity.WARNING,
    None,
    ("Exchange group that the schema does not have", "架构中没有的交换组"),
    ("{path}: group {value!r}; its direction is kept", "{path}：组 {value!r}，保留其方向"),
)
NO_DIRECTION = issue_type(
    "ES2-006",
    Severity.ERROR,
    None,
    ("Exchange without input or output group", "交换缺少输入组或输出组"),
    ("{path}: nothing says whether it is an input or an output", "{path}：无法判断是输入还是输出"),
)
FORMULA = issue_type(
    "ES2-007",
    Severity.WARNING,
    None,
    ("Formula that no other format can say", "其他格式无法表达的公式"),
    (
        "{path}: {value!r} cannot be evaluated elsewhere ({reason}); carried, and the amount stands as it is",
        "{path}：{value!r} 无法在别处计算（{reason}），原样携带，数值保持不变",
    ),
)
DISTRIBUTION = issue_type(
    "ES2-008",
    Severity.INFO,
    None,
    ("Distribution that the model does not have", "模型中没有的分布"),
    (
        "{path}: a {value} distribution; carried, only EcoSpold 2 gets it back",
        "{path}：{value} 分布，原样携带，仅 EcoSpold 2 可恢复",
    ),
)
INHERITED = issue_type(
    "ES2-009",
    Severity.INFO,
    None,
    ("Inherited from the parent activity", "继承自父活动"),
    ("{path}: taken from the parent {parent}", "{path}：取自父活动 {parent}"),
)
NO_PARENT = issue_type(
    "ES2-010",
    Severity.WARNING,
    None,
    ("Parent activity is not in the package", "父活动不在数据包中"),
    (
        "the data set leaves out what its parent {value} says, which is not here",
        "该数据集省略了其父活动 {value} 的内容，而父活动不在包中",
    ),
)
TURNED = issue_type(
    "ES2-011",
    Severity.INFO,
    Loss.CONVERTED,
    ("Waste with the sign of EcoSpold 2", "EcoSpold 2 符号约定的废物"),
    ("{path}: a negative output of waste is its input, and the reverse", "{path}：废物的负输出即其输入，反之亦然"),
)
UNITS_TAKEN = issue_type(
    "ES2-012",
    Severity.INFO,
    Loss.ASSUMED,
    ("What a unit measures", "单位所度量的量"),
    (
        "EcoSpold 2 says units only; {name} stands for what they measure",
        "EcoSpold 2 只给出单位；以 {name} 表示其度量的量",
    ),
)
PEDIGREE_TAKEN = issue_type(
    "ES2-013",
    Severity.INFO,
    Loss.ASSUMED,
    ("Data quality system of the pedigree matrix", "谱系矩阵的数据质量体系"),
    ("the scores of pedigree matrices refer to {name}", "谱系矩阵的评分引用 {name}"),
)
DESCRIBED_TWICE = issue_type(
    "ES2-014",
    Severity.INFO,
    None,
    ("Exchange describes its flow differently", "交换对流的描述不同"),
    (
        "{path}: the exchange says {value!r}, the flow is {known!r}; both are kept",
        "{path}：交换写作 {value!r}，流为 {known!r}，两者均保留",
    ),
)
NATIVE_DIFFERS = issue_type(
    "ES2-015",
    Severity.INFO,
    Loss.DEGRADED,
    ("Said in EcoSpold 2's way; exact in the extension", "按 EcoSpold 2 的方式表达，精确内容在扩展中"),
    (
        "{path}: {count} value(s) that EcoSpold 2 says otherwise or not at all stand in the extension",
        "{path}：{count} 个 EcoSpold 2 无法如实表达的值写入扩展",
    ),
)
SIDE_FILE = issue_type(
    "ES2-016",
    Severity.WARNING,
    None,
    ("Data set that EcoSpold 2 has no place for", "EcoSpold 2 中没有位置的数据集"),
    ("{type}: stands in a side file, which other tools do not read", "{type}：写入附属文件，其他工具不会读取"),
)
EXTENSION_BROKEN = issue_type(
    "ES2-017",
    Severity.WARNING,
    Loss.DROPPED,
    ("Extension of lcabridge cannot be read", "lcabridge 扩展无法读取"),
    ("{reason}; only what EcoSpold 2 itself says is left", "{reason}；仅保留 EcoSpold 2 自身的内容"),
)
NO_ID = issue_type(
    "ES2-018",
    Severity.ERROR,
    Loss.ASSUMED,
    ("Data set without id", "数据集缺少标识符"),
    ("{path}: there is no id; {value} is derived from where it stands", "{path}：没有标识符，按所在位置派生 {value}"),
)
ENCODING = issue_type(
    "ES2-019",
    Severity.WARNING,
    Loss.REPAIRED,
    ("Declared encoding is wrong", "声明的编码有误"),
    ("the file declares another encoding than it has; read as {value}", "文件声明的编码与实际不符，按 {value} 读取"),
)
UNWRITABLE = issue_type(
    "ES2-020",
    Severity.WARNING,
    None,
    ("Exchange that EcoSpold 2 cannot say", "EcoSpold 2 无法表达的交换"),
    (
        "{path}: without flow, amount or direction; it stands in the extension only",
        "{path}：缺少流、数值或方向，仅写入扩展",
    ),
)
