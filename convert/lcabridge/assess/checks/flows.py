"""Elementary flows: the eleven criteria for flow lists that can be checked by machine (Edelen et al. 2018, Int J LCA 23)."""

from __future__ import annotations

import re
from functools import lru_cache

from lcabridge.assess.checks.processes import natural_direction
from lcabridge.assess.contents import dimension
from lcabridge.assess.look import Look, Pair, declare
from lcabridge.assess.model import Check
from lcabridge.calc.gwp import plain
from lcabridge.codes import ilcd_compartment
from lcabridge.codes.nomenclature import ef31_flows
from lcabridge.model import Entity, Flow, Process, Summary, pick
from lcabridge_mappings import tables

_UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}")
_ODD = re.compile(
    r"[\u0000-\u001f\u007f\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u2060\ufeff\ufffd]|  |^\s|\s$|&(amp|lt|gt|quot|#[0-9]+);"
)
"""Characters that are lost or changed on the way between tools: controls, blanks that are none, double blanks, entities."""
_CONTEXT = re.compile(
    r",\s*(?:in)?to (?:air|water|soil|ocean)\b|\bemissions? to\b|[,(]\s*(?:urban|rural) air\b|\b(?:high|low) population density\b",
    re.IGNORECASE,
)
"""Compartments as names say them; ``urban`` alone is a kind of land."""
_NO_NATURE = frozenset({"length mass", "items", "length persons", "length vehicles"})


@lru_cache(maxsize=1)
def _defined_names() -> frozenset[str]:
    """Return the names of EF 3.1's flowables and their synonyms, which stand in a public list."""
    found: set[str] = set()
    for row in tables.rows("flows/ef31-flowables.csv.gz"):
        found.add(plain(row["name"]))
        found |= {plain(synonym) for synonym in row["synonyms"].split(";") if synonym}
    return frozenset(found)


_MEDIUM = re.compile(r"\b(air|troposphere|stratosphere|water|river|ocean|lake|soil|ground)\b", re.IGNORECASE)
"""Words of a category that name a compartment where the path as a whole is of no known list."""
_CAS = re.compile(r"[1-9][0-9]{1,6}-[0-9]{2}-[0-9]")


def _fold(name: str) -> str:
    """Return a name without case and blanks; signs stay, since ``> 10`` is not ``≤ 10``."""
    return "".join(name.casefold().split())


class _FlowLook(Look):
    missing = ("elementary flows", "基本流")

    def see(self, entity: Entity) -> None:
        if isinstance(entity, Flow) and entity.flow_type == "elementary":
            self.tally.seen += 1
            self.flow(entity)

    def flow(self, flow: Flow) -> None:
        """Look at one elementary flow."""


def _summary(look: Look, flow: Flow) -> Summary | None:
    return look.index.get("flow", flow.uuid, flow.version)


class _Side(_FlowLook):
    def flow(self, flow: Flow) -> None:
        known = _summary(self, flow)
        if known is not None and not natural_direction(known):
            self.tally.add(
                flow,
                "classifications",
                "/".join(known.category),
                "its category {value!r} does not tell whether it goes in or out",
                "其分类 {value!r} 未说明是输入还是输出",
            )


class _Elementary(_FlowLook):
    """Units of goods or services, and providers, belong to the technosphere."""

    def prepare(self) -> None:
        self._supplied: set[str] = set()

    def see(self, entity: Entity) -> None:
        super().see(entity)
        if isinstance(entity, Process):
            self._supplied |= {e.flow.uuid for e in entity.exchanges if e.provider is not None and e.flow is not None}

    def flow(self, flow: Flow) -> None:
        known = _summary(self, flow)
        group = self.index.unit_group_of(known.reference) if known and known.reference else None
        unit = group.units[0].name if group and group.units else ""
        if dimension(unit) in _NO_NATURE:
            self.tally.add(
                flow, "properties", unit, "an elementary flow is measured in {value}", "基本流以 {value} 计量"
            )

    def close(self) -> None:
        for uuid in sorted(self._supplied):
            known = self.index.get("flow", uuid)
            if known is not None and known.flow_type == "elementary":
                self.tally.add(
                    known, "", uuid, "an exchange names a process that supplies it", "有交换注明了其供应过程"
                )


