"""Unit arithmetic by hand calculation, and the reference data against their legal definitions."""

import pickle

import pytest

from lcabridge.errors import UnitError
from lcabridge.model import Ref, Unit, UnitGroup
from lcabridge.units import (
    ONE,
    Dimension,
    TableUnit,
    UnitTable,
    exchange_amount,
    flow_property_entity,
    known_factor,
    reference,
    reference_amount,
    reference_flow_property,
    reference_property_of,
    reference_unit_group,
    unit_group_entity,
)

MASS = "93a60a57-a4c8-11da-a746-0800200c9a66"
ENERGY = "93a60a57-a3c8-11da-a746-0800200c9a66"


class TestAmountRule:
    def test_twenty_megajoules_of_a_flow_with_ten_per_kilogram_are_two_kilograms(self):
        assert reference_amount(20.0, 1.0, 10.0) == 2.0

    def test_in_kilowatt_hours(self):
        assert reference_amount(20.0 / 3.6, 3.6, 10.0) == pytest.approx(2.0, rel=1e-15)

    def test_a_reference_property_with_a_factor_of_its_own(self):
        # a flow whose reference property has factor 2: 20 MJ / 10 are 2 reference shares of 2 units each
        assert reference_amount(20.0, 1.0, 10.0, 2.0) == 4.0

    def test_the_sign_is_kept_and_the_way_back_is_the_inverse(self):
        assert reference_amount(-5.0, 1000.0) == -5000.0
        assert exchange_amount(2.0, 1.0, 10.0) == 20.0
        assert exchange_amount(0.0, 3.6, 10.0) == 0.0

    @pytest.mark.parametrize("factors", [(0.0,), (1.0, 0.0), (1.0, 1.0, 0.0), (float("nan"),), (1.0, float("inf"))])
    def test_a_factor_that_is_none_is_refused(self, factors):
        with pytest.raises(UnitError, match="conversion factor is"):
            reference_amount(1.0, *factors)


class TestDimension:
    def test_power_is_energy_over_time(self):
        energy, time = Dimension.parse("mass length^2 time^-2"), Dimension.parse("time")
        assert energy / time == Dimension.parse("mass length^2 time^-3")
        assert str(energy / time) == "length^2 mass time^-3"
        assert time**3 / time / time / time == ONE
        assert str(ONE) == "1"
        assert Dimension.parse("length length") == Dimension.parse("length^2")

    def test_a_word_that_is_none(self):
        with pytest.raises(UnitError, match="'weight' is no base quantity"):
            Dimension.parse("weight")


class TestReference:
    @pytest.mark.parametrize(
        ("amount", "source", "target", "value"),
        [
            (2, "t", "kg", 2000),
            (1, "lb", "g", 453.59237),
            (1, "Mg", "mg", 1e9),
            (1, "kWh", "MJ", 3.6),
            (1, "year", "day", 365),
            (1, "h", "s", 3600),
            (1, "ac", "m2", 4046.8564224),
            (1, "mi2", "ac", 640),
            (1, "bbl", "gal (US liq)", 42),
            (1, "gal (Imp)", "fl oz (Imp)", 160),
            (1, "cu ft", "in3", 1728),
            (1, "lb*mi", "t*km", 0.00045359237 * 1.609344),
            (1, "Ci", "Bq", 3.7e10),
            (1, "TCE", "kcal", 7e6),
            (1, "TOE", "MWh", 11.63),
            (1, "oz t", "gr", 480),
            (1, "nmi", "m", 1852),
            (365, "m3*d", "m3*a", 1),
            (1, "Dozen(s)", "p", 12),
            (1, "m²a", "m2*d", 365),
        ],
    )
    def test_conversion(self, amount, source, target, value):
        table = reference()
        assert table.convert(amount, table.unit(source), table.unit(target)) == pytest.approx(value, rel=1e-14)

    def test_every_group_has_one_reference_unit_of_factor_one(self):
        groups = reference().groups
        assert len(groups) == 27
        assert sum(len(group.units) for group in groups.values()) == 189
        for group in groups.values():
            assert group.reference.factor == 1.0
            assert group.reference in group.units
            assert reference_flow_property(group.default_property).unit_group == group.uuid

    def test_known_properties(self):
        assert reference_flow_property("93a60a56-a3c8-11da-a746-0800200b9a66") == ("Mass", MASS, "kg")
        assert reference_flow_property("838aaa20-0117-11db-92e3-0800200c9a66") == (
            "Goods transport (mass*distance)",
            "838aaa21-0117-11db-92e3-0800200c9a66",
            "t*km",
        )
        # one digit from Mass: 0c instead of 0b
        assert reference_flow_property("93a60a56-a3c8-11da-a746-0800200c9a66") == ("Net calorific value", ENERGY, "MJ")
        assert reference_flow_property("00000000-0000-0000-0000-000000000000") is None
        assert reference_unit_group(MASS).find("t").factor == 1000
        assert reference_unit_group("00000000-0000-0000-0000-000000000000") is None
        assert reference_property_of("kWh") == "f6811440-ee37-11de-8a39-0800200c9a66"
        assert reference_property_of("furlong per fortnight") == ""

    def test_units_of_other_kinds_do_not_convert(self):
        table = reference()
        for source, target in [("kg", "m3"), ("t*km", "p*km"), ("p*km", "v*km"), ("kBq", "s"), ("MJ", "kg")]:
            with pytest.raises(UnitError, match="does not convert"):
                table.convert(1.0, table.unit(source), table.unit(target))

    def test_a_unit_without_a_certain_factor_is_refused(self):
        table = reference()
        with pytest.raises(UnitError, match=r"No certain factor is known for unit 'Imp\.min\.'"):
            table.convert(1.0, table.unit("Imp.min."), table.unit("m3"))
        assert known_factor(table.unit("l")) == 0.001

    def test_unknown_and_ambiguous_names(self):
        with pytest.raises(UnitError, match="Unknown unit 'stone'"):
            reference().unit("stone")
        with pytest.raises(UnitError, match="has no unit 'kWh'") as caught:
            reference().group(MASS).unit("kWh")
        assert "kg" in caught.value.hint_en
        with pytest.raises(UnitError, match="no unit group"):
            reference().group("nowhere")

    def test_case_counts(self):
        mass = reference().group(MASS)
        assert mass.unit("Mg").factor == 1000
        assert mass.unit("mg").factor == 1e-6
        assert mass.unit(" kg ").name == "kg"

    def test_entities_of_the_model(self):
        group = unit_group_entity(ENERGY)
        assert [unit.name for unit in group.units if unit.is_reference] == ["MJ"]
        assert group.default_property.uuid == "f6811440-ee37-11de-8a39-0800200c9a66"
        volume = unit_group_entity("93a60a57-a3c8-12da-a746-0800200c9a66")
        assert "Imp.min." not in [unit.name for unit in volume.units]
        prop = flow_property_entity("93a60a56-a3c8-11da-a746-0800200b9a66")
        assert prop.unit_group.uuid == MASS
        assert prop.property_type == "physical"
        assert flow_property_entity("fdfecf14-ff8a-4e17-b2b2-f938c4b5cc27").property_type == "economic"
        assert unit_group_entity("x") is None
        assert flow_property_entity("x") is None


