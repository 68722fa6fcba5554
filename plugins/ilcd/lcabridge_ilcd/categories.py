"""Classification in TIDAS: fixed trees of five modules, named systems of the others, compartments of elementary flows.

The schemas take, by module (reference china §1.7):

* contacts, sources, unit groups, flow properties, LCIA methods: only classes of ILCD's own trees;
* processes, product flows, life cycle models: an array of named systems, each with any path. (The older single object takes
  ISIC or CPC classes alone; the array says the same of every system, so it is what we write.)
* elementary flows: ILCD's compartments with their ids, *or* named systems, never both.

All functions are pure and take and return the ``classificationInformation`` object of a document.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from lcabridge.codes import code_list, ilcd_compartment
from lcabridge_ilcd.profile import NOT_PROVIDED, NOT_PROVIDED_TEXT
from lcabridge_ilcd.tidas_kinds import DROP, TEXT, other_ok, plain

CLASSIFICATION = "common:classification"
CATEGORIZATION = "common:elementaryFlowCategorization"
CLASS = "common:class"
CATEGORY = "common:category"
OTHER = "common:other"
LEVEL = "@level"
FIXED_LEVELS = {"contacts": 2, "sources": 1, "unitgroups": 1, "flowproperties": 1, "lciamethods": 3}
"""Modules whose classes come from ILCD's own tree, with the number of levels that the schema takes."""

FIXED_SYSTEM = "ILCD"
"""System that the trees belong to, and that a classification without ``@name`` is of (ILCD_Common_Groups.xsd)."""

DEEPEST = 9
"""Highest ``@level``: the schema's LevelType is one digit."""


@dataclass(frozen=True, slots=True)
class Node:
    """A class of a tree."""

    level: str
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Tree:
    """A tree of classes: nodes by path of folded names, and the path that stands in for a missing class."""

    paths: dict[tuple[str, ...], tuple[Node, ...]]
    nodes: frozenset[Node]
    default: tuple[Node, ...]


@cache
def trees() -> dict[str, Tree]:
    """Return the tree of each module (``flows``: the compartments of elementary flows)."""
    text = resources.files(__package__).joinpath("tidas_categories.txt").read_text(encoding="utf-8")
    found: dict[str, list[tuple[Node, ...]]] = {}
    defaults: dict[str, tuple[Node, ...]] = {}
    module = ""
    path: list[Node] = []
    for line in text.splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("tree "):
            module, path = line[5:], []
            found[module] = []
            continue
        bare = line.lstrip(" ")
        depth = len(line) - len(bare)
        id_, _, name = bare.partition(" ")
        path = [*path[:depth], Node(str(depth), id_, name.removesuffix("^"))]
        found[module].append(tuple(path))
        if name.endswith("^"):
            defaults[module] = tuple(path)
    compartments = code_list("ilcd-elementary")
    found["flows"] = [
        tuple(Node(str(entry.level), entry.code, entry.name_en) for entry in compartments.path(code))
        for code in compartments.classes
    ]
    return {
        module: Tree(
            {tuple(node.name.casefold() for node in path): path for path in paths},
            frozenset(path[-1] for path in paths),
            defaults.get(module, ()),
        )
        for module, paths in found.items()
    }


# Is it what the schema takes? -------------------------------------------------------------------------------------------


def classification_ok(module: str, value: Any, *, elementary: bool = False) -> bool:
    """Say whether a ``classificationInformation`` is one that the schema takes and that says what the flow type asks."""
    if not isinstance(value, dict):
        return False
    if module in FIXED_LEVELS:
        extra = {OTHER} if module == "contacts" else set()
        return (
            value.keys() - extra == {CLASSIFICATION} and _others_ok(value) and _fixed_ok(module, value[CLASSIFICATION])
        )
    if module == "flows" and CATEGORIZATION in value:
        return elementary and value.keys() == {CATEGORIZATION} and _compartment_ok(value[CATEGORIZATION])
    return not elementary and value.keys() == {CLASSIFICATION} and _systems_ok(value[CLASSIFICATION])


def _others_ok(value: dict[str, Any]) -> bool:
    return OTHER not in value or other_ok(value[OTHER])


def _node(member: Any, id_key: str) -> Node | None:
    if not isinstance(member, dict) or member.keys() != {LEVEL, id_key, TEXT}:
        return None
    values = (member[LEVEL], member[id_key], member[TEXT])
    return Node(*values) if all(isinstance(value, str) for value in values) else None


def _nodes_ok(tree: Tree, members: Any, id_key: str, depth: int) -> bool:
    if not isinstance(members, list) or not 1 <= len(members) <= depth:
        return False
    nodes = [_node(member, id_key) for member in members]
    return (
        all(node in tree.nodes and node.level == str(i) for i, node in enumerate(nodes) if node) and None not in nodes
    )


def _fixed_ok(module: str, value: Any) -> bool:
    allowed = {CLASS} if module == "contacts" else {CLASS, OTHER}
    if not isinstance(value, dict) or CLASS not in value or not value.keys() <= allowed or not _others_ok(value):
        return False
    members = value[CLASS]
    if isinstance(members, dict):
        if module == "lciamethods":
            return False
        members = [members]
    elif module not in {"contacts", "lciamethods"}:
        return False
    return _nodes_ok(trees()[module], members, "@classId", FIXED_LEVELS[module])


def _compartment_ok(value: Any) -> bool:
    if not isinstance(value, dict) or not value.keys() <= {CATEGORY, OTHER} or not _others_ok(value):
        return False
    return _nodes_ok(trees()["flows"], value.get(CATEGORY), "@catId", 3)


def _systems_ok(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_system_ok, value))


