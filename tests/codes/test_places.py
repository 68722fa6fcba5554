"""Places: the same letters mean different provinces in different lists."""

import pickle

import pytest

from lcabridge.codes import (
    keygen,
    lineage,
    nearest,
    openlca_uuid,
    place,
    places,
    resolve,
    resolve_openlca_uuid,
    translate,
)
from lcabridge.errors import UsageError

# GB/T 2260, ISO 3166-2, ecoinvent, Chinese name: the five whose letters differ, two that do not
PROVINCES = [
    ("130000", "CN-HE", "CN-HB", "HEB-CN", "河北省"),
    ("410000", "CN-HA", "CN-HE", "HEN-CN", "河南省"),
    ("420000", "CN-HB", "CN-HU", "HUB-CN", "湖北省"),
    ("460000", "CN-HI", "CN-HA", "HAIN-CN", "海南省"),
    ("610000", "CN-SN", "CN-SA", "SAX-CN", "陕西省"),
    ("140000", "CN-SX", "CN-SX", "SX-CN", "山西省"),
    ("430000", "CN-HN", "CN-HN", "HUN-CN", "湖南省"),
]


@pytest.mark.parametrize(("gbt", "iso", "ecoinvent", "tiangong", "name"), PROVINCES)
def test_a_province_in_every_list(gbt, iso, ecoinvent, tiangong, name):
    found = resolve(gbt, "gbt2260")
    assert found.name_zh == name
    for code, system in [
        (iso, "iso"),
        (iso, "tidas"),
        (iso, "openlca"),
        (ecoinvent, "openlca1"),
        (ecoinvent, "ecoinvent"),
        (tiangong, "tiangong"),
        (f"CN-{gbt[:2]}", "iso"),
    ]:
        assert resolve(code, system) is found, (code, system)


def test_letters_are_never_carried_over():
    assert resolve("CN-HB", "ecoinvent").name_en == "Hebei"
    assert resolve("CN-HB", "iso").name_en == "Hubei"
    assert translate("CN-HB", "ecoinvent", "tidas").code == "CN-HE"
    assert translate("CN-HE", "openlca1", "openlca").code == "CN-HA"
    assert resolve("CN-HI", "ecoinvent") is None
    assert resolve("CN-HU", "iso") is None


def test_there_are_34_places_of_province_level():
    provinces = [entry for entry in places() if "gbt2260" in entry.codes]
    assert len(provinces) == 34
    assert len({entry.codes["gbt2260"] for entry in provinces}) == 34
    for code, alias in (("HK", "CN-HK"), ("MO", "CN-MO"), ("TW", "CN-TW")):
        assert resolve(code, "tidas") is resolve(alias, "iso") is resolve(code, "iso")
        assert resolve(code, "iso").parent == "CN"


def test_cities():
    wuhan = resolve("WH-HUB-CN", "tiangong")
    assert "武汉" in wuhan.name_zh
    assert wuhan.codes["tidas"].startswith("CN-HB-")
    assert [entry.id for entry in lineage(wuhan)][1:] == ["CN-HB", "CN", "GLO"]
    assert translate("EEDS-NMG-CN", "tiangong", "tidas") == ("CN-NM-ODS", True, resolve("CN-NM-ODS", "tidas"))
    assert translate("WH-HUB-CN", "tiangong", "ecoinvent")[:2] == ("CN-HU", False)


def test_a_grid_becomes_the_country_where_there_are_no_grids():
    grid = resolve("CN-NCGC", "ecoinvent")
    assert grid.kind == "grid"
    assert nearest(grid, "tidas") == ("CN", False, place("CN"))
    assert resolve("CN-NCGC", "tidas") is None


def test_residual_and_global_are_two():
    assert resolve("RoW", "tidas") is not resolve("GLO", "tidas")
    assert resolve("RoW", "ilcd") is None
    assert translate("RoW", "ecoinvent", "ilcd")[:2] == ("GLO", False)


def test_withdrawn_countries_of_the_ilcd_list():
    assert resolve("AN", "ilcd").name_en.startswith("Netherlands Antilles")
    assert translate("CS", "ilcd", "tidas")[:2] == ("GLO", False)
    assert resolve("AN", "iso") is None


def test_unknown():
    assert resolve("XX", "iso") is None
    assert resolve("de", "iso") is None
    assert translate("XX", "iso", "tidas") is None
    assert nearest(place("GLO"), "gbt2260") is None
    assert place("nowhere") is None
    with pytest.raises(UsageError, match="'nuts'"):
        resolve("DE", "nuts")


def test_every_place_lies_somewhere():
    for entry in places():
        assert lineage(entry)[-1].id == "GLO", entry.id
        assert entry.name_en
        assert entry.name_zh


def test_places_cross_processes():
    assert pickle.loads(pickle.dumps(resolve("CN-BJ", "iso"))) == resolve("CN-BJ", "iso")


class TestKeygen:
    @pytest.mark.parametrize(
        ("parts", "uuid"),
        [
            (("DE",), "5f02f088-9301-3d7b-a1ac-972c11bf3e7d"),
            ((" de ",), "5f02f088-9301-3d7b-a1ac-972c11bf3e7d"),
            (
                (
                    "waste treatment",
                    "community composting",
                    "community garden compost service",
                    "kg",
                    "DE",
                    "false",
                    "U",
                ),
                "6eb2e5dd-e568-3c00-ba3c-ce7f524c4202",
            ),
        ],
    )
    def test_what_openlca_gave(self, parts, uuid):
        assert keygen(*parts) == uuid

    def test_nothing_is_an_empty_name(self):
        assert keygen("a", None, "b") == keygen("A", "", " b ") == keygen("a//b")

    def test_a_location_keeps_its_uuid_when_its_letters_change(self):
        # Hebei: CN-HB in openLCA 1, CN-HE in openLCA 2, one UUID; the UUID of the letters CN-HE is Henan
        hebei = resolve("CN-HE", "openlca")
        assert openlca_uuid(hebei) == keygen("CN-HB") == "8f697344-3337-3a4d-a98b-fb261935fd20"
        assert resolve_openlca_uuid("8F697344-3337-3A4D-A98B-FB261935FD20") is hebei
        assert resolve_openlca_uuid(keygen("CN-HE")).name_en == "Henan"
        assert openlca_uuid(resolve("DE", "iso")) == keygen("DE")

    def test_places_that_openlca_does_not_list(self):
        assert openlca_uuid(resolve("CN-NCGC", "ecoinvent")) == ""
        assert resolve_openlca_uuid(keygen("nowhere")) is None
