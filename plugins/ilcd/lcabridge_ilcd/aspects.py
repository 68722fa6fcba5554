"""The validation aspects of ILCD beyond schema and links: categories, locations, languages, archive.

Lenient by default: what is found is a warning. With the profile ``strict`` it is an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from lxml import etree

from lcabridge.check import Check, Outcome, Subject, Verdict
from lcabridge.codes import resolve
from lcabridge.errors import LcabridgeError
from lcabridge.model import (
    Entity,
    EntityType,
    Exchange,
    Flow,
    Place,
    Process,
    Text,
    base_language,
    version_key,
)
from lcabridge.report import EntityKey, Report, Severity, issue_type
from lcabridge.sources import Source, parse_xml
from lcabridge_ilcd.categories import trees
from lcabridge_ilcd.names import FOLDERS
from lcabridge_ilcd.package import MANIFEST, SIDE
from lcabridge_ilcd.tidas_kinds import LANGUAGES, UUID, locations

FORMATS: Final = ("ilcd", "tidas", "national")

FOUND = issue_type(
    "ILCD-101",
    Severity.WARNING,
    None,
    ("Not what the ILCD validation asks", "不符合 ILCD 校验要求"),
    ("{path}: {value!r}: {what_en}", "{path}：值 {value!r}：{what_zh}"),
)
STRICT = issue_type(
    "ILCD-102",
    Severity.ERROR,
    None,
    ("Not what the ILCD validation asks (strict)", "不符合 ILCD 校验要求（严格）"),
    ("{path}: {value!r}: {what_en}", "{path}：值 {value!r}：{what_zh}"),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that an aspect does not take: where, the value, what is wrong."""

    path: str
    value: Any
    en: str
    zh: str


# What the package brings along -------------------------------------------------------------------------------------------


def _side_file(source: Source, *endings: str) -> Iterator[etree._Element]:
    for name in source.names():
        if name.lower().endswith(endings):
            try:
                yield parse_xml(source.read(name), source.locate(name), source.limits)
            except LcabridgeError:
                continue  # reading the package names it


_DATA_TYPES: Final[dict[str, EntityType]] = {
    "Process": "process", "Flow": "flow", "FlowProperty": "flow_property", "UnitGroup": "unit_group",
    "Contact": "contact", "Source": "source", "LCIAMethod": "impact_category", "LCModel": "model",
}  # fmt: skip

Paths = frozenset[tuple[str, ...]]


def _categories(source: Source) -> dict[EntityType, Paths]:
    """Return the class paths of the category files of a package (case folded), by type."""
    found: dict[EntityType, set[tuple[str, ...]]] = {}
    for root in _side_file(source, "classification.xml", "flowcategorization.xml", "lciamethodologies.xml"):
        for group in root.iterfind("{*}categories"):
            type_ = _DATA_TYPES.get(group.get("dataType", ""))
            if type_ is not None:
                found.setdefault(type_, set()).update(_paths(group, ()))
    return {type_: frozenset(paths) for type_, paths in found.items()}


