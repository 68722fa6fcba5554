"""Issue types of the calculator: what is wrong with a package that is to be calculated, and what is left out of a score."""

from __future__ import annotations

from lcabridge.report import Severity, issue_type

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

NO_REFERENCE = issue_type(
    "CALC-001",
    ERROR,
    None,
    ("Process without a reference", "过程没有定量参考"),
    (
        "{name}: no exchange is the quantitative reference; the process supplies nothing",
        "{name}：没有定量参考交换，该过程不供应任何产品",
    ),
)
ZERO_REFERENCE = issue_type(
    "CALC-002",
    ERROR,
    None,
    ("Reference amount is zero", "参考量为零"),
    ("{name}, exchange {exchange}: the reference amount is 0", "{name}，交换 {exchange}：参考量为 0"),
)
UNIT = issue_type(
    "CALC-003",
    ERROR,
    None,
    ("Amount without a usable unit", "数值的单位无法换算"),
    ("{name}, exchange {exchange}: {reason}", "{name}，交换 {exchange}：{reason_zh}"),
)
FORMULA = issue_type(
    "CALC-004",
    ERROR,
    None,
    ("Formula cannot be evaluated", "公式无法计算"),
    ("{name}, exchange {exchange}: {reason}", "{name}，交换 {exchange}：{reason_zh}"),
)
AMOUNT_MISSING = issue_type(
    "CALC-005",
    ERROR,
    None,
    ("Exchange without an amount", "交换没有数值"),
    ("{name}, exchange {exchange}: neither an amount nor a formula", "{name}，交换 {exchange}：既无数值也无公式"),
)
FLOW_MISSING = issue_type(
    "CALC-006",
    WARNING,
    None,
    ("Flow is not in the package", "流不在数据包中"),
    (
        "{name}, exchange {exchange}: the flow is not in the package; the amount is taken in its stated unit",
        "{name}，交换 {exchange}：流不在数据包中，数值按所注单位采用",
    ),
)
CUT_OFF = issue_type(
    "CALC-007",
    WARNING,
    None,
    ("Input or waste without a supplier", "没有供应过程的输入或废物"),
    ("{name}, exchange {exchange}: {reason}; it is cut off", "{name}，交换 {exchange}：{reason_zh}，予以截断"),
)
ALLOCATION_MISSING = issue_type(
    "CALC-008",
    WARNING,
    None,
    ("Allocation factor is missing", "缺少分配因子"),
    (
        "{name}, product {exchange}: no {method} factor; 1 is used, as openLCA does",
        "{name}，产品 {exchange}：没有 {method} 分配因子，按 openLCA 的做法取 1",
    ),
)
ALLOCATION_SUM = issue_type(
    "CALC-009",
    WARNING,
    None,
    ("Allocation factors do not sum to 1", "分配因子之和不为 1"),
    ("{name}: the {method} factors sum to {value}", "{name}：{method} 分配因子之和为 {value}"),
)
NOT_ALLOCATED = issue_type(
    "CALC-010",
    INFO,
    None,
    ("Several products, no allocation", "多产品且不分配"),
    (
        "{name}: {count} products and no allocation; each carries the whole process",
        "{name}：{count} 个产品且不分配，每个产品均承担整个过程",
    ),
)
FORMULA_DIFFERS = issue_type(
    "CALC-011",
    WARNING,
    None,
    ("Stated amount is not what its formula gives", "所注数值与公式结果不符"),
    (
        "{name}, exchange {exchange}: {value} is stated, the formula gives {computed}, which counts",
        "{name}，交换 {exchange}：所注数值 {value}，公式结果 {computed}，以公式为准",
    ),
)
ODD_REFERENCE = issue_type(
    "CALC-012",
    INFO,
    None,
    ("Unusual reference flow", "参考流类型不常见"),
    (
        "{name}, exchange {exchange}: the reference is an {kind} {direction}; it is calculated as a product",
        "{name}，交换 {exchange}：参考流为 {kind}（{direction}），按产品计算",
    ),
)
GAS_WITHOUT_FACTOR = issue_type(
    "CALC-013",
    WARNING,
    None,
    ("Greenhouse gas without a factor", "没有因子的温室气体"),
    ("{name}: {reason}; it is not in the score", "{name}：{reason_zh}，未计入结果"),
)
PARAMETER = issue_type(
    "CALC-014",
    ERROR,
    None,
    ("Parameter without a value", "参数没有数值"),
    ("{name}, parameter {exchange}: {reason}", "{name}，参数 {exchange}：{reason_zh}"),
)
MODEL_LINK = issue_type(
    "CALC-015",
    WARNING,
    None,
    ("Model link that leads nowhere", "模型连接无效"),
    ("{name}: {reason}", "{name}：未建立连接：{reason_zh}"),
)
FACTOR_UNUSED = issue_type(
    "CALC-016",
    WARNING,
    None,
    ("Characterisation factor that is not applied", "未采用的特征化因子"),
    ("{name}: {reason}", "{name}：未采用：{reason_zh}"),
)
BY_CAS = issue_type(
    "CALC-017",
    INFO,
    None,
    ("Greenhouse gas recognised by its CAS number", "按 CAS 号识别的温室气体"),
    ("{name}: taken as {gas} because of its CAS number {value}", "{name}：依 CAS 号 {value} 视为 {gas}"),
)
UNCERTAINTY = issue_type(
    "CALC-018",
    WARNING,
    None,
    ("Uncertainty that cannot be sampled", "无法抽样的不确定性"),
    (
        "{name}, exchange {exchange}: {reason}; the amount is kept fixed",
        "{name}，交换 {exchange}：{reason_zh}，数值保持不变",
    ),
)
SCORE_KEPT = issue_type(
    "SCORE-001",
    INFO,
    None,
    ("Scores before and after the conversion", "转换前后的结果"),
    (
        "{measure}: {value} of {compared} products have the same score in source and target",
        "{measure}：{compared} 个产品中有 {value} 个在来源与目标中结果相同",
    ),
)
SCORE_CHANGED = issue_type(
    "SCORE-002",
    ERROR,
    None,
    ("Score changed by the conversion", "转换改变了结果"),
    (
        "{name}, {product}: {measure} {value} before, {after} after: {reason} ({detail})",
        "{name}，{product}：{measure} 转换前 {value}，转换后 {after}：{reason_zh}（{detail}）",
    ),
)
