"""Sampling: moments of the distributions, seeds, parameters through formulas."""

import math

import numpy as np
import pytest

from lcabridge.calc import Calculator
from lcabridge.calc.montecarlo import MonteCarlo, sampler
from lcabridge.model import Parameter, Uncertainty
from tests.calc.hand import UNITS, Package, co2, flow, out, process

N = 4000


@pytest.mark.parametrize(
    ("uncertainty", "mean", "sd"),
    [
        # mean = median e^(s²/2), sd = mean sqrt(e^(s²) - 1), s = ln gsd
        (Uncertainty(distribution="lognormal", median=2.0, gsd=1.5), 2.0 * math.exp(math.log(1.5) ** 2 / 2),
         2.0 * math.exp(math.log(1.5) ** 2 / 2) * math.sqrt(math.exp(math.log(1.5) ** 2) - 1)),
        (Uncertainty(distribution="normal", mean=5.0, sd=0.5), 5.0, 0.5),
        # mean (a+b+c)/3, variance (a²+b²+c²-ab-ac-bc)/18
        (Uncertainty(distribution="triangular", minimum=0.0, mode=1.0, maximum=5.0), 2.0, math.sqrt(21 / 18)),
        (Uncertainty(distribution="uniform", minimum=1.0, maximum=4.0), 2.5, 3.0 / math.sqrt(12)),
    ],
    ids=lambda value: getattr(value, "distribution", ""),
)  # fmt: skip
def test_moments(uncertainty, mean, sd):
    draw, random = sampler(uncertainty, 1.0), np.random.default_rng(3)
    found = np.array([draw(random) for _ in range(N)])
    assert found.mean() == pytest.approx(mean, abs=4 * sd / math.sqrt(N))
    assert found.std() == pytest.approx(sd, rel=0.12)


@pytest.mark.parametrize(
    "uncertainty",
    [
        Uncertainty(distribution="lognormal", median=1.0),
        Uncertainty(distribution="normal", mean=1.0),
        Uncertainty(distribution="triangular", minimum=2.0, maximum=1.0),
        Uncertainty(distribution="uniform", minimum=1.0),
        Uncertainty(distribution="undefined"),
    ],
)
def test_incomplete_distributions_are_not_sampled(uncertainty):
    assert sampler(uncertainty, 1.0) is None


def test_negative_lognormal_is_mirrored():
    draw = sampler(Uncertainty(distribution="lognormal", gsd=1.2), -3.0)
    assert all(draw(np.random.default_rng(k)) < 0 for k in range(20))


def _calculator():
    wide = Uncertainty(distribution="uniform", minimum=0.0, maximum=4.0)
    return Calculator(
        Package(
            *UNITS, flow("x"), co2(), co2("more", "Carbon dioxide (fossil)"),
            process("a", out("x", 2.0, ref=True), out("co2", 2.0, uncertainty=wide), out("more", 1.0, formula="p * 2"),
                    parameters=[Parameter(name="p", value=0.5, uncertainty=wide)]),
        )
    )  # fmt: skip


def test_exchanges_and_parameters_are_sampled():
    calculator = _calculator()
    scores = calculator.gwp()
    (spread,) = MonteCarlo(calculator, seed=5).run(scores, [0], 1500)
    # (U + 2 V) / 2 with U, V uniform on 0..4: mean (2 + 4) / 2 = 3, variance (16/12 + 4 x 16/12) / 4
    assert spread.deterministic == pytest.approx(1.5)
    assert spread.mean == pytest.approx(3.0, abs=0.15)
    assert spread.sd == pytest.approx(math.sqrt((16 / 12) * 5 / 4), rel=0.08)
    assert spread.quantiles[0.05] < spread.quantiles[0.5] < spread.quantiles[0.95]


def test_the_seed_gives_the_same_samples():
    runs = [MonteCarlo(_calculator(), seed=7).run(_calculator().gwp(), [0], 5)[0].samples for _ in range(2)]
    assert list(runs[0]) == list(runs[1])
    assert len(set(runs[0])) == 5
