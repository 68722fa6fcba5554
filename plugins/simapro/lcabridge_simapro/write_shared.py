"""Units, substances, parameters, literature and impact methods of the model to their blocks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lcabridge.errors import UnitError
from lcabridge.model import ImpactCategory, ImpactMethod, NormalisationSet, Source
from lcabridge.report import Report
from lcabridge_simapro.documents import FORMULA
from lcabridge_simapro.methods import SWITCHES
from lcabridge_simapro.plan import Plan, elementary_flows
from lcabridge_simapro.process_texts import PLATFORM
from lcabridge_simapro.rows import join_cells
from lcabridge_simapro.tables import (
    BY_SECTION,
    COMPARTMENTS,
    FORMAT,
    LITERATURE,
    LITERATURE_TEXTS,
    METHOD,
    PARAMETER_BLOCKS,
    PARAMETERS,
    SYSTEM,
    SYSTEM_TEXTS,
)
from lcabridge_simapro.values import Signs, cas_cell, inverse_text
from lcabridge_simapro.write_process import WORDS, ParameterWriter, block_lines

Lines = list[str]


def unit_blocks(plan: Plan, signs: Signs) -> Iterator[Lines]:
    """Yield the blocks of quantities and units."""
    quantities, units = ["Quantities"], ["Units"]
    for uuid, quantity in plan.quantities.items():
        prop = plan.properties.get(plan.chosen.get(uuid, ""))
        dimension = (prop.extra.get(FORMAT) or {}).get("dimension", "Yes") if prop else "Yes"
        quantities.append(join_cells([quantity, str(dimension)], signs.separator, WORDS))
        members = plan.groups[uuid].units
        base = next((unit for unit in members if unit.is_reference), members[0] if members else None)
        for unit in members:
            cells = [
                plan.unit_names[uuid, unit.name],
                quantity,
                signs.written(unit.factor),
                plan.unit_names[uuid, base.name] if base else "",
            ]
            units.append(join_cells(cells, signs.separator, WORDS))
    yield [*quantities, ""]
    yield [*units, ""]


def substance_blocks(plan: Plan, signs: Signs) -> Iterator[Lines]:
    """Yield the blocks of substances: each once per medium, whatever its sub-compartments."""
    units = set(plan.unit_names.values())
    rows: dict[str, dict[str, list[str]]] = {c.section: {} for c in COMPARTMENTS}
    for flow, spot in elementary_flows(plan):
        name = plan.flow_name(flow.uuid)
        reference = next((p.property.uuid for p in flow.properties if p.is_reference), "")
        comment = plan.text(flow.description)
        if flow.formula:
            comment = f"{FORMULA}{flow.formula}" + (f"\n{comment}" if comment else "")
        platform = next((alias.id for alias in flow.aliases if alias.system == PLATFORM), "")
        # One row for all sub-compartments: the first that says something says it for all.
        own = str((flow.extra.get(FORMAT) or {}).get("unit", ""))
        made = [name, own if own in units else plan.unit(None, reference), cas_cell(flow.cas), comment, platform]
        there = rows[spot.section].setdefault(name, made)
        there[2:] = [old or new for old, new in zip(there[2:], made[2:], strict=True)]
    for section, found in rows.items():
        if found:
            yield [
                BY_SECTION[section].block, *(join_cells(r, signs.separator, WORDS) for r in found.values()), "",
            ]  # fmt: skip


def parameter_blocks(plan: Plan, signs: Signs, report: Report) -> Iterator[Lines]:
    """Yield the blocks of parameters of database and project."""
    made: dict[str, Lines] = {title: [] for title in PARAMETER_BLOCKS}
    titles = {(scope, is_input): title for title, (scope, is_input) in PARAMETER_BLOCKS.items()}
    rows = ParameterWriter(plan, signs, report, [row.parameter.name for row in plan.parameters.values()])
    for row in (plan.parameters[uuid] for uuid in sorted(plan.parameters)):
        report.about(row)
        extra: dict[str, Any] = row.extra.get(FORMAT) or {}
        section, cells = rows.cells(row.parameter, "parameter", hidden=bool(extra.get("hidden")))
        scope = "project" if extra.get("scope") == "project" else "database"
        made[titles[scope, section == PARAMETERS[0]]].append(join_cells(cells, signs.separator, WORDS))
    for title, lines in made.items():
        if lines:
            yield [title, *lines, ""]


def source_block(plan: Plan, source: Source, signs: Signs) -> Lines:
    """Return the block of a literature reference or a system description; none for an external document."""
    extra: dict[str, Any] = source.extra.get(FORMAT) or {}
    kind = extra.get("kind", "literature")
    if kind == "external":
        return []
    chosen = next(iter(source.classifications), None)
    texts = {
        "Name": plan.documents[source.uuid] if source.name or kind == "literature" else "",
        "Category": "\\".join(entry.name for entry in chosen.classes) if chosen else "",
        "Description": plan.text(source.description),
        "Documentation link": source.url,
    }
    if not source.name and source.url:
        texts["Name"] = ""
    titles = LITERATURE_TEXTS if kind == "literature" else SYSTEM_TEXTS
    sections = [(title, [[texts[title] if title in texts else str(extra.get(title, ""))]]) for title in titles]
    return block_lines(LITERATURE if kind == "literature" else SYSTEM, sections, signs.separator)


def method_block(plan: Plan, method: ImpactMethod, categories: list[ImpactCategory], signs: Signs) -> Lines:
    """Return the block of an impact method with its categories."""
    extra: dict[str, Any] = method.extra.get(FORMAT) or {}
    chosen = next(iter(method.classifications), None)
    damages = [c for c in categories if "damage" in (c.extra.get(FORMAT) or {})]
    sets = method.normalisation_sets
    defaults = {
        SWITCHES[0]: bool(damages),
        SWITCHES[1]: any(f.normalisation is not None for s in sets for f in s.factors),
        SWITCHES[2]: any(f.weighting is not None for s in sets for f in s.factors),
        SWITCHES[3]: any(f.weighting is not None for s in sets for f in s.factors),
    }
    version = _version(method.version)
    unit = next((s.unit for s in sets if s.unit), str(extra.get("Weighting unit", "")))
    sections: list[tuple[str, list[list[str]]]] = [
        ("Name", [[plan.line(method.name) or method.uuid]]),
        *([("Version", [version])] if version else []),
        *([("Comment", [[text]])] if (text := plan.text(method.description)) else []),
        ("Category", [["\\".join(entry.name for entry in chosen.classes) if chosen else "Others"]]),
        *((title, [[str(extra.get(title) or ("Yes" if on else "No"))]]) for title, on in defaults.items()),
        *([("Weighting unit", [[unit]])] if unit else []),
    ]
    names = category_names(plan, categories)
    for category in categories:
        if category not in damages:
            sections.append(("Impact category", [[names[category.uuid], category.unit]]))
            sections.append(("Substances", _factors(plan, category, signs)))
    for category in damages:
        parts = category.extra[FORMAT]["damage"]
        sections.append(("Damage category", [[names[category.uuid], category.unit]]))
        sections.append(("Impact categories", [[str(name), signs.written(float(share))] for name, share in parts]))
    for found in sets:
        sections += _weighted(plan, found, names, extra, signs)
    return block_lines(METHOD, sections, signs.separator)


def _version(text: str) -> list[str]:
    """Return the two whole numbers that SimaPro calls a version; a third would stop openLCA's import of the file."""
    parts = text.split(".")
    return [*parts, "0"][:2] if all(part.isascii() and part.isdigit() for part in parts) else []


