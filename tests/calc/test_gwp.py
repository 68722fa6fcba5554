"""GWP sets: values of the reports, every compartment of every list, the split, and what has no factor."""

import csv
import gzip

import pytest

import lcabridge
from lcabridge.calc import Calculator, gases, gwp_set, gwp_sets
from lcabridge.calc.gwp import SPLIT, match, split_factor, total_factor
from lcabridge.errors import UsageError
from tests.calc.hand import AIR, UNITS, Package, co2, flow, inp, out, process

# IPCC AR4 table 2.14; AR5 tables 8.A.1 and 8.7; AR6 tables 7.15 and 7.SM.7
METHANE = {
    ("cn-inventory", 100): (28, 28),
    ("ar4", 100): (25, 25), ("ar4", 20): (72, 72), ("ar4", 500): (7.6, 7.6),
    ("ar5", 100): (30, 28), ("ar5", 20): (85, 84), ("ar5-ccf", 100): (36, 34),
    ("ar6-7.15", 100): (29.8, 27.0), ("ar6-7.15", 20): (82.5, 79.7), ("ar6-7.15", 500): (10.0, 7.2),
    ("ar6-7sm7", 100): (27.9, 27.9), ("ar6-7sm7", 20): (81.2, 81.2),
}  # fmt: skip


@pytest.mark.parametrize(("key", "values"), METHANE.items(), ids=str)
def test_methane(key, values):
    chosen = gwp_sets()[key].values
    assert (chosen["CH4 fossil"], chosen["CH4 biogenic"]) == values


@pytest.mark.parametrize(
    ("gas", "values"),
    {
        "N2O": (298, 265, 298, 273),
        "SF6": (22800, 23500, 26087, 25200),
        "NF3": (17200, 16100, 17885, 17400),
        "HFC-134a": (1430, 1300, 1549, 1530),
        "PFC-14": (7390, 6630, 7349, 7380),
        "CFC-11": (4750, 4660, 5352, 6230),
    }.items(),
)
def test_other_gases(gas, values):
    assert tuple(gwp_set(name).values[gas] for name in ("ar4", "ar5", "ar5-ccf", "ar6")) == values


def test_inventory_set_is_ar5_without_the_montreal_gases():
    ar5, inventory = gwp_set("ar5").values, gwp_set("cn-inventory").values
    assert {g for g in ar5 if g not in inventory} >= {"CFC-11", "HCFC-22", "Halon-1301", "Carbon tetrachloride"}
    assert all(inventory[g] == ar5[g] for g in inventory if g not in ("CH4 fossil", "CH4 land use change"))


def test_every_value_is_of_a_gas_and_no_set_is_empty():
    assert len(gwp_sets()) == 13
    for chosen in gwp_sets().values():
        assert chosen.values.keys() <= gases().keys()
        assert len(chosen.values) >= 60


def test_unknown_set_or_horizon():
    with pytest.raises(UsageError, match=r"cn-inventory \(100\)"):
        gwp_set("ar7")
    with pytest.raises(UsageError):
        gwp_set("ar5", 500)


def _package():
    return Package(
        *UNITS,
        flow("steel"),
        co2("fossil", "Carbon dioxide, fossil"),
        co2("bio", "Carbon dioxide, biogenic"),
        co2("luc", "Carbon dioxide, land transformation"),
        co2("biomethane", "Methane, biogenic"),
        flow("uptake", "elementary", category="Elementary flows/Resource/in air", name="Carbon dioxide, in air"),
        flow("flight", "elementary", name="Carbon dioxide, fossil",
             category="Emissions/Emissions to air/Emissions to lower stratosphere and upper troposphere"),
        flow("water", "elementary", name="Methane, fossil", category="Elementary flows/Emission to water/unspecified"),
        flow("cfc", "elementary", category=AIR, name="Methane, trichlorofluoro-, CFC-11"),
        flow("unheard", "elementary", category=AIR, name="HFC-9999"),
        process(
            "a", out("steel", 1.0, ref=True), out("fossil", 10.0), out("bio", 3.0), out("luc", 2.0),
            out("biomethane", 0.5), inp("uptake", 4.0), out("flight", 1.0), out("water", 7.0), out("cfc", 0.1),
            out("unheard", 0.1),
        ),
    )  # fmt: skip


def test_split():
    found = Calculator(_package()).gwp("ar6-7.15")
    split = {name: float(values[0]) for name, values in found.split.items()}
    assert split == pytest.approx(
        {
            "fossil": 10.0 + 0.1 * 6230, "biogenic": 0.5 * 27.0, "luc": 2.0, "aircraft": 1.0,
            "biogenic_uptake": -4.0, "biogenic_release": 3.0,
        },
        rel=1e-12,
    )  # fmt: skip
    assert tuple(found.split) == SPLIT
    assert found.values[0] == pytest.approx(10 + 623 + 13.5 + 2 + 1, rel=1e-12)
    assert sum(split[name] for name in SPLIT[:4]) == pytest.approx(found.values[0], rel=1e-12)


