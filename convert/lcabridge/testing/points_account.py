"""Points 9 to 14: whatever goes in comes out or is named; what ``keeps`` says is what happens."""

from __future__ import annotations

import math
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lcabridge.format import Format
from lcabridge.model import Entity, Process, diff, iter_refs, leaves
from lcabridge.testing import extremes, strategies
from lcabridge.testing.account import Ledger, by_identity, explain, field_of, identity, silent, unfounded
from lcabridge.testing.binding import Binding, needs_both
from lcabridge.testing.roundtrip import copies, read_package, target_path, write_package
from lcabridge.testing.samples import packages


class AccountPoints(Binding):
    """No silent loss."""

    def test_09_no_silent_loss(self, fmt: Format, sample: list[Entity], tmp_path: Path) -> None:
        """Written and read again, a package differs by nothing that no issue names."""
        needs_both(fmt)
        _account(fmt, sample, tmp_path)

    @settings(
        max_examples=int(os.environ.get("LCABRIDGE_EXAMPLES", "30")),
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
        deadline=None,
    )
    @given(data=st.data())
    def test_09_no_silent_loss_of_anything(self, fmt: Format, data: st.DataObject) -> None:
        """The same for packages that nobody thought of."""
        needs_both(fmt)
        entities = data.draw(strategies.packages())
        with tempfile.TemporaryDirectory() as folder:
            _account(fmt, entities, Path(folder))

    def test_10_keeps_is_what_happens(self, fmt: Format, tmp_path: Path) -> None:
        """A field that ``keeps`` has survives; one that it does not have is gone."""
        needs_both(fmt)
        kept, gone = _fates(fmt, self.samples(), tmp_path, None)
        claimed = sorted(f for f in gone - kept if fmt.keeps.fate(f) != "dropped")
        hidden = sorted(f for f in kept if fmt.keeps.fate(f) == "dropped")
        assert not claimed, explain(claimed, "fields are in keeps and never survive")
        assert not hidden, explain(hidden, "fields survive and are not in keeps")

    def test_10_native_fields_need_no_extension(
        self, fmt: Format, strip: Callable[[Path], Path] | None, tmp_path: Path
    ) -> None:
        """With extensions and side files stripped, the native fields are still there."""
        needs_both(fmt)
        if strip is None:
            pytest.skip("the binding gives no way to strip extensions")
        kept, gone = _fates(fmt, self.samples(), tmp_path, strip)
        claimed = sorted(f for f in gone - kept if fmt.keeps.fate(f) == "native")
        assert not claimed, explain(claimed, "native fields live in the extension only")

    def test_11_second_reading_is_a_fixed_point(self, fmt: Format, sample: list[Entity], tmp_path: Path) -> None:
        """What was read, written and read again is the same, and loses nothing more."""
        needs_both(fmt)
        first, second = target_path(fmt, tmp_path, "first"), target_path(fmt, tmp_path, "second")
        write_package(fmt, sample, first)
        once, _ = read_package(fmt, first)
        write_package(fmt, copies(once), second)
        twice, _ = read_package(fmt, second)
        before, after = by_identity(once), by_identity(twice)
        assert before.keys() == after.keys(), "the second reading has other data sets"
        for key, entity in before.items():
            changes = diff(entity, after[key])
            assert not changes, explain(changes, f"differences in {key[0]} {key[1]} at the second reading")

    def test_12_numbers_are_exact(self, fmt: Format, tmp_path: Path) -> None:
        """Amounts come back to the last bit, with their sign; where a format cannot, an issue says so at the place."""
        needs_both(fmt)
        sample = extremes.numbers()
        after = _account(fmt, sample, tmp_path)
        process = next(entity for entity in sample if isinstance(entity, Process))
        there = after.get(identity(process))
        if not isinstance(there, Process):
            return
        for old, new in zip(process.exchanges, there.exchanges, strict=True):
            if old.amount is None or new.amount is None:
                continue
            assert math.copysign(1, old.amount) == math.copysign(1, new.amount), f"{old.amount} became {new.amount}"

    def test_13_texts_are_exact(self, fmt: Format, tmp_path: Path) -> None:
        """Texts come back to the last character; control characters that a format cannot say are named."""
        needs_both(fmt)
        _account(fmt, extremes.texts(), tmp_path)

    @pytest.mark.parametrize("name", ["empty", "no processes", "one exchange"])
    def test_14_small_packages(self, fmt: Format, name: str, tmp_path: Path) -> None:
        """A package of nothing, of no process, of one exchange is a package."""
        needs_both(fmt)
        path = target_path(fmt, tmp_path)
        sample = packages()[name]
        report = write_package(fmt, sample, path)
        assert path.exists(), "no target was written"
        entities, _ = read_package(fmt, path)
        assert len(entities) <= len(sample) or report.issue_counts, "more data sets than were written"


def _account(fmt: Format, entities: Sequence[Entity], folder: Path) -> dict[Any, Entity]:
    path = target_path(fmt, folder)
    before = copies(entities)
    written = write_package(fmt, entities, path)
    after, read = read_package(fmt, path)
    gaps = silent(before, after, written, read)
    assert not gaps, explain(gaps, "differences that no issue names")
    invented = [f"{i.code} {i.entity} {i.path} {i.value!r}" for i in unfounded(before, after, written, read)]
    assert not invented, explain(invented, "issues that say DROPPED of what is still there")
    return by_identity(after)


def _fates(
    fmt: Format, samples: dict[str, list[Entity]], folder: Path, strip: Callable[[Path], Path] | None
) -> tuple[set[str], set[str]]:
    """Return the fields that survived somewhere, and the fields that were lost somewhere."""
    kept: set[str] = set()
    gone: set[str] = set()
    for number, sample in enumerate(samples.values()):
        path = target_path(fmt, folder, f"sample{number}")
        ledger = Ledger(write_package(fmt, sample, path))
        after = by_identity(read_package(fmt, strip(path) if strip else path)[0])
        for entity in map(ledger.follow, sample) if ledger.renames else sample:
            there = after.get(identity(entity))
            changes = diff(entity, there) if there is not None else []
            changed = {c.path for c in changes if not (strip and _coarser(c.left, c.right))}
            # What a reference calls its target, the target says itself: without the extension it may be missing.
            hints = (
                tuple(f"{ref}.{word}" for ref, _ in iter_refs(entity) for word in ("name", "version")) if strip else ()
            )
            for place, _ in leaves(entity):
                if place.startswith(hints):
                    continue
                lost = there is None or place in changed
                (gone if lost else kept).add(field_of(entity, place))
    return kept, gone


def _coarser(before: object, after: object) -> bool:
    """Tell whether a native value is the exact one with fewer digits: the extension held the rest."""
    if isinstance(before, float) and isinstance(after, float):
        return math.isclose(before, after, rel_tol=0.01)
    return isinstance(before, str) and isinstance(after, str) and bool(after) and before.startswith(after)
