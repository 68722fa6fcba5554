"""What can happen in tables and nowhere else."""

from __future__ import annotations

from lcabridge.report import Loss, Severity, issue_type

UNKNOWN_COLUMN = issue_type(
    "TAB-001",
    Severity.WARNING,
    Loss.DROPPED,
    ("Column that means nothing here", "含义未知的列"),
    (
        "{cell}: no column of this sheet is called {heading!r}; {count} cell(s) not read",
        "{cell}：此表没有名为 {heading!r} 的列，{count} 个单元格未读取",
    ),
)
UNKNOWN_SHEET = issue_type(
    "TAB-002",
    Severity.WARNING,
    Loss.DROPPED,
    ("Sheet that means nothing here", "含义未知的工作表"),
    (
        "sheet {sheet!r} is none of the template's; {count} cell(s) not read",
        "工作表 {sheet!r} 不属于模板，{count} 个单元格未读取",
    ),
)
BAD_CELL = issue_type(
    "TAB-003",
    Severity.ERROR,
    Loss.DROPPED,
    ("Cell of the wrong kind", "单元格内容类型错误"),
    ("{cell}: {value!r} is not {expected}; left out", "{cell}：{value!r} 不是{expected_zh}，已略去"),
)
MENDED_CELL = issue_type(
    "TAB-004",
    Severity.INFO,
    Loss.REPAIRED,
    ("Cell spelled unusually, meaning certain", "单元格写法不规范但含义确定"),
    ("{cell}: {value!r} read as {read!r}", "{cell}：{value!r} 按 {read!r} 读取"),
)
DERIVED_ID = issue_type(
    "TAB-005",
    Severity.INFO,
    Loss.REMAPPED,
    ("UUID derived from a code or name", "由代码或名称派生的 UUID"),
    (
        "{cell}: {value!r} identifies the data set here; its UUID is derived from it: {uuid}",
        "{cell}：此处以 {value!r} 标识数据集，由其派生 UUID：{uuid}",
    ),
)
ORPHAN_ROW = issue_type(
    "TAB-006",
    Severity.ERROR,
    Loss.DROPPED,
    ("Row of a data set that is not there", "所属数据集不存在的行"),
    (
        "{cell}: there is no {type} {owner!r} in the table; the row is left out",
        "{cell}：表中没有 {type} {owner!r}，该行已略去",
    ),
)
UNKNOWN_NAME = issue_type(
    "TAB-007",
    Severity.WARNING,
    Loss.ASSUMED,
    ("Name that no data set has", "没有对应数据集的名称"),
    (
        "{cell}: no {type} is called {value!r}; the reference leads to a derived UUID",
        "{cell}：没有名为 {value!r} 的 {type}，引用指向派生的 UUID",
    ),
)
AMBIGUOUS_NAME = issue_type(
    "TAB-008",
    Severity.ERROR,
    Loss.ASSUMED,
    ("Name that several data sets have", "多个数据集同名"),
    (
        "{cell}: {count} data sets of type {type} are called {value!r}; the first is meant. Give its ID",
        "{cell}：有 {count} 个 {type} 名为 {value!r}，取第一个；请填写其 ID",
    ),
)
FILLED_DOWN = issue_type(
    "TAB-009",
    Severity.INFO,
    Loss.ASSUMED,
    ("Empty or merged cell takes the value above", "空白或合并单元格取上方的值"),
    ("{cell}: empty; {value!r} from above is meant", "{cell}：为空，取上方的 {value!r}"),
)
LONG_TEXT = issue_type(
    "TAB-010",
    Severity.WARNING,
    Loss.DROPPED,
    ("Text longer than a cell", "文本超出单元格上限"),
    (
        "{path}: a cell holds 32,767 characters, the text has {length}; the rest is cut off",
        "{path}：单元格最多容纳 32767 个字符，文本有 {length} 个，其余被截断",
    ),
)
NO_HEADER = issue_type(
    "TAB-011",
    Severity.ERROR,
    Loss.DROPPED,
    ("Sheet without a row of headings", "工作表没有标题行"),
    (
        "sheet {sheet!r}: no row holds the headings of the template; nothing is read from it",
        "工作表 {sheet!r}：没有包含模板列名的行，未读取任何内容",
    ),
)
TWIN_COLUMN = issue_type(
    "TAB-012",
    Severity.ERROR,
    Loss.DROPPED,
    ("Two columns of one meaning", "两列含义相同"),
    (
        "{cell}: {heading!r} means the same as {first}; {count} cell(s) not read",
        "{cell}：{heading!r} 与 {first} 含义相同，{count} 个单元格未读取",
    ),
)
UNIT_UNKNOWN = issue_type(
    "TAB-013",
    Severity.WARNING,
    Loss.ASSUMED,
    ("Unit that no reference unit group has", "参考单位组中没有的单位"),
    (
        "{cell}: {value!r} is no known unit; a unit group of its own is made for it",
        "{cell}：未知单位 {value!r}，为其单独建立单位组",
    ),
)
UNIT_TAKEN = issue_type(
    "TAB-014",
    Severity.INFO,
    Loss.ASSUMED,
    ("Flow property taken from a unit", "由单位推定的流属性"),
    ("{cell}: measured in {value!r}, so the flow property is {name}", "{cell}：以 {value!r} 计量，流属性取 {name}"),
)
NOTES_SKIPPED = issue_type(
    "TAB-015",
    Severity.INFO,
    None,
    ("Rows of notes", "说明行"),
    (
        "sheet {sheet!r}: {count} row(s) that begin with ## are notes and are not read",
        "工作表 {sheet!r}：{count} 个以 ## 开头的行为说明，未读取",
    ),
)
INCOMPLETE = issue_type(
    "TAB-016",
    Severity.ERROR,
    Loss.DROPPED,
    ("Cells that need another one", "缺少配套单元格"),
    ("{cell}: {value!r} needs {expected}; left out", "{cell}：{value!r} 需要{expected_zh}，已略去"),
)
DISTRIBUTION_ASSUMED = issue_type(
    "TAB-017",
    Severity.INFO,
    Loss.ASSUMED,
    ("Distribution told by its parameters", "由参数推定的分布类型"),
    (
        "{cell}: no distribution is named; its parameters are those of {value!r}",
        "{cell}：未注明分布类型，按参数取 {value!r}",
    ),
)
UNIT_MADE = issue_type(
    "TAB-018",
    Severity.INFO,
    Loss.ASSUMED,
    ("Unit data added for a unit", "为单位补充的单位数据"),
    (
        "the table names the unit only; {name} is added, as openLCA's reference data have it, or for this unit alone",
        "表中只有单位名称；按 openLCA 参考数据或仅为该单位补充 {name}",
    ),
)
FACTOR_UNIT = issue_type(
    "TAB-030",
    Severity.WARNING,
    Loss.DROPPED,
    ("Factor whose unit is no greenhouse gas per something", "单位不是“温室气体/活动量”的因子"),
    (
        "{cell}: the unit {unit!r} is no mass of CO2 equivalents or of a gas per unit; the row is left out",
        "{cell}：单位 {unit!r} 不是每单位活动的 CO2 当量或某气体质量，该行已略去",
    ),
)
PLACE_UNKNOWN = issue_type(
    "TAB-031",
    Severity.WARNING,
    Loss.DEGRADED,
    ("Place that no list has", "列表中没有的地点"),
    (
        "{cell}: {value!r} is no known place; kept as a text. Say its code under places in the mapping",
        "{cell}：未知地点 {value!r}，作为文本保留；可在映射的 places 中给出代码",
    ),
)
UNREAD_CELLS = issue_type(
    "TAB-040",
    Severity.WARNING,
    Loss.DROPPED,
    ("Cells that mean nothing here", "含义未知的单元格"),
    (
        "sheet {sheet!r}: {count} cell(s) of no known section or column are not read",
        "工作表 {sheet!r}：{count} 个单元格不属于任何已知部分或列，未读取",
    ),
)
AMOUNT_COMPUTED = issue_type(
    "TAB-041",
    Severity.INFO,
    Loss.ASSUMED,
    ("Amount computed from its formula", "由公式计算的数量"),
    (
        "{cell}: the workbook holds the formula {formula!r} only; its result is {value}",
        "{cell}：工作簿仅有公式 {formula!r}，计算结果为 {value}",
    ),
)
