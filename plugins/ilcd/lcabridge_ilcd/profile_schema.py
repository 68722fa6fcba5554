"""The national profile as JSON Schema (draft 2020-12), made from the rule table: what level ``structure`` asks of a document.

Stricter than the TIDAS schemas in one thing: a key that the table does not know is not allowed.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from lcabridge_ilcd.categories import FIXED_LEVELS, trees
from lcabridge_ilcd.names import OTHER_FILE, REFERENCE_TYPES
from lcabridge_ilcd.profile import PROFILE, PROFILE_VERSION
from lcabridge_ilcd.tidas_kinds import LANGUAGES, PATTERNS, locations
from lcabridge_ilcd.tidas_nodes import OTHER, PRODUCT_NAME, SHORT, SUB_REFERENCE
from lcabridge_ilcd.tidas_rules import Rule, rule_table

Schema = dict[str, Any]

_CJK: Final = "[\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff]"
_TEXTS: Final = {"t500": 500, "t1000": 1000, "text": None, "production": 500}
_REFERENCE_KEYS: Final = ("@type", "@refObjectId", "@version", "@uri", SHORT)


def profile_schema() -> Schema:
    """Return the schema; a document is valid if it is one of the eight modules."""
    table = rule_table()
    definitions: Schema = {module: _document(rule, module) for module, rule in table.modules.items()}
    definitions |= {f"enum-{name}": {"enum": list(found.members)} for name, found in table.enumerations.items()}
    definitions |= {name: _texts(name, limit) for name, limit in _TEXTS.items()}
    definitions |= {
        "location": {"enum": sorted(locations())},
        "reference": _reference(),
        "foreign": {"type": "object", "minProperties": 1},
        **{f"class-{module}": _classification(module) for module in table.modules},
        "factor": _factor(),
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"lcabridge profile {PROFILE!r}, version {PROFILE_VERSION}, level structure",
        "description": (
            "A profile of this project on TIDAS for the eight modules of the guideline's appendix 9. It is not the official "
            "format of the national database, of which no machine-readable schema is public. What level factor asks of a "
            "factor data set besides is #/$defs/factor."
        ),
        "anyOf": [{"$ref": f"#/$defs/{module}"} for module in table.modules],
        "$defs": definitions,
    }


def _factor() -> Schema:
    """Return what a factor data set has: an LCI result with LCIA result, functional unit, cut-off, allocation and quality rule."""
    needed: dict[str, Schema] = {
        "processInformation": _needing(quantitativeReference=_needing(functionalUnitOrOther=None)),
        "modellingAndValidation": _needing(
            LCIMethodAndAllocation=_needing(typeOfDataSet={"const": "LCI result"}, LCIMethodApproaches=None),
            dataSourcesTreatmentAndRepresentativeness=_needing(
                dataCutOffAndCompletenessPrinciples=None, dataTreatmentAndExtrapolationsPrinciples=None
            ),
        ),
        "exchanges": _needing(exchange=None),
        "LCIAResults": _needing(LCIAResult=None),
    }
    return {
        "allOf": [
            {"$ref": "#/$defs/processes"},
            {"type": "object", "properties": {"processDataSet": _needing(**needed)}},
        ]
    }


def _needing(**members: Schema | None) -> Schema:
    """Return the schema of an object that has all members named, each of the schema given if there is one."""
    found: Schema = {"type": "object", "required": list(members)}
    properties = {name: member for name, member in members.items() if member is not None}
    return found | ({"properties": properties} if properties else {})


def _document(rule: Rule, module: str) -> Schema:
    return {
        "type": "object",
        "properties": {rule.name: _object(rule, module)},
        "required": [rule.name],
        "additionalProperties": False,
    }


def _object(rule: Rule, module: str) -> Schema:
    properties = {name: _many(child, _one(child, module)) for name, child in rule.children.items()}
    required = [name for name, child in rule.children.items() if child.required]
    if rule.other:
        properties[OTHER] = {"$ref": "#/$defs/foreign"}
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = required
    if module == "flows" and rule.name == "flowDataSet":
        schema |= _product_names()
    return schema


def _product_names() -> Schema:
    """Flows that are not elementary have all parts of a name."""
    kind = {"properties": {"typeOfDataSet": {"const": "Elementary flow"}}}
    method = {"properties": {"LCIMethod": kind}}
    name = {"required": sorted(PRODUCT_NAME)}
    information = {"properties": {"dataSetInformation": {"properties": {"name": name}}}}
    return {
        "if": {"properties": {"modellingAndValidation": method}},
        "else": {"properties": {"flowInformation": information}},
    }


def _many(rule: Rule, one: Schema) -> Schema:
    if rule.many == "list":
        return {"type": "array", "items": one}
    if rule.many == "any" and rule.kind != "ref":
        return {"anyOf": [one, {"type": "array", "items": one}]}
    return one


def _one(rule: Rule, module: str) -> Schema:
    kind = rule.kind
    if not kind:
        return _object(rule, module)
    if kind == "const":
        return {"const": rule.arg}
    if kind == "ref":
        one = {"$ref": "#/$defs/reference"}
        return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}
    shared = {
        "enum": f"enum-{rule.arg}",
        "tree": f"class-{module}",
        "location": "location",
        **dict.fromkeys(_TEXTS, kind),
    }
    if kind in shared:
        return {"$ref": f"#/$defs/{shared[kind]}"}
    return _leaf(kind)


@cache
def _leaf(kind: str) -> Schema:
    plain: dict[str, Schema] = {
        "str": {"type": "string"},
        "st": {"type": "string", "maxLength": 1000},
        "string": {"type": "string", "minLength": 1, "maxLength": 500},
        "year": {"type": "integer", "minimum": 1000, "maximum": 9999},
        "integer": {"type": "integer"},
        "boolean": {"type": "boolean"},
        "email": {"type": "string", "format": "email", "maxLength": 500},
        "place": {"type": ["string", "object"]},
    }
    return plain.get(kind) or {"type": "string", "pattern": f"^(?:{PATTERNS[kind].pattern})$"}


def _texts(name: str, limit: int | None) -> Schema:
    text: Schema = {"type": "string"}
    if limit is not None:
        text["maxLength"] = limit
    if name == "production":
        text["pattern"] = f"^(?:{PATTERNS[name].pattern})"
    item: Schema = {
        "type": "object",
        "properties": {"@xml:lang": {"enum": sorted(LANGUAGES)}, "#text": text},
        "required": ["@xml:lang", "#text"],
        "additionalProperties": False,
        "allOf": [
            _language("zh", {"pattern": _CJK}),
            _language("en", {"not": {"pattern": _CJK}}),
        ],
    }
    return {"anyOf": [item, {"type": "array", "items": item, "minItems": 1, "uniqueItems": True}]}


def _language(tag: str, text: Schema) -> Schema:
    return {
        "if": {"properties": {"@xml:lang": {"const": tag}}, "required": ["@xml:lang"]},
        "then": {"properties": {"#text": text}},
    }


def _reference() -> Schema:
    section = {"type": "string", "minLength": 1, "maxLength": 500}
    return {
        "type": "object",
        "properties": {
            "@type": {"enum": [*REFERENCE_TYPES.values(), OTHER_FILE]},
            "@refObjectId": _leaf("uuid"),
            "@version": _leaf("version"),
            "@uri": {"type": "string"},
            SUB_REFERENCE: {"anyOf": [section, {"type": "array", "items": section, "minItems": 1}]},
            SHORT: {"$ref": "#/$defs/t1000"},
        },
        "required": list(_REFERENCE_KEYS),
        "additionalProperties": False,
    }


def _classification(module: str) -> Schema:
    """Return the classes of a module: ILCD's own tree, compartments of elementary flows, or any number of named systems."""
    named: Schema = {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "properties": {
                "@name": {
                    "type": "string",
                    "description": "GB/T 4754-2017, 统计用产品分类目录, ISIC Rev. 4, CPC Ver. 3.0 …",
                },
                "@classes": {"type": "string"},
                "common:class": {"type": "array", "items": _member("@classId", None), "minItems": 1},
                OTHER: {"$ref": "#/$defs/foreign"},
            },
            "required": ["@name", "common:class"],
            "additionalProperties": False,
        },
    }
    if module in FIXED_LEVELS:
        member = _member("@classId", [node.id for path in trees()[module].paths.values() for node in path[-1:]])
        classes = {"anyOf": [member, {"type": "array", "items": member, "minItems": 1}]}
        tree = {
            "type": "object",
            "properties": {"common:class": classes, OTHER: {"$ref": "#/$defs/foreign"}},
            "required": ["common:class"],
        }
        return {"type": "object", "properties": {"common:classification": tree}, "required": ["common:classification"]}
    systems = {
        "type": "object", "properties": {"common:classification": named}, "required": ["common:classification"],
        "additionalProperties": False,
    }  # fmt: skip
    if module != "flows":
        return systems
    ids = [path[-1].id for path in trees()["flows"].paths.values()]
    category = {"type": "array", "items": _member("@catId", ids), "minItems": 1, "maxItems": 3}
    compartments = {
        "type": "object",
        "properties": {
            "common:elementaryFlowCategorization": {
                "type": "object",
                "properties": {"common:category": category, OTHER: {"$ref": "#/$defs/foreign"}},
                "required": ["common:category"],
                "additionalProperties": False,
            }
        },
        "required": ["common:elementaryFlowCategorization"],
        "additionalProperties": False,
    }
    return {"anyOf": [systems, compartments]}


def _member(id_key: str, ids: list[str] | None) -> Schema:
    return {
        "type": "object",
        "properties": {
            "@level": {"type": "string", "pattern": "^[0-9]$"},
            id_key: {"enum": ids} if ids else {"type": "string"},
            "#text": {"type": "string"},
        },
        "required": ["@level", id_key, "#text"],
        "additionalProperties": False,
    }
