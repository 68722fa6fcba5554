"""Factors as data sets: an LCI result with inventory, LCIA result, GWP set and rules, traceable to its unit processes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec
import numpy as np

from lcabridge.calc.calculator import Calculator, Scores
from lcabridge.calc.contributions import contributions
from lcabridge.calc.gwp import SPLIT
from lcabridge.calc.linking import LINKINGS
from lcabridge.calc.models import models_of_links
from lcabridge.calc.quality import Quality, quality
from lcabridge.calc.system import Vector
from lcabridge.codes import keygen
from lcabridge.format import Package
from lcabridge.model import (
    Administration,
    Completeness,
    DataSources,
    DQSystem,
    Entity,
    Exchange,
    ImpactCategory,
    ImpactFactor,
    ImpactResult,
    Modelling,
    Process,
    Ref,
    Source,
    Technology,
    Text,
    UnitRef,
    has_cjk,
    iter_refs,
    pick,
)
from lcabridge.report import Report

VERSION = "01.00.000"
_OPEN = "free of charge"
"""ILCD licence types that let unit processes be handed on begin so."""
_FACTOR: Text = {"en": "carbon footprint factor", "zh": "碳足迹因子"}
_BOUNDARY: Text = {
    "en": "System boundary: cradle to gate, with every upstream unit process that the package links to.",
    "zh": "系统边界：从摇篮到大门，含数据包中连接到的全部上游单元过程。",
}
SPLIT_WORDS: dict[str, Text] = {
    "fossil": {"en": "fossil", "zh": "化石"},
    "biogenic": {"en": "biogenic other than CO2", "zh": "生物源（除CO2）"},
    "luc": {"en": "land use and land-use change", "zh": "土地利用和土地利用变化"},
    "aircraft": {"en": "aircraft", "zh": "航空"},
    "biogenic_uptake": {"en": "biogenic CO2 uptake (not in the total)", "zh": "生物源CO2吸收（不计入合计）"},
    "biogenic_release": {"en": "biogenic CO2 release (not in the total)", "zh": "生物源CO2排放（不计入合计）"},
}


@dataclass(kw_only=True)
class Factor:
    """A published factor and what was found on the way.

    Attributes:
        process: the data set.
        column: of the product.
        score: per stated unit of the product.
        unit: of the score per stated unit.
        split: by column of ``gwp.SPLIT``, per stated unit.
        aggregated: True if its unit processes are not handed on.
        quality: data quality rating of the supply chain.
        chain: UUIDs of the processes in the supply chain.
    """

    process: Process
    column: int
    score: float
    unit: str
    split: dict[str, float]
    aggregated: bool
    quality: Quality
    chain: list[str]


@dataclass(kw_only=True)
class Publication:
    """What is written: the factors and everything they refer to.

    Attributes:
        factors: in the order asked for.
        entities: all data sets of the package.
    """

    factors: list[Factor] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)


def publish(
    calculator: Calculator,
    scores: Scores,
    columns: Iterable[int],
    *,
    aggregated: bool = False,
    report: Report | None = None,
) -> Publication:
    """Make factor data sets of products.

    Each is a process of type LCI result: the product as reference (one stated unit), the inventory cradle to gate, the
    score as LCIA result, the category with the factors used, and, unless aggregated, the unit processes of the chain and a
    life cycle model of the product with its direct suppliers.

    Args:
        calculator: that made the scores.
        scores: of one indicator.
        columns: products.
        aggregated: True to leave the unit processes out; also done where the access class of one does not let it be
            handed on.
        report: takes findings of reading.
    """
    found = Publication()
    package = calculator.package
    category, source = _category(calculator, scores)
    processes = {p.uuid: p for p in package.entities("process") if isinstance(p, Process)}
    systems = {s.uuid: s for s in package.entities("dq_system") if isinstance(s, DQSystem)}
    wanted: dict[tuple[str, str], Entity] = {
        (category.type, category.uuid): category,
        (source.type, source.uuid): source,
    }
    for column in columns:
        factor = _factor(calculator, scores, column, processes, systems, category, aggregated=aggregated)
        found.factors.append(factor)
        wanted[factor.process.type, factor.process.uuid] = factor.process
        if factor.aggregated:
            continue
        for uuid in factor.chain:
            if uuid in processes:
                wanted["process", uuid] = processes[uuid]
        for model in models_of_links(calculator.system, "each", only={column}):
            model.resulting_processes = [factor.process.ref()]
            wanted[model.type, model.uuid] = model
    found.entities = _closure(package, wanted)
    if report is not None:
        report.merge(Report(cap=0))
    return found


def _closure(package: Package, wanted: dict[tuple[str, str], Entity]) -> list[Entity]:
    """Return the data sets with everything they refer to that the package has, processes excepted."""
    rest: dict[tuple[str, str], Entity] = {}
    for entity in package.entities():
        if entity.type not in ("process", "model", "impact_category", "impact_method", "project", "result", "epd"):
            rest.setdefault((entity.type, entity.uuid), entity)
    found = dict(wanted)
    open_ = list(wanted.values())
    while open_:
        for _, ref in iter_refs(open_.pop()):
            key = (ref.type, ref.uuid)
            target = rest.get(key)
            if target is not None and key not in found:
                found[key] = target
                open_.append(target)
    return list(found.values())


def _category(calculator: Calculator, scores: Scores) -> tuple[ImpactCategory, Source]:
    indicator = scores.indicator
    horizon = indicator.horizon or 100
    source = Source(
        uuid=keygen("lcabridge", "gwp source", indicator.id),
        version=VERSION,
        name={"en": indicator.source or indicator.id},
        citation={"en": indicator.source or indicator.id},
    )
    category = ImpactCategory(
        uuid=keygen("lcabridge", "gwp", indicator.id, str(horizon)),
        version=VERSION,
        name=_both("Climate change, GWP{}, {}", "气候变化，GWP{}，{}", horizon, indicator.id),
        description=indicator.name,
        unit=indicator.unit,
        code=indicator.id,
        source=source.ref(),
        data_sources=[source.ref()],
        factors=[
            ImpactFactor(
                flow=Ref(type="flow", uuid=row.uuid, name=row.name), value=float(value), direction=row.direction
            )
            for row, value in zip(calculator.system.flows, indicator.factors, strict=True)
            if value != 0.0
        ],
    )
    return category, source


def _both(en: str, zh: str, *words: object) -> Text:
    return {"en": en.format(*words), "zh": zh.format(*words)}


def _unit_text(unit: str, name: Text) -> Text:
    """Return the functional unit in words; in Chinese only where the product has a Chinese name."""
    english, chinese = (f"1 {unit} {pick(name, *tags)}" for tags in (("en", "zh"), ("zh", "en")))
    return {"en": english, "zh": chinese} if has_cjk(chinese) else {"en": english}


def _factor(
    calculator: Calculator,
    scores: Scores,
    column: int,
    processes: dict[str, Process],
    systems: dict[str, DQSystem],
    category: ImpactCategory,
    *,
    aggregated: bool,
) -> Factor:
    product, activity = calculator.system.products[column], calculator.activity(column)
    scale = product.stated_scale
    scaling, _ = calculator.scaling(column, scale)
    chain = [calculator.activity(int(c)).uuid for c in np.flatnonzero(scaling)]
    chain = list(dict.fromkeys(chain))
    unit = processes.get(activity.uuid) or Process(uuid=activity.uuid, name=activity.name)
    closed = aggregated or any(not _may_be_shared(processes[u]) for u in chain if u in processes)
    rating = quality(contributions(calculator, scores, column, "process", scale), processes, systems)
    inventory = np.asarray(calculator.interventions @ scaling)
    score = float(scores.values[column]) * scale
    split = {name: float(values[column]) * scale for name, values in scores.split.items()}
    process = Process(
        uuid=keygen(
            "lcabridge",
            "factor",
            activity.uuid,
            activity.version,
            product.flow,
            scores.indicator.id,
            *calculator.system.rules.values(),
        ),
        version=VERSION,
        name=unit.name,
        treatment=unit.treatment,
        mix_and_location=unit.mix_and_location,
        quantitative_properties=unit.quantitative_properties,
        synonyms=unit.synonyms,
        classifications=unit.classifications,
        description=_description(scores, score, product.stated_unit, split),
        process_type="lci_result",
        reference_type="Reference flow(s)",
        functional_unit=unit.functional_unit or _unit_text(product.stated_unit, product.flow_name),
        time=unit.time,
        geography=unit.geography,
        technology=_technology(unit, chain, processes, closed=closed),
        model_description=_BOUNDARY,
        modelling=_modelling(calculator, activity.method),
        data_sources=_sources(calculator, unit, column, rating),
        completeness=Completeness(impact_methods=[category.ref()]),
        dq_entry=unit.dq_entry,
        dq_system=unit.dq_system,
        exchange_dq_system=unit.exchange_dq_system,
        administration=_administration(unit),
        exchanges=_exchanges(calculator, column, inventory),
        impact_results=[ImpactResult(category=category.ref(), amount=score, comment=_split_text(scores, split))],
    )
    return Factor(
        process=process,
        column=column,
        score=score,
        unit=f"{scores.indicator.unit}/{product.stated_unit}",
        split=split,
        aggregated=closed,
        quality=rating,
        chain=chain,
    )


def _may_be_shared(process: Process) -> bool:
    admin = process.administration
    licence = (admin.license_type if admin else "").casefold()
    return not licence or licence.startswith(_OPEN)


def _description(scores: Scores, score: float, unit: str, split: dict[str, float]) -> Text:
    indicator = scores.indicator
    parts = _split_text(scores, split)
    return {
        lang: f"{pick(_FACTOR, lang)}: {score!r} {indicator.unit}/{unit}; "
        f"{pick(indicator.name, lang)}" + (f"; {pick(parts, lang)}" if parts else "")
        for lang in ("en", "zh")
    }


def _split_text(scores: Scores, split: dict[str, float]) -> Text:
    if not split:
        return {}
    found = {}
    for lang in ("en", "zh"):
        parts = [f"{pick(SPLIT_WORDS[name], lang)} {split[name]!r}" for name in SPLIT if name in split]
        found[lang] = f"GWP {scores.indicator.id}, {scores.indicator.horizon} a: " + "; ".join(parts)
    return found


def _technology(unit: Process, chain: list[str], processes: dict[str, Process], *, closed: bool) -> Technology:
    own = unit.technology or Technology()
    included = [] if closed else [processes[u].ref() for u in chain if u in processes]
    return msgspec.structs.replace(own, included_processes=included)


def _modelling(calculator: Calculator, method: str) -> Modelling:
    rules = calculator.system.rules
    linking = LINKINGS.get(rules["linking"], (rules["linking"], rules["linking"]))
    return Modelling(
        principle="Attributional",
        approaches=["Allocation - other explicit assignment"] if method not in ("", "none") else ["Not applicable"],
        description={
            "en": f"Linking: {linking[0]}. Allocation: {rules['allocation']}"
            f"{f', {method} for this process' if method else ''}. Formulas: {rules['formulas']}.",
            "zh": f"连接规则：{linking[1]}。分配：{rules['allocation']}"
            f"{f'，本过程采用 {method}' if method else ''}。公式：{rules['formulas']}。",
        },
    )


def _sources(calculator: Calculator, unit: Process, column: int, rating: Quality) -> DataSources:
    own = unit.data_sources or DataSources()
    cuts = [c for c in calculator.system.cut_offs if c.product == column]
    names = ", ".join(pick(c.name, "en") for c in cuts)
    names_zh = "、".join(pick(c.name, "zh") for c in cuts)
    all_cuts = len(calculator.system.cut_offs)
    stated: Text = {
        "en": f"{all_cuts} inputs of the package have no supplier and are cut off"
        + (f"; of this process: {names}" if cuts else "; none of this process"),
        "zh": f"数据包中有 {all_cuts} 处输入没有供应过程而被截断"
        + (f"；本过程：{names_zh}" if cuts else "；本过程无截断"),
    }
    return msgspec.structs.replace(
        own, cut_off=own.cut_off or stated, cut_off_deviations=stated if own.cut_off else {}, treatment=rating.text()
    )


def _administration(unit: Process) -> Administration:
    own = unit.administration or Administration()
    return msgspec.structs.replace(own, converted_from=None, permanent_uri="", registration_number="")


def _exchanges(calculator: Calculator, column: int, inventory: Vector) -> list[Exchange]:
    product = calculator.system.products[column]
    exchanges = [
        Exchange(
            id=1,
            flow=Ref(type="flow", uuid=product.flow, name=product.flow_name),
            direction=product.direction,
            amount=1.0,
            unit=UnitRef(name=product.stated_unit) if product.stated_unit else None,
            is_reference=True,
            derivation="Calculated",
        )
    ]
    for row, value in zip(calculator.system.flows, inventory, strict=True):
        if value != 0.0:
            exchanges.append(
                Exchange(
                    id=len(exchanges) + 1,
                    flow=Ref(type="flow", uuid=row.uuid, name=row.name),
                    direction=row.direction,
                    amount=float(value),
                    unit=UnitRef(name=row.unit) if row.unit else None,
                    derivation="Calculated",
                )
            )
    return exchanges
