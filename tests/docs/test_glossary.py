"""The glossary has a row for every field, names only what the schemas define, and agrees with our own field tables."""

import csv
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import get_args, get_type_hints

import msgspec
import pytest

from lcabridge.model import Entity, base, entities, impact, lifecycle, process, quantities, tables
from lcabridge_ilcd.fields import DATA_SETS
from lcabridge_ilcd.rows import Group, Items
from lcabridge_olca.kinds import InlineKind
from lcabridge_olca.systems import GROUP, LINK, SHAPES
from lcabridge_olca.tables import Shape
from tests.conftest import ROOT
from tests.docs.schema_names import Schema, SimaPro, openlca_properties

DOCS = ROOT / "docs"
PAGES = (DOCS / "glossary.md", DOCS / "zh" / "glossary.md")
FORMATS = ("ilcd", "openlca", "ecospold1", "ecospold2", "simapro")
NOTHING = "—"
OURS = ("@olca:", "ecn:")
EPD = ("epd:", "@epd:")
"""Prefixes of extensions of ILCD: no part of its schemas; the field table has them."""

ILCD_FILES = {
    "ProcessDataSet": (
        "Process Exchange AllocationFactor Geography SubPlace Technology Modelling DataSources Completeness ImpactResult"
    ),
    "FlowDataSet": "Flow FlowPropertyFactor",
    "FlowPropertyDataSet": "FlowProperty",
    "UnitGroupDataSet": "UnitGroup Unit",
    "LifeCycleModelDataSet": "LifeCycleModel ProcessInstance ProcessLink ModelGroup ParameterRedefinition",
    "LCIAMethodDataSet": "ImpactCategory ImpactFactor ImpactMethod",
    "SourceDataSet": "Source",
    "ContactDataSet": "Contact",
}
"""Structs that stand in one type of ILCD data set only."""


def _rows():
    text = (DOCS / "glossary.tsv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE))


ROWS = _rows()
BY_FIELD = {row["field"]: row for row in ROWS}


def _structs():
    for module in (base, quantities, process, lifecycle, impact, tables):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, msgspec.Struct) and value.__module__ == module.__name__:
                yield value


def _owner(struct, field):
    """Return the struct that declares a field: ``Entity`` for what every entity has."""
    return next(cls for cls in struct.__mro__ if field in vars(cls).get("__annotations__", {}))


FIELDS = [
    f"{struct.__name__}.{field}"
    for struct in dict.fromkeys(_structs())
    for field in struct.__struct_fields__
    if _owner(struct, field) is struct
]


def _names(row, column):
    return re.findall(r"`([^`]+)`", row[column])


def _missing(column, has):
    return [f"{row['field']}: {name}" for row in ROWS for name in _names(row, column) if not has(name)]


def test_every_field_has_one_row_and_every_row_a_field():
    assert Counter(row["field"] for row in ROWS) == Counter(FIELDS)


def test_fields_stand_in_the_order_of_their_struct():
    shown = [row["field"] for row in ROWS]
    for struct in {field.partition(".")[0] for field in FIELDS}:
        mine = [field for field in FIELDS if field.startswith(f"{struct}.")]
        at = shown.index(mine[0])
        assert shown[at : at + len(mine)] == mine


def test_every_cell_is_filled_and_in_its_language():
    chinese = re.compile("[\u4e00-\u9fff]")
    for row in ROWS:
        assert None not in row.values(), row["field"]
        assert None not in row, row["field"]
        for column, cell in row.items():
            assert cell == cell.strip(), row["field"]
            assert cell, (row["field"], column)
            if column == "meaning_zh":
                assert chinese.search(cell), (row["field"], column)
            elif column not in ("name_zh", "unit_and_sign_zh"):
                assert not chinese.search(cell), (row["field"], column)
        assert (row["unit_and_sign"] == NOTHING) == (row["unit_and_sign_zh"] == NOTHING), row["field"]
        assert Counter(_names(row, "unit_and_sign")) == Counter(_names(row, "unit_and_sign_zh")), row["field"]


