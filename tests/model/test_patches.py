"""Differences of an entity from another, as JSON, and back."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from lcabridge.model import Exchange, Process, Ref, RefSummary, patches

FLOW = "11111111-1111-4111-8111-111111111111"


def by_flow(member: Any) -> Any:
    return member.flow.uuid if isinstance(member, Exchange) and member.flow else None


def process(*exchanges: Exchange, **fields: Any) -> Process:
    return Process(uuid="22222222-2222-4222-8222-222222222222", exchanges=list(exchanges), **fields)


def exchange(number: int, amount: float) -> Exchange:
    return Exchange(flow=Ref(type="flow", uuid=FLOW[:-1] + str(number)), amount=amount)


def applied(native: Process, found: list[Any], *, moved: bool = False) -> Process:
    """Apply patches as a reader does, after a turn as text."""
    for path, before, after in orjson.loads(orjson.dumps(found)):
        owner = patches.owner_of(native, path, by_flow, moved=moved)
        assert owner is not None
        assert patches.put(owner, path[-1], before, after)
    return native


def test_patches_turn_the_native_entity_into_the_exact_one() -> None:
    exact = process(exchange(1, 2.0), exchange(2, 3.0), extra={"olca": {"a": 1}})
    found = patches.differences(process(exchange(1, 2.0), exchange(2, 4.0), extra={"ilcd": 1}), exact, by_flow)
    assert {patches.spell(path) for path, _, _ in found} == {"extra.ilcd", "extra.olca", "exchanges[1].amount"}
    assert applied(process(exchange(1, 2.0), exchange(2, 4.0), extra={"ilcd": 1}), found) == exact


def test_a_patch_does_not_touch_a_value_that_changed_since() -> None:
    found = patches.differences(process(exchange(1, 4.0)), process(exchange(1, 3.0)), by_flow)
    [[path, before, after]] = found
    changed = process(exchange(1, 5.0))
    owner = patches.owner_of(changed, path, by_flow)
    assert not patches.put(owner, path[-1], before, after)
    assert changed.exchanges[0].amount == 5.0


@pytest.mark.parametrize(("moved", "is_found"), [(True, True), (False, False)])
def test_a_moved_member_is_found_by_what_it_is(moved: bool, is_found: bool) -> None:
    [[path, _, _]] = patches.differences(process(exchange(1, 4.0)), process(exchange(1, 3.0)), by_flow)
    owner = patches.owner_of(process(exchange(2, 1.0), exchange(1, 4.0)), path, by_flow, moved=moved)
    assert (owner is not None) is is_found


def test_a_reference_may_leave_out_what_its_target_says() -> None:
    native, exact = named("steel", "Metals"), named("steel, hot rolled", "Metals")
    pairs = patches.reference_pairs(process(native), process(exact))
    bare = Exchange(flow=Ref(type="flow", uuid=FLOW), amount=1.0)
    result, unused = patches.replace_references(process(bare), pairs)
    assert result.exchanges[0].flow == exact.flow
    assert unused == []


def test_a_reference_that_says_something_else_is_left_alone() -> None:
    pairs = patches.reference_pairs(process(named("steel", "Metals")), process(named("steel, hot rolled", "Metals")))
    other = named("steel, by another tool", "Metals")
    result, unused = patches.replace_references(process(other), pairs)
    assert result.exchanges[0].flow == other.flow
    assert unused == pairs


def named(name: str, category: str) -> Exchange:
    ref = Ref(type="flow", uuid=FLOW, name={"en": name}, summary=RefSummary(category=(category,)))
    return Exchange(flow=ref, amount=1.0)
