"""Names, classes, places and languages as they are written."""

from __future__ import annotations

import re

from lcabridge.assess.checks.references import LANGUAGE_CODES, take_issues
from lcabridge.assess.look import Look, ProcessLook, declare
from lcabridge.assess.walk import path_of
from lcabridge.codes import CodeList, code_list, place, resolve, resolve_openlca_uuid
from lcabridge.codes import places as all_places
from lcabridge.codes.locations import Place, PlaceSystem
from lcabridge.model import Classification, Entity, Location, Process, Source, base_language, has_cjk

_WORDS = re.compile(r"[A-Za-z]{3,}")
_KANA = re.compile("[\u3040-\u30ff]")


class _Languages(Look):
    missing = ("texts", "文本")

    def see(self, entity: Entity) -> None:
        for text, where in self.setting.walk.of(entity).texts:
            for tag, words in text.items():
                self.tally.seen += 1
                language = base_language(tag)
                if language == "en" and not words.isascii() and has_cjk(words) and not _KANA.search(words):
                    self.tally.add(
                        entity,
                        f"{path_of(where)}.{tag}",
                        words[:80],
                        "{value!r} is tagged English",
                        "{value!r} 标为英文",
                    )
                elif language == "zh" and not has_cjk(words) and len(_WORDS.findall(words)) > 1:
                    self.tally.add(
                        entity,
                        f"{path_of(where)}.{tag}",
                        words[:80],
                        "{value!r} is tagged Chinese",
                        "{value!r} 标为中文",
                    )

    def close(self) -> None:
        take_issues(self, lambda code: code in LANGUAGE_CODES)


_EMPTY = frozenset({"nan", "null", "undefined", "todo", "tbd", "xxx", "xxxx", "???", "lorem ipsum", "待补充", "待填写"})
"""Traces of empty cells and unwritten texts. "None" is left out: to the question of deviations it is an answer."""
_LONG = 20
"""Longer texts are no placeholders."""
_BROKEN = re.compile(r"&(?:amp|lt|gt|quot|apos|nbsp|#x?[0-9a-fA-F]+);|\ufffd|ï¿½|Ã[\u0080-\u00bf]|â€[™œ“]")


class _Placeholders(Look):
    missing = ("texts", "文本")

    def see(self, entity: Entity) -> None:
        self._addresses(entity)
        for text, where in self.setting.walk.of(entity).texts:
            for tag, words in text.items():
                self.tally.seen += 1
                if len(words) < _LONG and words.strip().casefold() in _EMPTY:
                    self.tally.add(
                        entity,
                        f"{path_of(where)}.{tag}",
                        words,
                        "{value!r} stands where a text should",
                        "{value!r} 占据了文本位置",
                    )
                    continue
                found = None if words.isascii() and "&" not in words else _BROKEN.search(words)
                if found:
                    self.tally.add(
                        entity,
                        f"{path_of(where)}.{tag}",
                        found[0],
                        "{value!r} is left of a wrong decoding",
                        "{value!r} 为错误解码的残留",
                    )

    def _addresses(self, entity: Entity) -> None:
        """Look at addresses, where an entity that was escaped twice leads nowhere."""
        administration = entity.administration
        found = [("administration.permanent_uri", administration.permanent_uri if administration else "")]
        if isinstance(entity, Source):
            found.append(("url", entity.url))
        for where, address in found:
            if "&" in address and (broken := _BROKEN.search(address)):
                self.tally.add(
                    entity,
                    where,
                    broken[0],
                    "the address holds {value!r}, left of a wrong decoding",
                    "网址含有错误解码的残留 {value!r}",
                )


class _Names(ProcessLook):
    missing = (
        "names in parts (route, mix, location), as ILCD and TIDAS have them",
        "ILCD、TIDAS 式的名称组成（路线、混合与地点）",
    )

    def prepare(self) -> None:
        self._lacking: list[tuple[str, str, tuple[str, ...]]] = []
        self._parts = 0

    def process(self, process: Process) -> None:
        lacking = tuple(name for name in ("treatment", "mix_and_location") if not getattr(process, name))
        self._parts += 2 - len(lacking)
        self.tally.seen += 1
        if lacking:
            self._lacking.append((process.uuid, process.version, lacking))

    def close(self) -> None:
        if not self._parts:
            self.tally.seen = 0
            return
        for uuid, version, lacking in self._lacking:
            self.tally.add(
                self.index.get("process", uuid, version),
                lacking[0],
                None,
                "the name has no {said}",
                "名称缺少 {said_zh}",
                said=" and no ".join(_PARTS[name][0] for name in lacking),
                said_zh="、".join(_PARTS[name][1] for name in lacking),
            )


