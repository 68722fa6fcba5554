"""What bw2calc needs for one activity of a matrix file; run by `bench.calculator --peer` in an interpreter that has it."""

from __future__ import annotations

import json
import sys
import time

import bw2calc
import bw_processing
import numpy as np
import scipy.sparse as sp


def package(path: str) -> tuple[object, int]:
    """Return the matrices as a datapackage, and an activity."""
    z = np.load(path)
    n, flows = int(z["n"]), int(z["nb"])
    a = sp.csc_matrix((z["Ad"], z["Ai"], z["Ap"]), shape=(n, n)).tocoo()
    b = sp.csr_matrix((z["Bd"], z["Bi"], z["Bp"]), shape=(flows, n)).tocoo()
    c = sp.csr_matrix((z["Cd"], z["Ci"], z["Cp"]), shape=(len(z["Cp"]) - 1, flows))[0].tocoo()
    found = bw_processing.create_datapackage()

    def vector(name: str, matrix: str, data: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> None:
        indices = np.empty(len(data), dtype=bw_processing.INDICES_DTYPE)
        indices["row"], indices["col"] = rows, columns
        found.add_persistent_vector(matrix=matrix, name=name, data_array=data, indices_array=indices)

    first = 1_000_000
    vector("a", "technosphere_matrix", a.data, a.row, a.col)
    vector("b", "biosphere_matrix", b.data, b.row + first, b.col)
    vector("c", "characterization_matrix", c.data, c.col + first, c.col + first)
    return found, n - 5


def main() -> None:
    """Print CPU seconds and the score as JSON."""
    data, activity = package(sys.argv[1])
    best, score = float("inf"), 0.0
    for _ in range(3):
        lca = bw2calc.LCA({activity: 1.0}, data_objs=[data])
        start = time.process_time()
        lca.lci()
        lca.lcia()
        best = min(best, time.process_time() - start)
        score = float(lca.score)
    solver = "pypardiso" if getattr(bw2calc, "PYPARDISO", False) else "scipy"
    print(
        json.dumps(
            {"cpu": best, "score": score, "activity": activity, "solver": f"bw2calc {bw2calc.__version__}, {solver}"}
        )
    )


if __name__ == "__main__":
    main()