def test_every_number_says_its_unit_or_sign():
    for struct in dict.fromkeys(_structs()):
        for field, hint in get_type_hints(struct).items():
            if {int, float} & {hint, *get_args(hint)} and _owner(struct, field) is struct:
                assert BY_FIELD[f"{struct.__name__}.{field}"]["unit_and_sign"] != NOTHING, f"{struct.__name__}.{field}"


@cache
def _ilcd(folder: Path) -> dict[str, Schema]:
    common = {"http://lca.jrc.it/ILCD/Common": "common"}
    return {name: Schema(folder / f"ILCD_{name}.xsd", common) for name in ILCD_FILES}


def test_ilcd_names_are_in_the_schemas(corpus):
    schemas = _ilcd(corpus / "schemas" / "eilcd-xsd" / "schemas")
    own = {name: schemas[file] for file, names in ILCD_FILES.items() for name in names.split()}

    wrong = []
    for row in ROWS:
        struct = row["field"].partition(".")[0]
        among = [own[struct]] if struct in own else schemas.values()
        for name in _names(row, "ilcd"):
            path = "/".join(step for step in name.split("/") if not step.startswith((*OURS, *EPD)))
            if path and not any(schema.has(path) for schema in among):
                wrong.append(f"{row['field']}: {name}")
    assert not wrong


def test_names_of_the_epd_extension_are_in_its_schema(corpus):
    schema = (corpus / "schemas" / "ilcd-epd-xsd" / "EPD_Extensions_2013.xsd").read_text("utf-8")
    named = {
        step.partition(":")[2]
        for row in ROWS
        for name in _names(row, "ilcd")
        for step in name.split("/")
        if step.startswith(EPD)
    }
    assert {name for name in named if f'name="{name}"' not in schema} == set()
    assert len(named) == 4


def test_openlca_names_are_in_olca_schema(corpus):
    classes = openlca_properties(corpus / "schemas" / "olca-schema" / "yaml")
    assert not _missing("openlca", lambda name: name.partition(".")[2] in classes.get(name.partition(".")[0], ()))


def test_ecospold_1_names_are_in_the_schemas(corpus):
    folder = corpus / "schemas" / "ecospold1-xsd"
    kinds = ("Dataset", "ElementaryDataset", "ImpactDataset")
    schemas = [Schema(folder / f"EcoSpold01{kind}.xsd") for kind in kinds]
    assert not _missing("ecospold1", lambda name: any(schema.has(name) for schema in schemas))


def test_ecospold_2_names_are_in_the_schemas(corpus):
    folder = corpus / "schemas" / "ecospold2-xsd"
    paths = [folder / "EcoSpold02.xsd", *sorted((folder / "original-tree" / "MasterData").glob("*.xsd"))]
    schemas = [Schema(path) for path in paths]
    assert not _missing("ecospold2", lambda name: any(schema.has(name) for schema in schemas))


def test_simapro_names_are_in_the_description_or_in_files(corpus):
    folder = corpus / "simapro"
    described = SimaPro((folder / "olca-simapro-csv" / "format.md").read_text("utf-8"))
    seen = {
        line.rstrip(";")
        for path in folder.rglob("*.csv")
        for line in path.read_text("cp1252", errors="replace").splitlines()
    }
    assert not _missing("simapro", lambda name: described.has(name.split(" › ")) or name in seen)


@pytest.mark.parametrize(
    "path",
    [
        "exchange/resultingAmmount",  # misspelled
        "exchange/common:resultingAmount",  # wrong name space
        "exchange/allocation",  # a step left out
        "exchange/@resultingAmount",  # an element, no attribute
        "flowProperty/meanValue",  # of another data set type
    ],
)
def test_a_wrong_ilcd_name_is_found(corpus, path):
    assert not _ilcd(corpus / "schemas" / "eilcd-xsd" / "schemas")["ProcessDataSet"].has(path)


def _member(struct, name):
    """Return (struct, field) that an attribute such as ``time.valid_from`` means; None for one of the reader's own."""
    part, _, rest = name.partition(".")
    if struct is None or part not in getattr(struct, "__struct_fields__", ()):
        return None
    return _member(_held(struct, part), rest) if rest else (struct, part)


