"""Literature references, external documents, system descriptions and people to sources and contacts; flows of the register."""

from __future__ import annotations

from collections.abc import Iterator

from lcabridge.model import (
    Alias,
    Contact,
    Entity,
    Flow,
    FlowPropertyFactor,
    GlobalParameter,
    Source,
    untagged,
)
from lcabridge.report import Report
from lcabridge_simapro.blocks import sections
from lcabridge_simapro.context import Context
from lcabridge_simapro.issues import CAS_ODD
from lcabridge_simapro.process_texts import PLATFORM
from lcabridge_simapro.processes import classification
from lcabridge_simapro.register import Elementary, Measure, Product, Register, flow_property, unit_group
from lcabridge_simapro.rows import Row
from lcabridge_simapro.tables import FORMAT, LITERATURE, SYSTEM
from lcabridge_simapro.values import cas_of, uuid_of

FORMULA = "Formula: "
"""How SimaPro starts the comment of a substance whose formula it knows."""
ROOT = "Elementary flows"


def measures(register: Register) -> Iterator[Entity]:
    """Yield unit groups and flow properties."""
    for measure in register.measures.values():
        yield unit_group(measure)
        prop = flow_property(measure)
        extra = {}
        if measure.quantity != measure.property_name:
            extra["quantity"] = measure.quantity
        if measure.dimension.lower() not in ("", "yes"):
            extra["dimension"] = measure.dimension
        if extra:
            prop.extra[FORMAT] = extra
        yield prop


def flows(register: Register, report: Report, file: str) -> Iterator[Flow]:
    """Yield all flows: what products and wastes name, and substances in their sub-compartments."""
    seen: set[str] = set()
    for product in register.products.values():
        if product.flow not in seen:
            seen.add(product.flow)
            yield _product(product, register)
    for entry in register.elementary.values():
        if entry.uuid not in seen:
            seen.add(entry.uuid)
            yield _elementary(entry, register, report, file)


def _factor(measure: Measure | None) -> list[FlowPropertyFactor]:
    return [FlowPropertyFactor(property=measure.property_ref(), is_reference=True)] if measure else []


def _product(product: Product, register: Register) -> Flow:
    flow = Flow(
        uuid=product.flow,
        name=untagged(register.flow_names[product.flow]),
        flow_type="waste" if product.is_waste else "product",
        classifications=classification(product.category),
        properties=_factor(register.measure(product.unit)),
    )
    if product.platform and not uuid_of(product.platform):
        flow.aliases.append(Alias(system=PLATFORM, id=product.platform))
    return flow


def _elementary(entry: Elementary, register: Register, report: Report, file: str) -> Flow:
    substance = register.substances.get((entry.section, entry.name))
    path = (ROOT, entry.section, entry.sub or "unspecified")
    flow = Flow(
        uuid=entry.uuid,
        name=untagged(entry.name),
        flow_type="elementary",
        classifications=classification(path),
        cas=cas_of(entry.cas) or entry.cas,
        properties=_factor(register.measures.get(entry.quantity)),
    )
    report.about(flow, file)
    if entry.cas and not cas_of(entry.cas) and substance:
        report.add(CAS_ODD, path="cas", line=substance.line, value=entry.cas)
    comment = substance.comment if substance else ""
    if comment.startswith(FORMULA):
        formula, _, comment = comment.removeprefix(FORMULA).partition("\n")
        flow.formula = formula.strip()
    if comment.strip():
        flow.description = untagged(comment)
    measure = register.measure(substance.unit) if substance else None
    if substance and measure and not any(u.is_reference for u in measure.units if u.name == substance.unit):
        # Which of the units a substance is listed in: amounts are in the units of their rows.
        flow.extra[FORMAT] = {"unit": substance.unit}
    if entry.platform:
        flow.aliases.append(Alias(system=PLATFORM, id=entry.platform))
    return flow


def people(register: Register) -> Iterator[Contact]:
    """Yield who records and generators name."""
    for text, uuid in register.contacts.items():
        yield Contact(uuid=uuid, name=untagged(text))


def named_documents(register: Register) -> Iterator[Source]:
    """Yield the documents that only rows name."""
    for (kind, name), document in register.documents.items():
        if document.block:
            continue
        made = Source(uuid=document.uuid, name=untagged(name))
        if kind == "external":
            made.url = name
        if kind != "literature":
            made.extra[FORMAT] = {"kind": kind}
        yield made


def parameters(context: Context) -> Iterator[GlobalParameter]:
    """Yield the parameters of database and project."""
    rows = context.register.parameters
    for row in rows:
        made = GlobalParameter(uuid=row.uuid, name=untagged(row.parameter.name), parameter=row.parameter)
        row.parameter.uuid = row.uuid
        extra: dict[str, object] = {}
        if row.scope != "database":
            extra["scope"] = row.scope
        if row.hidden:
            extra["hidden"] = True
        if extra:
            made.extra[FORMAT] = extra
        context.report.about(made, row.file)
        context.settle([row.parameter], context.globals, "parameter", [row.line])
        yield made


def literature(context: Context, rows: list[Row], uuid: str) -> Source:
    """Return the source of a literature block."""
    texts, stray = _texts(LITERATURE, context, rows)
    made = Source(
        uuid=uuid,
        name=untagged(texts["Name"]) if texts.get("Name") else {},
        url=texts.get("Documentation link", ""),
        classifications=classification(tuple(p for p in texts.get("Category", "").split("\\") if p.strip())),
        description=untagged(texts["Description"]) if texts.get("Description") else {},
    )
    context.report.about(made)
    context.stray(stray)
    return made


def system(context: Context, rows: list[Row], uuid: str) -> Source:
    """Return the source that stands for a system description."""
    texts, stray = _texts(SYSTEM, context, rows)
    made = Source(
        uuid=uuid,
        name=untagged(texts.pop("Name")) if texts.get("Name") else {},
        classifications=classification(tuple(p for p in texts.pop("Category", "").split("\\") if p.strip())),
        description=untagged(texts.pop("Description")) if texts.get("Description") else {},
        extra={FORMAT: {"kind": "system"}},
    )
    made.extra[FORMAT].update({title: text for title, text in texts.items() if text})
    context.report.about(made)
    context.stray(stray)
    return made


def _texts(kind: str, context: Context, rows: list[Row]) -> tuple[dict[str, str], list[Row]]:
    stray: list[Row] = []
    found = sections(kind, rows, stray, plain=context.signs.plain)
    texts: dict[str, str] = {}
    for section in found:
        text = section.text(context.signs.separator)
        texts[section.title] = text if section.title not in ("Name", "Category", "Documentation link") else text.strip()
    return texts, stray
