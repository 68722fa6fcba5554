"""Columns that several sheets share, and the lists that columns offer."""

from __future__ import annotations

from lcabridge.model import EntityType
from lcabridge_tables import columns as c
from lcabridge_tables.columns import Column

FLOW_TYPES = {
    "elementary": ("elementary flow", "基本流"),
    "product": ("product flow", "产品流"),
    "waste": ("waste flow", "废物流"),
    "other": ("other flow", "其他流"),
}
PROCESS_TYPES = {
    "unit_process": ("unit process", "单元过程"),
    "unit_process_single_operation": ("unit process, single operation", "单元过程（单一操作）"),
    "unit_process_black_box": ("unit process, black box", "单元过程（黑箱）"),
    "lci_result": ("LCI result", "清单结果"),
    "partly_terminated_system": ("partly terminated system", "部分终止系统"),
    "avoided_product_system": ("avoided product system", "避免产品系统"),
    "epd": ("EPD", "环境产品声明"),
}
METHODS = {
    "none": ("none", "无"),
    "default": ("as the process says", "按过程默认"),
    "physical": ("physical", "物理"),
    "economic": ("economic", "经济"),
    "causal": ("causal", "因果"),
}
DIRECTIONS = {"input": ("input", "输入"), "output": ("output", "输出")}
DISTRIBUTIONS = {
    "undefined": ("undefined", "未定义"),
    "none": ("none", "无"),
    "lognormal": ("lognormal", "对数正态"),
    "normal": ("normal", "正态"),
    "triangular": ("triangular", "三角"),
    "uniform": ("uniform", "均匀"),
}
PROVIDERS = {"process": ("process", "过程"), "model": ("model", "模型"), "result": ("result", "结果")}
PROPERTY_TYPES = {"physical": ("physical", "物理"), "economic": ("economic", "经济")}


def ref(
    attr: str, type_: EntityType, en: str, zh: str, basic: bool = False, help_en: str = "", help_zh: str = ""
) -> tuple[Column, ...]:
    """Return the columns of a reference: name, ID, version."""
    return (
        Column(f"{attr}.name", c.TEXT, en, zh, basic, help_en, help_zh),
        Column(
            f"{attr}.uuid",
            c.ID,
            f"{en} ID",
            f"{zh} ID",
            basic,
            "only where the name is not unique",
            "仅在名称不唯一时填写",
            type_,
        ),
        Column(f"{attr}.version", c.CODE, f"{en} version", f"{zh}版本"),
    )


