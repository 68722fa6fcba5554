"""Checks of the ILCD family for ``lcabridge validate``: schemas, keys, versions of references, the national profile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final
from weakref import WeakKeyDictionary

from lxml import etree

from lcabridge.check import Check, Outcome, Subject, Verdict
from lcabridge.errors import LcabridgeError
from lcabridge.model import Entity, EntityType, Index, Process, Text, iter_refs, version_key
from lcabridge.report import EntityKey, Report, Severity, catalogue, issue_type
from lcabridge.sources import Source, load_json, parse_xml
from lcabridge.sources.schemas import SchemaSet, find
from lcabridge_ilcd.aspects import ASPECTS
from lcabridge_ilcd.marks import MARKS_KEY, OTHER
from lcabridge_ilcd.package import read_manifest
from lcabridge_ilcd.placeholders import find_faults, find_node
from lcabridge_ilcd.requirements import FACTOR, MAPPED, REQUIREMENTS, Requirement
from lcabridge_ilcd.schemas import ROOT_SCHEMAS, json_validator, unknown_keys, xml_schema
from lcabridge_ilcd.stripping import is_placeholder_data_set, strip
from lcabridge_ilcd.tidas_rules import MODULES, rule_table

JSON_FORMATS: Final = ("tidas", "national")

FAULT = issue_type(
    "TIDAS-010",
    Severity.ERROR,
    None,
    ("Not what the schema takes", "不符合模式"),
    ("{path}: not what the schema takes: {reason}", "{path}：不符合模式：{reason}"),
)
UNKNOWN_KEY = issue_type(
    "TIDAS-011",
    Severity.ERROR,
    None,
    ("Key unknown to the schema", "模式未知的键"),
    ("{path}: the schema does not know this key, so no reader looks at it", "{path}：模式中没有此键，读取方不会理会"),
)
CHECKED_WITH = issue_type(
    "TIDAS-012",
    Severity.INFO,
    None,
    ("Rules that were used", "所用规则"),
    ("checked with {value}", "检查依据：{value}"),
)
OPEN_PLACEHOLDER = issue_type(
    "TIDAS-013",
    Severity.INFO,
    None,
    ("Required field that is still a placeholder", "仍为占位值的必填字段"),
    (
        "{path}: a placeholder stands here ({count} time(s)); fill it in before submission",
        "{path}：此处为占位值（{count} 处），报送前请填写",
    ),
)
UNMET = issue_type(
    "TIDAS-014",
    Severity.WARNING,
    None,
    ("Requirement of the national profile not met", "未满足国家规范要求"),
    ("{clause}: not met: {asked_en}", "{clause}：未满足：{asked_zh}"),
)
SHOWN = issue_type(
    "TIDAS-016",
    Severity.INFO,
    None,
    ("Computed from what the data set declares", "由数据集声明内容算得"),
    ("{clause}: from the declared scores: {shown_en}", "{clause}：由声明的评分：{shown_zh}"),
)
CLAIM = issue_type(
    "TIDAS-017",
    Severity.WARNING,
    None,
    ("Level of the national profile claimed and not reached", "声明的国家规范级别未达到"),
    (
        "level {level} is claimed, and {count} data set(s) do not have what {requirement} asks",
        "声明级别为 {level}，但有 {count} 个数据集不满足 {requirement}",
    ),
)
NO_FACTORS = issue_type(
    "TIDAS-018",
    Severity.WARNING,
    None,
    ("Level factor claimed, and no factor there", "声明因子级而无因子"),
    ("level factor is claimed, and the package has no LCI result", "声明级别为 factor，但数据包中没有 LCI 结果"),
)


# Files ----------------------------------------------------------------------------------------------------------------


def _documents(source: Source) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (entry, module, document) of each TIDAS data set; a broken file is the readers' to report."""
    modules = {rule.name: module for module, rule in rule_table().modules.items()}
    for name in source.names():
        if not name.lower().endswith(".json"):
            continue
        try:
            doc = load_json(source.read(name), source.locate(name), source.limits)
        except LcabridgeError:
            continue
        module = modules.get(next(iter(doc), "")) if isinstance(doc, dict) and len(doc) == 1 else None
        if module is not None:
            yield name, module, doc


