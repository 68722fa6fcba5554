"""What openLCA itself exports of our packages, read back: its known errors are repaired, the rest is as it was."""

from collections import Counter

import pytest

import lcabridge
from lcabridge.model import LifeCycleModel, pick
from tests.interop.packages import case, write
from tests.interop.stored import Expected, as_meant, rounded

pytestmark = pytest.mark.interop
PACKAGES = [
    "demo",
    pytest.param("flcac-transport", marks=pytest.mark.slow),
    pytest.param("uslci", marks=pytest.mark.slow),
]


def exported(judge, name, format_id, corpus, folder):
    """Return the source, and what lcabridge reads of openLCA's export of it, with the codes of the issues."""
    source = case(name, corpus)
    package = write(source.entities, "olca-jsonld", folder)
    there = folder / ("export" if format_id == "ecospold1" else "export.zip")
    if format_id == "ecospold1":
        there.mkdir()
    judge.hear("olca-jsonld", package.path, folder / "stored.jsonl", "export", format_id, str(there))
    with lcabridge.read(there) as opened:
        entities = list(opened)
        return source, entities, Counter(issue.code for issue in opened.report.issues)


def rows(expected, process):
    """Return the exchanges: flow, direction, avoided, amount in the reference unit, provider, distribution."""
    found = Counter()
    for e in process.exchanges:
        if e.flow and e.flow.uuid in expected.flows:
            provider = e.provider.uuid if e.provider and e.provider.uuid in expected.processes else None
            found[e.flow.uuid, e.direction, e.is_avoided, rounded(expected.in_reference(e)), provider, as_meant(e)] += 1
    return found


def different(source, entities):
    before, after = Expected(source.entities), Expected(entities)
    return [
        (uuid, sorted((rows(before, process) - rows(after, after.processes[uuid])).items(), key=str)[:3])
        for uuid, process in before.processes.items()
        if rows(before, process) != rows(after, after.processes[uuid])
    ]


@pytest.mark.parametrize("name", PACKAGES)
@pytest.mark.parametrize("format_id", ["olca-jsonld", "ilcd"])
def test_exchanges_come_back(format_id, name, openlca_io, corpus, tmp_path):
    source, entities, codes = exported(openlca_io, name, format_id, corpus, tmp_path)
    assert different(source, entities) == []
    if (format_id, name) == ("ilcd", "demo"):
        # One amount in MJ of a fuel in kg; deviations of exchanges; five factors of one model.
        assert (codes["ILCD-004"], codes["ILCD-016"]) == (1, 5)
        assert codes["ILCD-015"] > 0
        assert [i.factor for e in entities if isinstance(e, LifeCycleModel) for i in e.instances] == [None] * 5


@pytest.mark.parametrize("name", PACKAGES[:2])
def test_ecospold_1_comes_back_as_far_as_openlca_writes_it(name, openlca_io, corpus, tmp_path):
    # openLCA writes no allocation, no supplier and no formula; processes are called as their products.
    source, entities, _ = exported(openlca_io, name, "ecospold1", corpus, tmp_path)
    before, after = Expected(source.entities), Expected(entities)

    def amounts(expected):
        return Counter(
            (pick(e.flow.name, "en") or pick(expected.flows[e.flow.uuid].name, "en"), rounded(abs(e.amount)))
            for process in expected.processes.values()
            for e in process.exchanges
            if e.flow and e.amount is not None
        )

    assert amounts(after) == amounts(before)