def _system_ok(system: Any) -> bool:
    if not isinstance(system, dict) or not {"@name", CLASS} <= system.keys() <= {"@name", "@classes", CLASS, OTHER}:
        return False
    members = system[CLASS]
    return (
        isinstance(system["@name"], str)
        and isinstance(system.get("@classes", ""), str)
        and isinstance(members, list)
        and bool(members)
        and _others_ok(system)
        and all(
            (node := _node(member, "@classId")) is not None and len(node.level) == 1 and node.level.isdecimal()
            for member in members
        )
    )


# The nearest that the schema takes --------------------------------------------------------------------------------------


def fit_classification(module: str, value: Any, *, elementary: bool = False, quantity: str = "") -> Any:
    """Return what the schema takes of a ``classificationInformation``, DROP where it says nothing that the schema takes.

    Args:
        module: of the document.
        value: what stands there.
        elementary: for an elementary flow; it gets its ILCD compartment where that is certain.
        quantity: name of the flow's reference property: areas tell land occupation from transformation.
    """
    if not isinstance(value, dict):
        return DROP
    if module in FIXED_LEVELS:
        return _fit_fixed(module, value)
    systems = [*_members(value.get(CLASSIFICATION)), *_members(value.get(CATEGORIZATION))]
    paths = [(system, _path(system)) for system in systems if isinstance(system, dict)]
    if elementary:
        compartment = next(filter(None, (_compartment(path, quantity) for _, path in paths)), None)
        if compartment:
            members = [{LEVEL: node.level, "@catId": node.id, TEXT: node.name} for node in compartment]
            return {CATEGORIZATION: {CATEGORY: members}}
    named = [fitted for system, path in paths if (fitted := _named(system, path))]
    return {CLASSIFICATION: named} if named else DROP


def _members(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _path(system: dict[str, Any]) -> list[tuple[str, str]]:
    """Return a system's classes as (name, id), root first."""
    members = [m for m in _members(system.get(CLASS, system.get(CATEGORY))) if plain(m)]
    levels = [plain(m.get(LEVEL)) if isinstance(m, dict) else None for m in members]
    if all(level is not None and level.isdecimal() for level in levels):
        members = [m for _, m in sorted(zip(levels, members, strict=True), key=lambda pair: int(pair[0] or 0))]
    return [
        (plain(m) or "", (plain(m.get("@classId", m.get("@catId"))) or "") if isinstance(m, dict) else "")
        for m in members
    ]


def _fit_fixed(module: str, value: dict[str, Any]) -> Any:
    tree = trees()[module]
    for system in _members(value.get(CLASSIFICATION)):
        if not isinstance(system, dict):
            continue
        names = tuple(name.strip().casefold() for name, _ in _path(system))
        known = next((tree.paths[names[:end]] for end in range(len(names), 0, -1) if names[:end] in tree.paths), None)
        if known:
            return fixed_classification(module, known[: FIXED_LEVELS[module]])
    return DROP


def fixed_classification(module: str, path: tuple[Node, ...]) -> dict[str, Any]:
    """Return the ``classificationInformation`` of a path in one of ILCD's own trees."""
    members: list[dict[str, str]] = [{LEVEL: n.level, "@classId": n.id, TEXT: n.name} for n in path]
    one = len(members) == 1 and module != "lciamethods"
    return {CLASSIFICATION: {CLASS: members[0] if one else members}}


def _compartment(path: list[tuple[str, str]], quantity: str) -> tuple[Node, ...] | None:
    tree = trees()["flows"]
    names = tuple(name.strip().casefold() for name, _ in path)
    if names in tree.paths:
        return tree.paths[names]
    found = ilcd_compartment([name for name, _ in path], quantity)
    return tree.paths.get(tuple(name.casefold() for name in found.names)) if found else None


def _named(system: dict[str, Any], path: list[tuple[str, str]]) -> dict[str, Any] | None:
    if not path:
        return None
    if len(path) > DEEPEST + 1:
        path = [*path[:DEEPEST], (" / ".join(name for name, _ in path[DEEPEST:]), path[-1][1])]
    named: dict[str, Any] = {"@name": plain(system.get("@name")) or FIXED_SYSTEM}
    if uri := plain(system.get("@classes")):
        named["@classes"] = uri
    named[CLASS] = [{LEVEL: str(i), "@classId": id_, TEXT: name} for i, (name, id_) in enumerate(path)]
    if OTHER in system and other_ok(system[OTHER]):
        named[OTHER] = system[OTHER]
    return named


def missing_classification(module: str) -> dict[str, Any]:
    """Return the placeholder of a missing classification: the tree's own "other", or a system named as a placeholder."""
    if module in FIXED_LEVELS:
        return fixed_classification(module, trees()[module].default)
    member = {LEVEL: "0", "@classId": NOT_PROVIDED, TEXT: NOT_PROVIDED_TEXT["en"]}
    return {CLASSIFICATION: [{"@name": NOT_PROVIDED, CLASS: [member]}]}


def same_classes(original: Any, native: Any) -> bool:
    """Say whether the fitted classification says all that the original says (ids and levels may have been added)."""
    paths = []
    for value in (original, native):
        systems = [*_members(value.get(CLASSIFICATION)), *_members(value.get(CATEGORIZATION))]
        paths.append([(plain(s.get("@name")) or FIXED_SYSTEM, _path(s)) for s in systems if isinstance(s, dict)])
    before, after = paths
    if len(before) != len(after):
        return False
    return all(
        (one == other)
        and len(here) == len(there)
        and all(a[0] == b[0] and a[1] in ("", b[1]) for a, b in zip(here, there, strict=True))
        for (one, here), (other, there) in zip(before, after, strict=True)
    )
