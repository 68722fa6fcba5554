"""Chinese for the statements that a comparison counts; what a source says in its own words stays as it is."""

from __future__ import annotations

from lcabridge.flowmap.render.labels import STATES
from lcabridge.model import Text

_CHINESE: dict[str, str] = {
    "accounting, footprint": "核算、碳足迹", "decision support": "决策支持", "product declaration": "产品声明",
    "background data for LCA": "LCA 背景数据", "cradle to gate": "摇篮到大门", "gate to gate": "大门到大门",
    "cradle to grave": "摇篮到坟墓", "all flows included": "全部纳入", "spoken of": "有提及", "attributional": "归因",
    "consequential": "归果", "cut-off": "截断", "at the point of substitution": "替代点分配（APOS）", "mass": "质量",
    "economic": "经济", "energy": "能量", "system expansion": "系统扩展", "circular footprint formula": "循环足迹公式",
    "recycled content (cut-off)": "再生含量（截断）", "end-of-life recycling (avoided burden)": "末端回收（避免负担）",
    "excluded": "不含", "included": "包含", "residual mix": "剩余组合", "regional grid": "区域电网", "national mix": "全国平均",
    "contract or market based": "合同或基于市场", "counted as neutral": "按中性计", "indirect": "间接", "direct": "直接",
    "net calorific value": "低位热值", "gross calorific value": "高位热值", "dry": "干基", "wet": "湿基", "standard state": "标准状态",
    "best available": "最佳可行", "average": "平均", "one plant": "单个工厂", "modern": "先进", "modelled": "模型推算",
    "external": "外部", "internal": "内部", "external (by its text)": "外部（据文字）", "internal (by its text)": "内部（据文字）",
    "kind not stated": "未说明类型", "not stated": "未说明", "national": "全国", "larger than a country": "大于一国的区域",
    "unit_process": "单元过程", "unit_process_single_operation": "单元过程，单一操作", "unit_process_black_box": "单元过程，黑箱",
    "lci_result": "LCI 结果", "partly_terminated_system": "部分终结系统", "none": "不分配", "physical": "物理", "causal": "因果",
    "substitution": "替代", "several products": "多产品", "avoided products": "被替代产品", "waste output": "废物输出",
    "waste sent to treatment": "废物送处理", "data set of infrastructure": "基础设施数据集", "declared provider": "声明供应过程",
    "with stages": "含阶段", "stated in words": "文字说明", "stated": "有说明", "described": "有描述", "end stated": "有截止时间",
    "region": "区域", "country": "国家", "province": "省", "prefecture": "地级市", "grid": "电网", "air": "空气", "water": "水体",
    "soil": "土壤", "ground": "地下", "biosphere": "生物圈", "land": "土地", "copyright": "有版权", "no copyright": "无版权",
    "system not named": "未命名体系", "property unknown": "属性未知", "others": "其他",
}  # fmt: skip
STATE_ZH = {state: zh for state, (_, zh) in STATES.items()}
"""States of a flow on the common list."""


def statement(word: str) -> Text:
    """Return a statement in both languages."""
    return {"en": word, "zh": _CHINESE.get(word, word)}
