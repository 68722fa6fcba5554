"""What the index needs of an activity: identity, names, place, type; read alike from a whole document and from its head."""

from __future__ import annotations

from lcabridge.model import Classification, Json, ProcessType, Text
from lcabridge_ecospold.spold2.flows import children, classification
from lcabridge_ecospold.spold2.names import Q
from lcabridge_ecospold.spold2.numbers import whole
from lcabridge_ecospold.spold2.texts import read_texts
from lcabridge_ecospold.spold2.trees import Element

TYPES: dict[str, ProcessType] = {"1": "unit_process", "2": "lci_result"}


def version_of(file_attributes: Element | None) -> str:
    """Return release and revision as a version (``03.00.037``), "" where they are not said."""
    if file_attributes is None:
        return ""
    parts = [whole(file_attributes.get(name) or "") for name in ("majorRelease", "minorRelease", "majorRevision")]
    if any(part is None or part < 0 for part in parts):
        return ""
    if not any(parts):
        return ""  # what a data set without version is written with
    major, minor, revision = parts
    return f"{major:02}.{minor:02}.{revision:03}"


def activity_name(activity: Element | None) -> Text:
    """Return the name of an activity."""
    return read_texts(children(activity, "activityName")) if activity is not None else {}


def activity_classes(description: Element | None) -> tuple[list[Classification], list[Json]]:
    """Return the classifications of an activity, and what they say beyond system and path."""
    if description is None:
        return [], []
    found, rest = [], []
    for node in description.findall(f"{Q}classification"):
        entry, more = classification(node)
        if entry is not None:
            found.append(entry)
        rest.append(more)
    return found, rest
