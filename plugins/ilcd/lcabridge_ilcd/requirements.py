"""What the national profile asks of a data set beyond the schema: one row a requirement, with the guideline's clause.

Clauses: 《产品碳足迹因子数据库建设工作指引》 (环办气候函〔2025〕468号), ``G`` = item, ``A`` = appendix (reference guideline). A row
that is not met is a finding, never an error: the guideline asks for it, and what the source does not have nobody may invent.
The tests are in ``asked.py``; the table is published as ``docs/national-profile.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lcabridge.model import Entity, EntityType, Text
from lcabridge.report import Report
from lcabridge_ilcd import asked, asked_of_factors
from lcabridge_ilcd.profile import NO_FACTOR

Level = str
"""``structure``, ``mapped`` or ``factor``: the level of the profile from which a requirement is asked."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement.

    Attributes:
        id: name of the check, after ``national.``.
        clause: of the guideline.
        level: of the profile.
        types: entities it is asked of.
        where: where the answer stands: path in the documents of the first type.
        en: what is asked.
        zh: the same in Chinese.
        met: says whether an entity meets it; None where it is not asked of this one.
        needs: what must be there for it to be assessed at all, as (test, English, Chinese).
        shows: returns what is computed for the answer and is worth showing, {} for nothing.
    """

    id: str
    clause: str
    level: Level
    types: tuple[EntityType, ...]
    where: str
    en: str
    zh: str
    met: Callable[[Entity], bool | None]
    needs: tuple[Callable[[], bool], str, str] | None = None
    shows: Callable[[Entity], Text] | None = None


EIGHT: Final[tuple[EntityType, ...]] = (
    "process", "flow", "flow_property", "unit_group", "impact_category", "source", "contact", "model",
)  # fmt: skip
_P: Final[tuple[EntityType, ...]] = ("process",)
_CLASSES: Final = "processInformation/dataSetInformation/classificationInformation/common:classification"
_FLOW_CLASSES: Final = "flowInformation/dataSetInformation/classificationInformation/common:classification"
_DATA: Final = "modellingAndValidation/dataSourcesTreatmentAndRepresentativeness"
_REVIEW: Final = "modellingAndValidation/validation/review"
_RIGHTS: Final = "administrativeInformation/publicationAndOwnership"
_RESULTS: Final = "LCIAResults/LCIAResult"
_CATALOGUE: Final = (
    asked.has_catalogue,
    "the list of the product catalogue (LCABRIDGE_PRODUCT_CATALOGUE: a file with a code at the start of each line)",
    "产品目录清单（LCABRIDGE_PRODUCT_CATALOGUE：每行以代码开头的文件）",
)

REQUIREMENTS: Final = (
    # Identity and language
    Requirement("name", "A9", "structure", EIGHT, "…/name/baseName, common:name, common:shortName",
                "Name in Chinese and English", "中英文名称", asked.name),
    Requirement("zh", "A9", "structure", EIGHT, "@xml:lang", "Chinese texts are Chinese", "中文文本确为中文", asked.chinese),
    Requirement("bilingual", "A9", "structure", ("process", "flow", "model"), "@xml:lang",
                "Every text of the documentation in Chinese and English", "文档各项文本均有中英文", asked.bilingual),
    Requirement("route", "G8", "structure", _P, "processInformation/dataSetInformation/name/treatmentStandardsRoutes",
                "Name shows the process route", "名称体现工艺路线", asked.route),
    # Codes
    Requirement("industry", "G8", "structure", _P, _CLASSES, "Class of GB/T 4754", "国民经济行业分类（GB/T 4754）代码",
                asked.industry),
    Requirement("industry-path", "G8", "structure", _P, _CLASSES,
                "The GB/T 4754-2017 code exists, and the classes above it are its own",
                "GB/T 4754-2017 代码存在，且上级类目与之相符", asked.industry_path),
    Requirement("industry-isic", "G8", "structure", _P, _CLASSES,
                "An ISIC Rev. 4 class beside it corresponds to it (GB/T 4754-2017, Annex C)",
                "所附 ISIC Rev. 4 类目与之对应（GB/T 4754-2017 附录 C）", asked.industry_isic),
    Requirement("product", "G8", "structure", ("flow",), _FLOW_CLASSES, "Code of the product catalogue for statistics",
                "统计用产品分类目录代码", asked.product),
    Requirement("product-code", "G8", "structure", ("flow",), _FLOW_CLASSES,
                "The product code has the structure of the catalogue: five layers of two digits",
                "产品代码结构符合目录：五层、每层两位数字", asked.product_structure),
    Requirement("product-listed", "G8", "structure", ("flow",), _FLOW_CLASSES, "The product code is in the catalogue",
                "产品代码在目录中", asked.product_listed, _CATALOGUE),
    Requirement("elementary", "G8", "mapped", ("flow",), "flowInformation/dataSetInformation/common:UUID",
                "Elementary flow is one of the national nomenclature (EF 3.1)", "基本流属于国家命名体系（EF 3.1）", asked.elementary),
    # Goal and scope
    Requirement("unit", "A1", "structure", _P, "processInformation/quantitativeReference",
                "Functional unit or reference flow with an amount", "功能单位或基准流及其数量", asked.functional_unit),
    Requirement("boundary", "A1", "structure", _P,
                "processInformation/technology/technologyDescriptionAndIncludedProcesses; …/common:generalComment",
                "System boundary and function described", "系统边界与功能描述", asked.boundary),
    Requirement("cut-off", "A1", "structure", _P, f"{_DATA}/dataCutOffAndCompletenessPrinciples", "Cut-off rule",
                "数据取舍准则", asked.cut_off),
    # Unit process
    Requirement("technology", "A2", "structure", _P,
                "processInformation/technology/technologyDescriptionAndIncludedProcesses",
                "Technology described in Chinese and English", "中英文工艺描述", asked.technology),
    Requirement("time", "A2", "structure", _P, "processInformation/time/common:referenceYear", "Reference year", "参考年份",
                asked.time),
    Requirement("place", "A2", "structure", _P,
                "processInformation/geography/locationOfOperationSupplyOrProduction/@location", "Place", "地理位置", asked.place),
    Requirement("place-code", "A2", "structure", _P,
                "processInformation/geography/locationOfOperationSupplyOrProduction/@location",
                "Place is a code of the TIDAS list (ISO 3166-2; GB/T 2260 by table)",
                "地点为 TIDAS 列表代码（ISO 3166-2，可查 GB/T 2260）", asked.place_code),
    Requirement("direct", "A2", "structure", _P, "exchanges/exchange", "Inputs and outputs stated", "列明输入与输出",
                asked.exchanges),
    Requirement("allocation", "A3", "structure", _P, "exchanges/exchange/allocations; …/LCIMethodApproaches",
                "Allocation or substitution rule of a multi-output process", "多产出过程的分配或替代规则", asked.allocation),
    # Data
    Requirement("sources", "G4", "structure", _P, f"{_DATA}/referenceToDataSource", "Data sources recorded",
                "数据来源完整记录", asked.sources),
    Requirement("derivation", "G4", "structure", _P, "exchanges/exchange/dataDerivationTypeStatus",
                "Every exchange says whether it is measured, calculated or estimated", "每一交换均注明实测、计算或估算",
                asked.derivation),
    Requirement("primary", "G4", "structure", _P, "exchanges/exchange/dataSourceType",
                "Every exchange says whether its data is primary or secondary", "每一交换均注明初级或次级数据", asked.primary),
    Requirement("secondary", "A7", "structure", _P, f"{_DATA}/dataSelectionAndCombinationPrinciples",
                "Choice of secondary data explained", "说明次级数据的选取", asked.secondary),
    # Quality
    Requirement("quality", "G5", "factor", _P, f"{_REVIEW}/common:dataQualityIndicators",
                "Representativeness in technology, geography and time rated", "技术、地理、时间代表性评价", asked.indicators),
    Requirement("quality-method", "G5", "factor", _P, f"{_REVIEW}/common:reviewDetails",
                "The rating names its method or formula (such as DQR = (TeR+GR+TiR+P)/4)",
                "评价注明方法或公式（如 DQR = (TeR+GR+TiR+P)/4）", asked.quality_method),
    Requirement("quality-rating", "G5", "factor", _P, f"{_REVIEW}/common:reviewDetails; {_DATA}/dataTreatmentAndExtrapolationsPrinciples",
                "The stated DQR is what its formula gives of the declared scores", "所述 DQR 与按公式由声明评分算得的值一致",
                asked_of_factors.rating_holds, shows=asked_of_factors.rating_text),
    Requirement("rigour", "G5", "factor", _P, f"{_REVIEW}/common:reviewDetails",
                "Scientific rigour and traceability judged in words", "科学严谨性与可追溯性的定性评价", asked.rigour),
    # Review, as the source declares it
    Requirement("review", "A8", "factor", _P, _REVIEW, "Reviewed, with the review on record", "经过审查并有审查记录", asked.review),
    Requirement("balance", "A8", "factor", _P, f"{_REVIEW}/common:scope/common:method",
                "Review names mass, energy or element balance", "审查包含物质、能量或元素平衡", asked.balance),
    Requirement("cross-check", "A8", "factor", _P, f"{_REVIEW}/common:scope/common:method",
                "Review names a cross-check with another source or data set", "审查包含与其他来源或数据集的交叉比对",
                asked.cross_check),
    Requirement("expert", "A8", "factor", _P, f"{_REVIEW}/common:scope/common:method",
                "Review names expert judgement, literature or site visits", "审查包含专家评审、文献验证或实地调研", asked.expert),
    Requirement("opinion", "G7", "factor", _P, f"{_REVIEW}/common:referenceToCompleteReviewReport",
                "Review opinion given, or its report referred to", "给出审查意见或审查报告", asked.opinion),
    # Rights and access
    Requirement("rights", "G10", "structure", ("process", "model"), f"{_RIGHTS}/common:referenceToOwnershipOfDataSet",
                "Owner and licence", "所有者与授权", asked.rights),
    Requirement("access", "G6", "structure", ("process", "model"), f"{_RIGHTS}/common:licenseType; …/common:accessRestrictions",
                "Access class: licence type, access restrictions or exclusive access", "访问级别：许可类型、访问限制或专有访问",
                asked.access),
    Requirement("files", "G7", "structure", ("source",), "sourceInformation/dataSetInformation/referenceToDigitalFile",
                "Source gives the file or where to get it", "来源给出原始文件或获取方式", asked.original_file),
    # Model, inventory, result
    Requirement("links", "A4", "structure", ("model",), "lifeCycleModelInformation/technology/processes",
                "Model holds its processes and their links", "模型包含过程及其连接", asked.linked),
    Requirement("gwp", "A6", "factor", ("impact_category",), "modellingAndValidation/dataSources",
                "Origin of the characterisation factors named", "特征化因子来源明确", asked.gwp_origin),
    Requirement("gwp-set", "A6", "factor", ("impact_category",), "characterisationFactors/factor/meanValue",
                "GWPs are those of the national inventory (AR5, 100 years, no feedback: CH4 28, N2O 265)",
                "GWP 与国家清单一致（AR5、100 年、不含反馈：CH4 28，N2O 265）", asked.gwp_set),
    Requirement("result", "A6", "factor", _P, "LCIAResults/LCIAResult/referenceToLCIAMethodDataSet",
                "A declared result names its impact assessment method", "所附结果注明影响评价方法", asked.result),
    # A factor data set: a process of type LCI result
    Requirement("factor-inventory", "A5", "factor", _P, "exchanges/exchange",
                "LCI result: inventory of the reference flow, cradle to gate", "LCI 结果：基准流的清单分析结果", asked_of_factors.inventory),
    Requirement("factor-result", "A6", "factor", _P, f"{_RESULTS}/meanAmount",
                "LCI result: LCIA result with amount and method", "LCI 结果：含数值与方法的影响评价结果", asked_of_factors.impact_result),
    Requirement("factor-gwp", "A6", "factor", _P, f"{_RESULTS}/referenceToLCIAMethodDataSet; …/generalComment",
                "LCI result: GWP set and time horizon of the result named", "LCI 结果：注明所用 GWP 及时间范围",
                asked_of_factors.gwp_named),
    Requirement("factor-unit", "A1", "factor", _P, "processInformation/quantitativeReference/functionalUnitOrOther",
                "LCI result: functional unit stated", "LCI 结果：注明功能单位", asked_of_factors.functional_unit),
    Requirement("factor-boundary", "A1", "factor", _P,
                "processInformation/technology/technologyDescriptionAndIncludedProcesses; …/common:generalComment",
                "LCI result: system boundary stated", "LCI 结果：注明系统边界", asked_of_factors.boundary),
    Requirement("factor-cut-off", "A1", "factor", _P, f"{_DATA}/dataCutOffAndCompletenessPrinciples",
                "LCI result: cut-off rule stated", "LCI 结果：注明数据取舍准则", asked_of_factors.cut_off),
    Requirement("factor-allocation", "A3", "factor", _P, "modellingAndValidation/LCIMethodAndAllocation/LCIMethodApproaches",
                "LCI result: allocation or substitution rule stated", "LCI 结果：注明分配或替代规则", asked_of_factors.allocation),
    Requirement("factor-quality", "A8", "factor", _P, f"{_DATA}/dataTreatmentAndExtrapolationsPrinciples; {_REVIEW}/common:reviewDetails",
                "LCI result: data quality rating (DQR) stated", "LCI 结果：给出数据质量评级（DQR）", asked_of_factors.rating),
)  # fmt: skip
"""All requirements, in the order in which they are listed."""

MAPPED: Final = tuple(requirement for requirement in REQUIREMENTS if requirement.level == "mapped")
FACTOR: Final = tuple(requirement for requirement in REQUIREMENTS if requirement.id.startswith("factor-"))
"""What makes a process of type LCI result a factor data set."""


def tell_lacks(entity: Entity, report: Report) -> None:
    """Name what a data set that is to be a factor lacks of one."""
    for requirement in FACTOR:
        if requirement.met(entity) is False:
            report.add(
                NO_FACTOR, path=requirement.where, clause=requirement.clause, asked_en=requirement.en, asked_zh=requirement.zh
            )  # fmt: skip
