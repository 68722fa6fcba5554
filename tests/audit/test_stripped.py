"""The second audit: what must survive without extensions, amounts modulo units."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.audit.hand_made import (
    ENERGY,
    GRAM,
    KG,
    MASS,
    MJ,
    STEEL,
    Documents,
    compare,
    drop_category,
    drop_data_set,
    drop_exchange,
    drop_formula,
    drop_provider,
    drop_side_file,
    drop_text,
    issue,
    lost_paths,
    package,
    ref,
    swap_flows,
    the_process,
    unit_factor,
    write,
)
from tests.audit.stripped import strip_extensions


def _in_reference_units(documents: Documents) -> None:
    """Rewrite 20 MJ of steel (1 kg = 10 MJ) as 2 kg, as a format without units would."""
    exchange = the_process(documents)["exchanges"][3]
    exchange |= {"amount": 2.0, "unit": ref("Unit", KG), "flowProperty": ref("FlowProperty", MASS)}


def _in_energy(documents: Documents) -> None:
    exchange = the_process(documents)["exchanges"][3]
    exchange |= {"amount": 20.0, "unit": ref("Unit", MJ), "flowProperty": ref("FlowProperty", ENERGY)}


def test_amounts_are_compared_modulo_units(tmp_path: Path) -> None:
    source, back = package(), package()
    _in_energy(source)
    _in_reference_units(back)
    assert compare(tmp_path, source, back, stripped=True).clean
    # openLCA's own export multiplies by the property factor: 200 kg.
    the_process(back)["exchanges"][3]["amount"] = 200.0
    assert lost_paths(compare(tmp_path, source, back, stripped=True)) == [
        f"Process exchanges[{STEEL}|in].reference amount"
    ]


def test_an_avoided_product_said_as_a_product_has_to_be_named(tmp_path: Path) -> None:
    source, back = package(), package()
    the_process(source)["exchanges"][4] |= {"isAvoidedProduct": True}
    the_process(back)["exchanges"][4] |= {"isInput": False}
    assert lost_paths(compare(tmp_path, source, back, stripped=True)) == [f"Process exchanges[{STEEL}|out].direction"]
    named = issue(path="exchanges[4].direction", value="input")
    assert compare(tmp_path, source, back, named, stripped=True).clean


@pytest.mark.parametrize(("error", "clean"), [(5e-10, True), (5e-9, False)])
def test_reference_amounts_agree_to_one_in_a_billion(tmp_path: Path, error: float, clean: bool) -> None:
    back = package()
    the_process(back)["exchanges"][2]["amount"] *= 1 + error
    assert compare(tmp_path, package(), back, stripped=True).clean is clean


@pytest.mark.parametrize(
    ("lose", "seen"),
    [
        (drop_exchange, True), (swap_flows, True), (drop_category, True), (unit_factor, True), (drop_data_set, True),
        (drop_text, False), (drop_provider, False), (drop_side_file, False), (drop_formula, False),
    ],
)  # fmt: skip
def test_the_stripped_audit_looks_at_what_must_survive(
    tmp_path: Path, lose: Callable[[Documents], None], seen: bool
) -> None:
    back = package()
    lose(back)
    assert compare(tmp_path, package(), back, stripped=True).clean is not seen


def test_stripping_removes_extensions_and_side_files(tmp_path: Path) -> None:
    xml = (
        '<processDataSet xmlns="http://lca.jrc.it/ILCD/Process" xmlns:common="http://lca.jrc.it/ILCD/Common" '
        'xmlns:x="urn:own" version="1.1"><processInformation><dataSetInformation><common:UUID>u1</common:UUID>'
        "<common:other><x:a>1</x:a></common:other></dataSetInformation></processInformation>"
        '<exchanges><exchange dataSetInternalID="1" x:unit="kg"><meanAmount>2</meanAmount></exchange></exchanges>'
        "</processDataSet>"
    )
    tidas = {
        "processDataSet": {"@version": "1.1", "@x:unit": "kg", "common:other": {"x:a": "1"}, "time": {"year": "1"}}
    }
    documents = {"processes/a.xml": xml.encode(), "processes/b.json": tidas, "bin/x/y.bin": b"1"}
    assert strip_extensions(write(tmp_path / "in.zip", documents), tmp_path / "out.zip") == 5
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.namelist() == ["processes/a.xml", "processes/b.json"]
        kept = archive.read("processes/a.xml")
        assert b"meanAmount>2<" in kept
        assert b"urn:own" not in kept.split(b">", 2)[2]
        assert json.loads(archive.read("processes/b.json")) == {
            "processDataSet": {"@version": "1.1", "time": {"year": "1"}}
        }


def test_a_package_without_unit_groups_is_read_with_exact_units(tmp_path: Path) -> None:
    source, back = package(), package()
    for name in [n for n in source if n.startswith("unit_groups/")]:
        del source[name]
    exchange = the_process(source)["exchanges"][2]
    exchange |= {"amount": 1800.0, "unit": ref("Unit", GRAM, name="g")}
    exchange["uncertainty"]["geomMean"] = 1800.0
    assert compare(tmp_path, source, back, stripped=True).clean
    exchange["amount"] = 18.0
    assert not compare(tmp_path, source, back, stripped=True).clean


@pytest.mark.parametrize(("default", "seen"), [("PHYSICAL_ALLOCATION", True), ("ECONOMIC_ALLOCATION", False)])
def test_of_several_methods_the_default_one_must_survive(tmp_path: Path, default: str, seen: bool) -> None:
    source, back = package(), package()
    economic = {"allocationType": "ECONOMIC_ALLOCATION", "product": ref("Flow", STEEL), "value": 0.6}
    for documents in (source, back):
        the_process(documents)["allocationFactors"].append(dict(economic))
        the_process(documents)["defaultAllocationMethod"] = default
    the_process(back)["allocationFactors"][0]["value"] = 0.7
    assert compare(tmp_path, source, back, stripped=True).clean is not seen


def test_a_category_that_the_target_cannot_say_is_covered_in_ilcd_spelling(tmp_path: Path) -> None:
    back = package()
    drop_category(back)
    classes = [{"@level": "0", "#text": "Metals"}, {"@level": "1", "#text": "Steel"}]
    named = issue(
        loss="DEGRADED", path="classifications[0]", value={"common:classification": [{"common:class": classes}]}
    )
    assert compare(tmp_path, package(), back, named, stripped=True).clean
    named["value"]["common:classification"][0]["common:class"] = classes[:1]
    assert not compare(tmp_path, package(), back, named, stripped=True).clean
