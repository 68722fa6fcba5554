"""What the national profile asks of a data set beyond the schema: one row a requirement, with the guideline's clause.

Clauses: 《产品碳足迹因子数据库建设工作指引》 (环办气候函〔2025〕468号), ``G`` = item, ``A`` = appendix (reference guideline). A row
that is not met is a finding, never an error: the guideline asks for it, and what the source does not have nobody may invent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from lcabridge.model import Entity, EntityType, Flow, ImpactCategory, LifeCycleModel, Process, Source, Text, has_cjk

GBT4754: Final = ("gb/t 4754", "gbt4754", "国民经济行业分类")
CATALOGUE: Final = ("统计用产品分类目录", "catalogue of products for statistics")
BALANCES: Final = frozenset(["Mass balance", "Energy balance", "Element balance"])


@dataclass(frozen=True, slots=True)
class Requirement:
    """One requirement.

    Attributes:
        id: name of the check, after ``national.``.
        clause: of the guideline.
        en: what is asked.
        zh: the same in Chinese.
        types: entities it is asked of.
        met: says whether an entity meets it; None where it is not asked of this one.
    """

    id: str
    clause: str
    en: str
    zh: str
    types: tuple[EntityType, ...]
    met: Callable[[Entity], bool | None]


def _bilingual(text: Text) -> bool:
    tags = {tag.partition("-")[0] for tag in text}
    return {"zh", "en"} <= tags


def _name(entity: Entity) -> bool | None:
    return _bilingual(entity.name)


def _in_system(entity: Entity, words: tuple[str, ...]) -> bool:
    return any(word in c.system.casefold() for c in entity.classifications for word in words)


def _process(test: Callable[[Process], bool | None]) -> Callable[[Entity], bool | None]:
    return lambda entity: test(entity) if isinstance(entity, Process) else None


def _flow(test: Callable[[Flow], bool | None]) -> Callable[[Entity], bool | None]:
    return lambda entity: test(entity) if isinstance(entity, Flow) else None


def _product_code(flow: Flow) -> bool | None:
    if flow.flow_type != "product":
        return None
    ids = [c.classes[-1].id for c in flow.classifications if c.classes and _is_catalogue(c.system)]
    # 统计用产品分类目录: 10 digits in five layers of two, an optional sixth of three (reference china §3.3).
    return any(id_.isdecimal() and len(id_) in {2, 4, 6, 8, 10, 13} for id_ in ids)


def _is_catalogue(system: str) -> bool:
    return any(word in system.casefold() for word in CATALOGUE)


def _description(process: Process) -> bool:
    return _bilingual(process.technology.description if process.technology else {})


def _scope(process: Process) -> bool:
    return bool(process.technology and process.technology.description) and bool(process.description)


def _functional_unit(process: Process) -> bool:
    return bool(process.functional_unit) or any(e.is_reference and e.amount for e in process.exchanges)


def _cut_off(process: Process) -> bool:
    return bool(process.data_sources and process.data_sources.cut_off)


def _allocation(process: Process) -> bool | None:
    outputs = sum(e.is_reference for e in process.exchanges)
    if outputs < 2 and not process.allocation:
        return None
    return bool(process.allocation) or bool(process.modelling and process.modelling.approaches)


def _sources(process: Process) -> bool:
    return bool(process.data_sources and process.data_sources.sources)


def _primary(process: Process) -> bool | None:
    if not process.exchanges:
        return None
    return all(e.data_source_type or e.derivation for e in process.exchanges)


def _indicators(process: Process) -> bool:
    names = {a.name for review in process.reviews for a in review.indicators}
    return {
        "Technological representativeness",
        "Geographical representativeness",
        "Time representativeness",
    } <= names or bool(process.dq_entry)


def _reviewed(process: Process) -> bool:
    return any(review.type not in ("", "Not reviewed") for review in process.reviews)


def _balanced(process: Process) -> bool | None:
    if not _reviewed(process):
        return None
    return any(BALANCES & set(scope.methods) for review in process.reviews for scope in review.scopes)


def _rights(entity: Entity) -> bool:
    about = entity.administration
    return about is not None and about.owner is not None and bool(about.license_type or about.copyright is not None)


def _chinese_place(process: Process) -> bool:
    place = process.geography.place if process.geography else None
    return place is not None and bool(place.code or place.ref)


def _original_file(source: Entity) -> bool | None:
    return bool(source.files or source.url) if isinstance(source, Source) else None


def _linked(model: Entity) -> bool | None:
    return bool(model.instances) and bool(model.links) if isinstance(model, LifeCycleModel) else None


def _gwp_named(category: Entity) -> bool | None:
    return (
        bool(category.source or category.data_sources or category.description)
        if isinstance(category, ImpactCategory)
        else None
    )


def _chinese_text_is_chinese(entity: Entity) -> bool | None:
    texts = [value for tag, value in entity.name.items() if tag.partition("-")[0] == "zh"]
    return all(map(has_cjk, texts)) if texts else None


EIGHT: Final[tuple[EntityType, ...]] = (
    "process", "flow", "flow_property", "unit_group", "impact_category", "source", "contact", "model",
)  # fmt: skip

REQUIREMENTS: Final = (
    Requirement("name", "A9", "Name in Chinese and English", "中英文名称", EIGHT, _name),
    Requirement("zh", "A9", "Chinese texts are Chinese", "中文文本确为中文", EIGHT, _chinese_text_is_chinese),
    Requirement("industry", "G8", "Class of GB/T 4754", "国民经济行业分类（GB/T 4754）代码", ("process",),
                lambda e: _in_system(e, GBT4754)),
    Requirement("product", "G8", "Code of the product catalogue for statistics", "统计用产品分类目录代码", ("flow",),
                _flow(_product_code)),
    Requirement("technology", "A2", "Technology described in Chinese and English", "中英文工艺描述", ("process",),
                _process(_description)),
    Requirement("boundary", "A1", "System boundary and function described", "系统边界与功能描述", ("process",),
                _process(_scope)),
    Requirement("unit", "A1", "Functional unit or reference flow with an amount", "功能单位或基准流及其数量", ("process",),
                _process(_functional_unit)),
    Requirement("cut-off", "A1", "Cut-off rule", "数据取舍准则", ("process",), _process(_cut_off)),
    Requirement("time", "A2", "Reference year", "参考年份", ("process",),
                _process(lambda p: bool(p.time and (p.time.reference_year or p.time.valid_from)))),
    Requirement("place", "A2", "Place", "地理位置", ("process",), _process(_chinese_place)),
    Requirement("allocation", "A3", "Allocation or substitution rule of a multi-output process", "多产出过程的分配或替代规则",
                ("process",), _process(_allocation)),
    Requirement("sources", "G4", "Data sources recorded", "数据来源完整记录", ("process",), _process(_sources)),
    Requirement("primary", "G4", "Every exchange says whether its data is measured, calculated or estimated, primary or secondary",
                "每一交换均注明实测、计算或估算，初级或次级数据", ("process",), _process(_primary)),
    Requirement("quality", "G5", "Representativeness in technology, geography and time rated", "技术、地理、时间代表性评价",
                ("process",), _process(_indicators)),
    Requirement("review", "A8", "Reviewed, with the review on record", "经过审查并有审查记录", ("process",), _process(_reviewed)),
    Requirement("balance", "A8", "Review names mass, energy or element balance", "审查包含物质、能量或元素平衡", ("process",),
                _process(_balanced)),
    Requirement("rights", "G10", "Owner and licence", "所有者与授权", ("process", "model"), _rights),
    Requirement("files", "G7", "Source gives the file or where to get it", "来源给出原始文件或获取方式", ("source",), _original_file),
    Requirement("links", "A4", "Model holds its processes and their links", "模型包含过程及其连接", ("model",), _linked),
    Requirement("gwp", "A6", "Origin of the characterisation factors named", "特征化因子来源明确", ("impact_category",), _gwp_named),
)  # fmt: skip
"""All requirements, in the order in which they are listed."""
