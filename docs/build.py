"""Writes the parts of the documentation that come from the code.

``python docs/build.py issues`` fills the table of issue codes in ``report.md`` and ``zh/report.md`` from the catalogue,
``python docs/build.py glossary`` the tables of fields in ``glossary.md`` and ``zh/glossary.md`` from ``glossary.tsv``,
``python docs/build.py assess`` the checks and tolerances of ``assess.md`` and ``zh/assess.md``,
``python docs/build.py compare`` the points of ``compare.md`` and ``zh/compare.md``, ``python docs/build.py schema`` writes the JSON Schema of the canonical model, ``python docs/build.py national`` the JSON
Schema and the rule table of the national profile; without a name it builds everything. With
``--check`` it changes nothing and ends with 1 where a page is not what it would write.
"""
# ruff: noqa: INP001 # a script, in no package

from __future__ import annotations

import argparse
import csv
import importlib
import importlib.util
import json
import pkgutil
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Literal

from lcabridge.model import json_schema
from lcabridge.report import CATALOGUE, IssueType
from lcabridge.report.render.labels import LOSSES, SEVERITIES, TYPES

DOCS = Path(__file__).resolve().parent
_REGISTERS = b"issue_type("
_NOT_SHOWN = "lcabridge.testing"
"""Toys of the conformance suite have issue codes of their own."""


def _load_catalogue() -> list[IssueType]:
    pyproject = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))
    folders = pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    shown = set()
    for package in [Path(folder).name for folder in folders]:
        spec = importlib.util.find_spec(package)
        if spec is None or spec.submodule_search_locations is None:
            raise SystemExit(f"{package} is not installed: pip install -e .")
        for module in pkgutil.walk_packages(spec.submodule_search_locations, f"{package}."):
            if not module.name.startswith(_NOT_SHOWN) and _registers(module.name):
                found = vars(importlib.import_module(module.name)).values()
                shown |= {entry.code for entry in found if isinstance(entry, IssueType)}
    return [CATALOGUE[code] for code in sorted(shown)]


def _registers(module: str) -> bool:
    spec = importlib.util.find_spec(module)
    return spec is not None and spec.origin is not None and _REGISTERS in Path(spec.origin).read_bytes()


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")


def _template(text: str) -> str:
    # {value!r} → {value}: how Python quotes it is of no interest to the reader.
    return _cell(re.sub(r"\{(\w+)[^}]*\}", r"*\1*", text))


def _issue_table(lang: str) -> Iterator[str]:
    side = 1 if lang == "zh" else 0
    heads = (("Code", "Severity", "Loss", "Title", "Message"), ("代码", "严重程度", "损失", "标题", "说明"))[side]
    for _, group in groupby(_load_catalogue(), key=lambda entry: entry.code.rpartition("-")[0]):
        yield f"| {' | '.join(heads)} |"
        yield "|---" * len(heads) + "|"
        for entry in group:
            title, message = (entry.title_zh, entry.zh) if lang == "zh" else (entry.title_en, entry.en)
            loss = LOSSES[entry.loss][0][side] if entry.loss else "–"
            cells = (f"`{entry.code}`", SEVERITIES[entry.severity][side], loss, _cell(title), _template(message))
            yield f"| {' | '.join(cells)} |"
        yield ""


def _schema() -> str:
    return json.dumps(json_schema(), indent=1, ensure_ascii=False) + "\n"


