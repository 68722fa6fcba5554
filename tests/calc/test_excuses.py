"""A hand-made reproducer of every excuse of the score matrix: the smallest package whose score a format cannot keep."""

import pytest

import lcabridge
from lcabridge.calc import Calculator
from lcabridge.calc.proof import prove
from lcabridge.model import Index, summarise
from lcabridge.pipeline import write_entities
from lcabridge.registry import registry
from tests.calc.hand import UNITS, Package, co2, flow, inp, out, process
from tests.calc.matrix import BY_NAME, EXCUSES, excuse_of


def _causes(package, format_id, folder):
    fmt = registry().format(format_id)
    index = Index(summarise(entity) for entity in package.members)
    name = "x" + (fmt.suffixes[0] if fmt.single_file and fmt.suffixes else ".zip")
    write_entities(package.members, index, folder / name, registry=registry(), to=format_id)
    (path,) = folder.iterdir()
    with lcabridge.read(path, format=format_id) as target:
        found = prove(Calculator(package), Calculator(target))
    return {(d.name["en"], d.cause) for proof in found for d in proof.differences}


def _linked_by_name():
    # a's input is a flow of its own that happens to have the name of b's product: a cut-off, until only names are left
    return Package(
        *UNITS, flow("steel"), flow("power"), flow("other", name="power"), co2(),
        process("a", out("steel", 1.0, ref=True), inp("other", 2.0)),
        process("b", out("power", 1.0, ref=True), out("co2", 3.0)),
    )  # fmt: skip


def _same_name():
    # two processes of one name, place and product: a name means both
    second = process("c", out("power", 1.0, ref=True), out("co2", 7.0))
    second.name = {"en": "b"}
    return Package(
        *UNITS, flow("steel"), flow("power"), co2(),
        process("a", out("steel", 1.0, ref=True), inp("power", 2.0, provider="c")),
        process("b", out("power", 1.0, ref=True), out("co2", 3.0)),
        second,
    )  # fmt: skip


@pytest.mark.parametrize("format_id", BY_NAME)
@pytest.mark.parametrize(
    ("make", "expected", "code"),
    [(_linked_by_name, {("a", "links")}, "linked-by-name"), (_same_name, {("b", "missing")}, "same-name")],
)
def test_formats_that_know_names_only(make, expected, code, format_id, tmp_path):
    found = _causes(make(), format_id, tmp_path)
    assert found == expected
    assert {excuse_of(format_id, cause) for _, cause in found} == {code}


@pytest.mark.parametrize(
    "format_id", ["ilcd", "tidas", "national", "olca-jsonld", "ecospold2", "tables", "simapro", "brightway-excel"]
)
@pytest.mark.parametrize("make", [_linked_by_name, _same_name])
def test_formats_with_identifiers_need_no_excuse(make, format_id, tmp_path):
    assert _causes(make(), format_id, tmp_path) == set()


def test_the_catalogue_is_closed():
    assert set(EXCUSES) == {"rounding", "same-name", "linked-by-name", "upstream-of-these"}
