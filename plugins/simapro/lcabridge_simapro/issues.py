"""Issue types of the SimaPro plugin."""

from __future__ import annotations

from lcabridge.report import Loss, Severity, issue_type

STRAY = issue_type(
    "SIMAPRO-001", Severity.WARNING, Loss.DROPPED,
    ("Line outside every block and section", "位于所有块和节之外的行"),
    ("{value!r} belongs to no known block or section", "{value!r} 不属于任何已知的块或节"),
)  # fmt: skip
NO_END = issue_type(
    "SIMAPRO-002", Severity.WARNING, None,
    ("Block without its end", "块没有结束标记"),
    ("the block {block!r} that starts here has no 'End'", "从此处开始的块 {block!r} 没有“End”"),
)  # fmt: skip
OPEN_QUOTE = issue_type(
    "SIMAPRO-003", Severity.WARNING, Loss.REPAIRED,
    ("Quotation mark that is never closed", "引号没有闭合"),
    ("a quotation mark is taken as a character of the text", "引号按普通字符处理"),
)  # fmt: skip
CELLS_LEFT = issue_type(
    "SIMAPRO-004", Severity.WARNING, Loss.DROPPED,
    ("Cells beyond the last column", "超出最后一列的单元格"),
    ("{path}: the row has more cells than the section has columns: {value!r}", "{path}：该行的单元格多于该节的列数：{value!r}"),
)  # fmt: skip
NO_VALUE = issue_type(
    "SIMAPRO-005", Severity.ERROR, None,
    ("Formula without a value", "公式没有数值"),
    (
        "{path}: {value!r} cannot be evaluated: {reason}; the formula is kept, the amount is empty",
        "{path}：{value!r} 无法计算：{reason}；保留公式，数值为空",
    ),
)  # fmt: skip
UNIT_UNKNOWN = issue_type(
    "SIMAPRO-006", Severity.WARNING, Loss.ASSUMED,
    ("Unit that the file does not define", "文件未定义的单位"),
    (
        "the file has no quantity for the unit {unit!r}; it is taken for one of {value}",
        "文件未给出单位 {unit!r} 的量，按 {value} 处理",
    ),
)  # fmt: skip
UNIT_ODD = issue_type(
    "SIMAPRO-007", Severity.WARNING, None,
    ("Unit factor differs from the known one", "单位换算系数与已知值不同"),
    (
        "1 {unit} is {value} {reference} here, and {known} by the known units; the file's own holds",
        "文件中 1 {unit} = {value} {reference}，而已知值为 {known}；以文件为准",
    ),
)  # fmt: skip
SAME_NAME = issue_type(
    "SIMAPRO-008", Severity.WARNING, None,
    ("Two data sets of one name", "两个数据集同名"),
    (
        "{name!r} stands here and in {first}; SimaPro links by name, and the first one is taken",
        "{name!r} 在此处和 {first} 均出现；SimaPro 按名称链接，取第一个",
    ),
)  # fmt: skip
CAS_ODD = issue_type(
    "SIMAPRO-009", Severity.WARNING, None,
    ("CAS number that is none", "无效的 CAS 号"),
    ("{value!r} is no CAS number; kept as it is", "{value!r} 不是有效的 CAS 号，原样保留"),
)  # fmt: skip
METHOD_ASSUMED = issue_type(
    "SIMAPRO-010", Severity.INFO, Loss.ASSUMED,
    ("Allocation method not stated", "未注明分配方法"),
    (
        "{path}: the file gives percentages and no method; they are stored as {value} allocation",
        "{path}：文件仅给出百分比而无方法，按 {value} 分配存放",
    ),
)  # fmt: skip
FRACTION = issue_type(
    "SIMAPRO-011", Severity.WARNING, Loss.ASSUMED,
    ("Fraction of one waste type only", "仅适用于某一类废物的比例"),
    (
        "{path}: {percent} % of the waste type {value!r} goes there; the model has no waste types, and the amount is for waste of that type alone",
        "{path}：{value!r} 类废物的 {percent}% 进入该处理；模型没有废物类型，数值仅对该类废物成立",
    ),
)  # fmt: skip
DATE_ODD = issue_type(
    "SIMAPRO-012", Severity.WARNING, None,
    ("Date that the header does not explain", "无法按文件头解释的日期"),
    ("{path}: {value!r} does not follow {format!r}; kept as it is", "{path}：{value!r} 不符合 {format!r}，原样保留"),
)  # fmt: skip
AGGREGATED = issue_type(
    "SIMAPRO-013", Severity.INFO, Loss.CONVERTED,
    ("Damage category from its impact categories", "由影响类别汇总的损害类别"),
    ("factors of {name!r} are sums over its impact categories", "{name!r} 的因子由其影响类别汇总得到"),
)  # fmt: skip
PARAMETER_HIDDEN = issue_type(
    "SIMAPRO-014", Severity.WARNING, None,
    ("Parameter defined in the database and in the project", "数据库与项目中均定义的参数"),
    (
        "{name!r} is defined here and in line {first}; where both are seen, that of the project holds",
        "{name!r} 在此处和第 {first} 行重复定义；两者同时可见时以项目参数为准",
    ),
)  # fmt: skip
UNIT_UNUSED = issue_type(
    "SIMAPRO-015", Severity.WARNING, Loss.DROPPED,
    ("Unit defined twice", "单位重复定义"),
    ("{value!r} is defined before; the first definition holds", "{value!r} 已定义，以首次为准"),
)  # fmt: skip

