"""EPDs: openLCA's own as fields, those of other formats as Epd with Results beside the process, and back."""

from __future__ import annotations

import zipfile

import orjson
import pytest

import lcabridge
from lcabridge.codes import keygen
from lcabridge.model import (
    Administration,
    Epd,
    Exchange,
    ImpactResult,
    ModuleValue,
    Process,
    Ref,
    Result,
    Time,
    diff,
)

EPD_ID = "00000000-0000-4000-8000-00000000e9d1"
PRODUCT, ENERGY, GWP, OWNER = (f"00000000-0000-4000-8000-00000000e9d{n}" for n in range(2, 6))


def _epd() -> Process:
    return Process(
        uuid=EPD_ID,
        version="01.00.000",
        name={"en": "Brick"},
        process_type="epd",
        epd_type="specific",
        time=Time(reference_year=2024, valid_until="2029"),
        administration=Administration(owner=Ref(type="contact", uuid=OWNER, name={"en": "Works"})),
        exchanges=[
            Exchange(id=1, flow=Ref(type="flow", uuid=PRODUCT), amount=1.0, direction="output", is_reference=True),
            Exchange(
                id=2,
                flow=Ref(type="flow", uuid=ENERGY),
                direction="input",
                modules=(ModuleValue(module="A1-A3", amount=30.0), ModuleValue(module="C3", scenario="S", text="ND")),
            ),
        ],
        impact_results=[
            ImpactResult(
                category=Ref(type="impact_category", uuid=GWP),
                modules=(
                    ModuleValue(module="A1-A3", amount=2.5),
                    ModuleValue(module="C3", scenario="S", amount=-0.5),
                ),
            )
        ],
    )


@pytest.fixture
def package(tmp_path):
    path = tmp_path / "epd.zip"
    lcabridge.write([_epd()], path, to="olca-jsonld")
    return path


def _documents(path):
    with zipfile.ZipFile(path) as archive:
        return {name: orjson.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}


def test_an_epd_is_one_for_openlca_with_a_result_for_each_module(package):
    documents = _documents(package)
    epd = documents[f"epds/{EPD_ID}.json"]
    # openLCA derives the id of a result so (reference openlca §2: epdId, module[ - scenario]).
    first, second = keygen(EPD_ID, "A1-A3"), keygen(EPD_ID, "C3 - S")
    assert [(m["name"], m["result"]["@id"]) for m in epd["modules"]] == [("A1-A3", first), ("C3 - S", second)]
    assert (epd["epdType"], epd["validFrom"], epd["validUntil"]) == ("SPECIFIC_DATASET", "2024-01-01", "2029-12-31")
    assert (epd["product"]["flow"]["@id"], epd["product"]["amount"]) == (PRODUCT, 1.0)
    assert epd["manufacturer"]["@id"] == OWNER
    flows = {f["flow"]["@id"]: (f["amount"], f["isInput"]) for f in documents[f"results/{first}.json"]["flowResults"]}
    assert flows == {PRODUCT: (1.0, False), ENERGY: (30.0, True)}
    (score,) = documents[f"results/{second}.json"]["impactResults"]
    assert (score["indicator"]["@id"], score["amount"]) == (GWP, -0.5)


def test_an_epd_comes_back_as_the_one_process_that_it_was(package):
    with lcabridge.read(package) as opened:
        (back,) = [e for e in opened if e.type in ("process", "epd", "result")]
    assert diff(_epd(), back) == []


def test_a_result_that_was_changed_in_openlca_is_read(package, tmp_path):
    changed = tmp_path / "changed.zip"
    name = f"results/{keygen(EPD_ID, 'A1-A3')}.json"
    with zipfile.ZipFile(package) as old, zipfile.ZipFile(changed, "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            new.writestr(entry, data.replace(b"2.5", b"3.5") if entry == name else data)
    with lcabridge.read(changed) as opened:
        (result,) = [e for e in opened if isinstance(e, Result)]
        assert result.impact_results[0].amount == 3.5
        assert {s.type for s in opened.index} >= {"process", "result"}


def test_what_openlca_says_of_an_epd_are_fields(tmp_path):
    documents = {
        f"epds/{EPD_ID}.json": {
            "@type": "Epd", "@id": EPD_ID, "name": "Brick", "epdType": "AVERAGE_DATASET", "urn": "openEPD:ec3x",
            "pcr": {"@type": "Source", "@id": GWP, "name": "Rules"},
            "product": {"@type": "EpdProduct", "flow": {"@type": "Flow", "@id": PRODUCT}, "amount": 2.0},
            "modules": [{"@type": "EpdModule", "name": "A1", "multiplier": 3.0, "result": {"@type": "Result", "@id": ENERGY}}],
        },
        f"results/{ENERGY}.json": {
            "@type": "Result", "@id": ENERGY, "name": "A1",
            "impactResults": [{"@type": "ImpactResult", "indicator": {"@type": "ImpactCategory", "@id": GWP}, "amount": 4.0}],
        },
    }  # fmt: skip
    path = tmp_path / "epds.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, document in documents.items():
            archive.writestr(name, orjson.dumps(document))
    with lcabridge.read(path) as opened:
        entities = {e.type: e for e in opened}
    epd, result = entities["epd"], entities["result"]
    assert isinstance(epd, Epd)
    assert (epd.epd_type, epd.urn, epd.product.amount, epd.modules[0].multiplier) == (
        "average",
        "openEPD:ec3x",
        2.0,
        3.0,
    )
    assert result.impact_results[0].amount == 4.0
    assert not epd.extra
    assert not result.extra
    lcabridge.write([epd, result], tmp_path / "back.zip", to="olca-jsonld")
    back = _documents(tmp_path / "back.zip")
    for name, document in documents.items():
        assert {key: back[name].get(key) for key in document if key != "pcr"}.keys() == document.keys() - {"pcr"}


@pytest.mark.parametrize("name", ["ilcd/epd-indata.zip", "ilcd/sdk-samples/epd-v1.3-example.xml"])
def test_epds_of_the_corpus_go_to_openlca_and_back(corpus, tmp_path, name):
    lcabridge.convert(corpus / name, tmp_path / "there.zip", to="olca-jsonld")
    lcabridge.convert(tmp_path / "there.zip", tmp_path / "back.zip", to="ilcd")
    found = []
    for path in (corpus / name, tmp_path / "back.zip"):
        with lcabridge.read(path) as opened:
            processes = [e for e in opened if isinstance(e, Process)]
        found.append(
            sorted(
                [(m.module, m.scenario, m.amount) for x in (*p.exchanges, *p.impact_results) for m in x.modules]
                for p in processes
            )
        )
    assert found[0] == found[1]
    assert sum(map(len, found[0])) > 300
    assert any(entry.startswith("epds/") for entry in _documents(tmp_path / "there.zip"))