# Data set types, each with its structs, in the order of the page. Chinese terms: GB/T 24040-2008 and TIDAS.
GLOSSARY: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...] = (
    ("All data sets", "所有数据集", (
        ("Entity", "What every data set has", "每个数据集都有的字段"),
        ("Administration", "Who made, entered, published and owns it", "管理信息"),
        ("Compliance", "A declaration of compliance", "合规声明"),
        ("Classification", "A path in a classification system", "分类路径"),
        ("ClassEntry", "One level of the path", "分类路径的一级"),
        ("Alias", "An identifier in another system", "其他体系中的标识符"),
        ("Ref", "A reference to a data set", "对数据集的引用"),
        ("RefSummary", "What a reference says of its target", "引用摘要"),
    )),
    ("Unit group", "单位组", (
        ("UnitGroup", "Units that convert into each other", "可相互换算的单位"),
        ("Unit", "A unit", "单位"),
    )),
    ("Flow property", "流属性", (("FlowProperty", "A quantity in which flows are measured", "计量流的物理量或经济量"),)),
    ("Flow", "流", (
        ("Flow", "An elementary, product or waste flow", "基本流、产品流或废物流"),
        ("FlowPropertyFactor", "A property of a flow, with its factor", "流的一个属性及其换算系数"),
    )),
    ("Process", "过程", (
        ("Process", "A unit process, a system result or an EPD", "单元过程、系统结果或环境产品声明"),
        ("Exchange", "An input or output", "交换（输入或输出）"),
        ("Uncertainty", "A distribution", "不确定性分布"),
        ("UnitRef", "A unit, referred to", "对单位的引用"),
        ("ModuleValue", "The value of an indicator of an EPD in one module", "EPD 指标在某一模块的数值"),
        ("MappedFrom", "What an exchange was before its flow was mapped", "交换在流映射之前的内容"),
        ("Cost", "What an exchange costs", "交换的成本"),
        ("AllocationFactor", "A share that a product carries", "分配因子"),
        ("Parameter", "A named number or formula", "参数（命名的数值或公式）"),
        ("Time", "Validity in time", "时间有效性"),
        ("Geography", "Where it runs", "地理范围"),
        ("SubPlace", "A part of the place", "子地点"),
        ("Place", "A place, by code or by data set", "地点（代码或数据集）"),
        ("Technology", "How it works", "技术"),
        ("Modelling", "LCI method", "清单方法"),
        ("DataSources", "Data sources, treatment, representativeness", "数据来源、处理和代表性"),
        ("Completeness", "What the inventory covers", "完整性"),
        ("Review", "A review", "评审"),
        ("ReviewScope", "What a review covered, and how", "评审范围和方法"),
        ("Aspect", "A named statement", "命名的评价"),
        ("ImpactResult", "An impact result that the data set declares", "数据集自带的影响评价结果"),
        ("SocialAspect", "A social indicator's state", "社会指标的状态"),
    )),
    ("Life cycle model", "生命周期模型", (
        ("LifeCycleModel", "Processes and the links between them", "过程及其连接"),
        ("ProcessInstance", "One use of a process", "过程实例"),
        ("ProcessLink", "A flow from one instance to another", "过程连接"),
        ("ModelGroup", "A named group of instances", "过程实例的分组"),
        ("ParameterSet", "A named set of parameter values", "参数集"),
        ("ParameterRedefinition", "A value that replaces a parameter's", "参数的替换值"),
    )),
    ("Impact category", "影响类型", (
        ("ImpactCategory", "One indicator with its factors", "影响类型及其特征化因子"),
        ("ImpactFactor", "A characterisation factor", "特征化因子"),
    )),
    ("Impact method", "影响评价方法", (
        ("ImpactMethod", "A grouping of impact categories", "影响类型的组合"),
        ("NormalisationSet", "Normalisation and weighting factors", "归一化与加权集"),
        ("NormalisationFactor", "Those of one category", "一个影响类型的归一化与加权因子"),
    )),
    ("Source", "来源", (("Source", "A document", "文献、报告、标准、数据文件"),)),
    ("Contact", "联系人", (("Contact", "A person or organisation", "个人或组织"),)),
    ("Supporting tables", "辅助表", (
        ("GlobalParameter", "A parameter of the whole package", "全局参数"),
        ("Location", "A place with code and coordinates", "地点"),
        ("Category", "A node of a category tree", "分类节点"),
        ("DQSystem", "A data quality system", "数据质量体系"),
        ("DQIndicator", "One indicator of it", "数据质量指标"),
        ("DQScore", "One score of an indicator", "数据质量评分"),
        ("Currency", "A currency", "货币"),
        ("SocialIndicator", "A social indicator", "社会指标"),
        ("Result", "Results that supply a process or are a module of an EPD", "供过程引用或作为 EPD 模块的结果"),
        ("EpdModule", "A module of an EPD", "EPD 的模块"),
        ("Epd", "An EPD as openLCA has it", "openLCA 形式的 EPD"),
    )),
)  # fmt: skip
GLOSSARY_COLUMNS = (
    ("field", "Field", "字段"),
    ("name_zh", "中文", "名称"),
    ("meaning", "Meaning", "含义"),
    ("unit_and_sign", "Unit, sign", "单位与符号"),
    ("ilcd", "ILCD", "ILCD"),
    ("openlca", "openLCA", "openLCA"),
    ("ecospold1", "EcoSpold 1", "EcoSpold 1"),
    ("ecospold2", "EcoSpold 2", "EcoSpold 2"),
    ("simapro", "SimaPro", "SimaPro"),
)
"""Column of ``glossary.tsv`` (where there is one for each language, without its ending) and its head."""


