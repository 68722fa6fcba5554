"""The audit is audited: hand-made packages with one planted loss each, and the command."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.audit.audit import audit, audit_files, main
from tests.audit.cover import Cover
from tests.audit.hand_made import (
    ACTOR,
    CO2,
    GRAM,
    PROCESS,
    SLAG,
    STEEL,
    SUPPLIER,
    Documents,
    compare,
    drop_category,
    drop_data_set,
    drop_empty_text,
    drop_exchange,
    drop_factor,
    drop_false,
    drop_formula,
    drop_provider,
    drop_side_file,
    drop_synonym,
    drop_text,
    flip,
    lost_paths,
    move_factor,
    number_to_text,
    old_package,
    other_instant,
    package,
    provider_type,
    swap_flows,
    swap_same_flow,
    the_process,
    twelfth_digit,
    unit_factor,
    write,
)
from tests.audit.leaves import all_leaves, open_package

SLAG_OUT, STEEL_IN, CO2_OUT = f"exchanges[{SLAG}|out]", f"exchanges[{STEEL}|in]", f"exchanges[{CO2}|out]"
CAUSAL = f"allocationFactors[CAUSAL_ALLOCATION|{STEEL}|{CO2}|out]"
LOSSES: list[tuple[Callable[[Documents], None], str]] = [
    (drop_exchange, f"Process {SLAG_OUT}.description"),
    (flip, f"Process {SLAG_OUT}.isAvoidedProduct"),
    (drop_false, "Process processDocumentation.isCopyrightProtected"),
    (twelfth_digit, f"Process {STEEL_IN}.amount"),
    (swap_flows, f"Process {CO2_OUT}.amount"),
    (swap_same_flow, f"Process {STEEL_IN}.amount"),
    (drop_text, "Process processDocumentation.technologyDescription"),
    (drop_factor, f"Process {CAUSAL}.value"),
    (move_factor, f"Process {CAUSAL}.exchange"),
    (drop_provider, f"Process {STEEL_IN}.defaultProvider.@id"),
    (provider_type, f"Process {STEEL_IN}.defaultProvider.@type"),
    (drop_formula, "Process parameters[loss].formula"),
    (drop_empty_text, "Actor email"),
    (drop_synonym, f"UnitGroup units[{GRAM}].synonyms[]"),
    (unit_factor, f"UnitGroup units[{GRAM}].conversionFactor"),
    (other_instant, "Process processDocumentation.creationDate"),
    (drop_category, "Process category"),
    (number_to_text, f"Process {SLAG_OUT}.amount"),
    (drop_side_file, "file content"),
    (drop_data_set, "Actor name"),
]


@pytest.mark.parametrize(("lose", "path"), LOSSES, ids=[loss.__name__ for loss, _ in LOSSES])
def test_a_planted_loss_is_caught(tmp_path: Path, lose: Callable[[Documents], None], path: str) -> None:
    back = copy.deepcopy(package())
    lose(back)
    result = compare(tmp_path, package(), back)
    assert not result.clean
    assert path in lost_paths(result)


def test_the_same_package_is_clean_and_every_scalar_is_counted(tmp_path: Path) -> None:
    result = compare(tmp_path, package(), package())
    assert result.clean
    scalars = _scalars({k: v for k, v in package().items() if k != "olca-schema.json"})
    types = result.bookkeeping["@type"]
    assert sum(result.total.values()) + types == scalars


def _scalars(value: object) -> int:
    if isinstance(value, dict):
        return sum(map(_scalars, value.values()))
    if isinstance(value, list):
        return sum(map(_scalars, value)) or 1
    return 1


def test_order_and_numbering_of_exchanges_do_not_matter(tmp_path: Path) -> None:
    back = copy.deepcopy(package())
    process = the_process(back)
    process["exchanges"].reverse()
    process["allocationFactors"].reverse()
    assert compare(tmp_path, package(), back).clean
    for exchange in process["exchanges"]:
        exchange["internalId"] += 10
    for factor in process["allocationFactors"]:
        if "exchange" in factor:
            factor["exchange"]["internalId"] += 10
    result = compare(tmp_path, package(), back)
    assert {item.leaf.path.rsplit(".", 1)[-1] for item in result.unexplained} == {"internalId"}


def test_one_instant_in_two_zones_is_one_date_time(tmp_path: Path) -> None:
    back = copy.deepcopy(package())
    the_process(back)["processDocumentation"]["creationDate"] = "2020-01-13T21:09:45.323Z"
    assert compare(tmp_path, package(), back).clean


def test_a_displayed_name_counts_at_its_target_unless_strict(tmp_path: Path) -> None:
    back = copy.deepcopy(package())
    del the_process(back)["exchanges"][3]["defaultProvider"]["name"]
    result = compare(tmp_path, package(), back)
    assert result.clean
    assert result.at_target["reference summary"] == 1
    assert not audit_files(tmp_path / "source.zip", tmp_path / "back.zip", strict=True).clean
    back[f"processes/{SUPPLIER}.json"]["name"] = "Another"
    assert f"Process {STEEL_IN}.defaultProvider.name" in lost_paths(compare(tmp_path, package(), back))


def test_layout_1_equals_its_rewrite_in_layout_2(tmp_path: Path) -> None:
    before, after = old_package()
    result = compare(tmp_path, before, after)
    assert lost_paths(result) == []
    assert result.at_target["identity"] == 2  # the category ids, which openLCA derives from the paths


def test_a_category_id_that_openlca_would_not_derive_is_a_leaf(tmp_path: Path) -> None:
    before, after = old_package()
    flow = before[f"flows/{STEEL}.json"]
    flow["category"]["@id"] = "0d000000-0000-4000-8000-000000000001"
    assert lost_paths(compare(tmp_path, before, after)) == ["Flow category.@id"]


def test_a_category_of_layout_1_that_is_lost_is_caught(tmp_path: Path) -> None:
    before, after = old_package()
    del after[f"processes/{PROCESS}.json"]["category"]
    assert {"Process category", "Category name", "Category modelType"} <= set(
        lost_paths(compare(tmp_path, before, after))
    )


@pytest.mark.parametrize("name", ["isInfrastructureProcess", "exchanges", "allocationFactors"])
def test_a_renamed_field_that_is_lost_is_caught(tmp_path: Path, name: str) -> None:
    before, after = old_package()
    del after[f"processes/{PROCESS}.json"][name]
    assert any(path.startswith(f"Process {name}") for path in lost_paths(compare(tmp_path, before, after)))


def test_the_command_says_what_is_lost_and_where(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    back = package()
    drop_text(back)
    places = [str(write(tmp_path / "a.zip", package())), str(write(tmp_path / "b.zip", back))]
    assert main([places[0], places[0]]) == 0
    capsys.readouterr()
    assert main(places) == 1
    printed = capsys.readouterr().out
    assert "Electric arc furnace" in printed
    assert f"processes/{PROCESS}.json /processDocumentation/technologyDescription" in printed


def test_an_unknown_package_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="neither"):
        open_package(write(tmp_path / "x.zip", {"readme.txt": b"nothing"}))


def test_a_package_yields_its_leaves(tmp_path: Path) -> None:
    opened = open_package(write(tmp_path / "a.zip", package()))
    found = {(key[0], leaf.path, leaf.value) for key, leaf in all_leaves(opened)}
    opened.close()
    assert ("Process", f"exchanges[{SLAG}|out].amount", ("number", 0.3)) in found
    assert ("Process", f"exchanges[{SLAG}|out].isInput", ("bool", False)) in found


def test_a_nan_in_the_source_needs_an_issue(tmp_path: Path) -> None:
    before, after = package(), package()
    before[f"actors/{ACTOR}.json"] = {"@type": "Actor", "@id": ACTOR, "name": float("nan"), "email": ""}
    opened = [open_package(write(tmp_path / n, d)) for n, d in (("a.zip", before), ("b.zip", after))]
    assert len(audit(opened[0], opened[1], Cover([])).unexplained) == 1
    assert audit(opened[0], opened[0], Cover([])).clean
    for part in opened:
        part.close()
