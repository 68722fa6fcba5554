"""Comparing two opened packages: their flows planned onto one list, then the comparison."""

from __future__ import annotations

from collections.abc import Sequence

from lcabridge.assess.compare import Comparison, Side, compare
from lcabridge.assess.compare.run import DETAILED
from lcabridge.calc.gwp import DEFAULT_SET
from lcabridge.pipeline.mapping import MapName, plan_of, source_flows
from lcabridge.pipeline.opened import Opened, Progress
from lcabridge.report import Report

COMMON_LIST = "ef31"
"""List that both sides are mapped to unless told otherwise."""


def compare_packages(
    a: Opened,
    b: Opened,
    *,
    gwp: tuple[str, str] = (DEFAULT_SET, DEFAULT_SET),
    allocation: tuple[str, str] = ("declared", "declared"),
    maps: Sequence[MapName] = (COMMON_LIST,),
    release: bool | None = None,
    detailed: int = DETAILED,
    report: Report | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare two opened and indexed packages.

    Args:
        a: first package.
        b: second package; the later one where they are releases.
        gwp: GWP set of each side.
        allocation: allocation rule of each side.
        maps: maps or lists that both sides' flows are brought to; none to leave flows as they are.
        release: compare data set by data set; None to do so where the two share processes by UUID.
        detailed: products for which is shown what moved the factor.
        report: takes the findings of the calculation.
        progress: called as work goes on.

    Raises:
        UsageError: no such GWP set or rule.
        ReadError: a package cannot be read.
    """
    return compare(
        _side(a, gwp[0], allocation[0], maps),
        _side(b, gwp[1], allocation[1], maps),
        release=_related(a, b) if release is None else release,
        detailed=detailed,
        report=report,
        progress=progress,
    )


def _side(opened: Opened, gwp: str, allocation: str, maps: Sequence[MapName]) -> Side:
    flows = source_flows(opened) if maps else []
    return Side(
        package=opened,
        name=opened.source.path.name,
        format=opened.format.id,
        gwp=gwp,
        allocation=allocation,
        plan=plan_of(flows, maps) if flows else None,
    )


def _related(a: Opened, b: Opened) -> bool:
    mine = {s.uuid for s in a.index.of_type("process")}
    return any(s.uuid in mine for s in b.index.of_type("process"))