def _glossary(lang: str) -> Iterator[str]:
    side = 2 if lang == "zh" else 1
    lines = (DOCS / "glossary.tsv").read_text("utf-8").splitlines()
    rows: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        ours = {name.removesuffix(f"_{lang}"): text for name, text in row.items()}
        # The Chinese name stands on both pages: it is the term that Chinese data sets use.
        shown = {**row, **ours, "name_zh": row["name_zh"], "field": f"`{row['field']}`"}
        rows.setdefault(row["field"].partition(".")[0], []).append(shown)
    for *titles, structs in GLOSSARY:
        yield from (f"## {titles[side - 1]}", "")
        for struct, *texts in structs:
            yield from (f"### `{struct}`{'：' if lang == 'zh' else ': '}{texts[side - 1]}", "")
            yield f"| {' | '.join(column[side] for column in GLOSSARY_COLUMNS)} |"
            yield "|---" * len(GLOSSARY_COLUMNS) + "|"
            for row in rows[struct]:
                yield f"| {' | '.join(_cell(row[column[0]]) for column in GLOSSARY_COLUMNS)} |"
            yield ""


def _national_schema() -> str:
    from lcabridge_ilcd.profile_schema import profile_schema  # noqa: PLC0415  # one part of several

    return json.dumps(profile_schema(), indent=1, ensure_ascii=False) + "\n"


def _requirements(lang: str) -> Iterator[str]:
    from lcabridge_ilcd.requirements import REQUIREMENTS  # noqa: PLC0415  # the same

    side = 1 if lang == "zh" else 0
    heads = (
        ("Requirement", "Clause", "Level", "Asked of", "What is asked", "Where"),
        ("要求", "条款", "级别", "适用于", "内容", "位置"),
    )[side]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for entry in REQUIREMENTS:
        types = ("、" if side else ", ").join(TYPES[type_][side] for type_ in entry.types)
        asked = entry.zh if side else entry.en
        cells = (f"`{entry.id}`", entry.clause, f"`{entry.level}`", types, asked, f"`{entry.where}`")
        yield f"| {' | '.join(map(_cell, cells))} |"
    yield ""


def _points(lang: Literal["en", "zh"]) -> Iterator[str]:
    from lcabridge.assess.compare import POINTS  # noqa: PLC0415  # the same

    heads = {"en": ("No.", "Point", "Clause", "Judged by"), "zh": ("序号", "要点", "条款", "判断依据")}[lang]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for point in POINTS:
        yield f"| {' | '.join(map(_cell, (str(point.number), point.title[lang], point.clause, point.method[lang])))} |"
    yield ""


