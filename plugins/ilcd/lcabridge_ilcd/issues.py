"""Issue types of the ILCD family."""

from __future__ import annotations

from lcabridge.report import Loss, Severity, issue_type

ODD_VALUE = issue_type(
    "ILCD-001",
    Severity.ERROR,
    None,
    ("Value of the wrong kind, carried", "取值类型错误，已携带"),
    (
        "{path}: {value!r} is not {expected}; carried as it stands, only the ILCD family gets it back",
        "{path}：{value!r} 不是{expected_zh}；原样携带，仅 ILCD 系列格式可恢复",
    ),
)
SURPLUS = issue_type(
    "ILCD-002",
    Severity.WARNING,
    None,
    ("More than one where the format has one", "应唯一却重复"),
    (
        "{path}: stands {count} times where one is allowed; the first counts, the others are carried",
        "{path}：只允许一个却出现 {count} 次；以第一个为准，其余携带",
    ),
)
ASSUMED_REFERENCE = issue_type(
    "ILCD-003",
    Severity.WARNING,
    Loss.ASSUMED,
    ("Reference without identifier", "引用没有标识符"),
    (
        "{path}: the reference has no UUID; one derived from its text stands for it: {value}",
        "{path}：引用没有 UUID；以由其文本派生的 {value} 代替",
    ),
)
OPENLCA_AMOUNT = issue_type(
    "ILCD-004",
    Severity.WARNING,
    Loss.REPAIRED,
    ("Amount multiplied by the property factor (openLCA export defect)", "数量误乘流属性系数（openLCA 导出缺陷）"),
    (
        "{path}: {value} is the amount times the property factor instead of divided by it; openLCA's own amount {amount} is used",
        "{path}：{value} 误将数量乘以而非除以流属性系数；采用 openLCA 自身的数量 {amount}",
    ),
)
SOURCE_INVALID = issue_type(
    "ILCD-005",
    Severity.WARNING,
    None,
    ("Value that the ILCD schema does not allow", "ILCD 模式不允许的取值"),
    (
        "{path}: {value!r} comes from the source and is not valid there ({expected}); written unchanged",
        "{path}：{value!r} 来自来源，不符合模式（{expected}）；原样写出",
    ),
)
NO_DATA_SET = issue_type(
    "ILCD-006",
    Severity.WARNING,
    Loss.DROPPED,
    ("File without a data set", "文件中没有数据集"),
    ("{file}: no ILCD data set in it ({found}); not converted", "{file}：其中没有 ILCD 数据集（{found}），未转换"),
)
NO_UUID = issue_type(
    "ILCD-007",
    Severity.ERROR,
    Loss.ASSUMED,
    ("Data set without UUID", "数据集没有 UUID"),
    (
        "the data set has no UUID; one derived from its file name stands for it: {value}",
        "数据集没有 UUID；以由文件名派生的 {value} 代替",
    ),
)
COMMENT = issue_type(
    "ILCD-008",
    Severity.INFO,
    Loss.DROPPED,
    ("Comment or processing instruction", "注释或处理指令"),
    ("{path}: a comment of the file, no part of the data set; left out", "{path}：文件中的注释，不属于数据集，已略去"),
)
WRONG_NAMESPACE = issue_type(
    "ILCD-009",
    Severity.WARNING,
    Loss.REPAIRED,
    ("Wrong name space", "命名空间错误"),
    (
        "{path}: name space {value!r} instead of {repaired!r}; read as what it is named",
        "{path}：命名空间为 {value!r} 而非 {repaired!r}；按元素名称读取",
    ),
)
CONTROL_CHARACTER = issue_type(
    "ILCD-010",
    Severity.INFO,
    Loss.DEGRADED,
    ("Characters that XML cannot hold", "XML 无法容纳的字符"),
    (
        "characters that XML does not allow are left out; the exact text stands in the extension",
        "XML 不允许的字符已略去，确切文本在扩展中",
    ),
)
LANGUAGE_DEFAULT = issue_type(
    "ILCD-011",
    Severity.INFO,
    Loss.ASSUMED,
    ("Text without a language", "文本未标语言"),
    ("{path}: no language; by ILCD's rule it is English", "{path}：未标语言，按 ILCD 规则视为英文"),
)
EMPTY_TEXT = issue_type(
    "ILCD-012",
    Severity.INFO,
    Loss.DROPPED,
    ("Language of an empty text", "空文本的语言"),
    (
        "{path}: the text is empty; its language {value!r} is left out with it",
        "{path}：文本为空，其语言 {value!r} 一并略去",
    ),
)
ABSENT_DOCUMENT = issue_type(
    "ILCD-013",
    Severity.INFO,
    None,
    ("Document that is not in the package", "数据包中没有的文档"),
    (
        "{path}: {value!r} is not in the package; the reference to it is kept",
        "{path}：数据包中没有 {value!r}；保留对它的引用",
    ),
)
BAD_LIST = issue_type(
    "ILCD-014",
    Severity.WARNING,
    None,
    ("List of places that cannot be read", "无法读取的地点列表"),
    (
        "{file}: {reason}; the file travels with the package as it is, its names are not used",
        "{file}：{reason_zh}；文件原样随数据包传递，其中的名称不予采用",
    ),
)
OPENLCA_SPREAD = issue_type(
    "ILCD-015",
    Severity.WARNING,
    Loss.REPAIRED,
    ("Deviation that openLCA did not square (openLCA export defect)", "openLCA 未平方的偏差（openLCA 导出缺陷）"),
    (
        "{path}: openLCA exports the deviation itself, in the exchange's own unit; {repaired} instead of {value}",
        "{path}：openLCA 直接导出偏差，且采用交换自身的单位；以 {repaired} 代替 {value}",
    ),
)
OPENLCA_FACTOR = issue_type(
    "ILCD-016",
    Severity.WARNING,
    Loss.REPAIRED,
    (
        "Multiplication factor that openLCA does not know (openLCA export defect)",
        "openLCA 未知的倍乘系数（openLCA 导出缺陷）",
    ),
    (
        "{path}: openLCA writes {value} for every process of a model; taken as not stated",
        "{path}：openLCA 对模型的每个过程均写 {value}；视为未说明",
    ),
)
AVOIDED_TURNED = issue_type(
    "ILCD-020",
    Severity.INFO,
    Loss.DEGRADED,
    ("Avoided product said as a product", "避免产品写作产品"),
    (
        "{path}: ILCD has no word for an avoided product; written with the other direction, so that the credit is no burden",
        "{path}：ILCD 无法表示避免产品；以相反方向写出，以免抵扣被当作负荷",
    ),
)
NO_MEMBER = issue_type(
    "ILCD-021",
    Severity.ERROR,
    None,
    ("Number of a member that is not there", "所指内部编号不存在"),
    (
        "{path}: {value!r} is the internal number of none; kept as it stands, and read as none",
        "{path}：没有内部编号为 {value!r} 的成员；原样保留，按未指定理解",
    ),
)
SELF_LINK = issue_type(
    "ILCD-022",
    Severity.WARNING,
    None,
    ("Part of a model that leads to itself", "模型部件指向自身"),
    (
        "{path}: {value} leads to itself; kept, and a calculation may not end",
        "{path}：{value} 指向自身；予以保留，计算可能无法收敛",
    ),
)