ID_COLUMNS = (
    Column(
        "uuid",
        c.ID,
        "ID",
        "ID",
        True,
        "any code that is unique here, or a UUID; empty: derived from the name",
        "本表内唯一的任意代码，或 UUID；留空则由名称派生",
    ),
    Column("version", c.CODE, "Version", "版本"),
)
NAME = (Column("name", c.TEXT, "Name", "名称", True, "name of the data set", "数据集名称", None, True),)
HEAD = (
    Column(
        "classifications",
        c.PATHS,
        "Category",
        "类别",
        True,
        "path with > between levels; another system in front: ISIC Rev. 4: C > 24",
        "用 > 分隔各级；其他分类体系写在前面，如 GB/T 4754-2017: C > 31",
    ),
    Column("description", c.TEXT, "Comment", "说明", True, "general comment", "一般说明"),
    Column("synonyms", c.TEXT, "Synonyms", "同义词"),
    Column("tags", c.WORDS, "Tags", "标签"),
    Column("last_change", c.CODE, "Last change", "最后修改"),
    Column("aliases", c.ALIASES, "Other identifiers", "其他标识"),
)
_A = "administration"
ADMINISTRATION = (
    Column(f"{_A}.commissioners", c.REFS, "Commissioners", "委托方", type="contact"),
    Column(f"{_A}.project", c.TEXT, "Project", "项目"),
    Column(f"{_A}.intended_applications", c.TEXT, "Intended applications", "预期应用"),
    Column(f"{_A}.generators", c.REFS, "Data generators", "数据生成者", type="contact"),
    Column(f"{_A}.created", c.CODE, "Created", "创建时间"),
    Column(f"{_A}.time_stamp", c.CODE, "Time stamp", "时间戳"),
    Column(f"{_A}.formats", c.REFS, "Data set formats", "数据集格式", type="source"),
    *ref(f"{_A}.converted_from", "source", "Converted from", "转换来源"),
    *ref(f"{_A}.entered_by", "contact", "Entered by", "数据录入者"),
    Column(f"{_A}.use_approvals", c.REFS, "Use approvals", "使用批准", type="contact"),
    Column(f"{_A}.recommended_by", c.REFS, "Recommended by", "推荐机构", type="contact"),
    Column(f"{_A}.last_revision", c.CODE, "Last revision", "最后修订"),
    Column(f"{_A}.permanent_uri", c.CODE, "Permanent URI", "永久 URI"),
    Column(f"{_A}.status", c.STRING, "Status", "状态"),
    *ref(f"{_A}.publication", "source", "Publication", "发布文献"),
    *ref(f"{_A}.registration_authority", "contact", "Registration authority", "注册机构"),
    Column(f"{_A}.registration_number", c.STRING, "Registration number", "注册号"),
    *ref(f"{_A}.owner", "contact", "Owner", "所有者"),
    Column(f"{_A}.copyright", c.BOOL, "Copyright", "版权"),
    Column(f"{_A}.exclusive_access", c.REFS, "Exclusive access", "独占访问", type="contact"),
    Column(f"{_A}.license_type", c.STRING, "Licence", "许可类型"),
    Column(f"{_A}.access_restrictions", c.TEXT, "Access restrictions", "访问限制"),
)
NAME_PARTS = (
    Column("treatment", c.TEXT, "Treatment, standards, routes", "处理、标准、路线"),
    Column("mix_and_location", c.TEXT, "Mix and location types", "混合与位置类型"),
    Column("quantitative_properties", c.TEXT, "Quantitative properties", "定量属性"),
)
UNCERTAINTY = (
    Column(
        "uncertainty.distribution",
        c.choice(DISTRIBUTIONS),
        "Distribution",
        "分布",
        True,
        "of the amount",
        "数值的不确定性分布",
    ),
    Column("uncertainty.median", c.NUMBER, "Median", "中位数"),
    Column(
        "uncertainty.gsd",
        c.NUMBER,
        "Geometric standard deviation",
        "几何标准差",
        True,
        "lognormal: 1 or more, not squared",
        "对数正态：不小于 1，非平方值",
    ),
    Column("uncertainty.mean", c.NUMBER, "Mean", "均值"),
    Column("uncertainty.sd", c.NUMBER, "Standard deviation", "标准差"),
    Column("uncertainty.minimum", c.NUMBER, "Distribution minimum", "分布最小值"),
    Column("uncertainty.mode", c.NUMBER, "Distribution mode", "分布众数"),
    Column("uncertainty.maximum", c.NUMBER, "Distribution maximum", "分布最大值"),
)
UNIT = (
    Column("unit.name", c.CODE, "Unit", "单位", True, "kg, t, kWh, MJ, m3, t*km …", "kg、t、kWh、MJ、m3、t*km 等"),
    Column("unit.uuid", c.CODE, "Unit UUID", "单位 UUID"),
)  # fmt: skip


def original(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return columns of an exchange as those of what it was before its flow was mapped."""
    return tuple(
        column._replace(
            attr=f"mapped_from.{column.attr}", en=f"Original {column.en.lower()}", zh=f"原始{column.zh}", basic=False
        )
        for column in columns
    )


def parameter(prefix: str) -> tuple[Column, ...]:
    """Return the columns of a parameter, whose attributes have that prefix."""
    return (
        Column(
            f"{prefix}name",
            c.CODE,
            "Parameter",
            "参数",
            True,
            "name used in formulas: letters, digits, _",
            "公式中使用的名称：字母、数字、下划线",
        ),
        Column(f"{prefix}value", c.NUMBER, "Value", "数值", True),
        Column(
            f"{prefix}formula",
            c.STRING,
            "Formula",
            "公式",
            True,
            "such as 2 * mass / 1000, without =",
            "如 2 * mass / 1000，不写等号",
        ),
        Column(
            f"{prefix}is_input",
            c.BOOL,
            "Input parameter",
            "输入参数",
            False,
            "no: calculated by its formula",
            "否：由公式计算",
        ),
        Column(f"{prefix}minimum", c.NUMBER, "Minimum", "最小值"),
        Column(f"{prefix}maximum", c.NUMBER, "Maximum", "最大值"),
        Column(f"{prefix}description", c.TEXT, "Description", "描述", True),
        Column(f"{prefix}uuid", c.CODE, "Parameter UUID", "参数 UUID"),
        Column(f"{prefix}version", c.CODE, "Parameter version", "参数版本"),
        Column(f"{prefix}last_change", c.CODE, "Parameter last change", "参数最后修改"),
        Column(f"{prefix}tags", c.WORDS, "Parameter tags", "参数标签"),
        Column(f"{prefix}classifications", c.PATHS, "Parameter category", "参数类别"),
        *(column._replace(attr=prefix + column.attr, basic=False) for column in UNCERTAINTY),
    )
