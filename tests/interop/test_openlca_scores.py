"""Inventories that openLCA calculates of our packages, against those of the built-in calculator."""

import pytest

import lcabridge
from lcabridge.calc import Calculator
from tests.interop.test_openlca import converted, source_of

pytestmark = pytest.mark.interop
WANTED = 60
"""Products compared of each package, those with the most suppliers first."""


def ours(calculator, column):
    scaling, _ = calculator.solver.solve(calculator.demand(column))
    amounts = calculator.interventions @ scaling
    found = {}
    for row, amount in zip(calculator.system.flows, amounts, strict=True):
        # openLCA has one row a flow, whatever its directions.
        found[row.uuid] = found.get(row.uuid, 0.0) + float(-amount if row.direction == "input" else amount)
    return found


def reference_columns(calculator):
    products = calculator.system.products
    return [c for c, product in enumerate(products) if product.is_reference]


def apart(mine, theirs):
    """Return what differs by more than 1e-9 of the larger of the two, or is negligible beside neither."""
    return {
        key: (mine.get(key, 0.0), theirs.get(key, 0.0))
        for key in mine.keys() | theirs.keys()
        if abs(mine.get(key, 0.0) - theirs.get(key, 0.0))
        > 1e-9 * max(abs(mine.get(key, 0.0)), abs(theirs.get(key, 0.0)))
    }


@pytest.mark.parametrize(
    ("name", "by_way_of"), [("demo", "national"), ("uslci", "national"), ("flcac-transport", None)]
)
def test_openlca_calculates_the_same_inventory(name, by_way_of, openlca, corpus, tmp_path):
    source = source_of(name, corpus)
    step = converted(source, tmp_path / "step.zip", by_way_of) if by_way_of else source
    package = converted(step, tmp_path / "package.zip", "olca-jsonld")
    with lcabridge.read(source) as opened:
        calculator = Calculator(opened, linking="declared")
        columns = reference_columns(calculator)
        links = (calculator.technosphere != 0).sum(axis=0)
        columns = sorted(columns, key=lambda c: -int(links[0, c] if links.ndim == 2 else links[c]))[:WANTED]
        wanted = {calculator.activity(c).uuid: c for c in columns}
        stored = openlca.hear("olca-jsonld", package, tmp_path / "stored.jsonl", "calc", *wanted)
        elementary = {u for u, flow in stored.of("flow").items() if flow["type"] == "ELEMENTARY_FLOW"}
        failed = {}
        for uuid, column in wanted.items():
            said = stored.inventories[uuid]
            assert "error" not in said, said
            theirs = {f: -amount if is_input else amount for f, is_input, amount in said["flows"] if f in elementary}
            mine = {flow: amount for flow, amount in ours(calculator, column).items() if flow in elementary}
            difference = apart(mine, theirs)
            if difference:
                failed[uuid] = difference
    assert len(wanted) >= min(WANTED, len(columns))
    assert failed == {}
