"""USLCI of autumn 2020 as EcoSpold 1 (fy20_q3) and as JSON-LD (2020Q3): the same processes have the same amounts.

What differs, and why: plugins/ecospold/uslci.md.
"""

from collections import Counter, defaultdict

import pytest

from lcabridge.model import Index, pick, summarise
from lcabridge.pipeline.assumed import assume_units
from lcabridge.registry import registry
from lcabridge.report import Report
from lcabridge.testing.roundtrip import read_package

DIGITS = 11
"""Significant digits that have to agree: openLCA wrote 15."""


class Side:
    """One edition, with what its amounts are in reference units."""

    def __init__(self, format_id, path):
        entities, _ = read_package(registry().format(format_id), path)
        self.index = Index(summarise(entity) for entity in entities)
        assume_units(self.index, Report())
        self.flows = {e.uuid: e for e in entities if e.type == "flow"}
        self.processes = defaultdict(list)
        for entity in entities:
            if entity.type == "process":
                self.processes[pick(entity.name, "en")].append(entity)

    def amounts(self, process):
        """Return the exchanges as a multiset of (flow, direction, amount in the reference unit, that unit, declared amount)."""
        found = Counter()
        for line in process.exchanges:
            flow = self.flows.get(line.flow.uuid)
            name = pick(flow.name, "en").strip().lower() if flow else "?"
            unit = (line.unit.uuid or line.unit.name) if line.unit else ""
            scale = self.index.reference_scale(line.flow.uuid, line.property.uuid if line.property else "", unit)
            group = self.index.unit_group_of(self.index.reference_property(line.flow.uuid).uuid)
            declared = (rounded(line.amount), line.unit.name)
            found[name, line.direction, rounded(line.amount * scale), group.units[0].name, declared] += 1
        return found


def rounded(amount):
    return float(f"{amount:.{DIGITS}g}")


def without(found, *parts):
    """Return the multiset without some of its columns."""
    bare = Counter()
    for row, count in found.items():
        bare[tuple(value for position, value in enumerate(row) if position not in parts)] += count
    return bare


def compare(one, other):
    """Return how many exchanges are equal, and those that are not, by kind."""
    result = Counter()
    rest = []
    matched = [n for n in one.processes if len(one.processes[n]) == 1 == len(other.processes.get(n, []))]
    result["processes"] = len(matched)
    for name in sorted(matched):
        left, right = one.amounts(one.processes[name][0]), other.amounts(other.processes[name][0])
        result["exchanges"] += sum(left.values())
        equal = without(left, 4) & without(right, 4)
        result["equal"] += sum(equal.values())
        left, right = (Counter({r: c for r, c in s.items() if r[:4] not in equal}) for s in (left, right))
        result["processes that differ"] += bool(left or right)
        # The same flow and declared amount: the editions measure the flow in another reference property.
        quantity = without(left, 2, 3) & without(right, 2, 3)
        result["other reference quantity"] += sum(quantity.values())
        left, right = (
            Counter({r: c for r, c in s.items() if (r[0], r[1], r[4]) not in quantity}) for s in (left, right)
        )
        # The same amount under another name: the flow was renamed between the editions.
        renamed = without(left, 0) & without(right, 0)
        result["renamed flow"] += sum(renamed.values())
        left, right = (Counter({r: c for r, c in s.items() if r[1:] not in renamed}) for s in (left, right))
        rest += [(name, "EcoSpold 1", row[:4]) for row in left] + [(name, "JSON-LD", row[:4]) for row in right]
    return result, rest


@pytest.mark.slow
def test_matched_processes_have_equal_amounts(corpus):
    one = Side("ecospold1", corpus / "ecospold1" / "uslci-fy20_q3.zip")
    other = Side("olca-jsonld", corpus / "jsonld" / "uslci-2020q3.zip")
    result, rest = compare(one, other)
    assert result["processes"] == 264
    assert result["exchanges"] == 20250
    assert result["equal"] + result["other reference quantity"] + result["renamed flow"] + 1 == result["exchanges"]
    # One exchange of 20,250 is in the EcoSpold 1 edition alone.
    assert rest == [("Wood fuel, unspecified", "EcoSpold 1", ("carbon dioxide", "input", 1.84, "kg"))]
