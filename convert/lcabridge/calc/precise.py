"""Sums in extended precision, so that a score does not depend on the order in which a format stores its exchanges.

numpy's longdouble has 64 bits of mantissa on x86 and is a plain double elsewhere (Windows, ARM): there the sums are as good
as usual, and nothing else changes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from lcabridge.calc.system import Vector

Wide = npt.NDArray[np.longdouble]


def across(matrix: sp.csc_array[np.float64], x: Any) -> Wide:
    """Return matrixᵀ x, every column's sum in extended precision; x is a vector or has several columns."""
    starts = matrix.indptr[:-1].astype(np.int64)
    filled = np.flatnonzero(np.diff(matrix.indptr))
    given = np.asarray(x, dtype=np.longdouble)
    columns = given[:, None] if given.ndim == 1 else given
    found = np.zeros((matrix.shape[1], columns.shape[1]), dtype=np.longdouble)
    data = matrix.data.astype(np.longdouble)
    for k in range(columns.shape[1] if filled.size else 0):
        found[filled, k] = np.add.reduceat(data * columns[:, k][matrix.indices], starts[filled])
    return found[:, 0] if given.ndim == 1 else found


def burdens(interventions: sp.csc_array[np.float64], factors: Vector) -> Vector:
    """Return the burden of one run of each process: Bᵀ c."""
    found: Vector = across(interventions, factors).astype(np.float64)
    return found
