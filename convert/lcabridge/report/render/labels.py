"""Words of the views in English and Chinese: data, no code."""

from __future__ import annotations

from lcabridge.errors import Language

LANGUAGES: tuple[Language, ...] = ("en", "zh")

TYPES: dict[str, tuple[str, str]] = {
    "unit_group": ("Unit groups", "单位组"),
    "flow_property": ("Flow properties", "流属性"),
    "flow": ("Flows", "流"),
    "process": ("Processes", "过程"),
    "model": ("Life cycle models", "生命周期模型"),
    "impact_category": ("Impact categories", "影响类型"),
    "source": ("Sources", "来源"),
    "contact": ("Contacts", "联系人"),
    "impact_method": ("Impact methods", "影响评价方法"),
    "parameter": ("Parameters", "参数"),
    "location": ("Locations", "地点"),
    "category": ("Categories", "分类"),
    "dq_system": ("Data quality systems", "数据质量体系"),
    "currency": ("Currencies", "货币"),
    "social_indicator": ("Social indicators", "社会指标"),
    "project": ("Projects", "项目"),
    "result": ("Results", "结果"),
    "epd": ("EPDs", "环境产品声明"),
}
"""Plural name of each entity type, in the order in which the views list them."""

ONE: dict[str, tuple[str, str]] = {
    "unit_group": ("Unit group", "单位组"),
    "flow_property": ("Flow property", "流属性"),
    "flow": ("Flow", "流"),
    "process": ("Process", "过程"),
    "model": ("Life cycle model", "生命周期模型"),
    "impact_category": ("Impact category", "影响类型"),
    "source": ("Source", "来源"),
    "contact": ("Contact", "联系人"),
    "impact_method": ("Impact method", "影响评价方法"),
    "parameter": ("Parameter", "参数"),
    "location": ("Location", "地点"),
    "category": ("Category", "分类"),
    "dq_system": ("Data quality system", "数据质量体系"),
    "currency": ("Currency", "货币"),
    "social_indicator": ("Social indicator", "社会指标"),
    "project": ("Project", "项目"),
    "result": ("Result", "结果"),
    "epd": ("EPD", "环境产品声明"),
}
"""Name of one entity of each type."""

LOSSES: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "DROPPED": (("Dropped", "丢失"), ("not in the target", "目标中没有")),
    "DEGRADED": (("Degraded", "精度降低"), ("held less precisely", "目标中精度较低")),
    "ASSUMED": (("Assumed", "假定"), ("the source did not say it", "来源未给出，按说明填入")),
    "REPAIRED": (("Repaired", "修正"), ("wrong in the source, meaning certain", "来源有误但含义确定")),
    "REMAPPED": (("Remapped", "标识替换"), ("identifier replaced, references follow", "标识符已替换，引用随之更新")),
    "CONVERTED": (("Converted", "换算"), ("exactly; counted, not listed", "精确换算，只计数不列出")),
}
"""Kinds of loss, worst first: name and explanation."""

NO_LOSS: tuple[tuple[str, str], tuple[str, str]] = (
    ("Notes", "提示"),
    ("findings that change nothing", "不改变数据的发现"),
)

SEVERITIES: dict[str, tuple[str, str]] = {
    "ERROR": ("Error", "错误"),
    "WARNING": ("Warning", "警告"),
    "INFO": ("Information", "信息"),
}
"""Severities, worst first."""

STAGES: dict[str, tuple[str, str]] = {
    "READ": ("Reading", "读取"),
    "INDEX": ("Indexing", "索引"),
    "MAP": ("Mapping", "映射"),
    "CHECK": ("Checking", "检查"),
    "WRITE": ("Writing", "写出"),
}

