"""Hand-made reproducers of the score matrix: the smallest packages whose scores were once lost."""

import pytest

import lcabridge
from lcabridge.calc import Calculator
from lcabridge.calc.proof import prove
from lcabridge.model import Index, summarise
from lcabridge.pipeline import write_entities
from lcabridge.registry import registry
from tests.calc.hand import AIR, UNITS, Package, co2, flow, inp, out, process, share
from tests.calc.matrix import EXCUSES


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


def _waste_of_a_product_s_name():
    # an output of waste, and a product that somebody makes, have one name: the waste is no use of the product
    return Package(
        *UNITS, flow("steel"), flow("slag"), flow("dross", "waste", name="slag"), co2(),
        process("a", out("steel", 1.0, ref=True), inp("slag", 2.0), out("dross", 5.0)),
        process("b", out("slag", 1.0, ref=True), out("co2", 3.0)),
    )  # fmt: skip


def _factors_that_nobody_applies():
    # a declares factors and applies none: all burdens stay with its reference
    return Package(
        *UNITS, flow("steel"), flow("power"), co2(),
        process(
            "a", out("steel", 1.0, ref=True), out("power", 2.0), out("co2", 4.0), default="none",
            allocation=[share("physical", "steel", 0.25), share("physical", "power", 0.75)],
        ),
    )  # fmt: skip


def _two_inputs_of_one_supplier():
    # two processes make power; a takes it twice from b, and heat from b, whose by-product it is
    return Package(
        *UNITS, flow("steel"), flow("power"), flow("heat"), co2(),
        process(
            "a", out("steel", 1.0, ref=True), inp("heat", 1.0, provider="b"), inp("power", 2.0, provider="b"),
            inp("power", 0.5, provider="b"),
        ),
        process(
            "b", out("power", 1.0, ref=True), out("heat", 1.0), out("co2", 3.0), default="physical",
            allocation=[share("physical", "power", 0.5), share("physical", "heat", 0.5)],
        ),
        process("c", out("power", 1.0, ref=True), out("heat", 1.0), out("co2", 7.0), default="physical",
            allocation=[share("physical", "power", 0.5), share("physical", "heat", 0.5)]),
    )  # fmt: skip


def _a_product_that_is_taken_in():
    # a is there to take in a product, and puts the same out again
    return Package(
        *UNITS, flow("scrap"), co2(), process("a", inp("scrap", 10.0, ref=True), out("scrap", 4.0), out("co2", 3.0))
    )


def _an_elementary_reference():
    # a is there for what nature gives
    return Package(
        *UNITS, flow("sand", "elementary", category=AIR), flow("ash"), co2(),
        process("a", inp("sand", 10.0), out("sand", 8.0, ref=True), out("ash", 2.0), out("co2", 3.0)),
    )  # fmt: skip


def _a_flow_that_is_not_there():
    # nobody knows what the input is: it is left out before and after
    return Package(*UNITS, flow("steel"), co2(), process("a", out("steel", 1.0, ref=True), inp("gone", 2.0)))


@pytest.mark.parametrize(
    "make",
    [
        _waste_of_a_product_s_name, _factors_that_nobody_applies, _two_inputs_of_one_supplier,
        _a_product_that_is_taken_in, _an_elementary_reference, _a_flow_that_is_not_there,
    ],
)  # fmt: skip
def test_ecospold1_keeps_what_it_has_no_word_for(make, tmp_path):
    assert _causes(make(), "ecospold1", tmp_path) == set()


@pytest.mark.parametrize(
    "format_id",
    ["ecospold1", "ilcd", "tidas", "national", "olca-jsonld", "ecospold2", "tables", "simapro", "brightway-excel"],
)
@pytest.mark.parametrize("make", [_linked_by_name, _same_name])
def test_flows_and_processes_of_one_name_stay_two(make, format_id, tmp_path):
    assert _causes(make(), format_id, tmp_path) == set()


def test_the_catalogue_is_closed():
    assert set(EXCUSES) == {"rounding"}