def group(uuid, *units):
    return UnitGroup(
        uuid=uuid,
        name={"en": f"Units {uuid}"},
        units=[
            Unit(name=n, factor=f, is_reference=f == 1.0, synonyms=list(s), uuid=f"{uuid}/{n}") for n, f, *s in units
        ],
        default_property=Ref(type="flow_property", uuid="p"),
    )


class TestOwnTable:
    table = UnitTable.of(
        [
            group("g1", ("kg", 1.0), ("lb av", 0.45, "lb")),
            group("g2", ("t", 1.0), ("kt", 1000.0, "Gg")),
            group("g3", ("point", 1.0), ("kg", 5.0)),
            group("g4", ("MJ", 1.0)),
        ],
        reference(),
    )

    def test_the_factor_of_the_package_counts_within_its_group(self):
        assert self.table.convert(1.0, self.table.unit("lb"), self.table.unit("kg", "g1")) == 0.45

    def test_across_groups_of_one_dimension(self):
        # 2 kt of a table in tonnes are 2,000 t, 2,000,000 kg
        kt, kg = self.table.unit("Gg"), self.table.unit("kg", "g1")
        assert self.table.convert(2.0, kt, kg) == 2e6
        assert self.table.convert(2e6, kg, kt) == 2.0
        assert self.table.convert(1.0, kg, reference().unit("g")) == 1000.0
        assert self.table.dimension(kt) == Dimension.parse("mass")

    def test_what_is_of_unknown_kind_is_refused(self):
        with pytest.raises(UnitError, match=r"'point' \(\?\) does not convert into 'kg' \(mass\)"):
            self.table.convert(1.0, self.table.unit("point"), self.table.unit("kg", "g1"))
        with pytest.raises(UnitError, match="does not convert"):
            self.table.convert(1.0, self.table.unit("MJ"), self.table.unit("kg", "g1"))

    def test_a_name_of_several_groups_needs_its_group(self):
        with pytest.raises(UnitError, match="means several things: Units g1, Units g3"):
            self.table.unit("kg")
        assert self.table.unit("g3/kg").factor == 5.0

    def test_groups_that_cannot_be_used(self):
        with pytest.raises(UnitError, match="has no reference unit"):
            UnitTable.of([group("bad", ("x", 2.0))])
        with pytest.raises(UnitError, match=r"has the factor 0\.0"):
            UnitTable.of([group("bad", ("x", 1.0), ("y", 0.0))])

    def test_without_a_fallback_nothing_is_guessed(self):
        alone = UnitTable.of([group("g1", ("kg", 1.0)), group("g2", ("t", 1.0))])
        with pytest.raises(UnitError, match="does not convert"):
            alone.convert(1.0, alone.unit("t"), alone.unit("kg"))
        assert alone.dimension(alone.unit("t")) is None
        with pytest.raises(UnitError, match="Unknown unit"):
            alone.unit("MJ")

    def test_tables_cross_processes(self):
        again = pickle.loads(pickle.dumps(self.table))
        assert again.convert(2.0, again.unit("Gg"), again.unit("kg", "g1")) == 2e6

    def test_the_same_unit_is_the_same_amount_bit_for_bit(self):
        unit = TableUnit("odd", 0.1, "g")
        assert self.table.convert(0.3, unit, unit) == 0.3