UI: dict[str, tuple[str, str]] = {
    "report": ("Conversion report", "转换报告"),
    "package_report": ("Package report", "数据包报告"),
    "language": ("Language", "语言"),
    "source": ("Source", "来源"),
    "target": ("Target", "目标"),
    "no_target": ("none: the source was only read", "无：仅读取来源"),
    "made_by": ("Made by", "生成工具"),
    "contract": ("report format", "报告格式"),
    "format": ("Format", "格式"),
    "name": ("Name", "名称"),
    "path": ("Path", "路径"),
    "version": ("Version", "版本"),
    "data_sets": ("Data sets", "数据集"),
    "type": ("Type", "类型"),
    "read": ("Read", "读取"),
    "written": ("Written", "写出"),
    "difference": ("Difference", "差额"),
    "total": ("Total", "合计"),
    "values": ("What happened to the values", "数据值的去向"),
    "kinds": ("Kinds of issue", "问题类别"),
    "kinds_hint": ("Choose one to list its issues.", "点击任一类别以列出其问题。"),
    "issues": ("Issues", "问题"),
    "issue": ("Issue", "问题"),
    "code": ("Code", "代码"),
    "severity": ("Severity", "严重程度"),
    "loss": ("Loss", "损失"),
    "stage": ("Stage", "阶段"),
    "data_set": ("Data set", "数据集"),
    "field": ("Field", "字段"),
    "place": ("Place in the source", "来源中的位置"),
    "value": ("Value", "值"),
    "package": ("the whole package", "整个数据包"),
    "search": ("Search", "搜索"),
    "search_hint": ("Message, name, UUID, field, value", "说明、名称、UUID、字段、值"),
    "all": ("All", "全部"),
    "group": ("Group by", "分组"),
    "group_none": ("Nothing", "不分组"),
    "group_code": ("Code", "代码"),
    "group_entity": ("Data set", "数据集"),
    "size": ("Rows a page", "每页行数"),
    "csv": ("Download CSV", "下载 CSV"),
    "csv_hint": (
        "The rows that the filters let through, as a table for a spreadsheet",
        "将筛选后的行存为电子表格可打开的文件",
    ),
    "clear": ("Clear filters", "清除筛选"),
    "clear_one": ("Take this filter away", "取消此筛选"),
    "all_shown": ("{total} issues", "{total} 个问题"),
    "evidence": ("Recognised by", "识别依据"),
    "level": ("Level", "级别"),
    "shown": ("{shown} of {total} issues", "{total} 个问题中的 {shown} 个"),
    "none_found": ("No issue fits these filters.", "没有符合筛选条件的问题。"),
    "no_issues": ("No issues: nothing was lost, changed or assumed.", "没有问题：未丢失、更改或假定任何内容。"),
    "previous": ("Previous", "上一页"),
    "next": ("Next", "下一页"),
    "page": ("Page {page} of {pages}", "第 {page} 页，共 {pages} 页"),
    "more": ("more", "展开"),
    "less": ("less", "收起"),
    "list_all": ("List all {count}", "列出全部 {count} 个"),
    "sort_label": ("Sort by", "排序"),
    "pages": ("Pages", "页码"),
    "sort": ("Sort by {column}", "按{column}排序"),
    "only": ("Show only this data set", "只看此数据集"),
    "beyond": (
        "{count} more are counted here but not listed; run again with --report-all to list every one.",
        "另有 {count} 个已计数但未逐条列出；加 --report-all 重新运行可全部列出。",
    ),
    "cut": ("… cut here; {count} characters in the JSON report", "……此处截断；完整的 {count} 个字符见 JSON 报告"),
    "print_cut": ("Printed: the first {count} rows.", "仅打印前 {count} 行。"),
    "script": (
        "The list of issues needs JavaScript. Everything above, and the JSON report, does not.",
        "逐条列表需要 JavaScript；以上内容及 JSON 报告不需要。",
    ),
    "skip": ("Skip to the issues", "跳到问题列表"),
    "more_kinds": ("{count} more kinds", "另有 {count} 类"),
    "full_report_at": ("Full report: ", "完整报告："),
    "clean": ("Nothing was lost.", "没有任何损失。"),
}
"""Words of the views. ``{…}`` are filled in."""


def word(pair: tuple[str, str], lang: Language) -> str:
    """Return the word of a pair in one language."""
    return pair[1] if lang == "zh" else pair[0]


def ui(key: str, lang: Language, **values: object) -> str:
    """Return a word of the views with its blanks filled."""
    return word(UI[key], lang).format(**values)
