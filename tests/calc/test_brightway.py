"""The same scores as Brightway. Set LCABRIDGE_BRIGHTWAY to a Python that has bw2calc (docs/calculator.md)."""

import json
import os
import subprocess
from pathlib import Path

import numpy as np
import pytest

import lcabridge
from lcabridge.calc import Calculator

PEER = Path(__file__).with_name("peer_uslci.py")


@pytest.mark.interop
def test_uslci_from_raw_json(corpus):
    peer = os.environ.get("LCABRIDGE_BRIGHTWAY")
    if not peer:
        pytest.skip("set LCABRIDGE_BRIGHTWAY to a Python that has bw2calc")
    path = corpus / "jsonld" / "uslci-2020q3.zip"
    done = subprocess.run([peer, str(PEER), str(path)], capture_output=True, text=True, check=True)
    theirs = json.loads(done.stdout)
    with lcabridge.read(path) as package:
        calculator = Calculator(package, linking="declared")
        providers = {e.provider.uuid for p in package.entities("process") for e in p.exchanges if e.provider}
    system = calculator.system
    assert len(providers) == 280
    names = [row.name["en"] == "Carbon dioxide" and row.direction == "output" for row in system.flows]
    wrong, linked = [], set()
    for factors, place in ((np.ones(len(names)), 0), (np.array(names, float), 1)):
        found = (
            calculator.solver.solve_transposed(np.asarray(calculator.interventions.T @ factors))[0] * calculator.signs
        )
        for column, product in enumerate(system.products):
            activity = calculator.activity(column)
            other = theirs[f"{activity.uuid} {product.flow}"][place].pop(0)
            linked.add(activity.uuid)
            if abs(found[column] - other) > 1e-9 * max(abs(other), abs(found[column])):
                wrong.append((activity.name, product.flow_name, float(found[column]), other))
    assert wrong == []
    assert all(scores == [[], []] for scores in theirs.values())
    assert providers <= linked
