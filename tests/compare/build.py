"""Two small databases built by hand, and their comparison."""

from lcabridge.assess.compare import Side, compare
from tests.calc.hand import AIR, UNITS, Package, co2, flow

METHANE = flow("ch4", "elementary", category=AIR, name="Methane, fossil")
FLOWS = (*UNITS, flow("steel"), flow("power", prop="energy"), co2(), METHANE)


def package(*processes, flows=FLOWS):
    return Package(*flows, *processes)


def run(a, b, *, gwp=("cn-inventory", "cn-inventory"), allocation=("declared", "declared"), plans=(None, None), **more):
    """Compare two packages; returns the comparison."""
    sides = [
        Side(package=p, name=name, format="test", gwp=set_, allocation=rule, plan=plan)
        for p, name, set_, rule, plan in zip((a, b), ("a.zip", "b.zip"), gwp, allocation, plans, strict=True)
    ]
    return compare(*sides, **more)


def pair(found, word):
    """The pair whose product of A has that name."""
    return next(p for p in found.pairs if p.a.product["en"] == word)


def point(found, id_):
    return next(p for p in found.points if p.id == id_)