def _about(report: Report, source: Source, name: str, module: str, doc: dict[str, Any]) -> None:
    key = EntityKey(MODULES[module], _uuid(doc, rule_table().modules[module].name))
    report.about(key, source.locate(name))


def _uuid(doc: dict[str, Any], root: str) -> str:
    for key, value in doc[root].items():
        if key.endswith("Information") and isinstance(value, dict) and "dataSetInformation" in value:
            data = value["dataSetInformation"]
            return str(data.get("common:UUID", "")) if isinstance(data, dict) else ""
    return ""


def tidas_schema(subject: Subject, report: Report) -> Outcome:
    """Validate TIDAS documents with the JSON schemas if they are at hand, else with our own rule table."""
    schemas = find("tidas", subject.source)
    report.add(CHECKED_WITH, value=schemas.origin if schemas else "lcabridge's rule table of the TIDAS schemas")
    faults = _by_schema(schemas) if schemas else _by_rules
    seen = 0
    found = False
    for name, module, doc in _documents(subject.source):
        seen += 1
        for path, reason in faults(module, doc):
            if not found or report.entity is None or not report.file.endswith(name):
                _about(report, subject.source, name, module, doc)
            found = True
            report.add(FAULT, path=path, pointer=path, reason=reason)
    return Outcome(Verdict.FINDING if found else Verdict.PASS, examined=seen)


