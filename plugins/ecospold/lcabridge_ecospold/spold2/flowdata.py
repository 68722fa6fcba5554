"""The section flowData: exchanges, parameters, impact indicators."""

from __future__ import annotations

from lcabridge.model import (
    ImpactResult,
    Parameter,
    Process,
    Ref,
)
from lcabridge_ecospold.spold2.context import Context, Extra
from lcabridge_ecospold.spold2.exchanges import ELEMENTARY, INTERMEDIATE, Exchanges
from lcabridge_ecospold.spold2.formulas import to_model
from lcabridge_ecospold.spold2.issues import EMPTY_ACTIVITY, FORMULA, NO_REFERENCE
from lcabridge_ecospold.spold2.names import (
    EXTENSION_NS,
    FORMAT,
    PEDIGREE,
    Q,
    unit_id,
    uuid_of,
)
from lcabridge_ecospold.spold2.spread import read_uncertainty
from lcabridge_ecospold.spold2.trees import Element, attributes, local, tree


def read_flow_data(
    context: Context, process: Process, section: Element | None, dataset: Element, plain: Exchanges | None
) -> None:
    """Read the exchanges, parameters and impact indicators of a data set.

    Args:
        context: state of reading the data set.
        process: takes what is read.
        section: ``flowData``.
        dataset: the whole data set.
        plain: its exchanges where they have been read (see ``plain``).
    """
    exchanges = plain or Exchanges(context, process.uuid)
    if plain is not None:
        context.units = plain.context.units
    parameters: list[Element] = []
    indicators: list[Element] = []
    for node in section if section is not None else ():
        tag = node.tag
        if tag in (INTERMEDIATE, ELEMENTARY):
            if plain is None:
                exchanges.read(node)
        elif tag == f"{Q}parameter":
            parameters.append(node)
        elif tag == f"{Q}impactIndicator":
            indicators.append(node)
        elif isinstance(tag, str) and not tag.startswith(f"{{{EXTENSION_NS}}}"):
            context.extra.setdefault("flowData/*", []).append(context.carry(node, f"extra.{FORMAT}.flowData/*"))
    process.exchanges = exchanges.found
    if not any(exchange.is_reference for exchange in exchanges.found):
        name = process.name.get("en") or next(iter(process.name.values()), process.uuid)
        kind = NO_REFERENCE if exchanges.found else EMPTY_ACTIVITY
        context.issue(kind, section if section is not None else dataset, "exchanges", name=name)
    if any(exchange.dq_entry for exchange in exchanges.found):
        process.exchange_dq_system = Ref(type="dq_system", uuid=PEDIGREE)
    _parameters(context, process, parameters)
    _variables(process, exchanges)
    _indicators(context, process, indicators)
    properties, classifications = exchanges.tables()
    context.keep("properties", properties)
    context.keep("classifications", classifications)
    context.keep("exchanges", exchanges.rest)
    context.keep("units", {name: given for name, given in context.units.items() if given != unit_id(name)})


def _parameters(context: Context, process: Process, nodes: list[Element]) -> None:
    kept: Extra = {}
    nameless = []
    for number, node in enumerate(nodes):
        name = node.get("variableName")
        path = f"parameters[{number}]"
        context.required(node, ("parameterId", "amount"), path)
        if name:
            rest = _parameter(context, process, node, name, path)
            if rest:
                kept[name] = rest
        else:
            nameless.append(tree(node))
    context.keep("parameters", kept)
    context.keep("nameless parameters", nameless)


def _parameter(context: Context, process: Process, node: Element, name: str, path: str) -> Extra:
    raw = node.get("parameterId") or ""
    found = Parameter(name=name, uuid=uuid_of(raw) if raw else "")
    found.value = context.number(node, "amount", f"{path}.value", node.get("amount"))
    kept = ("parameterContextId", "unitId", "unitContextId", "isCalculatedAmount")
    rest: Extra = {f"@{key}": node.get(key) for key in kept if node.get(key) is not None}
    if found.uuid != raw:
        rest["@parameterId"] = raw
    _formula(context, node, "mathematicalRelation", path, found, rest)
    for word in ("name", "unitName"):
        text = context.texts(node, word, path)
        if text and not (word == "name" and text == {"en": name}):
            rest[word] = text
    found.description = context.texts(node, "comment", f"{path}.description")
    said = node.find(f"{Q}uncertainty")
    if said is not None:
        _spread(context, found, said, rest, f"{path}.uncertainty")
    known = ("name", "unitName", "comment", "uncertainty")
    others = [context.carry(c, path) for c in node if isinstance(c.tag, str) and local(c.tag) not in known]
    if others:
        rest["*"] = others
    process.parameters.append(found)
    return rest


def _spread(context: Context, found: Parameter, node: Element, rest: Extra, path: str) -> None:
    """Read the uncertainty of a parameter, which has no field for base uncertainty and pedigree."""
    kept: Extra = {}
    found.uncertainty, base, entry = read_uncertainty(context, node, path, kept)
    if base is not None:
        kept["base"] = base
    if entry:
        kept["pedigree"] = entry
    if kept:
        rest["uncertainty"] = kept


def _formula(context: Context, node: Element, attr: str, path: str, found: Parameter, rest: Extra) -> None:
    relation = node.get(attr)
    if not relation:
        return
    found.formula, reason = to_model(relation)
    found.is_input = not found.formula
    rest[f"@{attr}"] = relation
    if reason:
        context.issue(FORMULA, node, f"{path}.formula", attr, relation, reason=reason)


def _variables(process: Process, exchanges: Exchanges) -> None:
    """Add a parameter for every exchange, property or production volume that formulas can name."""
    known = {parameter.name.lower() for parameter in process.parameters}

    def add(name: object, value: object, relation: object) -> bool:
        if not isinstance(name, str) or not name or name.lower() in known:
            return False
        known.add(name.lower())
        formula, _ = to_model(relation) if isinstance(relation, str) and relation else ("", "")
        number = value if isinstance(value, float) else None
        process.parameters.append(Parameter(name=name, value=number, formula=formula, is_input=not formula))
        return True

    for exchange, name, amount, relation in exchanges.variables:
        if exchange is None:
            add(name, amount, relation)
        elif exchange.amount is not None:
            rest = exchanges.rest.get(str(exchange.id), {})
            turned = exchange.direction == "input" and rest.get("group", "i").startswith("o")
            value = exchange.amount
            if add(name, -value if turned else value, relation) and not turned:
                exchange.formula = name


def _indicators(context: Context, process: Process, nodes: list[Element]) -> None:
    kept = []
    for number, node in enumerate(nodes):
        path = f"impact_results[{number}]"
        raw = node.get("impactIndicatorId") or ""
        name = context.texts(node, "name", path)
        amount = context.number(node, "amount", f"{path}.amount", node.get("amount"))
        category = Ref(type="impact_category", uuid=uuid_of(raw), name=name)
        process.impact_results.append(ImpactResult(category=category, amount=amount))
        rest: Extra = {f"@{k}": v for k, v in attributes(node).items() if k not in ("impactIndicatorId", "amount")}
        if uuid_of(raw) != raw:
            rest["@impactIndicatorId"] = raw
        for word in ("impactMethodName", "impactCategoryName", "unitName"):
            rest[word] = context.texts(node, word, path)
        kept.append(rest)
    context.keep("impactIndicators", kept)
