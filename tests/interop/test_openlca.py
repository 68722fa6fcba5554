"""What openLCA itself stores and calculates of the packages that lcabridge writes."""

import pytest

import lcabridge
from tests.conftest import ROOT
from tests.interop.stored import Expected, as_openlca_reads_ilcd, differences

pytestmark = pytest.mark.interop

PACKAGES = {
    "demo": (ROOT / "demo" / "foreign-package", None),
    "flcac-rail": (None, "jsonld/flcac-rail.zip"),
    "flcac-transport": (None, "jsonld/flcac-transport.zip"),
    "uslci": (None, "jsonld/uslci-2020q3.zip"),
    "tiangong": (None, "ilcd/tiangong-dev.zip"),
}

MISSING = {
    "tiangong": {"798466cf-e290-42e2-8a78-d9f7af251e4c", "Cement\xa0325"},
    "flcac-rail": {"89199bb4-8aaf-4be7-a200-3cd0c1a1fc00", "38e67478-a915-43d9-ad67-e25db79a4acc"},
}
"""Data sets other than flows that a source refers to and does not hold (PROVENANCE.md of the corpus)."""


def source_of(name, corpus):
    own, path = PACKAGES[name]
    return own or corpus / path


def converted(source, target, to):
    lcabridge.convert(source, target, to=to, mapping=False, overwrite=True)
    return target


def expected(source):
    with lcabridge.read(source) as package:
        return Expected(package)


@pytest.mark.parametrize("name", PACKAGES)
def test_json_ld_out_of_the_national_structure_is_stored_as_the_source_says(name, openlca, corpus, tmp_path):
    source = source_of(name, corpus)
    national = converted(source, tmp_path / "national.zip", "national")
    back = converted(national, tmp_path / "back.zip", "olca-jsonld")
    stored = openlca.hear("olca-jsonld", back, tmp_path / "stored.jsonl")
    assert list(differences(expected(source), stored)) == []


@pytest.mark.parametrize("name", PACKAGES)
def test_ilcd_is_stored_as_the_source_says(name, openlca_io, corpus, tmp_path):
    source = source_of(name, corpus)
    ilcd = converted(source, tmp_path / "package.zip", "ilcd")
    stored = openlca_io.hear("ilcd", ilcd, tmp_path / "stored.jsonl")
    model = expected(source)
    # openLCA's own errors name what the source refers to and does not hold, and nothing else.
    absent = model.missing_flows() | MISSING.get(name, set())
    assert [e for e in stored.errors() if "is not available" in e and not any(uuid in e for uuid in absent)] == []
    assert absent or stored.errors() == []
    assert list(differences(model, stored, spread=as_openlca_reads_ilcd)) == []


def test_the_judge_is_not_easily_pleased(openlca, tmp_path):
    # The demo's own package, read by openLCA, against a model in which one amount is another.
    stored = openlca.hear("olca-jsonld", zipped(tmp_path), tmp_path / "stored.jsonl")
    model = expected(PACKAGES["demo"][0])
    assert list(differences(model, stored)) == []
    next(iter(model.processes.values())).exchanges[0].amount = 7.5
    assert len(list(differences(model, stored))) == 2


def zipped(folder):
    return converted(PACKAGES["demo"][0], folder / "demo.zip", "olca-jsonld")