CAS_DIFFERS = issue_type(
    "SIMAPRO-017", Severity.WARNING, Loss.DROPPED,
    ("CAS number differs from that of the substance", "CAS 号与该物质的不同"),
    ("{path}: the row says {value!r}, the substance {other!r}", "{path}：该行写作 {value!r}，而物质为 {other!r}"),
)  # fmt: skip
NO_HEAD = issue_type(
    "SIMAPRO-016", Severity.WARNING, Loss.ASSUMED,
    ("File without a head", "缺少文件头"),
    (
        "nothing says which signs separate cells and decimals; taken from the file itself: {value!r}",
        "未说明单元格分隔符和小数点，按文件内容取 {value!r}",
    ),
)  # fmt: skip

CHANGED = issue_type(
    "SIMAPRO-050", Severity.INFO, Loss.DEGRADED,
    ("Value that SimaPro says in another way", "SimaPro 以另一种方式表达的值"),
    ("{path}: {value!r} reads back as {now!r}", "{path}：{value!r} 再次读取时为 {now!r}"),
)  # fmt: skip
ADDED = issue_type(
    "SIMAPRO-051", Severity.INFO, Loss.ASSUMED,
    ("Value that SimaPro's way of writing implies", "SimaPro 写法所隐含的值"),
    ("{path}: the source says nothing; read again it is {value!r}", "{path}：来源未说明；再次读取时为 {value!r}"),
)  # fmt: skip
MADE = issue_type(
    "SIMAPRO-052", Severity.INFO, Loss.ASSUMED,
    ("Data set that the file implies", "文件所隐含的数据集"),
    (
        "the source has no such data set; SimaPro's sections and names imply it: {name!r}",
        "来源没有此数据集，SimaPro 的节与名称隐含了它：{name!r}",
    ),
)  # fmt: skip
MERGED = issue_type(
    "SIMAPRO-053", Severity.WARNING, Loss.DROPPED,
    ("Two data sets that SimaPro cannot tell apart", "SimaPro 无法区分的两个数据集"),
    (
        "SimaPro would know it as {value!r}, which is {other} already; references go there",
        "在 SimaPro 中名为 {value!r}，与 {other} 相同，引用指向后者",
    ),
)  # fmt: skip
COMPARTMENT_UNKNOWN = issue_type(
    "SIMAPRO-054", Severity.WARNING, Loss.ASSUMED,
    ("Elementary flow without a known compartment", "未知环境介质的基本流"),
    (
        "the category {value!r} names no medium that SimaPro has; the flow is written under {section!r}",
        "类别 {value!r} 不对应 SimaPro 的任何介质，该流写入 {section!r}",
    ),
)  # fmt: skip
NOT_WRITTEN = issue_type(
    "SIMAPRO-055", Severity.WARNING, Loss.DROPPED,
    ("Exchange that SimaPro has no row for", "SimaPro 没有对应行的交换"),
    ("{path}: {reason}", "{path}：未写出：{reason_zh}"),
)  # fmt: skip
CREDITED = issue_type(
    "SIMAPRO-056", Severity.WARNING, Loss.DEGRADED,
    ("Co-product of a waste treatment", "废物处理的副产品"),
    (
        "{path}: a waste treatment has no products in SimaPro; {value} is written as an avoided product",
        "{path}：SimaPro 的废物处理没有产品，{value} 写为避免产品",
    ),
)  # fmt: skip
OPPOSITE = issue_type(
    "SIMAPRO-057", Severity.INFO, Loss.DEGRADED,
    ("Written in the other direction with the opposite sign", "以相反方向和相反符号写出"),
    (
        "{path}: {section!r} has one direction; the amount {value} is written with the opposite sign",
        "{path}：{section!r} 只有一个方向，数值 {value} 以相反符号写出",
    ),
)  # fmt: skip
FORMULA_LOST = issue_type(
    "SIMAPRO-058", Severity.WARNING, Loss.DROPPED,
    ("Formula that SimaPro cannot say", "SimaPro 无法表达的公式"),
    ("{path}: {value!r}: {reason}; the number is written", "{path}：{value!r}：{reason}；写出数值"),
)  # fmt: skip
TWO_KINDS = issue_type(
    "SIMAPRO-059", Severity.INFO, None,
    ("Processes and methods in one file", "过程与方法在同一文件中"),
    (
        "SimaPro itself exports and imports processes and impact methods as separate files; write them one at a time with the option content",
        "SimaPro 分别导出和导入过程与影响评价方法；请用选项 content 分别写出",
    ),
)  # fmt: skip
NAMED_APART = issue_type(
    "SIMAPRO-060", Severity.INFO, Loss.REMAPPED,
    ("Product named with place and process", "产品名称加上地点与过程"),
    (
        "SimaPro links by product name, and several would be {value!r}; this one is written as {name!r}",
        "SimaPro 按产品名称链接，而 {value!r} 不唯一；此处写为 {name!r}",
    ),
)  # fmt: skip