def _held(struct, field):
    """Return the struct that a field holds, alone, in a list or optionally."""
    found = [get_type_hints(struct)[field]]
    while found:
        hint = found.pop()
        if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
            return hint
        found += get_args(hint)
    return None


def _says(struct, field, column):
    return BY_FIELD[f"{_owner(struct, field).__name__}.{field}"][column]


def _ilcd_facts(struct, rows):
    for row in rows:
        if isinstance(row, Group):
            yield from _ilcd_facts(struct, row.rows)
            continue
        target = _member(struct, getattr(row, "attr", ""))
        if target is None:
            continue
        yield target, row.key
        if isinstance(row, Items):
            yield from _ilcd_facts(_held(*target), row.rows)


def test_ilcd_names_are_those_that_we_read_and_write():
    by_tag = {struct.__struct_config__.tag: struct for struct in _structs() if issubclass(struct, Entity)}
    wrong, count = [], 0
    for type_, table in DATA_SETS.items():
        for (struct, field), key in _ilcd_facts(by_tag[type_], table.rows):
            count += 1
            if key != "#text" and not re.search(rf"{re.escape(key)}[/`]", _says(struct, field, "ilcd")):
                wrong.append(f"{struct.__name__}.{field}: {key}")
    assert count > 300
    assert not wrong


def _openlca_facts(shape: Shape, struct):
    for row in shape.rows:
        if isinstance(row.kind, InlineKind):
            yield from _openlca_facts(row.kind.shape, struct)
        target = _member(struct, row.attr)
        if target is not None:
            yield target, row.key, row.old


def test_openlca_names_are_those_that_we_read_and_write():
    todo, done = list(SHAPES.values()), {}
    while todo:
        shape = todo.pop()
        if id(shape) not in done:
            done[id(shape)] = shape
            kinds = [getattr(row.kind, "member", row.kind) for row in shape.rows]
            todo += [kind.shape for kind in kinds if hasattr(kind, "shape")]
    models = {id(LINK): entities.ProcessLink, id(GROUP): entities.ModelGroup}
    wrong, count = [], 0
    for key_, shape in done.items():
        for (struct, field), key, old in _openlca_facts(shape, models.get(key_, shape.model)):
            count += 1
            cell = _says(struct, field, "openlca")
            if f".{key}`" not in cell and f"v1: {key}" not in cell:
                wrong.append(f"{struct.__name__}.{field}: {key}")
            if old and f"v1: {old}" not in cell:
                wrong.append(f"{struct.__name__}.{field}: {old} of openLCA 1")
    assert count > 300
    assert not wrong


def test_extension_names_are_those_of_the_field_table():
    keys = {key for table in DATA_SETS.values() for key in _keys(table.rows)}
    named = {step for row in ROWS for name in _names(row, "ilcd") for step in name.split("/") if step.startswith(OURS)}
    assert named <= keys
    assert {key for key in keys if key.startswith(OURS)} == named


def _keys(rows):
    for row in rows:
        yield row.key
        yield from _keys(getattr(row, "rows", ()))


def _rules(page: Path) -> list[str]:
    """Return the names of the rules that a page defines: the first cells of its table of rules."""
    _, _, after = page.read_text("utf-8").partition("<!-- rules -->")
    return re.findall(r"^\| `([a-z-]+)` \|", after.partition("<!-- /rules -->")[0], re.MULTILINE)


def test_rules_are_defined_on_both_pages_and_used():
    english, chinese = map(_rules, PAGES)
    assert english == chinese
    assert len(english) == len(set(english))
    fields = {field.partition(".")[2] for field in FIELDS}
    named = {name for row in ROWS for name in _names(row, "unit_and_sign") if re.fullmatch(r"[a-z-]+", name)}
    assert named - fields == set(english)


def test_pages_are_what_the_table_says():
    done = subprocess.run(
        [sys.executable, str(DOCS / "build.py"), "glossary", "--check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("page", PAGES, ids=["en", "zh"])
def test_pages_show_every_field_once(page):
    shown = re.findall(r"^\| `([A-Za-z]+\.[a-z_]+)` \|", page.read_text("utf-8"), re.MULTILINE)
    assert Counter(shown) == Counter(FIELDS)
