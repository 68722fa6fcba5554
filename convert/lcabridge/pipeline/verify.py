"""What a conversion asks of the calculator: the proof that scores were kept, and life cycle models of links.

Loaded only when asked for: numpy and scipy take longer to load than a small conversion.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from lcabridge.calc import Calculator, Indicator, MethodIndex, assemble, gwp_indicator, gwp_sets
from lcabridge.calc.gwp import ALIASES
from lcabridge.calc.models import Which, models_of_links
from lcabridge.calc.proof import Proof, prove, tell
from lcabridge.model import Entity
from lcabridge.pipeline.opened import Opened, open_package
from lcabridge.registry import Registry
from lcabridge.report import Report
from lcabridge.sources import Limits


def verify_score(
    src: str | Path,
    dst: str | Path,
    *,
    registry: Registry,
    method: str,
    report: Report,
    from_: str | None = None,
    to: str | None = None,
    read_options: dict[str, object] | None = None,
    limits: Limits | None = None,
    linking: str = "default",
) -> list[Proof]:
    """Compare the scores of all products of two packages and add the result to a report.

    Args:
        src: the source of a conversion.
        dst: its target.
        registry: the formats.
        method: id of a GWP set, or name, code or UUID of an impact category of the source; its factors are used on both sides.
        report: of the conversion.
        from_: format of the source, instead of detection.
        to: format of the target.
        read_options: options of the source format.
        limits: safety limits.
        linking: linking rule, the same on both sides.

    Raises:
        UsageError: no such method.
        LcabridgeError: one of the two cannot be read or calculated.
    """
    options: dict[str, object] = dict(read_options or {})
    with (
        open_package(src, registry, format_id=from_, options=options, limits=limits, report=Report(cap=0)) as source,
        open_package(dst, registry, format_id=to, limits=limits, report=Report(cap=0)) as target,
    ):
        source.build_index()
        target.build_index()
        before = Calculator(source, linking=linking)
        after = Calculator(target, linking=linking)
        proofs = prove(before, after, _indicator(method, MethodIndex(source)))
        tell(proofs, report)
        return proofs


def link_models(opened: Opened, which: Which) -> list[Entity]:
    """Return life cycle models made of a package's links, see ``calc.models.models_of_links``.

    Args:
        opened: with its index. It is read by a copy, so that its own account stays as it is.
        which: ``each`` process with suppliers, or those that supply nobody else (``reference``).
    """
    again = Opened(opened.source, opened.format, opened.evidence, opened.session, Report(cap=0))
    again.index, again.skip = opened.index, opened.skip
    return list(models_of_links(assemble(again, report=Report(cap=0)), which))


def _indicator(method: str, methods: MethodIndex) -> Callable[[Calculator], Indicator]:
    if any(name == ALIASES.get(method, method) for name, _ in gwp_sets()):
        return lambda calculator: gwp_indicator(calculator.system, calculator.package, method)
    category = methods.find(method)[0]
    return lambda calculator: methods.indicator(category, calculator.system, calculator.package.index)