_PARTS = {
    "treatment": ("route (treatment, standards)", "工艺路线（处理、标准）"),
    "mix_and_location": ("mix and location type", "混合与地点类型"),
}

_LISTS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"GB/?T ?4754", re.IGNORECASE), ("gbt4754-2017",)),
    (re.compile(r"ISIC.*(rev\.? ?5|5)\b", re.IGNORECASE), ("isic-5",)),
    (re.compile(r"ISIC.*(rev\.? ?4|4)\b", re.IGNORECASE), ("isic-4",)),
    (re.compile(r"ISIC", re.IGNORECASE), ("isic-4", "isic-5")),
    (re.compile(r"CPC.*3(\.0)?\b", re.IGNORECASE), ("cpc-3.0",)),
)


def lists_of(classification: Classification) -> tuple[str, ...]:
    """Return the code lists that a classification's system may be; the first kind that fits."""
    return next((ids for form, ids in _LISTS if form.search(classification.system)), ())


class _Classes(Look):
    missing = ("classes of GB/T 4754, ISIC Rev. 4 or 5, or CPC 3.0", "GB/T 4754、ISIC Rev. 4/5 或 CPC 3.0 的分类")

    def see(self, entity: Entity) -> None:
        for number, classification in enumerate(entity.classifications):
            ids = lists_of(classification)
            if not ids or not any(entry.id for entry in classification.classes):
                continue
            self.tally.seen += 1
            wrong = [self._wrong(classification, code_list(id_)) for id_ in ids]
            if all(wrong):
                en, zh = min((found for found in wrong if found), key=lambda pair: len(pair[0]))
                self.tally.add(entity, f"classifications[{number}]", classification.system, en, zh)

    @staticmethod
    def _wrong(classification: Classification, known: CodeList) -> tuple[str, str] | None:
        above = None
        for entry in classification.classes:
            code = entry.id.strip()
            if not code:
                continue
            found = known.get(code)
            title = known.title.replace("{", "(").replace("}", ")")
            if found is None:
                return f"{title} has no class {code}", f"{title} 没有类别 {code}"
            if above is not None and above not in {c.code for c in known.path(code)}:
                return f"{title}: {code} does not lie in {above}", f"{title}：{code} 不属于 {above}"
            above = code
        return None


_OWN_SYSTEMS: dict[str, tuple[PlaceSystem, ...]] = {
    "ecospold2": ("ecoinvent",),
    "ecospold1": ("ecoinvent", "iso"),
    "tidas": ("tidas", "iso"),
    "national": ("tidas", "iso", "gbt2260"),
    "ilcd": ("ilcd", "tidas", "iso", "tiangong"),
    "olca-jsonld": ("openlca", "openlca1", "iso", "ecoinvent"),
}
_ALL: tuple[PlaceSystem, ...] = ("iso", "tidas", "ilcd", "openlca", "openlca1", "ecoinvent", "tiangong", "gbt2260")


def meanings(code: str, format_id: str) -> list[Place]:
    """Return the places that a code may mean in a package of a format, the likeliest first."""
    own = _OWN_SYSTEMS.get(format_id, _ALL)
    found = [resolve(code, system) for system in own]
    return list({entry.id: entry for entry in found if entry is not None}.values())


class _PlaceCodes(ProcessLook):
    missing = ("place codes", "地点代码")

    def process(self, process: Process) -> None:
        where = process.geography.place if process.geography else None
        code = self.index.place_code(where)
        if not code:
            return
        self.tally.seen += 1
        if code in self.index.place_names or meanings(code, self.setting.format):
            return
        if any(resolve(code, system) for system in _ALL):
            return
        self.tally.add(
            process, "geography.place", code, "{value!r} is in no list of place codes", "{value!r} 不在任何地点编码表中"
        )


_PROVINCES = tuple(p for p in all_places() if p.kind == "province")


def named_provinces(words: str) -> set[str]:
    """Return the ids of the Chinese provinces that a text names, in English or Chinese."""
    found = set()
    low = words.casefold()
    for entry in _PROVINCES:
        short = re.sub("(省|市|自治区|特别行政区|壮族|回族|维吾尔)", "", entry.name_zh)
        if (short and short in words) or re.search(rf"\b{re.escape(entry.name_en.casefold())}\b", low):
            found.add(entry.id)
    return found


