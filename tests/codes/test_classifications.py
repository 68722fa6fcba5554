"""Code lists: counts that the standards state, hierarchy, and the structure of product codes."""

import pickle
import subprocess
import sys

import pytest

from lcabridge.codes import CODE_LISTS, CodeList, code_list, isic4_of_gbt4754, product_code
from lcabridge.errors import ModelError, UsageError


@pytest.mark.parametrize(
    ("id_", "levels"),
    [
        # GB/T 4754-2017 with amendment 1: sections, divisions, groups, classes as the statistics offices state them
        ("gbt4754-2017", (20, 97, 473, 1382)),
        # United Nations: ISIC Rev. 4
        ("isic-4", (21, 88, 238, 419)),
        # ISIC Rev. 5 and CPC 3.0 as reference china §1.7 counts them
        ("isic-5", (22, 87, 258, 463)),
        ("cpc-3.0", (10, 71, 327, 1301, 2877)),
        ("ilcd-elementary", (4, 10, 51)),
    ],
)
def test_counts(id_, levels):
    counts = {}
    for entry in code_list(id_):
        counts[entry.level] = counts.get(entry.level, 0) + 1
    assert tuple(counts[level] for level in sorted(counts)) == levels
    assert len(code_list(id_)) == sum(levels)


@pytest.mark.parametrize("id_", sorted(CODE_LISTS))
def test_every_class_stands_under_a_shorter_code(id_):
    listed = code_list(id_)
    for entry in listed:
        assert entry.name
        path = listed.path(entry.code)
        assert len(path) == entry.level + 1
        assert entry in listed.children(entry.parent)
        if entry.level > (1 if "-" in id_ and id_[:3] in ("gbt", "isi") else 0):
            assert entry.code.startswith(entry.parent) or entry.parent == "1" or id_ == "isic-5"


def test_paths():
    names = [(entry.code, entry.name) for entry in code_list("gbt4754-2017").path("4411")]
    assert names == [
        ("D", "电力、热力、燃气及水生产和供应业"),
        ("44", "电力、热力生产和供应业"),
        ("441", "电力生产"),
        ("4411", "火力发电"),
    ]
    assert [entry.code for entry in code_list("isic-4").path("0112")] == ["A", "01", "011", "0112"]
    assert [entry.name_en for entry in code_list("ilcd-elementary").path("1.3.4")] == [
        "Emissions",
        "Emissions to air",
        "Emissions to air, unspecified",
    ]
    assert [entry.code for entry in code_list("cpc-3.0").find("wheat, seed")] == ["01111"]
    assert code_list("isic-5").get("nothing") is None


def test_unknown():
    with pytest.raises(ModelError, match=r"ISIC Rev\. 4 has no code '9999'"):
        code_list("isic-4").path("9999")
    with pytest.raises(UsageError, match="Unknown code list 'nace'"):
        code_list("nace")


def test_correspondence_of_the_standard():
    assert isic4_of_gbt4754("0111") == ("0112",)  # rice
    assert isic4_of_gbt4754("0112") == ("0111",)  # wheat
    assert isic4_of_gbt4754("nothing") == ()
    gbt, isic = code_list("gbt4754-2017"), code_list("isic-4")
    mapped = [entry.code for entry in gbt if isic4_of_gbt4754(entry.code)]
    assert len(mapped) == 1378
    odd = set()
    for code in mapped:
        assert 1 <= len(isic4_of_gbt4754(code)) <= 4
        for target in isic4_of_gbt4754(code):
            if isic.get(target) is None or isic.get(target).level != 3:
                odd.add((code, target))
    # The annex prints 2430 for casting of metals, where ISIC Rev. 4 has the classes 2431 and 2432.
    assert odd == {("3391", "2430")}
    # Nine groups are mapped as a whole.
    assert {len(code) for code in mapped} == {3, 4}


def rows(*codes):
    return [{"code": code, "parent": parent, "name_en": code, "name_zh": ""} for code, parent in codes]


def test_a_broken_list_is_refused():
    assert CodeList.build("x", "X", rows(("A", ""), ("01", "A"))).get("01").level == 1
    with pytest.raises(ModelError, match="occurs twice"):
        CodeList.build("x", "X", rows(("A", ""), ("A", "")))
    with pytest.raises(ModelError, match="parent 'A' of '01' does not stand before"):
        CodeList.build("x", "X", rows(("01", "A"), ("A", "")))


class TestProductCode:
    def test_layers(self):
        assert product_code("0101020304").path == ("01", "0101", "010102", "01010203", "0101020304")
        assert product_code("3901").path == ("39", "3901")
        assert product_code("3901000000").path == ("39", "3901")
        assert product_code("0101020304005").path[-1] == "0101020304005"

    @pytest.mark.parametrize(
        ("code", "said"),
        [
            ("", "has 2, 4, 6, 8, 10 or 13 digits"),
            ("010", "has 2, 4, 6, 8, 10 or 13 digits"),
            ("01010203041", "has 2, 4, 6, 8, 10 or 13 digits"),
            ("01a1", "has 2, 4, 6, 8, 10 or 13 digits"),
            ("٠١", "has 2, 4, 6, 8, 10 or 13 digits"),
            ("3801", "'38' is no industry division"),
            ("0001", "'00' is no industry division"),
            ("9901", "'99' is no industry division"),
            ("01000101", "00 stands before a layer"),
            ("0101000000123", "00 stands before a layer"),
        ],
    )
    def test_refused(self, code, said):
        with pytest.raises(ModelError, match=said):
            product_code(code)


def test_lists_cross_processes():
    again = pickle.loads(pickle.dumps(code_list("isic-4")))
    assert again.path("0112") == code_list("isic-4").path("0112")


def test_importing_reads_no_table():
    script = (
        "import lcabridge.codes, lcabridge.units, lcabridge.formula, lcabridge.codes.classifications as c,"
        "lcabridge.codes.locations as p, lcabridge.units.defaults as r;"
        "assert c.code_list.cache_info().currsize == 0;"
        "assert p._tables.cache_info().currsize == 0;"
        "assert r.reference.cache_info().currsize == 0"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
