"""The tests of the national profile's requirements: does an entity have what is asked? None where it is not asked of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import msgspec

from lcabridge.codes import code_list, isic4_of_gbt4754, product_code
from lcabridge.codes.nomenclature import ef31_flows, gwp_sets
from lcabridge.errors import ModelError
from lcabridge.model import (
    Classification,
    Entity,
    Flow,
    ImpactCategory,
    Index,
    LifeCycleModel,
    Process,
    Source,
    Text,
    base_language,
    has_cjk,
)
from lcabridge_ilcd.meaning import meant
from lcabridge_ilcd.tidas_kinds import NO_LOCATION

GBT4754: Final = ("gb/t 4754", "gbt4754", "国民经济行业分类")
ISIC4: Final = ("isic rev. 4", "isic rev.4", "isic 4", "isic4", "isic-4")
CATALOGUE: Final = ("统计用产品分类目录", "catalogue of products for statistics", "product catalogue")
CATALOGUE_FILE: Final = "LCABRIDGE_PRODUCT_CATALOGUE"
BALANCES: Final = frozenset(["Mass balance", "Energy balance", "Element balance"])
CROSS_CHECKS: Final = frozenset(["Cross-check with other source", "Cross-check with other data set"])
EXPERTS: Final = frozenset(
    [
        "Expert judgement",
        "Validation of data sources",
        "Documentation",
        "Evidence collection by means of plant visits and/or interviews",
    ]
)
REPRESENTATIVE: Final = frozenset(
    ["Technological representativeness", "Geographical representativeness", "Time representativeness"]
)
METHOD_WORDS: Final = ("dqr", "dqi", "pedigree", "=", "公式", "方法")
RIGOUR: Final = frozenset(["Methodological appropriateness and consistency", "Overall quality", "Precision"])
KEY_GASES: Final = {
    "08a91e70-3ddc-11dd-9610-0050c2490048": "CH4 fossil",
    "fe0acd60-3ddc-11dd-a8e8-0050c2490048": "CH4 biogenic",
    "08a91e70-3ddc-11dd-94c3-0050c2490048": "N2O",
}
"""EF 3.1 flows (air, unspecified) whose GWPs tell the sets apart (reference china §2.2)."""

Test = Callable[[Entity], bool | None]


def _process(test: Callable[[Process], bool | None]) -> Test:
    return lambda entity: test(entity) if isinstance(entity, Process) else None


def _flow(test: Callable[[Flow], bool | None]) -> Test:
    return lambda entity: test(entity) if isinstance(entity, Flow) else None


def _both(text: Text) -> bool:
    return {"zh", "en"} <= {base_language(tag) for tag in text}


# Identity and language ------------------------------------------------------------------------------------------------


def name(entity: Entity) -> bool | None:
    """Name in both languages."""
    return _both(entity.name)


def chinese(entity: Entity) -> bool | None:
    """What is tagged as Chinese has Chinese characters."""
    texts = [
        value
        for text in (entity.name, *_documentation(entity))
        for tag, value in text.items()
        if base_language(tag) == "zh" and value
    ]
    return all(map(has_cjk, texts)) if texts else None


def bilingual(entity: Entity) -> bool | None:
    """Every text of the data set itself (not of its exchanges and references) in both languages."""
    texts = [text for text in _documentation(entity) if text]
    return all(map(_both, texts)) if texts else None


def _documentation(entity: Entity) -> Iterator[Text]:
    for field in entity.__struct_fields__:
        if field in {"name", "synonyms", "exchanges", "factors", "extra", "parameters", "reviews"}:
            continue
        value: Any = getattr(entity, field)
        if isinstance(value, dict):
            yield value
        elif isinstance(value, msgspec.Struct):
            yield from (member for part in value.__struct_fields__ if isinstance(member := getattr(value, part), dict))


route: Test = _process(lambda p: bool(p.treatment))


# Codes ------------------------------------------------------------------------------------------------------------------


def _systems(entity: Entity, words: tuple[str, ...]) -> list[Classification]:
    return [c for c in entity.classifications if c.classes and any(word in c.system.casefold() for word in words)]


def industry(entity: Entity) -> bool | None:
    """A class of GB/T 4754."""
    return bool(_systems(entity, GBT4754))


def industry_path(entity: Entity) -> bool | None:
    """The code is in the list, and the levels above it are those of the list."""
    found = _systems(entity, GBT4754)
    return all(map(_path_ok, found)) if found else None


def _path_ok(system: Classification) -> bool:
    listed = code_list("gbt4754-2017")
    codes = [level.id or level.name.split(" ")[0] for level in system.classes]
    if listed.get(codes[-1]) is None:
        return False
    path = [entry.code for entry in listed.path(codes[-1])]
    # The top level may be left out: a division (two digits) tells its section.
    return codes in (path, path[1:]) or codes == path[-1:]


def industry_isic(entity: Entity) -> bool | None:
    """An ISIC Rev. 4 class is one that Annex C gives for the GB/T 4754 class, or above it."""
    ours, theirs = _systems(entity, GBT4754), _systems(entity, ISIC4)
    allowed = {isic for system in ours for isic in isic4_of_gbt4754(system.classes[-1].id)}
    if not allowed or not theirs:
        return None
    return all(any(code.startswith(s.classes[-1].id) for code in allowed) for s in theirs if s.classes[-1].id)


def _product_ids(flow: Flow) -> list[str] | None:
    if flow.flow_type != "product":
        return None
    return [system.classes[-1].id for system in _systems(flow, CATALOGUE)]


def _product(flow: Flow) -> bool | None:
    ids = _product_ids(flow)
    return None if ids is None else bool(ids)


def _structure(flow: Flow) -> bool | None:
    ids = _product_ids(flow)
    return all(map(_is_code, ids)) if ids else None


def _is_code(code: str) -> bool:
    try:
        product_code(code)
    except ModelError:
        return False
    return True


def has_catalogue() -> bool:
    """Say whether the user has the list of the product catalogue."""
    return bool(os.environ.get(CATALOGUE_FILE)) and Path(os.environ[CATALOGUE_FILE]).is_file()


@lru_cache(maxsize=2)
def _catalogue(path: str) -> frozenset[str]:
    lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    return frozenset(line.replace("\t", ",").split(",")[0].strip().strip('"') for line in lines)


def _listed(flow: Flow) -> bool | None:
    ids = _product_ids(flow)
    return all(code in _catalogue(os.environ[CATALOGUE_FILE]) for code in ids) if ids and has_catalogue() else None


product: Test = _flow(_product)
product_structure: Test = _flow(_structure)
product_listed: Test = _flow(_listed)
elementary: Test = _flow(lambda f: f.uuid in ef31_flows() if f.flow_type == "elementary" else None)


# Goal, scope, unit process --------------------------------------------------------------------------------------------


def _has_unit(process: Process) -> bool:
    return bool(process.functional_unit) or any(e.is_reference and e.amount for e in process.exchanges)


def _has_allocation(process: Process) -> bool | None:
    outputs = sum(e.is_reference for e in process.exchanges)
    if outputs < 2 and not process.allocation:
        return None
    return bool(process.allocation) or bool(process.modelling and process.modelling.approaches)


def _place_code(process: Process) -> bool | None:
    code = process.geography.place.code if process.geography and process.geography.place else ""
    if not code:
        return None
    native, exact, _ = meant(code, "auto", Index())
    return exact and native != NO_LOCATION


functional_unit: Test = _process(_has_unit)
boundary: Test = _process(lambda p: bool(p.technology and p.technology.description) and bool(p.description))
cut_off: Test = _process(lambda p: bool(p.data_sources and p.data_sources.cut_off))
technology: Test = _process(lambda p: _both(p.technology.description if p.technology else {}))
time: Test = _process(lambda p: bool(p.time and (p.time.reference_year or p.time.valid_from)))
place: Test = _process(
    lambda p: bool(p.geography and p.geography.place and (p.geography.place.code or p.geography.place.ref))
)
place_code: Test = _process(_place_code)
exchanges: Test = _process(lambda p: any(not e.is_reference for e in p.exchanges))
allocation: Test = _process(_has_allocation)


# Data ------------------------------------------------------------------------------------------------------------------

sources: Test = _process(lambda p: bool(p.data_sources and p.data_sources.sources))
derivation: Test = _process(
    lambda p: all(e.derivation and e.derivation != "Unknown derivation" for e in p.exchanges) if p.exchanges else None
)
primary: Test = _process(lambda p: all(e.data_source_type for e in p.exchanges) if p.exchanges else None)


def _explained(process: Process) -> bool | None:
    if not any("secondary" in e.data_source_type.casefold() for e in process.exchanges):
        return None
    return bool(process.data_sources and process.data_sources.selection)


secondary: Test = _process(_explained)


# Quality and review: what the source declares, never a tick of ours -----------------------------------------------------


def _rated(process: Process) -> bool:
    return {a.name for r in process.reviews for a in r.indicators} >= REPRESENTATIVE or bool(process.dq_entry)


def _method_named(process: Process) -> bool | None:
    if not _rated(process):
        return None
    return bool(process.dq_system) or _says(process, METHOD_WORDS)


def _says(process: Process, words: tuple[str, ...]) -> bool:
    texts = [t for r in process.reviews for text in (r.details, r.other_details) for t in text.values()]
    return any(word in text.casefold() for text in texts for word in words)


def _judged(process: Process) -> bool:
    named = {a.name for r in process.reviews for a in r.indicators if a.value not in ("", "Not evaluated / unknown")}
    return bool(named & RIGOUR) or any(r.details for r in process.reviews)


def _reviewed(process: Process) -> bool:
    return any(review.type not in ("", "Not reviewed") for review in process.reviews)


def _names(methods: frozenset[str]) -> Test:
    def test(process: Process) -> bool | None:
        if not _reviewed(process):
            return None
        return any(methods & set(scope.methods) for review in process.reviews for scope in review.scopes)

    return _process(test)


indicators: Test = _process(_rated)
quality_method: Test = _process(_method_named)
rigour: Test = _process(_judged)
review: Test = _process(_reviewed)
balance: Test = _names(BALANCES)
cross_check: Test = _names(CROSS_CHECKS)
expert: Test = _names(EXPERTS)
opinion: Test = _process(lambda p: any(r.details or r.report for r in p.reviews) if _reviewed(p) else None)


# Rights, files, model, result --------------------------------------------------------------------------------------------


def rights(entity: Entity) -> bool | None:
    """Owner, and licence or copyright."""
    about = entity.administration
    return about is not None and about.owner is not None and bool(about.license_type or about.copyright is not None)


def access(entity: Entity) -> bool | None:
    """Something that says who may have it."""
    about = entity.administration
    return about is not None and bool(about.license_type or about.access_restrictions or about.exclusive_access)


def original_file(entity: Entity) -> bool | None:
    """The file, or where it is."""
    return bool(entity.files or entity.url or entity.citation) if isinstance(entity, Source) else None


def linked(entity: Entity) -> bool | None:
    """Processes and links."""
    return bool(entity.instances) and bool(entity.links) if isinstance(entity, LifeCycleModel) else None


def gwp_origin(entity: Entity) -> bool | None:
    """The source of the factors."""
    if not isinstance(entity, ImpactCategory):
        return None
    return bool(entity.source or entity.data_sources or entity.description)


def known_gwps(category: ImpactCategory) -> dict[str, float]:
    """Return the GWPs that a climate category has for the gases that tell the sets apart."""
    return {
        KEY_GASES[factor.flow.uuid]: factor.value
        for factor in category.factors
        if factor.flow is not None and factor.flow.uuid in KEY_GASES and factor.value is not None
    }


def gwp_set(entity: Entity) -> bool | None:
    """Methane and nitrous oxide have the GWPs of the national inventory; asked of categories of climate change only."""
    found = known_gwps(entity) if isinstance(entity, ImpactCategory) else {}
    if "N2O" not in found:
        return None
    ours = gwp_sets()["cn-inventory"]
    return all(value == ours[gas] for gas, value in found.items())


result: Test = _process(lambda p: all(r.category for r in p.impact_results) if p.impact_results else None)
