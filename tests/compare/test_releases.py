"""Release against release: what was added, removed and changed."""

import msgspec

from lcabridge.model import Source
from tests.calc.hand import UNITS, Package, co2, flow, inp, out, process, uid
from tests.compare.build import run


def release(a, b):
    return run(a, b, release=True).release


def mill(*exchanges, **more):
    return process("mill", out("steel", 1.0, ref=True), *exchanges, **more)


BASE = (*UNITS, flow("steel"), flow("power", prop="energy"), co2())


def types(found, type_):
    return next(t for t in found.types if t.type == type_)


def test_the_same_package_has_no_change():
    found = release(Package(*BASE, mill(out("co2", 1.0))), Package(*BASE, mill(out("co2", 1.0))))
    assert found.total == 0
    assert found.changed == found.added == found.removed == []
    assert types(found, "process").same == 1


def test_one_amount_is_one_change_whatever_stands_before_it():
    a = Package(*BASE, mill(out("co2", 1.0)))
    b = Package(*BASE, mill(inp("power", 2.0), out("co2", 1.5)))
    found = release(a, b)
    changes = {c.path: (c.a, c.b) for c in found.changed[0].changes}
    assert changes["exchanges['output carbon dioxide, fossil (emission to air/unspecified)'].amount"] == (1.0, 1.5)
    assert {p for p in changes if "co2" not in p and "carbon" not in p} == {"exchanges['input power'].amount"}
    assert found.fields == {"process.exchanges.amount": 2}


def test_the_order_of_exchanges_is_no_change():
    a = Package(*BASE, mill(out("co2", 1.0), inp("power", 2.0)))
    b = Package(*BASE, mill(inp("power", 2.0), out("co2", 1.0)))
    assert release(a, b).total == 0


def test_added_and_removed_are_named():
    old, new = Source(uuid=uid("old"), name={"en": "Old"}), Source(uuid=uid("new"), name={"en": "New"})
    found = release(Package(*BASE, old), Package(*BASE, new))
    assert [n.name["en"] for n in found.removed] == ["Old"]
    assert [n.name["en"] for n in found.added] == ["New"]
    assert (types(found, "source").removed, types(found, "source").added) == (1, 1)


def test_releases_of_other_uuids_meet_by_name():
    a = Package(*BASE, mill(out("co2", 1.0)))
    renamed = [msgspec.structs.replace(e, uuid=e.uuid[:-1] + "f") for e in (flow("steel"), co2())]
    made = mill(out("co2", 2.0))
    made.uuid = uid("other")
    made.exchanges = [
        msgspec.structs.replace(e, flow=msgspec.structs.replace(e.flow, uuid=e.flow.uuid[:-1] + "f"))
        for e in made.exchanges
    ]
    found = release(a, Package(*UNITS, flow("power", prop="energy"), *renamed, made))
    assert types(found, "process").changed == 1
    assert types(found, "flow").same == 3
    assert [(c.path, c.a, c.b) for c in found.changed[0].changes] == [
        ("exchanges['output carbon dioxide, fossil (emission to air/unspecified)'].amount", 1.0, 2.0)
    ]
    assert found.changed[0].by == "product"


def test_a_long_text_is_cut_and_says_its_length():
    a, b = mill(out("co2", 1.0)), mill(out("co2", 1.0))
    b.description = {"en": "x" * 1000}
    found = release(Package(*BASE, a), Package(*BASE, b))
    assert found.changed[0].changes[0].b.endswith("… (1000)")
