"""The reference table against what public packages and the EF unit groups say."""

import csv
import json
import zipfile
from pathlib import Path

import pytest

from lcabridge.units import reference, reference_flow_property, reference_unit_group

# What the EF list has otherwise: its kilotonne has the carat's factor, its kilocalorie is 4.1867 J instead of 4.1868.
EF_OTHERWISE = {("Units of mass", "kt"), ("Units of energy", "kcal")}


def objects(package: Path, folder: str):
    with zipfile.ZipFile(package) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith(f"{folder}/") and name.endswith(".json"):
                yield json.loads(archive.read(name))


@pytest.mark.parametrize("package", ["uslci-2020q3", "beef-cattle", "us-fpl"])
def test_packages_name_the_same_units_by_the_same_uuid(corpus, package):
    seen = 0
    for stated in objects(corpus / "jsonld" / f"{package}.zip", "unit_groups"):
        group = reference_unit_group(stated["@id"])
        assert group is not None, stated["name"]
        assert group.name == stated["name"]
        for unit in stated["units"]:
            ours = group.find(unit["@id"])
            assert ours is not None or unit["name"] == "Mg", unit
            if ours is None:
                continue
            assert ours.name == unit["name"] or unit["name"] in ours.synonyms
            assert bool(unit.get("referenceUnit")) == (ours is group.reference)
            if ours.factor is not None:
                # openLCA 1 cut factors to two or three digits (oz 0.02 for 0.0283): the size must be right
                assert unit["conversionFactor"] == pytest.approx(ours.factor, rel=0.35)
            seen += 1
    assert seen > 50


@pytest.mark.parametrize("package", ["uslci-2020q3", "beef-cattle"])
def test_packages_name_the_same_flow_properties(corpus, package):
    known = 0
    for stated in objects(corpus / "jsonld" / f"{package}.zip", "flow_properties"):
        found = reference_flow_property(stated["@id"])
        if found is not None:
            assert found.unit_group == stated["unitGroup"]["@id"], stated["name"]
            known += 1
    assert known >= 6


@pytest.mark.parametrize("package", ["flcac-transport", "flcac-rail"])
def test_packages_without_units_refer_to_what_is_there(corpus, package):
    properties, units = set(), set()
    for flow in objects(corpus / "jsonld" / f"{package}.zip", "flows"):
        properties.update(factor["flowProperty"]["@id"] for factor in flow["flowProperties"])
    for process in objects(corpus / "jsonld" / f"{package}.zip", "processes"):
        for exchange in process["exchanges"]:
            if exchange.get("flowProperty"):
                properties.add(exchange["flowProperty"]["@id"])
            if exchange.get("unit"):
                units.add((exchange["flowProperty"]["@id"], exchange["unit"]["@id"], exchange["unit"]["name"]))
    assert properties
    for uuid in properties:
        assert reference_flow_property(uuid) is not None, uuid
    for prop, uuid, name in units:
        group = reference_unit_group(reference_flow_property(prop).unit_group)
        assert group.unit(uuid) is group.unit(name)


def test_factors_agree_with_the_ef_unit_groups(corpus):
    compared, otherwise = 0, set()
    with (corpus / "flowlists" / "ef31_unitgroups.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            group = reference_unit_group(row["uuid"])
            if group is None or row["name_en"] == "Units of currency 2000":
                continue
            units = json.loads(row["units_with_factors_json"])
            for name, factor in units:
                ours = group.find(name)
                if ours is None or ours.factor is None:
                    continue
                if ours.factor != pytest.approx(factor, rel=2e-5):
                    otherwise.add((group.name, name))
                compared += 1
    assert compared >= 90
    assert otherwise == EF_OTHERWISE


def test_reference_units_agree_with_the_ef_unit_groups(corpus):
    with (corpus / "flowlists" / "ef31_unitgroups.csv").open(encoding="utf-8", newline="") as file:
        stated = {row["uuid"]: row for row in csv.DictReader(file)}
    for uuid, group in reference().groups.items():
        row = stated.get(uuid)
        if row and "currency" not in group.name and group.name != "Units of time":
            assert group.find(row["reference_unit"]) is group.reference, group.name