def _weighted(
    plan: Plan, found: NormalisationSet, names: dict[str, str], extra: dict[str, Any], signs: Signs
) -> list[tuple[str, list[list[str]]]]:
    """Return the sections of a set of normalisation and weighting factors."""
    skipped = {(one, other) for one, other in extra.get("not normalised") or ()}
    sections: list[tuple[str, list[list[str]]]] = [
        ("Normalization-Weighting set", [[plan.line(found.name) or found.uuid]])
    ]
    normal, weights = [], []
    for factor in found.factors:
        name = names.get(factor.category.uuid if factor.category else "", "")
        if not name:
            continue
        if factor.normalisation:
            normal.append([name, inverse_text(factor.normalisation).replace(".", signs.decimal)])
        elif factor.category and (found.uuid, factor.category.uuid) in skipped:
            normal.append([name, "0"])
        if factor.weighting is not None:
            weights.append([name, signs.written(factor.weighting)])
    if normal:
        sections.append(("Normalization", normal))
    if weights:
        sections.append(("Weighting", weights))
    return sections


def category_names(plan: Plan, categories: list[ImpactCategory]) -> dict[str, str]:
    """Return the names of the categories of a method, each once."""
    names: dict[str, str] = {}
    for category in categories:
        base = plan.line(category.name) or category.uuid
        name, number = base, 1
        while name in names.values():
            number += 1
            name = f"{base} ({number})"
        names[category.uuid] = name
    return names


def _factors(plan: Plan, category: ImpactCategory, signs: Signs) -> list[list[str]]:
    rows = []
    for factor in category.factors:
        spot = plan.spots.get(factor.flow.uuid) if factor.flow else None
        if factor.flow is None or spot is None or factor.value is None:
            continue
        own = plan.reference_property(factor.flow)
        prop = factor.property.uuid if factor.property else own
        value, unit = factor.value, plan.unit(factor.unit, prop)
        if own and prop != own:
            try:
                name = (factor.unit.uuid or factor.unit.name) if factor.unit else ""
                value /= plan.index.reference_scale(factor.flow.uuid, prop, name)
                unit = plan.unit(None, own)
            except UnitError:
                pass  # written as it is; what reads back differs and is named
        rows.append(
            [
                BY_SECTION[spot.section].word,
                spot.sub or "(unspecified)",
                plan.flow_name(factor.flow.uuid),
                cas_cell(plan.flows[factor.flow.uuid].cas),
                signs.written(value),
                unit,
            ]
        )
    return rows
