"""The solver: large ill-scaled systems against known solutions, ordering, checks, errors."""

import numpy as np
import pytest
import scipy.sparse as sp

from lcabridge.calc.solve import SingularSystemError, Solver, components


def _system(n, seed=1, core=0.3):
    """Columns need up to 90 % of their output from others; a third forms one cycle; units are scaled over 10^±6; some sell waste."""
    random = np.random.default_rng(seed)
    inside = int(n * core)
    rows, columns = [], []
    for j in range(n):
        few = random.integers(0, max(j, inside), 5)
        few = few[few != j]
        rows += list(few)
        columns += [j] * len(few)
    ring = np.arange(inside)
    rows += list(ring)
    columns += list(np.roll(ring, 1))
    values = random.lognormal(0, 1, len(rows))
    values *= 0.9 / np.bincount(columns, values, n)[columns]
    unit = 10.0 ** random.uniform(-6, 6, n)
    values *= unit[rows] / unit[columns]
    sign = np.where(random.random(n) < 0.05, -1.0, 1.0)
    a = sp.csc_array(
        (np.r_[np.ones(n) * sign, -values * sign[rows]], (np.r_[np.arange(n), rows], np.r_[np.arange(n), columns])),
        shape=(n, n),
    )
    return a, unit, sign


@pytest.mark.parametrize("way", ["direct", "iterative"])
@pytest.mark.parametrize("transposed", [False, True])
def test_known_solution(way, transposed):
    a, unit, _ = _system(400)
    random = np.random.default_rng(2)
    # A x = b with x chosen: in the units of the columns for A, of the rows inverted for its transpose
    known = random.lognormal(0, 1, 400) * (1 / unit if transposed else unit)
    solver = Solver(a, way)
    if transposed:
        found, check = solver.solve_transposed(a.T @ known)
    else:
        found, check = solver.solve(a @ known)
    assert check.is_good
    assert check.residual < 1e-12
    scaled = np.abs(found - known) / np.abs(known)
    assert scaled.max() < 1e-8


def test_transposed_solve_gives_what_single_demands_give():
    a, _, _ = _system(60, seed=5)
    burdens = np.random.default_rng(6).random(60)
    solver = Solver(a)
    factors, _ = solver.solve_transposed(burdens)
    for j in (0, 17, 59):
        demand = np.zeros(60)
        demand[j] = 1.0
        scaling, _ = solver.solve(demand)
        assert burdens @ scaling == pytest.approx(factors[j], rel=1e-10)


def test_components_are_ordered_consumers_first():
    a, _, _ = _system(300, seed=3)
    shuffle = np.random.default_rng(4).permutation(300)
    a = sp.csc_array(a[:, shuffle][shuffle, :])
    count, labels = components(a)
    consumers = np.repeat(labels, np.diff(a.indptr))
    assert (consumers <= labels[a.indices]).all()
    assert np.bincount(labels).max() == 90
    assert count == 300 - 90 + 1


def test_several_right_hand_sides():
    a, _, _ = _system(50)
    burdens = np.random.default_rng(1).random((50, 3))
    together, _ = Solver(a).solve_transposed(burdens)
    for k in range(3):
        alone, _ = Solver(a).solve_transposed(burdens[:, k])
        np.testing.assert_allclose(together[:, k], alone, rtol=1e-12)


def test_growing_loops_are_solved():
    # gain 2 x 3 = 6 > 1: the series diverges, the system still has its solution x = (I - T)^-1 f
    a = sp.csc_array(np.array([[1.0, -3.0], [-2.0, 1.0]]))
    for way in ("direct", "iterative"):
        found, check = Solver(a, way).solve(np.array([1.0, 0.0]))
        np.testing.assert_allclose(found, [-0.2, -0.4], rtol=1e-12)
        assert check.is_good


def test_not_square():
    with pytest.raises(SingularSystemError, match="2 products, 3 processes") as error:
        Solver(sp.csc_array(np.ones((2, 3))))
    assert "方阵" in error.value.zh


def test_pardiso_is_never_needed():
    a, _, _ = _system(40)
    assert Solver(a, "pardiso").solve(np.ones(40))[1].is_good
