"""Words in the documentation of data sets that state a modelling choice, in English and Chinese.

Most formats have no field for a choice that a comparison must know (boundary, capital goods, biogenic carbon): it stands in
free text. A pattern here proves that the text speaks of it, and every hit is kept with its place, so that a reader can check.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from lcabridge.model import Process, Text

_GOODS = r"(?:capital (?:goods|equipment)|infrastructure|基础设施|资本货物|资本品|固定资产)"
_NOT = r"(?:not (?:been )?(?:included|considered|taken into account|accounted)|excluded|neglected|omitted|不包括|不含|不考虑|未考虑|排除|忽略)"
_LEAVES = r"(?:exclud\w+|without|does not include|do not include|不包括|不含|不考虑|未考虑)"
_HAS = r"(?:includ\w+|account\w* for|包括|包含|考虑了)"

SIGNALS: dict[str, dict[str, str]] = {
    "use": {
        "accounting, footprint": r"\baccounting\b|footprint|碳足迹|核算",
        "decision support": r"decision|policy|决策|政策",
        "product declaration": r"environmental product declaration|\bEPDs?\b|产品环境声明",
        "background data for LCA": r"background|life cycle (?:assessment|inventor)|\bLC[AI]\b|生命周期",
    },
    "boundary": {
        "cradle to gate": r"cradle[- ]to[- ](?:\w+[- ])?gate|从?摇篮到大门",
        "gate to gate": r"gate[- ]to[- ]gate|大门到大门",
        "cradle to grave": r"cradle[- ]to[- ]grave|从?摇篮到坟墓",
    },
    "cut_off": {
        "1 %": r"(?:less than|below|under|<|小于|低于|不超过)\s*1(?:\.0)?\s*(?:%|percent)",
        "5 %": r"(?:less than|below|under|<|小于|低于|不超过)\s*5(?:\.0)?\s*(?:%|percent)",
        "all flows included": r"no (?:known )?(?:flows?|data) (?:were |was |are )?(?:cut|exclud|omitt)|all (?:known )?flows|无取舍|全部纳入",
        "spoken of": r"cut[- ]?off (?:criteri|rule|threshold)|are cut[- ]off at|取舍(?:准则|原则|规则)|截断规则",
    },
    "system_model": {
        "attributional": r"\battributional\b|归因",
        "consequential": r"\bconsequential\b|归果|后果型",
        "cut-off": r"system model[^.]{0,20}cut[- ]?off|allocation,? cut[- ]?off|CUT_OFF",
        "at the point of substitution": r"\bAPOS\b|at the point of substitution",
        "EN 15804": r"EN ?15804",
    },
    "allocation_text": {
        "mass": r"mass[- ](?:based )?allocat|allocat\w+[^.;]{0,30}\bmass\b|按质量分配|质量分配",
        "economic": r"economic(?:ally)? (?:based )?allocat|allocat\w+[^.;]{0,30}\b(?:economic|price|value)\b|经济(?:价值)?分配",
        "energy": r"energy[- ](?:based )?allocat|allocat\w+[^.;]{0,30}\b(?:energy|heating value)\b|按能量分配",
        "system expansion": r"system expansion|avoided (?:burden|product)|displacement|substitution method|系统扩展|替代法",
    },
    "recycling": {
        "circular footprint formula": r"circular footprint formula|\bCFF\b|循环足迹公式",
        "50/50": r"50\s*[:/]\s*50|五五分",
        "recycled content (cut-off)": r"recycled[- ]content|burden[- ]free|再生含量|无负担",
        "end-of-life recycling (avoided burden)": r"avoided burden|end[- ]of[- ]life recycling|recycling credit|回收抵扣",
    },
    "capital_goods": {
        "excluded": rf"{_GOODS}[^.;。；]{{0,80}}{_NOT}|{_LEAVES}[^.;。；]{{0,60}}{_GOODS}",
        "included": rf"{_GOODS}[^.;。；]{{0,40}}(?:is|are|was|were) (?:included|considered)|{_HAS}[^.;。；]{{0,40}}{_GOODS}",
    },
    "electricity": {
        "residual mix": r"residual mix|剩余(?:电力)?组合",
        "regional grid": r"\be-?grid\b|(?:regional|provincial|state) (?:electricity |power )?(?:grid|mix)|(?:区域|省级)电网",
        "national mix": r"(?:national|u\.?s\.?|country)[- ](?:average )?(?:electricity |grid |power )+(?:mix|grid|average)?|全国(?:平均)?(?:电网|电力)",
        "contract or market based": r"market[- ]based|green power|绿电|power purchase",
    },
    "gwp": {
        "AR4": r"\bAR4\b|IPCC,? \(?2007|fourth assessment|第四次评估",
        "AR5": r"\bAR5\b|IPCC,? \(?2013|fifth assessment|第五次评估",
        "AR6": r"\bAR6\b|IPCC,? \(?2021|sixth assessment|第六次评估",
        "EF 3.1": r"\bEF ?3\.1\b",
        "TRACI": r"\bTRACI\b",
        "SAR": r"\bSAR\b|second assessment report|第二次评估",
    },
    "biogenic": {
        "counted as neutral": r"carbon[- ]neutral|biogenic[^.;]{0,60}(?:neutral|zero|not (?:counted|included|reported|considered))|生物(?:源|质|成因)?碳[^。；]{0,20}(?:不计|中性|为零)",
        "spoken of": r"biogenic|biomass co2|生物(?:源|成因)(?:碳|二氧化碳)",
    },
    "storage": {"spoken of": r"carbon stor(?:age|ed)|sequest|delayed emission|碳储存|碳封存|固碳|延迟排放"},
    "land_use_change": {
        "indirect": r"\biLUC\b|indirect land[- ]use change|间接土地利用变化",
        "direct": r"\bdLUC\b|direct land[- ]use change|(?<!indirect )land[- ]use change|deforest|土地利用变化|毁林",
    },
    "aviation": {"spoken of": r"radiative forcing|contrail|non-CO2 effect|航空非二氧化碳|尾迹云"},
    "calorific": {
        "net calorific value": r"\b[LN]HV\b|lower heating value|net calorific|低位发热|净热值|低热值",
        "gross calorific value": r"\bHHV\b|\bGCV\b|higher heating value|gross calorific|高位发热|高热值",
    },
    "moisture": {
        "dry": r"oven[- ]dry|bone[- ]dry|dry (?:basis|mass|weight|matter|ton)|干基|绝干|干重",
        "wet": r"as[- ]received|wet (?:basis|mass|weight)|\bgreen (?:basis|weight|ton)|湿基|收到基|湿重",
    },
    "gas_volume": {"standard state": r"(?:standard|normal) cubic|\b[NS]m3\b|标准立方|标准状态|标况"},
    "technology": {
        "best available": r"best available|\bBAT\b|最佳可行",
        "average": r"\baverage\b|\btypical\b|representative of|industry[- ]wide|行业平均|平均水平|典型",
        "one plant": r"(?:single|one|specific) (?:plant|site|mill|facility|company)|case study|单个工厂|某企业|某厂|案例",
        "modern": r"\bmodern\b|state[- ]of[- ]the[- ]art|先进",
        "modelled": r"input-output|model(?:l)?ed|simulat|投入产出|模拟",
    },
    "review": {
        "external": r"external|third[- ]party|independent(?:ly)?|critical(?:ly)? review|peer[- ]review|第三方|外部评审|独立(?:外部)?审查",
        "internal": r"internal|内部",
    },
}
"""Topic to statement to pattern. A statement counts once a process and topic, whatever stands first in the table wins a place."""


@cache
def patterns() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    """Return the compiled patterns by topic."""
    return {
        topic: [(word, re.compile(pattern, re.IGNORECASE)) for word, pattern in words.items()]
        for topic, words in SIGNALS.items()
    }


EVERYWHERE = (
    "boundary", "cut_off", "system_model", "allocation_text", "recycling", "capital_goods", "electricity", "gwp", "biogenic",
    "storage", "land_use_change", "aviation", "calorific", "moisture", "gas_volume",
)  # fmt: skip
"""Topics looked for in all documentation; the others have a place of their own (technology, review, intended use)."""


def documentation(process: Process) -> Iterator[tuple[str, str]]:
    """Yield the texts of a process that may state a modelling choice: canonical path and text."""
    yield from _texts("description", process.description)
    yield from _texts("functional_unit", process.functional_unit)
    yield from _texts("model_description", process.model_description)
    yield from _texts("mix_and_location", process.mix_and_location)
    if process.modelling is not None:
        m = process.modelling
        for name in ("principle_deviations", "approach_deviations", "constants", "constants_deviations", "description"):
            yield from _texts(f"modelling.{name}", getattr(m, name))
        for name, words in (("principle", [m.principle]), ("approaches", m.approaches)):
            yield from ((f"modelling.{name}", word) for word in words if word)
    if process.data_sources is not None:
        for name in ("cut_off", "cut_off_deviations", "selection", "selection_deviations", "treatment", "use_advice"):
            yield from _texts(f"data_sources.{name}", getattr(process.data_sources, name))
    if process.technology is not None:
        yield from _texts("technology.description", process.technology.description)
        yield from _texts("technology.applicability", process.technology.applicability)
    if process.completeness is not None:
        yield from _texts("completeness.other_problem_fields", process.completeness.other_problem_fields)


def _texts(path: str, text: Text) -> Iterator[tuple[str, str]]:
    for tag, value in text.items():
        if value:
            yield f"{path}['{tag}']", value


def found(topic: str, texts: Iterable[tuple[str, str]]) -> dict[str, tuple[str, str]]:
    """Return what texts state on a topic: statement to (path, excerpt around it), the first place of each."""
    hits: dict[str, tuple[str, str]] = {}
    rules = patterns()[topic]
    for path, text in texts:
        for word, pattern in rules:
            if word in hits:
                continue
            hit = pattern.search(text)
            if hit is not None:
                hits[word] = (path, excerpt(text, hit.start(), hit.end()))
    return hits


def excerpt(text: str, start: int, end: int, around: int = 60) -> str:
    """Return the place of a hit with some words around it, in one line."""
    left, right = max(0, start - around), min(len(text), end + around)
    cut = " ".join(text[left:right].split())
    return ("…" if left else "") + cut + ("…" if right < len(text) else "")
