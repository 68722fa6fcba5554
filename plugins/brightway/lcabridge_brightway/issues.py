"""What can happen with Brightway's data and nowhere else."""

from __future__ import annotations

from lcabridge.report import Loss, Severity, issue_type

LOOSE = issue_type(
    "BW-001",
    Severity.WARNING,
    Loss.DROPPED,
    ("Row that belongs to no block", "不属于任何数据块的行"),
    (
        "{cell}: belongs to no block of Brightway's layout; not read",
        "{cell}：不属于 Brightway 布局的任何数据块，未读取",
    ),
)
CARRIED = issue_type(
    "BW-002",
    Severity.INFO,
    None,
    ("Field of Brightway that is carried", "携带的 Brightway 字段"),
    (
        "{path}: {count} value(s) without a place in the model are carried; only Brightway gets them back",
        "{path}：{count} 个值在模型中没有位置，予以携带，仅 Brightway 可恢复",
    ),
)
DISTRIBUTION = issue_type(
    "BW-003",
    Severity.WARNING,
    Loss.DEGRADED,
    ("Distribution that the model does not have", "模型没有的分布类型"),
    (
        "{cell}: uncertainty type {value} (or a negative lognormal) is carried for Brightway only",
        "{cell}：不确定性类型 {value}（或负的对数正态）仅为 Brightway 携带",
    ),
)
NO_EXCHANGE_TYPE = issue_type(
    "BW-004",
    Severity.ERROR,
    Loss.DROPPED,
    ("Row without what it needs", "缺少必要内容的行"),
    (
        "{cell}: an exchange needs a type (production, technosphere, biosphere, substitution), a parameter a name; the row is left out",
        "{cell}：交换需要 type（production、technosphere、biosphere、substitution），参数需要名称；该行已略去",
    ),
)
SKIPPED = issue_type(
    "BW-005",
    Severity.INFO,
    None,
    ("Cells that the file itself excludes", "文件自身排除的单元格"),
    (
        "sheet {sheet!r}: {count} cell(s) are excluded by skip or cutoff in A1; not read",
        "工作表 {sheet!r}：A1 中的 skip 或 cutoff 排除了 {count} 个单元格，未读取",
    ),
)
BAD_CELL = issue_type(
    "BW-006",
    Severity.ERROR,
    Loss.DROPPED,
    ("Cell of the wrong kind", "单元格内容类型错误"),
    ("{cell}: {value!r} is not {expected}; left out", "{cell}：{value!r} 不是{expected_zh}，已略去"),
)
MENDED_CELL = issue_type(
    "BW-007",
    Severity.INFO,
    Loss.REPAIRED,
    ("Cell spelled unusually, meaning certain", "单元格写法不规范但含义确定"),
    ("{cell}: {value!r} read as {read!r}", "{cell}：{value!r} 按 {read!r} 读取"),
)
UNIT_UNKNOWN = issue_type(
    "BW-008",
    Severity.WARNING,
    Loss.ASSUMED,
    ("Unit that no reference unit group has", "参考单位组中没有的单位"),
    (
        "{cell}: {value!r} is no known unit; a unit group of its own is made for it",
        "{cell}：未知单位 {value!r}，为其单独建立单位组",
    ),
)
UNIT_TAKEN = issue_type(
    "BW-009",
    Severity.INFO,
    Loss.ASSUMED,
    ("Flow property taken from a unit", "由单位推定的流属性"),
    ("{cell}: measured in {value!r}, so the flow property is {name}", "{cell}：以 {value!r} 计量，流属性取 {name}"),
)
UNIT_MADE = issue_type(
    "BW-010",
    Severity.INFO,
    Loss.ASSUMED,
    ("Unit data added for a unit", "为单位补充的单位数据"),
    (
        "the table names the unit only; {name} is added, as openLCA's reference data have it, or for this unit alone",
        "表中只有单位名称；按 openLCA 参考数据或仅为该单位补充 {name}",
    ),
)
FLOW_MADE = issue_type(
    "BW-011",
    Severity.INFO,
    Loss.ASSUMED,
    ("Flow made of what exchanges say", "由交换内容生成的流"),
    (
        "{value}: only exchanges name this flow; it is made of its name, unit and category",
        "{value}：仅在交换中提及该流；按其名称、单位和类别生成",
    ),
)
MADE = issue_type(
    "BW-012",
    Severity.INFO,
    None,
    ("Activities made for Brightway's matrices", "为 Brightway 矩阵生成的活动"),
    (
        "{count} activities are shares of a process of several products, or stand for inputs without a supplier; the process itself is read",
        "{count} 个活动是多产品过程的分配结果，或代表无供应过程的输入；读取的是原过程",
    ),
)
IN_FLOW_UNIT = issue_type(
    "BW-013",
    Severity.INFO,
    Loss.DEGRADED,
    ("Amount written in the unit of its flow", "以流的单位写出的数量"),
    (
        "{path}: Brightway converts no units, so the amount is written in the unit of the flow",
        "{path}：Brightway 不换算单位，数量以流的单位写出",
    ),
)
ALLOCATION_ORDER = issue_type(
    "BW-014",
    Severity.INFO,
    Loss.DEGRADED,
    ("Allocation factors in another order", "分配因子顺序改变"),
    ("{path}: the factors are the same, in the order of the exchanges", "{path}：因子相同，按交换的顺序排列"),
)
IMPLIED = issue_type(
    "BW-015",
    Severity.INFO,
    Loss.ASSUMED,
    ("Value that Brightway's data imply", "由 Brightway 数据推定的值"),
    (
        "{path}: the package says nothing here; a reader of Brightway's data takes a value for it",
        "{path}：数据包此处无内容，读取 Brightway 数据时会取一个值",
    ),
)
NOT_READ = issue_type(
    "BW-016",
    Severity.WARNING,
    Loss.DROPPED,
    ("Object of a package that is not read", "数据包中未读取的对象"),
    ("{name}: objects of {kind} are not read", "{name}：不读取 {kind} 类对象"),
)
NO_NUMBERS = issue_type(
    "BW-017",
    Severity.INFO,
    None,
    ("Numbers that are none", "非数字的数值"),
    ("{count} value(s) are NaN or infinite and say nothing", "{count} 个值为 NaN 或无穷，视为无内容"),
)
