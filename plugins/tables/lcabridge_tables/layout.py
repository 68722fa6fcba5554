"""The sheets of the template: one table for reading, writing, ``keeps``, the empty template and its help."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from lcabridge.model import (
    AllocationFactor,
    Compliance,
    Contact,
    Currency,
    EntityType,
    Exchange,
    Flow,
    FlowProperty,
    FlowPropertyFactor,
    GlobalParameter,
    ImpactCategory,
    ImpactFactor,
    ImpactMethod,
    ImpactResult,
    Location,
    Parameter,
    Process,
    Review,
    Source,
    Unit,
    UnitGroup,
)
from lcabridge_tables import columns as c
from lcabridge_tables.columns import Column
from lcabridge_tables.fields import (
    ADMINISTRATION,
    DIRECTIONS,
    FLOW_TYPES,
    HEAD,
    ID_COLUMNS,
    METHODS,
    NAME,
    NAME_PARTS,
    PROCESS_TYPES,
    PROPERTY_TYPES,
    PROVIDERS,
    UNCERTAINTY,
    UNIT,
    original,
    parameter,
    ref,
)


class SheetOf(NamedTuple):
    """A sheet.

    Attributes:
        id: stem of its CSV file.
        en: title in English.
        zh: title in Chinese.
        model: struct of a row.
        columns: its columns.
        type: type of the entities, or of the entities that its rows belong to.
        field: list of the entity that the rows are members of; "" where a row is an entity.
        basic: in the template.
        help_en: what the sheet is for.
        help_zh: the same in Chinese.
    """

    id: str
    en: str
    zh: str
    model: type[Any]
    columns: tuple[Column, ...]
    type: EntityType
    field: str = ""
    basic: bool = False
    help_en: str = ""
    help_zh: str = ""


_PROCESS = (
    *ID_COLUMNS,
    *NAME,
    Column("process_type", c.choice(PROCESS_TYPES), "Process type", "过程类型", True),
    Column("functional_unit", c.TEXT, "Functional unit", "功能单位", True),
    Column("time.reference_year", c.YEAR, "Reference year", "基准年", True, "a year", "年份"),
    Column("time.valid_from", c.CODE, "Valid from", "有效期始", False, "year or date", "年份或日期"),
    Column("time.valid_until", c.CODE, "Valid until", "有效期止", False, "year or date", "年份或日期"),
    Column("time.description", c.TEXT, "Time comment", "时间说明"),
    Column("geography.place.code", c.CODE, "Place", "地点", True, "code such as CN, CN-BJ, GLO", "代码，如 CN、CN-BJ、GLO"),
    *ref("geography.place.ref", "location", "Location", "地点数据集"),
    Column("geography.coordinates", c.CODE, "Coordinates", "坐标"),
    Column("geography.description", c.TEXT, "Geography comment", "地理说明"),
    *HEAD,
    *NAME_PARTS,
    Column("sub_identifier", c.STRING, "Sub-identifier", "子标识"),
    Column("is_infrastructure", c.BOOL, "Infrastructure", "基础设施"),
    Column("reference_type", c.STRING, "Reference type", "基准类型"),
    Column("technology.description", c.TEXT, "Technology", "技术说明", True),
    Column("technology.applicability", c.TEXT, "Applicability", "适用性"),
    Column("technology.included_processes", c.REFS, "Included processes", "包含的过程", type="process"),
    *ref("technology.pictogram", "source", "Pictogram", "示意图"),
    Column("technology.pictures", c.REFS, "Pictures", "图片", type="source"),
    Column("model_description", c.TEXT, "Model description", "模型说明"),
    Column("default_allocation", c.choice(METHODS), "Default allocation", "默认分配方法"),
    Column("modelling.principle", c.STRING, "LCI principle", "清单方法原则"),
    Column("modelling.principle_deviations", c.TEXT, "Deviations from the principle", "原则偏离"),
    Column("modelling.approaches", c.WORDS, "LCI approaches", "清单方法"),
    Column("modelling.approach_deviations", c.TEXT, "Deviations from the approaches", "方法偏离"),
    Column("modelling.constants", c.TEXT, "Modelling constants", "建模常数"),
    Column("modelling.constants_deviations", c.TEXT, "Deviations from the constants", "常数偏离"),
    Column("modelling.method_details", c.REFS, "Method details", "方法细节", type="source"),
    Column("modelling.description", c.TEXT, "Modelling comment", "建模说明"),
    Column("data_sources.cut_off", c.TEXT, "Cut-off and completeness", "取舍与完整性"),
    Column("data_sources.cut_off_deviations", c.TEXT, "Deviations from the cut-off", "取舍偏离"),
    Column("data_sources.selection", c.TEXT, "Data selection", "数据选择"),
    Column("data_sources.selection_deviations", c.TEXT, "Deviations from the selection", "选择偏离"),
    Column("data_sources.treatment", c.TEXT, "Data treatment", "数据处理"),
    Column("data_sources.treatment_deviations", c.TEXT, "Deviations from the treatment", "处理偏离"),
    Column("data_sources.handling_principles", c.REFS, "Handling principles", "处理原则文献", type="source"),
    Column("data_sources.sources", c.REFS, "Sources", "数据来源", True, "names or IDs of sources, one a line", "来源名称或 ID，每行一个", "source"),
    Column("data_sources.share_covered", c.NUMBER, "Share covered", "覆盖比例"),
    Column("data_sources.annual_volume", c.TEXT, "Annual volume", "年产量"),
    Column("data_sources.sampling", c.TEXT, "Sampling", "抽样"),
    Column("data_sources.collection_period", c.TEXT, "Collection period", "收集时期"),
    Column("data_sources.uncertainty_adjustments", c.TEXT, "Uncertainty adjustments", "不确定性调整"),
    Column("data_sources.use_advice", c.TEXT, "Use advice", "使用建议"),
    Column("completeness.product_model", c.STRING, "Completeness of the product model", "产品模型完整性"),
    Column("completeness.impact_methods", c.REFS, "Impact methods covered", "支持的影响评价方法", type="source"),
    Column("completeness.elementary_flows", c.ASPECTS, "Completeness of elementary flows", "基本流完整性"),
    Column("completeness.other_problem_fields", c.TEXT, "Other problem fields", "其他问题领域"),
    Column("complementing_processes", c.REFS, "Complementing processes", "补充过程", type="process"),
    Column("external_documentation", c.REFS, "External documentation", "外部文档", type="source"),
    Column("dq_entry", c.CODE, "Data quality", "数据质量"),
    *ref("dq_system", "dq_system", "Data quality system", "数据质量体系"),
    *ref("exchange_dq_system", "dq_system", "Exchange quality system", "交换质量体系"),
    *ref("social_dq_system", "dq_system", "Social quality system", "社会质量体系"),
    Column("last_exchange_id", c.WHOLE, "Last exchange number", "最后交换编号"),
    *ADMINISTRATION,
)  # fmt: skip
_EXCHANGE = (
    Column("direction", c.choice(DIRECTIONS), "Direction", "方向", True, "input or output", "输入或输出"),
    *ref("flow", "flow", "Flow", "流", True, "name as in the sheet Flows", "与“流”表中的名称一致"),
    Column("amount", c.NUMBER, "Amount", "数量", True, "a number; the sign stays as it is", "数字，符号照录"),
    *UNIT,
    Column(
        "is_reference",
        c.BOOL,
        "Reference",
        "基准流",
        True,
        "yes for the product that the process makes",
        "过程所产产品填“是”",
    ),
    *ref("provider", "process", "Provider", "上游过程", True, "process that supplies it", "提供该流的过程"),
    Column("provider.type", c.choice(PROVIDERS), "Provider type", "上游类型"),
    Column("formula", c.STRING, "Formula", "公式", True, "of the amount, without =", "数量的公式，不写等号"),
    *UNCERTAINTY,
    Column("comment", c.TEXT, "Comment", "说明", True),
    Column("id", c.WHOLE, "Number", "编号"),
    *ref("property", "flow_property", "Flow property", "流属性"),
    Column("is_avoided", c.BOOL, "Avoided product", "避免产品"),
    Column("mean_amount", c.NUMBER, "Mean amount", "平均数量"),
    Column("variable", c.CODE, "Variable", "变量"),
    Column("base_uncertainty", c.NUMBER, "Base uncertainty", "基础不确定性"),
    Column("dq_entry", c.CODE, "Data quality", "数据质量"),
    Column("place.code", c.CODE, "Place", "地点"),
    *ref("place.ref", "location", "Location", "地点数据集"),
    Column("cost.value", c.NUMBER, "Cost", "成本"),
    Column("cost.formula", c.STRING, "Cost formula", "成本公式"),
    *ref("cost.currency", "currency", "Currency", "货币"),
    Column("function_type", c.STRING, "Function type", "功能类型"),
    Column("data_source_type", c.STRING, "Data source type", "数据来源类型"),
    Column("derivation", c.STRING, "Derivation type", "推导类型"),
    Column("sources", c.REFS, "Sources", "数据来源", type="source"),
    *ref("mapped_from.flow", "flow", "Original flow", "原始流"),
    Column("mapped_from.context", c.STRING, "Original compartment", "原始排放去向"),
    Column("mapped_from.amount", c.NUMBER, "Original amount", "原始数量"),
    *original(UNIT),
    *ref("mapped_from.property", "flow_property", "Original flow property", "原始流属性"),
    Column("mapped_from.formula", c.STRING, "Original formula", "原始公式"),
    Column("mapped_from.mean_amount", c.NUMBER, "Original mean amount", "原始平均数量"),
    *original(UNCERTAINTY),
    Column("mapped_from.factor", c.NUMBER, "Mapping factor", "映射系数"),
    Column("mapped_from.condition", c.STRING, "Mapping condition", "映射条件"),
    Column("mapped_from.by", c.STRING, "Mapped by", "映射依据"),
    Column("mapped_from.part", c.WHOLE, "Mapping part", "映射分项"),
    Column("mapped_from.parts", c.WHOLE, "Mapping parts", "映射分项数"),
)
_FLOW = (
    *ID_COLUMNS,
    *NAME,
    Column("flow_type", c.choice(FLOW_TYPES), "Flow type", "流类型", True),
    Column("", c.CODE, "Unit", "单位", True, "unit it is measured in: kg, kWh …", "计量单位：kg、kWh 等"),
    *HEAD,
    Column("cas", c.CODE, "CAS number", "CAS 号", True),
    Column("formula", c.STRING, "Chemical formula", "化学式", True),
    Column("ec_number", c.CODE, "EC number", "EC 号"),
    *NAME_PARTS,
    Column("is_infrastructure", c.BOOL, "Infrastructure", "基础设施"),
    Column("place.code", c.CODE, "Place", "地点"),
    *ref("place.ref", "location", "Location", "地点数据集"),
    Column("technological_applicability", c.TEXT, "Applicability", "适用性"),
    Column("technical_specifications", c.REFS, "Technical specifications", "技术规范", type="source"),
    *ADMINISTRATION,
)
_SOURCE = (
    *ID_COLUMNS,
    *NAME,
    Column("citation", c.TEXT, "Citation", "引文", True, "authors, title, publisher, year", "作者、标题、出版者、年份"),
    Column("year", c.YEAR, "Year", "年份", True),
    Column("url", c.STRING, "Link", "链接", True),
    Column("publication_type", c.STRING, "Publication type", "出版物类型"),
    *HEAD,
    Column("files", c.WORDS, "Files", "文件"),
    Column("contacts", c.REFS, "Contacts", "联系人", type="contact"),
    *ref("logo", "source", "Logo", "标志"),
    *ADMINISTRATION,
)
_CONTACT = (
    *ID_COLUMNS,
    *NAME,
    Column("full_name", c.TEXT, "Full name", "全称", True),
    Column("address", c.TEXT, "Address", "地址", True),
    Column("city", c.STRING, "City", "城市"),
    Column("zip_code", c.STRING, "Postal code", "邮编"),
    Column("country", c.STRING, "Country", "国家"),
    Column("telephone", c.STRING, "Telephone", "电话"),
    Column("telefax", c.STRING, "Telefax", "传真"),
    Column("email", c.STRING, "E-mail", "电子邮箱", True),
    Column("website", c.STRING, "Website", "网站"),
    Column("contact_point", c.TEXT, "Contact point", "联络点"),
    *HEAD,
    Column("contacts", c.REFS, "Contacts", "联系人", type="contact"),
    *ref("logo", "source", "Logo", "标志"),
    *ADMINISTRATION,
)
_ALLOCATION = (
    Column("method", c.choice(METHODS), "Method", "方法", True),
    *ref("product", "flow", "Product", "产品", True),
    Column("value", c.NUMBER, "Share", "份额", True, "0.25 or 25 %", "0.25 或 25%"),
    Column("product_id", c.WHOLE, "Product exchange number", "产品交换编号"),
    Column("exchange_id", c.WHOLE, "Exchange number", "交换编号"),
    *ref("exchange_flow", "flow", "Exchange flow", "交换流"),
    Column("formula", c.STRING, "Formula", "公式"),
)
_RESULT = (
    *ref("category", "impact_category", "Impact category", "影响类别", True),
    Column("amount", c.NUMBER, "Result", "结果", True, "in the unit of the impact category", "以影响类别的单位计"),
    *(column._replace(basic=False) for column in UNCERTAINTY),
    Column("comment", c.TEXT, "Comment", "说明"),
)
_REVIEW = (
    Column("type", c.STRING, "Review type", "评审类型", True),
    Column("scopes", c.SCOPES, "Scope and methods", "范围与方法", True),
    Column("indicators", c.ASPECTS, "Quality indicators", "质量指标"),
    Column("details", c.TEXT, "Review details", "评审细节", True),
    Column("other_details", c.TEXT, "Other review details", "其他评审细节"),
    Column("reviewers", c.REFS, "Reviewers", "评审人", True, type="contact"),
    *ref("report", "source", "Review report", "评审报告"),
)
_COMPLIANCE = (
    *ref("system", "source", "Compliance system", "合规体系"),
    Column("aspects", c.ASPECTS, "Aspects", "合规方面"),
    Column("comment", c.TEXT, "Comment", "说明"),
)
_MEASURE = (
    *ref("property", "flow_property", "Flow property", "流属性"),
    Column("factor", c.NUMBER, "Factor", "系数"),
    Column("is_reference", c.BOOL, "Reference", "基准"),
    Column("id", c.WHOLE, "Number", "编号"),
    Column("minimum", c.NUMBER, "Minimum", "最小值"),
    Column("maximum", c.NUMBER, "Maximum", "最大值"),
    Column("derivation", c.STRING, "Derivation type", "推导类型"),
    Column("comment", c.TEXT, "Comment", "说明"),
    *(column._replace(basic=False) for column in UNCERTAINTY),
)
_UNITS = (
    Column("name", c.CODE, "Unit", "单位"),
    Column("factor", c.NUMBER, "Factor", "系数"),
    Column("is_reference", c.BOOL, "Reference", "基准"),
    Column("synonyms", c.WORDS, "Other spellings", "其他写法"),
    Column("description", c.TEXT, "Description", "描述"),
    Column("id", c.WHOLE, "Number", "编号"),
    Column("uuid", c.CODE, "Unit UUID", "单位 UUID"),
    Column("version", c.CODE, "Unit version", "单位版本"),
    Column("last_change", c.CODE, "Unit last change", "单位最后修改"),
)
_IMPACT = (
    *ID_COLUMNS,
    *NAME,
    Column("unit", c.CODE, "Unit", "单位", True, "such as kg CO2e", "如 kg CO2e"),
    Column("code", c.CODE, "Code", "代码"),
    Column("direction", c.choice(DIRECTIONS), "Direction", "方向"),
    *HEAD,
    *ref("reference_quantity", "flow_property", "Reference quantity", "基准量"),
    *ref("source", "source", "Source", "来源"),
    Column("indicator", c.STRING, "Indicator", "指标"),
    Column("methodologies", c.WORDS, "Methodologies", "方法学"),
    Column("impact_categories", c.WORDS, "Impact category names", "影响类别名称"),
    Column("areas_of_protection", c.WORDS, "Areas of protection", "保护领域"),
    Column("time.reference_year", c.YEAR, "Reference year", "基准年"),
    Column("time.valid_from", c.CODE, "Valid from", "有效期始"),
    Column("time.valid_until", c.CODE, "Valid until", "有效期止"),
    Column("time.description", c.TEXT, "Time comment", "时间说明"),
    Column("data_sources", c.REFS, "Sources", "数据来源", type="source"),
    *ADMINISTRATION,
)
_METHOD = (
    *ID_COLUMNS,
    *NAME,
    Column("code", c.CODE, "Code", "代码"),
    *ref("source", "source", "Source", "来源"),
    Column("categories", c.REFS, "Impact categories", "影响类别", type="impact_category"),
    *HEAD,
    *ADMINISTRATION,
)
_FACTOR = (
    *ref("flow", "flow", "Flow", "流"),
    Column("value", c.NUMBER, "Value", "数值"),
    *(column._replace(basic=False) for column in UNIT),
    *ref("property", "flow_property", "Flow property", "流属性"),
    Column("direction", c.choice(DIRECTIONS), "Direction", "方向"),
    Column("place.code", c.CODE, "Place", "地点"),
    *ref("place.ref", "location", "Location", "地点数据集"),
    Column("formula", c.STRING, "Formula", "公式"),
    Column("deviating_recommendation", c.STRING, "Deviating recommendation", "偏离的推荐"),
    Column("derivation", c.STRING, "Derivation type", "推导类型"),
    Column("comment", c.TEXT, "Comment", "说明"),
    *(column._replace(basic=False) for column in UNCERTAINTY),
)

SHEETS: tuple[SheetOf, ...] = (
    SheetOf("processes", "Processes", "过程", Process, _PROCESS, "process", "", True, "one row per process", "每个过程一行"),
    SheetOf("exchanges", "Exchanges", "交换", Exchange, _EXCHANGE, "process", "exchanges", True, "inputs and outputs of the processes, one a row; the process may stand in the first row of its block only", "各过程的输入和输出，每行一条；过程名可只写在该段首行"),
    SheetOf("flows", "Flows", "流", Flow, _FLOW, "flow", "", True, "products, wastes, emissions and resources", "产品、废物、排放和资源"),
    SheetOf("parameters", "Parameters", "参数", Parameter, parameter(""), "process", "parameters", True, "of a process; without a process they hold everywhere", "过程的参数；不填过程则全局有效"),
    SheetOf("sources", "Sources", "来源", Source, _SOURCE, "source", "", True, "reports, articles, standards", "报告、论文、标准"),
    SheetOf("contacts", "Contacts", "联系人", Contact, _CONTACT, "contact", "", True, "people and organisations", "个人和机构"),
    SheetOf("allocation", "Allocation", "分配", AllocationFactor, _ALLOCATION, "process", "allocation", True, "shares of the products of a process with several", "多产品过程中各产品的份额"),
    SheetOf("results", "Results", "结果", ImpactResult, _RESULT, "process", "impact_results", True, "results that a data set itself declares, such as a carbon footprint", "数据集自带的结果，如碳足迹"),
    SheetOf("reviews", "Reviews", "评审", Review, _REVIEW, "process", "reviews", True, "reviews of the processes", "过程的评审"),
    SheetOf("compliance", "Compliance", "合规声明", Compliance, _COMPLIANCE, "process", "compliance"),
    SheetOf("impact_categories", "Impact categories", "影响类别", ImpactCategory, _IMPACT, "impact_category", "", True, "what results are given in", "结果所用的影响类别"),
    SheetOf("impact_factors", "Impact factors", "特征化因子", ImpactFactor, _FACTOR, "impact_category", "factors"),
    SheetOf("impact_factors_before", "Factors before mapping", "映射前的特征化因子", ImpactFactor, _FACTOR, "impact_category", "mapped_from"),
    SheetOf("impact_methods", "Impact methods", "影响评价方法", ImpactMethod, _METHOD, "impact_method"),
    SheetOf("global_parameters", "Global parameters", "全局参数", GlobalParameter, (*ID_COLUMNS, *parameter("parameter."), *NAME, *HEAD, *ADMINISTRATION), "parameter"),
    SheetOf("flow_measures", "Properties of flows", "流的属性", FlowPropertyFactor, _MEASURE, "flow", "properties"),
    SheetOf("flow_properties", "Flow properties", "流属性", FlowProperty, (*ID_COLUMNS, *NAME, *ref("unit_group", "unit_group", "Unit group", "单位组"), Column("property_type", c.choice(PROPERTY_TYPES), "Property type", "属性类型"), *HEAD, *ADMINISTRATION), "flow_property"),
    SheetOf("unit_groups", "Unit groups", "单位组", UnitGroup, (*ID_COLUMNS, *NAME, *ref("default_property", "flow_property", "Default property", "默认属性"), *HEAD, *ADMINISTRATION), "unit_group"),
    SheetOf("units", "Units", "单位", Unit, _UNITS, "unit_group", "units"),
    SheetOf("locations", "Locations", "地点", Location, (*ID_COLUMNS, *NAME, Column("code", c.CODE, "Code", "代码"), Column("latitude", c.NUMBER, "Latitude", "纬度"), Column("longitude", c.NUMBER, "Longitude", "经度"), Column("geometry", c.JSON, "Geometry", "几何"), *HEAD, *ADMINISTRATION), "location"),
    SheetOf("currencies", "Currencies", "货币", Currency, (*ID_COLUMNS, *NAME, Column("code", c.CODE, "Code", "代码"), Column("factor", c.NUMBER, "Factor", "系数"), *ref("reference", "currency", "Reference currency", "基准货币"), *HEAD, *ADMINISTRATION), "currency"),
)  # fmt: skip
"""In the order of the workbook."""

BY_ID = {sheet.id: sheet for sheet in SHEETS}
ENTITIES = {sheet.type: sheet for sheet in SHEETS if not sheet.field}
"""Entity type to its sheet."""
MEMBERS: dict[EntityType, tuple[SheetOf, ...]] = {
    type_: tuple(sheet for sheet in SHEETS if sheet.field and sheet.type == type_) for type_ in ENTITIES
}
"""Entity type to the sheets of its lists."""
OWNER = {
    "process": ("Process", "过程"),
    "flow": ("Flow", "流"),
    "unit_group": ("Unit group", "单位组"),
    "impact_category": ("Impact category", "影响类别"),
}
"""How the entity that a row belongs to is called in the first columns of its sheet."""


def owner_columns(sheet: SheetOf) -> tuple[Column, ...]:
    """Return the columns that say which entity a row belongs to."""
    en, zh = OWNER[sheet.type]
    if sheet.id == "impact_factors":
        en, zh = "Of impact category", "所属影响类别"
    if sheet.id == "flow_measures":
        en, zh = "Of flow", "所属流"
    return (
        Column("@name", c.TEXT, en, zh, True, "name as in its own sheet", "与其所在表中的名称一致"),
        Column("@uuid", c.ID, f"{en} ID", f"{zh} ID", True, "only where the name is not unique", "仅在名称不唯一时填写", sheet.type),
        Column("@version", c.CODE, f"{en} version", f"{zh}版本"),
    )  # fmt: skip


def all_columns(sheet: SheetOf) -> tuple[Column, ...]:
    """Return the columns of a sheet, the owner's first."""
    return (*owner_columns(sheet), *sheet.columns) if sheet.field else sheet.columns


def ref_types(sheet: SheetOf) -> dict[str, EntityType]:
    """Return path of a reference to the type of what it names."""
    return {
        column.attr.removesuffix(".uuid"): column.type
        for column in sheet.columns
        if column.kind is c.ID and column.type and column.attr.endswith(".uuid")
    }


def kept_fields() -> Iterator[str]:
    """Yield the model fields that the sheets hold, as ``Capabilities`` names them."""
    for sheet in SHEETS:
        prefix = f"{sheet.type}.{sheet.field}." if sheet.field else f"{sheet.type}."
        for column in sheet.columns:
            if not column.attr:
                continue
            path = prefix + column.attr
            if column.kind is c.REFS:
                yield from (f"{path}.{part}" for part in ("type", "uuid", "version", "name"))
            else:
                yield path
            if column.kind is c.ID and column.attr.endswith(".uuid"):
                yield f"{path.removesuffix('uuid')}type"
