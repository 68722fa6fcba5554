"""The rule table of the TIDAS schemas, read once from ``tidas_rules.txt`` into a tree (facts and provenance: see there)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Literal

from lcabridge.model import EntityType
from lcabridge_ilcd.names import FOLDERS

Many = Literal["one", "any", "list"]
"""How often a member may stand: once, once or as a list, always as a list."""

MODULES: dict[str, EntityType] = {folder: type_ for type_, folder in FOLDERS.items()}
"""Folder of each module in a package, and the entity it holds."""


@dataclass(slots=True)
class Rule:
    """What the schema says of one member.

    Attributes:
        name: key in the document.
        required: whether its parent must have it.
        many: how often it may stand.
        kind: kind of leaf, "" for an object.
        arg: argument of the kind: enumeration, type of a reference, constant, module of a tree.
        default: what stands in for a missing value, None for the kind's own.
        other: whether ``common:other`` may stand in it.
        children: members of an object, in the order of the ILCD XSD.
    """

    name: str
    required: bool = False
    many: Many = "one"
    kind: str = ""
    arg: str = ""
    default: str | None = None
    other: bool = False
    children: dict[str, Rule] = field(default_factory=dict)


@dataclass(slots=True)
class Enumeration:
    """Members of an enumeration in the schema's order, and the one that stands in for a missing value ("" if none does)."""

    members: tuple[str, ...]
    default: str


@dataclass(slots=True)
class RuleTable:
    """All rules: the data set rule of each module, and the enumerations by name."""

    modules: dict[str, Rule]
    enumerations: dict[str, Enumeration]


_LINE = re.compile(r"(?P<depth> *)(?P<name>@?[^\s!*\[%]+)(?P<flags>[!*%\[\]]*)(?: (?P<kind>\S+)(?: (?P<rest>.*))?)?$")


@cache
def rule_table() -> RuleTable:
    """Return the table."""
    text = resources.files(__package__).joinpath("tidas_rules.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    table = RuleTable({}, {})
    groups: dict[str, list[str]] = {}
    stack: list[Rule] = []
    rest = iter(lines)
    for line in rest:
        word, _, tail = line.partition(" ")
        if word == "enum":
            name, _, members = tail.partition(" = ")
            table.enumerations[name] = _enumeration(members)
        elif word == "group":
            groups[tail] = list(_until_end(rest))
        elif word == "dataset":
            module, name = tail.split(" ")
            stack = [_rule(name)]
            table.modules[module] = stack[0]
        else:
            for expanded in _expand(line, groups):
                _place(_rule(expanded), len(expanded) - len(expanded.lstrip(" ")), stack)
    return table


def _until_end(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line == "end":
            return
        yield line


def _expand(line: str, groups: dict[str, list[str]]) -> Iterator[str]:
    bare = line.lstrip(" ")
    if bare.startswith("+"):
        indent = line[: len(line) - len(bare)]
        for member in groups[bare[1:]]:
            yield from _expand(indent + member, groups)
    else:
        yield line


def _place(rule: Rule, depth: int, stack: list[Rule]) -> None:
    del stack[depth:]
    stack[-1].children[rule.name] = rule
    stack.append(rule)


def _enumeration(members: str) -> Enumeration:
    words = members.split(" | ")
    default = next((word[:-1] for word in words if word.endswith("^")), "")
    return Enumeration(tuple(word.removesuffix("^") for word in words), default)


def _rule(line: str) -> Rule:
    found = _LINE.match(line)
    if found is None:
        raise ValueError(f"tidas_rules.txt: cannot read {line!r}")
    flags = found["flags"]
    arg, _, default = (found["rest"] or "").partition("= ")
    return Rule(
        name=found["name"],
        required="!" in flags,
        many="list" if "[]" in flags else "any" if "*" in flags else "one",
        kind=found["kind"] or "",
        arg=arg.strip(),
        default=default or None,
        other="%" in flags,
    )


def root_constants(module: str) -> dict[str, str]:
    """Return the attributes of a module's root element that are the same in every document (namespaces, version)."""
    rule = rule_table().modules[module]
    return {r.name: r.arg if r.kind == "const" else r.default or "" for r in rule.children.values() if r.name[0] == "@"}
