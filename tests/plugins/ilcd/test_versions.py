"""Several versions of one UUID: all are kept, and references find the one that they name."""

from __future__ import annotations

import zipfile

import orjson
import pytest

from lcabridge.pipeline import convert
from lcabridge.registry import registry
from tests.plugins.ilcd.broken_files import GOOD, U, reference
from tests.plugins.ilcd.test_packages import package

FLOW = U.format("f1")
NEW = GOOD["flow"].replace(U.format("a1").encode(), FLOW.encode())
OLD = NEW.replace(b"Version>01.00.000<", b"Version>00.09.000<").replace(b">Thing<", b">Old thing<")
REFERENCE = reference("referenceToFlowDataSet", "flow", "f1")


def process(version: str) -> bytes:
    """A process whose first exchange refers to one version of the flow."""
    named = REFERENCE.replace("uri=", f'version="{version}" uri=')
    assert REFERENCE.encode() in GOOD["process"]
    return GOOD["process"].replace(REFERENCE.encode(), named.encode())


def converted(tmp_path, version, to):
    source = package(
        tmp_path / "p.zip",
        {
            f"ILCD/flows/{FLOW}_01.00.000.xml": NEW,
            f"ILCD/flows/{FLOW}_00.09.000.xml": OLD,
            "ILCD/processes/p.xml": process(version),
        },
    )
    report = convert(source, tmp_path / "out.zip", registry=registry(), to=to, cap=None).report
    with zipfile.ZipFile(tmp_path / "out.zip") as file:
        return {name: file.read(name) for name in file.namelist()}, report


def test_ilcd_keeps_both_versions_and_the_version_of_the_reference(tmp_path):
    files, _ = converted(tmp_path, "00.09.000", "ilcd")
    flows = {name: data for name, data in files.items() if "/flows/" in name}
    assert sorted(flows) == [f"ILCD/flows/{FLOW}.xml", f"ILCD/flows/{FLOW}_00.09.000.xml"]
    assert b"Old thing" in flows[f"ILCD/flows/{FLOW}_00.09.000.xml"]
    (written,) = [data for name, data in files.items() if "/processes/" in name]
    assert f'refObjectId="{FLOW}" version="00.09.000"'.encode() in written


@pytest.mark.parametrize(("version", "name"), [("00.09.000", "Old thing"), ("01.00.000", "Thing"), ("01.00", "Thing")])
@pytest.mark.parametrize("to", ["tidas", "olca-jsonld"])
def test_a_reference_follows_its_version_where_a_format_holds_one_per_uuid(tmp_path, version, name, to):
    files, report = converted(tmp_path, version, to)
    assert [issue.code for issue in report if issue.code == "MAP-001"] == ["MAP-001"]
    (written,) = [orjson.loads(data) for entry, data in files.items() if entry.startswith("processes/")]
    if to == "tidas":
        target = written["processDataSet"]["exchanges"]["exchange"][0]["referenceToFlowDataSet"]["@refObjectId"]
    else:
        target = written["exchanges"][0]["flow"]["@id"]
    flow = files[f"flows/{target}.json"].decode()
    assert f'"{name}"' in flow
