"""A package of format A goes to B and back; it differs from what it was by exactly what the two reports list."""

import itertools
import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from lcabridge.pipeline import convert
from lcabridge.registry import registry
from lcabridge.testing import strategies
from lcabridge.testing.account import by_identity
from lcabridge.testing.roundtrip import alone, read_package, target_path, write_package
from tests.matrix.pairs import everything, of_entities
from tests.toys import Lines, Toybox

EXAMPLES = int(os.environ.get("LCABRIDGE_EXAMPLES", "12")) // 4  # per pair, of which there are many
TOYS = (Toybox(), Lines())
FORMATS = {fmt.id: fmt for fmt in (*registry().formats.values(), *TOYS) if fmt.can_read and fmt.can_write}
# Toy to toy proves the test; a toy as A shows what B alone does. Formats among themselves: tests/matrix.
PAIRS = sorted(pair for pair in itertools.permutations(FORMATS, 2) if {toy.id for toy in TOYS} & set(pair))


def check(first, second, entities, folder):
    outcome = of_entities(first, second, entities, folder, FORMATS)
    assert not outcome.findings, str(outcome)


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_samples(first, second, tmp_path):
    check(first, second, everything(), tmp_path)


@pytest.mark.parametrize(("first", "second"), PAIRS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(entities=strategies.packages(dangling=True, several_versions=True))
def test_anything(first, second, entities):
    with tempfile.TemporaryDirectory() as folder:
        check(first, second, entities, Path(folder))


@pytest.mark.parametrize("fmt", sorted(FORMATS))
def test_same_format_is_an_identity(fmt, tmp_path):
    """A to A drops nothing: what the format could hold before, it can hold again, exact values in an extension too."""
    formats = alone(*FORMATS.values())
    start, end = target_path(FORMATS[fmt], tmp_path, "start"), target_path(FORMATS[fmt], tmp_path, "end")
    write_package(FORMATS[fmt], everything(), start)
    report = convert(start, end, registry=formats, from_=fmt, to=fmt, cap=None, mapping=False).report
    before, after = (by_identity(read_package(FORMATS[fmt], path)[0]) for path in (start, end))
    assert before.keys() == after.keys()
    assert [key for key, entity in before.items() if after[key] != entity] == []
    assert not report.losses()["DROPPED"]


def test_the_pairs_are_all_there():
    assert len(PAIRS) == 2 * 2 * (len(FORMATS) - 1) - 2
    assert {"toybox", "lines", "olca-jsonld"} <= set(FORMATS)
