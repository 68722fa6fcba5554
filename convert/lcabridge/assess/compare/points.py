"""The points of a consistency report (ISO 14044, 4.5.3.4; guideline G2 "一致性、适用性和边界设定", G11): a table, judged from counts."""

from __future__ import annotations

from lcabridge.assess.compare import judgedata as data
from lcabridge.assess.compare import judgeflows as flows
from lcabridge.assess.compare import judgemethod as method
from lcabridge.assess.compare.context import Context, Judge, Point, both, by_statement, row
from lcabridge.assess.compare.model import Evidence, PointResult
from lcabridge.model import Text

_FIELD = both("statements of both sides, from fields and words", "两侧字段与文字中的说明")
_COUNT = both("counted from the exchanges of both sides", "由两侧交换统计")


def _point(number: int, id_: str, en: str, zh: str, clause: str, how: Text, judge: Judge) -> Point:
    return Point(id_, number, both(en, zh), clause, how, judge)


POINTS: tuple[Point, ...] = (
    _point(1, "goal", "Goal and intended use", "目标与预期用途", "A1; ISO 14044 4.2.2", _FIELD, by_statement("use")),
    _point(
        2, "functional-unit", "Functional unit, reference flow and unit", "功能单位、基准流与单位", "A1, A3",
        both("reference flows and units of matched products", "匹配产品的基准流与单位"), method.functional_unit,
    ),
    _point(
        3, "boundary", "System boundary and life cycle stages", "系统边界与生命周期阶段", "G2, A1",
        both("stated boundaries; else types of data sets and their links", "所述边界；否则按数据集类型与连接"), method.boundary,
    ),
    _point(
        4, "cut-off", "Cut-off rule and part left out", "取舍准则与舍去比例", "A1", _FIELD,
        by_statement("cut_off", more=[("share_covered", both("part covered", "覆盖比例"))]),
    ),
    _point(
        5, "multifunctionality", "Multifunctionality: allocation, substitution, system model", "多功能性：分配、替代、系统模型", "A3; ISO 14044 4.3.4",
        both("what processes with several products ask for", "多产品过程所要求的方法"), method.multifunctionality,
    ),
    _point(
        6, "waste", "Waste and recycling", "废弃物与回收", "A2", _FIELD,
        by_statement("recycling", more=[("waste", both("processes with", "过程")), ("avoided", both("processes with", "过程"))]),
    ),
    _point(
        7, "capital-goods", "Capital goods and infrastructure", "资本货物与基础设施", "A1", _FIELD,
        by_statement("capital_goods", more=[("infrastructure", both("processes", "过程"))]),
    ),
    _point(8, "electricity", "Electricity modelling", "电力建模", "A2", both("grid that supplies electricity inputs", "电力输入的供应电网"), method.electricity),
    _point(9, "gwp-set", "GWP set and carbon feedback", "GWP 系数集与碳反馈", "A6, A9", both("stated set, factors of the package's category, gases", "所述系数集、包内影响类别因子、气体"), method.gwp_set),
    _point(10, "methane", "Fossil and biogenic methane", "化石与生物源甲烷", "A6", _COUNT, method.methane),
    _point(11, "biogenic-carbon", "Biogenic carbon dioxide, storage, delay", "生物源二氧化碳、碳储存与延迟", "A6; GB/T 24067", _COUNT, method.biogenic),
    _point(12, "land-use-change", "Land use and land use change", "土地利用及其变化", "GB/T 24067", _COUNT, method.land_use),
    _point(13, "aviation", "Aviation beyond CO2", "航空非 CO2 效应", "GB/T 24067", _COUNT, method.aviation),
    _point(14, "gases", "Greenhouse gases covered", "覆盖的温室气体", "A2, A6", _COUNT, method.gases),
    _point(
        15, "flow-list", "Elementary flow list, compartments and coverage", "基本流清单、排放去向与覆盖率", "G8, A9",
        both("identifiers in common; map of both to one list", "共有标识；两侧对同一清单的映射"), flows.flow_list,
    ),
    _point(
        16, "units", "Units and flow properties: calorific value, moisture, gas state", "单位与流属性：热值、干湿基、气体状态", "A9",
        both("flow properties, and words on their basis", "流属性及其基准说明"), data.units,
    ),
    _point(17, "geography", "Places: granularity and codes", "地点：粒度与代码", "A1, G5", both("place codes, resolved list by list", "按清单解析的地点代码"), data.places),
    _point(18, "time", "Time: reference year and validity", "时间：参考年与有效期", "A1, G5", both("reference years, else end of validity", "参考年，否则有效期截止年"), data.time),
    _point(
        19, "technology", "Technology", "技术", "G5", _FIELD,
        by_statement("technology", more=[("technology_text", both("technology", "技术"))]),
    ),
    _point(20, "data-quality", "Data quality scheme and scores", "数据质量体系与评分", "G5", _FIELD, data.quality),
    _point(21, "uncertainty", "Uncertainty", "不确定性", "G5", _COUNT, data.uncertainty),
    _point(22, "review", "Review", "审查", "A8", _FIELD, by_statement("review")),
    _point(23, "documentation", "Documentation: fields filled, both languages", "文档：字段填充与双语", "A7, A9", both("fields that the guideline and the ILCD entry level ask for", "工作指引与 ILCD 入门级要求的字段"), data.documentation),
    _point(24, "naming", "Naming and classification", "命名与分类", "G8", _FIELD, data.naming),
    _point(25, "identifiers", "Identifiers, versions, traceability", "标识、版本与可追溯性", "G8, A9", both("UUIDs in common", "共有 UUID"), data.identifiers),
    _point(26, "licence", "Licence and level of aggregation", "许可与汇总层级", "G4, G6", _FIELD, data.licence),
    _point(
        27, "cross-check", "Numerical cross-check of matched products", "匹配产品的数值交叉比对", "A8",
        both("factors by own methods and by one method", "各自方法与同一方法下的因子"), data.cross_check,
    ),
)  # fmt: skip
"""Every point, in the order of the report."""


def judge_all(context: Context) -> list[PointResult]:
    """Return the answer to every point; a point without a count still says how many data sets it asked."""
    found = []
    for point in POINTS:
        answer = point.judge(context)
        found.append(
            PointResult(
                id=point.id, number=point.number, title=point.title, clause=point.clause, method=point.method,
                verdict=answer.verdict, reason=answer.reason, rule=answer.rule, evidence=answer.evidence or _asked(context),
            )
        )  # fmt: skip
    return found


def _asked(context: Context) -> list[Evidence]:
    return [row("processes asked, none states it", "询问的过程，均未说明", context.a.processes, context.b.processes)]
