"""What is missing: gases, activities, fields, languages, documentation."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Any

from lcabridge.assess.contents import dimension
from lcabridge.assess.lines import Line
from lcabridge.assess.look import Look, ProcessLook, declare
from lcabridge.calc.gwp import match
from lcabridge.model import Entity, Process, Summary, base_language
from lcabridge_mappings import tables

_SYSTEMS = (("isic", re.compile(r"ISIC", re.IGNORECASE)), ("gbt4754", re.compile(r"GB/?T ?4754", re.IGNORECASE)))


@lru_cache(maxsize=1)
def _expected() -> dict[tuple[str, str], list[dict[str, str]]]:
    found: dict[tuple[str, str], list[dict[str, str]]] = {}
    for row in tables.rows("properties/expected-gases.csv"):
        found.setdefault((row["system"], row["code"]), []).append(row)
    return found


def industry_codes(process: Process) -> list[tuple[str, str]]:
    """Return the industry classes of a process as (system, code), deepest last."""
    found = []
    for classification in process.classifications:
        system = next((name for name, form in _SYSTEMS if form.search(classification.system)), "")
        if system:
            found += [
                (system, entry.id.strip().lstrip("ABCDEFGHIJKLMNOPQRSTUV"))
                for entry in classification.classes
                if entry.id
            ]
    return [(system, code) for system, code in found if code]


class _Gases(ProcessLook):
    missing = (
        "processes with an ISIC or GB/T 4754 class for which gases are expected",
        "属于预期有特定温室气体排放的 ISIC 或 GB/T 4754 类别的过程",
    )

    def prepare(self) -> None:
        self._group: dict[str, str] = {}

    def process(self, process: Process) -> None:
        wanted = [row for code in industry_codes(process) for row in _expected().get(code, ())]
        if not wanted:
            return
        lines = self.setting.lines.of(process)
        emissions = [line for line in lines if line.kind == "elementary" and line.direction == "output"]
        if not emissions:
            return  # a market or a supply mix: its emissions are those of its suppliers
        emitted = {self._gas(line.known) for line in emissions if line.known is not None}
        self.tally.seen += 1
        for row in wanted:
            if row["gas"] not in emitted:
                self.tally.add(
                    process,
                    "exchanges",
                    row["gas"],
                    "no {value} is emitted, which class {code} is expected to: {reason}",
                    "没有 {value} 排放，而行业 {code} 预期有：{reason_zh}",
                    code=row["code"],
                    reason=row["reason_en"],
                    reason_zh=row["reason_zh"],
                )

    def _gas(self, flow: Summary) -> str:
        found = self._group.get(flow.uuid)
        if found is None:
            hit = match(list(flow.name.values()), "", flow.category)
            found = self._group[flow.uuid] = hit.gas.group if hit and hit.gas and not hit.uptake else ""
        return found


_CAPITAL = re.compile(
    r"infrastructure|machinery|equipment|\bplant construction|building|facility|厂房|设备|基础设施|机械", re.IGNORECASE
)


class _Activities(ProcessLook):
    """Transport, waste and capital goods: in how many processes of the package."""

    missing = ("processes with technosphere inputs", "带技术圈输入的过程")

    def prepare(self) -> None:
        self._found: Counter[str] = Counter()
        self._kinds: dict[str, str] = {}

    def process(self, process: Process) -> None:
        lines = self.setting.lines.of(process)
        if not any(line.kind == "product" and line.direction == "input" for line in lines):
            return
        self.tally.seen += 1
        kinds = {self._kind(line) for line in lines}
        for kind in kinds - {""}:
            self._found[kind] += 1
        if process.is_infrastructure:
            self._found["capital goods"] += 1

    def _kind(self, line: Line) -> str:
        if line.kind == "waste":
            return "waste"
        if line.kind != "product" or line.direction != "input" or line.known is None:
            return ""
        found = self._kinds.get(line.uuid)
        if found is None:
            group = self.index.unit_group_of(line.known.reference) if line.known.reference else None
            unit = group.units[0].name if group and group.units else ""
            name = " ".join(line.known.name.values())
            capital = _CAPITAL.search(name) and dimension(unit) in ("items", "mass", "")
            found = (
                "transport"
                if dimension(unit) in ("length mass", "length vehicles")
                else "capital goods"
                if capital
                else ""
            )
            self._kinds[line.uuid] = found
        return found

    def close(self) -> None:
        if not self.tally.seen:
            return
        for kind, kind_zh in (("transport", "运输"), ("waste", "废物"), ("capital goods", "资本货物")):
            count = self._found[kind]
            self.tally.row("activities", kind={"en": kind, "zh": kind_zh}, processes=count, of=self.tally.seen)
            if not count:
                self.tally.add(
                    None,
                    "exchanges",
                    kind,
                    "none of {seen} processes has {value}",
                    "{seen} 个过程均未包含{kind_zh}",
                    seen=self.tally.seen,
                    kind_zh=kind_zh,
                )


def filled(entity: Entity, path: str) -> bool:
    """Tell whether a canonical path such as ``technology.description`` says anything; ``|`` in profiles means or."""
    value: Any = entity
    for name in path.split("."):
        value = getattr(value, name, None)
        if value is None:
            return False
    if isinstance(value, dict):
        return any(isinstance(text, str) and text.strip() for text in value.values())
    return bool(value) or (isinstance(value, bool | int | float))


class _Required(Look):
    missing = ("required fields in the profile", "规范中的必填字段")

    def see(self, entity: Entity) -> None:
        paths = self.profile.required.get(entity.type)
        if not paths:
            return
        for path in paths:
            self.tally.seen += 1
            if not any(filled(entity, way) for way in path.split("|")):
                self.tally.add(entity, path, None, "{field} is empty", "{field} 为空", field=path)


_BILINGUAL = ("name", "functional_unit", "technology.description")


class _Languages(Look):
    missing = ("languages in the profile", "规范要求的语言")

    def see(self, entity: Entity) -> None:
        wanted = self.profile.languages
        if not wanted or entity.type in ("parameter", "category", "location", "currency", "project", "result"):
            return
        for path in _BILINGUAL:
            value: Any = entity
            for name in path.split("."):
                value = getattr(value, name, None)
            if not isinstance(value, dict) or not value:
                continue
            self.tally.seen += 1
            there = {base_language(tag) for tag, text in value.items() if text.strip()}
            lacking = [language for language in wanted if language not in there]
            if lacking:
                self.tally.add(
                    entity,
                    path,
                    ", ".join(lacking),
                    "{field} has no text in {value}",
                    "{field} 缺少 {value} 文本",
                    field=path,
                )


DOCUMENTED = (
    "name",
    "description",
    "classifications",
    "functional_unit",
    "time.reference_year",
    "time.description",
    "geography.place",
    "geography.description",
    "technology.description",
    "technology.applicability",
    "modelling.principle",
    "modelling.approaches",
    "data_sources.cut_off",
    "data_sources.selection",
    "data_sources.treatment",
    "data_sources.sources",
    "data_sources.sampling",
    "data_sources.use_advice",
    "completeness",
    "reviews",
    "compliance",
    "administration.intended_applications",
    "administration.generators",
    "administration.owner",
    "administration.license_type",
)
"""Fields of a process whose share filled in is the documentation rate (ISO/TS 14048 names the same subjects)."""
LEAST_DOCUMENTED = 0.4


class _Documentation(ProcessLook):
    def prepare(self) -> None:
        self._counts: Counter[str] = Counter()

    def process(self, process: Process) -> None:
        self.tally.seen += 1
        there = [path for path in DOCUMENTED if filled(process, path)]
        self._counts.update(there)
        rate = len(there) / len(DOCUMENTED)
        if rate < LEAST_DOCUMENTED:
            self.tally.add(
                process,
                "",
                round(rate, 4),
                "{value:.0%} of the {count} documentation fields are filled",
                "{count} 个文档字段中填写了 {value:.0%}",
                count=len(DOCUMENTED),
            )

    def close(self) -> None:
        for path in DOCUMENTED if self.tally.seen else ():
            self.tally.row("fill_rate", field=path, filled=self._counts[path], of=self.tally.seen)


CHECKS = (
    declare(
        _Gases,
        "completeness.gases",
        ("The greenhouse gases of the industry are there", "包含该行业应有的温室气体"),
        clause="A2; A6",
        rationale=(
            "An industry is known for some gases; a data set without them has forgotten them, or has them upstream.",
            "各行业有其特征温室气体；缺失说明遗漏，或已计在上游。",
        ),
        mend=("Add the emission, or say where it is counted.", "补充该排放，或说明其计入何处。"),
    ),
    declare(
        _Activities,
        "completeness.activities",
        ("Transport, waste and capital goods are there", "包含运输、废物和资本货物"),
        clause="A2",
        rationale=(
            "What the whole package leaves out, its boundary must leave out in words.",
            "整个数据包未包含的内容，须在系统边界中说明。",
        ),
        mend=("Add them, or state the boundary.", "补充，或在系统边界中说明。"),
        severity="inform",
    ),
    declare(
        _Required,
        "completeness.required",
        ("The fields that the profile requires are filled", "规范要求的字段已填写"),
        clause="A1; A2; A9",
        rationale=("Without them a data set cannot be judged or used.", "缺少这些字段，数据集无法评判和使用。"),
        mend=("Fill in the field.", "填写该字段。"),
        types=("process", "flow", "source", "contact", "model", "impact_category", "flow_property", "unit_group"),
    ),
    declare(
        _Languages,
        "completeness.languages",
        ("Names and texts are there in every language asked for", "名称和文本具备所要求的各语言"),
        clause="A9",
        rationale=("Databases that recognise each other read both languages.", "互认的数据库需要两种语言。"),
        mend=("Add the text in the language named.", "补充所指语言的文本。"),
        severity="inform",
    ),
    declare(
        _Documentation,
        "completeness.documentation",
        ("Processes are documented", "过程文档完整"),
        clause="A2; A7",
        rationale=(
            "Documentation is what a reviewer and a user have to judge representativeness by.",
            "评审人和用户依据文档判断代表性。",
        ),
        mend=("Fill in the fields that the table fill_rate shows as empty.", "补充 fill_rate 表所示的空字段。"),
        severity="inform",
    ),
)