class _Compartment(_FlowLook):
    def flow(self, flow: Flow) -> None:
        known = _summary(self, flow)
        if known is None:
            return
        place = ilcd_compartment("/".join(known.category))
        if (place is None or not place.medium) and not _MEDIUM.search("/".join(known.category)):
            self.tally.add(
                flow,
                "classifications",
                "/".join(known.category),
                "its category {value!r} names no compartment (air, water, soil, ground, land, biosphere)",
                "其分类 {value!r} 未给出环境介质（大气、水体、土壤、地下、土地、生物圈）",
            )


class _Defined(_FlowLook):
    def flow(self, flow: Flow) -> None:
        if flow.cas or flow.formula or flow.uuid in ef31_flows():
            return
        if not any(plain(name) in _defined_names() for name in flow.name.values()):
            self.tally.add(
                flow,
                "cas",
                pick(flow.name, "en"),
                "{value!r} has neither CAS number nor formula, and its name is in no public list (EF 3.1)",
                "{value!r} 既无 CAS 号也无化学式，名称不在公开清单（EF 3.1）中",
            )


class _Synonyms(_FlowLook):
    def flow(self, flow: Flow) -> None:
        if not flow.synonyms and flow.uuid not in ef31_flows():
            self.tally.add(flow, "synonyms", None, "has no synonym", "没有同义词")


class _Extra(_FlowLook):
    def flow(self, flow: Flow) -> None:
        for tag, name in flow.name.items():
            found = _CONTEXT.search(name)
            if found:
                self.tally.add(
                    flow,
                    f"name.{tag}",
                    name,
                    "the name {value!r} holds {part!r}, which belongs to the compartment",
                    "名称 {value!r} 含有应属于环境介质的 {part!r}",
                    part=found[0],
                )


class _Grouped(_FlowLook):
    """Groups flows by a key; what shares one and should not is a finding at the end."""

    def prepare(self) -> None:
        self._first: dict[object, tuple[str, str]] = {}

    def same(self, key: object, mark: str, flow: Flow) -> tuple[str, str] | None:
        """Return the first flow of the key if its mark is another one."""
        uuid, other = self._first.setdefault(key, (flow.uuid, mark))
        return (uuid, other) if other != mark else None


class _NamingOfType(_Grouped):
    """One substance (CAS number), one name in one compartment; carbon is told by origin and set apart."""

    def flow(self, flow: Flow) -> None:
        cas = flow.cas.lstrip("0")
        known = _summary(self, flow)
        if not _CAS.fullmatch(cas) or known is None or cas in ("124-38-9", "74-82-8", "630-08-0"):
            return
        name = pick(flow.name, "en")
        found = self.same((cas, known.category, known.reference), _fold(name), flow)
        if found is not None:
            other = self.index.get("flow", found[0])
            self.tally.add(
                flow,
                "name",
                name,
                "CAS {cas} is called {value!r} here and {other!r} in flow {uuid}",
                "CAS {cas} 在此称为 {value!r}，在流 {uuid} 中称为 {other!r}",
                cas=cas,
                other=pick(other.name, "en") if other else "?",
                uuid=found[0],
            )


class _NamingOfSource(_Grouped):
    """One spelling of one name: no differences in case and blanks alone."""

    def flow(self, flow: Flow) -> None:
        name = pick(flow.name, "en")
        found = self.same(_fold(name), name, flow)
        if found is not None and name:
            self.tally.add(
                flow,
                "name",
                name,
                "{value!r} is spelled {other!r} in flow {uuid}",
                "{value!r} 在流 {uuid} 中写作 {other!r}",
                other=found[1],
                uuid=found[0],
            )


class _Redundant(_Grouped):
    def flow(self, flow: Flow) -> None:
        known = _summary(self, flow)
        if known is None:
            return
        name = pick(flow.name, "en")
        place = known.place
        found = self.same((_fold(name), known.category, known.reference, place), flow.uuid, flow)
        if found is not None and name:
            self.tally.add(
                flow,
                "",
                found[0],
                "{name!r} in the same compartment is also flow {value}",
                "同一介质中的 {name!r} 另有流 {value}",
                name=name,
            )


class _Characters(_FlowLook):
    def flow(self, flow: Flow) -> None:
        for tag, name in flow.name.items():
            found = _ODD.search(name)
            if found:
                self.tally.add(
                    flow,
                    f"name.{tag}",
                    repr(name),
                    "the name holds {part!r}, which tools lose or change",
                    "名称含有 {part!r}，在软件间传递时易丢失或改变",
                    part=found[0],
                )


