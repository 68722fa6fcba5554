"""The benchmark is blind: nothing that was made from the tested pair is asked; and its bars hold."""

import pytest

from lcabridge.flowmap.lists import SourceFlow, enrich, shipped
from lcabridge.flowmap.match import Matcher
from lcabridge.flowmap.thesaurus import thesaurus_without
from lcabridge_mappings import tables

TESTED = (
    "USLCI",
    "eLCI",
    "NEI.csv",
    "TRI.csv",
    "USDA_CUS",
    "NETL_model",
    "DMR",
    "EF-3.1",
    "ef-3.1",
    "glad",
    "FEDEFLv1",
)


@pytest.mark.slow
def test_no_table_between_two_lists_is_read(monkeypatch):
    read = []
    rows, raw = tables.rows, tables.read
    monkeypatch.setattr(tables, "rows", lambda name: (read.append(name), rows(name))[1])
    monkeypatch.setattr(tables, "read", lambda name: (read.append(name), raw(name))[1])
    for cached in (shipped, thesaurus_without):
        cached.cache_clear()
    for target in ("fedefl", "ef31"):
        matcher = Matcher(shipped(target), thesaurus_without(target))
        side = next(iter(shipped("fedefl").sources())).side
        matcher.match(enrich(SourceFlow(side=side)))
    assert read
    for name in read:
        assert not name.startswith("maps/"), name
        if name.startswith("flows/"):
            for source in tables.meta(name)["sources"]:
                own = (
                    name == "flows/ecoinvent-names.csv.gz"
                    and "transitive" in source["name"]
                    and "ecoinvent-" in source["name"]
                )
                assert own or not any(word in source["name"] for word in TESTED), (name, source["name"])


@pytest.mark.slow
def test_bars(corpus, monkeypatch):
    from bench import mapping

    monkeypatch.setattr(mapping, "DATA", corpus)
    fedefl, ef31 = (Matcher(shipped(i), thesaurus_without(i)) for i in ("fedefl", "ef31"))
    other = thesaurus_without("fedefl")
    both = ("train", "test")
    total = mapping.Score()
    for name in mapping.BASELINE:
        score, more = mapping.epa(name, fedefl, lambda n: other.cas_of([mapping.key(n)]), both)
        assert more["cross_medium"] == 0
        assert more["factors"] == more["factors_same"]
        assert score.line()["coverage"] > mapping.BASELINE[name], name
        assert score.line()["disputed"] <= 1.5, name
        for field in ("evaluable", "right", "disputed"):
            setattr(total, field, getattr(total, field) + getattr(score, field))
    score, more = mapping.ecoinvent("3.9.1", ef31, both)
    line = score.line()
    assert (more["cross_medium"], more["factors"]) == (0, more["factors_same"])
    assert line["recall"] >= 92
    assert line["precision"] >= 99.5
    assert total.right / (total.evaluable - total.disputed) >= 0.995
    assert total.disputed / total.evaluable <= 0.015
