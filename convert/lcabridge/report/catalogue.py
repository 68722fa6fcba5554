"""Issue types of the engine; plugins add their own with ``issue_type`` in a module ``issues.py``."""

from __future__ import annotations

from lcabridge.report.issue import Loss, Severity, issue_type

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

EXPECTED_DROP = issue_type(
    "CHECK-001",
    WARNING,
    Loss.DROPPED,
    ("The target has no place for this field", "目标格式没有此字段的位置"),
    ("{path}: {count} value(s) would be dropped", "{path}：将丢失 {count} 个值"),
)
EXPECTED_CARRY = issue_type(
    "CHECK-002",
    INFO,
    None,
    ("The target holds this field in its extension only", "目标格式仅在扩展中保存此字段"),
    (
        "{path}: {count} value(s) would stand in the extension, which other tools do not read",
        "{path}：{count} 个值将写入扩展，其他工具不会读取",
    ),
)
UNREAD = issue_type(
    "READ-001",
    WARNING,
    Loss.DROPPED,
    ("Content without a place in the model", "模型中没有位置的内容"),
    ("{path}: not understood and not carried", "{path}：无法识别，也未携带"),
)
CARRIED = issue_type(
    "READ-002",
    INFO,
    None,
    ("Unknown content carried", "已携带的未知内容"),
    (
        "{path}: not understood; carried as it is, only the same format gets it back",
        "{path}：无法识别，原样携带，仅同一格式可恢复",
    ),
)
BAD_VALUE = issue_type(
    "READ-003",
    ERROR,
    Loss.DROPPED,
    ("Value of the wrong kind", "取值类型错误"),
    ("{path}: {value!r} is not {expected}", "{path}：{value!r} 不是{expected}"),
)
REPAIRED_VALUE = issue_type(
    "READ-004",
    WARNING,
    Loss.REPAIRED,
    ("Value spelled wrongly, meaning certain", "取值写法有误但含义确定"),
    ("{path}: {value!r} read as {repaired!r}", "{path}：{value!r} 按 {repaired!r} 读取"),
)
LANGUAGE = issue_type(
    "READ-005",
    WARNING,
    Loss.REPAIRED,
    ("Text under a wrong language tag", "文本语言标记错误"),
    ("{path}: text under {old!r} is {new!r}; re-tagged", "{path}：标为 {old!r} 的文本实为 {new!r}，已改标"),
)
LANGUAGE_ASSUMED = issue_type(
    "READ-006",
    INFO,
    Loss.ASSUMED,
    ("Source names no language", "来源未标明语言"),
    (
        "the format has no language tags: text is taken as {value}, or as Chinese where it has Chinese characters",
        "该格式没有语言标记：文本按 {value} 处理，含汉字者按中文处理",
    ),
)
NOT_UUID = issue_type(
    "READ-007",
    ERROR,
    Loss.REMAPPED,
    ("Identifier is no UUID", "标识符不是 UUID"),
    (
        "{path}: {value!r} is no UUID; a derived one stands for it: {uuid}",
        "{path}：{value!r} 不是 UUID，以派生的 {uuid} 代替",
    ),
)
SUMMARY_DIFFERS = issue_type(
    "READ-008",
    INFO,
    Loss.REPAIRED,
    ("Reference describes its target differently", "引用对目标的描述与目标不一致"),
    (
        "{path}: the reference says {value!r}, the target {target!r}; the target holds",
        "{path}：引用写作 {value!r}，目标为 {target!r}，以目标为准",
    ),
)
EMPTY = issue_type(
    "READ-009",
    INFO,
    None,
    ("Empty value", "空值"),
    ("{path}: empty in the source; says nothing and is left out", "{path}：来源中为空，无信息，已略去"),
)
IGNORED_FILE = issue_type(
    "READ-010",
    WARNING,
    Loss.DROPPED,
    ("File that is no data set", "非数据集文件"),
    ("{file}: not part of the format; not converted", "{file}：不属于该格式，未转换"),
)
DUPLICATE_SAME = issue_type(
    "INDEX-001",
    INFO,
    Loss.DROPPED,
    ("Data set present twice with equal content", "数据集重复且内容相同"),
    ("the same data set stands in {first} too; one copy is kept", "同一数据集也在 {first} 中，保留一份"),
)
DANGLING = issue_type(
    "INDEX-002",
    WARNING,
    None,
    ("Reference to a data set that is not in the package", "引用的数据集不在数据包中"),
    (
        "{type} {uuid} ({name}) is not in the package; {count} reference(s) from {holders} are kept",
        "数据包中没有 {type} {uuid}（{name}）；来自 {holders} 的 {count} 处引用予以保留",
    ),
)
STUB = issue_type(
    "WRITE-001",
    WARNING,
    Loss.ASSUMED,
    ("Placeholder for a missing data set", "缺失数据集的占位"),
    (
        "{type} {uuid} ({name}) is missing; a marked placeholder under the same UUID keeps the references",
        "缺少 {type} {uuid}（{name}）；以同一 UUID 的带标记占位数据集保留引用",
    ),
)
REFERENCE_DATA = issue_type(
    "WRITE-002",
    WARNING,
    Loss.ASSUMED,
    ("Missing unit data taken from the openLCA reference units", "缺失的单位数据取自 openLCA 参考单位"),
    (
        "{type} {uuid} ({name}) is missing; openLCA's reference data of that UUID is used",
        "缺少 {type} {uuid}（{name}），采用 openLCA 参考数据",
    ),
)
UNITS_ASSUMED = issue_type(
    "INDEX-005",
    WARNING,
    Loss.ASSUMED,
    ("Unit data assumed", "假定的单位数据"),
    (
        "{type} {uuid} is not in the package; for unit arithmetic it is taken to be openLCA's {name}",
        "数据包中没有 {type} {uuid}；单位换算按 openLCA 的“{name}”处理",
    ),
)
VERSION_ASSUMED = issue_type(
    "INDEX-003",
    INFO,
    Loss.ASSUMED,
    ("Reference without version", "引用未注明版本"),
    ("{path}: no version; the highest present, {value}, is meant", "{path}：未注明版本，取现有最高版本 {value}"),
)
VERSION_MISSING = issue_type(
    "INDEX-004",
    WARNING,
    Loss.ASSUMED,
    ("Referenced version is not in the package", "引用的版本不在数据包中"),
    ("{path}: version {wanted} is not in the package, {value} is", "{path}：数据包中没有版本 {wanted}，仅有 {value}"),
)
VERSION_REMAPPED = issue_type(
    "MAP-001",
    WARNING,
    Loss.REMAPPED,
    ("Several versions of one UUID", "同一 UUID 的多个版本"),
    (
        "the target holds one version per UUID; version {version} becomes {uuid}",
        "目标格式每个 UUID 只容一个版本；版本 {version} 改为 {uuid}",
    ),
)
DROPPED_ENTITY = issue_type(
    "WRITE-003",
    WARNING,
    Loss.DROPPED,
    ("Data set that the target cannot hold", "目标格式无法容纳的数据集"),
    ("the target format has no such data set; {leaves} values dropped", "目标格式没有此类数据集，丢失 {leaves} 个值"),
)
DROPPED_VALUE = issue_type(
    "WRITE-004",
    WARNING,
    Loss.DROPPED,
    ("Value that the target cannot hold", "目标格式无法容纳的值"),
    ("{path}: the target has no place for it", "{path}：目标格式没有对应位置"),
)
DEGRADED_VALUE = issue_type(
    "WRITE-005",
    INFO,
    Loss.DEGRADED,
    ("Native value is coarser", "原生字段精度较低"),
    (
        "{path}: {value!r} is written as {native!r}; the exact value stands in the extension",
        "{path}：{value!r} 写为 {native!r}，精确值在扩展中",
    ),
)
PLACEHOLDER = issue_type(
    "WRITE-006",
    INFO,
    Loss.ASSUMED,
    ("Placeholder in a required field", "必填字段的占位值"),
    (
        "{path}: required, and the source has nothing; a marked placeholder stands there",
        "{path}：必填而来源没有，填入带标记的占位值",
    ),
)
PLACEHOLDER_REMOVED = issue_type(
    "READ-011",
    INFO,
    None,
    ("Placeholder removed", "已移除占位值"),
    ("{path}: a placeholder of an earlier conversion was left out", "{path}：已略去先前转换填入的占位值"),
)
STALE_EXTENSION = issue_type(
    "READ-012",
    WARNING,
    Loss.DROPPED,
    ("Extension does not fit its data set any more", "扩展与数据集不再一致"),
    (
        "{path}: the field was changed after the extension was written; the field holds",
        "{path}：扩展写入后该字段已被修改，以字段为准",
    ),
)
FACTOR_MISSING = issue_type(
    "WRITE-007",
    ERROR,
    Loss.ASSUMED,
    ("Amount cannot be brought to the reference unit", "无法换算到参考单位"),
    (
        "{path}: {reason}; the amount {value} is written as if in the reference unit",
        "{path}：{reason}；数值 {value} 按参考单位写出",
    ),
)
NAMED_ONLY = issue_type(
    "WRITE-009",
    INFO,
    Loss.REMAPPED,
    ("The target knows data sets by their names", "目标格式仅以名称标识数据集"),
    (
        "the target has no place for UUIDs; read again, this data set is {uuid} {version}, derived from its names there",
        "目标格式没有 UUID 字段；再次读取时，该数据集为按名称派生的 {uuid} {version}",
    ),
)
REORDERED = issue_type(
    "WRITE-010",
    INFO,
    Loss.REMAPPED,
    ("Exchanges in another order, numbered anew", "交换的顺序与编号改变"),
    (
        "the target groups exchanges and has no ids for them; in its order they are number {shown} of the source, with ids from 1",
        "目标格式按类别排列交换且没有编号；按目标顺序依次为来源的第 {shown} 个，编号从 1 起",
    ),
)
PLACE_FROM_CODE = issue_type(
    "WRITE-008",
    INFO,
    Loss.ASSUMED,
    ("Location made from a place code", "由地点代码生成的地点数据集"),
    (
        "the source names the place by its code {value} only; the target refers to a data set, which is made of it: {name}",
        "来源仅以代码 {value} 标示地点；目标格式需引用数据集，故据此生成：{name}",
    ),
)