class _PlaceNames(Look):
    """A code and the name beside it must mean one place: CN-HB is Hubei in one list and Hebei in another."""

    missing = ("places in China with a name beside the code", "代码旁注有名称的中国地点")

    def see(self, entity: Entity) -> None:
        if isinstance(entity, Location) and entity.code:
            self._compare(entity, "code", entity.code, " ".join(entity.name.values()))
        elif isinstance(entity, Process) and entity.geography is not None:
            code = self.index.place_code(entity.geography.place)
            said = [*entity.geography.description.values(), *entity.mix_and_location.values(), *entity.name.values()]
            self._compare(entity, "geography.place", code, " ; ".join(said))

    def _compare(self, entity: Entity, where: str, code: str, words: str) -> None:
        if not code or not ("CN" in code or code.isdigit()):
            return
        named = named_provinces(words)
        # openLCA gave its provinces other letters in version 2 and kept the UUIDs: there the UUID says the place.
        own = resolve_openlca_uuid(entity.uuid) if isinstance(entity, Location) else None
        meant = [own] if own is not None else meanings(code, self.setting.format)
        provinces = {ancestor for entry in meant for ancestor in _lineage(entry)} & {p.id for p in _PROVINCES}
        if len(named) != 1 or not provinces:
            return
        self.tally.seen += 1
        if not any(named & set(_lineage(entry)) for entry in meant):
            other = place(next(iter(named)))
            self.tally.add(
                entity,
                where,
                code,
                "{value} is {first} in the list of this format; the text beside it says {other}",
                "{value} 在该格式的编码表中为 {first_zh}，而旁注文本为 {other_zh}",
                first=meant[0].name_en,
                first_zh=meant[0].name_zh,
                other=other.name_en if other else "?",
                other_zh=other.name_zh if other else "?",
            )


def _lineage(entry: Place) -> list[str]:
    path = [entry.id]
    while True:
        above = place(path[-1])
        if above is None or not above.parent:
            return path
        path.append(above.parent)


CHECKS = (
    declare(
        _Languages,
        "nomenclature.languages",
        ("Texts stand under their own language", "文本与其语言标记相符"),
        clause="A9",
        rationale=(
            "A text under the wrong language is shown to readers who cannot read it.",
            "语言标记错误的文本会显示给无法阅读的人。",
        ),
        mend=("Tag it as what it is, and add the translation.", "更正标记，并补充译文。"),
    ),
    declare(
        _Placeholders,
        "nomenclature.placeholders",
        ("Texts are texts, not placeholders or broken characters", "文本不是占位符或乱码"),
        clause="A9",
        rationale=(
            '"nan" is the trace of an empty cell: the documentation is not there.',
            "“nan” 是空单元格的残留，说明文档缺失。",
        ),
        mend=("Write the text, or leave the field empty.", "填写文本，或将字段留空。"),
    ),
    declare(
        _Names,
        "nomenclature.process-names",
        ("Process names give route, mix and location", "过程名称给出工艺路线、混合与地点"),
        clause="G8",
        rationale=(
            "Item 8: process and product names show the process route.",
            "第八条：过程和产品名称应体现工艺路线。",
        ),
        mend=("Fill in the parts of the name.", "补全名称组成。"),
        severity="inform",
    ),
    declare(
        _Classes,
        "nomenclature.classes",
        ("Classes are in their code list, in their hierarchy", "分类代码在编码表中且层级正确"),
        clause="G8; A9",
        rationale=("A class that the list does not have groups nothing.", "编码表中没有的类别无法用于归类。"),
        mend=("Use the code of the list named.", "使用所指编码表的代码。"),
    ),
    declare(
        _PlaceCodes,
        "nomenclature.places",
        ("Place codes are in a list", "地点代码在编码表中"),
        clause="G8; A1",
        rationale=("An unknown place cannot be compared or aggregated.", "未知地点无法比较或汇总。"),
        mend=("Use an ISO 3166 code, or the code of the format's own list.", "使用 ISO 3166 代码或格式自身的代码。"),
    ),
    declare(
        _PlaceNames,
        "plausibility.place",
        ("Place codes and place names mean the same place", "地点代码与名称指同一地点"),
        clause="G5; A1",
        rationale=(
            "Chinese province letters differ between lists (ecoinvent's CN-HB is Hebei, ISO's is Hubei): data move unseen.",
            "各编码表的省份字母不同（ecoinvent 的 CN-HB 为河北，ISO 的为湖北），数据会悄然移位。",
        ),
        mend=("Use the code of the list that the format uses.", "使用该格式所用编码表的代码。"),
        types=("process", "location"),
    ),
)
