"""What reading an object needs beyond its table: one step a shape, named there.

A step gets (attributes found, document, context, place), may change the attributes, and returns False to give the
object up.
"""

# ruff: noqa: ARG001  # the steps share one signature
from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lcabridge.model import AllocationFactor, Exchange, Json, Review
from lcabridge_olca import systems
from lcabridge_olca.context import At
from lcabridge_olca.issues import INTERNAL_ID
from lcabridge_olca.names import SCOPES
from lcabridge_olca.tables import NW_SET

if TYPE_CHECKING:
    from lcabridge_olca.reading import Reading

Found = dict[str, Any]
Step = Callable[[Found, dict[str, Json], "Reading", At], bool]


def _process(found: Found, document: dict[str, Json], c: Reading, at: At) -> bool:
    reviewer, details = found.pop("@reviewer", None), found.pop("@details", None)
    if reviewer is not None or details is not None:
        review = Review(reviewers=[reviewer] if reviewer else [], details=details or {})
        found["reviews"] = [*found.get("reviews", ()), review]
    exchanges = found.get("exchanges")
    if exchanges:
        _exchange_ids(exchanges, found.get("allocation", []), c, (at, "exchanges", "exchanges"))
        if "last_exchange_id" in found and found["last_exchange_id"] == max((e.id or 0 for e in exchanges), default=0):
            # It says what the ids say; writing derives it.
            del found["last_exchange_id"]
    return True


def _exchange_ids(exchanges: list[Exchange], allocation: list[AllocationFactor], c: Reading, at: At) -> None:
    """Make internal ids unique, and let allocation factors refer to exchanges by them alone where that is enough.

    openLCA allows an id twice in a process and then cannot tell which of the two a causal factor means; where the
    file names the flow too (openLCA 1), it is told here.
    """
    by_id: dict[int, Exchange] = {}
    moved: dict[tuple[int, str], Exchange] = {}
    highest = 0
    for i, exchange in enumerate(exchanges):
        number = exchange.id
        if number is None:
            continue
        if number in by_id:
            highest = highest or max(e.id or 0 for e in exchanges)
            highest += 1
            exchange.id = highest
            c.issue(INTERNAL_ID, (at, i, ""), "internalId", "id", number, new=highest)
            if exchange.flow is not None:
                moved.setdefault((number, exchange.flow.uuid), exchange)
            number = highest
        by_id[number] = exchange
    for factor in allocation:
        flow = factor.exchange_flow
        if flow is None or factor.exchange_id is None:
            continue
        meant = by_id.get(factor.exchange_id)
        if moved and (meant is None or meant.flow is None or meant.flow.uuid != flow.uuid):
            meant = moved.get((factor.exchange_id, flow.uuid), meant)
        if meant is not None and (meant.flow is flow or meant.flow == flow):
            factor.exchange_id = meant.id
            factor.exchange_flow = None


def _parameter(found: Found, document: dict[str, Json], c: Reading, at: At) -> bool:
    scope = found.pop("@scope", None)
    if scope is not None and scope != SCOPES.get(c.type):
        c.carry(at, "parameterScope", scope)
    if "is_input" not in found:
        found["is_input"] = "formula" not in found
    return True


def _global_parameter(found: Found, document: dict[str, Json], c: Reading, at: At) -> bool:
    scope = found.pop("@scope", None)
    if scope is not None and scope != SCOPES["parameter"]:
        c.carry(at, "parameterScope", scope)
    parameter = found["parameter"]
    if "isInputParameter" not in document and "inputParameter" not in document:
        parameter.is_input = not parameter.formula
    if parameter.name:
        found["name"] = c.text(parameter.name)
    return True


def _flow_property_factor(found: Found, document: dict[str, Json], c: Reading, at: At) -> bool:
    if "property" in found:
        return True
    if at is not None:
        c.carry(at[0], at[1], document)
    return False


def _nw_set(found: Found, document: dict[str, Json], c: Reading, at: At) -> bool:
    """Fetch a set from its own file (openLCA 1), where the method only refers to it."""
    known = c.sets.get(str(document.get("@id")))
    if known is None or at is None or "factors" in document:
        return True
    file, content = known
    report, entity, own_file = c.report, c.report.entity, c.report.file
    report.about(None, file)
    c.prefix = c.place(at[0], at[1])
    whole = c.object_reader(NW_SET)(content, None)
    c.prefix = ""
    report.about(entity, own_file)
    if whole is not None:
        own_name = found.get("name")
        found.update({name: getattr(whole, name) for name in whole.__struct_fields__})
        if own_name and own_name != found["name"]:
            c.carry(at, "name", document["name"])
    return True


def _category(found: Found, document: dict[str, Json], c: Reading, at: At) -> bool:
    names = list(c.categories.get(found["uuid"], ())) or list(found.get("name", {}).values())
    found["path"] = names
    return True


STEPS: dict[str, Step] = {
    "process": _process,
    "parameter": _parameter,
    "global_parameter": _global_parameter,
    "flow_property_factor": _flow_property_factor,
    "nw_set": _nw_set,
    "category": _category,
    "system": systems.finish,
}