def _checks(lang: Literal["en", "zh"]) -> Iterator[str]:
    from lcabridge.assess.catalogue import SHIPPED  # noqa: PLC0415  # the same
    from lcabridge.assess.model import GROUPS  # noqa: PLC0415

    heads = {
        "en": ("Check", "Question", "Clause", "Weight", "Why", "How to mend"),
        "zh": ("检查", "内容", "条款", "级别", "原因", "修正方法"),
    }[lang]
    weights = {"en": {}, "zh": {"block": "阻断", "warn": "警告", "inform": "提示"}}[lang]
    for group, title in GROUPS.items():
        yield f"### {title[lang]}"
        yield ""
        yield f"| {' | '.join(heads)} |"
        yield "|---" * len(heads) + "|"
        for info in (check.info for check in SHIPPED if check.info.group == group):
            cells = (
                info.title[lang],
                info.clause,
                weights.get(info.severity, info.severity),
                info.rationale[lang],
                info.mend[lang],
            )
            yield f"| `{info.id}` | {' | '.join(map(_cell, cells))} |"
        yield ""


def _tolerances(lang: Literal["en", "zh"]) -> Iterator[str]:
    from lcabridge.assess.profile import TOLERANCES  # noqa: PLC0415  # the same

    heads = {"en": ("Name", "Default", "What it is, and why"), "zh": ("名称", "默认值", "含义与依据")}[lang]
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for name, (value, en, zh) in TOLERANCES.items():
        yield f"| `{name}` | {value:g} | {_cell(zh if lang == 'zh' else en)} |"
    yield ""


def _assess(page: Path, lang: Literal["en", "zh"]) -> str:
    text = _filled(page, "checks", _checks(lang))
    return _filled_text(text, page.name, "tolerances", _tolerances(lang))


PARTS: dict[str, tuple[tuple[str, Callable[[Path], str]], ...]] = {
    "issues": (
        ("report.md", lambda page: _filled(page, "issues", _issue_table("en"))),
        ("zh/report.md", lambda page: _filled(page, "issues", _issue_table("zh"))),
    ),
    "glossary": (
        ("glossary.md", lambda page: _filled(page, "glossary", _glossary("en"))),
        ("zh/glossary.md", lambda page: _filled(page, "glossary", _glossary("zh"))),
    ),
    "assess": (
        ("assess.md", lambda page: _assess(page, "en")),
        ("zh/assess.md", lambda page: _assess(page, "zh")),
    ),
    "compare": (
        ("compare.md", lambda page: _filled(page, "points", _points("en"))),
        ("zh/compare.md", lambda page: _filled(page, "points", _points("zh"))),
    ),
    "schema": (("model.schema.json", lambda _: _schema()),),
    "national": (
        ("national.schema.json", lambda _: _national_schema()),
        ("national-profile.md", lambda page: _filled(page, "requirements", _requirements("en"))),
        ("zh/national-profile.md", lambda page: _filled(page, "requirements", _requirements("zh"))),
    ),
}
"""What can be built: the pages, and what their whole text has to be."""


def _filled(page: Path, name: str, lines: Iterator[str]) -> str:
    """Return the text of a page with what stands between ``<!-- name -->`` and ``<!-- /name -->`` built anew."""
    return _filled_text(page.read_text("utf-8"), page.name, name, lines)


def _filled_text(text: str, page: str, name: str, lines: Iterator[str]) -> str:
    before, mark, rest = text.partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not mark or not end:
        raise SystemExit(f"{page}: no place for {name}: <!-- {name} --> … <!-- /{name} -->")
    return "\n".join((before + mark, *lines, end + after))


def main() -> int:
    """Build, or check, the parts named; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(sorted(PARTS))}; all if none is named")
    parser.add_argument("--check", action="store_true", help="change nothing; end with 1 where a page is out of date")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    stale = []
    for part in options.parts or sorted(PARTS):
        for name, text_of in PARTS[part]:
            page = DOCS / name
            text = text_of(page)
            if not page.exists() or text != page.read_text("utf-8"):
                stale.append(name)
                if not options.check:
                    page.write_text(text, "utf-8", newline="\n")
    if options.check and stale:
        sys.stderr.write(f"out of date: {', '.join(stale)}; run: python docs/build.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
