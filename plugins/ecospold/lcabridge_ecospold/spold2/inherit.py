"""Child data sets that leave out what their parent says: resolved before they are read.

Published data sets are complete. A child as the ecoEditor keeps it may leave out every part that it has in common with its
parent (the child schema makes all of them optional). A data set counts as such a child only if it lacks something that
a complete one must have; then what is missing comes from the parent: sections, elements of a section, attributes, the
exchanges with ids that the child does not have, the amount of an exchange that the child names without one. A comment of
the child that has variables only keeps the parent's paragraphs with the child's words.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator

from lcabridge_ecospold.spold2.names import DATASETS, XML_LANG, Q
from lcabridge_ecospold.spold2.trees import Element, attributes, local

_NEEDED = (
    "activityDescription/activity/activityName", "activityDescription/geography", "activityDescription/technology",
    "activityDescription/timePeriod", "activityDescription/macroEconomicScenario", "flowData/intermediateExchange",
    "administrativeInformation/dataEntryBy", "administrativeInformation/dataGeneratorAndPublication",
    "administrativeInformation/fileAttributes",
)  # fmt: skip
_NEEDED_PATHS = tuple("/".join(Q + step for step in path.split("/")) for path in _NEEDED)
_ORDER: dict[str, tuple[str, ...]] = {
    "dataset": ("activityDescription", "flowData", "modellingAndValidation", "administrativeInformation"),
    "activityDescription": ("activity", "classification", "geography", "technology", "timePeriod", "macroEconomicScenario"),
    "activity": (
        "activityName", "synonym", "includedActivitiesStart", "includedActivitiesEnd", "allocationComment", "generalComment",
        "tag",
    ),
    "geography": ("shortname", "comment"), "technology": ("comment",), "timePeriod": ("comment",),
    "macroEconomicScenario": ("name", "comment"),
    "modellingAndValidation": ("representativeness", "review"),
    "representativeness": ("systemModelName", "samplingProcedure", "extrapolations"),
    "administrativeInformation": ("dataEntryBy", "dataGeneratorAndPublication", "fileAttributes"),
    "fileAttributes": ("contextName", "requiredContext"),
    "flowData": ("intermediateExchange", "elementaryExchange", "parameter", "impactIndicator"),
    "exchange": (
        "name", "unitName", "comment", "uncertainty", "synonym", "property", "transferCoefficient", "tag",
        "productionVolumeComment", "productionVolumeUncertainty", "classification", "compartment", "inputGroup",
        "outputGroup",
    ),
    "parameter": ("name", "unitName", "uncertainty", "comment"),
}  # fmt: skip
_RICH = frozenset({"allocationComment", "generalComment", "comment"})
_IDENTITY = {
    "intermediateExchange": "id", "elementaryExchange": "id", "parameter": "parameterId", "impactIndicator": "impactIndicatorId",
}  # fmt: skip


def is_partial(dataset: Element, *, amounts: bool = True) -> bool:
    """Tell whether a child data set leaves out something that a complete one must have.

    Args:
        dataset: the data set.
        amounts: whether to look at every exchange too.
    """
    if local(dataset.tag) != DATASETS[1]:
        return False
    if any(dataset.find(path) is None for path in _NEEDED_PATHS):
        return True
    return amounts and any(
        node.get("amount") is None for node in dataset.iter(f"{Q}intermediateExchange", f"{Q}elementaryExchange")
    )


def resolve(
    child: Element, parent_of: Callable[[str], Element | None], seen: frozenset[str] = frozenset()
) -> tuple[list[str], str, bool]:
    """Fill a partial child from its parent, and that from its own parent first.

    Args:
        child: the data set; it is changed.
        parent_of: returns a copy of the data set with an activity id, None where the package has none.
        seen: ids of the activities that wait for this one, so that a circle ends.

    Returns:
        The paths that were inherited, the parent's id ("" where it names none), and whether the parent was found.
    """
    activity = child.find(f"{Q}activityDescription/{Q}activity")
    if not is_partial(child) or activity is None:
        return [], "", True
    parent_id = activity.get("parentActivityId") or ""
    seen |= {activity.get("id") or ""}
    parent = parent_of(parent_id) if parent_id and parent_id not in seen else None
    if parent is None:
        return [], parent_id, False
    resolve(parent, parent_of, seen)
    return list(_fill(child, parent, "dataset", "")), parent_id, True


def _fill(child: Element, parent: Element, kind: str, path: str) -> Iterator[str]:
    yield from _fill_attributes(child, parent, kind, path)
    order = _ORDER.get(kind, ())
    for name in order:
        own, theirs = child.findall(Q + name), parent.findall(Q + name)
        here = f"{path}/{name}"
        if name in _IDENTITY:
            yield from _members(child, own, theirs, name, order, here)
        elif not own:
            for node in theirs:
                _insert(child, copy.deepcopy(node), name, order)
            if theirs:
                yield here
        elif len(own) == 1 and len(theirs) == 1:
            if name in _RICH and _only_variables(own[0]):
                yield from _words(own[0], theirs[0], here)
            elif name in _ORDER:
                yield from _fill(own[0], theirs[0], name, here)


_OWN = {"activity": ("id", "parentActivityId", "inheritanceDepth")}


def _fill_attributes(child: Element, parent: Element, kind: str, path: str) -> Iterator[str]:
    if kind == "dataset":
        return
    for key, value in attributes(parent).items():
        if child.get(key) is None and key not in _OWN.get(kind, ()) and not key.startswith("{"):
            child.set(key, value)
            yield f"{path}/@{key}"


def _members(
    child: Element, own: list[Element], theirs: list[Element], name: str, order: tuple[str, ...], path: str
) -> Iterator[str]:
    key = _IDENTITY[name]
    by_id = {node.get(key): node for node in own}
    for node in theirs:
        mine = by_id.get(node.get(key))
        here = f"{path}[@{key}='{node.get(key)}']"
        if mine is None:
            _insert(child, copy.deepcopy(node), name, order)
            yield here
        elif mine.get("amount") is None:
            yield from _fill(mine, node, "parameter" if name == "parameter" else "exchange", here)


def _insert(owner: Element, node: Element, name: str, order: tuple[str, ...]) -> None:
    """Put an element where the schema has it: behind all that may stand before it."""
    before = {Q + earlier for earlier in order[: order.index(name) + 1]}
    position = 0
    for index, sibling in enumerate(owner):
        if sibling.tag in before:
            position = index + 1
    owner.insert(position, node)


def _only_variables(node: Element) -> bool:
    tags = {local(child.tag) for child in node if isinstance(child.tag, str)}
    return tags == {"variable"}


def _words(own: Element, theirs: Element, path: str) -> Iterator[str]:
    mine = {(node.get("name"), node.get(XML_LANG)) for node in own}
    for number, node in enumerate(theirs):
        if isinstance(node.tag, str) and (
            local(node.tag) != "variable" or (node.get("name"), node.get(XML_LANG)) not in mine
        ):
            own.insert(number, copy.deepcopy(node))
            yield f"{path}/{local(node.tag)}"
