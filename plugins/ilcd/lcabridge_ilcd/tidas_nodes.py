"""The rule table compiled for one walk over a document: tests, repairs and placeholders side by side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, Final, Literal

import orjson

from lcabridge.model import EntityType
from lcabridge_ilcd.categories import classification_ok, missing_classification
from lcabridge_ilcd.meaning import certain
from lcabridge_ilcd.names import OTHER_FILE, REFERENCE_TYPES
from lcabridge_ilcd.profile import (
    FORMAT,
    NO_TIME,
    NO_URI,
    NO_VERSION,
    NO_YEAR,
    NOT_PROVIDED_TEXT,
    placeholder_reference,
    placeholder_uuid,
    texts,
)
from lcabridge_ilcd.tidas_kinds import (
    DROP,
    KINDS,
    NO_LOCATION,
    UUID,
    VERSION,
    Kind,
    constant_kind,
    enumeration_kind,
)
from lcabridge_ilcd.tidas_rules import MODULES, Rule, RuleTable, rule_table

OTHER: Final = "common:other"
SUB_REFERENCE: Final = "common:subReference"
SHORT: Final = "common:shortDescription"
REFERENCE_KEYS: Final = frozenset(["@type", "@refObjectId", "@version", "@uri", SHORT])

EMPTY_LISTS: Final = frozenset(
    ["exchange", "factor", "flowProperty", "common:method", "common:scope", "downstreamProcess"]
)
"""Lists that the schema demands and takes empty: an empty one says nothing that is not so."""

PRODUCT_NAME: Final = frozenset(["treatmentStandardsRoutes", "mixAndLocationTypes"])
"""Name parts that the schema demands of flows that are not elementary."""

_DEFAULTS: Final[dict[str, Any]] = {
    "uuid": placeholder_uuid("flow"),
    "version": NO_VERSION,
    # Internal ids that no exchange, unit or property of a document has: ids are counted from 0.
    "int5": "99999",
    "int6": "999999",
    "intid": "-1",
    "integer": -1,
    "real": "0",
    "factor": "0",
    "year": NO_YEAR,
    "datetime": NO_TIME,
    "uri": NO_URI,
    "location": NO_LOCATION,
    "st": NOT_PROVIDED_TEXT["en"],
    "t500": texts(NOT_PROVIDED_TEXT),
    "t1000": texts(NOT_PROVIDED_TEXT),
    "text": texts(NOT_PROVIDED_TEXT),
    # The schema wants a number first: one without meaning, then the marker.
    "production": texts({tag: f"0 {text}" for tag, text in NOT_PROVIDED_TEXT.items()}),
}


@dataclass(slots=True)
class Node:
    """A compiled rule.

    Attributes:
        rule: the rule.
        kind: tests and repairs of a leaf; None for objects, references and classifications.
        tests: test of each leaf member.
        children: all members.
        required: keys of required members.
        order: position of each member in the XSD sequence.
        default: what stands in for a missing value; containers are copied before use.
        packed: the default as JSON, if it is a container: loading it is the fastest copy.
        references: types of placeholder data sets in ``default``.
        fields: fields of ``default`` that a person would fill in: path below it, and what the report shows of the value.
        telling: required enumerations that no member stands in for: without them the object says nothing.
        whole: says whether an object is what the schema takes, all that is below it included.
    """

    rule: Rule
    kind: Kind | None
    tests: dict[str, Callable[[Any], Any]] = field(default_factory=dict)
    children: dict[str, Node] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    order: dict[str, int] = field(default_factory=dict)
    default: Any = None
    packed: bytes = b""
    references: tuple[EntityType, ...] = ()
    fields: tuple[tuple[str, Any], ...] = ()
    telling: tuple[str, ...] = ()
    whole: Callable[[Any], bool] = lambda _value: False

    def can_hold(self, value: dict[str, Any]) -> bool:
        """Say whether an object can be made one that the schema takes without inventing what it is about."""
        for name in self.telling:
            kind = self.children[name].kind
            if kind is None or kind.fit(value.get(name)) is DROP:
                return False
        return True


@cache
def compiled(module: str, *, elementary: bool = False) -> Node:
    """Return the compiled rules of a module; those of flows differ for elementary flows."""
    table = rule_table()
    return _compile(table.modules[module], module, table, elementary=elementary)


def _compile(rule: Rule, module: str, table: RuleTable, *, elementary: bool) -> Node:
    node = Node(rule, _kind(rule, table))
    for name, child in rule.children.items():
        node.children[name] = _compile(child, module, table, elementary=elementary)
    if rule.other:
        node.children[OTHER] = Node(Rule(OTHER, kind="other"), KINDS["other"], default={}, packed=b"{}")
    for name, made in node.children.items():
        if made.rule.kind == "location":
            node.tests[name] = certain
        elif made.kind is not None:
            node.tests[name] = made.kind.ok
        elif made.rule.kind == "ref":
            node.tests[name] = reference_ok
    more = PRODUCT_NAME if module == "flows" and rule.name == "name" and not elementary else frozenset()
    node.required = tuple(name for name, child in rule.children.items() if child.required or name in more)
    node.telling = tuple(
        name for name in node.required if node.children[name].rule.kind == "enum" and not node.children[name].default
    )
    node.order = {name: n for n, name in enumerate(node.children)}
    node.default = _default(node, module, table)
    if isinstance(node.default, dict | list):
        node.packed = orjson.dumps(node.default)
    node.references = _references(node, module)
    node.fields = _fields(node)
    if not rule.kind:
        node.whole = _whole(node, module, elementary=elementary)
    return node


def _whole(node: Node, module: str, *, elementary: bool) -> Callable[[Any], bool]:
    """Return the test of a whole object: members of a list that pass need no walk."""
    tests = dict(node.tests)
    for name, child in node.children.items():
        if child.rule.kind == "":
            tests[name] = _MANY[child.rule.many](child.whole)
        elif child.rule.kind == "tree":
            tests[name] = partial(classification_ok, module, elementary=elementary)
    get, required, count = tests.get, frozenset(node.required), len(node.required)
    reviewed = node.rule.name == "review" and "@type" in node.children

    def whole(value: Any) -> bool:
        if type(value) is not dict:
            return False
        found = 0
        for key, member in value.items():
            ok = get(key)
            if ok is None or not ok(member):
                return False
            if key in required:
                found += 1
        return found == count and not (reviewed and value["@type"] != "Not reviewed")

    return whole


def _one(whole: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return whole


def _list(whole: Callable[[Any], bool]) -> Callable[[Any], bool]:
    # An empty list may be one that the schema does not take: the walk knows.
    return lambda value: type(value) is list and bool(value) and all(map(whole, value))


def _any(whole: Callable[[Any], bool]) -> Callable[[Any], bool]:
    several = _list(whole)
    return lambda value: whole(value) or several(value)


_MANY: Final = {"one": _one, "list": _list, "any": _any}


def _kind(rule: Rule, table: RuleTable) -> Kind | None:
    match rule.kind:
        case "" | "ref" | "tree":
            return None
        case "const":
            return constant_kind(rule.arg)
        case "enum":
            return enumeration_kind(table.enumerations[rule.arg].members)
    return KINDS[rule.kind]


def _default(node: Node, module: str, table: RuleTable) -> Any:
    rule = node.rule
    made: Any = rule.default
    if made is None and not rule.kind:
        empty = rule.many != "one" and rule.name in EMPTY_LISTS
        made = [] if empty else {name: node.children[name].default for name in node.required}
    elif rule.kind == "const":
        made = rule.arg
    elif rule.kind == "enum":
        made = table.enumerations[rule.arg].default
    elif rule.kind == "ref":
        made = placeholder_reference(reference_target(rule.arg, module))
    elif rule.kind == "tree":
        made = missing_classification(module)
    elif made is None:
        made = _DEFAULTS.get(rule.kind)
    return made


def _references(node: Node, module: str) -> tuple[EntityType, ...]:
    if node.rule.kind == "ref":
        target = reference_target(node.rule.arg, module)
        return () if target == FORMAT else (target,)
    if not isinstance(node.default, dict) or node.rule.kind:
        return ()
    return tuple(type_ for name in node.required for type_ in node.children[name].references)


def _fields(node: Node) -> tuple[tuple[str, Any], ...]:
    default = node.default
    if node.rule.kind == "ref":
        return (("", default["@refObjectId"]),)
    if node.rule.kind == "" and isinstance(default, dict):
        return tuple((f"/{name}{path}", value) for name in node.required for path, value in node.children[name].fields)
    if isinstance(default, list) and default and isinstance(default[0], dict):
        return (("", default[0].get("#text", "")),)
    return (("", default if isinstance(default, str | int) else ""),)


def reference_target(arg: str, module: str) -> EntityType | Literal["format"]:
    """Return what a reference leads to; ``same`` means a data set of the same module."""
    if arg == FORMAT:
        return FORMAT
    for type_ in REFERENCE_TYPES:
        if type_ == arg:
            return type_
    return MODULES[module]


def clone(value: Any) -> Any:
    """Return a copy of a JSON value."""
    if isinstance(value, dict):
        return {key: clone(member) for key, member in value.items()}
    return [clone(member) for member in value] if isinstance(value, list) else value


# References -------------------------------------------------------------------------------------------------------------

_TYPES: Final = frozenset([*REFERENCE_TYPES.values(), OTHER_FILE])
_short_ok = KINDS["t1000"].ok
_section_ok = KINDS["string"].ok
_uuid = UUID.fullmatch
_version = VERSION.fullmatch


def reference_ok(value: Any) -> bool:
    """Say whether the schema takes a reference or list of references (GlobalReferenceType)."""
    if type(value) is list:
        return bool(value) and all(map(_one_ok, value))
    return _one_ok(value)


def _one_ok(value: Any) -> bool:
    if type(value) is not dict:
        return False
    try:
        good = (
            value["@type"] in _TYPES
            and _uuid(value["@refObjectId"])
            and _version(value["@version"])
            and type(value["@uri"]) is str
            and _short_ok(value[SHORT])
        )
    except (KeyError, TypeError):
        return False
    return bool(good) and (len(value) == 5 or _sections_ok(value))


def _sections_ok(value: dict[str, Any]) -> bool:
    return len(value) == 6 and sections_ok(value.get(SUB_REFERENCE))


def sections_ok(value: Any) -> bool:
    """Say whether the schema takes ``common:subReference``."""
    if isinstance(value, list):
        return bool(value) and all(map(_section_ok, value))
    return bool(_section_ok(value))


def fit_sections(value: Any) -> Any:
    """Return what the schema takes of ``common:subReference``."""
    members = value if isinstance(value, list) else [value]
    fitted = [section for section in map(KINDS["string"].fit, members) if section is not DROP]
    return fitted or DROP
