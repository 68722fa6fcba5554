"""The tables against the lists they were made from and against packages that use the codes."""

import csv
import json
import re
import zipfile

from lcabridge.codes import code_list, openlca_uuid, places, resolve, resolve_openlca_uuid
from lcabridge_mappings import tables


def test_every_tidas_location_is_a_place(corpus):
    schemas = corpus / "schemas" / "tidas-json"
    text = (schemas / "schemas" / "tidas_locations_category.json").read_text("utf-8")
    codes = {entry["const"] for entry in json.loads(text)["oneOf"]} - {"NULL"}
    assert len(codes) == 647
    assert {entry.codes["tidas"] for entry in places() if "tidas" in entry.codes} == codes


def test_every_ilcd_location_is_a_place(corpus):
    text = (corpus / "schemas" / "eilcd-xsd" / "stylesheets" / "ILCDLocations_Reference.xml").read_text("utf-8")
    codes = {code.replace("&amp;", "&") for code in re.findall(r'<location value="([^"]*)"', text)}
    assert {entry.codes["ilcd"] for entry in places() if "ilcd" in entry.codes} == codes


def test_openlca_1_means_by_its_province_letters_what_we_say(corpus):
    compared = 0
    with zipfile.ZipFile(corpus / "jsonld" / "uslci-2020q3.zip") as package:
        for name in package.namelist():
            if not name.startswith("locations/"):
                continue
            location = json.loads(package.read(name))
            code = location.get("code", "")
            found = resolve(code, "openlca1") if code else None
            if found is None:
                continue
            assert openlca_uuid(found) == location["@id"], code
            assert resolve_openlca_uuid(location["@id"]) is found
            if found.kind == "province":
                # the name ends with the Chinese one in parentheses
                assert location["name"].split("(")[1][:2] == found.name_zh[:2], code
                compared += 1
    assert compared == 31


def test_openlca_2_location_ids(corpus):
    with (corpus / "classifications" / "openlca_locations.csv").open(encoding="utf-8", newline="") as file:
        stated = {row["Code"]: row["ID"] for row in csv.DictReader(file)}
    checked = 0
    for entry in places():
        code = entry.codes.get("openlca")
        if code:
            assert stated[code] == openlca_uuid(entry), code
            checked += 1
    assert checked == 303


def test_regions_agree_with_the_compiled_list(corpus):
    with (corpus / "classifications" / "cn_regions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = resolve(row["gbt2260"], "gbt2260")
            assert found.name_zh == row["name_zh"] or found.kind == "country"
            assert found is resolve(row["iso3166_2"], "iso")
            assert found.codes["tidas"] == row["tidas_code"]
            assert found.codes["openlca"] == row["openlca_code"]
            assert found.codes["ecoinvent"] == row["ecoinvent_code"]


def test_every_place_of_the_tiangong_package_is_known(corpus):
    with zipfile.ZipFile(corpus / "ilcd" / "tiangong-dev.zip") as package:
        codes = set()
        for name in package.namelist():
            if "processes/" in name:
                codes.update(re.findall(r'location="([^"]*)"', package.read(name).decode("utf-8")))
    assert len(codes) == 26
    for code in codes:
        system = "tiangong" if code.endswith("-CN") else "ilcd"
        found = resolve(code, system)
        assert found is not None, code
        assert found.codes.get("tidas"), code


def test_code_lists_agree_with_their_sources(corpus):
    schemas = corpus / "schemas" / "tidas-json" / "schemas"
    for id_, file in [("isic-5", "tidas_processes_category"), ("cpc-3.0", "tidas_flows_product_category")]:
        entries = json.loads((schemas / f"{file}.json").read_text("utf-8"))["oneOf"]
        stated = {
            (
                e["properties"]["@classId"]["const"],
                int(e["properties"]["@level"]["const"]),
                e["properties"]["#text"]["const"],
            )
            for e in entries
        }
        assert {(entry.code, entry.level, entry.name_en) for entry in code_list(id_)} == stated
    with (corpus / "classifications" / "gbt4754-2017.csv").open(encoding="utf-8", newline="") as source:
        stated = {(row["code"], row["parent"], int(row["level"]), row["name_zh"]) for row in csv.DictReader(source)}
    assert {(e.code, e.parent, e.level, e.name_zh) for e in code_list("gbt4754-2017")} == stated


def test_elementary_categories_agree_with_tidas(corpus):
    text = (corpus / "schemas" / "tidas-json" / "schemas" / "tidas_flows_elementary_category.json").read_text("utf-8")
    stated = {
        (e["properties"]["@catId"]["const"], int(e["properties"]["@level"]["const"]), e["properties"]["#text"]["const"])
        for e in json.loads(text)["oneOf"]
    }
    assert {(entry.code, entry.level, entry.name_en) for entry in code_list("ilcd-elementary")} == stated
    base = [row for row in tables.rows("codes/ilcd-elementary.csv") if row["ilcd_1_1"] == "1"]
    assert len(base) == 55