class _Identifiers(Look):
    missing = ("flows", "流")

    def see(self, entity: Entity) -> None:
        if isinstance(entity, Flow):
            self.tally.seen += 1
            if not _UUID.fullmatch(entity.uuid):
                self.tally.add(entity, "uuid", entity.uuid, "{value!r} is no UUID", "{value!r} 不是 UUID")


_RULES: tuple[tuple[type[Look], str, Pair, Pair, Pair], ...] = (
    (
        _Side,
        "side",
        ("Clarity: the context tells input from output", "清晰性：上下文区分输入与输出"),
        ("A flow without a side is linked to the wrong factor.", "方向不明的流会连接到错误因子。"),
        ("Put it into an emission or a resource category.", "将其归入排放或资源类别。"),
    ),
    (
        _Elementary,
        "elementary",
        ("Clarity: elementary flows are truly elementary", "清晰性：基本流确为基本流"),
        (
            "Goods and services among elementary flows end the supply chain unseen.",
            "基本流中混入产品或服务会使供应链中断而不被察觉。",
        ),
        ("Make it a product flow.", "改为产品流。"),
    ),
    (
        _Compartment,
        "compartment",
        ("Clarity: the compartment is given", "清晰性：给出环境介质"),
        ("Characterisation depends on the compartment.", "特征化取决于环境介质。"),
        ("Give the compartment.", "给出环境介质。"),
    ),
    (
        _Defined,
        "defined",
        ("Clarity: flowables lead to a public definition", "清晰性：物质可追溯到公开定义"),
        ("A name alone may mean several substances.", "仅凭名称可能对应多种物质。"),
        ("Give CAS number or formula, or the name of a public list.", "给出 CAS 号、化学式或公开清单名称。"),
    ),
    (
        _Synonyms,
        "synonyms",
        ("Clarity: synonyms are given", "清晰性：给出同义词"),
        ("Synonyms let lists be mapped.", "同义词有助于流表映射。"),
        ("Add synonyms.", "补充同义词。"),
    ),
    (
        _Extra,
        "plain-name",
        ("Clarity: names hold the substance only", "清晰性：名称仅含物质"),
        (
            "What belongs to the compartment, said in the name, may contradict it.",
            "名称中的介质信息可能与介质字段矛盾。",
        ),
        ("Move it into the compartment.", "移至环境介质字段。"),
    ),
    (
        _NamingOfType,
        "one-name",
        ("Consistency: one substance has one name", "一致性：一种物质一个名称"),
        ("Two names of one substance are taken for two.", "一种物质两个名称会被当作两种。"),
        ("Choose one name, keep the other as synonym.", "选用一个名称，其余作为同义词。"),
    ),
    (
        _NamingOfSource,
        "one-spelling",
        ("Consistency: one name has one spelling", "一致性：一个名称一种写法"),
        ("Tools compare names letter by letter.", "软件逐字比较名称。"),
        ("Spell it one way.", "统一写法。"),
    ),
    (
        _Redundant,
        "redundant",
        ("Consistency: no flow stands twice", "一致性：流不重复"),
        ("Factors on one of two equal flows miss the other.", "两个相同流只有其一有因子时会遗漏。"),
        ("Keep one flow.", "保留其一。"),
    ),
    (
        _Characters,
        "characters",
        ("Translatability: no characters that are lost on the way", "可转换性：不含易丢失字符"),
        ("Invisible characters make equal names unequal.", "不可见字符使相同名称不相等。"),
        ("Replace them by plain ones.", "替换为普通字符。"),
    ),
    (
        _Identifiers,
        "identifiers",
        ("Uniqueness: every flow has a unique identifier", "唯一性：每个流有唯一标识"),
        ("Guideline item 8 asks for one unique code.", "指引第八条要求唯一性编码。"),
        ("Give it a UUID.", "赋予 UUID。"),
    ),
)

CHECKS: tuple[Check, ...] = tuple(
    declare(
        look,
        f"nomenclature.{word}",
        title,
        clause="G8; Edelen 2018",
        rationale=rationale,
        mend=mend,
        severity="inform",
        types=("flow", "process") if look is _Elementary else ("flow",),
    )
    for look, word, title, rationale, mend in _RULES
)
