"""The rule table says what the TIDAS schema files say, line by line (corpus)."""

import json

import pytest

from lcabridge_ilcd.categories import trees
from lcabridge_ilcd.tidas_kinds import LANGUAGES, locations
from lcabridge_ilcd.tidas_rules import MODULES, rule_table

TYPES = "tidas_data_types.json#/$defs/"
KIND_OF_REFERENCE = {
    "UUID": "uuid",
    "Version": "version",
    "StringMultiLang": "t500",
    "STMultiLang": "t1000",
    "FTMultiLang": "text",
    "AnnualSupplyOrProductionVolumeMultiLang": "production",
    "String": "string",
    "ST": "st",
    "MatV": "str",
    "MatR": "str",
    "Real": "real",
    "Perc": "perc",
    "Int5": "int5",
    "Int6": "int6",
    "Year": "year",
    "dateTime": "datetime",
    "GIS": "gis",
    "CASNumber": "cas",
    "GlobalReferenceType": "ref",
    "CommonOther": "other",
}


@pytest.fixture(scope="module")
def schemas(corpus):
    folder = corpus / "schemas" / "tidas-json" / "schemas"
    return {path.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}


def forms(schema):
    """Yield the schema itself or, where it is a choice, each branch."""
    branches = schema.get("anyOf") or schema.get("oneOf") if "properties" not in schema else None
    if not branches:
        yield schema
    for branch in branches or ():
        yield from forms(branch)


def form_of(schema, many):
    """Return the object schema of one member: that of the list where there is a list."""
    lists = [form for form in forms(schema) if form.get("type") == "array"]
    if lists and many != "one":
        return lists[0]["items"]
    objects = [form for form in forms(schema) if form.get("type") != "array"]
    assert len(objects) == 1
    return objects[0]


def kind_of(schema):  # noqa: C901, PLR0911  # one line a form of the schema language
    if "const" in schema:
        return "const", schema["const"]
    if "enum" in schema:
        return "enum", frozenset(schema["enum"])
    if "allOf" in schema:
        return kind_of(schema["allOf"][0])
    if schema.get("format") == "email":
        return "email", None  # stands beside $ref, where draft-07 ignores it; the stricter reading is ours
    if schema.get("$ref", "").startswith(TYPES):
        return KIND_OF_REFERENCE[schema["$ref"].removeprefix(TYPES)], None
    if "tidas_locations_category.json" in schema.get("$ref", ""):
        return "location", None
    if "anyOf" in schema:  # exchange location: the list or any String; LCIA places: text with or without coordinates
        return ("string", None) if len(schema["anyOf"]) == 2 and "$ref" in schema["anyOf"][1] else ("place", None)
    if schema.get("format"):
        return {"date-time": "datetime", "uri": "uri"}[schema["format"]], None
    if schema.get("pattern") == r"^-?\d+$":
        return "intid", None
    if schema.get("pattern"):
        return "factor", None
    return {"string": "str", "boolean": "boolean", "integer": "integer"}[schema["type"]], None


def compare(rule, schema, path, table):
    """Yield what differs between a rule and a schema."""
    members = form_of(schema, rule.many)
    names = set(rule.children) | ({"common:other"} if rule.other else set())
    if names != set(members.get("properties", {})):
        yield path, "members", names ^ set(members.get("properties", {}))
    required = {name for name, child in rule.children.items() if child.required}
    if required != set(members.get("required", ())):
        yield path, "required", required ^ set(members.get("required", ()))
    for name, child in rule.children.items():
        inner = members.get("properties", {}).get(name)
        here = f"{path}/{name}"
        if inner is None or child.kind == "tree":
            continue
        takes_list = any(form.get("type") == "array" for form in forms(inner))
        takes_one = any(form.get("type") != "array" for form in forms(inner))
        if not child.kind:
            many = "any" if takes_list and takes_one else "list" if takes_list else "one"
            if many != child.many:
                yield here, "many", (child.many, many)
            yield from compare(child, inner, here, table)
            continue
        kind, value = kind_of(inner)
        if kind != child.kind:
            yield here, "kind", (child.kind, kind)
        elif kind == "const" and value != child.arg:
            yield here, "const", (child.arg, value)
        elif kind == "enum" and value != frozenset(table.enumerations[child.arg].members):
            yield here, "enum", value ^ frozenset(table.enumerations[child.arg].members)


@pytest.mark.parametrize("module", MODULES)
def test_rules_are_those_of_the_schema(schemas, module):
    table = rule_table()
    rule = table.modules[module]
    schema = schemas[f"tidas_{module}.json"]
    assert next(iter(schema["properties"])) == rule.name
    assert list(compare(rule, schema["properties"][rule.name], rule.name, table)) == []


def test_every_rule_but_classifications_is_compared(schemas):
    trees_in_rules = 0

    def count(rule):
        nonlocal trees_in_rules
        trees_in_rules += rule.kind == "tree"
        for child in rule.children.values():
            count(child)

    for rule in rule_table().modules.values():
        count(rule)
    assert trees_in_rules == len(MODULES)


def test_languages(schemas):
    assert set(schemas["tidas_data_types.json"]["$defs"]["Languages"]["enum"]) == LANGUAGES


def test_locations(schemas):
    assert {branch["const"] for branch in schemas["tidas_locations_category.json"]["oneOf"]} == locations()


@pytest.mark.parametrize(
    ("module", "file", "id_key"),
    [
        ("contacts", "tidas_contacts_category.json", "@classId"),
        ("sources", "tidas_sources_category.json", "@classId"),
        ("unitgroups", "tidas_unitgroups_category.json", "@classId"),
        ("flowproperties", "tidas_flowproperties_category.json", "@classId"),
        ("lciamethods", "tidas_lciamethods_category.json", "@classId"),
        ("flows", "tidas_flows_elementary_category.json", "@catId"),
    ],
)
def test_category_trees(schemas, module, file, id_key):
    schema = schemas[file]
    branches = schema.get("oneOf") or next(iter(schema["$defs"].values()))["oneOf"]
    listed = {tuple(branch["properties"][key]["const"] for key in ("@level", id_key, "#text")) for branch in branches}
    assert {(node.level, node.id, node.name) for node in trees()[module].nodes} == listed


def test_a_wrong_rule_is_found(schemas):
    # The comparison itself: a rule that asks for less than the schema does not pass.
    rule = rule_table().modules["contacts"]
    schema = json.loads(json.dumps(schemas["tidas_contacts.json"]["properties"]["contactDataSet"]))
    schema["required"].append("common:other")
    schema["properties"]["novelty"] = {"type": "string"}
    found = {(path, what) for path, what, _ in compare(rule, schema, "contactDataSet", rule_table())}
    assert found == {("contactDataSet", "members"), ("contactDataSet", "required")}
