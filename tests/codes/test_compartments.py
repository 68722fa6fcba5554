"""Compartments: every path of the corpus finds its medium, and none finds another."""

import csv
import gzip
import json
import zipfile

import pytest

from lcabridge.codes import code_list, compartment, ilcd_compartment


@pytest.mark.parametrize(
    ("path", "quantity", "id_", "exact"),
    [
        ("Elementary Flows/emission/air", "", "1.3.4", True),
        ("Elementary flows/Emission to air/unspecified", "kg", "1.3.4", True),
        ("Elementary flows/Emission to air/high population density", "", "1.3.1", True),
        ("emission/air/troposphere/rural/high", "", "1.3.12", True),
        ("emission/air/troposphere/high", "", "1.3.2", False),
        ("emission/air/stratosphere", "", "1.3.3", False),
        ("emission/water", "", "1.1.3", True),
        ("emission/water/saline water body/ocean", "", "1.1.2", True),
        ("emission/water/subterranean", "", "1.1.1", False),
        ("emission/ground/human-dominated/agricultural", "", "1.2.1", True),
        ("emission/ground/human-dominated/industrial", "", "1.4.1", True),
        ("emission/ground/terrestrial/forest", "", "1.2.2", False),
        ("water/ground-, long-term", "", "1.1.4", False),
        ("Raw/in ground", "", "2.1", True),
        ("resource/ground", "kg", "2.1", True),
        ("resource/biotic", "", "2.4", True),
        ("Resource/land", "", "3", True),
        ("Resource/land", "m2*a", "3.1", True),
        ("Resource/land", "Area*time", "3.1", True),
        ("Resource/land", "m2", "3.2", True),
        ("resource/ground/human-dominated/agricultural", "m2*a", "3.1", False),
        ("resource/ground/terrestrial/forest", "kg", "2.1", False),
        ("Emissions/Emissions to air/Emissions to air, indoor", "", "1.3.6", True),
        ("Land use/Land transformation", "", "3.2", True),
        # deeper than the table: the nearest level, not exact
        ("emission/air/over the rainbow", "", "1.3.4", False),
        ("Elementary flows/Emission to water/river/left bank", "", "1.1.1", False),
    ],
)
def test_category(path, quantity, id_, exact):
    found = ilcd_compartment(path, quantity)
    assert (found.id, found.exact) == (id_, exact)
    assert ilcd_compartment(path.split("/"), quantity) == found
    assert found.names == tuple(entry.name_en for entry in code_list("ilcd-elementary").path(id_))


@pytest.mark.parametrize(
    ("path", "id_"),
    [
        ("emission/air/indoor", "1.3.4"),
        ("emission/air/troposphere/urban/high", "1.3.2"),
        ("emission/air/troposphere/rural/ground-level", "1.3.2"),
        ("emission/ground/human-dominated/industrial", "1.2.2"),
        ("Emissions/Emissions to air/Emissions to air, indoor", "1.3.4"),
        ("Emissions/Emissions to industrial soil", "1.2.2"),
    ],
)
def test_within_ilcd_1_1_alone(path, id_):
    found = ilcd_compartment(path, extended=False)
    assert (found.id, found.exact) == (id_, False)


@pytest.mark.parametrize("path", ["", "Elementary flows", "Technosphere/air", "economic", "social/local community"])
def test_what_is_of_no_known_style_gets_no_category(path):
    assert ilcd_compartment(path) is None
    assert ilcd_compartment([]) is None


def test_ids():
    assert compartment("1.3").medium == "air"
    assert compartment("1.4.1").medium == "soil"
    assert compartment("1.4.1").is_emission
    assert not compartment("2.1").is_emission
    assert compartment("9.9") is None
    assert compartment("1").medium == ""


MEDIUM = {
    # what the words of a path say, independent of the table
    ("emission", "air"): {"air"},
    ("emission", "water"): {"water"},
    ("emission", "ground"): {"soil"},
    ("emission to air",): {"air"},
    ("emission to water",): {"water"},
    ("emission to soil",): {"soil"},
    ("resource", "air"): {"air"},
    ("resource", "water"): {"water", "land"},
    ("resource", "ground"): {"ground", "land"},
    ("resource", "biotic"): {"biosphere"},
    ("resource", "in water"): {"water"},
    ("resource", "in ground"): {"ground"},
    ("resource", "land"): {"land"},
}


def media(path):
    words = [word.casefold() for word in path if word.casefold() != "elementary flows"]
    return MEDIUM.get(tuple(words[:2])) or MEDIUM[tuple(words[:1])]


def elementary_flows(package):
    """Yield path and default flow property of every elementary flow, in either schema version."""
    with zipfile.ZipFile(package) as archive:
        names = sorted(archive.namelist())
        stored = {}
        for name in names:
            if name.startswith("categories/"):
                data = json.loads(archive.read(name))
                stored[data["@id"]] = (data["name"], (data.get("category") or {}).get("@id"))
        for name in names:
            if not name.startswith("flows/"):
                continue
            flow = json.loads(archive.read(name))
            if flow["flowType"] != "ELEMENTARY_FLOW":
                continue
            category = flow["category"]
            if isinstance(category, str):
                path = category.split("/")
            else:
                path, at = [], category["@id"]
                while at:
                    text, at = stored[at]
                    path.insert(0, text)
            yield path, flow["flowProperties"][0]["flowProperty"]["name"]


@pytest.mark.parametrize(("package", "flows"), [("uslci-2020q3", 2549), ("flcac-rail", 10), ("beef-cattle", 18)])
@pytest.mark.parametrize("extended", [True, False])
def test_every_elementary_flow_of_the_packages_keeps_its_medium(corpus, package, flows, extended):
    seen = 0
    for path, quantity in elementary_flows(corpus / "jsonld" / f"{package}.zip"):
        found = ilcd_compartment(path, quantity, extended=extended)
        assert found is not None, path
        assert found.medium in media(path), path
        assert found.is_emission == ("emission" in " ".join(path).lower())
        seen += 1
    assert seen == flows


def test_every_fedefl_context_keeps_its_medium(corpus):
    with gzip.open(corpus / "flowlists" / "fedefl.csv.gz", "rt", encoding="utf-8", newline="") as file:
        seen = {(row["Context"], row["Unit"]) for row in csv.DictReader(file)}
    contexts = {context for context, _ in seen}
    assert len(contexts) == 114
    for context, unit in seen:
        found = ilcd_compartment(context, unit)
        assert found.medium in media(context.split("/")), context
        assert (found.id == "3.1") == (unit == "m2*a"), context
    for context in contexts:
        assert ilcd_compartment(context) is not None


def test_every_ef_category_is_itself(corpus):
    with gzip.open(corpus / "flowlists" / "ef31_elementary.csv.gz", "rt", encoding="utf-8", newline="") as file:
        paths = {(row["compartment_1"], row["compartment_2"], row["compartment_3"]) for row in csv.DictReader(file)}
    for path in paths:
        words = tuple(word for word in path if word)
        found = ilcd_compartment(words)
        assert found.names == words
        assert found.exact