def test_gases_without_a_factor_are_listed():
    found = Calculator(_package()).gwp("cn-inventory")
    reasons = {row.name["en"]: why["en"] for row, why in found.indicator.without}
    assert set(reasons) == {"Methane, trichlorofluoro-, CFC-11", "HFC-9999"}
    assert "no value for CFC-11" in reasons["Methane, trichlorofluoro-, CFC-11"]


@pytest.mark.parametrize(
    ("name", "cas", "category", "gas"),
    [
        ("Dinitrogen monoxide", "", "air/low population density", "N2O"),
        ("methane (biogenic)", "000074-82-8", AIR, "CH4 biogenic"),
        ("Ethane, 1,1,1,2-tetrafluoro-, HFC-134a", "", "air", "HFC-134a"),
        ("1,1,1,2-Tetrafluoroethane", "", AIR, "HFC-134a"),
        ("some trade name", "811-97-2", AIR, "HFC-134a"),
        ("some ether", "406-78-0", AIR, None),  # the CAS number of three isomers in EF 3.1
        ("Methane, fossil", "74-82-8", "Elementary flows/Emission to soil/unspecified", None),
        ("二氧化碳", "", AIR, "CO2 fossil"),
        ("Sulfur dioxide", "7446-09-5", AIR, None),
    ],
)
def test_match(name, cas, category, gas):
    found = match([name], cas, tuple(category.split("/")))
    assert (found.gas.id if found and found.gas else None) == gas


def test_gas_in_cubic_metres_is_converted_by_its_mass():
    from lcabridge.model import FlowPropertyFactor, Ref
    from tests.calc.hand import group, quantity, uid

    volume = (group("volume", {"m3": 1.0}), quantity("volume"))
    gas = flow("gas", "elementary", prop="volume", category=AIR, name="Methane, fossil")
    gas.properties.append(FlowPropertyFactor(property=Ref(type="flow_property", uuid=uid("mass")), factor=0.7))
    package = Package(*UNITS, *volume, flow("steel"), gas, process("a", out("steel", 1.0, ref=True), out("gas", 2.0)))
    assert Calculator(package).gwp("ar5").values[0] == pytest.approx(2.0 * 0.7 * 30, rel=1e-12)
    del gas.properties[1]
    found = Calculator(package).gwp("ar5")
    assert found.values[0] == 0.0
    assert [why["en"] for _, why in found.indicator.without] == ["it is not measured in mass"]


def test_ef_climate_method_has_the_same_1099_factors(corpus):
    """EF 3.1 Climate change is AR6 with methane of table 7.15: each of its factors must be ours, in every compartment."""
    listed = corpus / "flowlists/ef31_elementary.csv.gz"
    with gzip.open(listed, "rt", encoding="utf-8") as file:
        flows = {row["uuid"]: row for row in csv.DictReader(file)}
    with lcabridge.read(corpus / "lcia/ef31-climate.zip") as package:
        category = next(c for c in package.entities("impact_category") if c.uuid.startswith("6209b35f"))
    assert len(category.factors) == 1099
    chosen = gwp_set("ar6-7.15")
    wrong = []
    for factor in category.factors:
        row = flows[factor.flow.uuid]
        path = (row["compartment_1"], row["compartment_2"], row["compartment_3"])
        found = match([row["name_en"]], row["cas"], path)
        if found is None or total_factor(found, chosen) != factor.value:
            wrong.append((row["name_en"], row["compartment_3"], factor.value))
    assert wrong == []


def test_ef_biogenic_and_land_use_methods_are_columns_of_the_split(corpus):
    with gzip.open(corpus / "flowlists/ef31_elementary.csv.gz", "rt", encoding="utf-8") as file:
        flows = {row["uuid"]: row for row in csv.DictReader(file)}
    chosen, wrong = gwp_set("ar6-7.15"), []
    columns = {"706261af": ("biogenic", "biogenic_uptake", "biogenic_release"), "14af9ca7": ("luc",)}
    with lcabridge.read(corpus / "lcia/ef31-climate.zip") as package:
        for category in package.entities("impact_category"):
            for factor in category.factors if category.uuid[:8] in columns else ():
                row = flows[factor.flow.uuid]
                path = (row["compartment_1"], row["compartment_2"], row["compartment_3"])
                found = match([row["name_en"]], row["cas"], path)
                part = split_factor(found, chosen) if found else None
                if part is None or part[0] not in columns[category.uuid[:8]]:
                    wrong.append(row["name_en"])
    assert wrong == []