def _paths(node: etree._Element, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for child in node.iterfind("{*}category"):
        path = (*above, (child.get("name") or "").strip().casefold())
        yield path
        yield from _paths(child, path)


def _locations(source: Source) -> frozenset[str]:
    """Return the codes of the location file of a package."""
    return frozenset(
        location.get("value", "")
        for root in _side_file(source, "locations.xml")
        for location in root.iterfind("{*}location")
    )


@dataclass(frozen=True, slots=True)
class Known:
    """What a package says of categories and places itself."""

    categories: dict[EntityType, Paths]
    locations: frozenset[str]


# Aspects ------------------------------------------------------------------------------------------------------------------


def _in_categories(entity: Entity, package: Known) -> Iterator[Finding] | None:
    known = package.categories.get(entity.type)
    if entity.type == "flow" and isinstance(entity, Flow) and entity.flow_type == "elementary":
        known = (known or frozenset()) | frozenset(trees()["flows"].paths)
    if not known:
        return None
    return (
        Finding(f"classifications[{n}]", " / ".join(entry.name for entry in path.classes),
                "no class of the category file", "不在分类文件中")
        for n, path in enumerate(entity.classifications)
        if path.system in ("", "ILCD") or path.system.startswith("ILCD elementary")
        if tuple(entry.name.strip().casefold() for entry in path.classes) not in known
    )  # fmt: skip


def _places(entity: Entity) -> Iterator[tuple[str, Place]]:
    if isinstance(entity, Flow) and entity.place is not None:
        yield "place", entity.place
    if not isinstance(entity, Process):
        return
    if entity.geography is not None:
        if entity.geography.place is not None:
            yield "geography.place", entity.geography.place
        for n, part in enumerate(entity.geography.sub_places):
            if part.place is not None:
                yield f"geography.sub_places[{n}].place", part.place
    for n, exchange in enumerate(entity.exchanges):
        if exchange.place is not None:
            yield f"exchanges[{n}].place", exchange.place


def _in_locations(entity: Entity, package: Known) -> Iterator[Finding]:
    for path, place in _places(entity):
        code = place.code
        if code and code not in package.locations and code not in locations() and resolve(code, "ilcd") is None:
            yield Finding(path, code, "in no location file of the package, nor in ILCD's or TIDAS' list",
                          "不在包内地点文件及 ILCD、TIDAS 列表中")  # fmt: skip


def _texts(entity: Entity) -> Iterator[tuple[str, Text]]:
    yield "name", entity.name
    yield "description", entity.description
    yield "synonyms", entity.synonyms
    exchanges: list[Exchange] = entity.exchanges if isinstance(entity, Process) else []
    for n, exchange in enumerate(exchanges):
        if exchange.comment:
            yield f"exchanges[{n}].comment", exchange.comment


def _languages(entity: Entity, _package: Known) -> Iterator[Finding]:
    if entity.name and "en" not in {base_language(tag) for tag in entity.name}:
        yield Finding("name", next(iter(entity.name.values())), "no English name", "没有英文名称")
    for path, text in _texts(entity):
        for tag in text:
            # Text under a wrong tag is reading's to report: it is re-tagged there.
            if base_language(tag) not in LANGUAGES:
                yield Finding(f"{path}.{tag}", tag, "no language of ISO 639-1", "不是 ISO 639-1 语言代码")


Look = Callable[[Entity, Known], Iterator[Finding] | None]


@dataclass(slots=True)
class Looked:
    """What one aspect found: number of data sets that it was asked of, and each finding with its data set."""

    asked: int
    findings: list[tuple[EntityKey, Finding]]


_looked: WeakKeyDictionary[Subject, dict[str, Looked]] = WeakKeyDictionary()


def _look(subject: Subject) -> dict[str, Looked]:
    """Read the package once, however many aspects ask."""
    if subject in _looked:
        return _looked[subject]
    found = _looked[subject] = {id_: Looked(0, []) for id_, *_ in _ASPECTS}
    known = Known(_categories(subject.source), _locations(subject.source))
    for entity in subject.entities():
        key = EntityKey(entity.type, entity.uuid, entity.version)
        for id_, _, _, look, _ in _ASPECTS:
            findings = look(entity, known)
            if findings is not None:
                found[id_].asked += 1
                found[id_].findings += [(key, one) for one in findings]
    return found


def _aspect(id_: str, en: str, zh: str, _: Look, missing: tuple[str, str], *, strict: bool) -> Check:
    kind = STRICT if strict else FOUND

    def run(subject: Subject, report: Report) -> Outcome:
        looked = _look(subject)[id_]
        for key, one in looked.findings:
            report.add(kind, entity=key, path=one.path, value=one.value, what_en=one.en, what_zh=one.zh)
        if not looked.asked:
            return Outcome(Verdict.NOT_ASSESSABLE, missing)
        return Outcome(Verdict.FINDING if looked.findings else Verdict.PASS, examined=looked.asked)

    return _check(id_, en, zh, run, strict=strict)


def _check(id_: str, en: str, zh: str, run: Callable[[Subject, Report], Outcome], *, strict: bool) -> Check:
    return Check(
        id=f"ilcd.{id_}.strict" if strict else f"ilcd.{id_}",
        title_en=en,
        title_zh=zh,
        profiles=("strict",) if strict else ("structure", "national"),
        formats=FORMATS,
        severity=Severity.ERROR if strict else Severity.WARNING,
        run=run,
    )


# Archive ---------------------------------------------------------------------------------------------------------------------

_EXACT: Final = frozenset(FOLDERS.values())
_TYPES: Final = {folder.lower(): folder for folder in FOLDERS.values()}


def archive_findings(source: Source) -> Iterator[Finding]:
    """Say what is not as ILCD lays an archive out: folders, names of files, one file per data set and version."""
    seen: dict[str, str] = {}
    for name in source.names():
        *folders, file = name.split("/")
        folder = next((part for part in folders if part.lower() in _TYPES), None)
        if folder is None or name == MANIFEST or folders[0] == SIDE:
            continue
        if folder not in _EXACT:
            yield Finding(
                name,
                folder,
                f"the folder is spelled {_TYPES[folder.lower()]}",
                f"文件夹应写作 {_TYPES[folder.lower()]}",
            )
        stem, dot, suffix = file.rpartition(".")
        if suffix.lower() not in ("xml", "json") or not dot:
            yield Finding(name, file, "no data set, in a folder of data sets", "数据集文件夹中的非数据集文件")
            continue
        uuid, _, version = stem.partition("_")
        if not UUID.fullmatch(uuid.lower()):
            yield Finding(name, stem, "the name of the file is no UUID", "文件名不是 UUID")
            continue
        key = f"{folder.lower()}/{uuid.lower()}/{'.'.join(map(str, version_key(version))) if version else ''}"
        if key in seen:
            yield Finding(name, seen[key], "the same data set twice", "同一数据集出现两次")
        seen[key] = name


def _archive(*, strict: bool) -> Check:
    kind = STRICT if strict else FOUND

    def run(subject: Subject, report: Report) -> Outcome:
        if subject.source.kind == "file":
            return Outcome(Verdict.NOT_ASSESSABLE, ("an archive or folder", "归档或文件夹"))
        found = 0
        for one in archive_findings(subject.source):
            found += 1
            where = subject.source.locate(one.path)
            report.add(kind, path=one.path, file=where, value=one.value, what_en=one.en, what_zh=one.zh)
        return Outcome(Verdict.FINDING if found else Verdict.PASS, examined=len(subject.source.names()))

    return _check(
        "archive", "Folders and files are laid out as ILCD asks", "文件夹与文件布局符合 ILCD", run, strict=strict
    )


_ASPECTS: Final[tuple[tuple[str, str, str, Look, tuple[str, str]], ...]] = (
    ("categories", "Every ILCD class is in the category file", "每个 ILCD 类目均在分类文件中", _in_categories,
     ("a category file in the package (ILCDClassification.xml)", "包内的分类文件（ILCDClassification.xml）")),
    ("locations", "Every place is in a location list", "每个地点均在地点列表中", _in_locations, ("a data set", "数据集")),
    ("languages", "Every text is in a known language, names in English too", "文本语言均已知，名称含英文", _languages,
     ("a data set", "数据集")),
)  # fmt: skip

ASPECTS: Final = tuple(
    check
    for strict in (False, True)
    for check in (*(_aspect(*aspect, strict=strict) for aspect in _ASPECTS), _archive(strict=strict))
)
"""Checks of the aspects, lenient and strict."""