def _by_schema(schemas: SchemaSet) -> Callable[[str, dict[str, Any]], Iterator[tuple[str, str]]]:
    def faults(module: str, doc: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for error in json_validator(schemas, module).iter_errors(doc):
            deepest = min(error.context, key=lambda e: -len(e.absolute_path), default=error) if error.context else error
            yield "/" + "/".join(map(str, deepest.absolute_path)), deepest.message[:300]

    return faults


def _by_rules(module: str, doc: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield from find_faults(doc, module)


def tidas_keys(subject: Subject, report: Report) -> Outcome:
    """Find keys that the schemas do not know: they are allowed, and lost on every other reader."""
    schemas = find("tidas", subject.source)
    if schemas is None:
        return Outcome(
            Verdict.NOT_ASSESSABLE,
            ("the TIDAS JSON schemas (lcabridge schemas add)", "TIDAS JSON 模式（lcabridge schemas add）"),
        )
    seen = found = 0
    for name, module, doc in _documents(subject.source):
        seen += 1
        paths = unknown_keys(doc, schemas, module)
        if paths:
            _about(report, subject.source, name, module, doc)
        for path in paths:
            found += 1
            report.add(UNKNOWN_KEY, path=path, pointer=path)
    return Outcome(Verdict.FINDING if found else Verdict.PASS, examined=seen)


def ilcd_schema(subject: Subject, report: Report) -> Outcome:
    """Validate ILCD files with the XSD of the package, the user's store or an installed package."""
    schemas = find("ilcd", subject.source)
    if schemas is None:
        return Outcome(
            Verdict.NOT_ASSESSABLE, ("the ILCD XSD (lcabridge schemas add)", "ILCD XSD（lcabridge schemas add）")
        )
    report.add(CHECKED_WITH, value=schemas.origin)
    seen = 0
    found = False
    for name in subject.source.names():
        if not name.lower().endswith(".xml"):
            continue
        place = subject.source.locate(name)
        try:
            root = parse_xml(subject.source.read(name), place, subject.source.limits)
        except LcabridgeError:
            continue
        schema = ROOT_SCHEMAS.get(etree.QName(root).localname)
        if schema is None:
            continue
        seen += 1
        compiled = xml_schema(schemas, schema)
        if not compiled.validate(root):
            found = True
            report.about(None, place)
            for error in compiled.error_log:  # type: ignore[attr-defined]  # lxml-stubs leaves __iter__ out
                report.add(
                    FAULT, path=error.path or "", pointer=error.path or "", line=error.line, reason=error.message[:300]
                )
    return Outcome(Verdict.FINDING if found else Verdict.PASS, examined=seen)


def open_placeholders(subject: Subject, report: Report) -> Outcome:
    """List required fields in which a placeholder of ours still stands."""
    seen = found = 0
    for name, module, doc in _documents(subject.source):
        seen += 1
        root = doc[rule_table().modules[module].name]
        if is_placeholder_data_set(_uuid(doc, rule_table().modules[module].name)):
            continue
        marked = isinstance(root.get(OTHER), dict) and MARKS_KEY in root[OTHER]
        for one in strip(doc, module):
            if one.what == "placeholder" or (not marked and one.what != "original"):
                _about(report, subject.source, name, module, doc)
                for below, _ in find_node(module, one.path).fields if marked else (("", ""),):
                    place = one.path + below
                    report.add(OPEN_PLACEHOLDER, path=place, pointer=place, count=one.count)
                    found += 1
    return Outcome(Verdict.FINDING if found else Verdict.PASS, examined=seen)


# Data sets ------------------------------------------------------------------------------------------------------------


@dataclass
class _Findings:
    """What one reading of a package found, for all checks that look at data sets."""

    asked: dict[str, int] = field(default_factory=dict)
    unmet: dict[str, list[EntityKey]] = field(default_factory=dict)
    shown: dict[str, list[tuple[EntityKey, Text]]] = field(default_factory=dict)
    versions: list[tuple[EntityKey, str, str, str]] = field(default_factory=list)
    references: int = 0


_findings: WeakKeyDictionary[Subject, _Findings] = WeakKeyDictionary()


def _look(subject: Subject) -> _Findings:
    """Read the package once, however many checks ask."""
    found = _findings.get(subject)
    if found is not None:
        return found
    found = _findings[subject] = _Findings()
    by_type: dict[EntityType, list[Requirement]] = {}
    for requirement in REQUIREMENTS:
        for type_ in requirement.types:
            by_type.setdefault(type_, []).append(requirement)
    used: set[str] = set()
    originals: set[str] = set()
    for entity in subject.entities():
        if is_placeholder_data_set(entity.uuid):
            continue
        key = EntityKey(entity.type, entity.uuid, entity.version)
        for requirement in by_type.get(entity.type, ()):
            _ask(requirement, entity, key, found)
        _look_at_versions(entity, key, subject.index, found)
        if isinstance(entity, Process):
            used.update(e.flow.uuid for e in entity.exchanges if e.flow)
            originals.update(e.mapped_from.flow.uuid for e in entity.exchanges if e.mapped_from and e.mapped_from.flow)
    _forget_originals(found, originals - used)
    return found


def _ask(requirement: Requirement, entity: Entity, key: EntityKey, found: _Findings) -> None:
    if requirement.shows is not None and (shown := requirement.shows(entity)):
        found.shown.setdefault(requirement.id, []).append((key, shown))
    met = requirement.met(entity)
    if met is None:
        return
    found.asked[requirement.id] = found.asked.get(requirement.id, 0) + 1
    if not met:
        found.unmet.setdefault(requirement.id, []).append(key)


def _forget_originals(found: _Findings, uuids: set[str]) -> None:
    """Ask nothing of flows that stand in the package only to tell what was mapped."""
    for requirement in MAPPED:
        keys = found.unmet.pop(requirement.id, [])
        left = [key for key in keys if key.uuid not in uuids]
        found.asked[requirement.id] = found.asked.get(requirement.id, 0) - (len(keys) - len(left))
        if left:
            found.unmet[requirement.id] = left


def _look_at_versions(entity: Any, key: EntityKey, index: Index, found: _Findings) -> None:
    for path, ref in iter_refs(entity):
        found.references += 1
        if not ref.version:
            continue
        there = index.versions(ref.type, ref.uuid)
        if there and all(version_key(s.version) != version_key(ref.version) for s in there):
            found.versions.append((key, path, ref.version, there[0].version))


def reference_versions(subject: Subject, report: Report) -> Outcome:
    """Find references to a version of a data set that is not in the package, though another one is."""
    found = _look(subject)
    for key, path, wanted, there in found.versions:
        report.add(catalogue.VERSION_MISSING, entity=key, path=path, value=there, wanted=wanted)
    return Outcome(Verdict.FINDING if found.versions else Verdict.PASS, examined=found.references)


def _requirement(requirement: Requirement) -> Check:
    def run(subject: Subject, report: Report) -> Outcome:
        if requirement.needs is not None and not requirement.needs[0]():
            return Outcome(Verdict.NOT_ASSESSABLE, requirement.needs[1:])
        found = _look(subject)
        asked = found.asked.get(requirement.id, 0)
        for key, shown in found.shown.get(requirement.id, ()):
            report.add(SHOWN, entity=key, clause=requirement.clause, shown_en=shown["en"], shown_zh=shown["zh"])
        if not asked:
            return Outcome(Verdict.NOT_ASSESSABLE, ("a data set that this is asked of", "适用此要求的数据集"))
        unmet = found.unmet.get(requirement.id, [])
        for key in unmet:
            report.add(UNMET, entity=key, clause=requirement.clause, asked_en=requirement.en, asked_zh=requirement.zh)
        return Outcome(Verdict.FINDING if unmet else Verdict.PASS, examined=asked)

    return Check(
        id=f"national.{requirement.id}",
        title_en=requirement.en,
        title_zh=requirement.zh,
        profiles=("national",),
        clause=requirement.clause,
        severity=Severity.WARNING,
        run=run,
    )


_CLAIMS: Final[dict[str, tuple[Requirement, ...]]] = {
    "structure": (),
    "mapped": MAPPED,
    "factor": (*MAPPED, *FACTOR),
}
"""What each level of the profile claims of every data set that it is asked of."""


def claimed_level(subject: Subject, report: Report) -> Outcome:
    """Compare the level that the manifest claims to what the data sets have."""
    level = str((read_manifest(subject.source) or {}).get("level", ""))
    if level not in _CLAIMS:
        return Outcome(
            Verdict.NOT_ASSESSABLE,
            ("a manifest (lcabridge.json) that names the level", "注明级别的清单文件（lcabridge.json）"),
        )
    found = _look(subject)
    lacking = [(r, len(found.unmet[r.id])) for r in _CLAIMS[level] if r.id in found.unmet]
    for requirement, count in lacking:
        report.add(CLAIM, level=level, count=count, requirement=f"national.{requirement.id}")
    if level == "factor" and not found.asked.get(FACTOR[0].id):
        lacking.append((FACTOR[0], 0))
        report.add(NO_FACTORS)
    return Outcome(Verdict.FINDING if lacking else Verdict.PASS, examined=len(_CLAIMS[level]))


CHECKS: Final = (
    Check(
        id="tidas.schema",
        title_en="Every data set is valid against the TIDAS schemas",
        title_zh="每个数据集均符合 TIDAS 模式",
        profiles=("structure", "schema", "strict", "national"),
        formats=JSON_FORMATS,
        clause="A9",
        run=tidas_schema,
    ),
    Check(
        id="tidas.keys",
        title_en="Every key is known to the TIDAS schemas",
        title_zh="每个键均为 TIDAS 模式所知",
        profiles=("schema", "strict", "national"),
        formats=JSON_FORMATS,
        run=tidas_keys,
    ),
    Check(
        id="ilcd.schema",
        title_en="Every data set is valid against the ILCD XSD",
        title_zh="每个数据集均符合 ILCD XSD",
        profiles=("schema", "strict"),
        formats=("ilcd",),
        run=ilcd_schema,
    ),
    Check(
        id="references.versions",
        title_en="Every reference names a version that is in the package",
        title_zh="每处引用的版本均在包内",
        profiles=("structure", "strict", "national"),
        clause="A9",
        severity=Severity.WARNING,
        run=reference_versions,
    ),
    Check(
        id="national.placeholders",
        title_en="No required field is a placeholder",
        title_zh="必填字段均非占位值",
        profiles=("national",),
        formats=JSON_FORMATS,
        clause="A9",
        severity=Severity.INFO,
        run=open_placeholders,
    ),
    Check(
        id="national.level",
        title_en="The package is of the level that it claims",
        title_zh="数据包达到其声明的级别",
        profiles=("national",),
        formats=("national",),
        clause="G2",
        severity=Severity.WARNING,
        run=claimed_level,
    ),
    *ASPECTS,
    *map(_requirement, REQUIREMENTS),
)
"""All checks of the family; the plugin registers them (``lcabridge_register_checks``)."""


def checks() -> tuple[Check, ...]:
    """Return the checks for the hook ``lcabridge_register_checks``."""
    return CHECKS
