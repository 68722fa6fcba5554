"""Assessing a package: opened leniently, so that what is wrong with it becomes a finding and not the end of the call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

from lcabridge.assess.catalogue import catalogue, select
from lcabridge.assess.model import Assessment, Finding
from lcabridge.assess.profile import DEFAULT, Profile, load
from lcabridge.assess.run import COPIES, UNREADABLE, assess
from lcabridge.errors import DuplicateIdError, LcabridgeError, LimitError, UnsafeContentError
from lcabridge.format import Part
from lcabridge.model import Index, Summary, pick
from lcabridge.pipeline.assumed import assume_units
from lcabridge.pipeline.opened import Identity, Opened, Progress, identity
from lcabridge.registry import Registry, checks
from lcabridge.report import Report, Stage

Facts = dict[str, list[Finding]]


def assess_package(
    opened: Opened,
    registry: Registry,
    *,
    profile: Profile | str = DEFAULT,
    only: Sequence[str] = (),
    workers: int = 1,
    cap: int | None = 200,
    today: int | None = None,
    progress: Progress | None = None,
) -> Assessment:
    """Index an opened package and assess it.

    Data sets of one identity with different contents, and parts that cannot be read, are findings; content that could do
    harm still ends the call.

    Args:
        opened: as ``open_package`` returned it, not indexed yet (or indexed).
        registry: its plugins' checks are run beside the general ones.
        profile: severities and tolerances.
        only: ids or groups of the checks to run; all if empty.
        workers: processes for the indexing pass.
        cap: findings listed per check; None for all.
        today: year of the assessment; the current one if None.
        progress: called with (step, done, total).

    Raises:
        LcabridgeError: unsafe content, a limit, an unknown profile or check.
    """
    chosen = load(profile) if isinstance(profile, str) else profile
    facts = survey(opened, workers, progress) if not len(opened.index) else {}
    return assess(
        opened,
        select(catalogue(checks(registry)), only),
        chosen,
        format_id=opened.format.id,
        source={
            "path": opened.source.path.name,
            "format": opened.format.id,
            "evidence": opened.evidence.reason,
        },
        facts=facts,
        cap=cap,
        today=today or datetime.now(UTC).year,
        progress=progress,
    )


def survey(opened: Opened, workers: int = 1, progress: Progress | None = None) -> Facts:
    """Build the index; where the ordinary way stops, build it part by part and return what stands in the way."""
    try:
        opened.build_index(workers, progress)
    except (UnsafeContentError, LimitError):
        raise
    except LcabridgeError:
        return _lenient(opened)
    return {}


def _lenient(opened: Opened) -> Facts:
    facts: Facts = {}
    source = opened.report.source
    opened.report, opened.index, opened.flow_parts = Report(cap=opened.report.cap), Index(), []
    opened.report.source, opened.report.stage = source, Stage.INDEX
    opened.session.notes(opened.report)
    skip: set[tuple[str, Identity, int]] = set()
    first: dict[Identity, Part] = {}
    for part in opened.parts():
        seen: Counter[Identity] = Counter()
        for summary in _summaries(opened, part):
            key = identity(summary)
            nth = seen[key]
            seen[key] += 1
            if opened.index.add(summary) is None:
                first[key] = part
                if summary.flow_type == "elementary" and (not opened.flow_parts or opened.flow_parts[-1] is not part):
                    opened.flow_parts.append(part)
                continue
            skip.add((part.key, key, nth))
            try:
                opened.check_copy(first[key], part, nth, summary)
            except DuplicateIdError as error:
                facts.setdefault(COPIES, []).append(_copy(summary, part, error))
            except LcabridgeError as error:
                facts.setdefault(UNREADABLE, []).append(_unreadable(part, error))
    opened.skip = frozenset(skip)
    opened.index.place_names = opened.session.place_names()
    assume_units(opened.index, opened.report)
    return facts


def _summaries(opened: Opened, part: Part) -> list[Summary]:
    try:
        return list(opened.session.summaries(part, opened.report))
    except (UnsafeContentError, LimitError):
        raise
    except LcabridgeError:
        # The reading pass meets the same error and names it; what can be read of the part is not in the index.
        return []


def _copy(summary: Summary, part: Part, error: LcabridgeError) -> Finding:
    return Finding(
        check="structure.copies",
        type=summary.type,
        uuid=summary.uuid,
        version=summary.version,
        name=summary.name,
        path=part.names[0] if part.names else part.key,
        value=pick(summary.name, "en"),
        message={"en": error.en, "zh": error.zh},
    )


def _unreadable(part: Part, error: LcabridgeError) -> Finding:
    return Finding(
        check="structure.readable",
        path=part.names[0] if part.names else part.key,
        message={"en": error.message("en"), "zh": error.message("zh")},
    )
