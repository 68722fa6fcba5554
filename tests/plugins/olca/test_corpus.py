"""The public packages: nothing is lost, and openLCA's own schema understands all that is written."""

import json
from pathlib import Path

import olca_schema
import pytest

from lcabridge.format import Session
from lcabridge.model import Index, LifeCycleModel, Process, diff, leaves, summarise
from lcabridge.pipeline import convert, open_package
from lcabridge.report import Report
from lcabridge_olca import fastpath
from tests.audit.audit import audit_files
from tests.plugins.olca.packages import documents

PACKAGES = [
    "beef-cattle.zip",
    "flcac-rail.zip",
    "flcac-transport.zip",
    "us-fpl.zip",
    "olca-modules/exchange_sync-all.zip",
    "olca-modules/exchange_sync-process.zip",
    "olca-modules/flow_property_factor_sync-all.zip",
    "olca-modules/flow_property_factor_sync-flow.zip",
    "olca-modules/nw_set_sync-all.zip",
    "olca-modules/nw_set_sync-impact_method.zip",
    "olca-modules/unit_sync-all.zip",
    "olca-modules/unit_sync-unit_group.zip",
    pytest.param("uslci-2020q3.zip", marks=pytest.mark.slow),
]
WITHOUT_AUDIT = ["olca-schema-examples"]
# openLCA 1 alone has these; openLCA 2 passes over them, and so does its Python schema.
OLDER_KEYS = {"version", "lastChange", "creationDate", "lastModificationDate"}


@pytest.fixture(params=[*PACKAGES, *WITHOUT_AUDIT])
def package(request, corpus):
    path = corpus / "jsonld" / request.param
    if not path.exists():
        pytest.skip(f"{request.param} is not in the corpus")
    return path


def whole(path, registry):
    with open_package(path, registry) as opened:
        opened.build_index()
        return {(entity.type, entity.uuid): entity for entity in opened}, opened


def test_reading_writing_reading_gives_the_same_and_the_audit_finds_nothing_lost(package, registry, tmp_path):
    target, account = tmp_path / "back.zip", tmp_path / "report.json"
    done = convert(package, target, registry=registry, to="olca-jsonld", cap=None)
    before, _ = whole(package, registry)
    after, _ = whole(target, registry)
    assert before.keys() == after.keys()
    for key, entity in before.items():
        assert diff(entity, after[key]) == []
    assert not [name for name in documents(target) if name.endswith("lcabridge.json")]
    if package.name in WITHOUT_AUDIT:
        return
    account.write_text(json.dumps(done.to_dict()), encoding="utf-8")
    result = audit_files(package, target, [account])
    assert [str(lost) for lost in result.unexplained[:10]] == []
    assert sum(result.total.values()) > 0


def lost(document, back, path=""):
    """Yield the paths of members that the schema's class does not give back."""
    if isinstance(document, dict):
        for key, value in document.items():
            if key == "@type":
                continue
            if key not in back:
                yield f"{path}/{key}"
            else:
                yield from lost(value, back[key], f"{path}/{key}")
    elif isinstance(document, list):
        if len(document) != len(back):
            yield path
        for member, other in zip(document, back, strict=False):
            yield from lost(member, other, path)
    elif document != back:
        yield path


def test_openlcas_schema_reads_all_that_is_written(package, registry, tmp_path):
    target = tmp_path / "back.zip"
    convert(package, target, registry=registry, to="olca-jsonld")
    seen = 0
    for name, document in documents(target).items():
        if "/" not in name or name.startswith(("bin/", "categories/")):
            continue
        back = getattr(olca_schema, document["@type"]).from_dict(document).to_dict()
        assert {path.rpartition("/")[2] for path in lost(document, back)} <= OLDER_KEYS
        seen += 1
    assert seen > 0


def test_summaries_are_those_of_the_data_sets(package, registry):
    entities, opened = whole(package, registry)
    for (type_, uuid), entity in entities.items():
        assert opened.index.get(type_, uuid) == summarise(entity)


def test_decoded_lists_and_dicts_are_read_alike(package, registry, monkeypatch):
    quick, first = whole(package, registry)
    monkeypatch.setattr(fastpath, "MANY", {})
    slow, second = whole(package, registry)
    assert quick == slow
    assert {repr(issue) for issue in first.report} == {repr(issue) for issue in second.report}


def test_counts_of_uslci(corpus: Path, registry):
    entities, _ = whole(corpus / "jsonld" / "uslci-2020q3.zip", registry)
    processes = [entity for entity in entities.values() if isinstance(entity, Process)]
    rows = [row for process in processes for row in process.exchanges]
    kinds = [row.uncertainty.distribution for row in rows if row.uncertainty]
    types = [type_ for type_, _ in entities]
    # PROVENANCE.md of the corpus, counted there on the files.
    assert (len(processes), types.count("flow"), len(rows)) == (629, 3852, 32496)
    assert sum(row.provider is not None for row in rows) == 3336
    assert sum(len(process.allocation) for process in processes) == 47388
    assert [kinds.count(kind) for kind in ("lognormal", "triangular", "uniform")] == [5130, 334, 24]
    assert (sum(bool(row.formula) for row in rows), sum(row.is_avoided for row in rows)) == (4, 11)
    assert [types.count(t) for t in ("source", "location", "category", "flow_property", "contact")] == [
        730, 474, 188, 100, 90,
    ]  # fmt: skip
    assert [types.count(t) for t in ("unit_group", "currency", "dq_system")] == [27, 12, 4]


def test_counts_of_the_small_packages(corpus: Path, registry):
    transport, _ = whole(corpus / "jsonld" / "flcac-transport.zip", registry)
    processes = [entity for entity in transport.values() if isinstance(entity, Process)]
    assert sum(len(p.parameters) for p in processes) == 591
    assert sum(bool(e.formula) for p in processes for e in p.exchanges) == 197
    assert sum(not parameter.is_input for p in processes for parameter in p.parameters) == 197
    beef, _ = whole(corpus / "jsonld" / "beef-cattle.zip", registry)
    model = next(entity for entity in beef.values() if isinstance(entity, LifeCycleModel))
    assert (len(model.instances), len(model.links)) == (8, 8)


def test_reading_alone_needs_no_index(corpus: Path, registry):
    path = corpus / "jsonld" / "us-fpl.zip"
    with open_package(path, registry) as opened:
        session: Session = opened.session
        found = [entity for part in session.parts() for entity in session.read(part, Index(), Report())]
        assert sum(1 for entity in found for _ in leaves(entity)) > 0
