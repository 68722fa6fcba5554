"""Life cycle models: to openLCA product systems and back, instances apart; the official sample whole."""

from __future__ import annotations

import zipfile

import orjson
import pytest

from lcabridge.model import Flow, Index, LifeCycleModel, ProcessInstance, ProcessLink, Ref, summarise
from lcabridge.pipeline import convert
from lcabridge.registry import registry
from tests.plugins.ilcd.broken_files import GOOD, U
from tests.plugins.ilcd.infoset import items
from tests.plugins.ilcd.written import elements, read, write

SAMPLE = "ilcd/sdk-samples/eilcd_sample_model.xml"
TWICE = GOOD["model"].replace(U.format("d2").encode(), U.format("d1").encode())
"""Two instances of one process, 0.5 and 1 times."""


def convert_file(source, target, to):
    convert(source, target, registry=registry(), to=to)
    with zipfile.ZipFile(target) as file:
        return {name: file.read(name) for name in file.namelist()}


@pytest.mark.parametrize("through", ["olca-jsonld", "tidas", "national"])
def test_instances_of_one_process_stay_apart(tmp_path, through):
    (tmp_path / "model.xml").write_bytes(TWICE)
    convert_file(tmp_path / "model.xml", tmp_path / "there.zip", through)
    files = convert_file(tmp_path / "there.zip", tmp_path / "back.zip", "ilcd")
    (data,) = [data for name, data in files.items() if "lifecyclemodels" in name]
    before, after = read(TWICE)[0], read(data)[0]
    assert [(i.id, i.factor) for i in after.instances] == [(1, 0.5), (2, 1.0)]
    assert after.instances == before.instances
    assert after.links == before.links


def test_openlca_gets_a_product_system_with_the_process_once(tmp_path):
    (tmp_path / "model.xml").write_bytes(TWICE)
    files = convert_file(tmp_path / "model.xml", tmp_path / "there.zip", "olca-jsonld")

    (system,) = [orjson.loads(data) for name, data in files.items() if name.startswith("product_systems/")]
    assert [process["@id"] for process in system["processes"]] == [U.format("d1")]
    assert len(system["processLinks"]) == 1


@pytest.mark.parametrize("through", ["ilcd", "olca-jsonld", "tidas", "national"])
def test_the_sample_model_survives_whole(corpus, tmp_path, through):
    convert_file(corpus / SAMPLE, tmp_path / "there.zip", through)
    files = convert_file(tmp_path / "there.zip", tmp_path / "back.zip", "ilcd")
    (data,) = [data for name, data in files.items() if "lifecyclemodels" in name]
    source = (corpus / SAMPLE).read_bytes()
    assert read(source)[0].instances
    assert read(data)[0].instances == read(source)[0].instances
    assert read(data)[0].links == read(source)[0].links
    assert read(data)[0].groups == read(source)[0].groups
    texts = [item[2] for item in items(source) if item[2] != ""]
    assert [text for text in texts if text not in [item[2] for item in items(data)]] == []


@pytest.mark.parametrize("json", [False, True])
def test_waste_is_connected_from_the_process_that_has_it(json):
    # eILCD goes from output to input; in the model who treats waste is its provider.
    slag = Flow(uuid=U.format("f1"), version="01.00.000", name={"en": "Slag"}, flow_type="waste")
    index = Index([summarise(slag)])
    instances = [
        ProcessInstance(id=n, process=Ref(type="process", uuid=U.format(f"d{n}"), version="01.00.000")) for n in (1, 2)
    ]
    model = LifeCycleModel(
        uuid=U.format("e1"),
        version="01.00.000",
        name={"en": "Steel"},
        instances=instances,
        links=[ProcessLink(provider=2, consumer=1, flow=slag.ref())],
    )
    data, _ = write(model, index, json=json)
    if not json:
        (output,) = elements(
            data, "lifeCycleModelInformation/technology/processes/processInstance/connections/outputExchange"
        )
        assert output.getparent().getparent().get("dataSetInternalID") == "1"
        assert output[0].get("id") == "2"
    assert read(data, index)[0].links == model.links
