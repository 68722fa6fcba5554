"""The calculator: `python -m bench.calculator MATRIX.npz [--peer PYTHON] [--large] [--quick]`.

MATRIX.npz holds a technosphere (Ad, Ai, Ap: CSC), interventions (Bd, Bi, Bp: CSR) and characterisation (Cd, Ci, Cp: CSR), as
written by a generator of ecoinvent-like systems; without one a smaller system is made here. CPU seconds, best of three.
`--peer` is a Python that has bw2calc: it solves one activity of the same matrix, in its own process.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp

import lcabridge
from bench.run import USLCI, corpus
from lcabridge.calc import Calculator
from lcabridge.calc.assemble import assemble
from lcabridge.calc.montecarlo import MonteCarlo
from lcabridge.calc.solve import Solver

PEER = Path(__file__).with_name("peer_bw2calc.py")


def best(work: Callable[[], Any], repeats: int = 3) -> tuple[float, Any]:
    """Return the best CPU time of some repeats, and the last result."""
    times, result = [], None
    for _ in range(repeats):
        start = time.process_time()
        result = work()
        times.append(time.process_time() - start)
    return min(times), result


def say(name: str, value: float, unit: str, note: str = "", *, good: bool | None = None) -> None:
    """Print one line of the table."""
    verdict = {True: "ok", False: "MISSED", None: ""}[good]
    print(f"{name:<52}{value:>12,.3f} {unit:<8}{verdict:<8}{note}", flush=True)


def synthetic(n: int, seed: int = 7) -> tuple[sp.csc_array, np.ndarray]:
    """Make a system: 5 % in one cycle, local chains, eight hubs that a third of all columns need."""
    random = np.random.default_rng(seed)
    core, per = n // 20, 9
    rows = [random.integers(0, 8, n // 3)]
    columns = [random.choice(n, n // 3, replace=False)]
    ahead = random.integers(1, 40, n * per)
    who = np.repeat(np.arange(n), per)
    inside = who < core
    rows += [np.where(inside, (who - ahead) % core, np.maximum(who - ahead, 0))]
    columns += [who]
    row, column = np.concatenate(rows), np.concatenate(columns)
    keep = row != column
    row, column = row[keep], column[keep]
    value = random.lognormal(0, 1, len(row))
    value *= 0.8 / np.bincount(column, value, n)[column]
    unit = 10 ** random.normal(0, 1.5, n)
    value *= unit[row] / unit[column]
    every = np.arange(n)
    data = (np.concatenate([np.ones(n), -value]), (np.concatenate([every, row]), np.concatenate([every, column])))
    return sp.csc_array(data, shape=(n, n)), random.lognormal(-3, 2, n) / unit


def load(path: Path) -> tuple[sp.csc_array, np.ndarray]:
    """Read a matrix file; the burdens are those of its first method."""
    z = np.load(path)
    n, flows = int(z["n"]), int(z["nb"])
    a = sp.csc_array((z["Ad"], z["Ai"], z["Ap"]), shape=(n, n))
    b = sp.csr_array((z["Bd"], z["Bi"], z["Bp"]), shape=(flows, n))
    c = sp.csr_array((z["Cd"], z["Ci"], z["Cp"]), shape=(len(z["Cp"]) - 1, flows))
    return a, np.asarray((c[[0], :] @ b).todense()).ravel()


def solving(matrix: sp.csc_array, burdens: np.ndarray, peer: str | None, path: Path | None) -> None:
    """All factors of one method by one transposed solve, against one activity of the peer."""
    n = matrix.shape[0]
    seconds, (factors, check) = best(lambda: Solver(matrix, "direct").solve_transposed(burdens))
    say(
        f"all {n:,} factors of a method, from matrices",
        seconds,
        "s CPU",
        f"forward error {check.forward:.0e}",
        good=seconds <= 1.0,
    )
    slow, (other, steps) = best(lambda: Solver(matrix, "iterative").solve_transposed(burdens))
    apart = float(np.max(np.abs(factors - other)) / np.max(np.abs(factors)))
    say("the same, iterative", slow, "s CPU", f"{steps.steps} steps, {apart:.0e} from direct")
    if peer and path:
        done = subprocess.run([peer, str(PEER), str(path)], capture_output=True, text=True, check=True)
        told = json.loads(done.stdout.splitlines()[-1])
        say("bw2calc lci() + lcia() for one activity", told["cpu"], "s CPU", told["solver"])
        ratio = seconds / told["cpu"]
        say("ours for all / bw2calc for one", ratio, "x", "target 0.2", good=ratio <= 0.2)
        mine = factors[told["activity"]]
        say(
            "relative difference of the score",
            abs(mine / told["score"] - 1),
            "",
            good=bool(abs(mine / told["score"] - 1) < 1e-9),
        )


def packages(runs: int) -> None:
    """Assembling and sampling a public package."""
    path = corpus() / USLCI
    if not path.is_file():
        print(f"no {path.name}: assembling and Monte Carlo are left out")
        return
    with lcabridge.read(path) as package:
        reading, _ = best(lambda: sum(1 for _ in package.entities()))
        both, system = best(lambda: assemble(package))
        of_processes, _ = best(lambda: sum(1 for _ in package.entities("process")))
        say("reading every data set", reading, "s CPU")
        own = both - of_processes
        say(
            "assembling, beyond reading the processes", own, "s CPU", f"{own / reading:.2f} x read", good=own <= reading
        )
        calculator = Calculator(package, system=system)
        scores = calculator.gwp()
        start = time.process_time()
        (spread,) = MonteCarlo(calculator, seed=1).run(scores, [0], runs)
        say(f"{spread.runs:,} Monte Carlo runs, {len(system.products)} products", time.process_time() - start, "s CPU")


def large() -> None:
    """A system of 200,000 products in bounded memory."""
    import resource  # noqa: PLC0415  # not there on Windows

    matrix, burdens = synthetic(200_000)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds, (_, check) = best(lambda: Solver(matrix).solve_transposed(burdens), 1)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    say("all 200,000 factors", seconds, "s CPU", f"{check.way}, forward error {check.forward:.0e}", good=check.is_good)
    say("peak memory", peak, "MB", f"{before:,.0f} MB before solving")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("matrix", nargs="?", type=Path)
    parser.add_argument("--peer")
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    matrix, burdens = load(given.matrix) if given.matrix else synthetic(2_000 if given.quick else 20_000)
    solving(matrix, burdens, given.peer, given.matrix)
    if not given.quick:
        packages(1_000)
    if given.large:
        large()


if __name__ == "__main__":
    sys.exit(main())
