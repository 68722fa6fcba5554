"""MasterData files: entries that are data sets of the model, and tables that are kept as they are.

ElementaryExchanges, IntermediateExchanges, Persons, Companies, Sources and Geographies become flows, contacts, sources
and locations. Everything else (units, properties, compartments, classifications, scenarios, system models, tags …) is a
table that belongs to the package as a whole: it becomes a ``Source`` that names the file and carries its content.
"""

from __future__ import annotations

from collections.abc import Callable

from lcabridge.model import Entity, Source
from lcabridge_ecospold.spold2.flows import flow_of, location_of, person_of, source_of, unit_name
from lcabridge_ecospold.spold2.names import EXTENSION_NS, FORMAT, OURS, Q, derived
from lcabridge_ecospold.spold2.scan import Survey
from lcabridge_ecospold.spold2.trees import Element, attributes, local, tree

ENTRIES: dict[str, tuple[str, Callable[[Element], Entity]]] = {
    "validElementaryExchanges": (
        "elementaryExchange", lambda node: flow_of(node, node.get("id") or "", master=True),
    ),
    "validIntermediateExchanges": (
        "intermediateExchange", lambda node: flow_of(node, node.get("id") or "", master=True),
    ),
    "validPersons": ("person", person_of),
    "validCompanies": ("company", person_of),
    "validSources": ("source", source_of),
    "validGeographies": ("geography", lambda node: location_of(node, node.get("id") or "", master=True)),
}  # fmt: skip
"""Root of a file to the tag of its entries and what reads one."""

_TABLE = "EcoSpold 2 master data"


def is_master(root: Element) -> bool:
    """Tell whether a document is a MasterData file."""
    return local(root.tag).startswith("valid") or local(root.tag) == "activityIndex"


def take(survey: Survey, root: Element, name: str, at: str) -> None:
    """Add what one MasterData file has."""
    kind = local(root.tag)
    entry = ENTRIES.get(kind)
    if entry is None:
        _keep(survey, root, name, at, [child for child in root if isinstance(child.tag, str)])
        return
    tag, read = entry
    rest = []
    for node in root:
        if node.tag == Q + tag and node.get("id"):
            _put(survey, read(node), str(node.get("id")), node, at)
        elif isinstance(node.tag, str):
            rest.append(node)
    _keep(survey, root, name, at, rest)


def _put(survey: Survey, entity: Entity, raw: str, node: Element, at: str) -> None:
    exact = node.find(f"{{{EXTENSION_NS}}}entity")
    if exact is not None and exact.get("stub") == "true":
        survey.stubs.add((entity.type, entity.uuid))
    elif exact is not None and exact.text:
        survey.extensions[entity.type, entity.uuid] = exact.text
    tables = {"flow": survey.flows, "contact": survey.contacts, "source": survey.sources, "location": survey.locations}
    table: dict[str, tuple[Entity, str]] = tables[entity.type]  # type: ignore[assignment]  # one table per type
    table.setdefault(raw, (entity, at))
    if entity.type == "flow":
        survey.units.setdefault(raw, unit_name(node))


def _keep(survey: Survey, root: Element, name: str, at: str, rest: list[Element]) -> None:
    """Keep a file's head (release, context) and what is no entry, as a source that names the file."""
    kind = local(root.tag)
    file = name.rpartition("/")[2]
    attrs = attributes(root)
    content = [tree(node) for node in rest if not _is_ours(node)]
    if attrs.get("contextId") == derived("context"):
        del attrs["contextId"]
    if kind in ENTRIES and attrs.get("originalSource") == OURS:
        survey.ours = survey.ours or kind in ("validElementaryExchanges", "validIntermediateExchanges")
        return  # a file that we wrote has no head of its own
    uuid = derived("master data", kind, file)
    found = Source(
        uuid=uuid,
        name={"en": f"{_TABLE}: {file}"},
        files=[file],
        extra={FORMAT: {"table": [kind, attrs, content]}},
    )
    survey.tables[uuid] = (found, at)


def _is_ours(node: Element) -> bool:
    """Tell whether an element is the context name that our writer adds where the XSD wants one."""
    return local(node.tag) == "contextName" and node.text == OURS
