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
from lcabridge.testing.account import by_identity, explain, identity, silent, unfounded
from lcabridge.testing.roundtrip import alone, read_package, target_path, write_package
from lcabridge.testing.samples import packages
from tests.toys import Lines, Toybox

EXAMPLES = int(os.environ.get("LCABRIDGE_EXAMPLES", "12")) // 4  # per pair, of which there are many
TOYS = (Toybox(), Lines())
FORMATS = {fmt.id: fmt for fmt in (*registry().formats.values(), *TOYS) if fmt.can_read and fmt.can_write}
# Toy to toy proves the test, format to format the formats; a toy as A shows what B alone does.
PAIRS = sorted(itertools.permutations(FORMATS, 2))


def everything():
    """Return all samples as one package: each data set once, the two versions and the danglers among them."""
    found = {}
    for entities in packages().values():
        for entity in entities:
            assert found.setdefault(identity(entity), entity) == entity, f"{entity.uuid} differs between samples"
    return list(found.values())


def there_and_back(first, second, entities, folder):
    """Return the package in A before and after, and the reports of the two conversions."""
    a, b = FORMATS[first], FORMATS[second]
    formats = alone(*FORMATS.values())
    start, middle, end = (
        target_path(a, folder, "start"),
        target_path(b, folder, "middle"),
        target_path(a, folder, "end"),
    )
    write_package(a, entities, start)
    before, _ = read_package(a, start)
    reports = [
        convert(src, dst, registry=formats, from_=from_, to=to, cap=None).report
        for src, dst, from_, to in ((start, middle, first, second), (middle, end, second, first))
    ]
    after, _ = read_package(a, end)
    return before, after, reports


def check(first, second, entities, folder):
    before, after, reports = there_and_back(first, second, entities, folder)
    gaps = silent(before, after, *reports)
    assert not gaps, explain(gaps, f"differences after {first} -> {second} -> {first} that no issue names")
    wolf = [f"{i.code} {i.entity} {i.path} {i.value!r}" for i in unfounded(before, after, *reports)]
    assert not wolf, explain(wolf, "issues that say DROPPED of what is still there")
    return before, after, reports


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
    report = convert(start, end, registry=formats, from_=fmt, to=fmt, cap=None).report
    before, after = (by_identity(read_package(FORMATS[fmt], path)[0]) for path in (start, end))
    assert before.keys() == after.keys()
    assert [key for key, entity in before.items() if after[key] != entity] == []
    assert not report.losses()["DROPPED"]


def test_the_pairs_are_all_there():
    assert len(PAIRS) == len(FORMATS) * (len(FORMATS) - 1)
    assert {"toybox", "lines", "olca-jsonld"} <= set(FORMATS)
